/*
 * test_residue.c - whole databases live, forget, and are searched: no deleted value may be left in any file.
 *
 * Every value ever written is made of its own number, repeated: "@0001234@0001234...". What is found in a file and is
 * not the number of a value that the database still has is a trace. The same lives without scrubbing, and without the
 * wash of free pages, must leave traces: otherwise the search would prove nothing.
 *
 * The long form, over many databases: make residue (GDPRCTL_RESIDUE=100).
 */
#include "fixture.h"

#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/scrub.h"

/* How a life is led: on a bare connection through the VFS named, or through the store's own functions. */
enum way {
    PLAIN,          /* SQLite's own VFS */
    SCRUBBED,       /* the scrubbing VFS, commits only */
    SCRUBBED_SPILL, /* the scrubbing VFS; a cache so small that pages reach the file early, and rollbacks */
    STORE,          /* db.h: small cache, rollbacks, savepoints taken back, statements that fail half way */
};

struct life {
    struct fixture f;
    sqlite3 *sq;
    enum way way;
    uint64_t seed;
    int next_value;
};

static uint64_t rnd(struct life *l) {
    l->seed ^= l->seed << 13;
    l->seed ^= l->seed >> 7;
    l->seed ^= l->seed << 17;
    return l->seed;
}

static int below(struct life *l, int n) {
    return (int)(rnd(l) % (uint64_t)n);
}

/* ---- statements ---- */

static void run(struct life *l, const char *sql) {
    sqlite3_stmt *st = NULL;
    int rc = sqlite3_prepare_v2(l->sq, sql, -1, &st, NULL);

    while (rc == SQLITE_OK && (rc = sqlite3_step(st)) == SQLITE_ROW)
        rc = SQLITE_OK;
    if (rc != SQLITE_DONE)
        printf("# %s: %s\n", sql, sqlite3_errmsg(l->sq));
    CHECK_EQ_INT(rc, SQLITE_DONE);
    (void)sqlite3_finalize(st);
}

static int64_t number(struct life *l, const char *sql) {
    sqlite3_stmt *st = NULL;
    int64_t n = -1;

    CHECK_EQ_INT(sqlite3_prepare_v2(l->sq, sql, -1, &st, NULL), SQLITE_OK);
    if (sqlite3_step(st) == SQLITE_ROW)
        n = sqlite3_column_int64(st, 0);
    (void)sqlite3_finalize(st);
    return n;
}

/* A new value of about `len` bytes. */
static void value(struct life *l, int len, struct sb *out) {
    int v = ++l->next_value;

    sb_clear(out);
    while ((int)out->len < len)
        sb_printf(out, "@%07d", v);
}

static int value_len(struct life *l, bool may_be_big) {
    if (may_be_big && below(l, 5) == 0)
        return 5000 + below(l, 5000);
    return 8 * (1 + below(l, 6));
}

/* Binds new values to the parameters after the first, or NULL now and then. */
static void run_with_values(struct life *l, const char *sql, int64_t id) {
    sqlite3_stmt *st = NULL;

    CHECK_EQ_INT(sqlite3_prepare_v2(l->sq, sql, -1, &st, NULL), SQLITE_OK);
    (void)sqlite3_bind_int64(st, 1, id);
    for (int i = 2; i <= sqlite3_bind_parameter_count(st); i++) {
        SB(v);

        value(l, value_len(l, i == sqlite3_bind_parameter_count(st)), &v);
        if (below(l, 6) > 0)
            (void)sqlite3_bind_text(st, i, v.d, (int)v.len, SQLITE_TRANSIENT);
    }
    CHECK_EQ_INT(sqlite3_step(st), SQLITE_DONE);
    (void)sqlite3_finalize(st);
}

/* ---- birth ---- */

