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

int key_create(const char *path, struct err *err) {
    uint8_t master[CRYPT_KEY_LEN];
    const struct dbfile_new file = {.what = "the key file",
                                    .shown = path,
                                    .exists = "a key is never overwritten; name another file with --key, or, when an "
                                              "init that was stopped left it and no database or backup needs it, "
                                              "remove it",
                                    .bytes = master,
                                    .len = sizeof master};
    SB(full);
    int r;

    TRY(dbfile_path(path, &full, err));
    crypt_random(master, sizeof master);
    r = dbfile_create(full.d, &file, err);
    crypt_wipe(master, sizeof master);
    TRY(r);
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

/* systemd's credentials are the service's own, whatever the group bits say: access is by an ACL, which shows there. */
static bool is_credential(const char *path, const struct stat *st) {
    const char *dir = getenv("CREDENTIALS_DIRECTORY");
    size_t len = dir != NULL ? strlen(dir) : 0;

    return len > 0 && strncmp(path, dir, len) == 0 && path[len] == '/' && strchr(path + len + 1, '/') == NULL &&
           st->st_uid == 0 && (st->st_mode & 0777) == 0440;
}

/* Who else could read the key could also take it. */
static int check_key_file(const char *path, const struct stat *st, struct err *err) {
    if (!S_ISREG(st->st_mode))
        return err_set(err, ERR_REFUSED, "the key file %s is not a regular file", path);
    if ((st->st_mode & 077) != 0 && !is_credential(path, st)) {
        err_set(err, ERR_REFUSED, "the key file %s is open to others than its owner", path);
        return err_hint(err, "close it with: chmod 400 FILE (or chmod 600 FILE)");
    }
    if (st->st_size < CRYPT_KEY_LEN || st->st_size > KEY_MAX * CRYPT_KEY_LEN || st->st_size % CRYPT_KEY_LEN != 0) {
        err_set(err, ERR_REFUSED, "the key file %s does not hold %d bytes, or a multiple of that", path, CRYPT_KEY_LEN);
        return err_hint(err, "name the key file that gdprctl init made");
    }
    return 0;
}

static int derive(const uint8_t *masters, size_t count, struct keys **ret, struct err *err) {
    struct keys *keys = sodium_malloc(sizeof *keys);

    if (keys == NULL)
        return err_set(err, ERR_INTERNAL, "no locked memory for the keys");
    memset(keys, 0, sizeof *keys);
    keys->count = count;
    for (size_t i = 0; i < count; i++) {
        crypt_derive(masters + i * CRYPT_KEY_LEN, CRYPT_AUDIT, keys->audit[i]);
        crypt_derive(masters + i * CRYPT_KEY_LEN, CRYPT_CHECK, keys->check[i]);
    }
    crypt_derive(masters, CRYPT_SUPPRESSION, keys->suppression);
    crypt_derive(masters, CRYPT_SUBJECT, keys->subject);
    crypt_derive(masters, CRYPT_LEDGER, keys->ledger);
    *ret = keys;
    return 0;
}

/* The bytes of the file; `masters` has room for KEY_MAX keys. */
static int read_masters(int fd, const char *path, uint8_t *masters, struct stat *st, struct err *err) {
    if (fstat(fd, st) < 0)
        return open_failed(path, errno, err);
    TRY(check_key_file(path, st, err));
    if (read(fd, masters, (size_t)st->st_size) != (ssize_t)st->st_size)
        return err_set(err, ERR_IO, "the key file %s cannot be read to its end", path);
    return 0;
}

static int open_key(const char *path, struct err *err) {
    int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

    return fd >= 0 ? fd : open_failed(path, errno, err);
}

int key_load(const char *path, struct keys **ret, struct err *err) {
    uint8_t masters[KEY_MAX * CRYPT_KEY_LEN];
    struct stat st;
    int fd = open_key(path, err), r;

    TRY(fd);
    r = read_masters(fd, path, masters, &st, err);
    (void)close(fd);
    if (r == 0)
        r = derive(masters, (size_t)st.st_size / CRYPT_KEY_LEN, ret, err);
    crypt_wipe(masters, sizeof masters);
    return r;
}

/* ---- one key more ---- */

/* What a rotation that was killed had not put into place yet: nothing, a part or all of the keys of `masters`, and
 * perhaps a new one, which no row was written under. */
static bool is_left_over(const char *path, const uint8_t *masters, size_t len) {
    uint8_t bytes[(KEY_MAX + 1) * CRYPT_KEY_LEN];
    int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    ssize_t n = fd >= 0 ? read(fd, bytes, sizeof bytes) : -1;
    size_t old = len - CRYPT_KEY_LEN;
    bool ours = n >= 0 && (size_t)n <= len && memcmp(bytes, masters, (size_t)n < old ? (size_t)n : old) == 0;

    if (fd >= 0)
        (void)close(fd);
    crypt_wipe(bytes, sizeof bytes);
    return ours;
}

void key_fresh_path(const char *path, struct sb *out) {
    sb_printf(out, "%s.new", path);
}

static int replace(const char *path, const uint8_t *masters, size_t len, mode_t mode, struct err *err) {
    struct dbfile_new file = {
        .what = "the new key file",
        .exists = "no key rotate of this key left it: move it away, and run the command again",
        .hint = "rotate as the user that may write the key file, where it is kept (not in systemd's copy)",
        .bytes = masters,
        .len = len,
        .mode = mode,
        .like = path};
    SB(full);
    SB(fresh);

    TRY(dbfile_path(path, &full, err));
    key_fresh_path(full.d, &fresh);
    file.shown = fresh.d;
    if (is_left_over(fresh.d, masters, len))
        (void)unlink(fresh.d);
    TRY(dbfile_create(fresh.d, &file, err));
    if (rename(fresh.d, full.d) < 0) {
        err_set(err, ERR_IO, "the key file %s cannot be replaced: %s", path, strerror(errno));
        (void)unlink(fresh.d);
        return -1;
    }
    return dbfile_sync_dir(full.d, err);
}

int key_extend(const char *path, struct err *err) {
    uint8_t masters[(KEY_MAX + 1) * CRYPT_KEY_LEN];
    struct stat st;
    int fd = open_key(path, err), r;

    TRY(fd);
    r = read_masters(fd, path, masters, &st, err);
    (void)close(fd);
    if (r == 0 && st.st_size == KEY_MAX * CRYPT_KEY_LEN)
        r = err_set(err, ERR_REFUSED, "the key file %s holds as many keys as it can", path);
    if (r == 0) {
        crypt_random(masters + st.st_size, CRYPT_KEY_LEN);
        r = replace(path, masters, (size_t)st.st_size + CRYPT_KEY_LEN, st.st_mode & 0700, err);
    }
    crypt_wipe(masters, sizeof masters);
    return r;
}

void key_free(struct keys **keys) {
    sodium_free(*keys); /* wipes; NULL is fine */
    *keys = NULL;
}

/* ---- the check value ---- */

/* Of the keys up to an epoch: each value goes into the next. */
static void check_value(const struct keys *keys, size_t epoch, uint8_t ret[CRYPT_HASH_LEN]) {
    uint8_t text[sizeof check_text - 1 + CRYPT_HASH_LEN];

    memcpy(text, check_text, sizeof check_text - 1);
    crypt_keyed(keys->check[0], text, sizeof check_text - 1, ret, CRYPT_HASH_LEN);
    for (size_t i = 1; i <= epoch; i++) {
        memcpy(text + sizeof check_text - 1, ret, CRYPT_HASH_LEN);
        crypt_keyed(keys->check[i], text, sizeof text, ret, CRYPT_HASH_LEN);
    }
}

static int read_epoch(struct db *db, size_t *ret) {
    int64_t epoch;

    TRY(stmt_scalar(db, "SELECT value FROM meta WHERE name = 'key_epoch'", 0, &epoch));
    if (epoch < 0 || epoch >= KEY_MAX)
        return err_set(db->err, ERR_INTEGRITY, "the database's note of its key is damaged");
    *ret = (size_t)epoch;
    return 0;
}

int key_epoch(struct db *db, const struct keys *keys, size_t *ret) {
    TRY(read_epoch(db, ret));
    if (*ret < keys->count)
        return 0;
    err_set(db->err, ERR_BUSY, "the key was rotated while this command ran");
    return err_hint(db->err, "nothing was changed; run it again");
}

static int put_check(struct db *db, const uint8_t value[CRYPT_HASH_LEN]) {
    STMT(st);

    TRY(stmt_open(&st, db,
                  "INSERT INTO meta (name, value) VALUES ('key_check', :value)"
                  " ON CONFLICT (name) DO UPDATE SET value = excluded.value"));
    stmt_blob(&st, ":value", value, CRYPT_HASH_LEN);
    return stmt_run(&st);
}

int key_advance(struct db *db, const struct keys *keys) {
    uint8_t value[CRYPT_HASH_LEN];
    size_t epoch = 0;
    STMT(st);

    TRY(read_epoch(db, &epoch));
    if (++epoch >= keys->count)
        return err_set(db->err, ERR_INTERNAL, "the key file has no further key");
    TRY(stmt_open(&st, db,
                  "INSERT INTO meta (name, value) VALUES ('key_epoch', :epoch)"
                  " ON CONFLICT (name) DO UPDATE SET value = excluded.value"));
    stmt_int(&st, ":epoch", (int64_t)epoch);
    TRY(stmt_run(&st));
    check_value(keys, epoch, value);
    return put_check(db, value);
}

int key_bind(struct db *db, const struct keys *keys) {
    uint8_t value[CRYPT_HASH_LEN];

    check_value(keys, 0, value);
    return put_check(db, value);
}

static int too_old(struct db *db) {
    err_set(db->err, ERR_CONFIG, "the key file is older than the last key rotation of this database");
    return err_hint(db->err, "name the newest copy of the key file with --key or GDPRCTL_KEY");
}

int key_check(struct db *db, const struct keys *keys) {
    uint8_t value[CRYPT_HASH_LEN];
    size_t epoch = 0;
    STMT(st);
    int r;

    TRY(stmt_open(&st, db, "SELECT value FROM meta WHERE name = 'key_check'"));
    r = stmt_next(&st);
    TRY(r);
    if (r == 0) {
        err_set(db->err, ERR_INTEGRITY, "the database knows no key: gdprctl init did not end");
        return err_hint(db->err, "remove the database and its key file, and run: gdprctl init");
    }
    TRY(read_epoch(db, &epoch));
    if (epoch >= keys->count)
        return too_old(db);
    check_value(keys, epoch, value);
    if (stmt_col_len(&st, 0) == sizeof value && crypt_equal(stmt_col_blob(&st, 0), value, sizeof value))
        return 0;
    err_set(db->err, ERR_CONFIG, "the key file is not the one that belongs to this database");
    return err_hint(db->err, "name the right one with --key or GDPRCTL_KEY");
}
