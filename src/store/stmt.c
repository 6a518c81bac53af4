/*
 * stmt.c - see stmt.h. Also the one place where SQLite's result codes become errors of the program.
 */
#include "store/sq.h"

#include "base/mem.h"
#include "store/stmt.h"

/* Whether the constraint that the message tells of ("... failed: table.column") is of one of the program's own tables,
 * which hold the numbers of rows of others. */
static bool own_table_failed(struct db *db, const char *message) {
    const char *name = strstr(message, "failed: ");
    char *table CLEANUP(mem_free) = NULL;

    if (name == NULL)
        return false;
    name += strlen("failed: ");
    table = mem_strndup(name, strcspn(name, "."));
    return sqlite3_table_column_metadata(db->sq, "temp", table, NULL, NULL, NULL, NULL, NULL, NULL) == SQLITE_OK;
}

/* A rule that input breaks, unless no input can: a row cannot be found twice while tables and indexes agree. */
static int fail_rule(struct db *db) {
    char *message CLEANUP(mem_free) = mem_strdup(sqlite3_errmsg(db->sq)); /* before SQLite is asked anything else */

    if (!own_table_failed(db, message))
        return err_set(db->err, ERR_DATA, "the data breaks a rule of the database: %s", message);
    err_set(db->err, ERR_INTEGRITY, "the database is damaged: a row that is there once was found twice");
    return err_hint(db->err, DB_RESTORE);
}

/* Constraints by their extended code: what the data broke is the data's fault, the rest is the program's. */
static int fail_constraint(struct db *db, int rc) {
    switch (rc) {
    case SQLITE_CONSTRAINT_CHECK:
    case SQLITE_CONSTRAINT_NOTNULL:
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_PRIMARYKEY:
    case SQLITE_CONSTRAINT_ROWID:
    case SQLITE_CONSTRAINT_FOREIGNKEY:
    case SQLITE_CONSTRAINT_DATATYPE:
        return fail_rule(db);
    case SQLITE_CONSTRAINT_COMMITHOOK:
        return err_set(db->err, ERR_INTERNAL, "a change without its audit row was not committed");
    default:
        return err_set(db->err, ERR_INTERNAL, "the database refused a change: %s", sqlite3_errmsg(db->sq));
    }
}

static int fail_io(struct db *db, int rc) {
    int why = sqlite3_system_errno(db->sq);

    if ((rc & 0xff) == SQLITE_FULL)
        err_set(db->err, ERR_IO, "the disk is full; nothing of the running step was kept");
    else if ((rc & 0xff) == SQLITE_READONLY)
        err_set(db->err, ERR_IO, "the database cannot be written: %s", sqlite3_errstr(rc));
    else
        err_set(db->err, ERR_IO, "reading or writing the database failed: %s (code %d%s%s)", sqlite3_errstr(rc), rc,
                why != 0 ? ", " : "", why != 0 ? strerror(why) : "");
    return err_hint(db->err, "check free space and permissions of the database file and its directory, then try again");
}

/* Words of SQLite about what somebody added to the schema that is no damage: this connection does not trust it or does
 * not have it. */
static bool is_unaccepted(const char *why) {
    static const char *const words[] = {"unsafe use of ", "not authorized", "no such function", "no such module",
                                        "no such collation"};

    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        if (strstr(why, words[i]) != NULL)
            return true;
    }
    return false;
}

/* Of a schema that it cannot read SQLite says "malformed database schema (NAME) - WHY", NAME a table or an index. */
static int fail_corrupt(struct db *db, int rc) {
    static const char intro[] = "malformed database schema (", end[] = ") - ";
    char *message CLEANUP(mem_free) = mem_strdup(sqlite3_errmsg(db->sq));
    const char *name = message + strlen(intro);
    const char *why = strncmp(message, intro, strlen(intro)) == 0 ? strstr(name, end) : NULL;
    int len = why != NULL ? (int)(why - name) : 0;

    if (why != NULL && is_unaccepted(why)) {
        err_set(db->err, ERR_INTEGRITY, "the database's schema has something that gdprctl does not accept, in %.*s: %s",
                len, name, why + strlen(end));
        return err_hint(db->err, "take it out again with the program that put it in; nothing is damaged");
    }
    if (why != NULL)
        err_set(db->err, ERR_INTEGRITY, "the database is damaged: its schema cannot be read at %.*s: %s", len, name,
                why + strlen(end));
    else
        err_set(db->err, ERR_INTEGRITY, "the database is damaged: %s", sqlite3_errstr(rc));
    return err_hint(db->err, DB_RESTORE);
}

