/*
 * request_book.c - see request_book.h.
 */
#include "engine/request_book.h"

#include "base/mem.h"
#include "base/sb.h"
#include "base/text.h"
#include "domain/code.h"
#include "domain/deadline.h"
#include "domain/notice_read.h"
#include "domain/refusal.h"
#include "domain/request.h"
#include "engine/request_right.h"
#include "store/answer_store.h"
#include "store/audit_store.h"
#include "store/change_store.h"
#include "store/erase_store.h"
#include "store/ledger_item.h"

void request_advice_release(struct request_advice *a) {
    ref_vec_release(&a->duplicates);
}

/* ---- steps ---- */

static int no_step(struct db *db, const struct request *q, enum request_event event) {
    (void)err_set(db->err, ERR_REFUSED, "request %s is %s: \"%s\" is no step from there", q->ref, q->state,
                  request_event_code(event));
    return err_hint(db->err, "`gdprctl request show %s` tells what has happened and what comes next", q->ref);
}

/* Moves the request by an event, if that is lawful, and leaves the event in its history. */
static int take_step(struct db *db, struct request *q, enum request_event event, struct book_time t,
                     const char *detail) {
    enum request_state from, to;
    char at[INSTANT_LEN];

    if (request_state_parse(q->state, &from) < 0)
        return err_set(db->err, ERR_INTEGRITY, "request %s has an unknown state", q->ref);
    if (!request_step(from, event, &to))
        return no_step(db, q, event);
    free(q->state);
    q->state = mem_strdup(request_state_code(to));
    instant_iso(t.now_utc, at);
    TRY(request_add_event(db, q->id, at, request_event_code(event), detail));
    return request_save(db, q);
}

static char *iso(date_t d) {
    char text[DATE_LEN];

    if (d == DATE_NONE)
        return NULL;
    date_iso(d, text);
    return mem_strdup(text);
}

/* By the shortest of the promises that the entries make. */
static int set_due(struct db *db, const struct node *const *entries, size_t n, date_t received, struct request *q) {
    struct deadline first;

    if (deadline_compute(received, NULL, false, &first) < 0)
        return err_set(db->err, ERR_USAGE, "no due date can be computed from that day of receipt");
    for (size_t i = 0; i < n; i++) {
        const char *promised = node_str(entries[i], "response");
        struct period period;
        struct deadline d;

        if (promised == NULL)
            continue;
        if (period_parse(promised, &period) < 0)
            return err_set(db->err, ERR_CONFIG, "the register promises an answer within something that is no period");
        if (deadline_compute(received, &period, false, &d) < 0)
            return err_set(db->err, ERR_USAGE, "no due date can be computed from that day of receipt");
        if (first.promise == DATE_NONE || d.promise < first.promise)
            first = d;
    }
    q->received = iso(first.received);
    q->art12 = iso(first.art12);
    q->promise = iso(first.promise);
    q->due = iso(first.due);
    return 0;
}

static int audit_step(struct db *db, const struct request *q, const char *register_code, const char *command,
                      const char *detail, struct book_time t) {
    return audit_append(db, t.now_utc,
                        &(struct audit_event){.command = command,
                                              .register_code = register_code,
                                              .request_ref = q->ref,
                                              .subject = q->subject_tag,
                                              .result = q->state,
                                              .detail = detail});
}

int request_book_audit(struct db *db, const struct request *q, const char *command, const char *detail,
                       struct book_time t) {
    return audit_step(db, q, q->register_code, command, detail, t);
}

/* ---- open ---- */

static void give_advice(const struct node *const *entries, size_t n, const struct request *q, struct book_time t,
                        struct request_advice *advice) {
    date_t due;

    advice->right_unnamed = n == 0;
    for (size_t i = 0; i < n; i++) {
        if (notice_first(entries[i], "channels") != NULL && request_right_channel(entries[i], q->channel) == NULL)
            advice->channel_unlisted = true;
    }
    advice->received_long_ago = date_parse_iso(q->due, &due) == 0 && due < t.today;
}

