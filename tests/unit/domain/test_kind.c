/*
 * test_kind.c - what the kinds store, compare and refuse, beyond the published vectors.
 */
#include "test.h"

#include "base/text.h"

#include "domain/kind.h"

static void check_forms(enum kind kind, const char *value, const char *stored, const char *key) {
    SB(out);
    const char *reason = "";

    CHECK_EQ_INT(kind_store(kind, value, &out, &reason), 0);
    CHECK_STR(out.d, stored);
    sb_clear(&out);
    CHECK_EQ_INT(kind_key(kind, value, &out, &reason), 0);
    CHECK_STR(out.d, key);
}

static void check_refused(enum kind kind, const char *value) {
    SB(out);
    const char *store_reason = NULL, *key_reason = NULL;

    sb_cat(&out, "before");
    test_check(kind_store(kind, value, &out, &store_reason) < 0, __FILE__, __LINE__, "%s \"%s\" is not stored",
               kind_code(kind), value);
    test_check(kind_key(kind, value, &out, &key_reason) < 0, __FILE__, __LINE__, "%s \"%s\" is no key", kind_code(kind),
               value);
    CHECK_STR(out.d, "before");
    CHECK(store_reason != NULL && store_reason == key_reason);
    CHECK(value[0] == '\0' || strlen(value) < 3 || store_reason == NULL || strstr(store_reason, value) == NULL);
}

TEST(kind_codes_and_back) {
    for (int k = 0; k < KIND__MAX; k++) {
        enum kind back = KIND__MAX;

        CHECK_EQ_INT(kind_parse(kind_code((enum kind)k), &back), 0);
        CHECK_EQ_INT(back, k);
    }
    CHECK_EQ_INT(kind_parse("money", &(enum kind){KIND_TEXT}), -1);
    CHECK_EQ_INT(kind_parse("", &(enum kind){KIND_TEXT}), -1);
    CHECK(kind_is_integer(KIND_INTEGER) && kind_is_integer(KIND_BOOLEAN));
    CHECK(!kind_is_integer(KIND_YEAR) && !kind_is_integer(KIND_DECIMAL) && !kind_is_integer(KIND_TEXT));
}

TEST(kind_refuses_nothing_and_broken_text) {
    for (int k = 0; k < KIND__MAX; k++) {
        check_refused((enum kind)k, "");
        check_refused((enum kind)k, " \t\xC2\xA0\r\n");
        check_refused((enum kind)k, "bro\xFFken");
    }
}

TEST(kind_text_and_names_are_kept_as_given) {
    check_forms(KIND_TEXT, "  two\nlines \r\n", "  two\nlines \r\n", "two\nlines");
    check_forms(KIND_TEXT, "a\xCC\x88", "\xC3\xA4", "\xC3\xA4");
    check_forms(KIND_NAME, " Anna-Liisa  \xC3\x84YR\xC3\x84P\xC3\x84\xC3\x84 ",
                " Anna-Liisa  \xC3\x84YR\xC3\x84P\xC3\x84\xC3\x84 ", "anna-liisa \xC3\xA4yr\xC3\xA4p\xC3\xA4\xC3\xA4");
    check_forms(KIND_NAME, "=1+1", "=1+1", "=1+1");
    check_forms(KIND_NAME, "Kuusi\n\xC3\x96hman", "Kuusi\n\xC3\x96hman", "kuusi \xC3\xB6hman");
    /* A zero-width space must not hide a person from an objection. */
    check_forms(KIND_NAME, "Mat\xE2\x80\x8Bti", "Mat\xE2\x80\x8Bti", "matti");
    check_forms(KIND_NAME, "\xE2\x80\x8B", "\xE2\x80\x8B", "\xE2\x80\x8B");
    check_forms(KIND_NAME, "A\xCC\x81", "A\xCC\x81", "\xC3\xA1");
}

