/*
 * purge_guard.c - see purge_guard.h.
 */
#include "engine/purge_guard.h"

#include "base/mem.h"
#include "base/sb.h"
#include "io/builtin.h"
#include "io/json_in.h"
#include "store/audit_store.h"
#include "store/due_store.h"
#include "store/meta_store.h"
#include "store/purge_store.h"

/* ---- the clock ---- */

#define STEP_BACK 300 /* seconds that a clock may be set back, as time servers do */

/* What speaks against the clock, or NULL. Of the last purge and of the log's last entry, either may have been made with
 * a clock that was ahead. */
static const char *doubt_of(int64_t now, int64_t last, int64_t entry) {
    const int64_t gap = (int64_t)PURGE_MAX_GAP * 86400;

    if (last != 0 && now + STEP_BACK < last)
        return "the clock is before the time of the last purge";
    if (last != 0 && now - last > gap)
        return "the last purge was more than 40 days ago";
    if (last == 0 && entry != 0 && now - entry > gap)
        return "by the audit log nothing was done here for more than 40 days";
    return now + STEP_BACK < entry ? "the clock is before the last entry of the audit log" : NULL;
}

int purge_check_clock(struct db *db, const struct purge_options *o, const char **ret_doubt) {
    char *text CLEANUP(mem_free) = NULL;
    int64_t last = 0, entry;

    *ret_doubt = NULL;
    if (o->built != DATE_NONE && o->today < o->built) {
        (void)err_set(db->err, ERR_REFUSED, "nothing is purged: the clock is before the day this program was built");
        return err_hint(db->err, "set the clock right");
    }
    TRY(audit_last_time(db, &entry));
    TRY(purge_last(db, &text));
    if (text != NULL && instant_parse(text, &last) < 0)
        last = 0;
    *ret_doubt = doubt_of(o->now_utc, last, entry);
    if (*ret_doubt == NULL || o->confirm_gap || o->dry_run)
        return 0;
    (void)err_set(db->err, ERR_REFUSED, "nothing is purged: %s", *ret_doubt);
    return err_hint(db->err, "set the clock right; if it is right, run `gdprctl purge --dry-run`, then confirm with "
                             "--confirm-gap");
}

/* ---- rules ---- */

void purge_rules_release(struct purge_rules *r) {
    for (size_t i = 0; i < r->removed.len; i++)
        free(r->removed.d[i]);
    vec_release(&r->removed);
}

bool purge_rules_differ(const struct purge_rules *r) {
    return r->fresh != 0 || r->removed.len > 0 || r->purposes_differ;
}

/* Stands among the rules for the purposes: what an objection ends is due without any rule. No rule has such a code. */
#define PURPOSES "(purposes)"

static void digest_purposes(const struct plan *p, uint8_t ret[CRYPT_HASH_LEN]) {
    struct crypt_sha256 h;

    crypt_sha256_init(&h);
    for (size_t t = 0; t < p->cat.table_count; t++) {
        for (size_t i = 0; i < p->cat.tables[t].column_count; i++) {
            for (size_t role = 0; role < ROLE__MAX; role++) {
                scope_set ends = p->tables[t].columns[i].ends.by_role[role];
                SB(line);

                if (ends == 0)
                    continue;
                sb_printf(&line, "%s.%s %zu %x\n", p->cat.tables[t].name, p->cat.tables[t].columns[i].name, role, ends);
                crypt_sha256_add(&h, line.d, line.len);
            }
        }
    }
    crypt_sha256_end(&h, ret);
}

/* A rule as it was confirmed: still there, changed, or gone. */
static int compare_known(void *ctx, const char *code, const uint8_t *digest) {
    struct purge_rules *r = ctx;

    if (strcmp(code, PURPOSES) == 0) {
        r->purposes_known = true;
        r->purposes_differ = memcmp(r->purposes, digest, CRYPT_HASH_LEN) != 0;
        return 0;
    }
    for (size_t i = 0; i < r->plan->rules.len; i++) {
        const struct plan_rule *rule = &r->plan->rules.d[i];

        if (strcmp(rule->code, code) != 0)
            continue;
        r->unrecorded &= ~((rule_set)1 << i);
        if (memcmp(rule->digest, digest, CRYPT_HASH_LEN) != 0)
            r->fresh |= (rule_set)1 << i;
        return 0;
    }
    *vec_push(&r->removed) = mem_strdup(code);
    return 0;
}

