/*
 * cmd_optout.c - `gdprctl optout`: bans on direct marketing, many at a time.
 */
#include "cli/cmd.h"

#include "cli/csv_args.h"
#include "cli/progress.h"
#include "cli/selector.h"
#include "domain/code.h"
#include "engine/optout.h"
#include "engine/screen.h"
#include "store/optout_store.h"
#include "store/register_store.h"

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
        "Whoever they meet gets an objection, and permissions become prohibitions. Several identifiers in a row must "
        "meet in one person, else the row is ambiguous; a phone that several customers share is banned for all of "
        "them. Without --register a person is banned in every register, and a customer number alone that is another "
        "person's in another register is ambiguous. A contact that nobody has goes to the suppression list, as a keyed "
        "hash.\n\n"
        "The file is one transaction, and the same file again changes nothing. A row with a later day than the ban "
        "that is known moves the ban to that day. No row can loosen a ban.\n\n"
        "  gdprctl optout import kiellot.csv --register kuopio-customers --rejects wrong.csv\n"
        "  gdprctl optout import robinson.csv --scope direct-mail distance-selling",
    .opts = import_opts,
    .opt_groups = (const struct opt *const[]){opts_csv_format, opts_rejects, opts_dry_run, NULL},
    .db = DB_WRITE,
    .needs_key = true,
    .check = csv_args_check,
    .run = import_run,
};

/* ---- screen ---- */

static const char *const channel_words[] = {
#define X(id, word, permitted, prohibited, electronic) word,
    SCREEN_CHANNEL_LIST(X)
#undef X
        NULL};

/* The reasons as they are told apart in the result: how many rows each took out. */
static void show_reasons(struct app *app, const struct rejects *r) {
    out_list(app->out, "reasons");
    for (size_t i = 0; i < r->reasons.len; i++) {
        int64_t rows = 0;

        for (size_t k = 0; k < r->v.len; k++)
            rows += r->v.d[k].reason == i;
        out_map(app->out, NULL);
        out_str(app->out, "reason", r->reasons.d[i]);
        out_int(app->out, "rows", rows);
        out_end(app->out);
    }
    out_end(app->out);
}

static void show_screen(struct app *app, const struct args *a, const struct screen_result *r) {
    char mark[2] = {r->delimiter, '\0'};

    out_map(app->out, NULL);
    out_str(app->out, "file", args_pos(a, 0));
    out_str(app->out, "sha256", r->sha256);
    out_str(app->out, "encoding", charset_name(r->charset));
    out_str(app->out, "delimiter", r->delimiter == '\t' && app->format == APP_TEXT ? "tab" : mark);
    out_str(app->out, "scope", args_str(a, "scope"));
    out_str(app->out, "channel", screen_channel_word(r->channel));
    out_str(app->out, "register", args_str(a, "register"));
    out_int(app->out, "rows", (int64_t)r->rows);
    out_int(app->out, "kept", (int64_t)r->kept);
    out_int(app->out, "dropped", (int64_t)r->rejects.v.len);
    out_int(app->out, "unjudged", (int64_t)r->unjudged);
    out_str(app->out, "out", args_str(a, "out"));
    out_str(app->out, "why", args_str(a, "why"));
    show_reasons(app, &r->rejects);
    out_end(app->out);
}

static int screen_check(struct app *app, const struct args *a) {
    const char *out = args_str(a, "out"), *why = args_str(a, "why");

    if (out != NULL && why != NULL && strcmp(out, why) == 0)
        return err_set(app->err, ERR_USAGE, "--out and --why name the same file");
    return csv_args_check(app, a);
}

/* Without --out the rows are the result; a JSON result has room for the counts only. */
static bool rows_to_stdout(const struct app *app, const struct args *a) {
    return !args_has(a, "out") && !app_is_json(app);
}

static void tell_screen(struct app *app, const struct args *a, const struct screen_result *r) {
    csv_args_warn(app, r->mojibake, r->open_ended);
    app_say(app, "%" PRIu64 " of %" PRIu64 " row%s may be contacted", r->kept, r->rows, r->rows == 1 ? "" : "s");
    if (r->unjudged > 0)
        app_say(app, "%" PRIu64 " of the others could not be judged and %s left out%s", r->unjudged,
                r->unjudged == 1 ? "was" : "were", args_has(a, "why") ? "" : "; --why FILE tells which and why");
    if (r->channel == SCREEN_ANY)
        app_say(app, "this is for letters and calls; e-mail and text messages need permissions: see --channel");
}

