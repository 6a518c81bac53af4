/*
 * record_store.c - see record_store.h. All names come from the catalogue and go through sql_ident.
 */
#include "store/record_store.h"

static void column_ref(struct sb *out, const char *alias, const char *column) {
    sb_cat(out, alias);
    sb_ch(out, '.');
    sql_ident(out, column);
}

/* The first foreign key of `table` that leads to `parent`, or NULL. */
static const struct cat_column *foreign_key(const struct cat_table *table, const struct cat_table *parent) {
    for (size_t i = 0; i < table->column_count; i++) {
        if (table->columns[i].parent == parent)
            return &table->columns[i];
    }
    return NULL;
}

/* (SELECT the last of e.column FROM event table e WHERE <condition>): NULL without rows, 'open' with an undated one. */
static void last_of(const struct record_event *event, const char *condition, struct sb *out) {
    SB(column);

    column_ref(&column, "e", event->column->name);
    sb_printf(out,
              "(SELECT CASE WHEN count(*) = 0 THEN NULL WHEN count(*) > count(%s) THEN '" RECORD_OPEN
              "' ELSE max(%s) END FROM ",
              column.d, column.d);
    sql_ident(out, event->table->name);
    sb_printf(out, " e WHERE %s)", condition);
}

/* The newest event among the customer's rows that are gone already. Names are the catalogue's, so they hold no quote.
 */
static void remembered(const struct record_event *event, const char *customer, struct sb *out) {
    sb_printf(out,
              "(SELECT g.newest FROM last_event g WHERE g.customer_id = %s AND g.table_name = '%s'"
              " AND g.column_name = '%s')",
              customer, event->table->name, event->column->name);
}

void record_newest_sql(const struct record_event *event, const char *customer, struct sb *out) {
    SB(condition);

    record_owner_where(event->table, "e", customer, &condition);
    sb_cat(out, "nullif(max(coalesce(");
    last_of(event, condition.d, out);
    sb_cat(out, ", ''), coalesce(");
    remembered(event, customer, out);
    sb_cat(out, ", '')), '')");
}

const struct cat_column *record_event_up(const struct cat_table *table, const struct record_event *event) {
    return foreign_key(table, event->table);
}

/* Of a customer all rows count, those that are gone too. */
const struct cat_column *record_event_down(const struct cat_table *table, const struct record_event *event) {
    return table->depth > 0 ? foreign_key(event->table, table) : NULL;
}

bool record_event_joined_sql(const struct cat_table *table, const struct record_event *event, const char *alias,
                             struct sb *out) {
    const struct cat_column *up = record_event_up(table, event);
    const struct cat_column *down = record_event_down(table, event);

    if (up != NULL) {
        sb_cat(out, "(SELECT coalesce(");
        column_ref(out, "e", event->column->name);
        sb_cat(out, ", '" RECORD_OPEN "') FROM ");
        sql_ident(out, event->table->name);
        sb_cat(out, " e WHERE e.id = ");
        column_ref(out, alias, up->name);
        sb_ch(out, ')');
    } else if (down != NULL) {
        SB(condition);

        column_ref(&condition, "e", down->name);
        sb_printf(&condition, " = %s.id", alias);
        last_of(event, condition.d, out);
    }
    return up != NULL || down != NULL;
}

void record_event_sql(const struct cat_table *table, const struct record_event *event, const char *alias,
                      struct sb *out) {
    SB(owner);

    if (event->table == table) {
        column_ref(out, alias, event->column->name);
        return;
    }
    catalog_owner_sql(table, alias, &owner);
    sb_cat(out, "coalesce(");
    if (record_event_joined_sql(table, event, alias, out))
        sb_cat(out, ", ");
    record_newest_sql(event, owner.d, out);
    sb_cat(out, ", NULL)");
}

