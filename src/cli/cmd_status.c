/*
 * cmd_status.c - `gdprctl status`: the morning look, on one screen.
 */
#include "cli/cmd.h"

#include "base/crypt.h"
#include "base/mem.h"
#include "base/sb.h"
#include "engine/due.h"
#include "io/lock_file.h"
#include "store/audit_store.h"
#include "store/dbfile.h"
#include "store/ledger.h"
#include "store/register_store.h"
#include "store/status_store.h"

static void show_head(struct out *o, const struct audit_head *head) {
    char hex[2 * CRYPT_HASH_LEN + 1];
    SB(text);

    crypt_hex(head->mac, sizeof head->mac, hex);
    sb_printf(&text, "%" PRId64 ":%s", head->seq, hex);
    out_str(o, "audit_head", head->seq > 0 ? text.d : NULL);
}

/* ---- rows past their retention, over all registers ---- */

struct past {
    code_vec codes;
    int64_t rows; /* as of the day asked for, those that something keeps among them */
    int64_t late; /* nothing keeps them, and the purge of the night before should have taken them */
};

static void past_release(struct past *p) {
    code_vec_release(&p->codes);
}

static int count_rows(struct db *db, const struct plan *plan, date_t as_of, int64_t *total) {
    DUE(due);

    TRY(due_find(db, plan, as_of, &due));
    for (size_t i = 0; i < due.items.len; i++)
        *total += due.items.d[i].rows;
    return 0;
}

/* What a hold, a restriction or an open request stops, or another row still needs, is kept lawfully and nobody's
 * lateness. */
static int count_late(struct db *db, const struct plan *plan, date_t as_of, int64_t *total) {
    DUE(due);

    TRY(due_find(db, plan, as_of, &due));
    TRY(due_settle(db, &due));
    for (size_t i = 0; i < due.items.len; i++)
        *total += due.items.d[i].rows;
    return 0;
}

/* Before the first purge too: a purge that was never set up is what a monitor has to find. The second count only where
 * the first found something. */
static int count_past(struct app *app, struct past *ret) {
    date_t before = app->as_of - 1;

    TRY(register_codes(app->db, NULL, &ret->codes));
    for (size_t i = 0; i < ret->codes.len; i++) {
        int64_t rows = 0;
        PLAN(plan);

        TRY(plan_load(app->db, ret->codes.d[i], &plan));
        TRY(count_rows(app->db, &plan, app->as_of, &rows));
        if (rows > 0)
            TRY(count_late(app->db, &plan, before, &ret->late));
        ret->rows += rows;
    }
    return 0;
}

/* How the database and its ledger stand to each other; what keeps the other commands from running is said here too. */
static bool show_ledger(struct app *app) {
    struct ledger_look look = {.state = LEDGER_SOUND};

    if (ledger_look(app->db, app->ledger_path, &look) < 0 || ledger_refuse(app->db, app->ledger_path, &look) < 0) {
        out_str(app->out, "ledger", look.state != LEDGER_SOUND ? ledger_state_code(look.state) : "unreadable");
        app_warn(app, "%s", app->err->msg);
        if (app->err->hint[0] != '\0')
            app_say(app, "%s", app->err->hint);
        err_clear(app->err);
        return false;
    }
    out_str(app->out, "ledger", ledger_state_code(look.state));
    return true;
}

/* `init` makes it for its owner alone; a copy or a restore may not have. */
static bool warn_of_modes(const struct app *app) {
    if (!dbfile_is_open_to_all(app->db_path))
        return false;
    app_warn(app, "every user of this machine can open the database: chmod o= %s", app->db_path);
    return true;
}

static bool is_running(const char *result) {
    return result != NULL && strcmp(result, "running") == 0;
}

/* A run that says it is at work and holds no lock was killed, if it still says so: it may have ended, and another have
 * begun, since it was read. Of a run of another user, whose lock cannot be looked at, only what it says is known. */
