/*
 * cmd_purge.c - `gdprctl purge`: deletes what is past its retention.
 */
#include "cli/cmd.h"

#include "base/sb.h"
#include "cli/metrics.h"
#include "cli/progress.h"
#include "engine/outbox.h"
#include "engine/purge_guard.h"
#include "io/lock_file.h"
#include "store/audit_store.h"
#include "store/dbfile.h"
#include "store/purge_store.h"
#include "store/register_store.h"
#include "store/status_store.h"

static int check(struct app *app, const struct args *a) {
    if (app->as_of > app->today && !args_flag(a, "dry-run")) {
        (void)err_set(app->err, ERR_USAGE, "--as-of is in the future: that would delete what is still to be kept");
        return err_hint(app->err, "a future day is for looking ahead, with --dry-run");
    }
    return 0;
}

static struct purge_options options(struct app *app, const struct args *a, struct progress *progress) {
    date_t built = DATE_NONE;

    (void)date_parse_iso(GDPRCTL_DATE, &built);
    return (struct purge_options){
        .now_utc = app->now_utc,
        .today = app->today,
        .as_of = app->as_of,
        .built = built,
        .dry_run = args_flag(a, "dry-run"),
        .first_run = args_flag(a, "first-run"),
        .confirm_gap = args_flag(a, "confirm-gap"),
        .recordings_root = app->recordings,
        .max_share = args_int(a, "max-share", 0),
        .max_rows = args_int(a, "max-rows", -1),
        .batch = app_batch(PURGE_BATCH),
        .interrupt = app->interrupt,
        .progress = progress_tick,
        .progress_ctx = progress,
    };
}

static void show_counts(struct app *app, const struct purge_options *o, const struct purge_result *r) {
    char day[DATE_LEN];

    date_iso(o->as_of, day);
    out_str(app->out, "as_of", day);
    out_bool(app->out, "dry_run", o->dry_run);
    out_list(app->out, "records");
    for (size_t i = 0; i < r->counts.len; i++) {
        const struct purge_count *c = &r->counts.d[i];

        out_map(app->out, NULL);
        out_str(app->out, "register", c->register_code);
        out_str(app->out, "table", c->table);
        out_int(app->out, "due", c->due);
        out_int(app->out, "deleted", c->deleted);
        out_int(app->out, "cleared", c->cleared);
        out_int(app->out, "held", c->held);
        out_int(app->out, "waiting", c->waiting);
        out_int(app->out, "no_trigger", c->no_trigger);
        out_end(app->out);
    }
    out_end(app->out);
    out_list(app->out, "new_rules");
    for (size_t i = 0; i < r->new_rules.len; i++)
        out_str(app->out, NULL, r->new_rules.d[i]);
    out_end(app->out);
    out_list(app->out, "plans");
    for (size_t i = 0; i < r->plans.len; i++)
        out_str(app->out, NULL, r->plans.d[i]);
    out_end(app->out);
    out_int(app->out, "files_deleted", r->files);
    out_int(app->out, "deleted", r->deleted);
    out_int(app->out, "cleared", r->cleared);
    out_int(app->out, "erasures_resumed", r->resumed);
}

/* A refusal is part of the report: what would go is on the screen when the officer reads why it did not. */
static void show_refusal(struct app *app) {
    out_map(app->out, "error");
    out_str(app->out, "code", err_code_name(app->err->code));
    out_str(app->out, "message", app->err->msg);
    out_str(app->out, "hint", app->err->hint);
    out_end(app->out);
}

static int begin_run(struct app *app, const struct purge_options *o, const char *doubt, int64_t *ret_id) {
    char at[INSTANT_LEN], day[DATE_LEN];
    TX(tx);

    if (o->dry_run)
        return 0;
    instant_iso(o->now_utc, at);
    date_iso(o->as_of, day);
    TRY(tx_begin(&tx, app->db));
    TRY(purge_begin(app->db, at, day, ret_id));
    TRY(audit_append(app->db, o->now_utc,
                     &(struct audit_event){
                         .command = "purge", .result = "begun", .detail = doubt != NULL ? "clock=confirmed" : NULL}));
    return tx_commit(&tx);
}

