/*
 * test_erase.c - erasures over a small register (tests/data/erase/register.json) with rows of every fate: what goes,
 * what stays, why and until when, what the book says of it, and taking it up again.
 *
 * In the register invoices are kept by an act (six years, to the year's end), calls by a policy, the deposit's amount
 * for claims; e-mail address and permissions serve marketing alone, language and own entries stand on consent, fault
 * reports on a duty that no rule spells out. The rest has no rule.
 */
#include "store/fixture.h"

#include "domain/request.h"
#include "engine/erase.h"
#include "engine/register_load.h"
#include "io/json_in.h"

#define TODAY_UTC 1795334400 /* 2026-11-22 */

/* Customer 1: two metering points on one connection; contract 1 is open, contract 2 has ended. Customer 2 beside. */
static const char people[] =
    "INSERT INTO customer (id, register_id, customer_no, name, name_key, phone, phone_key, email, email_key, language,"
    " personal_id) VALUES"
    " (1, 1, '1', 'A', 'a', '040 000 0001', '+358400000001', 'a@example.com', 'a@example.com', 'fi', '010190-900P'),"
    " (2, 1, '2', 'B', 'b', NULL, NULL, 'b@example.com', 'b@example.com', 'sv', NULL);"
    "INSERT INTO representative (id, customer_id, name, name_key) VALUES (1, 1, 'R', 'r'), (2, 1, 'S', 's');"
    "INSERT INTO connection (id, customer_id, connection_no) VALUES (1, 1, 'l1');"
    "INSERT INTO metering_point (id, customer_id, connection_id, gsrn, street) VALUES (1, 1, 1, 'k1', 'x'),"
    " (2, 1, 1, 'k2', 'x');"
    "INSERT INTO contract (id, customer_id, metering_point_id, contract_no, product, start_date, end_date) VALUES"
    " (1, 1, 1, 's1', 'p', '2020-01-01', NULL), (2, 1, 2, 's2', 'p', '2010-01-01', '2026-11-21');"
    "INSERT INTO device (id, customer_id, metering_point_id, device_no) VALUES (1, 1, 1, 'd1'), (2, 1, 2, 'd2');"
    "INSERT INTO service (id, customer_id, contract_id, service_no) VALUES (1, 1, 1, 'v1'), (2, 1, 2, 'v2');"
    "INSERT INTO quote (id, customer_id, quote_no) VALUES (1, 1, 'q1');"
    "INSERT INTO customer_entry (id, customer_id, metering_point_id, entry_no, body) VALUES (1, 1, 1, 'e1', 'x');"
    "INSERT INTO marketing_permission (id, customer_id, scope, channel, state) VALUES (1, 1, 'direct-mail', 'email',"
    " 'prohibition');";

static const char closed[] = "UPDATE contract SET end_date = '2026-11-21' WHERE id = 1;";

struct scene {
    struct fixture f;
    struct erase_options options;
    struct erase erase;
    struct erase_result result;
    struct request request;
    int status; /* of the last `carry` */
};

static void scene_release(struct scene *s) {
    erase_result_release(&s->result);
    erase_release(&s->erase);
    request_release(&s->request);
    fixture_release(&s->f);
}

#define SCENE(name) struct scene name CLEANUP(scene_release) = {.erase = {.root_fd = -1}}

static void load_register(struct scene *s) {
    struct node *def CLEANUP(node_free) = NULL;
    const char *const path = "tests/data/erase/register.json";
    register_loaded_vec loaded = {0};

    CHECK_EQ_INT(json_read_file(path, &def, &s->f.err), 0);
    CHECK_EQ_INT(register_load(&s->f.db, &def, &path, 1, FIXTURE_NOW, false, &loaded), 0);
    register_loaded_release(&loaded);
}

/* A verified request 1 for erasure of customer 1 stands in the book. */
static void scene_create(struct scene *s, const char *more) {
    fixture_create(&s->f);
    load_register(s);
    CHECK_EQ_INT(fixture_tx(&s->f, people), 0);
    CHECK_EQ_INT(
        fixture_tx(&s->f, "INSERT INTO request (id, ref, register_id, right, state, customer_id, subject_tag, received,"
                          " channel, due, art12) VALUES (1, '2026-0001', 1, 'erasure', 'verified', 1,"
                          " x'00112233445566778899aabbccddeeff', '2026-11-01', 'letter', '2026-12-01', '2026-12-01')"),
        0);
    if (more != NULL)
        CHECK_EQ_INT(fixture_tx(&s->f, more), 0);
    s->options = (struct erase_options){
        .now_utc = TODAY_UTC, .today = date_from_ymd(2026, 11, 22), .as_of = date_from_ymd(2026, 11, 22)};
    CHECK_STR(s->f.err.msg, "");
}

