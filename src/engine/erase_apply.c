/*
 * erase_apply.c - erases and clears the rows of one table as planned; see erase_parts.h.
 */
#include "engine/erase_parts.h"

#include "base/mem.h"
#include "store/destroy.h"
#include "store/suppression_store.h"

/* ---- one statement's worth ---- */

static int destroy_listed(struct erase_run *run, const struct plan_table *t, const size_t *columns, size_t count,
                          struct destroyed *ret) {
    struct destroy d = plan_destroy(&run->erase->plan, t, run->as_of);

    d.done_on = run->today;
    d.person = run->work.subject.customer_id;
    d.presence = &run->erase->locator.presence;
    d.columns = columns;
    d.column_count = count;
    d.except_request = run->request->id;
    d.source = "request";
    d.rule = run->request->own_rule != NULL ? run->request->own_rule : PLAN_ERASURE;
    TRY(destroy_run(run->erase->db, &d, ret));
    run->result->bans += ret->bans;
    run->result->banned = run->result->banned || ret->banned;
    run->files += ret->files;
    if (ret->held == 0)
        return 0;
    return err_set(run->erase->db->err, ERR_INTERNAL, "rows of %s are held that the plan would erase", t->table->name);
}

/* ---- erasing ---- */

/* What stays because a row of another person, or of no person, refers to it. */
static const struct erase_why needed_elsewhere = {
    .reason = "needed", .article = "Art. 17(1)(a)", .reference = "Art. 17(1)(a)", .until = DATE_NONE};

static int list_rows(struct erase_run *run, size_t first, size_t count, enum fate fate, int64_t *ret_listed) {
    *ret_listed = 0;
    TRY(destroy_list(run->erase->db));
    for (size_t i = first; i < first + count; i++) {
        if (run->rows[i].fate != fate)
            continue;
        TRY(destroy_add(run->erase->db, run->rows[i].row->id));
        (*ret_listed)++;
    }
    return 0;
}

static int find_survivors(struct erase_run *run, size_t first, size_t count) {
    for (size_t i = first; i < first + count; i++) {
        struct erase_row *r = &run->rows[i];
        int went;

        if (r->fate != FATE_GO)
            continue;
        went = destroy_went(run->erase->db, r->row->id);
        TRY(went);
        if (went == 0) {
            r->fate = FATE_STAY;
            r->why = needed_elsewhere;
        }
    }
    return 0;
}

static int erase_rows(struct erase_run *run, const struct plan_table *t, size_t first, size_t count) {
    struct destroyed done = {0};
    int64_t listed;

    TRY(list_rows(run, first, count, FATE_GO, &listed));
    if (listed == 0)
        return 0;
    TRY(destroy_listed(run, t, NULL, 0, &done));
    return done.rows == listed ? 0 : find_survivors(run, first, count);
}

/* The row of the person themself: with it the person leaves the register, which an import must know from then on. The
 * list of the erased is made of what the row holds, so it comes first, and is taken back when the row stays after all.
 */
static bool is_subject(const struct erase_run *run, const struct work_row *row) {
    const struct subject *s = &run->work.subject;

    if (s->representative_id != 0)
        return row->table->table->own_person && row->id == s->representative_id;
    return row->table->table->depth == 0;
}

static int mark_erased(struct erase_run *run) {
    const struct subject *s = &run->work.subject;
    SUPPRESSION(list);

    TRY(suppression_open(&list, run->erase->db, run->erase->plan.register_id));
    return suppression_mark_erased(&list, s->customer_id, s->representative_id, run->today, "request");
}

static int erase_subject(struct erase_run *run, const struct plan_table *t, size_t at) {
    struct erase_row *r = &run->rows[at];
    struct destroyed done = {0};
    TX(tx);

    TRY(tx_begin(&tx, run->erase->db));
    TRY(mark_erased(run));
    TRY(destroy_list(run->erase->db));
    TRY(destroy_add(run->erase->db, r->row->id));
    TRY(destroy_listed(run, t, NULL, 0, &done));
    if (done.rows == 1)
        return tx_commit(&tx);
    r->fate = FATE_STAY;
    r->why = needed_elsewhere;
    return 0;
}

/* ---- clearing ---- */

static bool same_columns(const struct erase_row *a, const struct erase_row *b) {
    return b->fate == FATE_CLEAR && a->clear_count == b->clear_count &&
           memcmp(a->clear, b->clear, a->clear_count * sizeof *a->clear) == 0;
}

/* Rows that lose the same columns as row `at`, which is the first of them. */
static int clear_alike(struct erase_run *run, const struct plan_table *t, size_t at, size_t end, bool *done) {
    const struct erase_row *like = &run->rows[at];
    struct destroyed cleared = {0};
    int64_t listed = 0;

    TRY(destroy_list(run->erase->db));
    for (size_t i = at; i < end; i++) {
        if (done[i - at] || !same_columns(like, &run->rows[i]))
            continue;
        done[i - at] = true;
        TRY(destroy_add(run->erase->db, run->rows[i].row->id));
        listed++;
    }
    TRY(destroy_listed(run, t, like->clear, like->clear_count, &cleared));
    if (cleared.rows == listed)
        return 0;
    return err_set(run->erase->db->err, ERR_INTERNAL, "%" PRId64 " rows of %s were to be cleared, and %" PRId64 " were",
                   listed, t->table->name, cleared.rows);
}

static int clear_rows(struct erase_run *run, const struct plan_table *t, size_t first, size_t count) {
    bool *done CLEANUP(mem_free) = mem_alloc(count * sizeof *done);

    for (size_t i = first; i < first + count; i++) {
        if (run->rows[i].fate == FATE_CLEAR && !done[i - first])
            TRY(clear_alike(run, t, i, first + count, done + (i - first)));
    }
    return 0;
}

/* ---- a table ---- */

/* A row that stays needs the rows that it refers to. */
static void tell_parents(struct erase_run *run, const struct erase_row *r) {
    for (size_t c = 0; c < r->row->table->table->column_count; c++) {
        const struct work_row *parent = workset_parent(&run->work, r->row, c);
        struct erase_row *p = parent != NULL ? &run->rows[parent - run->work.rows.d] : NULL;

        if (p != NULL && p != r)
            (void)erase_need(p, &r->why);
    }
}

int erase_apply_rows(struct erase_run *run, size_t first, size_t count) {
    const struct plan_table *t = run->rows[first].row->table;

    if (is_subject(run, run->rows[first].row)) {
        if (run->rows[first].fate == FATE_GO)
            TRY(erase_subject(run, t, first));
    } else {
        TRY(erase_rows(run, t, first, count));
    }
    TRY(clear_rows(run, t, first, count));
    for (size_t i = first; i < first + count; i++) {
        if (run->rows[i].fate != FATE_GO)
            tell_parents(run, &run->rows[i]);
    }
    return 0;
}
