/*
 * read_ahead.c - see read_ahead.h.
 */
#include "store/read_ahead.h"

#include "base/mem.h"

static int read_below(sqlite3_file *file, void *buf, int len, int64_t at) {
    return file->pMethods->xRead(file, buf, len, at);
}

/* Whether all of it is kept. */
static bool has(const struct read_ahead *r, int len, int64_t at) {
    return at >= r->at && at + len <= r->at + r->len;
}

/* Reads a piece from `at` on, twice as long as the last one. Near the end of the file there is none: false. */
static bool read_piece(struct read_ahead *r, sqlite3_file *file, int len, int64_t at) {
    int window = r->window >= len ? r->window : len;

    if (window > READ_AHEAD_MOST / 2)
        window = READ_AHEAD_MOST / 2;
    window *= 2;
    if (r->bytes == NULL)
        r->bytes = mem_realloc(NULL, READ_AHEAD_MOST, 1);
    r->len = 0;
    if (len > window || read_below(file, r->bytes, window, at) != SQLITE_OK)
        return false;
    r->at = at;
    r->len = r->window = window;
    return true;
}

int read_ahead(struct read_ahead *r, sqlite3_file *file, void *buf, int len, int64_t at) {
    bool in_order = at == r->next;

    r->next = at + len;
    if (has(r, len, at) || (in_order && read_piece(r, file, len, at))) {
        memcpy(buf, r->bytes + (at - r->at), (size_t)len);
        return SQLITE_OK;
    }
    r->window = 0;
    return read_below(file, buf, len, at);
}

void read_ahead_forget(struct read_ahead *r) {
    r->len = 0;
    r->next = -1;
    r->window = 0;
}

void read_ahead_wrote(struct read_ahead *r, int64_t at, int64_t len) {
    if (at < r->at + r->len && r->at < at + len)
        read_ahead_forget(r);
}

void read_ahead_release(struct read_ahead *r) {
    free(r->bytes);
    *r = READ_AHEAD;
}
