/*
 * forecast.c - see forecast.h.
 */
#include "engine/forecast.h"

#include "base/mem.h"
#include "engine/due.h"
#include "store/forecast_store.h"
#include "store/release_store.h"

void forecast_release(struct forecast *f) {
    for (size_t i = 0; i < f->tables.len; i++)
        free(f->tables.d[i].months);
    vec_release(&f->tables);
}

/* Months since year 0. */
static int month_number(date_t d) {
    int year, month, day;

    date_to_ymd(d, &year, &month, &day);
    return year * 12 + month - 1;
}

size_t forecast_months(date_t as_of, size_t months) {
    size_t there_are = (size_t)(month_number(DATE_LAST) - month_number(as_of)) + 1;

    return months < there_are ? months : there_are;
}

void forecast_month(const struct forecast *f, size_t i, char out[FORECAST_MONTH_LEN]) {
    int number = month_number(f->as_of) + (int)i;

    (void)snprintf(out, FORECAST_MONTH_LEN, "%04u-%02u", (unsigned)(number / 12) % 10000, (unsigned)(number % 12) + 1);
}

static date_t month_end(const struct forecast *f, size_t i) {
    int number = month_number(f->as_of) + (int)i;

    return date_month_end(date_from_ymd(number / 12, number % 12 + 1, 1));
}

/* The last day of the forecast's last month: what is due by then is all that it tells, and all that is read. */
static date_t horizon(const struct forecast *f) {
    return month_end(f, f->month_count - 1);
}

/* Rows of one table, of people for whom the same rules are. */
struct part {
    const struct forecast *f;
    const struct plan *plan;
    struct forecast_table *t;
    role_set roles;
    rule_set rules; /* by time, or released by an officer */
    struct forecast_rest rest;
};

typedef VEC(struct part) part_vec;

/* Rows whose last day this is. After the last day that there is no purge comes any more. */
static void add_last_day(const struct part *p, date_t last, int64_t rows) {
    int month;

    if (last >= DATE_LAST)
        return;
    month = month_number(last + 1) - month_number(p->f->as_of);
    p->t->due += last < p->f->as_of ? rows : 0;
    if (month < (int)p->f->month_count)
        p->t->months[month > 0 ? month : 0] += rows;
}

static const struct plan_rule *first_rule(const struct part *p) {
    return &p->plan->rules.d[rule_next(p->rules, 0)];
}

static bool is_single(const struct part *p) {
    return (p->rules & (p->rules - 1)) == 0;
}

/* Rows with a single rule. */
static int add_rows(void *ctx, date_t event, int64_t rows) {
    const struct part *p = ctx;

    add_last_day(p, retention_last_day(&first_rule(p)->rule, event), rows);
    return 0;
}

/* A row with an event, or an officer's day, for each rule: the latest last day decides. */
static int add_row(void *ctx, const date_t *events) {
    const struct part *p = ctx;
    date_t last = DATE_NONE;

    for (size_t i = rule_next(p->rules, 0); i != SIZE_MAX; i = rule_next(p->rules, i + 1)) {
        date_t event = *events++, end;

        if (event == DATE_NONE)
            return 0;
        end = retention_last_day(&p->plan->rules.d[i].rule, event);
        last = last == DATE_NONE || end > last ? end : last;
    }
    add_last_day(p, last, 1);
    return 0;
}

/* The rules that end: those by time, and those of which an officer has said for somebody that they do. */
static int find_ending(struct db *db, const struct plan *plan, rule_set *ret) {
    int any = release_any(db, plan->register_id);

    TRY(any);
    *ret = 0;
    for (size_t i = 0; i < plan->rules.len; i++) {
        enum release_reach released = RELEASED_NOT;

        if (any > 0 && !plan->rules.d[i].by_time)
            TRY(release_reach(db, plan->register_id, plan->rules.d[i].code, &released));
        if (plan->rules.d[i].by_time || released != RELEASED_NOT)
            *ret |= (rule_set)1 << i;
    }
    return 0;
}

/* Whether for these people rules that end, and no others, cover every column: only then a row goes by itself. */
static bool goes_by_itself(const struct plan *plan, const struct plan_table *t, role_set roles, rule_set ending,
                           rule_set *ret) {
    *ret = plan_rules_for(plan, t->rules, roles);
    for (size_t g = 0; g < t->groups.len; g++) {
        if (plan_rules_for(plan, t->groups.d[g].rules, roles) == 0)
            return false;
    }
    return *ret != 0 && (*ret & ~ending) == 0;
}

static void find_parts(const struct plan *plan, struct forecast *f, rule_set ending, part_vec *ret) {
    role_set_vec classes = {0};

    plan_role_classes(plan, &classes);
    for (size_t i = 0; i < f->tables.len; i++) {
        for (size_t c = 0; c < classes.len; c++) {
            struct part p = {.f = f, .plan = plan, .t = &f->tables.d[i], .roles = classes.d[c]};

            if (goes_by_itself(plan, p.t->table, p.roles, ending, &p.rules))
                *vec_push(ret) = p;
        }
    }
    vec_release(&classes);
}

static struct due_query query_of(const struct part *p, const struct due_rule *rules, size_t n) {
    return (struct due_query){.table = p->t->table->table,
                              .register_id = p->plan->register_id,
                              .rules = rules,
                              .rule_count = n,
                              .roles = p->roles != ALL_ROLES ? p->roles : 0,
                              .as_of = horizon(p->f)};
}

