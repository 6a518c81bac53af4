/*
 * catalog.h - what record tables the database has: their columns, keys and the foreign-key path that ties each row to
 * one customer. Read from SQLite's own catalogue, so that a new record table is a CREATE TABLE and nothing else.
 *
 * A record table is `customer`, or any table with a foreign-key path to customer(id) that is not one of gdprctl's own
 * (table own_table). The path runs over single-column foreign keys to the id of other record tables.
 * Names and kinds for people come from record_table and record_column rows where there are any; a table without them
 * works under its SQL names.
 */
#ifndef GDPRCTL_STORE_CATALOG_H
#define GDPRCTL_STORE_CATALOG_H

#include "base/arena.h"
#include "base/base.h"
#include "base/lang.h"
#include "domain/kind.h"
#include "store/db.h"

struct cat_column {
    char *name;
    enum kind kind;     /* record_column.kind, else from the declared type */
    char *list;         /* code list for KIND_LIST, else NULL */
    char *key_column;   /* where the key form is kept (phone -> phone_key), else NULL */
    char *headers;      /* further CSV headers, space separated, folded; else NULL */
    struct names names; /* entries NULL where the schema has none */
    bool internal;      /* id, foreign key, or key column of another: not data about the person by itself */
    bool past;          /* a date that cannot lie in the future when it is imported */
    bool not_null;
    struct cat_table *parent; /* single-column foreign key to this table's id, else NULL */
};

struct cat_table {
    char *name;
    struct names names;
    bool own_person; /* each row describes a person other than the customer (representative) */
    struct cat_column *columns;
    size_t column_count;
    size_t computed_count; /* columns that SQLite computes: behind the others, from columns[column_count] on. They are
                              shown in answers; nothing writes, keeps or clears them, and no name leads to them */
    size_t *natural; /* columns of the natural key besides the owner column: indexes into columns. NULL: not read */
    size_t natural_count;
    bool one_each;     /* the owner column alone is the natural key: a customer has one row, or none. With the key */
    size_t open_until; /* index of the column with the day a row is in force through; SIZE_MAX: the table has none */
    size_t owner;      /* index of the column that leads to the customer; columns[owner].parent is the next table.
                          Not used for customer itself */
    int depth; /* 0 customer, else one more than the deepest parent: children have greater depth than all parents.
                  A table may lead to customer at once (owner) and still be deep: an invoice of a contract */
};

/* A column of a foreign key to a record table that no path runs over: it has several columns, or leads to others than
 * the id. Rows behind it are nobody's for the program, so they must not go, or stop what goes, unseen. */
struct cat_stray {
    const char *child; /* a record table or not */
    struct cat_table *parent;
    const char *from, *to; /* `to` NULL: the primary key */
    bool first;            /* the key begins here; its other columns follow */
};

struct catalog {
    struct cat_table *tables; /* ordered by depth, then by name */
    size_t table_count;
    struct cat_stray *strays;
    size_t stray_count;
    struct arena memory; /* where all of it lives */
};

/* ERR_CONFIG where a record table is made so that its rows cannot be handled: without "id INTEGER PRIMARY KEY", in a
 * circle of foreign keys, or with a kind in the dictionary that there is not. */
int catalog_load(struct db *db, struct catalog *ret);

/* The same without what only tells people something: the names, and the headers that stand for columns in files. The
 * natural keys are left unread too. */
int catalog_load_rules(struct db *db, struct catalog *ret);

/* Reads the natural key of a table of the catalogue, where that has not been done. */
int catalog_natural_key(struct db *db, struct catalog *cat, struct cat_table *t);

/* Whether the column is part of it, besides the owner column. */
bool catalog_is_natural(const struct cat_table *t, size_t column);

void catalog_release(struct catalog *cat);

/* By SQL name or by command-line name (hyphens for underscores); NULL when there is none. */
struct cat_table *catalog_table(const struct catalog *cat, const char *name);

/* The same of a name that somebody gave; ERR_NOTFOUND, with the one that was perhaps meant. */
int catalog_find_table(const struct catalog *cat, const char *name, const struct cat_table **ret, struct err *e);
struct cat_column *catalog_column(const struct cat_table *table, const char *name);

/* The same among the columns that SQLite computes. */
struct cat_column *catalog_computed(const struct cat_table *table, const char *name);

/* Appends an SQL expression for the customer id of row `alias` of the table: "a"."customer_id", or a chain of scalar
 * sub-queries where the path has more steps. */
void catalog_owner_sql(const struct cat_table *table, const char *alias, struct sb *out);

#endif
