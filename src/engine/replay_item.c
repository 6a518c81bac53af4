/*
 * replay_item.c - repeats single items of the ledger; see replay_parts.h. What people who are not in the copy did is
 * left out: their rows come by an import, if they come, and the bans on their contacts are items of their own.
 */
#include "engine/replay_parts.h"

#include "base/mem.h"
#include "store/change_store.h"
#include "store/destroy.h"
#include "store/release_store.h"
#include "store/replay_store.h"
#include "store/request_store.h"
#include "store/suppression_store.h"

void replay_release(struct replay *x) {
    tx_release(&x->tx);
    for (size_t i = 0; i < x->finals.len; i++) {
        free(x->finals.d[i].table);
        free(x->finals.d[i].column);
        free(x->finals.d[i].ref);
    }
    vec_release(&x->finals);
    vec_release(&x->times);
    for (size_t i = 0; i < x->registers.len; i++) {
        plan_release(&x->registers.d[i]->plan);
        free(x->registers.d[i]->code);
        free(x->registers.d[i]);
    }
    vec_release(&x->registers);
    arena_release(&x->texts);
    vec_release(&x->bans);
    vec_release(&x->steps);
    vec_release(&x->added);
    vec_release(&x->unheld);
    vec_release(&x->unreleased);
    for (size_t i = 0; i < x->undone.len; i++) {
        free(x->undone.d[i].table);
        free(x->undone.d[i].ref);
    }
    vec_release(&x->undone);
    arena_release(&x->sources);
}

/* ---- registers ---- */

static int find_register(struct replay *x, const char *code, struct replay_register **ret) {
    struct replay_register *reg;

    for (size_t i = 0; i < x->registers.len; i++) {
        *ret = x->registers.d[i];
        if (strcmp((*ret)->code, code) == 0)
            return 0;
    }
    reg = mem_alloc(sizeof *reg);
    *vec_push(&x->registers) = *ret = reg;
    reg->code = mem_strdup(code);
    return replay_register(x->db, code, &reg->id);
}

/* The customer of an item in the register it names. 1, 0 not in the copy, -1. */
static int find_customer(struct replay *x, const char *code, int64_t customer_id, struct subject *ret) {
    struct replay_register *reg;

    TRY(find_register(x, code, &reg));
    *ret = (struct subject){.register_id = reg->id, .customer_id = customer_id};
    return replay_customer(x->db, reg->id, customer_id);
}

int replay_plan(struct replay *x, const char *code, const struct plan **ret) {
    struct replay_register *reg;

    TRY(find_register(x, code, &reg));
    if (reg->plan.def == NULL)
        TRY(plan_load(x->db, code, &reg->plan));
    *ret = &reg->plan;
    return 0;
}

/* ---- rows that went ---- */

static void keep_destroy(struct replay *x, const struct ledger_item *item) {
    arena_release(&x->texts);
    for (size_t i = 0; i < ARRAY_LEN(x->destroy); i++)
        x->destroy[i] = item->s[i] != NULL ? arena_strndup(&x->texts, item->s[i], strlen(item->s[i])) : NULL;
}

struct indexes {
    VEC(size_t) d;
};

static void indexes_release(struct indexes *v) {
    vec_release(&v->d);
}

/* Columns that the copy does not have hold nothing in it. */
static void find_columns(const struct cat_table *t, const char *names, struct indexes *ret) {
    while (*names != '\0') {
        size_t len = strcspn(names, ",");
        char *name CLEANUP(mem_free) = mem_strndup(names, len);
        const struct cat_column *c = catalog_column(t, name);

        if (c != NULL)
            *vec_push(&ret->d) = (size_t)(c - t->columns);
        names += len + (names[len] == ',' ? 1 : 0);
    }
}

void replay_remember_time(struct replay *x, const struct ledger_item *item) {
    *vec_push(&x->times) = (struct replay_time){.group = item->group, .at_utc = item->n[0]};
}

