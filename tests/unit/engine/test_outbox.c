/*
 * test_outbox.c - recording files go with their rows, at whatever point the run ended, and no other file ever does.
 */
#include "store/fixture.h"

#include <dirent.h>
#include <poll.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine/outbox.h"
#include "io/beneath.h"
#include "io/fd.h"

struct scene {
    struct fixture f;
    char root[64];
};

static void remove_tree(const char *path) {
    DIR *dir = opendir(path);

    for (const struct dirent *e; dir != NULL && (e = readdir(dir)) != NULL;) {
        SB(name);

        if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
            continue;
        sb_printf(&name, "%s/%s", path, e->d_name);
        if (unlink(name.d) < 0)
            remove_tree(name.d);
    }
    if (dir != NULL)
        (void)closedir(dir);
    (void)rmdir(path);
}

static void scene_release(struct scene *s) {
    remove_tree(s->root);
    fixture_release(&s->f);
}

#define SCENE(name) struct scene name CLEANUP(scene_release) = {0}

static void file_name(const struct scene *s, const char *name, struct sb *out) {
    sb_clear(out);
    sb_printf(out, "%s/%s", s->root, name);
}

static void make_file(const struct scene *s, const char *name) {
    SB(path);

    file_name(s, name, &path);
    fixture_write(path.d, "sound", 5);
}

static bool is_there(const struct scene *s, const char *name) {
    SB(path);

    file_name(s, name, &path);
    return fixture_exists(path.d);
}

/* A customer with a recording that names kept.wav, and the files a.wav, sub/b.wav and kept.wav. */
static void scene_create(struct scene *s) {
    SB(sub);

    fixture_create(&s->f);
    (void)snprintf(s->root, sizeof s->root, "/tmp/gdprctl-XXXXXX");
    CHECK(mkdtemp(s->root) != NULL);
    file_name(s, "sub", &sub);
    CHECK_EQ_INT(mkdir(sub.d, 0700), 0);
    make_file(s, "a.wav");
    make_file(s, "sub/b.wav");
    make_file(s, "kept.wav");
    CHECK_EQ_INT(fixture_tx(&s->f,
                            "INSERT INTO register (id, code, name_fi, name_sv, name_en, loaded_at, digest) VALUES"
                            " (1, 'one', '1', '1', '1', '2026-01-01', x'00');"
                            "INSERT INTO customer (id, register_id, customer_no) VALUES (1, 1, '1');"
                            "INSERT INTO call_recording (id, customer_id, recording_no, file) VALUES (1, 1, 'r1',"
                            " 'kept.wav')"),
                 0);
}

static int64_t number(struct scene *s, const char *sql) {
    int64_t n = -1;

    CHECK_EQ_INT(stmt_scalar(&s->f.db, sql, 0, &n), 0);
    return n;
}

/* What destroy.c does, then step 1. */
static struct outbox_sealed seal(struct scene *s, const char *path, bool managed) {
    struct outbox_sealed sealed = {0};
    STMT(st);
    TX(tx);

    CHECK_EQ_INT(tx_begin(&tx, &s->f.db), 0);
    CHECK_EQ_INT(stmt_open(&st, &s->f.db, "INSERT INTO outbox (path) VALUES (:path)"), 0);
    stmt_text(&st, ":path", path);
    CHECK_EQ_INT(stmt_run(&st), 0);
    CHECK_EQ_INT(outbox_seal(&s->f.db, managed ? s->root : NULL, &sealed), 0);
    CHECK_EQ_INT(fixture_audit(&s->f, NULL), 0);
    CHECK_EQ_INT(tx_commit(&tx), 0);
    CHECK_STR(s->f.err.msg, "");
    return sealed;
}

static struct outbox_result drain(struct scene *s) {
    struct outbox_result r = {0};

    CHECK_EQ_INT(outbox_drain(&s->f.db, s->root, FIXTURE_NOW, &r), 0);
    CHECK_STR(s->f.err.msg, "");
    CHECK_EQ_INT(number(s, "SELECT count(*) FROM outbox"), r.left);
    return r;
}

TEST(outbox_takes_the_files_after_the_commit) {
    SCENE(s);
    struct outbox_result r;

    scene_create(&s);
    CHECK_EQ_INT(seal(&s, "a.wav", true).waiting, 1);
    CHECK_EQ_INT(seal(&s, "sub/b.wav", true).waiting, 1);
    CHECK(is_there(&s, "a.wav"));
    CHECK_EQ_INT(number(&s, "SELECT count(*) FROM outbox WHERE ino > 0 AND size = 5"), 2);
    r = drain(&s);
    CHECK_EQ_INT(r.removed, 2);
    CHECK_EQ_INT(r.left + r.refused + r.shared, 0);
    CHECK(!is_there(&s, "a.wav") && !is_there(&s, "sub/b.wav") && is_there(&s, "kept.wav"));
    CHECK_EQ_INT(number(&s, "SELECT count(*) FROM audit WHERE command = 'outbox' AND detail GLOB 'files_removed=2 *'"),
                 1);
    /* Nothing left: nothing written. */
    r = drain(&s);
    CHECK_EQ_INT(r.removed, 0);
    CHECK_EQ_INT(number(&s, "SELECT count(*) FROM audit WHERE command = 'outbox'"), 1);
}

