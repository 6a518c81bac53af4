/*
 * replay.h - repeats in a restored database what was done since the copy was made and must not be undone: erasures,
 * rectified values, objections, restrictions, holds, purges. Once and exactly: group by group, each in a transaction
 * that also moves the database's place in the ledger.
 *
 * Rows that went go again by their numbers, through the one function that destroys (store/destroy.h), with its look at
 * holds and at rows that still refer to them. Nothing is decided anew: the copy knows less than the database did then
 * (a contract signed or ended since), and a decision on that could take what was kept, or keep what went.
 *
 * What the ledger cannot give back is reported for a person: a rectified value (the old one, where it is back, is
 * cleared; where it cannot be, its use is restricted until somebody has looked), records imported since, opt-outs,
 * holds, releases and requests of people who are not in the copy (open ones, and those whose effect the import would
 * undo), and requests whose end an older ledger may not have. Texts that somebody typed are not in it.
 */
#ifndef GDPRCTL_ENGINE_REPLAY_H
#define GDPRCTL_ENGINE_REPLAY_H

#include "base/base.h"
#include "base/date.h"
#include "base/vec.h"
#include "engine/outbox.h"
#include "store/db.h"
#include "store/ledger.h"

struct replay_options {
    const char *ledger;          /* path */
    const char *recordings_root; /* NULL: recordings are not this program's to take */
    int64_t now_utc;
    date_t today;
    bool dry_run;
};

enum replay_fate {
    REPLAY_CLEARED,    /* the old value was back, and is cleared */
    REPLAY_RESTRICTED, /* it could not be cleared: marked as contested */
    REPLAY_MISSING,    /* there was no old value; the one that was added is not in the copy */
    REPLAY_OTHER, /* one is there that is not known to be wrong: an import had changed it before it was rectified */
};

/* A rectified value that a person has to enter again. */
struct replay_value {
    char *register_code, *table, *column, *ref; /* the request that has the right value: the last that changed it */
    int64_t row;
    enum replay_fate fate;
};

/* A file taken in since the copy was made. */
struct replay_import {
    char *register_code, *table, *sha256; /* register_code may be NULL; table "optout": a list of objections */
    int64_t rows;
};

enum replay_why {
    REPLAY_NO_PERSON,     /* it is open, and its person is not in the copy */
    REPLAY_DO_AGAIN,      /* it was carried out since, on a person or a row that is not in the copy */
    REPLAY_PERHAPS_ENDED, /* an older gdprctl did not tell the ledger of every end */
};

/* A request that a person has to look at. */
struct replay_open {
    char *ref;
    enum replay_why why;
};

struct replay_result {
    int64_t from, to; /* groups: where the copy stood, the last of the ledger */
    int64_t groups;   /* repeated */
    int64_t deleted, cleared, bans, objections, restrictions, holds;
    int64_t requests;     /* put into the book anew */
    int64_t held, needed; /* rows that stay: a hold stops them; rows of the copy refer to them */
    int64_t unplaced;     /* objections of people who are not in the copy */
    int64_t unheld;       /* legal holds on people or rows that are not in the copy; those on rows hold the whole table
                             of the person meanwhile */
    int64_t unreleased;   /* an officer's "no longer needed" of people who are not in the copy */
    int64_t unmanaged;    /* recording files of rows that went, where no directory of recordings is set */
    struct outbox_result files;
    VEC(struct replay_value) values;
    VEC(struct replay_import) imports;
    VEC(struct replay_open) open;
};

void replay_result_release(struct replay_result *r);

/* Whether something of the result needs a person. */
bool replay_needs_person(const struct replay_result *r);

/*
 * Repeats what is missing, then deletes the recording files of rows that went, those left by a killed run too; nothing
 * to do is success. The database needs its ledger attached (ledger_attach), unless
 * `dry_run`. ERR_INTEGRITY when the ledger is not whole or not the database's; ERR_REFUSED when the copy is of a line
 * of history that was given up by an earlier restore, and rows cannot be told for sure; ERR_CONFIG when a register is
 * missing that the ledger speaks of.
 */
int replay_run(struct db *db, const struct replay_options *o, struct replay_result *ret);

#endif