static const char tables[] =
    "CREATE TABLE person (id INTEGER PRIMARY KEY, no TEXT UNIQUE, phone TEXT, email TEXT, notes TEXT);"
    "CREATE INDEX person_phone ON person (phone);"
    "CREATE INDEX person_email ON person (email, phone);"
    "CREATE TABLE thing (owner INTEGER, name TEXT, body TEXT, PRIMARY KEY (owner, name)) WITHOUT ROWID;";

static const int page_sizes[] = {4096, 4096, 1024, 512, 8192, 65536};

/* Pages of another size than db_create's, as somebody may have made them since. */
static void resize_pages(struct life *l) {
    SB(sql);

    sb_printf(&sql, "PRAGMA page_size = %d; VACUUM", page_sizes[below(l, (int)ARRAY_LEN(page_sizes))]);
    db_close(&l->f.db);
    fixture_raw(l->f.path, sql.d);
    CHECK_EQ_INT(fixture_open(&l->f, DB_WRITE), 0);
}

static void be_born_bare(struct life *l) {
    int reserve = below(l, 3) == 0 ? 8 * below(l, 5) : 0;
    SB(sql);

    fixture_dir(&l->f);
    CHECK_EQ_INT(scrub_register(), 0);
    CHECK_EQ_INT(sqlite3_open_v2(l->f.path, &l->sq, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE,
                                 l->way == PLAIN ? NULL : SCRUB_VFS),
                 SQLITE_OK);
    sb_printf(&sql, "PRAGMA page_size = %d", page_sizes[below(l, (int)ARRAY_LEN(page_sizes))]);
    run(l, sql.d);
    (void)sqlite3_file_control(l->sq, "main", SQLITE_FCNTL_RESERVE_BYTES, &reserve);
    run(l, "PRAGMA secure_delete = ON");
    run(l, "PRAGMA synchronous = OFF");
    run(l, "PRAGMA temp_store = MEMORY");
    if (l->way == SCRUBBED_SPILL)
        run(l, "PRAGMA cache_size = 12");
    run(l, "BEGIN");
    for (const char *p = tables; *p != '\0'; p = strchr(p, ';') + 1) {
        char *one = mem_strndup(p, (size_t)(strchr(p, ';') - p));
        run(l, one);
        free(one);
    }
}

static void be_born(struct life *l, uint64_t seed, int rows) {
    TX(tx);

    l->seed = seed * 0x9e3779b97f4a7c15u + 1;
    if (l->way == STORE) {
        fixture_create(&l->f);
        resize_pages(l);
        l->sq = l->f.db.sq;
        db_cache_kib(&l->f.db, 48);
        CHECK_EQ_INT(db_script(&l->f.db, "PRAGMA synchronous = OFF"), 0); /* no power cut here */
        CHECK_EQ_INT(tx_begin(&tx, &l->f.db), 0);
        CHECK_EQ_INT(db_script(&l->f.db, tables), 0);
    } else {
        be_born_bare(l);
    }
    for (int i = 0; i < rows; i++) {
        run_with_values(l, "INSERT INTO person VALUES (?, ?, ?, ?, ?)", below(l, 1 << 30) * 4096ll + i);
        run_with_values(l, "INSERT OR REPLACE INTO thing VALUES (?, coalesce(?, '@'), ?)", below(l, rows));
    }
    if (l->way != STORE) {
        run(l, "COMMIT");
        return;
    }
    CHECK_EQ_INT(fixture_audit(&l->f, NULL), 0);
    CHECK_EQ_INT(tx_commit(&tx), 0);
}

static void die(struct life *l) {
    if (l->way != STORE)
        CHECK_EQ_INT(sqlite3_close(l->sq), SQLITE_OK);
    fixture_release(&l->f);
}

/* ---- life ---- */

