/*
 * cmd_erase.c - `gdprctl erase`: erasure on request.
 */
#include "cli/cmd.h"

#include "cli/request_args.h"
#include "cli/selector.h"
#include "engine/erase.h"
#include "store/register_store.h"

/* ---- what was done ---- */

static void put_group(struct out *o, const struct erase_why *why, int64_t rows) {
    out_map(o, NULL);
    out_str(o, "reason", why->reason);
    out_str(o, "legal_reference", why->reference);
    out_int(o, "rows", rows);
    out_date(o, "until", why->until);
    out_str(o, "article", why->article);
    out_str(o, "rule", why->rule);
    out_end(o);
}

static void put_table(struct out *o, const struct erase_table *t) {
    out_map(o, NULL);
    out_str(o, "table", t->table->name);
    out_int(o, "found", t->found);
    out_int(o, "erased", t->erased);
    out_int(o, "cleared", t->cleared);
    out_int(o, "kept", t->kept);
    out_list(o, "reasons");
    for (size_t i = 0; i < t->groups.len; i++) {
        if (t->groups.d[i].kept > 0)
            put_group(o, &t->groups.d[i].why, t->groups.d[i].kept);
    }
    out_end(o);
    out_list(o, "cleared_reasons");
    for (size_t i = 0; i < t->groups.len; i++) {
        if (t->groups.d[i].cleared > 0)
            put_group(o, &t->groups.d[i].why, t->groups.d[i].cleared);
    }
    out_end(o);
    out_end(o);
}

/* Everything that ends up in the result, whatever happened on the way. */
struct shown {
    const struct request *request;
    const struct erase_result *erased;
    struct outbox_result files;
};

static void put_notes(struct app *app, const struct shown *s) {
    struct out *o = app->out;

    if (app->dry_run)
        out_note(o, "Nothing was kept (--dry-run).");
    if (s->erased->found == 0)
        out_note(o, "Nothing of the person is left in the records: there was nothing to do.");
    else if (!s->erased->complete && s->erased->until == DATE_NONE)
        out_note(o, "For some of the rest nobody can tell the day yet; each purge looks again.");
    else if (!s->erased->complete)
        out_note(o, "Each purge takes what of the rest has become free by then.");
}

static void show(struct app *app, const struct shown *s) {
    struct out *o = app->out;

    out_map(o, NULL);
    request_out(o, s->request);
    out_date(o, "until", s->erased->until);
    out_bool(o, "complete", s->erased->complete);
    out_bool(o, "dry_run", app->dry_run);
    out_list(o, "records");
    for (size_t i = 0; i < s->erased->tables.len; i++)
        put_table(o, &s->erased->tables.d[i]);
    out_end(o);
    out_int(o, "files_deleted", s->files.removed);
    out_int(o, "files_missing", s->erased->files.missing);
    out_int(o, "files_left", s->files.left);
    if (s->erased->notify_files > 0)
        out_int(o, "notify_files", (int64_t)s->erased->notify_files);
    put_notes(app, s);
    out_end(o);
}

static void warn(const struct app *app, const struct shown *s) {
    const struct outbox_sealed *f = &s->erased->files;
    bool one = s->files.left == 1;

    app_warn_unmanaged(app, f->unmanaged, "the erased rows");
    if (f->missing > 0)
        app_warn(app, "%" PRId64 " recording file%s of the erased rows %s not there", f->missing,
                 f->missing == 1 ? "" : "s", f->missing == 1 ? "was" : "were");
    if (s->files.refused > 0)
        app_warn(app,
                 "%" PRId64 " recording file%s of erased rows could not be removed: something else stands in %s place; "
                 "look at the directory of recordings, and run this again",
                 s->files.refused, s->files.refused == 1 ? "" : "s", s->files.refused == 1 ? "its" : "their");
    else if (s->files.left > 0)
        app_warn(app, "%" PRId64 " recording file%s of erased rows still wait%s to be removed: %s", s->files.left,
                 one ? "" : "s", one ? "s" : "",
                 !s->files.busy ? "name the directory (--recordings, $GDPRCTL_RECORDINGS) and run this again"
                 : one          ? "the database is in use by another run; the next erasure or purge takes it"
                                : "the database is in use by another run; the next erasure or purge takes them");
}

