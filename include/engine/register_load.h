/*
 * register_load.h - takes register definitions into the database: parsed, checked against the schema, stored as a whole
 * in one audited transaction.
 */
#ifndef GDPRCTL_ENGINE_REGISTER_LOAD_H
#define GDPRCTL_ENGINE_REGISTER_LOAD_H

#include "base/base.h"
#include "base/node.h"
#include "base/vec.h"
#include "store/catalog.h"
#include "store/db.h"
#include "store/register_store.h"

/* What became of one definition. */
struct register_loaded {
    char *code;
    enum register_saved saved;
};

typedef VEC(struct register_loaded) register_loaded_vec;
void register_loaded_release(register_loaded_vec *v);

/*
 * Loads the definitions in `defs` (parsed documents; `names` say where each came from, for messages). All or nothing:
 * a defect in one leaves the database as it was. A dry run does the same and keeps nothing. ERR_CONFIG with the JSON
 * path; ERR_DATA when two of them differ and have one register code.
 */
int register_load(struct db *db, struct node *const *defs, const char *const *names, size_t n, int64_t now_utc,
                  bool dry_run, register_loaded_vec *ret);

/* The answer to "is there such a column", for definition_check and notice_check; `ctx` is a struct catalog. */
bool register_has_column(void *ctx, const char *table, const char *column);

#endif
