/*
 * import_bans.c - see import_bans.h.
 */
#include "engine/import_bans.h"

#include "domain/code.h"
#include "store/change_store.h"
#include "store/request_store.h"

static const char erased_reason[] = "this person was erased and may not come back; --readmit REASON lets them in";
static const char opened_reason[] = "an import cannot make a protected address an open one";
static const char prohibited_reason[] = "there is a prohibition, which no import can turn into a permission or lift";
static const char objected_reason[] = "the person has objected to this kind of marketing; no import can permit it";
static const char shared_reason[] = "another customer with this phone or e-mail address has objected to this kind of "
                                    "marketing, which bans the contact; "
                                    "no import can permit it";

static const char *const column_names[BAN_SLOT__MAX] = {
    [BAN_CUSTOMER_NO] = "customer_no",
    [BAN_PERSONAL_ID] = "personal_id",
    [BAN_PHONE] = "phone",
    [BAN_EMAIL] = "email",
    [BAN_NAME] = "name",
    [BAN_POSTAL_CODE] = "postal_code",
    [BAN_PROTECTED] = "protected",
    [BAN_SCOPE] = "scope",
    [BAN_STATE] = "state",
};

static enum ban_rules rules_for(const struct cat_table *t) {
    if (strcmp(t->name, "customer") == 0)
        return BAN_CUSTOMERS;
    if (strcmp(t->name, "representative") == 0)
        return BAN_REPRESENTATIVES;
    return strcmp(t->name, "marketing_permission") == 0 ? BAN_PERMISSIONS : BAN_NOTHING;
}

/* Slots of the table's own columns, and the customer number wherever it comes from. */
static void find_slots(struct import_bans *b, const struct cat_table *table, const struct import_slots *slots) {
    for (int k = 0; k < BAN_SLOT__MAX; k++) {
        b->slots[k] = b->columns[k] = SIZE_MAX;
        for (size_t i = 0; i < slots->count; i++) {
            const struct header_column *to = &slots->d[i].to;
            bool meant = to->table == table || (k == BAN_CUSTOMER_NO && strcmp(to->table->name, "customer") == 0);

            if (meant && strcmp(to->column->name, column_names[k]) == 0)
                b->slots[k] = i;
        }
    }
}

/* Whether the file has a part only of what people are known by together: name and postal code, phone or e-mail. */
static bool brings_part(const struct import_bans *b) {
    static const enum ban_slot parts[] = {BAN_PHONE, BAN_EMAIL, BAN_POSTAL_CODE};
    size_t there = 0;

    for (size_t i = 0; i < ARRAY_LEN(parts); i++)
        there += b->slots[parts[i]] != SIZE_MAX;
    return b->slots[BAN_NAME] != SIZE_MAX ? there < ARRAY_LEN(parts) : there > 0;
}

/* Whether the file can give a representative who objected other contacts: their ban is on those that are there. */
static int find_moves(struct import_bans *b) {
    int r = 0;

    if (b->rules == BAN_REPRESENTATIVES && !b->list.empty &&
        (b->slots[BAN_PHONE] != SIZE_MAX || b->slots[BAN_EMAIL] != SIZE_MAX || b->slots[BAN_PERSONAL_ID] != SIZE_MAX))
        r = request_of_representative(b->db, 0, right_code(RIGHT_OBJECTION));
    b->moves = r > 0;
    return r < 0 ? -1 : 0;
}

int import_bans_open(struct import_bans *b, struct db *db, const struct cat_table *table, int64_t register_id,
                     const struct import_slots *slots, bool readmit) {
    *b = (struct import_bans){.db = db, .today = slots->today, .readmit = readmit};
    for (int k = 0; k < BAN_SLOT__MAX; k++)
        b->texts[k] = (struct sb)SB_INIT;
    b->rules = rules_for(table);
    find_slots(b, table, slots);
    TRY(suppression_open(&b->list, db, register_id));
    b->merges = b->rules == BAN_CUSTOMERS && !b->list.empty && brings_part(b);
    TRY(find_moves(b));
    TRY(import_objections_open(&b->objections, db));
    TRY(optout_shared_open(&b->others, db));
    return import_person_open(&b->person, db);
}

