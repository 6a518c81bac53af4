/*
 * out_text.c - the back-end for people at a terminal; see out_format.h.
 */
#include "base/mem.h"
#include "base/text.h"
#include "io/out_tree.h"

/* A list of scalars no wider than this stands on its label's line. */
#define INLINE_WIDTH 72

struct page {
    const struct out_tree *t;
    struct sink *to;
    bool color;
    bool gap; /* an empty line goes before whatever comes next */
};

static void put_contents(struct page *p, size_t i, size_t indent);

static void put_spaces(struct page *p, size_t n) {
    while (n-- > 0)
        sink_ch(p->to, ' ');
}

static void start_line(struct page *p, size_t indent) {
    if (p->gap && (p->to->used > 0 || p->to->wrote))
        sink_ch(p->to, '\n');
    p->gap = false;
    put_spaces(p, indent);
}

/* Appends text that is safe and stays on one line. */
static void clean(const char *d, size_t len, struct sb *out) {
    SB(text);

    for (size_t i = 0; i < len; i++) {
        if (d[i] == '\r' && i + 1 < len && d[i + 1] == '\n')
            continue;
        if (d[i] == '\n' || d[i] == '\r' || d[i] == '\t') {
            sb_ch(&text, ' ');
        } else {
            sb_ch(&text, d[i] != '\0' ? d[i] : '?');
        }
    }
    text_mask_controls(text.d);
    sb_cat(out, text.d);
}

/* The text of a scalar or of a list of scalars. Appended. */
static void put_value(const struct out_tree *t, size_t i, struct sb *out) {
    const struct out_item *item = &t->items.d[i];
    bool first = true;

    switch (item->type) {
    case OUT_STR:
    case OUT_NUM:
        clean(out_tree_text(t, i), item->len, out);
        break;
    case OUT_BOOL:
        sb_cat(out, item->value ? "yes" : "no");
        break;
    case OUT_LIST:
        if (out_tree_is_empty(t, i))
            sb_ch(out, '-');
        out_tree_each(t, i, child) {
            if (!first)
                sb_cat(out, ", ");
            first = false;
            put_value(t, child, out);
        }
        break;
    default:
        sb_ch(out, '-');
    }
}

static void put_label(struct page *p, size_t i, size_t indent) {
    SB(label);

    out_tree_label(out_tree_key(p->t, i), &label);
    start_line(p, indent);
    sink_cat(p->to, label.d);
    sink_ch(p->to, ':');
}

static void put_note(struct page *p, size_t i, size_t indent) {
    SB(text);

    clean(out_tree_text(p->t, i), p->t->items.d[i].len, &text);
    start_line(p, indent);
    sink_cat(p->to, text.d);
    sink_ch(p->to, '\n');
}

/* ---- tables ---- */

struct column {
    size_t width;
    bool number; /* has numbers; without other texts they are aligned to the right */
    bool text;
    bool shown; /* has a cell that fits into a line */
};

struct table {
    struct out_columns keys;
    struct column *columns;
    size_t *cells; /* of the row at hand */
};

/* Whether the item goes into a cell; other maps and lists go below their row. */
static bool is_cell(const struct out_tree *t, size_t i) {
    return out_tree_is_scalar(t, i) || out_tree_is_scalars(t, i);
}

/* An empty list makes no column: in other rows the same key may hold maps. */
static bool is_empty_list(const struct out_tree *t, size_t i) {
    return t->items.d[i].type == OUT_LIST && out_tree_is_empty(t, i);
}

static void measure_cell(struct column *c, const struct out_tree *t, size_t i, struct sb *text) {
    size_t width;

    if (i == 0 || !is_cell(t, i) || is_empty_list(t, i))
        return;
    sb_clear(text);
    put_value(t, i, text);
    width = text_width(text->d, text->len);
    if (width > c->width)
        c->width = width;
    if (t->items.d[i].type == OUT_NUM) {
        c->number = true;
    } else if (t->items.d[i].type != OUT_NULL) {
        c->text = true;
    }
    c->shown = true;
}

static void measure(struct table *table, const struct out_tree *t, size_t list) {
    SB(text);

    for (size_t k = 0; k < table->keys.keys.len; k++) {
        sb_clear(&text);
        out_tree_label(table->keys.keys.d[k], &text);
        table->columns[k] = (struct column){.width = text_width(text.d, text.len)};
    }
    out_tree_each(t, list, element) {
        out_columns_cells(&table->keys, t, element, table->cells);
        for (size_t k = 0; k < table->keys.keys.len; k++)
            measure_cell(&table->columns[k], t, table->cells[k], &text);
    }
}

/* Adds a cell to the line being built. */
static void add_cell(const struct column *c, const struct sb *text, struct sb *line) {
    size_t width = text_width(text->d, text->len);
    int pad = c->width > width ? (int)(c->width - width) : 0;
    bool right = c->number && !c->text;

    if (line->len > 0)
        sb_cat(line, "  ");
    sb_printf(line, "%*s", right ? pad : 0, "");
    sb_catn(line, text->d, text->len);
    sb_printf(line, "%*s", right ? 0 : pad, "");
}

/* Writes a line without the spaces at its end. */
static void end_line(struct page *p, struct sb *line) {
    while (line->len > 0 && line->d[line->len - 1] == ' ')
        sb_truncate(line, line->len - 1);
    sink_put(p->to, line->d, line->len);
}

