/*
 * metrics.c - see metrics.h.
 */
#include "cli/metrics.h"

#include "io/atomic_file.h"
#include "io/fd.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

/* What every file of figures begins with. */
#define BEGINNING "# HELP gdprctl_"

/* Figures replace figures or an empty file, and nothing else: a path mistyped must not cost the database, the key or
 * the ledger. */
static bool may_replace(int fd) {
    char head[sizeof BEGINNING - 1];
    ssize_t n = read(fd, head, sizeof head);

    return n == 0 || (n == (ssize_t)sizeof head && memcmp(head, BEGINNING, sizeof head) == 0);
}

/* A journal is empty, or not there, between commands. */
static bool is_journal(const char *name) {
    static const char ending[] = "-journal";
    size_t len = strlen(name);

    return len >= sizeof ending && strcmp(name + len - (sizeof ending - 1), ending) == 0;
}

static int begin(struct atomic_file *f, const char *path, struct err *e) {
    FD(fd);

    TRY(atomic_file_begin(f, path, true, e));
    fd = openat(f->dir_fd, f->name, O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_NOCTTY | O_CLOEXEC);
    if (!is_journal(f->name) && ((fd < 0 && errno == ENOENT) || (fd >= 0 && may_replace(fd))))
        return 0;
    (void)err_set(e, ERR_CANTCREATE, "%s holds no figures of gdprctl and is not replaced", path);
    return err_hint(e, "remove it or choose another name");
}

int metrics_check(const char *path, struct err *e) {
    ATOMIC_FILE(f);

    return begin(&f, path, e);
}

static void gauge(struct sink *s, const char *name, const char *help, int64_t value) {
    sink_printf(s, "# HELP %s %s\n# TYPE %s gauge\n%s %" PRId64 "\n", name, help, name, name, value);
}

int metrics_write(const char *path, const struct metrics *m, struct err *e) {
    struct sink *s;
    ATOMIC_FILE(f);

    TRY(begin(&f, path, e));
    s = &f.out;
    gauge(s, "gdprctl_purge_last_run_timestamp_seconds", "When the last purge began.", m->last_run);
    gauge(s, "gdprctl_purge_success", "1 when the last purge ran to its end and nothing was refused.",
          m->success ? 1 : 0);
    gauge(s, "gdprctl_purge_deleted_rows", "Rows that the last purge deleted.", m->deleted);
    gauge(s, "gdprctl_purge_cleared_rows", "Rows of which the last purge cleared columns.", m->cleared);
    gauge(s, "gdprctl_purge_held_rows", "Rows past their retention that something holds.", m->held);
    if (m->requests_known) {
        gauge(s, "gdprctl_requests_open", "Requests of data subjects that are open.", m->requests_open);
        gauge(s, "gdprctl_requests_overdue",
              "Requests past their due date that are open, or whose answer was not sent.", m->requests_overdue);
    }
    if (fchmod(f.fd, 0644) < 0)
        return err_set(e, ERR_IO, "%s cannot be made readable: %s", path, strerror(errno));
    return atomic_file_commit(&f, e);
}
