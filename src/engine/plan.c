/*
 * plan.c - lays a register definition over the record tables; see plan.h.
 */
#include "engine/plan.h"

#include "base/mem.h"
#include "base/sb.h"
#include "domain/notice_read.h"
#include "store/register_store.h"

/* ---- small readers of the definition ---- */

struct target {
    struct plan_table *table;
    size_t column; /* SIZE_MAX: every column about the person */
};

/* "table", "table.*" or "table.column" in the plan; ERR_CONFIG when the database no longer has it. */
static int resolve(const struct plan *p, const char *text, struct target *ret, struct err *e) {
    const char *dot = strchr(text, '.');
    char *name CLEANUP(mem_free) = mem_strndup(text, dot != NULL ? (size_t)(dot - text) : strlen(text));

    ret->table = plan_table(p, name);
    ret->column = SIZE_MAX;
    if (ret->table != NULL && dot != NULL && strcmp(dot + 1, "*") != 0) {
        const struct cat_column *column = catalog_column(ret->table->table, dot + 1);

        if (column != NULL)
            ret->column = (size_t)(column - ret->table->table->columns);
        else
            ret->table = NULL;
    }
    if (ret->table != NULL)
        return 0;
    (void)err_set(e, ERR_CONFIG, "register \"%s\" names \"%.128s\", which the database does not have", p->code, text);
    return err_hint(e, "`gdprctl register check %s` lists where definition and schema drift apart", p->code);
}

/* Calls for one column or, with SIZE_MAX, for each column about the person. */
#define EACH_COLUMN(target, i)                                                                                  \
    for (size_t i = (target)->column != SIZE_MAX ? (target)->column : 0;                                        \
         i < ((target)->column != SIZE_MAX ? (target)->column + 1 : (target)->table->table->column_count); i++) \
        if ((target)->column != SIZE_MAX || !(target)->table->table->columns[i].internal)

/* ---- purposes ---- */

/* The roles of a subject group; a group that names none is anybody. */
static role_set group_roles(const struct node *group) {
    role_set roles = 0;
    enum role role;

    for (const struct node *r = notice_first(group, "roles"); r != NULL; r = r->next)
        roles |= role_parse(r->text, &role) == 0 ? 1U << role : 0;
    return roles != 0 ? roles : ALL_ROLES;
}

static scope_set scopes_of(const struct node *purpose) {
    scope_set scopes = 0;
    enum scope scope;

    for (const struct node *s = notice_first(purpose, "ended_by"); s != NULL; s = s->next)
        scopes |= scope_parse(s->text, &scope) == 0 ? 1U << scope : 0;
    return scopes;
}

static void add_purposes(struct plan *p) {
    for (const struct node *n = notice_first(p->def, "purposes"); n != NULL; n = n->next) {
        struct plan_purpose *purpose = vec_push(&p->purposes);

        purpose->code = node_str(n, "code");
        purpose->direct_marketing = node_is_true(n, "direct_marketing");
        purpose->basis_known = notice_basis(n, &purpose->basis) == 0;
        purpose->ended_by = scopes_of(n);
        p->any_ends = p->any_ends || purpose->ended_by != 0;
    }
    for (const struct node *g = notice_first(p->def, "subject_groups"); g != NULL; g = g->next) {
        role_set roles = notice_first(g, "purposes") != NULL ? group_roles(g) : 0;

        p->limited |= roles;
        for (size_t i = 0; roles != 0 && i < p->purposes.len; i++)
            p->purposes.d[i].roles |= notice_has(g, "purposes", p->purposes.d[i].code) ? roles : 0;
    }
    for (size_t i = 0; i < p->purposes.len; i++)
        p->purposes.d[i].roles |= ALL_ROLES & ~p->limited;
}

