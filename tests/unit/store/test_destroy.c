/*
 * test_destroy.c - the one place that destroys rows: what stops it, what hangs from a row, and that nothing else goes.
 */
#include "fixture.h"

#include "store/catalog.h"
#include "store/destroy.h"

/* Two registers; customer 1 with everything, customer 2 beside, customer 3 in the other register. */
static const char people[] =
    "INSERT INTO register (id, code, name_fi, name_sv, name_en, loaded_at, digest) VALUES"
    " (1, 'one', '1', '1', '1', '2026-01-01', x'00'), (2, 'two', '2', '2', '2', '2026-01-01', x'00');"
    "INSERT INTO customer (id, register_id, customer_no, name, name_key, phone, phone_key, email, email_key, "
    "postal_code)"
    " VALUES (1, 1, '1', 'A', 'a', '040 000 0001', '+358400000001', 'A@example.com', 'a@example.com', '00100'),"
    " (2, 1, '2', 'B', 'b', '040 000 0002', '+358400000002', NULL, NULL, '00100'),"
    " (3, 2, '3', 'C', 'c', NULL, NULL, NULL, NULL, NULL);"
    "INSERT INTO representative (id, customer_id, name) VALUES (1, 1, 'R'), (2, 1, 'S');"
    "INSERT INTO contract (id, customer_id, contract_no, product) VALUES (1, 1, 'c1', 'p'), (2, 1, 'c2', 'p'),"
    " (3, 2, 'c3', 'p'), (4, 3, 'c4', 'p');"
    "INSERT INTO invoice (id, customer_id, contract_id, invoice_no, amount) VALUES (1, 1, 1, 'i1', '1'),"
    " (2, 2, 3, 'i2', '1');"
    "INSERT INTO call_recording (id, customer_id, recording_no, file) VALUES (1, 1, 'r1', 'a.wav'), (2, 1, 'r2',"
    " 'shared.wav'), (3, 2, 'r3', 'shared.wav'), (4, 1, 'r4', 'message.wav'), (5, 1, 'r5', NULL);"
    "INSERT INTO message (id, customer_id, message_no, file) VALUES (1, 2, 'm1', 'message.wav');"
    "INSERT INTO marketing_permission (id, customer_id, scope, channel, state) VALUES"
    " (1, 1, 'direct-mail', 'phone', 'prohibition'), (2, 1, 'direct-mail', 'email', 'permission');";

struct scene {
    struct fixture f;
    struct catalog cat;
    struct destroyed done; /* of the last `destroy` */
    const char *rule;      /* of the next ones, and whose rows they are */
    int64_t person;
    const char *event; /* their column that starts periods: the rule's, and others'. NULL: none */
};

static void scene_release(struct scene *s) {
    catalog_release(&s->cat);
    fixture_release(&s->f);
}

#define SCENE(name) struct scene name CLEANUP(scene_release) = {0}

static void scene_create(struct scene *s, const char *more) {
    fixture_create(&s->f);
    CHECK_EQ_INT(fixture_tx(&s->f, people), 0);
    if (more != NULL)
        CHECK_EQ_INT(fixture_tx(&s->f, more), 0);
    CHECK_EQ_INT(catalog_load(&s->f.db, &s->cat), 0);
    CHECK_STR(s->f.err.msg, "");
}

static int64_t number(struct scene *s, const char *sql) {
    int64_t n = -1;

    CHECK_EQ_INT(stmt_scalar(&s->f.db, sql, 0, &n), 0);
    return n;
}

static size_t column(const struct cat_table *t, const char *name) {
    const struct cat_column *c = catalog_column(t, name);

    CHECK(c != NULL);
    return c != NULL ? (size_t)(c - t->columns) : 0;
}

/* Destroys rows of a table (ids ends with 0), in a transaction that is kept. `columns` ends with NULL; NULL: whole
 * rows.
 */
