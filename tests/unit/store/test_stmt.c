/*
 * test_stmt.c - statements: binding by name, what is refused, and that no error text repeats a value.
 */
#include "fixture.h"

/* A made-up value that must not come back in any message. */
#define CANARY "Kanarialintu-7731"

/* One record table to break rules in, and a row in it. */
static void make_table(struct fixture *f) {
    fixture_create(f);
    CHECK_EQ_INT(fixture_tx(f, "CREATE TABLE pet (id INTEGER PRIMARY KEY,"
                               " customer_id INTEGER REFERENCES customer(id),"
                               " name TEXT NOT NULL UNIQUE, legs INTEGER CHECK (legs BETWEEN 0 AND 8)) STRICT;"
                               "INSERT INTO pet (id, name, legs) VALUES (1, '" CANARY "', 4);"),
                 0);
}

TEST(stmt_binds_by_name_and_reads_back) {
    FIXTURE(f);
    STMT(st);

    fixture_create(&f);
    CHECK_EQ_INT(stmt_open(&st, &f.db, "SELECT :i, :t, :n, :b, :no, :yes, :none, :empty"), 0);
    stmt_int(&st, ":i", INT64_MIN);
    stmt_text(&st, ":t", "päivää");
    stmt_textn(&st, ":n", "abcdef", 3);
    stmt_blob(&st, ":b", "\0\1\2", 3);
    stmt_bool(&st, ":no", false);
    stmt_bool(&st, ":yes", true);
    stmt_null(&st, ":none");
    stmt_text(&st, ":empty", "");
    CHECK_EQ_INT(stmt_next(&st), 1);
    CHECK_EQ_INT(stmt_cols(&st), 8);
    CHECK_EQ_INT(stmt_col_int(&st, 0), INT64_MIN);
    CHECK(stmt_col_is_int(&st, 0));
    CHECK_STR(stmt_col_text(&st, 1), "päivää");
    CHECK(!stmt_col_is_int(&st, 1));
    CHECK_STR(stmt_col_text(&st, 2), "abc");
    CHECK_EQ_INT(stmt_col_len(&st, 3), 3);
    CHECK(memcmp(stmt_col_blob(&st, 3), "\0\1\2", 3) == 0);
    CHECK_EQ_INT(stmt_col_int(&st, 4), 0);
    CHECK_EQ_INT(stmt_col_int(&st, 5), 1);
    CHECK(stmt_col_null(&st, 6));
    CHECK(stmt_col_text(&st, 6) == NULL);
    CHECK(!stmt_col_null(&st, 7));
    CHECK_STR(stmt_col_text(&st, 7), "");
    CHECK_EQ_INT(stmt_next(&st), 0);

    stmt_reset(&st); /* nothing of one row's values gets into the next */
    CHECK_EQ_INT(stmt_next(&st), 1);
    for (int i = 0; i < 8; i++)
        CHECK(stmt_col_null(&st, i));
}

/* A released statement serves again: without the values of before, never two at once, and not where it was special. */
TEST(stmt_is_kept_for_the_same_text) {
    static const char text[] = "SELECT :value";
    struct sqlite3_stmt *first;
    FIXTURE(f);
    STMT(one);
    STMT(two);

    fixture_create(&f);
    CHECK_EQ_INT(stmt_open(&one, &f.db, text), 0);
    first = one.st;
    stmt_text(&one, ":value", CANARY);
    CHECK_EQ_INT(stmt_next(&one), 1);
    stmt_release(&one);
    CHECK_EQ_INT(stmt_open(&one, &f.db, text), 0);
    CHECK(one.st == first);
    CHECK_EQ_INT(stmt_next(&one), 1);
    CHECK(stmt_col_null(&one, 0));
    CHECK_EQ_INT(stmt_open(&two, &f.db, text), 0);
    CHECK(two.st != first);
    stmt_release(&one);
    stmt_release(&two);

    f.db.audit_open = true;
    CHECK_EQ_INT(stmt_open(&one, &f.db, text), 0);
    CHECK_EQ_INT(one.key, 0);
    f.db.audit_open = false;
}

/* More texts than there is room for: the oldest go, and everything still works. */
TEST(stmt_keeps_so_many) {
    FIXTURE(f);

    fixture_create(&f);
    for (int i = 0; i < 3 * STMT_KEPT; i++) {
        STMT(st);

        CHECK_EQ_INT(stmt_openf(&st, &f.db, "SELECT %d", i % (2 * STMT_KEPT)), 0);
        CHECK_EQ_INT(stmt_next(&st), 1);
        CHECK_EQ_INT(stmt_col_int(&st, 0), i % (2 * STMT_KEPT));
    }
}