int purge_rules_find(struct db *db, const struct plan *plan, struct purge_rules *ret) {
    struct crypt_sha256 h;

    ret->plan = plan;
    digest_purposes(plan, ret->purposes);
    crypt_sha256_init(&h);
    crypt_sha256_add(&h, ret->purposes, CRYPT_HASH_LEN);
    for (size_t i = 0; i < plan->rules.len; i++) {
        ret->unrecorded |= (rule_set)1 << i;
        crypt_sha256_add(&h, plan->rules.d[i].code, strlen(plan->rules.d[i].code) + 1);
        crypt_sha256_add(&h, plan->rules.d[i].digest, CRYPT_HASH_LEN);
    }
    crypt_sha256_end(&h, ret->digest);
    TRY(purge_rules_each(db, plan->register_id, compare_known, ret));
    for (size_t i = rule_next(ret->unrecorded, 0); i != SIZE_MAX; i = rule_next(ret->unrecorded, i + 1)) {
        if (plan->rules.d[i].by_time)
            ret->fresh |= (rule_set)1 << i;
    }
    ret->unrecorded &= ~ret->fresh;
    return 0;
}

void purge_rules_look(struct purge_rules *r, const struct due *d) {
    for (size_t i = 0; i < d->items.len && !r->purposes_known; i++)
        r->purposes_differ |= d->items.d[i].objected != 0 && d->items.d[i].rows > 0;
}

static void plan_name(const struct purge_rules *r, char out[17]) {
    char hex[2 * CRYPT_HASH_LEN + 1];

    crypt_hex(r->digest, sizeof r->digest, hex);
    (void)snprintf(out, 17, "%.16s", hex);
}

void purge_rules_tell(const struct purge_rules *r, struct purge_result *ret) {
    char name[17];

    for (size_t i = rule_next(r->fresh, 0); i != SIZE_MAX; i = rule_next(r->fresh, i + 1)) {
        const struct plan_rule *rule = &r->plan->rules.d[i];
        SB(text);

        sb_printf(&text, "%s/%s%s", r->plan->code, rule->code, rule->assumed ? " (assumed)" : "");
        *vec_push(&ret->new_rules) = sb_detach(&text);
    }
    for (size_t i = 0; i < r->removed.len; i++) {
        SB(text);

        sb_printf(&text, "%s/%s (removed)", r->plan->code, r->removed.d[i]);
        *vec_push(&ret->new_rules) = sb_detach(&text);
    }
    if (r->purposes_differ) {
        SB(text);

        sb_printf(&text, "%s/" PURPOSES, r->plan->code);
        *vec_push(&ret->new_rules) = sb_detach(&text);
    }
    if (purge_rules_differ(r)) {
        SB(text);

        plan_name(r, name);
        sb_printf(&text, "%s:%s", r->plan->code, name);
        *vec_push(&ret->plans) = sb_detach(&text);
    }
}

static void shown_key(const struct purge_rules *r, struct sb *out) {
    sb_printf(out, "purge_plan:%s", r->plan->code);
}

static int remember_shown(struct db *db, const struct purge_rules *r, int64_t now_utc) {
    char name[17];
    SB(key);
    SB(detail);
    TX(tx);

    shown_key(r, &key);
    plan_name(r, name);
    sb_printf(&detail, "plan=%s", name);
    TRY(tx_begin(&tx, db));
    TRY(meta_set_text(db, key.d, name));
    TRY(audit_append(
        db, now_utc,
        &(struct audit_event){
            .command = "purge", .register_code = r->plan->code, .result = "rules-shown", .detail = detail.d}));
    return tx_commit(&tx);
}

