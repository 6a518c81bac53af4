/*
 * destroy.c - see destroy.h. The rows meant are in temp.doomed; each step below takes those out that may not go, and
 * counts them, before the last one destroys the rest.
 *
 * CROSS JOIN because SQLite knows nothing of the size of a temporary table, and would rather walk through the record
 * table: the list comes first, and rows are looked up by id.
 */
#include "store/destroy.h"

#include "base/mem.h"
#include "base/sb.h"
#include "base/vec.h"
#include "store/hold_store.h"
#include "store/last_event.h"
#include "store/ledger_item.h"
#include "store/request_store.h"
#include "store/stmt.h"
#include "store/suppression_store.h"
#include "store/tombstone_store.h"

int destroy_list(struct db *db) {
    STMT(make);
    STMT(empty);

    TRY(stmt_open(&make, db, "CREATE TEMP TABLE IF NOT EXISTS doomed (id INTEGER PRIMARY KEY)"));
    TRY(stmt_run(&make));
    TRY(stmt_open(&empty, db, "DELETE FROM temp.doomed"));
    return stmt_run(&empty);
}

int destroy_add(struct db *db, int64_t row_id) {
    STMT(st);

    TRY(stmt_open(&st, db, "INSERT OR IGNORE INTO temp.doomed (id) VALUES (:id)"));
    stmt_int(&st, ":id", row_id);
    return stmt_run(&st);
}

/* ---- order ---- */

static bool refers_to(const struct cat_table *t, const struct cat_table *parent) {
    for (size_t i = 0; i < t->column_count; i++) {
        if (t->columns[i].parent == parent && t != parent)
            return true;
    }
    return false;
}

/* Whether every table that refers to `t` is in the order already. */
static bool children_done(const struct catalog *cat, const struct cat_table *t, const bool *done) {
    for (size_t i = 0; i < cat->table_count; i++) {
        if (!done[i] && &cat->tables[i] != t && refers_to(&cat->tables[i], t))
            return false;
    }
    return true;
}

void destroy_order(const struct catalog *cat, size_t *ret) {
    bool *done CLEANUP(mem_free) = mem_alloc(cat->table_count * sizeof *done);
    size_t n = 0, before;

    do {
        before = n;
        for (size_t i = 0; i < cat->table_count; i++) {
            if (done[i] || !children_done(cat, &cat->tables[i], done))
                continue;
            done[i] = true;
            ret[n++] = i;
        }
    } while (n > before);
    /* Tables that refer to each other in a circle come last, in any order: their rows keep each other. */
    for (size_t i = 0; i < cat->table_count; i++) {
        if (!done[i])
            ret[n++] = i;
    }
}

/* ---- what stops a deletion ---- */

/* The condition under which row `a` of the table is stopped. */
static void stop_condition(const struct destroy *d, struct sb *sql) {
    static const char hold[] = "h.register_id = :register AND h.lifted_on IS NULL AND (h.until IS NULL OR"
                               " h.until >= :day) AND (h.table_name IS NULL OR h.table_name = :table) AND (h.row_id IS"
                               " NULL OR h.row_id = a.id)";
    SB(owner);

    catalog_owner_sql(d->table, "a", &owner);
    sb_printf(sql, "EXISTS (SELECT 1 FROM hold h WHERE h.customer_id IS NULL AND %s)", hold);
    sb_printf(sql, " OR EXISTS (SELECT 1 FROM hold h WHERE h.customer_id = %s AND %s)", owner.d, hold);
    sb_printf(sql,
              " OR EXISTS (SELECT 1 FROM restriction r WHERE r.customer_id = %s AND r.lifted_on IS NULL AND r.ground IN"
              " ('unlawful', 'claims') AND r.column_name IS NULL AND (r.table_name IS NULL OR r.table_name = :table)"
              " AND (r.row_id IS NULL OR r.row_id = a.id))",
              owner.d);
    sb_printf(sql,
              " OR (NOT :repeated AND EXISTS (SELECT 1 FROM request q WHERE q.customer_id = %s AND " REQUEST_STOPS_SQL
              "))",
              owner.d);
    if (d->mark_count > 0) {
        sb_cat(sql, " OR ");
        record_marks_sql(d->table, d->marks, d->mark_count, "a", sql);
    }
}

