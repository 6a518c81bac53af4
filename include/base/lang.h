/*
 * lang.h - the three languages the program speaks to data subjects in: Finnish, Swedish, English (BCP 47 codes fi,
 * sv, en), and a text held in all three.
 */
#ifndef GDPRCTL_BASE_LANG_H
#define GDPRCTL_BASE_LANG_H

#include "base/base.h"

enum lang { LANG_FI, LANG_SV, LANG_EN, LANG__MAX };

/* One text in the three languages; the strings are the owner's. An entry may be NULL where nothing was said. */
struct names {
    char *t[LANG__MAX];
};

const char *lang_code(enum lang lang);                 /* "fi", "sv", "en" */
int lang_parse(const char *code, enum lang *ret_lang); /* 0, or -1 when it is none of the three */

#endif