int request_book_open(struct db *db, const struct node *def, const struct request_opening *o, struct book_time t,
                      struct request *ret, struct request_advice *advice) {
    const struct node *entries[SCOPE__MAX];
    char at[INSTANT_LEN];
    SB(detail);
    int year, month, day;
    size_t n;

    if (o->received > t.today) {
        (void)err_set(db->err, ERR_USAGE, "the day of receipt is in the future");
        return err_hint(db->err, "--received is the day on which the request reached the controller");
    }
    if (o->received < DEADLINE_FIRST_RECEIPT) {
        (void)err_set(db->err, ERR_USAGE,
                      "the day of receipt is before 2018-05-25, the day from which the GDPR applies");
        return err_hint(db->err, "nobody could make a request under it earlier; check the year of --received");
    }
    ret->subject = o->subject;
    ret->register_code = mem_strdup(o->register_code);
    ret->right = mem_strdup(right_code(o->right));
    ret->state = mem_strdup(request_state_code(REQUEST_RECEIVED));
    ret->channel = mem_strdup(channel_code(o->channel));
    for (size_t i = 0; o->right == RIGHT_OBJECTION && o->scopes != NULL && o->scopes[i] != NULL; i++)
        *vec_push(&ret->scopes) = mem_strdup(o->scopes[i]);
    advice->scope_unused = o->right != RIGHT_OBJECTION && o->scopes != NULL && o->scopes[0] != NULL;
    n = request_right_entries(def, ret, entries);
    TRY(set_due(db, entries, n, o->received, ret));
    TRY(subject_tag(db, &o->subject, ret->subject_tag));
    date_to_ymd(o->received, &year, &month, &day);
    TRY(request_add(db, ret, year));
    instant_iso(t.now_utc, at);
    TRY(request_add_event(db, ret->id, at, request_event_code(REQUEST_EVENT_OPEN), ret->channel));
    TRY(request_duplicates(db, ret, &advice->duplicates));
    give_advice(entries, n, ret, t, advice);
    sb_printf(&detail, "type=%s channel=%s received=%s due=%s", ret->right, ret->channel, ret->received, ret->due);
    return audit_step(db, ret, o->register_code, "request open", detail.d, t);
}

/* ---- the controller's own erasure ---- */

/* The subject groups that the rule is for, of those with the person's role. */
static const struct node *group_of_rule(const struct node *def, const struct node *rule, const char *role) {
    for (const struct node *g = notice_first(def, "subject_groups"); g != NULL; g = g->next) {
        if (notice_has(g, "roles", role) &&
            (notice_first(rule, "groups") == NULL || notice_has(rule, "groups", node_str(g, "code"))))
            return g;
    }
    return NULL;
}

static int check_case(struct db *db, const struct node *def, const struct request_own *own, const char *day) {
    struct subject_card card CLEANUP(subject_card_release) = {0};
    const struct node *rule = notice_find(def, "retention", own->rule), *group;
    const char *needs;
    int elsewhere;

    if (rule == NULL && text_is_code(own->rule))
        return err_set(db->err, ERR_NOTFOUND, "register %s has no rule %.64s", own->register_code, own->rule);
    if (rule == NULL)
        return err_set(db->err, ERR_NOTFOUND, "register %s has no rule of that code", own->register_code);
    if (!notice_is(rule, "kind", "on-condition"))
        return err_set(db->err, ERR_USAGE, "rule %s is not one that erases when a condition is not met", own->rule);
    TRY(subject_card(db, &own->subject, day, &card));
    group = group_of_rule(def, rule, card.role);
    if (group == NULL)
        return err_set(db->err, ERR_REFUSED, "rule %s is for other people than this one, who is %s", own->rule,
                       card.role);
    needs = node_str(group, "requires_register");
    if (needs == NULL || own->checked)
        return 0;
    elsewhere = subject_elsewhere(db, &own->subject, needs);
    TRY(elsewhere);
    if (elsewhere == 0)
        return 0;
    (void)err_set(db->err, ERR_REFUSED, "the person is a customer in %s: that condition is met", needs);
    return err_hint(db->err, "if another condition is not met, say so with --checked");
}

