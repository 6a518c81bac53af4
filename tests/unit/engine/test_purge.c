/*
 * test_purge.c - a second connection writes between the search for what is due and the batch that is to take it.
 */
#include "engine/loaded.h"

#include "engine/purge.h"
#include "io/json_in.h"

#define TODAY_UTC 1795334400 /* 2026-11-22 */

struct other {
    const char *path, *sql;
    int begun, from, until; /* it writes before these transactions begin */
};

static int write_before(UNUSED unsigned event, void *ctx, void *stmt, UNUSED void *text) {
    struct other *o = ctx;
    const char *sql = sqlite3_sql(stmt);

    if (sql == NULL || strcmp(sql, "BEGIN IMMEDIATE") != 0)
        return 0;
    o->begun++;
    if (o->begun >= o->from && o->begun <= o->until)
        fixture_raw(o->path, o->sql);
    return 0;
}

/* Six customers with contracts that ended long ago. */
static void scene_create(struct fixture *f) {
    fixture_create(f);
    load_shipped(f, "kuopio-customers");
    CHECK_EQ_INT(fixture_tx(f, "INSERT INTO customer (id, register_id, customer_no) VALUES (1, 1, '1'), (2, 1, '2'),"
                               " (3, 1, '3'), (4, 1, '4'), (5, 1, '5'), (6, 1, '6');"
                               "INSERT INTO contract (id, customer_id, contract_no, end_date) SELECT id, id, 's' || id,"
                               " '2001-01-01' FROM customer;"),
                 0);
}

static int64_t contracts(struct fixture *f) {
    int64_t n = -1;

    CHECK_EQ_INT(stmt_scalar(&f->db, "SELECT count(*) FROM contract", -1, &n), 0);
    return n;
}

static void purge_beside(struct other *other, int64_t deleted, int64_t stay) {
    struct purge_options o = {.now_utc = TODAY_UTC,
                              .today = date_from_ymd(2026, 11, 22),
                              .as_of = date_from_ymd(2026, 11, 22),
                              .first_run = true,
                              .max_share = 100,
                              .max_rows = -1,
                              .batch = 1};
    struct purge_result result CLEANUP(purge_result_release) = {0};
    FIXTURE(f);

    scene_create(&f);
    other->path = f.path;
    CHECK_EQ_INT(sqlite3_trace_v2(f.db.sq, SQLITE_TRACE_STMT, write_before, other), SQLITE_OK);
    CHECK_EQ_INT(purge_register(&f.db, "kuopio-customers", &o, &result), 0);
    (void)sqlite3_trace_v2(f.db.sq, 0, NULL, NULL);
    CHECK_EQ_INT(result.deleted, deleted);
    CHECK_EQ_INT(contracts(&f), stay);
}

/* The first transaction confirms the rules, the second is the first batch. */
TEST(purge_leaves_what_was_renewed_after_the_search) {
    struct other other = {.sql = "UPDATE contract SET end_date = NULL WHERE id = 1", .from = 2, .until = 2};

    purge_beside(&other, 10, 1);
}

/* What another one renews is row for row what goes next; it never rests, and the run ends. */
TEST(purge_ends_however_often_others_write) {
    struct other other = {.sql = "UPDATE customer SET name = 'A'; UPDATE contract SET end_date = NULL WHERE id = 6",
                          .from = 2,
                          .until = 1000};

    purge_beside(&other, 10, 1);
    CHECK(other.begun < 40);
}
