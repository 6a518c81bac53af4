/*
 * csv_out.c - see csv_out.h.
 */
#include "io/csv_out.h"

#include "base/text.h"

/* Length of the white space or invisible character that the text starts with, else 0. Tab, CR and LF are not skipped:
 * they are triggers themselves. */
static size_t skippable(const char *d, size_t len) {
    static const char *const spaces[] = {
        " ", "\xC2\xA0", "\xE2\x80\xAF", "\xE2\x81\x9F", "\xE3\x80\x80", "\xE1\x9A\x80", "\xE2\xA0\x80"};
    int n = utf8_sequence((const unsigned char *)d, len);

    if (n <= 0)
        return 0;
    for (size_t i = 0; i < ARRAY_LEN(spaces); i++) {
        if ((size_t)n == strlen(spaces[i]) && memcmp(d, spaces[i], (size_t)n) == 0)
            return (size_t)n;
    }
    /* U+2000 to U+200A: spaces of fixed widths. */
    if (n == 3 && memcmp(d, "\xE2\x80", 2) == 0 && (unsigned char)d[2] <= 0x8A)
        return 3;
    return *d != '\t' && *d != '\r' && *d != '\n' && text_has_invisible(d, (size_t)n) ? (size_t)n : 0;
}

bool csv_is_formula(const char *d, size_t len) {
    /* = + - @ as themselves, full-width (U+FF1D, FF0B, FF0D, FF20), small (U+FE66, FE62, FE63, FE6B) and as the minus
     * sign U+2212; then the control characters. */
    static const char *const triggers[] = {"=",
                                           "+",
                                           "-",
                                           "@",
                                           "\t",
                                           "\r",
                                           "\n",
                                           "\xEF\xBC\x9D",
                                           "\xEF\xBC\x8B",
                                           "\xEF\xBC\x8D",
                                           "\xEF\xBC\xA0",
                                           "\xEF\xB9\xA6",
                                           "\xEF\xB9\xA2",
                                           "\xEF\xB9\xA3",
                                           "\xEF\xB9\xAB",
                                           "\xE2\x88\x92"};
    size_t n;

    if (len > 0 && ((*d >= '0' && *d <= '9') || (*d >= 'A' && *d <= 'Z') || (*d >= 'a' && *d <= 'z')))
        return false; /* nearly all of them */
    while (len > 0 && (n = skippable(d, len)) > 0) {
        d += n;
        len -= n;
    }
    for (size_t i = 0; i < ARRAY_LEN(triggers); i++) {
        n = strlen(triggers[i]);
        if (len >= n && memcmp(d, triggers[i], n) == 0)
            return true;
    }
    return false;
}

int csv_out_init(struct csv_out *o, struct sink *to, const struct csv_out_options *options, struct err *e) {
    o->options = *options;
    if (o->options.delimiter == '\0')
        o->options.delimiter = ';';
    o->fields = 0;
    o->empty = false;
    return charset_sink_init(&o->encoder, options->charset, to, e);
}

static bool needs_quotes(const char *d, size_t len, char delimiter) {
    for (size_t i = 0; i < len; i++) {
        if (d[i] == '"' || d[i] == delimiter || d[i] == '\r' || d[i] == '\n')
            return true;
    }
    return false;
}

static void put_quoted(struct sink *s, const char *d, size_t len) {
    const char *quote;

    while ((quote = memchr(d, '"', len)) != NULL) {
        size_t n = (size_t)(quote - d) + 1;

        sink_put(s, d, n);
        sink_ch(s, '"');
        d += n;
        len -= n;
    }
    sink_put(s, d, len);
}

static void put_field(struct csv_out *o, const char *d, size_t len, bool guarded) {
    struct sink *s = &o->encoder.in;
    bool quotes = needs_quotes(d, len, o->options.delimiter);

    if (o->fields++ > 0)
        sink_ch(s, o->options.delimiter);
    o->empty = o->fields == 1 && len == 0;
    if (quotes)
        sink_ch(s, '"');
    if (guarded)
        sink_ch(s, '\'');
    if (quotes) {
        put_quoted(s, d, len);
        sink_ch(s, '"');
    } else {
        sink_put(s, d, len);
    }
}

void csv_out_field(struct csv_out *o, const char *d, size_t len) {
    put_field(o, d, len, o->options.guard && csv_is_formula(d, len));
}

void csv_out_text(struct csv_out *o, const char *text) {
    if (text == NULL)
        text = "";
    csv_out_field(o, text, strlen(text));
}

void csv_out_unguarded(struct csv_out *o, const char *d, size_t len) {
    put_field(o, d, len, false);
}

void csv_out_int(struct csv_out *o, int64_t value) {
    char digits[24];
    int n = snprintf(digits, sizeof digits, "%" PRId64, value);

    csv_out_unguarded(o, digits, (size_t)n);
}

void csv_out_end_row(struct csv_out *o) {
    /* A row of one empty field would be a blank line, which readers skip. */
    if (o->fields == 1 && o->empty)
        sink_cat(&o->encoder.in, "\"\"");
    sink_cat(&o->encoder.in, o->options.lf ? "\n" : "\r\n");
    o->fields = 0;
}

int csv_out_finish(struct csv_out *o, const char *what, struct err *e) {
    return charset_sink_end(&o->encoder, what, e);
}

void csv_out_release(struct csv_out *o) {
    charset_sink_release(&o->encoder);
}
