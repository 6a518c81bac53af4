/*
 * out_format.c - see out_format.h.
 */
#include "io/out_format.h"

#include "io/out_back.h"

static struct out_back *(*const constructors[])(void) = {
    [OUT_TEXT] = out_text_new,
    [OUT_JSON] = out_json_new,
    [OUT_NDJSON] = out_ndjson_new,
    [OUT_CSV] = out_csv_new,
};

_Static_assert(ARRAY_LEN(constructors) == OUT_FORMAT__MAX, "a back-end for every format");

bool out_is_list(const struct out_options *o, const char *key) {
    return o->list == NULL || (key != NULL && strcmp(o->list, key) == 0);
}

struct out *out_new_sink(enum out_format format, struct sink *to, const struct out_options *options) {
    struct out_back *b = constructors[format]();

    if (options != NULL)
        b->options = *options;
    b->to = to;
    return &b->out;
}

int out_finish(struct out **at, struct err *e) {
    struct out_back *b = (struct out_back *)*at;
    int r = b->back->finish(b, e);

    out_discard(at);
    return r;
}

void out_discard(struct out **at) {
    struct out_back *b = (struct out_back *)*at;

    if (b == NULL)
        return;
    b->back->release(b);
    free(b);
    *at = NULL;
}
