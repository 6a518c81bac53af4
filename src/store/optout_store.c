/*
 * optout_store.c - see optout_store.h. Bans are written in optout_ban.c.
 */
#include "store/optout_store.h"

#include "base/date.h"
#include "base/hash.h"
#include "base/mem.h"
#include "base/sb.h"
#include "base/sort.h"
#include "store/ledger_item.h"
#include "store/request_store.h"
#include "store/subject_store.h"

/* ---- registers ---- */

int optout_registers(struct db *db, const char *code, optout_register_vec *ret) {
    STMT(st);
    int r;

    TRY(stmt_open(&st, db,
                  "SELECT r.id, r.code, EXISTS (SELECT 1 FROM customer c WHERE c.register_id = r.id) FROM register r"
                  " WHERE :code IS NULL OR r.code = :code ORDER BY r.code"));
    stmt_text(&st, ":code", code);
    while ((r = stmt_next(&st)) > 0) {
        *vec_push(ret) = (struct optout_register){stmt_col_int(&st, 0), mem_strdup(stmt_col_text(&st, 1)),
                                                  stmt_col_int(&st, 2) != 0};
    }
    return r;
}

void optout_registers_release(optout_register_vec *v) {
    for (size_t i = 0; i < v->len; i++)
        free(v->d[i].code);
    vec_release(v);
}

int optout_registers_needed(struct db *db, const char *code, optout_register_vec *ret) {
    optout_registers_release(ret);
    TRY(optout_registers(db, code, ret));
    if (ret->len > 0)
        return 0;
    (void)err_set(db->err, ERR_NOTFOUND,
                  code != NULL ? "there is no register of that code" : "the database has no register");
    return err_hint(db->err, "gdprctl register list shows the registers, register load brings them");
}

int optout_only_register(struct db *db, bool *ret, int64_t *ret_id) {
    STMT(st);
    int64_t count = 0;
    int r;

    *ret_id = 0;
    TRY(stmt_open(&st, db,
                  "SELECT id FROM register r WHERE EXISTS (SELECT 1 FROM customer c WHERE c.register_id = r.id)"));
    while ((r = stmt_next(&st)) > 0) {
        *ret_id = stmt_col_int(&st, 0);
        count++;
    }
    *ret = count <= 1;
    return r;
}

int optout_places_open(struct optout_places *p, struct db *db) {
    *p = (struct optout_places){0};
    return stmt_open(&p->st, db, "SELECT register_id FROM customer WHERE id = ?");
}

void optout_places_close(struct optout_places *p) {
    stmt_release(&p->st);
}

int optout_place(struct optout_places *p, int64_t customer_id, int64_t *ret_register) {
    int r;

    stmt_int_at(&p->st, 1, customer_id);
    r = stmt_next(&p->st);
    if (r > 0)
        *ret_register = stmt_col_int(&p->st, 0);
    stmt_reset(&p->st);
    return r;
}

int optout_who_open(struct optout_who *w, struct db *db) {
    *w = (struct optout_who){0};
    return stmt_open(&w->st, db,
                     "SELECT personal_id, business_id, name_key, phone_key, email_key FROM customer WHERE id = ?");
}

void optout_who_close(struct optout_who *w) {
    stmt_release(&w->st);
}

int optout_who(struct optout_who *w, int64_t customer_id, struct optout_known *ret) {
    int r;

    stmt_reset(&w->st);
    stmt_int_at(&w->st, 1, customer_id);
    r = stmt_next(&w->st);
    if (r > 0)
        *ret = (struct optout_known){stmt_col_text(&w->st, 0), stmt_col_text(&w->st, 1), stmt_col_text(&w->st, 2),
                                     stmt_col_text(&w->st, 3), stmt_col_text(&w->st, 4)};
    return r;
}

enum { LOOK_COSTS = 16 }; /* as much as passing by so many entries of the index */

int optout_same_open(struct optout_same *s, struct db *db) {
    int64_t customers;

    *s = (struct optout_same){.db = db};
    TRY(stmt_scalar(db, "SELECT max(id) FROM customer", 0, &customers)); /* there may be gaps */
    s->left = customers / LOOK_COSTS;
    return stmt_open(&s->st, db,
                     "SELECT o.register_id, o.id FROM customer c CROSS JOIN customer o ON o.personal_id = c.personal_id"
                     " WHERE c.id = ?1 AND c.personal_id > '' AND o.id <> ?1");
}

