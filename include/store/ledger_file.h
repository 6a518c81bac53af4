/*
 * ledger_file.h - the bytes of the ledger: a file that only grows, made of frames that are chained with a keyed hash.
 * What the frames say is ledger.h's; here is how they get to disk, and how the end of the file is found.
 *
 *     file   = "gdprctl-ledger1\n" id[16] frame*
 *     frame  = length(u32) type(u8) 0 0 0 seq(u64) payload mac[32] length(u32)
 *     mac    = keyed BLAKE2b(ledger key, mac of the frame before || the frame up to here)
 *
 * Numbers are big endian, the length is that of the whole frame, and before the first frame the mac is the id and
 * zeros.
 *
 * Types: PART and GROUP carry items; a group is any parts and the GROUP frame that ends them, all of one transaction of
 * the database. GROUP is synced before the database commits (the intent), DONE after it (the commit), so a group
 * without DONE may or may not have happened: the database, which keeps the number of its last group, knows.
 */
#ifndef GDPRCTL_STORE_LEDGER_FILE_H
#define GDPRCTL_STORE_LEDGER_FILE_H

#include "base/base.h"
#include "base/crypt.h"
#include "base/err.h"
#include "base/sb.h"

#define LEDGER_ID_LEN 16

enum ledger_frame_type { LEDGER_PART = 'P', LEDGER_GROUP = 'G', LEDGER_DONE = 'C' };

/* A place in the ledger: how many groups came until then, and the mac of the last. */
struct ledger_pos {
    int64_t seq;
    uint8_t mac[CRYPT_HASH_LEN]; /* zeros for seq 0 */
};

struct ledger_file {
    int fd; /* -1: not open */
    char *path;
    bool writable;
    uint8_t id[LEDGER_ID_LEN];
};

/* How the file ends. */
struct ledger_tail {
    struct ledger_pos done;           /* the last group with its DONE */
    struct ledger_pos open;           /* the group after it that has none; seq 0: there is none */
    int64_t done_end;                 /* where the file ends without what is not done */
    int64_t open_end;                 /* where the open group ends */
    int64_t size;                     /* bytes after these ends are of a write that was cut off */
    uint8_t last_mac[CRYPT_HASH_LEN]; /* of the frame that ends at done_end */
    uint8_t open_mac[CRYPT_HASH_LEN]; /* of the one that ends at open_end */
};

struct ledger_frame {
    enum ledger_frame_type type;
    int64_t seq;
    const uint8_t *payload;
    size_t len;
    const uint8_t *mac;
};

/* `option` (--ledger), else $GDPRCTL_LEDGER, else the database path with ".ledger" appended. */
void ledger_path(const char *option, const char *db_path, struct sb *out);

/* A new, empty ledger (0600, O_EXCL, O_NOFOLLOW, synced) with a fresh id. ERR_CANTCREATE when something has the name.
 * Made by root it gets the owner of the file `like`, the database; NULL: there is none yet. */
int ledger_file_create(const char *path, const char *like, uint8_t ret_id[LEDGER_ID_LEN], struct err *err);

/*
 * Opens it; `writable` asks for writing too. 1: open; 0: there is no such file; -1: ERR_REFUSED for a link, a file that
 * is none or that others can touch, ERR_INTEGRITY for one that is no ledger, ERR_IO.
 */
int ledger_file_open(struct ledger_file *f, const char *path, bool writable, struct err *err);
void ledger_file_close(struct ledger_file *f);

int ledger_file_lock(struct ledger_file *f, struct err *err); /* waits for a writer that is at its end */
void ledger_file_unlock(struct ledger_file *f);

int ledger_file_tail(struct ledger_file *f, struct ledger_tail *ret, struct err *err);

/* Appends one frame at `*end` and moves it; `mac` is the chain: of the frame before, then of this one. */
int ledger_file_append(struct ledger_file *f, const uint8_t key[CRYPT_KEY_LEN], enum ledger_frame_type type,
                       int64_t seq, const void *payload, size_t len, int64_t *end, uint8_t mac[CRYPT_HASH_LEN],
                       struct err *err);
int ledger_file_sync(struct ledger_file *f, struct err *err);
int ledger_file_cut(struct ledger_file *f, int64_t end); /* 0 or -1, without saying why */

/* Every frame up to `end`, with its mac checked: ERR_INTEGRITY where the chain breaks. A non-zero return of `each` ends
 * it and is returned. */
int ledger_file_each(struct ledger_file *f, const uint8_t key[CRYPT_KEY_LEN], int64_t end,
                     int (*each)(void *ctx, const struct ledger_frame *frame), void *ctx, struct err *err);

#endif
