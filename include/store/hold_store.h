/*
 * hold_store.h - what stops deletion besides the rules: legal holds, restrictions under Art. 18, open requests of the
 * person, and the officer's "no longer needed" dates for rules without a period.
 */
#ifndef GDPRCTL_STORE_HOLD_STORE_H
#define GDPRCTL_STORE_HOLD_STORE_H

#include "base/base.h"
#include "base/date.h"
#include "base/vec.h"
#include "domain/code.h"
#include "store/catalog.h"
#include "store/db.h"
#include "store/subject_store.h"

/* Why a row is not deleted although its time has come. */
enum stop {
    STOP_NONE,
    STOP_HOLD,        /* a legal hold */
    STOP_RULE,        /* a rule that holds rows so marked: in collection, in dispute (hold_when) */
    STOP_RESTRICTION, /* Art. 18(1)(b) or (c) */
    STOP_REQUEST,     /* a request of the person is open */
};

const char *stop_code(enum stop stop); /* "hold", "rule", "restriction", "open-request"; NULL for none */

/* One active hold or restriction that concerns a person; NULL or 0 means "any". */
struct stop_row {
    enum stop stop;
    int64_t id;
    char *table_name;
    char *column_name; /* restriction of one field; such a one does not stop the row */
    int64_t row_id;
    char *ground; /* hold: reason; restriction: ground code */
    date_t until; /* hold: its last day; DATE_NONE: it has no end */
};

typedef VEC(struct stop_row) stop_vec;

/* Whether there is any hold, restriction or open request (other than `except_id`; not asked when `repeated`) that could
 * stop the deletion of the customer's rows, or with customer_id 0 of anybody's: mostly there is none, and nothing more
 * to look up. 1, 0 or -1. */
int stop_any(struct db *db, int64_t customer_id, const char *day, int64_t except_id, bool repeated);

/* Everything that stops deletion of this person's rows on `as_of`, besides open requests. Release with stop_release. */
int stop_load(struct db *db, const struct subject *s, date_t as_of, stop_vec *ret);
void stop_release(stop_vec *v);

/* The strongest stop for one row. `ret_until`: the last day of the last hold on it; DATE_NONE without an end known, as
 * where a restriction stops it beside the hold. */
enum stop stop_for(const stop_vec *v, const char *table, int64_t row_id, date_t *ret_until);

/* Whether a request of the person, other than `except_id`, is open. 1, 0 or -1. */
int stop_open_request(struct db *db, const struct subject *s, int64_t except_id);

/* What the person is to the register, and since when they object to what (days left as they are where they do not, and
 * for a person with a contract in force). 1, 0 when the role is no known word or the person is gone, or -1. */
int standing_load(struct db *db, const struct catalog *cat, const struct subject *s, date_t as_of, enum role *ret_role,
                  date_t ret_objected[SCOPE__MAX]);

/* Appends an SQL condition: the customer whose id is the SQL expression `owner` has a row in force on :day, a contract
 * that has not ended. Whatever the person objects to then ends no purpose. */
void standing_in_force_sql(const struct catalog *cat, const char *owner, struct sb *out);

/* ---- holds as the officer keeps them ---- */

struct hold_row {
    int64_t id;
    const char *register_code, *customer_no, *table_name, *reason, *owner, *placed_on, *until, *lifted_on;
    int64_t row_id; /* 0: every row */
    bool in_force;
};

int hold_add(struct db *db, int64_t register_id, int64_t customer_id, const char *table, int64_t row_id,
             const char *reason, const char *owner, const char *placed_on, const char *until, int64_t *ret_id);
int hold_lift(struct db *db, int64_t id, const char *on); /* ERR_NOTFOUND; lifting twice is ERR_REFUSED */
/* How many holds were in force on the day: those that hold_each finds with `active_only`. */
int hold_count(struct db *db, const char *as_of, int64_t *ret);
/* Holds placed by the day `as_of`, or of them those in force on it: not lifted by then, nor ended before. */
int hold_each(struct db *db, bool active_only, const char *as_of, int (*each)(void *ctx, const struct hold_row *row),
              void *ctx);

#endif
