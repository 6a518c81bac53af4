/*
 * csv_in.h - reads a CSV file row by row in constant memory: RFC 4180 with LF or CRLF, in the encodings of charset.h,
 * parsed by libcsv in its strict mode. What is wrong anywhere refuses the whole file (ERR_DATA), and never is a row
 * guessed at; so a caller applies the rows in one transaction and rolls back when csv_in_next fails.
 *
 * Refused, with the line: an empty file; broken quotes (a quote inside an unquoted field, text or space behind a
 * closing quote, a quote that is never closed); a row with fewer or more fields than the header; two header names that
 * are equal after trimming and folding (those that a rejects file has behind the file's own may be equal to them, or a
 * file with a "reason" of its own could not be mended); NUL bytes; a lone CR as a line end; text that is not of the
 * file's encoding; a byte order mark at the start of a row (files glued together); a field over 64 KiB, a row over 1
 * MiB, more than 4,096 columns (all counted in UTF-8).
 *
 * Not refused: blank lines between rows, which are no rows; white space around values, which is theirs; one empty
 * header name. A header name may be a person's data when a file has no header line, so messages name columns by number
 * only.
 *
 * The end of the file: RFC 4180 lets the last row go without a line end. So a last line without one counts as a row
 * when it has as many fields as the header; with fewer the file "ends inside a row" and is refused, as it is inside
 * quotes. A file cut in its very last field cannot be told from a whole one: csv_in_open_ended() tells that the line
 * end is missing, for a remark to the user.
 *
 *     struct csv_in *in CLEANUP(csv_in_close) = NULL;
 *     const struct csv_row *row;
 *     int r;
 *     TRY(csv_in_open(&in, &(struct csv_options){.path = path, .spool_dir = dir}, e));
 *     while ((r = csv_in_next(in, &row, e)) > 0)
 *         use(row->line, row->f[0].d);
 *     TRY(r);
 */
#ifndef GDPRCTL_IO_CSV_IN_H
#define GDPRCTL_IO_CSV_IN_H

#include "base/err.h"
#include "io/charset.h"

#define CSV_MAX_FIELD   65536
#define CSV_MAX_ROW     1048576
#define CSV_MAX_COLUMNS 4096

struct csv_options {
    const char *path;      /* "-" is standard input; must outlive the reader */
    const char *what;      /* its name in messages, which must outlive the reader too; NULL: the path */
    enum charset charset;  /* CHARSET_AUTO: found out */
    char delimiter;        /* ';' ',' '\t', or 0: the one that the header line has most of, outside quotes */
    const char *spool_dir; /* directory where piped input may wait when its encoding has to be found out; NULL: then a
                              pipe needs `charset` */
};

struct csv_field {
    const char *d; /* valid UTF-8, NUL-terminated, without the quotes; never NULL */
    size_t len;
};

struct csv_row {
    const struct csv_field *f; /* as many as the header has */
    size_t n;
    uint64_t line; /* number of its first line, from 1 (the header's); lines end at LF */
};

struct csv_in;

/* Opens the file and reads the header. ERR_NOINPUT, ERR_DATA, ERR_IO; ERR_CANTCREATE for the spool directory. */
int csv_in_open(struct csv_in **ret, const struct csv_options *options, struct err *e);

/* The header's names, as written. */
const struct csv_row *csv_in_header(const struct csv_in *in);

/* How many columns of the header are those that a rejects file has behind the original ones: 3 or 0. */
size_t csv_reject_columns(const struct csv_row *header);

/* The next row, valid until the next call: 1, 0 after the last, or -1. */
int csv_in_next(struct csv_in *in, const struct csv_row **ret, struct err *e);

void csv_in_close(struct csv_in **in);

/* How the file was read, and how far. */
enum charset csv_in_charset(const struct csv_in *in);
char csv_in_delimiter(const struct csv_in *in);
bool csv_in_crlf(const struct csv_in *in);       /* the header line ends in CRLF */
uint64_t csv_in_rows(const struct csv_in *in);   /* rows handed out, without the header */
uint64_t csv_in_bytes(const struct csv_in *in);  /* bytes read */
uint64_t csv_in_total(const struct csv_in *in);  /* bytes of the file; 0 when unknown */
bool csv_in_mojibake(const struct csv_in *in);   /* the text looks like UTF-8 that was once read as Windows-1252 */
bool csv_in_open_ended(const struct csv_in *in); /* the last row had no line end; meaningful at the end */

/* SHA-256 of the file as 64 hexadecimal digits. Only at the end (csv_in_next gave 0). */
void csv_in_sha256(const struct csv_in *in, char ret[65]);

#endif
