/*
 * notice_read.c - see notice_read.h.
 */
#include "domain/notice_read.h"

#include "base/mem.h"
#include "base/sb.h"

const struct node *notice_first(const struct node *map, const char *key) {
    const struct node *list = node_get(map, key);

    return list != NULL && list->type == NODE_LIST ? list->child : NULL;
}

size_t notice_count(const struct node *map, const char *key) {
    size_t n = 0;

    for (NOTICE_EACH(it, map, key))
        n++;
    return n;
}

const char *notice_text(const struct node *map, const char *key, enum lang lang) {
    const enum lang order[] = {lang, LANG_FI, LANG_EN};
    const struct node *names = node_get(map, key);

    for (size_t i = 0; names != NULL && i < ARRAY_LEN(order); i++) {
        const char *text = node_str(names, lang_code(order[i]));

        if (text != NULL)
            return text;
    }
    return NULL;
}

const char *notice_name(const struct node *entity, enum lang lang) {
    const char *name = notice_text(entity, "names", lang);

    return name != NULL ? name : node_str(entity, "code");
}

const struct node *notice_where(const struct node *def, const char *list, const char *key, const char *word) {
    for (NOTICE_EACH(it, def, list)) {
        if (notice_is(it, key, word))
            return it;
    }
    return NULL;
}

const struct node *notice_find(const struct node *def, const char *list, const char *code) {
    return notice_where(def, list, "code", code);
}

bool notice_has(const struct node *map, const char *key, const char *word) {
    for (NOTICE_EACH(it, map, key)) {
        if (it->text != NULL && strcmp(it->text, word) == 0)
            return true;
    }
    return false;
}

bool notice_is(const struct node *map, const char *key, const char *word) {
    const char *text = node_str(map, key);

    return text != NULL && strcmp(text, word) == 0;
}

/* Whether `entry` ("table.*", "table.column" or "table") stands for `column` ("table.column" or "table.*"). */
static bool stands_for(const char *entry, const char *column) {
    size_t table = strcspn(entry, ".");

    if (strcmp(entry, column) == 0)
        return true;
    if (entry[table] != '\0' && strcmp(entry + table, ".*") != 0)
        return false;
    return strncmp(entry, column, table) == 0 && column[table] == '.';
}

bool notice_maps(const struct node *columns, const char *column) {
    for (const struct node *it = columns != NULL ? columns->child : NULL; it != NULL; it = it->next) {
        if (stands_for(it->text, column))
            return true;
    }
    return false;
}

static bool category_maps(const struct node *category, const char *column) {
    for (NOTICE_EACH(field, category, "fields")) {
        if (notice_maps(node_get(field, "columns"), column))
            return true;
    }
    return false;
}

bool notice_rule_covers(const struct node *def, const struct node *rule, const char *column) {
    for (NOTICE_EACH(cover, rule, "covers")) {
        if (cover->text[0] == '@') {
            const struct node *category = notice_find(def, "categories", cover->text + 1);

            if (category != NULL && category_maps(category, column))
                return true;
        } else if (stands_for(cover->text, column)) {
            return true;
        }
    }
    return false;
}

/* A rule that deletes when a condition fails says nothing of how long the data are kept otherwise. */
static bool says_how_long(const struct node *rule) {
    return !notice_is(rule, "kind", "on-condition");
}

const struct node *notice_field_rule(const struct node *def, const struct node *field) {
    for (NOTICE_EACH(rule, def, "retention")) {
        if (!says_how_long(rule))
            continue;
        for (NOTICE_EACH(column, field, "columns")) {
            if (notice_rule_covers(def, rule, column->text))
                return rule;
        }
    }
    return NULL;
}

static bool is_for_group(const struct node *rule, const struct node *group) {
    return notice_first(rule, "groups") == NULL || notice_has(rule, "groups", node_str(group, "code"));
}

bool notice_group_without_rule(const struct node *def, const struct node *group) {
    bool others = false;

    for (NOTICE_EACH(rule, def, "retention")) {
        if (!says_how_long(rule))
            continue;
        if (is_for_group(rule, group))
            return false;
        others = true;
    }
    return others;
}

