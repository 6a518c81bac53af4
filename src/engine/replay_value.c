/*
 * replay_value.c - values rectified since the copy was made; see replay_parts.h. The ledger knows a value by its tag
 * alone: it tells the old one from the right one, but has neither.
 */
#include "engine/replay_parts.h"

#include "base/mem.h"
#include "store/change_store.h"
#include "store/destroy.h"
#include "store/replay_store.h"

void replay_remember(struct replay *x, const struct ledger_item *item) {
    struct replay_final *f = vec_push(&x->finals);

    f->table = mem_strdup(item->s[1]);
    f->column = mem_strdup(item->s[2]);
    f->ref = mem_strdup(item->s[3]);
    f->row = item->n[0];
    memcpy(f->tag, item->tag[1], CRYPT_TAG_LEN);
}

/* How the value was left in the end. */
static const struct replay_final *find_final(const struct replay *x, const struct ledger_item *item) {
    for (size_t i = x->finals.len; i > 0; i--) {
        const struct replay_final *f = &x->finals.d[i - 1];

        if (f->row == item->n[0] && strcmp(f->table, item->s[1]) == 0 && strcmp(f->column, item->s[2]) == 0)
            return f;
    }
    return NULL;
}

static bool is_final(const struct replay *x, const struct ledger_item *item, const char *value) {
    const struct replay_final *f = find_final(x, item);
    uint8_t tag[CRYPT_TAG_LEN];

    ledger_value_tag(x->db, item->s[1], item->s[2], value, tag);
    return memcmp(tag, f != NULL ? f->tag : item->tag[1], sizeof tag) == 0;
}

/* The old value is wrong, and the right one is not known here: no value is better than a wrong one. */
static int take_value(struct replay *x, const struct plan *plan, const struct cat_table *table,
                      const struct cat_column *column, const struct ledger_item *item, enum replay_fate *ret) {
    const size_t index = (size_t)(column - table->columns);
    struct destroyed done = {0};

    TRY(destroy_list(x->db));
    TRY(destroy_add(x->db, item->n[0]));
    TRY(destroy_run(x->db,
                    &(struct destroy){.cat = &plan->cat,
                                      .table = table,
                                      .register_id = plan->register_id,
                                      .columns = &index,
                                      .column_count = 1,
                                      .as_of = x->day,
                                      .repeated = true,
                                      .source = "request",
                                      .rule_event = SIZE_MAX},
                    &done));
    x->ret->cleared += done.rows;
    *ret = done.rows > 0 ? REPLAY_CLEARED : REPLAY_RESTRICTED;
    return 0;
}

void replay_value_release(struct replay_value *v) {
    free(v->register_code);
    free(v->table);
    free(v->column);
    free(v->ref);
}

static struct replay_value *find_told(struct replay *x, const struct ledger_item *item) {
    for (size_t i = 0; i < x->ret->values.len; i++) {
        struct replay_value *v = &x->ret->values.d[i];

        if (v->row == item->n[0] && strcmp(v->table, item->s[1]) == 0 && strcmp(v->column, item->s[2]) == 0)
            return v;
    }
    return NULL;
}

/* Once for each value, with the request that says what it has to be. */
static void tell_value(struct replay *x, const struct ledger_item *item, enum replay_fate fate) {
    const struct replay_final *f = find_final(x, item);
    struct replay_value *told = find_told(x, item);

    if (told == NULL) {
        told = vec_push(&x->ret->values);
        *told = (struct replay_value){mem_strdup(item->s[0]),
                                      mem_strdup(item->s[1]),
                                      mem_strdup(item->s[2]),
                                      mem_strdup(f != NULL ? f->ref : item->s[3]),
                                      item->n[0],
                                      fate};
    }
    told->fate = fate;
}

/* `again`: an earlier run has taken the old value, so that there is none, or could not. A value that is neither the old
 * one nor the right one is not known to be wrong, so it stays; whoever was told of the value knows. */
