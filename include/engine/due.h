/*
 * due.h - what a purge would take from a register: the plan's rules turned into one query for each table (whole rows)
 * and each group of columns (cleared where only some columns are past their last day). `retention due`, a dry run and
 * the purge itself use the same queries.
 */
#ifndef GDPRCTL_ENGINE_DUE_H
#define GDPRCTL_ENGINE_DUE_H

#include "base/base.h"
#include "base/date.h"
#include "base/vec.h"
#include "engine/plan.h"
#include "store/due_store.h"

/* One query and what it found; the ids wait in temp.<name>. */
struct due_item {
    const struct plan_table *table;
    const struct plan_group *group; /* columns to clear; NULL: whole rows */
    rule_set rules;                 /* that have expired for these rows */
    role_set roles;                 /* of the people whose rows they are; 0: everybody's */
    scope_set objected; /* not 0: these objections have ended purposes; of what has none left, rules are only
                         * those that the person's will does not touch */
    char name[24];
    int64_t rows;    /* that can go */
    int64_t waiting; /* their time has come too, but rows below them stay: a parent outlives its children */
    int64_t held;    /* after due_settle: rows that were stopped */
};

struct due {
    const struct plan *plan;
    date_t as_of;
    rule_set people;            /* rules for which due_people has run */
    VEC(struct due_item) items; /* in an order in which rows can go: children before parents */
};

#define DUE(name) struct due name CLEANUP(due_release) = {0}

/* Finds everything that is due in the register on `as_of`. */
int due_find(struct db *db, const struct plan *plan, date_t as_of, struct due *ret);
void due_release(struct due *d);

/* Takes out of the lists what a purge would leave all the same: rows that are stopped, and those that then have to wait
 * for them. */
int due_settle(struct db *db, struct due *d);

/* What a purge is to do with an item's rows: delete them, or clear its group's columns. */
struct destroy due_destroy(const struct plan *plan, const struct due_item *item, const char *as_of);

/* The rules of `set` as the store takes them for a table's rows, with cutoffs for d->as_of; room for PLAN_RULES_MAX.
 * People are looked for with the first table that waits for their last event. */
int due_rules(struct db *db, struct due *d, const struct plan_table *t, rule_set set, struct due_rule *rules,
              size_t *ret);

/* Rows of one table, for a report. */
struct due_count {
    const struct plan_table *table;
    int64_t due;     /* rows to delete or to clear */
    int64_t held;    /* of them: stopped by a hold, a restriction or an open request */
    int64_t waiting; /* rows whose own time has come, kept by rows below them; among the due where a hold keeps those */
    int64_t no_trigger; /* kept because a starting event is missing */
};

typedef VEC(struct due_count) due_count_vec;

/* Counts per table, those with nothing to tell left out. Reads only (temporary tables aside). */
int due_report(struct db *db, struct due *d, due_count_vec *ret);

/* Rows whose starting event is missing or no date, over the table's rules that go by time; without those that go all
 * the same, because objections have ended what they were kept for: asked before due_settle shortens their lists.
 * `whole` false: only those without one in the row itself, which an index answers. */
int due_no_trigger(struct db *db, const struct due *d, const struct plan_table *t, bool whole, int64_t *ret);

#endif
