/*
 * workset.c - see workset.h.
 */
#include "engine/workset.h"

#include "base/crypt.h"
#include "base/mem.h"
#include "base/sb.h"
#include "base/text.h"

int locator_open(struct locator *l, const struct plan *plan, struct db *db) {
    l->plan = plan;
    l->db = db;
    l->readers = mem_alloc(plan->cat.table_count * sizeof *l->readers);
    return record_presence_open(&l->presence, db, &plan->cat);
}

void locator_release(struct locator *l) {
    for (size_t i = 0; l->readers != NULL && i < l->plan->cat.table_count; i++)
        record_close(&l->readers[i]);
    stmt_release(&l->presence);
    free(l->readers);
    *l = (struct locator){0};
}

/* Texts of the program end at a NUL; in one of the database it is shown by its symbol, so that the rest is not lost. */
static char *copy_text(struct workset *w, const char *text, size_t len) {
    SB(shown);

    if (memchr(text, '\0', len) == NULL)
        return arena_strndup(&w->arena, text, len);
    for (size_t i = 0; i < len; i++) {
        if (text[i] != '\0')
            sb_ch(&shown, text[i]);
        else
            sb_cat(&shown, "\xe2\x90\x80"); /* U+2400 */
    }
    return arena_strndup(&w->arena, shown.d, shown.len);
}

/* A value as text; bytes, which may be anything, as hexadecimal digits. */
static char *copy_value(struct workset *w, const struct record_reader *r, size_t column) {
    const char *text;
    char *hex;

    if (!record_is_blob(r, column)) {
        text = record_text(r, column);
        return text != NULL ? copy_text(w, text, record_len(r, column)) : NULL;
    }
    hex = arena_alloc(&w->arena, 2 * record_len(r, column) + 1);
    crypt_hex(record_blob(r, column), record_len(r, column), hex);
    return hex;
}

static void copy_values(struct workset *w, const struct record_reader *r, struct work_row *row) {
    size_t n = row->table->table->column_count + row->table->table->computed_count;

    row->values = arena_alloc(&w->arena, n * sizeof *row->values);
    row->integers = arena_alloc(&w->arena, n * sizeof *row->integers);
    for (size_t i = 0; i < r->columns; i++) {
        row->values[i] = copy_value(w, r, i);
        row->integers[i] = record_is_int(r, i);
    }
}

static void judge_groups(struct locator *l, struct workset *w, const struct record_reader *r,
                         const struct plan_person *who, struct work_row *row) {
    const struct plan_table *t = row->table;

    row->groups = arena_alloc(&w->arena, t->groups.len * sizeof *row->groups);
    for (size_t g = 0; g < t->groups.len; g++) {
        struct plan_judgement *j = &row->groups[g];

        plan_judge(l->plan, t, &t->groups.d[g], r, who, row->stop != STOP_NONE, w->as_of, j);
        if (j->trigger != NULL)
            j->trigger = arena_strndup(&w->arena, j->trigger, strlen(j->trigger));
    }
}

/* What is known of the person before rows are read. */
struct person {
    stop_vec stops;
    bool open_request;
    struct plan_person who;
};

/* The role decides which rules and purposes hold, the objections which purposes are left. */
static int load_standing(struct locator *l, const struct workset *w, struct plan_person *who) {
    enum role role;
    int known = standing_load(l->db, &l->plan->cat, &w->subject, w->as_of, &role, who->objected);

    TRY(known);
    if (known > 0)
        who->roles = 1U << role;
    return 0;
}

static int load_stops(struct locator *l, const struct workset *w, int64_t except_request, struct person *p) {
    char day[DATE_LEN];
    int r;

    date_iso(w->as_of, day);
    r = stop_any(l->db, w->subject.customer_id, day, except_request, false);
    if (r <= 0)
        return r;
    TRY(stop_load(l->db, &w->subject, w->as_of, &p->stops));
    r = stop_open_request(l->db, &w->subject, except_request);
    p->open_request = r > 0;
    return r;
}

static int load_person(struct locator *l, const struct workset *w, int64_t except_request, struct person *p) {
    const char *rules[PLAN_RULES_MAX];

    for (size_t i = 0; i < l->plan->rules.len; i++)
        rules[i] = l->plan->rules.d[i].code;
    TRY(load_stops(l, w, except_request, p));
    plan_person_init(&p->who);
    if (l->plan->by_person)
        TRY(load_standing(l, w, &p->who));
    return release_load(l->db, &l->plan->cat, &w->subject, rules, l->plan->rules.len, &p->who.released);
}

