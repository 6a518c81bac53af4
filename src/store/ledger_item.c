/*
 * ledger_item.c - see ledger_item.h. An item is its code and then, as LEDGER_ITEM_LIST says, integers (zigzag, seven
 * bits to a byte), texts (length + 1, or 0 for NULL; the bytes; a zero) and tags.
 */
#include "store/ledger_item.h"

#include "base/date.h"
#include "base/mem.h"
#include "base/sb.h"
#include "base/text.h"
#include "store/key.h"
#include "store/ledger_parts.h"
#include "store/meta_store.h"
#include "store/request_store.h"
#include "store/stmt.h"

static const struct shape {
    const char *name;
    uint8_t ints, texts, tags;
} shapes[] = {
#define X(name, code, ints, texts, tags) [code] = {#name, ints, texts, tags},
    LEDGER_ITEM_LIST(X)
#undef X
};

const char *ledger_item_code(enum ledger_item_type type) {
    return shapes[type].name;
}

/* ---- writing ---- */

enum { NUMBER_MAX = 10 }; /* bytes */

static size_t number_bytes(uint64_t v, uint8_t *out) {
    size_t n = 0;

    for (; v >= 0x80; v >>= 7)
        out[n++] = (uint8_t)(v | 0x80);
    out[n++] = (uint8_t)v;
    return n;
}

static uint64_t zigzag(int64_t v) {
    return ((uint64_t)v << 1) ^ (v < 0 ? UINT64_MAX : 0);
}

static void put_number(struct sb *out, uint64_t v) {
    uint8_t bytes[NUMBER_MAX];

    sb_catn(out, (const char *)bytes, number_bytes(v, bytes));
}

static void put_int(struct sb *out, int64_t v) {
    put_number(out, zigzag(v));
}

static void put_bytes(struct sb *out, const void *bytes, size_t len) {
    put_number(out, len + 1);
    sb_catn(out, bytes, len);
    sb_ch(out, '\0');
}

static void put_item(struct sb *out, const struct ledger_item *item) {
    const struct shape *shape = &shapes[item->type];
    uint8_t head[1 + LEDGER_INTS * NUMBER_MAX];
    size_t n = 0;

    head[n++] = (uint8_t)item->type;
    for (size_t i = 0; i < shape->ints; i++)
        n += number_bytes(zigzag(item->n[i]), head + n);
    sb_catn(out, (const char *)head, n);
    for (size_t i = 0; i < shape->texts; i++) {
        if (item->type == LEDGER_ROWS)
            put_bytes(out, item->rows, item->rows_len);
        else if (item->s[i] != NULL)
            put_bytes(out, item->s[i], strlen(item->s[i]));
        else
            put_number(out, 0);
    }
    for (size_t i = 0; i < shape->tags; i++)
        sb_catn(out, (const char *)item->tag[i], CRYPT_TAG_LEN);
}

/* The ledger that notes are for, or NULL. */
static struct ledger *listening(const struct db *db) {
    return db->ledger != NULL && !db->ledger->silent ? db->ledger : NULL;
}

int ledger_note(struct db *db, const struct ledger_item *item) {
    struct ledger *l = listening(db);

    if (l == NULL)
        return 0;
    put_item(&l->items, item);
    l->noted = true;
    return ledger_flush(db);
}

/* ---- registers and contexts ---- */

static int register_code_of(struct db *db, struct ledger *l, int64_t id, const char **ret) {
    struct ledger_register *slot;
    STMT(st);
    int r;

    *ret = NULL;
    for (size_t i = 0; i < LEDGER_SLOTS && id != 0; i++) {
        if (l->registers[i].id == id) {
            *ret = l->registers[i].code;
            return 0;
        }
    }
    if (id == 0)
        return 0;
    TRY(stmt_open(&st, db, "SELECT code FROM register WHERE id = :id"));
    stmt_int(&st, ":id", id);
    r = stmt_next(&st);
    TRY(r);
    if (r == 0)
        return err_set(db->err, ERR_INTERNAL, "the ledger is told of a register that there is not");
    slot = &l->registers[l->register_next++ % LEDGER_SLOTS];
    free(slot->code);
    *slot = (struct ledger_register){id, mem_strdup(stmt_col_text(&st, 0))};
    *ret = slot->code;
    return 0;
}

