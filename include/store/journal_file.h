/*
 * journal_file.h - the rollback journal, written in large pieces. SQLite writes each page it keeps there in three
 * (number, bytes, checksum), a system call each; here they are collected until the buffer is full or the journal is
 * synced, which SQLite does before it writes a page of the database whose old state is in a part that is not yet. So
 * the journal on disk is never behind the database, and what a killed run had not handed on yet belongs to changes that
 * never reached it. A connection that syncs nothing (PRAGMA synchronous = OFF) hands on before each change instead.
 *
 * What is read back, and the file's size, are as if all had been written.
 */
#ifndef GDPRCTL_STORE_JOURNAL_FILE_H
#define GDPRCTL_STORE_JOURNAL_FILE_H

#include <sqlite3.h>

/* Room that an open journal takes beside the object of the VFS below it. */
extern const int journal_file_size;

/* Opens the journal `name` with the VFS below: its own object stands behind ours in memory. `database` is the file it
 * is of, and outlives it: how that begins is noted in each journal (journal_match.h). */
int journal_file_open(sqlite3_vfs *below, const char *name, sqlite3_file *file, int flags, int *ret_flags,
                      sqlite3_file *database);

/* The database is about to be changed: writes what has been collected of an open journal, unless SQLite syncs it. An
 * SQLite result code. */
int journal_file_before_change(sqlite3_file *file);

#endif
