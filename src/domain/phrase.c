/*
 * phrase.c - texts, values in them, dates and periods in words; see phrase.h.
 */
#include "domain/phrase.h"

#include "base/text.h"

static const char *const texts[][LANG__MAX] = {
#define P(id, fi, sv, en) [PHRASE_##id] = {[LANG_FI] = (fi), [LANG_SV] = (sv), [LANG_EN] = (en)},
#include "domain/phrases.def"
#undef P
};

static const char *const ids[] = {
#define P(id, fi, sv, en) [PHRASE_##id] = #id,
#include "domain/phrases.def"
#undef P
};

const char *phrase(enum phrase id, enum lang lang) {
    return texts[id][lang];
}

size_t phrase_values(enum phrase id, enum lang lang) {
    size_t n = 0;

    for (const char *s = texts[id][lang]; (s = strstr(s, "%s")) != NULL; s += 2)
        n++;
    return n;
}

void phrase_fill(struct sb *out, enum phrase id, enum lang lang, const char *const *values, size_t n) {
    const char *s = texts[id][lang];

    assert(n == phrase_values(id, lang));
    for (size_t i = 0; i < n; i++) {
        const char *at = strstr(s, "%s");

        if (at == NULL)
            break;
        sb_catn(out, s, (size_t)(at - s));
        sb_cat(out, values[i]);
        s = at + 2;
    }
    sb_cat(out, s);
}

/* Whether the id is PREFIX_CODE. */
static bool is_named(const char *id, const char *prefix, const char *code) {
    size_t len = strlen(prefix);

    if (strncmp(id, prefix, len) != 0 || id[len] != '_')
        return false;
    id += len + 1;
    for (; *code != '\0'; code++, id++) {
        char c = *code == '-' || *code == '/' ? '_' : *code >= 'a' && *code <= 'z' ? (char)(*code - 'a' + 'A') : *code;

        if (*id != c)
            return false;
    }
    return *id == '\0';
}

enum phrase phrase_named(const char *prefix, const char *code) {
    for (size_t i = 0; i < PHRASE__MAX; i++) {
        if (is_named(ids[i], prefix, code))
            return (enum phrase)i;
    }
    return PHRASE__MAX;
}

const char *phrase_word(const char *prefix, const char *code, enum lang lang) {
    enum phrase id = phrase_named(prefix, code);

    return id != PHRASE__MAX ? phrase(id, lang) : code;
}

/* Each vocabulary of code.h has a phrase for each of its words; the compiler sees to it. */
#define NAMES_OF(name, LIST)                                        \
    const char *name##_name(enum name value, enum lang lang) {      \
        static const enum phrase phrases[] = {LIST(NAME_OF_VALUE)}; \
        return phrase(phrases[value], lang);                        \
    }

#define NAME_OF_VALUE(id, code) [RIGHT_##id] = PHRASE_RIGHT_##id,
NAMES_OF(right, RIGHT_LIST)
#undef NAME_OF_VALUE
#define NAME_OF_VALUE(id, code) [CHANNEL_##id] = PHRASE_CHANNEL_##id,
NAMES_OF(channel, CHANNEL_LIST)
#undef NAME_OF_VALUE
#define NAME_OF_VALUE(id, code) [METHOD_##id] = PHRASE_METHOD_##id,
NAMES_OF(method, METHOD_LIST)
#undef NAME_OF_VALUE
#define NAME_OF_VALUE(id, code) [SCOPE_##id] = PHRASE_SCOPE_##id,
NAMES_OF(scope, SCOPE_LIST)
#undef NAME_OF_VALUE
#define NAME_OF_VALUE(id, code) [BASIS_##id] = PHRASE_BASIS_##id,
NAMES_OF(basis, BASIS_LIST)
#undef NAME_OF_VALUE
#define NAME_OF_VALUE(id, code) [STRENGTH_##id] = PHRASE_STRENGTH_##id,
NAMES_OF(strength, STRENGTH_LIST)
#undef NAME_OF_VALUE
#define NAME_OF_VALUE(id, code) [ROLE_##id] = PHRASE_ROLE_##id,
NAMES_OF(role, ROLE_LIST)
#undef NAME_OF_VALUE

void phrase_basis(struct sb *out, enum basis value, enum lang lang) {
    /* The vocabulary is in the order of Art. 6(1)(a) to (f). */
    const char letter[] = {(char)('a' + value), '\0'};

    PHRASE_FILL(out, PHRASE_BASIS_WITH_ARTICLE, lang, basis_name(value, lang), letter);
}

