/*
 * screen_judge.h - whether the people behind one row of a campaign file may be contacted. Internal to screening; the
 * rules stand in screen.h.
 */
#ifndef GDPRCTL_ENGINE_SCREEN_JUDGE_H
#define GDPRCTL_ENGINE_SCREEN_JUDGE_H

#include "engine/contacts_people.h"
#include "engine/screen.h"
#include "store/import_store.h"
#include "store/optout_store.h"
#include "store/suppression_store.h"

struct screen_judge {
    const optout_register_vec *registers;
    enum scope scope;
    enum screen_channel channel;
    struct contacts_people people;
    struct optout_look look;
    struct import_person person;
    struct optout_shared others;
    struct optout_same same;
    optout_record_vec records; /* of the person at hand */
    VEC(int64_t) last;         /* the people of the last row that meant several, */
    const char *last_reason;   /* and what became of it */
    bool everywhere;           /* all registers are asked about: a person stands for all their records */
    struct suppression *lists; /* one for each register */
    uint64_t ambiguous;        /* rows that mean several people */
};

/* `registers` must outlive it; `everywhere` when they are all that there are. */
int screen_judge_open(struct screen_judge *j, struct db *db, const optout_register_vec *registers, bool everywhere,
                      enum scope scope, enum screen_channel channel);
void screen_judge_close(struct screen_judge *j);

/* So many rows will be judged: reads the suppression lists once where that is less than looking everybody up. */
int screen_judge_expect(struct screen_judge *j, size_t rows);

/* Judges a row with its matches d[0..n), which it may reorder. `*ret_reason` is why it may not be contacted, a static
 * sentence, or NULL. */
int screen_judge_row(struct screen_judge *j, const struct contacts *c, const struct contact *row,
                     struct contact_match *d, size_t n, const char **ret_reason);

/* What the facts about one customer say; pure. NULL: may be contacted. */
const char *screen_judge_facts(const struct optout_facts *f, enum scope scope, enum screen_channel channel);

#endif
