/*
 * test_date.c - civil dates, periods and Helsinki time, against every row of the published time vectors and against
 * slow but obvious re-computations.
 */
#include "base/vectors.h"
#include "test.h"

#include "base/date.h"

static date_t day(const char *iso) {
    date_t d = DATE_NONE;

    test_check(date_parse_iso(iso, &d) == 0, __FILE__, __LINE__, "%s is a date", iso);
    return d;
}

#define CHECK_DATE(d, iso)           \
    do {                             \
        char got_date_[DATE_LEN];    \
        date_iso((d), got_date_);    \
        CHECK_STR(got_date_, (iso)); \
    } while (0)

/* Walks every day of the range with a calendar that only knows month lengths. */
TEST(date_counts_every_day) {
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    date_t d = DATE_FIRST;
    int weekday = 1; /* 0001-01-01 was a Monday */
    int wrong = 0;

    for (int y = 1; y <= 9999; y++) {
        bool leap = y % 400 == 0 || (y % 4 == 0 && y % 100 != 0);

        for (int m = 1; m <= 12; m++) {
            int last = m == 2 && leap ? 29 : lengths[m - 1];

            for (int i = 1; i <= last; i++, d++, weekday = weekday % 7 + 1) {
                int yy, mm, dd;

                date_to_ymd(d, &yy, &mm, &dd);
                wrong += date_from_ymd(y, m, i) != d || yy != y || mm != m || dd != i || date_weekday(d) != weekday;
            }
            wrong += date_from_ymd(y, m, last + 1) != DATE_NONE || date_from_ymd(y, m, 0) != DATE_NONE;
        }
    }
    CHECK_EQ_INT(wrong, 0);
    CHECK_EQ_INT(d - 1, DATE_LAST);
    CHECK_EQ_INT(date_from_ymd(1970, 1, 1), 0);
    CHECK_EQ_INT(date_from_ymd(0, 1, 1), DATE_NONE);
    CHECK_EQ_INT(date_from_ymd(10000, 1, 1), DATE_NONE);
    CHECK_EQ_INT(date_from_ymd(2026, 13, 1), DATE_NONE);
    CHECK_EQ_INT(date_from_ymd(2026, 0, 1), DATE_NONE);
}

TEST(date_iso_and_back) {
    static const char *const bad[] = {
        "",           "2025-1-2",    "2025-02-29",  "2025-13-01", "0000-00-00",  "99999-01-01",
        "2025-01-32", "2025-01-02x", " 2025-01-02", "-001-01-01", "2025-01-02 ", "25-01-02",
        "2025/01/02", "2.1.2025",    "20250102"};
    int wrong = 0;

    for (date_t d = DATE_FIRST; d <= DATE_LAST; d += 13) {
        char iso[DATE_LEN];
        date_t back;

        date_iso(d, iso);
        wrong += date_parse_iso(iso, &back) < 0 || back != d;
    }
    CHECK_EQ_INT(wrong, 0);
    CHECK_DATE(DATE_NONE, "");
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        date_t d = 4711;

        test_check(date_parse_iso(bad[i], &d) < 0 && d == 4711, __FILE__, __LINE__, "%s is refused", bad[i]);
    }
}

TEST(date_of_what_is_stored) {
    CHECK_EQ_INT(date_of_stored("2026-11-22"), date_from_ymd(2026, 11, 22));
    CHECK_EQ_INT(date_of_stored("2026-11-22T09:00:00+02:00"), date_from_ymd(2026, 11, 22));
    CHECK_EQ_INT(date_of_stored(""), DATE_NONE);
    CHECK_EQ_INT(date_of_stored(NULL), DATE_NONE);
}