/* Carries out a request as a command does: the transaction is kept when it went well. */
static void carry(struct scene *s, const char *ref) {
    TX(tx);

    erase_result_release(&s->result);
    erase_release(&s->erase);
    request_release(&s->request);
    s->request = (struct request){0};
    err_clear(&s->f.err);
    CHECK_EQ_INT(tx_begin(&tx, &s->f.db), 0);
    CHECK_EQ_INT(request_load(&s->f.db, ref, &s->request), 0);
    CHECK_EQ_INT(erase_open(&s->erase, &s->f.db, "poisto", &s->options), 0);
    s->status = erase_carry_out(&s->erase, &s->request, &s->result);
    if (s->status >= 0) {
        CHECK_EQ_INT(tx_commit(&tx), 0);
        /* No read lock stays, with which the next transaction would not wait for another's write lock. */
        CHECK_EQ_INT(sqlite3_txn_state(s->f.db.sq, "main"), SQLITE_TXN_NONE);
    }
}

static int64_t number(struct scene *s, const char *sql) {
    int64_t n = -1;

    CHECK_EQ_INT(stmt_scalar(&s->f.db, sql, 0, &n), 0);
    return n;
}

static const struct erase_table *table(const struct scene *s, const char *name) {
    for (size_t i = 0; i < s->result.tables.len; i++) {
        if (strcmp(s->result.tables.d[i].table->name, name) == 0)
            return &s->result.tables.d[i];
    }
    printf("# nothing found in %s\n", name);
    CHECK(false);
    return NULL;
}

/* Counts as "found erased cleared kept" and, for the only reason, " reason reference until". */
static void check_table(const struct scene *s, const char *name, const char *want) {
    const struct erase_table *t = table(s, name);
    SB(got);

    if (t == NULL)
        return;
    sb_printf(&got, "%d %d %d %d", (int)t->found, (int)t->erased, (int)t->cleared, (int)t->kept);
    CHECK(t->found == t->erased + t->cleared + t->kept);
    CHECK(t->groups.len <= 1);
    for (size_t i = 0; i < t->groups.len; i++) {
        const struct erase_why *why = &t->groups.d[i].why;
        char until[DATE_LEN];

        date_iso(why->until, until);
        sb_printf(&got, " %s %s %s", why->reason, why->reference, until);
    }
    test_check(strcmp(got.d, want) == 0, __FILE__, __LINE__, "%s: \"%s\", not \"%s\"", name, got.d, want);
}

/* ---- all or nothing ---- */

TEST(erase_takes_everything_that_nothing_needs) {
    SCENE(s);

    scene_create(&s, closed);
    carry(&s, "2026-0001");
    CHECK_EQ_INT(s.status, 1);
    CHECK(s.result.complete && s.result.changed && !s.result.needs_person);
    CHECK_EQ_INT(s.result.found, 15);
    CHECK_EQ_INT(s.result.erased, 15);
    check_table(&s, "customer", "1 1 0 0");
    check_table(&s, "representative", "2 2 0 0");
    CHECK_EQ_INT(number(&s, "SELECT count(*) FROM customer"), 1);
    CHECK_EQ_INT(number(&s, "SELECT (SELECT count(*) FROM contract) + (SELECT count(*) FROM device) + (SELECT count(*)"
                            " FROM marketing_permission) + (SELECT count(*) FROM representative)"),
                 0);
    /* The book: done, the person is a tag, the ban and the mark of the erased stay. */
    CHECK_EQ_INT(
        number(&s, "SELECT state = 'done' AND customer_id IS NULL AND finished_on = '2026-11-22' FROM request"), 1);
    CHECK_EQ_INT(number(&s, "SELECT count(*) FROM suppression WHERE scope = 'erased'"), 4);
    CHECK_EQ_INT(number(&s, "SELECT count(*) FROM suppression WHERE scope = 'direct-mail' AND kind = 'email' AND source"
                            " = 'request'"),
                 1);
    CHECK_EQ_INT(number(&s, "SELECT count(*) FROM tombstone_person"), 0);
    CHECK_EQ_INT(number(&s, "SELECT count(*) FROM tombstone WHERE rule = 'erasure' AND table_name = 'device' AND rows ="
                            " 2"),
                 1);
    CHECK_EQ_INT(number(&s, "SELECT count(*) FROM restriction"), 0);
    CHECK_EQ_INT(number(&s, "SELECT count(*) FROM request_recipient WHERE recipient IN ('credit', 'mailer')"), 2);
    CHECK_EQ_INT(number(&s, "SELECT count(*) FROM audit WHERE command = 'erase' AND result = 'done' AND subject ="
                            " x'00112233445566778899aabbccddeeff'"),
                 1);
    CHECK_EQ_INT(number(&s, "SELECT sum(found) = 15 AND sum(erased) = 15 AND sum(reason IS NOT NULL) = 0"
                            " FROM request_result"),
                 1);
}