static int end_run(struct app *app, const struct purge_options *o, int64_t id, const char *result,
                   const struct purge_result *r) {
    char at[INSTANT_LEN];
    TX(tx);

    if (o->dry_run)
        return 0;
    instant_iso(o->now_utc, at);
    TRY(tx_begin(&tx, app->db));
    TRY(purge_end(app->db, id, at, result, r->deleted, r->cleared, r->files));
    TRY(audit_append(app->db, o->now_utc, &(struct audit_event){.command = "purge", .result = result}));
    return tx_commit(&tx);
}

/* The first refusal stands for all: where there are more it says of which registers they are. */
static void name_refused(struct err *first, const struct sb *codes, size_t n) {
    struct err all = {0};

    if (n < 2)
        return;
    (void)err_set(&all, first->code, "%zu registers are refused (%s): %s", n, codes->d, first->msg);
    (void)err_hint(&all, "%s", first->hint);
    *first = all;
}

/* Every register, or the one named; a refusal of one does not stop the others. `first` gets the first refusal. Ctrl-C
 * must not take a batch back, so it is looked at between them only. */
static int purge_each(struct app *app, const code_vec *codes, const struct purge_options *o, struct purge_result *r,
                      struct err *first) {
    size_t refused = 0;
    SB(names);

    for (size_t i = 0; i < codes->len && !r->interrupted; i++) {
        if (*o->interrupt) {
            r->interrupted = true;
            break;
        }
        if (purge_register(app->db, codes->d[i], o, r) == 0)
            continue;
        if (app->err->code != ERR_REFUSED)
            return -1;
        if (first->code == ERR_NONE)
            *first = *app->err;
        sb_printf(&names, "%s%s", refused++ > 0 ? ", " : "", codes->d[i]);
        err_clear(app->err);
    }
    name_refused(first, &names, refused);
    return 0;
}

/* Files that an earlier run, or this one, left to be unlinked. */
static int drain(struct app *app, const struct purge_options *o, struct purge_result *r) {
    struct outbox_result done = {0};

    TRY(o->dry_run ? outbox_foresee(app->db, o->recordings_root, &done)
                   : outbox_drain(app->db, o->recordings_root, o->now_utc, &done));
    r->files += done.removed;
    r->files_refused = done.refused;
    r->files_left = done.left;
    return 0;
}

static int take_lock(struct app *app, struct lock_file *lock) {
    SB(path);

    sb_printf(&path, "%s.lock", app->db_path);
    TRY(lock_file_take(lock, path.d, "a purge", app->err));
    if (dbfile_give(lock->fd, app->db_path) == 0)
        return 0;
    (void)err_set(app->err, ERR_IO, "the lock file %s cannot be given to the owner of the database: %s", path.d,
                  strerror(errno));
    return err_hint(app->err, "run the purge as the user who owns the database");
}

static int ask(struct app *app, const struct purge_options *o) {
    return o->dry_run ? 0 : app_confirm(app, "Delete for good everything that is past its retention?");
}

/* What of the recordings needs a person; true: the run is not as it should be. */
static bool warn_of_recordings(const struct app *app, const struct purge_result *r, bool dry_run) {
    if (!dry_run)
        app_warn_unmanaged(app, r->unmanaged, "the rows that went");
    if (r->unsafe > 0)
        app_warn(app,
                 "%" PRId64 " %s recording file is none that may be deleted (a link, a second "
                 "name, outside of the directory, or another row's): look at the directory of recordings",
                 r->unsafe, r->unsafe == 1 ? "row stays, because its" : "rows stay, because their");
    if (r->files_refused > 0)
        app_warn(app, "%" PRId64 " recording file%s looked at again in the next run", r->files_refused,
                 r->files_refused == 1 ? " could not be deleted; it is" : "s could not be deleted; they are");
    else if (r->files_left > 0)
        app_warn(app,
                 "%" PRId64 " recording file%s that an earlier run left wait%s to be deleted: name the directory "
                 "(--recordings, $GDPRCTL_RECORDINGS) and run this again",
                 r->files_left, r->files_left == 1 ? "" : "s", r->files_left == 1 ? "s" : "");
    return r->unsafe > 0 || r->files_left > 0;
}

