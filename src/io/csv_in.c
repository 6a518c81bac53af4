/*
 * csv_in.c - see csv_in.h. Text comes from csv_source in pieces; libcsv parses a piece and calls back with fields and
 * row ends, which collect in one batch; csv_in_next hands the batch out row by row and then parses the next piece. A
 * row that is not complete at the end of a piece moves to the front of the next batch.
 *
 * Whole lines without a quote need no parser: they are split here, several times as fast. libcsv has the others, line
 * by line.
 *
 * libcsv cannot be stopped from its callbacks: a failure is latched, the callbacks then do nothing, and the parser is
 * not called again. csv_fini in particular must not run after a failure, it would deliver half a row as a whole one.
 */
#include "io/csv_in.h"

#include "base/crypt.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/vec.h"
#include "io/csv_source.h"

#include <csv.h>

struct span {
    size_t first; /* index of its first field */
    size_t n;
    uint64_t line;
};

struct csv_in {
    struct csv_source source;
    struct csv_parser parser;
    bool parser_ready;
    char delimiter;
    bool crlf, open_ended, ended;
    struct err err; /* the first failure; rows before it are still handed out */

    /* The batch. The arrays are made large enough before each piece is parsed, so the callbacks only write. */
    char *text;
    size_t text_len, text_cap;
    VEC(struct csv_field) fields;
    VEC(struct span) rows;
    size_t next_row;

    /* The row being collected, at the end of the batch. */
    size_t row_first; /* its first field */
    size_t row_bytes;
    uint64_t row_line;
    uint64_t line; /* where the parser is; line ends inside a field count when the field ends */
    bool after_cr; /* a CR ended the row before, its LF is due */
    bool between;  /* all that came ended with the line end of a row */

    size_t width; /* of the header; 0 before it has been read */
    struct csv_row header;
    struct csv_field *header_fields;
    char *header_text;
    struct csv_row row; /* handed out last */
    uint64_t handed_out;
};

static int fail(struct csv_in *in, uint64_t line, const char *what) {
    return err_set(&in->err, ERR_DATA, "%s, line %" PRIu64 ": %s", in->source.file.what, line, what);
}

static bool failed(const struct csv_in *in) {
    return in->err.code != ERR_NONE;
}

/* ---- libcsv's callbacks ---- */

static bool begins_with_bom(const char *d, size_t len) {
    return len >= 3 && memcmp(d, "\xEF\xBB\xBF", 3) == 0;
}

static void begin_row(struct csv_in *in, const char *d, size_t len) {
    if (in->after_cr) {
        (void)fail(in, in->line, "a line ends in CR alone, not in LF or CRLF");
        return;
    }
    in->row_line = in->line;
    in->row_bytes = 0;
    if (begins_with_bom(d, len)) {
        (void)fail(in, in->line, "a byte order mark in the middle of the file");
        (void)err_hint(&in->err, "two files may have been glued together; import them one by one");
    }
}

static uint64_t line_feeds(const char *d, size_t len) {
    const char *end = d + len;
    uint64_t n = 0;

    while ((d = memchr(d, '\n', (size_t)(end - d))) != NULL) {
        n++;
        d++;
    }
    return n;
}

/* A field that stands in `text` already; its place for the NUL is there too. */
static void take_field(struct csv_in *in, char *d, size_t len) {
    size_t column = in->fields.len - in->row_first;

    if (failed(in))
        return;
    if (column == 0)
        begin_row(in, d, len);
    in->row_bytes += len + 1;
    if (column == CSV_MAX_COLUMNS)
        (void)fail(in, in->row_line, "more than 4096 columns");
    if (len > CSV_MAX_FIELD)
        (void)fail(in, in->row_line, "a field is longer than 64 KiB; a quote may be missing");
    if (in->row_bytes > CSV_MAX_ROW)
        (void)fail(in, in->row_line, "a row is longer than 1 MiB; a quote may be missing");
    if (failed(in))
        return;
    d[len] = '\0';
    in->fields.d[in->fields.len++] = (struct csv_field){d, len};
}

static void on_field(void *d, size_t len, void *data) {
    struct csv_in *in = data;
    char *at = in->text + in->text_len;

    if (failed(in))
        return;
    memcpy(at, d, len);
    in->text_len += len + 1;
    take_field(in, at, len);
    in->line += line_feeds(at, len);
}

/* A row must be as wide as the first one, the header. */
static bool has_width(struct csv_in *in, size_t n, bool at_end) {
    char what[128];

    if (in->width == 0)
        in->width = n;
    if (n == in->width)
        return true;
    if (at_end && n < in->width) {
        (void)fail(in, in->row_line, "the file ends inside this row; it may have been cut");
        return false;
    }
    (void)snprintf(what, sizeof what, "%zu column%s, but the header has %zu", n, n == 1 ? "" : "s", in->width);
    (void)fail(in, in->row_line, what);
    return false;
}

