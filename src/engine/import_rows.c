/*
 * import_rows.c - see import_rows.h.
 */
#include "engine/import_rows.h"

#include "base/sort.h"

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
    struct import_row head = *row;

    head.len = (uint32_t)(r->buf.len - at);
    memcpy(r->buf.d + at, &head, sizeof head);
    *vec_push(&r->refs) = (struct import_ref){order, (uint32_t)at};
}

void import_rows_copy(struct import_rows *r, const char *bytes, size_t len, uint64_t order) {
    *vec_push(&r->refs) = (struct import_ref){order, (uint32_t)r->buf.len};
    sb_catn(&r->buf, bytes, len);
}

uint32_t import_rows_len(const struct import_rows *r, uint32_t at) {
    return import_rows_get(r, at).len;
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
