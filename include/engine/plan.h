/*
 * plan.h - a register ready to work with: its definition laid over the record tables. For every column: which
 * categories it stands in, which retention rules cover it, what may be done with it. Built once per run and register;
 * every engine (access, erasure, retention, purge ...) reads this and nothing else of the definition.
 */
#ifndef GDPRCTL_ENGINE_PLAN_H
#define GDPRCTL_ENGINE_PLAN_H

#include "base/base.h"
#include "base/crypt.h"
#include "base/lang.h"
#include "base/node.h"
#include "base/vec.h"
#include "domain/code.h"
#include "domain/lawful.h"
#include "domain/retention.h"
#include "store/catalog.h"
#include "store/db.h"
#include "store/destroy.h"
#include "store/record_store.h"
#include "store/release_store.h"

#define PLAN_RULES_MAX 64 /* retention rules of one register: a set of them is a bit mask */

typedef uint64_t rule_set;

/* Sets of the words of domain/code.h: bits 1 << enum role, 1 << enum scope. */
typedef unsigned role_set;
typedef unsigned scope_set;

#define ALL_ROLES ((role_set)(1U << ROLE__MAX) - 1)

/* For each role, the objections that end every purpose of a column; 0: they do not all end by objecting. */
struct plan_ends {
    scope_set by_role[ROLE__MAX];
};

struct plan_rule {
    const char *code;
    const struct node *node; /* the rule in the definition */
    struct retention_rule rule;
    bool by_time;              /* kind "period"; the others never expire by themselves */
    bool on_condition;         /* kind "on-condition" */
    struct record_event event; /* by_time only */
    bool missing_open;         /* no event yet is normal (an open contract) */
    role_set roles;            /* of the people it is for */
    enum strength strength;
    const char *period; /* as the definition writes it; or NULL */
    bool assumed;
    struct record_mark mark;        /* hold_when: rows so marked are held; table NULL: the rule holds none */
    char *mark_value;               /* owned */
    uint8_t digest[CRYPT_HASH_LEN]; /* of what the rule does: changes when its effect does */
};

/* One place of a column in the definition. */
struct plan_place {
    size_t category; /* index into plan.categories */
    const struct node *field;
    size_t when; /* a column of the same table: only the rows with `value` there are meant; SIZE_MAX: all */
    const char *value;
};

struct plan_column {
    VEC(struct plan_place) places;
    rule_set rules; /* that cover it */
    bool provided;
    bool rectifiable;
    bool identifying;
    bool basis_known;    /* some purpose it serves, or else the register as a whole, names a legal basis */
    enum basis basis;    /* the strongest of them */
    bool marketing_only; /* every purpose it serves is direct marketing */
    struct plan_ends ends;
    bool fixed; /* stays as long as its row: it tells it from others, or says from when on, or whether, it is
                   kept. Without its end date an ended contract would be an open one */
};

/* Columns of a table that the same rules cover and the same objections end: they are kept, and go, together. */
struct plan_group {
    rule_set rules; /* 0: nothing covers them */
    struct plan_ends ends;
    VEC(size_t) columns; /* indexes into the table's columns; internal ones are in no group */
    VEC(size_t) clear;   /* those of them that can be emptied: not the fixed ones */
};

struct plan_table {
    const struct cat_table *table;
    struct plan_column *columns; /* one for each of table->columns; of computed ones only the places count */
    VEC(struct plan_group) groups;
    rule_set rules;         /* of all groups */
    VEC(size_t) rule_index; /* the rules of the table that go by time, indexes into plan.rules: event i of its reader */
    VEC(struct record_mark)
    marks;              /* of the rules that cover it, and those that its own columns carry: a row that
                           says why others are held is held as long as it says so */
    VEC(size_t) events; /* columns that start periods of other tables' rows */
    bool listed;        /* some column of it stands in the notice */
    bool fixed_known;   /* which columns are fixed, and what of the groups can be emptied, is known */
};

/* What the data are held for. */
struct plan_purpose {
    const char *code;
    bool direct_marketing;
    bool basis_known;
    enum basis basis;
    scope_set ended_by; /* the objections that end it */
    role_set roles;     /* of the people whose data serve it */
};

struct plan_category {
    const char *code;
    const struct node *node;
    VEC(size_t) purposes; /* indexes into plan.purposes */
};

