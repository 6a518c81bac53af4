/*
 * register_store.c - see register_store.h. One walk over the format description writes a definition, its mirror reads
 * it back.
 */
#include "store/register_store.h"

#include "base/lang.h"
#include "base/mem.h"
#include "base/sb.h"
#include "base/text.h"
#include "domain/definition.h"
#include "store/stmt.h"

#include <assert.h>

/* ---- writing ---- */

static bool is_scalar(const struct definition_key *k) {
    return k->column != NULL;
}

/* The columns of a key, each after what stands before it. */
static void add_columns(struct sb *sql, const char *before, const struct definition_key *k) {
    if (k->type != KEY_NAMES) {
        sb_cat(sql, before);
        sql_ident(sql, k->column);
        return;
    }
    for (enum lang lang = 0; lang < LANG__MAX; lang++) {
        sb_cat(sql, before);
        sb_cat(sql, k->column);
        sb_ch(sql, '_');
        sb_cat(sql, lang_code(lang));
    }
}

static int column_count(const struct definition_key *k) {
    return k->type == KEY_NAMES ? LANG__MAX : 1;
}

static void bind_value(struct stmt *st, int at, const struct definition_key *k, const struct node *v) {
    const char *text = v != NULL ? v->text : k->dflt;

    if (k->type == KEY_NAMES) {
        for (enum lang lang = 0; lang < LANG__MAX; lang++) {
            const char *t = v != NULL ? node_str(v, lang_code(lang)) : NULL;

            stmt_textn_at(st, at + (int)lang, t, t != NULL ? strlen(t) : 0);
        }
    } else if (k->type == KEY_BOOL) {
        stmt_int_at(st, at, text != NULL && strcmp(text, "true") == 0);
    } else {
        stmt_textn_at(st, at, text, text != NULL ? strlen(text) : 0);
    }
}

static int save_list(struct db *db, const struct definition_key *k, int64_t owner, const struct node *list) {
    STMT(st);
    SB(table);

    sql_ident(&table, k->list_table);
    TRY(stmt_openf(&st, db, "INSERT INTO %s (owner_id, position, value) VALUES (?1, ?2, ?3)", table.d));
    for (const struct node *n = list->child; n != NULL; n = n->next) {
        stmt_int_at(&st, 1, owner);
        stmt_int_at(&st, 2, (int64_t)n->index);
        stmt_textn_at(&st, 3, n->text, strlen(n->text));
        TRY(stmt_run(&st));
    }
    return 0;
}

static int save_children(struct db *db, const struct definition_entity *entity, int64_t id, const struct node *n);

/* One row of an entity below the register, then what hangs from it. */
static int save_entity(struct db *db, const struct definition_entity *entity, int64_t owner, const struct node *n) {
    STMT(st);
    SB(columns);
    SB(marks);
    int at = 3;

    for (const struct definition_key *k = entity->keys; k->key != NULL; k++) {
        if (!is_scalar(k))
            continue;
        add_columns(&columns, ", ", k);
        for (int i = 0; i < column_count(k); i++)
            sb_printf(&marks, ", ?%d", at++);
    }
    TRY(stmt_openf(&st, db, "INSERT INTO %s (%s, position%s) VALUES (?1, ?2%s)", entity->table, entity->owner_column,
                   columns.d, marks.d));
    stmt_int_at(&st, 1, owner);
    stmt_int_at(&st, 2, (int64_t)n->index);
    at = 3;
    for (const struct definition_key *k = entity->keys; k->key != NULL; k++) {
        if (!is_scalar(k))
            continue;
        bind_value(&st, at, k, node_get(n, k->key));
        at += column_count(k);
    }
    TRY(stmt_run(&st));
    return save_children(db, entity, db_last_rowid(db), n);
}

static int save_children(struct db *db, const struct definition_entity *entity, int64_t id, const struct node *n) {
    for (const struct definition_key *k = entity->keys; k->key != NULL; k++) {
        const struct node *v = node_get(n, k->key);

        if (v == NULL || is_scalar(k))
            continue;
        if (k->type != KEY_ENTITIES) {
            TRY(save_list(db, k, id, v));
            continue;
        }
        for (const struct node *e = v->child; e != NULL; e = e->next)
            TRY(save_entity(db, k->entity, id, e));
    }
    return 0;
}

