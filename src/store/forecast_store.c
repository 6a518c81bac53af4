/*
 * forecast_store.c - see forecast_store.h.
 */
#include "store/forecast_store.h"

#include "base/sb.h"

/* Every row counts, whoever it is about. */
static bool counts_all(const struct due_query *q, int others) {
    return others == 0 && q->roles == 0;
}

/* ---- an event of the row itself ---- */

/* So many rows are skipped at once: fewer, and too often a place is looked for; more, and too
 * many are left to be counted one by one at the end of a month. */
enum { SKIP = 2048 };

struct own {
    struct stmt count; /* rows between two texts */
    struct stmt from;  /* the texts from one on, the first :skip left out */
};

static void own_release(struct own *o) {
    stmt_release(&o->count);
    stmt_release(&o->from);
}

/* To skip a row is the least that SQLite can do for it. To count it between two texts costs three times as much, and to
 * look into it more than that. */
static int own_open(struct own *o, struct db *db, const struct due_query *q) {
    SB(column);
    SB(table);

    sql_ident(&column, q->rules[0].event.column->name);
    sql_ident(&table, q->table->name);
    TRY(stmt_openf(&o->count, db, "SELECT count(*) FROM %s a WHERE a.%s >= :from AND a.%s < :to", table.d, column.d,
                   column.d));
    return stmt_openf(&o->from, db, "SELECT a.%s FROM %s a WHERE a.%s >= :from ORDER BY 1 LIMIT -1 OFFSET :skip",
                      column.d, table.d, column.d);
}

static int count_rows(struct own *o, const char *from, const char *to, int64_t *ret) {
    stmt_text(&o->count, ":from", from);
    stmt_text(&o->count, ":to", to);
    TRY(stmt_next(&o->count));
    *ret += stmt_col_int(&o->count, 0);
    stmt_reset(&o->count);
    return 0;
}

/* Skips rows, and after the last of them those with the same text: adds how many, and moves `from` on. 0 when not so
 * many lie before `to`; nothing is counted then. */
static int skip_rows(struct own *o, struct sb *from, const char *to, int64_t *ret) {
    int64_t rows = SKIP;
    int r;
    SB(last);

    stmt_text(&o->from, ":from", from->d);
    stmt_int(&o->from, ":skip", SKIP);
    r = stmt_next(&o->from);
    if (r > 0 && strcmp(stmt_col_text(&o->from, 0), to) < 0) {
        sb_cat(&last, stmt_col_text(&o->from, 0));
        for (; r > 0 && strcmp(stmt_col_text(&o->from, 0), last.d) == 0; rows++)
            r = stmt_next(&o->from);
        *ret += rows;
        sb_clear(&last);
        sb_cat(&last, r > 0 ? stmt_col_text(&o->from, 0) : to);
    } else if (r > 0) {
        r = 0;
    }
    stmt_reset(&o->from);
    if (last.len > 0) {
        sb_clear(from);
        sb_cat(from, last.d);
    }
    return r;
}

static int count_texts(struct own *o, const char *start, const char *to, int64_t *ret) {
    int more = 1;
    SB(from);

    sb_cat(&from, start);
    while (more > 0)
        more = skip_rows(o, &from, to, ret);
    TRY(more);
    return count_rows(o, from.d, to, ret);
}

/* The first day from `day` on whose text is not before this one; `end` when that comes first. */
static date_t day_from_text(const char *text, date_t day, date_t end) {
    while (day < end) {
        date_t middle = day + (end - day) / 2;
        char iso[DATE_LEN];

        date_iso(middle, iso);
        if (strcmp(iso, text) < 0) {
            day = middle + 1;
        } else {
            end = middle;
        }
    }
    return day;
}

/* The day of the first text from `from` on, which `day` is not before; `end` when there is none. 0 when that text is
 * no date: the first day behind it then. */
