/*
 * out.h - the one way a command shows its result. Engines and commands describe structure; the back-end behind it
 * (text for people, JSON, NDJSON, CSV; see io/out_*.h) decides how it looks. Nothing else writes to stdout.
 *
 *     out_map(o, NULL);                          the whole result is one map
 *     out_str(o, "request", ref);
 *     out_list(o, "records");
 *     for (...) { out_map(o, NULL); out_str(o, "table", t); out_int(o, "found", n); out_end(o); }
 *     out_end(o);
 *     out_end(o);
 *
 * Keys are the snake_case names that scripts read. Inside a list the key is NULL. JSON starts the outermost map with
 * "format":1. NDJSON writes each element of the outermost map's first list as a line. CSV writes that list as a table.
 * Text writes scalars as "Label: value" lines and a list of maps as an aligned table. Write errors are remembered and
 * come out of the back-end's finish function, so no call here needs a check.
 */
#ifndef GDPRCTL_BASE_OUT_H
#define GDPRCTL_BASE_OUT_H

#include "base/base.h"
#include "base/date.h"

struct out;

/* What a back-end implements; `o` embeds `struct out` as its first member. `key` is NULL at the top and in lists. */
struct out_ops {
    void (*map)(struct out *o, const char *key);
    void (*list)(struct out *o, const char *key);
    void (*end)(struct out *o);
    void (*str)(struct out *o, const char *key, const char *value, size_t len); /* valid UTF-8 */
    void (*num)(struct out *o, const char *key, int64_t value);
    void (*boolean)(struct out *o, const char *key, bool value);
    void (*null)(struct out *o, const char *key);
    void (*note)(struct out *o, const char *text); /* a sentence for people; machine formats drop it */
};

struct out {
    const struct out_ops *ops;
};

void out_map(struct out *o, const char *key);
void out_list(struct out *o, const char *key);
void out_end(struct out *o);                                     /* ends the innermost map or list */
void out_str(struct out *o, const char *key, const char *value); /* NULL writes null */
void out_int(struct out *o, const char *key, int64_t value);
void out_bool(struct out *o, const char *key, bool value);
void out_date(struct out *o, const char *key, date_t value); /* DATE_NONE writes null */
void out_null(struct out *o, const char *key);
void out_note(struct out *o, const char *fmt, ...) PRINTF(2, 3);

#endif