int ledger_note_in(struct db *db, int64_t register_id, struct ledger_item *item) {
    struct ledger *l = listening(db);

    if (l == NULL)
        return 0;
    TRY(register_code_of(db, l, register_id, &item->s[0]));
    return ledger_note(db, item);
}

static int put_context(struct db *db, struct ledger *l, size_t at, int64_t register_id, const char *since,
                       const char *source) {
    struct ledger_slot *slot = &l->slots[at];
    const char *code;

    TRY(register_code_of(db, l, register_id, &code));
    free(slot->since);
    free(slot->source);
    *slot = (struct ledger_slot){true, register_id, mem_strdup(source), mem_strdup(since)};
    put_item(&l->items, &(struct ledger_item){.type = LEDGER_CONTEXT, .n = {(int64_t)at}, .s = {code, source, since}});
    return 0;
}

/* The slot of the context, which is put down first where it is new, and the day. */
static int context(struct db *db, struct ledger *l, int64_t register_id, const char *since, const char *source,
                   struct ledger_item *item) {
    date_t day = DATE_NONE;

    if (since != NULL && date_parse_iso(since, &day) == 0)
        since = NULL;
    item->n[1] = day;
    for (size_t i = 0; i < LEDGER_SLOTS; i++) {
        const struct ledger_slot *slot = &l->slots[i];

        item->n[0] = (int64_t)i;
        if (slot->used && slot->register_id == register_id && text_equal(slot->source, source) &&
            text_equal(slot->since, since))
            return 0;
    }
    item->n[0] = (int64_t)(l->slot_next++ % LEDGER_SLOTS);
    return put_context(db, l, (size_t)item->n[0], register_id, since, source);
}

int ledger_note_ban(struct db *db, int64_t register_id, int kind, int scope_bit, const uint8_t *tag, const char *since,
                    const char *source) {
    struct ledger *l = listening(db);
    struct ledger_item item = {.type = LEDGER_BAN, .n = {0, 0, kind, scope_bit}, .tag = {tag}};

    if (l == NULL)
        return 0;
    TRY(context(db, l, register_id, since, source, &item));
    return ledger_note(db, &item);
}

int ledger_note_batch(struct db *db, int64_t register_id, int64_t customer_id, const char *since, const char *source) {
    struct ledger *l = listening(db);
    struct ledger_item item = {.type = LEDGER_BATCH};

    if (l == NULL)
        return 0;
    TRY(context(db, l, register_id, since, source, &item));
    item.n[2] = customer_id - l->last_customer;
    l->last_customer = customer_id;
    return ledger_note(db, &item);
}

/* ---- rows ---- */

int ledger_note_destroy(struct db *db, int64_t register_id, struct ledger_item *item) {
    struct ledger_item rows = {.type = LEDGER_ROWS};
    int64_t last = 0;
    SB(numbers);
    STMT(st);
    int r;

    if (listening(db) == NULL)
        return 0;
    TRY(stmt_open(&st, db, "SELECT id FROM temp.doomed ORDER BY id"));
    while ((r = stmt_next(&st)) > 0) {
        put_int(&numbers, stmt_col_int(&st, 0) - last);
        last = stmt_col_int(&st, 0);
        rows.n[0]++;
    }
    TRY(r);
    if (rows.n[0] == 0)
        return 0;
    item->type = LEDGER_DESTROY;
    TRY(ledger_note_in(db, register_id, item));
    rows.rows = (const uint8_t *)numbers.d;
    rows.rows_len = numbers.len;
    return ledger_note(db, &rows);
}

/* ---- values and requests ---- */

void ledger_value_tag(const struct db *db, const char *table, const char *column, const char *value,
                      uint8_t ret[CRYPT_TAG_LEN]) {
    SB(name);

    sb_printf(&name, "%s.%s", table, column);
    crypt_tag(db->keys->ledger, name.d, value != NULL ? value : "", ret);
}

