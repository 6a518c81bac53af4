/*
 * doc_text.c - documents as plain text: wrapped lines, underlined headings, aligned tables; see doc_out.h.
 */
#include "io/doc_back.h"

#include "base/text.h"

#define COLUMN_GAP 2
#define LABEL_MAX  30 /* labels wider than this stand above their value */

static struct doc_out *self(struct doc *d) {
    return (struct doc_out *)d;
}

static void gap(struct doc_out *o) {
    if (o->started)
        sink_ch(o->to, '\n');
    o->started = true;
}

static void spaces(struct doc_out *o, size_t n) {
    while (n-- > 0)
        sink_ch(o->to, ' ');
}

/* Bytes of `s` that go on a line of `width` columns: up to the last gap that begins on it, however wide the gap is. A
 * word wider than the line stands alone and sticks out: addresses of the web are to be copied. Sets what to skip after
 * them. */
static size_t take(const char *s, size_t len, size_t width, size_t *ret_skip) {
    size_t at = 0, used = 0, gap = len;
    int32_t c = 0;

    *ret_skip = 0;
    while (at < len && (used <= width || c == ' ' || gap == len)) {
        size_t n = text_next(s + at, len - at, &c);

        if (c == ' ' && (at == 0 || s[at - 1] != ' '))
            gap = at;
        used += text_width(s + at, n);
        at += n;
    }
    if (used <= width || gap == len)
        return len;
    *ret_skip = strspn(s + gap, " ");
    return gap;
}

/* Writes text in lines of `width` columns. The first line follows what the caller wrote; `prefix` begins the others. */
static void wrap(struct doc_out *o, const char *text, size_t width, const char *prefix) {
    const char *line;
    size_t len;
    bool first = true;

    while ((line = doc_line(&text, &len)) != NULL) {
        do {
            size_t skip, n = take(line, len, width, &skip);

            if (!first)
                sink_cat(o->to, prefix);
            sink_put(o->to, line, n);
            sink_ch(o->to, '\n');
            first = false;
            line += n + skip;
            len -= n + skip;
        } while (len > 0);
    }
    if (first)
        sink_ch(o->to, '\n');
}

/* Widest line that wrap() makes of the text, for the line under a heading. */
static size_t widest(const char *text, size_t width) {
    const char *line;
    size_t len, most = 0;

    while ((line = doc_line(&text, &len)) != NULL) {
        do {
            size_t skip, n = take(line, len, width, &skip);
            size_t w = text_width(line, n);

            most = w > most ? w : most;
            line += n + skip;
            len -= n + skip;
        } while (len > 0);
    }
    return most;
}

static void block(struct doc_out *o, const char *text, const char *first, const char *rest) {
    SB(clean);

    doc_clean(text, &clean);
    sink_cat(o->to, first);
    wrap(o, clean.d, DOC_TEXT_WIDTH - strlen(rest), rest);
}

static void text_heading(struct doc *d, int level, const char *text) {
    struct doc_out *o = self(d);
    SB(clean);

    if (o->started && level <= 2)
        sink_ch(o->to, '\n');
    gap(o);
    block(o, text, "", "");
    if (level > 3)
        return;
    doc_clean(text, &clean);
    for (size_t n = widest(clean.d, DOC_TEXT_WIDTH); n > 0; n--)
        sink_ch(o->to, "=-~"[level > 1 ? level - 1 : 0]);
    sink_ch(o->to, '\n');
}

static void text_para(struct doc *d, const char *text) {
    gap(self(d));
    block(self(d), text, "", "");
}

static void text_notice(struct doc *d, const char *text) {
    gap(self(d));
    block(self(d), text, "! ", "! ");
}

static void text_address(struct doc *d, const char *const *lines, size_t n) {
    gap(self(d));
    for (size_t i = 0; i < n; i++)
        block(self(d), lines[i], "", "");
}

static void text_list(struct doc *d) {
    gap(self(d));
}

static void text_item(struct doc *d, const char *text) {
    block(self(d), text, "- ", "  ");
}

