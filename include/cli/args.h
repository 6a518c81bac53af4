/*
 * args.h - reads a command line against the command table; see opt.h for what comes out.
 */
#ifndef GDPRCTL_CLI_ARGS_H
#define GDPRCTL_CLI_ARGS_H

#include "base/base.h"
#include "base/err.h"
#include "cli/cmd.h"
#include "cli/opt.h"

#define ARGS(name) struct args name CLEANUP(args_release) = {0}

/*
 * Reads `n` words. `ret->cmd` is the command that was named (cmd_root when none was), also after a failure, so that a
 * usage error can point to its help. ERR_USAGE says what is wrong and, where it can, what was meant.
 *
 * With -h or --help among the words nothing but the command is looked at and args_flag(a, "help") is true; --version
 * likewise.
 */
int args_parse(struct args *ret, char *const *words, size_t n, struct err *e);
void args_release(struct args *a); /* values are wiped */

/* True when the option stands among the words before "--": for choosing how to show an error in the words themselves.
 */
bool args_spotted(char *const *words, size_t n, const char *option);

/* The hint of an error that nobody has said more of: where the command's help is. -1. */
int args_help_hint(const struct cmd *cmd, struct err *e);

#endif
