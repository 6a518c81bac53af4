/*
 * csv_source.c - see csv_source.h.
 */
#include "io/csv_source.h"

#include "base/mem.h"
#include "io/charset_scan.h"

/* What other programs' files start with; a spreadsheet that was not saved as CSV is the likely mistake. */
static const struct {
    const char *magic;
    size_t len;
    const char *name;
} foreign[] = {
    {"PK\x03\x04", 4, "a spreadsheet workbook or zip archive"},
    {"\xD0\xCF\x11\xE0", 4, "an old spreadsheet workbook"},
    {"\x1F\x8B", 2, "compressed with gzip"},
    {"%PDF-", 5, "a PDF document"},
    {"SQLite format 3", 15, "a database"},
};

static int check_foreign(const struct csv_source *s, const char *d, size_t len, struct err *e) {
    for (size_t i = 0; i < ARRAY_LEN(foreign); i++) {
        if (len >= foreign[i].len && memcmp(d, foreign[i].magic, foreign[i].len) == 0) {
            (void)err_set(e, ERR_DATA, "%s is %s, not a CSV file", s->file.what, foreign[i].name);
            return err_hint(e, "save it as CSV and try again");
        }
    }
    return 0;
}

/* Number of the line that holds the byte `offset`, found by reading again. */
static int line_of(struct csv_source *s, uint64_t offset, uint64_t *ret_line, struct err *e) {
    uint64_t line = 1, at = 0;
    size_t n;

    TRY(file_in_rewind(&s->file, e));
    do {
        TRY(file_in_read(&s->file, s->raw, CSV_SOURCE_STEP, &n, e));
        for (size_t i = 0; i < n && at < offset; i++, at++)
            line += s->raw[i] == '\n';
    } while (n > 0 && at < offset);
    *ret_line = line;
    return 0;
}

static int refuse_encoding(struct csv_source *s, const char *why, uint64_t offset, struct err *e) {
    uint64_t line = 0;

    TRY(line_of(s, offset, &line, e));
    (void)err_set(e, ERR_DATA, "%s %s (line %" PRIu64 ")", s->file.what, why, line);
    return err_hint(e, "save the file as UTF-8, or name its encoding with --encoding if you know it");
}

/* Reads the whole file once to find its encoding, and goes back to its start. */
static int scan(struct csv_source *s, struct err *e) {
    struct charset_scan found;
    const char *why = "";
    uint64_t offset = 0;
    size_t n, kept = 0;

    charset_scan_init(&found);
    do {
        size_t done;

        TRY(file_in_read(&s->file, s->raw + kept, CSV_SOURCE_STEP, &n, e));
        done = charset_scan_add(&found, s->raw, kept + n, n < CSV_SOURCE_STEP);
        kept += n - done;
        memmove(s->raw, s->raw + done, kept);
        /* A NUL ends it at once: a huge hole of zeros need not be read to its end. */
    } while (n == CSV_SOURCE_STEP && found.nul == CHARSET_SCAN_NONE);
    s->charset = charset_scan_verdict(&found, &why, &offset);
    if (s->charset == CHARSET_AUTO)
        return refuse_encoding(s, why, offset, e);
    return file_in_rewind(&s->file, e);
}

/* The encoding from the option and the byte order mark, which must not contradict each other. */
static int settle(struct csv_source *s, enum charset forced, enum charset bom, struct err *e) {
    bool utf8 = forced == CHARSET_UTF8 || forced == CHARSET_UTF8_BOM;

    if (bom != CHARSET_AUTO && forced != CHARSET_AUTO && bom != forced && !(utf8 && bom == CHARSET_UTF8_BOM)) {
        (void)err_set(e, ERR_DATA, "%s begins with the byte order mark of %s, but %s was asked for", s->file.what,
                      charset_name(bom), charset_name(forced));
        return err_hint(e, "leave --encoding out");
    }
    if (bom != CHARSET_AUTO) {
        s->charset = bom;
    } else {
        s->charset = forced == CHARSET_UTF8_BOM ? CHARSET_UTF8 : forced;
    }
    return 0;
}

/* Reads the beginning and finds the encoding; the bytes after a byte order mark wait in `raw`. */
static int begin(struct csv_source *s, enum charset forced, const char *spool_dir, struct err *e) {
    size_t n;

    TRY(file_in_read(&s->file, s->raw, CSV_SOURCE_STEP, &n, e));
    TRY(check_foreign(s, s->raw, n, e));
    TRY(settle(s, forced, charset_bom(s->raw, n), e));
    if (s->charset == CHARSET_AUTO) {
        if (!s->file.regular && spool_dir == NULL) {
            (void)err_set(e, ERR_NOINPUT, "the encoding of %s cannot be found out from a pipe", s->file.what);
            return err_hint(e, "name it with --encoding, or give a file");
        }
        TRY(s->file.regular ? file_in_rewind(&s->file, e) : file_in_spool(&s->file, spool_dir, s->raw, n, e));
        TRY(scan(s, e));
        TRY(file_in_read(&s->file, s->raw, CSV_SOURCE_STEP, &n, e));
    }
    crypt_sha256_add(&s->sha, s->raw, n);
    s->ended = n < CSV_SOURCE_STEP;
    s->primed = true;
    /* A forced UTF-16 may come without its mark. */
    s->from = charset_bom(s->raw, n) == s->charset ? charset_bom_length(s->charset) : 0;
    s->kept = n - s->from;
    if (s->kept == 0)
        return err_set(e, ERR_DATA, "%s is empty", s->file.what);
    if (s->charset == CHARSET_UTF8 || s->charset == CHARSET_UTF8_BOM)
        return 0;
    TRY(charset_open(s->charset, CHARSET_UTF8, &s->cd, e));
    s->convert = true;
    s->text = mem_realloc(NULL, CSV_SOURCE_PIECE, 1);
    return 0;
}