void optout_same_close(struct optout_same *s) {
    stmt_release(&s->st);
    id_set_release(&s->known);
}

static uint64_t id_order(const void *id) {
    const int64_t *at = id;

    return sort_id(*at);
}

/* In the order of the index, records of one person follow each other. */
static int list_same(struct optout_same *s) {
    VEC(int64_t) ids = {0};
    int64_t last = 0;
    STMT(st);
    SB(code);
    int r;

    TRY(stmt_open(&st, s->db, "SELECT personal_id, id FROM customer WHERE personal_id > '' ORDER BY personal_id"));
    while ((r = stmt_next(&st)) > 0) {
        if (code.len > 0 && strcmp(stmt_col_text(&st, 0), code.d) == 0) {
            *vec_push(&ids) = last;
            *vec_push(&ids) = stmt_col_int(&st, 1);
        }
        sb_clear(&code);
        sb_cat(&code, stmt_col_text(&st, 0));
        last = stmt_col_int(&st, 1);
    }
    sort_by_key(ids.d, ids.len, sizeof ids.d[0], id_order);
    for (size_t i = 0; i < ids.len; i++)
        id_set_add(&s->known, ids.d[i]);
    id_set_settle(&s->known);
    vec_release(&ids);
    return r;
}

int optout_same_of(struct optout_same *s, int64_t customer_id, optout_record_vec *ret) {
    int r;

    vec_clear(ret);
    if (s->left == 0)
        TRY(list_same(s));
    if (s->left >= 0)
        s->left--;
    if (s->left < 0 && !id_set_has(&s->known, customer_id))
        return 0;
    stmt_int_at(&s->st, 1, customer_id);
    while ((r = stmt_next(&s->st)) > 0)
        *vec_push(ret) = (struct optout_record){stmt_col_int(&s->st, 0), stmt_col_int(&s->st, 1)};
    stmt_reset(&s->st);
    return r;
}

/* ---- looking up ---- */

int optout_look_open(struct optout_look *l, struct db *db) {
    *l = (struct optout_look){0};
    TRY(stmt_open(
        &l->customer, db,
        "SELECT c.type = 'legal', c.protected, (SELECT max(CASE g.permission WHEN 'all' THEN 2 WHEN 'any' THEN 1 END)"
        " FROM subject_group g JOIN subject_group_role r ON r.owner_id = g.id WHERE g.register_id = c.register_id"
        " AND r.value = c.role) FROM customer c WHERE c.id = :customer"));
    TRY(stmt_open(&l->restriction, db,
                  "SELECT 1 FROM restriction WHERE customer_id = :customer AND lifted_on IS NULL AND row_id IS NULL"
                  " AND (table_name IS NULL OR table_name IN ('customer', 'marketing_permission'))"
                  " AND column_name IS NULL"));
    TRY(stmt_open(&l->code, db, "SELECT 1 WHERE " CODE_PROTECTED_SQL("?1")));
    TRY(stmt_open(&l->objection, db, "SELECT scope FROM objection WHERE customer_id = :customer"));
    return stmt_open(&l->permission, db,
                     "SELECT scope, state, channel FROM marketing_permission WHERE customer_id = :customer"
                     " AND state IS NOT NULL");
}

void optout_look_close(struct optout_look *l) {
    stmt_release(&l->customer);
    stmt_release(&l->restriction);
    stmt_release(&l->objection);
    stmt_release(&l->permission);
    stmt_release(&l->code);
}

static scope_set bit_of(const char *word) {
    enum scope scope;

    return word != NULL && scope_parse(word, &scope) == 0 ? SCOPE_BIT(scope) : 0;
}

static bool counts_on(const char *channel, const char *wanted) {
    return wanted == NULL || strcmp(channel, "all") == 0 || strcmp(channel, wanted) == 0;
}

