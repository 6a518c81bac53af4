/*
 * optout_ban.c - bans of one scope for many customers; see optout_store.h. What is there is read for some hundreds of
 * customers in one go along the indexes; then only what has to change is written, each row once. A permission that was
 * processed since the ban was given keeps its day, and so its place in the index by day: that column is not set.
 */
#include "store/optout_store.h"

#include "base/sb.h"
#include "store/ledger_item.h"

enum {
    WALK_MAX = 12, /* how many rows a walk may pass by before searching the customer is cheaper */
    TOGETHER = 32, /* rows of one statement */
};

static void text_at(struct stmt *st, int at, const char *text) {
    stmt_textn_at(st, at, text, text != NULL ? strlen(text) : 0);
}

/* ---- what is there ---- */

/* Rows of a table by customer, asked for in ascending order. Its statement begins with the customer's id. */
struct walk {
    struct stmt st;
    enum scope scope;
    int64_t at; /* whose row it stands on; -1: nowhere yet, INT64_MAX: behind the last one */
};

static int walk_step(struct walk *w) {
    int r = stmt_next(&w->st);

    w->at = r > 0 ? stmt_col_int(&w->st, 0) : INT64_MAX;
    return r < 0 ? -1 : 0;
}

static int walk_search(struct walk *w, int64_t customer_id) {
    stmt_reset(&w->st);
    stmt_int_at(&w->st, 1, customer_id);
    text_at(&w->st, 2, scope_code(w->scope));
    return walk_step(w);
}

/* To the customer's first row: 1, 0 when there is none, -1. */
static int walk_first(struct walk *w, int64_t customer_id) {
    for (int passed = 0; w->at < customer_id; passed++)
        TRY(w->at < 0 || passed == WALK_MAX ? walk_search(w, customer_id) : walk_step(w));
    return w->at == customer_id ? 1 : 0;
}

static int walk_next(struct walk *w, int64_t customer_id) {
    TRY(walk_step(w));
    return w->at == customer_id ? 1 : 0;
}

static void walk_end(struct walk *w) {
    stmt_reset(&w->st);
    w->at = -1;
}

/* A permission that has to become a prohibition. */
struct permitted {
    int64_t row;
    const struct optout_ban *ban;
};

typedef VEC(struct permitted) permitted_vec;

struct writing {
    struct db *db;
    struct walk objections, permissions;
    struct stmt object, stay, move;
    const struct optout_ban *objecting[OPTOUT_BANS]; /* those that have not objected yet */
    size_t objecting_count;
    permitted_vec staying, moving; /* where the day stays, and where it changes */
};

static void writing_release(struct writing *w) {
    stmt_release(&w->objections.st);
    stmt_release(&w->permissions.st);
    stmt_release(&w->object);
    stmt_release(&w->stay);
    stmt_release(&w->move);
    vec_release(&w->staying);
    vec_release(&w->moving);
}

static int read_objections(struct writing *w, struct optout_ban *ban) {
    bool objected = false;
    int r;

    for (r = walk_first(&w->objections, ban->customer_id); r > 0; r = walk_next(&w->objections, ban->customer_id))
        objected = objected || stmt_col_int(&w->objections.st, 1) != 0;
    if (!objected)
        w->objecting[w->objecting_count++] = ban;
    ban->changed = !objected;
    return r;
}

static int read_permissions(struct writing *w, struct optout_ban *ban) {
    const struct stmt *st = &w->permissions.st;
    int r;

    for (r = walk_first(&w->permissions, ban->customer_id); r > 0; r = walk_next(&w->permissions, ban->customer_id)) {
        const char *day;
        bool stays;

        if (stmt_col_int(st, 2) == 0)
            continue;
        day = stmt_col_text(st, 3);
        stays = day != NULL && strcmp(day, ban->since) >= 0;
        *vec_push(stays ? &w->staying : &w->moving) = (struct permitted){stmt_col_int(st, 1), ban};
        ban->changed = true;
    }
    return r;
}

/* ---- what is written ---- */

/* Statements of many rows. Places that are not bound are none. OR FAIL: a failure ends the whole transaction, so SQLite
 * need not keep pages for taking the statement back alone. */
static int open_object(struct writing *w) {
    SB(sql);

    sb_cat(&sql, "INSERT OR FAIL INTO objection (register_id, customer_id, scope, since, source)"
                 " SELECT column1, column2, ?1, column3, 'import' FROM (VALUES (?, ?, ?)");
    for (int i = 1; i < TOGETHER; i++)
        sb_cat(&sql, ", (?, ?, ?)");
    return stmt_openf(&w->object, w->db, "%s) WHERE column2 IS NOT NULL", sql.d);
}