/* The day on which the rows of the item went: the one of DESTROY is the day by which they were judged. */
static const char *day_of_group(struct replay *x, const struct ledger_item *item, char out[DATE_LEN]) {
    char at[INSTANT_LEN];

    while (x->time < x->times.len && x->times.d[x->time].group < item->group)
        x->time++;
    if (x->time == x->times.len || x->times.d[x->time].group != item->group)
        return NULL;
    instant_iso(x->times.d[x->time].at_utc, at);
    (void)snprintf(out, DATE_LEN, "%.10s", at);
    return out;
}

static int list_rows(struct replay *x, const struct ledger_item *item) {
    size_t at = 0;
    int64_t row = 0;

    TRY(destroy_list(x->db));
    while (ledger_rows(item, &at, &row))
        TRY(destroy_add(x->db, row));
    return 0;
}

static int destroy_rows(struct replay *x, const struct ledger_item *item) {
    enum { CODE, TABLE, COLUMNS, AS_OF, EXCEPT, SOURCE, RULE, EVENT };
    const char *const *s = x->destroy;
    struct indexes columns CLEANUP(indexes_release) = {0};
    const struct cat_column *event;
    const struct plan_table *t;
    const struct plan *plan;
    struct destroyed done = {0};
    struct destroy d;
    char day[DATE_LEN];

    TRY(replay_plan(x, s[CODE], &plan));
    t = plan_table(plan, s[TABLE]);
    if (t == NULL)
        return 0; /* a table made since the copy: it holds nobody */
    event = s[EVENT] != NULL ? catalog_column(t->table, s[EVENT]) : NULL;
    if (s[COLUMNS] != NULL)
        find_columns(t->table, s[COLUMNS], &columns);
    d = (struct destroy){
        .cat = &plan->cat,
        .table = t->table,
        .register_id = plan->register_id,
        .columns = s[COLUMNS] != NULL ? columns.d.d : NULL,
        .column_count = columns.d.len,
        .as_of = s[AS_OF],
        .done_on = day_of_group(x, item, day),
        .repeated = true,
        .events = t->events.d,
        .event_count = t->events.len,
        .source = s[SOURCE],
        .rule = s[RULE],
        .rule_event = event != NULL ? (size_t)(event - t->table->columns) : SIZE_MAX,
    };
    if (s[COLUMNS] != NULL && columns.d.len == 0)
        return 0;
    TRY(replay_request_id(x->db, s[EXCEPT], &d.except_request));
    TRY(list_rows(x, item));
    TRY(destroy_run(x->db, &d, &done));
    *(s[COLUMNS] != NULL ? &x->ret->cleared : &x->ret->deleted) += done.rows;
    x->ret->held += done.held;
    x->ret->needed += done.parents;
    return 0;
}

/* ---- bans and objections ---- */

static int put_ban(struct replay *x, const struct ledger_item *item) {
    struct replay_register *reg;
    int r;

    TRY(find_register(x, item->s[0], &reg));
    if (item->type == LEDGER_UNBAN)
        return suppression_take(x->db, reg->id, item->n[0], item->tag[0]);
    r = suppression_put(x->db, reg->id, item->n[2], item->n[3], item->tag[0], item->s[2], item->s[1]);
    TRY(r);
    x->ret->bans += r;
    return 0;
}

static int put_down(struct replay *x, const struct ledger_item *item) {
    const char *source = item->s[1], *since = item->s[2];
    struct optout_ban *ban;
    struct subject s;
    int there = find_customer(x, item->s[0], item->n[2], &s);

    TRY(there);
    if (there == 0) {
        x->ret->unplaced++;
        return 0;
    }
    ban = vec_push(&x->bans);
    ban->register_id = s.register_id;
    ban->customer_id = s.customer_id;
    ban->source = source != NULL ? arena_strndup(&x->sources, source, strlen(source)) : NULL;
    (void)snprintf(ban->since, sizeof ban->since, "%s", since);
    return 0;
}

static int write_bans(struct replay *x, const struct ledger_item *item) {
    TRY(optout_ban(x->db, (enum scope)item->n[0], x->bans.d, x->bans.len));
    for (size_t i = 0; i < x->bans.len; i++)
        x->ret->objections += x->bans.d[i].changed ? 1 : 0;
    vec_clear(&x->bans);
    arena_release(&x->sources);
    return 0;
}

