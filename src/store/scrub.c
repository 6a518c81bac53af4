/*
 * scrub.c - see scrub.h. Two halves: what the unused bytes of a page are, and a VFS that stands between SQLite and the
 * default one for the main database file and clears them in every page it writes (journals: journal_file.h).
 *
 * Why a page can be told by its first byte: b-tree pages begin with their type (2, 5, 10, 13). The other pages begin
 * with a page number, big endian: free-list trunks and overflow pages with the next one's. While the file has fewer
 * than 0x02000000 pages (128 GiB; dbfile.c and PRAGMA max_page_count see to it) such a number begins with 0 or 1.
 * Pointer-map pages could begin with 2 or 5, so a file with auto_vacuum is left alone (and refused by dbfile.c).
 */
#include <sqlite3.h>

#include "store/scrub.h"

#include "base/bytes.h"
#include "base/mem.h"
#include "store/below_file.h"
#include "store/dbfile.h"
#include "store/early_write.h"
#include "store/journal_file.h"
#include "store/read_ahead.h"

enum {
    PAGE_MIN = 512,
    PAGE_MAX = 65536,
    INDEX_INTERIOR = 2,
    TABLE_INTERIOR = 5,
    INDEX_LEAF = 10,
    TABLE_LEAF = 13,
    CELL_MIN = 4,   /* the smallest space a cell takes */
    VARINT_MAX = 9, /* bytes */
};

static size_t be16(const uint8_t *p) {
    return (size_t)p[0] << 8 | p[1];
}

static bool is_page_size(size_t n) {
    return n >= PAGE_MIN && n <= PAGE_MAX && (n & (n - 1)) == 0;
}

/* ---- one page ---- */

/* A b-tree page as its header tells it; `header` is where that header begins. */
struct page {
    uint8_t *bytes;
    size_t usable, header;
    int type;
    size_t cells, pointers_end; /* number of cells; first byte behind their pointers */
    size_t content;             /* where the cell content area begins */
    size_t most;                /* bytes of a payload that stand on the page: of a longer one, only a part */
};

static bool page_read(struct page *pg, uint8_t *bytes, size_t usable, size_t header) {
    const uint8_t *h = bytes + header;
    bool interior = h[0] == INDEX_INTERIOR || h[0] == TABLE_INTERIOR;

    if (!interior && h[0] != INDEX_LEAF && h[0] != TABLE_LEAF)
        return false;
    *pg = (struct page){.bytes = bytes, .usable = usable, .header = header, .type = h[0]};
    pg->cells = be16(h + 3);
    pg->pointers_end = header + (interior ? 12 : 8) + 2 * pg->cells;
    pg->content = be16(h + 5) == 0 ? 65536 : be16(h + 5);
    pg->most = h[0] == TABLE_LEAF ? usable - 35 : (usable - 12) * 64 / 255 - 23;
    return pg->pointers_end <= pg->content && pg->content <= usable;
}

/* Reads a varint below `end`; its length, or 0 when it does not end there. */
static size_t varint(const uint8_t *p, const uint8_t *end, uint64_t *ret) {
    uint64_t v = 0;

    for (size_t i = 0; i < VARINT_MAX && p + i < end; i++) {
        if (i == VARINT_MAX - 1) {
            *ret = v << 8 | p[i];
            return VARINT_MAX;
        }
        v = v << 7 | (p[i] & 0x7f);
        if ((p[i] & 0x80) == 0) {
            *ret = v;
            return i + 1;
        }
    }
    return 0;
}

/* How much of a payload stands on the page itself, with the number of its first overflow page. */
static size_t local_len(const struct page *pg, uint64_t payload) {
    size_t min = (pg->usable - 12) * 32 / 255 - 23;
    size_t k;

    if (payload <= pg->most)
        return (size_t)payload;
    k = min + (size_t)((payload - min) % (pg->usable - 4));
    return (k <= pg->most ? k : min) + 4;
}

/* Bytes of the cell at `at`, or 0 when it is not well formed. */
static size_t cell_len(const struct page *pg, size_t at) {
    const uint8_t *p = pg->bytes + at, *end = pg->bytes + pg->usable;
    uint64_t payload = 0, rowid;
    size_t head = pg->type == INDEX_INTERIOR || pg->type == TABLE_INTERIOR ? 4 : 0;
    size_t n;

    if (at + head >= pg->usable)
        return 0;
    if (pg->type == TABLE_INTERIOR) {
        n = varint(p + head, end, &rowid);
        return n == 0 ? 0 : head + n;
    }
    n = varint(p + head, end, &payload);
    if (n == 0)
        return 0;
    head += n;
    if (pg->type == TABLE_LEAF) {
        n = varint(p + head, end, &rowid);
        if (n == 0)
            return 0;
        head += n;
    }
    n = head + local_len(pg, payload);
    return n <= pg->usable - at ? n : 0;
}

