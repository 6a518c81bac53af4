/*
 * package.c - see package.h.
 */
#include "io/package.h"

#include "base/mem.h"
#include "base/sb.h"
#include "io/beneath.h"
#include "io/fd.h"
#include "io/json_out.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#define UNSYNCED_MAX 100 /* file descriptors are few, recordings may be many */

struct package_file {
    struct sink sink;
    int fd;
    char *name;
    uint64_t size;
    struct crypt_sha256 sha;
};

/* ---- the output directory ---- */

int package_dir_open(struct package_dir *d, const char *path, bool deferred, struct err *e) {
    *d = (struct package_dir){.fd = -1, .deferred = deferred};
    TRY(out_dir_open(path, true, &d->fd, e));
    d->path = mem_strdup(path);
    return 0;
}

int package_dir_pretend(struct package_dir *d, const char *path, struct err *e) {
    struct stat st;

    *d = (struct package_dir){.fd = -1, .pretended = true};
    if (path == NULL)
        return 0;
    d->path = mem_strdup(path);
    if (lstat(path, &st) < 0 && errno == ENOENT) /* the real run would make it */
        return out_dir_foretell(path, e);
    return out_dir_open(path, false, &d->fd, e);
}

char *package_dir_path_of(const struct package_dir *d, const char *name) {
    SB(path);

    if (d->path == NULL)
        return NULL;
    sb_printf(&path, "%s/%s", d->path, name);
    return sb_detach(&path);
}

int package_dir_sweep(struct package_dir *d, int64_t now, size_t *ret_count, struct err *e) {
    if (d->pretended)
        return 0;
    return out_dir_sweep(d->fd, now, ret_count, e);
}

bool package_dir_has(const struct package_dir *d, const char *name) {
    struct stat st;

    return d->fd >= 0 && fstatat(d->fd, name, &st, AT_SYMLINK_NOFOLLOW) == 0;
}

static int fail_exists(const struct package_dir *d, const char *name, struct err *e) {
    (void)err_set(e, ERR_CANTCREATE, "%s/%s already exists", d->path, name);
    return err_hint(e, "remove it or choose another directory; nothing is overwritten");
}

static int publish(const struct package_dir *d, const char *partial, const char *name, struct err *e) {
    if (renameat2(d->fd, partial, d->fd, name, RENAME_NOREPLACE) == 0)
        return 0;
    if (errno == EEXIST)
        return fail_exists(d, name, e);
    return err_set(e, ERR_CANTCREATE, "%s/%s cannot be created: %s", d->path, name, strerror(errno));
}

static int sync_dir(const struct package_dir *d, struct err *e) {
    if (fsync(d->fd) < 0)
        return err_set(e, ERR_IO, "writing to %s failed: %s", d->path, strerror(errno));
    return 0;
}

int package_dir_flush(struct package_dir *d, struct err *e) {
    size_t done = 0;
    int r = 0;

    if (d->pending.len == 0)
        return 0;
    if (syncfs(d->fd) < 0)
        return err_set(e, ERR_IO, "writing to %s failed: %s", d->path, strerror(errno));
    for (; done < d->pending.len && r == 0; done += r == 0)
        r = publish(d, d->pending.d[done].partial, d->pending.d[done].name, e);
    for (size_t i = 0; i < done; i++)
        *vec_push(&d->named) = d->pending.d[i].name;
    memmove(d->pending.d, d->pending.d + done, (d->pending.len - done) * sizeof *d->pending.d);
    d->pending.len -= done;
    return sync_dir(d, e) < 0 ? -1 : r;
}

int package_dir_withdraw(const struct package_dir *d, const char *name) {
    if (name != NULL && !d->pretended && out_dir_remove(d->fd, name) == 0)
        (void)fsync(d->fd);
    return -1;
}

int package_dir_withdraw_all(const struct package_dir *d) {
    for (size_t i = 0; i < d->named.len; i++)
        (void)out_dir_remove(d->fd, d->named.d[i]);
    if (d->named.len > 0)
        (void)fsync(d->fd);
    return -1;
}

void package_dir_release(struct package_dir *d) {
    for (size_t i = 0; i < d->pending.len; i++) {
        (void)out_dir_remove(d->fd, d->pending.d[i].partial);
        free(d->pending.d[i].name);
    }
    vec_release(&d->pending);
    for (size_t i = 0; i < d->named.len; i++)
        free(d->named.d[i]);
    vec_release(&d->named);
    mem_free(&d->path);
    fd_close(&d->fd);
}

/* ---- a package ---- */

static int fail_create(const struct package *p, const char *name, struct err *e) {
    return err_set(e, ERR_CANTCREATE, "%s/%s%s%s cannot be created: %s", p->dir->path, p->name,
                   name[0] != '\0' ? "/" : "", name, strerror(errno));
}

