/*
 * charset_scan.c - see charset_scan.h.
 */
#include "io/charset_scan.h"

/* What the bytes 80 to FF are in Windows-1252. */
enum sort {
    ODD,    /* no name, address or sentence in the languages of the Nordic countries has it */
    LETTER, /* letters of European languages */
    MARK,   /* punctuation and symbols, at home between words */
    JOINER, /* punctuation that also stands inside a word: apostrophe, dash, no-break space */
    UNDEF   /* no character at all */
};

static const unsigned char sorts[128] = {
    /* 80 */ MARK,   UNDEF,  MARK,   ODD,    MARK,   MARK,   ODD,    ODD,
    /* 88 */ ODD,    MARK,   LETTER, MARK,   LETTER, UNDEF,  LETTER, UNDEF,
    /* 90 */ UNDEF,  JOINER, JOINER, MARK,   MARK,   MARK,   JOINER, JOINER,
    /* 98 */ ODD,    MARK,   LETTER, MARK,   LETTER, UNDEF,  LETTER, LETTER,
    /* A0 */ JOINER, ODD,    ODD,    MARK,   ODD,    ODD,    ODD,    MARK,
    /* A8 */ ODD,    MARK,   MARK,   MARK,   ODD,    JOINER, MARK,   ODD,
    /* B0 */ MARK,   MARK,   MARK,   MARK,   JOINER, MARK,   ODD,    JOINER,
    /* B8 */ ODD,    MARK,   MARK,   MARK,   MARK,   MARK,   MARK,   ODD,
    /* C0 */ LETTER, LETTER, LETTER, LETTER, LETTER, LETTER, LETTER, LETTER,
    /* C8 */ LETTER, LETTER, LETTER, LETTER, LETTER, LETTER, LETTER, LETTER,
    /* D0 */ LETTER, LETTER, LETTER, LETTER, LETTER, LETTER, LETTER, MARK,
    /* D8 */ LETTER, LETTER, LETTER, LETTER, LETTER, LETTER, LETTER, LETTER,
    /* E0 */ LETTER, LETTER, LETTER, LETTER, LETTER, LETTER, LETTER, LETTER,
    /* E8 */ LETTER, LETTER, LETTER, LETTER, LETTER, LETTER, LETTER, LETTER,
    /* F0 */ LETTER, LETTER, LETTER, LETTER, LETTER, LETTER, LETTER, ODD,
    /* F8 */ LETTER, LETTER, LETTER, LETTER, LETTER, LETTER, LETTER, ODD,
};

void charset_scan_init(struct charset_scan *s) {
    *s = (struct charset_scan){.nul = CHARSET_SCAN_NONE,
                               .bad_utf8 = CHARSET_SCAN_NONE,
                               .undefined = CHARSET_SCAN_NONE,
                               .mixed = CHARSET_SCAN_NONE,
                               .strange = CHARSET_SCAN_NONE};
}

static void note_first(uint64_t *offset, uint64_t at) {
    if (*offset == CHARSET_SCAN_NONE)
        *offset = at;
}

