/*
 * dbfile.c - see dbfile.h.
 */
#include "store/dbfile.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "store/db.h"
#include "store/journal_match.h"

enum {
    HEADER_LEN = 100,
    MAX_PAGES = 0x1ffffff, /* beyond, a page number could be taken for a page type: scrub.c */
};

static void close_fd(int *fd) {
    if (*fd >= 0)
        (void)close(*fd);
}

int dbfile_path(const char *path, struct sb *out, struct err *err) {
    const char *slash = strrchr(path, '/');
    char *dir CLEANUP(mem_free) = NULL;
    char *real CLEANUP(mem_free) = NULL;

    if (slash == NULL)
        dir = mem_strdup(".");
    else
        dir = mem_strndup(path, slash == path ? 1 : (size_t)(slash - path));
    real = realpath(dir, NULL);
    if (real == NULL)
        return err_set(err, ERR_NOINPUT, "directory %s: %s", dir, strerror(errno));
    sb_printf(out, "%s/%s", strcmp(real, "/") == 0 ? "" : real, slash == NULL ? path : slash + 1);
    return 0;
}

static int not_ours(struct err *err, const char *path, const char *why) {
    err_set(err, ERR_INTEGRITY, "%s is not a gdprctl database: %s", path, why);
    return err_hint(err, "name the right file with --db, or make a new one with: gdprctl init");
}

/* A killed init leaves it so; so does somebody who emptied it. */
static int empty(struct err *err, const char *path) {
    err_set(err, ERR_INTEGRITY, "%s is not a gdprctl database: it is empty", path);
    return err_hint(err, DBFILE_EMPTY);
}

/* Opens the file into `*fd`, which is the caller's to close in any case. SQLite's locks are lost when it is closed
 * while this process has the database open: there is one connection to a file, and it comes after this. */
static int open_it(const char *path, int *fd, struct stat *st, struct err *err) {
    *fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (*fd < 0 && errno == ELOOP) {
        err_set(err, ERR_REFUSED, "the database %s is a symbolic link", path);
        return err_hint(err, "name the file itself with --db");
    }
    if (*fd < 0 && errno == ENOENT) {
        err_set(err, ERR_NOINPUT, "there is no database %s", path);
        return err_hint(err, "name it with --db or GDPRCTL_DB, or make a new one with: gdprctl init");
    }
    if (*fd < 0 || fstat(*fd, st) < 0)
        return err_set(err, ERR_NOINPUT, "the database %s cannot be read: %s", path, strerror(errno));
    return S_ISREG(st->st_mode) ? 0 : not_ours(err, path, "it is not a regular file");
}

/* The journal goes by the database's name: what a killed command left half written under one name is not seen, and not
 * rolled back, under another. */
static int has_one_name(const char *path, const struct stat *st, struct err *err) {
    if (st->st_nlink <= 1)
        return 0;
    err_set(err, ERR_REFUSED, "the database %s has another name too, by a hard link", path);
    return err_hint(err, "remove the other name (find DIRECTORY -samefile FILE), and copy with: gdprctl backup");
}

/* A journal that is no plain file was put there to be followed. */
static int look_for_journal(const char *path, bool *ret, struct err *err) {
    SB(name);
    struct stat st;

    sb_printf(&name, "%s-journal", path);
    if (lstat(name.d, &st) < 0) {
        *ret = false;
        return 0;
    }
    if (!S_ISREG(st.st_mode))
        return err_set(err, ERR_REFUSED, "the journal %s is not a regular file", name.d);
    *ret = st.st_size > 0;
    return 0;
}

bool dbfile_has_journal(const char *path) {
    struct err unheard = {0};
    bool there = true;

    return look_for_journal(path, &there, &unheard) < 0 || there;
}

/* As long as its name may not be on the disk it cannot be written: so whoever finds it after a kill can tell. It is
 * open to those who can write the database; only root may give it to another owner. */
static bool name_journal(int fd, const char *name, const struct stat *database) {
    struct err unheard = {0};
    struct stat st;

    if (fstat(fd, &st) < 0)
        return false;
    if ((st.st_mode & S_IWUSR) != 0)
        return true;
    if (fchown(fd, database->st_uid, database->st_gid) < 0 && fchown(fd, (uid_t)-1, database->st_gid) < 0)
        return false;
    return dbfile_sync_dir(name, &unheard) == 0 && fchmod(fd, database->st_mode & 0666) == 0;
}

bool dbfile_make_journal(const char *path, const char *name) {
    int fd CLEANUP(close_fd) = open(name, O_RDONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY, S_IRUSR);
    struct stat database;

    if (fd < 0)
        return false;
    if (stat(path, &database) == 0 && name_journal(fd, name, &database))
        return true;
    (void)unlink(name);
    return false;
}

