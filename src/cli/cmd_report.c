/*
 * cmd_report.c - `gdprctl report`: requests and retention in numbers.
 */
#include "cli/cmd.h"

#include "engine/report.h"
#include "io/atomic_file.h"
#include "io/doc_out.h"

static date_t last_day(const struct app *app, const struct args *a) {
    return args_has(a, "to") ? args_date(a, "to") : app->as_of;
}

/* Without --from: since the first of January. */
static date_t first_day(const struct app *app, const struct args *a) {
    int year, month, day;

    if (args_has(a, "from"))
        return args_date(a, "from");
    date_to_ymd(last_day(app, a), &year, &month, &day);
    return date_from_ymd(year, 1, 1);
}

static int check(struct app *app, const struct args *a) {
    if (first_day(app, a) <= last_day(app, a))
        return 0;
    if (args_has(a, "to"))
        return err_set(app->err, ERR_USAGE, "--from is after --to");
    (void)err_set(app->err, ERR_USAGE, "--from is after the evaluation date, which is the last day without --to");
    return err_hint(app->err, "give an earlier --from, or a later last day with --to");
}

static void show_days(struct out *o, const char *key, int64_t days) {
    if (days < 0) {
        out_null(o, key);
    } else {
        out_int(o, key, days);
    }
}

static void show_right(struct out *o, const char *type, const struct report_right *r) {
    out_map(o, NULL);
    out_str(o, "type", type);
    out_int(o, "total", r->total);
    out_int(o, "open", r->open);
    out_int(o, "partly_done", r->partly);
    out_int(o, "done", r->done);
    out_int(o, "refused", r->refused);
    out_int(o, "withdrawn", r->withdrawn);
    out_int(o, "answered", (int64_t)r->days.len);
    show_days(o, "median_days", report_median(r));
    show_days(o, "max_days", report_longest(r));
    out_int(o, "late", r->late);
    out_int(o, "overdue", r->overdue);
    out_int(o, "extended", r->extended);
    out_end(o);
}

/* For people what is due already stands by itself, as on the page, or it would make every other bar short. Scripts
 * have always had it in the first month. */
static void show_outlook(struct app *app, const struct report *r, int64_t due) {
    int64_t months[REPORT_MONTHS];

    memcpy(months, r->months, sizeof months);
    if (app->format == APP_TEXT)
        months[0] -= due;
    out_list(app->out, "outlook");
    for (size_t i = 0; i < r->month_count; i++) {
        char month[REPORT_MONTH_LEN];
        SB(bar);

        report_month(r, i, month);
        out_map(app->out, NULL);
        out_str(app->out, "month", month);
        out_int(app->out, "rows", months[i]);
        if (app->format == APP_TEXT) {
            doc_bar_text(&bar, report_share(months, i), 40);
            out_str(app->out, "bar", bar.d);
        }
        out_end(app->out);
    }
    out_end(app->out);
}

static void show(struct app *app, const struct report *r) {
    char from[DATE_LEN], to[DATE_LEN], as_of[DATE_LEN];
    struct out *o = app->out;
    int64_t due = 0;

    date_iso(r->from, from);
    date_iso(r->to, to);
    date_iso(r->as_of, as_of);
    out_map(o, NULL);
    out_str(o, "from", from);
    out_str(o, "to", to);
    out_str(o, "as_of", as_of);
    out_int(o, "total", r->all.total);
    out_int(o, "answered", (int64_t)r->all.days.len);
    show_days(o, "median_days", report_median(&r->all));
    show_days(o, "max_days", report_longest(&r->all));
    out_int(o, "late", r->all.late);
    out_int(o, "overdue", r->all.overdue);
    out_int(o, "extended", r->all.extended);
    out_list(o, "requests");
    for (enum right i = 0; i < RIGHT__MAX; i++) {
        if (r->rights[i].total > 0)
            show_right(o, right_code(i), &r->rights[i]);
    }
    out_end(o);
    for (size_t i = 0; i < r->outlooks.len; i++)
        due += r->outlooks.d[i].due;
    out_int(o, "due", due);
    show_outlook(app, r, due);
    out_end(o);
}

static int write_html(struct app *app, const struct report *r, const char *path) {
    ATOMIC_FILE(f);
    DOC_OUT(out);

    TRY(atomic_file_begin(&f, path, false, app->err));
    doc_out_open(&out, DOC_HTML, &f.out, app->lang, report_title(app->lang));
    report_write(r, &out.doc, app->lang);
    TRY(doc_out_close(&out, "the report", app->err));
    return atomic_file_commit(&f, app->err);
}

static int run(struct app *app, const struct args *a) {
    REPORT(r);
    TX(tx);

    TRY(tx_begin(&tx, app->db));
    TRY(report_make(app->db, first_day(app, a), last_day(app, a), app->as_of, &r));
    if (args_has(a, "html"))
        TRY(write_html(app, &r, args_str(a, "html")));
    show(app, &r);
    return APP_DONE;
}

static const struct opt report_opts[] = {
    {"from", OPT_DATE, "DATE", "first day of receipt (default: the first of January of the last day's year)"},
    {"to", OPT_DATE, "DATE", "last day of receipt (default: the evaluation date)"},
    {"html", OPT_PATH, "FILE", "write the report as a page, too; FILE must not exist yet"},
    {0},
};

const struct cmd cmd_report = {
    .name = "report",
    .summary = "requests by type and outcome, time to answer, retention outlook",
    .details = "Counts the requests received in the period: outcome, median and longest time from receipt to answer, "
               "answered late, overdue, extended. The outlook tells how many rows fall due in each of the "
               "coming 24 months; what is due already is told by itself. In the JSON the first month holds it, "
               "too.\n\n"
               "  gdprctl report --from 2026-01-01 --to 2026-12-31 --html report-2026.html",
    .opts = report_opts,
    .opt_groups = (const struct opt *const[]){opts_as_of, NULL},
    .db = DB_READ,
    .check = check,
    .run = run,
};
