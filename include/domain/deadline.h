/*
 * deadline.h - by when a data subject's request has to be answered.
 *
 * Sources: GDPR Art. 12(3) (one month of receipt; two further months for complex or many requests) and 12(4) (refusal:
 * one month, never extended). Regulation (EEC, Euratom) 1182/71: the day of receipt does not count (Art. 3(1)); a month
 * ends on the day with the same number, or on the month's last day (Art. 3(2)(c)); a period that would end on a
 * Saturday, Sunday or public holiday ends with the next working day (Art. 3(4)). EDPB Guidelines 01/2022, section 5.3.
 */
#ifndef GDPRCTL_DOMAIN_DEADLINE_H
#define GDPRCTL_DOMAIN_DEADLINE_H

#include "base/base.h"
#include "base/date.h"

/* 2018-05-25, from when the GDPR applies (Art. 99(2)): no request under it was received earlier. */
#define DEADLINE_FIRST_RECEIPT 17676

struct deadline {
    date_t received;
    date_t art12;          /* one month; also the deadline for refusing, which no extension moves */
    date_t art12_extended; /* three months, counted from receipt and moved once, never from art12 */
    date_t promise;        /* what the notice promises, on the day it falls; DATE_NONE when it promises nothing */
    date_t due;            /* the earlier of art12 and promise */
};

/*
 * `promise` is the period that the register's notice promises, or NULL. `eves_off`: Midsummer Eve and Christmas Eve are
 * no working days (holiday.h); false is the earlier, safe reading. 0, or -1 when the dates leave the years 1 to 9999.
 */
int deadline_compute(date_t received, const struct period *promise, bool eves_off, struct deadline *ret);

/* The due date once the request is extended: what the notice promises is the ordinary time, not this one. */
date_t deadline_after_extension(const struct deadline *d);

#endif
