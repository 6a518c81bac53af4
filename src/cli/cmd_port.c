/*
 * cmd_port.c - `gdprctl port`: the answer to a portability request.
 */
#include "cli/cmd.h"

#include "cli/request_args.h"
#include "engine/port.h"
#include "io/package.h"

/* In the order of enum port_undecided, without PORT_ASK. */
static const char *const undecided_words[] = {"hand-over", "leave-out", NULL};

static int check(struct app *app, const struct args *a) {
    TRY(request_args_need_out(app, a));
    return request_args_check(app, a);
}

static void show_result(struct app *app, const struct request *q, const struct port_result *res) {
    out_map(app->out, NULL);
    request_out(app->out, q);
    out_str(app->out, "package", res->package);
    out_int(app->out, "files", (int64_t)res->files);
    out_int(app->out, "tables", (int64_t)res->tables);
    out_int(app->out, "rows", (int64_t)res->rows);
    out_int(app->out, "undecided", (int64_t)res->undecided);
    out_bool(app->out, "promised_only", res->promised_only);
    out_bool(app->out, "dry_run", app->dry_run);
    out_end(app->out);
}

static int run(struct app *app, const struct args *a) {
    struct port_result res CLEANUP(port_result_release) = {0};
    const struct access_options options = {.now_utc = app->now_utc,
                                           .today = app->today,
                                           .as_of = app->today,
                                           .lang_given = app->lang_given,
                                           .lang = app->lang,
                                           .protected_ok = args_flag(a, "protected-ok")};
    REQUEST(q);
    ACCESS(access);
    PACKAGE_DIR(dir);
    TX(tx);

    TRY(tx_begin(&tx, app->db));
    TRY(request_args_get(app, a, RIGHT_PORTABILITY, &q));
    TRY(request_book_may_carry_out(app->db, &q, RIGHT_PORTABILITY));
    TRY(request_args_dir(app, a, &dir));
    TRY(access_open(&access, app->db, q.register_code, &options));
    if (port_answer(&access, &dir, &q, (enum port_undecided)(args_word(a, "undecided") + 1), &res) < 0 ||
        app_keep(app, &tx) < 0)
        return package_dir_withdraw(&dir, res.package != NULL ? q.ref : NULL);
    show_result(app, &q, &res);
    return APP_DONE;
}

static const struct opt port_opts[] = {
    {"out", OPT_PATH, "DIR", "directory for the package, needed but for --dry-run; DIR/REF must not exist yet"},
    {"undecided", OPT_WORD, "WORD", "what to do with columns whose legal basis the register does not name",
     .words = undecided_words},
    {"protected-ok", OPT_FLAG, NULL, "second confirmation for a person with a protected address (turvakielto)"},
    {0},
};

const struct cmd cmd_port = {
    .name = "port",
    .summary = "answer a portability request: what the person provided (Art. 20)",
    .args = "[REF]",
    .max_args = 1,
    .details = "Writes DIR/REF/ with data.json, a CSV file for each table, letter.html for the person and "
               "manifest.json. Only what the person provided, under consent or contract, is handed over; more where "
               "the register's notice promises it. Where the register does not name the legal basis of what the person "
               "provided, an officer decides with --undecided. A dry run writes nothing.\n\n"
               "  gdprctl port 2026-0006 --out answers",
    .opts = port_opts,
    .opt_groups = (const struct opt *const[]){opts_request, opts_selector, opts_verified, opts_dry_run, NULL},
    .selector_optional = true,
    .db = DB_WRITE,
    .needs_key = true,
    .check = check,
    .run = run,
};