int package_begin(struct package *p, struct package_dir *dir, const char *name, struct err *e) {
    *p = (struct package){.dir = dir, .fd = -1};
    if (beneath_check(name) != NULL || strchr(name, '/') != NULL)
        return err_set(e, ERR_CANTCREATE, "a package cannot have that name");
    p->name = mem_strdup(name);
    /* Renaming would refuse it too, but only after all the work. */
    if (package_dir_has(dir, name))
        return fail_exists(dir, name, e);
    if (dir->pretended)
        return 0;
    out_dir_partial_name(p->partial);
    if (mkdirat(dir->fd, p->partial, 0700) < 0) {
        p->partial[0] = '\0';
        return fail_create(p, "", e);
    }
    p->fd = openat(dir->fd, p->partial, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (p->fd < 0 || fchmod(p->fd, 0700) < 0)
        return fail_create(p, "", e);
    return 0;
}

static int write_file(void *to, const char *d, size_t len) {
    struct package_file *f = to;

    crypt_sha256_add(&f->sha, d, len);
    f->size += len;
    if (f->fd < 0) /* pretended */
        return 0;
    return fd_write_all(f->fd, d, len);
}

static bool is_taken(const struct package *p, const char *name) {
    for (size_t i = 0; i < p->entries.len; i++) {
        if (strcmp(p->entries.d[i].name, name) == 0)
            return true;
    }
    for (size_t i = 0; i < p->open.len; i++) {
        if (strcmp(p->open.d[i]->name, name) == 0)
            return true;
    }
    return strcmp(name, PACKAGE_MANIFEST) == 0;
}

/* Makes the directory that the name begins with, once. */
static int make_subdir(struct package *p, const char *name, struct err *e) {
    const char *slash = strchr(name, '/');
    char *subdir CLEANUP(mem_free) = NULL;

    if (slash == NULL)
        return 0;
    subdir = mem_strndup(name, (size_t)(slash - name));
    for (size_t i = 0; i < p->subdirs.len; i++) {
        if (strcmp(p->subdirs.d[i], subdir) == 0)
            return 0;
    }
    if (strchr(slash + 1, '/') != NULL)
        return err_set(e, ERR_INTERNAL, "a file two directories deep in a package");
    if (!p->dir->pretended && (mkdirat(p->fd, subdir, 0700) < 0 || fchmodat(p->fd, subdir, 0700, 0) < 0))
        return fail_create(p, subdir, e);
    *vec_push(&p->subdirs) = STEAL(subdir);
    return 0;
}

static void free_file(struct package_file *f) {
    fd_close(&f->fd);
    free(f->name);
    free(f);
}

static int create_file(const struct package *p, const char *name, int *ret_fd, struct err *e) {
    int fd = openat(p->fd, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);

    if (fd < 0 || fchmod(fd, 0600) < 0) {
        fd_close(&fd);
        return fail_create(p, name, e);
    }
    *ret_fd = fd;
    return 0;
}

/* Creates the file, if there is to be one, and starts its account; no checks of the name. */
static int open_file(struct package *p, const char *name, struct package_file **ret, struct err *e) {
    struct package_file *f;
    int fd = -1;

    if (!p->dir->pretended)
        TRY(create_file(p, name, &fd, e));
    f = mem_realloc(NULL, 1, sizeof *f); /* not cleared: nearly all of it is the sink's buffer */
    f->fd = fd;
    f->name = mem_strdup(name);
    f->size = 0;
    crypt_sha256_init(&f->sha);
    sink_init(&f->sink, write_file, f);
    *vec_push(&p->open) = f;
    *ret = f;
    return 0;
}

int package_file(struct package *p, const char *name, struct sink **ret, struct err *e) {
    struct package_file *f;

    if (beneath_check(name) != NULL || is_taken(p, name))
        return err_set(e, ERR_INTERNAL, "a package cannot have a file of that name, or has it already");
    TRY(make_subdir(p, name, e));
    TRY(open_file(p, name, &f, e));
    *ret = &f->sink;
    return 0;
}

/* Closes the file, durably unless the directory defers that. */
static int settle(const struct package *p, struct package_entry *entry, struct err *e) {
    int fd = fd_steal(&entry->fd);
    int reason = !p->dir->deferred && fsync(fd) < 0 ? errno : 0;

    if (close(fd) < 0 && reason == 0)
        reason = errno;
    if (reason != 0)
        return err_set(e, ERR_IO, "writing %s failed: %s", entry->name, strerror(reason));
    return 0;
}

static int sync_files(struct package *p, struct err *e) {
    for (size_t i = 0; i < p->entries.len; i++) {
        if (p->entries.d[i].fd >= 0)
            TRY(settle(p, &p->entries.d[i], e));
    }
    p->unsynced = 0;
    return 0;
}

/* Writes the file into the list. The disk begins with it now and is waited for when all are written: a file system with
 * a journal then commits them together, not one by one. */
static int end_file(struct package *p, struct package_file *f, struct err *e) {
    struct package_entry *entry;

    TRY(sink_flush(&f->sink, f->name, e));
    entry = vec_push(&p->entries);
    entry->name = mem_strdup(f->name);
    entry->fd = fd_steal(&f->fd);
    entry->size = f->size;
    crypt_sha256_end(&f->sha, entry->sha256);
    if (p->dir->pretended)
        return 0;
    if (p->dir->deferred)
        return settle(p, entry, e);
    (void)sync_file_range(entry->fd, 0, 0, SYNC_FILE_RANGE_WRITE); /* fsync tells what went wrong */
    p->unsynced++;
    return p->unsynced < UNSYNCED_MAX ? 0 : sync_files(p, e);
}

int package_file_end(struct package *p, struct sink *s, struct err *e) {
    struct package_file *f = s->to;
    int r = end_file(p, f, e);

    for (size_t i = 0; i < p->open.len; i++) {
        if (p->open.d[i] == f) {
            p->open.d[i] = p->open.d[--p->open.len];
            break;
        }
    }
    free_file(f);
    return r;
}

int package_copy(struct package *p, const char *name, int from_fd, const char *what, struct err *e) {
    struct sink *s;
    char buf[65536];
    ssize_t n;

    TRY(package_file(p, name, &s, e));
    while ((n = read(from_fd, buf, sizeof buf)) != 0) {
        if (n < 0 && errno != EINTR)
            return err_set(e, ERR_IO, "reading %s failed: %s", what, strerror(errno));
        if (n > 0)
            sink_put(s, buf, (size_t)n);
    }
    return package_file_end(p, s, e);
}

static int compare_entries(const void *a, const void *b) {
    return strcmp(((const struct package_entry *)a)->name, ((const struct package_entry *)b)->name);
}

static int write_manifest(struct package *p, struct err *e) {
    struct package_file *f;
    struct json_out j;
    size_t n = p->entries.len;
    char hex[2 * CRYPT_HASH_LEN + 1];

    if (n > 0)
        qsort(p->entries.d, n, sizeof *p->entries.d, compare_entries);
    TRY(open_file(p, PACKAGE_MANIFEST, &f, e));
    json_out_init(&j, &f->sink, true);
    json_out_map(&j, NULL);
    json_out_int(&j, "format", 1);
    json_out_list(&j, "files");
    for (size_t i = 0; i < n; i++) {
        const struct package_entry *entry = &p->entries.d[i];

        crypt_hex(entry->sha256, CRYPT_HASH_LEN, hex);
        json_out_map(&j, NULL);
        json_out_str(&j, "name", entry->name);
        json_out_int(&j, "size", (int64_t)entry->size);
        json_out_str(&j, "sha256", hex);
        json_out_end(&j);
    }
    json_out_end(&j);
    json_out_end(&j);
    return package_file_end(p, &f->sink, e);
}

static int sync_directories(const struct package *p, struct err *e) {
    for (size_t i = 0; i < p->subdirs.len; i++) {
        FD(fd);

        fd = openat(p->fd, p->subdirs.d[i], O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        if (fd < 0 || fsync(fd) < 0)
            return err_set(e, ERR_IO, "writing %s/%s failed: %s", p->dir->path, p->name, strerror(errno));
    }
    if (fsync(p->fd) < 0)
        return err_set(e, ERR_IO, "writing %s/%s failed: %s", p->dir->path, p->name, strerror(errno));
    return 0;
}

int package_commit(struct package *p, struct err *e) {
    if (p->open.len > 0)
        return err_set(e, ERR_INTERNAL, "a file of the package is still being written");
    TRY(write_manifest(p, e));
    if (p->dir->pretended)
        return 0;
    if (p->dir->deferred) {
        struct package_pending *later = vec_push(&p->dir->pending);

        later->name = mem_strdup(p->name);
        memcpy(later->partial, p->partial, sizeof later->partial);
        p->partial[0] = '\0';
        return 0;
    }
    TRY(sync_files(p, e));
    TRY(sync_directories(p, e));
    TRY(publish(p->dir, p->partial, p->name, e));
    p->partial[0] = '\0';
    /* Who is told of a failure has no package: the book keeps nothing of it. */
    return sync_dir(p->dir, e) < 0 ? package_dir_withdraw(p->dir, p->name) : 0;
}

void package_release(struct package *p) {
    for (size_t i = 0; i < p->open.len; i++)
        free_file(p->open.d[i]);
    for (size_t i = 0; i < p->entries.len; i++) {
        fd_close(&p->entries.d[i].fd);
        free(p->entries.d[i].name);
    }
    for (size_t i = 0; i < p->subdirs.len; i++)
        free(p->subdirs.d[i]);
    vec_release(&p->open);
    vec_release(&p->entries);
    vec_release(&p->subdirs);
    if (p->partial[0] != '\0')
        (void)out_dir_remove(p->dir->fd, p->partial);
    p->partial[0] = '\0';
    mem_free(&p->name);
    fd_close(&p->fd);
}
