/*
 * test_csv_in.c - the CSV reader against independent vectors, hostile files, and its own rules one by one.
 */
#include "io/csv_in.h"

#include "base/crypt.h"
#include "io_util.h"
#include "test.h"

#include <unistd.h>

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

/* ---- limits ---- */

static void put_many(struct sb *text, char c, size_t n) {
    while (n-- > 0)
        sb_ch(text, c);
}

TEST(csv_limit_of_a_field) {
    SB(text);
    SB(out);
    struct err e = {0};

    sb_cat(&text, "a,b\n");
    put_many(&text, 'x', CSV_MAX_FIELD);
    sb_cat(&text, ",1\n");
    CHECK_EQ_INT(csv_dump_bytes(text.d, text.len, &out, &e), 0);
    sb_truncate(&text, text.len - 3);
    sb_cat(&text, "x,1\n");
    CHECK_EQ_INT(csv_dump_bytes(text.d, text.len, &out, &e), -1);
    CHECK(strstr(e.msg, "line 2: a field is longer than 64 KiB") != NULL);
    /* A quote that is never closed is not read to the end of the file. */
    err_clear(&e);
    sb_clear(&text);
    sb_cat(&text, "a,b\n1,\"");
    put_many(&text, 'x', (size_t)4 * CSV_MAX_FIELD);
    CHECK_EQ_INT(csv_dump_bytes(text.d, text.len, &out, &e), -1);
    CHECK(strstr(e.msg, "line 2: a field is longer than 64 KiB") != NULL);
}

TEST(csv_limit_of_columns) {
    SB(text);
    SB(out);
    struct err e = {0};

    for (int i = 0; i < CSV_MAX_COLUMNS; i++)
        sb_printf(&text, "%sc%d", i > 0 ? ";" : "", i);
    CHECK_EQ_INT(csv_dump_bytes(text.d, text.len, &out, &e), 0);
    sb_cat(&text, ";x\n");
    CHECK_EQ_INT(csv_dump_bytes(text.d, text.len, &out, &e), -1);
    CHECK(strstr(e.msg, "more than 4096 columns") != NULL);
}

TEST(csv_limit_of_a_row) {
    SB(text);
    SB(out);
    struct err e = {0};

    for (int i = 0; i < 40; i++)
        sb_printf(&text, "c%d;", i);
    sb_cat(&text, "z\n");
    for (int i = 0; i < 40; i++) {
        put_many(&text, 'x', 30000);
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
    char path[32];
    int fd = memory_file(text, sizeof text - 1, path);
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
    CHECK_EQ_INT(csv_in_next(in, &row, &e), 0); /* stays at the end */
    (void)close(fd);
}

static void check_line_end(const char *text, bool crlf) {
    struct csv_in *in CLEANUP(csv_in_close) = NULL;
    struct err e = {0};
    char path[32];
    int fd = memory_file(text, strlen(text), path);

    CHECK_EQ_INT(csv_in_open(&in, &(struct csv_options){.path = path}, &e), 0);
    CHECK_EQ_INT(csv_in_crlf(in), crlf);
    (void)close(fd);
}

TEST(csv_the_line_end_is_that_of_the_header) {
    check_line_end("a,b\n1,\"x\r\ny\"\r\n", false);
    check_line_end("\"a\nb\",c\r\n1,2\r\n", true); /* a line break within a spreadsheet's cell */
    check_line_end("\"a\r\nb\",c\n1,2\n", false);
    check_line_end("\n\na,b\r\n1,2\r\n", true);
    check_line_end("a,b", false);
}

/* Lines that need the parser among those that do not, in every order and cut everywhere by the pieces of the file. */
TEST(csv_quotes_between_plain_lines) {
    static const struct {
        const char *written, *read;
    } cells[] = {
        {"", ""},           {"x", "x"},           {"12 34", "12 34"},           {"\"q\"", "q"},      {"\"\"", ""},
        {"\"a,b\"", "a,b"}, {"\"c\nd\"", "c\nd"}, {"\"e\r\n\nf\"", "e\r\n\nf"}, {"\"g\"\"\"", "g\""}};
    static const char *const ends[] = {"\n", "\r\n", "\n\n", "\r\n\r\n"};
    struct err e = {0};
    SB(text);
    SB(want);
    SB(got);
    uint32_t n = 1;

    sb_cat(&text, "one,two\n");
    sb_cat(&want, "one|two\n");
    while (text.len < 200000) {
        size_t a, b, end;

        n = n * 1664525 + 1013904223;
        a = (n >> 8) % ARRAY_LEN(cells);
        b = (n >> 16) % ARRAY_LEN(cells);
        end = (n >> 24) % ARRAY_LEN(ends);
        sb_printf(&text, "%s,%s%s", cells[a].written, cells[b].written, ends[end]);
        sb_printf(&want, "%s|%s\n", cells[a].read, cells[b].read);
    }
    CHECK_EQ_INT(csv_dump_bytes(text.d, text.len, &got, &e), 0);
    CHECK_STR(e.msg, "");
    CHECK(strcmp(got.d, want.d) == 0);
}

/* Of files of one piece and of several, with and without a pass to find the encoding. */
TEST(csv_hash_and_progress) {
    for (int rows = 1; rows <= 20001; rows += 20000) {
        for (int bom = 0; bom < 2; bom++) {
            struct csv_in *in CLEANUP(csv_in_close) = NULL;
            const struct csv_row *row;
            struct err e = {0};
            struct crypt_sha256 hash;
            uint8_t bytes[CRYPT_HASH_LEN];
            char path[32], got[65], want[65];
            SB(text);
            int fd;

            sb_cat(&text, bom ? "\xEF\xBB\xBF"
                                "a,b\n"
                              : "a,b\n");
            for (int i = 0; i < rows; i++)
                sb_printf(&text, "%d,x\n", i);
            fd = memory_file(text.d, text.len, path);
            CHECK_EQ_INT(csv_in_open(&in, &(struct csv_options){.path = path}, &e), 0);
            while (csv_in_next(in, &row, &e) > 0)
                continue;
            CHECK_EQ_INT(csv_in_rows(in), rows);
            CHECK(!csv_in_open_ended(in));
            CHECK_EQ_INT(csv_in_total(in), text.len);
            CHECK_EQ_INT(csv_in_bytes(in), text.len);
            crypt_sha256_init(&hash);
            crypt_sha256_add(&hash, text.d, text.len);
            crypt_sha256_end(&hash, bytes);
            crypt_hex(bytes, sizeof bytes, want);
            csv_in_sha256(in, got);
            CHECK_STR(got, want);
            (void)close(fd);
        }
    }
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
