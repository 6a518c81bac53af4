/*
 * due.c - see due.h.
 */
#include "engine/due.h"

#include "base/mem.h"
#include "base/sort.h"
#include "store/destroy.h"
#include "store/release_store.h"

enum { WAYS_MAX = 16 }; /* to lose purposes by objecting; of more, rows would only stay */

void due_release(struct due *d) {
    vec_release(&d->items);
}

int due_rules(struct db *db, struct due *d, const struct plan_table *t, rule_set set, struct due_rule *rules,
              size_t *ret) {
    size_t n = 0;

    for (size_t i = rule_next(set, 0); i != SIZE_MAX; i = rule_next(set, i + 1)) {
        const struct plan_rule *r = &d->plan->rules.d[i];
        struct due_rule *out = &rules[n++];

        *out = (struct due_rule){.code = r->code, .by_time = r->by_time, .event = r->event, .cutoff = DATE_NONE};
        if (!r->by_time) {
            enum release_reach released;

            TRY(release_reach(db, d->plan->register_id, r->code, &released));
            out->persons_only = released == RELEASED_PERSONS;
            continue;
        }
        retention_cutoff(&r->rule, d->as_of, &out->cutoff);
        if (r->event.table == t->table)
            continue;
        (void)snprintf(out->people, sizeof out->people, "people_%zu", i);
        if ((d->people >> i & 1) == 0)
            TRY(due_people(db, &r->event, out->cutoff, out->people));
        d->people |= (rule_set)1 << i;
        (void)snprintf(out->joined, sizeof out->joined, "joined_%zu", i);
        TRY(due_joined(db, t->table, &r->event, out->cutoff, out->joined));
    }
    *ret = n;
    return 0;
}

/* An event of the row itself first: its index finds the few rows that the other conditions are then asked of. */
static int own_event_first(const void *a, const void *b, void *table) {
    const struct due_rule *x = a, *y = b;

    return (y->by_time && y->event.table == table) - (x->by_time && x->event.table == table);
}

/* Lists of rows that are found already. */
struct lists {
    char names[WAYS_MAX + 1][sizeof((struct due_item *)0)->name];
    const char *at[WAYS_MAX + 1];
    size_t n;
};

/* Adds the last item's list. */
static void add_list(struct lists *l, const struct due *d) {
    memcpy(l->names[l->n], d->items.d[d->items.len - 1].name, sizeof l->names[0]);
    l->at[l->n] = l->names[l->n];
    l->n++;
}

static int select_item(struct db *db, struct due *d, const struct lists *except, struct due_item *item) {
    struct due_rule rules[PLAN_RULES_MAX];
    struct due_query q = {.table = item->table->table,
                          .register_id = d->plan->register_id,
                          .rules = rules,
                          .as_of = d->as_of,
                          .roles = item->roles,
                          .objected = item->objected,
                          .cat = &d->plan->cat,
                          .except = except->at,
                          .except_count = except->n};
    union {
        const struct cat_table *in;
        void *out;
    } table = {.in = q.table};

    TRY(due_rules(db, d, item->table, item->rules, rules, &q.rule_count));
    qsort_r(rules, q.rule_count, sizeof *rules, own_event_first, table.out);
    if (item->group != NULL) {
        q.filled = item->group->clear.d;
        q.filled_count = item->group->clear.len;
    }
    return due_select(db, &q, item->name, &item->rows);
}

/* Whether the rules can all expire: one that goes by no time needs an officer's release. */
static bool may_expire(const struct plan *p, rule_set rules, bool any_release) {
    for (size_t i = rule_next(rules, 0); i != SIZE_MAX; i = rule_next(rules, i + 1)) {
        if (!p->rules.d[i].by_time && !any_release)
            return false;
    }
    return true;
}

/* What one search goes by: the rules of people of some roles, or those people's objections. */
struct search {
    struct db *db;
    struct due *due;
    bool any_release, any_objection;
    role_set roles; /* ALL_ROLES, or a class of plan_role_classes */
};

