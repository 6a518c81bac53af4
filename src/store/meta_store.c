/*
 * meta_store.c - see meta_store.h.
 */
#include "store/meta_store.h"

#include "base/mem.h"
#include "store/stmt.h"

int meta_text(struct db *db, const char *name, char **ret) {
    STMT(st);
    int r;

    TRY(stmt_open(&st, db, "SELECT value FROM meta WHERE name = :name"));
    stmt_text(&st, ":name", name);
    r = stmt_next(&st);
    TRY(r);
    *ret = r > 0 ? mem_strdup(stmt_col_text(&st, 0)) : NULL;
    return 0;
}

int meta_set_text(struct db *db, const char *name, const char *value) {
    STMT(st);

    TRY(stmt_open(&st, db,
                  "INSERT INTO meta (name, value) VALUES (:name, :value)"
                  " ON CONFLICT (name) DO UPDATE SET value = excluded.value"));
    stmt_text(&st, ":name", name);
    stmt_text(&st, ":value", value);
    return stmt_run(&st);
}

int meta_unset(struct db *db, const char *name) {
    STMT(st);

    TRY(stmt_open(&st, db, "DELETE FROM meta WHERE name = :name"));
    stmt_text(&st, ":name", name);
    return stmt_run(&st);
}
