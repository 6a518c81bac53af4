/*
 * drift_store.h - the questions that the check of a definition against the tables asks of SQLite.
 */
#ifndef GDPRCTL_STORE_DRIFT_STORE_H
#define GDPRCTL_STORE_DRIFT_STORE_H

#include "store/catalog.h"
#include "store/db.h"

/* Whether some index of the table begins with the column. 1, 0 or -1. */
int drift_indexed(struct db *db, const struct cat_table *table, const struct cat_column *column);

/* Whether a row of the register has a value in the column; NULL: whether there is a row at all. 1, 0 or -1. Looks at
 * rows until it finds one. */
int drift_in_use(struct db *db, int64_t register_id, const struct cat_table *table, const struct cat_column *column);

#endif
