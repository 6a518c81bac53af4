/*
 * doc_out.c - choosing a back-end, and what the back-ends share; see doc_out.h and doc_back.h.
 */
#include "io/doc_out.h"

#include "base/mem.h"
#include "base/text.h"
#include "io/doc_back.h"

#define X(name, word) word,
const char *const doc_format_words[] = {DOC_FORMAT_LIST(X) NULL};
#undef X

static const struct doc_ops *const back_ends[] = {
    [DOC_TEXT] = &doc_text_ops,
    [DOC_MARKDOWN] = &doc_markdown_ops,
    [DOC_HTML] = &doc_html_ops,
};

_Static_assert(ARRAY_LEN(back_ends) == DOC_FORMAT__MAX, "a back-end for every format");

void doc_out_open(struct doc_out *o, enum doc_format format, struct sink *to, enum lang lang, const char *title) {
    *o = (struct doc_out){.doc = {back_ends[format]}, .to = to, .format = format, .lang = lang};
    if (format == DOC_HTML)
        doc_html_begin(o, title);
}

void doc_out_open_part(struct doc_out *o, struct sink *to, enum lang lang) {
    *o = (struct doc_out){.doc = {&doc_html_ops}, .to = to, .format = DOC_HTML, .lang = lang, .part = true};
}

void doc_out_put_part(struct doc_out *o, const char *part) {
    assert(o->format == DOC_HTML && o->columns == 0);
    sink_cat(o->to, part);
}

int doc_out_close(struct doc_out *o, const char *what, struct err *e) {
    if (o->format == DOC_HTML && !o->part)
        doc_html_end(o);
    doc_out_release(o);
    return sink_flush(o->to, what, e);
}

void doc_out_release(struct doc_out *o) {
    doc_forget(o);
    vec_release(&o->cells);
}

/* Controls, bidirectional embeddings, overrides, isolates and marks (UAX #9), line and paragraph separators, and the
 * zero-width space, word joiner and byte order mark. Joiners (U+200C, U+200D) stay: some scripts need them. */
static bool changes_what_is_seen(int32_t c) {
    return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x061C || c == 0x200B || c == 0x200E || c == 0x200F ||
           (c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x2069) || c == 0xFEFF;
}

#define REPLACEMENT 0xFFFD

/* What stands for a character that cannot stand for itself. */
static void put_changed(struct sb *out, int32_t c, char next) {
    if (c == REPLACEMENT) {
        sb_cat(out, "\xEF\xBF\xBD");
    } else if (c == '\r') {
        sb_cat(out, next == '\n' ? "" : "\n");
    } else if (c == '\t') {
        sb_ch(out, ' ');
    } else {
        sb_printf(out, "[U+%04X]", (unsigned)c);
    }
}

void doc_clean(const char *text, struct sb *out) {
    size_t len = text != NULL ? strlen(text) : 0;
    size_t from = 0, at = 0;

    while (at < len) {
        int32_t c = 0;
        size_t n = text_next(text + at, len - at, &c);

        if (n > 0 && (c == '\n' || !changes_what_is_seen(c))) {
            at += n;
            continue;
        }
        sb_catn(out, text + from, at - from);
        put_changed(out, n == 0 ? REPLACEMENT : c, text[at + 1]);
        at += n > 0 ? n : 1;
        from = at;
    }
    if (at > from)
        sb_catn(out, text + from, at - from);
}

const char *doc_line(const char **text, size_t *ret_len) {
    const char *start = *text;
    const char *end;

    if (*start == '\0')
        return NULL;
    end = strchr(start, '\n');
    *ret_len = end != NULL ? (size_t)(end - start) : strlen(start);
    *text = end != NULL ? end + 1 : start + *ret_len;
    return start;
}

void doc_keep(struct doc_out *o, const char *text) {
    SB(clean);

    doc_clean(text, &clean);
    *vec_push(&o->cells) = sb_detach(&clean);
}

void doc_forget(struct doc_out *o) {
    for (size_t i = 0; i < o->cells.len; i++)
        free(o->cells.d[i]);
    vec_clear(&o->cells);
}
