/*
 * test_db.c - opening: what is refused and stays untouched, what is set; transactions: no commit without its audit row;
 * the guard: what no statement may do.
 */
#include "fixture.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---- creating ---- */

TEST(db_create_makes_a_private_file_once) {
    FIXTURE(f);
    struct db again;
    struct stat st;
    mode_t old = umask(0);

    fixture_create(&f);
    umask(old);
    CHECK_EQ_INT(stat(f.path, &st), 0);
    CHECK_EQ_INT(st.st_mode & 0777, 0600);
    CHECK_EQ_INT(db_create(&again, f.path, &f.err), -1);
    CHECK_EQ_INT(f.err.code, ERR_CANTCREATE);
    CHECK_EQ_INT(fixture_open(&f, DB_WRITE), 0); /* the first is whole */
    CHECK_EQ_INT(db_check(&f.db), 0);
}

TEST(db_create_says_why_it_cannot) {
    FIXTURE(f);
    struct db db;
    SB(path);

    fixture_dir(&f);
    fixture_name(&f, "no/such/dir.db", &path);
    CHECK_EQ_INT(db_create(&db, path.d, &f.err), -1);
    CHECK_EQ_INT(f.err.code, ERR_NOINPUT);
    err_clear(&f.err);
    fixture_name(&f, "dangling", &path);
    CHECK_EQ_INT(symlink("nowhere", path.d), 0);
    CHECK_EQ_INT(db_create(&db, path.d, &f.err), -1);
    CHECK_EQ_INT(f.err.code, ERR_CANTCREATE);
    CHECK(!fixture_exists("nowhere"));
}

/* A path too long for SQLite: the file was made, and goes again. */
TEST(db_create_leaves_nothing_when_it_fails) {
    FIXTURE(f);
    struct db db;
    SB(path);
    int levels = 0;

    fixture_dir(&f);
    sb_cat(&path, f.dir);
    while (path.len < 600) {
        sb_printf(&path, "/%0100d", 0);
        CHECK_EQ_INT(mkdir(path.d, 0700), 0);
        levels++;
    }
    sb_cat(&path, "/x.db");
    CHECK_EQ_INT(db_create(&db, path.d, &f.err), -1);
    CHECK_EQ_INT(f.err.code, ERR_IO);
    CHECK(!fixture_exists(path.d));
    for (; levels > 0; levels--) {
        sb_truncate(&path, (size_t)(strrchr(path.d, '/') - path.d));
        CHECK_EQ_INT(rmdir(path.d), 0);
    }
}

TEST(db_close_takes_a_zeroed_struct) {
    struct db db = {0};

    db_close(&db);
    CHECK(db.sq == NULL);
}

/* ---- opening ---- */

/* Opens the file for writing; the error code, having seen that not a byte of it changed and nothing lies beside it. */
static int open_code(const char *path, struct err *err) {
    size_t before_len = 0, after_len = 0;
    char *before CLEANUP(mem_free) = fixture_read(path, &before_len);
    char *after CLEANUP(mem_free) = NULL;
    struct db db;
    SB(journal);

    err_clear(err);
    CHECK_EQ_INT(db_open(&db, path, DB_WRITE, err), -1);
    CHECK(db.sq == NULL);
    after = fixture_read(path, &after_len);
    if (before != NULL)
        CHECK(after != NULL && before_len == after_len && memcmp(before, after, before_len) == 0);
    sb_printf(&journal, "%s-journal", path);
    CHECK(!fixture_exists(journal.d));
    return (int)err->code;
}

TEST(db_open_refuses_foreign_files) {
    static const uint8_t png[] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0, 0, 0, 13, 'I', 'H', 'D', 'R'};
    FIXTURE(f);
    SB(path);

    fixture_dir(&f);
    CHECK_EQ_INT(open_code(f.path, &f.err), ERR_NOINPUT);
    CHECK(strstr(f.err.hint, "init") != NULL);
    fixture_write(f.path, "", 0);
    CHECK_EQ_INT(open_code(f.path, &f.err), ERR_INTEGRITY);
    fixture_write(f.path, png, sizeof png);
    CHECK_EQ_INT(open_code(f.path, &f.err), ERR_INTEGRITY);
    fixture_write(f.path, "asiakasnumero;nimi\n", 19);
    CHECK_EQ_INT(open_code(f.path, &f.err), ERR_INTEGRITY);
    fixture_write(f.path, "SQLite format 3", 16);
    CHECK_EQ_INT(open_code(f.path, &f.err), ERR_INTEGRITY);
    fixture_name(&f, "other.db", &path);
    fixture_raw(path.d, "PRAGMA application_id = 7; CREATE TABLE t (x);");
    CHECK_EQ_INT(open_code(path.d, &f.err), ERR_INTEGRITY);
    CHECK(strstr(f.err.msg, "another program") != NULL);
    CHECK_EQ_INT(open_code(f.dir, &f.err), ERR_INTEGRITY);
    fixture_name(&f, "fifo", &path);
    CHECK_EQ_INT(mkfifo(path.d, 0600), 0);
    CHECK_EQ_INT(db_open(&f.db, path.d, DB_READ, (err_clear(&f.err), &f.err)), -1); /* and does not hang */
    CHECK_EQ_INT(f.err.code, ERR_INTEGRITY);
}