int request_book_open_own(struct db *db, const struct node *def, const struct request_own *own, struct book_time t,
                          struct request *ret) {
    char at[INSTANT_LEN], day[DATE_LEN];
    SB(detail);
    int year, month, mday;

    date_iso(t.today, day);
    TRY(check_case(db, def, own, day));
    ret->subject = own->subject;
    ret->register_code = mem_strdup(own->register_code);
    ret->right = mem_strdup(right_code(RIGHT_ERASURE));
    ret->state = mem_strdup(request_state_code(REQUEST_RECEIVED));
    ret->channel = mem_strdup("controller");
    ret->own_rule = mem_strdup(own->rule);
    ret->reason = mem_strdup(own->reason);
    TRY(set_due(db, NULL, 0, t.today, ret));
    TRY(subject_tag(db, &own->subject, ret->subject_tag));
    date_to_ymd(t.today, &year, &month, &mday);
    TRY(request_add(db, ret, year));
    instant_iso(t.now_utc, at);
    TRY(request_add_event(db, ret->id, at, request_event_code(REQUEST_EVENT_OPEN), ret->channel));
    TRY(take_step(db, ret, REQUEST_EVENT_VERIFY, t, ret->channel));
    sb_printf(&detail, "type=%s channel=%s rule=%s", ret->right, ret->channel, own->rule);
    return audit_step(db, ret, own->register_code, "request open", detail.d, t);
}

/* ---- verify ---- */

/* One that has ended proves nothing any more. A new one need not be on file yet. */
static int check_power_of_attorney(struct db *db, const struct request *q, const char *today) {
    int force = subject_power_of_attorney(db, &q->subject, today);

    TRY(force);
    if (force != 0)
        return 0;
    (void)err_set(db->err, ERR_REFUSED, "the power of attorney on file has ended (request %s)", q->ref);
    return err_hint(db->err, "ask for a new one and enter its last day, or verify the person's own identity");
}

static int check_method(struct db *db, const struct node *def, const struct request *q, const char *method) {
    const char *accepted[METHOD__MAX + 1];
    SB(list);

    request_right_methods(def, q, accepted);
    for (size_t i = 0; accepted[i] != NULL; i++) {
        if (strcmp(accepted[i], method) == 0)
            return 0;
        sb_printf(&list, "%s%s", i > 0 ? ", " : "", accepted[i]);
    }
    if (accepted[0] == NULL)
        return 0;
    (void)err_set(db->err, ERR_REFUSED,
                  "the notice of %s does not accept %s as proof of identity for a request for %s by %s",
                  q->register_code, method, q->right, q->channel);
    return err_hint(db->err, "it accepts: %s", list.d);
}

/* Whether the book says so already: a script runs again that does not know whether it had been through. */
static bool is_proved_by(const struct request *q, const char *method) {
    enum request_state state;

    return q->method != NULL && strcmp(q->method, method) == 0 && request_state_parse(q->state, &state) == 0 &&
           state == REQUEST_VERIFIED;
}

int request_book_verify(struct db *db, const struct node *def, struct request *q, enum method method,
                        struct book_time t) {
    char today[DATE_LEN];
    SB(detail);

    if (is_proved_by(q, method_code(method)))
        return 0;
    date_iso(t.today, today);
    TRY(check_method(db, def, q, method_code(method)));
    if (method == METHOD_POWER_OF_ATTORNEY)
        TRY(check_power_of_attorney(db, q, today));
    free(q->method);
    q->method = mem_strdup(method_code(method));
    free(q->verified_on);
    q->verified_on = iso(t.today);
    q->by_proxy |= method == METHOD_POWER_OF_ATTORNEY;
    TRY(take_step(db, q, REQUEST_EVENT_VERIFY, t, q->method));
    sb_printf(&detail, "method=%s", q->method);
    return request_book_audit(db, q, "request verify", detail.d, t);
}

/* ---- carrying out ---- */

int request_book_may_carry_out(struct db *db, const struct request *q, enum right right) {
    enum request_state state;

    if (strcmp(q->right, right_code(right)) != 0) {
        (void)err_set(db->err, ERR_USAGE, "request %s is for %s, not for %s", q->ref, q->right, right_code(right));
        return err_hint(db->err, "`gdprctl request show %s` names the command for it", q->ref);
    }
    if (request_state_parse(q->state, &state) < 0)
        return err_set(db->err, ERR_INTEGRITY, "request %s has an unknown state", q->ref);
    /* What has been done may be done again: a further copy, a run after an interruption. */
    if (request_is_verified(state) || state == REQUEST_DONE || state == REQUEST_DELIVERED)
        return 0;
    if (!request_is_open(state))
        return err_set(db->err, ERR_REFUSED, "request %s is %s; nothing more is carried out for it", q->ref, q->state);
    (void)err_set(db->err, ERR_REFUSED, "the identity behind request %s has not been verified", q->ref);
    return err_hint(db->err, "gdprctl request verify %s --method METHOD", q->ref);
}