static void text_list_end(struct doc *d) {
    (void)d;
}

static void text_facts(struct doc *d) {
    gap(self(d));
    doc_forget(self(d));
}

static void text_fact(struct doc *d, const char *label, const char *value) {
    doc_keep(self(d), label);
    doc_keep(self(d), value);
}

static size_t width_of(const char *s) {
    return text_width(s, strlen(s));
}

/* Labels and values as an aligned block; both step by `stride` through their cells. */
static void put_pairs(struct doc_out *o, const char *const *labels, const char *const *values, size_t stride,
                      size_t n) {
    char indent[LABEL_MAX + 3];
    size_t most = 0;

    for (size_t i = 0; i < n; i++) {
        size_t w = width_of(labels[i * stride]);

        if (w <= LABEL_MAX && w > most)
            most = w;
    }
    memset(indent, ' ', most + 2);
    indent[most + 2] = '\0';
    for (size_t i = 0; i < n; i++) {
        size_t w = width_of(labels[i * stride]);

        sink_printf(o->to, "%s:", labels[i * stride]);
        if (*values[i * stride] == '\0') {
            sink_ch(o->to, '\n');
            continue;
        }
        if (w > most) {
            sink_printf(o->to, "\n%s", indent);
        } else {
            spaces(o, most + 1 - w);
        }
        wrap(o, values[i * stride], DOC_TEXT_WIDTH - most - 2, indent);
    }
}

static void text_facts_end(struct doc *d) {
    struct doc_out *o = self(d);
    const char *const *cells = (const char *const *)o->cells.d;

    if (o->cells.len > 0)
        put_pairs(o, cells, cells + 1, 2, o->cells.len / 2);
    doc_forget(o);
}

static void text_table(struct doc *d, const char *caption, const char *const *headers, size_t n) {
    struct doc_out *o = self(d);

    gap(o);
    if (caption != NULL) {
        block(o, caption, "", "");
        sink_ch(o->to, '\n');
    }
    doc_forget(o);
    o->columns = n;
    for (size_t i = 0; i < n; i++)
        doc_keep(o, headers[i]);
}

static void text_row(struct doc *d, const char *const *cells, size_t n) {
    struct doc_out *o = self(d);

    for (size_t i = 0; i < o->columns; i++)
        doc_keep(o, i < n ? cells[i] : NULL);
}

/* Widest line of a cell, and its widest word. */
static void measure(const char *cell, size_t *ret_line, size_t *ret_word) {
    const char *line;
    size_t len;

    *ret_line = *ret_word = 0;
    while ((line = doc_line(&cell, &len)) != NULL) {
        size_t w = text_width(line, len);

        *ret_line = w > *ret_line ? w : *ret_line;
        while (len > 0) {
            const char *space = memchr(line, ' ', len);
            size_t n = space != NULL ? (size_t)(space - line) : len;

            w = text_width(line, n);
            *ret_word = w > *ret_word ? w : *ret_word;
            n = space != NULL ? n + 1 : n;
            line += n;
            len -= n;
        }
    }
}

/* The widest column that is still wider than its least width; `n` when there is none. */
static size_t widest_column(const size_t *width, const size_t *least, size_t n) {
    size_t best = n;

    for (size_t i = 0; i < n; i++) {
        if (width[i] > least[i] && (best == n || width[i] > width[best]))
            best = i;
    }
    return best;
}

/* Narrows the widest columns until the table fits; false when it would have to break words. */
static bool fit(const struct doc_out *o, size_t *width, size_t *word) {
    size_t n = o->columns, total = COLUMN_GAP * (n - 1);

    for (size_t i = 0; i < n; i++) {
        width[i] = word[i] = 1;
        for (size_t k = i; k < o->cells.len; k += n) {
            size_t l, w;

            measure(o->cells.d[k], &l, &w);
            width[i] = l > width[i] ? l : width[i];
            word[i] = w > word[i] ? w : word[i];
        }
        total += width[i];
    }
    while (total > DOC_TEXT_WIDTH) {
        size_t i = widest_column(width, word, n);

        if (i == n)
            return false;
        width[i]--;
        total--;
    }
    return true;
}

