/*
 * erase_parts.h - the parts of an erasure: what becomes of each row (erase_plan.c), and doing it (erase_apply.c). See
 * erase.h.
 */
#ifndef GDPRCTL_ENGINE_ERASE_PARTS_H
#define GDPRCTL_ENGINE_ERASE_PARTS_H

#include "engine/erase.h"

enum fate { FATE_STAY, FATE_CLEAR, FATE_GO };

struct erase_row {
    const struct work_row *row;
    enum fate fate;
    struct erase_why why; /* not FATE_GO */
    size_t *clear;        /* FATE_CLEAR: columns, ascending */
    size_t clear_count;
    bool needed;           /* a row that stays refers to it */
    struct erase_why need; /* why that one stays */
};

/* One person's erasure under way. */
struct erase_run {
    struct erase *erase;
    struct request *request;
    struct workset work;
    struct erase_row *rows;                /* parallel to work.rows */
    char today[DATE_LEN], as_of[DATE_LEN]; /* of the options */
    struct erase_result *result;
    bool is_protected; /* turvakielto, as long as it is known: for the recipients' files */
    int64_t files;     /* that rows of this run named last: outbox entries to be sealed */
    size_t own_rule; /* the controller's own erasure goes no further than this rule covers; SIZE_MAX: it is a request */
};

/* Whether `a` keeps a row more firmly than `b`: what needs a person first, and what the erasure leaves aside last; then
 * what has no known end, then the later day. */
bool erase_outlasts(const struct erase_why *a, const struct erase_why *b);

/* A row that stays refers to the parent; whether that keeps it more firmly than what was known before. */
bool erase_need(struct erase_row *parent, const struct erase_why *why);

/* What becomes of the rows `first` to `first + count`, all of one table, once the tables that refer to it have been
 * dealt with. */
int erase_plan_rows(struct erase_run *run, size_t first, size_t count);

/* Does it; rows that turn out to be referred to from elsewhere stay. Then tells the rows they refer to. */
int erase_apply_rows(struct erase_run *run, size_t first, size_t count);

#endif
