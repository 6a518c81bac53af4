/*
 * test_scrub.c - one page: what belongs to nothing is cleared, and nothing else. (Whole databases: test_residue.c.)
 */
#include "fixture.h"

#include <unistd.h>

#include "store/scrub.h"

/* A leaf of a table, 512 bytes: two cells at its end, a free block of 20 bytes between them, one fragment byte. */
static void make_leaf(uint8_t page[512], bool first) {
    static const uint8_t cell[] = {10, 1, 2, 19, 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'}; /* payload 10, row 1 */
    uint8_t *h = page + (first ? 100 : 0);

    memset(page, 0xee, 512);
    memcpy(h, (uint8_t[]){13, 0x01, 0xdf, 0, 2, 0x01, 0xd3, 1, 0x01, 0xf4, 0x01, 0xd3}, 12);
    memcpy(page + 467, cell, sizeof cell); /* 0x1d3: the lower cell, content begins here */
    memcpy(page + 479, (uint8_t[]){0, 0, 0, 20}, 4);
    memcpy(page + 500, cell, sizeof cell); /* 0x1f4; the byte before it is the fragment */
}

static bool all(const uint8_t *bytes, size_t from, size_t to, uint8_t value) {
    for (size_t i = from; i < to; i++)
        if (bytes[i] != value)
            return false;
    return true;
}

TEST(scrub_page_clears_what_belongs_to_nothing) {
    for (int first = 0; first <= 1; first++) {
        uint8_t page[512], before[512];
        size_t header_end = (first ? 100u : 0u) + 12;

        make_leaf(page, first);
        memcpy(before, page, sizeof page);
        scrub_page(page, 512, first, 512);
        CHECK(memcmp(page, before, header_end) == 0);
        CHECK(all(page, header_end, 467, 0));
        CHECK(memcmp(page + 467, before + 467, 12) == 0);
        CHECK(memcmp(page + 479, before + 479, 4) == 0);
        CHECK(all(page, 483, 500, 0));
        CHECK(memcmp(page + 500, before + 500, 12) == 0);
        memcpy(before, page, sizeof page);
        scrub_page(page, 512, first, 512);
        CHECK(memcmp(page, before, sizeof page) == 0);
    }
}

/* Without a fragment: the block takes that byte too, and where the unused bytes lie is known from the headers alone. */
TEST(scrub_page_clears_a_page_without_fragments) {
    uint8_t page[512], before[512];

    make_leaf(page, false);
    page[7] = 0;
    page[482] = 21;
    memcpy(before, page, sizeof page);
    scrub_page(page, 512, false, 512);
    CHECK(memcmp(page, before, 12) == 0);
    CHECK(all(page, 12, 467, 0));
    CHECK(memcmp(page + 467, before + 467, 16) == 0);
    CHECK(all(page, 483, 500, 0));
    CHECK(memcmp(page + 500, before + 500, 12) == 0);
}

/* A cell takes four bytes at least; what it does not fill of them is nobody's. */
TEST(scrub_page_clears_the_tail_of_a_short_cell) {
    static const uint8_t head[] = {10, 0, 0, 0, 1, 0x01, 0xfc, 0, 0x01, 0xfc}; /* a leaf of an index: one cell at 508 */
    uint8_t page[512];

    memset(page, 0xee, sizeof page);
    memcpy(page, head, sizeof head);
    memcpy(page + 508, (uint8_t[]){1, 9}, 2); /* payload 1 */
    scrub_page(page, 512, false, 512);
    CHECK(memcmp(page, head, sizeof head) == 0);
    CHECK(all(page, sizeof head, 508, 0));
    CHECK(page[508] == 1 && page[509] == 9 && page[510] == 0 && page[511] == 0);
}

/* Changes one byte of a good page that makes it no page of a b-tree; then not a byte may be touched. */
TEST(scrub_page_leaves_what_it_does_not_understand) {
    static const struct {
        size_t at;
        uint8_t value;
    } wrong[] = {
        {0, 0},    {0, 1},    {0, 3},      {0, 14},    {0, 0xff},                      /* type */
        {2, 0xe0}, {1, 0xff}, {2, 0x10},                                               /* first free block */
        {3, 0xff}, {4, 1},    {4, 3},                                                  /* number of cells */
        {5, 0},    {5, 0xff}, {6, 0xd2},   {6, 0xd4},                                  /* start of the content */
        {7, 0},    {7, 2},                                                             /* fragments */
        {8, 0x00}, {9, 0xf5}, {10, 0xff},  {11, 0xd2},                                 /* cell pointers */
        {467, 11}, {467, 9},  {467, 0xff}, {500, 11},  {500, 0x81},                    /* payload lengths */
        {479, 1},  {480, 1},  {481, 1},    {482, 19},  {482, 21},   {482, 3}, {482, 0} /* free block */
    };

    for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
        uint8_t page[512], before[512];

        make_leaf(page, false);
        page[wrong[i].at] = wrong[i].value;
        memcpy(before, page, sizeof page);
        scrub_page(page, 512, false, 512);
        if (memcmp(page, before, sizeof page) != 0)
            printf("# byte %zu = %d\n", wrong[i].at, wrong[i].value);
        CHECK(memcmp(page, before, sizeof page) == 0);
    }
}

