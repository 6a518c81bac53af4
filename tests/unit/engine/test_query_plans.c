/*
 * test_query_plans.c - how SQLite means to run the statements of purge, forecast and locate: each one is caught as it
 * runs, and its plan is asked for. None may walk through a record table, or sort more than a batch. What a plan costs
 * is seen only in a large database; that it is another one is seen here.
 */
#include "engine/loaded.h"

#include "base/vec.h"
#include "engine/due.h"
#include "engine/forecast.h"
#include "engine/purge.h"
#include "engine/register_check.h"
#include "engine/screen.h"
#include "engine/workset.h"
#include "io/json_in.h"
#include "store/request_store.h"

#define TODAY_UTC 1795334400 /* 2026-11-22 */

struct caught {
    VEC(char *) statements;
};

static void caught_release(struct caught *c) {
    for (size_t i = 0; i < c->statements.len; i++)
        free(c->statements.d[i]);
    vec_release(&c->statements);
}

static int catch_statement(UNUSED unsigned event, void *ctx, void *stmt, UNUSED void *text) {
    struct caught *c = ctx;
    const char *sql = sqlite3_sql(stmt);

    for (size_t i = 0; sql != NULL && i < c->statements.len; i++) {
        if (strcmp(c->statements.d[i], sql) == 0)
            return 0;
    }
    if (sql != NULL)
        *vec_push(&c->statements) = mem_strdup(sql);
    return 0;
}

/* One customer with a row in each table that the rules speak of, all of it long past its last day. */
static const char people[] =
    "INSERT INTO customer (id, register_id, customer_no, name, name_key) VALUES (1, 1, '1', 'A', 'a');"
    "INSERT INTO metering_point (id, customer_id, gsrn) VALUES (1, 1, 'k1');"
    "INSERT INTO contract (id, customer_id, metering_point_id, contract_no, end_date) VALUES (1, 1, 1, 's1',"
    " '2001-01-01');"
    "INSERT INTO invoice (id, customer_id, contract_id, invoice_no, invoice_date) VALUES (1, 1, 1, 'i1', '2001-01-01');"
    "INSERT INTO payment (id, customer_id, invoice_id, payment_no, paid_on) VALUES (1, 1, 1, 'p1', '2001-01-01');"
    "INSERT INTO consumption (customer_id, metering_point_id, series, period_start, period_end) VALUES (1, 1, '1',"
    " '2000-12-01', '2001-01-01');"
    "INSERT INTO billing (customer_id, contract_id, billing_no) VALUES (1, 1, 'b1');"
    "INSERT INTO call_recording (customer_id, recording_no, started_at) VALUES (1, 'r1', '2001-01-01T12:00:00+02:00');"
    "INSERT INTO marketing_permission (customer_id, scope, channel, state, processed_on) VALUES (1, 'direct-mail',"
    " 'email', 'prohibition', '2001-01-01');";

static void scene_create(struct fixture *f, struct caught *c) {
    fixture_create(f);
    load_shipped(f, "kuopio-customers");
    CHECK_EQ_INT(fixture_tx(f, people), 0);
    CHECK_EQ_INT(sqlite3_trace_v2(f->db.sq, SQLITE_TRACE_STMT, catch_statement, c), SQLITE_OK);
}

/* Whether the statement gives the name to a record table: FROM "payment" a. */
static bool names_record_table(const struct catalog *cat, const char *sql, const char *name, size_t len) {
    for (size_t i = 0; i < cat->table_count; i++) {
        const char *table = cat->tables[i].name;
        SB(quoted);
        SB(plain);

        if (strlen(table) == len && strncmp(table, name, len) == 0)
            return true;
        sb_printf(&quoted, "\"%s\" %.*s ", table, (int)len, name);
        sb_printf(&plain, " %s %.*s ", table, (int)len, name);
        if (strstr(sql, quoted.d) != NULL || strstr(sql, plain.d) != NULL)
            return true;
    }
    return false;
}