static int object(struct replay *x, const struct ledger_item *item) {
    const char *const *t = item->s;
    int64_t rows, more;
    struct subject s;
    int there = find_customer(x, t[0], item->n[0], &s);

    if (there <= 0)
        return there;
    switch (item->type) {
    case LEDGER_OBJECTION:
        x->ret->objections++;
        return change_add_objection(x->db, &s, t[1], t[2], t[3]);
    case LEDGER_PROHIBITION:
        return change_prohibit(x->db, &s, t[1], t[2], t[3], &rows);
    default:
        return optout_lift(x->db, s.customer_id, (enum scope)item->n[1], t[1], t[2], &rows, &more);
    }
}

/* What was told of the rows of the item before. */
static void end_rows(struct replay *x, const struct ledger_item *item) {
    enum { COLUMNS = 2 };
    size_t at = 0;
    int64_t row = 0;

    replay_end_rows(x, item);
    while (x->destroy[COLUMNS] != NULL && x->ret->values.len > 0 && ledger_rows(item, &at, &row))
        replay_drop_cleared(x, row);
}

/* ---- restrictions, holds, releases, the book ---- */

/* Whether the row is in the copy as the customer's (0: anybody's). One that came later comes back by an import under
 * another number, and its own may be given to another row then. 1, 0 or -1. */
static int find_row(struct replay *x, const char *code, const char *table, int64_t row, int64_t customer_id) {
    const struct plan *plan;
    const struct plan_table *t;
    int64_t owner;

    TRY(replay_plan(x, code, &plan));
    t = plan_table(plan, table);
    if (t == NULL)
        return 0;
    TRY(replay_owner(x->db, t->table, row, &owner));
    return owner != 0 && (customer_id == 0 || owner == customer_id);
}

/* `again`: an earlier run has placed it, unless its row was not there. */
static int put_restriction(struct replay *x, const struct ledger_item *item, bool again) {
    const char *const *t = item->s;
    int64_t request;
    struct subject s;
    int there = find_customer(x, t[0], item->n[0], &s);

    if (there <= 0)
        return there;
    TRY(replay_request_id(x->db, t[1], &request));
    there = item->n[1] != 0 ? find_row(x, t[0], t[3], item->n[1], s.customer_id) : 1;
    TRY(there);
    if (there == 0)
        replay_note_undone(x, t[1], t[3], item->n[1], true);
    if (there == 0 || again)
        return 0;
    x->ret->restrictions++;
    return change_restrict(x->db, &s, request, t[2], t[3], t[4], item->n[1], t[5]);
}

static int end_restriction(struct replay *x, const struct ledger_item *item) {
    int64_t request, rows;

    TRY(replay_end_request(x, item->s[0]));
    TRY(replay_request_id(x->db, item->s[0], &request));
    return change_lift(x->db, request, item->s[1], item->s[2], &rows);
}

/* `again`: an earlier run has placed it, unless its person was not there. On a row that is not there it holds the whole
 * table of the person, until the officer has placed it again. */
static int put_hold(struct replay *x, const struct ledger_item *item, bool again) {
    struct ledger_item hold = *item;
    struct subject s;
    int person = find_customer(x, item->s[0], item->n[1], &s), row = 1;

    TRY(person);
    person |= item->n[1] == 0;
    if (person > 0 && item->n[2] != 0)
        row = find_row(x, item->s[0], item->s[1], item->n[2], item->n[1]);
    TRY(row);
    if ((person == 0 || row == 0) && (item->s[3] == NULL || strcmp(item->s[3], x->day) >= 0))
        *vec_push(&x->unheld) = item->n[0];
    if (person == 0 || again)
        return 0;
    if (row == 0)
        hold.n[2] = 0;
    x->ret->holds++;
    return replay_hold(x->db, s.register_id, &hold);
}

static void end_unheld(struct replay *x, int64_t id) {
    size_t kept = 0;

    for (size_t i = 0; i < x->unheld.len; i++) {
        if (x->unheld.d[i] != id)
            x->unheld.d[kept++] = x->unheld.d[i];
    }
    x->unheld.len = kept;
}

static int end_hold(struct replay *x, const struct ledger_item *item) {
    end_unheld(x, item->n[0]);
    return replay_hold_end(x->db, item->n[0], item->s[0]);
}