static void destroy_rows(struct scene *s, const char *table, const int64_t *ids, const char *const *columns,
                         int64_t except) {
    const struct cat_table *t = catalog_table(&s->cat, table);
    size_t indexes[8], n = 0, event = s->event != NULL ? column(t, s->event) : SIZE_MAX;
    struct destroy d = {.cat = &s->cat,
                        .table = t,
                        .register_id = 1,
                        .person = s->person,
                        .as_of = "2026-11-22",
                        .rule = s->rule,
                        .except_request = except,
                        .events = &event,
                        .event_count = s->event != NULL,
                        .rule_event = event};
    TX(tx);

    for (; columns != NULL && columns[n] != NULL; n++)
        indexes[n] = column(t, columns[n]);
    d.columns = columns != NULL ? indexes : NULL;
    d.column_count = n;
    s->done = (struct destroyed){0};
    CHECK_EQ_INT(tx_begin(&tx, &s->f.db), 0);
    CHECK_EQ_INT(destroy_list(&s->f.db), 0);
    for (; *ids != 0; ids++)
        CHECK_EQ_INT(destroy_add(&s->f.db, *ids), 0);
    CHECK_EQ_INT(destroy_run(&s->f.db, &d, &s->done), 0);
    CHECK_EQ_INT(fixture_audit(&s->f, NULL), 0);
    CHECK_EQ_INT(tx_commit(&tx), 0);
    CHECK_STR(s->f.err.msg, "");
}

#define IDS(...) ((const int64_t[]){__VA_ARGS__, 0})

/* ---- order ---- */

TEST(destroy_order_has_children_first) {
    SCENE(s);
    size_t order[64], place[64];

    scene_create(&s, "CREATE TABLE note (id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL REFERENCES customer(id),"
                     " invoice_id INTEGER REFERENCES invoice(id), answer_to INTEGER REFERENCES note(id), body TEXT)");
    CHECK(s.cat.table_count <= ARRAY_LEN(order) && catalog_table(&s.cat, "note") != NULL);
    destroy_order(&s.cat, order);
    for (size_t i = 0; i < s.cat.table_count; i++)
        place[order[i]] = i;
    for (size_t i = 0; i < s.cat.table_count; i++) {
        const struct cat_table *t = &s.cat.tables[i];

        CHECK(order[place[i]] == i);
        for (size_t c = 0; c < t->column_count; c++) {
            if (t->columns[c].parent != NULL && t->columns[c].parent != t)
                CHECK(place[i] < place[t->columns[c].parent - s.cat.tables]);
        }
    }
}

/* ---- whole rows ---- */

TEST(destroy_takes_the_listed_rows_and_no_other) {
    SCENE(s);

    scene_create(&s, NULL);
    destroy_rows(&s, "invoice", IDS(1, 77), NULL, 0);
    CHECK_EQ_INT(s.done.rows, 1);
    CHECK_EQ_INT(s.done.held + s.done.parents + s.done.files + s.done.bans, 0);
    CHECK_EQ_INT(number(&s, "SELECT count(*) FROM invoice"), 1);
    CHECK_EQ_INT(number(&s, "SELECT id FROM invoice"), 2);
    CHECK_EQ_INT(destroy_went(&s.f.db, 1), 1);
    CHECK_EQ_INT(destroy_went(&s.f.db, 2), 0);
    CHECK_EQ_INT(number(&s, "SELECT count(*) FROM contract"), 4);
}

TEST(destroy_leaves_what_others_refer_to) {
    SCENE(s);

    scene_create(&s, NULL);
    destroy_rows(&s, "contract", IDS(1, 2), NULL, 0);
    CHECK_EQ_INT(s.done.rows, 1);
    CHECK_EQ_INT(s.done.parents, 1);
    CHECK_EQ_INT(destroy_went(&s.f.db, 1), 0);
    CHECK_EQ_INT(destroy_went(&s.f.db, 2), 1);
    CHECK_EQ_INT(number(&s, "SELECT count(*) FROM contract WHERE id = 1"), 1);
    destroy_rows(&s, "customer", IDS(1), NULL, 0);
    CHECK_EQ_INT(s.done.rows, 0);
    CHECK_EQ_INT(s.done.bans, 0);
    CHECK_EQ_INT(number(&s, "SELECT count(*) FROM suppression"), 0);
}

