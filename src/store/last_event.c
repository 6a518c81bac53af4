/*
 * last_event.c - see last_event.h.
 */
#include "store/last_event.h"

#include "store/record_store.h"
#include "store/stmt.h"

/* Whose last row of the table is about to go: what waits for their event is looked for by the remembered one. */
static int remember_none_left(struct db *db, const struct cat_table *table, const struct cat_column *event) {
    SB(owner);
    SB(left);
    SB(quoted);
    STMT(st);

    catalog_owner_sql(table, "a", &owner);
    record_owner_where(table, "e", "last_event.customer_id", &left);
    sql_ident(&quoted, table->name);
    TRY(stmt_openf(&st, db,
                   "UPDATE last_event SET none_left = 1 WHERE none_left = 0 AND table_name = :table AND column_name ="
                   " :column AND customer_id IN (SELECT %s FROM temp.doomed x CROSS JOIN %s a ON a.id = x.id)"
                   " AND NOT EXISTS (SELECT 1 FROM %s e WHERE %s AND e.id NOT IN (SELECT id FROM temp.doomed))",
                   owner.d, quoted.d, quoted.d, left.d));
    stmt_text(&st, ":table", table->name);
    stmt_text(&st, ":column", event->name);
    return stmt_run(&st);
}

int last_event_remember(struct db *db, const struct cat_table *table, const struct cat_column *event, bool whole) {
    SB(owner);
    SB(column);
    SB(quoted);
    STMT(st);

    catalog_owner_sql(table, "a", &owner);
    sb_cat(&column, "a.");
    sql_ident(&column, event->name);
    sql_ident(&quoted, table->name);
    TRY(stmt_openf(&st, db,
                   "INSERT INTO last_event (customer_id, table_name, column_name, newest)"
                   " SELECT %s, :table, :column, max(%s) FROM temp.doomed x CROSS JOIN %s a ON a.id = x.id"
                   " WHERE is_day(%s) AND %s IS NOT NULL GROUP BY 1"
                   " ON CONFLICT DO UPDATE SET newest = max(newest, excluded.newest)",
                   owner.d, column.d, quoted.d, column.d, owner.d));
    stmt_text(&st, ":table", table->name);
    stmt_text(&st, ":column", event->name);
    TRY(stmt_run(&st));
    return whole ? remember_none_left(db, table, event) : 0;
}
