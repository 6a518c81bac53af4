/*
 * file_in.h - opening what the user names as input: a regular file, or "-" for standard input (which may be a pipe).
 * Anything else (a FIFO, a device, a directory, a link to one of them) is refused without ever waiting for it. A
 * regular file that changes while it is read is refused at the end, because its parts may not belong together.
 */
#ifndef GDPRCTL_IO_FILE_IN_H
#define GDPRCTL_IO_FILE_IN_H

#include "base/err.h"
#include "base/sb.h"

#include <sys/types.h>

struct file_in {
    int fd;           /* -1 when closed */
    const char *what; /* the path as given, or "standard input": for messages */
    bool regular;     /* can be read again from the start */
    off_t start;      /* offset of the first byte; standard input need not stand at 0 */
    uint64_t total;   /* bytes to come; 0 when nobody knows (a pipe) */
    uint64_t done;    /* bytes read since the start */
    off_t size;       /* with the next two: what the file looked like when it was opened */
    int64_t mtime_s;
    int64_t mtime_ns;
};

#define FILE_IN(name) struct file_in name CLEANUP(file_in_close) = {.fd = -1}

/* Opens `path`, which must outlive `f`. ERR_NOINPUT when there is no such file, it may not be read, or it is not a
 * regular file. */
int file_in_open(struct file_in *f, const char *path, struct err *e);

/* The same, for what messages call by another name than its path (`what`, which must outlive `f` too). */
int file_in_open_as(struct file_in *f, const char *path, const char *what, struct err *e);

/* Reads until `cap` bytes are there or the input ends; fewer than `cap` means the end. ERR_IO. */
int file_in_read(struct file_in *f, void *buf, size_t cap, size_t *ret_len, struct err *e);

/* Appends all of the input. More than `limit` bytes: ERR_DATA. Ends with file_in_unchanged. */
int file_in_read_all(struct file_in *f, size_t limit, struct sb *out, struct err *e);

/* Back to the start of a regular file. */
int file_in_rewind(struct file_in *f, struct err *e);

/* Moves the rest of standard input, after the `len` bytes already read from it, into a nameless file below the
 * directory `dir` (mode 0600, gone when closed), and continues at that file's start. One that goes on for ever on one
 * line must not fill the disk: within a line longer than FILE_IN_SPOOL_LINE bytes the copy ends, so a reader has to
 * refuse lines much shorter than that. */
#define FILE_IN_SPOOL_LINE (4 << 20)
int file_in_spool(struct file_in *f, const char *dir, const char *head, size_t len, struct err *e);

/* ERR_DATA when size or modification time are not what they were at file_in_open. */
int file_in_unchanged(const struct file_in *f, struct err *e);

void file_in_close(struct file_in *f);

#endif
