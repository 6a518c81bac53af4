/*
 * test_package.c - export packages: whole or not there, private, with a manifest that is true.
 */
#include "io/package.h"

#include "base/mem.h"
#include "io/fd.h"
#include "io_util.h"
#include "test.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static mode_t mode_of(const char *path) {
    struct stat st;

    return lstat(path, &st) == 0 ? st.st_mode & 07777 : 0;
}

static void put_file(struct package *p, const char *name, const char *text) {
    struct sink *s = NULL;
    struct err e = {0};

    CHECK_EQ_INT(package_file(p, name, &s, &e), 0);
    if (s == NULL)
        return;
    sink_cat(s, text);
    CHECK_EQ_INT(package_file_end(p, s, &e), 0);
}

/* A package of one file; what went wrong, or ERR_NONE. */
static enum err_code put_package(struct package_dir *dir, const char *name) {
    PACKAGE(p);
    struct err e = {0};

    if (package_begin(&p, dir, name, &e) == 0) {
        put_file(&p, "a.txt", name);
        (void)package_commit(&p, &e);
    }
    return e.code;
}

TEST(package_appears_whole_with_its_manifest) {
    SCRATCH(scratch);
    PACKAGE_DIR(dir);
    PACKAGE(p);
    struct err e = {0};
    struct sink *first, *second;
    mode_t old = umask(0);
    SB(got);

    CHECK_EQ_INT(package_dir_open(&dir, scratch_at(&scratch, "out", 0), false, &e), 0);
    CHECK_EQ_INT(mode_of(scratch_at(&scratch, "out", 0)), 0700);
    CHECK_EQ_INT(package_begin(&p, &dir, "2026-0001", &e), 0);
    CHECK_EQ_INT(package_file(&p, "z.csv", &first, &e), 0); /* two at a time */
    CHECK_EQ_INT(package_file(&p, "a.json", &second, &e), 0);
    sink_cat(first, "ab");
    sink_cat(second, "{}");
    sink_cat(first, "c");
    CHECK(!exists(scratch_at(&scratch, "out/2026-0001", 0)));
    CHECK_EQ_INT(package_commit(&p, &e), -1); /* files are still open */
    err_clear(&e);
    CHECK_EQ_INT(package_file_end(&p, first, &e), 0);
    CHECK_EQ_INT(package_file_end(&p, second, &e), 0);
    put_file(&p, "recordings/r.wav", "");
    put_file(&p, "recordings/s.wav", "x");
    CHECK_EQ_INT(package_commit(&p, &e), 0);
    (void)umask(old);
    read_file(scratch_at(&scratch, "out/2026-0001/manifest.json", 0), &got);
    /* FIPS 180-4's "abc"; the others by sha256sum */
    CHECK_STR(got.d, "{\n  \"format\": 1,\n  \"files\": [\n"
                     "    {\n      \"name\": \"a.json\",\n      \"size\": 2,\n      \"sha256\": "
                     "\"44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a\"\n    },\n"
                     "    {\n      \"name\": \"recordings/r.wav\",\n      \"size\": 0,\n      \"sha256\": "
                     "\"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\"\n    },\n"
                     "    {\n      \"name\": \"recordings/s.wav\",\n      \"size\": 1,\n      \"sha256\": "
                     "\"2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881\"\n    },\n"
                     "    {\n      \"name\": \"z.csv\",\n      \"size\": 3,\n      \"sha256\": "
                     "\"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\"\n    }\n  ]\n}\n");
    CHECK_EQ_INT(mode_of(scratch_at(&scratch, "out/2026-0001", 0)), 0700);
    CHECK_EQ_INT(mode_of(scratch_at(&scratch, "out/2026-0001/z.csv", 0)), 0600);
    CHECK_EQ_INT(mode_of(scratch_at(&scratch, "out/2026-0001/manifest.json", 0)), 0600);
    CHECK_EQ_INT(mode_of(scratch_at(&scratch, "out/2026-0001/recordings", 0)), 0700);
    CHECK_EQ_INT(count_entries(scratch_at(&scratch, "out/2026-0001", 0)), 4);
    CHECK_EQ_INT(count_entries(scratch_at(&scratch, "out", 0)), 1);
}