struct plan {
    struct catalog cat;
    struct node *def;
    int64_t register_id;
    const char *code;
    bool by_person; /* some rule or purpose does not hold for everybody alike */
    VEC(struct plan_rule) rules;
    VEC(struct plan_purpose) purposes;
    role_set limited; /* the roles whose groups name their purposes; data of the others serve them all */
    bool any_ends;    /* some purpose can be objected to */
    VEC(struct plan_category) categories;
    struct plan_table *tables; /* parallel to cat.tables */
};

#define PLAN(name) struct plan name CLEANUP(plan_release) = {0}

/* ERR_NOTFOUND for an unknown register; ERR_CONFIG where the definition no longer fits the database. */
int plan_load(struct db *db, const char *register_code, struct plan *ret);

/* The same for a command that writes nothing to people: `def` is that of register_export_rules, `cat` that of
 * catalog_load_rules, and what is fixed in a table is known after plan_find_fixed only. */
int plan_load_rules(struct db *db, const char *register_code, struct plan *ret);
int plan_find_fixed(struct plan *p, struct db *db, const struct plan_table *t);

void plan_release(struct plan *p);

/* The same for a checked definition that is not in the database (register_id 0). Takes `def`. */
int plan_lay(struct db *db, struct node *def, struct plan *ret);

/* The record table of that name; NULL when there is none. Lives as long as the plan. */
struct plan_table *plan_table(const struct plan *p, const char *name);

/* What every destruction of rows of the table begins with: whose they are, and what of the plan stops it or has to be
 * remembered. `as_of` YYYY-MM-DD, kept by the caller. */
struct destroy plan_destroy(const struct plan *p, const struct plan_table *t, const char *as_of);

/* Opens a reader over the table's rows with the starting events of its rules, in the order of rule_index. */
int plan_open(const struct plan *p, struct db *db, const struct plan_table *t, enum record_columns columns,
              struct record_reader *ret);

/* The rule index of a set's lowest rule at or after `from`, or SIZE_MAX: for (i = rule_next(s, 0); i != SIZE_MAX; ...)
 */
size_t rule_next(rule_set set, size_t from);

/* Where the rule stands, in the language; NULL when the definition does not say. */
const char *plan_reference(const struct plan_rule *r, enum lang lang);

/* What of a person decides with the rules. */
struct plan_person {
    released_vec released;       /* by rules of the plan */
    role_set roles;              /* the person's one role; ALL_ROLES when it is not known */
    date_t objected[SCOPE__MAX]; /* since when the person objects; DATE_NONE: not */
};

/* Nothing released, nothing objected to, role unknown. */
void plan_person_init(struct plan_person *who);
void plan_person_release(struct plan_person *who);

/* Why a row or columns of it are past their last day although no rule ended. */
#define PLAN_OBJECTION           "objection"
#define PLAN_OBJECTION_REFERENCE "Art. 17(1)(c)"

/* What a tombstone has in the place of a rule when the person's request removed the rows. */
#define PLAN_ERASURE "erasure"

/* Verdict on one group of the row the reader stands on: latest need wins. */
struct plan_judgement {
    enum retention_status status;
    enum retention_status without_stop; /* what the rules alone say */
    date_t last_day;                    /* DATE_NONE when there is none */
    size_t rule;                        /* the deciding rule; SIZE_MAX when no rule covers the group */
    const char *trigger;                /* its starting event as stored, or NULL; valid until the reader moves */
    struct lawful_need need;            /* the same rules as an erasure on request sees them */
    size_t need_rule;                   /* the rule that binds the controller then; SIZE_MAX: none */
    bool missing;                       /* an event that should be there is not: kept, to be listed */
    bool unneeded;                      /* the person's objections end every purpose, and no law or contract needs it:
                                         * last_day is the day of the objection */
};

/* Judges the group `g` of the row that `r`, opened by plan_open for the same table, stands on. `held`: a hold, a
 * restriction or an open request stops its deletion. */
void plan_judge(const struct plan *p, const struct plan_table *t, const struct plan_group *g,
                const struct record_reader *r, const struct plan_person *who, bool held, date_t as_of,
                struct plan_judgement *ret);

/* The rules of a set that hold for people of these roles. */
rule_set plan_rules_for(const struct plan *p, rule_set set, role_set roles);

/* The rules of a set that keep data against the person's will: of law or contract. */
rule_set plan_binding(const struct plan *p, rule_set set);

/* Whether the definition has such a rule at all. */
bool plan_keeps(const struct plan *p);

typedef VEC(role_set) role_set_vec;

/* The roles, parted so that within each part every rule and purpose holds for all or for none. */
void plan_role_classes(const struct plan *p, role_set_vec *ret);

#endif
