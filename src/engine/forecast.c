/*
 * forecast.c - see forecast.h.
 */
#include "engine/forecast.h"

#include "base/mem.h"
#include "engine/due.h"

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

void forecast_month(const struct forecast *f, size_t i, char out[FORECAST_MONTH_LEN]) {
    int number = month_number(f->as_of) + (int)i;

    (void)snprintf(out, FORECAST_MONTH_LEN, "%04u-%02u", (unsigned)(number / 12) % 10000, (unsigned)(number % 12) + 1);
}

struct count {
    const struct forecast *f;
    const struct plan *plan;
    struct forecast_table *t;
};

/* Rows with the same starting events: the latest last day decides. */
static int add_rows(void *ctx, const char *const *events, int64_t rows) {
    struct count *c = ctx;
    date_t last = DATE_NONE;
    int month;

    for (size_t i = 0; i < c->t->table->rule_index.len; i++) {
        const struct plan_rule *rule = &c->plan->rules.d[c->t->table->rule_index.d[i]];
        date_t event, end;

        if (events[i] == NULL || date_parse(events[i], &event) < 0)
            return 0;
        end = retention_last_day(&rule->rule, event);
        last = last == DATE_NONE || end > last ? end : last;
    }
    month = month_number(last + 1) - month_number(c->f->as_of);
    c->t->due += last < c->f->as_of ? rows : 0;
    if (month < (int)c->f->month_count)
        c->t->months[month > 0 ? month : 0] += rows;
    return 0;
}

/* Whether rules by time, and no others, cover every column: only then a row goes by itself. */
static bool goes_by_time(const struct plan *plan, const struct plan_table *t) {
    size_t rules = 0;

    for (size_t g = 0; g < t->groups.len; g++) {
        if (t->groups.d[g].rules == 0)
            return false;
    }
    for (size_t i = rule_next(t->rules, 0); i != SIZE_MAX; i = rule_next(t->rules, i + 1)) {
        if (!plan->rules.d[i].by_time)
            return false;
        rules++;
    }
    return rules > 0;
}

/* The last day of the forecast's last month: what is due by then is all that it tells, and all that is read. */
static date_t horizon(date_t as_of, size_t months) {
    int number = month_number(as_of) + (int)months;

    return date_from_ymd(number / 12, number % 12 + 1, 1) - 1;
}

int forecast_make(struct db *db, const struct plan *plan, date_t as_of, size_t months, struct forecast *ret) {
    struct due_rule rules[PLAN_RULES_MAX];
    DUE(due);

    ret->as_of = as_of;
    ret->month_count = months;
    due.plan = plan;
    due.as_of = horizon(as_of, months);
    for (size_t i = 0; i < plan->cat.table_count; i++) {
        const struct plan_table *t = &plan->tables[i];
        struct due_query q = {.table = t->table, .register_id = plan->register_id, .rules = rules, .as_of = due.as_of};
        struct count c = {.f = ret, .plan = plan};
        role_set roles = ALL_ROLES;

        if (!goes_by_time(plan, t))
            continue;
        for (size_t k = 0; k < t->rule_index.len; k++)
            roles &= plan->rules.d[t->rule_index.d[k]].roles;
        q.roles = roles != ALL_ROLES ? roles : 0;
        TRY(due_rules(db, &due, t, t->rules, rules, &q.rule_count));
        c.t = vec_push(&ret->tables);
        c.t->table = t;
        c.t->months = mem_alloc(months * sizeof *c.t->months);
        TRY(due_histogram(db, &q, add_rows, &c));
    }
    return 0;
}