TEST(destroy_takes_rows_that_refer_to_each_other) {
    SCENE(s);

    scene_create(&s, "CREATE TABLE note (id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL REFERENCES customer(id),"
                     " answer_to INTEGER REFERENCES note(id), body TEXT);"
                     "CREATE INDEX note_answer ON note (answer_to);"
                     "INSERT INTO note VALUES (1, 1, NULL, 'a'), (2, 1, 1, 'b'), (3, 1, 2, 'c'), (4, 1, NULL, 'd'),"
                     " (5, 1, 4, 'e')");
    /* 3 stays, so 2 and then 1 do. */
    destroy_rows(&s, "note", IDS(1, 2, 4, 5), NULL, 0);
    CHECK_EQ_INT(s.done.rows, 2);
    CHECK_EQ_INT(s.done.parents, 2);
    CHECK_EQ_INT(number(&s, "SELECT group_concat(id, '') FROM (SELECT id FROM note ORDER BY id)"), 123);
    destroy_rows(&s, "note", IDS(1, 2, 3), NULL, 0);
    CHECK_EQ_INT(s.done.rows, 3);
}

/* An empty key refers to nothing, with an index and without. */
TEST(destroy_is_not_stopped_by_empty_keys) {
    SCENE(s);

    scene_create(&s, "CREATE TABLE note (id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL REFERENCES customer(id),"
                     " contract_id INTEGER REFERENCES contract(id), invoice_id INTEGER REFERENCES invoice(id));"
                     "CREATE INDEX note_invoice ON note (invoice_id);"
                     "INSERT INTO note VALUES (1, 2, NULL, NULL), (2, 2, 2, NULL)");
    destroy_rows(&s, "invoice", IDS(1), NULL, 0);
    CHECK_EQ_INT(s.done.rows, 1);
    destroy_rows(&s, "contract", IDS(1, 2), NULL, 0);
    CHECK_EQ_INT(s.done.rows, 1);
    CHECK_EQ_INT(s.done.parents, 1);
    CHECK_EQ_INT(number(&s, "SELECT count(*) FROM contract WHERE id = 2"), 1);
}

/* As many tables as an expression could not nest by default. */
TEST(destroy_looks_into_all_tables) {
    SCENE(s);
    SB(more);

    for (int i = 0; i < 110; i++)
        sb_printf(&more, "CREATE TABLE more_%d (id INTEGER PRIMARY KEY, customer_id INTEGER REFERENCES customer(id));",
                  i);
    scene_create(&s, more.d);
    CHECK_EQ_INT(fixture_tx(&s.f, "INSERT INTO more_109 VALUES (1, 3)"), 0);
    destroy_rows(&s, "contract", IDS(4), NULL, 0);
    destroy_rows(&s, "customer", IDS(3), NULL, 0);
    CHECK_EQ_INT(s.done.parents, 1);
    CHECK_EQ_INT(fixture_tx(&s.f, "DELETE FROM more_109"), 0);
    destroy_rows(&s, "customer", IDS(3), NULL, 0);
    CHECK_EQ_INT(s.done.rows, 1);
}

/* What a query gives, row by row. */
static void check_rows(struct scene *s, const char *sql, const char *rows) {
    STMT(st);
    SB(got);

    CHECK_EQ_INT(stmt_open(&st, &s->f.db, sql), 0);
    while (stmt_next(&st) > 0) {
        sb_cat(&got, got.len > 0 ? " " : "");
        for (int i = 0; i < stmt_cols(&st); i++)
            sb_printf(&got, "%s%s", i > 0 ? ":" : "", stmt_col_null(&st, i) ? "-" : stmt_col_text(&st, i));
    }
    CHECK_STR(got.d, rows);
}

