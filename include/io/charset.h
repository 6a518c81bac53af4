/*
 * charset.h - the encodings that CSV files come in, and their conversion (by the C library's iconv).
 *
 * Windows-1252 leaves 81 8D 8F 90 9D undefined: a file with one of them is refused, never guessed at. UTF-16 is read
 * with its byte order mark. "latin1" and "iso-8859-1" are read as Windows-1252, as the WHATWG encoding standard has it.
 */
#ifndef GDPRCTL_IO_CHARSET_H
#define GDPRCTL_IO_CHARSET_H

#include "base/err.h"
#include "io/sink.h"

#include <iconv.h>

/* X(ID, the name that the results show and --encoding takes, iconv's name) */
#define CHARSET_LIST(X)                             \
    X(UTF8, "utf-8", "UTF-8")                       \
    X(UTF8_BOM, "utf-8-bom", "UTF-8")               \
    X(WINDOWS_1252, "windows-1252", "WINDOWS-1252") \
    X(UTF16LE, "utf-16le", "UTF-16LE")              \
    X(UTF16BE, "utf-16be", "UTF-16BE")

enum charset {
    CHARSET_AUTO, /* to be found out */
#define X(id, name, iconv_name) CHARSET_##id,
    CHARSET_LIST(X)
#undef X
        CHARSET__MAX
};

const char *charset_name(enum charset c);               /* "utf-8"; "auto" for CHARSET_AUTO */
int charset_parse(const char *name, enum charset *ret); /* names and usual aliases, any case; 0 or -1 */
extern const char *const charset_names[];               /* NULL-terminated, for help and "did you mean" */

/* The byte order mark at the start of `d`: its encoding (UTF8_BOM, UTF16LE, UTF16BE), or CHARSET_AUTO. */
enum charset charset_bom(const char *d, size_t len);
size_t charset_bom_length(enum charset c); /* 3, 2, 2; 0 for the others */

/* Length of the well-formed UTF-8 sequence (Unicode 15, table 3-7) that `len` bytes start with: 1 to 4; 0 when it is
 * ill-formed; -1 when the bytes end in the middle of a sequence that is well-formed so far. `len` > 0. */
int utf8_sequence(const unsigned char *s, size_t len);

/* Number of bytes that `s` starts with that are ASCII and not NUL. */
size_t ascii_run(const unsigned char *s, size_t len);

/* Opens iconv from or to UTF-8; ERR_INTERNAL when the C library lacks the converter. */
int charset_open(enum charset from, enum charset to, iconv_t *ret, struct err *e);

/* UTF-8 on its way into a sink of another encoding. Text goes into `in`; a character that the encoding lacks makes the
 * first sink_flush fail with ERR_DATA. Begins with the byte order mark where the encoding has one. */
struct charset_sink {
    struct sink in;
    struct sink *to;
    iconv_t cd;
    bool convert;  /* false: UTF-8 passes as it is */
    char carry[4]; /* an unfinished sequence at the end of the last write */
    size_t carried;
};

int charset_sink_init(struct charset_sink *s, enum charset c, struct sink *to, struct err *e);

/* Hands everything over to the sink behind, which is not flushed, and closes. */
int charset_sink_end(struct charset_sink *s, const char *what, struct err *e);
void charset_sink_release(struct charset_sink *s);

#endif
