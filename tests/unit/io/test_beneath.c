/*
 * test_beneath.c - stored paths cannot lead out of the recordings root: hostile paths over a hostile tree, and a race.
 */
#include "io/beneath.h"

#include "io/fd.h"
#include "io_util.h"
#include "test.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

static void make_socket(const char *path) {
    struct sockaddr_un at = {.sun_family = AF_UNIX};
    FD(fd);

    fd = socket(AF_UNIX, SOCK_STREAM, 0);
    (void)snprintf(at.sun_path, sizeof at.sun_path, "%s", path);
    CHECK_EQ_INT(bind(fd, (struct sockaddr *)&at, sizeof at), 0);
}

/* The tree of tests/data/hostile/paths/make_tree.sh; opens its root. */
static int make_tree(const struct scratch *dir) {
    static const char *const files[] = {"root/ok.wav",     "root/real/ok2.wav", "root/-rf",           "root/*",
                                        "root/setuid.wav", "root/noperm.wav",   "outside/secret.txt", "outside/hl"};
    static const char *const links[][2] = {{"../outside", "root/symlink_dir"},
                                           {"/etc", "root/symlink_to_etc"},
                                           {"../outside/secret.txt", "root/symlink_file.wav"},
                                           {"symlink_loop", "root/symlink_loop"}};
    struct err e = {0};
    int fd = -1;

    CHECK_EQ_INT(mkdir(scratch_at(dir, "root", 0), 0700), 0);
    CHECK_EQ_INT(mkdir(scratch_at(dir, "root/real", 0), 0700), 0);
    CHECK_EQ_INT(mkdir(scratch_at(dir, "outside", 0), 0700), 0);
    for (size_t i = 0; i < ARRAY_LEN(files); i++)
        write_text(scratch_at(dir, files[i], 0), "rec");
    for (size_t i = 0; i < ARRAY_LEN(links); i++)
        CHECK_EQ_INT(symlink(links[i][0], scratch_at(dir, links[i][1], 0)), 0);
    CHECK_EQ_INT(link(scratch_at(dir, "outside/hl", 0), scratch_at(dir, "root/hardlink_outside.wav", 1)), 0);
    CHECK_EQ_INT(chmod(scratch_at(dir, "root/setuid.wav", 0), 04755), 0);
    CHECK_EQ_INT(chmod(scratch_at(dir, "root/noperm.wav", 0), 0), 0);
    CHECK_EQ_INT(mkdir(scratch_at(dir, "root/directory.wav", 0), 0700), 0);
    CHECK_EQ_INT(mkfifo(scratch_at(dir, "root/fifo.wav", 0), 0600), 0);
    /* Devices need root; a second FIFO stands in for them elsewhere. */
    if (mknod(scratch_at(dir, "root/dev_null.wav", 0), S_IFCHR | 0600, 0x103) < 0)
        CHECK_EQ_INT(mkfifo(scratch_at(dir, "root/dev_null.wav", 0), 0600), 0);
    if (mknod(scratch_at(dir, "root/dev_zero.wav", 0), S_IFCHR | 0600, 0x105) < 0)
        CHECK_EQ_INT(mkfifo(scratch_at(dir, "root/dev_zero.wav", 0), 0600), 0);
    make_socket(scratch_at(dir, "root/socket.wav", 0));
    CHECK_EQ_INT(beneath_root(scratch_at(dir, "root", 0), &fd, &e), 0);
    return fd;
}

/* What the vectors call the outcome. */
static const char *outcome(int r, const struct err *e) {
    if (r == 0)
        return "file";
    if (r == 1)
        return "gone";
    return strstr(e->msg, "symbolic link") != NULL  ? "link"
           : strstr(e->msg, "regular file") != NULL ? "kind"
           : strstr(e->msg, "hard link") != NULL    ? "hard link"
           : strncmp(e->msg, "the path ", 9) == 0   ? "text"
                                                    : e->msg;
}

