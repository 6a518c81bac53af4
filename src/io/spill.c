/*
 * spill.c - see spill.h.
 */
#include "io/spill.h"

#include <fcntl.h>
#include <unistd.h>

#include "io/fd.h"

enum { WAITING_MAX = 1 << 20 };

int spill_open(struct spill *s, const char *dir, struct err *e) {
    FD(dir_fd);

    dir_fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (dir_fd >= 0)
        s->fd = fd_nameless(dir_fd);
    if (s->fd >= 0)
        return 0;
    return err_set(e, ERR_CANTCREATE, "rows cannot be put aside in %s: %s", dir, strerror(errno));
}

void spill_release(struct spill *s) {
    fd_close(&s->fd);
    sb_wipe(&s->waiting);
    s->size = 0;
}

int spill_flush(struct spill *s, struct err *e) {
    if (fd_write_all(s->fd, s->waiting.d, s->waiting.len) < 0) {
        (void)err_set(e, ERR_IO, "putting rows aside failed: %s", strerror(errno));
        return err_hint(e, "free space beside the database: about one and a half times the file");
    }
    sb_clear(&s->waiting);
    return 0;
}

int spill_add(struct spill *s, const void *d, size_t len, struct err *e) {
    sb_catn(&s->waiting, d, len);
    s->size += len;
    return s->waiting.len >= WAITING_MAX ? spill_flush(s, e) : 0;
}

int spill_read(const struct spill *s, uint64_t at, void *d, size_t len, struct err *e) {
    char *to = d;

    while (len > 0) {
        ssize_t n = pread(s->fd, to, len, (off_t)at);

        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return err_set(e, ERR_IO, "reading rows back failed: %s", n < 0 ? strerror(errno) : "they end too early");
        to += n;
        at += (uint64_t)n;
        len -= (size_t)n;
    }
    return 0;
}
