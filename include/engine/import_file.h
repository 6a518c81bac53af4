/*
 * import_file.h - the CSV file of an import: opened, and opened again from its start when its rows are needed twice.
 * Standard input, which can be read once only, is kept aside in a file without a name. Internal to the imports.
 */
#ifndef GDPRCTL_ENGINE_IMPORT_FILE_H
#define GDPRCTL_ENGINE_IMPORT_FILE_H

#include "base/base.h"
#include "io/csv_in.h"
#include "io/file_in.h"

struct import_file {
    struct csv_in *in;         /* at some row of the reading */
    struct csv_options source; /* with encoding and delimiter as they were found */
    const char *what;          /* its name in messages: the path as given, or "standard input" */
    bool crlf;
    struct file_in spool; /* what was standard input */
    char path[32];        /* where it is found */

    /* The whole file, once the first reading is at its end (import_file_ended). */
    uint64_t rows;
    bool mojibake, open_ended;
    char sha256[65];
};

#define IMPORT_FILE(name) struct import_file name CLEANUP(import_file_release) = {.spool = {.fd = -1}}

/* `spool_dir` is where standard input may wait. */
int import_file_open(struct import_file *f, const char *path, enum charset charset, char delimiter,
                     const char *spool_dir, struct err *e);
void import_file_release(struct import_file *f);

/* Notes the facts about the file that stand at the end of the reading. */
void import_file_ended(struct import_file *f);

/* Opens it again and passes over `skip` rows. */
int import_file_again(struct import_file *f, uint64_t skip, struct err *e);

/* At the end of a further reading: ERR_DATA when it was not of the same file. */
int import_file_same(const struct import_file *f, struct err *e);

#endif