static int check_settings(const char *path, const uint8_t *h, struct err *err) {
    if (h[18] != 1 || h[19] != 1) {
        err_set(err, ERR_CONFIG, "the database %s is in WAL mode, which keeps erased data in a second file", path);
        return err_hint(err, "convert it once: sqlite3 FILE 'PRAGMA journal_mode=DELETE; VACUUM'");
    }
    if (bytes_be32(h + 52) != 0) {
        err_set(err, ERR_CONFIG, "the database %s has auto_vacuum set, which gdprctl does not work with", path);
        return err_hint(err, "convert it once: sqlite3 FILE 'PRAGMA auto_vacuum=0; VACUUM'");
    }
    if (bytes_be32(h + 56) != 1)
        return err_set(err, ERR_CONFIG, "the database %s is not in UTF-8", path);
    return 0;
}

static int check_size(const char *path, const uint8_t *h, int64_t size, struct err *err) {
    int64_t page = h[16] << 8 | h[17];

    if (page == 1)
        page = 65536;
    if (page < 512 || (page & (page - 1)) != 0 || size % page != 0) {
        err_set(err, ERR_INTEGRITY, "the database %s is damaged: its size is not a whole number of pages", path);
        return err_hint(err, DB_RESTORE);
    }
    if (size / page > MAX_PAGES)
        return err_set(err, ERR_CONFIG, "the database %s is larger than gdprctl can keep free of erased data", path);
    return 0;
}

int dbfile_check(const char *path, struct dbfile *ret, struct err *err) {
    static const char magic[16] = "SQLite format 3";
    int fd CLEANUP(close_fd) = -1;
    uint8_t h[HEADER_LEN];
    struct dbfile file;
    struct stat st;

    TRY(open_it(path, &fd, &st, err));
    TRY(look_for_journal(path, &file.journal, err));
    if (st.st_size == 0)
        return empty(err, path);
    if (pread(fd, h, sizeof h, 0) != (ssize_t)sizeof h || memcmp(h, magic, sizeof magic) != 0)
        return not_ours(err, path, "it is not an SQLite file");
    if (bytes_be32(h + 68) != DB_APPLICATION_ID)
        return not_ours(err, path, "it belongs to another program");
    TRY(has_one_name(path, &st, err));
    if (file.journal)
        TRY(journal_match(path, fd, err));
    else
        TRY(check_size(path, h, st.st_size, err));
    TRY(check_settings(path, h, err));
    file.version = (int32_t)bytes_be32(h + 60);
    *ret = file;
    return 0;
}

bool dbfile_is_open_to_all(const char *path) {
    struct stat st;

    return stat(path, &st) == 0 && (st.st_mode & S_IRWXO) != 0;
}

static int not_created(const struct dbfile_new *file, int why, struct err *err) {
    const char *hint = why == EEXIST && file->exists != NULL ? file->exists : file->hint;

    err_set(err, ERR_CANTCREATE, "%s %s cannot be created: %s", file->what, file->shown, strerror(why));
    return hint != NULL ? err_hint(err, "%s", hint) : -1;
}

int dbfile_give(int fd, const char *like) {
    struct stat mine, theirs;

    if (geteuid() != 0)
        return 0;
    if (fstat(fd, &mine) < 0 || stat(like, &theirs) < 0)
        return -1;
    if (mine.st_uid == theirs.st_uid && mine.st_gid == theirs.st_gid)
        return 0;
    if (!S_ISREG(mine.st_mode) || mine.st_nlink != 1 || mine.st_size != 0) {
        errno = EPERM;
        return -1;
    }
    return fchown(fd, theirs.st_uid, theirs.st_gid);
}

int dbfile_create(const char *path, const struct dbfile_new *file, struct err *err) {
    int fd CLEANUP(close_fd) = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);

    if (fd < 0)
        return not_created(file, errno, err);
    if ((file->like == NULL || dbfile_give(fd, file->like) == 0) &&
        fchmod(fd, file->mode != 0 ? file->mode : 0600) == 0 &&
        (file->bytes == NULL || (write(fd, file->bytes, file->len) == (ssize_t)file->len && fsync(fd) == 0)))
        return 0;
    err_set(err, ERR_IO, "%s %s cannot be written: %s", file->what, file->shown, strerror(errno));
    (void)unlink(path);
    return -1;
}

void dbfile_remove(const char *path) {
    SB(journal);

    sb_printf(&journal, "%s-journal", path);
    (void)unlink(journal.d);
    (void)unlink(path);
}

int dbfile_sync_dir(const char *path, struct err *err) {
    char *dir CLEANUP(mem_free) = mem_strndup(path, (size_t)(strrchr(path, '/') - path) + 1);
    int fd CLEANUP(close_fd) = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (fd < 0 || fsync(fd) < 0)
        return err_set(err, ERR_IO, "directory %s cannot be written to disk: %s", dir, strerror(errno));
    return 0;
}
