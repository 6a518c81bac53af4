/*
 * screen_judge.c - see screen_judge.h.
 */
#include "engine/screen_judge.h"

#include "base/mem.h"

/* What a script may tell them apart by stands before the colon. */
static const char protected_reason[] = "protected: the person has a protected address (turvakielto)";
static const char restricted_reason[] = "restricted: the person's data may be stored only (Art. 18)";
static const char objected_reason[] = "objected: there is an objection to this kind of marketing";
static const char shared_reason[] =
    "objected: another customer with this phone or e-mail address objected to this kind of marketing";
static const char prohibited_reason[] = "prohibited: the marketing permissions say no";
static const char erased_reason[] = "erased: the person was erased";
static const char apart_reason[] = "ambiguous: the identifiers belong to different people";
static const char number_reason[] =
    "ambiguous: the customer number belongs to different people in different registers: "
    "name the register with --register";
static const char permission_reason[] =
    "no permission: e-mail, text messages and automated calls need one (act 917/2014, section 200)";
static const char group_reason[] = "no permission: the register may hold such people with permissions only";

static const struct {
    const char *word, *permitted, *prohibited;
    bool electronic;
} channels[SCREEN_CHANNEL__MAX] = {
#define X(id, word, permitted, prohibited, electronic) [SCREEN_##id] = {word, permitted, prohibited, electronic},
    SCREEN_CHANNEL_LIST(X)
#undef X
};

const char *screen_channel_word(enum screen_channel c) {
    return channels[c].word;
}

int screen_channel_parse(const char *word, enum screen_channel *ret) {
    for (int i = 0; i < SCREEN_CHANNEL__MAX; i++) {
        if (strcmp(channels[i].word, word) == 0) {
            *ret = (enum screen_channel)i;
            return 0;
        }
    }
    return -1;
}

int screen_judge_open(struct screen_judge *j, struct db *db, const optout_register_vec *registers, bool everywhere,
                      enum scope scope, enum screen_channel channel) {
    *j = (struct screen_judge){.registers = registers, .everywhere = everywhere, .scope = scope, .channel = channel};
    j->lists = mem_alloc(registers->len * sizeof *j->lists);
    for (size_t i = 0; i < registers->len; i++)
        TRY(suppression_open(&j->lists[i], db, registers->d[i].id));
    TRY(contacts_people_open(&j->people, db, true));
    TRY(import_person_open(&j->person, db));
    TRY(optout_shared_open(&j->others, db));
    TRY(optout_same_open(&j->same, db));
    return optout_look_open(&j->look, db);
}

void screen_judge_close(struct screen_judge *j) {
    for (size_t i = 0; j->lists != NULL && i < j->registers->len; i++)
        suppression_close(&j->lists[i]);
    free(j->lists);
    contacts_people_close(&j->people);
    import_person_close(&j->person);
    optout_shared_close(&j->others);
    optout_same_close(&j->same);
    vec_release(&j->records);
    vec_release(&j->last);
    optout_look_close(&j->look);
    *j = (struct screen_judge){0};
}

int screen_judge_expect(struct screen_judge *j, size_t rows) {
    enum { ENTRIES_PER_LOOK = 8 }; /* are read in the time of one, and a row takes a few */

    for (size_t i = 0; i < j->registers->len; i++)
        TRY(suppression_sift(&j->lists[i], rows * ENTRIES_PER_LOOK));
    return 0;
}

/* Whether the group that the person is in may be held at all, as the notice has it. */
static bool group_permitted(const struct optout_facts *f, bool marketing) {
    switch (f->consent) {
    case OPTOUT_CONSENT_ANY:
        return marketing || f->contact_permitted;
    case OPTOUT_CONSENT_ALL:
        return marketing && f->contact_permitted;
    default:
        return true;
    }
}

const char *screen_judge_facts(const struct optout_facts *f, enum scope scope, enum screen_channel channel) {
    const scope_set wide = SCOPE_BIT(scope) | SCOPE_BIT(SCOPE_ALL_MARKETING);
    bool marketing = (f->permitted & wide) != 0;

    if (f->is_protected)
        return protected_reason;
    if (f->restricted)
        return restricted_reason;
    if (scope_banned(f->objected, scope))
        return objected_reason;
    if (scope_banned(f->prohibited, scope) || f->contact_prohibited)
        return prohibited_reason;
    if (!group_permitted(f, marketing))
        return group_reason;
    return channels[channel].electronic && !f->legal_person && !marketing ? permission_reason : NULL;
}

/* What the suppression list of a register says of somebody. */
static int ask_list(struct screen_judge *j, size_t reg, const struct suppression_person *p, const char **ret_reason) {
    scope_set set;

    TRY(suppression_of_person(&j->lists[reg], p, &set));
    if (scope_banned(set & ~SCOPE_ERASED, j->scope)) {
        *ret_reason = objected_reason;
    } else if ((set & SCOPE_ERASED) != 0) {
        *ret_reason = erased_reason;
    }
    return 0;
}

static int ask_others(struct screen_judge *j, const struct contact_match *m, const struct suppression_person *p,
                      const char **ret_reason) {
    scope_set set;

    TRY(optout_shared_of(&j->others, j->registers->d[m->reg].id, m->customer, p, &set));
    if (scope_banned(set, j->scope))
        *ret_reason = shared_reason;
    return 0;
}

