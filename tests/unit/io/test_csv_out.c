/*
 * test_csv_out.c - written CSV: the formula guard, and that the reader gets back what was written.
 */
#include "io/csv_out.h"

#include "base/mem.h"
#include "io_util.h"
#include "test.h"

#include <unistd.h>

static void write_rows(const struct csv_out_options *options, const char *const *fields, size_t n, size_t width,
                       struct sb *out) {
    struct sink *to CLEANUP(mem_free) = mem_alloc(sizeof *to);
    struct csv_out *csv CLEANUP(mem_free) = mem_alloc(sizeof *csv);
    struct err e = {0};

    sink_to_sb(to, out);
    CHECK_EQ_INT(csv_out_init(csv, to, options, &e), 0);
    for (size_t i = 0; i < n; i++) {
        csv_out_text(csv, fields[i]);
        if (i % width == width - 1)
            csv_out_end_row(csv);
    }
    CHECK_EQ_INT(csv_out_finish(csv, "test", &e), 0);
    CHECK_EQ_INT(sink_flush(to, "test", &e), 0);
}

TEST(csv_out_quotes_what_needs_it) {
    static const char *const fields[] = {"a", "b;c", "d\"e", "f,g", "h\ni", "j\rk", "", NULL, " l "};
    SB(out);

    write_rows(&(struct csv_out_options){0}, fields, ARRAY_LEN(fields), 9, &out);
    CHECK_STR(out.d, "a;\"b;c\";\"d\"\"e\";f,g;\"h\ni\";\"j\rk\";;; l \r\n");
    sb_clear(&out);
    write_rows(&(struct csv_out_options){.delimiter = ',', .lf = true}, fields, ARRAY_LEN(fields), 9, &out);
    CHECK_STR(out.d, "a,b;c,\"d\"\"e\",\"f,g\",\"h\ni\",\"j\rk\",,, l \n");
}

TEST(csv_out_single_empty_field_is_no_blank_line) {
    static const char *const fields[] = {"a", "", "b"};
    SB(out);

    write_rows(&(struct csv_out_options){.lf = true}, fields, 3, 1, &out);
    CHECK_STR(out.d, "a\n\"\"\nb\n");
}

TEST(csv_out_guard_finds_formulas) {
    static const char *const formulas[] = {"=1+1",
                                           "+358401234567",
                                           "-5",
                                           "@SUM(1)",
                                           "\t=1",
                                           "\rx",
                                           "\nx",
                                           " =1",
                                           "\xC2\xA0=1",
                                           "\xEF\xBB\xBF=1",
                                           "\xE2\x80\x8B=1",
                                           "\xE2\x80\xAE+1",
                                           "\xE3\x80\x80-1",
                                           "\xE2\x80\x83@x",
                                           " \t",
                                           "\x01=1",
                                           "\xEF\xBC\x9D"
                                           "1+1",
                                           "\xEF\xBC\x8B"
                                           "1",
                                           "\xEF\xBC\x8D"
                                           "1",
                                           "\xEF\xBC\xA0SUM(1)",
                                           "\xEF\xB9\xA6"
                                           "1",
                                           "\xE2\x88\x92"
                                           "1"};
    static const char *const plain[] = {
        "", " ", "a=1", "1-2", "'=1", "|cmd", "x@y.example", "M\xC3\xA4kinen", "%0A=1", "\xEF\xBB\xBF", "(+1)"};

    for (size_t i = 0; i < ARRAY_LEN(formulas); i++)
        test_check(csv_is_formula(formulas[i], strlen(formulas[i])), __FILE__, __LINE__, "formula %zu", i);
    for (size_t i = 0; i < ARRAY_LEN(plain); i++)
        test_check(!csv_is_formula(plain[i], strlen(plain[i])), __FILE__, __LINE__, "plain %zu", i);
}

TEST(csv_out_guard_puts_an_apostrophe) {
    static const char *const fields[] = {"=1;2", "+1", "ok", " -1"};
    SB(out);

    write_rows(&(struct csv_out_options){.guard = true}, fields, 4, 4, &out);
    CHECK_STR(out.d, "\"'=1;2\";'+1;ok;' -1\r\n");
    sb_clear(&out);
    write_rows(&(struct csv_out_options){0}, fields, 4, 4, &out);
    CHECK_STR(out.d, "\"=1;2\";+1;ok; -1\r\n");
}

