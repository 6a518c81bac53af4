/*
 * out_text.c - the back-end for people at a terminal; see out_format.h.
 */
#include "base/mem.h"
#include "base/text.h"
#include "io/out_tree.h"

/* A list of scalars no wider than this stands on its label's line. */
#define INLINE_WIDTH 72

/* A column that is made narrower for the terminal keeps at least this much, or what it needs. */
#define NARROW 12

struct page {
    const struct out_tree *t;
    struct sink *to;
    size_t width; /* of the terminal; 0: tables are as wide as they like */
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
    size_t least; /* how narrow it can be made; only with a terminal's width */
    bool number;  /* has numbers; without other texts they are aligned to the right */
    bool text;
    bool shown; /* has a cell that fits into a line */
};

struct table {
    struct out_columns keys;
    struct column *columns;
    size_t *cells;  /* of the row at hand */
    struct sb text; /* of the row at hand: what its wrapped cells have left to say */
    size_t *left;   /* offsets in it */
};

static bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c & 0x80) != 0;
}

/* Whether a line may end before s[i]: at a blank, at the end, and within a code ("kuopio-customers", "invoice_no"), but
 * not within a date or a number. */
static bool may_break(const char *s, size_t i) {
    if (s[i] == ' ' || s[i] == '\0')
        return true;
    return i > 2 && (s[i - 1] == '-' || s[i - 1] == '_') && is_letter(s[i]) && is_letter(s[i - 2]) &&
           is_letter(s[i - 3]);
}

/* Bytes of the text that go on a line of that width: as many words as fit, one at least. */
static size_t wrap(const char *s, size_t width) {
    size_t best = 0;

    for (size_t i = 0;; i++) {
        if (!may_break(s, i))
            continue;
        if (best > 0 && text_width(s, i) > width)
            return best;
        best = i;
        if (s[i] == '\0')
            return best;
    }
}

/* The width of the longest word. */
static size_t longest_word(const char *s) {
    size_t longest = 0;

    while (*s != '\0') {
        size_t n = wrap(s, 0), width = text_width(s, n);

        longest = width > longest ? width : longest;
        s += n + strspn(s + n, " ");
    }
    return longest;
}

/* Whether the item goes into a cell; other maps and lists go below their row. */
static bool is_cell(const struct out_tree *t, size_t i) {
    return out_tree_is_scalar(t, i) || out_tree_is_scalars(t, i);
}

/* An empty list makes no column: in other rows the same key may hold maps. */
static bool is_empty_list(const struct out_tree *t, size_t i) {
    return t->items.d[i].type == OUT_LIST && out_tree_is_empty(t, i);
}

static void measure_text(struct column *c, const char *text, size_t len, bool wraps) {
    size_t width = text_width(text, len), least = 0;

    if (wraps) {
        least = longest_word(text);
        if (least < NARROW)
            least = width < NARROW ? width : NARROW;
    }
    c->width = width > c->width ? width : c->width;
    c->least = least > c->least ? least : c->least;
}

static void measure_cell(struct column *c, const struct out_tree *t, size_t i, bool wraps, struct sb *text) {

    if (i == 0 || !is_cell(t, i) || is_empty_list(t, i))
        return;
    sb_clear(text);
    put_value(t, i, text);
    measure_text(c, text->d, text->len, wraps);
    if (t->items.d[i].type == OUT_NUM) {
        c->number = true;
    } else if (t->items.d[i].type != OUT_NULL) {
        c->text = true;
    }
    c->shown = true;
}

static void measure(struct table *table, const struct page *p, size_t list) {
    const struct out_tree *t = p->t;
    SB(text);

    for (size_t k = 0; k < table->keys.keys.len; k++) {
        sb_clear(&text);
        out_tree_label(table->keys.keys.d[k], &text);
        table->columns[k] = (struct column){.width = text_width(text.d, text.len), .least = longest_word(text.d)};
    }
    out_tree_each(t, list, element) {
        out_columns_cells(&table->keys, t, element, table->cells);
        for (size_t k = 0; k < table->keys.keys.len; k++)
            measure_cell(&table->columns[k], t, table->cells[k], p->width > 0, &text);
    }
}

/* The width of a whole line. */
static size_t line_width(const struct table *table) {
    size_t width = 0;

    for (size_t k = 0; k < table->keys.keys.len; k++) {
        if (table->columns[k].shown)
            width += table->columns[k].width + (width > 0 ? 2 : 0);
    }
    return width;
}

/* Takes from the widest column that has something to spare. False when none has. */
static bool narrow(struct table *table) {
    struct column *widest = NULL;

    for (size_t k = 0; k < table->keys.keys.len; k++) {
        struct column *c = &table->columns[k];

        if (c->shown && c->width > c->least && (widest == NULL || c->width > widest->width))
            widest = c;
    }
    if (widest == NULL)
        return false;
    widest->width--;
    return true;
}

/* Adds a cell to the line being built. */
static void add_cell(const struct column *c, const char *text, size_t len, bool first, struct sb *line) {
    size_t width = text_width(text, len);
    int pad = c->width > width ? (int)(c->width - width) : 0;
    bool right = c->number && !c->text;

    if (!first)
        sb_cat(line, "  ");
    sb_printf(line, "%*s", right ? pad : 0, "");
    sb_catn(line, text, len);
    sb_printf(line, "%*s", right ? 0 : pad, "");
}

