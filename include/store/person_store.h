/*
 * person_store.h - what the book knows of one person besides the records: earlier requests, objections, restrictions,
 * supplementary statements, and what existed and was deleted. Part of every access answer.
 */
#ifndef GDPRCTL_STORE_PERSON_STORE_H
#define GDPRCTL_STORE_PERSON_STORE_H

#include "base/base.h"
#include "base/crypt.h"
#include "base/vec.h"
#include "store/db.h"
#include "store/subject_store.h"

struct person_request {
    char *ref, *right, *received, *state, *finished_on;
};

struct person_objection {
    char *scope, *since, *source;
};

struct person_restriction {
    char *ground, *table_name, *column_name, *placed_on, *lifted_on;
};

struct person_statement {
    char *given_on, *body;
};

struct person_tombstone {
    char *table_name, *rule, *newest, *deleted_on;
    int64_t rows;
};

/* All strings are owned; NULL where nothing was recorded. */
struct person_history {
    VEC(struct person_request) requests;
    VEC(struct person_objection) objections;
    VEC(struct person_restriction) restrictions;
    VEC(struct person_statement) statements;
    VEC(struct person_tombstone) tombstones;
};

/* Appends to `ret`. Requests are found by the person's `tag` too; a representative has only requests, restrictions and
 * statements, because the rest is the customer's. */
int person_history_load(struct db *db, const struct subject *s, const uint8_t tag[CRYPT_TAG_LEN],
                        struct person_history *ret);
void person_history_release(struct person_history *h);

/* What the program itself writes into `disclosure`; view_value says it in words. */
#define DISCLOSED_TO_PERSON         "data-subject"
#define DISCLOSED_TO_REPRESENTATIVE "representative"
#define DISCLOSED_COPY              "access package"
#define DISCLOSED_PORTABLE          "portability package"
#define DISCLOSED_ARTICLE_15        "Art. 15"
#define DISCLOSED_ARTICLE_20        "Art. 20"

/* Records that data was disclosed, in the record table `disclosure`; `day` is YYYY-MM-DD. */
int person_add_disclosure(struct db *db, const struct subject *s, const char *number, const char *day,
                          const char *recipient, const char *content, const char *reference);

#endif
