/*
 * import_table.c - rows of record tables by their natural keys, found and written: statements composed from the
 * catalogue once, run for each row. See import_store.h.
 */
#include "store/sq.h"

#include "store/import_store.h"

#include "base/mem.h"

static const char *owner_column(const struct cat_table *t) {
    return strcmp(t->name, "customer") == 0 ? "register_id" : t->columns[t->owner].name;
}

static void bind_cell(struct stmt *st, int at, const struct import_cell *c) {
    if (c->type == IMPORT_TEXT)
        stmt_textn_at(st, at, c->d, c->len);
    else if (c->type == IMPORT_INT)
        stmt_int_at(st, at, c->i);
    else
        stmt_null_at(st, at);
}

/* " WHERE <owner> = ?1 AND <natural> = ?2 ...": the row of a natural key. */
static void where_key(struct sb *sql, const struct cat_table *t) {
    sb_cat(sql, " WHERE ");
    sql_ident(sql, owner_column(t));
    sb_cat(sql, " = ?");
    for (size_t k = 0; k < t->natural_count; k++) {
        sb_cat(sql, " AND ");
        sql_ident(sql, t->columns[t->natural[k]].name);
        sb_cat(sql, " = ?");
    }
}

/* ---- parents ---- */

int import_parent_open(struct import_parent *p, struct db *db, const struct cat_table *table) {
    SB(sql);

    sb_cat(&sql, "SELECT id FROM ");
    sql_ident(&sql, table->name);
    where_key(&sql, table);
    *p = (struct import_parent){0};
    return stmt_openf(&p->st, db, "%s", sql.d);
}

void import_parent_close(struct import_parent *p) {
    stmt_release(&p->st);
}

int import_parent_find(struct import_parent *p, int64_t owner, const struct import_cell *natural, size_t n,
                       int64_t *ret_id) {
    int r;

    stmt_int_at(&p->st, 1, owner);
    for (size_t i = 0; i < n; i++)
        bind_cell(&p->st, (int)i + 2, &natural[i]);
    r = stmt_next(&p->st);
    if (r > 0)
        *ret_id = stmt_col_int(&p->st, 0);
    stmt_reset(&p->st);
    return r;
}

/* ---- rows ---- */

static const char *column_name(const struct import_table *t, const size_t *columns, size_t at) {
    return t->table->columns[columns[at]].name;
}

/* Sorts the places of the columns into natural and settable ones. */
static int place_columns(struct import_table *t, const size_t *columns) {
    t->natural = mem_alloc((t->table->natural_count + 1) * sizeof *t->natural);
    t->settable = mem_alloc((t->count + 1) * sizeof *t->settable);
    for (size_t k = 0; k < t->table->natural_count; k++) {
        size_t at = 0;

        while (at < t->count && columns[at] != t->table->natural[k])
            at++;
        if (at == t->count)
            return err_set(t->db->err, ERR_INTERNAL, "import into %s without its natural key", t->table->name);
        t->natural[k] = at;
    }
    for (size_t at = 0; at < t->count; at++) {
        bool natural = false;

        for (size_t k = 0; k < t->table->natural_count; k++)
            natural = natural || t->natural[k] == at;
        if (!natural)
            t->settable[t->settable_count++] = at;
    }
    return 0;
}

/* Whether the row is as the file has it is for SQLite to say: a column of numbers stores "2" as 2.0. */
static int open_find(struct import_table *t, const size_t *columns) {
    SB(sql);

    sb_cat(&sql, "SELECT id");
    for (size_t i = 0; i < t->count; i++) {
        sb_cat(&sql, ", ");
        sql_ident(&sql, column_name(t, columns, i));
    }
    sb_cat(&sql, ", 1");
    for (size_t i = 0; i < t->settable_count; i++) {
        sb_cat(&sql, " AND ");
        sql_ident(&sql, column_name(t, columns, t->settable[i]));
        sb_cat(&sql, " COLLATE BINARY IS ?");
    }
    sb_cat(&sql, " FROM ");
    sql_ident(&sql, t->table->name);
    where_key(&sql, t->table);
    return stmt_openf(&t->find, t->db, "%s", sql.d);
}

