/*
 * import_rows.h - rows of a file held in memory in as few bytes as possible, and sorted. Internal to the imports.
 *
 * A file of any length is worked on in shares that fit a limit: each share is sorted in the order of the database's
 * indexes, so that a page is read once for all its rows.
 */
#ifndef GDPRCTL_ENGINE_IMPORT_ROWS_H
#define GDPRCTL_ENGINE_IMPORT_ROWS_H

#include "base/base.h"
#include "base/sb.h"
#include "base/vec.h"

/* The first eight bytes as a number that sorts as they do. */
uint64_t import_prefix(const char *d, size_t len);

/* What is known of a row before its cells. */
struct import_row {
    uint64_t line;
    uint64_t key;     /* hash of what the row is found by */
    uint64_t content; /* hash of all of it, as it is packed */
    uint32_t len;     /* bytes with this head and the cells */
};

struct import_ref {
    uint64_t order; /* what it is sorted by */
    uint32_t at;    /* where it lies in the buffer; rises with the line */
};

struct import_rows {
    struct sb buf;
    VEC(struct import_ref) refs;
};

#define IMPORT_ROWS(name) struct import_rows name CLEANUP(import_rows_release) = {.buf = SB_INIT}

void import_rows_release(struct import_rows *r);
void import_rows_clear(struct import_rows *r);
size_t import_rows_size(const struct import_rows *r); /* bytes in use */

/* Adds a row whose cells have been appended to r->buf behind import_rows_begin. */
size_t import_rows_begin(struct import_rows *r); /* where the row begins */
void import_rows_end(struct import_rows *r, size_t at, const struct import_row *row, uint64_t order);

/* Adds a row of another buffer as it stands. */
void import_rows_copy(struct import_rows *r, const char *bytes, size_t len, uint64_t order);

uint32_t import_rows_len(const struct import_rows *r, uint32_t at);
struct import_row import_rows_get(const struct import_rows *r, uint32_t at);
const char *import_rows_cells(const struct import_rows *r, uint32_t at);

/* Sorts by `order`, then by `tie` where it is not NULL; what is equal stays in the order of the file. */
typedef int import_tie(const struct import_rows *r, uint32_t a, uint32_t b);
void import_rows_sort(struct import_rows *r, import_tie *tie);

#endif
