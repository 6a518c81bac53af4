/*
 * replay_parts.h - the parts of a replay: its run (replay.c), the repeating of single items (replay_item.c), of
 * rectified values (replay_value.c) and of the request book (replay_book.c). See replay.h.
 */
#ifndef GDPRCTL_ENGINE_REPLAY_PARTS_H
#define GDPRCTL_ENGINE_REPLAY_PARTS_H

#include "base/arena.h"
#include "domain/request.h"
#include "engine/plan.h"
#include "engine/replay.h"
#include "store/ledger_item.h"
#include "store/optout_store.h"

/* A value rectified since the copy was made, as the ledger leaves it in the end. */
struct replay_final {
    char *table, *column, *ref; /* the last request that changed it */
    int64_t row;
    uint8_t tag[CRYPT_TAG_LEN];
};

struct replay_register {
    char *code;
    int64_t id;
    struct plan plan; /* loaded when it is needed first: def NULL until then */
};

/* A step of a request, to be put into its history with the time of its group. */
struct replay_step {
    int64_t request_id;
    enum request_event event;
    bool lost; /* the request came without its person, who is not in the copy */
};

/* A request that the copy did not have, or an earlier run brought on, with its person as the ledger first tells. */
struct replay_added {
    int64_t id, customer, representative;
    bool ended;  /* its person's rows went later on: nothing of it has to stay */
    bool lifted; /* what it restricted was let go */
};

/* When a group was made: its items come before the one that says so. */
struct replay_time {
    int64_t group, at_utc;
};

/* What a request did since with one row that is not in the copy, a correction or a restriction: an import brings the
 * row back as it was in the file. */
struct replay_undone {
    char *table, *ref;
    int64_t row;
    bool restricted;
};

struct replay {
    struct db *db;
    const struct replay_options *o;
    struct replay_result *ret;
    struct replay_result before; /* counts when the group began; its vectors are not its own */
    char day[DATE_LEN];
    struct ledger_pos from; /* where the database stood */
    struct ledger_pos at;   /* where this run has brought it */
    int64_t begun;          /* where the copy stood; before `from` when an earlier run did not come to its end */
    int64_t last;           /* the last group */
    struct tx tx;           /* of the group under way */
    bool given_up;          /* the copy stands on a line of history that an earlier restore gave up */
    bool knows_requests;    /* the ledger has every step of a request since the copy was made */

    VEC(struct replay_final) finals;
    VEC(struct replay_time) times; /* of the groups to repeat */
    size_t time;                   /* of the group under way */
    VEC(struct replay_register *) registers;
    struct arena texts;
    const char *destroy[8];      /* texts of the DESTROY item that ROWS follow */
    VEC(struct optout_ban) bans; /* put down for a bulk objection, their sources in `sources` */
    struct arena sources;
    VEC(struct replay_step) steps; /* of the group under way */
    VEC(struct replay_added) added;
    VEC(struct replay_undone) undone;
    VEC(int64_t) unheld;     /* holds in force on people or rows that are not in the copy */
    VEC(int64_t) unreleased; /* people who are not in the copy, one for each word that data of theirs is not needed */
};

void replay_release(struct replay *x);

/* The first reading: RECTIFIED. */
void replay_remember(struct replay *x, const struct ledger_item *item);

/* The first reading: AT. */
void replay_remember_time(struct replay *x, const struct ledger_item *item);

/* Repeats one item, in the group's transaction. */
int replay_item(struct replay *x, const struct ledger_item *item);

/* Of an item that an earlier run has repeated, which did not come to its end: what it would have told. */
int replay_item_again(struct replay *x, const struct ledger_item *item);

/* REQUEST, and the end of its group, which was made at `at_utc`. */
int replay_put_request(struct replay *x, int64_t register_id, const struct ledger_item *item);
int replay_put_steps(struct replay *x, int64_t at_utc);

/* REQUEST, of a group that an earlier run repeated. */
int replay_request_again(struct replay *x, const struct ledger_item *item);

/* Of what is not in the copy nothing has to stay any more: ROWS after their DESTROY, of a person or one of those with
 * which something was done; and no restriction: RESTRICTION_END. */
void replay_end_rows(struct replay *x, const struct ledger_item *item);
int replay_end_request(struct replay *x, const char *ref);

/* RESTRICTION, or RECTIFIED, of a row (or a column) that is not in the copy, by the request `ref`: it is to be carried
 * out again. */
void replay_note_undone(struct replay *x, const char *ref, const char *table, int64_t row, bool restricted);

/* Lists the requests that a person has to look at. */
int replay_find_open(struct replay *x);

/* The plan of a register, loaded when it is asked for first; errors as of plan_load. */
int replay_plan(struct replay *x, const char *code, const struct plan **ret);

/* RECTIFIED: takes the old value where it is there, and tells of it; `again`: an earlier run has done it. */
int replay_check_value(struct replay *x, const struct ledger_item *item, bool again);

/* A value told of that the columns of x->destroy, of this row, have cleared since is over. */
void replay_drop_cleared(struct replay *x, int64_t row);

/* Marks the old values that could not be cleared as contested. With the last group: the end of a restriction that the
 * request had placed itself would end this one, too. */
int replay_restrict_values(struct replay *x);

/* Takes those values out of the report whose rows went later on. */
int replay_drop_gone(struct replay *x);

void replay_value_release(struct replay_value *v);

#endif
