/*
 * builtin.c - see builtin.h. The Makefile turns src/registers/ into registers.inc: the bytes of each file, and their
 * list BUILTIN_LIST(X) with X(code, bytes).
 */
#include "io/builtin.h"

#include "registers.inc"

#define CODE(code, bytes) code,
const char *const builtin_codes[] = {BUILTIN_LIST(CODE) NULL};
#undef CODE

const char *builtin_register(const char *code, size_t *len) {
#define TEXT(name, bytes)             \
    if (strcmp(code, name) == 0) {    \
        *len = sizeof(bytes) - 1;     \
        return (const char *)(bytes); \
    }
    BUILTIN_LIST(TEXT)
#undef TEXT
    (void)code;
    (void)len;
    return NULL;
}