static int take_out_stopped(struct db *db, const struct destroy *d, struct destroyed *ret) {
    int any = d->mark_count > 0 ? 1 : stop_any(db, d->person, d->as_of, d->except_request, d->repeated);
    SB(table);
    SB(stopped);
    STMT(st);

    if (any <= 0)
        return any;
    sql_ident(&table, d->table->name);
    stop_condition(d, &stopped);
    TRY(stmt_openf(&st, db,
                   "DELETE FROM temp.doomed WHERE id IN (SELECT a.id FROM temp.doomed x CROSS JOIN %s a ON a.id = x.id"
                   " WHERE %s)",
                   table.d, stopped.d));
    stmt_int(&st, ":register", d->register_id);
    stmt_text(&st, ":day", d->as_of);
    stmt_text(&st, ":table", d->table->name);
    stmt_bool(&st, ":repeated", d->repeated);
    stmt_int(&st, ":except", d->except_request);
    record_bind_marks(&st, d->marks, d->mark_count);
    TRY(stmt_run(&st));
    ret->held += db_changes(db);
    return 0;
}

/* "OR" between the conditions under which a row is referred to by another table's; nothing when no table refers to it.
 * "IN (SELECT column FROM table)" is looked up in the column's index like EXISTS, and prepared in half the time; "+" so
 * that the other tables are not walked through instead. */
static void referred_by_others(const struct destroy *d, struct sb *sql) {
    for (size_t t = 0; t < d->cat->table_count; t++) {
        const struct cat_table *child = &d->cat->tables[t];

        for (size_t i = 0; i < child->column_count; i++) {
            if (child == d->table || child->columns[i].parent != d->table)
                continue;
            sb_cat(sql, sql->len > 0 ? " OR +id IN (SELECT " : "+id IN (SELECT ");
            sql_ident(sql, child->columns[i].name);
            sb_cat(sql, " FROM ");
            sql_ident(sql, child->name);
            sb_ch(sql, ')');
        }
    }
}

/* Rows of the same table that go together do not keep each other; but one that stays keeps the next, so it is gone
 * round until nothing is found. */
static int take_out_referred_within(struct db *db, const struct destroy *d, size_t key, struct destroyed *ret) {
    SB(table);
    SB(column);
    STMT(st);

    sql_ident(&table, d->table->name);
    sql_ident(&column, d->table->columns[key].name);
    TRY(stmt_openf(&st, db,
                   "DELETE FROM temp.doomed WHERE EXISTS (SELECT 1 FROM %s c WHERE c.%s = temp.doomed.id AND c.id NOT"
                   " IN (SELECT id FROM temp.doomed))",
                   table.d, column.d));
    do {
        TRY(stmt_run(&st));
        ret->parents += db_changes(db);
    } while (db_changes(db) > 0);
    return 0;
}

static bool is_alone(const struct destroy *d) {
    for (size_t t = 0; t < d->cat->table_count; t++) {
        const struct cat_table *child = &d->cat->tables[t];

        if (child == d->table)
            continue;
        if (record_presence(d->presence, t))
            return false;
        for (size_t i = 0; i < child->column_count; i++) {
            if (child->columns[i].parent == d->table && i != child->owner)
                return false;
        }
    }
    return true;
}

/* Whether it is known that no row of another table refers to the customer in the list. What tells is prepared already,
 * and goes by the owners of the tables: a table may refer to customer twice. */
static int is_last_row(const struct destroy *d) {
    bool alone;

    if (d->presence == NULL || d->table->depth > 0)
        return 0;
    TRY(record_presence_look(d->presence, d->person));
    alone = is_alone(d);
    stmt_reset(d->presence);
    return alone;
}

