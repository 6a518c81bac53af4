/*
 * out_tree.h - what a command said, kept in order until the end, for the back-ends that must see a whole table before
 * they can write it (text, CSV); for src/io/out_*.c only.
 *
 * The items stand in one flat array in the order they came; an item knows where the one after its contents stands, so
 * the array is a tree without pointers. The texts stand in one string.
 */
#ifndef GDPRCTL_IO_OUT_TREE_H
#define GDPRCTL_IO_OUT_TREE_H

#include "base/sb.h"
#include "base/vec.h"
#include "io/json_out.h"
#include "io/out_back.h"

enum out_type { OUT_MAP, OUT_LIST, OUT_STR, OUT_NUM, OUT_BOOL, OUT_NULL, OUT_NOTE };

struct out_item {
    enum out_type type;
    bool keyed;  /* has a key: false at the top and in lists */
    bool value;  /* of an OUT_BOOL */
    size_t key;  /* offset in the text */
    size_t text; /* offset: OUT_STR, OUT_NUM (digits), OUT_NOTE */
    size_t len;
    size_t after; /* index of the item behind this one and all it holds */
};

struct out_tree {
    struct out_back back;
    VEC(struct out_item) items;
    VEC(size_t) open; /* maps and lists not ended yet */
    struct sb text;
    bool broken;
};

/* A back-end that collects what comes; `back_ops` writes it when the result is finished. */
struct out_back *out_tree_new(const struct out_back_ops *back_ops);
int out_tree_check(const struct out_tree *t, struct err *e); /* ERR_INTERNAL when something was not ended */
void out_tree_release(struct out_back *b);

/* Index of the outermost map, which is the result; SIZE_MAX while there is none. */
size_t out_tree_top(const struct out_tree *t);

/* The children of item i are i + 1, then items[child].after, ... while below items[i].after. */
#define out_tree_each(t, i, child) \
    for (size_t child = (i) + 1; child < (t)->items.d[i].after; child = (t)->items.d[child].after)

bool out_tree_is_scalar(const struct out_tree *t, size_t i);
bool out_tree_is_empty(const struct out_tree *t, size_t i);    /* a map or list without children */
bool out_tree_is_scalars(const struct out_tree *t, size_t i);  /* a list of scalars only, or empty */
bool out_tree_is_maps(const struct out_tree *t, size_t i);     /* a list of maps only, not empty */
const char *out_tree_key(const struct out_tree *t, size_t i);  /* "" when it has none */
const char *out_tree_text(const struct out_tree *t, size_t i); /* of OUT_STR, OUT_NUM, OUT_NOTE; NUL-terminated */

/* Label of a key: "rows_kept" is "Rows kept". Appended. */
void out_tree_label(const char *key, struct sb *out);

/* The item as JSON. */
void out_tree_json(const struct out_tree *t, size_t i, struct json_out *j);

/* The columns of a list of maps: the keys of its elements in the order in which they first come. */
struct out_columns {
    VEC(const char *) keys;
};
void out_columns_find(struct out_columns *c, const struct out_tree *t, size_t list);
void out_columns_release(struct out_columns *c);

/* For each column the index of the element's item, or 0 (never an element) where it has none. `cells` has a place for
 * each column. */
void out_columns_cells(const struct out_columns *c, const struct out_tree *t, size_t element, size_t *cells);

#endif
