/*
 * register_load.c - see register_load.h.
 */
#include "engine/register_load.h"

#include "base/date.h"
#include "base/lang.h"
#include "base/mem.h"
#include "domain/definition.h"
#include "domain/kind.h"
#include "domain/notice_read.h"
#include "engine/due.h"
#include "store/audit_store.h"
#include "store/code_store.h"

void register_loaded_release(register_loaded_vec *v) {
    for (size_t i = 0; i < v->len; i++)
        free(v->d[i].code);
    vec_release(v);
}

bool register_has_column(void *ctx, const char *table, const char *column) {
    const struct catalog *cat = ctx;
    const struct cat_table *t = catalog_table(cat, table);

    /* SQL names only: the command line's hyphens are no part of a definition. */
    if (t == NULL || strcmp(t->name, table) != 0)
        return false;
    return column == NULL || strcmp(column, "*") == 0 || catalog_column(t, column) != NULL;
}

/* Whether a day can be read from the column. A text column that the dictionary does not know may well be a date. */
static bool is_dated(const struct cat_column *c) {
    return c->kind == KIND_DATE || c->kind == KIND_INSTANT || c->kind == KIND_YEAR ||
           (c->kind == KIND_TEXT && c->names.t[LANG_FI] == NULL);
}

/* A period that began with a name or an amount would never end, or end at once. */
static int check_events(const struct node *def, const struct catalog *cat, struct err *e) {
    const struct node *rules = node_get(def, "retention");

    for (const struct node *rule = rules != NULL ? rules->child : NULL; rule != NULL; rule = rule->next) {
        const char *event = node_str(rule, "event"), *dot = event != NULL ? strchr(event, '.') : NULL;
        SB(table);
        SB(path);

        if (dot == NULL)
            continue;
        sb_catn(&table, event, (size_t)(dot - event));
        if (is_dated(catalog_column(catalog_table(cat, table.d), dot + 1)))
            continue;
        node_path(node_get(rule, "event"), &path);
        return err_set(e, ERR_CONFIG, "%s: %.128s holds no dates, so no period can begin with it", path.d, event);
    }
    return 0;
}

/* ---- the plan, laid once before a purge has to ---- */

/* What the conditions of one definition are checked with. */
struct conditions {
    const struct plan *plan;
    const struct code_lists *lists;
    struct err *err;
};

static int refuse(const struct conditions *c, const struct node *at, const char *column, const char *reason) {
    SB(path);

    node_path(at, &path);
    return err_set(c->err, ERR_CONFIG, "register \"%s\", %s: the value is none that %s can have: %s", c->plan->code,
                   path.d, column, reason);
}

/* A word that the column's list does not have would stand in no row: the rule would hold nothing. */
static int check_word(const struct conditions *c, const struct node *at, const struct cat_column *column,
                      const char *value) {
    if (column->kind != KIND_LIST || column->list == NULL || value == NULL || code_is(c->lists, column->list, value))
        return 0;
    return refuse(c, at, column->name, "it is not a word of the list");
}

static int check_marks(const struct conditions *c) {
    for (size_t i = 0; i < c->plan->rules.len; i++) {
        const struct plan_rule *r = &c->plan->rules.d[i];

        if (r->mark.table != NULL)
            TRY(check_word(c, node_get(r->node, "hold_when"), r->mark.column, r->mark.value));
    }
    return 0;
}

/* The value is compared with what is stored, so it has to be written like that. */
static int check_place(const struct conditions *c, const struct plan_place *place, const struct cat_column *column) {
    const struct node *at = node_get(place->field, "only_when");
    const char *reason = "it is empty";
    SB(stored);
    SB(form);

    if (column->kind == KIND_LIST && place->value[0] != '\0')
        return check_word(c, at, column, place->value);
    if (place->value[0] == '\0' || kind_store(column->kind, place->value, &stored, &reason) < 0)
        return refuse(c, at, column->name, reason);
    if (strcmp(stored.d, place->value) == 0)
        return 0;
    sb_printf(&form, "it is stored as \"%.64s\", and has to be written so", stored.d);
    return refuse(c, at, column->name, form.d);
}

static int check_places(const struct conditions *c) {
    for (size_t t = 0; t < c->plan->cat.table_count; t++) {
        const struct plan_table *table = &c->plan->tables[t];

        for (size_t i = 0; i < table->table->column_count; i++) {
            for (size_t k = 0; k < table->columns[i].places.len; k++) {
                const struct plan_place *place = &table->columns[i].places.d[k];

                if (place->when != SIZE_MAX)
                    TRY(check_place(c, place, &table->table->columns[place->when]));
            }
        }
    }
    return 0;
}

