/*
 * number.c - see number.h.
 */
#include "domain/number.h"

#include "base/text.h"

static const char not_a_number[] = "it is not a number";

/* Most digits before and after the decimal mark: enough for any sum of money or meter reading. */
#define DIGITS_MAX 30

struct decimal {
    bool negative;
    char whole[DIGITS_MAX + 1];
    char fraction[DIGITS_MAX + 1];
    bool mark; /* a decimal comma or point has come */
    size_t groups;
    size_t group; /* digits since the last space */
};

static int take_digit(struct decimal *d, char digit, const char **reason) {
    char *into = d->mark ? d->fraction : d->whole;
    size_t n = strlen(into);

    if (n == DIGITS_MAX)
        return kind_refuse(reason, "the number has too many digits");
    into[n] = digit;
    into[n + 1] = '\0';
    d->group++;
    return 0;
}

/* A group of thousands ends at a space and at the end of the whole part: the first has one to three digits, the others
 * three. */
static bool group_is_fine(const struct decimal *d) {
    if (d->groups == 0)
        return d->group >= 1 && d->group <= 3;
    return d->group == 3;
}

static int take(struct decimal *d, int32_t c, const char **reason) {
    if (c >= '0' && c <= '9')
        return take_digit(d, (char)c, reason);
    if ((c == ' ' || c == 0x00A0 || c == 0x202F) && !d->mark && group_is_fine(d)) {
        d->groups++;
        d->group = 0;
        return 0;
    }
    if ((c == ',' || c == '.') && !d->mark && d->whole[0] != '\0' && (d->groups == 0 || group_is_fine(d))) {
        d->mark = true;
        return 0;
    }
    if (c == 'e' || c == 'E')
        return kind_refuse(reason, "a number with an exponent has lost digits: export the column as text");
    return kind_refuse(reason, not_a_number);
}

static int read_decimal(const char *s, size_t len, struct decimal *d, const char **reason) {
    size_t at = 0;
    int32_t c = 0;

    memset(d, 0, sizeof *d);
    while (at < len) {
        size_t n = text_next(s + at, len - at, &c);

        if (n == 0)
            return kind_refuse(reason, not_a_number);
        if (at == 0 && (c == '-' || c == 0x2212)) {
            d->negative = true;
        } else {
            TRY(take(d, c, reason));
        }
        at += n;
    }
    if (d->whole[0] == '\0' || (d->mark && d->fraction[0] == '\0') || (!d->mark && d->groups > 0 && !group_is_fine(d)))
        return kind_refuse(reason, not_a_number);
    if (strspn(d->whole, "0") == strlen(d->whole) && strspn(d->fraction, "0") == strlen(d->fraction))
        d->negative = false;
    return 0;
}

/* The whole part without leading zeros, but for a single one. */
static const char *significant(const char *whole) {
    const char *s = whole + strspn(whole, "0");

    return *s == '\0' ? s - 1 : s;
}

int integer_read(enum kind_form form, const char *s, size_t len, struct sb *out, const char **reason) {
    struct decimal d;
    SB(text);
    int64_t v;

    (void)form;
    TRY(read_decimal(s, len, &d, reason));
    if (d.mark)
        return kind_refuse(reason, "it is not a whole number");
    sb_printf(&text, "%s%s", d.negative ? "-" : "", significant(d.whole));
    if (text_int64(text.d, &v) < 0)
        return kind_refuse(reason, "the number is too great");
    sb_catn(out, text.d, text.len);
    return 0;
}

int decimal_read(enum kind_form form, const char *s, size_t len, struct sb *out, const char **reason) {
    struct decimal d;

    (void)form;
    TRY(read_decimal(s, len, &d, reason));
    sb_cat(out, d.negative ? "-" : "");
    sb_cat(out, significant(d.whole));
    sb_cat(out, d.mark ? "." : "");
    sb_cat(out, d.fraction);
    return 0;
}

int year_read(enum kind_form form, const char *s, size_t len, struct sb *out, const char **reason) {
    (void)form;
    if (len != 4 || strspn(s, "0123456789") < 4 || s[0] == '0')
        return kind_refuse(reason, "a year has four digits");
    sb_catn(out, s, len);
    return 0;
}

int boolean_read(enum kind_form form, const char *s, size_t len, struct sb *out, const char **reason) {
    static const struct {
        const char *word; /* folded */
        char value;
    } words[] = {
        {"1", '1'},  {"0", '0'},    {"kyllä", '1'}, {"ei", '0'},   {"ja", '1'},      {"nej", '0'},  {"yes", '1'},
        {"no", '0'}, {"true", '1'}, {"false", '0'}, {"tosi", '1'}, {"epätosi", '0'}, {"sant", '1'}, {"falskt", '0'},
    };
    SB(folded);

    (void)form;
    text_fold(s, len, &folded);
    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        if (strcmp(folded.d, words[i].word) == 0) {
            sb_ch(out, words[i].value);
            return 0;
        }
    }
    return kind_refuse(reason, "it is neither yes nor no");
}
