/*
 * test_import.c - a file that is worked on in many small shares leaves the same as one that is worked on at once, for
 * records and for opt-outs; and every identifier meets its owner, however much its beginning is like others'.
 */
#include "store/fixture.h"

#include <unistd.h>

#include "engine/optout.h"
#include "engine/record_import.h"

enum { PEOPLE = 1500, TODAY = 20413 }; /* 2025-11-21 */

struct scene {
    struct fixture f;
    struct sb file;
};

static void scene_release(struct scene *s) {
    SB(path);

    fixture_name(&s->f, ".csv", &path);
    (void)unlink(path.d);
    sb_release(&s->file);
    fixture_release(&s->f);
}

#define SCENE(name) struct scene name CLEANUP(scene_release) = {.file = SB_INIT}

static void scene_create(struct scene *s) {
    fixture_create(&s->f);
    CHECK_EQ_INT(fixture_tx(&s->f, "INSERT INTO register (code, name_fi, name_sv, name_en, loaded_at, digest)"
                                   " VALUES ('koe', 'Koe', 'Prov', 'Test', '2025-11-21T22:30:00+02:00', x'00')"),
                 0);
}

static void import_records(struct scene *s, const char *table, size_t share, struct import_result *ret) {
    SB(path);

    fixture_name(&s->f, ".csv", &path);
    fixture_write(path.d, s->file.d, s->file.len);
    CHECK_EQ_INT(record_import(&s->f.db,
                               &(struct import_options){.register_code = "koe",
                                                        .table = table,
                                                        .path = path.d,
                                                        .spool_dir = s->f.dir,
                                                        .now_utc = FIXTURE_NOW,
                                                        .today = TODAY,
                                                        .share = share},
                               ret),
                 0);
    CHECK_STR(s->f.err.msg, "");
}

static void import_optouts(struct scene *s, size_t share, struct optout_result *ret) {
    SB(path);

    fixture_name(&s->f, ".csv", &path);
    fixture_write(path.d, s->file.d, s->file.len);
    CHECK_EQ_INT(optout_import(
                     &s->f.db,
                     &(struct optout_options){
                         .path = path.d, .spool_dir = s->f.dir, .now_utc = FIXTURE_NOW, .today = TODAY, .share = share},
                     ret),
                 0);
    CHECK_STR(s->f.err.msg, "");
}

/* One text of all that a statement gives. */
static void dump(struct scene *s, const char *sql, struct sb *out) {
    STMT(st);

    CHECK_EQ_INT(stmt_open(&st, &s->f.db, sql), 0);
    while (stmt_next(&st) > 0)
        for (int i = 0; i < stmt_cols(&st); i++)
            sb_printf(out, "%s|", stmt_col_null(&st, i) ? "-" : stmt_col_text(&st, i));
}

static void check_same(struct scene *a, struct scene *b, const char *sql) {
    SB(x);
    SB(y);

    dump(a, sql, &x);
    dump(b, sql, &y);
    CHECK(x.len > 0);
    CHECK_STR(x.d, y.d);
}

/* Every number below n once, n not being a multiple of 7919; fixed, so that a failure comes again. */
static unsigned shuffled(unsigned i, unsigned n) {
    return (unsigned)((uint64_t)i * 7919 % n);
}

/* A letter of `i` stands at every place, so many begin alike, and some are the beginning of others. */
static void email(unsigned i, struct sb *out) {
    sb_cat(out, "yhteinen.alku.");
    for (unsigned rest = i; rest > 0; rest /= 2)
        sb_ch(out, (char)('a' + rest % 2));
    sb_cat(out, "@example.com");
}

static void make_people(struct scene *s) {
    IMPORT_RESULT(result);

    sb_clear(&s->file);
    sb_cat(&s->file, "customer_no,name,phone,email\n");
    for (unsigned i = 1; i <= PEOPLE; i++) {
        sb_printf(&s->file, "%u,Aino Kivi,040 %07u,", i, i);
        email(i, &s->file);
        sb_ch(&s->file, '\n');
    }
    import_records(s, "customer", 0, &result);
    CHECK_EQ_INT(result.applied, PEOPLE);
}

