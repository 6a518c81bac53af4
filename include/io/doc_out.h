/*
 * doc_out.h - the three shapes of a document for people (base/doc.h): plain text, Markdown, and one self-contained HTML
 * page.
 *
 *     struct sink to;
 *     sink_to_file(&to, stdout);
 *     DOC_OUT(out);
 *     doc_out_open(&out, DOC_HTML, &to, LANG_FI, "Tietosuojaseloste");
 *     notice_write(&out.doc, ...);
 *     TRY(doc_out_close(&out, "standard output", e));
 *
 * Whatever the texts hold, they show as text: each shape escapes its own special characters. Characters that a reader
 * would not see but that change what is seen (controls, bidirectional overrides and marks) show as [U+202E].
 *
 * Plain text is wrapped to DOC_TEXT_WIDTH columns, and tables and label-value pairs are aligned; East Asian wide
 * characters count as two columns. Markdown is CommonMark with the tables of GitHub. HTML has its style inside, a
 * content security policy that allows nothing else, no script, and prints on A4.
 */
#ifndef GDPRCTL_IO_DOC_OUT_H
#define GDPRCTL_IO_DOC_OUT_H

#include "base/base.h"
#include "base/doc.h"
#include "base/err.h"
#include "base/lang.h"
#include "base/sb.h"
#include "base/vec.h"
#include "io/sink.h"

#define DOC_TEXT_WIDTH 78

/* X(NAME, word on the command line) */
#define DOC_FORMAT_LIST(X) \
    X(TEXT, "text")        \
    X(MARKDOWN, "md")      \
    X(HTML, "html")

enum doc_format {
#define X(name, word) DOC_##name,
    DOC_FORMAT_LIST(X)
#undef X
        DOC_FORMAT__MAX
};

extern const char *const doc_format_words[]; /* NULL-terminated */

/* `doc` comes first, so that a back-end finds its own struct. The rest is the back-ends'. */
struct doc_out {
    struct doc doc;
    struct sink *to;
    enum doc_format format;
    enum lang lang;
    VEC(char *) cells; /* the open table's headers and rows, or the open labels and values: widths come at the end */
    size_t columns;    /* of the open table; 0 outside */
    bool started;      /* something stands above: an empty line goes between */
    bool part;         /* a part of a page: no head and foot */
};

#define DOC_OUT(name) struct doc_out name CLEANUP(doc_out_release) = {.to = NULL}

/* Starts a document. `to` must outlive it; `title` names the page (HTML only). */
void doc_out_open(struct doc_out *o, enum doc_format format, struct sink *to, enum lang lang, const char *title);

/* Starts a part that many HTML pages have: written once into `to`, it goes into each by doc_out_put_part, between two
 * blocks. */
void doc_out_open_part(struct doc_out *o, struct sink *to, enum lang lang);
void doc_out_put_part(struct doc_out *o, const char *part);

/* Ends the document and flushes the sink: 0, or -1 with the first failure of the whole document. `what` names the
 * target in the message. */
int doc_out_close(struct doc_out *o, const char *what, struct err *e);

void doc_out_release(struct doc_out *o);

#endif
