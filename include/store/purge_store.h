/*
 * purge_store.h - the book of purges: which rules have run before, when the last run was and how it ended.
 */
#ifndef GDPRCTL_STORE_PURGE_STORE_H
#define GDPRCTL_STORE_PURGE_STORE_H

#include "base/base.h"
#include "base/crypt.h"
#include "store/db.h"

/* Calls `each` for the rules of the register that were confirmed for earlier purges, with the digest of their effect. A
 * non-zero return ends it. */
int purge_rules_each(struct db *db, int64_t register_id,
                     int (*each)(void *ctx, const char *rule, const uint8_t *digest), void *ctx);

/* Records that the rule with this effect may delete, from `day` (YYYY-MM-DD) on; in place of an effect confirmed
 * before. Forgetting it makes it a new rule again. */
int purge_rule_confirm(struct db *db, int64_t register_id, const char *rule, const uint8_t digest[CRYPT_HASH_LEN],
                       const char *day);
int purge_rule_forget(struct db *db, int64_t register_id, const char *rule);

/* Instant of the start of the last real run; NULL when there was none. The caller frees. */
int purge_last(struct db *db, char **ret_started_at);

/* Opens the entry of a run (result "running"), and ends it. */
int purge_begin(struct db *db, const char *started_at, const char *as_of, int64_t *ret_id);
int purge_end(struct db *db, int64_t id, const char *finished_at, const char *result, int64_t deleted, int64_t cleared,
              int64_t files);

#endif
