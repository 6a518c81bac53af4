/*
 * object.h - objection (Art. 21).
 *
 * Direct marketing stops at once and absolutely (Art. 21(2)-(3)): an objection row, the person's permissions turned
 * into prohibitions, and suppression entries that outlive both. An objection to the processing itself (Art. 21(1))
 * restricts the data until the officer has weighed it.
 *
 * Objections, permissions and releases from rules are kept by customer. A representative's objection touches none of
 * them: it bans marketing to the representative's own contacts, and restricts the row about them.
 */
#ifndef GDPRCTL_ENGINE_OBJECT_H
#define GDPRCTL_ENGINE_OBJECT_H

#include "base/base.h"
#include "engine/plan.h"
#include "engine/request_book.h"

enum object_decision { OBJECT_UNDECIDED, OBJECT_UPHOLD, OBJECT_OVERRIDE };

struct object_ruling {
    enum object_decision decision;
    const char *reason; /* required with a decision */
    date_t notice;      /* of an override: the day on which the person was told that the restriction ends (Art. 18(3));
                         * DATE_NONE: not yet, and the restriction stays until restrict_lift */
};

struct objected {
    int64_t scopes;       /* marketing scopes that now are banned */
    int64_t prohibitions; /* permission rows turned into prohibitions */
    int64_t suppressions; /* entries that outlive the rows */
    int64_t lifted;       /* restrictions that ended with an override */
    bool restricted;      /* Art. 21(1): the data are restricted */
    bool waiting;         /* the officer's decision is still to come */
    int64_t released;     /* rules without a period that hold no longer for the person, after an upheld objection */
};

/*
 * Carries out the request in the caller's transaction. A request without scopes
 * objects to all marketing. ERR_USAGE for a decision where there is nothing to decide; ERR_REFUSED where it has been
 * decided, for marketing to a representative of whom no contact is known, and for an objection to the processing where
 * Art. 21(1) gives none and the notice promises none.
 */
int object_carry_out(struct db *db, const struct plan *plan, struct request *q, const struct object_ruling *ruling,
                     struct book_time t, struct objected *ret);

#endif
