/*
 * tombstone_store.h - what is left of deleted rows: how many of which table went under which rule on a day, and, as
 * long as the person is in the register, whose they were. An answer to the person can say what there was and why it is
 * gone.
 *
 * Used by the destroying function, in its transaction.
 */
#ifndef GDPRCTL_STORE_TOMBSTONE_STORE_H
#define GDPRCTL_STORE_TOMBSTONE_STORE_H

#include "store/destroy.h"
#include "store/stmt.h"

/* `count` rows went that are nobody's, being people themselves, or all of d->person. Nothing when d->rule is NULL. */
int tombstone_leave(struct db *db, const struct destroy *d, int64_t count);

/* The rows that `st` gives went: each with the customer whose it was, and the event that started its period or NULL.
 * `ret_rows` is how many they are. */
int tombstone_leave_each(struct db *db, const struct destroy *d, struct stmt *st, int64_t *ret_rows);

/* Takes away what is said of the people in temp.doomed (ids of customers). */
int tombstone_forget(struct db *db);

#endif
