/*
 * key.h - the key file: 32 random bytes beside (never inside) the database, from which the keys of audit, suppression
 * and subject tags are derived. Losing it means: the audit chain can no longer be verified or extended, and suppression
 * entries no longer match anybody.
 */
#ifndef GDPRCTL_STORE_KEY_H
#define GDPRCTL_STORE_KEY_H

#include "base/base.h"
#include "base/crypt.h"
#include "base/err.h"
#include "base/sb.h"
#include "store/db.h"

/* Derived keys in sodium_malloc'ed, locked memory. */
struct keys {
    uint8_t audit[CRYPT_KEY_LEN];
    uint8_t suppression[CRYPT_KEY_LEN];
    uint8_t subject[CRYPT_KEY_LEN];
    uint8_t check[CRYPT_KEY_LEN];
    uint8_t ledger[CRYPT_KEY_LEN];
};

/* Where the key is looked for: `option` (--key), else $GDPRCTL_KEY, else $CREDENTIALS_DIRECTORY/gdprctl.key (systemd),
 * else the database path with ".key" appended. Appended to `out`. */
void key_path(const char *option, const char *db_path, struct sb *out);

/* Creates the file (0600, O_EXCL, O_NOFOLLOW, synced) with fresh random bytes. ERR_CANTCREATE when it exists. */
int key_create(const char *path, struct err *err);

/* Reads it. Refuses (ERR_REFUSED) a file that group or others can touch, a link, or one of another size; ERR_NOINPUT
 * when there is none, with what to do. */
int key_load(const char *path, struct keys **ret, struct err *err);
void key_free(struct keys **keys); /* wiped; cleanup function */

/* Stores, or compares with, the check value in the database: a wrong key is ERR_CONFIG before anything is written. */
int key_bind(struct db *db, const struct keys *keys);  /* at init */
int key_check(struct db *db, const struct keys *keys); /* at every other start */

#endif
