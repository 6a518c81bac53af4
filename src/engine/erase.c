/*
 * erase.c - carries out an erasure: locate, decide and do, table by table, children first; then the book. See erase.h.
 */
#include "engine/erase.h"

#include "base/mem.h"
#include "base/sb.h"
#include "domain/request.h"
#include "engine/erase_parts.h"
#include "engine/notify.h"
#include "engine/request_book.h"
#include "io/fd.h"
#include "store/audit_store.h"
#include "store/change_store.h"
#include "store/destroy.h"
#include "store/erase_store.h"

/* ---- in and out ---- */

void erase_result_release(struct erase_result *r) {
    for (size_t i = 0; i < r->tables.len; i++)
        vec_release(&r->tables.d[i].groups);
    vec_release(&r->tables);
    *r = (struct erase_result){0};
}

int erase_prepare(struct db *db) {
    return destroy_list(db);
}

int erase_open(struct erase *e, struct db *db, const char *register_code, const struct erase_options *options) {
    e->db = db;
    e->options = options;
    e->root_fd = -1;
    TRY(erase_prepare(db));
    TRY(options->notify != NULL ? plan_load(db, register_code, &e->plan)
                                : plan_load_rules(db, register_code, &e->plan));
    e->order = mem_realloc(NULL, e->plan.cat.table_count, sizeof *e->order);
    destroy_order(&e->plan.cat, e->order);
    return locator_open(&e->locator, &e->plan, db);
}

void erase_release(struct erase *e) {
    locator_release(&e->locator);
    plan_release(&e->plan);
    free(e->order);
    e->order = NULL;
    fd_close(&e->root_fd);
}

static void run_release(struct erase_run *run) {
    free(run->rows);
    workset_release(&run->work);
}

/* ---- counting ---- */

static struct erase_group *group_of(struct erase_table *t, const struct erase_why *why) {
    struct erase_group *g;

    for (size_t i = 0; i < t->groups.len; i++) {
        g = &t->groups.d[i];
        if (g->why.until == why->until && g->why.rule == why->rule && strcmp(g->why.reason, why->reason) == 0 &&
            strcmp(g->why.reference, why->reference) == 0)
            return g;
    }
    g = vec_push(&t->groups);
    g->why = *why;
    return g;
}

static void count_row(struct erase_table *t, const struct erase_row *r) {
    struct erase_group *g;

    t->found++;
    if (r->fate == FATE_GO) {
        t->erased++;
        return;
    }
    g = group_of(t, &r->why);
    if (r->fate == FATE_CLEAR) {
        t->cleared++;
        g->cleared++;
    } else {
        t->kept++;
        g->kept++;
    }
}

/* What has one reason stands together, the first to go before the others; what nobody knows the day of comes last. */
static int by_reason_and_day(const void *left, const void *right) {
    const struct erase_why *a = &((const struct erase_group *)left)->why,
                           *b = &((const struct erase_group *)right)->why;
    int order = strcmp(a->reason, b->reason);

    if (order == 0)
        order = strcmp(a->reference, b->reference);
    if (order == 0)
        order = strcmp(a->rule != NULL ? a->rule : "", b->rule != NULL ? b->rule : "");
    if (order == 0)
        order = (a->until == DATE_NONE) - (b->until == DATE_NONE);
    return order != 0 ? order : (a->until > b->until) - (a->until < b->until);
}

/* The day on which the last of what stays has gone. */
static void find_end(struct erase_result *result) {
    result->complete = true;
    result->until = DATE_NONE;
    for (size_t i = 0; i < result->tables.len; i++) {
        const struct erase_table *t = &result->tables.d[i];

        for (size_t k = 0; k < t->groups.len; k++) {
            date_t until = t->groups.d[k].why.until;
            bool known = result->until != DATE_NONE && until != DATE_NONE;

            if (t->groups.d[k].why.aside)
                continue;
            if (result->complete || !known)
                result->until = result->complete ? until : DATE_NONE;
            else if (until > result->until)
                result->until = until;
            result->complete = false;
            result->needs_person |= t->groups.d[k].why.ask;
        }
    }
}

static void count(const struct erase_run *run, struct erase_result *result) {
    struct erase_table *t = NULL;

    for (size_t i = 0; i < run->work.rows.len; i++) {
        const struct cat_table *table = run->rows[i].row->table->table;

        if (t == NULL || t->table != table) {
            t = vec_push(&result->tables);
            t->table = table;
        }
        count_row(t, &run->rows[i]);
    }
    for (size_t i = 0; i < result->tables.len; i++) {
        t = &result->tables.d[i];
        if (t->groups.len > 1)
            qsort(t->groups.d, t->groups.len, sizeof *t->groups.d, by_reason_and_day);
        result->found += t->found;
        result->erased += t->erased;
        result->cleared += t->cleared;
        result->kept += t->kept;
    }
    find_end(result);
}

