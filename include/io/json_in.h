/*
 * json_in.h - reads a JSON document (RFC 8259) into a tree of base/node.h: register definitions, values to rectify.
 *
 * Strict: well-formed UTF-8 (one byte order mark in front is ignored), nothing after the value, no key twice in an
 * object, no NUL character, at most JSON_MAX_DEPTH objects and lists inside each other, at most JSON_MAX_SIZE bytes,
 * and at most JSON_MAX_VALUES values: two bytes make one, which takes a hundred times as much memory. Numbers keep the
 * digits they were written with. Errors are ERR_DATA and name line and column (both from 1, columns in characters),
 * never a value.
 */
#ifndef GDPRCTL_IO_JSON_IN_H
#define GDPRCTL_IO_JSON_IN_H

#include "base/err.h"
#include "base/node.h"

#define JSON_MAX_DEPTH  32
#define JSON_MAX_SIZE   (16u << 20)
#define JSON_MAX_VALUES 262144

/* `what` names the document in messages. The caller frees `*ret` with node_free. */
int json_parse(const char *text, size_t len, const char *what, struct node **ret, struct err *e);

/* Reads a file, or standard input for "-". ERR_NOINPUT and ERR_IO as file_in.h. */
int json_read_file(const char *path, struct node **ret, struct err *e);

#endif