/* ---- records ---- */

/* Contracts in random order; the keys of three come again at the end: one as it was, two with other contents. */
static void contract_file(struct scene *s) {
    sb_clear(&s->file);
    sb_cat(&s->file, "customer_no,contract_no,start_date\n");
    for (unsigned i = 0; i < PEOPLE; i++)
        sb_printf(&s->file, "%u,S%u,2020-01-%02u\n", shuffled(i, PEOPLE) + 1, i, i % 28 + 1);
    sb_printf(&s->file, "%u,S0,2020-01-01\n%u,S1,2020-01-09\n%u,S2,2020-01-09\n", shuffled(0, PEOPLE) + 1,
              shuffled(1, PEOPLE) + 1, shuffled(2, PEOPLE) + 1);
    sb_cat(&s->file, "99999,S1,2020-01-01\n");
}

TEST(import_records_in_shares) {
    static const char rows[] = "SELECT customer_id, contract_no, start_date FROM contract"
                               " ORDER BY customer_id, contract_no";
    SCENE(whole);
    SCENE(parts);
    IMPORT_RESULT(a);
    IMPORT_RESULT(b);
    IMPORT_RESULT(again);

    scene_create(&whole);
    scene_create(&parts);
    make_people(&whole);
    make_people(&parts);
    contract_file(&whole);
    contract_file(&parts);
    import_records(&whole, "contract", 0, &a);
    import_records(&parts, "contract", 3000, &b);
    CHECK_EQ_INT(a.rows, PEOPLE + 4);
    CHECK_EQ_INT(a.applied, PEOPLE - 2);
    CHECK_EQ_INT(a.unchanged, 1);
    CHECK_EQ_INT(a.rejects.v.len, 5);
    CHECK_EQ_INT(b.rows, a.rows);
    CHECK_EQ_INT(b.applied, a.applied);
    CHECK_EQ_INT(b.unchanged, a.unchanged);
    CHECK_EQ_INT(b.rejects.v.len, a.rejects.v.len);
    for (size_t i = 0; i < a.rejects.v.len && i < b.rejects.v.len; i++)
        CHECK_EQ_INT(b.rejects.v.d[i].line, a.rejects.v.d[i].line);
    CHECK_STR(b.sha256, a.sha256);
    check_same(&whole, &parts, rows);
    import_records(&parts, "contract", 3000, &again);
    CHECK_EQ_INT(again.applied, 0);
    CHECK_EQ_INT(again.unchanged, PEOPLE - 1);
    check_same(&whole, &parts, rows);
}

/* Numbers that begin alike in more bytes than a sort key takes; one comes again with another name, far from the first,
 * and two with the same name in other letters. */
TEST(import_long_customer_numbers_in_shares) {
    SCENE(s);
    IMPORT_RESULT(first);
    IMPORT_RESULT(again);
    int64_t n;

    scene_create(&s);
    sb_cat(&s.file, "customer_no,name\n");
    for (unsigned i = 0; i < PEOPLE; i++)
        sb_printf(&s.file, "ASIAKASNUMERO-%04u,Aino Kivi %u\n", shuffled(i, PEOPLE), i);
    sb_printf(&s.file, "ASIAKASNUMERO-%04u,Eero Puro\n", shuffled(3, PEOPLE));
    for (unsigned i = 5; i <= 6; i++)
        sb_printf(&s.file, "ASIAKASNUMERO-%04u,AINO  KIVI %u\n", shuffled(i, PEOPLE), i);
    import_records(&s, "customer", 3000, &first);
    CHECK_EQ_INT(first.applied, PEOPLE - 1);
    CHECK_EQ_INT(first.unchanged, 2);
    CHECK_EQ_INT(first.rejects.v.len, 2);
    import_records(&s, "customer", 0, &again);
    CHECK_EQ_INT(again.unchanged, PEOPLE + 1);
    CHECK_EQ_INT(again.rejects.v.len, 2);
    CHECK_EQ_INT(stmt_scalar(&s.f.db, "SELECT count(DISTINCT customer_no) FROM customer", 0, &n), 0);
    CHECK_EQ_INT(n, PEOPLE - 1);
    CHECK_EQ_INT(stmt_scalar(&s.f.db, "SELECT count(*) FROM customer WHERE name GLOB 'AINO*'", 0, &n), 0);
    CHECK_EQ_INT(n, 0);
}

