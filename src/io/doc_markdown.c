/*
 * doc_markdown.c - documents as Markdown (CommonMark, with GitHub's tables); see doc_out.h.
 */
#include "io/doc_back.h"

static struct doc_out *self(struct doc *d) {
    return (struct doc_out *)d;
}

static void gap(struct doc_out *o) {
    if (o->started)
        sink_ch(o->to, '\n');
    o->started = true;
}

/* Text that would begin a list, a heading or a rule only at the start of a line: what to put a backslash before. */
static size_t line_start(const char *s, size_t len) {
    size_t digits = 0;

    if (len > 0 && strchr("+-=", *s) != NULL)
        return 0;
    while (digits < len && s[digits] >= '0' && s[digits] <= '9')
        digits++;
    if (digits > 0 && digits < len && (s[digits] == '.' || s[digits] == ')'))
        return digits;
    return SIZE_MAX;
}

/* One line with everything that Markdown would read as markup behind a backslash. */
static void escape(struct doc_out *o, const char *s, size_t len) {
    size_t first = line_start(s, len);

    while (len > 0 && *s == ' ') { /* an indented line would be code */
        s++;
        len--;
        first = line_start(s, len);
    }
    for (size_t i = 0; i < len; i++) {
        if (i == first || strchr("\\`*_{}[]<>#|~&!", s[i]) != NULL)
            sink_ch(o->to, '\\');
        sink_ch(o->to, s[i]);
    }
}

/* The lines of a text; `between` goes where a line breaks. */
static void lines(struct doc_out *o, const char *clean, const char *between) {
    const char *line;
    size_t len;
    bool first = true;

    while ((line = doc_line(&clean, &len)) != NULL) {
        if (!first)
            sink_cat(o->to, between);
        escape(o, line, len);
        first = false;
    }
}

static void put(struct doc_out *o, const char *text, const char *between) {
    SB(clean);

    doc_clean(text, &clean);
    lines(o, clean.d, between);
}

static void md_heading(struct doc *d, int level, const char *text) {
    struct doc_out *o = self(d);

    gap(o);
    for (int i = 0; i < level; i++)
        sink_ch(o->to, '#');
    sink_ch(o->to, ' ');
    put(o, text, " ");
    sink_ch(o->to, '\n');
}

static void md_para(struct doc *d, const char *text) {
    gap(self(d));
    put(self(d), text, "\\\n");
    sink_ch(self(d)->to, '\n');
}

static void md_notice(struct doc *d, const char *text) {
    gap(self(d));
    sink_cat(self(d)->to, "> **");
    put(self(d), text, "**\\\n> **");
    sink_cat(self(d)->to, "**\n");
}

static void md_address(struct doc *d, const char *const *address, size_t n) {
    struct doc_out *o = self(d);

    gap(o);
    for (size_t i = 0; i < n; i++) {
        put(o, address[i], " ");
        sink_cat(o->to, i + 1 < n ? "\\\n" : "\n");
    }
}

static void md_list(struct doc *d) {
    gap(self(d));
}

static void md_item(struct doc *d, const char *text) {
    sink_cat(self(d)->to, "- ");
    put(self(d), text, "\\\n  ");
    sink_ch(self(d)->to, '\n');
}

static void md_end(struct doc *d) {
    (void)d;
}

static void md_fact(struct doc *d, const char *label, const char *value) {
    struct doc_out *o = self(d);

    sink_cat(o->to, "- **");
    put(o, label, " ");
    sink_cat(o->to, ":** ");
    put(o, value, "\\\n  ");
    sink_ch(o->to, '\n');
}

static void row(struct doc_out *o, const char *const *cells, size_t n) {
    sink_ch(o->to, '|');
    for (size_t i = 0; i < o->columns; i++) {
        sink_ch(o->to, ' ');
        put(o, i < n ? cells[i] : NULL, "<br>");
        sink_cat(o->to, " |");
    }
    sink_ch(o->to, '\n');
}

static void md_table(struct doc *d, const char *caption, const char *const *headers, size_t n) {
    struct doc_out *o = self(d);

    if (caption != NULL)
        md_para(d, caption);
    gap(o);
    o->columns = n;
    row(o, headers, n);
    sink_ch(o->to, '|');
    for (size_t i = 0; i < n; i++)
        sink_cat(o->to, " --- |");
    sink_ch(o->to, '\n');
}

static void md_row(struct doc *d, const char *const *cells, size_t n) {
    row(self(d), cells, n);
}

static void md_table_end(struct doc *d) {
    self(d)->columns = 0;
}

const struct doc_ops doc_markdown_ops = {
    .heading = md_heading,
    .para = md_para,
    .address = md_address,
    .list = md_list,
    .item = md_item,
    .list_end = md_end,
    .facts = md_list,
    .fact = md_fact,
    .facts_end = md_end,
    .table = md_table,
    .row = md_row,
    .table_end = md_table_end,
    .notice = md_notice,
};