TEST(package_that_is_given_up_leaves_nothing) {
    SCRATCH(scratch);
    PACKAGE_DIR(dir);
    struct err e = {0};
    struct sink *s;

    CHECK_EQ_INT(package_dir_open(&dir, scratch.path, false, &e), 0);
    {
        PACKAGE(p);

        CHECK_EQ_INT(package_begin(&p, &dir, "x", &e), 0);
        put_file(&p, "sub/a.txt", "text");
        CHECK_EQ_INT(package_file(&p, "open.txt", &s, &e), 0);
        sink_cat(s, "half");
        CHECK_EQ_INT(count_entries(scratch.path), 1);
    }
    CHECK_EQ_INT(count_entries(scratch.path), 0);
}

TEST(package_names_are_checked) {
    static const char *const bad[] = {"", ".", "..", "a/b", "/x", "a\n"};
    static const char *const bad_files[] = {"", "..", "../x", "/x", "a/../b", "a.txt", "manifest.json", "a/b/c"};
    SCRATCH(scratch);
    PACKAGE_DIR(dir);
    PACKAGE(p);
    struct err e = {0};
    struct sink *s;

    CHECK_EQ_INT(package_dir_open(&dir, scratch.path, false, &e), 0);
    for (size_t i = 0; i < ARRAY_LEN(bad); i++)
        CHECK_EQ_INT(put_package(&dir, bad[i]), ERR_CANTCREATE);
    CHECK_EQ_INT(package_begin(&p, &dir, "x", &e), 0);
    put_file(&p, "a.txt", "");
    for (size_t i = 0; i < ARRAY_LEN(bad_files); i++) {
        err_clear(&e);
        test_check(package_file(&p, bad_files[i], &s, &e) == -1, __FILE__, __LINE__, "file %zu", i);
    }
}

TEST(package_never_overwrites) {
    SCRATCH(scratch);
    PACKAGE_DIR(dir);
    struct err e = {0};

    CHECK_EQ_INT(package_dir_open(&dir, scratch.path, false, &e), 0);
    CHECK_EQ_INT(put_package(&dir, "one"), ERR_NONE);
    CHECK_EQ_INT(put_package(&dir, "one"), ERR_CANTCREATE);
    CHECK_EQ_INT(symlink("nowhere", scratch_at(&scratch, "dangling", 0)), 0);
    CHECK_EQ_INT(put_package(&dir, "dangling"), ERR_CANTCREATE);
    write_text(scratch_at(&scratch, "file", 0), "old");
    CHECK_EQ_INT(put_package(&dir, "file"), ERR_CANTCREATE);
    CHECK_EQ_INT(mkdir(scratch_at(&scratch, "empty", 0), 0700), 0);
    CHECK_EQ_INT(put_package(&dir, "empty"), ERR_CANTCREATE); /* plain rename would replace it */
    CHECK_EQ_INT(count_entries(scratch.path), 4);
    CHECK_EQ_INT(count_entries(scratch_at(&scratch, "empty", 0)), 0);
    {
        PACKAGE(p);

        CHECK_EQ_INT(package_begin(&p, &dir, "one", &e), -1); /* at once, not after all the work */
        CHECK(strstr(e.msg, "already exists") != NULL);
    }
}

