/*
 * locate.h - from what somebody says of a person to the one person meant: every selector checked and put into the form
 * that the records are compared by, and all of them meeting in exactly one person.
 */
#ifndef GDPRCTL_ENGINE_LOCATE_H
#define GDPRCTL_ENGINE_LOCATE_H

#include "base/base.h"
#include "base/err.h"
#include "base/sb.h"
#include "store/db.h"
#include "store/subject_store.h"

/* Selectors as they were given; NULL where not. Owned by the struct. */
struct selectors {
    char *customer, *personal_id, *phone, *email, *name, *postal_code;
    bool representative;
};

#define SELECTORS(name) struct selectors name CLEANUP(selectors_release) = {0}

void selectors_release(struct selectors *s); /* wipes the values */

/* Sets one selector by its option name ("phone", "personal-id", "as", ...). ERR_USAGE for an unknown or doubled one. */
int selectors_set(struct selectors *s, const char *key, const char *value, struct err *e);

/* Reads `key=value` lines; empty lines and lines beginning with # are passed over. ERR_DATA with the line number;
 * `what` is the file's name for messages. */
int selectors_read(struct selectors *s, const char *text, size_t len, const char *what, struct err *e);

/* Whether any selector was given. */
bool selectors_any(const struct selectors *s);

/* The selectors in the form that the records are compared by: `sel` points into `texts`. */
struct selector_keys {
    struct subject_selector sel;
    struct sb texts[6];
};

#define SELECTOR_KEYS(name) struct selector_keys name CLEANUP(selector_keys_release) = {0}

/* ERR_USAGE when nobody is named, ERR_DATA for a value that cannot be what it is given as. */
int selector_keys(const struct selectors *s, struct selector_keys *ret, struct err *e);
void selector_keys_release(struct selector_keys *k); /* wipes the texts */

/* The records of the one person in the register who meets all of them: none, one, or those of all customers whom one
 * representative, by personal identity code, stands for. ERR_NOSUBJECT when several people do. */
int locate_records(struct db *db, int64_t register_id, const struct selector_keys *k, subject_vec *ret);

/* The one record in the register that meets all of them: 1, 0 when none does, or -1; ERR_NOSUBJECT when several do. */
int locate_keys(struct db *db, int64_t register_id, const struct selector_keys *k, struct subject *ret);

/*
 * The one person in the register who meets all of them. ERR_DATA for a value that cannot be what it is given as;
 * ERR_NOSUBJECT when nobody, or more than one, meets them: the message says how many and nothing about them.
 */
int locate_subject(struct db *db, int64_t register_id, const struct selectors *s, struct subject *ret);

#endif
