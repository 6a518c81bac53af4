/*
 * test_file_in.c - which inputs are opened, which are refused, and that nothing is waited for.
 */
#include "io/file_in.h"

#include "io_util.h"
#include "test.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static enum err_code open_code(const char *path) {
    FILE_IN(f);
    struct err e = {0};

    return file_in_open(&f, path, &e) == 0 ? ERR_NONE : e.code;
}

TEST(file_in_opens_regular_files_only) {
    SCRATCH(dir);

    write_text(scratch_at(&dir, "plain", 0), "text");
    CHECK_EQ_INT(mkfifo(scratch_at(&dir, "fifo", 1), 0600), 0);
    CHECK_EQ_INT(symlink("plain", scratch_at(&dir, "link", 2)), 0);
    CHECK_EQ_INT(symlink("/dev/zero", scratch_at(&dir, "zero", 2)), 0);
    CHECK_EQ_INT(symlink("loop", scratch_at(&dir, "loop", 2)), 0);
    CHECK_EQ_INT(open_code(scratch_at(&dir, "plain", 0)), ERR_NONE);
    CHECK_EQ_INT(open_code(scratch_at(&dir, "link", 0)), ERR_NONE);
    CHECK_EQ_INT(open_code(scratch_at(&dir, "fifo", 0)), ERR_NOINPUT); /* nobody writes to it: must not hang */
    CHECK_EQ_INT(open_code(scratch_at(&dir, "zero", 0)), ERR_NOINPUT);
    CHECK_EQ_INT(open_code(scratch_at(&dir, "loop", 0)), ERR_NOINPUT);
    CHECK_EQ_INT(open_code(scratch_at(&dir, "missing", 0)), ERR_NOINPUT);
    CHECK_EQ_INT(open_code(scratch_at(&dir, "plain/x", 0)), ERR_NOINPUT);
    CHECK_EQ_INT(open_code(dir.path), ERR_NOINPUT);
    CHECK_EQ_INT(open_code("/dev/null"), ERR_NOINPUT);
    CHECK_EQ_INT(open_code(""), ERR_NOINPUT);
}

TEST(file_in_says_what_is_wrong) {
    SCRATCH(dir);
    FILE_IN(f);
    struct err e = {0};
    char want[600];

    (void)snprintf(want, sizeof want, "there is no file %s/missing", dir.path);
    CHECK_EQ_INT(file_in_open(&f, scratch_at(&dir, "missing", 0), &e), -1);
    CHECK_STR(e.msg, want);
    err_clear(&e);
    (void)snprintf(want, sizeof want, "%s is a directory, not a file", dir.path);
    CHECK_EQ_INT(file_in_open(&f, dir.path, &e), -1);
    CHECK_STR(e.msg, want);
    CHECK_EQ_INT(f.fd, -1);
}

TEST(file_in_unreadable_file) {
    SCRATCH(dir);
    const char *path = scratch_at(&dir, "secret", 0);

    write_text(path, "text");
    CHECK_EQ_INT(chmod(path, 0), 0);
    /* Root reads everything. */
    CHECK_EQ_INT(open_code(path), geteuid() == 0 ? ERR_NONE : ERR_NOINPUT);
}

TEST(file_in_reads_all_up_to_a_limit) {
    SCRATCH(dir);
    const char *path = scratch_at(&dir, "file", 0);
    SB(text);
    SB(got);
    struct err e = {0};

    for (int i = 0; i < 150000; i++)
        sb_ch(&text, (char)('a' + i % 26));
    write_file(path, text.d, text.len);
    {
        FILE_IN(f);

        CHECK_EQ_INT(file_in_open(&f, path, &e), 0);
        CHECK_EQ_INT(f.total, text.len);
        CHECK_EQ_INT(file_in_read_all(&f, text.len, &got, &e), 0);
        CHECK_STR(got.d, text.d);
        CHECK_EQ_INT(f.done, text.len);
    }
    {
        FILE_IN(f);

        sb_clear(&got);
        CHECK_EQ_INT(file_in_open(&f, path, &e), 0);
        CHECK_EQ_INT(file_in_read_all(&f, text.len - 1, &got, &e), -1);
        CHECK_EQ_INT(e.code, ERR_DATA);
    }
}

static void set_mtime(const char *path, time_t seconds, long nanoseconds) {
    struct timespec times[2] = {{.tv_nsec = UTIME_OMIT}, {.tv_sec = seconds, .tv_nsec = nanoseconds}};

    CHECK_EQ_INT(utimensat(AT_FDCWD, path, times, 0), 0);
}

TEST(file_in_notices_changes) {
    SCRATCH(dir);
    const char *path = scratch_at(&dir, "file", 0);
    FILE_IN(f);
    struct err e = {0};

    write_text(path, "text");
    set_mtime(path, 1000000000, 5);
    CHECK_EQ_INT(file_in_open(&f, path, &e), 0);
    CHECK_EQ_INT(file_in_unchanged(&f, &e), 0);
    set_mtime(path, 1000000001, 5);
    CHECK_EQ_INT(file_in_unchanged(&f, &e), -1);
    CHECK_EQ_INT(e.code, ERR_DATA);
    set_mtime(path, 1000000000, 6);
    CHECK_EQ_INT(file_in_unchanged(&f, &e), -1);
    write_text(path, "texts");
    set_mtime(path, 1000000000, 5);
    CHECK_EQ_INT(file_in_unchanged(&f, &e), -1);
    write_text(path, "text");
    set_mtime(path, 1000000000, 5);
    CHECK_EQ_INT(file_in_unchanged(&f, &e), 0);
}
