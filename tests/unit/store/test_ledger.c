/*
 * test_ledger.c - the ledger's place in a transaction: wherever a write was cut off, database and ledger agree, nothing
 * that was committed is missing, and the next write goes on.
 */
#include "fixture.h"

#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "store/ledger_item.h"

enum { DONE_LEN = 16 + 32 + 36 };

struct bound {
    struct fixture f;
    struct sb path;
};

static void bound_release(struct bound *b) {
    fixture_release(&b->f);
    sb_release(&b->path);
}

#define BOUND(name) struct bound name CLEANUP(bound_release) = {.path = SB_INIT}

static void make(struct bound *b) {
    uint8_t id[LEDGER_ID_LEN];
    TX(tx);

    fixture_create(&b->f);
    fixture_name(&b->f, "ledger", &b->path);
    CHECK_EQ_INT(ledger_file_create(b->path.d, NULL, id, &b->f.err), 0);
    CHECK_EQ_INT(tx_begin(&tx, &b->f.db), 0);
    CHECK_EQ_INT(ledger_bind(&b->f.db, id), 0);
    CHECK_EQ_INT(fixture_audit(&b->f, NULL), 0);
    CHECK_EQ_INT(tx_commit(&tx), 0);
    CHECK_EQ_INT(ledger_attach(&b->f.db, b->path.d), 0);
}

static int note(struct bound *b, int64_t n) {
    return ledger_note(&b->f.db, &(struct ledger_item){.type = LEDGER_HOLD_END, .n = {n}, .s = {"2026-11-22"}});
}

/* One transaction that notes a number. */
static int write_one(struct bound *b, int64_t n) {
    TX(tx);

    TRY(tx_begin(&tx, &b->f.db));
    TRY(note(b, n));
    TRY(fixture_audit(&b->f, NULL));
    return tx_commit(&tx);
}

static enum ledger_state state(struct bound *b) {
    struct ledger_look look;

    err_clear(&b->f.err);
    CHECK_EQ_INT(ledger_look(&b->f.db, b->path.d, &look), 0);
    return look.state;
}

struct numbers {
    int64_t sum, groups;
};

static int add(void *ctx, const struct ledger_item *item) {
    if (item->type == LEDGER_HOLD_END)
        ((struct numbers *)ctx)->sum += item->n[0];
    return 0;
}

static int count(void *ctx, const struct ledger_pos *pos) {
    struct numbers *n = ctx;

    CHECK_EQ_INT(pos->seq, ++n->groups);
    return 0;
}

static int64_t sum(struct bound *b) {
    struct numbers n = {0};

    CHECK_EQ_INT(ledger_read(&b->f.db, b->path.d, &(struct ledger_reader){add, count, &n}), 0);
    return n.sum;
}

static void put_back(const struct bound *b, const char *bytes, size_t len) {
    (void)unlink(b->path.d);
    fixture_write(b->path.d, bytes, len);
    CHECK_EQ_INT(chmod(b->path.d, 0600), 0);
}

/* The next run: its own connection to whatever is there. */
static void open_again(struct bound *b) {
    CHECK_EQ_INT(fixture_open(&b->f, DB_WRITE), 0);
    CHECK_EQ_INT(ledger_attach(&b->f.db, b->path.d), 0);
}

TEST(ledger_takes_what_is_committed_and_nothing_else) {
    BOUND(b);
    TX(given_up);

    make(&b);
    CHECK_EQ_INT(write_one(&b, 1), 0);
    CHECK_EQ_INT(tx_begin(&given_up, &b.f.db), 0);
    CHECK_EQ_INT(note(&b, 10), 0);
    tx_release(&given_up);
    {
        TX(outer);
        CHECK_EQ_INT(tx_begin(&outer, &b.f.db), 0);
        CHECK_EQ_INT(note(&b, 100), 0);
        {
            TX(inner);
            CHECK_EQ_INT(tx_begin(&inner, &b.f.db), 0);
            CHECK_EQ_INT(note(&b, 1000), 0);
        }
        CHECK_EQ_INT(fixture_audit(&b.f, NULL), 0);
        CHECK_EQ_INT(tx_commit(&outer), 0);
    }
    CHECK_EQ_INT(fixture_tx(&b.f, "UPDATE meta SET value = value WHERE name = 'nothing'"), 0);
    CHECK_EQ_INT(sum(&b), 101);
    CHECK_EQ_INT(state(&b), LEDGER_SOUND);
    CHECK_STR(b.f.err.msg, "");
}