static int next_day(struct own *o, const char *from, date_t day, date_t end, date_t *ret) {
    int r;

    stmt_text(&o->from, ":from", from);
    stmt_int(&o->from, ":skip", 0);
    r = stmt_next(&o->from);
    TRY(r);
    *ret = r > 0 ? date_of_stored(stmt_col_text(&o->from, 0)) : end;
    r = *ret != DATE_NONE ? 1 : 0;
    if (r == 0)
        *ret = day_from_text(stmt_col_text(&o->from, 0), day, end);
    stmt_reset(&o->from);
    return r;
}

/* The last day before `end` whose text differs from that of `day` in its last character only: what lies between them
 * begins with a day, whatever it is. */
static date_t last_of_ten(date_t day, date_t end) {
    int year, month, number;
    date_t last = date_month_end(day);

    date_to_ymd(day, &year, &month, &number);
    last = day + 9 - number % 10 < last ? day + 9 - number % 10 : last;
    return last < end ? last : end - 1;
}

/* From a day on, as far as texts begin with days: `to` is the text behind them, `next` the day to go on with. */
static int days_until(struct own *o, date_t from, date_t end, char to[DATE_LEN], date_t *next) {
    int more = 1;

    for (*next = from; more > 0 && *next < end;) {
        date_t last = last_of_ten(*next, end);

        date_iso(last, to);
        to[DATE_LEN - 2]++;
        more = next_day(o, to, last + 1, end, next);
    }
    return more;
}

static int count_days(struct own *o, date_t from, date_t end, int64_t *ret) {
    char start[DATE_LEN], to[DATE_LEN];

    while (from < end) {
        date_iso(from, start);
        TRY(days_until(o, from, end, to, &from));
        TRY(count_texts(o, start, to, ret));
    }
    return 0;
}

/* The first of the days that `day` is before. */
static size_t first_end(const date_t *ends, size_t n, date_t day) {
    size_t low = 0;

    while (low < n) {
        size_t middle = low + (n - low) / 2;

        if (day < ends[middle])
            n = middle;
        else
            low = middle + 1;
    }
    return low;
}

/* Where not every row counts, whose each is has to be looked up. In the order of the rows these people lie near each
 * other; in the order of the event's index every look goes to another page. */
static int count_in_row_order(struct db *db, const struct due_query *q, int others, const date_t *ends, size_t n,
                              int64_t *rows) {
    char end[DATE_LEN];
    SB(column);
    SB(table);
    SB(whose);
    STMT(st);
    int r;

    sql_ident(&column, q->rules[0].event.column->name);
    sql_ident(&table, q->table->name);
    due_whose_sql(q->table, q->roles, others, &whose);
    TRY(stmt_openf(&st, db, "SELECT a.%s FROM %s a NOT INDEXED WHERE a.%s < :end AND %s", column.d, table.d, column.d,
                   whose.d));
    date_iso(ends[n - 1], end);
    stmt_text(&st, ":end", end);
    due_bind_whose(&st, q->register_id, others);
    while ((r = stmt_next(&st)) > 0) {
        date_t day = date_of_stored(stmt_col_text(&st, 0));

        if (day != DATE_NONE)
            rows[first_end(ends, n, day)]++;
    }
    return r;
}

int forecast_own(struct db *db, const struct due_query *q, const date_t *ends, size_t n, int64_t *rows) {
    struct own o CLEANUP(own_release) = {0};
    int others = due_other_registers(db, q->register_id);

    TRY(others);
    for (size_t i = 0; i < n; i++)
        rows[i] = 0;
    if (!counts_all(q, others))
        return count_in_row_order(db, q, others, ends, n, rows);
    TRY(own_open(&o, db, q));
    for (size_t i = 0; i < n; i++)
        TRY(count_days(&o, i > 0 ? ends[i - 1] : DATE_FIRST, ends[i], &rows[i]));
    return 0;
}

/* ---- the last of several events ---- */

/* The day of the row's event when that is before the cutoff, else DATE_NONE. As a blob the text is not copied. */
static date_t ended(const struct stmt *st, const char cutoff[DATE_LEN]) {
    const char *text = stmt_col_blob(st, 1);

    if (text == NULL || stmt_col_len(st, 1) < DATE_LEN - 1 || memcmp(text, cutoff, DATE_LEN - 1) >= 0)
        return DATE_NONE;
    return date_of_stored(text);
}

