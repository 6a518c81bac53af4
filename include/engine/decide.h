/*
 * decide.h - the verdict on one column of one row of a person: the facts of the plan and the workset put before the
 * decision table of domain/lawful.h. Reading, dry run and the real run of every right ask here.
 */
#ifndef GDPRCTL_ENGINE_DECIDE_H
#define GDPRCTL_ENGINE_DECIDE_H

#include "domain/lawful.h"
#include "engine/workset.h"

struct decision {
    struct lawful_verdict lawful;
    date_t until; /* erasure, KEEP: last day it is needed; DATE_NONE: no end known */
    size_t rule;  /* the rule that keeps it; SIZE_MAX: none */
};

/* What the request and the notice add to the facts. */
struct decide_options {
    enum right right;
    bool promised;    /* the notice promises portability whatever the basis */
    bool marketing;   /* objection: a direct-marketing scope */
    bool with_others; /* rows about other people count as the person's own: those who act for a customer go with the
                       * customer */
};

/* Verdict on `column` (an index into the row's table; not an internal one). SIZE_MAX: on a row that has no column about
 * a person, only the fact that there is one. */
void decide_column(const struct work_row *row, size_t column, const struct decide_options *o, struct decision *ret);

#endif