/* Changes bytes of a whole database at `at` and tries to open it. */
static int open_patched(struct fixture *f, size_t at, const char *bytes, size_t n) {
    size_t len = 0;
    char *file CLEANUP(mem_free) = fixture_read(f->path, &len);
    SB(path);

    fixture_name(f, "patched.db", &path);
    memcpy(file + at, bytes, n);
    fixture_write(path.d, file, len);
    return open_code(path.d, &f->err);
}

TEST(db_open_checks_the_header) {
    FIXTURE(f);

    fixture_create(&f);
    db_close(&f.db);
    CHECK_EQ_INT(open_patched(&f, 60, "\0\0\0\x63", 4), ERR_CONFIG); /* user_version */
    CHECK(strstr(f.err.hint, "update") != NULL);
    CHECK_EQ_INT(open_patched(&f, 60, "\x7f\xff\xff\xff", 4), ERR_CONFIG);
    CHECK_EQ_INT(open_patched(&f, 60, "\0\0\0\0", 4), ERR_CONFIG); /* no step leads from there */
    CHECK_EQ_INT(open_patched(&f, 18, "\2\2", 2), ERR_CONFIG);     /* WAL */
    CHECK_EQ_INT(open_patched(&f, 52, "\0\0\0\5", 4), ERR_CONFIG); /* auto_vacuum */
    CHECK_EQ_INT(open_patched(&f, 56, "\0\0\0\2", 4), ERR_CONFIG); /* UTF-16le */
    CHECK_EQ_INT(open_patched(&f, 56, "\0\0\0\11", 4), ERR_CONFIG);
    CHECK_EQ_INT(open_patched(&f, 16, "\0\3", 2), ERR_INTEGRITY); /* page size */
    CHECK_EQ_INT(open_patched(&f, 16, "\0\1", 2), ERR_INTEGRITY);
    CHECK_EQ_INT(open_patched(&f, 68, "\0\0\0\0", 4), ERR_INTEGRITY);
    CHECK_EQ_INT(open_patched(&f, 0, "sqlite", 6), ERR_INTEGRITY);
    CHECK_EQ_INT(open_patched(&f, 100, "\0", 1), ERR_INTEGRITY); /* the schema's first page */
}

TEST(db_open_for_reading_does_not_migrate) {
    FIXTURE(f);

    fixture_create(&f);
    db_close(&f.db);
    fixture_raw(f.path, "PRAGMA user_version = 0");
    CHECK_EQ_INT(fixture_open(&f, DB_READ), -1);
    CHECK_EQ_INT(f.err.code, ERR_CONFIG);
    CHECK(strstr(f.err.hint, "copy") != NULL);
}

TEST(db_open_checks_the_size) {
    static const long cut[] = {-1, -2048, -4095, -4096, -8192, 1, 100, 4095, 4096, 8192};
    FIXTURE(f);
    SB(path);
    size_t len = 0;
    char *file = NULL;

    fixture_create(&f);
    db_close(&f.db);
    file = fixture_read(f.path, &len);
    file = mem_realloc(file, len + 8192, 1);
    memset(file + len, 'x', 8192);
    fixture_name(&f, "cut.db", &path);
    for (size_t i = 0; i < ARRAY_LEN(cut); i++) {
        fixture_write(path.d, file, (size_t)((long)len + cut[i]));
        CHECK_EQ_INT(open_code(path.d, &f.err), ERR_INTEGRITY);
    }
    fixture_write(path.d, file, 99);
    CHECK_EQ_INT(open_code(path.d, &f.err), ERR_INTEGRITY);
    free(file);
}

TEST(db_open_refuses_links) {
    FIXTURE(f);
    SB(link);

    fixture_create(&f);
    db_close(&f.db);
    fixture_name(&f, "link.db", &link);
    CHECK_EQ_INT(symlink(f.path, link.d), 0);
    CHECK_EQ_INT(open_code(link.d, &f.err), ERR_REFUSED);
    fixture_name(&f, "test.db-journal", &link);
    CHECK_EQ_INT(unlink(link.d), 0);
    CHECK_EQ_INT(symlink("/etc/passwd", link.d), 0);
    err_clear(&f.err);
    CHECK_EQ_INT(db_open(&f.db, f.path, DB_WRITE, &f.err), -1);
    CHECK_EQ_INT(f.err.code, ERR_REFUSED);
}

