/*
 * app.c - the dispatcher: from the process's arguments to its exit status; see app.h and cmd.h.
 */
#include "cli/app.h"

#include "base/text.h"
#include "cli/args.h"
#include "cli/argv.h"
#include "cli/clock.h"
#include "cli/help.h"
#include "cli/output.h"
#include "cli/process.h"
#include "io/sink.h"
#include "store/db.h"
#include "store/key.h"
#include "store/ledger.h"

#include <sys/stat.h>
#include <unistd.h>

/* ---- messages ---- */

const char *app_level_mark(const struct app *app, enum app_level level) {
    static const char *const marks[] = {[APP_ERROR] = "<3>", [APP_WARNING] = "<4>", [APP_INFO] = "<6>"};

    return app->err_journal ? marks[level] : "";
}

static void message(const struct app *app, enum app_level level, const char *fmt, va_list ap) {
    const char *kind = level == APP_WARNING ? "warning: " : "";
    SB(text);

    sb_vprintf(&text, fmt, ap);
    text_mask_controls(text.d);
    (void)fprintf(stderr, "%s%sgdprctl: %s%s\n", app->err_tty ? "\r\x1b[K" : "", app_level_mark(app, level), kind,
                  text.d);
}

int64_t app_batch(int64_t usual) {
#ifdef GDPRCTL_TEST
    const char *fixed = getenv("GDPRCTL_BATCH");
    int64_t n;

    if (fixed != NULL && text_int64(fixed, &n) == 0 && n > 0)
        return n;
#endif
    return usual;
}

void app_say(const struct app *app, const char *fmt, ...) {
    va_list ap;

    if (app->quiet)
        return;
    va_start(ap, fmt);
    message(app, APP_INFO, fmt, ap);
    va_end(ap);
}

void app_warn(const struct app *app, const char *fmt, ...) {
    va_list ap;

    va_start(ap, fmt);
    message(app, APP_WARNING, fmt, ap);
    va_end(ap);
}

bool app_is_json(const struct app *app) {
    return app->format == APP_JSON || app->format == APP_NDJSON;
}

void app_say_unkept(const struct app *app) {
    if (app->dry_run)
        app_say(app, "nothing was kept (--dry-run)");
}

int app_keep(const struct app *app, struct tx *tx) {
    if (!app->dry_run)
        return tx_commit(tx);
    app_say_unkept(app);
    return 0;
}

void app_warn_unmanaged(const struct app *app, int64_t n, const char *rows) {
    if (n > 0)
        app_warn(app,
                 "%" PRId64 " recording file%s named in %s, but no directory of recordings is set "
                 "(--recordings, $GDPRCTL_RECORDINGS): nothing was removed there",
                 n, n == 1 ? " is" : "s are", rows);
}

/* ---- what every command is given ---- */

/* A terminal that takes escape sequences. */
static bool is_terminal(int fd) {
    const char *term = getenv("TERM");

    return isatty(fd) && term != NULL && strcmp(term, "dumb") != 0;
}

/* systemd names the device and inode of the stream that it reads. */
static bool is_journal(int fd) {
    const char *named = getenv("JOURNAL_STREAM");
    struct stat st;
    SB(mine);

    if (named == NULL || fstat(fd, &st) < 0)
        return false;
    sb_printf(&mine, "%ju:%ju", (uintmax_t)st.st_dev, (uintmax_t)st.st_ino);
    return strcmp(named, mine.d) == 0;
}

static void look_around(struct app *app) {
    const char *no_color = getenv("NO_COLOR");

    app->can_ask = isatty(STDIN_FILENO) && isatty(STDERR_FILENO);
    app->out_tty = is_terminal(STDOUT_FILENO);
    app->err_tty = is_terminal(STDERR_FILENO);
    app->err_journal = is_journal(STDERR_FILENO);
    app->color = app->out_tty && (no_color == NULL || *no_color == '\0');
}

/* The value of an option that the command may or may not have. */
static const struct arg_value *given(const struct args *a, const char *name) {
    for (size_t i = a->values.len; i > 0; i--) {
        if (strcmp(a->values.d[i - 1].opt->name, name) == 0)
            return &a->values.d[i - 1];
    }
    return NULL;
}

