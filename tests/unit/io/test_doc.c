/*
 * Tests of the document back-ends: layout of plain text, escaping in Markdown and HTML, and that no text can break out
 * of its place.
 */
#include "test.h"

#include "base/mem.h"
#include "base/text.h"
#include "io/doc_back.h"
#include "io/doc_out.h"

struct page {
    struct sb text;
    struct sink *sink;
    struct doc_out out;
};

/* A page that does not end shall end the tests, not the memory. */
static int write_bounded(void *to, const char *d, size_t len) {
    struct sb *text = to;

    sb_catn(text, d, len);
    if (text->len < 1 << 20)
        return 0;
    printf("# a page does not end\n");
    exit(1);
}

static struct doc *begin(struct page *p, enum doc_format format) {
    p->text = (struct sb)SB_INIT;
    p->sink = mem_alloc(sizeof *p->sink);
    sink_init(p->sink, write_bounded, &p->text);
    doc_out_open(&p->out, format, p->sink, LANG_FI, "Otsikko <1>");
    return &p->out.doc;
}

static const char *end(struct page *p) {
    struct err e = {0};

    CHECK_EQ_INT(doc_out_close(&p->out, "a string", &e), 0);
    return p->text.d;
}

static void release(struct page *p) {
    sb_release(&p->text);
    free(p->sink);
}

/* One of everything, with the text in each place. */
static void put_all(struct doc *d, const char *text) {
    const char *const cells[] = {text, text};

    doc_heading(d, 1, text);
    doc_heading(d, 4, text);
    doc_para(d, text);
    doc_notice(d, text);
    doc_address(d, cells, 2);
    doc_list(d);
    doc_item(d, text);
    doc_list_end(d);
    doc_facts(d);
    doc_fact(d, text, text);
    doc_facts_end(d);
    doc_table(d, text, cells, 2);
    doc_row(d, cells, 2);
    doc_table_end(d);
}

TEST(doc_text_layout) {
    const char *const headers[] = {"Tieto", "Määrä", "Huomaa"};
    struct page p;
    struct doc *d = begin(&p, DOC_TEXT);

    doc_heading(d, 1, "Äänestys");
    doc_para(d, "Rivi, joka on niin pitkä, että se katkeaa sanojen välistä, kun 78 merkkiä on täynnä.");
    doc_facts(d);
    doc_fact(d, "Nimi", "Åsa");
    doc_fact(d, "Sähköposti", "asa@example.com\ntoinen@example.com");
    doc_fact(d, "Tyhjä", NULL);
    doc_facts_end(d);
    doc_heading(d, 2, "Lista");
    doc_list(d);
    doc_item(d, "yksi");
    doc_item(d, "kaksi, joka jatkuu niin pitkälle, että se menee seuraavalle riville sisennettynä tähän");
    doc_list_end(d);
    doc_notice(d, "Tämä on nähtävä.");
    doc_table(d, "Taulu", headers, 3);
    doc_row(d, (const char *const[]){"ääkköset", "12", NULL}, 3);
    doc_row(d, (const char *const[]){"漢字", "3", "leveä"}, 3);
    doc_row(d, (const char *const[]){"vajaa"}, 1);
    doc_table_end(d);
    CHECK_STR(end(&p), "Äänestys\n"
                       "========\n"
                       "\n"
                       "Rivi, joka on niin pitkä, että se katkeaa sanojen välistä, kun 78 merkkiä on\n"
                       "täynnä.\n"
                       "\n"
                       "Nimi:       Åsa\n"
                       "Sähköposti: asa@example.com\n"
                       "            toinen@example.com\n"
                       "Tyhjä:\n"
                       "\n"
                       "\n"
                       "Lista\n"
                       "-----\n"
                       "\n"
                       "- yksi\n"
                       "- kaksi, joka jatkuu niin pitkälle, että se menee seuraavalle riville\n"
                       "  sisennettynä tähän\n"
                       "\n"
                       "! Tämä on nähtävä.\n"
                       "\n"
                       "Taulu\n"
                       "\n"
                       "Tieto     Määrä  Huomaa\n"
                       "--------  -----  ------\n"
                       "ääkköset  12\n"
                       "漢字      3      leveä\n"
                       "vajaa\n");
    release(&p);
}

