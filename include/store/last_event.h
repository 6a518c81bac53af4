/*
 * last_event.h - the newest starting event among a person's rows that are gone: what else of the person waits for it
 * must not lose its date with them (schema.sql, last_event).
 */
#ifndef GDPRCTL_STORE_LAST_EVENT_H
#define GDPRCTL_STORE_LAST_EVENT_H

#include "store/catalog.h"
#include "store/db.h"

/* Remembers, for the customers of the rows in temp.doomed, the newest value of an event column of theirs; nothing waits
 * for the event of a row that is nobody's. Call before the rows go, with `whole`, or only that column of theirs. */
int last_event_remember(struct db *db, const struct cat_table *table, const struct cat_column *event, bool whole);

#endif
