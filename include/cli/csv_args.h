/*
 * csv_args.h - the options of commands that read a CSV file (opts_csv_format), and what they tell of it.
 */
#ifndef GDPRCTL_CLI_CSV_ARGS_H
#define GDPRCTL_CLI_CSV_ARGS_H

#include "base/base.h"
#include "cli/app.h"
#include "cli/opt.h"
#include "engine/rejects.h"
#include "io/charset.h"

/* --encoding and --delimiter; what was not given is to be found out. ERR_USAGE. */
int csv_args_format(const struct args *a, enum charset *ret_charset, char *ret_delimiter, struct err *e);

/* For a command's check hook: the encoding is one there is. */
int csv_args_check(struct app *app, const struct args *a);

/* The counts of an import, in the shape of all imports. */
struct csv_counts {
    uint64_t rows, applied, unchanged, unmatched, ambiguous, rejected;
};

/* The keys file, sha256, encoding, delimiter and the counts, into the map that is open. */
void csv_args_show(struct app *app, const char *file, const char *sha256, enum charset charset, char delimiter,
                   const struct csv_counts *counts);

/* Warnings about how the file was read. */
void csv_args_warn(struct app *app, bool mojibake, bool open_ended);

#endif
