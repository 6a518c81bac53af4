/*
 * builtin.h - the register definitions that ship with the program, embedded as they stand in src/registers/: a new file
 * there is a new definition and needs no other change. The code is the file's name without ".json".
 */
#ifndef GDPRCTL_IO_BUILTIN_H
#define GDPRCTL_IO_BUILTIN_H

#include "base/base.h"

/* Codes in alphabetical order; ends with NULL. */
extern const char *const builtin_codes[];

/* The definition as JSON text of `*len` bytes and a NUL after them, static storage; NULL when there is none. */
const char *builtin_register(const char *code, size_t *len);

#endif
