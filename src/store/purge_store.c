/*
 * purge_store.c - see purge_store.h.
 */
#include "store/purge_store.h"

#include "base/mem.h"
#include "store/stmt.h"

int purge_rules_each(struct db *db, int64_t register_id,
                     int (*each)(void *ctx, const char *rule, const uint8_t *digest), void *ctx) {
    STMT(st);
    int r;

    TRY(stmt_open(&st, db,
                  "SELECT rule, digest FROM rule_run WHERE register_id = :register AND length(digest) = :len"));
    stmt_int(&st, ":register", register_id);
    stmt_int(&st, ":len", CRYPT_HASH_LEN);
    while ((r = stmt_next(&st)) > 0) {
        int stop = each(ctx, stmt_col_text(&st, 0), stmt_col_blob(&st, 1));

        if (stop != 0)
            return stop;
    }
    return r;
}

int purge_rule_forget(struct db *db, int64_t register_id, const char *rule) {
    STMT(st);

    TRY(stmt_open(&st, db, "DELETE FROM rule_run WHERE register_id = :register AND rule = :rule"));
    stmt_int(&st, ":register", register_id);
    stmt_text(&st, ":rule", rule);
    return stmt_run(&st);
}

int purge_rule_confirm(struct db *db, int64_t register_id, const char *rule, const uint8_t digest[CRYPT_HASH_LEN],
                       const char *day) {
    STMT(st);

    TRY(stmt_open(
        &st, db,
        "INSERT INTO rule_run (register_id, rule, digest, confirmed_on) VALUES (:register, :rule, :digest, :day)"
        " ON CONFLICT DO UPDATE SET digest = excluded.digest, confirmed_on = excluded.confirmed_on"));
    stmt_int(&st, ":register", register_id);
    stmt_text(&st, ":rule", rule);
    stmt_blob(&st, ":digest", digest, CRYPT_HASH_LEN);
    stmt_text(&st, ":day", day);
    return stmt_run(&st);
}

int purge_last(struct db *db, char **ret_started_at) {
    STMT(st);
    int r;

    TRY(stmt_open(&st, db, "SELECT started_at FROM purge_run ORDER BY id DESC LIMIT 1"));
    r = stmt_next(&st);
    TRY(r);
    *ret_started_at = r > 0 ? mem_strdup(stmt_col_text(&st, 0)) : NULL;
    return 0;
}

int purge_begin(struct db *db, const char *started_at, const char *as_of, int64_t *ret_id) {
    STMT(st);

    TRY(stmt_open(&st, db, "INSERT INTO purge_run (started_at, as_of, result) VALUES (:at, :as_of, 'running')"));
    stmt_text(&st, ":at", started_at);
    stmt_text(&st, ":as_of", as_of);
    TRY(stmt_run(&st));
    *ret_id = db_last_rowid(db);
    return 0;
}

int purge_end(struct db *db, int64_t id, const char *finished_at, const char *result, int64_t deleted, int64_t cleared,
              int64_t files) {
    STMT(st);

    TRY(stmt_open(&st, db,
                  "UPDATE purge_run SET finished_at = :at, result = :result, deleted = :deleted, cleared = :cleared,"
                  " files_deleted = :files WHERE id = :id"));
    stmt_text(&st, ":at", finished_at);
    stmt_text(&st, ":result", result);
    stmt_int(&st, ":deleted", deleted);
    stmt_int(&st, ":cleared", cleared);
    stmt_int(&st, ":files", files);
    stmt_int(&st, ":id", id);
    return stmt_run(&st);
}
