/*
 * cmd_hold.c - `gdprctl hold`: legal holds, where retention and erasure stop.
 */
#include "cli/cmd.h"

#include "base/sb.h"
#include "cli/selector.h"
#include "store/audit_store.h"
#include "store/catalog.h"
#include "store/hold_store.h"
#include "store/register_store.h"
#include "store/subject_store.h"

static int audit(struct app *app, const char *command, const char *code, const uint8_t *subject, int64_t id) {
    SB(detail);

    sb_printf(&detail, "hold=%" PRId64, id);
    return audit_append(
        app->db, app->now_utc,
        &(struct audit_event){
            .command = command, .register_code = code, .subject = subject, .result = "done", .detail = detail.d});
}

/* The SQL name of --table, or NULL when it is not given. */
static int table_name(struct app *app, const struct args *a, struct sb *name, const char **ret) {
    struct catalog cat CLEANUP(catalog_release) = {0};
    const char *given = args_str(a, "table");
    const struct cat_table *t;

    *ret = NULL;
    if (given == NULL)
        return 0;
    TRY(catalog_load(app->db, &cat));
    t = catalog_table(&cat, given);
    if (t == NULL)
        return err_set(app->err, ERR_USAGE, "there is no record table of that name");
    sb_cat(name, t->name);
    *ret = name->d;
    return 0;
}

static int add_check(struct app *app, const struct args *a) {
    if (args_has(a, "row") && !args_has(a, "table"))
        return err_set(app->err, ERR_USAGE, "--row needs --table");
    if (args_has(a, "until") && args_date(a, "until") < app->today)
        return err_set(app->err, ERR_USAGE, "--until is in the past: the hold would stop nothing");
    return 0;
}

static int add_run(struct app *app, const struct args *a) {
    uint8_t tag[CRYPT_TAG_LEN];
    char today[DATE_LEN], until[DATE_LEN];
    struct subject s = {0};
    const char *table;
    int64_t register_row, id;
    SB(name);
    SELECTORS(sel);
    TX(tx);

    TRY(tx_begin(&tx, app->db));
    TRY(register_id(app->db, args_str(a, "register"), &register_row));
    TRY(selector_args(app, a, &sel));
    if (selectors_any(&sel)) {
        TRY(locate_subject(app->db, register_row, &sel, &s));
        TRY(subject_tag(app->db, &s, tag));
    }
    TRY(table_name(app, a, &name, &table));
    date_iso(app->today, today);
    if (args_has(a, "until"))
        date_iso(args_date(a, "until"), until);
    TRY(hold_add(app->db, register_row, s.customer_id, table, args_int(a, "row", 0), args_str(a, "reason"),
                 args_has(a, "owner") ? args_str(a, "owner") : "privacy officer", today,
                 args_has(a, "until") ? until : NULL, &id));
    TRY(audit(app, "hold add", args_str(a, "register"), s.customer_id != 0 ? tag : NULL, id));
    TRY(tx_commit(&tx));
    out_map(app->out, NULL);
    out_int(app->out, "hold", id);
    out_str(app->out, "register", args_str(a, "register"));
    out_bool(app->out, "whole_register", s.customer_id == 0);
    out_str(app->out, "table", table);
    out_str(app->out, "until", args_has(a, "until") ? until : NULL);
    out_end(app->out);
    return APP_DONE;
}

static const struct opt add_opts[] = {
    {"register", OPT_STRING, "CODE", "the register", .flags = OPT_REQUIRED},
    {"table", OPT_STRING, "T", "only this record table"},
    {"row", OPT_INT, "ID", "only this row of the table", .min = 1},
    {"reason", OPT_STRING, "TEXT", "why, without names", .flags = OPT_REQUIRED},
    {"owner", OPT_STRING, "ROLE", "who asked for it (default: privacy officer)"},
    {"until", OPT_DATE, "DATE", "ends by itself after this day"},
    {0},
};

static const struct cmd cmd_add = {
    .name = "add",
    .summary = "stop retention and erasure for a person, a table, a row or a register",
    .details = "Without a selector the hold is on the whole register (or table).\n\n"
               "  gdprctl hold add --register kuopio-customers --customer 00100003 --reason \"dispute 12/2026\"",
    .opts = add_opts,
    .opt_groups = (const struct opt *const[]){opts_selector, NULL},
    .db = DB_WRITE,
    .needs_key = true,
    .check = add_check,
    .run = add_run,
};

static int lift_run(struct app *app, const struct args *a) {
    char today[DATE_LEN], *end;
    int64_t id = strtoll(args_pos(a, 0), &end, 10);
    TX(tx);

    if (*end != '\0' || id <= 0)
        return err_set(app->err, ERR_USAGE, "ID is the number that `gdprctl hold list` shows");
    date_iso(app->today, today);
    TRY(tx_begin(&tx, app->db));
    TRY(hold_lift(app->db, id, today));
    TRY(audit(app, "hold lift", NULL, NULL, id));
    TRY(tx_commit(&tx));
    out_map(app->out, NULL);
    out_int(app->out, "hold", id);
    out_str(app->out, "lifted_on", today);
    out_end(app->out);
    return APP_DONE;
}

static const struct cmd cmd_lift = {
    .name = "lift",
    .summary = "end a hold; what waited for it goes in the next purge",
    .args = "ID",
    .min_args = 1,
    .max_args = 1,
    .db = DB_WRITE,
    .needs_key = true,
    .run = lift_run,
};

static int list_row(void *ctx, const struct hold_row *row) {
    struct app *app = ctx;

    out_map(app->out, NULL);
    out_int(app->out, "hold", row->id);
    out_str(app->out, "register", row->register_code);
    out_str(app->out, "customer", row->customer_no);
    out_str(app->out, "table", row->table_name);
    out_str(app->out, "reason", row->reason);
    out_str(app->out, "owner", row->owner);
    out_str(app->out, "placed_on", row->placed_on);
    out_str(app->out, "until", row->until);
    out_str(app->out, "lifted_on", row->lifted_on);
    out_end(app->out);
    return 0;
}

static int list_run(struct app *app, const struct args *a) {
    char today[DATE_LEN];

    date_iso(app->as_of, today);
    out_map(app->out, NULL);
    out_list(app->out, "holds");
    TRY(hold_each(app->db, !args_flag(a, "all"), today, list_row, app));
    out_end(app->out);
    out_end(app->out);
    return APP_DONE;
}

static const struct opt list_opts[] = {
    {"all", OPT_FLAG, NULL, "also holds that have ended"},
    {0},
};

static const struct cmd cmd_list = {
    .name = "list",
    .summary = "list the holds in force",
    .opts = list_opts,
    .opt_groups = (const struct opt *const[]){opts_as_of, NULL},
    .db = DB_READ,
    .run = list_run,
};

const struct cmd cmd_hold = {
    .name = "hold",
    .summary = "legal holds: retention and erasure stop there",
    .subs = (const struct cmd *const[]){&cmd_add, &cmd_lift, &cmd_list, NULL},
};
