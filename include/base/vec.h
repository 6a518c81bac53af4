/*
 * vec.h - a typed growable array. A low primitive: it knows only mem.h.
 *
 *     VEC(int64_t) ids = {0};
 *     *vec_push(&ids) = 7;
 *     for (size_t i = 0; i < ids.len; i++) use(ids.d[i]);
 *     vec_release(&ids);
 *
 * `vec_push` grows the array and gives the address of a zeroed new element, valid until the next push. The elements
 * are the vector's; what they point to is the caller's.
 */
#ifndef GDPRCTL_BASE_VEC_H
#define GDPRCTL_BASE_VEC_H

#include "base/mem.h"

#define VEC(type)   \
    struct {        \
        type *d;    \
        size_t len; \
        size_t cap; \
    }

#define vec_push(v)                                                                           \
    ((v)->len == (v)->cap ? ((v)->cap = (v)->cap > 0 ? (v)->cap * 2 : 8,                      \
                             (v)->d = mem_realloc((v)->d, (v)->cap, sizeof *(v)->d), (void)0) \
                          : (void)0,                                                          \
     memset(&(v)->d[(v)->len], 0, sizeof *(v)->d), &(v)->d[(v)->len++])

#define vec_clear(v) ((v)->len = 0)

#define vec_release(v)           \
    do {                         \
        free((v)->d);            \
        (v)->d = NULL;           \
        (v)->len = (v)->cap = 0; \
    } while (0)

#endif