TEST(kind_codes_of_the_company) {
    check_forms(KIND_CODE, " 00100001 ", "00100001", "00100001");
    check_forms(KIND_CODE, "S-000001", "S-000001", "S-000001");
    check_forms(KIND_CODE, "SOP 12/\xC3\x84", "SOP 12/\xC3\x84", "SOP 12/\xC3\x84");
    check_refused(KIND_CODE, "12\n34");
    check_refused(KIND_CODE, "12\xE2\x80\x8B"
                             "34");
    /* What a spreadsheet left of a long number is nobody's. */
    check_refused(KIND_CODE, "1.23457E+11");
    check_refused(KIND_CODE, " 1,23457E+11 ");
    check_refused(KIND_CODE, "1E+11");
    check_refused(KIND_CODE, "4.e+5");
    check_forms(KIND_CODE, "12E+3", "12E+3", "12E+3");
    check_forms(KIND_CODE, "1E11", "1E11", "1E11");
    check_forms(KIND_CODE, "1.5E+", "1.5E+", "1.5E+");
    check_forms(KIND_CODE, "A.1E+3", "A.1E+3", "A.1E+3");
    check_forms(KIND_CODE, "1.2E+3B", "1.2E+3B", "1.2E+3B");
    check_forms(KIND_CODE, "+", "+", "+");
    check_forms(KIND_CODE, "E+1", "E+1", "E+1");
    check_forms(KIND_LIST, "suoramainonta", "suoramainonta", "suoramainonta");
    check_refused(KIND_LIST, "a\tb");
}

TEST(kind_personal_id_is_mended) {
    const char *reason = NULL;

    check_forms(KIND_PERSONAL_ID,
                "\xEF\xBB\xBF 010190\xE2\x80\x93"
                "999w\xC2\xA0",
                "010190-999W", "010190-999W");
    check_refused(KIND_PERSONAL_ID, "010190-999C");
    check_refused(KIND_PERSONAL_ID, "010190 -999W");
    check_refused(KIND_PERSONAL_ID, "010190-999");
    check_refused(KIND_PERSONAL_ID, "010190-999WW");
    check_refused(KIND_PERSONAL_ID, "300290-999W");
    check_refused(KIND_PERSONAL_ID, "\xEF\xBC\x90"
                                    "10190-999W");
    CHECK_EQ_INT(personal_id_birth_date("290200A998H"), date_from_ymd(2000, 2, 29));
    CHECK_EQ_INT(personal_id_birth_date("010190+999W"), date_from_ymd(1890, 1, 1));
    CHECK_EQ_INT(personal_id_birth_date(""), DATE_NONE);
    CHECK_EQ_INT(personal_id_birth_date("0101909999W"), DATE_NONE);
    CHECK_EQ_INT(kind_check_as_of(KIND_PERSONAL_ID, "290200A998H", date_from_ymd(2000, 2, 28), &reason), -1);
    CHECK(reason != NULL);
    CHECK_EQ_INT(kind_check_as_of(KIND_PERSONAL_ID, "290200A998H", date_from_ymd(2000, 2, 29), &reason), 0);
    CHECK_EQ_INT(kind_check_as_of(KIND_DATE, "2099-01-01", date_from_ymd(2000, 2, 29), &reason), 0);
}

TEST(kind_past) {
    const char *reason = NULL;

    CHECK_EQ_INT(kind_check_past(KIND_DATE, "2000-02-29", "2000-02-29", &reason), 0);
    CHECK_EQ_INT(kind_check_past(KIND_YEAR, "2000", "2000-02-29", &reason), 0);
    CHECK_EQ_INT(kind_check_past(KIND_TEXT, "9", "2000-02-29", &reason), 0);
    CHECK(reason == NULL);
    CHECK_EQ_INT(kind_check_past(KIND_DATE, "2000-03-01", "2000-02-29", &reason), -1);
    CHECK_EQ_INT(kind_check_past(KIND_INSTANT, "2000-03-01T00:00:00Z", "2000-02-29", &reason), -1);
    CHECK_EQ_INT(kind_check_past(KIND_YEAR, "2001", "2000-02-29", &reason), -1);
    CHECK(reason != NULL);
}

