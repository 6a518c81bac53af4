/*
 * phrase.h - everything the program says to data subjects and officers in words, in Finnish, Swedish and English.
 *
 * The texts stand in phrases*.def, one entry for each: P(ID, fi, sv, en). A text with values has %s for each, in the
 * same order in the three languages; a name that is put in stands where its basic form is right ("Rekisteri: %s"), so
 * that nothing has to be inflected. Texts are plain language without codes of the program.
 */
#ifndef GDPRCTL_DOMAIN_PHRASE_H
#define GDPRCTL_DOMAIN_PHRASE_H

#include "base/base.h"
#include "base/date.h"
#include "base/lang.h"
#include "base/sb.h"
#include "domain/code.h"

enum phrase {
#define P(id, fi, sv, en) PHRASE_##id,
#include "domain/phrases.def"
#undef P
    PHRASE__MAX
};

/* The text; static. */
const char *phrase(enum phrase id, enum lang lang);

/* Appends the text with its values; there must be as many as it has %s. */
void phrase_fill(struct sb *out, enum phrase id, enum lang lang, const char *const *values, size_t n);

#define PHRASE_FILL(out, id, lang, ...)                                  \
    phrase_fill((out), (id), (lang), (const char *const[]){__VA_ARGS__}, \
                sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *))

/* Number of %s in the text. */
size_t phrase_values(enum phrase id, enum lang lang);

/* The phrase whose name is PREFIX_CODE, the code written in capitals with underscores ("STATE", "waiting-identity";
 * "ACT", "523/1999"), or PHRASE__MAX: how words that other files define (states, reasons) get their names. */
enum phrase phrase_named(const char *prefix, const char *code);

/* The same as a text; the code itself when it has no name. */
const char *phrase_word(const char *prefix, const char *code, enum lang lang);

/* Names of the closed vocabularies, in the basic form and lower case. */
const char *right_name(enum right value, enum lang lang);
const char *channel_name(enum channel value, enum lang lang);
const char *method_name(enum method value, enum lang lang);
const char *scope_name(enum scope value, enum lang lang);
const char *basis_name(enum basis value, enum lang lang);
const char *strength_name(enum strength value, enum lang lang);
const char *role_name(enum role value, enum lang lang);

/* Appends the basis with its place in the law: "sopimus (tietosuoja-asetuksen 6 artiklan 1 kohdan b alakohta)". */
void phrase_basis(struct sb *out, enum basis value, enum lang lang);

/* Appends an article of the GDPR written "Art. 17(3)(b)" as the language writes it: "tietosuoja-asetuksen 17 artiklan 3
 * kohdan b alakohta". What is not of that form stays as it is. */
void phrase_article(struct sb *out, const char *article, enum lang lang);

/* Appends a date as people write it: 22.11.2026, in English 22 November 2026. DATE_NONE appends nothing. */
void phrase_date(struct sb *out, date_t d, enum lang lang);

/* Appends "from the first to the last day": 1.1.2026–22.11.2026, with spaces about the dash where a date has some. */
void phrase_dates(struct sb *out, date_t first, date_t last, enum lang lang);

/* Appends a period in words, basic form: "10 vuotta", "1 år 6 månader", "30 days". */
void phrase_period(struct sb *out, struct period p, enum lang lang);

/* Appends opening hours: "mon-fri 10-16" becomes "ma-pe klo 10-16"; what is not of that form stays as it is. */
void phrase_hours(struct sb *out, const char *hours, enum lang lang);

/* Appends the text with its first letter in upper case. */
void phrase_capital(struct sb *out, const char *text);

#endif
