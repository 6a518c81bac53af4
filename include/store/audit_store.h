/*
 * audit_store.h - the tamper-evident log: every write and every disclosure appends one row in its own transaction.
 *
 * A row holds no personal data: persons appear as keyed tags, everything else is codes, counts and hashes. Rows are
 * chained: mac(n) = keyed BLAKE2b(audit key of the row's epoch (key.h), mac(n-1) || canonical encoding of row n), where
 * the encoding is a domain string "gdprctl-audit-v1" followed by length-prefixed fields in fixed order (u32 big
 * endian). The table takes inserts only, at three levels: the authorizer, triggers, and the chain itself.
 */
#ifndef GDPRCTL_STORE_AUDIT_STORE_H
#define GDPRCTL_STORE_AUDIT_STORE_H

#include "base/base.h"
#include "base/crypt.h"
#include "store/db.h"

/* What happened. Strings are codes (register, request reference, table, command), never text that a person typed. */
struct audit_event {
    const char *command;       /* "access", "register load" */
    const char *register_code; /* or NULL */
    const char *request_ref;   /* or NULL */
    const uint8_t *subject;    /* CRYPT_TAG_LEN bytes, or NULL */
    const char *result;        /* "done", "partly", "refused", ... */
    const char *detail;        /* counts and hashes as key=value pairs: "rows=12 sha256=..."; or NULL */
};

/* Appends the row to the transaction that is open; sets db->tx_audited. `now_utc` is the one clock reading. */
int audit_append(struct db *db, int64_t now_utc, const struct audit_event *ev);

struct audit_row {
    int64_t seq, at_utc;
    const char *actor;                                                   /* uid as decimal text */
    const char *command, *register_code, *request_ref, *result, *detail; /* NULL when not set */
    const uint8_t *subject;                                              /* CRYPT_TAG_LEN bytes, or NULL */
    const uint8_t *mac;                                                  /* CRYPT_HASH_LEN */
};

/* Calls `each` for rows with seq >= from, in order; the row is valid during the call. A non-zero return ends it. */
int audit_each(struct db *db, int64_t from, int (*each)(void *ctx, const struct audit_row *row), void *ctx);

struct audit_head {
    int64_t seq; /* 0 when the log is empty */
    uint8_t mac[CRYPT_HASH_LEN];
};

/* The last row's number and link, as they stand: whether the chain holds is what audit_verify tells. ERR_INTEGRITY for
 * a row that gdprctl cannot have written. */
int audit_head(struct db *db, struct audit_head *ret);

/* When the last row was appended, seconds since 1970 UTC; 0 when the log is empty. */
int audit_last_time(struct db *db, int64_t *ret_utc);

/* Checks the row appended last as it stands in the database: its link, and that it can be read again. Called by
 * tx_commit for every transaction that has one, so that what is committed is what was meant. */
int audit_check_last(struct db *db);

/* Walks the whole chain. ERR_INTEGRITY names the first row that does not fit. With `anchor` (a head printed earlier)
 * the chain must pass through it. `ret_rows` is the number of rows seen. */
int audit_verify(struct db *db, const struct audit_head *anchor, int64_t *ret_rows);

/* The same, and that the log ends in the epoch of the key that the database is in. `ret` is the last row that was seen:
 * the head of what was verified. */
int audit_verify_epoch(struct db *db, const struct audit_head *anchor, int64_t *ret_rows, struct audit_head *ret);

#endif
