/*
 * id_set.h - a set of row numbers that come in ascending order, round after round. Numbers close together share a word,
 * so a million of one table take a few hundred kilobytes; numbers far apart take sixteen bytes each.
 */
#ifndef GDPRCTL_BASE_ID_SET_H
#define GDPRCTL_BASE_ID_SET_H

#include "base/base.h"
#include "base/vec.h"

struct id_block {
    uint64_t at;   /* of the numbers from INT64_MIN + at * 64 on */
    uint64_t bits; /* the lowest for the first of them */
};

typedef VEC(struct id_block) id_block_vec;

struct id_set {
    id_block_vec known, fresh; /* each in order */
};

void id_set_release(struct id_set *s);

/* Puts a number in, not below the last one of this round; it is in the set when the round is over. */
void id_set_add(struct id_set *s, int64_t id);

/* Ends a round: the next number may be any. */
void id_set_settle(struct id_set *s);

/* Whether a round that is over had the number. */
bool id_set_has(const struct id_set *s, int64_t id);

#endif
