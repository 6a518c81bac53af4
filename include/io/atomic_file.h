/*
 * atomic_file.h - one output file that is either there whole or not at all: rejects, reports, metrics. It is written
 * without a name (or under a partial one where the file system knows no nameless files), made durable and then named;
 * mode 0600 whatever the umask. An existing file is never overwritten, unless `replace` says so (then an existing
 * regular file is replaced in one step). A run that is killed leaves nothing under the name.
 *
 *     ATOMIC_FILE(f);
 *     TRY(atomic_file_begin(&f, path, false, e));
 *     sink_cat(&f.out, "...");
 *     TRY(atomic_file_commit(&f, e));
 */
#ifndef GDPRCTL_IO_ATOMIC_FILE_H
#define GDPRCTL_IO_ATOMIC_FILE_H

#include "base/err.h"
#include "io/out_dir.h"
#include "io/sink.h"

struct atomic_file {
    const char *path; /* as given, for messages */
    const char *name; /* its last component */
    int dir_fd;
    int fd;
    bool replace;
    bool named;                    /* it is in its place */
    char partial[OUT_PARTIAL_LEN]; /* empty while the file has no name */
    struct sink out;               /* what to write goes here */
};

#define ATOMIC_FILE(var) struct atomic_file var CLEANUP(atomic_file_release) = {.dir_fd = -1, .fd = -1}

/* `path` must outlive `f`. The directory is checked as out_dir_open does. ERR_CANTCREATE, also when the file exists. */
int atomic_file_begin(struct atomic_file *f, const char *path, bool replace, struct err *e);

/* Names the file. ERR_IO when writing failed, ERR_CANTCREATE when the name was taken meanwhile. */
int atomic_file_commit(struct atomic_file *f, struct err *e);

/* Takes away what was named, because what belongs to it failed. What replaced another file stays. */
void atomic_file_withdraw(struct atomic_file *f);

/* Gives up what was not committed. */
void atomic_file_release(struct atomic_file *f);

#endif
