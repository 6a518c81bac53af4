/*
 * scrub.h - the VFS under the main database file that leaves no deleted byte behind: each b-tree page that SQLite
 * writes has the gap between its cell pointers and its cell content, the bodies of its free blocks and its fragment
 * bytes set to zero on the way out. With secure_delete (freed pages and cells zeroed) and a rollback journal that is
 * deleted, an erased value is in no file of the program when the transaction has committed, at the cost of the touched
 * pages only.
 *
 * It also keeps the journal in large pieces (journal_file.h) and reads the database ahead (read_ahead.h).
 *
 * File format: https://www.sqlite.org/fileformat2.html, "B-tree Pages".
 */
#ifndef GDPRCTL_STORE_SCRUB_H
#define GDPRCTL_STORE_SCRUB_H

#include "base/base.h"

#define SCRUB_VFS "gdprctl-scrub"

/* Registers the VFS (once per process; again is harmless). 0 or -1. */
int scrub_register(void);

/* Zeroes the unused bytes of one page in place; `first` for page 1 (its header is at offset 100). Leaves a page that is
 * not a well-formed b-tree page as it is. Exposed for its tests. */
void scrub_page(uint8_t *page, size_t size, bool first, size_t usable);

#endif
