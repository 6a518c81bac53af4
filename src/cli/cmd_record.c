/*
 * cmd_record.c - `gdprctl record`: the records of a register come in from CSV files.
 */
#include "cli/cmd.h"

#include "cli/csv_args.h"
#include "cli/progress.h"
#include "engine/record_import.h"

static int show(struct app *app, const struct args *a, const struct import_result *r) {
    out_map(app->out, NULL);
    csv_args_show(app, args_pos(a, 2), r->sha256, r->charset, r->delimiter,
                  &(struct csv_counts){.rows = r->rows,
                                       .applied = r->applied,
                                       .unchanged = r->unchanged,
                                       .unmatched = r->unmatched,
                                       .ambiguous = r->ambiguous,
                                       .rejected = r->rejects.v.len});
    out_str(app->out, "register", args_pos(a, 0));
    out_str(app->out, "table", args_pos(a, 1));
    out_bool(app->out, "dry_run", app->dry_run);
    out_bool(app->out, "only_from_subject", r->only_from_subject);
    if (args_has(a, "readmit"))
        out_int(app->out, "readmitted", (int64_t)r->readmitted);
    if (r->map_written)
        out_str(app->out, "map", args_str(a, "map"));
    if (r->rejects_written)
        out_str(app->out, "rejects_file", args_str(a, "rejects"));
    rejects_show(&r->rejects, app->out);
    if (r->only_from_subject)
        out_note(app->out, "This register holds only what people gave themselves: make sure that the file does.");
    if (app->dry_run)
        out_note(app->out, "Nothing was kept (--dry-run).");
    out_end(app->out);
    return r->rejects.v.len > 0 ? APP_ATTENTION : APP_DONE;
}

static int import_run(struct app *app, const struct args *a) {
    struct import_options o = {
        .register_code = args_pos(a, 0),
        .table = args_pos(a, 1),
        .path = args_pos(a, 2),
        .ignore = args_str(a, "ignore-columns"),
        .map = args_str(a, "map"),
        .rejects = args_str(a, "rejects"),
        .readmit = args_str(a, "readmit"),
        .spool_dir = app->state_dir,
        .strict = args_flag(a, "strict"),
        .dry_run = app->dry_run,
        .now_utc = app->now_utc,
        .today = app->today,
    };
    IMPORT_RESULT(result);
    PROGRESS(progress);

    TRY(csv_args_format(a, &o.charset, &o.delimiter, app->err));
    progress_begin_bytes(&progress, app, "importing", 0);
    o.progress = progress_tick;
    o.progress_ctx = &progress;
    TRY(record_import(app->db, &o, &result));
    progress_end(&progress);
    csv_args_warn(app, result.mojibake, result.open_ended);
    return show(app, a, &result);
}

static const struct opt import_opts[] = {
    {"map", OPT_PATH, "FILE",
     "JSON of {\"header\": \"table.column\"} for headers of your own; null passes a column over. Made when missing"},
    {"readmit", OPT_STRING, "REASON",
     "let people come back who were erased, and say why (kept in the audit log as hash)"},
    {0},
};

static const struct cmd cmd_import = {
    .name = "import",
    .summary = "load the records of one table from a CSV file",
    .args = "CODE TABLE FILE.csv",
    .min_args = 3,
    .max_args = 3,
    .details =
        "Headers are column names or the field's Finnish, Swedish or English names, in any case, with or without their "
        "dots. A row that is there already, by its number, is updated in the columns that the file has; an empty cell "
        "empties the column. The file is one transaction, and the same file again changes nothing.\n\n"
        "A wrong row is rejected and the rest is applied (exit 1). --rejects writes the rejected rows with line, "
        "column and reason, to be mended and imported again. No import lifts a ban, turns a prohibition into a "
        "permission, or brings back who was erased.\n\n"
        "  gdprctl record import kuopio-customers customer asiakkaat.csv\n"
        "  gdprctl record import kuopio-customers invoice laskut.csv --rejects wrong.csv\n"
        "  gdprctl record import kuopio-customers customer crm.csv --map crm-columns.json",
    .opts = import_opts,
    .opt_groups = (const struct opt *const[]){opts_csv_format, opts_rejects, opts_dry_run, NULL},
    .db = DB_WRITE,
    .needs_key = true,
    .check = csv_args_check,
    .run = import_run,
};

const struct cmd cmd_record = {
    .name = "record",
    .summary = "the records of a register",
    .subs = (const struct cmd *const[]){&cmd_import, NULL},
};
