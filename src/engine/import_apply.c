/*
 * import_apply.c - see import_apply.h: a share of rows is sorted, its customers are looked up in one walk, and the rows
 * are written customer by customer. What is opened for that is in import_open.c.
 */
#include "engine/import_apply.h"

#include "store/customer_walk.h"

static const char no_customer_reason[] = "the register has no such customer";
static const char no_parent_reason[] = "the customer has no such row in the table it refers to";
static const char empty_parent_reason[] = "it is empty, but the row cannot do without it";
static const char part_parent_reason[] = "what it refers to is named in part only";
static const char conflict_reason[] = "its key stands in the file more than once, with different values";
static const char wrong_twin_reason[] = "another row of its key is wrong and may forbid what this one permits";
static const char owner_reason[] = "its key belongs to another row already";

enum { TICK_ROWS = 8192 };

static bool is_customer(const struct import_apply *a) {
    return strcmp(a->table->name, "customer") == 0;
}

static void reject(struct import_apply *a, const struct import_rows *rows, uint32_t at, size_t place,
                   const char *reason) {
    rejects_add(a->rejects, import_rows_get(rows, at).line, place, reason);
}

/* ---- before writing: customers ---- */

static struct import_cell number_of(const struct import_rows *rows, uint32_t at) {
    struct import_cell no;

    import_slots_first(import_rows_cells(rows, at), &no);
    return no;
}

/* Customer numbers that begin with the same eight bytes. */
static int compare_numbers(const struct import_rows *rows, uint32_t a, uint32_t b) {
    return import_rows_compare_first(rows->buf.d + a, rows->buf.d + b);
}

bool import_apply_by_number(const struct import_apply *a) {
    return is_customer(a) && a->slots->long_numbers;
}

/* Replaces the numbers by ids, in the order of the numbers; rows without a customer are rejected. */
static int find_customers(struct import_apply *a, struct import_rows *rows) {
    CUSTOMER_WALK(customers);
    struct import_ref last = {0};
    int64_t id = 0;
    size_t kept = 0;
    int found = 0;

    TRY(customer_walk_open(&customers, a->db, BY_CUSTOMER_NO, a->register_id));
    for (size_t i = 0; i < rows->refs.len; i++) {
        struct import_ref ref = rows->refs.d[i];
        bool same = i > 0 && ref.order == last.order &&
                    (!a->slots->long_numbers || compare_numbers(rows, ref.at, last.at) == 0);

        if (!same) {
            struct import_cell no = number_of(rows, ref.at);

            found = customer_walk_find(&customers, no.d, no.len, &id);
            TRY(found);
        }
        last = ref;
        ref.order = (uint64_t)id;
        if (found > 0)
            rows->refs.d[kept++] = ref;
        else
            reject(a, rows, ref.at, a->slots->d[0].place, no_customer_reason);
    }
    rows->refs.len = kept;
    return 0;
}

int import_apply_sort(struct import_apply *a, struct import_rows *rows) {
    import_rows_sort(rows, a->slots->long_numbers ? compare_numbers : NULL);
    if (is_customer(a))
        return 0;
    TRY(find_customers(a, rows));
    import_rows_sort(rows, NULL);
    return 0;
}

/* ---- before writing: keys with more than one content ---- */

static int compare_pairs(const void *a, const void *b) {
    const struct import_pair *x = a, *y = b;

    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    return (x->at > y->at) - (x->at < y->at);
}

static int compare_twins(const void *a, const void *b) {
    const struct import_twin *x = a, *y = b;

    return (x->at > y->at) - (x->at < y->at);
}

/* The rows of one key: true when they mean different things, else those that differ in spelling are twins of the first.
 */
static bool differ(struct import_apply *a, const struct import_rows *rows, const struct import_pair *d, size_t n) {
    size_t spelled = 0;
    uint64_t meaning;

    for (size_t i = 1; i < n; i++)
        spelled += d[i].content != d[0].content;
    if (spelled == 0)
        return false;
    meaning = import_slots_meaning(a->slots, import_rows_cells(rows, d[0].at));
    for (size_t i = 1; i < n; i++)
        if (import_slots_meaning(a->slots, import_rows_cells(rows, d[i].at)) != meaning)
            return true;
    for (size_t i = 1; i < n; i++)
        *vec_push(&a->twins) = (struct import_twin){d[i].at, d[0].at};
    return false;
}

