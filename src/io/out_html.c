/*
 * out_html.c - the back-end for HTML; see out_format.h.
 */
#include "io/html_out.h"
#include "io/out_tree.h"

static void put_any(const struct out_tree *t, size_t i, int level, struct sb *b);

static void put_scalar(const struct out_tree *t, size_t i, struct sb *b) {
    const struct out_item *item = &t->items.d[i];

    if (item->type == OUT_STR || item->type == OUT_NUM) {
        html_lines(b, out_tree_text(t, i), item->len);
    } else if (item->type == OUT_BOOL) {
        sb_cat(b, item->value ? "yes" : "no");
    } else {
        sb_cat(b, "\xE2\x80\x93"); /* en dash: nothing there */
    }
}

static void put_label(const char *tag, const char *key, struct sb *b) {
    SB(label);

    out_tree_label(key, &label);
    html_element(b, tag, label.d);
}

static void put_cell(const struct out_tree *t, size_t i, struct sb *b) {
    bool number = i > 0 && t->items.d[i].type == OUT_NUM;

    sb_cat(b, number ? "<td class=\"n\">" : "<td>");
    if (i > 0)
        put_any(t, i, 4, b);
    sb_cat(b, "</td>");
}

static void put_table(const struct out_tree *t, size_t list, struct sb *b) {
    struct out_columns c;
    VEC(size_t) cells = {0};

    out_columns_find(&c, t, list);
    sb_cat(b, "<table>\n<thead><tr>\n");
    for (size_t k = 0; k < c.keys.len; k++) {
        (void)vec_push(&cells);
        put_label("th scope=\"col\"", c.keys.d[k], b);
    }
    sb_cat(b, "</tr></thead>\n<tbody>\n");
    out_tree_each(t, list, element) {
        out_columns_cells(&c, t, element, cells.d);
        sb_cat(b, "<tr>");
        for (size_t k = 0; k < c.keys.len; k++)
            put_cell(t, cells.d[k], b);
        sb_cat(b, "</tr>\n");
    }
    sb_cat(b, "</tbody>\n</table>\n");
    vec_release(&cells);
    out_columns_release(&c);
}

static void put_list(const struct out_tree *t, size_t list, int level, struct sb *b) {
    bool first = true;

    if (out_tree_is_maps(t, list)) {
        put_table(t, list, b);
        return;
    }
    if (out_tree_is_empty(t, list))
        sb_cat(b, "\xE2\x80\x93");
    out_tree_each(t, list, i) {
        if (!first)
            sb_cat(b, "<br>");
        first = false;
        put_any(t, i, level, b);
    }
}

/* Scalars and lists of scalars of a map stand in definition lists, everything else under a heading of its own. */
static void put_map(const struct out_tree *t, size_t map, int level, struct sb *b) {
    bool in_list = false;
    char heading[] = "h2";

    heading[1] = (char)('0' + (level < 6 ? level : 6));
    out_tree_each(t, map, i) {
        bool pair = out_tree_is_scalar(t, i) || out_tree_is_scalars(t, i);

        if (pair != in_list)
            sb_cat(b, pair ? "<dl>\n" : "</dl>\n");
        in_list = pair;
        if (t->items.d[i].type == OUT_NOTE) {
            put_any(t, i, level, b);
            continue;
        }
        put_label(pair ? "dt" : heading, out_tree_key(t, i), b);
        sb_cat(b, pair ? "<dd>" : "");
        put_any(t, i, level + 1, b);
        sb_cat(b, pair ? "</dd>\n" : "");
    }
    if (in_list)
        sb_cat(b, "</dl>\n");
}

static void put_any(const struct out_tree *t, size_t i, int level, struct sb *b) {
    switch (t->items.d[i].type) {
    case OUT_MAP:
        put_map(t, i, level, b);
        break;
    case OUT_LIST:
        put_list(t, i, level, b);
        break;
    case OUT_NOTE:
        html_element(b, "p", out_tree_text(t, i));
        break;
    default:
        put_scalar(t, i, b);
    }
}

static int finish(struct out_back *back, struct err *e) {
    struct out_tree *t = (struct out_tree *)back;
    const char *title = back->options.title != NULL ? back->options.title : "gdprctl";
    SB(page);

    TRY(out_tree_check(t, e));
    html_begin(&page, back->options.lang, title, "");
    html_element(&page, "h1", title);
    for (size_t i = 0; i < t->items.len; i = t->items.d[i].after)
        put_any(t, i, 2, &page);
    html_end(&page);
    sink_put(back->to, page.d, page.len);
    return 0;
}

static const struct out_back_ops back_ops = {finish, out_tree_release};

struct out_back *out_html_new(void) {
    return out_tree_new(&back_ops);
}