/* Rows that others still refer to. */
static int take_out_parents(struct db *db, const struct destroy *d, struct destroyed *ret) {
    int last = is_last_row(d);
    SB(referred);

    TRY(last);
    if (last == 0)
        referred_by_others(d, &referred);
    if (referred.len > 0) {
        STMT(st);

        TRY(stmt_openf(&st, db, "DELETE FROM temp.doomed WHERE %s", referred.d));
        TRY(stmt_run(&st));
        ret->parents += db_changes(db);
    }
    for (size_t i = 0; i < d->table->column_count; i++) {
        if (d->table->columns[i].parent == d->table)
            TRY(take_out_referred_within(db, d, i, ret));
    }
    return 0;
}

/* ---- what is in no plan ---- */

static bool doomed_column(const struct destroy *d, size_t column) {
    if (d->columns == NULL)
        return true;
    for (size_t i = 0; i < d->column_count; i++) {
        if (d->columns[i] == column)
            return true;
    }
    return false;
}

/* Behind the columns of the key that begins at strays[at]. */
static size_t key_end(const struct catalog *cat, size_t at) {
    size_t end = at + 1;

    while (end < cat->stray_count && !cat->strays[end].first)
        end++;
    return end;
}

/* "SELECT 1" of a row that stays and refers to one in the list by the key that begins at strays[at]. */
static void find_stray(const struct destroy *d, size_t at, struct sb *sql) {
    const struct cat_stray *key = &d->cat->strays[at];

    sb_cat(sql, "SELECT 1 FROM temp.doomed x CROSS JOIN ");
    sql_ident(sql, d->table->name);
    sb_cat(sql, " a ON a.id = x.id CROSS JOIN ");
    sql_ident(sql, key->child);
    sb_cat(sql, " c WHERE ");
    for (size_t i = at; i < key_end(d->cat, at); i++) {
        sb_cat(sql, i > at ? " AND a." : "a.");
        sql_ident(sql, d->cat->strays[i].to != NULL ? d->cat->strays[i].to : "id");
        sb_cat(sql, " = c.");
        sql_ident(sql, d->cat->strays[i].from);
    }
    if (catalog_table(d->cat, key->child) == d->table)
        sb_cat(sql, " AND c.id NOT IN (SELECT id FROM temp.doomed)");
    sb_cat(sql, " LIMIT 1");
}

/* Whether the key that begins at strays[at] leads to what goes: to whole rows, or to a column that is cleared. */
static bool is_hit(const struct destroy *d, size_t at) {
    const struct cat_stray *strays = d->cat->strays;

    if (strays[at].parent != d->table || !strays[at].first)
        return false;
    for (size_t i = at; i < key_end(d->cat, at); i++) {
        const struct cat_column *to = strays[i].to != NULL ? catalog_column(d->table, strays[i].to) : NULL;

        if (d->columns == NULL || (to != NULL && doomed_column(d, (size_t)(to - d->table->columns))))
            return true;
    }
    return false;
}

/* Rows behind a key that the catalogue does not follow are in no plan. SQLite would stop everything without saying why,
 * or, ON DELETE CASCADE, take them along uncounted and past their holds. */
static int refuse_strays(struct db *db, const struct destroy *d) {
    for (size_t i = 0; i < d->cat->stray_count; i++) {
        SB(sql);
        STMT(st);
        int r;

        if (!is_hit(d, i))
            continue;
        find_stray(d, i, &sql);
        TRY(stmt_openf(&st, db, "%s", sql.d));
        r = stmt_next(&st);
        TRY(r);
        if (r == 0)
            continue;
        (void)err_set(
            db->err, ERR_CONFIG,
            "rows of table %s refer to rows of %s that are to be deleted or cleared, by a foreign key that has"
            " several columns or does not lead to the id",
            d->cat->strays[i].child, d->table->name);
        return err_hint(db->err,
                        "let the table refer to %s(id) with one column, so that its rows are found as the person's;"
                        " `gdprctl register check` lists such keys",
                        d->table->name);
    }
    return 0;
}

