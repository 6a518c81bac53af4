/*
 * ledger.c - see ledger.h: the ledger's place in a transaction, and whether database and ledger belong together.
 *
 * Locks: whoever writes has the database's write lock first, then the ledger's, which is held until the group is done.
 * A look takes no lock, and where the two disagree looks once more with the ledger's lock: a writer may have been
 * between the two.
 */
#include "store/ledger.h"

#include "base/mem.h"
#include "store/key.h"
#include "store/ledger_item.h"
#include "store/ledger_parts.h"
#include "store/stmt.h"

enum { VALUE_LEN = LEDGER_ID_LEN + 8 + CRYPT_HASH_LEN };

/* ---- the number in the database ---- */

static int put_value(struct db *db, const uint8_t id[LEDGER_ID_LEN], const struct ledger_pos *pos) {
    uint8_t value[VALUE_LEN];
    STMT(st);

    memcpy(value, id, LEDGER_ID_LEN);
    for (int i = 0; i < 8; i++)
        value[LEDGER_ID_LEN + i] = (uint8_t)((uint64_t)pos->seq >> (56 - 8 * i));
    memcpy(value + LEDGER_ID_LEN + 8, pos->mac, CRYPT_HASH_LEN);
    TRY(stmt_open(&st, db, "REPLACE INTO meta (name, value) VALUES ('ledger', :value)"));
    stmt_blob(&st, ":value", value, sizeof value);
    return stmt_run(&st);
}

int ledger_position(struct db *db, uint8_t ret_id[LEDGER_ID_LEN], struct ledger_pos *ret) {
    const uint8_t *value;
    uint64_t seq = 0;
    STMT(st);
    int r;

    TRY(stmt_open(&st, db, "SELECT value FROM meta WHERE name = 'ledger'"));
    r = stmt_next(&st);
    if (r <= 0)
        return r;
    if (stmt_col_len(&st, 0) != VALUE_LEN)
        return err_set(db->err, ERR_INTEGRITY, "the database's note of its ledger is damaged");
    value = stmt_col_blob(&st, 0);
    memcpy(ret_id, value, LEDGER_ID_LEN);
    for (int i = 0; i < 8; i++)
        seq = seq << 8 | value[LEDGER_ID_LEN + i];
    ret->seq = (int64_t)seq;
    memcpy(ret->mac, value + LEDGER_ID_LEN + 8, CRYPT_HASH_LEN);
    return 1;
}

int ledger_bind(struct db *db, const uint8_t id[LEDGER_ID_LEN]) {
    return put_value(db, id, &(struct ledger_pos){0});
}

int ledger_set_position(struct db *db, const struct ledger_pos *pos) {
    uint8_t id[LEDGER_ID_LEN];
    struct ledger_pos unused;
    int r = ledger_position(db, id, &unused);

    if (r == 0)
        return err_set(db->err, ERR_INTERNAL, "a database without a ledger is given a place in it");
    return r < 0 ? -1 : put_value(db, id, pos);
}

/* ---- do they belong together ---- */

const char *ledger_state_code(enum ledger_state state) {
    static const char *const codes[] = {
        [LEDGER_SOUND] = "sound",   [LEDGER_UNBOUND] = "none", [LEDGER_MISSING] = "missing",
        [LEDGER_BEHIND] = "behind", [LEDGER_AHEAD] = "ahead",  [LEDGER_FOREIGN] = "foreign",
    };

    return codes[state];
}

static bool same(const struct ledger_pos *a, const struct ledger_pos *b) {
    return a->seq == b->seq && memcmp(a->mac, b->mac, CRYPT_HASH_LEN) == 0;
}

/* The file comes first: a writer that commits in between makes the database newer than what was read of the file, never
 * older, so that nobody is told to repeat what is there. */
static int look_once(struct db *db, struct ledger_file *f, struct ledger_look *ret) {
    uint8_t id[LEDGER_ID_LEN];
    struct ledger_tail tail;
    int r;

    TRY(ledger_file_tail(f, &tail, db->err));
    r = ledger_position(db, id, &ret->db);
    TRY(r);
    ret->file = tail.done;
    ret->unsettled = tail.open.seq > 0 && r > 0 && same(&ret->db, &tail.open);
    if (r == 0)
        ret->state = LEDGER_UNBOUND;
    else if (memcmp(id, f->id, LEDGER_ID_LEN) != 0)
        ret->state = LEDGER_FOREIGN;
    else if (same(&ret->db, &tail.done) || (tail.open.seq > 0 && same(&ret->db, &tail.open)))
        ret->state = LEDGER_SOUND;
    else if (ret->db.seq < tail.done.seq)
        ret->state = LEDGER_BEHIND;
    else
        ret->state = ret->db.seq == tail.done.seq ? LEDGER_FOREIGN : LEDGER_AHEAD;
    return 0;
}

