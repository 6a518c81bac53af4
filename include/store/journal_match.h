/*
 * journal_match.h - does the journal that lies beside a database belong to it? A command that was killed leaves one,
 * and SQLite rolls it back into whatever file has the database's name when it is opened next: into a backup that was
 * put in its place meanwhile too, which would then be a mixture of both. So it is looked at before SQLite opens
 * anything.
 *
 * What tells: the header of the database as it was when the transaction began. Its change counter (offset 24) is in the
 * file still, or one later when page 1 was written already. journal_mark puts that header behind SQLite's own, where
 * SQLite leaves the sector empty and reads nothing; of a journal that another program made, the old page 1 tells, which
 * it has unless page 1 was not to change yet, and the number of pages.
 *
 * File format: https://www.sqlite.org/fileformat2.html, "The Database Header" and "The Rollback Journal".
 */
#ifndef GDPRCTL_STORE_JOURNAL_MATCH_H
#define GDPRCTL_STORE_JOURNAL_MATCH_H

#include "base/base.h"
#include "base/err.h"

enum { JOURNAL_SECTOR_MIN = 512, DATABASE_HEADER = 100 };

/* Notes in the journal's first sector, of at least JOURNAL_SECTOR_MIN bytes, how the database begins. */
void journal_mark(uint8_t *sector, const uint8_t database[DATABASE_HEADER]);

/*
 * 0 when the journal of `path` belongs to the database, which is open as `fd`, when nothing in it would be rolled back,
 * or when there is none; ERR_INTEGRITY, with the way on, when it belongs to another one. A journal of a transaction at
 * work belongs too, and may come and go meanwhile.
 */
int journal_match(const char *path, int fd, struct err *err);

#endif