int purge_rules_refuse(struct db *db, const struct purge_rules *r, int64_t now_utc) {
    const char *comma = "";
    SB(names);

    TRY(remember_shown(db, r, now_utc));
    for (size_t i = rule_next(r->fresh, 0); i != SIZE_MAX; i = rule_next(r->fresh, i + 1)) {
        sb_printf(&names, "%s%s%s", comma, r->plan->rules.d[i].code, r->plan->rules.d[i].assumed ? " (assumed)" : "");
        comma = ", ";
    }
    for (size_t i = 0; i < r->removed.len; i++) {
        sb_printf(&names, "%s%s (removed)", comma, r->removed.d[i]);
        comma = ", ";
    }
    if (r->purposes_differ)
        sb_printf(&names, "%s" PURPOSES, comma);
    (void)err_set(db->err, ERR_REFUSED, "nothing is purged from %s: these rules are new or have changed: %s",
                  r->plan->code, names.d);
    return err_hint(db->err,
                    "look at the counts above or at `gdprctl retention due %s`; if they are right, confirm "
                    "with --first-run",
                    r->plan->code);
}

int purge_rules_check_shown(struct db *db, const struct purge_rules *r, int64_t now_utc) {
    char *shown CLEANUP(mem_free) = NULL;
    char name[17];
    SB(key);

    shown_key(r, &key);
    plan_name(r, name);
    TRY(meta_text(db, key.d, &shown));
    if (shown != NULL ? strcmp(shown, name) == 0 : !r->purposes_known)
        return 0;
    TRY(remember_shown(db, r, now_utc));
    (void)err_set(db->err, ERR_REFUSED, "nothing is purged from %s: its rules have changed since they were last %s",
                  r->plan->code, shown != NULL ? "shown" : "confirmed");
    return err_hint(db->err, "look at the counts above; if they are right, confirm once more with --first-run");
}

int purge_rules_confirm(struct db *db, const struct purge_rules *r, const struct purge_options *o, const char *day) {
    rule_set record = r->fresh | r->unrecorded;
    bool purposes = o->first_run && (!r->purposes_known || r->purposes_differ);
    SB(key);
    TX(tx);

    if (record == 0 && r->removed.len == 0 && !purposes)
        return 0;
    shown_key(r, &key);
    TRY(tx_begin(&tx, db));
    for (size_t i = rule_next(record, 0); i != SIZE_MAX; i = rule_next(record, i + 1))
        TRY(purge_rule_confirm(db, r->plan->register_id, r->plan->rules.d[i].code, r->plan->rules.d[i].digest, day));
    if (purposes)
        TRY(purge_rule_confirm(db, r->plan->register_id, PURPOSES, r->purposes, day));
    for (size_t i = 0; i < r->removed.len; i++)
        TRY(purge_rule_forget(db, r->plan->register_id, r->removed.d[i]));
    TRY(meta_unset(db, key.d));
    TRY(audit_append(
        db, o->now_utc,
        &(struct audit_event){.command = "purge", .register_code = r->plan->code, .result = "rules-confirmed"}));
    return tx_commit(&tx);
}

/* ---- the notice ---- */

/* Every event of twelve years, leap years and the turn of a century among them, is kept at least as long. */
static bool lasts_as_long(const struct retention_rule *rule, const struct retention_rule *notice) {
    date_t from = date_from_ymd(2095, 1, 1), to = date_from_ymd(2106, 12, 31);

    for (date_t event = from; event <= to; event++) {
        if (retention_last_day(rule, event) < retention_last_day(notice, event))
            return false;
    }
    return true;
}

static bool same_column(const struct cat_table *t1, const struct cat_column *c1, const struct cat_table *t2,
                        const struct cat_column *c2) {
    return strcmp(t1->name, t2->name) == 0 && strcmp(c1->name, c2->name) == 0;
}

static bool same_mark(const struct record_mark *a, const struct record_mark *b) {
    if (a->table == NULL || !same_column(a->table, a->column, b->table, b->column))
        return false;
    return a->value == NULL || b->value == NULL ? a->value == b->value : strcmp(a->value, b->value) == 0;
}

/* Whether the rule keeps what it covers at least as long as the notice's rule would. An event that the notice does not
 * state is open to another choice. */
static bool keeps_as_long(const struct plan_rule *rule, const struct plan_rule *notice) {
    if (notice->mark.table != NULL && !same_mark(&rule->mark, &notice->mark))
        return false;
    if (!notice->by_time)
        return !rule->by_time && (rule->on_condition || !notice->on_condition);
    if (!rule->by_time)
        return true;
    if (!notice->assumed &&
        !same_column(rule->event.table, rule->event.column, notice->event.table, notice->event.column))
        return false;
    return lasts_as_long(&rule->rule, &notice->rule);
}