/* Leaves in a->pairs those keys of the rows from..to that stand there with different contents. */
static void find_conflicts(struct import_apply *a, const struct import_rows *rows, size_t from, size_t to) {
    size_t kept = 0, known = a->twins.len;

    vec_clear(&a->pairs);
    for (size_t i = from; i < to; i++) {
        struct import_row row = import_rows_get(rows, rows->refs.d[i].at);

        *vec_push(&a->pairs) = (struct import_pair){row.key, row.content, rows->refs.d[i].at};
    }
    qsort(a->pairs.d, a->pairs.len, sizeof *a->pairs.d, compare_pairs);
    for (size_t i = 0, end; i < a->pairs.len; i = end) {
        uint64_t key = a->pairs.d[i].key;

        for (end = i + 1; end < a->pairs.len && a->pairs.d[end].key == key;)
            end++;
        if (differ(a, rows, &a->pairs.d[i], end - i))
            a->pairs.d[kept++].key = key;
    }
    a->pairs.len = kept;
    if (a->twins.len > known)
        qsort(a->twins.d + known, a->twins.len - known, sizeof *a->twins.d, compare_twins);
}

static bool in_conflict(const struct import_apply *a, uint64_t key) {
    for (size_t i = 0; i < a->pairs.len; i++)
        if (a->pairs.d[i].key == key)
            return true;
    return false;
}

static bool same_customer(const struct import_apply *a, const struct import_rows *rows, size_t x, size_t y) {
    const struct import_ref *d = rows->refs.d;

    return d[x].order == d[y].order && (!import_apply_by_number(a) || compare_numbers(rows, d[x].at, d[y].at) == 0);
}

/* The rows of one customer are compared with one another: equal keys have equal customers. */
static void drop_conflicts(struct import_apply *a, struct import_rows *rows) {
    size_t kept = 0;

    vec_clear(&a->twins);
    for (size_t from = 0, to; from < rows->refs.len; from = to) {
        for (to = from + 1; to < rows->refs.len && same_customer(a, rows, from, to);)
            to++;
        vec_clear(&a->pairs);
        if (to - from > 1)
            find_conflicts(a, rows, from, to);
        for (size_t i = from; i < to; i++) {
            struct import_ref ref = rows->refs.d[i];

            if (a->pairs.len > 0 && in_conflict(a, import_rows_get(rows, ref.at).key))
                reject(a, rows, ref.at, REJECT_WHOLE_ROW, conflict_reason);
            else
                rows->refs.d[kept++] = ref;
        }
    }
    rows->refs.len = kept;
}

/* ---- one row ---- */

/* Finds the rows that foreign keys lead to. 0, 1 rejected, -1. */
static int find_node(struct import_apply *a, struct import_node *n, const char **ret_reason) {
    struct import_cell cells[16];
    size_t count = n->table->natural_count, given = 0;
    bool same = a->nodes[n->owner].given && n->last_owner == a->nodes[n->owner].id;
    int r;

    for (size_t k = 0; k < count; k++) {
        const struct import_cell *c = &a->stored[n->natural[k].index];

        cells[k] = *c;
        given += c->type != IMPORT_NULL;
        same = same && c->type == IMPORT_TEXT && c->len == n->last_cells[k].len &&
               memcmp(c->d, n->last_cells[k].d, c->len) == 0;
    }
    n->given = count > 0 ? given > 0 : a->nodes[n->owner].given; /* without a key of its own: the owner's only row */
    *ret_reason = empty_parent_reason;
    if (!n->given || same)
        return !n->given && n->required ? 1 : 0;
    *ret_reason = part_parent_reason;
    if (given < count || !a->nodes[n->owner].given)
        return 1;
    r = import_parent_find(&n->find, a->nodes[n->owner].id, cells, count, &n->id);
    TRY(r);
    n->last_owner = r > 0 ? a->nodes[n->owner].id : 0;
    memcpy(n->last_cells, cells, count * sizeof *cells);
    *ret_reason = no_parent_reason;
    return r > 0 ? 0 : 1;
}