TEST(erase_again_has_nothing_to_do) {
    SCENE(s);
    int64_t audit, events;

    scene_create(&s, closed);
    carry(&s, "2026-0001");
    audit = number(&s, "SELECT count(*) FROM audit");
    events = number(&s, "SELECT count(*) FROM request_event");
    carry(&s, "2026-0001");
    CHECK_EQ_INT(s.status, 0);
    CHECK(s.result.complete && !s.result.changed && s.result.tables.len == 0);
    CHECK_EQ_INT(number(&s, "SELECT count(*) FROM audit"), audit);
    CHECK_EQ_INT(number(&s, "SELECT count(*) FROM request_event"), events);
}

TEST(erase_is_refused_before_identity_and_after_another_end) {
    static const struct {
        const char *sql;
        enum err_code code;
    } cases[] = {{"UPDATE request SET state = 'received'", ERR_REFUSED},
                 {"UPDATE request SET state = 'waiting-identity'", ERR_REFUSED},
                 {"UPDATE request SET state = 'refused'", ERR_REFUSED},
                 {"UPDATE request SET state = 'withdrawn'", ERR_REFUSED},
                 {"UPDATE request SET right = 'access'", ERR_USAGE},
                 {"UPDATE request SET right = 'access', state = 'done'", ERR_REFUSED}};

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        SCENE(s);

        scene_create(&s, cases[i].sql);
        carry(&s, "2026-0001");
        CHECK_EQ_INT(s.status, -1);
        if (i < 5)
            CHECK_EQ_INT(s.f.err.code, cases[i].code);
        CHECK_EQ_INT(number(&s, "SELECT count(*) FROM contract"), 2);
    }
}

TEST(erase_of_a_person_who_is_gone_is_done) {
    SCENE(s);

    scene_create(&s, "UPDATE request SET customer_id = NULL");
    carry(&s, "2026-0001");
    CHECK_EQ_INT(s.status, 1);
    CHECK(s.result.complete && s.result.found == 0);
    CHECK_EQ_INT(number(&s, "SELECT state = 'done' FROM request"), 1);
    CHECK_EQ_INT(number(&s, "SELECT count(*) FROM customer"), 2);
}

/* ---- a contract in force ---- */

TEST(erase_leaves_what_a_contract_in_force_needs) {
    SCENE(s);

    scene_create(
        &s, "INSERT INTO security_deposit (id, customer_id, contract_id, deposit_no) VALUES (1, 1, 1, 't1');"
            "INSERT INTO billing (id, customer_id, contract_id, billing_no) VALUES (1, 1, 1, 'b1'), (2, 1, 2, 'b2');");
    carry(&s, "2026-0001");
    CHECK_EQ_INT(s.status, 1);
    CHECK(!s.result.complete && !s.result.needs_person && s.result.until == DATE_NONE);
    /* Marketing and consent go all the same. */
    check_table(&s, "customer", "1 0 1 0 open-contract Art. 17(1)(a) ");
    CHECK_EQ_INT(number(&s, "SELECT email IS NULL AND email_key IS NULL AND language IS NULL AND name IS NOT NULL AND"
                            " phone IS NOT NULL FROM customer WHERE id = 1"),
                 1);
    check_table(&s, "marketing_permission", "1 1 0 0");
    check_table(&s, "customer_entry", "1 1 0 0");
    /* The open contract, its metering point, the connection, and what hangs from them; not the other point. */
    check_table(&s, "contract", "2 1 0 1 open-contract Art. 17(1)(a) ");
    check_table(&s, "metering_point", "2 1 0 1 open-contract Art. 17(1)(a) ");
    check_table(&s, "connection", "1 0 0 1 open-contract Art. 17(1)(a) ");
    check_table(&s, "device", "2 1 0 1 open-contract Art. 17(1)(a) ");
    check_table(&s, "service", "2 1 0 1 open-contract Art. 17(1)(a) ");
    check_table(&s, "billing", "2 1 0 1 open-contract Art. 17(1)(a) ");
    check_table(&s, "security_deposit", "1 0 0 1 open-contract Art. 17(1)(a) ");
    check_table(&s, "quote", "1 1 0 0");
    check_table(&s, "representative", "2 0 0 2 open-contract Art. 17(1)(a) ");
    CHECK_EQ_INT(number(&s, "SELECT id FROM contract"), 1);
    CHECK_EQ_INT(number(&s, "SELECT id FROM metering_point"), 1);
    CHECK_EQ_INT(number(&s, "SELECT state = 'partly-done' AND until IS NULL AND customer_id = 1 FROM request"), 1);
    CHECK_EQ_INT(number(&s, "SELECT count(*) FROM restriction WHERE ground = 'kept-data' AND customer_id = 1 AND"
                            " table_name IS NULL"),
                 1);
    CHECK_EQ_INT(number(&s, "SELECT count(*) FROM suppression WHERE scope = 'erased'"), 0);
}

