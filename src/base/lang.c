/*
 * lang.c - see lang.h.
 */
#include "base/lang.h"

static const char *const codes[] = {[LANG_FI] = "fi", [LANG_SV] = "sv", [LANG_EN] = "en"};

_Static_assert(ARRAY_LEN(codes) == LANG__MAX, "a code for every language");

const char *lang_code(enum lang lang) {
    return codes[lang];
}

int lang_parse(const char *code, enum lang *ret_lang) {
    for (size_t i = 0; i < ARRAY_LEN(codes); i++) {
        if (strcmp(code, codes[i]) == 0) {
            *ret_lang = (enum lang)i;
            return 0;
        }
    }
    return -1;
}
