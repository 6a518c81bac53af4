/*
 * test_request.c - the request's state machine as a whole, and references.
 */
#include "test.h"

#include "base/date.h"

#include "domain/request.h"

static bool reachable[REQUEST_STATE__MAX];

/* Marks what can be reached from `state` without the events of the set. */
static void walk(enum request_state state, unsigned without) {
    enum request_state next;

    if (reachable[state])
        return;
    reachable[state] = true;
    for (int e = 0; e < REQUEST_EVENT__MAX; e++) {
        if ((without & 1U << e) == 0 && request_step(state, (enum request_event)e, &next))
            walk(next, without);
    }
}

static void walk_all(unsigned without) {
    memset(reachable, 0, sizeof reachable);
    walk(REQUEST_RECEIVED, without);
}

TEST(request_every_state_is_reached) {
    walk_all(0);
    for (int s = 0; s < REQUEST_STATE__MAX; s++)
        CHECK(reachable[s]);
}

/* Without the identity step nothing is begun, done or delivered. */
TEST(request_needs_identity) {
    walk_all(1U << REQUEST_EVENT_VERIFY);
    CHECK(!reachable[REQUEST_VERIFIED] && !reachable[REQUEST_IN_PROGRESS] && !reachable[REQUEST_PARTLY_DONE]);
    CHECK(!reachable[REQUEST_DONE] && !reachable[REQUEST_DELIVERED]);
    CHECK(reachable[REQUEST_REFUSED] && reachable[REQUEST_WITHDRAWN]);
}

TEST(request_ends_are_ends) {
    static const enum request_state ends[] = {REQUEST_DELIVERED, REQUEST_REFUSED, REQUEST_WITHDRAWN};

    for (size_t i = 0; i < ARRAY_LEN(ends); i++) {
        for (int e = 0; e < REQUEST_EVENT__MAX; e++) {
            enum request_state next = ends[i];

            CHECK(!request_step(ends[i], (enum request_event)e, &next) || next == ends[i]);
        }
        CHECK(!request_is_open(ends[i]));
    }
    for (int e = 0; e < REQUEST_EVENT__MAX; e++) {
        enum request_state next;

        CHECK(!request_step(REQUEST_WITHDRAWN, (enum request_event)e, &next));
    }
}

TEST(request_steps_one_by_one) {
    for (int s = 0; s < REQUEST_STATE__MAX; s++) {
        enum request_state state = (enum request_state)s, next;
        bool begun = state == REQUEST_IN_PROGRESS || state == REQUEST_PARTLY_DONE || state == REQUEST_DONE ||
                     state == REQUEST_DELIVERED;

        CHECK(!request_step(state, REQUEST_EVENT_OPEN, &next));
        /* Extending is an event and changes no state; only open requests have it. */
        CHECK(request_step(state, REQUEST_EVENT_EXTEND, &next) == request_is_open(state));
        CHECK(!request_step(state, REQUEST_EVENT_EXTEND, &next) || next == state);
        CHECK(request_step(state, REQUEST_EVENT_WITHDRAW, &next) == request_is_open(state));
        CHECK(request_step(state, REQUEST_EVENT_CARRY_OUT, &next) == request_is_verified(state));
        CHECK(request_step(state, REQUEST_EVENT_NOTIFY, &next) == begun);
        /* What has been done, be it in part, is not refused any more. */
        CHECK(request_step(state, REQUEST_EVENT_REFUSE, &next) ==
              (request_is_open(state) && state != REQUEST_PARTLY_DONE));
        CHECK(!request_step(state, REQUEST_EVENT_REFUSE, &next) || next == REQUEST_REFUSED);
        CHECK(request_step(state, REQUEST_EVENT_COMPLETE, &next) == (request_is_verified(state) || begun));
        CHECK_EQ_INT(!request_step(state, REQUEST_EVENT_COMPLETE, &next) || next == REQUEST_DONE,
                     state != REQUEST_DELIVERED);
    }
}

