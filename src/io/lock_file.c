/*
 * lock_file.c - see lock_file.h.
 */
#include "io/lock_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

enum { TRIES = 20, PAUSE = 10000000 /* nanoseconds */ };

/* Whoever only looks (lock_file_look) has the lock for a moment. */
static int lock(int fd) {
    const struct timespec pause = {.tv_nsec = PAUSE};

    for (int i = 0; i < TRIES; i++) {
        if (flock(fd, LOCK_EX | LOCK_NB) == 0)
            return 0;
        (void)nanosleep(&pause, NULL);
    }
    return -1;
}

int lock_file_take(struct lock_file *l, const char *path, const char *what, struct err *e) {
    int fd = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);

    if (fd < 0) {
        (void)err_set(e, ERR_CANTCREATE, "the lock file %s cannot be opened: %s", path, strerror(errno));
        return err_hint(e, "the directory of the database must be writable, and a lock file that is there yours");
    }
    if (lock(fd) < 0) {
        (void)close(fd);
        (void)err_set(e, ERR_BUSY, "%s is running already", what);
        return err_hint(e, "wait until it has ended, then try again");
    }
    l->fd = fd;
    return 0;
}

enum lock_state lock_file_look(const char *path) {
    int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
    bool held;

    if (fd < 0)
        return errno == EACCES || errno == EPERM ? LOCK_UNKNOWN : LOCK_FREE;
    held = flock(fd, LOCK_SH | LOCK_NB) < 0;
    (void)close(fd);
    return held ? LOCK_HELD : LOCK_FREE;
}

void lock_file_release(struct lock_file *l) {
    if (l->fd >= 0)
        (void)close(l->fd); /* the lock goes with it */
    l->fd = -1;
}
