/*
 * test_vectors.c - every row of the published identifier vectors. Rows without an expectation are checked against what
 * tests/data/vectors/POLICY.md says.
 */
#include <cjson/cJSON.h> /* before base.h, which poisons one of its names */

#include "base/vectors.h"
#include "test.h"

#include "domain/kind.h"
#include "domain/personal_id.h"

typedef int form(enum kind kind, const char *value, struct sb *out, const char **reason);

/* True when the value is valid; on refusal checks that there is a reason and that `out` was left alone. */
static bool is_valid(form *read, enum kind kind, const char *value, struct sb *out) {
    const char *reason = NULL;

    sb_clear(out);
    if (read(kind, value, out, &reason) == 0) {
        test_check(reason == NULL && out->len > 0, __FILE__, __LINE__, "a form comes out of a valid %s", value);
        return true;
    }
    test_check(reason != NULL && out->len == 0, __FILE__, __LINE__, "a reason comes out of \"%s\"", value);
    return false;
}

/* Compares with the cell "true" or "false"; an empty cell means `policy`. */
static void expect(const struct vectors *v, bool got, const char *cell, bool policy) {
    bool want = cell[0] == '\0' ? policy : strcmp(cell, "true") == 0;

    test_check(got == want, v->names[0], v->line, "\"%s\" (%s) is %s", vectors_get(v, "input"),
               vectors_get(v, "category"), got ? "valid, should not be" : "invalid, should not be");
}

TEST(vectors_personal_id) {
    const date_t today = date_from_ymd(2026, 11, 22); /* when the vectors were made */
    struct vectors v;
    SB(out);

    vectors_open(&v, "tests/data/vectors/hetu.csv");
    while (vectors_next(&v)) {
        const char *input = vectors_get(&v, "input"), *birth = vectors_get(&v, "birth_date");
        bool ok = is_valid(kind_validate, KIND_PERSONAL_ID, input, &out);
        bool future = strlen(input) == PERSONAL_ID_LEN && strchr("ABCDEFabcdef", input[6]) &&
                      memcmp(input + 4, "26", 2) > 0;
        const char *reason = NULL;

        /* No expectation: born in the future (refused), before 1850 (fine), or a sign in lower case (never strict). */
        ok = ok && kind_check_as_of(KIND_PERSONAL_ID, out.d, today, &reason) == 0;
        expect(&v, ok, vectors_get(&v, "expected_strict"), !future);
        if (ok && birth[0] != '\0') {
            char iso[DATE_LEN];

            date_iso(personal_id_birth_date(out.d), iso);
            CHECK_STR(iso, birth);
            CHECK_STR(out.d, input);
        }
        ok = is_valid(kind_store, KIND_PERSONAL_ID, input, &out) &&
             kind_check_as_of(KIND_PERSONAL_ID, out.d, today, &reason) == 0;
        /* The column knows no today where the sign is a lower-case a; elsewhere it does. */
        if (!(future && input[6] == 'a'))
            expect(&v, ok, vectors_get(&v, "expected_after_trim_upper_dash"), !future);
        if (ok) {
            SB(key);

            CHECK(is_valid(kind_key, KIND_PERSONAL_ID, input, &key));
            CHECK_STR(key.d, out.d);
            CHECK(is_valid(kind_validate, KIND_PERSONAL_ID, out.d, &key));
        }
    }
    CHECK(v.line > 1000);
    vectors_close(&v);
}

static void check_column(enum kind kind, const char *path, const char *column, bool policy, int rows) {
    struct vectors v;
    SB(out);

    vectors_open(&v, path);
    while (vectors_next(&v)) {
        const char *input = vectors_get(&v, "input");

        expect(&v, is_valid(kind_validate, kind, input, &out), vectors_get(&v, column), policy);
        if (out.len > 0) {
            SB(stored);

            /* What is valid as it stands can be stored, and what is stored is stored again unchanged. */
            CHECK(is_valid(kind_store, kind, input, &stored));
            CHECK(is_valid(kind_store, kind, stored.d, &out));
            CHECK_STR(out.d, stored.d);
        }
    }
    CHECK(v.line > rows);
    vectors_close(&v);
}

TEST(vectors_business_id) {
    check_column(KIND_BUSINESS_ID, "tests/data/vectors/business_id.csv", "expected_ytunnus", false, 700);
}

TEST(vectors_gsrn) {
    check_column(KIND_GSRN, "tests/data/vectors/gsrn18.csv", "expected", false, 500);
}

/* Rows without an expectation, one by one. */
static bool listed(const char *const *list, const char *value) {
    while (*list != NULL && strcmp(*list, value) != 0)
        list++;
    return *list != NULL;
}

