/*
 * test_key.c - the key file: made once, read only when nobody else can, and bound to one database.
 */
#include "fixture.h"

#include <sys/stat.h>
#include <unistd.h>

TEST(key_path_prefers_option_then_environment) {
    SB(out);

    unsetenv("GDPRCTL_KEY");
    unsetenv("CREDENTIALS_DIRECTORY");
    key_path(NULL, "/a/b.db", &out);
    CHECK_STR(out.d, "/a/b.db.key");
    setenv("CREDENTIALS_DIRECTORY", "/run/credentials/x", 1);
    sb_clear(&out);
    key_path(NULL, "/a/b.db", &out);
    CHECK_STR(out.d, "/run/credentials/x/gdprctl.key");
    setenv("GDPRCTL_KEY", "/k", 1);
    sb_clear(&out);
    key_path(NULL, "/a/b.db", &out);
    CHECK_STR(out.d, "/k");
    sb_clear(&out);
    key_path("/o", "/a/b.db", &out);
    CHECK_STR(out.d, "/o");
    unsetenv("GDPRCTL_KEY");
    unsetenv("CREDENTIALS_DIRECTORY");
}

TEST(key_file_is_private_and_never_overwritten) {
    FIXTURE(f);
    struct stat st;
    mode_t old = umask(0);
    size_t len = 0, len2 = 0;
    char *first CLEANUP(mem_free) = NULL;
    char *second CLEANUP(mem_free) = NULL;

    fixture_dir(&f);
    CHECK_EQ_INT(key_create(f.key, &f.err), 0);
    umask(old);
    CHECK_EQ_INT(stat(f.key, &st), 0);
    CHECK_EQ_INT(st.st_mode & 0777, 0600);
    CHECK_EQ_INT(st.st_size, CRYPT_KEY_LEN);
    first = fixture_read(f.key, &len);
    CHECK_EQ_INT(key_create(f.key, &f.err), -1);
    CHECK_EQ_INT(f.err.code, ERR_CANTCREATE);
    second = fixture_read(f.key, &len2);
    CHECK(len == len2 && memcmp(first, second, len) == 0);
}

TEST(key_keys_are_four_and_the_same_each_time) {
    FIXTURE(f);
    struct keys *again CLEANUP(key_free) = NULL;

    fixture_create(&f);
    CHECK_EQ_INT(key_load(f.key, &again, &f.err), 0);
    CHECK(memcmp(again, f.keys, sizeof *again) == 0);
    CHECK(memcmp(again->audit, again->suppression, CRYPT_KEY_LEN) != 0);
    CHECK(memcmp(again->audit, again->subject, CRYPT_KEY_LEN) != 0);
    CHECK(memcmp(again->subject, again->check, CRYPT_KEY_LEN) != 0);
}

/* Loads the file; the error code, and that nothing came out. */
static int load_code(struct fixture *f, const char *path) {
    struct keys *keys = NULL;

    err_clear(&f->err);
    CHECK_EQ_INT(key_load(path, &keys, &f->err), -1);
    CHECK(keys == NULL);
    return (int)f->err.code;
}

TEST(key_load_refuses_what_others_could_have_touched) {
    static const mode_t open_to_others[] = {0640, 0604, 0620, 0602, 0610, 0601, 0777};
    FIXTURE(f);
    SB(link);

    fixture_dir(&f);
    CHECK_EQ_INT(load_code(&f, f.key), ERR_NOINPUT);
    CHECK(f.err.hint[0] != '\0');
    CHECK_EQ_INT(key_create(f.key, (err_clear(&f.err), &f.err)), 0);
    for (size_t i = 0; i < ARRAY_LEN(open_to_others); i++) {
        CHECK_EQ_INT(chmod(f.key, open_to_others[i]), 0);
        CHECK_EQ_INT(load_code(&f, f.key), ERR_REFUSED);
    }
    CHECK_EQ_INT(chmod(f.key, 0400), 0);
    fixture_name(&f, "link", &link);
    CHECK_EQ_INT(symlink(f.key, link.d), 0);
    CHECK_EQ_INT(load_code(&f, link.d), ERR_REFUSED);
    CHECK_EQ_INT(load_code(&f, f.dir), ERR_REFUSED);
    for (size_t len = 0; len < 40; len++) {
        fixture_name(&f, "other", &link);
        (void)unlink(link.d);
        fixture_write(link.d, "0123456789012345678901234567890123456789", len);
        CHECK_EQ_INT(chmod(link.d, 0600), 0);
        if (len != CRYPT_KEY_LEN)
            CHECK_EQ_INT(load_code(&f, link.d), ERR_REFUSED);
    }
}

TEST(key_belongs_to_one_database) {
    FIXTURE(f);
    SB(other_path);
    struct keys *other CLEANUP(key_free) = NULL;

    fixture_create(&f);
    fixture_name(&f, "other.key", &other_path);
    CHECK_EQ_INT(key_create(other_path.d, &f.err), 0);
    CHECK_EQ_INT(key_load(other_path.d, &other, &f.err), 0);
    CHECK_EQ_INT(key_check(&f.db, f.keys), 0);
    CHECK_EQ_INT(key_check(&f.db, other), -1);
    CHECK_EQ_INT(f.err.code, ERR_CONFIG);

    err_clear(&f.err);
    CHECK_EQ_INT(fixture_tx(&f, "DELETE FROM meta WHERE name = 'key_check'"), 0);
    CHECK_EQ_INT(key_check(&f.db, f.keys), -1);
    CHECK_EQ_INT(f.err.code, ERR_INTEGRITY);

    err_clear(&f.err);
    CHECK_EQ_INT(fixture_tx(&f, "INSERT INTO meta VALUES ('key_check', 'text')"), 0);
    CHECK_EQ_INT(key_check(&f.db, f.keys), -1);
    CHECK_EQ_INT(f.err.code, ERR_CONFIG);
}
