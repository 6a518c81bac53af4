/*
 * metrics.c - see metrics.h.
 */
#include "cli/metrics.h"

#include "io/atomic_file.h"

#include <sys/stat.h>

int metrics_check(const char *path, struct err *e) {
    ATOMIC_FILE(f);

    return atomic_file_begin(&f, path, true, e);
}

static void gauge(struct sink *s, const char *name, const char *help, int64_t value) {
    sink_printf(s, "# HELP %s %s\n# TYPE %s gauge\n%s %" PRId64 "\n", name, help, name, name, value);
}

int metrics_write(const char *path, const struct metrics *m, struct err *e) {
    struct sink *s;
    ATOMIC_FILE(f);

    TRY(atomic_file_begin(&f, path, true, e));
    s = &f.out;
    gauge(s, "gdprctl_purge_last_run_timestamp_seconds", "When the last purge began.", m->last_run);
    gauge(s, "gdprctl_purge_success", "1 when the last purge ran to its end and nothing was refused.",
          m->success ? 1 : 0);
    gauge(s, "gdprctl_purge_deleted_rows", "Rows that the last purge deleted.", m->deleted);
    gauge(s, "gdprctl_purge_cleared_rows", "Rows of which the last purge cleared columns.", m->cleared);
    gauge(s, "gdprctl_purge_held_rows", "Rows past their retention that something holds.", m->held);
    if (m->requests_known) {
        gauge(s, "gdprctl_requests_open", "Requests of data subjects that are open.", m->requests_open);
        gauge(s, "gdprctl_requests_overdue", "Open requests past their due date.", m->requests_overdue);
    }
    if (fchmod(f.fd, 0644) < 0)
        return err_set(e, ERR_IO, "%s cannot be made readable: %s", path, strerror(errno));
    return atomic_file_commit(&f, e);
}