static int delete_children(struct db *db, int64_t id) {
    for (const struct definition_key *k = definition_register.keys; k->key != NULL; k++) {
        STMT(st);

        if (k->type != KEY_ENTITIES)
            continue;
        TRY(stmt_openf(&st, db, "DELETE FROM %s WHERE register_id = :id", k->entity->table));
        stmt_int(&st, ":id", id);
        TRY(stmt_run(&st));
    }
    return 0;
}

/* The register's own row: made when new, its scalars set in both cases. */
static int save_register_row(struct db *db, const struct node *def, const char *loaded_at, int64_t *ret_id) {
    static const uint8_t no_digest[CRYPT_HASH_LEN];
    const char *code = node_str(def, "code");
    STMT(make);
    STMT(set);
    SB(sql);
    int at = 2;

    TRY(stmt_open(&make, db,
                  "INSERT INTO register (code, name_fi, name_sv, name_en, loaded_at, digest)"
                  " VALUES (:code, '', '', '', :at, :digest) ON CONFLICT (code) DO UPDATE SET loaded_at = :at"
                  " RETURNING id"));
    stmt_text(&make, ":code", code);
    stmt_text(&make, ":at", loaded_at);
    stmt_blob(&make, ":digest", no_digest, sizeof no_digest);
    TRY(stmt_next(&make));
    *ret_id = stmt_col_int(&make, 0);
    TRY(stmt_run(&make));
    sb_cat(&sql, "UPDATE register SET code = code");
    for (const struct definition_key *k = definition_register.keys; k->key != NULL; k++) {
        if (k->type == KEY_NAMES) {
            for (enum lang lang = 0; lang < LANG__MAX; lang++)
                sb_printf(&sql, ", %s_%s = ?%d", k->column, lang_code(lang), at++);
        } else if (is_scalar(k)) {
            sb_printf(&sql, ", %s = ?%d", k->column, at++);
        }
    }
    TRY(stmt_openf(&set, db, "%s WHERE id = ?1", sql.d));
    stmt_int_at(&set, 1, *ret_id);
    at = 2;
    for (const struct definition_key *k = definition_register.keys; k->key != NULL; k++) {
        if (!is_scalar(k))
            continue;
        bind_value(&set, at, k, node_get(def, k->key));
        at += column_count(k);
    }
    return stmt_run(&set);
}

/* ---- reading ---- */

static struct node *names_node(const struct stmt *st, int at, const char *key) {
    struct node *names;

    if (stmt_col_null(st, at))
        return NULL;
    names = node_new(NODE_MAP, key, NULL);
    for (enum lang lang = 0; lang < LANG__MAX; lang++)
        node_append(names, node_new(NODE_STRING, lang_code(lang), stmt_col_text(st, at + (int)lang)));
    return names;
}

/* The value of a scalar key, or NULL where it says nothing more than leaving it out. */
static struct node *scalar_node(const struct stmt *st, int at, const struct definition_key *k) {
    const char *text;

    if (k->type == KEY_NAMES)
        return names_node(st, at, k->key);
    if (stmt_col_null(st, at))
        return NULL;
    if (k->type == KEY_BOOL)
        return stmt_col_int(st, at) != 0 ? node_new(NODE_BOOL, k->key, "true") : NULL;
    text = stmt_col_text(st, at);
    if (!k->required && k->dflt != NULL && strcmp(k->dflt, text) == 0)
        return NULL;
    return node_new(NODE_STRING, k->key, text);
}

/* The statements of one export, each prepared once: a definition has a list or entity under nearly every row. */
struct reader {
    struct db *db;
    bool rules; /* register_export_rules */
    struct {
        const void *key; /* the key or entity of the description that it reads */
        struct stmt st;
    } cache[32];
    size_t count;
};

static bool left_out(const struct reader *r, const struct definition_key *k) {
    return r->rules && k->for_readers;
}

static void reader_release(struct reader *r) {
    for (size_t i = 0; i < r->count; i++)
        stmt_release(&r->cache[i].st);
}

/* The statement kept under `key`, ready to bind, or NULL. */
static struct stmt *kept(struct reader *r, const void *key) {
    for (size_t i = 0; i < r->count; i++) {
        if (r->cache[i].key == key) {
            stmt_reset(&r->cache[i].st);
            return &r->cache[i].st;
        }
    }
    return NULL;
}