/* The space that the cells take up, or SIZE_MAX when one does not fit. `used` unless it is NULL: their bytes are marked
 * there. `tails`: whether one is shorter than its space. */
static size_t walk_cells(const struct page *pg, uint8_t *used, bool *tails) {
    const uint8_t *pointers = pg->bytes + pg->pointers_end - 2 * pg->cells;
    size_t sum = 0;

    for (size_t i = 0; i < pg->cells; i++) {
        size_t at = be16(pointers + 2 * i);
        size_t len = at >= pg->content ? cell_len(pg, at) : 0;
        size_t space = len < CELL_MIN ? CELL_MIN : len;

        if (len == 0 || space > pg->usable - at)
            return SIZE_MAX;
        if (used != NULL)
            memset(used + at, 0xff, len);
        *tails = *tails || space > len;
        sum += space;
    }
    return sum;
}

/* The space that the cells of an index's leaf take up when each has a length of one byte and all its space, which is so
 * in nearly every page that a purge writes; else 0: walk_cells has to look. */
static size_t short_index_cells(const struct page *pg) {
    const uint8_t *pointer = pg->bytes + pg->pointers_end - 2 * pg->cells, *end = pg->bytes + pg->pointers_end;
    size_t longest = pg->most < 0x7f ? pg->most + 1 : 0x80, sum = 0;

    if (pg->type != INDEX_LEAF)
        return 0;
    for (; pointer < end; pointer += 2) {
        size_t at = be16(pointer);
        size_t len = at >= pg->content && at < pg->usable ? pg->bytes[at] + (size_t)1 : 0;

        if (len < CELL_MIN || len > longest || len > pg->usable - at)
            return 0;
        sum += len;
    }
    return sum;
}

/* The bytes of all free blocks, or SIZE_MAX. `used` unless it is NULL: the four bytes that make each (next block, size)
 * are marked there. `clear`: the others are cleared. */
static size_t walk_free_blocks(const struct page *pg, uint8_t *used, bool clear) {
    size_t at = be16(pg->bytes + pg->header + 1), from = pg->content, sum = 0;

    while (at != 0) {
        size_t len;

        if (at < from || at + 4 > pg->usable)
            return SIZE_MAX;
        len = be16(pg->bytes + at + 2);
        if (len < 4 || len > pg->usable - at)
            return SIZE_MAX;
        if (used != NULL)
            memset(used + at, 0xff, 4);
        if (clear)
            memset(pg->bytes + at + 4, 0, len - 4);
        sum += len;
        from = at + len;
        at = be16(pg->bytes + at);
    }
    return sum;
}

/* Clears the bytes that are 0 in `used`, eight at a time. */
static void clear_unused(uint8_t *page, const uint8_t *used, size_t from, size_t end) {
    uint64_t bytes, mask;

    for (; from % sizeof bytes != 0 && from < end; from++)
        page[from] &= used[from];
    for (; from + sizeof bytes <= end; from += sizeof bytes) {
        memcpy(&bytes, page + from, sizeof bytes);
        memcpy(&mask, used + from, sizeof mask);
        bytes &= mask;
        memcpy(page + from, &bytes, sizeof bytes);
    }
    for (; from < end; from++)
        page[from] &= used[from];
}

/* Where fragments lie no header tells: they are what neither cells nor free blocks take up. */
static void clear_between(const struct page *pg) {
    uint8_t used[PAGE_MAX];
    bool tails = false;

    memset(used, 0, pg->usable);
    (void)walk_cells(pg, used, &tails);
    (void)walk_free_blocks(pg, used, false);
    clear_unused(pg->bytes, used, pg->content, pg->usable);
}

/*
 * What belongs to nothing is cleared: the gap, the bodies of the free blocks, the fragments, the tail of a cell shorter
 * than its space. The page is touched only when its books balance (cells, free blocks and fragments fill the content
 * area exactly), which is also what SQLite's integrity check demands: a length computed wrongly here cannot cost data.
 * Every page written comes through here, and most have neither fragments nor such tails.
 */
