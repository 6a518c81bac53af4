/*
 * test_deadline.c - holidays and response deadlines: every row of the vectors, and their rules over a century.
 */
#include "base/vectors.h"
#include "test.h"

#include "domain/deadline.h"
#include "domain/holiday.h"

static date_t day(const char *iso) {
    date_t d = DATE_NONE;

    test_check(date_parse_iso(iso, &d) == 0, __FILE__, __LINE__, "%s is a date", iso);
    return d;
}

static void check_date(const struct vectors *v, const char *column, date_t got) {
    char iso[DATE_LEN];

    date_iso(got, iso);
    test_check(strcmp(iso, vectors_get(v, column)) == 0, "deadline", v->line, "%s of %s is %s, not %s", column,
               v->cells[0], iso, vectors_get(v, column));
}

/* Gauss's rule with its two exceptions, another way to the same Sunday, for 1900 to 2199. */
static date_t easter_by_gauss(int year) {
    int m = 24, n = year < 2100 ? 5 : 6;
    int d = (19 * (year % 19) + m) % 30;
    int e = (2 * (year % 4) + 4 * (year % 7) + 6 * d + n) % 7;
    int offset = d + e; /* days after 22 March */

    if (d == 29 && e == 6)
        offset -= 7;
    if (d == 28 && e == 6 && year % 19 > 10)
        offset -= 7;
    return date_from_ymd(year, 3, 22) + offset;
}

TEST(the_gdpr_applies_from_25_may_2018) {
    CHECK_EQ_INT(DEADLINE_FIRST_RECEIPT, day("2018-05-25"));
}

TEST(holiday_easter_two_ways) {
    int wrong = 0;

    for (int year = 1900; year < 2200; year++)
        wrong += holiday_easter(year) != easter_by_gauss(year);
    CHECK_EQ_INT(wrong, 0);
    CHECK_EQ_INT(holiday_easter(2049), day("2049-04-18"));
    CHECK_EQ_INT(holiday_easter(2076), day("2076-04-19"));
    CHECK_EQ_INT(holiday_easter(2038), day("2038-04-25"));
    CHECK_EQ_INT(holiday_easter(2285), day("2285-03-22"));
}

static bool has_code(date_t d, const char *code, size_t len) {
    for (int h = 0; h < HOLIDAY__MAX; h++) {
        const char *name = holiday_code((enum holiday)h);

        if (strlen(name) == len && strncmp(name, code, len) == 0)
            return (holiday_on(d) & 1U << h) != 0;
    }
    return false;
}

TEST(holiday_agrees_with_the_vectors) {
    struct vectors v;

    vectors_open(&v, "tests/data/vectors/holidays_fi.csv");
    while (vectors_next(&v)) {
        date_t d = day(vectors_get(&v, "date"));
        const char *class = vectors_get(&v, "expected_class"), *code = vectors_get(&v, "code");
        bool eve = strcmp(class, "eve") == 0, public = strcmp(class, "public_holiday") == 0;
        int names = 0;

        test_check(holiday_is_public(d) == public, "holidays", v.line, "%s is %s", v.cells[0], class);
        CHECK((holiday_on(d) != 0) == (eve || public));
        CHECK(holiday_is_workday(d, false) == (date_weekday(d) <= 5 && !public));
        CHECK(holiday_is_workday(d, true) == (date_weekday(d) <= 5 && !public && !eve));
        CHECK(vectors_get(&v, "weekday")[0] == '0' + date_weekday(d));
        while (*code != '\0') { /* "may_day; ascension" */
            size_t len = strcspn(code, ";");

            test_check(has_code(d, code, len), "holidays", v.line, "%s is %s", v.cells[0], code);
            code += len + strspn(code + len, "; ");
            names++;
        }
        CHECK_EQ_INT(__builtin_popcount(holiday_on(d)), names);
    }
    CHECK(v.line > 1000);
    vectors_close(&v);
}

/* Each holiday comes once a year, and nothing else does. */
TEST(holiday_each_once_a_year) {
    for (int year = 1991; year < 2200; year++) {
        int seen[HOLIDAY__MAX] = {0};
        int wrong = 0;

        for (date_t d = date_from_ymd(year, 1, 1); d <= date_from_ymd(year, 12, 31); d++) {
            unsigned on = holiday_on(d);

            for (int h = 0; h < HOLIDAY__MAX; h++)
                seen[h] += (on & 1U << h) != 0;
            wrong += (on >> HOLIDAY__MAX) != 0;
        }
        for (int h = 0; h < HOLIDAY__MAX; h++)
            wrong += seen[h] != 1;
        CHECK_EQ_INT(wrong, 0);
    }
}

TEST(deadline_agrees_with_the_vectors) {
    const struct period thirty = {.days = 30};
    struct vectors v;

    vectors_open(&v, "tests/data/vectors/deadline.csv");
    while (vectors_next(&v)) {
        date_t received = day(vectors_get(&v, "received"));
        struct deadline d;

        CHECK_EQ_INT(deadline_compute(received, NULL, false, &d), 0);
        check_date(&v, "month_end_unadjusted", date_add(received, (struct period){.months = 1}));
        check_date(&v, "due_1m", d.art12);
        check_date(&v, "due_1m", d.due);
        check_date(&v, "due_3m_extended", d.art12_extended);
        CHECK_EQ_INT(d.promise, DATE_NONE);
        CHECK_EQ_INT(deadline_compute(received, NULL, true, &d), 0);
        check_date(&v, "due_1m_with_eves", d.art12);
        check_date(&v, "due_3m_with_eves", d.art12_extended);
        CHECK_EQ_INT(deadline_compute(received, &thirty, false, &d), 0);
        check_date(&v, "plus_30_days", d.promise);
        check_date(&v, "due_30d_notice", d.due);
        check_date(&v, "due_3m_extended", deadline_after_extension(&d));
    }
    CHECK(v.line > 1300);
    vectors_close(&v);
}

TEST(deadline_rules_over_a_century) {
    int wrong = 0;

    for (date_t r = day("2018-05-25"); r < day("2118-05-25"); r++) {
        const struct period week = {.days = 7}, year = {.years = 1};
        struct deadline d, early, late;

        wrong += deadline_compute(r, NULL, false, &d) < 0;
        wrong += deadline_compute(r, &week, false, &early) < 0 || deadline_compute(r, &year, false, &late) < 0;
        wrong += !holiday_is_workday(d.art12, false) || !holiday_is_workday(d.art12_extended, false);
        /* Never shorter than the month, and at most a long Easter or Christmas longer. */
        wrong += d.art12 < date_add(r, (struct period){.months = 1}) || d.art12 - r > 31 + 5;
        wrong += early.due != r + 7 || late.due != d.art12;
        wrong += early.art12 != d.art12; /* a refusal is told by then, whatever the notice promises */
    }
    CHECK_EQ_INT(wrong, 0);
}

TEST(deadline_at_the_end_of_the_calendar) {
    struct deadline d = {.received = 5};
    const struct period huge = {.years = 9000};

    CHECK_EQ_INT(deadline_compute(DATE_LAST - 10, NULL, false, &d), -1);
    CHECK_EQ_INT(deadline_compute(day("2026-01-01"), &huge, false, &d), -1);
    CHECK_EQ_INT(d.received, 5);
}
