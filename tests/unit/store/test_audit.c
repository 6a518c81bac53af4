/*
 * test_audit.c - the chain: what is appended can be read and verified, and no change to it goes unseen.
 *
 * Tampering happens in a copy in memory that has the audit table alone, so that thousands of changes can be tried.
 */
#include "fixture.h"

#include <unistd.h>

static const uint8_t person[CRYPT_TAG_LEN] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};

/* Appends a few rows of different shapes; the log then has 1 + count rows. */
static void append_rows(struct fixture *f, int count) {
    for (int i = 0; i < count; i++) {
        TX(tx);
        struct audit_event ev = {.command = "access", .result = "done"};

        if (i % 2 == 0)
            ev.subject = person;
        if (i % 3 == 0)
            ev.detail = "rows=12 sha256=00ff";
        if (i % 3 == 1)
            ev.register_code = "kss-customers";
        if (i % 4 == 1)
            ev.request_ref = "2026-0001";
        CHECK_EQ_INT(tx_begin(&tx, &f->db), 0);
        CHECK_EQ_INT(audit_append(&f->db, FIXTURE_NOW + i, &ev), 0);
        CHECK_EQ_INT(tx_commit(&tx), 0);
    }
    CHECK_STR(f->err.msg, "");
}

/* ---- the honest log ---- */

struct seen {
    int rows;
    int64_t first;
    bool detail_null, subject_null;
};

static int look(void *ctx, const struct audit_row *row) {
    struct seen *s = ctx;
    char uid[24];

    if (s->rows++ == 0)
        s->first = row->seq;
    (void)snprintf(uid, sizeof uid, "%lu", (unsigned long)getuid());
    CHECK_STR(row->actor, uid);
    s->detail_null = row->detail == NULL;
    s->subject_null = row->subject == NULL;
    CHECK(row->subject == NULL || memcmp(row->subject, person, CRYPT_TAG_LEN) == 0);
    return s->rows == 3 ? 17 : 0;
}

TEST(audit_rows_are_read_in_order) {
    FIXTURE(f);
    struct seen s = {0};
    struct audit_head head;

    fixture_create(&f);
    append_rows(&f, 4);
    CHECK_EQ_INT(audit_head(&f.db, &head), 0);
    CHECK_EQ_INT(head.seq, 5);
    CHECK_EQ_INT(audit_each(&f.db, 4, look, &s), 0);
    CHECK_EQ_INT(s.rows, 2);
    CHECK_EQ_INT(s.first, 4);
    CHECK(!s.detail_null && s.subject_null); /* the row of i = 3 */
    s = (struct seen){0};
    CHECK_EQ_INT(audit_each(&f.db, 1, look, &s), 17); /* ended by the callback */
    CHECK_EQ_INT(s.rows, 3);
}

TEST(audit_verify_takes_an_honest_log) {
    FIXTURE(f);
    struct audit_head heads[8];
    int64_t rows = 0;

    fixture_create(&f);
    for (int i = 0; i < 8; i++) {
        CHECK_EQ_INT(audit_head(&f.db, &heads[i]), 0);
        append_rows(&f, 1);
    }
    CHECK_EQ_INT(audit_verify(&f.db, NULL, &rows), 0);
    CHECK_EQ_INT(rows, 9);
    for (int i = 0; i < 8; i++)
        CHECK_EQ_INT(audit_verify(&f.db, &heads[i], &rows), 0);
    CHECK_EQ_INT(audit_verify(&f.db, &(struct audit_head){0}, &rows), 0); /* the head of an empty log */
    CHECK_EQ_INT(fixture_open(&f, DB_READ), 0);
    CHECK_EQ_INT(audit_verify(&f.db, &heads[7], &rows), 0);
    CHECK_STR(f.err.msg, "");
}

/* Just before the look at the pages, which comes after the last row has been read, another connection appends one. */
static int append_meanwhile(unsigned event, void *other, void *stmt, void *sql) {
    (void)event;
    (void)stmt;
    if (strcmp(sql, "PRAGMA integrity_check(audit)") == 0)
        (void)fixture_tx(other, "UPDATE meta SET value = value");
    return 0;
}

