/*
 * err.h - how a failure travels: one struct, filled by the function that noticed, read by main.
 *
 * A message says what went wrong and why, the hint what to do next, both in the user's words. Neither ever holds a
 * name, an identifier or another value of a person: name the line, the column, the table, the code. Control bytes and
 * broken UTF-8 in an argument (a file name, say) are masked with '?', so a message is safe on a terminal.
 */
#ifndef GDPRCTL_BASE_ERR_H
#define GDPRCTL_BASE_ERR_H

#include "base/base.h"

/*
 * X(NAME, exit status, code in JSON). The statuses are those of sysexits.h that the command line promises; 1 ("done,
 * but something needs a person") is no error and so is not here.
 */
#define ERR_LIST(X)                    \
    X(USAGE, 64, "usage")              \
    X(DATA, 65, "bad-data")            \
    X(NOINPUT, 66, "no-input")         \
    X(NOSUBJECT, 67, "no-subject")     \
    X(NOTFOUND, 69, "not-found")       \
    X(INTERNAL, 70, "internal")        \
    X(CANTCREATE, 73, "cannot-create") \
    X(IO, 74, "io")                    \
    X(BUSY, 75, "busy")                \
    X(INTEGRITY, 76, "integrity")      \
    X(REFUSED, 77, "refused")          \
    X(CONFIG, 78, "config")

enum err_code {
    ERR_NONE = 0,
#define X(name, status, code) ERR_##name,
    ERR_LIST(X)
#undef X
};

/* Lives on the stack of main (or of a test); zero-initialised means "no error". */
struct err {
    enum err_code code;
    char msg[768];
    char hint[512]; /* empty when there is nothing to add */
};

/* Records the failure and returns -1. The first error wins: a later call on a set error changes nothing. */
int err_set(struct err *e, enum err_code code, const char *fmt, ...) PRINTF(3, 4);

/* Adds what to do next to the error just set, and returns -1 so that it can end a function. The first hint wins. */
int err_hint(struct err *e, const char *fmt, ...) PRINTF(2, 3);

#ifdef __clang_analyzer__
/* For the analyzers, which look at one source file at a time: so they know that the functions above return -1. */
#define err_set(...)                \
    (__extension__({                \
        (void)err_set(__VA_ARGS__); \
        -1;                         \
    }))
#define err_hint(...)                \
    (__extension__({                 \
        (void)err_hint(__VA_ARGS__); \
        -1;                          \
    }))
#endif

/* Forgets the error, for the few callers that can go on (a rejected row, a retry). */
void err_clear(struct err *e);

/* The process's exit status for the error; 0 for ERR_NONE. */
int err_status(const struct err *e);

/* Stable word for scripts ("no-subject"); static storage. */
const char *err_code_name(enum err_code code);

#endif
