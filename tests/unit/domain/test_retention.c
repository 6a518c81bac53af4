/*
 * test_retention.c - last days, the cutoff that is their inverse, and the verdict over several rules.
 */
#include "base/vectors.h"
#include "test.h"

#include "domain/retention.h"

static date_t day(const char *iso) {
    date_t d = DATE_NONE;

    test_check(date_parse_iso(iso, &d) == 0, __FILE__, __LINE__, "%s is a date", iso);
    return d;
}

static struct retention_rule rule_of(const char *period, enum align align) {
    struct retention_rule rule = {.align = align};

    test_check(period_parse(period, &rule.period) == 0, __FILE__, __LINE__, "%s is a period", period);
    return rule;
}

static date_t cutoff(const struct retention_rule *rule, date_t as_of) {
    date_t c = DATE_NONE;

    retention_cutoff(rule, as_of, &c);
    return c;
}

TEST(retention_agrees_with_the_vectors) {
    const date_t as_of = day("2026-11-22");
    struct vectors v;

    vectors_open(&v, "tests/data/vectors/retention.csv");
    while (vectors_next(&v)) {
        char period[16], iso[DATE_LEN];
        struct retention_rule rule;
        date_t base = day(vectors_get(&v, "base")), last;
        bool expired = strcmp(vectors_get(&v, "expired_on_2026_11_22"), "true") == 0;

        (void)snprintf(period, sizeof period, "P%.8sY", vectors_get(&v, "years"));
        rule = rule_of(period, ALIGN_NONE);
        last = retention_last_day(&rule, base);
        date_iso(last, iso);
        CHECK_STR(iso, vectors_get(&v, "last_kept_day"));
        date_iso(last + 1, iso);
        CHECK_STR(iso, vectors_get(&v, "first_purge_day"));
        CHECK((base < cutoff(&rule, as_of)) == expired);
        /* On its last day it is kept, on the next it may go. */
        CHECK(!(base < cutoff(&rule, last)) && base < cutoff(&rule, last + 1));
    }
    CHECK(v.line > 1000);
    vectors_close(&v);
}

TEST(retention_of_known_days) {
    struct retention_rule ten = rule_of("P10Y", ALIGN_NONE), six = rule_of("P6Y", ALIGN_YEAR_END);
    struct retention_rule forever = rule_of("P9000Y", ALIGN_NONE), needed = {.while_needed = true};

    CHECK_EQ_INT(retention_last_day(&ten, day("2016-02-29")), day("2026-02-28"));
    CHECK_EQ_INT(retention_last_day(&six, day("2024-03-31")), day("2030-12-31"));
    CHECK_EQ_INT(retention_last_day(&forever, day("2024-03-31")), DATE_LAST);
    CHECK_EQ_INT(retention_last_day(&ten, DATE_LAST), DATE_LAST);
    CHECK_EQ_INT(retention_last_day(&needed, day("2024-03-31")), day("2024-03-31"));
    CHECK_EQ_INT(cutoff(&needed, day("2024-03-31")), day("2024-03-31"));
    /* Ten years before 28 February 2026 lie both 28 and 29 February 2016. */
    CHECK_EQ_INT(cutoff(&ten, day("2026-02-28")), day("2016-02-28"));
    CHECK_EQ_INT(cutoff(&ten, day("2026-03-01")), day("2016-03-01"));
    CHECK_EQ_INT(cutoff(&six, day("2030-12-31")), day("2024-01-01"));
    CHECK_EQ_INT(cutoff(&six, day("2031-01-01")), day("2025-01-01"));
    CHECK_EQ_INT(cutoff(&ten, DATE_FIRST), DATE_FIRST);
}

/*
 * The order of last days follows the order of triggers, and the cutoff is the first trigger that is still kept: with
 * the order, that is the same as "past its last day if and only if before the cutoff", for every trigger and day.
 */
