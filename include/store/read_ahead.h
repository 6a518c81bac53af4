/*
 * read_ahead.h - a file that is read page after page is read in larger pieces. SQLite asks for one page at a time, and
 * four in ten of a scan along an index lie behind each other: a system call for each of them is a tenth of a forecast.
 * The pieces grow while the reading goes on in order, so one that jumps about reads nothing in vain.
 *
 * What has been read ahead is what stands in the file as long as nobody writes: the owner says what it writes there
 * itself (read_ahead_wrote), and when others could have, which is when it takes its lock anew (read_ahead_forget).
 */
#ifndef GDPRCTL_STORE_READ_AHEAD_H
#define GDPRCTL_STORE_READ_AHEAD_H

#include <sqlite3.h>

#include "base/base.h"

enum { READ_AHEAD_MOST = 64 * 1024 };

struct read_ahead {
    uint8_t *bytes; /* READ_AHEAD_MOST, from the first need on */
    int64_t at;     /* where in the file they begin */
    int len;        /* 0: nothing is kept */
    int64_t next;   /* where a reading in order goes on */
    int window;     /* bytes of the last piece */
};

#define READ_AHEAD ((struct read_ahead){.next = -1})

/* Reads as xRead of `file` does. A SQLite result code. */
int read_ahead(struct read_ahead *r, sqlite3_file *file, void *buf, int len, int64_t at);

void read_ahead_forget(struct read_ahead *r);
void read_ahead_wrote(struct read_ahead *r, int64_t at, int64_t len); /* forgets when some of it was kept */
void read_ahead_release(struct read_ahead *r);

#endif
