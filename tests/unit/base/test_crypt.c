/*
 * test_crypt.c - published test vectors and the properties that the callers lean on.
 */
#include "test.h"

#include <sodium.h>

#include "base/crypt.h"

static void check_sha256(const char *text, size_t repeat, const char *want) {
    struct crypt_sha256 s;
    uint8_t hash[CRYPT_HASH_LEN];
    char hex[2 * CRYPT_HASH_LEN + 1];

    crypt_sha256_init(&s);
    for (size_t i = 0; i < repeat; i++)
        crypt_sha256_add(&s, text, strlen(text));
    crypt_sha256_end(&s, hash);
    crypt_hex(hash, sizeof hash, hex);
    CHECK_STR(hex, want);
}

/* FIPS 180-4 examples. */
/* Pieces of every length, over and under whole blocks, against libsodium's sum in one call. */
TEST(crypt_sha256_in_any_pieces) {
    uint8_t bytes[6000], hash[CRYPT_HASH_LEN], want[crypto_hash_sha256_BYTES];

    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (uint8_t)(i * 131 + i / 251);
    for (size_t piece = 1; piece < 3000; piece += piece < 200 ? 1 : 61) {
        for (size_t len = 0; len < sizeof bytes; len += 509) {
            struct crypt_sha256 s;

            crypt_sha256_init(&s);
            for (size_t at = 0; at < len; at += piece)
                crypt_sha256_add(&s, bytes + at, len - at < piece ? len - at : piece);
            crypt_sha256_end(&s, hash);
            (void)crypto_hash_sha256(want, bytes, len);
            CHECK(memcmp(hash, want, sizeof want) == 0);
        }
    }
}

TEST(crypt_sha256_vectors) {
    check_sha256("abc", 1, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    check_sha256("", 1, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    check_sha256("aaaaaaaaaa", 100000, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

/* Keyed BLAKE2b-256 of the empty string and one byte, key 00..1f; computed with Python's hashlib. */
TEST(crypt_keyed_vectors) {
    uint8_t key[CRYPT_KEY_LEN], out[CRYPT_HASH_LEN];
    char hex[2 * CRYPT_HASH_LEN + 1];

    for (size_t i = 0; i < sizeof key; i++)
        key[i] = (uint8_t)i;
    crypt_keyed(key, "", 0, out, CRYPT_HASH_LEN);
    crypt_hex(out, CRYPT_HASH_LEN, hex);
    CHECK_STR(hex, "4e51e7a913fc80137da52880fecca175bf81e117d5c68126dc2774033517ea0d");
    crypt_keyed(key, "phone\0+358400000001", 19, out, CRYPT_TAG_LEN);
    crypt_hex(out, CRYPT_TAG_LEN, hex);
    CHECK_STR(hex, "bd51809103555b22058c74813279f140");
    memset(out, 0, sizeof out);
    crypt_tag(key, "phone", "+358400000001", out);
    crypt_hex(out, CRYPT_TAG_LEN, hex);
    CHECK_STR(hex, "bd51809103555b22058c74813279f140");
}

TEST(crypt_tag_keeps_kinds_and_keys_apart) {
    uint8_t key[CRYPT_KEY_LEN] = {1}, other[CRYPT_KEY_LEN] = {2};
    uint8_t a[CRYPT_TAG_LEN], b[CRYPT_TAG_LEN];

    crypt_tag(key, "phone", "123", a);
    crypt_tag(key, "phone", "123", b);
    CHECK(crypt_equal(a, b, sizeof a));
    crypt_tag(key, "reference", "123", b);
    CHECK(!crypt_equal(a, b, sizeof a));
    crypt_tag(key, "phone1", "23", b);
    CHECK(!crypt_equal(a, b, sizeof a));
    crypt_tag(other, "phone", "123", b);
    CHECK(!crypt_equal(a, b, sizeof a));
}

TEST(crypt_derive_gives_independent_keys) {
    static const enum crypt_purpose purposes[] = {CRYPT_AUDIT, CRYPT_SUPPRESSION, CRYPT_SUBJECT, CRYPT_CHECK};
    uint8_t master[CRYPT_KEY_LEN], keys[ARRAY_LEN(purposes)][CRYPT_KEY_LEN], again[CRYPT_KEY_LEN];
    char hex[2 * CRYPT_KEY_LEN + 1];

    for (size_t i = 0; i < sizeof master; i++)
        master[i] = (uint8_t)i;
    for (size_t i = 0; i < ARRAY_LEN(purposes); i++) {
        crypt_derive(master, purposes[i], keys[i]);
        crypt_derive(master, purposes[i], again);
        CHECK(crypt_equal(keys[i], again, CRYPT_KEY_LEN));
        CHECK(!crypt_equal(keys[i], master, CRYPT_KEY_LEN));
        for (size_t j = 0; j < i; j++)
            CHECK(!crypt_equal(keys[i], keys[j], CRYPT_KEY_LEN));
    }
    /* Stored tags depend on these bytes: a change here is a change of the file format. */
    crypt_hex(keys[0], CRYPT_KEY_LEN, hex);
    CHECK_STR(hex, "f57523dbfa9e1c9092e5bd2af136001add5ce647f822b6d25dca5b79e7588bec");
}

TEST(crypt_hex_and_back) {
    uint8_t bytes[4] = {0x00, 0x7F, 0x80, 0xFF}, back[4] = {0};
    char hex[9];

    crypt_hex(bytes, sizeof bytes, hex);
    CHECK_STR(hex, "007f80ff");
    CHECK_EQ_INT(crypt_unhex(hex, back, sizeof back), 0);
    CHECK(memcmp(bytes, back, sizeof bytes) == 0);
    CHECK_EQ_INT(crypt_unhex("007F80FF", back, sizeof back), 0);
    CHECK_EQ_INT(crypt_unhex("007f80f", back, sizeof back), -1);
    CHECK_EQ_INT(crypt_unhex("007f80ff0", back, sizeof back), -1);
    CHECK_EQ_INT(crypt_unhex("007f80fg", back, sizeof back), -1);
    CHECK_EQ_INT(crypt_unhex("", back, sizeof back), -1);
    CHECK_EQ_INT(crypt_unhex("00 7f80f", back, sizeof back), -1);
}

TEST(crypt_random_and_wipe) {
    uint8_t a[32] = {0}, b[32] = {0}, zero[32] = {0};

    crypt_random(a, sizeof a);
    crypt_random(b, sizeof b);
    CHECK(memcmp(a, b, sizeof a) != 0);
    crypt_wipe(a, sizeof a);
    CHECK(memcmp(a, zero, sizeof a) == 0);
}
