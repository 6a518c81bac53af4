/*
 * hash.c - see hash.h.
 */
#include "base/hash.h"

/* Eight bytes at a time, multiplied and folded; the length goes in so that "ab","c" and "a","bc" differ. */
static uint64_t mix(uint64_t hash, uint64_t v) {
    hash ^= v;
    hash *= UINT64_C(0x9E3779B97F4A7C15);
    hash ^= hash >> 32;
    hash *= UINT64_C(0xD6E8FEB86659FD93);
    return hash ^ (hash >> 29);
}

uint64_t hash_bytes(uint64_t hash, const void *d, size_t len) {
    const char *p = d;
    size_t left = len;
    uint64_t v;

    for (; left >= sizeof v; left -= sizeof v, p += sizeof v) {
        memcpy(&v, p, sizeof v);
        hash = mix(hash, v);
    }
    v = 0;
    memcpy(&v, p, left);
    return mix(mix(hash, v), len + 1);
}