static int screen_run(struct app *app, const struct args *a) {
    struct screen_options o = {
        .register_code = args_str(a, "register"),
        .path = args_pos(a, 0),
        .ignore = args_str(a, "ignore-columns"),
        .out = args_str(a, "out"),
        .to = rows_to_stdout(app, a) ? app->raw : NULL,
        .why = args_str(a, "why"),
        .spool_dir = app->state_dir,
        .now_utc = app->now_utc,
        .today = app->today,
    };
    SCREEN_RESULT(result);
    PROGRESS(progress);

    (void)scope_parse(args_str(a, "scope"), &o.scope);
    if (args_has(a, "channel"))
        (void)screen_channel_parse(args_str(a, "channel"), &o.channel);
    TRY(csv_args_format(a, &o.charset, &o.delimiter, app->err));
    progress_begin_bytes(&progress, app, "screening", 0);
    o.progress = progress_tick;
    o.progress_ctx = &progress;
    TRY(screen(app->db, &o, &result));
    progress_end(&progress);
    tell_screen(app, a, &result);
    if (o.to == NULL)
        show_screen(app, a, &result);
    return result.unjudged > 0 ? APP_ATTENTION : APP_DONE;
}

static const struct opt screen_opts[] = {
    {"scope", OPT_WORD, "SCOPE", "what the campaign is", .words = marketing_words, .flags = OPT_REQUIRED},
    {"channel", OPT_WORD, "CHANNEL", "how people will be contacted", .words = channel_words},
    {"register", OPT_STRING, "CODE", "the register whose campaign it is (default: all of them)"},
    {"out", OPT_PATH, "FILE", "write the rows that may be contacted here instead of to standard output"},
    {"why", OPT_PATH, "FILE", "write the other rows here, each with its line and the reason"},
    {0},
};

static const struct cmd cmd_screen = {
    .name = "screen",
    .summary = "keep only the rows of a campaign file that may be contacted",
    .args = "FILE.csv",
    .min_args = 1,
    .max_args = 1,
    .details =
        "The file needs one of customer_no, personal_id, phone, email (or their Finnish names); its other columns are "
        "the campaign's. What comes out has the same columns, order, encoding and delimiter. With --json standard "
        "output has the counts and no rows.\n\n"
        "Out go people who objected or have a prohibition, also by the suppression list; the restricted, the "
        "protected (turvakielto) and the erased; rows that name nobody, or several people at once. E-mail, text "
        "messages and automated calls need a permission, unless the customer is a company; so do people whom the "
        "register may hold with permissions only. For the rest it is enough that no ban is known.\n\n"
        "A row that has a wrong identifier, names nobody or means several people could not be judged: it is left out, "
        "and the exit status is 1.\n\n"
        "Without --channel (any) a prohibition on whatever channel counts, and a file that has e-mail addresses but "
        "neither phones nor postal codes is taken for an e-mail campaign. A campaign by e-mail or text message should "
        "always say so. The log keeps the counts and nothing of the file.\n\n"
        "  gdprctl optout screen kampanja.csv --scope direct-mail --channel letter --out send.csv --why left-out.csv\n"
        "  gdprctl optout screen kampanja.csv --scope distance-selling --channel phone > call.csv",
    .opts = screen_opts,
    .opt_groups = (const struct opt *const[]){opts_csv_format, NULL},
    .db = DB_WRITE,
    .needs_key = true,
    .check = screen_check,
    .run = screen_run,
};

/* ---- list ---- */

static int list_count(void *ctx, const struct optout_count *row) {
    struct app *app = ctx;

    out_map(app->out, NULL);
    out_str(app->out, "register", row->register_code);
    out_str(app->out, "kind", row->kind);
    out_str(app->out, "scope", row->scope);
    out_str(app->out, "source", row->source);
    out_int(app->out, "entries", row->entries);
    out_end(app->out);
    return 0;
}

static int list_run(struct app *app, const struct args *a) {
    optout_register_vec registers CLEANUP(optout_registers_release) = {0};
    const char *code = args_str(a, "register");
    int64_t register_row;

    if (code != NULL)
        TRY(register_id(app->db, code, &register_row)); /* there is one */
    TRY(optout_registers(app->db, code, &registers));
    out_map(app->out, NULL);
    out_list(app->out, "bans");
    TRY(optout_each_count(app->db, &registers, list_count, app));
    out_end(app->out);
    out_end(app->out);
    return APP_DONE;
}

static const struct opt list_opts[] = {
    {"register", OPT_STRING, "CODE", "only this register"},
    {0},
};

static const struct cmd cmd_list = {
    .name = "list",
    .summary = "count the bans: objections in the records, and entries of the suppression list by kind",
    .opts = list_opts,
    .db = DB_READ,
    .list = "bans",
    .columns = (const char *const[]){"register", "kind", "scope", "source", "entries", NULL},
    .run = list_run,
};

/* ---- export ---- */