/* Killed after the unlink, before the entries went. */
TEST(outbox_finds_a_file_gone_already) {
    SCENE(s);
    SB(path);

    scene_create(&s);
    (void)seal(&s, "a.wav", true);
    file_name(&s, "a.wav", &path);
    CHECK_EQ_INT(unlink(path.d), 0);
    CHECK_EQ_INT(drain(&s).removed, 1);
    CHECK_EQ_INT(number(&s, "SELECT count(*) FROM outbox"), 0);
}

TEST(outbox_of_a_path_without_a_file) {
    SCENE(s);
    struct outbox_sealed sealed;

    scene_create(&s);
    sealed = seal(&s, "nowhere.wav", true);
    CHECK_EQ_INT(sealed.missing, 1);
    CHECK_EQ_INT(sealed.waiting, 0);
    CHECK_EQ_INT(number(&s, "SELECT count(*) FROM outbox"), 0);
    sealed = seal(&s, "a.wav", false);
    CHECK_EQ_INT(sealed.unmanaged, 1);
    CHECK_EQ_INT(number(&s, "SELECT count(*) FROM outbox"), 0);
    CHECK(is_there(&s, "a.wav"));
}

TEST(outbox_leaves_a_file_that_a_row_names) {
    SCENE(s);
    struct outbox_result r;

    scene_create(&s);
    (void)seal(&s, "kept.wav", true); /* imported again between commit and draining */
    r = drain(&s);
    CHECK_EQ_INT(r.shared, 1);
    CHECK_EQ_INT(r.removed + r.left, 0);
    CHECK(is_there(&s, "kept.wav"));
}

TEST(outbox_leaves_another_file_in_the_place) {
    SCENE(s);
    SB(path);
    SB(other);

    scene_create(&s);
    (void)seal(&s, "a.wav", true);
    make_file(&s, "new.wav");
    file_name(&s, "a.wav", &path);
    file_name(&s, "new.wav", &other);
    CHECK_EQ_INT(rename(other.d, path.d), 0);
    for (int i = 0; i < 2; i++) {
        struct outbox_result r = drain(&s);

        CHECK_EQ_INT(r.refused, 1);
        CHECK_EQ_INT(r.left, 1);
        CHECK(is_there(&s, "a.wav"));
    }
    /* Once it has been moved away, the entry goes. */
    CHECK_EQ_INT(rename(path.d, other.d), 0);
    CHECK_EQ_INT(drain(&s).removed, 1);
    CHECK_EQ_INT(number(&s, "SELECT count(*) FROM outbox"), 0);
    CHECK(is_there(&s, "new.wav"));
}

/* It is no business of a later run that knows no recordings. */
TEST(outbox_keeps_what_was_refused) {
    SCENE(s);
    struct outbox_sealed sealed;
    SB(path);
    SB(twin);

    scene_create(&s);
    file_name(&s, "a.wav", &path);
    file_name(&s, "twin.wav", &twin);
    CHECK_EQ_INT(link(path.d, twin.d), 0);
    (void)seal(&s, "a.wav", true);
    CHECK_EQ_INT(drain(&s).refused, 1);
    sealed = seal(&s, "sub/b.wav", false);
    CHECK_EQ_INT(sealed.unmanaged, 1);
    CHECK_EQ_INT(seal(&s, "sub/b.wav", true).waiting, 1);
    CHECK_EQ_INT(unlink(twin.d), 0);
    CHECK_EQ_INT(drain(&s).removed, 2);
    CHECK(!is_there(&s, "a.wav") && !is_there(&s, "sub/b.wav"));
}

