/*
 * phone.c - see phone.h. First the characters are read into digits (`scan`), then the digits are placed in a numbering
 * plan (`place`).
 */
#include "domain/phone.h"

#include "base/text.h"

#define DIGITS_MAX 24 /* international prefix, country code and number, with some to spare for a useful reason */
#define E164_MAX   15

static const char too_long[] = "it has too many digits for a telephone number";
static const char two_numbers[] = "there seem to be two numbers in it";
static const char not_a_number[] = "no telephone number is of this form";

struct scan {
    char digits[DIGITS_MAX + 1];
    size_t n;
    bool plus;
    bool generous;      /* see phone.h, strict */
    size_t open_at;     /* 1 + digits read before the open bracket; 0: none is open */
    bool slash;         /* a slash has come */
    bool trunk;         /* a zero in brackets was left out: a country code stands before it */
    size_t dots, marks; /* dots; other separators */
    size_t dot_at;      /* digits read before the last dot */
};

/* ---- reading characters ---- */

static bool is_letter(int32_t c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= 0x80 && text_is_word(c));
}

/* International prefixes that the callers of Finland dial; 00 is the common one. */
static size_t prefix_len(const char *digits) {
    static const char *const prefixes[] = {"00",    "990",   "991",   "994",   "996",   "999",   "99511", "99541",
                                           "99532", "99533", "99555", "99559", "99577", "99588", "99590", "99599"};

    for (size_t i = 0; i < ARRAY_LEN(prefixes); i++) {
        size_t len = strlen(prefixes[i]);

        if (strncmp(digits, prefixes[i], len) == 0)
            return len;
    }
    return 0;
}

static bool is_international(const struct scan *p) {
    return p->plus || prefix_len(p->digits) > 0;
}

static int take_digit(struct scan *p, char digit, const char **reason) {
    if (p->n == DIGITS_MAX)
        return kind_refuse(reason, too_long);
    p->digits[p->n++] = digit;
    p->digits[p->n] = '\0';
    return 0;
}

static int take_plus(struct scan *p, const char **reason) {
    if (p->plus || p->n > 0)
        return kind_refuse(reason, two_numbers);
    p->plus = true;
    return 0;
}

/* A slash follows the area code (040/1234567). Anywhere else it stands between two numbers. */
static int take_slash(struct scan *p, const char **reason) {
    size_t code = is_international(p) ? 3 + 5 : 4;

    if (p->slash || p->n == 0 || p->n > code || p->open_at > 0)
        return kind_refuse(reason, two_numbers);
    p->slash = true;
    p->marks++;
    return 0;
}

static size_t country_len(const char *digits);
static bool is_one_of(const char *digits, size_t code, const char *const *codes, size_t n);

/* Digits of the international prefix, and of prefix and country code; both 0 in a national number. */
static void measure_country(const struct scan *p, size_t *ret_prefix, size_t *ret_country) {
    *ret_prefix = p->plus ? 0 : prefix_len(p->digits);
    *ret_country = *ret_prefix;
    if (is_international(p))
        *ret_country += country_len(p->digits + *ret_prefix);
    else if (strncmp(p->digits, "358", 3) == 0)
        *ret_country = 3;
}

/* Countries whose numbers begin with a zero that is dialled from abroad, too: "+39 (0)6" is +3906, another line than
 * +396. */
static bool keeps_zero(const char *digits, size_t code) {
    static const char *const codes[] = {"225", "229", "242", "378", "39"};

    return is_one_of(digits, code, codes, ARRAY_LEN(codes));
}

/* Brackets stand around the country code, the area code, or the zero of "+358 (0)40" that is dialled inside the country
 * only. */
