/*
 * forecast_store.h - rows by the one event that their time runs from, without a row being read: an event of the row
 * itself from the index on it, one of another table in the order of the customers. Nothing is sorted or remembered,
 * however many there are.
 *
 * A query here has one rule, which goes by time unless it is said otherwise; its table, register and roles say which
 * rows count. Events that are not before the rule's cutoff are left out, and so is what is no date.
 */
#ifndef GDPRCTL_STORE_FORECAST_STORE_H
#define GDPRCTL_STORE_FORECAST_STORE_H

#include "base/base.h"
#include "base/date.h"
#include "store/due_store.h"
#include "store/stmt.h"

/* Takes a number of rows with an event on the day. The same day may come more than once. */
typedef int forecast_days(void *ctx, date_t day, int64_t rows);

/* Takes a row, or a customer, whose last event was on the day. */
typedef int forecast_ends(void *ctx, int64_t id, date_t day);

/* How many rows have an event of their own before each of the `n` days, and not before the one ahead of it; no day is
 * before the one ahead of it. The rule's cutoff is not asked for. */
int forecast_own(struct db *db, const struct due_query *q, const date_t *ends, size_t n, int64_t *rows);

/* Rows by the event of another table that a foreign key joins with them. */
int forecast_joined(struct db *db, const struct due_query *q, forecast_days *each, void *ctx);

/* Customers of any register by the last event of each, with those of rows that have gone. */
int forecast_people(struct db *db, const struct due_rule *rule, forecast_ends *each, void *ctx);

/* How many rows of such a customer wait for that event, because none is joined with them. Zeroed, then opened once for
 * each table. */
struct forecast_rest {
    struct stmt st; /* not opened where it is one row each */
    int64_t register_id;
    int others; /* whether rows have to be asked whose they are */
};

int forecast_rest_open(struct forecast_rest *rest, struct db *db, const struct due_query *q);
void forecast_rest_release(struct forecast_rest *rest);
int forecast_rest(struct forecast_rest *rest, int64_t customer_id, int64_t *ret);

#endif
