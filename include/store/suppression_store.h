/*
 * suppression_store.h - bans that outlive the rows of the person: keyed tags of phones, e-mail addresses, personal ids,
 * customer numbers, names with addresses. No value is kept, only crypt_tag(suppression key, kind, key form), so the
 * list tells nobody who is on it, and yet a contact that comes back in any spelling is known again.
 *
 * Two uses in one table:
 *   - marketing: the contact must not be marketed to (Art. 21(3) GDPR). Scope is an objection scope;
 *   - erased: the person was erased and must not come back by an import. Scope is "erased".
 *
 * A shared phone bans the phone for marketing, but does not make everybody behind it an erased person: for the erased,
 * contacts count only together with the name.
 *
 * Needs db->keys (ERR_INTERNAL without). Runs in the caller's transaction.
 */
#ifndef GDPRCTL_STORE_SUPPRESSION_STORE_H
#define GDPRCTL_STORE_SUPPRESSION_STORE_H

#include "base/base.h"
#include "base/crypt.h"
#include "base/date.h"
#include "base/tag_sieve.h"
#include "domain/code.h"
#include "store/db.h"
#include "store/stmt.h"

/* Their numbers are kept in the ledger, as those of scopes are: new ones go to the end.
 * What a tag is made of, in key form (domain/kind.h); parts of two are joined by U+001F. X(ID, code in the table) */
#define SUPPRESSION_KIND_LIST(X)                              \
    X(PHONE, "phone")                                         \
    X(EMAIL, "email")                                         \
    X(PERSONAL_ID, "personal-id")                             \
    X(CUSTOMER_NO, "customer-no")                             \
    X(NAME_ADDRESS, "name-address")   /* name, postal code */ \
    X(NAME_PHONE, "name-phone")       /* for the erased */    \
    X(NAME_EMAIL, "name-email")       /* for the erased */    \
    X(NAME_CUSTOMER, "name-customer") /* for representatives, erased or without a contact: name, customer_no */

enum suppression_kind {
#define X(id, code) SUPPRESSION_##id,
    SUPPRESSION_KIND_LIST(X)
#undef X
        SUPPRESSION_KIND__MAX
};

/* Objection scopes as a set. */
typedef uint32_t scope_set;
#define SCOPE_BIT(scope)  ((scope_set)1 << (scope))
#define SCOPES_MARKETING  (SCOPE_BIT(SCOPE_PROCESSING) - 1) /* every scope before SCOPE_PROCESSING */
#define SCOPE_ERASED      SCOPE_BIT(SCOPE__MAX)             /* not an objection: see above */
#define SCOPE_ERASED_CODE "erased"

/* Whether the bans in `set` forbid the scope. A ban of all marketing, or of the processing as such (Art. 21(1)),
 * forbids every marketing scope; a campaign without a scope of its own (SCOPE_ALL_MARKETING) is forbidden by any of
 * them. */
bool scope_banned(scope_set set, enum scope scope);

/* What is known of a person, in key form. NULL or empty: not known. */
struct suppression_person {
    const char *customer_no; /* for a representative: of the customer they represent */
    const char *personal_id;
    const char *phone;
    const char *email;
    const char *name;
    const char *postal_code;
    bool representative;
};

/* The list of one register, with its statements prepared. */
struct suppression {
    struct db *db;
    int64_t register_id;
    struct stmt find, add;
    struct stmt give, person, bans; /* prepared when first needed */
    struct tag_sieve sieve;         /* after suppression_sift */
    bool empty;                     /* the register has no entry yet: nothing is looked up */
};

#define SUPPRESSION(name) struct suppression name CLEANUP(suppression_close) = {0}

int suppression_open(struct suppression *s, struct db *db, int64_t register_id);
void suppression_close(struct suppression *s);

/* One tag. `scope` is a marketing scope or SCOPE_ERASED as a set of one; `since` is a date; `source` is a word (import,
 * request, purge). 1 it is new, 0 it was there, -1. An empty key is never stored. */
int suppression_add(struct suppression *s, enum suppression_kind kind, const char *key, scope_set scope,
                    const char *since, const char *source);

/* The same for a ban that was given on a day that is known: when that was later than the entry that is there, the entry
 * is of that day and source from now on, so that a consent from between the two lifts nothing. 1 it is new or was given
 * later, 0, -1. */
int suppression_give(struct suppression *s, enum suppression_kind kind, const char *key, scope_set scope,
                     const char *since, const char *source);

