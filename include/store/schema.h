/*
 * schema.h - the embedded schema.sql, and the comparison of a database with it.
 */
#ifndef GDPRCTL_STORE_SCHEMA_H
#define GDPRCTL_STORE_SCHEMA_H

#include "base/base.h"
#include "base/sb.h"
#include "store/db.h"

/* The text of schema.sql, static storage. */
const char *schema_sql(void);

/*
 * Compares the tables, indexes and triggers of the database with schema.sql, statement by statement; comments, white
 * space and needless quotes do not count (ALTER TABLE rewrites them).
 *
 * gdprctl's own tables, their indexes and all triggers must be there and be equal. Record tables may be altered, left
 * out and added, with their indexes. Views, further triggers and virtual tables are refused: a trigger could undo what
 * a command does, and a full-text index keeps erased words. ERR_INTEGRITY names the first difference.
 */
int schema_check(struct db *db);

/* Appends the tables of schema.sql that hold no records, each between spaces: " register controller  ... ". Derived
 * from the text: what does not lead to customer by foreign keys, and what own_table lists. */
void schema_own_tables(struct db *db, struct sb *out);

/* What was read of schema.sql for these is kept with the connection; before it is closed. */
void schema_forget(struct db *db);

#endif
