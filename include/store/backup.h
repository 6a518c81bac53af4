/*
 * backup.h - a copy of the database as one state of it, made while others may write. Free pages are not in it, so it
 * holds nothing that was erased before.
 */
#ifndef GDPRCTL_STORE_BACKUP_H
#define GDPRCTL_STORE_BACKUP_H

#include "store/db.h"
#include "store/dbfile.h"

/*
 * Copies the database to `path` (mode 0600), makes the copy durable and checks it (db_check). Outside a transaction.
 * ERR_CANTCREATE when something has that name; a copy that did not become whole is removed again.
 */
int backup_copy(struct db *db, const char *path);

/* The same without the check, for a database that this program has yet to bring up to date; `file` says what to tell
 * when it cannot be made. */
int backup_write(struct db *db, const char *path, const struct dbfile_new *file);

#endif
