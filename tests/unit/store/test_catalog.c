/*
 * test_catalog.c - what the catalogue says of the shipped record tables, and of tables it has never seen.
 */
#include "fixture.h"

#include "store/catalog.h"

#define CATALOG(name) struct catalog name CLEANUP(catalog_release) = {0}

static const struct cat_column *column(const struct catalog *cat, const char *table, const char *name) {
    struct cat_table *t = catalog_table(cat, table);
    struct cat_column *c = t != NULL ? catalog_column(t, name) : NULL;

    if (c == NULL)
        printf("# no %s.%s\n", table, name);
    CHECK(c != NULL);
    return c;
}

/* "number street" of the natural key. */
static void natural_key(const struct catalog *cat, const char *table, struct sb *out) {
    const struct cat_table *t = catalog_table(cat, table);

    sb_clear(out);
    CHECK(t != NULL);
    for (size_t i = 0; t != NULL && i < t->natural_count; i++)
        sb_printf(out, "%s%s", i > 0 ? " " : "", t->columns[t->natural[i]].name);
}

TEST(catalog_of_the_shipped_tables) {
    FIXTURE(f);
    CATALOG(cat);
    SB(key);

    fixture_create(&f);
    CHECK_EQ_INT(catalog_load(&f.db, &cat), 0);
    CHECK_STR(cat.tables[0].name, "customer");
    CHECK_EQ_INT(cat.tables[0].depth, 0);
    CHECK(catalog_table(&cat, "request") == NULL && catalog_table(&cat, "request_event") == NULL);
    CHECK(catalog_table(&cat, "purpose") == NULL && catalog_table(&cat, "audit") == NULL);
    CHECK(catalog_table(&cat, "metering-point") == catalog_table(&cat, "metering_point"));
    CHECK(catalog_table(&cat, "METERING_POINT") != NULL);
    CHECK(catalog_table(&cat, "meteringpoint") == NULL && catalog_table(&cat, "metering") == NULL);
    CHECK_STR(catalog_table(&cat, "customer")->names.t[LANG_FI], "Asiakas");
    CHECK(catalog_table(&cat, "representative")->own_person);
    CHECK(!catalog_table(&cat, "invoice")->own_person);

    CHECK_EQ_INT(column(&cat, "customer", "phone")->kind, KIND_PHONE);
    CHECK_STR(column(&cat, "customer", "phone")->key_column, "phone_key");
    CHECK(column(&cat, "customer", "phone_key")->internal);
    CHECK(!column(&cat, "customer", "phone")->internal);
    CHECK(column(&cat, "customer", "id")->internal);
    CHECK(column(&cat, "customer", "register_id")->internal);
    CHECK(column(&cat, "customer", "register_id")->parent == NULL);
    CHECK(column(&cat, "customer", "role")->not_null && !column(&cat, "customer", "name")->not_null);
    CHECK_STR(column(&cat, "customer", "role")->list, "role");
    CHECK(column(&cat, "customer", "birth_year")->past);
    CHECK_STR(column(&cat, "customer", "personal_id")->headers, "hetu");
    CHECK_STR(column(&cat, "customer", "name")->names.t[LANG_SV], "namn");
    CHECK(column(&cat, "invoice", "customer_id")->parent == catalog_table(&cat, "customer"));
    CHECK(column(&cat, "invoice", "contract_id")->parent == catalog_table(&cat, "contract"));

    natural_key(&cat, "customer", &key);
    CHECK_STR(key.d, "customer_no");
    natural_key(&cat, "invoice", &key);
    CHECK_STR(key.d, "invoice_no");
    natural_key(&cat, "marketing_permission", &key);
    CHECK_STR(key.d, "scope channel");
}

