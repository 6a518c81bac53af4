/*
 * migrate.h - brings an older database to the schema of this program.
 *
 * One transaction per step, with user_version raised inside it: a killed migration leaves a whole version, and the next
 * start goes on from there. Before the first step the file is copied to PATH.bak-vN (mode 0600, never over an existing
 * file); the copy holds personal data and is the user's to delete when the new version has proved itself.
 */
#ifndef GDPRCTL_STORE_MIGRATE_H
#define GDPRCTL_STORE_MIGRATE_H

#include "base/base.h"
#include "store/db.h"

struct migrate_step {
    int64_t from;    /* brings from this user_version to the next */
    const char *sql; /* literal statements; foreign keys are not enforced meanwhile, but checked at the end */
};

/* Steps to DB_SCHEMA_VERSION. Called by db_open; puts the copy's path into db->backup. */
int migrate(struct db *db);

/* The same with other steps and another target, for the tests of the mechanism. The list ends with `sql` NULL.
 * ERR_CONFIG when there is no way to `target`; ERR_CANTCREATE when the copy cannot be made. */
int migrate_with(struct db *db, const struct migrate_step *steps, int64_t target);

#endif
