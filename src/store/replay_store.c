/*
 * replay_store.c - see replay_store.h.
 */
#include "store/replay_store.h"

#include "base/mem.h"
#include "base/sb.h"
#include "store/meta_store.h"
#include "store/stmt.h"

/* The first column of the first row of an opened statement; 0 without one. */
static int number(struct stmt *st, int64_t *ret) {
    int r = stmt_next(st);

    *ret = r > 0 ? stmt_col_int(st, 0) : 0;
    return r;
}

/* ---- a run that did not come to its end ---- */

#define BEGUN "ledger_replay_from"

int replay_begun(struct db *db, int64_t now, int64_t *ret) {
    char *value CLEANUP(mem_free) = NULL;

    TRY(meta_text(db, BEGUN, &value));
    *ret = value != NULL ? strtoll(value, NULL, 10) : now;
    return 0;
}

int replay_note_begun(struct db *db, int64_t seq) {
    SB(text);

    sb_printf(&text, "%" PRId64, seq);
    return meta_set_text(db, BEGUN, text.d);
}

int replay_forget_begun(struct db *db) {
    return meta_unset(db, BEGUN);
}

/* ---- what is there ---- */

int replay_register(struct db *db, const char *code, int64_t *ret) {
    STMT(st);

    TRY(stmt_open(&st, db, "SELECT id FROM register WHERE code = :code"));
    stmt_text(&st, ":code", code);
    return number(&st, ret) < 0 ? -1 : 0;
}

int replay_customer(struct db *db, int64_t register_id, int64_t customer_id) {
    STMT(st);

    TRY(stmt_open(&st, db, "SELECT 1 FROM customer WHERE id = :id AND register_id = :register"));
    stmt_int(&st, ":id", customer_id);
    stmt_int(&st, ":register", register_id);
    return stmt_next(&st);
}

int replay_request_id(struct db *db, const char *ref, int64_t *ret) {
    STMT(st);

    TRY(stmt_open(&st, db, "SELECT id FROM request WHERE ref = :ref"));
    stmt_text(&st, ":ref", ref);
    return number(&st, ret) < 0 ? -1 : 0;
}

int replay_value(struct db *db, const struct cat_table *table, const struct cat_column *column, int64_t row_id,
                 char **ret) {
    SB(from);
    SB(what);
    STMT(st);
    int r;

    *ret = NULL;
    sql_ident(&what, column->name);
    sql_ident(&from, table->name);
    TRY(stmt_openf(&st, db, "SELECT %s FROM %s WHERE id = :id", what.d, from.d));
    stmt_int(&st, ":id", row_id);
    r = stmt_next(&st);
    if (r > 0)
        *ret = mem_strdup(stmt_col_text(&st, 0));
    return r;
}

int replay_owner(struct db *db, const struct cat_table *table, int64_t row_id, int64_t *ret) {
    SB(from);
    SB(owner);
    STMT(st);

    catalog_owner_sql(table, "a", &owner);
    sql_ident(&from, table->name);
    TRY(stmt_openf(&st, db, "SELECT %s FROM %s a WHERE a.id = :id", owner.d, from.d));
    stmt_int(&st, ":id", row_id);
    return number(&st, ret) < 0 ? -1 : 0;
}

/* ---- the request book ---- */

enum {
    REF,
    CODE,
    RIGHT,
    STATE,
    RECEIVED,
    CHANNEL,
    DUE,
    ART12,
    PROMISE,
    EXTENDED,
    METHOD,
    VERIFIED,
    DECISION,
    UNTIL,
    FINISHED,
    DELIVERED,
    SCOPES
};

static void bind_state(struct stmt *st, const struct ledger_item *item) {
    stmt_text(st, ":ref", item->s[REF]);
    stmt_text(st, ":state", item->s[STATE]);
    stmt_text(st, ":due", item->s[DUE]);
    stmt_text(st, ":extended", item->s[EXTENDED]);
    stmt_text(st, ":method", item->s[METHOD]);
    stmt_text(st, ":verified", item->s[VERIFIED]);
    stmt_text(st, ":decision", item->s[DECISION]);
    stmt_text(st, ":until", item->s[UNTIL]);
    stmt_text(st, ":finished", item->s[FINISHED]);
    stmt_text(st, ":delivered", item->s[DELIVERED]);
    stmt_int(st, ":proxy", item->n[2]);
}