static int take_bracket(struct scan *p, int32_t c, const char **reason) {
    size_t before, inside, prefix, country;

    if ((c == '(') == (p->open_at > 0))
        return kind_refuse(reason, not_a_number);
    if (c == '(') {
        p->open_at = p->n + 1;
        return 0;
    }
    before = p->open_at - 1;
    inside = p->n - before;
    measure_country(p, &prefix, &country);
    if (inside < 1 || (before != 0 && before != prefix && before != country))
        return kind_refuse(reason, not_a_number);
    if (inside == 1 && before > 0 && p->digits[before] == '0') {
        if (before == prefix)
            return kind_refuse(reason, not_a_number);
        if (!keeps_zero(p->digits + prefix, country - prefix))
            p->digits[--p->n] = '\0';
        p->trunk = true;
    }
    p->open_at = 0;
    p->marks++;
    return 0;
}

/* Dots, dashes and blanks between digits. */
static int take_mark(struct scan *p, int32_t c, const char **reason) {
    if (p->n == 0 && c != ' ' && c != 0x00A0)
        return kind_refuse(reason, not_a_number);
    if (c == '.') {
        p->dots++;
        p->dot_at = p->n;
    } else {
        p->marks++;
    }
    return 0;
}

static int refuse_character(int32_t c, const char *s, size_t n, const char **reason) {
    if (c == ',' || c == ';')
        return kind_refuse(reason, two_numbers);
    if (c == '*' || c == '%' || c == '_' || c == '?' || c == '#')
        return kind_refuse(reason, "wildcards are no telephone number");
    if (c >= 0xFF10 && c <= 0xFF19)
        return kind_refuse(reason, "it has full-width digits");
    if (is_letter(c))
        return kind_refuse(reason, "it has letters");
    if (text_has_invisible(s, n))
        return kind_refuse(reason, "it has a character that cannot be seen");
    return kind_refuse(reason, "it has a character that no telephone number has");
}

/* One character of `n` bytes at `s`. */
static int take(struct scan *p, int32_t c, const char *s, size_t n, const char **reason) {
    if (c >= '0' && c <= '9')
        return take_digit(p, (char)c, reason);
    if (p->generous && c >= 0xFF10 && c <= 0xFF19)
        return take_digit(p, (char)('0' + (c - 0xFF10)), reason);
    if (c == '+' || (p->generous && c == 0xFF0B))
        return take_plus(p, reason);
    if (c == ' ' || c == '.' || c == 0x00A0 || kind_is_dash(c))
        return take_mark(p, c, reason);
    if (c == '/')
        return take_slash(p, reason);
    if (c == '(' || c == ')')
        return take_bracket(p, c, reason);
    if (p->generous && (c == 0x200B || c == 0x2060 || c == 0x00AD))
        return 0;
    return refuse_character(c, s, n, reason);
}

static int scan(struct scan *p, const char *s, size_t len, const char **reason) {
    int32_t c = 0;

    for (size_t at = 0; at < len;) {
        size_t n = text_next(s + at, len - at, &c);

        if (n == 0)
            return kind_refuse(reason, not_a_number);
        TRY(take(p, c, s + at, n, reason));
        at += n;
    }
    if (p->open_at > 0 || p->n == 0)
        return kind_refuse(reason, not_a_number);
    /* 401234567.0: one dot, and no group of digits after it. */
    if (p->dots == 1 && p->marks == 0 && p->n - p->dot_at <= 2)
        return kind_refuse(reason, "a spreadsheet has turned the number into a decimal");
    return 0;
}

/* Length of the value without a trailing " x12" or " ext. 5". */
static size_t without_extension(const char *s, size_t len) {
    static const char *const words[] = {"x", "ext", "ext."};
    size_t digits = len, end;

    while (digits > 0 && s[digits - 1] >= '0' && s[digits - 1] <= '9')
        digits--;
    if (len == digits || len - digits > 7)
        return len;
    end = digits;
    while (end > 0 && s[end - 1] == ' ')
        end--;
    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        size_t n = strlen(words[i]);

        if (end > n && memcmp(s + end - n, words[i], n) == 0 && s[end - n - 1] == ' ')
            return end - n - 1;
    }
    return len;
}

