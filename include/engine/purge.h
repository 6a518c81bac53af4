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
 *     of all registers together would go.
 *
 * Erasures that are partly done are taken up again behind the same guards: they delete by the same rules.
 */
#ifndef GDPRCTL_ENGINE_PURGE_H
#define GDPRCTL_ENGINE_PURGE_H

#include "base/base.h"
#include "base/date.h"
#include "base/vec.h"
#include "engine/due.h"
#include "store/destroy.h"

#include <signal.h>

#define PURGE_COUNTED   20000
#define PURGE_SMALL     1000   /* rows of a table that may go whatever share of it they are, unless told otherwise */
#define PURGE_BATCH     200000 /* a few seconds' work */
#define PURGE_MAX_GAP   40     /* days since the last run */
#define PURGE_MAX_SHARE 2      /* per cent of a larger one, unless told otherwise */

struct purge_options {
    int64_t now_utc;
    date_t today; /* for the request book */
    date_t as_of; /* by which retention is judged */
    date_t built; /* the day the program was built; DATE_NONE: not known */
    bool dry_run, first_run, confirm_gap;
    const char *recordings_root;            /* NULL: recordings are not this program's to take */
    int64_t max_share;                      /* per cent; 0: PURGE_MAX_SHARE, and of a small table PURGE_SMALL rows */
    int64_t max_rows;                       /* less than 0: no limit */
    int64_t counted;                        /* tables of up to so many rows are gone through for missing events of other
                                               tables; 0: PURGE_COUNTED, less than 0: none */
    int64_t batch;                          /* rows in one transaction; 0: PURGE_BATCH */
    const volatile sig_atomic_t *interrupt; /* looked at between batches: a batch is never left half done */
    void (*progress)(void *ctx, uint64_t done, uint64_t total);
    void *progress_ctx;
};

struct purge_count {
    char *register_code;
    char *table;
    int64_t due, deleted, cleared, held;
    int64_t waiting;    /* their time has come, but rows below them stay */
    int64_t no_trigger; /* kept because a starting event is missing or no date; that of another table's row, and a text
                           that is no date, are asked for in tables of up to PURGE_COUNTED rows only: it takes longer
                           than a night's deletions */
};

struct purge_result {
    VEC(struct purge_count) counts;
    VEC(char *)
    new_rules;         /* "register/rule", with " (assumed)" where the notice states no starting event, and
                          " (removed)" where the rule is gone */
    VEC(char *) plans; /* "register:digest" of the rules as they stand, where an officer has to confirm them */
    int64_t deleted, cleared, held, bans;
    int64_t files;         /* recording files that were waiting for the commit, and were unlinked */
    int64_t unmanaged;     /* recording files of rows that went, with no recordings_root to find them below */
    int64_t unsafe;        /* rows that stay (among `held`) because their recording file cannot be taken */
    int64_t files_refused; /* recording files that could not be unlinked */
    int64_t files_left;    /* those, and what an earlier run left where no recordings_root is set */
    int64_t resumed;       /* partly done erasures that could take more */
    bool interrupted;
};

void purge_result_release(struct purge_result *r);

/*
 * Purges one register, then takes up its erasures that are partly done; adds to `ret`, which tells a guard what has
 * gone from the registers before. With a rule that has not run like this before and without `first_run`, counts what
 * would go and returns ERR_REFUSED; so it does when a guard trips. `dry_run`: everything but keep it.
 */
int purge_register(struct db *db, const char *register_code, const struct purge_options *o, struct purge_result *ret);

#endif