int request_book_partly(struct db *db, struct request *q, struct book_time t, const char *until, const char *detail) {
    free(q->until);
    q->until = mem_strdup(until);
    return take_step(db, q, REQUEST_EVENT_PARTLY, t, detail);
}

int request_book_complete(struct db *db, struct request *q, struct book_time t, const char *until, const char *detail) {
    if (until != NULL)
        return request_book_partly(db, q, t, until, detail);
    free(q->until);
    q->until = NULL;
    if (q->finished_on == NULL)
        q->finished_on = iso(t.today);
    return take_step(db, q, REQUEST_EVENT_COMPLETE, t, detail);
}

int request_book_begin(struct db *db, struct request *q, struct book_time t, const char *detail) {
    return take_step(db, q, REQUEST_EVENT_CARRY_OUT, t, detail);
}

/* ---- the other ends ---- */

int request_book_extend(struct db *db, struct request *q, const char *reason, struct book_time t) {
    enum request_state state;
    date_t art12, received;
    struct deadline d;

    if (request_state_parse(q->state, &state) < 0 || date_parse_iso(q->art12, &art12) < 0 ||
        date_parse_iso(q->received, &received) < 0 || deadline_compute(received, NULL, false, &d) < 0)
        return err_set(db->err, ERR_INTEGRITY, "request %s has an unreadable state or date", q->ref);
    if (!request_may_extend(state, q->extended_due != NULL, art12, t.today)) {
        (void)err_set(db->err, ERR_REFUSED,
                      "request %s cannot be extended: that is possible once, while it is open, and "
                      "until %s",
                      q->ref, q->art12);
        return err_hint(db->err, "answer the request, or refuse it with the reason");
    }
    q->extended_due = iso(deadline_after_extension(&d));
    free(q->due);
    q->due = mem_strdup(q->extended_due);
    q->extension_reason = mem_strdup(reason);
    TRY(take_step(db, q, REQUEST_EVENT_EXTEND, t, q->due));
    return request_book_audit(db, q, "request extend", NULL, t);
}

/* Direct marketing ends without a condition; what Art. 21(1) excepts is of the processing alone. */
static bool against_marketing(const struct request *q) {
    for (size_t i = 0; i < q->scopes.len; i++)
        if (scope_is_marketing(q->scopes.d[i]))
            return true;
    return q->scopes.len == 0;
}

static int may_refuse(struct db *db, const struct request *q, const char *ground) {
    enum right right;
    enum refusal which;
    SB(list);

    if (right_parse(q->right, &right) < 0)
        return err_set(db->err, ERR_INTEGRITY, "request %s has an unknown right", q->ref);
    if (strcmp(q->state, request_state_code(REQUEST_IN_PROGRESS)) == 0 && !refusal_after_begin(right))
        return no_step(db, q, REQUEST_EVENT_REFUSE);
    if (refusal_parse(ground, &which) == 0 && refusal_applies(which, right)) {
        if (which != REFUSAL_LEGAL_CLAIMS || right != RIGHT_OBJECTION || !against_marketing(q))
            return 0;
        (void)err_set(db->err, ERR_REFUSED,
                      "request %s objects to marketing, and no legal claim stands against that (Art. 21(3))", q->ref);
        return err_hint(db->err, "carry it out: gdprctl object %s", q->ref);
    }
    for (int g = 0; g < REFUSAL__MAX; g++) {
        if (refusal_applies((enum refusal)g, right))
            sb_printf(&list, "%s%s", list.len > 0 ? ", " : "", refusal_code((enum refusal)g));
    }
    (void)err_set(db->err, ERR_USAGE, "%s is no ground for refusing a request for %s (request %s)", ground, q->right,
                  q->ref);
    return err_hint(db->err, "the grounds that the law gives for it: %s", list.d);
}

static int count_in_force(void *ctx, const struct answer_restriction *row) {
    int64_t *count = ctx;

    *count += row->lifted_on == NULL;
    return 0;
}

