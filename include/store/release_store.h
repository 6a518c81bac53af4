/*
 * release_store.h - an officer's "no longer needed" days, for retention rules without a period.
 *
 * A release is of the rows that are there until its last day has passed. A row that comes later is needed by whoever
 * sent it: the first import after that day closes the release, which is then of the rows that it found (release_row).
 * What was released because an objection to the processing was upheld (Art. 21(1)) is never closed.
 */
#ifndef GDPRCTL_STORE_RELEASE_STORE_H
#define GDPRCTL_STORE_RELEASE_STORE_H

#include "base/date.h"
#include "base/sb.h"
#include "base/vec.h"
#include "store/catalog.h"
#include "store/db.h"
#include "store/subject_store.h"

/* `customer_id` 0: for everybody in the register. Days are YYYY-MM-DD. */
int release_add(struct db *db, int64_t register_id, const char *rule, int64_t customer_id, const char *last_day,
                const char *reason, const char *set_on);

/* Closes those whose last day is before `today`; before rows are added to a table, in the same transaction. */
int release_close(struct db *db, const struct catalog *cat, date_t today);

/* Whether an officer has released anything of the register. 1, 0 or -1. */
int release_any(struct db *db, int64_t register_id);

/* For whom an officer has released the rule. */
enum release_reach { RELEASED_NOT, RELEASED_PERSONS, RELEASED_ALL };
int release_reach(struct db *db, int64_t register_id, const char *rule, enum release_reach *ret);

/* What has been released of one person. */
struct released {
    size_t rule; /* index into the codes that were asked for */
    date_t last_day;
    const struct cat_table *table; /* closed: of this table, rows up to `last_row`; NULL: whatever the rule covers */
    int64_t last_row;
};

typedef VEC(struct released) released_vec;

/* Appends to `ret` what has been released of the person, or of everybody in their register, by the `n` rules whose
 * codes are given; other rules are passed over. */
int release_load(struct db *db, const struct catalog *cat, const struct subject *s, const char *const *rules, size_t n,
                 released_vec *ret);

/* The last day that counts for row `a` of the table, as SQL; NULL for a row that is not released. What was needed
 * longer in the end counts. `rule` is the name of the rule's parameter; the register's is :register. */
void release_day_sql(const struct cat_table *table, const char *rule, struct sb *sql);

#endif
