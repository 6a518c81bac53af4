/*
 * purge.h - the nightly deletion of what is past its retention: never too much (guards), never too little (what is kept
 * is counted and named), never half (each batch is a transaction with its audit row).
 *
 * Guards, each a refusal (ERR_REFUSED) that says the way on:
 *   - the clock is before the program was built, before the last run or the last entry of the audit log, or more than
 *     40 days after the last run;
 *   - a rule is new, does something else than when it last ran, or is gone: the run only reports until it is confirmed,
 *     and what is confirmed is what was reported;
 *   - the definition would delete something sooner than the notice that it follows;
 *   - more than `max_share` per cent of a table (by default 2, and more than 1,000 rows) or more than `max_rows` rows
 * in all would go.
 */
#ifndef GDPRCTL_ENGINE_PURGE_H
#define GDPRCTL_ENGINE_PURGE_H

#include "base/base.h"
#include "base/date.h"
#include "base/vec.h"
#include "engine/due.h"
#include "store/destroy.h"

#include <signal.h>

#define PURGE_SMALL     1000   /* rows of a table that may go whatever share of it they are, unless told otherwise */
#define PURGE_BATCH     200000 /* a few seconds' work */
#define PURGE_MAX_GAP   40     /* days since the last run */
#define PURGE_MAX_SHARE 2      /* per cent of a larger one, unless told otherwise */

struct purge_options {
    int64_t now_utc;
    date_t today, as_of;
    date_t built; /* the day the program was built; DATE_NONE: not known */
    bool dry_run, first_run, confirm_gap;
    const char *recordings_root;            /* NULL: recordings are not this program's to take */
    int64_t max_share;                      /* per cent; 0: PURGE_MAX_SHARE, and of a small table PURGE_SMALL rows */
    int64_t max_rows;                       /* 0: no limit */
    int64_t batch;                          /* rows in one transaction; 0: PURGE_BATCH */
    const volatile sig_atomic_t *interrupt; /* looked at between batches: a batch is never left half done */
    void (*progress)(void *ctx, uint64_t done, uint64_t total);
    void *progress_ctx;
};

struct purge_count {
    char *register_code;
    char *table;
    int64_t due, deleted, cleared, held;
    int64_t waiting; /* their time has come, but rows below them stay */
    int64_t no_trigger;
};

struct purge_result {
    VEC(struct purge_count) counts;
    VEC(char *)
    new_rules;         /* "register/rule", with " (assumed)" where the notice states no starting event, and
                          " (removed)" where the rule is gone */
    VEC(char *) plans; /* "register:digest" of the rules as they stand, where an officer has to confirm them */
    int64_t deleted, cleared, held, bans;
    int64_t files;   /* recording files that were waiting for the commit, and were unlinked */
    int64_t resumed; /* partly done erasures that could take more */
    bool interrupted;
};

void purge_result_release(struct purge_result *r);

/* Before the deletions: takes up again the register's erasures that are partly done. */
int purge_resume_erasures(struct db *db, const char *register_code, const struct purge_options *o,
                          struct purge_result *ret);

/*
 * Purges one register. With a rule that has not run like this before and without `first_run`, counts what would go and
 * returns ERR_REFUSED; so it does when a guard trips. `dry_run`: everything but keep it.
 */
int purge_register(struct db *db, const char *register_code, const struct purge_options *o, struct purge_result *ret);

#endif
