/*
 * test_tag_sieve.c - what was added passes always, what was not seldom, and without tags everything does.
 */
#include "base/crypt.h"
#include "base/tag_sieve.h"
#include "test.h"

enum { TAGS = 5000 };

static void tag_of(int n, uint8_t tag[CRYPT_TAG_LEN]) {
    static const uint8_t key[CRYPT_KEY_LEN] = {1};
    char value[16];

    (void)snprintf(value, sizeof value, "%d", n);
    crypt_tag(key, "phone", value, tag);
}

TEST(tag_sieve_passes_what_was_added) {
    struct tag_sieve s CLEANUP(tag_sieve_release) = {0};
    uint8_t tag[CRYPT_TAG_LEN];
    int in = 0, out = 0;

    tag_of(0, tag);
    tag_sieve_add(&s, tag);
    CHECK(tag_sieve_passes(&s, tag)); /* not open: it holds nothing back */
    tag_sieve_open(&s, TAGS);
    CHECK(!tag_sieve_passes(&s, tag));
    for (int n = 0; n < TAGS; n++) {
        tag_of(n, tag);
        tag_sieve_add(&s, tag);
    }
    for (int n = 0; n < 2 * TAGS; n++) {
        tag_of(n, tag);
        *(n < TAGS ? &in : &out) += tag_sieve_passes(&s, tag);
    }
    CHECK_EQ_INT(in, TAGS);
    CHECK(out < TAGS / 50);
}
