/*
 * due_store.c - see due_store.h. Names come from the catalogue; dates and codes are bound. Rows without a day are in
 * due_missing.c.
 */
#include "store/due_store.h"

#include "base/sb.h"
#include "domain/code.h"
#include "store/hold_store.h"
#include "store/release_store.h"
#include "store/stmt.h"

static int make_table(struct db *db, const char *name) {
    SB(quoted);
    STMT(make);
    STMT(empty);

    sql_ident(&quoted, name);
    TRY(stmt_openf(&make, db, "CREATE TEMP TABLE IF NOT EXISTS %s (id INTEGER PRIMARY KEY)", quoted.d));
    TRY(stmt_run(&make));
    TRY(stmt_openf(&empty, db, "DELETE FROM temp.%s", quoted.d));
    return stmt_run(&empty);
}

int due_other_registers(struct db *db, int64_t register_id) {
    STMT(st);

    TRY(stmt_open(&st, db,
                  "SELECT 1 FROM register g WHERE g.id <> :register AND EXISTS"
                  " (SELECT 1 FROM customer c WHERE c.register_id = g.id) LIMIT 1"));
    stmt_int(&st, ":register", register_id);
    return stmt_next(&st);
}

/* Only rows of the register: through the customer they lead to. `others` is due_other_registers(). */
static void register_condition(const struct cat_table *table, int others, struct sb *sql) {
    if (others == 0) {
        sb_cat(sql, "true");
    } else if (table->depth == 0) {
        sb_cat(sql, "a.register_id = :register");
    } else {
        sb_cat(sql, "(SELECT c.register_id FROM customer c WHERE c.id = ");
        catalog_owner_sql(table, "a", sql);
        sb_cat(sql, ") = :register");
    }
}

void due_bind_whose(struct stmt *st, int64_t register_id, int others) {
    if (others > 0)
        stmt_int(st, ":register", register_id);
}

/* Only rows of people of these roles. */
static void role_condition(const struct cat_table *table, unsigned roles, struct sb *sql) {
    const char *comma = "";

    if (roles == 0)
        return;
    sb_cat(sql, " AND (SELECT c.role FROM customer c WHERE c.id = ");
    catalog_owner_sql(table, "a", sql);
    sb_cat(sql, ") IN (");
    for (enum role r = 0; r < ROLE__MAX; r++) {
        if ((roles >> r & 1) == 0)
            continue;
        sb_printf(sql, "%s'%s'", comma, role_code(r));
        comma = ", ";
    }
    sb_cat(sql, ")");
}

void due_whose_sql(const struct cat_table *table, unsigned roles, int others, struct sb *sql) {
    register_condition(table, others, sql);
    role_condition(table, roles, sql);
}

/* Only rows of people who object to every one of these; an objection to all marketing is one to each kind of it, and
 * one to the processing is one to everything. */
static void objection_condition(const struct due_query *q, struct sb *sql) {
    SB(owner);

    if (q->objected == 0)
        return;
    catalog_owner_sql(q->table, "a", &owner);
    for (enum scope s = 0; s < SCOPE__MAX; s++) {
        if ((q->objected >> s & 1) == 0)
            continue;
        sb_printf(
            sql,
            " AND %s IN (SELECT o.customer_id FROM objection o WHERE o.register_id = :register AND o.since < :day AND"
            " o.scope IN ('%s', '%s', '%s'))",
            owner.d, scope_code(s), scope_code(s == SCOPE_PROCESSING ? s : SCOPE_ALL_MARKETING),
            scope_code(SCOPE_PROCESSING));
    }
    sb_cat(sql, " AND NOT ");
    standing_in_force_sql(q->cat, owner.d, sql);
}

void due_except_sql(const char *const *except, size_t n, struct sb *sql) {
    for (size_t i = 0; i < n; i++) {
        sb_cat(sql, " AND a.id NOT IN (SELECT id FROM temp.");
        sql_ident(sql, except[i]);
        sb_cat(sql, ")");
    }
}

/* The rows that an event before the cutoff can end: those it is joined with, and those of the customers whose last one
 * it is. Without this every row of the table would be looked at. */
