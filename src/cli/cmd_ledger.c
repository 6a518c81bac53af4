/*
 * cmd_ledger.c - `gdprctl ledger`: what must not be undone by restoring a backup.
 */
#include "cli/cmd.h"

#include "base/mem.h"
#include "base/sb.h"
#include "engine/replay.h"
#include "store/audit_store.h"
#include "store/key.h"
#include "store/ledger_item.h"
#include "store/meta_store.h"
#include "store/replay_store.h"

#include <unistd.h>

/* ---- replay ---- */

static const char *fate_code(enum replay_fate fate) {
    static const char *const codes[] = {[REPLAY_CLEARED] = "cleared",
                                        [REPLAY_RESTRICTED] = "restricted",
                                        [REPLAY_MISSING] = "missing",
                                        [REPLAY_OTHER] = "other"};

    return codes[fate];
}

static void show_values(struct out *o, const struct replay_result *r) {
    out_list(o, "values_to_enter_again");
    for (size_t i = 0; i < r->values.len; i++) {
        const struct replay_value *v = &r->values.d[i];

        out_map(o, NULL);
        out_str(o, "request", v->ref);
        out_str(o, "register", v->register_code);
        out_str(o, "table", v->table);
        out_int(o, "row", v->row);
        out_str(o, "column", v->column);
        out_str(o, "old_value", fate_code(v->fate));
        out_end(o);
    }
    out_end(o);
}

static void show_imports(struct out *o, const struct replay_result *r) {
    out_list(o, "files_to_import_again");
    for (size_t i = 0; i < r->imports.len; i++) {
        const struct replay_import *f = &r->imports.d[i];

        out_map(o, NULL);
        out_str(o, "register", f->register_code);
        out_str(o, "table", f->table);
        out_int(o, "rows", f->rows);
        out_str(o, "sha256", f->sha256);
        out_end(o);
    }
    out_end(o);
}

static void show_open(struct out *o, const struct replay_result *r) {
    static const char *const whys[] = {
        [REPLAY_NO_PERSON] = "no-person", [REPLAY_DO_AGAIN] = "do-again", [REPLAY_PERHAPS_ENDED] = "perhaps-ended"};

    out_list(o, "requests_to_look_at");
    for (size_t i = 0; i < r->open.len; i++) {
        out_map(o, NULL);
        out_str(o, "request", r->open.d[i].ref);
        out_str(o, "why", whys[r->open.d[i].why]);
        out_end(o);
    }
    out_end(o);
}

static bool any_open(const struct replay_result *r, enum replay_why why) {
    for (size_t i = 0; i < r->open.len; i++) {
        if (r->open.d[i].why == why)
            return true;
    }
    return false;
}

static void note_open(struct out *o, const struct replay_result *r) {
    if (any_open(r, REPLAY_PERHAPS_ENDED))
        out_note(o,
                 "perhaps-ended: an older gdprctl did not tell the ledger how every request ended. Look whether these "
                 "have been answered since the copy was made, before anybody carries them out again.");
    if (any_open(r, REPLAY_NO_PERSON))
        out_note(o,
                 "no-person: these are open, and their person is not in the copy. Import the records again, then open "
                 "them anew.");
    if (any_open(r, REPLAY_DO_AGAIN))
        out_note(o, "do-again: these were carried out on people or rows that are not in the copy. Import the records "
                    "again, then carry them out anew: what was erased, corrected or restricted comes back as it was in "
                    "the files.");
}

