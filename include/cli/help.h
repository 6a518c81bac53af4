/*
 * help.h - everything that is written from the command and option tables: help, man page, shell completions, the
 * command block of the README. Each function appends UTF-8 text.
 */
#ifndef GDPRCTL_CLI_HELP_H
#define GDPRCTL_CLI_HELP_H

#include "base/base.h"
#include "base/sb.h"
#include "cli/cmd.h"

void help_text(const struct cmd *cmd, struct sb *out); /* what -h shows, 80 columns; cmd_root for the overview */
void help_list(struct sb *out);                        /* every command path without the program's name, a line each */
void help_markdown(struct sb *out);                    /* table of the commands that do something */
void help_man(struct sb *out);                         /* gdprctl(1) in roff with the man macros */

/* "gdprctl request open TYPE --register CODE ... [--scope SCOPE]...": the usage line, unwrapped. */
void help_synopsis(const struct cmd *cmd, struct sb *out);

extern const char *const completion_shells[]; /* bash, zsh, fish; NULL-terminated */
void help_completion(const char *shell, struct sb *out);

/* Facts that help and man page share; both lists end with a row without a name. */
struct help_fact {
    const char *name, *text;
};
extern const struct help_fact help_statuses[];
extern const struct help_fact help_environment[];

/* Heading of a shared option group; "Options" for a command's own. */
const char *opt_group_title(const struct opt *group);

#endif