TEST(date_parse_takes_what_people_write) {
    static const char *const good[][2] = {
        {"2025-01-02", "2025-01-02"},
        {"2.1.2025", "2025-01-02"},
        {"02.01.2025", "2025-01-02"},
        {"29.2.2016", "2016-02-29"},
        {"2025-11-21T22:30:00Z", "2025-11-22"},
        {"2025-11-21T21:59:59Z", "2025-11-21"},
        {"2025-07-21T21:00:00Z", "2025-07-22"},
        {"2025-01-02T24:00:00Z", "2025-01-03"},
        {"2025-12-31T24:00:00", "2026-01-01"},
        {"2025-11-22T00:30", "2025-11-22"},
        {"2025-11-22 00:30:15", "2025-11-22"},
        {"2025-11-22T00:30:15.123+02:00", "2025-11-22"},
        {"2025-11-22T00:30:15+0300", "2025-11-21"},
        {"2025-11-22T00:30:15-05", "2025-11-22"},
        {"20251121T223000Z", "2025-11-22"},
        {"20251121T2359", "2025-11-21"},
        {"20251122T003015,5+0300", "2025-11-21"},
        {"22.11.2025 0:30", "2025-11-22"},
        {"1.2.2025 8.05", "2025-02-01"},
        {"01.02.2025 08.05.59", "2025-02-01"},
        {"31.12.2025 24:00", "2026-01-01"},
    };
    static const char *const bad[] = {"",
                                      "now",
                                      "1e9",
                                      "2.1.25",
                                      "2.1.02025",
                                      "29.2.2025",
                                      "31.4.2025",
                                      "0.1.2025",
                                      "1.0.2025",
                                      "1.13.2025",
                                      "1.1.2025 ",
                                      "1..2025",
                                      "001.1.2025",
                                      "2025-01-02T24:00:01Z",
                                      "2025-01-02T25:00:00Z",
                                      "2025-01-02T23:60:00Z",
                                      "2025-01-02T23:59:60Z",
                                      "2025-01-02T23:59:59+15:00",
                                      "2025-01-02T23",
                                      "2025-01-02T1:00",
                                      "2025-01-02T01:00:00X",
                                      "2025-01-02T01:00:00Zx",
                                      "2025-01-02T01:00:00+2",
                                      "2025-01-02T01:00:00.Z",
                                      "2025-01-02T",
                                      "2025-01-02 OR 1=1",
                                      "2025-02-29T10:00:00Z",
                                      "20250102",
                                      "20250102 0100",
                                      "20250229T100000Z",
                                      "20250102T01000",
                                      "20250102T01:00",
                                      "2025-01-02T0100",
                                      "2025-0102T01:00",
                                      "1.1.2025T8:00",
                                      "1.1.2025 8",
                                      "1.1.2025 8:5",
                                      "1.1.2025 8.05:00",
                                      "1.1.2025 8.05.00,5",
                                      "1.1.2025 24.01",
                                      "1.1.25 8:00",
                                      "9999-12-31T23:00:00Z"};

    for (size_t i = 0; i < ARRAY_LEN(good); i++) {
        date_t d = DATE_NONE;

        test_check(date_parse(good[i][0], &d) == 0, __FILE__, __LINE__, "%s is read", good[i][0]);
        CHECK_DATE(d, good[i][1]);
    }
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        date_t d = 4711;

        test_check(date_parse(bad[i], &d) < 0 && d == 4711, __FILE__, __LINE__, "%s is refused", bad[i]);
    }
}

