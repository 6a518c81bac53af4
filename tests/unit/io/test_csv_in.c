/*
 * test_csv_in.c - the CSV reader against independent vectors, hostile files and every place where a piece can end.
 */
#include "io/csv_in.h"

#include "base/crypt.h"
#include "base/mem.h"
#include "base/text.h"
#include "io/csv_source.h"
#include "io_util.h"
#include "test.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#define READ(bytes, out, e) csv_dump_bytes(bytes, sizeof(bytes) - 1, out, e)

/* The file must be refused with a message that has `part`. */
static void check_refused(const char *d, size_t len, const char *part, const char *what) {
    SB(out);
    struct err e = {0};
    int r = csv_dump_bytes(d, len, &out, &e);

    test_check(r == -1 && e.code == ERR_DATA, __FILE__, __LINE__, "%s: gives %d", what, r);
    test_check(strstr(e.msg, part) != NULL, __FILE__, __LINE__, "%s: \"%s\" lacks \"%s\"", what, e.msg, part);
}

#define REFUSED(bytes, part) check_refused(bytes, sizeof(bytes) - 1, part, #bytes)

/* The file must read as `want`. */
static void check_reads(const char *d, size_t len, const char *want, const char *what) {
    SB(out);
    struct err e = {0};
    int r = csv_dump_bytes(d, len, &out, &e);

    test_check(r == 0, __FILE__, __LINE__, "%s: %s", what, e.msg);
    test_check(strcmp(out.d, want) == 0, __FILE__, __LINE__, "%s: reads \"%s\"", what, out.d);
}

#define READS(bytes, want) check_reads(bytes, sizeof(bytes) - 1, want, #bytes)

TEST(csv_rows_and_quotes) {
    READS("a,b\n1,2\n", "a|b\n1|2\n");
    READS("a;b\r\n1;2\r\n", "a|b\n1|2\n");
    READS("a\tb\n1\t2", "a|b\n1|2\n");
    READS("a,b\n\"x,y\",\"say \"\"hi\"\"\"\n", "a|b\nx,y|say \"hi\"\n");
    READS("a,b\n\"x\ny\",\"x\r\ny\"\n", "a|b\nx\ny|x\r\ny\n");
    READS("a,b\n,\n\"\",\"\"\n", "a|b\n|\n|\n");
    READS("a,b\n  x  ,\ty\n", "a|b\n  x  |\ty\n");
    READS("a\n\n1\n\n\n2\n", "a\n1\n2\n");
    READS("\n\na,b\n1,2\n", "a|b\n1|2\n");
    READS("a,b\n", "a|b\n");
    READS("a,b", "a|b\n");
    READS("a,b\r\n1,2\n3,4\r\n", "a|b\n1|2\n3|4\n");
}

