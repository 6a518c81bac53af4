/*
 * forecast.h - how many rows will reach the end of their retention in each of the coming months: so that an officer
 * sees what a rule will do before it does it.
 */
#ifndef GDPRCTL_ENGINE_FORECAST_H
#define GDPRCTL_ENGINE_FORECAST_H

#include "base/base.h"
#include "base/date.h"
#include "base/vec.h"
#include "engine/plan.h"

/* One table; months[0] is the month of the evaluation date and holds everything that is due already, too. */
struct forecast_table {
    const struct plan_table *table;
    int64_t *months; /* owned */
    int64_t due;     /* of the first month: past their last day already */
};

struct forecast {
    date_t as_of;
    size_t month_count;                /* forecast_months */
    VEC(struct forecast_table) tables; /* all; only rows that rules with an end cover as a whole are counted */
};

#define FORECAST(name) struct forecast name CLEANUP(forecast_release) = {0}

/* How many of `months` months there are, the first being that of `as_of`: none comes after December 9999. */
size_t forecast_months(date_t as_of, size_t months);

/* Counts the rows of the plan's register; what is due already is in the first month. Fills an empty forecast, whose
 * tables point into the plan. */
int forecast_make(struct db *db, const struct plan *plan, date_t as_of, size_t months, struct forecast *ret);
void forecast_release(struct forecast *f);

/* "2026-11": month `i` of the forecast. */
#define FORECAST_MONTH_LEN 8
void forecast_month(const struct forecast *f, size_t i, char out[FORECAST_MONTH_LEN]);

#endif
