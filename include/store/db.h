/*
 * db.h - the one connection to the database: opened and hardened in one place, transactions that cannot commit an
 * unaudited write, and the checks that refuse a file that is not ours before a byte of it is changed.
 *
 * Modes: a command says what it needs in its table row, and the dispatcher opens the database so. DB_READ opens
 * read-only; DB_WRITE takes the write lock only when a transaction begins.
 */
#ifndef GDPRCTL_STORE_DB_H
#define GDPRCTL_STORE_DB_H

#include <signal.h>

#include "base/base.h"
#include "base/err.h"

#define DB_APPLICATION_ID 0x67647072 /* "gdpr" */
#define DB_SCHEMA_VERSION 5          /* user_version of schema.sql */

/* The hint for a database that is damaged. */
#define DB_RESTORE                                                                                                  \
    "restore the last backup, without DB-journal (gdprctl help backup has the commands), then run: gdprctl ledger " \
    "replay"

enum db_mode { DB_NONE, DB_READ, DB_WRITE };

struct sqlite3;
struct keys;    /* key.h */
struct ledger;  /* ledger.h */
struct objects; /* schema.c */

struct db {
    struct sqlite3 *sq;
    struct err *err; /* where every store function reports; the caller's, outlives the connection */
    char *path;      /* absolute, as given */
    enum db_mode mode;
    int tx_depth;
    bool tx_audited;  /* the open transaction has its audit row */
    bool audit_open;  /* authorizer: INSERT into audit is allowed now */
    bool vacuum_open; /* authorizer: ATTACH is allowed now (VACUUM INTO needs it) */
    bool schema_open; /* authorizer: CREATE, ALTER and DROP are allowed now (db_script) */
    bool tx_control;  /* authorizer: BEGIN, COMMIT and their kin are allowed now (tx_*) */
    bool unaudited;   /* commit hook: a change that is no command's: schema, migration, wash of free pages */
    bool wash;        /* free pages may hold rows that a savepoint or failed statement took back (wash.c) */
    int busy_ms;      /* how long a lock is waited for: 5000; tests set less */
    const volatile sig_atomic_t *interrupt; /* db_watch_interrupt */
    char *backup;                           /* the copy made before this db_open migrated the file, else NULL */
    const struct keys *keys;                /* loaded by the dispatcher; NULL for commands that need none */
    struct objects *shipped;                /* what schema.sql makes, read at the first need (schema.h) */
    struct stmt_kept *kept;                 /* idle statements (stmt.h); NULL: none yet */
    struct ledger *ledger;                  /* takes notes of what must outlive a restore; NULL: nobody does */
    int64_t tx_now;                         /* of the transaction's last audit row: when, and by what command */
    char tx_command[32];
};

/*
 * Creates a new database file (mode 0600, O_EXCL) with the embedded schema. ERR_CANTCREATE when the path exists.
 * The caller makes the key file and the check value (key.h) in the same go.
 */
int db_create(struct db *db, const char *path, struct err *err);

/*
 * Opens an existing database. Before SQLite sees it the header is checked: magic, page size, size on disk a whole
 * number of pages, application_id, schema version. ERR_NOINPUT when there is none, ERR_INTEGRITY for a damaged or
 * foreign file, ERR_CONFIG for a newer version (with the hint to update the program) and for an older one opened
 * read-only. In DB_WRITE mode an older version is migrated (migrate.h). gdprctl's own tables must be those of
 * schema.sql; record tables may be added and altered (schema.h). What a killed run left half done is rolled back, also
 * when opened for reading.
 *
 * Hardening: SQLITE_OPEN_NOFOLLOW|EXRESCODE, DEFENSIVE, TRUSTED_SCHEMA off, double-quoted strings off, extension
 * loading off, foreign keys on, recursive_triggers on, cell_size_check on, secure_delete on, temp_store memory,
 * journal_mode truncate (dbfile_make_journal), synchronous extra, mmap off, SQLITE_LIMIT_* lowered; every pragma is
 * read back. Through the scrubbing VFS (scrub.h) when writing.
 */
int db_open(struct db *db, const char *path, enum db_mode mode, struct err *err);

void db_close(struct db *db); /* rolls back an open transaction; accepts a zeroed struct */

/* Runs several literal statements (schema, migration steps): the only way to CREATE, ALTER and DROP outside the
 * temporary tables. Not for composed SQL. */
int db_script(struct db *db, const char *sql);

/*
 * A transaction as a scope. The outermost level is BEGIN IMMEDIATE (ERR_BUSY after 5 s of waiting), inner levels are
 * savepoints. Leaving the scope without tx_commit rolls back. Committing the outermost level of a transaction that
 * changed the main database without an audit row (audit_store.h) is refused by SQLite's commit hook: ERR_INTERNAL. What
 * was noted for the ledger is on disk before it commits (ledger.h).
 * In DB_READ mode it is a read transaction: one state of the data until it ends.
 *
 * What is rolled back leaves no copy of a row in the file either: free pages that had been in use meanwhile are cleared
 * (wash.c).
 *
 *     TX(tx);
 *     TRY(tx_begin(&tx, db));
 *     ... work ...
 *     TRY(audit_append(db, &event));
 *     return dry_run ? 0 : tx_commit(&tx);
 */
struct ledger_mark { /* where the ledger's notes stood */
    size_t len;
    int64_t customer; /* from whom the next one put down is told */
};

struct tx {
    struct db *db; /* NULL when not begun, committed or rolled back */
    int depth;
    struct ledger_mark ledger;
    bool sent;           /* COMMIT was tried */
    bool audited_before; /* db->tx_audited when a savepoint began: what a rollback to it returns to */
};

#define TX(name) struct tx name CLEANUP(tx_release) = {0}

int tx_begin(struct tx *tx, struct db *db);
int tx_commit(struct tx *tx);
void tx_release(struct tx *tx); /* rolls back what was not committed */

/* A number that is another one when another connection has written since it was asked last; what this one writes does
 * not change it. Inside a transaction nobody can write any more: what was read before it is still true when the number
 * is that of before the reading. */
int db_version(struct db *db, int64_t *ret);

int64_t db_changes(const struct db *db); /* rows changed by the last statement */
int64_t db_last_rowid(const struct db *db);
void db_cache_kib(struct db *db, int kib); /* page cache for the work ahead; default 2048 */

/* Full check: integrity_check, foreign_key_check. 0, or -1 with ERR_INTEGRITY naming the first finding's table. */
int db_check(struct db *db);

/* The same by quick_check, in a fifth of the time: every page once, but not whether each index and each reference
 * agrees with the rows. */
int db_check_quick(struct db *db);

/* Ctrl-C: when `*flag` becomes true the running statement ends with ERR_REFUSED ("interrupted"). NULL turns it off. */
void db_watch_interrupt(struct db *db, const volatile sig_atomic_t *flag);

#endif
