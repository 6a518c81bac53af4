/*
 * kind_form.h - what the readers behind kind.h have in common: the forms that can be asked of a value, and the shape of
 * a reader. There is one reader for each kind of value, in a file of its own that names the rule and its source.
 */
#ifndef GDPRCTL_DOMAIN_KIND_FORM_H
#define GDPRCTL_DOMAIN_KIND_FORM_H

#include "base/base.h"
#include "base/sb.h"

enum kind_form {
    KIND_FORM_STORED, /* what goes into the column; the usual ways of writing are accepted */
    KIND_FORM_KEY,    /* what is compared; accepts exactly what KIND_FORM_STORED accepts */
    KIND_FORM_STRICT, /* the key form of a value that has to be in its published form as it stands */
};

/*
 * Reads one value: `len` bytes of valid UTF-8, not empty, without surrounding white space unless the form is strict or
 * the stored one of a name or free text.
 * Appends the form asked for and returns 0, or appends nothing and returns -1 with `*reason` set to a static sentence.
 */
typedef int kind_reader(enum kind_form form, const char *s, size_t len, struct sb *out, const char **reason);

/* Ends a reader: -1 with the reason. */
int kind_refuse(const char **reason, const char *why);

/* True for the hyphens and dashes that word processors write for '-': U+2010 to U+2015, U+2212, and '-' itself. */
bool kind_is_dash(int32_t c);

/* True for the white space of kind_form values: space, tab, NBSP, narrow NBSP. */
bool kind_is_blank(int32_t c);

/*
 * Copies a value that consists of ASCII letters, digits and '-' in the end: drops blanks, turns dashes into '-' and
 * lower case into upper. `room` counts the NUL. Returns the length, or -1 when another character is in the way or the
 * value is longer; then `out` is an empty string.
 */
int kind_compact(const char *s, size_t len, char *out, size_t room);

/* Count of the ASCII digits that `s` starts with. */
size_t kind_digits(const char *s);

/* Whether it is what a spreadsheet makes of a long number (1.23457E+11, 1,23457E+11, 1E+11): the digits that it has
 * rounded away are in no file. */
bool kind_is_rounded(const char *s, size_t len);
extern const char kind_rounded_reason[];

#endif
