/*
 * hold_store.c - see hold_store.h.
 */
#include "store/hold_store.h"

#include "base/mem.h"
#include "base/sb.h"
#include "store/ledger_item.h"
#include "store/request_store.h"
#include "store/stmt.h"

const char *stop_code(enum stop stop) {
    static const char *const codes[] = {
        [STOP_NONE] = NULL,
        [STOP_HOLD] = "hold",
        [STOP_RULE] = "rule",
        [STOP_RESTRICTION] = "restriction",
        [STOP_REQUEST] = "open-request",
    };

    return codes[stop];
}

int stop_any(struct db *db, int64_t customer_id, const char *day, int64_t except_id, bool repeated) {
#define ANY_HOLD \
    "SELECT 1 WHERE EXISTS (SELECT 1 FROM hold WHERE lifted_on IS NULL AND (until IS NULL OR until >= :day)"
#define ANY_RESTRICTION \
    ") OR EXISTS (SELECT 1 FROM restriction WHERE lifted_on IS NULL AND ground IN ('unlawful', 'claims')"
#define ANY_REQUEST ") OR (NOT :repeated AND EXISTS (SELECT 1 FROM request q WHERE " REQUEST_STOPS_SQL
    static const char of_anybody[] = ANY_HOLD ANY_RESTRICTION ANY_REQUEST "))";
    static const char of_person[] = ANY_HOLD " AND (customer_id IS NULL OR customer_id = :person)" ANY_RESTRICTION
                                             " AND customer_id = :person" ANY_REQUEST " AND q.customer_id = :person))";
    STMT(st);

    TRY(stmt_open(&st, db, customer_id != 0 ? of_person : of_anybody));
    stmt_text(&st, ":day", day);
    stmt_bool(&st, ":repeated", repeated);
    stmt_int(&st, ":except", except_id);
    if (customer_id != 0)
        stmt_int(&st, ":person", customer_id);
    return stmt_next(&st);
}

static int read_stops(struct stmt *st, enum stop stop, stop_vec *ret) {
    int r;

    while ((r = stmt_next(st)) > 0) {
        *vec_push(ret) = (struct stop_row){
            .stop = stop,
            .id = stmt_col_int(st, 0),
            .table_name = mem_strdup(stmt_col_text(st, 1)),
            .column_name = mem_strdup(stmt_col_text(st, 2)),
            .row_id = stmt_col_int(st, 3),
            .ground = mem_strdup(stmt_col_text(st, 4)),
            .until = stmt_col_null(st, 5) ? DATE_NONE : date_of_stored(stmt_col_text(st, 5)),
        };
    }
    return r;
}

int stop_load(struct db *db, const struct subject *s, date_t as_of, stop_vec *ret) {
    char day[DATE_LEN];
    STMT(holds);
    STMT(restrictions);

    date_iso(as_of, day);
    TRY(stmt_open(
        &holds, db,
        "SELECT id, table_name, NULL, coalesce(row_id, 0), reason, until FROM hold WHERE register_id = :register"
        " AND (customer_id IS NULL OR customer_id = :customer) AND lifted_on IS NULL"
        " AND (until IS NULL OR until >= :day)"));
    stmt_int(&holds, ":register", s->register_id);
    stmt_int(&holds, ":customer", s->customer_id);
    stmt_text(&holds, ":day", day);
    TRY(read_stops(&holds, STOP_HOLD, ret));
    TRY(stmt_open(&restrictions, db,
                  "SELECT id, table_name, column_name, coalesce(row_id, 0), ground, NULL FROM restriction"
                  " WHERE customer_id = :customer AND lifted_on IS NULL AND ground IN ('unlawful', 'claims')"));
    stmt_int(&restrictions, ":customer", s->customer_id);
    return read_stops(&restrictions, STOP_RESTRICTION, ret);
}

void stop_release(stop_vec *v) {
    for (size_t i = 0; i < v->len; i++) {
        free(v->d[i].table_name);
        free(v->d[i].column_name);
        free(v->d[i].ground);
    }
    vec_release(v);
}