TEST(csv_broken_structure_is_refused) {
    REFUSED("", "is empty");
    REFUSED("\xEF\xBB\xBF", "is empty");
    REFUSED("\n\r\n\n", "is empty");
    REFUSED("a,b\n1,x\"y\n", "line 2: broken quotes");
    REFUSED("a,b\n1,\"x\"y\n", "line 2: broken quotes");
    REFUSED("a,b\n1,\"x\" \n", "line 2: broken quotes");
    REFUSED("a,b\n1, \"x\"\n", "line 2: broken quotes");
    REFUSED("a,b\n1,2\n3,\"x\n\n4,5\n", "line 3: a quote is opened and never closed in column 2");
    REFUSED("a,b\n1\n", "line 2: 1 column, but the header has 2");
    REFUSED("a,b\n1,2,3\n", "line 2: 3 columns, but the header has 2");
    REFUSED("a,b\n\"x\n\ny\",1\n1\n", "line 5: 1 column");
    REFUSED("a,b\n1,2\n3", "line 3: the file ends inside this row");
    REFUSED("a,b\n1,2\n3,4,5", "line 3: 3 columns");
    REFUSED("a,b\r1,2\r", "line 1: a line ends in CR alone");
    REFUSED("a,b\n1,2\r3,4\n", "line 2: a line ends in CR alone");
    REFUSED("a,b\n1,2\r", "line 2: a line ends in CR alone");
    REFUSED("a,b\n\r1,2\n", "line 2: a line ends in CR alone");
    REFUSED("a,b\r\r\n1,2\n", "line 1: a line ends in CR alone");
    REFUSED("a,A\n", "line 1: columns 1 and 2 have the same name");
    REFUSED("x, \xC3\x84\xC3\x84 ,y,\xC3\xA4\xC3\xA4\n", "columns 2 and 4 have the same name");
    REFUSED("a;;b;\n1;2;3;4\n", "columns 2 and 4 have the same name");
    REFUSED("a,b\n1,\0\n", "NUL");
    REFUSED("a,b;c\n", "as many of one delimiter");
    REFUSED("\xEF\xBB\xBF\xEF\xBB\xBF"
            "a\n1\n",
            "line 1: a byte order mark");
    REFUSED("a,b\n1,2\n\xEF\xBB\xBF"
            "a,b\n1,2\n",
            "line 3: a byte order mark");
    REFUSED("\x1F\x8B\x08\x00", "gzip");
    REFUSED("PK\x03\x04 workbook", "spreadsheet");
    REFUSED("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "spreadsheet");
}

TEST(csv_bom_inside_a_value_is_data) {
    READS("a,b\n1,\xEF\xBB\xBFx\n", "a|b\n1|\xEF\xBB\xBFx\n");
}

TEST(csv_delimiter_comes_from_the_header) {
    READS("\"a;b;c;d\",e\n1,2\n", "a;b;c;d|e\n1|2\n");
    READS("nimi, etunimi;puhelin;osoite\n1;2;3\n", "nimi, etunimi|puhelin|osoite\n1|2|3\n");
    READS("a\n1\n", "a\n1\n");
    READS("a\tb,c\td\n1\t2\t3\n", "a|b,c|d\n1|2|3\n");
}

TEST(csv_delimiter_can_be_forced) {
    SB(out);
    struct err e = {0};
    char path[32];
    int fd = memory_file("a,b;c\n1,2;3\n", 12, path);

    CHECK_EQ_INT(csv_dump(&(struct csv_options){.path = path, .delimiter = ';'}, &out, &e), 0);
    CHECK_STR(out.d, "a,b|c\n1,2|3\n");
    (void)close(fd);
}

/* What node text the vectors expect, in the form of csv_dump. */
static void expect_rows(const struct node *rows, struct sb *out) {
    for (const struct node *row = rows->child; row != NULL; row = row->next) {
        for (const struct node *cell = row->child; cell != NULL; cell = cell->next) {
            sb_cat(out, cell->text);
            sb_ch(out, cell->next != NULL ? '|' : '\n');
        }
    }
}

static void expect_objects(const struct node *objects, struct sb *out) {
    for (const struct node *cell = objects->child->child; cell != NULL; cell = cell->next) {
        sb_cat(out, cell->key);
        sb_ch(out, cell->next != NULL ? '|' : '\n');
    }
    expect_rows(objects, out);
}

TEST(csv_vectors_of_other_parsers) {
    struct node *all CLEANUP(node_free) = read_vectors("tests/data/vectors/csv_cases.json");
    const struct node *rows = node_get(all, "rows");
    int tried = 0;

    for (const struct node *v = rows != NULL ? rows->child : NULL; v != NULL; v = v->next) {
        const char *id = node_str(v, "id");
        SB(bytes);
        SB(want);
        SB(got);
        struct err e = {0};
        int r;

        if (!node_is_true(v, "agree") || strncmp(id, "edge_", 5) == 0)
            continue;
        base64(node_str(v, "csv_base64"), &bytes);
        if (node_get(v, "expected_rows") != NULL) {
            expect_rows(node_get(v, "expected_rows"), &want);
        } else {
            expect_objects(node_get(v, "expected_objects"), &want);
        }
        r = csv_dump_bytes(bytes.d, bytes.len, &got, &e);
        test_check(r == 0 && strcmp(got.d, want.d) == 0, __FILE__, __LINE__, "%s: %s\n got %s\nwant %s", id, e.msg,
                   got.d, want.d);
        tried++;
    }
    CHECK(tried > 80);
}

/* What malformed or unusual input must come to here; the vectors only say what two lenient parsers make of it. */
TEST(csv_edge_vectors) {
    static const struct {
        const char *id;
        const char *want; /* NULL: refused */
    } edges[] = {
        {"edge_unclosed_quote", NULL},
        {"edge_quote_in_bare", NULL},
        {"edge_text_after_quote", NULL},
        {"edge_ragged_long", NULL},
        {"edge_ragged_short", NULL},
        {"edge_only_header", "a|b\n"},
        {"edge_empty_file", NULL},
        {"edge_cr_only", NULL},
        {"edge_nul", NULL},
        {"edge_dup_header", NULL},
        {"edge_empty_header", "a||c\n1|2|3\n"},
        {"edge_quoted_header", "a|b\n1|2\n"},
        {"edge_ctrl_z", NULL},
        {"edge_trailing_delim", "a|b|\n1|2|\n"},
    };
    struct node *all CLEANUP(node_free) = read_vectors("tests/data/vectors/csv_cases.json");
    const struct node *rows = node_get(all, "rows");
    int tried = 0;

    for (const struct node *v = rows != NULL ? rows->child : NULL; v != NULL; v = v->next) {
        for (size_t i = 0; i < ARRAY_LEN(edges); i++) {
            SB(bytes);
            SB(got);
            struct err e = {0};
            int r;

            if (strcmp(node_str(v, "id"), edges[i].id) != 0)
                continue;
            base64(node_str(v, "csv_base64"), &bytes);
            r = csv_dump_bytes(bytes.d, bytes.len, &got, &e);
            test_check(edges[i].want == NULL ? r == -1 && e.code == ERR_DATA : r == 0 && !strcmp(got.d, edges[i].want),
                       __FILE__, __LINE__, "%s: %d %s %s", edges[i].id, r, e.msg, got.d);
            tried++;
        }
    }
    CHECK(tried >= 8);
}

/* What the reader alone makes of the hostile files; -1 refused, else the number of rows. */
TEST(csv_hostile_files) {
    static const struct {
        const char *name;
        int rows;
        const char *part; /* of the message */
    } cases[] = {
        {"bom-in-middle.csv", -1, "line 3"},
        {"bom-twice.csv", -1, "line 1"},
        {"control-valid.csv", 2, NULL},
        {"dates-bad.csv", 14, NULL},
        {"deep-quotes.csv", -1, "line 2: a field is longer"},
        {"dup-header-case.csv", -1, "same name"},
        {"dup-rows.csv", 1000, NULL},
        {"empty.csv", -1, "is empty"},
        {"formula-cells.csv", 19, NULL},
        {"header-only.csv", 0, NULL},
        {"header-sqli.csv", 1, NULL}, /* the caller knows no such column */
        {"latin1.csv", 1, NULL},
        {"many-columns.csv", -1, "more than 4096 columns"},
        {"mixed-eol.csv", -1, "CR alone"},
        {"phones-bad.csv", 13, NULL},
        {"quote-in-middle.csv", -1, "line 2: broken quotes"},
        {"random-binary.csv", -1, "NUL"},
        {"sql-cells.csv", 2, NULL},
        {"text-after-quote.csv", -1, "line 2: broken quotes"},
        {"truncated-last-line.csv", -1, "line 3: the file ends inside this row"},
        {"unbalanced-quote.csv", -1, "line 2: a quote is opened"},
        {"unicode-tricks.csv", 6, NULL},
        {"utf16-lone-surrogates.csv", -1, "line 2: broken UTF-16"},
        {"utf16be-nobom.csv", -1, "UTF-16 without its byte order mark"},
        {"utf8-invalid-cont.csv", -1, "(line 2)"},
        {"utf8-overlong.csv", -1, "mixes encodings"},
        {"utf8-truncated-seq.csv", -1, "(line 2)"},
        {"valid.csv.gz", -1, "gzip"},
    };

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        char path[128];
        SB(out);
        struct err e = {0};
        int r, rows = -1;

        (void)snprintf(path, sizeof path, "tests/data/hostile/csv/%s", cases[i].name);
        r = csv_dump(&(struct csv_options){.path = path}, &out, &e);
        for (const char *p = out.d; r == 0 && *p != '\0'; p++)
            rows += *p == '\n';
        if (strcmp(cases[i].name, "formula-cells.csv") == 0)
            rows--; /* one cell has a line break */
        test_check(rows == cases[i].rows && (r == 0 || e.code == ERR_DATA), __FILE__, __LINE__, "%s: %d rows, %s",
                   cases[i].name, rows, e.msg);
        test_check(cases[i].part == NULL || strstr(e.msg, cases[i].part) != NULL, __FILE__, __LINE__,
                   "%s: \"%s\" lacks \"%s\"", cases[i].name, e.msg, cases[i].part);
    }
}

