/*
 * fd.c - see fd.h.
 */
#include "io/fd.h"

#include "base/crypt.h"

#include <fcntl.h>
#include <unistd.h>

void fd_close(int *fd) {
    int reason = errno;

    if (*fd >= 0)
        (void)close(*fd);
    *fd = -1;
    errno = reason;
}

int fd_write_all(int fd, const void *d, size_t len) {
    const char *p = d;

    while (len > 0) {
        ssize_t n = write(fd, p, len);

        if (n < 0 && errno != EINTR)
            return -1;
        if (n > 0) {
            p += n;
            len -= (size_t)n;
        }
    }
    return 0;
}

int fd_nameless(int dir_fd) {
    uint8_t random[8];
    char name[2 * sizeof random + 10] = ".spool-";
    int fd = openat(dir_fd, ".", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);

    if (fd >= 0 || (errno != EOPNOTSUPP && errno != EISDIR && errno != EINVAL))
        return fd;
    /* A file system without O_TMPFILE: make a name and take it away at once. */
    crypt_random(random, sizeof random);
    crypt_hex(random, sizeof random, name + strlen(name));
    fd = openat(dir_fd, name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd >= 0 && unlinkat(dir_fd, name, 0) < 0)
        fd_close(&fd);
    return fd;
}
