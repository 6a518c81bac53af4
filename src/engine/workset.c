/*
 * workset.c - see workset.h.
 */
#include "engine/workset.h"

#include "base/mem.h"

int locator_open(struct locator *l, const struct plan *plan, struct db *db) {
    l->plan = plan;
    l->db = db;
    l->readers = mem_alloc(plan->cat.table_count * sizeof *l->readers);
    for (size_t i = 0; i < plan->cat.table_count; i++)
        TRY(plan_open(plan, db, &plan->tables[i], RECORD_OF_CUSTOMER, &l->readers[i]));
    return 0;
}

void locator_release(struct locator *l) {
    for (size_t i = 0; l->readers != NULL && i < l->plan->cat.table_count; i++)
        record_close(&l->readers[i]);
    free(l->readers);
    *l = (struct locator){0};
}

static void copy_values(struct workset *w, const struct record_reader *r, struct work_row *row) {
    size_t n = row->table->table->column_count;

    row->values = arena_alloc(&w->arena, n * sizeof *row->values);
    row->integers = arena_alloc(&w->arena, n * sizeof *row->integers);
    for (size_t i = 0; i < n; i++) {
        const char *text = record_text(r, i);

        row->integers[i] = record_is_int(r, i);
        if (text != NULL)
            row->values[i] = arena_strndup(&w->arena, text, record_len(r, i));
    }
}

static void judge_groups(struct locator *l, struct workset *w, const struct record_reader *r, const date_t *released,
                         struct work_row *row) {
    const struct plan_table *t = row->table;

    row->groups = arena_alloc(&w->arena, t->groups.len * sizeof *row->groups);
    for (size_t g = 0; g < t->groups.len; g++) {
        struct plan_judgement *j = &row->groups[g];

        plan_judge(l->plan, t, &t->groups.d[g], r, released, row->stop != STOP_NONE, w->as_of, j);
        if (j->trigger != NULL)
            j->trigger = arena_strndup(&w->arena, j->trigger, strlen(j->trigger));
    }
}

/* What is known of the person before rows are read. */
struct person {
    stop_vec stops;
    bool open_request;
    date_t released[PLAN_RULES_MAX];
};

static int load_person(struct locator *l, const struct workset *w, int64_t except_request, struct person *p) {
    const char *rules[PLAN_RULES_MAX];
    int r;

    for (size_t i = 0; i < l->plan->rules.len; i++)
        rules[i] = l->plan->rules.d[i].code;
    TRY(stop_load(l->db, &w->subject, w->as_of, &p->stops));
    r = stop_open_request(l->db, &w->subject, except_request);
    TRY(r);
    p->open_request = r > 0;
    return release_load(l->db, &w->subject, rules, l->plan->rules.len, p->released);
}

static int load_table(struct locator *l, size_t at, const struct person *p, struct workset *w) {
    const struct plan_table *t = &l->plan->tables[at];
    struct record_reader *r = &l->readers[at];
    bool representative = w->subject.representative_id != 0;
    int rc;

    if (representative && !t->table->own_person)
        return 0;
    record_bind(r, w->subject.customer_id);
    while ((rc = record_next(r)) > 0) {
        struct work_row *row;

        if (representative && record_id(r) != w->subject.representative_id)
            continue;
        row = vec_push(&w->rows);
        row->table = t;
        row->id = record_id(r);
        row->other = t->table->own_person && !representative;
        row->stop = stop_for(&p->stops, t->table->name, row->id);
        if (row->stop == STOP_NONE && p->open_request)
            row->stop = STOP_REQUEST;
        copy_values(w, r, row);
        judge_groups(l, w, r, p->released, row);
    }
    return rc;
}

int workset_load(struct locator *l, const struct subject *s, date_t as_of, int64_t except_request,
                 struct workset *ret) {
    struct person p = {0};
    int rc;

    ret->subject = *s;
    ret->as_of = as_of;
    rc = load_person(l, ret, except_request, &p);
    for (size_t i = 0; rc >= 0 && i < l->plan->cat.table_count; i++)
        rc = load_table(l, i, &p, ret);
    stop_release(&p.stops);
    return rc < 0 ? -1 : 0;
}

void workset_release(struct workset *w) {
    vec_release(&w->rows);
    arena_release(&w->arena);
    *w = (struct workset){0};
}