static int add_item(const struct search *s, const struct plan_table *t, const struct plan_group *g, rule_set rules,
                    scope_set objected, const struct lists *except) {
    struct due *d = s->due;
    size_t number = d->items.len;
    struct due_item *item = vec_push(&d->items);

    item->table = t;
    item->group = g;
    item->rules = rules;
    item->roles = s->roles != ALL_ROLES ? s->roles : 0;
    item->objected = objected;
    (void)snprintf(item->name, sizeof item->name, "due_%zu", number);
    return select_item(s->db, d, except, item);
}

/* The objections that end the purposes of the group for the people of the search; 0: none do. */
static scope_set ends_of(const struct search *s, const struct plan_group *g) {
    return s->any_objection ? g->ends.by_role[__builtin_ctz(s->roles)] : 0;
}

/* What people may object to so that more of the table's columns have no purpose left: nothing first, then all that ends
 * any of them, which the most object to, then what ends each group, and these together. */
static size_t ways_to_end(const struct search *s, const struct plan_table *t, scope_set ret[WAYS_MAX]) {
    scope_set all = 0;
    size_t n = 0;

    for (size_t g = 0; g < t->groups.len; g++)
        all |= ends_of(s, &t->groups.d[g]);
    ret[n++] = 0;
    if (all != 0)
        ret[n++] = all;
    for (size_t g = 0; g < t->groups.len; g++) {
        for (size_t i = n; i-- > 0 && n < WAYS_MAX;) {
            scope_set scopes = ret[i] | ends_of(s, &t->groups.d[g]);
            size_t k = 0;

            while (k < n && ret[k] != scopes)
                k++;
            if (k == n)
                ret[n++] = scopes;
        }
    }
    return n;
}

/* The rules that must have expired for a whole row to go, of a person who objects to all of these: for columns without
 * a purpose left those that the person's will does not touch, for the others all. False: some column goes by neither.
 */
static bool whole_rules(const struct search *s, const struct plan_table *t, scope_set objected, rule_set *ret) {
    const struct plan *p = s->due->plan;

    *ret = 0;
    for (size_t g = 0; g < t->groups.len; g++) {
        scope_set ends = ends_of(s, &t->groups.d[g]);
        rule_set rules = plan_rules_for(p, t->groups.d[g].rules, s->roles);
        bool ended = ends != 0 && (ends & ~objected) == 0;

        if (!ended && rules == 0)
            return false;
        *ret |= ended ? plan_binding(p, rules) : rules;
    }
    return t->groups.len > 0;
}

static int find_rows(const struct search *s, const struct plan_table *t, struct lists *found) {
    scope_set ways[WAYS_MAX];
    size_t n = ways_to_end(s, t, ways);

    for (size_t i = 0; i < n; i++) {
        rule_set rules;

        if (!whole_rules(s, t, ways[i], &rules) || !may_expire(s->due->plan, rules, s->any_release))
            continue;
        TRY(add_item(s, t, NULL, rules, ways[i], found));
        add_list(found, s->due);
    }
    return 0;
}

/* Columns of rows that stay: by the rules, or where no purpose needs them any more. */
static int find_columns(const struct search *s, const struct plan_table *t, const struct plan_group *g,
                        struct lists *found) {
    const struct plan *p = s->due->plan;
    rule_set rules = plan_rules_for(p, g->rules, s->roles), bound = plan_binding(p, rules);
    scope_set ends = ends_of(s, g);
    size_t before = found->n;

    if (g->clear.len == 0)
        return 0;
    if (rules != 0 && may_expire(p, rules, s->any_release)) {
        TRY(add_item(s, t, g, rules, 0, found));
        add_list(found, s->due);
    }
    if (ends != 0 && may_expire(p, bound, s->any_release))
        TRY(add_item(s, t, g, bound, ends, found));
    found->n = before;
    return 0;
}

/* A row of which everything may go, but which others still need, stays as it is until they have gone. */
static int find_in_table(const struct search *s, const struct plan_table *t) {
    struct lists found = {.n = 0};

    TRY(find_rows(s, t, &found));
    for (size_t i = 0; i < t->groups.len && t->groups.len > 1; i++)
        TRY(find_columns(s, t, &t->groups.d[i], &found));
    return 0;
}

