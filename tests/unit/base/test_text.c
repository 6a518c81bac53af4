/*
 * test_text.c - UTF-8, folding, case, width, numbers and near words.
 */
#include <cjson/cJSON.h> /* before base.h, which poisons one of its names */

#include "base/vectors.h"
#include "test.h"

#include "base/text.h"

static void check_map(void (*map)(const char *, size_t, struct sb *), const char *in, const char *want) {
    SB(out);

    sb_cat(&out, ">");
    map(in, strlen(in), &out);
    CHECK(out.d[0] == '>');
    CHECK_STR(out.d + 1, want);
}

TEST(text_utf8_error_finds_the_byte) {
    static const struct {
        const char *s;
        size_t at;
    } cases[] = {
        {"", 0},
        {"abc", 3},
        {"M\xC3\xA4ki", 5},
        {"a\xFF", 1},
        {"a\xC3", 1},
        {"\xC0\xAF", 0},
        {"\xE0\x80\xAF", 0},
        {"\xED\xA0\x80", 0},
        {"\xF4\x90\x80\x80", 0},
        {"\xF0\x80\x80\xAF", 0},
        {"\xF0\x9F\x98\x80", 4},
        {"x\x80", 1},
        {"\xE2\x82", 0},
        {"\xF8\x88\x80\x80\x80", 0},
        {"\xEF\xBF\xBF", 3},
    };

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CHECK_EQ_INT(text_utf8_error(cases[i].s, strlen(cases[i].s)), cases[i].at);
        CHECK(text_is_utf8(cases[i].s, strlen(cases[i].s)) == (cases[i].at == strlen(cases[i].s)));
    }
}

/* Every pair and triple of bytes, against the table of well-formed sequences in the Unicode standard. */
TEST(text_utf8_of_all_short_strings) {
    int wrong = 0;

    for (int a = 0x80; a < 0x100; a++) {
        for (int b = 0; b < 0x100; b++) {
            char two[] = {(char)a, (char)b};
            bool good = a >= 0xC2 && a <= 0xDF && b >= 0x80 && b <= 0xBF;

            wrong += text_is_utf8(two, 2) != good;
            for (int c = 0; c < 0x100; c += 5) {
                char three[] = {(char)a, (char)b, (char)c};
                int low = a == 0xE0 ? 0xA0 : 0x80, high = a == 0xED ? 0x9F : 0xBF;
                bool whole = a >= 0xE0 && a <= 0xEF && b >= low && b <= high && c >= 0x80 && c <= 0xBF;

                wrong += text_is_utf8(three, 3) != (whole || (good && c < 0x80));
            }
        }
    }
    CHECK_EQ_INT(wrong, 0);
}

TEST(text_mask_controls_makes_terminals_safe) {
    static const char *const cases[][2] = {
        {"", ""},
        {"plain \xC3\xA4", "plain \xC3\xA4"},
        {"a\x1B[31mb", "a?[31mb"},
        {"tab\there\nthere", "tab?here?there"},
        {"\x7F\xC2\x9B", "??"},
        {"x\xE2\x80\xAEy\xE2\x81\xA6z", "x?y?z"},
        {"x\xE2\x80\xA8y\xE2\x80\xA9z\xC2\x85", "x?y?z?"},
        {"x\xE2\x80\x8Ey\xE2\x80\x8Fz\xD8\x9C", "x?y?z?"},
        {"cut \xE2\x82", "cut ??"},
        {"\xFF\xC3\xA4\xC3", "?\xC3\xA4?"},
        {"\xC0\xAF", "??"},
    };

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        char s[64];

        (void)snprintf(s, sizeof s, "%s", cases[i][0]);
        text_mask_controls(s);
        CHECK_STR(s, cases[i][1]);
    }
}

TEST(text_mask_controls_of_random_bytes) {
    uint32_t seed = 20261122;
    int wrong = 0;

    for (int round = 0; round < 20000; round++) {
        char s[24];
        size_t len;

        for (size_t i = 0; i < sizeof s - 1; i++) {
            seed = seed * 1664525 + 1013904223;
            s[i] = (char)(1 + (seed >> 24) % 255);
        }
        s[sizeof s - 1] = '\0';
        text_mask_controls(s);
        len = strlen(s);
        wrong += !text_is_utf8(s, len);
        for (size_t i = 0; i < len; i++)
            wrong += (unsigned char)s[i] < 0x20;
    }
    CHECK_EQ_INT(wrong, 0);
}

