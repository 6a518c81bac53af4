/*
 * hash.h - a quick hash for tables in memory. Not for secrets, and not for what is kept: it tells texts of one run
 * apart.
 */
#ifndef GDPRCTL_BASE_HASH_H
#define GDPRCTL_BASE_HASH_H

#include "base/base.h"

/* Continues a hash with `len` bytes; begin with 0. */
uint64_t hash_bytes(uint64_t hash, const void *d, size_t len);

#endif