TEST(audit_head_that_is_told_was_verified) {
    FIXTURE(f);
    FIXTURE(other);
    struct audit_head head;
    int64_t rows = 0;

    fixture_create(&f);
    append_rows(&f, 2);
    CHECK_EQ_INT(fixture_open(&f, DB_READ), 0);
    memcpy(other.path, f.path, sizeof other.path);
    other.keys = f.keys;
    CHECK_EQ_INT(fixture_open(&other, DB_WRITE), 0);
    (void)sqlite3_trace_v2(f.db.sq, SQLITE_TRACE_STMT, append_meanwhile, &other);
    CHECK_EQ_INT(audit_verify_epoch(&f.db, NULL, &rows, &head), 0);
    CHECK_EQ_INT(rows, 3);
    CHECK_EQ_INT(head.seq, 3);
    CHECK_EQ_INT(other.err.code, ERR_BUSY); /* it had to wait until all was read */
    other.keys = NULL;
}

TEST(audit_append_needs_a_transaction_and_a_key) {
    FIXTURE(f);
    TX(tx);

    fixture_create(&f);
    CHECK_EQ_INT(fixture_audit(&f, NULL), -1);
    CHECK_EQ_INT(f.err.code, ERR_INTERNAL);
    err_clear(&f.err);
    CHECK_EQ_INT(tx_begin(&tx, &f.db), 0);
    f.db.keys = NULL;
    CHECK_EQ_INT(fixture_audit(&f, NULL), -1);
    CHECK_EQ_INT(f.err.code, ERR_INTERNAL);
    CHECK(!f.db.tx_audited && !f.db.audit_open);
}

/* Several rows in one transaction, as a purge writes them. */
TEST(audit_many_rows_in_one_transaction) {
    FIXTURE(f);
    int64_t rows = 0;

    fixture_create(&f);
    {
        TX(tx);
        CHECK_EQ_INT(tx_begin(&tx, &f.db), 0);
        for (int i = 0; i < 300; i++)
            CHECK_EQ_INT(fixture_audit(&f, i % 2 ? NULL : ""), 0);
        CHECK_EQ_INT(tx_commit(&tx), 0);
    }
    CHECK_EQ_INT(audit_verify(&f.db, NULL, &rows), 0);
    CHECK_EQ_INT(rows, 301);
}

/* ---- tampering ---- */

/* A connection to bytes in memory that passes for a database: enough for audit_verify. */
static int verify_bytes(struct fixture *f, const char *bytes, size_t len, const struct audit_head *anchor) {
    struct db db = {.err = &f->err, .keys = f->keys};
    unsigned char *copy = sqlite3_malloc64(len);
    int64_t rows;
    int r = -1;

    memcpy(copy, bytes, len);
    err_clear(&f->err);
    CHECK_EQ_INT(sqlite3_open_v2(":memory:", &db.sq, SQLITE_OPEN_READWRITE | SQLITE_OPEN_EXRESCODE, NULL), SQLITE_OK);
    CHECK_EQ_INT(sqlite3_deserialize(db.sq, "main", copy, (sqlite3_int64)len, (sqlite3_int64)len,
                                     SQLITE_DESERIALIZE_FREEONCLOSE | SQLITE_DESERIALIZE_READONLY),
                 SQLITE_OK);
    r = audit_verify(&db, anchor, &rows);
    CHECK_EQ_INT(r < 0, f->err.code != ERR_NONE);
    db_close(&db);
    return r;
}

/* The audit table alone, in a file of its own; `change` is run on it without its triggers. The caller frees. */
static char *log_after(struct fixture *f, const char *change, size_t *len) {
    SB(path);
    SB(sql);

    fixture_name(f, "log.db", &path);
    (void)unlink(path.d);
    sb_printf(&sql,
              "CREATE TABLE audit (seq INTEGER PRIMARY KEY, at_utc INTEGER NOT NULL, actor TEXT NOT NULL,"
              " command TEXT NOT NULL, register_code TEXT, request_ref TEXT, subject BLOB, result TEXT NOT NULL,"
              " detail TEXT, mac BLOB NOT NULL);"
              "ATTACH '%s' AS f; INSERT INTO main.audit SELECT * FROM f.audit; DETACH f; %s",
              f->path, change);
    fixture_raw(path.d, sql.d);
    return fixture_read(path.d, len);
}

