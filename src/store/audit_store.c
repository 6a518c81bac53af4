/*
 * audit_store.c - see audit_store.h. Every row is read through read_row, which takes nothing that append would not have
 * written: types are checked too, because a text and a blob of the same bytes have the same encoding.
 */
#include "store/sq.h"

#include "store/audit_store.h"

#include <unistd.h>

#include "base/sb.h"
#include "store/key.h"
#include "store/stmt.h"

static const char domain[] = "gdprctl-audit-v1";

/* ---- the encoding ---- */

static void put_u32(struct sb *out, uint32_t v) {
    const char bytes[] = {(char)(v >> 24), (char)(v >> 16), (char)(v >> 8), (char)v};

    sb_catn(out, bytes, sizeof bytes);
}

static void put_bytes(struct sb *out, const void *bytes, size_t len) {
    put_u32(out, (uint32_t)len);
    sb_catn(out, bytes, len);
}

/* NULL has a length that no text can have, so that it is not the empty text. */
static void put_text(struct sb *out, const char *text) {
    if (text == NULL)
        put_u32(out, UINT32_MAX);
    else
        put_bytes(out, text, strlen(text));
}

static void put_int(struct sb *out, int64_t v) {
    uint64_t u = (uint64_t)v;

    put_u32(out, 8);
    put_u32(out, (uint32_t)(u >> 32));
    put_u32(out, (uint32_t)u);
}

/* The last row of an epoch of the key: the next one is under the next key. */
static bool ends_epoch(const struct audit_row *row) {
    return strcmp(row->command, "key rotate") == 0 && strcmp(row->result, "done") == 0;
}

/* The link of the row to the one before it; `prev` is all zeros for the first. */
static void link_of(const uint8_t key[CRYPT_KEY_LEN], const uint8_t prev[CRYPT_HASH_LEN], const struct audit_row *row,
                    uint8_t ret[CRYPT_HASH_LEN]) {
    SB(b);

    sb_catn(&b, (const char *)prev, CRYPT_HASH_LEN);
    sb_catn(&b, domain, sizeof domain - 1);
    put_int(&b, row->seq);
    put_int(&b, row->at_utc);
    put_text(&b, row->actor);
    put_text(&b, row->command);
    put_text(&b, row->register_code);
    put_text(&b, row->request_ref);
    if (row->subject == NULL)
        put_text(&b, NULL);
    else
        put_bytes(&b, row->subject, CRYPT_TAG_LEN);
    put_text(&b, row->result);
    put_text(&b, row->detail);
    crypt_keyed(key, b.d, b.len, ret, CRYPT_HASH_LEN);
}

/* ---- reading ---- */

/* "+" as in record_open. */
#define COLUMNS                                                                                                    \
    "SELECT +seq, +at_utc, +actor, +command, +register_code, +request_ref, +subject, +result, +detail, +mac FROM " \
    "audit"

enum { SEQ, AT, ACTOR, COMMAND, REGISTER, REF, SUBJECT, RESULT, DETAIL, MAC };

static bool read_text(const struct stmt *st, int col, bool may_be_null, const char **ret) {
    int type = sqlite3_column_type(st->st, col);

    *ret = type == SQLITE_NULL ? NULL : stmt_col_text(st, col);
    if (type == SQLITE_NULL)
        return may_be_null;
    return type == SQLITE_TEXT && *ret != NULL && strlen(*ret) == stmt_col_len(st, col);
}

static bool read_blob(const struct stmt *st, int col, size_t len, const uint8_t **ret) {
    bool ok = sqlite3_column_type(st->st, col) == SQLITE_BLOB && stmt_col_len(st, col) == len;

    *ret = ok ? stmt_col_blob(st, col) : NULL;
    return ok;
}

/* False when a value is of another type or length than append writes. */
static bool read_row(const struct stmt *st, struct audit_row *row) {
    bool ok = stmt_col_is_int(st, SEQ) && stmt_col_is_int(st, AT);

    row->seq = stmt_col_int(st, SEQ);
    row->at_utc = stmt_col_int(st, AT);
    ok = read_text(st, ACTOR, false, &row->actor) && ok;
    ok = read_text(st, COMMAND, false, &row->command) && ok;
    ok = read_text(st, REGISTER, true, &row->register_code) && ok;
    ok = read_text(st, REF, true, &row->request_ref) && ok;
    ok = (read_blob(st, SUBJECT, CRYPT_TAG_LEN, &row->subject) || stmt_col_null(st, SUBJECT)) && ok;
    ok = read_text(st, RESULT, false, &row->result) && ok;
    ok = read_text(st, DETAIL, true, &row->detail) && ok;
    return read_blob(st, MAC, CRYPT_HASH_LEN, &row->mac) && ok;
}

