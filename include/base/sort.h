/*
 * sort.h - a stable sort by a 64-bit number, in time that grows with the count alone (radix sort, low bytes first).
 */
#ifndef GDPRCTL_BASE_SORT_H
#define GDPRCTL_BASE_SORT_H

#include "base/base.h"

typedef uint64_t sort_key(const void *item);

/* The key that puts row numbers in their order: those below zero come first. */
static inline uint64_t sort_id(int64_t id) {
    return (uint64_t)id ^ (UINT64_C(1) << 63);
}

/* Sorts `n` items of `size` bytes by their key; equal ones keep their order. Takes n * size bytes more while it runs.
 */
void sort_by_key(void *items, size_t n, size_t size, sort_key *key);

#endif
