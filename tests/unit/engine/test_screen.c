/*
 * test_screen.c - who may be contacted, for what is known of one customer, and of many who share a contact; and when
 * the list of objections is disclosed.
 */
#include "engine/loaded.h"

#include "engine/optout.h"
#include "engine/screen_judge.h"

#define MAIL SCOPE_BIT(SCOPE_DIRECT_MAIL)
#define ALL  SCOPE_BIT(SCOPE_ALL_MARKETING)

/* The word before the colon of the reason, or "" for a row that stays. */
static void expect(struct optout_facts f, enum scope scope, enum screen_channel channel, const char *want, int line) {
    const char *reason = screen_judge_facts(&f, scope, channel);
    size_t len = reason != NULL ? strcspn(reason, ":") : 0;

    test_check(len == strlen(want) && (len == 0 || memcmp(reason, want, len) == 0), __FILE__, line,
               "\"%s\" where \"%s\" is expected", reason != NULL ? reason : "", want);
}

#define EXPECT(scope, channel, want, ...) \
    expect((struct optout_facts){__VA_ARGS__}, SCOPE_##scope, SCREEN_##channel, want, __LINE__)

TEST(screen_natural_persons_by_channel) {
    EXPECT(DIRECT_MAIL, LETTER, "", .objected = 0);
    EXPECT(DIRECT_MAIL, PHONE, "", .objected = 0);
    EXPECT(DIRECT_MAIL, VISIT, "", .objected = 0);
    EXPECT(DIRECT_MAIL, ANY, "", .objected = 0);
    EXPECT(DIRECT_MAIL, EMAIL, "no permission", .objected = 0);
    EXPECT(DIRECT_MAIL, SMS, "no permission", .objected = 0);
    EXPECT(DIRECT_MAIL, AUTOMATED, "no permission", .objected = 0);
    EXPECT(DIRECT_MAIL, EMAIL, "", .permitted = MAIL);
    EXPECT(DIRECT_MAIL, EMAIL, "", .permitted = ALL);
    EXPECT(MARKET_RESEARCH, EMAIL, "no permission", .permitted = MAIL);
    EXPECT(ALL_MARKETING, EMAIL, "no permission", .permitted = MAIL);
    EXPECT(DIRECT_MAIL, EMAIL, "", .legal_person = true);
}

TEST(screen_bans_come_before_permissions) {
    EXPECT(DIRECT_MAIL, LETTER, "objected", .objected = MAIL, .permitted = MAIL);
    EXPECT(DIRECT_MAIL, LETTER, "objected", .objected = ALL);
    EXPECT(DIRECT_MAIL, LETTER, "objected", .objected = SCOPE_BIT(SCOPE_PROCESSING));
    EXPECT(MARKET_RESEARCH, LETTER, "", .objected = MAIL);
    EXPECT(ALL_MARKETING, LETTER, "objected", .objected = MAIL);
    EXPECT(DIRECT_MAIL, LETTER, "prohibited", .prohibited = MAIL, .permitted = ALL);
    EXPECT(DIRECT_MAIL, LETTER, "prohibited", .contact_prohibited = true, .permitted = MAIL);
    EXPECT(DIRECT_MAIL, EMAIL, "objected", .legal_person = true, .objected = MAIL);
    EXPECT(DIRECT_MAIL, LETTER, "protected", .is_protected = true, .permitted = ALL, .contact_permitted = true);
    EXPECT(DIRECT_MAIL, LETTER, "restricted", .restricted = true, .permitted = ALL, .contact_permitted = true);
}

TEST(screen_groups_held_with_permissions) {
    EXPECT(DIRECT_MAIL, LETTER, "no permission", .consent = OPTOUT_CONSENT_ANY);
    EXPECT(DIRECT_MAIL, LETTER, "", .consent = OPTOUT_CONSENT_ANY, .permitted = MAIL);
    EXPECT(DIRECT_MAIL, LETTER, "", .consent = OPTOUT_CONSENT_ANY, .contact_permitted = true);
    EXPECT(DIRECT_MAIL, EMAIL, "no permission", .consent = OPTOUT_CONSENT_ANY, .contact_permitted = true);
    EXPECT(DIRECT_MAIL, LETTER, "no permission", .consent = OPTOUT_CONSENT_ALL, .permitted = MAIL);
    EXPECT(DIRECT_MAIL, LETTER, "no permission", .consent = OPTOUT_CONSENT_ALL, .contact_permitted = true);
    EXPECT(DIRECT_MAIL, LETTER, "", .consent = OPTOUT_CONSENT_ALL, .permitted = MAIL, .contact_permitted = true);
    EXPECT(DIRECT_MAIL, LETTER, "no permission", .consent = OPTOUT_CONSENT_ALL, .legal_person = true);
}

/* ---- the export ---- */

/* As another program would at the worst moment: the name is taken when the log is written. */
static int take_name(UNUSED unsigned event, void *ctx, void *stmt, UNUSED void *text) {
    if (sqlite3_sql(stmt) != NULL && strncmp(sqlite3_sql(stmt), "INSERT INTO audit", 17) == 0)
        fixture_write(ctx, "x", 1);
    return 0;
}

TEST(optout_export_without_a_file_is_not_in_the_log) {
    FIXTURE(f);
    struct optout_exported done;
    int64_t before, after;
    SB(path);

    fixture_create(&f);
    load_shipped(&f, "kuopio-customers");
    fixture_name(&f, ".csv", &path);
    CHECK_EQ_INT(stmt_scalar(&f.db, "SELECT count(*) FROM audit", 0, &before), 0);
    CHECK_EQ_INT(sqlite3_trace_v2(f.db.sq, SQLITE_TRACE_STMT, take_name, path.d), SQLITE_OK);
    CHECK_EQ_INT(optout_export(&f.db, "kuopio-customers", FIXTURE_NOW, path.d, NULL, &done), -1);
    (void)sqlite3_trace_v2(f.db.sq, 0, NULL, NULL);
    CHECK_EQ_INT(f.err.code, ERR_CANTCREATE);
    CHECK_EQ_INT(stmt_scalar(&f.db, "SELECT count(*) FROM audit", 0, &after), 0);
    CHECK_EQ_INT(after, before);
    err_clear(&f.err);
    (void)unlink(path.d);
    CHECK_EQ_INT(optout_export(&f.db, "kuopio-customers", FIXTURE_NOW, path.d, NULL, &done), 0);
    CHECK(fixture_exists(path.d));
}

/* ---- rows that mean the same people ---- */

static int count_statement(UNUSED unsigned event, void *ctx, UNUSED void *stmt, UNUSED void *text) {
    int *count = ctx;

    ++*count;
    return 0;
}

/* Ten have a phone, ten another, and one of those objected: a hundred rows of each take no hundred looks at all ten. */
TEST(screen_judges_the_same_people_once) {
    FIXTURE(f);
    SCREEN_RESULT(result);
    int statements = 0;
    SB(path);
    SB(rows);

    fixture_create(&f);
    load_shipped(&f, "kuopio-customers");
    CHECK_EQ_INT(fixture_tx(&f, "WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 20)"
                                " INSERT INTO customer (id, register_id, customer_no, phone_key)"
                                " SELECT i, 1, i, '+35840111222' || (i % 2) FROM n;"
                                "INSERT INTO objection VALUES (1, 5, 'direct-mail', '2026-01-01', '2026-0001')"),
                 0);
    sb_cat(&rows, "phone\n");
    for (int i = 0; i < 100; i++)
        sb_cat(&rows, "0401112220\n0401112221\n");
    fixture_name(&f, ".csv", &path);
    fixture_write(path.d, rows.d, rows.len);
    CHECK_EQ_INT(sqlite3_trace_v2(f.db.sq, SQLITE_TRACE_STMT, count_statement, &statements), SQLITE_OK);
    CHECK_EQ_INT(screen(&f.db,
                        &(struct screen_options){.path = path.d,
                                                 .spool_dir = f.dir,
                                                 .scope = SCOPE_DIRECT_MAIL,
                                                 .channel = SCREEN_LETTER,
                                                 .now_utc = FIXTURE_NOW,
                                                 .today = date_from_ymd(2026, 11, 22)},
                        &result),
                 0);
    (void)sqlite3_trace_v2(f.db.sq, 0, NULL, NULL);
    CHECK_EQ_INT(result.kept, 100);
    CHECK_EQ_INT(result.unjudged, 0);
    CHECK(statements < 500);
}
