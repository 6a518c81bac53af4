/*
 * erase.h - erasure on request (Art. 17): what may go goes, what must stay stays, and the result says which, why, by
 * which article and rule, and until when.
 *
 * Column by column the decision table of domain/lawful.h gives a verdict; a row then is
 *   erased   when every column may go, and no row that stays refers to it;
 *   cleared  when some columns may go: these are emptied, but for those that tell the row from others or that a
 *            retention period counts from;
 *   kept     otherwise. A row of which everything may go, but which a kept row refers to, is kept because it is
 *            "needed"; what only marketing, consent or a policy wanted of it is emptied all the same.
 * Rows about people who act for a customer are the customer's as far as the customer's erasure goes. A row whose
 * recording file cannot be taken safely is kept ("file") until somebody has looked at it.
 *
 * The request is done when nothing is left. Otherwise it is partly done, until the last day that every kept row has
 * gone by; when one of them has no known last day (a contract or a hold without an end), without a date. Each purge
 * takes up again what is partly done: erase_resume.
 */
#ifndef GDPRCTL_ENGINE_ERASE_H
#define GDPRCTL_ENGINE_ERASE_H

#include "base/base.h"
#include "base/date.h"
#include "base/lang.h"
#include "base/vec.h"
#include "engine/outbox.h"
#include "engine/plan.h"
#include "engine/workset.h"
#include "io/package.h"
#include "store/request_store.h"

struct erase_options {
    const char *recordings_root; /* NULL: recordings are not this program's to take */
    int64_t now_utc;
    date_t today;               /* for the request book */
    date_t as_of;               /* by which retention is judged */
    enum lang lang;             /* of the references in results */
    struct package_dir *notify; /* where the files for recipients go (engine/notify.h); NULL: none are written */
    bool protected_ok;          /* those files may tell where a protected person lives */
};

/* Why something stays. The strings are the plan's or static. */
struct erase_why {
    const char *reason;    /* word of domain/lawful.h, or "needed", "file" */
    const char *article;   /* "Art. 17(3)(b)" */
    const char *reference; /* where the rule stands; the article when there is no rule */
    const char *rule;      /* code, or NULL */
    date_t until;          /* last day; DATE_NONE: nobody knows */
    bool ask;              /* a person has to decide or to mend something */
    bool aside;            /* the erasure is not about it: it may be complete all the same */
};

/* Rows of a table that stay for the same reason until the same day. */
struct erase_group {
    struct erase_why why;
    int64_t kept;    /* whole rows */
    int64_t cleared; /* rows that lost some of their columns */
};

struct erase_table {
    const struct cat_table *table;
    int64_t found, erased, cleared, kept; /* found = erased + cleared + kept */
    VEC(struct erase_group) groups;
};

struct erase_result {
    VEC(struct erase_table) tables; /* those with rows, in the catalogue's order */
    int64_t found, erased, cleared, kept;
    bool complete;              /* nothing is left */
    bool changed;               /* this run erased or cleared something, or ended the request */
    bool needs_person;          /* some group is to be asked about */
    date_t until;               /* not complete: as the request says; DATE_NONE: nobody knows */
    struct outbox_sealed files; /* recording files of what was erased */
    size_t notify_files;        /* files written for recipients */
    int64_t bans;               /* suppression entries made */
    bool banned;                /* bans outlive the rows, by these entries or by some that were there */
};

void erase_result_release(struct erase_result *r);

/* What the erasures of one register share; made once for one request or for many. Results point into it. */
struct erase {
    struct db *db;
    const struct erase_options *options;
    struct plan plan;
    struct locator locator;
    size_t *order; /* tables, children first */
    int root_fd;   /* of the recordings; -1: not opened (yet) */
};

#define ERASE(name) struct erase name CLEANUP(erase_release) = {.root_fd = -1}

/* Before anything is read for it: makes what an erasure writes into beside the records, which outdates the statements
 * that are prepared by then. erase_open does it where it has not been done. */
int erase_prepare(struct db *db);

/* Loads the register once for many erasures; ERR_NOTFOUND when there is none of that code. `options` is kept by the
 * caller. */
int erase_open(struct erase *e, struct db *db, const char *register_code, const struct erase_options *options);
void erase_release(struct erase *e);

/*
 * Carries out an erasure request in the caller's transaction, with its results, event and audit row; after the commit
 * the caller drains the outbox. Carried out again, it takes what has become free meanwhile; a request that is done is
 * success with nothing to do. Returns 1 when something was written, 0 when there was nothing to do, -1: ERR_REFUSED
 * before identity is verified, or for a request that has ended otherwise.
 */
int erase_carry_out(struct erase *e, struct request *req, struct erase_result *ret);

/*
 * The same for a request that is partly done, as each purge calls it for each of them (request_list: right "erasure",
 * state "partly-done"): before its own deletions, so that the person is known as erased when the last row goes. Other
 * states, and one that a replay brought without its person (request_is_lost): 0, nothing is done.
 */
int erase_resume(struct erase *e, struct request *req, struct erase_result *ret);

#endif