void import_bans_close(struct import_bans *b) {
    suppression_close(&b->list);
    import_objections_close(&b->objections);
    optout_shared_close(&b->others);
    import_person_close(&b->person);
    for (int k = 0; k < BAN_SLOT__MAX; k++) {
        if (b->texts[k].d != NULL)
            sb_release(&b->texts[k]);
    }
}

void import_bans_columns(struct import_bans *b, const struct cat_table *table, const size_t *columns, size_t count) {
    for (int k = 0; k < BAN_SLOT__MAX; k++)
        for (size_t i = 0; i < count; i++)
            if (strcmp(table->columns[columns[i]].name, column_names[k]) == 0)
                b->columns[k] = i;
}

bool import_bans_need_old(const struct import_bans *b) {
    if (b->rules == BAN_CUSTOMERS)
        return b->slots[BAN_PROTECTED] != SIZE_MAX || !b->list.empty;
    if (b->rules == BAN_REPRESENTATIVES)
        return !b->list.empty;
    return b->rules == BAN_PERMISSIONS;
}

/* The row's key form of one identifier as a string, or NULL. */
static const char *text_of(struct import_bans *b, enum ban_slot slot, const struct import_cell *stored,
                           const struct import_cell *key) {
    const struct import_cell *c;

    if (b->slots[slot] == SIZE_MAX)
        return NULL;
    c = &key[b->slots[slot]];
    if (c->type != IMPORT_TEXT)
        c = &stored[b->slots[slot]];
    if (c->type != IMPORT_TEXT)
        return NULL;
    sb_clear(&b->texts[slot]);
    sb_catn(&b->texts[slot], c->d, c->len);
    return b->texts[slot].d;
}

/* Adds what the row that is there has of an identifier that the file brings the other part of, so that nobody comes
 * back in halves. What stands there whole already is not brought. */
static int merge_old(struct import_bans *b, int64_t customer_id, struct suppression_person *p) {
    struct suppression_person old;
    int r = import_person_of(&b->person, customer_id, &old);

    TRY(r);
    if (r == 0)
        return 0;
    if (b->slots[BAN_NAME] == SIZE_MAX) {
        p->name = old.name;
        return 0;
    }
    if (b->slots[BAN_PHONE] == SIZE_MAX)
        p->phone = old.phone;
    if (b->slots[BAN_EMAIL] == SIZE_MAX)
        p->email = old.email;
    if (b->slots[BAN_POSTAL_CODE] == SIZE_MAX)
        p->postal_code = old.postal_code;
    return 0;
}

/* Whether the row that is there is itself of somebody erased: the person went as the customer or the representative of
 * another record and is here still, and does not come back with this file. 1, 0 or -1. */
static int stands(struct import_bans *b, int64_t customer_id, const struct import_table *old,
                  const struct suppression_person *brought) {
    struct suppression_person p = {0};
    STMT(representative);
    scope_set set;
    int r;

    if (old == NULL || import_table_same(old))
        return old != NULL;
    if (b->rules == BAN_CUSTOMERS)
        r = import_person_of(&b->person, customer_id, &p);
    else
        r = suppression_read(&b->list, &representative, customer_id, import_table_old_id(old), &p);
    if (r <= 0)
        return r;
    if (brought->personal_id != NULL && p.personal_id != NULL && strcmp(p.personal_id, brought->personal_id) != 0)
        return 0;
    TRY(suppression_of_person(&b->list, &p, &set));
    return (set & SCOPE_ERASED) != 0 ? 1 : 0;
}

