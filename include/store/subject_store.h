/*
 * subject_store.h - finding people by what identifies them, through the indexed key forms, and the keyed tag by which a
 * person is known in the audit log, the ledger and requests after their rows are gone.
 */
#ifndef GDPRCTL_STORE_SUBJECT_STORE_H
#define GDPRCTL_STORE_SUBJECT_STORE_H

#include "base/base.h"
#include "base/crypt.h"
#include "base/vec.h"
#include "store/db.h"

/* One known thing about the person, in key form (domain/kind.h). NULL: not given. */
struct subject_selector {
    const char *customer_no;
    const char *personal_id;
    const char *phone;
    const char *email;
    const char *name; /* folded; together with postal_code */
    const char *postal_code;
    bool representative; /* look among representatives and contact persons */
};

/* A person in a register: a customer, or a representative in the record of a customer. */
struct subject {
    int64_t register_id;
    int64_t customer_id;
    int64_t representative_id; /* 0 for the customer */
};

typedef VEC(struct subject) subject_vec;

/* Everybody who meets all the given selectors. The caller releases the vector. */
int subject_find(struct db *db, int64_t register_id, const struct subject_selector *sel, subject_vec *ret);

/* Whether a customer of the other register is the same person, by personal identity code, e-mail address, telephone
 * number, or name and postal code. Former customers and prospects do not count. 1, 0 or -1. */
int subject_elsewhere(struct db *db, const struct subject *s, const char *register_code);

/* Keyed tag of the person's personal identity code, or of a customer's business id: 1, 0 when the record has none, or
 * -1. Two records with different ones are of two people. Needs db->keys. */
int subject_code(struct db *db, const struct subject *s, bool business, uint8_t ret[CRYPT_TAG_LEN]);

/* The powers of attorney on file for the customer: 1 when one is in force or none is on file, 0 when all have ended. */
int subject_power_of_attorney(struct db *db, const struct subject *s, const char *today);

/* A person of a register whom one of its conditions for holding data does not allow for. Valid during the call. */
struct subject_unmet {
    const char *customer_no; /* NULL: none */
    int64_t customer_id;
    const char *group;     /* code of the subject group whose condition it is */
    const char *condition; /* "register": not a customer in `needs`; "permission": those that `needs` says are not on
                            * file, for marketing or to be contacted */
    const char *needs;     /* code of the register, or "any" of the two, "all" of them */
};

/* Calls `each` for them, by customer number: members of groups that require another register, and of groups that
 * require a permission. A non-zero return ends it and is returned. */
int subject_unmet_each(struct db *db, int64_t register_id, int (*each)(void *ctx, const struct subject_unmet *u),
                       void *ctx);

/*
 * Keyed tag of the person: of the personal id where there is one, else of the customer number, else of the row id. The
 * same person has the same tag in every register whose record holds the personal id. Needs db->keys.
 */
int subject_tag(struct db *db, const struct subject *s, uint8_t ret[CRYPT_TAG_LEN]);

/* Whether the person of customer row c, with this personal identity code, has a protected address (turvakielto). It is
 * the person's, not the record's: it counts in whichever register it is known. */
#define PROTECTED_SQL(personal_id) "(c.protected <> 0 OR " CODE_PROTECTED_SQL(personal_id) ")"

/* Whether a record with this personal identity code has one. */
#define CODE_PROTECTED_SQL(personal_id)                                                \
    "EXISTS (SELECT 1 FROM customer same WHERE same.personal_id = " personal_id " AND" \
    " same.protected <> 0)"

/* The same of the subject, of a representative also when the customer has one. 1, 0 (also of a row that is gone), -1.
 */
int subject_is_protected(struct db *db, const struct subject *s);

/* Facts about the person that a letter and the request book need; strings are the caller's to free. */
struct subject_card {
    char *name, *street, *postal_code, *city, *language, *role, *customer_no;
    bool legal_person;
    bool is_protected;          /* turvakielto, see PROTECTED_SQL */
    bool has_power_of_attorney; /* representative: one that is valid on `today` */
};

/* Whether it is a company or the like, and not somebody who represents one. 1, 0 or -1. */
int subject_is_company(struct db *db, const struct subject *s);

int subject_card(struct db *db, const struct subject *s, const char *today, struct subject_card *ret);
void subject_card_release(struct subject_card *card);

#endif
