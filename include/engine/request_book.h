/*
 * request_book.h - a data subject's request from receipt to its end: opened with its due date, identity established as
 * the register's notice accepts it, carried out only then. Every step goes through the state machine of
 * domain/request.h, leaves an event, and is audited.
 */
#ifndef GDPRCTL_ENGINE_REQUEST_BOOK_H
#define GDPRCTL_ENGINE_REQUEST_BOOK_H

#include "base/base.h"
#include "base/date.h"
#include "base/node.h"
#include "domain/code.h"
#include "store/request_store.h"

/* When a step is taken: the one clock reading and its Helsinki date. */
struct book_time {
    int64_t now_utc;
    date_t today;
};

struct request_opening {
    enum right right;
    const char *register_code;
    date_t received;
    enum channel channel;
    struct subject subject;
    const char *const *scopes; /* NULL-terminated, or NULL */
};

/* What the officer should know of a request just opened. */
struct request_advice {
    bool right_unnamed;     /* the notice does not name the right; it holds by law */
    bool channel_unlisted;  /* the notice does not offer this channel for the right */
    bool received_long_ago; /* the due date has passed already */
    bool scope_unused;      /* scopes were given, which say what is objected to, and this is no objection */
    ref_vec duplicates;     /* open requests of the same person for the same right */
};

void request_advice_release(struct request_advice *a);

/*
 * Opens the request: due date (the earlier of the notice's promise and Art. 12(3)), reference, event, audit. In the
 * caller's transaction. ERR_USAGE for a day of receipt in the future, or before the GDPR applied.
 */
int request_book_open(struct db *db, const struct node *def, const struct request_opening *o, struct book_time t,
                      struct request *ret, struct request_advice *advice);

/* What the controller erases by itself, because the condition of a rule is not met. */
struct request_own {
    const char *register_code;
    struct subject subject;
    const char *rule;   /* of kind on-condition */
    const char *reason; /* for the letter and the book */
    bool checked;       /* another condition has failed, although the person is in the register that one requires */
};

/*
 * Opens such an erasure, ready to be carried out: nobody has to prove an identity. ERR_NOTFOUND for an unknown rule,
 * ERR_USAGE for one of another kind; ERR_REFUSED for a person of another group than the rule's, and for one who is a
 * customer in the register that the group requires, unless `checked`.
 */
int request_book_open_own(struct db *db, const struct node *def, const struct request_own *own, struct book_time t,
                          struct request *ret);

/* Records how identity was established. ERR_REFUSED when the notice does not accept the method for the right, or
 * every power of attorney on file has ended. */
int request_book_verify(struct db *db, const struct node *def, struct request *q, enum method method,
                        struct book_time t);

/* 0 when the request is for `right`, its identity step is there, and it has not ended; else ERR_REFUSED or ERR_USAGE
 * with what to do. */
int request_book_may_carry_out(struct db *db, const struct request *q, enum right right);

/* Appends the step to the audit log, with the request's register, person and state; `detail` may be NULL. */
int request_book_audit(struct db *db, const struct request *q, const char *command, const char *detail,
                       struct book_time t);

/* Sets the request done (or partly done, when `until` is a date on which the rest is due), with its event. The caller
 * audits. */
int request_book_complete(struct db *db, struct request *q, struct book_time t, const char *until, const char *detail);

/* Sets the request partly done: the rest is due after `until`, or, when that is NULL, on a day that nobody can tell
 * yet. The caller audits. */
int request_book_partly(struct db *db, struct request *q, struct book_time t, const char *until, const char *detail);

/* Two further months, once, while the first month runs (Art. 12(3)); the due date becomes three months from receipt.
 * ERR_REFUSED when it is too late or was done before. */
int request_book_extend(struct db *db, struct request *q, const char *reason, struct book_time t);

/* Refuses the request (Art. 12(4)). ERR_USAGE for a ground that the law does not give for the right
 * (domain/refusal.h), with those that it gives; ERR_REFUSED for what has been done or begun, but for a rectification
 * whose accuracy is being looked into. */
int request_book_refuse(struct db *db, struct request *q, const char *ground, const char *reason, struct book_time t);

/* How many restrictions that the request placed are in force. After a refusal they are, until the person has been told
 * of their end (Art. 18(3)). */
int request_book_restrictions(struct db *db, const struct request *q, int64_t *ret);

/* The person takes the request back: what it restricted is restricted no more (`ret_lifted` counts), what it did
 * otherwise stays done. */
int request_book_withdraw(struct db *db, struct request *q, struct book_time t, int64_t *ret_lifted);

/* The answer was sent on `sent`. ERR_USAGE for a day in the future or before the answer was made. */
int request_book_deliver(struct db *db, struct request *q, date_t sent, struct book_time t);

/* More information is asked for, because the identity is in doubt (Art. 12(6)). */
int request_book_ask_identity(struct db *db, struct request *q, struct book_time t);

/* Begun, but waiting for a decision: an objection under Art. 21(1). The caller audits. */
int request_book_begin(struct db *db, struct request *q, struct book_time t, const char *detail);

/* Ticks a recipient off. ERR_NOTFOUND for one that is not on the request's list, ERR_USAGE for a day in the future or
 * before there was anything to tell. */
int request_book_notify(struct db *db, const struct request *q, const char *recipient, date_t on, struct book_time t);

/* When more information about identity was asked for (Art. 12(6)) and the day by which the answer would be due if the
 * time ran from the day on which it came, or were to come today; DATE_NONE where nothing was asked. The due date in the
 * book stays what it is: to count later is for the officer to justify. */
int request_book_identity_dates(struct db *db, const struct request *q, date_t today, date_t *ret_asked,
                                date_t *ret_due);

#endif
