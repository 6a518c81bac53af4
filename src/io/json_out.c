/*
 * json_out.c - see json_out.h.
 */
#include "io/json_out.h"

#include "io/charset.h"

void json_out_init(struct json_out *j, struct sink *to, bool pretty) {
    *j = (struct json_out){.to = to, .pretty = pretty};
}

void json_out_init_part(struct json_out *j, struct sink *to, size_t above) {
    *j = (struct json_out){.to = to, .pretty = true, .above = above};
}

/* Line separators and bidirectional controls (U+2028 to U+202E, U+2066 to U+2069), which could turn the text on a
 * terminal around. */
static bool is_treacherous(const unsigned char *d) {
    return d[0] == 0xE2 &&
           ((d[1] == 0x80 && d[2] >= 0xA8 && d[2] <= 0xAE) || (d[1] == 0x81 && d[2] >= 0xA6 && d[2] <= 0xA9));
}

/* How many bytes from `at` on stand for themselves. */
static size_t plain_run(const unsigned char *d, size_t at, size_t len) {
    size_t from = at;

    while (at < len) {
        int n = 1;

        if (d[at] >= 0x80) {
            n = utf8_sequence(d + at, len - at);
            if (n <= 0 || (n == 2 && d[at] == 0xC2 && d[at + 1] < 0xA0) || (n == 3 && is_treacherous(d + at)))
                break;
        } else if (d[at] < 0x20 || d[at] == 0x7F || d[at] == '"' || d[at] == '\\') {
            break;
        }
        at += (size_t)n;
    }
    return at - from;
}

/* Writes what is special at `d` and returns how many bytes it took. */
static size_t put_special(struct sink *s, const unsigned char *d, size_t len) {
    static const char short_forms[] = "btn\0fr"; /* of 08 to 0D; there is none for 0B */
    unsigned char c = d[0];
    int n;

    if (c == '"' || c == '\\') {
        sink_ch(s, '\\');
        sink_ch(s, (char)c);
        return 1;
    }
    if (c >= 0x08 && c <= 0x0D && c != 0x0B) {
        sink_ch(s, '\\');
        sink_ch(s, short_forms[c - 0x08]);
        return 1;
    }
    if (c < 0x80) {
        sink_printf(s, "\\u%04x", c);
        return 1;
    }
    n = utf8_sequence(d, len);
    if (n <= 0) {
        sink_cat(s, "\\ufffd");
        return 1;
    }
    sink_printf(s, "\\u%04x", n == 2 ? d[1] : (unsigned)((d[0] & 0x0F) << 12 | (d[1] & 0x3F) << 6 | (d[2] & 0x3F)));
    return (size_t)n;
}

void json_put_string(struct sink *s, const char *text, size_t len) {
    const unsigned char *d = (const unsigned char *)text;

    sink_ch(s, '"');
    for (size_t at = 0; at < len;) {
        size_t n = plain_run(d, at, len);

        sink_put(s, text + at, n);
        at += n;
        if (at < len)
            at += put_special(s, d + at, len - at);
    }
    sink_ch(s, '"');
}

static void new_line(struct json_out *j) {
    static const char spaces[] = "                                ";

    if (!j->pretty)
        return;
    sink_ch(j->to, '\n');
    for (size_t n = 2 * (j->above + j->depth); n > 0;) {
        size_t step = n < sizeof spaces - 1 ? n : sizeof spaces - 1;

        sink_put(j->to, spaces, step);
        n -= step;
    }
}

/* Everything in front of a value: comma, line, key. */
static void begin(struct json_out *j, const char *key) {
    if (j->depth > 0) {
        if (j->levels[j->depth - 1].filled)
            sink_ch(j->to, ',');
        j->levels[j->depth - 1].filled = true;
        new_line(j);
        j->broken = j->broken || (key == NULL) != j->levels[j->depth - 1].list;
    }
    if (key != NULL) {
        json_put_string(j->to, key, strlen(key));
        sink_put(j->to, ": ", j->pretty ? 2 : 1);
    }
}

static void open_level(struct json_out *j, const char *key, bool list) {
    begin(j, key);
    if (j->depth == JSON_OUT_DEPTH) {
        j->broken = true;
        return;
    }
    sink_ch(j->to, list ? '[' : '{');
    j->levels[j->depth].list = list;
    j->levels[j->depth].filled = false;
    j->depth++;
}

void json_out_map(struct json_out *j, const char *key) {
    open_level(j, key, false);
}

void json_out_list(struct json_out *j, const char *key) {
    open_level(j, key, true);
}

void json_out_end(struct json_out *j) {
    if (j->depth == 0) {
        j->broken = true;
        return;
    }
    j->depth--;
    if (j->levels[j->depth].filled)
        new_line(j);
    sink_ch(j->to, j->levels[j->depth].list ? ']' : '}');
    if (j->depth + j->above == 0)
        sink_ch(j->to, '\n');
}

void json_out_strn(struct json_out *j, const char *key, const char *value, size_t len) {
    begin(j, key);
    json_put_string(j->to, value, len);
}

void json_out_str(struct json_out *j, const char *key, const char *value) {
    if (value == NULL) {
        json_out_null(j, key);
    } else {
        json_out_strn(j, key, value, strlen(value));
    }
}

void json_out_int(struct json_out *j, const char *key, int64_t value) {
    char digits[24];
    int n = snprintf(digits, sizeof digits, "%" PRId64, value);

    json_out_raw(j, key, digits, (size_t)n);
}

void json_out_bool(struct json_out *j, const char *key, bool value) {
    json_out_raw(j, key, value ? "true" : "false", value ? 4 : 5);
}

void json_out_null(struct json_out *j, const char *key) {
    json_out_raw(j, key, "null", 4);
}

void json_out_raw(struct json_out *j, const char *key, const char *json, size_t len) {
    begin(j, key);
    sink_put(j->to, json, len);
}

bool json_out_done(const struct json_out *j) {
    return !j->broken && j->depth == 0;
}
