/*
 * cmd_object.c - `gdprctl object` and `gdprctl restrict`: Articles 21 and 18.
 */
#include "cli/cmd.h"

#include "cli/request_args.h"
#include "engine/object.h"
#include "engine/restrict.h"
#include "store/catalog.h"

/* ---- object ---- */

static const char *const decisions[] = {"uphold", "override", NULL};

static int object_check(struct app *app, const struct args *a) {
    if (args_has(a, "decision") != args_has(a, "reason")) {
        (void)err_set(app->err, ERR_USAGE, "a decision and its reason belong together");
        return err_hint(app->err, "--decision uphold|override --reason TEXT");
    }
    if (args_has(a, "notice-sent") && args_word(a, "decision") != 1)
        return err_set(app->err, ERR_USAGE, "--notice-sent goes with --decision override, which ends a restriction");
    return request_args_check(app, a);
}

static int object_run(struct app *app, const struct args *a) {
    int word = args_word(a, "decision");
    const struct object_ruling ruling = {
        .decision = word < 0    ? OBJECT_UNDECIDED
                    : word == 0 ? OBJECT_UPHOLD
                                : OBJECT_OVERRIDE,
        .reason = args_str(a, "reason"),
        .notice = args_date(a, "notice-sent"),
    };
    struct objected done = {0};
    REQUEST(q);
    PLAN(plan);
    TX(tx);

    TRY(tx_begin(&tx, app->db));
    TRY(request_args_get(app, a, RIGHT_OBJECTION, &q));
    TRY(plan_load(app->db, q.register_code, &plan));
    TRY(object_carry_out(app->db, &plan, &q, &ruling, app_book_time(app), &done));
    TRY(app_keep(app, &tx));
    out_map(app->out, NULL);
    request_out(app->out, &q);
    out_int(app->out, "scopes", done.scopes);
    out_int(app->out, "prohibitions", done.prohibitions);
    out_int(app->out, "suppressions", done.suppressions);
    out_bool(app->out, "restricted", done.restricted);
    out_bool(app->out, "waiting_for_decision", done.waiting);
    out_str(app->out, "decision", q.decision);
    out_end(app->out);
    if (done.waiting)
        app_say(app,
                "the data are restricted until you decide: gdprctl object %s --decision uphold|override --reason "
                "TEXT",
                q.ref);
    else if (done.restricted && ruling.decision == OBJECT_OVERRIDE)
        app_say(
            app,
            "the data stay restricted until the person was told of the decision (Art. 18(3)): send the letter, then "
            "gdprctl restrict lift %s --notice-sent DATE",
            q.ref);
    return APP_DONE;
}

static const struct opt object_opts[] = {
    {"decision", OPT_WORD, "DECISION", "what is decided on an objection under Art. 21(1)", .words = decisions},
    {"reason", OPT_STRING, "TEXT", "why; an override needs compelling grounds"},
    {"notice-sent", OPT_DATE, "DATE", "of an override: day on which the person was told that the restriction ends"},
    {0},
};

const struct cmd cmd_object = {
    .name = "object",
    .summary = "carry out an objection (Art. 21)",
    .args = "[REF]",
    .max_args = 1,
    .details =
        "Direct marketing stops at once: permissions become prohibitions, and the ban outlives the person's rows. "
        "An objection to the processing itself restricts the data until a decision with its reason, which stands: "
        "to change it needs a new request. An override ends the restriction when the person has been told (Art. "
        "18(3)): "
        "with --notice-sent, or later by restrict lift.\n\n"
        "  gdprctl object 2026-0003\n"
        "  gdprctl object 2026-0004 --decision override --reason \"pending court case\"",
    .opts = object_opts,
    .opt_groups = (const struct opt *const[]){opts_request, opts_selector, opts_verified, opts_dry_run, NULL},
    .selector_optional = true,
    .db = DB_WRITE,
    .needs_key = true,
    .check = object_check,
    .run = object_run,
};

/* ---- restrict ---- */