/* A link in the directory part is the administrator's business. */
TEST(db_open_follows_a_linked_directory) {
    FIXTURE(f);
    SB(link);
    SB(path);

    fixture_create(&f);
    db_close(&f.db);
    fixture_name(&f, "dir", &link);
    CHECK_EQ_INT(symlink(f.dir, link.d), 0);
    sb_printf(&path, "%s/test.db", link.d);
    CHECK_EQ_INT(db_open(&f.db, path.d, DB_READ, &f.err), 0);
    CHECK_STR(f.db.path, f.path);
}

TEST(db_open_takes_file_names_as_they_are) {
    static const char *const names[] = {"file:x?mode=memory", ":memory:", "a b%20c.db", "-x.db", "ä.db"};
    FIXTURE(f);
    SB(path);

    fixture_dir(&f);
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        fixture_name(&f, names[i], &path);
        CHECK_EQ_INT(db_create(&f.db, path.d, &f.err), 0);
        db_close(&f.db);
        CHECK(fixture_exists(path.d));
        CHECK_EQ_INT(db_open(&f.db, path.d, DB_READ, &f.err), 0);
        db_close(&f.db);
    }
    CHECK_STR(f.err.msg, "");
}

/* What `work` returns in a child that is not root, so that file permissions hold. */
static int as_nobody(int (*work)(struct fixture *f), struct fixture *f) {
    pid_t child = fork();
    int status = 0;

    if (child == 0) {
        if (geteuid() == 0 && setresuid(65534, 65534, 65534) < 0)
            _exit(100);
        _exit(work(f));
    }
    CHECK(child > 0 && waitpid(child, &status, 0) == child && WIFEXITED(status));
    return WEXITSTATUS(status);
}

static int write_something(struct fixture *f) {
    TX(tx);

    if (fixture_open(f, DB_WRITE) == 0 && tx_begin(&tx, &f->db) == 0) {
        (void)db_script(&f->db, "DELETE FROM repealed_act");
        if (fixture_audit(f, NULL) == 0)
            (void)tx_commit(&tx);
    }
    return (int)f->err.code;
}

static int read_something(struct fixture *f) {
    int64_t n = 0;

    if (fixture_open(f, DB_READ) == 0)
        (void)stmt_scalar(&f->db, "SELECT count(*) FROM repealed_act", 0, &n);
    return f->err.code != ERR_NONE ? (int)f->err.code : n > 0 ? 0 : 99;
}

TEST(db_in_a_directory_that_cannot_be_written) {
    FIXTURE(f);

    fixture_create(&f);
    db_close(&f.db);
    CHECK_EQ_INT(chmod(f.path, 0666), 0); /* the file could be written, but no journal made */
    CHECK_EQ_INT(chmod(f.dir, 0555), 0);
    CHECK_EQ_INT(as_nobody(write_something, &f), ERR_IO);
    CHECK_EQ_INT(as_nobody(read_something, &f), 0);
    CHECK_EQ_INT(chmod(f.path, 0444), 0);
    CHECK_EQ_INT(as_nobody(write_something, &f), ERR_IO);
    CHECK_EQ_INT(as_nobody(read_something, &f), 0);
    CHECK_EQ_INT(chmod(f.path, 0000), 0);
    CHECK_EQ_INT(as_nobody(read_something, &f), ERR_NOINPUT);
    CHECK_EQ_INT(chmod(f.dir, 0755), 0);
}

TEST(db_read_mode_cannot_write) {
    FIXTURE(f);
    TX(tx);

    fixture_create(&f);
    CHECK_EQ_INT(fixture_open(&f, DB_READ), 0);
    CHECK_EQ_INT(tx_begin(&tx, &f.db), 0); /* a read transaction: one state of the data for the whole command */
    CHECK_EQ_INT(db_script(&f.db, "CREATE TEMP TABLE t (x); INSERT INTO t VALUES (1)"), 0);
    CHECK_EQ_INT(db_script(&f.db, "DELETE FROM repealed_act"), -1);
    CHECK_EQ_INT(f.err.code, ERR_IO);
}

/* ---- settings ---- */

