/*
 * release_store.h - an officer's "no longer needed" days, for retention rules without a period.
 */
#ifndef GDPRCTL_STORE_RELEASE_STORE_H
#define GDPRCTL_STORE_RELEASE_STORE_H

#include "store/db.h"

/* `customer_id` 0: for everybody in the register. Days are YYYY-MM-DD. */
int release_add(struct db *db, int64_t register_id, const char *rule, int64_t customer_id, const char *last_day,
                const char *reason, const char *set_on);

/* Whether an officer has released anything of the register. 1, 0 or -1. */
int release_any(struct db *db, int64_t register_id);

/* For whom an officer has released the rule. */
enum release_reach { RELEASED_NOT, RELEASED_PERSONS, RELEASED_ALL };
int release_reach(struct db *db, int64_t register_id, const char *rule, enum release_reach *ret);

#endif
