/*
 * opt.h - options as descriptor rows, and what a command reads from them. Parsing, help, man page and completions all
 * come from the same rows, so none of them can forget one.
 *
 *     static const struct opt opts[] = {
 *         {"months", OPT_INT, "N", "how far to look ahead (default 24)", .min = 1, .max = 600},
 *         {"scope", OPT_WORD, "SCOPE", "what the objection covers", .words = scope_codes, .flags = OPT_REPEAT},
 *         {"first-run", OPT_FLAG, NULL, "apply rules that have only reported so far"},
 *         {0},
 *     };
 *
 * A row list ends with a row without a name. Values are checked by their type while the command line is read, before
 * the command's check hook and before any file is touched. `--opt value` and `--opt=value` mean the same; a value that
 * itself begins with "--" needs the second form. `--` ends the options. "-" as a PATH (or as an argument) is standard
 * input, which only one of them can be.
 */
#ifndef GDPRCTL_CLI_OPT_H
#define GDPRCTL_CLI_OPT_H

#include "base/base.h"
#include "base/date.h"
#include "base/err.h"
#include "base/vec.h"

struct cmd;

enum opt_type {
    OPT_FLAG,   /* no value */
    OPT_STRING, /* valid UTF-8 without control characters */
    OPT_INT,    /* min to max; max 0 means no upper limit, so the default is "not negative" */
    OPT_DATE,   /* YYYY-MM-DD */
    OPT_PERIOD, /* ISO 8601: P30D, P1M, P10Y */
    OPT_WORD,   /* one of `words`; with OPT_REPEAT also a comma list or several words in a row */
    OPT_PATH,   /* a file name as the system gives it, or "-" */
    OPT_ASSIGN, /* NAME=VALUE; with OPT_REPEAT several in a row */
};

enum opt_flags {
    OPT_REPEAT = 1,   /* may be given several times: args_list() */
    OPT_REQUIRED = 2, /* usage error without it */
    OPT_SECRET = 4,   /* a value about a person: overwritten in the process's argument list as the program starts */
};

struct opt {
    const char *name; /* without the dashes */
    enum opt_type type;
    const char *metavar; /* NULL for a flag */
    const char *help;    /* one sentence, lower case, no full stop */
    const char *const *words;
    int64_t min, max;
    unsigned flags;
};

/* Groups that several commands share; name them in cmd.opt_groups. */
extern const struct opt opts_global[];       /* every command has these: --db --key --lang --json ... */
extern const struct opt opts_selector[];     /* who is meant: --customer --personal-id-file --phone --email --name
                                                --postal-code --subject-file --as */
extern const struct opt opts_request[];      /* of the one-step form: --register --received --channel --scope (none
                                                required by itself: the command checks) */
extern const struct opt opts_request_open[]; /* of `request open`: the same, required but for --scope */
extern const struct opt opts_verified[];     /* --verified METHOD, of the one-step form */
extern const struct opt opts_as_of[];        /* --as-of DATE, sets app->as_of */
extern const struct opt opts_dry_run[];      /* --dry-run, sets app->dry_run */
extern const struct opt opts_csv_format[];   /* --encoding --delimiter --ignore-columns */
extern const struct opt opts_rejects[];      /* --rejects --strict */

/* One option of the command line. */
struct arg_value {
    const struct opt *opt;
    char *text; /* NULL for a flag */
};

/* What was given: owned copies, so that the process's own argument list can be overwritten. Made by args.h. */
struct args {
    const struct cmd *cmd;
    VEC(struct arg_value) values; /* in the order given; a list of several words is one value each */
    VEC(char *) pos;
};

/*
 * Accessors. The name must be one that the command declares (an assertion otherwise). An option that was not given is
 * NULL, false, DATE_NONE, or the default. Texts live as long as the arguments.
 */
bool args_has(const struct args *a, const char *name);
bool args_flag(const struct args *a, const char *name);
const char *args_str(const struct args *a, const char *name); /* STRING, WORD, PATH, ASSIGN; the last one given */
int64_t args_int(const struct args *a, const char *name, int64_t dflt);
date_t args_date(const struct args *a, const char *name);
bool args_period(const struct args *a, const char *name, struct period *ret); /* false and untouched when not given */
int args_word(const struct args *a, const char *name);                        /* index into the words, or -1 */

/* Every value of a REPEAT option in order; `i` from 0, NULL after the last. Lists count word by word. */
const char *args_list(const struct args *a, const char *name, size_t i);

/* Positional arguments, from 0; NULL after the last. */
const char *args_pos(const struct args *a, size_t i);
size_t args_pos_count(const struct args *a);

/*
 * Checks for a command's check hook. Each returns 0, or -1 with ERR_USAGE set and a suggestion where there is one.
 * `what` names the argument as the usage line does ("TYPE", "DATE").
 */
int args_pos_date(const struct args *a, size_t i, const char *what, date_t *ret, struct err *e);
int args_pos_period(const struct args *a, size_t i, const char *what, struct period *ret, struct err *e);
int args_pos_word(const struct args *a, size_t i, const char *what, const char *const *words, int *ret, struct err *e);
int args_need(const struct args *a, const char *name, struct err *e);                    /* --name must be given */
int args_exclude(const struct args *a, const char *one, const char *two, struct err *e); /* not both */

/* ERR_USAGE for a word that is not in the list, with "did you mean"; the word itself is repeated only when it looks
 * like a code, because a slip of the hand may have put a name there. Always -1. */
int opt_unknown_word(struct err *e, const char *what, const char *word, const char *const *words);

#endif