/* The strongest stop; where another one is behind a hold that ends, nobody knows when the row is free. */
static void find_stop(const struct record_reader *r, const struct person *p, struct work_row *row) {
    enum stop behind = record_marked(r) ? STOP_RULE : p->open_request ? STOP_REQUEST : STOP_NONE;

    row->stop = stop_for(&p->stops, row->table->table->name, row->id, &row->stop_until);
    if (row->stop == STOP_NONE)
        row->stop = behind;
    if (behind != STOP_NONE)
        row->stop_until = DATE_NONE;
}

static int load_table(struct locator *l, size_t at, const struct person *p, struct workset *w) {
    const struct plan_table *t = &l->plan->tables[at];
    struct record_reader *r = &l->readers[at];
    bool representative = w->subject.representative_id != 0;
    int rc;

    if ((representative && !t->table->own_person) || !record_presence(&l->presence, at))
        return 0;
    if (r->table == NULL)
        TRY(plan_open(l->plan, l->db, t, l->columns, r));
    record_bind(r, w->subject.customer_id);
    while ((rc = record_next(r)) > 0) {
        struct work_row *row;

        if (representative && record_id(r) != w->subject.representative_id)
            continue;
        row = vec_push(&w->rows);
        row->table = t;
        row->id = record_id(r);
        row->other = t->table->own_person && !representative;
        find_stop(r, p, row);
        copy_values(w, r, row);
        judge_groups(l, w, r, &p->who, row);
    }
    return rc;
}

/* ---- what a contract in force needs ---- */

/* The workset's row with this id in a table, or NULL. Rows stand by table, then by id. */
static struct work_row *find_row(const struct workset *w, const struct cat_table *table, int64_t id) {
    size_t low = 0, high = w->rows.len;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct work_row *r = &w->rows.d[middle];
        bool before = r->table->table == table ? r->id < id : r->table->table < table;

        if (before) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    if (low == w->rows.len || w->rows.d[low].table->table != table || w->rows.d[low].id != id)
        return NULL;
    return &w->rows.d[low];
}

struct work_row *workset_parent(const struct workset *w, const struct work_row *row, size_t column) {
    const struct cat_table *parent = row->table->table->columns[column].parent;
    int64_t id;

    if (parent == NULL || row->values[column] == NULL || text_int64(row->values[column], &id) < 0)
        return NULL;
    return find_row(w, parent, id);
}

/* Marks the row, or lengthens its mark; true when that changed something. `until` DATE_NONE is no end. */
static bool mark(struct work_row *row, date_t until) {
    bool longer = row->in_force_until != DATE_NONE && (until == DATE_NONE || until > row->in_force_until);

    if (row->in_force && !longer)
        return false;
    row->in_force = true;
    row->in_force_until = until;
    return true;
}

/* What has no end day, or one that cannot be read, has not ended. */
static void mark_open(struct work_row *row, date_t as_of) {
    size_t column = row->table->table->open_until;
    date_t until;

    if (column == SIZE_MAX)
        return;
    until = date_of_stored(row->values[column]);
    if (until == DATE_NONE || until >= as_of)
        (void)mark(row, until);
}

/* Finds the tables that tables with an end refer to, but for customer: a contract's metering point and its connection.
 * `above` is parallel to the catalogue's tables. */
static void find_above(const struct catalog *cat, bool *above) {
    for (size_t i = cat->table_count; i-- > 0;) { /* children have come before their parents */
        const struct cat_table *t = &cat->tables[i];

        if (t->open_until == SIZE_MAX && !above[i])
            continue;
        for (size_t c = 0; c < t->column_count; c++) {
            if (t->columns[c].parent != NULL && t->columns[c].parent->depth > 0)
                above[t->columns[c].parent - cat->tables] = true;
        }
    }
}

/* One pass over the foreign keys; true when there was something new. */
static bool spread(const struct catalog *cat, const bool *above, struct workset *w) {
    bool more = false;

    for (size_t i = 0; i < w->rows.len; i++) {
        struct work_row *row = &w->rows.d[i];
        const struct cat_table *t = row->table->table;
        bool by_parent = t->open_until == SIZE_MAX && !above[t - cat->tables];

        for (size_t c = 0; c < t->column_count; c++) {
            struct work_row *parent = workset_parent(w, row, c);

            if (parent == NULL || parent->table->table->depth == 0)
                continue;
            if (row->in_force)
                more = mark(parent, row->in_force_until) || more;
            else if (parent->in_force && by_parent)
                more = mark(row, parent->in_force_until) || more;
        }
    }
    return more;
}

