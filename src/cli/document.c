/*
 * document.c - see document.h.
 */
#include "cli/document.h"

void document_open(struct document *d, struct app *app, const struct args *a, enum lang lang, const char *title) {
    int format = args_word(a, "format");

    d->app = app;
    if (app->format != APP_TEXT)
        sink_to_sb(&d->sink, &d->text);
    doc_out_open(&d->out, format < 0 ? DOC_TEXT : (enum doc_format)format,
                 app->format == APP_TEXT ? app->raw : &d->sink, lang, title);
}

int document_close(struct document *d, const char *key, const char *value) {
    struct app *app = d->app;

    TRY(doc_out_close(&d->out, "standard output", app->err));
    if (app->format == APP_TEXT)
        return 0;
    out_map(app->out, NULL);
    out_str(app->out, key, value);
    out_str(app->out, "language", lang_code(d->out.lang));
    out_str(app->out, "form", doc_format_words[d->out.format]);
    out_str(app->out, "document", d->text.d);
    out_end(app->out);
    return 0;
}

void document_release(struct document *d) {
    doc_out_release(&d->out);
    sb_wipe(&d->text);
}