TEST(beneath_hostile_paths) {
    SCRATCH(dir);
    struct node *all CLEANUP(node_free) = read_vectors("tests/data/hostile/paths/paths.json");
    FD(root);
    int tried = 0;

    root = make_tree(&dir);
    for (const struct node *v = node_get(all, "paths")->child; v != NULL; v = v->next) {
        const char *path = node_str(v, "path"), *want = node_str(v, "expect");
        struct beneath_id id, none = {0};
        struct err e = {0};
        int r = beneath_look(root, path, &id, &e);

        test_check(strcmp(outcome(r, &e), want) == 0, __FILE__, __LINE__, "\"%.60s\" is %s, not %s", path,
                   outcome(r, &e), want);
        test_check(r >= 0 || e.code == ERR_DATA, __FILE__, __LINE__, "\"%.60s\": %s", path, e.msg);
        test_check((beneath_check(path) != NULL) == (strcmp(want, "text") == 0), __FILE__, __LINE__, "\"%.60s\"", path);
        err_clear(&e);
        /* Nothing is removed that is not known. */
        CHECK(beneath_unlink(root, path, &none, &e) != 0);
        tried++;
    }
    CHECK(tried > 55);
    CHECK(exists(scratch_at(&dir, "outside/secret.txt", 0)) && exists(scratch_at(&dir, "outside/hl", 0)));
    CHECK(exists(scratch_at(&dir, "root/hardlink_outside.wav", 0)) && exists(scratch_at(&dir, "root/ok.wav", 0)));
}

TEST(beneath_refuses_as_text) {
    static const char *const bad[] = {"",    "/",    "/a", ".",  "..",   "a/..",  "../a", "a/../b", "./a",
                                      "a/.", "a//b", "a/", "//", "a\nb", "a\x7F", "\x01", "a\xFF",  "\xC0\xAF"};
    static const char *const good[] = {"a", "...",   "..a", "a..",          ".hidden", "a/b/c.wav",
                                       "~", "$HOME", "a b", "\xC3\xA4.wav", "-rf",     "a\\..\\b"};
    char longest[4200];

    for (size_t i = 0; i < ARRAY_LEN(bad); i++)
        test_check(beneath_check(bad[i]) != NULL, __FILE__, __LINE__, "bad %zu", i);
    for (size_t i = 0; i < ARRAY_LEN(good); i++)
        test_check(beneath_check(good[i]) == NULL, __FILE__, __LINE__, "good %zu", i);
    memset(longest, 'x', 256);
    longest[256] = '\0';
    CHECK(beneath_check(longest) != NULL);
    longest[255] = '\0';
    CHECK(beneath_check(longest) == NULL);
    for (size_t i = 0; i < 4096; i++)
        longest[i] = i % 2 == 0 ? 'd' : '/';
    longest[4095] = '\0';
    CHECK(beneath_check(longest + 1) != NULL); /* begins with a slash */
    CHECK(beneath_check(longest) == NULL || longest[4094] == '/');
    longest[4095] = 'd';
    longest[4096] = '\0';
    CHECK(beneath_check(longest) != NULL);
}

TEST(beneath_opens_what_it_may) {
    SCRATCH(dir);
    FD(root);
    FD(fd);
    struct beneath_id opened, looked;
    struct err e = {0};
    char buf[8] = "";

    root = make_tree(&dir);
    CHECK_EQ_INT(beneath_open(root, "real/ok2.wav", &fd, &opened, &e), 0);
    CHECK_EQ_INT(read(fd, buf, sizeof buf), 3);
    CHECK_STR(buf, "rec");
    CHECK_EQ_INT(opened.size, 3);
    CHECK_EQ_INT(beneath_look(root, "real/ok2.wav", &looked, &e), 0);
    CHECK(opened.dev == looked.dev && opened.ino == looked.ino && opened.size == looked.size);
    fd_close(&fd);
    CHECK_EQ_INT(beneath_open(root, "real/missing.wav", &fd, &opened, &e), 1);
    CHECK_EQ_INT(beneath_open(root, "fifo.wav", &fd, &opened, &e), -1);
    CHECK_EQ_INT(fd, -1);
}

