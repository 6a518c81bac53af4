/*
 * definition_check.c - refuses a broken register definition with the JSON path and the reason; see definition.h.
 */
#include "domain/definition.h"

#include "base/date.h"
#include "base/lang.h"
#include "base/mem.h"
#include "base/sb.h"
#include "base/text.h"
#include "domain/kind.h"

#define CODE_MAX 64
#define TEXT_MAX 2000

struct check {
    const struct node *root;
    definition_has_column *has_column;
    void *ctx;
    struct err *err;
};

static int bad(struct check *c, const struct node *at, const char *fmt, ...) PRINTF(3, 4);

static int bad(struct check *c, const struct node *at, const char *fmt, ...) {
    SB(path);
    SB(why);
    va_list ap;

    node_path(at, &path);
    va_start(ap, fmt);
    sb_vprintf(&why, fmt, ap);
    va_end(ap);
    return err_set(c->err, ERR_CONFIG, "%s: %s", path.d, why.d);
}

/* What a key's value has to be in JSON. */
static enum node_type wanted_type(enum key_type type) {
    switch (type) {
    case KEY_BOOL:
        return NODE_BOOL;
    case KEY_NAMES:
        return NODE_MAP;
    case KEY_WORDS:
    case KEY_CODES:
    case KEY_TEXTS:
    case KEY_COLUMNS:
    case KEY_COVERS:
    case KEY_ENTITIES:
        return NODE_LIST;
    case KEY_CODE:
    case KEY_TEXT:
    case KEY_DATE:
    case KEY_PERIOD:
    case KEY_WORD:
    case KEY_BUSINESS_ID:
    case KEY_COLUMN:
        break;
    }
    return NODE_STRING;
}

static int want(struct check *c, const struct node *n, enum node_type type) {
    if (n->type == type)
        return 0;
    return bad(c, n, "must be %s, and is %s", node_type_name(type), node_type_name(n->type));
}

static int check_code(struct check *c, const struct node *n) {
    const char *s = n->text;
    bool hyphen = true; /* none at the start, and no two in a row */

    for (; *s != '\0'; s++) {
        bool ok = (*s >= 'a' && *s <= 'z') || (*s >= '0' && *s <= '9') || (*s == '-' && !hyphen);

        if (!ok)
            return bad(c, n, "is no code: lower-case letters a-z, digits, and single hyphens between them");
        hyphen = *s == '-';
    }
    if (hyphen || s - n->text > CODE_MAX)
        return bad(c, n, "is no code: it is empty, too long, or ends with a hyphen");
    return 0;
}

static int check_text(struct check *c, const struct node *n) {
    const char *s = n->text;
    size_t len = strlen(s);

    text_trim(&s, &len);
    if (len == 0)
        return bad(c, n, "is empty; leave the key out where the notice says nothing");
    if (len > TEXT_MAX)
        return bad(c, n, "is longer than %d bytes", TEXT_MAX);
    return 0;
}

static int check_word(struct check *c, const struct node *n, const char *const *words) {
    const char *near;

    for (size_t i = 0; words[i] != NULL; i++) {
        if (strcmp(words[i], n->text) == 0)
            return 0;
    }
    near = text_did_you_mean(n->text, words);
    (void)bad(c, n, "\"%.64s\" is none of the words this key takes%s%s%s", n->text,
              near != NULL ? "; did you mean \"" : "", near != NULL ? near : "", near != NULL ? "\"?" : "");
    return -1;
}

static int check_names(struct check *c, const struct node *n) {
    for (enum lang lang = 0; lang < LANG__MAX; lang++) {
        const struct node *text = node_get(n, lang_code(lang));

        if (text == NULL)
            return bad(c, n, "has no \"%s\"; a text comes in fi, sv and en", lang_code(lang));
        TRY(want(c, text, NODE_STRING));
        TRY(check_text(c, text));
    }
    for (const struct node *k = n->child; k != NULL; k = k->next) {
        enum lang lang;

        if (lang_parse(k->key, &lang) < 0)
            return bad(c, k, "unknown key; a text comes in fi, sv and en");
    }
    return 0;
}

/* "table.column": both SQL identifiers that the database has. A bare table is allowed where `table_too`. */
static int check_column(struct check *c, const struct node *n, bool table_too) {
    char table[CODE_MAX + 1];
    const char *dot = strchr(n->text, '.');
    size_t len = dot != NULL ? (size_t)(dot - n->text) : strlen(n->text);

    if (dot == NULL && !table_too)
        return bad(c, n, "must be table.column");
    if (len == 0 || len > CODE_MAX || strspn(n->text, "abcdefghijklmnopqrstuvwxyz0123456789_") < len)
        return bad(c, n, "names no table: a name is lower-case letters, digits and underscores");
    memcpy(table, n->text, len);
    table[len] = '\0';
    if (!c->has_column(c->ctx, table, NULL))
        return bad(c, n, "there is no record table \"%s\" in the database", table);
    if (dot == NULL || strcmp(dot + 1, "*") == 0)
        return 0;
    if (!c->has_column(c->ctx, table, dot + 1))
        return bad(c, n, "table \"%s\" has no column \"%.64s\"", table, dot + 1);
    return 0;
}

