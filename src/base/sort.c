/*
 * sort.c - see sort.h.
 */
#include "base/sort.h"

#include "base/mem.h"

static bool is_sorted(const char *d, size_t n, size_t size, sort_key *key) {
    for (size_t i = 1; i < n; i++)
        if (key(d + (i - 1) * size) > key(d + i * size))
            return false;
    return true;
}

/* One pass: by the byte at `shift`. False when all have the same byte there, and nothing was moved. */
static bool sort_byte(const char *from, char *to, size_t n, size_t size, sort_key *key, unsigned shift) {
    size_t next[256] = {0}, at = 0;

    for (size_t i = 0; i < n; i++)
        next[key(from + i * size) >> shift & 0xFF]++;
    if (next[key(from) >> shift & 0xFF] == n)
        return false;
    for (size_t b = 0; b < 256; b++) {
        size_t count = next[b];

        next[b] = at;
        at += count;
    }
    for (size_t i = 0; i < n; i++)
        memcpy(to + size * next[key(from + i * size) >> shift & 0xFF]++, from + i * size, size);
    return true;
}

void sort_by_key(void *items, size_t n, size_t size, sort_key *key) {
    char *from = items, *to, *other;

    if (n < 2 || is_sorted(items, n, size, key))
        return;
    to = other = mem_realloc(NULL, n, size);
    for (unsigned shift = 0; shift < 64; shift += 8) {
        if (sort_byte(from, to, n, size, key, shift)) {
            char *sorted = to;

            to = from;
            from = sorted;
        }
    }
    if (from != (char *)items)
        memcpy(items, from, n * size);
    free(other);
}