/* One for the table, and one for each person, of what really goes; the same when it is said whose the rows are. */
TEST(destroy_leaves_tombstones) {
    static const struct {
        const char *table;
        int64_t ids[4], person;
        const char *left; /* whose (or nobody's) and how many rows, in the order of the customers */
    } cases[] = {
        {"contract", {1, 2, 3, 0}, 0, "-:1 1:1"}, /* 1 and 3 have invoices */
        {"contract", {1, 2, 0}, 1, "-:1 1:1"},
        {"invoice", {1, 2, 77, 0}, 0, "-:2 1:1 2:1"},
        {"invoice", {1, 0}, 1, "-:1 1:1"},
        {"call_recording", {1, 2, 4, 0}, 1, "-:3 1:3"},
        {"contract", {1, 0}, 0, ""},
        {"contract", {1, 0}, 1, ""},
        {"customer", {2, 0}, 2, ""},
    };

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        SCENE(s);

        scene_create(&s, NULL);
        s.rule = "r";
        s.person = cases[i].person;
        destroy_rows(&s, cases[i].table, cases[i].ids, NULL, 0);
        check_rows(&s,
                   "SELECT NULL AS who, rows FROM tombstone WHERE rule = 'r' AND newest IS NULL AND deleted_on ="
                   " '2026-11-22' UNION ALL SELECT customer_id, rows FROM tombstone_person ORDER BY who",
                   cases[i].left);
    }
}

#define TOMBSTONES "SELECT table_name, rule, rows, newest, part FROM tombstone ORDER BY id"
#define OF_PEOPLE                                                                                                     \
    "SELECT p.part, p.customer_id, t.table_name, p.rows, p.newest FROM tombstone_person p JOIN tombstone t ON t.id =" \
    " p.tombstone_id ORDER BY 1, 2, 3"

/* What goes in several batches of a day is told as one. */
TEST(destroy_adds_up_the_tombstones_of_a_day) {
    SCENE(s);

    scene_create(&s, "UPDATE call_recording SET started_at = '2025-01-0' || id WHERE id < 4");
    s.rule = "r";
    s.event = "started_at";
    destroy_rows(&s, "call_recording", IDS(5), NULL, 0);
    check_rows(&s, TOMBSTONES, "call_recording:r:1:-:1");
    destroy_rows(&s, "call_recording", IDS(2, 3), NULL, 0);
    destroy_rows(&s, "call_recording", IDS(1, 4), NULL, 0);
    check_rows(&s, TOMBSTONES, "call_recording:r:5:2025-01-03:1");
    check_rows(&s, OF_PEOPLE, "1:1:call_recording:4:2025-01-02 1:2:call_recording:1:2025-01-03");
}

/* A new part is begun when the last one is full, but not within a day. */
TEST(destroy_keeps_tombstones_of_people_in_parts) {
    static const struct {
        const char *before, *parts;
    } cases[] = {
        {NULL, "1"},
        {"INSERT INTO tombstone VALUES (1, 1, 'quote', 'r', '2026-11-21', 99999, NULL, 1, 99999)", "1"},
        {"INSERT INTO tombstone VALUES (1, 1, 'quote', 'r', '2026-11-21', 99999, NULL, 1, 100000)", "2"},
        {"INSERT INTO tombstone VALUES (1, 1, 'quote', 'r', '2026-11-22', 99999, NULL, 1, 100000)", "1"},
        {"INSERT INTO tombstone VALUES (1, 1, 'quote', 'r', '2026-11-21', 99999, NULL, 0, 100000)", "1"},
    };

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        SCENE(s);

        scene_create(&s, cases[i].before);
        s.rule = "r";
        destroy_rows(&s, "invoice", IDS(2), NULL, 0);
        destroy_rows(&s, "contract", IDS(2, 3), NULL, 0);
        check_rows(&s, "SELECT DISTINCT part FROM tombstone_person", cases[i].parts);
    }
}

