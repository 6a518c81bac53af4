/*
 * kind.c - see kind.h: a table of readers, and the kinds that need no file of their own.
 */
#include "domain/kind.h"

#include "base/lang.h"
#include "base/text.h"

#include "domain/business_id.h"
#include "domain/email.h"
#include "domain/gsrn.h"
#include "domain/iban.h"
#include "domain/kind_form.h"
#include "domain/number.h"
#include "domain/personal_id.h"
#include "domain/phone.h"
#include "domain/postal_code.h"
#include "domain/reference.h"

#define PATH_BYTES_MAX 4095 /* PATH_MAX without the NUL */
#define NAME_BYTES_MAX 255  /* NAME_MAX */

/* Blanks at the ends of free text and names are the person's data like the rest: the copy that the person gets has to
 * be exact. In every other value, and in what is compared, they are slips. */
static bool keeps_blanks(enum kind kind) {
    return kind == KIND_TEXT || kind == KIND_NAME;
}

/* Free text: everything is allowed, line breaks too. */
static int text_read(enum kind_form form, const char *s, size_t len, struct sb *out, const char **reason) {
    (void)form;
    (void)reason;
    text_nfc(s, len, out);
    return 0;
}

/* Characters that do not show must not make two names of one, so the key leaves them out. */
static void append_visible(const char *s, size_t len, struct sb *out) {
    for (size_t at = 0; at < len;) {
        int32_t c;
        size_t n = text_next(s + at, len - at, &c);
        bool space = n == 1 && (s[at] == '\t' || s[at] == '\n' || s[at] == '\r');

        if (n == 0)
            break;
        if (space || !text_has_invisible(s + at, n))
            sb_catn(out, s + at, n);
        at += n;
    }
}

static int name_read(enum kind_form form, const char *s, size_t len, struct sb *out, const char **reason) {
    SB(visible);
    size_t before = out->len;

    (void)reason;
    if (form == KIND_FORM_STORED) {
        sb_catn(out, s, len);
        return 0;
    }
    append_visible(s, len, &visible);
    text_fold(visible.d, visible.len, out);
    if (out->len == before) /* nothing of it shows: an empty key would make all such names one */
        text_nfc(s, len, out);
    return 0;
}

/* Whether it is the error that a spreadsheet shows for a failed formula (#N/A, #PUUTTUU!, #NAMN?, #####). Taken for a
 * number, all those rows would be one person whom nobody knows. */
static bool is_spreadsheet_error(const char *s, size_t len) {
    if (len < 2 || s[0] != '#')
        return false;
    return s[len - 1] == '!' || s[len - 1] == '?' || s[len - 1] == '#' || (len == 4 && memcmp(s, "#N/A", 4) == 0);
}

static int code_read(enum kind_form form, const char *s, size_t len, struct sb *out, const char **reason) {
    (void)form;
    if (text_has_invisible(s, len))
        return kind_refuse(reason, "it has a line break or a character that cannot be seen");
    if (kind_is_rounded(s, len))
        return kind_refuse(reason, kind_rounded_reason);
    if (is_spreadsheet_error(s, len))
        return kind_refuse(reason, "it is the error of a spreadsheet's formula, not a number");
    text_nfc(s, len, out);
    return 0;
}

static int date_read(enum kind_form form, const char *s, size_t len, struct sb *out, const char **reason) {
    SB(text);
    date_t d;
    char iso[DATE_LEN];

    (void)form;
    sb_catn(&text, s, len);
    if (date_parse(text.d, &d) < 0)
        return kind_refuse(reason, "it is no date: write YYYY-MM-DD or d.m.yyyy");
    date_iso(d, iso);
    sb_cat(out, iso);
    return 0;
}

static int instant_read(enum kind_form form, const char *s, size_t len, struct sb *out, const char **reason) {
    SB(text);
    int64_t utc;
    char iso[INSTANT_LEN];

    (void)form;
    sb_catn(&text, s, len);
    if (instant_parse(text.d, &utc) < 0)
        return kind_refuse(reason, "it is no date and time: write 2025-11-22T00:30:00+02:00");
    instant_iso(utc, iso);
    sb_cat(out, iso);
    return 0;
}

static int language_read(enum kind_form form, const char *s, size_t len, struct sb *out, const char **reason) {
    SB(folded);
    enum lang lang;

    (void)form;
    text_fold(s, len, &folded);
    if (lang_parse(folded.d, &lang) < 0)
        return kind_refuse(reason, "it is none of the languages fi, sv, en");
    sb_cat(out, folded.d);
    return 0;
}

