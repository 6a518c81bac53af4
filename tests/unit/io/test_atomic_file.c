/*
 * test_atomic_file.c - single output files: whole or not there, never over something else, private.
 */
#include "io/atomic_file.h"

#include "base/mem.h"
#include "io_util.h"
#include "test.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static mode_t mode_of(const char *path) {
    struct stat st;

    return lstat(path, &st) == 0 ? st.st_mode & 07777 : 0;
}

/* Writes the file in one go: ERR_NONE or what went wrong. */
static enum err_code write_whole(const char *path, bool replace, const char *text) {
    ATOMIC_FILE(f);
    struct err e = {0};

    if (atomic_file_begin(&f, path, replace, &e) == 0) {
        sink_cat(&f.out, text);
        (void)atomic_file_commit(&f, &e);
    }
    return e.code;
}

TEST(atomic_file_appears_whole_and_private) {
    SCRATCH(dir);
    const char *path = scratch_at(&dir, "out.csv", 0);
    ATOMIC_FILE(f);
    struct err e = {0};
    mode_t old = umask(0);
    SB(got);

    CHECK_EQ_INT(atomic_file_begin(&f, path, false, &e), 0);
    sink_cat(&f.out, "text");
    sink_drain(&f.out);
    CHECK_EQ_INT(count_entries(dir.path), 0); /* not even a partial name */
    CHECK_EQ_INT(atomic_file_commit(&f, &e), 0);
    (void)umask(old);
    read_file(path, &got);
    CHECK_STR(got.d, "text");
    CHECK_EQ_INT(mode_of(path), 0600);
    CHECK_EQ_INT(count_entries(dir.path), 1);
}

TEST(atomic_file_mode_does_not_depend_on_the_umask) {
    SCRATCH(dir);
    mode_t old = umask(0777);

    CHECK_EQ_INT(write_whole(scratch_at(&dir, "a", 0), false, "x"), ERR_NONE);
    CHECK_EQ_INT(write_whole(scratch_at(&dir, "b", 0), true, "x"), ERR_NONE);
    (void)umask(old);
    CHECK_EQ_INT(mode_of(scratch_at(&dir, "a", 0)), 0600);
    CHECK_EQ_INT(mode_of(scratch_at(&dir, "b", 0)), 0600);
}

TEST(atomic_file_that_is_given_up_leaves_nothing) {
    SCRATCH(dir);
    const char *path = scratch_at(&dir, "out.csv", 0);
    struct err e = {0};

    for (int replace = 0; replace < 2; replace++) {
        ATOMIC_FILE(f);

        CHECK_EQ_INT(atomic_file_begin(&f, path, replace == 1, &e), 0);
        sink_cat(&f.out, "text");
        sink_drain(&f.out);
        atomic_file_release(&f);
        CHECK_EQ_INT(count_entries(dir.path), 0);
    }
}

TEST(atomic_file_never_overwrites) {
    SCRATCH(dir);
    SB(got);

    write_text(scratch_at(&dir, "file", 0), "old");
    CHECK_EQ_INT(symlink("file", scratch_at(&dir, "link", 0)), 0);
    CHECK_EQ_INT(symlink("target", scratch_at(&dir, "dangling", 0)), 0);
    CHECK_EQ_INT(mkfifo(scratch_at(&dir, "fifo", 0), 0600), 0);
    CHECK_EQ_INT(mkdir(scratch_at(&dir, "sub", 0), 0700), 0);
    /* What /dev/stdout and /dev/full are; not those themselves, which a defect here would replace. */
    CHECK_EQ_INT(symlink("/proc/self/fd/1", scratch_at(&dir, "stdout", 0)), 0);
    if (mknod(scratch_at(&dir, "full", 0), S_IFCHR | 0600, 0x107) < 0) /* only root may */
        CHECK_EQ_INT(mkfifo(scratch_at(&dir, "full", 0), 0600), 0);
    CHECK_EQ_INT(write_whole(scratch_at(&dir, "file", 0), false, "new"), ERR_CANTCREATE);
    CHECK_EQ_INT(write_whole(scratch_at(&dir, "link", 0), false, "new"), ERR_CANTCREATE);
    CHECK_EQ_INT(write_whole(scratch_at(&dir, "dangling", 0), false, "new"), ERR_CANTCREATE);
    CHECK_EQ_INT(write_whole(scratch_at(&dir, "fifo", 0), false, "new"), ERR_CANTCREATE);
    CHECK_EQ_INT(write_whole(scratch_at(&dir, "sub", 0), false, "new"), ERR_CANTCREATE);
    CHECK_EQ_INT(write_whole(scratch_at(&dir, "stdout", 0), false, "new"), ERR_CANTCREATE);
    CHECK_EQ_INT(write_whole(scratch_at(&dir, "full", 0), false, "new"), ERR_CANTCREATE);
    /* Replacing is for regular files only. */
    CHECK_EQ_INT(write_whole(scratch_at(&dir, "link", 0), true, "new"), ERR_CANTCREATE);
    CHECK_EQ_INT(write_whole(scratch_at(&dir, "fifo", 0), true, "new"), ERR_CANTCREATE);
    CHECK_EQ_INT(write_whole(scratch_at(&dir, "sub", 0), true, "new"), ERR_CANTCREATE);
    CHECK_EQ_INT(write_whole(scratch_at(&dir, "full", 0), true, "new"), ERR_CANTCREATE);
    CHECK(!exists(scratch_at(&dir, "target", 0)));
    read_file(scratch_at(&dir, "file", 0), &got);
    CHECK_STR(got.d, "old");
    CHECK_EQ_INT(count_entries(dir.path), 7);
}