TEST(erase_knows_when_a_contract_ends) {
    static const struct {
        const char *end;
        bool open;
    } cases[] = {
        {"2026-11-21", false}, {"2026-11-22", true}, {"2027-02-28", true}, {"nonsense", true}, {"1.1.2012", true}};

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        SCENE(s);
        SB(sql);
        date_t end;

        sb_printf(&sql, "UPDATE contract SET end_date = '%s' WHERE id = 1", cases[i].end);
        scene_create(&s, sql.d);
        carry(&s, "2026-0001");
        CHECK_EQ_INT(s.result.complete, !cases[i].open);
        end = date_of_stored(cases[i].end);
        CHECK_EQ_INT(s.result.until, cases[i].open ? end : DATE_NONE);
    }
}

TEST(erase_tells_of_an_unknown_end_after_the_known_ones) {
    SCENE(s);
    const struct erase_table *t;

    scene_create(&s, "UPDATE contract SET end_date = '2027-02-28' WHERE id = 2");
    carry(&s, "2026-0001");
    t = table(&s, "contract");
    CHECK(t != NULL && t->kept == 2 && t->groups.len == 2);
    if (t != NULL && t->groups.len == 2) {
        CHECK_STR(t->groups.d[0].why.reason, t->groups.d[1].why.reason);
        CHECK_EQ_INT(t->groups.d[0].why.until, date_from_ymd(2027, 2, 28));
        CHECK_EQ_INT(t->groups.d[1].why.until, DATE_NONE);
    }
    CHECK_EQ_INT(s.result.until, DATE_NONE);
}

/* ---- rules ---- */

static const char invoices[] =
    "UPDATE contract SET end_date = '2026-11-21' WHERE id = 1;"
    "INSERT INTO invoice (id, customer_id, contract_id, invoice_no, invoice_date) VALUES (1, 1, 1, 'i1', '2024-03-01'),"
    " (2, 1, 2, 'i2', '2020-03-01'), (3, 1, 2, 'i3', '2019-12-31');"
    "INSERT INTO call_recording (id, customer_id, recording_no, started_at, file) VALUES (1, 1, 'r1',"
    " '2026-11-01T10:00:00+02:00', NULL);";

TEST(erase_keeps_what_an_act_needs_and_what_that_refers_to) {
    SCENE(s);
    const struct erase_table *t;

    scene_create(&s, invoices);
    carry(&s, "2026-0001");
    CHECK_EQ_INT(s.status, 1);
    t = table(&s, "invoice");
    CHECK(t != NULL && t->erased == 1 && t->kept == 2 && t->groups.len == 2);
    CHECK_EQ_INT(number(&s, "SELECT sum(id) FROM invoice"), 3);
    if (t != NULL && t->groups.len == 2) {
        CHECK_STR(t->groups.d[0].why.reason, "statutory-retention");
        CHECK_STR(t->groups.d[0].why.rule, "invoices");
        CHECK_STR(t->groups.d[0].why.article, "Art. 17(3)(b)");
        CHECK_EQ_INT(t->groups.d[0].why.until, date_from_ymd(2026, 12, 31)); /* the first to go stands first */
        CHECK_EQ_INT(t->groups.d[1].why.until, date_from_ymd(2030, 12, 31));
    }
    /* A policy keeps nothing. */
    check_table(&s, "call_recording", "1 1 0 0");
    /* Each contract as long as its invoices. */
    t = table(&s, "contract");
    CHECK(t != NULL && t->kept == 2 && t->groups.len == 2);
    if (t != NULL && t->groups.len == 2) {
        CHECK_STR(t->groups.d[0].why.reason, "needed");
        CHECK_STR(t->groups.d[0].why.rule, "invoices");
        CHECK_EQ_INT(t->groups.d[0].why.until, date_from_ymd(2026, 12, 31)); /* the first to go stands first */
        CHECK_EQ_INT(t->groups.d[1].why.until, date_from_ymd(2030, 12, 31));
    }
    check_table(&s, "customer", "1 0 1 0 needed Kirjanpitolaki 1336/1997, 2 luku 10 § 2030-12-31");
    check_table(&s, "connection", "1 0 0 1 needed Kirjanpitolaki 1336/1997, 2 luku 10 § 2030-12-31");
    check_table(&s, "device", "2 2 0 0");
    check_table(&s, "representative", "2 2 0 0");
    CHECK_EQ_INT(s.result.until, date_from_ymd(2030, 12, 31));
    CHECK_EQ_INT(number(&s, "SELECT until = '2030-12-31' AND state = 'partly-done' FROM request"), 1);
    CHECK_EQ_INT(number(&s, "SELECT name IS NOT NULL AND phone IS NOT NULL AND email IS NULL AND language IS NULL FROM"
                            " customer WHERE id = 1"),
                 1);
    CHECK_EQ_INT(number(&s, "SELECT count(*) FROM tombstone JOIN tombstone_person p ON p.tombstone_id = tombstone.id"
                            " WHERE table_name = 'invoice' AND customer_id = 1"),
                 1);
    /* Only the mailing company had what is gone. */
    CHECK_EQ_INT(number(&s, "SELECT group_concat(recipient) = 'mailer' FROM request_recipient"), 1);
}

