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

/* Where the items with each value of each byte begin, when they are in order of that byte. */
struct places {
    size_t begin[8][256];
};

static void find_places(const char *d, size_t n, size_t size, sort_key *key, struct places *ret) {
    memset(ret, 0, sizeof *ret);
    for (size_t i = 0; i < n; i++) {
        uint64_t k = key(d + i * size);

        for (unsigned byte = 0; byte < 8; byte++)
            ret->begin[byte][k >> 8 * byte & 0xFF]++;
    }
    for (unsigned byte = 0; byte < 8; byte++) {
        for (size_t value = 0, at = 0; value < 256; value++) {
            size_t count = ret->begin[byte][value];

            ret->begin[byte][value] = at;
            at += count;
        }
    }
}

/* Whether all have the same value there: then it begins at 0, and the next one at `n`. */
static bool is_same(const size_t begin[256], uint64_t value, size_t n) {
    return begin[value] == 0 && (value == 255 || begin[value + 1] == n);
}

static void sort_byte(const char *from, char *to, size_t n, size_t size, sort_key *key, unsigned byte,
                      size_t next[256]) {
    for (size_t i = 0; i < n; i++)
        memcpy(to + size * next[key(from + i * size) >> 8 * byte & 0xFF]++, from + i * size, size);
}

void sort_by_key(void *items, size_t n, size_t size, sort_key *key) {
    char *from = items, *to, *other;
    struct places places;

    if (n < 2 || is_sorted(items, n, size, key))
        return;
    find_places(items, n, size, key, &places);
    to = other = mem_realloc(NULL, n, size);
    for (unsigned byte = 0; byte < 8; byte++) {
        char *sorted = to;

        if (is_same(places.begin[byte], key(from) >> 8 * byte & 0xFF, n))
            continue;
        sort_byte(from, to, n, size, key, byte, places.begin[byte]);
        to = from;
        from = sorted;
    }
    if (from != (char *)items)
        memcpy(items, from, n * size);
    free(other);
}
