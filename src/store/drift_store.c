/*
 * drift_store.c - see drift_store.h.
 */
#include "store/drift_store.h"

#include "base/sb.h"
#include "store/stmt.h"

int drift_indexed(struct db *db, const struct cat_table *table, const struct cat_column *column) {
    STMT(st);

    TRY(stmt_open(&st, db,
                  "SELECT 1 FROM pragma_index_list(:table) l, pragma_index_info(l.name) i"
                  " WHERE i.seqno = 0 AND i.name = :column AND l.partial = 0"));
    stmt_text(&st, ":table", table->name);
    stmt_text(&st, ":column", column->name);
    return stmt_next(&st);
}

int drift_in_use(struct db *db, int64_t register_id, const struct cat_table *table, const struct cat_column *column) {
    SB(sql);
    STMT(st);

    sb_cat(&sql, "SELECT 1 FROM ");
    sql_ident(&sql, table->name);
    sb_cat(&sql, " a WHERE a.");
    sql_ident(&sql, column->name);
    sb_cat(&sql, " IS NOT NULL AND ");
    if (table->depth == 0) {
        sb_cat(&sql, "a.register_id = :register");
    } else {
        sb_cat(&sql, "(SELECT c.register_id FROM customer c WHERE c.id = ");
        catalog_owner_sql(table, "a", &sql);
        sb_cat(&sql, ") = :register");
    }
    TRY(stmt_openf(&st, db, "%s LIMIT 1", sql.d));
    stmt_int(&st, ":register", register_id);
    return stmt_next(&st);
}
