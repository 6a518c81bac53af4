/*
 * test_html_out.c - escaping, and the parts that every page must have.
 */
#include "io/html_out.h"

#include "base/text.h"
#include "io_util.h"
#include "test.h"

TEST(html_out_escapes) {
    SB(b);

    html_text(&b, "<a href=\"x\">'&amp;");
    CHECK_STR(b.d, "&lt;a href=&quot;x&quot;&gt;&#39;&amp;amp;");
    sb_clear(&b);
    html_textn(&b, "a\0b\x01\x7F\xC2\x85\xFF\xC3\tc\r\n\xC3\xA4", 15);
    CHECK_STR(b.d, "a\xEF\xBF\xBD"
                   "b\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\tc\r\n\xC3\xA4");
    sb_clear(&b);
    html_text(&b, NULL);
    CHECK_STR(b.d, "");
    html_element(&b, "td class=\"n\"", "1 < 2");
    CHECK_STR(b.d, "<td class=\"n\">1 &lt; 2</td>\n");
}

/* The text that a browser would show. */
static void unescape(const char *s, struct sb *out) {
    static const char *const entities[][2] = {
        {"&amp;", "&"}, {"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&#39;", "'"}};

    while (*s != '\0') {
        size_t i = 0;

        while (i < ARRAY_LEN(entities) && strncmp(s, entities[i][0], strlen(entities[i][0])) != 0)
            i++;
        if (i < ARRAY_LEN(entities)) {
            sb_cat(out, entities[i][1]);
            s += strlen(entities[i][0]);
        } else {
            sb_ch(out, *s++);
        }
    }
}

TEST(html_out_shows_naughty_strings_as_text) {
    struct node *all CLEANUP(node_free) = read_vectors("tests/data/vectors/naughty_strings.json");
    size_t tried = 0;

    for (const struct node *v = node_get(all, "rows")->child; v != NULL; v = v->next) {
        const char *s = node_str(v, "s");
        bool controls = false;
        SB(b);
        SB(shown);

        for (const char *p = s; *p != '\0'; p++)
            controls = controls || ((unsigned char)*p < 0x20 && *p != '\t' && *p != '\n' && *p != '\r') || *p == 0x7F ||
                       ((unsigned char)*p == 0xC2 && (unsigned char)p[1] < 0xA0);
        html_text(&b, s);
        CHECK(strpbrk(b.d, "<>\"'") == NULL);
        CHECK(text_is_utf8(b.d, b.len));
        unescape(b.d, &shown);
        if (!controls)
            CHECK_STR(shown.d, s);
        tried++;
    }
    CHECK(tried > 300);
}

TEST(html_out_pages_allow_nothing_from_elsewhere) {
    SB(b);

    html_begin(&b, LANG_SV, "A <b> & c", "p{color:red}");
    sb_cat(&b, "<p>x</p>");
    html_end(&b);
    CHECK(strncmp(b.d, "<!DOCTYPE html>\n<html lang=\"sv\">\n<head>\n<meta charset=\"utf-8\">\n", 63) == 0);
    CHECK(strstr(b.d, "content=\"default-src 'none'; style-src 'unsafe-inline'\"") != NULL);
    CHECK(strstr(b.d, "<title>A &lt;b&gt; &amp; c</title>") != NULL);
    CHECK(strstr(b.d, "p{color:red}</style>") != NULL);
    CHECK(strstr(b.d, "size:A4") != NULL);
    CHECK(strstr(b.d, "<script") == NULL && strstr(b.d, "http:") == NULL && strstr(b.d, "https:") == NULL);
    CHECK(strstr(b.d, "<p>x</p></main>\n</body>\n</html>\n") != NULL);
}