/* The column of the file that names the row: where it has no key of its own, its owner's. */
static size_t naming_slot(const struct import_apply *a, const struct import_node *n) {
    while (n->table->natural_count == 0 && n != a->nodes)
        n = &a->nodes[n->owner];
    return n->natural[0].index;
}

static void fill_cells(struct import_apply *a) {
    for (size_t i = 0; i < a->source_count; i++) {
        const struct import_source *s = &a->sources[i];

        if (s->from != FROM_NODE)
            a->cells[i] = s->from == FROM_KEY ? a->key[s->index] : a->stored[s->index];
        else if (a->nodes[s->index].given)
            a->cells[i] = (struct import_cell){.type = IMPORT_INT, .i = a->nodes[s->index].id};
        else
            a->cells[i] = (struct import_cell){.type = IMPORT_NULL};
    }
}

struct written {
    int64_t id;
    bool found; /* it was there */
    bool changed;
};

/* The row itself, judged already. `found`: it is there (1), it is not (0), not known yet (-1). */
static int write_row(struct import_apply *a, int64_t owner, int found, int64_t id, struct written *ret,
                     const char **ret_reason) {
    *ret_reason = owner_reason;
    if (found <= 0) {
        int r = import_table_insert(&a->rows, owner, a->cells);

        /* The row may be there all the same: a new one needs values that an old one has. */
        if (r < 0 && (*ret_reason = import_table_refusal(&a->rows)) == NULL)
            return -1;
        *ret = (struct written){.id = db_last_rowid(a->db), .changed = true};
        if (r > 0)
            return 0;
        found = import_table_find(&a->rows, owner, a->cells, &id);
        TRY(found);
    }
    if (found == 0)
        return 1;
    *ret = (struct written){.id = id, .found = true, .changed = !import_table_same(&a->rows)};
    if (!ret->changed || a->rows.settable_count == 0 || import_table_update(&a->rows, id, a->cells) == 0)
        return 0;
    *ret_reason = import_table_refusal(&a->rows);
    return *ret_reason != NULL ? 1 : -1;
}

/* The same where the list may ban the person: then a row that is there has to be known before it is another. */
static int write_judged(struct import_apply *a, int64_t owner, int found, int64_t id, struct written *ret,
                        const char **ret_reason) {
    int r;

    if (!a->bans.listed)
        return write_row(a, owner, found, id, ret, ret_reason);
    if (found < 0)
        found = import_table_find(&a->rows, owner, a->cells, &id);
    TRY(found);
    TRY(import_bans_before(&a->bans, owner, found > 0 ? id : 0));
    r = write_row(a, owner, found, id, ret, ret_reason);
    return r == 0 && ret->changed ? import_bans_object(&a->bans, ret->id) : r;
}

static int write_sides(struct import_apply *a, int64_t customer_id, bool *changed) {
    for (size_t i = 0; i < a->side_count; i++) {
        struct import_side *side = &a->sides[i];
        struct import_cell cells[2] = {a->stored[side->slot], a->key[side->slot]};
        int r = 0;

        if (cells[0].type != IMPORT_NULL)
            r = import_table_insert(&side->rows, customer_id, cells);
        TRY(r);
        *changed = *changed || r > 0;
    }
    return 0;
}

static int judge_sides(struct import_apply *a, size_t *ret_slot, const char **ret_reason) {
    for (size_t i = 0; i < a->side_count; i++) {
        int r = strcmp(a->sides[i].rows.table->name, "representative") == 0
                    ? import_bans_judge_side(&a->bans, &a->stored[0], &a->key[a->sides[i].slot], ret_reason)
                    : 0;

        *ret_slot = a->sides[i].slot;
        if (r != 0)
            return r;
    }
    return 0;
}