int ledger_look(struct db *db, const char *path, struct ledger_look *ret) {
    struct ledger_file f CLEANUP(ledger_file_close) = {.fd = -1};
    uint8_t id[LEDGER_ID_LEN];
    int r;

    *ret = (struct ledger_look){0};
    r = ledger_position(db, id, &ret->db);
    TRY(r);
    ret->state = r == 0 ? LEDGER_UNBOUND : LEDGER_MISSING;
    if (r == 0)
        return 0;
    r = ledger_file_open(&f, path, false, db->err);
    if (r <= 0)
        return r;
    TRY(look_once(db, &f, ret));
    if (ret->state == LEDGER_SOUND)
        return 0;
    TRY(ledger_file_lock(&f, db->err));
    return look_once(db, &f, ret);
}

static int refuse_behind(struct db *db, const struct ledger_look *look) {
    int64_t missing = look->file.seq - look->db.seq;

    err_set(db->err, ERR_INTEGRITY,
            "the database was restored from a copy: %" PRId64 " change%s that must not be undone (erasures, "
            "objections, purges, ...) %s missing in it",
            missing, missing == 1 ? "" : "s", missing == 1 ? "was made since and is" : "were made since and are");
    return err_hint(db->err,
                    "repeat them: gdprctl ledger replay (look first: gdprctl ledger replay --dry-run); until then only "
                    "status, ledger and register load run");
}

int ledger_refuse(struct db *db, const char *path, const struct ledger_look *look) {
    switch (look->state) {
    case LEDGER_SOUND:
        return 0;
    case LEDGER_BEHIND:
        return refuse_behind(db, look);
    case LEDGER_MISSING:
        err_set(db->err, ERR_INTEGRITY,
                "the ledger %s is not there: without it nobody can tell whether this database "
                "is a restored copy",
                path);
        return err_hint(db->err, "name it with --ledger or GDPRCTL_LEDGER, or put it back; only when it is lost for "
                                 "good: gdprctl ledger renew");
    case LEDGER_UNBOUND:
        err_set(db->err, ERR_INTEGRITY, "the database has no ledger yet");
        return err_hint(db->err, "begin one: gdprctl ledger renew");
    case LEDGER_AHEAD:
        err_set(db->err, ERR_INTEGRITY,
                "the ledger %s is older than the database: it was restored from a copy, or cut "
                "off",
                path);
        return err_hint(db->err,
                        "put the newest ledger back; only when it is lost for good: move this one away and run "
                        "gdprctl ledger renew");
    case LEDGER_FOREIGN:
    default:
        err_set(db->err, ERR_INTEGRITY, "the ledger %s is not the one of this database", path);
        return err_hint(db->err,
                        "name the right one with --ledger or GDPRCTL_LEDGER; only when it is lost for good, or "
                        "a ledger renew was cut off: move this one away and run gdprctl ledger renew");
    }
}

/* ---- the ledger of an open database ---- */

int ledger_attach(struct db *db, const char *path) {
    struct ledger_file f;
    int r;

    if (db->keys == NULL)
        return err_set(db->err, ERR_INTERNAL, "the ledger is used without its key");
    r = ledger_file_open(&f, path, true, db->err);
    TRY(r);
    if (r == 0)
        return ledger_refuse(db, path, &(struct ledger_look){.state = LEDGER_MISSING});
    db->ledger = mem_alloc(sizeof *db->ledger);
    db->ledger->items = (struct sb)SB_INIT;
    db->ledger->file = f;
    return 0;
}

void ledger_forget_slots(struct ledger *l) {
    for (size_t i = 0; i < LEDGER_SLOTS; i++) {
        free(l->slots[i].since);
        free(l->slots[i].source);
        l->slots[i] = (struct ledger_slot){0};
    }
    l->slot_next = 0;
    l->last_customer = 0;
}

void ledger_close(struct db *db) {
    struct ledger *l = db->ledger;

    if (l == NULL)
        return;
    ledger_forget_slots(l);
    for (size_t i = 0; i < LEDGER_SLOTS; i++)
        free(l->registers[i].code);
    sb_release(&l->items);
    ledger_file_close(&l->file);
    free(l);
    db->ledger = NULL;
}

void ledger_silence(struct db *db, bool silent) {
    if (db->ledger != NULL)
        db->ledger->silent = silent;
}

/* ---- a transaction ---- */

