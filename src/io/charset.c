/*
 * charset.c - see charset.h.
 */
#include "io/charset.h"

#include <strings.h>

static const struct {
    const char *name;
    const char *iconv_name;
} charsets[] = {[CHARSET_AUTO] = {"auto", NULL},
#define X(id, name, iconv_name) [CHARSET_##id] = {name, iconv_name},
                CHARSET_LIST(X)
#undef X
};

const char *const charset_names[] = {
#define X(id, name, iconv_name) name,
    CHARSET_LIST(X)
#undef X
        NULL,
};

static const struct {
    const char *name;
    enum charset charset;
} aliases[] = {
    {"utf8", CHARSET_UTF8},
    {"utf8-bom", CHARSET_UTF8_BOM},
    {"utf-8-sig", CHARSET_UTF8_BOM},
    {"cp1252", CHARSET_WINDOWS_1252},
    {"latin1", CHARSET_WINDOWS_1252},
    {"latin-1", CHARSET_WINDOWS_1252},
    {"iso-8859-1", CHARSET_WINDOWS_1252},
    {"utf16le", CHARSET_UTF16LE},
    {"utf16be", CHARSET_UTF16BE},
};

_Static_assert(ARRAY_LEN(charsets) == CHARSET__MAX, "a name for every encoding");

const char *charset_name(enum charset c) {
    return charsets[c].name;
}

int charset_parse(const char *name, enum charset *ret) {
    for (size_t i = CHARSET_AUTO + 1; i < CHARSET__MAX; i++) {
        if (strcasecmp(name, charsets[i].name) == 0) {
            *ret = (enum charset)i;
            return 0;
        }
    }
    for (size_t i = 0; i < ARRAY_LEN(aliases); i++) {
        if (strcasecmp(name, aliases[i].name) == 0) {
            *ret = aliases[i].charset;
            return 0;
        }
    }
    return -1;
}

enum charset charset_bom(const char *d, size_t len) {
    if (len >= 3 && memcmp(d, "\xEF\xBB\xBF", 3) == 0)
        return CHARSET_UTF8_BOM;
    if (len >= 2 && memcmp(d, "\xFF\xFE", 2) == 0)
        return CHARSET_UTF16LE;
    if (len >= 2 && memcmp(d, "\xFE\xFF", 2) == 0)
        return CHARSET_UTF16BE;
    return CHARSET_AUTO;
}

size_t charset_bom_length(enum charset c) {
    switch (c) {
    case CHARSET_UTF8_BOM:
        return 3;
    case CHARSET_UTF16LE:
    case CHARSET_UTF16BE:
        return 2;
    default:
        return 0;
    }
}

int utf8_sequence(const unsigned char *s, size_t len) {
    unsigned char least = 0x80, most = 0xBF; /* of the second byte */
    size_t need;

    if (s[0] < 0x80)
        return 1;
    if (s[0] < 0xC2 || s[0] > 0xF4)
        return 0;
    need = s[0] < 0xE0 ? 2 : s[0] < 0xF0 ? 3 : 4;
    if (s[0] == 0xE0)
        least = 0xA0; /* no overlong forms */
    if (s[0] == 0xED)
        most = 0x9F; /* no surrogates */
    if (s[0] == 0xF0)
        least = 0x90;
    if (s[0] == 0xF4)
        most = 0x8F; /* nothing above U+10FFFF */
    for (size_t i = 1; i < need; i++) {
        if (i == len)
            return -1;
        if (s[i] < least || s[i] > most)
            return 0;
        least = 0x80;
        most = 0xBF;
    }
    return (int)need;
}