/* ---- encodings ---- */

static const char finnish[] = "nimi;osoite\nM\xC3\xA4kinen \xC3\x85ke;\xC3\x96ljytie 1 \xE2\x82\xAC\n";
static const char finnish_dump[] = "nimi|osoite\nM\xC3\xA4kinen \xC3\x85ke|\xC3\x96ljytie 1 \xE2\x82\xAC\n";

static void encode(const char *text, size_t len, enum charset c, struct sb *out) {
    struct sink to;
    struct charset_sink s;
    struct err e = {0};

    sink_to_sb(&to, out);
    CHECK_EQ_INT(charset_sink_init(&s, c, &to, &e), 0);
    sink_put(&s.in, text, len);
    CHECK_EQ_INT(charset_sink_end(&s, "test", &e), 0);
    CHECK_EQ_INT(sink_flush(&to, "test", &e), 0);
}

static enum charset charset_of(const struct sb *bytes) {
    struct csv_in *in CLEANUP(csv_in_close) = NULL;
    struct err e = {0};
    char path[32];
    int fd = memory_file(bytes->d, bytes->len, path);
    int r = csv_in_open(&in, &(struct csv_options){.path = path}, &e);

    (void)close(fd);
    return r == 0 ? csv_in_charset(in) : CHARSET_AUTO;
}

