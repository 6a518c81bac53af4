/*
 * header_table.c - what the columns in the file of a record table may be called, from the database; see header_map.h.
 */
#include "engine/header_map.h"

#include "base/mem.h"
#include "store/import_store.h"

/* What a word leads to; its index is the word's target. */
struct finder {
    struct db *db;
    const struct catalog *cat;
    const struct cat_table *table;
    struct header_words words;
    VEC(struct header_column) targets;
};

static void finder_release(struct finder *f) {
    header_words_release(&f->words);
    vec_release(&f->targets);
}

static bool is_customer(const struct cat_table *t) {
    return strcmp(t->name, "customer") == 0;
}

/* ---- targets ---- */

static int target_of(struct finder *f, enum header_role role, const struct cat_table *table,
                     const struct cat_column *column) {
    for (size_t i = 0; i < f->targets.len; i++)
        if (f->targets.d[i].table == table && f->targets.d[i].column == column)
            return (int)i;
    *vec_push(&f->targets) = (struct header_column){role, table, column, column->kind};
    return (int)f->targets.len - 1;
}

/* A column that a file may fill: data, not the program's own bookkeeping. What the dictionary names for people is data
 * although it may be marked internal (a protected address). */
static bool can_fill(const struct cat_column *c) {
    return c->parent == NULL && strcmp(c->name, "id") != 0 && (!c->internal || c->names.t[LANG_FI] != NULL);
}

static bool is_natural(const struct cat_table *t, const struct cat_column *c) {
    for (size_t i = 0; i < t->natural_count; i++)
        if (&t->columns[t->natural[i]] == c)
            return true;
    return false;
}

/* "table.column" to a target; HEADER_UNKNOWN when an import cannot fill it. */
static int parse_target(struct finder *f, const char *text) {
    const char *dot = strchr(text, '.');
    const struct cat_table *table;
    const struct cat_column *column;
    SB(name);

    if (dot == NULL)
        return HEADER_UNKNOWN;
    sb_catn(&name, text, (size_t)(dot - text));
    table = catalog_table(f->cat, name.d);
    column = table != NULL ? catalog_column(table, dot + 1) : NULL;
    if (column == NULL || !can_fill(column))
        return HEADER_UNKNOWN;
    if (table == f->table)
        return target_of(f, HEADER_OWN, table, column);
    for (size_t i = 0; i < f->targets.len; i++)
        if (f->targets.d[i].table == table && f->targets.d[i].column == column)
            return (int)i;
    return HEADER_UNKNOWN;
}

/* ---- words ---- */

/* The dictionary's names, then its further headers. */
static void add_dictionary(struct finder *f, const struct cat_column *c, int target) {
    for (int lang = 0; lang < LANG__MAX; lang++)
        header_words_add(&f->words, c->names.t[lang], target);
    for (const char *p = c->headers; p != NULL && *p != '\0';) {
        size_t len = strcspn(p, " ");
        SB(word);

        sb_catn(&word, p, len);
        header_words_add(&f->words, word.d, target);
        p += len + strspn(p + len, " ");
    }
}

static void add_own(struct finder *f) {
    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < f->table->column_count; i++) {
            const struct cat_column *c = &f->table->columns[i];

            if (!can_fill(c))
                continue;
            if (pass == 0)
                header_words_add(&f->words, c->name, target_of(f, HEADER_OWN, f->table, c));
            else
                add_dictionary(f, c, target_of(f, HEADER_OWN, f->table, c));
        }
    }
}

static int add_field(void *ctx, const struct import_field *field) {
    struct finder *f = ctx;
    struct cat_column *c = catalog_column(f->table, field->column);
    int target;

    if (c == NULL || !can_fill(c))
        return 0;
    target = target_of(f, HEADER_OWN, f->table, c);
    if (field->kind != NULL && c->names.t[LANG_FI] == NULL)
        (void)kind_parse(field->kind, &f->targets.d[target].kind);
    header_words_add(&f->words, field->name_fi, target);
    header_words_add(&f->words, field->name_sv, target);
    header_words_add(&f->words, field->name_en, target);
    return 0;
}

/* The column must be all of the other table's natural key, so that its value makes a row. */
static int add_side(void *ctx, const char *header, const char *target_text) {
    struct finder *f = ctx;
    const char *dot = strchr(target_text, '.');
    const struct cat_table *table;
    const struct cat_column *column;
    SB(name);

    sb_catn(&name, target_text, dot != NULL ? (size_t)(dot - target_text) : 0);
    table = catalog_table(f->cat, name.d);
    column = table != NULL ? catalog_column(table, dot + 1) : NULL;
    if (column == NULL || table->natural_count != 1 || !is_natural(table, column) || table == f->table ||
        is_customer(table) || !is_customer(table->columns[table->owner].parent))
        return err_set(f->db->err, ERR_CONFIG, "record_header of table %s leads to what is no row of the customer",
                       f->table->name);
    header_words_add(&f->words, header, target_of(f, HEADER_SIDE, table, column));
    return 0;
}

/* The natural key of `parent` and, through its owners, of everything up to the customer. */
static void add_parent(struct finder *f, const struct cat_table *parent) {
    for (size_t k = 0; k < parent->natural_count; k++) {
        const struct cat_column *c = &parent->columns[parent->natural[k]];
        int target = can_fill(c) ? target_of(f, HEADER_PARENT, parent, c) : HEADER_UNKNOWN;
        SB(full);

        if (target == HEADER_UNKNOWN)
            continue;
        sb_printf(&full, "%s_%s", parent->name, c->name);
        header_words_add(&f->words, c->name, target);
        header_words_add(&f->words, full.d, target);
        add_dictionary(f, c, target);
    }
    if (!is_customer(parent))
        add_parent(f, parent->columns[parent->owner].parent);
}

