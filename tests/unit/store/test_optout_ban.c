/*
 * test_optout_ban.c - bans of many customers at once: who gets them, which permissions they take, what is told of them;
 * and what those who share a contact learn of them, and how they are listed. The customers stand close together and far
 * apart, and are more than are written at a time.
 */
#include "fixture.h"

#include "store/optout_store.h"

enum { PEOPLE = 4000, KINDS = 3 };

static const char *const scopes[KINDS] = {"all-marketing", "direct-mail", "market-research"};

static bool is_banned(int i) {
    return (i / 64 % 2 == 0 && i % 3 != 1) || i % 500 == 0;
}

static bool has_objected(int i) {
    return i % 5 == 0;
}

static const char *since(int i) {
    return i % 2 == 0 ? "2024-03-01" : "2024-11-30";
}

static const char *source(int i) {
    return i % 11 == 0 ? NULL : "tiedosto";
}

/* What a permission row says before. */
static const char *state(int i, int kind) {
    static const char *const states[] = {"permission", "prohibition", NULL};

    return states[(i / 3 + kind) % 3];
}

static const char *day(int i, int kind) {
    static const char *const days[] = {NULL, "2020-01-01", "2024-03-01", "2025-06-15"};

    return days[(i / 5 + kind) % 4];
}

static bool loses(int i, int kind) {
    return is_banned(i) && kind < 2 && (state(i, kind) == NULL || strcmp(state(i, kind), "permission") == 0);
}

static void put(struct stmt *st, int64_t i, const char *a, const char *b, const char *c) {
    stmt_int(st, ":i", i);
    stmt_text(st, ":a", a);
    stmt_text(st, ":b", b);
    stmt_text(st, ":c", c);
    CHECK_EQ_INT(stmt_run(st), 0);
}

static void put_people(struct fixture *f) {
    STMT(customer);
    STMT(permission);
    STMT(objection);
    TX(tx);

    CHECK_EQ_INT(tx_begin(&tx, &f->db), 0);
    CHECK_EQ_INT(fixture_audit(f, "people"), 0);
    CHECK_EQ_INT(stmt_open(&customer, &f->db,
                           "INSERT INTO customer (id, register_id, customer_no, name, name_key, street)"
                           " VALUES (:i, 1, printf('%04d', :i), :a, :b, :c)"),
                 0);
    CHECK_EQ_INT(stmt_open(&permission, &f->db,
                           "INSERT INTO marketing_permission (customer_id, scope, channel, state, processed_on, source)"
                           " VALUES (:i, :a, 'email', :b, :c, 'sopimus')"),
                 0);
    CHECK_EQ_INT(stmt_open(&objection, &f->db,
                           "INSERT INTO objection (register_id, customer_id, scope, since, source)"
                           " VALUES (1, :i, :a, :b, :c)"),
                 0);
    for (int i = 1; i <= PEOPLE; i++)
        put(&customer, i, "A", "a", NULL);
    for (int n = 0; n < PEOPLE; n++) {
        int i = n * 1663 % PEOPLE + 1; /* in no order */

        for (int kind = 0; kind < KINDS; kind++)
            put(&permission, i, scopes[kind], state(i, kind), day(i, kind));
        if (has_objected(i))
            put(&objection, i, "direct-mail", "2019-01-01", "2019-0001");
        if (i % 7 == 0)
            put(&objection, i, "market-research", "2019-01-01", "2019-0002");
    }
    CHECK_EQ_INT(tx_commit(&tx), 0);
}

static void check_permission(const struct stmt *st, int i, int kind) {
    const char *was = day(i, kind);
    bool lost = loses(i, kind);
    const char *want = lost && (was == NULL || strcmp(was, since(i)) < 0) ? since(i) : was;

    CHECK_EQ_INT(stmt_col_int(st, 0), i);
    CHECK_STR(stmt_col_text(st, 1), scopes[kind]);
    CHECK_STR(stmt_col_null(st, 2) ? "-" : stmt_col_text(st, 2), lost                     ? "prohibition"
                                                                 : state(i, kind) != NULL ? state(i, kind)
                                                                                          : "-");
    CHECK_STR(stmt_col_null(st, 3) ? "-" : stmt_col_text(st, 3), want != NULL ? want : "-");
    CHECK_STR(stmt_col_text(st, 4), lost && source(i) != NULL ? source(i) : "sopimus");
}