int request_book_restrictions(struct db *db, const struct request *q, int64_t *ret) {
    *ret = 0;
    return answer_restrictions(db, q->id, count_in_force, ret);
}

int request_book_refuse(struct db *db, struct request *q, const char *ground, const char *reason, struct book_time t) {
    SB(detail);

    TRY(may_refuse(db, q, ground));
    free(q->decision);
    q->decision = mem_strdup(ground);
    free(q->reason);
    q->reason = mem_strdup(reason);
    free(q->finished_on);
    q->finished_on = iso(t.today);
    TRY(take_step(db, q, REQUEST_EVENT_REFUSE, t, ground));
    sb_printf(&detail, "ground=%s", ground);
    return request_book_audit(db, q, "request refuse", detail.d, t);
}

/* ---- withdrawal ---- */

/* An erasure's restriction of what it had to keep. */
struct kept_data {
    struct db *db;
    char *day, *table;
    int64_t row;
    bool placed;
};

static void kept_data_release(struct kept_data *k) {
    free(k->day);
    free(k->table);
}

static int find_kept_data(void *ctx, const struct answer_restriction *row) {
    struct kept_data *k = ctx;

    if (k->placed || row->lifted_on != NULL || strcmp(row->ground, "kept-data") != 0)
        return 0;
    k->placed = true;
    k->row = row->row_id;
    k->table = mem_strdup(row->table);
    return 0;
}

/* One restriction serves all erasures of the person; it passes on to one that stands. */
static int pass_on(void *ctx, const struct request *other) {
    const struct kept_data *k = ctx;
    int is;

    if (other->subject.representative_id != k->row)
        return 0;
    is = erase_store_is_restricted(k->db, other->subject.customer_id, k->table, k->row);
    if (is != 0)
        return is < 0 ? -1 : 0;
    return change_restrict(k->db, &other->subject, other->id, "kept-data", k->table, NULL, k->row, k->day);
}

/* The restrictions that the request placed end with it: the person who takes it back knows. */
static int lift_own(struct db *db, const struct request *q, struct book_time t, int64_t *ret_lifted) {
    struct kept_data kept CLEANUP(kept_data_release) = {.db = db, .day = iso(t.today)};

    TRY(answer_restrictions(db, q->id, find_kept_data, &kept));
    TRY(change_lift(db, q->id, kept.day, kept.day, ret_lifted));
    if (!kept.placed || q->subject.customer_id == 0)
        return 0;
    return request_list(
        db, &(struct request_filter){.right = q->right, .state = "partly-done", .customer_id = q->subject.customer_id},
        pass_on, &kept);
}

int request_book_withdraw(struct db *db, struct request *q, struct book_time t, int64_t *ret_lifted) {
    SB(detail);

    *ret_lifted = 0;
    if (strcmp(q->state, request_state_code(REQUEST_WITHDRAWN)) == 0)
        return 0;
    free(q->finished_on);
    q->finished_on = iso(t.today);
    free(q->until); /* the rest is not due any more */
    q->until = NULL;
    TRY(take_step(db, q, REQUEST_EVENT_WITHDRAW, t, NULL));
    TRY(lift_own(db, q, t, ret_lifted));
    sb_printf(&detail, "lifted=%" PRId64, *ret_lifted);
    return request_book_audit(db, q, "request withdraw", detail.d, t);
}

/* ---- days that are given as evidence ---- */

#define EVENT_BIT(event) (1U << REQUEST_EVENT_##event)

struct first_event {
    unsigned events; /* those looked for, as bits */
    date_t on;
};

static int find_first(void *ctx, const struct request_event_row *row) {
    struct first_event *f = ctx;
    enum request_event event;

    if (f->on == DATE_NONE && request_event_parse(row->event, &event) == 0 && (f->events & 1U << event) != 0)
        f->on = date_of_stored(row->at);
    return 0;
}

/* The first day of one of the events. Where the history does not have it (it does not come back with a repeated
 * ledger) the day on which the request was finished, or came, is as much as is known. */
static int first_day(struct db *db, const struct request *q, unsigned events, date_t *ret) {
    struct first_event first = {.events = events, .on = DATE_NONE};

    TRY(request_events(db, q->id, find_first, &first));
    *ret = first.on;
    if (*ret != DATE_NONE || (q->finished_on != NULL && date_parse_iso(q->finished_on, ret) == 0) ||
        date_parse_iso(q->received, ret) == 0)
        return 0;
    return err_set(db->err, ERR_INTEGRITY, "request %s has no readable day of receipt", q->ref);
}

