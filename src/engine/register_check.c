/*
 * register_check.c - see register_check.h.
 */
#include "engine/register_check.h"

#include "base/sb.h"
#include "domain/notice_read.h"
#include "engine/register_load.h"
#include "store/drift_store.h"
#include "store/register_store.h"

static void add_text(struct findings *f, enum finding_id id, const struct node *at, const char *text) {
    finding_add(f, id, at, &(struct finding_value){.text = text}, 1);
}

/* Looks for "table", "table.column" or "table.column=value" at `at` (NULL: nothing is named). 1 when the database lacks
 * it, and says so. */
static int look_for(struct catalog *cat, const struct node *at, struct findings *ret) {
    const char *text = at != NULL ? at->text : "@", *column;
    SB(name);
    SB(table);

    if (text[0] == '@') /* a category */
        return 0;
    sb_catn(&name, text, strcspn(text, "="));
    column = strchr(name.d, '.');
    sb_catn(&table, name.d, strcspn(name.d, "."));
    if (!register_has_column(cat, table.d, NULL)) {
        add_text(ret, FINDING_TABLE_MISSING, at, table.d);
    } else if (column != NULL && !register_has_column(cat, table.d, column + 1)) {
        add_text(ret, FINDING_COLUMN_MISSING, at, name.d);
    } else {
        return 0;
    }
    return 1;
}

static int look_in_rules(const struct node *def, struct catalog *cat, struct findings *ret) {
    int missing = 0;

    for (NOTICE_EACH(rule, def, "retention")) {
        missing += look_for(cat, node_get(rule, "event"), ret) + look_for(cat, node_get(rule, "hold_when"), ret);
        for (NOTICE_EACH(cover, rule, "covers"))
            missing += look_for(cat, cover, ret);
    }
    return missing;
}

/* Tables and columns that the definition names and the database lacks. Such a definition was loaded before the schema
 * changed; nothing else can be checked of it. */
static bool find_missing(const struct node *def, struct catalog *cat, struct findings *ret) {
    int missing = 0;

    for (NOTICE_EACH(category, def, "categories")) {
        for (NOTICE_EACH(field, category, "fields")) {
            missing += look_for(cat, node_get(field, "only_when"), ret);
            for (NOTICE_EACH(column, field, "columns"))
                missing += look_for(cat, column, ret);
        }
    }
    return missing + look_in_rules(def, cat, ret) > 0;
}

/* Whether an unmapped column of the table holds data of the register; `*any` is whether the table does, -1 until it is
 * asked: where it does not, every column would be looked for through all rows of other registers. 1, 0 or -1. */
static int holds_data(struct db *db, const struct plan *p, const struct cat_table *table,
                      const struct cat_column *column, int *any) {
    if (*any < 0)
        *any = drift_in_use(db, p->register_id, table, NULL);
    return *any > 0 ? drift_in_use(db, p->register_id, table, column) : *any;
}

/* A column that stands in no category although its table does, or although it holds data of the register; one that
 * stands in a category but under no rule. */
static int check_columns(struct db *db, const struct plan *p, const struct plan_table *t, struct findings *ret) {
    int any = -1;

    for (size_t i = 0; i < t->table->column_count; i++) {
        const struct cat_column *column = &t->table->columns[i];
        SB(name);
        int used;

        if (column->internal)
            continue;
        sb_printf(&name, "%s.%s", t->table->name, column->name);
        if (t->columns[i].places.len == 0) {
            used = t->listed ? 1 : holds_data(db, p, t->table, column, &any);
            TRY(used);
            if (used > 0)
                add_text(ret, FINDING_COLUMN_UNMAPPED, NULL, name.d);
        } else if (t->columns[i].rules == 0) {
            add_text(ret, FINDING_COLUMN_WITHOUT_RULE, NULL, name.d);
        }
    }
    return 0;
}

static int check_indexes(struct db *db, const struct plan *p, const struct plan_table *t, struct findings *ret) {
    int indexed;

    if (t->table->depth > 0 && t->listed) {
        indexed = drift_indexed(db, t->table, &t->table->columns[t->table->owner]);
        TRY(indexed);
        if (indexed == 0)
            add_text(ret, FINDING_SUBJECT_INDEX_MISSING, NULL, t->table->name);
    }
    for (size_t i = 0; i < t->rule_index.len; i++) {
        const struct plan_rule *rule = &p->rules.d[t->rule_index.d[i]];
        SB(name);

        if (rule->event.table != t->table)
            continue;
        indexed = drift_indexed(db, t->table, rule->event.column);
        TRY(indexed);
        sb_printf(&name, "%s.%s", t->table->name, rule->event.column->name);
        if (indexed == 0)
            add_text(ret, FINDING_EVENT_INDEX_MISSING, rule->node, name.d);
    }
    return 0;
}

static void check_computed(const struct plan_table *t, struct findings *ret) {
    size_t end = t->table->column_count + t->table->computed_count;

    for (size_t i = t->table->column_count; t->listed && i < end; i++) {
        SB(name);

        sb_printf(&name, "%s.%s", t->table->name, t->table->columns[i].name);
        if (t->columns[i].places.len == 0 && !t->table->columns[i].internal)
            add_text(ret, FINDING_COLUMN_GENERATED, NULL, name.d);
    }
}

static void check_foreign_keys(const struct plan *p, struct findings *ret) {
    for (size_t i = 0; i < p->cat.stray_count; i++) {
        const struct cat_stray *key = &p->cat.strays[i];
        const struct finding_value names[] = {{.text = key->child}, {.text = key->parent->name}};

        if (key->first && p->tables[key->parent - p->cat.tables].listed)
            finding_add(ret, FINDING_FOREIGN_KEY_NOT_FOLLOWED, NULL, names, ARRAY_LEN(names));
    }
}

static int check_schema(struct db *db, const char *code, struct findings *ret) {
    PLAN(p);

    TRY(plan_load(db, code, &p));
    for (size_t i = 0; i < p.cat.table_count; i++) {
        TRY(check_columns(db, &p, &p.tables[i], ret));
        TRY(check_indexes(db, &p, &p.tables[i], ret));
        check_computed(&p.tables[i], ret);
    }
    check_foreign_keys(&p, ret);
    return 0;
}

int register_check(struct db *db, const char *code, struct findings *ret) {
    struct catalog cat CLEANUP(catalog_release) = {0};
    struct node *def CLEANUP(node_free) = NULL, *repealed CLEANUP(node_free) = NULL;

    TRY(register_export(db, code, &def));
    TRY(register_repealed_acts(db, &repealed));
    TRY(catalog_load(db, &cat));
    notice_check(def, repealed, register_has_column, &cat, ret);
    if (find_missing(def, &cat, ret))
        return 0;
    return check_schema(db, code, ret);
}