static void add_parents(struct finder *f) {
    if (is_customer(f->table))
        return;
    add_parent(f, f->table->columns[f->table->owner].parent);
    for (size_t i = 0; i < f->table->column_count; i++) {
        const struct cat_table *parent = f->table->columns[i].parent;

        if (parent != NULL && parent != f->table)
            add_parent(f, parent);
    }
}

/* The words of the map file come before all others, but what they lead to must be known first. */
static int add_map(struct finder *f, const struct node *map, const char *what) {
    struct header_words rest = f->words;

    f->words = (struct header_words){.can_map = true};
    for (const struct node *n = map != NULL ? map->child : NULL; n != NULL; n = n->next) {
        int target = n->type == NODE_STRING ? parse_target(f, n->text) : HEADER_IGNORED;

        if (strcmp(n->key, "format") == 0 && n->type == NODE_NUMBER)
            continue;
        if (target == HEADER_UNKNOWN || (n->type != NODE_STRING && n->type != NODE_NULL)) {
            header_words_release(&rest);
            (void)err_set(f->db->err, ERR_CONFIG,
                          "the map file %s: its entry %zu is no column that a file of %s can fill", what, n->index + 1,
                          f->table->name);
            return err_hint(f->db->err, "write \"header\": \"table.column\", or null for a column to pass over");
        }
        header_words_add(&f->words, n->key, target);
    }
    for (size_t i = 0; i < rest.v.len; i++)
        header_words_add(&f->words, rest.v.d[i].folded, rest.v.d[i].target);
    header_words_release(&rest);
    return 0;
}

/* ---- what a file cannot do without ---- */

static int fail_lacks(struct finder *f, const char *what, const struct cat_table *table, const struct cat_column *c) {
    const char *name = c->names.t[LANG_FI] != NULL ? c->names.t[LANG_FI] : c->name;

    (void)err_set(f->db->err, ERR_DATA, "%s lacks the column %s.%s (%s)", what, table->name, c->name, name);
    return err_hint(f->db->err, "without it a row of %s cannot be told from the others, nor found again",
                    f->table->name);
}

/* How many of the natural key's columns the file has. */
static size_t natural_present(const struct header_map *m, const struct cat_table *t) {
    size_t n = 0;

    for (size_t k = 0; k < t->natural_count; k++)
        n += header_map_place(m, t, &t->columns[t->natural[k]]) != SIZE_MAX;
    return n;
}

static int require_natural(struct finder *f, const char *what, const struct header_map *m, const struct cat_table *t) {
    if (t->natural_count == 0 && !t->one_each)
        return err_set(f->db->err, ERR_CONFIG, "table %s has no UNIQUE constraint to tell its rows apart by", t->name);
    for (size_t k = 0; k < t->natural_count; k++) {
        const struct cat_column *c = &t->columns[t->natural[k]];

        if (c->parent != NULL) {
            TRY(require_natural(f, what, m, c->parent));
        } else if (header_map_place(m, t, c) == SIZE_MAX) {
            return fail_lacks(f, what, t, c);
        }
    }
    return is_customer(t) ? 0 : require_natural(f, what, m, t->columns[t->owner].parent);
}

/* Other parents may be left out, but not in part. */
static int check_parents(struct finder *f, const char *what, const struct header_map *m) {
    for (size_t i = 0; i < f->table->column_count; i++) {
        const struct cat_table *parent = f->table->columns[i].parent;

        if (parent != NULL && parent != f->table && natural_present(m, parent) > 0)
            TRY(require_natural(f, what, m, parent));
    }
    return 0;
}

/* ---- all of it ---- */

static int gather(struct finder *f, int64_t register_id, const struct header_options *o) {
    add_own(f);
    TRY(import_fields(f->db, register_id, f->table->name, add_field, f));
    TRY(import_side_headers(f->db, f->table->name, add_side, f));
    add_parents(f);
    f->words.can_map = true;
    return o->map != NULL ? add_map(f, o->map, o->map_what) : 0;
}

int header_map_resolve(struct header_map *ret, struct db *db, const struct catalog *cat, int64_t register_id,
                       const struct cat_table *table, const struct csv_row *header, const struct header_options *o,
                       size_t *ret_unknown) {
    struct finder f CLEANUP(finder_release) = {.db = db, .cat = cat, .table = table};
    int *targets CLEANUP(mem_free) = mem_alloc(header->n * sizeof *targets);
    HEADER_MAP(m);

    TRY(gather(&f, register_id, o));
    TRY(header_words_match(&f.words, o->what, header, o->ignore, targets, ret_unknown, db->err));
    m.columns = mem_alloc(header->n * sizeof *m.columns);
    m.count = header->n;
    for (size_t i = 0; i < header->n; i++) {
        if (targets[i] >= 0)
            m.columns[i] = f.targets.d[targets[i]];
        else
            m.columns[i].role = targets[i] == HEADER_BLANK ? HEADER_EMPTY : HEADER_PASS;
    }
    if (ret_unknown == NULL || *ret_unknown == 0) {
        TRY(require_natural(&f, o->what, &m, table));
        TRY(check_parents(&f, o->what, &m));
    }
    *ret = m;
    m = (struct header_map){0};
    return 0;
}
