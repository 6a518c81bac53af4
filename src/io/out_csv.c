/*
 * out_csv.c - the back-end for CSV; see out_format.h.
 */
#include "base/mem.h"
#include "io/csv_out.h"
#include "io/out_tree.h"

/* The text of a cell: scalars as they are, lists of scalars with commas between, anything else as JSON. Appended. */
static void put_text(const struct out_tree *t, size_t i, struct sb *out) {
    const struct out_item *item = &t->items.d[i];
    bool first = true;

    if (item->type == OUT_STR || item->type == OUT_NUM) {
        sb_catn(out, out_tree_text(t, i), item->len);
    } else if (item->type == OUT_BOOL) {
        sb_cat(out, item->value ? "true" : "false");
    } else if (out_tree_is_scalars(t, i)) {
        out_tree_each(t, i, child) {
            if (!first)
                sb_cat(out, ", ");
            first = false;
            put_text(t, child, out);
        }
    } else if (item->type == OUT_MAP || item->type == OUT_LIST) {
        struct sink *to = mem_alloc(sizeof *to);
        struct json_out j;

        sink_to_sb(to, out);
        json_out_init(&j, to, false);
        out_tree_json(t, i, &j);
        sink_drain(to);
        sb_truncate(out, out->len - 1); /* the line end */
        free(to);
    }
}

/* `i` is 0 for a cell that is not there. */
static void put_cell(struct csv_out *csv, const struct out_tree *t, size_t i, struct sb *scratch) {
    sb_clear(scratch);
    if (i > 0)
        put_text(t, i, scratch);
    if (i > 0 && t->items.d[i].type == OUT_NUM) {
        csv_out_unguarded(csv, scratch->d, scratch->len);
    } else {
        csv_out_field(csv, scratch->d, scratch->len);
    }
}

/* A row with a cell for each column, `element` being a map. */
static void put_row(struct csv_out *csv, const struct out_tree *t, const struct out_columns *c, size_t element,
                    size_t *cells, struct sb *scratch) {
    out_columns_cells(c, t, element, cells);
    for (size_t k = 0; k < c->keys.len; k++)
        put_cell(csv, t, cells[k], scratch);
    csv_out_end_row(csv);
}

static void put_header(struct csv_out *csv, const struct out_columns *c) {
    for (size_t k = 0; k < c->keys.len; k++)
        csv_out_text(csv, c->keys.d[k]);
    csv_out_end_row(csv);
}

static void put_maps(struct csv_out *csv, const struct out_tree *t, size_t list) {
    struct out_columns c;
    size_t *cells;
    SB(scratch);

    out_columns_find(&c, t, list);
    cells = mem_realloc(NULL, c.keys.len, sizeof *cells);
    if (c.keys.len > 0)
        put_header(csv, &c);
    out_tree_each(t, list, element) put_row(csv, t, &c, element, cells, &scratch);
    free(cells);
    out_columns_release(&c);
}

/* A list of anything but maps: one column under the list's key. */
static void put_values(struct csv_out *csv, const struct out_tree *t, size_t list) {
    SB(scratch);

    csv_out_text(csv, out_tree_key(t, list));
    csv_out_end_row(csv);
    out_tree_each(t, list, child) {
        put_cell(csv, t, child, &scratch);
        csv_out_end_row(csv);
    }
}

/* A result without a list: what it says, as the one row. */
static void put_result(struct csv_out *csv, const struct out_tree *t, size_t map) {
    SB(scratch);

    out_tree_each(t, map, child) {
        if (t->items.d[child].type != OUT_NOTE)
            csv_out_text(csv, out_tree_key(t, child));
    }
    csv_out_end_row(csv);
    out_tree_each(t, map, child) {
        if (t->items.d[child].type != OUT_NOTE)
            put_cell(csv, t, child, &scratch);
    }
    csv_out_end_row(csv);
}

/* An empty list shows no columns of its own; a script reads them all the same. */
static void put_columns(struct csv_out *csv, const char *const *columns) {
    if (columns == NULL)
        return;
    for (; *columns != NULL; columns++)
        csv_out_text(csv, *columns);
    csv_out_end_row(csv);
}

static void put_all(struct csv_out *csv, const struct out_tree *t) {
    size_t top = out_tree_top(t);

    if (top == SIZE_MAX)
        return;
    out_tree_each(t, top, child) {
        if (t->items.d[child].type != OUT_LIST || !out_is_list(&t->back.options, out_tree_key(t, child)))
            continue;
        if (out_tree_is_maps(t, child)) {
            put_maps(csv, t, child);
        } else if (!out_tree_is_empty(t, child)) {
            put_values(csv, t, child);
        } else {
            put_columns(csv, t->back.options.columns);
        }
        return;
    }
    put_result(csv, t, top);
}

static int finish(struct out_back *b, struct err *e) {
    struct out_tree *t = (struct out_tree *)b;
    struct csv_out *csv CLEANUP(mem_free) = mem_alloc(sizeof *csv);
    struct csv_out_options options = {
        .charset = b->options.bom ? CHARSET_UTF8_BOM : CHARSET_UTF8, .delimiter = b->options.delimiter, .guard = true};

    TRY(out_tree_check(t, e));
    TRY(csv_out_init(csv, b->to, &options, e));
    put_all(csv, t);
    return csv_out_finish(csv, "the output", e);
}

static const struct out_back_ops back_ops = {finish, out_tree_release};

struct out_back *out_csv_new(void) {
    return out_tree_new(&back_ops);
}