/* A number that was rounded into 4.01235E+08 has lost digits: its reason helps more than "it has letters". */
static bool is_float(const char *s, size_t len) {
    size_t at = strspn(s, "0123456789"), mark = strspn(s + at, ".,");

    at += mark;
    at += strspn(s + at, "0123456789");
    return mark == 1 && at + 1 < len && (s[at] == 'E' || s[at] == 'e') && strchr("+-0123456789", s[at + 1]) != NULL;
}

/* ---- numbering plans ---- */

/* The Finnish plan: which codes exist, and how many digits the whole national number may have, code included. A code is
 * a pattern of digits and ranges; a number belongs to the plan when any row fits. */
static const struct {
    const char *code;
    size_t min, max;
} plan[] = {
    {"1[3-7][1-8]", 6, 9}, /* area codes */
    {"18[1-8]", 6, 9},     /* Åland */
    {"19[1-8]", 5, 9},     {"[2-3][1-8]", 5, 9}, {"[5-6][1-8]", 5, 9}, {"8[1-8]", 5, 9},   {"9[1-8]", 5, 9},
    {"900", 5, 9},         {"4[0-8]", 6, 10},                   /* mobile */
    {"4946", 6, 10},       {"50", 6, 10},        {"800", 7, 9}, /* free of charge */
    {"600", 8, 9},                                              /* premium rate */
    {"700", 8, 9},         {"10", 6, 10},                       /* company and service numbers */
    {"20", 6, 10},         {"20[2-5]", 5, 5},    {"209", 5, 5},        {"29", 6, 10},      {"30", 6, 10},
    {"39", 6, 10},         {"60[1-2]", 8, 9},    {"606", 10, 10},      {"70[1-5]", 8, 12}, {"70[7-8]", 10, 10},
    {"7099", 8, 9},        {"71", 9, 9},         {"73", 10, 10},       {"750", 6, 10},     {"75[3-9]", 6, 10},
};

/* True when `digits` begins with `code`. */
static bool begins(const char *digits, const char *code) {
    while (*code != '\0') {
        char low = code[0], high = code[0];

        if (*code == '[') {
            low = code[1];
            high = code[3];
            code += 5;
        } else {
            code++;
        }
        if (*digits < low || *digits > high)
            return false;
        digits++;
    }
    return true;
}

static bool is_finnish(const char *national) {
    size_t len = strlen(national);

    for (size_t i = 0; i < ARRAY_LEN(plan); i++) {
        if (len >= plan[i].min && len <= plan[i].max && begins(national, plan[i].code))
            return true;
    }
    return false;
}

/* How many digits a pattern of digits and one range stands for. */
static size_t code_width(const char *pattern) {
    return strchr(pattern, '[') == NULL ? strlen(pattern) : strlen(pattern) - 4;
}

/* Length of the ITU country code that `digits` begins with; 0: not assigned. */
static size_t country_len(const char *digits) {
    static const char *const codes[] = {
        "1",       "20",      "21[1-3]", "216",     "218",     "22[0-9]", "23[0-9]", "24[0-9]", "25[0-8]",
        "26[0-9]", "27",      "29[0-1]", "29[7-9]", "3[0-4]",  "36",      "39",      "35[0-9]", "37[0-9]",
        "38[0-3]", "38[5-7]", "389",     "4[0-1]",  "4[3-9]",  "420",     "421",     "423",     "5[1-8]",
        "50[0-9]", "59[0-9]", "6[0-6]",  "67[0-9]", "68[0-3]", "68[5-9]", "69[0-2]", "7",       "8[1-2]",
        "84",      "86",      "800",     "808",     "850",     "85[2-3]", "85[5-6]", "870",     "878",
        "88[0-3]", "886",     "888",     "9[0-5]",  "98",      "96[0-8]", "97[0-9]", "99[2-6]", "998"};

    for (size_t i = 0; i < ARRAY_LEN(codes); i++) {
        if (begins(digits, codes[i]))
            return code_width(codes[i]);
    }
    return 0;
}

/* True when the country code of length `code` that `digits` begins with is one of `codes`. */
static bool is_one_of(const char *digits, size_t code, const char *const *codes, size_t n) {
    for (size_t i = 0; i < n; i++) {
        if (code > 0 && begins(digits, codes[i]) && code_width(codes[i]) == code)
            return true;
    }
    return false;
}