/* The name is taken between begin and commit; of a nameless file, and of one with a partial name, which is what file
 * systems without nameless files get. */
TEST(atomic_file_loses_a_race_politely) {
    for (int named = 0; named < 2; named++) {
        SCRATCH(dir);
        const char *path = scratch_at(&dir, "out", 0);
        ATOMIC_FILE(f);
        struct err e = {0};
        SB(got);

        CHECK_EQ_INT(atomic_file_begin(&f, path, named == 1, &e), 0);
        f.replace = false;
        CHECK_EQ_INT(f.partial[0] != '\0', named);
        sink_cat(&f.out, "mine");
        write_text(path, "theirs");
        CHECK_EQ_INT(atomic_file_commit(&f, &e), -1);
        CHECK_EQ_INT(e.code, ERR_CANTCREATE);
        CHECK(strstr(e.msg, "already exists") != NULL);
        read_file(path, &got);
        CHECK_STR(got.d, "theirs");
        atomic_file_release(&f);
        CHECK_EQ_INT(count_entries(dir.path), 1);
    }
}

TEST(atomic_file_replaces_when_asked) {
    SCRATCH(dir);
    const char *path = scratch_at(&dir, "metrics.prom", 0);
    SB(got);

    CHECK_EQ_INT(write_whole(path, true, "one"), ERR_NONE);
    CHECK_EQ_INT(write_whole(path, true, "two"), ERR_NONE);
    read_file(path, &got);
    CHECK_STR(got.d, "two");
    CHECK_EQ_INT(mode_of(path), 0600);
    CHECK_EQ_INT(count_entries(dir.path), 1);
}

TEST(atomic_file_checks_its_directory) {
    SCRATCH(dir);
    struct err e = {0};
    ATOMIC_FILE(f);

    CHECK_EQ_INT(mkdir(scratch_at(&dir, "open", 0), 0700), 0);
    CHECK_EQ_INT(chmod(scratch_at(&dir, "open", 0), 0777), 0);
    CHECK_EQ_INT(symlink("open", scratch_at(&dir, "link", 0)), 0);
    CHECK_EQ_INT(write_whole(scratch_at(&dir, "open/x", 0), false, "x"), ERR_CANTCREATE);
    CHECK_EQ_INT(chmod(scratch_at(&dir, "open", 0), 01777), 0); /* sticky, as /tmp */
    CHECK_EQ_INT(write_whole(scratch_at(&dir, "open/x", 0), false, "x"), ERR_NONE);
    CHECK_EQ_INT(write_whole(scratch_at(&dir, "link/y", 0), false, "y"), ERR_CANTCREATE);
    CHECK_EQ_INT(write_whole(scratch_at(&dir, "link//y", 0), false, "y"), ERR_CANTCREATE);
    CHECK_EQ_INT(write_whole(scratch_at(&dir, "missing/y", 0), false, "y"), ERR_CANTCREATE);
    CHECK_EQ_INT(write_whole(scratch_at(&dir, "open/", 0), false, "y"), ERR_CANTCREATE);
    CHECK_EQ_INT(write_whole(scratch_at(&dir, "open/..", 0), false, "y"), ERR_CANTCREATE);
    CHECK_EQ_INT(write_whole("", false, "y"), ERR_CANTCREATE);
    CHECK_EQ_INT(atomic_file_begin(&f, scratch_at(&dir, "link/y", 0), false, &e), -1);
    CHECK(strstr(e.msg, "is a symbolic link") != NULL);
}

/* A disk that is full in the middle: a limit on file size stands in for it. */
TEST(atomic_file_full_disk_leaves_nothing) {
    SCRATCH(dir);
    const char *path = scratch_at(&dir, "out", 0);
    struct rlimit old, small;
    void (*handler)(int) = signal(SIGXFSZ, SIG_IGN);
    char *text CLEANUP(mem_free) = mem_alloc(200001);

    memset(text, 'x', 200000);
    CHECK_EQ_INT(getrlimit(RLIMIT_FSIZE, &old), 0);
    small = old;
    small.rlim_cur = 100000;
    CHECK_EQ_INT(setrlimit(RLIMIT_FSIZE, &small), 0);
    CHECK_EQ_INT(write_whole(path, false, text), ERR_IO);
    CHECK_EQ_INT(write_whole(path, true, text), ERR_IO);
    CHECK_EQ_INT(setrlimit(RLIMIT_FSIZE, &old), 0);
    (void)signal(SIGXFSZ, handler);
    CHECK_EQ_INT(count_entries(dir.path), 0);
}

TEST(atomic_file_killed_run_leaves_nothing) {
    SCRATCH(dir);
    const char *path = scratch_at(&dir, "out", 0);
    pid_t child = fork();

    if (child == 0) {
        struct atomic_file *f = mem_alloc(sizeof *f);
        struct err e = {0};

        if (atomic_file_begin(f, path, false, &e) == 0) {
            sink_cat(&f->out, "half");
            sink_drain(&f->out);
        }
        (void)raise(SIGKILL);
    }
    (void)waitpid(child, NULL, 0);
    CHECK_EQ_INT(count_entries(dir.path), 0);
}
