/*
 * erase_plan.c - what becomes of each row of the person; see erase_parts.h.
 */
#include "engine/erase_parts.h"

#include "base/sb.h"
#include "engine/decide.h"
#include "io/beneath.h"

static const struct decide_options on_request = {.right = RIGHT_ERASURE, .with_others = true};

/* ---- why ---- */

bool erase_outlasts(const struct erase_why *a, const struct erase_why *b) {
    if (b->reason == NULL || a->ask != b->ask)
        return b->reason == NULL || a->ask;
    if (a->aside != b->aside)
        return b->aside;
    if (a->until == DATE_NONE || b->until == DATE_NONE)
        return a->until == DATE_NONE && b->until != DATE_NONE;
    return a->until > b->until;
}

bool erase_need(struct erase_row *parent, const struct erase_why *why) {
    if (parent->needed && !erase_outlasts(why, &parent->need))
        return false;
    parent->need = *why;
    parent->needed = true;
    return true;
}

static void keep_longest(struct erase_why *best, const struct erase_why *why) {
    if (erase_outlasts(why, best))
        *best = *why;
}

static struct erase_why why_of(const struct erase_run *run, const struct decision *d) {
    const struct plan_rule *rule = d->rule != SIZE_MAX ? &run->erase->plan.rules.d[d->rule] : NULL;
    enum lang lang = run->erase->options->lang;

    return (struct erase_why){
        .reason = lawful_reason_code(d->lawful.reason),
        .article = d->lawful.article,
        .reference = rule != NULL && plan_reference(rule, lang) != NULL ? plan_reference(rule, lang)
                                                                        : d->lawful.article,
        .rule = rule != NULL ? rule->code : NULL,
        .until = d->until,
        .ask = d->lawful.verdict == VERDICT_ASK,
    };
}

/* ---- columns ---- */

/* What the verdicts say of a row's columns, parallel to the table's. */
struct columns {
    bool *free;           /* may go */
    bool *unwanted;       /* may go, and only marketing, consent or a policy wanted it */
    struct erase_why why; /* reason NULL: all of them may go */
};

static bool is_unwanted(enum lawful_reason reason) {
    return reason == LAWFUL_MARKETING || reason == LAWFUL_CONSENT_WITHDRAWN || reason == LAWFUL_POLICY_ENDED;
}

/* What the controller's own erasure leaves alone. */
static const struct erase_why not_covered = {
    .reason = "not-covered", .article = "Art. 17(1)", .reference = "Art. 17(1)", .until = DATE_NONE, .aside = true};

static void judge(struct erase_run *run, const struct work_row *row, struct columns *ret) {
    const struct cat_table *t = row->table->table;
    struct decision d;
    bool any = false;

    ret->free = arena_alloc(&run->work.arena, t->column_count * sizeof *ret->free);
    ret->unwanted = arena_alloc(&run->work.arena, t->column_count * sizeof *ret->unwanted);
    for (size_t i = 0; i < t->column_count; i++) {
        struct erase_why why;

        if (t->columns[i].internal)
            continue;
        any = true;
        decide_column(row, i, &on_request, &d);
        if (run->own_rule != SIZE_MAX && (row->table->columns[i].rules >> run->own_rule & 1) == 0) {
            keep_longest(&ret->why, &not_covered);
            continue;
        }
        ret->free[i] = d.lawful.verdict == VERDICT_DO;
        ret->unwanted[i] = ret->free[i] && is_unwanted(d.lawful.reason);
        why = why_of(run, &d);
        if (!ret->free[i])
            keep_longest(&ret->why, &why);
    }
    if (any)
        return;
    decide_column(row, SIZE_MAX, &on_request, &d);
    if (d.lawful.verdict != VERDICT_DO)
        ret->why = why_of(run, &d);
}

/* ---- recordings ---- */

/* Whether the column names a recording that cannot be taken: 1, 0 or -1. */
static int file_stays(struct erase_run *run, const struct work_row *row, size_t column) {
    struct erase *e = run->erase;
    int may;

    if (row->table->table->columns[column].kind != KIND_FILE || row->values[column] == NULL ||
        e->options->recordings_root == NULL)
        return 0;
    if (e->root_fd < 0)
        TRY(beneath_root(e->options->recordings_root, &e->root_fd, e->db->err));
    may = outbox_may_take(e->db, e->root_fd, row->values[column]);
    return may < 0 ? -1 : may == 0;
}

static const struct erase_why file_why = {
    .reason = "file", .article = "Art. 17(1)", .reference = "Art. 17(1)", .until = DATE_NONE, .ask = true};

static int any_file_stays(struct erase_run *run, const struct work_row *row) {
    for (size_t i = 0; i < row->table->table->column_count; i++) {
        int stays = file_stays(run, row, i);

        if (stays != 0)
            return stays;
    }
    return 0;
}

/* ---- rows ---- */

/* The row stays; of the columns in `may`, those that hold something and can be emptied are. */
static int plan_clear(struct erase_run *run, struct erase_row *r, const bool *may) {
    const struct work_row *row = r->row;
    const struct cat_table *t = row->table->table;

    TRY(plan_find_fixed(&run->erase->plan, run->erase->db, row->table));
    r->fate = FATE_STAY;
    r->clear = arena_alloc(&run->work.arena, t->column_count * sizeof *r->clear);
    r->clear_count = 0;
    for (size_t i = 0; i < t->column_count; i++) {
        int stays;

        if (!may[i] || row->values[i] == NULL || row->table->columns[i].fixed)
            continue;
        stays = file_stays(run, row, i);
        TRY(stays);
        if (stays > 0) {
            keep_longest(&r->why, &file_why);
            continue;
        }
        r->clear[r->clear_count++] = i;
        r->fate = FATE_CLEAR;
    }
    return 0;
}

static int plan_row(struct erase_run *run, struct erase_row *r) {
    struct columns c = {0};
    int stays;

    judge(run, r->row, &c);
    r->why = c.why;
    if (c.why.reason != NULL)
        return plan_clear(run, r, c.free);
    if (r->needed) {
        r->why = r->need;
        r->why.reason = "needed";
        return plan_clear(run, r, c.unwanted);
    }
    stays = any_file_stays(run, r->row);
    TRY(stays);
    r->fate = stays > 0 ? FATE_STAY : FATE_GO;
    if (stays > 0)
        r->why = file_why;
    return 0;
}

/* The rows of the same table that a row refers to are planned already: once more, where it stays and needs them. */
static int plan_parents(struct erase_run *run, const struct erase_row *r, bool *more) {
    const struct cat_table *t = r->row->table->table;

    for (size_t c = 0; c < t->column_count && r->fate != FATE_GO; c++) {
        const struct work_row *parent = t->columns[c].parent == t ? workset_parent(&run->work, r->row, c) : NULL;
        struct erase_row *p = parent != NULL ? &run->rows[parent - run->work.rows.d] : NULL;

        if (p == NULL || p == r || !erase_need(p, &r->why))
            continue;
        TRY(plan_row(run, p));
        *more = true;
    }
    return 0;
}

int erase_plan_rows(struct erase_run *run, size_t first, size_t count) {
    bool more;

    for (size_t i = first; i < first + count; i++)
        TRY(plan_row(run, &run->rows[i]));
    do { /* each need is longer than the one before, so this ends */
        more = false;
        for (size_t i = first; i < first + count; i++)
            TRY(plan_parents(run, &run->rows[i], &more));
    } while (more);
    return 0;
}