/* The night's look at the due dates of requests, whatever became of the purge. */
static int look_at_requests(struct app *app, struct status_counts *ret) {
    char today[DATE_LEN];

    date_iso(app->today, today);
    TRY(status_load_requests(app->db, today, today, ret));
    if (ret->overdue > 0)
        app_warn(app, "%" PRId64 " request%s overdue: gdprctl request list --overdue", ret->overdue,
                 ret->overdue == 1 ? " is" : "s are");
    return 0;
}

/* The report, and the exit status that follows from it: that of the purge. A request that is overdue is for `status`
 * to alarm of, not for a night's run that did all it had to do. */
static int report(struct app *app, const struct purge_options *o, const struct purge_result *r,
                  const struct err *refusal) {
    bool look = warn_of_recordings(app, r, o->dry_run);
    struct status_counts requests = {0};

    TRY(look_at_requests(app, &requests));
    if (app->quiet && app->format == APP_TEXT && refusal->code == ERR_NONE && !r->interrupted && !o->dry_run)
        return look ? APP_ATTENTION : APP_DONE; /* what a person needs to know has been said */
    out_map(app->out, NULL);
    show_counts(app, o, r);
    out_int(app->out, "requests_open", requests.open);
    out_int(app->out, "requests_overdue", requests.overdue);
    *app->err = *refusal;
    if (refusal->code != ERR_NONE)
        show_refusal(app);
    out_end(app->out);
    err_clear(app->err);
    if (r->interrupted)
        app_warn(app, "interrupted after a whole batch; the next run goes on from there");
    if (refusal->code != ERR_NONE) {
        app_warn(app, "%s; %s", refusal->msg, refusal->hint);
        return err_status(refusal);
    }
    return r->interrupted || look ? APP_ATTENTION : APP_DONE;
}

/* All registers, the files before and after them; a dry run counts its own as their rows go. */
static int purge_all(struct app *app, const code_vec *codes, const struct purge_options *o, struct progress *progress,
                     struct purge_result *r, struct err *refusal) {
    TRY(drain(app, o, r));
    progress_begin(progress, app, "purging", 0);
    TRY(purge_each(app, codes, o, r, refusal));
    if (!o->dry_run)
        TRY(drain(app, o, r));
    progress_end(progress);
    return 0;
}

/* A run that fails is put down as failed, if that can still be written; what is told is why it failed. */
static int fail_run(struct app *app, const struct purge_options *o, int64_t id, const struct purge_result *r) {
    struct err failure = *app->err;

    err_clear(app->err);
    (void)end_run(app, o, id, "failed", r);
    *app->err = failure;
    return -1;
}

static int purge(struct app *app, const struct args *a, struct purge_result *result) {
    code_vec codes CLEANUP(code_vec_release) = {0};
    struct purge_options o;
    struct err refusal = {0};
    const char *doubt;
    int64_t id = 0;
    PROGRESS(progress);

    o = options(app, a, &progress);
    TRY(purge_check_clock(app->db, &o, &doubt));
    if (doubt != NULL)
        app_warn(app,
                 o.dry_run ? "%s: set the clock right, or confirm a real run with --confirm-gap"
                           : "%s; confirmed with --confirm-gap",
                 doubt);
    TRY(register_codes(app->db, args_str(a, "register"), &codes));
    TRY(ask(app, &o));
    TRY(begin_run(app, &o, doubt, &id));
    if (!o.dry_run)
        db_watch_interrupt(app->db, NULL);
    if (purge_all(app, &codes, &o, &progress, result, &refusal) < 0)
        return fail_run(app, &o, id, result);
    TRY(end_run(app, &o, id,
                result->interrupted        ? "interrupted"
                : refusal.code != ERR_NONE ? "refused"
                                           : "done",
                result));
    return report(app, &o, result, &refusal);
}

