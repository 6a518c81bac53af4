/*
 * tag_sieve.c - see tag_sieve.h.
 */
#include "base/tag_sieve.h"

#include "base/mem.h"

enum { TAGS_PER_BLOCK = 4, BITS = 5 };

void tag_sieve_open(struct tag_sieve *s, size_t tags) {
    uint64_t blocks = 1;

    while (blocks * TAGS_PER_BLOCK < tags)
        blocks *= 2;
    tag_sieve_release(s);
    s->blocks = mem_alloc((size_t)blocks * sizeof *s->blocks);
    s->mask = blocks - 1;
}

void tag_sieve_release(struct tag_sieve *s) {
    free(s->blocks);
    *s = (struct tag_sieve){0};
}

/* Eight bytes say which block, the next four which bits of it. */
static uint64_t bits_of(const uint8_t *tag) {
    uint32_t word;
    uint64_t bits = 0;

    memcpy(&word, tag + sizeof(uint64_t), sizeof word);
    for (int i = 0; i < BITS; i++, word >>= 6)
        bits |= UINT64_C(1) << (word & 63);
    return bits;
}

static uint64_t *block_of(const struct tag_sieve *s, const uint8_t *tag) {
    uint64_t word;

    memcpy(&word, tag, sizeof word);
    return &s->blocks[word & s->mask];
}

void tag_sieve_add(struct tag_sieve *s, const uint8_t *tag) {
    if (s->blocks != NULL)
        *block_of(s, tag) |= bits_of(tag);
}

bool tag_sieve_passes(const struct tag_sieve *s, const uint8_t *tag) {
    uint64_t bits = bits_of(tag);

    return s->blocks == NULL || (*block_of(s, tag) & bits) == bits;
}
