/*
 * html_out.h - the look that every HTML page of the program shares (letters, notices, reports, lists): one
 * self-contained file without scripts or anything fetched, dark on white, printing on A4. A content security policy
 * forbids everything but the page's own style, so even markup that slipped through an error could load or run nothing.
 *
 *     SB(page);
 *     html_begin(&page, LANG_FI, "Vastaus tietopyyntöön", "");
 *     sb_cat(&page, "<p>");
 *     html_text(&page, name);
 *     sb_cat(&page, "</p>\n");
 *     html_end(&page);
 */
#ifndef GDPRCTL_IO_HTML_OUT_H
#define GDPRCTL_IO_HTML_OUT_H

#include "base/lang.h"
#include "base/sb.h"

/* Head of the page up to and with <main>. `title` is escaped; `extra_css` is not and must be a literal of ours ("" for
 * none). The title is not shown on the page: the caller writes its own <h1>. */
void html_begin(struct sb *b, enum lang lang, const char *title, const char *extra_css);
void html_end(struct sb *b);

/* Text, for between tags and inside quoted attributes: & < > " ' are escaped; what HTML does not allow (control
 * characters other than tab and line ends, broken UTF-8) becomes U+FFFD. */
void html_text(struct sb *b, const char *text); /* NULL is nothing */
void html_textn(struct sb *b, const char *text, size_t len);

/* <tag>text</tag> and a line end; the tag may carry attributes: html_element(b, "td class=\"n\"", text). */
void html_element(struct sb *b, const char *tag, const char *text);

#endif