TEST(csv_every_encoding_is_found) {
    for (size_t c = CHARSET_AUTO + 1; c < CHARSET__MAX; c++) {
        SB(bytes);
        SB(out);
        struct err e = {0};

        encode(finnish, sizeof finnish - 1, (enum charset)c, &bytes);
        CHECK_EQ_INT(csv_dump_bytes(bytes.d, bytes.len, &out, &e), 0);
        CHECK_STR(out.d, finnish_dump);
        CHECK_EQ_INT(charset_of(&bytes), c);
    }
}

static int dump_forced(const void *d, size_t len, enum charset c, struct sb *out, struct err *e) {
    char path[32];
    int fd = memory_file(d, len, path);
    int r = csv_dump(&(struct csv_options){.path = path, .charset = c}, out, e);

    (void)close(fd);
    return r;
}

TEST(csv_forced_encoding) {
    SB(out);
    struct err e = {0};

    /* An overlong form is refused when found out, and read as what it says when forced. */
    CHECK_EQ_INT(dump_forced("a,b\n1,\xC0\xAF\n", 9, CHARSET_WINDOWS_1252, &out, &e), 0);
    CHECK_STR(out.d, "a|b\n1|\xC3\x80\xC2\xAF\n");
    CHECK_EQ_INT(dump_forced("a,b\n1,\x81\n", 8, CHARSET_WINDOWS_1252, &out, &e), -1);
    CHECK(strstr(e.msg, "line 2: a byte that Windows-1252 does not define") != NULL);
    err_clear(&e);
    CHECK_EQ_INT(dump_forced("a,b\n1,\xE4\n", 8, CHARSET_UTF8, &out, &e), -1);
    CHECK(strstr(e.msg, "line 2: bytes that are not well-formed UTF-8") != NULL);
    err_clear(&e);
    sb_clear(&out);
    CHECK_EQ_INT(dump_forced("\0a\0\n\0"
                             "1\0\n",
                             8, CHARSET_UTF16BE, &out, &e),
                 0);
    CHECK_STR(out.d, "a\n1\n");
    CHECK_EQ_INT(dump_forced("\xFF\xFE"
                             "a\0\n\0",
                             6, CHARSET_UTF8, &out, &e),
                 -1);
    CHECK(strstr(e.msg, "byte order mark of utf-16le") != NULL);
    err_clear(&e);
    sb_clear(&out);
    CHECK_EQ_INT(dump_forced("\xEF\xBB\xBF"
                             "a\n1\n",
                             7, CHARSET_UTF8, &out, &e),
                 0);
    CHECK_STR(out.d, "a\n1\n");
}

