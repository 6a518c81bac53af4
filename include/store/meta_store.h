/*
 * meta_store.h - settings and facts kept in the database itself, by name.
 */
#ifndef GDPRCTL_STORE_META_STORE_H
#define GDPRCTL_STORE_META_STORE_H

#include "store/db.h"

/* The value as text, owned by the caller; NULL when it is not set. */
int meta_text(struct db *db, const char *name, char **ret);

int meta_set_text(struct db *db, const char *name, const char *value);
int meta_unset(struct db *db, const char *name); /* nothing to do when it is not set */

#endif