TEST(text_has_invisible_sees_what_does_not_show) {
    static const char *const hidden[] = {
        "Mat\xE2\x80\x8Bti", "\xEF\xBB\xBFx",    "\xE2\x80\x8E+358", "a\xC2\xAD-",   "a\tb",
        "\xE2\x80\xAD",      "\xF3\xA0\x81\x81", "a\xEF\xB8\x8F",    "\xE2\x80\xA8", "bad \xFF",
        "\xC2\x85",          "\xE2\x81\xA0",     "\xCD\x8F"};
    static const char *const plain[] = {"",
                                        "Matti",
                                        "\xC3\x84yr\xC3\xA4p\xC3\xA4\xC3\xA4",
                                        "A\xCC\x81",
                                        "a\xC2\xA0-",
                                        "\xF0\x9F\x98\x80",
                                        "\xE2\x80\x93"};

    for (size_t i = 0; i < ARRAY_LEN(hidden); i++)
        test_check(text_has_invisible(hidden[i], strlen(hidden[i])), __FILE__, __LINE__, "hidden %zu", i);
    for (size_t i = 0; i < ARRAY_LEN(plain); i++)
        test_check(!text_has_invisible(plain[i], strlen(plain[i])), __FILE__, __LINE__, "plain %zu", i);
}

TEST(text_trim_takes_the_white_space_of_spreadsheets) {
    static const char *const cases[][2] = {
        {"", ""},
        {"  \t\r\n", ""},
        {" a b ", "a b"},
        {"\xC2\xA0"
         "x\xE2\x80\xAF\r\n",
         "x"},
        {"\xE2\x80\xAF", ""},
        {"\xC2\xA0\xC2\xA0", ""},
        {"\xC3\xA0", "\xC3\xA0"},
        {"\xEF\xBB\xBF"
         "a",
         "\xEF\xBB\xBF"
         "a"},
        {"\xC2", "\xC2"},
    };

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        const char *s = cases[i][0];
        size_t len = strlen(s);

        text_trim(&s, &len);
        CHECK_EQ_INT(len, strlen(cases[i][1]));
        CHECK(memcmp(s, cases[i][1], len) == 0);
    }
}

TEST(text_fold_compares_names_as_finns_do) {
    check_map(text_fold, "M\xC3\x84KINEN", "m\xC3\xA4kinen");
    check_map(text_fold, "A\xCC\x88yr\xC3\xA4p\xC3\xA4\xC3\xA4", "\xC3\xA4yr\xC3\xA4p\xC3\xA4\xC3\xA4");
    check_map(text_fold, "  Anna \t Liisa\xC2\xA0Virta\n", "anna liisa virta");
    check_map(text_fold, "\xC3\x96\xC3\x85", "\xC3\xB6\xC3\xA5");
    check_map(text_fold,
              "Stra\xC3\x9F"
              "e",
              "strasse");
    check_map(text_fold, "STRASSE", "strasse");
    check_map(text_fold, "\xEF\xAC\x81", "fi");
    check_map(text_fold, "", "");
    check_map(text_fold, " \xC2\xA0 ", "");
    check_map(text_fold, "\xC5\xA0\xC5\xBD\xC3\x89", "\xC5\xA1\xC5\xBE\xC3\xA9");
}

/* Folding twice changes nothing, for every code point, alone and after a letter. */
TEST(text_fold_is_idempotent) {
    int wrong = 0;

    for (int32_t c = 0x21; c < 0x30000; c++) {
        SB(once);
        SB(twice);
        char s[8] = "a";
        char *at = s + 1;

        if (c >= 0xD800 && c < 0xE000)
            continue;
        if (c < 0x10000) {
            vectors_put_utf8(&at, (unsigned)c);
        } else {
            *at++ = (char)(0xF0 | c >> 18);
            *at++ = (char)(0x80 | (c >> 12 & 0x3F));
            *at++ = (char)(0x80 | (c >> 6 & 0x3F));
            *at++ = (char)(0x80 | (c & 0x3F));
        }
        text_fold(s, (size_t)(at - s), &once);
        text_fold(once.d, once.len, &twice);
        wrong += strcmp(once.d, twice.d) != 0;
    }
    CHECK_EQ_INT(wrong, 0);
}

TEST(text_nfc_of_long_and_broken_text) {
    SB(in);
    SB(out);

    for (int i = 0; i < 5000; i++)
        sb_cat(&in, "a\xCC\x88");
    text_nfc(in.d, in.len, &out);
    CHECK_EQ_INT(out.len, 10000);
    CHECK(memcmp(out.d + 9998, "\xC3\xA4", 2) == 0);
    check_map(text_nfc, "broken \xFF", "broken \xFF");
    check_map(text_fold, "broken \xFF X", "broken \xFF X");
}

