/*
 * crypt.h - the few cryptographic operations, all from libsodium: keyed hashes (BLAKE2b), SHA-256, key derivation,
 * randomness and wiping. Pure: no files, no clock.
 */
#ifndef GDPRCTL_BASE_CRYPT_H
#define GDPRCTL_BASE_CRYPT_H

#include "base/base.h"

#define CRYPT_KEY_LEN  32 /* the master key and every key derived from it */
#define CRYPT_HASH_LEN 32
#define CRYPT_TAG_LEN  16 /* keyed tag of an identifier (suppression, subject) */

/* What a derived key is for; each purpose gets an independent key. Values are stored: never renumber. */
enum crypt_purpose {
    CRYPT_AUDIT = 1,       /* the audit chain */
    CRYPT_SUPPRESSION = 2, /* tags of contacts that must not be marketed to */
    CRYPT_SUBJECT = 3,     /* tags of data subjects in audit, ledger and erased-subject lists */
    CRYPT_CHECK = 4,       /* the key check value in the database */
    CRYPT_LEDGER = 5,      /* the ledger's chain, and its hashes of values */
};

int crypt_init(void); /* call once from main; 0 or -1 */
void crypt_random(void *buf, size_t len);
void crypt_wipe(void *buf, size_t len);
bool crypt_equal(const void *a, const void *b, size_t len); /* constant time */

void crypt_derive(const uint8_t master[CRYPT_KEY_LEN], enum crypt_purpose purpose, uint8_t ret[CRYPT_KEY_LEN]);

/* Keyed BLAKE2b of `len` bytes; `out_len` is CRYPT_TAG_LEN or CRYPT_HASH_LEN. */
void crypt_keyed(const uint8_t key[CRYPT_KEY_LEN], const void *data, size_t len, uint8_t *out, size_t out_len);

/* Keyed tag of an identifier: kind, a zero byte, and the normalised value, so that equal texts of different kinds
 * (a phone and a reference number) never meet. */
void crypt_tag(const uint8_t key[CRYPT_KEY_LEN], const char *kind, const char *value, uint8_t tag[CRYPT_TAG_LEN]);

/* SHA-256, in pieces; FIPS 180-4. */
struct crypt_sha256 {
    uint64_t state[16]; /* opaque; large enough for libsodium's state, checked at compile time */
};
void crypt_sha256_init(struct crypt_sha256 *s);
void crypt_sha256_add(struct crypt_sha256 *s, const void *data, size_t len);
void crypt_sha256_end(struct crypt_sha256 *s, uint8_t out[CRYPT_HASH_LEN]);

void crypt_hex(const uint8_t *bytes, size_t len, char *out); /* writes 2 * len digits and a NUL */
int crypt_unhex(const char *hex, uint8_t *out, size_t len);  /* exactly 2 * len digits; 0 or -1 */

#endif
