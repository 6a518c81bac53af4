/*
 * sink.h - where output goes: a buffer in front of a FILE, a string or a file of a package. The first failure is kept
 * and everything after it is dropped, so writers need no check on each call; sink_flush tells how it went.
 *
 *     struct sink s;
 *     sink_to_file(&s, stdout);
 *     sink_cat(&s, "hello\n");
 *     TRY(sink_flush(&s, "standard output", e));
 *
 * A sink owns neither what it writes to nor any memory; it holds a buffer, so it is too large to be copied around.
 */
#ifndef GDPRCTL_IO_SINK_H
#define GDPRCTL_IO_SINK_H

#include "base/err.h"
#include "base/sb.h"

#define SINK_BUFFER 32768

struct sink {
    int (*write)(void *to, const char *d, size_t len); /* all of it: 0, or -1 with errno */
    void *to;
    int error;   /* errno of the first failed write; 0 while all is well */
    bool wrote;  /* something has left the buffer */
    size_t used; /* bytes in `buf` */
    char buf[SINK_BUFFER];
};

void sink_init(struct sink *s, int (*write)(void *to, const char *d, size_t len), void *to);
void sink_to_file(struct sink *s, FILE *f); /* through its descriptor: the FILE should hold nothing of its own */
void sink_to_sb(struct sink *s, struct sb *b);

/* Empties the buffer; remembers a failure. */
void sink_drain(struct sink *s);

/* Empties the buffer and reports the first failure since sink_init, once and for all: 0, or -1. `what` names the
 * target in the message. EILSEQ is ERR_DATA (the encoding lacks a character, see charset_sink), the rest ERR_IO. */
int sink_flush(struct sink *s, const char *what, struct err *e);

void sink_put_slow(struct sink *s, const char *d, size_t len);

static inline void sink_put(struct sink *s, const char *d, size_t len) {
    if (len <= SINK_BUFFER - s->used) {
        memcpy(s->buf + s->used, d, len);
        s->used += len;
    } else {
        sink_put_slow(s, d, len);
    }
}

static inline void sink_ch(struct sink *s, char c) {
    sink_put(s, &c, 1);
}

static inline void sink_cat(struct sink *s, const char *text) {
    sink_put(s, text, strlen(text));
}

void sink_printf(struct sink *s, const char *fmt, ...) PRINTF(2, 3);

#endif