static struct due_rule rule_for_store(const struct forecast *f, const struct plan_rule *rule) {
    struct due_rule ret = {.code = rule->code, .by_time = true, .event = rule->event};

    retention_cutoff(&rule->rule, horizon(f), &ret.cutoff);
    return ret;
}

/* Several rules, or an officer's word: every row is read with all its events. */
static int count_by_rows(struct db *db, struct part *p) {
    struct due_rule rules[PLAN_RULES_MAX];
    struct due_query q;
    size_t n;
    DUE(due);

    due.plan = p->plan;
    due.as_of = horizon(p->f);
    TRY(due_rules(db, &due, p->t->table, p->rules, rules, &n));
    q = query_of(p, rules, n);
    return due_histogram(db, &q, add_row, p);
}

/* By the days before which the events of what is due, and of what is due with each month, lie. */
static int count_own(struct db *db, struct part *p) {
    struct due_rule rule = rule_for_store(p->f, first_rule(p));
    struct due_query q = query_of(p, &rule, 1);
    size_t n = p->f->month_count;
    date_t *ends CLEANUP(mem_free) = mem_realloc(NULL, n + 1, sizeof *ends);
    int64_t *rows CLEANUP(mem_free) = mem_realloc(NULL, n + 1, sizeof *rows);

    retention_cutoff(&first_rule(p)->rule, p->f->as_of, &ends[0]);
    for (size_t i = 0; i < n; i++)
        retention_cutoff(&first_rule(p)->rule, month_end(p->f, i), &ends[i + 1]);
    TRY(forecast_own(db, &q, ends, n + 1, rows));
    p->t->due += rows[0];
    p->t->months[0] += rows[0];
    for (size_t i = 0; i < n; i++)
        p->t->months[i] += rows[i + 1];
    return 0;
}

/* ---- rows that wait for an event of another table ---- */

/* Those that wait for one rule. */
struct waiting {
    VEC(struct part *) parts;
};

static void waiting_release(struct waiting *w) {
    for (size_t i = 0; i < w->parts.len; i++)
        forecast_rest_release(&w->parts.d[i]->rest);
    vec_release(&w->parts);
}

static int add_person(void *ctx, int64_t customer_id, date_t event) {
    struct waiting *w = ctx;

    for (size_t i = 0; i < w->parts.len; i++) {
        int64_t rows;

        TRY(forecast_rest(&w->parts.d[i]->rest, customer_id, &rows));
        if (rows > 0)
            TRY(add_rows(w->parts.d[i], event, rows));
    }
    return 0;
}

static int add_waiting(struct db *db, struct waiting *w, struct part *p, const struct due_rule *rule) {
    struct due_query q = query_of(p, rule, 1);
    int64_t any;

    TRY(due_table_rows(db, q.table, q.register_id, 1, &any));
    if (any == 0)
        return 0;
    *vec_push(&w->parts) = p;
    TRY(forecast_joined(db, &q, add_rows, p));
    return forecast_rest_open(&p->rest, db, &q);
}

/* In one pass over the rule's events. */
static int count_waiting(struct db *db, const struct plan_rule *rule, const struct forecast *f, part_vec *parts) {
    struct due_rule store_rule = rule_for_store(f, rule);
    struct waiting w CLEANUP(waiting_release) = {0};

    for (size_t i = 0; i < parts->len; i++) {
        struct part *p = &parts->d[i];

        if (is_single(p) && first_rule(p) == rule && rule->event.table != p->t->table->table)
            TRY(add_waiting(db, &w, p, &store_rule));
    }
    return w.parts.len > 0 ? forecast_people(db, &store_rule, add_person, &w) : 0;
}

static int count_parts(struct db *db, const struct plan *plan, const struct forecast *f, part_vec *parts) {
    for (size_t i = 0; i < parts->len; i++) {
        struct part *p = &parts->d[i];

        if (!is_single(p) || !first_rule(p)->by_time)
            TRY(count_by_rows(db, p));
        else if (first_rule(p)->event.table == p->t->table->table)
            TRY(count_own(db, p));
    }
    for (size_t i = 0; i < plan->rules.len; i++) {
        if (plan->rules.d[i].by_time)
            TRY(count_waiting(db, &plan->rules.d[i], f, parts));
    }
    return 0;
}

/* In one transaction, so that all is counted at one moment, and not looked at anew for each of many small questions. */
int forecast_make(struct db *db, const struct plan *plan, date_t as_of, size_t months, struct forecast *ret) {
    part_vec parts = {0};
    rule_set ending;
    int rc;
    TX(tx);

    TRY(tx_begin(&tx, db));
    TRY(find_ending(db, plan, &ending));
    ret->as_of = as_of;
    ret->month_count = forecast_months(as_of, months);
    for (size_t i = 0; i < plan->cat.table_count; i++)
        *vec_push(&ret->tables) = (struct forecast_table){
            .table = &plan->tables[i], .months = mem_alloc(ret->month_count * sizeof *ret->tables.d->months)};
    find_parts(plan, ret, ending, &parts);
    rc = count_parts(db, plan, ret, &parts);
    vec_release(&parts);
    return rc;
}