/* `customer_id`: the customer's row that is there, or 0; `old`: the row of this file's kind that is there, or NULL. */
static int judge_person(struct import_bans *b, const struct import_cell *stored, const struct import_cell *key,
                        int64_t customer_id, const struct import_table *old, const char **ret_reason) {
    struct suppression_person p = {.representative = b->rules == BAN_REPRESENTATIVES};
    scope_set set;

    if (b->list.empty)
        return 0;
    p.customer_no = text_of(b, BAN_CUSTOMER_NO, stored, key);
    p.personal_id = text_of(b, BAN_PERSONAL_ID, stored, key);
    p.phone = text_of(b, BAN_PHONE, stored, key);
    p.email = text_of(b, BAN_EMAIL, stored, key);
    p.name = text_of(b, BAN_NAME, stored, key);
    p.postal_code = text_of(b, BAN_POSTAL_CODE, stored, key);
    if (b->merges && customer_id != 0)
        TRY(merge_old(b, customer_id, &p));
    TRY(suppression_of_person(&b->list, &p, &set));
    b->listed = b->rules == BAN_CUSTOMERS ? (set & SCOPES_MARKETING) != 0
                                          : b->moves && old != NULL && !import_table_same(old);
    if ((set & SCOPE_ERASED) == 0)
        return 0;
    if (!b->readmit) {
        int r = stands(b, customer_id, old, &p);

        *ret_reason = erased_reason;
        return r < 0 ? -1 : !r;
    }
    b->readmitted++;
    return suppression_readmit(&b->list, &p);
}

/* Everything that bans marketing to the customer: objections, entries of the list, and contacts that others banned. */
static int known_bans(struct import_bans *b, int64_t customer_id) {
    struct suppression_person p;
    scope_set listed;
    int r = 0;

    if (b->known_customer == customer_id)
        return 0;
    b->known_customer = 0;
    b->shared = 0;
    TRY(import_objections_of(&b->objections, customer_id, &b->known));
    if (!b->list.empty || !b->others.none)
        r = import_person_of(&b->person, customer_id, &p);
    TRY(r);
    if (r > 0) {
        TRY(suppression_of_person(&b->list, &p, &listed));
        b->known |= listed & ~SCOPE_ERASED;
        TRY(optout_shared_of(&b->others, b->list.register_id, customer_id, &p, &b->shared));
    }
    b->known_customer = customer_id;
    return 0;
}

/* A permission to be contacted is of no scope: only a ban of all forbids it. */
static bool permission_banned(scope_set set, const char *word) {
    enum scope scope;

    if (scope_parse(word, &scope) < 0)
        return (set & (SCOPE_BIT(SCOPE_ALL_MARKETING) | SCOPE_BIT(SCOPE_PROCESSING))) != 0;
    return scope_banned(set, scope);
}

static bool cell_is(const struct import_cell *c, const char *word) {
    return c->type == IMPORT_TEXT && c->len == strlen(word) && memcmp(c->d, word, c->len) == 0;
}

static int judge_permission(struct import_bans *b, const struct import_cell *stored, const struct import_cell *key,
                            int64_t customer_id, const struct import_table *old, size_t *ret_slot,
                            const char **ret_reason) {
    size_t slot = b->slots[BAN_STATE];
    const char *state, *word;

    if (slot == SIZE_MAX || cell_is(&stored[slot], "prohibition"))
        return 0;
    *ret_slot = slot;
    state = old != NULL ? import_table_old(old, b->columns[BAN_STATE]) : NULL;
    if (state != NULL && strcmp(state, "prohibition") == 0) {
        *ret_reason = prohibited_reason;
        return 1;
    }
    word = text_of(b, BAN_SCOPE, stored, key);
    if (stored[slot].type == IMPORT_NULL || word == NULL)
        return 0;
    TRY(known_bans(b, customer_id));
    *ret_reason = permission_banned(b->known, word) ? objected_reason : shared_reason;
    return permission_banned(b->known | b->shared, word) ? 1 : 0;
}

static int judge_customer(struct import_bans *b, const struct import_cell *stored, const struct import_cell *key,
                          int64_t customer_id, const struct import_table *old, size_t *ret_slot,
                          const char **ret_reason) {
    size_t slot = b->slots[BAN_PROTECTED];

    if (old != NULL && slot != SIZE_MAX && import_table_old_int(old, b->columns[BAN_PROTECTED]) != 0 &&
        stored[slot].i == 0) {
        *ret_slot = slot;
        *ret_reason = opened_reason;
        return 1;
    }
    return judge_person(b, stored, key, old != NULL ? customer_id : 0, old, ret_reason);
}

