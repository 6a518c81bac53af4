/*
 * customer_walk.h - customers by one identifier, asked for in ascending order: the index is walked once instead of
 * being searched for every key. Keys far apart are searched all the same, so any order works and sorted order is fast.
 */
#ifndef GDPRCTL_STORE_CUSTOMER_WALK_H
#define GDPRCTL_STORE_CUSTOMER_WALK_H

#include "base/base.h"
#include "store/db.h"
#include "store/stmt.h"

enum customer_by { BY_CUSTOMER_NO, BY_PERSONAL_ID, BY_PHONE, BY_EMAIL, CUSTOMER_BY__MAX };

struct customer_walk {
    struct stmt st;
    enum customer_by by;
    int64_t register_id;
    bool on_row;     /* the statement stands on a row */
    const char *key; /* asked for last */
    size_t len;
};

#define CUSTOMER_WALK(name) struct customer_walk name CLEANUP(customer_walk_close) = {0}

/* Customer numbers are looked up in one register; the others wherever the customer is, and `register_id` is 0. */
int customer_walk_open(struct customer_walk *w, struct db *db, enum customer_by by, int64_t register_id);
void customer_walk_close(struct customer_walk *w);

/* The first customer with the key (in key form, compared byte by byte), by row id: 1, 0 or -1. Keys must stay valid
 * until the walk is closed. */
int customer_walk_find(struct customer_walk *w, const char *key, size_t len, int64_t *ret_id);

/* The next customer with the key found last: 1, 0 or -1. */
int customer_walk_more(struct customer_walk *w, int64_t *ret_id);

#endif
