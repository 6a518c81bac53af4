/*
 * key.c - see key.h.
 */
#include "store/sq.h"

#include "store/key.h"

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/dbfile.h"
#include "store/stmt.h"

/* What the check value is the keyed hash of. Stored: never change. */
static const char check_text[] = "gdprctl-key-check-v1";

void key_path(const char *option, const char *db_path, struct sb *out) {
    const char *env = getenv("GDPRCTL_KEY"), *credentials = getenv("CREDENTIALS_DIRECTORY");

    if (option != NULL)
        sb_cat(out, option);
    else if (env != NULL && env[0] != '\0')
        sb_cat(out, env);
    else if (credentials != NULL && credentials[0] != '\0')
        sb_printf(out, "%s/gdprctl.key", credentials);
    else
        sb_printf(out, "%s.key", db_path);
}

/* ---- the file ---- */

static int write_key(int fd) {
    uint8_t master[CRYPT_KEY_LEN];
    ssize_t n;

    crypt_random(master, sizeof master);
    n = write(fd, master, sizeof master);
    crypt_wipe(master, sizeof master);
    if (n != (ssize_t)sizeof master || fchmod(fd, 0600) < 0 || fsync(fd) < 0)
        return -1;
    return 0;
}

int key_create(const char *path, struct err *err) {
    SB(full);
    int fd, r;

    TRY(dbfile_path(path, &full, err));
    fd = open(full.d, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0) {
        int why = errno;

        err_set(err, ERR_CANTCREATE, "the key file %s cannot be created: %s", path, strerror(why));
        return why == EEXIST ? err_hint(err, "a key is never overwritten; name another file with --key") : -1;
    }
    r = write_key(fd);
    if (r < 0)
        err_set(err, ERR_IO, "the key file %s cannot be written: %s", path, strerror(errno));
    (void)close(fd);
    if (r == 0)
        r = dbfile_sync_dir(full.d, err);
    if (r < 0)
        (void)unlink(full.d);
    return r;
}

static int open_failed(const char *path, int why, struct err *err) {
    if (why == ELOOP)
        return err_set(err, ERR_REFUSED, "the key file %s is a symbolic link", path);
    err_set(err, ERR_NOINPUT, "the key file %s cannot be read: %s", path, strerror(why));
    return err_hint(err, "name the key file that gdprctl init made with --key or GDPRCTL_KEY");
}

/* Who else could read the key could also take it. */
static int check_key_file(const char *path, const struct stat *st, struct err *err) {
    if (!S_ISREG(st->st_mode))
        return err_set(err, ERR_REFUSED, "the key file %s is not a regular file", path);
    if ((st->st_mode & 077) != 0) {
        err_set(err, ERR_REFUSED, "the key file %s is open to others than its owner", path);
        return err_hint(err, "close it with: chmod 600 FILE");
    }
    if (st->st_size != CRYPT_KEY_LEN) {
        err_set(err, ERR_REFUSED, "the key file %s does not hold %d bytes", path, CRYPT_KEY_LEN);
        return err_hint(err, "name the key file that gdprctl init made");
    }
    return 0;
}

static int derive(const uint8_t master[CRYPT_KEY_LEN], struct keys **ret, struct err *err) {
    struct keys *keys = sodium_malloc(sizeof *keys);

    if (keys == NULL)
        return err_set(err, ERR_INTERNAL, "no locked memory for the keys");
    crypt_derive(master, CRYPT_AUDIT, keys->audit);
    crypt_derive(master, CRYPT_SUPPRESSION, keys->suppression);
    crypt_derive(master, CRYPT_SUBJECT, keys->subject);
    crypt_derive(master, CRYPT_CHECK, keys->check);
    crypt_derive(master, CRYPT_LEDGER, keys->ledger);
    *ret = keys;
    return 0;
}

static int read_key(int fd, const char *path, struct keys **ret, struct err *err) {
    uint8_t master[CRYPT_KEY_LEN];
    struct stat st;
    int r;

    if (fstat(fd, &st) < 0)
        return open_failed(path, errno, err);
    TRY(check_key_file(path, &st, err));
    if (read(fd, master, sizeof master) != (ssize_t)sizeof master)
        r = err_set(err, ERR_IO, "the key file %s cannot be read to its end", path);
    else
        r = derive(master, ret, err);
    crypt_wipe(master, sizeof master);
    return r;
}

int key_load(const char *path, struct keys **ret, struct err *err) {
    int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    int r;

    if (fd < 0)
        return open_failed(path, errno, err);
    r = read_key(fd, path, ret, err);
    (void)close(fd);
    return r;
}

void key_free(struct keys **keys) {
    sodium_free(*keys); /* wipes; NULL is fine */
    *keys = NULL;
}

/* ---- the check value ---- */

static void check_value(const struct keys *keys, uint8_t ret[CRYPT_HASH_LEN]) {
    crypt_keyed(keys->check, check_text, sizeof check_text - 1, ret, CRYPT_HASH_LEN);
}

int key_bind(struct db *db, const struct keys *keys) {
    uint8_t value[CRYPT_HASH_LEN];
    STMT(st);

    check_value(keys, value);
    TRY(stmt_open(&st, db, "INSERT INTO meta (name, value) VALUES ('key_check', :value)"));
    stmt_blob(&st, ":value", value, sizeof value);
    return stmt_run(&st);
}

int key_check(struct db *db, const struct keys *keys) {
    uint8_t value[CRYPT_HASH_LEN];
    STMT(st);
    int r;

    TRY(stmt_open(&st, db, "SELECT value FROM meta WHERE name = 'key_check'"));
    r = stmt_next(&st);
    TRY(r);
    if (r == 0) {
        err_set(db->err, ERR_INTEGRITY, "the database knows no key: gdprctl init did not end");
        return err_hint(db->err, "remove the database and its key file, and run: gdprctl init");
    }
    check_value(keys, value);
    if (stmt_col_len(&st, 0) == sizeof value && crypt_equal(stmt_col_blob(&st, 0), value, sizeof value))
        return 0;
    err_set(db->err, ERR_CONFIG, "the key file is not the one that belongs to this database");
    return err_hint(db->err, "name the right one with --key or GDPRCTL_KEY");
}
