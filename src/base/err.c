/*
 * err.c - fills and reads `struct err`; the list in err.h is the only place where codes meet exit statuses.
 */
#include "base/err.h"

#include "base/text.h"

static void fill(char *into, size_t size, const char *fmt, va_list ap) {
    (void)vsnprintf(into, size, fmt, ap);
    text_mask_controls(into);
}

/* The parentheses keep the analyzers' macros of the same names (err.h) away. */
int(err_set)(struct err *e, enum err_code code, const char *fmt, ...) {
    va_list ap;

    if (e->code != ERR_NONE)
        return -1;
    e->code = code;
    e->hint[0] = '\0';
    va_start(ap, fmt);
    fill(e->msg, sizeof e->msg, fmt, ap);
    va_end(ap);
    return -1;
}

int(err_hint)(struct err *e, const char *fmt, ...) {
    va_list ap;

    if (e->hint[0] != '\0')
        return -1;
    va_start(ap, fmt);
    fill(e->hint, sizeof e->hint, fmt, ap);
    va_end(ap);
    return -1;
}

void err_clear(struct err *e) {
    e->code = ERR_NONE;
    e->msg[0] = '\0';
    e->hint[0] = '\0';
}

int err_status(const struct err *e) {
    switch (e->code) {
#define X(name, status, code) \
    case ERR_##name:          \
        return status;
        ERR_LIST(X)
#undef X
    case ERR_NONE:
        break;
    }
    return 0;
}

const char *err_code_name(enum err_code code) {
    switch (code) {
#define X(name, status, code) \
    case ERR_##name:          \
        return code;
        ERR_LIST(X)
#undef X
    case ERR_NONE:
        break;
    }
    return "ok";
}
