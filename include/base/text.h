/*
 * text.h - UTF-8 text: validity, trimming, comparison as Finns compare names, numbers, edit distance.
 *
 * Normal form C and case folding come from utf8proc; SQLite's lower() and LIKE fold ASCII only and are not used.
 */
#ifndef GDPRCTL_BASE_TEXT_H
#define GDPRCTL_BASE_TEXT_H

#include "base/base.h"
#include "base/sb.h"

/* True when the bytes are well-formed UTF-8 (no overlong forms, surrogates or code points above U+10FFFF). */
bool text_is_utf8(const char *s, size_t len);

/* Offset of the first byte that is not well-formed UTF-8; len when all is well. */
size_t text_utf8_error(const char *s, size_t len);

/* The code point at `s` and its length in bytes; 0 (and `*ret_c` untouched) at the end and where the bytes are no
 * UTF-8. */
size_t text_next(const char *s, size_t len, int32_t *ret_c);

/* True for letters, combining marks and digits of any script. */
bool text_is_word(int32_t c);

/* Replaces control characters (C0, DEL, C1, line and paragraph separators, bidi marks, overrides and isolates) and
 * broken UTF-8 by '?', in place. */
void text_mask_controls(char *s);

/* True when the text has a character that does not show itself: controls, zero-width, bidi marks, BOM, tags. */
bool text_has_invisible(const char *s, size_t len);

/* White space of text files around a value: ASCII space and tab, NBSP (U+00A0), narrow NBSP (U+202F), CR, LF. */
void text_trim(const char **s, size_t *len);

/* Normal form C of valid UTF-8, appended. */
void text_nfc(const char *s, size_t len, struct sb *out);

/* Comparison key of a name: NFC, case folded (full Unicode folding; ä ö å stay themselves), inner white space runs as
 * one space, trimmed. Two names are "the same" when their keys are equal bytes. */
void text_fold(const char *s, size_t len, struct sb *out);

/* Lower or upper case of valid UTF-8, NFC; appended. Full mappings (the capitals of sharp s are SS), but none that
 * depend on the language or on neighbouring letters. */
void text_lower(const char *s, size_t len, struct sb *out);
void text_upper(const char *s, size_t len, struct sb *out);

/* Whether they are the same bytes, or both missing (NULL). */
bool text_equal(const char *a, const char *b);

/* Whether a message may repeat a word that somebody typed: shaped like a code, which begins with a letter. Anything
 * else may be somebody's name or number in the wrong place. */
bool text_is_code(const char *s);

/* Number of terminal columns of valid UTF-8 (combining characters 0, East Asian wide 2). */
size_t text_width(const char *s, size_t len);

/* Whole string as a decimal integer that fits; 0, or -1 (no error struct: the caller knows what it read). */
int text_int64(const char *s, int64_t *ret);

/* Edit distance (insert, delete, replace, swap of neighbours) of two short ASCII words: for "did you mean". */
size_t text_distance(const char *a, const char *b);

/* The candidate nearest to `word`, or NULL when none is near enough to be meant. `candidates` ends with NULL. */
const char *text_did_you_mean(const char *word, const char *const *candidates);

#endif
