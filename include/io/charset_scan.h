/*
 * charset_scan.h - tells which encoding a file without byte order mark has, from one pass over its bytes.
 *
 * Well-formed UTF-8 throughout is UTF-8. Everything else could be Windows-1252, in which nearly every byte means
 * something; so the bytes must also make sense as Windows-1252, or the file is refused:
 *   - no byte that Windows-1252 leaves undefined (81 8D 8F 90 9D), and no NUL;
 *   - no piece of UTF-8: a well-formed sequence, an overlong form or a byte order mark says that encodings are mixed.
 *     Not counted is what ordinary text can produce, a capital or accented letter with closing punctuation behind it
 *     (SAEHKOE in quotes with its umlauts, a trademark sign, a no-break space);
 *   - not more odd places than letters: symbols that no name or address has, or punctuation in the middle of a word,
 *     which is what DOS (850) and Mac texts look like when read as Windows-1252.
 * Who knows better forces the encoding; then only undefined bytes and NULs refuse the file.
 */
#ifndef GDPRCTL_IO_CHARSET_SCAN_H
#define GDPRCTL_IO_CHARSET_SCAN_H

#include "io/charset.h"

#define CHARSET_SCAN_NONE  UINT64_MAX
#define CHARSET_SCAN_AHEAD 8 /* a sequence and its right neighbours */

struct charset_scan {
    uint64_t at;          /* offset of the next byte */
    unsigned char before; /* the byte before it */
    /* Offsets of the first ...; CHARSET_SCAN_NONE while there was none. */
    uint64_t nul;       /* NUL byte */
    uint64_t bad_utf8;  /* byte that is not well-formed UTF-8 */
    uint64_t undefined; /* byte undefined in Windows-1252 */
    uint64_t mixed;     /* piece of UTF-8 that Windows-1252 text does not have */
    uint64_t strange;   /* odd place */
    uint64_t letters;   /* counts, meaningful once bad_utf8 is set */
    uint64_t oddities;
};

void charset_scan_init(struct charset_scan *s);

/* Looks at `len` bytes that follow the ones before and returns how many are done; the rest, fewer than
 * CHARSET_SCAN_AHEAD, must come again in front of the next bytes. With `last` all are done. */
size_t charset_scan_add(struct charset_scan *s, const char *d, size_t len, bool last);

/* CHARSET_UTF8 or CHARSET_WINDOWS_1252; CHARSET_AUTO when the file is refused, with `*why` a static sentence part and
 * `*offset` the byte to blame. */
enum charset charset_scan_verdict(const struct charset_scan *s, const char **why, uint64_t *offset);

#endif
