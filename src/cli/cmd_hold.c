/*
 * cmd_hold.c - `gdprctl hold`: legal holds, where retention and erasure stop.
 */
#include "cli/cmd.h"

#include "base/sb.h"
#include "cli/selector.h"
#include "store/audit_store.h"
#include "store/catalog.h"
#include "store/hold_store.h"
#include "store/record_store.h"
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

/* A hold on a row that is not there, or is another's, would stop nothing and look as if it did. A row tells whose it
 * is: the hold then stands under its person. */
static int find_row(struct app *app, const struct cat_table *t, const char *code, int64_t row, struct subject *s) {
    int64_t owner;
    int found = record_owner(app->db, t, s->register_id, row, &owner);

    TRY(found);
    if (found == 0) {
        (void)err_set(app->err, ERR_NOTFOUND, "register %s has no row %" PRId64 " in %s, so there is nothing to hold",
                      code, row, t->name);
    } else if (s->customer_id != 0 && s->customer_id != owner) {
        (void)err_set(app->err, ERR_USAGE, "the person has no row %" PRId64 " in %s", row, t->name);
    } else {
        s->customer_id = owner;
        return 0;
    }
    return err_hint(app->err, "`gdprctl retention explain %s` with a selector shows the numbers of a person's rows",
                    code);
}

static int add_check(struct app *app, const struct args *a) {
    if (args_has(a, "row") && !args_has(a, "table"))
        return err_set(app->err, ERR_USAGE, "--row needs --table");
    if (args_has(a, "until") && args_date(a, "until") < app->today)
        return err_set(app->err, ERR_USAGE, "--until is in the past: the hold would stop nothing");
    return 0;
}

static void put_row(struct out *o, int64_t row) {
    if (row != 0)
        out_int(o, "row", row);
    else
        out_null(o, "row");
}

/* Only the row about a representative is theirs: a hold on everything would keep the customer's data. */
static int narrow(struct app *app, const struct catalog *cat, const struct subject *s, const struct cat_table **table,
                  int64_t *row) {
    for (size_t i = 0; *table == NULL && i < cat->table_count; i++) {
        if (cat->tables[i].own_person)
            *table = &cat->tables[i];
    }
    if (*table != NULL && (*table)->own_person && (*row == 0 || *row == s->representative_id)) {
        *row = s->representative_id;
        return 0;
    }
    (void)err_set(app->err, ERR_USAGE, "only the row about a representative is theirs; the others are the customer's");
    return err_hint(app->err, "leave out --table and --row, or name the customer without --as representative");
}

/* What the hold is on, from the most to the least: a register, a person, a table, a row (0: every one). */
static int find_held(struct app *app, const struct args *a, const struct catalog *cat, struct subject *s,
                     const struct cat_table **table, int64_t *row) {
    const char *code = args_str(a, "register");
    SELECTORS(sel);

    *row = args_int(a, "row", 0);
    TRY(register_id(app->db, code, &s->register_id));
    TRY(selector_args(app, a, &sel));
    if (selectors_any(&sel))
        TRY(locate_subject(app->db, s->register_id, &sel, s));
    if (args_has(a, "table"))
        TRY(catalog_find_table(cat, args_str(a, "table"), table, app->err));
    if (s->representative_id != 0)
        return narrow(app, cat, s, table, row);
    return *table != NULL && *row != 0 ? find_row(app, *table, code, *row, s) : 0;
}

static int add_run(struct app *app, const struct args *a) {
    struct catalog cat CLEANUP(catalog_release) = {0};
    const char *owner = args_has(a, "owner") ? args_str(a, "owner") : "privacy officer", *until = NULL, *name;
    uint8_t tag[CRYPT_TAG_LEN];
    char today[DATE_LEN], end[DATE_LEN];
    const struct cat_table *table = NULL;
    struct subject s = {0};
    int64_t id, row;
    TX(tx);

    TRY(tx_begin(&tx, app->db));
    TRY(catalog_load(app->db, &cat));
    TRY(find_held(app, a, &cat, &s, &table, &row));
    if (s.customer_id != 0)
        TRY(subject_tag(app->db, &s, tag));
    date_iso(app->today, today);
    if (args_has(a, "until")) {
        date_iso(args_date(a, "until"), end);
        until = end;
    }
    name = table != NULL ? table->name : NULL;
    TRY(hold_add(app->db, s.register_id, s.customer_id, name, row, args_str(a, "reason"), owner, today, until, &id));
    TRY(audit(app, "hold add", args_str(a, "register"), s.customer_id != 0 ? tag : NULL, id));
    TRY(app_keep(app, &tx));
    out_map(app->out, NULL);
    out_int(app->out, "hold", id);
    out_str(app->out, "register", args_str(a, "register"));
    out_bool(app->out, "whole_register", s.customer_id == 0 && table == NULL);
    out_str(app->out, "table", name);
    put_row(app->out, row);
    out_str(app->out, "until", until);
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
    .details =
        "Without a selector the hold is on the whole register (or table). --row takes the number that `gdprctl "
        "retention explain` shows; the row tells whose it is. Of a representative the row about them is held.\n\n"
        "  gdprctl hold add --register kuopio-customers --customer 00100003 --reason \"dispute 12/2026\"",
    .opts = add_opts,
    .opt_groups = (const struct opt *const[]){opts_selector, opts_dry_run, NULL},
    .selector_optional = true,
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
    TRY(app_keep(app, &tx));
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
    .opt_groups = (const struct opt *const[]){opts_dry_run, NULL},
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
    put_row(app->out, row->row_id);
    out_str(app->out, "reason", row->reason);
    out_str(app->out, "owner", row->owner);
    out_str(app->out, "placed_on", row->placed_on);
    out_str(app->out, "until", row->until);
    out_str(app->out, "lifted_on", row->lifted_on);
    out_bool(app->out, "in_force", row->in_force);
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
    .details =
        "With --as-of, those in force on that day. A hold is in force through its `until`; --all lists the lifted "
        "and ended ones too.",
    .opts = list_opts,
    .opt_groups = (const struct opt *const[]){opts_as_of, NULL},
    .db = DB_READ,
    .list = "holds",
    .columns = (const char *const[]){"hold", "register", "customer", "table", "row", "reason", "owner", "placed_on",
                                     "until", "lifted_on", "in_force", NULL},
    .run = list_run,
};

const struct cmd cmd_hold = {
    .name = "hold",
    .summary = "legal holds: retention and erasure stop there",
    .subs = (const struct cmd *const[]){&cmd_add, &cmd_lift, &cmd_list, NULL},
};