int ledger_note_rectified(struct db *db, int64_t register_id, const char *table, const char *column, int64_t row_id,
                          const char *ref, const char *old_value, const char *new_value) {
    uint8_t old_tag[CRYPT_TAG_LEN], new_tag[CRYPT_TAG_LEN];

    if (listening(db) == NULL)
        return 0;
    ledger_value_tag(db, table, column, old_value, old_tag);
    ledger_value_tag(db, table, column, new_value, new_tag);
    return ledger_note_in(
        db, register_id,
        &(struct ledger_item){
            .type = LEDGER_RECTIFIED, .n = {row_id}, .s = {NULL, table, column, ref}, .tag = {old_tag, new_tag}});
}

int ledger_request_ref(struct db *db, int64_t request_id, char **ret) {
    STMT(st);
    int r;

    *ret = NULL;
    TRY(stmt_open(&st, db, "SELECT ref FROM request WHERE id = :id"));
    stmt_int(&st, ":id", request_id);
    r = stmt_next(&st);
    if (r > 0)
        *ret = mem_strdup(stmt_col_text(&st, 0));
    return r < 0 ? -1 : 0;
}

/* In the database, so that each copy tells. */
#define KNOWS_REQUESTS "ledger_requests"

int ledger_knows_requests(struct db *db) {
    char *value CLEANUP(mem_free) = NULL;

    TRY(meta_text(db, KNOWS_REQUESTS, &value));
    return value != NULL ? 1 : 0;
}

static int now_knows_requests(struct db *db) {
    int knows = ledger_knows_requests(db);

    return knows == 0 ? meta_set_text(db, KNOWS_REQUESTS, "every-step") : knows < 0 ? -1 : 0;
}

int ledger_note_request(struct db *db, int64_t request_id) {
    static const uint8_t no_tag[CRYPT_TAG_LEN];
    REQUEST(q);
    SB(scopes);

    if (listening(db) == NULL)
        return 0;
    if (request_load_id(db, request_id, &q) <= 0 || memcmp(q.subject_tag, no_tag, sizeof no_tag) == 0)
        return err_set(db->err, ERR_INTERNAL, "the ledger is told of a request that there is not");
    for (size_t i = 0; i < q.scopes.len; i++)
        sb_printf(&scopes, "%s%s", i > 0 ? "," : "", q.scopes.d[i]);
    TRY(now_knows_requests(db));
    TRY(ledger_note(
        db, &(struct ledger_item){.type = LEDGER_REQUEST,
                                  .n = {q.subject.customer_id, q.subject.representative_id, q.by_proxy},
                                  .s = {q.ref, q.register_code, q.right, q.state, q.received, q.channel, q.due, q.art12,
                                        q.promise, q.extended_due, q.method, q.verified_on, q.decision, q.until,
                                        q.finished_on, q.delivered_on, scopes.len > 0 ? scopes.d : NULL},
                                  .tag = {q.subject_tag}}));
    if (q.own_rule == NULL)
        return 0;
    return ledger_note(db, &(struct ledger_item){.type = LEDGER_REQUEST_OWN, .s = {q.ref, q.own_rule}});
}

/* ---- reading ---- */

struct bytes {
    const uint8_t *p, *end;
};

static bool get_number(struct bytes *b, uint64_t *ret) {
    uint64_t v = 0;

    for (unsigned shift = 0; shift < 64 && b->p < b->end; shift += 7) {
        uint8_t byte = *b->p++;

        v |= (uint64_t)(byte & 0x7f) << shift;
        if ((byte & 0x80) == 0) {
            *ret = v;
            return true;
        }
    }
    return false;
}

static bool get_int(struct bytes *b, int64_t *ret) {
    uint64_t v;

    if (!get_number(b, &v))
        return false;
    *ret = (int64_t)(v >> 1) ^ -(int64_t)(v & 1);
    return true;
}

/* The zero after the bytes makes a C string of them. */
static bool get_text(struct bytes *b, struct ledger_item *item, size_t at) {
    uint64_t len;

    if (!get_number(b, &len))
        return false;
    if (len == 0)
        return true;
    if (len > (uint64_t)(b->end - b->p) || b->p[len - 1] != '\0')
        return false;
    if (item->type == LEDGER_ROWS) {
        item->rows = b->p;
        item->rows_len = len - 1;
    } else {
        item->s[at] = (const char *)b->p;
    }
    b->p += len;
    return true;
}

