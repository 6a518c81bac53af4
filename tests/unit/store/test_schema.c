/*
 * test_schema.c - the embedded schema.sql, and which changes to a database's schema are found.
 */
#include "fixture.h"

#include "store/catalog.h"
#include "store/schema.h"

/* Changes the schema as another program would, and opens the database: 0, or the error code. */
static int opened_after(const char *sql) {
    FIXTURE(f);

    fixture_create(&f);
    db_close(&f.db);
    fixture_raw(f.path, sql);
    (void)fixture_open(&f, DB_READ);
    if (f.err.code != ERR_NONE)
        CHECK(strstr(f.err.msg, "schema was changed") != NULL);
    return (int)f.err.code;
}

TEST(schema_is_the_file) {
    size_t len = 0;
    char *file CLEANUP(mem_free) = fixture_read("schema.sql", &len);

    CHECK(file != NULL && strlen(schema_sql()) == len && strcmp(schema_sql(), file) == 0);
}

TEST(schema_application_id_and_version_are_the_programs) {
    FIXTURE(f);
    int64_t v = 0;

    fixture_create(&f);
    CHECK_EQ_INT(stmt_scalar(&f.db, "PRAGMA application_id", 0, &v), 0);
    CHECK_EQ_INT(v, DB_APPLICATION_ID);
    CHECK_EQ_INT(stmt_scalar(&f.db, "PRAGMA user_version", 0, &v), 0);
    CHECK_EQ_INT(v, DB_SCHEMA_VERSION);
}

/* schema.sql is read as text in two places; this holds the text to what SQLite makes of it. */
TEST(schema_own_tables_are_those_without_records) {
    FIXTURE(f);
    SB(own);
    STMT(tables);
    struct catalog cat = {0};
    size_t records = 0;

    fixture_create(&f);
    schema_own_tables(&f.db, &own);
    CHECK_EQ_INT(catalog_load(&f.db, &cat), 0);
    CHECK_EQ_INT(stmt_open(&tables, &f.db, "SELECT name FROM sqlite_schema WHERE type = 'table'"), 0);
    while (stmt_next(&tables) > 0) {
        const char *name = stmt_col_text(&tables, 0);
        SB(word);

        sb_printf(&word, " %s ", name);
        records += catalog_table(&cat, name) != NULL;
        if ((strstr(own.d, word.d) == NULL) != (catalog_table(&cat, name) != NULL))
            printf("# table %s\n", name);
        CHECK((strstr(own.d, word.d) == NULL) == (catalog_table(&cat, name) != NULL));
    }
    CHECK_EQ_INT(records, cat.table_count);
    CHECK(records > 20);
    CHECK(strstr(own.d, " hold ") != NULL && strstr(own.d, " request_event ") != NULL);
    CHECK(strstr(own.d, " customer ") == NULL && strstr(own.d, " invoice ") == NULL);
    catalog_release(&cat);
}

TEST(schema_takes_what_a_company_adds) {
    CHECK_EQ_INT(opened_after(""), 0);
    CHECK_EQ_INT(
        opened_after("CREATE TABLE pet (id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL REFERENCES"
                     " customer(id), name TEXT, UNIQUE (customer_id, name)); CREATE INDEX pet_name ON pet (name)"),
        0);
    CHECK_EQ_INT(opened_after("ALTER TABLE customer ADD COLUMN nickname TEXT"), 0);
    CHECK_EQ_INT(opened_after("CREATE INDEX invoice_amount ON invoice (amount)"), 0);
    CHECK_EQ_INT(opened_after("DROP INDEX invoice_invoice_date; DROP TABLE satisfaction"), 0);
    CHECK_EQ_INT(opened_after("CREATE TABLE notes (id INTEGER PRIMARY KEY, body TEXT)"), 0);
    CHECK_EQ_INT(opened_after("ANALYZE"), 0);
}

/* ALTER TABLE writes the stored text anew: with quotes, and without the comments it displaced. */
TEST(schema_text_may_be_written_otherwise) {
    CHECK_EQ_INT(opened_after("ALTER TABLE outbox RENAME TO outbox_; ALTER TABLE outbox_ RENAME TO outbox"), 0);
    CHECK_EQ_INT(opened_after("DROP TABLE outbox; CREATE TABLE outbox (id INTEGER PRIMARY KEY, /* a\ncomment */ path"
                              " TEXT NOT NULL,dev INTEGER, ino INTEGER,\n\n\"size\" INTEGER) STRICT"),
                 0);
    CHECK_EQ_INT(opened_after("DROP TRIGGER audit_no_delete; CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit"
                              " BEGIN SELECT raise(ABORT, 'the audit log takes inserts only'); END"),
                 0);
}

TEST(schema_changes_to_own_tables_are_found) {
    static const char *const changes[] = {
        "ALTER TABLE outbox ADD COLUMN x TEXT",
        "ALTER TABLE hold RENAME COLUMN reason TO why",
        "ALTER TABLE hold RENAME TO hold_",
        "DROP TABLE hold",
        "DROP TABLE meta; CREATE TABLE meta (name TEXT PRIMARY KEY, value ANY NOT NULL) WITHOUT ROWID",
        "DROP TABLE meta; CREATE TABLE meta (name TEXT PRIMARY KEY, value ANY) STRICT, WITHOUT ROWID",
        "DROP INDEX hold_customer",
        "DROP INDEX hold_customer; CREATE INDEX hold_customer ON hold (register_id)",
        "CREATE UNIQUE INDEX x ON hold (customer_id)",
        "DROP TRIGGER audit_no_update",
        "DROP TRIGGER audit_no_delete",
        "DROP TRIGGER audit_in_order",
        ("DROP TRIGGER audit_no_delete; CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit WHEN 0"
         " BEGIN SELECT raise(ABORT, 'the audit log takes inserts only'); END"),
        "CREATE TRIGGER x AFTER DELETE ON customer BEGIN INSERT INTO outbox (path) VALUES (old.name); END",
        "CREATE TRIGGER sqlitex AFTER DELETE ON invoice BEGIN SELECT 1; END",
        "CREATE VIEW v AS SELECT * FROM customer",
        "CREATE VIRTUAL TABLE words USING fts4(body)",
    };

    for (size_t i = 0; i < ARRAY_LEN(changes); i++) {
        int code = opened_after(changes[i]);

        if (code != ERR_INTEGRITY)
            printf("# %s\n", changes[i]);
        CHECK_EQ_INT(code, ERR_INTEGRITY);
    }
}

/* A name that SQLite keeps to itself hides nothing: only a damaged or forged file has such a trigger. */
TEST(schema_reserved_names_hide_no_trigger) {
    CHECK_EQ_INT(
        opened_after("CREATE TRIGGER x AFTER DELETE ON customer BEGIN SELECT 1; END;"
                     "PRAGMA writable_schema = ON;"
                     "UPDATE sqlite_schema SET name = 'sqlite_x', sql = replace(sql, 'x AFTER', 'sqlite_x AFTER')"
                     " WHERE name = 'x'"),
        ERR_INTEGRITY);
}
