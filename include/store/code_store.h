/*
 * code_store.h - the code lists of the records (schema.sql, code_value) in memory: what a stored code is called.
 */
#ifndef GDPRCTL_STORE_CODE_STORE_H
#define GDPRCTL_STORE_CODE_STORE_H

#include "base/base.h"
#include "base/lang.h"
#include "base/vec.h"
#include "store/db.h"

struct code_value {
    char *list, *code;
    struct names names;
};

struct code_lists {
    VEC(struct code_value) values; /* by list, then by code */
};

int code_lists_load(struct db *db, struct code_lists *ret);
void code_lists_release(struct code_lists *lists);

/* The name of a code; the code itself when the list does not have it. */
const char *code_name(const struct code_lists *lists, const char *list, const char *code, enum lang lang);

/* Whether the list has the code. */
bool code_is(const struct code_lists *lists, const char *list, const char *code);

#endif