static bool any_keeps_as_long(const struct plan *p, rule_set rules, const struct plan_rule *notice) {
    for (size_t i = rule_next(rules, 0); i != SIZE_MAX; i = rule_next(rules, i + 1)) {
        if (keeps_as_long(&p->rules.d[i], notice))
            return true;
    }
    return false;
}

/* The notice's rule that would keep the column longer than the definition does, or NULL. Without any rule of the
 * definition the column is kept. */
static const struct plan_rule *broken_rule(const struct plan *p, rule_set rules, const struct plan *notice,
                                           rule_set promised) {
    for (size_t i = rule_next(promised, 0); rules != 0 && i != SIZE_MAX; i = rule_next(promised, i + 1)) {
        assert(i < notice->rules.len && notice->rules.d != NULL);
        if (!any_keeps_as_long(p, rules, &notice->rules.d[i]))
            return &notice->rules.d[i];
    }
    return NULL;
}

static int refuse_sooner(struct db *db, const struct plan *p, const char *table, const char *column, const char *rule) {
    (void)err_set(
        db->err, ERR_REFUSED,
        "nothing is purged from %s: its definition would delete %s.%s sooner than the notice allows (rule %s)", p->code,
        table, column, rule);
    return err_hint(
        db->err,
        "mend the definition; `gdprctl register load --builtin %s` loads the notice's own. If a later notice "
        "says so, give the definition its date (\"updated\")",
        p->code);
}

/* For people of one role. Neighbouring columns mostly are under the same rules: they need no second look. */
static int compare_for(struct db *db, const struct plan *p, const struct plan *notice, role_set role) {
    rule_set seen = 0, seen_promised = 0;

    for (size_t t = 0; t < p->cat.table_count; t++) {
        const struct cat_table *table = p->tables[t].table;

        for (size_t c = 0; c < table->column_count; c++) {
            rule_set rules = plan_rules_for(p, p->tables[t].columns[c].rules, role);
            rule_set promised = plan_rules_for(notice, notice->tables[t].columns[c].rules, role);
            const struct plan_rule *rule = NULL;

            if (rules != seen || promised != seen_promised)
                rule = broken_rule(p, rules, notice, promised);
            seen = rules;
            seen_promised = promised;
            if (rule != NULL)
                return refuse_sooner(db, p, table->name, table->columns[c].name, rule->code);
        }
    }
    return 0;
}

/* Whether the definition says that it is of a later notice, which has been published. */
static bool is_later(const struct node *def, const struct node *notice, date_t today) {
    const char *mine = node_str(def, "updated"), *shipped = node_str(notice, "updated");
    date_t day;

    return mine != NULL && date_parse_iso(mine, &day) == 0 && day <= today &&
           (shipped == NULL || strcmp(mine, shipped) > 0);
}

int purge_check_notice(struct db *db, const struct plan *plan, const struct purge_options *o) {
    size_t len;
    const char *text = builtin_register(plan->code, &len);
    struct node *def = NULL;
    PLAN(notice);

    if (text == NULL)
        return 0;
    TRY(json_parse(text, len, plan->code, &def, db->err));
    TRY(plan_lay(db, def, &notice));
    if (is_later(plan->def, notice.def, o->today))
        return 0;
    for (size_t role = 0; role < ROLE__MAX; role++)
        TRY(compare_for(db, plan, &notice, 1U << role));
    return 0;
}

/* ---- how much ---- */

/* Rows of the table that lose anything, and how many times they do: one of which two groups of columns are cleared is
 * one row of the table. Whole rows are in one list each, and in no list of columns. */
