/*
 * schema.c - see schema.h. The comparison runs at each start, so it works on the text: SQLite stores a CREATE statement
 * as it was written, and for a database as it was made each stored statement is found byte for byte at the next
 * "CREATE" of the embedded text. Only where that fails are the two statements read word by word.
 */
#include "store/sq.h"

#include "store/schema.h"

#include "base/mem.h"
#include "base/vec.h"
#include "store/stmt.h"

/* unsigned: the bytes of UTF-8 text do not fit a plain char */
static const unsigned char text[] = {
#include "schema.inc"
    0x00};

const char *schema_sql(void) {
    return (const char *)text;
}

/* ---- words of SQL ---- */

struct word {
    const char *at; /* without the quotes of a quoted name */
    size_t len;     /* 0 at the end */
};

static bool is_name_char(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

static const char *skip_space(const char *p) {
    for (;;) {
        while (*p == ' ' || *p == '\n' || *p == '\t' || *p == '\r')
            p++;
        if (*p != '-' && *p != '/')
            return p;
        if (strncmp(p, "--", 2) == 0)
            p += strcspn(p, "\n");
        else if (strncmp(p, "/*", 2) == 0 && strstr(p, "*/") != NULL)
            p = strstr(p, "*/") + 2;
        else
            return p;
    }
}

/* The next word: a name, a number, a quoted text, or one other character. */
static struct word next_word(const char **p) {
    const char *s = skip_space(*p), *end = s;
    struct word w;

    if (*s == '\'' || *s == '"') {
        do
            end++;
        while (*end != '\0' && *end != *s);
        w = *s == '"' ? (struct word){s + 1, (size_t)(end - s) - 1} : (struct word){s, (size_t)(end - s) + 1};
        *p = *end != '\0' ? end + 1 : end;
        return w;
    }
    while (is_name_char(*end))
        end++;
    if (end == s && *s != '\0')
        end++;
    *p = end;
    return (struct word){s, (size_t)(end - s)};
}

static bool word_is(struct word w, const char *name) {
    return sqlite3_strnicmp(w.at, name, (int)w.len) == 0 && name[w.len] == '\0';
}

/* Is `stored` the statement that `shipped` begins with, up to its semicolon? */
static bool same_statement(const char *shipped, const char *stored) {
    size_t len = strlen(stored);

    if (strncmp(shipped, stored, len) == 0 && shipped[len] == ';')
        return true;
    for (;;) {
        struct word a = next_word(&shipped), b = next_word(&stored);

        if (b.len == 0)
            return word_is(a, ";");
        if (a.len != b.len || memcmp(a.at, b.at, a.len) != 0)
            return false;
    }
}

/* ---- what schema.sql makes ---- */

struct object {
    const char *sql;
    struct word type, name, table; /* table: of an index or trigger, else the name */
    bool is_table;
    bool seen;   /* it is in the database */
    bool listed; /* a table that own_table names; known, like `record`, once find_records has run */
    bool record; /* a record table */
};

struct objects {
    VEC(struct object) all;
    VEC(size_t) tables; /* those of them that are tables */
    bool records_known;
};

/* Statements begin at the start of a line; the unit tests hold schema.sql to that. */
static void find_objects(struct objects *o) {
    static const char create[] = "\nCREATE ";

    for (const char *p = schema_sql(); (p = strstr(p, create)) != NULL;) {
        struct object *it = vec_push(&o->all);
        const char *q = p + strlen(create);

        it->sql = p + 1;
        it->type = next_word(&q);
        if (word_is(it->type, "UNIQUE"))
            it->type = next_word(&q);
        it->name = it->table = next_word(&q);
        it->is_table = word_is(it->type, "TABLE");
        if (it->is_table) {
            *vec_push(&o->tables) = o->all.len - 1;
        } else {
            struct word w = next_word(&q);

            while (w.len > 0 && !word_is(w, "ON"))
                w = next_word(&q);
            it->table = next_word(&q);
        }
        p = q;
    }
}

static struct objects *shipped(struct db *db) {
    if (db->shipped == NULL) {
        db->shipped = mem_alloc(sizeof *db->shipped);
        find_objects(db->shipped);
    }
    return db->shipped;
}

void schema_forget(struct db *db) {
    if (db->shipped == NULL)
        return;
    vec_release(&db->shipped->all);
    vec_release(&db->shipped->tables);
    free(db->shipped);
    db->shipped = NULL;
}

static struct object *find_table(const struct objects *o, struct word name) {
    for (size_t i = 0; i < o->tables.len; i++) {
        struct object *it = &o->all.d[o->tables.d[i]];

        if (it->name.len == name.len && sqlite3_strnicmp(it->name.at, name.at, (int)name.len) == 0)
            return it;
    }
    return NULL;
}

/* The tables that schema.sql puts into own_table. */
static void find_listed(struct objects *o) {
    static const char insert[] = "\nINSERT INTO own_table VALUES";

    for (const char *p = schema_sql(); (p = strstr(p, insert)) != NULL;) {
        struct word w;

        p += strlen(insert);
        do {
            w = next_word(&p);
            if (w.len > 2 && w.at[0] == '\'') {
                struct object *table = find_table(o, (struct word){w.at + 1, w.len - 2});

                if (table != NULL)
                    table->listed = true;
            }
        } while (w.len > 0 && !word_is(w, ";"));
    }
}

/* Who refers to whom. */
struct reference {
    struct object *child;
    const struct object *parent;
};

struct references {
    VEC(struct reference) all;
};

static void find_references(const struct objects *o, struct references *ret) {
    static const char references[] = " REFERENCES ";
    size_t i = 0;

    for (const char *p = o->all.d[0].sql; (p = strstr(p, references)) != NULL;) {
        p += strlen(references);
        while (i + 1 < o->all.len && o->all.d[i + 1].sql < p)
            i++;
        if (o->all.d[i].is_table)
            *vec_push(&ret->all) = (struct reference){&o->all.d[i], find_table(o, next_word(&p))};
    }
}

/* The same rule as catalog.h: customer, and whatever leads to it by foreign keys and is not listed in own_table. */
static void find_records(struct objects *o) {
    struct references refs = {0};
    struct object *customer = find_table(o, (struct word){"customer", strlen("customer")});
    bool more = !o->records_known;

    if (more)
        find_listed(o);
    if (more)
        find_references(o, &refs);
    if (customer != NULL)
        customer->record = true;
    while (more) {
        more = false;
        for (size_t i = 0; i < refs.all.len; i++) {
            const struct reference *r = &refs.all.d[i];

            if (r->parent != NULL && r->parent->record && !r->child->record && !r->child->listed)
                r->child->record = more = true;
        }
    }
    o->records_known = true;
    vec_release(&refs.all);
}

/* Is the table, by its name, one of gdprctl's own? */
static bool is_own(struct objects *o, struct word table) {
    const struct object *it = find_table(o, table);

    if (it == NULL)
        return false;
    find_records(o);
    return !it->record;
}

static void own(struct sb *out, struct word name) {
    sb_ch(out, ' ');
    sb_catn(out, name.at, name.len);
    sb_ch(out, ' ');
}

void schema_own_tables(struct db *db, struct sb *out) {
    struct objects *o = shipped(db);

    find_records(o);
    for (size_t i = 0; i < o->all.len; i++)
        if (o->all.d[i].is_table && !o->all.d[i].record)
            own(out, o->all.d[i].name);
}

/* ---- the comparison ---- */

static int changed(struct db *db, const char *what, const char *type, struct word name) {
    err_set(db->err, ERR_INTEGRITY, "the database's schema was changed: %s %.*s %s", type, (int)name.len, name.at,
            what);
    return err_hint(
        db->err,
        "restore the last backup (gdprctl help backup); record tables may be added and altered, gdprctl's own not");
}

/* In a database as it was made, rows come in the order of schema.sql: `next` is where the last search ended. */
static struct object *find_object(struct objects *o, const char *type, const char *name, size_t *next) {
    for (size_t i = 0; i < o->all.len; i++) {
        struct object *it = &o->all.d[(*next + i) % o->all.len];

        if (word_is(it->name, name) && word_is(it->type, type)) {
            *next = (*next + i + 1) % o->all.len;
            return it;
        }
    }
    return NULL;
}

/* Something that schema.sql does not make. */
static int check_added(struct db *db, struct objects *o, const char *type, const char *name, const char *table,
                       const char *sql) {
    struct word w = {name, strlen(name)};

    if (strcmp(type, "index") == 0 && !is_own(o, (struct word){table, strlen(table)}))
        return 0;
    if (strcmp(type, "table") == 0 && sqlite3_strnicmp(sql, "CREATE TABLE", 12) == 0)
        return 0;
    return changed(db, "is not of gdprctl's making", type, w);
}

/* Indexes of constraints, statistics. */
static bool made_by_sqlite(const char *type, const char *name, const char *sql) {
    return strcmp(type, "index") == 0 ? sql == NULL : strcmp(type, "table") == 0 && strncmp(name, "sqlite_", 7) == 0;
}

static int check_row(struct db *db, struct objects *o, const struct stmt *st, size_t *next) {
    const char *type = stmt_col_text(st, 0), *name = stmt_col_text(st, 1), *table = stmt_col_text(st, 2);
    const char *sql = stmt_col_text(st, 3);
    struct object *it;

    if (type != NULL && name != NULL && made_by_sqlite(type, name, sql))
        return 0;
    if (type == NULL || name == NULL || table == NULL || sql == NULL)
        return err_set(db->err, ERR_INTEGRITY, "the database's schema is damaged");
    it = find_object(o, type, name, next);
    if (it == NULL)
        return check_added(db, o, type, name, table, sql);
    it->seen = true;
    if (same_statement(it->sql, sql) || (strcmp(type, "trigger") != 0 && !is_own(o, it->table)))
        return 0;
    return changed(db, "is not as it was made", type, it->name);
}

int schema_check(struct db *db) {
    struct objects *o = shipped(db);
    STMT(st);
    size_t next = 0;
    int r;

    for (size_t i = 0; i < o->all.len; i++)
        o->all.d[i].seen = false;
    TRY(stmt_open(&st, db, "SELECT +type, +name, +tbl_name, +sql FROM sqlite_schema")); /* "+" as in record_open */
    while ((r = stmt_next(&st)) > 0)
        TRY(check_row(db, o, &st, &next));
    TRY(r);
    for (size_t i = 0; i < o->all.len; i++) {
        const struct object *it = &o->all.d[i];

        if (!it->seen && (word_is(it->type, "TRIGGER") || is_own(o, it->table)))
            return changed(db, "is missing", "the", it->name);
    }
    return 0;
}
