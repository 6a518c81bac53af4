/*
 * text.c - see text.h. Decoding, normalisation, folding and width come from utf8proc; the memory is ours (mem.h), so
 * that running out of it ends the program as everywhere else.
 */
#include "base/text.h"

#include "base/mem.h"

#include <utf8proc.h>

/* Longest word that text_distance measures; no command, column or code is near that. */
#define WORD_MAX 64

size_t text_next(const char *s, size_t len, int32_t *ret_c) {
    int32_t c;
    utf8proc_ssize_t n;

    if (len == 0)
        return 0;
    if ((unsigned char)*s < 0x80) { /* nearly all of it, in most files */
        *ret_c = (unsigned char)*s;
        return 1;
    }
    if (len > PTRDIFF_MAX)
        len = PTRDIFF_MAX;
    n = utf8proc_iterate((const uint8_t *)s, (utf8proc_ssize_t)len, &c);
    if (n <= 0)
        return 0;
    *ret_c = c;
    return (size_t)n;
}

bool text_is_word(int32_t c) {
    switch (utf8proc_category(c)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ND:
        return true;
    default:
        return false;
    }
}

static bool is_ascii(const char *s, size_t len) {
    for (size_t i = 0; i < len; i++) {
        if ((unsigned char)s[i] >= 0x80)
            return false;
    }
    return true;
}

size_t text_utf8_error(const char *s, size_t len) {
    size_t at = 0;
    int32_t c;

    while (at < len) {
        size_t n = (unsigned char)s[at] < 0x80 ? 1 : text_next(s + at, len - at, &c);

        if (n == 0)
            break;
        at += n;
    }
    return at;
}

bool text_is_utf8(const char *s, size_t len) {
    return text_utf8_error(s, len) == len;
}

/* Bidirectional marks, embeddings, overrides and isolates (UAX #9) reorder what stands around them on the screen; the
 * line and paragraph separators (U+2028, U+2029) make two lines of one. */