TEST(db_settings_are_in_force) {
    static const struct {
        const char *sql;
        int64_t want;
    } settings[] = {
        {"PRAGMA page_size", 4096},
        {"PRAGMA application_id", DB_APPLICATION_ID},
        {"PRAGMA user_version", DB_SCHEMA_VERSION},
        {"PRAGMA cache_size", -2048},
        {"PRAGMA freelist_count", 0},
    };
    static const int on[] = {SQLITE_DBCONFIG_DEFENSIVE, SQLITE_DBCONFIG_ENABLE_FKEY, SQLITE_DBCONFIG_ENABLE_TRIGGER};
    static const int off[] = {SQLITE_DBCONFIG_TRUSTED_SCHEMA, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION,
                              SQLITE_DBCONFIG_DQS_DML,        SQLITE_DBCONFIG_DQS_DDL,
                              SQLITE_DBCONFIG_ENABLE_VIEW,    SQLITE_DBCONFIG_WRITABLE_SCHEMA};
    FIXTURE(f);
    int64_t v = 0;
    int now = -1;

    fixture_create(&f);
    for (size_t i = 0; i < ARRAY_LEN(settings); i++) {
        CHECK_EQ_INT(stmt_scalar(&f.db, settings[i].sql, -1, &v), 0);
        CHECK_EQ_INT(v, settings[i].want);
    }
    for (size_t i = 0; i < ARRAY_LEN(on); i++) {
        CHECK_EQ_INT(sqlite3_db_config(f.db.sq, on[i], -1, &now), SQLITE_OK);
        CHECK_EQ_INT(now, 1);
    }
    for (size_t i = 0; i < ARRAY_LEN(off); i++) {
        CHECK_EQ_INT(sqlite3_db_config(f.db.sq, off[i], -1, &now), SQLITE_OK);
        CHECK_EQ_INT(now, 0);
    }
    db_cache_kib(&f.db, 16384);
    CHECK_EQ_INT(stmt_scalar(&f.db, "PRAGMA cache_size", 0, &v), 0);
    CHECK_EQ_INT(v, -16384);
    CHECK_EQ_INT(f.db.busy_ms, 20);
    db_close(&f.db);
    CHECK_EQ_INT(db_open(&f.db, f.path, DB_READ, &f.err), 0);
    CHECK_EQ_INT(f.db.busy_ms, 5000);
}

TEST(guard_refuses_what_no_command_needs) {
    static const char *const forbidden[] = {
        "ATTACH '/tmp/x.db' AS x",
        "DETACH main",
        "VACUUM",
        "CREATE TABLE x (a)",
        "CREATE INDEX x ON customer (name)",
        "CREATE VIEW x AS SELECT 1",
        "CREATE TEMP VIEW x AS SELECT 1",
        "CREATE TRIGGER x AFTER INSERT ON customer BEGIN SELECT 1; END",
        "CREATE TEMP TRIGGER x AFTER INSERT ON customer BEGIN SELECT 1; END",
        "CREATE VIRTUAL TABLE x USING fts4(a)",
        "DROP TABLE customer",
        "DROP INDEX request_customer",
        "DROP TRIGGER audit_no_update",
        "ALTER TABLE customer ADD COLUMN x TEXT",
        "ALTER TABLE customer RENAME TO y",
        "REINDEX",
        "ANALYZE",
        "BEGIN",
        "COMMIT",
        "SAVEPOINT x",
        "PRAGMA writable_schema = ON",
        "PRAGMA journal_mode = WAL",
        "PRAGMA secure_delete = OFF",
        "PRAGMA foreign_keys = OFF",
        "PRAGMA recursive_triggers = OFF",
        "PRAGMA temp_store = FILE",
        "PRAGMA temp_store_directory = '/tmp'",
        "PRAGMA user_version = 9",
        "PRAGMA application_id = 9",
        "PRAGMA page_size = 512",
        "UPDATE sqlite_schema SET sql = ''",
        "DELETE FROM sqlite_schema",
        "SELECT load_extension('x')",
        "SELECT fts3_tokenizer('x')",
        "SELECT date('now')",
        "SELECT random()",
        "SELECT lower('Ä')",
        "SELECT 1 WHERE 'a' LIKE 'A'",
        "UPDATE audit SET result = 'x'",
        "DELETE FROM audit",
        "INSERT INTO audit VALUES (2, 0, '', '', NULL, NULL, NULL, '', NULL, x'')",
        "INSERT OR REPLACE INTO audit VALUES (1, 0, '', '', NULL, NULL, NULL, '', NULL, x'')",
        "REPLACE INTO audit VALUES (1, 0, '', '', NULL, NULL, NULL, '', NULL, x'')",
    };
    FIXTURE(f);

    fixture_create(&f);
    for (size_t i = 0; i < ARRAY_LEN(forbidden); i++) {
        bool at_work = strcmp(forbidden[i], "VACUUM") == 0; /* it attaches its copy when it runs */
        STMT(st);

        err_clear(&f.err);
        if (stmt_open(&st, &f.db, forbidden[i]) == 0) {
            if (!at_work)
                printf("# %s was prepared\n", forbidden[i]);
            CHECK(at_work);
            CHECK_EQ_INT(stmt_run(&st), -1);
        }
        CHECK_EQ_INT(f.err.code, ERR_INTERNAL);
        CHECK(strstr(f.err.msg, "authoriz") != NULL || strstr(f.err.msg, "may not be modified") != NULL);
    }
    CHECK_EQ_INT(fixture_open(&f, DB_READ), 0); /* and nothing came of it */
}

