/*
 * ledger_file.c - see ledger_file.h.
 */
#include "store/ledger_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "store/dbfile.h"

enum {
    MAGIC_LEN = 16,
    START = MAGIC_LEN + LEDGER_ID_LEN,
    HEAD = 16,
    FOOT = CRYPT_HASH_LEN + 4,
    FRAME_MIN = HEAD + FOOT,
    FRAME_MAX = 64 << 20, /* far above what one flush writes (ledger.c) */
};

static const char magic[MAGIC_LEN + 1] = "gdprctl-ledger1\n";

void ledger_path(const char *option, const char *db_path, struct sb *out) {
    const char *env = getenv("GDPRCTL_LEDGER");

    if (option != NULL)
        sb_cat(out, option);
    else if (env != NULL && env[0] != '\0')
        sb_cat(out, env);
    else
        sb_printf(out, "%s.ledger", db_path);
}

/* ---- numbers ---- */

static void put_u32(uint8_t *p, uint32_t v) {
    for (int i = 0; i < 4; i++)
        p[i] = (uint8_t)(v >> (24 - 8 * i));
}

static void put_u64(uint8_t *p, uint64_t v) {
    put_u32(p, (uint32_t)(v >> 32));
    put_u32(p + 4, (uint32_t)v);
}

static uint32_t get_u32(const uint8_t *p) {
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static uint64_t get_u64(const uint8_t *p) {
    return (uint64_t)get_u32(p) << 32 | get_u32(p + 4);
}

/* ---- the file ---- */

static int damaged(const struct ledger_file *f, struct err *err, const char *what) {
    err_set(err, ERR_INTEGRITY, "the ledger %s is damaged: %s", f->path, what);
    return err_hint(err,
                    "keep it for an investigation, and put a copy of it back if there is one; else: gdprctl ledger "
                    "renew");
}

static int io_failed(const struct ledger_file *f, struct err *err, const char *what) {
    int why = errno;

    err_set(err, ERR_IO, "the ledger %s cannot be %s: %s", f->path, what, strerror(why));
    return err_hint(err, "nothing was changed; check free space and permissions of the ledger, then try again");
}

static int write_all(int fd, const void *buf, size_t len, int64_t at) {
    const uint8_t *p = buf;

    while (len > 0) {
        ssize_t n = pwrite(fd, p, len, at);

        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0) {
            errno = n == 0 ? ENOSPC : errno;
            return -1;
        }
        p += n;
        at += n;
        len -= (size_t)n;
    }
    return 0;
}

/* The bytes that are there; fewer than `len` at the end of the file. */
static ssize_t read_some(int fd, void *buf, size_t len, int64_t at) {
    size_t got = 0;

    while (got < len) {
        ssize_t n = pread(fd, (uint8_t *)buf + got, len - got, at + (int64_t)got);

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return -1;
        if (n == 0)
            break;
        got += (size_t)n;
    }
    return (ssize_t)got;
}

int ledger_file_create(const char *path, const char *like, uint8_t ret_id[LEDGER_ID_LEN], struct err *err) {
    uint8_t start[START];
    const struct dbfile_new file = {
        .what = "the ledger",
        .shown = path,
        .exists = "a ledger is never overwritten; name another file with --ledger, or, when "
                  "an init that was stopped left it and no database needs it, remove it",
        .bytes = start,
        .len = sizeof start,
        .like = like};
    SB(full);
    int r;

    TRY(dbfile_path(path, &full, err));
    crypt_random(ret_id, LEDGER_ID_LEN);
    memcpy(start, magic, MAGIC_LEN);
    memcpy(start + MAGIC_LEN, ret_id, LEDGER_ID_LEN);
    TRY(dbfile_create(full.d, &file, err));
    r = dbfile_sync_dir(full.d, err);
    if (r < 0)
        (void)unlink(full.d);
    return r;
}

static int check_start(struct ledger_file *f, struct err *err) {
    uint8_t start[START];
    struct stat st;

    if (fstat(f->fd, &st) < 0)
        return io_failed(f, err, "read");
    if (!S_ISREG(st.st_mode))
        return err_set(err, ERR_REFUSED, "the ledger %s is not a regular file", f->path);
    if ((st.st_mode & 077) != 0) {
        err_set(err, ERR_REFUSED, "the ledger %s is open to others than its owner", f->path);
        return err_hint(err, "close it with: chmod 600 FILE");
    }
    if (read_some(f->fd, start, sizeof start, 0) != (ssize_t)sizeof start || memcmp(start, magic, MAGIC_LEN) != 0)
        return damaged(f, err, "it does not begin as a ledger does");
    memcpy(f->id, start + MAGIC_LEN, LEDGER_ID_LEN);
    return 0;
}

