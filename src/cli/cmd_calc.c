/*
 * cmd_calc.c - calc: the arithmetic of deadlines and retention by itself, for scripts and for checking by hand.
 */
#include "cli/cmd.h"
#include "domain/deadline.h"
#include "domain/retention.h"
#include "io/sink.h"

/* For people the one date that was asked for, a line; the rest is in the JSON. */
static void show_date(struct app *app, date_t date) {
    char iso[DATE_LEN];

    date_iso(date, iso);
    sink_printf(app->raw, "%s\n", iso);
}

/* ---- deadline ---- */

static int deadline_of(const struct args *a, struct deadline *ret, struct err *e) {
    struct period promise;
    date_t received = DATE_NONE;

    TRY(args_pos_date(a, 0, "DATE", &received, e));
    if (deadline_compute(received, args_period(a, "promise", &promise) ? &promise : NULL, false, ret) == 0)
        return 0;
    return err_set(e, ERR_USAGE, "the due date would be after the year 9999");
}

static int deadline_check(struct app *app, const struct args *a) {
    struct deadline d;

    return deadline_of(a, &d, app->err);
}

static int deadline_run(struct app *app, const struct args *a) {
    struct deadline d;

    TRY(deadline_of(a, &d, app->err));
    if (app->format == APP_TEXT) {
        show_date(app, d.due);
        return APP_DONE;
    }
    out_map(app->out, NULL);
    out_date(app->out, "received", d.received);
    out_date(app->out, "due", d.due);
    out_date(app->out, "art12", d.art12);
    out_date(app->out, "art12_extended", d.art12_extended);
    out_date(app->out, "promise", d.promise);
    out_end(app->out);
    return APP_DONE;
}

static const struct opt deadline_opts[] = {
    {"promise", OPT_PERIOD, "PERIOD", "time that the privacy notice promises to answer in"},
    {0},
};

static const struct cmd calc_deadline = {
    .name = "deadline",
    .summary = "print by when a request received on DATE has to be answered",
    .args = "DATE",
    .min_args = 1,
    .max_args = 1,
    .details =
        "One month from receipt (Art. 12(3)), ending on the next working day where it would end on a weekend or a "
        "Finnish public holiday (Regulation 1182/71), or what the notice promises where that is earlier.\n\n"
        "  gdprctl calc deadline 2026-01-31 --promise P30D --json",
    .opts = deadline_opts,
    .db = DB_NONE,
    .check = deadline_check,
    .run = deadline_run,
};

/* ---- expiry ---- */

static int expiry_of(const struct args *a, struct retention_rule *rule, date_t *ret_trigger, struct err *e) {
    const char *align = args_str(a, "align");

    *rule = (struct retention_rule){.align = ALIGN_NONE};
    TRY(args_pos_date(a, 0, "DATE", ret_trigger, e));
    TRY(args_pos_period(a, 1, "PERIOD", &rule->period, e));
    if (align != NULL)
        (void)align_parse(align, &rule->align);
    if (date_add(*ret_trigger, rule->period) == DATE_NONE)
        return err_set(e, ERR_USAGE, "the last day would be after the year 9999");
    return 0;
}

static int expiry_check(struct app *app, const struct args *a) {
    struct retention_rule rule;
    date_t trigger = DATE_NONE;

    return expiry_of(a, &rule, &trigger, app->err);
}

static int expiry_run(struct app *app, const struct args *a) {
    struct retention_rule rule;
    date_t trigger = DATE_NONE;
    char period[48];

    TRY(expiry_of(a, &rule, &trigger, app->err));
    date_t last_day = retention_last_day(&rule, trigger);
    if (app->format == APP_TEXT) {
        show_date(app, last_day);
        return APP_DONE;
    }
    period_iso(rule.period, period);
    out_map(app->out, NULL);
    out_date(app->out, "trigger", trigger);
    out_str(app->out, "period", period);
    out_date(app->out, "last_day", last_day);
    out_end(app->out);
    return APP_DONE;
}

static const struct opt expiry_opts[] = {
    {"align", OPT_WORD, "WHERE", "where the last day is moved", .words = align_codes},
    {0},
};

static const struct cmd calc_expiry = {
    .name = "expiry",
    .summary = "print the last day that something is kept for PERIOD from DATE",
    .args = "DATE PERIOD",
    .min_args = 2,
    .max_args = 2,
    .details =
        "The whole of that day still belongs to the retention. A day that the month does not have is the month's "
        "last one.\n\n"
        "  gdprctl calc expiry 2016-02-29 P10Y",
    .opts = expiry_opts,
    .db = DB_NONE,
    .check = expiry_check,
    .run = expiry_run,
};

static const struct cmd *const calc_subs[] = {&calc_deadline, &calc_expiry, NULL};

const struct cmd cmd_calc = {
    .name = "calc",
    .summary = "reckon a due date or a last day kept",
    .subs = calc_subs,
};