/* The name is taken between begin and commit. */
TEST(package_loses_a_race_politely) {
    SCRATCH(scratch);
    PACKAGE_DIR(dir);
    struct err e = {0};

    CHECK_EQ_INT(package_dir_open(&dir, scratch.path, false, &e), 0);
    {
        PACKAGE(p);

        CHECK_EQ_INT(package_begin(&p, &dir, "x", &e), 0);
        put_file(&p, "a.txt", "mine");
        CHECK_EQ_INT(mkdir(scratch_at(&scratch, "x", 0), 0700), 0);
        CHECK_EQ_INT(package_commit(&p, &e), -1);
        CHECK_EQ_INT(e.code, ERR_CANTCREATE);
    }
    CHECK_EQ_INT(count_entries(scratch_at(&scratch, "x", 0)), 0);
    CHECK_EQ_INT(count_entries(scratch.path), 1);
}

static enum err_code open_dir(const char *path) {
    PACKAGE_DIR(dir);
    struct err e = {0};

    (void)package_dir_open(&dir, path, false, &e);
    return e.code;
}

TEST(package_output_directory_is_checked) {
    SCRATCH(scratch);

    CHECK_EQ_INT(mkdir(scratch_at(&scratch, "dir", 0), 0700), 0);
    CHECK_EQ_INT(symlink("dir", scratch_at(&scratch, "link", 0)), 0);
    CHECK_EQ_INT(symlink("nowhere", scratch_at(&scratch, "dangling", 0)), 0);
    CHECK_EQ_INT(mkfifo(scratch_at(&scratch, "fifo", 0), 0600), 0);
    write_text(scratch_at(&scratch, "file", 0), "old");
    CHECK_EQ_INT(open_dir(scratch_at(&scratch, "dir", 0)), ERR_NONE);
    CHECK_EQ_INT(open_dir(scratch_at(&scratch, "dir/", 0)), ERR_NONE);
    CHECK_EQ_INT(open_dir(scratch_at(&scratch, "link", 0)), ERR_CANTCREATE);
    CHECK_EQ_INT(open_dir(scratch_at(&scratch, "link/", 0)), ERR_CANTCREATE);
    CHECK_EQ_INT(open_dir(scratch_at(&scratch, "link/.", 0)), ERR_CANTCREATE);
    CHECK_EQ_INT(open_dir(scratch_at(&scratch, "dangling", 0)), ERR_CANTCREATE);
    CHECK_EQ_INT(open_dir(scratch_at(&scratch, "fifo", 0)), ERR_CANTCREATE);
    CHECK_EQ_INT(open_dir(scratch_at(&scratch, "file", 0)), ERR_CANTCREATE);
    CHECK_EQ_INT(open_dir(scratch_at(&scratch, "a/b", 0)), ERR_CANTCREATE);
    CHECK_EQ_INT(open_dir("/dev/stdout"), ERR_CANTCREATE);
    CHECK_EQ_INT(open_dir(""), ERR_CANTCREATE);
    CHECK(!exists(scratch_at(&scratch, "nowhere", 0)));
    CHECK_EQ_INT(chmod(scratch_at(&scratch, "dir", 0), 0777), 0);
    CHECK_EQ_INT(open_dir(scratch_at(&scratch, "dir", 0)), ERR_CANTCREATE);
    CHECK_EQ_INT(chmod(scratch_at(&scratch, "dir", 0), 01777), 0);
    CHECK_EQ_INT(open_dir(scratch_at(&scratch, "dir", 0)), ERR_NONE);
}