static bool has_code(const struct node *list, const char *code) {
    for (const struct node *n = list != NULL ? list->child : NULL; n != NULL; n = n->next) {
        const char *have = node_str(n, "code");

        if (have != NULL && strcmp(have, code) == 0)
            return true;
    }
    return false;
}

static int check_cover(struct check *c, const struct node *n) {
    if (n->text[0] != '@')
        return check_column(c, n, true);
    if (!has_code(node_get(c->root, "categories"), n->text + 1))
        return bad(c, n, "there is no category \"%.64s\" in this definition", n->text + 1);
    return 0;
}

static int check_list_element(struct check *c, const struct definition_key *key, const struct node *n) {
    TRY(want(c, n, NODE_STRING));
    switch (key->type) {
    case KEY_WORDS:
        return check_word(c, n, key->words);
    case KEY_CODES:
        if (!has_code(node_get(c->root, key->refers), n->text))
            return bad(c, n, "there is no \"%.64s\" among the %s of this definition", n->text, key->refers);
        return 0;
    case KEY_COLUMNS:
        return check_column(c, n, false);
    case KEY_COVERS:
        return check_cover(c, n);
    default:
        return check_text(c, n);
    }
}

static int check_list(struct check *c, const struct definition_key *key, const struct node *list) {
    if (key->required && list->child == NULL)
        return bad(c, list, "is empty");
    for (const struct node *n = list->child; n != NULL; n = n->next) {
        TRY(check_list_element(c, key, n));
        for (const struct node *earlier = list->child; earlier != n; earlier = earlier->next) {
            if (strcmp(earlier->text, n->text) == 0)
                return bad(c, n, "is in the list twice");
        }
    }
    return 0;
}

static int check_entity(struct check *c, const struct definition_entity *entity, const struct node *n);

static int check_entities(struct check *c, const struct definition_key *key, const struct node *list) {
    if (key->required && list->child == NULL)
        return bad(c, list, "is empty");
    for (const struct node *n = list->child; n != NULL; n = n->next) {
        TRY(check_entity(c, key->entity, n));
        if (!key->entity->has_code)
            continue;
        for (const struct node *earlier = list->child; earlier != n; earlier = earlier->next) {
            if (strcmp(node_str(earlier, "code"), node_str(n, "code")) == 0)
                return bad(c, node_get(n, "code"), "is the code of an earlier entry of this list already");
        }
    }
    return 0;
}

static int check_business_id(struct check *c, const struct node *n) {
    SB(normal);
    const char *reason = "";

    if (kind_validate(KIND_BUSINESS_ID, n->text, &normal, &reason) < 0)
        return bad(c, n, "is no business id: %s", reason);
    return 0;
}

static int check_value(struct check *c, const struct definition_key *key, const struct node *n) {
    struct period period;
    date_t date;

    TRY(want(c, n, wanted_type(key->type)));
    switch (key->type) {
    case KEY_CODE:
        return check_code(c, n);
    case KEY_TEXT:
        return check_text(c, n);
    case KEY_NAMES:
        return check_names(c, n);
    case KEY_BOOL:
        return 0;
    case KEY_DATE:
        return date_parse_iso(n->text, &date) < 0 ? bad(c, n, "is no date; write YYYY-MM-DD") : 0;
    case KEY_PERIOD:
        return period_parse(n->text, &period) < 0 ? bad(c, n, "is no period; write ISO 8601, like P10Y or P30D") : 0;
    case KEY_WORD:
        return check_word(c, n, key->words);
    case KEY_BUSINESS_ID:
        return check_business_id(c, n);
    case KEY_COLUMN:
        return check_column(c, n, false);
    case KEY_WORDS:
    case KEY_CODES:
    case KEY_TEXTS:
    case KEY_COLUMNS:
    case KEY_COVERS:
        return check_list(c, key, n);
    case KEY_ENTITIES:
        return check_entities(c, key, n);
    }
    return 0;
}

static const struct definition_key *find_key(const struct definition_entity *entity, const char *name) {
    for (const struct definition_key *k = entity->keys; k->key != NULL; k++) {
        if (strcmp(k->key, name) == 0)
            return k;
    }
    return NULL;
}

static int unknown_key(struct check *c, const struct definition_entity *entity, const struct node *n) {
    const char *words[32] = {NULL};
    const char *near;
    size_t i = 0;

    for (const struct definition_key *k = entity->keys; k->key != NULL && i + 1 < ARRAY_LEN(words); k++)
        words[i++] = k->key;
    near = text_did_you_mean(n->key, words);
    if (near != NULL)
        return bad(c, n, "unknown key; did you mean \"%s\"?", near);
    return bad(c, n, "unknown key");
}

