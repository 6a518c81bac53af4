/*
 * suppression_store.c - see suppression_store.h.
 */
#include "store/suppression_store.h"

#include "base/crypt.h"
#include "base/date.h"
#include "base/sb.h"
#include "store/key.h"
#include "store/ledger_item.h"

static const char *const kind_codes[] = {
#define X(id, code) code,
    SUPPRESSION_KIND_LIST(X)
#undef X
};

static const char unit_separator = '\x1f';

bool scope_banned(scope_set set, enum scope scope) {
    const scope_set all = SCOPE_BIT(SCOPE_ALL_MARKETING) | SCOPE_BIT(SCOPE_PROCESSING);

    if (scope == SCOPE_PROCESSING)
        return (set & SCOPE_BIT(SCOPE_PROCESSING)) != 0;
    if (scope == SCOPE_ALL_MARKETING)
        return (set & (SCOPES_MARKETING | all)) != 0;
    return (set & (SCOPE_BIT(scope) | all)) != 0;
}

static const char *scope_text(scope_set one) {
    for (int i = 0; i < SCOPE__MAX; i++)
        if (one == SCOPE_BIT(i))
            return scope_code((enum scope)i);
    return one == SCOPE_ERASED ? SCOPE_ERASED_CODE : NULL;
}

/* The bit's number, SCOPE__MAX for SCOPE_ERASED: what the ledger keeps. */
static int scope_number(scope_set one) {
    int n = 0;

    while (n < SCOPE__MAX && one != SCOPE_BIT(n))
        n++;
    return n;
}

static scope_set scope_of_text(const char *text) {
    enum scope scope;

    if (scope_parse(text, &scope) == 0)
        return SCOPE_BIT(scope);
    return strcmp(text, SCOPE_ERASED_CODE) == 0 ? SCOPE_ERASED : 0;
}

static bool known(const char *key) {
    return key != NULL && *key != '\0';
}

/* ---- one tag ---- */

#define ADD                                                                  \
    "INSERT INTO suppression (register_id, tag, scope, kind, since, source)" \
    " VALUES (:register, :tag, :scope, :kind, :since, :source)"
/* Places of its parameters: lists are long, and names are looked for each time. */
enum { AT_REGISTER = 1, AT_TAG, AT_SCOPE, AT_KIND, AT_SINCE, AT_SOURCE };

#define SUPPOSED "supposed" /* the source of an entry whose day is not known yet; never committed */

#define YOUNGER                                                                                                 \
    " DO UPDATE SET since = excluded.since, source = excluded.source WHERE excluded.since > since OR source = " \
    "'" SUPPOSED "'"

int suppression_open(struct suppression *s, struct db *db, int64_t register_id) {
    STMT(any);
    int r;

    *s = (struct suppression){.db = db, .register_id = register_id};
    if (db->keys == NULL)
        return err_set(db->err, ERR_INTERNAL, "the key of the suppression list is not loaded");
    TRY(stmt_open(&any, db, "SELECT 1 FROM suppression WHERE register_id = :register LIMIT 1"));
    stmt_int(&any, ":register", register_id);
    r = stmt_next(&any);
    TRY(r);
    s->empty = r == 0;
    return stmt_open(&s->add, db, ADD " ON CONFLICT DO NOTHING");
}

void suppression_close(struct suppression *s) {
    stmt_release(&s->find);
    stmt_release(&s->add);
    stmt_release(&s->give);
    stmt_release(&s->person);
    stmt_release(&s->bans);
    tag_sieve_release(&s->sieve);
}

static void text_at(struct stmt *st, int at, const char *value) {
    stmt_textn_at(st, at, value, value != NULL ? strlen(value) : 0);
}