static const char *given_or_env(const struct args *a, const char *name, const char *env) {
    const struct arg_value *v = given(a, name);
    const char *set = getenv(env);

    if (v != NULL)
        return v->text;
    return set != NULL && *set != '\0' ? set : NULL;
}

static int take_options(struct app *app, const struct args *a) {
    const struct arg_value *lang = given(a, "lang"), *as_of = given(a, "as-of");

    /* --json asks for JSON, and --ndjson beside it says in which form a list comes */
    app->format = given(a, "ndjson") != NULL ? APP_NDJSON
                  : given(a, "json") != NULL ? APP_JSON
                  : given(a, "csv") != NULL  ? APP_CSV
                                             : APP_TEXT;
    app->quiet = given(a, "quiet") != NULL;
    app->yes = given(a, "yes") != NULL;
    app->dry_run = given(a, "dry-run") != NULL;
    app->lang_given = lang != NULL && lang_parse(lang->text, &app->lang) == 0;

    TRY(clock_now(&app->now_utc, app->err));
    struct local_time local;
    helsinki(app->now_utc, &local);
    app->today = local.date;
    app->as_of = app->today;
    if (as_of != NULL)
        (void)date_parse_iso(as_of->text, &app->as_of);
    return 0;
}

/* ---- running ---- */

static int show_help(struct app *app, const struct args *a) {
    SB(text);

    if (given(a, "version") != NULL)
        sb_cat(&text, "gdprctl " GDPRCTL_VERSION "\n");
    else
        help_text(a->cmd, &text);
    if (app_is_json(app)) {
        out_map(app->out, NULL);
        out_str(app->out, given(a, "version") != NULL ? "version" : "help",
                given(a, "version") != NULL ? GDPRCTL_VERSION : text.d);
        out_end(app->out);
    } else {
        sink_put(app->raw, text.d, text.len);
    }
    return APP_DONE;
}

static void close_database(struct db *db) {
    db_close(db);
}

/* What a killed run committed is done, once somebody is told of it. Also for commands that need no key themselves;
 * where there is none, or the ledger cannot be written, nothing more can be done here. */
static void settle_ledger(const struct app *app, struct db *db) {
    struct keys *keys CLEANUP(key_free) = NULL;
    const struct keys *own = db->keys;
    struct err unheard = {0}, *err = db->err;

    db->err = &unheard;
    if (own != NULL || (key_load(app->key_path, &keys, &unheard) == 0 && key_check(db, keys) == 0)) {
        db->keys = own != NULL ? own : keys;
        if (ledger_attach(db, app->ledger_path) == 0)
            (void)ledger_settle(db);
        ledger_close(db);
    }
    db->keys = own;
    db->err = err;
}

/* A database that was restored from a copy is not worked with until the ledger has been repeated. */
static int check_ledger(const struct app *app, const struct cmd *cmd, struct db *db) {
    struct ledger_look look = {.state = LEDGER_SOUND};
    struct err unheard = {0}, *err = db->err;

    if (cmd->any_ledger)
        db->err = &unheard; /* it looks itself */
    int r = ledger_look(db, app->ledger_path, &look);
    db->err = err;
    if (!cmd->any_ledger) {
        TRY(r);
        TRY(ledger_refuse(db, app->ledger_path, &look));
    }
    if (r == 0 && look.unsettled)
        settle_ledger(app, db);
    return cmd->db == DB_WRITE && !cmd->any_ledger ? ledger_attach(db, app->ledger_path) : 0;
}

static int open_database(const struct app *app, const struct cmd *cmd, struct db *db, struct keys **ret_keys) {
    TRY(db_open(db, app->db_path, cmd->db, app->err));
    db_watch_interrupt(db, app->interrupt);
    if (db->backup != NULL)
        app_say(app, "the database was brought up to date; the old one is kept as %s", db->backup);
    if (cmd->needs_key) {
        TRY(key_load(app->key_path, ret_keys, app->err));
        TRY(key_check(db, *ret_keys));
        db->keys = *ret_keys;
    }
    return check_ledger(app, cmd, db);
}

/* It holds keys, and nothing needs it. */
static void tell_of_fresh_key(const struct app *app) {
    SB(path);

    key_fresh_path(app->key_path, &path);
    if (access(path.d, F_OK) == 0)
        app_warn(app, "%s was left by a key rotate that was killed: run gdprctl key rotate again, or remove it",
                 path.d);
}

