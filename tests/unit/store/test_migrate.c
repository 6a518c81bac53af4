/*
 * test_migrate.c - bringing an old database up to date: step by step, with a copy made first, and with a result that
 * cannot be told from a new database.
 */
#include "fixture.h"

#include <sys/stat.h>
#include <unistd.h>

#include "store/migrate.h"
#include "store/schema.h"
#include "store/scrub.h"

/* The steps of the made-up version 0 (tests/data/upgrade/v0.sql) to 2 (v0-target.sql). */
static const struct migrate_step steps[] = {
    {0, "CREATE TABLE register_new (id INTEGER PRIMARY KEY, code TEXT NOT NULL UNIQUE) STRICT;"
        "INSERT INTO register_new SELECT id, code FROM register;"
        "DROP TABLE register; ALTER TABLE register_new RENAME TO register"},
    {1, "ALTER TABLE customer ADD COLUMN name_key TEXT;"
        "UPDATE customer SET name_key = lower(name);"
        "CREATE INDEX customer_name_key ON customer (name_key);"
        "CREATE TABLE invoice (id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL REFERENCES customer(id)"
        " ON DELETE CASCADE, amount TEXT DEFAULT '0', UNIQUE (customer_id, amount)) STRICT"},
    {0, NULL}};

/* Makes the file from SQL text, as an older program would have left it. */
static void make_from(const char *sql_file, const char *path) {
    size_t len = 0;
    char *sql CLEANUP(mem_free) = fixture_read(sql_file, &len);

    CHECK(sql != NULL);
    if (sql != NULL)
        fixture_raw(path, sql);
    CHECK_EQ_INT(chmod(path, 0600), 0);
}

/* A guarded connection without db_open, which knows no way from version 0. */
static void connect_old(struct fixture *f) {
    fixture_dir(f);
    make_from("tests/data/upgrade/v0.sql", f->path);
    CHECK_EQ_INT(scrub_register(), 0);
    f->db = (struct db){.err = &f->err, .mode = DB_WRITE, .busy_ms = 20, .path = mem_strdup(f->path)};
    CHECK_EQ_INT(sqlite3_open_v2(f->path, &f->db.sq, SQLITE_OPEN_READWRITE | SQLITE_OPEN_EXRESCODE, SCRUB_VFS),
                 SQLITE_OK);
    CHECK_EQ_INT(sqlite3_db_config(f->db.sq, SQLITE_DBCONFIG_ENABLE_FKEY, 1, NULL), SQLITE_OK);
    CHECK_EQ_INT(guard_install(&f->db), 0);
}

static int64_t number(struct fixture *f, const char *sql) {
    int64_t n = -1;

    CHECK_EQ_INT(stmt_scalar(&f->db, sql, -1, &n), 0);
    return n;
}

/* ---- the comparison ---- */

static void dump_rows(sqlite3 *sq, const char *sql, const char *name, struct sb *out) {
    sqlite3_stmt *st = NULL;

    CHECK_EQ_INT(sqlite3_prepare_v2(sq, sql, -1, &st, NULL), SQLITE_OK);
    if (name != NULL)
        (void)sqlite3_bind_text(st, 1, name, -1, SQLITE_TRANSIENT);
    while (sqlite3_step(st) == SQLITE_ROW) {
        for (int i = 0; i < sqlite3_column_count(st); i++) {
            const char *v = (const char *)sqlite3_column_text(st, i);

            for (; v != NULL && *v != '\0'; v++) /* white space does not count */
                if (strchr(" \n\t", *v) == NULL)
                    sb_ch(out, *v);
            sb_ch(out, i + 1 < sqlite3_column_count(st) ? '|' : '\n');
        }
    }
    (void)sqlite3_finalize(st);
}

