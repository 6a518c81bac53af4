/*
 * journal_file.c - see journal_file.h.
 */
#include <sqlite3.h>

#include "store/journal_file.h"

#include "base/mem.h"
#include "store/below_file.h"
#include "store/early_write.h"
#include "store/journal_match.h"

enum { BUFFER = 64 * 1024 };

struct journal {
    struct below_file below;
    struct early_write early;
    sqlite3_file *database;
    uint8_t *buffer;
    sqlite3_int64 at; /* where in the file the buffer begins */
    int len;
    bool synced; /* this connection is one that syncs */
};

const int journal_file_size = (int)sizeof(struct journal);

static struct journal *self(sqlite3_file *file) {
    return (struct journal *)(void *)file;
}

/* When it fails the bytes stay where they are, and the next call tries again. */
static int hand_on(sqlite3_file *file) {
    struct journal *j = self(file);
    int rc = j->len > 0 ? j->below.real->pMethods->xWrite(j->below.real, j->buffer, j->len, j->at) : SQLITE_OK;

    if (rc != SQLITE_OK)
        return rc;
    early_write_note(&j->early, j->at, j->len);
    j->at += j->len;
    j->len = 0;
    return SQLITE_OK;
}

int journal_file_before_change(sqlite3_file *file) {
    return self(file)->synced ? SQLITE_OK : hand_on(file);
}

static int x_close(sqlite3_file *file) {
    struct journal *j = self(file);
    int rc = hand_on(file), closed = j->below.real->pMethods->xClose(j->below.real);

    early_write_close(&j->early);
    free(j->buffer);
    j->below.base.pMethods = NULL;
    return rc != SQLITE_OK ? rc : closed;
}

static int x_read(sqlite3_file *file, void *buf, int len, sqlite3_int64 at) {
    struct journal *j = self(file);

    if (at >= j->at && at + len <= j->at + j->len) {
        memcpy(buf, j->buffer + (at - j->at), (size_t)len);
        return SQLITE_OK;
    }
    if (at + len > j->at && at < j->at + j->len) {
        int rc = hand_on(file);

        if (rc != SQLITE_OK)
            return rc;
    }
    return j->below.real->pMethods->xRead(j->below.real, buf, len, at);
}

/* The first sector of a new journal, `bytes`: no page of the database has been written since the transaction began. A
 * database that is being made has nothing to note. */
static void mark(const struct journal *j, uint8_t *bytes) {
    uint8_t header[DATABASE_HEADER];

    if (j->database->pMethods->xRead(j->database, header, sizeof header, 0) == SQLITE_OK)
        journal_mark(bytes, header);
}

static int x_write(sqlite3_file *file, const void *buf, int len, sqlite3_int64 at) {
    struct journal *j = self(file);

    if (at != j->at + j->len || len > BUFFER - j->len) {
        int rc = hand_on(file);

        if (rc != SQLITE_OK)
            return rc;
        j->at = at;
    }
    if (len > BUFFER)
        return j->below.real->pMethods->xWrite(j->below.real, buf, len, at);
    memcpy(j->buffer + j->len, buf, (size_t)len);
    if (at == 0 && len >= JOURNAL_SECTOR_MIN)
        mark(j, j->buffer);
    j->len += len;
    return SQLITE_OK;
}

static int x_truncate(sqlite3_file *file, sqlite3_int64 size) {
    int rc = hand_on(file);

    return rc == SQLITE_OK ? below_real(file)->pMethods->xTruncate(below_real(file), size) : rc;
}

static int x_sync(sqlite3_file *file, int flags) {
    int rc = hand_on(file);

    self(file)->synced = true;
    return rc == SQLITE_OK ? below_real(file)->pMethods->xSync(below_real(file), flags) : rc;
}

static int x_file_size(sqlite3_file *file, sqlite3_int64 *ret) {
    const struct journal *j = self(file);
    int rc = j->below.real->pMethods->xFileSize(j->below.real, ret);

    if (rc == SQLITE_OK && j->len > 0 && *ret < j->at + j->len)
        *ret = j->at + j->len;
    return rc;
}

static const sqlite3_io_methods methods = {
    .iVersion = 1,
    .xClose = x_close,
    .xRead = x_read,
    .xWrite = x_write,
    .xTruncate = x_truncate,
    .xSync = x_sync,
    .xFileSize = x_file_size,
    .xLock = below_lock,
    .xUnlock = below_unlock,
    .xCheckReservedLock = below_check_reserved,
    .xFileControl = below_control,
    .xSectorSize = below_sector_size,
    .xDeviceCharacteristics = below_device,
};

int journal_file_open(sqlite3_vfs *below, const char *name, sqlite3_file *file, int flags, int *ret_flags,
                      sqlite3_file *database) {
    struct journal *j = self(file);
    int rc;

    *j = (struct journal){
        .below.real = (sqlite3_file *)(void *)(j + 1), .early = EARLY_WRITE(name), .database = database};
    rc = below->xOpen(below, name, j->below.real, flags, ret_flags);
    if (j->below.real->pMethods == NULL)
        return rc;
    j->below.base.pMethods = &methods;
    j->buffer = mem_realloc(NULL, BUFFER, 1);
    return rc;
}