/* Wider than any column can be. */
#define GAP "                                                                                                    "

/* No line is wider than the page, whatever the cells hold; nothing of them is lost. */
TEST(doc_text_tables_fit) {
    static const char *const words[] = {"a",
                                        "pitkähköläinen",
                                        "",
                                        "sana sana sana sana sana sana sana sana",
                                        "rivi\nrivi toinen",
                                        "yhdyssanahirviöjokaeikatkeamistäänkohtaa",
                                        "a" GAP "b" GAP,
                                        "漢字漢字漢字"};
    const char *const headers[] = {"Yksi", "Kaksi", "Kolme", "Neljä", "Viisi"};

    for (size_t seed = 0; seed < 200; seed++) {
        size_t n = 1 + seed % 5, letters = 0, got = 0, labels = 0;
        struct page p;
        struct doc *d = begin(&p, DOC_TEXT);
        const char *text, *line;
        size_t len;

        doc_table(d, NULL, headers, n);
        for (size_t r = 0; r < 4; r++) {
            const char *cells[5];

            for (size_t i = 0; i < n; i++) {
                cells[i] = words[(seed * 7 + r * 5 + i * 3) % ARRAY_LEN(words)];
                for (const char *s = cells[i]; *s != '\0'; s++)
                    letters += *s != ' ' && *s != '\n' ? 1 : 0;
            }
            doc_row(d, cells, n);
        }
        doc_table_end(d);
        text = end(&p);
        while ((line = doc_line(&text, &len)) != NULL) {
            test_check(text_width(line, len) <= DOC_TEXT_WIDTH, __FILE__, __LINE__, "too wide: %.*s", (int)len, line);
            CHECK(len == 0 || line[len - 1] != ' ');
        }
        for (const char *s = p.text.d; *s != '\0'; s++)
            got += *s != ' ' && *s != '\n' && *s != '-' ? 1 : 0;
        for (size_t i = 0; i < n; i++)
            labels += strlen(headers[i]);
        /* The headers once, above; or as "Label:" in each row, where the table is too wide. */
        CHECK(got == letters + labels || got == letters + 4 * (labels + n));
        release(&p);
    }
}

/* Words are never broken: a table too wide becomes a block for each row. */
TEST(doc_text_keeps_words_whole) {
    const char *const headers[] = {"Tieto", "Pitkä"};
    struct page p;
    struct doc *d = begin(&p, DOC_TEXT);
    char word[120];

    memset(word, 'x', sizeof word - 1);
    word[sizeof word - 1] = '\0';
    doc_para(d, word);
    doc_table(d, "Taulu", headers, 2);
    doc_row(d, (const char *const[]){"yksi", word}, 2);
    doc_row(d, (const char *const[]){"kaksi", "lyhyt"}, 2);
    doc_table_end(d);
    (void)end(&p);
    CHECK(strncmp(p.text.d, word, strlen(word)) == 0);
    CHECK(strstr(p.text.d, "Tieto: yksi\nPitkä: xxx") != NULL);
    CHECK(strstr(p.text.d, "\n\nTieto: kaksi\nPitkä: lyhyt\n") != NULL);
    release(&p);
}