/* No cell of a guarded copy of the hostile formula file begins with a trigger, and none is guarded twice. */
TEST(csv_out_guards_the_hostile_formulas) {
    struct csv_in *in CLEANUP(csv_in_close) = NULL;
    const struct csv_row *row;
    struct err e = {0};
    int guarded = 0;

    CHECK_EQ_INT(csv_in_open(&in, &(struct csv_options){.path = "tests/data/hostile/csv/formula-cells.csv"}, &e), 0);
    while (csv_in_next(in, &row, &e) > 0) {
        const char *cell[1] = {row->f[1].d};
        SB(out);
        const char *first;

        write_rows(&(struct csv_out_options){.guard = true}, cell, 1, 1, &out);
        first = out.d[0] == '"' ? out.d + 1 : out.d;
        CHECK(*first == '\0' || strchr("=+-@\t\r\n", *first) == NULL);
        CHECK(!csv_is_formula(first, strlen(first)));
        guarded += csv_is_formula(row->f[1].d, row->f[1].len);
    }
    CHECK_EQ_INT(guarded, 15);
}

TEST(csv_out_numbers_are_not_guarded) {
    struct sink *to CLEANUP(mem_free) = mem_alloc(sizeof *to);
    struct csv_out *csv CLEANUP(mem_free) = mem_alloc(sizeof *csv);
    struct err e = {0};
    SB(out);

    sink_to_sb(to, &out);
    CHECK_EQ_INT(csv_out_init(csv, to, &(struct csv_out_options){.guard = true, .charset = CHARSET_UTF8_BOM}, &e), 0);
    csv_out_int(csv, -5);
    csv_out_int(csv, INT64_MIN);
    csv_out_end_row(csv);
    CHECK_EQ_INT(csv_out_finish(csv, "test", &e), 0);
    sink_drain(to);
    CHECK_STR(out.d, "\xEF\xBB\xBF-5;-9223372036854775808\r\n");
}

/* Every naughty string comes back unchanged, in every encoding that has its characters, with every delimiter. */
TEST(csv_out_and_in_are_inverse) {
    struct node *all CLEANUP(node_free) = read_vectors("tests/data/vectors/naughty_strings.json");
    const struct node *rows = node_get(all, "rows");
    static const char delimiters[] = {';', ',', '\t'};
    struct sink *to CLEANUP(mem_free) = mem_alloc(sizeof *to);
    struct csv_out *csv CLEANUP(mem_free) = mem_alloc(sizeof *csv);
    size_t tried = 0, lacking = 0;

    for (const struct node *v = rows != NULL ? rows->child : NULL; v != NULL; v = v->next) {
        for (size_t c = CHARSET_AUTO + 1; c < CHARSET__MAX; c++) {
            const char *s = node_str(v, "s");
            struct csv_in *in CLEANUP(csv_in_close) = NULL;
            const struct csv_row *row = NULL;
            struct err e = {0};
            char path[32], delimiter = delimiters[tried % 3];
            int fd;
            SB(out);

            sink_to_sb(to, &out);
            CHECK_EQ_INT(csv_out_init(csv, to,
                                      &(struct csv_out_options){
                                          .charset = (enum charset)c, .delimiter = delimiter, .lf = tried % 2 == 0},
                                      &e),
                         0);
            csv_out_text(csv, "id");
            csv_out_text(csv, "value");
            csv_out_end_row(csv);
            csv_out_text(csv, "1");
            csv_out_text(csv, s);
            csv_out_end_row(csv);
            if (csv_out_finish(csv, "test", &e) < 0) {
                CHECK_EQ_INT(c, CHARSET_WINDOWS_1252);
                lacking++;
                continue;
            }
            sink_drain(to);
            fd = memory_file(out.d, out.len, path);
            CHECK_EQ_INT(csv_in_open(&in, &(struct csv_options){.path = path, .charset = (enum charset)c}, &e), 0);
            CHECK_EQ_INT(csv_in_next(in, &row, &e), 1);
            test_check(row != NULL && row->n == 2 && strcmp(row->f[1].d, s) == 0, __FILE__, __LINE__, "%s: %s",
                       charset_name((enum charset)c), s);
            CHECK_EQ_INT(csv_in_delimiter(in), delimiter);
            (void)close(fd);
            tried++;
        }
    }
    CHECK(tried > 1300 && lacking > 50);
}
