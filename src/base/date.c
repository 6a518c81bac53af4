/*
 * date.c - see date.h. The civil calendar is counted in 400-year cycles of years that begin in March, so that the leap
 * day is the last day of its year and month lengths follow one linear formula.
 */
#include "base/date.h"

#define YEAR_MAX    9999
#define DAY_SECONDS 86400

#define WINTER_OFFSET 7200 /* seconds east of UTC */
#define SUMMER_OFFSET 10800

static bool is_leap(int year) {
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int month_length(int year, int month) {
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    return month == 2 && is_leap(year) ? 29 : lengths[month - 1];
}

date_t date_from_ymd(int year, int month, int day) {
    int y, cycle, year_of_cycle, day_of_year, day_of_cycle;

    if (year < 1 || year > YEAR_MAX || month < 1 || month > 12 || day < 1 || day > month_length(year, month))
        return DATE_NONE;
    y = month <= 2 ? year - 1 : year; /* years from March; year 1 begins in the cycle of year 0 */
    cycle = y / 400;
    year_of_cycle = y % 400;
    day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    day_of_cycle = year_of_cycle * 365 + year_of_cycle / 4 - year_of_cycle / 100 + day_of_year;
    return cycle * 146097 + day_of_cycle - 719468; /* days from 0000-03-01 to 1970-01-01 */
}

void date_to_ymd(date_t d, int *year, int *month, int *day) {
    int days, cycle, day_of_cycle, year_of_cycle, day_of_year, m;

    assert(d >= DATE_FIRST && d <= DATE_LAST);
    days = d + 719468;
    cycle = days / 146097;
    day_of_cycle = days % 146097;
    year_of_cycle = (day_of_cycle - day_of_cycle / 1460 + day_of_cycle / 36524 - day_of_cycle / 146096) / 365;
    day_of_year = day_of_cycle - (365 * year_of_cycle + year_of_cycle / 4 - year_of_cycle / 100);
    m = (5 * day_of_year + 2) / 153;
    *day = day_of_year - (153 * m + 2) / 5 + 1;
    *month = m < 10 ? m + 3 : m - 9;
    *year = cycle * 400 + year_of_cycle + (*month <= 2 ? 1 : 0);
}

int date_weekday(date_t d) {
    int since_monday = (d + 3) % 7; /* 1970-01-01 was a Thursday */

    return (since_monday < 0 ? since_monday + 7 : since_monday) + 1;
}

/* `width` decimal digits of `n`, without a NUL. */
static void put_digits(char *out, int width, int n) {
    for (int i = width - 1; i >= 0; i--) {
        out[i] = (char)('0' + n % 10);
        n /= 10;
    }
}

void date_iso(date_t d, char out[DATE_LEN]) {
    int year, month, day;

    if (d == DATE_NONE) {
        out[0] = '\0';
        return;
    }
    date_to_ymd(d, &year, &month, &day);
    put_digits(out, 4, year);
    out[4] = '-';
    put_digits(out + 5, 2, month);
    out[7] = '-';
    put_digits(out + 8, 2, day);
    out[10] = '\0';
}

/* Reads `min` to `max` decimal digits and moves past them; 0 or -1. `max` is at most 9. */
static int read_digits(const char **s, int min, int max, int *ret) {
    int n = 0, v = 0;

    while (n < max && **s >= '0' && **s <= '9') {
        v = v * 10 + (**s - '0');
        (*s)++;
        n++;
    }
    if (n < min)
        return -1;
    *ret = v;
    return 0;
}

/* Moves past `c` when it is there. */
static bool read_char(const char **s, char c) {
    if (**s != c)
        return false;
    (*s)++;
    return true;
}

/* Year, month and day with `separator` between them (NUL: none, the basic form). */
static int read_iso_date(const char **s, char separator, date_t *ret) {
    int year, month, day;
    date_t d;

    TRY(read_digits(s, 4, 4, &year));
    if (separator != '\0' && !read_char(s, separator))
        return -1;
    TRY(read_digits(s, 2, 2, &month));
    if (separator != '\0' && !read_char(s, separator))
        return -1;
    TRY(read_digits(s, 2, 2, &day));
    d = date_from_ymd(year, month, day);
    if (d == DATE_NONE)
        return -1;
    *ret = d;
    return 0;
}

int date_parse_iso(const char *s, date_t *ret) {
    date_t d;

    if (read_iso_date(&s, '-', &d) < 0 || *s != '\0')
        return -1;
    *ret = d;
    return 0;
}

date_t date_of_stored(const char *s) {
    date_t d;

    return s != NULL && read_iso_date(&s, '-', &d) == 0 ? d : DATE_NONE;
}

/* d.m.yyyy, as Finnish Excel writes it, leading zeros or not. */
static int read_finnish_date(const char **s, date_t *ret) {
    int year, month, day;
    date_t d;

    TRY(read_digits(s, 1, 2, &day));
    if (!read_char(s, '.'))
        return -1;
    TRY(read_digits(s, 1, 2, &month));
    if (!read_char(s, '.'))
        return -1;
    TRY(read_digits(s, 4, 4, &year));
    d = date_from_ymd(year, month, day);
    if (d == DATE_NONE)
        return -1;
    *ret = d;
    return 0;
}

static int parse_finnish(const char *s, date_t *ret) {
    date_t d;

    if (read_finnish_date(&s, &d) < 0 || *s != '\0')
        return -1;
    *ret = d;
    return 0;
}

int date_parse(const char *s, date_t *ret) {
    struct local_time local;
    int64_t utc;

    if (date_parse_iso(s, ret) == 0 || parse_finnish(s, ret) == 0)
        return 0;
    TRY(instant_parse(s, &utc));
    helsinki(utc, &local);
    *ret = local.date;
    return 0;
}

date_t date_add(date_t d, struct period p) {
    int year, month, day, length;
    int64_t months, y, result;

    if (d == DATE_NONE)
        return DATE_NONE;
    date_to_ymd(d, &year, &month, &day);
    months = ((int64_t)year + p.years) * 12 + (month - 1) + p.months;
    if (months < 12 || months >= (YEAR_MAX + 1) * 12LL)
        return DATE_NONE;
    y = months / 12;
    month = (int)(months % 12) + 1;
    length = month_length((int)y, month);
    result = (int64_t)date_from_ymd((int)y, month, day < length ? day : length) + p.days;
    return result < DATE_FIRST || result > DATE_LAST ? DATE_NONE : (date_t)result;
}

date_t date_month_end(date_t d) {
    int year, month, day;

    date_to_ymd(d, &year, &month, &day);
    return date_from_ymd(year, month, month_length(year, month));
}

date_t date_year_end(date_t d) {
    int year, month, day;

    date_to_ymd(d, &year, &month, &day);
    return date_from_ymd(year, 12, 31);
}

int period_parse(const char *s, struct period *ret) {
    enum { DIGITS = 7, MOST = 9999999 }; /* more than any period inside years 1 to 9999 needs */
    static const char units[] = "YMWD";  /* in the order that ISO 8601 wants */
    struct period p = {0};
    size_t unit = 0;

    if (!read_char(&s, 'P') || *s == '\0')
        return -1;
    while (*s != '\0') {
        int n;

        TRY(read_digits(&s, 1, DIGITS, &n));
        while (units[unit] != '\0' && units[unit] != *s)
            unit++;
        switch (units[unit]) {
        case 'Y':
            p.years = n;
            break;
        case 'M':
            p.months = n;
            break;
        case 'W':
            p.days = n * 7;
            break;
        case 'D':
            p.days += n;
            break;
        default:
            return -1;
        }
        unit++;
        s++;
    }
    if ((p.years == 0 && p.months == 0 && p.days == 0) || p.days > MOST) /* weeks come back as days */
        return -1;
    *ret = p;
    return 0;
}

void period_iso(struct period p, char out[48]) {
    const struct {
        int32_t n;
        char unit;
    } parts[] = {{p.years, 'Y'}, {p.months, 'M'}, {p.days, 'D'}};
    size_t at = 1;

    out[0] = 'P';
    out[1] = '\0';
    for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
        if (parts[i].n != 0)
            at += (size_t)snprintf(out + at, 48 - at, "%" PRId32 "%c", parts[i].n, parts[i].unit);
    }
    if (at == 1)
        (void)snprintf(out, 48, "P0D");
}

