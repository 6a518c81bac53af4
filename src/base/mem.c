/*
 * mem.c - see mem.h. The only place below main that may end the process: there is no memory left to say it otherwise.
 */
#include "base/mem.h"

#include <unistd.h>

static _Noreturn void out_of_memory(void) {
    static const char msg[] = "gdprctl: out of memory; nothing was committed by the step that was running\n";

    if (write(STDERR_FILENO, msg, sizeof msg - 1) < 0)
        _exit(70);
    _exit(70);
}

void *mem_alloc(size_t size) {
    void *p = calloc(1, size > 0 ? size : 1);

    if (p == NULL)
        out_of_memory();
    return p;
}

void *mem_realloc(void *p, size_t count, size_t size) {
    size_t bytes;

    if (__builtin_mul_overflow(count, size, &bytes))
        out_of_memory();
    p = realloc(p, bytes > 0 ? bytes : 1);
    if (p == NULL)
        out_of_memory();
    return p;
}

char *mem_strndup(const char *s, size_t len) {
    char *copy = mem_realloc(NULL, len + 1, 1);

    memcpy(copy, s, len);
    copy[len] = '\0';
    return copy;
}

char *mem_strdup(const char *s) {
    return s == NULL ? NULL : mem_strndup(s, strlen(s));
}
