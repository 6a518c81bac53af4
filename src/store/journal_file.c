/*
 * journal_file.c - see journal_file.h.
 */
#include <sqlite3.h>

#include "store/journal_file.h"

#include "base/mem.h"

enum { BUFFER = 64 * 1024 };

struct journal {
    sqlite3_file base;
    sqlite3_file *real;
    uint8_t *buffer;
    sqlite3_int64 at; /* where in the file the buffer begins */
    int len;
    bool synced; /* this connection is one that syncs */
};

const int journal_file_size = (int)sizeof(struct journal);

static struct journal *self(sqlite3_file *file) {
    return (struct journal *)(void *)file;
}

static sqlite3_file *real_of(sqlite3_file *file) {
    return self(file)->real;
}

/* When it fails the bytes stay where they are, and the next call tries again. */
static int hand_on(sqlite3_file *file) {
    struct journal *j = self(file);
    int rc = j->len > 0 ? j->real->pMethods->xWrite(j->real, j->buffer, j->len, j->at) : SQLITE_OK;

    if (rc != SQLITE_OK)
        return rc;
    j->at += j->len;
    j->len = 0;
    return SQLITE_OK;
}

int journal_file_before_change(sqlite3_file *file) {
    return self(file)->synced ? SQLITE_OK : hand_on(file);
}

static int x_close(sqlite3_file *file) {
    struct journal *j = self(file);
    int rc = hand_on(file), closed = j->real->pMethods->xClose(j->real);

    free(j->buffer);
    j->base.pMethods = NULL;
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
    return j->real->pMethods->xRead(j->real, buf, len, at);
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
        return j->real->pMethods->xWrite(j->real, buf, len, at);
    memcpy(j->buffer + j->len, buf, (size_t)len);
    j->len += len;
    return SQLITE_OK;
}

static int x_truncate(sqlite3_file *file, sqlite3_int64 size) {
    int rc = hand_on(file);

    return rc == SQLITE_OK ? real_of(file)->pMethods->xTruncate(real_of(file), size) : rc;
}

static int x_sync(sqlite3_file *file, int flags) {
    int rc = hand_on(file);

    self(file)->synced = true;
    return rc == SQLITE_OK ? real_of(file)->pMethods->xSync(real_of(file), flags) : rc;
}

static int x_file_size(sqlite3_file *file, sqlite3_int64 *ret) {
    const struct journal *j = self(file);
    int rc = j->real->pMethods->xFileSize(j->real, ret);

    if (rc == SQLITE_OK && j->len > 0 && *ret < j->at + j->len)
        *ret = j->at + j->len;
    return rc;
}

static int x_lock(sqlite3_file *file, int lock) {
    return real_of(file)->pMethods->xLock(real_of(file), lock);
}

static int x_unlock(sqlite3_file *file, int lock) {
    return real_of(file)->pMethods->xUnlock(real_of(file), lock);
}

static int x_check_reserved(sqlite3_file *file, int *ret) {
    return real_of(file)->pMethods->xCheckReservedLock(real_of(file), ret);
}

static int x_control(sqlite3_file *file, int op, void *arg) {
    return real_of(file)->pMethods->xFileControl(real_of(file), op, arg);
}

static int x_sector_size(sqlite3_file *file) {
    return real_of(file)->pMethods->xSectorSize(real_of(file));
}

static int x_device(sqlite3_file *file) {
    return real_of(file)->pMethods->xDeviceCharacteristics(real_of(file));
}

static const sqlite3_io_methods methods = {
    .iVersion = 1,
    .xClose = x_close,
    .xRead = x_read,
    .xWrite = x_write,
    .xTruncate = x_truncate,
    .xSync = x_sync,
    .xFileSize = x_file_size,
    .xLock = x_lock,
    .xUnlock = x_unlock,
    .xCheckReservedLock = x_check_reserved,
    .xFileControl = x_control,
    .xSectorSize = x_sector_size,
    .xDeviceCharacteristics = x_device,
};

int journal_file_open(sqlite3_vfs *below, const char *name, sqlite3_file *file, int flags, int *ret_flags) {
    struct journal *j = self(file);
    int rc;

    *j = (struct journal){.real = (sqlite3_file *)(void *)(j + 1)};
    rc = below->xOpen(below, name, j->real, flags, ret_flags);
    if (j->real->pMethods == NULL)
        return rc;
    j->base.pMethods = &methods;
    j->buffer = mem_realloc(NULL, BUFFER, 1);
    return rc;
}
