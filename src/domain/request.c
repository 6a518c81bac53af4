/*
 * request.c - see request.h.
 */
#include "domain/request.h"

#define X(id, code) code,
const char *const request_state_codes[] = {REQUEST_STATE_LIST(X) NULL};
const char *const request_event_codes[] = {REQUEST_EVENT_LIST(X) NULL};
#undef X

static int find(const char *const *codes, const char *code) {
    for (int i = 0; codes[i] != NULL; i++) {
        if (strcmp(codes[i], code) == 0)
            return i;
    }
    return -1;
}

const char *request_state_code(enum request_state state) {
    return request_state_codes[state];
}

int request_state_parse(const char *code, enum request_state *ret) {
    int i = find(request_state_codes, code);

    if (i < 0)
        return -1;
    *ret = (enum request_state)i;
    return 0;
}

const char *request_event_code(enum request_event event) {
    return request_event_codes[event];
}

int request_event_parse(const char *code, enum request_event *ret) {
    int i = find(request_event_codes, code);

    if (i < 0)
        return -1;
    *ret = (enum request_event)i;
    return 0;
}

/* Short names for the table. */
#define RECEIVED    REQUEST_RECEIVED
#define WAITING     REQUEST_WAITING_IDENTITY
#define VERIFIED    REQUEST_VERIFIED
#define IN_PROGRESS REQUEST_IN_PROGRESS
#define PARTLY_DONE REQUEST_PARTLY_DONE
#define DONE        REQUEST_DONE
#define DELIVERED   REQUEST_DELIVERED
#define REFUSED     REQUEST_REFUSED
#define WITHDRAWN   REQUEST_WITHDRAWN
#define ON(event)   REQUEST_EVENT_##event

/* Every lawful step, and no other. */
static const struct {
    enum request_state from;
    enum request_event event;
    enum request_state to;
} steps[] = {
    {RECEIVED, ON(ASK_IDENTITY), WAITING},
    {RECEIVED, ON(VERIFY), VERIFIED},
    {RECEIVED, ON(EXTEND), RECEIVED},
    {RECEIVED, ON(REFUSE), REFUSED},
    {RECEIVED, ON(WITHDRAW), WITHDRAWN},

    {WAITING, ON(VERIFY), VERIFIED},
    {WAITING, ON(EXTEND), WAITING},
    {WAITING, ON(REFUSE), REFUSED},
    {WAITING, ON(WITHDRAW), WITHDRAWN},

    {VERIFIED, ON(EXTEND), VERIFIED},
    {VERIFIED, ON(REFUSE), REFUSED},
    {VERIFIED, ON(WITHDRAW), WITHDRAWN},
    {VERIFIED, ON(CARRY_OUT), IN_PROGRESS},
    {VERIFIED, ON(PARTLY), PARTLY_DONE},
    {VERIFIED, ON(COMPLETE), DONE},

    /* Of what has begun, the decision is mostly part of carrying it out: domain/refusal.h says for which right not. */
    {IN_PROGRESS, ON(EXTEND), IN_PROGRESS},
    {IN_PROGRESS, ON(REFUSE), REFUSED},
    {IN_PROGRESS, ON(WITHDRAW), WITHDRAWN},
    {IN_PROGRESS, ON(CARRY_OUT), IN_PROGRESS},
    {IN_PROGRESS, ON(PARTLY), PARTLY_DONE},
    {IN_PROGRESS, ON(COMPLETE), DONE},
    {IN_PROGRESS, ON(NOTIFY), IN_PROGRESS},

    {PARTLY_DONE, ON(EXTEND), PARTLY_DONE},
    {PARTLY_DONE, ON(WITHDRAW), WITHDRAWN},
    {PARTLY_DONE, ON(CARRY_OUT), IN_PROGRESS},
    {PARTLY_DONE, ON(PARTLY), PARTLY_DONE},
    {PARTLY_DONE, ON(COMPLETE), DONE},
    {PARTLY_DONE, ON(DELIVER), PARTLY_DONE}, /* the answer about what was done must not wait for the rest */
    {PARTLY_DONE, ON(NOTIFY), PARTLY_DONE},

    {DONE, ON(COMPLETE), DONE},
    {DONE, ON(DELIVER), DELIVERED},
    {DONE, ON(NOTIFY), DONE},

    /* A further copy, or the same after a restore: the answer that was sent stays sent. */
    {DELIVERED, ON(COMPLETE), DELIVERED},
    {DELIVERED, ON(DELIVER), DELIVERED},
    {DELIVERED, ON(NOTIFY), DELIVERED},

    {REFUSED, ON(DELIVER), REFUSED}, /* Art. 12(4): the reasons have to reach the person */
};

bool request_step(enum request_state state, enum request_event event, enum request_state *ret_next) {
    for (size_t i = 0; i < ARRAY_LEN(steps); i++) {
        if (steps[i].from == state && steps[i].event == event) {
            *ret_next = steps[i].to;
            return true;
        }
    }
    return false;
}

bool request_is_open(enum request_state state) {
    switch (state) {
    case RECEIVED:
    case WAITING:
    case VERIFIED:
    case IN_PROGRESS:
    case PARTLY_DONE:
        return true;
    default:
        return false;
    }
}

bool request_awaits_delivery(enum request_state state, bool delivered) {
    return !delivered && (state == PARTLY_DONE || state == DONE || state == REFUSED);
}

bool request_is_verified(enum request_state state) {
    return state == VERIFIED || state == IN_PROGRESS || state == PARTLY_DONE;
}

bool request_may_extend(enum request_state state, bool extended_before, date_t art12, date_t on) {
    return request_is_open(state) && !extended_before && on <= art12;
}

void request_ref_format(int year, int number, char out[REQUEST_REF_SIZE]) {
    (void)snprintf(out, REQUEST_REF_SIZE, "%04d-%04d", year, number);
}