/* Does the verification of the changed log fail as it should, naming the row? */
static bool found(struct fixture *f, const char *change, const struct audit_head *anchor, const char *row) {
    size_t len = 0;
    char *bytes CLEANUP(mem_free) = log_after(f, change, &len);
    SB(name);

    sb_printf(&name, "row %s:", row);
    if (verify_bytes(f, bytes, len, anchor) < 0 && f->err.code == ERR_INTEGRITY && strstr(f->err.msg, name.d) != NULL)
        return true;
    printf("# %s: %s\n", change, f->err.msg);
    return false;
}

TEST(audit_changes_are_found_and_named) {
    static const struct {
        const char *change, *row;
    } changes[] = {
        {"UPDATE audit SET at_utc = at_utc + 1 WHERE seq = 3", "3"},
        {"UPDATE audit SET actor = '4711' WHERE seq = 3", "3"},
        {"UPDATE audit SET command = 'erase' WHERE seq = 1", "1"},
        {"UPDATE audit SET command = command || ' ' WHERE seq = 6", "6"},
        {"UPDATE audit SET register_code = 'kss-panel' WHERE seq = 3", "3"},
        {"UPDATE audit SET register_code = '' WHERE seq = 2", "2"},
        {"UPDATE audit SET request_ref = NULL WHERE seq = 3", "3"},
        {"UPDATE audit SET request_ref = register_code, register_code = request_ref WHERE seq = 3", "3"},
        {"UPDATE audit SET subject = NULL WHERE seq = 2", "2"},
        {"UPDATE audit SET subject = zeroblob(16) WHERE seq = 2", "2"},
        {"UPDATE audit SET subject = x'00' WHERE seq = 2", "2"},
        {"UPDATE audit SET subject = zeroblob(16) WHERE seq = 3", "3"},
        {"UPDATE audit SET result = 'refused' WHERE seq = 5", "5"},
        {"UPDATE audit SET detail = 'rows=11 sha256=00ff' WHERE seq = 2", "2"},
        {"UPDATE audit SET detail = NULL WHERE seq = 2", "2"},
        {"UPDATE audit SET detail = '' WHERE seq = 3", "3"},
        {"UPDATE audit SET detail = detail || char(0) || 'x' WHERE seq = 2", "2"},
        {"UPDATE audit SET command = CAST(command AS BLOB) WHERE seq = 4", "4"},
        {"UPDATE audit SET subject = CAST('0123456789abcdef' AS TEXT) WHERE seq = 4", "4"},
        {"UPDATE audit SET at_utc = 'x' WHERE seq = 4", "4"},
        {"UPDATE audit SET mac = (SELECT mac FROM audit WHERE seq = 4) WHERE seq = 5", "5"},
        {"UPDATE audit SET mac = substr(mac, 1, 31) WHERE seq = 7", "7"},
        {"UPDATE audit SET mac = mac || x'00' WHERE seq = 7", "7"},
        {"DELETE FROM audit WHERE seq = 1", "1"},
        {"DELETE FROM audit WHERE seq = 4", "4"},
        {"DELETE FROM audit WHERE seq = 4; UPDATE audit SET seq = seq - 1 WHERE seq > 4", "4"},
        {"UPDATE audit SET seq = -1 WHERE seq = 3", "1"},
        {"UPDATE audit SET seq = 0 WHERE seq = 3", "1"},
        {"UPDATE audit SET seq = 100 WHERE seq = 4; UPDATE audit SET seq = 4 WHERE seq = 5;"
         "UPDATE audit SET seq = 5 WHERE seq = 100",
         "4"},
        {"INSERT INTO audit SELECT 8, at_utc, actor, command, register_code, request_ref, subject, result, detail, mac"
         " FROM audit WHERE seq = 7",
         "8"},
        {"INSERT INTO audit SELECT 9, at_utc, actor, command, register_code, request_ref, subject, result, detail, mac"
         " FROM audit WHERE seq = 7",
         "8"},
    };
    FIXTURE(f);
    size_t len = 0;
    char *honest CLEANUP(mem_free) = NULL;

    fixture_create(&f);
    append_rows(&f, 6);
    honest = log_after(&f, "", &len);
    CHECK_EQ_INT(verify_bytes(&f, honest, len, NULL), 0);
    for (size_t i = 0; i < ARRAY_LEN(changes); i++)
        CHECK(found(&f, changes[i].change, NULL, changes[i].row));
}

