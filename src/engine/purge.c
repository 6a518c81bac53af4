/*
 * purge.c - see purge.h.
 */
#include "engine/purge.h"

#include "base/mem.h"
#include "base/sb.h"
#include "engine/erase.h"
#include "engine/outbox.h"
#include "io/beneath.h"
#include "io/fd.h"
#include "store/audit_store.h"
#include "store/purge_store.h"

#define BATCH 20000 /* rows in one transaction */

void purge_result_release(struct purge_result *r) {
    for (size_t i = 0; i < r->counts.len; i++) {
        free(r->counts.d[i].register_code);
        free(r->counts.d[i].table);
    }
    vec_release(&r->counts);
    for (size_t i = 0; i < r->new_rules.len; i++)
        free(r->new_rules.d[i]);
    vec_release(&r->new_rules);
}

/* ---- guards ---- */

static int bad_clock(struct db *db, const char *why) {
    (void)err_set(db->err, ERR_REFUSED, "nothing is purged: %s", why);
    return err_hint(db->err, "set the clock right; if it is right, run `gdprctl purge --dry-run`, then confirm with "
                             "--confirm-gap");
}

int purge_check_clock(struct db *db, const struct purge_options *o) {
    char *last CLEANUP(mem_free) = NULL;
    date_t day;

    if (o->built != DATE_NONE && o->today < o->built)
        return bad_clock(db, "the clock is before the day this program was built");
    TRY(purge_last(db, &last));
    if (last == NULL || date_parse(last, &day) < 0)
        return 0;
    if (o->today < day)
        return bad_clock(db, "the clock is before the day of the last purge");
    if (o->today > day + PURGE_MAX_GAP && !o->confirm_gap && !o->dry_run)
        return bad_clock(db, "the last purge was more than 40 days ago");
    return 0;
}

/* Rules that have not run like this before. */
static int find_new_rules(struct db *db, const struct plan *p, struct purge_result *ret, rule_set *ret_new) {
    rule_set fresh = 0;

    for (size_t i = 0; i < p->rules.len; i++) {
        const struct plan_rule *r = &p->rules.d[i];
        int known = r->by_time ? purge_rule_known(db, p->register_id, r->code, r->digest) : 1;
        SB(name);

        TRY(known);
        if (known > 0)
            continue;
        fresh |= (rule_set)1 << i;
        sb_printf(&name, "%s/%s%s", p->code, r->code, r->assumed ? " (assumed)" : "");
        *vec_push(&ret->new_rules) = sb_detach(&name);
    }
    *ret_new = fresh;
    return 0;
}

static int confirm_rules(struct db *db, const struct plan *p, rule_set fresh, const char *day) {
    for (size_t i = rule_next(fresh, 0); i != SIZE_MAX; i = rule_next(fresh, i + 1))
        TRY(purge_rule_confirm(db, p->register_id, p->rules.d[i].code, p->rules.d[i].digest, day));
    return 0;
}

static int64_t rows_of_table(const struct due *d, const struct plan_table *t) {
    int64_t rows = 0;

    for (size_t i = 0; i < d->items.len; i++) {
        if (d->items.d[i].table == t)
            rows += d->items.d[i].rows;
    }
    return rows;
}

static int check_shares(struct db *db, const struct due *d, const struct purge_options *o) {
    int64_t all = 0;

    for (size_t t = 0; t < d->plan->cat.table_count; t++) {
        const struct plan_table *table = &d->plan->tables[t];
        int64_t rows = rows_of_table(d, table), have;

        all += rows;
        if (rows <= PURGE_SMALL)
            continue;
        TRY(due_table_rows(db, table->table, d->plan->register_id, &have));
        if (rows * 100 > have * o->max_share) {
            (void)err_set(db->err, ERR_REFUSED,
                          "nothing is purged from %s: %" PRId64 " of %" PRId64 " rows of %s are due, more than %" PRId64
                          " per cent",
                          d->plan->code, rows, have, table->table->name, o->max_share);
            return err_hint(db->err, "look at `gdprctl retention due %s`; if that is right, allow it with --max-share",
                            d->plan->code);
        }
    }
    if (o->max_rows > 0 && all > o->max_rows) {
        (void)err_set(db->err, ERR_REFUSED, "nothing is purged from %s: %" PRId64 " rows are due, more than %" PRId64,
                      d->plan->code, all, o->max_rows);
        return err_hint(db->err, "look at `gdprctl retention due %s`; if that is right, raise --max-rows",
                        d->plan->code);
    }
    return 0;
}

/* ---- the run ---- */

struct run {
    struct db *db;
    const struct plan *plan;
    const struct purge_options *o;
    struct purge_result *ret;
    char day[DATE_LEN];
    int root_fd; /* of the recordings; -1: none */
    uint64_t done, total;
};

static struct purge_count *count_of(struct run *r, const struct plan_table *t) {
    struct purge_count *c;

