/*
 * restrict.h - restriction of processing (Art. 18), and its end.
 *
 * Restricted data are stored and not used. What is restricted is everything of the person, one record table, or one row
 * of it; of a representative only the row about them, for the rest is the customer's.
 */
#ifndef GDPRCTL_ENGINE_RESTRICT_H
#define GDPRCTL_ENGINE_RESTRICT_H

#include "base/base.h"
#include "engine/plan.h"
#include "engine/request_book.h"

/* Grounds of Art. 18(1)(a) to (d). */
extern const char *const restrict_grounds[];

struct restrict_what {
    const char *ground;
    const char *table; /* or NULL: everything of the person */
    int64_t row;       /* or 0 */
};

/* Everything of the person that can be restricted: all of a customer, the row about a representative. */
struct restrict_what restrict_all(const struct plan *plan, const struct subject *s, const char *ground);

/* Places it, without looking at whether it is there already. */
int restrict_place(struct db *db, const struct request *q, const struct restrict_what *what, date_t today);

struct restricted {
    int64_t placed; /* restrictions that were not there before: 1, or 0 */
    char *by;       /* reference of the request that the restriction is by; NULL: by none */
};

void restricted_release(struct restricted *r);

/*
 * Carries out the request in the caller's transaction. `what` gets narrowed to what is the person's. What is restricted
 * on the same ground already is not restricted twice; a request that has been carried out then stays untouched.
 * ERR_USAGE when the person has no such row or table, ERR_NOSUBJECT when their data are gone, ERR_REFUSED when the
 * request has been carried out on another ground or its restriction has ended.
 */
int restrict_carry_out(struct db *db, const struct plan *plan, struct request *q, struct restrict_what *what,
                       struct book_time t, struct restricted *ret);

/*
 * Ends what the request restricted, of which the person was told on `notice` (Art. 18(3)): not before the restriction
 * began, and not in the future. ERR_REFUSED without such a day, or when nothing is restricted.
 */
int restrict_end(struct db *db, const struct request *q, date_t notice, date_t today, int64_t *ret_lifted);

/* The same as a step of its own, audited. ERR_USAGE for a request for a right that restricts nothing; ERR_REFUSED also
 * for an objection that is still to be decided, or was upheld, and for what an erasure had to keep. */
int restrict_lift(struct db *db, struct request *q, date_t notice, struct book_time t, int64_t *ret_lifted);

#endif
