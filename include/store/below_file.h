/*
 * below_file.h - an open file of a VFS that stands before another one: what such a file hands on to the file below as
 * it is. Each of our files (scrub.c, journal_file.c) begins with a struct below_file, and puts these functions into its
 * sqlite3_io_methods beside its own.
 */
#ifndef GDPRCTL_STORE_BELOW_FILE_H
#define GDPRCTL_STORE_BELOW_FILE_H

#include <sqlite3.h>

struct below_file {
    sqlite3_file base;  /* what SQLite sees; its pMethods are ours */
    sqlite3_file *real; /* the file of the VFS below */
};

sqlite3_file *below_real(sqlite3_file *file);

int below_lock(sqlite3_file *file, int lock);
int below_unlock(sqlite3_file *file, int lock);
int below_check_reserved(sqlite3_file *file, int *ret);
int below_control(sqlite3_file *file, int op, void *arg);
int below_sector_size(sqlite3_file *file);
int below_device(sqlite3_file *file);

#endif