TEST(beneath_removes_only_the_file_it_knows) {
    SCRATCH(dir);
    FD(root);
    struct beneath_id id;
    struct err e = {0};

    root = make_tree(&dir);
    CHECK_EQ_INT(beneath_look(root, "real/ok2.wav", &id, &e), 0);
    /* Another file of the same name and size. */
    write_text(scratch_at(&dir, "root/real/new.wav", 0), "REC");
    CHECK_EQ_INT(rename(scratch_at(&dir, "root/real/new.wav", 0), scratch_at(&dir, "root/real/ok2.wav", 1)), 0);
    CHECK_EQ_INT(beneath_unlink(root, "real/ok2.wav", &id, &e), -1);
    CHECK_STR(e.msg, "another file stands in its place");
    err_clear(&e);
    /* The same file, but longer. */
    CHECK_EQ_INT(beneath_look(root, "ok.wav", &id, &e), 0);
    write_text(scratch_at(&dir, "root/ok.wav", 0), "longer");
    CHECK_EQ_INT(beneath_unlink(root, "ok.wav", &id, &e), -1);
    err_clear(&e);
    CHECK_EQ_INT(beneath_look(root, "ok.wav", &id, &e), 0);
    CHECK_EQ_INT(beneath_unlink(root, "ok.wav", &id, &e), 0);
    CHECK(!exists(scratch_at(&dir, "root/ok.wav", 0)));
    CHECK_EQ_INT(beneath_unlink(root, "ok.wav", &id, &e), 1);
    CHECK_EQ_INT(beneath_unlink(root, "real/gone/x.wav", &id, &e), 1);
}

TEST(beneath_root_must_be_there) {
    struct err e = {0};
    int fd = -1;

    CHECK_EQ_INT(beneath_root("/nonexistent", &fd, &e), -1);
    CHECK_EQ_INT(e.code, ERR_NOINPUT);
    CHECK_EQ_INT(fd, -1);
}

/* As swap_race.sh: exchanges a directory with a link to the outside, as fast as it goes, until killed. */
static pid_t start_swapping(const struct scratch *dir) {
    char real[600], other[600];
    pid_t child;

    (void)snprintf(real, sizeof real, "%s/root/real", dir->path);
    (void)snprintf(other, sizeof other, "%s/root/real_link", dir->path);
    CHECK_EQ_INT(symlink("../outside", other), 0);
    child = fork();
    if (child == 0) {
        for (;;) {
            if (renameat2(AT_FDCWD, real, AT_FDCWD, other, RENAME_EXCHANGE) < 0)
                _exit(1);
        }
    }
    return child;
}

TEST(beneath_is_not_led_outside_by_a_race) {
    SCRATCH(dir);
    FD(root);
    pid_t child;
    int opened = 0, refused = 0, outside = 0, status = 0;

    root = make_tree(&dir);
    write_text(scratch_at(&dir, "outside/ok2.wav", 0), "canary"); /* what the race wants to be opened */
    child = start_swapping(&dir);
    for (int i = 0; i < 20000; i++) {
        FD(fd);
        struct beneath_id id;
        struct err e = {0};
        int r = beneath_open(root, "real/ok2.wav", &fd, &id, &e);

        opened += r == 0;
        refused += r != 0;
        outside += r == 0 && id.size != 3;
    }
    for (int i = 0; i < 3000; i++) {
        struct beneath_id id;
        struct err e = {0};

        if (beneath_look(root, "real/ok2.wav", &id, &e) == 0 && beneath_unlink(root, "real/ok2.wav", &id, &e) == 0)
            write_text(scratch_at(&dir, i % 2 == 0 ? "root/real/ok2.wav" : "root/real_link/ok2.wav", 0), "rec");
        if (!exists(scratch_at(&dir, "outside/ok2.wav", 1)))
            write_text(scratch_at(&dir, "outside/ok2.wav", 1), "canary");
    }
    (void)kill(child, SIGKILL);
    (void)waitpid(child, &status, 0);
    CHECK(WIFSIGNALED(status));
    CHECK(opened > 0 && refused > 0);
    CHECK_EQ_INT(outside, 0);
    CHECK(exists(scratch_at(&dir, "outside/secret.txt", 0)));
}