static int wrong_inverses(const struct retention_rule *rule, date_t from, date_t to) {
    int wrong = 0;
    date_t before = retention_last_day(rule, from - 1);

    for (date_t t = from; t <= to; t++) {
        date_t last = retention_last_day(rule, t), c = cutoff(rule, t);

        wrong += last < before;
        before = last;
        wrong += !(retention_last_day(rule, c) >= t) || !(retention_last_day(rule, c - 1) < t);
    }
    return wrong;
}

TEST(retention_cutoff_is_the_exact_inverse) {
    static const char *const others[] = {"P30D",  "P1D",     "P7D",     "P365D", "P2W",   "P1M1D",
                                         "P1Y6M", "P1Y1M1D", "P10Y30D", "P25Y",  "P100Y", "P11M29D"};
    int wrong = 0;

    for (int align = 0; align < ALIGN__MAX; align++) {
        for (int months = 1; months <= 120; months++) {
            struct retention_rule rule = {
                .period = {.years = months % 2 ? 0 : months / 12, .months = months % 2 ? months : months % 12},
                .align = (enum align)align};

            /* A leap day, a turn of the year and every month's end. */
            wrong += wrong_inverses(&rule, day("2023-12-15"), day("2025-01-15"));
        }
        for (size_t i = 0; i < ARRAY_LEN(others); i++) {
            struct retention_rule rule = rule_of(others[i], (enum align)align);

            wrong += wrong_inverses(&rule, day("1995-01-01"), day("2005-01-01"));
            wrong += wrong_inverses(&rule, day("2096-01-01"), day("2104-12-31")); /* 2100 is no leap year */
        }
    }
    CHECK_EQ_INT(wrong, 0);
}

/* Straight from the definition, without the order: random pairs of trigger and day over two centuries. */
TEST(retention_cutoff_of_random_pairs) {
    static const char *const periods[] = {"P1M", "P6M", "P1Y", "P6Y", "P10Y", "P30D", "P1Y2M3D"};
    uint32_t seed = 11;
    int wrong = 0, expired = 0;

    for (int i = 0; i < 100000; i++) {
        struct retention_rule rule = rule_of(periods[i % 7], i % 3 == 0 ? ALIGN_YEAR_END : ALIGN_NONE);
        date_t trigger, as_of;
        bool past;

        seed = seed * 1664525 + 1013904223;
        as_of = day("1950-01-01") + (date_t)(seed >> 8) % 73000;
        seed = seed * 1664525 + 1013904223;
        trigger = date_add(as_of, (struct period){-rule.period.years, -rule.period.months, -rule.period.days}) +
                  (date_t)(seed >> 8) % 9 - 4 - (i % 3 == 0 ? 180 : 0);
        past = retention_last_day(&rule, trigger) < as_of;
        expired += past;
        wrong += (trigger < cutoff(&rule, as_of)) != past;
    }
    CHECK_EQ_INT(wrong, 0);
    CHECK(expired > 20000 && expired < 80000);
}

