/*
 * spill.h - bytes put aside in a file without a name, because there are more of them than should stay in memory. Nobody
 * else can open it, and it vanishes with the process, however that ends.
 */
#ifndef GDPRCTL_IO_SPILL_H
#define GDPRCTL_IO_SPILL_H

#include "base/base.h"
#include "base/err.h"
#include "base/sb.h"

struct spill {
    int fd;
    uint64_t size;     /* what has been put there, the bytes that wait included */
    struct sb waiting; /* to be written */
};

#define SPILL_INIT \
    { -1, 0, SB_INIT }
#define SPILL(name) struct spill name CLEANUP(spill_release) = SPILL_INIT

/* In the directory `dir`. ERR_CANTCREATE. */
int spill_open(struct spill *s, const char *dir, struct err *e);
void spill_release(struct spill *s);

int spill_add(struct spill *s, const void *d, size_t len, struct err *e);
int spill_flush(struct spill *s, struct err *e); /* after the last spill_add, before reading */

/* Reads exactly `len` bytes that were put at `at`. */
int spill_read(const struct spill *s, uint64_t at, void *d, size_t len, struct err *e);

#endif