static void mark_in_force(const struct catalog *cat, struct workset *w) {
    bool *above CLEANUP(mem_free) = mem_alloc(cat->table_count * sizeof *above);
    bool any = false;
    date_t until = DATE_FIRST;

    find_above(cat, above);
    for (size_t i = 0; i < w->rows.len; i++)
        mark_open(&w->rows.d[i], w->as_of);
    while (spread(cat, above, w))
        continue;
    for (size_t i = 0; i < w->rows.len; i++) {
        const struct work_row *row = &w->rows.d[i];

        if (!row->in_force)
            continue;
        any = true;
        if (until != DATE_NONE && (row->in_force_until == DATE_NONE || row->in_force_until > until))
            until = row->in_force_until;
    }
    for (size_t i = 0; any && i < w->rows.len; i++) {
        struct work_row *row = &w->rows.d[i];

        if (row->table->table->depth == 0 || row->table->table->own_person)
            (void)mark(row, until);
    }
}

/* Whether the row stays past today, and until when: the latest day of its columns, of itself as a parent, or no day. A
 * row without a column about the person is under no rule, and stays. */
static bool stays(const struct work_row *row, date_t *ret_until) {
    bool ruled = row->table->groups.len > 0, end_known = row->stop == STOP_NONE && ruled;
    bool any = row->waits || row->stop != STOP_NONE || !ruled;
    date_t until = row->waits ? row->waits_until : DATE_FIRST;

    end_known = end_known && !(row->waits && row->waits_until == DATE_NONE);
    for (size_t g = 0; g < row->table->groups.len; g++) {
        const struct plan_judgement *j = &row->groups[g];

        if (j->status == RETENTION_EXPIRED)
            continue;
        any = true;
        end_known = end_known && j->status == RETENTION_RUNNING;
        until = j->last_day > until ? j->last_day : until;
    }
    *ret_until = end_known ? until : DATE_NONE;
    return any;
}

static void keep_parent(struct work_row *parent, date_t until) {
    bool endless = until == DATE_NONE || (parent->waits && parent->waits_until == DATE_NONE);

    if (endless)
        parent->waits_until = DATE_NONE;
    else if (!parent->waits || until > parent->waits_until)
        parent->waits_until = until;
    parent->waits = true;
}

/* Children come after their parents, so from the end each row is settled before it keeps the ones above it. */
static void mark_waiting(struct workset *w) {
    for (size_t i = w->rows.len; i-- > 0;) {
        const struct work_row *row = &w->rows.d[i];
        date_t until;

        if (!stays(row, &until))
            continue;
        for (size_t c = 0; c < row->table->table->column_count; c++) {
            struct work_row *parent = workset_parent(w, row, c);

            if (parent != NULL && parent != row)
                keep_parent(parent, until);
        }
    }
}

bool workset_expired(const struct work_row *row) {
    for (size_t g = 0; g < row->table->groups.len; g++) {
        if (row->groups[g].status != RETENTION_EXPIRED)
            return false;
    }
    return true;
}

bool workset_waits(const struct work_row *row) {
    return row->waits && workset_expired(row);
}

int workset_load(struct locator *l, const struct subject *s, date_t as_of, int64_t except_request,
                 struct workset *ret) {
    struct person p = {0};
    int rc;

    ret->subject = *s;
    ret->as_of = as_of;
    rc = load_person(l, ret, except_request, &p);
    if (rc >= 0)
        rc = record_presence_look(&l->presence, s->customer_id);
    for (size_t i = 0; rc >= 0 && i < l->plan->cat.table_count; i++)
        rc = load_table(l, i, &p, ret);
    stmt_reset(&l->presence);
    stop_release(&p.stops);
    plan_person_release(&p.who);
    if (rc >= 0)
        mark_in_force(&l->plan->cat, ret);
    if (rc >= 0)
        mark_waiting(ret);
    return rc < 0 ? -1 : 0;
}

void workset_release(struct workset *w) {
    vec_release(&w->rows);
    arena_release(&w->arena);
    *w = (struct workset){0};
}