/* ---- the rows ---- */

static size_t rows_of(const struct erase_run *run, const struct plan_table *t, size_t *ret_first) {
    size_t n = 0;

    for (size_t i = 0; i < run->work.rows.len; i++) {
        if (run->work.rows.d[i].table != t)
            continue;
        if (n++ == 0)
            *ret_first = i;
    }
    return n;
}

static int do_rows(struct erase_run *run) {
    struct erase *e = run->erase;

    run->rows = mem_alloc(run->work.rows.len * sizeof *run->rows);
    for (size_t i = 0; i < run->work.rows.len; i++)
        run->rows[i].row = &run->work.rows.d[i];
    for (size_t k = 0; k < e->plan.cat.table_count; k++) {
        size_t first = 0, n = rows_of(run, &e->plan.tables[e->order[k]], &first);

        if (n == 0)
            continue;
        TRY(erase_plan_rows(run, first, n));
        TRY(erase_apply_rows(run, first, n));
    }
    return 0;
}

/* ---- the book ---- */

static int store_result(struct erase_run *run) {
    struct db *db = run->erase->db;
    int64_t id = run->request->id;
    int again = erase_store_begin(db, id);

    TRY(again);
    for (size_t i = 0; i < run->result->tables.len; i++) {
        const struct erase_table *t = &run->result->tables.d[i];

        TRY(erase_store_table(db, id, again > 0,
                              &(struct erase_counts){.table = t->table->name,
                                                     .found = t->found,
                                                     .erased = t->erased,
                                                     .cleared = t->cleared,
                                                     .kept = t->kept}));
        for (size_t k = 0; k < t->groups.len; k++) {
            const struct erase_group *g = &t->groups.d[k];
            char until[DATE_LEN];

            date_iso(g->why.until, until);
            TRY(erase_store_reason(db, id,
                                   &(struct erase_stay){.table = t->table->name,
                                                        .cleared = g->cleared,
                                                        .kept = g->kept,
                                                        .reason = g->why.reason,
                                                        .legal_reference = g->why.reference,
                                                        .rule = g->why.rule,
                                                        .until = until[0] != '\0' ? until : NULL}));
        }
    }
    return again > 0 ? erase_store_end(db, id) : 0;
}

/* What is only kept must not be used for marketing any more. */
static int restrict_rest(struct erase_run *run) {
    const struct subject *s = &run->work.subject;
    bool rep = s->representative_id != 0;
    const char *table = rep ? run->result->tables.d[0].table->name : NULL;
    int is = erase_store_is_restricted(run->erase->db, s->customer_id, table, s->representative_id);

    TRY(is);
    if (is > 0)
        return 0;
    return change_restrict(run->erase->db, s, run->request->id, "kept-data", table, NULL, s->representative_id,
                           run->today);
}

static bool column_gone(const struct erase_row *r, size_t column) {
    if (r->fate == FATE_GO)
        return r->row->values[column] != NULL && !r->row->table->table->columns[column].internal;
    for (size_t i = 0; i < r->clear_count; i++) {
        if (r->clear[i] == column)
            return true;
    }
    return false;
}

/* The recipients that have to be told, and their files, while it is still known what they have to erase too. */
static int tell_recipients(struct erase_run *run, bool business) {
    const struct erase_options *o = run->erase->options;
    NOTIFY(n);

    n.db = run->erase->db;
    n.plan = &run->erase->plan;
    n.request = run->request;
    n.work = &run->work;
    n.today = o->today;
    n.lang = o->lang;
    n.is_protected = run->is_protected;
    n.protected_ok = o->protected_ok;
    for (size_t i = 0; i < run->work.rows.len; i++) {
        const struct cat_table *t = run->rows[i].row->table->table;

        for (size_t c = 0; c < t->column_count; c++) {
            if (column_gone(&run->rows[i], c))
                *vec_push(&n.cells) = (struct notify_cell){run->rows[i].row, c};
        }
    }
    TRY(notify_list(&n, business));
    return o->notify != NULL ? notify_write(&n, o->notify, &run->result->notify_files) : 0;
}