static void candidates(const struct due_query *q, const struct due_rule *rule, size_t at, struct sb *sql) {
    const struct cat_column *up = record_event_up(q->table, &rule->event);
    const struct cat_column *down = record_event_down(q->table, &rule->event);
    SB(event);
    SB(column);

    sql_ident(&event, rule->event.table->name);
    if (up != NULL) {
        sql_ident(&column, rule->event.column->name);
        sb_cat(sql, "(a.");
        sql_ident(sql, up->name);
        sb_printf(sql, " IN (SELECT e.id FROM %s e WHERE e.%s < :cutoff%zu) OR ", event.d, column.d, at);
    } else if (down != NULL) {
        sb_printf(sql, "(a.id IN (SELECT id FROM temp.%s) OR ", rule->joined);
    }
    catalog_owner_sql(q->table, "a", sql);
    sb_printf(sql, " IN (SELECT id FROM temp.%s)", rule->people);
    if (up == NULL && down != NULL) {
        sql_ident(&column, down->name);
        sb_printf(sql, " AND NOT EXISTS (SELECT 1 FROM %s e WHERE e.%s = a.id)", event.d, column.d);
    }
    if (up != NULL || down != NULL)
        sb_ch(sql, ')');
}

/* Whether the condition needs the cutoff itself: else it has been compared with already. */
static bool compares(const struct due_query *q, const struct due_rule *rule) {
    return rule->by_time && (rule->event.table == q->table || record_event_up(q->table, &rule->event) != NULL);
}

/* The event by which the rule finds row `a`: its own, one joined with it, or the last of its customer. */
static void found_event(const struct due_query *q, const struct due_rule *rule, struct sb *sql) {
    if (rule->event.table == q->table) {
        record_event_sql(q->table, &rule->event, "a", sql);
        return;
    }
    sb_cat(sql, "coalesce(");
    if (record_event_up(q->table, &rule->event) != NULL) {
        (void)record_event_joined_sql(q->table, &rule->event, "a", sql);
        sb_cat(sql, ", ");
    } else if (record_event_down(q->table, &rule->event) != NULL) {
        sb_printf(sql, "(SELECT h.event FROM temp.%s h WHERE h.id = a.id), ", rule->joined);
    }
    sb_printf(sql, "(SELECT h.event FROM temp.%s h WHERE h.id = ", rule->people);
    catalog_owner_sql(q->table, "a", sql);
    sb_cat(sql, "), NULL)");
}

static void released_day(const struct due_query *q, size_t at, struct sb *sql) {
    char rule[32];

    (void)snprintf(rule, sizeof rule, ":rule%zu", at);
    release_day_sql(q->table, rule, sql);
}

static void release_condition(const struct due_query *q, size_t at, struct sb *sql) {
    if (q->rules[at].persons_only) {
        catalog_owner_sql(q->table, "a", sql);
        sb_printf(sql,
                  " IN (SELECT p.customer_id FROM release p WHERE p.register_id = :register AND p.rule = :rule%zu)"
                  " AND ",
                  at);
    }
    released_day(q, at, sql);
    sb_cat(sql, " < :day");
}

static void rule_condition(const struct due_query *q, size_t at, struct sb *sql) {
    const struct due_rule *rule = &q->rules[at];
    SB(event);

    if (!rule->by_time) {
        release_condition(q, at, sql);
        return;
    }
    if (rule->event.table != q->table) {
        candidates(q, rule, at, sql);
        if (!compares(q, rule))
            return;
        sb_cat(sql, " AND ");
    }
    found_event(q, rule, &event);
    if (rule->event.table == q->table) {
        sb_printf(sql, "%s < :cutoff%zu AND is_day(%s)", event.d, at, event.d);
    } else { /* LIMIT keeps SQLite from computing it twice */
        sb_printf(sql, "(SELECT v.event < :cutoff%zu AND is_day(v.event) FROM (SELECT %s AS event LIMIT -1) v)", at,
                  event.d);
    }
}

