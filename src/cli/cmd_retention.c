/*
 * cmd_retention.c - `gdprctl retention`: how long rows are kept, and why.
 */
#include "cli/cmd.h"

#include "base/doc.h"
#include "base/mem.h"
#include "base/sb.h"
#include "cli/selector.h"
#include "engine/due.h"
#include "engine/explain.h"
#include "engine/forecast.h"
#include "engine/workset.h"
#include "store/audit_store.h"
#include "store/register_store.h"
#include "store/release_store.h"

static int explain_run(struct app *app, const struct args *a) {
    struct subject s;
    PLAN(plan);
    LOCATOR(locator);
    WORKSET(work);

    TRY(plan_load(app->db, args_pos(a, 0), &plan));
    TRY(selector_subject(app, a, plan.register_id, &s));
    TRY(locator_open(&locator, &plan, app->db));
    TRY(workset_load(&locator, &s, app->as_of, 0, &work));
    explain_write(app->out, &plan, app->lang, &work);
    return APP_DONE;
}

static const struct cmd cmd_explain = {
    .name = "explain",
    .summary = "why each row of a person is kept, and until when",
    .args = "CODE",
    .min_args = 1,
    .max_args = 1,
    .details = "For each row: the event that starts the period, the rule, where it stands, the last day kept, and what "
               "happens next.\n\n"
               "  gdprctl retention explain kuopio-customers --customer 00100003",
    .opt_groups = (const struct opt *const[]){opts_selector, opts_as_of, NULL},
    .db = DB_READ,
    .needs_key = true,
    .list = "rows",
    .columns = (const char *const[]){"table", "row", "fields", "trigger", "period", "last_day", "rule",
                                     "legal_reference", "status", "assumed", "trigger_missing", "stopped_by", "next",
                                     "waits_until", NULL},
    .run = explain_run,
};

/* ---- due ---- */

static int due_in(struct app *app, const char *code, int64_t *total) {
    due_count_vec counts = {0};
    int rc;
    PLAN(plan);
    DUE(due);

    TRY(plan_load(app->db, code, &plan));
    TRY(due_find(app->db, &plan, app->as_of, &due));
    rc = due_report(app->db, &due, &counts);
    for (size_t i = 0; rc >= 0 && i < counts.len; i++) {
        out_map(app->out, NULL);
        out_str(app->out, "register", code);
        out_str(app->out, "table", counts.d[i].table->table->name);
        out_int(app->out, "due", counts.d[i].due);
        out_int(app->out, "deleted", 0);
        out_int(app->out, "cleared", 0);
        out_int(app->out, "held", counts.d[i].held);
        out_int(app->out, "waiting", counts.d[i].waiting);
        out_int(app->out, "no_trigger", counts.d[i].no_trigger);
        out_end(app->out);
        *total += counts.d[i].due;
    }
    vec_release(&counts);
    return rc;
}

static int due_run(struct app *app, const struct args *a) {
    code_vec codes CLEANUP(code_vec_release) = {0};
    char day[DATE_LEN];
    int64_t total = 0;

    TRY(register_codes(app->db, args_pos_count(a) > 0 ? args_pos(a, 0) : NULL, &codes));
    date_iso(app->as_of, day);
    out_map(app->out, NULL);
    out_str(app->out, "as_of", day);
    out_bool(app->out, "dry_run", true);
    out_list(app->out, "records");
    for (size_t i = 0; i < codes.len; i++)
        TRY(due_in(app, codes.d[i], &total));
    out_end(app->out);
    out_int(app->out, "files_deleted", 0);
    out_int(app->out, "deleted", 0);
    out_int(app->out, "due", total);
    out_end(app->out);
    return APP_DONE;
}

static const struct cmd cmd_due = {
    .name = "due",
    .summary = "rows that are past their last day: what a purge would take",
    .args = "[CODE]",
    .max_args = 1,
    .details =
        "Waiting are rows whose own last day has passed too, but which rows below them still need: a customer goes "
        "after the last contract.",
    .opt_groups = (const struct opt *const[]){opts_as_of, NULL},
    .db = DB_READ,
    .list = "records",
    .columns = (const char *const[]){"register", "table", "due", "deleted", "cleared", "held", "waiting", "no_trigger",
                                     NULL},
    .run = due_run,
};

/* ---- forecast ---- */

#define BAR_WIDTH 20 /* the table fits into 80 columns */

/* A bar as long as the row's share of the largest one. */
static void put_bar(struct out *o, int64_t rows, int64_t most) {
    SB(bar);

    doc_bar_text(&bar, most > 0 ? (int)((rows * 1000 + most - 1) / most) : 0, BAR_WIDTH);
    out_str(o, "bar", bar.d);
}

static int64_t most_rows(const struct forecast *f) {
    int64_t most = 0;

    for (size_t t = 0; t < f->tables.len; t++) {
        for (size_t m = 0; m < f->month_count; m++)
            most = f->tables.d[t].months[m] > most ? f->tables.d[t].months[m] : most;
    }
    return most;
}

static int forecast_in(struct app *app, const char *code, size_t months) {
    PLAN(plan);
    FORECAST(f);

    TRY(plan_load(app->db, code, &plan));
    TRY(forecast_make(app->db, &plan, app->as_of, months, &f));
    for (size_t m = 0; m < f.month_count; m++) {
        char month[FORECAST_MONTH_LEN];

        forecast_month(&f, m, month);
        for (size_t t = 0; t < f.tables.len; t++) {
            if (f.tables.d[t].months[m] == 0)
                continue;
            out_map(app->out, NULL);
            out_str(app->out, "month", month);
            out_str(app->out, "register", code);
            out_str(app->out, "table", f.tables.d[t].table->table->name);
            out_int(app->out, "rows", f.tables.d[t].months[m]);
            if (app->format == APP_TEXT)
                put_bar(app->out, f.tables.d[t].months[m], most_rows(&f));
            out_end(app->out);
        }
    }
    return 0;
}