/* Of every record table: names in all languages, an owner that leads to customer, parents before children. */
TEST(catalog_tables_are_ordered_and_named) {
    FIXTURE(f);
    CATALOG(cat);

    fixture_create(&f);
    CHECK_EQ_INT(catalog_load(&f.db, &cat), 0);
    for (size_t i = 0; i < cat.table_count; i++) {
        const struct cat_table *t = &cat.tables[i];

        CHECK(i == 0 || t[-1].depth < t->depth || (t[-1].depth == t->depth && strcmp(t[-1].name, t->name) < 0));
        CHECK(t->natural_count > 0);
        CHECK(i == 0 || t->columns[t->owner].parent != NULL);
        for (int lang = 0; lang < LANG__MAX; lang++)
            CHECK(t->names.t[lang] != NULL);
        for (size_t c = 0; c < t->column_count; c++) {
            CHECK(t->columns[c].parent == NULL || t->columns[c].parent->depth < t->depth);
            if (!t->columns[c].internal && t->columns[c].names.t[LANG_FI] == NULL)
                printf("# %s.%s has no name\n", t->name, t->columns[c].name);
            CHECK(t->columns[c].internal || t->columns[c].names.t[LANG_FI] != NULL);
            CHECK(t->columns[c].kind != KIND_LIST || t->columns[c].list != NULL);
            CHECK(t->columns[c].key_column == NULL || catalog_column(t, t->columns[c].key_column) != NULL);
        }
    }
}

TEST(catalog_sees_new_tables) {
    FIXTURE(f);
    CATALOG(cat);
    SB(sql);
    SB(key);
    const struct cat_table *vet;

    fixture_create(&f);
    CHECK_EQ_INT(
        fixture_tx(&f,
                   "CREATE TABLE Pet (id INTEGER PRIMARY KEY, owner INTEGER REFERENCES Customer, name TEXT NOT NULL,"
                   " born DATE, weight REAL, alive BOOLEAN, legs INT, upper GENERATED ALWAYS AS (name || '!'),"
                   " UNIQUE (name, owner), UNIQUE (legs));"
                   "CREATE TABLE vet_visit (ID INTEGER PRIMARY KEY, pet_id INTEGER NOT NULL REFERENCES pet(id),"
                   " again_id INTEGER REFERENCES vet_visit(id), at DATE);"
                   "CREATE TABLE \"odd \"\"name\" (id INTEGER PRIMARY KEY, v INTEGER REFERENCES vet_visit,"
                   " \"the customer\" INTEGER REFERENCES customer(id), UNIQUE (v));"
                   "CREATE TABLE by_number (id INTEGER PRIMARY KEY, no TEXT REFERENCES customer(customer_no));"
                   "CREATE TABLE pair (a INTEGER, b INTEGER, id INTEGER PRIMARY KEY, c INTEGER,"
                   " FOREIGN KEY (a, b) REFERENCES customer(id, register_id));"
                   "CREATE TABLE request_note (id INTEGER PRIMARY KEY, request_id INTEGER REFERENCES request(id));"
                   "CREATE TABLE bare (id INTEGER PRIMARY KEY, customer_id INTEGER REFERENCES customer(id))"
                   " WITHOUT ROWID"),
        0);
    CHECK_EQ_INT(catalog_load(&f.db, &cat), 0);
    CHECK_STR(f.err.msg, "");
    CHECK(catalog_table(&cat, "by_number") == NULL); /* no path to customer(id) */
    CHECK(catalog_table(&cat, "pair") == NULL);
    CHECK(catalog_table(&cat, "request_note") == NULL); /* its path runs through a table of gdprctl */
    CHECK(catalog_table(&cat, "bare") != NULL);

    CHECK_EQ_INT(column(&cat, "pet", "name")->kind, KIND_TEXT);
    CHECK_EQ_INT(column(&cat, "pet", "born")->kind, KIND_DATE);
    CHECK_EQ_INT(column(&cat, "pet", "weight")->kind, KIND_DECIMAL);
    CHECK_EQ_INT(column(&cat, "pet", "alive")->kind, KIND_BOOLEAN);
    CHECK_EQ_INT(column(&cat, "pet", "legs")->kind, KIND_INTEGER);
    CHECK(catalog_column(catalog_table(&cat, "pet"), "upper") == NULL); /* not one that holds anything */
    CHECK_EQ_INT(catalog_table(&cat, "pet")->computed_count, 1);
    CHECK(catalog_computed(catalog_table(&cat, "pet"), "upper") ==
          &catalog_table(&cat, "pet")->columns[catalog_table(&cat, "pet")->column_count]);
    CHECK(catalog_computed(catalog_table(&cat, "pet"), "name") == NULL);
    CHECK(catalog_table(&cat, "pet")->names.t[LANG_FI] == NULL);
    natural_key(&cat, "pet", &key);
    CHECK_STR(key.d, "name");

    vet = catalog_table(&cat, "vet-visit");
    CHECK_EQ_INT(vet->depth, 2);
    CHECK(column(&cat, "vet_visit", "again_id")->parent == vet);
    CHECK_STR(vet->columns[vet->owner].name, "pet_id");
    catalog_owner_sql(vet, "a", &sql);
    CHECK_STR(sql.d, "(SELECT \"a_\".\"owner\" FROM \"Pet\" AS \"a_\" WHERE \"a_\".\"id\" = \"a\".\"pet_id\")");
    CHECK_EQ_INT(catalog_table(&cat, "odd \"name")->depth, 3);
    CHECK_STR(catalog_table(&cat, "odd \"name")->columns[catalog_table(&cat, "odd \"name")->owner].name,
              "the customer");
    natural_key(&cat, "odd \"name", &key);
    CHECK_STR(key.d, "v");
    sb_clear(&sql);
    catalog_owner_sql(&cat.tables[0], "c", &sql);
    CHECK_STR(sql.d, "\"c\".\"id\"");
}

