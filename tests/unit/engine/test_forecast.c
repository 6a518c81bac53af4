/*
 * test_forecast.c - a forecast of so many rows that they are skipped and not counted one by one, beside a look at each
 * of them: months and days with many rows and with few, instants, texts that are no date, and another register's rows.
 */
#include "engine/loaded.h"

#include "engine/forecast.h"
#include "io/json_in.h"

#define MONTHS 24

/* A year of days with rows on most of them, a day with thousands, instants at any time of the day, years in which some
 * texts are no date, other texts, and none. */
static const char payments[] =
    "INSERT INTO customer (id, register_id, customer_no) VALUES (1, 1, '1');"
    "WITH RECURSIVE i (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM i WHERE n < 29999)"
    " INSERT INTO payment (customer_id, payment_no, paid_on) SELECT 1, n, CASE"
    " WHEN n < 9000 THEN printf('2015-%02d-%02d', 1 + n % 12, 1 + n % 28)"
    " WHEN n < 15000 THEN '2017-03-31'"
    " WHEN n < 21000 THEN printf('2017-%02d-%02dT%02d:%02d:00+02:00', 4 + n % 2, 1 + n % 30, n % 24, n % 60)"
    " WHEN n < 21500 THEN printf('2016-02-%02d', n % 33)"
    " WHEN n < 22000 THEN printf('2016-0%d-%d%s', 6 + n % 3, n % 4, substr('x:/ ', 1 + n / 4 % 4, 1))"
    " WHEN n < 29000 THEN printf('%04d-%02d-%02d', 2014 + n % 5, n % 14, n % 33)"
    " WHEN n < 29500 THEN printf('%d.%d.2015', n % 28, n % 12)"
    " WHEN n < 29900 THEN NULL ELSE '' END FROM i;";

/* Half of them are about somebody of another register then. */
static const char others[] =
    "INSERT INTO register (id, code, name_fi, name_sv, name_en, loaded_at, digest)"
    " SELECT 2, 'other', name_fi, name_sv, name_en, loaded_at, digest FROM register WHERE id = 1;"
    "INSERT INTO customer (id, register_id, customer_no) VALUES (2, 2, '2');"
    "UPDATE payment SET customer_id = 2 WHERE id % 2 = 0;";

static void scene_create(struct fixture *f) {
    fixture_create(f);
    load_shipped(f, "kuopio-customers");
    CHECK_EQ_INT(fixture_tx(f, payments), 0);
}

static int month_of(date_t d) {
    int year, month, day;

    date_to_ymd(d, &year, &month, &day);
    return year * 12 + month;
}

/* Ten years, row by row; `want` has what is due already behind the months. */
static void by_row(struct fixture *f, date_t as_of, int64_t want[MONTHS + 1]) {
    const struct retention_rule rule = {.period = {.years = 10}};
    STMT(st);

    CHECK_EQ_INT(stmt_open(&st, &f->db,
                           "SELECT p.paid_on FROM payment p JOIN customer c ON c.id = p.customer_id"
                           " WHERE c.register_id = 1 AND p.paid_on IS NOT NULL"),
                 0);
    while (stmt_next(&st) > 0) {
        date_t event = date_of_stored(stmt_col_text(&st, 0)), last;
        int month;

        if (event == DATE_NONE)
            continue;
        last = retention_last_day(&rule, event);
        month = month_of(last + 1) - month_of(as_of);
        want[MONTHS] += last < as_of ? 1 : 0;
        if (month < MONTHS)
            want[month > 0 ? month : 0]++;
    }
}

static int64_t sum_of(const int64_t months[MONTHS]) {
    int64_t sum = 0;

    for (size_t i = 0; i < MONTHS; i++)
        sum += months[i];
    return sum;
}

static void check_forecast(struct fixture *f, date_t as_of) {
    int64_t want[MONTHS + 1] = {0};
    PLAN(plan);
    FORECAST(forecast);

    by_row(f, as_of, want);
    CHECK(sum_of(want) > 10000);
    CHECK_EQ_INT(plan_load(&f->db, "kuopio-customers", &plan), 0);
    CHECK_EQ_INT(forecast_make(&f->db, &plan, as_of, MONTHS, &forecast), 0);
    for (size_t t = 0; t < forecast.tables.len; t++) {
        const struct forecast_table *table = &forecast.tables.d[t];
        bool paid = strcmp(table->table->table->name, "payment") == 0;

        CHECK_EQ_INT(forecast.month_count, forecast_months(as_of, MONTHS));
        CHECK_EQ_INT(table->due, paid ? want[MONTHS] : 0);
        for (size_t i = 0; paid && i < forecast.month_count; i++)
            CHECK_EQ_INT(table->months[i], want[i]);
    }
}

TEST(forecast_of_many_rows) {
    FIXTURE(f);

    scene_create(&f);
    check_forecast(&f, date_from_ymd(2026, 11, 22));
    check_forecast(&f, date_from_ymd(2026, 2, 28));
    check_forecast(&f, date_from_ymd(2025, 3, 31));
    check_forecast(&f, date_from_ymd(2027, 4, 1));
    CHECK_EQ_INT(fixture_tx(&f, others), 0);
    check_forecast(&f, date_from_ymd(2026, 11, 22));
}

TEST(forecast_at_the_end_of_time) {
    FIXTURE(f);

    scene_create(&f);
    check_forecast(&f, date_from_ymd(9999, 12, 1));
    CHECK_EQ_INT(forecast_months(date_from_ymd(9999, 12, 31), MONTHS), 1);
    CHECK_EQ_INT(forecast_months(date_from_ymd(9999, 1, 31), 24), 12);
    CHECK_EQ_INT(forecast_months(date_from_ymd(9998, 1, 1), 24), 24);
}