static void put_notes(struct out *o, const struct app *app, const struct replay_result *r) {
    if (app->dry_run)
        out_note(o, "Nothing was kept (--dry-run).");
    if (r->groups == 0)
        out_note(o, "The database is as new as its ledger: there was nothing to repeat%s.",
                 r->files.removed > 0 ? " but the deletion of recording files that an earlier run had left" : "");
    if (r->values.len > 0)
        out_note(o, "The right values are in the requests themselves: enter them again with rectify, after the files "
                    "that have to be imported again. Old values that could not be cleared are marked as contested.");
    if (r->imports.len > 0)
        out_note(o, "These files were taken in after the copy was made; import them again, in this order. Whoever was "
                    "erased does not come back by that.");
    note_open(o, r);
    if (r->unplaced > 0)
        out_note(o, "Some objections are of people who are not in the copy: import the lists of objections again after "
                    "the records.");
    if (r->unheld > 0)
        out_note(
            o,
            "Some legal holds are on people or rows that are not in the copy: place them again after the records are "
            "in, before a purge. One on a row holds the person's whole table until it is lifted.");
    if (r->unreleased > 0)
        out_note(o,
                 "Some data that is no longer needed is of people who are not in the copy: after the records are in, "
                 "say so again with retention release.");
    if (r->held > 0)
        out_note(o, "A hold stops rows that had gone; they go when it is lifted and the purge comes.");
    if (r->needed > 0)
        out_note(o, "Rows that had gone stay for now, because the copy holds others that refer to them.");
}

/* The copy is from before a rotation: its log goes on under the key that was to be left behind. */
static int check_key(struct app *app, bool *ret_rotate) {
    size_t epoch = 0;

    TRY(key_epoch(app->db, app->keys, &epoch));
    *ret_rotate = epoch + 1 < app->keys->count;
    return 0;
}

static void show(struct app *app, const struct replay_result *r, bool rotate) {
    struct out *o = app->out;

    out_map(o, NULL);
    out_bool(o, "dry_run", app->dry_run);
    out_int(o, "from", r->from);
    out_int(o, "to", r->to);
    out_int(o, "repeated", r->groups);
    out_int(o, "deleted", r->deleted);
    out_int(o, "cleared", r->cleared);
    out_int(o, "held", r->held);
    out_int(o, "needed", r->needed);
    out_int(o, "bans", r->bans);
    out_int(o, "objections", r->objections);
    out_int(o, "objections_unplaced", r->unplaced);
    out_int(o, "restrictions", r->restrictions);
    out_int(o, "holds", r->holds);
    out_int(o, "holds_unplaced", r->unheld);
    out_int(o, "releases_unplaced", r->unreleased);
    out_int(o, "requests_added", r->requests);
    out_int(o, "files_deleted", r->files.removed);
    out_bool(o, "rotate_key_again", rotate);
    show_values(o, r);
    show_imports(o, r);
    show_open(o, r);
    put_notes(o, app, r);
    if (rotate)
        out_note(o, "The copy is from before the last key rotation: run gdprctl key rotate again.");
    out_end(o);
}

/* Sound or behind: the rest is for a person. */
static int check_state(struct app *app, struct ledger_look *look) {
    TRY(ledger_look(app->db, app->ledger_path, look));
    return look->state == LEDGER_BEHIND ? 0 : ledger_refuse(app->db, app->ledger_path, look);
}

static void warn_of_files(struct app *app, const struct replay_result *r) {
    bool one = r->files.left == 1;

    app_warn_unmanaged(app, r->unmanaged, "the rows that went");
    if (r->files.refused > 0) {
        app_warn(app, "%" PRId64 " recording file%s looked at again in the next ledger replay or purge",
                 r->files.refused,
                 r->files.refused == 1 ? " could not be deleted; it is" : "s could not be deleted; they are");
    } else if (r->files.busy) {
        app_warn(app,
                 "%" PRId64 " recording file%s of rows that went still wait%s to be removed: the database is in use "
                 "by another run; the next ledger replay or purge takes %s",
                 r->files.left, one ? "" : "s", one ? "s" : "", one ? "it" : "them");
    } else if (r->files.left > 0) {
        app_warn(app,
                 "%" PRId64 " recording file%s that an earlier run left wait%s to be deleted: name the directory "
                 "(--recordings, $GDPRCTL_RECORDINGS) and run this again",
                 r->files.left, one ? "" : "s", one ? "s" : "");
    }
}