/* The purposes that the category names, as indexes. */
static int tie_purposes(const struct plan *p, struct plan_category *category, struct err *e) {
    for (const struct node *n = notice_first(category->node, "purposes"); n != NULL; n = n->next) {
        size_t i = 0;

        while (i < p->purposes.len && strcmp(p->purposes.d[i].code, n->text) != 0)
            i++;
        if (i == p->purposes.len)
            return err_set(e, ERR_CONFIG, "category \"%s\" of register \"%s\" names a purpose that there is not",
                           category->code, p->code);
        *vec_push(&category->purposes) = i;
    }
    return 0;
}

/* ---- categories ---- */

/* The category of that code, or NULL. */
static struct plan_category *category_of(const struct plan *p, const char *code) {
    for (size_t i = 0; i < p->categories.len; i++) {
        if (strcmp(p->categories.d[i].code, code) == 0)
            return &p->categories.d[i];
    }
    return NULL;
}

/* The field's condition, where it is about the table. */
static int read_only_when(const struct plan *p, const struct node *field, const struct plan_table *t,
                          struct plan_place *ret, struct err *e) {
    const char *text = node_str(field, "only_when");
    const char *eq = text != NULL ? strchr(text, '=') : NULL;
    char *column CLEANUP(mem_free) = eq != NULL ? mem_strndup(text, (size_t)(eq - text)) : NULL;
    struct target at;

    ret->when = SIZE_MAX;
    if (column == NULL)
        return 0;
    TRY(resolve(p, column, &at, e));
    if (at.table != t)
        return 0;
    ret->when = at.column;
    ret->value = eq + 1;
    return 0;
}

/* What SQLite computes stands where the whole table does. */
static void place_computed(struct plan_table *t, const struct plan_place *place) {
    for (size_t i = 0; i < t->table->computed_count; i++) {
        if (!t->table->columns[t->table->column_count + i].internal)
            *vec_push(&t->columns[t->table->column_count + i].places) = *place;
    }
}

static int add_field(struct plan *p, size_t category, const struct node *field, struct err *e) {
    for (const struct node *c = notice_first(field, "columns"); c != NULL; c = c->next) {
        struct plan_place place = {.category = category, .field = field};
        struct target t;

        TRY(resolve(p, c->text, &t, e));
        t.table->listed = true;
        TRY(read_only_when(p, field, t.table, &place, e));
        EACH_COLUMN(&t, i) {
            struct plan_column *column = &t.table->columns[i];

            *vec_push(&column->places) = place;
            column->provided |= node_is_true(field, "provided_by_subject");
            column->rectifiable |= node_is_true(field, "rectifiable");
            column->identifying |= node_is_true(field, "identifying");
        }
        if (t.column == SIZE_MAX)
            place_computed(t.table, &place);
    }
    return 0;
}

static int add_categories(struct plan *p, struct err *e) {
    for (const struct node *c = notice_first(p->def, "categories"); c != NULL; c = c->next) {
        struct plan_category *category = vec_push(&p->categories);

        category->code = node_str(c, "code");
        category->node = c;
        TRY(tie_purposes(p, category, e));
        for (const struct node *f = notice_first(c, "fields"); f != NULL; f = f->next)
            TRY(add_field(p, p->categories.len - 1, f, e));
    }
    return 0;
}

/* ---- retention rules ---- */

static void digest_text(struct crypt_sha256 *h, const char *key, const char *text) {
    SB(line);

    sb_printf(&line, "%s=%zu:%s\n", key, text != NULL ? strlen(text) : 0, text != NULL ? text : "");
    crypt_sha256_add(h, line.d, line.len);
}

/* A category covers other columns when its fields change. */
static void digest_category(const struct plan *p, const char *code, struct crypt_sha256 *h) {
    const struct plan_category *category = category_of(p, code);

    for (const struct node *f = category != NULL ? notice_first(category->node, "fields") : NULL; f != NULL;
         f = f->next) {
        for (const struct node *c = notice_first(f, "columns"); c != NULL; c = c->next)
            digest_text(h, "column", c->text);
    }
}