/* Writes one row: as many lines as its tallest cell needs. */
static void put_row(struct doc_out *o, const char *const *cells, const size_t *width) {
    VEC(const char *) rest = {0};
    VEC(size_t) left = {0}; /* of the line of the cell being written */
    bool more = true;

    for (size_t i = 0; i < o->columns; i++) {
        const char *text = cells[i];
        size_t len = 0;
        const char *line = doc_line(&text, &len);

        *vec_push(&rest) = line != NULL ? line : "";
        *vec_push(&left) = len;
    }
    while (more) {
        size_t pending = 0; /* columns of white space not written yet, so that no line ends in it */

        more = false;
        for (size_t i = 0; i < o->columns; i++) {
            size_t skip, n = take(rest.d[i], left.d[i], width[i], &skip);

            if (n > 0) {
                spaces(o, pending);
                pending = 0;
            }
            sink_put(o->to, rest.d[i], n);
            pending += width[i] - text_width(rest.d[i], n) + COLUMN_GAP;
            rest.d[i] += n + skip;
            left.d[i] -= n + skip;
            if (left.d[i] == 0 && *rest.d[i] == '\n')
                left.d[i] = strcspn(++rest.d[i], "\n");
            more = more || *rest.d[i] != '\0';
        }
        sink_ch(o->to, '\n');
    }
    vec_release(&rest);
    vec_release(&left);
}

static void rule(struct doc_out *o, const size_t *width) {
    for (size_t i = 0; i < o->columns; i++) {
        for (size_t k = 0; k < width[i]; k++)
            sink_ch(o->to, '-');
        spaces(o, i + 1 < o->columns ? COLUMN_GAP : 0);
    }
    sink_ch(o->to, '\n');
}

/* Rows whose cells wrap are told apart by an empty line. */
static bool any_wraps(const struct doc_out *o, const size_t *width) {
    for (size_t k = o->columns; k < o->cells.len; k++) {
        if (width_of(o->cells.d[k]) > width[k % o->columns] || strchr(o->cells.d[k], '\n') != NULL)
            return true;
    }
    return false;
}

static void put_grid(struct doc_out *o, const size_t *width) {
    const char *const *cells = (const char *const *)o->cells.d;
    size_t n = o->columns;
    bool airy = any_wraps(o, width);

    put_row(o, cells, width);
    rule(o, width);
    for (size_t k = n; k + n <= o->cells.len; k += n) {
        if (airy && k > n)
            sink_ch(o->to, '\n');
        put_row(o, cells + k, width);
    }
}

/* A table too wide for the page: each row as a block of its own, with the headers as labels. */
static void put_blocks(struct doc_out *o) {
    const char *const *cells = (const char *const *)o->cells.d;
    size_t n = o->columns;

    for (size_t k = n; k + n <= o->cells.len; k += n) {
        if (k > n)
            sink_ch(o->to, '\n');
        put_pairs(o, cells, cells + k, 1, n);
    }
}

static void text_table_end(struct doc *d) {
    struct doc_out *o = self(d);
    VEC(size_t) width = {0}, word = {0};

    if (o->columns == 0)
        return;
    for (size_t i = 0; i < o->columns; i++) {
        (void)vec_push(&width);
        (void)vec_push(&word);
    }
    if (fit(o, width.d, word.d)) {
        put_grid(o, width.d);
    } else {
        put_blocks(o);
    }
    vec_release(&width);
    vec_release(&word);
    doc_forget(o);
    o->columns = 0;
}

const struct doc_ops doc_text_ops = {
    .heading = text_heading,
    .para = text_para,
    .address = text_address,
    .list = text_list,
    .item = text_item,
    .list_end = text_list_end,
    .facts = text_facts,
    .fact = text_fact,
    .facts_end = text_facts_end,
    .table = text_table,
    .row = text_row,
    .table_end = text_table_end,
    .notice = text_notice,
};