/* An erasure keeps what a rule of the definition makes it keep. Where none can, that is the definition's gap or the
 * officer's to know: an act may bind all the same. */
static void warn_unkept(const struct app *app, const struct erase *e, const struct erase_result *r) {
    if (r->erased + r->cleared > 0 && !plan_keeps(&e->plan))
        app_warn(app,
                 "the definition of %s has no rule that rests on an act or a contract: an erasure keeps nothing for "
                 "accounting, recent invoices go too; check with --dry-run before --yes",
                 e->plan.code);
}

/* ---- doing it ---- */

/* The controller's own erasure. */
static int open_own(struct app *app, const struct args *a, struct request *q) {
    struct node *def CLEANUP(node_free) = NULL;
    struct request_own own = {.register_code = args_str(a, "register"),
                              .rule = args_str(a, "rule"),
                              .reason = args_str(a, "reason"),
                              .checked = args_flag(a, "checked")};
    int64_t id;

    TRY(register_id(app->db, own.register_code, &id));
    TRY(register_export(app->db, own.register_code, &def));
    TRY(selector_subject(app, a, id, &own.subject));
    return request_book_open_own(app->db, def, &own, app_book_time(app), q);
}

static int check(struct app *app, const struct args *a) {
    static const char *const of_requests[] = {"received", "channel", "verified", "scope"};

    if (!args_has(a, "rule")) {
        if (args_has(a, "reason") || args_flag(a, "checked"))
            return err_set(app->err, ERR_USAGE,
                           "--reason and --checked belong to the controller's own erasure, --rule");
        return request_args_check(app, a);
    }
    if (args_pos_count(a) > 0)
        return err_set(app->err, ERR_USAGE, "--rule opens the controller's own erasure, and REF names a request");
    for (size_t i = 0; i < ARRAY_LEN(of_requests); i++) {
        if (args_has(a, of_requests[i]))
            return err_set(app->err, ERR_USAGE, "--%s is of a person's request, and with --rule nobody asked",
                           of_requests[i]);
    }
    TRY(args_need(a, "register", app->err));
    return args_need(a, "reason", app->err);
}

/* Carries the request out in a transaction that is kept; with `foreseen` it is not, and what would become of the
 * recordings is told there. */
static int carry_out(struct app *app, const struct args *a, const struct erase_options *options,
                     struct outbox_result *foreseen, struct erase *e, struct request *q, struct erase_result *ret) {
    TX(tx);

    TRY(tx_begin(&tx, app->db));
    TRY(erase_prepare(app->db));
    if (args_has(a, "rule")) {
        TRY(open_own(app, a, q));
    } else {
        TRY(request_args_get(app, a, RIGHT_ERASURE, q));
    }
    TRY(erase_open(e, app->db, q->register_code, options));
    TRY(erase_carry_out(e, q, ret));
    return foreseen == NULL ? tx_commit(&tx) : outbox_foresee(app->db, options->recordings_root, foreseen);
}

/* What is asked about is counted first, without keeping it, so that nobody else waits for the answer. A new request is
 * not opened twice for that. */
static int ask(struct app *app, const struct args *a, const struct erase_options *options) {
    struct erase_result res CLEANUP(erase_result_release) = {0};
    struct outbox_result foreseen = {0};
    REQUEST(q);
    ERASE(e);

    if (app->yes)
        return 0;
    if (args_pos_count(a) == 0)
        return app_confirm(app, "Erase for good what may be erased of this person?");
    TRY(carry_out(app, a, options, &foreseen, &e, &q, &res));
    if (!res.changed)
        return 0;
    warn_unkept(app, &e, &res);
    return app_confirm(
        app, "Erase %" PRId64 " row%s and clear parts of %" PRId64 " for good, and keep %" PRId64 " (request %s)?",
        res.erased, res.erased == 1 ? "" : "s", res.cleared, res.kept, q.ref);
}