static void digest_rule(const struct plan *p, struct plan_rule *r) {
    static const char *const keys[] = {"kind", "period", "event", "missing", "align", "hold_when", "strength"};
    struct crypt_sha256 h;
    SB(roles);

    crypt_sha256_init(&h);
    for (size_t i = 0; i < ARRAY_LEN(keys); i++)
        digest_text(&h, keys[i], node_str(r->node, keys[i]));
    for (const struct node *c = notice_first(r->node, "covers"); c != NULL; c = c->next) {
        digest_text(&h, "cover", c->text);
        if (c->text[0] == '@')
            digest_category(p, c->text + 1, &h);
    }
    sb_printf(&roles, "%x", r->roles);
    digest_text(&h, "roles", roles.d);
    crypt_sha256_end(&h, r->digest);
}

/* hold_when, "table.column=value": the value in the form it is stored in, or nothing for an empty column. */
static int read_mark(const struct plan *p, struct plan_rule *r, struct err *e) {
    const char *text = node_str(r->node, "hold_when");
    const char *eq = text != NULL ? strchr(text, '=') : NULL, *reason;
    char *name CLEANUP(mem_free) = NULL;
    struct target t;
    SB(value);

    if (eq == NULL)
        return 0;
    name = mem_strndup(text, (size_t)(eq - text));
    TRY(resolve(p, name, &t, e));
    if (t.column == SIZE_MAX)
        return err_set(e, ERR_CONFIG, "rule \"%s\" of register \"%s\": hold_when needs one column", r->code, p->code);
    r->mark.table = t.table->table;
    r->mark.column = &t.table->table->columns[t.column];
    if (eq[1] == '\0')
        return 0;
    if (r->mark.column->kind == KIND_LIST) {
        sb_cat(&value, eq + 1);
    } else if (kind_store(r->mark.column->kind, eq + 1, &value, &reason) < 0) {
        return err_set(e, ERR_CONFIG,
                       "rule \"%s\" of register \"%s\": the value in hold_when is none that %s can have: %s", r->code,
                       p->code, name, reason);
    }
    r->mark_value = sb_detach(&value);
    r->mark.value = r->mark_value;
    return 0;
}

static role_set rule_roles(const struct plan *p, const struct node *rule) {
    role_set roles = 0;

    for (const struct node *c = notice_first(rule, "groups"); c != NULL; c = c->next) {
        for (const struct node *g = notice_first(p->def, "subject_groups"); g != NULL; g = g->next)
            roles |= strcmp(node_str(g, "code"), c->text) == 0 ? group_roles(g) : 0;
    }
    return roles != 0 ? roles : ALL_ROLES;
}

static int read_rule(struct plan *p, const struct node *node, struct plan_rule *r, struct err *e) {
    const char *kind = node_str(node, "kind");
    const char *align = node_str(node, "align");
    const char *missing = node_str(node, "missing");
    struct target t;

    r->node = node;
    r->code = node_str(node, "code");
    r->roles = rule_roles(p, node);
    p->by_person = p->by_person || r->roles != ALL_ROLES;
    r->period = node_str(node, "period");
    r->assumed = node_is_true(node, "assumed");
    r->by_time = strcmp(kind, "period") == 0;
    r->on_condition = strcmp(kind, "on-condition") == 0;
    r->rule.while_needed = !r->by_time;
    r->rule.align = align != NULL && strcmp(align, "year-end") == 0 ? ALIGN_YEAR_END : ALIGN_NONE;
    r->missing_open = missing != NULL && strcmp(missing, "open") == 0;
    if (strength_parse(node_str(node, "strength"), &r->strength) < 0)
        return err_set(e, ERR_CONFIG, "rule \"%s\" of register \"%s\" has an unknown strength", r->code, p->code);
    digest_rule(p, r);
    TRY(read_mark(p, r, e));
    if (!r->by_time)
        return 0;
    if (period_parse(r->period, &r->rule.period) < 0)
        return err_set(e, ERR_CONFIG, "rule \"%s\" of register \"%s\" has no readable period", r->code, p->code);
    TRY(resolve(p, node_str(node, "event"), &t, e));
    r->event.table = t.table->table;
    r->event.column = &t.table->table->columns[t.column];
    return 0;
}