TEST(csv_mixed_and_unknown_encodings_are_refused) {
    REFUSED("n\nM\xC3\xA4kinen\nM\xE4kinen\n", "mixes encodings: some of it is UTF-8, some is not (line 3)");
    REFUSED("n\nM\xE4kinen\nM\xC3\xA4kinen\n", "mixes encodings: some of it is UTF-8, some is not (line 3)");
    REFUSED("n\nM\xE4kinen\n\x81\n", "neither UTF-8 nor Windows-1252 (line 3)");
    REFUSED("n\nM\x84kinen\nH\x84m\x84l\x84inen\n", "does not read like Windows-1252 (line 2)"); /* DOS 850 */
    REFUSED("\xEF\xBB\xBFn\nM\xE4kinen\n", "line 2: bytes that are not well-formed UTF-8");
    REFUSED("\xFF\xFE"
            "a\0\n\0\0\0",
            "NUL");
    REFUSED("\xFF\xFE"
            "a\0\n\0"
            "b",
            "line 2: the file ends in the middle of a character");
    REFUSED("\xEF\xBB\xBF"
            "a\nb\xC3",
            "line 2: the file ends in the middle of a character");
}

TEST(csv_windows_1252_reads_ordinary_text) {
    READS("n\n\xD6LJY\xD6\xAE\n", "n\n\xC3\x96LJY\xC3\x96\xC2\xAE\n"); /* capital with trademark: valid UTF-8 too */
    READS("n\nD\x92"
          "Angelo \x80 5 \x96 M\xE4ki\n",
          "n\nD\xE2\x80\x99"
          "Angelo \xE2\x82\xAC 5 \xE2\x80\x93 M\xC3\xA4ki\n");
    READS("n\n\x8Aiva \x9Eupan\n", "n\n\xC5\xA0iva \xC5\xBEupan\n");
}

TEST(csv_mojibake_is_noticed) {
    struct csv_in *in CLEANUP(csv_in_close) = NULL;
    struct err e = {0};
    char path[32];
    static const char bad[] = "n\nM\xC3\x83\xC2\xA4kinen\n";
    int fd = memory_file(bad, sizeof bad - 1, path);
    int clean;

    CHECK_EQ_INT(csv_in_open(&in, &(struct csv_options){.path = path}, &e), 0);
    CHECK(csv_in_mojibake(in));
    csv_in_close(&in);
    (void)close(fd);
    clean = memory_file(finnish, sizeof finnish - 1, path);
    CHECK_EQ_INT(csv_in_open(&in, &(struct csv_options){.path = path}, &e), 0);
    CHECK(!csv_in_mojibake(in));
    (void)close(clean);
}