/* Whether the statement reads rows of a record table, and not just those of a batch or of one person. */
static bool reads_many(const struct catalog *cat, const char *sql) {
    if (strstr(sql, "temp.doomed") != NULL || strstr(sql, "= :id ORDER BY a.id") != NULL)
        return false;
    return names_record_table(cat, sql, "a", 1) || names_record_table(cat, sql, "x", 1);
}

/* Whether the statement stops by itself: it asks for any row, or counts as far as is needed. */
static bool stops(const char *sql) {
    return strstr(sql, "LIMIT :enough") != NULL || (strstr(sql, " LIMIT 1") != NULL && strstr(sql, " WHERE ") == NULL);
}

/* Whether the step reads an index that has all the statement asks for from end to end, as a forecast may: it tells of
 * everybody. */
static bool reads_index(const char *sql, const char *step) {
    return strstr(sql, " ORDER BY 1 DESC, 2 DESC") != NULL && strstr(step, " USING COVERING INDEX ") != NULL;
}

/* What is wrong with a step of the plan; NULL for nothing. */
static const char *fault(const struct catalog *cat, const char *sql, const char *step) {
    if (reads_index(sql, step))
        return NULL;
    if (strncmp(step, "SCAN ", 5) == 0 && !stops(sql) && names_record_table(cat, sql, step + 5, strcspn(step + 5, " ")))
        return "walks through a record table";
    if (strncmp(step, "USE TEMP B-TREE", 15) == 0 && reads_many(cat, sql))
        return "sorts";
    return NULL;
}

static void check_plans(struct fixture *f, const struct caught *c, const struct catalog *cat) {
    (void)sqlite3_trace_v2(f->db.sq, 0, NULL, NULL);
    for (size_t i = 0; i < c->statements.len; i++) {
        const char *sql = c->statements.d[i];
        STMT(plan);

        if (strncmp(sql, "SELECT", 6) != 0 && strncmp(sql, "INSERT", 6) != 0 && strncmp(sql, "DELETE", 6) != 0 &&
            strncmp(sql, "UPDATE", 6) != 0)
            continue;
        if (strstr(sql, "INTO audit") != NULL)
            continue; /* nobody else may even ask */
        CHECK_EQ_INT(stmt_openf(&plan, &f->db, "EXPLAIN QUERY PLAN %s", sql), 0);
        while (stmt_next(&plan) > 0) {
            const char *step = stmt_col_text(&plan, 3), *why = fault(cat, sql, step);
            SB(told);

            if (why != NULL)
                sb_printf(&told, "%s (%s): %s", why, step, sql);
            CHECK_STR(told.d, "");
        }
    }
}

/* Not a dry run, which also counts rows that wait for an event of another table, one by one. */
TEST(query_plans_of_a_purge) {
    FIXTURE(f);
    struct caught c CLEANUP(caught_release) = {0};
    struct purge_result told CLEANUP(purge_result_release) = {0}, result CLEANUP(purge_result_release) = {0};
    date_t today = date_from_ymd(2026, 11, 22);
    struct purge_options o = {
        .now_utc = TODAY_UTC, .today = today, .as_of = today, .max_share = 100, .max_rows = -1, .counted = -1};
    PLAN(plan);

    scene_create(&f, &c);
    CHECK_EQ_INT(purge_register(&f.db, "kuopio-customers", &o, &told), -1); /* new rules only tell */
    err_clear(&f.err);
    o.first_run = true;
    CHECK_EQ_INT(purge_register(&f.db, "kuopio-customers", &o, &result), 0);
    CHECK_EQ_INT(result.deleted, 9);
    CHECK_EQ_INT(plan_load(&f.db, "kuopio-customers", &plan), 0);
    check_plans(&f, &c, &plan.cat);
}

static int64_t first_month(const struct forecast *f, const char *table) {
    for (size_t i = 0; i < f->tables.len; i++) {
        if (strcmp(f->tables.d[i].table->table->name, table) == 0)
            return f->tables.d[i].months[0];
    }
    return -1;
}

