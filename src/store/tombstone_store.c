/*
 * tombstone_store.c - see tombstone_store.h, and schema.sql for what a part is.
 */
#include "store/tombstone_store.h"

/* People in one part: some 600 pages of them, to which each night of a large register comes back. */
enum { PART_PEOPLE = 100000 };

/* Of rows that went: of one person, or of all. */
struct sum {
    int64_t customer_id, rows, people;
    char newest[INSTANT_LEN]; /* starting event; "": none */
};

static void add(struct sum *s, int64_t rows, const char *newest) {
    s->rows += rows;
    if (newest != NULL && strcmp(newest, s->newest) > 0)
        (void)snprintf(s->newest, sizeof s->newest, "%s", newest);
}

/* "" is smaller than every date, and stands for none. */
#define ADD_UP                                                \
    " ON CONFLICT DO UPDATE SET rows = rows + excluded.rows," \
    " newest = nullif(max(coalesce(newest, ''), coalesce(excluded.newest, '')), '')"

/* ---- of the day, a table and a rule ---- */

struct total {
    int64_t id, part;
};

/* Adds to the day's tombstone, which begins in `part` when there is none yet. */
static int add_total(struct db *db, const struct destroy *d, const struct sum *s, int64_t part, struct total *ret) {
    STMT(st);

    TRY(stmt_open(&st, db,
                  "INSERT INTO tombstone (register_id, table_name, rule, deleted_on, rows, newest, part, people)"
                  " VALUES (:register, :table, :rule, :day, :rows, nullif(:newest, ''), :part, :people)" ADD_UP
                  ", people = people + excluded.people RETURNING id, part"));
    stmt_int(&st, ":register", d->register_id);
    stmt_text(&st, ":table", d->table->name);
    stmt_text(&st, ":rule", d->rule);
    stmt_text(&st, ":day", destroy_day(d));
    stmt_int(&st, ":rows", s->rows);
    stmt_text(&st, ":newest", s->newest);
    stmt_int(&st, ":part", part);
    stmt_int(&st, ":people", s->people);
    TRY(stmt_next(&st));
    *ret = (struct total){.id = stmt_col_int(&st, 0), .part = stmt_col_int(&st, 1)};
    return stmt_next(&st);
}

/* The part to go on with: the last one, or the next when that was full before the day. What goes on one day stays
 * together: it is written in the order of the people, however much it is. What a request took is in part 0. */
static int find_part(struct db *db, const struct destroy *d, int64_t *ret) {
    bool full;
    STMT(st);

    *ret = 0;
    if (d->source != NULL || d->table->depth == 0)
        return 0;
    TRY(stmt_open(&st, db,
                  "SELECT part, sum(people), max(deleted_on) < :day FROM tombstone WHERE part = (SELECT max(part) FROM"
                  " tombstone)"));
    stmt_text(&st, ":day", destroy_day(d));
    TRY(stmt_next(&st));
    full = stmt_col_int(&st, 1) >= PART_PEOPLE && stmt_col_int(&st, 2) != 0;
    *ret = stmt_col_int(&st, 0);
    if (*ret == 0 || full)
        ++*ret;
    return 0;
}

/* ---- of a person ---- */

static int open_person(struct stmt *st, struct db *db) {
    return stmt_open(st, db,
                     "INSERT INTO tombstone_person (part, customer_id, tombstone_id, rows, newest)"
                     " VALUES (?1, ?2, ?3, ?4, nullif(?5, ''))" ADD_UP);
}

/* The rows of people themselves were nobody's; nor were those of a table of one's own that refer to no person. */
static int add_person(struct stmt *st, const struct destroy *d, const struct total *t, const struct sum *s) {
    if (d->table->depth == 0 || s->customer_id == 0)
        return 0;
    stmt_int_at(st, 1, t->part);
    stmt_int_at(st, 2, s->customer_id);
    stmt_int_at(st, 3, t->id);
    stmt_int_at(st, 4, s->rows);
    stmt_textn_at(st, 5, s->newest, strlen(s->newest));
    return stmt_run(st);
}

int tombstone_leave(struct db *db, const struct destroy *d, int64_t count) {
    struct sum sum = {.customer_id = d->person, .rows = count, .people = d->table->depth > 0};
    struct total total;
    int64_t part;
    STMT(st);

    if (d->rule == NULL || count == 0)
        return 0;
    TRY(find_part(db, d, &part));
    TRY(add_total(db, d, &sum, part, &total));
    TRY(open_person(&st, db));
    return add_person(&st, d, &total, &sum);
}

/* Rows of a person mostly come one after the other. */
int tombstone_leave_each(struct db *db, const struct destroy *d, struct stmt *st, int64_t *ret_rows) {
    struct sum all = {0}, one = {0};
    struct total total;
    int64_t part;
    int r = stmt_next(st);
    STMT(person);

    *ret_rows = 0;
    if (r <= 0)
        return r;
    TRY(find_part(db, d, &part));
    TRY(add_total(db, d, &all, part, &total));
    TRY(open_person(&person, db));
    for (; r > 0; r = stmt_next(st)) {
        if (one.rows > 0 && one.customer_id != stmt_col_int(st, 0)) {
            TRY(add_person(&person, d, &total, &one));
            all.people++;
            one = (struct sum){0};
        }
        one.customer_id = stmt_col_int(st, 0);
        add(&one, 1, stmt_col_text(st, 1));
        add(&all, 1, stmt_col_text(st, 1));
    }
    TRY(r);
    TRY(add_person(&person, d, &total, &one));
    all.people++;
    *ret_rows = all.rows;
    return add_total(db, d, &all, part, &total);
}

/* Part by part: SQLite takes longer to prepare one statement over them all than most people have entries. */
int tombstone_forget(struct db *db) {
    int64_t last;
    STMT(st);

    TRY(stmt_scalar(db, "SELECT max(part) FROM tombstone", 0, &last));
    TRY(stmt_open(&st, db,
                  "DELETE FROM tombstone_person WHERE part = :part AND customer_id IN (SELECT id FROM temp.doomed)"));
    for (int64_t part = 0; part <= last; part++) {
        stmt_int(&st, ":part", part);
        TRY(stmt_run(&st));
    }
    return 0;
}