TEST(package_deferred_packages_come_at_the_flush) {
    SCRATCH(scratch);
    PACKAGE_DIR(dir);
    struct err e = {0};
    char name[16];

    CHECK_EQ_INT(package_dir_open(&dir, scratch.path, true, &e), 0);
    for (int i = 0; i < 50; i++) {
        (void)snprintf(name, sizeof name, "p%02d", i);
        CHECK_EQ_INT(put_package(&dir, name), ERR_NONE);
        CHECK(!exists(scratch_at(&scratch, name, 0)));
    }
    CHECK_EQ_INT(package_dir_flush(&dir, &e), 0);
    CHECK(exists(scratch_at(&scratch, "p00/manifest.json", 0)) && exists(scratch_at(&scratch, "p49/a.txt", 0)));
    CHECK_EQ_INT(count_entries(scratch.path), 50);
    /* One name gets taken: those before it appear, those after it vanish with the directory. */
    CHECK_EQ_INT(put_package(&dir, "q1"), ERR_NONE);
    CHECK_EQ_INT(put_package(&dir, "q2"), ERR_NONE);
    CHECK_EQ_INT(put_package(&dir, "q3"), ERR_NONE);
    CHECK_EQ_INT(mkdir(scratch_at(&scratch, "q2", 0), 0700), 0);
    CHECK_EQ_INT(package_dir_flush(&dir, &e), -1);
    CHECK_EQ_INT(e.code, ERR_CANTCREATE);
    package_dir_release(&dir);
    CHECK(exists(scratch_at(&scratch, "q1/a.txt", 0)));
    CHECK(!exists(scratch_at(&scratch, "q3", 0)));
    CHECK_EQ_INT(count_entries(scratch.path), 52);
}

TEST(package_copies_recordings) {
    SCRATCH(scratch);
    PACKAGE_DIR(dir);
    PACKAGE(p);
    FD(from);
    struct err e = {0};
    SB(text);
    SB(got);

    for (int i = 0; i < 200000; i++)
        sb_ch(&text, (char)(i * 7 % 251));
    write_file(scratch_at(&scratch, "in.wav", 0), text.d, text.len);
    from = open(scratch_at(&scratch, "in.wav", 0), O_RDONLY | O_CLOEXEC);
    CHECK_EQ_INT(package_dir_open(&dir, scratch.path, false, &e), 0);
    CHECK_EQ_INT(package_begin(&p, &dir, "x", &e), 0);
    CHECK_EQ_INT(package_copy(&p, "recordings/1.wav", from, "a recording", &e), 0);
    CHECK_EQ_INT(package_commit(&p, &e), 0);
    read_file(scratch_at(&scratch, "x/recordings/1.wav", 0), &got);
    CHECK(got.len == text.len && memcmp(got.d, text.d, got.len) == 0);
    sb_clear(&got);
    read_file(scratch_at(&scratch, "x/manifest.json", 0), &got);
    CHECK(strstr(got.d, "\"size\": 200000,") != NULL);
}

/* Neither a wide-open nor a tight umask changes the modes. */
/* Files wait for the disk together, but not more of them than may be open. */
TEST(package_has_more_files_than_may_be_open) {
    SCRATCH(scratch);
    PACKAGE_DIR(dir);
    struct rlimit limit, low;
    struct err e = {0};

    CHECK_EQ_INT(getrlimit(RLIMIT_NOFILE, &limit), 0);
    low = limit;
    low.rlim_cur = 150;
    CHECK_EQ_INT(setrlimit(RLIMIT_NOFILE, &low), 0);
    CHECK_EQ_INT(package_dir_open(&dir, scratch.path, false, &e), 0);
    {
        PACKAGE(p);

        CHECK_EQ_INT(package_begin(&p, &dir, "many", &e), 0);
        for (int i = 0; i < 350; i++) {
            char name[32];

            (void)snprintf(name, sizeof name, "recordings/%d.wav", i);
            put_file(&p, name, "x");
        }
        CHECK_EQ_INT(package_commit(&p, &e), 0);
    }
    CHECK_EQ_INT(setrlimit(RLIMIT_NOFILE, &limit), 0);
    CHECK_EQ_INT(count_entries(scratch_at(&scratch, "many/recordings", 0)), 350);
}