/* Moves an awkward stretch of text over the end of a piece, byte by byte, in every encoding. */
TEST(csv_pieces_may_end_anywhere) {
    static const char tail[] = "x;\"\xC3\xA4\"\"\xE2\x82\xAC;\r\n\"\r\n\xC3\xB6;\"\"\r\n";
    static const char tail_dump[] = "x|\xC3\xA4\"\xE2\x82\xAC;\r\n\n\xC3\xB6|\n";
    SB(text);
    SB(want);

    for (size_t c = CHARSET_AUTO + 1; c < CHARSET__MAX; c++) {
        size_t unit = c == CHARSET_UTF16LE || c == CHARSET_UTF16BE ? 2 : 1;

        for (size_t before = 0; before < sizeof tail + 4; before++) {
            SB(bytes);
            SB(out);
            struct err e = {0};
            size_t filler = CSV_SOURCE_STEP / unit - before - 4;

            sb_clear(&text);
            sb_clear(&want);
            sb_cat(&text, "a;b\r\n");
            sb_cat(&want, "a|b\n");
            while (filler - text.len > 40000 || text.len < 20000) {
                sb_cat(&text, "1234567;123456\r\n");
                sb_cat(&want, "1234567|123456\n");
            }
            while (text.len < filler - 5) {
                sb_cat(&text, ";z\r\n");
                sb_cat(&want, "|z\n");
            }
            sb_cat(&text, tail);
            sb_cat(&want, tail_dump);
            encode(text.d, text.len, (enum charset)c, &bytes);
            test_check(csv_dump_bytes(bytes.d, bytes.len, &out, &e) == 0, __FILE__, __LINE__, "%s -%zu: %s",
                       charset_name((enum charset)c), before, e.msg);
            test_check(strcmp(out.d, want.d) == 0, __FILE__, __LINE__, "%s -%zu: other text",
                       charset_name((enum charset)c), before);
        }
    }
}

/* ---- limits ---- */

TEST(csv_limits_of_fields_rows_and_columns) {
    SB(text);
    SB(out);
    struct err e = {0};

    sb_cat(&text, "a,b\n");
    for (size_t i = 0; i < CSV_MAX_FIELD; i++)
        sb_ch(&text, 'x');
    sb_cat(&text, ",1\n");
    CHECK_EQ_INT(csv_dump_bytes(text.d, text.len, &out, &e), 0);
    text.d[text.len - 3] = 'x';
    sb_truncate(&text, text.len - 2);
    sb_cat(&text, ",1\n");
    CHECK_EQ_INT(csv_dump_bytes(text.d, text.len, &out, &e), -1);
    CHECK(strstr(e.msg, "line 2: a field is longer than 64 KiB") != NULL);

    err_clear(&e);
    sb_clear(&text);
    for (int i = 0; i < CSV_MAX_COLUMNS; i++)
        sb_printf(&text, "%sc%d", i > 0 ? ";" : "", i);
    CHECK_EQ_INT(csv_dump_bytes(text.d, text.len, &out, &e), 0);
    sb_cat(&text, ";x\n");
    CHECK_EQ_INT(csv_dump_bytes(text.d, text.len, &out, &e), -1);
    CHECK(strstr(e.msg, "more than 4096 columns") != NULL);

    err_clear(&e);
    sb_clear(&text);
    for (int i = 0; i < 40; i++)
        sb_printf(&text, "c%d;", i);
    sb_cat(&text, "z\n");
    for (int i = 0; i < 40; i++) {
        for (int k = 0; k < 30000; k++)
            sb_ch(&text, 'x');
        sb_ch(&text, ';');
    }
    sb_cat(&text, "z\n");
    CHECK_EQ_INT(csv_dump_bytes(text.d, text.len, &out, &e), -1);
    CHECK(strstr(e.msg, "line 2: a row is longer than 1 MiB") != NULL);
}

/* ---- line numbers, progress, hash ---- */

