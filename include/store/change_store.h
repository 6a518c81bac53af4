/*
 * change_store.h - changes of single values on a person's request: rectification, objection, restriction, statements.
 */
#ifndef GDPRCTL_STORE_CHANGE_STORE_H
#define GDPRCTL_STORE_CHANGE_STORE_H

#include "base/base.h"
#include "base/date.h"
#include "store/catalog.h"
#include "store/db.h"
#include "store/subject_store.h"

/* Sets one value, and the column that holds its key form. Texts are in stored form; NULL clears. */
int change_value(struct db *db, const struct cat_table *table, int64_t row_id, const struct cat_column *column,
                 const char *value, const char *key);

/* A supplementary statement (Art. 16) that stands beside the data from `day` (YYYY-MM-DD) on: to a row of the table, or
 * with `row_id` 0 to the table, with `table` NULL to everything of the person. */
int change_add_statement(struct db *db, const struct subject *s, int64_t request_id, const char *table, int64_t row_id,
                         const char *day, const char *body);

/* A new objection. One that is there already stays as it is, unless this one is younger: then it says its day and
 * source, so that no consent from between the two lifts it. The same request carried out again is no younger one. */
int change_add_objection(struct db *db, const struct subject *s, const char *scope, const char *day,
                         const char *source);

/* Turns the person's permissions of the scope (NULL: of every scope) into prohibitions. `ret` counts the rows. */
int change_prohibit(struct db *db, const struct subject *s, const char *scope, const char *day, const char *source,
                    int64_t *ret);

/* `table`, `column` NULL and `row_id` 0 mean everything of the person. */
int change_restrict(struct db *db, const struct subject *s, int64_t request_id, const char *ground, const char *table,
                    const char *column, int64_t row_id, const char *day);

/* 1 when the request has placed this very restriction and it is in force, 0 when not, -1. */
int change_field_is_restricted(struct db *db, int64_t request_id, const char *ground, const char *table,
                               const char *column, int64_t row_id);

/* Whether the same is restricted already: on this ground, and all of it. 1 with the reference of the request that did
 * it (NULL: of none, the caller frees it), 0 or -1. What a customer had restricted counts for no representative. */
int change_is_restricted(struct db *db, const struct subject *s, const char *ground, const char *table, int64_t row_id,
                         char **ret_ref);

/* What has become of the restrictions that the request placed. */
struct change_restrictions {
    int64_t in_force, lifted;
    date_t since;     /* the latest day on which one in force began, or DATE_NONE */
    date_t lifted_on; /* the latest day on which one ended, or DATE_NONE */
};
int change_restrictions(struct db *db, int64_t request_id, struct change_restrictions *ret);

/* Ends the restrictions that the request placed. `ret` counts them. */
int change_lift(struct db *db, int64_t request_id, const char *notice_on, const char *day, int64_t *ret);

#endif