static const char *string_of(const cJSON *row, const char *key) {
    const cJSON *s = cJSON_GetObjectItemCaseSensitive(row, key);

    CHECK(cJSON_IsString(s));
    return cJSON_IsString(s) ? s->valuestring : "";
}

/* The vectors' case columns are not normalised; ours are, so both are compared in NFC. */
static void check_case(void (*map)(const char *, size_t, struct sb *), const char *text, const char *want) {
    SB(normal);

    text_nfc(want, strlen(want), &normal);
    check_map(map, text, normal.d);
}

TEST(text_agrees_with_the_vectors) {
    char *file = vectors_file("tests/data/vectors/text_unicode.json");
    cJSON *doc = cJSON_Parse(file);
    const cJSON *row;
    int rows = 0;

    cJSON_ArrayForEach(row, cJSON_GetObjectItemCaseSensitive(doc, "rows")) {
        const char *text = string_of(row, "text");

        check_map(text_nfc, text, string_of(row, "nfc"));
        check_case(text_lower, text, string_of(row, "lower_fi"));
        check_case(text_upper, text, string_of(row, "upper_fi"));
        rows++;
    }
    CHECK(rows >= 20);
    cJSON_Delete(doc);
    free(file);
}

TEST(text_width_counts_columns) {
    static const struct {
        const char *s;
        size_t width;
    } cases[] = {{"", 0},          {"abc", 3},          {"\xC3\xA4\xC3\xB6", 2},
                 {"A\xCC\x88", 1}, {"\xE6\x97\xA5", 2}, {"\xE2\x82\xAC", 1}};

    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        CHECK_EQ_INT(text_width(cases[i].s, strlen(cases[i].s)), cases[i].width);
}

TEST(text_int64_is_exact) {
    static const char *const bad[] = {"",
                                      "-",
                                      "+1",
                                      "1 ",
                                      " 1",
                                      "1.0",
                                      "0x1",
                                      "9223372036854775808",
                                      "-9223372036854775809",
                                      "99999999999999999999",
                                      "1e3",
                                      "--1"};
    int64_t v = 5;

    for (size_t i = 0; i < ARRAY_LEN(bad); i++)
        test_check(text_int64(bad[i], &v) < 0 && v == 5, __FILE__, __LINE__, "%s is refused", bad[i]);
    CHECK_EQ_INT(text_int64("0", &v), 0);
    CHECK_EQ_INT(v, 0);
    CHECK_EQ_INT(text_int64("-007", &v), 0);
    CHECK_EQ_INT(v, -7);
    CHECK_EQ_INT(text_int64("9223372036854775807", &v), 0);
    CHECK(v == INT64_MAX);
    CHECK_EQ_INT(text_int64("-9223372036854775808", &v), 0);
    CHECK(v == INT64_MIN);
}

TEST(text_distance_counts_slips) {
    SB(lengthy);

    CHECK_EQ_INT(text_distance("", ""), 0);
    CHECK_EQ_INT(text_distance("access", "access"), 0);
    CHECK_EQ_INT(text_distance("", "abc"), 3);
    CHECK_EQ_INT(text_distance("abc", ""), 3);
    CHECK_EQ_INT(text_distance("acess", "access"), 1);
    CHECK_EQ_INT(text_distance("acecss", "access"), 1);
    CHECK_EQ_INT(text_distance("erase", "purge"), 4);
    CHECK_EQ_INT(text_distance("ca", "abc"), 3);
    CHECK_EQ_INT(text_distance("kitten", "sitting"), 3);
    for (int i = 0; i < 100; i++)
        sb_ch(&lengthy, 'x');
    CHECK_EQ_INT(text_distance(lengthy.d, "x"), 100);
}

TEST(text_did_you_mean_is_not_pushy) {
    static const char *const words[] = {"access", "erase", "rectify", "purge", "request", "report", NULL};
    static const char *const none[] = {NULL};

    CHECK_STR(text_did_you_mean("acess", words), "access");
    CHECK_STR(text_did_you_mean("reqeust", words), "request");
    CHECK_STR(text_did_you_mean("erase", words), "erase");
    CHECK_STR(text_did_you_mean("rectfiy", words), "rectify");
    CHECK(text_did_you_mean("zzz", words) == NULL);
    CHECK(text_did_you_mean("x", words) == NULL);
    CHECK(text_did_you_mean("", words) == NULL);
    CHECK(text_did_you_mean("acess", none) == NULL);
}
