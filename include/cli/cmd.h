/*
 * cmd.h - a command is one constant; the table of them is commands.def.
 *
 * How to add a command `frob`:
 *   1. src/cli/cmd_frob.c with `const struct cmd cmd_frob = {...}` and its run function. Sub-commands are the same
 *      struct, listed in `subs`. Nothing else is declared anywhere: no header.
 *   2. One line CMD(frob) in include/cli/commands.def, where it should stand in the help.
 *   3. tests/cli/frob.sh (see tests/cli/lib.sh).
 *   4. The command block of README.md: `make readme-commands`.
 * What checks it: tests/unit/cli/test_tables.c (the rows are sound: no option twice, words where they are needed,
 * texts in house style), tests/cli/meta_help.sh (-h of every command, man page, completions, README block, "did you
 * mean").
 *
 * What a command does not do: open the database, load the key, read the clock, print to stdout except through app->out
 * or app->raw, print errors, exit. The dispatcher (app.c) does these from the row:
 *   read the command line > check hook > open the database as `db` says > load and check the key > run > finish output.
 */
#ifndef GDPRCTL_CLI_CMD_H
#define GDPRCTL_CLI_CMD_H

#include "base/base.h"
#include "base/sb.h"
#include "cli/app.h"
#include "cli/opt.h"
#include "store/db.h"

#define CMD_ANY_ARGS (-1) /* max_args: as many as there are */

struct cmd {
    const char *name;
    const char *summary; /* a line for the list: lower case, no full stop */
    const char *args;    /* positional arguments as the usage line shows them: "CODE TABLE FILE.csv"; NULL for none */
    int min_args, max_args;

    /* For help and man page: paragraphs parted by an empty line; a paragraph whose lines begin with two spaces is an
     * example and is kept as it stands. May be NULL. */
    const char *details;

    const struct opt *opts;              /* the command's own, or NULL */
    const struct opt *const *opt_groups; /* shared ones, NULL-terminated, or NULL */
    bool selector_optional;              /* opts_selector may be left out: the usage line shows it in brackets */
    const struct cmd *const *subs;       /* NULL-terminated, or NULL; a command may have both subs and run */

    enum db_mode db;  /* how the database is opened before run; DB_NONE: app->db is NULL */
    bool needs_key;   /* the key file is loaded and checked against the database: app->keys, db->keys */
    bool any_ledger;  /* runs although the ledger is missing or the database older than it: what tells of it or mends it
                       */
    bool destructive; /* deletes or changes data for good: marked in the help. run calls app_confirm itself, because
                         only it knows what to ask, and a dry run asks nothing */
    bool asks;        /* calls app_confirm too, although it destroys nothing: it gives up what nobody can bring back */

    const char *list; /* for --ndjson and --csv: the key of the list that is the result; NULL: the result is one thing,
                         of which neither may leave anything out */

    const char *const *columns; /* of that list, NULL-terminated: the header of --csv where the list is empty */

    /* Checks arguments beyond their types, before the database is touched; may be NULL. 0, or -1 with app->err set. */
    int (*check)(struct app *app, const struct args *a);

    /* Exit status: 0 done, 1 done but something needs a person (app.h has both names); or -1 with app->err set. */
    int (*run)(struct app *app, const struct args *a);
};

/* The program itself: its subs are the commands, in the order of commands.def. */
extern const struct cmd cmd_root;

/* Every option that the command takes, one by one: its own, its groups', the global ones; NULL after the last. */
const struct opt *opt_at(const struct cmd *cmd, size_t i);

/* "gdprctl request open", appended. */
void cmd_path(const struct cmd *cmd, struct sb *out);

#endif