static int export_check(struct app *app, const struct args *a) {
    if (args_has(a, "out") || !app_is_json(app))
        return 0;
    return err_set(app->err, ERR_USAGE, "with --json the list needs --out FILE");
}

static int export_run(struct app *app, const struct args *a) {
    const char *code = args_pos(a, 0), *path = args_str(a, "out");
    struct optout_exported done;

    TRY(optout_export(app->db, code, app->now_utc, path, app->raw, &done));
    if (done.left_out > 0)
        app_say(app, "%" PRIu64 " objection%s left out: nothing that may be given identifies the person", done.left_out,
                done.left_out == 1 ? " is" : "s are");
    if (path == NULL)
        return APP_DONE;
    out_map(app->out, NULL);
    out_str(app->out, "register", code);
    out_str(app->out, "out", path);
    out_int(app->out, "rows", (int64_t)done.rows);
    out_int(app->out, "left_out", (int64_t)done.left_out);
    out_end(app->out);
    return APP_DONE;
}

static const struct opt export_opts[] = {
    {"out", OPT_PATH, "FILE", "write the list here instead of to standard output"},
    {0},
};

static const struct cmd cmd_export = {
    .name = "export",
    .summary = "write the objections of a register's customers as a CSV file",
    .args = "CODE",
    .min_args = 1,
    .max_args = 1,
    .details = "For whoever runs campaigns elsewhere; `gdprctl optout import` reads it again. It holds customer "
               "numbers and contacts, no personal identity codes, and of people with a protected address the number "
               "only. The suppression list is not in it, because nobody can read a contact out of that.",
    .opts = export_opts,
    .db = DB_WRITE,
    .needs_key = true,
    .check = export_check,
    .run = export_run,
};

/* ---- lift ---- */

static int lift_run(struct app *app, const struct args *a) {
    struct optout_lifting l = {
        .register_code = args_str(a, "register"),
        .evidence = args_str(a, "evidence"),
        .given_on = args_date(a, "given"),
        .dry_run = app->dry_run,
        .now_utc = app->now_utc,
        .today = app->today,
    };
    struct optout_lifted lifted;
    SELECTORS(s);

    (void)scope_parse(args_str(a, "scope"), &l.scope);
    TRY(selector_args(app, a, &s));
    l.selectors = &s;
    TRY(optout_lift_ban(app->db, &l, &lifted));
    out_map(app->out, NULL);
    out_str(app->out, "register", l.register_code);
    out_str(app->out, "scope", args_str(a, "scope"));
    out_int(app->out, "objections", lifted.objections);
    out_int(app->out, "prohibitions", lifted.prohibitions);
    out_int(app->out, "suppressions", (int64_t)lifted.suppressions);
    out_int(app->out, "shared", (int64_t)lifted.shared);
    out_bool(app->out, "dry_run", app->dry_run);
    if (app->dry_run)
        out_note(app->out, "Nothing was kept (--dry-run).");
    if (lifted.shared > 0)
        out_note(app->out, "Shared contacts stay banned, also for this person: others have them too.");
    out_note(app->out, "A ban is gone; a permission is not there yet: load it with record import.");
    out_end(app->out);
    return APP_DONE;
}

static const struct opt lift_opts[] = {
    {"register", OPT_STRING, "CODE", "the register", .flags = OPT_REQUIRED},
    {"scope", OPT_WORD, "SCOPE", "the ban to lift", .words = marketing_words, .flags = OPT_REQUIRED},
    {"evidence", OPT_STRING, "TEXT", "how the person gave the consent (the log keeps its SHA-256)",
     .flags = OPT_REQUIRED},
    {"given", OPT_DATE, "DATE", "the day on which they gave it", .flags = OPT_REQUIRED},
    {0},
};

static const struct cmd cmd_lift = {
    .name = "lift",
    .summary = "take a ban away after the person's own later consent",
    .details = "The objection of that scope goes, prohibitions of it say nothing any more, and entries of the "
               "suppression list are removed, except for contacts that others have too. A contact that is in "
               "no record is named alone, by --phone or --email. The consent must not be older than the ban.\n\n"
               "  gdprctl optout lift --register kuopio-customers --customer 00100003 --scope direct-mail \\\n"
               "      --evidence \"form 2026-114, signed\" --given 2026-11-20",
    .opts = lift_opts,
    .opt_groups = (const struct opt *const[]){opts_selector, opts_dry_run, NULL},
    .db = DB_WRITE,
    .needs_key = true,
    .run = lift_run,
};

const struct cmd cmd_optout = {
    .name = "optout",
    .summary = "bans on direct marketing",
    .subs = (const struct cmd *const[]){&cmd_import, &cmd_screen, &cmd_list, &cmd_export, &cmd_lift, NULL},
};
