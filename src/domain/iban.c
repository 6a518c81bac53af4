/*
 * iban.c - see iban.h.
 */
#include "domain/iban.h"

#define IBAN_MAX 34
#define IBAN_MIN 15 /* Norway's, the shortest */

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

static bool is_upper(char c) {
    return c >= 'A' && c <= 'Z';
}

/* The number with its first four characters at the end, letters as 10 to 35, modulo 97. */
static int mod97(const char *iban, size_t len) {
    int rest = 0;

    for (size_t i = 0; i < len; i++) {
        char c = iban[(i + 4) % len];

        rest = is_digit(c) ? rest * 10 + (c - '0') : rest * 100 + (c - 'A' + 10);
        rest %= 97;
    }
    return rest;
}

/* Luhn: every second digit from the right counts twice, its digits added. */
static bool luhn(const char *digits, size_t len) {
    int sum = 0;

    for (size_t i = 0; i < len; i++) {
        int d = digits[len - 1 - i] - '0';

        d = i % 2 == 1 ? d * 2 : d;
        sum += d > 9 ? d - 9 : d;
    }
    return sum % 10 == 0;
}

static int check_shape(const char *iban, size_t len, const char **reason) {
    if (len < 4 || !is_upper(iban[0]) || !is_upper(iban[1]) || !is_digit(iban[2]) || !is_digit(iban[3]))
        return kind_refuse(reason, "an IBAN begins with a country code and two check digits");
    for (size_t i = 4; i < len; i++) {
        if (!is_digit(iban[i]) && !is_upper(iban[i]))
            return kind_refuse(reason, "an IBAN has letters and digits only");
    }
    if (strncmp(iban, "FI", 2) == 0 && (len != 18 || kind_digits(iban + 2) != 16))
        return kind_refuse(reason, "a Finnish IBAN is FI and 16 digits");
    if (len < IBAN_MIN)
        return kind_refuse(reason, "it is too short for an IBAN");
    return 0;
}

static int check(const char *iban, size_t len, const char **reason) {
    int digits;

    TRY(check_shape(iban, len, reason));
    digits = (iban[2] - '0') * 10 + (iban[3] - '0');
    if (digits < 2 || digits > 98 || mod97(iban, len) != 1)
        return kind_refuse(reason, "the check digits are wrong");
    if (strncmp(iban, "FI", 2) == 0 && !luhn(iban + 4, 14))
        return kind_refuse(reason, "the check digit of the Finnish account number is wrong");
    return 0;
}

int iban_read(enum kind_form form, const char *s, size_t len, struct sb *out, const char **reason) {
    char iban[2 * IBAN_MAX] = "";
    size_t kept = 0;

    if (form == KIND_FORM_STRICT) {
        if (len > IBAN_MAX)
            return kind_refuse(reason, "it is too long for an IBAN");
        memcpy(iban, s, len);
    } else if (kind_compact(s, len, iban, sizeof iban) < 0) {
        return kind_refuse(reason, "an IBAN has letters and digits only");
    }
    for (size_t i = 0; iban[i] != '\0'; i++) {
        if (form == KIND_FORM_STRICT || iban[i] != '-')
            iban[kept++] = iban[i];
    }
    iban[kept] = '\0';
    if (kept > IBAN_MAX)
        return kind_refuse(reason, "it is too long for an IBAN");
    TRY(check(iban, kept, reason));
    sb_catn(out, iban, kept);
    return 0;
}
