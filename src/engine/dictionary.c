/*
 * dictionary.c - see dictionary.h.
 */
#include "engine/dictionary.h"

static const char *name_of(void *ctx, const char *table, const char *column, enum lang lang) {
    const struct catalog *cat = ctx;
    const struct cat_table *t = catalog_table(cat, table);
    const struct cat_column *c = t != NULL && column != NULL ? catalog_column(t, column) : NULL;

    if (t == NULL)
        return NULL;
    if (column == NULL)
        return t->names.t[lang];
    return c != NULL ? c->names.t[lang] : NULL;
}

struct notice_dictionary dictionary_of(const struct catalog *cat) {
    /* The callback type takes a plain context; the catalogue is only read. */
    union {
        const struct catalog *in;
        void *out;
    } ctx = {.in = cat};

    return (struct notice_dictionary){.name = name_of, .ctx = ctx.out};
}
