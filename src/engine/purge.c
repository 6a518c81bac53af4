/*
 * purge.c - see purge.h.
 */
#include "engine/purge.h"

#include "base/mem.h"
#include "base/sb.h"
#include "engine/erase.h"
#include "engine/outbox.h"
#include "engine/purge_guard.h"
#include "io/beneath.h"
#include "io/fd.h"
#include "store/audit_store.h"

enum { PURGE_CACHE_KIB = 12 << 10, BACKLOG_CACHE_KIB = 64 << 10, DEFAULT_CACHE_KIB = 2 << 10, BACKLOG_ROWS = 50000 };
enum { IN_VAIN_MAX = 3 }; /* searches that others may overtake, before one keeps them out */

void purge_result_release(struct purge_result *r) {
    for (size_t i = 0; i < r->counts.len; i++) {
        free(r->counts.d[i].register_code);
        free(r->counts.d[i].table);
    }
    vec_release(&r->counts);
    for (size_t i = 0; i < r->new_rules.len; i++)
        free(r->new_rules.d[i]);
    vec_release(&r->new_rules);
    for (size_t i = 0; i < r->plans.len; i++)
        free(r->plans.d[i]);
    vec_release(&r->plans);
}

/* ---- the run ---- */

struct run {
    struct db *db;
    const char *code; /* of the register */
    const struct purge_options *o;
    struct purge_result *ret;
    char day[DATE_LEN], today[DATE_LEN]; /* by which it is judged; on which it is done */
    int root_fd;                         /* of the recordings; -1: none */
    struct plan plan;
    struct purge_rules rules;
    struct due due;
    int64_t version; /* db_version before all this was looked for */
    bool again;      /* it was looked for more than once */
    int in_vain;     /* times in a row that it was overtaken before a batch could begin */
    size_t at;       /* item of `due` to go on with */
    int64_t unsafe;  /* this register's part of ret->unsafe */
    uint64_t found, done, total;
};

static void forget_found(struct run *r) {
    due_release(&r->due);
    purge_rules_release(&r->rules);
    plan_release(&r->plan);
    r->due = (struct due){0};
    r->rules = (struct purge_rules){0};
    r->plan = (struct plan){0};
    r->at = 0;
}

static struct purge_count *count_of_table(struct run *r, const char *table) {
    struct purge_count *c;

    for (size_t i = 0; i < r->ret->counts.len; i++) {
        c = &r->ret->counts.d[i];
        if (strcmp(c->register_code, r->code) == 0 && strcmp(c->table, table) == 0)
            return c;
    }
    c = vec_push(&r->ret->counts);
    c->register_code = mem_strdup(r->code);
    c->table = mem_strdup(table);
    return c;
}

static struct purge_count *count_of(struct run *r, const struct plan_table *t) {
    return count_of_table(r, t->table->name);
}

/* The rule that speaks for the item in tombstones: one whose event is the row's own, else the first; NULL where it was
 * the person's objection. */