TEST(csv_lines_are_counted_as_editors_do) {
    static const char text[] = "a,b\r\n1,\"x\r\ny\r\nz\"\r\n\r\n2,3\n\"4\n\",5\n6,7";
    static const uint64_t want[] = {2, 6, 7, 9};
    struct csv_in *in CLEANUP(csv_in_close) = NULL;
    const struct csv_row *row;
    struct err e = {0};
    char path[32], sha[65], expected[65];
    int fd = memory_file(text, sizeof text - 1, path);
    struct crypt_sha256 hash;
    uint8_t bytes[CRYPT_HASH_LEN];
    size_t n = 0;

    CHECK_EQ_INT(csv_in_open(&in, &(struct csv_options){.path = path}, &e), 0);
    CHECK_EQ_INT(csv_in_header(in)->line, 1);
    CHECK(csv_in_crlf(in));
    CHECK_EQ_INT(csv_in_delimiter(in), ',');
    while (csv_in_next(in, &row, &e) > 0 && n < ARRAY_LEN(want))
        CHECK_EQ_INT(row->line, want[n++]);
    CHECK_EQ_INT(n, ARRAY_LEN(want));
    CHECK_EQ_INT(csv_in_rows(in), 4);
    CHECK(csv_in_open_ended(in));
    CHECK_EQ_INT(csv_in_total(in), sizeof text - 1);
    CHECK_EQ_INT(csv_in_bytes(in), sizeof text - 1);
    crypt_sha256_init(&hash);
    crypt_sha256_add(&hash, text, sizeof text - 1);
    crypt_sha256_end(&hash, bytes);
    crypt_hex(bytes, sizeof bytes, expected);
    csv_in_sha256(in, sha);
    CHECK_STR(sha, expected);
    CHECK_EQ_INT(csv_in_next(in, &row, &e), 0); /* stays at the end */
    (void)close(fd);
}

TEST(csv_rows_before_an_error_are_handed_out) {
    static const char text[] = "a,b\n1,2\n3,4\n5,6,7\n8,9\n";
    struct csv_in *in CLEANUP(csv_in_close) = NULL;
    const struct csv_row *row;
    struct err e = {0};
    SB(big);
    char path[32];
    int fd, n = 0;

    sb_cat(&big, "a,b\n");
    for (int i = 0; i < 20000; i++)
        sb_cat(&big, "1234,5678\n");
    sb_cat(&big, text + 4);
    fd = memory_file(big.d, big.len, path);
    CHECK_EQ_INT(csv_in_open(&in, &(struct csv_options){.path = path}, &e), 0);
    while (csv_in_next(in, &row, &e) > 0)
        n++;
    CHECK_EQ_INT(n, 20002);
    CHECK(strstr(e.msg, "line 20004: 3 columns") != NULL);
    err_clear(&e);
    CHECK_EQ_INT(csv_in_next(in, &row, &e), -1); /* stays an error */
    CHECK(e.code == ERR_DATA);
    (void)close(fd);
}

TEST(csv_file_that_changes_is_refused) {
    SCRATCH(dir);
    const char *path = scratch_at(&dir, "growing.csv", 0);
    struct csv_in *in CLEANUP(csv_in_close) = NULL;
    const struct csv_row *row;
    struct err e = {0};
    FILE *f;
    int r;

    write_text(path, "a,b\n1,2\n");
    CHECK_EQ_INT(csv_in_open(&in, &(struct csv_options){.path = path}, &e), 0);
    f = fopen(path, "a");
    CHECK(f != NULL && fputs("3,4\n", f) >= 0 && fclose(f) == 0);
    while ((r = csv_in_next(in, &row, &e)) > 0)
        continue;
    CHECK_EQ_INT(r, -1);
    CHECK(e.code == ERR_DATA && strstr(e.msg, "was changed while it was being read") != NULL);
}

/* ---- pipes ---- */

/* Reads `text` through a pipe on standard input. */
static int dump_piped(const char *text, size_t len, enum charset c, const char *spool, struct sb *out, struct err *e) {
    int ends[2], old = dup(STDIN_FILENO), r;
    pid_t child;

    CHECK_EQ_INT(pipe(ends), 0);
    child = fork();
    if (child == 0) {
        (void)close(ends[0]);
        while (len > 0) {
            ssize_t n = write(ends[1], text, len < 3000 ? len : 3000);

            if (n <= 0)
                _exit(1);
            text += n;
            len -= (size_t)n;
        }
        _exit(0);
    }
    (void)close(ends[1]);
    (void)dup2(ends[0], STDIN_FILENO);
    (void)close(ends[0]);
    r = csv_dump(&(struct csv_options){.path = "-", .charset = c, .spool_dir = spool}, out, e);
    (void)dup2(old, STDIN_FILENO);
    (void)close(old);
    (void)waitpid(child, NULL, 0);
    return r;
}

