/*
 * kind_form.c - see kind_form.h.
 */
#include "domain/kind_form.h"

#include "base/text.h"

const char kind_rounded_reason[] = "a spreadsheet has rounded the number: export the column as text";

int kind_refuse(const char **reason, const char *why) {
    *reason = why;
    return -1;
}

bool kind_is_dash(int32_t c) {
    return c == '-' || (c >= 0x2010 && c <= 0x2015) || c == 0x2212;
}

bool kind_is_blank(int32_t c) {
    return c == ' ' || c == '\t' || c == 0x00A0 || c == 0x202F;
}

static char upper_ascii(char c) {
    return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

int kind_compact(const char *s, size_t len, char *out, size_t room) {
    size_t n, used = 0;
    int32_t c;

    out[0] = '\0';
    for (size_t at = 0; at < len; at += n) {
        n = text_next(s + at, len - at, &c);
        if (n == 0)
            break;
        if (kind_is_blank(c))
            continue;
        if (kind_is_dash(c))
            c = '-';
        if (c >= 0x80 || used + 1 >= room) {
            out[0] = '\0';
            return -1;
        }
        out[used++] = upper_ascii((char)c);
    }
    out[used] = '\0';
    return (int)used;
}

size_t kind_digits(const char *s) {
    return strspn(s, "0123456789");
}

static size_t digits_in(const char *s, size_t len) {
    size_t n = 0;

    while (n < len && s[n] >= '0' && s[n] <= '9')
        n++;
    return n;
}

bool kind_is_rounded(const char *s, size_t len) {
    const char *plus = memchr(s, '+', len);
    size_t before = plus != NULL ? (size_t)(plus - s) : 0, at = 1;

    if (before < 2 || (s[before - 1] != 'E' && s[before - 1] != 'e') || digits_in(s, 1) == 0)
        return false;
    if (s[at] == '.' || s[at] == ',')
        at += 1 + digits_in(s + at + 1, before - at - 1);
    return at == before - 1 && before + 1 < len && digits_in(plus + 1, len - before - 1) == len - before - 1;
}
