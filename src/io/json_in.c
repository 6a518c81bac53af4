/*
 * json_in.c - see json_in.h. cJSON builds the tree, but it is lenient in its details and turns numbers into doubles. So
 * a pass over the tokens comes first: it checks strings, numbers, literals and depth as RFC 8259 has them, and notes
 * where the numbers and the keys stand. The tree is then walked in the order of the document, and the n-th number in it
 * is the n-th number noted.
 */
#include <cjson/cJSON.h> /* ahead of base.h, which bans a call that it declares */

#include "io/json_in.h"

#include "base/mem.h"
#include "base/text.h"
#include "base/vec.h"
#include "io/file_in.h"

struct document {
    const char *d;
    size_t len;
    const char *what;
    struct err *e;
    bool open;           /* an object or list is not closed */
    VEC(size_t) numbers; /* offsets */
    VEC(size_t) keys;
    size_t next_number, next_key; /* in the walk */
};

static int fail(const struct document *doc, size_t at, const char *why) {
    size_t line = 1, column = 1;

    for (size_t i = 0; i < at && i < doc->len; i++) {
        unsigned char c = (unsigned char)doc->d[i];

        column += (c & 0xC0) != 0x80;
        if (c == '\n') {
            line++;
            column = 1;
        }
    }
    return err_set(doc->e, ERR_DATA, "%s, line %zu, column %zu: %s", doc->what, line, column, why);
}

/* ---- tokens ---- */

static bool is_digit(const struct document *doc, size_t at) {
    return at < doc->len && doc->d[at] >= '0' && doc->d[at] <= '9';
}

static bool is_at(const struct document *doc, size_t at, char c) {
    return at < doc->len && doc->d[at] == c;
}

static size_t digits(const struct document *doc, size_t at) {
    while (is_digit(doc, at))
        at++;
    return at;
}

/* End of the number at `at` (RFC 8259, 6), or 0 when it is none. */
static size_t number_end(const struct document *doc, size_t at) {
    size_t from;

    at += is_at(doc, at, '-');
    from = at;
    at = digits(doc, at);
    if (at == from || (doc->d[from] == '0' && at > from + 1))
        return 0;
    if (is_at(doc, at, '.')) {
        from = at + 1;
        at = digits(doc, from);
        if (at == from)
            return 0;
    }
    if (is_at(doc, at, 'e') || is_at(doc, at, 'E')) {
        at++;
        at += is_at(doc, at, '+') || is_at(doc, at, '-');
        from = at;
        at = digits(doc, from);
        if (at == from)
            return 0;
    }
    return at;
}

/* Checks the escape at `at`. cJSON knows which escapes there are and how surrogates pair, but takes \u with anything
 * but hexadecimal digits behind it for NUL. */
static int check_escape(const struct document *doc, size_t at) {
    if (!is_at(doc, at + 1, 'u'))
        return 0;
    for (size_t i = at + 2; i < at + 6; i++) {
        if (i >= doc->len || strchr("0123456789abcdefABCDEF", doc->d[i]) == NULL || doc->d[i] == '\0')
            return fail(doc, at, "this escape needs four hexadecimal digits");
    }
    if (memcmp(doc->d + at, "\\u0000", 6) == 0)
        return fail(doc, at, "a NUL character is not allowed");
    return 0;
}

/* Steps over the string at `*at`. */
static int skip_string(const struct document *doc, size_t *at) {
    size_t i = *at + 1;

    for (; i < doc->len && doc->d[i] != '"'; i++) {
        if ((unsigned char)doc->d[i] < 0x20)
            return fail(doc, i, "a control character in a string has to be escaped");
        if (doc->d[i] == '\\') {
            TRY(check_escape(doc, i));
            i++;
        }
    }
    if (i >= doc->len)
        return fail(doc, *at, "this string does not end");
    *at = i + 1;
    return 0;
}

static bool is_space(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static int take_string(struct document *doc, size_t *at) {
    size_t from = *at, after;

    TRY(skip_string(doc, at));
    after = *at;
    while (after < doc->len && is_space(doc->d[after]))
        after++;
    if (is_at(doc, after, ':'))
        *vec_push(&doc->keys) = from;
    return 0;
}

/* A number or one of the three words; the character behind must not belong to it. */
static int take_word(struct document *doc, size_t *at) {
    static const char *const words[] = {"true", "false", "null"};
    size_t end = 0;

    if (is_at(doc, *at, '-') || is_digit(doc, *at)) {
        end = number_end(doc, *at);
        *vec_push(&doc->numbers) = *at;
    }
    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        size_t n = strlen(words[i]);

        if (doc->len - *at >= n && memcmp(doc->d + *at, words[i], n) == 0)
            end = *at + n;
    }
    if (end == 0 || (end < doc->len && !is_space(doc->d[end]) && strchr(",]}:", doc->d[end]) == NULL))
        return fail(doc, *at, "this is no JSON value");
    *at = end;
    return 0;
}

static int check_tokens(struct document *doc) {
    size_t depth = 0, tokens = 0;

    for (size_t at = 0; at < doc->len;) {
        char c = doc->d[at];

        if (strchr("}],:", c) == NULL && !is_space(c) && ++tokens - doc->keys.len > JSON_MAX_VALUES)
            return fail(doc, at, "more than 262144 values");
        if (c == '{' || c == '[') {
            if (++depth > JSON_MAX_DEPTH)
                return fail(doc, at, "nested more than 32 deep");
            at++;
        } else if (c == '}' || c == ']') {
            depth -= depth > 0;
            at++;
        } else if (is_space(c) || c == ',' || c == ':') {
            at++;
        } else if (c == '"') {
            TRY(take_string(doc, &at));
        } else {
            TRY(take_word(doc, &at));
        }
    }
    doc->open = depth > 0;
    return 0;
}