static int run(struct app *app, const struct args *a) {
    struct erase_result res CLEANUP(erase_result_release) = {0};
    struct erase_options options = {
        .now_utc = app->now_utc, .today = app->today, .as_of = app->today, .lang = app->lang};
    struct package_dir notify CLEANUP(package_dir_release) = {.fd = -1};
    REQUEST(q);
    ERASE(e);
    struct shown s = {.request = &q, .erased = &res};

    options.recordings_root = app->recordings;
    options.protected_ok = args_flag(a, "protected-ok");
    if (!app->dry_run) {
        /* What a killed run left comes first. */
        TRY(outbox_drain(app->db, options.recordings_root, app->now_utc, &s.files));
        TRY(ask(app, a, &options));
    }
    if (args_str(a, "notify") != NULL) {
        TRY(app->dry_run ? package_dir_pretend(&notify, args_str(a, "notify"), app->err)
                         : package_dir_open(&notify, args_str(a, "notify"), false, app->err));
        options.notify = &notify;
    }
    if (carry_out(app, a, &options, app->dry_run ? &s.files : NULL, &e, &q, &res) < 0)
        return package_dir_withdraw(&notify, res.notify_files > 0 ? q.ref : NULL);
    if (!app->dry_run && res.files.waiting > 0) {
        s.files.refused = 0;
        TRY(outbox_drain_after(app->db, options.recordings_root, app->now_utc, res.files.waiting, &s.files));
    }
    if (app->dry_run || app->yes || args_pos_count(a) == 0) /* else it came with the question */
        warn_unkept(app, &e, &res);
    warn(app, &s);
    show(app, &s);
    return res.needs_person || s.files.left > 0 || s.files.busy ? APP_ATTENTION : APP_DONE;
}

static const struct opt erase_opts[] = {
    {"recordings", OPT_PATH, "DIR", "directory below which recording files lie"},
    {"rule", OPT_STRING, "RULE", "not on request: the condition of this rule of the register is not met"},
    {"reason", OPT_STRING, "TEXT", "with --rule: which condition, and how it is known; goes into the letter"},
    {"checked", OPT_FLAG, NULL, "with --rule: it is another condition than being a customer elsewhere"},
    {"notify", OPT_PATH, "DIR", "write the files for the recipients to tell (Art. 19) to DIR/REF/"},
    {"protected-ok", OPT_FLAG, NULL, "with --notify: second confirmation for a person with a protected address"},
    {0},
};

const struct cmd cmd_erase = {
    .name = "erase",
    .summary = "erase what may go, keep what must stay, and say which and until when (Art. 17)",
    .args = "[REF]",
    .max_args = 1,
    .details =
        "What consent or a policy covers goes; what an act or a contract still needs stays, with the reason, where it "
        "stands, and its last day. Legal holds, contracts in force, other open requests and restrictions stop it row "
        "by row. What is kept is closed to marketing, and each purge takes what has become free; until then the "
        "request is partly done. Done again, there is nothing to do.\n\n"
        "Afterwards no erased value is left in the database file or beside it, and the recordings of erased rows are "
        "gone. The person does not come back by the next import.\n\n"
        "Where a register may erase data because a condition is not met (a rule of kind on-condition), --rule does so "
        "without a request: for people of the rule's group only, not further than the rule covers, and not where the "
        "person is a customer in the register that the group requires.\n\n"
        "  gdprctl erase 2026-0001 --dry-run\n"
        "  gdprctl erase 2026-0001 --yes\n"
        "  gdprctl erase --register ksat-customers --received 2026-11-20 --channel letter --customer 00100003 "
        "--verified signature --yes\n"
        "  gdprctl erase --register kss-panel --customer 00100003 --rule membership-conditions --reason \"no longer a "
        "customer\" --yes",
    .opts = erase_opts,
    .opt_groups = (const struct opt *const[]){opts_request, opts_selector, opts_verified, opts_dry_run, NULL},
    .selector_optional = true,
    .db = DB_WRITE,
    .needs_key = true,
    .destructive = true,
    .check = check,
    .list = "records",
    .columns = (const char *const[]){"table", "found", "erased", "cleared", "kept", "reasons", "cleared_reasons", NULL},
    .run = run,
};