/* Opens what the command's row asks for and runs it. */
static int run_with_database(struct app *app, const struct args *a) {
    struct keys *keys CLEANUP(key_free) = NULL;
    struct db db CLEANUP(close_database) = {0};

    app->interrupt = process_watch_interrupt();
    process_large_heap();
    TRY(open_database(app, a->cmd, &db, &keys));
    app->db = &db;
    app->keys = keys;
    int status = a->cmd->run(app, a);
    app->db = NULL;
    app->keys = NULL;
    if (status >= 0 && a->cmd->needs_key)
        tell_of_fresh_key(app);
    return status;
}

static int run(struct app *app, const struct args *a) {
    SB(db_path);
    SB(key_file);
    SB(ledger);
    SB(state_dir);
    const struct arg_value *key = given(a, "key"), *ledger_option = given(a, "ledger");
    const char *path = given_or_env(a, "db", "GDPRCTL_DB");
    const char *slash;

    sb_cat(&db_path, path != NULL ? path : "./gdprctl.db");
    key_path(key != NULL ? key->text : NULL, db_path.d, &key_file);
    ledger_path(ledger_option != NULL ? ledger_option->text : NULL, db_path.d, &ledger);
    slash = strrchr(db_path.d, '/');
    sb_catn(&state_dir, slash != NULL ? db_path.d : ".",
            slash == NULL || slash == db_path.d ? 1 : (size_t)(slash - db_path.d));
    app->db_path = db_path.d;
    app->key_path = key_file.d;
    app->ledger_path = ledger.d;
    app->recordings = given_or_env(a, "recordings", "GDPRCTL_RECORDINGS");
    app->state_dir = state_dir.d;
    if (given(a, "help") != NULL || given(a, "version") != NULL)
        return show_help(app, a);
    if (a->cmd->check != NULL)
        TRY(a->cmd->check(app, a));
    return a->cmd->db == DB_NONE ? a->cmd->run(app, a) : run_with_database(app, a);
}

/* What to do next, where nobody who knew more has said it. */
static int say_next(struct err *e, const struct cmd *cmd) {
    static const char *const next[] = {
        [ERR_INTERNAL] = "run the command again; if it fails in the same way, tell whoever looks after the program",
        [ERR_CANTCREATE] = "look at the place, its rights and its free space, and run the command again",
        [ERR_IO] = "look at the disk and the file's rights, and run the command again",
        [ERR_BUSY] = "run the command again in a moment",
        [ERR_INTEGRITY] = "gdprctl status and gdprctl audit verify say more",
    };

    if ((size_t)e->code < ARRAY_LEN(next) && next[e->code] != NULL)
        return err_hint(e, "%s", next[e->code]);
    return args_help_hint(cmd, e);
}

static int prepare_and_run(struct app *app, int argc, char **argv, struct output *output) {
    ARGV(words);
    ARGS(args);
    int status;

    int r = argv_take(argc, argv, &words, app->err);
    if (args_spotted(words.d, words.len, "--json") || args_spotted(words.d, words.len, "--ndjson"))
        app->format = APP_JSON; /* for what may be wrong with the words themselves */
    TRY(r);
    if (args_parse(&args, words.d, words.len, app->err) < 0 || take_options(app, &args) < 0)
        return say_next(app->err, args.cmd);
    output_open(output, app, args.cmd->list, args.cmd->columns);
    status = run(app, &args);
    if (status >= 0)
        status = output_close(output, app, status);
    return status < 0 ? say_next(app->err, args.cmd) : status;
}

int app_main(int argc, char **argv) {
    struct err err = {0};
    struct output output = {0};
    struct app app = {.err = &err, .lang = LANG_FI};
    int status;

    if (process_start(&err) < 0) {
        output_error(&output, &app);
        return err_status(&err);
    }
    look_around(&app);
    status = prepare_and_run(&app, argc, argv, &output);
    if (status < 0) {
        if (err.code == ERR_NONE)
            (void)err_set(&err, ERR_INTERNAL, "the command failed without saying why");
        output_error(&output, &app);
        status = err_status(&err);
    }
    output_release(&output);
    return status;
}
