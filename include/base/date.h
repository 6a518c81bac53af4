/*
 * date.h - civil dates, ISO 8601 periods, instants, and Europe/Helsinki wall time. Pure arithmetic: no clock, no time
 * zone database, no libc time functions.
 *
 * A date is a day number (proleptic Gregorian, 1970-01-01 is 0), so that dates compare and subtract as integers. Years
 * 1 to 9999. Adding a period follows Regulation (EEC, Euratom) 1182/71 Art. 3(2)(c): the same day number in the target
 * month, or that month's last day when it has no such day.
 *
 * Helsinki: UTC+2, and UTC+3 from the last Sunday of March 01:00 UTC to the last Sunday of October 01:00 UTC (Directive
 * 2000/84/EC; in Finland the same last-Sunday rule since 1997). Earlier years use the same rule.
 */
#ifndef GDPRCTL_BASE_DATE_H
#define GDPRCTL_BASE_DATE_H

#include "base/base.h"

typedef int32_t date_t; /* day number; DATE_NONE is "no date" */
#define DATE_NONE  INT32_MIN
#define DATE_FIRST (-719162) /* 0001-01-01 */
#define DATE_LAST  2932896   /* 9999-12-31 */
#define DATE_LEN   11        /* "YYYY-MM-DD" and its NUL */

struct period {
    int32_t years;
    int32_t months;
    int32_t days; /* weeks are days */
};

struct local_time {
    date_t date; /* the Helsinki civil date */
    int hour, minute, second;
    int offset; /* minutes east of UTC: 120 or 180 */
};

date_t date_from_ymd(int year, int month, int day); /* DATE_NONE when there is no such day */
void date_to_ymd(date_t d, int *year, int *month, int *day);
int date_weekday(date_t d);                  /* 1 Monday .. 7 Sunday (ISO 8601) */
void date_iso(date_t d, char out[DATE_LEN]); /* DATE_NONE is the empty string */

/* "YYYY-MM-DD" exactly; 0 or -1. */
int date_parse_iso(const char *s, date_t *ret);

/* The "YYYY-MM-DD" that a stored date or instant begins with; DATE_NONE for anything else, and for NULL. */
date_t date_of_stored(const char *s);

/* What people and Finnish Excel write: "YYYY-MM-DD", "d.m.yyyy", or what instant_parse takes (its Helsinki date).
 * Two-digit years are refused. 0 or -1. */
int date_parse(const char *s, date_t *ret);

/* d + p: years and months first (clamped to the month's end), then days. DATE_NONE when the result leaves the range or
 * d is DATE_NONE. */
date_t date_add(date_t d, struct period p);

date_t date_month_end(date_t d);
date_t date_year_end(date_t d); /* 31 December of its year */

/* ISO 8601 "P10Y", "P1M", "P30D", "P1Y6M", "P2W". At least one component, none negative, not all zero. 0 or -1. */
int period_parse(const char *s, struct period *ret);
void period_iso(struct period p, char out[48]);

/* ISO 8601 date-time, extended or basic, or Finnish Excel's "d.m.yyyy h:mm" (or "h.mm"), with "Z", an offset, or none
 * (Helsinki wall time; an hour that does not exist or exists twice takes the offset before the change) to UTC seconds
 * since 1970-01-01. 0 or -1. */
int instant_parse(const char *s, int64_t *ret_utc);

/* Instants outside the years 1 to 9999 count as the nearest one inside. */
void helsinki(int64_t utc, struct local_time *ret);

/* "2025-11-22T00:30:00+02:00": the stored form of an instant. Its first ten characters are the Helsinki date, so it
 * compares with dates as text. */
#define INSTANT_LEN 26
void instant_iso(int64_t utc, char out[INSTANT_LEN]);

#endif