TEST(erase_takes_up_the_rest_as_its_days_come) {
    static const struct {
        int year, month, day;
        int status;
        const char *until;
        int64_t invoices;
    } days[] = {{2026, 12, 31, 0, "2030-12-31", 2}, {2027, 1, 1, 1, "2030-12-31", 1}, {2027, 1, 1, 0, "2030-12-31", 1},
                {2030, 12, 31, 0, "2030-12-31", 1}, {2031, 1, 1, 1, "", 0},           {2031, 1, 2, 0, "", 0}};
    SCENE(s);

    scene_create(&s, invoices);
    carry(&s, "2026-0001");
    for (size_t i = 0; i < ARRAY_LEN(days); i++) {
        s.options.today = s.options.as_of = date_from_ymd(days[i].year, days[i].month, days[i].day);
        carry(&s, "2026-0001");
        CHECK_EQ_INT(s.status, days[i].status);
        CHECK_EQ_INT(number(&s, "SELECT count(*) FROM invoice"), days[i].invoices);
        CHECK_STR(s.request.until != NULL ? s.request.until : "", days[i].until);
        CHECK_EQ_INT(s.result.complete, days[i].invoices == 0);
    }
    CHECK_EQ_INT(number(&s, "SELECT state = 'done' FROM request"), 1);
    CHECK_EQ_INT(number(&s, "SELECT count(*) FROM customer"), 1);
    CHECK_EQ_INT(number(&s, "SELECT count(*) FROM suppression WHERE scope = 'erased'"), 3);
    CHECK_EQ_INT(number(&s, "SELECT count(*) FROM restriction"), 0);
    CHECK_EQ_INT(number(&s, "SELECT found = 3 AND erased = 3 AND cleared = 0 AND kept = 0 FROM request_result WHERE"
                            " table_name = 'invoice' AND reason IS NULL"),
                 1);
    CHECK_EQ_INT(number(&s, "SELECT count(*) FROM request_result WHERE reason IS NOT NULL OR found <> erased"), 0);
    CHECK_EQ_INT(number(&s, "SELECT count(*) FROM request_event WHERE event = 'partly'"), 2);
    CHECK_EQ_INT(number(&s, "SELECT count(*) FROM request_event WHERE event = 'complete'"), 1);
}

TEST(erase_resume_leaves_other_states_alone) {
    SCENE(s);
    REQUEST(q);
    struct erase_result r CLEANUP(erase_result_release) = {0};
    ERASE(e);
    TX(tx);

    scene_create(&s, NULL);
    CHECK_EQ_INT(tx_begin(&tx, &s.f.db), 0);
    CHECK_EQ_INT(request_load(&s.f.db, "2026-0001", &q), 0);
    CHECK_EQ_INT(erase_open(&e, &s.f.db, "poisto", &s.options), 0);
    CHECK_EQ_INT(erase_resume(&e, &q, &r), 0);
    CHECK_EQ_INT(number(&s, "SELECT count(*) FROM contract"), 2);
    erase_result_release(&r);
    free(q.state);
    q.state = mem_strdup("partly-done");
    CHECK_EQ_INT(erase_resume(&e, &q, &r), 1);
    CHECK_EQ_INT(number(&s, "SELECT count(*) FROM contract"), 1);
}

