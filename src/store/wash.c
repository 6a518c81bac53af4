/*
 * wash.c - clears the free pages of the file, where what was rolled back may stand.
 *
 * SQLite writes no rollback image of a page that it takes from the free list: nothing on it is needed. So when a
 * transaction, a savepoint or a failed statement is rolled back, a page it had taken is free again, but not empty: it
 * holds copies of rows, which were live then and are to be erased one day. secure_delete clears pages that are freed,
 * not these. (tests/unit/store/test_residue.c finds hundreds of such traces without the wash.)
 *
 * The wash takes all free pages for values of zeros and frees them again, with secure_delete on: one write a page. It
 * runs before a commit when a savepoint or statement was taken back, after a rollback when pages had reached the file,
 * and after the rollback of a killed run. What it does not reach: a kill in the moment between a rollback and its wash.
 */
#include "store/sq.h"

#include "store/dbfile.h"
#include "store/stmt.h"

enum {
    BYTES_AT_ONCE = 4 << 20,
    ROUNDS = 1 << 20, /* more than a file of 128 GiB needs; a bound, should the list not get shorter */
};

/* Overflow pages for `pages` pages of zeros, and the row itself on the table's own page. */
static int take(struct db *db, int64_t round, int64_t pages, int64_t page_size) {
    STMT(st);

    TRY(stmt_open(&st, db, "INSERT INTO meta (name, value) VALUES ('wash-' || :round, zeroblob(:size))"));
    stmt_int(&st, ":round", round);
    stmt_int(&st, ":size", pages * (page_size - 64)); /* a little less than they hold: no page more is taken */
    return stmt_run(&st);
}

int wash(struct db *db) {
    int64_t page_size, pages;

    TRY(stmt_scalar(db, "PRAGMA page_size", 0, &page_size));
    for (int64_t round = 0; round < ROUNDS; round++) {
        TRY(stmt_scalar(db, "PRAGMA freelist_count", 0, &pages));
        if (pages == 0)
            break;
        if (pages > BYTES_AT_ONCE / page_size)
            pages = BYTES_AT_ONCE / page_size;
        TRY(take(db, round, pages, page_size));
    }
    return sq_run(db, "DELETE FROM meta WHERE name GLOB 'wash-*'");
}

/* Not through tx_begin: a failure here is not washed again. */
static int wash_now(struct db *db) {
    TRY(guard_transaction(db, "BEGIN IMMEDIATE"));
    if (wash(db) == 0 && guard_transaction(db, "COMMIT") == 0)
        return 0;
    if (sqlite3_get_autocommit(db->sq) == 0)
        (void)guard_transaction(db, "ROLLBACK");
    return -1;
}

/* Ctrl-C has ended what was running; this comes after it and is short. */
int wash_alone(struct db *db) {
    const volatile sig_atomic_t *interrupt = db->interrupt;
    int r;

    db->interrupt = NULL;
    db->unaudited = true;
    r = wash_now(db);
    db->unaudited = false;
    db->interrupt = interrupt;
    return r;
}