/* ---- the tree ---- */

static struct node *scalar(struct document *doc, const cJSON *item) {
    if (cJSON_IsString(item))
        return node_new(NODE_STRING, item->string, item->valuestring);
    if (cJSON_IsBool(item))
        return node_new(NODE_BOOL, item->string, cJSON_IsTrue(item) ? "true" : "false");
    if (cJSON_IsNumber(item)) {
        assert(doc->numbers.d != NULL); /* the scan before the parse found every number */
        size_t from = doc->numbers.d[doc->next_number++];
        char *text CLEANUP(mem_free) = mem_strndup(doc->d + from, number_end(doc, from) - from);

        return node_new(NODE_NUMBER, item->string, text);
    }
    return node_new(NODE_NULL, item->string, NULL);
}

struct seen {
    const char *key;
    size_t at;
};

static int compare_seen(const void *a, const void *b) {
    const struct seen *x = a, *y = b;
    int r = strcmp(x->key, y->key);

    return r != 0 ? r : (x->at > y->at) - (x->at < y->at);
}

/* Whether an object has a key twice; sorting keeps a hostile document with a million keys cheap. */
static int check_keys(const struct document *doc, struct seen *seen, size_t n) {
    if (n < 2)
        return 0;
    qsort(seen, n, sizeof *seen, compare_seen);
    for (size_t i = 1; i < n; i++) {
        if (strcmp(seen[i - 1].key, seen[i].key) == 0)
            return fail(doc, seen[i].at, "this object has the same key twice");
    }
    return 0;
}

/* Turns `item` into a node and its children into the node's. Recursion ends at JSON_MAX_DEPTH. */
static int convert(struct document *doc, const cJSON *item, struct node **ret) {
    struct node *n CLEANUP(node_free) = NULL;
    struct node **at;
    VEC(struct seen) seen = {0};
    int r = 0;

    if (!cJSON_IsArray(item) && !cJSON_IsObject(item)) {
        *ret = scalar(doc, item);
        return 0;
    }
    n = node_new(cJSON_IsArray(item) ? NODE_LIST : NODE_MAP, item->string, NULL);
    at = &n->child;
    for (const cJSON *c = item->child; c != NULL && r == 0; c = c->next) {
        size_t index = seen.len;

        assert(n->type != NODE_MAP || doc->keys.d != NULL); /* and every key */
        *vec_push(&seen) = (struct seen){c->string, n->type == NODE_MAP ? doc->keys.d[doc->next_key++] : 0};
        r = convert(doc, c, at);
        if (r == 0) {
            /* Linked by hand: node_append walks the list each time. */
            (*at)->parent = n;
            (*at)->index = index;
            at = &(*at)->next;
        }
    }
    if (r == 0 && n->type == NODE_MAP)
        r = check_keys(doc, seen.d, seen.len);
    vec_release(&seen);
    if (r == 0)
        *ret = STEAL(n);
    return r;
}

static int fail_syntax(const struct document *doc, size_t at) {
    char why[64];

    while (at < doc->len && is_space(doc->d[at]))
        at++;
    /* At the end of the text cJSON points to its last byte. */
    if (at >= doc->len || (doc->open && at + 1 == doc->len))
        return fail(doc, doc->len, "the document ends too early");
    if (strchr("{}[],:", doc->d[at]) == NULL)
        return fail(doc, at, "a value or a broken escape stands where it cannot");
    (void)snprintf(why, sizeof why, "'%c' is not expected here", doc->d[at]);
    return fail(doc, at, why);
}

static int build(struct document *doc, struct node **ret) {
    const char *end = NULL;
    cJSON *tree = cJSON_ParseWithLengthOpts(doc->d, doc->len, &end, false);
    size_t at = end != NULL ? (size_t)(end - doc->d) : 0;
    int r;

    if (tree == NULL)
        return fail_syntax(doc, at);
    while (at < doc->len && is_space(doc->d[at]))
        at++;
    r = at < doc->len ? fail(doc, at, "something follows the end of the document") : convert(doc, tree, ret);
    cJSON_Delete(tree);
    return r;
}

int json_parse(const char *text, size_t len, const char *what, struct node **ret, struct err *e) {
    struct document doc = {.d = text, .len = len, .what = what, .e = e};
    int r;

    if (len > JSON_MAX_SIZE)
        return err_set(e, ERR_DATA, "%s is larger than 16 MiB", what);
    if (len >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0) {
        doc.d += 3;
        doc.len -= 3;
    }
    if (!text_is_utf8(doc.d, doc.len))
        return fail(&doc, text_utf8_error(doc.d, doc.len), "the text is not well-formed UTF-8");
    r = check_tokens(&doc);
    if (r == 0)
        r = build(&doc, ret);
    vec_release(&doc.numbers);
    vec_release(&doc.keys);
    return r;
}

int json_read_file(const char *path, struct node **ret, struct err *e) {
    FILE_IN(file);
    struct sb text CLEANUP(sb_wipe) = SB_INIT; /* values of a rectification are personal data */

    TRY(file_in_open(&file, path, e));
    TRY(file_in_read_all(&file, JSON_MAX_SIZE, &text, e));
    return json_parse(text.d, text.len, file.what, ret, e);
}
