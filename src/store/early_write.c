/*
 * early_write.c - see early_write.h.
 */
#include "store/early_write.h"

#include <fcntl.h>
#include <unistd.h>

enum { ENOUGH = 128 * 1024 };

void early_write_note(struct early_write *e, int64_t at, int64_t len) {
    e->from = e->bytes == 0 || at < e->from ? at : e->from;
    e->to = e->bytes == 0 || at + len > e->to ? at + len : e->to;
    e->bytes += len;
    if (e->bytes < ENOUGH)
        return;
    if (e->fd < 0)
        e->fd = open(e->name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (e->fd >= 0)
        (void)sync_file_range(e->fd, e->from, e->to - e->from, SYNC_FILE_RANGE_WRITE);
    e->bytes = 0;
}

void early_write_close(struct early_write *e) {
    if (e->fd >= 0)
        (void)close(e->fd);
    e->fd = -1;
}