static int look_permissions(struct optout_look *l, int64_t customer_id, const char *permitted_on,
                            const char *prohibited_on, struct optout_facts *f) {
    int r;

    stmt_int(&l->permission, ":customer", customer_id);
    while ((r = stmt_next(&l->permission)) > 0) {
        const char *scope = stmt_col_text(&l->permission, 0), *channel = stmt_col_text(&l->permission, 2);
        bool permits = strcmp(stmt_col_text(&l->permission, 1), "permission") == 0;
        bool contact = strcmp(scope, "contact") == 0;

        if (permits && counts_on(channel, permitted_on)) {
            f->permitted |= bit_of(scope);
            f->contact_permitted = f->contact_permitted || contact;
        } else if (!permits && counts_on(channel, prohibited_on)) {
            f->prohibited |= bit_of(scope);
            f->contact_prohibited = f->contact_prohibited || contact;
        }
    }
    stmt_reset(&l->permission);
    return r;
}

static int look_objections(struct optout_look *l, int64_t customer_id, struct optout_facts *f) {
    int r;

    stmt_int(&l->objection, ":customer", customer_id);
    while ((r = stmt_next(&l->objection)) > 0)
        f->objected |= bit_of(stmt_col_text(&l->objection, 0));
    stmt_reset(&l->objection);
    return r;
}

int optout_look_protected(struct optout_look *l, const char *personal_id) {
    int r;

    stmt_textn_at(&l->code, 1, personal_id, strlen(personal_id));
    r = stmt_next(&l->code);
    stmt_reset(&l->code);
    return r;
}

int optout_look_up(struct optout_look *l, int64_t customer_id, const char *permitted_on, const char *prohibited_on,
                   struct optout_facts *ret) {
    struct optout_facts f = {0};
    int r;

    stmt_int(&l->customer, ":customer", customer_id);
    r = stmt_next(&l->customer);
    if (r > 0) {
        f.legal_person = stmt_col_int(&l->customer, 0) != 0;
        f.is_protected = stmt_col_int(&l->customer, 1) != 0;
        f.consent = (enum optout_consent)stmt_col_int(&l->customer, 2);
    }
    stmt_reset(&l->customer);
    if (r <= 0)
        return r;
    stmt_int(&l->restriction, ":customer", customer_id);
    r = stmt_next(&l->restriction);
    stmt_reset(&l->restriction);
    TRY(r);
    f.restricted = r > 0;
    TRY(look_objections(l, customer_id, &f));
    TRY(look_permissions(l, customer_id, permitted_on, prohibited_on, &f));
    *ret = f;
    return 1;
}

/* ---- shared contacts ---- */

/* A contact of one register, and what those who have it objected to. */
struct shared_contact {
    struct sb key; /* empty: nothing is kept here */
    int64_t register_id;
    scope_set once, often;   /* objected to by one of them, and by several */
    int64_t who[SCOPE__MAX]; /* that one */
};

enum { CONTACTS_KEPT = 1024 };

/* The unary plus keeps the index of customer numbers out: the contact finds the few who have it. */
#define SHARED(column)                                                                                            \
    "SELECT o.scope, c.id FROM customer c CROSS JOIN objection o ON o.customer_id = c.id WHERE c." column " = ?1" \
    " AND +c.register_id = ?2 AND o.source = 'import'"

int optout_shared_open(struct optout_shared *s, struct db *db) {
    int64_t any;

    *s = (struct optout_shared){0};
    TRY(stmt_scalar(db, "SELECT 1 FROM objection LIMIT 1", 0, &any));
    s->none = any == 0;
    TRY(stmt_open(&s->phone.st, db, SHARED("phone_key")));
    return stmt_open(&s->email.st, db, SHARED("email_key"));
}

#undef SHARED

static void contacts_close(struct optout_contacts *c) {
    stmt_release(&c->st);
    for (size_t i = 0; c->kept != NULL && i < CONTACTS_KEPT; i++)
        sb_release(&c->kept[i].key);
    free(c->kept);
    c->kept = NULL;
}

void optout_shared_close(struct optout_shared *s) {
    contacts_close(&s->phone);
    contacts_close(&s->email);
}

/* Where the contact is kept, or will be. */
static struct shared_contact *contact_place(struct optout_contacts *c, const char *contact, int64_t register_id) {
    if (c->kept == NULL) {
        c->kept = mem_realloc(NULL, CONTACTS_KEPT, sizeof *c->kept);
        for (size_t i = 0; i < CONTACTS_KEPT; i++)
            c->kept[i] = (struct shared_contact){.key = SB_INIT};
    }
    return &c->kept[hash_bytes((uint64_t)register_id, contact, strlen(contact)) % CONTACTS_KEPT];
}