static void check_permissions(struct fixture *f) {
    STMT(st);

    CHECK_EQ_INT(stmt_open(&st, &f->db,
                           "SELECT customer_id, scope, state, processed_on, source FROM marketing_permission"
                           " ORDER BY customer_id, scope"),
                 0);
    for (int i = 1; i <= PEOPLE; i++) {
        for (int kind = 0; kind < KINDS; kind++) {
            CHECK_EQ_INT(stmt_next(&st), 1);
            check_permission(&st, i, kind);
        }
    }
    CHECK_EQ_INT(stmt_next(&st), 0);
}

/* `dated`: a younger ban moves the objections that were there. */
static void check_objections(struct fixture *f, bool dated) {
    STMT(st);

    CHECK_EQ_INT(stmt_open(&st, &f->db,
                           "SELECT customer_id, since, source FROM objection WHERE scope = 'direct-mail'"
                           " ORDER BY customer_id"),
                 0);
    for (int i = 1; i <= PEOPLE; i++) {
        if (!is_banned(i) && !has_objected(i))
            continue;
        CHECK_EQ_INT(stmt_next(&st), 1);
        CHECK_EQ_INT(stmt_col_int(&st, 0), i);
        CHECK_STR(stmt_col_text(&st, 1), has_objected(i) && !(dated && is_banned(i)) ? "2019-01-01" : since(i));
        CHECK_STR(stmt_col_text(&st, 2), has_objected(i) && !(dated && is_banned(i)) ? "2019-0001" : "import");
    }
    CHECK_EQ_INT(stmt_next(&st), 0);
}

typedef VEC(struct optout_ban) ban_vec;

static const struct optout_ban *find(void *ctx, int64_t customer_id) {
    ban_vec *bans = ctx;

    for (size_t k = 0; k < bans->len; k++) {
        if (bans->d[k].customer_id == customer_id) {
            bans->d[k].changed = true;
            return &bans->d[k];
        }
    }
    return NULL;
}

static void write_bans(struct fixture *f, ban_vec *bans, bool many) {
    if (!many) {
        CHECK_EQ_INT(optout_ban(&f->db, SCOPE_DIRECT_MAIL, bans->d, bans->len), 0);
        return;
    }
    for (size_t k = 0; k < bans->len; k++)
        bans->d[k].changed = false;
    CHECK_EQ_INT(optout_prohibit(&f->db, SCOPE_DIRECT_MAIL, find, bans), 0);
    CHECK_EQ_INT(optout_object(&f->db, SCOPE_DIRECT_MAIL, bans->d, bans->len), 0);
}

/* The same bans once or again. */
static void ban(struct fixture *f, bool many, bool dated, bool again) {
    ban_vec bans = {0};
    TX(tx);

    for (int i = 1; i <= PEOPLE; i++) {
        struct optout_ban *b = is_banned(i) ? vec_push(&bans) : NULL;

        if (b == NULL)
            continue;
        *b = (struct optout_ban){.register_id = 1, .customer_id = i, .source = source(i), .changed = true};
        (void)snprintf(b->since, sizeof b->since, "%s", since(i));
        (void)snprintf(b->given, sizeof b->given, "%s", dated ? since(i) : "");
    }
    CHECK(bans.len > OPTOUT_BANS);
    CHECK_EQ_INT(tx_begin(&tx, &f->db), 0);
    CHECK_EQ_INT(fixture_audit(f, "ban"), 0);
    write_bans(f, &bans, many);
    CHECK_EQ_INT(tx_commit(&tx), 0);
    for (size_t k = 0; k < bans.len; k++) {
        int i = (int)bans.d[k].customer_id;

        CHECK_EQ_INT(bans.d[k].changed, !again && (dated || !has_objected(i) || loses(i, 0) || loses(i, 1)));
    }
    vec_release(&bans);
}

