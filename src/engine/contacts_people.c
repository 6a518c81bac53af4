/*
 * contacts_people.c - see contacts_people.h.
 */
#include "engine/contacts_people.h"

enum { NUMBER = 1 << CONTACT_CUSTOMER_NO };

/* What two records tell of each other. */
enum relation { SAME, UNSURE, STRANGERS };

int contacts_people_open(struct contacts_people *p, struct db *db, bool reach) {
    *p = (struct contacts_people){.reach = reach};
    TRY(optout_who_open(&p->one, db));
    return optout_who_open(&p->other, db);
}

void contacts_people_close(struct contacts_people *p) {
    optout_who_close(&p->one);
    optout_who_close(&p->other);
    vec_release(&p->v);
}

/* ---- two records ---- */

static bool has_word(const char *name, const char *word, size_t len) {
    while (*name != '\0') {
        size_t n = strcspn(name, " ");

        if (n == len && memcmp(name, word, len) == 0)
            return true;
        name += n + (name[n] == ' ' ? 1 : 0);
    }
    return false;
}

/* How many words of `a` are words of `b`; `*ret_words` is how many there are. */
static size_t common_words(const char *a, const char *b, size_t *ret_words) {
    size_t common = 0;

    *ret_words = 0;
    while (*a != '\0') {
        size_t n = strcspn(a, " ");

        common += has_word(b, a, n);
        ++*ret_words;
        a += n + (a[n] == ' ' ? 1 : 0);
    }
    return common;
}

/* Registers differ in which name stands first, and in whether there is a second one. */
static enum relation compare_names(const char *a, const char *b) {
    size_t words_a, words_b, common = common_words(a, b, &words_a);

    if (strcmp(a, b) == 0)
        return SAME;
    if (common == 0)
        return STRANGERS;
    if (common == words_a && words_a > 1)
        return SAME;
    return common_words(b, a, &words_b) == words_b && words_b > 1 ? SAME : UNSURE;
}

static bool both(const char *a, const char *b) {
    return a != NULL && b != NULL && *a != '\0' && *b != '\0';
}

static bool equal(const char *a, const char *b) {
    return both(a, b) && strcmp(a, b) == 0;
}

static enum relation compare(const struct optout_known *a, const struct optout_known *b) {
    if (both(a->personal_id, b->personal_id))
        return equal(a->personal_id, b->personal_id) ? SAME : STRANGERS;
    if (both(a->business_id, b->business_id))
        return equal(a->business_id, b->business_id) ? SAME : STRANGERS;
    if (both(a->name, b->name))
        return compare_names(a->name, b->name);
    return equal(a->phone, b->phone) || equal(a->email, b->email) ? SAME : UNSURE;
}

static int relate(struct contacts_people *p, int64_t one, int64_t other, enum relation *ret) {
    struct optout_known a = {0}, b = {0};

    TRY(optout_who(&p->one, one, &a));
    TRY(optout_who(&p->other, other, &b));
    *ret = compare(&a, &b);
    return 0;
}

/* ---- candidates ---- */

static void list_candidates(struct contacts_people *p, const struct contact_match *d, size_t n) {
    size_t first = 0; /* of the register at hand */

    vec_clear(&p->v);
    for (size_t i = 0; i < n; i++) {
        size_t k;

        if (i > 0 && d[i].reg != d[i - 1].reg)
            first = p->v.len;
        for (k = first; k < p->v.len && d[p->v.d[k].at].customer != d[i].customer;)
            k++;
        if (k == p->v.len)
            vec_push(&p->v)->at = i;
        p->v.d[k].by |= 1U << d[i].by;
        p->v.d[k].all = p->v.d[k].by;
    }
}

/* Adds what the same person's records in other registers are met by, where that could make a difference. */
static int join_records(struct contacts_people *p, const struct contact_match *d) {
    for (size_t i = 0; i < p->v.len; i++) {
        struct contacts_candidate *c = &p->v.d[i];

        for (size_t k = 0; k < p->v.len; k++) {
            const struct contacts_candidate *o = &p->v.d[k];
            enum relation r;

            if ((o->by & ~c->all) == 0 || d[o->at].reg == d[c->at].reg)
                continue;
            TRY(relate(p, d[c->at].customer, d[o->at].customer, &r));
            if (r == SAME)
                c->all |= o->by;
        }
    }
    return 0;
}

