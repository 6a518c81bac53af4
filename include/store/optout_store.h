/*
 * optout_store.h - bans on marketing by the thousand: written for customers (optout_ban.c), and looked up before a
 * campaign. See suppression_store.h for the bans on contacts that nobody has.
 */
#ifndef GDPRCTL_STORE_OPTOUT_STORE_H
#define GDPRCTL_STORE_OPTOUT_STORE_H

#include "base/base.h"
#include "base/date.h"
#include "base/id_set.h"
#include "base/vec.h"
#include "store/db.h"
#include "store/stmt.h"
#include "store/suppression_store.h"

struct optout_register {
    int64_t id;
    char *code;
    bool people; /* has customers */
};

typedef VEC(struct optout_register) optout_register_vec;

/* The register with this code (none where there is none), or all of them by code (NULL). Release with
 * optout_registers_release. */
int optout_registers(struct db *db, const char *code, optout_register_vec *ret);
void optout_registers_release(optout_register_vec *v);

/* The same in place of what is in it: ERR_NOTFOUND when there is none. */
int optout_registers_needed(struct db *db, const char *code, optout_register_vec *ret);

/* Whether all customers of the database are in one register; `*ret_id` is it (0: there are no customers at all). */
int optout_only_register(struct db *db, bool *ret, int64_t *ret_id);

/* The register of the customer, one after the other. */
struct optout_places {
    struct stmt st;
};

int optout_places_open(struct optout_places *p, struct db *db);
void optout_places_close(struct optout_places *p);
int optout_place(struct optout_places *p, int64_t customer_id, int64_t *ret_register); /* 1, 0 no such customer, -1 */

/* What a customer's record is known by, in key form; NULL where it holds nothing. */
struct optout_known {
    const char *personal_id, *business_id, *name, *phone, *email;
};

struct optout_who {
    struct stmt st;
};

int optout_who_open(struct optout_who *w, struct db *db);
void optout_who_close(struct optout_who *w);
int optout_who(struct optout_who *w, int64_t customer_id, struct optout_known *ret); /* 1, 0 or -1; until asked again */

/* The other records of the customer's person, by personal identity code. Few people have any: who asks about a good
 * part of all customers is answered from a list of those that do, made in one pass along the index. */
struct optout_record {
    int64_t register_id, customer_id;
};

typedef VEC(struct optout_record) optout_record_vec;

struct optout_same {
    struct db *db;
    struct stmt st;
    int64_t left;        /* questions until the list is made; -1: it is there */
    struct id_set known; /* customers whose person has other records */
};

int optout_same_open(struct optout_same *s, struct db *db);
void optout_same_close(struct optout_same *s);
int optout_same_of(struct optout_same *s, int64_t customer_id, optout_record_vec *ret); /* in place of what is in it */

/* ---- writing ---- */

/* A ban of one customer. */
struct optout_ban {
    int64_t register_id, customer_id;
    const char *source; /* NULL: the permissions keep theirs */
    char since[DATE_LEN];
    char given[DATE_LEN]; /* the day that the list says, or "": an objection from before it was given again then */
    bool changed;         /* set when it is written: there was something to do */
};

#define OPTOUT_BANS 1024 /* as many are written at a time */

/*
 * Writes bans of one scope for many customers, in ascending order of their ids. Each customer gets an objection row
 * (source "import"), and the permissions for the scope become prohibitions, with `since` as the day of their last
 * processing unless they were processed later, and `source` as their source. What is banned already stays as it is,
 * but for the day: a ban that was given later than the objection makes it one of that day (source "import"), so that
 * no consent from between the two lifts it.
 */
int optout_ban(struct db *db, enum scope scope, struct optout_ban *bans, size_t n);

/*
 * The same in two parts, for lists that name a good part of all customers (optout_are_many): then the permissions are
 * gone through once as they lie, and `find` is asked for the ban of each customer who has one that has to change: the
 * ban, valid until it is asked again, or NULL. Whoever it gave one for has `changed` set when optout_object, which
 * writes the objections, comes to them.
 */
typedef const struct optout_ban *optout_find(void *ctx, int64_t customer_id);

/* Whether so many customers are a good part of all, for whom the two parts below are the faster way. */
int optout_are_many(struct db *db, size_t customers, bool *ret);
int optout_prohibit(struct db *db, enum scope scope, optout_find *find, void *ctx);
int optout_object(struct db *db, enum scope scope, struct optout_ban *bans, size_t n);

/* ---- looking up ---- */

