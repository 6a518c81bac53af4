/*
 * register_load.c - see register_load.h.
 */
#include "engine/register_load.h"

#include "base/date.h"
#include "base/lang.h"
#include "base/mem.h"
#include "domain/definition.h"
#include "store/audit_store.h"

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

int register_load(struct db *db, struct node *const *defs, const char *const *names, size_t n, int64_t now_utc,
                  bool dry_run, register_loaded_vec *ret) {
    struct catalog cat CLEANUP(catalog_release) = {0};
    char at[INSTANT_LEN];
    TX(tx);

    TRY(catalog_load(db, &cat));
    for (size_t i = 0; i < n; i++) {
        struct err why = {0};

        if (definition_check(defs[i], register_has_column, &cat, &why) < 0 || check_events(defs[i], &cat, &why) < 0) {
            (void)err_set(db->err, why.code, "%s: %s", names[i], why.msg);
            return err_hint(db->err, "nothing was loaded; mend the definition and load it again");
        }
    }
    instant_iso(now_utc, at);
    TRY(tx_begin(&tx, db));
    for (size_t i = 0; i < n; i++)
        TRY(load_one(db, defs[i], at, now_utc, vec_push(ret)));
    TRY(register_check_requirements(db));
    return dry_run ? 0 : tx_commit(&tx);
}
