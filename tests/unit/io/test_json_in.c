/*
 * test_json_in.c - what is JSON and what is not, where an error is said to be, and that nothing is lost.
 */
#include "io/json_in.h"

#include "base/mem.h"
#include "io_util.h"
#include "test.h"

/* Parses an exact copy, so that a read past its end is noticed. */
static int parse(const char *d, size_t len, struct node **ret, struct err *e) {
    char *copy = mem_realloc(NULL, len > 0 ? len : 1, 1);
    int r;

    memcpy(copy, d, len);
    r = json_parse(copy, len, "test", ret, e);
    free(copy);
    return r;
}

static void check_good(const char *d, size_t len) {
    struct node *n CLEANUP(node_free) = NULL;
    struct err e = {0};

    test_check(parse(d, len, &n, &e) == 0 && n != NULL, __FILE__, __LINE__, "%s: %s", d, e.msg);
}

static void check_bad(const char *d, size_t len, const char *msg) {
    struct node *n CLEANUP(node_free) = NULL;
    struct err e = {0};

    test_check(parse(d, len, &n, &e) == -1 && e.code == ERR_DATA && n == NULL, __FILE__, __LINE__, "%s is taken", d);
    test_check(strcmp(e.msg, msg) == 0, __FILE__, __LINE__, "%s: \"%s\", not \"%s\"", d, e.msg, msg);
}

#define GOOD(text)     check_good(text, sizeof(text) - 1)
#define BAD(text, msg) check_bad(text, sizeof(text) - 1, "test, line " msg)

TEST(json_in_takes_what_is_json) {
    GOOD("{}");
    GOOD(" \t\r\n[]\n");
    GOOD("0");
    GOOD("-0");
    GOOD("-1.5e+10");
    GOOD("1E5");
    GOOD("\"\"");
    GOOD("true");
    GOOD("[null,false,{\"a\":[1,{\"b\":\"c\"}]}]");
    GOOD("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e4\\ud83d\\ude00\"");
    GOOD("\"\x7F\xE2\x80\xA8\"");
    GOOD("\xEF\xBB\xBF{}");
    GOOD("{\"a\":1,\"A\":2,\"\":3}");
}

TEST(json_in_refuses_what_is_not) {
    BAD("", "1, column 1: the document ends too early");
    BAD("  \n", "2, column 1: the document ends too early");
    BAD("{\"a\":1", "1, column 7: the document ends too early");
    BAD("[1,", "1, column 4: the document ends too early");
    BAD("[1,]", "1, column 4: ']' is not expected here");
    BAD("{\"a\":1,}", "1, column 8: '}' is not expected here");
    BAD("{\"a\" 1}", "1, column 6: a value or a broken escape stands where it cannot");
    BAD("{a:1}", "1, column 2: this is no JSON value");
    BAD("{1:2}", "1, column 3: ':' is not expected here");
    BAD("[1 2]", "1, column 4: a value or a broken escape stands where it cannot");
    BAD("[1}", "1, column 3: '}' is not expected here");
    BAD("{} {}", "1, column 4: something follows the end of the document");
    BAD("{}\n,", "2, column 1: something follows the end of the document");
    BAD("01", "1, column 1: this is no JSON value");
    BAD("[1.]", "1, column 2: this is no JSON value");
    BAD("[.5]", "1, column 2: this is no JSON value");
    BAD("[+1]", "1, column 2: this is no JSON value");
    BAD("[1e]", "1, column 2: this is no JSON value");
    BAD("[-]", "1, column 2: this is no JSON value");
    BAD("[0x10]", "1, column 2: this is no JSON value");
    BAD("[1a]", "1, column 2: this is no JSON value");
    BAD("[NaN]", "1, column 2: this is no JSON value");
    BAD("[-Infinity]", "1, column 2: this is no JSON value");
    BAD("[nul]", "1, column 2: this is no JSON value");
    BAD("[nulls]", "1, column 2: this is no JSON value");
    BAD("[True]", "1, column 2: this is no JSON value");
    BAD("[1,\v2]", "1, column 4: this is no JSON value");
    BAD("['a']", "1, column 2: this is no JSON value");
    BAD("// x\n{}", "1, column 1: this is no JSON value");
    BAD("{}\0", "1, column 3: this is no JSON value");
    BAD("\"a\nb\"", "1, column 3: a control character in a string has to be escaped");
    BAD("\"a\tb\"", "1, column 3: a control character in a string has to be escaped");
    BAD("[\"\xC3\xA4\xC3\xA4\", \"x]", "1, column 8: this string does not end");
    BAD("\"\\\"", "1, column 1: this string does not end");
    BAD("\"\\", "1, column 1: this string does not end");
    BAD("\"\\u12G4\"", "1, column 2: this escape needs four hexadecimal digits");
    BAD("\"\\u12\"", "1, column 2: this escape needs four hexadecimal digits");
    BAD("\"\\u", "1, column 2: this escape needs four hexadecimal digits");
    BAD("\"a\\u0000\"", "1, column 3: a NUL character is not allowed");
    BAD("{\"\\u0000\":1}", "1, column 3: a NUL character is not allowed");
    BAD("[\n\"\xC3\"]", "2, column 2: the text is not well-formed UTF-8");
    BAD("\"\xED\xA0\x80\"", "1, column 2: the text is not well-formed UTF-8");
    BAD("\xEF\xBB\xBF\xEF\xBB\xBF{}", "1, column 1: this is no JSON value");
}

