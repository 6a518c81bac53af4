/*
 * out_back.h - what the back-ends of out_format.h share; for src/io/out_*.c only.
 */
#ifndef GDPRCTL_IO_OUT_BACK_H
#define GDPRCTL_IO_OUT_BACK_H

#include "io/out_format.h"

struct out_back;

struct out_back_ops {
    int (*finish)(struct out_back *b, struct err *e); /* writes to b->to; does not flush it */
    void (*release)(struct out_back *b);              /* what the back-end added to the struct */
};

/* Every back-end's struct begins with this one. */
struct out_back {
    struct out out;
    const struct out_back_ops *back;
    struct out_options options;
    struct sink *to;
};

/* Whether the outermost map's list `key` is the result. */
bool out_is_list(const struct out_options *o, const char *key);

struct out_back *out_json_new(void);
struct out_back *out_ndjson_new(void);
struct out_back *out_text_new(void);
struct out_back *out_csv_new(void);

#endif