/* A condition on a table in which the field has no column says nothing of any row. */
static int check_fields(const struct conditions *c) {
    for (NOTICE_EACH(category, c->plan->def, "categories")) {
        for (NOTICE_EACH(field, category, "fields")) {
            const struct node *at = node_get(field, "only_when");
            size_t len = at != NULL ? strcspn(at->text, ".") + 1 : 0;
            bool own = false;
            SB(path);

            for (NOTICE_EACH(column, field, "columns"))
                own = own || (at != NULL && strncmp(column->text, at->text, len) == 0);
            if (at == NULL || own)
                continue;
            node_path(at, &path);
            return err_set(c->err, ERR_CONFIG, "register \"%s\", %s: the field has no column in that table",
                           c->plan->code, path.d);
        }
    }
    return 0;
}

/* Everything that a purge, or the answer to a request, has to make of the definition first: what cannot be made is told
 * now and not at night. On the first of all days nothing is due; tables without a row are not asked then, so their
 * readers are opened too. */
static int lay_plan(struct db *db, const char *code) {
    struct code_lists lists CLEANUP(code_lists_release) = {0};
    PLAN(plan);
    DUE(due);
    struct conditions c = {.plan = &plan, .lists = &lists, .err = db->err};

    TRY(plan_load(db, code, &plan));
    TRY(code_lists_load(db, &lists));
    TRY(check_marks(&c));
    TRY(check_places(&c));
    TRY(check_fields(&c));
    TRY(due_find(db, &plan, DATE_FIRST, &due));
    for (size_t i = 0; i < plan.cat.table_count; i++) {
        RECORD_READER(reader);

        if (plan.tables[i].rules != 0)
            TRY(plan_open(&plan, db, &plan.tables[i], RECORD_STORED, &reader));
    }
    return 0;
}

static const char *saved_word(enum register_saved saved) {
    static const char *const words[] = {
        [REGISTER_NEW] = "new", [REGISTER_REPLACED] = "replaced", [REGISTER_UNCHANGED] = "unchanged"};

    return words[saved];
}

static int load_one(struct db *db, const struct node *def, const char *at, int64_t now_utc,
                    struct register_loaded *ret) {
    uint8_t digest[CRYPT_HASH_LEN];
    char hex[2 * CRYPT_HASH_LEN + 1];
    SB(detail);

    TRY(register_save(db, def, at, &ret->saved, digest));
    ret->code = mem_strdup(node_str(def, "code"));
    crypt_hex(digest, sizeof digest, hex);
    sb_printf(&detail, "digest=%s", hex);
    return audit_append(db, now_utc,
                        &(struct audit_event){.command = "register load",
                                              .register_code = ret->code,
                                              .result = saved_word(ret->saved),
                                              .detail = detail.d});
}

static int not_loaded(struct db *db, const char *name, struct err why) {
    if (why.code != ERR_CONFIG)
        return -1;
    err_clear(db->err);
    (void)err_set(db->err, why.code, "%s: %s", name, why.msg);
    return err_hint(db->err, "nothing was loaded; mend the definition and load it again");
}

/* Of two that differ the later would silently win; the same definition twice loses nothing. */
static int check_once(struct db *db, const register_loaded_vec *loaded, const char *const *names) {
    const struct register_loaded *last = &loaded->d[loaded->len - 1];

    for (size_t i = 0; i + 1 < loaded->len && last->saved != REGISTER_UNCHANGED; i++) {
        if (strcmp(loaded->d[i].code, last->code) != 0)
            continue;
        (void)err_set(db->err, ERR_DATA, "%s and %s are two definitions of register \"%s\"", names[i],
                      names[loaded->len - 1], last->code);
        return err_hint(db->err,
                        "nothing was loaded; load one definition of \"%s\", or give the other a code of its own",
                        last->code);
    }
    return 0;
}

int register_load(struct db *db, struct node *const *defs, const char *const *names, size_t n, int64_t now_utc,
                  bool dry_run, register_loaded_vec *ret) {
    struct catalog cat CLEANUP(catalog_release) = {0};
    char at[INSTANT_LEN];
    TX(tx);

    TRY(catalog_load(db, &cat));
    for (size_t i = 0; i < n; i++) {
        struct err why = {0};

        if (definition_check(defs[i], register_has_column, &cat, &why) < 0 || check_events(defs[i], &cat, &why) < 0)
            return not_loaded(db, names[i], why);
    }
    instant_iso(now_utc, at);
    TRY(tx_begin(&tx, db));
    for (size_t i = 0; i < n; i++) {
        TRY(load_one(db, defs[i], at, now_utc, vec_push(ret)));
        TRY(check_once(db, ret, names));
    }
    TRY(register_check_requirements(db));
    for (size_t i = 0; i < n; i++) {
        if (lay_plan(db, ret->d[i].code) < 0)
            return not_loaded(db, names[i], *db->err);
    }
    return dry_run ? 0 : tx_commit(&tx);
}
