/*
 * process.h - what the process is made to be before anything else happens: no surprising descriptors, no core file, no
 * file that others can read, no way to more privileges; and the one signal flag.
 */
#ifndef GDPRCTL_CLI_PROCESS_H
#define GDPRCTL_CLI_PROCESS_H

#include "base/base.h"
#include "base/err.h"

#include <signal.h>

/* Call first in main. ERR_REFUSED when the program was started set-uid or set-gid. */
int process_start(struct err *e);

/* From now on the first SIGINT or SIGTERM sets the flag that is returned, so that a running statement can end cleanly;
 * the second one ends the process at once, as the default does. */
const volatile sig_atomic_t *process_watch_interrupt(void);

/*
 * Before the database is opened: the heap goes on in one large page (2 MiB). A command with a database uses one to two
 * megabytes in small pieces, and the kernel takes longer to hand out four hundred small pages, each when it is touched
 * first, than some commands have to do. This is advice only: where there are no such pages (Linux:
 * transparent_hugepage), or with another allocator than glibc's, nothing changes.
 */
void process_large_heap(void);

/* Columns of the terminal behind the descriptor; 80 when it does not tell. */
size_t process_columns(int fd);

#endif