/* Called for every line end outside quotes, `c` being CR or LF, with no fields before it when the line is blank or `c`
 * is the LF of a CRLF; and once with -1 when the file ends without a line end. */
static void on_row(int c, void *data) {
    struct csv_in *in = data;
    size_t n = in->fields.len - in->row_first;

    if (failed(in))
        return;
    if (n > 0) {
        if (!has_width(in, n, c == -1))
            return;
        in->open_ended = c == -1;
        *vec_push(&in->rows) = (struct span){in->row_first, n, in->row_line};
        in->row_first = in->fields.len;
    } else if (in->after_cr && c != '\n') {
        (void)fail(in, in->line, "a line ends in CR alone, not in LF or CRLF");
    }
    in->after_cr = c == '\r';
    in->between = c == '\n';
    if (in->between)
        in->line++;
}

/* Spaces belong to the value (RFC 4180, 2.4); libcsv would trim unquoted ones. */
static int no_space(unsigned char c UNUSED) {
    return 0;
}

/* ---- pieces and batches ---- */

/* Drops the rows that were handed out and moves the fields of the unfinished row to the front. */
static void move_rest(struct csv_in *in) {
    struct csv_field *rest = in->fields.d + in->row_first;
    size_t n = in->fields.len - in->row_first;
    const char *from = n > 0 ? rest->d : in->text + in->text_len;
    size_t shift = (size_t)(from - in->text);

    if (n > 0 && shift > 0) {
        memmove(in->text, from, in->text_len - shift);
        memmove(in->fields.d, rest, n * sizeof *rest);
        for (size_t i = 0; i < n; i++)
            in->fields.d[i].d -= shift;
    }
    in->text_len -= shift;
    in->fields.len = n;
    in->row_first = 0;
    in->rows.len = in->next_row = 0;
}

/* Room for everything that parsing `len` more bytes can give: what libcsv holds of the current field, the bytes, and
 * for each byte a field's end. */
static void make_room(struct csv_in *in, size_t len) {
    size_t text = in->text_len + in->parser.entry_pos + 2 * len + 2;
    size_t fields = in->fields.len + len + 1;

    if (fields > in->fields.cap) {
        in->fields.d = mem_realloc(in->fields.d, fields, sizeof *in->fields.d);
        in->fields.cap = fields;
    }
    if (text > in->text_cap) {
        char *moved = mem_realloc(in->text, text, 1);

        for (size_t i = 0; i < in->fields.len; i++)
            in->fields.d[i].d = moved + (in->fields.d[i].d - in->text);
        in->text = moved;
        in->text_cap = text;
    }
}

/* The first line of the row that the parser is in. */
static uint64_t here(const struct csv_in *in) {
    return in->fields.len > in->row_first ? in->row_line : in->line;
}

static int fail_quotes(struct csv_in *in, bool at_end) {
    char what[128];

    (void)snprintf(what, sizeof what, "%s in column %zu",
                   at_end ? "a quote is opened and never closed"
                          : "broken quotes: text beside a quoted value or a quote",
                   in->fields.len - in->row_first + 1);
    (void)fail(in, here(in), what);
    return err_hint(&in->err, "a value with quotes in it is written \"like \"\"this\"\"\"");
}

static void finish(struct csv_in *in) {
    in->ended = true;
    make_room(in, 0);
    if (csv_fini(&in->parser, on_field, on_row, in) != 0) {
        (void)fail_quotes(in, true);
    } else if (in->after_cr) {
        (void)fail(in, in->line, "a line ends in CR alone, not in LF or CRLF");
    }
}

/* Whole lines without a quote. */
static void split(struct csv_in *in, const char *lines, size_t len) {
    char *d = in->text + in->text_len, *end = d + len;

    memcpy(d, lines, len);
    in->text_len += len;
    while (d < end && !failed(in)) {
        char *field = d, c;
        bool blank = *d == '\n' || *d == '\r';

        for (; (c = *d) != '\n' && c != '\r'; d++) {
            if (c != in->delimiter)
                continue;
            take_field(in, field, (size_t)(d - field));
            field = d + 1;
        }
        if (!blank)
            take_field(in, field, (size_t)(d - field));
        on_row(c, in);
        d++;
    }
}

/* What there is of one line. */
static void parse_line(struct csv_in *in, const char *d, size_t len) {
    in->between = false;
    if (csv_parse(&in->parser, d, len, on_field, on_row, in) != len && !failed(in))
        (void)fail_quotes(in, false);
    if (!failed(in) && in->parser.entry_pos > CSV_MAX_FIELD)
        (void)fail(in, here(in), "a field is longer than 64 KiB; a quote may be missing");
}

