/*
 * optout_ban.c - bans of one scope for many customers; see optout_store.h. What is there is read for some hundreds of
 * customers in one go along the indexes, or, where a good part of them all is meant, the permissions in the order in
 * which they lie; then only what has to change is written, each row once. A permission that was processed since the ban
 * was given keeps its day, and so its place in the index by day: that column is not set.
 */
#include "store/optout_store.h"

#include "base/sb.h"
#include "store/ledger_item.h"

enum {
    WALK_MAX = 12,   /* how many rows a walk may pass by before searching the customer is cheaper */
    TOGETHER = 32,   /* rows of one statement */
    READ_MAX = 2048, /* permissions read before those that change are written */
    MANY = 8,        /* one customer in so many permissions: then reading all of them is cheaper than searching */
};

static void text_at(struct stmt *st, int at, const char *text) {
    stmt_textn_at(st, at, text, text != NULL ? strlen(text) : 0);
}

/* ---- what is there ---- */

/* Rows of a table by customer, asked for in ascending order. Its statement begins with the customer's id. */
struct walk {
    struct stmt st;
    enum scope scope;
    bool begun; /* it stands somewhere: */
    int64_t at; /* on whose row; INT64_MAX: behind the last one */
};

static int walk_step(struct walk *w) {
    int r = stmt_next(&w->st);

    w->begun = true;
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
    for (int passed = 0; !w->begun || w->at < customer_id; passed++)
        TRY(!w->begun || passed == WALK_MAX ? walk_search(w, customer_id) : walk_step(w));
    return w->at == customer_id ? 1 : 0;
}

static int walk_next(struct walk *w, int64_t customer_id) {
    TRY(walk_step(w));
    return w->at == customer_id ? 1 : 0;
}

static void walk_end(struct walk *w) {
    stmt_reset(&w->st);
    w->begun = false;
}

/* A permission that has to become a prohibition. */
struct permitted {
    int64_t row;
    const char *source;
    char since[DATE_LEN];
};

typedef VEC(struct permitted) permitted_vec;

struct writing {
    struct db *db;
    enum scope scope;
    struct walk objections, permissions;
    struct stmt all; /* permissions, as they lie */
    struct stmt object, renew, stay, move;
    const struct optout_ban *objecting[OPTOUT_BANS]; /* those that have not objected yet */
    struct optout_ban *renewing[OPTOUT_BANS];        /* those whose objection is older */
    size_t objecting_count, renewing_count;
    permitted_vec staying, moving; /* where the day stays, and where it changes */
};

static void writing_release(struct writing *w) {
    stmt_release(&w->objections.st);
    stmt_release(&w->permissions.st);
    stmt_release(&w->all);
    stmt_release(&w->object);
    stmt_release(&w->renew);
    stmt_release(&w->stay);
    stmt_release(&w->move);
    vec_release(&w->staying);
    vec_release(&w->moving);
}

static int read_objections(struct writing *w, struct optout_ban *ban) {
    const struct stmt *st = &w->objections.st;
    bool objected = false, older = false;
    int r;

    for (r = walk_first(&w->objections, ban->customer_id); r > 0; r = walk_next(&w->objections, ban->customer_id)) {
        if (stmt_col_int(st, 1) == 0)
            continue;
        objected = true;
        older = strcmp(stmt_col_text(st, 2), ban->given) < 0;
    }
    if (!objected)
        w->objecting[w->objecting_count++] = ban;
    if (older)
        w->renewing[w->renewing_count++] = ban;
    ban->changed = ban->changed || !objected;
    return r;
}

/* `day`: of its last processing. */
static void put_down(struct writing *w, int64_t row, const char *day, const struct optout_ban *ban) {
    bool stays = day != NULL && strcmp(day, ban->since) >= 0;
    struct permitted *p = vec_push(stays ? &w->staying : &w->moving);

    *p = (struct permitted){.row = row, .source = ban->source};
    memcpy(p->since, ban->since, sizeof p->since);
}

