/*
 * cmd_request.c - `gdprctl request`: the request book.
 */
#include "cli/cmd.h"
#include "cli/document.h"

#include "base/sb.h"
#include "cli/request_args.h"
#include "domain/refusal.h"
#include "domain/request.h"
#include "engine/answer.h"
#include "engine/request_right.h"
#include "store/answer_store.h"
#include "store/erase_store.h"
#include "store/register_store.h"

/* ---- open ---- */

static int open_check(struct app *app, const struct args *a) {
    int right;

    return args_pos_word(a, 0, "TYPE", right_codes, &right, app->err);
}

static int open_run(struct app *app, const struct args *a) {
    struct request_advice advice CLEANUP(request_advice_release) = {0};
    int right;
    REQUEST(q);
    TX(tx);

    TRY(args_pos_word(a, 0, "TYPE", right_codes, &right, app->err));
    TRY(tx_begin(&tx, app->db));
    TRY(request_args_open(app, a, (enum right)right, &q, &advice));
    TRY(app_keep(app, &tx));
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
    .opt_groups = (const struct opt *const[]){opts_request_open, opts_selector, opts_dry_run, NULL},
    .db = DB_WRITE,
    .needs_key = true,
    .check = open_check,
    .run = open_run,
};

/* ---- list ---- */

/* The day by which the answer has to reach the person: no extension moves that of a refusal (Art. 12(4)). */
static date_t answer_due(const struct request *q) {
    date_t due = DATE_NONE, art12 = DATE_NONE;

    if (date_parse_iso(q->due, &due) < 0 || strcmp(q->state, request_state_code(REQUEST_REFUSED)) != 0)
        return due;
    return date_parse_iso(q->art12, &art12) == 0 && art12 < due ? art12 : due;
}

static int list_row(void *ctx, const struct request *q) {
    struct app *app = ctx;
    date_t due;

    out_map(app->out, NULL);
    request_out(app->out, q);
    due = answer_due(q);
    if (due != DATE_NONE)
        out_int(app->out, "days_left", due - app->as_of);
    out_end(app->out);
    return 0;
}

static int list_check(struct app *app, const struct args *a) {
    struct period within;

    if (!args_period(a, "due-within", &within) || date_add(app->as_of, within) != DATE_NONE)
        return 0;
    (void)err_set(app->err, ERR_USAGE, "--due-within reaches past the year 9999, where dates end");
    return err_hint(app->err, "give a shorter time, like P7D; --open without it lists every open request");
}

