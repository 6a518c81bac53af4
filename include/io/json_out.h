/*
 * json_out.h - writes JSON (RFC 8259) piece by piece into a sink, fast and without a tree. The text it makes is always
 * well-formed: strings are escaped, with DEL, C1 and bidirectional controls as \u escapes too, so that JSON on a
 * terminal is safe to look at; bytes that are not UTF-8 become U+FFFD.
 *
 *     struct json_out j;
 *     json_out_init(&j, sink, true);
 *     json_out_map(&j, NULL);
 *     json_out_int(&j, "format", 1);
 *     json_out_list(&j, "rows");
 *     ...
 *     json_out_end(&j);
 *     json_out_end(&j);      the last end also ends the line
 *
 * `key` is NULL at the top and in lists. Maps and lists nest at most JSON_OUT_DEPTH deep.
 */
#ifndef GDPRCTL_IO_JSON_OUT_H
#define GDPRCTL_IO_JSON_OUT_H

#include "io/sink.h"

#define JSON_OUT_DEPTH 64

struct json_out {
    struct sink *to;
    bool pretty;  /* indented by two spaces; else on one line */
    bool broken;  /* ended or nested more than there was; see json_out_done */
    size_t above; /* levels of the document that this is a part of */
    size_t depth;
    struct {
        bool list;
        bool filled; /* has an element */
    } levels[JSON_OUT_DEPTH];
};

void json_out_init(struct json_out *j, struct sink *to, bool pretty);

/* For a value that many documents have: written once, indented as it stands `above` levels down, it goes into each by
 * json_out_raw. */
void json_out_init_part(struct json_out *j, struct sink *to, size_t above);

void json_out_map(struct json_out *j, const char *key);
void json_out_list(struct json_out *j, const char *key);
void json_out_end(struct json_out *j);                                     /* the innermost map or list */
void json_out_str(struct json_out *j, const char *key, const char *value); /* NULL writes null */
void json_out_strn(struct json_out *j, const char *key, const char *value, size_t len);
void json_out_int(struct json_out *j, const char *key, int64_t value);
void json_out_bool(struct json_out *j, const char *key, bool value);
void json_out_null(struct json_out *j, const char *key);
void json_out_raw(struct json_out *j, const char *key, const char *json, size_t len); /* a well-formed value */

/* Whether every map and list was ended and none too often. */
bool json_out_done(const struct json_out *j);

/* A string with its quotes. */
void json_put_string(struct sink *s, const char *d, size_t len);

#endif
