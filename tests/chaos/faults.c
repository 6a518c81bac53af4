/*
 * faults.c - a library to preload: lets one call of a process fail, or sends it a signal there. For
 * tests/chaos/faults.py.
 *
 *   FAULT_CALLS   names of calls, with blanks around each: " pwrite fsync "; " memory " is an allocation by SQLite
 *   FAULT_AT      which of these calls, counted together, from 1; 0 counts only
 *   FAULT_ERRNO   the error number
 *   FAULT_STICKY  set: every call from then on fails too
 *   FAULT_SIGNAL  the signal to send to the process instead, before the call
 *   FAULT_COUNT   file that gets the number of calls at the end
 *
 * Standard input, output and error are left alone. Not part of the program.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

static struct {
    bool ready;
    const char *calls;
    long at, seen;
    int error, signal;
    bool sticky;
    uintptr_t sqlite_from, sqlite_to;
} plan;

static long number(const char *name) {
    const char *text = getenv(name);

    return text != NULL ? strtol(text, NULL, 10) : 0;
}

static int find_sqlite(struct dl_phdr_info *info, size_t size, void *unused) {
    (void)size;
    (void)unused;
    if (strstr(info->dlpi_name, "libsqlite3") == NULL)
        return 0;
    for (int i = 0; i < info->dlpi_phnum; i++) {
        uintptr_t from = info->dlpi_addr + info->dlpi_phdr[i].p_vaddr, to = from + info->dlpi_phdr[i].p_memsz;

        if (info->dlpi_phdr[i].p_type != PT_LOAD)
            continue;
        if (plan.sqlite_from == 0 || from < plan.sqlite_from)
            plan.sqlite_from = from;
        if (to > plan.sqlite_to)
            plan.sqlite_to = to;
    }
    return 1;
}

__attribute__((constructor)) static void begin(void) {
    plan.calls = getenv("FAULT_CALLS");
    plan.at = number("FAULT_AT");
    plan.error = (int)number("FAULT_ERRNO");
    plan.signal = (int)number("FAULT_SIGNAL");
    plan.sticky = getenv("FAULT_STICKY") != NULL;
    (void)dl_iterate_phdr(find_sqlite, NULL);
    plan.ready = plan.calls != NULL;
}

__attribute__((destructor)) static void end(void) {
    const char *path = getenv("FAULT_COUNT");
    FILE *file;

    plan.ready = false;
    file = path != NULL ? fopen(path, "w") : NULL;
    if (file == NULL)
        return;
    (void)fprintf(file, "%ld\n", plan.seen);
    (void)fclose(file);
}

/* Whether this call is to fail; errno is set then. */
static bool fails(const char *name) {
    const char *found;
    size_t len = strlen(name);

    if (!plan.ready)
        return false;
    for (found = strstr(plan.calls, name); found != NULL; found = strstr(found + 1, name)) {
        if (found > plan.calls && found[-1] == ' ' && found[len] == ' ')
            break;
    }
    if (found == NULL)
        return false;
    plan.seen++;
    if (plan.at == 0 || plan.seen < plan.at || (plan.seen > plan.at && !plan.sticky))
        return false;
    if (plan.signal != 0) {
        (void)raise(plan.signal);
        return false;
    }
    errno = plan.error;
    return true;
}

/* The next library's function of the name. A union, because C has no way from an object pointer to a function. */
#define REAL(name, type)           \
    union {                        \
        void *object;              \
        __typeof__(type) function; \
    } real = {.object = dlsym(RTLD_NEXT, name)}

#define STANDARD(fd) ((fd) >= 0 && (fd) <= 2)