/* Two logs of the same key that part after row 3, as after a restored backup: a row of one does not fit the other. */
TEST(audit_rows_of_another_history_do_not_fit) {
    FIXTURE(f);
    SB(other);
    SB(change);
    size_t len = 0;
    char *bytes CLEANUP(mem_free) = NULL;

    fixture_create(&f);
    append_rows(&f, 2);
    db_close(&f.db);
    bytes = fixture_read(f.path, &len);
    fixture_name(&f, "other.db", &other);
    fixture_write(other.d, bytes, len);
    CHECK_EQ_INT(fixture_open(&f, DB_WRITE), 0);
    CHECK_EQ_INT(fixture_tx(&f, ""), 0); /* here row 4 is another one */
    append_rows(&f, 3);
    db_close(&f.db);
    CHECK_EQ_INT(db_open(&f.db, other.d, DB_WRITE, &f.err), 0);
    f.db.keys = f.keys;
    append_rows(&f, 4);
    for (int row = 4; row <= 6; row++) {
        SB(name);

        sb_clear(&change);
        sb_printf(&name, "%d", row == 4 ? 5 : row); /* row 4 itself is a good one: what follows it does not follow */
        sb_printf(&change,
                  "ATTACH '%s' AS o; DELETE FROM main.audit WHERE seq = %d;"
                  "INSERT INTO main.audit SELECT * FROM o.audit WHERE seq = %d; DETACH o",
                  other.d, row, row);
        CHECK(found(&f, change.d, NULL, name.d));
    }
}

/* The encoding is for ever: rows that another program linked by audit_store.h (in Python, with hashlib) fit. */
TEST(audit_encoding_stays_as_it_is) {
    static const char rows[] =
        "DELETE FROM audit;"
        "INSERT INTO audit VALUES (1, 1763764200, '1000', 'init', NULL, NULL, NULL, 'done', NULL,"
        " x'db4a7b26395b5fab9c76399127559e1bd0890e5ec4f53a669d3cd0b8710e567c');"
        "INSERT INTO audit VALUES (2, 1763764201, '0', 'access', 'kss-customers', '2026-0001',"
        " x'0102030405060708090a0b0c0d0e0f10', 'done', 'rows=12',"
        " x'e2120ac5a2bd62198193cb8fa315bfc09c77ae08b8cb1b7c6ad164adb36a522f')";
    FIXTURE(f);
    uint8_t key[CRYPT_KEY_LEN];
    size_t len = 0;
    char *bytes CLEANUP(mem_free) = NULL;

    fixture_create(&f);
    for (int i = 0; i < CRYPT_KEY_LEN; i++)
        key[i] = (uint8_t)i;
    fixture_write(f.key, key, sizeof key);
    key_free(&f.keys);
    CHECK_EQ_INT(key_load(f.key, &f.keys, &f.err), 0);
    bytes = log_after(&f, rows, &len);
    CHECK_EQ_INT(verify_bytes(&f, bytes, len, NULL), 0);
    CHECK_STR(f.err.msg, "");
}

TEST(audit_cut_tail_is_found_with_an_anchor) {
    FIXTURE(f);
    struct audit_head head, other;
    size_t len = 0;
    char *cut CLEANUP(mem_free) = NULL;

    fixture_create(&f);
    append_rows(&f, 6);
    CHECK_EQ_INT(audit_head(&f.db, &head), 0);
    CHECK_EQ_INT(head.seq, 7);
    cut = log_after(&f, "DELETE FROM audit WHERE seq > 4", &len);
    CHECK_EQ_INT(verify_bytes(&f, cut, len, NULL), 0); /* without one it cannot be: it was an honest log once */
    CHECK(found(&f, "DELETE FROM audit WHERE seq > 4", &head, "5"));
    CHECK(found(&f, "DELETE FROM audit WHERE seq > 6", &head, "7"));
    CHECK(found(&f, "DELETE FROM audit", &head, "1"));
    other = head;
    other.mac[31] ^= 1;
    CHECK(found(&f, "", &other, "7")); /* another log of the same length */
}

