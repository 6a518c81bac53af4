/*
 * access_parts.h - the files of an access package, each written from the same view; see access.h.
 */
#ifndef GDPRCTL_ENGINE_ACCESS_PARTS_H
#define GDPRCTL_ENGINE_ACCESS_PARTS_H

#include "base/base.h"
#include "base/doc.h"
#include "base/vec.h"
#include "engine/access.h"
#include "io/package.h"
#include "store/person_store.h"

/* A recording of the person and what became of its copy. */
struct access_recording {
    const struct plan_table *table;
    int64_t row;
    const char *path; /* as stored */
    char *copy;       /* name in the package; NULL when the file was not there */
};

/* What the parts are made of. */
struct access_content {
    struct access *access;
    const struct request *request;
    const struct workset *work;
    const struct view *view;
    const struct subject_card *card;
    struct person_history history;
    VEC(struct access_recording) recordings;
    bool masked; /* some row is about another person */
    enum lang lang;
};

int access_write_json(const struct access_content *c, struct package *p);
int access_write_csv(const struct access_content *c, struct package *p);
int access_write_letter(const struct access_content *c, struct package *p);

/* The person's data, category by category, and what the book knows of them: a section of the letter. */
void access_put_data(const struct access_content *c, struct doc *d);

/* Copies the recordings that are there into the package; fills c->recordings. */
int access_copy_recordings(struct access_content *c, struct package *p);

#endif
