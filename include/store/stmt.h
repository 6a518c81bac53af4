/*
 * stmt.h - one prepared SQL statement with named parameters and a sticky error.
 *
 *     STMT(st);
 *     TRY(stmt_open(&st, db, "SELECT id, state FROM request WHERE ref = :ref"));
 *     stmt_text(&st, ":ref", ref);
 *     int r = stmt_next(&st);                 1 a row, 0 no more, -1 error
 *     if (r <= 0) return r < 0 ? -1 : err_set(db->err, ERR_NOTFOUND, "...");
 *     int64_t id = stmt_col_int(&st, 0);
 *
 * Binding an unknown name, or surplus text after the first statement, is an error (ERR_INTERNAL), remembered and
 * returned by the next stmt_next: so binds need no check. Error messages never hold bound values. SQLITE_BUSY becomes
 * ERR_BUSY, SQLITE_CORRUPT and SQLITE_NOTADB ERR_INTEGRITY, SQLITE_FULL and I/O errors ERR_IO, a CHECK, NOT NULL,
 * UNIQUE or foreign-key violation ERR_DATA, the rest ERR_INTERNAL.
 *
 * Text and blobs are bound without a copy and must stay valid until the next stmt_reset or stmt_release.
 *
 * A released statement is kept for the next one of the same text, because preparing costs more than most of them do:
 * the last STMT_KEPT of each connection, those that were opened under a special permission of the authorizer excepted.
 */
#ifndef GDPRCTL_STORE_STMT_H
#define GDPRCTL_STORE_STMT_H

#include "base/base.h"
#include "base/sb.h"

#define STMT_KEPT 64

struct db;
struct sqlite3_stmt;

struct stmt {
    struct db *db;
    struct sqlite3_stmt *st;
    int rc;       /* 0, or -1 once something failed; the reason is in db->err */
    uint64_t key; /* of its text; 0: it is not kept */
};

#define STMT(name) struct stmt name CLEANUP(stmt_release) = {0}

int stmt_open(struct stmt *st, struct db *db, const char *sql); /* one literal statement */
int stmt_openf(struct stmt *st, struct db *db, const char *fmt, ...)
    PRINTF(3, 4) NODISCARD; /* store/ only: composed SQL */
void stmt_release(struct stmt *st);
void stmt_forget(struct db *db);  /* finalizes what is kept; before the connection is closed */
void stmt_reset(struct stmt *st); /* ready to bind and run again; bindings are cleared; the sticky error too */

void stmt_int(struct stmt *st, const char *name, int64_t value);
void stmt_text(struct stmt *st, const char *name, const char *value); /* NULL binds NULL */
void stmt_textn(struct stmt *st, const char *name, const char *value, size_t len);
void stmt_blob(struct stmt *st, const char *name, const void *value, size_t len);
void stmt_null(struct stmt *st, const char *name);
void stmt_bool(struct stmt *st, const char *name, bool value);

/* The same by position (1..), for statements composed from a column list. */
void stmt_int_at(struct stmt *st, int at, int64_t value);
void stmt_textn_at(struct stmt *st, int at, const char *value, size_t len); /* value NULL binds NULL */
void stmt_null_at(struct stmt *st, int at);

int stmt_next(struct stmt *st); /* 1 row, 0 done, -1 error */
int stmt_run(struct stmt *st);  /* runs to the end, ignoring rows; then reset. 0 or -1 */

/* Columns of the current row, from 0. Text is valid until the next stmt_next, reset or release. */
int64_t stmt_col_int(const struct stmt *st, int col);
const char *stmt_col_text(const struct stmt *st, int col); /* NULL for SQL NULL */
size_t stmt_col_len(const struct stmt *st, int col);
const void *stmt_col_blob(const struct stmt *st, int col);
bool stmt_col_null(const struct stmt *st, int col);
bool stmt_col_is_int(const struct stmt *st, int col);  /* the stored value is an integer */
bool stmt_col_is_blob(const struct stmt *st, int col); /* it is a blob; ask before its text is taken */
int stmt_cols(const struct stmt *st);

/* First column of the first row of a literal query without parameters; `dflt` when there is no row. -1 on error. */
int stmt_scalar(struct db *db, const char *sql, int64_t dflt, int64_t *ret);

/* Appends the identifier, quoted for SQL. The only way a table or column name gets into composed SQL; the name must
 * have been found in the catalogue first (catalog.h). */
void sql_ident(struct sb *out, const char *name);

/* The same for a name that is compared with, as a text; a value of a person is always bound. */
void sql_text(struct sb *out, const char *text);

#endif
