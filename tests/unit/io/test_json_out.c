/*
 * test_json_out.c - written JSON: shape, escapes, and that the reader gets back what was written.
 */
#include "io/json_out.h"

#include "base/mem.h"
#include "io/json_in.h"
#include "io_util.h"
#include "test.h"

static void write_sample(struct json_out *j, struct sink *to, bool pretty) {
    json_out_init(j, to, pretty);
    json_out_map(j, NULL);
    json_out_int(j, "format", 1);
    json_out_list(j, "rows");
    json_out_map(j, NULL);
    json_out_str(j, "a", "x");
    json_out_null(j, "b");
    json_out_bool(j, "c", true);
    json_out_end(j);
    json_out_int(j, NULL, INT64_MIN);
    json_out_list(j, NULL);
    json_out_end(j);
    json_out_end(j);
    json_out_map(j, "empty");
    json_out_end(j);
    json_out_raw(j, "raw", "1.50", 4);
    json_out_str(j, "none", NULL);
    json_out_bool(j, "no", false);
    json_out_end(j);
}

TEST(json_out_shapes) {
    struct sink *to CLEANUP(mem_free) = mem_alloc(sizeof *to);
    struct json_out j;
    SB(out);

    sink_to_sb(to, &out);
    write_sample(&j, to, false);
    sink_drain(to);
    CHECK(json_out_done(&j));
    CHECK_STR(out.d,
              "{\"format\":1,\"rows\":[{\"a\":\"x\",\"b\":null,\"c\":true},-9223372036854775808,[]],\"empty\":{},"
              "\"raw\":1.50,\"none\":null,\"no\":false}\n");
    sb_clear(&out);
    write_sample(&j, to, true);
    sink_drain(to);
    CHECK_STR(out.d,
              "{\n  \"format\": 1,\n  \"rows\": [\n    {\n      \"a\": \"x\",\n      \"b\": null,\n      \"c\": true\n"
              "    },\n    -9223372036854775808,\n    []\n  ],\n  \"empty\": {},\n  \"raw\": 1.50,\n  \"none\": null,\n"
              "  \"no\": false\n}\n");
}

/* A part put into another document is as if it had been written there. */
TEST(json_out_part_of_another) {
    struct sink *to CLEANUP(mem_free) = mem_alloc(sizeof *to);
    struct json_out j;
    SB(part);
    SB(out);

    sink_to_sb(to, &part);
    json_out_init_part(&j, to, 2);
    json_out_map(&j, NULL);
    json_out_list(&j, "b");
    json_out_int(&j, NULL, 1);
    json_out_end(&j);
    json_out_end(&j);
    sink_drain(to);
    CHECK(json_out_done(&j));
    sink_to_sb(to, &out);
    json_out_init(&j, to, true);
    json_out_map(&j, NULL);
    json_out_map(&j, "a");
    json_out_raw(&j, "part", part.d, part.len);
    json_out_end(&j);
    json_out_end(&j);
    sink_drain(to);
    CHECK_STR(out.d, "{\n  \"a\": {\n    \"part\": {\n      \"b\": [\n        1\n      ]\n    }\n  }\n}\n");
}

static void put(const char *d, size_t len, struct sb *out) {
    struct sink *to CLEANUP(mem_free) = mem_alloc(sizeof *to);

    sb_clear(out);
    sink_to_sb(to, out);
    json_put_string(to, d, len);
    sink_drain(to);
}

TEST(json_out_escapes) {
    SB(out);

    put("a\"b\\c/d", 7, &out);
    CHECK_STR(out.d, "\"a\\\"b\\\\c/d\"");
    put("\b\t\n\v\f\r\0\x1F", 8, &out);
    CHECK_STR(out.d, "\"\\b\\t\\n\\u000b\\f\\r\\u0000\\u001f\"");
    put("\x7F\xC2\x80\xC2\x9F\xC2\xA0", 7, &out);
    CHECK_STR(out.d, "\"\\u007f\\u0080\\u009f\xC2\xA0\"");
    put("\xE2\x80\xA8\xF0\x9F\x98\x80", 7, &out);
    CHECK_STR(out.d, "\"\\u2028\xF0\x9F\x98\x80\"");
    put("\xE2\x80\xAE\xE2\x81\xA9\xE2\x80\xAF\xE2\x80\xA7", 12, &out);
    CHECK_STR(out.d, "\"\\u202e\\u2069\xE2\x80\xAF\xE2\x80\xA7\"");
    put("a\xFF"
        "b\xC3",
        4, &out);
    CHECK_STR(out.d, "\"a\\ufffdb\\ufffd\"");
}

TEST(json_out_notices_misuse) {
    struct sink *to CLEANUP(mem_free) = mem_alloc(sizeof *to);
    struct json_out j;
    SB(out);

    sink_to_sb(to, &out);
    json_out_init(&j, to, false);
    json_out_map(&j, NULL);
    CHECK(!json_out_done(&j));
    json_out_end(&j);
    CHECK(json_out_done(&j));
    json_out_end(&j);
    CHECK(!json_out_done(&j));
    json_out_init(&j, to, false);
    json_out_list(&j, NULL);
    json_out_str(&j, "key", "in a list");
    json_out_end(&j);
    CHECK(!json_out_done(&j));
    json_out_init(&j, to, false);
    for (int i = 0; i < 100; i++)
        json_out_list(&j, NULL);
    for (int i = 0; i < 100; i++)
        json_out_end(&j);
    CHECK(!json_out_done(&j));
}

TEST(json_out_and_in_are_inverse) {
    struct node *all CLEANUP(node_free) = read_vectors("tests/data/vectors/naughty_strings.json");
    struct sink *to CLEANUP(mem_free) = mem_alloc(sizeof *to);
    struct node *back CLEANUP(node_free) = NULL;
    const struct node *rows = node_get(all, "rows"), *got;
    struct json_out j;
    struct err e = {0};
    size_t tried = 0;
    SB(out);

    sink_to_sb(to, &out);
    json_out_init(&j, to, true);
    json_out_list(&j, NULL);
    for (const struct node *v = rows->child; v != NULL; v = v->next) {
        json_out_map(&j, NULL);
        json_out_str(&j, node_str(v, "s"), node_str(v, "s")); /* as a key, too */
        json_out_end(&j);
    }
    json_out_end(&j);
    sink_drain(to);
    CHECK(json_out_done(&j));
    CHECK_EQ_INT(json_parse(out.d, out.len, "test", &back, &e), 0);
    CHECK_STR(e.msg, "");
    got = back != NULL ? back->child : NULL;
    for (const struct node *v = rows->child; v != NULL && got != NULL; v = v->next, got = got->next) {
        CHECK_STR(got->child->text, node_str(v, "s"));
        CHECK_STR(got->child->key, node_str(v, "s"));
        tried++;
    }
    CHECK(tried > 300 && got == NULL);
}