/* Not even while a row is being appended. */
TEST(guard_never_lets_the_audit_log_be_changed) {
    static const char *const changes[] = {"UPDATE audit SET result = 'x'", "DELETE FROM audit",
                                          "UPDATE audit SET seq = 2 WHERE seq = 1"};
    FIXTURE(f);

    fixture_create(&f);
    f.db.audit_open = true;
    for (size_t i = 0; i < ARRAY_LEN(changes); i++) {
        STMT(st);

        err_clear(&f.err);
        CHECK_EQ_INT(stmt_open(&st, &f.db, changes[i]), -1);
        CHECK(strstr(f.err.msg, "authoriz") != NULL);
    }
}

TEST(guard_allows_what_engines_use) {
    static const char *const needed[] = {
        "SELECT count(*), max(id), coalesce(name, ''), group_concat(city, ','), substr(name, 1, 4) FROM customer",
        "SELECT row_number() OVER (ORDER BY id) FROM customer",
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5) SELECT sum(i) FROM n",
        "CREATE TEMP TABLE workset (t TEXT, id INTEGER, PRIMARY KEY (t, id)) WITHOUT ROWID",
        "CREATE INDEX temp.workset_id ON workset (id)",
        "INSERT INTO workset SELECT 'customer', id FROM customer",
        "CREATE TEMP TABLE other AS SELECT * FROM workset",
        "DELETE FROM workset",
        "DROP TABLE temp.other",
        "PRAGMA integrity_check",
        "PRAGMA defer_foreign_keys = ON",
        "PRAGMA table_xinfo(customer)",
        "SELECT json_group_array(1) WHERE 0",
    };
    FIXTURE(f);

    fixture_create(&f);
    for (size_t i = 0; i + 1 < ARRAY_LEN(needed); i++)
        CHECK_EQ_INT(sq_run(&f.db, needed[i]), 0);
    CHECK_STR(f.err.msg, "");
    CHECK_EQ_INT(sq_run(&f.db, needed[ARRAY_LEN(needed) - 1]), -1); /* JSON is io's */
}

/* The triggers hold for any program, whatever it has set. */
TEST(audit_triggers_stop_other_programs) {
    static const char *const forbidden[] = {
        "UPDATE audit SET result = 'x'",
        "DELETE FROM audit",
        "INSERT INTO audit VALUES (5, 0, '', '', NULL, NULL, NULL, '', NULL, x'')",
        "INSERT OR REPLACE INTO audit VALUES (1, 0, '', '', NULL, NULL, NULL, '', NULL, x'')",
        "INSERT OR IGNORE INTO audit VALUES (9, 0, '', '', NULL, NULL, NULL, '', NULL, x'')",
        "UPDATE OR REPLACE audit SET seq = 7",
    };
    FIXTURE(f);
    sqlite3 *raw = NULL;

    fixture_create(&f);
    db_close(&f.db);
    CHECK_EQ_INT(sqlite3_open(f.path, &raw), SQLITE_OK);
    for (size_t i = 0; i < ARRAY_LEN(forbidden); i++) {
        sqlite3_stmt *st = NULL;

        CHECK_EQ_INT(sqlite3_prepare_v2(raw, forbidden[i], -1, &st, NULL), SQLITE_OK);
        CHECK_EQ_INT(sqlite3_step(st) & 0xff, SQLITE_CONSTRAINT);
        (void)sqlite3_finalize(st);
    }
    CHECK_EQ_INT(sqlite3_total_changes(raw), 0);
    CHECK_EQ_INT(sqlite3_close(raw), SQLITE_OK);
}

/* ---- transactions ---- */

static int64_t acts(struct fixture *f) {
    int64_t n = -1;

    CHECK_EQ_INT(stmt_scalar(&f->db, "SELECT count(*) FROM repealed_act", 0, &n), 0);
    return n;
}

TEST(tx_without_audit_row_is_not_committed) {
    FIXTURE(f);
    int64_t before;

    fixture_create(&f);
    before = acts(&f);
    {
        TX(tx);
        CHECK_EQ_INT(tx_begin(&tx, &f.db), 0);
        CHECK_EQ_INT(db_script(&f.db, "DELETE FROM repealed_act"), 0);
        CHECK_EQ_INT(acts(&f), 0);
        CHECK_EQ_INT(tx_commit(&tx), -1);
        CHECK_EQ_INT(f.err.code, ERR_INTERNAL);
        CHECK(strstr(f.err.msg, "audit") != NULL);
    }
    CHECK_EQ_INT(f.db.tx_depth, 0);
    CHECK_EQ_INT(acts(&f), before);
    err_clear(&f.err);
    CHECK_EQ_INT(sq_run(&f.db, "DELETE FROM repealed_act"), -1); /* nor outside a transaction */
    CHECK_EQ_INT(f.err.code, ERR_INTERNAL);
    CHECK_EQ_INT(acts(&f), before);
    err_clear(&f.err);
    CHECK_EQ_INT(fixture_tx(&f, "DELETE FROM repealed_act"), 0);
    CHECK_EQ_INT(acts(&f), 0);
    CHECK_EQ_INT(sq_run(&f.db, "DELETE FROM meta"), -1); /* its audit row does not serve what comes after it */
    CHECK_EQ_INT(f.err.code, ERR_INTERNAL);
    CHECK_EQ_INT(fixture_open(&f, DB_READ), 0);
    CHECK_EQ_INT(acts(&f), 0);
}

