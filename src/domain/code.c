/*
 * code.c - see code.h: the helpers of every vocabulary are made from its list.
 */
#include "domain/code.h"

static int find(const char *const *codes, const char *code) {
    for (int i = 0; codes[i] != NULL; i++) {
        if (strcmp(codes[i], code) == 0)
            return i;
    }
    return -1;
}

#define X(id, code) code,
#define CODE_DEFINE(name, LIST)                                \
    const char *const name##_codes[] = {LIST(X) NULL};         \
    const char *name##_code(enum name value) {                 \
        return name##_codes[value];                            \
    }                                                          \
    int name##_parse(const char *code, enum name *ret_value) { \
        int i = find(name##_codes, code);                      \
        if (i < 0)                                             \
            return -1;                                         \
        *ret_value = (enum name)i;                             \
        return 0;                                              \
    }

CODE_DEFINE(right, RIGHT_LIST)
CODE_DEFINE(channel, CHANNEL_LIST)
CODE_DEFINE(method, METHOD_LIST)
CODE_DEFINE(scope, SCOPE_LIST)
CODE_DEFINE(basis, BASIS_LIST)
CODE_DEFINE(strength, STRENGTH_LIST)
CODE_DEFINE(role, ROLE_LIST)

bool scope_is_marketing(const char *code) {
    return strcmp(code, scope_code(SCOPE_PROCESSING)) != 0;
}