size_t ascii_run(const unsigned char *s, size_t len) {
    const uint64_t ones = UINT64_C(0x0101010101010101), highs = UINT64_C(0x8080808080808080);
    size_t at = 0;
    uint64_t word;

    for (; len - at >= sizeof word; at += sizeof word) {
        memcpy(&word, s + at, sizeof word);
        /* A byte with its high bit set, or a zero byte (whose subtraction borrows). */
        if (((word | (word - ones)) & highs) != 0)
            break;
    }
    while (at < len && s[at] < 0x80 && s[at] != 0)
        at++;
    return at;
}

int charset_open(enum charset from, enum charset to, iconv_t *ret, struct err *e) {
    *ret = iconv_open(charsets[to].iconv_name, charsets[from].iconv_name);
    if (*ret != (iconv_t)-1)
        return 0;
    (void)err_set(e, ERR_INTERNAL, "this system cannot convert %s to %s", charsets[from].name, charsets[to].name);
    return err_hint(e, "install the C library's converters (gconv), or use utf-8");
}

/* Converts complete characters as far as they go; returns how many bytes were used, or SIZE_MAX with errno. */
static size_t convert_some(struct charset_sink *s, const char *d, size_t len) {
    char *in = (char *)(uintptr_t)d; /* iconv's prototype lacks the const; it does not write there */
    size_t left = len;

    while (left > 0) {
        char buf[4096];
        char *out = buf;
        size_t room = sizeof buf;
        size_t r = iconv(s->cd, &in, &left, &out, &room);
        int reason = errno;

        sink_put(s->to, buf, sizeof buf - room);
        if (r != (size_t)-1 || reason == E2BIG)
            continue;
        if (reason == EINVAL)
            break;
        errno = reason;
        return SIZE_MAX;
    }
    return len - left;
}

static int write_converted(void *to, const char *d, size_t len) {
    struct charset_sink *s = to;
    size_t used;

    /* Complete the character that the last write cut. */
    while (s->carried > 0 && len > 0) {
        int n;

        s->carry[s->carried++] = *d++;
        len--;
        n = utf8_sequence((const unsigned char *)s->carry, s->carried);
        if (n < 0)
            continue;
        if (n == 0)
            errno = EILSEQ;
        if (n == 0 || convert_some(s, s->carry, s->carried) == SIZE_MAX)
            return -1;
        s->carried = 0;
    }
    used = convert_some(s, d, len);
    if (used == SIZE_MAX)
        return -1;
    memcpy(s->carry + s->carried, d + used, len - used); /* at most three bytes */
    s->carried += len - used;
    errno = s->to->error;
    return s->to->error != 0 ? -1 : 0;
}

static int write_as_is(void *to, const char *d, size_t len) {
    struct charset_sink *s = to;

    sink_put(s->to, d, len);
    errno = s->to->error;
    return s->to->error != 0 ? -1 : 0;
}

int charset_sink_init(struct charset_sink *s, enum charset c, struct sink *to, struct err *e) {
    static const char boms[][4] = {
        [CHARSET_UTF8_BOM] = "\xEF\xBB\xBF", [CHARSET_UTF16LE] = "\xFF\xFE", [CHARSET_UTF16BE] = "\xFE\xFF"};

    s->convert = c != CHARSET_AUTO && c != CHARSET_UTF8 && c != CHARSET_UTF8_BOM;
    s->to = to;
    s->carried = 0;
    if (s->convert)
        TRY(charset_open(CHARSET_UTF8, c, &s->cd, e));
    sink_init(&s->in, s->convert ? write_converted : write_as_is, s);
    if (charset_bom_length(c) > 0)
        sink_put(to, boms[c], charset_bom_length(c));
    return 0;
}

int charset_sink_end(struct charset_sink *s, const char *what, struct err *e) {
    int r = sink_flush(&s->in, what, e);

    if (r == 0 && s->carried > 0)
        r = err_set(e, ERR_DATA, "%s: a value is not well-formed UTF-8", what);
    charset_sink_release(s);
    return r;
}

void charset_sink_release(struct charset_sink *s) {
    if (s->convert)
        (void)iconv_close(s->cd);
    s->convert = false;
}