enum stop stop_for(const stop_vec *v, const char *table, int64_t row_id, date_t *ret_until) {
    enum stop found = STOP_NONE;
    date_t until = DATE_FIRST; /* of the holds; a restriction behind them has no end */

    for (size_t i = 0; i < v->len; i++) {
        const struct stop_row *s = &v->d[i];
        bool meant = (s->table_name == NULL || strcmp(s->table_name, table) == 0) &&
                     (s->row_id == 0 || s->row_id == row_id) && s->column_name == NULL;

        if (!meant)
            continue;
        if (found == STOP_NONE || s->stop == STOP_HOLD)
            found = s->stop;
        if (until != DATE_NONE && (s->until == DATE_NONE || s->until > until))
            until = s->until;
    }
    *ret_until = found == STOP_HOLD ? until : DATE_NONE;
    return found;
}

int stop_open_request(struct db *db, const struct subject *s, int64_t except_id) {
    STMT(st);

    TRY(stmt_open(&st, db,
                  "SELECT 1 FROM request q WHERE q.customer_id = :customer AND " REQUEST_STOPS_SQL " LIMIT 1"));
    stmt_int(&st, ":customer", s->customer_id);
    stmt_int(&st, ":except", except_id);
    return stmt_next(&st);
}

void standing_in_force_sql(const struct catalog *cat, const char *owner, struct sb *out) {
    const char *either = "";

    sb_cat(out, "(");
    for (size_t i = 0; i < cat->table_count; i++) {
        const struct cat_table *t = &cat->tables[i];
        SB(end);

        if (t->open_until == SIZE_MAX)
            continue;
        sb_cat(&end, "k.");
        sql_ident(&end, t->columns[t->open_until].name);
        sb_printf(out, "%sEXISTS (SELECT 1 FROM ", either);
        sql_ident(out, t->name);
        sb_cat(out, " k WHERE ");
        catalog_owner_sql(t, "k", out);
        sb_printf(out, " = %s AND (%s IS NULL OR %s >= :day))", owner, end.d, end.d);
        either = " OR ";
    }
    sb_cat(out, *either == '\0' ? ":day IS NULL)" : ")");
}

int standing_load(struct db *db, const struct catalog *cat, const struct subject *s, date_t as_of, enum role *ret_role,
                  date_t ret_objected[SCOPE__MAX]) {
    char day[DATE_LEN];
    bool known = false;
    SB(in_force);
    STMT(st);
    int r;

    date_iso(as_of, day);
    standing_in_force_sql(cat, "c.id", &in_force);
    TRY(stmt_openf(&st, db,
                   "SELECT c.role, o.scope, o.since FROM customer c LEFT JOIN objection o ON o.customer_id = c.id"
                   " AND NOT %s WHERE c.id = :customer",
                   in_force.d));
    stmt_int(&st, ":customer", s->customer_id);
    stmt_text(&st, ":day", day);
    while ((r = stmt_next(&st)) > 0) {
        enum scope scope;

        known = role_parse(stmt_col_text(&st, 0), ret_role) == 0;
        if (!stmt_col_null(&st, 1) && scope_parse(stmt_col_text(&st, 1), &scope) == 0)
            (void)date_parse_iso(stmt_col_text(&st, 2), &ret_objected[scope]);
    }
    return r < 0 ? -1 : known;
}

