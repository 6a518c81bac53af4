/*
 * outbox.c - see outbox.h.
 */
#include "engine/outbox.h"

#include "base/sb.h"
#include "io/beneath.h"
#include "io/fd.h"
#include "store/audit_store.h"
#include "store/outbox_store.h"

#define BATCH 200 /* files to a transaction: the write lock is held while they are unlinked */

/* A path or file that may not be touched is an answer here, not a failure. */
static bool untouchable(struct err *e) {
    if (e->code != ERR_DATA)
        return false;
    err_clear(e);
    return true;
}

int outbox_may_take(struct db *db, int root_fd, const char *path) {
    struct beneath_id id;

    if (beneath_look(root_fd, path, &id, db->err) >= 0)
        return 1;
    return untouchable(db->err) ? 0 : -1;
}

/* ---- before the commit ---- */

static int seal_one(struct db *db, int root_fd, const struct outbox_entry *e, struct outbox_sealed *ret) {
    struct beneath_id id;
    int r = beneath_look(root_fd, e->path, &id, db->err);

    if (r > 0) {
        ret->missing++;
        return outbox_remove(db, e->id);
    }
    ret->waiting++;
    if (r < 0) /* draining will refuse it again, and say so */
        return untouchable(db->err) ? outbox_set_refused(db, e->id) : -1;
    return outbox_set_file(db, e->id, id.dev, id.ino, id.size);
}

static int seal_all(struct db *db, const char *root, const outbox_vec *entries, struct outbox_sealed *ret) {
    FD(fd);

    if (entries->len > 0 && root != NULL)
        TRY(beneath_root(root, &fd, db->err));
    for (size_t i = 0; i < entries->len; i++) {
        if (root != NULL) {
            TRY(seal_one(db, fd, &entries->d[i], ret));
            continue;
        }
        TRY(outbox_remove(db, entries->d[i].id));
        ret->unmanaged++;
    }
    return 0;
}

int outbox_seal(struct db *db, const char *root, struct outbox_sealed *ret) {
    outbox_vec entries = {0};
    int r = outbox_list(db, 0, true, INT64_MAX, &entries);

    if (r >= 0)
        r = seal_all(db, root, &entries, ret);
    outbox_vec_release(&entries);
    return r < 0 ? -1 : 0;
}

/* ---- after the commit ---- */

/* An entry that was never sealed (its file could not be touched then) is looked at now. 0 taken, 1 gone already, -1. */
static int take_file(struct db *db, int root_fd, const struct outbox_entry *e) {
    struct beneath_id id = {e->dev, e->ino, e->size};

    if (!e->known) {
        int r = beneath_look(root_fd, e->path, &id, db->err);

        if (r != 0)
            return r;
    }
    return beneath_unlink(root_fd, e->path, &id, db->err);
}

static int drain_one(struct db *db, const struct catalog *cat, int root_fd, const struct outbox_entry *e,
                     struct outbox_result *ret) {
    int named = outbox_is_named(db, cat, e->path);

    TRY(named);
    if (named > 0) {
        ret->shared++;
        return outbox_remove(db, e->id);
    }
    if (take_file(db, root_fd, e) < 0) {
        ret->refused++;
        return untouchable(db->err) ? 0 : -1;
    }
    ret->removed++;
    return outbox_remove(db, e->id);
}

static int audit_batch(struct db *db, int64_t now_utc, const struct outbox_result *before,
                       const struct outbox_result *now) {
    SB(detail);

    sb_printf(&detail, "files_removed=%" PRId64 " shared=%" PRId64 " refused=%" PRId64, now->removed - before->removed,
              now->shared - before->shared, now->refused - before->refused);
    return audit_append(db, now_utc,
                        &(struct audit_event){.command = "outbox",
                                              .result = now->refused > before->refused ? "partly" : "done",
                                              .detail = detail.d});
}

static int drain_entries(struct db *db, const struct catalog *cat, int root_fd, const outbox_vec *entries,
                         int64_t now_utc, struct outbox_result *ret) {
    struct outbox_result before = *ret;

    for (size_t i = 0; i < entries->len; i++)
        TRY(drain_one(db, cat, root_fd, &entries->d[i], ret));
    return ret->removed == before.removed && ret->shared == before.shared ? 0 /* nothing has changed */
                                                                          : audit_batch(db, now_utc, &before, ret);
}

