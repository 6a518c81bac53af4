/*
 * fuzz_kind.h - what must hold of every value kind, whatever the bytes: for the fuzz targets of one kind each, which
 * add what they know of theirs.
 *
 * - A refusal has a reason and leaves the output alone; what is taken comes out as text and not empty.
 * - Bringing a form into its form again changes nothing, and a stored value has the key of the value it came from: else
 *   a person would not be found by what is in their own record.
 * - White space around a value does not count.
 */
#ifndef TESTS_FUZZ_KIND_H
#define TESTS_FUZZ_KIND_H

#include "base/text.h"
#include "domain/kind.h"

typedef int kind_form_fn(enum kind kind, const char *value, struct sb *out, const char **reason);

#define MUST(condition)       \
    do {                      \
        if (!(condition))     \
            __builtin_trap(); \
    } while (0)

/* Whether the form takes the value; it comes out in `out`. */
static inline bool fuzz_take(kind_form_fn *form, enum kind kind, const char *value, struct sb *out) {
    const char *reason = NULL;
    int r;

    sb_clear(out);
    sb_cat(out, "front");
    r = form(kind, value, out, &reason);
    MUST(strncmp(out->d, "front", 5) == 0);
    if (r < 0) {
        MUST(reason != NULL && *reason != '\0' && out->len == 5);
    } else {
        MUST(reason == NULL && out->len > 5 && text_is_utf8(out->d, out->len) && strlen(out->d) == out->len);
        memmove(out->d, out->d + 5, out->len - 4);
        out->len -= 5;
    }
    return r == 0;
}

/* The key of a text that is a form of some value already. */
static inline void fuzz_key_stays(enum kind kind, const char *form, const char *key) {
    SB(again);

    MUST(fuzz_take(kind_key, kind, form, &again));
    MUST(strcmp(again.d, key) == 0);
}

/* Whether `gdprctl validate` takes the kind, and strictly less than an import does: of phones it takes more, see
 * domain/phone.h. */
static inline bool has_strict_form(enum kind kind) {
    return kind != KIND_TEXT && kind != KIND_NAME && kind != KIND_PHONE && kind <= KIND_POSTAL_CODE;
}

/* Puts the fuzzer's bytes through the forms. True when the value is good: `ret_key` is its key. `text` is the value. */
static inline bool fuzz_kind(enum kind kind, const uint8_t *data, size_t size, struct sb *text, struct sb *ret_key) {
    SB(stored);
    SB(again);
    SB(padded);
    bool good;

    sb_catn(text, (const char *)data, size);
    if (strlen(text->d) != size)
        return false;
    good = fuzz_take(kind_key, kind, text->d, ret_key);
    MUST(fuzz_take(kind_store, kind, text->d, &stored) == good);
    sb_printf(&padded, " \t%s \n", text->d);
    MUST(fuzz_take(kind_key, kind, padded.d, &again) == good);
    MUST(!good || strcmp(again.d, ret_key->d) == 0);
    if (has_strict_form(kind) && fuzz_take(kind_validate, kind, text->d, &again)) {
        MUST(good);
        fuzz_key_stays(kind, again.d, ret_key->d);
    }
    if (!good)
        return false;
    fuzz_key_stays(kind, stored.d, ret_key->d);
    fuzz_key_stays(kind, ret_key->d, ret_key->d);
    MUST(fuzz_take(kind_store, kind, stored.d, &again) && strcmp(again.d, stored.d) == 0);
    return true;
}

/* The rest of a long decimal number, digit by digit. */
static inline int fuzz_mod(const char *digits, int modulus) {
    int rest = 0;

    for (; *digits >= '0' && *digits <= '9'; digits++)
        rest = (rest * 10 + (*digits - '0')) % modulus;
    return rest;
}

#endif