/* Permissions that a group of people must have given to be held at all (subject_group.permission): none, one of
 * marketing and contact, both. A contact permission is a row of the scope "contact" (list marketing-scope). */
enum optout_consent { OPTOUT_CONSENT_NONE, OPTOUT_CONSENT_ANY, OPTOUT_CONSENT_ALL };

/* What decides whether a customer may be contacted. */
struct optout_facts {
    bool legal_person;
    bool is_protected;
    bool restricted;             /* an active restriction of processing, Art. 18, of more than single rows */
    enum optout_consent consent; /* of the strictest group of the register that the person is in */
    scope_set objected;
    scope_set permitted;  /* on the channel asked about, or on all */
    scope_set prohibited; /* likewise */
    bool contact_permitted, contact_prohibited;
};

struct optout_look {
    struct stmt customer, restriction, objection, permission, code;
};

#define OPTOUT_LOOK(name) struct optout_look name CLEANUP(optout_look_close) = {0}

int optout_look_open(struct optout_look *l, struct db *db);
void optout_look_close(struct optout_look *l);

/* Whether a record with this personal identity code, in whichever register, has a protected address. 1, 0 or -1. */
int optout_look_protected(struct optout_look *l, const char *personal_id);

/* The channels are words of the list marketing-channel, for permissions and for prohibitions, or NULL: then those of
 * every channel count. 1, 0 when there is no such customer, or -1. */
int optout_look_up(struct optout_look *l, int64_t customer_id, const char *permitted_on, const char *prohibited_on,
                   struct optout_facts *ret);

/*
 * Bans by a contact that another customer of the register has too. An opt-out that meets somebody is kept as their
 * objection alone; whoever comes with the same phone or e-mail address later finds it here, as they would find an entry
 * of the suppression list had the opt-out come before both. An objection does not say by which identifier it came: the
 * one by customer number counts too, for a contact that is banned wrongly does less harm than the other way round, and
 * an objection made by request, or one that outlives its customer, lists every contact as well (suppression_keep).
 * Objections by request are not looked for: what they ban by contact is on the list.
 *
 * Thousands may have one contact, and each of them asks for the objections of them all. So what was asked last is kept,
 * and an objection that is written meanwhile may not be seen.
 */
struct optout_contacts {
    struct stmt st;
    struct shared_contact *kept;
};

struct optout_shared {
    struct optout_contacts phone, email;
    bool none; /* there are no objections at all */
};

int optout_shared_open(struct optout_shared *s, struct db *db);
void optout_shared_close(struct optout_shared *s);

/* The scopes that hold for the customer, who has the contacts of `p`, by such bans. */
int optout_shared_of(struct optout_shared *s, int64_t register_id, int64_t customer_id,
                     const struct suppression_person *p, scope_set *ret);

/* Whether the customer's phone, e-mail address, or name with postal code is another customer's too in the register, or
 * that of a representative who objected to marketing of the scope; a record with the same personal id is nobody else's.
 * 1, 0 or -1. */
int optout_others_have(struct db *db, int64_t customer_id, enum suppression_kind kind, enum scope scope);

/* ---- lists and lifting ---- */

struct optout_row {
    const char *customer_no, *phone, *email, *name, *postal_code, *scope, *since, *source;
};

/* Every objection to marketing of the register's customers, with the contacts in key form, by customer. Of people with
 * a protected address only numbers are told. A non-zero return of `each` ends it, here and below. */
int optout_each(struct db *db, int64_t register_id, int (*each)(void *ctx, const struct optout_row *row), void *ctx);

struct optout_count {
    const char *register_code, *kind, *scope, *source; /* valid during the call */
    int64_t entries;
};

/* Counts the bans of the registers: objections (kind "objection", source "import" or "request"), then the entries of
 * the suppression list but those of the erased. */
int optout_each_count(struct db *db, const optout_register_vec *registers,
                      int (*each)(void *ctx, const struct optout_count *row), void *ctx);

/* The newest day of the customer's bans of the scope into `newest` (DATE_LEN), if it is newer than what is there. */
int optout_newest_ban(struct db *db, int64_t customer_id, enum scope scope, char *newest);

/* Takes the customer's objection to the scope away; prohibitions of the scope become what they say about nothing (no
 * permission, no prohibition). Counts both. */
int optout_lift(struct db *db, int64_t customer_id, enum scope scope, const char *day, const char *source,
                int64_t *ret_objections, int64_t *ret_prohibitions);

#endif
