/*
 * answer.h - the letter that fits what a request has come to: asked for proof of identity, extended, refused,
 * withdrawn, or carried out and with which result. It is made from what the request book keeps, so it can be printed
 * again when the person's rows are gone; it then has no address block.
 *
 *     ANSWER(a);
 *     TRY(answer_prepare(&a, db, &request, &options));
 *     doc_out_open(&out, format, sink, a.lang, answer_title(&a));
 *     answer_write(&a, &out.doc);
 */
#ifndef GDPRCTL_ENGINE_ANSWER_H
#define GDPRCTL_ENGINE_ANSWER_H

#include "base/arena.h"
#include "base/base.h"
#include "base/date.h"
#include "base/doc.h"
#include "base/lang.h"
#include "base/node.h"
#include "base/vec.h"
#include "engine/letter.h"
#include "store/catalog.h"
#include "store/request_store.h"
#include "store/subject_store.h"

struct answer_options {
    date_t today;    /* the letter's date */
    bool lang_given; /* in `lang`; else in the person's language, else in `lang` */
    enum lang lang;
    bool protected_ok; /* second confirmation: else the letter to a protected person has no address block */
    date_t lifting;    /* the letter that says, before it is done, that a restriction is lifted on this day
                        * (Art. 18(3)); DATE_NONE: the letter that fits the request's state */
};

enum answer_kind {
    ANSWER_IDENTITY,
    ANSWER_EXTENSION,
    ANSWER_REFUSAL,
    ANSWER_WITHDRAWN,
    ANSWER_LIFTING,
    ANSWER_OWN,     /* the controller's own erasure */
    ANSWER_OUTCOME, /* of the right that was used */
};

/* Everything the letter is made of. Strings live in the arena or with the request. */
struct answer {
    struct db *db;
    const struct request *request;
    const struct answer_options *options;
    enum answer_kind kind;
    enum right right;
    enum lang lang;
    bool address; /* the letter may have an address block */
    struct node *def;
    struct catalog cat;
    struct subject_card card;
    struct arena arena;
    const char *last_step; /* code of the last event that called for a letter; NULL: none */
    bool begun;            /* something was carried out */
    bool statement;        /* a supplementary statement was added */
    bool ban_kept;
    const char *ground; /* of the restriction */
    date_t lifted_on, told_on;
    size_t restrictions;          /* how many were read */
    bool restricted_otherwise;    /* and another request's is in force */
    VEC(const char *) names;      /* of what was rectified or restricted, each once */
    bool everything;              /* what was restricted is everything of the person: then it has no names */
    VEC(const char *) recipients; /* codes */
    VEC(struct letter_erased) erased;
    VEC(struct letter_kept) kept;
};

#define ANSWER(name) struct answer name CLEANUP(answer_release) = {0}

/*
 * Reads what the letter says. `q` and `o` must outlive the answer. ERR_REFUSED when there is nothing to write yet: the
 * request is verified and not carried out. ERR_USAGE for `lifting` where no restriction is in force, or was on that
 * day.
 */
int answer_prepare(struct answer *a, struct db *db, const struct request *q, const struct answer_options *o);
void answer_release(struct answer *a);

const char *answer_title(const struct answer *a);
void answer_write(const struct answer *a, struct doc *d);

#endif