TEST(csv_pipes_are_kept_aside_only_when_they_must) {
    SCRATCH(dir);
    SB(text);
    SB(want);

    sb_cat(&text, "a;b\n");
    sb_cat(&want, "a|b\n");
    for (int i = 0; i < 20000; i++) {
        sb_printf(&text, "%d;M\xE4kinen\n", i);
        sb_printf(&want, "%d|M\xC3\xA4kinen\n", i);
    }
    for (int forced = 0; forced < 2; forced++) {
        SB(out);
        struct err e = {0};

        CHECK_EQ_INT(dump_piped(text.d, text.len, forced ? CHARSET_WINDOWS_1252 : CHARSET_AUTO,
                                forced ? NULL : dir.path, &out, &e),
                     0);
        CHECK(strcmp(out.d, want.d) == 0);
        CHECK_EQ_INT(count_entries(dir.path), 0);
    }
}

TEST(csv_pipe_without_a_place_needs_an_encoding) {
    SB(out);
    struct err e = {0};

    CHECK_EQ_INT(dump_piped("a\n1\n", 4, CHARSET_AUTO, NULL, &out, &e), -1);
    CHECK_EQ_INT(e.code, ERR_NOINPUT);
    err_clear(&e);
    CHECK_EQ_INT(dump_piped("\xEF\xBB\xBF"
                            "a\n1\n",
                            7, CHARSET_AUTO, NULL, &out, &e),
                 0);
    CHECK_STR(out.d, "a\n1\n");
    CHECK_EQ_INT(dump_piped("a\n1\n", 4, CHARSET_AUTO, "/nonexistent", &out, &e), -1);
    CHECK_EQ_INT(e.code, ERR_CANTCREATE);
}

/* Standard input may be a file that stands in its middle. */
TEST(csv_standard_input_may_be_a_file) {
    SB(out);
    struct err e = {0};
    char path[32];
    int fd = memory_file("skip\na\n1\n", 9, path), old = dup(STDIN_FILENO);

    CHECK_EQ_INT(lseek(fd, 5, SEEK_SET), 5);
    (void)dup2(fd, STDIN_FILENO);
    CHECK_EQ_INT(csv_dump(&(struct csv_options){.path = "-"}, &out, &e), 0);
    CHECK_STR(out.d, "a\n1\n");
    (void)dup2(old, STDIN_FILENO);
    (void)close(old);
    (void)close(fd);
}

TEST(csv_special_files_are_refused_at_once) {
    SCRATCH(dir);
    static const char *const paths[] = {"/dev/zero", "/dev/null", "/", "/nonexistent/x.csv"};
    SB(out);

    for (size_t i = 0; i < ARRAY_LEN(paths); i++) {
        struct err e = {0};

        CHECK_EQ_INT(csv_dump(&(struct csv_options){.path = paths[i]}, &out, &e), -1);
        CHECK_EQ_INT(e.code, ERR_NOINPUT);
    }
}

TEST(csv_hole_of_a_terabyte_is_refused_at_once) {
    SCRATCH(dir);
    const char *path = scratch_at(&dir, "sparse.csv", 0);
    struct err e = {0};
    SB(out);

    write_text(path, "");
    CHECK(truncate(path, (off_t)1 << 40) == 0 || truncate(path, (off_t)1 << 33) == 0);
    CHECK_EQ_INT(csv_dump(&(struct csv_options){.path = path}, &out, &e), -1);
    CHECK(e.code == ERR_DATA && strstr(e.msg, "NUL") != NULL);
}
