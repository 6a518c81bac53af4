/*
 * refusal.c - see refusal.h.
 */
#include "domain/refusal.h"

#define X(id, code) code,
const char *const refusal_codes[] = {REFUSAL_LIST(X) NULL};
#undef X

const char *refusal_code(enum refusal ground) {
    return refusal_codes[ground];
}

int refusal_parse(const char *code, enum refusal *ret) {
    for (int i = 0; refusal_codes[i] != NULL; i++) {
        if (strcmp(refusal_codes[i], code) == 0) {
            *ret = (enum refusal)i;
            return 0;
        }
    }
    return -1;
}

#define FOR(right) (1U << RIGHT_##right)
#define FOR_ALL    ((1U << RIGHT__MAX) - 1)

/*
 * Access has no conditions that could be missing: who is not in the register is told so (Art. 15(1)). A rectification
 * has one, that the data are wrong or incomplete (Art. 16).
 */
static const unsigned rights_of[] = {
    [REFUSAL_UNFOUNDED] = FOR_ALL,
    [REFUSAL_EXCESSIVE] = FOR_ALL,
    [REFUSAL_NOT_IDENTIFIED] = FOR_ALL,
    [REFUSAL_ACCURATE] = FOR(RECTIFICATION),
    [REFUSAL_NOT_APPLICABLE] = FOR_ALL & ~FOR(ACCESS),
    [REFUSAL_RIGHTS_OF_OTHERS] = FOR(ACCESS) | FOR(PORTABILITY),
    [REFUSAL_LEGAL_OBLIGATION] = FOR(ERASURE),
    [REFUSAL_LEGAL_CLAIMS] = FOR(ERASURE) | FOR(OBJECTION),
    [REFUSAL_SECTION_34] = FOR(ACCESS),
};

bool refusal_applies(enum refusal ground, enum right right) {
    _Static_assert(sizeof rights_of / sizeof rights_of[0] == REFUSAL__MAX, "every ground has its rights");
    return (rights_of[ground] >> right & 1) != 0;
}

bool refusal_after_begin(enum right right) {
    return right == RIGHT_RECTIFICATION;
}