static void put_headings(struct page *p, const struct table *table, size_t indent) {
    SB(text);
    SB(line);

    for (size_t k = 0; k < table->keys.keys.len; k++) {
        if (!table->columns[k].shown)
            continue;
        sb_clear(&text);
        out_tree_label(table->keys.keys.d[k], &text);
        add_cell(&table->columns[k], &text, &line);
    }
    start_line(p, indent);
    sink_cat(p->to, p->color ? "\033[1m" : "");
    end_line(p, &line);
    sink_cat(p->to, p->color ? "\033[0m\n" : "\n");
}

static void put_row(struct page *p, struct table *table, size_t element, size_t indent) {
    SB(text);
    SB(line);

    out_columns_cells(&table->keys, p->t, element, table->cells);
    for (size_t k = 0; k < table->keys.keys.len; k++) {
        size_t i = table->cells[k];

        if (!table->columns[k].shown)
            continue;
        sb_clear(&text);
        if (i > 0 && is_cell(p->t, i))
            put_value(p->t, i, &text);
        add_cell(&table->columns[k], &text, &line);
    }
    start_line(p, indent);
    end_line(p, &line);
    sink_ch(p->to, '\n');
    out_tree_each(p->t, element, i) {
        if (!is_cell(p->t, i) && !out_tree_is_empty(p->t, i)) {
            put_label(p, i, indent + 4);
            sink_ch(p->to, '\n');
            put_contents(p, i, indent + 6);
        }
    }
}

static void put_table(struct page *p, size_t list, size_t indent) {
    struct table table;

    out_columns_find(&table.keys, p->t, list);
    table.columns = mem_realloc(NULL, table.keys.keys.len, sizeof *table.columns);
    table.cells = mem_realloc(NULL, table.keys.keys.len, sizeof *table.cells);
    measure(&table, p->t, list);
    put_headings(p, &table, indent);
    out_tree_each(p->t, list, element) put_row(p, &table, element, indent);
    out_columns_release(&table.keys);
    free(table.columns);
    free(table.cells);
}

/* ---- maps and lists ---- */

/* Whether the value stands on its label's line. */
static bool fits(const struct page *p, size_t i) {
    SB(text);

    if (out_tree_is_scalar(p->t, i))
        return true;
    if (!out_tree_is_scalars(p->t, i))
        return false;
    put_value(p->t, i, &text);
    return text_width(text.d, text.len) <= INLINE_WIDTH;
}

static void put_line(struct page *p, size_t i) {
    SB(text);

    put_value(p->t, i, &text);
    sink_cat(p->to, text.d);
    sink_ch(p->to, '\n');
}

/* One entry of a map: its label, and its value beside or below it. */
static void put_entry(struct page *p, size_t i, size_t indent) {
    if (p->t->items.d[i].type == OUT_NOTE) {
        put_note(p, i, indent);
        return;
    }
    if (fits(p, i) || out_tree_is_empty(p->t, i)) {
        put_label(p, i, indent);
        sink_ch(p->to, ' ');
        put_line(p, i);
        return;
    }
    p->gap = p->gap || indent == 0;
    put_label(p, i, indent);
    sink_ch(p->to, '\n');
    put_contents(p, i, indent + 2);
    p->gap = indent == 0;
}

static void put_list(struct page *p, size_t list, size_t indent) {
    if (out_tree_is_maps(p->t, list)) {
        put_table(p, list, indent);
        return;
    }
    out_tree_each(p->t, list, i) {
        if (p->t->items.d[i].type == OUT_NOTE) {
            put_note(p, i, indent);
            continue;
        }
        start_line(p, indent);
        sink_cat(p->to, "- ");
        if (is_cell(p->t, i)) {
            put_line(p, i);
        } else {
            sink_ch(p->to, '\n');
            put_contents(p, i, indent + 2);
        }
    }
}

static void put_contents(struct page *p, size_t i, size_t indent) {
    if (p->t->items.d[i].type == OUT_LIST) {
        put_list(p, i, indent);
        return;
    }
    out_tree_each(p->t, i, child) put_entry(p, child, indent);
}

/* A result that is nothing but one list needs no heading over it: that list's index, or 0. */
static size_t lone_list(const struct out_tree *t, size_t top) {
    size_t found = 0;

    out_tree_each(t, top, i) {
        if (t->items.d[i].type == OUT_NOTE)
            continue;
        if (found > 0 || t->items.d[i].type != OUT_LIST || out_tree_is_empty(t, i))
            return 0;
        found = i;
    }
    return found;
}

static void put_top(struct page *p, size_t top) {
    size_t lone = lone_list(p->t, top);

    if (lone == 0) {
        put_contents(p, top, 0);
        return;
    }
    out_tree_each(p->t, top, i) {
        if (i != lone) {
            put_note(p, i, 0);
            continue;
        }
        put_contents(p, i, 0);
        p->gap = true;
    }
}

static int finish(struct out_back *b, struct err *e) {
    struct out_tree *t = (struct out_tree *)b;
    struct page page = {.t = t, .to = b->to, .color = b->options.color};
    size_t top = out_tree_top(t);

    TRY(out_tree_check(t, e));
    /* Notes may stand before and behind the result. */
    for (size_t i = 0; i < t->items.len; i = t->items.d[i].after) {
        if (i == top) {
            put_top(&page, i);
        } else if (t->items.d[i].type == OUT_NOTE) {
            put_note(&page, i, 0);
        }
    }
    return 0;
}

static const struct out_back_ops back_ops = {finish, out_tree_release};

struct out_back *out_text_new(void) {
    return out_tree_new(&back_ops);
}
