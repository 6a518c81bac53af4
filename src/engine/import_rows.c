/*
 * import_rows.c - see import_rows.h.
 */
#include "engine/import_rows.h"

#include "base/sort.h"

/* Eight bytes at a time, multiplied and folded; the length goes in so that "ab","c" and "a","bc" differ. */
static uint64_t mix(uint64_t hash, uint64_t v) {
    hash ^= v;
    hash *= UINT64_C(0x9E3779B97F4A7C15);
    hash ^= hash >> 32;
    hash *= UINT64_C(0xD6E8FEB86659FD93);
    return hash ^ (hash >> 29);
}

uint64_t import_hash(uint64_t hash, const void *d, size_t len) {
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

uint64_t import_prefix(const char *d, size_t len) {
    uint64_t n = 0;

    for (size_t i = 0; i < sizeof n; i++)
        n = n << 8 | (i < len ? (unsigned char)d[i] : 0U);
    return n;
}

void import_rows_release(struct import_rows *r) {
    sb_release(&r->buf);
    vec_release(&r->refs);
}

void import_rows_clear(struct import_rows *r) {
    sb_clear(&r->buf);
    vec_clear(&r->refs);
}

size_t import_rows_size(const struct import_rows *r) {
    return r->buf.len + r->refs.len * sizeof r->refs.d[0];
}

size_t import_rows_begin(struct import_rows *r) {
    static const struct import_row none = {0};
    size_t at = r->buf.len;

    sb_catn(&r->buf, (const char *)&none, sizeof none);
    return at;
}

void import_rows_end(struct import_rows *r, size_t at, const struct import_row *row, uint64_t order) {
    memcpy(r->buf.d + at, row, sizeof *row);
    *vec_push(&r->refs) = (struct import_ref){order, (uint32_t)at};
}

struct import_row import_rows_get(const struct import_rows *r, uint32_t at) {
    struct import_row row;

    memcpy(&row, r->buf.d + at, sizeof row);
    return row;
}

const char *import_rows_cells(const struct import_rows *r, uint32_t at) {
    return r->buf.d + at + sizeof(struct import_row);
}

/* ---- sorting ---- */

static uint64_t ref_order(const void *ref) {
    return ((const struct import_ref *)ref)->order;
}

struct order {
    const struct import_rows *rows;
    import_tie *tie;
};

static int compare_ties(const void *a, const void *b, void *ctx) {
    const struct import_ref *x = a, *y = b;
    const struct order *o = ctx;
    int r = o->tie(o->rows, x->at, y->at);

    return r != 0 ? r : (x->at > y->at) - (x->at < y->at);
}

static void sort_ties(struct import_rows *r, import_tie *tie) {
    struct order o = {r, tie};

    for (size_t from = 0, to; from < r->refs.len; from = to) {
        for (to = from + 1; to < r->refs.len && r->refs.d[to].order == r->refs.d[from].order;)
            to++;
        if (to - from > 1)
            qsort_r(r->refs.d + from, to - from, sizeof r->refs.d[0], compare_ties, &o);
    }
}

void import_rows_sort(struct import_rows *r, import_tie *tie) {
    sort_by_key(r->refs.d, r->refs.len, sizeof r->refs.d[0], ref_order);
    if (tie != NULL)
        sort_ties(r, tie);
}

/* ---- keys with more than one content ---- */

void import_conflicts_release(struct import_conflicts *c) {
    vec_release(&c->pairs);
    vec_release(&c->keys);
}

void import_conflicts_add(struct import_conflicts *c, uint64_t key, uint64_t content) {
    *vec_push(&c->pairs) = (struct import_pair){key, content};
}

static int compare_pairs(const void *a, const void *b) {
    const struct import_pair *x = a, *y = b;

    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    return (x->content > y->content) - (x->content < y->content);
}

/* Sorts in place: keys are hashes, so their first byte parts them evenly, and each part is sorted for itself (qsort
 * takes as much memory again as what it sorts). */
static void sort_pairs(struct import_pair *d, size_t n) {
    size_t next[257] = {0}, end[256];

    for (size_t i = 0; i < n; i++)
        next[(d[i].key >> 56) + 1]++;
    for (size_t b = 0; b < 256; b++) {
        next[b + 1] += next[b];
        end[b] = next[b + 1];
    }
    for (size_t b = 0; b < 256; b++) {
        while (next[b] < end[b]) {
            struct import_pair *p = &d[next[b]];
            size_t to = (size_t)(p->key >> 56);

            if (to != b) {
                struct import_pair other = d[next[to]];

                d[next[to]] = *p;
                *p = other;
            }
            next[to]++;
        }
    }
    for (size_t b = 0, from = 0; b < 256; from = end[b], b++)
        if (end[b] > from)
            qsort(d + from, end[b] - from, sizeof *d, compare_pairs);
}

void import_conflicts_settle(struct import_conflicts *c) {
    sort_pairs(c->pairs.d, c->pairs.len);
    for (size_t i = 1; i < c->pairs.len; i++) {
        const struct import_pair *before = &c->pairs.d[i - 1], *p = &c->pairs.d[i];
        bool noted = c->keys.len > 0 && c->keys.d[c->keys.len - 1] == p->key;

        if (before->key == p->key && before->content != p->content && !noted)
            *vec_push(&c->keys) = p->key;
    }
    vec_release(&c->pairs);
}

static int compare_keys(const void *a, const void *b) {
    const uint64_t *x = a, *y = b;

    return (*x > *y) - (*x < *y);
}

bool import_conflicts_has(const struct import_conflicts *c, uint64_t key) {
    return c->keys.len > 0 && bsearch(&key, c->keys.d, c->keys.len, sizeof key, compare_keys) != NULL;
}
