/*
 * mem.h - allocation that does not return NULL, so that no caller needs an out-of-memory branch.
 *
 * When memory ends the process ends at once with a message and status 70, exactly as if it had been killed: an open
 * transaction is rolled back by the next start, an unfinished output file never gets its name.
 */
#ifndef GDPRCTL_BASE_MEM_H
#define GDPRCTL_BASE_MEM_H

#include "base/base.h"

void *mem_alloc(size_t size);                          /* zeroed; the caller frees */
void *mem_realloc(void *p, size_t count, size_t size); /* checks count * size for overflow */
char *mem_strdup(const char *s);                       /* NULL stays NULL */
char *mem_strndup(const char *s, size_t len);          /* always NUL-terminated */

/* Cleanup function for `char *p CLEANUP(mem_free)`. */
static inline void mem_free(void *p) {
    void **at = p;
    free(*at);
    *at = NULL;
}

#endif
