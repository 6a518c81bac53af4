/*
 * rectify.h - rectification (Art. 16): validated changes of fields that the register lets an officer change, and the
 * person's supplementary statement. Values never reach the audit log, only their keyed hashes.
 */
#ifndef GDPRCTL_ENGINE_RECTIFY_H
#define GDPRCTL_ENGINE_RECTIFY_H

#include "base/base.h"
#include "base/vec.h"
#include "engine/request_book.h"
#include "engine/workset.h"

/* One change: "table.column" and the new value; an empty value clears the column. */
struct rectify_change {
    const char *column;
    const char *value;
    int64_t row;      /* 0: the person's only row in the table */
    const char *from; /* the file that has the change, for messages; NULL: it was given on the command line */
};

struct rectify_request {
    const struct rectify_change *changes;
    size_t count;
    const char *statement; /* or NULL */
    bool protected_ok; /* the officer's second confirmation, for a mark that guards the person (a protected address):
                          no register has it among its fields, and no import may take it off */
    bool contested;    /* while accuracy is contested the columns are restricted instead of changed, Art. 18(1)(a) */
    date_t notice;     /* the day on which the person was told that this restriction ends; DATE_NONE: it stays until
                        * restrict_lift, Art. 18(3) */
};

/* What was changed, for the result and the letter. */
struct rectified {
    char *column;
    int64_t row;
    bool unchanged;         /* the value was there already */
    bool restricted_before; /* contested by this request already: nothing was added */
};

typedef VEC(struct rectified) rectified_vec;
void rectified_release(rectified_vec *v);

/*
 * Carries out the request in the caller's transaction: all changes or none. ERR_DATA for a value that its kind refuses
 * (with the reason, without the value), ERR_REFUSED for a column that is not rectifiable, ERR_USAGE for one that does
 * not exist or stands in several rows; what is wrong with a change of a file is ERR_DATA and names the file. A
 * representative's own bans on marketing, which are on their contacts, are on the new ones too.
 */
int rectify_carry_out(struct db *db, const struct plan *plan, struct request *q, const struct rectify_request *r,
                      struct book_time t, rectified_vec *ret);

#endif