TEST(audit_other_key_does_not_fit) {
    FIXTURE(f);
    SB(path);
    struct keys *other CLEANUP(key_free) = NULL;
    int64_t rows = 0;

    fixture_create(&f);
    append_rows(&f, 2);
    fixture_name(&f, "other.key", &path);
    CHECK_EQ_INT(key_create(path.d, &f.err), 0);
    CHECK_EQ_INT(key_load(path.d, &other, &f.err), 0);
    f.db.keys = other;
    CHECK_EQ_INT(audit_verify(&f.db, NULL, &rows), -1);
    CHECK_EQ_INT(f.err.code, ERR_INTEGRITY);
    CHECK_EQ_INT(rows, 0);
}

/* ---- every bit ---- */

static size_t be16(const char *p) {
    return (size_t)(unsigned char)p[0] << 8 | (unsigned char)p[1];
}

/* Is `at` the byte of a row that has no meaning? An INTEGER PRIMARY KEY is the row's number; its field in the record is
 * empty and never read, so that its type may be 0 (NULL) or 8 (the constant 0) without any difference. */
static bool is_unread(const char *page, size_t at) {
    for (size_t i = 0; i < be16(page + 3); i++) {
        size_t cell = be16(page + 8 + 2 * i);

        cell += page[cell] < 0 ? 2 : 1; /* length of the payload: one byte, or two from 128 */
        if (at == cell + 2)             /* after the row's number and the length of the record's header */
            return true;
    }
    return false;
}

/* Turns every bit of the log's page in [from, to) once; the number of those that nobody noticed. */
static int unnoticed_bits(struct fixture *f, char *bytes, size_t len, size_t from, size_t to) {
    char *page = bytes + 4096;
    int unnoticed = 0;

    for (size_t at = from; at < to; at++) {
        for (int bit = 0; bit < 8; bit++) {
            bool unread = bit == 3 && is_unread(page, at);
            int r;

            page[at] = (char)(page[at] ^ (1 << bit));
            r = verify_bytes(f, bytes, len, NULL);
            page[at] = (char)(page[at] ^ (1 << bit));
            CHECK(!unread || r == 0);
            if (r < 0 || unread)
                continue;
            printf("# byte %zu bit %d goes unnoticed\n", at, bit);
            unnoticed++;
        }
    }
    return unnoticed;
}

/* The page of the audit table: its header, its cell pointers, and all cells, which end at the end of the page. */
TEST(audit_every_flipped_bit_is_found) {
    FIXTURE(f);
    size_t len = 0, page = 4096, cells, content;
    char *bytes CLEANUP(mem_free) = NULL;

    fixture_create(&f);
    append_rows(&f, 4);
    bytes = log_after(&f, "VACUUM", &len);
    CHECK_EQ_INT(len, 2 * page);
    CHECK_EQ_INT(bytes[page], 13); /* one leaf */
    cells = be16(bytes + page + 3);
    content = be16(bytes + page + 5);
    CHECK_EQ_INT(cells, 5);
    CHECK_EQ_INT(verify_bytes(&f, bytes, len, NULL), 0);
    CHECK_EQ_INT(unnoticed_bits(&f, bytes, len, 0, 8 + 2 * cells), 0);
    CHECK_EQ_INT(unnoticed_bits(&f, bytes, len, content, page), 0);
}

/* What is committed is what was appended: a row that cannot be read back stops the commit. */
TEST(audit_last_row_is_checked_at_commit) {
    FIXTURE(f);
    TX(tx);
    struct keys *copy CLEANUP(key_free) = NULL;

    fixture_create(&f);
    append_rows(&f, 1);
    CHECK_EQ_INT(key_load(f.key, &copy, &f.err), 0);
    CHECK_EQ_INT(tx_begin(&tx, &f.db), 0);
    CHECK_EQ_INT(fixture_audit(&f, "bad \xff text is stored as it is"), 0);
    CHECK_EQ_INT(audit_check_last(&f.db), 0);
    copy->audit[0][0] ^= 1;
    f.db.keys = copy;
    CHECK_EQ_INT(tx_commit(&tx), -1);
    CHECK_EQ_INT(f.err.code, ERR_INTEGRITY);
}