static int compare_value(struct replay *x, const struct ledger_item *item, const struct plan *plan,
                         const struct cat_table *table, const struct cat_column *column, const char *value,
                         bool again) {
    uint8_t tag[CRYPT_TAG_LEN];
    enum replay_fate fate;
    bool old;

    ledger_value_tag(x->db, item->s[1], item->s[2], value, tag);
    old = memcmp(tag, item->tag[0], sizeof tag) == 0;
    if (is_final(x, item, value) || (!old && find_told(x, item) != NULL))
        return 0;
    if (old)
        fate = value != NULL ? REPLAY_RESTRICTED : REPLAY_MISSING;
    else
        fate = again && value == NULL ? REPLAY_CLEARED : REPLAY_OTHER;
    if (!again && old && value != NULL)
        TRY(take_value(x, plan, table, column, item, &fate));
    if (fate != REPLAY_CLEARED || !is_final(x, item, NULL))
        tell_value(x, item, fate);
    return 0;
}

int replay_check_value(struct replay *x, const struct ledger_item *item, bool again) {
    char *value CLEANUP(mem_free) = NULL;
    const struct cat_column *column;
    const struct plan_table *t;
    const struct plan *plan;
    int there = 0;

    TRY(replay_plan(x, item->s[0], &plan));
    t = plan_table(plan, item->s[1]);
    column = t != NULL ? catalog_column(t->table, item->s[2]) : NULL;
    if (column != NULL)
        there = replay_value(x->db, t->table, column, item->n[0], &value);
    TRY(there);
    if (there > 0)
        return compare_value(x, item, plan, t->table, column, value, again);
    replay_note_undone(x, item->s[3], item->s[1], item->n[0], false);
    return 0;
}

static int restrict_value(struct replay *x, const struct replay_value *v) {
    struct subject s = {0};
    const struct plan *plan;
    int64_t request;

    TRY(replay_plan(x, v->register_code, &plan));
    s.register_id = plan->register_id;
    TRY(replay_owner(x->db, catalog_table(&plan->cat, v->table), v->row, &s.customer_id));
    if (s.customer_id == 0)
        return 0;
    TRY(replay_request_id(x->db, v->ref, &request));
    x->ret->restrictions++;
    return change_restrict(x->db, &s, request, "accuracy", v->table, v->column, v->row, x->day);
}

int replay_restrict_values(struct replay *x) {
    for (size_t i = 0; i < x->ret->values.len; i++) {
        if (x->ret->values.d[i].fate == REPLAY_RESTRICTED)
            TRY(restrict_value(x, &x->ret->values.d[i]));
    }
    return 0;
}

int replay_drop_gone(struct replay *x) {
    size_t kept = 0;

    for (size_t i = 0; i < x->ret->values.len; i++) {
        struct replay_value *v = &x->ret->values.d[i];
        const struct plan *plan;
        const struct cat_table *table;
        int64_t owner;

        TRY(replay_plan(x, v->register_code, &plan));
        table = catalog_table(&plan->cat, v->table);
        TRY(replay_owner(x->db, table, v->row, &owner));
        if (owner != 0) {
            struct replay_value stays = *v;

            *v = x->ret->values.d[kept];
            x->ret->values.d[kept++] = stays;
        }
    }
    while (x->ret->values.len > kept)
        replay_value_release(&x->ret->values.d[--x->ret->values.len]);
    return 0;
}

/* Whether the name is in the list "a,b". */
static bool lists(const char *names, const char *name) {
    const size_t len = strlen(name);

    for (;;) {
        size_t word = strcspn(names, ",");

        if (word == len && memcmp(names, name, len) == 0)
            return true;
        if (names[word] == '\0')
            return false;
        names += word + 1;
    }
}

/* A value that a purge or an erasure cleared later on is over. */
void replay_drop_cleared(struct replay *x, int64_t row) {
    enum { TABLE = 1, COLUMNS };
    size_t kept = 0;

    for (size_t i = 0; i < x->ret->values.len; i++) {
        struct replay_value v = x->ret->values.d[i];

        if (v.row == row && strcmp(v.table, x->destroy[TABLE]) == 0 && lists(x->destroy[COLUMNS], v.column))
            replay_value_release(&v);
        else
            x->ret->values.d[kept++] = v;
    }
    x->ret->values.len = kept;
}