/* Every sign that stands for the same century, with the same digits, is another person and valid. */
TEST(kind_personal_id_signs) {
    for (int sign = 1; sign < 128; sign++) {
        char id[] = "010190-999W";
        const char *reason = NULL;
        SB(out);
        bool known = strchr("+-YXWVUABCDEF", sign) != NULL;

        id[6] = (char)sign;
        CHECK((kind_validate(KIND_PERSONAL_ID, id, &out, &reason) == 0) == known);
    }
}

/* All check characters over all remainders: exactly one of the 36 fits. */
TEST(kind_personal_id_has_one_check_character) {
    int valid = 0;

    for (int nnn = 0; nnn < 1000; nnn++) {
        for (const char *c = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"; *c != '\0'; c++) {
            char id[24];
            const char *reason;
            SB(out);

            (void)snprintf(id, sizeof id, "010190-%03d%c", nnn, *c);
            valid += kind_validate(KIND_PERSONAL_ID, id, &out, &reason) == 0;
        }
    }
    CHECK_EQ_INT(valid, 998); /* 000 and 001 are never issued */
}

TEST(kind_business_id_forms) {
    const char *reason = "";
    SB(out);

    check_forms(KIND_BUSINESS_ID, "FI02063232", "0206323-2", "0206323-2");
    check_forms(KIND_BUSINESS_ID, " 0206323 \xE2\x80\x93 2", "0206323-2", "0206323-2");
    check_forms(KIND_BUSINESS_ID, "02063232", "0206323-2", "0206323-2");
    check_refused(KIND_BUSINESS_ID, "206323-2");
    check_refused(KIND_BUSINESS_ID, "0206323-3");
    check_refused(KIND_BUSINESS_ID, "020632-32");
    check_refused(KIND_BUSINESS_ID, "SE02063232");
    check_refused(KIND_BUSINESS_ID, "0206323-2-2");
    check_refused(KIND_BUSINESS_ID, "0000000-0");
    CHECK_EQ_INT(kind_validate(KIND_BUSINESS_ID, "0785296-2", &out, &reason), -1);
    CHECK(strstr(reason, "ever issued") != NULL);
}

TEST(kind_phone_refuses_what_would_match_anybody) {
    static const char *const bad[] = {"+",
                                      "%",
                                      "*",
                                      "+358*",
                                      "0",
                                      "+3584012345678901234567890",
                                      "040 123 4567 / 050 1",
                                      "tel:+358",
                                      "' OR ''=",
                                      "_",
                                      "112",
                                      "+358401234567;+358409999999",
                                      "+358",
                                      "358 (0)17",
                                      "+99438(0)38",
                                      "+467(0)0123456",
                                      "00 (0)401234567",
                                      "00",
                                      "00358",
                                      "()",
                                      "+()",
                                      "( )",
                                      "040?",
                                      "ei ole",
                                      "+0401234567",
                                      "401234567.0",
                                      "4.01235E+08",
                                      "4,01235E+08",
                                      "0401234567,0501234567",
                                      "040 1234567 (ty\xC3\xB6)",
                                      "040 12E4567",
                                      "\xE2\x80\x8E+358400000003",
                                      "+\xEF\xBC\x93\xEF\xBC\x95\xEF\xBC\x98"
                                      "400000002",
                                      "040\xE2\x80\x8B"
                                      "0001234",
                                      "040 1234567 x12",
                                      "0401234567/8",
                                      "++358401234567",
                                      "040+1234567",
                                      "+999401234567",
                                      "((040) 1234567",
                                      "(040 1234567",
                                      "040) 1234567",
                                      "040 1234567 (2)",
                                      "-0401234567",
                                      "/0401234567",
                                      "+1 212 555 012",
                                      "+46",
                                      "+461"};

    for (size_t i = 0; i < ARRAY_LEN(bad); i++)
        check_refused(KIND_PHONE, bad[i]);
}

