/*
 * early_write.h - what is written to a file of the database is sent to the disk while the program is at work, some
 * hundred KiB at a time, so that the sync, for which SQLite waits, finds little left. It is a wish
 * (sync_file_range(2)): what has reached the disk for sure is known by the sync alone, and nothing depends on whether
 * the wish is heard.
 *
 * It takes a descriptor of its own, because SQLite does not give its away. Closing a descriptor takes away the POSIX
 * locks that the process has on the file: early_write_close may be called when SQLite has closed its own, and a process
 * must have no other connection to the file (db.h opens one).
 */
#ifndef GDPRCTL_STORE_EARLY_WRITE_H
#define GDPRCTL_STORE_EARLY_WRITE_H

#include "base/base.h"

struct early_write {
    const char *name; /* of the file; the caller's, as long as this is used */
    int fd;           /* -1: not needed yet */
    int64_t from, to; /* where the bytes lie that were written since the last wish */
    int64_t bytes;
};

#define EARLY_WRITE(file_name) ((struct early_write){.name = (file_name), .fd = -1})

/* `len` bytes were written at `at`. */
void early_write_note(struct early_write *e, int64_t at, int64_t len);

void early_write_close(struct early_write *e);

#endif