/* A new place for a statement; the description has fewer lists and entities than there are places. */
static struct stmt *keep(struct reader *r, const void *key) {
    assert(r->count < ARRAY_LEN(r->cache));
    r->cache[r->count].key = key;
    return &r->cache[r->count++].st;
}

static int read_list(struct reader *r, const struct definition_key *k, int64_t owner, struct node *into) {
    struct stmt *st = kept(r, k);
    struct node *list = NULL;
    int rc;

    if (st == NULL) {
        st = keep(r, k);
        TRY(stmt_openf(st, r->db, "SELECT value FROM %s WHERE owner_id = :owner ORDER BY position", k->list_table));
    }
    stmt_int(st, ":owner", owner);
    while ((rc = stmt_next(st)) > 0) {
        if (list == NULL) {
            list = node_new(NODE_LIST, k->key, NULL);
            node_append(into, list);
        }
        node_append(list, node_new(NODE_STRING, NULL, stmt_col_text(st, 0)));
    }
    return rc;
}

static int read_entities(struct reader *r, const struct definition_key *k, int64_t owner, struct node *into);

/* The keys of one row, in the order of the description; `st` has the id in column 0, then the scalars. */
static int read_row(struct reader *r, const struct definition_entity *entity, const struct stmt *st,
                    struct node *into) {
    int64_t id = stmt_col_int(st, 0);
    int at = 1;

    for (const struct definition_key *k = entity->keys; k->key != NULL; k++) {
        if (left_out(r, k))
            continue;
        if (is_scalar(k)) {
            struct node *v = scalar_node(st, at, k);

            if (v != NULL)
                node_append(into, v);
            at += column_count(k);
        } else if (k->type == KEY_ENTITIES) {
            TRY(read_entities(r, k, id, into));
        } else {
            TRY(read_list(r, k, id, into));
        }
    }
    return 0;
}

/* "+" as in record_open. */
static int open_rows(const struct reader *r, struct stmt *st, const struct definition_entity *entity,
                     const char *where) {
    SB(columns);

    for (const struct definition_key *k = entity->keys; k->key != NULL; k++) {
        if (is_scalar(k) && !left_out(r, k))
            add_columns(&columns, ", +", k);
    }
    return stmt_openf(st, r->db, "SELECT id%s FROM %s WHERE %s", columns.d, entity->table, where);
}

/* An entity is read to the end before the next list of the same kind begins, so one statement serves them all. */
static int read_entities(struct reader *r, const struct definition_key *k, int64_t owner, struct node *into) {
    struct stmt *st = kept(r, k->entity);
    struct node *list = NULL;
    int rc;

    if (st == NULL) {
        SB(where);

        sb_printf(&where, "%s = :owner ORDER BY position", k->entity->owner_column);
        st = keep(r, k->entity);
        TRY(open_rows(r, st, k->entity, where.d));
    }
    stmt_int(st, ":owner", owner);
    while ((rc = stmt_next(st)) > 0) {
        struct node *n = node_new(NODE_MAP, NULL, NULL);

        if (list == NULL) {
            list = node_new(NODE_LIST, k->key, NULL);
            node_append(into, list);
        }
        node_append(list, n);
        TRY(read_row(r, k->entity, st, n));
    }
    return rc;
}

/* ERR_NOTFOUND that helps: the nearest code, or how to load one. */
static int no_such_register(struct db *db, const char *code) {
    const char *codes[64] = {NULL};
    struct node *all CLEANUP(node_free) = node_new(NODE_LIST, NULL, NULL);
    const char *near;
    size_t n = 0;
    STMT(st);

    TRY(stmt_open(&st, db, "SELECT code FROM register ORDER BY code"));
    while (n + 1 < ARRAY_LEN(codes) && stmt_next(&st) > 0) {
        struct node *c = node_new(NODE_STRING, NULL, stmt_col_text(&st, 0));

        node_append(all, c);
        codes[n++] = c->text;
    }
    if (text_is_code(code))
        (void)err_set(db->err, ERR_NOTFOUND, "there is no register \"%.64s\" in the database", code);
    else /* something else in the wrong place: perhaps a name, or somebody's number */
        (void)err_set(db->err, ERR_NOTFOUND, "there is no register of that code in the database");
    near = text_did_you_mean(code, codes);
    if (near != NULL)
        return err_hint(db->err, "did you mean \"%s\"? `gdprctl register list` shows all", near);
    if (n == 0)
        return err_hint(db->err, "no register is loaded yet: gdprctl register load --builtin all");
    return err_hint(db->err, "`gdprctl register list` shows the registers there are");
}

