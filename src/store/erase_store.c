/*
 * erase_store.c - see erase_store.h.
 */
#include "store/erase_store.h"

#include "store/stmt.h"

int erase_store_begin(struct db *db, int64_t request_id) {
    STMT(any);
    STMT(st);
    int r;

    TRY(stmt_open(&any, db, "SELECT 1 FROM request_result WHERE request_id = :id LIMIT 1"));
    stmt_int(&any, ":id", request_id);
    r = stmt_next(&any);
    if (r <= 0)
        return r;
    TRY(stmt_open(&st, db, "DELETE FROM request_result WHERE request_id = :id AND reason IS NOT NULL"));
    stmt_int(&st, ":id", request_id);
    TRY(stmt_run(&st));
    return 1;
}

static int insert(struct db *db, int64_t request_id, const struct erase_counts *c, const struct erase_stay *s) {
    STMT(st);

    TRY(stmt_open(
        &st, db,
        "INSERT INTO request_result (request_id, table_name, found, erased, cleared, kept, reason,"
        " legal_reference, rule, until) VALUES (:id, :table, :found, :erased, :cleared, :kept, :reason, :reference,"
        " :rule, :until)"));
    stmt_int(&st, ":id", request_id);
    stmt_text(&st, ":table", c->table);
    stmt_int(&st, ":found", c->found);
    stmt_int(&st, ":erased", c->erased);
    stmt_int(&st, ":cleared", c->cleared);
    stmt_int(&st, ":kept", c->kept);
    stmt_text(&st, ":reason", s != NULL ? s->reason : NULL);
    stmt_text(&st, ":reference", s != NULL ? s->legal_reference : NULL);
    stmt_text(&st, ":rule", s != NULL ? s->rule : NULL);
    stmt_text(&st, ":until", s != NULL ? s->until : NULL);
    return stmt_run(&st);
}

static int64_t more(int64_t a, int64_t b) {
    return a > b ? a : b;
}

/* What an earlier run left (`before`) and this one does not find was taken meanwhile, by a purge: it counts as erased.
 * What this one finds beyond that came since, by an import, and is found in addition. */
static int add_to_earlier(struct db *db, int64_t id, const struct erase_counts *before, const struct erase_counts *c) {
    int64_t left = c->cleared + c->kept, found = before->found + more(c->found - before->cleared - before->kept, 0);
    int64_t cleared = before->cleared + c->cleared;
    STMT(st);

    cleared = cleared < left ? cleared : left;
    TRY(stmt_open(&st, db,
                  "UPDATE request_result SET found = :found, erased = :erased, cleared = :cleared, kept = :kept"
                  " WHERE id = :id"));
    stmt_int(&st, ":found", found);
    stmt_int(&st, ":erased", found - left);
    stmt_int(&st, ":cleared", cleared);
    stmt_int(&st, ":kept", left - cleared);
    stmt_int(&st, ":id", id);
    return stmt_run(&st);
}

int erase_store_table(struct db *db, int64_t request_id, bool again, const struct erase_counts *c) {
    STMT(st);
    int r;

    if (!again)
        return insert(db, request_id, c, NULL);
    TRY(stmt_open(&st, db,
                  "SELECT id, found, cleared, kept FROM request_result WHERE request_id = :id AND table_name = :table"
                  " AND reason IS NULL"));
    stmt_int(&st, ":id", request_id);
    stmt_text(&st, ":table", c->table);
    r = stmt_next(&st);
    TRY(r);
    if (r == 0)
        return insert(db, request_id, c, NULL);
    return add_to_earlier(db, stmt_col_int(&st, 0),
                          &(struct erase_counts){.found = stmt_col_int(&st, 1),
                                                 .cleared = stmt_col_int(&st, 2),
                                                 .kept = stmt_col_int(&st, 3)},
                          c);
}

int erase_store_reason(struct db *db, int64_t request_id, const struct erase_stay *s) {
    const struct erase_counts c = {
        .table = s->table, .found = s->cleared + s->kept, .cleared = s->cleared, .kept = s->kept};

    return insert(db, request_id, &c, s);
}

int erase_store_end(struct db *db, int64_t request_id) {
    STMT(st);

    TRY(stmt_open(&st, db,
                  "UPDATE request_result SET erased = found, cleared = 0, kept = 0 WHERE request_id = :id"
                  " AND reason IS NULL AND table_name NOT IN (SELECT r.table_name FROM request_result r"
                  " WHERE r.request_id = :id AND r.reason IS NOT NULL)"));
    stmt_int(&st, ":id", request_id);
    return stmt_run(&st);
}

int erase_store_each(struct db *db, int64_t request_id, int (*each)(void *ctx, const struct erase_result_row *row),
                     void *ctx) {
    STMT(st);
    int r;

    TRY(stmt_open(
        &st, db,
        "SELECT table_name, reason, legal_reference, until, found, erased, cleared, kept, rule FROM request_result"
        " WHERE request_id = :id ORDER BY reason IS NOT NULL, id"));
    stmt_int(&st, ":id", request_id);
    while ((r = stmt_next(&st)) > 0) {
        int stop = each(ctx, &(struct erase_result_row){.table = stmt_col_text(&st, 0),
                                                        .reason = stmt_col_text(&st, 1),
                                                        .legal_reference = stmt_col_text(&st, 2),
                                                        .until = stmt_col_text(&st, 3),
                                                        .found = stmt_col_int(&st, 4),
                                                        .erased = stmt_col_int(&st, 5),
                                                        .cleared = stmt_col_int(&st, 6),
                                                        .kept = stmt_col_int(&st, 7),
                                                        .rule = stmt_col_text(&st, 8)});

        if (stop != 0)
            return stop;
    }
    return r;
}

int erase_store_is_restricted(struct db *db, int64_t customer_id, const char *table, int64_t row_id) {
    STMT(st);

    TRY(stmt_open(
        &st, db,
        "SELECT 1 FROM restriction WHERE customer_id = :customer AND ground = 'kept-data' AND lifted_on IS NULL"
        " AND iif(table_name IS NULL, :row = 0, table_name = :table AND row_id = :row) LIMIT 1"));
    stmt_int(&st, ":customer", customer_id);
    stmt_text(&st, ":table", table);
    stmt_int(&st, ":row", row_id);
    return stmt_next(&st);
}