#define WRITES(name)                                                 \
    ssize_t name(int fd, const void *buf, size_t n, off_t at) {      \
        REAL(#name, ssize_t (*)(int, const void *, size_t, off_t));  \
        return fails("pwrite") ? -1 : real.function(fd, buf, n, at); \
    }
#define READS(name)                                                 \
    ssize_t name(int fd, void *buf, size_t n, off_t at) {           \
        REAL(#name, ssize_t (*)(int, void *, size_t, off_t));       \
        return fails("pread") ? -1 : real.function(fd, buf, n, at); \
    }
#define OPENS(name)                                                   \
    int name(const char *path, int flags, ...) {                      \
        REAL(#name, int (*)(const char *, int, ...));                 \
        va_list ap;                                                   \
        mode_t mode;                                                  \
        va_start(ap, flags);                                          \
        mode = va_arg(ap, mode_t);                                    \
        va_end(ap);                                                   \
        return fails("open") ? -1 : real.function(path, flags, mode); \
    }
#define OPENATS(name)                                                      \
    int name(int dir, const char *path, int flags, ...) {                  \
        REAL(#name, int (*)(int, const char *, int, ...));                 \
        va_list ap;                                                        \
        mode_t mode;                                                       \
        va_start(ap, flags);                                               \
        mode = va_arg(ap, mode_t);                                         \
        va_end(ap);                                                        \
        return fails("open") ? -1 : real.function(dir, path, flags, mode); \
    }
#define ONE(name, call)                              \
    int name(int fd) {                               \
        REAL(#name, int (*)(int));                   \
        return fails(call) ? -1 : real.function(fd); \
    }
#define TRUNCATES(name)                                           \
    int name(int fd, off_t size) {                                \
        REAL(#name, int (*)(int, off_t));                         \
        return fails("ftruncate") ? -1 : real.function(fd, size); \
    }

WRITES(pwrite)
WRITES(pwrite64)
READS(pread)
READS(pread64)
OPENS(open)
OPENS(open64)
OPENATS(openat)
OPENATS(openat64)
ONE(fsync, "fsync")
ONE(fdatasync, "fdatasync")
TRUNCATES(ftruncate)
TRUNCATES(ftruncate64)

ssize_t write(int fd, const void *buf, size_t n) {
    REAL("write", ssize_t(*)(int, const void *, size_t));
    return !STANDARD(fd) && fails("write") ? -1 : real.function(fd, buf, n);
}

ssize_t read(int fd, void *buf, size_t n) {
    REAL("read", ssize_t(*)(int, void *, size_t));
    return !STANDARD(fd) && fails("read") ? -1 : real.function(fd, buf, n);
}

int unlink(const char *path) {
    REAL("unlink", int (*)(const char *));
    return fails("unlink") ? -1 : real.function(path);
}

int unlinkat(int dir, const char *path, int flags) {
    REAL("unlinkat", int (*)(int, const char *, int));
    return fails("unlink") ? -1 : real.function(dir, path, flags);
}

int rename(const char *from, const char *to) {
    REAL("rename", int (*)(const char *, const char *));
    return fails("rename") ? -1 : real.function(from, to);
}

int renameat(int from_dir, const char *from, int to_dir, const char *to) {
    REAL("renameat", int (*)(int, const char *, int, const char *));
    return fails("rename") ? -1 : real.function(from_dir, from, to_dir, to);
}

int renameat2(int from_dir, const char *from, int to_dir, const char *to, unsigned flags) {
    REAL("renameat2", int (*)(int, const char *, int, const char *, unsigned));
    return fails("rename") ? -1 : real.function(from_dir, from, to_dir, to, flags);
}

int link(const char *from, const char *to) {
    REAL("link", int (*)(const char *, const char *));
    return fails("link") ? -1 : real.function(from, to);
}

int linkat(int from_dir, const char *from, int to_dir, const char *to, int flags) {
    REAL("linkat", int (*)(int, const char *, int, const char *, int));
    return fails("link") ? -1 : real.function(from_dir, from, to_dir, to, flags);
}

int mkdir(const char *path, mode_t mode) {
    REAL("mkdir", int (*)(const char *, mode_t));
    return fails("mkdir") ? -1 : real.function(path, mode);
}

int mkdirat(int dir, const char *path, mode_t mode) {
    REAL("mkdirat", int (*)(int, const char *, mode_t));
    return fails("mkdir") ? -1 : real.function(dir, path, mode);
}

long syscall(long n, ...) {
    REAL("syscall", long (*)(long, ...));
    va_list ap;
    long a[6];

    va_start(ap, n);
    for (int i = 0; i < 6; i++)
        a[i] = va_arg(ap, long);
    va_end(ap);
    if (n == SYS_openat2 && fails("open"))
        return -1;
    return real.function(n, a[0], a[1], a[2], a[3], a[4], a[5]);
}

/* Memory: only SQLite's own requests fail; the program itself ends when it gets none. */
extern void *__libc_malloc(size_t size);
extern void *__libc_realloc(void *old, size_t size);

#ifdef FAULT_MEMORY
static bool from_sqlite(const void *caller) {
    uintptr_t at = (uintptr_t)caller;

    return plan.ready && at >= plan.sqlite_from && at < plan.sqlite_to;
}

void *malloc(size_t size) {
    return from_sqlite(__builtin_return_address(0)) && fails("memory") ? NULL : __libc_malloc(size);
}

void *realloc(void *old, size_t size) {
    return from_sqlite(__builtin_return_address(0)) && fails("memory") ? NULL : __libc_realloc(old, size);
}
#endif
