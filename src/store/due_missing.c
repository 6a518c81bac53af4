/*
 * due_missing.c - rows without the day that their rules go by; see due_store.h.
 */
#include "store/due_store.h"

#include "base/sb.h"
#include "store/stmt.h"

/* `own`: the event is the row's own column, so that "open" is an empty one; another program may have written the word
 * itself there. */
static void undated_condition(const char *event, bool open_is_missing, bool own, bool unreadable, struct sb *sql) {
    if (!unreadable) { /* an index answers this */
        sb_printf(sql, "%s IS NULL", event);
        return;
    }
    sb_cat(sql, "(SELECT v.event <> '" RECORD_OPEN "' AND NOT is_day(v.event)");
    if (!own || open_is_missing)
        sb_cat(sql, " OR v.event IS NULL");
    if (open_is_missing)
        sb_cat(sql, " OR v.event = '" RECORD_OPEN "'");
    sb_printf(sql, " FROM (SELECT %s AS event LIMIT -1) v)", event);
}

/* One rule's part of the condition. Whose the row is has to be looked up where there are `others`: after its own
 * column, which nearly always has a day, and before what lies in another table. */
static void missing_condition(const struct cat_table *table, const struct due_undated *rule, int others,
                              bool unreadable, struct sb *sql) {
    bool own = rule->event.table == table;
    SB(undated);
    SB(whose);
    SB(event);

    record_event_sql(table, &rule->event, "a", &event);
    undated_condition(event.d, rule->open_is_missing, own, unreadable, &undated);
    due_whose_sql(table, rule->roles, others, &whose);
    sb_printf(sql, "(%s AND %s)", own ? undated.d : whose.d, own ? whose.d : undated.d);
}

int due_missing(struct db *db, const struct due_undated_query *q, int64_t *ret) {
    int others = due_other_registers(db, q->register_id), empty = due_is_empty(db, q->table, q->register_id);
    SB(sql);
    STMT(st);

    TRY(others);
    *ret = 0;
    if (empty != 0)
        return empty < 0 ? -1 : 0;
    sb_cat(&sql, "SELECT count(*) FROM ");
    sql_ident(&sql, q->table->name);
    sb_cat(&sql, " a WHERE (");
    for (size_t i = 0; i < q->rule_count; i++) {
        sb_cat(&sql, i > 0 ? " OR " : "");
        missing_condition(q->table, &q->rules[i], others, q->unreadable, &sql);
    }
    sb_ch(&sql, ')');
    due_except_sql(q->except, q->except_count, &sql);
    TRY(stmt_openf(&st, db, "%s", sql.d));
    due_bind_whose(&st, q->register_id, others);
    TRY(stmt_next(&st));
    *ret = stmt_col_int(&st, 0);
    return 0;
}
