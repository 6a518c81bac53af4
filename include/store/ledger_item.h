/*
 * ledger_item.h - what the ledger says, item by item: noted by the stores that make the change, read again by a replay.
 *
 * Row numbers are exact for a copy of the same database: each row that has gone since the copy was made has gone by an
 * item, so a number cannot mean another row. ledger.h says why this is no personal data.
 */
#ifndef GDPRCTL_STORE_LEDGER_ITEM_H
#define GDPRCTL_STORE_LEDGER_ITEM_H

#include "base/base.h"
#include "base/crypt.h"
#include "store/ledger.h"

#define LEDGER_INTS  4
#define LEDGER_TEXTS 17
#define LEDGER_TAGS  2

/*
 * X(NAME, code in the file, integers, texts, tags). In this order they are:
 *   AT               now in seconds; command: when and by what the group was made
 *   CONTEXT          slot; register, source, since (only what is no date): what BAN and BATCH of the frame refer to
 *   BAN              slot, since (a date_t), kind, scope bit; tag: a suppression entry
 *   UNBAN            scope bit; register; tag: one taken off the list
 *   BATCH            slot, since, customer: put down for a bulk objection
 *   BATCH_WRITE      scope: the bulk objection itself
 *   OBJECTION        customer; register, scope, since, source
 *   OBJECTION_END    customer, scope; register, day, source
 *   PROHIBITION      customer; register, scope or NULL, day, source
 *   DESTROY          register, table, columns to clear ("a,b") or NULL, day, request or NULL, source or NULL, rule or
 *                    NULL, column of the rule's event or NULL: of the ROWS that follow
 *   ROWS             count; row numbers, as differences
 *   RECTIFIED        row; register, table, column, request; tags of the old value and of the new
 *   RESTRICTION      customer, row; register, request, ground, table, column, day
 *   RESTRICTION_END  request, notice day or NULL, day
 *   HOLD             id, customer, row; register, table, day, until
 *   HOLD_END         id; day
 *   RELEASE          customer; register, rule, last day, day
 *   REQUEST          customer, representative, by proxy; see ledger_note_request; tag of the person
 *   IMPORT           rows; register or NULL, table or "optout", SHA-256
 *   REPLAYED         group at which the restored database stood
 *   RECIPIENT        request, recipient, day told or NULL: Art. 19
 *   REQUEST_OWN      request, rule: it is the controller's own erasure
 */
#define LEDGER_ITEM_LIST(X)         \
    X(AT, 1, 1, 1, 0)               \
    X(CONTEXT, 2, 1, 3, 0)          \
    X(BAN, 3, 4, 0, 1)              \
    X(UNBAN, 4, 1, 1, 1)            \
    X(BATCH, 5, 3, 0, 0)            \
    X(BATCH_WRITE, 6, 1, 0, 0)      \
    X(OBJECTION, 7, 1, 4, 0)        \
    X(OBJECTION_END, 8, 2, 3, 0)    \
    X(PROHIBITION, 9, 1, 4, 0)      \
    X(DESTROY, 10, 0, 8, 0)         \
    X(ROWS, 11, 1, 1, 0)            \
    X(RECTIFIED, 12, 1, 4, 2)       \
    X(RESTRICTION, 13, 2, 6, 0)     \
    X(RESTRICTION_END, 14, 0, 3, 0) \
    X(HOLD, 15, 3, 4, 0)            \
    X(HOLD_END, 16, 1, 1, 0)        \
    X(RELEASE, 17, 1, 4, 0)         \
    X(REQUEST, 18, 3, 17, 1)        \
    X(IMPORT, 19, 1, 3, 0)          \
    X(REPLAYED, 20, 1, 0, 0)        \
    X(RECIPIENT, 21, 0, 3, 0)       \
    X(REQUEST_OWN, 22, 0, 2, 0)

enum ledger_item_type {
#define X(name, code, ints, texts, tags) LEDGER_##name = (code),
    LEDGER_ITEM_LIST(X)
#undef X
};

/* BAN and BATCH come with the texts of their context: register, source, since. Texts are valid during the call. */
struct ledger_item {
    enum ledger_item_type type;
    int64_t group; /* reading: the group it is of */
    int64_t n[LEDGER_INTS];
    const char *s[LEDGER_TEXTS]; /* NULL where there is none */
    const uint8_t *tag[LEDGER_TAGS];
    const uint8_t *rows; /* ROWS: for ledger_rows */
    size_t rows_len;
};

const char *ledger_item_code(enum ledger_item_type type); /* "destroy", ... */

/* ---- noting: in the transaction of the change; nothing where the database works without a ledger ---- */

/* Any item, as it stands. */
int ledger_note(struct db *db, const struct ledger_item *item);

/* The texts `s[0..]` and integers of an item, the register by its number (0: none) as s[0]. */
int ledger_note_in(struct db *db, int64_t register_id, struct ledger_item *item);

/* A ban of the suppression list (`kind` and `scope_bit` as there); and one more customer who objected, of a list. */
int ledger_note_ban(struct db *db, int64_t register_id, int kind, int scope_bit, const uint8_t *tag, const char *since,
                    const char *source);
int ledger_note_batch(struct db *db, int64_t register_id, int64_t customer_id, const char *since, const char *source);

/* The rows listed in temp.doomed, after the DESTROY item, whose register is `register_id`. */
int ledger_note_destroy(struct db *db, int64_t register_id, struct ledger_item *item);

/* A value that was replaced, or cleared (NULL), on the person's demand. */
int ledger_note_rectified(struct db *db, int64_t register_id, const char *table, const char *column, int64_t row_id,
                          const char *ref, const char *old_value, const char *new_value);

/* The request as the book has it, without texts that somebody typed; with each of its steps, from its opening to its
 * end, or a copy would take for open and late what has been answered. Texts: ref, register, right, state, received,
 * channel, due, art12, promise, extended_due, method, verified_on, decision, until, finished_on, delivered_on, scopes
 * ("a,b"). */
int ledger_note_request(struct db *db, int64_t request_id);

/* Whether every step of a request since the database was as it stands is in its ledger: a copy that an older gdprctl
 * made does not say how its requests ended. 1, 0 or -1. */
int ledger_knows_requests(struct db *db);

/* The reference of a request, owned by the caller; NULL for 0. */
int ledger_request_ref(struct db *db, int64_t request_id, char **ret);

/* What RECTIFIED keeps of a value; NULL is as the empty text. */
void ledger_value_tag(const struct db *db, const char *table, const char *column, const char *value,
                      uint8_t ret[CRYPT_TAG_LEN]);

/* ---- reading ---- */

struct ledger_reader {
    int (*item)(void *ctx, const struct ledger_item *item);
    int (*group)(void *ctx, const struct ledger_pos *pos); /* the items until now were of this group */
    void *ctx;
};

/* Every group that is done, from the first on, with the chain checked. */
int ledger_read(struct db *db, const char *path, const struct ledger_reader *r);

/* The row numbers of a ROWS item, one after the other; `*at` begins at 0 and `*row` at 0. False after the last. */
bool ledger_rows(const struct ledger_item *item, size_t *at, int64_t *row);

#endif
