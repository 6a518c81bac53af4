/*
 * bytes.h - numbers as the SQLite file formats write them: most significant byte first.
 */
#ifndef GDPRCTL_BASE_BYTES_H
#define GDPRCTL_BASE_BYTES_H

#include "base/base.h"

/* The number in four bytes at `p`. */
static inline uint32_t bytes_be32(const uint8_t *p) {
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

#endif