static void add_objection(struct shared_contact *k, const char *word, int64_t customer_id) {
    enum scope scope;

    if (word == NULL || scope_parse(word, &scope) < 0)
        return;
    k->often |= k->once & SCOPE_BIT(scope);
    k->once |= SCOPE_BIT(scope);
    k->who[scope] = customer_id;
}

static int read_contact(struct stmt *st, const char *contact, int64_t register_id, struct shared_contact *k) {
    int r;

    sb_clear(&k->key);
    k->once = k->often = 0;
    k->register_id = register_id;
    stmt_textn_at(st, 1, contact, strlen(contact));
    stmt_int_at(st, 2, register_id);
    while ((r = stmt_next(st)) > 0)
        add_objection(k, stmt_col_text(st, 0), stmt_col_int(st, 1));
    stmt_reset(st);
    TRY(r);
    sb_cat(&k->key, contact);
    return 0;
}

/* What is one customer's own is not another's. */
static int shared_contact(struct optout_contacts *c, const char *contact, int64_t register_id, int64_t customer_id,
                          scope_set *ret) {
    struct shared_contact *k;

    if (contact == NULL || *contact == '\0')
        return 0;
    k = contact_place(c, contact, register_id);
    if (k->register_id != register_id || strcmp(k->key.d, contact) != 0)
        TRY(read_contact(&c->st, contact, register_id, k));
    for (int i = 0; i < SCOPE__MAX; i++) {
        if ((k->often & SCOPE_BIT(i)) != 0 || ((k->once & SCOPE_BIT(i)) != 0 && k->who[i] != customer_id))
            *ret |= SCOPE_BIT(i);
    }
    return 0;
}

int optout_shared_of(struct optout_shared *s, int64_t register_id, int64_t customer_id,
                     const struct suppression_person *p, scope_set *ret) {
    *ret = 0;
    if (s->none)
        return 0;
    TRY(shared_contact(&s->phone, p->phone, register_id, customer_id, ret));
    return shared_contact(&s->email, p->email, register_id, customer_id, ret);
}

/* Whether the objection request q is to marketing of :scope: one that names no scope is to all of it, and one to the
 * processing, where it was upheld. */
#define OBJECTS_SQL                                                                                               \
    "(NOT EXISTS (SELECT 1 FROM request_scope s WHERE s.owner_id = q.id)"                                         \
    " OR EXISTS (SELECT 1 FROM request_scope s WHERE s.owner_id = q.id AND (s.value IN (:scope, 'all-marketing')" \
    " OR (s.value = 'processing' AND q.decision = 'uphold'))))"

/* A representative's objection is an entry for the contact and nothing else. Of the customer's own name, where the
 * personal ids do not tell, it is their own. */
static int objector_has(struct db *db, int64_t customer_id, const char *column, enum scope scope) {
    STMT(st);

    TRY(stmt_openf(&st, db,
                   "SELECT 1 FROM customer me CROSS JOIN representative r ON r.%s = me.%s CROSS JOIN customer c"
                   " ON c.id = r.customer_id WHERE me.id = :customer AND c.register_id = me.register_id"
                   " AND iif(r.personal_id IS NULL OR me.personal_id IS NULL, r.name_key IS NOT me.name_key,"
                   " r.personal_id <> me.personal_id)"
                   " AND EXISTS (SELECT 1 FROM request q WHERE q.representative_id = r.id AND q.right = 'objection'"
                   " AND " OBJECTS_SQL " AND " REQUEST_CARRIED_OUT_SQL ")",
                   column, column));
    stmt_int(&st, ":customer", customer_id);
    stmt_text(&st, ":scope", scope_code(scope));
    return stmt_next(&st);
}

#undef OBJECTS_SQL

static int customer_has(struct db *db, int64_t customer_id, const char *same) {
    STMT(st);

    TRY(stmt_openf(&st, db,
                   "SELECT 1 FROM customer me CROSS JOIN customer c ON %s WHERE me.id = :customer AND c.id <> me.id"
                   " AND +c.register_id = me.register_id"
                   " AND (c.personal_id IS NULL OR c.personal_id IS NOT me.personal_id)",
                   same));
    stmt_int(&st, ":customer", customer_id);
    return stmt_next(&st);
}