    for (size_t i = 0; i < r->ret->counts.len; i++) {
        c = &r->ret->counts.d[i];
        if (strcmp(c->register_code, r->plan->code) == 0 && strcmp(c->table, t->table->name) == 0)
            return c;
    }
    c = vec_push(&r->ret->counts);
    c->register_code = mem_strdup(r->plan->code);
    c->table = mem_strdup(t->table->name);
    return c;
}

/* The rule that speaks for the item in tombstones: one whose event is the row's own, else the first. */
static const struct plan_rule *speaker(const struct run *r, const struct due_item *item) {
    size_t best = rule_next(item->rules, 0);

    for (size_t i = best; i != SIZE_MAX; i = rule_next(item->rules, i + 1)) {
        if (r->plan->rules.d[i].by_time && r->plan->rules.d[i].event.table == item->table->table)
            return &r->plan->rules.d[i];
    }
    return &r->plan->rules.d[best];
}

static void add_counts(struct run *r, const struct due_item *item, const struct destroyed *done) {
    struct purge_count *c = count_of(r, item->table);

    if (item->group == NULL) {
        c->deleted += done->rows;
        r->ret->deleted += done->rows;
    } else {
        c->cleared += done->rows;
        r->ret->cleared += done->rows;
    }
    c->held += done->held;
    c->waiting += done->parents;
    r->ret->held += done->held;
    r->ret->bans += done->bans;
}

/* Rows whose recording cannot be taken safely: they stay, because the content would stay behind. */
struct unsafe {
    struct run *run;
    VEC(int64_t) rows;
};

static int look_at_file(void *ctx, int64_t row_id, const char *path) {
    struct unsafe *u = ctx;
    int may = outbox_may_take(u->run->db, u->run->root_fd, path);

    TRY(may);
    if (may == 0)
        *vec_push(&u->rows) = row_id;
    return 0;
}

static int spare_unsafe(struct run *r, const struct due_item *item) {
    struct unsafe u = {.run = r};
    int rc = 0;

    for (size_t i = 0; rc == 0 && r->root_fd >= 0 && i < item->table->table->column_count; i++) {
        if (item->table->table->columns[i].kind == KIND_FILE)
            rc = due_each_file(r->db, item->table->table, &item->table->table->columns[i], look_at_file, &u);
    }
    for (size_t i = 0; rc == 0 && i < u.rows.len; i++)
        rc = due_spare(r->db, u.rows.d[i]);
    count_of(r, item->table)->held += (int64_t)u.rows.len;
    r->ret->held += (int64_t)u.rows.len;
    vec_release(&u.rows);
    return rc;
}

static int destroy_taken(struct run *r, const struct due_item *item, struct destroyed *done) {
    const struct plan_rule *rule = speaker(r, item);
    struct destroy d = plan_destroy(r->plan, item->table, r->day);

    d.rule = rule->code;
    if (rule->by_time && rule->event.table == item->table->table)
        d.rule_event = (size_t)(rule->event.column - item->table->table->columns);
    if (item->group != NULL) {
        d.columns = item->group->columns.d;
        d.column_count = item->group->columns.len;
    }
    return destroy_run(r->db, &d, done);
}

static int audit_batch(struct run *r, const struct destroyed *batch, int64_t deleted, int64_t cleared) {
    SB(detail);

    sb_printf(&detail, "as_of=%s deleted=%" PRId64 " cleared=%" PRId64 " held=%" PRId64 " files=%" PRId64, r->day,
              deleted, cleared, batch->held, batch->files);
    return audit_append(r->db, r->o->now_utc,
                        &(struct audit_event){.command = "purge",
                                              .register_code = r->plan->code,
                                              .result = r->o->dry_run ? "dry-run" : "done",
                                              .detail = detail.d});
}

/* One transaction: rows of one item after the other until the batch is full. `*at` is the item to go on with; past the
 * end when all is done. */
static int run_batch(struct run *r, const struct due *d, size_t *at) {
    struct outbox_sealed sealed = {0};
    struct destroyed batch = {0};
    int64_t deleted = r->ret->deleted, cleared = r->ret->cleared, left = r->o->dry_run ? INT64_MAX : BATCH;
    TX(tx);

    TRY(tx_begin(&tx, r->db));
    while (*at < d->items.len && left > 0) {
        const struct due_item *item = &d->items.d[*at];
        struct destroyed done = {0};
        int64_t taken;

        TRY(due_take(r->db, item->name, left, &taken));
        if (taken == 0) {
            (*at)++;
            continue;
        }
        TRY(spare_unsafe(r, item));
        TRY(destroy_taken(r, item, &done));
        add_counts(r, item, &done);
        batch.held += done.held;
        batch.files += done.files;
        left -= taken;
        r->done += (uint64_t)taken;
    }
    TRY(outbox_seal(r->db, r->o->recordings_root, &sealed));
    r->ret->files += r->o->dry_run ? sealed.waiting : 0;
    TRY(audit_batch(r, &batch, r->ret->deleted - deleted, r->ret->cleared - cleared));
    if (r->o->progress != NULL)
        r->o->progress(r->o->progress_ctx, r->done, r->total);
    return r->o->dry_run ? 0 : tx_commit(&tx);
}

