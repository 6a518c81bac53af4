/*
 * guard.c - what the connection refuses, whoever wrote the statement: the authorizer (asked while a statement is
 * prepared), the commit hook (asked before a commit) and the wait for another run's lock. See sq.h.
 *
 * Authorizer: https://www.sqlite.org/c3ref/set_authorizer.html. Defence in depth, not the first line of defence.
 */
#include "store/sq.h"

#include "store/stmt.h"

/* Reading the catalogue, checking the file, and what db.c sets while a command runs. Values for pragmas that would
 * change the file are refused below. */
static const char pragmas[] =
    " application_id cache_size data_version defer_foreign_keys foreign_key_check foreign_key_list freelist_count"
    " index_info index_list index_xinfo integrity_check page_count page_size quick_check table_info table_list"
    " table_xinfo user_version ";

/* SQL functions in use. No date functions but db.c's own: dates are computed in base/date.h, and SQL's 'now' is a
 * second clock. No lower, upper and like: they fold ASCII only (base/text.h). */
static const char functions[] =
    " abs avg changes char coalesce count dense_rank first_value format glob group_concat hex ifnull iif instr is_day"
    " lag last_insert_rowid last_value lead length likelihood likely ltrim max min nullif printf quote rank replace"
    " round row_number rtrim substr substring sum total trim typeof unicode unlikely zeroblob ";

/* `words` stand in lower case between single spaces, as SQLite gives them. */
static bool among(const char *words, const char *word) {
    size_t len = strlen(word);

    for (const char *p = words + 1; (p = strstr(p, word)) != NULL; p++)
        if (p[-1] == ' ' && p[len] == ' ')
            return true;
    return false;
}

static bool pragma_allowed(const struct db *db, const char *name, const char *value) {
    static const char facts[] = " application_id page_size user_version "; /* of the file: to be read */

    return db->schema_open || (among(pragmas, name) && !(value != NULL && among(facts, name)));
}

static bool is_temp(const char *schema) {
    return schema != NULL && strcmp(schema, "temp") == 0;
}

/* Row changes: the catalogue only with the schema open, the audit log by insert only, and only from audit_append. */
static bool change_allowed(const struct db *db, int action, const char *table, const char *schema) {
    if (is_temp(schema))
        return true;
    if (sqlite3_strnicmp(table, "sqlite_", 7) == 0)
        return db->schema_open;
    if (sqlite3_stricmp(table, "audit") == 0)
        return action == SQLITE_INSERT && db->audit_open;
    return true;
}

static bool allowed(const struct db *db, int action, const char *arg1, const char *arg2, const char *schema) {
    if (db->vacuum_open) /* one literal VACUUM, which attaches its copy and fills it */
        return true;
    switch (action) {
    case SQLITE_SELECT:
    case SQLITE_READ:
    case SQLITE_RECURSIVE:
    case SQLITE_CREATE_TEMP_TABLE:
    case SQLITE_CREATE_TEMP_INDEX:
    case SQLITE_DROP_TEMP_TABLE:
    case SQLITE_DROP_TEMP_INDEX:
        return true;
    case SQLITE_INSERT:
    case SQLITE_UPDATE:
    case SQLITE_DELETE:
        return change_allowed(db, action, arg1, schema);
    case SQLITE_CREATE_TABLE:
    case SQLITE_CREATE_INDEX:
    case SQLITE_CREATE_TRIGGER:
    case SQLITE_DROP_TABLE:
    case SQLITE_DROP_INDEX:
    case SQLITE_DROP_TRIGGER:
    case SQLITE_ALTER_TABLE:
        return db->schema_open;
    case SQLITE_REINDEX: /* making an index asks for this too */
        return db->schema_open || is_temp(schema);
    case SQLITE_TRANSACTION:
    case SQLITE_SAVEPOINT:
        return db->tx_control;
    case SQLITE_PRAGMA:
        return pragma_allowed(db, arg1, arg2);
    case SQLITE_FUNCTION:
        return db->schema_open || among(functions, arg2);
    default: /* ATTACH, views, virtual tables, temporary triggers, ANALYZE, and what SQLite may grow */
        return false;
    }
}

static int authorize(void *ctx, int action, const char *arg1, const char *arg2, const char *schema,
                     UNUSED const char *trigger) {
    return allowed(ctx, action, arg1, arg2, schema) ? SQLITE_OK : SQLITE_DENY;
}

/* SQLite opens the rollback journal with the first page that it is about to change. */
bool guard_changed(struct db *db) {
    sqlite3_file *journal = NULL;

    if (sqlite3_file_control(db->sq, "main", SQLITE_FCNTL_JOURNAL_POINTER, &journal) != SQLITE_OK)
        return true;
    return journal == NULL || journal->pMethods != NULL;
}

/* Non-zero turns the commit into a rollback. Temporary tables (a workset) commit freely, and so does a transaction that
 * took the write lock and changed nothing. */
static int before_commit(void *ctx) {
    struct db *db = ctx;

    if (db->tx_audited || db->unaudited || db->vacuum_open || sqlite3_txn_state(db->sq, "main") != SQLITE_TXN_WRITE)
        return 0;
    return guard_changed(db) ? 1 : 0;
}

/* Waits longer each time, until busy_ms have been spent; counts its own sleeps, because nothing here reads a clock. */
static int wait_for_lock(void *ctx, int tries) {
    static const int steps[] = {1, 2, 5, 10, 15, 20, 25, 25, 25, 50, 50, 100};
    const struct db *db = ctx;
    const int last = (int)ARRAY_LEN(steps) - 1;
    int waited = 0, step = steps[tries < last ? tries : last];

    if (db->interrupt != NULL && *db->interrupt)
        return 0;
    for (int i = 0; i < tries && waited < db->busy_ms; i++)
        waited += steps[i < last ? i : last];
    if (waited >= db->busy_ms)
        return 0;
    sqlite3_sleep(step);
    return 1;
}

int guard_install(struct db *db) {
    int rc = sqlite3_busy_handler(db->sq, wait_for_lock, db);

    if (rc == SQLITE_OK)
        rc = sqlite3_set_authorizer(db->sq, authorize, db);
    if (rc != SQLITE_OK)
        return sq_fail(db, rc);
    (void)sqlite3_commit_hook(db->sq, before_commit, db);
    return 0;
}

int guard_transaction(struct db *db, const char *sql) {
    int r;

    db->tx_control = true;
    r = sq_run(db, sql);
    db->tx_control = false;
    return r;
}
