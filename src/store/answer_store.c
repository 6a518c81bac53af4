/*
 * answer_store.c - see answer_store.h.
 */
#include "store/answer_store.h"

#include "store/stmt.h"

int answer_fields(struct db *db, const char *ref, int (*each)(void *ctx, const char *field), void *ctx) {
    STMT(st);
    int r;

    /* The detail is "field=table.column row=N old=... new=...". */
    TRY(stmt_open(&st, db,
                  "SELECT substr(detail, 7, instr(detail, ' ') - 7) AS field FROM audit"
                  " WHERE request_ref = :ref AND command = 'rectify' AND substr(detail, 1, 6) = 'field='"
                  " GROUP BY field ORDER BY min(seq)"));
    stmt_text(&st, ":ref", ref);
    while ((r = stmt_next(&st)) > 0) {
        int stop = each(ctx, stmt_col_text(&st, 0));

        if (stop != 0)
            return stop;
    }
    return r;
}

int answer_changes(struct db *db, const char *ref, int (*each)(void *ctx, const char *field, int64_t row_id),
                   void *ctx) {
    STMT(st);
    int r;

    TRY(stmt_open(&st, db,
                  "SELECT substr(detail, 7, instr(detail, ' ') - 7) AS field,"
                  " CAST(substr(detail, instr(detail, ' row=') + 5) AS INTEGER) AS row_id FROM audit"
                  " WHERE request_ref = :ref AND command = 'rectify' AND substr(detail, 1, 6) = 'field='"
                  " GROUP BY field, row_id ORDER BY min(seq)"));
    stmt_text(&st, ":ref", ref);
    while ((r = stmt_next(&st)) > 0) {
        int stop = each(ctx, stmt_col_text(&st, 0), stmt_col_int(&st, 1));

        if (stop != 0)
            return stop;
    }
    return r;
}

static int each_restriction(struct stmt *st, int64_t request_id,
                            int (*each)(void *ctx, const struct answer_restriction *row), void *ctx) {
    int r;

    stmt_int(st, ":id", request_id);
    while ((r = stmt_next(st)) > 0) {
        int stop = each(ctx, &(struct answer_restriction){.ground = stmt_col_text(st, 0),
                                                          .table = stmt_col_text(st, 1),
                                                          .column = stmt_col_text(st, 2),
                                                          .lifted_on = stmt_col_text(st, 3),
                                                          .row_id = stmt_col_int(st, 4),
                                                          .notice_on = stmt_col_text(st, 5),
                                                          .placed_on = stmt_col_text(st, 6)});

        if (stop != 0)
            return stop;
    }
    return r;
}

int answer_restrictions(struct db *db, int64_t request_id, int (*each)(void *ctx, const struct answer_restriction *row),
                        void *ctx) {
    STMT(st);

    TRY(stmt_open(&st, db,
                  "SELECT ground, table_name, column_name, lifted_on, coalesce(row_id, 0), notice_on, placed_on"
                  " FROM restriction"
                  " WHERE request_id = :id ORDER BY id"));
    return each_restriction(&st, request_id, each, ctx);
}

int answer_restrictions_before(struct db *db, int64_t request_id,
                               int (*each)(void *ctx, const struct answer_restriction *row), void *ctx) {
    STMT(st);

    TRY(stmt_open(&st, db,
                  "SELECT r.ground, r.table_name, r.column_name, r.lifted_on, coalesce(r.row_id, 0), r.notice_on,"
                  " r.placed_on FROM request q"
                  " JOIN restriction r ON r.customer_id = q.customer_id AND r.ground = q.decision AND"
                  " r.column_name IS NULL AND r.placed_on <= q.finished_on AND (r.lifted_on IS NULL OR r.lifted_on >= "
                  "q.finished_on)"
                  " AND iif(r.table_name = 'representative', coalesce(r.row_id, 0), 0) ="
                  " coalesce(q.representative_id, 0) WHERE q.id = :id ORDER BY r.lifted_on IS NOT NULL, r.id"));
    return each_restriction(&st, request_id, each, ctx);
}

int answer_restricted_otherwise(struct db *db, int64_t request_id) {
    STMT(st);

    TRY(stmt_open(&st, db,
                  "SELECT 1 FROM request q JOIN restriction r ON r.customer_id = q.customer_id"
                  " AND r.request_id IS NOT q.id AND r.lifted_on IS NULL"
                  " AND iif(r.table_name = 'representative', coalesce(r.row_id, 0), 0) ="
                  " coalesce(q.representative_id, 0) WHERE q.id = :id LIMIT 1"));
    stmt_int(&st, ":id", request_id);
    return stmt_next(&st);
}