static int object(struct writing *w, enum scope scope) {
    for (size_t i = 0; i < w->objecting_count;) {
        text_at(&w->object, 1, scope_code(scope));
        for (int k = 0; k < TOGETHER && i < w->objecting_count; k++, i++) {
            stmt_int_at(&w->object, 3 * k + 2, w->objecting[i]->register_id);
            stmt_int_at(&w->object, 3 * k + 3, w->objecting[i]->customer_id);
            text_at(&w->object, 3 * k + 4, w->objecting[i]->since);
        }
        TRY(stmt_run(&w->object));
    }
    return 0;
}

static int open_stay(struct writing *w) {
    SB(sql);

    sb_cat(&sql, "UPDATE OR FAIL marketing_permission SET state = 'prohibition', source = coalesce(?1, source)"
                 " WHERE id IN (?");
    for (int i = 1; i < TOGETHER; i++)
        sb_cat(&sql, ", ?");
    return stmt_openf(&w->stay, w->db, "%s)", sql.d);
}

/* One statement for as many as have the same source. */
static int stay(struct writing *w) {
    for (size_t i = 0; i < w->staying.len;) {
        const char *source = w->staying.d[i].ban->source;

        text_at(&w->stay, 1, source);
        for (int k = 0; k < TOGETHER && i < w->staying.len && w->staying.d[i].ban->source == source; k++, i++)
            stmt_int_at(&w->stay, k + 2, w->staying.d[i].row);
        TRY(stmt_run(&w->stay));
    }
    return 0;
}

static int move(struct writing *w) {
    for (size_t i = 0; i < w->moving.len; i++) {
        const struct permitted *p = &w->moving.d[i];

        stmt_int_at(&w->move, 1, p->row);
        text_at(&w->move, 2, p->ban->source);
        text_at(&w->move, 3, p->ban->since);
        TRY(stmt_run(&w->move));
    }
    return 0;
}

/* What has changed nothing is not for the ledger. */
static int note(struct writing *w, enum scope scope, const struct optout_ban *bans, size_t n) {
    bool any = false;

    for (size_t i = 0; i < n; i++) {
        if (!bans[i].changed)
            continue;
        TRY(ledger_note_batch(w->db, bans[i].register_id, bans[i].customer_id, bans[i].since, bans[i].source));
        any = true;
    }
    return any ? ledger_note(w->db, &(struct ledger_item){.type = LEDGER_BATCH_WRITE, .n = {(int64_t)scope}}) : 0;
}

/* ---- all of it ---- */

static int open_all(struct writing *w) {
    TRY(stmt_open(&w->objections.st, w->db,
                  "SELECT customer_id, scope = ?2 FROM objection WHERE customer_id >= ?1 ORDER BY customer_id"));
    TRY(stmt_open(&w->permissions.st, w->db,
                  "SELECT customer_id, id, CASE WHEN state IS 'prohibition' THEN 0 WHEN ?2 = 'all-marketing' THEN 1"
                  " ELSE scope = ?2 OR scope = 'all-marketing' END, processed_on FROM marketing_permission"
                  " WHERE customer_id >= ?1 ORDER BY customer_id"));
    TRY(open_object(w));
    TRY(open_stay(w));
    return stmt_open(&w->move, w->db,
                     "UPDATE marketing_permission SET state = 'prohibition', source = coalesce(?2, source),"
                     " processed_on = ?3 WHERE id = ?1");
}

static int write_some(struct writing *w, enum scope scope, struct optout_ban *bans, size_t n) {
    w->objecting_count = 0;
    vec_clear(&w->staying);
    vec_clear(&w->moving);
    for (size_t i = 0; i < n; i++) {
        TRY(read_objections(w, &bans[i]));
        TRY(read_permissions(w, &bans[i]));
    }
    walk_end(&w->objections);
    walk_end(&w->permissions);
    TRY(object(w, scope));
    TRY(stay(w));
    TRY(move(w));
    return note(w, scope, bans, n);
}

int optout_ban(struct db *db, enum scope scope, struct optout_ban *bans, size_t n) {
    struct writing w CLEANUP(writing_release) = {
        .db = db, .objections = {.scope = scope, .at = -1}, .permissions = {.scope = scope, .at = -1}};

    TRY(open_all(&w));
    for (size_t i = 0; i < n; i += OPTOUT_BANS)
        TRY(write_some(&w, scope, bans + i, n - i < OPTOUT_BANS ? n - i : OPTOUT_BANS));
    return 0;
}
