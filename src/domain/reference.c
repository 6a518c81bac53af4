/*
 * reference.c - see reference.h.
 */
#include "domain/reference.h"

#define REFERENCE_MIN 4
#define REFERENCE_MAX 20

/* The 7-3-1 check over `len` digits, the last of which is the check digit. */
static bool check_digit_is_right(const char *digits, size_t len) {
    static const int weights[] = {7, 3, 1};
    int sum = 0;

    for (size_t i = 0; i + 1 < len; i++)
        sum += weights[i % 3] * (digits[len - 2 - i] - '0');
    return (10 - sum % 10) % 10 == digits[len - 1] - '0';
}

/* Mod 97 of the digits followed by "RF" (27, 15) and the check digits. */
static int mod97(const char *digits, const char *check_digits) {
    int rest = 0;

    for (; *digits != '\0'; digits++)
        rest = (rest * 10 + (*digits - '0')) % 97;
    rest = (rest * 10000 + 2715) % 97;
    return (rest * 100 + (check_digits[0] - '0') * 10 + (check_digits[1] - '0')) % 97;
}

static int check_national(const char *digits, const char **reason) {
    size_t len = strlen(digits);
    size_t zeros = strspn(digits, "0");

    if (kind_digits(digits) != len)
        return kind_refuse(reason, "a reference has digits only, or RF and digits");
    if (len > REFERENCE_MAX) /* banks fill it up with zeros to so many, never beyond */
        return kind_refuse(reason, "a reference has at most 20 digits, leading zeros among them");
    if (len - zeros < REFERENCE_MIN)
        return kind_refuse(reason, "a reference has at least 4 digits, leading zeros aside");
    if (!check_digit_is_right(digits, len))
        return kind_refuse(reason, "the check digit is wrong");
    return 0;
}

static int check_rf(const char *rf, const char **reason) {
    int check_digits;

    if (kind_digits(rf + 2) < 2)
        return kind_refuse(reason, "RF is followed by two check digits");
    TRY(check_national(rf + 4, reason));
    check_digits = (rf[2] - '0') * 10 + (rf[3] - '0');
    if (check_digits < 2 || check_digits > 98 || mod97(rf + 4, rf + 2) != 1)
        return kind_refuse(reason, "the check digits after RF are wrong");
    return 0;
}

int reference_read(enum kind_form form, const char *s, size_t len, struct sb *out, const char **reason) {
    char text[64];
    const char *digits = text;
    bool rf;

    if (kind_compact(s, len, text, sizeof text) < 0)
        return kind_refuse(reason, "a reference has digits only, or RF and digits");
    rf = strncmp(text, "RF", 2) == 0;
    if (rf) {
        TRY(check_rf(text, reason));
        digits = text + 4;
    } else {
        TRY(check_national(text, reason));
    }
    if (rf && form == KIND_FORM_STORED)
        sb_catn(out, text, 4);
    sb_cat(out, digits + strspn(digits, "0"));
    return 0;
}