/* Runs a statement that writes one entry, or makes it younger: 1 when it did. */
static int enter(struct suppression *s, struct stmt *st, enum suppression_kind kind, const char *key, scope_set scope,
                 const char *since, const char *source) {
    uint8_t tag[CRYPT_TAG_LEN];
    const char *text = scope_text(scope);

    if (text == NULL)
        return err_set(s->db->err, ERR_INTERNAL, "a suppression entry needs exactly one scope");
    crypt_tag(s->db->keys->suppression, kind_codes[kind], key, tag);
    stmt_int_at(st, AT_REGISTER, s->register_id);
    stmt_blob(st, ":tag", tag, sizeof tag);
    text_at(st, AT_SCOPE, text);
    text_at(st, AT_KIND, kind_codes[kind]);
    text_at(st, AT_SINCE, since);
    text_at(st, AT_SOURCE, source);
    TRY(stmt_run(st));
    s->empty = false;
    tag_sieve_add(&s->sieve, tag);
    if (db_changes(s->db) == 0)
        return 0;
    if (strcmp(source, SUPPOSED) == 0)
        return 1; /* a replay takes the younger of two days: the ledger is told the one that is settled */
    TRY(ledger_note_ban(s->db, s->register_id, (int)kind, scope_number(scope), tag, since, source));
    return 1;
}

int suppression_add(struct suppression *s, enum suppression_kind kind, const char *key, scope_set scope,
                    const char *since, const char *source) {
    return known(key) ? enter(s, &s->add, kind, key, scope, since, source) : 0;
}

int suppression_give(struct suppression *s, enum suppression_kind kind, const char *key, scope_set scope,
                     const char *since, const char *source) {
    if (!known(key))
        return 0;
    if (s->give.st == NULL)
        TRY(stmt_open(&s->give, s->db, ADD " ON CONFLICT (register_id, tag, scope)" YOUNGER));
    return enter(s, &s->give, kind, key, scope, since, source);
}

int suppression_suppose(struct suppression *s, enum suppression_kind kind, const char *key, scope_set scope,
                        const char *since) {
    return suppression_add(s, kind, key, scope, since, SUPPOSED);
}

static int kind_number(const char *code) {
    int n = 0;

    while (n < SUPPRESSION_KIND__MAX && strcmp(kind_codes[n], code) != 0)
        n++;
    return n;
}

int suppression_settle(struct db *db, const char *source) {
    STMT(supposed);
    STMT(settle);
    int r;

    TRY(stmt_open(&supposed, db,
                  "SELECT register_id, kind, scope, tag, since FROM suppression WHERE source = '" SUPPOSED "'"));
    while ((r = stmt_next(&supposed)) > 0) {
        TRY(ledger_note_ban(db, stmt_col_int(&supposed, 0), kind_number(stmt_col_text(&supposed, 1)),
                            scope_number(scope_of_text(stmt_col_text(&supposed, 2))), stmt_col_blob(&supposed, 3),
                            stmt_col_text(&supposed, 4), source));
    }
    TRY(r);
    TRY(stmt_open(&settle, db, "UPDATE suppression SET source = :source WHERE source = '" SUPPOSED "'"));
    stmt_text(&settle, ":source", source);
    return stmt_run(&settle);
}

int suppression_sift(struct suppression *s, size_t most) {
    STMT(count);
    STMT(tags);
    int r;

    if (s->empty || s->sieve.blocks != NULL)
        return 0;
    TRY(stmt_open(&count, s->db,
                  "SELECT count(*) FROM (SELECT 1 FROM suppression WHERE register_id = :register LIMIT :enough)"));
    stmt_int(&count, ":register", s->register_id);
    stmt_int(&count, ":enough", (int64_t)most + 1);
    TRY(stmt_next(&count));
    if ((uint64_t)stmt_col_int(&count, 0) > most)
        return 0;
    tag_sieve_open(&s->sieve, (size_t)stmt_col_int(&count, 0));
    TRY(stmt_open(&tags, s->db, "SELECT tag FROM suppression WHERE register_id = :register"));
    stmt_int(&tags, ":register", s->register_id);
    while ((r = stmt_next(&tags)) > 0) {
        if (stmt_col_len(&tags, 0) == CRYPT_TAG_LEN) /* else nobody's is the same */
            tag_sieve_add(&s->sieve, stmt_col_blob(&tags, 0));
    }
    return r;
}

int suppression_count(struct db *db, int64_t *ret) {
    return stmt_scalar(db, "SELECT count(*) FROM suppression", 0, ret);
}

/* Has s->find yield the entries of the key, scope and day: 1, 0 when there are none for sure, -1. `tag` is what it
 * looks for, and must outlive that. */
