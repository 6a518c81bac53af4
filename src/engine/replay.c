/*
 * replay.c - see replay.h. The ledger is read twice: first to see that it is whole, belongs to this database, and what
 * its rectifications end with; then to repeat what came after the copy.
 */
#include "engine/replay.h"

#include "base/mem.h"
#include "base/sb.h"
#include "engine/replay_parts.h"
#include "store/audit_store.h"
#include "store/ledger_item.h"
#include "store/replay_store.h"

static void import_release(struct replay_import *f) {
    free(f->register_code);
    free(f->table);
    free(f->sha256);
}

void replay_result_release(struct replay_result *r) {
    for (size_t i = 0; i < r->values.len; i++)
        replay_value_release(&r->values.d[i]);
    vec_release(&r->values);
    for (size_t i = 0; i < r->imports.len; i++)
        import_release(&r->imports.d[i]);
    vec_release(&r->imports);
    for (size_t i = 0; i < r->open.len; i++)
        free(r->open.d[i].ref);
    vec_release(&r->open);
}

bool replay_needs_person(const struct replay_result *r) {
    return r->values.len > 0 || r->imports.len > 0 || r->open.len > 0 || r->held > 0 || r->needed > 0 ||
           r->unplaced > 0 || r->unheld > 0 || r->unreleased > 0 || r->files.left > 0 || r->files.busy;
}

/* ---- the first reading ---- */

/* Items that name rows of the records, or people by their row. */
static bool names_rows(enum ledger_item_type type) {
    switch (type) {
    case LEDGER_BATCH:
    case LEDGER_OBJECTION:
    case LEDGER_OBJECTION_END:
    case LEDGER_PROHIBITION:
    case LEDGER_DESTROY:
    case LEDGER_RECTIFIED:
    case LEDGER_RESTRICTION:
    case LEDGER_HOLD:
    case LEDGER_RELEASE:
        return true;
    default:
        return false;
    }
}

struct survey {
    struct replay *x;
    bool found;       /* the group at which the database stands */
    int64_t given_up; /* the database stands on a line that the restore in this group gave up; 0: it does not */
    bool wrong_rows;  /* rows are named after that */
};

static int survey_register(struct replay *x, const char *code) {
    int64_t id;

    if (code == NULL)
        return 0;
    TRY(replay_register(x->db, code, &id));
    if (id != 0)
        return 0;
    (void)err_set(x->db->err, ERR_CONFIG, "the ledger speaks of the register %.64s, which is not in this copy", code);
    return err_hint(x->db->err, "load its definition first: gdprctl register load; then run ledger replay again");
}

/* All items whose first text is a register. */
static bool has_register(enum ledger_item_type type) {
    return type != LEDGER_AT && type != LEDGER_ROWS && type != LEDGER_REQUEST && type != LEDGER_RESTRICTION_END &&
           type != LEDGER_HOLD_END && type != LEDGER_IMPORT && type != LEDGER_RECIPIENT && type != LEDGER_REQUEST_OWN;
}

static int survey_item(void *ctx, const struct ledger_item *item) {
    struct survey *s = ctx;
    struct replay *x = s->x;

    if (item->group <= x->begun)
        return 0;
    if (item->type == LEDGER_REPLAYED && s->given_up == 0 && item->n[0] < x->begun)
        s->given_up = item->group;
    if (s->given_up != 0 && item->group > s->given_up && names_rows(item->type))
        s->wrong_rows = true;
    if (item->type == LEDGER_REQUEST)
        return survey_register(x, item->s[1]);
    if (has_register(item->type))
        TRY(survey_register(x, item->s[0]));
    if (item->type == LEDGER_RECTIFIED)
        replay_remember(x, item);
    if (item->type == LEDGER_AT && item->group > x->from.seq)
        replay_remember_time(x, item);
    return 0;
}

static int survey_group(void *ctx, const struct ledger_pos *pos) {
    struct survey *s = ctx;

    if (pos->seq == s->x->from.seq)
        s->found = memcmp(pos->mac, s->x->from.mac, CRYPT_HASH_LEN) == 0;
    s->x->last = pos->seq;
    return 0;
}

static int survey(struct replay *x) {
    struct survey s = {.x = x, .found = x->from.seq == 0};

    x->last = x->from.seq;
    TRY(ledger_read(x->db, x->o->ledger, &(struct ledger_reader){survey_item, survey_group, &s}));
    if (!s.found)
        return ledger_refuse(x->db, x->o->ledger, &(struct ledger_look){.state = LEDGER_FOREIGN});
    x->given_up = s.given_up != 0;
    if (!s.wrong_rows)
        return 0;
    (void)err_set(x->db->err, ERR_REFUSED,
                  "this copy was made after the one that was restored at group %" PRId64 " of the ledger: its history "
                  "was given up then, and rows taken since cannot be told for sure in it",
                  s.given_up);
    return err_hint(x->db->err, "restore a copy made since that restore, or one older than the copy restored then");
}

/* ---- the second ---- */

/* Under the write lock it is seen that the database still stands where this run has brought it: another may have
 * repeated the group in the meantime, and to repeat it again would set the database back. */
