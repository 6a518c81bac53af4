/*
 * files.c - what an answer to an access request cannot do without, for access.sh: runs a command (sqlite3 that opens
 * the database and reads its schema), then makes a directory with files in it, each of them durable, and syncs a
 * journal and a database file as a transaction does. The sizes are those of an answer of the generated customers.
 *
 *     files DIRECTORY COMMAND [ARGUMENT...]      DIRECTORY must not exist
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static const struct {
    const char *name;
    size_t size;
} files[] = {
    {"customer-data.csv", 1012}, {"site-data.csv", 943}, {"billing-data.csv", 981}, {"other-data.csv", 716},
    {"not-in-notice.csv", 278},  {"export.json", 67848}, {"letter.html", 22310},    {"manifest.json", 1070},
};

static char bytes[81920];

static void die(const char *what) {
    perror(what);
    exit(1);
}

static void check(int r, const char *what) {
    if (r < 0)
        die(what);
}

/* A new file, closed once it is durable unless it is to stay open. */
static int put(int dir, const char *name, size_t size) {
    int fd = openat(dir, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

    check(fd, name);
    if (write(fd, bytes, size) != (ssize_t)size)
        die(name);
    check(fsync(fd), name);
    return fd;
}

static void run(char **argv) {
    pid_t child = fork();
    int status;

    if (child == 0) {
        (void)execvp(argv[0], argv);
        _exit(127);
    }
    if (child < 0 || waitpid(child, &status, 0) != child || status != 0)
        die(argv[0]);
}

int main(int argc, char **argv) {
    int parent, dir, journal, db;

    if (argc < 3)
        return 64;
    run(argv + 2);
    memset(bytes, 'x', sizeof bytes);
    check(mkdir(argv[1], 0700), argv[1]);
    parent = open(argv[1], O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    check(parent, argv[1]);
    check(fsync(parent), argv[1]);
    check(mkdirat(parent, "partial", 0700), "partial");
    dir = openat(parent, "partial", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    check(dir, "partial");
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
        check(close(put(dir, files[i].name, files[i].size)), files[i].name);
    check(fsync(dir), "partial");
    check(renameat(parent, "partial", parent, "answer"), "answer");
    check(fsync(parent), argv[1]);
    /* The transaction: the journal and its directory, the journal's header, the database, the journal gone. */
    db = put(parent, "database", sizeof bytes);
    journal = put(parent, "journal", sizeof bytes);
    check(fdatasync(parent), argv[1]);
    check(pwrite(journal, bytes, 512, 0) == 512 ? 0 : -1, "journal");
    check(fdatasync(journal), "journal");
    check(unlinkat(parent, "journal", 0), "journal");
    check(fdatasync(parent), argv[1]);
    check(close(journal) | close(db) | close(dir) | close(parent), "close");
    return 0;
}