TEST(erase_never_clears_what_a_row_is_known_by_or_counted_from) {
    SCENE(s);

    scene_create(&s, "UPDATE contract SET end_date = '2026-11-21' WHERE id = 1;"
                     "INSERT INTO security_deposit (id, customer_id, contract_id, deposit_no, kind, amount, given_on,"
                     " returned_on) VALUES (1, 1, 2, 't1', 'k', '100', '2020-01-01', '2024-05-05'),"
                     " (2, 1, 2, 't2', 'k', '100', '2020-01-01', '2023-11-21'),"
                     " (3, 1, NULL, 't3', NULL, '100', NULL, NULL)");
    carry(&s, "2026-0001");
    CHECK_EQ_INT(s.status, 1);
    CHECK_EQ_INT(number(&s, "SELECT kind IS NULL AND given_on IS NULL AND amount = '100' AND returned_on = '2024-05-05'"
                            " AND deposit_no = 't1' FROM security_deposit WHERE id = 1"),
                 1);
    CHECK_EQ_INT(number(&s, "SELECT count(*) FROM security_deposit WHERE id = 2"), 0);
    CHECK_EQ_INT(number(&s, "SELECT count(*) FROM security_deposit WHERE id = 3 AND amount IS NOT NULL"), 1);
    CHECK(table(&s, "security_deposit") != NULL);
    CHECK_EQ_INT(table(&s, "security_deposit")->erased, 1);
    CHECK_EQ_INT(table(&s, "security_deposit")->cleared, 1);
    CHECK_EQ_INT(table(&s, "security_deposit")->kept, 1); /* nothing was in it to clear */
    /* The contract has ended, and says so still. */
    check_table(&s, "contract", "2 1 0 1 needed Laki velan vanhentumisesta 728/2003 2027-05-05");
    CHECK_EQ_INT(number(&s, "SELECT end_date = '2026-11-21' FROM contract WHERE id = 2"), 1);
}

TEST(erase_asks_where_a_duty_has_no_rule) {
    SCENE(s);

    scene_create(&s, "UPDATE contract SET end_date = '2026-11-21' WHERE id = 1;"
                     "INSERT INTO fault_report (id, customer_id, report_no, description) VALUES (1, 1, 'f1', 'x')");
    carry(&s, "2026-0001");
    CHECK_EQ_INT(s.status, 1);
    CHECK(s.result.needs_person && !s.result.complete);
    check_table(&s, "fault_report", "1 0 0 1 undefined-rule Art. 17(3)(b) ");
    check_table(&s, "customer", "1 0 1 0 needed Art. 17(3)(b) ");
}

/* ---- stops ---- */

TEST(erase_stops_row_by_row) {
    static const struct {
        const char *sql, *device, *quote, *customer;
    } cases[] = {
        {"INSERT INTO hold (register_id, customer_id, table_name, row_id, reason, owner, placed_on) VALUES (1, 1,"
         " 'device', 2, 'r', 'o', '2026-01-01')",
         "2 1 0 1 legal-hold Art. 17(3)(e) ", "1 1 0 0", "1 0 1 0 needed Art. 17(3)(e) "},
        {"INSERT INTO hold (register_id, customer_id, reason, owner, placed_on) VALUES (1, 1, 'r', 'o', '2026-01-01')",
         "2 0 0 2 legal-hold Art. 17(3)(e) ", "1 0 0 1 legal-hold Art. 17(3)(e) ", "1 0 0 1 legal-hold Art. 17(3)(e) "},
        {"INSERT INTO restriction (register_id, customer_id, ground, table_name, placed_on) VALUES (1, 1, 'claims',"
         " 'quote', '2026-01-01')",
         "2 2 0 0", "1 0 0 1 restriction Art. 18(1) ", "1 0 1 0 needed Art. 18(1) "},
        {"INSERT INTO request (id, ref, register_id, right, state, customer_id, subject_tag, received, channel, due,"
         " art12) VALUES (2, '2026-0002', 1, 'access', 'received', 1, x'00', '2026-11-01', 'letter', '2026-12-01',"
         " '2026-12-01')",
         "2 0 0 2 open-request Art. 12(3) ", "1 0 0 1 open-request Art. 12(3) ", "1 0 0 1 open-request Art. 12(3) "},
        {"INSERT INTO request (id, ref, register_id, right, state, customer_id, subject_tag, received, channel, due,"
         " art12) VALUES (2, '2026-0002', 1, 'erasure', 'verified', 1, x'00', '2026-11-01', 'letter', '2026-12-01',"
         " '2026-12-01')",
         "2 2 0 0", "1 1 0 0", "1 1 0 0"},
    };

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        SCENE(s);

        scene_create(&s, closed);
        CHECK_EQ_INT(fixture_tx(&s.f, cases[i].sql), 0);
        carry(&s, "2026-0001");
        CHECK_EQ_INT(s.status, 1);
        check_table(&s, "device", cases[i].device);
        check_table(&s, "quote", cases[i].quote);
        check_table(&s, "customer", cases[i].customer);
        CHECK(!s.result.needs_person);
    }
}

