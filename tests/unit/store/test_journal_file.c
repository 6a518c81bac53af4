/*
 * test_journal_file.c - the buffer in front of the rollback journal: what is read and measured is as if it were not
 * there, what is synced is in the file, and a failing disk is told.
 */
#include <sqlite3.h>

#include "test.h"

#include "base/mem.h"
#include "store/journal_file.h"

enum { DISK = 512 * 1024 };

/* The file below: an array, that can be full and counts what is asked of it. */
struct disk {
    uint8_t bytes[DISK];
    sqlite3_int64 size;
    int writes, syncs, closes;
    bool full;
};

struct below {
    sqlite3_file base;
    struct disk *disk;
};

static struct disk *disk_of(sqlite3_file *f) {
    return ((struct below *)(void *)f)->disk;
}

static int d_close(sqlite3_file *f) {
    disk_of(f)->closes++;
    return SQLITE_OK;
}

static int d_read(sqlite3_file *f, void *buf, int len, sqlite3_int64 at) {
    const struct disk *d = disk_of(f);

    memset(buf, 0, (size_t)len);
    if (at + len > d->size)
        return SQLITE_IOERR_SHORT_READ;
    memcpy(buf, d->bytes + at, (size_t)len);
    return SQLITE_OK;
}

static int d_write(sqlite3_file *f, const void *buf, int len, sqlite3_int64 at) {
    struct disk *d = disk_of(f);

    d->writes++;
    if (d->full)
        return SQLITE_FULL;
    CHECK(at + len <= DISK);
    memcpy(d->bytes + at, buf, (size_t)len);
    d->size = at + len > d->size ? at + len : d->size;
    return SQLITE_OK;
}

static int d_truncate(sqlite3_file *f, sqlite3_int64 size) {
    disk_of(f)->size = size;
    return SQLITE_OK;
}

static int d_sync(sqlite3_file *f, UNUSED int flags) {
    disk_of(f)->syncs++;
    return SQLITE_OK;
}

static int d_size(sqlite3_file *f, sqlite3_int64 *ret) {
    *ret = disk_of(f)->size;
    return SQLITE_OK;
}

static int d_open(sqlite3_vfs *vfs, UNUSED const char *name, sqlite3_file *file, UNUSED int flags,
                  UNUSED int *ret_flags) {
    static const sqlite3_io_methods methods = {.iVersion = 1,
                                               .xClose = d_close,
                                               .xRead = d_read,
                                               .xWrite = d_write,
                                               .xTruncate = d_truncate,
                                               .xSync = d_sync,
                                               .xFileSize = d_size};
    struct below *b = (struct below *)(void *)file;

    b->disk = vfs->pAppData;
    b->base.pMethods = b->disk != NULL ? &methods : NULL;
    return b->disk != NULL ? SQLITE_OK : SQLITE_CANTOPEN;
}

struct scene {
    struct disk *disk;
    sqlite3_file *file;
    struct disk *database_disk; /* empty: a database that is being made */
    struct below database;
};

static void scene_release(struct scene *s) {
    free(s->disk);
    free(s->database_disk);
    free(s->file);
}

#define SCENE(name) struct scene name CLEANUP(scene_release) = {0}

static void scene_open(struct scene *s) {
    sqlite3_vfs vfs = {.iVersion = 1, .xOpen = d_open};

    s->disk = mem_alloc(sizeof *s->disk);
    s->file = mem_alloc((size_t)journal_file_size + sizeof(struct below));
    s->database_disk = mem_alloc(sizeof *s->database_disk);
    vfs.pAppData = s->database_disk;
    CHECK_EQ_INT(d_open(&vfs, NULL, &s->database.base, 0, NULL), SQLITE_OK);
    vfs.pAppData = s->disk;
    CHECK_EQ_INT(journal_file_open(&vfs, "x", s->file, SQLITE_OPEN_MAIN_JOURNAL, NULL, &s->database.base), SQLITE_OK);
}

static int put(struct scene *s, uint8_t value, int len, sqlite3_int64 at) {
    uint8_t *bytes CLEANUP(mem_free) = mem_alloc((size_t)len);

    memset(bytes, value, (size_t)len);
    return s->file->pMethods->xWrite(s->file, bytes, len, at);
}

static sqlite3_int64 size_of(struct scene *s) {
    sqlite3_int64 size = -1;

    CHECK_EQ_INT(s->file->pMethods->xFileSize(s->file, &size), SQLITE_OK);
    return size;
}

