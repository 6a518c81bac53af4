/*
 * replay_parts.h - the parts of a replay: its run (replay.c), and the repeating of single items (replay_item.c). See
 * replay.h.
 */
#ifndef GDPRCTL_ENGINE_REPLAY_PARTS_H
#define GDPRCTL_ENGINE_REPLAY_PARTS_H

#include "base/arena.h"
#include "engine/plan.h"
#include "engine/replay.h"
#include "store/ledger_item.h"
#include "store/optout_store.h"

/* A value rectified since the copy was made, as the ledger leaves it in the end. */
struct replay_final {
    char *table, *column;
    int64_t row;
    uint8_t tag[CRYPT_TAG_LEN];
};

struct replay_register {
    char *code;
    int64_t id;
    struct plan plan; /* loaded when it is needed first: def NULL until then */
};

struct replay {
    struct db *db;
    const struct replay_options *o;
    struct replay_result *ret;
    struct replay_result before; /* counts when the group began; its vectors are not its own */
    char day[DATE_LEN];
    struct ledger_pos from; /* where the copy stands */
    int64_t last;           /* the last group */
    struct tx tx;           /* of the group under way */

    VEC(struct replay_final) finals;
    VEC(struct replay_register *) registers;
    struct arena texts;
    const char *destroy[8];      /* texts of the DESTROY item that ROWS follow */
    VEC(struct optout_ban) bans; /* put down for a bulk objection, their sources in `sources` */
    struct arena sources;
};

void replay_release(struct replay *x);

/* The first reading: RECTIFIED. */
void replay_remember(struct replay *x, const struct ledger_item *item);

/* Repeats one item, in the group's transaction. */
int replay_item(struct replay *x, const struct ledger_item *item);

/* Takes those values out of the report whose rows went later on. */
int replay_drop_gone(struct replay *x);

#endif
