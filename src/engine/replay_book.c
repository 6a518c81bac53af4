/*
 * replay_book.c - the request book as the ledger knows it: each request comes back to where it was, with its history,
 * and those of which that cannot be told are listed; see replay_parts.h.
 */
#include "engine/replay_parts.h"

#include "base/mem.h"
#include "base/text.h"
#include "domain/code.h"
#include "domain/request.h"
#include "store/replay_store.h"
#include "store/request_store.h"

/* Texts of a REQUEST item. */
enum { REF = 0, STATE = 3, EXTENDED = 9, DELIVERED = 15 };

/* The step that leads to each state. */
static const enum request_event step_to[REQUEST_STATE__MAX] = {
    [REQUEST_RECEIVED] = REQUEST_EVENT_OPEN,      [REQUEST_WAITING_IDENTITY] = REQUEST_EVENT_ASK_IDENTITY,
    [REQUEST_VERIFIED] = REQUEST_EVENT_VERIFY,    [REQUEST_IN_PROGRESS] = REQUEST_EVENT_CARRY_OUT,
    [REQUEST_PARTLY_DONE] = REQUEST_EVENT_PARTLY, [REQUEST_DONE] = REQUEST_EVENT_COMPLETE,
    [REQUEST_DELIVERED] = REQUEST_EVENT_DELIVER,  [REQUEST_REFUSED] = REQUEST_EVENT_REFUSE,
    [REQUEST_WITHDRAWN] = REQUEST_EVENT_WITHDRAW,
};

static void add_step(struct replay *x, int64_t request_id, enum request_event event) {
    *vec_push(&x->steps) = (struct replay_step){.request_id = request_id, .event = event};
}

/* What has happened to the request, seen by what it was. */
static void find_steps(struct replay *x, int64_t request_id, const struct request *before,
                       const struct ledger_item *item) {
    enum request_state state;

    if (item->s[EXTENDED] != NULL && before->extended_due == NULL)
        add_step(x, request_id, REQUEST_EVENT_EXTEND);
    if (request_state_parse(item->s[STATE], &state) < 0)
        return;
    if (before->state == NULL || strcmp(before->state, item->s[STATE]) != 0)
        add_step(x, request_id, step_to[state]);
    /* A refusal is delivered without a new state. */
    if (item->s[DELIVERED] != NULL && before->delivered_on == NULL && state != REQUEST_DELIVERED)
        add_step(x, request_id, REQUEST_EVENT_DELIVER);
}

/* On a line of history that was given up a number may be another person's: then the person's tag decides. */
static int check_person(struct replay *x, int64_t register_id, struct ledger_item *item) {
    const struct subject s = {.register_id = register_id, .customer_id = item->n[0], .representative_id = item->n[1]};
    uint8_t tag[CRYPT_TAG_LEN];

    if (!x->given_up)
        return 0;
    TRY(subject_tag(x->db, &s, tag));
    if (memcmp(tag, item->tag[0], sizeof tag) != 0)
        item->n[0] = item->n[1] = 0;
    return 0;
}

static struct replay_added *find_added(const struct replay *x, int64_t request_id) {
    for (size_t i = 0; i < x->added.len; i++) {
        if (x->added.d[i].id == request_id)
            return &x->added.d[i];
    }
    return NULL;
}

static void note_added(struct replay *x, int64_t request_id, const struct ledger_item *item) {
    if (find_added(x, request_id) == NULL)
        *vec_push(&x->added) = (struct replay_added){
            .id = request_id, .customer = item->n[0], .representative = item->n[1]};
}

/* Later on the history tells whether nobody was ever there, or they have been deleted. */
static int mark_lost(struct replay *x, int64_t request_id) {
    REQUEST(q);

    if (request_load_id(x->db, request_id, &q) < 0)
        return -1;
    for (size_t i = 0; i < x->steps.len; i++)
        x->steps.d[i].lost |= x->steps.d[i].request_id == request_id && q.subject.customer_id == 0;
    return 0;
}

int replay_put_request(struct replay *x, int64_t register_id, const struct ledger_item *item) {
    struct ledger_item own = *item;
    REQUEST(before);
    int64_t id;
    int added;

    TRY(replay_request_id(x->db, item->s[REF], &id));
    if (id != 0 && request_load_id(x->db, id, &before) < 0)
        return -1;
    TRY(check_person(x, register_id, &own));
    added = replay_request(x->db, register_id, &own);
    TRY(added);
    TRY(replay_request_id(x->db, item->s[REF], &id));
    if (added > 0)
        note_added(x, id, item);
    x->ret->requests += added;
    find_steps(x, id, &before, item);
    return added > 0 ? mark_lost(x, id) : 0;
}

/* Of one that was in the copy the ledger has told since how far it is. */
int replay_request_again(struct replay *x, const struct ledger_item *item) {
    int64_t id;

    TRY(replay_request_id(x->db, item->s[REF], &id));
    if (id != 0)
        note_added(x, id, item);
    return 0;
}

/* The group's time comes at its end. */
int replay_put_steps(struct replay *x, int64_t at_utc) {
    char at[INSTANT_LEN];

    instant_iso(at_utc, at);
    for (size_t i = 0; i < x->steps.len; i++)
        TRY(request_add_event(x->db, x->steps.d[i].request_id, at, request_event_code(x->steps.d[i].event),
                              x->steps.d[i].lost ? REQUEST_LOST : "repeated"));
    vec_clear(&x->steps);
    return 0;
}

