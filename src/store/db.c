/*
 * db.c - see db.h: opening and hardening, transactions, checks.
 *
 * What is set here and why: https://www.sqlite.org/security.html. Of these, double-quoted strings matter most: with
 * them a misspelt column in a composed WHERE is a text, and the condition true for every row.
 */
#include "store/sq.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/date.h"
#include "base/mem.h"
#include "store/audit_store.h"
#include "store/dbfile.h"
#include "store/ledger.h"
#include "store/migrate.h"
#include "store/schema.h"
#include "store/scrub.h"
#include "store/stmt.h"

enum { BUSY_MS = 5000 };

/* ---- the connection and its settings ---- */

static int set_switches(struct db *db) {
    static const struct {
        int option, value;
    } switches[] = {
        {SQLITE_DBCONFIG_DEFENSIVE, 1},
        {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
        {SQLITE_DBCONFIG_WRITABLE_SCHEMA, 0},
        {SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0},
        {SQLITE_DBCONFIG_ENABLE_FTS3_TOKENIZER, 0},
        {SQLITE_DBCONFIG_ENABLE_VIEW, 0},
        {SQLITE_DBCONFIG_ENABLE_TRIGGER, 1},
        {SQLITE_DBCONFIG_ENABLE_FKEY, 1},
        {SQLITE_DBCONFIG_DQS_DML, 0},
        {SQLITE_DBCONFIG_DQS_DDL, 0},
    };

    for (size_t i = 0; i < ARRAY_LEN(switches); i++) {
        int now = -1;
        int rc = sqlite3_db_config(db->sq, switches[i].option, switches[i].value, &now);

        if (rc != SQLITE_OK || now != switches[i].value)
            return err_set(db->err, ERR_INTERNAL, "SQLite does not take switch %d", switches[i].option);
    }
    return 0;
}

/* Far above what the program needs, far below what a hostile file could ask for. (A condition can be as deep as there
 * are foreign keys to one table.) */
static void set_limits(struct db *db) {
    static const struct {
        int limit, value;
    } limits[] = {
        {SQLITE_LIMIT_LENGTH, 16 << 20},         {SQLITE_LIMIT_SQL_LENGTH, 1 << 20},  {SQLITE_LIMIT_COLUMN, 200},
        {SQLITE_LIMIT_EXPR_DEPTH, 400},          {SQLITE_LIMIT_COMPOUND_SELECT, 100}, {SQLITE_LIMIT_VDBE_OP, 100000},
        {SQLITE_LIMIT_FUNCTION_ARG, 32},         {SQLITE_LIMIT_ATTACHED, 1}, /* VACUUM needs one */
        {SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 256}, {SQLITE_LIMIT_VARIABLE_NUMBER, 999}, {SQLITE_LIMIT_TRIGGER_DEPTH, 10},
        {SQLITE_LIMIT_WORKER_THREADS, 0},
    };

    for (size_t i = 0; i < ARRAY_LEN(limits); i++)
        (void)sqlite3_limit(db->sq, limits[i].limit, limits[i].value);
}

/* A pragma that SQLite does not take is no error to it, so each is read back: from the answer to setting it, or by
 * asking where there is none. */
static int set_pragma(struct db *db, const char *name, const char *value, const char *want) {
    STMT(set);
    STMT(get);
    struct stmt *answer = &set;
    int r;

    TRY(stmt_openf(&set, db, "PRAGMA %s = %s", name, value));
    r = stmt_next(&set);
    if (r == 0) {
        TRY(stmt_openf(&get, db, "PRAGMA %s", name));
        answer = &get;
        r = stmt_next(&get);
    }
    TRY(r);
    if (r > 0 && !stmt_col_null(answer, 0) && strcmp(stmt_col_text(answer, 0), want) == 0)
        return 0;
    return err_set(db->err, ERR_INTERNAL, "SQLite does not take PRAGMA %s = %s", name, value);
}

static int set_pragmas(struct db *db) {
    static const struct {
        const char *name, *value, *want;
    } pragmas[] = {
        {"recursive_triggers", "ON", "1"}, /* else REPLACE walks past a delete trigger */
        {"cell_size_check", "ON", "1"},
        {"temp_store", "MEMORY", "2"}, /* no plain text in /var/tmp */
        {"synchronous", "EXTRA", "3"},
        {"mmap_size", "0", "0"},
        {"secure_delete", "ON", "1"},
        {"max_page_count", "33554431", "33554431"}, /* scrub.c says why */
        {"journal_mode", "TRUNCATE", "truncate"},
        {"cache_size", "-2048", "-2048"},
    };
    int r = 0;

    db->schema_open = true;
    for (size_t i = 0; i < ARRAY_LEN(pragmas) && r == 0; i++)
        r = set_pragma(db, pragmas[i].name, pragmas[i].value, pragmas[i].want);
    db->schema_open = false;
    return r;
}

/* is_day(TEXT): whether a stored text begins with a day that there is. One reading of dates for all: what is no day
 * never expires, whether a row is explained or purged. (SQL's own date functions take the 31st of February for the 3rd
 * of March.) */
static void is_day(sqlite3_context *ctx, int n, sqlite3_value **values) {
    (void)n;
    sqlite3_result_int(ctx, date_of_stored((const char *)sqlite3_value_text(values[0])) != DATE_NONE);
}

static int add_functions(struct db *db) {
    int rc = sqlite3_create_function_v2(db->sq, "is_day", 1, SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY,
                                        NULL, is_day, NULL, NULL, NULL);

    return rc == SQLITE_OK ? 0 : sq_fail(db, rc);
}

/* The program has one thread and counts no memory: without SQLite's locks and statistics a start is a tenth faster.
 * Once SQLite is at work it refuses these, which is harmless. */
static void set_library(void) {
    (void)sqlite3_config(SQLITE_CONFIG_SINGLETHREAD);
    (void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

/* The scrubbing VFS, which also reads ahead. The test build can be made to leave it out, so that the search for traces
 * proves that it finds them. */
static const char *vfs(void) {
#ifdef GDPRCTL_TEST
    if (getenv("GDPRCTL_PLAIN_VFS") != NULL)
        return NULL;
#endif
    return SCRUB_VFS;
}

static int connect_to(struct db *db, const char *path, enum db_mode mode) {
    int flags = mode == DB_WRITE ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY;
    int rc;

    set_library();
    if (scrub_register() < 0)
        return err_set(db->err, ERR_INTERNAL, "the scrubbing VFS cannot be registered");
    flags |= SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_EXRESCODE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE;
    rc = sqlite3_open_v2(path, &db->sq, flags, vfs());
    if (rc != SQLITE_OK)
        return sq_fail(db, rc);
    db->path = mem_strdup(path);
    db->mode = mode;
    TRY(set_switches(db));
    set_limits(db);
    TRY(add_functions(db));
    TRY(guard_install(db));
    return set_pragmas(db);
}

/* ---- opening ---- */

/* Rolls back the journal of a killed run, which the first read does, and clears what the rollback cannot. A journal
 * that stays is of a run that is at work. */
static int recover(struct db *db) {
    int64_t n;

    TRY(stmt_scalar(db, "SELECT count(*) FROM meta", 0, &n));
    return dbfile_has_journal(db->path) ? 0 : wash_alone(db);
}

/* A reader may not do that, so a writer is sent before it. */
static int recover_first(const char *path, struct err *err) {
    struct db writer CLEANUP(db_close) = {.err = err, .busy_ms = BUSY_MS};

    TRY(connect_to(&writer, path, DB_WRITE));
    return recover(&writer);
}

/* SQLite reads as many pages as the header counts; bytes after them are nobody's and would never be scrubbed. */
static int check_pages(struct db *db) {
    sqlite3_file *file = NULL;
    sqlite3_int64 size;
    int64_t pages, page_size;

    TRY(stmt_scalar(db, "PRAGMA page_count", 0, &pages));
    TRY(stmt_scalar(db, "PRAGMA page_size", 0, &page_size));
    if (sqlite3_file_control(db->sq, "main", SQLITE_FCNTL_FILE_POINTER, &file) != SQLITE_OK ||
        file->pMethods->xFileSize(file, &size) != SQLITE_OK)
        return err_set(db->err, ERR_IO, "the size of the database cannot be read");
    if (size == pages * page_size)
        return 0;
    err_set(db->err, ERR_INTEGRITY, "the database is damaged: the file does not end where it should");
    return err_hint(db->err, DB_RESTORE);
}

static int version_newer(struct err *err, int64_t version) {
    err_set(err, ERR_CONFIG, "the database is of version %" PRId64 ", this program knows version %d", version,
            DB_SCHEMA_VERSION);
    return err_hint(err, "update gdprctl");
}

static int check_version(struct db *db) {
    int64_t version;

    TRY(stmt_scalar(db, "PRAGMA user_version", 0, &version));
    if (version == DB_SCHEMA_VERSION)
        return 0;
    if (version > DB_SCHEMA_VERSION)
        return version_newer(db->err, version);
    if (db->mode == DB_WRITE)
        return migrate(db);
    err_set(db->err, ERR_CONFIG, "the database is of the older version %" PRId64, version);
    return err_hint(db->err, "any command that writes brings it to version %d, after making a copy", DB_SCHEMA_VERSION);
}

/* One read transaction over both checks: the catalogue is read once, and no writer comes between size and header. */
static int check_content(struct db *db) {
    TRY(guard_transaction(db, "BEGIN"));
    TRY(check_pages(db));
    TRY(schema_check(db));
    return guard_transaction(db, "COMMIT");
}

static int open_checked(struct db *db, const char *path, enum db_mode mode) {
    SB(full);
    struct dbfile file;

    if (mode == DB_NONE)
        return err_set(db->err, ERR_INTERNAL, "a database is opened for nothing");
    TRY(dbfile_path(path, &full, db->err));
    TRY(dbfile_check(full.d, &file, db->err));
    if (file.version > DB_SCHEMA_VERSION)
        return version_newer(db->err, file.version);
    if (file.journal && mode == DB_READ)
        TRY(recover_first(full.d, db->err));
    TRY(connect_to(db, full.d, mode));
    if (file.journal && mode == DB_WRITE)
        TRY(recover(db));
    TRY(check_version(db));
    return check_content(db);
}

int db_open(struct db *db, const char *path, enum db_mode mode, struct err *err) {
    *db = (struct db){.err = err, .busy_ms = BUSY_MS};
    if (open_checked(db, path, mode) == 0)
        return 0;
    db_close(db);
    return -1;
}

static int make_schema(struct db *db) {
    int r;

    TRY(guard_transaction(db, "BEGIN IMMEDIATE"));
    db->unaudited = true;
    r = db_script(db, schema_sql());
    if (r == 0)
        r = guard_transaction(db, "COMMIT");
    db->unaudited = false;
    return r;
}

int db_create(struct db *db, const char *path, struct err *err) {
    const struct dbfile_new file = {
        .what = "the database", .shown = path, .exists = "name another file with --db, or use the one that is there"};
    SB(full);

    *db = (struct db){.err = err, .busy_ms = BUSY_MS};
    TRY(dbfile_path(path, &full, err));
    TRY(dbfile_create(full.d, &file, err));
    if (connect_to(db, full.d, DB_WRITE) == 0 && make_schema(db) == 0 && dbfile_sync_dir(full.d, err) == 0)
        return 0;
    db_close(db);
    dbfile_remove(full.d);
    return -1;
}

void db_close(struct db *db) {
    ledger_close(db);
    stmt_forget(db);
    schema_forget(db);
    (void)sqlite3_close_v2(db->sq);
    free(db->path);
    free(db->backup);
    *db = (struct db){0};
}

/* ---- statements of the program itself ---- */

int db_script(struct db *db, const char *sql) {
    int r = 0;

    db->schema_open = true;
    while (r == 0 && *sql != '\0') {
        sqlite3_stmt *st = NULL;
        int rc = sqlite3_prepare_v2(db->sq, sql, -1, &st, &sql);

        while (rc == SQLITE_OK && st != NULL && (rc = sqlite3_step(st)) == SQLITE_ROW)
            rc = SQLITE_OK;
        if (rc != SQLITE_OK && rc != SQLITE_DONE)
            r = sq_fail(db, rc);
        (void)sqlite3_finalize(st);
    }
    db->schema_open = false;
    return r;
}

int db_version(struct db *db, int64_t *ret) {
    return stmt_scalar(db, "PRAGMA data_version", 0, ret);
}

int64_t db_changes(const struct db *db) {
    return sqlite3_changes64(db->sq);
}

int64_t db_last_rowid(const struct db *db) {
    return sqlite3_last_insert_rowid(db->sq);
}

void db_cache_kib(struct db *db, int kib) {
    STMT(st);

    if (stmt_openf(&st, db, "PRAGMA cache_size = -%d", kib) == 0)
        (void)stmt_run(&st);
    mem_expect((size_t)kib << 10);
}

static int interrupted(void *ctx) {
    const struct db *db = ctx;

    return db->interrupt != NULL && *db->interrupt ? 1 : 0;
}

void db_watch_interrupt(struct db *db, const volatile sig_atomic_t *flag) {
    db->interrupt = flag;
    sqlite3_progress_handler(db->sq, flag != NULL ? 1000 : 0, flag != NULL ? interrupted : NULL, db);
}

/* ---- transactions ---- */

/* Have pages reached the file since this was asked last, before their transaction was committed? */
static bool spilled(struct db *db) {
    int pages = 0, unused;

    return sqlite3_db_status(db->sq, SQLITE_DBSTATUS_CACHE_SPILL, &pages, &unused, 1) != SQLITE_OK || pages > 0;
}

int tx_begin(struct tx *tx, struct db *db) {
    *tx = (struct tx){0};
    if (db->tx_depth == 0) {
        TRY(guard_transaction(db, db->mode == DB_WRITE ? "BEGIN IMMEDIATE" : "BEGIN"));
        db->tx_audited = db->wash = false;
        (void)spilled(db);
    } else {
        SB(sql);

        sb_printf(&sql, "SAVEPOINT level_%d", db->tx_depth);
        TRY(guard_transaction(db, sql.d));
    }
    *tx = (struct tx){.db = db, .depth = db->tx_depth++, .ledger = ledger_mark(db), .audited_before = db->tx_audited};
    return 0;
}

/* A level ends before those around it. */
static int tx_is_innermost(const struct tx *tx) {
    assert(tx->db != NULL);
    if (tx->depth == tx->db->tx_depth - 1)
        return 0;
    return err_set(tx->db->err, ERR_INTERNAL, "transaction level %d is ended inside level %d", tx->depth,
                   tx->db->tx_depth - 1);
}

/* Last comes what may fail only when SQLite itself does. */
static int commit(struct tx *tx) {
    struct db *db = tx->db;

    if (db->tx_audited)
        TRY(audit_check_last(db));
    if (db->wash && guard_changed(db))
        TRY(wash(db));
    TRY(ledger_prepare(db));
    tx->sent = true;
    TRY(guard_transaction(db, "COMMIT"));
    ledger_done(db);
    return 0;
}

int tx_commit(struct tx *tx) {
    struct db *db = tx->db;
    SB(sql);

    TRY(tx_is_innermost(tx));
    if (tx->depth == 0) {
        TRY(commit(tx));
    } else {
        sb_printf(&sql, "RELEASE level_%d", tx->depth);
        TRY(guard_transaction(db, sql.d));
    }
    db->tx_depth = tx->depth;
    db->tx_audited = db->tx_audited && tx->depth > 0; /* the row serves this transaction only */
    *tx = (struct tx){0};
    return 0;
}

/* Back to the state before the level; nothing to do when SQLite has rolled back by itself (disk full, refused commit).
 */
static void roll_back(struct db *db, int depth) {
    SB(sql);

    if (sqlite3_get_autocommit(db->sq) != 0)
        return;
    if (depth == 0) {
        (void)guard_transaction(db, "ROLLBACK");
        return;
    }
    sb_printf(&sql, "ROLLBACK TO level_%d", depth);
    (void)guard_transaction(db, sql.d);
    sb_clear(&sql);
    sb_printf(&sql, "RELEASE level_%d", depth);
    (void)guard_transaction(db, sql.d);
}

/* The error that led here stays: a rollback that fails too adds nothing, and closing the connection rolls back. */
void tx_release(struct tx *tx) {
    struct db *db = tx->db;
    struct err unheard = {0}, *err;
    bool in_file;

    if (db == NULL)
        return;
    err = db->err;
    if (db->sq != NULL) {
        db->err = &unheard;
        in_file = tx->depth == 0 && db->mode == DB_WRITE && (spilled(db) || err->code == ERR_IO);
        roll_back(db, tx->depth);
        db->tx_depth = tx->depth;
        if (in_file)
            (void)wash_alone(db);
        if (tx->depth == 0)
            ledger_abort(db, tx->sent);
        else
            ledger_back(db, &tx->ledger);
    }
    db->err = err;
    db->tx_depth = tx->depth;
    db->tx_audited = tx->audited_before;
    db->wash = true;
    *tx = (struct tx){0};
}

/* ---- the whole file ---- */

/* Runs the check for each table alone until one has a finding; `ret` is empty when it lies outside the tables. */
static int damaged_table(struct db *db, struct sb *ret) {
    STMT(tables);
    int r;

    TRY(stmt_open(&tables, db, "SELECT name FROM sqlite_schema WHERE type = 'table'"));
    while ((r = stmt_next(&tables)) > 0) {
        STMT(check);
        SB(name);

        sql_ident(&name, stmt_col_text(&tables, 0));
        TRY(stmt_openf(&check, db, "PRAGMA integrity_check(%s)", name.d));
        r = stmt_next(&check);
        TRY(r);
        if (r > 0 && strcmp(stmt_col_text(&check, 0), "ok") != 0) {
            sb_cat(ret, stmt_col_text(&tables, 0));
            return 0;
        }
    }
    return r;
}

static int damaged(struct db *db, const char *finding) {
    SB(table);

    TRY(damaged_table(db, &table));
    err_set(db->err, ERR_INTEGRITY, "the database is damaged%s%s: %s", table.len > 0 ? ", table " : "", table.d,
            finding);
    return err_hint(db->err, DB_RESTORE);
}

static int must_be_ok(struct db *db, struct stmt *check) {
    int r = stmt_next(check);

    TRY(r);
    if (r == 0 || strcmp(stmt_col_text(check, 0), "ok") != 0)
        return damaged(db, r == 0 ? "the check says nothing" : stmt_col_text(check, 0));
    return 0;
}

int db_check_quick(struct db *db) {
    STMT(pages);

    TRY(stmt_open(&pages, db, "PRAGMA quick_check(1)"));
    return must_be_ok(db, &pages);
}

int db_check(struct db *db) {
    STMT(whole);
    STMT(keys);
    int r;

    TRY(stmt_open(&whole, db, "PRAGMA integrity_check(1)"));
    TRY(must_be_ok(db, &whole));
    TRY(stmt_open(&keys, db, "PRAGMA foreign_key_check"));
    r = stmt_next(&keys);
    TRY(r);
    if (r == 0)
        return 0;
    err_set(db->err, ERR_INTEGRITY, "a row of table %s refers to a row of %s that is not there",
            stmt_col_text(&keys, 0), stmt_col_text(&keys, 2));
    return err_hint(db->err, DB_RESTORE);
}
