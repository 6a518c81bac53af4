/*
 * replay_store.h - what a replay of the ledger (engine/replay.h) reads and writes besides what the commands' own stores
 * do: rows, people and requests by the numbers and references that the ledger knows them by.
 */
#ifndef GDPRCTL_STORE_REPLAY_STORE_H
#define GDPRCTL_STORE_REPLAY_STORE_H

#include "base/base.h"
#include "store/catalog.h"
#include "store/db.h"
#include "store/ledger_item.h"

/* Where the copy stood that a run goes on with which did not come to its end; `now` when there is none. Noted with each
 * group but the last. */
int replay_begun(struct db *db, int64_t now, int64_t *ret);
int replay_note_begun(struct db *db, int64_t seq);
int replay_forget_begun(struct db *db);

/* The number of the register with this code; 0 when there is none. */
int replay_register(struct db *db, const char *code, int64_t *ret);

/* Whether there is such a customer in the register. 1, 0 or -1. */
int replay_customer(struct db *db, int64_t register_id, int64_t customer_id);

/* The number of the request; 0 when there is none, or for NULL. */
int replay_request_id(struct db *db, const char *ref, int64_t *ret);

/* A value as text, owned by the caller; NULL for SQL NULL. 1, 0 there is no such row, -1. */
int replay_value(struct db *db, const struct cat_table *table, const struct cat_column *column, int64_t row_id,
                 char **ret);

/* The customer that the row belongs to; 0 when there is no such row. */
int replay_owner(struct db *db, const struct cat_table *table, int64_t row_id, int64_t *ret);

/* Puts the request into the book as the ledger knows it, or brings it there. 1 it was not there, 0, -1. */
int replay_request(struct db *db, int64_t register_id, const struct ledger_item *item);

/* What the controller erases by itself: the rule whose case the request is. */
int replay_request_own(struct db *db, const char *ref, const char *rule);

/* A hold with its number; one that is there stays. Its reason and owner are not in the ledger. */
int replay_hold(struct db *db, int64_t register_id, const struct ledger_item *item);

/* Ends it; 1, or 0 when there is none in force. */
int replay_hold_end(struct db *db, int64_t id, const char *day);

#endif
