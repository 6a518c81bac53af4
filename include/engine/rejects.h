/*
 * rejects.h - rows of a CSV file that were not applied, with the line, the column and the reason, and the file of them
 * that can be mended and imported again. Reasons never hold a value.
 */
#ifndef GDPRCTL_ENGINE_REJECTS_H
#define GDPRCTL_ENGINE_REJECTS_H

#include "base/base.h"
#include "base/out.h"
#include "base/vec.h"
#include "engine/import_file.h"
#include "io/atomic_file.h"

#define REJECT_WHOLE_ROW SIZE_MAX /* no single column is to blame */

struct reject {
    uint64_t line;
    uint32_t place;  /* column from 0; UINT32_MAX: none */
    uint32_t reason; /* index into rejects.reasons */
};

struct rejects {
    VEC(struct reject) v;
    VEC(char *) reasons;
    VEC(const char *) given; /* where each reason stood, to find it again */
    VEC(char *) names;       /* of the file's columns, for telling */
};

#define REJECTS(name) struct rejects name CLEANUP(rejects_release) = {0}

/* Takes the column names, which are known words by now. */
void rejects_begin(struct rejects *r, const struct csv_row *header);
void rejects_release(struct rejects *r);

/* `reason` is copied, but must stay where it is until the last row is added. `place` is the column from 0, or
 * REJECT_WHOLE_ROW. */
void rejects_add(struct rejects *r, uint64_t line, size_t place, const char *reason);

/* Sorts them by line: call before the next three. */
void rejects_sort(struct rejects *r);

/*
 * Reads `file` again and writes its rejected rows into `to`, which the caller has begun: the original columns, then
 * line, column and reason. The caller commits `to` once the import itself is kept, so that there is no file of an
 * import that was not.
 */
int rejects_write(const struct rejects *r, struct import_file *file, struct atomic_file *to, struct err *e);

/* For --strict: refuses the file `what` with the first of its rejected rows, of which there is one. Always -1. */
int rejects_refuse(const struct rejects *r, const char *what, struct err *e);

/* The first rows, as the list "rejects" of {line, column, reason}. */
void rejects_show(const struct rejects *r, struct out *out);

#endif
