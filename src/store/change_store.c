/*
 * change_store.c - see change_store.h.
 */
#include "store/sq.h"

#include "store/change_store.h"

#include "base/mem.h"
#include "base/sb.h"
#include "store/ledger_item.h"
#include "store/stmt.h"

/* In place of SQLite's own words, when two rows would be the same by a UNIQUE constraint. Whose the other row is, its
 * columns tell: with the owner's among them it is the person's. */
static int tell_twin(struct db *db, const struct cat_table *table, const struct cat_column *column) {
    bool person = false;
    SB(owner);

    if (sqlite3_extended_errcode(db->sq) != SQLITE_CONSTRAINT_UNIQUE)
        return -1;
    if (table->depth > 0) {
        sb_printf(&owner, "%s.%s", table->name, table->columns[table->owner].name);
        person = strstr(sqlite3_errmsg(db->sq), owner.d) != NULL;
    }
    err_clear(db->err);
    (void)err_set(db->err, ERR_DATA, "%s has another row in %s already with the new value of %s.%s",
                  person ? "the person" : "the register", table->name, table->name, column->name);
    return err_hint(db->err, person ? "nothing was changed; `gdprctl retention explain` shows the person's rows"
                                    : "nothing was changed; find out whether the value is another person's, or this"
                                      " person is in the register twice");
}

int change_value(struct db *db, const struct cat_table *table, int64_t row_id, const struct cat_column *column,
                 const char *value, const char *key) {
    SB(sql);
    STMT(st);

    sb_cat(&sql, "UPDATE ");
    sql_ident(&sql, table->name);
    sb_cat(&sql, " SET ");
    sql_ident(&sql, column->name);
    sb_cat(&sql, " = :value");
    if (column->key_column != NULL) {
        sb_cat(&sql, ", ");
        sql_ident(&sql, column->key_column);
        sb_cat(&sql, " = :key");
    }
    TRY(stmt_openf(&st, db, "%s WHERE id = :id", sql.d));
    if (value != NULL && kind_is_integer(column->kind)) {
        stmt_int(&st, ":value", strtoll(value, NULL, 10));
    } else {
        stmt_text(&st, ":value", value);
    }
    if (column->key_column != NULL)
        stmt_text(&st, ":key", key);
    stmt_int(&st, ":id", row_id);
    return stmt_run(&st) < 0 ? tell_twin(db, table, column) : 0;
}

int change_add_statement(struct db *db, const struct subject *s, int64_t request_id, const char *table, int64_t row_id,
                         const char *day, const char *body) {
    STMT(st);

    TRY(stmt_open(&st, db,
                  "INSERT INTO statement (customer_id, request_id, table_name, row_id, given_on, body)"
                  " VALUES (:customer, :request, :table, nullif(:row, 0), :day, :body)"));
    stmt_int(&st, ":customer", s->customer_id);
    stmt_int(&st, ":request", request_id);
    stmt_text(&st, ":table", table);
    stmt_int(&st, ":row", row_id);
    stmt_text(&st, ":day", day);
    stmt_text(&st, ":body", body);
    return stmt_run(&st);
}

int change_add_objection(struct db *db, const struct subject *s, const char *scope, const char *day,
                         const char *source) {
    STMT(st);

    TRY(stmt_open(&st, db,
                  "INSERT INTO objection (register_id, customer_id, scope, since, source)"
                  " VALUES (:register, :customer, :scope, :day, :source) ON CONFLICT (customer_id, scope)"
                  " DO UPDATE SET since = excluded.since, source = excluded.source WHERE excluded.since > since"
                  " AND (source <> excluded.source OR source = 'import')"));
    stmt_int(&st, ":register", s->register_id);
    stmt_int(&st, ":customer", s->customer_id);
    stmt_text(&st, ":scope", scope);
    stmt_text(&st, ":day", day);
    stmt_text(&st, ":source", source);
    TRY(stmt_run(&st));
    if (db_changes(db) == 0)
        return 0;
    return ledger_note_in(
        db, s->register_id,
        &(struct ledger_item){.type = LEDGER_OBJECTION, .n = {s->customer_id}, .s = {NULL, scope, day, source}});
}

int change_prohibit(struct db *db, const struct subject *s, const char *scope, const char *day, const char *source,
                    int64_t *ret) {
    STMT(st);

    TRY(stmt_open(&st, db,
                  "UPDATE marketing_permission SET state = 'prohibition', processed_on = :day, source = :source"
                  " WHERE customer_id = :customer AND state IS NOT 'prohibition'"
                  " AND (:scope IS NULL OR scope = :scope OR scope = 'all-marketing')"));
    stmt_text(&st, ":day", day);
    stmt_text(&st, ":source", source);
    stmt_int(&st, ":customer", s->customer_id);
    stmt_text(&st, ":scope", scope);
    TRY(stmt_run(&st));
    *ret = db_changes(db);
    if (*ret == 0)
        return 0;
    return ledger_note_in(
        db, s->register_id,
        &(struct ledger_item){.type = LEDGER_PROHIBITION, .n = {s->customer_id}, .s = {NULL, scope, day, source}});
}