/* Of several ways to the customer the one that no row lacks, then the shortest; never a row's own kind. */
TEST(catalog_owner_is_the_surest_way) {
    FIXTURE(f);
    CATALOG(cat);
    const struct cat_table *t;

    fixture_create(&f);
    CHECK_EQ_INT(
        fixture_tx(&f, "CREATE TABLE pet (id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL REFERENCES customer);"
                       "CREATE TABLE visit (id INTEGER PRIMARY KEY, payer INTEGER REFERENCES customer,"
                       " pet INTEGER NOT NULL REFERENCES pet);"
                       "CREATE TABLE pill (id INTEGER PRIMARY KEY, visit INTEGER NOT NULL REFERENCES visit,"
                       " pet INTEGER NOT NULL REFERENCES pet, other INTEGER NOT NULL REFERENCES pet);"
                       "CREATE TABLE branch (id INTEGER PRIMARY KEY, root INTEGER NOT NULL REFERENCES branch,"
                       " customer_id INTEGER REFERENCES customer)"),
        0);
    CHECK_EQ_INT(catalog_load(&f.db, &cat), 0);
    t = catalog_table(&cat, "visit");
    CHECK_STR(t->columns[t->owner].name, "pet");
    t = catalog_table(&cat, "pill");
    CHECK_STR(t->columns[t->owner].name, "pet");
    CHECK_EQ_INT(t->depth, 3);
    t = catalog_table(&cat, "branch");
    CHECK_STR(t->columns[t->owner].name, "customer_id");
}

/* The composed owner finds the customer over several steps. */
TEST(catalog_owner_sql_finds_the_customer) {
    FIXTURE(f);
    CATALOG(cat);
    SB(owner);
    STMT(st);

    fixture_create(&f);
    CHECK_EQ_INT(fixture_tx(&f,
                            "CREATE TABLE pet (id INTEGER PRIMARY KEY, owner INTEGER NOT NULL REFERENCES customer);"
                            "CREATE TABLE visit (id INTEGER PRIMARY KEY, pet INTEGER NOT NULL REFERENCES pet);"
                            "CREATE TABLE pill (id INTEGER PRIMARY KEY, visit INTEGER NOT NULL REFERENCES visit);"
                            "INSERT INTO register VALUES (1, 'r', 'r', 'r', 'r', NULL, NULL, NULL, NULL, NULL, 0, 0,"
                            " '2025-01-01', x'00');"
                            "INSERT INTO customer (id, register_id, customer_no) VALUES (7, 1, 'a'), (8, 1, 'b');"
                            "INSERT INTO pet VALUES (70, 7), (80, 8); INSERT INTO visit VALUES (700, 70), (800, 80);"
                            "INSERT INTO pill VALUES (1, 700), (2, 800), (3, 700)"),
                 0);
    CHECK_EQ_INT(catalog_load(&f.db, &cat), 0);
    catalog_owner_sql(catalog_table(&cat, "pill"), "x", &owner);
    CHECK_EQ_INT(stmt_openf(&st, &f.db, "SELECT group_concat(%s) FROM pill AS x", owner.d), 0);
    CHECK_EQ_INT(stmt_next(&st), 1);
    CHECK_STR(stmt_col_text(&st, 0), "7,8,7");
}

