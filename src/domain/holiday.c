/*
 * holiday.c - see holiday.h.
 */
#include "domain/holiday.h"

static const char *const codes[] = {
#define X(id, code) [HOLIDAY_##id] = code,
    HOLIDAY_LIST(X)
#undef X
};

const char *holiday_code(enum holiday holiday) {
    return codes[holiday];
}

/* Meeus, Astronomical Algorithms, chapter 8: golden number, century, epact and Sunday letter in turn. */
date_t holiday_easter(int year) {
    int a = year % 19, b = year / 100, c = year % 100;
    int d = b / 4, e = b % 4, f = (b + 8) / 25, g = (b - f + 1) / 3;
    int h = (19 * a + b - d - g + 15) % 30;
    int i = c / 4, k = c % 4;
    int l = (32 + 2 * e + 2 * i - h - k) % 7;
    int m = (a + 11 * h + 22 * l) / 451;
    int n = h + l - 7 * m + 114;

    return date_from_ymd(year, n / 31, n % 31 + 1);
}

static unsigned bit(enum holiday holiday) {
    return 1U << holiday;
}

static unsigned fixed(int month, int day) {
    static const struct {
        int month, day;
        enum holiday holiday;
    } days[] = {{1, 1, HOLIDAY_NEW_YEAR},          {1, 6, HOLIDAY_EPIPHANY},        {5, 1, HOLIDAY_MAY_DAY},
                {12, 6, HOLIDAY_INDEPENDENCE_DAY}, {12, 24, HOLIDAY_CHRISTMAS_EVE}, {12, 25, HOLIDAY_CHRISTMAS_DAY},
                {12, 26, HOLIDAY_BOXING_DAY}};

    for (size_t i = 0; i < ARRAY_LEN(days); i++) {
        if (days[i].month == month && days[i].day == day)
            return bit(days[i].holiday);
    }
    return 0;
}

static unsigned around_easter(date_t d, int year) {
    switch (d - holiday_easter(year)) {
    case -2:
        return bit(HOLIDAY_GOOD_FRIDAY);
    case 0:
        return bit(HOLIDAY_EASTER_SUNDAY);
    case 1:
        return bit(HOLIDAY_EASTER_MONDAY);
    case 39:
        return bit(HOLIDAY_ASCENSION);
    case 49:
        return bit(HOLIDAY_PENTECOST);
    default:
        return 0;
    }
}

/* Midsummer (with its eve) and All Saints' are the Saturdays of a week. */
static unsigned saturdays(date_t d, int month, int day) {
    int weekday = date_weekday(d);

    if (month == 6 && weekday == 6 && day >= 20 && day <= 26)
        return bit(HOLIDAY_MIDSUMMER_DAY);
    if (month == 6 && weekday == 5 && day >= 19 && day <= 25)
        return bit(HOLIDAY_MIDSUMMER_EVE);
    if (weekday == 6 && ((month == 10 && day == 31) || (month == 11 && day <= 6)))
        return bit(HOLIDAY_ALL_SAINTS);
    return 0;
}

unsigned holiday_on(date_t d) {
    int year, month, day;

    date_to_ymd(d, &year, &month, &day);
    return fixed(month, day) | around_easter(d, year) | saturdays(d, month, day);
}

bool holiday_is_public(date_t d) {
    return (holiday_on(d) & ~(bit(HOLIDAY_MIDSUMMER_EVE) | bit(HOLIDAY_CHRISTMAS_EVE))) != 0;
}

bool holiday_is_workday(date_t d, bool eves_off) {
    if (date_weekday(d) >= 6)
        return false;
    return eves_off ? holiday_on(d) == 0 : !holiday_is_public(d);
}

date_t holiday_next_workday(date_t d, bool eves_off) {
    while (d < DATE_LAST && !holiday_is_workday(d, eves_off))
        d++;
    return d;
}