/* Of a statement that gives ids in descending order with their events, the newest first and NULL last: the ids of which
 * every event is before the cutoff. */
static int each_last(struct stmt *st, date_t cutoff, forecast_ends *each, void *ctx) {
    char end[DATE_LEN];
    int64_t id = 0; /* which no row has: it is NULL here */
    date_t last = DATE_NONE;
    int r;

    date_iso(cutoff, end);
    while ((r = stmt_next(st)) > 0) {
        int64_t next = stmt_col_int(st, 0);

        if (next == id) {
            last = last == DATE_NONE || stmt_col_null(st, 1) ? DATE_NONE : last;
            continue;
        }
        if (last != DATE_NONE)
            TRY(each(ctx, id, last));
        id = next;
        last = id != 0 ? ended(st, end) : DATE_NONE;
    }
    return r == 0 && last != DATE_NONE ? each(ctx, id, last) : r;
}

/* SELECT an id and the event FROM the event's table `e`. */
static void select_events(const struct record_event *event, const char *id, struct sb *sql) {
    sb_printf(sql, "SELECT %s, e.", id);
    sql_ident(sql, event->column->name);
    sb_cat(sql, " FROM ");
    sql_ident(sql, event->table->name);
    sb_cat(sql, " e");
}

/* Whether events of rows that have gone are remembered. */
static int any_remembered(struct db *db, const struct record_event *event) {
    STMT(st);

    TRY(stmt_open(&st, db, "SELECT 1 FROM last_event WHERE table_name = :table AND column_name = :column LIMIT 1"));
    stmt_text(&st, ":table", event->table->name);
    stmt_text(&st, ":column", event->column->name);
    return stmt_next(&st);
}

int forecast_people(struct db *db, const struct due_rule *rule, forecast_ends *each, void *ctx) {
    const struct record_event *event = &rule->event;
    int gone = any_remembered(db, event);
    SB(owner);
    SB(sql);
    STMT(st);

    TRY(gone);
    catalog_owner_sql(event->table, "e", &owner);
    select_events(event, owner.d, &sql);
    if (gone > 0) /* + keeps SQLite from an index whose rows it would have to sort */
        sb_cat(&sql, " UNION ALL SELECT g.customer_id, g.newest FROM last_event g WHERE +g.table_name = :table AND"
                     " g.column_name = :column");
    TRY(stmt_openf(&st, db, "%s ORDER BY 1 DESC, 2 DESC", sql.d));
    if (gone > 0) {
        stmt_text(&st, ":table", event->table->name);
        stmt_text(&st, ":column", event->column->name);
    }
    return each_last(&st, rule->cutoff, each, ctx);
}

/* ---- rows that wait for it ---- */

/* Counts the rows of the query under a condition on their :id; where every row counts and it is `one`, nothing is
 * opened. */
static int rest_open(struct forecast_rest *rest, struct db *db, const struct due_query *q, const char *condition,
                     bool one) {
    SB(table);
    SB(whose);

    rest->register_id = q->register_id;
    rest->others = due_other_registers(db, q->register_id);
    TRY(rest->others);
    if (one && counts_all(q, rest->others))
        return 0;
    sql_ident(&table, q->table->name);
    due_whose_sql(q->table, q->roles, rest->others, &whose);
    return stmt_openf(&rest->st, db, "SELECT count(*) FROM %s a WHERE %s AND %s", table.d, condition, whose.d);
}

void forecast_rest_release(struct forecast_rest *rest) {
    stmt_release(&rest->st);
}

int forecast_rest(struct forecast_rest *rest, int64_t customer_id, int64_t *ret) {
    *ret = 1;
    if (rest->st.st == NULL)
        return 0;
    stmt_int(&rest->st, ":id", customer_id);
    due_bind_whose(&rest->st, rest->register_id, rest->others);
    TRY(stmt_next(&rest->st));
    *ret = stmt_col_int(&rest->st, 0);
    stmt_reset(&rest->st);
    return 0;
}

