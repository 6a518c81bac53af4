/*
 * sq.h - what the files of store/ share about the SQLite connection. Nothing above store/ includes it.
 *
 * It comes first in a .c file: sqlite3.h declares calls that base/banned.h, at the end of base.h, forbids.
 */
#ifndef GDPRCTL_STORE_SQ_H
#define GDPRCTL_STORE_SQ_H

#include <sqlite3.h>

#include "store/db.h"

/* Puts SQLite's result into db->err as stmt.h says, and returns -1. Never holds a bound value: SQLite's texts name
 * tables, columns and constraints only. */
int sq_fail(struct db *db, int rc);

/* Runs one literal statement to its end, ignoring rows. */
int sq_run(struct db *db, const char *sql);

/* Authorizer, commit hook and lock waiting of the connection (guard.c). */
int guard_install(struct db *db);

/* Has the open transaction changed a page of the main database? */
bool guard_changed(struct db *db);

/* BEGIN, COMMIT, SAVEPOINT ...: the one place that may control transactions. */
int guard_transaction(struct db *db, const char *sql);

/* Clears all free pages (wash.c), in the open transaction, or in one of its own that needs no audit row. */
int wash(struct db *db);
int wash_alone(struct db *db);

#endif
