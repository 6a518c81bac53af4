/*
 * report.h - the report for the management and the data protection officer: requests by right and outcome, how long the
 * answers took (Art. 12(3)), and how many rows reach the end of their retention in the coming months. Counts only:
 * nothing in it is about a person.
 */
#ifndef GDPRCTL_ENGINE_REPORT_H
#define GDPRCTL_ENGINE_REPORT_H

#include "base/base.h"
#include "base/date.h"
#include "base/doc.h"
#include "base/lang.h"
#include "base/sb.h"
#include "base/vec.h"
#include "domain/code.h"
#include "store/db.h"

#define REPORT_MONTHS 24 /* of the outlook */

/* Requests of one right. An answer's day is the one on which it was sent or, where that is not recorded, on which the
 * request was finished. */
struct report_right {
    int64_t total;
    int64_t open, partly, done, refused, withdrawn; /* by outcome; they add up to the total */
    int64_t overdue;                                /* open or not sent, and the due date has passed */
    int64_t late;                                   /* answered after the due date */
    int64_t extended;
    VEC(int32_t) days; /* from receipt to answer, of every answered request; sorted */
};

/* What comes of one register's retention. */
struct report_outlook {
    char *names[LANG__MAX];        /* of the register; owned */
    int64_t due;                   /* rows past their last day already */
    int64_t months[REPORT_MONTHS]; /* rows to come; without those */
};

struct report {
    date_t from, to;    /* first and last day of receipt */
    date_t as_of;       /* what is overdue, and where the outlook begins */
    size_t month_count; /* of the outlook: REPORT_MONTHS, or fewer where the years end */
    struct report_right rights[RIGHT__MAX];
    struct report_right all;
    int64_t months[REPORT_MONTHS];       /* rows of all registers; the first holds what is due already, too */
    VEC(struct report_outlook) outlooks; /* registers of which rows go by time */
};

#define REPORT(name) struct report name CLEANUP(report_release) = {0}

/* Requests received from `from` through `to`, and the outlook as it is on `as_of`. Fills an empty report. */
int report_make(struct db *db, date_t from, date_t to, date_t as_of, struct report *ret);
void report_release(struct report *r);

/* Days from receipt to answer; -1 when nothing was answered. The median of an even number is rounded up. */
int64_t report_median(const struct report_right *r);
int64_t report_longest(const struct report_right *r);

/* "2026-11": month `i` of the outlook. */
#define REPORT_MONTH_LEN 8
void report_month(const struct report *r, size_t i, char out[REPORT_MONTH_LEN]);

/* Month `i`'s share of the largest one, in thousandths. */
int report_share(const int64_t months[REPORT_MONTHS], size_t i);

/* The report as a document. */
const char *report_title(enum lang lang);
void report_write(const struct report *r, struct doc *d, enum lang lang);

#endif