/* What a killed run left at the end: its group is done when the database says so, else it never happened. */
static int settle(struct db *db, struct ledger *l, const struct ledger_tail *tail) {
    l->end = tail->done_end;
    memcpy(l->mac, tail->last_mac, CRYPT_HASH_LEN);
    if (tail->open.seq > 0 && same(&l->before, &tail->open)) {
        l->end = tail->open_end;
        memcpy(l->mac, tail->open_mac, CRYPT_HASH_LEN);
    } else if (!same(&l->before, &tail->done)) {
        err_set(db->err, ERR_INTEGRITY, "the ledger and the database went apart while this command ran");
        return err_hint(db->err, "nothing was changed; gdprctl status tells how they stand");
    }
    if (tail->size > l->end && ledger_file_cut(&l->file, l->end) < 0)
        return err_set(db->err, ERR_IO, "the ledger %s cannot be written: %s", l->file.path, strerror(errno));
    if (l->end == tail->done_end)
        return 0;
    return ledger_file_append(&l->file, db->keys->ledger, LEDGER_DONE, tail->open.seq, tail->open.mac, CRYPT_HASH_LEN,
                              &l->end, l->mac, db->err);
}

static int begin_writing(struct db *db, struct ledger *l) {
    uint8_t id[LEDGER_ID_LEN];
    struct ledger_tail tail;
    int r;

    if (l->writing)
        return 0;
    TRY(ledger_file_lock(&l->file, db->err));
    r = ledger_file_tail(&l->file, &tail, db->err);
    if (r == 0)
        r = ledger_position(db, id, &l->before);
    if (r == 0)
        r = err_set(db->err, ERR_INTEGRITY, "the database has no ledger");
    if (r > 0)
        r = settle(db, l, &tail);
    if (r < 0) {
        ledger_file_unlock(&l->file);
        return -1;
    }
    l->start = l->end;
    l->writing = true;
    return 0;
}

static void end_writing(struct ledger *l) {
    if (l->writing)
        ledger_file_unlock(&l->file);
    l->writing = l->noted = false;
    l->group = (struct ledger_pos){0};
    sb_clear(&l->items);
    ledger_forget_slots(l);
}

int ledger_settle(struct db *db) {
    struct ledger *l = db->ledger;
    int r;

    TRY(begin_writing(db, l));
    r = ledger_file_sync(&l->file, db->err);
    end_writing(l);
    return r;
}

static int write_frame(struct db *db, struct ledger *l, enum ledger_frame_type type) {
    TRY(begin_writing(db, l));
    TRY(ledger_file_append(&l->file, db->keys->ledger, type, l->before.seq + 1, l->items.d, l->items.len, &l->end,
                           l->mac, db->err));
    sb_clear(&l->items);
    ledger_forget_slots(l);
    return 0;
}

int ledger_flush(struct db *db) {
    struct ledger *l = db->ledger;

    return l->items.len < LEDGER_FLUSH || db->tx_depth > 1 ? 0 : write_frame(db, l, LEDGER_PART);
}

struct ledger_mark ledger_mark(const struct db *db) {
    const struct ledger *l = db->ledger;

    return l != NULL ? (struct ledger_mark){l->items.len, l->last_customer} : (struct ledger_mark){0};
}

/* Whoever reads the frame has come to the customer who was put down last before the mark. */
void ledger_back(struct db *db, const struct ledger_mark *mark) {
    if (db->ledger == NULL || mark->len == db->ledger->items.len)
        return;
    sb_truncate(&db->ledger->items, mark->len);
    ledger_forget_slots(db->ledger);
    db->ledger->last_customer = mark->customer;
    db->ledger->noted = db->ledger->items.len > 0 || db->ledger->writing;
}

int ledger_prepare(struct db *db) {
    struct ledger *l = db->ledger;

    if (l == NULL || !l->noted)
        return 0;
    TRY(ledger_note(db, &(struct ledger_item){.type = LEDGER_AT, .n = {db->tx_now}, .s = {db->tx_command}}));
    TRY(write_frame(db, l, LEDGER_GROUP));
    TRY(ledger_file_sync(&l->file, db->err));
    l->group.seq = l->before.seq + 1;
    memcpy(l->group.mac, l->mac, CRYPT_HASH_LEN);
    return ledger_set_position(db, &l->group);
}

/* When this fails the change is committed and in the ledger all the same: the next writer puts DONE there. */
void ledger_done(struct db *db) {
    struct ledger *l = db->ledger;
    struct err unheard = {0};

    if (l == NULL)
        return;
    if (l->group.seq > 0 && ledger_file_append(&l->file, db->keys->ledger, LEDGER_DONE, l->group.seq, l->group.mac,
                                               CRYPT_HASH_LEN, &l->end, l->mac, &unheard) == 0)
        (void)ledger_file_sync(&l->file, &unheard);
    end_writing(l);
}

/* After a COMMIT that failed the database alone knows whether it happened: then the group stays for the next writer to
 * settle. */
void ledger_abort(struct db *db, bool sent) {
    struct ledger *l = db->ledger;

    if (l == NULL)
        return;
    if (l->writing && !(sent && l->group.seq > 0))
        (void)ledger_file_cut(&l->file, l->start);
    end_writing(l);
}
