/*
 * cmd_request.c - `gdprctl request`: the request book.
 */
#include "cli/cmd.h"

#include "base/sb.h"
#include "cli/request_args.h"
#include "domain/request.h"
#include "store/register_store.h"

/* ---- open ---- */

static int open_check(struct app *app, const struct args *a) {
    int right;

    TRY(args_pos_word(a, 0, "TYPE", right_codes, &right, app->err));
    TRY(args_need(a, "register", app->err));
    TRY(args_need(a, "received", app->err));
    return args_need(a, "channel", app->err);
}

static int open_run(struct app *app, const struct args *a) {
    struct request_advice advice CLEANUP(request_advice_release) = {0};
    int right;
    REQUEST(q);
    TX(tx);

    TRY(args_pos_word(a, 0, "TYPE", right_codes, &right, app->err));
    TRY(tx_begin(&tx, app->db));
    TRY(request_args_open(app, a, (enum right)right, &q, &advice));
    TRY(tx_commit(&tx));
    request_args_warn(app, &q, &advice);
    out_map(app->out, NULL);
    request_out(app->out, &q);
    out_str(app->out, "art12", q.art12);
    out_str(app->out, "promise", q.promise);
    out_bool(app->out, "right_in_notice", !advice.right_unnamed);
    out_bool(app->out, "channel_in_notice", !advice.channel_unlisted);
    out_list(app->out, "duplicates");
    for (size_t i = 0; i < advice.duplicates.len; i++)
        out_str(app->out, NULL, advice.duplicates.d[i]);
    out_end(app->out);
    out_end(app->out);
    return APP_DONE;
}

static const struct cmd cmd_open = {
    .name = "open",
    .summary = "enter a request that has arrived; prints its reference and due date",
    .args = "TYPE",
    .min_args = 1,
    .max_args = 1,
    .details = "TYPE is access, rectification, erasure, restriction, portability or objection. The due date is the "
               "earlier of what the notice promises and one month from receipt (Art. 12(3)), moved past weekends and "
               "Finnish public holidays.\n\n"
               "  gdprctl request open access --register kss-customers --received 2026-11-20 --channel letter "
               "--customer 00100003",
    .opt_groups = (const struct opt *const[]){opts_request, opts_selector, NULL},
    .db = DB_WRITE,
    .needs_key = true,
    .check = open_check,
    .run = open_run,
};

/* ---- list ---- */

static int list_row(void *ctx, const struct request *q) {
    struct app *app = ctx;
    date_t due;

    out_map(app->out, NULL);
    request_out(app->out, q);
    if (date_parse_iso(q->due, &due) == 0)
        out_int(app->out, "days_left", due - app->as_of);
    out_end(app->out);
    return 0;
}

static int list_run(struct app *app, const struct args *a) {
    struct request_filter f = {.register_code = args_str(a, "register"), .open_only = args_flag(a, "open")};
    char today[DATE_LEN], through[DATE_LEN];
    struct period within;

    date_iso(app->as_of, today);
    if (args_flag(a, "overdue")) {
        f.open_only = true;
        f.due_before = today;
    }
    if (args_period(a, "due-within", &within)) {
        f.open_only = true;
        date_iso(date_add(app->as_of, within), through);
        f.due_through = through;
    }
    out_map(app->out, NULL);
    out_list(app->out, "requests");
    TRY(request_list(app->db, &f, list_row, app));
    out_end(app->out);
    out_end(app->out);
    return APP_DONE;
}

static const struct opt list_opts[] = {
    {"open", OPT_FLAG, NULL, "only requests that still need something"},
    {"overdue", OPT_FLAG, NULL, "only open requests whose due date has passed"},
    {"due-within", OPT_PERIOD, "PERIOD", "only open requests due within this time, like P7D"},
    {"register", OPT_STRING, "CODE", "only requests about this register"},
    {0},
};

static const struct cmd cmd_list = {
    .name = "list",
    .summary = "list the request book, the most urgent first",
    .opts = list_opts,
    .opt_groups = (const struct opt *const[]){opts_as_of, NULL},
    .db = DB_READ,
    .run = list_run,
};

/* ---- show ---- */

static int show_event(void *ctx, const struct request_event_row *row) {
    struct out *o = ctx;

    out_map(o, NULL);
    out_str(o, "at", row->at);
    out_str(o, "event", row->event);
    out_str(o, "detail", row->detail);
    out_end(o);
    return 0;
}