TEST(package_modes_do_not_depend_on_the_umask) {
    static const mode_t masks[] = {0, 0777};

    for (size_t i = 0; i < ARRAY_LEN(masks); i++) {
        SCRATCH(scratch);
        PACKAGE_DIR(dir);
        PACKAGE(p);
        struct err e = {0};
        mode_t old;

        CHECK_EQ_INT(package_dir_open(&dir, scratch.path, false, &e), 0);
        old = umask(masks[i]);
        CHECK_EQ_INT(package_begin(&p, &dir, "x", &e), geteuid() == 0 || masks[i] == 0 ? 0 : -1);
        if (p.fd >= 0) {
            put_file(&p, "sub/a.txt", "text");
            CHECK_EQ_INT(package_commit(&p, &e), 0);
            CHECK_EQ_INT(mode_of(scratch_at(&scratch, "x", 0)), 0700);
            CHECK_EQ_INT(mode_of(scratch_at(&scratch, "x/sub", 0)), 0700);
            CHECK_EQ_INT(mode_of(scratch_at(&scratch, "x/sub/a.txt", 0)), 0600);
        }
        (void)umask(old);
    }
}

TEST(package_full_disk_leaves_nothing) {
    SCRATCH(scratch);
    PACKAGE_DIR(dir);
    struct rlimit old, small;
    void (*handler)(int) = signal(SIGXFSZ, SIG_IGN);
    struct err e = {0};

    CHECK_EQ_INT(package_dir_open(&dir, scratch.path, false, &e), 0);
    CHECK_EQ_INT(getrlimit(RLIMIT_FSIZE, &old), 0);
    small = old;
    small.rlim_cur = 100000;
    CHECK_EQ_INT(setrlimit(RLIMIT_FSIZE, &small), 0);
    {
        PACKAGE(p);
        struct sink *s;

        CHECK_EQ_INT(package_begin(&p, &dir, "x", &e), 0);
        CHECK_EQ_INT(package_file(&p, "big", &s, &e), 0);
        for (int i = 0; i < 200000; i++)
            sink_ch(s, 'x');
        CHECK_EQ_INT(package_file_end(&p, s, &e), -1);
        CHECK_EQ_INT(e.code, ERR_IO);
    }
    CHECK_EQ_INT(setrlimit(RLIMIT_FSIZE, &old), 0);
    (void)signal(SIGXFSZ, handler);
    CHECK_EQ_INT(count_entries(scratch.path), 0);
}

/* A killed run leaves a private partial directory, which a run a day later sweeps away; nothing else is touched. */
TEST(package_sweep_takes_only_old_partial_ones) {
    SCRATCH(scratch);
    PACKAGE_DIR(dir);
    struct err e = {0};
    struct stat st;
    size_t count = 99;
    pid_t child = fork();

    if (child == 0) {
        struct package_dir d;
        struct package p;
        struct sink *s;

        if (package_dir_open(&d, scratch.path, false, &e) == 0 && package_begin(&p, &d, "x", &e) == 0 &&
            package_file(&p, "sub/half.txt", &s, &e) == 0) {
            sink_cat(s, "half");
            sink_drain(s);
        }
        (void)raise(SIGKILL);
    }
    (void)waitpid(child, NULL, 0);
    CHECK_EQ_INT(count_entries(scratch.path), 1);
    CHECK(!exists(scratch_at(&scratch, "x", 0)));
    CHECK_EQ_INT(package_dir_open(&dir, scratch.path, false, &e), 0);
    CHECK_EQ_INT(put_package(&dir, "done"), ERR_NONE);
    CHECK_EQ_INT(symlink("done", scratch_at(&scratch, ".partial-link", 0)), 0);
    write_text(scratch_at(&scratch, ".partial-0123456789abcdef", 0), "a file");
    CHECK_EQ_INT(stat(scratch.path, &st), 0);
    CHECK_EQ_INT(package_dir_sweep(&dir, st.st_mtim.tv_sec + 3600, &count, &e), 0);
    CHECK_EQ_INT(count, 0);
    CHECK_EQ_INT(package_dir_sweep(&dir, st.st_mtim.tv_sec + 90000, &count, &e), 0);
    CHECK_EQ_INT(count, 2);
    CHECK(exists(scratch_at(&scratch, "done/manifest.json", 0)));
    CHECK(exists(scratch_at(&scratch, ".partial-link", 0)));
    CHECK_EQ_INT(count_entries(scratch.path), 2);
}