/* One name of a path: no way up, nothing empty, short enough for a file system. */
static bool path_part_is_fine(const char *s, size_t len) {
    if (len == 0 || len > NAME_BYTES_MAX)
        return false;
    return !(s[0] == '.' && (len == 1 || (len == 2 && s[1] == '.')));
}

/* The bytes are the file's name, so they are not normalised. What the path leads to is checked when it is opened. */
static int file_read(enum kind_form form, const char *s, size_t len, struct sb *out, const char **reason) {
    size_t start = 0;

    (void)form;
    if (len > PATH_BYTES_MAX)
        return kind_refuse(reason, "the path is too long");
    if (text_has_invisible(s, len))
        return kind_refuse(reason, "the path has a character that cannot be seen");
    if (memchr(s, '\\', len) != NULL)
        return kind_refuse(reason, "the path has a backslash: write / between folders");
    for (size_t i = 0; i <= len; i++) {
        if (i < len && s[i] != '/')
            continue;
        if (!path_part_is_fine(s + start, i - start))
            return kind_refuse(reason, "the path has to be relative, without '.', '..' and empty parts");
        start = i + 1;
    }
    sb_catn(out, s, len);
    return 0;
}

static const char *const codes[] = {
#define X(id, code) [KIND_##id] = code,
    KIND_LIST(X)
#undef X
};

static kind_reader *const readers[] = {
    [KIND_TEXT] = text_read,
    [KIND_NAME] = name_read,
    [KIND_PERSONAL_ID] = personal_id_read,
    [KIND_BUSINESS_ID] = business_id_read,
    [KIND_PHONE] = phone_read,
    [KIND_EMAIL] = email_read,
    [KIND_IBAN] = iban_read,
    [KIND_REFERENCE] = reference_read,
    [KIND_GSRN] = gsrn_read,
    [KIND_POSTAL_CODE] = postal_code_read,
    [KIND_CODE] = code_read,
    [KIND_DATE] = date_read,
    [KIND_INSTANT] = instant_read,
    [KIND_YEAR] = year_read,
    [KIND_INTEGER] = integer_read,
    [KIND_DECIMAL] = decimal_read,
    [KIND_BOOLEAN] = boolean_read,
    [KIND_LANGUAGE] = language_read,
    [KIND_LIST] = code_read,
    [KIND_FILE] = file_read,
};

_Static_assert(ARRAY_LEN(readers) == KIND__MAX, "a reader for every kind");

const char *kind_code(enum kind kind) {
    return codes[kind];
}

int kind_parse(const char *code, enum kind *ret) {
    for (size_t i = 0; i < ARRAY_LEN(codes); i++) {
        if (strcmp(codes[i], code) == 0) {
            *ret = (enum kind)i;
            return 0;
        }
    }
    return -1;
}

bool kind_is_integer(enum kind kind) {
    return kind == KIND_INTEGER || kind == KIND_BOOLEAN;
}

static int read_value(enum kind kind, enum kind_form form, const char *value, struct sb *out, const char **reason) {
    const char *trimmed = value;
    size_t all = strlen(value), len = all;

    if (!text_is_utf8(value, all))
        return kind_refuse(reason, "it is not valid UTF-8");
    if (form != KIND_FORM_STRICT)
        text_trim(&trimmed, &len);
    if (len == 0)
        return kind_refuse(reason, "there is no value");
    if (form == KIND_FORM_STORED && keeps_blanks(kind))
        return readers[kind](form, value, all, out, reason);
    return readers[kind](form, trimmed, len, out, reason);
}

int kind_store(enum kind kind, const char *value, struct sb *out, const char **reason) {
    return read_value(kind, KIND_FORM_STORED, value, out, reason);
}

int kind_key(enum kind kind, const char *value, struct sb *out, const char **reason) {
    return read_value(kind, KIND_FORM_KEY, value, out, reason);
}

int kind_validate(enum kind kind, const char *value, struct sb *out, const char **reason) {
    return read_value(kind, KIND_FORM_STRICT, value, out, reason);
}

int kind_check_as_of(enum kind kind, const char *stored, date_t today, const char **reason) {
    if (kind == KIND_PERSONAL_ID && personal_id_birth_date(stored) > today)
        return kind_refuse(reason, "the birth date is in the future");
    return 0;
}

int kind_check_past(enum kind kind, const char *stored, const char *today, const char **reason) {
    size_t len = kind == KIND_YEAR ? 4 : DATE_LEN - 1;

    if ((kind == KIND_DATE || kind == KIND_INSTANT || kind == KIND_YEAR) && strncmp(stored, today, len) > 0)
        return kind_refuse(reason, "the date lies in the future");
    return 0;
}