TEST(destroy_forgets_people_in_every_part) {
    SCENE(s);

    scene_create(&s, "INSERT INTO tombstone VALUES (1, 1, 'quote', 'r', '2026-11-21', 4, NULL, 1, 100000),"
                     " (2, 1, 'quote', 'r', '2026-11-20', 4, NULL, 0, 100000);"
                     "INSERT INTO tombstone_person VALUES (1, 1, 1, 1, NULL), (1, 2, 1, 1, NULL), (0, 2, 1, 1, NULL)");
    s.rule = "r";
    destroy_rows(&s, "invoice", IDS(2), NULL, 0);
    destroy_rows(&s, "contract", IDS(2, 3), NULL, 0);
    s.rule = "erasure";
    s.person = 2;
    destroy_rows(&s, "message", IDS(1), NULL, 0);
    destroy_rows(&s, "call_recording", IDS(3), NULL, 0);
    CHECK_EQ_INT(number(&s, "SELECT count(DISTINCT part) FROM tombstone_person WHERE customer_id = 2"), 3);
    destroy_rows(&s, "customer", IDS(2), NULL, 0);
    CHECK_EQ_INT(s.done.rows, 1);
    check_rows(&s, OF_PEOPLE, "1:1:quote:1:- 2:1:contract:1:-");
    check_rows(&s, "SELECT rows FROM tombstone WHERE table_name = 'customer'", "1");
}

/* The newest event of each person is remembered; that no row is left is known whichever row goes last. */
TEST(destroy_remembers_events) {
#define REMEMBERED "SELECT customer_id, newest, none_left FROM last_event ORDER BY 1"
    SCENE(s);

    scene_create(&s, "DELETE FROM invoice; UPDATE contract SET end_date = '2015-01-0' || id WHERE id IN (1, 3)");
    s.event = "end_date";
    destroy_rows(&s, "contract", IDS(1, 3), NULL, 0);
    check_rows(&s, REMEMBERED, "1:2015-01-01:0 2:2015-01-03:1");
    destroy_rows(&s, "contract", IDS(2), NULL, 0); /* one without the event */
    check_rows(&s, REMEMBERED, "1:2015-01-01:1 2:2015-01-03:1");
}

TEST(destroy_remembers_events_that_are_cleared) {
    const char *const columns[] = {"end_date", NULL};
    SCENE(s);

    scene_create(&s, "DELETE FROM invoice; UPDATE contract SET end_date = '2015-01-0' || id WHERE id IN (1, 3)");
    s.event = "end_date";
    destroy_rows(&s, "contract", IDS(3), columns, 0);
    check_rows(&s, REMEMBERED, "2:2015-01-03:0");
    destroy_rows(&s, "contract", IDS(3), NULL, 0);
    check_rows(&s, REMEMBERED, "2:2015-01-03:1");
}

/* ---- what stops it ---- */

struct stop_case {
    const char *sql;
    bool stops; /* the deletion of customer 1's contract 2 */
};