TEST(journal_file_collects_what_follows_on) {
    SCENE(s);
    uint8_t back[8];

    scene_open(&s);
    for (int i = 0; i < 10; i++)
        CHECK_EQ_INT(put(&s, (uint8_t)(i + 1), 4, 4 * i), SQLITE_OK);
    CHECK_EQ_INT(s.disk->writes, 0);
    CHECK_EQ_INT(size_of(&s), 40);
    CHECK_EQ_INT(s.file->pMethods->xRead(s.file, back, 8, 4), SQLITE_OK);
    CHECK(back[0] == 2 && back[4] == 3);
    CHECK_EQ_INT(s.disk->writes, 0);
    CHECK_EQ_INT(s.file->pMethods->xSync(s.file, 0), SQLITE_OK);
    CHECK_EQ_INT(s.disk->writes, 1);
    CHECK_EQ_INT(s.disk->syncs, 1);
    CHECK_EQ_INT(s.disk->size, 40);
    CHECK_EQ_INT(s.disk->bytes[36], 10);
    /* The number of pages, put into the header at the end. */
    CHECK_EQ_INT(put(&s, 77, 4, 8), SQLITE_OK);
    CHECK_EQ_INT(put(&s, 78, 4, 40), SQLITE_OK);
    CHECK_EQ_INT(s.disk->bytes[8], 77);
    CHECK_EQ_INT(size_of(&s), 44);
    CHECK_EQ_INT(s.file->pMethods->xClose(s.file), SQLITE_OK);
    CHECK_EQ_INT(s.disk->closes, 1);
    CHECK_EQ_INT(s.disk->bytes[40], 78);
}

/* Of a long one the disk is sent some early (early_write.h); that there is no file of that name to open is no loss. */
TEST(journal_file_of_any_length) {
    SCENE(s);
    uint8_t back[8];

    scene_open(&s);
    for (int i = 0; i < 120; i++)
        CHECK_EQ_INT(put(&s, (uint8_t)(i + 1), 4096, 4096 * i), SQLITE_OK);
    CHECK_EQ_INT(size_of(&s), 120 * 4096);
    CHECK_EQ_INT(s.file->pMethods->xRead(s.file, back, 8, 100 * 4096), SQLITE_OK);
    CHECK_EQ_INT(back[0], 101);
    CHECK_EQ_INT(s.file->pMethods->xClose(s.file), SQLITE_OK);
    CHECK_EQ_INT(s.disk->bytes[119 * 4096], 120);
}

/* Where nothing is synced the journal must be ahead of the database all the same. */
TEST(journal_file_is_ahead_of_the_database) {
    SCENE(s);

    scene_open(&s);
    CHECK_EQ_INT(put(&s, 1, 8, 0), SQLITE_OK);
    CHECK_EQ_INT(journal_file_before_change(s.file), SQLITE_OK);
    CHECK_EQ_INT(s.disk->size, 8);
    CHECK_EQ_INT(put(&s, 2, 8, 8), SQLITE_OK);
    CHECK_EQ_INT(s.file->pMethods->xSync(s.file, 0), SQLITE_OK);
    CHECK_EQ_INT(s.disk->size, 16);
    CHECK_EQ_INT(put(&s, 3, 8, 16), SQLITE_OK);
    CHECK_EQ_INT(journal_file_before_change(s.file), SQLITE_OK);
    CHECK_EQ_INT(s.disk->size, 16); /* of a page that SQLite does not write before it has synced this */
    CHECK_EQ_INT(s.file->pMethods->xClose(s.file), SQLITE_OK);
    CHECK_EQ_INT(s.disk->size, 24);
}

/* Read from below, from the buffer, over its edges, behind the end. */
TEST(journal_file_reads_what_was_written) {
    SCENE(s);
    uint8_t back[8];
    const sqlite3_io_methods *m;

    scene_open(&s);
    m = s.file->pMethods;
    CHECK_EQ_INT(put(&s, 1, 16, 0), SQLITE_OK);
    CHECK_EQ_INT(m->xSync(s.file, 0), SQLITE_OK);
    CHECK_EQ_INT(put(&s, 2, 16, 16), SQLITE_OK);
    CHECK_EQ_INT(m->xRead(s.file, back, 8, 0), SQLITE_OK);
    CHECK(back[0] == 1 && back[7] == 1);
    CHECK_EQ_INT(m->xRead(s.file, back, 8, 20), SQLITE_OK);
    CHECK(back[0] == 2 && back[7] == 2);
    CHECK_EQ_INT(s.disk->writes, 1);
    CHECK_EQ_INT(m->xRead(s.file, back, 8, 32), SQLITE_IOERR_SHORT_READ);
    CHECK_EQ_INT(m->xRead(s.file, back, 8, 12), SQLITE_OK);
    CHECK(back[3] == 1 && back[4] == 2);
    CHECK_EQ_INT(put(&s, 3, 16, 32), SQLITE_OK);
    CHECK_EQ_INT(m->xRead(s.file, back, 8, 44), SQLITE_IOERR_SHORT_READ);
    CHECK_EQ_INT(put(&s, 4, 4, 0), SQLITE_OK);
    CHECK_EQ_INT(m->xTruncate(s.file, 2), SQLITE_OK);
    CHECK_EQ_INT(size_of(&s), 2);
    CHECK_EQ_INT(m->xClose(s.file), SQLITE_OK);
    CHECK_EQ_INT(s.disk->size, 2);
    CHECK_EQ_INT(s.disk->bytes[1], 4);
}