/* In a transaction of the caller, and in one of its own, which ends with it. */
TEST(catalog_load_inside_and_outside_a_transaction) {
    FIXTURE(f);

    fixture_create(&f);
    for (int inside = 0; inside <= 1; inside++) {
        CATALOG(cat);
        TX(tx);

        if (inside)
            CHECK_EQ_INT(tx_begin(&tx, &f.db), 0);
        CHECK_EQ_INT(catalog_load(&f.db, &cat), 0);
        CHECK_EQ_INT(sqlite3_get_autocommit(f.db.sq), !inside);
        CHECK_EQ_INT(f.db.tx_depth, inside);
    }
    CHECK_EQ_INT(fixture_tx(&f, "DELETE FROM record_column; INSERT INTO record_column VALUES ('customer', 'name', 'x',"
                                " NULL, NULL, NULL, 0, 0, '', '', '')"),
                 0);
    {
        CATALOG(cat);
        CHECK_EQ_INT(catalog_load(&f.db, &cat), -1);
        CHECK_EQ_INT(sqlite3_get_autocommit(f.db.sq), 1);
        CHECK_EQ_INT(f.err.code, ERR_CONFIG);
    }
}

/* own_table can add a table to gdprctl's own, and cannot take one of them away. */
TEST(catalog_own_table_rows) {
    FIXTURE(f);
    CATALOG(cat);

    fixture_create(&f);
    CHECK_EQ_INT(fixture_tx(&f, "DELETE FROM own_table; INSERT INTO own_table VALUES ('feedback')"), 0);
    CHECK_EQ_INT(catalog_load(&f.db, &cat), 0);
    CHECK(catalog_table(&cat, "hold") == NULL);
    CHECK(catalog_table(&cat, "statement") == NULL);
    CHECK(catalog_table(&cat, "feedback") == NULL);
    CHECK(catalog_table(&cat, "message") != NULL);
}

TEST(catalog_refuses_what_cannot_be_handled) {
    static const char *const wrong[] = {
        "CREATE TABLE pet (customer_id INTEGER REFERENCES customer(id), name TEXT)",
        "CREATE TABLE pet (id TEXT PRIMARY KEY, customer_id INTEGER REFERENCES customer(id))",
        "CREATE TABLE pet (no INTEGER PRIMARY KEY, customer_id INTEGER REFERENCES customer(id))",
        ("CREATE TABLE a (id INTEGER PRIMARY KEY, c INTEGER REFERENCES customer(id), b INTEGER REFERENCES b(id));"
         "CREATE TABLE b (id INTEGER PRIMARY KEY, a INTEGER REFERENCES a(id))"),
        "INSERT INTO record_column VALUES ('customer', 'protected', 'colour', NULL, NULL, NULL, 0, 0, '', '', '')",
    };

    for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
        FIXTURE(f);
        CATALOG(cat);

        fixture_create(&f);
        CHECK_EQ_INT(fixture_tx(&f, "DELETE FROM record_column WHERE column_name = 'protected'"), 0);
        CHECK_EQ_INT(fixture_tx(&f, wrong[i]), 0);
        CHECK_EQ_INT(catalog_load(&f.db, &cat), -1);
        CHECK_EQ_INT(f.err.code, ERR_CONFIG);
        CHECK(cat.tables == NULL);
    }
}

/* A customer may refer to a record of its own (its main contract): that is no circle. */
TEST(catalog_customer_may_refer_to_records) {
    FIXTURE(f);
    CATALOG(cat);

    fixture_create(&f);
    CHECK_EQ_INT(fixture_tx(&f, "ALTER TABLE customer ADD COLUMN main_contract INTEGER REFERENCES contract(id)"), 0);
    CHECK_EQ_INT(catalog_load(&f.db, &cat), 0);
    CHECK_EQ_INT(catalog_table(&cat, "customer")->depth, 0);
    CHECK(column(&cat, "customer", "main_contract")->internal);
    CHECK(column(&cat, "customer", "main_contract")->parent == catalog_table(&cat, "contract"));
}
