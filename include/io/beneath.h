/*
 * beneath.h - files named by the database (call recordings), which must lie below a root directory whatever their
 * stored path says. A path is checked as text first; then its directory is opened by openat2(2) with RESOLVE_BENEATH,
 * NO_SYMLINKS, NO_MAGICLINKS and NO_XDEV, so that no link, no mount and no change under way leads outside; then the
 * file itself must be a regular file with one name only: with a second hard link an erasure would leave the content
 * behind.
 *
 * Messages never hold the path: recordings are often named after people. The caller names the row.
 */
#ifndef GDPRCTL_IO_BENEATH_H
#define GDPRCTL_IO_BENEATH_H

#include "base/err.h"

/* Which file it was, when it was seen last. */
struct beneath_id {
    uint64_t dev;
    uint64_t ino;
    int64_t size;
};

/* NULL when the text can be a path below a root: relative, valid UTF-8, no empty, "." or ".." component, no control
 * characters, components of at most 255 bytes, at most 4,095 in all. Else what is wrong, a static sentence part. */
const char *beneath_check(const char *path);

/* Opens the root directory. ERR_NOINPUT. */
int beneath_root(const char *root, int *ret_fd, struct err *e);

/* Opens a file for reading and tells which one it is: 0, 1 when there is no such file, or -1. ERR_DATA when the path or
 * the file is none that may be touched, ERR_IO. */
int beneath_open(int root_fd, const char *path, int *ret_fd, struct beneath_id *ret_id, struct err *e);

/* Which file it is, without opening it; returns as beneath_open. */
int beneath_look(int root_fd, const char *path, struct beneath_id *ret_id, struct err *e);

/* Removes the file if it is still the one that `want` names, and makes the removal durable: 0, 1 when it is gone
 * already, or -1. ERR_DATA when another file stands in its place. Who can write to the file's directory at that very
 * moment can still exchange two files in it; nothing outside of it can be reached. */
int beneath_unlink(int root_fd, const char *path, const struct beneath_id *want, struct err *e);

#endif