TEST(scrub_page_takes_any_size) {
    static const size_t sizes[] = {0, 1, 100, 511, 513, 1000, 4095, 131072};
    uint8_t *page = mem_alloc(131072);

    memset(page, 13, 131072);
    for (size_t i = 0; i < ARRAY_LEN(sizes); i++)
        scrub_page(page, sizes[i], i % 2 == 0, sizes[i]);
    scrub_page(page, 512, false, 513);
    scrub_page(page, 512, false, 20);
    CHECK(all(page, 0, 131072, 13));
    free(page);
}

static uint64_t rnd(uint64_t *seed) {
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return *seed;
}

/* Pages of noise, and good pages with noise in a few places: nothing outside the page is read or written (ASan), and
 * the header and the cell pointers stay. */
TEST(scrub_page_survives_noise) {
    static const size_t sizes[] = {512, 1024, 4096, 65536};
    static const uint8_t types[] = {2, 5, 10, 13};
    uint64_t seed = 4711;

    for (int i = 0; i < 20000; i++) {
        size_t size = sizes[i % 40 == 0 ? 3 : i % 3];
        uint8_t *page = mem_alloc(size), before[8];

        if (i % 2 == 0) {
            for (size_t b = 0; b < size; b++)
                page[b] = (uint8_t)rnd(&seed);
            page[0] = types[i / 2 % 4];
            if (i % 4 == 0)
                memset(page + 1, 0, 3); /* few cells, no free block: likelier to be taken */
        } else {
            size = 512;
            make_leaf(page, false);
            for (int n = 0; n < 3; n++)
                page[rnd(&seed) % 512] = (uint8_t)rnd(&seed);
        }
        memcpy(before, page, 8);
        scrub_page(page, size, false, size - (i % 7 == 0 ? 32 : 0));
        CHECK(memcmp(page, before, 8) == 0);
        free(page);
    }
}

/* Every page of a database full of everything keeps its meaning: scrubbed from outside, it still checks and reads the
 * same. */
TEST(scrub_page_keeps_a_database_whole) {
    static const char fill[] =
        "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT UNIQUE, b BLOB);"
        "CREATE INDEX t_b ON t (b, a);"
        "CREATE TABLE w (k TEXT PRIMARY KEY, v) WITHOUT ROWID;"
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)"
        " INSERT INTO t SELECT i * 7919 % 100003, 'a' || i, zeroblob(abs(random()) % 90 + (i % 50 = 0) * 9000) FROM n;"
        "INSERT INTO w SELECT a, b FROM t; DELETE FROM t WHERE id % 3 = 0; DELETE FROM w WHERE length(v) % 5 = 0;"
        "UPDATE t SET b = zeroblob(3) WHERE id % 5 = 0; INSERT INTO t (a, b) SELECT 'new' || k, v FROM w LIMIT 300";
    static const char compare[] = "CREATE TEMP TABLE must_be_ok (v CHECK (v = 'ok'));"
                                  "INSERT INTO must_be_ok SELECT * FROM pragma_integrity_check;"
                                  "ATTACH '%s' AS old; CREATE TEMP TABLE must_be_none (n CHECK (n = 0));"
                                  "INSERT INTO must_be_none SELECT count(*) FROM"
                                  " (SELECT * FROM main.t EXCEPT SELECT * FROM old.t);"
                                  "INSERT INTO must_be_none SELECT count(*) FROM"
                                  " (SELECT * FROM old.t EXCEPT SELECT * FROM main.t);"
                                  "INSERT INTO must_be_none SELECT count(*) FROM"
                                  " (SELECT * FROM old.w EXCEPT SELECT * FROM main.w)";
    static const char *const pragmas[] = {"PRAGMA page_size = 512;", "PRAGMA page_size = 1024;",
                                          "PRAGMA page_size = 4096;", "PRAGMA page_size = 65536;"};

    for (size_t p = 0; p < ARRAY_LEN(pragmas); p++) {
        FIXTURE(f);
        SB(sql);
        SB(path);
        size_t len = 0, size, changed = 0;
        char *file = NULL, *before = NULL;

        fixture_dir(&f);
        sb_printf(&sql, "%s PRAGMA secure_delete = OFF; %s", pragmas[p], fill);
        fixture_raw(f.path, sql.d);
        file = fixture_read(f.path, &len);
        before = fixture_read(f.path, &len);
        size = (size_t)(uint8_t)file[16] << 8 | (uint8_t)file[17];
        size = size == 1 ? 65536 : size;
        for (size_t at = 0; at < len; at += size)
            scrub_page((uint8_t *)file + at, size, at == 0, size);
        for (size_t i = 0; i < len; i++)
            changed += file[i] != before[i];
        CHECK(changed > 1000);
        fixture_write(f.path, file, len);
        fixture_name(&f, "before.db", &path);
        fixture_write(path.d, before, len);
        sb_clear(&sql);
        sb_printf(&sql, compare, path.d);
        fixture_raw(f.path, sql.d);
        free(file);
        free(before);
    }
}