int optout_others_have(struct db *db, int64_t customer_id, enum suppression_kind kind, enum scope scope) {
    int r;

    switch (kind) {
    case SUPPRESSION_PHONE:
        r = customer_has(db, customer_id, "c.phone_key = me.phone_key");
        return r != 0 ? r : objector_has(db, customer_id, "phone_key", scope);
    case SUPPRESSION_EMAIL:
        r = customer_has(db, customer_id, "c.email_key = me.email_key");
        return r != 0 ? r : objector_has(db, customer_id, "email_key", scope);
    case SUPPRESSION_NAME_ADDRESS:
        return customer_has(db, customer_id, "c.name_key = me.name_key AND c.postal_code = me.postal_code");
    default:
        return 0;
    }
}

/* ---- lists and lifting ---- */

#define NUMBERS_ONLY PROTECTED_SQL("c.personal_id")

/* In the order of the index of customer numbers, so that nothing is sorted. */
int optout_each(struct db *db, int64_t register_id, int (*each)(void *ctx, const struct optout_row *row), void *ctx) {
    STMT(st);
    int r;

    TRY(stmt_open(&st, db,
                  "SELECT c.customer_no, c.phone_key, c.email_key, c.name, c.postal_code, o.scope, o.since, o.source,"
                  " " NUMBERS_ONLY " FROM customer c CROSS JOIN objection o ON o.customer_id = c.id"
                  " WHERE c.register_id = :register AND o.scope <> 'processing'"
                  " ORDER BY c.customer_no, c.id, o.scope"));
    stmt_int(&st, ":register", register_id);
    while ((r = stmt_next(&st)) > 0) {
        struct optout_row row = {stmt_col_text(&st, 0), stmt_col_text(&st, 1), stmt_col_text(&st, 2),
                                 stmt_col_text(&st, 3), stmt_col_text(&st, 4), stmt_col_text(&st, 5),
                                 stmt_col_text(&st, 6), stmt_col_text(&st, 7)};
        int stop;

        if (stmt_col_int(&st, 8) != 0)
            row.phone = row.email = row.name = row.postal_code = NULL;
        stop = each(ctx, &row);
        if (stop != 0)
            return stop;
    }
    return r;
}

/* The groups that bans are counted in: few, of many entries, all of which SQLite would sort to count them. */
struct tally_group {
    int64_t register_id, entries;
    char *kind, *scope, *source;
};

struct tally {
    VEC(struct tally_group) groups;
};

static void tally_release(struct tally *t) {
    for (size_t i = 0; i < t->groups.len; i++) {
        free(t->groups.d[i].kind);
        free(t->groups.d[i].scope);
        free(t->groups.d[i].source);
    }
    vec_release(&t->groups);
}

/* The entry that the statement stands on. */
static void tally_add(struct tally *t, const struct stmt *st) {
    int64_t register_id = stmt_col_int(st, 0);
    const char *kind = stmt_col_text(st, 1), *scope = stmt_col_text(st, 2), *source = stmt_col_text(st, 3);
    struct tally_group *g = t->groups.d, *end = g + t->groups.len;

    while (g < end && (g->register_id != register_id || strcmp(g->scope, scope) != 0 || strcmp(g->kind, kind) != 0 ||
                       strcmp(g->source, source) != 0))
        g++;
    if (g == end) {
        g = vec_push(&t->groups);
        *g = (struct tally_group){register_id, 0, mem_strdup(kind), mem_strdup(scope), mem_strdup(source)};
    }
    g->entries++;
}

static int compare_groups(const void *a, const void *b) {
    const struct tally_group *x = a, *y = b;
    int r = strcmp(x->scope, y->scope);

    r = r != 0 ? r : strcmp(x->kind, y->kind);
    return r != 0 ? r : strcmp(x->source, y->source);
}

static int tally_tell(const struct tally *t, const struct optout_register *of,
                      int (*each)(void *ctx, const struct optout_count *row), void *ctx) {
    for (size_t i = 0; i < t->groups.len; i++) {
        const struct tally_group *g = &t->groups.d[i];
        int stop = 0;

        if (g->register_id == of->id)
            stop = each(ctx, &(struct optout_count){of->code, g->kind, g->scope, g->source, g->entries});
        if (stop != 0)
            return stop;
    }
    return 0;
}