/* All that SQLite's catalogue says of the file. */
static void dump_catalogue(const char *path, struct sb *out) {
    sqlite3 *sq = NULL;
    sqlite3_stmt *st = NULL;

    CHECK_EQ_INT(sqlite3_open_v2(path, &sq, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
    dump_rows(sq, "PRAGMA application_id", NULL, out);
    dump_rows(sq, "PRAGMA user_version", NULL, out);
    dump_rows(sq, "SELECT type, name, tbl_name FROM sqlite_schema ORDER BY type, name", NULL, out);
    dump_rows(sq, "SELECT name, sql FROM sqlite_schema WHERE type IN ('trigger', 'view') ORDER BY name", NULL, out);
    CHECK_EQ_INT(
        sqlite3_prepare_v2(sq, "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name", -1, &st, NULL),
        SQLITE_OK);
    while (sqlite3_step(st) == SQLITE_ROW) {
        const char *table = (const char *)sqlite3_column_text(st, 0);

        sb_printf(out, "-- %s\n", table);
        dump_rows(sq, "SELECT type, ncol, wr, strict FROM pragma_table_list(?)", table, out);
        dump_rows(sq, "SELECT * FROM pragma_table_xinfo(?)", table, out);
        dump_rows(sq, "SELECT * FROM pragma_foreign_key_list(?) ORDER BY 3, 4", table, out);
        dump_rows(sq,
                  "SELECT l.name, l.\"unique\", l.origin, l.partial, x.* FROM pragma_index_list(?) l,"
                  " pragma_index_xinfo(l.name) x ORDER BY 1, 5",
                  table, out);
    }
    (void)sqlite3_finalize(st);
    CHECK_EQ_INT(sqlite3_close(sq), SQLITE_OK);
}

static void check_same_catalogue(const char *a, const char *b) {
    SB(x);
    SB(y);

    dump_catalogue(a, &x);
    dump_catalogue(b, &y);
    CHECK(x.len > 100);
    CHECK_STR(x.d, y.d);
}

/* The comparison itself notices what a careless step would leave different. */
TEST(migrate_comparison_sees_differences) {
    static const char *const changes[] = {
        "PRAGMA user_version = 3",
        "DROP INDEX customer_name_key",
        "DROP INDEX customer_name_key; CREATE UNIQUE INDEX customer_name_key ON customer (name_key)",
        "DROP INDEX customer_name_key; CREATE INDEX customer_name_key ON customer (name_key DESC)",
        "DROP TABLE invoice; CREATE TABLE invoice (id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL REFERENCES"
        " customer(id), amount TEXT DEFAULT '0', UNIQUE (customer_id, amount)) STRICT",
        "DROP TABLE invoice; CREATE TABLE invoice (id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL REFERENCES"
        " customer(id) ON DELETE CASCADE, amount TEXT DEFAULT '1', UNIQUE (customer_id, amount)) STRICT",
        "DROP TABLE invoice; CREATE TABLE invoice (id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL REFERENCES"
        " customer(id) ON DELETE CASCADE, amount TEXT DEFAULT '0', UNIQUE (customer_id, amount))",
        "ALTER TABLE customer RENAME COLUMN name_key TO key_name",
        "DROP TRIGGER audit_no_delete",
        "DROP TRIGGER audit_no_delete; CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit WHEN 0 BEGIN SELECT"
        " raise(ABORT, 'inserts only'); END",
    };

    for (size_t i = 0; i < ARRAY_LEN(changes); i++) {
        FIXTURE(f);
        SB(other);
        SB(x);
        SB(y);

        fixture_dir(&f);
        fixture_name(&f, "other.db", &other);
        make_from("tests/data/upgrade/v0-target.sql", f.path);
        make_from("tests/data/upgrade/v0-target.sql", other.d);
        fixture_raw(other.d, changes[i]);
        dump_catalogue(f.path, &x);
        dump_catalogue(other.d, &y);
        CHECK(strcmp(x.d, y.d) != 0);
    }
}

/* ---- migrating ---- */

TEST(migrate_makes_what_is_new) {
    FIXTURE(f);
    SB(fresh);
    SB(copy);
    struct stat st;

    connect_old(&f);
    CHECK_EQ_INT(migrate_with(&f.db, steps, 2), 0);
    CHECK_STR(f.err.msg, "");
    CHECK_EQ_INT(number(&f, "PRAGMA user_version"), 2);
    CHECK_EQ_INT(number(&f, "SELECT count(*) FROM customer WHERE name_key = 'testinen tauno' AND register_id = 2"), 1);
    CHECK_EQ_INT(number(&f, "SELECT count(*) FROM customer"), 3); /* nobody went with the table that was made anew */
    CHECK_EQ_INT(number(&f, "SELECT count(*) FROM audit"), 1);
    CHECK_EQ_INT(db_check(&f.db), 0);

    fixture_name(&f, "test.db.bak-v0", &copy);
    CHECK_STR(f.db.backup, copy.d);
    CHECK_EQ_INT(stat(copy.d, &st), 0);
    CHECK_EQ_INT(st.st_mode & 0777, 0600);
    db_close(&f.db);

    fixture_name(&f, "fresh.db", &fresh);
    make_from("tests/data/upgrade/v0-target.sql", fresh.d);
    check_same_catalogue(f.path, fresh.d);
    (void)unlink(fresh.d);
    make_from("tests/data/upgrade/v0.sql", fresh.d);
    check_same_catalogue(copy.d, fresh.d);
    fixture_raw(copy.d,
                "CREATE TEMP TABLE must_be_three (n CHECK (n = 3)); INSERT INTO must_be_three SELECT count(*) FROM"
                " customer");
}

TEST(migrate_goes_on_where_it_stopped) {
    static const struct migrate_step broken[] = {
        {0, "DROP TABLE nothing"},
        {1, "UPDATE customer SET name = NULL; DROP TABLE nothing"},
        {0, NULL},
    };
    struct migrate_step half[] = {steps[0], broken[1], {0, NULL}};
    FIXTURE(f);
    SB(copy);

    connect_old(&f);
    CHECK_EQ_INT(migrate_with(&f.db, broken, 2), -1);
    CHECK_EQ_INT(number(&f, "PRAGMA user_version"), 0);
    fixture_name(&f, "test.db.bak-v0", &copy);
    CHECK(!fixture_exists(copy.d)); /* nothing was changed: no copy of people's data is left behind */
    CHECK(f.db.backup == NULL);

    err_clear(&f.err);
    CHECK_EQ_INT(migrate_with(&f.db, half, 2), -1);
    CHECK_EQ_INT(number(&f, "PRAGMA user_version"), 1);
    CHECK_EQ_INT(number(&f, "SELECT count(*) FROM customer WHERE name IS NOT NULL"), 2);
    CHECK(fixture_exists(copy.d));

    err_clear(&f.err);
    CHECK_EQ_INT(migrate_with(&f.db, steps, 2), 0);
    CHECK_EQ_INT(number(&f, "PRAGMA user_version"), 2);
    fixture_name(&f, "test.db.bak-v1", &copy);
    CHECK_STR(f.db.backup, copy.d);
}

TEST(migrate_never_overwrites_a_copy) {
    FIXTURE(f);
    SB(copy);
    size_t len = 0;
    char *kept CLEANUP(mem_free) = NULL;

    connect_old(&f);
    fixture_name(&f, "test.db.bak-v0", &copy);
    fixture_write(copy.d, "precious", 8);
    CHECK_EQ_INT(migrate_with(&f.db, steps, 2), -1);
    CHECK_EQ_INT(f.err.code, ERR_CANTCREATE);
    CHECK_EQ_INT(number(&f, "PRAGMA user_version"), 0);
    kept = fixture_read(copy.d, &len);
    CHECK(len == 8 && memcmp(kept, "precious", 8) == 0);
}

TEST(migrate_refuses_what_it_does_not_know) {
    FIXTURE(f);
    SB(copy);

    connect_old(&f);
    CHECK_EQ_INT(migrate_with(&f.db, steps, 3), -1);
    CHECK_EQ_INT(f.err.code, ERR_CONFIG);
    CHECK_EQ_INT(number(&f, "PRAGMA user_version"), 0);
    fixture_name(&f, "test.db.bak-v0", &copy);
    CHECK(!fixture_exists(copy.d));
    err_clear(&f.err);
    CHECK_EQ_INT(migrate_with(&f.db, steps, 0), 0); /* nothing to do */
    CHECK(f.db.backup == NULL);
}

TEST(migrate_checks_references_and_spares_the_audit_log) {
    static const struct migrate_step orphans[] = {{0, "DELETE FROM register WHERE id = 2"}, {0, NULL}};
    static const struct migrate_step forger[] = {{0, "DELETE FROM audit"}, {0, NULL}};
    static const struct migrate_step dropper[] = {{0, "DROP TABLE audit"}, {0, NULL}};
    FIXTURE(f);

    connect_old(&f);
    CHECK_EQ_INT(migrate_with(&f.db, orphans, 1), -1);
    CHECK_EQ_INT(f.err.code, ERR_INTEGRITY);
    CHECK(strstr(f.err.msg, "customer") != NULL);
    err_clear(&f.err);
    CHECK_EQ_INT(migrate_with(&f.db, forger, 1), -1);
    err_clear(&f.err);
    CHECK_EQ_INT(migrate_with(&f.db, dropper, 1), -1);
    err_clear(&f.err);
    CHECK_EQ_INT(number(&f, "SELECT count(*) FROM audit"), 1);
    CHECK_EQ_INT(number(&f, "SELECT count(*) FROM register"), 2);
    CHECK_EQ_INT(number(&f, "PRAGMA user_version"), 0);
    CHECK_EQ_INT(sq_run(&f.db, "DELETE FROM register WHERE id = 2"), -1); /* foreign keys are enforced again */
    CHECK_EQ_INT(f.err.code, ERR_DATA);
}

/* Each version that was ever in use is kept in tests/data/upgrade/ and still comes up to date. */
TEST(migrate_every_old_version) {
    FIXTURE(f);
    SB(fresh);

    fixture_create(&f);
    db_close(&f.db);
    fixture_name(&f, "fresh.db", &fresh);
    CHECK_EQ_INT(rename(f.path, fresh.d), 0);
    for (int v = 1; v < DB_SCHEMA_VERSION; v++) {
        SB(old);

        sb_printf(&old, "tests/data/upgrade/v%d.sql", v);
        (void)unlink(f.path);
        make_from(old.d, f.path);
        CHECK_EQ_INT(fixture_open(&f, DB_WRITE), 0);
        db_close(&f.db);
        check_same_catalogue(f.path, fresh.d);
    }
    (void)unlink(f.path);
    fixture_raw(f.path, schema_sql()); /* and what db_create makes is schema.sql, nothing else */
    check_same_catalogue(f.path, fresh.d);
}

/* What was said of people before version 3 is still said. */
TEST(migrate_keeps_tombstones_and_events) {
    FIXTURE(f);

    fixture_dir(&f);
    make_from("tests/data/upgrade/v2.sql", f.path);
    fixture_raw(f.path,
                "INSERT INTO register (id, code, name_fi, name_sv, name_en, loaded_at, digest) VALUES"
                " (1, 'one', '1', '1', '1', '2026-01-01', x'00');"
                "INSERT INTO customer (id, register_id, customer_no, name) VALUES (7, 1, '7', 'A'), (8, 1, '8', 'B');"
                "INSERT INTO tombstone (register_id, table_name, rule, customer_id, rows, newest, deleted_on) VALUES"
                " (1, 'quote', 'r', 7, 2, '2020-01-02', '2026-01-01'), (1, 'quote', 'r', 8, 1, NULL, '2026-01-01'),"
                " (1, 'quote', 'r', NULL, 3, '2020-01-02', '2026-01-01'), (1, 'quote', 'r', 7, 1, NULL, '2026-01-01'),"
                " (1, 'quote', 'r', NULL, 1, NULL, '2026-01-01'), (1, 'customer', 'erasure', NULL, 1, NULL,"
                " '2026-01-01');"
                "INSERT INTO last_event VALUES (7, 'contract', 'end_date', '2020-01-01')");
    CHECK_EQ_INT(fixture_open(&f, DB_WRITE), 0);
    CHECK_EQ_INT(number(&f, "SELECT count(*) FROM tombstone"), 2);
    CHECK_EQ_INT(number(&f, "SELECT rows FROM tombstone WHERE table_name = 'quote' AND newest = '2020-01-02'"), 4);
    CHECK_EQ_INT(number(&f, "SELECT rows FROM tombstone WHERE table_name = 'customer' AND newest IS NULL"), 1);
    CHECK_EQ_INT(number(&f, "SELECT count(*) FROM tombstone_person"), 2);
    CHECK_EQ_INT(number(&f, "SELECT p.rows FROM tombstone_person p JOIN tombstone t ON t.id = tombstone_id WHERE"
                            " customer_id = 7 AND t.table_name = 'quote' AND p.newest = '2020-01-02'"),
                 3);
    CHECK_EQ_INT(number(&f, "SELECT none_left FROM last_event WHERE customer_id = 7"), 1);
}

/* So is what they objected to. */
TEST(migrate_keeps_objections) {
    FIXTURE(f);

    fixture_dir(&f);
    make_from("tests/data/upgrade/v2.sql", f.path);
    fixture_raw(f.path, "INSERT INTO register (id, code, name_fi, name_sv, name_en, loaded_at, digest) VALUES"
                        " (7, 'r', 'r', 'r', 'r', '2026-01-01T00:00:00+02:00', x'00');"
                        "INSERT INTO customer (id, register_id) VALUES (1, 7), (2, 7);"
                        "INSERT INTO objection (register_id, customer_id, scope, since, source) VALUES"
                        " (7, 2, 'direct-mail', '2026-02-03', 'import'), (7, 1, 'polls', '2026-01-02', '2026-0001'),"
                        " (7, 2, 'all-marketing', '2026-03-04', '2026-0002')");
    CHECK_EQ_INT(fixture_open(&f, DB_WRITE), 0);
    CHECK_EQ_INT(number(&f, "SELECT count(*) FROM objection"), 3);
    CHECK_EQ_INT(number(&f, "SELECT count(*) FROM objection WHERE (register_id, customer_id, scope, since, source) IN"
                            " (VALUES (7, 2, 'direct-mail', '2026-02-03', 'import'),"
                            " (7, 1, 'polls', '2026-01-02', '2026-0001'),"
                            " (7, 2, 'all-marketing', '2026-03-04', '2026-0002'))"),
                 3);
    CHECK_EQ_INT(db_check(&f.db), 0);
}

/* What an officer released goes on to be of everything, until the next import closes it. */
TEST(migrate_leaves_releases_open) {
    FIXTURE(f);

    fixture_dir(&f);
    make_from("tests/data/upgrade/v4.sql", f.path);
    fixture_raw(f.path, "INSERT INTO register (id, code, name_fi, name_sv, name_en, loaded_at, digest)"
                        " VALUES (1, 'r', 'r', 'r', 'r', '2026-01-01T00:00:00Z', x'00');"
                        "INSERT INTO release (register_id, rule, last_day, reason, set_on)"
                        " VALUES (1, 'needed', '2026-01-01', 'over', '2026-01-02')");
    CHECK_EQ_INT(fixture_open(&f, DB_WRITE), 0);
    CHECK_EQ_INT(number(&f, "SELECT closed = 0 AND last_day = '2026-01-01' FROM release"), 1);
    CHECK_EQ_INT(number(&f, "SELECT count(*) FROM release_row"), 0);
    CHECK_EQ_INT(db_check(&f.db), 0);
}

/* The word for all direct marketing stops meaning one kind of it; words that somebody else gave stay. */
TEST(migrate_takes_back_a_word) {
    static const char *const own[] = {NULL, "UPDATE code_value SET synonyms = 'mainos' WHERE code = 'direct-mail'"};

    for (size_t i = 0; i < ARRAY_LEN(own); i++) {
        FIXTURE(f);

        fixture_dir(&f);
        make_from("tests/data/upgrade/v3.sql", f.path);
        if (own[i] != NULL)
            fixture_raw(f.path, own[i]);
        CHECK_EQ_INT(fixture_open(&f, DB_WRITE), 0);
        CHECK_EQ_INT(number(&f, "SELECT count(*) FROM code_value WHERE synonyms = 'suoramarkkinointi'"
                                " AND list = 'marketing-scope'"),
                     0);
        CHECK_EQ_INT(number(&f, "SELECT count(*) FROM code_value WHERE synonyms = 'mainos'"), (int64_t)i);
    }
}