static int broken(struct db *db, int64_t seq, const char *what) {
    err_set(db->err, ERR_INTEGRITY, "the audit log is broken at row %" PRId64 ": %s", seq, what);
    return err_hint(db->err, "keep the file as it is for an investigation; compare with a backup");
}

int audit_each(struct db *db, int64_t from, int (*each)(void *ctx, const struct audit_row *row), void *ctx) {
    STMT(st);
    int r;

    TRY(stmt_open(&st, db, COLUMNS " WHERE seq >= :from ORDER BY seq"));
    stmt_int(&st, ":from", from);
    while ((r = stmt_next(&st)) > 0) {
        struct audit_row row;

        if (!read_row(&st, &row))
            return broken(db, row.seq, "a value is not of the kind that gdprctl writes");
        r = each(ctx, &row);
        if (r != 0)
            return r;
    }
    return r;
}

int audit_last_time(struct db *db, int64_t *ret_utc) {
    return stmt_scalar(db, "SELECT at_utc FROM audit ORDER BY seq DESC LIMIT 1", 0, ret_utc);
}

int audit_head(struct db *db, struct audit_head *ret) {
    STMT(st);
    struct audit_row row;
    int r;

    TRY(stmt_open(&st, db, COLUMNS " ORDER BY seq DESC LIMIT 1"));
    r = stmt_next(&st);
    TRY(r);
    if (r > 0 && !read_row(&st, &row))
        return broken(db, row.seq, "a value is not of the kind that gdprctl writes");
    *ret = (struct audit_head){0};
    if (r > 0) {
        ret->seq = row.seq;
        memcpy(ret->mac, row.mac, CRYPT_HASH_LEN);
    }
    return 0;
}

/* ---- appending ---- */

static int need_keys(struct db *db) {
    if (db->keys != NULL)
        return 0;
    return err_set(db->err, ERR_INTERNAL, "the audit log is used without its key");
}

static int insert_row(struct db *db, const struct audit_row *row) {
    STMT(st);

    TRY(stmt_open(&st, db,
                  "INSERT INTO audit (seq, at_utc, actor, command, register_code, request_ref, subject, result, detail,"
                  " mac) VALUES (:seq, :at, :actor, :command, :register, :ref, :subject, :result, :detail, :mac)"));
    stmt_int(&st, ":seq", row->seq);
    stmt_int(&st, ":at", row->at_utc);
    stmt_text(&st, ":actor", row->actor);
    stmt_text(&st, ":command", row->command);
    stmt_text(&st, ":register", row->register_code);
    stmt_text(&st, ":ref", row->request_ref);
    stmt_blob(&st, ":subject", row->subject, row->subject != NULL ? CRYPT_TAG_LEN : 0);
    stmt_text(&st, ":result", row->result);
    stmt_text(&st, ":detail", row->detail);
    stmt_blob(&st, ":mac", row->mac, CRYPT_HASH_LEN);
    return stmt_run(&st);
}

int audit_append(struct db *db, int64_t now_utc, const struct audit_event *ev) {
    struct audit_head head;
    struct audit_row row;
    uint8_t mac[CRYPT_HASH_LEN];
    char actor[24];
    size_t epoch = 0;
    int r;

    TRY(need_keys(db));
    TRY(key_epoch(db, db->keys, &epoch));
    if (db->tx_depth == 0)
        return err_set(db->err, ERR_INTERNAL, "an audit row is appended outside a transaction");
    TRY(audit_head(db, &head));
    (void)snprintf(actor, sizeof actor, "%lu", (unsigned long)getuid());
    row = (struct audit_row){
        .seq = head.seq + 1,
        .at_utc = now_utc,
        .actor = actor,
        .command = ev->command,
        .register_code = ev->register_code,
        .request_ref = ev->request_ref,
        .subject = ev->subject,
        .result = ev->result,
        .detail = ev->detail,
        .mac = mac,
    };
    link_of(db->keys->audit[epoch], head.mac, &row, mac);
    db->audit_open = true;
    r = insert_row(db, &row);
    db->audit_open = false;
    db->tx_audited = db->tx_audited || r == 0;
    db->tx_now = now_utc;
    (void)snprintf(db->tx_command, sizeof db->tx_command, "%s", ev->command);
    return r;
}

