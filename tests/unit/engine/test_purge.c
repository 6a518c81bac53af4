/*
 * test_purge.c - a second connection writes while a purge is at work, between a search and what goes by it.
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

static struct purge_options options(void) {
    return (struct purge_options){.now_utc = TODAY_UTC,
                                  .today = date_from_ymd(2026, 11, 22),
                                  .as_of = date_from_ymd(2026, 11, 22),
                                  .first_run = true,
                                  .max_share = 100,
                                  .max_rows = -1,
                                  .batch = 1};
}

static void purge_beside(struct other *other, int64_t deleted, int64_t stay) {
    struct purge_options o = options();
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

static int purge_into(struct fixture *f, struct other *other, const struct purge_options *o,
                      struct purge_result *result) {
    int rc;

    other->path = f->path;
    CHECK_EQ_INT(sqlite3_trace_v2(f->db.sq, SQLITE_TRACE_STMT, write_before, other), SQLITE_OK);
    rc = purge_register(&f->db, "kuopio-customers", o, result);
    (void)sqlite3_trace_v2(f->db.sq, 0, NULL, NULL);
    return rc;
}

#define ANOTHER_PERIOD "UPDATE retention_rule SET period = 'P11Y' WHERE code = 'contract-data'"

/* What has gone by the rules as they were is told; by the new ones nothing goes that nobody has confirmed. What other
 * registers have counted before stays. */
TEST(purge_goes_no_further_when_rules_change) {
    struct other other = {.sql = ANOTHER_PERIOD, .from = 3, .until = 3};
    struct purge_result result CLEANUP(purge_result_release) = {.held = 2, .deleted = 4};
    struct purge_options o = options();
    FIXTURE(f);

    scene_create(&f);
    *vec_push(&result.counts) = (struct purge_count){
        .register_code = mem_strdup("another"), .table = mem_strdup("contract"), .due = 6, .deleted = 4, .held = 2};
    CHECK_EQ_INT(purge_into(&f, &other, &o, &result), -1);
    CHECK_EQ_INT(f.err.code, ERR_REFUSED);
    CHECK(strstr(f.err.msg, "after 1 row had gone; since then nothing is purged") != NULL);
    CHECK_EQ_INT(contracts(&f), 5);
    CHECK_EQ_INT(result.deleted, 5);
    CHECK_EQ_INT(result.held, 2);
    CHECK_EQ_INT(result.counts.d[0].due, 6);
    CHECK_EQ_INT(result.counts.d[0].held, 2);
    CHECK_STR(result.counts.d[1].table, "contract");
    CHECK_EQ_INT(result.counts.d[1].due, 6);
    CHECK_EQ_INT(result.counts.d[1].deleted, 1);
}

/* An erasure that waits: the recording may go since the person asked for it, and is not taken by any rule. */
static void erasure_waits(struct fixture *f) {
    scene_create(f);
    CHECK_EQ_INT(fixture_tx(f, "INSERT INTO call_recording (id, customer_id, recording_no, started_at) VALUES"
                               " (1, 1, 'r1', '2026-11-01');"
                               "INSERT INTO request (id, ref, register_id, right, state, customer_id, subject_tag,"
                               " received, channel, due, art12) VALUES (1, '2026-0001', 1, 'erasure', 'partly-done',"
                               " 1, x'00', '2026-11-01', 'letter', '2026-12-01', '2026-12-01');"),
                 0);
}

/* The third transaction is that of the erasure. */
static void resume_beside(const char *sql, int rc, int64_t resumed) {
    struct other other = {.sql = sql, .from = 3, .until = 3};
    struct purge_result result CLEANUP(purge_result_release) = {0};
    struct purge_options o = options();
    int64_t recordings = -1;
    FIXTURE(f);

    o.batch = 0;
    erasure_waits(&f);
    CHECK_EQ_INT(purge_into(&f, &other, &o, &result), rc);
    CHECK_EQ_INT(result.resumed, resumed);
    CHECK_EQ_INT(stmt_scalar(&f.db, "SELECT count(*) FROM call_recording", -1, &recordings), 0);
    CHECK_EQ_INT(recordings, resumed > 0 ? 0 : 1);
    CHECK(rc == 0 || strstr(f.err.msg, "rules of kuopio-customers have changed while the purge was at work") != NULL);
    CHECK_EQ_INT(contracts(&f), 0);
}

TEST(purge_resumes_no_erasure_by_rules_that_change) {
    resume_beside(ANOTHER_PERIOD, -1, 0);
}

TEST(purge_resumes_an_erasure_beside_other_writers) {
    resume_beside("UPDATE customer SET name = 'A' WHERE id = 1", 0, 1);
}