/* One that is used again and again takes one place. */
TEST(stmt_used_often_leaves_others_kept) {
    struct sqlite3_stmt *first;
    FIXTURE(f);
    STMT(st);

    fixture_create(&f);
    CHECK_EQ_INT(stmt_open(&st, &f.db, "SELECT 'seldom'"), 0);
    first = st.st;
    stmt_release(&st);
    for (int i = 0; i < 2 * STMT_KEPT; i++) {
        CHECK_EQ_INT(stmt_open(&st, &f.db, "SELECT 'often'"), 0);
        stmt_release(&st);
    }
    CHECK_EQ_INT(stmt_open(&st, &f.db, "SELECT 'seldom'"), 0);
    CHECK(st.st == first);
}

TEST(stmt_binds_by_position) {
    FIXTURE(f);
    STMT(st);

    fixture_create(&f);
    CHECK_EQ_INT(stmt_openf(&st, &f.db, "SELECT ?, ?, ?, %d", 7), 0);
    stmt_int_at(&st, 1, 5);
    stmt_textn_at(&st, 2, "xyz", 2);
    stmt_null_at(&st, 3);
    CHECK_EQ_INT(stmt_next(&st), 1);
    CHECK_EQ_INT(stmt_col_int(&st, 0), 5);
    CHECK_STR(stmt_col_text(&st, 1), "xy");
    CHECK(stmt_col_null(&st, 2));
    CHECK_EQ_INT(stmt_col_int(&st, 3), 7);

    stmt_reset(&st);
    stmt_int_at(&st, 4, 1); /* there is no fourth */
    CHECK_EQ_INT(stmt_next(&st), -1);
    CHECK_EQ_INT(f.err.code, ERR_INTERNAL);
}

TEST(stmt_unknown_parameter_is_remembered) {
    FIXTURE(f);
    STMT(st);

    fixture_create(&f);
    CHECK_EQ_INT(stmt_open(&st, &f.db, "SELECT :a"), 0);
    stmt_int(&st, ":b", 1);
    stmt_int(&st, ":a", 1);
    CHECK_EQ_INT(stmt_next(&st), -1);
    CHECK_EQ_INT(stmt_next(&st), -1);
    CHECK_EQ_INT(f.err.code, ERR_INTERNAL);
    CHECK(strstr(f.err.msg, ":b") != NULL);

    err_clear(&f.err);
    stmt_reset(&st); /* forgets the error and the bindings */
    CHECK_EQ_INT(stmt_next(&st), 1);
    CHECK(stmt_col_null(&st, 0));
}

TEST(stmt_takes_exactly_one_statement) {
    static const char *const wrong[] = {"SELECT 1; SELECT 2", "SELECT 1; x",           "",         "  ",
                                        "-- only a comment",  "SELECT 1 FROM nowhere", "SELEKT 1", "SELECT 'open"};
    FIXTURE(f);

    fixture_create(&f);
    for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
        STMT(st);

        err_clear(&f.err);
        CHECK_EQ_INT(stmt_open(&st, &f.db, wrong[i]), -1);
        CHECK_EQ_INT(f.err.code, ERR_INTERNAL);
        CHECK_EQ_INT(stmt_next(&st), -1); /* and what follows does not crash */
        stmt_int(&st, ":a", 1);
    }
    err_clear(&f.err);
    {
        STMT(st);
        CHECK_EQ_INT(stmt_open(&st, &f.db, "SELECT 1 ;\n"), 0);
    }
}

TEST(stmt_double_quotes_are_names_only) {
    FIXTURE(f);
    STMT(st);

    fixture_create(&f);
    CHECK_EQ_INT(stmt_open(&st, &f.db, "SELECT count(*) FROM customer WHERE \"emial\" = 'emial'"), -1);
    CHECK_EQ_INT(f.err.code, ERR_INTERNAL);
    CHECK(strstr(f.err.msg, "no such column") != NULL);
}

TEST(stmt_scalar_and_its_default) {
    FIXTURE(f);
    int64_t v = 0;

    fixture_create(&f);
    CHECK_EQ_INT(stmt_scalar(&f.db, "SELECT 42", 7, &v), 0);
    CHECK_EQ_INT(v, 42);
    CHECK_EQ_INT(stmt_scalar(&f.db, "SELECT 42 WHERE 0", 7, &v), 0);
    CHECK_EQ_INT(v, 7);
    CHECK_EQ_INT(stmt_scalar(&f.db, "SELECT nothing", 9, &v), -1);
    CHECK_EQ_INT(v, 7); /* untouched on failure */
}

/* Runs `sql` with :name = the canary; the error's code, with the text checked for the canary. */
static int break_rule(struct fixture *f, const char *sql) {
    STMT(st);

    err_clear(&f->err);
    if (stmt_open(&st, &f->db, sql) == 0) {
        stmt_text(&st, ":name", CANARY);
        (void)stmt_run(&st);
    }
    CHECK(f->err.msg[0] != '\0');
    CHECK(strstr(f->err.msg, "Kanaria") == NULL);
    CHECK(strstr(f->err.hint, "Kanaria") == NULL);
    return (int)f->err.code;
}

