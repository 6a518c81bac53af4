/*
 * retention.h - how long a row is kept, and the day before which its trigger has to lie for it to be deletable.
 *
 * The last day kept is trigger + period; a day that the target month lacks is that month's last day (29 February 2016 +
 * 10 years is 28 February 2026: Regulation 1182/71 Art. 3(2)(c), Act 150/1930 section 3). Alignment to the year's end
 * moves it to 31 December. The whole of the last day belongs to the retention; weekends do not move it, because nobody
 * has to act on it. A result after 9999-12-31 is 9999-12-31.
 */
#ifndef GDPRCTL_DOMAIN_RETENTION_H
#define GDPRCTL_DOMAIN_RETENTION_H

#include "base/base.h"
#include "base/date.h"

enum align { ALIGN_NONE, ALIGN_YEAR_END, ALIGN__MAX };

const char *align_code(enum align align);             /* "none", "year-end" */
int align_parse(const char *code, enum align *ret);   /* 0, or -1 when it is neither */
extern const char *const align_codes[ALIGN__MAX + 1]; /* NULL-terminated */

struct retention_rule {
    struct period period;
    bool while_needed; /* no period: kept until an officer says that it is no longer needed; the trigger is that day. A
                        * rule that no time ends ("until you object") is one that nobody releases. */
    enum align align;
};

/* Last day kept of a row with this trigger; for a while-needed rule the trigger itself. */
date_t retention_last_day(const struct retention_rule *rule, date_t trigger);

/*
 * The exact inverse: a row is past its last day on `as_of` if and only if trigger < *ret_cutoff. One comparison with a
 * constant, so an index on the trigger column serves it.
 */
void retention_cutoff(const struct retention_rule *rule, date_t as_of, date_t *ret_cutoff);

/* X(ID, code): what is to be said of a row or of columns of it. */
#define RETENTION_STATUS_LIST(X)                                                             \
    X(ACTIVE, "active")       /* the period has not begun: an open contract, still needed */ \
    X(RUNNING, "running")     /* up to and including its last day */                         \
    X(EXPIRED, "expired")     /* past its last day: may go */                                \
    X(HELD, "held")           /* a hold stops whatever the rules say */                      \
    X(UNDEFINED, "undefined") /* no rule covers it, or its trigger is missing: kept and reported */

enum retention_status {
#define X(id, code) RETENTION_##id,
    RETENTION_STATUS_LIST(X)
#undef X
        RETENTION__MAX
};

const char *retention_status_code(enum retention_status status);

enum trigger_state {
    TRIGGER_SET,
    TRIGGER_OPEN,    /* it has not happened yet, which is normal */
    TRIGGER_MISSING, /* it should be there */
};

/* One rule that covers the row or columns. */
struct retention_need {
    const struct retention_rule *rule;
    enum trigger_state state;
    date_t trigger;  /* when SET */
    date_t released; /* while_needed: the day since which it is not needed; DATE_NONE while it is */
};

struct retention_verdict {
    enum retention_status status;
    enum retention_status without_hold; /* the status that the rules alone give */
    date_t last_day;                    /* latest over all needs; DATE_NONE when it has no end or none is known */
    size_t decided_by;                  /* index of the need that decides; SIZE_MAX when there are none */
    bool missing;                       /* some trigger is missing: to be listed, whatever the status */
};

/*
 * The latest need wins. A need without an end (open, or still needed) beats every date; one whose trigger is missing
 * has an unknown end, which beats every date but not an open one. `needs` may be NULL when `n` is 0.
 */
void retention_judge(const struct retention_need *needs, size_t n, date_t as_of, bool held,
                     struct retention_verdict *ret);

#endif
