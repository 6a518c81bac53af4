/*
 * report_write.c - the report as a document for people; see report.h.
 */
#include "base/sb.h"
#include "domain/phrase.h"
#include "engine/report.h"

const char *report_title(enum lang lang) {
    return phrase(PHRASE_REPORT_TITLE, lang);
}

/* One row of numbers behind a name. -1 is a number that there is not. */
static void put_numbers(struct doc *d, const char *name, const int64_t *numbers, size_t n) {
    const char *cells[8];
    struct sb texts[8];

    texts[0] = (struct sb)SB_INIT;
    phrase_capital(&texts[0], name);
    cells[0] = texts[0].d;
    for (size_t i = 0; i < n; i++) {
        texts[i + 1] = (struct sb)SB_INIT;
        sb_cat(&texts[i + 1], "");
        if (numbers[i] >= 0)
            sb_printf(&texts[i + 1], "%" PRId64, numbers[i]);
        cells[i + 1] = texts[i + 1].d;
    }
    doc_row(d, cells, n + 1);
    for (size_t i = 0; i <= n; i++)
        sb_release(&texts[i]);
}

static void put_outcomes(struct doc *d, const char *name, const struct report_right *r) {
    const int64_t numbers[] = {r->total, r->open, r->partly, r->done, r->refused, r->withdrawn};

    put_numbers(d, name, numbers, ARRAY_LEN(numbers));
}

static void put_times(struct doc *d, const char *name, const struct report_right *r) {
    const int64_t numbers[] = {(int64_t)r->days.len, report_median(r), report_longest(r), r->late,
                               r->overdue,           r->extended};

    put_numbers(d, name, numbers, ARRAY_LEN(numbers));
}

/* A table with a row for each right that was used, and the total. */
static void put_table(const struct report *r, struct doc *d, enum lang lang, enum phrase caption,
                      const enum phrase columns[7],
                      void (*put)(struct doc *d, const char *name, const struct report_right *r)) {
    const char *headers[7];
    struct sb texts[7];

    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        texts[i] = (struct sb)SB_INIT;
        phrase_capital(&texts[i], phrase(columns[i], lang));
        headers[i] = texts[i].d;
    }
    doc_table(d, phrase(caption, lang), headers, ARRAY_LEN(headers));
    for (enum right i = 0; i < RIGHT__MAX; i++) {
        if (r->rights[i].total > 0)
            put(d, right_name(i, lang), &r->rights[i]);
    }
    put(d, phrase(PHRASE_REPORT_TOTAL, lang), &r->all);
    doc_table_end(d);
    for (size_t i = 0; i < ARRAY_LEN(texts); i++)
        sb_release(&texts[i]);
}

static void put_requests(const struct report *r, struct doc *d, enum lang lang) {
    static const enum phrase outcomes[] = {PHRASE_REPORT_RIGHT,      PHRASE_REPORT_COUNT, PHRASE_STATE_IN_PROGRESS,
                                           PHRASE_STATE_PARTLY_DONE, PHRASE_STATE_DONE,   PHRASE_STATE_REFUSED,
                                           PHRASE_STATE_WITHDRAWN};
    static const enum phrase times[] = {PHRASE_REPORT_RIGHT,   PHRASE_REPORT_ANSWERED, PHRASE_REPORT_MEDIAN,
                                        PHRASE_REPORT_MAXIMUM, PHRASE_REPORT_LATE,     PHRASE_REPORT_OVERDUE,
                                        PHRASE_REPORT_EXTENDED};

    doc_heading(d, 2, phrase(PHRASE_REPORT_REQUESTS, lang));
    if (r->all.total == 0) {
        doc_para(d, phrase(PHRASE_REPORT_NO_REQUESTS, lang));
        return;
    }
    put_table(r, d, lang, PHRASE_REPORT_REQUESTS, outcomes, put_outcomes);
    put_table(r, d, lang, PHRASE_REPORT_TIMES, times, put_times);
}

/* "Marraskuu 2026": month `i` from that of the day on. */
static void put_month(struct sb *out, date_t first, size_t i, enum lang lang) {
    int year, month, day;

    date_to_ymd(first, &year, &month, &day);
    month += (int)i - 1;
    phrase_capital(out, phrase((enum phrase)(PHRASE_MONTH_1 + month % 12), lang));
    sb_printf(out, " %d", year + month / 12);
}

/* The chart of one register: a bar for each month to come. What is due already is a line above it, or it would make
 * every other bar short. */
static void put_chart(const struct report *r, const struct report_outlook *o, struct doc *d, enum lang lang) {
    const char *const headers[] = {phrase(PHRASE_REPORT_MONTH, lang), phrase(PHRASE_COL_ROWS, lang),
                                   phrase(PHRASE_REPORT_BAR, lang)};
    SB(due);

    doc_heading(d, 3, o->names[lang]);
    sb_printf(&due, "%" PRId64, o->due);
    doc_facts(d);
    doc_fact(d, phrase(PHRASE_REPORT_DUE, lang), due.d);
    doc_facts_end(d);
    doc_table(d, phrase(PHRASE_REPORT_TO_COME, lang), headers, ARRAY_LEN(headers));
    for (size_t i = 0; i < r->month_count; i++) {
        SB(month);
        SB(rows);

        put_month(&month, r->as_of, i, lang);
        sb_printf(&rows, "%" PRId64, o->months[i]);
        doc_bar(d, month.d, rows.d, report_share(o->months, i));
    }
    doc_table_end(d);
}

static void put_outlook(const struct report *r, struct doc *d, enum lang lang) {
    doc_heading(d, 2, phrase(PHRASE_REPORT_OUTLOOK, lang));
    if (r->outlooks.len == 0)
        doc_para(d, phrase(PHRASE_REPORT_NO_OUTLOOK, lang));
    for (size_t i = 0; i < r->outlooks.len; i++)
        put_chart(r, &r->outlooks.d[i], d, lang);
}

void report_write(const struct report *r, struct doc *d, enum lang lang) {
    SB(period);
    SB(made);

    phrase_dates(&period, r->from, r->to, lang);
    phrase_date(&made, r->as_of, lang);
    doc_heading(d, 1, report_title(lang));
    doc_facts(d);
    doc_fact(d, phrase(PHRASE_REPORT_PERIOD, lang), period.d);
    doc_fact(d, phrase(PHRASE_REPORT_MADE_ON, lang), made.d);
    doc_facts_end(d);
    put_requests(r, d, lang);
    put_outlook(r, d, lang);
}