int import_bans_judge(struct import_bans *b, const struct import_cell *stored, const struct import_cell *key,
                      int64_t customer_id, const struct import_table *old, size_t *ret_slot, const char **ret_reason) {
    *ret_slot = SIZE_MAX;
    b->listed = false;
    switch (b->rules) {
    case BAN_CUSTOMERS:
        return judge_customer(b, stored, key, customer_id, old, ret_slot, ret_reason);
    case BAN_REPRESENTATIVES: /* the name is their natural key: no file is without it */
        return judge_person(b, stored, key, customer_id, old, ret_reason);
    case BAN_PERMISSIONS:
        return judge_permission(b, stored, key, customer_id, old, ret_slot, ret_reason);
    default:
        return 0;
    }
}

int import_bans_before(struct import_bans *b, int64_t owner, int64_t row) {
    struct suppression_bans bans = {0};
    struct suppression_person p;
    int r;

    if (b->rules == BAN_REPRESENTATIVES)
        return own_bans_read(&b->list, &(struct subject){b->list.register_id, owner, row}, &b->own);
    r = row != 0 ? import_person_of(&b->person, row, &p) : 0;
    TRY(r);
    if (r > 0)
        TRY(suppression_of_self(&b->list, &p, &bans));
    b->there = r > 0;
    b->before = bans.set;
    return 0;
}

int import_bans_object(struct import_bans *b, int64_t row) {
    const struct subject s = {.register_id = b->list.register_id, .customer_id = row};
    struct suppression_bans bans = {0};
    struct suppression_person p;
    int64_t rows;
    int r;

    if (b->rules == BAN_REPRESENTATIVES)
        return own_bans_keep(&b->list, &b->own);
    r = import_person_of(&b->person, row, &p);
    TRY(r);
    if (r > 0)
        TRY(suppression_of_self(&b->list, &p, &bans));
    for (int i = 0; i < SCOPE__MAX; i++) {
        const char *scope = scope_code((enum scope)i);

        if ((bans.set & ~b->before & SCOPE_BIT(i)) == 0)
            continue;
        TRY(change_add_objection(b->db, &s, scope, bans.since[i], "import"));
        if (b->there)
            TRY(change_prohibit(b->db, &s, i == SCOPE_ALL_MARKETING ? NULL : scope, b->today, "import", &rows));
    }
    return 0;
}

bool import_bans_loosens(const struct import_bans *b, const struct import_cell *stored) {
    size_t state = b->rules == BAN_PERMISSIONS ? b->slots[BAN_STATE] : SIZE_MAX;
    size_t address = b->rules == BAN_CUSTOMERS ? b->slots[BAN_PROTECTED] : SIZE_MAX;

    return (state != SIZE_MAX && !cell_is(&stored[state], "prohibition")) ||
           (address != SIZE_MAX && stored[address].i == 0);
}

int import_bans_judge_side(struct import_bans *b, const struct import_cell *customer_no,
                           const struct import_cell *name_key, const char **ret_reason) {
    struct suppression_person p = {.representative = true};
    scope_set set;
    SB(name);
    SB(number);

    if (b->list.empty || name_key->type != IMPORT_TEXT)
        return 0;
    sb_catn(&name, name_key->d, name_key->len);
    sb_catn(&number, customer_no->d, customer_no->len);
    p.name = name.d;
    p.customer_no = number.d;
    TRY(suppression_of_person(&b->list, &p, &set));
    if ((set & SCOPE_ERASED) == 0)
        return 0;
    *ret_reason = erased_reason;
    if (!b->readmit)
        return 1;
    b->readmitted++; /* and off the list: the next file without a reason must find them let in */
    return suppression_readmit(&b->list, &p);
}