static int add_scopes(struct db *db, int64_t request_id, const char *scopes) {
    STMT(st);

    TRY(stmt_open(&st, db, "INSERT INTO request_scope (owner_id, position, value) VALUES (:id, :at, :value)"));
    for (int64_t at = 0; scopes != NULL && *scopes != '\0'; at++) {
        size_t len = strcspn(scopes, ",");

        stmt_int(&st, ":id", request_id);
        stmt_int(&st, ":at", at);
        stmt_textn(&st, ":value", scopes, len);
        TRY(stmt_run(&st));
        scopes += len + (scopes[len] == ',' ? 1 : 0);
    }
    return 0;
}

/* The person may have gone meanwhile, or never been in the copy. A representative who is not there leaves no customer
 * either: the request would be taken for the customer's own. */
static int add_request(struct db *db, int64_t register_id, const struct ledger_item *item) {
    STMT(st);

    TRY(stmt_open(&st, db,
                  "INSERT INTO request (ref, register_id, right, state, customer_id, representative_id, subject_tag,"
                  " received, channel, due, art12, promise, extended_due, method, verified_on, by_proxy, decision,"
                  " until, finished_on, delivered_on) VALUES (:ref, :register, :right, :state,"
                  " (SELECT id FROM customer WHERE id = :customer AND (:rep = 0 OR EXISTS (SELECT 1 FROM representative"
                  " r WHERE r.id = :rep AND r.customer_id = :customer))),"
                  " (SELECT id FROM representative WHERE id = :rep AND customer_id = :customer),"
                  " :tag, :received, :channel, :due, :art12, :promise, :extended, :method, :verified, :proxy,"
                  " :decision, :until, :finished, :delivered)"));
    bind_state(&st, item);
    stmt_int(&st, ":register", register_id);
    stmt_text(&st, ":right", item->s[RIGHT]);
    stmt_int(&st, ":customer", item->n[0]);
    stmt_int(&st, ":rep", item->n[1]);
    stmt_blob(&st, ":tag", item->tag[0], CRYPT_TAG_LEN);
    stmt_text(&st, ":received", item->s[RECEIVED]);
    stmt_text(&st, ":channel", item->s[CHANNEL]);
    stmt_text(&st, ":art12", item->s[ART12]);
    stmt_text(&st, ":promise", item->s[PROMISE]);
    TRY(stmt_run(&st));
    return add_scopes(db, db_last_rowid(db), item->s[SCOPES]) < 0 ? -1 : 1;
}

int replay_request(struct db *db, int64_t register_id, const struct ledger_item *item) {
    STMT(st);

    TRY(stmt_open(&st, db,
                  "UPDATE request SET state = :state, due = :due, extended_due = :extended, method = :method,"
                  " verified_on = :verified, by_proxy = :proxy, decision = :decision, until = :until,"
                  " finished_on = :finished, delivered_on = :delivered WHERE ref = :ref"));
    bind_state(&st, item);
    TRY(stmt_run(&st));
    return db_changes(db) > 0 ? 0 : add_request(db, register_id, item);
}

int replay_request_own(struct db *db, const char *ref, const char *rule) {
    STMT(st);

    TRY(stmt_open(&st, db, "UPDATE request SET own_rule = :rule WHERE ref = :ref"));
    stmt_text(&st, ":rule", rule);
    stmt_text(&st, ":ref", ref);
    return stmt_run(&st);
}

/* ---- holds ---- */

int replay_hold(struct db *db, int64_t register_id, const struct ledger_item *item) {
    STMT(st);

    TRY(stmt_open(&st, db,
                  "INSERT INTO hold (id, register_id, customer_id, table_name, row_id, reason, owner, placed_on, until)"
                  " VALUES (:id, :register, nullif(:customer, 0), :table, nullif(:row, 0), 'repeated from the ledger',"
                  " 'privacy officer', :day, :until) ON CONFLICT DO NOTHING"));
    stmt_int(&st, ":id", item->n[0]);
    stmt_int(&st, ":register", register_id);
    stmt_int(&st, ":customer", item->n[1]);
    stmt_text(&st, ":table", item->s[1]);
    stmt_int(&st, ":row", item->n[2]);
    stmt_text(&st, ":day", item->s[2]);
    stmt_text(&st, ":until", item->s[3]);
    return stmt_run(&st);
}

int replay_hold_end(struct db *db, int64_t id, const char *day) {
    STMT(st);

    TRY(stmt_open(&st, db, "UPDATE hold SET lifted_on = :day WHERE id = :id AND lifted_on IS NULL"));
    stmt_text(&st, ":day", day);
    stmt_int(&st, ":id", id);
    TRY(stmt_run(&st));
    return db_changes(db) > 0 ? 1 : 0;
}