/* ---- opt-outs ---- */

static int64_t count(struct scene *s, const char *sql) {
    int64_t n = -1;

    CHECK_EQ_INT(stmt_scalar(&s->f.db, sql, 0, &n), 0);
    return n;
}

/* Everybody twice; `first` and `second` are their days, or empty. */
static void twice_file(struct scene *s, const char *first, const char *second) {
    const char *const days[] = {first, second};

    sb_clear(&s->file);
    sb_cat(&s->file, "email,opted_out_at\n");
    for (unsigned i = 0; i < 2 * PEOPLE; i++) {
        email(shuffled(i % PEOPLE, PEOPLE) + 1, &s->file);
        sb_printf(&s->file, ",%s\n", days[i / PEOPLE]);
    }
}

/* `share`: the second row about somebody comes in another share than the first, and finds them banned. */
static void check_days(size_t share) {
    static const struct {
        const char *first, *second, *since;
        uint64_t applied;
    } files[] = {
        {"2025-03-01", "2025-05-01", "2025-05-01", PEOPLE}, /* the latest counts */
        {"2025-03-01", "2025-05-01", "2025-05-01", 0},      /* the same file again */
        {"2025-02-01", "2025-05-01", "2025-05-01", 0},      {"", "", "2025-05-01", 0},
        {"2025-06-01", "", "2025-06-01", PEOPLE},           {"2025-06-01", "", "2025-06-01", 0},
        {"2025-03-31", "2025-05-01", "2025-06-01", 0},
    };
    SCENE(s);

    scene_create(&s);
    make_people(&s);
    for (size_t i = 0; i < ARRAY_LEN(files); i++) {
        OPTOUT_RESULT(r);
        SB(sql);

        twice_file(&s, files[i].first, files[i].second);
        import_optouts(&s, share, &r);
        CHECK_EQ_INT(r.applied, files[i].applied);
        CHECK_EQ_INT(r.unchanged, 2 * PEOPLE - files[i].applied);
        sb_printf(&sql, "SELECT count(*) FROM objection WHERE since = '%s'", files[i].since);
        CHECK_EQ_INT(count(&s, sql.d), PEOPLE);
    }
}

TEST(import_optouts_again_on_later_days) {
    check_days(0);
    check_days(2000);
}

/* Strangers who stand twice in the list: the order of the rows and the shares they come in decide nothing. */
static void check_stranger_days(size_t share) {
    static const struct {
        const char *first, *second, *since;
    } files[] = {
        {"", "", "2025-11-21"},           {"", "2025-05-01", "2025-05-01"},
        {"2025-05-01", "", "2025-05-01"}, {"2025-05-01", "2025-03-01", "2025-05-01"},
        {"2025-11-21", "", "2025-11-21"},
    };

    for (size_t i = 0; i < ARRAY_LEN(files); i++) {
        SCENE(s);
        SB(sql);

        scene_create(&s);
        sb_printf(&sql, "SELECT count(*) FROM suppression WHERE source = 'import' AND since = '%s'", files[i].since);
        for (int again = 0; again < 2; again++) {
            OPTOUT_RESULT(r);

            twice_file(&s, files[i].first, files[i].second);
            import_optouts(&s, share, &r);
            CHECK_EQ_INT(r.suppressed, again ? 0 : PEOPLE);
            CHECK_EQ_INT(count(&s, sql.d), PEOPLE);
        }
    }
}

