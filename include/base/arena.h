/*
 * arena.h - memory for many small things that live and die together: one person's rows, one file's header.
 */
#ifndef GDPRCTL_BASE_ARENA_H
#define GDPRCTL_BASE_ARENA_H

#include "base/base.h"

struct arena_block;

struct arena {
    struct arena_block *block; /* newest first; NULL while empty */
};

void *arena_alloc(struct arena *a, size_t size); /* zeroed, aligned for any type; lives until arena_release */
char *arena_strndup(struct arena *a, const char *s, size_t len);
void arena_release(struct arena *a);

#endif
