/*
 * process.c - hardening at the start; see process.h.
 */
#include "cli/process.h"

#include "base/crypt.h"

#include <fcntl.h>
#include <malloc.h>
#include <sys/auxv.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

/*
 * A closed standard descriptor would be taken by the next file that is opened, the database for one, and a message
 * would then be written into it. It gets /dev/null instead, opened the wrong way round (standard input for writing, the
 * others for reading), so that using it fails, as using a closed descriptor should.
 */
static int open_standard_descriptors(void) {
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
        if (fcntl(fd, F_GETFD) >= 0)
            continue;
        if (open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY) != fd) /* the lowest free one is this one */
            return -1;
    }
    return 0;
}

static int ignore(int sig) {
    struct sigaction sa = {.sa_handler = SIG_IGN};

    return sigaction(sig, &sa, NULL);
}

int process_start(struct err *e) {
    const struct rlimit no_core = {0, 0};

    if (open_standard_descriptors() < 0)
        return err_set(e, ERR_IO, "cannot open /dev/null: %s", strerror(errno));
    (void)umask(077);

    /* A closed pipe and a file size limit become errors of the write, which are reported and rolled back. */
    if (ignore(SIGPIPE) < 0 || ignore(SIGXFSZ) < 0 || setrlimit(RLIMIT_CORE, &no_core) < 0)
        return err_set(e, ERR_INTERNAL, "cannot set up the process: %s", strerror(errno));
#ifndef GDPRCTL_TEST /* the leak checker of the test build reads the process as a debugger does */
    if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) < 0)
        return err_set(e, ERR_INTERNAL, "cannot set up the process: %s", strerror(errno));
#endif
    (void)prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);

    /* SQLite would put temporary files there. */
    if (unsetenv("SQLITE_TMPDIR") < 0 || unsetenv("TMPDIR") < 0)
        return err_set(e, ERR_INTERNAL, "cannot set up the process: %s", strerror(errno));

    if (getauxval(AT_SECURE) != 0 || getuid() != geteuid() || getgid() != getegid()) {
        (void)err_set(e, ERR_REFUSED, "the program file is set-uid or set-gid");
        return err_hint(e, "run it as the user who owns the database");
    }
    if (crypt_init() < 0)
        return err_set(e, ERR_INTERNAL, "the random number generator does not start");
    return 0;
}

/*
 * The one mutable static of the program. A signal handler gets no argument but the signal's number, so what it sets has
 * to be reachable without one.
 */
static volatile sig_atomic_t interrupted;

static void on_interrupt(int sig) {
    (void)sig;
    interrupted = 1;
}

const volatile sig_atomic_t *process_watch_interrupt(void) {
    /* Without SA_RESTART, so that a read from a terminal or pipe comes back; SA_RESETHAND makes the second one end us.
     */
    const struct sigaction sa = {.sa_handler = on_interrupt, .sa_flags = (int)SA_RESETHAND};

    (void)sigaction(SIGINT, &sa, NULL);
    (void)sigaction(SIGTERM, &sa, NULL);
    return &interrupted;
}

/*
 * The block has to be no part of the heap that was touched before, or the kernel would go on in small pages: the end of
 * the heap is moved (glibc goes on after what others take) so that only the allocator's note of the block's length
 * comes before the large page. Given back at once, it is where the next allocations come from, as long as the allocator
 * does not hand it on to the kernel.
 */
void process_large_heap(void) {
    enum { PAGE = 4096, LARGE_PAGE = 2 << 20 };
    uintptr_t end = (uintptr_t)sbrk(0);
    uintptr_t gap = (LARGE_PAGE - PAGE - end) % LARGE_PAGE;
    char *block;

    if (mallopt(M_MMAP_THRESHOLD, 2 * LARGE_PAGE) == 0 || mallopt(M_TRIM_THRESHOLD, 2 * LARGE_PAGE) == 0 ||
        (uintptr_t)sbrk((intptr_t)gap) != end)
        return;
    (void)mallopt(M_MXFAST, 0); /* small pieces set aside would be gathered again for every page of SQLite's cache */
    block = malloc(PAGE + LARGE_PAGE);
    if (block == NULL)
        return;
    (void)madvise(block + (LARGE_PAGE - (uintptr_t)block % LARGE_PAGE), LARGE_PAGE, MADV_HUGEPAGE);
    free(block);
}

size_t process_columns(int fd) {
    struct winsize size = {0};

    return ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}
