/*
 * mem.c - see mem.h. The only place below main that may end the process: there is no memory left to say it otherwise.
 */
#include "base/mem.h"

#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>

enum {
    PAGE = 4096,
    LARGE_PAGE = 2 << 20,
    OVERHEAD = 32,           /* bytes: what malloc adds to a block that it maps */
    MAPPED_FROM = 128 << 10, /* bytes: from there on malloc maps blocks; its own default */
};

static _Noreturn void out_of_memory(void) {
    static const char msg[] = "gdprctl: out of memory; nothing was committed by the step that was running\n";

    if (write(STDERR_FILENO, msg, sizeof msg - 1) < 0)
        _exit(70);
    _exit(70);
}

/* ---- large pages ---- */

static bool is_large(size_t bytes) {
    return bytes >= LARGE_PAGE && bytes < SIZE_MAX / 2;
}

/* From the page that a block begins in: memory of one mapping has to stay one, or it cannot be grown in place. */
static void wish_large_pages(void *p, size_t bytes) {
    size_t before = (uintptr_t)p % PAGE;

    (void)madvise((char *)p - before, before + bytes, MADV_HUGEPAGE);
}

/* Large blocks are mappings of their own, of whole large pages: only those does the kernel place where such pages can
 * begin. What is not used of the last one takes no memory. (Not in the tests, which look for writes behind the end.) */
static size_t whole_pages(size_t bytes) {
#ifndef GDPRCTL_TEST
    size_t over = (bytes + OVERHEAD) % LARGE_PAGE;

    if (is_large(bytes)) {
        (void)mallopt(M_MMAP_THRESHOLD, MAPPED_FROM);
        bytes += over > 0 ? LARGE_PAGE - over : 0;
    }
#endif
    return bytes > 0 ? bytes : 1;
}

/* ---- allocation ---- */

static void *checked(void *p, size_t bytes) {
    if (p == NULL)
        out_of_memory();
    if (is_large(bytes))
        wish_large_pages(p, bytes);
    return p;
}

void *mem_alloc(size_t size) {
    size = whole_pages(size);
    return checked(calloc(1, size), size);
}

void *mem_realloc(void *p, size_t count, size_t size) {
    size_t bytes;

    if (__builtin_mul_overflow(count, size, &bytes))
        out_of_memory();
    bytes = whole_pages(bytes);
    return checked(realloc(p, bytes), bytes);
}

/* Blocks of the heap, which are freed again: what lies there from then on lies on large pages. M_TOP_PAD: the end of
 * the heap is not given back meanwhile. */
void mem_expect(size_t bytes) {
    enum { BLOCK = 8 << 20, BLOCKS = 32 };
    void *blocks[BLOCKS];
    size_t n = 0;

    if (bytes < 2 * LARGE_PAGE || bytes > BLOCKS * (size_t)BLOCK || mallopt(M_TOP_PAD, (int)bytes) == 0 ||
        mallopt(M_MMAP_THRESHOLD, 2 * BLOCK) == 0)
        return;
    while (n * BLOCK < bytes && (blocks[n] = malloc(BLOCK)) != NULL)
        wish_large_pages(blocks[n++], BLOCK);
    while (n > 0)
        free(blocks[--n]);
    (void)mallopt(M_MMAP_THRESHOLD, MAPPED_FROM);
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
