/*
 * test_sink.c - output buffers: nothing lost, nothing twice, failures told.
 */
#include "io/sink.h"

#include "base/mem.h"
#include "test.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

TEST(sink_keeps_order_across_its_buffer) {
    struct sink *s CLEANUP(mem_free) = mem_alloc(sizeof *s);
    SB(got);
    SB(want);
    struct err e = {0};

    sink_to_sb(s, &got);
    for (int i = 0; i < 3000; i++) {
        char piece[64];
        int n = snprintf(piece, sizeof piece, "%d-piece-%.*s;", i, i % 40, "........................................");

        sink_put(s, piece, (size_t)n);
        sb_catn(&want, piece, (size_t)n);
        if (i % 700 == 0) {
            SB(large);

            for (int k = 0; k < SINK_BUFFER + i; k++)
                sb_ch(&large, (char)('a' + k % 26));
            sink_put(s, large.d, large.len);
            sb_catn(&want, large.d, large.len);
        }
    }
    sink_ch(s, 'x');
    sink_printf(s, "%s=%d", "y", 1);
    sb_cat(&want, "xy=1");
    CHECK_EQ_INT(sink_flush(s, "test", &e), 0);
    CHECK(got.len == want.len && memcmp(got.d, want.d, got.len) == 0);
}

TEST(sink_tells_of_a_full_disk) {
    struct sink *s CLEANUP(mem_free) = mem_alloc(sizeof *s);
    FILE *f = fopen("/dev/full", "r+");
    struct err e = {0};

    CHECK(f != NULL);
    sink_to_file(s, f);
    sink_cat(s, "text");
    CHECK(!s->wrote);
    CHECK_EQ_INT(sink_flush(s, "the file", &e), -1);
    CHECK_EQ_INT(e.code, ERR_IO);
    CHECK_STR(e.msg, "writing the file failed: No space left on device");
    err_clear(&e);
    CHECK_EQ_INT(sink_flush(s, "the file", &e), -1); /* the failure stays */
    (void)fclose(f);
}

TEST(sink_tells_of_a_closed_pipe) {
    struct sink *s CLEANUP(mem_free) = mem_alloc(sizeof *s);
    void (*old)(int) = signal(SIGPIPE, SIG_IGN);
    struct err e = {0};
    int ends[2];
    FILE *f;

    CHECK_EQ_INT(pipe(ends), 0);
    f = fdopen(ends[1], "w");
    (void)close(ends[0]);
    sink_to_file(s, f);
    sink_cat(s, "text");
    CHECK_EQ_INT(sink_flush(s, "the pipe", &e), -1);
    CHECK_STR(e.msg, "writing the pipe failed: Broken pipe");
    (void)fclose(f);
    (void)signal(SIGPIPE, old);
}

/* Reads what comes, late, and ends with 0 when it is `want` bytes. */
static pid_t start_slow_reader(const int ends[2], size_t want) {
    pid_t pid = fork();
    size_t got = 0;
    char buf[5000];
    ssize_t n;

    if (pid != 0)
        return pid;
    (void)close(ends[1]);
    (void)usleep(50000);
    while ((n = read(ends[0], buf, sizeof buf)) > 0)
        got += (size_t)n;
    _exit(n == 0 && got == want ? 0 : 1);
}

TEST(sink_waits_where_the_descriptor_does_not) {
    enum { LINES = 20000 };
    struct sink *s CLEANUP(mem_free) = mem_alloc(sizeof *s);
    struct err e = {0};
    int ends[2], status = 1;
    pid_t pid;
    FILE *f;

    CHECK_EQ_INT(pipe2(ends, O_CLOEXEC), 0);
    pid = start_slow_reader(ends, 10 * LINES);
    (void)close(ends[0]);
    CHECK_EQ_INT(fcntl(ends[1], F_SETFL, O_NONBLOCK), 0);
    f = fdopen(ends[1], "w");
    sink_to_file(s, f);
    for (int i = 0; i < LINES; i++)
        sink_cat(s, "ten bytes\n");
    CHECK_EQ_INT(sink_flush(s, "the pipe", &e), 0);
    (void)fclose(f);
    CHECK(pid > 0 && waitpid(pid, &status, 0) == pid);
    CHECK_EQ_INT(status, 0);
}

static int fail_second(void *to, const char *d UNUSED, size_t len UNUSED) {
    int *calls = to;

    errno = EDQUOT;
    return ++*calls == 2 ? -1 : 0;
}

TEST(sink_writes_nothing_after_a_failure) {
    struct sink *s CLEANUP(mem_free) = mem_alloc(sizeof *s);
    struct err e = {0};
    int calls = 0;

    sink_init(s, fail_second, &calls);
    for (int i = 0; i < 5; i++) {
        sink_ch(s, 'x');
        sink_drain(s);
    }
    CHECK_EQ_INT(calls, 2);
    CHECK_EQ_INT(s->error, EDQUOT);
    CHECK_EQ_INT(sink_flush(s, "it", &e), -1);
}
