/*
 * doc_back.h - what the three document back-ends share; for src/io/doc_*.c only.
 */
#ifndef GDPRCTL_IO_DOC_BACK_H
#define GDPRCTL_IO_DOC_BACK_H

#include "io/doc_out.h"

extern const struct doc_ops doc_text_ops;
extern const struct doc_ops doc_markdown_ops;
extern const struct doc_ops doc_html_ops;

void doc_html_begin(struct doc_out *o, const char *title);
void doc_html_end(struct doc_out *o);

/*
 * Appends `text` (NULL: nothing) as it may be shown: tabs as spaces, CR LF and CR as LF; characters that do not show
 * themselves but change what is seen as [U+202E]; bytes that are no UTF-8 as U+FFFD.
 */
void doc_clean(const char *text, struct sb *out);

/* The next line of a clean text: its start, its length, and `*text` moved behind it; NULL at the end. An empty text
 * has no line. */
const char *doc_line(const char **text, size_t *ret_len);

/* Keeps a copy of a cell, cleaned. */
void doc_keep(struct doc_out *o, const char *text);
void doc_forget(struct doc_out *o);

#endif