/* Fills the gap of a page with noise and scrubs it; true when the noise went. Pages of other kinds count as clean. */
static bool understands(uint8_t *page, size_t size, bool first) {
    const uint8_t *h = page + (first ? 100 : 0);
    size_t from = (size_t)(h - page) + (h[0] == 2 || h[0] == 5 ? 12u : 8u) + 2 * ((size_t)h[3] << 8 | h[4]);
    size_t to = (size_t)h[5] << 8 | h[6];

    if (h[0] != 2 && h[0] != 5 && h[0] != 10 && h[0] != 13)
        return true;
    memset(page + from, 0xaa, to - from);
    scrub_page(page, size, first, size);
    return all(page, from, to, 0);
}

/* Values of every length around those where a cell begins to use overflow pages, in tables and indexes, on leaves and
 * above them: a length computed wrongly would leave the page as it is. */
TEST(scrub_page_knows_the_length_of_every_cell) {
    static const char fill[] =
        "INSERT INTO t (b) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 40)"
        " SELECT CAST(char(i + 64) || zeroblob(?) AS BLOB) FROM n";
    sqlite3 *sq = NULL;
    sqlite3_stmt *clear = NULL, *st = NULL, *make = NULL;
    const char *sql = "PRAGMA page_size = 512; CREATE TABLE t (id INTEGER PRIMARY KEY, b); CREATE INDEX t_b ON t (b);";
    int pages = 0, kinds[14] = {0};

    CHECK_EQ_INT(sqlite3_open(":memory:", &sq), SQLITE_OK);
    while (*sql != '\0') {
        CHECK_EQ_INT(sqlite3_prepare_v2(sq, sql, -1, &make, &sql), SQLITE_OK);
        CHECK_EQ_INT(sqlite3_step(make), SQLITE_DONE);
        (void)sqlite3_finalize(make);
    }
    CHECK_EQ_INT(sqlite3_prepare_v2(sq, "DELETE FROM t", -1, &clear, NULL), SQLITE_OK);
    CHECK_EQ_INT(sqlite3_prepare_v2(sq, fill, -1, &st, NULL), SQLITE_OK);
    for (int len = 0; len < 1100; len += len >= 130 && len < 440 ? 31 : 1) {
        sqlite3_int64 size = 0;
        uint8_t *bytes;

        CHECK_EQ_INT(sqlite3_step(clear), SQLITE_DONE);
        (void)sqlite3_reset(clear);
        (void)sqlite3_bind_int(st, 1, len);
        CHECK_EQ_INT(sqlite3_step(st), SQLITE_DONE);
        (void)sqlite3_reset(st);
        bytes = sqlite3_serialize(sq, "main", &size, 0);
        for (sqlite3_int64 at = 512; at < size; at += 512, pages++) {
            if (bytes[at] < 14)
                kinds[bytes[at]]++;
            if (!understands(bytes + at, 512, false))
                printf("# a page of kind %d with values of %d\n", bytes[at], len);
            CHECK(understands(bytes + at, 512, false));
        }
        sqlite3_free(bytes);
    }
    CHECK(kinds[2] > 100 && kinds[5] > 100 && kinds[10] > 1000 && kinds[13] > 1000);
    (void)sqlite3_finalize(clear);
    (void)sqlite3_finalize(st);
    CHECK_EQ_INT(sqlite3_close(sq), SQLITE_OK);
}
