/*
 * test_charset.c - encodings: names, every byte of Windows-1252, every short UTF-8 sequence, and the scan that tells
 * them apart.
 */
#include "io/charset.h"

#include "base/mem.h"
#include "base/text.h"
#include "io/charset_scan.h"
#include "io_util.h"
#include "test.h"

#include <unistd.h>

TEST(charset_names_round_trip) {
    enum charset c;

    for (size_t i = CHARSET_AUTO + 1; i < CHARSET__MAX; i++) {
        CHECK_EQ_INT(charset_parse(charset_name((enum charset)i), &c), 0);
        CHECK_EQ_INT(c, i);
        CHECK_STR(charset_names[i - 1], charset_name((enum charset)i));
    }
    CHECK(charset_names[CHARSET__MAX - 1] == NULL);
    CHECK_EQ_INT(charset_parse("Latin1", &c), 0);
    CHECK_EQ_INT(c, CHARSET_WINDOWS_1252);
    CHECK_EQ_INT(charset_parse("UTF8", &c), 0);
    CHECK_EQ_INT(c, CHARSET_UTF8);
    CHECK_EQ_INT(charset_parse("auto", &c), -1);
    CHECK_EQ_INT(charset_parse("", &c), -1);
    CHECK_EQ_INT(charset_parse("utf-7", &c), -1);
}

/* Every sequence of one to three bytes, and the four-byte ones at their edges. */
TEST(charset_sequences_agree_with_utf8_validity) {
    unsigned char s[4];
    size_t wrong = 0;

    for (uint32_t v = 0; v < 1u << 24; v += v < 1u << 16 ? 1 : 37) {
        int n;

        s[0] = (unsigned char)(v >> 16);
        s[1] = (unsigned char)(v >> 8);
        s[2] = (unsigned char)v;
        s[3] = 0x80;
        n = utf8_sequence(s, 4);
        if (n > 0) {
            wrong += !text_is_utf8((const char *)s, (size_t)n);
        } else {
            for (size_t k = 1; k <= 4; k++)
                wrong += text_is_utf8((const char *)s, k);
        }
        /* Cut short, a well-formed sequence asks for more. */
        for (int k = 1; k < n; k++)
            wrong += utf8_sequence(s, (size_t)k) != -1;
        wrong += n < 0;
    }
    CHECK_EQ_INT(wrong, 0);
}

TEST(charset_ascii_run_stops_where_it_must) {
    unsigned char s[40];

    for (size_t at = 0; at <= sizeof s; at++) {
        for (int c = 0; c < 256; c++) {
            memset(s, 'x', sizeof s);
            if (at < sizeof s)
                s[at] = (unsigned char)c;
            if (at == sizeof s || (c > 0 && c < 0x80)) {
                CHECK_EQ_INT(ascii_run(s, sizeof s), sizeof s);
            } else {
                CHECK_EQ_INT(ascii_run(s, sizeof s), at);
            }
        }
    }
}

static int from_hex(const char *hex, char *out) {
    int n = 0;

    for (; hex[0] != '\0' && hex[1] != '\0'; hex += 2) {
        char digits[3] = {hex[0], hex[1], '\0'};

        out[n++] = (char)strtol(digits, NULL, 16);
    }
    return n;
}

