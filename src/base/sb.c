/*
 * sb.c - see sb.h.
 */
#include "base/sb.h"

#include "base/crypt.h"
#include "base/mem.h"

char sb_empty[1];

void sb_reserve(struct sb *b, size_t more) {
    size_t need = b->len + more + 1;
    size_t cap = b->cap;

    if (need <= cap)
        return;
    if (cap == 0)
        cap = 64;
    while (cap < need)
        cap *= 2;
    if (b->cap == 0) {
        b->d = mem_alloc(cap);
    } else {
        b->d = mem_realloc(b->d, cap, 1);
    }
    b->cap = cap;
}

void sb_catn(struct sb *b, const char *s, size_t len) {
    sb_reserve(b, len);
    memcpy(b->d + b->len, s, len);
    b->len += len;
    b->d[b->len] = '\0';
}

void sb_cat(struct sb *b, const char *s) {
    sb_catn(b, s, strlen(s));
}

void sb_ch(struct sb *b, char c) {
    sb_catn(b, &c, 1);
}

/* What is printed is short as a rule: it is formatted a second time only when it does not fit at once. */
void sb_vprintf(struct sb *b, const char *fmt, va_list ap) {
    va_list again;
    size_t room;
    int n;

    va_copy(again, ap);
    sb_reserve(b, 64);
    room = b->cap - b->len;
    n = vsnprintf(b->d + b->len, room, fmt, ap);
    if (n > 0 && (size_t)n >= room) {
        sb_reserve(b, (size_t)n);
        (void)vsnprintf(b->d + b->len, (size_t)n + 1, fmt, again);
    }
    b->len += n > 0 ? (size_t)n : 0;
    b->d[b->len] = '\0';
    va_end(again);
}

void sb_printf(struct sb *b, const char *fmt, ...) {
    va_list ap;

    va_start(ap, fmt);
    sb_vprintf(b, fmt, ap);
    va_end(ap);
}

void sb_truncate(struct sb *b, size_t len) {
    if (b->cap == 0)
        return;
    b->len = len;
    b->d[len] = '\0';
}

void sb_clear(struct sb *b) {
    sb_truncate(b, 0);
}

void sb_release(struct sb *b) {
    if (b->cap > 0)
        free(b->d);
    *b = (struct sb)SB_INIT;
}

void sb_wipe(struct sb *b) {
    if (b->cap > 0)
        crypt_wipe(b->d, b->cap);
    sb_release(b);
}

char *sb_detach(struct sb *b) {
    char *d = b->cap > 0 ? b->d : mem_strdup("");

    *b = (struct sb)SB_INIT;
    return d;
}