static int begin_group(struct replay *x) {
    uint8_t id[LEDGER_ID_LEN];
    struct ledger_pos now;
    int r;

    x->before = *x->ret;
    TRY(tx_begin(&x->tx, x->db));
    r = ledger_position(x->db, id, &now);
    TRY(r);
    if (r > 0 && now.seq == x->at.seq && memcmp(now.mac, x->at.mac, CRYPT_HASH_LEN) == 0)
        return 0;
    (void)err_set(x->db->err, ERR_BUSY, "another run has repeated the ledger while this one was at it");
    return err_hint(x->db->err, "run it again when that has ended; what was repeated stays");
}

static int group_item(void *ctx, const struct ledger_item *item) {
    struct replay *x = ctx;

    if (item->group <= x->from.seq)
        return item->group > x->begun ? replay_item_again(x, item) : 0;
    if (x->tx.db == NULL)
        TRY(begin_group(x));
    return replay_item(x, item);
}

static int audit(struct replay *x, int64_t seq) {
    const struct replay_result *now = x->ret, *before = &x->before;
    SB(detail);

    sb_printf(&detail,
              "group=%" PRId64 " deleted=%" PRId64 " cleared=%" PRId64 " bans=%" PRId64 " objections=%" PRId64
              " held=%" PRId64 " needed=%" PRId64,
              seq, now->deleted - before->deleted, now->cleared - before->cleared, now->bans - before->bans,
              now->objections - before->objections, now->held - before->held, now->needed - before->needed);
    return audit_append(x->db, x->o->now_utc,
                        &(struct audit_event){.command = "ledger replay", .result = "done", .detail = detail.d});
}

/* With the last group goes the note that the database was restored: from then on its history is another line than that
 * of copies made between. */
static int note_restore(struct replay *x, int64_t seq) {
    if (seq != x->last || x->o->dry_run)
        return 0;
    ledger_silence(x->db, false);
    return ledger_note(x->db, &(struct ledger_item){.type = LEDGER_REPLAYED, .n = {x->begun}});
}

/* Until the last group is done: a run that goes on from here has to know which copy was restored, and what to tell. */
static int note_begun(struct replay *x, int64_t seq) {
    return seq < x->last ? replay_note_begun(x->db, x->begun) : replay_forget_begun(x->db);
}

static int end_group(void *ctx, const struct ledger_pos *pos) {
    struct replay *x = ctx;
    struct outbox_sealed sealed = {0};

    if (pos->seq <= x->from.seq)
        return 0;
    if (x->tx.db == NULL)
        TRY(begin_group(x));
    if (pos->seq == x->last)
        TRY(replay_restrict_values(x));
    TRY(outbox_seal(x->db, x->o->recordings_root, &sealed));
    x->ret->unmanaged += sealed.unmanaged;
    TRY(audit(x, pos->seq));
    TRY(ledger_set_position(x->db, pos));
    TRY(note_begun(x, pos->seq));
    TRY(note_restore(x, pos->seq));
    TRY(tx_commit(&x->tx));
    x->at = *pos;
    x->ret->groups++;
    return 0;
}

static int repeat(struct replay *x) {
    int r;

    ledger_silence(x->db, true);
    r = ledger_read(x->db, x->o->ledger, &(struct ledger_reader){group_item, end_group, x});
    ledger_silence(x->db, false);
    return r < 0 ? -1 : 0;
}

static int start(struct replay *x) {
    uint8_t id[LEDGER_ID_LEN];
    int r = ledger_position(x->db, id, &x->from);

    TRY(r);
    if (r == 0)
        return ledger_refuse(x->db, x->o->ledger, &(struct ledger_look){.state = LEDGER_UNBOUND});
    TRY(replay_begun(x->db, x->from.seq, &x->begun));
    TRY(survey(x));
    r = ledger_knows_requests(x->db);
    TRY(r);
    x->knows_requests = r > 0;
    x->at = x->from;
    x->ret->from = x->from.seq;
    x->ret->to = x->last;
    return 0;
}

/* What a list of opt-outs did is in the ledger person by person; it has to come in again only where some of them are
 * not in the copy. */
static void drop_placed_lists(struct replay_result *r) {
    size_t kept = 0;

    if (r->unplaced > 0)
        return;
    for (size_t i = 0; i < r->imports.len; i++) {
        if (strcmp(r->imports.d[i].table, "optout") != 0)
            r->imports.d[kept++] = r->imports.d[i];
        else
            import_release(&r->imports.d[i]);
    }
    r->imports.len = kept;
}

int replay_run(struct db *db, const struct replay_options *o, struct replay_result *ret) {
    TX(whole); /* of a dry run, in which later groups still see what earlier ones did */
    struct replay x CLEANUP(replay_release) = {.db = db, .o = o, .ret = ret};

    date_iso(o->today, x.day);
    TRY(start(&x));
    if (o->dry_run)
        TRY(tx_begin(&whole, db));
    if (x.last > x.from.seq) {
        TRY(repeat(&x));
        TRY(replay_find_open(&x));
    }
    ret->unheld = (int64_t)x.unheld.len;
    ret->unreleased = (int64_t)x.unreleased.len;
    TRY(replay_drop_gone(&x));
    drop_placed_lists(ret);
    /* Where there is nothing to repeat, a run that was killed may still have left its files. What there is to tell is
     * known to this run alone, so it does not fail for them. */
    return o->dry_run ? outbox_foresee(db, o->recordings_root, &ret->files)
                      : outbox_drain_after(db, o->recordings_root, o->now_utc, 0, &ret->files);
}
