/*
 * holiday.h - public holidays and working days in Finland.
 *
 * Source: the Church Act (kirkkolaki) for the church's holidays, act 272/1944 for May Day, act 388/1937 for
 * Independence Day; Easter by the Meeus/Butcher algorithm. Right from 1991 on, when Epiphany and Ascension Day went
 * back to their dates; the GDPR, which needs it, applies from 2018. Whit Monday and New Year's Eve are no holidays.
 *
 * Midsummer Eve and Christmas Eve are no public holidays, but Act 150/1930 section 5 lets periods that end on them run
 * to the next working day. Whether Regulation 1182/71 does is open, so the caller chooses.
 */
#ifndef GDPRCTL_DOMAIN_HOLIDAY_H
#define GDPRCTL_DOMAIN_HOLIDAY_H

#include "base/base.h"
#include "base/date.h"

/* X(ID, code) */
#define HOLIDAY_LIST(X)                                                     \
    X(NEW_YEAR, "new_year")                                                 \
    X(EPIPHANY, "epiphany")                                                 \
    X(GOOD_FRIDAY, "good_friday")                                           \
    X(EASTER_SUNDAY, "easter_sunday")                                       \
    X(EASTER_MONDAY, "easter_monday")                                       \
    X(MAY_DAY, "may_day")                                                   \
    X(ASCENSION, "ascension")                                               \
    X(PENTECOST, "pentecost")                                               \
    X(MIDSUMMER_DAY, "midsummer_day") /* Saturday, 20-26 June */            \
    X(ALL_SAINTS, "all_saints")       /* Saturday, 31 October-6 November */ \
    X(INDEPENDENCE_DAY, "independence_day")                                 \
    X(CHRISTMAS_DAY, "christmas_day")                                       \
    X(BOXING_DAY, "boxing_day")                                             \
    X(MIDSUMMER_EVE, "midsummer_eve")                                       \
    X(CHRISTMAS_EVE, "christmas_eve")

enum holiday {
#define X(id, code) HOLIDAY_##id,
    HOLIDAY_LIST(X)
#undef X
        HOLIDAY__MAX
};

const char *holiday_code(enum holiday holiday);

/* Easter Sunday of a year from 1583 on. */
date_t holiday_easter(int year);

/* The holidays and eves of a day as a set of bits 1 << HOLIDAY_...; 0 for none. Two may meet (1 May 2008). */
unsigned holiday_on(date_t d);

/* True when the day's holidays include a public one, eves aside. */
bool holiday_is_public(date_t d);

/* Neither Saturday nor Sunday nor public holiday; with `eves_off` no Midsummer or Christmas Eve either. */
bool holiday_is_workday(date_t d, bool eves_off);

/* The day itself when it is a working day, otherwise the next one that is. */
date_t holiday_next_workday(date_t d, bool eves_off);

#endif
