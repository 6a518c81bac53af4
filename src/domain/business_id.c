/*
 * business_id.c - see business_id.h.
 */
#include "domain/business_id.h"

/* "FI" + 8 digits, 8 digits, or 7 digits + '-' + 1, in place, to 8 digits. 0 or -1. */
static int digits_only(char *id) {
    char *at = strncmp(id, "FI", 2) == 0 ? id + 2 : id;

    if (kind_digits(at) == 7 && at[7] == '-')
        memmove(at + 7, at + 8, strlen(at + 8) + 1);
    if (kind_digits(at) != 8 || at[8] != '\0')
        return -1;
    memmove(id, at, 9);
    return 0;
}

static int check(const char *digits, const char **reason) {
    static const int weights[] = {7, 9, 10, 5, 8, 4, 2};
    int sum = 0, rest;

    for (size_t i = 0; i < ARRAY_LEN(weights); i++)
        sum += weights[i] * (digits[i] - '0');
    rest = sum % 11;
    if (sum == 0)
        return kind_refuse(reason, "zeros only are no business id");
    if (rest == 1)
        return kind_refuse(reason, "no business id with these seven digits is ever issued");
    if (digits[7] - '0' != (rest == 0 ? 0 : 11 - rest))
        return kind_refuse(reason, "the check digit is wrong");
    return 0;
}

int business_id_read(enum kind_form form, const char *s, size_t len, struct sb *out, const char **reason) {
    char id[16] = "";

    if (form == KIND_FORM_STRICT) {
        if (len != 9 || s[7] != '-')
            return kind_refuse(reason, "a business id is seven digits, a hyphen and a check digit");
        memcpy(id, s, len);
    } else if (kind_compact(s, len, id, sizeof id) < 0) {
        return kind_refuse(reason, "a business id has digits and a hyphen only");
    }
    if (kind_digits(id) == 6 && id[6] == '-')
        return kind_refuse(reason, "six digits before the hyphen: a leading zero seems to be lost");
    if (digits_only(id) < 0)
        return kind_refuse(reason, "a business id is seven digits, a hyphen and a check digit");
    TRY(check(id, reason));
    sb_catn(out, id, 7);
    sb_ch(out, '-');
    sb_ch(out, id[7]);
    return 0;
}