/* Also by what the record knows and the row does not: the ban may be on the person's other phone. */
static int judge_customer(struct screen_judge *j, const struct contact_match *m, const char **ret_reason) {
    struct suppression_person p;
    struct optout_facts f;
    int r = optout_look_up(&j->look, m->customer, channels[j->channel].permitted, channels[j->channel].prohibited, &f);

    TRY(r);
    if (r == 0)
        return 0;
    *ret_reason = screen_judge_facts(&f, j->scope, j->channel);
    if (*ret_reason != NULL || (j->lists[m->reg].empty && j->others.none))
        return 0;
    r = import_person_of(&j->person, m->customer, &p);
    if (r <= 0)
        return r;
    TRY(ask_list(j, m->reg, &p, ret_reason));
    return *ret_reason == NULL ? ask_others(j, m, &p, ret_reason) : 0;
}

static uint16_t register_place(const struct screen_judge *j, int64_t id) {
    size_t i = 0;

    while (i < j->registers->len && j->registers->d[i].id != id)
        i++;
    return (uint16_t)i;
}

/* A protected address is the person's, whichever record tells it. */
static int judge_address(struct screen_judge *j, int64_t customer, const char **ret_reason) {
    struct optout_facts f;
    int r = optout_look_up(&j->look, customer, NULL, NULL, &f);

    if (r > 0 && f.is_protected)
        *ret_reason = protected_reason;
    return r < 0 ? -1 : 0;
}

/* The person's other records: where all registers are asked about, whoever may not be contacted as one of them may not
 * be contacted. */
static int judge_records(struct screen_judge *j, int64_t customer, const char **ret_reason) {
    TRY(optout_same_of(&j->same, customer, &j->records));
    for (size_t i = 0; i < j->records.len && *ret_reason == NULL; i++) {
        const struct optout_record *o = &j->records.d[i];
        const struct contact_match m = {.customer = o->customer_id, .reg = register_place(j, o->register_id)};

        TRY(j->everywhere ? judge_customer(j, &m, ret_reason) : judge_address(j, o->customer_id, ret_reason));
    }
    return 0;
}

static bool are_last(const struct screen_judge *j, const struct contact_match *d, size_t n) {
    size_t i = 0;

    while (i < n && n == j->last.len && d[i].customer == j->last.d[i])
        i++;
    return i == n;
}

/* Thousands may have one contact, and as many rows name it, one after the other. */
static int judge_each(struct screen_judge *j, const struct contact_match *d, size_t n, const char **ret_reason) {
    if (n > 1 && are_last(j, d, n)) {
        *ret_reason = j->last_reason;
        return 0;
    }
    for (size_t i = 0; i < n && *ret_reason == NULL; i++)
        TRY(judge_customer(j, &d[i], ret_reason));
    for (size_t i = 0; i < n && *ret_reason == NULL; i++)
        TRY(judge_records(j, d[i].customer, ret_reason));
    if (n <= 1)
        return 0;
    vec_clear(&j->last);
    for (size_t i = 0; i < n; i++)
        *vec_push(&j->last) = d[i].customer;
    j->last_reason = *ret_reason;
    return 0;
}

/* The people whom the row means. */
static int judge_people(struct screen_judge *j, struct contact_match *d, size_t n, const char **ret_reason) {
    enum contacts_verdict verdict;
    size_t people;

    if (n == 0)
        return 0;
    TRY(contacts_people(&j->people, d, n, &people, &verdict));
    if (verdict == CONTACTS_MEET)
        return judge_each(j, d, people, ret_reason);
    *ret_reason = verdict == CONTACTS_APART ? apart_reason : number_reason;
    j->ambiguous++;
    return 0;
}

/* Where all registers are asked about, the row has met whoever has the code. */
static int judge_code(struct screen_judge *j, const char *personal_id, const char **ret_reason) {
    int r = *ret_reason == NULL && !j->everywhere && personal_id != NULL ? optout_look_protected(&j->look, personal_id)
                                                                         : 0;

    if (r > 0)
        *ret_reason = protected_reason;
    return r < 0 ? -1 : 0;
}

int screen_judge_row(struct screen_judge *j, const struct contacts *c, const struct contact *row,
                     struct contact_match *d, size_t n, const char **ret_reason) {
    const char *texts[CONTACT_SCOPE];
    struct suppression_person p;

    *ret_reason = NULL;
    contacts_texts(c, row, texts);
    p = (struct suppression_person){.customer_no = texts[CONTACT_CUSTOMER_NO],
                                    .personal_id = texts[CONTACT_PERSONAL_ID],
                                    .phone = texts[CONTACT_PHONE],
                                    .email = texts[CONTACT_EMAIL],
                                    .name = texts[CONTACT_NAME],
                                    .postal_code = texts[CONTACT_POSTAL_CODE]};
    TRY(judge_people(j, d, n, ret_reason));
    TRY(judge_code(j, p.personal_id, ret_reason));
    for (size_t i = 0; i < j->registers->len && *ret_reason == NULL; i++)
        TRY(ask_list(j, i, &p, ret_reason));
    if (*ret_reason == NULL && n == 0 && channels[j->channel].electronic)
        *ret_reason = permission_reason;
    return 0;
}
