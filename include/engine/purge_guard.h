/*
 * purge_guard.h - what a purge asks before it deletes anything: is the clock right, are the rules those that an officer
 * has confirmed, do they delete more than the notice allows, is it more than a night's worth. Each refusal
 * (ERR_REFUSED) says the way on.
 */
#ifndef GDPRCTL_ENGINE_PURGE_GUARD_H
#define GDPRCTL_ENGINE_PURGE_GUARD_H

#include "engine/purge.h"

/*
 * Before anything else. A clock before the day the program was built is refused in any case: nothing was ever done
 * then. What else speaks against the clock is refused unless confirmed (--confirm-gap), or told of a dry run; then
 * `*ret_doubt` says what it is, else it is NULL.
 */
int purge_check_clock(struct db *db, const struct purge_options *o, const char **ret_doubt);

/* How the register's rules differ from those that were confirmed last. */
struct purge_rules {
    const struct plan *plan;
    rule_set fresh;       /* new, or changed in their effect */
    rule_set unrecorded;  /* not known yet, and deleting nothing by themselves: recorded without asking */
    VEC(char *) removed;  /* codes of confirmed rules that are gone: what they kept longest may be due */
    bool purposes_differ; /* other objections than before end the purposes of some column; or they were never
                             confirmed, and somebody's objection would take something now */
    bool purposes_known;
    uint8_t purposes[CRYPT_HASH_LEN]; /* which do */
    uint8_t digest[CRYPT_HASH_LEN];   /* of all rules: the plan that an officer confirms */
};

#define PURGE_RULES(name) struct purge_rules name CLEANUP(purge_rules_release) = {0}

/* Fills `ret`; `plan` is kept by the caller and must outlive it. Reads only: nothing is confirmed by it. */
int purge_rules_find(struct db *db, const struct plan *plan, struct purge_rules *ret);

/* Once it is known what is due: purposes that nobody has confirmed are like a new rule as soon as they would take
 * something. Until then a register without periods has nothing to confirm. */
void purge_rules_look(struct purge_rules *r, const struct due *d);

void purge_rules_release(struct purge_rules *r);

/* Whether an officer has to look: a rule is new, changed or gone. */
bool purge_rules_differ(const struct purge_rules *r);

/* Adds the rules that differ to the result, by name, and the plan's digest. */
void purge_rules_tell(const struct purge_rules *r, struct purge_result *ret);

/* Remembers the plan as shown, in a transaction of its own, and refuses. */
int purge_rules_refuse(struct db *db, const struct purge_rules *r, int64_t now_utc);

/* What --first-run confirms is the plan shown last: ERR_REFUSED when another one was shown. One that was never shown is
 * confirmed unseen. */
int purge_rules_check_shown(struct db *db, const struct purge_rules *r, int64_t now_utc);

/* Records all rules as confirmed, in a transaction of its own; nothing to do when all of them are. Purposes that are
 * not known are recorded only with `first_run`: there was nothing to see of them. `day` is that of the run. */
int purge_rules_confirm(struct db *db, const struct purge_rules *r, const struct purge_options *o, const char *day);

/*
 * ERR_REFUSED when the register follows a notice that ships with the program (the same code) and would delete a column
 * sooner than the notice's own rules. A definition that says it is of a later notice ("updated") is not compared, and
 * what the notice says nothing about is the officer's to rule.
 */
int purge_check_notice(struct db *db, const struct plan *plan, const struct purge_options *o);

/* ERR_REFUSED when more would go than --max-share or --max-rows allow, with what has gone in this run, `so_far`: from
 * this register before the rest was found anew, and from others. */
int purge_check_shares(struct db *db, const struct due *d, const struct purge_options *o,
                       const struct purge_result *so_far);

/* ERR_REFUSED when `more` rows of an erasure that is taken up again would be too many for --max-rows, with the `gone`.
 */
int purge_check_rows(struct db *db, const char *ref, const struct purge_options *o, int64_t gone, int64_t more);

#endif