TEST(kind_phone_keys_are_one_for_all_ways_of_writing) {
    static const char *const ways[] = {"0400001234",
                                       "040 000 1234",
                                       "040-0001234",
                                       "040/0001234",
                                       "040 / 000 1234",
                                       "(040) 0001234",
                                       "(0400001234)",
                                       "+358400001234",
                                       "+358 40 000 1234",
                                       "+358 (0)40 0001234",
                                       "+3580400001234",
                                       "00358400001234",
                                       "00358 (0)40 0001234",
                                       "358400001234",
                                       "3580400001234",
                                       "358 (0)40 0001234",
                                       "990358400001234",
                                       "99533358400001234",
                                       "400001234",
                                       "040.000.1234",
                                       "040\xC2\xA0"
                                       "0001234",
                                       "040\xE2\x80\x93"
                                       "0001234",
                                       "(+358) 40 0001234",
                                       "+358 (40) 0001234",
                                       " 0400001234\n"};

    for (size_t i = 0; i < ARRAY_LEN(ways); i++) {
        SB(key);
        const char *reason = "";

        test_check(kind_key(KIND_PHONE, ways[i], &key, &reason) == 0 && strcmp(key.d, "+358400001234") == 0, __FILE__,
                   __LINE__, "\"%s\" is \"%s\" (%s)", ways[i], key.d, reason);
    }
    check_forms(KIND_PHONE, " 040-000 1234 ", "040-000 1234", "+358400001234");
    check_forms(KIND_PHONE, "+44 (0)20 7946 0000", "+44 (0)20 7946 0000", "+442079460000");
    check_forms(KIND_PHONE, "+46 070 000 12 34", "+46 070 000 12 34", "+46700001234");
    check_forms(KIND_PHONE, "004407911000123", "004407911000123", "+447911000123");
    check_refused(KIND_PHONE, "+46 00 70 000 12 34");
    /* In Italy the zero is part of the number, in brackets or not. */
    check_forms(KIND_PHONE, "+39 (0)6 0000 1234", "+39 (0)6 0000 1234", "+390600001234");
    check_forms(KIND_PHONE, "0039 06 0000 1234", "0039 06 0000 1234", "+390600001234");
    check_forms(KIND_PHONE, "0900 116", "0900 116", "+358900116"); /* area code 9, a number that begins with 00 */
    check_refused(KIND_PHONE, "0901 116");
    check_refused(KIND_PHONE, "358400012"); /* +358 400 012, or 0358 400 012 */
}

/* A key is its own key: what was stored as E.164 meets what people write. */
TEST(kind_phone_key_is_stable) {
    uint32_t seed = 7;
    int accepted = 0;

    for (int i = 0; i < 200000; i++) {
        char number[20] = "0";
        size_t len = 5 + (seed >> 8) % 10;
        SB(key);
        SB(again);
        const char *reason;

        for (size_t j = 1; j < len; j++) {
            seed = seed * 1664525 + 1013904223;
            number[j] = (char)('0' + (seed >> 24) % 10);
        }
        number[len] = '\0';
        if (kind_key(KIND_PHONE, number, &key, &reason) < 0)
            continue;
        accepted++;
        if (kind_key(KIND_PHONE, key.d, &again, &reason) < 0 || strcmp(key.d, again.d) != 0 || strlen(key.d) > 16)
            CHECK_STR(again.d, key.d);
    }
    CHECK(accepted > 10000);
}

#define E_10 "\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9"
#define E_31 E_10 E_10 E_10 "\xC3\xA9"

TEST(kind_email_forms) {
    check_forms(KIND_EMAIL, " Aino.M\xC3\x84KINEN+kss@Example.FI ", "Aino.M\xC3\x84KINEN+kss@Example.FI",
                "aino.m\xC3\xA4kinen+kss@example.fi");
    check_refused(KIND_EMAIL, "matti@example.fi;maija@example.fi");
    check_refused(KIND_EMAIL, "matti(at)example.fi");
    check_refused(KIND_EMAIL, "matti@exam ple.fi");
    check_refused(KIND_EMAIL, "mat\xE2\x80\x8Bti@example.fi");
    check_refused(KIND_EMAIL, "matti@@example.fi");
    check_refused(KIND_EMAIL, "matti@example-.fi");
    check_refused(KIND_EMAIL, "@example.fi");
    check_refused(KIND_EMAIL, "matti@");
    check_refused(KIND_EMAIL, "matti@example..fi");
    check_refused(KIND_EMAIL, "\"matti virtanen\"@example.fi");
    check_refused(KIND_EMAIL, "A <a@example.com>");
    check_forms(KIND_EMAIL, "a@example.XN--P1AI", "a@example.XN--P1AI", "a@example.xn--p1ai");
    /* 32 letters of two bytes, the last taken apart into three: still 64 bytes before the @. */
    check_forms(KIND_EMAIL, E_31 "a\xCC\x88@example.fi", E_31 "\xC3\xA4@example.fi", E_31 "\xC3\xA4@example.fi");
    check_refused(KIND_EMAIL, "a@example.fi3");
    check_refused(KIND_EMAIL, "a@example.fi-x");
    check_refused(KIND_EMAIL, "a@example.xn--");
}

