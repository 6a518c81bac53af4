/*
 * doc_html.c - documents as one HTML page of the shared look (html_out.h); see doc_out.h.
 */
#include "io/doc_back.h"

#include "io/html_out.h"

/* What documents have besides the shared look: remarks as boxes, address blocks, lists that stay on one page. In a
 * window of a phone's width words are broken rather than sticking out, but for a long first column the others keep
 * room for a word. */
static const char extra_css[] =
    ".remark{margin:.8rem 0;padding:.6rem .9rem;border:1px solid #8a5a00;border-left-width:.4rem;background:#fff8e6}\n"
    "address{font-style:normal;margin:0 0 1.4rem}\n"
    "ul{margin:.4rem 0 .8rem;padding-left:1.3rem}\n"
    "li{margin:.15rem 0}\n"
    "p,li,h1,h2,h3,h4,address{overflow-wrap:anywhere;unicode-bidi:isolate}\n"
    "tbody th{font-weight:600}\n"
    "th.w,td.w{overflow-wrap:anywhere}\n"
    "td:empty::after,dd:empty::after{content:\"\\2013\";color:#595959}\n"
    "td.bar{width:60%;vertical-align:middle}td.bar:empty::after{content:none}\n"
    "svg{display:block;width:100%;height:.8rem}rect{fill:#00468c}\n"
    "@media screen and (max-width:40rem){th,td{padding:.35rem .3rem;overflow-wrap:anywhere;hyphens:auto}"
    "tr>:first-child:nth-last-child(-n+3)~*{min-width:6rem}tr>:first-child:nth-last-child(4)~*{min-width:4.5rem}}\n"
    "@media print{.remark,li,address{break-inside:avoid}.remark{background:none}caption{break-after:avoid}"
    "tbody tr:first-child{break-before:avoid}}\n";

static struct doc_out *self(struct doc *d) {
    return (struct doc_out *)d;
}

static void flush(struct doc_out *o, const struct sb *html) {
    sink_put(o->to, html->d, html->len);
}

/* Text with its line breaks as <br>. */
static void put(struct sb *html, const char *text) {
    SB(clean);
    const char *rest, *line;
    size_t len;
    bool first = true;

    doc_clean(text, &clean);
    rest = clean.d;
    while ((line = doc_line(&rest, &len)) != NULL) {
        if (!first)
            sb_cat(html, "<br>");
        html_textn(html, line, len);
        first = false;
    }
}

/*
 * Whether a word would make its column so wide that the others are cut off at the margin. Shorter words are never
 * broken: a narrow column of Finnish or Swedish would be hard to read.
 */
static bool has_long_word(const char *text) {
    size_t len = 0;

    for (const char *s = text != NULL ? text : ""; *s != '\0' && len <= 40; s++) {
        if (*s == ' ' || *s == '\n')
            len = 0;
        else
            len += ((unsigned char)*s & 0xC0) != 0x80;
    }
    return len > 40;
}

static void element(struct doc_out *o, const char *open, const char *text, const char *close) {
    SB(html);

    sb_cat(&html, open);
    put(&html, text);
    sb_cat(&html, close);
    flush(o, &html);
}

void doc_html_begin(struct doc_out *o, const char *title) {
    SB(html);
    SB(clean);

    doc_clean(title, &clean);
    html_begin(&html, o->lang, clean.d, extra_css);
    flush(o, &html);
}

void doc_html_end(struct doc_out *o) {
    SB(html);

    html_end(&html);
    flush(o, &html);
}

static void page_heading(struct doc *d, int level, const char *text) {
    static const char *const open[] = {"<h1>", "<h2>", "<h3>", "<h4>"};
    static const char *const close[] = {"</h1>\n", "</h2>\n", "</h3>\n", "</h4>\n"};
    int i = level < 1 ? 0 : level > 4 ? 3 : level - 1;

    element(self(d), open[i], text, close[i]);
}

static void page_para(struct doc *d, const char *text) {
    element(self(d), "<p>", text, "</p>\n");
}