static int find_in_classes(struct search *s, const size_t *order, const role_set_vec *classes) {
    const struct plan *p = s->due->plan;

    for (size_t i = 0; i < p->cat.table_count; i++) {
        for (size_t c = 0; c < classes->len; c++) {
            s->roles = classes->d[c];
            TRY(find_in_table(s, &p->tables[order[i]]));
        }
    }
    return 0;
}

/* ---- parents wait for their children ---- */

#define GOING_MAX 32

/* The lists of whole rows of the table that go, all or those that objections let go; how many. Most are empty: there is
 * one for each way to object, of each kind of people. A list more than there is room for only lets rows wait. */
static size_t going_lists(const struct due *d, const struct cat_table *t, bool objected, const char *ret[GOING_MAX]) {
    size_t n = 0;

    for (size_t i = 0; i < d->items.len && n < GOING_MAX; i++) {
        const struct due_item *item = &d->items.d[i];

        if (item->table->table == t && item->group == NULL && item->rows > 0 && (!objected || item->objected != 0))
            ret[n++] = item->name;
    }
    return n;
}

static int leave_for(struct db *db, const struct due *d, struct due_item *item, const struct cat_table *child) {
    const char *going[GOING_MAX];
    size_t n = going_lists(d, child, false, going);

    for (size_t i = 0; i < child->column_count; i++) {
        int64_t left = 0;

        if (child->columns[i].parent != item->table->table)
            continue;
        do { /* in one table, a row that stays lets the next one wait */
            TRY(due_leave_parents(db, item->name, child, &child->columns[i], going, n, &left));
            item->rows -= left;
            item->waiting += left;
        } while (left > 0 && child == item->table->table);
    }
    return 0;
}

struct by_size {
    const struct cat_table *table;
    int64_t most; /* rows */
};

static uint64_t rows_most(const void *item) {
    return (uint64_t)((const struct by_size *)item)->most;
}

/* The tables, the small ones first: to look there costs least, and who is found needs no look into the large ones. */
static int order_by_size(struct db *db, const struct catalog *cat, struct by_size *ret) {
    for (size_t i = 0; i < cat->table_count; i++) {
        ret[i].table = &cat->tables[i];
        TRY(due_table_most(db, ret[i].table, &ret[i].most));
    }
    sort_by_key(ret, cat->table_count, sizeof *ret, rows_most);
    return 0;
}

/* Rows of the same table when all others have been asked. */
static int leave_item(struct db *db, const struct due *d, struct due_item *item, const struct by_size *order) {
    size_t tables = d->plan->cat.table_count;

    for (size_t t = 0; item->group == NULL && t < tables; t++) {
        if (item->rows > 0 && order[t].table != item->table->table)
            TRY(leave_for(db, d, item, order[t].table));
    }
    return item->group == NULL && item->rows > 0 ? leave_for(db, d, item, item->table->table) : 0;
}

/* Items are in an order in which rows can go, so what stays of the children is settled before their parents. */
static int leave_parents(struct db *db, struct due *d) {
    struct by_size *order CLEANUP(mem_free) = mem_alloc(d->plan->cat.table_count * sizeof *order);

    TRY(order_by_size(db, &d->plan->cat, order));
    for (size_t i = 0; i < d->items.len; i++)
        TRY(leave_item(db, d, &d->items.d[i], order));
    return 0;
}

int due_find(struct db *db, const struct plan *plan, date_t as_of, struct due *ret) {
    size_t *order CLEANUP(mem_free) = mem_alloc(plan->cat.table_count * sizeof *order);
    int any_release = release_any(db, plan->register_id);
    int any_objection = plan->by_person ? due_any_objection(db, plan->register_id) : 0;
    struct search s = {.db = db, .due = ret, .any_release = any_release > 0, .any_objection = any_objection > 0};
    role_set_vec classes = {0};
    int rc;

    TRY(any_release);
    TRY(any_objection);
    ret->plan = plan;
    ret->as_of = as_of;
    destroy_order(&plan->cat, order);
    plan_role_classes(plan, &classes);
    rc = find_in_classes(&s, order, &classes);
    vec_release(&classes);
    return rc == 0 ? leave_parents(db, ret) : rc;
}

