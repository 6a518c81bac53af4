/*
 * sink.c - see sink.h.
 */
#include "io/sink.h"

#include <poll.h>
#include <unistd.h>

void sink_init(struct sink *s, int (*write)(void *to, const char *d, size_t len), void *to) {
    s->write = write;
    s->to = to;
    s->error = 0;
    s->wrote = false;
    s->used = 0;
}

/* Someone we share a terminal or pipe with may have made it non-blocking. Then what is left of a write has to wait, and
 * a FILE does not tell how much that is: so its descriptor is written to. */
static int write_file(void *to, const char *d, size_t len) {
    int fd = fileno(to);

    while (len > 0) {
        ssize_t n = write(fd, d, len);
        struct pollfd wait = {.fd = fd, .events = POLLOUT};

        if (n < 0 && (errno != EAGAIN || poll(&wait, 1, -1) < 0))
            return -1;
        if (n > 0) {
            d += n;
            len -= (size_t)n;
        }
    }
    return 0;
}

void sink_to_file(struct sink *s, FILE *f) {
    sink_init(s, write_file, f);
}

static int write_sb(void *to, const char *d, size_t len) {
    sb_catn(to, d, len);
    return 0;
}

void sink_to_sb(struct sink *s, struct sb *b) {
    sink_init(s, write_sb, b);
}

static void pass_on(struct sink *s, const char *d, size_t len) {
    if (s->error != 0 || len == 0)
        return;
    s->wrote = true;
    errno = 0;
    if (s->write(s->to, d, len) < 0)
        s->error = errno != 0 ? errno : EIO;
}

void sink_drain(struct sink *s) {
    pass_on(s, s->buf, s->used);
    s->used = 0;
}

void sink_put_slow(struct sink *s, const char *d, size_t len) {
    sink_drain(s);
    if (len < SINK_BUFFER) {
        memcpy(s->buf, d, len);
        s->used = len;
    } else {
        pass_on(s, d, len);
    }
}

void sink_printf(struct sink *s, const char *fmt, ...) {
    SB(text);
    va_list ap;

    va_start(ap, fmt);
    sb_vprintf(&text, fmt, ap);
    va_end(ap);
    sink_put(s, text.d, text.len);
}

int sink_flush(struct sink *s, const char *what, struct err *e) {
    sink_drain(s);
    if (s->error == 0)
        return 0;
    if (s->error == EILSEQ) {
        (void)err_set(e, ERR_DATA, "%s: a value has a character that the file's encoding does not have", what);
        return err_hint(e, "write the file as utf-8");
    }
    return err_set(e, ERR_IO, "writing %s failed: %s", what, strerror(s->error));
}