TEST(journal_file_hands_on_large_amounts) {
    SCENE(s);

    scene_open(&s);
    for (int i = 0; i < 60; i++)
        CHECK_EQ_INT(put(&s, (uint8_t)(i + 1), 4096, 4096 * i), SQLITE_OK);
    CHECK_EQ_INT(put(&s, 99, 100000, 60 * 4096), SQLITE_OK);
    CHECK_EQ_INT(put(&s, 98, 10, 60 * 4096 + 100000), SQLITE_OK);
    CHECK_EQ_INT(size_of(&s), 60 * 4096 + 100010);
    CHECK_EQ_INT(s.file->pMethods->xClose(s.file), SQLITE_OK);
    CHECK(s.disk->writes < 10);
    for (int i = 0; i < 60; i++)
        CHECK_EQ_INT(s.disk->bytes[4096 * i + 4095], i + 1);
    CHECK_EQ_INT(s.disk->bytes[60 * 4096 + 99999], 99);
    CHECK_EQ_INT(s.disk->bytes[60 * 4096 + 100009], 98);
}

/* What could not be written is not lost, and nothing is called synced before it was. */
TEST(journal_file_tells_a_full_disk) {
    SCENE(s);
    const sqlite3_io_methods *m;
    uint8_t back[4];

    scene_open(&s);
    m = s.file->pMethods;
    CHECK_EQ_INT(put(&s, 1, 8, 0), SQLITE_OK);
    s.disk->full = true;
    CHECK_EQ_INT(m->xSync(s.file, 0), SQLITE_FULL);
    CHECK_EQ_INT(s.disk->syncs, 0);
    CHECK_EQ_INT(put(&s, 2, 4, 100), SQLITE_FULL);
    CHECK_EQ_INT(m->xTruncate(s.file, 0), SQLITE_FULL);
    CHECK_EQ_INT(m->xRead(s.file, back, 4, 4), SQLITE_OK);
    CHECK_EQ_INT(back[0], 1);
    s.disk->full = false;
    CHECK_EQ_INT(m->xSync(s.file, 0), SQLITE_OK);
    CHECK_EQ_INT(s.disk->bytes[7], 1);
    CHECK_EQ_INT(put(&s, 3, 8, 8), SQLITE_OK);
    s.disk->full = true;
    CHECK_EQ_INT(m->xClose(s.file), SQLITE_FULL);
    CHECK_EQ_INT(s.disk->closes, 1);
}

/* In its first sector, behind what SQLite writes there, and nowhere else. */
TEST(journal_file_notes_how_the_database_begins) {
    SCENE(s);
    uint8_t header[100];

    scene_open(&s);
    for (size_t i = 0; i < sizeof header; i++)
        header[i] = (uint8_t)(200 - i);
    CHECK_EQ_INT(s.database.base.pMethods->xWrite(&s.database.base, header, sizeof header, 0), SQLITE_OK);
    CHECK_EQ_INT(put(&s, 7, 512, 0), SQLITE_OK);
    CHECK_EQ_INT(put(&s, 8, 512, 512), SQLITE_OK);
    CHECK_EQ_INT(put(&s, 9, 12, 0), SQLITE_OK);
    CHECK_EQ_INT(s.file->pMethods->xClose(s.file), SQLITE_OK);
    CHECK(s.disk->bytes[11] == 9 && s.disk->bytes[27] == 7);
    CHECK(memcmp(s.disk->bytes + 44, header, sizeof header) == 0);
    CHECK(s.disk->bytes[144] == 7 && s.disk->bytes[511] == 7);
    for (size_t i = 512; i < 1024; i++)
        CHECK_EQ_INT(s.disk->bytes[i], 8);
}

TEST(journal_file_that_cannot_be_opened_is_none) {
    sqlite3_vfs vfs = {.iVersion = 1, .xOpen = d_open};
    sqlite3_file *file CLEANUP(mem_free) = mem_alloc((size_t)journal_file_size + sizeof(struct below));

    CHECK_EQ_INT(journal_file_open(&vfs, "x", file, SQLITE_OPEN_MAIN_JOURNAL, NULL, NULL), SQLITE_CANTOPEN);
    CHECK(file->pMethods == NULL);
}
