/*
 * document.h - a document that is the result of a command: as it stands, or with --json as a string in the one object.
 */
#ifndef GDPRCTL_CLI_DOCUMENT_H
#define GDPRCTL_CLI_DOCUMENT_H

#include "cli/app.h"
#include "cli/args.h"
#include "io/doc_out.h"
#include "io/sink.h"

struct document {
    struct app *app;
    struct doc_out out; /* the caller writes to out.doc */
    struct sb text;     /* with --json: what was written */
    struct sink sink;   /* into `text` */
};

#define DOCUMENT(name) struct document name CLEANUP(document_release) = {.out = {.to = NULL}, .text = SB_INIT}

/* Starts the document in the form of the command's --format (text when it was not given). `title` names the page. */
void document_open(struct document *d, struct app *app, const struct args *a, enum lang lang, const char *title);

/* Ends it. `key` and `value` say in the JSON what it is about ("register", its code). 0, or -1. */
int document_close(struct document *d, const char *key, const char *value);

void document_release(struct document *d);

#endif
