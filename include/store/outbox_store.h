/*
 * outbox_store.h - recording files whose rows are gone, until they have been unlinked: destroy.h puts their paths in,
 * in the transaction that takes the rows; engine/outbox.h takes the files after the commit. A path is as close to the
 * person as the row was, so an entry goes as soon as its file has gone.
 */
#ifndef GDPRCTL_STORE_OUTBOX_STORE_H
#define GDPRCTL_STORE_OUTBOX_STORE_H

#include "base/base.h"
#include "base/vec.h"
#include "store/catalog.h"
#include "store/db.h"

struct outbox_entry {
    int64_t id;
    char *path; /* below the recordings root */
    bool known; /* the file was seen when its row went: the three below say which one it was */
    uint64_t dev, ino;
    int64_t size;
};

typedef VEC(struct outbox_entry) outbox_vec;

/* Up to `limit` entries with id > after, in order; only those not looked at yet with `new_only`. */
int outbox_list(struct db *db, int64_t after, bool new_only, int64_t limit, outbox_vec *ret);
void outbox_vec_release(outbox_vec *v);

/* Files that wait, those that could not be touched among them. */
int outbox_count(struct db *db, int64_t *ret);

/* Which file it is, in the caller's transaction. */
int outbox_set_file(struct db *db, int64_t id, uint64_t dev, uint64_t ino, int64_t size);

/* That it was looked at, and could not be touched; it is not known then. */
int outbox_set_refused(struct db *db, int64_t id);

/* The file has gone: so does its entry. */
int outbox_remove(struct db *db, int64_t id);

/* Whether a row of any record table names the file. 1, 0 or -1. */
int outbox_is_named(struct db *db, const struct catalog *cat, const char *path);

#endif