/* Also of contracts that are of no metering point. */
TEST(query_plans_of_a_forecast) {
    FIXTURE(f);
    struct caught c CLEANUP(caught_release) = {0};
    PLAN(plan);
    FORECAST(forecast);

    scene_create(&f, &c);
    CHECK_EQ_INT(fixture_tx(&f, "INSERT INTO contract (id, customer_id, contract_no, end_date) VALUES (2, 1, 's2',"
                                " '2001-01-01');"),
                 0);
    CHECK_EQ_INT(plan_load(&f.db, "kuopio-customers", &plan), 0);
    CHECK_EQ_INT(forecast_make(&f.db, &plan, date_from_ymd(2026, 11, 22), 24, &forecast), 0);
    CHECK_EQ_INT(first_month(&forecast, "metering_point"), 1);
    CHECK_EQ_INT(first_month(&forecast, "contract"), 2);
    CHECK_EQ_INT(first_month(&forecast, "customer"), 1);
    check_plans(&f, &c, &plan.cat);
}

TEST(query_plans_of_a_person) {
    FIXTURE(f);
    struct caught c CLEANUP(caught_release) = {0};
    struct subject s = {.register_id = 1, .customer_id = 1};
    PLAN(plan);
    LOCATOR(locator);
    WORKSET(work);

    scene_create(&f, &c);
    CHECK_EQ_INT(plan_load(&f.db, "kuopio-customers", &plan), 0);
    CHECK_EQ_INT(locator_open(&locator, &plan, &f.db), 0);
    CHECK_EQ_INT(workset_load(&locator, &s, date_from_ymd(2026, 11, 22), 0, &work), 0);
    CHECK_EQ_INT(work.rows.len, 9);
    check_plans(&f, &c, &plan.cat);
}

/* How many of the statements look for values in columns that stand in no category, row by row. */
static size_t looks_for_values(const struct caught *c) {
    size_t n = 0;

    for (size_t i = 0; i < c->statements.len; i++)
        n += strstr(c->statements.d[i], " IS NOT NULL AND (SELECT c.register_id ") != NULL ? 1 : 0;
    return n;
}

/* Rows of other registers are gone through once for a table, and not for each of its columns. */
TEST(query_plans_of_a_check_beside_other_registers) {
    FIXTURE(f);
    struct caught c CLEANUP(caught_release) = {0};
    FINDINGS(without);
    FINDINGS(with);

    scene_create(&f, &c);
    load_shipped(&f, "kesoy-customers");
    CHECK_EQ_INT(register_check(&f.db, "kesoy-customers", &without), 0);
    CHECK_EQ_INT(looks_for_values(&c), 0);
    CHECK_EQ_INT(fixture_tx(&f,
                            "INSERT INTO customer (id, register_id, customer_no, name, name_key)"
                            " VALUES (2, 2, '2', 'B', 'b');"
                            "INSERT INTO payment (customer_id, payment_no, paid_on) VALUES (2, 'p2', '2001-01-01');"),
                 0);
    CHECK_EQ_INT(register_check(&f.db, "kesoy-customers", &with), 0);
    CHECK(looks_for_values(&c) > 0);
    CHECK_EQ_INT(with.len, without.len + 2);
    (void)sqlite3_trace_v2(f.db.sq, 0, NULL, NULL);
}

static bool ran(const struct caught *c, const char *part) {
    for (size_t i = 0; i < c->statements.len; i++) {
        if (strstr(c->statements.d[i], part) != NULL)
            return true;
    }
    return false;
}

/* Whose a row is has to be looked up there: in the order of the rows where a good part of them is due, by the index of
 * the event where few are, and only of those without a day where a day is missing. Of nobody nothing is looked for. */
