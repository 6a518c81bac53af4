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

/*
 * Says that `bytes` will be asked for in small pieces (a page cache): the heap grows by them at once and of large
 * pages, which cost one fault where small ones cost five hundred. What is not used of it takes no memory, up to one
 * large page. Single blocks of some MiB get large pages without being asked. A wish: without the kernel's or the
 * allocator's help everything is as before. See madvise(2), MADV_HUGEPAGE; mallopt(3), M_TOP_PAD.
 */
void mem_expect(size_t bytes);

/* Cleanup function for `char *p CLEANUP(mem_free)`. */
static inline void mem_free(void *p) {
    void **at = p;
    free(*at);
    *at = NULL;
}

#endif