static void check_bans(bool many, bool dated) {
    FIXTURE(f);

    fixture_create(&f);
    CHECK_EQ_INT(fixture_tx(&f, "INSERT INTO register (id, code, name_fi, name_sv, name_en, loaded_at, digest)"
                                " VALUES (1, 'a', 'a', 'a', 'a', '2026-01-01T00:00:00+02:00', x'00')"),
                 0);
    put_people(&f);
    for (int again = 0; again < 2; again++) {
        ban(&f, many, dated, again == 1);
        check_permissions(&f);
        check_objections(&f, dated);
    }
}

TEST(optout_bans_many_customers_at_once) {
    check_bans(false, false);
}

TEST(optout_bans_while_all_permissions_are_gone_through) {
    check_bans(true, false);
}

TEST(optout_with_a_day_moves_older_objections) {
    check_bans(false, true);
    check_bans(true, true);
}

TEST(optout_goes_through_all_only_for_many) {
    FIXTURE(f);
    bool many;

    fixture_create(&f);
    CHECK_EQ_INT(optout_are_many(&f.db, 0, &many), 0);
    CHECK(!many);
    CHECK_EQ_INT(fixture_tx(&f, "INSERT INTO register (id, code, name_fi, name_sv, name_en, loaded_at, digest)"
                                " VALUES (1, 'a', 'a', 'a', 'a', '2026-01-01T00:00:00+02:00', x'00')"),
                 0);
    put_people(&f);
    CHECK_EQ_INT(optout_are_many(&f.db, PEOPLE, &many), 0);
    CHECK(many);
    CHECK_EQ_INT(optout_are_many(&f.db, PEOPLE / 20, &many), 0);
    CHECK(!many);
}

/* ---- shared contacts ---- */

static int count_statement(UNUSED unsigned event, void *ctx, UNUSED void *stmt, UNUSED void *text) {
    int *count = ctx;

    ++*count;
    return 0;
}

/* Of a phone that a third of them have, each asks the same, and the answers differ by whose own objection it is. */
TEST(optout_of_a_shared_contact_is_read_once) {
    FIXTURE(f);
    struct optout_shared shared CLEANUP(optout_shared_close) = {0};
    int statements = 0;

    fixture_create(&f);
    CHECK_EQ_INT(fixture_tx(&f, "INSERT INTO register (id, code, name_fi, name_sv, name_en, loaded_at, digest)"
                                " VALUES (1, 'a', 'a', 'a', 'a', '2026-01-01T00:00:00+02:00', x'00');"
                                "WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 300)"
                                " INSERT INTO customer (id, register_id, phone_key) SELECT i, 1, '+35840' || (i % 3)"
                                " FROM n;"
                                "INSERT INTO objection VALUES (1, 4, 'direct-mail', '2026-01-01', 'import'),"
                                " (1, 7, 'market-research', '2026-01-01', 'import'),"
                                " (1, 10, 'market-research', '2026-01-01', 'import'),"
                                " (1, 5, 'profiling', '2026-01-01', '2026-0001')"),
                 0);
    CHECK_EQ_INT(optout_shared_open(&shared, &f.db), 0);
    CHECK_EQ_INT(sqlite3_trace_v2(f.db.sq, SQLITE_TRACE_STMT, count_statement, &statements), SQLITE_OK);
    for (int64_t id = 1; id <= 300; id++) {
        struct suppression_person p = {.phone = id % 3 == 0 ? "+358400" : id % 3 == 1 ? "+358401" : "+358402"};
        scope_set set, mail = id != 4 ? SCOPE_BIT(SCOPE_DIRECT_MAIL) : 0;

        CHECK_EQ_INT(optout_shared_of(&shared, 1, id, &p, &set), 0);
        CHECK_EQ_INT(set, id % 3 == 1 ? mail | SCOPE_BIT(SCOPE_MARKET_RESEARCH) : 0);
        CHECK_EQ_INT(optout_shared_of(&shared, 2, id, &p, &set), 0);
        CHECK_EQ_INT(set, 0);
    }
    (void)sqlite3_trace_v2(f.db.sq, 0, NULL, NULL);
    CHECK(statements <= 6);
}