static int find_tag(struct suppression *s, enum suppression_kind kind, const char *key, uint8_t tag[CRYPT_TAG_LEN]) {
    crypt_tag(s->db->keys->suppression, kind_codes[kind], key, tag);
    if (!tag_sieve_passes(&s->sieve, tag))
        return 0;
    if (s->find.st == NULL)
        TRY(stmt_open(&s->find, s->db,
                      "SELECT scope, since FROM suppression WHERE register_id = :register AND tag = :tag"));
    stmt_int(&s->find, ":register", s->register_id);
    stmt_blob(&s->find, ":tag", tag, CRYPT_TAG_LEN);
    return 1;
}

int suppression_scopes(struct suppression *s, enum suppression_kind kind, const char *key, scope_set *ret) {
    uint8_t tag[CRYPT_TAG_LEN];
    scope_set set = 0;
    int r;

    *ret = 0;
    if (s->empty || !known(key))
        return 0;
    r = find_tag(s, kind, key, tag);
    if (r <= 0)
        return r;
    while ((r = stmt_next(&s->find)) > 0)
        set |= scope_of_text(stmt_col_text(&s->find, 0));
    stmt_reset(&s->find);
    *ret = set;
    return r;
}

/* Joins two known parts; false when there is no key. */
static bool join(const char *a, const char *b, struct sb *ret) {
    if (!known(a) || !known(b))
        return false;
    sb_cat(ret, a);
    sb_ch(ret, unit_separator);
    sb_cat(ret, b);
    return true;
}

/* ---- persons ---- */

static bool for_marketing(enum suppression_kind kind) {
    return kind <= SUPPRESSION_NAME_ADDRESS;
}

static bool reachable(const struct suppression_person *p) {
    return known(p->phone) || known(p->email) || known(p->personal_id);
}

/* What a ban is put on. A representative's stays with the name while there is no contact to put it on: a contact that
 * is taken out and comes back, or another one, must not come without it. */
static bool bears_ban(const struct suppression_person *p, enum suppression_kind kind) {
    return for_marketing(kind) || (kind == SUPPRESSION_NAME_CUSTOMER && p->representative && !reachable(p));
}

static bool for_erased(enum suppression_kind kind, bool representative) {
    if (representative)
        return kind == SUPPRESSION_PERSONAL_ID || kind >= SUPPRESSION_NAME_PHONE;
    return kind != SUPPRESSION_PHONE && kind != SUPPRESSION_EMAIL && kind != SUPPRESSION_NAME_CUSTOMER;
}

/* The key of one kind for the person; false when the person has none. A customer's number and address are not the
 * representative's. */
static bool person_key(const struct suppression_person *p, enum suppression_kind kind, struct sb *ret) {
    const char *single = NULL;

    sb_clear(ret);
    switch (kind) {
    case SUPPRESSION_PHONE:
        single = p->phone;
        break;
    case SUPPRESSION_EMAIL:
        single = p->email;
        break;
    case SUPPRESSION_PERSONAL_ID:
        single = p->personal_id;
        break;
    case SUPPRESSION_CUSTOMER_NO:
        single = p->representative ? NULL : p->customer_no;
        break;
    case SUPPRESSION_NAME_ADDRESS:
        return !p->representative && join(p->name, p->postal_code, ret);
    case SUPPRESSION_NAME_PHONE:
        return join(p->name, p->phone, ret);
    case SUPPRESSION_NAME_EMAIL:
        return join(p->name, p->email, ret);
    case SUPPRESSION_NAME_CUSTOMER:
        return p->representative && join(p->name, p->customer_no, ret);
    default:
        return false;
    }
    if (known(single))
        sb_cat(ret, single);
    return known(single);
}

int suppression_of_person(struct suppression *s, const struct suppression_person *p, scope_set *ret) {
    scope_set all = 0;
    SB(key);

    *ret = 0;
    for (int i = 0; i < SUPPRESSION_KIND__MAX && !s->empty; i++) {
        enum suppression_kind kind = (enum suppression_kind)i;
        scope_set allowed = for_erased(kind, p->representative) ? SCOPE_ERASED : 0, set;

        if (for_marketing(kind))
            allowed |= ~SCOPE_ERASED;
        if (allowed == 0 || !person_key(p, kind, &key))
            continue;
        TRY(suppression_scopes(s, kind, key.d, &set));
        all |= set & allowed;
    }
    *ret = all;
    return 0;
}