/* Countries where the zero before an area code is dialled inside the country only, and no number begins with a zero:
 * "+46 070" is +4670, as "+358 040" is +35840. Elsewhere a zero stays: it may be part of the number. */
static bool has_trunk_zero(const char *digits, size_t code) {
    static const char *const codes[] = {
        "20",  "21[1-3]", "218",     "23[1-4]", "243",     "249",     "25[1-2]", "25[4-6]", "26[0-5]", "27",
        "291", "3[1-3]",  "353",     "355",     "359",     "370",     "37[3-5]", "377",     "38[0-3]", "38[5-7]",
        "389", "4[0-1]",  "4[3-4]",  "46",      "49",      "421",     "423",     "51",      "5[3-5]",  "58",
        "508", "59[0-1]", "59[3-6]", "6[0-4]",  "66",      "686",     "82",      "84",      "850",     "85[5-6]",
        "86",  "880",     "886",     "9[0-5]",  "96[1-4]", "96[6-7]", "97[0-2]", "97[6-7]", "98",      "99[4-6]"};

    return is_one_of(digits, code, codes, ARRAY_LEN(codes));
}

static int put_finnish(const char *national, struct sb *out, const char **reason) {
    if (*national == '0')
        national++; /* the trunk prefix */
    if (!is_finnish(national))
        return kind_refuse(reason, "it fits no code of the Finnish numbering plan");
    sb_cat(out, "+358");
    sb_cat(out, national);
    return 0;
}

/* Digits after an international prefix or a plus. */
static int put_international(const char *digits, struct sb *out, const char **reason) {
    size_t len = strlen(digits), code = country_len(digits), zero;

    if (strncmp(digits, "358", 3) == 0)
        return put_finnish(digits + 3, out, reason);
    if (code == 0)
        return kind_refuse(reason, "no country has this country code");
    zero = digits[code] == '0' && has_trunk_zero(digits, code) ? 1 : 0;
    len -= zero;
    if (zero > 0 && digits[code + 1] == '0')
        return kind_refuse(reason, not_a_number);
    if (len > E164_MAX)
        return kind_refuse(reason, too_long);
    if (len < 7 || len - code < 4)
        return kind_refuse(reason, "it has too few digits for a telephone number");
    if (*digits == '1' && (len != 11 || digits[1] < '2' || digits[4] < '2'))
        return kind_refuse(reason, "a North American number has ten digits after +1");
    sb_ch(out, '+');
    sb_catn(out, digits, code);
    sb_cat(out, digits + code + zero);
    return 0;
}

static int place(const struct scan *p, struct sb *out, const char **reason) {
    const char *d = p->digits;
    size_t prefix = prefix_len(d);

    if (p->plus)
        return put_international(d, out, reason);
    if (prefix > 0)
        return put_international(d + prefix, out, reason);
    if (p->trunk)
        return put_international(d, out, reason);
    if (*d == '0')
        return put_finnish(d, out, reason);
    if (strncmp(d, "358", 3) == 0) {
        const char *national = d[3] == '0' ? d + 4 : d + 3;

        if (is_finnish(national) && is_finnish(d))
            return kind_refuse(reason, "it may begin with the country code or with an area code: write + or 0");
        if (is_finnish(national))
            return put_finnish(national, out, reason);
    }
    return put_finnish(d, out, reason);
}

int phone_read(enum kind_form form, const char *s, size_t len, struct sb *out, const char **reason) {
    struct scan p = {.generous = form == KIND_FORM_STRICT};
    SB(e164);

    if (is_float(s, len))
        return kind_refuse(reason, kind_rounded_reason);
    TRY(scan(&p, s, p.generous ? without_extension(s, len) : len, reason));
    TRY(place(&p, &e164, reason));
    if (form == KIND_FORM_STORED) {
        text_nfc(s, len, out);
    } else {
        sb_catn(out, e164.d, e164.len);
    }
    return 0;
}
