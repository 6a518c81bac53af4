/*
 * import_values.c - see import_values.h.
 *
 * A packed cell is its length and its bytes: one byte for the length, PACKED_LONG and four more where that is too
 * little, PACKED_NULL for an empty cell. Integers are packed as their digits.
 */
#include "engine/import_values.h"

#include "base/hash.h"
#include "base/mem.h"
#include "base/text.h"
#include "engine/import_rows.h"

enum { PACKED_LONG = 0xFE, PACKED_NULL = 0xFF };

static const char empty_reason[] = "it is empty, but the row cannot do without it";

/* ---- code lists ---- */

struct reading {
    struct import_slots *slots;
    struct import_list *list;
};

static int add_word(void *ctx, const char *code, const char *word) {
    struct reading *r = ctx;
    size_t n = r->list->codes.len;

    if (n == 0 || strcmp(r->list->codes.d[n - 1], code) != 0)
        *vec_push(&r->list->codes) = arena_strndup(&r->slots->memory, code, strlen(code));
    header_words_add(&r->list->words, word, (int)r->list->codes.len - 1);
    return 0;
}

static void give_reason(struct import_slots *s, struct import_list *list) {
    SB(reason);

    sb_cat(&reason, "it is none of the words that the column takes");
    for (size_t i = 0; i < list->codes.len; i++)
        sb_printf(&reason, "%s %s", i == 0 ? ":" : ",", list->codes.d[i]);
    list->reason = arena_strndup(&s->memory, reason.d, reason.len);
}

static int open_list(struct import_slots *s, struct db *db, const char *name, struct import_list **ret) {
    struct import_list *list;

    for (size_t i = 0; i < s->lists.len; i++) {
        if (strcmp(s->lists.d[i]->name, name) == 0) {
            *ret = s->lists.d[i];
            return 0;
        }
    }
    list = mem_alloc(sizeof *list);
    *vec_push(&s->lists) = list;
    list->name = arena_strndup(&s->memory, name, strlen(name));
    TRY(import_code_words(db, name, add_word, &(struct reading){s, list}));
    give_reason(s, list);
    *ret = list;
    return 0;
}

static const char *list_code(struct import_list *l, const struct csv_field *f) {
    int target;

    if (l->last_code != NULL && l->last_len == f->len && memcmp(l->last, f->d, f->len) == 0)
        return l->last_code;
    target = header_words_find(&l->words, f, NULL);
    if (target < 0)
        return NULL;
    if (f->len <= sizeof l->last) {
        memcpy(l->last, f->d, f->len);
        l->last_len = f->len;
        l->last_code = l->codes.d[target];
    }
    return l->codes.d[target];
}

/* ---- slots ---- */

/* Whether the column is part of what finds a row of `table`, by its own key or that of an owner above it. */
static bool is_identity(const struct cat_table *table, const struct header_column *c) {
    for (size_t k = 0; k < table->natural_count; k++) {
        const struct cat_column *n = &table->columns[table->natural[k]];

        if (n == c->column || (n->parent != NULL && is_identity(n->parent, c)))
            return true;
    }
    return strcmp(table->name, "customer") != 0 && is_identity(table->columns[table->owner].parent, c);
}

static int open_slot(struct import_slots *s, struct db *db, const struct cat_table *table, struct header_column to,
                     size_t place, struct import_slot *ret) {
    *ret = (struct import_slot){.to = to, .place = place};
    ret->identity = to.role != HEADER_SIDE && is_identity(table, &to);
    ret->not_null = ret->identity || (to.role == HEADER_OWN && to.column->not_null);
    ret->key = to.role != HEADER_PARENT && to.column->key_column != NULL;
    return to.kind == KIND_LIST && to.column->list != NULL ? open_list(s, db, to.column->list, &ret->list) : 0;
}

/* Order of packing: the customer number, the rest of the identity, all others. */
static int rank(const struct import_slot *slot) {
    if (!slot->identity)
        return 2;
    return strcmp(slot->to.table->name, "customer") == 0 ? 0 : 1;
}

