/*
 * out_dir.c - see out_dir.h.
 */
#include "io/out_dir.h"

#include "base/crypt.h"
#include "base/mem.h"
#include "io/fd.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#define DAY_SECONDS 86400

/* The path without what makes a link at its end look like the directory behind it: "link/", "link/.". */
static char *plain_path(const char *path) {
    size_t len = strlen(path);

    while (len > 1 && (path[len - 1] == '/' || (path[len - 1] == '.' && path[len - 2] == '/')))
        len--;
    return mem_strndup(path, len);
}

static int fail_make(const char *path, struct err *e) {
    bool orphan = errno == ENOENT;

    (void)err_set(e, ERR_CANTCREATE, "the directory %s cannot be made: %s", path, strerror(errno));
    return orphan ? err_hint(e, "make the directory above it first") : -1;
}

static int make_directory(const char *path, struct err *e) {
    FD(fd);
    FD(parent);

    if (mkdir(path, 0700) < 0 && errno != EEXIST)
        return fail_make(path, e);
    /* The new name is durable once its parent is. */
    fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd >= 0)
        parent = openat(fd, "..", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (parent >= 0 && fsync(parent) < 0)
        return err_set(e, ERR_IO, "the directory %s could not be made durable: %s", path, strerror(errno));
    return 0;
}

static int explain_open(const char *path, struct err *e) {
    struct stat st;

    if (errno == ENOTDIR || errno == ELOOP) {
        bool link = lstat(path, &st) == 0 && S_ISLNK(st.st_mode);

        (void)err_set(e, ERR_CANTCREATE, "%s is %s", path, link ? "a symbolic link" : "not a directory");
        return link ? err_hint(e, "name the directory itself") : -1;
    }
    return err_set(e, ERR_CANTCREATE, "the directory %s cannot be used: %s", path, strerror(errno));
}

int out_dir_open(const char *path, bool create, int *ret_fd, struct err *e) {
    char *plain CLEANUP(mem_free) = plain_path(path);
    struct stat st;
    FD(fd);

    fd = open(plain, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0 && errno == ENOENT && create) {
        TRY(make_directory(plain, e));
        fd = open(plain, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    }
    if (fd < 0 || fstat(fd, &st) < 0)
        return explain_open(plain, e);
    if ((st.st_mode & S_IWOTH) != 0 && (st.st_mode & S_ISVTX) == 0) {
        (void)err_set(e, ERR_CANTCREATE, "everybody may write to the directory %s", plain);
        return err_hint(e, "personal data is not written there; use one with mode 0700");
    }
    *ret_fd = fd_steal(&fd);
    return 0;
}

int out_dir_foretell(const char *path, struct err *e) {
    char *plain CLEANUP(mem_free) = plain_path(path);
    const char *slash = strrchr(plain, '/');
    char *parent CLEANUP(mem_free) = slash == NULL ? mem_strdup(".") : mem_strndup(plain, (size_t)(slash - plain) + 1);

    return faccessat(AT_FDCWD, parent, W_OK | X_OK, AT_EACCESS) < 0 ? fail_make(plain, e) : 0;
}

void out_dir_partial_name(char ret[OUT_PARTIAL_LEN]) {
    uint8_t random[8];

    memcpy(ret, OUT_PARTIAL, sizeof OUT_PARTIAL);
    crypt_random(random, sizeof random);
    crypt_hex(random, sizeof random, ret + sizeof OUT_PARTIAL - 1);
}

static bool is_self_or_parent(const char *name) {
    return strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
}

/* Empties and removes the directory; `levels` more may lie inside it. */
static int remove_tree(int dir_fd, const char *name, int levels) {
    int fd = openat(dir_fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    DIR *d = fd < 0 ? NULL : fdopendir(fd);
    struct dirent *entry;

    if (d == NULL) {
        fd_close(&fd);
        return errno == ENOENT ? 0 : -1;
    }
    while ((entry = readdir(d)) != NULL) {
        if (is_self_or_parent(entry->d_name))
            continue;
        if (unlinkat(fd, entry->d_name, 0) < 0 && (errno == EISDIR || errno == EPERM) && levels > 0)
            (void)remove_tree(fd, entry->d_name, levels - 1);
    }
    (void)closedir(d);
    return unlinkat(dir_fd, name, AT_REMOVEDIR);
}

int out_dir_remove(int dir_fd, const char *name) {
    return remove_tree(dir_fd, name, 1);
}

/* Removes one entry if it is an old one of ours: 1 when it did, 0, or -1 with errno. */
static int sweep_entry(int dir_fd, const char *name, int64_t now) {
    struct stat st;

    if (strncmp(name, OUT_PARTIAL, sizeof OUT_PARTIAL - 1) != 0)
        return 0;
    if (fstatat(dir_fd, name, &st, AT_SYMLINK_NOFOLLOW) < 0)
        return errno == ENOENT ? 0 : -1;
    if (st.st_uid != geteuid() || st.st_mtim.tv_sec > now - DAY_SECONDS)
        return 0;
    if (S_ISDIR(st.st_mode))
        return out_dir_remove(dir_fd, name) < 0 ? -1 : 1;
    return S_ISREG(st.st_mode) ? (unlinkat(dir_fd, name, 0) < 0 ? -1 : 1) : 0;
}

int out_dir_sweep(int dir_fd, int64_t now, size_t *ret_count, struct err *e) {
    int fd = openat(dir_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *d = fd < 0 ? NULL : fdopendir(fd);
    struct dirent *entry;
    size_t count = 0;
    int reason = 0;

    if (d == NULL) {
        reason = errno;
        fd_close(&fd);
        return err_set(e, ERR_IO, "the output directory cannot be read: %s", strerror(reason));
    }
    while ((entry = readdir(d)) != NULL) {
        int r = sweep_entry(dir_fd, entry->d_name, now);

        count += r > 0;
        if (r < 0 && reason == 0)
            reason = errno;
    }
    (void)closedir(d);
    if (ret_count != NULL)
        *ret_count = count;
    if (reason != 0)
        return err_set(e, ERR_IO, "an unfinished output of an earlier run cannot be removed: %s", strerror(reason));
    return 0;
}
