/*
 * package.h - an export: a directory of files with a manifest, which appears under its name whole or not at all.
 *
 * It is written into a directory ".partial-<random>" (mode 0700, files 0600) beside its final place; committing writes
 * manifest.json, makes everything durable (the disk has begun with each file when it ended) and renames it, never over
 * anything that is there. What a killed run leaves is a partial directory, which package_dir_sweep removes a day later.
 *
 *     PACKAGE_DIR(dir);
 *     TRY(package_dir_open(&dir, "out", false, e));
 *     PACKAGE(p);
 *     TRY(package_begin(&p, &dir, "2026-0001", e));
 *     struct sink *s;
 *     TRY(package_file(&p, "export.json", &s, e));
 *     sink_cat(s, "{}");
 *     TRY(package_file_end(&p, s, e));
 *     TRY(package_commit(&p, e));
 *
 * Many packages at once: a directory opened as `deferred` makes package_commit leave the package under its partial
 * name; package_dir_flush then writes everything to the disk in one go (syncfs) and renames all of them. Thousands of
 * packages cost one flush instead of ten each. Packages that were not flushed vanish with the directory's release.
 *
 * A directory opened by package_dir_pretend takes packages that go nowhere: the same work, the same counts, and nothing
 * is written (--dry-run).
 *
 * manifest.json: {"format":1,"files":[{"name":"call.csv","size":123,"sha256":"..."}]}, sorted by name, of every file
 * but itself.
 */
#ifndef GDPRCTL_IO_PACKAGE_H
#define GDPRCTL_IO_PACKAGE_H

#include "base/crypt.h"
#include "base/err.h"
#include "base/vec.h"
#include "io/out_dir.h"
#include "io/sink.h"

#define PACKAGE_MANIFEST "manifest.json"

struct package_pending {
    char *name;
    char partial[OUT_PARTIAL_LEN];
};

struct package_dir {
    int fd;
    char *path; /* for messages; NULL: none was named, in a pretended one only */
    bool deferred, pretended;
    VEC(struct package_pending) pending; /* committed, not flushed */
    VEC(char *) named;                   /* flushed */
};

#define PACKAGE_DIR(var) struct package_dir var CLEANUP(package_dir_release) = {.fd = -1}

/* The output directory; made (0700) when it is missing; checked as out_dir.h says. ERR_CANTCREATE. */
int package_dir_open(struct package_dir *d, const char *path, bool deferred, struct err *e);

/* Nothing is written there. What can be looked at without writing is checked as above: a directory that is there, and
 * in it the names that are taken; one that is not there, whether it could be made. `path` may be NULL.
 * ERR_CANTCREATE. */
int package_dir_pretend(struct package_dir *d, const char *path, struct err *e);

/* Path of the package `name`, to be freed; NULL where the directory has none. */
char *package_dir_path_of(const struct package_dir *d, const char *name);

/* Removes unfinished packages that killed runs of ours left more than a day before `now` (seconds, UTC). */
int package_dir_sweep(struct package_dir *d, int64_t now, size_t *ret_count, struct err *e);

/* Is there something of that name? */
bool package_dir_has(const struct package_dir *d, const char *name);

/* Names the deferred packages. After a failure those named so far are whole and stay; the others are still pending. */
int package_dir_flush(struct package_dir *d, struct err *e);

/* Takes a named package away again, when what goes with it could not be kept: nothing in the book tells of it, and its
 * name, a reference, may go to another person's request. NULL: none was named. The error that led here stays; always
 * -1.
 */
int package_dir_withdraw(const struct package_dir *d, const char *name);

/* The same for every package that package_dir_flush has named. */
int package_dir_withdraw_all(const struct package_dir *d);

void package_dir_release(struct package_dir *d);

struct package_entry {
    char *name;
    int fd; /* written, but not yet known to be on the disk; else -1 */
    uint64_t size;
    uint8_t sha256[CRYPT_HASH_LEN];
};

struct package {
    struct package_dir *dir;
    int fd;
    char *name;
    char partial[OUT_PARTIAL_LEN];
    VEC(struct package_entry) entries; /* finished files */
    size_t unsynced;                   /* how many of them have an fd */
    VEC(struct package_file *) open;   /* files being written */
    VEC(char *) subdirs;
};

#define PACKAGE(var) struct package var CLEANUP(package_release) = {.fd = -1}

/* Starts a package; `name` is one path component. ERR_CANTCREATE, also when the name is taken. */
int package_begin(struct package *p, struct package_dir *dir, const char *name, struct err *e);

/* Starts a file of the package: "x.csv", or "recordings/x.wav" one directory down, which is made as needed. Several may
 * be open at a time. What is written to `*ret` is counted and hashed. ERR_CANTCREATE. */
int package_file(struct package *p, const char *name, struct sink **ret, struct err *e);

/* Ends a file; the sink is gone. ERR_IO when any of it could not be written. */
int package_file_end(struct package *p, struct sink *s, struct err *e);

/* Copies the rest of what `from_fd` reads as a file of the package. `what` names the source in messages. ERR_IO. */
int package_copy(struct package *p, const char *name, int from_fd, const char *what, struct err *e);

/* Ends the package. All its files must have been ended. ERR_CANTCREATE when the name was taken meanwhile, ERR_IO; after
 * a failure nothing stands under the name. */
int package_commit(struct package *p, struct err *e);

/* Removes what was not committed. */
void package_release(struct package *p);

#endif