static bool get_item(struct bytes *b, struct ledger_item *item) {
    uint8_t code = *b->p++;

    *item = (struct ledger_item){.type = (enum ledger_item_type)code};
    if (code >= ARRAY_LEN(shapes) || shapes[code].name == NULL)
        return false;
    for (size_t i = 0; i < shapes[code].ints; i++)
        if (!get_int(b, &item->n[i]))
            return false;
    for (size_t i = 0; i < shapes[code].texts; i++)
        if (!get_text(b, item, i))
            return false;
    for (size_t i = 0; i < shapes[code].tags; i++) {
        if (b->end - b->p < CRYPT_TAG_LEN)
            return false;
        item->tag[i] = b->p;
        b->p += CRYPT_TAG_LEN;
    }
    return true;
}

struct reading {
    struct db *db;
    const struct ledger_reader *r;
    struct ledger_pos pos; /* of the group whose DONE is awaited; seq 0: none */
};

static int strange(struct reading *x) {
    err_set(x->db->err, ERR_INTEGRITY, "the ledger holds something that this program does not know");
    return err_hint(x->db->err, "update gdprctl");
}

/* Contexts are within one frame, so their texts are still there. */
static int read_items(struct reading *x, const struct ledger_frame *f) {
    struct bytes b = {f->payload, f->payload + f->len};
    const char *contexts[LEDGER_SLOTS][3] = {{NULL}};
    int64_t last_customer = 0;
    char day[DATE_LEN];

    while (b.p < b.end) {
        struct ledger_item item;
        bool in_context;

        if (!get_item(&b, &item))
            return strange(x);
        item.group = f->seq;
        in_context = item.type == LEDGER_BAN || item.type == LEDGER_BATCH || item.type == LEDGER_CONTEXT;
        if (in_context && (item.n[0] < 0 || item.n[0] >= LEDGER_SLOTS))
            return strange(x);
        if (item.type == LEDGER_CONTEXT) {
            memcpy(contexts[item.n[0]], item.s, sizeof contexts[0]);
            continue;
        }
        if (in_context) {
            memcpy(item.s, contexts[item.n[0]], sizeof contexts[0]);
            date_iso((date_t)item.n[1], day);
            item.s[2] = item.s[2] != NULL ? item.s[2] : day;
        }
        if (item.type == LEDGER_BATCH)
            last_customer = item.n[2] += last_customer;
        TRY(x->r->item(x->r->ctx, &item));
    }
    return 0;
}

static int read_frame(void *ctx, const struct ledger_frame *f) {
    struct reading *x = ctx;

    if (f->type != LEDGER_DONE) {
        TRY(read_items(x, f));
        if (f->type == LEDGER_GROUP) {
            x->pos.seq = f->seq;
            memcpy(x->pos.mac, f->mac, CRYPT_HASH_LEN);
        }
        return 0;
    }
    if (f->seq != x->pos.seq)
        return err_set(x->db->err, ERR_INTEGRITY, "the ledger is damaged: a group is missing");
    return x->r->group(x->r->ctx, &x->pos);
}

int ledger_read(struct db *db, const char *path, const struct ledger_reader *r) {
    struct ledger_file f CLEANUP(ledger_file_close) = {.fd = -1};
    struct reading x = {.db = db, .r = r};
    struct ledger_tail tail;
    int open = ledger_file_open(&f, path, false, db->err);

    TRY(open);
    if (open == 0)
        return ledger_refuse(db, path, &(struct ledger_look){.state = LEDGER_MISSING});
    TRY(ledger_file_tail(&f, &tail, db->err));
    return ledger_file_each(&f, db->keys->ledger, tail.done_end, read_frame, &x, db->err);
}

bool ledger_rows(const struct ledger_item *item, size_t *at, int64_t *row) {
    struct bytes b = {item->rows + *at, item->rows + item->rows_len};
    int64_t step;

    if (*at >= item->rows_len || !get_int(&b, &step))
        return false;
    *row += step;
    *at = (size_t)(b.p - item->rows);
    return true;
}