TEST(tx_that_changes_nothing_needs_no_audit_row) {
    FIXTURE(f);

    fixture_create(&f);
    for (int i = 0; i < 2; i++) {
        TX(tx);
        CHECK_EQ_INT(tx_begin(&tx, &f.db), 0);
        CHECK(acts(&f) > 0);
        CHECK_EQ_INT(sq_run(&f.db, "DELETE FROM repealed_act WHERE number = 'none'"), 0);
        CHECK_EQ_INT(sq_run(&f.db, "CREATE TEMP TABLE IF NOT EXISTS workset (id)"), 0);
        CHECK_EQ_INT(sq_run(&f.db, "INSERT INTO workset VALUES (1)"), 0);
        CHECK_EQ_INT(tx_commit(&tx), 0);
    }
    CHECK_STR(f.err.msg, "");
}

/* The audit row of one transaction does not serve the next, and one that was rolled back serves none. */
TEST(tx_audit_row_counts_where_it_stands) {
    FIXTURE(f);

    fixture_create(&f);
    CHECK_EQ_INT(fixture_tx(&f, ""), 0);
    {
        TX(outer);
        CHECK_EQ_INT(tx_begin(&outer, &f.db), 0);
        CHECK_EQ_INT(sq_run(&f.db, "DELETE FROM repealed_act"), 0);
        {
            TX(inner);
            CHECK_EQ_INT(tx_begin(&inner, &f.db), 0);
            CHECK_EQ_INT(fixture_audit(&f, NULL), 0);
        }
        CHECK_EQ_INT(tx_commit(&outer), -1);
        CHECK_EQ_INT(f.err.code, ERR_INTERNAL);
    }
    err_clear(&f.err);
    CHECK(acts(&f) > 0);
    {
        TX(outer);
        CHECK_EQ_INT(tx_begin(&outer, &f.db), 0);
        {
            TX(inner);
            CHECK_EQ_INT(tx_begin(&inner, &f.db), 0);
            CHECK_EQ_INT(sq_run(&f.db, "DELETE FROM repealed_act"), 0);
            CHECK_EQ_INT(fixture_audit(&f, NULL), 0);
            CHECK_EQ_INT(tx_commit(&inner), 0);
        }
        CHECK_EQ_INT(tx_commit(&outer), 0);
    }
    CHECK_EQ_INT(acts(&f), 0);
}

TEST(tx_levels_roll_back_alone) {
    FIXTURE(f);
    int64_t all;

    fixture_create(&f);
    all = acts(&f);
    {
        TX(outer);
        CHECK_EQ_INT(tx_begin(&outer, &f.db), 0);
        CHECK_EQ_INT(sq_run(&f.db, "DELETE FROM repealed_act WHERE number = '523/1999'"), 0);
        {
            TX(inner);
            CHECK_EQ_INT(tx_begin(&inner, &f.db), 0);
            CHECK_EQ_INT(sq_run(&f.db, "DELETE FROM repealed_act"), 0);
            CHECK_EQ_INT(acts(&f), 0);
            CHECK_EQ_INT(tx_commit(&outer), -1); /* not before the inner one has ended */
            CHECK_EQ_INT(f.err.code, ERR_INTERNAL);
            err_clear(&f.err);
        }
        CHECK_EQ_INT(acts(&f), all - 1);
        CHECK_EQ_INT(f.db.tx_depth, 1);
        CHECK_EQ_INT(fixture_audit(&f, NULL), 0);
        CHECK_EQ_INT(tx_commit(&outer), 0);
        tx_release(&outer); /* harmless */
    }
    CHECK_EQ_INT(acts(&f), all - 1);
    {
        TX(tx);
        CHECK_EQ_INT(tx_begin(&tx, &f.db), 0);
        CHECK_EQ_INT(sq_run(&f.db, "DELETE FROM repealed_act"), 0);
        CHECK_EQ_INT(fixture_audit(&f, NULL), 0);
    }
    CHECK_EQ_INT(acts(&f), all - 1);
    CHECK_EQ_INT(db_check(&f.db), 0);
}

TEST(tx_foreign_keys_and_counters) {
    FIXTURE(f);

    fixture_create(&f);
    CHECK_EQ_INT(fixture_tx(&f, "INSERT INTO request_event (request_id, at, event) VALUES (99, '', '')"), -1);
    CHECK_EQ_INT(f.err.code, ERR_DATA);
    err_clear(&f.err);
    CHECK_EQ_INT(fixture_tx(&f, "INSERT INTO outbox (id, path) VALUES (41, 'a'), (42, 'b')"), 0);
    {
        TX(tx);
        CHECK_EQ_INT(tx_begin(&tx, &f.db), 0);
        CHECK_EQ_INT(sq_run(&f.db, "INSERT INTO outbox (path) VALUES ('c'), ('d')"), 0);
        CHECK_EQ_INT(db_last_rowid(&f.db), 44);
        CHECK_EQ_INT(db_changes(&f.db), 2);
    }
}

