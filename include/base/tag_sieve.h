/*
 * tag_sieve.h - which of many tags are surely not in a list, in two to four bytes for each that is (a Bloom filter of
 * 64-bit blocks). Tags are bytes that nobody can tell from random ones, so their first twelve serve as hashes.
 * http://algo2.iti.kit.edu/documents/cacheefficientbloomfilters-jea.pdf
 */
#ifndef GDPRCTL_BASE_TAG_SIEVE_H
#define GDPRCTL_BASE_TAG_SIEVE_H

#include "base/base.h"

struct tag_sieve {
    uint64_t *blocks; /* NULL: nothing was sieved, and every tag passes */
    uint64_t mask;    /* of their number, a power of two */
};

void tag_sieve_open(struct tag_sieve *s, size_t tags); /* room for as many */
void tag_sieve_release(struct tag_sieve *s);
void tag_sieve_add(struct tag_sieve *s, const uint8_t *tag);

/* False: it was never added. True: it was, or one in a hundred times it was not. */
bool tag_sieve_passes(const struct tag_sieve *s, const uint8_t *tag);

#endif
