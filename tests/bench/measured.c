/*
 * measured.c - runs a command and tells what it cost, for the scripts beside it:
 *
 *     measured FILE COMMAND [ARGUMENT...]
 *
 * FILE gets one line: wall time and processor time (user and system) in microseconds, and the most memory that was
 * resident, in KiB. The exit status is the command's, 127 when it cannot be run, 128 + n when signal n ended it.
 */
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static int64_t micros(struct timeval t) {
    return (int64_t)t.tv_sec * 1000000 + t.tv_usec;
}

static int64_t now(void) {
    struct timespec t;

    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

int main(int argc, char **argv) {
    FILE *out = argc > 2 ? fopen(argv[1], "we") : NULL;
    int64_t from = now(), wall;
    struct rusage used;
    int status;
    pid_t child;

    if (out == NULL) {
        (void)fprintf(stderr, "usage: measured FILE COMMAND [ARGUMENT...]\n");
        return 64;
    }
    child = fork();
    if (child == 0) {
        (void)execvp(argv[2], argv + 2);
        perror(argv[2]);
        _exit(127);
    }
    if (child < 0 || wait4(child, &status, 0, &used) != child)
        return 71;
    wall = now() - from;
    (void)fprintf(out, "%" PRId64 " %" PRId64 " %ld\n", wall, micros(used.ru_utime) + micros(used.ru_stime),
                  used.ru_maxrss);
    if (fclose(out) != 0)
        return 74;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