/* 01:00 UTC of the last Sunday of a month that has 31 days. */
static int64_t switch_instant(int year, int month) {
    date_t end = date_from_ymd(year, month, 31);

    return (int64_t)(end - date_weekday(end) % 7) * DAY_SECONDS + 3600;
}

static bool is_summer(int64_t utc, int year) {
    return utc >= switch_instant(year, 3) && utc < switch_instant(year, 10);
}

/* UTC seconds of a Helsinki wall time. The hour that is skipped in March keeps winter time, the hour that comes twice
 * in October keeps summer time: the offset before the change. */
static int64_t from_wall(date_t date, int64_t second_of_day) {
    int64_t wall = (int64_t)date * DAY_SECONDS + second_of_day;
    int year, month, day;
    bool summer;

    date_to_ymd(date, &year, &month, &day);
    summer = wall >= switch_instant(year, 3) + SUMMER_OFFSET && wall < switch_instant(year, 10) + SUMMER_OFFSET;
    return wall - (summer ? SUMMER_OFFSET : WINTER_OFFSET);
}

/* Hours, minutes, and seconds where there are any, with `separator` between them (NUL: none); a fraction of a second is
 * dropped. 24:00 is the end of the day (ISO 8601-1:2019/Amd 1:2022, 5.3.2). */