static int check_entity(struct check *c, const struct definition_entity *entity, const struct node *n) {
    TRY(want(c, n, NODE_MAP));
    for (const struct node *v = n->child; v != NULL; v = v->next) {
        const struct definition_key *key = find_key(entity, v->key);

        if (n == c->root && strcmp(v->key, "format") == 0)
            continue;
        if (key == NULL)
            return unknown_key(c, entity, v);
    }
    for (const struct definition_key *k = entity->keys; k->key != NULL; k++) {
        const struct node *v = node_get(n, k->key);

        if (v == NULL && k->required)
            return bad(c, n, "\"%s\" is missing", k->key);
        if (v != NULL)
            TRY(check_value(c, k, v));
    }
    return 0;
}

/* "table.column=value", where there is one. */
static int check_condition(struct check *c, const struct node *at) {
    const char *eq = at != NULL ? strchr(at->text, '=') : NULL;
    char *name CLEANUP(mem_free) = NULL;
    struct node *column;
    int rc;

    if (at == NULL)
        return 0;
    if (eq == NULL)
        return bad(c, at, "must be table.column=value");
    name = mem_strndup(at->text, (size_t)(eq - at->text));
    column = node_new(NODE_STRING, at->key, name);
    column->parent = at->parent;
    rc = strstr(column->text, ".*") != NULL ? bad(c, at, "must be about one column") : check_column(c, column, false);
    node_free(&column);
    return rc;
}

/* The keys of a retention rule must agree with its kind. */
static int check_retention_rule(struct check *c, const struct node *rule) {
    bool by_time = strcmp(node_str(rule, "kind"), "period") == 0;

    if (by_time && node_get(rule, "period") == NULL)
        return bad(c, rule, "a rule of kind \"period\" needs a \"period\"");
    if (by_time && node_get(rule, "event") == NULL)
        return bad(c, rule,
                   "a rule of kind \"period\" needs an \"event\" that starts it; mark it \"assumed\" when the "
                   "notice names none");
    if (!by_time && (node_get(rule, "period") != NULL || node_get(rule, "event") != NULL))
        return bad(c, rule, "only a rule of kind \"period\" has a \"period\" and an \"event\"");
    if (by_time && strstr(node_str(rule, "event"), ".*") != NULL)
        return bad(c, node_get(rule, "event"), "must be one column");
    return check_condition(c, node_get(rule, "hold_when"));
}

/* A field's own kind, where it gives one, is a value kind of domain/kind.h. */
static int check_categories(struct check *c) {
    const struct node *categories = node_get(c->root, "categories");

    for (const struct node *cat = categories != NULL ? categories->child : NULL; cat != NULL; cat = cat->next) {
        const struct node *fields = node_get(cat, "fields");

        if (strcmp(node_str(cat, "code"), DEFINITION_NO_CATEGORY) == 0)
            return bad(c, node_get(cat, "code"),
                       "is what data goes by that stands in no category; choose another code");
        for (const struct node *f = fields != NULL ? fields->child : NULL; f != NULL; f = f->next) {
            const char *code = node_str(f, "kind");
            enum kind kind;

            if (code != NULL && kind_parse(code, &kind) < 0)
                return bad(c, node_get(f, "kind"), "there is no value kind \"%.64s\"", code);
            TRY(check_condition(c, node_get(f, "only_when")));
        }
    }
    return 0;
}

static int check_format(struct check *c) {
    const struct node *format = node_get(c->root, "format");

    if (format == NULL)
        return bad(c, c->root, "\"format\" is missing; this program reads format 1");
    if (format->type != NODE_NUMBER || strcmp(format->text, "1") != 0)
        return bad(c, format, "is not 1, the format this program reads");
    return 0;
}

int definition_check(const struct node *def, definition_has_column *has_column, void *ctx, struct err *e) {
    struct check c = {.root = def, .has_column = has_column, .ctx = ctx, .err = e};
    const struct node *rules, *groups;

    TRY(want(&c, def, NODE_MAP));
    TRY(check_format(&c));
    TRY(check_entity(&c, &definition_register, def));
    TRY(check_categories(&c));
    rules = node_get(def, "retention");
    for (const struct node *r = rules != NULL ? rules->child : NULL; r != NULL; r = r->next)
        TRY(check_retention_rule(&c, r));
    groups = node_get(def, "subject_groups");
    for (const struct node *g = groups != NULL ? groups->child : NULL; g != NULL; g = g->next) {
        const char *needs = node_str(g, "requires_register");

        if (needs != NULL && strcmp(needs, node_str(def, "code")) == 0)
            return bad(&c, node_get(g, "requires_register"), "a register cannot require itself");
    }
    return 0;
}
