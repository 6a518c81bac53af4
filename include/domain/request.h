/*
 * request.h - the life of a data subject's request: its states, the steps between them, and its reference.
 *
 *     received -> waiting-identity -> verified -> in-progress -> partly-done -> done -> delivered
 *
 * with shortcuts where nothing is to wait for, and the ends refused and withdrawn. A step that the table in request.c
 * does not have is refused. Nothing is disclosed, changed or erased before `verified` (GDPR Art. 12(6)).
 */
#ifndef GDPRCTL_DOMAIN_REQUEST_H
#define GDPRCTL_DOMAIN_REQUEST_H

#include "base/base.h"
#include "base/date.h"

/* X(ID, code) */
#define REQUEST_STATE_LIST(X)                                                                              \
    X(RECEIVED, "received")                                                                                \
    X(WAITING_IDENTITY, "waiting-identity") /* more information was asked for, Art. 12(6) */               \
    X(VERIFIED, "verified")                                                                                \
    X(IN_PROGRESS, "in-progress") /* begun: an objection under decision, files still to be deleted */      \
    X(PARTLY_DONE, "partly-done") /* done for now; the rest waits for a day or a decision */               \
    X(DONE, "done")                                                                                        \
    X(DELIVERED, "delivered") /* done, and the answer has been sent */                                     \
    X(REFUSED, "refused")     /* Art. 12(4), 12(5), 11(2); the refusal is delivered without a new state */ \
    X(WITHDRAWN, "withdrawn")

#define REQUEST_EVENT_LIST(X)                                                \
    X(OPEN, "open") /* the first event; the request is received then */      \
    X(ASK_IDENTITY, "ask-identity")                                          \
    X(VERIFY, "verify")                                                      \
    X(EXTEND, "extend") /* once, see request_may_extend */                   \
    X(REFUSE, "refuse")                                                      \
    X(WITHDRAW, "withdraw")                                                  \
    X(CARRY_OUT, "carry-out") /* begins, or goes on after an interruption */ \
    X(PARTLY, "partly")       /* carried out but for a rest */               \
    X(COMPLETE, "complete")                                                  \
    X(DELIVER, "deliver")                                                    \
    X(NOTIFY, "notify") /* recipients told, Art. 19; the person told, Art. 18(3) */

enum request_state {
#define X(id, code) REQUEST_##id,
    REQUEST_STATE_LIST(X)
#undef X
        REQUEST_STATE__MAX
};

enum request_event {
#define X(id, code) REQUEST_EVENT_##id,
    REQUEST_EVENT_LIST(X)
#undef X
        REQUEST_EVENT__MAX
};

const char *request_state_code(enum request_state state);
int request_state_parse(const char *code, enum request_state *ret); /* 0, or -1 when it is none */
extern const char *const request_state_codes[REQUEST_STATE__MAX + 1];

const char *request_event_code(enum request_event event);
int request_event_parse(const char *code, enum request_event *ret); /* 0, or -1 when it is none */
extern const char *const request_event_codes[REQUEST_EVENT__MAX + 1];

/* True when the event is a lawful step from the state; then the next state, which may be the same one. Completing what
 * is done and delivering what is delivered are steps, so that running a command twice is success. OPEN is a step from
 * no state: it makes a request in REQUEST_RECEIVED. */
bool request_step(enum request_state state, enum request_event event, enum request_state *ret_next);

/* True while the request still needs something done by its due date. */
bool request_is_open(enum request_state state);

/* True when there is an answer that the person has not got yet: what was done for them, the part of it that is done, or
 * the reasons of a refusal. Until it is sent, the due date is not kept. */
bool request_awaits_delivery(enum request_state state, bool delivered);

/* True once identity is established and the request has not ended otherwise: what may be carried out. */
bool request_is_verified(enum request_state state);

/* Art. 12(3): an open request, once, not after the end of the first month. */
bool request_may_extend(enum request_state state, bool extended_before, date_t art12, date_t on);

/* References are "2026-0001": the year of receipt and a number within it, at least four digits. */
#define REQUEST_REF_SIZE 24                                                /* with the NUL */
void request_ref_format(int year, int number, char out[REQUEST_REF_SIZE]); /* year 1000 to 9999, number from 1 */

#endif