TEST(query_plans_of_what_is_due_beside_other_registers) {
    static const char *const codes[] = {"kuopio-customers", "kesoy-customers", "kss-panel"};
    static const int64_t rows[] = {9, 0, 0}, missing[] = {2, 0, 0}; /* a payment, and a customer without a contract */
    FIXTURE(f);

    for (size_t i = 0; i < ARRAY_LEN(codes); i++) {
        struct caught c CLEANUP(caught_release) = {0};
        due_count_vec counts = {0};
        int64_t found = 0, undated = 0;
        PLAN(plan);
        DUE(due);

        if (i == 0) {
            scene_create(&f, &c);
            load_shipped(&f, "kesoy-customers");
            load_shipped(&f, "kss-panel");
            CHECK_EQ_INT(
                fixture_tx(&f, "INSERT INTO customer (id, register_id, customer_no) VALUES (2, 2, '2'), (3, 1, '3');"
                               "INSERT INTO payment (id, customer_id, payment_no, paid_on)"
                               " VALUES (1000, 2, 'p2', '2026-11-01'), (1001, 3, 'p3', NULL), (1002, 2, 'p4', NULL);"),
                0);
        }
        (void)sqlite3_trace_v2(f.db.sq, SQLITE_TRACE_STMT, catch_statement, &c);
        CHECK_EQ_INT(plan_load(&f.db, codes[i], &plan), 0);
        CHECK_EQ_INT(due_find(&f.db, &plan, date_from_ymd(2026, 11, 22), &due), 0);
        CHECK_EQ_INT(due_report(&f.db, &due, &counts), 0);
        (void)sqlite3_trace_v2(f.db.sq, 0, NULL, NULL);
        for (size_t k = 0; k < counts.len; k++) {
            found += counts.d[k].due;
            undated += counts.d[k].no_trigger;
        }
        CHECK_EQ_INT(found, rows[i]);
        CHECK_EQ_INT(undated, missing[i]);
        CHECK_EQ_INT(ran(&c, " FROM \"invoice\" a NOT INDEXED WHERE "), i == 0);
        CHECK(!ran(&c, " FROM \"payment\" a NOT INDEXED WHERE "));
        CHECK(!ran(&c, " a WHERE (SELECT c.register_id FROM customer c"));
        vec_release(&counts);
    }
}

/* What a screening looks up: customer numbers, as they are read, and tags of the suppression list. */
struct looks {
    struct sb customers;
    size_t tags;
};

static void looks_release(struct looks *l) {
    sb_release(&l->customers);
}

static int catch_look(unsigned event, void *ctx, void *stmt, UNUSED void *text) {
    struct looks *l = ctx;
    const char *sql = sqlite3_sql(stmt);

    if (event == SQLITE_TRACE_ROW &&
        strncmp(sql, "SELECT customer_no, personal_id", strlen("SELECT customer_no, personal_id")) == 0)
        sb_printf(&l->customers, "%s ", (const char *)sqlite3_column_text(stmt, 0));
    l->tags += event == SQLITE_TRACE_STMT && strstr(sql, " AND tag = ") != NULL;
    return 0;
}

/* Customers 1 to 9, 3 and 7 of them with an objection; a list that has none of them. */
static void campaign_create(struct fixture *f, const char *path) {
    static const char rows[] = "customer_no\n7\n2\n9\n1\n8\n3\n6\n4\n5\n";
    SB(sql);

    for (int i = 2; i < 10; i++)
        sb_printf(&sql, "INSERT INTO customer (id, register_id, customer_no) VALUES (%d, 1, '%d');", i, i);
    sb_cat(&sql, "INSERT INTO objection (register_id, customer_id, scope, since, source)"
                 " VALUES (1, 3, 'direct-mail', '2026-01-01', 'import'), (1, 7, 'direct-mail', '2026-01-01', 'import');"
                 "INSERT INTO suppression (register_id, tag, scope, kind, since, source)"
                 " VALUES (1, zeroblob(16), 'direct-mail', 'phone', '2026-01-01', 'import');");
    CHECK_EQ_INT(fixture_tx(f, sql.d), 0);
    fixture_write(path, rows, sizeof rows - 1);
}

