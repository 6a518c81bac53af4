/*
 * plan_judge.c - what a plan's rules, and the purposes that a person's objections leave, say of a row; see plan.h.
 */
#include "engine/plan.h"

size_t rule_next(rule_set set, size_t from) {
    if (from >= PLAN_RULES_MAX || set >> from == 0)
        return SIZE_MAX;
    return from + (size_t)__builtin_ctzll(set >> from);
}

/* The state of a rule's starting event for a row of `table`. No date in the row itself, or in one of the related rows
 * (RECORD_OPEN), may be normal; no related row at all never is. */
static void read_need(const struct plan_rule *rule, const struct cat_table *table, const char *text,
                      struct retention_need *need) {
    bool undated = text == NULL ? rule->event.table == table : strcmp(text, RECORD_OPEN) == 0;

    need->rule = &rule->rule;
    need->trigger = date_of_stored(text);
    need->state = need->trigger != DATE_NONE ? TRIGGER_SET : TRIGGER_MISSING;
    if (undated)
        need->state = rule->missing_open ? TRIGGER_OPEN : TRIGGER_MISSING;
}

const char *plan_reference(const struct plan_rule *r, enum lang lang) {
    const struct node *names = node_get(r->node, "reference");

    return names != NULL ? node_str(names, lang_code(lang)) : NULL;
}

void plan_person_init(struct plan_person *who) {
    *who = (struct plan_person){.roles = ALL_ROLES};
    for (size_t i = 0; i < SCOPE__MAX; i++)
        who->objected[i] = DATE_NONE;
}

void plan_person_release(struct plan_person *who) {
    vec_release(&who->released);
}

/* The last day that an officer has given the row under a rule: what was needed longer in the end counts. */
static date_t released_day(const struct plan_person *who, size_t rule, const struct cat_table *table, int64_t row_id) {
    date_t last = DATE_NONE;

    for (size_t i = 0; i < who->released.len; i++) {
        const struct released *r = &who->released.d[i];

        if (r->rule == rule && (r->table == NULL || (r->table == table && row_id <= r->last_row)) && r->last_day > last)
            last = r->last_day;
    }
    return last;
}

rule_set plan_rules_for(const struct plan *p, rule_set set, role_set roles) {
    rule_set some = 0;

    for (size_t i = rule_next(set, 0); i != SIZE_MAX; i = rule_next(set, i + 1))
        some |= (p->rules.d[i].roles & roles) != 0 ? (rule_set)1 << i : 0;
    return some;
}

rule_set plan_binding(const struct plan *p, rule_set set) {
    rule_set some = 0;

    for (size_t i = rule_next(set, 0); i != SIZE_MAX; i = rule_next(set, i + 1))
        some |= p->rules.d[i].strength != STRENGTH_POLICY ? (rule_set)1 << i : 0;
    return some;
}

bool plan_keeps(const struct plan *p) {
    for (size_t i = 0; i < p->rules.len; i++) {
        if (p->rules.d[i].strength != STRENGTH_POLICY)
            return true;
    }
    return false;
}

/* Whether rules and purposes make no difference between the two roles. */
static bool are_alike(const struct plan *p, enum role a, enum role b) {
    for (size_t i = 0; i < p->rules.len; i++) {
        if ((p->rules.d[i].roles >> a & 1) != (p->rules.d[i].roles >> b & 1))
            return false;
    }
    for (size_t t = 0; t < p->cat.table_count; t++) {
        for (size_t g = 0; g < p->tables[t].groups.len; g++) {
            const struct plan_ends *ends = &p->tables[t].groups.d[g].ends;

            if (ends->by_role[a] != ends->by_role[b])
                return false;
        }
    }
    return true;
}

void plan_role_classes(const struct plan *p, role_set_vec *ret) {
    if (!p->by_person) {
        *vec_push(ret) = ALL_ROLES;
        return;
    }
    for (enum role role = 0; role < ROLE__MAX; role++) {
        size_t i = 0;

        while (i < ret->len && !are_alike(p, role, (enum role)__builtin_ctz(ret->d[i])))
            i++;
        if (i == ret->len)
            *vec_push(ret) = 0;
        ret->d[i] |= 1U << role;
    }
}