int hold_add(struct db *db, int64_t register_id, int64_t customer_id, const char *table, int64_t row_id,
             const char *reason, const char *owner, const char *placed_on, const char *until, int64_t *ret_id) {
    STMT(st);

    TRY(stmt_open(&st, db,
                  "INSERT INTO hold (register_id, customer_id, table_name, row_id, reason, owner, placed_on, until)"
                  " VALUES (:register, nullif(:customer, 0), :table, nullif(:row, 0), :reason, :owner, :on, :until)"));
    stmt_int(&st, ":register", register_id);
    stmt_int(&st, ":customer", customer_id);
    stmt_text(&st, ":table", table);
    stmt_int(&st, ":row", row_id);
    stmt_text(&st, ":reason", reason);
    stmt_text(&st, ":owner", owner);
    stmt_text(&st, ":on", placed_on);
    stmt_text(&st, ":until", until);
    TRY(stmt_run(&st));
    *ret_id = db_last_rowid(db);
    return ledger_note_in(db, register_id,
                          &(struct ledger_item){.type = LEDGER_HOLD,
                                                .n = {*ret_id, customer_id, row_id},
                                                .s = {NULL, table, placed_on, until}});
}

int hold_lift(struct db *db, int64_t id, const char *on) {
    STMT(find);
    STMT(set);
    int r;

    TRY(stmt_open(&find, db, "SELECT lifted_on FROM hold WHERE id = :id"));
    stmt_int(&find, ":id", id);
    r = stmt_next(&find);
    TRY(r);
    if (r == 0) {
        (void)err_set(db->err, ERR_NOTFOUND, "there is no hold %" PRId64, id);
        return err_hint(db->err, "`gdprctl hold list` shows the holds there are");
    }
    if (!stmt_col_null(&find, 0))
        return err_set(db->err, ERR_REFUSED, "hold %" PRId64 " has been lifted already, on %s", id,
                       stmt_col_text(&find, 0));
    TRY(stmt_open(&set, db, "UPDATE hold SET lifted_on = :on WHERE id = :id"));
    stmt_text(&set, ":on", on);
    stmt_int(&set, ":id", id);
    TRY(stmt_run(&set));
    return ledger_note(db, &(struct ledger_item){.type = LEDGER_HOLD_END, .n = {id}, .s = {on}});
}

/* Placed by :day, and in force on it; what was lifted that day has ended at once. */
#define PLACED   "h.placed_on <= :day"
#define IN_FORCE "((h.lifted_on IS NULL OR h.lifted_on > :day) AND (h.until IS NULL OR h.until >= :day))"

int hold_count(struct db *db, const char *as_of, int64_t *ret) {
    STMT(st);

    TRY(stmt_open(&st, db, "SELECT count(*) FROM hold h WHERE " PLACED " AND " IN_FORCE));
    stmt_text(&st, ":day", as_of);
    TRY(stmt_next(&st));
    *ret = stmt_col_int(&st, 0);
    return 0;
}

int hold_each(struct db *db, bool active_only, const char *as_of, int (*each)(void *ctx, const struct hold_row *row),
              void *ctx) {
    STMT(st);
    int r;

    TRY(stmt_open(&st, db,
                  "SELECT h.id, g.code, c.customer_no, h.table_name, h.reason, h.owner, h.placed_on, h.until,"
                  " h.lifted_on, coalesce(h.row_id, 0), " IN_FORCE " FROM hold h JOIN register g ON g.id ="
                  " h.register_id LEFT JOIN customer c ON c.id = h.customer_id"
                  " WHERE " PLACED " AND (NOT :active OR " IN_FORCE ") ORDER BY h.id"));
    stmt_bool(&st, ":active", active_only);
    stmt_text(&st, ":day", as_of);
    while ((r = stmt_next(&st)) > 0) {
        struct hold_row row = {
            .id = stmt_col_int(&st, 0),
            .register_code = stmt_col_text(&st, 1),
            .customer_no = stmt_col_text(&st, 2),
            .table_name = stmt_col_text(&st, 3),
            .reason = stmt_col_text(&st, 4),
            .owner = stmt_col_text(&st, 5),
            .placed_on = stmt_col_text(&st, 6),
            .until = stmt_col_text(&st, 7),
            .lifted_on = stmt_col_text(&st, 8),
            .row_id = stmt_col_int(&st, 9),
            .in_force = stmt_col_int(&st, 10) != 0,
        };
        int stop = each(ctx, &row);

        if (stop != 0)
            return stop;
    }
    return r;
}