/* A campaign file is in no order; people are looked up in that of their records, and told in that of the file. What is
 * not on the list is not looked for there. */
TEST(query_plans_of_a_screening) {
    FIXTURE(f);
    struct caught c CLEANUP(caught_release) = {0};
    struct looks l CLEANUP(looks_release) = {.customers = SB_INIT};
    SB(path);
    SB(out);
    SCREEN_RESULT(result);

    scene_create(&f, &c);
    fixture_name(&f, ".csv", &path);
    fixture_name(&f, ".out", &out);
    campaign_create(&f, path.d);
    (void)sqlite3_trace_v2(f.db.sq, SQLITE_TRACE_STMT | SQLITE_TRACE_ROW, catch_look, &l);
    CHECK_EQ_INT(screen(&f.db,
                        &(struct screen_options){.scope = SCOPE_DIRECT_MAIL,
                                                 .path = path.d,
                                                 .charset = CHARSET_UTF8,
                                                 .out = out.d,
                                                 .spool_dir = f.dir,
                                                 .now_utc = TODAY_UTC,
                                                 .today = date_from_ymd(2026, 11, 22)},
                        &result),
                 0);
    (void)sqlite3_trace_v2(f.db.sq, 0, NULL, NULL);
    CHECK_STR(l.customers.d, "2 4 5 6 8 9 ");
    CHECK_EQ_INT(l.tags, 0);
    CHECK_EQ_INT(result.kept, 6); /* 1 has a prohibition */
    CHECK_EQ_INT(result.rejects.v.len, 3);
    CHECK_EQ_INT(result.rejects.v.d[0].line, 2);
    CHECK_EQ_INT(result.rejects.v.d[2].line, 7);
    CHECK_EQ_INT(result.rejects.v.d[2].reason, 0); /* objected: the first row's */
}

static int no_request(UNUSED void *ctx, UNUSED const struct request *q) {
    return 0;
}

/* A feed that changes representatives asks for the objections of each. */
TEST(query_plans_of_the_requests_of_one_customer) {
    FIXTURE(f);
    struct caught c CLEANUP(caught_release) = {0};
    bool found = false;
    STMT(plan);

    scene_create(&f, &c);
    CHECK_EQ_INT(
        request_list(&f.db, &(struct request_filter){.right = "objection", .customer_id = 1}, no_request, NULL), 0);
    (void)sqlite3_trace_v2(f.db.sq, 0, NULL, NULL);
    CHECK_EQ_INT(stmt_openf(&plan, &f.db, "EXPLAIN QUERY PLAN %s", c.statements.d[c.statements.len - 1]), 0);
    while (stmt_next(&plan) > 0)
        found = found || strncmp(stmt_col_text(&plan, 3), "SEARCH q USING INDEX request_customer ", 38) == 0;
    CHECK(found);
}

TEST(query_plans_that_are_bad_are_found) {
    FIXTURE(f);
    struct caught c CLEANUP(caught_release) = {0};
    PLAN(plan);

    scene_create(&f, &c);
    CHECK_EQ_INT(plan_load(&f.db, "kuopio-customers", &plan), 0);
    CHECK(fault(&plan.cat, "SELECT a.id FROM \"payment\" a WHERE a.amount = '1'", "SCAN a") != NULL);
    CHECK(fault(&plan.cat, "DELETE FROM payment", "SCAN payment") != NULL);
    CHECK(fault(&plan.cat, "SELECT a.amount FROM \"payment\" a ORDER BY 1", "USE TEMP B-TREE FOR ORDER BY") != NULL);
    CHECK(fault(&plan.cat, "SELECT a.id FROM \"payment\" a WHERE a.id = 1", "SEARCH a USING INTEGER PRIMARY KEY") ==
          NULL);
}
