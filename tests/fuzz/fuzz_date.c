/*
 * fuzz_date.c - libFuzzer target: any bytes as a date. What is taken is a day of the calendar, and reads the same from
 * every form.
 */
#include "fuzz_kind.h"

static int days_of(int year, int month) {
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

    return month == 2 ? (leap ? 29 : 28) : month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

/* The day that the text names, read here in another way: when it is nothing but a date, no other day comes out. */
static void check_text(const char *text, int year, int month, int day) {
    int y, m, d, end = 0;

    if (sscanf(text, "%4d-%2d-%2d%n", &y, &m, &d, &end) == 3 && text[end] == '\0')
        MUST(y == year && m == month && d == day);
    end = 0;
    if (sscanf(text, "%2d.%2d.%4d%n", &d, &m, &y, &end) == 3 && text[end] == '\0')
        MUST(y == year && m == month && d == day);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    char finnish[16], iso[DATE_LEN];
    int year, month, day;
    date_t d, again;
    SB(text);
    SB(key);

    if (!fuzz_kind(KIND_DATE, data, size, &text, &key))
        return 0;
    MUST(date_parse_iso(key.d, &d) == 0);
    date_to_ymd(d, &year, &month, &day);
    MUST(month >= 1 && month <= 12 && day >= 1 && day <= days_of(year, month));
    check_text(text.d, year, month, day);
    (void)snprintf(finnish, sizeof finnish, "%d.%d.%04d", day, month, year);
    MUST(date_parse(finnish, &again) == 0 && again == d);
    date_iso(date_add(date_add(d, (struct period){.days = 400}), (struct period){.days = 0}), iso);
    MUST(year > 9997 || date_parse_iso(iso, &again) == 0);
    MUST(year > 9997 || again == d + 400);
    return 0;
}