TEST(erase_of_two_requests_of_one_person) {
    SCENE(s);

    scene_create(&s,
                 "UPDATE contract SET end_date = '2026-11-21' WHERE id = 1;"
                 "INSERT INTO request (id, ref, register_id, right, state, customer_id, subject_tag, received, channel,"
                 " due, art12) VALUES (2, '2026-0002', 1, 'erasure', 'verified', 1, x'00', '2026-11-01', 'letter',"
                 " '2026-12-01', '2026-12-01')");
    carry(&s, "2026-0001");
    CHECK(s.result.complete);
    carry(&s, "2026-0002");
    CHECK_EQ_INT(s.status, 1);
    CHECK(s.result.complete && s.result.found == 0);
    CHECK_EQ_INT(number(&s, "SELECT count(*) FROM request WHERE state = 'done'"), 2);
}

TEST(erase_leaves_what_another_person_refers_to) {
    SCENE(s);

    scene_create(&s, "UPDATE contract SET end_date = '2026-11-21' WHERE id = 1;"
                     "INSERT INTO contract (id, customer_id, metering_point_id, contract_no) VALUES (3, 2, 1, 's3')");
    carry(&s, "2026-0001");
    CHECK_EQ_INT(s.status, 1);
    check_table(&s, "metering_point", "2 1 0 1 needed Art. 17(1)(a) ");
    check_table(&s, "connection", "1 0 0 1 needed Art. 17(1)(a) ");
    check_table(&s, "customer", "1 0 1 0 needed Art. 17(1)(a) ");
    CHECK_EQ_INT(number(&s, "SELECT count(*) FROM contract"), 1);
    CHECK_EQ_INT(number(&s, "SELECT count(*) FROM suppression WHERE scope = 'erased'"), 0);
    /* A row of nobody's refers to the customer themself: the mark of the erased is taken back. */
    CHECK_EQ_INT(fixture_tx(&s.f, "DELETE FROM contract WHERE id = 3;"
                                  "UPDATE customer SET email = 'again@example.com', email_key = 'again@example.com'"
                                  " WHERE id = 1"),
                 0);
    carry(&s, "2026-0001");
    CHECK(s.result.complete);
    CHECK_EQ_INT(number(&s, "SELECT count(*) FROM customer WHERE id = 1"), 0);
}

/* A table's second way to customer tells nothing of whose its rows are. */
TEST(erase_leaves_a_person_whom_rows_of_another_name) {
    SCENE(s);

    scene_create(&s,
                 "UPDATE contract SET end_date = '2026-11-21' WHERE id = 1;"
                 "CREATE TABLE advice (id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL REFERENCES customer(id),"
                 " adviser_id INTEGER REFERENCES customer(id));"
                 "CREATE INDEX advice_customer ON advice (customer_id);"
                 "CREATE INDEX advice_adviser ON advice (adviser_id);"
                 "INSERT INTO advice VALUES (1, 2, 1)");
    carry(&s, "2026-0001");
    CHECK_EQ_INT(s.status, 1);
    check_table(&s, "customer", "1 0 0 1 needed Art. 17(1)(a) ");
    CHECK_EQ_INT(number(&s, "SELECT count(*) FROM suppression WHERE scope = 'erased'"), 0);
    CHECK_EQ_INT(fixture_tx(&s.f, "DELETE FROM advice"), 0);
    carry(&s, "2026-0001");
    CHECK(s.result.complete);
    CHECK_EQ_INT(number(&s, "SELECT count(*) FROM customer WHERE id = 1"), 0);
}

/* ---- representatives ---- */

TEST(erase_of_a_representative_takes_their_row_only) {
    SCENE(s);

    scene_create(&s, "UPDATE request SET representative_id = 1;"
                     "INSERT INTO request (id, ref, register_id, right, state, customer_id, representative_id,"
                     " subject_tag, received, channel, due, art12) VALUES (2, '2026-0002', 1, 'erasure', 'verified', 1,"
                     " 1, x'00', '2026-11-01', 'letter', '2026-12-01', '2026-12-01')");
    carry(&s, "2026-0001");
    CHECK_EQ_INT(s.status, 1);
    CHECK(s.result.complete);
    CHECK_EQ_INT(s.result.found, 1);
    check_table(&s, "representative", "1 1 0 0");
    CHECK_EQ_INT(number(&s, "SELECT id FROM representative"), 2);
    CHECK_EQ_INT(number(&s, "SELECT count(*) FROM suppression WHERE scope = 'erased' AND kind = 'name-customer'"), 1);
    CHECK_EQ_INT(number(&s, "SELECT count(*) FROM suppression"), 1);
    /* The second request is not one of the customer now. */
    carry(&s, "2026-0002");
    CHECK(s.result.complete && s.result.found == 0);
    CHECK_EQ_INT(number(&s, "SELECT count(*) FROM contract"), 2);
    CHECK_EQ_INT(number(&s, "SELECT count(*) FROM customer"), 2);
}