static void filled_condition(const struct due_query *q, struct sb *sql) {
    if (q->filled == NULL)
        return;
    sb_cat(sql, " AND (");
    for (size_t i = 0; i < q->filled_count; i++) {
        sb_cat(sql, i > 0 ? " OR a." : "a.");
        sql_ident(sql, q->table->columns[q->filled[i]].name);
        sb_cat(sql, " IS NOT NULL");
    }
    sb_cat(sql, ")");
}

/* Texts that a statement holds on to while it runs. */
struct due_days {
    char cutoffs[DUE_RULES_MAX][DATE_LEN];
    char as_of[DATE_LEN];
};

/* Whether a day is compared with besides the cutoffs: an officer's word, an objection's day. */
static bool by_day(const struct due_query *q) {
    bool any = q->objected != 0;

    for (size_t i = 0; i < q->rule_count; i++)
        any = any || !q->rules[i].by_time;
    return any;
}

static void bind_rules(struct stmt *st, const struct due_query *q, struct due_days *days) {
    for (size_t i = 0; i < q->rule_count; i++) {
        char param[32];

        if (compares(q, &q->rules[i])) {
            (void)snprintf(param, sizeof param, ":cutoff%zu", i);
            date_iso(q->rules[i].cutoff, days->cutoffs[i]);
            stmt_text(st, param, days->cutoffs[i]);
        } else if (!q->rules[i].by_time) {
            (void)snprintf(param, sizeof param, ":rule%zu", i);
            stmt_text(st, param, q->rules[i].code);
        }
    }
    date_iso(q->as_of, days->as_of);
    if (by_day(q))
        stmt_text(st, ":day", days->as_of);
}

/* Runs one statement about temp.<name>, :cutoff bound when `cutoff` is given. */
static int on_last(struct db *db, const char *cutoff, const char *sql) {
    STMT(st);

    TRY(stmt_openf(&st, db, "%s", sql));
    if (cutoff != NULL)
        stmt_text(&st, ":cutoff", cutoff);
    return stmt_run(&st);
}

/* temp.<name> and the ids that are collected for it, both empty. */
static int make_last(struct db *db, const char *name) {
    SB(make);
    SB(empty);

    sb_printf(&make, "CREATE TEMP TABLE IF NOT EXISTS %s (id INTEGER PRIMARY KEY, event TEXT)", name);
    TRY(on_last(db, NULL, make.d));
    sb_printf(&empty, "DELETE FROM temp.%s", name);
    TRY(on_last(db, NULL, empty.d));
    return make_table(db, "collected");
}

/* Collects what the rows with an event before the cutoff lead to: an expression of row `x`. */
static int collect(struct db *db, const struct record_event *event, const char *id, const char *cutoff) {
    SB(add);

    sb_printf(&add, "INSERT OR IGNORE INTO temp.collected (id) SELECT %s FROM ", id);
    sql_ident(&add, event->table->name);
    sb_cat(&add, " x WHERE x.");
    sql_ident(&add, event->column->name);
    sb_printf(&add, " < :cutoff AND %s IS NOT NULL", id);
    return on_last(db, cutoff, add.d);
}

/* Those that were collected are asked for their last event, in the order of their ids, in which their rows mostly lie;
 * only those are taken of which it is before the cutoff. `last` is an expression of row `p`; LIMIT keeps SQLite from
 * computing it wherever it is named. */
static int take_last(struct db *db, const char *name, const char *last, const char *cutoff) {
    SB(take);

    sb_printf(&take,
              "INSERT INTO temp.%s (id, event) SELECT q.id, q.event FROM (SELECT p.id AS id, %s AS event FROM"
              " temp.collected p ORDER BY p.id LIMIT -1) q WHERE q.event < :cutoff AND is_day(q.event)",
              name, last);
    TRY(on_last(db, cutoff, take.d));
    return on_last(db, NULL, "DELETE FROM temp.collected");
}

/* Of customers whose rows with the event have all gone, the remembered one counts. Whether there is a row again is not
 * asked here, where they come in the order of their days, all over the tables: take_last does that. */
static int collect_gone(struct db *db, const struct record_event *event, const char *cutoff) {
    SB(sql);

    sb_printf(&sql,
              "INSERT OR IGNORE INTO temp.collected (id) SELECT x.customer_id FROM last_event x INDEXED BY"
              " last_event_none_left WHERE x.none_left = 1 AND x.table_name = '%s' AND x.column_name = '%s' AND"
              " x.newest < :cutoff",
              event->table->name, event->column->name);
    return on_last(db, cutoff, sql.d);
}

