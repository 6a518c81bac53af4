/*
 * gsrn.c - see gsrn.h.
 */
#include "domain/gsrn.h"

#define GSRN_LEN   18
#define LEGACY_MIN 5
#define LEGACY_MAX 9

static bool check_digit_is_right(const char *digits) {
    int sum = 0;

    for (size_t i = 0; i < GSRN_LEN - 1; i++)
        sum += (i % 2 == 0 ? 3 : 1) * (digits[GSRN_LEN - 2 - i] - '0');
    return (10 - sum % 10) % 10 == digits[GSRN_LEN - 1] - '0';
}

/* What a spreadsheet writes for a long number: 6.43007E+17, 6,43007E+17. */
static bool is_float(const char *s) {
    size_t n = kind_digits(s);
    size_t mark = n > 0 ? strspn(s + n, ".,") : 0;

    s += n + mark;
    s += kind_digits(s);
    return n > 0 && (*s == 'E' || *s == 'e') && (mark > 0 || s[1] == '+');
}

static bool is_legacy(const char *s) {
    size_t len = strlen(s);

    return len >= LEGACY_MIN && len <= LEGACY_MAX && strspn(s, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") == len;
}

int gsrn_read(enum kind_form form, const char *s, size_t len, struct sb *out, const char **reason) {
    char id[64] = "";

    if (form == KIND_FORM_STRICT) {
        if (len < sizeof id)
            memcpy(id, s, len);
    } else if (kind_compact(s, len, id, sizeof id) < 0) {
        return kind_refuse(reason, "a metering point identifier has 18 digits");
    }
    if (is_float(id))
        return kind_refuse(reason, kind_rounded_reason);
    if (form != KIND_FORM_STRICT && is_legacy(id)) {
        sb_cat(out, id);
        return 0;
    }
    if (kind_digits(id) != GSRN_LEN || id[GSRN_LEN] != '\0')
        return kind_refuse(reason, "a metering point identifier has 18 digits");
    if (strspn(id, "0") == GSRN_LEN)
        return kind_refuse(reason, "zeros only are no metering point");
    if (!check_digit_is_right(id))
        return kind_refuse(reason, "the check digit is wrong");
    sb_cat(out, id);
    return 0;
}
