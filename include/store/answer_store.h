/*
 * answer_store.h - what was done for a request, read back for the letter that answers it. Names of tables and columns
 * only; no value of a person.
 */
#ifndef GDPRCTL_STORE_ANSWER_STORE_H
#define GDPRCTL_STORE_ANSWER_STORE_H

#include "base/base.h"
#include "store/db.h"

/* Calls `each` with "table.column" for every change that a rectification made, once each, in their order. The audit log
 * has them. A non-zero return ends it and is returned. */
int answer_fields(struct db *db, const char *ref, int (*each)(void *ctx, const char *field), void *ctx);

/* The same with the rows, in the order in which they were changed. */
int answer_changes(struct db *db, const char *ref, int (*each)(void *ctx, const char *field, int64_t row_id),
                   void *ctx);

/* A restriction that the request placed. Strings are valid during the call. */
struct answer_restriction {
    const char *ground, *table, *column; /* table, column: NULL for everything */
    const char *placed_on;
    const char *lifted_on; /* NULL while it is in force */
    const char *notice_on; /* when the person was told of that */
    int64_t row_id;        /* 0: every row */
};

/* In the order in which they were placed; none when the person's rows are gone. */
int answer_restrictions(struct db *db, int64_t request_id, int (*each)(void *ctx, const struct answer_restriction *row),
                        void *ctx);

/* The same for a request that placed none because the same was restricted already: those that were in force on its
 * ground when it was carried out, and first of them those that are still. */
int answer_restrictions_before(struct db *db, int64_t request_id,
                               int (*each)(void *ctx, const struct answer_restriction *row), void *ctx);

/* 1 when anything of the request's person is restricted for another reason than the request, 0, or -1. */
int answer_restricted_otherwise(struct db *db, int64_t request_id);

#endif