static int replay_cmd_run(struct app *app, const struct args *a) {
    struct replay_result r CLEANUP(replay_result_release) = {0};
    const struct replay_options o = {
        .ledger = app->ledger_path,
        .recordings_root = app->recordings,
        .now_utc = app->now_utc,
        .today = app->today,
        .dry_run = app->dry_run,
    };
    struct ledger_look look;
    bool rotate;

    (void)a;
    TRY(check_state(app, &look));
    TRY(check_key(app, &rotate));
    if (!app->dry_run)
        TRY(ledger_attach(app->db, app->ledger_path));
    TRY(replay_run(app->db, &o, &r));
    warn_of_files(app, &r);
    show(app, &r, rotate);
    return rotate || replay_needs_person(&r) ? APP_ATTENTION : APP_DONE;
}

static const struct opt replay_opts[] = {
    {"recordings", OPT_PATH, "DIR", "directory below which recording files lie"},
    {0},
};

static const struct cmd cmd_replay = {
    .name = "replay",
    .summary = "after restoring a backup: repeat the erasures, objections and purges done since",
    .details =
        "Repeats once and exactly what the ledger has and the restored copy lacks: rows that were erased or purged go "
        "again, bans, objections, restrictions and holds are put back, requests are as far as they were. Done again, "
        "there is nothing to do; killed, it goes on where it was, with the recording files too. It asks nothing, "
        "on a terminal neither: all of it was decided before, and a script may restore at night.\n\n"
        "What a ledger without personal data cannot know is told, with exit status 1: values that were corrected (an "
        "old one that is back is cleared, or marked as contested where it cannot be), files imported since, and "
        "holds, releases and requests of people who are not in the copy, open or carried out. Texts that somebody "
        "typed, like the reason of a refusal, do not come back.\n\n"
        "  gdprctl ledger replay --dry-run\n"
        "  gdprctl ledger replay",
    .opts = replay_opts,
    .opt_groups = (const struct opt *const[]){opts_dry_run, NULL},
    .db = DB_WRITE,
    .needs_key = true,
    .any_ledger = true,
    .run = replay_cmd_run,
};

/* ---- list ---- */

enum { TYPES = LEDGER_REQUEST_OWN + 1 };

struct listing {
    struct app *app;
    int64_t from; /* group to begin with */
    int64_t now;
    char command[32];
    int64_t counts[TYPES];
};

static int count_item(void *ctx, const struct ledger_item *item) {
    struct listing *l = ctx;

    if (item->type == LEDGER_AT) {
        l->now = item->n[0];
        (void)snprintf(l->command, sizeof l->command, "%s", item->s[0] != NULL ? item->s[0] : "");
    }
    l->counts[item->type] += item->type == LEDGER_ROWS ? item->n[0] : 1;
    return 0;
}

/* Of each transaction something: what is left out here comes with something that is not. */
static void show_counts(struct listing *l, struct sb *out) {
    static const enum ledger_item_type shown[] = {
        LEDGER_ROWS,      LEDGER_RECTIFIED,     LEDGER_BAN,         LEDGER_UNBAN,  LEDGER_BATCH,
        LEDGER_OBJECTION, LEDGER_OBJECTION_END, LEDGER_RESTRICTION, LEDGER_HOLD,   LEDGER_HOLD_END,
        LEDGER_RELEASE,   LEDGER_REQUEST,       LEDGER_RECIPIENT,   LEDGER_IMPORT, LEDGER_REPLAYED};

    for (size_t i = 0; i < ARRAY_LEN(shown); i++) {
        SB(name);

        if (l->counts[shown[i]] == 0)
            continue;
        sb_cat(&name, ledger_item_code(shown[i]));
        for (size_t k = 0; k < name.len; k++)
            name.d[k] = name.d[k] == '_' ? '-' : (char)(name.d[k] | 0x20);
        sb_printf(out, "%s%s=%" PRId64, out->len > 0 ? " " : "", name.d, l->counts[shown[i]]);
    }
}

static int list_group(void *ctx, const struct ledger_pos *pos) {
    struct listing *l = ctx;
    struct out *o = l->app->out;
    char at[INSTANT_LEN];
    SB(counts);

    if (pos->seq >= l->from) {
        instant_iso(l->now, at);
        show_counts(l, &counts);
        out_map(o, NULL);
        out_int(o, "group", pos->seq);
        out_str(o, "at", at);
        out_str(o, "command", l->command);
        out_str(o, "items", counts.d);
        out_end(o);
    }
    memset(l->counts, 0, sizeof l->counts);
    return 0;
}