int forecast_rest_open(struct forecast_rest *rest, struct db *db, const struct due_query *q) {
    const struct record_event *event = &q->rules[0].event;
    const struct cat_column *up = record_event_up(q->table, event), *down = record_event_down(q->table, event);
    SB(name);
    SB(condition);

    record_owner_where(q->table, "a", ":id", &condition);
    if (up != NULL) {
        sql_ident(&name, up->name);
        sb_printf(&condition, " AND a.%s IS NULL", name.d);
    } else if (down != NULL) {
        sql_ident(&name, down->name);
        sb_cat(&condition, " AND NOT EXISTS (SELECT 1 FROM ");
        sql_ident(&condition, event->table->name);
        sb_printf(&condition, " e WHERE e.%s = a.id)", name.d);
    }
    return rest_open(rest, db, q, condition.d, q->table->depth == 0);
}

/* ---- rows that an event is joined with ---- */

/* Each row that refers to a row with the event. */
static int joined_up(struct db *db, const struct due_query *q, const struct cat_column *up, forecast_days *each,
                     void *ctx) {
    int others = due_other_registers(db, q->register_id), r;
    char cutoff[DATE_LEN];
    SB(column);
    SB(sql);
    SB(whose);
    STMT(st);

    TRY(others);
    sql_ident(&column, q->rules[0].event.column->name);
    sb_printf(&sql, "SELECT e.%s, count(*) FROM ", column.d);
    sql_ident(&sql, q->rules[0].event.table->name);
    sb_cat(&sql, " e CROSS JOIN ");
    sql_ident(&sql, q->table->name);
    sb_cat(&sql, " a ON a.");
    sql_ident(&sql, up->name);
    due_whose_sql(q->table, q->roles, others, &whose);
    TRY(stmt_openf(&st, db, "%s = e.id WHERE e.%s < :cutoff AND %s GROUP BY 1", sql.d, column.d, whose.d));
    date_iso(q->rules[0].cutoff, cutoff);
    stmt_text(&st, ":cutoff", cutoff);
    due_bind_whose(&st, q->register_id, others);
    while ((r = stmt_next(&st)) > 0) {
        date_t day = date_of_stored(stmt_col_text(&st, 0));

        if (day != DATE_NONE)
            TRY(each(ctx, day, stmt_col_int(&st, 1)));
    }
    return r;
}

/* Rows one by one, each by the last event that refers to it. */
struct referred {
    struct forecast_rest self;
    forecast_days *each;
    void *ctx;
};

static void referred_release(struct referred *r) {
    forecast_rest_release(&r->self);
}

static int add_referred(void *ctx, int64_t id, date_t day) {
    struct referred *r = ctx;
    int64_t rows;

    TRY(forecast_rest(&r->self, id, &rows));
    return rows > 0 ? r->each(r->ctx, day, rows) : 0;
}

static int joined_down(struct db *db, const struct due_query *q, const struct cat_column *down, forecast_days *each,
                       void *ctx) {
    struct referred referred CLEANUP(referred_release) = {.each = each, .ctx = ctx};
    SB(id);
    SB(sql);
    STMT(st);

    TRY(rest_open(&referred.self, db, q, "a.id = :id", true));
    sb_cat(&id, "e.");
    sql_ident(&id, down->name);
    select_events(&q->rules[0].event, id.d, &sql);
    TRY(stmt_openf(&st, db, "%s ORDER BY 1 DESC, 2 DESC", sql.d));
    return each_last(&st, q->rules[0].cutoff, add_referred, &referred);
}

int forecast_joined(struct db *db, const struct due_query *q, forecast_days *each, void *ctx) {
    const struct cat_column *up = record_event_up(q->table, &q->rules[0].event);
    const struct cat_column *down = record_event_down(q->table, &q->rules[0].event);

    if (up != NULL)
        return joined_up(db, q, up, each, ctx);
    return down != NULL ? joined_down(db, q, down, each, ctx) : 0;
}
