/*
 * contacts_match.c - identifiers of a share of rows to customers; see contacts.h. Each kind of identifier is sorted and
 * walked along its index, then everything is sorted back into the order of the rows.
 */
#include "engine/contacts.h"

#include "base/mem.h"
#include "base/sort.h"

enum { AHEAD = 16 }; /* sorted keys lie all over the text: these are asked for early */

/* ---- keys in order ---- */

static uint64_t key_order(const void *key) {
    return ((const struct contact_key *)key)->order;
}

struct tie {
    const char *text;
    size_t depth; /* bytes that are known to be the same */
};

static int compare_texts(const void *a, const void *b, void *tie) {
    const struct contact_key *x = a, *y = b;
    const struct tie *t = tie;

    return strcmp(t->text + x->text + t->depth, t->text + y->text + t->depth);
}

/* By eight bytes after the other: those that share them are sorted by what follows. A few are compared outright. */
static void sort_from(struct contacts *c, struct contact_key *d, size_t n, size_t depth) {
    const size_t few = 64;

    if (n < 2)
        return;
    if (n < few) {
        qsort_r(d, n, sizeof *d, compare_texts, &(struct tie){c->text.d, depth});
        return;
    }
    if (depth > 0) {
        for (size_t i = 0; i < n; i++) {
            const char *rest = c->text.d + d[i].text + depth;

            d[i].order = import_prefix(rest, strnlen(rest, sizeof d[i].order));
        }
    }
    sort_by_key(d, n, sizeof *d, key_order);
    for (size_t from = 0, to; from < n; from = to) {
        for (to = from + 1; to < n && d[to].order == d[from].order;)
            to++;
        if (to - from > 1 && (d[from].order & 0xFF) != 0) /* else the texts end here, and are the same */
            sort_from(c, d + from, to - from, depth + sizeof d[from].order);
    }
}

static void sort_keys(struct contacts *c, enum customer_by by) {
    sort_from(c, c->keys[by].d, c->keys[by].len, 0);
}

/* ---- walking ---- */

static void add_match(struct contacts *c, int64_t customer, uint32_t row, size_t reg, enum customer_by by) {
    *vec_push(&c->matches) = (struct contact_match){customer, row, (uint16_t)reg, (uint8_t)by};
}

/* The customers of one identifier go to every row that has it: the first row's are repeated for the others. */
static int walk_keys(struct contacts *c, enum customer_by by, int64_t register_id, size_t reg) {
    CUSTOMER_WALK(walk);
    size_t first = c->matches.len; /* matches of the key at hand */
    const char *last = NULL;

    TRY(customer_walk_open(&walk, c->db, by, register_id));
    for (size_t i = 0; i < c->keys[by].len; i++) {
        const struct contact_key *k = &c->keys[by].d[i];
        const char *text = c->text.d + k->text;
        int64_t customer;
        int r;

        if (i + AHEAD < c->keys[by].len)
            __builtin_prefetch(c->text.d + c->keys[by].d[i + AHEAD].text);
        if (last != NULL && strcmp(text, last) == 0) {
            size_t end = c->matches.len;

            for (size_t m = first; m < end && c->matches.d[m].row == c->matches.d[first].row; m++)
                add_match(c, c->matches.d[m].customer, k->row, reg, by);
            continue;
        }
        last = text;
        first = c->matches.len;
        for (r = customer_walk_find(&walk, text, strlen(text), &customer); r > 0;
             r = customer_walk_more(&walk, &customer))
            add_match(c, customer, k->row, reg, by);
        TRY(r);
    }
    return 0;
}

/* ---- registers ---- */

static uint64_t match_customer(const void *match) {
    return sort_id(((const struct contact_match *)match)->customer);
}

static size_t register_place(const optout_register_vec *registers, int64_t id) {
    size_t i = 0;

    while (i < registers->len && registers->d[i].id != id)
        i++;
    return i;
}

/* Gives each match from `from` on its register, and drops those of registers that were not asked about. */
static int place_matches(struct contacts *c, const optout_register_vec *registers, size_t from) {
    struct optout_places places CLEANUP(optout_places_close) = {0};
    size_t n = c->matches.len - from, kept = 0, reg = 0;
    struct contact_match *d;
    bool only;
    int64_t id;

    if (n == 0)
        return 0;
    d = &c->matches.d[from];
    TRY(optout_only_register(c->db, &only, &id));
    if (only) {
        reg = register_place(registers, id);
        for (size_t i = 0; i < n; i++)
            d[i].reg = (uint16_t)reg;
        c->matches.len = reg < registers->len ? c->matches.len : from;
        return 0;
    }
    sort_by_key(d, n, sizeof *d, match_customer);
    TRY(optout_places_open(&places, c->db));
    for (size_t i = 0; i < n; i++) {
        if (i == 0 || d[i].customer != d[i - 1].customer) {
            TRY(optout_place(&places, d[i].customer, &id));
            reg = register_place(registers, id);
        }
        d[i].reg = (uint16_t)reg;
        if (reg < registers->len)
            d[kept++] = d[i];
    }
    c->matches.len = from + kept;
    return 0;
}

/* ---- all of it ---- */

static uint64_t match_row(const void *match) {
    const struct contact_match *m = match;

    return (uint64_t)m->row << 24 | (uint64_t)m->reg << 8 | m->by;
}

int contacts_match(struct contacts *c, const optout_register_vec *registers) {
    size_t numbers;

    for (int by = 0; by < CONTACT_IDENTIFIERS; by++)
        sort_keys(c, (enum customer_by)by);
    for (size_t i = 0; i < registers->len; i++) {
        if (registers->d[i].people)
            TRY(walk_keys(c, BY_CUSTOMER_NO, registers->d[i].id, i));
    }
    numbers = c->matches.len;
    for (int by = BY_CUSTOMER_NO + 1; by < CONTACT_IDENTIFIERS; by++)
        TRY(walk_keys(c, (enum customer_by)by, 0, 0));
    TRY(place_matches(c, registers, numbers));
    sort_by_key(c->matches.d, c->matches.len, sizeof c->matches.d[0], match_row);
    return 0;
}

size_t contacts_count(const struct contacts *c, size_t from, size_t row) {
    size_t n = 0;

    while (from + n < c->matches.len && c->matches.d[from + n].row == row)
        n++;
    return n;
}

size_t contacts_common(struct contact_match *d, size_t n) {
    size_t left = 0, end = 0;

    while (left < n && d[left].by == d[0].by)
        left++;
    for (size_t from = left; from < n; from = end) {
        size_t kept = 0;

        for (end = from; end < n && d[end].by == d[from].by;)
            end++;
        for (size_t i = 0; i < left; i++) {
            bool met = false;

            for (size_t k = from; k < end && !met; k++)
                met = d[k].customer == d[i].customer;
            if (met)
                d[kept++] = d[i];
        }
        left = kept;
    }
    return left;
}
