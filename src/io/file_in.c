/*
 * file_in.c - see file_in.h.
 */
#include "io/file_in.h"

#include "io/fd.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

static int open_named(struct file_in *f, const char *path, const char *what, struct err *e) {
    struct stat st;

    f->what = what;
    /* O_NONBLOCK: opening a FIFO that nobody writes to returns at once and is refused below. */
    f->fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (f->fd < 0 && (errno == ENOENT || errno == ENOTDIR))
        return err_set(e, ERR_NOINPUT, "there is no file %s", what);
    if (f->fd < 0)
        return err_set(e, ERR_NOINPUT, "%s cannot be read: %s", what, strerror(errno));
    if (fstat(f->fd, &st) < 0)
        return err_set(e, ERR_IO, "%s cannot be examined: %s", what, strerror(errno));
    if (!S_ISREG(st.st_mode)) {
        (void)err_set(e, ERR_NOINPUT, "%s is a %s, not a file", what,
                      S_ISDIR(st.st_mode)    ? "directory"
                      : S_ISFIFO(st.st_mode) ? "pipe"
                                             : "device or socket");
        return S_ISFIFO(st.st_mode) ? err_hint(e, "give - to read from a pipe on standard input") : -1;
    }
    return 0;
}

static int open_stdin(struct file_in *f, struct err *e) {
    struct stat st;

    f->what = "standard input";
    f->fd = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3);
    if (f->fd < 0 || fstat(f->fd, &st) < 0)
        return err_set(e, ERR_NOINPUT, "standard input cannot be read: %s", strerror(errno));
    if (S_ISDIR(st.st_mode))
        return err_set(e, ERR_NOINPUT, "standard input is a directory, not a file");
    /* A terminal ends, and the null device is empty; the others may go on for ever. */
    if ((S_ISCHR(st.st_mode) && !isatty(f->fd) && st.st_rdev != makedev(1, 3)) || S_ISBLK(st.st_mode))
        return err_set(e, ERR_NOINPUT, "standard input is a device, not a file");
    return 0;
}

/* Remembers what a regular file looks like now. */
static int note_state(struct file_in *f, struct err *e) {
    struct stat st;

    if (fstat(f->fd, &st) < 0)
        return err_set(e, ERR_IO, "%s cannot be examined: %s", f->what, strerror(errno));
    f->regular = S_ISREG(st.st_mode);
    f->done = 0;
    if (!f->regular)
        return 0;
    f->start = lseek(f->fd, 0, SEEK_CUR);
    if (f->start < 0)
        return err_set(e, ERR_IO, "%s cannot be read: %s", f->what, strerror(errno));
    f->size = st.st_size;
    f->total = st.st_size > f->start ? (uint64_t)(st.st_size - f->start) : 0;
    f->mtime_s = st.st_mtim.tv_sec;
    f->mtime_ns = st.st_mtim.tv_nsec;
    return 0;
}

int file_in_open_as(struct file_in *f, const char *path, const char *what, struct err *e) {
    *f = (struct file_in){.fd = -1};
    if ((strcmp(path, "-") == 0 ? open_stdin(f, e) : open_named(f, path, what, e)) < 0 || note_state(f, e) < 0) {
        file_in_close(f);
        return -1;
    }
    return 0;
}

int file_in_open(struct file_in *f, const char *path, struct err *e) {
    return file_in_open_as(f, path, path, e);
}

/* One read, waiting where the descriptor does not; the number of bytes, or -1 with errno. */
static ssize_t read_some(int fd, void *buf, size_t cap) {
    for (;;) {
        ssize_t n = read(fd, buf, cap);
        struct pollfd wait = {.fd = fd, .events = POLLIN};

        if (n >= 0 || (errno != EINTR && errno != EAGAIN))
            return n;
        /* Someone we share a terminal or pipe with may have made it non-blocking. */
        if (errno == EAGAIN && poll(&wait, 1, -1) < 0 && errno != EINTR)
            return -1;
    }
}

int file_in_read(struct file_in *f, void *buf, size_t cap, size_t *ret_len, struct err *e) {
    size_t len = 0;

    while (len < cap) {
        ssize_t n = read_some(f->fd, (char *)buf + len, cap - len);

        if (n < 0)
            return err_set(e, ERR_IO, "reading %s failed: %s", f->what, strerror(errno));
        if (n == 0)
            break;
        len += (size_t)n;
    }
    f->done += len;
    *ret_len = len;
    return 0;
}

int file_in_read_all(struct file_in *f, size_t limit, struct sb *out, struct err *e) {
    size_t taken = 0;

    for (;;) {
        size_t n, step = limit - taken < 65536 ? limit - taken + 1 : 65536;

        sb_reserve(out, step);
        TRY(file_in_read(f, out->d + out->len, step, &n, e));
        out->len += n;
        out->d[out->len] = '\0';
        taken += n;
        if (taken > limit)
            return err_set(e, ERR_DATA, "%s is larger than %zu bytes", f->what, limit);
        if (n < step)
            break;
    }
    return file_in_unchanged(f, e);
}

int file_in_rewind(struct file_in *f, struct err *e) {
    if (lseek(f->fd, f->start, SEEK_SET) < 0)
        return err_set(e, ERR_IO, "%s cannot be read again: %s", f->what, strerror(errno));
    f->done = 0;
    return 0;
}

int file_in_unchanged(const struct file_in *f, struct err *e) {
    struct stat st;

    if (!f->regular)
        return 0;
    if (fstat(f->fd, &st) < 0)
        return err_set(e, ERR_IO, "%s cannot be examined: %s", f->what, strerror(errno));
    if (st.st_size == f->size && st.st_mtim.tv_sec == f->mtime_s && st.st_mtim.tv_nsec == f->mtime_ns)
        return 0;
    (void)err_set(e, ERR_DATA, "%s was changed while it was being read", f->what);
    return err_hint(e, "wait until it is complete and try again; nothing was changed");
}

/* Copies the rest of the pipe, up to a line that no reader will take; the caller closes both. */
static int copy_rest(struct file_in *f, int to, const char *head, size_t len, struct err *e) {
    char buf[65536];
    size_t n = len, line = 0;

    if (fd_write_all(to, head, len) < 0)
        return err_set(e, ERR_IO, "keeping %s aside failed: %s", f->what, strerror(errno));
    do {
        const char *end;

        TRY(file_in_read(f, buf, sizeof buf, &n, e));
        if (fd_write_all(to, buf, n) < 0)
            return err_set(e, ERR_IO, "keeping %s aside failed: %s", f->what, strerror(errno));
        end = memrchr(buf, '\n', n);
        line = end != NULL ? (size_t)(buf + n - end) - 1 : line + n;
    } while (n > 0 && line <= FILE_IN_SPOOL_LINE);
    return 0;
}

int file_in_spool(struct file_in *f, const char *dir, const char *head, size_t len, struct err *e) {
    FD(to);
    FD(dir_fd);

    dir_fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (dir_fd >= 0)
        to = fd_nameless(dir_fd);
    if (to < 0)
        return err_set(e, ERR_CANTCREATE, "%s cannot be kept aside in %s: %s", f->what, dir, strerror(errno));
    TRY(copy_rest(f, to, head, len, e));
    if (lseek(to, 0, SEEK_SET) < 0)
        return err_set(e, ERR_IO, "%s cannot be kept aside: %s", f->what, strerror(errno));
    fd_close(&f->fd);
    f->fd = fd_steal(&to);
    return note_state(f, e);
}

void file_in_close(struct file_in *f) {
    fd_close(&f->fd);
}