/* The files are unlinked while the write lock is held, so that no import can give one a row in between; and under it
 * the entries are read, because another run may have taken them, and the number of one that went is given again. Killed
 * before the commit, the run leaves the entries, and the next one finds the files gone. 1 when there may be more. */
static int drain_batch(struct db *db, const struct catalog *cat, int root_fd, int64_t now_utc, int64_t *after,
                       struct outbox_result *ret) {
    outbox_vec entries = {0};
    bool full;
    int r;
    TX(tx);

    TRY(tx_begin(&tx, db));
    r = outbox_list(db, *after, false, BATCH, &entries);
    full = entries.len == BATCH;
    if (entries.len > 0)
        *after = entries.d[entries.len - 1].id;
    if (r >= 0)
        r = drain_entries(db, cat, root_fd, &entries, now_utc, ret);
    outbox_vec_release(&entries);
    TRY(r);
    TRY(tx_commit(&tx));
    return full;
}

static int drain_all(struct db *db, const struct catalog *cat, const char *root, int64_t now_utc,
                     struct outbox_result *ret) {
    int64_t after = 0;
    int more = 1;
    FD(fd);

    TRY(beneath_root(root, &fd, db->err));
    while (more > 0)
        more = drain_batch(db, cat, fd, now_utc, &after, ret);
    return more;
}

int outbox_drain(struct db *db, const char *root, int64_t now_utc, struct outbox_result *ret) {
    struct catalog cat CLEANUP(catalog_release) = {0};

    TRY(outbox_count(db, &ret->left));
    if (root == NULL || ret->left == 0)
        return 0;
    TRY(catalog_load(db, &cat));
    TRY(drain_all(db, &cat, root, now_utc, ret));
    return outbox_count(db, &ret->left);
}

int outbox_drain_after(struct db *db, const char *root, int64_t now_utc, int64_t sealed, struct outbox_result *ret) {
    int64_t before = ret->removed + ret->shared;

    ret->left = sealed;
    if (outbox_drain(db, root, now_utc, ret) == 0)
        return 0;
    if (db->err->code != ERR_BUSY)
        return -1;
    err_clear(db->err);
    ret->left -= ret->removed + ret->shared - before;
    ret->busy = true;
    return 0;
}

/* ---- of a dry run ---- */

/* What take_file would answer. */
static int look_at_file(struct db *db, int root_fd, const struct outbox_entry *e) {
    struct beneath_id id;
    int r = beneath_look(root_fd, e->path, &id, db->err);

    if (r != 0 || !e->known || (id.dev == e->dev && id.ino == e->ino && id.size == e->size))
        return r;
    return err_set(db->err, ERR_DATA, "another file stands in its place");
}

static int foresee_one(struct db *db, const struct catalog *cat, int root_fd, const struct outbox_entry *e,
                       struct outbox_result *ret) {
    int named = outbox_is_named(db, cat, e->path);

    TRY(named);
    if (named > 0) {
        ret->shared++;
    } else if (look_at_file(db, root_fd, e) < 0) {
        ret->refused++;
        return untouchable(db->err) ? 0 : -1;
    } else {
        ret->removed++;
    }
    return 0;
}

static int foresee_all(struct db *db, const char *root, const outbox_vec *entries, struct outbox_result *ret) {
    struct catalog cat CLEANUP(catalog_release) = {0};
    FD(fd);

    TRY(catalog_load(db, &cat));
    TRY(beneath_root(root, &fd, db->err));
    for (size_t i = 0; i < entries->len; i++)
        TRY(foresee_one(db, &cat, fd, &entries->d[i], ret));
    ret->left = ret->refused;
    return 0;
}

int outbox_foresee(struct db *db, const char *root, struct outbox_result *ret) {
    outbox_vec entries = {0};
    int r;

    TRY(outbox_count(db, &ret->left));
    if (root == NULL || ret->left == 0)
        return 0;
    r = outbox_list(db, 0, false, INT64_MAX, &entries);
    if (r >= 0)
        r = foresee_all(db, root, &entries, ret);
    outbox_vec_release(&entries);
    return r < 0 ? -1 : 0;
}