/* Items by the megabyte are written as they come, and taken back with their transaction. */
/* The sum of the customers put down, each in a place of its own. */
static int add_customer(void *ctx, const struct ledger_item *item) {
    int64_t *sum = ctx;

    if (item->type == LEDGER_BATCH)
        *sum = *sum * 100 + item->n[2];
    return 0;
}

static int no_group(UNUSED void *ctx, UNUSED const struct ledger_pos *pos) {
    return 0;
}

TEST(ledger_batch_goes_on_after_what_was_taken_back) {
    BOUND(b);
    TX(outer);
    int64_t customers = 0;

    make(&b);
    CHECK_EQ_INT(tx_begin(&outer, &b.f.db), 0);
    CHECK_EQ_INT(ledger_note_batch(&b.f.db, 0, 5, "2026-11-22", "x"), 0);
    {
        TX(inner);
        CHECK_EQ_INT(tx_begin(&inner, &b.f.db), 0);
        CHECK_EQ_INT(ledger_note_batch(&b.f.db, 0, 7, "2026-11-22", "x"), 0);
    }
    CHECK_EQ_INT(ledger_note_batch(&b.f.db, 0, 9, "2026-11-22", "x"), 0);
    CHECK_EQ_INT(fixture_audit(&b.f, NULL), 0);
    CHECK_EQ_INT(tx_commit(&outer), 0);
    CHECK_EQ_INT(ledger_read(&b.f.db, b.path.d, &(struct ledger_reader){add_customer, no_group, &customers}), 0);
    CHECK_EQ_INT(customers, 509);
}

TEST(ledger_large_groups_are_written_in_parts) {
    BOUND(b);
    uint8_t tag[CRYPT_TAG_LEN] = {0};
    TX(tx);
    size_t len = 0, after = 0;

    make(&b);
    CHECK_EQ_INT(write_one(&b, 1), 0);
    free(fixture_read(b.path.d, &len));
    for (int keep = 0; keep < 2; keep++) {
        CHECK_EQ_INT(tx_begin(&tx, &b.f.db), 0);
        for (int64_t i = 0; i < 40000; i++) {
            memcpy(tag, &i, sizeof i);
            CHECK_EQ_INT(ledger_note_ban(&b.f.db, 0, 1, 2, tag, i % 2 == 0 ? "2026-11-22" : "2026-11-23", "x"), 0);
            CHECK_EQ_INT(note(&b, 1), 0);
        }
        CHECK_EQ_INT(fixture_audit(&b.f, NULL), 0);
        if (keep > 0) {
            CHECK_EQ_INT(tx_commit(&tx), 0);
        } else {
            tx_release(&tx);
        }
        free(fixture_read(b.path.d, &after));
        CHECK(keep > 0 ? after > len + (1 << 20) : after == len);
    }
    CHECK_EQ_INT(sum(&b), 40001);
    CHECK_EQ_INT(state(&b), LEDGER_SOUND);
}

/* Killed while the group was written, or before the database committed it: it never happened. */
TEST(ledger_cut_before_the_commit) {
    BOUND(b);
    size_t before = 0, len = 0;
    char *bytes CLEANUP(mem_free) = NULL;
    TX(tx);

    make(&b);
    CHECK_EQ_INT(write_one(&b, 1), 0);
    free(fixture_read(b.path.d, &before));
    CHECK_EQ_INT(tx_begin(&tx, &b.f.db), 0);
    CHECK_EQ_INT(note(&b, 10), 0);
    CHECK_EQ_INT(fixture_audit(&b.f, NULL), 0);
    CHECK_EQ_INT(ledger_prepare(&b.f.db), 0);
    bytes = fixture_read(b.path.d, &len);
    tx_release(&tx);
    CHECK(len > before);
    for (size_t cut = before; cut <= len; cut++) {
        put_back(&b, bytes, cut);
        open_again(&b);
        CHECK_EQ_INT(state(&b), LEDGER_SOUND);
        CHECK_EQ_INT(sum(&b), 1);
    }
    CHECK_EQ_INT(write_one(&b, 100), 0);
    CHECK_EQ_INT(sum(&b), 101);
    CHECK_EQ_INT(state(&b), LEDGER_SOUND);
}