TEST(destroy_stops_at_holds_restrictions_and_open_requests) {
#define HOLD(values)                                                                                              \
    "INSERT INTO hold (register_id, customer_id, table_name, row_id, reason, owner, placed_on, until, lifted_on)" \
    " VALUES (" values ")"
#define RESTRICTION(values)                                                                                   \
    "INSERT INTO restriction (register_id, customer_id, ground, table_name, column_name, row_id, placed_on, " \
    "lifted_on)"                                                                                              \
    " VALUES (" values ")"
#define REQUEST_ROW(right, state, customer)                                                                            \
    "INSERT INTO request (id, ref, register_id, right, state, customer_id, subject_tag, received, channel, due, "      \
    "art12)"                                                                                                           \
    " VALUES (7, '2026-0007', 1, '" right "', '" state "', " customer ", x'00', '2026-11-01', 'letter', '2026-12-01'," \
    " '2026-12-01')"
    static const struct stop_case cases[] = {
        {HOLD("1, NULL, NULL, NULL, 'r', 'o', '2026-01-01', NULL, NULL"), true},
        {HOLD("2, NULL, NULL, NULL, 'r', 'o', '2026-01-01', NULL, NULL"), false},
        {HOLD("1, 1, NULL, NULL, 'r', 'o', '2026-01-01', NULL, NULL"), true},
        {HOLD("1, 2, NULL, NULL, 'r', 'o', '2026-01-01', NULL, NULL"), false},
        {HOLD("1, 1, 'contract', NULL, 'r', 'o', '2026-01-01', NULL, NULL"), true},
        {HOLD("1, 1, 'invoice', NULL, 'r', 'o', '2026-01-01', NULL, NULL"), false},
        {HOLD("1, 1, 'contract', 2, 'r', 'o', '2026-01-01', NULL, NULL"), true},
        {HOLD("1, 1, 'contract', 1, 'r', 'o', '2026-01-01', NULL, NULL"), false},
        {HOLD("1, 1, NULL, NULL, 'r', 'o', '2026-01-01', '2026-11-22', NULL"), true},
        {HOLD("1, 1, NULL, NULL, 'r', 'o', '2026-01-01', '2026-11-21', NULL"), false},
        {HOLD("1, 1, NULL, NULL, 'r', 'o', '2026-01-01', NULL, '2026-02-01'"), false},
        {RESTRICTION("1, 1, 'claims', NULL, NULL, NULL, '2026-01-01', NULL"), true},
        {RESTRICTION("1, 1, 'unlawful', 'contract', NULL, 2, '2026-01-01', NULL"), true},
        {RESTRICTION("1, 1, 'unlawful', 'contract', NULL, 1, '2026-01-01', NULL"), false},
        {RESTRICTION("1, 1, 'accuracy', NULL, NULL, NULL, '2026-01-01', NULL"), false},
        {RESTRICTION("1, 1, 'kept-data', NULL, NULL, NULL, '2026-01-01', NULL"), false},
        {RESTRICTION("1, 1, 'claims', 'contract', 'product', NULL, '2026-01-01', NULL"), false},
        {RESTRICTION("1, 1, 'claims', NULL, NULL, NULL, '2026-01-01', '2026-02-01'"), false},
        {RESTRICTION("1, 2, 'claims', NULL, NULL, NULL, '2026-01-01', NULL"), false},
        {REQUEST_ROW("access", "received", "1"), true},
        {REQUEST_ROW("access", "in-progress", "1"), true},
        {REQUEST_ROW("access", "verified", "2"), false},
        {REQUEST_ROW("access", "done", "1"), false},
        {REQUEST_ROW("erasure", "verified", "1"), true},
        {REQUEST_ROW("erasure", "partly-done", "1"), false},
    };

    /* The same when it is said whose the row is. */
    for (size_t i = 0; i < 2 * ARRAY_LEN(cases); i++) {
        const struct stop_case *c = &cases[i / 2];
        SCENE(s);

        scene_create(&s, c->sql);
        s.person = i % 2;
        destroy_rows(&s, "contract", IDS(2), NULL, 0);
        test_check(s.done.held == c->stops && s.done.rows == !c->stops, __FILE__, __LINE__, "%s", c->sql);
        CHECK_EQ_INT(number(&s, "SELECT count(*) FROM contract WHERE id = 2"), c->stops);
    }
}

TEST(destroy_for_a_request_is_not_stopped_by_itself_nor_by_erasures) {
    static const struct {
        const char *mine, *other;
        bool stops;
    } cases[] = {{"erasure", "erasure", false}, {"erasure", "access", true}, {"access", "erasure", true}};

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        SB(sql);
        SCENE(s);

        sb_printf(
            &sql,
            "INSERT INTO request (id, ref, register_id, right, state, customer_id, subject_tag, received, channel,"
            " due, art12) VALUES (7, '2026-0007', 1, '%s', 'verified', 1, x'00', '2026-11-01', 'letter',"
            " '2026-12-01', '2026-12-01'), (8, '2026-0008', 1, '%s', 'verified', 1, x'00', '2026-11-01',"
            " 'letter', '2026-12-01', '2026-12-01')",
            cases[i].mine, cases[i].other);
        scene_create(&s, sql.d);
        destroy_rows(&s, "contract", IDS(2), NULL, 7);
        CHECK_EQ_INT(s.done.held, cases[i].stops);
        CHECK_EQ_INT(s.done.rows, !cases[i].stops);
    }
}

/* ---- what hangs from a row ---- */

