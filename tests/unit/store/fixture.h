/*
 * fixture.h - a database of its own for a test of store/, in a directory that goes when the test ends.
 *
 *     FIXTURE(f);
 *     fixture_create(&f);                         a new database, its key bound, one audit row
 *     CHECK_EQ_INT(fixture_tx(&f, "INSERT ..."), 0);
 *
 * It comes first in a test file, like store/sq.h: it brings sqlite3.h.
 */
#ifndef GDPRCTL_TESTS_STORE_FIXTURE_H
#define GDPRCTL_TESTS_STORE_FIXTURE_H

#include "store/sq.h"

#include "base/mem.h"
#include "base/sb.h"
#include "store/audit_store.h"
#include "store/key.h"
#include "store/stmt.h"
#include "test.h"

#define FIXTURE_NOW 1763764200 /* 2025-11-21T22:30:00Z */

struct fixture {
    char dir[64];
    char path[96];
    char key[96];
    struct err err;
    struct db db;
    struct keys *keys;
};

#define FIXTURE(name) struct fixture name CLEANUP(fixture_release) = {0}

void fixture_dir(struct fixture *f);                    /* the directory and the names only */
void fixture_create(struct fixture *f);                 /* and a database, open for writing */
int fixture_open(struct fixture *f, enum db_mode mode); /* closes it and opens it again, with its keys */
void fixture_release(struct fixture *f);

/* Runs the literal statements in a transaction with its audit row. */
int fixture_tx(struct fixture *f, const char *sql);
int fixture_audit(struct fixture *f, const char *detail); /* one audit row in the open transaction */

/* A file next to the database. */
void fixture_name(const struct fixture *f, const char *suffix, struct sb *out);
void fixture_write(const char *path, const void *bytes, size_t len);
char *fixture_read(const char *path, size_t *len); /* the caller frees; NULL when it cannot be read */
bool fixture_exists(const char *path);

/* Runs statements on the file as another program would: a plain connection without gdprctl's settings. */
void fixture_raw(const char *path, const char *sql);

#endif