/* Adds the entries of one key. */
static int add_bans(struct suppression *s, enum suppression_kind kind, const char *key, struct suppression_bans *ret) {
    uint8_t tag[CRYPT_TAG_LEN];
    int r = find_tag(s, kind, key, tag);

    if (r <= 0)
        return r;
    while ((r = stmt_next(&s->find)) > 0) {
        const char *since = stmt_col_text(&s->find, 1);
        enum scope scope;

        if (scope_parse(stmt_col_text(&s->find, 0), &scope) < 0 || (SCOPES_MARKETING & SCOPE_BIT(scope)) == 0)
            continue;
        ret->set |= SCOPE_BIT(scope);
        if (strcmp(since, ret->since[scope]) > 0)
            (void)snprintf(ret->since[scope], DATE_LEN, "%s", since);
    }
    stmt_reset(&s->find);
    return r;
}

int suppression_of_self(struct suppression *s, const struct suppression_person *p, struct suppression_bans *ret) {
    static const enum suppression_kind kinds[] = {SUPPRESSION_PERSONAL_ID, SUPPRESSION_CUSTOMER_NO,
                                                  SUPPRESSION_NAME_ADDRESS};
    SB(key);

    *ret = (struct suppression_bans){0};
    for (size_t i = 0; i < ARRAY_LEN(kinds) && !s->empty; i++) {
        if (person_key(p, kinds[i], &key))
            TRY(add_bans(s, kinds[i], key.d, ret));
    }
    return 0;
}

int suppression_read(struct suppression *s, struct stmt *st, int64_t customer_id, int64_t representative_id,
                     struct suppression_person *ret) {
    int r;

    if (st->st != NULL) {
        stmt_reset(st);
    } else if (representative_id == 0) {
        TRY(stmt_open(st, s->db,
                      "SELECT customer_no, personal_id, phone_key, email_key, name_key, postal_code FROM customer"
                      " WHERE id = :customer"));
    } else {
        TRY(stmt_open(st, s->db,
                      "SELECT c.customer_no, r.personal_id, r.phone_key, r.email_key, r.name_key, NULL FROM customer c"
                      " JOIN representative r ON r.customer_id = c.id WHERE c.id = :customer AND r.id = :rep"));
    }
    if (representative_id != 0)
        stmt_int(st, ":rep", representative_id);
    stmt_int(st, ":customer", customer_id);
    r = stmt_next(st);
    if (r > 0) {
        *ret = (struct suppression_person){.customer_no = stmt_col_text(st, 0),
                                           .personal_id = stmt_col_text(st, 1),
                                           .phone = stmt_col_text(st, 2),
                                           .email = stmt_col_text(st, 3),
                                           .name = stmt_col_text(st, 4),
                                           .postal_code = stmt_col_text(st, 5),
                                           .representative = representative_id != 0};
    }
    return r;
}

/* Which contacts a prohibition of one marketing channel is about. */
static bool channel_concerns(const char *channel, enum suppression_kind kind) {
    if (strcmp(channel, "email") == 0)
        return kind == SUPPRESSION_EMAIL;
    if (strcmp(channel, "phone") == 0 || strcmp(channel, "sms") == 0)
        return kind == SUPPRESSION_PHONE;
    if (strcmp(channel, "post") == 0)
        return kind == SUPPRESSION_NAME_ADDRESS;
    return true;
}

/* `today` for a prohibition that says no day: it is none, so it makes no entry younger. 1 when the ban is on the list.
 */
static int keep_ban(struct suppression *s, const struct suppression_person *p, const char *channel, scope_set scope,
                    const char *since, const char *today, const char *source, uint64_t *added) {
    int kept = 0;
    SB(key);

    for (int i = 0; i < SUPPRESSION_KIND__MAX; i++) {
        enum suppression_kind kind = (enum suppression_kind)i;
        int r;

        if (!bears_ban(p, kind) || !channel_concerns(channel, kind) || !person_key(p, kind, &key))
            continue;
        r = suppression_add(s, kind, key.d, scope, since != NULL ? since : today, source);
        TRY(r);
        *added += (uint64_t)r;
        kept = 1;
        if (r == 0 && since != NULL)
            TRY(suppression_give(s, kind, key.d, scope, since, source));
    }
    return kept;
}