void scrub_page(uint8_t *page, size_t size, bool first, size_t usable) {
    struct page pg;
    size_t cells, blocks, fragments;
    bool tails = false;

    if (!is_page_size(size) || usable > size || usable < 480 || !page_read(&pg, page, usable, first ? 100 : 0))
        return;
    cells = short_index_cells(&pg);
    if (cells == 0)
        cells = walk_cells(&pg, NULL, &tails);
    blocks = walk_free_blocks(&pg, NULL, false);
    fragments = page[pg.header + 7];
    if (cells == SIZE_MAX || blocks == SIZE_MAX || cells + blocks + fragments != usable - pg.content)
        return;
    memset(page + pg.pointers_end, 0, pg.content - pg.pointers_end);
    if (fragments > 0 || tails)
        clear_between(&pg);
    else
        (void)walk_free_blocks(&pg, NULL, true);
}

/* ---- the VFS ---- */

/* An open main database file. The default VFS's own file object follows it in memory. */
struct file {
    struct below_file below;
    struct early_write early;
    struct read_ahead ahead;
    size_t page_size; /* 0 until page 1 has been seen, or when the file is not to be touched */
    size_t usable;
    uint8_t *copy;         /* PAGE_MAX bytes, from the first page on that is written */
    sqlite3_file *journal; /* the object of its journal, once it had one; it lives as long as this one */
};

/* Learns the page size from page 1. */
static void learn(struct file *f, const uint8_t *page) {
    size_t size = be16(page + 16) == 1 ? PAGE_MAX : be16(page + 16);
    bool pointer_maps = bytes_be32(page + 52) != 0;

    f->page_size = is_page_size(size) && !pointer_maps ? size : 0;
    f->usable = size - page[20];
}

static int x_close(sqlite3_file *file) {
    struct file *f = (struct file *)(void *)file;
    int rc = f->below.real->pMethods->xClose(f->below.real);

    early_write_close(&f->early);
    read_ahead_release(&f->ahead);
    free(f->copy);
    f->copy = NULL;
    return rc;
}

static int x_read(sqlite3_file *file, void *buf, int len, sqlite3_int64 at) {
    struct file *f = (struct file *)(void *)file;
    int rc = read_ahead(&f->ahead, f->below.real, buf, len, at);

    if (rc == SQLITE_OK && at == 0 && len >= 100)
        learn(f, buf);
    return rc;
}

/* Before the file changes, its journal has to say how it was. */
static int before_change(const struct file *f) {
    return f->journal != NULL && f->journal->pMethods != NULL ? journal_file_before_change(f->journal) : SQLITE_OK;
}

static int x_write(sqlite3_file *file, const void *buf, int len, sqlite3_int64 at) {
    struct file *f = (struct file *)(void *)file;
    size_t n = (size_t)len;
    int rc = before_change(f);

    if (rc != SQLITE_OK)
        return rc;
    read_ahead_wrote(&f->ahead, at, len);
    if (at == 0 && n >= PAGE_MIN)
        learn(f, buf);
    if (n != f->page_size || at % len != 0)
        return f->below.real->pMethods->xWrite(f->below.real, buf, len, at);
    if (f->copy == NULL)
        f->copy = mem_realloc(NULL, PAGE_MAX, 1);
    memcpy(f->copy, buf, n);
    scrub_page(f->copy, n, at == 0, f->usable);
    rc = f->below.real->pMethods->xWrite(f->below.real, f->copy, len, at);
    if (rc == SQLITE_OK)
        early_write_note(&f->early, at, len);
    return rc;
}

static void forget(sqlite3_file *f) {
    read_ahead_forget(&((struct file *)(void *)f)->ahead);
}

static int x_truncate(sqlite3_file *f, sqlite3_int64 size) {
    int rc = before_change((const struct file *)(const void *)f);

    forget(f);
    return rc == SQLITE_OK ? below_real(f)->pMethods->xTruncate(below_real(f), size) : rc;
}

static int x_sync(sqlite3_file *f, int flags) {
    return below_real(f)->pMethods->xSync(below_real(f), flags);
}

static int x_file_size(sqlite3_file *f, sqlite3_int64 *ret) {
    return below_real(f)->pMethods->xFileSize(below_real(f), ret);
}

/* While there was no lock, others may have written. Reading begins with this one, which keeps them from it. */
static int x_lock(sqlite3_file *f, int lock) {
    if (lock == SQLITE_LOCK_SHARED)
        forget(f);
    return below_lock(f, lock);
}