int sq_fail(struct db *db, int rc) {
    switch (rc & 0xff) {
    case SQLITE_BUSY:
        err_set(db->err, ERR_BUSY, "the database is in use by another run");
        return err_hint(db->err, "try again when it has ended");
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return fail_corrupt(db, rc);
    case SQLITE_CONSTRAINT:
        return fail_constraint(db, rc);
    case SQLITE_FULL:
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_PERM:
        return fail_io(db, rc);
    case SQLITE_INTERRUPT:
        err_set(db->err, ERR_REFUSED, "interrupted");
        return err_hint(db->err, "nothing of the running step was kept; the command can be run again");
    case SQLITE_TOOBIG:
        return err_set(db->err, ERR_DATA, "a value is longer than the database takes");
    default:
        return err_set(db->err, ERR_INTERNAL, "the database refused a statement: %s (code %d)", sqlite3_errmsg(db->sq),
                       rc);
    }
}

/* Remembers the failure in the statement; what a statement that writes had done until then is taken back. */
static int stick(struct stmt *st, int rc) {
    st->rc = -1;
    if (st->st != NULL && sqlite3_stmt_readonly(st->st) == 0)
        st->db->wash = true;
    return sq_fail(st->db, rc);
}

/* ---- idle statements ---- */

struct stmt_kept {
    size_t next; /* the slot that is given up next */
    struct {
        uint64_t key;
        sqlite3_stmt *st; /* NULL: free */
    } slots[STMT_KEPT];
};

/* A statement that was prepared while something special was allowed must not serve where it is not. Those of one word
 * and pragmas are prepared as quickly as they are found. */
static bool may_keep(const struct db *db, const char *sql) {
    return !db->audit_open && !db->vacuum_open && !db->schema_open && !db->tx_control &&
           strncmp(sql, "PRAGMA ", 7) != 0;
}

/* FNV-1a over eight bytes at a time; never 0. http://www.isthe.com/chongo/tech/comp/fnv/ */
static uint64_t key_of(const char *sql) {
    uint64_t h = UINT64_C(0xcbf29ce484222325), word = 0;
    size_t len = strlen(sql);

    for (; len >= sizeof word; len -= sizeof word, sql += sizeof word) {
        memcpy(&word, sql, sizeof word);
        h = (h ^ word) * UINT64_C(0x100000001b3);
        h ^= h >> 32;
    }
    word = 0;
    memcpy(&word, sql, len);
    return ((h ^ word) * UINT64_C(0x100000001b3)) | 1;
}

static sqlite3_stmt *take_kept(struct db *db, const char *sql, uint64_t key) {
    for (size_t i = 0; db->kept != NULL && i < STMT_KEPT; i++) {
        sqlite3_stmt *st = db->kept->slots[i].st;

        if (db->kept->slots[i].key != key || st == NULL || strcmp(sqlite3_sql(st), sql) != 0)
            continue;
        db->kept->slots[i].st = NULL;
        db->kept->next = i;
        return st;
    }
    return NULL;
}

/* In a free slot, if there is one: a statement that is used again and again must not drive out the others. */
static void keep(struct db *db, sqlite3_stmt *st, uint64_t key) {
    size_t at;

    if (db->kept == NULL)
        db->kept = mem_alloc(sizeof *db->kept);
    at = db->kept->next;
    for (size_t i = 0; i < STMT_KEPT && db->kept->slots[at].st != NULL; i++)
        at = (at + 1) % STMT_KEPT;
    db->kept->next = (at + 1) % STMT_KEPT;
    (void)sqlite3_finalize(db->kept->slots[at].st);
    db->kept->slots[at].key = key;
    db->kept->slots[at].st = st;
}

void stmt_forget(struct db *db) {
    for (size_t i = 0; db->kept != NULL && i < STMT_KEPT; i++)
        (void)sqlite3_finalize(db->kept->slots[i].st);
    free(db->kept);
    db->kept = NULL;
}

/* ---- opening ---- */

int stmt_open(struct stmt *st, struct db *db, const char *sql) {
    const char *tail = NULL;
    int rc;

    *st = (struct stmt){.db = db, .key = may_keep(db, sql) ? key_of(sql) : 0};
    st->st = st->key != 0 ? take_kept(db, sql, st->key) : NULL;
    if (st->st != NULL)
        return 0;
    rc = sqlite3_prepare_v2(db->sq, sql, -1, &st->st, &tail);
    if (rc != SQLITE_OK)
        return stick(st, rc);
    if (st->st == NULL || tail[strspn(tail, " \t\n;")] != '\0') {
        st->rc = -1;
        st->key = 0;
        return err_set(db->err, ERR_INTERNAL, "a statement is not exactly one SQL statement");
    }
    return 0;
}

int stmt_openf(struct stmt *st, struct db *db, const char *fmt, ...) {
    SB(sql);
    va_list ap;

    va_start(ap, fmt);
    sb_vprintf(&sql, fmt, ap);
    va_end(ap);
    return stmt_open(st, db, sql.d);
}

void stmt_release(struct stmt *st) {
    if (st->st != NULL && st->key != 0 && sqlite3_reset(st->st) == SQLITE_OK) {
        (void)sqlite3_clear_bindings(st->st);
        keep(st->db, st->st, st->key);
    } else {
        (void)sqlite3_finalize(st->st); /* repeats the error of the last step, which stmt_next has told */
    }
    *st = (struct stmt){0};
}