/* Marks the columns that stand in a category. */
static void cover_category(struct plan *p, const char *code, rule_set bit) {
    const struct plan_category *category = category_of(p, code);

    for (size_t t = 0; category != NULL && t < p->cat.table_count; t++) {
        for (size_t i = 0; i < p->tables[t].table->column_count; i++) {
            struct plan_column *column = &p->tables[t].columns[i];

            for (size_t k = 0; k < column->places.len; k++) {
                if (&p->categories.d[column->places.d[k].category] == category)
                    column->rules |= bit;
            }
        }
    }
}

static int add_rules(struct plan *p, struct err *e) {
    for (const struct node *n = notice_first(p->def, "retention"); n != NULL; n = n->next) {
        rule_set bit;

        if (p->rules.len == PLAN_RULES_MAX)
            return err_set(e, ERR_CONFIG, "register \"%s\" has more than %d retention rules", p->code, PLAN_RULES_MAX);
        bit = (rule_set)1 << p->rules.len;
        TRY(read_rule(p, n, vec_push(&p->rules), e));
        for (const struct node *c = notice_first(n, "covers"); c != NULL; c = c->next) {
            struct target t;

            if (c->text[0] == '@') {
                cover_category(p, c->text + 1, bit);
                continue;
            }
            TRY(resolve(p, c->text, &t, e));
            EACH_COLUMN(&t, i)
            t.table->columns[i].rules |= bit;
        }
    }
    return 0;
}

/* ---- legal bases ---- */

/* The stronger of two bases is the one that stops an erasure sooner. */
static int weight(enum basis basis) {
    static const int weights[] = {
        [BASIS_CONSENT] = 0,  [BASIS_LEGITIMATE_INTERESTS] = 1, [BASIS_PUBLIC_TASK] = 2, [BASIS_VITAL_INTERESTS] = 3,
        [BASIS_CONTRACT] = 4, [BASIS_LEGAL_OBLIGATION] = 5,
    };

    return weights[basis];
}

/* Where no purpose of the column names a legal basis, the register's first one counts. */
static void read_purposes(const struct plan *p, struct plan_column *column) {
    size_t purposes = 0, marketing = 0;

    for (size_t i = 0; i < column->places.len; i++) {
        const struct plan_category *category = &p->categories.d[column->places.d[i].category];

        for (size_t k = 0; k < category->purposes.len; k++) {
            const struct plan_purpose *purpose = &p->purposes.d[category->purposes.d[k]];

            purposes++;
            marketing += purpose->direct_marketing;
            if (purpose->basis_known && (!column->basis_known || weight(purpose->basis) > weight(column->basis)))
                column->basis = purpose->basis;
            column->basis_known = column->basis_known || purpose->basis_known;
        }
    }
    column->marketing_only = purposes > 0 && marketing == purposes;
    for (const struct node *b = column->basis_known ? NULL : notice_first(p->def, "legal_bases");
         b != NULL && !column->basis_known; b = b->next)
        column->basis_known = notice_basis(b, &column->basis) == 0;
}

/* ---- purposes that objections end ---- */

static bool has_purpose(const struct plan *p, const struct plan_column *column, size_t purpose) {
    for (size_t i = 0; i < column->places.len; i++) {
        const struct plan_category *category = &p->categories.d[column->places.d[i].category];

        for (size_t k = 0; k < category->purposes.len; k++) {
            if (category->purposes.d[k] == purpose)
                return true;
        }
    }
    return false;
}

/* For each role, what ends the last of the column's purposes; a column that stands in no category serves what its
 * person's group is held for. */
static void read_ends(struct plan *p, struct plan_column *column) {
    role_set endless = 0;

    for (size_t i = 0; i < p->purposes.len; i++) {
        const struct plan_purpose *purpose = &p->purposes.d[i];
        role_set roles = column->places.len == 0     ? purpose->roles & p->limited
                         : has_purpose(p, column, i) ? purpose->roles
                                                     : 0;

        endless |= purpose->ended_by == 0 ? roles : 0;
        for (enum role role = 0; role < ROLE__MAX; role++)
            column->ends.by_role[role] |= (roles >> role & 1) != 0 ? purpose->ended_by : 0;
    }
    for (enum role role = 0; role < ROLE__MAX; role++) {
        if ((endless >> role & 1) != 0)
            column->ends.by_role[role] = 0;
        p->by_person = p->by_person || column->ends.by_role[role] != 0;
    }
}

