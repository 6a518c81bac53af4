/*
 * import_open.c - what import_apply.c works with, opened once for a file: the tables that foreign keys lead to, the
 * statements, the columns that are written and where their cells come from.
 */
#include "engine/import_apply.h"

#include "base/mem.h"

enum { NODES_MAX = 32, NATURAL_MAX = 16 };

struct opening {
    struct import_apply *a;
    size_t *columns; /* index into the table's columns for each source */
};

static bool is_customer(const struct cat_table *t) {
    return strcmp(t->name, "customer") == 0;
}

static size_t slot_of(const struct import_slots *s, const struct cat_table *table, const struct cat_column *column) {
    for (size_t i = 0; i < s->count; i++)
        if (s->d[i].to.table == table && s->d[i].to.column == column)
            return i;
    return SIZE_MAX;
}

/* ---- nodes ---- */

static size_t node_of(const struct import_apply *a, const struct cat_table *table) {
    for (size_t i = 0; i < a->node_count; i++)
        if (a->nodes[i].table == table)
            return i;
    return SIZE_MAX;
}

/* The node of the table, made with those above it when it is not there yet; its index in `*ret`. */
static int make_node(struct import_apply *a, const struct cat_table *table, size_t *ret) {
    struct import_node *n;
    size_t owner = 0;

    *ret = node_of(a, table);
    if (*ret != SIZE_MAX)
        return 0;
    if (!is_customer(table))
        TRY(make_node(a, table->columns[table->owner].parent, &owner));
    if (a->node_count == NODES_MAX || table->natural_count > NATURAL_MAX)
        return err_set(a->db->err, ERR_CONFIG, "table %s refers to more tables than an import follows", a->table->name);
    *ret = a->node_count++;
    n = &a->nodes[*ret];
    *n = (struct import_node){.table = table, .owner = owner, .given = true};
    n->natural = mem_alloc((table->natural_count + 1) * sizeof *n->natural);
    n->last_cells = mem_alloc((table->natural_count + 1) * sizeof *n->last_cells);
    for (size_t k = 0; k < table->natural_count; k++) {
        size_t slot = slot_of(a->slots, table, &table->columns[table->natural[k]]);

        if (slot == SIZE_MAX)
            return err_set(a->db->err, ERR_CONFIG, "rows of table %s cannot be found by the columns of a file",
                           table->name);
        n->natural[k] = (struct import_source){FROM_STORED, slot};
    }
    return is_customer(table) ? 0 : import_parent_open(&n->find, a->db, table);
}

/* Whether the file names the row that a foreign key leads to: the first part of its key is among the columns. The only
 * row of its owner needs no name, but is meant for certain only where the column cannot be without it. */
static bool is_named(const struct import_apply *a, size_t column) {
    const struct cat_column *c = &a->table->columns[column];
    const struct cat_table *parent = c->parent;

    if (parent->one_each)
        return c->not_null || catalog_is_natural(a->table, column);
    return parent->natural_count > 0 && slot_of(a->slots, parent, &parent->columns[parent->natural[0]]) != SIZE_MAX;
}

static int make_nodes(struct import_apply *a) {
    size_t node;

    a->nodes = mem_alloc(NODES_MAX * sizeof *a->nodes);
    if (is_customer(a->table))
        return 0;
    TRY(make_node(a, a->table->columns[a->table->owner].parent, &a->owner));
    for (size_t i = 0; i < a->table->column_count; i++) {
        const struct cat_table *parent = a->table->columns[i].parent;

        if (i == a->table->owner || parent == NULL || parent == a->table || !is_named(a, i))
            continue;
        TRY(make_node(a, parent, &node));
        a->nodes[node].required = a->nodes[node].required || a->table->columns[i].not_null;
    }
    return 0;
}

/* ---- columns ---- */

static void add_source(struct opening *o, const struct cat_column *column, struct import_source source) {
    o->columns[o->a->source_count] = (size_t)(column - o->a->table->columns);
    o->a->sources[o->a->source_count++] = source;
}