static int by_rank(const void *a, const void *b) {
    const struct import_slot *x = a, *y = b;

    return rank(x) != rank(y) ? rank(x) - rank(y) : (x->place > y->place) - (x->place < y->place);
}

int import_slots_open(struct import_slots *s, struct db *db, const struct header_map *map,
                      const struct cat_table *table, date_t today) {
    s->day = today;
    date_iso(today, s->today);
    s->d = mem_alloc(map->count * sizeof *s->d);
    s->blank = mem_alloc(map->count * sizeof *s->blank);
    for (size_t i = 0; i < map->count; i++) {
        if (map->columns[i].role == HEADER_EMPTY)
            s->blank[s->blank_count++] = i;
        else if (map->columns[i].column != NULL)
            TRY(open_slot(s, db, table, map->columns[i], i, &s->d[s->count++]));
    }
    qsort(s->d, s->count, sizeof *s->d, by_rank);
    while (s->identity_count < s->count && s->d[s->identity_count].identity)
        s->identity_count++;
    return 0;
}

void import_slots_release(struct import_slots *s) {
    for (size_t i = 0; i < s->lists.len; i++) {
        header_words_release(&s->lists.d[i]->words);
        vec_release(&s->lists.d[i]->codes);
        free(s->lists.d[i]);
    }
    vec_release(&s->lists);
    vec_release(&s->wrong);
    free(s->d);
    free(s->blank);
    arena_release(&s->memory);
    sb_release(&s->work);
    *s = (struct import_slots){.work = SB_INIT};
}

/* ---- packing ---- */

static void pack(struct sb *out, const char *d, size_t len) {
    if (len < PACKED_LONG) {
        sb_ch(out, (char)(unsigned char)len);
    } else {
        uint32_t n = (uint32_t)len;

        sb_ch(out, (char)(unsigned char)PACKED_LONG);
        sb_catn(out, (const char *)&n, sizeof n);
    }
    sb_catn(out, d, len);
}

/* A blank before or after, or a letter with its dots apart, must not make two rows of one. */
static void pack_stored(const struct import_slot *slot, struct sb *out, const struct sb *stored) {
    const char *d = stored->d;
    size_t len = stored->len;
    SB(composed);

    if (slot->identity || slot->to.role == HEADER_SIDE) {
        text_trim(&d, &len);
        if (slot->to.kind == KIND_NAME) { /* the only kind that is not stored composed */
            text_nfc(d, len, &composed);
            d = composed.d;
            len = composed.len;
        }
    }
    pack(out, d, len);
}

static const char *pack_value(struct import_slots *s, const struct import_slot *slot, const struct csv_field *f,
                              struct sb *out) {
    const char *reason = NULL;

    sb_clear(&s->work);
    if (slot->list != NULL) {
        const char *code = list_code(slot->list, f);

        if (code == NULL)
            return slot->list->reason;
        sb_cat(&s->work, code);
    } else if (kind_store(slot->to.kind, f->d, &s->work, &reason) < 0 ||
               kind_check_as_of(slot->to.kind, s->work.d, s->day, &reason) < 0) {
        return reason;
    }
    if (slot->to.column->past && kind_check_past(slot->to.kind, s->work.d, s->today, &reason) < 0)
        return reason;
    pack_stored(slot, out, &s->work);
    if (slot->key) {
        sb_clear(&s->work);
        if (kind_key(slot->to.kind, f->d, &s->work, &reason) < 0)
            return reason;
        pack(out, s->work.d, s->work.len);
    }
    return NULL;
}

