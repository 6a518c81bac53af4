/*
 * personal_id.c - see personal_id.h; kind.h declares personal_id_birth_date.
 */
#include "domain/personal_id.h"

#include "domain/kind.h"

#include "base/date.h"
#include "base/text.h"

static int number(const char *digits, size_t len) {
    int n = 0;

    for (size_t i = 0; i < len; i++)
        n = n * 10 + (digits[i] - '0');
    return n;
}

/* First year of the sign's century, or -1. */
static int century(char sign) {
    if (sign == '+')
        return 1800;
    if (sign == '-' || (sign >= 'U' && sign <= 'Y'))
        return 1900;
    if (sign >= 'A' && sign <= 'F')
        return 2000;
    return -1;
}

date_t personal_id_birth_date(const char *id) {
    int first;

    if (kind_digits(id) != 6)
        return DATE_NONE;
    first = century(id[6]);
    if (first < 0)
        return DATE_NONE;
    return date_from_ymd(first + number(id + 4, 2), number(id + 2, 2), number(id, 2));
}

/* Checks eleven characters in canonical form; 0 or -1. */
static int check(const char *id, const char **reason) {
    static const char check_characters[] = "0123456789ABCDEFHJKLMNPRSTUVWXY";

    if (kind_digits(id) < 6)
        return kind_refuse(reason, "a personal identity code begins with six digits");
    if (century(id[6]) < 0)
        return kind_refuse(reason, "the seventh character is not one of + - Y X W V U A B C D E F");
    if (kind_digits(id + 7) < 3)
        return kind_refuse(reason, "characters 8 to 10 are not digits");
    if (personal_id_birth_date(id) == DATE_NONE)
        return kind_refuse(reason, "there is no such birth date");
    if (number(id + 7, 3) < 2)
        return kind_refuse(reason, "individual numbers begin at 002");
    if (check_characters[(number(id, 6) * 1000 + number(id + 7, 3)) % 31] != id[10])
        return kind_refuse(reason, "the check character is wrong");
    return 0;
}

/* A byte order mark travels with a value that was copied from the head of a file. */
static void trim_bom(const char **s, size_t *len) {
    static const char bom[] = "\xEF\xBB\xBF";

    while (*len >= 3 && memcmp(*s, bom, 3) == 0) {
        *s += 3;
        *len -= 3;
        text_trim(s, len);
    }
    while (*len >= 3 && memcmp(*s + *len - 3, bom, 3) == 0) {
        *len -= 3;
        text_trim(s, len);
    }
}

/* Upper case and ASCII dash, without touching what stands between the characters. Length, or -1. */
static int mend(const char *s, size_t len, char id[PERSONAL_ID_LEN + 1]) {
    trim_bom(&s, &len);
    for (size_t at = 0; at < len;) {
        int32_t c;
        size_t n = text_next(s + at, len - at, &c);

        if (n == 0 || kind_is_blank(c))
            return -1;
        at += n;
    }
    return kind_compact(s, len, id, PERSONAL_ID_LEN + 1);
}

int personal_id_read(enum kind_form form, const char *s, size_t len, struct sb *out, const char **reason) {
    char id[PERSONAL_ID_LEN + 1] = "";
    int got;

    if (form == KIND_FORM_STRICT) {
        got = len == PERSONAL_ID_LEN ? PERSONAL_ID_LEN : -1;
        if (got > 0)
            memcpy(id, s, PERSONAL_ID_LEN);
    } else {
        got = mend(s, len, id);
    }
    if (got != PERSONAL_ID_LEN)
        return kind_refuse(reason, "a personal identity code has 11 characters: DDMMYY, a sign, and four more");
    TRY(check(id, reason));
    sb_catn(out, id, PERSONAL_ID_LEN);
    return 0;
}
