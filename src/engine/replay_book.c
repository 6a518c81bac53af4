/*
 * replay_book.c - the request book as the ledger knows it: each request comes back to where it was, with its history,
 * and those of which that cannot be told are listed; see replay_parts.h.
 */
#include "engine/replay_parts.h"

#include "base/mem.h"
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
    *vec_push(&x->steps) = (struct replay_step){request_id, event};
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
        *vec_push(&x->added) = id;
    x->ret->requests += added;
    find_steps(x, id, &before, item);
    return 0;
}

/* Of one that was in the copy the ledger has told since how far it is. */
int replay_request_again(struct replay *x, const struct ledger_item *item) {
    int64_t id;

    TRY(replay_request_id(x->db, item->s[REF], &id));
    if (id != 0)
        *vec_push(&x->added) = id;
    return 0;
}

/* The group's time comes at its end. */
int replay_put_steps(struct replay *x, int64_t at_utc) {
    char at[INSTANT_LEN];

    instant_iso(at_utc, at);
    for (size_t i = 0; i < x->steps.len; i++)
        TRY(request_add_event(x->db, x->steps.d[i].request_id, at, request_event_code(x->steps.d[i].event),
                              "repeated"));
    vec_clear(&x->steps);
    return 0;
}

/* ---- what a person has to look at ---- */

static bool was_added(const struct replay *x, int64_t request_id) {
    for (size_t i = 0; i < x->added.len; i++) {
        if (x->added.d[i] == request_id)
            return true;
    }
    return false;
}

static int look_at(void *ctx, const struct request *q) {
    struct replay *x = ctx;
    bool added = was_added(x, q->id);

    if (added ? q->subject.customer_id == 0 : !x->knows_requests)
        *vec_push(&x->ret->open) = (struct replay_open){mem_strdup(q->ref), !added};
    return 0;
}

int replay_find_open(struct replay *x) {
    return request_list(x->db, &(struct request_filter){.open_only = true}, look_at, x) < 0 ? -1 : 0;
}