/* `st` yields register, kind, scope and source of each ban. */
static int tell_counts(struct stmt *st, const optout_register_vec *registers,
                       int (*each)(void *ctx, const struct optout_count *row), void *ctx) {
    struct tally t CLEANUP(tally_release) = {0};
    int r;

    while ((r = stmt_next(st)) > 0)
        tally_add(&t, st);
    TRY(r);
    if (t.groups.len > 1)
        qsort(t.groups.d, t.groups.len, sizeof *t.groups.d, compare_groups);
    for (size_t i = 0; i < registers->len; i++) {
        int stop = tally_tell(&t, &registers->d[i], each, ctx);

        if (stop != 0)
            return stop;
    }
    return 0;
}

int optout_each_count(struct db *db, const optout_register_vec *registers,
                      int (*each)(void *ctx, const struct optout_count *row), void *ctx) {
    STMT(objections);
    STMT(entries);
    int r;

    TRY(stmt_open(&objections, db,
                  "SELECT register_id, 'objection', scope, iif(source = 'import', 'import', 'request')"
                  " FROM objection"));
    r = tell_counts(&objections, registers, each, ctx);
    if (r != 0)
        return r;
    TRY(stmt_open(&entries, db,
                  "SELECT register_id, kind, scope, source FROM suppression"
                  " WHERE scope <> '" SCOPE_ERASED_CODE "'"));
    return tell_counts(&entries, registers, each, ctx);
}

int optout_newest_ban(struct db *db, int64_t customer_id, enum scope scope, char *newest) {
    STMT(st);
    int r;

    TRY(stmt_open(&st, db,
                  "SELECT max(day) FROM (SELECT since AS day FROM objection WHERE customer_id = :customer"
                  " AND scope = :scope UNION ALL SELECT coalesce(processed_on, '0000-01-01')"
                  " FROM marketing_permission WHERE customer_id = :customer AND state = 'prohibition'"
                  " AND (:all OR scope = :scope)) HAVING max(day) > :newest"));
    stmt_int(&st, ":customer", customer_id);
    stmt_text(&st, ":scope", scope_code(scope));
    stmt_bool(&st, ":all", scope == SCOPE_ALL_MARKETING);
    stmt_text(&st, ":newest", newest);
    r = stmt_next(&st);
    if (r > 0)
        (void)snprintf(newest, DATE_LEN, "%s", stmt_col_text(&st, 0));
    return r < 0 ? -1 : 0;
}

static int note_lift(struct db *db, int64_t customer_id, enum scope scope, const char *day, const char *source) {
    struct optout_places places CLEANUP(optout_places_close) = {0};
    int64_t register_id = 0;

    TRY(optout_places_open(&places, db));
    TRY(optout_place(&places, customer_id, &register_id));
    return ledger_note_in(db, register_id,
                          &(struct ledger_item){.type = LEDGER_OBJECTION_END,
                                                .n = {customer_id, (int64_t)scope},
                                                .s = {NULL, day, source}});
}

int optout_lift(struct db *db, int64_t customer_id, enum scope scope, const char *day, const char *source,
                int64_t *ret_objections, int64_t *ret_prohibitions) {
    STMT(objection);
    STMT(permission);

    TRY(stmt_open(&objection, db, "DELETE FROM objection WHERE customer_id = :customer AND scope = :scope"));
    stmt_int(&objection, ":customer", customer_id);
    stmt_text(&objection, ":scope", scope_code(scope));
    TRY(stmt_run(&objection));
    *ret_objections = db_changes(db);
    TRY(stmt_open(&permission, db,
                  "UPDATE marketing_permission SET state = NULL, processed_on = :day, source = :source"
                  " WHERE customer_id = :customer AND state = 'prohibition' AND (:all OR scope = :scope)"));
    stmt_text(&permission, ":day", day);
    stmt_text(&permission, ":source", source);
    stmt_int(&permission, ":customer", customer_id);
    stmt_bool(&permission, ":all", scope == SCOPE_ALL_MARKETING);
    stmt_text(&permission, ":scope", scope_code(scope));
    TRY(stmt_run(&permission));
    *ret_prohibitions = db_changes(db);
    return *ret_objections + *ret_prohibitions > 0 ? note_lift(db, customer_id, scope, day, source) : 0;
}
