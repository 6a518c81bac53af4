/*
 * purge.h - the nightly deletion of what is past its retention: never too much (guards), never too little (what is kept
 * is counted and named), never half (each batch is a transaction with its audit row).
 *
 * Guards, each a refusal (ERR_REFUSED) that says the way on:
 *   - the clock is before the program was built, before the last run, or more than 40 days after it;
 *   - a rule is new, or does something else than when it last ran: it only reports until the run is confirmed;
 *   - more than `max_share` per cent of a table (and more than 1,000 rows) or more than `max_rows` rows in all would
 * go.
 */
#ifndef GDPRCTL_ENGINE_PURGE_H
#define GDPRCTL_ENGINE_PURGE_H

#include "base/base.h"
#include "base/date.h"
#include "base/vec.h"
#include "engine/due.h"
#include "store/destroy.h"

#include <signal.h>

#define PURGE_SMALL     1000 /* rows of a table that may go whatever share of it they are */
#define PURGE_MAX_GAP   40   /* days since the last run */
#define PURGE_MAX_SHARE 2    /* per cent, unless told otherwise */

struct purge_options {
    int64_t now_utc;
    date_t today, as_of;
    date_t built; /* the day the program was built; DATE_NONE: not known */
    bool dry_run, first_run, confirm_gap;
    const char *recordings_root; /* NULL: recordings are not this program's to take */
    int64_t max_share;           /* per cent */
    int64_t max_rows;            /* 0: no limit */
    const volatile sig_atomic_t *interrupt;
    void (*progress)(void *ctx, uint64_t done, uint64_t total);
    void *progress_ctx;
};

struct purge_count {
    char *register_code;
    char *table;
    int64_t due, deleted, cleared, held, waiting, no_trigger;
};

struct purge_result {
    VEC(struct purge_count) counts;
    VEC(char *) new_rules; /* "register/rule", with " (assumed)" where the notice states no starting event */
    int64_t deleted, cleared, held, bans;
    int64_t files;   /* recording files that were waiting for the commit, and were unlinked */
    int64_t resumed; /* partly done erasures that could take more */
    bool interrupted;
};

void purge_result_release(struct purge_result *r);

/* The clock guards; before anything else. */
int purge_check_clock(struct db *db, const struct purge_options *o);

/* Before the deletions: takes up again the register's erasures that are partly done. */
int purge_resume_erasures(struct db *db, const char *register_code, const struct purge_options *o,
                          struct purge_result *ret);

/*
 * Purges one register. With a rule that has not run like this before and without `first_run`, counts what would go and
 * returns ERR_REFUSED; so it does when a guard trips. `dry_run`: everything but keep it.
 */
int purge_register(struct db *db, const char *register_code, const struct purge_options *o, struct purge_result *ret);

#endif
