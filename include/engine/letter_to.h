/*
 * letter_to.h - whom a letter goes to: the person's name and address, as lines.
 */
#ifndef GDPRCTL_ENGINE_LETTER_TO_H
#define GDPRCTL_ENGINE_LETTER_TO_H

#include "base/base.h"
#include "base/lang.h"
#include "base/sb.h"
#include "store/subject_store.h"

/* Lines point into the card and into `city`. */
struct letter_to {
    const char *lines[4];
    size_t count; /* 0 when nothing is known of the person any more */
    struct sb city;
};

#define LETTER_TO(name) struct letter_to name CLEANUP(letter_to_release) = {.city = SB_INIT}

void letter_to_make(const struct subject_card *card, struct letter_to *ret);
void letter_to_release(struct letter_to *t);

/* ERR_REFUSED for the answer to a person with a protected address, unless the second confirmation was given. */
int letter_check_protected(struct db *db, const struct subject_card *card, bool confirmed, const char *ref);

/* The language of the letter: `lang` when the officer gave one, else the person's own, else `lang`. */
enum lang letter_language(const struct subject_card *card, bool given, enum lang lang);

#endif