TEST(vectors_iban) {
    static const char *const foreign[] = {"SE4550000000058398257466", "DE89370400440532013000", "EE382200221020145685",
                                          NULL};
    struct vectors v;
    SB(out);

    vectors_open(&v, "tests/data/vectors/iban_fi.csv");
    while (vectors_next(&v)) {
        const char *input = vectors_get(&v, "input"), *category = vectors_get(&v, "category");
        bool mended = strcmp(category, "spaced") == 0 || strcmp(category, "lowercase") == 0 ||
                      strcmp(category, "nbsp") == 0 || strcmp(category, "hyphens") == 0 ||
                      strcmp(category, "leading_space") == 0;

        expect(&v, is_valid(kind_validate, KIND_IBAN, input, &out), vectors_get(&v, "expected_strict"),
               listed(foreign, input));
        if (mended) {
            CHECK(is_valid(kind_store, KIND_IBAN, input, &out));
            CHECK(strlen(out.d) == 18 && strncmp(out.d, "FI", 2) == 0);
        }
    }
    CHECK(v.line > 700);
    vectors_close(&v);
}

TEST(vectors_reference) {
    static const char *const accepted[] = {"1234561", NULL};
    struct vectors v;
    SB(out);

    vectors_open(&v, "tests/data/vectors/reference_fi.csv");
    while (vectors_next(&v)) {
        const char *input = vectors_get(&v, "input");

        expect(&v, is_valid(kind_validate, KIND_REFERENCE, input, &out), vectors_get(&v, "expected"),
               listed(accepted, input));
        expect(&v, is_valid(kind_store, KIND_REFERENCE, input, &out), vectors_get(&v, "expected"),
               listed(accepted, input));
    }
    CHECK(v.line > 600);
    vectors_close(&v);
}

/* Where both libraries accept what they should not (see POLICY.md). */
static const char *const dangerous[] = {"401234567.0", "358401234567.0", "0401234567;0501234567", NULL};

TEST(vectors_phone) {
    struct vectors v;
    SB(out);

    vectors_open(&v, "tests/data/vectors/phone_fi.csv");
    while (vectors_next(&v)) {
        const char *input = vectors_get(&v, "input"), *category = vectors_get(&v, "category");
        const char *want = listed(dangerous, input) ? "" : vectors_get(&v, "expected_e164");
        bool hidden = strcmp(category, "zwsp") == 0 || strcmp(category, "fullwidth") == 0 || strstr(input, "x12") ||
                      strstr(input, "ext");
        bool ok;

        (void)is_valid(kind_validate, KIND_PHONE, input, &out);
        test_check(strcmp(out.d, want) == 0, "phone_fi", v.line, "\"%s\" (%s) is \"%s\", not \"%s\"", input, category,
                   out.d, want);
        /* What is stored and matched has the same number, and nothing hidden in it. */
        ok = is_valid(kind_key, KIND_PHONE, input, &out);
        test_check(ok == (want[0] != '\0' && !hidden), "phone_fi", v.line, "\"%s\" as a key: %s", input, out.d);
        if (ok) {
            SB(stored);

            CHECK_STR(out.d, want);
            CHECK(is_valid(kind_store, KIND_PHONE, input, &stored));
            CHECK_STR(stored.d, input);
        }
    }
    CHECK(v.line > 900);
    vectors_close(&v);
}

TEST(vectors_email) {
    static const char *const accepted_odd[] = {NULL};
    char *file = vectors_file("tests/data/vectors/email.json");
    cJSON *doc = cJSON_Parse(file);
    const cJSON *row;
    int rows = 0;
    SB(out);

    cJSON_ArrayForEach(row, cJSON_GetObjectItemCaseSensitive(doc, "rows")) {
        const cJSON *input = cJSON_GetObjectItemCaseSensitive(row, "input");
        const cJSON *key = cJSON_GetObjectItemCaseSensitive(row, "safe_key");
        bool generated = strcmp(cJSON_GetObjectItemCaseSensitive(row, "category")->valuestring, "generated") == 0;
        bool agreed = cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(row, "agree_syntax"));
        bool want = agreed ? cJSON_IsString(key) : generated || listed(accepted_odd, input->valuestring);
        bool ok = is_valid(kind_validate, KIND_EMAIL, input->valuestring, &out);

        test_check(ok == want, "email", rows, "\"%s\" is %svalid", input->valuestring, ok ? "" : "in");
        if (ok)
            CHECK_STR(out.d, key->valuestring);
        rows++;
    }
    CHECK(rows > 200);
    cJSON_Delete(doc);
    free(file);
}