TEST(stmt_errors_by_code_and_without_values) {
    FIXTURE(f);
    TX(tx);

    make_table(&f);
    CHECK_EQ_INT(tx_begin(&tx, &f.db), 0);
    CHECK_EQ_INT(break_rule(&f, "INSERT INTO pet (name, legs) VALUES (:name, 4)"), ERR_DATA);
    CHECK(strstr(f.err.msg, "pet.name") != NULL);
    CHECK_EQ_INT(break_rule(&f, "INSERT INTO pet (name, legs) VALUES ('b' || :name, 99)"), ERR_DATA);
    CHECK_EQ_INT(break_rule(&f, "INSERT INTO pet (name, legs) VALUES ('c', :name)"), ERR_DATA);
    CHECK(strstr(f.err.msg, "pet.legs") != NULL);
    CHECK_EQ_INT(break_rule(&f, "INSERT INTO pet (name, legs) VALUES (nullif('a', substr(:name, 1, 0) || 'a'), 1)"),
                 ERR_DATA);
    CHECK_EQ_INT(break_rule(&f, "INSERT INTO pet (customer_id, name) VALUES (77, 'd' || :name)"), ERR_DATA);
    CHECK_EQ_INT(break_rule(&f, "INSERT INTO pet (id, name) VALUES (1, 'e' || :name)"), ERR_DATA);
    CHECK_EQ_INT(break_rule(&f, "INSERT INTO pet (id, name) VALUES (:name, 'f')"), ERR_INTERNAL);
    CHECK_EQ_INT(break_rule(&f, "SELECT abs(-9223372036854775808), :name"), ERR_INTERNAL);
    CHECK_EQ_INT(break_rule(&f, "SELECT instr(:name, 'x', 3)"), ERR_INTERNAL);
    CHECK_EQ_INT(break_rule(&f, "SELECT 1 FROM pet WHERE name GLOB replace(zeroblob(40000), zeroblob(1), :name)"),
                 ERR_INTERNAL);
}

/* Numbers of rows of other tables: one that comes twice comes from a damaged index. */
TEST(stmt_a_row_twice_in_a_table_of_our_own_is_damage) {
    FIXTURE(f);

    fixture_create(&f);
    {
        STMT(make);

        CHECK_EQ_INT(stmt_open(&make, &f.db, "CREATE TEMP TABLE due_1 (id INTEGER PRIMARY KEY)"), 0);
        CHECK_EQ_INT(stmt_run(&make), 0);
    }
    {
        STMT(twice);

        CHECK_EQ_INT(stmt_open(&twice, &f.db, "INSERT INTO temp.due_1 (id) VALUES (7), (7)"), 0);
        CHECK_EQ_INT(stmt_run(&twice), -1);
    }
    CHECK_EQ_INT(f.err.code, ERR_INTEGRITY);
    CHECK(strstr(f.err.msg, "due_1") == NULL);
    CHECK(strstr(f.err.hint, "restore") != NULL);
}

TEST(stmt_value_too_long_is_bad_data) {
    const size_t len = (16 << 20) + 1;
    char *big CLEANUP(mem_free) = mem_alloc(len);
    FIXTURE(f);
    STMT(st);

    memset(big, 'x', len);
    fixture_create(&f);
    CHECK_EQ_INT(stmt_open(&st, &f.db, "SELECT length(:t)"), 0);
    stmt_textn(&st, ":t", big, len);
    CHECK_EQ_INT(stmt_next(&st), -1);
    CHECK_EQ_INT(f.err.code, ERR_DATA);
}

/* Whatever the name is, quoted it is one name and nothing else. */
TEST(stmt_ident_cannot_be_left) {
    static const char *const names[] = {"plain",
                                        "two words",
                                        "\"",
                                        "\"\"",
                                        "x\" FROM sqlite_schema --",
                                        "x\"; DROP TABLE pet; --",
                                        "x]",
                                        "`x`",
                                        "'x'",
                                        "x'); --",
                                        "[x]",
                                        "äö",
                                        "\\\"",
                                        "a\nb",
                                        "%s%n",
                                        "select"};
    FIXTURE(f);

    fixture_create(&f);
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        SB(quoted);
        STMT(make);
        STMT(put);
        STMT(read);

        sql_ident(&quoted, names[i]);
        CHECK_EQ_INT(stmt_openf(&make, &f.db, "CREATE TEMP TABLE %s (%s TEXT)", quoted.d, quoted.d), 0);
        CHECK_EQ_INT(stmt_run(&make), 0);
        CHECK_EQ_INT(stmt_openf(&put, &f.db, "INSERT INTO %s (%s) VALUES ('v')", quoted.d, quoted.d), 0);
        CHECK_EQ_INT(stmt_run(&put), 0);
        CHECK_EQ_INT(stmt_open(&read, &f.db, "SELECT name FROM temp.sqlite_master WHERE name = :table"), 0);
        stmt_text(&read, ":table", names[i]);
        CHECK_EQ_INT(stmt_next(&read), 1);
        CHECK_STR(stmt_col_text(&read, 0), names[i]);
    }
    CHECK_STR(f.err.msg, "");
}