/* ---- tables of one's own ---- */

TEST(erase_reaches_tables_it_has_never_seen) {
    SCENE(s);

    scene_create(&s, "UPDATE contract SET end_date = '2026-11-21' WHERE id = 1;"
                     "CREATE TABLE visit (id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL REFERENCES customer(id),"
                     " note TEXT);"
                     "CREATE INDEX visit_customer ON visit (customer_id);"
                     "CREATE TABLE visit_mark (id INTEGER PRIMARY KEY, visit_id INTEGER NOT NULL REFERENCES visit(id));"
                     "CREATE INDEX visit_mark_visit ON visit_mark (visit_id);"
                     "INSERT INTO visit VALUES (1, 1, 'x'), (2, 2, 'y');"
                     "INSERT INTO visit_mark VALUES (1, 1), (2, 2)");
    carry(&s, "2026-0001");
    CHECK(s.result.complete);
    check_table(&s, "visit", "1 1 0 0");
    check_table(&s, "visit_mark", "1 1 0 0"); /* a row without a column about the person */
    CHECK_EQ_INT(number(&s, "SELECT sum(id) FROM visit_mark"), 2);
}

/* As with rows of another table: as long as what refers to it. Row 5 is its own parent, and the rows 6 and 7 are each
 * other's. */
TEST(erase_keeps_what_rows_of_the_same_table_need) {
    SCENE(s);
    const struct erase_table *t;

    scene_create(&s, "UPDATE contract SET end_date = '2026-11-21' WHERE id = 1;"
                     "CREATE TABLE visit (id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL REFERENCES customer(id),"
                     " before INTEGER REFERENCES visit(id), after INTEGER REFERENCES visit(id), note TEXT);"
                     "CREATE INDEX visit_customer ON visit (customer_id);"
                     "CREATE INDEX visit_before ON visit (before);"
                     "CREATE INDEX visit_after ON visit (after);"
                     "INSERT INTO visit VALUES (1, 1, NULL, NULL, 'x'), (2, 1, 1, NULL, 'x'), (3, 1, 2, NULL, 'x'),"
                     " (4, 1, NULL, 1, 'x'), (5, 1, 5, NULL, 'x'), (6, 1, 7, NULL, 'x'), (7, 1, 6, NULL, 'x');"
                     "INSERT INTO hold (register_id, customer_id, table_name, row_id, reason, owner, placed_on, until)"
                     " VALUES (1, 1, 'visit', 3, 'claim', 'x', '2026-11-01', '2027-01-31'),"
                     " (1, 1, 'visit', 4, 'claim', 'x', '2026-11-01', '2027-03-31')");
    carry(&s, "2026-0001");
    CHECK_EQ_INT(s.status, 1);
    t = table(&s, "visit");
    CHECK(t != NULL && t->erased == 3 && t->kept == 4 && t->groups.len == 4);
    for (size_t i = 0; t != NULL && t->groups.len == 4 && i < 4; i++) {
        CHECK_STR(t->groups.d[i].why.reason, i < 2 ? "legal-hold" : "needed");
        CHECK_EQ_INT(t->groups.d[i].why.until, date_from_ymd(2027, i % 2 == 0 ? 1 : 3, 31));
    }
    CHECK_EQ_INT(number(&s, "SELECT sum(id) FROM visit"), 10);
    CHECK_EQ_INT(s.result.until, date_from_ymd(2027, 3, 31));
    CHECK_EQ_INT(number(&s, "SELECT until = '2027-03-31' FROM request"), 1);
}

TEST(erase_clears_rows_that_the_same_table_needs) {
    SCENE(s);

    scene_create(&s, "ALTER TABLE customer_entry ADD COLUMN before INTEGER REFERENCES customer_entry(id);"
                     "CREATE INDEX customer_entry_before ON customer_entry (before);"
                     "INSERT INTO customer_entry (id, customer_id, entry_no, body, before) VALUES (2, 1, 'e2', 'x', 1);"
                     "INSERT INTO hold (register_id, customer_id, table_name, row_id, reason, owner, placed_on) VALUES"
                     " (1, 1, 'customer_entry', 2, 'claim', 'x', '2026-11-01')");
    carry(&s, "2026-0001");
    CHECK_EQ_INT(s.status, 1);
    CHECK_EQ_INT(number(&s, "SELECT count(*) FROM customer_entry"), 2);
    CHECK_EQ_INT(number(&s, "SELECT body IS NULL FROM customer_entry WHERE id = 1"), 1);
    CHECK_EQ_INT(number(&s, "SELECT body IS NOT NULL FROM customer_entry WHERE id = 2"), 1);
}