static int read_time(const char **s, int hour_digits, char separator, int *ret_seconds) {
    int hour, minute, second = 0;

    TRY(read_digits(s, hour_digits, 2, &hour));
    if (separator != '\0' && !read_char(s, separator))
        return -1;
    TRY(read_digits(s, 2, 2, &minute));
    if (separator == '\0' ? **s >= '0' && **s <= '9' : read_char(s, separator)) {
        TRY(read_digits(s, 2, 2, &second));
        if (separator != '.' && (read_char(s, '.') || read_char(s, ','))) {
            int fraction;

            TRY(read_digits(s, 1, 9, &fraction));
        }
    }
    if (hour > 24 || minute > 59 || second > 59 || (hour == 24 && minute + second > 0))
        return -1;
    *ret_seconds = (hour * 60 + minute) * 60 + second;
    return 0;
}

/* ISO 8601's extended form, its basic form, or what Finnish Excel makes of a date with a time: "1.12.2026 8:05", and
 * "1.12.2026 8.05" as Finnish is written. */
static int read_date_time(const char **s, date_t *ret_date, int *ret_seconds) {
    const char *from = *s;

    if (read_iso_date(s, '-', ret_date) == 0)
        return read_char(s, 'T') || read_char(s, ' ') ? read_time(s, 2, ':', ret_seconds) : -1;
    *s = from;
    if (read_iso_date(s, '\0', ret_date) == 0)
        return read_char(s, 'T') ? read_time(s, 2, '\0', ret_seconds) : -1;
    *s = from;
    TRY(read_finnish_date(s, ret_date));
    return read_char(s, ' ') ? read_time(s, 1, strchr(*s, ':') != NULL ? ':' : '.', ret_seconds) : -1;
}

/* "+hh:mm", "+hhmm" or "+hh" in seconds; no place on Earth is further than 14 hours from UTC. */
static int read_offset(const char **s, int *ret_seconds) {
    int hours, minutes = 0, sign = **s == '-' ? -1 : 1;

    if (**s != '+' && **s != '-')
        return -1;
    (*s)++;
    TRY(read_digits(s, 2, 2, &hours));
    if (read_char(s, ':') || **s != '\0')
        TRY(read_digits(s, 2, 2, &minutes));
    if (minutes > 59 || hours * 60 + minutes > 14 * 60)
        return -1;
    *ret_seconds = sign * (hours * 60 + minutes) * 60;
    return 0;
}

int instant_parse(const char *s, int64_t *ret_utc) {
    date_t date;
    int seconds, offset = 0;
    int64_t utc;

    TRY(read_date_time(&s, &date, &seconds));
    if (*s == '\0') {
        utc = from_wall(date, seconds);
    } else {
        if (!read_char(&s, 'Z'))
            TRY(read_offset(&s, &offset));
        if (*s != '\0')
            return -1;
        utc = (int64_t)date * DAY_SECONDS + seconds - offset;
    }
    /* The Helsinki date has to lie in the range too. */
    if (utc < (int64_t)DATE_FIRST * DAY_SECONDS - WINTER_OFFSET ||
        utc >= ((int64_t)DATE_LAST + 1) * DAY_SECONDS - WINTER_OFFSET)
        return -1;
    *ret_utc = utc;
    return 0;
}

/* Day and second of the day of `seconds`, which may be negative. */
static date_t split_day(int64_t seconds, int *ret_second) {
    int64_t day = seconds / DAY_SECONDS;
    int64_t second = seconds % DAY_SECONDS;

    if (second < 0) {
        second += DAY_SECONDS;
        day--;
    }
    *ret_second = (int)second;
    return (date_t)day;
}

void helsinki(int64_t utc, struct local_time *ret) {
    const int64_t first = (int64_t)DATE_FIRST * DAY_SECONDS - WINTER_OFFSET;
    const int64_t last = ((int64_t)DATE_LAST + 1) * DAY_SECONDS - WINTER_OFFSET - 1;
    int year, month, day, second, offset;

    utc = utc < first ? first : utc > last ? last : utc;
    /* New Year is in winter time, so the winter date tells the year. */
    date_to_ymd(split_day(utc + WINTER_OFFSET, &second), &year, &month, &day);
    offset = is_summer(utc, year) ? SUMMER_OFFSET : WINTER_OFFSET;
    ret->date = split_day(utc + offset, &second);
    ret->hour = second / 3600;
    ret->minute = second / 60 % 60;
    ret->second = second % 60;
    ret->offset = offset / 60;
}

void instant_iso(int64_t utc, char out[INSTANT_LEN]) {
    struct local_time t;

    helsinki(utc, &t);
    date_iso(t.date, out);
    out[10] = 'T';
    put_digits(out + 11, 2, t.hour);
    out[13] = ':';
    put_digits(out + 14, 2, t.minute);
    out[16] = ':';
    put_digits(out + 17, 2, t.second);
    out[19] = '+';
    put_digits(out + 20, 2, t.offset / 60);
    out[22] = ':';
    put_digits(out + 23, 2, t.offset % 60);
    out[25] = '\0';
}
