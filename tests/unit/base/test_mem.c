/*
 * test_mem.c - blocks keep what is in them while they grow to where they lie on large pages, and the wish for such
 * pages changes nothing else.
 */
#include "test.h"

#include "base/mem.h"

enum { MIB = 1 << 20 };

/* Every 997th byte tells where it stands. */
static void fill(uint8_t *d, size_t from, size_t to) {
    for (size_t i = from; i < to; i++)
        d[i] = (uint8_t)(i % 997);
}

static size_t first_wrong(const uint8_t *d, size_t len) {
    size_t i = 0;

    while (i < len && d[i] == (uint8_t)(i % 997))
        i++;
    return i;
}

TEST(mem_grows_with_what_is_in_it) {
    static const size_t sizes[] = {MIB - 1, 2 * MIB - 1, 2 * MIB, 2 * MIB + 1, 4 * MIB - 32, 4 * MIB - 31, 9 * MIB};
    uint8_t *d = mem_realloc(NULL, 1, 1);
    size_t had = 0;

    for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
        d = mem_realloc(d, sizes[i], 1);
        CHECK_EQ_INT(first_wrong(d, had), had);
        fill(d, had, sizes[i]);
        had = sizes[i];
    }
    for (size_t i = ARRAY_LEN(sizes); i-- > 0;) {
        d = mem_realloc(d, sizes[i], 1);
        CHECK_EQ_INT(first_wrong(d, sizes[i]), sizes[i]);
    }
    free(d);
}

TEST(mem_large_blocks_are_zeroed) {
    for (int round = 0; round < 2; round++) { /* the second one may get the memory of the first */
        uint8_t *d = mem_alloc(5 * MIB);
        size_t i = 0;

        while (i < 5 * MIB && d[i] == 0)
            i++;
        CHECK_EQ_INT(i, 5 * MIB);
        fill(d, 0, 5 * MIB);
        free(d);
    }
}

TEST(mem_expecting_changes_nothing) {
    uint8_t *before = mem_realloc(NULL, 3000, 1), *after;

    fill(before, 0, 3000);
    mem_expect(0);
    mem_expect(12 * MIB);
    mem_expect(SIZE_MAX);
    mem_expect(12 * MIB);
    after = mem_realloc(NULL, 3000, 1);
    fill(after, 0, 3000);
    CHECK_EQ_INT(first_wrong(before, 3000), 3000);
    CHECK_EQ_INT(first_wrong(after, 3000), 3000);
    free(before);
    free(after);
}
