/*
 * release_store.c - see release_store.h.
 */
#include "store/release_store.h"

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
