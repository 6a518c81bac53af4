/*
 * drift_store.c - see drift_store.h.
 */
#include "store/drift_store.h"

#include "base/sb.h"
#include "store/due_store.h"
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
    due_whose_sql(table, 0, 1, &sql);
    TRY(stmt_openf(&st, db, "%s LIMIT 1", sql.d));
    due_bind_whose(&st, register_id, 1);
    return stmt_next(&st);
}