static bool is_letter(unsigned char c) {
    return c >= 0x80 ? sorts[c - 0x80] == LETTER : (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

static bool is_continuation(unsigned char c) {
    return c >= 0x80 && c <= 0xBF;
}

/* What ends a word or follows one in ordinary text: ... ' " dashes (TM) > no-break space (C) << (R) middle dot. */
static bool closes_word(unsigned char c) {
    switch (c) {
    case 0x85:
    case 0x92:
    case 0x94:
    case 0x96:
    case 0x97:
    case 0x99:
    case 0x9B:
    case 0xA0:
    case 0xA9:
    case 0xAB:
    case 0xAE:
    case 0xB4:
    case 0xB7:
    case 0xBB:
        return true;
    default:
        return false;
    }
}

/* Whether a well-formed multi-byte sequence cannot be Windows-1252. The letters C2, C3 and E2 (A with circumflex or
 * tilde) end no word in the languages at hand, so they only ever lead UTF-8. */
static bool is_surely_utf8(const unsigned char *p, size_t n) {
    if (p[0] == 0xC2 || p[0] == 0xC3 || p[0] == 0xE2)
        return true;
    for (size_t i = 1; i < n; i++) {
        if (!closes_word(p[i]))
            return true;
    }
    return false;
}

/* Bytes that neither encoding has together: an overlong form, a surrogate written as UTF-8, a sequence of the lengths
 * that UTF-8 once had beyond Unicode, or a UTF-16 byte order mark. `len` bytes stand at `p`. */
static bool is_foreign(const unsigned char *p, size_t len) {
    if (len < 2)
        return false;
    if (p[0] == 0xED)
        return len > 2 && p[1] >= 0xA0 && is_continuation(p[1]) && is_continuation(p[2]);
    if (p[0] >= 0xF4 && p[0] <= 0xFD)
        return len > 3 && is_continuation(p[1]) && is_continuation(p[2]) && is_continuation(p[3]);
    return ((p[0] == 0xC0 || p[0] == 0xC1) && is_continuation(p[1])) || (p[0] == 0xFE && p[1] == 0xFF) ||
           (p[0] == 0xFF && p[1] == 0xFE);
}

/* Whether the byte is out of place in Windows-1252, given its neighbours. */
static bool is_out_of_place(unsigned char before, unsigned char c, unsigned char after) {
    switch ((enum sort)sorts[c - 0x80]) {
    case ODD:
        return true;
    case MARK:
        return is_letter(before) && is_letter(after);
    case LETTER:
        /* A capital of the 80s after a small letter is an umlaut of a Mac; A-circumflex before a symbol is UTF-8. */
        if (c < 0xA0 && c != 0x9A && c != 0x9C && c != 0x9E)
            return before >= 'a' && before <= 'z';
        return c == 0xE2 && is_continuation(after);
    case JOINER:
    case UNDEF:
        break;
    }
    return false;
}

/* Takes in the byte above 7F at `p` as Windows-1252; `len` bytes stand there. */
static void add_byte(struct charset_scan *s, uint64_t at, const unsigned char *p, size_t len) {
    unsigned char sort = sorts[p[0] - 0x80];

    if (sort == UNDEF)
        note_first(&s->undefined, at);
    if (is_foreign(p, len))
        note_first(&s->mixed, at);
    if (is_out_of_place(s->before, p[0], len > 1 ? p[1] : '\n')) {
        note_first(&s->strange, at);
        s->oddities++;
    } else if (sort == LETTER) {
        s->letters++;
    }
    s->before = p[0];
}

size_t charset_scan_add(struct charset_scan *s, const char *d, size_t len, bool last) {
    const unsigned char *p = (const unsigned char *)d;
    size_t i = 0;

    for (;;) {
        size_t run = ascii_run(p + i, len - i);
        int n;

        i += run;
        if (run > 0)
            s->before = p[i - 1];
        if (i == len || (!last && len - i < CHARSET_SCAN_AHEAD))
            break;
        if (p[i] == 0) {
            note_first(&s->nul, s->at + i);
            s->before = p[i++];
            continue;
        }
        n = utf8_sequence(p + i, len - i);
        if (n <= 0) {
            note_first(&s->bad_utf8, s->at + i);
            n = 1;
        } else if (is_surely_utf8(p + i, (size_t)n)) {
            note_first(&s->mixed, s->at + i);
        }
        for (; n > 0; n--, i++)
            add_byte(s, s->at + i, p + i, len - i);
    }
    s->at += i;
    return i;
}

enum charset charset_scan_verdict(const struct charset_scan *s, const char **why, uint64_t *offset) {
    if (s->nul != CHARSET_SCAN_NONE) {
        *why = "has a NUL byte: it is no text, or UTF-16 without its byte order mark";
        *offset = s->nul;
    } else if (s->bad_utf8 == CHARSET_SCAN_NONE) {
        return CHARSET_UTF8;
    } else if (s->mixed != CHARSET_SCAN_NONE) {
        /* Two encodings meet where the first byte of the second one stands. */
        *why = "mixes encodings: some of it is UTF-8, some is not";
        *offset = s->mixed > s->bad_utf8 ? s->mixed : s->bad_utf8;
    } else if (s->undefined != CHARSET_SCAN_NONE) {
        *why = "is neither UTF-8 nor Windows-1252";
        *offset = s->undefined;
    } else if (s->oddities > s->letters) {
        *why = "is not UTF-8, and does not read like Windows-1252";
        *offset = s->strange;
    } else {
        return CHARSET_WINDOWS_1252;
    }
    return CHARSET_AUTO;
}
