/*
 * destroy.h - the one place that destroys data about people: erasure, purge, replay and withdrawal all end here.
 *
 * The rows meant are put into a list first, temp.doomed (destroy_list, then destroy_add, or an INSERT of the store's
 * own). destroy_run then deletes them, or clears some of their columns, in the caller's transaction. Inside the same
 * statement it looks again at what stops a deletion - legal holds, holds by rule, restrictions under Art. 18(1)(b) and
 * (c), open requests - so no caller can forget it. On the way it takes care of what hangs from a row:
 *
 *   - a prohibition of marketing that is deleted leaves a suppression entry for every contact of the person, so the ban
 *     outlives the row;
 *   - a recording file that no other row names goes into the outbox, to be unlinked after the commit;
 *   - rows of gdprctl's own that point at a deleted person let go of it (foreign keys); statements about a deleted row
 *     and restrictions of it go with it; a deleted representative's requests let go of the customer too.
 *
 * A row that other rows still refer to is not deleted and counted as `parents`: it goes when they have gone.
 */
#ifndef GDPRCTL_STORE_DESTROY_H
#define GDPRCTL_STORE_DESTROY_H

#include "base/base.h"
#include "store/catalog.h"
#include "store/db.h"
#include "store/record_store.h"

/* Empties the list of rows meant (a temporary table). */
int destroy_list(struct db *db);

int destroy_add(struct db *db, int64_t row_id);

struct destroy {
    const struct catalog *cat;
    const struct cat_table *table;
    int64_t register_id;
    int64_t person;        /* the customer whose rows they all are; 0: of several, or not known */
    struct stmt *presence; /* record_presence_open over `cat`, for one person: saves asking who refers to the person
                              when nothing else is left; NULL: there is none */
    const size_t *columns; /* indexes of the columns to clear; NULL: the whole row goes */
    size_t column_count;
    const char *as_of;   /* YYYY-MM-DD: on which holds are looked at */
    const char *done_on; /* of the tombstones and of the bans that are made; NULL: as_of */
    bool repeated;       /* by a replay of the ledger: open requests do not stop it. They were looked at when the rows
                            went first, and those that are open in the copy may have ended before. And no bans are made:
                            those that were made then are in the ledger themselves, by the contacts of then */
    int64_t except_request; /* the request being carried out; it does not stop itself. 0: none */
    const size_t *events;   /* indexes of columns that start periods of other tables' rows: their newest value is
                               remembered for the person (schema.sql, last_event); plan_table.events */
    size_t event_count;
    const struct record_mark *marks; /* of the rules that hold rows of the table; plan_table.marks */
    size_t mark_count;
    const char *source; /* of the bans that outlive the rows: "request" or, when NULL, "purge" */
    const char *rule;   /* leaves tombstones under this rule: a count for the table, and one for each person who stays
                          in the register. NULL: none */
    size_t rule_event;  /* index of the column that started the rule's period; SIZE_MAX: none in this table */
};

/* The day on which the rows go. */
static inline const char *destroy_day(const struct destroy *d) {
    return d->done_on != NULL ? d->done_on : d->as_of;
}

struct destroyed {
    int64_t rows;    /* deleted, or cleared */
    int64_t held;    /* stopped by a hold, a rule that holds, a restriction or an open request */
    int64_t parents; /* not deleted because other rows still refer to them */
    int64_t files;   /* put into the outbox */
    int64_t bans;    /* suppression entries made */
    bool banned;     /* bans outlive the rows, by these entries or by some that were there */
};

/* The tables in an order in which rows can go: children before the parents they refer to. `ret` has room for
 * cat->table_count indexes. */
void destroy_order(const struct catalog *cat, size_t *ret);

/* How many rows of the list are stopped; takes them out of it. Reads the database only. */
int destroy_count_held(struct db *db, const struct destroy *d, int64_t *ret);

/* Adds to `ret`. Key columns that belong to a cleared column (phone_key) are cleared with it; a NOT NULL column (a
 * natural key, a flag) is not cleared: it goes with the row. */
int destroy_run(struct db *db, const struct destroy *d, struct destroyed *ret);

/* After destroy_run: whether the row was deleted, or was among those to clear. 1, 0 or -1. */
int destroy_went(struct db *db, int64_t row_id);

#endif
