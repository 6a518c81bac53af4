/*
 * csv_source.h - the bytes of a CSV file as checked UTF-8 text, in pieces, whatever the encoding. Used by csv_in only.
 *
 * A byte order mark or an option settles the encoding; otherwise a regular file is scanned once beforehand
 * (charset_scan.h), and a pipe is first kept aside in a nameless file of the spool directory. Every byte is checked
 * again while it is read, so a file that changes between the passes cannot smuggle broken text in. SHA-256 is over the
 * bytes of the file as they came.
 */
#ifndef GDPRCTL_IO_CSV_SOURCE_H
#define GDPRCTL_IO_CSV_SOURCE_H

#include "base/crypt.h"
#include "io/charset.h"
#include "io/file_in.h"

#define CSV_SOURCE_STEP 65536 /* bytes read at a time */

struct csv_source {
    struct file_in file;
    enum charset charset;
    bool convert; /* through iconv; else the bytes are UTF-8 already */
    iconv_t cd;
    bool mojibake; /* text that was UTF-8, read as Windows-1252 and saved again, has been seen */
    bool ended;
    const char *bad; /* what is wrong behind the text handed out last; NULL while nothing is */
    struct crypt_sha256 sha;
    char *raw; /* bytes of the file; those from `from` on, `kept` of them, have not been used yet */
    size_t from;
    size_t kept;
    bool primed; /* they are the beginning, read when the encoding was settled */
    char *text;  /* converted text */
};

/* Opens `path`, which messages call `what`, and settles the encoding; `forced` may be CHARSET_AUTO. `spool_dir` NULL: a
 * pipe of unknown encoding is refused. ERR_NOINPUT, ERR_DATA (empty, binary, no known encoding, mixed encodings),
 * ERR_IO, ERR_CANTCREATE. */
int csv_source_open(struct csv_source *s, const char *path, const char *what, enum charset forced,
                    const char *spool_dir, struct err *e);

/* The next piece of text, valid until the next call: 1, 0 at the end, or -1. Ends in the middle of lines, not of
 * characters. ERR_DATA when the text is broken there, naming `line`: the line that the reader has come to. */
int csv_source_next(struct csv_source *s, uint64_t line, const char **ret, size_t *ret_len, struct err *e);

/* Longest piece that csv_source_next hands out: a byte of Windows-1252 becomes up to three of UTF-8. */
#define CSV_SOURCE_PIECE (3 * (CSV_SOURCE_STEP + 8))

void csv_source_release(struct csv_source *s);

#endif