static bool breaks_the_line(int32_t c) {
    return c == 0x061C || c == 0x200E || c == 0x200F || (c >= 0x2028 && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

static bool is_control(int32_t c) {
    return c < 0x20 || (c >= 0x7F && c < 0xA0);
}

void text_mask_controls(char *s) {
    size_t len = strlen(s);
    size_t from = 0, to = 0;
    int32_t c;

    while (from < len) {
        size_t n = text_next(s + from, len - from, &c);

        if (n == 0 || is_control(c) || breaks_the_line(c)) {
            s[to++] = '?';
            from += n > 0 ? n : 1;
            continue;
        }
        memmove(s + to, s + from, n);
        to += n;
        from += n;
    }
    s[to] = '\0';
}

/* Controls, format characters (bidi marks, BOM, tags), line and paragraph separators, and what Unicode calls default
 * ignorable: zero-width characters, variation selectors, fillers. */
static bool is_invisible(int32_t c) {
    const utf8proc_property_t *p;

    if (c < 0x80)
        return is_control(c);
    p = utf8proc_get_property(c);
    switch (p->category) {
    case UTF8PROC_CATEGORY_CC:
    case UTF8PROC_CATEGORY_CF:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
        return true;
    default:
        return p->ignorable;
    }
}

bool text_has_invisible(const char *s, size_t len) {
    size_t at = 0;
    int32_t c;

    while (at < len) {
        size_t n = text_next(s + at, len - at, &c);

        if (n == 0 || is_invisible(c))
            return true;
        at += n;
    }
    return false;
}

/* Length in bytes of the white space that `s` starts with (one character), else 0. */
static size_t space_at(const char *s, size_t len) {
    if (len >= 1 && (*s == ' ' || *s == '\t' || *s == '\r' || *s == '\n'))
        return 1;
    if (len >= 2 && memcmp(s, "\xC2\xA0", 2) == 0)
        return 2;
    if (len >= 3 && memcmp(s, "\xE2\x80\xAF", 3) == 0)
        return 3;
    return 0;
}

/* The same, seen from the end. */
static size_t space_before(const char *s, size_t len) {
    for (size_t n = 1; n <= 3 && n <= len; n++) {
        if (space_at(s + len - n, n) == n)
            return n;
    }
    return 0;
}

void text_trim(const char **s, size_t *len) {
    size_t n;

    while ((n = space_at(*s, *len)) > 0) {
        *s += n;
        *len -= n;
    }
    while ((n = space_before(*s, *len)) > 0)
        *len -= n;
}

bool text_equal(const char *a, const char *b) {
    return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

/* Appends `s` mapped by utf8proc's options. Text that is not UTF-8 is against the contract and passes as it is. */
static void map(const char *s, size_t len, utf8proc_option_t options, struct sb *out) {
    int32_t few[256];
    int32_t *many CLEANUP(mem_free) = NULL;
    int32_t *buf = few;
    utf8proc_ssize_t n, room = ARRAY_LEN(few) - 1; /* reencode needs one byte after its text */
    const uint8_t *bytes = (const uint8_t *)s;

    if (len > PTRDIFF_MAX) {
        sb_catn(out, s, len);
        return;
    }
    n = utf8proc_decompose(bytes, (utf8proc_ssize_t)len, buf, room, options);
    if (n > room) {
        room = n;
        many = mem_realloc(NULL, (size_t)room + 1, sizeof *many);
        buf = many;
        n = utf8proc_decompose(bytes, (utf8proc_ssize_t)len, buf, room, options);
    }
    if (n >= 0)
        n = utf8proc_reencode(buf, n, options);
    if (n < 0) {
        sb_catn(out, s, len);
    } else {
        sb_catn(out, (const char *)buf, (size_t)n);
    }
}

void text_nfc(const char *s, size_t len, struct sb *out) {
    if (is_ascii(s, len)) {
        sb_catn(out, s, len);
    } else {
        map(s, len, UTF8PROC_STABLE | UTF8PROC_COMPOSE, out);
    }
}

static bool is_space(int32_t c) {
    if (c < 0x80)
        return c == ' ' || (c >= '\t' && c <= '\r');
    switch (utf8proc_category(c)) {
    case UTF8PROC_CATEGORY_ZS:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
        return true;
    default:
        return false;
    }
}

static void ascii_lower(const char *s, size_t len, struct sb *out) {
    size_t start = out->len;

    sb_catn(out, s, len);
    for (size_t i = start; i < out->len; i++)
        if (out->d[i] >= 'A' && out->d[i] <= 'Z')
            out->d[i] = (char)(out->d[i] - 'A' + 'a');
}

void text_fold(const char *s, size_t len, struct sb *out) {
    SB(folded);
    size_t start = out->len;
    bool gap = false;

    if (is_ascii(s, len))
        ascii_lower(s, len, &folded);
    else
        map(s, len, UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD, &folded);
    for (size_t at = 0; at < folded.len;) {
        int32_t c = -1;
        size_t n = text_next(folded.d + at, folded.len - at, &c);

        if (n == 0)
            n = 1;
        if (c >= 0 && is_space(c)) {
            gap = true;
        } else {
            if (gap && out->len > start)
                sb_ch(out, ' ');
            gap = false;
            sb_catn(out, folded.d + at, n);
        }
        at += n;
    }
}

static void append(struct sb *out, int32_t c) {
    uint8_t bytes[4];
    utf8proc_ssize_t n = utf8proc_encode_char(c, bytes);

    sb_catn(out, (const char *)bytes, (size_t)n);
}

/* The one unconditional lower-case mapping to two characters: I with dot above (SpecialCasing.txt). */
static void append_lower(struct sb *out, int32_t c) {
    if (c == 0x0130) {
        append(out, 'i');
        append(out, 0x0307);
    } else {
        append(out, utf8proc_tolower(c));
    }
}

/* A lower or title case letter without a capital of its own folds to several letters (sharp s to "ss"); their capitals
 * are its upper case. This gives SpecialCasing.txt without its table. */
static void append_upper(struct sb *out, int32_t c) {
    int32_t folded[8];
    int boundclass = 0;
    utf8proc_ssize_t n = 0;

    if (c >= 0x80 && utf8proc_category(c) != UTF8PROC_CATEGORY_LU)
        n = utf8proc_decompose_char(c, folded, ARRAY_LEN(folded), UTF8PROC_CASEFOLD, &boundclass);
    if (n < 2 || n > (utf8proc_ssize_t)ARRAY_LEN(folded)) {
        append(out, utf8proc_toupper(c));
        return;
    }
    for (utf8proc_ssize_t i = 0; i < n; i++)
        append(out, utf8proc_toupper(folded[i]));
}

static void change_case(const char *s, size_t len, void (*one)(struct sb *, int32_t), struct sb *out) {
    SB(changed);
    int32_t c;

    for (size_t at = 0; at < len;) {
        size_t n = text_next(s + at, len - at, &c);

        if (n == 0) {
            sb_ch(&changed, s[at++]);
            continue;
        }
        one(&changed, c);
        at += n;
    }
    text_nfc(changed.d, changed.len, out);
}

void text_lower(const char *s, size_t len, struct sb *out) {
    size_t from = out->len;

    if (!is_ascii(s, len)) {
        change_case(s, len, append_lower, out);
        return;
    }
    sb_catn(out, s, len); /* its letters have no forms to be put together, and stand alone */
    for (size_t i = from; i < out->len; i++) {
        if (out->d[i] >= 'A' && out->d[i] <= 'Z')
            out->d[i] = (char)(out->d[i] + ('a' - 'A'));
    }
}

void text_upper(const char *s, size_t len, struct sb *out) {
    change_case(s, len, append_upper, out);
}

size_t text_width(const char *s, size_t len) {
    size_t width = 0;
    int32_t c;

    for (size_t at = 0; at < len;) {
        size_t n = text_next(s + at, len - at, &c);
        int columns = n > 0 ? utf8proc_charwidth(c) : 1;

        width += columns > 0 ? (size_t)columns : 0;
        at += n > 0 ? n : 1;
    }
    return width;
}

int text_int64(const char *s, int64_t *ret) {
    bool negative = *s == '-';
    int64_t v = 0;

    if (negative)
        s++;
    if (*s == '\0')
        return -1;
    for (; *s != '\0'; s++) {
        int64_t digit = *s - '0';

        if (digit < 0 || digit > 9)
            return -1;
        /* Counted downwards: the least number has no positive counterpart. */
        if (__builtin_mul_overflow(v, 10, &v) || __builtin_sub_overflow(v, digit, &v))
            return -1;
    }
    if (!negative && v == INT64_MIN)
        return -1;
    *ret = negative ? v : -v;
    return 0;
}

static size_t least(size_t a, size_t b) {
    return a < b ? a : b;
}

size_t text_distance(const char *a, const char *b) {
    size_t rows[3][WORD_MAX + 1]; /* the two rows before (a swap looks back two) and the one being filled */
    size_t *before = rows[0], *above = rows[1], *row = rows[2];
    size_t la = strlen(a), lb = strlen(b);

    if (la > WORD_MAX || lb > WORD_MAX)
        return la > lb ? la : lb;
    memset(rows, 0, sizeof rows);
    for (size_t j = 0; j <= lb; j++)
        above[j] = j;
    for (size_t i = 1; i <= la; i++) {
        size_t *spare = before;

        row[0] = i;
        for (size_t j = 1; j <= lb; j++) {
            size_t replace = above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);

            row[j] = least(replace, least(above[j], row[j - 1]) + 1);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = least(row[j], before[j - 2] + 1);
        }
        before = above;
        above = row;
        row = spare;
    }
    return above[lb];
}

bool text_is_code(const char *s) {
    return s[0] >= 'a' && s[0] <= 'z' && s[strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789-_")] == '\0';
}

const char *text_did_you_mean(const char *word, const char *const *candidates) {
    size_t len = strlen(word);
    size_t limit = len < 3 ? 1 : len < 8 ? 2 : 3; /* about one slip in three letters */
    const char *best = NULL;

    for (; *candidates != NULL; candidates++) {
        size_t d = text_distance(word, *candidates);

        /* A distance as long as a word means that nothing of it is left. */
        if (d > limit || d >= len || d >= strlen(*candidates))
            continue;
        best = *candidates;
        limit = d > 0 ? d - 1 : 0;
        if (d == 0)
            break;
    }
    return best;
}
