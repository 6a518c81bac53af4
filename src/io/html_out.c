/*
 * html_out.c - see html_out.h.
 */
#include "io/html_out.h"

#include "io/charset.h"

/* Cells isolate their direction, so that a right-to-left override in one value cannot turn what follows around. */
static const char style[] =
    "html{color-scheme:light}\n"
    "body{margin:0;background:#fff;color:#1a1a1a;font:16px/1.5 system-ui,\"Segoe UI\",Arial,sans-serif}\n"
    "main{max-width:50rem;margin:0 auto;padding:2rem 1.5rem}\n"
    "h1{font-size:1.6rem;line-height:1.25;margin:0 0 1.2rem}\n"
    "h2{font-size:1.2rem;margin:2rem 0 .6rem;padding-bottom:.2rem;border-bottom:2px solid #1a1a1a}\n"
    "h3{font-size:1rem;margin:1.4rem 0 .4rem}\n"
    "p{margin:.6rem 0}\n"
    "a{color:#00468c}\n"
    "table{border-collapse:collapse;width:100%;margin:.6rem 0 1.2rem;font-size:.9rem}\n"
    "caption{text-align:left;font-weight:600;padding:.3rem 0}\n"
    "th,td{text-align:left;vertical-align:top;padding:.35rem .6rem;border-bottom:1px solid #c4c4c4;"
    "overflow-wrap:break-word;unicode-bidi:isolate}\n"
    "thead th{border-bottom:2px solid #1a1a1a}\n"
    "td table{margin:0}\n"
    "td.n{text-align:right;font-variant-numeric:tabular-nums}\n"
    "dl{display:grid;grid-template-columns:minmax(9rem,max-content) 1fr;gap:.25rem 1.2rem;margin:.6rem 0 1.2rem}\n"
    "dt{font-weight:600}\n"
    "dd{margin:0;overflow-wrap:anywhere;unicode-bidi:isolate}\n"
    "footer{margin-top:2.5rem;padding-top:.6rem;border-top:1px solid #c4c4c4;font-size:.85rem;color:#444}\n"
    "@page{size:A4;margin:20mm 18mm}\n"
    "@media print{body{font-size:10.5pt}main{max-width:none;padding:0}h2,h3{break-after:avoid}"
    "tr,dt,dd{break-inside:avoid}thead{display:table-header-group}a{color:inherit;text-decoration:none}}\n";

void html_begin(struct sb *b, enum lang lang, const char *title, const char *extra_css) {
    sb_printf(b, "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n", lang_code(lang));
    sb_cat(b,
           "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
           "<meta name=\"referrer\" content=\"no-referrer\">\n"
           "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    html_element(b, "title", title);
    sb_printf(b, "<style>\n%s%s</style>\n</head>\n<body>\n<main>\n", style, extra_css);
}

void html_end(struct sb *b) {
    sb_cat(b, "</main>\n</body>\n</html>\n");
}

static const char *entity(char c) {
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default:
        return NULL;
    }
}

/* Whether HTML has the well-formed sequence as text: no controls but tab and line ends, no C1. */
static bool is_allowed(const unsigned char *d, int n) {
    if (n == 1)
        return (d[0] >= 0x20 && d[0] != 0x7F) || d[0] == '\t' || d[0] == '\n' || d[0] == '\r';
    return n > 1 && !(d[0] == 0xC2 && d[1] < 0xA0);
}

void html_textn(struct sb *b, const char *text, size_t len) {
    size_t from = 0, at = 0;

    while (at < len) {
        const unsigned char *d = (const unsigned char *)text + at;
        const char *escaped = entity(text[at]);
        int n = *d < 0x80 ? 1 : utf8_sequence(d, len - at);

        if (escaped == NULL && is_allowed(d, n)) {
            at += (size_t)n;
            continue;
        }
        sb_catn(b, text + from, at - from);
        sb_cat(b, escaped != NULL ? escaped : "\xEF\xBF\xBD");
        at += n > 0 ? (size_t)n : 1;
        from = at;
    }
    sb_catn(b, text + from, at - from);
}

void html_text(struct sb *b, const char *text) {
    if (text != NULL)
        html_textn(b, text, strlen(text));
}

void html_element(struct sb *b, const char *tag, const char *text) {
    sb_printf(b, "<%s>", tag);
    html_text(b, text);
    sb_printf(b, "</%.*s>\n", (int)strcspn(tag, " "), tag);
}