/* The command line that comes next for the request, or NULL when nothing does. */
static const char *next_step(const struct request *q, struct sb *text) {
    static const struct {
        const char *right, *command;
    } commands_of[] = {{"access", "access %s --out DIR"},    {"rectification", "rectify %s --set TABLE.COLUMN=VALUE"},
                       {"erasure", "erase %s --dry-run"},    {"restriction", "restrict %s"},
                       {"portability", "port %s --out DIR"}, {"objection", "object %s"}};
    enum request_state state;

    if (request_state_parse(q->state, &state) < 0 || !request_is_open(state))
        return NULL;
    sb_cat(text, "gdprctl ");
    if (!request_is_verified(state)) {
        sb_printf(text, "request verify %s --method METHOD", q->ref);
        return text->d;
    }
    for (size_t i = 0; i < ARRAY_LEN(commands_of); i++) {
        const char *c = commands_of[i].command, *ref = strstr(c, "%s");

        if (strcmp(commands_of[i].right, q->right) == 0)
            sb_printf(text, "%.*s%s%s", (int)(ref - c), c, q->ref, ref + 2);
    }
    return text->d;
}

static int show_run(struct app *app, const struct args *a) {
    struct node *def CLEANUP(node_free) = NULL;
    const char *methods[METHOD__MAX + 1];
    struct out *o = app->out;
    SB(next);
    REQUEST(q);

    TRY(request_load(app->db, args_pos(a, 0), &q));
    TRY(register_export(app->db, q.register_code, &def));
    request_book_methods(def, &q, methods);
    out_map(o, NULL);
    request_out(o, &q);
    out_str(o, "art12", q.art12);
    out_str(o, "promise", q.promise);
    out_str(o, "extended_due", q.extended_due);
    out_str(o, "channel", q.channel);
    out_list(o, "scopes");
    for (size_t i = 0; i < q.scopes.len; i++)
        out_str(o, NULL, q.scopes.d[i]);
    out_end(o);
    out_bool(o, "representative", q.subject.representative_id != 0);
    out_str(o, "identity", q.method);
    out_str(o, "verified_on", q.verified_on);
    out_list(o, "identity_methods");
    for (size_t i = 0; methods[i] != NULL; i++)
        out_str(o, NULL, methods[i]);
    out_end(o);
    out_str(o, "decision", q.decision);
    out_str(o, "partly_done_until", q.until);
    out_str(o, "finished_on", q.finished_on);
    out_str(o, "delivered_on", q.delivered_on);
    out_list(o, "history");
    TRY(request_events(app->db, q.id, show_event, o));
    out_end(o);
    out_str(o, "next", next_step(&q, &next));
    out_end(o);
    return APP_DONE;
}

static const struct cmd cmd_show = {
    .name = "show",
    .summary = "show a request, its history and what comes next",
    .args = "REF",
    .min_args = 1,
    .max_args = 1,
    .db = DB_READ,
    .run = show_run,
};

/* ---- verify ---- */

static int verify_run(struct app *app, const struct args *a) {
    struct node *def CLEANUP(node_free) = NULL;
    REQUEST(q);
    TX(tx);

    TRY(tx_begin(&tx, app->db));
    TRY(request_load(app->db, args_pos(a, 0), &q));
    TRY(register_export(app->db, q.register_code, &def));
    TRY(request_book_verify(app->db, def, &q, (enum method)args_word(a, "method"), app_book_time(app)));
    TRY(tx_commit(&tx));
    out_map(app->out, NULL);
    request_out(app->out, &q);
    out_str(app->out, "identity", q.method);
    out_end(app->out);
    return APP_DONE;
}

static const struct opt verify_opts[] = {
    {"method", OPT_WORD, "METHOD", "how identity was established", .words = method_codes, .flags = OPT_REQUIRED},
    {0},
};

static const struct cmd cmd_verify = {
    .name = "verify",
    .summary = "record how the person's identity was established",
    .args = "REF",
    .min_args = 1,
    .max_args = 1,
    .details = "Refused when the register's notice does not accept the method for the right. Nothing is disclosed, "
               "changed or erased before this step.",
    .opts = verify_opts,
    .db = DB_WRITE,
    .needs_key = true,
    .run = verify_run,
};

const struct cmd cmd_request = {
    .name = "request",
    .summary = "the request book: open, list, show, verify",
    .subs = (const struct cmd *const[]){&cmd_open, &cmd_list, &cmd_show, &cmd_verify, NULL},
};