static int count_due(struct run *r, const struct due *d) {
    for (size_t i = 0; i < d->items.len; i++) {
        if (d->items.d[i].rows > 0)
            count_of(r, d->items.d[i].table)->due += d->items.d[i].rows;
        r->total += (uint64_t)d->items.d[i].rows;
    }
    for (size_t t = 0; t < r->plan->cat.table_count; t++) {
        int64_t missing;

        TRY(due_no_trigger(r->db, r->plan, &r->plan->tables[t], r->o->dry_run, &missing));
        if (missing > 0)
            count_of(r, &r->plan->tables[t])->no_trigger = missing;
    }
    return 0;
}

static int refuse_new_rules(struct run *r) {
    SB(names);

    for (size_t i = 0; i < r->ret->new_rules.len; i++)
        sb_printf(&names, "%s%s", i > 0 ? ", " : "", r->ret->new_rules.d[i]);
    (void)err_set(r->db->err, ERR_REFUSED, "nothing is purged from %s: these rules are new or have changed: %s",
                  r->plan->code, names.d);
    return err_hint(r->db->err,
                    "look at the counts above or at `gdprctl retention due %s`; if they are right, confirm "
                    "with --first-run",
                    r->plan->code);
}

static int run_batches(struct run *r, const struct due *d, rule_set fresh) {
    size_t at = 0;

    if (fresh != 0 && !r->o->dry_run) {
        TX(tx);

        TRY(tx_begin(&tx, r->db));
        TRY(confirm_rules(r->db, r->plan, fresh, r->day));
        TRY(audit_append(
            r->db, r->o->now_utc,
            &(struct audit_event){.command = "purge", .register_code = r->plan->code, .result = "rules-confirmed"}));
        TRY(tx_commit(&tx));
    }
    while (at < d->items.len) {
        if (r->total == 0)
            break;
        if (r->o->interrupt != NULL && *r->o->interrupt) {
            r->ret->interrupted = true;
            break;
        }
        TRY(run_batch(r, d, &at));
    }
    return 0;
}

int purge_register(struct db *db, const char *register_code, const struct purge_options *o, struct purge_result *ret) {
    int root CLEANUP(fd_close) = -1;
    struct run r = {.db = db, .o = o, .ret = ret, .root_fd = -1};
    rule_set fresh;
    PLAN(plan);
    DUE(due);

    if (o->recordings_root != NULL)
        TRY(beneath_root(o->recordings_root, &root, db->err));
    r.root_fd = root;
    TRY(plan_load(db, register_code, &plan));
    r.plan = &plan;
    date_iso(o->as_of, r.day);
    TRY(find_new_rules(db, &plan, ret, &fresh));
    TRY(due_find(db, &plan, o->as_of, ~(rule_set)0, &due));
    TRY(count_due(&r, &due));
    if (fresh != 0 && !o->first_run && !o->dry_run)
        return refuse_new_rules(&r);
    TRY(o->dry_run ? 0 : check_shares(db, &due, o));
    return run_batches(&r, &due, fresh);
}

/* ---- erasures that wait for a day ---- */

struct waiting {
    VEC(char *) refs;
};

static void waiting_release(struct waiting *w) {
    for (size_t i = 0; i < w->refs.len; i++)
        free(w->refs.d[i]);
    vec_release(&w->refs);
}

static int add_waiting(void *ctx, const struct request *q) {
    struct waiting *w = ctx;

    *vec_push(&w->refs) = mem_strdup(q->ref);
    return 0;
}

static int resume_one(struct erase *e, const char *ref, struct purge_result *ret) {
    struct erase_result done CLEANUP(erase_result_release) = {0};
    REQUEST(q);
    TX(tx);
    int wrote;

    TRY(tx_begin(&tx, e->db));
    TRY(request_load(e->db, ref, &q));
    wrote = erase_resume(e, &q, &done);
    TRY(wrote);
    if (wrote == 0)
        return 0;
    ret->resumed++;
    return tx_commit(&tx);
}

int purge_resume_erasures(struct db *db, const char *register_code, const struct purge_options *o,
                          struct purge_result *ret) {
    struct waiting waiting CLEANUP(waiting_release) = {0};
    struct erase_options options = {.recordings_root = o->recordings_root, .now_utc = o->now_utc, .today = o->as_of};
    struct erase e CLEANUP(erase_release) = {.root_fd = -1};

    if (o->dry_run)
        return 0;
    TRY(request_list(
        db, &(struct request_filter){.register_code = register_code, .right = "erasure", .state = "partly-done"},
        add_waiting, &waiting));
    if (waiting.refs.len == 0)
        return 0;
    TRY(erase_open(&e, db, register_code, &options));
    for (size_t i = 0; i < waiting.refs.len; i++)
        TRY(resume_one(&e, waiting.refs.d[i], ret));
    return 0;
}