int csv_source_open(struct csv_source *s, const char *path, const char *what, enum charset forced,
                    const char *spool_dir, struct err *e) {
    *s = (struct csv_source){.file = {.fd = -1}};
    TRY(file_in_open_as(&s->file, path, what, e));
    s->raw = mem_realloc(NULL, CSV_SOURCE_STEP + CHARSET_SCAN_AHEAD, 1);
    crypt_sha256_init(&s->sha);
    if (begin(s, forced, spool_dir, e) < 0) {
        csv_source_release(s);
        return -1;
    }
    return 0;
}

/* UTF-8 that was taken for Windows-1252 and saved as UTF-8: A with tilde and then what is left of a, o or a-ring with
 * their dots, small or capital. No word of any language has that. */
static bool is_mojibake(const unsigned char *p, size_t len) {
    static const char *const seconds[] = {"\xC2\xA4",     "\xC2\xB6",     "\xC2\xA5",
                                          "\xE2\x80\x9E", "\xE2\x80\x93", "\xE2\x80\xA6"};

    if (len < 4 || p[0] != 0xC3 || p[1] != 0x83)
        return false;
    for (size_t i = 0; i < ARRAY_LEN(seconds); i++) {
        size_t n = strlen(seconds[i]);

        if (len - 2 >= n && memcmp(p + 2, seconds[i], n) == 0)
            return true;
    }
    return false;
}

/* How many bytes of `d` are good text; notes in `bad` why it stops earlier than at a character that is cut. */
static size_t check(struct csv_source *s, const char *d, size_t len) {
    const unsigned char *p = (const unsigned char *)d;
    size_t at = 0;

    for (;;) {
        int n;

        at += ascii_run(p + at, len - at);
        if (at == len)
            break;
        n = utf8_sequence(p + at, len - at);
        if (n < 0)
            break;
        if (p[at] == 0 || n == 0) {
            s->bad = p[at] == 0 ? "a NUL byte" : "bytes that are not well-formed UTF-8";
            break;
        }
        if (!s->mojibake && p[at] == 0xC3)
            s->mojibake = is_mojibake(p + at, len - at);
        at += (size_t)n;
    }
    return at;
}

static const char *why_not(enum charset c) {
    return c == CHARSET_WINDOWS_1252 ? "a byte that Windows-1252 does not define" : "broken UTF-16 (a lone surrogate)";
}

/* Converts `len` bytes as far as they go into `text`; the number of bytes used. */
static size_t convert(struct csv_source *s, size_t len, size_t *ret_text) {
    char *in = s->raw + s->from, *out = s->text;
    size_t left = len, room = CSV_SOURCE_PIECE;

    /* CSV_SOURCE_PIECE is room enough, so the reason can only be a broken (EILSEQ) or a cut (EINVAL) character. */
    if (iconv(s->cd, &in, &left, &out, &room) == (size_t)-1 && errno == EILSEQ)
        s->bad = why_not(s->charset);
    *ret_text = CSV_SOURCE_PIECE - room;
    return len - left;
}

/* Reads the next bytes behind those kept. */
static int read_more(struct csv_source *s, struct err *e) {
    size_t n;

    memmove(s->raw, s->raw + s->from, s->kept);
    s->from = 0;
    TRY(file_in_read(&s->file, s->raw + s->kept, CSV_SOURCE_STEP, &n, e));
    crypt_sha256_add(&s->sha, s->raw + s->kept, n);
    s->kept += n;
    s->ended = n < CSV_SOURCE_STEP;
    return 0;
}

int csv_source_next(struct csv_source *s, uint64_t line, const char **ret, size_t *ret_len, struct err *e) {
    size_t used, text, good;

    if (!s->ended && !s->primed && s->bad == NULL)
        TRY(read_more(s, e));
    s->primed = false;
    if (s->bad != NULL) {
        (void)err_set(e, ERR_DATA, "%s, line %" PRIu64 ": %s", s->file.what, line, s->bad);
        return err_hint(e, "the file is read as %s; it may mix encodings or have been cut", charset_name(s->charset));
    }
    if (s->kept == 0)
        return file_in_unchanged(&s->file, e);
    if (s->convert) {
        used = convert(s, s->kept, &text);
        *ret = s->text;
        good = check(s, *ret, text);
    } else {
        *ret = s->raw + s->from;
        used = good = check(s, *ret, s->kept);
    }
    s->from += used;
    s->kept -= used;
    if (s->ended && s->kept > 0 && s->bad == NULL)
        s->bad = "the file ends in the middle of a character";
    *ret_len = good;
    return 1;
}

void csv_source_release(struct csv_source *s) {
    if (s->convert)
        (void)iconv_close(s->cd);
    s->convert = false;
    file_in_close(&s->file);
    free(s->raw);
    free(s->text);
    s->raw = s->text = NULL;
}