static int open_insert(struct import_table *t, const size_t *columns, const char *constant) {
    SB(sql);

    sb_cat(&sql, "INSERT INTO ");
    sql_ident(&sql, t->table->name);
    sb_cat(&sql, " (");
    sql_ident(&sql, owner_column(t->table));
    for (size_t i = 0; i < t->count; i++) {
        sb_cat(&sql, ", ");
        sql_ident(&sql, column_name(t, columns, i));
    }
    if (constant != NULL) {
        sb_cat(&sql, ", ");
        sql_ident(&sql, constant);
    }
    sb_cat(&sql, ") VALUES (?");
    for (size_t i = 0; i < t->count; i++)
        sb_cat(&sql, ", ?");
    if (constant != NULL)
        sb_cat(&sql, ", ?");
    return stmt_openf(&t->insert, t->db, "%s) ON CONFLICT DO NOTHING", sql.d);
}

static int open_update(struct import_table *t, const size_t *columns) {
    SB(sql);

    if (t->settable_count == 0)
        return 0;
    sb_cat(&sql, "UPDATE ");
    sql_ident(&sql, t->table->name);
    for (size_t i = 0; i < t->settable_count; i++) {
        sb_cat(&sql, i == 0 ? " SET " : ", ");
        sql_ident(&sql, column_name(t, columns, t->settable[i]));
        sb_cat(&sql, " = ?");
    }
    return stmt_openf(&t->update, t->db, "%s WHERE id = ?", sql.d);
}

int import_table_open(struct import_table *t, struct db *db, const struct cat_table *table, const size_t *columns,
                      size_t count, const char *constant, const char *constant_value) {
    *t = (struct import_table){.db = db, .table = table, .count = count};
    TRY(place_columns(t, columns));
    TRY(open_find(t, columns));
    t->constant = mem_strdup(constant_value);
    TRY(open_insert(t, columns, constant));
    return open_update(t, columns);
}

void import_table_close(struct import_table *t) {
    stmt_release(&t->find);
    stmt_release(&t->insert);
    stmt_release(&t->update);
    free(t->natural);
    free(t->settable);
    free(t->constant);
    *t = (struct import_table){0};
}

int import_table_find(struct import_table *t, int64_t owner, const struct import_cell *cells, int64_t *ret_id) {
    int at = 0, r;

    stmt_reset(&t->find);
    for (size_t i = 0; i < t->settable_count; i++)
        bind_cell(&t->find, ++at, &cells[t->settable[i]]);
    stmt_int_at(&t->find, ++at, owner);
    for (size_t k = 0; k < t->table->natural_count; k++)
        bind_cell(&t->find, ++at, &cells[t->natural[k]]);
    r = stmt_next(&t->find);
    if (r > 0)
        *ret_id = stmt_col_int(&t->find, 0);
    return r;
}

bool import_table_same(const struct import_table *t) {
    return stmt_col_int(&t->find, (int)t->count + 1) != 0;
}

int64_t import_table_old_id(const struct import_table *t) {
    return stmt_col_int(&t->find, 0);
}

const char *import_table_old(const struct import_table *t, size_t at) {
    return stmt_col_text(&t->find, (int)at + 1);
}

int64_t import_table_old_int(const struct import_table *t, size_t at) {
    return stmt_col_int(&t->find, (int)at + 1);
}

int import_table_insert(struct import_table *t, int64_t owner, const struct import_cell *cells) {
    stmt_reset(&t->find);
    stmt_int_at(&t->insert, 1, owner);
    for (size_t i = 0; i < t->count; i++)
        bind_cell(&t->insert, (int)i + 2, &cells[i]);
    if (t->constant != NULL)
        stmt_textn_at(&t->insert, (int)t->count + 2, t->constant, strlen(t->constant));
    TRY(stmt_run(&t->insert));
    return db_changes(t->db) > 0 ? 1 : 0;
}

int import_table_update(struct import_table *t, int64_t id, const struct import_cell *cells) {
    stmt_reset(&t->find);
    for (size_t i = 0; i < t->settable_count; i++)
        bind_cell(&t->update, (int)i + 1, &cells[t->settable[i]]);
    stmt_int_at(&t->update, (int)t->settable_count + 1, id);
    return stmt_run(&t->update);
}

const char *import_table_refusal(struct import_table *t) {
    const char *reason;

    if (t->db->err->code != ERR_DATA)
        return NULL;
    switch (sqlite3_extended_errcode(t->db->sq)) {
    case SQLITE_CONSTRAINT_NOTNULL:
        reason = "the table does not do without a value that the file does not have";
        break;
    case SQLITE_CONSTRAINT_CHECK:
    case SQLITE_CONSTRAINT_DATATYPE:
        reason = "a rule of the table does not allow it";
        break;
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_PRIMARYKEY:
        reason = "another row has a value that no two rows may have";
        break;
    default:
        return NULL;
    }
    err_clear(t->db->err);
    return reason;
}
