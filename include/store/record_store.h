/*
 * record_store.h - reads rows of record tables: composed SELECTs over the catalogue, one prepared statement per table,
 * giving every column and the starting events of retention that concern the row.
 *
 * A starting event is a column of the row itself or of a related row. Where it is found, in this order:
 *   1. the event's table is the row's own: the column itself;
 *   2. a foreign key of the row leads to the event's table: the parent's column (the invoice's contract);
 *   3. the event's table has a foreign key to the row's table: the last of all those rows (the customer's contracts);
 *   4. otherwise, or where 2 and 3 find no row: the last of all rows of the same customer, those included that are gone
 *      already (table last_event).
 * "The last of" is RECORD_OPEN as long as one of the rows has no date yet.
 */
#ifndef GDPRCTL_STORE_RECORD_STORE_H
#define GDPRCTL_STORE_RECORD_STORE_H

#include "base/base.h"
#include "base/sb.h"
#include "store/catalog.h"
#include "store/db.h"
#include "store/stmt.h"

/* What an event column reads as while the event has not happened; sorts after every date. */
#define RECORD_OPEN "open"

struct record_event {
    const struct cat_table *table;
    const struct cat_column *column;
};

/* Rows that a rule holds: those where the column of the row itself, or of a related row, has the value (hold_when in a
 * register's definition). Related are the rows that a foreign key ties to it, either way; where none does, or the key
 * is empty, all rows of the same customer: what cannot be told apart is held. */
struct record_mark {
    const struct cat_table *table;
    const struct cat_column *column;
    const char *value; /* in stored form; NULL: the column is empty */
};

enum record_columns {
    RECORD_STORED, /* those that hold a value of their own */
    RECORD_SHOWN,  /* and those that SQLite computes: an expression may fail, and nothing but an answer depends on it */
};

struct record_reader {
    struct stmt st;
    const struct cat_table *table;
    size_t columns; /* how many of table->columns it reads */
    size_t events;
    const struct record_mark *marks;
    size_t mark_count;
};

#define RECORD_READER(name) struct record_reader name CLEANUP(record_close) = {0}

int record_open(struct record_reader *r, struct db *db, const struct cat_table *table,
                const struct record_event *events, size_t event_count, const struct record_mark *marks,
                size_t mark_count, enum record_columns columns); /* `marks` must outlive the reader */
void record_close(struct record_reader *r);

void record_bind(struct record_reader *r, int64_t customer_id); /* all rows that lead to it; starts over */
int record_next(struct record_reader *r);                       /* 1 row, 0 done, -1 error */

int64_t record_id(const struct record_reader *r);
const char *record_text(const struct record_reader *r, size_t column); /* index into table->columns; NULL for NULL */
size_t record_len(const struct record_reader *r, size_t column);
bool record_is_int(const struct record_reader *r, size_t column);
bool record_is_blob(const struct record_reader *r, size_t column); /* before record_text */
const uint8_t *record_blob(const struct record_reader *r, size_t column);
const char *record_event_text(const struct record_reader *r, size_t event); /* date, instant, RECORD_OPEN, or NULL */
bool record_marked(const struct record_reader *r);                          /* one of the marks holds the row */

/* The SQL expression behind record_event_text for row `alias` of `table`; appended. */
void record_event_sql(const struct cat_table *table, const struct record_event *event, const char *alias,
                      struct sb *out);

/* Its two parts. First the event that a foreign key joins with the row: of the row that it refers to by the column of
 * record_event_up, else of the rows that refer to it by the column of record_event_down; false, and nothing appended,
 * when there is neither. Then, where that is NULL, the newest event of the customer (an SQL expression for its id), of
 * rows that are there or gone. */
bool record_event_joined_sql(const struct cat_table *table, const struct record_event *event, const char *alias,
                             struct sb *out);
void record_newest_sql(const struct record_event *event, const char *customer, struct sb *out);
const struct cat_column *record_event_up(const struct cat_table *table, const struct record_event *event);
const struct cat_column *record_event_down(const struct cat_table *table, const struct record_event *event);

/* Appends the condition under which one of the marks holds row `alias` of `table`, with parameters :mark0, :mark1 ...
 * for record_bind_marks. At least one mark. */
void record_marks_sql(const struct cat_table *table, const struct record_mark *marks, size_t n, const char *alias,
                      struct sb *out);
void record_bind_marks(struct stmt *st, const struct record_mark *marks, size_t n);

/* Appends a condition that is true for the rows of customer :customer ("a"."customer_id" = :customer, or IN (...)). */
void record_owner_where(const struct cat_table *table, const char *alias, const char *param, struct sb *out);

/* Which tables have rows of a customer, in one statement: open it, look with a customer id (1, or -1), and ask by the
 * index into cat->tables; then reset it, because a statement in the middle of its rows keeps the read lock, and who has
 * that is not let wait for the next write lock (SQLite fears a deadlock). To prepare a reader costs more than the rows
 * that it reads; most tables have none. */
int record_presence_open(struct stmt *st, struct db *db, const struct catalog *cat);
int record_presence_look(struct stmt *st, int64_t customer_id);
bool record_presence(const struct stmt *st, size_t table);

/* Whose the row is: 1, 0 when the register has no such row in the table, or -1. */
int record_owner(struct db *db, const struct cat_table *table, int64_t register_id, int64_t row_id, int64_t *ret);

#endif