static int export(struct db *db, const char *code, bool rules, struct node **ret) {
    struct node *def CLEANUP(node_free) = node_new(NODE_MAP, NULL, NULL);
    struct reader reader CLEANUP(reader_release) = {.db = db, .rules = rules};
    STMT(st);
    int r;

    TRY(open_rows(&reader, &st, &definition_register, "code = :code"));
    stmt_text(&st, ":code", code);
    r = stmt_next(&st);
    if (r == 0)
        return no_such_register(db, code);
    TRY(r);
    node_append(def, node_new(NODE_NUMBER, "format", "1"));
    TRY(read_row(&reader, &definition_register, &st, def));
    *ret = STEAL(def);
    return 0;
}

int register_export(struct db *db, const char *code, struct node **ret) {
    return export(db, code, false, ret);
}

int register_export_rules(struct db *db, const char *code, struct node **ret) {
    return export(db, code, true, ret);
}

int register_id(struct db *db, const char *code, int64_t *ret) {
    STMT(st);
    int r;

    TRY(stmt_open(&st, db, "SELECT id FROM register WHERE code = :code"));
    stmt_text(&st, ":code", code);
    r = stmt_next(&st);
    if (r == 0)
        return no_such_register(db, code);
    TRY(r);
    *ret = stmt_col_int(&st, 0);
    return 0;
}

/* ---- saving as a whole ---- */

/* Hash over the tree in the order of the description, every text with its length, so that no two trees look alike. */
static void hash_node(struct crypt_sha256 *h, const struct node *n) {
    SB(line);

    sb_printf(&line, "%d %s %zu:", (int)n->type, n->key != NULL ? n->key : "-", n->text != NULL ? strlen(n->text) : 0);
    crypt_sha256_add(h, line.d, line.len);
    if (n->text != NULL)
        crypt_sha256_add(h, n->text, strlen(n->text));
    for (const struct node *c = n->child; c != NULL; c = c->next)
        hash_node(h, c);
    crypt_sha256_add(h, "\n", 1);
}

int register_digest(struct db *db, int64_t id, uint8_t ret[CRYPT_HASH_LEN]) {
    STMT(st);
    int r;

    memset(ret, 0, CRYPT_HASH_LEN);
    TRY(stmt_open(&st, db, "SELECT digest FROM register WHERE id = :id"));
    stmt_int(&st, ":id", id);
    r = stmt_next(&st);
    TRY(r);
    if (r > 0 && stmt_col_len(&st, 0) == CRYPT_HASH_LEN)
        memcpy(ret, stmt_col_blob(&st, 0), CRYPT_HASH_LEN);
    return 0;
}

int register_save(struct db *db, const struct node *def, const char *loaded_at, enum register_saved *ret,
                  uint8_t ret_digest[CRYPT_HASH_LEN]) {
    static const uint8_t none[CRYPT_HASH_LEN];
    struct node *saved CLEANUP(node_free) = NULL;
    uint8_t before[CRYPT_HASH_LEN];
    struct crypt_sha256 h;
    int64_t id;
    STMT(set);

    TRY(save_register_row(db, def, loaded_at, &id));
    TRY(register_digest(db, id, before));
    TRY(delete_children(db, id));
    TRY(save_children(db, &definition_register, id, def));
    TRY(register_export(db, node_str(def, "code"), &saved));
    assert(saved != NULL);
    crypt_sha256_init(&h);
    hash_node(&h, saved);
    crypt_sha256_end(&h, ret_digest);
    TRY(stmt_open(&set, db, "UPDATE register SET digest = :digest WHERE id = :id"));
    stmt_blob(&set, ":digest", ret_digest, CRYPT_HASH_LEN);
    stmt_int(&set, ":id", id);
    TRY(stmt_run(&set));
    if (memcmp(before, none, sizeof none) == 0) {
        *ret = REGISTER_NEW;
    } else {
        *ret = memcmp(before, ret_digest, sizeof before) == 0 ? REGISTER_UNCHANGED : REGISTER_REPLACED;
    }
    return 0;
}

