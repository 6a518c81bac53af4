/*
 * fd.h - the few things that everybody does with a file descriptor.
 */
#ifndef GDPRCTL_IO_FD_H
#define GDPRCTL_IO_FD_H

#include "base/base.h"

/* A descriptor that is closed when its scope ends. */
#define FD(name) int name CLEANUP(fd_close) = -1

void fd_close(int *fd); /* sets it to -1; keeps errno; -1 is fine */

/* Gives the descriptor away from a scope that would close it. */
static inline int fd_steal(int *fd) {
    int moved = *fd;

    *fd = -1;
    return moved;
}

/* Writes all of it, also through interrupted and partial writes; 0, or -1 with errno. */
int fd_write_all(int fd, const void *d, size_t len);

/* A file in the directory that has no name and vanishes when it is closed; readable and writable, mode 0600. The
 * descriptor, or -1 with errno. */
int fd_nameless(int dir_fd);

#endif
