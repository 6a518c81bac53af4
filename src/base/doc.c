/*
 * doc.c - forwards to the back-end; see doc.h.
 */
#include "base/doc.h"

#include "base/sb.h"

void doc_heading(struct doc *d, int level, const char *text) {
    d->ops->heading(d, level, text);
}

void doc_para(struct doc *d, const char *text) {
    d->ops->para(d, text);
}

void doc_address(struct doc *d, const char *const *lines, size_t n) {
    d->ops->address(d, lines, n);
}

void doc_list(struct doc *d) {
    d->ops->list(d);
}

void doc_item(struct doc *d, const char *text) {
    d->ops->item(d, text);
}

void doc_list_end(struct doc *d) {
    d->ops->list_end(d);
}

void doc_facts(struct doc *d) {
    d->ops->facts(d);
}

void doc_fact(struct doc *d, const char *label, const char *value) {
    d->ops->fact(d, label, value);
}

void doc_facts_end(struct doc *d) {
    d->ops->facts_end(d);
}

void doc_table(struct doc *d, const char *caption, const char *const *headers, size_t n) {
    d->ops->table(d, caption, headers, n);
}

void doc_row(struct doc *d, const char *const *cells, size_t n) {
    d->ops->row(d, cells, n);
}

void doc_table_end(struct doc *d) {
    d->ops->table_end(d);
}

void doc_notice(struct doc *d, const char *text) {
    d->ops->notice(d, text);
}

/* Eighths of a block, so that short bars differ too. */
void doc_bar_text(struct sb *out, int permille, int width) {
    static const char *const eighths[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
    int n = (permille * width * 8 + 999) / 1000;

    for (int i = 0; i < n / 8; i++)
        sb_cat(out, "█");
    sb_cat(out, eighths[n % 8]);
}

void doc_bar(struct doc *d, const char *label, const char *value, int permille) {
    SB(bar);

    if (d->ops->bar != NULL) {
        d->ops->bar(d, label, value, permille);
        return;
    }
    doc_bar_text(&bar, permille, 30);
    d->ops->row(d, (const char *const[]){label, value, bar.d}, 3);
}