static void page_notice(struct doc *d, const char *text) {
    element(self(d), "<p class=\"remark\" role=\"note\">", text, "</p>\n");
}

static void page_address(struct doc *d, const char *const *lines, size_t n) {
    SB(html);

    sb_cat(&html, "<address>");
    for (size_t i = 0; i < n; i++) {
        sb_cat(&html, i > 0 ? "<br>\n" : "");
        put(&html, lines[i]);
    }
    sb_cat(&html, "</address>\n");
    flush(self(d), &html);
}

static void page_list(struct doc *d) {
    sink_cat(self(d)->to, "<ul>\n");
}

static void page_item(struct doc *d, const char *text) {
    element(self(d), "<li>", text, "</li>\n");
}

static void page_list_end(struct doc *d) {
    sink_cat(self(d)->to, "</ul>\n");
}

static void page_facts(struct doc *d) {
    sink_cat(self(d)->to, "<dl>\n");
}

static void page_fact(struct doc *d, const char *label, const char *value) {
    element(self(d), "<dt>", label, "</dt>\n");
    element(self(d), "<dd>", value, "</dd>\n");
}

static void page_facts_end(struct doc *d) {
    sink_cat(self(d)->to, "</dl>\n");
}

static void page_table(struct doc *d, const char *caption, const char *const *headers, size_t n) {
    struct doc_out *o = self(d);

    sink_cat(o->to, "<table>\n");
    if (caption != NULL)
        element(o, "<caption>", caption, "</caption>\n");
    sink_cat(o->to, "<thead>\n<tr>\n");
    for (size_t i = 0; i < n; i++)
        element(o, "<th scope=\"col\">", headers[i], "</th>\n");
    sink_cat(o->to, "</tr>\n</thead>\n<tbody>\n");
    o->columns = n;
}

static void page_row(struct doc *d, const char *const *cells, size_t n) {
    struct doc_out *o = self(d);

    sink_cat(o->to, "<tr>\n");
    for (size_t i = 0; i < o->columns; i++) {
        const char *text = i < n ? cells[i] : NULL;

        if (i == 0) {
            element(o, has_long_word(text) ? "<th scope=\"row\" class=\"w\">" : "<th scope=\"row\">", text, "</th>\n");
        } else {
            element(o, has_long_word(text) ? "<td class=\"w\">" : "<td>", text, "</td>\n");
        }
    }
    sink_cat(o->to, "</tr>\n");
}

/* A drawing rather than a coloured box: printers leave backgrounds out. The number beside it says the same. */
static void page_bar(struct doc *d, const char *label, const char *value, int permille) {
    struct doc_out *o = self(d);
    SB(bar);

    sink_cat(o->to, "<tr>\n");
    element(o, "<th scope=\"row\">", label, "</th>\n");
    element(o, "<td class=\"n\">", value, "</td>\n");
    sb_cat(&bar, "<td class=\"bar\">");
    if (permille > 0)
        sb_printf(&bar,
                  "<svg aria-hidden=\"true\" viewBox=\"0 0 1000 10\" preserveAspectRatio=\"none\"><rect width=\"%d\" "
                  "height=\"10\"/></svg>",
                  permille < 4 ? 4 : permille);
    sb_cat(&bar, "</td>\n");
    flush(o, &bar);
    sink_cat(o->to, "</tr>\n");
}

static void page_table_end(struct doc *d) {
    sink_cat(self(d)->to, "</tbody>\n</table>\n");
    self(d)->columns = 0;
}

const struct doc_ops doc_html_ops = {
    .heading = page_heading,
    .para = page_para,
    .address = page_address,
    .list = page_list,
    .item = page_item,
    .list_end = page_list_end,
    .facts = page_facts,
    .fact = page_fact,
    .facts_end = page_facts_end,
    .table = page_table,
    .row = page_row,
    .table_end = page_table_end,
    .bar = page_bar,
    .notice = page_notice,
};