static const struct plan_rule *speaker(const struct run *r, const struct due_item *item) {
    size_t best = rule_next(item->rules, 0);

    if (item->objected != 0)
        return NULL;
    for (size_t i = best; i != SIZE_MAX; i = rule_next(item->rules, i + 1)) {
        if (r->plan.rules.d[i].by_time && r->plan.rules.d[i].event.table == item->table->table)
            return &r->plan.rules.d[i];
    }
    return &r->plan.rules.d[best];
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

/* Whether the file goes that the column names: with the whole row, or with the columns that are cleared. */
static bool takes_file(const struct due_item *item, size_t column) {
    bool goes = item->group == NULL;

    for (size_t i = 0; !goes && i < item->group->clear.len; i++)
        goes = item->group->clear.d[i] == column;
    return goes && item->table->table->columns[column].kind == KIND_FILE;
}

static int spare_unsafe(struct run *r, const struct due_item *item) {
    struct unsafe u = {.run = r};
    int64_t spared = 0; /* a row that names two such files is one row */
    int rc = 0;

    for (size_t i = 0; rc == 0 && r->root_fd >= 0 && i < item->table->table->column_count; i++) {
        if (takes_file(item, i))
            rc = due_each_file(r->db, item->table->table, &item->table->table->columns[i], look_at_file, &u);
    }
    for (size_t i = 0; rc >= 0 && i < u.rows.len; i++) {
        rc = due_spare(r->db, u.rows.d[i]);
        spared += rc > 0;
    }
    count_of(r, item->table)->held += spared;
    r->ret->held += spared;
    r->ret->unsafe += spared;
    r->unsafe += spared;
    vec_release(&u.rows);
    return rc < 0 ? -1 : 0;
}

static int destroy_taken(struct run *r, const struct due_item *item, struct destroyed *done) {
    const struct plan_rule *rule = speaker(r, item);
    struct destroy d = due_destroy(&r->plan, item, r->day);

    d.done_on = r->today;
    d.rule = rule != NULL ? rule->code : PLAN_OBJECTION;
    if (rule != NULL && rule->by_time && rule->event.table == item->table->table)
        d.rule_event = (size_t)(rule->event.column - item->table->table->columns);
    return destroy_run(r->db, &d, done);
}

static int audit_batch(struct run *r, const struct destroyed *batch, int64_t deleted, int64_t cleared) {
    SB(detail);

    sb_printf(&detail, "as_of=%s deleted=%" PRId64 " cleared=%" PRId64 " held=%" PRId64 " files=%" PRId64, r->day,
              deleted, cleared, batch->held, batch->files);
    return audit_append(r->db, r->o->now_utc,
                        &(struct audit_event){.command = "purge",
                                              .register_code = r->code,
                                              .result = r->o->dry_run ? "dry-run" : "done",
                                              .detail = detail.d});
}

/* Rows that go by another table's event, and have no such row: counted where that is quick. */
static int count_no_trigger(struct run *r, const struct plan_table *t) {
    int64_t most, missing;

    TRY(due_table_most(r->db, t->table, &most));
    TRY(due_no_trigger(r->db, &r->due, t, most <= (r->o->counted != 0 ? r->o->counted : PURGE_COUNTED), &missing));
    if (missing > 0)
        count_of(r, t)->no_trigger = missing;
    return 0;
}

static int count_due(struct run *r) {
    const struct due *d = &r->due;

    r->found = 0;
    for (size_t i = 0; i < d->items.len; i++) {
        if (d->items.d[i].rows + d->items.d[i].waiting > 0) {
            count_of(r, d->items.d[i].table)->due += d->items.d[i].rows;
            count_of(r, d->items.d[i].table)->waiting += d->items.d[i].waiting;
        }
        r->found += (uint64_t)d->items.d[i].rows;
    }
    r->total = r->done + r->found;
    for (size_t t = 0; t < r->plan.cat.table_count; t++)
        TRY(count_no_trigger(r, &r->plan.tables[t]));
    return 0;
}

/* Before a second search: what has gone stays counted, what was found and is still there is found and counted again.
 */
static void uncount(struct run *r) {
    r->done = 0;
    for (size_t i = 0; i < r->ret->counts.len; i++) {
        struct purge_count *c = &r->ret->counts.d[i];

        if (strcmp(c->register_code, r->code) != 0)
            continue;
        r->ret->held -= c->held;
        c->due = c->deleted + c->cleared;
        c->held = c->waiting = c->no_trigger = 0;
        r->done += (uint64_t)c->due;
    }
    r->ret->unsafe -= r->unsafe;
    r->unsafe = 0;
}

/* The guards, once it is known what would go. A dry run only tells. */
static int may_run(struct run *r) {
    const struct purge_rules *rules = &r->rules;
    bool differ = purge_rules_differ(rules);

    purge_rules_tell(rules, r->ret);
    if (r->o->dry_run)
        return 0;
    if (differ)
        TRY(purge_check_notice(r->db, &r->plan, r->o));
    if (differ && !r->o->first_run)
        return purge_rules_refuse(r->db, rules, r->o->now_utc);
    if (differ)
        TRY(purge_rules_check_shown(r->db, rules, r->o->now_utc));
    TRY(purge_check_shares(r->db, &r->due, r->o, r->ret));
    return purge_rules_confirm(r->db, rules, r->o, r->today);
}

/* What the run would have found held, for a report that ends in a refusal: the dry run finds it on the way. */
static int count_held(struct run *r) {
    struct due *due = &r->due;

    for (size_t i = 0; i < due->items.len; i++) {
        if (due->items.d[i].waiting > 0)
            count_of(r, due->items.d[i].table)->waiting -= due->items.d[i].waiting;
    }
    TRY(due_settle(r->db, due));
    for (size_t i = 0; i < due->items.len; i++) {
        const struct due_item *item = &due->items.d[i];

        if (item->held + item->waiting == 0)
            continue;
        count_of(r, item->table)->held += item->held;
        count_of(r, item->table)->waiting += item->waiting;
        r->ret->held += item->held;
    }
    return 0;
}

/* `tx`: what was shown to the officer is kept, though the transaction goes no further; NULL: none is open. */
static int refuse(struct run *r, struct tx *tx) {
    struct err why = *r->db->err;

    if (why.code != ERR_REFUSED)
        return -1;
    err_clear(r->db->err);
    TRY(count_held(r));
    if (tx != NULL)
        TRY(tx_commit(tx));
    if (r->done == 0) {
        *r->db->err = why;
        return -1;
    }
    (void)err_set(r->db->err, ERR_REFUSED,
                  "another command wrote meanwhile, after %" PRIu64 " row%s had gone; since then %s", r->done,
                  r->done == 1 ? "" : "s", why.msg);
    return err_hint(r->db->err, "%s", why.hint);
}

/* Finds what is due, and asks the guards whether it may go. The version is asked first: what others write during the
 * search is noticed too. `tx`: the open transaction; NULL: none. */
static int find(struct run *r, struct tx *tx) {
    TRY(db_version(r->db, &r->version));
    TRY(plan_load(r->db, r->code, &r->plan));
    TRY(purge_rules_find(r->db, &r->plan, &r->rules));
    TRY(due_find(r->db, &r->plan, r->o->as_of, &r->due));
    purge_rules_look(&r->rules, &r->due);
    TRY(count_due(r));
    return may_run(r) < 0 ? refuse(r, tx) : 0;
}

static int find_again(struct run *r, struct tx *tx) {
    uncount(r);
    forget_found(r);
    r->again = true;
    return find(r, tx);
}

/* Whether others have written since: what was found may have been renewed, held or objected to, its rules changed. 1, 0
 * or -1. */
static int is_overtaken(struct run *r) {
    int64_t version;

    TRY(db_version(r->db, &version));
    return version != r->version;
}

/* Begins the transaction of a batch that may go by what was found: 1. Else finds it anew, so that others can write
 * meanwhile: 0, to be tried once more. Where that is always overtaken it is found within the transaction. */
static int begin_batch(struct run *r, struct tx *tx) {
    int overtaken;

    TRY(tx_begin(tx, r->db));
    overtaken = is_overtaken(r);
    TRY(overtaken);
    if (overtaken > 0 && r->in_vain < IN_VAIN_MAX) {
        r->in_vain++;
        tx_release(tx);
        return find_again(r, NULL);
    }
    if (overtaken > 0)
        TRY(find_again(r, tx));
    else if (r->in_vain < IN_VAIN_MAX)
        r->in_vain = 0;
    return 1;
}

/* Rows of one item after the other until the batch is full. What is held fills it too, unless the search was done
 * again: that finds the same rows in front, and only when some go does the run end. */
static int take_rows(struct run *r, struct destroyed *batch) {
    int64_t batch_rows = r->o->batch > 0 ? r->o->batch : PURGE_BATCH;
    int64_t left = r->o->dry_run ? INT64_MAX : batch_rows;

    while (r->at < r->due.items.len && left > 0) {
        const struct due_item *item = &r->due.items.d[r->at];
        struct destroyed done = {0};
        int64_t taken;

        TRY(due_take(r->db, item->name, left, &taken));
        if (taken == 0) {
            r->at++;
            continue;
        }
        TRY(spare_unsafe(r, item));
        TRY(destroy_taken(r, item, &done));
        add_counts(r, item, &done);
        batch->held += done.held;
        batch->files += done.files;
        left -= r->again ? done.rows : taken;
        r->done += (uint64_t)taken;
    }
    return 0;
}

static int take_batch(struct run *r, struct tx *tx) {
    struct outbox_sealed sealed = {0};
    struct destroyed batch = {0};
    int64_t deleted = r->ret->deleted, cleared = r->ret->cleared;

    TRY(take_rows(r, &batch));
    TRY(outbox_seal(r->db, r->o->recordings_root, &sealed));
    r->ret->files += r->o->dry_run ? sealed.waiting : 0;
    r->ret->unmanaged += sealed.unmanaged;
    TRY(audit_batch(r, &batch, r->ret->deleted - deleted, r->ret->cleared - cleared));
    if (r->o->progress != NULL)
        r->o->progress(r->o->progress_ctx, r->done, r->total);
    return tx_commit(tx);
}

/* One transaction. `r->at` is past the end when all is done. What a batch that failed has counted did not go: the
 * figures of the run, and a monitor's, are of whole batches. */
static int run_batch(struct run *r) {
    struct purge_result before;
    TX(tx);
    int begun = begin_batch(r, &tx);

    if (begun <= 0)
        return begun;
    before = *r->ret;
    if (take_batch(r, &tx) == 0)
        return 0;
    r->ret->deleted = before.deleted;
    r->ret->cleared = before.cleared;
    r->ret->held = before.held;
    r->ret->bans = before.bans;
    r->ret->files = before.files;
    r->ret->unmanaged = before.unmanaged;
    r->ret->unsafe = before.unsafe;
    return -1;
}

/* Every batch is whole: Ctrl-C is looked at between them. What has gathered in years changes the same pages of the
 * indexes again and again, within a batch and from one to the next. */
static int run_batches(struct run *r) {
    if (r->total > BACKLOG_ROWS)
        db_cache_kib(r->db, BACKLOG_CACHE_KIB);
    while (r->found > 0 && r->at < r->due.items.len) {
        if (r->o->interrupt != NULL && *r->o->interrupt) {
            r->ret->interrupted = true;
            break;
        }
        TRY(run_batch(r));
    }
    return 0;
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

static void add_erased(struct run *r, const struct erase_result *done) {
    for (size_t i = 0; i < done->tables.len; i++) {
        const struct erase_table *t = &done->tables.d[i];
        struct purge_count *c = count_of_table(r, t->table->name);

        c->deleted += t->erased;
        c->cleared += t->cleared;
    }
    r->ret->deleted += done->erased;
    r->ret->cleared += done->cleared;
    r->ret->files += r->o->dry_run ? done->files.waiting : 0;
    r->ret->unmanaged += done->files.unmanaged;
    r->ret->resumed++;
}

/* An erasure goes by the register's rules as they stand, and by none that no officer has confirmed. */
static int renew_rules(struct run *r, struct erase *e, const char *ref) {
    int overtaken = is_overtaken(r);
    PURGE_RULES(rules);

    if (overtaken <= 0)
        return overtaken;
    erase_release(e);
    TRY(erase_open(e, r->db, r->code, e->options));
    TRY(purge_rules_find(r->db, &e->plan, &rules));
    if (r->o->dry_run || !purge_rules_differ(&rules))
        return db_version(r->db, &r->version);
    (void)err_set(r->db->err, ERR_REFUSED,
                  "the erasure %s does not go on: rules of %s have changed while the purge was at work", ref, r->code);
    return err_hint(r->db->err, "run the purge again: it says which, and how to confirm them");
}

static int resume_one(struct run *r, struct erase *e, const char *ref) {
    struct erase_result done CLEANUP(erase_result_release) = {0};
    REQUEST(q);
    TX(tx);
    int wrote;

    TRY(tx_begin(&tx, e->db));
    TRY(renew_rules(r, e, ref));
    TRY(request_load(e->db, ref, &q));
    wrote = erase_resume(e, &q, &done);
    TRY(wrote);
    if (wrote == 0)
        return 0;
    if (!r->o->dry_run)
        TRY(purge_check_rows(e->db, ref, r->o, r->ret->deleted + r->ret->cleared, done.erased + done.cleared));
    add_erased(r, &done);
    return tx_commit(&tx);
}

/* One that cannot go on does not stop the others; `first` gets the first refusal. */
static int resume_each(struct run *r, struct erase *e, const struct waiting *waiting, struct err *first) {
    struct err *err = e->db->err;

    for (size_t i = 0; i < waiting->refs.len && !r->ret->interrupted; i++) {
        if (resume_one(r, e, waiting->refs.d[i]) < 0) {
            if (err->code != ERR_REFUSED)
                return -1;
            if (first->code == ERR_NONE)
                *first = *err;
            err_clear(err);
        }
        r->ret->interrupted = r->o->interrupt != NULL && *r->o->interrupt;
    }
    return 0;
}

/* After the deletions: what has gone by a rule is not there any more. */
static int resume_erasures(struct run *r) {
    struct waiting waiting CLEANUP(waiting_release) = {0};
    struct erase_options options = {
        .recordings_root = r->o->recordings_root, .now_utc = r->o->now_utc, .today = r->o->today, .as_of = r->o->as_of};
    struct erase e CLEANUP(erase_release) = {.root_fd = -1};
    struct err first = {0};

    TRY(request_list(r->db,
                     &(struct request_filter){.register_code = r->code, .right = "erasure", .state = "partly-done"},
                     add_waiting, &waiting));
    if (waiting.refs.len == 0)
        return 0;
    TRY(erase_open(&e, r->db, r->code, &options));
    TRY(resume_each(r, &e, &waiting, &first));
    if (first.code == ERR_NONE)
        return 0;
    *r->db->err = first;
    return -1;
}

/* ---- a register ---- */

static int run_register(struct db *db, const char *register_code, const struct purge_options *o,
                        struct purge_result *ret) {
    int root CLEANUP(fd_close) = -1;
    TX(dry);
    struct run r CLEANUP(forget_found) = {.db = db, .code = register_code, .o = o, .ret = ret, .root_fd = -1};

    if (o->dry_run) /* never committed */
        TRY(tx_begin(&dry, db));
    if (o->recordings_root != NULL)
        TRY(beneath_root(o->recordings_root, &root, db->err));
    r.root_fd = root;
    date_iso(o->as_of, r.day);
    date_iso(o->today, r.today);
    TRY(find(&r, NULL));
    TRY(run_batches(&r));
    return r.ret->interrupted ? 0 : resume_erasures(&r);
}

/* Rows of a table go in the order of one index and lie scattered in the others: their pages are kept at hand. */
int purge_register(struct db *db, const char *register_code, const struct purge_options *o, struct purge_result *ret) {
    int r;

    db_cache_kib(db, PURGE_CACHE_KIB);
    r = run_register(db, register_code, o, ret);
    db_cache_kib(db, DEFAULT_CACHE_KIB);
    return r;
}
