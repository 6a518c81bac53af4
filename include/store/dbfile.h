/*
 * dbfile.h - is this file ours? Reads the first page's header before SQLite sees the file, so that a foreign or damaged
 * file is refused before a byte of it is changed.
 *
 * File format: https://www.sqlite.org/fileformat2.html, "The Database Header".
 */
#ifndef GDPRCTL_STORE_DBFILE_H
#define GDPRCTL_STORE_DBFILE_H

#include <sys/types.h>

#include "base/base.h"
#include "base/err.h"
#include "base/sb.h"

/* What to do about a database of no bytes: an init that is killed leaves one, and its other two files. */
#define DBFILE_EMPTY                                                                                                \
    "when an init that was stopped left it, remove it, and its key file and ledger where they are there, then run " \
    "gdprctl init again; if it ever held data, restore the last backup and keep the key file and ledger"

struct dbfile {
    int64_t version; /* user_version */
    bool journal;    /* a rollback journal lies beside it: of a run that was killed, or of one that is at work */
};

/*
 * Absolute form of a path, appended: its directory with links resolved, its last component as it is, so that a link in
 * that place can be refused. ERR_NOINPUT when the directory is not there.
 */
int dbfile_path(const char *path, struct sb *out, struct err *err);

/*
 * Checks magic, application_id, page size, encoding, size on disk, and the two settings that would keep erased bytes or
 * misplace pages (WAL, auto_vacuum). ERR_NOINPUT when there is no file, ERR_REFUSED for a link, ERR_INTEGRITY for a
 * foreign or damaged file, ERR_CONFIG for a setting. The size is not checked while a journal lies beside the file: the
 * journal may yet mend it.
 */
int dbfile_check(const char *path, struct dbfile *ret, struct err *err);

/* Is there a journal beside the file now? An empty one is none. */
bool dbfile_has_journal(const char *path);

/*
 * Makes the journal `name` of the database `path`, empty, where there is none, and writes its name to disk. Between
 * transactions it stays like that: where each transaction makes and removes its journal, it waits for the directory
 * twice. False when it could not be made.
 */
bool dbfile_make_journal(const char *path, const char *name);

/* May every user of the machine read or write it? */
bool dbfile_is_open_to_all(const char *path);

/* A file to be made: `what` it is in messages ("the key file"), and what to do when it cannot be made. */
struct dbfile_new {
    const char *what;
    const char *shown;  /* the path as the user wrote it */
    const char *exists; /* the hint when a file of that name is there already; NULL: `hint` */
    const char *hint;   /* otherwise; NULL: none */
    const void *bytes;  /* what to begin with, synced; NULL: an empty file, which SQLite fills */
    size_t len;
    mode_t mode;      /* 0: 0600 */
    const char *like; /* the file whose owner it gets (dbfile_give); NULL: nobody's */
};

/*
 * What root makes beside a file of somebody else is for the same hands: the open file gets the owner and group of
 * `like`, when the process is root's and they differ. Its mode stays. Only an empty file that has one name: whoever may
 * write in the directory could have put another one there to be given. -1 with errno.
 */
int dbfile_give(int fd, const char *like);

/*
 * Makes the file, open to nobody else from its first moment and whatever the umask; the directory is not synced. Never
 * overwrites, and leaves nothing behind when it fails: ERR_CANTCREATE, or ERR_IO when it cannot be written.
 */
int dbfile_create(const char *path, const struct dbfile_new *file, struct err *err);

/* Takes away a database that was begun, and its journal. */
void dbfile_remove(const char *path);

/* Writes the directory that holds the file to disk, so that a new name survives a power cut. */
int dbfile_sync_dir(const char *path, struct err *err);

#endif