TEST(tx_busy_is_told_and_waits) {
    FIXTURE(f);
    sqlite3 *other = NULL;
    sqlite3_stmt *st = NULL;

    fixture_create(&f);
    CHECK_EQ_INT(sqlite3_open(f.path, &other), SQLITE_OK);
    CHECK_EQ_INT(sqlite3_prepare_v2(other, "BEGIN IMMEDIATE", -1, &st, NULL), SQLITE_OK);
    CHECK_EQ_INT(sqlite3_step(st), SQLITE_DONE);
    CHECK_EQ_INT(sqlite3_finalize(st), SQLITE_OK);
    {
        TX(tx);
        CHECK_EQ_INT(tx_begin(&tx, &f.db), -1);
        CHECK_EQ_INT(f.err.code, ERR_BUSY);
        CHECK(f.err.hint[0] != '\0');
        CHECK_EQ_INT(f.db.tx_depth, 0);
    }
    CHECK(acts(&f) > 0); /* reading goes on */
    CHECK_EQ_INT(sqlite3_close(other), SQLITE_OK);
    err_clear(&f.err);
    CHECK_EQ_INT(fixture_tx(&f, ""), 0);
}

TEST(interrupt_ends_a_statement) {
    static const char endless[] =
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n";
    FIXTURE(f);
    volatile sig_atomic_t flag = 1;
    int64_t n;

    fixture_create(&f);
    db_watch_interrupt(&f.db, &flag);
    CHECK_EQ_INT(stmt_scalar(&f.db, endless, 0, &n), -1);
    CHECK_EQ_INT(f.err.code, ERR_REFUSED);
    CHECK_STR(f.err.msg, "interrupted");
    flag = 0;
    err_clear(&f.err);
    CHECK(acts(&f) > 0);
    flag = 1;
    db_watch_interrupt(&f.db, NULL);
    CHECK_EQ_INT(fixture_tx(&f, "DELETE FROM repealed_act"), 0);
}

/* ---- the journal ---- */

static void check_journal(struct fixture *f, const char *journal, mode_t mode) {
    struct stat st = {0};

    CHECK_EQ_INT(fixture_tx(f, "DELETE FROM repealed_act"), 0);
    CHECK_EQ_INT(stat(journal, &st), 0);
    CHECK_EQ_INT(st.st_size, 0);
    CHECK_EQ_INT(st.st_mode & 07777, mode);
}

/* Empty, and open to whom the database is; one that a killed run made, and may not have come to disk, is taken over. */
TEST(db_keeps_its_journal) {
    FIXTURE(f);
    SB(journal);

    fixture_create(&f);
    fixture_name(&f, "test.db-journal", &journal);
    check_journal(&f, journal.d, 0600);
    CHECK_EQ_INT(chmod(f.path, 0660), 0);
    CHECK_EQ_INT(unlink(journal.d), 0);
    check_journal(&f, journal.d, 0660);
    CHECK_EQ_INT(chmod(journal.d, 0400), 0);
    check_journal(&f, journal.d, 0660);
}

/* ---- after a kill ---- */

/* Copies a database in the middle of a transaction, journal and all: what a killed run leaves. */
static void leave_hot_journal(struct fixture *f, const char *copy) {
    static const char *const ends[] = {"", "-journal"};
    TX(tx);

    CHECK_EQ_INT(fixture_tx(f, "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)"
                               "INSERT INTO outbox (path) SELECT 'recordings/' || i || hex(zeroblob(100)) FROM n"),
                 0);
    db_cache_kib(&f->db, 40); /* so small that pages go to the file before the commit */
    CHECK_EQ_INT(tx_begin(&tx, &f->db), 0);
    CHECK_EQ_INT(db_script(&f->db, "UPDATE outbox SET path = 'x' || path; DELETE FROM outbox WHERE id % 2 = 0"), 0);
    for (size_t i = 0; i < ARRAY_LEN(ends); i++) {
        SB(from);
        SB(to);
        size_t len = 0;
        char *bytes CLEANUP(mem_free) = NULL;

        sb_printf(&from, "%s%s", f->path, ends[i]);
        sb_printf(&to, "%s%s", copy, ends[i]);
        bytes = fixture_read(from.d, &len);
        CHECK(bytes != NULL && len > 4096);
        fixture_write(to.d, bytes, len);
    }
}

