/*
 * record_import.h - a CSV file into one record table: `gdprctl record import`.
 *
 * Each row is found again by its natural key and inserted, updated in the columns that the file has, or found
 * unchanged. A row that is wrong is rejected with line, column and reason, and the rest is applied:
 *   - a value that its kind refuses, a date in the future where the column holds what has happened, a word that the
 *     code list does not have, an empty cell where there must be a value;
 *   - a parent (customer, contract, ...) that is not there;
 *   - a natural key that stands in the file twice with different content: all its rows, because nobody knows which is
 *     right (the same in two spellings, a phone or a date, is no difference: the first is kept);
 *   - what would loosen a ban: a marketing permission where there is a prohibition, an objection or an entry of the
 *     suppression list; a protected address made an open one (Art. 21(3) GDPR);
 *   - a person who was erased, unless a reason for readmission is given; also when a file brings only a part of what
 *     they are known by, and the rest is there already.
 *
 * The file is read as a whole before anything is written, and is one transaction. Memory is flat: a long file is sorted
 * by customer in shares of a limited size, which wait in a nameless file in `spool_dir` and are then merged. Only the
 * rows of one customer are in memory together.
 */
#ifndef GDPRCTL_ENGINE_RECORD_IMPORT_H
#define GDPRCTL_ENGINE_RECORD_IMPORT_H

#include "base/base.h"
#include "base/date.h"
#include "engine/rejects.h"
#include "io/csv_in.h"
#include "store/db.h"

struct import_options {
    const char *register_code;
    const char *table; /* as on the command line ("metering-point") or in SQL */
    const char *path;  /* "-" is standard input */
    enum charset charset;
    char delimiter;        /* 0: found out */
    const char *ignore;    /* comma list of columns that may pass unread (a name with a comma in quotes), or NULL */
    const char *map;       /* path of a map file, or NULL; written when it does not exist */
    const char *rejects;   /* path, or NULL */
    const char *readmit;   /* why erased people may come back, or NULL: they may not */
    const char *spool_dir; /* where a pipe and the shares of a long file are put aside */
    bool strict;           /* one rejected row refuses the file */
    bool dry_run;          /* nothing is kept, and no file gets its name */
    int64_t now_utc;
    date_t today;
    size_t share; /* bytes of rows held at a time; 0: 128 MiB */
    void (*progress)(void *ctx, uint64_t done, uint64_t total);
    void *progress_ctx;
};

struct import_result {
    char sha256[65];
    enum charset charset;
    char delimiter;
    uint64_t rows, applied, unchanged, unmatched, ambiguous;
    uint64_t readmitted;       /* erased people let in again */
    bool only_from_subject;    /* the register may hold only what the person gave: to be told */
    bool mojibake, open_ended; /* see csv_in.h: to be told */
    bool map_written;
    bool rejects_written;
    struct rejects rejects; /* sorted by line */
};

#define IMPORT_RESULT(name) struct import_result name CLEANUP(import_result_release) = {0}
void import_result_release(struct import_result *r);

/*
 * ERR_NOTFOUND for an unknown register or table, ERR_DATA when the file is refused as a whole (nothing is changed),
 * ERR_CANTCREATE when the rejects file exists (of a dry run, too), ERR_BUSY when the register was loaded anew while the
 * file was read. `ret` is filled only on success. Needs db->keys.
 */
int record_import(struct db *db, const struct import_options *o, struct import_result *ret);

#endif