/* ---- what outlives the rows ---- */

/* The customers whose bans are about to lose their rows. */
static int banned_owners(struct db *db, const struct destroy *d, struct stmt *st) {
    if (d->table->depth == 0)
        return stmt_open(st, db,
                         "SELECT x.id FROM temp.doomed x WHERE EXISTS (SELECT 1 FROM objection o WHERE o.customer_id ="
                         " x.id) OR EXISTS (SELECT 1 FROM marketing_permission a WHERE a.customer_id = x.id AND"
                         " a.state = 'prohibition')");
    return stmt_open(st, db,
                     "SELECT DISTINCT a.customer_id FROM temp.doomed x CROSS JOIN marketing_permission a ON a.id = x.id"
                     " WHERE a.state = 'prohibition' ORDER BY 1");
}

/* An objection to the processing itself that was upheld (Art. 21(1)) is ground for erasure, Art. 17(1)(c): the person
 * must not be back with the next import, where no restriction would hold them any more. Who loses columns only is still
 * there. */
static int mark_objectors(struct db *db, const struct destroy *d, struct suppression *s, int64_t customer_id,
                          const char *source) {
    STMT(st);
    int r;

    if (d->table->depth > 0 || d->columns != NULL)
        return 0;
    TRY(stmt_open(&st, db, "SELECT 1 FROM objection WHERE customer_id = :customer AND scope = :scope"));
    stmt_int(&st, ":customer", customer_id);
    stmt_text(&st, ":scope", scope_code(SCOPE_PROCESSING));
    r = stmt_next(&st);
    stmt_release(&st);
    TRY(r);
    return r > 0 ? suppression_mark_erased(s, customer_id, 0, destroy_day(d), source) : 0;
}

static int keep_bans(struct db *db, const struct destroy *d, struct destroyed *ret) {
    const char *source = d->source != NULL ? d->source : "purge";
    VEC(int64_t) owners = {0};
    uint64_t added = 0;
    int rc;
    STMT(st);

    if (d->table->depth > 0 && strcmp(d->table->name, "marketing_permission") != 0)
        return 0;
    TRY(banned_owners(db, d, &st));
    while ((rc = stmt_next(&st)) > 0)
        *vec_push(&owners) = stmt_col_int(&st, 0);
    stmt_release(&st);
    if (rc == 0 && owners.len > 0) {
        struct suppression s CLEANUP(suppression_close) = {0};

        rc = suppression_open(&s, db, d->register_id);
        for (size_t i = 0; rc >= 0 && i < owners.len; i++) {
            uint64_t n = 0;

            rc = suppression_keep(&s, owners.d[i], destroy_day(d), source, &n);
            added += n;
            ret->banned = ret->banned || rc > 0;
            if (rc >= 0)
                rc = mark_objectors(db, d, &s, owners.d[i], source);
        }
    }
    vec_release(&owners);
    ret->bans += (int64_t)added;
    return rc < 0 ? -1 : 0;
}

/* Whether a row that stays names the same file: :path is bound by the caller's outer query as x.path. */
static void named_elsewhere(const struct destroy *d, struct sb *sql) {
    const char *comma = "";

    for (size_t t = 0; t < d->cat->table_count; t++) {
        const struct cat_table *other = &d->cat->tables[t];

        for (size_t i = 0; i < other->column_count; i++) {
            if (other->columns[i].kind != KIND_FILE)
                continue;
            sb_printf(sql, "%sEXISTS (SELECT 1 FROM ", comma);
            sql_ident(sql, other->name);
            sb_cat(sql, " o WHERE o.");
            sql_ident(sql, other->columns[i].name);
            sb_cat(sql, " = x.path");
            if (other == d->table)
                sb_cat(sql, " AND o.id NOT IN (SELECT id FROM temp.doomed)");
            sb_cat(sql, ")");
            comma = " OR ";
        }
    }
}

