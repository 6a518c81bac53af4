/*
 * import_store.h - what record import asks of the database and writes into it: names that a CSV header may have, code
 * lists, parents by their natural keys, and rows of one record table by theirs. SQL is composed here from the catalogue
 * only; everything runs in the caller's transaction.
 */
#ifndef GDPRCTL_STORE_IMPORT_STORE_H
#define GDPRCTL_STORE_IMPORT_STORE_H

#include "base/base.h"
#include "base/lang.h"
#include "store/catalog.h"
#include "store/db.h"
#include "store/stmt.h"
#include "store/suppression_store.h"

/* One value on its way into a column. Texts are bound without a copy. */
struct import_cell {
    enum { IMPORT_NULL, IMPORT_TEXT, IMPORT_INT } type;
    const char *d;
    size_t len;
    int64_t i;
};

/* ---- names ---- */

/* A field of the register's definition that names one column of the table: it has no other, or columns of that name
 * in other tables only (an e-mail address of the customer and of the representative). Valid during the call. */
struct import_field {
    const char *column;
    const char *code, *name_fi, *name_sv, *name_en;
    const char *kind; /* value kind by the definition, or NULL */
};

int import_fields(struct db *db, int64_t register_id, const char *table,
                  int (*each)(void *ctx, const struct import_field *field), void *ctx);

/* Headers in the table's file that belong to another table: record_header rows. `target` is "table.column". */
int import_side_headers(struct db *db, const char *table,
                        int (*each)(void *ctx, const char *header, const char *target), void *ctx);

/* Words of a code list: the code itself, its names, its synonyms; one call for each word. */
int import_code_words(struct db *db, const char *list, int (*each)(void *ctx, const char *code, const char *word),
                      void *ctx);

/* The role that new people get when the file does not say it: `customer` where the register has such a group, else the
 * first role of its first group; "customer" for a register without groups. The caller frees. */
int import_default_role(struct db *db, int64_t register_id, char **ret);

/* Whether the register may only hold what the person gave (definition key only_from_subject). */
int import_only_from_subject(struct db *db, int64_t register_id, bool *ret);

/* ---- parents ---- */

/* Row id of a record table by its owner (the parent's id; for customer the register's) and its natural key, the cells
 * in the order of table->natural. 1, 0 or -1. */
struct import_parent {
    struct stmt st;
};

int import_parent_open(struct import_parent *p, struct db *db, const struct cat_table *table);
void import_parent_close(struct import_parent *p);
int import_parent_find(struct import_parent *p, int64_t owner, const struct import_cell *natural, size_t n,
                       int64_t *ret_id);

/* Foreign keys are not checked by SQLite while every parent is looked up in the same transaction beforehand. Put back
 * on when the work is done or has failed. */
void import_trust_parents(struct db *db, bool trust);

/* ---- rows ---- */

/*
 * Rows of one table, written by their natural key. `columns` are indexes into table->columns: the natural ones among
 * them, never the owner's. Cells stand in the order of `columns`.
 */
struct import_table {
    struct db *db;
    const struct cat_table *table;
    size_t count;
    size_t *natural;  /* for each part of the natural key its place among the columns */
    size_t *settable; /* places of the columns that an update sets: those outside the natural key */
    size_t settable_count;
    char *constant; /* value of the constant column, or NULL */
    struct stmt find, insert, update;
};

#define IMPORT_TABLE(name) struct import_table name CLEANUP(import_table_close) = {0}

/* `constant` and `constant_value` name a further column with one value for all new rows (NULL: none). */
int import_table_open(struct import_table *t, struct db *db, const struct cat_table *table, const size_t *columns,
                      size_t count, const char *constant, const char *constant_value);
void import_table_close(struct import_table *t);

/* Looks the row up: 1 found (the import_table_old calls then tell its values), 0 or -1. */
int import_table_find(struct import_table *t, int64_t owner, const struct import_cell *cells, int64_t *ret_id);
bool import_table_same(const struct import_table *t); /* the row found is as the cells were */
int64_t import_table_old_id(const struct import_table *t);
const char *import_table_old(const struct import_table *t, size_t at); /* text, or NULL */
int64_t import_table_old_int(const struct import_table *t, size_t at);

/* 1 inserted, 0 a row with this natural key is there already (nothing done), -1. */
int import_table_insert(struct import_table *t, int64_t owner, const struct import_cell *cells);
int import_table_update(struct import_table *t, int64_t id, const struct import_cell *cells);

/* After one of these two has failed: why the table does not take this row, which is then no error any more. NULL: it
 * failed for another reason than the row. The text is there for good. */
const char *import_table_refusal(struct import_table *t);

/* ---- bans ---- */

/* The scopes a customer has objected to (objection rows). */
struct import_objections {
    struct stmt st;
};

int import_objections_open(struct import_objections *o, struct db *db);
void import_objections_close(struct import_objections *o);
int import_objections_of(struct import_objections *o, int64_t customer_id, scope_set *ret);

/* Identifiers of a customer as key forms, valid until the next call. */
struct import_person {
    struct stmt st;
};

int import_person_open(struct import_person *p, struct db *db);
void import_person_close(struct import_person *p);
int import_person_of(struct import_person *p, int64_t customer_id, struct suppression_person *ret); /* 1, 0 or -1 */

/* ---- files taken in ---- */

/* Notes the file; a file that is noted already for the register (0: all) and table is not noted twice. */
int import_file_note(struct db *db, int64_t register_id, const char *table, const char *sha256, const char *at,
                     uint64_t rows, uint64_t applied);

#endif
