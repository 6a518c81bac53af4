/*
 * doc.h - a document for people (a privacy notice, a letter, a report) as structure; io/doc_out.h turns it into plain
 * text, Markdown or one self-contained HTML page. Engines write documents only through here.
 *
 *     doc_heading(d, 1, title);
 *     doc_para(d, "...");
 *     doc_list(d); doc_item(d, "..."); doc_item(d, "..."); doc_list_end(d);
 *     doc_facts(d); doc_fact(d, label, value); doc_facts_end(d);         label-value pairs
 *     doc_table(d, caption, headers, n); doc_row(d, cells, n); doc_table_end(d);
 *     doc_bar(d, label, value, permille);      a row of a table with three columns: the last one is a bar
 *
 * Texts are valid UTF-8 and are escaped by the back-end. A cell or value may hold line breaks. NULL shows as an empty
 * cell. Write errors are remembered and come out of the back-end's finish function.
 */
#ifndef GDPRCTL_BASE_DOC_H
#define GDPRCTL_BASE_DOC_H

#include "base/base.h"
#include "base/sb.h"

struct doc;

struct doc_ops {
    void (*heading)(struct doc *d, int level, const char *text); /* level 1 (the title, once) to 4 */
    void (*para)(struct doc *d, const char *text);
    void (*address)(struct doc *d, const char *const *lines, size_t n); /* an address block */
    void (*list)(struct doc *d);
    void (*item)(struct doc *d, const char *text);
    void (*list_end)(struct doc *d);
    void (*facts)(struct doc *d);
    void (*fact)(struct doc *d, const char *label, const char *value);
    void (*facts_end)(struct doc *d);
    void (*table)(struct doc *d, const char *caption, const char *const *headers, size_t n);
    void (*row)(struct doc *d, const char *const *cells, size_t n);
    void (*table_end)(struct doc *d);
    void (*bar)(struct doc *d, const char *label, const char *value,
                int permille);                       /* NULL: a row, the bar in characters */
    void (*notice)(struct doc *d, const char *text); /* a remark that must be seen: a box, a bold paragraph */
};

struct doc {
    const struct doc_ops *ops;
};

void doc_heading(struct doc *d, int level, const char *text);
void doc_para(struct doc *d, const char *text);
void doc_address(struct doc *d, const char *const *lines, size_t n);
void doc_list(struct doc *d);
void doc_item(struct doc *d, const char *text);
void doc_list_end(struct doc *d);
void doc_facts(struct doc *d);
void doc_fact(struct doc *d, const char *label, const char *value);
void doc_facts_end(struct doc *d);
void doc_table(struct doc *d, const char *caption, const char *const *headers, size_t n);
void doc_row(struct doc *d, const char *const *cells, size_t n);
void doc_table_end(struct doc *d);
void doc_notice(struct doc *d, const char *text);

/* The share in thousandths of the longest bar of the chart; what is more than none is seen. */
void doc_bar(struct doc *d, const char *label, const char *value, int permille);

/* Appends such a bar in characters, "████▌"; the longest has `width` of them. */
void doc_bar_text(struct sb *out, int permille, int width);

#endif