/* One change to one row, as rectification, erasure and purge make them. */
static void change(struct life *l) {
    static const char *const updates[] = {
        "UPDATE person SET phone = ?2 WHERE id = ?1",
        "UPDATE person SET email = ?2, notes = ?3 WHERE id = ?1",
        "UPDATE person SET no = ?2 WHERE id = ?1",
        "UPDATE person SET notes = substr(notes, 1, length(notes) * 3 / 4) WHERE id = ?1",
        "UPDATE person SET phone = NULL, email = NULL, notes = NULL WHERE id = ?1",
    };
    int64_t person = number(l, "SELECT id FROM person ORDER BY abs(id * 2654435761 % 1000003), id LIMIT 1");
    int what = below(l, 12);
    SB(sql);

    if (what < (int)ARRAY_LEN(updates)) {
        run_with_values(l, updates[what], person);
    } else if (what < 10) {
        sb_printf(&sql, "DELETE FROM person WHERE id = %" PRId64, person);
        run(l, sql.d);
        sb_clear(&sql);
        sb_printf(&sql, "DELETE FROM thing WHERE owner = abs(%" PRId64 " %% (SELECT count(*) + 1 FROM thing))", person);
        run(l, sql.d);
    } else {
        run_with_values(l, "INSERT OR IGNORE INTO person VALUES (?, ?, ?, ?, ?)", below(l, 1 << 30) * 4096ll);
    }
}

static void change_ten(struct life *l) {
    for (int i = 0; i < 10; i++)
        change(l);
}

static void batch_bare(struct life *l) {
    bool back = l->way == SCRUBBED_SPILL && below(l, 2) == 0;

    run(l, "BEGIN");
    change_ten(l);
    run(l, back ? "ROLLBACK" : "COMMIT");
}

/* Rows go in until the last one breaks a rule, and all are taken back. */
static void fail_half_way(struct life *l) {
    STMT(st);
    SB(v);

    value(l, 9000, &v);
    CHECK_EQ_INT(stmt_open(&st, &l->f.db,
                           "INSERT INTO thing SELECT 99999, 'n' || n, :v FROM"
                           " (SELECT 1 AS n UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 1)"),
                 0);
    stmt_text(&st, ":v", v.d);
    CHECK_EQ_INT(stmt_run(&st), -1);
    CHECK_EQ_INT(l->f.err.code, ERR_DATA);
    err_clear(&l->f.err);
}

static void batch_in_store(struct life *l) {
    TX(tx);

    CHECK_EQ_INT(tx_begin(&tx, &l->f.db), 0);
    change_ten(l);
    if (below(l, 3) == 0) {
        TX(inner);
        CHECK_EQ_INT(tx_begin(&inner, &l->f.db), 0);
        change_ten(l);
    }
    if (below(l, 3) == 0)
        fail_half_way(l);
    CHECK_EQ_INT(fixture_audit(&l->f, NULL), 0);
    if (below(l, 3) > 0)
        CHECK_EQ_INT(tx_commit(&tx), 0);
}

static void live(struct life *l, int changes) {
    for (int i = 0; i < changes; i += 10) {
        if (l->way == STORE)
            batch_in_store(l);
        else
            batch_bare(l);
    }
}

/* ---- the search ---- */

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/* Marks the numbers that stand in the text; in UTF-16 (step 2) each character has a zero byte beside it. */
static void mark_numbers(const char *text, size_t len, size_t step, bool *marks, size_t count) {
    for (size_t i = 0; i + 8 * step <= len; i++) {
        size_t v = 0, digits = 0;

        if (text[i] != '@')
            continue;
        for (size_t at = i + step; digits < 7 && is_digit(text[at]); at += step, digits++) {
            if (step == 2 && text[at - 1] != '\0')
                break;
            v = v * 10 + (size_t)(text[at] - '0');
        }
        if (digits == 7 && v < count)
            marks[v] = true;
    }
}

/* The numbers of the values that the database gives back. */
static void mark_live(struct life *l, bool *marks, size_t count) {
    sqlite3_stmt *st = NULL;

    CHECK_EQ_INT(sqlite3_prepare_v2(l->sq,
                                    "SELECT no FROM person UNION ALL SELECT phone FROM person UNION ALL"
                                    " SELECT email FROM person UNION ALL SELECT notes FROM person UNION ALL"
                                    " SELECT name FROM thing UNION ALL SELECT body FROM thing",
                                    -1, &st, NULL),
                 SQLITE_OK);
    while (sqlite3_step(st) == SQLITE_ROW)
        if (sqlite3_column_text(st, 0) != NULL)
            mark_numbers((const char *)sqlite3_column_text(st, 0), (size_t)sqlite3_column_bytes(st, 0), 1, marks,
                         count);
    (void)sqlite3_finalize(st);
}