static int forecast_run(struct app *app, const struct args *a) {
    code_vec codes CLEANUP(code_vec_release) = {0};
    size_t months = forecast_months(app->as_of, (size_t)args_int(a, "months", 24));
    char day[DATE_LEN];

    TRY(register_codes(app->db, args_pos_count(a) > 0 ? args_pos(a, 0) : NULL, &codes));
    date_iso(app->as_of, day);
    out_map(app->out, NULL);
    out_str(app->out, "as_of", day);
    out_int(app->out, "months", (int64_t)months);
    out_list(app->out, "forecast");
    for (size_t i = 0; i < codes.len; i++)
        TRY(forecast_in(app, codes.d[i], months));
    out_end(app->out);
    out_end(app->out);
    return APP_DONE;
}

static const struct opt forecast_opts[] = {
    {"months", OPT_INT, "N", "how far to look ahead (default 24)", .min = 1, .max = 600},
    {0},
};

static const struct cmd cmd_forecast = {
    .name = "forecast",
    .summary = "rows that will fall due, month by month",
    .args = "[CODE]",
    .max_args = 1,
    .details =
        "A row counts in the month of the day after its last one, when a purge may first take it: by its rules' "
        "periods, or by the last day that `retention release` has set. It may go later: a row that others below it "
        "still need goes after them, and one that a hold, a restriction or an open request stops goes when that has "
        "ended. Not in it are rows without such a day, single columns that are cleared, and what an objection ends. "
        "The first month has what is due already, too.",
    .opts = forecast_opts,
    .opt_groups = (const struct opt *const[]){opts_as_of, NULL},
    .db = DB_READ,
    .list = "forecast",
    .columns = (const char *const[]){"month", "register", "table", "rows", NULL},
    .run = forecast_run,
};

/* ---- release ---- */

/* Only a rule without a period waits for an officer. */
static int check_rule(struct app *app, const struct plan *plan, const char *code) {
    for (size_t i = 0; i < plan->rules.len; i++) {
        if (strcmp(plan->rules.d[i].code, code) != 0)
            continue;
        if (plan->rules.d[i].by_time)
            return err_set(app->err, ERR_REFUSED, "rule %s has a period and ends by itself", code);
        return 0;
    }
    (void)err_set(app->err, ERR_NOTFOUND, "register %s has no retention rule of that code", plan->code);
    return err_hint(app->err, "`gdprctl register show %s` lists its rules", plan->code);
}

static int release_run(struct app *app, const struct args *a) {
    const char *rule = args_str(a, "rule");
    char day[DATE_LEN], today[DATE_LEN];
    struct subject s = {0};
    uint8_t tag[CRYPT_TAG_LEN];
    SB(detail);
    SELECTORS(sel);
    PLAN(plan);
    TX(tx);

    TRY(tx_begin(&tx, app->db));
    TRY(plan_load(app->db, args_pos(a, 0), &plan));
    TRY(check_rule(app, &plan, rule));
    TRY(selector_args(app, a, &sel));
    if (sel.representative) {
        (void)err_set(app->err, ERR_USAGE, "a release is of everything of a customer, not of a representative");
        return err_hint(app->err, "leave --as out to mean the customer");
    }
    if (selectors_any(&sel)) {
        TRY(locate_subject(app->db, plan.register_id, &sel, &s));
        TRY(subject_tag(app->db, &s, tag));
    }
    date_iso(args_has(a, "last-day") ? args_date(a, "last-day") : app->today, day);
    date_iso(app->today, today);
    TRY(release_add(app->db, plan.register_id, rule, s.customer_id, day, args_str(a, "reason"), today));
    sb_printf(&detail, "rule=%s last_day=%s", rule, day);
    TRY(audit_append(app->db, app->now_utc,
                     &(struct audit_event){.command = "retention release",
                                           .register_code = plan.code,
                                           .subject = s.customer_id != 0 ? tag : NULL,
                                           .result = "done",
                                           .detail = detail.d}));
    TRY(app_keep(app, &tx));
    out_map(app->out, NULL);
    out_str(app->out, "register", plan.code);
    out_str(app->out, "rule", rule);
    out_bool(app->out, "everybody", s.customer_id == 0);
    out_str(app->out, "last_day", day);
    out_end(app->out);
    return APP_DONE;
}

static const struct opt release_opts[] = {
    {"rule", OPT_STRING, "RULE", "retention rule without a period", .flags = OPT_REQUIRED},
    {"last-day", OPT_DATE, "DATE", "last day on which the data are needed (default: today)"},
    {"reason", OPT_STRING, "TEXT", "why they are no longer needed, without names", .flags = OPT_REQUIRED},
    {0},
};

static const struct cmd cmd_release = {
    .name = "release",
    .summary = "say that data kept \"as long as needed\" are no longer needed",
    .args = "CODE",
    .min_args = 1,
    .max_args = 1,
    .details =
        "For rules without a period. With a selector it holds for one person, else for everybody. The purge takes "
        "the rows after the last day. What an import brings after that day is not meant, and stays: release it "
        "anew when it is not needed either.",
    .opts = release_opts,
    .opt_groups = (const struct opt *const[]){opts_selector, opts_dry_run, NULL},
    .selector_optional = true,
    .db = DB_WRITE,
    .needs_key = true,
    .run = release_run,
};

const struct cmd cmd_retention = {
    .name = "retention",
    .summary = "how long rows are kept, and why",
    .subs = (const struct cmd *const[]){&cmd_explain, &cmd_due, &cmd_forecast, &cmd_release, NULL},
};
