/*
 * cmd_notify.c - `gdprctl request notify`: whom to tell of what was done (Art. 19), with which file, and that it was
 * done.
 */
#include "cli/cmd.h"

#include "cli/request_args.h"
#include "domain/notice_read.h"
#include "engine/notify.h"
#include "store/audit_store.h"

struct recipients {
    struct app *app;
    const struct node *def;
};

static int show_recipient(void *ctx, const char *recipient, const char *told_on) {
    struct recipients *r = ctx;
    const struct node *node = notice_find(r->def, "recipients", recipient);

    out_map(r->app->out, NULL);
    out_str(r->app->out, "recipient", recipient);
    out_str(r->app->out, "name", node != NULL ? notice_name(node, r->app->lang) : recipient);
    out_str(r->app->out, "told_on", told_on);
    out_end(r->app->out);
    return 0;
}

static int show(struct app *app, const struct request *q, const struct node *def, size_t files) {
    struct recipients r = {.app = app, .def = def};

    out_map(app->out, NULL);
    out_str(app->out, "request", q->ref);
    out_list(app->out, "recipients");
    TRY(request_recipient_each(app->db, q->id, show_recipient, &r));
    out_end(app->out);
    out_int(app->out, "files", (int64_t)files);
    out_end(app->out);
    return 0;
}

/* Data leave the house: that is in the log, or the files are taken away again. Where nobody has to be told none do. */
static int write_files(struct app *app, const struct args *a, const struct plan *plan, const struct request *q,
                       struct package_dir *dir, size_t *ret_files) {
    LOCATOR(locator);
    WORKSET(work);
    NOTIFY(n);

    n.db = app->db;
    n.plan = plan;
    n.request = q;
    n.work = &work;
    n.today = app->today;
    n.lang = app->lang;
    n.protected_ok = args_flag(a, "protected-ok");
    TRY(app->dry_run ? package_dir_pretend(dir, args_str(a, "out"), app->err)
                     : package_dir_open(dir, args_str(a, "out"), false, app->err));
    if (q->subject.customer_id != 0) {
        TRY(locator_open(&locator, plan, app->db));
        TRY(workset_load(&locator, &q->subject, app->today, q->id, &work));
    }
    TRY(notify_collect(&n));
    TRY(notify_write(&n, dir, ret_files));
    if (*ret_files > 0 && audit_append(app->db, app->now_utc,
                                       &(struct audit_event){.command = "request notify",
                                                             .register_code = q->register_code,
                                                             .request_ref = q->ref,
                                                             .subject = q->subject_tag,
                                                             .result = "files-written"}) < 0)
        return package_dir_withdraw(dir, q->ref);
    return 0;
}

static int check(struct app *app, const struct args *a) {
    if (!args_has(a, "on") || args_has(a, "recipient"))
        return 0;
    return err_set(app->err, ERR_USAGE, "--on is the day on which the --recipient was told");
}

static int run(struct app *app, const struct args *a) {
    date_t on = args_has(a, "on") ? args_date(a, "on") : app->today;
    size_t files = 0;
    REQUEST(q);
    PLAN(plan);
    PACKAGE_DIR(dir);
    TX(tx);

    TRY(tx_begin(&tx, app->db));
    TRY(request_load(app->db, args_pos(a, 0), &q));
    TRY(plan_load(app->db, q.register_code, &plan));
    if (args_has(a, "recipient")) /* first: no files are left behind by a day that cannot be right */
        TRY(request_book_notify(app->db, &q, args_str(a, "recipient"), on, app_book_time(app)));
    if (args_has(a, "out"))
        TRY(write_files(app, a, &plan, &q, &dir, &files));
    if ((args_has(a, "out") || args_has(a, "recipient")) && app_keep(app, &tx) < 0)
        return package_dir_withdraw(&dir, files > 0 ? q.ref : NULL);
    TRY(show(app, &q, plan.def, files));
    return APP_DONE;
}

static const struct opt notify_opts[] = {
    {"out", OPT_PATH, "DIR", "write a file for each recipient to DIR/REF/, as JSON and as CSV"},
    {"protected-ok", OPT_FLAG, NULL, "second confirmation for a person with a protected address (turvakielto)"},
    {"recipient", OPT_STRING, "CODE", "the recipient that was told"},
    {"on", OPT_DATE, "DATE", "day on which it was told (default: today)"},
    {0},
};

const struct cmd cmd_request_notify = {
    .name = "notify",
    .summary = "recipients to tell of what was done (Art. 19): list them, write their files, tick them off",
    .args = "REF",
    .min_args = 1,
    .max_args = 1,
    .details = "A recipient is told of a rectification, an erasure and a restriction. Its file holds only what it may "
               "get: the columns and categories that the register's definition lists for it. After an erasure "
               "nothing is left to write down, so its files are written on the way: `gdprctl erase REF --notify "
               "DIR`.\n\n"
               "  gdprctl request notify 2026-0002 --out told\n"
               "  gdprctl request notify 2026-0002 --recipient asiakastieto",
    .opts = notify_opts,
    .opt_groups = (const struct opt *const[]){opts_dry_run, NULL},
    .db = DB_WRITE,
    .needs_key = true,
    .check = check,
    .list = "recipients",
    .columns = (const char *const[]){"recipient", "name", "told_on", NULL},
    .run = run,
};