/* `again`: an earlier run has put it, unless its person was not there. */
static int put_release(struct replay *x, const struct ledger_item *item, bool again) {
    struct subject s;
    int there = find_customer(x, item->s[0], item->n[0], &s);

    TRY(there);
    if (there == 0 && item->n[0] != 0) {
        *vec_push(&x->unreleased) = item->n[0];
        return 0;
    }
    if (again)
        return 0;
    return release_add(x->db, s.register_id, item->s[1], item->n[0], item->s[2], "repeated from the ledger",
                       item->s[3]);
}

static int put_request(struct replay *x, const struct ledger_item *item) {
    struct replay_register *reg;

    TRY(find_register(x, item->s[1], &reg));
    return replay_put_request(x, reg->id, item);
}

static int put_recipient(struct replay *x, const struct ledger_item *item) {
    int64_t request;

    TRY(replay_request_id(x->db, item->s[0], &request));
    TRY(request_recipients_add(x->db, request, &item->s[1], 1));
    return item->s[2] != NULL ? request_recipient_told(x->db, request, item->s[1], item->s[2]) : 0;
}

static int note_import(struct replay *x, const struct ledger_item *item) {
    struct replay_import *i = vec_push(&x->ret->imports);

    *i = (struct replay_import){mem_strdup(item->s[0]), mem_strdup(item->s[1]), mem_strdup(item->s[2]), item->n[0]};
    return 0;
}

int replay_item_again(struct replay *x, const struct ledger_item *item) {
    struct subject s;
    int there;

    switch (item->type) {
    case LEDGER_BATCH:
        there = find_customer(x, item->s[0], item->n[2], &s);
        TRY(there);
        x->ret->unplaced += there == 0 ? 1 : 0;
        return 0;
    case LEDGER_DESTROY:
        keep_destroy(x, item);
        return 0;
    case LEDGER_ROWS:
        end_rows(x, item);
        return 0;
    case LEDGER_RESTRICTION:
        return put_restriction(x, item, true);
    case LEDGER_RESTRICTION_END:
        return replay_end_request(x, item->s[0]);
    case LEDGER_HOLD:
        return put_hold(x, item, true);
    case LEDGER_HOLD_END:
        end_unheld(x, item->n[0]);
        return 0;
    case LEDGER_RELEASE:
        return put_release(x, item, true);
    case LEDGER_RECTIFIED:
        return replay_check_value(x, item, true);
    case LEDGER_REQUEST:
        return replay_request_again(x, item);
    case LEDGER_IMPORT:
        return note_import(x, item);
    default:
        return 0;
    }
}

int replay_item(struct replay *x, const struct ledger_item *item) {
    switch (item->type) {
    case LEDGER_BAN:
    case LEDGER_UNBAN:
        return put_ban(x, item);
    case LEDGER_BATCH:
        return put_down(x, item);
    case LEDGER_BATCH_WRITE:
        return write_bans(x, item);
    case LEDGER_OBJECTION:
    case LEDGER_OBJECTION_END:
    case LEDGER_PROHIBITION:
        return object(x, item);
    case LEDGER_DESTROY:
        keep_destroy(x, item);
        return 0;
    case LEDGER_ROWS:
        end_rows(x, item);
        return destroy_rows(x, item);
    case LEDGER_RECTIFIED:
        return replay_check_value(x, item, false);
    case LEDGER_RESTRICTION:
        return put_restriction(x, item, false);
    case LEDGER_RESTRICTION_END:
        return end_restriction(x, item);
    case LEDGER_HOLD:
        return put_hold(x, item, false);
    case LEDGER_HOLD_END:
        return end_hold(x, item);
    case LEDGER_RELEASE:
        return put_release(x, item, false);
    case LEDGER_REQUEST:
        return put_request(x, item);
    case LEDGER_REQUEST_OWN:
        return replay_request_own(x->db, item->s[0], item->s[1]);
    case LEDGER_RECIPIENT:
        return put_recipient(x, item);
    case LEDGER_IMPORT:
        return note_import(x, item);
    case LEDGER_AT:
        return replay_put_steps(x, item->n[0]);
    case LEDGER_REPLAYED:
    case LEDGER_CONTEXT:
        break;
    }
    return 0;
}