/* Nothing can be told of before it was done, nor has it been told on a day that has not come. */
static int check_told(struct db *db, const struct request *q, const char *what, date_t on, date_t done, date_t today) {
    char day[DATE_LEN];

    if (on > today) {
        (void)err_set(db->err, ERR_USAGE, "%s on a day in the future (request %s)", what, q->ref);
        return err_hint(db->err, "enter it when it has been done");
    }
    if (on >= done)
        return 0;
    date_iso(done, day);
    (void)err_set(db->err, ERR_USAGE, "%s before %s, the day on which request %s was dealt with", what, day, q->ref);
    return err_hint(db->err, "`gdprctl request show %s` shows what was done when", q->ref);
}

int request_book_deliver(struct db *db, struct request *q, date_t sent, struct book_time t) {
    char *day CLEANUP(mem_free) = iso(sent);
    enum request_state state, next;
    date_t made;

    if (request_state_parse(q->state, &state) < 0)
        return err_set(db->err, ERR_INTEGRITY, "request %s has an unknown state", q->ref);
    if (!request_step(state, REQUEST_EVENT_DELIVER, &next))
        return no_step(db, q, REQUEST_EVENT_DELIVER);
    if (next == state && q->delivered_on != NULL && strcmp(q->delivered_on, day) == 0)
        return 0;
    TRY(first_day(db, q, EVENT_BIT(PARTLY) | EVENT_BIT(COMPLETE) | EVENT_BIT(REFUSE), &made));
    TRY(check_told(db, q, "the answer cannot have been sent", sent, made, t.today));
    free(q->delivered_on);
    q->delivered_on = STEAL(day);
    TRY(take_step(db, q, REQUEST_EVENT_DELIVER, t, q->delivered_on));
    return request_book_audit(db, q, "request deliver", NULL, t);
}

int request_book_ask_identity(struct db *db, struct request *q, struct book_time t) {
    TRY(take_step(db, q, REQUEST_EVENT_ASK_IDENTITY, t, NULL));
    return request_book_audit(db, q, "request ask-identity", NULL, t);
}

struct asked {
    date_t on;
};

static int find_asked(void *ctx, const struct request_event_row *row) {
    struct asked *a = ctx;

    if (strcmp(row->event, request_event_code(REQUEST_EVENT_ASK_IDENTITY)) == 0)
        (void)date_parse(row->at, &a->on);
    return 0;
}

int request_book_identity_dates(struct db *db, const struct request *q, date_t today, date_t *ret_asked,
                                date_t *ret_due) {
    struct asked asked = {.on = DATE_NONE};
    struct deadline d;
    date_t from = today;

    *ret_due = DATE_NONE;
    TRY(request_events(db, q->id, find_asked, &asked));
    *ret_asked = asked.on;
    if (asked.on == DATE_NONE)
        return 0;
    if (q->verified_on != NULL && date_parse_iso(q->verified_on, &from) < 0)
        return err_set(db->err, ERR_INTEGRITY, "request %s has an unreadable date", q->ref);
    if (deadline_compute(from, NULL, false, &d) == 0)
        *ret_due = q->extended_due != NULL ? deadline_after_extension(&d) : d.art12;
    return 0;
}

/* ---- Art. 19 ---- */

int request_book_notify(struct db *db, const struct request *q, const char *recipient, date_t on, struct book_time t) {
    char at[INSTANT_LEN];
    char *day CLEANUP(mem_free) = iso(on);
    date_t done;
    SB(detail);

    TRY(first_day(db, q, EVENT_BIT(CARRY_OUT) | EVENT_BIT(PARTLY) | EVENT_BIT(COMPLETE), &done));
    TRY(check_told(db, q, "the recipient cannot have been told", on, done, t.today));
    TRY(request_recipient_told(db, q->id, recipient, day));
    instant_iso(t.now_utc, at);
    sb_printf(&detail, "recipient=%s on=%s", recipient, day);
    TRY(request_add_event(db, q->id, at, request_event_code(REQUEST_EVENT_NOTIFY), detail.d));
    return request_book_audit(db, q, "request notify", detail.d, t);
}