static int restrict_check(struct app *app, const struct args *a) {
    if (args_has(a, "row") && !args_has(a, "table"))
        return err_set(app->err, ERR_USAGE, "--row needs --table");
    return request_args_check(app, a);
}

static int restrict_run(struct app *app, const struct args *a) {
    struct restrict_what what = {.ground = args_str(a, "ground"), .row = args_int(a, "row", 0)};
    struct restricted done CLEANUP(restricted_release) = {0};
    const struct cat_table *table;
    REQUEST(q);
    PLAN(plan);
    TX(tx);

    if (what.ground == NULL)
        what.ground = "accuracy";
    TRY(tx_begin(&tx, app->db));
    TRY(request_args_get(app, a, RIGHT_RESTRICTION, &q));
    TRY(plan_load(app->db, q.register_code, &plan));
    if (args_has(a, "table")) {
        TRY(catalog_find_table(&plan.cat, args_str(a, "table"), &table, app->err));
        what.table = table->name;
    }
    TRY(restrict_carry_out(app->db, &plan, &q, &what, app_book_time(app), &done));
    TRY(app_keep(app, &tx));
    out_map(app->out, NULL);
    request_out(app->out, &q);
    out_str(app->out, "ground", what.ground);
    out_str(app->out, "table", what.table);
    out_int(app->out, "restrictions", done.placed);
    out_str(app->out, "restricted_by", done.by);
    if (done.placed == 0)
        out_note(app->out, "The same was restricted already: there was nothing to do.");
    out_end(app->out);
    return APP_DONE;
}

static const struct opt restrict_opts[] = {
    {"ground", OPT_WORD, "GROUND", "ground of Art. 18(1); accuracy unless given", .words = restrict_grounds},
    {"table", OPT_STRING, "T", "only this record table"},
    {"row", OPT_INT, "ID", "only this row of the table", .min = 1},
    {0},
};

static int lift_run(struct app *app, const struct args *a) {
    int64_t lifted;
    REQUEST(q);
    TX(tx);

    TRY(tx_begin(&tx, app->db));
    TRY(request_load(app->db, args_pos(a, 0), &q));
    TRY(restrict_lift(app->db, &q, args_date(a, "notice-sent"), app_book_time(app), &lifted));
    TRY(app_keep(app, &tx));
    out_map(app->out, NULL);
    request_out(app->out, &q);
    out_int(app->out, "lifted", lifted);
    out_str(app->out, "notice_sent", args_str(a, "notice-sent"));
    out_end(app->out);
    return APP_DONE;
}

static const struct opt lift_opts[] = {
    {"notice-sent", OPT_DATE, "DATE", "day on which the person was told (Art. 18(3)): since the restriction began"},
    {0},
};

static const struct cmd cmd_lift = {
    .name = "lift",
    .summary = "end a restriction, after the person was told",
    .args = "REF",
    .min_args = 1,
    .max_args = 1,
    .opts = lift_opts,
    .opt_groups = (const struct opt *const[]){opts_dry_run, NULL},
    .db = DB_WRITE,
    .needs_key = true,
    .run = lift_run,
};

const struct cmd cmd_restrict = {
    .name = "restrict",
    .summary = "restrict processing (Art. 18), or lift a restriction",
    .args = "[REF]",
    .max_args = 1,
    .details = "Restricted data are stored and not used: no marketing, and for unlawful processing or the person's own "
               "claims no purge.\n\n"
               "  gdprctl restrict 2026-0005 --ground claims\n"
               "  gdprctl restrict lift 2026-0005 --notice-sent 2026-12-01",
    .opts = restrict_opts,
    .opt_groups = (const struct opt *const[]){opts_request, opts_selector, opts_verified, opts_dry_run, NULL},
    .selector_optional = true,
    .subs = (const struct cmd *const[]){&cmd_lift, NULL},
    .db = DB_WRITE,
    .needs_key = true,
    .check = restrict_check,
    .run = restrict_run,
};
