/*
 * arena.c - see arena.h.
 */
#include "base/arena.h"

#include "base/mem.h"

#define BLOCK_SIZE 16384

struct arena_block {
    struct arena_block *older;
    size_t used, size;
    _Alignas(max_align_t) unsigned char bytes[];
};

void *arena_alloc(struct arena *a, size_t size) {
    const size_t align = _Alignof(max_align_t);
    struct arena_block *b = a->block;
    void *p;

    size = (size + align - 1) / align * align;
    if (b == NULL || b->size - b->used < size) {
        size_t room = size > BLOCK_SIZE ? size : BLOCK_SIZE;

        b = mem_alloc(sizeof *b + room);
        b->size = room;
        b->older = a->block;
        a->block = b;
    }
    p = b->bytes + b->used;
    b->used += size;
    return p;
}

char *arena_strndup(struct arena *a, const char *s, size_t len) {
    char *copy = arena_alloc(a, len + 1);

    memcpy(copy, s, len);
    return copy;
}

void arena_release(struct arena *a) {
    while (a->block != NULL) {
        struct arena_block *older = a->block->older;

        free(a->block);
        a->block = older;
    }
}
