/*
 * beneath.c - see beneath.h.
 */
#include "io/beneath.h"

#include "base/mem.h"
#include "base/text.h"
#include "io/fd.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define COMPONENT_MAX 255
#define LENGTH_MAX    4095

static const char *check_component(const char *c, size_t len) {
    if (len == 0)
        return "has an empty component";
    if (len <= 2 && memcmp(c, "..", len) == 0)
        return "has a . or .. component";
    return len > COMPONENT_MAX ? "has a component of more than 255 bytes" : NULL;
}

const char *beneath_check(const char *path) {
    size_t len = strlen(path);
    const char *wrong = NULL;

    if (len == 0)
        return "is empty";
    if (len > LENGTH_MAX)
        return "is longer than 4095 bytes";
    if (path[0] == '/')
        return "is absolute";
    if (!text_is_utf8(path, len))
        return "is not valid UTF-8";
    for (size_t i = 0; i < len; i++) {
        if ((unsigned char)path[i] < 0x20 || path[i] == 0x7F)
            return "has a control character";
    }
    while (wrong == NULL) {
        size_t n = strcspn(path, "/");

        wrong = check_component(path, n);
        if (path[n] == '\0')
            break;
        path += n + 1;
    }
    return wrong;
}

int beneath_root(const char *root, int *ret_fd, struct err *e) {
    int fd = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (fd < 0)
        return err_set(e, ERR_NOINPUT, "the directory %s cannot be opened: %s", root, strerror(errno));
    *ret_fd = fd;
    return 0;
}

/* What a failed step says about the path: 1 for "not there", or the error. */
static int explain(int reason, struct err *e) {
    switch (reason) {
    case ENOENT:
    case ENOTDIR:
        return 1;
    case ELOOP:
        return err_set(e, ERR_DATA, "the path goes through a symbolic link");
    case EXDEV:
        return err_set(e, ERR_DATA, "the path leaves the root directory or its file system");
    case ENOSYS:
        (void)err_set(e, ERR_CONFIG, "this system cannot open files safely below a directory");
        return err_hint(e, "Linux 5.6 or later is needed (openat2)");
    default:
        return err_set(e, ERR_IO, "the file cannot be reached: %s", strerror(reason));
    }
}

/* Opens the directory that holds the path's last component, and tells where that starts. */
static int open_parent(int root_fd, const char *path, int *ret_fd, const char **ret_name, struct err *e) {
    const char *slash = strrchr(path, '/');
    char *parent CLEANUP(mem_free) = slash == NULL ? mem_strdup(".") : mem_strndup(path, (size_t)(slash - path));
    struct open_how how = {.flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC,
                           .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS | RESOLVE_NO_XDEV};
    const char *wrong = beneath_check(path);
    long fd;

    if (wrong != NULL)
        return err_set(e, ERR_DATA, "the path %s", wrong);
    fd = syscall(SYS_openat2, root_fd, parent, &how, sizeof how);
    if (fd < 0)
        return explain(errno, e);
    *ret_fd = (int)fd;
    *ret_name = slash == NULL ? path : slash + 1;
    return 0;
}

/* Whether the file is one that may be touched. The directory has been resolved, so the file is on another device than
 * the directory only when something is mounted on it. */
static int check_file(int parent_fd, const struct stat *st, struct err *e) {
    struct stat parent;

    if (S_ISLNK(st->st_mode))
        return explain(ELOOP, e);
    if (!S_ISREG(st->st_mode))
        return err_set(e, ERR_DATA, "the path does not lead to a regular file");
    if (fstat(parent_fd, &parent) < 0)
        return explain(errno, e);
    if (parent.st_dev != st->st_dev)
        return explain(EXDEV, e);
    if (st->st_nlink != 1)
        return err_set(e, ERR_DATA, "the file has a second name (a hard link) elsewhere");
    return 0;
}

static struct beneath_id identity(const struct stat *st) {
    return (struct beneath_id){(uint64_t)st->st_dev, (uint64_t)st->st_ino, (int64_t)st->st_size};
}

static bool is_same(const struct beneath_id *a, const struct beneath_id *b) {
    return a->dev == b->dev && a->ino == b->ino && a->size == b->size;
}

/* Opens the parent and looks at the file in it. */
static int look(int root_fd, const char *path, int *ret_parent, const char **ret_name, struct beneath_id *ret_id,
                struct err *e) {
    struct stat st;
    int r = open_parent(root_fd, path, ret_parent, ret_name, e);

    if (r != 0)
        return r;
    if (fstatat(*ret_parent, *ret_name, &st, AT_SYMLINK_NOFOLLOW) < 0)
        return explain(errno, e);
    TRY(check_file(*ret_parent, &st, e));
    *ret_id = identity(&st);
    return 0;
}

int beneath_look(int root_fd, const char *path, struct beneath_id *ret_id, struct err *e) {
    FD(parent);
    const char *name;

    return look(root_fd, path, &parent, &name, ret_id, e);
}

int beneath_open(int root_fd, const char *path, int *ret_fd, struct beneath_id *ret_id, struct err *e) {
    FD(parent);
    FD(fd);
    const char *name;
    struct beneath_id seen, opened;
    struct stat st;
    int r = look(root_fd, path, &parent, &name, &seen, e);

    if (r != 0)
        return r;
    /* The name may have been exchanged since: neither wait for a FIFO nor take a terminal, and look again. */
    fd = openat(parent, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &st) < 0)
        return explain(errno, e);
    TRY(check_file(parent, &st, e));
    opened = identity(&st);
    if (!is_same(&seen, &opened))
        return err_set(e, ERR_DATA, "the file was exchanged while it was being opened");
    *ret_fd = fd_steal(&fd);
    *ret_id = opened;
    return 0;
}

int beneath_unlink(int root_fd, const char *path, const struct beneath_id *want, struct err *e) {
    FD(parent);
    const char *name;
    struct beneath_id seen;
    int r = look(root_fd, path, &parent, &name, &seen, e);

    if (r != 0)
        return r;
    if (!is_same(&seen, want))
        return err_set(e, ERR_DATA, "another file stands in its place");
    if (unlinkat(parent, name, 0) < 0)
        return explain(errno, e);
    if (fsync(parent) < 0)
        return err_set(e, ERR_IO, "the removal of a file could not be made durable: %s", strerror(errno));
    return 0;
}