/* Version 1: without shared memory there is no WAL, and without xFetch no memory map; both would pass by x_write. */
static const sqlite3_io_methods methods = {
    .iVersion = 1,
    .xClose = x_close,
    .xRead = x_read,
    .xWrite = x_write,
    .xTruncate = x_truncate,
    .xSync = x_sync,
    .xFileSize = x_file_size,
    .xLock = x_lock,
    .xUnlock = below_unlock,
    .xCheckReservedLock = below_check_reserved,
    .xFileControl = below_control,
    .xSectorSize = below_sector_size,
    .xDeviceCharacteristics = below_device,
};

static sqlite3_vfs *real_vfs(sqlite3_vfs *vfs) {
    return vfs->pAppData;
}

/* SQLite writes the directory to disk for a journal that it was allowed to make, whether it had to or not. */
static int open_journal(sqlite3_vfs *real, const char *name, sqlite3_file *file, int flags, int *ret_flags) {
    struct file *database = (struct file *)(void *)sqlite3_database_file_object(name);
    bool made = (flags & SQLITE_OPEN_CREATE) != 0 && dbfile_make_journal(sqlite3_filename_database(name), name);

    database->journal = file;
    return journal_file_open(real, name, file, made ? flags & ~SQLITE_OPEN_CREATE : flags, ret_flags,
                             database->below.real);
}

/* Temporary files go to the default VFS as they are. */
static int x_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *ret_flags) {
    struct file *f = (struct file *)(void *)file;
    sqlite3_vfs *real = real_vfs(vfs);
    int rc;

    if ((flags & SQLITE_OPEN_MAIN_JOURNAL) != 0)
        return open_journal(real, name, file, flags, ret_flags);
    if ((flags & SQLITE_OPEN_MAIN_DB) == 0)
        return real->xOpen(real, name, file, flags, ret_flags);
    *f = (struct file){.below.real = (sqlite3_file *)(void *)(f + 1), .early = EARLY_WRITE(name), .ahead = READ_AHEAD};
    rc = real->xOpen(real, name, f->below.real, flags, ret_flags);
    if (f->below.real->pMethods == NULL)
        return rc;
    f->below.base.pMethods = &methods;
    return rc;
}

static int x_delete(sqlite3_vfs *vfs, const char *name, int sync_dir) {
    return real_vfs(vfs)->xDelete(real_vfs(vfs), name, sync_dir);
}

static int x_access(sqlite3_vfs *vfs, const char *name, int flags, int *ret) {
    return real_vfs(vfs)->xAccess(real_vfs(vfs), name, flags, ret);
}

static int x_full_path(sqlite3_vfs *vfs, const char *name, int len, char *out) {
    return real_vfs(vfs)->xFullPathname(real_vfs(vfs), name, len, out);
}

static int x_randomness(sqlite3_vfs *vfs, int len, char *out) {
    return real_vfs(vfs)->xRandomness(real_vfs(vfs), len, out);
}

static int x_sleep(sqlite3_vfs *vfs, int us) {
    return real_vfs(vfs)->xSleep(real_vfs(vfs), us);
}

static int x_time(sqlite3_vfs *vfs, double *ret) {
    return real_vfs(vfs)->xCurrentTime(real_vfs(vfs), ret);
}

static int x_last_error(sqlite3_vfs *vfs, int len, char *out) {
    return real_vfs(vfs)->xGetLastError(real_vfs(vfs), len, out);
}

/* SQLite keeps the registered object for the life of the process, so it is never freed. */
int scrub_register(void) {
    const int ours = (int)sizeof(struct file);
    sqlite3_vfs *real, *vfs;

    if (sqlite3_vfs_find(SCRUB_VFS) != NULL)
        return 0;
    real = sqlite3_vfs_find(NULL);
    if (real == NULL)
        return -1;
    vfs = mem_alloc(sizeof *vfs);
    *vfs = (sqlite3_vfs){
        .iVersion = 1,
        .szOsFile = (ours > journal_file_size ? ours : journal_file_size) + real->szOsFile,
        .mxPathname = real->mxPathname,
        .zName = SCRUB_VFS,
        .pAppData = real,
        .xOpen = x_open,
        .xDelete = x_delete,
        .xAccess = x_access,
        .xFullPathname = x_full_path,
        .xRandomness = x_randomness,
        .xSleep = x_sleep,
        .xCurrentTime = x_time,
        .xGetLastError = x_last_error,
    };
    return sqlite3_vfs_register(vfs, 0) == SQLITE_OK ? 0 : -1;
}
