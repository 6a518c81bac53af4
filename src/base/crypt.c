/*
 * crypt.c - see crypt.h. A thin coat over libsodium; nothing here is our own cryptography. One step of SHA-256 is left
 * to the processor where it can do it (sha256.h).
 */
#include "base/crypt.h"

#include <sodium.h>

#include "base/sha256.h"

/* Key derivation context of libsodium: part of every derived key, so it never changes. */
static const char context[crypto_kdf_CONTEXTBYTES] = {'g', 'd', 'p', 'r', 'c', 't', 'l', '1'};

_Static_assert(CRYPT_KEY_LEN == crypto_kdf_KEYBYTES, "the master key fits the derivation");
_Static_assert(CRYPT_KEY_LEN >= crypto_generichash_KEYBYTES_MIN && CRYPT_KEY_LEN <= crypto_generichash_KEYBYTES_MAX,
               "a derived key fits BLAKE2b");
_Static_assert(CRYPT_TAG_LEN >= crypto_generichash_BYTES_MIN && CRYPT_HASH_LEN <= crypto_generichash_BYTES_MAX,
               "the tag lengths fit BLAKE2b");
_Static_assert(CRYPT_HASH_LEN == crypto_hash_sha256_BYTES, "SHA-256 has 32 bytes");
_Static_assert(sizeof(struct crypt_sha256) >= sizeof(crypto_hash_sha256_state) &&
                   _Alignof(crypto_hash_sha256_state) <= sizeof(uint64_t),
               "the opaque state holds libsodium's");

int crypt_init(void) {
    return sodium_init() < 0 ? -1 : 0;
}

void crypt_random(void *buf, size_t len) {
    randombytes_buf(buf, len);
}

void crypt_wipe(void *buf, size_t len) {
    sodium_memzero(buf, len);
}

bool crypt_equal(const void *a, const void *b, size_t len) {
    return sodium_memcmp(a, b, len) == 0;
}

/* The calls below fail only for lengths out of range, which the assertions above rule out. */

void crypt_derive(const uint8_t master[CRYPT_KEY_LEN], enum crypt_purpose purpose, uint8_t ret[CRYPT_KEY_LEN]) {
    (void)crypto_kdf_derive_from_key(ret, CRYPT_KEY_LEN, (uint64_t)purpose, context, master);
}

void crypt_keyed(const uint8_t key[CRYPT_KEY_LEN], const void *data, size_t len, uint8_t *out, size_t out_len) {
    assert(out_len == CRYPT_TAG_LEN || out_len == CRYPT_HASH_LEN);
    (void)crypto_generichash(out, out_len, data, len, key, CRYPT_KEY_LEN);
}

void crypt_tag(const uint8_t key[CRYPT_KEY_LEN], const char *kind, const char *value, uint8_t tag[CRYPT_TAG_LEN]) {
    crypto_generichash_state state;

    (void)crypto_generichash_init(&state, key, CRYPT_KEY_LEN, CRYPT_TAG_LEN);
    (void)crypto_generichash_update(&state, (const uint8_t *)kind, strlen(kind) + 1);
    (void)crypto_generichash_update(&state, (const uint8_t *)value, strlen(value));
    (void)crypto_generichash_final(&state, tag, CRYPT_TAG_LEN);
    sodium_memzero(&state, sizeof state);
}

static crypto_hash_sha256_state *inner(struct crypt_sha256 *s) {
    return (crypto_hash_sha256_state *)(void *)s->state;
}

void crypt_sha256_init(struct crypt_sha256 *s) {
    (void)crypto_hash_sha256_init(inner(s));
}

/* libsodium's state is public: the eight words, the length in bits, and the bytes that wait for a whole block. The test
 * compares with its own sum. */
void crypt_sha256_add(struct crypt_sha256 *s, const void *data, size_t len) {
    crypto_hash_sha256_state *st = inner(s);
    const uint8_t *p = data;
    size_t waiting = (size_t)(st->count >> 3) % SHA256_BLOCK, first = waiting > 0 ? SHA256_BLOCK - waiting : 0;

    if (len >= first + SHA256_BLOCK && sha256_has()) {
        size_t blocks = (len - first) / SHA256_BLOCK;

        (void)crypto_hash_sha256_update(st, p, first);
        sha256_blocks(st->state, p + first, blocks);
        st->count += (uint64_t)blocks * SHA256_BLOCK * 8;
        p += first + blocks * SHA256_BLOCK;
        len -= first + blocks * SHA256_BLOCK;
    }
    (void)crypto_hash_sha256_update(st, p, len);
}

void crypt_sha256_end(struct crypt_sha256 *s, uint8_t out[CRYPT_HASH_LEN]) {
    (void)crypto_hash_sha256_final(inner(s), out);
}

void crypt_hex(const uint8_t *bytes, size_t len, char *out) {
    (void)sodium_bin2hex(out, 2 * len + 1, bytes, len);
}

int crypt_unhex(const char *hex, uint8_t *out, size_t len) {
    size_t got = 0;

    if (strlen(hex) != 2 * len)
        return -1;
    if (sodium_hex2bin(out, len, hex, 2 * len, NULL, &got, NULL) != 0 || got != len)
        return -1;
    return 0;
}
