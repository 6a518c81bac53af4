/*
 * workset.h - locate and decide: every row that belongs to one person in a register, with its values and, for each
 * group of its columns, the retention verdict. Access, erasure, rectification, portability, `retention explain` and
 * every dry run read this same workset.
 *
 * A row that describes another person (the customer's representative) is in the customer's workset marked `other`: it
 * is there, and must be masked. The representative's own workset holds their own rows only.
 *
 * Rows in force, by cat_table.open_until and foreign keys: a contract that has not ended; what it refers to, and what
 * that refers to (its metering point, the connection); what refers to any of these (invoices, payments, devices,
 * consumption), but not other contracts and metering points, which are in force by contracts of their own or not at
 * all; then the customer, and the people who act for the customer.
 */
#ifndef GDPRCTL_ENGINE_WORKSET_H
#define GDPRCTL_ENGINE_WORKSET_H

#include "base/arena.h"
#include "base/base.h"
#include "base/date.h"
#include "base/vec.h"
#include "engine/plan.h"
#include "store/hold_store.h"
#include "store/subject_store.h"

struct work_row {
    const struct plan_table *table;
    int64_t id;
    bool other;                    /* describes another person */
    enum stop stop;                /* what stops its deletion, besides rules */
    date_t stop_until;             /* the hold's last day, if nothing else stops it then; DATE_NONE: none is known */
    bool in_force;                 /* needed by a contract in force: it is one, or foreign keys tie it to one */
    date_t in_force_until;         /* in_force: the contract's last day; DATE_NONE: it has no end */
    bool waits;                    /* rows below it stay, and it stays with them; see workset_waits */
    date_t waits_until;            /* waits: the last day of the last of them; DATE_NONE: not known yet */
    const char **values;           /* one for each column of the table, computed ones too; NULL for SQL NULL */
    bool *integers;                /* the stored value is an INTEGER */
    struct plan_judgement *groups; /* one for each group of the table; triggers are the workset's own copies */
};

struct workset {
    struct subject subject;
    date_t as_of;
    struct arena arena;        /* owns values and judgements */
    VEC(struct work_row) rows; /* tables in catalogue order (parents first), rows by id */
};

#define WORKSET(name) struct workset name CLEANUP(workset_release) = {0}

/*
 * Readers of all tables, opened once and used for one person after the other.
 */
struct locator {
    const struct plan *plan;
    struct db *db;
    struct stmt presence;          /* which tables have rows of the customer */
    struct record_reader *readers; /* parallel to plan->tables; opened when first needed */
    enum record_columns columns;   /* RECORD_SHOWN is set by who shows the values: else computed ones read as NULL */
};

#define LOCATOR(name) struct locator name CLEANUP(locator_release) = {0}

/* Ready to load worksets of many people, one after another; `plan` is kept by the caller and must outlive it. */
int locator_open(struct locator *l, const struct plan *plan, struct db *db);
void locator_release(struct locator *l);

/* Fills an empty workset. `except_request` is the request being carried out: being open, it does not stop itself. */
int workset_load(struct locator *l, const struct subject *s, date_t as_of, int64_t except_request, struct workset *ret);
void workset_release(struct workset *w);

/* Whether the row's own time has come, for all its columns. */
bool workset_expired(const struct work_row *row);

/* The same, and only rows below it keep it. */
bool workset_waits(const struct work_row *row);

/* The row of the workset that a foreign key leads to; NULL when the column is none, is empty, or leads elsewhere. */
struct work_row *workset_parent(const struct workset *w, const struct work_row *row, size_t column);

#endif
