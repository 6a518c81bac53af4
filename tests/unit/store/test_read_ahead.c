/*
 * test_read_ahead.c - what is read ahead is what stands in the file, whoever writes there meanwhile; in order it takes
 * few calls, out of order it reads nothing in vain.
 */
#include "fixture.h"

#include "store/read_ahead.h"
#include "store/scrub.h"

enum { PAGE = 512, PAGES = 1500, DISK = PAGES * PAGE };

/* The file below: an array that counts what is asked of it. */
struct disk {
    sqlite3_file base;
    uint8_t bytes[DISK];
    int reads;
    int64_t bytes_read;
    bool broken;
};

static int d_read(sqlite3_file *f, void *buf, int len, sqlite3_int64 at) {
    struct disk *d = (struct disk *)(void *)f;

    d->reads++;
    d->bytes_read += len;
    if (d->broken)
        return SQLITE_IOERR_READ;
    memset(buf, 0, (size_t)len);
    if (at + len > DISK)
        return SQLITE_IOERR_SHORT_READ;
    memcpy(buf, d->bytes + at, (size_t)len);
    return SQLITE_OK;
}

static struct disk *make_disk(void) {
    static const sqlite3_io_methods methods = {.iVersion = 1, .xRead = d_read};
    struct disk *d = mem_alloc(sizeof *d);

    d->base.pMethods = &methods;
    for (size_t i = 0; i < DISK; i++)
        d->bytes[i] = (uint8_t)(i / PAGE * 31 + i);
    return d;
}

static bool reads_right(struct read_ahead *r, struct disk *d, int64_t page) {
    uint8_t got[PAGE];

    return read_ahead(r, &d->base, got, PAGE, page * PAGE) == SQLITE_OK &&
           memcmp(got, d->bytes + page * PAGE, PAGE) == 0;
}

TEST(read_ahead_in_order_takes_few_calls) {
    struct disk *d CLEANUP(mem_free) = make_disk();
    struct read_ahead r = READ_AHEAD;
    int wrong = 0;

    for (int64_t page = 0; page < PAGES; page++)
        wrong += !reads_right(&r, d, page);
    CHECK_EQ_INT(wrong, 0);
    CHECK(d->reads < PAGES / 20);
    read_ahead_release(&r);
}

TEST(read_ahead_out_of_order_reads_nothing_in_vain) {
    struct disk *d CLEANUP(mem_free) = make_disk();
    struct read_ahead r = READ_AHEAD;
    int wrong = 0;

    for (int64_t i = 0; i < PAGES; i++)
        wrong += !reads_right(&r, d, i * 7 % PAGES);
    CHECK_EQ_INT(wrong, 0);
    CHECK_EQ_INT(d->bytes_read, DISK);
    read_ahead_release(&r);
}

/* Short runs, single pages, pieces of pages, and writes that are told, in any order. */
TEST(read_ahead_is_what_stands_there) {
    struct disk *d CLEANUP(mem_free) = make_disk();
    struct read_ahead r = READ_AHEAD;
    uint32_t x = 1;
    int wrong = 0;

    for (int i = 0; i < 20000; i++) {
        int64_t page;

        x = x * 1664525 + 1013904223;
        page = x >> 8 & 1023;
        if (x >> 30 == 0) {
            d->bytes[page * PAGE + 3]++;
            read_ahead_wrote(&r, page * PAGE, PAGE);
        } else if (x >> 30 == 1) {
            uint8_t got[16];

            wrong += read_ahead(&r, &d->base, got, 16, page * PAGE + 24) != SQLITE_OK ||
                     memcmp(got, d->bytes + page * PAGE + 24, 16) != 0;
        } else {
            for (int64_t k = 0; k < (int64_t)(x & 31); k++)
                wrong += !reads_right(&r, d, page + k);
        }
    }
    CHECK_EQ_INT(wrong, 0);
    read_ahead_release(&r);
}

TEST(read_ahead_tells_what_the_file_tells) {
    struct disk *d CLEANUP(mem_free) = make_disk();
    struct read_ahead r = READ_AHEAD;
    uint8_t got[PAGE];

    CHECK(reads_right(&r, d, PAGES - 3));
    CHECK(reads_right(&r, d, PAGES - 2));
    CHECK(reads_right(&r, d, PAGES - 1));
    CHECK_EQ_INT(read_ahead(&r, &d->base, got, PAGE, DISK), SQLITE_IOERR_SHORT_READ);
    d->broken = true;
    CHECK_EQ_INT(read_ahead(&r, &d->base, got, PAGE, 0), SQLITE_IOERR_READ);
    CHECK_EQ_INT(read_ahead(&r, &d->base, got, PAGE, PAGE), SQLITE_IOERR_READ);
    d->broken = false;
    CHECK(reads_right(&r, d, 2));
    read_ahead_release(&r);
}

static int64_t value(sqlite3 *db, const char *sql, int64_t row) {
    sqlite3_stmt *st = NULL;
    int64_t v = -1;

    if (sqlite3_prepare_v2(db, sql, -1, &st, NULL) == SQLITE_OK && sqlite3_bind_int64(st, 1, row) == SQLITE_OK &&
        sqlite3_step(st) == SQLITE_ROW)
        v = sqlite3_column_int64(st, 0);
    (void)sqlite3_finalize(st);
    return v;
}

/* A scan of the whole table leaves its last pages read ahead. Then another program, which reads nothing ahead, changes
 * them, and they are read one by one from behind, which puts nothing else in their place. */
TEST(read_ahead_sees_what_another_connection_wrote) {
    enum { ROWS = 2000 };
    FIXTURE(f);
    sqlite3 *ours = NULL;
    int old = 0;

    fixture_dir(&f);
    fixture_raw(f.path, "CREATE TABLE before (v); CREATE TABLE t (v INTEGER, filler TEXT); CREATE TABLE behind (v);"
                        "INSERT INTO t WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)"
                        " SELECT 1, printf('%200d', i) FROM n;"
                        "INSERT INTO behind SELECT filler FROM t;");
    CHECK_EQ_INT(scrub_register(), 0);
    CHECK_EQ_INT(sqlite3_open_v2(f.path, &ours, SQLITE_OPEN_READONLY, SCRUB_VFS), SQLITE_OK);
    CHECK_EQ_INT(value(ours, "SELECT sum(v) FROM t WHERE rowid < ?", INT64_MAX), ROWS);
    fixture_raw(f.path, "UPDATE t SET v = v + 1;");
    for (int64_t row = ROWS; row > 0; row--)
        old += value(ours, "SELECT v FROM t WHERE rowid = ?", row) != 2;
    CHECK_EQ_INT(old, 0);
    (void)sqlite3_close(ours);
}