/* ---- groups ---- */

static struct plan_group *group_of(struct plan_table *t, const struct plan_column *column) {
    struct plan_group *g;

    for (size_t i = 0; i < t->groups.len; i++) {
        g = &t->groups.d[i];
        if (g->rules == column->rules && memcmp(&g->ends, &column->ends, sizeof g->ends) == 0)
            return g;
    }
    g = vec_push(&t->groups);
    g->rules = column->rules;
    g->ends = column->ends;
    return g;
}

static bool is_fixed(const struct plan *p, const struct cat_table *t, size_t column) {
    if (t->columns[column].not_null || t->open_until == column || catalog_is_natural(t, column))
        return true;
    for (size_t i = 0; i < p->rules.len; i++) {
        const struct plan_rule *r = &p->rules.d[i];

        if ((r->by_time && r->event.column == &t->columns[column]) || r->mark.column == &t->columns[column])
            return true;
    }
    return false;
}

static void find_fixed(const struct plan *p, struct plan_table *t) {
    for (size_t i = 0; i < t->table->column_count; i++)
        t->columns[i].fixed = is_fixed(p, t->table, i);
    for (size_t g = 0; g < t->groups.len; g++) {
        struct plan_group *group = &t->groups.d[g];

        for (size_t i = 0; i < group->columns.len; i++) {
            if (!t->columns[group->columns.d[i]].fixed)
                *vec_push(&group->clear) = group->columns.d[i];
        }
    }
    t->fixed_known = true;
}

int plan_find_fixed(struct plan *p, struct db *db, const struct plan_table *t) {
    size_t at = (size_t)(t - p->tables);

    if (t->fixed_known)
        return 0;
    TRY(catalog_natural_key(db, &p->cat, &p->cat.tables[at]));
    find_fixed(p, &p->tables[at]);
    return 0;
}

static void make_groups(struct plan *p, struct plan_table *t) {
    for (size_t i = 0; i < t->table->column_count; i++) {
        if (t->table->columns[i].internal)
            continue;
        *vec_push(&group_of(t, &t->columns[i])->columns) = i;
        t->rules |= t->columns[i].rules;
    }
    if (t->table->natural != NULL)
        find_fixed(p, t);
    for (size_t i = rule_next(t->rules, 0); i != SIZE_MAX; i = rule_next(t->rules, i + 1)) {
        if (p->rules.d[i].by_time)
            *vec_push(&t->rule_index) = i;
    }
    for (size_t i = 0; i < p->rules.len; i++) {
        const struct record_mark *mark = &p->rules.d[i].mark;

        if (mark->table != NULL && (mark->table == t->table || (t->rules >> i & 1) != 0))
            *vec_push(&t->marks) = *mark;
    }
}

/* Whether the rule covers rows of other tables than its event's. */
static bool waited_for(const struct plan *p, size_t rule) {
    for (size_t t = 0; t < p->cat.table_count; t++) {
        if ((p->tables[t].rules >> rule & 1) != 0 && p->tables[t].table != p->rules.d[rule].event.table)
            return true;
    }
    return false;
}

/* Marks the columns whose dates other tables' rows wait for. */
static void mark_events(struct plan *p) {
    for (size_t i = 0; i < p->rules.len; i++) {
        const struct record_event *event = &p->rules.d[i].event;
        struct plan_table *t = p->rules.d[i].by_time ? plan_table(p, event->table->name) : NULL;
        size_t column = t != NULL ? (size_t)(event->column - t->table->columns) : 0;
        bool known = t == NULL || !waited_for(p, i);

        for (size_t k = 0; !known && k < t->events.len; k++)
            known = t->events.d[k] == column;
        if (!known)
            *vec_push(&t->events) = column;
    }
}