static int end_request(struct erase_run *run) {
    const struct erase_result *r = run->result;
    const struct erase_options *o = run->erase->options;
    struct book_time t = {.now_utc = o->now_utc, .today = o->today};
    char until[DATE_LEN];
    SB(detail);

    date_iso(r->until, until);
    sb_printf(&detail,
              "found=%" PRId64 " erased=%" PRId64 " cleared=%" PRId64 " kept=%" PRId64 " files=%" PRId64
              " bans=%" PRId64 " banned=%d",
              r->found, r->erased, r->cleared, r->kept, r->files.waiting, r->bans, r->banned);
    if (r->complete) {
        TRY(request_book_complete(run->erase->db, run->request, t, NULL, detail.d));
    } else {
        TRY(request_book_partly(run->erase->db, run->request, t, until[0] != '\0' ? until : NULL, detail.d));
    }
    return audit_append(run->erase->db, o->now_utc,
                        &(struct audit_event){.command = "erase",
                                              .register_code = run->erase->plan.code,
                                              .request_ref = run->request->ref,
                                              .subject = run->request->subject_tag,
                                              .result = run->request->state,
                                              .detail = detail.d});
}

/* A run that finds nothing new of a request that is partly done leaves everything as it is. */
static bool has_changed(const struct erase_run *run) {
    const struct erase_result *r = run->result;
    const char *before = run->request->until != NULL ? run->request->until : "";
    char until[DATE_LEN];

    date_iso(r->until, until);
    return strcmp(run->request->state, request_state_code(REQUEST_PARTLY_DONE)) != 0 || r->complete ||
           r->erased + r->cleared > 0 || strcmp(before, until) != 0;
}

/* ---- carrying out ---- */

static int run_erasure(struct erase_run *run) {
    struct erase *e = run->erase;
    const struct subject *s = &run->request->subject;
    int company = s->customer_id != 0 ? subject_is_company(e->db, s) : 0;
    int is_protected = e->options->notify != NULL ? subject_is_protected(e->db, s) : 0;

    TRY(company);
    TRY(is_protected);
    run->is_protected = is_protected > 0;
    date_iso(e->options->today, run->today);
    date_iso(e->options->as_of, run->as_of);
    TRY(workset_load(&e->locator, s, e->options->as_of, run->request->id, &run->work));
    TRY(do_rows(run));
    count(run, run->result);
    run->result->changed = has_changed(run);
    if (!run->result->changed)
        return 0; /* files that earlier runs could not take are not looked at either: draining does that */
    if (run->files > 0)
        TRY(outbox_seal(e->db, e->options->recordings_root, &run->result->files));
    TRY(store_result(run));
    if (!run->result->complete)
        TRY(restrict_rest(run));
    TRY(tell_recipients(run, company > 0));
    TRY(end_request(run));
    return 1;
}

static int find_own_rule(struct erase_run *run) {
    const struct plan *p = &run->erase->plan;

    for (size_t i = 0; run->request->own_rule != NULL && i < p->rules.len; i++) {
        if (strcmp(p->rules.d[i].code, run->request->own_rule) == 0)
            run->own_rule = i;
    }
    if (run->request->own_rule == NULL || run->own_rule != SIZE_MAX)
        return 0;
    (void)err_set(run->erase->db->err, ERR_REFUSED,
                  "the erasure %s does not go on: register %s has no rule %s any more", run->request->ref, p->code,
                  run->request->own_rule);
    return err_hint(run->erase->db->err, "load a definition that has the rule: gdprctl register load");
}

int erase_carry_out(struct erase *e, struct request *req, struct erase_result *ret) {
    struct erase_run run CLEANUP(run_release) = {.erase = e, .request = req, .result = ret, .own_rule = SIZE_MAX};
    bool over = strcmp(req->state, request_state_code(REQUEST_DONE)) == 0 ||
                strcmp(req->state, request_state_code(REQUEST_DELIVERED)) == 0;

    ret->until = DATE_NONE;
    ret->complete = over;
    if (over && strcmp(req->right, right_code(RIGHT_ERASURE)) == 0)
        return 0;
    TRY(request_book_may_carry_out(e->db, req, RIGHT_ERASURE));
    TRY(find_own_rule(&run));
    return run_erasure(&run);
}

int erase_resume(struct erase *e, struct request *req, struct erase_result *ret) {
    int lost = request_is_lost(e->db, req->id);

    TRY(lost);
    if (lost > 0 || strcmp(req->state, request_state_code(REQUEST_PARTLY_DONE)) != 0)
        return 0;
    return erase_carry_out(e, req, ret);
}