static int collect_files_of(struct db *db, const struct destroy *d, const char *name, struct destroyed *ret) {
    SB(table);
    SB(column);
    SB(elsewhere);
    STMT(any);
    STMT(st);
    int r;

    sql_ident(&table, d->table->name);
    sql_ident(&column, name);
    TRY(stmt_openf(&any, db,
                   "SELECT 1 FROM temp.doomed y CROSS JOIN %s a ON a.id = y.id WHERE a.%s IS NOT NULL LIMIT 1", table.d,
                   column.d));
    r = stmt_next(&any);
    if (r <= 0)
        return r;
    named_elsewhere(d, &elsewhere);
    TRY(stmt_openf(&st, db,
                   "INSERT INTO outbox (path) SELECT x.path FROM (SELECT DISTINCT a.%s AS path FROM temp.doomed y"
                   " CROSS JOIN %s a ON a.id = y.id WHERE a.%s IS NOT NULL) x WHERE NOT (%s)",
                   column.d, table.d, column.d, elsewhere.d));
    TRY(stmt_run(&st));
    ret->files += db_changes(db);
    return 0;
}

static int collect_files(struct db *db, const struct destroy *d, struct destroyed *ret) {
    for (size_t i = 0; i < d->table->column_count; i++) {
        if (d->table->columns[i].kind == KIND_FILE && doomed_column(d, i))
            TRY(collect_files_of(db, d, d->table->columns[i].name, ret));
    }
    return 0;
}

/* ---- the end ---- */

/* What gdprctl's own tables say of the very rows: a restriction or a statement that stayed would one day be about
 * another row with the same id. A request of a representative lets go of the customer too, or it would be taken for the
 * customer's own. */
static int let_go(struct db *db, const struct destroy *d) {
    static const char *const all[] = {
        "DELETE FROM restriction INDEXED BY restriction_row WHERE table_name = :table AND row_id IN (SELECT id FROM "
        "temp.doomed)",
        "DELETE FROM statement INDEXED BY statement_row WHERE table_name = :table AND row_id IN (SELECT id FROM "
        "temp.doomed)",
    };

    for (size_t i = 0; i < ARRAY_LEN(all); i++) {
        STMT(st);

        TRY(stmt_open(&st, db, all[i]));
        stmt_text(&st, ":table", d->table->name);
        TRY(stmt_run(&st));
    }
    if (d->table->depth == 0)
        return tombstone_forget(db);
    if (strcmp(d->table->name, "representative") == 0) {
        STMT(st);

        TRY(stmt_open(&st, db,
                      "UPDATE request SET customer_id = NULL WHERE representative_id IN (SELECT id FROM temp.doomed)"));
        return stmt_run(&st);
    }
    return 0;
}

/* Whose a row was, and the event that started its period. */
static void returning(const struct destroy *d, struct sb *sql) {
    sb_cat(sql, " RETURNING ");
    catalog_owner_sql(d->table, d->table->name, sql);
    sb_cat(sql, ", ");
    if (d->rule_event < d->table->column_count)
        sql_ident(sql, d->table->columns[d->rule_event].name);
    else
        sb_cat(sql, "NULL");
}

/* Rows of several people, or with an event, tell that as they go, so that none has to be read before. */
static int delete_rows(struct db *db, const struct destroy *d, struct destroyed *ret) {
    bool event = d->rule_event < d->table->column_count;
    bool each = d->rule != NULL && (event || (d->table->depth > 0 && d->person == 0));
    int64_t rows;
    SB(sql);
    STMT(st);

    sb_cat(&sql, "DELETE FROM ");
    sql_ident(&sql, d->table->name);
    sb_cat(&sql, " WHERE id IN (SELECT id FROM temp.doomed)");
    if (each)
        returning(d, &sql);
    TRY(stmt_openf(&st, db, "%s", sql.d));
    if (each) {
        TRY(tombstone_leave_each(db, d, &st, &rows));
    } else {
        TRY(stmt_run(&st));
        rows = db_changes(db);
        TRY(tombstone_leave(db, d, rows));
    }
    ret->rows += rows;
    return 0;
}

