/*
 * id_set.c - see id_set.h.
 */
#include "base/id_set.h"

#include "base/sort.h"

enum { BLOCK_BITS = 6 };

/* Counted from the least number on, so that the blocks are in the order of the numbers, those below zero too. */
static uint64_t block_of(int64_t id) {
    return sort_id(id) >> BLOCK_BITS;
}

static uint64_t bit_of(int64_t id) {
    return (uint64_t)1 << ((uint64_t)id & ((1U << BLOCK_BITS) - 1));
}

void id_set_release(struct id_set *s) {
    vec_release(&s->known);
    vec_release(&s->fresh);
}

void id_set_add(struct id_set *s, int64_t id) {
    if (s->fresh.len == 0 || s->fresh.d[s->fresh.len - 1].at != block_of(id))
        vec_push(&s->fresh)->at = block_of(id);
    s->fresh.d[s->fresh.len - 1].bits |= bit_of(id);
}

void id_set_settle(struct id_set *s) {
    id_block_vec both = {0};
    size_t k = 0;

    for (size_t i = 0; i < s->fresh.len; i++) {
        const struct id_block *f = &s->fresh.d[i];

        while (k < s->known.len && s->known.d[k].at < f->at)
            *vec_push(&both) = s->known.d[k++];
        *vec_push(&both) = *f;
        if (k < s->known.len && s->known.d[k].at == f->at)
            both.d[both.len - 1].bits |= s->known.d[k++].bits;
    }
    while (k < s->known.len)
        *vec_push(&both) = s->known.d[k++];
    id_set_release(s);
    s->known = both;
}

bool id_set_has(const struct id_set *s, int64_t id) {
    size_t low = 0, end = s->known.len;

    while (low < end) {
        size_t middle = low + (end - low) / 2;

        if (s->known.d[middle].at < block_of(id))
            low = middle + 1;
        else
            end = middle;
    }
    return low < s->known.len && s->known.d[low].at == block_of(id) && (s->known.d[low].bits & bit_of(id)) != 0;
}