TEST(date_add_clamps_to_the_month_end) {
    static const struct {
        const char *from;
        struct period p;
        const char *to;
    } cases[] = {
        {"2026-01-31", {0, 1, 0}, "2026-02-28"},    {"2025-12-31", {0, 3, 0}, "2026-03-31"},
        {"2016-02-29", {10, 0, 0}, "2026-02-28"},   {"2024-02-29", {4, 0, 0}, "2028-02-29"},
        {"2026-03-05", {0, 1, 0}, "2026-04-05"},    {"2026-08-31", {0, 1, 0}, "2026-09-30"},
        {"2026-01-31", {0, 1, 1}, "2026-03-01"},    {"2026-03-01", {0, 0, 30}, "2026-03-31"},
        {"2026-11-30", {0, 14, 0}, "2028-01-30"},   {"2026-03-31", {0, -1, 0}, "2026-02-28"},
        {"2026-03-31", {-2, 0, -31}, "2024-02-29"}, {"9999-12-30", {0, 0, 1}, "9999-12-31"},
    };

    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        CHECK_DATE(date_add(day(cases[i].from), cases[i].p), cases[i].to);
    CHECK_EQ_INT(date_add(DATE_LAST, (struct period){0, 0, 1}), DATE_NONE);
    CHECK_EQ_INT(date_add(DATE_LAST, (struct period){INT32_MAX, INT32_MAX, INT32_MAX}), DATE_NONE);
    CHECK_EQ_INT(date_add(DATE_FIRST, (struct period){INT32_MIN, INT32_MIN, INT32_MIN}), DATE_NONE);
    CHECK_EQ_INT(date_add(DATE_FIRST, (struct period){0, 0, -1}), DATE_NONE);
    CHECK_EQ_INT(date_add(DATE_NONE, (struct period){1, 0, 0}), DATE_NONE);
    CHECK_DATE(date_month_end(day("2024-02-03")), "2024-02-29");
    CHECK_DATE(date_month_end(day("2100-02-28")), "2100-02-28");
    CHECK_DATE(date_year_end(day("2024-02-03")), "2024-12-31");
}

TEST(period_parse_reads_iso_8601) {
    static const struct {
        const char *text;
        struct period p;
        const char *iso;
    } good[] = {
        {"P10Y", {10, 0, 0}, "P10Y"},   {"P1M", {0, 1, 0}, "P1M"},
        {"P30D", {0, 0, 30}, "P30D"},   {"P1Y6M", {1, 6, 0}, "P1Y6M"},
        {"P2W", {0, 0, 14}, "P14D"},    {"P1Y2M3D", {1, 2, 3}, "P1Y2M3D"},
        {"P0Y1M", {0, 1, 0}, "P1M"},    {"P1M1W1D", {0, 1, 8}, "P1M8D"},
        {"P0024M", {0, 24, 0}, "P24M"}, {"P1428571W2D", {0, 0, 9999999}, "P9999999D"},
    };
    static const char *const bad[] = {
        "",    "P",    "10Y",  "P10", "P-1Y", "P1.5Y", "P1H",   "PT1H",    "P0D",        "P1D1Y",     "P1Y1Y",
        "p1y", "P1Y ", " P1Y", "PY",  "P1YM", "P+1Y",  "P1W1W", "P0Y0M0D", "P12345678D", "P9111156W", "P1428571W3D"};

    for (size_t i = 0; i < ARRAY_LEN(good); i++) {
        struct period p = {0};
        char iso[48];

        test_check(period_parse(good[i].text, &p) == 0, __FILE__, __LINE__, "%s is read", good[i].text);
        CHECK(memcmp(&p, &good[i].p, sizeof p) == 0);
        period_iso(p, iso);
        CHECK_STR(iso, good[i].iso);
    }
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        struct period p = {7, 7, 7};

        test_check(period_parse(bad[i], &p) < 0 && p.years == 7, __FILE__, __LINE__, "%s is refused", bad[i]);
    }
}

TEST(period_iso_has_room) {
    char iso[48];

    period_iso((struct period){INT32_MIN, INT32_MIN, INT32_MIN}, iso);
    CHECK_STR(iso, "P-2147483648Y-2147483648M-2147483648D");
    period_iso((struct period){0}, iso);
    CHECK_STR(iso, "P0D");
}