static int list_run(struct app *app, const struct args *a) {
    struct listing l = {.app = app, .from = args_int(a, "from", 1)};

    out_map(app->out, NULL);
    out_list(app->out, "groups");
    TRY(ledger_read(app->db, app->ledger_path, &(struct ledger_reader){count_item, list_group, &l}));
    out_end(app->out);
    out_end(app->out);
    return APP_DONE;
}

static const struct opt list_opts[] = {
    {"from", OPT_INT, "GROUP", "begin at this group", .min = 1},
    {0},
};

static const struct cmd cmd_list = {
    .name = "list",
    .summary = "show what the ledger holds, one transaction a line",
    .details = "Checks the ledger's chain on the way. There is no personal data in it: rows and people are numbers and "
               "keyed hashes.",
    .opts = list_opts,
    .db = DB_READ,
    .needs_key = true,
    .any_ledger = true,
    .list = "groups",
    .columns = (const char *const[]){"group", "at", "command", "items", NULL},
    .run = list_run,
};

/* ---- renew ---- */

/* Only where there is none: a ledger that is there is either right, or tells something. */
static int check_lost(struct app *app) {
    struct ledger_look look;

    TRY(ledger_look(app->db, app->ledger_path, &look));
    if (look.state == LEDGER_MISSING || look.state == LEDGER_UNBOUND)
        return 0;
    if (look.state != LEDGER_SOUND)
        return ledger_refuse(app->db, app->ledger_path, &look);
    (void)err_set(app->err, ERR_REFUSED, "the database has its ledger, %s", app->ledger_path);
    return err_hint(app->err, "nothing is lost, and nothing was done");
}

static int bind_new(struct app *app, const uint8_t id[LEDGER_ID_LEN]) {
    TRY(ledger_bind(app->db, id));
    TRY(replay_forget_begun(app->db));
    return audit_append(app->db, app->now_utc, &(struct audit_event){.command = "ledger renew", .result = "done"});
}

static int begin_new(struct app *app) {
    uint8_t id[LEDGER_ID_LEN];
    TX(tx);

    TRY(tx_begin(&tx, app->db));
    TRY(ledger_file_create(app->ledger_path, app->db_path, id, app->err));
    if (bind_new(app, id) == 0 && tx_commit(&tx) == 0)
        return 0;
    (void)unlink(app->ledger_path); /* made a moment ago, by us: the next try would take it for a foreign one */
    return -1;
}

static int renew_run(struct app *app, const struct args *a) {
    (void)a;
    TRY(check_lost(app));
    TRY(app_confirm(app, "Begin a new ledger? If this database is a restored copy, what was erased since comes back "
                         "for good"));
    TRY(begin_new(app));
    out_map(app->out, NULL);
    out_str(app->out, "ledger", app->ledger_path);
    out_note(app->out, "Copies made until now cannot be repeated from the new ledger: make a backup, and let the old "
                       "ones go.");
    out_end(app->out);
    return APP_DONE;
}

static const struct cmd cmd_renew = {
    .name = "renew",
    .summary = "begin a new ledger for a database whose ledger is lost",
    .details = "For a ledger that is lost for good. The database is taken as it stands: if it is a restored copy, what "
               "was erased since the copy was made has to be repeated by hand, from the requests themselves. Copies "
               "made before belong to the lost ledger and are refused together with the new one. That gives up what "
               "protects against a restored copy, so it asks on a terminal, and needs --yes without one.\n\n"
               "  gdprctl ledger renew --yes",
    .db = DB_WRITE,
    .needs_key = true,
    .any_ledger = true,
    .asks = true,
    .run = renew_run,
};

static const struct cmd *const ledger_subs[] = {&cmd_replay, &cmd_list, &cmd_renew, NULL};

const struct cmd cmd_ledger = {
    .name = "ledger",
    .summary = "what must not be undone by restoring a backup",
    .subs = ledger_subs,
};