/* ---- verifying ---- */

struct walk {
    struct db *db;
    const struct audit_head *anchor;
    struct audit_head last;
    size_t epoch; /* of the next row */
    int64_t rows;
};

static int no_key(struct db *db) {
    err_set(db->err, ERR_CONFIG, "the audit log goes on under a key that is not in the key file");
    return err_hint(db->err, "name the newest copy of the key file with --key or GDPRCTL_KEY");
}

static int check_link(void *ctx, const struct audit_row *row) {
    struct walk *w = ctx;
    uint8_t mac[CRYPT_HASH_LEN];

    if (row->seq != w->last.seq + 1)
        return broken(w->db, w->last.seq + 1, "the row is missing");
    if (w->epoch >= w->db->keys->count)
        return no_key(w->db);
    link_of(w->db->keys->audit[w->epoch], w->last.mac, row, mac);
    if (!crypt_equal(mac, row->mac, CRYPT_HASH_LEN))
        return broken(w->db, row->seq, "the row or one before it was changed, or the key is another one");
    if (w->anchor != NULL && w->anchor->seq == row->seq && !crypt_equal(w->anchor->mac, mac, CRYPT_HASH_LEN))
        return broken(w->db, row->seq, "the log does not pass through the given head");
    w->last.seq = row->seq;
    memcpy(w->last.mac, mac, CRYPT_HASH_LEN);
    w->epoch += ends_epoch(row);
    w->rows++;
    return 0;
}

/* What no reader of rows can see: lengths and pointers that were changed without changing a value. */
static int check_structure(struct db *db) {
    STMT(st);
    int r;

    TRY(stmt_open(&st, db, "PRAGMA integrity_check(audit)"));
    r = stmt_next(&st);
    TRY(r);
    if (r > 0 && strcmp(stmt_col_text(&st, 0), "ok") == 0)
        return 0;
    err_set(db->err, ERR_INTEGRITY, "the audit log is damaged: %s", r > 0 ? stmt_col_text(&st, 0) : "no answer");
    return err_hint(db->err, "keep the file as it is for an investigation; compare with a backup");
}

static int verify(struct walk *w) {
    TRY(need_keys(w->db));
    TRY(audit_each(w->db, INT64_MIN, check_link, w));
    if (w->anchor != NULL && w->anchor->seq > w->last.seq)
        return broken(w->db, w->last.seq + 1, "the log ends before the given head");
    return check_structure(w->db);
}

int audit_verify(struct db *db, const struct audit_head *anchor, int64_t *ret_rows) {
    struct walk w = {.db = db, .anchor = anchor};

    TRY(verify(&w));
    *ret_rows = w.rows;
    return 0;
}

int audit_verify_epoch(struct db *db, const struct audit_head *anchor, int64_t *ret_rows, struct audit_head *ret) {
    struct walk w = {.db = db, .anchor = anchor};
    size_t epoch = 0;
    TX(tx); /* other commands append meanwhile, and rotate the key */

    TRY(tx_begin(&tx, db));
    TRY(verify(&w));
    TRY(key_epoch(db, db->keys, &epoch));
    if (w.epoch != epoch)
        return broken(db, w.last.seq + 1, "rows were cut off, or the database's note of its key was changed");
    *ret_rows = w.rows;
    *ret = w.last;
    return 0;
}

/* The epoch is that of the next row already. */
static int check_last_link(void *ctx, const struct audit_row *row) {
    struct walk *w = ctx;

    w->epoch -= ends_epoch(row) && w->epoch > 0;
    return check_link(ctx, row);
}

int audit_check_last(struct db *db) {
    struct walk w = {.db = db};
    struct audit_head head;
    STMT(st);

    TRY(need_keys(db));
    TRY(key_epoch(db, db->keys, &w.epoch));
    TRY(audit_head(db, &head));
    if (head.seq > 1) { /* the link starts from the row before it */
        struct audit_row row;

        TRY(stmt_open(&st, db, COLUMNS " WHERE seq = :seq"));
        stmt_int(&st, ":seq", head.seq - 1);
        if (stmt_next(&st) > 0 && read_row(&st, &row)) {
            w.last.seq = row.seq;
            memcpy(w.last.mac, row.mac, CRYPT_HASH_LEN);
        }
    }
    return audit_each(db, head.seq, check_last_link, &w);
}
