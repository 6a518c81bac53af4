/*
 * out_format.h - the back-ends of base/out.h: how the result of a command looks.
 *
 * text: "Label: value" lines; lists of maps as aligned tables, on a terminal made to fit, with a block of lines for
 * each row where they cannot. Labels are the keys, yes/no for booleans, - for null. Control characters and
 * bidirectional overrides are masked, line breaks in values become spaces.
 *
 * json: one object, beginning with "format":1.
 *
 * ndjson: each element of the outermost map's list (`list`) as one line, a map with "format":1; a result without it as
 * one line of JSON.
 *
 * csv: that list as a table, a column for each key; nested lists and maps as text in their cell. Formula guard on.
 *
 *     struct out *o CLEANUP(out_discard) = out_new_sink(OUT_JSON, &to, &(struct out_options){.compact = true});
 *     engine_run(o);
 *     TRY(out_finish(&o, e));
 *
 * Nothing is written before out_finish, except that JSON and NDJSON begin to flow after OUT_HOLD bytes. So a command
 * that fails midway can out_discard() what it has said and report the error as the one JSON object on stdout; its sink
 * tells whether it is too late for that.
 */
#ifndef GDPRCTL_IO_OUT_FORMAT_H
#define GDPRCTL_IO_OUT_FORMAT_H

#include "base/err.h"
#include "base/out.h"
#include "io/sink.h"

#define OUT_HOLD (8u << 20)

#define OUT_NO_LIST "" /* the result is one thing, whatever lists are in it */

enum out_format { OUT_TEXT, OUT_JSON, OUT_NDJSON, OUT_CSV, OUT_FORMAT__MAX };

struct out_options {
    const char *list; /* ndjson, csv: the list of the outermost map that is the result; NULL: its first one */
    const char *const
        *columns;   /* csv: of that list, NULL-terminated, for when it is empty; NULL: then there is no header */
    bool color;     /* text: table headings in bold; for terminals, unless NO_COLOR is set */
    size_t width;   /* text: tables are made to fit into so many columns; 0: as wide as they are */
    bool compact;   /* json: on one line instead of indented */
    char delimiter; /* csv: 0 is ';' */
    bool bom;       /* csv: byte order mark, for spreadsheets */
};

/* `options` may be NULL. The sink must outlive the output; it is not flushed by it, its owner does that. */
struct out *out_new_sink(enum out_format format, struct sink *to, const struct out_options *options);

/* Writes what is still held, and frees: `*o` becomes NULL. ERR_IO when anything could not be written (a full disk, a
 * closed pipe); ERR_INTERNAL when a map or list was not ended. */
int out_finish(struct out **o, struct err *e);

/* Frees without writing. Cleanup function. */
void out_discard(struct out **o);

#endif