static int read_permissions(struct writing *w, struct optout_ban *ban) {
    const struct stmt *st = &w->permissions.st;
    int r;

    for (r = walk_first(&w->permissions, ban->customer_id); r > 0; r = walk_next(&w->permissions, ban->customer_id)) {
        if (stmt_col_int(st, 2) == 0)
            continue;
        put_down(w, stmt_col_int(st, 1), stmt_col_text(st, 3), ban);
        ban->changed = true;
    }
    return r;
}

/* Reads on behind the row `*at`: 1, or 0 when there are no more. */
static int read_more(struct writing *w, optout_find *find, void *ctx, int64_t *at) {
    struct stmt *st = &w->all;
    int r = 1;

    stmt_int_at(st, 1, *at);
    text_at(st, 2, w->scope != SCOPE_ALL_MARKETING ? scope_code(w->scope) : NULL);
    for (int n = 0; n < READ_MAX && (r = stmt_next(st)) > 0; n++) {
        const struct optout_ban *ban = find(ctx, stmt_col_int(st, 1));

        *at = stmt_col_int(st, 0);
        if (ban != NULL)
            put_down(w, *at, stmt_col_text(st, 2), ban);
    }
    stmt_reset(st);
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

static int object(struct writing *w) {
    for (size_t i = 0; i < w->objecting_count;) {
        text_at(&w->object, 1, scope_code(w->scope));
        for (int k = 0; k < TOGETHER && i < w->objecting_count; k++, i++) {
            stmt_int_at(&w->object, 3 * k + 2, w->objecting[i]->register_id);
            stmt_int_at(&w->object, 3 * k + 3, w->objecting[i]->customer_id);
            text_at(&w->object, 3 * k + 4, w->objecting[i]->since);
        }
        TRY(stmt_run(&w->object));
    }
    return 0;
}

/* For the ledger each is an objection of its own: of a bulk objection it does not know whether the list said the day.
 */
static int renew(struct writing *w) {
    if (w->renewing_count > 0 && w->renew.st == NULL)
        TRY(stmt_open(&w->renew, w->db,
                      "UPDATE objection SET since = ?3, source = 'import' WHERE customer_id = ?1 AND scope = ?2"));
    for (size_t i = 0; i < w->renewing_count; i++) {
        struct optout_ban *ban = w->renewing[i];

        stmt_int_at(&w->renew, 1, ban->customer_id);
        text_at(&w->renew, 2, scope_code(w->scope));
        text_at(&w->renew, 3, ban->given);
        TRY(stmt_run(&w->renew));
        TRY(ledger_note_in(w->db, ban->register_id,
                           &(struct ledger_item){.type = LEDGER_OBJECTION,
                                                 .n = {ban->customer_id},
                                                 .s = {NULL, scope_code(w->scope), ban->given, "import"}}));
        ban->changed = true;
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
        const char *source = w->staying.d[i].source;

        text_at(&w->stay, 1, source);
        for (int k = 0; k < TOGETHER && i < w->staying.len && w->staying.d[i].source == source; k++, i++)
            stmt_int_at(&w->stay, k + 2, w->staying.d[i].row);
        TRY(stmt_run(&w->stay));
    }
    return 0;
}

static int move(struct writing *w) {
    for (size_t i = 0; i < w->moving.len; i++) {
        const struct permitted *p = &w->moving.d[i];

        stmt_int_at(&w->move, 1, p->row);
        text_at(&w->move, 2, p->source);
        text_at(&w->move, 3, p->since);
        TRY(stmt_run(&w->move));
    }
    return 0;
}

/* What has changed nothing is not for the ledger. */
static int note(struct writing *w, const struct optout_ban *bans, size_t n) {
    bool any = false;

    for (size_t i = 0; i < n; i++) {
        if (!bans[i].changed)
            continue;
        TRY(ledger_note_batch(w->db, bans[i].register_id, bans[i].customer_id, bans[i].since, bans[i].source));
        any = true;
    }
    return any ? ledger_note(w->db, &(struct ledger_item){.type = LEDGER_BATCH_WRITE, .n = {(int64_t)w->scope}}) : 0;
}

/* ---- all of it ---- */

static int open_objections(struct writing *w) {
    TRY(stmt_open(&w->objections.st, w->db,
                  "SELECT customer_id, scope = ?2, since FROM objection WHERE customer_id >= ?1 ORDER BY customer_id"));
    return open_object(w);
}

static int open_permissions(struct writing *w) {
    TRY(stmt_open(&w->permissions.st, w->db,
                  "SELECT customer_id, id, CASE WHEN state IS 'prohibition' THEN 0 WHEN ?2 = 'all-marketing' THEN 1"
                  " ELSE scope = ?2 OR scope = 'all-marketing' END, processed_on FROM marketing_permission"
                  " WHERE customer_id >= ?1 ORDER BY customer_id"));
    TRY(stmt_open(&w->all, w->db,
                  "SELECT id, customer_id, processed_on FROM marketing_permission WHERE id > ?1"
                  " AND state IS NOT 'prohibition' AND (?2 IS NULL OR scope = ?2 OR scope = 'all-marketing')"
                  " ORDER BY id"));
    TRY(open_stay(w));
    return stmt_open(&w->move, w->db,
                     "UPDATE marketing_permission SET state = 'prohibition', source = coalesce(?2, source),"
                     " processed_on = ?3 WHERE id = ?1");
}

static int write_permissions(struct writing *w) {
    TRY(stay(w));
    TRY(move(w));
    vec_clear(&w->staying);
    vec_clear(&w->moving);
    return 0;
}

static int prohibit_some(struct writing *w, struct optout_ban *bans, size_t n) {
    for (size_t i = 0; i < n; i++) {
        bans[i].changed = false;
        TRY(read_permissions(w, &bans[i]));
    }
    walk_end(&w->permissions);
    return write_permissions(w);
}

static int object_some(struct writing *w, struct optout_ban *bans, size_t n) {
    w->objecting_count = w->renewing_count = 0;
    for (size_t i = 0; i < n; i++)
        TRY(read_objections(w, &bans[i]));
    walk_end(&w->objections);
    TRY(object(w));
    TRY(note(w, bans, n));
    return renew(w);
}

#define WRITING(name, database, of)                  \
    struct writing name CLEANUP(writing_release) = { \
        .db = (database),                            \
        .scope = (of),                               \
        .objections = {.scope = (of)},               \
        .permissions = {.scope = (of)},              \
    }

int optout_ban(struct db *db, enum scope scope, struct optout_ban *bans, size_t n) {
    WRITING(w, db, scope);

    TRY(open_permissions(&w));
    for (size_t i = 0; i < n; i += OPTOUT_BANS)
        TRY(prohibit_some(&w, bans + i, n - i < OPTOUT_BANS ? n - i : OPTOUT_BANS));
    return optout_object(db, scope, bans, n);
}

int optout_object(struct db *db, enum scope scope, struct optout_ban *bans, size_t n) {
    WRITING(w, db, scope);

    TRY(open_objections(&w));
    for (size_t i = 0; i < n; i += OPTOUT_BANS)
        TRY(object_some(&w, bans + i, n - i < OPTOUT_BANS ? n - i : OPTOUT_BANS));
    return 0;
}

int optout_are_many(struct db *db, size_t customers, bool *ret) {
    int64_t permissions;

    TRY(stmt_scalar(db, "SELECT max(id) FROM marketing_permission", 0, &permissions)); /* there may be gaps */
    *ret = permissions / MANY < (int64_t)customers;
    return 0;
}

int optout_prohibit(struct db *db, enum scope scope, optout_find *find, void *ctx) {
    WRITING(w, db, scope);
    int64_t at = INT64_MIN;
    int r;

    TRY(open_permissions(&w));
    do {
        r = read_more(&w, find, ctx, &at);
        TRY(r);
        TRY(write_permissions(&w));
    } while (r > 0);
    return 0;
}
