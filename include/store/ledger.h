/*
 * ledger.h - what must not be undone by restoring a backup: erasures, rectified values, objections, restrictions,
 * holds, purges. A second file (ledger_file.h), which belongs outside the backup of the database.
 *
 * The stores that make such a change note it (ledger_item.h); the transaction that commits it takes the notes along:
 *
 *     ledger: GROUP n, synced  >  database: meta.ledger = n, COMMIT  >  ledger: DONE n, synced  >  acknowledged
 *
 * So an acknowledged change is always in the ledger, and the number in the database tells, after a kill at any moment,
 * whether a group without its DONE was committed. A database whose number is smaller than that of the last group with a
 * DONE was restored from a copy: it is not worked with until the groups since are repeated (engine/replay.h).
 *
 * The ledger holds no personal data: persons are row numbers (which mean something in a copy of this database only) and
 * keyed hashes, values are keyed hashes, everything else is codes, dates and counts. It is chained with a key, so
 * nobody else can add to it.
 */
#ifndef GDPRCTL_STORE_LEDGER_H
#define GDPRCTL_STORE_LEDGER_H

#include "base/base.h"
#include "store/db.h"
#include "store/ledger_file.h"

enum ledger_state {
    LEDGER_SOUND,   /* the database and its ledger agree */
    LEDGER_UNBOUND, /* the database has none */
    LEDGER_MISSING, /* there is no such file */
    LEDGER_BEHIND,  /* the database is older than its ledger */
    LEDGER_AHEAD,   /* the ledger is older than the database, or was cut off */
    LEDGER_FOREIGN, /* they do not belong together */
};

struct ledger_look {
    enum ledger_state state;
    struct ledger_pos db, file; /* where the database stands, and the last group that is done */
    bool unsettled;             /* the database's last group has no DONE: whoever committed it was killed then, or is
                                   just at it */
};

const char *ledger_state_code(enum ledger_state state); /* "sound", "missing", ... */

/* Compares the open database with the ledger `path`. -1 when the ledger cannot be read or is damaged. */
int ledger_look(struct db *db, const char *path, struct ledger_look *ret);

/* The refusal that belongs to a state: ERR_INTEGRITY with what to do. 0 for LEDGER_SOUND. */
int ledger_refuse(struct db *db, const char *path, const struct ledger_look *look);

/* Ties the ledger to the database: its id, nothing noted yet. In the caller's transaction. */
int ledger_bind(struct db *db, const uint8_t id[LEDGER_ID_LEN]);

/* Where the database stands. 1, 0 it has no ledger, -1. */
int ledger_position(struct db *db, uint8_t ret_id[LEDGER_ID_LEN], struct ledger_pos *ret);
int ledger_set_position(struct db *db, const struct ledger_pos *pos);

/* From here on what the stores note goes to the ledger; needs db->keys. Closed by db_close. */
int ledger_attach(struct db *db, const char *path);
void ledger_close(struct db *db);

/* Puts DONE to a group that the database has committed. Before anything is told of what is in the database: else that
 * would be acknowledged, and the ledger could not tell it from what never happened. */
int ledger_settle(struct db *db);

/* While changes are repeated from the ledger they are not noted again. */
void ledger_silence(struct db *db, bool silent);

/* For the transactions of db.c: `mark` is what a savepoint goes back to. */
struct ledger_mark ledger_mark(const struct db *db);
void ledger_back(struct db *db, const struct ledger_mark *mark);
int ledger_prepare(struct db *db);           /* before COMMIT: writes and syncs the group, sets the database's number */
void ledger_done(struct db *db);             /* after it */
void ledger_abort(struct db *db, bool sent); /* nothing comes of the transaction; `sent`: COMMIT was tried */

#endif
