/*
 * fixture.c - see fixture.h.
 */
#include "fixture.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"

void fixture_dir(struct fixture *f) {
    const char *tmp = getenv("TMPDIR");

    (void)snprintf(f->dir, sizeof f->dir, "%.40s/gdprctl-XXXXXX", tmp != NULL ? tmp : "/tmp");
    CHECK(mkdtemp(f->dir) != NULL);
    (void)snprintf(f->path, sizeof f->path, "%s/test.db", f->dir);
    (void)snprintf(f->key, sizeof f->key, "%s/test.db.key", f->dir);
}

void fixture_create(struct fixture *f) {
    TX(tx);

    fixture_dir(f);
    CHECK_EQ_INT(key_create(f->key, &f->err), 0);
    CHECK_EQ_INT(key_load(f->key, &f->keys, &f->err), 0);
    CHECK_EQ_INT(db_create(&f->db, f->path, &f->err), 0);
    CHECK_STR(f->err.msg, "");
    if (f->db.sq == NULL)
        return;
    f->db.keys = f->keys;
    f->db.busy_ms = 20;
    CHECK_EQ_INT(tx_begin(&tx, &f->db), 0);
    CHECK_EQ_INT(key_bind(&f->db, f->keys), 0);
    CHECK_EQ_INT(audit_append(&f->db, FIXTURE_NOW, &(struct audit_event){.command = "init", .result = "done"}), 0);
    CHECK_EQ_INT(tx_commit(&tx), 0);
    CHECK_STR(f->err.msg, "");
}

int fixture_open(struct fixture *f, enum db_mode mode) {
    int r;

    db_close(&f->db);
    err_clear(&f->err);
    r = db_open(&f->db, f->path, mode, &f->err);
    f->db.keys = f->keys;
    f->db.busy_ms = 20;
    return r;
}

void fixture_release(struct fixture *f) {
    DIR *dir = opendir(f->dir);

    db_close(&f->db);
    key_free(&f->keys);
    if (dir == NULL)
        return;
    for (const struct dirent *e; (e = readdir(dir)) != NULL;)
        (void)unlinkat(dirfd(dir), e->d_name, 0);
    (void)closedir(dir);
    (void)rmdir(f->dir);
}

int fixture_audit(struct fixture *f, const char *detail) {
    return audit_append(&f->db, FIXTURE_NOW,
                        &(struct audit_event){.command = "test", .result = "done", .detail = detail});
}

int fixture_tx(struct fixture *f, const char *sql) {
    TX(tx);

    TRY(tx_begin(&tx, &f->db));
    TRY(db_script(&f->db, sql));
    TRY(fixture_audit(f, NULL));
    return tx_commit(&tx);
}

void fixture_name(const struct fixture *f, const char *suffix, struct sb *out) {
    sb_clear(out);
    sb_printf(out, "%s/%s", f->dir, suffix);
}

void fixture_write(const char *path, const void *bytes, size_t len) {
    FILE *out = fopen(path, "wb");

    CHECK(out != NULL);
    if (out == NULL)
        return;
    CHECK_EQ_INT(fwrite(bytes, 1, len, out), len);
    CHECK_EQ_INT(fclose(out), 0);
}

char *fixture_read(const char *path, size_t *len) {
    FILE *in = fopen(path, "rb");
    struct stat st;
    char *bytes;

    if (in == NULL)
        return NULL;
    CHECK_EQ_INT(fstat(fileno(in), &st), 0);
    bytes = mem_alloc((size_t)st.st_size + 1);
    *len = fread(bytes, 1, (size_t)st.st_size, in);
    (void)fclose(in);
    return bytes;
}

bool fixture_exists(const char *path) {
    struct stat st;

    return lstat(path, &st) == 0;
}

void fixture_raw(const char *path, const char *sql) {
    sqlite3 *db = NULL;

    CHECK_EQ_INT(sqlite3_open(path, &db), SQLITE_OK);
    (void)sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 0, NULL);
    while (*sql != '\0') {
        sqlite3_stmt *st = NULL;

        CHECK_EQ_INT(sqlite3_prepare_v2(db, sql, -1, &st, &sql), SQLITE_OK);
        while (st != NULL && sqlite3_step(st) == SQLITE_ROW)
            continue;
        CHECK_EQ_INT(sqlite3_finalize(st), SQLITE_OK);
    }
    CHECK_EQ_INT(sqlite3_close(db), SQLITE_OK);
}