/* Those that stand in the files of the directory. */
static void mark_files(const char *path, bool *marks, size_t count) {
    DIR *dir = opendir(path);

    CHECK(dir != NULL);
    for (const struct dirent *e; dir != NULL && (e = readdir(dir)) != NULL;) {
        SB(name);
        size_t len = 0;
        char *bytes CLEANUP(mem_free) = NULL;

        if (e->d_name[0] == '.')
            continue;
        sb_printf(&name, "%s/%s", path, e->d_name);
        bytes = fixture_read(name.d, &len);
        CHECK(strstr(e->d_name, "journal") == NULL || len == 0);
        mark_numbers(bytes, len, 1, marks, count);
        mark_numbers(bytes, len, 2, marks, count);
    }
    (void)closedir(dir);
}

static int traces(struct life *l) {
    size_t count = (size_t)l->next_value + 1;
    bool *alive = mem_alloc(count), *found = mem_alloc(count);
    int n = 0;

    mark_live(l, alive, count);
    mark_files(l->f.dir, found, count);
    for (size_t v = 0; v < count; v++) {
        CHECK(found[v] || !alive[v]); /* the search finds what is there */
        n += found[v] && !alive[v];
    }
    free(alive);
    free(found);
    return n;
}

static int rounds(void) {
    const char *env = getenv("GDPRCTL_RESIDUE");

    return env != NULL ? (int)strtol(env, NULL, 10) : 3;
}

/* Traces left by as many lives as there are rounds. */
static int residue(enum way way) {
    int sum = 0;

    for (int i = 1; i <= rounds(); i++) {
        struct life l = {.way = way};
        int rows = 200 + i % 10 * 80;

        be_born(&l, (uint64_t)i, rows);
        for (int part = 0; part < 4; part++) {
            live(&l, rows / 2);
            sum += traces(&l);
        }
        {
            sqlite3_stmt *st = NULL;
            CHECK_EQ_INT(sqlite3_prepare_v2(l.sq, "PRAGMA integrity_check", -1, &st, NULL), SQLITE_OK);
            CHECK_EQ_INT(sqlite3_step(st), SQLITE_ROW);
            CHECK_STR((const char *)sqlite3_column_text(st, 0), "ok");
            (void)sqlite3_finalize(st);
        }
        die(&l);
    }
    printf("# %d databases, %d traces\n", rounds(), sum);
    return sum;
}

TEST(residue_none_with_scrubbing) {
    CHECK_EQ_INT(residue(SCRUBBED), 0);
}

TEST(residue_is_found_without_scrubbing) {
    CHECK(residue(PLAIN) > 0);
}

TEST(residue_none_through_the_store) {
    CHECK_EQ_INT(residue(STORE), 0);
}

TEST(residue_of_rollbacks_is_found_without_the_wash) {
    CHECK(residue(SCRUBBED_SPILL) > 0);
}

/* A run is killed in the middle of a transaction whose pages had reached the file: the next start leaves no trace of
 * it, whether it only reads or writes. */