/* Bits of the identifiers that meet anybody in the register; whether one there is met by `wanted`, in both ways. */
static unsigned met_in(const struct contacts_people *p, const struct contact_match *d, uint16_t reg, unsigned wanted,
                       bool *ret_record, bool *ret_person) {
    unsigned met = 0;

    *ret_record = *ret_person = false;
    for (size_t i = 0; i < p->v.len; i++) {
        if (d[p->v.d[i].at].reg != reg)
            continue;
        met |= p->v.d[i].by;
        *ret_record = *ret_record || p->v.d[i].by == wanted;
        *ret_person = *ret_person || p->v.d[i].all == wanted;
    }
    return met;
}

/* ---- judging ---- */

/* Another one whom all identifiers meet: in two registers a number must not mean two people. */
static int judge_whole(struct contacts_people *p, int64_t first, int64_t other, unsigned all, bool *ret_stays,
                       enum contacts_verdict *ret_verdict) {
    enum relation r = SAME;

    *ret_stays = true;
    if ((all & NUMBER) != 0 && first != other)
        TRY(relate(p, first, other, &r));
    if (r == STRANGERS || (r == UNSURE && all == NUMBER))
        *ret_verdict = CONTACTS_NUMBER;
    return 0;
}

/* Somebody whom only a part of the identifiers meet, while `first` is met by all. */
static int judge_part(struct contacts_people *p, const struct contact_match *d, const struct contacts_candidate *c,
                      int64_t first, unsigned all, bool *ret_stays, enum contacts_verdict *ret_verdict) {
    bool record, person;
    unsigned met = met_in(p, d, d[c->at].reg, all, &record, &person);
    enum relation r;

    *ret_stays = false;
    if (person)
        return 0;
    (void)met_in(p, d, d[c->at].reg, met, &record, &person);
    if (!record)
        *ret_verdict = CONTACTS_APART;
    if (c->by != met)
        return 0;
    TRY(relate(p, first, d[c->at].customer, &r));
    if ((c->by & ~(unsigned)NUMBER) != 0)
        *ret_stays = p->reach || r != STRANGERS;
    else if (r != STRANGERS)
        *ret_verdict = CONTACTS_NUMBER;
    return 0;
}

static int judge_registers(struct contacts_people *p, struct contact_match *d, size_t n, unsigned all, size_t *ret,
                           enum contacts_verdict *ret_verdict) {
    size_t first = 0, kept = 0;
    int64_t person;

    list_candidates(p, d, n);
    TRY(join_records(p, d));
    while (first < p->v.len && p->v.d[first].all != all)
        first++;
    if (first == p->v.len) {
        *ret_verdict = CONTACTS_APART;
        return 0;
    }
    person = d[p->v.d[first].at].customer;
    for (size_t i = 0; i < p->v.len && *ret_verdict == CONTACTS_MEET; i++) {
        struct contacts_candidate *c = &p->v.d[i];

        TRY(c->all == all ? judge_whole(p, person, d[c->at].customer, all, &c->stays, ret_verdict)
                          : judge_part(p, d, c, person, all, &c->stays, ret_verdict));
    }
    for (size_t i = 0; i < p->v.len; i++)
        if (p->v.d[i].stays)
            d[kept++] = d[p->v.d[i].at];
    *ret = kept;
    return 0;
}

int contacts_people(struct contacts_people *p, struct contact_match *d, size_t n, size_t *ret,
                    enum contacts_verdict *ret_verdict) {
    unsigned all = 0;

    *ret_verdict = CONTACTS_MEET;
    if (d[0].reg == d[n - 1].reg) {
        *ret = contacts_common(d, n);
        if (*ret == 0)
            *ret_verdict = CONTACTS_APART;
        return 0;
    }
    for (size_t i = 0; i < n; i++)
        all |= 1U << d[i].by;
    *ret = n;
    if (all != NUMBER && (all & (all - 1)) == 0)
        return 0;
    TRY(judge_registers(p, d, n, all, ret, ret_verdict));
    if (*ret_verdict != CONTACTS_MEET)
        *ret = 0;
    return 0;
}