int due_no_trigger(struct db *db, const struct due *d, const struct plan_table *t, bool whole, int64_t *ret) {
    struct due_undated rules[PLAN_RULES_MAX];
    const char *going[GOING_MAX];
    size_t n = 0;

    *ret = 0;
    for (size_t i = 0; i < t->rule_index.len; i++) {
        const struct plan_rule *r = &d->plan->rules.d[t->rule_index.d[i]];
        bool own = r->event.table == t->table;

        /* No date in the row itself is normal where the rule says so; no related row at all never is, and neither is a
         * text that is no date. */
        if (!whole && (!own || r->missing_open))
            continue;
        rules[n++] = (struct due_undated){
            .event = r->event, .open_is_missing = !r->missing_open, .roles = r->roles != ALL_ROLES ? r->roles : 0};
    }
    if (n == 0)
        return 0;
    return due_missing(db,
                       &(struct due_undated_query){.table = t->table,
                                                   .register_id = d->plan->register_id,
                                                   .rules = rules,
                                                   .rule_count = n,
                                                   .except = going,
                                                   .except_count = going_lists(d, t->table, true, going),
                                                   .unreadable = whole},
                       ret);
}

struct destroy due_destroy(const struct plan *plan, const struct due_item *item, const char *as_of) {
    struct destroy d = plan_destroy(plan, item->table, as_of);

    if (item->group != NULL) {
        d.columns = item->group->clear.d;
        d.column_count = item->group->clear.len;
    }
    return d;
}

/* Takes the item's rows that are stopped out of its list, and counts them. */
static int leave_held(struct db *db, const struct due *d, struct due_item *item) {
    char day[DATE_LEN];
    struct destroy meant;
    int64_t taken;

    date_iso(d->as_of, day);
    meant = due_destroy(d->plan, item, day);
    TRY(due_take(db, item->name, item->rows, &taken));
    TRY(destroy_count_held(db, &meant, &item->held));
    item->rows -= item->held;
    return due_give_back(db, item->name);
}

int due_settle(struct db *db, struct due *d) {
    struct by_size *order CLEANUP(mem_free) = mem_alloc(d->plan->cat.table_count * sizeof *order);
    bool any = false; /* until then nobody has to wait, and the order is not needed */

    for (size_t i = 0; i < d->items.len; i++) {
        struct due_item *item = &d->items.d[i];

        if (item->rows == 0)
            continue;
        TRY(leave_held(db, d, item));
        if (!any && item->held > 0)
            TRY(order_by_size(db, &d->plan->cat, order));
        any = any || item->held > 0;
        if (any)
            TRY(leave_item(db, d, item, order));
    }
    return 0;
}

int due_report(struct db *db, struct due *d, due_count_vec *ret) {
    VEC(int64_t) due = {0}, no_trigger = {0};
    int rc = 0;

    for (size_t i = 0; i < d->items.len; i++)
        *vec_push(&due) = d->items.d[i].rows;
    for (size_t t = 0; rc == 0 && t < d->plan->cat.table_count; t++)
        rc = due_no_trigger(db, d, &d->plan->tables[t], true, vec_push(&no_trigger));
    if (rc == 0)
        rc = due_settle(db, d);
    for (size_t t = 0; rc == 0 && t < d->plan->cat.table_count; t++) {
        struct due_count c = {.table = &d->plan->tables[t], .no_trigger = no_trigger.d[t]};

        for (size_t i = 0; i < d->items.len; i++) {
            if (d->items.d[i].table != c.table)
                continue;
            c.due += due.d[i];
            c.held += d->items.d[i].held;
            c.waiting += d->items.d[i].waiting;
        }
        if (c.due + c.waiting + c.no_trigger > 0)
            *vec_push(ret) = c;
    }
    vec_release(&due);
    vec_release(&no_trigger);
    return rc;
}