void record_owner_where(const struct cat_table *table, const char *alias, const char *param, struct sb *out) {
    const struct cat_column *owner = table->depth > 0 ? &table->columns[table->owner] : NULL;

    if (owner == NULL) {
        sb_printf(out, "%s.id = %s", alias, param);
    } else if (owner->parent->depth == 0) {
        column_ref(out, alias, owner->name);
        sb_printf(out, " = %s", param);
    } else {
        SB(inner);

        sb_printf(&inner, "%s_", alias);
        column_ref(out, alias, owner->name);
        sb_cat(out, " IN (SELECT ");
        sb_printf(out, "%s.id FROM ", inner.d);
        sql_ident(out, owner->parent->name);
        sb_printf(out, " %s WHERE ", inner.d);
        record_owner_where(owner->parent, inner.d, param, out);
        sb_ch(out, ')');
    }
}

/* ---- rows held by a rule ---- */

static void has_value(const struct record_mark *mark, size_t at, const char *alias, struct sb *out) {
    column_ref(out, alias, mark->column->name);
    if (mark->value != NULL)
        sb_printf(out, " = :mark%zu", at);
    else
        sb_cat(out, " IS NULL");
}

/* EXISTS a row of the mark's table with the value, under a further condition on it ("e"). */
static void exists_marked(const struct record_mark *mark, size_t at, const char *condition, struct sb *out) {
    sb_cat(out, "EXISTS (SELECT 1 FROM ");
    sql_ident(out, mark->table->name);
    sb_printf(out, " e WHERE (%s) AND ", condition);
    has_value(mark, at, "e", out);
    sb_ch(out, ')');
}

static void mark_condition(const struct cat_table *table, const struct record_mark *mark, size_t at, const char *alias,
                           struct sb *out) {
    const struct cat_column *up = foreign_key(table, mark->table);
    const struct cat_column *down = foreign_key(mark->table, table);
    SB(mine);
    SB(of_customer);
    SB(tied);

    if (mark->table == table) {
        has_value(mark, at, alias, out);
        return;
    }
    catalog_owner_sql(table, alias, &mine);
    record_owner_where(mark->table, "e", mine.d, &of_customer);
    if (up != NULL) {
        sb_cat(&tied, "e.id = ");
        column_ref(&tied, alias, up->name);
        if (!up->not_null) {
            sb_cat(&tied, " OR (");
            column_ref(&tied, alias, up->name);
            sb_printf(&tied, " IS NULL AND %s)", of_customer.d);
        }
    } else if (down != NULL) {
        column_ref(&tied, "e", down->name);
        sb_printf(&tied, " = %s.id", alias);
        if (!down->not_null) {
            sb_cat(&tied, " OR (");
            column_ref(&tied, "e", down->name);
            sb_printf(&tied, " IS NULL AND %s)", of_customer.d);
        }
    } else {
        sb_cat(&tied, of_customer.d);
    }
    exists_marked(mark, at, tied.d, out);
}

void record_marks_sql(const struct cat_table *table, const struct record_mark *marks, size_t n, const char *alias,
                      struct sb *out) {
    for (size_t i = 0; i < n; i++) {
        sb_cat(out, i > 0 ? " OR " : "");
        mark_condition(table, &marks[i], i, alias, out);
    }
}

void record_bind_marks(struct stmt *st, const struct record_mark *marks, size_t n) {
    for (size_t i = 0; i < n; i++) {
        char param[32];

        (void)snprintf(param, sizeof param, ":mark%zu", i);
        if (marks[i].value != NULL)
            stmt_text(st, param, marks[i].value);
    }
}

/* ---- reading ---- */

int record_open(struct record_reader *r, struct db *db, const struct cat_table *table,
                const struct record_event *events, size_t event_count, const struct record_mark *marks,
                size_t mark_count, enum record_columns columns) {
    SB(sql);

    r->columns = table->column_count + (columns == RECORD_SHOWN ? table->computed_count : 0);

    /* "+": SQLite would note for each column where it comes from, which takes longer than reading it. */
    sb_cat(&sql, "SELECT a.id");
    for (size_t i = 0; i < r->columns; i++) {
        sb_cat(&sql, ", +");
        column_ref(&sql, "a", table->columns[i].name);
    }
    for (size_t i = 0; i < event_count; i++) {
        sb_cat(&sql, ", ");
        record_event_sql(table, &events[i], "a", &sql);
    }
    if (mark_count > 0) {
        sb_cat(&sql, ", ");
        record_marks_sql(table, marks, mark_count, "a", &sql);
    }
    sb_cat(&sql, " FROM ");
    sql_ident(&sql, table->name);
    sb_cat(&sql, " a WHERE ");
    record_owner_where(table, "a", ":id", &sql);
    sb_cat(&sql, " ORDER BY a.id");
    r->table = table;
    r->events = event_count;
    r->marks = marks;
    r->mark_count = mark_count;
    return stmt_open(&r->st, db, sql.d);
}