/* ---- lists ---- */

static int note_statement(UNUSED unsigned event, void *ctx, void *stmt, UNUSED void *text) {
    sb_printf(ctx, "%s;", sqlite3_sql(stmt));
    return 0;
}

static int tell_row(void *ctx, const struct optout_row *row) {
    sb_printf(ctx, "%s %s;", row->customer_no != NULL ? row->customer_no : "-", row->scope);
    return 0;
}

static int tell_count(void *ctx, const struct optout_count *row) {
    sb_printf(ctx, "%s %s %s %s %d;", row->register_code, row->kind, row->scope, row->source, (int)row->entries);
    return 0;
}

static void check_plans(struct fixture *f, char *statements) {
    char *at;

    for (char *sql = strtok_r(statements, ";", &at); sql != NULL; sql = strtok_r(NULL, ";", &at)) {
        STMT(plan);

        CHECK_EQ_INT(stmt_openf(&plan, &f->db, "EXPLAIN QUERY PLAN %s", sql), 0);
        while (stmt_next(&plan) > 0)
            CHECK(strncmp(stmt_col_text(&plan, 3), "USE TEMP B-TREE", 15) != 0);
    }
}

/* Of hundreds of thousands of bans a sorted copy would be all in memory. */
TEST(optout_lists_sort_nothing) {
    FIXTURE(f);
    optout_register_vec registers CLEANUP(optout_registers_release) = {0};
    SB(statements);
    SB(rows);
    SB(counts);

    fixture_create(&f);
    CHECK_EQ_INT(
        fixture_tx(&f,
                   "INSERT INTO register (id, code, name_fi, name_sv, name_en, loaded_at, digest)"
                   " VALUES (1, 'b', 'b', 'b', 'b', '2026-01-01T00:00:00+02:00', x'00'),"
                   " (2, 'a', 'a', 'a', 'a', '2026-01-01T00:00:00+02:00', x'00');"
                   "INSERT INTO customer (id, register_id, customer_no) VALUES (1, 1, '9'), (2, 1, '10'), (3, 1, NULL),"
                   " (4, 2, '9'), (5, 1, NULL);"
                   "INSERT INTO objection VALUES (1, 1, 'profiling', '2026-01-01', 'import'),"
                   " (1, 1, 'direct-mail', '2026-01-01', '2026-0001'), (1, 2, 'profiling', '2026-01-01', 'import'),"
                   " (1, 2, 'processing', '2026-01-01', '2026-0002'), (1, 5, 'profiling', '2026-01-01', 'import'),"
                   " (1, 3, 'profiling', '2026-01-01', '2026-0003'), (2, 4, 'profiling', '2026-01-01', 'import');"
                   "INSERT INTO suppression VALUES (1, x'01', 'profiling', 'phone', '2026-01-01', 'import'),"
                   " (1, x'02', 'profiling', 'email', '2026-01-01', 'import'),"
                   " (1, x'03', 'profiling', 'phone', '2026-01-01', 'import'),"
                   " (1, x'04', 'erased', 'personal-id', '2026-01-01', 'request')"),
        0);
    CHECK_EQ_INT(optout_registers(&f.db, NULL, &registers), 0);
    CHECK_EQ_INT(sqlite3_trace_v2(f.db.sq, SQLITE_TRACE_STMT, note_statement, &statements), SQLITE_OK);
    CHECK_EQ_INT(optout_each(&f.db, 1, tell_row, &rows), 0);
    CHECK_EQ_INT(optout_each_count(&f.db, &registers, tell_count, &counts), 0);
    (void)sqlite3_trace_v2(f.db.sq, 0, NULL, NULL);
    CHECK_STR(rows.d, "- profiling;- profiling;10 profiling;9 direct-mail;9 profiling;");
    CHECK_STR(counts.d, "a objection profiling import 1;b objection direct-mail request 1;"
                        "b objection processing request 1;b objection profiling import 3;"
                        "b objection profiling request 1;b email profiling import 1;b phone profiling import 2;");
    check_plans(&f, statements.d);
}