static int list_run(struct app *app, const struct args *a) {
    struct request_filter f = {.register_code = args_str(a, "register"), .open_only = args_flag(a, "open")};
    char today[DATE_LEN], through[DATE_LEN];
    struct period within;
    int64_t id;

    if (f.register_code != NULL)
        TRY(register_id(app->db, f.register_code, &id)); /* a code mistyped is no register without requests */
    date_iso(app->as_of, today);
    if (args_flag(a, "overdue")) {
        f.unanswered = true;
        f.due_before = today;
    }
    if (args_period(a, "due-within", &within)) {
        f.unanswered = true;
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
    {"open", OPT_FLAG, NULL, "only requests that still have to be carried out"},
    {"overdue", OPT_FLAG, NULL, "only those whose due date has passed and whose answer has not been sent"},
    {"due-within", OPT_PERIOD, "PERIOD", "only those whose answer has to be sent within this time, like P7D"},
    {"register", OPT_STRING, "CODE", "only requests about this register"},
    {0},
};

static const struct cmd cmd_list = {
    .name = "list",
    .summary = "list the request book, the most urgent first",
    .opts = list_opts,
    .opt_groups = (const struct opt *const[]){opts_as_of, NULL},
    .db = DB_READ,
    .check = list_check,
    .list = "requests",
    .columns = (const char *const[]){"request", "type", "register", "received", "due", "state", "days_left", NULL},
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

/* What was restricted while a question was open is free once it is settled and the person was told (Art. 18(3)); what
 * the person asked to have restricted, and what was upheld, stays. */
static bool ends_restriction(const struct request *q, enum request_state state) {
    if (state == REQUEST_REFUSED)
        return true;
    if (state != REQUEST_DELIVERED)
        return false;
    return strcmp(q->right, right_code(RIGHT_RECTIFICATION)) == 0 ||
           (strcmp(q->right, right_code(RIGHT_OBJECTION)) == 0 && q->decision != NULL &&
            strcmp(q->decision, "override") == 0);
}

/* The command line that comes next for the request, or NULL when nothing does. */
static const char *next_step(const struct request *q, bool restricted, struct sb *text) {
    static const struct {
        const char *right, *command, *decision; /* decision: after it has begun, where that differs */
    } commands_of[] = {{"access", "access %s --out DIR", NULL},
                       {"rectification", "rectify %s --set TABLE.COLUMN=VALUE", NULL},
                       {"erasure", "erase %s --dry-run", NULL},
                       {"restriction", "restrict %s", NULL},
                       {"portability", "port %s --out DIR", NULL},
                       {"objection", "object %s", "object %s --decision uphold|override --reason TEXT"}};
    enum request_state state;

    if (request_state_parse(q->state, &state) < 0)
        return NULL;
    sb_cat(text, "gdprctl ");
    /* The answer about what is done does not wait for the rest. */
    if (q->own_rule == NULL && request_awaits_delivery(state, q->delivered_on != NULL)) {
        sb_printf(text, "request deliver %s --sent DATE", q->ref);
        return text->d;
    }
    if (restricted && ends_restriction(q, state)) {
        sb_printf(text, "restrict lift %s --notice-sent DATE", q->ref);
        return text->d;
    }
    if (!request_is_open(state))
        return NULL;
    if (!request_is_verified(state)) {
        sb_printf(text, "request verify %s --method METHOD", q->ref);
        return text->d;
    }
    /* An objection that has begun waits for the weighing of Art. 21(1), and for nothing else. */
    if (state == REQUEST_IN_PROGRESS && strcmp(q->right, right_code(RIGHT_OBJECTION)) == 0) {
        sb_printf(text, "object %s --decision uphold|override --reason TEXT", q->ref);
        return text->d;
    }
    for (size_t i = 0; i < ARRAY_LEN(commands_of); i++) {
        bool begun = state == REQUEST_IN_PROGRESS && commands_of[i].decision != NULL;
        const char *c = begun ? commands_of[i].decision : commands_of[i].command, *ref = strstr(c, "%s");

        if (strcmp(commands_of[i].right, q->right) == 0)
            sb_printf(text, "%.*s%s%s", (int)(ref - c), c, q->ref, ref + 2);
    }
    if (state == REQUEST_IN_PROGRESS && strcmp(q->right, right_code(RIGHT_RECTIFICATION)) == 0)
        sb_printf(text, ", or, if the data are right: gdprctl request refuse %s --ground accurate --reason TEXT",
                  q->ref);
    return text->d;
}

/* Who uses the right by the notice: the person with the controller, or alone in a self-service. */
static const char *actor_of(const struct node *def, const struct request *q) {
    const struct node *right = NULL;
    enum right which;

    if (right_parse(q->right, &which) == 0)
        right = request_right(def, which, q->scopes.len > 0 ? q->scopes.d[0] : NULL);
    return right != NULL && node_str(right, "actor") != NULL ? node_str(right, "actor") : "subject";
}

static int show_record(void *ctx, const struct erase_result_row *row) {
    struct out *o = ctx;

    if (row->reason != NULL)
        return 0; /* why the rest stayed: the erasure and its letter tell */
    out_map(o, NULL);
    out_str(o, "table", row->table);
    out_int(o, "found", row->found);
    out_int(o, "erased", row->erased);
    out_int(o, "cleared", row->cleared);
    out_int(o, "kept", row->kept);
    out_end(o);
    return 0;
}

static int show_restriction(void *ctx, const struct answer_restriction *row) {
    struct out *o = ctx;

    out_map(o, NULL);
    out_str(o, "ground", row->ground);
    out_str(o, "table", row->table);
    out_str(o, "column", row->column);
    out_str(o, "placed_on", row->placed_on);
    out_str(o, "lifted_on", row->lifted_on);
    out_end(o);
    return 0;
}

/* What was done for the request, and stays done however it ends. */
static int show_done(struct app *app, const struct request *q) {
    if (strcmp(q->right, right_code(RIGHT_ERASURE)) == 0) {
        out_list(app->out, "records");
        TRY(erase_store_each(app->db, q->id, show_record, app->out));
        out_end(app->out);
    }
    out_list(app->out, "restrictions");
    TRY(answer_restrictions(app->db, q->id, show_restriction, app->out));
    out_end(app->out);
    return 0;
}

static int show_run(struct app *app, const struct args *a) {
    struct node *def CLEANUP(node_free) = NULL;
    const char *methods[METHOD__MAX + 1];
    struct out *o = app->out;
    date_t asked, later;
    int64_t restricted;
    SB(next);
    REQUEST(q);

    TRY(request_load(app->db, args_pos(a, 0), &q));
    TRY(register_export(app->db, q.register_code, &def));
    request_right_methods(def, &q, methods);
    out_map(o, NULL);
    request_out(o, &q);
    out_str(o, "art12", q.art12);
    out_str(o, "promise", q.promise);
    out_str(o, "extended_due", q.extended_due);
    /* The answer to a refusal is due within the first month, whatever was extended (Art. 12(4)). */
    out_str(o, "refusal_due", q.art12);
    out_str(o, "channel", q.channel);
    out_str(o, "initiator", q.own_rule != NULL ? "controller" : "person");
    out_str(o, "actor", actor_of(def, &q));
    out_str(o, "own_rule", q.own_rule);
    out_list(o, "scopes");
    for (size_t i = 0; i < q.scopes.len; i++)
        out_str(o, NULL, q.scopes.d[i]);
    out_end(o);
    out_bool(o, "representative", q.subject.representative_id != 0);
    out_bool(o, "by_proxy", q.by_proxy);
    TRY(request_book_identity_dates(app->db, &q, app->today, &asked, &later));
    out_date(o, "identity_asked", asked);
    out_date(o, "due_if_counted_from_identity", later);
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
    TRY(show_done(app, &q));
    out_list(o, "history");
    TRY(request_events(app->db, q.id, show_event, o));
    out_end(o);
    TRY(request_book_restrictions(app->db, &q, &restricted));
    out_str(o, "next", next_step(&q, restricted > 0, &next));
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
    TRY(app_keep(app, &tx));
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
    .opt_groups = (const struct opt *const[]){opts_dry_run, NULL},
    .db = DB_WRITE,
    .needs_key = true,
    .run = verify_run,
};

/* ---- the other steps: each loads the request, takes one step, and shows what it is now ---- */

static int put_taken(struct app *app, const struct request *q) {
    date_t asked, later;

    request_out(app->out, q);
    out_str(app->out, "extended_due", q->extended_due);
    out_str(app->out, "decision", q->decision);
    out_str(app->out, "delivered_on", q->delivered_on);
    TRY(request_book_identity_dates(app->db, q, app->today, &asked, &later));
    if (asked != DATE_NONE)
        out_date(app->out, "due_if_counted_from_identity", later);
    return 0;
}

static int take(struct app *app, const struct args *a,
                int (*step)(struct app *app, const struct args *a, struct request *q)) {
    REQUEST(q);
    TX(tx);

    TRY(tx_begin(&tx, app->db));
    TRY(request_load(app->db, args_pos(a, 0), &q));
    TRY(step(app, a, &q));
    TRY(app_keep(app, &tx));
    out_map(app->out, NULL);
    TRY(put_taken(app, &q));
    out_end(app->out);
    return APP_DONE;
}

static int extend_step(struct app *app, const struct args *a, struct request *q) {
    return request_book_extend(app->db, q, args_str(a, "reason"), app_book_time(app));
}

static int extend_run(struct app *app, const struct args *a) {
    return take(app, a, extend_step);
}

static const struct opt extend_opts[] = {
    {"reason", OPT_STRING, "TEXT", "why more time is needed; goes into the letter", .flags = OPT_REQUIRED},
    {0},
};

static const struct cmd cmd_extend = {
    .name = "extend",
    .summary = "take two further months, once, within the first month (Art. 12(3))",
    .args = "REF",
    .min_args = 1,
    .max_args = 1,
    .opts = extend_opts,
    .opt_groups = (const struct opt *const[]){opts_dry_run, NULL},
    .db = DB_WRITE,
    .needs_key = true,
    .run = extend_run,
};

static int refuse_step(struct app *app, const struct args *a, struct request *q) {
    int64_t restricted;
    date_t art12;

    TRY(request_book_refuse(app->db, q, args_str(a, "ground"), args_str(a, "reason"), app_book_time(app)));
    if (date_parse_iso(q->art12, &art12) == 0 && app->today > art12)
        app_warn(app, "the refusal of request %s should have reached the person by %s", q->ref, q->art12);
    TRY(request_book_restrictions(app->db, q, &restricted));
    if (restricted > 0)
        app_say(app,
                "the contested data stay restricted until the person has been told: send the letter, then gdprctl "
                "restrict lift %s --notice-sent DATE",
                q->ref);
    return 0;
}

static int refuse_run(struct app *app, const struct args *a) {
    return take(app, a, refuse_step);
}

static const struct opt refuse_opts[] = {
    {"ground", OPT_WORD, "G", "lawful ground of the refusal", .words = refusal_codes, .flags = OPT_REQUIRED},
    {"reason", OPT_STRING, "TEXT", "the reasons, for the letter", .flags = OPT_REQUIRED},
    {0},
};

static const struct cmd cmd_refuse = {
    .name = "refuse",
    .summary = "refuse a request, with ground and reason (Art. 12(4))",
    .args = "REF",
    .min_args = 1,
    .max_args = 1,
    .details = "The refusal has to reach the person within one month of receipt, and no extension moves that. A "
               "rectification whose data are contested can be refused once they were found to be right; they stay "
               "restricted until the person has been told (`gdprctl restrict lift`).\n\n"
               "unfounded, excessive and not-identified are grounds for every right (Art. 12(5), 12(2)); accurate for "
               "a rectification (Art. 16); rights-of-others for access and portability (Art. 15(4), 20(4)); "
               "legal-obligation for an erasure, legal-claims for an erasure and an objection to the processing (Art. "
               "17(3), 21(1)); section-34 for access (Data Protection Act); right-not-applicable for every right but "
               "access, where the conditions of its article are not there.",
    .opts = refuse_opts,
    .opt_groups = (const struct opt *const[]){opts_dry_run, NULL},
    .db = DB_WRITE,
    .needs_key = true,
    .run = refuse_run,
};

static int withdraw_run(struct app *app, const struct args *a) {
    int64_t lifted;
    REQUEST(q);
    TX(tx);

    TRY(tx_begin(&tx, app->db));
    TRY(request_load(app->db, args_pos(a, 0), &q));
    TRY(request_book_withdraw(app->db, &q, app_book_time(app), &lifted));
    TRY(app_keep(app, &tx));
    out_map(app->out, NULL);
    TRY(put_taken(app, &q));
    out_int(app->out, "restrictions_lifted", lifted);
    out_end(app->out);
    if (lifted > 0 && !app->dry_run)
        app_say(app,
                "what the request had restricted is restricted no more; the letter tells the person: gdprctl "
                "request letter %s",
                q.ref);
    return APP_DONE;
}

static const struct cmd cmd_withdraw = {
    .name = "withdraw",
    .summary = "the person takes the request back",
    .args = "REF",
    .min_args = 1,
    .max_args = 1,
    .details = "Nothing more is carried out for it, and what it had restricted is restricted no more. What was done "
               "until then stays done: `request show` and the letter tell it.",
    .opt_groups = (const struct opt *const[]){opts_dry_run, NULL},
    .db = DB_WRITE,
    .needs_key = true,
    .run = withdraw_run,
};

static int deliver_step(struct app *app, const struct args *a, struct request *q) {
    return request_book_deliver(app->db, q, args_date(a, "sent"), app_book_time(app));
}

static int deliver_run(struct app *app, const struct args *a) {
    return take(app, a, deliver_step);
}

static const struct opt deliver_opts[] = {
    {"sent", OPT_DATE, "DATE", "day on which the answer was sent", .flags = OPT_REQUIRED},
    {0},
};

static const struct cmd cmd_deliver = {
    .name = "deliver",
    .summary = "record that the answer was sent",
    .args = "REF",
    .min_args = 1,
    .max_args = 1,
    .opts = deliver_opts,
    .opt_groups = (const struct opt *const[]){opts_dry_run, NULL},
    .db = DB_WRITE,
    .needs_key = true,
    .run = deliver_run,
};

static int identity_step(struct app *app, const struct args *a, struct request *q) {
    (void)a;
    return request_book_ask_identity(app->db, q, app_book_time(app));
}

static int identity_run(struct app *app, const struct args *a) {
    return take(app, a, identity_step);
}

static const struct cmd cmd_ask_identity = {
    .name = "ask-identity",
    .summary = "the identity is in doubt: more information is asked for (Art. 12(6))",
    .args = "REF",
    .min_args = 1,
    .max_args = 1,
    .details = "Ask without delay. The due date stays where it was; beside it stands the day that would follow if the "
               "month ran from the proof of identity.",
    .opt_groups = (const struct opt *const[]){opts_dry_run, NULL},
    .db = DB_WRITE,
    .needs_key = true,
    .run = identity_run,
};

/* ---- letter ---- */

static int letter_run(struct app *app, const struct args *a) {
    const struct answer_options options = {.today = app->today,
                                           .lang_given = app->lang_given,
                                           .lang = app->lang,
                                           .protected_ok = args_flag(a, "protected-ok"),
                                           .lifting = args_date(a, "lifting")};
    REQUEST(q);
    ANSWER(answer);
    DOCUMENT(out);

    TRY(request_load(app->db, args_pos(a, 0), &q));
    TRY(answer_prepare(&answer, app->db, &q, &options));
    if (answer.card.is_protected && !answer.address)
        app_warn(app, "the person has a protected address (turvakielto): the letter has none without --protected-ok");
    document_open(&out, app, a, answer.lang, answer_title(&answer));
    answer_write(&answer, &out.out.doc);
    TRY(document_close(&out, "request", q.ref));
    return APP_DONE;
}

static const struct opt letter_opts[] = {
    {"format", OPT_WORD, "FORMAT", "form of the document; text unless given", .words = doc_format_words},
    {"lifting", OPT_DATE, "DATE", "say that the restriction will be lifted on this day (Art. 18(3))"},
    {"protected-ok", OPT_FLAG, NULL, "second confirmation for a person with a protected address (turvakielto)"},
    {0},
};

static const struct cmd cmd_letter = {
    .name = "letter",
    .summary = "print the letter that fits what the request has come to",
    .args = "REF",
    .min_args = 1,
    .max_args = 1,
    .details = "Asks for proof of identity, tells of an extension or a refusal, or answers what was done, in the "
               "person's language unless --lang says otherwise. When the person's rows are gone, the letter has no "
               "address.\n\n"
               "  gdprctl request letter 2026-0003 --format html > letter.html",
    .opts = letter_opts,
    .db = DB_READ,
    .run = letter_run,
};

const struct cmd cmd_request = {
    .name = "request",
    .summary = "the request book: open, verify, extend, refuse, deliver",
    .subs = (const struct cmd *const[]){&cmd_open, &cmd_list, &cmd_show, &cmd_verify, &cmd_ask_identity, &cmd_extend,
                                        &cmd_refuse, &cmd_withdraw, &cmd_deliver, &cmd_request_notify, &cmd_letter,
                                        NULL},
};