/* byte,hex,expected,utf8_hex,...: the table of three independent decoders. */
TEST(charset_windows_1252_vectors) {
    struct csv_in *in CLEANUP(csv_in_close) = NULL;
    const struct csv_row *row;
    SB(file);
    struct err e = {0};
    iconv_t cd;
    char path[32], *body;
    int fd, tried = 0;

    read_file("tests/data/vectors/cp1252.csv", &file);
    body = strstr(file.d, "byte,hex");
    fd = memory_file(body, strlen(body), path);
    CHECK_EQ_INT(csv_in_open(&in, &(struct csv_options){.path = path}, &e), 0);
    CHECK_EQ_INT(charset_open(CHARSET_WINDOWS_1252, CHARSET_UTF8, &cd, &e), 0);
    while (csv_in_next(in, &row, &e) > 0) {
        char byte = (char)strtol(row->f[0].d, NULL, 10), out[8], want[8], *from = &byte, *to = out;
        size_t left = 1, room = sizeof out;
        int n = from_hex(row->f[3].d, want);
        size_t r = iconv(cd, &from, &left, &to, &room);

        if (row->f[3].len == 0) {
            CHECK(r == (size_t)-1 && errno == EILSEQ); /* undefined: refused */
        } else {
            CHECK(r == 0 && sizeof out - room == (size_t)n && memcmp(out, want, (size_t)n) == 0);
        }
        tried++;
    }
    CHECK(tried > 170);
    (void)iconv_close(cd);
    (void)close(fd);
}

TEST(charset_sink_refuses_what_the_encoding_lacks) {
    SB(out);
    struct sink *to CLEANUP(mem_free) = mem_alloc(sizeof *to);
    struct charset_sink *s CLEANUP(mem_free) = mem_alloc(sizeof *s);
    struct err e = {0};

    sink_to_sb(to, &out);
    CHECK_EQ_INT(charset_sink_init(s, CHARSET_WINDOWS_1252, to, &e), 0);
    sink_cat(&s->in, "\xE2\x82\xAC \xE2\x86\x92");
    CHECK_EQ_INT(charset_sink_end(s, "rejects.csv", &e), -1);
    CHECK_EQ_INT(e.code, ERR_DATA);
}

/* Characters are cut by the sink's buffer at every place. */
TEST(charset_sink_joins_cut_characters) {
    struct sink *to CLEANUP(mem_free) = mem_alloc(sizeof *to);
    struct charset_sink *s CLEANUP(mem_free) = mem_alloc(sizeof *s);

    for (size_t before = 0; before < 5; before++) {
        SB(text);
        SB(out);
        struct err e = {0};
        iconv_t cd;
        char buf[4 * SINK_BUFFER], *from, *at = buf;
        size_t left, room = sizeof buf;

        for (size_t i = 0; i < before; i++)
            sb_ch(&text, 'x');
        while (text.len < SINK_BUFFER + 100)
            sb_cat(&text, "\xF0\x9F\x98\x80\xE2\x82\xAC\xC3\xA4"); /* 4, 3 and 2 bytes */
        sink_to_sb(to, &out);
        CHECK_EQ_INT(charset_sink_init(s, CHARSET_UTF16LE, to, &e), 0);
        for (size_t i = 0; i < text.len; i++) {
            sink_ch(&s->in, text.d[i]);
            if (i < 40)
                sink_drain(&s->in);
        }
        CHECK_EQ_INT(charset_sink_end(s, "x", &e), 0);
        CHECK_EQ_INT(sink_flush(to, "x", &e), 0);
        CHECK_EQ_INT(charset_open(CHARSET_UTF16LE, CHARSET_UTF8, &cd, &e), 0);
        from = out.d + 2;
        left = out.len - 2;
        CHECK(iconv(cd, &from, &left, &at, &room) == 0);
        CHECK(sizeof buf - room == text.len && memcmp(buf, text.d, text.len) == 0);
        (void)iconv_close(cd);
    }
}

/* ---- the scan ---- */

static enum charset scan_in_steps(const char *d, size_t len, size_t step, uint64_t *offset) {
    struct charset_scan s;
    const char *why;
    size_t at = 0, end = 0;

    charset_scan_init(&s);
    do {
        end = end + step < len ? end + step : len;
        at += charset_scan_add(&s, d + at, end - at, end == len);
    } while (end < len);
    CHECK_EQ_INT(at, len);
    *offset = 0;
    return charset_scan_verdict(&s, &why, offset);
}