static int purge_result(const struct app *app, struct status_counts *c, const char **ret) {
    int64_t id = c->purge_id;
    enum lock_state state;
    SB(lock);

    sb_printf(&lock, "%s.lock", app->db_path);
    *ret = c->purge_result;
    if (!is_running(*ret))
        return 0;
    state = lock_file_look(lock.d);
    if (state == LOCK_UNKNOWN)
        app_say(app, "whether the last purge is still running cannot be told: %s is another user's; ask as that user",
                lock.d);
    if (state != LOCK_FREE)
        return 0;
    TRY(status_load_purge(app->db, c));
    *ret = is_running(c->purge_result) && c->purge_id == id ? "killed" : c->purge_result;
    return 0;
}

/* Whether the last purge came to no end. */
static bool warn_of_purge(const struct app *app, const char *result) {
    if (result == NULL || (strcmp(result, "failed") != 0 && strcmp(result, "killed") != 0))
        return false;
    app_say(app, "the last purge %s: run gdprctl purge again and look at what it says; what had gone is whole",
            strcmp(result, "failed") == 0 ? "failed" : "was killed");
    return true;
}

/* A run that was killed after its transaction leaves the files: the rows are gone, so nothing else tells of them. A
 * purge that is at work has some waiting at any time. */
static bool warn_of_files(const struct app *app, int64_t files, const char *result) {
    if (files == 0 || is_running(result))
        return false;
    app_say(app,
            "%" PRId64 " recording file%s of rows that are gone still wait%s to be removed: gdprctl purge, with "
            "--recordings DIR",
            files, files == 1 ? "" : "s", files == 1 ? "s" : "");
    return true;
}

static int run(struct app *app, const struct args *a) {
    struct status_counts c CLEANUP(status_release) = {0};
    char today[DATE_LEN], soon[DATE_LEN];
    struct past past CLEANUP(past_release) = {0};
    struct audit_head head;
    struct out *o = app->out;
    const char *ended;
    bool sound, alarm;

    (void)a;
    date_iso(app->as_of, today);
    date_iso(date_add(app->as_of, (struct period){.days = 7}), soon);
    TRY(status_load(app->db, today, soon, &c));
    if (c.people > 0)
        TRY(count_past(app, &past));
    TRY(audit_head(app->db, &head));
    TRY(purge_result(app, &c, &ended));
    out_map(o, NULL);
    out_str(o, "as_of", today);
    out_int(o, "registers", c.registers);
    out_int(o, "people", c.people);
    out_int(o, "requests_open", c.open);
    out_int(o, "requests_overdue", c.overdue);
    out_int(o, "requests_due_in_7_days", c.due_soon);
    out_int(o, "requests_waiting_for_identity", c.waiting_identity);
    out_int(o, "requests_waiting_for_delivery", c.undelivered);
    out_int(o, "holds", c.holds);
    out_int(o, "rows_past_retention", past.rows);
    out_int(o, "rows_overdue", past.late);
    out_int(o, "files_waiting", c.files);
    out_str(o, "last_purge", c.purge_at);
    out_str(o, "last_purge_result", ended);
    show_head(o, &head);
    sound = show_ledger(app);
    out_end(o);
    if (c.overdue > 0)
        app_say(app, "%" PRId64 " request%s overdue: gdprctl request list --overdue", c.overdue,
                c.overdue == 1 ? " is" : "s are");
    if (past.late > 0)
        app_say(app, "%" PRId64 " row%s should have gone before today: gdprctl purge --dry-run", past.late,
                past.late == 1 ? "" : "s");
    alarm = warn_of_purge(app, ended);
    alarm = warn_of_files(app, c.files, ended) || alarm;
    alarm = warn_of_modes(app) || alarm;
    return alarm || !sound || c.overdue > 0 || past.late > 0 ? APP_ATTENTION : APP_DONE;
}

const struct cmd cmd_status = {
    .name = "status",
    .summary = "what is open, what is late, when the last purge ran",
    .details =
        "Exit status 1 when a request is overdue (also one that was carried out in time and whose answer has not been "
        "sent), when rows that were due more than a day ago are still there with "
        "nothing holding them, when the last purge failed or was killed, when a killed run left recording files of "
        "rows that are gone, when the database and its ledger do not agree, or when every user of the machine can open "
        "the database; so that a monitor can use it.",
    .opt_groups = (const struct opt *const[]){opts_as_of, NULL},
    .db = DB_READ,
    .any_ledger = true,
    .run = run,
};