/* Behind the last line end before `limit`; `d` when there is none. */
static const char *lines_end(const char *d, const char *limit) {
    const char *lf = memrchr(d, '\n', (size_t)(limit - d));

    return lf != NULL ? lf + 1 : d;
}

static const char *find(const char *d, char c, const char *end) {
    const char *at = memchr(d, c, (size_t)(end - d));

    return at != NULL ? at : end;
}

static void parse(struct csv_in *in, const char *d, size_t len) {
    const char *end = d + len, *quote = find(d, '"', end), *next;

    make_room(in, len);
    for (; d < end && !failed(in); d = next) {
        if (quote < d)
            quote = find(d, '"', end);
        next = in->between ? lines_end(d, quote) : d;
        if (next > d) {
            split(in, d, (size_t)(next - d));
        } else {
            next = find(d, '\n', end);
            next += next < end ? 1 : 0;
            parse_line(in, d, (size_t)(next - d));
        }
    }
}

/* Parses the next piece into the batch; failures are latched. */
static void fill(struct csv_in *in) {
    const char *d;
    size_t len;
    int r;

    move_rest(in);
    r = csv_source_next(&in->source, here(in), &d, &len, &in->err);
    if (r > 0) {
        parse(in, d, len);
    } else if (r == 0) {
        finish(in);
    }
}

/* ---- opening ---- */

/* Length of the first line with text: up to its line end, which stands outside quotes. */
static size_t header_length(const char *d, size_t len) {
    bool quoted = false, text = false;
    size_t i = 0;

    for (; i < len; i++) {
        bool line_end = d[i] == '\n' || d[i] == '\r';

        if (line_end && text && !quoted)
            break;
        text = text || !line_end;
        quoted = quoted != (d[i] == '"');
    }
    return i;
}

/* The delimiter that stands most often outside quotes in the header; 0 when another is as frequent. */
static char find_delimiter(const char *d, size_t len) {
    static const char candidates[] = {';', ',', '\t'};
    size_t count[ARRAY_LEN(candidates)] = {0}, best = 0;
    bool quoted = false;

    for (size_t i = 0; i < len; i++) {
        quoted = quoted != (d[i] == '"');
        for (size_t k = 0; !quoted && k < ARRAY_LEN(candidates); k++)
            count[k] += d[i] == candidates[k];
    }
    for (size_t k = 1; k < ARRAY_LEN(candidates); k++) {
        if (count[k] > count[best])
            best = k;
    }
    for (size_t k = 0; k < ARRAY_LEN(candidates); k++) {
        if (k != best && count[k] > 0 && count[k] == count[best])
            return '\0';
    }
    return candidates[best];
}

static void *grow(void *p, size_t size) {
    return mem_realloc(p, size, 1);
}

static int start_parser(struct csv_in *in, const struct csv_options *o, const char *d, size_t len) {
    size_t header = header_length(d, len);

    in->delimiter = o->delimiter != '\0' ? o->delimiter : find_delimiter(d, header);
    if (in->delimiter == '\0') {
        (void)fail(in, 1, "the header has as many of one delimiter as of another");
        return err_hint(&in->err, "name the right one with --delimiter");
    }
    in->crlf = len - header > 1 && memcmp(d + header, "\r\n", 2) == 0;
    (void)csv_init(&in->parser, CSV_STRICT | CSV_STRICT_FINI | CSV_REPALL_NL);
    csv_set_delim(&in->parser, (unsigned char)in->delimiter);
    csv_set_space_func(&in->parser, no_space);
    csv_set_realloc_func(&in->parser, grow);
    csv_set_blk_size(&in->parser, 4096);
    in->parser_ready = true;
    parse(in, d, len);
    return 0;
}

struct key {
    char *folded;
    size_t column;
};

static int compare_keys(const void *a, const void *b) {
    const struct key *ka = a, *kb = b;
    int r = strcmp(ka->folded, kb->folded);

    return r != 0 ? r : (ka->column > kb->column) - (ka->column < kb->column);
}

size_t csv_reject_columns(const struct csv_row *header) {
    static const char *const names[] = {"line", "column", "reason"};

    if (header->n <= ARRAY_LEN(names))
        return 0;
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        if (strcmp(header->f[header->n - ARRAY_LEN(names) + i].d, names[i]) != 0)
            return 0;
    return ARRAY_LEN(names);
}