TEST(outbox_never_leaves_the_root) {
    static const char *const paths[] = {
        "../a.wav", "/etc/hostname", "sub/../a.wav", "link.wav", "door/b.wav", "./a.wav", "sub//b.wav",
        "",         "sub",           "twin.wav",     "a.wav\nx", "a.wav/",     "fifo"};
    SCENE(s);
    FD(root);
    SB(path);
    SB(target);

    scene_create(&s);
    file_name(&s, "link.wav", &path);
    CHECK_EQ_INT(symlink("a.wav", path.d), 0);
    file_name(&s, "door", &path);
    CHECK_EQ_INT(symlink("sub", path.d), 0);
    file_name(&s, "fifo", &path);
    CHECK_EQ_INT(mkfifo(path.d, 0600), 0);
    make_file(&s, "one.wav");
    file_name(&s, "one.wav", &target);
    file_name(&s, "twin.wav", &path);
    CHECK_EQ_INT(link(target.d, path.d), 0);
    CHECK_EQ_INT(beneath_root(s.root, &root, &s.f.err), 0);
    for (size_t i = 0; i < ARRAY_LEN(paths); i++) {
        struct outbox_result r;

        CHECK_EQ_INT(outbox_may_take(&s.f.db, root, paths[i]), 0);
        CHECK_STR(s.f.err.msg, "");
        CHECK_EQ_INT(seal(&s, paths[i], true).waiting, 1);
        r = drain(&s);
        CHECK_EQ_INT(r.removed, 0);
        CHECK_EQ_INT(r.refused, (int64_t)i + 1);
    }
    CHECK_EQ_INT(outbox_may_take(&s.f.db, root, "a.wav"), 1);
    CHECK_EQ_INT(outbox_may_take(&s.f.db, root, "nowhere.wav"), 1);
    CHECK(is_there(&s, "a.wav") && is_there(&s, "sub/b.wav") && is_there(&s, "link.wav") && is_there(&s, "twin.wav"));
}

TEST(outbox_drains_more_than_a_batch) {
    SCENE(s);
    struct outbox_result r;
    struct outbox_sealed sealed = {0};
    TX(tx);

    scene_create(&s);
    CHECK_EQ_INT(tx_begin(&tx, &s.f.db), 0);
    for (int i = 0; i < 450; i++) {
        STMT(st);
        SB(name);

        sb_printf(&name, "f%d.wav", i);
        make_file(&s, name.d);
        CHECK_EQ_INT(stmt_open(&st, &s.f.db, "INSERT INTO outbox (path) VALUES (:path)"), 0);
        stmt_text(&st, ":path", name.d);
        CHECK_EQ_INT(stmt_run(&st), 0);
    }
    CHECK_EQ_INT(outbox_seal(&s.f.db, s.root, &sealed), 0);
    CHECK_EQ_INT(sealed.waiting, 450);
    CHECK_EQ_INT(fixture_audit(&s.f, NULL), 0);
    CHECK_EQ_INT(tx_commit(&tx), 0);
    r = drain(&s);
    CHECK_EQ_INT(r.removed, 450);
    CHECK_EQ_INT(r.left, 0);
    CHECK_EQ_INT(number(&s, "SELECT count(*) FROM audit WHERE command = 'outbox'"), 3);
    CHECK(!is_there(&s, "f0.wav") && !is_there(&s, "f449.wav") && is_there(&s, "a.wav"));
}

/* Another run drains a.wav and takes the row of sub/b.wav, whose entry gets the number that a.wav's had. */
static int run_of_another(struct scene *s, int ready) {
    SB(path);
    TX(tx);

    file_name(s, "a.wav", &path);
    TRY(fixture_open(&s->f, DB_WRITE));
    TRY(tx_begin(&tx, &s->f.db));
    TRY(write(ready, "", 1));
    (void)poll(NULL, 0, 300); /* the drain has begun, and waits for the lock */
    TRY(unlink(path.d));
    TRY(db_script(&s->f.db, "DELETE FROM outbox; INSERT INTO outbox (path) VALUES ('sub/b.wav')"));
    TRY(fixture_audit(&s->f, NULL));
    return tx_commit(&tx);
}

TEST(outbox_drained_by_two) {
    SCENE(s);
    pid_t child;
    int ready[2], status = -1;
    char c;

    scene_create(&s);
    (void)seal(&s, "a.wav", true);
    s.f.db.busy_ms = 5000;
    CHECK_EQ_INT(pipe(ready), 0);
    child = fork();
    if (child == 0)
        _exit(run_of_another(&s, ready[1]) < 0 ? 1 : 0);
    CHECK_EQ_INT(read(ready[0], &c, 1), 1);
    CHECK_EQ_INT(drain(&s).removed, 1);
    CHECK(waitpid(child, &status, 0) == child && status == 0);
    CHECK(!is_there(&s, "sub/b.wav"));
    (void)close(ready[0]);
    (void)close(ready[1]);
}

TEST(outbox_without_a_root_waits) {
    SCENE(s);
    struct outbox_result r = {0};

    scene_create(&s);
    (void)seal(&s, "a.wav", true);
    CHECK_EQ_INT(outbox_drain(&s.f.db, NULL, FIXTURE_NOW, &r), 0);
    CHECK_EQ_INT(r.left, 1);
    CHECK_EQ_INT(outbox_drain(&s.f.db, "/nowhere/at/all", FIXTURE_NOW, &r), -1);
    CHECK_EQ_INT(s.f.err.code, ERR_NOINPUT);
    err_clear(&s.f.err);
    CHECK_EQ_INT(drain(&s).removed, 1);
}
