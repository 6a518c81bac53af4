/*
 * base.h - what every source file of gdprctl includes first: the C library headers, the attributes and the few
 * macros that the house idioms need. It ends by including banned.h, so that a banned call is an error everywhere.
 *
 * House idioms in one place:
 *   - A function that can fail returns 0, or -1 with the reason in a `struct err`. Nothing prints, nothing exits.
 *   - An owner is a local declared with its cleanup attribute (SB(x), STMT(x), ...), so every exit is a plain return.
 *   - `TRY(call)` returns -1 when the call did.
 */
#ifndef GDPRCTL_BASE_BASE_H
#define GDPRCTL_BASE_BASE_H

#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h> /* before banned.h, which bans most of it */

/* The compiler checks the arguments of a printf-like function; `f` and `a` count from 1. */
#define PRINTF(f, a) __attribute__((format(printf, f, a)))
/* The owner's release function runs when the local leaves its scope. */
#define CLEANUP(f)   __attribute__((cleanup(f)))
#define UNUSED       __attribute__((unused))
#define NODISCARD    __attribute__((warn_unused_result))
#define ARRAY_LEN(a) (sizeof(a) / sizeof((a)[0]))

/* Returns -1 from the caller when the call failed; the error is already set. */
#define TRY(call)       \
    do {                \
        if ((call) < 0) \
            return -1;  \
    } while (0)

/* Hands the pointer out of a scope whose cleanup would free it. */
#define STEAL(p)                   \
    (__extension__({               \
        __typeof__(p) moved = (p); \
        (p) = NULL;                \
        moved;                     \
    }))

#include "base/banned.h"

#endif