static int pack_slots(struct import_slots *s, size_t from, size_t to, const struct csv_row *row, struct sb *out,
                      size_t *ret_place, const char **ret_reason) {
    for (size_t i = from; i < to; i++) {
        const struct import_slot *slot = &s->d[i];
        const struct csv_field *f = &row->f[slot->place];
        const char *d = f->d, *reason = NULL;
        size_t len = f->len;

        text_trim(&d, &len);
        if (len > 0) {
            reason = pack_value(s, slot, f, out);
        } else if (slot->not_null) {
            reason = empty_reason;
        } else {
            sb_ch(out, (char)(unsigned char)PACKED_NULL);
            if (slot->key)
                sb_ch(out, (char)(unsigned char)PACKED_NULL);
        }
        if (reason != NULL) {
            *ret_place = slot->place;
            *ret_reason = reason;
            return 1;
        }
    }
    return 0;
}

int import_slots_identity(struct import_slots *s, const struct csv_row *row, struct sb *out, size_t *ret_place,
                          const char **ret_reason) {
    return pack_slots(s, 0, s->identity_count, row, out, ret_place, ret_reason);
}

int import_slots_rest(struct import_slots *s, const struct csv_row *row, struct sb *out, size_t *ret_place,
                      const char **ret_reason) {
    return pack_slots(s, s->identity_count, s->count, row, out, ret_place, ret_reason);
}

static size_t unpack(const char *packed, bool integer, struct import_cell *ret) {
    unsigned char n = (unsigned char)*packed;
    size_t head = 1;
    uint32_t len = n;

    *ret = (struct import_cell){.type = IMPORT_NULL};
    if (n == PACKED_NULL)
        return 1;
    if (n == PACKED_LONG) {
        memcpy(&len, packed + 1, sizeof len);
        head += sizeof len;
    }
    *ret = (struct import_cell){.type = IMPORT_TEXT, .d = packed + head, .len = len};
    if (integer) {
        char digits[24] = "";

        ret->type = IMPORT_INT;
        memcpy(digits, ret->d, len < sizeof digits ? len : sizeof digits - 1);
        (void)text_int64(digits, &ret->i);
    }
    return head + len;
}

size_t import_slots_unpack(const struct import_slots *s, const char *packed, struct import_cell *ret_stored,
                           struct import_cell *ret_key) {
    const char *p = packed;

    for (size_t i = 0; i < s->count; i++) {
        p += unpack(p, kind_is_integer(s->d[i].to.kind), &ret_stored[i]);
        ret_key[i] = (struct import_cell){.type = IMPORT_NULL};
        if (s->d[i].key)
            p += unpack(p, false, &ret_key[i]);
    }
    return (size_t)(p - packed);
}

uint64_t import_slots_meaning(const struct import_slots *s, const char *packed) {
    const char *p = packed;
    uint64_t hash = 0;

    for (size_t i = 0; i < s->count; i++) {
        struct import_cell c;

        p += unpack(p, false, &c);
        if (s->d[i].key)
            p += unpack(p, false, &c);
        if (c.type == IMPORT_NULL)
            c.d = "";
        text_trim(&c.d, &c.len); /* those of texts are kept, but say nothing */
        hash = hash_bytes(hash, c.d, c.len);
    }
    return hash;
}

static int compare_keys(const void *a, const void *b) {
    const uint64_t *x = a, *y = b;

    return (*x > *y) - (*x < *y);
}

void import_slots_ended(struct import_slots *s) {
    if (s->wrong.len > 0)
        qsort(s->wrong.d, s->wrong.len, sizeof *s->wrong.d, compare_keys);
}

bool import_slots_was_wrong(const struct import_slots *s, uint64_t key) {
    return s->wrong.len > 0 && bsearch(&key, s->wrong.d, s->wrong.len, sizeof key, compare_keys) != NULL;
}

void import_slots_first(const char *packed, struct import_cell *ret) {
    (void)unpack(packed, false, ret);
}

int import_rows_compare_first(const char *a, const char *b) {
    struct import_cell x, y;
    int r;

    import_slots_first(a + sizeof(struct import_row), &x);
    import_slots_first(b + sizeof(struct import_row), &y);
    r = memcmp(x.d, y.d, x.len < y.len ? x.len : y.len);
    return r != 0 ? r : (x.len > y.len) - (x.len < y.len);
}