static bool count_requests(struct app *app, struct metrics *m) {
    struct status_counts c = {0};
    char today[DATE_LEN];

    date_iso(app->today, today);
    if (status_load_requests(app->db, today, today, &c) < 0)
        return false;
    m->requests_open = c.open;
    m->requests_overdue = c.overdue;
    return true;
}

/* Also after a failure, which is what a monitor waits for. The rows have gone whether or not the figures can be
 * written, so that is a warning. Returns the status of the run as a whole. */
static int tell_monitor(struct app *app, const char *path, const struct purge_result *r, int status) {
    struct err failure = *app->err;
    struct metrics m = {
        .last_run = app->now_utc,
        .deleted = r->deleted,
        .cleared = r->cleared,
        .held = r->held,
        .success = status == APP_DONE,
    };

    err_clear(app->err);
    m.requests_known = count_requests(app, &m);
    err_clear(app->err);
    if (metrics_write(path, &m, app->err) < 0) {
        app_warn(app, "%s", app->err->msg);
        status = status == APP_DONE ? APP_ATTENTION : status;
    }
    *app->err = failure;
    return status;
}

static int run(struct app *app, const struct args *a) {
    struct purge_result result CLEANUP(purge_result_release) = {0};
    const char *metrics = args_flag(a, "dry-run") ? NULL : args_str(a, "metrics");
    int status;
    LOCK_FILE(lock);

    if (!args_flag(a, "dry-run")) /* which leaves no file behind either */
        TRY(take_lock(app, &lock));
    if (metrics != NULL)
        TRY(metrics_check(metrics, app->err));
    status = purge(app, a, &result);
    return metrics != NULL ? tell_monitor(app, metrics, &result, status) : status;
}

static const struct opt purge_opts[] = {
    {"register", OPT_STRING, "CODE", "only this register"},
    {"max-share", OPT_INT, "PCT",
     "refuse when more than this share of a table would go (default 2, or 1,000 rows of a small one)", .min = 1,
     .max = 100},
    {"max-rows", OPT_INT, "N", "refuse when more rows than this would go, of all registers together"},
    {"first-run", OPT_FLAG, NULL, "let rules that are new or have changed take effect"},
    {"recordings", OPT_PATH, "DIR", "directory below which recording files lie"},
    {"metrics", OPT_PATH, "FILE", "write figures for Prometheus' textfile collector; not in a dry run"},
    {"confirm-gap", OPT_FLAG, NULL, "the last purge was long ago, or its clock was ahead, and the clock is right now"},
    {0},
};

const struct cmd cmd_purge = {
    .name = "purge",
    .summary = "delete what is past its retention",
    .details = "For cron, every night. Deletes the rows whose last day has passed, children first; clears the columns "
               "of rows of which only some are past theirs. Holds, restrictions and open requests stop it row by row. "
               "A rule that is new or has changed only reports, until a run with --first-run. Erasures that are partly "
               "done are taken up again, behind the same guards. Requests that are overdue are told of in the same "
               "run, also with --quiet; the exit status is that of the purge, and `gdprctl status` has one for "
               "them.\n\n"
               "  gdprctl purge --dry-run\n"
               "  gdprctl purge --register kuopio-customers --first-run --yes",
    .opts = purge_opts,
    .opt_groups = (const struct opt *const[]){opts_dry_run, opts_as_of, NULL},
    .db = DB_WRITE,
    .needs_key = true,
    .destructive = true,
    .check = check,
    .list = "records",
    .columns = (const char *const[]){"register", "table", "due", "deleted", "cleared", "held", "waiting", "no_trigger",
                                     NULL},
    .run = run,
};