TEST(doc_markdown_escapes) {
    struct page p;
    struct doc *d = begin(&p, DOC_MARKDOWN);

    doc_heading(d, 2, "A * B");
    doc_para(d, "- ei lista\n1. ei numero\n# ei otsikko\n    ei koodi\na_b <b> [x](y) `z` & |");
    doc_facts(d);
    doc_fact(d, "Nimi", "a\nb");
    doc_facts_end(d);
    doc_table(d, "T", (const char *const[]){"x", "y"}, 2);
    doc_row(d, (const char *const[]){"1\n2", "a|b"}, 2);
    doc_table_end(d);
    doc_notice(d, "Huom");
    CHECK_STR(end(&p), "## A \\* B\n"
                       "\n"
                       "\\- ei lista\\\n"
                       "1\\. ei numero\\\n"
                       "\\# ei otsikko\\\n"
                       "ei koodi\\\n"
                       "a\\_b \\<b\\> \\[x\\](y) \\`z\\` \\& \\|\n"
                       "\n"
                       "- **Nimi:** a\\\n"
                       "  b\n"
                       "\n"
                       "T\n"
                       "\n"
                       "| x | y |\n"
                       "| --- | --- |\n"
                       "| 1<br>2 | a\\|b |\n"
                       "\n"
                       "> **Huom**\n");
    release(&p);
}

/* Tags with their attributes, without the text between them. */
static void tags_of(const char *html, struct sb *out) {
    bool inside = false;

    for (; *html != '\0'; html++) {
        if (*html == '<')
            inside = true;
        if (inside)
            sb_ch(out, *html);
        if (*html == '>')
            inside = false;
    }
}

/* Each start tag has its end tag in the right order; void elements have none. */
static bool is_balanced(const char *html) {
    char stack[32][16];
    size_t depth = 0;

    while ((html = strchr(html, '<')) != NULL) {
        bool closing = *++html == '/';
        size_t n = strspn(html += closing ? 1 : 0, "abcdefghijklmnopqrstuvwxyz0123456789");
        char name[16] = "";

        if (n == 0 || n >= sizeof name) { /* <!DOCTYPE html> */
            html++;
            continue;
        }
        memcpy(name, html, n);
        if (strcmp(name, "meta") == 0 || strcmp(name, "br") == 0)
            continue;
        if (!closing && depth < ARRAY_LEN(stack)) {
            memcpy(stack[depth++], name, sizeof name);
        } else if (depth == 0 || strcmp(stack[--depth], name) != 0) {
            return false;
        }
    }
    return depth == 0;
}

static const char *const hostile[] = {
    "</td></table><script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "' onmouseover='x",
    "<!--",
    "]]>",
    "&lt;b&gt; &amp; &#60;",
    "a\nb\r\nc\rd",
    "\x01\x1b[31m\x7f\xc2\x85",
    "\xe2\x80\xae xyz\xe2\x81\xa6",
    "\xff\xfe\xc0\xaf",
    "</style><style>*{display:none}</style>",
    "",
};

/* The tags of one of everything with the text in it. Line breaks are the only tags that a text may bring. */
static void tags_around(const char *text, struct sb *out) {
    struct page p;
    SB(tags);
    const char *at, *br;

    put_all(begin(&p, DOC_HTML), text);
    CHECK(is_balanced(end(&p)));
    CHECK(text_is_utf8(p.text.d, p.text.len));
    tags_of(p.text.d, &tags);
    for (at = tags.d; (br = strstr(at, "<br>")) != NULL; at = br + 4)
        sb_catn(out, at, (size_t)(br - at));
    sb_cat(out, at);
    release(&p);
}

TEST(doc_html_text_stays_text) {
    SB(benign);

    tags_around("x", &benign);
    for (size_t i = 0; i < ARRAY_LEN(hostile); i++) {
        SB(tags);

        tags_around(hostile[i], &tags);
        test_check(strcmp(tags.d, benign.d) == 0, __FILE__, __LINE__, "\"%s\" brings tags: %s", hostile[i], tags.d);
    }
}

