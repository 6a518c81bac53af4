/*
 * deadline.c - see deadline.h.
 */
#include "domain/deadline.h"

#include "domain/holiday.h"

/* `months` after receipt, moved to a working day; DATE_NONE outside the calendar. */
static date_t after_months(date_t received, int months, bool eves_off) {
    date_t d = date_add(received, (struct period){.months = months});

    return d == DATE_NONE ? DATE_NONE : holiday_next_workday(d, eves_off);
}

int deadline_compute(date_t received, const struct period *promise, bool eves_off, struct deadline *ret) {
    struct deadline d = {.received = received, .promise = DATE_NONE};

    d.art12 = after_months(received, 1, eves_off);
    d.art12_extended = after_months(received, 3, eves_off);
    if (promise != NULL)
        d.promise = date_add(received, *promise);
    if (d.art12 == DATE_NONE || d.art12_extended == DATE_NONE || (promise != NULL && d.promise == DATE_NONE))
        return -1;
    d.due = promise != NULL && d.promise < d.art12 ? d.promise : d.art12;
    *ret = d;
    return 0;
}

date_t deadline_after_extension(const struct deadline *d) {
    return d->art12_extended;
}
