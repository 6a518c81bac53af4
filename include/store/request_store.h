/*
 * request_store.h - the request book in SQLite: requests, their scopes, events, results and the recipients to tell.
 * Which step is lawful is decided in domain/request.h; these functions keep what was decided, in the ledger too.
 */
#ifndef GDPRCTL_STORE_REQUEST_STORE_H
#define GDPRCTL_STORE_REQUEST_STORE_H

#include "base/base.h"
#include "base/crypt.h"
#include "base/vec.h"
#include "store/db.h"
#include "store/subject_store.h"

/* A request as the book has it. Strings are owned; NULL where nothing was recorded. Dates are YYYY-MM-DD. */
struct request {
    int64_t id;
    char *ref, *register_code, *right, *state;
    struct subject subject; /* customer_id 0 when the person's rows are gone */
    uint8_t subject_tag[CRYPT_TAG_LEN];
    char *received, *channel, *due, *art12, *promise;
    char *extended_due, *extension_reason;
    char *method, *verified_on;
    bool by_proxy;
    char *own_rule; /* the controller's own erasure: code of the on-condition rule whose case it is */
    char *decision, *reason, *until, *finished_on, *delivered_on;
    VEC(char *) scopes;
};

#define REQUEST(name) struct request name CLEANUP(request_release) = {0}

void request_release(struct request *r);

/* Adds a request in its first state; gives it the next reference of `year`. `r->register_code` is ignored, the
 * subject's register counts. Sets r->id and r->ref. */
int request_add(struct db *db, struct request *r, int year);

/* ERR_NOTFOUND with a hint when there is none with this reference. */
int request_load(struct db *db, const char *ref, struct request *ret);

/* 1, 0 when there is none, -1. */
int request_load_id(struct db *db, int64_t id, struct request *ret);

/* Writes back everything but ref, register, right, subject, received and channel. */
int request_save(struct db *db, const struct request *r);

/* Adds to the history of a request: `at` is an instant, `event` a code, `detail` may be NULL. */
int request_add_event(struct db *db, int64_t request_id, const char *at, const char *event, const char *detail);

/* The detail of a step that a replay of the ledger repeated of somebody who was not in the copy. */
#define REQUEST_LOST "repeated without the person"

/* Whether it is a request of such a person, and still without one: nobody has looked for their data yet. Of others a
 * person who is not there any more has been deleted. 1, 0 or -1. */
int request_is_lost(struct db *db, int64_t request_id);

struct request_event_row {
    const char *at, *event, *detail;
};
int request_events(struct db *db, int64_t request_id, int (*each)(void *ctx, const struct request_event_row *row),
                   void *ctx);

/* Recipients to tell (Art. 19). One that is on the list already, and was told, has to be told again: of what is new. */
int request_recipients_add(struct db *db, int64_t request_id, const char *const *recipients, size_t count);
int request_recipient_told(struct db *db, int64_t request_id, const char *recipient, const char *on); /* ERR_NOTFOUND */
int request_recipient_each(struct db *db, int64_t request_id,
                           int (*each)(void *ctx, const char *recipient, const char *told_on), void *ctx);

/* What to list; zero-initialised lists everything, in the order of due dates. */
struct request_filter {
    const char *register_code;
    bool open_only;
    bool carried_out;        /* at least in part, whatever became of them since */
    bool unanswered;         /* open, or with an answer that has not been sent */
    const char *due_before;  /* the answer is due before this date */
    const char *due_through; /* or on it at the latest */
    const char *right;
    const char *state;
    int64_t customer_id; /* 0: any */
};

/* Calls `each` for the requests that meet the filter, the one to answer soonest first; each is valid during the call. A
 * non-zero return ends it, and is returned. */
int request_list(struct db *db, const struct request_filter *f, int (*each)(void *ctx, const struct request *r),
                 void *ctx);

/* SQL condition on a request q, likewise: what was refused or taken back before that has done nothing. */
#define REQUEST_CARRIED_OUT_SQL                                       \
    "EXISTS (SELECT 1 FROM request_event e WHERE e.request_id = q.id" \
    " AND e.event IN ('carry-out', 'partly', 'complete'))"

/* Whether a request of the right was carried out for the representative (0: any). 1, 0 or -1. */
int request_of_representative(struct db *db, int64_t representative_id, const char *right);

/* SQL condition on a row of request: it is of the person with the tag :tag, or of the customer :customer and the
 * representative :rep (0: none). Of people who are there the tag alone does not tell: it is another one since they got,
 * or changed, a personal id. */
#define REQUEST_OF_PERSON_SQL \
    "(subject_tag = :tag OR (customer_id = :customer AND coalesce(representative_id, 0) = :rep))"

/* References of open requests of the same person, right and register: for pointing out a duplicate. Owned strings. */
typedef VEC(char *) ref_vec;
int request_duplicates(struct db *db, const struct request *r, ref_vec *ret);
void ref_vec_release(ref_vec *v);

/* States in which somebody has to act, as an SQL list. What is partly done is not among them: its rest goes by itself
 * when its day comes, and must not stop the purge that takes it. */
#define REQUEST_OPEN_STATES_SQL "('received', 'waiting-identity', 'verified', 'in-progress')"

/* SQL condition on a row `q` of request: the answer has been made and not been sent (request_awaits_delivery). Nobody
 * waits for one about what the controller erased by itself. */
#define REQUEST_UNDELIVERED_SQL \
    "(q.state IN ('partly-done', 'done', 'refused') AND q.delivered_on IS NULL AND q.own_rule IS NULL)"

/* The person still waits for the answer. */
#define REQUEST_UNANSWERED_SQL "(q.state IN " REQUEST_OPEN_STATES_SQL " OR " REQUEST_UNDELIVERED_SQL ")"

/* The day by which the answer has to reach the person: no extension moves that of a refusal (Art. 12(4)). */
#define REQUEST_ANSWER_DUE_SQL "CASE q.state WHEN 'refused' THEN min(q.due, q.art12) ELSE q.due END"

/* SQL condition on a row `q` of request: it is open and so stops the deletion of its person's rows. :except is the
 * request being carried out. Several erasures do not stop each other: each would wait for ever. */
#define REQUEST_STOPS_SQL                                     \
    "q.id <> :except AND q.state IN " REQUEST_OPEN_STATES_SQL \
    " AND (q.right <> 'erasure' OR NOT EXISTS (SELECT 1 FROM request e WHERE e.id = :except AND e.right = 'erasure'))"

#endif
