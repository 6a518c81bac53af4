/*
 * sha256.h - the inner step of SHA-256 (FIPS 180-4) by the processor's own instructions, where it has them: every file
 * of an answer is hashed, and libsodium's portable step takes more time than writing all the rest. Used by crypt.c
 * only.
 */
#ifndef GDPRCTL_BASE_SHA256_H
#define GDPRCTL_BASE_SHA256_H

#include "base/base.h"

#define SHA256_BLOCK 64 /* bytes */

/* Whether the processor has them. libc asked it once, when the program started: in a virtual machine the question
 * itself (CPUID) takes as long as hashing thirty kilobytes. */
bool sha256_has(void);

/* Takes `n` whole blocks into the eight words of the state. Only where sha256_has(). */
void sha256_blocks(uint32_t state[8], const uint8_t *data, size_t n);

#endif