/* The ledger knows requests by their reference, and gets to know this one, should the copy be older than it. */
static int note_request(struct db *db, int64_t request_id, char **ret_ref) {
    TRY(ledger_request_ref(db, request_id, ret_ref));
    return *ret_ref != NULL ? ledger_note_request(db, request_id) : 0;
}

int change_restrict(struct db *db, const struct subject *s, int64_t request_id, const char *ground, const char *table,
                    const char *column, int64_t row_id, const char *day) {
    char *ref CLEANUP(mem_free) = NULL;
    STMT(st);

    TRY(stmt_open(
        &st, db,
        "INSERT INTO restriction (register_id, customer_id, request_id, ground, table_name, column_name, row_id,"
        " placed_on) VALUES (:register, :customer, nullif(:request, 0), :ground, :table, :column,"
        " nullif(:row, 0), :day)"));
    stmt_int(&st, ":register", s->register_id);
    stmt_int(&st, ":customer", s->customer_id);
    stmt_int(&st, ":request", request_id);
    stmt_text(&st, ":ground", ground);
    stmt_text(&st, ":table", table);
    stmt_text(&st, ":column", column);
    stmt_int(&st, ":row", row_id);
    stmt_text(&st, ":day", day);
    TRY(stmt_run(&st));
    TRY(note_request(db, request_id, &ref));
    return ledger_note_in(db, s->register_id,
                          &(struct ledger_item){.type = LEDGER_RESTRICTION,
                                                .n = {s->customer_id, row_id},
                                                .s = {NULL, ref, ground, table, column, day}});
}

int change_field_is_restricted(struct db *db, int64_t request_id, const char *ground, const char *table,
                               const char *column, int64_t row_id) {
    STMT(st);

    TRY(stmt_open(&st, db,
                  "SELECT 1 FROM restriction WHERE request_id = :request AND lifted_on IS NULL AND ground = :ground"
                  " AND table_name IS :table AND column_name IS :column AND row_id IS nullif(:row, 0)"));
    stmt_int(&st, ":request", request_id);
    stmt_text(&st, ":ground", ground);
    stmt_text(&st, ":table", table);
    stmt_text(&st, ":column", column);
    stmt_int(&st, ":row", row_id);
    return stmt_next(&st);
}

int change_is_restricted(struct db *db, const struct subject *s, const char *ground, const char *table, int64_t row_id,
                         char **ret_ref) {
    STMT(st);
    int r;

    TRY(stmt_open(
        &st, db,
        "SELECT q.ref FROM restriction r LEFT JOIN request q ON q.id = r.request_id"
        " WHERE r.customer_id = :customer AND r.ground = :ground AND r.lifted_on IS NULL"
        " AND r.column_name IS NULL AND iif(r.table_name IS NULL, :rep = 0,"
        " r.table_name = :table AND (r.row_id IS NULL OR r.row_id = nullif(:row, 0))) ORDER BY r.id LIMIT 1"));
    stmt_int(&st, ":customer", s->customer_id);
    stmt_int(&st, ":rep", s->representative_id);
    stmt_text(&st, ":ground", ground);
    stmt_text(&st, ":table", table);
    stmt_int(&st, ":row", row_id);
    r = stmt_next(&st);
    if (r > 0)
        *ret_ref = mem_strdup(stmt_col_text(&st, 0));
    return r;
}

int change_restrictions(struct db *db, int64_t request_id, struct change_restrictions *ret) {
    STMT(st);

    TRY(stmt_open(
        &st, db,
        "SELECT count(*) - count(lifted_on), count(lifted_on), max(placed_on) FILTER (WHERE lifted_on IS NULL),"
        " max(lifted_on) FROM restriction WHERE request_id = :request"));
    stmt_int(&st, ":request", request_id);
    TRY(stmt_next(&st));
    *ret = (struct change_restrictions){.in_force = stmt_col_int(&st, 0),
                                        .lifted = stmt_col_int(&st, 1),
                                        .since = date_of_stored(stmt_col_text(&st, 2)),
                                        .lifted_on = date_of_stored(stmt_col_text(&st, 3))};
    return 0;
}

int change_lift(struct db *db, int64_t request_id, const char *notice_on, const char *day, int64_t *ret) {
    char *ref CLEANUP(mem_free) = NULL;
    STMT(st);

    TRY(stmt_open(&st, db,
                  "UPDATE restriction SET lifted_on = :day, notice_on = coalesce(:notice, notice_on)"
                  " WHERE request_id = :request AND lifted_on IS NULL"));
    stmt_text(&st, ":day", day);
    stmt_text(&st, ":notice", notice_on);
    stmt_int(&st, ":request", request_id);
    TRY(stmt_run(&st));
    *ret = db_changes(db);
    if (*ret == 0)
        return 0;
    TRY(note_request(db, request_id, &ref));
    return ledger_note(db, &(struct ledger_item){.type = LEDGER_RESTRICTION_END, .s = {ref, notice_on, day}});
}