TEST(kind_iban_and_reference_forms) {
    check_forms(KIND_IBAN, "fi21 1234 5600 0007 85", "FI2112345600000785", "FI2112345600000785");
    check_forms(KIND_IBAN, "GB29 NWBK 6016 1331 9268 19", "GB29NWBK60161331926819", "GB29NWBK60161331926819");
    check_refused(KIND_IBAN, "FI2112345600000786");
    check_refused(KIND_IBAN, "FI211234560000078A");
    check_refused(KIND_IBAN, "GB28NWBK60161331926819");
    check_refused(KIND_IBAN, "FI21.1234.5600.0007.85");
    check_forms(KIND_REFERENCE, "0000 1 23456 1", "1234561", "1234561");
    check_forms(KIND_REFERENCE, "rf34 1234 561", "RF341234561", "1234561");
    check_refused(KIND_REFERENCE, "1234562");
    check_refused(KIND_REFERENCE, "RF351234561");
    check_refused(KIND_REFERENCE, "RF34 1234 56X");
    check_refused(KIND_REFERENCE, "0013");
    check_refused(KIND_REFERENCE, "1.23456E+6");
}

/* The remainder by 97 cannot tell 02 from 99, 97 from 00 or 98 from 01; check digits are 02 to 98. */
TEST(kind_iban_check_digits_have_no_alias) {
    int valid[100] = {0}, tried = 0;

    for (int account = 0; account < 3000; account++) {
        for (int check = 0; check < 100; check++) {
            char iban[40];
            const char *reason;
            SB(out);

            (void)snprintf(iban, sizeof iban, "SE%02d%020d", check, account * 7919);
            valid[check] += kind_validate(KIND_IBAN, iban, &out, &reason) == 0;
        }
        tried++;
    }
    for (int check = 0; check < 100; check++) {
        CHECK((valid[check] > 0) == (check >= 2 && check <= 98));
        tried -= valid[check];
    }
    CHECK_EQ_INT(tried, 0); /* each account has exactly one */
}

TEST(kind_gsrn_forms) {
    check_forms(KIND_GSRN, "643000000 000079326", "643000000000079326", "643000000000079326");
    check_forms(KIND_GSRN, "ab123", "AB123", "AB123");
    check_forms(KIND_GSRN, "123456789", "123456789", "123456789");
    check_forms(KIND_GSRN, "12345E1", "12345E1", "12345E1");
    check_refused(KIND_GSRN, "1234");
    check_refused(KIND_GSRN, "1234567890");
    check_refused(KIND_GSRN, "643000000000079327");
    check_refused(KIND_GSRN, "(8018)643000000000079326");
    check_refused(KIND_GSRN, "\xC3\x84"
                             "1234");
    check_refused(KIND_GSRN, "000000000000000000");
}

TEST(kind_gsrn_of_a_spreadsheet_has_its_own_reason) {
    static const char *const rounded[] = {"6.43007E+17", "6,43007E+17", "6E+17", "6.43E17", "6.43007e+17"};

    for (size_t i = 0; i < ARRAY_LEN(rounded); i++) {
        const char *reason = "";
        SB(out);

        CHECK_EQ_INT(kind_store(KIND_GSRN, rounded[i], &out, &reason), -1);
        CHECK(strstr(reason, "spreadsheet") != NULL);
        reason = "";
        CHECK_EQ_INT(kind_validate(KIND_GSRN, rounded[i], &out, &reason), -1);
        CHECK(strstr(reason, "spreadsheet") != NULL);
    }
}