void record_close(struct record_reader *r) {
    stmt_release(&r->st);
}

void record_bind(struct record_reader *r, int64_t customer_id) {
    stmt_reset(&r->st);
    stmt_int(&r->st, ":id", customer_id);
    record_bind_marks(&r->st, r->marks, r->mark_count);
}

int record_next(struct record_reader *r) {
    return stmt_next(&r->st);
}

int64_t record_id(const struct record_reader *r) {
    return stmt_col_int(&r->st, 0);
}

const char *record_text(const struct record_reader *r, size_t column) {
    return stmt_col_text(&r->st, 1 + (int)column);
}

size_t record_len(const struct record_reader *r, size_t column) {
    return stmt_col_len(&r->st, 1 + (int)column);
}

bool record_is_int(const struct record_reader *r, size_t column) {
    return stmt_col_is_int(&r->st, 1 + (int)column);
}

bool record_is_blob(const struct record_reader *r, size_t column) {
    return stmt_col_is_blob(&r->st, 1 + (int)column);
}

const uint8_t *record_blob(const struct record_reader *r, size_t column) {
    return stmt_col_blob(&r->st, 1 + (int)column);
}

const char *record_event_text(const struct record_reader *r, size_t event) {
    return stmt_col_text(&r->st, 1 + (int)r->columns + (int)event);
}

bool record_marked(const struct record_reader *r) {
    return r->mark_count > 0 && stmt_col_int(&r->st, 1 + (int)r->columns + (int)r->events) != 0;
}

/* Whether there are rows of the customer in a table. "IN (SELECT column FROM table)" is looked up in the column's index
 * like EXISTS, and prepared in half the time. */
static void is_present(const struct cat_table *table, struct sb *out) {
    const struct cat_column *owner = table->depth > 0 ? &table->columns[table->owner] : NULL;
    bool of_customer = owner == NULL || owner->parent->depth == 0;

    sb_cat(out, of_customer ? ":customer IN (SELECT a." : "EXISTS (SELECT 1");
    if (of_customer)
        sql_ident(out, owner != NULL ? owner->name : "id");
    sb_cat(out, " FROM ");
    sql_ident(out, table->name);
    sb_cat(out, " a");
    if (!of_customer) {
        sb_cat(out, " WHERE ");
        record_owner_where(table, "a", ":customer", out);
    }
    sb_ch(out, ')');
}

int record_presence_open(struct stmt *st, struct db *db, const struct catalog *cat) {
    SB(sql);

    for (size_t i = 0; i < cat->table_count; i++) {
        sb_cat(&sql, i > 0 ? ", " : "SELECT ");
        is_present(&cat->tables[i], &sql);
    }
    return stmt_open(st, db, sql.d);
}

int record_presence_look(struct stmt *st, int64_t customer_id) {
    stmt_reset(st);
    stmt_int(st, ":customer", customer_id);
    return stmt_next(st);
}

bool record_presence(const struct stmt *st, size_t table) {
    return stmt_col_int(st, (int)table) != 0;
}

int record_owner(struct db *db, const struct cat_table *table, int64_t register_id, int64_t row_id, int64_t *ret) {
    SB(quoted);
    SB(owner);
    STMT(st);
    int r;

    sql_ident(&quoted, table->name);
    catalog_owner_sql(table, "a", &owner);
    TRY(stmt_openf(&st, db,
                   "SELECT c.id FROM %s a JOIN customer c ON c.id = %s WHERE a.id = :row AND c.register_id = :register",
                   quoted.d, owner.d));
    stmt_int(&st, ":row", row_id);
    stmt_int(&st, ":register", register_id);
    r = stmt_next(&st);
    *ret = r > 0 ? stmt_col_int(&st, 0) : 0;
    return r;
}
