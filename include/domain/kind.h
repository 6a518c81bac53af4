/*
 * kind.h - value kinds: what a column holds, how a value of it is checked, which form is stored and which form is
 * compared. Pure. `validate`, record and opt-out import, rectification and lookups all go through here.
 *
 * A value has two forms:
 *   - stored, what goes into the column: names as given, free text as given but composed (NFC), both with the blanks at
 *     their ends; phones and e-mail addresses as given but trimmed; identifiers and dates in their canonical form;
 *   - key, what is compared and hashed: E.164 for phones, lower case for e-mail, folded for names; for kinds with one
 *     form only it equals `stored`, trimmed.
 */
#ifndef GDPRCTL_DOMAIN_KIND_H
#define GDPRCTL_DOMAIN_KIND_H

#include "base/base.h"
#include "base/date.h"
#include "base/sb.h"

/* X(ID, code used in definitions and on the command line) */
#define KIND_LIST(X)                                                                                                 \
    X(TEXT, "text")               /* free text; line breaks allowed */                                               \
    X(NAME, "name")               /* of a person or company; key folded */                                           \
    X(PERSONAL_ID, "personal-id") /* henkilötunnus, 11 characters */                                                \
    X(BUSINESS_ID, "business-id") /* Y-tunnus NNNNNNN-N */                                                           \
    X(PHONE, "phone")             /* stored as given, key E.164 */                                                   \
    X(EMAIL, "email")             /* stored as given, key lower case */                                              \
    X(IBAN, "iban")               /* stored in electronic form; a foreign IBAN by mod 97 only */                     \
    X(REFERENCE, "reference")     /* Finnish payment reference or RF form */                                         \
    X(GSRN, "gsrn")               /* metering point: GSRN-18, or a legacy code of 5-9 letters and digits */          \
    X(POSTAL_CODE, "postal-code") /* five digits; leading zeros */                                                   \
    X(CODE, "code")               /* an identifier of the company: customer, contract, invoice number */             \
    X(DATE, "date")               /* stored YYYY-MM-DD */                                                            \
    X(INSTANT, "instant")         /* stored as Helsinki time with offset */                                          \
    X(YEAR, "year")               /* four digits */                                                                  \
    X(INTEGER, "integer")         /* SQLite INTEGER */                                                               \
    X(DECIMAL, "decimal")         /* stored as text with a point, digits kept: "1600.66" */                          \
    X(BOOLEAN, "boolean")         /* SQLite INTEGER 0 or 1; kyllä/ei, ja/nej, yes/no, true/false, 1/0 */            \
    X(LANGUAGE, "language")       /* fi, sv, en */                                                                   \
    X(LIST, "list")               /* one code of a code list (see schema.sql, code_value); resolved by the caller */ \
    X(FILE, "file")               /* path of a recording below the recordings root */

enum kind {
#define X(id, code) KIND_##id,
    KIND_LIST(X)
#undef X
        KIND__MAX
};

const char *kind_code(enum kind kind);
int kind_parse(const char *code, enum kind *ret); /* 0, or -1: no such kind */
bool kind_is_integer(enum kind kind);             /* stored as SQLite INTEGER, not TEXT */

/*
 * Checks `value` (valid UTF-8; surrounding white space does not count) and appends the stored form. Dates in the future
 * are fine here; whether a column may hold one is the caller's rule. Returns 0, or -1 with `*reason` set to a static
 * sentence that does not repeat the value ("the check character is wrong"). Empty values are the caller's business.
 */
int kind_store(enum kind kind, const char *value, struct sb *out, const char **reason);

/* The same check, appending the key form. */
int kind_key(enum kind kind, const char *value, struct sb *out, const char **reason);

/* The strict check behind `validate`: the input as it stands (the caller has taken the line end off), key form out. For
 * the personal id this means canonical upper case with an ASCII sign; for the phone the key form is E.164, and
 * zero-width spaces, full-width digits and extensions are passed over as the published phone libraries do (see
 * phone.h), which the two functions above refuse. */
int kind_validate(enum kind kind, const char *value, struct sb *out, const char **reason);

/* The check that needs today: nobody is born after it, so a personal id with a later birth date is refused (the century
 * sign is wrong). `stored` is a stored or key form. Every caller of the three functions above that knows today makes
 * it. Other kinds pass. 0, or -1 with the reason. */
int kind_check_as_of(enum kind kind, const char *stored, date_t today, const char **reason);

/* For a column that holds what has happened: 0, or -1 with the reason when the stored date, instant or year lies after
 * `today` (YYYY-MM-DD). Other kinds pass. */
int kind_check_past(enum kind kind, const char *stored, const char *today, const char **reason);

/* Birth date of a stored, valid personal id. */
date_t personal_id_birth_date(const char *id);

#endif