TEST(retention_judge_takes_the_latest_need) {
    struct retention_rule one = rule_of("P1Y", ALIGN_NONE), ten = rule_of("P10Y", ALIGN_NONE);
    struct retention_rule needed = {.while_needed = true};
    const date_t t = day("2020-05-01");
    struct retention_need needs[] = {{.rule = &one, .trigger = t, .released = DATE_NONE},
                                     {.rule = &ten, .trigger = t, .released = DATE_NONE},
                                     {.rule = &needed, .state = TRIGGER_OPEN, .released = day("2021-01-01")}};
    struct retention_verdict v;

    retention_judge(needs, 3, day("2030-05-01"), false, &v);
    CHECK_EQ_INT(v.status, RETENTION_RUNNING);
    CHECK_EQ_INT(v.last_day, day("2030-05-01"));
    CHECK_EQ_INT(v.decided_by, 1);
    CHECK(!v.missing);
    retention_judge(needs, 3, day("2030-05-02"), false, &v);
    CHECK_EQ_INT(v.status, RETENTION_EXPIRED);
    retention_judge(needs, 3, day("2030-05-02"), true, &v);
    CHECK_EQ_INT(v.status, RETENTION_HELD);
    CHECK_EQ_INT(v.without_hold, RETENTION_EXPIRED);
    CHECK_EQ_INT(v.last_day, day("2030-05-01"));
    needs[0].state = TRIGGER_MISSING;
    retention_judge(needs, 3, day("2030-05-02"), false, &v);
    CHECK_EQ_INT(v.status, RETENTION_UNDEFINED);
    CHECK(v.missing && v.last_day == DATE_NONE && v.decided_by == 0);
    needs[2].released = DATE_NONE;
    retention_judge(needs, 3, day("2030-05-02"), false, &v);
    CHECK_EQ_INT(v.status, RETENTION_ACTIVE);
    CHECK(v.missing && v.decided_by == 2);
    needs[0].state = TRIGGER_OPEN;
    retention_judge(needs, 1, day("2030-05-02"), false, &v);
    CHECK_EQ_INT(v.status, RETENTION_ACTIVE);
    CHECK(!v.missing && v.last_day == DATE_NONE);
    retention_judge(NULL, 0, day("2030-05-02"), false, &v);
    CHECK_EQ_INT(v.status, RETENTION_UNDEFINED);
    CHECK(!v.missing && v.decided_by == SIZE_MAX);
    retention_judge(NULL, 0, day("2030-05-02"), true, &v);
    CHECK_EQ_INT(v.status, RETENTION_HELD);
    CHECK_EQ_INT(v.without_hold, RETENTION_UNDEFINED);
}

/* All sets of up to three needs out of a few: the order does not matter, and a further need never shortens. */
TEST(retention_judge_is_monotone) {
    struct retention_rule rules[] = {
        rule_of("P1M", ALIGN_NONE), rule_of("P6Y", ALIGN_YEAR_END), {.while_needed = true}};
    struct retention_need some[9];
    size_t n = 0;
    int wrong = 0;

    for (size_t r = 0; r < 3; r++) {
        for (int s = TRIGGER_SET; s <= TRIGGER_MISSING; s++) {
            some[n] = (struct retention_need){.rule = &rules[r],
                                              .state = (enum trigger_state)s,
                                              .trigger = day("2024-02-29"),
                                              .released = s == TRIGGER_SET ? day("2024-05-05") : DATE_NONE};
            n++;
        }
    }
    for (size_t i = 0; i < n * n * n; i++) {
        struct retention_need three[] = {some[i % n], some[i / n % n], some[i / n / n]};
        struct retention_need turned[] = {three[2], three[0], three[1]};
        struct retention_verdict a, b, less;

        retention_judge(three, 3, day("2026-01-01"), false, &a);
        retention_judge(turned, 3, day("2026-01-01"), false, &b);
        retention_judge(three, 2, day("2026-01-01"), false, &less);
        wrong += a.status != b.status || a.last_day != b.last_day || a.missing != b.missing;
        wrong += a.status == RETENTION_EXPIRED && less.status != RETENTION_EXPIRED;
        wrong += less.last_day != DATE_NONE && a.last_day != DATE_NONE && a.last_day < less.last_day;
        wrong += less.missing && !a.missing;
    }
    CHECK_EQ_INT(wrong, 0);
}

TEST(retention_codes) {
    enum align align = ALIGN__MAX;

    CHECK_EQ_INT(align_parse("year-end", &align), 0);
    CHECK_EQ_INT(align, ALIGN_YEAR_END);
    CHECK_STR(align_code(ALIGN_NONE), "none");
    CHECK_EQ_INT(align_parse("month-end", &align), -1);
    CHECK_STR(retention_status_code(RETENTION_HELD), "held");
    CHECK_STR(retention_status_code(RETENTION_UNDEFINED), "undefined");
}