static int open_bans(struct suppression *s) {
    if (s->bans.st != NULL)
        return 0;
    return stmt_open(&s->bans, s->db,
                     "SELECT scope, 'all', since FROM objection WHERE customer_id = :customer"
                     " UNION ALL SELECT iif(scope = 'contact', 'all-marketing', scope), channel,"
                     " processed_on FROM marketing_permission"
                     " WHERE customer_id = :customer AND state = 'prohibition'");
}

int suppression_keep(struct suppression *s, int64_t customer_id, const char *today, const char *source,
                     uint64_t *ret_added) {
    struct stmt *bans = &s->bans;
    struct suppression_person p;
    uint64_t added = 0;
    int kept = 0, r = suppression_read(s, &s->person, customer_id, 0, &p);

    TRY(r);
    if (r == 0)
        return 0;
    TRY(open_bans(s));
    stmt_int(bans, ":customer", customer_id);
    while ((r = stmt_next(bans)) > 0) {
        scope_set scope = scope_of_text(stmt_col_text(bans, 0));
        int one = 0;

        if (scope != 0)
            one = keep_ban(s, &p, stmt_col_text(bans, 1), scope, stmt_col_text(bans, 2), today, source, &added);
        TRY(one);
        kept = one > 0 ? 1 : kept;
    }
    stmt_reset(bans);
    stmt_reset(&s->person);
    TRY(r);
    if (ret_added != NULL)
        *ret_added = added;
    return kept;
}

int suppression_ban_representative(struct suppression *s, int64_t customer_id, int64_t representative_id,
                                   enum scope scope, const char *since, const char *source, uint64_t *ret_added) {
    struct suppression_person p, name;
    STMT(person);
    int r = suppression_read(s, &person, customer_id, representative_id, &p);
    uint64_t moved;

    *ret_added = 0;
    if (r <= 0)
        return r;
    TRY(keep_ban(s, &p, "all", SCOPE_BIT(scope), since, since, source, ret_added));
    if (!reachable(&p))
        return 0;
    name = (struct suppression_person){.customer_no = p.customer_no, .name = p.name, .representative = true};
    TRY(suppression_lift(s, &name, scope, &moved)); /* else it would outlive the one on the contacts */
    return 1;
}

int suppression_of_representative(struct suppression *s, int64_t customer_id, int64_t representative_id,
                                  struct suppression_bans *ret) {
    struct suppression_person p;
    STMT(person);
    int r = suppression_read(s, &person, customer_id, representative_id, &p);

    TRY(r);
    *ret = (struct suppression_bans){0};
    for (int i = 0; r > 0 && i < SCOPE__MAX; i++) {
        TRY(suppression_newest(s, &p, (enum scope)i, ret->since[i]));
        ret->set |= ret->since[i][0] != '\0' ? SCOPE_BIT(i) : 0;
    }
    return 0;
}

int suppression_mark_erased(struct suppression *s, int64_t customer_id, int64_t representative_id, const char *today,
                            const char *source) {
    struct suppression_person p;
    STMT(person);
    SB(key);
    int r = suppression_read(s, &person, customer_id, representative_id, &p);

    TRY(r);
    for (int i = 0; r > 0 && i < SUPPRESSION_KIND__MAX; i++) {
        enum suppression_kind kind = (enum suppression_kind)i;

        if (for_erased(kind, p.representative) && person_key(&p, kind, &key))
            TRY(suppression_add(s, kind, key.d, SCOPE_ERASED, today, source));
    }
    return 0;
}