/* Writes a line without the spaces at its end. */
static void end_line(struct page *p, struct sb *line) {
    while (line->len > 0 && line->d[line->len - 1] == ' ')
        sb_truncate(line, line->len - 1);
    sink_put(p->to, line->d, line->len);
}

/* Adds a text to the row at hand, for the next column. */
static void add_text(struct table *table, size_t k, const struct sb *text) {
    table->left[k] = table->text.len;
    sb_catn(&table->text, text->d, text->len);
    sb_ch(&table->text, '\0');
}

/* One line of the row at hand; false when nothing is left for another one. */
static bool put_row_line(struct page *p, struct table *table, size_t indent, bool heading) {
    bool more = false, first = true;
    SB(line);

    for (size_t k = 0; k < table->keys.keys.len; k++) {
        const struct column *c = &table->columns[k];
        const char *text = table->text.d + table->left[k];
        size_t n;

        if (!c->shown)
            continue;
        n = p->width > 0 ? wrap(text, c->width) : strlen(text);
        add_cell(c, text, n, first, &line);
        first = false;
        table->left[k] += n + strspn(text + n, " ");
        more = more || table->text.d[table->left[k]] != '\0';
    }
    start_line(p, indent);
    sink_cat(p->to, heading && p->color ? "\033[1m" : "");
    end_line(p, &line);
    sink_cat(p->to, heading && p->color ? "\033[0m\n" : "\n");
    return more;
}

static void put_headings(struct page *p, struct table *table, size_t indent) {
    sb_clear(&table->text);
    for (size_t k = 0; k < table->keys.keys.len; k++) {
        SB(label);

        out_tree_label(table->keys.keys.d[k], &label);
        add_text(table, k, &label);
    }
    while (put_row_line(p, table, indent, true))
        continue;
}

/* What does not go into cells, below the row. */
static void put_below(struct page *p, size_t element, size_t indent) {
    out_tree_each(p->t, element, i) {
        if (!is_cell(p->t, i) && !out_tree_is_empty(p->t, i)) {
            put_label(p, i, indent + 4);
            sink_ch(p->to, '\n');
            put_contents(p, i, indent + 6);
        }
    }
}

static void put_row(struct page *p, struct table *table, size_t element, size_t indent) {
    SB(text);

    out_columns_cells(&table->keys, p->t, element, table->cells);
    sb_clear(&table->text);
    for (size_t k = 0; k < table->keys.keys.len; k++) {
        size_t i = table->cells[k];

        sb_clear(&text);
        if (i > 0 && table->columns[k].shown && is_cell(p->t, i))
            put_value(p->t, i, &text);
        add_text(table, k, &text);
    }
    while (put_row_line(p, table, indent, false))
        continue;
    put_below(p, element, indent);
}

/* A line of a block: the label, and the value beside it, in as many lines as it needs. */
static void put_block_line(struct page *p, const char *label, const char *value, size_t indent) {
    const size_t hanging = indent + 4;
    SB(line);

    sb_printf(&line, "%s: %s", label, value);
    for (const char *s = line.d; *s != '\0';) {
        size_t here = s == line.d ? indent : hanging;
        size_t n = wrap(s, p->width > here + NARROW ? p->width - here : NARROW);

        start_line(p, here);
        sink_put(p->to, s, n);
        sink_ch(p->to, '\n');
        s += n + strspn(s + n, " ");
    }
}

/* A row of a table that is too wide for the terminal however narrow its columns are made. */
static void put_block(struct page *p, struct table *table, size_t element, size_t indent) {
    out_columns_cells(&table->keys, p->t, element, table->cells);
    for (size_t k = 0; k < table->keys.keys.len; k++) {
        size_t i = table->cells[k];
        SB(label);
        SB(value);

        if (i == 0 || p->t->items.d[i].type == OUT_NULL || !is_cell(p->t, i) || is_empty_list(p->t, i))
            continue;
        out_tree_label(table->keys.keys.d[k], &label);
        put_value(p->t, i, &value);
        put_block_line(p, label.d, value.d, indent);
    }
    put_below(p, element, indent);
    p->gap = true;
}

static void put_table(struct page *p, size_t list, size_t indent) {
    struct table table = {.text = SB_INIT};
    bool narrower = true;

    out_columns_find(&table.keys, p->t, list);
    table.columns = mem_realloc(NULL, table.keys.keys.len, sizeof *table.columns);
    table.cells = mem_realloc(NULL, table.keys.keys.len, sizeof *table.cells);
    table.left = mem_realloc(NULL, table.keys.keys.len, sizeof *table.left);
    measure(&table, p, list);
    while (narrower && p->width > 0 && indent + line_width(&table) > p->width)
        narrower = narrow(&table);
    if (narrower)
        put_headings(p, &table, indent);
    out_tree_each(p->t, list, element) {
        if (narrower) {
            put_row(p, &table, element, indent);
        } else {
            put_block(p, &table, element, indent);
        }
    }
    out_columns_release(&table.keys);
    sb_release(&table.text);
    free(table.columns);
    free(table.cells);
    free(table.left);
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
    struct page page = {.t = t, .to = b->to, .width = b->options.width, .color = b->options.color};
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
