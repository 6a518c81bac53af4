/*
 * key.h - the key file: 32 random bytes beside (never inside) the database, from which the keys of audit, suppression,
 * ledger and subject tags are derived. Losing it means: the audit chain can no longer be verified or extended,
 * suppression entries no longer match anybody, and the ledger cannot be repeated after a restore.
 *
 * Rotation adds 32 bytes to the file. The audit log goes on under the key derived from the newest, and what was written
 * before stays verifiable under its own: rows belong to an epoch, and each "key rotate" row is the last of one. Tags
 * (suppression, subjects, ledger) stay under the first: making them anew would need the identifiers themselves, which
 * are kept nowhere.
 */
#ifndef GDPRCTL_STORE_KEY_H
#define GDPRCTL_STORE_KEY_H

#include "base/base.h"
#include "base/crypt.h"
#include "base/err.h"
#include "base/sb.h"
#include "store/db.h"

#define KEY_MAX 32 /* rotations and the first key */

/* Derived keys in sodium_malloc'ed, locked memory. */
struct keys {
    size_t count; /* of keys in the file */
    uint8_t audit[KEY_MAX][CRYPT_KEY_LEN];
    uint8_t check[KEY_MAX][CRYPT_KEY_LEN];
    uint8_t suppression[CRYPT_KEY_LEN];
    uint8_t subject[CRYPT_KEY_LEN];
    uint8_t ledger[CRYPT_KEY_LEN];
};

/* Where the key is looked for: `option` (--key), else $GDPRCTL_KEY, else $CREDENTIALS_DIRECTORY/gdprctl.key (systemd),
 * else the database path with ".key" appended. Appended to `out`. */
void key_path(const char *option, const char *db_path, struct sb *out);

/* Creates the file (0600, O_EXCL, O_NOFOLLOW, synced) with fresh random bytes. ERR_CANTCREATE when it exists. */
int key_create(const char *path, struct err *err);

/* Reads it. Refuses (ERR_REFUSED) a file that group or others can touch, a link, or one of another size; ERR_NOINPUT
 * when there is none, with what to do. 0400 and 0600 are right; what systemd puts into $CREDENTIALS_DIRECTORY for the
 * service alone may be root's and readable by a group (0440). */
int key_load(const char *path, struct keys **ret, struct err *err);
void key_free(struct keys **keys); /* wiped; cleanup function */

/* Adds a fresh key to the file, which is replaced as a whole, owner, mode and all. ERR_CANTCREATE where it cannot be.
 * In a transaction that writes: two at once would take each other's file. */
int key_extend(const char *path, struct err *err);

/* The file that becomes the new key file. It is there for a moment only, or was left by a run that was killed, and is
 * taken away by the next key_extend. Appended. */
void key_fresh_path(const char *path, struct sb *out);

/* The epoch of the audit log: which key its next row is under. ERR_BUSY when the key was rotated since it was loaded.
 */
int key_epoch(struct db *db, const struct keys *keys, size_t *ret);

/* The next epoch from the next row on; the key has to be in the file. In the transaction of the "key rotate" row, after
 * it. */
int key_advance(struct db *db, const struct keys *keys);

/* Stores, or compares with, the check value in the database: a wrong key is ERR_CONFIG before anything is written. */
int key_bind(struct db *db, const struct keys *keys);  /* at init */
int key_check(struct db *db, const struct keys *keys); /* at every other start */

#endif
