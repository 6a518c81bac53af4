/*
 * due_store.h - the rows whose time has come, found set by set: for each table one composed statement that compares the
 * starting events with cutoffs, so that the indexes on them serve it and no date function runs per row.
 *
 * The caller (engine/due.c) says for each rule what it compares with; this file knows SQL.
 */
#ifndef GDPRCTL_STORE_DUE_STORE_H
#define GDPRCTL_STORE_DUE_STORE_H

#include "base/base.h"
#include "base/date.h"
#include "store/catalog.h"
#include "store/db.h"
#include "store/record_store.h"
#include "store/stmt.h"

#define DUE_RULES_MAX 64

/* One rule as far as a table's rows are concerned. */
struct due_rule {
    const char *code;
    bool by_time;
    struct record_event event; /* by_time */
    bool persons_only;         /* not by_time: an officer has released it for single persons, and nobody else */
    date_t cutoff;             /* by_time: expired when the event is before this day */
    char people[32];           /* by_time, an event of another table: where due_people put the customers, */
    char joined[32];           /* and due_joined the table's rows */
};

/* Which rows of one table. */
struct due_query {
    const struct cat_table *table;
    int64_t register_id;
    const struct due_rule *rules; /* all of them must have expired */
    size_t rule_count;
    unsigned roles;    /* only rows of people of these roles (bits 1 << enum role); 0: of everybody */
    unsigned objected; /* only rows of people who object to all of these (bits 1 << enum scope) and have no contract
                        * in force; 0: whoever */
    const struct catalog *cat; /* for `objected` */
    const char *const *except; /* not the rows in these lists, temp.<except> */
    size_t except_count;
    date_t as_of;         /* an officer's "no longer needed" day, and objections, must be before this */
    const size_t *filled; /* only rows with a value in one of these columns; NULL: every row */
    size_t filled_count;
};

/* Fills the emptied table temp.<name> (made when missing, id INTEGER PRIMARY KEY, event TEXT) with the customers, of
 * any register, whose newest event is before the cutoff, and that event. Found once, it serves every table that waits
 * for the event. */
int due_people(struct db *db, const struct record_event *event, date_t cutoff, const char *name);

/* The same with the rows of `table` to which rows with the event refer (record_event_down), and the newest event of
 * those; nothing for a table without. */
int due_joined(struct db *db, const struct cat_table *table, const struct record_event *event, date_t cutoff,
               const char *name);

/* Fills the emptied table temp.<name> (made when missing, id INTEGER PRIMARY KEY) with the rows that are due. At least
 * a rule or an objection has to be asked for. */
int due_select(struct db *db, const struct due_query *q, const char *name, int64_t *ret_count);

/* Takes those ids out of temp.<name> that rows of `child` name in their column `key`, rows in one of the `n` lists
 * temp.<going> left aside. `ret_left` is how many it took. */
int due_leave_parents(struct db *db, const char *name, const struct cat_table *child, const struct cat_column *key,
                      const char *const *going, size_t n, int64_t *ret_left);

/* Moves up to `limit` ids from temp.<name> to temp.doomed (emptied first). `ret_count` is how many. */
int due_take(struct db *db, const char *name, int64_t limit, int64_t *ret_count);

/* Puts what is left in temp.doomed back into temp.<name>, which it was taken from. */
int due_give_back(struct db *db, const char *name);

/* Calls `each` for the rows in temp.doomed that have a value in the file column, with row id and path. */
int due_each_file(struct db *db, const struct cat_table *table, const struct cat_column *column,
                  int (*each)(void *ctx, int64_t row_id, const char *path), void *ctx);

/* Takes one row out of temp.doomed again: 1, 0 when it was not there (any more), or -1. */
int due_spare(struct db *db, int64_t row_id);

/* How many rows are in the lists temp.<names>, of one table: one that is in several of them is one row. */
int due_count(struct db *db, const char *const *names, size_t n, int64_t *ret);

/* A rule that goes by time, as far as a missing event concerns it. */
struct due_undated {
    struct record_event event;
    bool open_is_missing;
    unsigned roles; /* of the people it is for (bits 1 << enum role); 0: everybody */
};

/* Which rows of one table may lack an event. */
struct due_undated_query {
    const struct cat_table *table;
    int64_t register_id;
    const struct due_undated *rules; /* at least one */
    size_t rule_count;
    const char *const *except; /* not the rows in these lists, temp.<except> */
    size_t except_count;
    bool unreadable; /* those too where the event is no date, which an index does not tell */
};

/* Rows of the register in which the starting event of one of the rules is missing although it should be there; each
 * row once. */
int due_missing(struct db *db, const struct due_undated_query *q, int64_t *ret);

/* Whether anybody in the register objects to anything. 1, 0 or -1. */
int due_any_objection(struct db *db, int64_t register_id);

/* Rows that the table has at most, where ids are given in turn; found at once. */
int due_table_most(struct db *db, const struct cat_table *table, int64_t *ret);

/* Rows of the table that belong to the register; counted no further than `enough`. */
int due_table_rows(struct db *db, const struct cat_table *table, int64_t register_id, int64_t enough, int64_t *ret);

/* The rows that due_select would find, one by one, by their starting events, one for each rule. At least one rule; of
 * one that goes by no time, the officer's day. */
int due_histogram(struct db *db, const struct due_query *q, int (*each)(void *ctx, const date_t *events), void *ctx);

/* Whether the table has no row at all, or the register nobody. 1, 0 or -1. */
int due_is_empty(struct db *db, const struct cat_table *table, int64_t register_id);

/* Whether people of other registers are in the database: if not, no row has to be asked whose it is. 1, 0 or -1. */
int due_other_registers(struct db *db, int64_t register_id);

/* Appends the condition that row `a` of the table belongs to the register, and to people of these roles (0: of any);
 * "true" where every row does. `others` is due_other_registers(). */
void due_whose_sql(const struct cat_table *table, unsigned roles, int others, struct sb *sql);
void due_bind_whose(struct stmt *st, int64_t register_id, int others);

/* Appends the condition that row `a` is in none of the lists temp.<except>. */
void due_except_sql(const char *const *except, size_t n, struct sb *sql);

#endif
