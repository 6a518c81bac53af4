/*
 * golden.h - for tests of documents: reads a test definition, renders to a string, and compares with the stored text
 * below tests/data. UPDATE_GOLDEN=1 in the environment stores what was rendered instead; look at the difference before
 * committing it.
 */
#ifndef GDPRCTL_TESTS_UNIT_ENGINE_GOLDEN_H
#define GDPRCTL_TESTS_UNIT_ENGINE_GOLDEN_H

#include "test.h"

#include "base/mem.h"
#include "io/doc_out.h"
#include "io/json_in.h"

UNUSED static struct node *golden_definition(const char *path) {
    struct err e = {0};
    struct node *def = NULL;

    test_check(json_read_file(path, &def, &e) == 0, __FILE__, __LINE__, "%s: %s", path, e.msg);
    return def;
}

/* A document being rendered to a string. */
struct golden {
    struct sb text;
    struct sink *sink;
    struct doc_out out;
};

UNUSED static struct doc *golden_begin(struct golden *g, enum doc_format format, enum lang lang, const char *title) {
    g->text = (struct sb)SB_INIT;
    g->sink = mem_alloc(sizeof *g->sink);
    sink_to_sb(g->sink, &g->text);
    doc_out_open(&g->out, format, g->sink, lang, title);
    return &g->out.doc;
}

UNUSED static const char *golden_end(struct golden *g) {
    struct err e = {0};

    CHECK_EQ_INT(doc_out_close(&g->out, "a string", &e), 0);
    return g->text.d;
}

UNUSED static void golden_release(struct golden *g) {
    sb_release(&g->text);
    free(g->sink);
}

/* The stored text, or what is there of it. */
UNUSED static char *golden_read(const char *path) {
    SB(all);
    char buf[4096];
    size_t n;
    FILE *f = fopen(path, "rb");

    while (f != NULL && (n = fread(buf, 1, sizeof buf, f)) > 0)
        sb_catn(&all, buf, n);
    if (f != NULL)
        (void)fclose(f);
    return sb_detach(&all);
}

UNUSED static void golden_check(const char *path, const char *got) {
    const char *update = getenv("UPDATE_GOLDEN");
    char *want CLEANUP(mem_free) = NULL;

    if (update != NULL && *update == '1') {
        FILE *f = fopen(path, "wb");
        bool written = f != NULL && fputs(got, f) >= 0;

        if (f != NULL)
            written = fclose(f) == 0 && written;
        test_check(written, __FILE__, __LINE__, "cannot write %s", path);
        return;
    }
    want = golden_read(path);
    test_check(strcmp(got, want) == 0, __FILE__, __LINE__, "%s differs from what is rendered now:\n%s", path, got);
}

#endif
