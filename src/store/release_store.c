/*
 * release_store.c - see release_store.h.
 */
#include "store/release_store.h"

#include "domain/code.h"
#include "store/ledger_item.h"
#include "store/stmt.h"

int release_add(struct db *db, int64_t register_id, const char *rule, int64_t customer_id, const char *last_day,
                const char *reason, const char *set_on) {
    STMT(st);

    TRY(stmt_open(&st, db,
                  "INSERT INTO release (register_id, rule, customer_id, last_day, reason, set_on)"
                  " VALUES (:register, :rule, nullif(:customer, 0), :day, :reason, :on)"));
    stmt_int(&st, ":register", register_id);
    stmt_text(&st, ":rule", rule);
    stmt_int(&st, ":customer", customer_id);
    stmt_text(&st, ":day", last_day);
    stmt_text(&st, ":reason", reason);
    stmt_text(&st, ":on", set_on);
    TRY(stmt_run(&st));
    return ledger_note_in(
        db, register_id,
        &(struct ledger_item){.type = LEDGER_RELEASE, .n = {customer_id}, .s = {NULL, rule, last_day, set_on}});
}

/* ---- closing ---- */

/* Of the release `l`: its last day has passed. Nothing that comes of a person whose objection to the processing was
 * upheld is needed. */
#define PASSED                                                                                                   \
    "l.closed = 0 AND l.last_day < :today AND NOT EXISTS (SELECT 1 FROM objection o WHERE o.scope = :processing" \
    " AND o.customer_id = l.customer_id)"

static int run_passed(struct stmt *st, const char *today, const char *table) {
    stmt_text(st, ":today", today);
    stmt_text(st, ":processing", scope_code(SCOPE_PROCESSING));
    if (table != NULL)
        stmt_text(st, ":table", table);
    return stmt_run(st);
}

/* The numbers of rows that have gone may be given again, to rows that are not meant. */
static int close_table(struct db *db, const char *table, const char *today) {
    SB(last);
    STMT(lower);
    STMT(add);

    sb_cat(&last, "(SELECT coalesce(max(id), 0) FROM ");
    sql_ident(&last, table);
    sb_cat(&last, ")");
    TRY(stmt_openf(&lower, db, "UPDATE release_row SET last_row = %s WHERE table_name = :table AND last_row > %s",
                   last.d, last.d));
    stmt_text(&lower, ":table", table);
    TRY(stmt_run(&lower));
    TRY(stmt_openf(&add, db,
                   "INSERT INTO release_row (release_id, table_name, last_row) SELECT l.id, :table, %s FROM release l"
                   " WHERE " PASSED,
                   last.d));
    return run_passed(&add, today, table);
}

int release_close(struct db *db, const struct catalog *cat, date_t today) {
    char day[DATE_LEN];
    STMT(any);
    STMT(st);
    int r;

    TRY(stmt_open(&any, db, "SELECT 1 FROM release LIMIT 1"));
    r = stmt_next(&any);
    if (r <= 0)
        return r;
    date_iso(today, day);
    for (size_t i = 0; i < cat->table_count; i++)
        TRY(close_table(db, cat->tables[i].name, day));
    TRY(stmt_open(&st, db, "UPDATE release AS l SET closed = 1 WHERE " PASSED));
    return run_passed(&st, day, NULL);
}

/* ---- what is released ---- */

int release_any(struct db *db, int64_t register_id) {
    STMT(st);

    TRY(stmt_open(&st, db, "SELECT 1 FROM release WHERE register_id = :register LIMIT 1"));
    stmt_int(&st, ":register", register_id);
    return stmt_next(&st);
}

int release_reach(struct db *db, int64_t register_id, const char *rule, enum release_reach *ret) {
    STMT(st);

    TRY(stmt_open(&st, db,
                  "SELECT max(customer_id IS NULL) FROM release WHERE register_id = :register AND rule = :rule"));
    stmt_int(&st, ":register", register_id);
    stmt_text(&st, ":rule", rule);
    TRY(stmt_next(&st));
    *ret = stmt_col_null(&st, 0) ? RELEASED_NOT : stmt_col_int(&st, 0) != 0 ? RELEASED_ALL : RELEASED_PERSONS;
    return 0;
}

static void put_released(const struct catalog *cat, const struct stmt *st, const char *const *rules, size_t n,
                         released_vec *ret) {
    struct released one = {.last_day = date_of_stored(stmt_col_text(st, 1)), .last_row = stmt_col_int(st, 3)};

    if (!stmt_col_null(st, 2)) {
        one.table = catalog_table(cat, stmt_col_text(st, 2));
        if (one.table == NULL)
            return;
    }
    for (one.rule = 0; one.rule < n; one.rule++) {
        if (strcmp(rules[one.rule], stmt_col_text(st, 0)) == 0)
            *vec_push(ret) = one;
    }
}

int release_load(struct db *db, const struct catalog *cat, const struct subject *s, const char *const *rules, size_t n,
                 released_vec *ret) {
    STMT(st);
    int r;

    TRY(stmt_open(&st, db,
                  "SELECT l.rule, l.last_day, w.table_name, w.last_row FROM release l"
                  " LEFT JOIN release_row w ON w.release_id = l.id WHERE l.register_id = :register"
                  " AND (l.customer_id IS NULL OR l.customer_id = :customer)"));
    stmt_int(&st, ":register", s->register_id);
    stmt_int(&st, ":customer", s->customer_id);
    while ((r = stmt_next(&st)) > 0)
        put_released(cat, &st, rules, n, ret);
    return r;
}

void release_day_sql(const struct cat_table *table, const char *rule, struct sb *sql) {
    sb_printf(sql,
              "(SELECT max(l.last_day) FROM release l WHERE l.register_id = :register AND l.rule = %s AND"
              " (l.customer_id IS NULL OR l.customer_id = ",
              rule);
    catalog_owner_sql(table, "a", sql);
    sb_cat(sql, ") AND (l.closed = 0 OR a.id <= (SELECT w.last_row FROM release_row w WHERE w.release_id = l.id AND"
                " w.table_name = ");
    sql_text(sql, table->name);
    sb_cat(sql, ")))");
}