TEST(charset_scan_tells_encodings_apart) {
    static const struct {
        const char *d;
        enum charset want;
    } cases[] = {
        {"plain ASCII", CHARSET_UTF8},
        {"M\xC3\xA4kinen", CHARSET_UTF8},
        {"\xF0\x9F\x98\x80", CHARSET_UTF8},
        {"M\xE4kinen", CHARSET_WINDOWS_1252},
        {"\xC5ke \xD6\xD6", CHARSET_WINDOWS_1252},
        {"5 \x80", CHARSET_WINDOWS_1252},
        {"SC\xC4\xC4\x94", CHARSET_WINDOWS_1252},
        {"S\xC4HK\xD6\x99", CHARSET_WINDOWS_1252},
        {"p\xE4iv\xE4\x94\x85", CHARSET_WINDOWS_1252}, /* well-formed UTF-8 by chance */
        {"hyv\xE4\xA0p\xE4iv\xE4\xE4", CHARSET_WINDOWS_1252},
        {"Ren\xE9 O\x92"
         "Neill",
         CHARSET_WINDOWS_1252},
        {"Ho\x9A"
         "ek \x8Ekov\xE1",
         CHARSET_WINDOWS_1252},
        {"M\xE4kinen\nM\xC3\xA4kinen", CHARSET_AUTO},
        {"M\xE4kinen\n5 \xE2\x82\xAC", CHARSET_AUTO},
        {"M\xE4kinen\n\xC5\xA1", CHARSET_AUTO},
        {"M\xE4kinen\n\xD0\x9C", CHARSET_AUTO},
        {"M\xE4kinen 1\xC2\xA0"
         "000",
         CHARSET_AUTO}, /* a no-break space of UTF-8 */
        {"M\xE4kinen \xE2\x99\xA0", CHARSET_AUTO},
        {"A\xC0\xAF"
         "B",
         CHARSET_AUTO},
        {"\xED\xA0\x80", CHARSET_AUTO},
        {"M\xE4kinen \xFE\xFF", CHARSET_AUTO},
        {"M\x8Fkinen", CHARSET_AUTO},
        {"M\x84kinen P\x94yt\x84", CHARSET_AUTO},             /* DOS 850 */
        {"Hyv\x8Akyl\x8A H\x8Am\x8Al\x8Ainen", CHARSET_AUTO}, /* Mac */
        {"abc\xE2\x82", CHARSET_AUTO},
        {"\x80\xBF\xFE\xFF", CHARSET_AUTO},
    };

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        uint64_t offset;
        enum charset got = scan_in_steps(cases[i].d, strlen(cases[i].d), 1000, &offset);

        test_check(got == cases[i].want, __FILE__, __LINE__, "case %zu: %s, not %s", i, charset_name(got),
                   charset_name(cases[i].want));
    }
}

/* Whatever the bytes, it does not matter in which pieces they come. */
TEST(charset_scan_does_not_depend_on_pieces) {
    static const unsigned char alphabet[] = {'a',  'M',  '\n', 0xC3, 0xA4, 0xE4, 0xE2, 0x82, 0xAC, 0xF0,
                                             0x9F, 0x9A, 0x98, 0x80, 0xC0, 0xFE, 0xFF, 0x8F, 0x94, 0};
    uint32_t seed = 1;

    for (int round = 0; round < 3000; round++) {
        char d[64];
        size_t len = 1 + (size_t)round % sizeof d;
        uint64_t whole, piecewise;
        enum charset want;

        for (size_t i = 0; i < len; i++) {
            seed = seed * 1664525u + 1013904223u;
            d[i] = (char)alphabet[(seed >> 16) % (round % 2 == 0 ? 6 : sizeof alphabet)];
        }
        want = scan_in_steps(d, len, len, &whole);
        for (size_t step = 1; step < 9; step++) {
            CHECK_EQ_INT(scan_in_steps(d, len, step, &piecewise), want);
            CHECK_EQ_INT(piecewise, whole);
        }
    }
}