void stmt_reset(struct stmt *st) {
    (void)sqlite3_reset(st->st);
    (void)sqlite3_clear_bindings(st->st);
    st->rc = 0;
}

/* Index of the parameter, or 0 when nothing may be bound (any more). */
static int param(struct stmt *st, const char *name) {
    int at;

    if (st->rc < 0)
        return 0;
    at = sqlite3_bind_parameter_index(st->st, name);
    if (at == 0) {
        st->rc = -1;
        err_set(st->db->err, ERR_INTERNAL, "a statement has no parameter %s", name);
    }
    return at;
}

static void bound(struct stmt *st, int rc) {
    if (rc != SQLITE_OK)
        stick(st, rc);
}

void stmt_int_at(struct stmt *st, int at, int64_t value) {
    if (st->rc == 0)
        bound(st, sqlite3_bind_int64(st->st, at, value));
}

void stmt_textn_at(struct stmt *st, int at, const char *value, size_t len) {
    if (st->rc == 0)
        bound(st, sqlite3_bind_text64(st->st, at, value, len, SQLITE_STATIC, SQLITE_UTF8));
}

void stmt_null_at(struct stmt *st, int at) {
    if (st->rc == 0)
        bound(st, sqlite3_bind_null(st->st, at));
}

void stmt_int(struct stmt *st, const char *name, int64_t value) {
    stmt_int_at(st, param(st, name), value);
}

void stmt_textn(struct stmt *st, const char *name, const char *value, size_t len) {
    stmt_textn_at(st, param(st, name), value, len);
}

void stmt_text(struct stmt *st, const char *name, const char *value) {
    stmt_textn(st, name, value, value != NULL ? strlen(value) : 0);
}

void stmt_blob(struct stmt *st, const char *name, const void *value, size_t len) {
    int at = param(st, name);

    if (st->rc == 0)
        bound(st, sqlite3_bind_blob64(st->st, at, value, len, SQLITE_STATIC));
}

void stmt_null(struct stmt *st, const char *name) {
    stmt_null_at(st, param(st, name));
}

void stmt_bool(struct stmt *st, const char *name, bool value) {
    stmt_int(st, name, value ? 1 : 0);
}

int stmt_next(struct stmt *st) {
    int rc;

    if (st->rc < 0)
        return -1;
    rc = sqlite3_step(st->st);
    if (rc == SQLITE_ROW)
        return 1;
    if (rc == SQLITE_DONE)
        return 0;
    return stick(st, rc);
}

int stmt_run(struct stmt *st) {
    int r;

    do
        r = stmt_next(st);
    while (r > 0);
    stmt_reset(st);
    return r;
}

int64_t stmt_col_int(const struct stmt *st, int col) {
    return sqlite3_column_int64(st->st, col);
}

const char *stmt_col_text(const struct stmt *st, int col) {
    return (const char *)sqlite3_column_text(st->st, col);
}

size_t stmt_col_len(const struct stmt *st, int col) {
    return (size_t)sqlite3_column_bytes(st->st, col);
}

const void *stmt_col_blob(const struct stmt *st, int col) {
    return sqlite3_column_blob(st->st, col);
}

bool stmt_col_null(const struct stmt *st, int col) {
    return sqlite3_column_type(st->st, col) == SQLITE_NULL;
}

bool stmt_col_is_int(const struct stmt *st, int col) {
    return sqlite3_column_type(st->st, col) == SQLITE_INTEGER;
}

bool stmt_col_is_blob(const struct stmt *st, int col) {
    return sqlite3_column_type(st->st, col) == SQLITE_BLOB;
}

int stmt_cols(const struct stmt *st) {
    return sqlite3_column_count(st->st);
}

int stmt_scalar(struct db *db, const char *sql, int64_t dflt, int64_t *ret) {
    STMT(st);
    int r;

    TRY(stmt_open(&st, db, sql));
    r = stmt_next(&st);
    TRY(r);
    *ret = r > 0 ? stmt_col_int(&st, 0) : dflt;
    return 0;
}

int sq_run(struct db *db, const char *sql) {
    STMT(st);

    TRY(stmt_open(&st, db, sql));
    return stmt_run(&st);
}

static void quoted(struct sb *out, const char *text, char mark) {
    const char *inside;

    sb_ch(out, mark);
    for (; (inside = strchr(text, mark)) != NULL; text = inside + 1) {
        sb_catn(out, text, (size_t)(inside - text) + 1);
        sb_ch(out, mark);
    }
    sb_cat(out, text);
    sb_ch(out, mark);
}

void sql_ident(struct sb *out, const char *name) {
    quoted(out, name, '"');
}

void sql_text(struct sb *out, const char *text) {
    quoted(out, text, '\'');
}
