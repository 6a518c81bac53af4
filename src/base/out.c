/*
 * out.c - forwards to the back-end; see out.h.
 */
#include "base/out.h"

#include "base/sb.h"

void out_map(struct out *o, const char *key) {
    o->ops->map(o, key);
}

void out_list(struct out *o, const char *key) {
    o->ops->list(o, key);
}

void out_end(struct out *o) {
    o->ops->end(o);
}

void out_str(struct out *o, const char *key, const char *value) {
    if (value == NULL) {
        o->ops->null(o, key);
    } else {
        o->ops->str(o, key, value, strlen(value));
    }
}

void out_int(struct out *o, const char *key, int64_t value) {
    o->ops->num(o, key, value);
}

void out_bool(struct out *o, const char *key, bool value) {
    o->ops->boolean(o, key, value);
}

void out_date(struct out *o, const char *key, date_t value) {
    char text[DATE_LEN];

    date_iso(value, text);
    out_str(o, key, value != DATE_NONE ? text : NULL);
}

void out_null(struct out *o, const char *key) {
    o->ops->null(o, key);
}

void out_note(struct out *o, const char *fmt, ...) {
    SB(text);
    va_list ap;

    va_start(ap, fmt);
    sb_vprintf(&text, fmt, ap);
    va_end(ap);
    o->ops->note(o, text.d);
}
