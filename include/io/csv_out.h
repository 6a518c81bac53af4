/*
 * csv_out.h - writes CSV files (RFC 4180): exports, lists, and the rejects of an import, which come back in the
 * encoding and with the delimiter and line ends of the file they were in.
 *
 * The formula guard is for files that a person opens in a spreadsheet: a cell that would be read as a formula gets an
 * apostrophe in front. That is a cell whose first character, after any spaces and characters that do not show, is one
 * of = + - @ TAB CR LF or their full-width or small forms (CWE-1236, OWASP CSV injection). It changes the value, phone
 * numbers with + included, so rejects files, which are mended and read again, are written without it.
 *
 *     struct csv_out out;
 *     TRY(csv_out_init(&out, sink, &(struct csv_out_options){.charset = CHARSET_UTF8_BOM, .delimiter = ';'}, e));
 *     csv_out_field(&out, "phone", 5);
 *     csv_out_end_row(&out);
 *     TRY(csv_out_finish(&out, "contacts.csv", e));
 */
#ifndef GDPRCTL_IO_CSV_OUT_H
#define GDPRCTL_IO_CSV_OUT_H

#include "base/err.h"
#include "io/charset.h"
#include "io/sink.h"

struct csv_out_options {
    enum charset charset; /* CHARSET_AUTO is UTF-8; UTF8_BOM is what spreadsheets recognise */
    char delimiter;       /* 0: ';', which Finnish spreadsheets expect */
    bool lf;              /* lines end in LF instead of CRLF */
    bool guard;           /* the formula guard */
};

struct csv_out {
    struct csv_out_options options;
    struct charset_sink encoder;
    size_t fields; /* in the row being written */
    bool empty;    /* its first field is empty */
};

/* `to` gets the file and is not flushed. ERR_INTERNAL when the system cannot convert to the encoding. */
int csv_out_init(struct csv_out *o, struct sink *to, const struct csv_out_options *options, struct err *e);

void csv_out_field(struct csv_out *o, const char *d, size_t len); /* valid UTF-8 */
void csv_out_text(struct csv_out *o, const char *text);           /* NUL-terminated; NULL is an empty field */
/* Without the guard: for what the program made itself, numbers and dates. */
void csv_out_unguarded(struct csv_out *o, const char *d, size_t len);
void csv_out_int(struct csv_out *o, int64_t value);
void csv_out_end_row(struct csv_out *o);

/* Ends the file. ERR_DATA when a value has a character that the encoding lacks, ERR_IO. `what` is for the message. */
int csv_out_finish(struct csv_out *o, const char *what, struct err *e);
void csv_out_release(struct csv_out *o); /* gives up; nothing to do after csv_out_finish */

/* Whether a spreadsheet would take the cell for a formula. */
bool csv_is_formula(const char *d, size_t len);

#endif