TEST(destroy_lets_bans_outlive_rows) {
    SCENE(s);

    scene_create(&s, NULL);
    /* A permission leaves nothing behind. */
    destroy_rows(&s, "marketing_permission", IDS(2), NULL, 0);
    CHECK_EQ_INT(s.done.bans, 0);
    destroy_rows(&s, "marketing_permission", IDS(1), NULL, 0);
    CHECK_EQ_INT(s.done.rows, 1);
    CHECK_EQ_INT(s.done.bans, 1);
    CHECK_EQ_INT(number(&s, "SELECT count(*) FROM suppression WHERE kind = 'phone' AND scope = 'direct-mail' AND"
                            " source = 'purge' AND register_id = 1"),
                 1);
}

TEST(destroy_keeps_a_ban_on_the_contacts_of_its_channel_only) {
    static const struct {
        const char *sql, *kept;
    } cases[] = {
        {"UPDATE marketing_permission SET channel = 'phone' WHERE id = 1", "kind = 'phone'"},
        {"UPDATE marketing_permission SET channel = 'sms' WHERE id = 1", "kind = 'phone'"},
        {"UPDATE marketing_permission SET channel = 'email', scope = 'profiling' WHERE id = 1", "kind = 'email'"},
    };

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        SCENE(s);
        SB(sql);

        scene_create(&s, cases[i].sql);
        destroy_rows(&s, "marketing_permission", IDS(1), NULL, 0);
        sb_printf(&sql, "SELECT sum(%s) * 10 + count(*) FROM suppression", cases[i].kept);
        CHECK_EQ_INT(number(&s, sql.d), 11);
    }
}

TEST(destroy_keeps_the_bans_of_a_customer_whose_contacts_are_cleared) {
    static const char *const phone[] = {"phone", "email", NULL};
    SCENE(s);

    scene_create(&s, "INSERT INTO objection (register_id, customer_id, scope, since, source) VALUES (1, 1,"
                     " 'all-marketing', '2026-01-01', 'import')");
    destroy_rows(&s, "customer", IDS(1, 2), phone, 0);
    CHECK_EQ_INT(s.done.rows, 2);
    CHECK_EQ_INT(number(&s, "SELECT count(*) FROM suppression WHERE scope = 'all-marketing'"), 4);
    CHECK_EQ_INT(number(&s, "SELECT count(*) FROM suppression WHERE kind IN ('phone', 'email') AND scope ="
                            " 'all-marketing'"),
                 2);
}

TEST(destroy_collects_the_files_that_nothing_else_names) {
    SCENE(s);

    scene_create(&s, NULL);
    destroy_rows(&s, "call_recording", IDS(1, 2, 4, 5), NULL, 0);
    CHECK_EQ_INT(s.done.rows, 4);
    CHECK_EQ_INT(s.done.files, 1);
    CHECK_EQ_INT(number(&s, "SELECT count(*) FROM outbox WHERE path = 'a.wav' AND dev IS NULL"), 1);
    CHECK_EQ_INT(number(&s, "SELECT count(*) FROM outbox"), 1);
    /* The last rows that name them. */
    destroy_rows(&s, "call_recording", IDS(3), NULL, 0);
    destroy_rows(&s, "message", IDS(1), (const char *const[]){"file", NULL}, 0);
    CHECK_EQ_INT(s.done.rows, 1);
    CHECK_EQ_INT(number(&s, "SELECT count(*) FROM outbox"), 3);
    CHECK_EQ_INT(number(&s, "SELECT count(*) FROM message WHERE file IS NULL"), 1);
}

TEST(destroy_of_held_rows_leaves_their_files_and_bans) {
    SCENE(s);

    scene_create(&s, HOLD("1, 1, NULL, NULL, 'r', 'o', '2026-01-01', NULL, NULL"));
    destroy_rows(&s, "call_recording", IDS(1), NULL, 0);
    CHECK_EQ_INT(s.done.held, 1);
    destroy_rows(&s, "marketing_permission", IDS(1), NULL, 0);
    CHECK_EQ_INT(s.done.held, 1);
    destroy_rows(&s, "customer", IDS(1), (const char *const[]){"name", NULL}, 0);
    CHECK_EQ_INT(s.done.held, 1);
    CHECK_EQ_INT(number(&s, "SELECT (SELECT count(*) FROM outbox) + (SELECT count(*) FROM suppression)"), 0);
    CHECK_EQ_INT(number(&s, "SELECT count(*) FROM customer WHERE name IS NOT NULL"), 3);
}