/* Own columns with their key columns, and foreign keys other than the owner's. */
static void list_columns(struct opening *o) {
    struct import_apply *a = o->a;

    for (size_t i = 0; i < a->slots->count; i++) {
        const struct import_slot *slot = &a->slots->d[i];
        const struct cat_column *key;

        if (slot->to.role != HEADER_OWN)
            continue;
        add_source(o, slot->to.column, (struct import_source){FROM_STORED, i});
        key = slot->key ? catalog_column(a->table, slot->to.column->key_column) : NULL;
        if (key != NULL)
            add_source(o, key, (struct import_source){FROM_KEY, i});
    }
    for (size_t i = 0; i < a->table->column_count; i++) {
        const struct cat_column *c = &a->table->columns[i];
        size_t node = c->parent != NULL ? node_of(a, c->parent) : SIZE_MAX;

        if (node != SIZE_MAX && node != 0 && i != a->table->owner && is_named(a, i))
            add_source(o, c, (struct import_source){FROM_NODE, node});
    }
}

static bool writes(const struct opening *o, const char *column) {
    for (size_t i = 0; i < o->a->source_count; i++)
        if (strcmp(o->a->table->columns[o->columns[i]].name, column) == 0)
            return true;
    return false;
}

static int open_rows(struct opening *o) {
    struct import_apply *a = o->a;
    char *role CLEANUP(mem_free) = NULL;
    bool add_role = is_customer(a->table) && !writes(o, "role");

    if (add_role)
        TRY(import_default_role(a->db, a->register_id, &role));
    TRY(import_table_open(&a->rows, a->db, a->table, o->columns, a->source_count, add_role ? "role" : NULL, role));
    import_bans_columns(&a->bans, a->table, o->columns, a->source_count);
    return 0;
}

/* ---- rows of other tables ---- */

static int open_sides(struct import_apply *a) {
    a->sides = mem_alloc((a->slots->count + 1) * sizeof *a->sides);
    for (size_t i = 0; i < a->slots->count; i++) {
        const struct header_column *to = &a->slots->d[i].to;
        const struct cat_column *key;
        struct import_side *side;
        size_t columns[2];

        if (to->role != HEADER_SIDE)
            continue;
        side = &a->sides[a->side_count++];
        side->slot = i;
        key = a->slots->d[i].key ? catalog_column(to->table, to->column->key_column) : NULL;
        columns[0] = (size_t)(to->column - to->table->columns);
        columns[1] = key != NULL ? (size_t)(key - to->table->columns) : 0;
        TRY(import_table_open(&side->rows, a->db, to->table, columns, key != NULL ? 2 : 1, NULL, NULL));
    }
    return 0;
}

int import_apply_open(struct import_apply *a, struct db *db, const struct cat_table *table, int64_t register_id,
                      struct import_slots *slots, struct rejects *rejects, bool readmit) {
    size_t *columns CLEANUP(mem_free) = mem_alloc((table->column_count + 1) * sizeof *columns);
    struct opening o = {.a = a, .columns = columns};

    *a = (struct import_apply){
        .db = db, .table = table, .slots = slots, .rejects = rejects, .register_id = register_id};
    a->stored = mem_alloc((slots->count + 1) * sizeof *a->stored);
    a->key = mem_alloc((slots->count + 1) * sizeof *a->key);
    a->cells = mem_alloc((table->column_count + 1) * sizeof *a->cells);
    a->sources = mem_alloc((table->column_count + 1) * sizeof *a->sources);
    TRY(import_bans_open(&a->bans, db, table, register_id, slots, readmit));
    TRY(make_nodes(a));
    list_columns(&o);
    TRY(open_rows(&o));
    return open_sides(a);
}

void import_apply_close(struct import_apply *a) {
    for (size_t i = 0; i < a->node_count; i++) {
        import_parent_close(&a->nodes[i].find);
        free(a->nodes[i].natural);
        free(a->nodes[i].last_cells);
    }
    for (size_t i = 0; i < a->side_count; i++)
        import_table_close(&a->sides[i].rows);
    import_table_close(&a->rows);
    import_bans_close(&a->bans);
    vec_release(&a->pairs);
    vec_release(&a->twins);
    free(a->nodes);
    free(a->sides);
    free(a->sources);
    free(a->cells);
    free(a->stored);
    free(a->key);
    *a = (struct import_apply){0};
}
