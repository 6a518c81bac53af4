/*
 * import_bans.h - what an import may not do to people: lift a ban, turn a prohibition into a permission, open a
 * protected address, bring back who was erased, or let who objected to marketing come back, or get another telephone
 * number, without the objection.
 * Internal to record import.
 */
#ifndef GDPRCTL_ENGINE_IMPORT_BANS_H
#define GDPRCTL_ENGINE_IMPORT_BANS_H

#include "base/base.h"
#include "engine/import_values.h"
#include "engine/own_bans.h"
#include "store/import_store.h"
#include "store/optout_store.h"
#include "store/suppression_store.h"

/* What the rules need of a row: slots by their meaning. SIZE_MAX where the file has none. */
enum ban_slot {
    BAN_CUSTOMER_NO,
    BAN_PERSONAL_ID,
    BAN_PHONE,
    BAN_EMAIL,
    BAN_NAME,
    BAN_POSTAL_CODE,
    BAN_PROTECTED,
    BAN_SCOPE,
    BAN_STATE,
    BAN_SLOT__MAX
};

/* Which bans concern the table's rows. */
enum ban_rules { BAN_NOTHING, BAN_CUSTOMERS, BAN_REPRESENTATIVES, BAN_PERMISSIONS };

struct import_bans {
    struct db *db;
    const char *today; /* the slots' */
    enum ban_rules rules;
    bool readmit;
    bool merges; /* rows that are there are judged together with what the file brings */
    size_t slots[BAN_SLOT__MAX];
    size_t columns[BAN_SLOT__MAX]; /* places among the columns written, for the row that is there */
    struct suppression list;
    struct import_objections objections;
    struct import_person person;
    struct optout_shared others;
    int64_t known_customer; /* whose bans `known` and `shared` are; 0: nobody's */
    scope_set known;
    scope_set shared; /* by others who have the same contact */
    uint64_t readmitted;
    bool moves;                     /* the file has contacts of representatives, and some of them objected once */
    bool listed;                    /* the list bans, or may ban, marketing to the person at hand */
    bool there;                     /* their row was there before */
    scope_set before;               /* what the list said of that row's person as such */
    struct own_bans own;            /* and of a representative's contacts */
    struct sb texts[BAN_SLOT__MAX]; /* key forms of the row at hand */
};

/* `slots` is kept by the caller. `readmit`: who was erased may come back, and is counted. Needs db->keys. */
int import_bans_open(struct import_bans *b, struct db *db, const struct cat_table *table, int64_t register_id,
                     const struct import_slots *slots, bool readmit);
void import_bans_close(struct import_bans *b);

/* Tells which of the columns written (indexes into table->columns) the rules look at. */
void import_bans_columns(struct import_bans *b, const struct cat_table *table, const size_t *columns, size_t count);

/* Whether the rules must see the row that is there before it is written over. */
bool import_bans_need_old(const struct import_bans *b);

/*
 * Judges a row: `old` stands on the row that is there, or is NULL for a new one; `customer_id` is whose it is, in a
 * file of customers the row itself. 0 it may be written; 1 rejected, with
 * the slot to blame (SIZE_MAX: the whole row) and the reason; -1.
 */
int import_bans_judge(struct import_bans *b, const struct import_cell *stored, const struct import_cell *key,
                      int64_t customer_id, const struct import_table *old, size_t *ret_slot, const char **ret_reason);

/*
 * Before and after a row is written whose person the list bans (`listed`). A customer who is new, or became known by a
 * new identifier, and is banned as a person gets the objections of the list back, with their days. Without them nothing
 * but the screening would know of the ban: not the retention, an answer to an access request or the list of opt-outs.
 * A representative's own ban goes along to their new contacts. `row` before: the one that is there, or 0; `owner`: of a
 * representative the customer.
 */
int import_bans_before(struct import_bans *b, int64_t owner, int64_t row);
int import_bans_object(struct import_bans *b, int64_t row);

/* Whether the row permits marketing, or says nothing of it any more, or has the address open. */
bool import_bans_loosens(const struct import_bans *b, const struct import_cell *stored);

/* The same as import_bans_judge for a representative named in the customer's file. */
int import_bans_judge_side(struct import_bans *b, const struct import_cell *customer_no,
                           const struct import_cell *name_key, const char **ret_reason);

#endif