TEST(helsinki_agrees_with_the_vectors) {
    struct vectors v;
    int rows = 0;

    vectors_open(&v, "tests/data/vectors/helsinki_time.csv");
    while (vectors_next(&v)) {
        const char *text = vectors_get(&v, "utc"), *wall = vectors_get(&v, "helsinki");
        int64_t utc = 0, again = 0;
        struct local_time t;
        char got[INSTANT_LEN], offset[8];
        bool open;

        CHECK_EQ_INT(instant_parse(text, &utc), 0);
        helsinki(utc, &t);
        instant_iso(utc, got);
        CHECK(strncmp(got, wall, 19) == 0);
        (void)snprintf(offset, sizeof offset, "%d", t.offset);
        CHECK_STR(offset, vectors_get(&v, "offset_min"));
        CHECK_DATE(t.date, vectors_get(&v, "local_date"));
        CHECK_DATE(date_add(t.date, (struct period){1, 0, 0}), vectors_get(&v, "call_expiry_last_kept_day"));
        open = date_weekday(t.date) <= 5 && t.hour >= 10 && t.hour < 16;
        CHECK_STR(open ? "true" : "false", vectors_get(&v, "phone_line_open_mon_fri_10_16"));
        /* The stored form is the same instant again. */
        CHECK_EQ_INT(instant_parse(got, &again), 0);
        CHECK_EQ_INT(again, utc);
        rows++;
    }
    vectors_close(&v);
    CHECK(rows > 400);
}

TEST(instant_parse_of_wall_time_around_the_changes) {
    static const char *const cases[][2] = {
        {"2026-03-29T02:59:59", "2026-03-29T02:59:59+02:00"},  {"2026-03-29T03:00:00", "2026-03-29T04:00:00+03:00"},
        {"2026-03-29T03:59:59", "2026-03-29T04:59:59+03:00"},  {"2026-03-29T04:00:00", "2026-03-29T04:00:00+03:00"},
        {"2026-10-25T02:59:59", "2026-10-25T02:59:59+03:00"},  {"2026-10-25T03:00:00", "2026-10-25T03:00:00+03:00"},
        {"2026-10-25T03:59:59", "2026-10-25T03:59:59+03:00"},  {"2026-10-25T04:00:00", "2026-10-25T04:00:00+02:00"},
        {"2026-10-25T01:00:00Z", "2026-10-25T03:00:00+02:00"}, {"2026-01-01T00:00", "2026-01-01T00:00:00+02:00"},
        {"25.10.2026 3:30", "2026-10-25T03:30:00+03:00"},      {"29.3.2026 3.30.15", "2026-03-29T04:30:15+03:00"},
        {"20261025T010000Z", "2026-10-25T03:00:00+02:00"},     {"20260701T0930", "2026-07-01T09:30:00+03:00"},
    };

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        int64_t utc = 0;
        char iso[INSTANT_LEN];

        CHECK_EQ_INT(instant_parse(cases[i][0], &utc), 0);
        instant_iso(utc, iso);
        CHECK_STR(iso, cases[i][1]);
    }
}

/* Every quarter of an hour of thirty years: the offset comes from the day's last-Sunday rule found by walking. */
TEST(helsinki_round_trips) {
    int wrong = 0;
    int64_t last = (int64_t)day("2040-01-01") * 86400;

    for (int64_t utc = (int64_t)day("2010-01-01") * 86400; utc < last; utc += 900) {
        struct local_time t;
        char iso[INSTANT_LEN];
        int64_t back = 0;

        helsinki(utc, &t);
        wrong += (int64_t)t.date * 86400 + t.hour * 3600 + t.minute * 60 + t.second - t.offset * 60 != utc;
        instant_iso(utc, iso);
        wrong += instant_parse(iso, &back) < 0 || back != utc;
        if (t.offset == 120) { /* unambiguous winter time reads back without its offset, but for the repeated hour */
            iso[19] = '\0';
            wrong += instant_parse(iso, &back) < 0 || (back != utc && back != utc - 3600);
        }
    }
    CHECK_EQ_INT(wrong, 0);
}

TEST(helsinki_of_the_ends_of_time) {
    char iso[INSTANT_LEN];

    instant_iso(INT64_MIN, iso);
    CHECK_STR(iso, "0001-01-01T00:00:00+02:00");
    instant_iso(INT64_MAX, iso);
    CHECK_STR(iso, "9999-12-31T23:59:59+02:00");
}
