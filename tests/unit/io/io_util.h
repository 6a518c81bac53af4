/*
 * io_util.h - what the tests of the io floor share: a directory of their own, whole files, base64, vectors.
 */
#ifndef GDPRCTL_TESTS_UNIT_IO_UTIL_H
#define GDPRCTL_TESTS_UNIT_IO_UTIL_H

#include "base/node.h"
#include "base/sb.h"
#include "io/csv_in.h"

/* A fresh directory, removed with all it holds when the scope ends. */
struct scratch {
    char path[64];
};
#define SCRATCH(name) struct scratch name CLEANUP(scratch_remove) = scratch_make()
struct scratch scratch_make(void);
void scratch_remove(struct scratch *s);

/* "<scratch>/<name>", in a buffer that the next call with the same slot (0 to 3) overwrites. */
const char *scratch_at(const struct scratch *s, const char *name, int slot);

void write_file(const char *path, const void *d, size_t len);
void write_text(const char *path, const char *text);
void read_file(const char *path, struct sb *out); /* appended; a failed check when it cannot be read */
bool exists(const char *path);                    /* also a dangling link */
size_t count_entries(const char *dir);            /* without . and .. */

/* The bytes as a file that a path names, without a directory; -1 when the system cannot. The path goes to `path`. */
int memory_file(const void *d, size_t len, char path[32]);

void base64(const char *text, struct sb *out);

/* A document of tests/data, parsed; a failed check and an empty map when it cannot be. */
struct node *read_vectors(const char *path);

/* Reads a CSV file whole: "a|b\n" per row, the header first. 0 or -1. */
int csv_dump(const struct csv_options *options, struct sb *out, struct err *e);

/* The same of bytes in memory, with everything found out. */
int csv_dump_bytes(const void *d, size_t len, struct sb *out, struct err *e);

/* The file in memory must read as `want`, or be refused with a message that holds `part`. */
void csv_check_reads(const char *d, size_t len, const char *want, const char *what);
void csv_check_refused(const char *d, size_t len, const char *part, const char *what);

#define READS(bytes, want)   csv_check_reads(bytes, sizeof(bytes) - 1, want, #bytes)
#define REFUSED(bytes, part) csv_check_refused(bytes, sizeof(bytes) - 1, part, #bytes)

#endif
