/*
 * app.h - one run of the program: what a command gets to work with, and the dispatcher around it.
 */
#ifndef GDPRCTL_CLI_APP_H
#define GDPRCTL_CLI_APP_H

#include "base/base.h"
#include "base/date.h"
#include "base/err.h"
#include "base/lang.h"
#include "base/out.h"

#include <signal.h>

struct db;
struct keys;
struct tx;
struct sink;
struct cmd;
struct args;

/* What run returns when it did its work. */
enum {
    APP_DONE = 0,
    APP_ATTENTION = 1, /* done, but something needs a person: rows rejected, findings */
};

enum app_format { APP_TEXT, APP_JSON, APP_NDJSON, APP_CSV };

struct app {
    struct err *err;   /* where every failure is told; also db->err */
    struct db *db;     /* open as the command's row says; NULL for DB_NONE */
    struct out *out;   /* the result, in the format the user chose. Untouched when a command writes `raw` */
    struct sink *raw;  /* standard output as bytes, for documents and CSV files that are the result themselves */
    struct keys *keys; /* NULL unless the row says needs_key */

    const char *db_path;     /* --db, else $GDPRCTL_DB, else ./gdprctl.db */
    const char *key_path;    /* --key and its fallbacks, see key.h; filled for every command */
    const char *ledger_path; /* --ledger and its fallbacks, see ledger_file.h */
    const char *recordings;  /* --recordings, else $GDPRCTL_RECORDINGS: below it lie recording files; NULL: nowhere */
    const char *state_dir;   /* the directory of the database: where spool files go */

    enum app_format format;
    enum lang lang;  /* --lang, else Finnish */
    bool lang_given; /* false: a letter may follow the person's language instead */
    bool quiet;      /* no progress, no messages; errors and warnings still show */
    bool yes;        /* --yes: questions are answered */
    bool dry_run;    /* --dry-run, for the commands that have it */

    int64_t now_utc; /* the one reading of the clock */
    date_t today;    /* its civil date in Helsinki */
    date_t as_of;    /* --as-of, else today */

    bool out_tty, err_tty;                  /* a terminal that takes escape sequences */
    bool can_ask;                           /* stdin and stderr are a terminal: one that only prints will do */
    bool err_journal;                       /* stderr is read by systemd's journal: each line says how grave it is */
    bool color;                             /* stdout is a terminal, NO_COLOR is not set */
    const volatile sig_atomic_t *interrupt; /* becomes true on Ctrl-C; db_watch_interrupt has it already */
};

/* Reads the command line and runs the command; the exit status of the process. */
int app_main(int argc, char **argv);

/* A line for the person at the keyboard, on stderr as "gdprctl: ..."; silent with --quiet. */
void app_say(const struct app *app, const char *fmt, ...) PRINTF(2, 3);

/* The same with "warning: ", also with --quiet. */
void app_warn(const struct app *app, const char *fmt, ...) PRINTF(2, 3);

/* Whether the result is for scripts that read JSON, as one object or in lines. */
bool app_is_json(const struct app *app);

/* Says of a dry run that nothing is kept; of another nothing. */
void app_say_unkept(const struct app *app);

/* Commits; of a dry run it says that nothing is kept, and leaves `tx` to be taken back. */
int app_keep(const struct app *app, struct tx *tx);

/* Says of `n` recording files that they stay where they are, because no directory of recordings is set; nothing of
 * none. `rows`: "the erased rows". */
void app_warn_unmanaged(const struct app *app, int64_t n, const char *rows);

/* What a line on stderr begins with when the journal reads it, else "": "<3>" for an error, "<4>" a warning, "<6>" the
 * rest (sd-daemon(3)). */
enum app_level { APP_ERROR = 3, APP_WARNING = 4, APP_INFO = 6 };
const char *app_level_mark(const struct app *app, enum app_level level);

/* How much goes into one transaction of a command that commits in between: `usual`. The test build can be made to
 * commit more often, so that a run has more moments to be killed at. */
int64_t app_batch(int64_t usual);

/*
 * Asks on a terminal before what cannot be undone ("Delete 12 rows for good?"). 0 when the answer is yes or --yes was
 * given; -1 with ERR_REFUSED when it is no, or when there is no terminal to ask on.
 */
int app_confirm(struct app *app, const char *fmt, ...) PRINTF(2, 3) NODISCARD;

#endif