TEST(destroy_lets_go_of_what_points_at_the_rows) {
    SCENE(s);

    scene_create(
        &s,
        "INSERT INTO statement (customer_id, table_name, row_id, given_on, body) VALUES (1, 'contract', 2, "
        "'2026-01-01',"
        " 'x'), (1, 'contract', 1, '2026-01-01', 'x'), (1, 'invoice', 2, '2026-01-01', 'x'),"
        " (1, NULL, NULL, '2026-01-01', 'x');"
        "INSERT INTO restriction (register_id, customer_id, ground, table_name, row_id, placed_on) VALUES"
        " (1, 1, 'accuracy', 'contract', 2, '2026-01-01'), (1, 1, 'accuracy', 'contract', NULL, '2026-01-01'),"
        " (1, 1, 'accuracy', 'invoice', 2, '2026-01-01');"
        "INSERT INTO request (id, ref, register_id, right, state, customer_id, representative_id, subject_tag, "
        "received,"
        " channel, due, art12) VALUES"
        " (1, '2026-0001', 1, 'access', 'done', 1, 1, x'00', '2026-11-01', 'letter', '2026-12-01', '2026-12-01'),"
        " (2, '2026-0002', 1, 'access', 'done', 1, 2, x'00', '2026-11-01', 'letter', '2026-12-01', '2026-12-01'),"
        " (3, '2026-0003', 1, 'access', 'done', 1, NULL, x'00', '2026-11-01', 'letter', '2026-12-01', '2026-12-01')");
    destroy_rows(&s, "contract", IDS(2), NULL, 0);
    CHECK_EQ_INT(number(&s, "SELECT count(*) FROM statement"), 3);
    CHECK_EQ_INT(number(&s, "SELECT count(*) FROM statement WHERE table_name = 'contract' AND row_id = 2"), 0);
    CHECK_EQ_INT(number(&s, "SELECT count(*) FROM restriction"), 2);
    /* A representative's request must never turn into one of the customer. */
    destroy_rows(&s, "representative", IDS(1), NULL, 0);
    CHECK_EQ_INT(s.done.rows, 1);
    CHECK_EQ_INT(number(&s, "SELECT customer_id IS NULL AND representative_id IS NULL FROM request WHERE id = 1"), 1);
    CHECK_EQ_INT(number(&s, "SELECT customer_id = 1 AND representative_id = 2 FROM request WHERE id = 2"), 1);
    CHECK_EQ_INT(number(&s, "SELECT customer_id FROM request WHERE id = 3"), 1);
}

/* ---- columns ---- */

TEST(destroy_clears_columns_and_their_keys) {
    static const char *const columns[] = {"phone", "email", "role", NULL};
    SCENE(s);

    scene_create(&s, NULL);
    destroy_rows(&s, "customer", IDS(1, 2, 3), columns, 0);
    CHECK_EQ_INT(s.done.rows, 2); /* customer 3 has neither */
    CHECK_EQ_INT(number(&s, "SELECT count(*) FROM customer WHERE phone IS NOT NULL OR phone_key IS NOT NULL OR email IS"
                            " NOT NULL OR email_key IS NOT NULL"),
                 0);
    CHECK_EQ_INT(number(&s, "SELECT count(*) FROM customer WHERE role = 'customer' AND name_key IS NOT NULL"), 3);
    destroy_rows(&s, "customer", IDS(1, 2, 3), (const char *const[]){"role", NULL}, 0);
    CHECK_EQ_INT(s.done.rows, 0);
    CHECK_EQ_INT(number(&s, "SELECT count(*) FROM customer"), 3);
}
