/*
 * import_runs.c - see import_runs.h. A run is frames of a row's order, its length and the row as import_rows keeps it.
 */
#include "engine/import_runs.h"

#include "engine/import_values.h"

enum { READ_BYTES = 256 << 10 };

int import_runs_open(struct import_runs *r, const char *dir, struct err *e) {
    return spill_open(&r->spill, dir, e);
}

void import_runs_release(struct import_runs *r) {
    spill_release(&r->spill);
    for (size_t i = 0; i < r->v.len; i++)
        sb_wipe(&r->v.d[i].buf);
    vec_release(&r->v);
    r->left = 0;
}

int import_runs_add(struct import_runs *r, const struct import_rows *rows, struct err *e) {
    struct import_run run = {.at = r->spill.size, .buf = SB_INIT};

    for (size_t i = 0; i < rows->refs.len; i++) {
        struct import_ref ref = rows->refs.d[i];
        const char *bytes = rows->buf.d + ref.at;

        ref.at = import_rows_len(rows, ref.at);
        TRY(spill_add(&r->spill, &ref, sizeof ref, e));
        TRY(spill_add(&r->spill, bytes, ref.at, e));
    }
    run.end = r->spill.size;
    *vec_push(&r->v) = run;
    return 0;
}

/* ---- one run ---- */

/* Makes `len` bytes behind run->pos readable. */
static int need(const struct import_runs *r, struct import_run *run, size_t len, struct err *e) {
    size_t have = run->buf.len - run->pos;
    uint64_t more = run->end - run->at;

    if (have >= len)
        return 0;
    memmove(run->buf.d, run->buf.d + run->pos, have);
    sb_truncate(&run->buf, have);
    run->pos = 0;
    if (more > READ_BYTES && len - have <= READ_BYTES)
        more = READ_BYTES;
    else if (more > len - have)
        more = len - have;
    sb_reserve(&run->buf, (size_t)more);
    TRY(spill_read(&r->spill, run->at, run->buf.d + have, (size_t)more, e));
    run->buf.len += (size_t)more;
    run->at += more;
    return 0;
}

/* Goes to the next row: 1, 0 when there is none, -1. */
static int advance(const struct import_runs *r, struct import_run *run, struct err *e) {
    if (run->pos == run->buf.len && run->at == run->end)
        return 0;
    TRY(need(r, run, sizeof run->ref, e));
    memcpy(&run->ref, run->buf.d + run->pos, sizeof run->ref);
    run->pos += sizeof run->ref;
    TRY(need(r, run, run->ref.at, e));
    return 1;
}

/* ---- the heap ---- */

/* Of rows that are not told apart those of the earlier run come first: they stood earlier in the file. */
static bool before(const struct import_runs *r, size_t a, size_t b) {
    const struct import_run *x = &r->v.d[a], *y = &r->v.d[b];
    int c = 0;

    if (x->ref.order != y->ref.order)
        return x->ref.order < y->ref.order;
    if (r->by_number)
        c = import_rows_compare_first(x->buf.d + x->pos, y->buf.d + y->pos);
    return c != 0 ? c < 0 : x->end < y->end;
}

static void sink(struct import_runs *r, size_t at) {
    for (size_t child; (child = 2 * at + 1) < r->left; at = child) {
        struct import_run run = r->v.d[at];

        if (child + 1 < r->left && before(r, child + 1, child))
            child++;
        if (!before(r, child, at))
            return;
        r->v.d[at] = r->v.d[child];
        r->v.d[child] = run;
    }
}

int import_runs_merge(struct import_runs *r, bool by_number, struct err *e) {
    r->by_number = by_number;
    TRY(spill_flush(&r->spill, e));
    for (size_t i = 0; i < r->v.len; i++) {
        int more = advance(r, &r->v.d[i], e);
        struct import_run run = r->v.d[i];

        TRY(more);
        if (more == 0)
            continue;
        r->v.d[i] = r->v.d[r->left];
        r->v.d[r->left++] = run;
    }
    for (size_t i = r->left / 2; i-- > 0;)
        sink(r, i);
    return 0;
}

/* Takes the first row of all. */
static int take(struct import_runs *r, struct import_rows *rows, struct err *e) {
    struct import_run *first = &r->v.d[0];
    int more;

    import_rows_copy(rows, first->buf.d + first->pos, first->ref.at, first->ref.order);
    first->pos += first->ref.at;
    more = advance(r, first, e);
    TRY(more);
    if (more == 0) {
        struct import_run used = *first;

        *first = r->v.d[--r->left];
        r->v.d[r->left] = used;
    }
    sink(r, 0);
    return 0;
}

/* Whether the first row of all may not be parted from the last one taken. */
static bool belongs(const struct import_runs *r, const struct import_rows *rows) {
    const struct import_run *first = &r->v.d[0];
    struct import_ref last = rows->refs.d[rows->refs.len - 1];

    return last.order == first->ref.order &&
           (!r->by_number || import_rows_compare_first(rows->buf.d + last.at, first->buf.d + first->pos) == 0);
}

int import_runs_next(struct import_runs *r, struct import_rows *rows, size_t limit, struct err *e) {
    import_rows_clear(rows);
    while (r->left > 0 && (rows->refs.len == 0 || import_rows_size(rows) < limit || belongs(r, rows)))
        TRY(take(r, rows, e));
    return rows->refs.len > 0 ? 1 : 0;
}
