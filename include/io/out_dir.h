/*
 * out_dir.h - directories that personal data may be written into: opened once, checked, and from then on used by their
 * descriptor. Used by package.h and atomic_file.h.
 */
#ifndef GDPRCTL_IO_OUT_DIR_H
#define GDPRCTL_IO_OUT_DIR_H

#include "base/err.h"

/* Prefix of everything that is not finished yet; see out_dir_sweep. */
#define OUT_PARTIAL     ".partial-"
#define OUT_PARTIAL_LEN (sizeof OUT_PARTIAL + 16) /* with a random number in hexadecimal and the NUL */

/* Opens `path`. With `create` a missing directory is made, mode 0700 (its parent must be there). Refused: a symbolic
 * link, anything that is no directory, one that everybody may write to (unless sticky, as /tmp is). ERR_CANTCREATE. */
int out_dir_open(const char *path, bool create, int *ret_fd, struct err *e);

/* Whether out_dir_open could make the missing directory `path`, as far as can be told without making it.
 * ERR_CANTCREATE. */
int out_dir_foretell(const char *path, struct err *e);

/* A fresh name for something unfinished. */
void out_dir_partial_name(char ret[OUT_PARTIAL_LEN]);

/* Removes what killed runs left unfinished: entries with a partial name that are ours and have not changed for a day
 * before `now` (seconds since 1970, UTC). `ret_count` may be NULL. ERR_IO. */
int out_dir_sweep(int dir_fd, int64_t now, size_t *ret_count, struct err *e);

/* Removes a directory with its files and one more level of directories; what is not there is fine. 0, or -1 with
 * errno. */
int out_dir_remove(int dir_fd, const char *name);

#endif