TEST(db_open_recovers_after_a_kill) {
    static const enum db_mode modes[] = {DB_READ, DB_WRITE};

    for (size_t i = 0; i < ARRAY_LEN(modes); i++) {
        FIXTURE(f);
        SB(copy);
        SB(journal);
        int64_t n = 0;

        fixture_create(&f);
        fixture_name(&f, "killed.db", &copy);
        fixture_name(&f, "killed.db-journal", &journal);
        leave_hot_journal(&f, copy.d);
        db_close(&f.db);
        CHECK_EQ_INT(db_open(&f.db, copy.d, modes[i], &f.err), 0);
        CHECK_STR(f.err.msg, "");
        CHECK_EQ_INT(stmt_scalar(&f.db, "SELECT count(*) FROM outbox WHERE path GLOB 'recordings/*'", 0, &n), 0);
        CHECK_EQ_INT(n, 3000);
        CHECK_EQ_INT(db_check(&f.db), 0);
        CHECK(!fixture_exists(journal.d));
    }
}

/* The way of a restore: another state of the file under a journal that was left. */
static void restore_under_journal(struct fixture *f, const char *from, const char *to) {
    size_t len = 0;
    char *bytes CLEANUP(mem_free) = fixture_read(from, &len);

    db_close(&f->db);
    fixture_write(to, bytes, len);
}

/* By the mark in it, and, where another program made it, by its old page 1 or its number of pages. */
TEST(db_open_leaves_the_journal_of_another_database) {
    for (int marked = 0; marked < 2; marked++) {
        FIXTURE(f);
        SB(copy);
        SB(journal);
        SB(old);
        size_t len = 0;
        char *before CLEANUP(mem_free) = NULL;
        char *after CLEANUP(mem_free) = NULL;

        fixture_create(&f);
        fixture_name(&f, "killed.db", &copy);
        fixture_name(&f, "killed.db-journal", &journal);
        fixture_name(&f, "old.db", &old);
        restore_under_journal(&f, f.path, old.d);
        CHECK_EQ_INT(fixture_open(&f, DB_WRITE), 0);
        leave_hot_journal(&f, copy.d);
        restore_under_journal(&f, old.d, copy.d);
        before = fixture_read(journal.d, &len);
        if (marked == 0) {
            memset(before + 28, 0, 512 - 28);
            fixture_write(journal.d, before, len);
        }
        for (int mode = DB_READ; mode <= DB_WRITE; mode++) {
            f.err = (struct err){0};
            CHECK_EQ_INT(db_open(&f.db, copy.d, (enum db_mode)mode, &f.err), -1);
            CHECK_EQ_INT(f.err.code, ERR_INTEGRITY);
            CHECK(strstr(f.err.msg, "is not of this database") != NULL);
            CHECK(strstr(f.err.hint, "killed.db-journal.old") != NULL);
        }
        after = fixture_read(journal.d, &len);
        CHECK(memcmp(before, after, len) == 0);
        CHECK_EQ_INT(unlink(journal.d), 0);
        f.err = (struct err){0};
        CHECK_EQ_INT(db_open(&f.db, copy.d, DB_WRITE, &f.err), 0);
        CHECK_EQ_INT(db_check(&f.db), 0);
    }
}

/* ---- the whole file ---- */

TEST(db_check_names_the_table) {
    FIXTURE(f);
    size_t len = 0;
    char *file = NULL;
    int64_t root = 0;

    fixture_create(&f);
    CHECK_EQ_INT(db_check(&f.db), 0);
    CHECK_EQ_INT(stmt_scalar(&f.db, "SELECT rootpage FROM sqlite_schema WHERE name = 'repealed_act'", 0, &root), 0);
    db_close(&f.db);
    fixture_raw(f.path,
                "PRAGMA foreign_keys = OFF; INSERT INTO request_event (request_id, at, event) VALUES (9, '', '')");
    CHECK_EQ_INT(fixture_open(&f, DB_READ), 0);
    CHECK_EQ_INT(db_check(&f.db), -1);
    CHECK_EQ_INT(f.err.code, ERR_INTEGRITY);
    CHECK(strstr(f.err.msg, "request_event") != NULL);
    db_close(&f.db);
    fixture_raw(f.path, "DELETE FROM request_event");

    file = fixture_read(f.path, &len);
    file[(root - 1) * 4096 + 7] = 9; /* fragments that are not there */
    fixture_write(f.path, file, len);
    free(file);
    CHECK_EQ_INT(fixture_open(&f, DB_READ), 0);
    CHECK_EQ_INT(db_check(&f.db), -1);
    CHECK_EQ_INT(f.err.code, ERR_INTEGRITY);
    CHECK(strstr(f.err.msg, "repealed_act") != NULL);
    f.err = (struct err){0};
    CHECK_EQ_INT(db_check_quick(&f.db), -1);
    CHECK_EQ_INT(f.err.code, ERR_INTEGRITY);
    CHECK(strstr(f.err.msg, "repealed_act") != NULL);
}
