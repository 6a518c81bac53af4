/*
 * status_store.h - the counts of the morning look: what is open, what is late, when the last purge ran.
 */
#ifndef GDPRCTL_STORE_STATUS_STORE_H
#define GDPRCTL_STORE_STATUS_STORE_H

#include "store/db.h"

struct status_counts {
    int64_t registers, people;
    int64_t open, waiting_identity; /* requests */
    int64_t undelivered;            /* carried out or refused, and the answer has not been sent */
    int64_t overdue, due_soon;      /* of both, open and undelivered; due_soon: today or within seven days */
    int64_t holds;                  /* in force */
    int64_t files;                  /* recordings whose rows have gone, not removed yet */
    char *purge_at, *purge_result;  /* the last purge; NULL when none has run */
    int64_t purge_id;
};

/* `today` and `soon` (today + 7 days) are YYYY-MM-DD. The strings are the caller's; see status_release. */
int status_load(struct db *db, const char *today, const char *soon, struct status_counts *ret);
void status_release(struct status_counts *c);

/* The last purge alone, read anew. */
int status_load_purge(struct db *db, struct status_counts *c);

/* The counts of requests alone. */
int status_load_requests(struct db *db, const char *today, const char *soon, struct status_counts *ret);

#endif