/* Whether a rule names the category itself. */
static bool is_covered_by_name(const struct node *def, const struct node *category) {
    const char *code = node_str(category, "code");

    for (NOTICE_EACH(rule, def, "retention")) {
        for (NOTICE_EACH(cover, rule, "covers")) {
            if (says_how_long(rule) && cover->text[0] == '@' && strcmp(cover->text + 1, code) == 0)
                return true;
        }
    }
    return false;
}

enum notice_coverage notice_coverage(const struct node *def, const struct node *category) {
    size_t covered = 0, all = 0;

    if (is_covered_by_name(def, category))
        return NOTICE_COVERED;

    for (NOTICE_EACH(field, category, "fields")) {
        all++;
        covered += notice_field_rule(def, field) != NULL ? 1 : 0;
    }
    if (covered == 0)
        return NOTICE_UNCOVERED;
    return covered < all ? NOTICE_PARTLY : NOTICE_COVERED;
}

int notice_basis(const struct node *entity, enum basis *ret) {
    const char *code = node_str(entity, "basis");

    return code != NULL ? basis_parse(code, ret) : -1;
}

static bool list_names(const struct node *def, const char *list, enum basis basis) {
    return notice_where(def, list, "basis", basis_code(basis)) != NULL;
}

bool notice_general_basis(const struct node *def, enum basis basis) {
    return list_names(def, "legal_bases", basis);
}

bool notice_uses_basis(const struct node *def, enum basis basis) {
    return list_names(def, "purposes", basis) || notice_general_basis(def, basis);
}

bool notice_has_general_basis(const struct node *def) {
    for (enum basis b = 0; b < BASIS__MAX; b++) {
        if (notice_general_basis(def, b))
            return true;
    }
    return false;
}

bool notice_names_basis(const struct node *def) {
    for (enum basis b = 0; b < BASIS__MAX; b++) {
        if (notice_uses_basis(def, b))
            return true;
    }
    return false;
}

bool notice_has_purpose(const struct node *def, const char *flag) {
    for (NOTICE_EACH(purpose, def, "purposes")) {
        if (node_is_true(purpose, flag))
            return true;
    }
    return false;
}

const struct node *notice_right(const struct node *def, const char *right) {
    return notice_where(def, "rights", "right", right);
}

bool notice_promises_portability(const struct node *def) {
    return notice_right(def, "portability") != NULL && notice_names_basis(def) &&
           !notice_uses_basis(def, BASIS_CONSENT) && !notice_uses_basis(def, BASIS_CONTRACT);
}

bool notice_objection_reaches_marketing(const struct node *objection) {
    if (notice_first(objection, "scopes") == NULL)
        return true;
    for (NOTICE_EACH(scope, objection, "scopes")) {
        if (scope_is_marketing(scope->text))
            return true;
    }
    return false;
}

bool notice_objection_reaches_processing(const struct node *objection) {
    return notice_first(objection, "scopes") == NULL || notice_has(objection, "scopes", scope_code(SCOPE_PROCESSING));
}

const struct node *notice_field_of(const struct node *def, const char *column, bool alone) {
    for (NOTICE_EACH(category, def, "categories")) {
        for (NOTICE_EACH(field, category, "fields")) {
            if (notice_has(field, "columns", column) && (!alone || notice_count(field, "columns") == 1))
                return field;
        }
    }
    return NULL;
}

bool notice_column(const struct node *def, const struct notice_dictionary *dict, const char *column, enum lang lang,
                   struct sb *out) {
    const char *dot = strchr(column, '.');
    char *table CLEANUP(mem_free) = mem_strndup(column, dot != NULL ? (size_t)(dot - column) : strlen(column));
    const char *title = NULL, *name = NULL;
    const struct node *field;

    if (dict != NULL && dict->name != NULL && dot != NULL) {
        title = dict->name(dict->ctx, table, NULL, lang);
        name = dict->name(dict->ctx, table, dot + 1, lang);
    }
    if (title != NULL && name != NULL) {
        sb_printf(out, "%s: %s", title, name);
        return true;
    }
    field = notice_field_of(def, column, true);
    if (field == NULL)
        return false;
    sb_cat(out, notice_name(field, lang));
    return true;
}
