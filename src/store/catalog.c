/*
 * catalog.c - see catalog.h. Read at each start of a command that handles records, so it asks SQLite little: two or
 * three pragmas for each table that may hold records, and the dictionary in two statements. The pragmas are not joined
 * as table-valued functions: those make virtual tables, which the authorizer takes for a change of the schema, and are
 * no faster.
 */
#include "store/sq.h"

#include "store/catalog.h"

#include "base/mem.h"
#include "base/text.h"
#include "base/vec.h"
#include "store/schema.h"
#include "store/stmt.h"

/* A column of a foreign key, and what it leads to; `to` NULL is the primary key. */
struct link {
    const char *child, *column, *parent, *to;
    int64_t key; /* number of the foreign key in its table */
    bool first;  /* of its columns */
};

/* A record table before its columns are known. */
struct found {
    const char *name;
    int depth;
    int distance; /* steps to customer by the owners, once read_parents has chosen them */
};

struct build {
    struct db *db;
    struct catalog *cat;
    VEC(struct link) links;  /* single-column foreign keys to the id of their parent */
    VEC(struct link) strays; /* the columns of all others */
    VEC(struct found) tables;
    struct sb own; /* names of gdprctl's own tables, each between spaces */
    bool rules;    /* catalog_load_rules */
};

static void build_release(struct build *b) {
    vec_release(&b->links);
    vec_release(&b->strays);
    vec_release(&b->tables);
    sb_release(&b->own);
}