static int residue_after_kill(enum db_mode mode, uint64_t seed) {
    struct life l = {.way = STORE};
    SB(from);
    SB(to);
    int n = 0;

    be_born(&l, seed, 300);
    live(&l, 300);
    {
        static const char *const ends[] = {"", "-journal"};
        TX(tx);
        CHECK_EQ_INT(tx_begin(&tx, &l.f.db), 0);
        for (int i = 0; i < 20; i++)
            change_ten(&l);
        for (size_t i = 0; i < ARRAY_LEN(ends); i++) {
            size_t len = 0;
            char *bytes CLEANUP(mem_free) = NULL;

            sb_clear(&from);
            sb_printf(&from, "%s%s", l.f.path, ends[i]);
            fixture_name(&l.f, i == 0 ? "killed" : "killed-journal", &to);
            bytes = fixture_read(from.d, &len);
            CHECK(bytes != NULL && len > 0);
            fixture_write(to.d, bytes, len);
        }
    }
    db_close(&l.f.db);
    fixture_name(&l.f, "killed", &to);
    CHECK_EQ_INT(rename(to.d, l.f.path), 0);
    fixture_name(&l.f, "killed-journal", &from);
    fixture_name(&l.f, "test.db-journal", &to);
    CHECK_EQ_INT(rename(from.d, to.d), 0);
    CHECK_EQ_INT(fixture_open(&l.f, mode), 0);
    l.sq = l.f.db.sq;
    n = traces(&l);
    CHECK_EQ_INT(db_check(&l.f.db), 0);
    die(&l);
    return n;
}

TEST(residue_none_after_a_kill) {
    for (int i = 1; i <= rounds(); i++) {
        CHECK_EQ_INT(residue_after_kill(DB_READ, (uint64_t)i), 0);
        CHECK_EQ_INT(residue_after_kill(DB_WRITE, (uint64_t)i + 1000), 0);
    }
}

static size_t be32(const char *p) {
    const uint8_t *b = (const uint8_t *)p;

    return (size_t)b[0] << 24 | (size_t)b[1] << 16 | (size_t)b[2] << 8 | b[3];
}

/* Writes a trace onto every free page that SQLite keeps no list on: the leaves of the first trunk. */
static int soil_free_pages(const char *path) {
    size_t len = 0, trunk, leaves;
    char *file CLEANUP(mem_free) = fixture_read(path, &len);

    trunk = (be32(file + 32) - 1) * 4096;
    leaves = be32(file + trunk + 4);
    for (size_t i = 0; i < leaves; i++)
        memcpy(file + (be32(file + trunk + 8 + 4 * i) - 1) * 4096 + 100, "@0000007", 8);
    fixture_write(path, file, len);
    return (int)leaves;
}

/* More free pages than are taken at once; the file does not grow by it. */
TEST(wash_clears_every_free_page) {
    FIXTURE(f);
    bool marks[8] = {false};
    int64_t before = 0, after = 0;

    fixture_create(&f);
    CHECK_EQ_INT(fixture_tx(&f, "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10)"
                                " INSERT INTO outbox (path) SELECT hex(zeroblob(500000)) FROM n"),
                 0);
    CHECK_EQ_INT(fixture_tx(&f, "DELETE FROM outbox"), 0);
    CHECK_EQ_INT(stmt_scalar(&f.db, "PRAGMA page_count", 0, &before), 0);
    db_close(&f.db);
    CHECK(soil_free_pages(f.path) > 100);
    mark_files(f.dir, marks, ARRAY_LEN(marks));
    CHECK(marks[7]);
    CHECK_EQ_INT(fixture_open(&f, DB_WRITE), 0);
    CHECK_EQ_INT(wash_alone(&f.db), 0);
    CHECK_STR(f.err.msg, "");
    CHECK_EQ_INT(stmt_scalar(&f.db, "PRAGMA page_count", 0, &after), 0);
    CHECK(after <= before + 1);
    CHECK_EQ_INT(stmt_scalar(&f.db, "PRAGMA freelist_count", 0, &after), 0);
    CHECK(after > 2000);
    CHECK_EQ_INT(stmt_scalar(&f.db, "SELECT count(*) FROM meta WHERE name <> 'key_check'", 9, &after), 0);
    CHECK_EQ_INT(after, 0);
    CHECK_EQ_INT(db_check(&f.db), 0);
    db_close(&f.db);
    marks[7] = false;
    mark_files(f.dir, marks, ARRAY_LEN(marks));
    CHECK(!marks[7]);
}
