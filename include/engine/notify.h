/*
 * notify.h - Article 19: what was rectified, erased or restricted, written out for each recipient that has to be told.
 *
 * DIR/REF/ holds RECIPIENT.json and RECIPIENT.csv for each recipient on the request's list whose files would say
 * something, and a manifest, and appears whole or not at all. A file says who is meant and which fields of which rows
 * are concerned, after a rectification with their new values, and holds nothing but columns that the recipient may get:
 * those that the definition lists for it, by column or by category. A recipient for which nothing is listed is told who
 * is meant and of which group of data, without a value of it, and without a personal identity code.
 *
 * After an erasure nothing of this is known any more: its files are written in the erasure's own run (erase_options),
 * those of a rectification or restriction from the request book at any time after.
 */
#ifndef GDPRCTL_ENGINE_NOTIFY_H
#define GDPRCTL_ENGINE_NOTIFY_H

#include "base/base.h"
#include "base/date.h"
#include "base/lang.h"
#include "base/vec.h"
#include "engine/workset.h"
#include "io/package.h"
#include "store/request_store.h"

/* One value concerned. */
struct notify_cell {
    const struct work_row *row;
    size_t column; /* index into the row's table */
};

struct notify {
    struct db *db;
    const struct plan *plan;
    const struct request *request;
    const struct workset *work;
    date_t today;
    enum lang lang;                /* of the names in the CSV files */
    bool is_protected;             /* the person, before anything was erased: subject_is_protected */
    bool protected_ok;             /* second confirmation: else no file tells where a protected person lives */
    VEC(struct notify_cell) cells; /* rows by rows, in the workset's order */
    bool everything;               /* all of the person's data: no cells are listed */
};

#define NOTIFY(name) struct notify name CLEANUP(notify_release) = {0}

void notify_release(struct notify *n);

/* Adds a field, "table.column", or "table" for all its columns, of one row of the workset, or of all rows (0). */
void notify_add(struct notify *n, const char *field, int64_t row_id);

/* Writes down the recipients that have to be told of the cells: those the definition marks `tell` and that may have got
 * one of them, by what its row was when it was touched. `business`: the person is a company. */
int notify_list(const struct notify *n, bool business);

/* Fills in what the request book knows of a rectification or restriction. ERR_REFUSED for another right, for a person
 * whose rows are gone, and when nothing was done. */
int notify_collect(struct notify *n);

/* Writes the package; `ret_files` is how many files it has. Nothing is written, and 0 is the number, when nobody has to
 * be told. ERR_REFUSED for a person with a protected address, unless it was confirmed. */
int notify_write(const struct notify *n, struct package_dir *dir, size_t *ret_files);

#endif