/* ---- what a person has to look at ---- */

static int look_at(void *ctx, const struct request *q) {
    struct replay *x = ctx;
    bool added = find_added(x, q->id) != NULL;

    if (added ? q->subject.customer_id == 0 : !x->knows_requests)
        *vec_push(&x->ret->open) = (struct replay_open){mem_strdup(q->ref),
                                                        added ? REPLAY_NO_PERSON : REPLAY_PERHAPS_ENDED};
    return 0;
}

/* Whether what was done has to stay done: an import would bring back what was erased or corrected, and nothing of a
 * restriction, unless that was `lifted`. An objection to marketing stays by the bans on the person's contacts. */
static bool has_to_stay(const struct request *q, bool lifted) {
    enum request_state state;
    enum right right;

    if (request_state_parse(q->state, &state) < 0 || right_parse(q->right, &right) < 0 ||
        (state != REQUEST_PARTLY_DONE && state != REQUEST_DONE && state != REQUEST_DELIVERED))
        return false;
    return right == RIGHT_RECTIFICATION || right == RIGHT_ERASURE || (right == RIGHT_RESTRICTION && !lifted) ||
           (right == RIGHT_OBJECTION && text_equal(q->decision, "uphold"));
}

static int look_at_done(struct replay *x, const struct replay_added *a) {
    REQUEST(q);

    if (a->ended || a->customer == 0)
        return 0;
    TRY(request_load_id(x->db, a->id, &q));
    if (q.subject.customer_id == 0 && has_to_stay(&q, a->lifted))
        *vec_push(&x->ret->open) = (struct replay_open){mem_strdup(q.ref), REPLAY_DO_AGAIN};
    return 0;
}

static void end_people(struct replay *x, bool customers, int64_t row) {
    for (size_t i = 0; i < x->added.len; i++) {
        struct replay_added *a = &x->added.d[i];

        a->ended = a->ended || row == (customers ? a->customer : a->representative);
    }
}

/* Nobody has to say again that data of a person who has gone is not needed. */
static void end_releases(struct replay *x, int64_t customer) {
    size_t kept = 0;

    for (size_t i = 0; i < x->unreleased.len; i++) {
        if (x->unreleased.d[i] != customer)
            x->unreleased.d[kept++] = x->unreleased.d[i];
    }
    x->unreleased.len = kept;
}

void replay_note_undone(struct replay *x, const char *ref, const char *table, int64_t row, bool restricted) {
    *vec_push(&x->undone) = (struct replay_undone){mem_strdup(table), mem_strdup(ref), row, restricted};
}

/* By its row, or with `table` NULL the restrictions of a request. */
static void end_undone(struct replay *x, const char *table, int64_t row, const char *ref) {
    size_t kept = 0;

    for (size_t i = 0; i < x->undone.len; i++) {
        struct replay_undone *u = &x->undone.d[i];

        if (table != NULL ? u->row == row && strcmp(u->table, table) == 0 : u->restricted && text_equal(u->ref, ref)) {
            free(u->table);
            free(u->ref);
        } else {
            x->undone.d[kept++] = *u;
        }
    }
    x->undone.len = kept;
}

void replay_end_rows(struct replay *x, const struct ledger_item *item) {
    enum { TABLE = 1, COLUMNS };
    bool customers = text_equal(x->destroy[TABLE], "customer");
    bool people = customers || text_equal(x->destroy[TABLE], "representative");
    size_t at = 0;
    int64_t row = 0;

    if (x->destroy[COLUMNS] != NULL || (x->undone.len == 0 && !people))
        return;
    while (ledger_rows(item, &at, &row)) {
        end_undone(x, x->destroy[TABLE], row, NULL);
        if (people)
            end_people(x, customers, row);
        if (customers)
            end_releases(x, row);
    }
}

int replay_end_request(struct replay *x, const char *ref) {
    struct replay_added *a;
    int64_t id;

    TRY(replay_request_id(x->db, ref, &id));
    a = find_added(x, id);
    if (a != NULL)
        a->lifted = true;
    end_undone(x, NULL, 0, ref);
    return 0;
}

static bool is_listed(const struct replay *x, const char *ref) {
    for (size_t i = 0; i < x->ret->open.len; i++) {
        if (strcmp(x->ret->open.d[i].ref, ref) == 0)
            return true;
    }
    return false;
}

/* Its person may well be in the copy, and whatever became of the request, what it did was in force to the end. */
static void look_at_undone(struct replay *x, const struct replay_undone *u) {
    if (u->ref != NULL && !is_listed(x, u->ref))
        *vec_push(&x->ret->open) = (struct replay_open){mem_strdup(u->ref), REPLAY_DO_AGAIN};
}

int replay_find_open(struct replay *x) {
    TRY(request_list(x->db, &(struct request_filter){.open_only = true}, look_at, x));
    for (size_t i = 0; i < x->added.len; i++)
        TRY(look_at_done(x, &x->added.d[i]));
    for (size_t i = 0; i < x->undone.len; i++)
        look_at_undone(x, &x->undone.d[i]);
    return 0;
}
