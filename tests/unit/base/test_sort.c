/*
 * test_sort.c - the sort by a number against qsort: every byte of the number counts, equal ones keep their order.
 */
#include "base/mem.h"
#include "base/sort.h"
#include "test.h"

struct item {
    uint64_t key;
    uint32_t place; /* before sorting */
};

static uint64_t key_of(const void *item) {
    return ((const struct item *)item)->key;
}

static int compare(const void *a, const void *b) {
    const struct item *x = a, *y = b;

    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    return x->place < y->place ? -1 : x->place > y->place;
}

/* `n` items whose keys are `base` where `mask` has no bit, and anything where it has one. */
static void check_sorted(size_t n, uint64_t base, uint64_t mask) {
    struct item *got CLEANUP(mem_free) = mem_realloc(NULL, n + 1, sizeof *got);
    struct item *want CLEANUP(mem_free) = mem_realloc(NULL, n + 1, sizeof *want);
    uint64_t random = 88172645463325252U;

    for (size_t i = 0; i < n; i++) {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        got[i] = want[i] = (struct item){(base & ~mask) | (random & mask), (uint32_t)i};
    }
    sort_by_key(got, n, sizeof *got, key_of);
    qsort(want, n, sizeof *want, compare);
    for (size_t i = 0; i < n; i++) {
        if (got[i].key == want[i].key && got[i].place == want[i].place)
            continue;
        test_check(false, __FILE__, __LINE__, "%zu items, mask %016" PRIx64 ": item %zu is %016" PRIx64, n, mask, i,
                   got[i].key);
        return;
    }
    test_check(true, __FILE__, __LINE__, "sorted");
}

TEST(sort_orders_by_every_byte_and_keeps_equal_ones) {
    static const size_t counts[] = {0, 1, 2, 3, 100, 5000};
    static const uint64_t bases[] = {0, UINT64_MAX, 0x0123456789ABCDEF};

    for (size_t i = 0; i < ARRAY_LEN(counts); i++) {
        for (size_t k = 0; k < ARRAY_LEN(bases); k++) {
            for (unsigned byte = 0; byte < 8; byte++)
                check_sorted(counts[i], bases[k], UINT64_C(0xFF) << 8 * byte);
            check_sorted(counts[i], bases[k], 0);
            check_sorted(counts[i], bases[k], UINT64_MAX);
            check_sorted(counts[i], bases[k], 0x0F00000000000030); /* many are equal */
        }
    }
}
