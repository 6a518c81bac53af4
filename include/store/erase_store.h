/*
 * erase_store.h - what an erasure did, as the request book keeps it (schema.sql, request_result): for each table how
 * many rows were found, erased, cleared and kept, and why those that stayed did. An erasure that is carried out in
 * several runs, as retention ends, has one result: erased counts grow, kept ones shrink, and what an import brought in
 * between is counted with the rest.
 *
 *     again = erase_store_begin(db, request_id);
 *     for each table with rows:  erase_store_table(..., again, ...);  for each reason: erase_store_reason(...);
 *     if (again) erase_store_end(db, request_id);
 */
#ifndef GDPRCTL_STORE_ERASE_STORE_H
#define GDPRCTL_STORE_ERASE_STORE_H

#include "base/base.h"
#include "store/db.h"

/* Counts of this run; found = erased + cleared + kept. */
struct erase_counts {
    const char *table;
    int64_t found, erased, cleared, kept;
};

/* Why rows stayed, or the rest of rows did. */
struct erase_stay {
    const char *table;
    int64_t cleared, kept;
    const char *reason;
    const char *legal_reference;
    const char *rule;  /* code of the rule behind it, or NULL */
    const char *until; /* last day, or NULL */
};

/* Whether an earlier run left a result, whose reasons are forgotten. 1, 0 or -1. */
int erase_store_begin(struct db *db, int64_t request_id);
int erase_store_table(struct db *db, int64_t request_id, bool again, const struct erase_counts *c);
int erase_store_reason(struct db *db, int64_t request_id, const struct erase_stay *s);
int erase_store_end(struct db *db, int64_t request_id); /* what no run saw any more has gone */

/* Calls `each` for the totals (reason NULL) and the reasons of every table, totals first. A non-zero return ends it. */
struct erase_result_row {
    const char *table, *reason, *legal_reference, *rule, *until;
    int64_t found, erased, cleared, kept;
};
int erase_store_each(struct db *db, int64_t request_id, int (*each)(void *ctx, const struct erase_result_row *row),
                     void *ctx);

/* Whether the person's data is restricted already because it is only kept ('kept-data'): a customer's as a whole (table
 * NULL, row 0), or the row about a representative, which the customer's restriction is not about. 1, 0 or -1. */
int erase_store_is_restricted(struct db *db, int64_t customer_id, const char *table, int64_t row_id);

#endif