/* Copies the digits or the one letter between brackets at `*at`: false when there is no bracket. */
static bool take_bracket(const char **at, char ret[8]) {
    size_t n;

    if (**at != '(')
        return false;
    n = strcspn(*at + 1, ")");
    if (n == 0 || n > 7 || (*at)[1 + n] != ')')
        return false;
    memcpy(ret, *at + 1, n);
    ret[n] = '\0';
    *at += n + 2;
    return true;
}

void phrase_article(struct sb *out, const char *article, enum lang lang) {
    char number[8] = "", paragraph[8] = "", point[8] = "";
    const char *at = article;
    size_t n;
    bool is = strncmp(at, "Art. ", 5) == 0;

    at += is ? 5 : 0;
    n = strspn(at, "0123456789");
    is = is && n > 0 && n < sizeof number;
    if (is) {
        memcpy(number, at, n);
        at += n;
        if (take_bracket(&at, paragraph))
            (void)take_bracket(&at, point);
        is = *at == '\0';
    }
    if (!is) {
        sb_cat(out, article);
    } else if (point[0] != '\0') {
        PHRASE_FILL(out, PHRASE_ARTICLE_POINT, lang, number, paragraph, point);
    } else if (paragraph[0] != '\0') {
        PHRASE_FILL(out, PHRASE_ARTICLE_PARAGRAPH, lang, number, paragraph);
    } else {
        PHRASE_FILL(out, PHRASE_ARTICLE, lang, number);
    }
}

void phrase_date(struct sb *out, date_t d, enum lang lang) {
    int year, month, day;

    if (d == DATE_NONE)
        return;
    date_to_ymd(d, &year, &month, &day);
    if (lang == LANG_EN) {
        sb_printf(out, "%d %s %d", day, phrase((enum phrase)(PHRASE_MONTH_1 + month - 1), lang), year);
    } else {
        sb_printf(out, "%d.%d.%d", day, month, year);
    }
}

#define EN_DASH "\xE2\x80\x93"

void phrase_dates(struct sb *out, date_t first, date_t last, enum lang lang) {
    phrase_date(out, first, lang);
    sb_cat(out, lang == LANG_EN ? " " EN_DASH " " : EN_DASH);
    phrase_date(out, last, lang);
}

static void add_unit(struct sb *out, size_t start, int32_t n, enum phrase one, enum phrase many, enum lang lang) {
    char digits[16];

    if (n == 0)
        return;
    if (out->len > start)
        sb_ch(out, ' ');
    (void)snprintf(digits, sizeof digits, "%d", n);
    PHRASE_FILL(out, n == 1 ? one : many, lang, digits);
}

void phrase_period(struct sb *out, struct period p, enum lang lang) {
    size_t start = out->len;

    add_unit(out, start, p.years, PHRASE_YEARS_1, PHRASE_YEARS_N, lang);
    add_unit(out, start, p.months, PHRASE_MONTHS_1, PHRASE_MONTHS_N, lang);
    add_unit(out, start, p.days, PHRASE_DAYS_1, PHRASE_DAYS_N, lang);
}

/* "mon" at `s`: its phrase, or PHRASE__MAX. */
static enum phrase day_at(const char *s) {
    static const char days[] = "montuewedthufrisatsun";

    for (int i = 0; i < 7; i++) {
        if (strncmp(s, days + 3 * i, 3) == 0)
            return (enum phrase)(PHRASE_DAY_MON + i);
    }
    return PHRASE__MAX;
}

void phrase_hours(struct sb *out, const char *hours, enum lang lang) {
    enum phrase first = day_at(hours), last = PHRASE__MAX;
    SB(days);
    SB(times);
    const char *rest;

    if (first == PHRASE__MAX) {
        sb_cat(out, hours);
        return;
    }
    sb_cat(&days, phrase(first, lang));
    rest = hours + 3;
    if (*rest == '-') {
        last = day_at(rest + 1);
        rest += last != PHRASE__MAX ? 4 : 0;
    }
    if (*rest != ' ') {
        sb_cat(out, hours);
        return;
    }
    if (last != PHRASE__MAX)
        sb_printf(&days, EN_DASH "%s", phrase(last, lang));
    for (rest++; *rest != '\0'; rest++) {
        if (*rest == '-') {
            sb_cat(&times, EN_DASH);
        } else {
            sb_ch(&times, *rest);
        }
    }
    PHRASE_FILL(out, PHRASE_HOURS, lang, days.d, times.d);
}

void phrase_capital(struct sb *out, const char *text) {
    int32_t c;
    size_t n = text_next(text, strlen(text), &c);

    text_upper(text, n, out);
    sb_cat(out, text + n);
}