/* 0 written or unchanged, 1 rejected, -1. `row_key` is import_row.key. */
static int apply_row(struct import_apply *a, int64_t customer_id, uint64_t row_key, size_t *ret_slot,
                     const char **ret_reason) {
    int64_t owner = is_customer(a) ? a->register_id : a->nodes[a->owner].id, id = 0;
    struct written w;
    int found = -1, r;

    if (import_slots_was_wrong(a->slots, row_key) && import_bans_loosens(&a->bans, a->stored)) {
        *ret_reason = wrong_twin_reason;
        return 1;
    }
    if (a->find_first || import_bans_need_old(&a->bans)) {
        found = import_table_find(&a->rows, owner, a->cells, &id);
        TRY(found);
    }
    r = import_bans_judge(&a->bans, a->stored, a->key, is_customer(a) ? id : customer_id, found > 0 ? &a->rows : NULL,
                          ret_slot, ret_reason);
    if (r != 0)
        return r;
    r = judge_sides(a, ret_slot, ret_reason);
    if (r != 0)
        return r;
    *ret_slot = SIZE_MAX;
    r = write_judged(a, owner, found, id, &w, ret_reason);
    if (r != 0)
        return r;
    a->find_first = w.found; /* files mostly bring new rows, or none */
    TRY(write_sides(a, is_customer(a) ? w.id : customer_id, &w.changed));
    a->applied += w.changed;
    a->unchanged += !w.changed;
    return 0;
}

/* Who is let in again has to come in: a row that is rejected after its judges takes nobody off the list. */
static int apply_readmitting(struct import_apply *a, int64_t customer_id, uint64_t row_key, size_t *ret_slot,
                             const char **ret_reason) {
    const uint64_t readmitted = a->bans.readmitted;
    TX(row);
    int r;

    if (!a->bans.readmit)
        return apply_row(a, customer_id, row_key, ret_slot, ret_reason);
    TRY(tx_begin(&row, a->db));
    r = apply_row(a, customer_id, row_key, ret_slot, ret_reason);
    if (r == 0)
        return tx_commit(&row);
    a->bans.readmitted = readmitted;
    return r;
}

/* `cells`: where its cells lie, its own or those of the row whose twin it is. */
static int apply_ref(struct import_apply *a, const struct import_rows *rows, const struct import_ref *ref,
                     uint32_t cells) {
    size_t slot = SIZE_MAX;
    const char *reason = NULL;
    int r = 0;

    (void)import_slots_unpack(a->slots, import_rows_cells(rows, cells), a->stored, a->key);
    if (a->node_count > 0)
        a->nodes[0].id = (int64_t)ref->order;
    for (size_t i = 1; i < a->node_count && r == 0; i++) {
        r = find_node(a, &a->nodes[i], &reason);
        if (r > 0)
            slot = naming_slot(a, &a->nodes[i]);
    }
    TRY(r);
    if (r == 0) {
        fill_cells(a);
        r = apply_readmitting(a, (int64_t)ref->order, import_rows_get(rows, ref->at).key, &slot, &reason);
    }
    if (r > 0)
        reject(a, rows, ref->at, slot != SIZE_MAX ? a->slots->d[slot].place : REJECT_WHOLE_ROW, reason);
    return r < 0 ? -1 : 0;
}

int import_apply_rows(struct import_apply *a, struct import_rows *rows, void (*tick)(void *ctx, size_t thousandths),
                      void *ctx) {
    size_t twin = 0;

    drop_conflicts(a, rows);
    for (size_t i = 0; i < a->node_count; i++)
        a->nodes[i].last_owner = 0; /* its cells lay in the share before */
    for (size_t i = 0; i < rows->refs.len; i++) {
        uint32_t cells = rows->refs.d[i].at;

        if (twin < a->twins.len && a->twins.d[twin].at == cells)
            cells = a->twins.d[twin++].like;
        TRY(apply_ref(a, rows, &rows->refs.d[i], cells));
        if (tick != NULL && i % TICK_ROWS == 0)
            tick(ctx, i * 1000 / rows->refs.len);
    }
    return 0;
}