int due_people(struct db *db, const struct record_event *event, date_t cutoff, const char *name) {
    char day[DATE_LEN];
    SB(owner);
    SB(last);

    date_iso(cutoff, day);
    TRY(make_last(db, name));
    catalog_owner_sql(event->table, "x", &owner);
    TRY(collect(db, event, owner.d, day));
    TRY(collect_gone(db, event, day));
    record_newest_sql(event, "p.id", &last);
    return take_last(db, name, last.d, day);
}

int due_joined(struct db *db, const struct cat_table *table, const struct record_event *event, date_t cutoff,
               const char *name) {
    const struct cat_column *down = record_event_down(table, event);
    char day[DATE_LEN];
    SB(id);
    SB(last);

    if (down == NULL || record_event_up(table, event) != NULL)
        return 0;
    date_iso(cutoff, day);
    TRY(make_last(db, name));
    sb_cat(&id, "x.");
    sql_ident(&id, down->name);
    TRY(collect(db, event, id.d, day));
    (void)record_event_joined_sql(table, event, "p", &last);
    return take_last(db, name, last.d, day);
}

int due_is_empty(struct db *db, const struct cat_table *table, int64_t register_id) {
    SB(quoted);
    STMT(people);
    STMT(st);
    int r;

    TRY(stmt_open(&people, db, "SELECT 1 FROM customer WHERE register_id = :register LIMIT 1"));
    stmt_int(&people, ":register", register_id);
    r = stmt_next(&people);
    if (r <= 0)
        return r < 0 ? -1 : 1;
    sql_ident(&quoted, table->name);
    TRY(stmt_openf(&st, db, "SELECT 1 FROM %s LIMIT 1", quoted.d));
    r = stmt_next(&st);
    return r < 0 ? -1 : r == 0;
}

/* Whether the rows that are due are the very people that were found: nothing has to be read in their own rows. */
static bool is_people(const struct due_query *q, int others) {
    return q->table->depth == 0 && q->rule_count == 1 && q->rules[0].by_time && q->rules[0].event.table != q->table &&
           record_event_up(q->table, &q->rules[0].event) == NULL && q->objected == 0 && q->roles == 0 && others == 0 &&
           q->filled == NULL;
}

/* Whether the rows are better read as they lie: 1, 0 or -1. Where people of other registers are in the table, whose a
 * row is has to be looked up. By the index of the event every look goes to another page; of a good part of the table,
 * that takes longer than to read all of it in the order in which people lie near each other. Counted no further than
 * that part, so that a night of few rows loses nothing. */
static int in_row_order(struct db *db, const struct due_query *q, int others) {
    enum { PART = 8 };
    char cutoff[DATE_LEN];
    int64_t most;
    SB(table);
    SB(column);
    STMT(st);

    if (others == 0 || q->rule_count == 0 || !q->rules[0].by_time || q->rules[0].event.table != q->table)
        return 0;
    TRY(due_table_most(db, q->table, &most));
    sql_ident(&table, q->table->name);
    sql_ident(&column, q->rules[0].event.column->name);
    TRY(stmt_openf(&st, db, "SELECT count(*) FROM (SELECT 1 FROM %s a WHERE a.%s < :cutoff LIMIT :enough)", table.d,
                   column.d));
    date_iso(q->rules[0].cutoff, cutoff);
    stmt_text(&st, ":cutoff", cutoff);
    stmt_int(&st, ":enough", most / PART + 1);
    TRY(stmt_next(&st));
    return stmt_col_int(&st, 0) > most / PART;
}

/* FROM and WHERE of the rows that are due, `a`. */
static void due_rows(const struct due_query *q, int others, bool row_order, struct sb *sql) {
    sb_cat(sql, " FROM ");
    sql_ident(sql, q->table->name);
    sb_cat(sql, row_order ? " a NOT INDEXED WHERE " : " a WHERE ");
    for (size_t i = 0; i < q->rule_count; i++) {
        rule_condition(q, i, sql);
        sb_cat(sql, " AND ");
    }
    due_whose_sql(q->table, q->roles, others, sql);
    objection_condition(q, sql);
    due_except_sql(q->except, q->except_count, sql);
    filled_condition(q, sql);
}