static void add_cleared(const char *column, struct sb *set, struct sb *filled) {
    SB(name);

    sql_ident(&name, column);
    sb_printf(set, "%s%s = NULL", set->len > 0 ? ", " : "", name.d);
    sb_printf(filled, "%s%s IS NOT NULL", filled->len > 0 ? " OR " : "", name.d);
}

static int clear_columns(struct db *db, const struct destroy *d, struct destroyed *ret) {
    SB(table);
    SB(set);
    SB(filled);
    STMT(st);

    for (size_t i = 0; i < d->column_count; i++) {
        const struct cat_column *column = &d->table->columns[d->columns[i]];

        if (column->not_null)
            continue; /* a natural key or a flag: it goes with the row */
        add_cleared(column->name, &set, &filled);
        if (column->key_column != NULL)
            add_cleared(column->key_column, &set, &filled);
    }
    if (set.len == 0)
        return 0;
    sql_ident(&table, d->table->name);
    TRY(stmt_openf(&st, db, "UPDATE %s SET %s WHERE id IN (SELECT id FROM temp.doomed) AND (%s)", table.d, set.d,
                   filled.d));
    TRY(stmt_run(&st));
    ret->rows += db_changes(db);
    return 0;
}

int destroy_count_held(struct db *db, const struct destroy *d, int64_t *ret) {
    struct destroyed counted = {0};

    TRY(take_out_stopped(db, d, &counted));
    *ret = counted.held;
    return 0;
}

/* Starting events that other rows of the person wait for. */
static int remember_events(struct db *db, const struct destroy *d) {
    for (size_t i = 0; i < d->event_count; i++) {
        if (doomed_column(d, d->events[i]))
            TRY(last_event_remember(db, d->table, &d->table->columns[d->events[i]], d->columns == NULL));
    }
    return 0;
}

/* What goes now must not come back with a backup. */
static int note(struct db *db, const struct destroy *d) {
    char *except CLEANUP(mem_free) = NULL;
    SB(columns);

    for (size_t i = 0; d->columns != NULL && i < d->column_count; i++)
        sb_printf(&columns, "%s%s", i > 0 ? "," : "", d->table->columns[d->columns[i]].name);
    TRY(ledger_request_ref(db, d->except_request, &except));
    return ledger_note_destroy(
        db, d->register_id,
        &(struct ledger_item){
            .s = {NULL, d->table->name, d->columns != NULL ? columns.d : NULL, d->as_of, except, d->source, d->rule,
                  d->rule_event < d->table->column_count ? d->table->columns[d->rule_event].name : NULL}});
}

int destroy_run(struct db *db, const struct destroy *d, struct destroyed *ret) {
    TRY(take_out_stopped(db, d, ret));
    if (d->columns == NULL)
        TRY(take_out_parents(db, d, ret));
    TRY(refuse_strays(db, d));
    if (!d->repeated)
        TRY(keep_bans(db, d, ret));
    TRY(collect_files(db, d, ret));
    if (d->table->depth > 0)
        TRY(remember_events(db, d));
    TRY(note(db, d));
    if (d->columns != NULL)
        return clear_columns(db, d, ret);
    TRY(let_go(db, d));
    return delete_rows(db, d, ret);
}

int destroy_went(struct db *db, int64_t row_id) {
    STMT(st);

    TRY(stmt_open(&st, db, "SELECT 1 FROM temp.doomed WHERE id = :id"));
    stmt_int(&st, ":id", row_id);
    return stmt_next(&st);
}
