/*
 * outbox_store.c - see outbox_store.h.
 */
#include "store/outbox_store.h"

#include "base/sb.h"
#include "store/stmt.h"

int outbox_list(struct db *db, int64_t after, bool new_only, int64_t limit, outbox_vec *ret) {
    STMT(st);
    int r;

    TRY(stmt_open(&st, db,
                  "SELECT id, path, dev, ino, size FROM outbox WHERE id > :after AND (NOT :new OR (dev IS NULL AND"
                  " size IS NULL)) ORDER BY id LIMIT :limit"));
    stmt_int(&st, ":after", after);
    stmt_bool(&st, ":new", new_only);
    stmt_int(&st, ":limit", limit);
    while ((r = stmt_next(&st)) > 0) {
        *vec_push(ret) = (struct outbox_entry){.id = stmt_col_int(&st, 0),
                                               .path = mem_strdup(stmt_col_text(&st, 1)),
                                               .known = !stmt_col_null(&st, 2),
                                               .dev = (uint64_t)stmt_col_int(&st, 2),
                                               .ino = (uint64_t)stmt_col_int(&st, 3),
                                               .size = stmt_col_int(&st, 4)};
    }
    return r;
}

void outbox_vec_release(outbox_vec *v) {
    for (size_t i = 0; i < v->len; i++)
        free(v->d[i].path);
    vec_release(v);
}

int outbox_count(struct db *db, int64_t *ret) {
    return stmt_scalar(db, "SELECT count(*) FROM outbox", 0, ret);
}

int outbox_set_file(struct db *db, int64_t id, uint64_t dev, uint64_t ino, int64_t size) {
    STMT(st);

    TRY(stmt_open(&st, db, "UPDATE outbox SET dev = :dev, ino = :ino, size = :size WHERE id = :id"));
    stmt_int(&st, ":dev", (int64_t)dev);
    stmt_int(&st, ":ino", (int64_t)ino);
    stmt_int(&st, ":size", size);
    stmt_int(&st, ":id", id);
    return stmt_run(&st);
}

int outbox_set_refused(struct db *db, int64_t id) {
    STMT(st);

    TRY(stmt_open(&st, db, "UPDATE outbox SET size = -1 WHERE id = :id"));
    stmt_int(&st, ":id", id);
    return stmt_run(&st);
}

int outbox_remove(struct db *db, int64_t id) {
    STMT(st);

    TRY(stmt_open(&st, db, "DELETE FROM outbox WHERE id = :id"));
    stmt_int(&st, ":id", id);
    return stmt_run(&st);
}

/* One EXISTS for each column that names files; "0" in a schema without any. */
static void named_sql(const struct catalog *cat, struct sb *sql) {
    sb_cat(sql, "0");
    for (size_t t = 0; t < cat->table_count; t++) {
        const struct cat_table *table = &cat->tables[t];

        for (size_t i = 0; i < table->column_count; i++) {
            if (table->columns[i].kind != KIND_FILE)
                continue;
            sb_cat(sql, " OR EXISTS (SELECT 1 FROM ");
            sql_ident(sql, table->name);
            sb_cat(sql, " a WHERE a.");
            sql_ident(sql, table->columns[i].name);
            sb_cat(sql, " = :path)");
        }
    }
}

int outbox_is_named(struct db *db, const struct catalog *cat, const char *path) {
    SB(condition);
    STMT(st);

    named_sql(cat, &condition);
    if (condition.len <= 1)
        return 0;
    TRY(stmt_openf(&st, db, "SELECT 1 WHERE %s", condition.d));
    stmt_text(&st, ":path", path);
    return stmt_next(&st);
}