TEST(kind_postal_code_has_five_digits) {
    check_forms(KIND_POSTAL_CODE, " 00100 ", "00100", "00100");
    check_refused(KIND_POSTAL_CODE, "100");
    check_refused(KIND_POSTAL_CODE, "001000");
    check_refused(KIND_POSTAL_CODE, "0010O");
    check_refused(KIND_POSTAL_CODE, "FI-00100");
    check_refused(KIND_POSTAL_CODE, "00 100");
}

TEST(kind_dates_and_instants) {
    check_forms(KIND_DATE, " 2.1.2025 ", "2025-01-02", "2025-01-02");
    check_forms(KIND_DATE, "2025-07-01T21:30:00Z", "2025-07-02", "2025-07-02");
    check_refused(KIND_DATE, "2025-02-29");
    check_refused(KIND_DATE, "2.1.25");
    check_refused(KIND_DATE, "2025-1-2");
    check_refused(KIND_DATE, "0000-00-00");
    check_refused(KIND_DATE, "45000");
    check_forms(KIND_INSTANT, "2025-11-21T22:30:00Z", "2025-11-22T00:30:00+02:00", "2025-11-22T00:30:00+02:00");
    check_forms(KIND_INSTANT, "2025-07-21 10:00", "2025-07-21T10:00:00+03:00", "2025-07-21T10:00:00+03:00");
    check_refused(KIND_INSTANT, "2025-07-21");
    check_refused(KIND_INSTANT, "10:00");
    check_forms(KIND_YEAR, "1987", "1987", "1987");
    check_refused(KIND_YEAR, "87");
    check_refused(KIND_YEAR, "0987");
    check_refused(KIND_YEAR, "19870");
}

TEST(kind_numbers) {
    check_forms(KIND_INTEGER, "13 860", "13860", "13860");
    check_forms(KIND_INTEGER,
                "1\xC2\xA0"
                "234\xE2\x80\xAF"
                "567",
                "1234567", "1234567");
    check_forms(KIND_INTEGER, "-007", "-7", "-7");
    check_forms(KIND_INTEGER,
                "\xE2\x88\x92"
                "5",
                "-5", "-5");
    check_forms(KIND_INTEGER, "-0", "0", "0");
    check_forms(KIND_INTEGER, "9223372036854775807", "9223372036854775807", "9223372036854775807");
    check_refused(KIND_INTEGER, "9223372036854775808");
    check_refused(KIND_INTEGER, "1234 567");
    check_refused(KIND_INTEGER, "12 34");
    check_refused(KIND_INTEGER, "1 2345");
    check_refused(KIND_INTEGER, "1  234");
    check_refused(KIND_INTEGER, "1,0");
    check_refused(KIND_INTEGER, "+1");
    check_refused(KIND_INTEGER, "1e5");
    check_refused(KIND_INTEGER, "-");
    check_forms(KIND_DECIMAL,
                "1\xC2\xA0"
                "600,66",
                "1600.66", "1600.66");
    check_forms(KIND_DECIMAL, "19,60", "19.60", "19.60");
    check_forms(KIND_DECIMAL, "19.60", "19.60", "19.60");
    check_forms(KIND_DECIMAL, "-0,00", "0.00", "0.00");
    check_forms(KIND_DECIMAL, "-0012,5", "-12.5", "-12.5");
    check_forms(KIND_DECIMAL, "375", "375", "375");
    check_refused(KIND_DECIMAL, "1.600,66");
    check_refused(KIND_DECIMAL, "1,600.66");
    check_refused(KIND_DECIMAL, "12 34,5");
    check_refused(KIND_DECIMAL, "5,");
    check_refused(KIND_DECIMAL, ",5");
    check_refused(KIND_DECIMAL, "1,2 3");
    check_refused(KIND_DECIMAL, "1.6E+3");
    check_refused(KIND_DECIMAL, "12 e");
    check_refused(KIND_DECIMAL, "1234567890123456789012345678901");
}