static char lower(char c) {
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

/* SQL names differ in more than case; most of them in the first letter. */
static bool same_name(const char *a, const char *b) {
    return a == b || (lower(*a) == lower(*b) && sqlite3_stricmp(a, b) == 0);
}

static char *keep(struct build *b, const struct stmt *st, int col) {
    const char *s = stmt_col_text(st, col);

    return s == NULL ? NULL : arena_strndup(&b->cat->memory, s, stmt_col_len(st, col));
}

/* ---- which tables ---- */

/* What schema.sql says counts even when the row is gone: a hold is no record, whatever happened to own_table. */
static int read_own(struct build *b) {
    STMT(st);
    int r;

    schema_own_tables(b->db, &b->own);
    TRY(stmt_open(&st, b->db, "SELECT name FROM own_table"));
    while ((r = stmt_next(&st)) > 0)
        sb_printf(&b->own, " %s ", stmt_col_text(&st, 0));
    return r;
}

static bool is_own(const struct build *b, const char *name) {
    size_t len = strlen(name);

    for (const char *p = b->own.d; (p = strstr(p, name)) != NULL; p++)
        if (p > b->own.d && p[-1] == ' ' && p[len] == ' ')
            return true;
    return false;
}

static int pragma_of(struct stmt *st, struct db *db, const char *pragma, const char *name) {
    SB(sql);

    sb_cat(&sql, "PRAGMA ");
    sb_cat(&sql, pragma);
    sb_ch(&sql, '(');
    sql_ident(&sql, name);
    sb_ch(&sql, ')');
    return stmt_open(st, db, sql.d);
}

static void add_link(struct build *b, struct link k) {
    const struct link *last = b->links.len > 0 ? &b->links.d[b->links.len - 1] : NULL;

    if (k.first && (k.to == NULL || same_name(k.to, "id"))) {
        *vec_push(&b->links) = k;
        return;
    }
    if (!k.first && last != NULL && last->key == k.key && last->child == k.child) {
        *vec_push(&b->strays) = *last; /* a second column: the first one was no link either */
        b->links.len--;
    }
    *vec_push(&b->strays) = k;
}

static int read_links_of(struct build *b, const char *child) {
    STMT(st);
    int r;

    TRY(pragma_of(&st, b->db, "foreign_key_list", child));
    while ((r = stmt_next(&st)) > 0) /* id, seq, table, from, to, ... */
        add_link(b, (struct link){.child = child,
                                  .column = keep(b, &st, 3),
                                  .parent = keep(b, &st, 2),
                                  .to = keep(b, &st, 4),
                                  .key = stmt_col_int(&st, 0),
                                  .first = stmt_col_int(&st, 1) == 0});
    return r;
}

static int read_links(struct build *b) {
    STMT(st);
    int r;

    TRY(stmt_open(&st, b->db, "SELECT name FROM sqlite_schema WHERE type = 'table'"));
    while ((r = stmt_next(&st)) > 0)
        if (!is_own(b, stmt_col_text(&st, 0)))
            TRY(read_links_of(b, keep(b, &st, 0)));
    return r;
}

static struct found *find(const struct build *b, const char *name) {
    for (size_t i = 0; i < b->tables.len; i++)
        if (same_name(b->tables.d[i].name, name))
            return &b->tables.d[i];
    return NULL;
}

/* A table is found when it refers to one that is found; the keys are gone through until there is nothing new. */
static void find_tables(struct build *b) {
    bool more = true;

    *vec_push(&b->tables) = (struct found){.name = "customer"};
    while (more) {
        more = false;
        for (size_t i = 0; i < b->links.len; i++) {
            const struct link *k = &b->links.d[i];

            if (find(b, k->parent) != NULL && find(b, k->child) == NULL) {
                *vec_push(&b->tables) = (struct found){.name = k->child, .depth = 1};
                more = true;
            }
        }
    }
}

/* One pass over the keys; true when a depth changed. Customer's own keys lead away from it. */
static bool settle(struct build *b) {
    bool more = false;

    for (size_t i = 0; i < b->links.len; i++) {
        struct found *child = find(b, b->links.d[i].child);
        const struct found *parent = find(b, b->links.d[i].parent);

        if (child == NULL || parent == NULL || child == parent || same_name(child->name, "customer"))
            continue;
        if (child->depth <= parent->depth) {
            child->depth = parent->depth + 1;
            more = true;
        }
    }
    return more;
}

static int by_depth(const void *a, const void *b) {
    const struct found *x = a, *y = b;

    return x->depth != y->depth ? (x->depth < y->depth ? -1 : 1) : strcmp(x->name, y->name);
}

static int order_tables(struct build *b) {
    for (size_t passes = 0; settle(b); passes++) {
        if (passes <= b->tables.len)
            continue;
        qsort(b->tables.d, b->tables.len, sizeof b->tables.d[0], by_depth);
        err_set(b->db->err, ERR_CONFIG, "record table %s stands in a circle of foreign keys",
                b->tables.d[b->tables.len - 1].name);
        return err_hint(b->db->err, "rows are deleted children first; let one of the tables refer the other way only");
    }
    qsort(b->tables.d, b->tables.len, sizeof b->tables.d[0], by_depth);
    return 0;
}

/* ---- columns ---- */

/* Of the declared type's name, without what stands in brackets: NUMERIC(10,2) is NUMERIC. Where SQLite would make a
 * number of a text that looks like one, one with a comma has to be read as a number too, and no other text passes. */
static enum kind kind_of_type(const char *type) {
    static const struct {
        const char *type;
        enum kind kind;
    } known[] = {
        {"INTEGER", KIND_INTEGER}, {"INT", KIND_INTEGER},
        {"BIGINT", KIND_INTEGER},  {"SMALLINT", KIND_INTEGER},
        {"TINYINT", KIND_INTEGER}, {"MEDIUMINT", KIND_INTEGER},
        {"BOOLEAN", KIND_BOOLEAN}, {"DATE", KIND_DATE},
        {"REAL", KIND_DECIMAL},    {"NUMERIC", KIND_DECIMAL},
        {"DECIMAL", KIND_DECIMAL}, {"FLOAT", KIND_DECIMAL},
        {"DOUBLE", KIND_DECIMAL},  {"DOUBLE PRECISION", KIND_DECIMAL},
    };
    size_t len = strcspn(type, "(");

    while (len > 0 && type[len - 1] == ' ')
        len--;
    for (size_t i = 0; i < ARRAY_LEN(known); i++)
        if (strlen(known[i].type) == len && sqlite3_strnicmp(type, known[i].type, (int)len) == 0)
            return known[i].kind;
    return KIND_TEXT;
}

/* The id that workset rows, foreign keys and composed statements go by. */
static int check_id(struct build *b, const struct cat_table *t, bool has_id) {
    if (has_id)
        return 0;
    err_set(b->db->err, ERR_CONFIG, "record table %s has no column \"id INTEGER PRIMARY KEY\"", t->name);
    return err_hint(b->db->err, "make the table with one; its rows cannot be told apart without it");
}

typedef VEC(struct cat_column) column_vec;

static struct cat_column *add_column(struct build *b, const struct stmt *st, column_vec *to) {
    struct cat_column *c = vec_push(to);

    c->name = keep(b, st, 1);
    c->kind = kind_of_type(stmt_col_text(st, 2));
    c->not_null = stmt_col_int(st, 3) != 0;
    return c;
}

static void take_columns(struct build *b, struct cat_table *t, const column_vec *columns, const column_vec *computed) {
    t->column_count = columns->len;
    t->computed_count = computed->len;
    t->columns = arena_alloc(&b->cat->memory, (columns->len + computed->len) * sizeof *t->columns);
    if (columns->len > 0)
        memcpy(t->columns, columns->d, columns->len * sizeof *t->columns);
    if (computed->len > 0)
        memcpy(t->columns + columns->len, computed->d, computed->len * sizeof *t->columns);
}

static int read_columns(struct build *b, struct cat_table *t) {
    column_vec columns = {0}, computed = {0};
    STMT(st);
    bool has_id = false;
    int r;

    TRY(pragma_of(&st, b->db, "table_xinfo", t->name));
    while ((r = stmt_next(&st)) > 0) { /* cid, name, type, notnull, dflt_value, pk, hidden */
        bool is_computed = stmt_col_int(&st, 6) != 0;
        struct cat_column *c = add_column(b, &st, is_computed ? &computed : &columns);

        c->internal = !is_computed && stmt_col_int(&st, 5) == 1 && same_name(c->name, "id") &&
                      same_name(stmt_col_text(&st, 2), "INTEGER");
        has_id = has_id || c->internal;
    }
    take_columns(b, t, &columns, &computed);
    vec_release(&columns);
    vec_release(&computed);
    return r < 0 ? -1 : check_id(b, t, has_id);
}

/*
 * Parents, and the owner: of the keys to record tables one that is never empty, then the one nearest to customer, then
 * the first column (SQLite lists keys from the last to the first). Tables come parents first, so their ways are known.
 */
static void read_parents(struct build *b, struct cat_table *t) {
    struct found *self = find(b, t->name);
    int best = INT_MAX;

    for (size_t i = 0; i < b->links.len; i++) {
        const struct link *k = &b->links.d[i];
        struct cat_column *c = same_name(k->child, t->name) ? catalog_column(t, k->column) : NULL;
        const struct found *parent = c != NULL ? find(b, k->parent) : NULL;
        int rank;

        if (c == NULL)
            continue;
        c->internal = true;
        if (parent == NULL)
            continue;
        c->parent = catalog_table(b->cat, parent->name);
        rank = parent->distance + (c->not_null ? 0 : (int)b->tables.len);
        if (parent == self || t->depth == 0 || rank > best)
            continue;
        if (rank < best || (size_t)(c - t->columns) < t->owner)
            t->owner = (size_t)(c - t->columns);
        best = rank;
        self->distance = parent->distance + 1;
    }
}

static void read_strays(struct build *b) {
    struct catalog *cat = b->cat;

    cat->strays = arena_alloc(&cat->memory, b->strays.len * sizeof *cat->strays);
    for (size_t i = 0; i < b->strays.len; i++) {
        const struct link *k = &b->strays.d[i];
        const struct found *parent = find(b, k->parent);

        if (parent != NULL)
            cat->strays[cat->stray_count++] = (struct cat_stray){.child = k->child,
                                                                 .parent = catalog_table(cat, parent->name),
                                                                 .from = k->column,
                                                                 .to = k->to,
                                                                 .first = k->first};
    }
}

/* ---- the natural key ---- */

static int read_key_columns(struct db *db, struct cat_table *t, int index) {
    size_t others = 0;
    bool owner = false;
    STMT(st);
    SB(name);
    int r;

    sb_printf(&name, "sqlite_autoindex_%s_%d", t->name, index);
    TRY(pragma_of(&st, db, "index_info", name.d));
    while ((r = stmt_next(&st)) > 0) { /* seqno, cid, name */
        const struct cat_column *c = catalog_column(t, stmt_col_text(&st, 2));

        if (c == &t->columns[t->owner] && t->depth > 0)
            owner = true;
        else
            others++;
        if (c != NULL && c != &t->columns[t->owner] && !(c->internal && c->parent == NULL))
            t->natural[t->natural_count++] = (size_t)(c - t->columns);
    }
    t->one_each = owner && others == 0;
    return r;
}

/* The first UNIQUE constraint: its index is the first automatic one, or the second when the id has one too (WITHOUT
 * ROWID). */
int catalog_natural_key(struct db *db, struct catalog *cat, struct cat_table *t) {
    if (t->natural != NULL)
        return 0;
    t->natural = arena_alloc(&cat->memory, t->column_count * sizeof *t->natural);
    TRY(read_key_columns(db, t, 1));
    return t->natural_count > 0 || t->one_each ? 0 : read_key_columns(db, t, 2);
}

bool catalog_is_natural(const struct cat_table *t, size_t column) {
    for (size_t i = 0; i < t->natural_count; i++) {
        if (t->natural[i] == column)
            return true;
    }
    return false;
}

/* ---- the dictionary ---- */

static int read_open_until(struct build *b, struct cat_table *t, const char *name) {
    const struct cat_column *c = name != NULL ? catalog_column(t, name) : NULL;

    if (name != NULL && c == NULL)
        return err_set(b->db->err, ERR_CONFIG, "the dictionary names column %s.%s, which there is not", t->name, name);
    t->open_until = c != NULL ? (size_t)(c - t->columns) : SIZE_MAX;
    return 0;
}

static int read_table_names(struct build *b) {
    STMT(st);
    int r;

    TRY(stmt_openf(&st, b->db, "SELECT name, own_person, open_until%s FROM record_table",
                   b->rules ? "" : ", title_fi, title_sv, title_en"));
    while ((r = stmt_next(&st)) > 0) {
        struct cat_table *t = catalog_table(b->cat, stmt_col_text(&st, 0));

        if (t == NULL)
            continue;
        t->own_person = stmt_col_int(&st, 1) != 0;
        TRY(read_open_until(b, t, stmt_col_text(&st, 2)));
        for (int lang = 0; !b->rules && lang < LANG__MAX; lang++)
            t->names.t[lang] = keep(b, &st, 3 + lang);
    }
    return r;
}

/* Of both kinds: what is computed has names for people too. */
static struct cat_column *any_column(const struct cat_table *t, const char *name) {
    struct cat_column *c = catalog_column(t, name);

    return c != NULL ? c : catalog_computed(t, name);
}

static int read_column_names(struct build *b) {
    struct cat_table *t = NULL;
    STMT(st);
    int r;

    TRY(stmt_openf(&st, b->db,
                   "SELECT table_name, column_name, kind, list, key_column, internal, past%s FROM record_column"
                   " ORDER BY table_name",
                   b->rules ? "" : ", headers, name_fi, name_sv, name_en"));
    while ((r = stmt_next(&st)) > 0) {
        const char *table = stmt_col_text(&st, 0), *column = stmt_col_text(&st, 1);
        struct cat_column *c, *key;

        if (t == NULL || strcmp(t->name, table) != 0)
            t = catalog_table(b->cat, table);
        c = t != NULL ? any_column(t, column) : NULL;
        if (c == NULL)
            continue;
        if (kind_parse(stmt_col_text(&st, 2), &c->kind) < 0)
            return err_set(b->db->err, ERR_CONFIG, "the dictionary gives column %s.%s an unknown kind", table, column);
        c->list = keep(b, &st, 3);
        c->key_column = keep(b, &st, 4);
        c->internal = c->internal || stmt_col_int(&st, 5) != 0;
        c->past = stmt_col_int(&st, 6) != 0;
        c->headers = b->rules ? NULL : keep(b, &st, 7);
        for (int lang = 0; !b->rules && lang < LANG__MAX; lang++)
            c->names.t[lang] = keep(b, &st, 8 + lang);
        key = c->key_column != NULL ? any_column(t, c->key_column) : NULL;
        if (key != NULL)
            key->internal = true;
    }
    return r;
}

/* ---- in and out ---- */

static int load(struct build *b) {
    struct catalog *cat = b->cat;

    TRY(read_own(b));
    TRY(read_links(b));
    find_tables(b);
    TRY(order_tables(b));
    cat->table_count = b->tables.len;
    cat->tables = arena_alloc(&cat->memory, cat->table_count * sizeof *cat->tables);
    for (size_t i = 0; i < cat->table_count; i++) {
        const char *name = b->tables.d[i].name;

        cat->tables[i].name = arena_strndup(&cat->memory, name, strlen(name));
        cat->tables[i].depth = b->tables.d[i].depth;
        cat->tables[i].open_until = SIZE_MAX;
        TRY(read_columns(b, &cat->tables[i]));
    }
    for (size_t i = 0; i < cat->table_count; i++) {
        read_parents(b, &cat->tables[i]);
        if (!b->rules)
            TRY(catalog_natural_key(b->db, cat, &cat->tables[i]));
    }
    read_strays(b);
    TRY(read_table_names(b));
    return read_column_names(b);
}

/* In one read transaction: else each of the many small statements locks the file and looks for a journal anew. */
static int load_at_once(struct build *b) {
    bool alone = b->db->tx_depth == 0;
    int r;

    if (!alone)
        return load(b);
    TRY(guard_transaction(b->db, "BEGIN"));
    r = load(b);
    if (guard_transaction(b->db, r == 0 ? "COMMIT" : "ROLLBACK") < 0)
        return -1;
    return r;
}

static int load_whole(struct db *db, bool rules, struct catalog *ret) {
    struct catalog cat = {0};
    struct build b CLEANUP(build_release) = {.db = db, .cat = &cat, .own = SB_INIT, .rules = rules};

    if (load_at_once(&b) < 0) {
        catalog_release(&cat);
        return -1;
    }
    *ret = cat;
    return 0;
}

int catalog_load(struct db *db, struct catalog *ret) {
    return load_whole(db, false, ret);
}

int catalog_load_rules(struct db *db, struct catalog *ret) {
    return load_whole(db, true, ret);
}

void catalog_release(struct catalog *cat) {
    arena_release(&cat->memory);
    *cat = (struct catalog){0};
}

static bool same_letter(char sql, char c) {
    return sql == c || lower(sql) == lower(c) || (sql == '_' && c == '-');
}

/* Equal but for case, and for hyphens that stand for underscores. */
static bool spelt(const char *sql_name, const char *name) {
    while (*sql_name != '\0' && same_letter(*sql_name, *name)) {
        sql_name++;
        name++;
    }
    return *sql_name == *name;
}

struct cat_table *catalog_table(const struct catalog *cat, const char *name) {
    for (size_t i = 0; i < cat->table_count; i++)
        if (spelt(cat->tables[i].name, name))
            return &cat->tables[i];
    return NULL;
}

int catalog_find_table(const struct catalog *cat, const char *name, const struct cat_table **ret, struct err *e) {
    const char **names CLEANUP(mem_free) = NULL;
    const char *meant;

    *ret = catalog_table(cat, name);
    if (*ret != NULL)
        return 0;
    names = mem_alloc((cat->table_count + 1) * sizeof *names);
    for (size_t i = 0; i < cat->table_count; i++)
        names[i] = cat->tables[i].name;
    (void)err_set(e, ERR_NOTFOUND, "there is no record table of that name");
    meant = text_did_you_mean(name, names);
    return meant != NULL ? err_hint(e, "did you mean \"%s\"?", meant)
                         : err_hint(e, "tables are customer, metering-point, contract, invoice and others; register "
                                       "show lists those of a register");
}

static struct cat_column *find_column(const struct cat_table *t, size_t from, size_t count, const char *name) {
    for (size_t i = from; i < from + count; i++)
        if (spelt(t->columns[i].name, name))
            return &t->columns[i];
    return NULL;
}

struct cat_column *catalog_column(const struct cat_table *table, const char *name) {
    return find_column(table, 0, table->column_count, name);
}

struct cat_column *catalog_computed(const struct cat_table *table, const char *name) {
    return find_column(table, table->column_count, table->computed_count, name);
}

/* Each further step has the alias of the last with "_" behind it, so that no alias of the caller comes in between. */
void catalog_owner_sql(const struct cat_table *table, const char *alias, struct sb *out) {
    const struct cat_column *owner = table->depth > 0 ? &table->columns[table->owner] : NULL;
    SB(up);

    if (owner == NULL || owner->parent->depth == 0) {
        sql_ident(out, alias);
        sb_ch(out, '.');
        sql_ident(out, owner == NULL ? "id" : owner->name);
        return;
    }
    sb_printf(&up, "%s_", alias);
    sb_cat(out, "(SELECT ");
    catalog_owner_sql(owner->parent, up.d, out);
    sb_cat(out, " FROM ");
    sql_ident(out, owner->parent->name);
    sb_cat(out, " AS ");
    sql_ident(out, up.d);
    sb_cat(out, " WHERE ");
    sql_ident(out, up.d);
    sb_cat(out, ".\"id\" = ");
    sql_ident(out, alias);
    sb_ch(out, '.');
    sql_ident(out, owner->name);
    sb_ch(out, ')');
}
