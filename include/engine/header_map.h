/*
 * header_map.h - what the columns of a CSV file mean. Headers are compared folded: case, spaces, hyphens and slashes do
 * not count, and ä, å and ö are the same as a, a and o, because half of all exports have lost them.
 *
 * Two floors: words (any names, any targets; opt-out and campaign files use it as it is), and the map of a record
 * table's file, whose words come from the database:
 *   1. what a map file says;
 *   2. the table's own columns: SQL name, then the dictionary's Finnish, Swedish and English name and further headers;
 *   3. the register's own names of its fields, where a field is one column of the table;
 *   4. headers that belong to another table of the same customer (record_header);
 *   5. the natural keys of tables that foreign keys lead to: the customer number, an invoice's contract number.
 * The first that knows a word decides.
 *
 * Messages name a column by its number, never by its header: a file without a header line has a person there.
 */
#ifndef GDPRCTL_ENGINE_HEADER_MAP_H
#define GDPRCTL_ENGINE_HEADER_MAP_H

#include "base/arena.h"
#include "base/base.h"
#include "base/node.h"
#include "base/vec.h"
#include "io/csv_in.h"
#include "store/catalog.h"
#include "store/db.h"

/* Appends the form in which headers, and words of code lists, are compared: "Sähköposti-osoite" is sahkoposti_osoite.
 */
void header_fold(const char *s, size_t len, struct sb *out);

/* ---- words ---- */

enum {
    HEADER_IGNORED = -1, /* may pass unread */
    HEADER_BLANK = -2,   /* has no name (a spreadsheet's empty last column): its cells must be empty */
    HEADER_UNKNOWN = -3,
};

struct header_word {
    const char *folded;
    int target; /* 0 and up, or HEADER_IGNORED */
};

struct header_words {
    VEC(struct header_word) v;
    struct arena memory;
    bool can_map; /* there is a --map to name columns with */
};

#define HEADER_WORDS(name) struct header_words name CLEANUP(header_words_release) = {0}

/* The first target of a word wins; NULL is no word. */
void header_words_add(struct header_words *w, const char *word, int target);
void header_words_release(struct header_words *w);

/* The target of one header, or HEADER_UNKNOWN; also the words of `ignore`, a comma list or NULL, are known. */
int header_words_find(const struct header_words *w, const struct csv_field *header, const char *ignore);

/*
 * The target of each header, in `ret` (as many as the header has). The last three columns of a rejects file (line,
 * column, reason) pass unread. ERR_DATA for a column that is unknown, with what may have been meant, and for two
 * columns that mean the same; `what` names the file. With `ret_unknown` unknown columns are no error: they are ignored
 * and counted.
 */
int header_words_match(const struct header_words *w, const char *what, const struct csv_row *header, const char *ignore,
                       int *ret, size_t *ret_unknown, struct err *e);

/* ERR_DATA when one of the columns without a name, at the places `blank`, holds something in this row: what it means
 * nobody knows, and dropping it could drop who is meant. */
int header_check_blank(const size_t *blank, size_t count, const char *what, const struct csv_row *row, struct err *e);

/* ---- the file of a record table ---- */

enum header_role {
    HEADER_PASS,   /* unread */
    HEADER_EMPTY,  /* must be empty */
    HEADER_OWN,    /* a column of the table */
    HEADER_PARENT, /* part of the natural key of a table that a foreign key leads to */
    HEADER_SIDE,   /* the natural key of another table of the same customer: makes a row there */
};

struct header_column {
    enum header_role role;
    const struct cat_table *table; /* NULL for PASS and EMPTY */
    const struct cat_column *column;
    enum kind kind; /* of the column; by the register's definition where the dictionary has none */
};

struct header_map {
    struct header_column *columns; /* one for each column of the file */
    size_t count;
};

#define HEADER_MAP(name) struct header_map name CLEANUP(header_map_release) = {0}

struct header_options {
    const char *what;       /* the file, for messages */
    const char *ignore;     /* --ignore-columns, or NULL */
    const struct node *map; /* {"header": "table.column" or null}, or NULL. A key "format" is passed over */
    const char *map_what;   /* the file of the map, for messages */
};

/*
 * ERR_DATA as header_words_match, and when the file lacks a column without which no row can be found again; ERR_CONFIG
 * for a map file that names what is not there. With `ret_unknown` unknown columns are no error: they pass unread and
 * are counted (for making a map file).
 */
int header_map_resolve(struct header_map *ret, struct db *db, const struct catalog *cat, int64_t register_id,
                       const struct cat_table *table, const struct csv_row *header, const struct header_options *o,
                       size_t *ret_unknown);
void header_map_release(struct header_map *m);

/* The column's place in the file, from 0, or SIZE_MAX when the file has none. */
size_t header_map_place(const struct header_map *m, const struct cat_table *table, const struct cat_column *column);

/* Writes {"header": "table.column", ...} for `header`. The file must not exist. */
int header_map_write(const struct header_map *m, const struct csv_row *header, const char *path, struct err *e);

#endif