TEST(request_step_leaves_the_state_alone_when_refused) {
    enum request_state next = REQUEST_WITHDRAWN;

    CHECK(!request_step(REQUEST_RECEIVED, REQUEST_EVENT_DELIVER, &next));
    CHECK_EQ_INT(next, REQUEST_WITHDRAWN);
    CHECK(!request_step(REQUEST_RECEIVED, REQUEST_EVENT_COMPLETE, &next));
    CHECK(!request_step(REQUEST_DONE, REQUEST_EVENT_VERIFY, &next));
}

TEST(request_answer_waits_until_it_is_sent) {
    for (int s = 0; s < REQUEST_STATE__MAX; s++) {
        enum request_state state = (enum request_state)s, next;

        /* Exactly where there is something to deliver, but for what has been delivered as a whole. */
        CHECK_EQ_INT(request_awaits_delivery(state, false),
                     request_step(state, REQUEST_EVENT_DELIVER, &next) && state != REQUEST_DELIVERED);
        CHECK(!request_awaits_delivery(state, true));
    }
}

TEST(request_usual_life) {
    static const struct {
        enum request_event event;
        enum request_state state;
    } life[] = {{REQUEST_EVENT_ASK_IDENTITY, REQUEST_WAITING_IDENTITY},
                {REQUEST_EVENT_VERIFY, REQUEST_VERIFIED},
                {REQUEST_EVENT_EXTEND, REQUEST_VERIFIED},
                {REQUEST_EVENT_CARRY_OUT, REQUEST_IN_PROGRESS},
                {REQUEST_EVENT_CARRY_OUT, REQUEST_IN_PROGRESS},
                {REQUEST_EVENT_PARTLY, REQUEST_PARTLY_DONE},
                {REQUEST_EVENT_DELIVER, REQUEST_PARTLY_DONE},
                {REQUEST_EVENT_COMPLETE, REQUEST_DONE},
                {REQUEST_EVENT_COMPLETE, REQUEST_DONE},
                {REQUEST_EVENT_NOTIFY, REQUEST_DONE},
                {REQUEST_EVENT_DELIVER, REQUEST_DELIVERED},
                {REQUEST_EVENT_COMPLETE, REQUEST_DELIVERED},
                {REQUEST_EVENT_DELIVER, REQUEST_DELIVERED}};
    enum request_state state = REQUEST_RECEIVED;

    for (size_t i = 0; i < ARRAY_LEN(life); i++) {
        CHECK(request_step(state, life[i].event, &state));
        CHECK_EQ_INT(state, life[i].state);
    }
}

TEST(request_extends_once_and_in_time) {
    const date_t art12 = date_from_ymd(2026, 2, 2);

    CHECK(request_may_extend(REQUEST_RECEIVED, false, art12, art12));
    CHECK(!request_may_extend(REQUEST_RECEIVED, false, art12, art12 + 1));
    CHECK(!request_may_extend(REQUEST_RECEIVED, true, art12, art12));
    CHECK(!request_may_extend(REQUEST_DONE, false, art12, art12));
    CHECK(!request_may_extend(REQUEST_REFUSED, false, art12, art12));
}

TEST(request_codes_and_back) {
    for (int s = 0; s < REQUEST_STATE__MAX; s++) {
        enum request_state back = REQUEST_STATE__MAX;

        CHECK_EQ_INT(request_state_parse(request_state_code((enum request_state)s), &back), 0);
        CHECK_EQ_INT(back, s);
    }
    for (int e = 0; e < REQUEST_EVENT__MAX; e++)
        CHECK_STR(request_event_code((enum request_event)e), request_event_codes[e]);
    CHECK_EQ_INT(request_state_parse("opened", &(enum request_state){0}), -1);
}

TEST(request_references) {
    static const struct {
        int number;
        const char *ref;
    } cases[] = {
        {1, "2026-0001"}, {42, "2026-0042"}, {9999, "2026-9999"}, {10000, "2026-10000"}, {INT_MAX, "2026-2147483647"}};

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        char ref[REQUEST_REF_SIZE];

        request_ref_format(2026, cases[i].number, ref);
        CHECK_STR(ref, cases[i].ref);
    }
}