TEST(kind_yes_and_no) {
    static const char *const yes[] = {"1", "kyll\xC3\xA4", "KYLL\xC3\x84", "ja", "Yes", "true", "TOSI", "sant"};
    static const char *const no[] = {"0", "ei", "Nej", "no", "FALSE", "ep\xC3\xA4tosi", "falskt"};

    for (size_t i = 0; i < ARRAY_LEN(yes); i++)
        check_forms(KIND_BOOLEAN, yes[i], "1", "1");
    for (size_t i = 0; i < ARRAY_LEN(no); i++)
        check_forms(KIND_BOOLEAN, no[i], "0", "0");
    check_refused(KIND_BOOLEAN, "2");
    check_refused(KIND_BOOLEAN, "x");
    check_forms(KIND_LANGUAGE, "FI", "fi", "fi");
    check_refused(KIND_LANGUAGE, "de");
}

TEST(kind_file_paths_stay_below_the_root) {
    static const char *const bad[] = {
        "../etc/passwd", "a/../../b.wav",      "/etc/passwd",         "//etc/passwd",      ".",         "..",
        "./x.wav",       "a//b.wav",           "a/./b.wav",           "a\\..\\b.wav",      "C:\\x.wav", "x.wav/",
        "x\r\ny.wav",    "file:///etc/passwd", "\xE2\x80\xAEgpj.wav", "\xEF\xBB\xBFx.wav", "a/.."};
    static const char *const good[] = {
        "tallenteet/P000001.wav", "~root/x.wav",     "$HOME/x.wav", "; rm -rf", "-rf", "...", "..a/b..", ".hidden",
        "caf\xC3\xA9.wav",        "cafe\xCC\x81.wav"};
    SB(long_name);
    SB(deep);

    for (size_t i = 0; i < ARRAY_LEN(bad); i++)
        check_refused(KIND_FILE, bad[i]);
    for (size_t i = 0; i < ARRAY_LEN(good); i++)
        check_forms(KIND_FILE, good[i], good[i], good[i]);
    for (int i = 0; i < 255; i++)
        sb_ch(&long_name, 'x');
    check_forms(KIND_FILE, long_name.d, long_name.d, long_name.d);
    sb_ch(&long_name, 'x');
    check_refused(KIND_FILE, long_name.d);
    for (int i = 0; i < 2100; i++)
        sb_cat(&deep, "d/");
    sb_cat(&deep, "x.wav");
    check_refused(KIND_FILE, deep.d);
}

/* Random text: no kind crashes, and what one stores it stores again unchanged. */
TEST(kind_survives_random_text) {
    static const char *const bits[] = {"0",
                                       "1",
                                       "2",
                                       "358",
                                       "+",
                                       "-",
                                       " ",
                                       ".",
                                       ",",
                                       "/",
                                       "(",
                                       ")",
                                       "E",
                                       "F",
                                       "I",
                                       "R",
                                       "a",
                                       "@",
                                       "\xC2\xA0",
                                       "\xE2\x80\x93",
                                       "\xEF\xBC\x91",
                                       "\xE2\x80\x8B",
                                       "\xC3\xA4",
                                       "\n"};
    uint32_t seed = 3;

    for (int i = 0; i < 100000; i++) {
        enum kind kind = (enum kind)(i % KIND__MAX);
        SB(text);
        SB(stored);
        SB(again);
        const char *reason = NULL;

        for (int j = 0; j < 12; j++) {
            seed = seed * 1664525 + 1013904223;
            sb_cat(&text, bits[(seed >> 20) % ARRAY_LEN(bits)]);
        }
        (void)kind_validate(kind, text.d, &again, &reason);
        sb_clear(&again);
        if (kind_store(kind, text.d, &stored, &reason) < 0)
            continue;
        if (kind_store(kind, stored.d, &again, &reason) < 0 || strcmp(stored.d, again.d) != 0)
            CHECK_STR(again.d, stored.d);
    }
    CHECK(seed != 3);
}