/* Fetches nothing, runs nothing, says its language, and can be read by ear: captions and scopes. */
TEST(doc_html_page) {
    static const char *const parts[] = {
        "<!DOCTYPE html>",
        "<html lang=\"fi\">",
        "default-src 'none'",
        "Otsikko &lt;1&gt;",
        "<caption>x",
        "<th scope=\"col\">x",
        "<th scope=\"row\">x",
        "<dt>x</dt>",
        "role=\"note\">x",
        "<address>x<br>\nx</address>",
        "@media print",
        "@page",
        "@media screen and (max-width:40rem)",
    };
    static const char *const never[] = {"<script", "http://", "https://", "url(", "@import", "<link", "javascript:"};
    struct page p;

    put_all(begin(&p, DOC_HTML), "x");
    CHECK(is_balanced(end(&p)));
    for (size_t i = 0; i < ARRAY_LEN(parts); i++)
        test_check(strstr(p.text.d, parts[i]) != NULL, __FILE__, __LINE__, "the page lacks %s", parts[i]);
    for (size_t i = 0; i < ARRAY_LEN(never); i++)
        test_check(strstr(p.text.d, never[i]) == NULL, __FILE__, __LINE__, "the page has %s", never[i]);
    CHECK(strstr(p.text.d, "address{overflow-wrap:anywhere") != NULL); /* a very long name is not cut at the margin */
    release(&p);
}

/* A very long word in a cell may break, lest the columns beside it are cut off on paper; no other word is broken. */
TEST(doc_html_long_word) {
    char word[42];
    struct page p;

    memset(word, 'x', 40);
    word[40] = '\0';
    put_all(begin(&p, DOC_HTML), word);
    CHECK(strstr(end(&p), "class=\"w\"") == NULL);
    release(&p);
    memcpy(word + 40, "x", 2);
    put_all(begin(&p, DOC_HTML), word);
    CHECK(strstr(end(&p), "<th scope=\"row\" class=\"w\">x") != NULL);
    CHECK(strstr(p.text.d, "<td class=\"w\">x") != NULL);
    release(&p);
}

/* A page with a part that was written before is the page that has the same blocks written into it. */
TEST(doc_html_part) {
    struct page whole, part, page;
    struct doc *d = begin(&whole, DOC_HTML);

    put_all(d, "a < b");
    put_all(d, "c");
    end(&whole);
    begin(&part, DOC_HTML);
    doc_out_release(&part.out);
    sink_to_sb(part.sink, &part.text);
    doc_out_open_part(&part.out, part.sink, LANG_FI);
    put_all(&part.out.doc, "a < b");
    CHECK(strstr(end(&part), "html") == NULL);
    d = begin(&page, DOC_HTML);
    doc_out_put_part(&page.out, part.text.d);
    put_all(d, "c");
    CHECK_STR(end(&page), whole.text.d);
    release(&whole);
    release(&part);
    release(&page);
}

/* What would change how the rest is seen is shown instead of obeyed, in every format. */
TEST(doc_shows_what_would_hide) {
    for (enum doc_format f = 0; f < DOC_FORMAT__MAX; f++) {
        struct page p;
        struct doc *d = begin(&p, f);

        doc_para(d, "a\xe2\x80\xae"
                    "b\x1b"
                    "c\xef\xbb\xbf"
                    "d\xff"
                    "e\tf");
        end(&p);
        CHECK(strstr(p.text.d, "U+202E") != NULL);
        CHECK(strstr(p.text.d, "U+001B") != NULL);
        CHECK(strstr(p.text.d, "U+FEFF") != NULL);
        CHECK(strstr(p.text.d, "\xe2\x80\xae") == NULL && strchr(p.text.d, '\x1b') == NULL);
        CHECK(strstr(p.text.d, "d\xef\xbf\xbd"
                               "e f") != NULL);
        release(&p);
    }
}

/* A document left unfinished gives its memory back; a table never ended loses its rows only. */
TEST(doc_left_in_the_middle) {
    struct page p;
    struct doc *d = begin(&p, DOC_TEXT);

    doc_table(d, "T", (const char *const[]){"x"}, 1);
    doc_row(d, (const char *const[]){"y"}, 1);
    doc_out_release(&p.out);
    CHECK_EQ_INT(p.out.cells.len, 0);
    release(&p);
}
