/*
 * lock_file.h - one run at a time: a lock on a file that dies with the process, whatever kills it. The file itself
 * stays; removing it would let two runs hold a lock each.
 */
#ifndef GDPRCTL_IO_LOCK_FILE_H
#define GDPRCTL_IO_LOCK_FILE_H

#include "base/base.h"
#include "base/err.h"

struct lock_file {
    int fd; /* -1: not held */
};

#define LOCK_FILE(name) struct lock_file name CLEANUP(lock_file_release) = {.fd = -1}

/* Takes the lock on `path` (made when missing, mode 0600) without waiting for a run to end. ERR_BUSY when another run
 * holds it; `what` names that run in the message ("a purge"). */
int lock_file_take(struct lock_file *l, const char *path, const char *what, struct err *e);

enum lock_state {
    LOCK_FREE, /* also: there is no such file */
    LOCK_HELD,
    LOCK_UNKNOWN, /* the file cannot be looked at: it is another user's */
};

/* Whether a run holds the lock on `path` now. */
enum lock_state lock_file_look(const char *path);

void lock_file_release(struct lock_file *l);

#endif
