/*
 * out_format.c - see out_format.h.
 */
#include "io/out_format.h"

#include "base/mem.h"
#include "io/out_back.h"

static struct out_back *(*const constructors[])(void) = {
    [OUT_TEXT] = out_text_new, [OUT_JSON] = out_json_new, [OUT_NDJSON] = out_ndjson_new,
    [OUT_CSV] = out_csv_new,   [OUT_HTML] = out_html_new,
};

const char *const out_format_words[] = {
#define X(id, word) [OUT_##id] = word,
    OUT_FORMAT_LIST(X)
#undef X
        [OUT_FORMAT__MAX] = NULL,
};

_Static_assert(ARRAY_LEN(constructors) == OUT_FORMAT__MAX, "a back-end for every format");

int out_format_parse(const char *word, enum out_format *ret) {
    for (size_t i = 0; i < OUT_FORMAT__MAX; i++) {
        if (strcmp(word, out_format_words[i]) == 0) {
            *ret = (enum out_format)i;
            return 0;
        }
    }
    return -1;
}

struct out *out_new_sink(enum out_format format, struct sink *to, const struct out_options *options) {
    struct out_back *b = constructors[format]();

    if (options != NULL)
        b->options = *options;
    b->to = to;
    return &b->out;
}

struct out *out_new(enum out_format format, FILE *f, const struct out_options *options) {
    struct sink *to = mem_alloc(sizeof *to);
    struct out *o = out_new_sink(format, to, options);

    sink_to_file(to, f);
    ((struct out_back *)o)->own_sink = true;
    return o;
}

int out_finish(struct out **at, struct err *e) {
    struct out_back *b = (struct out_back *)*at;
    int r = b->back->finish(b, e);

    if (r == 0 && b->own_sink)
        r = sink_flush(b->to, "the output", e);
    out_discard(at);
    return r;
}

bool out_started(const struct out *o) {
    const struct out_back *b = (const struct out_back *)o;

    return b->to->wrote || b->to->used > 0;
}

void out_discard(struct out **at) {
    struct out_back *b = (struct out_back *)*at;

    if (b == NULL)
        return;
    b->back->release(b);
    if (b->own_sink)
        free(b->to);
    free(b);
    *at = NULL;
}
