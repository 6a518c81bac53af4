/*
 * cmd_optout.c - `gdprctl optout`: bans on direct marketing, many at a time.
 */
#include "cli/cmd.h"

#include "cli/csv_args.h"
#include "cli/progress.h"
#include "domain/code.h"
#include "engine/optout.h"

/* Kinds of marketing; the objection to the processing itself (Art. 21(1)) is a request and no ban in bulk. */
static const char *const marketing_words[] = {
    "direct-mail",      "distance-selling", "other-direct-marketing", "market-research",
    "opinion-research", "profiling",        "all-marketing",          NULL};

static scope_set scopes_given(const struct args *a) {
    scope_set set = 0;
    const char *word;

    for (size_t i = 0; (word = args_list(a, "scope", i)) != NULL; i++) {
        enum scope scope;

        if (scope_parse(word, &scope) == 0)
            set |= SCOPE_BIT(scope);
    }
    return set;
}

/* ---- import ---- */

static int show_import(struct app *app, const struct args *a, const struct optout_result *r) {
    out_map(app->out, NULL);
    csv_args_show(app, args_pos(a, 0), r->sha256, r->charset, r->delimiter,
                  &(struct csv_counts){.rows = r->rows,
                                       .applied = r->applied,
                                       .unchanged = r->unchanged,
                                       .unmatched = r->unmatched,
                                       .ambiguous = r->ambiguous,
                                       .rejected = r->rejected});
    out_int(app->out, "suppressed", (int64_t)r->suppressed);
    out_str(app->out, "register", args_str(a, "register"));
    out_bool(app->out, "dry_run", app->dry_run);
    if (r->rejects_written)
        out_str(app->out, "rejects_file", args_str(a, "rejects"));
    rejects_show(&r->rejects, app->out);
    if (app->dry_run)
        out_note(app->out, "Nothing was kept (--dry-run).");
    out_end(app->out);
    return r->rejects.v.len > 0 ? APP_ATTENTION : APP_DONE;
}

static int import_run(struct app *app, const struct args *a) {
    struct optout_options o = {
        .register_code = args_str(a, "register"),
        .scopes = scopes_given(a),
        .path = args_pos(a, 0),
        .ignore = args_str(a, "ignore-columns"),
        .rejects = args_str(a, "rejects"),
        .spool_dir = app->state_dir,
        .strict = args_flag(a, "strict"),
        .dry_run = app->dry_run,
        .now_utc = app->now_utc,
        .today = app->today,
    };
    OPTOUT_RESULT(result);
    PROGRESS(progress);

    TRY(csv_args_format(a, &o.charset, &o.delimiter, app->err));
    progress_begin_bytes(&progress, app, "importing", 0);
    o.progress = progress_tick;
    o.progress_ctx = &progress;
    TRY(optout_import(app->db, &o, &result));
    progress_end(&progress);
    csv_args_warn(app, result.mojibake, result.open_ended);
    return show_import(app, a, &result);
}

static const struct opt import_opts[] = {
    {"register", OPT_STRING, "CODE", "the register that the objections are for (default: all of them)"},
    {"scope", OPT_WORD, "SCOPE", "what rows without a scope of their own object to (default all-marketing)",
     .words = marketing_words, .flags = OPT_REPEAT},
    {0},
};

static const struct cmd cmd_import = {
    .name = "import",
    .summary = "take in a list of objections to direct marketing",
    .args = "FILE.csv",
    .min_args = 1,
    .max_args = 1,
    .details =
        "Columns: customer_no, personal_id, phone, email (at least one of these), name, postal_code, scope, "
        "opted_out_at (empty: today), source; or their Finnish names. Identifiers may be written in any usual way. "
        "Whoever "
        "they meet gets an objection, and permissions become prohibitions. Several identifiers in a row must meet in "
        "one "
        "person, else the row is ambiguous; a phone that several customers share is banned for all of them. A contact "
        "that nobody has goes to the suppression list, as a keyed hash.\n\n"
        "The file is one transaction, and the same file again changes nothing. No row can loosen a ban.\n\n"
        "  gdprctl optout import kiellot.csv --register kuopio-customers --rejects wrong.csv\n"
        "  gdprctl optout import robinson.csv --scope direct-mail distance-selling",
    .opts = import_opts,
    .opt_groups = (const struct opt *const[]){opts_csv_in, opts_dry_run, NULL},
    .db = DB_WRITE,
    .needs_key = true,
    .check = csv_args_check,
    .run = import_run,
};

const struct cmd cmd_optout = {
    .name = "optout",
    .summary = "bans on direct marketing",
    .subs = (const struct cmd *const[]){&cmd_import, NULL},
};