static date_t sooner(date_t a, date_t b) {
    return a == DATE_NONE || (b != DATE_NONE && b < a) ? b : a;
}

/* An objection to all marketing is one to each kind of it, and one to the processing (Art. 21(1)) is one to everything,
 * as for a campaign (scope_banned). */
static date_t objected_to(const struct plan_person *who, enum scope s) {
    date_t since = sooner(who->objected[s], who->objected[SCOPE_PROCESSING]);

    return s != SCOPE_PROCESSING ? sooner(since, who->objected[SCOPE_ALL_MARKETING]) : since;
}

/* The day since which the person's objections have ended every purpose of the group; DATE_NONE: some purpose is left.
 */
static date_t objected_on(const struct plan_group *g, const struct plan_person *who) {
    date_t last = DATE_NONE;
    scope_set scopes;

    if (who->roles == ALL_ROLES)
        return DATE_NONE;
    scopes = g->ends.by_role[__builtin_ctz(who->roles)];
    for (enum scope s = 0; s < SCOPE__MAX; s++) {
        date_t since = objected_to(who, s);

        if ((scopes >> s & 1) == 0)
            continue;
        if (since == DATE_NONE)
            return DATE_NONE;
        last = last == DATE_NONE || since > last ? since : last;
    }
    return last;
}

static bool is_bound(const struct lawful_need *need) {
    return need->has_rule && need->strength != STRENGTH_POLICY && need->status != RETENTION_EXPIRED;
}

/* Objections come after the rules: what a law or contract needs stays, what has ended anyway has ended. */
static void weigh_objections(const struct plan_group *g, const struct plan_person *who, bool held, date_t as_of,
                             struct plan_judgement *ret) {
    date_t since = objected_on(g, who);

    if (since == DATE_NONE || is_bound(&ret->need) || ret->without_stop == RETENTION_EXPIRED)
        return;
    ret->unneeded = true;
    ret->missing = false;
    ret->last_day = since;
    ret->without_stop = since < as_of ? RETENTION_EXPIRED : RETENTION_RUNNING;
    ret->status = held ? RETENTION_HELD : ret->without_stop;
    ret->rule = SIZE_MAX;
    ret->trigger = NULL;
}

void plan_judge(const struct plan *p, const struct plan_table *t, const struct plan_group *g,
                const struct record_reader *r, const struct plan_person *who, bool held, date_t as_of,
                struct plan_judgement *ret) {
    struct retention_need needs[PLAN_RULES_MAX] = {{0}};
    enum strength strengths[PLAN_RULES_MAX] = {0};
    size_t rules[PLAN_RULES_MAX];
    const char *texts[PLAN_RULES_MAX];
    struct retention_verdict j;
    size_t n = 0, event = 0;

    for (size_t i = rule_next(t->rules, 0); i != SIZE_MAX; i = rule_next(t->rules, i + 1)) {
        const struct plan_rule *rule = &p->rules.d[i];
        const char *text = rule->by_time ? record_event_text(r, event++) : NULL;

        if ((g->rules >> i & 1) == 0 || (rule->roles & who->roles) == 0)
            continue;
        rules[n] = i;
        strengths[n] = rule->strength;
        texts[n] = text;
        needs[n].released = rule->by_time ? DATE_NONE : released_day(who, i, t->table, record_id(r));
        read_need(rule, t->table, text, &needs[n]);
        n++;
    }
    retention_judge(needs, n, as_of, held, &j);
    lawful_weigh(needs, strengths, n, as_of, &ret->need);
    ret->need_rule = ret->need.decided_by < n ? rules[ret->need.decided_by] : SIZE_MAX;
    ret->status = j.status;
    ret->without_stop = j.without_hold;
    ret->last_day = j.last_day;
    ret->rule = j.decided_by < n ? rules[j.decided_by] : SIZE_MAX;
    ret->trigger = j.decided_by < n ? texts[j.decided_by] : NULL;
    ret->missing = j.missing;
    ret->unneeded = false;
    weigh_objections(g, who, held, as_of, ret);
}
