/*
 * status_store.c - see status_store.h.
 */
#include "store/status_store.h"

#include "base/mem.h"
#include "store/hold_store.h"
#include "store/outbox_store.h"
#include "store/request_store.h"
#include "store/stmt.h"

int status_load_requests(struct db *db, const char *today, const char *soon, struct status_counts *c) {
    STMT(st);

    TRY(stmt_open(&st, db,
                  "SELECT coalesce(sum(q.state IN " REQUEST_OPEN_STATES_SQL "), 0),"
                  " coalesce(sum(" REQUEST_ANSWER_DUE_SQL " < :today), 0),"
                  " coalesce(sum(" REQUEST_ANSWER_DUE_SQL " BETWEEN :today AND :soon), 0),"
                  " coalesce(sum(q.state IN ('received', 'waiting-identity')), 0),"
                  " coalesce(sum(" REQUEST_UNDELIVERED_SQL "), 0) FROM request q WHERE " REQUEST_UNANSWERED_SQL));
    stmt_text(&st, ":today", today);
    stmt_text(&st, ":soon", soon);
    TRY(stmt_next(&st));
    c->open = stmt_col_int(&st, 0);
    c->overdue = stmt_col_int(&st, 1);
    c->due_soon = stmt_col_int(&st, 2);
    c->waiting_identity = stmt_col_int(&st, 3);
    c->undelivered = stmt_col_int(&st, 4);
    return 0;
}

int status_load_purge(struct db *db, struct status_counts *c) {
    STMT(st);
    int r;

    TRY(stmt_open(&st, db, "SELECT started_at, result, id FROM purge_run ORDER BY id DESC LIMIT 1"));
    r = stmt_next(&st);
    TRY(r);
    if (r > 0) {
        free(c->purge_at);
        free(c->purge_result);
        c->purge_at = mem_strdup(stmt_col_text(&st, 0));
        c->purge_result = mem_strdup(stmt_col_text(&st, 1));
        c->purge_id = stmt_col_int(&st, 2);
    }
    return 0;
}

int status_load(struct db *db, const char *today, const char *soon, struct status_counts *ret) {
    TRY(stmt_scalar(db, "SELECT count(*) FROM register", 0, &ret->registers));
    TRY(stmt_scalar(db, "SELECT count(*) FROM customer", 0, &ret->people));
    TRY(status_load_requests(db, today, soon, ret));
    TRY(hold_count(db, today, &ret->holds));
    TRY(outbox_count(db, &ret->files));
    return status_load_purge(db, ret);
}

void status_release(struct status_counts *c) {
    free(c->purge_at);
    free(c->purge_result);
    *c = (struct status_counts){0};
}
