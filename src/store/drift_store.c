/*
 * drift_store.c - see drift_store.h.
 */
#include "store/drift_store.h"

#include "base/sb.h"
#include "store/stmt.h"

/* Whether the index begins with the column; a partial index does not serve every row. */
static int begins_with(struct db *db, const char *index, const char *column) {
    SB(name);
    STMT(st);
    int r;

    sql_ident(&name, index);
    TRY(stmt_openf(&st, db, "PRAGMA index_info(%s)", name.d));
    r = stmt_next(&st);
    TRY(r);
    return r > 0 && stmt_col_text(&st, 2) != NULL && strcmp(stmt_col_text(&st, 2), column) == 0;
}

int drift_indexed(struct db *db, const struct cat_table *table, const struct cat_column *column) {
    SB(name);
    STMT(st);
    int r;

    sql_ident(&name, table->name);
    TRY(stmt_openf(&st, db, "PRAGMA index_list(%s)", name.d));
    while ((r = stmt_next(&st)) > 0) {
        int found = stmt_col_int(&st, 4) != 0 ? 0 : begins_with(db, stmt_col_text(&st, 1), column->name);

        if (found != 0)
            return found;
    }
    return r;
}

/* Only rows of the register, `a`: through the customer they lead to. */
static void of_register(const struct cat_table *table, struct sb *sql) {
    if (table->depth == 0) {
        sb_cat(sql, "a.register_id = :register");
    } else {
        sb_cat(sql, "(SELECT c.register_id FROM customer c WHERE c.id = ");
        catalog_owner_sql(table, "a", sql);
        sb_cat(sql, ") = :register");
    }
}

int drift_in_use(struct db *db, int64_t register_id, const struct cat_table *table, const struct cat_column *column) {
    SB(sql);
    STMT(st);

    sb_cat(&sql, "SELECT 1 FROM ");
    sql_ident(&sql, table->name);
    sb_cat(&sql, " a WHERE ");
    if (column != NULL) {
        sb_cat(&sql, "a.");
        sql_ident(&sql, column->name);
        sb_cat(&sql, " IS NOT NULL AND ");
    }
    of_register(table, &sql);
    TRY(stmt_openf(&st, db, "%s LIMIT 1", sql.d));
    stmt_int(&st, ":register", register_id);
    return stmt_next(&st);
}
