/*
 * outbox.h - takes the recording files whose rows have been erased or purged, so that row and file never disagree for
 * longer than one run, whenever the program is killed:
 *
 *   1. in the transaction that takes the rows, store/destroy.h puts their files' paths into the outbox, and outbox_seal
 *      writes down which files these are (device, inode, size); commit;
 *   2. outbox_drain unlinks each file if it still is the one written down, and no row names it, and takes the entries
 *      out again, with an audit row. A killed run leaves entries; the next one begins with draining.
 *
 * Before step 1, outbox_may_take tells whether a file could be taken at all: a row whose file lies outside the root,
 * behind a link, or has a second name is not deleted, because its content would stay behind.
 */
#ifndef GDPRCTL_ENGINE_OUTBOX_H
#define GDPRCTL_ENGINE_OUTBOX_H

#include "base/base.h"
#include "store/catalog.h"
#include "store/db.h"

/* What outbox_seal found. */
struct outbox_sealed {
    int64_t waiting;   /* files to be unlinked after the commit */
    int64_t missing;   /* paths without a file */
    int64_t unmanaged; /* paths where no recordings root is set */
};

struct outbox_result {
    int64_t removed; /* files unlinked, or gone already */
    int64_t shared;  /* entries dropped because a row names the file again */
    int64_t refused; /* entries that stay: another file stands in the place, or it cannot be touched */
    int64_t left;    /* entries that stay in all */
    bool busy;       /* of outbox_drain_after: others keep the database, and what is left was not looked at */
};

/* Whether the file at `path` can be taken, or is not there: 1 yes, 0 no, -1 (ERR_IO and the like). `root_fd` from
 * beneath_root. */
int outbox_may_take(struct db *db, int root_fd, const char *path);

/* Writes down which files the new entries mean; entries without a file go. With `root` NULL recordings are not this
 * program's to take, and all new entries go. In the caller's transaction; adds to `ret`. */
int outbox_seal(struct db *db, const char *root, struct outbox_sealed *ret);

/* Unlinks what waits, some hundred files to a transaction of its own. With `root` NULL it only counts what is left. */
int outbox_drain(struct db *db, const char *root, int64_t now_utc, struct outbox_result *ret);

/* outbox_drain after a commit whose result would be lost with a failure. A database that others keep busy is none then:
 * what waits is in the book. `sealed`: how many were put there, for when not even that can be counted. */
int outbox_drain_after(struct db *db, const char *root, int64_t now_utc, int64_t sealed, struct outbox_result *ret);

/* What outbox_drain would do, for a dry run: in the transaction that has the entries. Nothing is touched. */
int outbox_foresee(struct db *db, const char *root, struct outbox_result *ret);

#endif