/* `days` must outlive the statement. */
static void bind_query(struct stmt *st, const struct due_query *q, int others, struct due_days *days) {
    if (others > 0 || by_day(q))
        stmt_int(st, ":register", q->register_id);
    bind_rules(st, q, days);
}

int due_select(struct db *db, const struct due_query *q, const char *name, int64_t *ret_count) {
    int others = due_other_registers(db, q->register_id), empty, row_order;
    struct due_days days;
    SB(sql);
    SB(quoted);
    STMT(st);

    if ((q->rule_count == 0 && q->objected == 0) || q->rule_count > DUE_RULES_MAX)
        return err_set(db->err, ERR_INTERNAL, "table %s has no rules, or too many", q->table->name);
    TRY(others);
    TRY(make_table(db, name));
    *ret_count = 0;
    empty = due_is_empty(db, q->table, q->register_id);
    if (empty != 0)
        return empty < 0 ? -1 : 0;
    row_order = in_row_order(db, q, others);
    TRY(row_order);
    sql_ident(&quoted, name);
    sb_printf(&sql, "INSERT INTO temp.%s (id) SELECT a.id", quoted.d);
    if (is_people(q, others)) {
        sb_printf(&sql, " FROM temp.%s a WHERE true", q->rules[0].people);
        due_except_sql(q->except, q->except_count, &sql);
    } else {
        due_rows(q, others, row_order > 0, &sql);
    }
    TRY(stmt_openf(&st, db, "%s", sql.d));
    bind_query(&st, q, others, &days);
    TRY(stmt_run(&st));
    *ret_count = db_changes(db);
    return 0;
}

int due_leave_parents(struct db *db, const char *name, const struct cat_table *child, const struct cat_column *key,
                      const char *const *going, size_t n, int64_t *ret_left) {
    SB(list);
    SB(table);
    SB(column);
    SB(sql);
    STMT(st);

    sql_ident(&list, name);
    sql_ident(&table, child->name);
    sql_ident(&column, key->name);
    sb_printf(&sql, "DELETE FROM temp.%s WHERE EXISTS (SELECT 1 FROM %s c WHERE c.%s = temp.%s.id", list.d, table.d,
              column.d, list.d);
    for (size_t i = 0; i < n; i++) {
        SB(other);

        sql_ident(&other, going[i]);
        sb_printf(&sql, " AND NOT EXISTS (SELECT 1 FROM temp.%s g WHERE g.id = c.id)", other.d);
    }
    TRY(stmt_openf(&st, db, "%s)", sql.d));
    TRY(stmt_run(&st));
    *ret_left = db_changes(db);
    return 0;
}

int due_take(struct db *db, const char *name, int64_t limit, int64_t *ret_count) {
    SB(quoted);
    STMT(take);
    STMT(rest);

    TRY(make_table(db, "doomed"));
    sql_ident(&quoted, name);
    TRY(stmt_openf(&take, db, "INSERT INTO temp.doomed (id) SELECT id FROM temp.%s ORDER BY id LIMIT :limit",
                   quoted.d));
    stmt_int(&take, ":limit", limit);
    TRY(stmt_run(&take));
    *ret_count = db_changes(db);
    TRY(stmt_openf(&rest, db, "DELETE FROM temp.%s%s", quoted.d,
                   *ret_count < limit ? "" : " WHERE id <= (SELECT max(id) FROM temp.doomed)"));
    return stmt_run(&rest);
}

int due_give_back(struct db *db, const char *name) {
    SB(quoted);
    STMT(st);

    sql_ident(&quoted, name);
    TRY(stmt_openf(&st, db, "INSERT INTO temp.%s (id) SELECT id FROM temp.doomed", quoted.d));
    return stmt_run(&st);
}

