/*
 * atomic_file.c - see atomic_file.h.
 */
#include "io/atomic_file.h"

#include "base/mem.h"
#include "io/fd.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static int write_fd(void *to, const char *d, size_t len) {
    return fd_write_all(((struct atomic_file *)to)->fd, d, len);
}

/* Splits the path and opens its directory. */
static int open_directory(struct atomic_file *f, struct err *e) {
    const char *slash = strrchr(f->path, '/');
    char *dir CLEANUP(mem_free) = NULL;

    if (slash == NULL) {
        dir = mem_strdup(".");
    } else {
        dir = mem_strndup(f->path, slash == f->path ? 1 : (size_t)(slash - f->path));
    }
    f->name = slash == NULL ? f->path : slash + 1;
    if (f->name[0] == '\0' || strcmp(f->name, ".") == 0 || strcmp(f->name, "..") == 0)
        return err_set(e, ERR_CANTCREATE, "%s names no file", f->path);
    if (strcmp(f->path, "-") == 0) { /* standard output is meant, and no file of that name with people in it */
        (void)err_set(e, ERR_CANTCREATE, "- names no file to write");
        return err_hint(e, "name a file; what can go to standard output goes there without the option");
    }
    return out_dir_open(dir, false, &f->dir_fd, e);
}

static int fail_exists(const struct atomic_file *f, struct err *e) {
    (void)err_set(e, ERR_CANTCREATE, "%s already exists", f->path);
    return err_hint(e, "remove it or choose another name; nothing is overwritten");
}

/* Refuses early what linking or renaming would refuse at the end, and what replacing must not replace. */
static int check_target(const struct atomic_file *f, struct err *e) {
    struct stat st;

    if (fstatat(f->dir_fd, f->name, &st, AT_SYMLINK_NOFOLLOW) < 0) {
        if (errno == ENOENT)
            return 0;
        return err_set(e, ERR_CANTCREATE, "%s cannot be created: %s", f->path, strerror(errno));
    }
    if (!f->replace)
        return fail_exists(f, e);
    if (!S_ISREG(st.st_mode))
        return err_set(e, ERR_CANTCREATE, "%s is no regular file and is not replaced", f->path);
    return 0;
}

static bool can_be_nameless(const struct atomic_file *f) {
    return !f->replace && access("/proc/self/fd", X_OK) == 0; /* naming it goes through /proc */
}

int atomic_file_begin(struct atomic_file *f, const char *path, bool replace, struct err *e) {
    f->path = path;
    f->dir_fd = f->fd = -1;
    f->replace = replace;
    f->named = false;
    f->partial[0] = '\0';
    sink_init(&f->out, write_fd, f);
    TRY(open_directory(f, e));
    TRY(check_target(f, e));
    if (can_be_nameless(f))
        f->fd = openat(f->dir_fd, ".", O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600);
    if (f->fd < 0) {
        out_dir_partial_name(f->partial);
        f->fd = openat(f->dir_fd, f->partial, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    }
    if (f->fd < 0 || fchmod(f->fd, 0600) < 0) {
        if (f->fd < 0)
            f->partial[0] = '\0';
        return err_set(e, ERR_CANTCREATE, "%s cannot be created: %s", path, strerror(errno));
    }
    return 0;
}

static int name_it(struct atomic_file *f) {
    char proc[64];

    if (f->partial[0] != '\0')
        return f->replace ? renameat(f->dir_fd, f->partial, f->dir_fd, f->name)
                          : renameat2(f->dir_fd, f->partial, f->dir_fd, f->name, RENAME_NOREPLACE);
    (void)snprintf(proc, sizeof proc, "/proc/self/fd/%d", f->fd);
    return linkat(AT_FDCWD, proc, f->dir_fd, f->name, AT_SYMLINK_FOLLOW);
}

int atomic_file_commit(struct atomic_file *f, struct err *e) {
    int fd;

    TRY(sink_flush(&f->out, f->path, e));
    if (fsync(f->fd) < 0)
        return err_set(e, ERR_IO, "writing %s failed: %s", f->path, strerror(errno));
    if (name_it(f) < 0)
        return errno == EEXIST ? fail_exists(f, e)
                               : err_set(e, ERR_CANTCREATE, "%s cannot be created: %s", f->path, strerror(errno));
    f->partial[0] = '\0';
    f->named = true;
    fd = fd_steal(&f->fd);
    if (close(fd) < 0 || fsync(f->dir_fd) < 0)
        return err_set(e, ERR_IO, "writing %s failed: %s", f->path, strerror(errno));
    return 0;
}

void atomic_file_withdraw(struct atomic_file *f) {
    if (f->named && !f->replace && unlinkat(f->dir_fd, f->name, 0) == 0)
        (void)fsync(f->dir_fd);
    f->named = false;
}

void atomic_file_release(struct atomic_file *f) {
    if (f->partial[0] != '\0')
        (void)unlinkat(f->dir_fd, f->partial, 0);
    f->partial[0] = '\0';
    fd_close(&f->fd);
    fd_close(&f->dir_fd);
}
