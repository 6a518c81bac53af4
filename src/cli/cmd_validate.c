/*
 * cmd_validate.c - validate: checks one value a line, for scripts that prepare files.
 */
#include "base/mem.h"
#include "base/text.h"
#include "cli/cmd.h"
#include "cli/progress.h"
#include "domain/kind.h"
#include "io/file_in.h"
#include "io/sink.h"

#define CHUNK          65536
#define LINE_MAX_BYTES 4096 /* no kind has longer values */

static const char *const kind_words[] = {"personal-id", "business-id", "phone",       "email", "iban",
                                         "reference",   "gsrn",        "postal-code", NULL};

struct check {
    struct app *app;
    enum kind kind;
    int64_t line, valid, invalid;
    bool too_long; /* the rest of the line is skipped */
};

static void show(struct check *c, const char *reason, const char *normal) {
    *(reason == NULL ? &c->valid : &c->invalid) += 1;
    if (c->app->format == APP_TEXT) {
        sink_cat(c->app->raw, reason == NULL ? "valid\t" : "invalid\t");
        sink_cat(c->app->raw, reason == NULL ? normal : reason);
        sink_ch(c->app->raw, '\n');
        return;
    }
    out_map(c->app->out, NULL);
    out_int(c->app->out, "line", c->line);
    out_bool(c->app->out, "valid", reason == NULL);
    if (reason == NULL || c->app->format == APP_CSV) /* whose columns may not hang on the first line */
        out_str(c->app->out, "normal", reason == NULL ? normal : NULL);
    if (reason != NULL || c->app->format == APP_CSV)
        out_str(c->app->out, "reason", reason);
    out_end(c->app->out);
}

/* One line without its end. */
static void check_line(struct check *c, const char *s, size_t len) {
    SB(normal);
    const char *reason = NULL;
    char *value;

    c->line++;
    if (c->line == 1 && len >= 3 && memcmp(s, "\xef\xbb\xbf", 3) == 0) { /* a byte order mark is no part of the value */
        s += 3;
        len -= 3;
    }
    len -= len > 0 && s[len - 1] == '\r';
    value = mem_strndup(s, len);
    if (c->too_long || len > LINE_MAX_BYTES) /* the latter when it lay in one piece */
        reason = "the line is too long";
    else if (len == 0)
        reason = "the line is empty";
    else if (!text_is_utf8(s, len))
        reason = "not valid UTF-8";
    else if (memchr(s, '\0', len) != NULL)
        reason = "a NUL byte";
    else if (kind_validate(c->kind, value, &normal, &reason) == 0)
        (void)kind_check_as_of(c->kind, normal.d, c->app->today, &reason);
    show(c, reason, normal.d);
    mem_free(&value);
    sb_wipe(&normal);
}

/* Takes the whole lines out of the buffer; what is left of the last one stays. */
static void check_lines(struct check *c, struct sb *buf) {
    size_t at = 0;
    const char *nl;

    while ((nl = memchr(buf->d + at, '\n', buf->len - at)) != NULL) {
        check_line(c, buf->d + at, (size_t)(nl - buf->d) - at);
        c->too_long = false;
        at = (size_t)(nl - buf->d) + 1;
    }
    memmove(buf->d, buf->d + at, buf->len - at);
    sb_truncate(buf, buf->len - at);
    if (buf->len > LINE_MAX_BYTES) {
        c->too_long = true;
        sb_clear(buf);
    }
}

static int check_file(struct check *c, const char *path) {
    FILE_IN(in);
    SB(buf);
    PROGRESS(progress);
    size_t n = 0;

    TRY(file_in_open(&in, path, c->app->err));
    progress_begin_bytes(&progress, c->app, "validating", in.total);
    do {
        sb_reserve(&buf, CHUNK);
        TRY(file_in_read(&in, buf.d + buf.len, CHUNK, &n, c->app->err));
        sb_truncate(&buf, buf.len + n);
        check_lines(c, &buf);
        progress_at(&progress, in.done, in.total);
    } while (n == CHUNK);
    if (buf.len > 0 || c->too_long)
        check_line(c, buf.d, buf.len);
    return file_in_unchanged(&in, c->app->err);
}

static int validate_check(struct app *app, const struct args *a) {
    int which = 0;

    return args_pos_word(a, 0, "KIND", kind_words, &which, app->err);
}

static int validate_run(struct app *app, const struct args *a) {
    struct check c = {.app = app};

    if (kind_parse(args_pos(a, 0), &c.kind) < 0)
        return err_set(app->err, ERR_INTERNAL, "KIND has no checker");
    if (app->format != APP_TEXT) {
        out_map(app->out, NULL);
        out_str(app->out, "kind", args_pos(a, 0));
        out_list(app->out, "values");
    }
    TRY(check_file(&c, args_pos(a, 1) != NULL ? args_pos(a, 1) : "-"));
    if (app->format != APP_TEXT) {
        out_end(app->out);
        out_int(app->out, "valid", c.valid);
        out_int(app->out, "invalid", c.invalid);
        out_end(app->out);
    }
    return c.invalid == 0 ? APP_DONE : APP_ATTENTION;
}

const struct cmd cmd_validate = {
    .name = "validate",
    .summary = "check identifiers, one a line, from a file or standard input",
    .args = "KIND [FILE]",
    .min_args = 1,
    .max_args = 2,
    .details =
        "KIND: personal-id, business-id, phone, email, iban, reference, gsrn, postal-code. Prints a line for each "
        "line read: valid, a tab and the normal form, or invalid, a tab and the reason. Exit status 1 when a line "
        "is invalid. Values never stand on the command line: they would stay in the shell's history.\n\n"
        "  cut -d';' -f4 customers.csv | gdprctl validate phone\n",
    .db = DB_NONE,
    .check = validate_check,
    .list = "values",
    .columns = (const char *const[]){"line", "valid", "normal", "reason", NULL},
    .run = validate_run,
};
