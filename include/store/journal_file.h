/*
 * journal_file.h - the rollback journal, written in large pieces. SQLite writes each page it keeps there in three
 * (number, bytes, checksum), a system call each; here they are collected until the buffer is full, the journal is
 * synced, or the database is about to be written. So the journal on disk is never behind the database, and what a
 * killed run had not handed on yet belongs to changes that never reached it.
 *
 * What is read back, and the file's size, are as if all had been written.
 */
#ifndef GDPRCTL_STORE_JOURNAL_FILE_H
#define GDPRCTL_STORE_JOURNAL_FILE_H

#include <sqlite3.h>

/* Room that an open journal takes beside the object of the VFS below it. */
extern const int journal_file_size;

/* Opens the journal `name` with the VFS below: its own object stands behind ours in memory. */
int journal_file_open(sqlite3_vfs *below, const char *name, sqlite3_file *file, int flags, int *ret_flags);

/* Writes what has been collected of an open journal. An SQLite result code. */
int journal_file_hand_on(sqlite3_file *file);

#endif
