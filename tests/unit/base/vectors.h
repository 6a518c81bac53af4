/*
 * vectors.h - reads the vector files under tests/data/vectors/: RFC 4180 rows after "#" comment lines, with a header
 * row; \uXXXX in a cell stands for that UTF-16 unit's code point and \\ for a backslash.
 *
 *     struct vectors v;
 *     vectors_open(&v, "tests/data/vectors/hetu.csv");
 *     while (vectors_next(&v)) use(vectors_get(&v, "input"));
 *     vectors_close(&v);
 *
 * A file or column that is not there fails a check, so that a test cannot pass by reading nothing.
 */
#ifndef GDPRCTL_TESTS_UNIT_VECTORS_H
#define GDPRCTL_TESTS_UNIT_VECTORS_H

#include "base/mem.h"
#include "base/sb.h"
#include "test.h"

#define VECTORS_COLUMNS 20

struct vectors {
    char *text, *at;
    char *names[VECTORS_COLUMNS];
    char *cells[VECTORS_COLUMNS];
    size_t columns;
    int line; /* of the row being read, counted in rows after the comments */
};

UNUSED static char *vectors_file(const char *path) {
    SB(text);
    char buf[4096];
    size_t n;
    FILE *f = fopen(path, "rb");

    test_check(f != NULL, path, 0, "the vector file can be opened (run from the repository's top)");
    if (f == NULL)
        return mem_strdup("");
    while ((n = fread(buf, 1, sizeof buf, f)) > 0)
        sb_catn(&text, buf, n);
    (void)fclose(f);
    return sb_detach(&text);
}

/* Splits one row in place into `cells`; the number of cells, 0 at the end of the file. */
UNUSED static size_t vectors_split(struct vectors *v, char **cells) {
    size_t n = 0;
    char *in = v->at, *out;
    bool more = true;

    if (*in == '\0')
        return 0;
    while (more && n < VECTORS_COLUMNS) {
        bool quoted = *in == '"';

        if (quoted)
            in++;
        cells[n++] = out = in;
        while (*in != '\0' && (quoted || (*in != ',' && *in != '\n'))) {
            if (quoted && *in == '"') {
                if (in[1] != '"')
                    break;
                in++;
            }
            *out++ = *in++;
        }
        if (quoted && *in == '"')
            in++;
        more = *in == ',';
        if (*in != '\0')
            in++;
        *out = '\0';
    }
    v->at = in;
    v->line++;
    return n;
}

UNUSED static void vectors_put_utf8(char **out, unsigned c) {
    char *o = *out;

    if (c < 0x80) {
        *o++ = (char)c;
    } else if (c < 0x800) {
        *o++ = (char)(0xC0 | c >> 6);
        *o++ = (char)(0x80 | (c & 0x3F));
    } else {
        *o++ = (char)(0xE0 | c >> 12);
        *o++ = (char)(0x80 | (c >> 6 & 0x3F));
        *o++ = (char)(0x80 | (c & 0x3F));
    }
    *out = o;
}

/* Undoes \uXXXX and \\ in place; the result is never longer. A NUL ends the value, as it does on a command line. */
UNUSED static void vectors_unescape(char *s) {
    char *in = s, *out = s;

    while (*in != '\0') {
        unsigned c;

        if (in[0] == '\\' && in[1] == '\\') {
            *out++ = '\\';
            in += 2;
        } else if (in[0] == '\\' && in[1] == 'u' && sscanf(in + 2, "%4x", &c) == 1) {
            in += 6;
            vectors_put_utf8(&out, c);
        } else {
            *out++ = *in++;
        }
    }
    *out = '\0';
}

UNUSED static void vectors_open(struct vectors *v, const char *path) {
    memset(v, 0, sizeof *v);
    v->text = v->at = vectors_file(path);
    while (*v->at == '#') {
        v->at += strcspn(v->at, "\n");
        v->at += *v->at == '\n' ? 1 : 0;
    }
    v->columns = vectors_split(v, v->names);
    CHECK(v->columns > 1);
}

UNUSED static bool vectors_next(struct vectors *v) {
    size_t n = vectors_split(v, v->cells);

    if (n == 0)
        return false;
    test_check(n == v->columns, v->names[0], v->line, "the row has %zu cells", n);
    for (size_t i = 0; i < n; i++)
        vectors_unescape(v->cells[i]);
    return n == v->columns;
}

UNUSED static const char *vectors_get(const struct vectors *v, const char *name) {
    for (size_t i = 0; i < v->columns; i++) {
        if (strcmp(v->names[i], name) == 0)
            return v->cells[i];
    }
    test_check(false, name, v->line, "the vectors have this column");
    return "";
}

UNUSED static void vectors_close(struct vectors *v) {
    free(v->text);
    v->text = NULL;
}

#endif
