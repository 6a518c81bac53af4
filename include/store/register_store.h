/*
 * register_store.h - register definitions in SQLite: saved, exported and listed by walking domain/definition.h, so that
 * load -> export -> load gives the same rows.
 */
#ifndef GDPRCTL_STORE_REGISTER_STORE_H
#define GDPRCTL_STORE_REGISTER_STORE_H

#include "base/base.h"
#include "base/crypt.h"
#include "base/node.h"
#include "base/vec.h"
#include "store/db.h"

/* What became of a saved definition. */
enum register_saved { REGISTER_NEW, REGISTER_REPLACED, REGISTER_UNCHANGED };

/*
 * Stores a definition that passed definition_check, replacing one with the same code as a whole; the register's row id
 * (and so the people in it) stays. Runs in the caller's transaction. `loaded_at` is an instant in ISO form.
 */
int register_save(struct db *db, const struct node *def, const char *loaded_at, enum register_saved *ret,
                  uint8_t ret_digest[CRYPT_HASH_LEN]);

/* What register_save made of the definition that is stored: another one when the definition is. Zeros when nobody has
 * saved it. */
int register_digest(struct db *db, int64_t id, uint8_t ret[CRYPT_HASH_LEN]);

/* The definition as the loadable tree; the caller frees. ERR_NOTFOUND (with the nearest code as hint) when there is
 * none. */
int register_export(struct db *db, const char *code, struct node **ret);

/* The same without what only tells people something (names, controllers, contacts, sources, transfers, security,
 * rights, texts): what decides about data is less than half of it. */
int register_export_rules(struct db *db, const char *code, struct node **ret);

/* Row id of the register with this code; ERR_NOTFOUND as above. */
int register_id(struct db *db, const char *code, int64_t *ret);

struct register_row {
    int64_t id;
    const char *code, *name_fi, *name_sv, *name_en, *version, *updated, *loaded_at; /* valid during the call */
    int64_t purposes, categories, fields, rules, people;
};

/* Codes of registers; NULL-initialised. */
typedef VEC(char *) code_vec;
void code_vec_release(code_vec *v);

/* The codes of the registers meant: `only`, which must be there (ERR_NOTFOUND), or with NULL all of them by code. */
int register_codes(struct db *db, const char *only, code_vec *ret);

/* Calls `each` for every register by code; a non-zero return ends it and is returned. */
int register_each(struct db *db, int (*each)(void *ctx, const struct register_row *row), void *ctx);

/* The numbers and names of acts that are no longer in force: a list of maps with "number", "name", "repealed_by". */
int register_repealed_acts(struct db *db, struct node **ret);

/* Refuses a chain of requires_register that leads back to where it began (ERR_CONFIG). */
int register_check_requirements(struct db *db);

#endif
