/*
 * backup.c - see backup.h.
 *
 * VACUUM INTO: https://www.sqlite.org/lang_vacuum.html#vacuuminto. It writes into an empty file if one is there, so the
 * file is made first, with our mode and O_EXCL: nothing is overwritten, and no moment leaves it open to others.
 */
#include "store/sq.h"

#include "store/backup.h"

#include <fcntl.h>
#include <unistd.h>

#include "base/crypt.h"
#include "base/sb.h"
#include "store/dbfile.h"
#include "store/stmt.h"

static int vacuum_into(struct db *db, const char *path) {
    int r;
    STMT(st);

    db->vacuum_open = true;
    r = stmt_open(&st, db, "VACUUM INTO :path");
    if (r == 0) {
        stmt_text(&st, ":path", path);
        r = stmt_run(&st);
    }
    db->vacuum_open = false;
    return r;
}

/* VACUUM INTO counts the changes of every copy from the beginning again. A random count makes the copy one that no
 * journal of another state of the database can be taken for one of (journal_match.h). It stands at two places, which
 * are equal when the header's number of pages is to be believed. */
static bool set_change_counter(int fd) {
    uint8_t counter[4];

    crypt_random(counter, sizeof counter);
    return pwrite(fd, counter, sizeof counter, 24) == (ssize_t)sizeof counter &&
           pwrite(fd, counter, sizeof counter, 92) == (ssize_t)sizeof counter;
}

/* SQLite does not sync what it vacuums into. */
static int make_durable(const char *path, struct err *err) {
    int fd = open(path, O_RDWR | O_NOFOLLOW | O_CLOEXEC);
    bool ok = fd >= 0 && set_change_counter(fd) && fsync(fd) == 0;
    int why = errno;

    if (fd >= 0)
        (void)close(fd);
    if (!ok)
        return err_set(err, ERR_IO, "%s cannot be written to disk: %s", path, strerror(why));
    return dbfile_sync_dir(path, err);
}

static int check_copy(const char *path, struct err *err) {
    struct db copy CLEANUP(db_close) = {0};

    TRY(db_open(&copy, path, DB_READ, err));
    return db_check(&copy);
}

int backup_write(struct db *db, const char *path, const struct dbfile_new *file) {
    TRY(dbfile_create(path, file, db->err));
    if (vacuum_into(db, path) == 0 && make_durable(path, db->err) == 0)
        return 0;
    (void)unlink(path);
    return -1;
}

int backup_copy(struct db *db, const char *path) {
    const struct dbfile_new file = {.what = "the copy",
                                    .shown = path,
                                    .exists = "wait a second, or name another directory; nothing is overwritten"};
    SB(full);

    TRY(dbfile_path(path, &full, db->err));
    TRY(backup_write(db, full.d, &file));
    if (check_copy(full.d, db->err) == 0)
        return 0;
    (void)unlink(full.d);
    return -1;
}
