/*
 * test_csv_source.c - the CSV reader's bytes: encodings, pieces that end anywhere, pipes and special files.
 */
#include "io/csv_source.h"

#include "base/mem.h"
#include "io_util.h"
#include "test.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

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