/* A ban whose day nobody told, in an import that tells days: an entry that is new is of `since`, unless the same import
 * gives the ban on a day that is known, before it or after it. suppression_settle makes what was supposed final;
 * nothing is committed before. */
int suppression_suppose(struct suppression *s, enum suppression_kind kind, const char *key, scope_set scope,
                        const char *since);
int suppression_settle(struct db *db, const char *source);

/* Reads the list once, so that most of what is not on it need not be looked for: tags lie all over it, and most people
 * are not there. A list of more than `most` entries is left as it is. */
int suppression_sift(struct suppression *s, size_t most);

/* How many entries there are in all registers. */
int suppression_count(struct db *db, int64_t *ret);

/* The scopes under which the tag is listed; an empty key has none. */
int suppression_scopes(struct suppression *s, enum suppression_kind kind, const char *key, scope_set *ret);

/* Every scope that holds for the person by any of the identifiers: marketing scopes by contact, id, number or name with
 * postal code; SCOPE_ERASED by id, number, or name together with a contact. */
int suppression_of_person(struct suppression *s, const struct suppression_person *p, scope_set *ret);

/* The marketing scopes that hold for the person as such, each with its newest day: by id, number or name with postal
 * code, and not by a phone or an e-mail address, which may be somebody else's ban. */
struct suppression_bans {
    scope_set set;
    char since[SCOPE__MAX][DATE_LEN]; /* of the scopes in the set */
};
int suppression_of_self(struct suppression *s, const struct suppression_person *p, struct suppression_bans *ret);

/*
 * Before rows are deleted. `suppression_keep` turns the customer's objections and prohibitions into entries, so that
 * the bans outlive the rows: call it before a customer, an objection or a marketing_permission row goes. A prohibition
 * of one channel is kept for the contact of that channel only. `suppression_mark_erased` lists the person as erased:
 * a customer, or one of the customer's representatives when `representative_id` is not 0. `today` serves where a row
 * has no date of its own. Entries that are there take over the day of a younger ban. `ret_added` may be NULL.
 * suppression_keep returns 1 when the list has bans of the customer then, new or not, 0 or -1.
 */
int suppression_keep(struct suppression *s, int64_t customer_id, const char *today, const char *source,
                     uint64_t *ret_added);
int suppression_mark_erased(struct suppression *s, int64_t customer_id, int64_t representative_id, const char *today,
                            const char *source);

/* A representative's marketing ban: they have no rows of objections or permissions, which are the customer's, so the
 * ban is on their own contacts from the start. 1, 0 when the representative has nothing it could be on but the name,
 * which keeps it for contacts to come, or -1. Counts the new entries into `*ret_added`. */
int suppression_ban_representative(struct suppression *s, int64_t customer_id, int64_t representative_id,
                                   enum scope scope, const char *since, const char *source, uint64_t *ret_added);

/* Reads the customer's identifiers, or, where `representative_id` is not 0, those of that one. `st` holds the texts
 * until it is reset, and serves again for people of the same kind. 1, 0 not there, -1. */
int suppression_read(struct suppression *s, struct stmt *st, int64_t customer_id, int64_t representative_id,
                     struct suppression_person *ret);

/* The objection scopes under which a representative's contacts are listed, whoever banned them, or, where there are
 * none, those that the name keeps, each with its newest day. */
int suppression_of_representative(struct suppression *s, int64_t customer_id, int64_t representative_id,
                                  struct suppression_bans *ret);

/* The newest day of the marketing entries of the scope by any of the identifiers into `newest` (DATE_LEN), if it is
 * newer than what is there. */
int suppression_newest(struct suppression *s, const struct suppression_person *p, enum scope scope, char *newest);

/* Takes a ban off the list again, which only the person's own consent can do: every marketing entry of the scope by any
 * of the identifiers. Counts the rows into `*ret_removed`. */
int suppression_lift(struct suppression *s, const struct suppression_person *p, enum scope scope,
                     uint64_t *ret_removed);

/* Lets an erased person come back: takes every erased entry of the person off the list. */
int suppression_readmit(struct suppression *s, const struct suppression_person *p);

/* The same entry by entry, for a replay of the ledger, which knows tags: `kind` and `scope_number` as noted there. 1 it
 * is new, or younger than it was (or was there), 0, -1. */
int suppression_put(struct db *db, int64_t register_id, int64_t kind, int64_t scope_number,
                    const uint8_t tag[CRYPT_TAG_LEN], const char *since, const char *source);
int suppression_take(struct db *db, int64_t register_id, int64_t scope_number, const uint8_t tag[CRYPT_TAG_LEN]);

#endif