/* ---- the plan ---- */

static int lay(struct db *db, struct plan *p) {
    p->code = node_str(p->def, "code");
    p->tables = mem_alloc(p->cat.table_count * sizeof *p->tables);
    for (size_t i = 0; i < p->cat.table_count; i++) {
        p->tables[i].table = &p->cat.tables[i];
        p->tables[i].columns = mem_alloc((p->cat.tables[i].column_count + p->cat.tables[i].computed_count) *
                                         sizeof *p->tables[i].columns);
    }
    add_purposes(p);
    TRY(add_categories(p, db->err));
    TRY(add_rules(p, db->err));
    for (size_t i = 0; i < p->cat.table_count; i++) {
        for (size_t k = 0; k < p->cat.tables[i].column_count; k++) {
            read_purposes(p, &p->tables[i].columns[k]);
            if (p->any_ends && !p->cat.tables[i].columns[k].internal)
                read_ends(p, &p->tables[i].columns[k]);
        }
        make_groups(p, &p->tables[i]);
    }
    mark_events(p);
    return 0;
}

int plan_load(struct db *db, const char *register_code, struct plan *ret) {
    TRY(register_id(db, register_code, &ret->register_id));
    TRY(register_export(db, register_code, &ret->def));
    TRY(catalog_load(db, &ret->cat));
    return lay(db, ret);
}

int plan_load_rules(struct db *db, const char *register_code, struct plan *ret) {
    TRY(register_id(db, register_code, &ret->register_id));
    TRY(register_export_rules(db, register_code, &ret->def));
    TRY(catalog_load_rules(db, &ret->cat));
    return lay(db, ret);
}

int plan_lay(struct db *db, struct node *def, struct plan *ret) {
    ret->def = def;
    TRY(catalog_load(db, &ret->cat));
    return lay(db, ret);
}

static void release_table(struct plan_table *t) {
    for (size_t i = 0; t->columns != NULL && i < t->table->column_count + t->table->computed_count; i++)
        vec_release(&t->columns[i].places);
    free(t->columns);
    for (size_t i = 0; i < t->groups.len; i++) {
        vec_release(&t->groups.d[i].columns);
        vec_release(&t->groups.d[i].clear);
    }
    vec_release(&t->groups);
    vec_release(&t->rule_index);
    vec_release(&t->marks);
    vec_release(&t->events);
}

void plan_release(struct plan *p) {
    for (size_t i = 0; p->tables != NULL && i < p->cat.table_count; i++)
        release_table(&p->tables[i]);
    free(p->tables);
    for (size_t i = 0; i < p->rules.len; i++)
        free(p->rules.d[i].mark_value);
    vec_release(&p->rules);
    for (size_t i = 0; i < p->categories.len; i++)
        vec_release(&p->categories.d[i].purposes);
    vec_release(&p->categories);
    vec_release(&p->purposes);
    catalog_release(&p->cat);
    node_free(&p->def);
    *p = (struct plan){0};
}

struct plan_table *plan_table(const struct plan *p, const char *name) {
    const struct cat_table *t = catalog_table(&p->cat, name);

    return t != NULL ? &p->tables[t - p->cat.tables] : NULL;
}

int plan_open(const struct plan *p, struct db *db, const struct plan_table *t, enum record_columns columns,
              struct record_reader *ret) {
    struct record_event events[PLAN_RULES_MAX];

    for (size_t i = 0; i < t->rule_index.len; i++)
        events[i] = p->rules.d[t->rule_index.d[i]].event;
    return record_open(ret, db, t->table, events, t->rule_index.len, t->marks.d, t->marks.len, columns);
}

struct destroy plan_destroy(const struct plan *p, const struct plan_table *t, const char *as_of) {
    return (struct destroy){
        .cat = &p->cat,
        .table = t->table,
        .register_id = p->register_id,
        .as_of = as_of,
        .events = t->events.d,
        .event_count = t->events.len,
        .marks = t->marks.d,
        .mark_count = t->marks.len,
        .rule_event = SIZE_MAX,
    };
}
