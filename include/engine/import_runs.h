/*
 * import_runs.h - shares of rows that were sorted, put aside one after the other, and come back merged into one order.
 * So a file of any length meets the database once, in the order of its indexes, and no more of it is in memory than one
 * share. Internal to the imports.
 */
#ifndef GDPRCTL_ENGINE_IMPORT_RUNS_H
#define GDPRCTL_ENGINE_IMPORT_RUNS_H

#include "base/base.h"
#include "engine/import_rows.h"
#include "io/spill.h"

struct import_run {
    uint64_t at, end; /* what has not been read back yet */
    struct sb buf;
    size_t pos;            /* of the row at hand, in buf */
    struct import_ref ref; /* the row at hand: its order, and its length in `at` */
};

struct import_runs {
    struct spill spill;
    VEC(struct import_run) v; /* those that are not used up stand first, as a heap when merging */
    size_t left;
    bool by_number;
};

#define IMPORT_RUNS_INIT \
    { .spill = SPILL_INIT }
#define IMPORT_RUNS(name) struct import_runs name CLEANUP(import_runs_release) = IMPORT_RUNS_INIT

/* Spills into the directory `dir`. */
int import_runs_open(struct import_runs *r, const char *dir, struct err *e);
void import_runs_release(struct import_runs *r);

/* Puts a share aside, in the order it has. */
int import_runs_add(struct import_runs *r, const struct import_rows *rows, struct err *e);

/* After the last share: the merging begins. `by_number`: rows with the same `order` are told apart by their first cell,
 * as the shares were. */
int import_runs_merge(struct import_runs *r, bool by_number, struct err *e);

/* The next rows in order, into `rows`: at least `limit` bytes of them while there are as many, and all that are not
 * told apart together. 1, 0 when there are none left, -1. */
int import_runs_next(struct import_runs *r, struct import_rows *rows, size_t limit, struct err *e);

#endif