static int count_table(struct db *db, const struct due *d, const struct plan_table *t, int64_t *ret_rows,
                       int64_t *ret_times) {
    VEC(const char *) columns = {0};
    int64_t whole = 0, cleared = 0;
    int rc = 0;

    for (size_t i = 0; i < d->items.len; i++) {
        const struct due_item *item = &d->items.d[i];

        if (item->table != t || item->rows == 0)
            continue;
        *(item->group == NULL ? &whole : &cleared) += item->rows;
        if (item->group != NULL)
            *vec_push(&columns) = item->name;
    }
    *ret_rows = whole + cleared;
    *ret_times = whole + cleared;
    if (columns.len > 1) {
        rc = due_count(db, columns.d, columns.len, ret_rows);
        *ret_rows += whole;
    }
    vec_release(&columns);
    return rc;
}

/* Rows that have gone from the register in this run; of one table, unless that is NULL. */
static struct purge_count gone_from(const struct purge_result *so_far, const char *code, const char *table) {
    struct purge_count all = {0};

    for (size_t i = 0; i < so_far->counts.len; i++) {
        const struct purge_count *c = &so_far->counts.d[i];

        if (strcmp(c->register_code, code) != 0 || (table != NULL && strcmp(c->table, table) != 0))
            continue;
        all.deleted += c->deleted;
        all.cleared += c->cleared;
    }
    return all;
}

/* A share is that of the whole run: when the rest is found anew, what has gone before counts with it. */
static int check_share(struct db *db, const struct plan *p, const struct plan_table *t, const struct purge_options *o,
                       const struct purge_count *gone, int64_t rows) {
    int64_t share = o->max_share > 0 ? o->max_share : PURGE_MAX_SHARE, have;

    rows += gone->deleted + gone->cleared;
    if (o->max_share == 0 && rows <= PURGE_SMALL)
        return 0;
    /* Counted only as far as it takes for the share to be small enough. */
    TRY(due_table_rows(db, t->table, p->register_id, rows * 100 / share + 1, &have));
    have += gone->deleted;
    if (rows * 100 <= have * share)
        return 0;
    (void)err_set(db->err, ERR_REFUSED,
                  "nothing is purged from %s: %" PRId64 " of %" PRId64 " row%s of %s %s due%s, more than %" PRId64
                  " per cent",
                  p->code, rows, have, have == 1 ? "" : "s", t->table->name, rows == 1 ? "is" : "are",
                  gone->deleted + gone->cleared > 0 ? " or have gone" : "", share);
    return err_hint(db->err, "look at `gdprctl retention due %s`; if that is right, allow it with --max-share",
                    p->code);
}

int purge_check_shares(struct db *db, const struct due *d, const struct purge_options *o,
                       const struct purge_result *so_far) {
    const struct plan *p = d->plan;
    struct purge_count mine = gone_from(so_far, p->code, NULL);
    int64_t gone = so_far->deleted + so_far->cleared, all = gone;

    for (size_t t = 0; t < p->cat.table_count; t++) {
        struct purge_count of_table = gone_from(so_far, p->code, p->tables[t].table->name);
        int64_t rows, times;

        TRY(count_table(db, d, &p->tables[t], &rows, &times));
        all += times;
        if (rows > 0)
            TRY(check_share(db, p, &p->tables[t], o, &of_table, rows));
    }
    if (o->max_rows >= 0 && all > o->max_rows) {
        (void)err_set(db->err, ERR_REFUSED, "nothing is purged from %s: %" PRId64 " row%s due%s, more than %" PRId64,
                      p->code, all, all == 1 ? " is" : "s are",
                      gone == 0                          ? ""
                      : mine.deleted + mine.cleared == 0 ? ", with what has gone from other registers"
                                                         : ", with what has gone in this run",
                      o->max_rows);
        return err_hint(db->err, "look at `gdprctl retention due %s`; if that is right, raise --max-rows", p->code);
    }
    return 0;
}

int purge_check_rows(struct db *db, const char *ref, const struct purge_options *o, int64_t gone, int64_t more) {
    if (o->max_rows < 0 || more == 0 || gone + more <= o->max_rows)
        return 0;
    (void)err_set(db->err, ERR_REFUSED,
                  "the erasure %s does not go on: with what has gone in this run, %" PRId64
                  " row%s would go, more than %" PRId64,
                  ref, gone + more, gone + more == 1 ? "" : "s", o->max_rows);
    return err_hint(db->err, "look at `gdprctl erase %s --dry-run`; if that is right, raise --max-rows", ref);
}