int suppression_newest(struct suppression *s, const struct suppression_person *p, enum scope scope, char *newest) {
    STMT(st);
    SB(key);

    TRY(stmt_open(&st, s->db,
                  "SELECT since FROM suppression WHERE register_id = :register AND tag = :tag AND scope = :scope"
                  " AND since > :newest"));
    for (int i = 0; i < SUPPRESSION_KIND__MAX; i++) {
        enum suppression_kind kind = (enum suppression_kind)i;
        uint8_t tag[CRYPT_TAG_LEN];
        int r;

        if (!bears_ban(p, kind) || !person_key(p, kind, &key))
            continue;
        crypt_tag(s->db->keys->suppression, kind_codes[kind], key.d, tag);
        stmt_int(&st, ":register", s->register_id);
        stmt_blob(&st, ":tag", tag, sizeof tag);
        stmt_text(&st, ":scope", scope_code(scope));
        stmt_text(&st, ":newest", newest);
        r = stmt_next(&st);
        TRY(r);
        if (r > 0)
            (void)snprintf(newest, DATE_LEN, "%s", stmt_col_text(&st, 0));
        stmt_reset(&st);
    }
    return 0;
}

/* Deletes the person's entries of one scope. */
static int remove_entries(struct suppression *s, const struct suppression_person *p, scope_set scope,
                          uint64_t *ret_removed) {
    uint8_t tag[CRYPT_TAG_LEN];
    uint64_t removed = 0;
    STMT(st);
    SB(key);

    TRY(stmt_open(&st, s->db,
                  "DELETE FROM suppression WHERE register_id = :register AND tag = :tag AND scope = :scope"));
    for (int i = 0; i < SUPPRESSION_KIND__MAX; i++) {
        enum suppression_kind kind = (enum suppression_kind)i;

        if (!person_key(p, kind, &key))
            continue;
        crypt_tag(s->db->keys->suppression, kind_codes[kind], key.d, tag);
        stmt_int(&st, ":register", s->register_id);
        stmt_blob(&st, ":tag", tag, sizeof tag);
        stmt_text(&st, ":scope", scope_text(scope));
        TRY(stmt_run(&st));
        if (db_changes(s->db) == 0)
            continue;
        removed++;
        TRY(ledger_note_in(s->db, s->register_id,
                           &(struct ledger_item){.type = LEDGER_UNBAN, .n = {scope_number(scope)}, .tag = {tag}}));
    }
    *ret_removed = removed;
    return 0;
}

int suppression_lift(struct suppression *s, const struct suppression_person *p, enum scope scope,
                     uint64_t *ret_removed) {
    return remove_entries(s, p, SCOPE_BIT(scope), ret_removed);
}

int suppression_readmit(struct suppression *s, const struct suppression_person *p) {
    uint64_t removed;

    return remove_entries(s, p, SCOPE_ERASED, &removed);
}

int suppression_put(struct db *db, int64_t register_id, int64_t kind, int64_t scope_number,
                    const uint8_t tag[CRYPT_TAG_LEN], const char *since, const char *source) {
    STMT(st);

    if (kind < 0 || kind >= SUPPRESSION_KIND__MAX || scope_number < 0 || scope_number > SCOPE__MAX)
        return err_set(db->err, ERR_INTEGRITY, "the ledger holds a ban of a kind that there is not");
    TRY(stmt_open(&st, db, ADD " ON CONFLICT (register_id, tag, scope)" YOUNGER));
    stmt_int(&st, ":register", register_id);
    stmt_blob(&st, ":tag", tag, CRYPT_TAG_LEN);
    stmt_text(&st, ":scope", scope_text(SCOPE_BIT(scope_number)));
    stmt_text(&st, ":kind", kind_codes[kind]);
    stmt_text(&st, ":since", since);
    stmt_text(&st, ":source", source);
    TRY(stmt_run(&st));
    return db_changes(db) > 0 ? 1 : 0;
}

int suppression_take(struct db *db, int64_t register_id, int64_t scope_number, const uint8_t tag[CRYPT_TAG_LEN]) {
    STMT(st);

    if (scope_number < 0 || scope_number > SCOPE__MAX)
        return err_set(db->err, ERR_INTEGRITY, "the ledger holds a ban of a kind that there is not");
    TRY(stmt_open(&st, db, "DELETE FROM suppression WHERE register_id = :register AND tag = :tag AND scope = :scope"));
    stmt_int(&st, ":register", register_id);
    stmt_blob(&st, ":tag", tag, CRYPT_TAG_LEN);
    stmt_text(&st, ":scope", scope_text(SCOPE_BIT(scope_number)));
    TRY(stmt_run(&st));
    return db_changes(db) > 0 ? 1 : 0;
}