static int check_doubles(struct csv_in *in) {
    size_t own = in->header.n - csv_reject_columns(&in->header);
    struct key *keys = mem_realloc(NULL, own, sizeof *keys);
    char what[128];

    for (size_t i = 0; i < own; i++) {
        SB(folded);

        text_fold(in->header.f[i].d, in->header.f[i].len, &folded);
        keys[i] = (struct key){sb_detach(&folded), i};
    }
    qsort(keys, own, sizeof *keys, compare_keys);
    for (size_t i = 1; i < own && !failed(in); i++) {
        if (strcmp(keys[i - 1].folded, keys[i].folded) == 0) {
            (void)snprintf(what, sizeof what, "columns %zu and %zu have the same name", keys[i - 1].column + 1,
                           keys[i].column + 1);
            (void)fail(in, in->header.line, what);
        }
    }
    for (size_t i = 0; i < own; i++)
        free(keys[i].folded);
    free(keys);
    return failed(in) ? -1 : 0;
}

/* Copies the header out of the batch. */
static void copy_header(struct csv_in *in, struct span first) {
    const struct csv_field *f = in->fields.d + first.first;
    size_t bytes = (size_t)(f[first.n - 1].d - f[0].d) + f[first.n - 1].len + 1;

    in->header_text = mem_alloc(bytes);
    memcpy(in->header_text, f[0].d, bytes);
    in->header_fields = mem_realloc(NULL, first.n, sizeof *in->header_fields);
    for (size_t i = 0; i < first.n; i++)
        in->header_fields[i] = (struct csv_field){in->header_text + (f[i].d - f[0].d), f[i].len};
    in->header = (struct csv_row){in->header_fields, first.n, first.line};
}

static int take_header(struct csv_in *in) {
    while (in->rows.len == 0 && !in->ended && !failed(in))
        fill(in);
    if (in->rows.len == 0)
        return err_set(&in->err, ERR_DATA, "%s is empty", in->source.file.what);
    copy_header(in, in->rows.d[in->next_row++]);
    return check_doubles(in);
}

static void pass_error(const struct csv_in *in, struct err *e) {
    if (e->code == ERR_NONE)
        *e = in->err;
}

int csv_in_open(struct csv_in **ret, const struct csv_options *options, struct err *e) {
    struct csv_in *in CLEANUP(csv_in_close) = mem_alloc(sizeof *in);
    const char *d;
    size_t len;

    in->source.file.fd = -1;
    in->line = 1;
    in->between = true;
    TRY(csv_source_open(&in->source, options->path, options->what != NULL ? options->what : options->path,
                        options->charset, options->spool_dir, e));
    TRY(csv_source_next(&in->source, 1, &d, &len, e));
    if (start_parser(in, options, d, len) < 0 || take_header(in) < 0) {
        pass_error(in, e);
        return -1;
    }
    *ret = STEAL(in);
    return 0;
}

/* ---- reading ---- */

const struct csv_row *csv_in_header(const struct csv_in *in) {
    return &in->header;
}

int csv_in_next(struct csv_in *in, const struct csv_row **ret, struct err *e) {
    const struct span *s;

    while (in->next_row == in->rows.len) {
        if (failed(in)) {
            pass_error(in, e);
            return -1;
        }
        if (in->ended)
            return 0;
        fill(in);
    }
    s = &in->rows.d[in->next_row++];
    in->row = (struct csv_row){in->fields.d + s->first, s->n, s->line};
    in->handed_out++;
    *ret = &in->row;
    return 1;
}

void csv_in_close(struct csv_in **at) {
    struct csv_in *in = *at;

    if (in == NULL)
        return;
    if (in->parser_ready)
        csv_free(&in->parser);
    csv_source_release(&in->source);
    vec_release(&in->fields);
    vec_release(&in->rows);
    free(in->text);
    free(in->header_fields);
    free(in->header_text);
    free(in);
    *at = NULL;
}

/* ---- how it was read ---- */

enum charset csv_in_charset(const struct csv_in *in) {
    return in->source.charset;
}

char csv_in_delimiter(const struct csv_in *in) {
    return in->delimiter;
}

bool csv_in_crlf(const struct csv_in *in) {
    return in->crlf;
}

uint64_t csv_in_rows(const struct csv_in *in) {
    return in->handed_out;
}

uint64_t csv_in_bytes(const struct csv_in *in) {
    return in->source.file.done;
}

uint64_t csv_in_total(const struct csv_in *in) {
    return in->source.file.total;
}

bool csv_in_mojibake(const struct csv_in *in) {
    return in->source.mojibake;
}

bool csv_in_open_ended(const struct csv_in *in) {
    return in->open_ended;
}

void csv_in_sha256(const struct csv_in *in, char ret[65]) {
    struct crypt_sha256 sha = in->source.sha;
    uint8_t hash[CRYPT_HASH_LEN];

    crypt_sha256_end(&sha, hash);
    crypt_hex(hash, sizeof hash, ret);
}