TEST(import_optouts_of_strangers_with_and_without_a_day) {
    check_stranger_days(0);
    check_stranger_days(2000);
}

/* Everybody by e-mail, every third by phone too, and one in three of those by somebody else's phone; addresses that
 * nobody has. */
static void optout_file(struct scene *s) {
    sb_clear(&s->file);
    sb_cat(&s->file, "email,phone,opted_out_at\n");
    for (unsigned i = 0; i < PEOPLE; i++) {
        unsigned who = shuffled(i, PEOPLE) + 1;

        email(who, &s->file);
        if (who % 3 == 0)
            sb_printf(&s->file, ",040 %07u", who % 9 == 0 ? who - 1 : who);
        else
            sb_ch(&s->file, ',');
        sb_printf(&s->file, ",2025-01-%02u\n", i % 28 + 1);
    }
    for (unsigned i = 1; i <= 100; i++) {
        email(PEOPLE * 4 + i, &s->file);
        sb_cat(&s->file, ",,\n");
    }
}

TEST(import_optouts_in_shares) {
    SCENE(whole);
    SCENE(parts);
    OPTOUT_RESULT(a);
    OPTOUT_RESULT(b);
    int64_t n;

    scene_create(&whole);
    scene_create(&parts);
    make_people(&whole);
    make_people(&parts);
    CHECK_EQ_INT(fixture_tx(&whole.f, "INSERT INTO marketing_permission (customer_id, scope, channel, state,"
                                      " processed_on) SELECT id, 'direct-mail', 'email', 'permission',"
                                      " '20' || (20 + id % 6) || '-01-15' FROM customer ORDER BY id * 7 % 1501"),
                 0); /* in no order of customers: this one is so much at once that they are all gone through */
    CHECK_EQ_INT(fixture_tx(&parts.f, "INSERT INTO marketing_permission (customer_id, scope, channel, state,"
                                      " processed_on) SELECT id, 'direct-mail', 'email', 'permission',"
                                      " '20' || (20 + id % 6) || '-01-15' FROM customer"),
                 0);
    optout_file(&whole);
    optout_file(&parts);
    import_optouts(&whole, 0, &a);
    import_optouts(&parts, 2000, &b);
    CHECK_EQ_INT(a.rows, PEOPLE + 100);
    CHECK_EQ_INT(a.ambiguous, PEOPLE / 9);
    CHECK_EQ_INT(a.applied, PEOPLE - PEOPLE / 9);
    CHECK_EQ_INT(a.unmatched, 100);
    CHECK_EQ_INT(b.applied, a.applied);
    CHECK_EQ_INT(b.ambiguous, a.ambiguous);
    CHECK_EQ_INT(b.unmatched, a.unmatched);
    CHECK_EQ_INT(b.suppressed, a.suppressed);
    check_same(&whole, &parts, "SELECT customer_id, scope, since, source FROM objection ORDER BY customer_id");
    check_same(&whole, &parts,
               "SELECT customer_id, state, processed_on FROM marketing_permission ORDER BY customer_id");
    /* Who was meant is banned, nobody else; the day of the ban counts unless the permission was looked at later. */
    CHECK_EQ_INT(
        stmt_scalar(
            &whole.f.db,
            "SELECT count(*) FROM customer c LEFT JOIN objection o ON o.customer_id = c.id"
            " JOIN marketing_permission p ON p.customer_id = c.id WHERE (c.customer_no % 9 = 0) = (o.scope IS NULL)"
            " AND p.state = iif(o.scope IS NULL, 'permission', 'prohibition')"
            " AND p.processed_on = iif(o.scope IS NULL, '20' || (20 + c.id % 6) || '-01-15',"
            " max(coalesce(o.since, ''), '20' || (20 + c.id % 6) || '-01-15'))",
            0, &n),
        0);
    CHECK_EQ_INT(n, PEOPLE);
}
