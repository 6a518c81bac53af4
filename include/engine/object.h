/*
 * object.h - objection (Art. 21) and restriction (Art. 18).
 *
 * Direct marketing stops at once and absolutely (Art. 21(2)-(3)): an objection row, the person's permissions turned
 * into prohibitions, and suppression entries that outlive both. An objection to the processing itself (Art. 21(1))
 * restricts the data until the officer has weighed it.
 */
#ifndef GDPRCTL_ENGINE_OBJECT_H
#define GDPRCTL_ENGINE_OBJECT_H

#include "base/base.h"
#include "engine/plan.h"
#include "engine/request_book.h"

enum object_decision { OBJECT_UNDECIDED, OBJECT_UPHOLD, OBJECT_OVERRIDE };

struct objected {
    int64_t scopes;       /* marketing scopes that now are banned */
    int64_t prohibitions; /* permission rows turned into prohibitions */
    int64_t suppressions; /* entries that outlive the rows */
    bool restricted;      /* Art. 21(1): the data are restricted until the decision */
    bool waiting;         /* the officer's decision is still to come */
    int64_t released;     /* rules without a period that hold no longer for the person, after an upheld objection */
};

/*
 * Carries out the request in the caller's transaction. `reason` is required with a decision. A request without scopes
 * objects to all marketing. ERR_USAGE for a decision where there is nothing to decide.
 */
int object_carry_out(struct db *db, const struct plan *plan, struct request *q, enum object_decision decision,
                     const char *reason, struct book_time t, struct objected *ret);

/* Grounds of Art. 18(1)(a) to (d). */
extern const char *const restrict_grounds[];

struct restrict_what {
    const char *ground;
    const char *table; /* or NULL: everything of the person */
    int64_t row;       /* or 0 */
};

int restrict_carry_out(struct db *db, const struct plan *plan, struct request *q, const struct restrict_what *what,
                       struct book_time t);

/* Lifts what the request restricted; the person was told on `notice` (Art. 18(3)). ERR_REFUSED without a notice, or
 * when nothing is restricted. */
int restrict_lift(struct db *db, struct request *q, date_t notice, struct book_time t, int64_t *ret_lifted);

#endif