int ledger_file_open(struct ledger_file *f, const char *path, bool writable, struct err *err) {
    *f = (struct ledger_file){.fd = -1, .writable = writable};
    f->fd = open(path, (writable ? O_RDWR : O_RDONLY) | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (f->fd < 0 && errno == ENOENT)
        return 0;
    f->path = mem_strdup(path);
    if (f->fd < 0 && errno == ELOOP)
        err_set(err, ERR_REFUSED, "the ledger %s is a symbolic link", path);
    else if (f->fd < 0)
        (void)io_failed(f, err, writable ? "opened for writing" : "read");
    else if (check_start(f, err) == 0)
        return 1;
    ledger_file_close(f);
    return -1;
}

void ledger_file_close(struct ledger_file *f) {
    if (f->fd >= 0)
        (void)close(f->fd); /* a lock goes with it */
    f->fd = -1;
    free(f->path);
    f->path = NULL;
}

int ledger_file_lock(struct ledger_file *f, struct err *err) {
    while (flock(f->fd, LOCK_EX) < 0) {
        if (errno != EINTR)
            return io_failed(f, err, "locked");
    }
    return 0;
}

void ledger_file_unlock(struct ledger_file *f) {
    (void)flock(f->fd, LOCK_UN);
}

int ledger_file_sync(struct ledger_file *f, struct err *err) {
    return fdatasync(f->fd) < 0 ? io_failed(f, err, "written to disk") : 0;
}

int ledger_file_cut(struct ledger_file *f, int64_t end) {
    return ftruncate(f->fd, end) < 0 || fdatasync(f->fd) < 0 ? -1 : 0;
}

/* ---- the end of the file ---- */

struct head {
    int64_t at, end;
    enum ledger_frame_type type;
    int64_t seq;
};

/* The frame that begins at `at` and ends at or before `size`, by its two lengths. 1, 0 there is none, -1. */
static int read_head(const struct ledger_file *f, int64_t at, int64_t size, struct head *ret, struct err *err) {
    uint8_t b[HEAD], foot[4];
    int64_t len;

    if (size - at < FRAME_MIN)
        return 0;
    if (read_some(f->fd, b, sizeof b, at) != (ssize_t)sizeof b)
        return io_failed(f, err, "read");
    len = get_u32(b);
    if (len < FRAME_MIN || len > FRAME_MAX || len > size - at ||
        (b[4] != LEDGER_PART && b[4] != LEDGER_GROUP && b[4] != LEDGER_DONE))
        return 0;
    if (read_some(f->fd, foot, sizeof foot, at + len - 4) != (ssize_t)sizeof foot)
        return io_failed(f, err, "read");
    *ret = (struct head){at, at + len, (enum ledger_frame_type)b[4], (int64_t)get_u64(b + 8)};
    return get_u32(foot) == len ? 1 : 0;
}

/* The frame that ends at `end`. 1, 0, -1. */
static int read_head_before(const struct ledger_file *f, int64_t end, struct head *ret, struct err *err) {
    uint8_t foot[4];
    int64_t len;
    int r;

    if (end - START < FRAME_MIN)
        return 0;
    if (read_some(f->fd, foot, sizeof foot, end - 4) != (ssize_t)sizeof foot)
        return io_failed(f, err, "read");
    len = get_u32(foot);
    if (len < FRAME_MIN || len > FRAME_MAX || len > end - START)
        return 0;
    r = read_head(f, end - len, end, ret, err);
    return r > 0 && ret->end != end ? 0 : r;
}

/* Where the last whole frame ends: the end of the file, unless a write was cut off. */
static int whole_end(const struct ledger_file *f, int64_t size, int64_t *ret, struct err *err) {
    struct head h = {.end = START};
    int r = size == START ? 1 : read_head_before(f, size, &h, err);

    TRY(r);
    *ret = size;
    if (r > 0)
        return 0;
    h.end = START;
    while ((r = read_head(f, h.end, size, &h, err)) > 0)
        ;
    *ret = h.end;
    return r;
}

static int read_mac(const struct ledger_file *f, const struct head *h, uint8_t ret[CRYPT_HASH_LEN], struct err *err) {
    return read_some(f->fd, ret, CRYPT_HASH_LEN, h->end - FOOT) == CRYPT_HASH_LEN ? 0 : io_failed(f, err, "read");
}

/* DONE repeats the mac of its group, so that the end can be read without the group. */
static int read_done(const struct ledger_file *f, const struct head *h, struct ledger_tail *t, struct err *err) {
    if (h->end - h->at != FRAME_MIN + CRYPT_HASH_LEN)
        return damaged(f, err, "a frame is not of its length");
    if (read_some(f->fd, t->done.mac, CRYPT_HASH_LEN, h->at + HEAD) != CRYPT_HASH_LEN)
        return io_failed(f, err, "read");
    t->done.seq = h->seq;
    t->done_end = h->end;
    return read_mac(f, h, t->last_mac, err);
}

static void start_mac(const struct ledger_file *f, uint8_t ret[CRYPT_HASH_LEN]) {
    memset(ret, 0, CRYPT_HASH_LEN);
    memcpy(ret, f->id, LEDGER_ID_LEN);
}

int ledger_file_tail(struct ledger_file *f, struct ledger_tail *ret, struct err *err) {
    struct stat st;
    struct head h = {0};
    int64_t at;
    int r;

    *ret = (struct ledger_tail){.done_end = START};
    start_mac(f, ret->last_mac);
    if (fstat(f->fd, &st) < 0)
        return io_failed(f, err, "read");
    ret->size = st.st_size;
    TRY(whole_end(f, st.st_size, &at, err));
    while ((r = read_head_before(f, at, &h, err)) > 0) {
        if (h.type == LEDGER_DONE)
            return read_done(f, &h, ret, err);
        if (h.type == LEDGER_GROUP && ret->open.seq != 0)
            return damaged(f, err, "two groups in a row have no end");
        if (h.type == LEDGER_GROUP) {
            ret->open.seq = h.seq;
            ret->open_end = h.end;
            TRY(read_mac(f, &h, ret->open.mac, err));
            memcpy(ret->open_mac, ret->open.mac, CRYPT_HASH_LEN);
        }
        at = h.at;
    }
    TRY(r);
    return at == START ? 0 : damaged(f, err, "frames do not meet");
}

/* ---- frames ---- */

static void mac_of(const uint8_t key[CRYPT_KEY_LEN], const uint8_t prev[CRYPT_HASH_LEN], struct sb *frame,
                   uint8_t ret[CRYPT_HASH_LEN]) {
    SB(all);

    sb_catn(&all, (const char *)prev, CRYPT_HASH_LEN);
    sb_catn(&all, frame->d, frame->len);
    crypt_keyed(key, all.d, all.len, ret, CRYPT_HASH_LEN);
}

int ledger_file_append(struct ledger_file *f, const uint8_t key[CRYPT_KEY_LEN], enum ledger_frame_type type,
                       int64_t seq, const void *payload, size_t len, int64_t *end, uint8_t mac[CRYPT_HASH_LEN],
                       struct err *err) {
    uint8_t head[HEAD] = {0}, foot[4];
    SB(frame);

    if (len > FRAME_MAX - FRAME_MIN)
        return err_set(err, ERR_INTERNAL, "a frame of the ledger is too long");
    put_u32(head, (uint32_t)(FRAME_MIN + len));
    head[4] = (uint8_t)type;
    put_u64(head + 8, (uint64_t)seq);
    put_u32(foot, (uint32_t)(FRAME_MIN + len));
    sb_catn(&frame, (const char *)head, sizeof head);
    sb_catn(&frame, payload, len);
    mac_of(key, mac, &frame, mac);
    sb_catn(&frame, (const char *)mac, CRYPT_HASH_LEN);
    sb_catn(&frame, (const char *)foot, sizeof foot);
    if (write_all(f->fd, frame.d, frame.len, *end) < 0)
        return io_failed(f, err, "written");
    *end += (int64_t)frame.len;
    return 0;
}

/* One frame, whole, with its mac checked against the chain. */
static int read_frame(const struct ledger_file *f, const uint8_t key[CRYPT_KEY_LEN], const struct head *h,
                      uint8_t mac[CRYPT_HASH_LEN], struct sb *buf, struct ledger_frame *ret, struct err *err) {
    size_t len = (size_t)(h->end - h->at), signed_len = len - FOOT;
    size_t stored;

    sb_clear(buf);
    sb_reserve(buf, len + CRYPT_HASH_LEN);
    sb_catn(buf, (const char *)mac, CRYPT_HASH_LEN);
    stored = (size_t)read_some(f->fd, buf->d + CRYPT_HASH_LEN, len, h->at);
    if (stored != len)
        return io_failed(f, err, "read");
    crypt_keyed(key, buf->d, CRYPT_HASH_LEN + signed_len, mac, CRYPT_HASH_LEN);
    *ret = (struct ledger_frame){
        .type = h->type,
        .seq = h->seq,
        .payload = (const uint8_t *)buf->d + CRYPT_HASH_LEN + HEAD,
        .len = signed_len - HEAD,
        .mac = (const uint8_t *)buf->d + CRYPT_HASH_LEN + signed_len,
    };
    if (crypt_equal(mac, ret->mac, CRYPT_HASH_LEN))
        return 0;
    return damaged(f, err, "a frame was changed, or the key is another one");
}

int ledger_file_each(struct ledger_file *f, const uint8_t key[CRYPT_KEY_LEN], int64_t end,
                     int (*each)(void *ctx, const struct ledger_frame *frame), void *ctx, struct err *err) {
    uint8_t mac[CRYPT_HASH_LEN];
    struct head h = {.end = START};
    SB(buf);

    start_mac(f, mac);
    while (h.end < end) {
        struct ledger_frame frame = {0};
        int r = read_head(f, h.end, end, &h, err);

        TRY(r);
        if (r == 0)
            return damaged(f, err, "frames do not meet");
        TRY(read_frame(f, key, &h, mac, &buf, &frame, err));
        r = each(ctx, &frame);
        if (r != 0)
            return r;
    }
    return 0;
}