int due_each_file(struct db *db, const struct cat_table *table, const struct cat_column *column,
                  int (*each)(void *ctx, int64_t row_id, const char *path), void *ctx) {
    SB(quoted);
    SB(file);
    STMT(st);
    int r;

    sql_ident(&quoted, table->name);
    sql_ident(&file, column->name);
    TRY(stmt_openf(
        &st, db,
        "SELECT a.id, a.%s FROM temp.doomed x CROSS JOIN %s a ON a.id = x.id WHERE a.%s IS NOT NULL ORDER BY a.id",
        file.d, quoted.d, file.d));
    while ((r = stmt_next(&st)) > 0) {
        int stop = each(ctx, stmt_col_int(&st, 0), stmt_col_text(&st, 1));

        if (stop != 0)
            return stop;
    }
    return r;
}

int due_spare(struct db *db, int64_t row_id) {
    STMT(st);

    TRY(stmt_open(&st, db, "DELETE FROM temp.doomed WHERE id = :id"));
    stmt_int(&st, ":id", row_id);
    TRY(stmt_run(&st));
    return db_changes(db) > 0;
}

int due_count(struct db *db, const char *const *names, size_t n, int64_t *ret) {
    STMT(empty);

    *ret = 0;
    TRY(make_table(db, "collected"));
    for (size_t i = 0; i < n; i++) {
        SB(quoted);
        STMT(st);

        sql_ident(&quoted, names[i]);
        TRY(stmt_openf(&st, db, "INSERT OR IGNORE INTO temp.collected (id) SELECT id FROM temp.%s", quoted.d));
        TRY(stmt_run(&st));
        *ret += db_changes(db);
    }
    TRY(stmt_open(&empty, db, "DELETE FROM temp.collected"));
    return stmt_run(&empty);
}

int due_any_objection(struct db *db, int64_t register_id) {
    STMT(st);

    TRY(stmt_open(&st, db, "SELECT 1 FROM objection WHERE register_id = :register LIMIT 1"));
    stmt_int(&st, ":register", register_id);
    return stmt_next(&st);
}

int due_table_most(struct db *db, const struct cat_table *table, int64_t *ret) {
    SB(sql);

    sb_cat(&sql, "SELECT max(id) FROM ");
    sql_ident(&sql, table->name);
    return stmt_scalar(db, sql.d, 0, ret);
}

int due_table_rows(struct db *db, const struct cat_table *table, int64_t register_id, int64_t enough, int64_t *ret) {
    int others = due_other_registers(db, register_id);
    SB(sql);
    STMT(st);

    TRY(others);
    sb_cat(&sql, "SELECT count(*) FROM (SELECT 1 FROM ");
    sql_ident(&sql, table->name);
    sb_cat(&sql, " a WHERE ");
    register_condition(table, others, &sql);
    TRY(stmt_openf(&st, db, "%s LIMIT :enough)", sql.d));
    due_bind_whose(&st, register_id, others);
    stmt_int(&st, ":enough", enough);
    TRY(stmt_next(&st));
    *ret = stmt_col_int(&st, 0);
    return 0;
}

/* To bring rows into an order would cost more memory than it saves calls. */
int due_histogram(struct db *db, const struct due_query *q, int (*each)(void *ctx, const date_t *events), void *ctx) {
    int others = due_other_registers(db, q->register_id), empty = due_is_empty(db, q->table, q->register_id), r;
    date_t events[DUE_RULES_MAX];
    struct due_days days;
    SB(sql);
    STMT(st);

    TRY(others);
    if (empty != 0)
        return empty < 0 ? -1 : 0;
    for (size_t i = 0; i < q->rule_count; i++) {
        sb_cat(&sql, i > 0 ? ", " : "SELECT ");
        if (q->rules[i].by_time)
            found_event(q, &q->rules[i], &sql);
        else
            released_day(q, i, &sql);
    }
    due_rows(q, others, false, &sql);
    TRY(stmt_openf(&st, db, "%s", sql.d));
    bind_query(&st, q, others, &days);
    while ((r = stmt_next(&st)) > 0) {
        for (size_t i = 0; i < q->rule_count; i++)
            events[i] = date_of_stored(stmt_col_text(&st, (int)i));
        TRY(each(ctx, events));
    }
    return r;
}