TEST(json_in_refuses_bad_escapes) {
    static const char *const texts[] = {"\"\\x\"",     "\"\\u12\"",          "\"\\uD800\"",
                                        "\"\\uDC00\"", "\"\\uD800\\uD800\"", "\"\\u12G4\""};

    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        struct node *n CLEANUP(node_free) = NULL;
        struct err e = {0};

        test_check(parse(texts[i], strlen(texts[i]), &n, &e) == -1 && e.code == ERR_DATA, __FILE__, __LINE__, "%s",
                   texts[i]);
    }
}

TEST(json_in_refuses_a_key_twice) {
    BAD("{\"a\":1,\n  \"b\":{\"x\":1,\"y\":2,\"x\":3}}", "2, column 20: this object has the same key twice");
    BAD("{\"a\":1,\"\\u0061\":2}", "1, column 8: this object has the same key twice");
}

TEST(json_in_depth) {
    SB(text);
    struct node *n CLEANUP(node_free) = NULL;
    struct err e = {0};

    for (int i = 0; i < JSON_MAX_DEPTH; i++)
        sb_ch(&text, '[');
    for (int i = 0; i < JSON_MAX_DEPTH; i++)
        sb_ch(&text, ']');
    CHECK_EQ_INT(parse(text.d, text.len, &n, &e), 0);
    node_free(&n);
    sb_clear(&text);
    for (int i = 0; i < 100000; i++)
        sb_ch(&text, '[');
    CHECK_EQ_INT(parse(text.d, text.len, &n, &e), -1);
    CHECK_STR(e.msg, "test, line 1, column 33: nested more than 32 deep");
}

TEST(json_in_keeps_digits_and_places) {
    static const char text[] = "{\"n\":[9007199254740993, -0, 1.50, 1E400, 12345678901234567890123],\"s\":\"\\u00e4\","
                               "\"t\":true,\"z\":null}";
    static const char *const digits[] = {"9007199254740993", "-0", "1.50", "1E400", "12345678901234567890123"};
    struct node *n CLEANUP(node_free) = NULL;
    const struct node *list, *item;
    struct err e = {0};
    SB(path);

    CHECK_EQ_INT(parse(text, sizeof text - 1, &n, &e), 0);
    list = node_get(n, "n");
    item = list != NULL ? list->child : NULL;
    for (size_t i = 0; i < ARRAY_LEN(digits) && item != NULL; i++, item = item->next) {
        CHECK_EQ_INT(item->type, NODE_NUMBER);
        CHECK_STR(item->text, digits[i]);
        CHECK_EQ_INT(item->index, i);
        CHECK(item->key == NULL);
    }
    CHECK(item == NULL);
    node_path(list->child->next, &path);
    CHECK_STR(path.d, "$.n[1]");
    CHECK_STR(node_str(n, "s"), "\xC3\xA4");
    CHECK(node_is_true(n, "t"));
    CHECK_EQ_INT(node_get(n, "z")->type, NODE_NULL);
    CHECK_EQ_INT(node_get(n, "z")->index, 3);
}

/* A hostile document that is all keys or all elements must not take quadratic time. */
TEST(json_in_large_documents) {
    SB(text);
    struct node *n CLEANUP(node_free) = NULL;
    struct err e = {0};
    size_t count = 0;

    sb_ch(&text, '{');
    for (int i = 0; i < 200000; i++)
        sb_printf(&text, "%s\"k%d\":%d", i > 0 ? "," : "", i, i);
    sb_ch(&text, '}');
    CHECK_EQ_INT(parse(text.d, text.len, &n, &e), 0);
    for (const struct node *c = n->child; c != NULL; c = c->next)
        count += c->index == count;
    CHECK_EQ_INT(count, 200000);
    sb_clear(&text);
    sb_reserve(&text, JSON_MAX_SIZE + 1);
    while (text.len <= JSON_MAX_SIZE)
        sb_ch(&text, ' ');
    node_free(&n);
    CHECK_EQ_INT(parse(text.d, text.len, &n, &e), -1);
    CHECK_STR(e.msg, "test is larger than 16 MiB");
}

/* Short values: a document of 16 MiB would take a gigabyte. */
TEST(json_in_stops_at_a_number_of_values) {
    struct node *n CLEANUP(node_free) = NULL;
    struct err e = {0};
    SB(text);

    sb_ch(&text, '[');
    for (int i = 1; i < JSON_MAX_VALUES - 1; i++)
        sb_cat(&text, "1,");
    sb_cat(&text, "1]");
    CHECK_EQ_INT(parse(text.d, text.len, &n, &e), 0);
    node_free(&n);
    sb_truncate(&text, text.len - 1);
    sb_cat(&text, ",1]");
    CHECK_EQ_INT(parse(text.d, text.len, &n, &e), -1);
    CHECK_STR(e.msg, "test, line 1, column 524288: more than 262144 values");
}

TEST(json_in_reads_files) {
    SCRATCH(dir);
    const char *path = scratch_at(&dir, "a.json", 0);
    struct node *n CLEANUP(node_free) = NULL;
    struct err e = {0};
    char want[600];

    write_text(path, "{\n \"a\": tru }");
    CHECK_EQ_INT(json_read_file(path, &n, &e), -1);
    (void)snprintf(want, sizeof want, "%s, line 2, column 7: this is no JSON value", path);
    CHECK_STR(e.msg, want);
    err_clear(&e);
    write_text(path, "{\"a\":1}");
    CHECK_EQ_INT(json_read_file(path, &n, &e), 0);
    CHECK(node_get(n, "a") != NULL);
    node_free(&n);
    CHECK_EQ_INT(json_read_file(scratch_at(&dir, "missing", 1), &n, &e), -1);
    CHECK_EQ_INT(e.code, ERR_NOINPUT);
}