/* ---- lists ---- */

void code_vec_release(code_vec *v) {
    for (size_t i = 0; i < v->len; i++)
        free(v->d[i]);
    vec_release(v);
}

int register_codes(struct db *db, const char *only, code_vec *ret) {
    int64_t id;
    STMT(st);
    int r;

    if (only != NULL) {
        TRY(register_id(db, only, &id));
        *vec_push(ret) = mem_strdup(only);
        return 0;
    }
    TRY(stmt_open(&st, db, "SELECT code FROM register ORDER BY code"));
    while ((r = stmt_next(&st)) > 0)
        *vec_push(ret) = mem_strdup(stmt_col_text(&st, 0));
    return r;
}

int register_each(struct db *db, int (*each)(void *ctx, const struct register_row *row), void *ctx) {
    STMT(st);
    int r;

    TRY(stmt_open(&st, db,
                  "SELECT id, code, name_fi, name_sv, name_en, version, updated, loaded_at,"
                  " (SELECT count(*) FROM purpose p WHERE p.register_id = r.id),"
                  " (SELECT count(*) FROM category c WHERE c.register_id = r.id),"
                  " (SELECT count(*) FROM field f JOIN category c ON c.id = f.category_id WHERE c.register_id = r.id),"
                  " (SELECT count(*) FROM retention_rule u WHERE u.register_id = r.id),"
                  " (SELECT count(*) FROM customer k WHERE k.register_id = r.id)"
                  " FROM register r ORDER BY code"));
    while ((r = stmt_next(&st)) > 0) {
        struct register_row row = {
            .id = stmt_col_int(&st, 0),
            .code = stmt_col_text(&st, 1),
            .name_fi = stmt_col_text(&st, 2),
            .name_sv = stmt_col_text(&st, 3),
            .name_en = stmt_col_text(&st, 4),
            .version = stmt_col_text(&st, 5),
            .updated = stmt_col_text(&st, 6),
            .loaded_at = stmt_col_text(&st, 7),
            .purposes = stmt_col_int(&st, 8),
            .categories = stmt_col_int(&st, 9),
            .fields = stmt_col_int(&st, 10),
            .rules = stmt_col_int(&st, 11),
            .people = stmt_col_int(&st, 12),
        };
        int stop = each(ctx, &row);

        if (stop != 0)
            return stop;
    }
    return r;
}

int register_repealed_acts(struct db *db, struct node **ret) {
    struct node *list CLEANUP(node_free) = node_new(NODE_LIST, NULL, NULL);
    STMT(st);
    int r;

    TRY(stmt_open(&st, db, "SELECT number, name_fi, repealed_by FROM repealed_act ORDER BY number"));
    while ((r = stmt_next(&st)) > 0) {
        struct node *act = node_new(NODE_MAP, NULL, NULL);

        node_append(list, act);
        node_append(act, node_new(NODE_STRING, "number", stmt_col_text(&st, 0)));
        node_append(act, node_new(NODE_STRING, "name", stmt_col_text(&st, 1)));
        node_append(act, node_new(NODE_STRING, "repealed_by", stmt_col_text(&st, 2)));
    }
    TRY(r);
    *ret = STEAL(list);
    return 0;
}

int register_check_requirements(struct db *db) {
    STMT(st);
    int r;

    TRY(stmt_open(&st, db,
                  "WITH RECURSIVE needs(start, code) AS ("
                  " SELECT r.code, g.requires_register FROM subject_group g JOIN register r ON r.id = g.register_id"
                  "  WHERE g.requires_register IS NOT NULL"
                  " UNION"
                  " SELECT n.start, g.requires_register FROM needs n JOIN register r ON r.code = n.code"
                  "  JOIN subject_group g ON g.register_id = r.id WHERE g.requires_register IS NOT NULL)"
                  " SELECT start FROM needs WHERE start = code ORDER BY start LIMIT 1"));
    r = stmt_next(&st);
    TRY(r);
    if (r == 0)
        return 0;
    return err_set(db->err, ERR_CONFIG, "$.subject_groups: register \"%s\" requires, through others, itself: a cycle",
                   stmt_col_text(&st, 0));
}
