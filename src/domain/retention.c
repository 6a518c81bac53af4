/*
 * retention.c - see retention.h.
 */
#include "domain/retention.h"

const char *const align_codes[] = {[ALIGN_NONE] = "none", [ALIGN_YEAR_END] = "year-end", [ALIGN__MAX] = NULL};

const char *align_code(enum align align) {
    return align_codes[align];
}

int align_parse(const char *code, enum align *ret) {
    for (int i = 0; i < ALIGN__MAX; i++) {
        if (strcmp(align_codes[i], code) == 0) {
            *ret = (enum align)i;
            return 0;
        }
    }
    return -1;
}

static const char *const status_codes[] = {
#define X(id, code) [RETENTION_##id] = code,
    RETENTION_STATUS_LIST(X)
#undef X
};

const char *retention_status_code(enum retention_status status) {
    return status_codes[status];
}

date_t retention_last_day(const struct retention_rule *rule, date_t trigger) {
    date_t last;

    if (rule->while_needed)
        return trigger;
    last = date_add(trigger, rule->period);
    if (last == DATE_NONE)
        return DATE_LAST;
    return rule->align == ALIGN_YEAR_END ? date_year_end(last) : last;
}

/*
 * retention_last_day never decreases when the trigger increases: clamping to a month's end, adding days and moving to
 * the year's end all keep the order. So the triggers that are past their last day are exactly those before the first
 * one whose last day is as_of or later, and halving the calendar finds it.
 */
void retention_cutoff(const struct retention_rule *rule, date_t as_of, date_t *ret_cutoff) {
    date_t low = DATE_FIRST, high = DATE_LAST;

    while (low < high) {
        date_t middle = low + (high - low) / 2;

        if (retention_last_day(rule, middle) >= as_of) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    *ret_cutoff = low;
}

/* How far a need reaches: a day, or one of the two that beat every day. */
#define REACH_UNKNOWN ((int64_t)INT32_MAX + 1)
#define REACH_OPEN    ((int64_t)INT32_MAX + 2)

static int64_t reach(const struct retention_need *need) {
    if (need->rule->while_needed)
        return need->released == DATE_NONE ? REACH_OPEN : retention_last_day(need->rule, need->released);
    switch (need->state) {
    case TRIGGER_OPEN:
        return REACH_OPEN;
    case TRIGGER_MISSING:
        return REACH_UNKNOWN;
    case TRIGGER_SET:
        break;
    }
    return retention_last_day(need->rule, need->trigger);
}

void retention_judge(const struct retention_need *needs, size_t n, date_t as_of, bool held,
                     struct retention_verdict *ret) {
    int64_t furthest = INT64_MIN;

    *ret = (struct retention_verdict){.last_day = DATE_NONE, .decided_by = SIZE_MAX};
    for (size_t i = 0; i < n; i++) {
        int64_t r = reach(&needs[i]);

        ret->missing = ret->missing || r == REACH_UNKNOWN;
        if (r > furthest) {
            furthest = r;
            ret->decided_by = i;
        }
    }
    if (n == 0 || furthest == REACH_UNKNOWN) {
        ret->without_hold = RETENTION_UNDEFINED;
    } else if (furthest == REACH_OPEN) {
        ret->without_hold = RETENTION_ACTIVE;
    } else {
        ret->last_day = (date_t)furthest;
        ret->without_hold = ret->last_day < as_of ? RETENTION_EXPIRED : RETENTION_RUNNING;
    }
    ret->status = held ? RETENTION_HELD : ret->without_hold;
}
