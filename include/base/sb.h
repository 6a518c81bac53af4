/*
 * sb.h - a string that grows. `.d` is never NULL and always NUL-terminated, so it can be passed as a C string at any
 * moment. A low primitive: it knows only mem.h.
 *
 *     SB(line);                                   released when the scope ends
 *     sb_printf(&line, "%s;%d", code, n);
 *     puts(line.d);
 *     char *mine = sb_detach(&line);              ownership leaves the builder; free() it
 */
#ifndef GDPRCTL_BASE_SB_H
#define GDPRCTL_BASE_SB_H

#include "base/base.h"

struct sb {
    char *d;
    size_t len;
    size_t cap; /* 0 while `.d` is the shared empty string */
};

extern char sb_empty[1]; /* what `.d` points to before the first byte; never written */

#define SB_INIT \
    { sb_empty, 0, 0 }
#define SB(name) struct sb name CLEANUP(sb_release) = SB_INIT

void sb_cat(struct sb *b, const char *s);
void sb_catn(struct sb *b, const char *s, size_t len);
void sb_ch(struct sb *b, char c);
void sb_printf(struct sb *b, const char *fmt, ...) PRINTF(2, 3);
void sb_vprintf(struct sb *b, const char *fmt, va_list ap);
void sb_reserve(struct sb *b, size_t more); /* room for `more` bytes without another allocation */
void sb_truncate(struct sb *b, size_t len); /* len <= b->len */
void sb_clear(struct sb *b);                /* empty, memory kept */
void sb_wipe(struct sb *b);                 /* overwritten with zeros and released: for keys and identity codes */
void sb_release(struct sb *b);
char *sb_detach(struct sb *b); /* the caller frees; the builder is empty and usable again */

#endif
