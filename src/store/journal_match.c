/*
 * journal_match.c - see journal_match.h.
 */
#include "store/journal_match.h"

#include <fcntl.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/sb.h"

enum {
    TRIES = 100,
    /* of a header in the journal: SQLite's eight bytes, how many pages follow, ..., pages of the database, sizes */
    RECORDS = 8,
    DB_PAGES = 16,
    SECTOR_SIZE = 20,
    PAGE_SIZE = 24,
    HEADER_LEN = 28,
    /* in the database's */
    COUNTER = 24,
    SIZE = 28,
    VALID_FOR = 92,
};

static const uint8_t sqlite_magic[8] = {0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7};
static const uint8_t mark_magic[16] = "gdprctl-journal";

/* Both files as they are at one moment, if nothing happens to them between two of these that are equal. */
struct look {
    uint8_t sector[JOURNAL_SECTOR_MIN]; /* the journal's first; zeros behind its end */
    uint8_t database[DATABASE_HEADER];
};

static void close_fd(int *fd) {
    if (*fd >= 0)
        (void)close(*fd);
}

static uint32_t page_size_of(const uint8_t *database) {
    uint32_t size = (uint32_t)database[16] << 8 | database[17];

    return size == 1 ? 65536 : size;
}

void journal_mark(uint8_t *sector, const uint8_t database[DATABASE_HEADER]) {
    memcpy(sector + HEADER_LEN, mark_magic, sizeof mark_magic);
    memcpy(sector + HEADER_LEN + sizeof mark_magic, database, DATABASE_HEADER);
}

/* ---- the journal of another program ---- */

/* Where the next header begins: SQLite puts each at the beginning of a sector. */
static int64_t next_sector(int64_t at, uint32_t sector) {
    return (at + sector - 1) / sector * sector;
}

/* The beginning of the old page 1 among the pages that follow the header at `*at`, which moves behind them. 1: found.
 */
static int find_in_part(int journal, int64_t *at, const uint8_t *header, uint8_t ret[DATABASE_HEADER]) {
    uint32_t records = bytes_be32(header + RECORDS), page = bytes_be32(header + PAGE_SIZE),
             sector = bytes_be32(header + SECTOR_SIZE);
    uint8_t number[4];

    *at += sector;
    for (uint32_t i = 0; i < records; i++, *at += 4 + page + 4) {
        if (pread(journal, number, sizeof number, *at) != (ssize_t)sizeof number)
            return 0;
        if (bytes_be32(number) == 1)
            return pread(journal, ret, DATABASE_HEADER, *at + 4) == DATABASE_HEADER ? 1 : 0;
    }
    *at = next_sector(*at, sector);
    return 0;
}

static bool find_page1(int journal, uint32_t page, uint8_t ret[DATABASE_HEADER]) {
    uint8_t header[HEADER_LEN];
    int64_t at = 0;

    while (pread(journal, header, sizeof header, at) == (ssize_t)sizeof header &&
           memcmp(header, sqlite_magic, sizeof sqlite_magic) == 0 && bytes_be32(header + SECTOR_SIZE) >= HEADER_LEN &&
           bytes_be32(header + PAGE_SIZE) == page && page >= DATABASE_HEADER)
        if (find_in_part(journal, &at, header, ret) > 0)
            return true;
    return false;
}

/* ---- the comparison ---- */

/* Is `now` what `before` was, or what a transaction that began there makes of it? It counts once, however often it
 * writes. */
static bool follows(const uint8_t *now, const uint8_t *before) {
    uint32_t counter = bytes_be32(now + COUNTER);

    if (counter == bytes_be32(before + COUNTER))
        return memcmp(now, before, DATABASE_HEADER) == 0;
    return counter == bytes_be32(before + COUNTER) + 1 && bytes_be32(now + VALID_FOR) == counter &&
           page_size_of(now) == page_size_of(before);
}

/* Without its page 1 in the journal the database's was not written, and counts the pages as they were. */
static bool counts_match(const struct look *l) {
    return bytes_be32(l->database + VALID_FOR) != bytes_be32(l->database + COUNTER) ||
           bytes_be32(l->database + SIZE) == bytes_be32(l->sector + DB_PAGES);
}

static bool belongs(const struct look *l, int journal) {
    uint8_t page1[DATABASE_HEADER];

    if (memcmp(l->sector, sqlite_magic, sizeof sqlite_magic) != 0)
        return true; /* SQLite finds nothing in it to roll back */
    if (bytes_be32(l->sector + PAGE_SIZE) != page_size_of(l->database))
        return false;
    if (memcmp(l->sector + HEADER_LEN, mark_magic, sizeof mark_magic) == 0)
        return follows(l->database, l->sector + HEADER_LEN + sizeof mark_magic);
    return find_page1(journal, page_size_of(l->database), page1) ? follows(l->database, page1) : counts_match(l);
}

static int foreign(const char *path, struct err *err) {
    err_set(
        err, ERR_INTEGRITY,
        "the journal %s-journal is not of this database: a command was killed, and the file was then replaced, by a "
        "backup say, before another command could take back what it had begun",
        path);
    return err_hint(err,
                    "nothing was changed; if a backup was restored, put the journal aside: mv '%s-journal' "
                    "'%s-journal.old', then run: gdprctl ledger replay (and delete the .old file, which holds personal "
                    "data, when all is well)",
                    path, path);
}

/* Only when two looks see the same was there no transaction that ended between the one file and the other. */
int journal_match(const char *path, int fd, struct err *err) {
    struct look before = {.sector = {0}};
    SB(name);

    sb_printf(&name, "%s-journal", path);
    for (int i = 0; i < TRIES; i++) {
        int journal CLEANUP(close_fd) = open(name.d, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
        struct look now = {.sector = {0}};

        if (journal < 0 || pread(journal, now.sector, sizeof now.sector, 0) <= 0 ||
            pread(fd, now.database, sizeof now.database, 0) != (ssize_t)sizeof now.database || belongs(&now, journal))
            return 0; /* what cannot be read SQLite cannot read either, and tells so */
        if (i > 0 && memcmp(&now, &before, sizeof now) == 0)
            return foreign(path, err);
        before = now;
    }
    return 0;
}