/* Killed after the commit: it happened, and the next write says so. */
TEST(ledger_cut_after_the_commit) {
    BOUND(b);
    size_t len = 0;
    char *bytes CLEANUP(mem_free) = NULL;

    make(&b);
    CHECK_EQ_INT(write_one(&b, 1), 0);
    CHECK_EQ_INT(write_one(&b, 10), 0);
    bytes = fixture_read(b.path.d, &len);
    for (size_t cut = len - DONE_LEN; cut < len; cut++) {
        put_back(&b, bytes, cut);
        open_again(&b);
        CHECK_EQ_INT(state(&b), LEDGER_SOUND);
        CHECK_EQ_INT(sum(&b), 1);
    }
    CHECK_EQ_INT(ledger_settle(&b.f.db), 0); /* somebody looks at the database */
    CHECK_EQ_INT(sum(&b), 11);
    put_back(&b, bytes, len - DONE_LEN);
    open_again(&b);
    CHECK_EQ_INT(write_one(&b, 100), 0);
    CHECK_EQ_INT(sum(&b), 111);
    CHECK_EQ_INT(state(&b), LEDGER_SOUND);
    put_back(&b, bytes, len - DONE_LEN - 1); /* now what was committed is missing */
    open_again(&b);
    CHECK_EQ_INT(state(&b), LEDGER_AHEAD);
    CHECK_EQ_INT(write_one(&b, 1000), -1);
    CHECK_EQ_INT(b.f.err.code, ERR_INTEGRITY);
}

TEST(ledger_older_database_is_behind) {
    BOUND(b);
    size_t len = 0;
    char *copy CLEANUP(mem_free) = NULL;

    make(&b);
    CHECK_EQ_INT(write_one(&b, 1), 0);
    copy = fixture_read(b.f.path, &len);
    CHECK_EQ_INT(write_one(&b, 10), 0);
    db_close(&b.f.db);
    (void)unlink(b.f.path);
    fixture_write(b.f.path, copy, len);
    open_again(&b);
    CHECK_EQ_INT(state(&b), LEDGER_BEHIND);
    CHECK_EQ_INT(write_one(&b, 100), -1);
    CHECK_EQ_INT(b.f.err.code, ERR_INTEGRITY);
    err_clear(&b.f.err);
    CHECK_EQ_INT(sum(&b), 11);
}

/* One byte after the other: no change goes unseen. The end of the file may say that it was cut, never something else.
 */
TEST(ledger_every_changed_byte_is_found) {
    BOUND(b);
    size_t len = 0;
    char *bytes CLEANUP(mem_free) = NULL;
    struct numbers n = {0};

    make(&b);
    for (int64_t i = 1; i < 4; i++)
        CHECK_EQ_INT(write_one(&b, i), 0);
    bytes = fixture_read(b.path.d, &len);
    for (size_t i = 0; i < len; i++) {
        struct ledger_look look;
        bool found;

        bytes[i] = (char)(bytes[i] ^ 1);
        put_back(&b, bytes, len);
        bytes[i] = (char)(bytes[i] ^ 1);
        err_clear(&b.f.err);
        found = ledger_look(&b.f.db, b.path.d, &look) < 0 || look.state != LEDGER_SOUND;
        n = (struct numbers){0};
        err_clear(&b.f.err);
        if (!found && i < len - DONE_LEN)
            CHECK_EQ_INT(ledger_read(&b.f.db, b.path.d, &(struct ledger_reader){add, count, &n}), -1);
        if (!found && i >= len - DONE_LEN) /* DONE is unreadable: as if it had been cut off */
            CHECK(ledger_read(&b.f.db, b.path.d, &(struct ledger_reader){add, count, &n}) < 0 || n.groups == 2);
    }
}

TEST(ledger_items_come_back_as_they_were) {
    static const int64_t ints[] = {0, 1, -1, 63, 64, -64, -65, INT64_MAX, INT64_MIN};
    struct ledger_item rows = {.type = LEDGER_ROWS};
    /* differences of zigzag numbers: 5, 5 - 3, 2 + 200 */
    static const uint8_t steps[] = {10, 5, 0x90, 0x03};
    int64_t row = 0;
    size_t at = 0;
    BOUND(b);

    make(&b);
    for (size_t i = 0; i < ARRAY_LEN(ints); i++) {
        struct numbers n = {0};
        int64_t before = sum(&b);

        CHECK_EQ_INT(write_one(&b, ints[i]), 0);
        CHECK_EQ_INT(ledger_read(&b.f.db, b.path.d, &(struct ledger_reader){add, count, &n}), 0);
        CHECK_EQ_INT((int64_t)((uint64_t)n.sum - (uint64_t)before), ints[i]);
        if (ints[i] == INT64_MAX)
            break; /* sums beyond would overflow */
    }
    rows.rows = steps;
    rows.rows_len = sizeof steps;
    CHECK(ledger_rows(&rows, &at, &row) && row == 5);
    CHECK(ledger_rows(&rows, &at, &row) && row == 2);
    CHECK(ledger_rows(&rows, &at, &row) && row == 202);
    CHECK(!ledger_rows(&rows, &at, &row));
}
