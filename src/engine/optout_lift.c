/*
 * optout_lift.c - taking a ban on marketing away again; see optout.h.
 */
#include "engine/optout.h"

#include "base/crypt.h"
#include "store/audit_store.h"
#include "store/import_store.h"
#include "store/optout_store.h"
#include "store/register_store.h"
#include "store/subject_store.h"

struct lifting {
    struct db *db;
    const struct optout_lifting *l;
    struct optout_lifted *ret;
    struct subject subject; /* customer_id 0: in no record */
    struct suppression list;
    struct import_person record;
    struct optout_shared others;
    struct suppression_person person; /* as the record knows them, or else the selectors; without shared contacts */
    uint8_t tag[CRYPT_TAG_LEN];
    char day[DATE_LEN];
};

static void lifting_release(struct lifting *x) {
    suppression_close(&x->list);
    import_person_close(&x->record);
    optout_shared_close(&x->others);
}

static int check(const struct optout_lifting *l, struct err *e) {
    if (l->evidence == NULL || *l->evidence == '\0')
        return err_set(e, ERR_REFUSED, "a ban is lifted by the person's own consent only: say how it was given");
    if (l->given_on > l->today)
        return err_set(e, ERR_REFUSED, "the day on which the consent was given lies in the future");
    return 0;
}

/* A name and its postal code are one. */
static int selectors_given(const struct subject_selector *sel) {
    const char *const all[] = {sel->customer_no, sel->personal_id, sel->phone, sel->email, sel->name};
    int n = 0;

    for (size_t i = 0; i < ARRAY_LEN(all); i++)
        n += all[i] != NULL;
    return n;
}

/* Somebody who is in no record is known by the one thing that the list has of them: two might be two people's. */
static int find_person(struct lifting *x, int64_t register_id, const struct selector_keys *keys) {
    int r;

    x->person = (struct suppression_person){.customer_no = keys->sel.customer_no,
                                            .personal_id = keys->sel.personal_id,
                                            .phone = keys->sel.phone,
                                            .email = keys->sel.email,
                                            .name = keys->sel.name,
                                            .postal_code = keys->sel.postal_code};
    r = locate_keys(x->db, register_id, keys, &x->subject);
    TRY(r);
    if (r == 0 && selectors_given(&keys->sel) > 1) {
        (void)err_set(x->db->err, ERR_NOSUBJECT, "nobody in the register meets all that was given");
        return err_hint(x->db->err, "all selectors must meet in one person; lift the ban of a contact that is in no "
                                    "record by that contact alone");
    }
    if (r == 0)
        return 0;
    TRY(subject_tag(x->db, &x->subject, x->tag));
    TRY(import_person_open(&x->record, x->db));
    r = import_person_of(&x->record, x->subject.customer_id, &x->person);
    return r < 0 ? -1 : 0;
}

/* Whether the contact stays banned: by an entry of the list that is for others too, or by the objection of another. */
static int contact_stays(struct lifting *x, const struct suppression_person *contact, bool shared) {
    scope_set listed = 0, objected;

    if (shared)
        TRY(suppression_of_person(&x->list, contact, &listed));
    TRY(optout_shared_of(&x->others, x->subject.register_id, x->subject.customer_id, contact, &objected));
    return ((listed | objected) & (SCOPE_BIT(x->l->scope) | SCOPE_BIT(SCOPE_ALL_MARKETING))) != 0;
}

/* One person's consent is nobody else's: what the list says of a contact that others have too is left to it. */
static int leave_shared(struct lifting *x) {
    struct suppression_person *p = &x->person;
    const struct {
        enum suppression_kind kind;
        struct suppression_person contact;
        const char **key;
    } contacts[] = {
        {SUPPRESSION_PHONE, {.phone = p->phone}, &p->phone},
        {SUPPRESSION_EMAIL, {.email = p->email}, &p->email},
        {SUPPRESSION_NAME_ADDRESS, {.name = p->name, .postal_code = p->postal_code}, &p->postal_code},
    };

    if (x->subject.customer_id == 0)
        return 0;
    TRY(optout_shared_open(&x->others, x->db));
    for (size_t i = 0; i < ARRAY_LEN(contacts); i++) {
        int shared = optout_others_have(x->db, x->subject.customer_id, contacts[i].kind, x->l->scope), stays;

        TRY(shared);
        stays = contact_stays(x, &contacts[i].contact, shared > 0);
        TRY(stays);
        x->ret->shared += (uint64_t)stays;
        if (shared > 0)
            *contacts[i].key = NULL;
    }
    return 0;
}

static int refuse_nothing(const struct lifting *x) {
    if (x->ret->shared > 0) {
        (void)err_set(x->db->err, ERR_REFUSED,
                      "the only ban of that scope is of a contact that others of the register have too, and one "
                      "person's consent does not lift it for the others");
        return err_hint(x->db->err, "where it is not the other's contact any more, take it out of their record first "
                                    "(gdprctl rectify, or the next record import)");
    }
    (void)err_set(x->db->err, ERR_NOTFOUND, "there is no ban of that scope");
    return err_hint(x->db->err, "a ban of all-marketing is lifted as a whole only; gdprctl optout list counts the "
                                "bans by scope");
}

/* A consent that is older than the ban was withdrawn by it. */
static int check_order(struct lifting *x) {
    char newest[DATE_LEN] = "";

    TRY(optout_newest_ban(x->db, x->subject.customer_id, x->l->scope, newest));
    TRY(suppression_newest(&x->list, &x->person, x->l->scope, newest));
    if (*newest == '\0')
        return refuse_nothing(x);
    if (strcmp(newest, x->day) <= 0)
        return 0;
    (void)err_set(x->db->err, ERR_REFUSED, "the consent is older than the ban of %s, which withdrew it", newest);
    return err_hint(x->db->err, "only a consent given later can lift it");
}

static int lift(struct lifting *x) {
    if (x->subject.customer_id != 0)
        TRY(optout_lift(x->db, x->subject.customer_id, x->l->scope, x->day, "consent", &x->ret->objections,
                        &x->ret->prohibitions));
    return suppression_lift(&x->list, &x->person, x->l->scope, &x->ret->suppressions);
}

static int audit(struct lifting *x) {
    uint8_t hash[CRYPT_HASH_LEN];
    char hex[2 * CRYPT_HASH_LEN + 1];
    struct crypt_sha256 sha;
    SB(detail);

    crypt_sha256_init(&sha);
    crypt_sha256_add(&sha, x->l->evidence, strlen(x->l->evidence));
    crypt_sha256_end(&sha, hash);
    crypt_hex(hash, sizeof hash, hex);
    sb_printf(&detail,
              "scope=%s given=%s objections=%" PRId64 " prohibitions=%" PRId64 " suppressions=%" PRIu64
              " shared=%" PRIu64 " evidence_sha256=%s",
              scope_code(x->l->scope), x->day, x->ret->objections, x->ret->prohibitions, x->ret->suppressions,
              x->ret->shared, hex);
    return audit_append(x->db, x->l->now_utc,
                        &(struct audit_event){.command = "optout lift",
                                              .register_code = x->l->register_code,
                                              .subject = x->subject.customer_id != 0 ? x->tag : NULL,
                                              .result = "done",
                                              .detail = detail.d});
}

int optout_lift_ban(struct db *db, const struct optout_lifting *l, struct optout_lifted *ret) {
    struct lifting x CLEANUP(lifting_release) = {.db = db, .l = l, .ret = ret};
    int64_t register_row;
    SELECTOR_KEYS(keys);
    TX(tx);

    *ret = (struct optout_lifted){0};
    TRY(check(l, db->err));
    date_iso(l->given_on, x.day);
    TRY(selector_keys(l->selectors, &keys, db->err));
    if (keys.sel.representative)
        return err_set(db->err, ERR_USAGE, "a ban is a customer's, not a representative's; leave --as out");
    TRY(tx_begin(&tx, db));
    TRY(register_id(db, l->register_code, &register_row));
    TRY(suppression_open(&x.list, db, register_row));
    TRY(find_person(&x, register_row, &keys));
    TRY(leave_shared(&x));
    TRY(check_order(&x));
    TRY(lift(&x));
    if (l->dry_run)
        return 0;
    TRY(audit(&x));
    return tx_commit(&tx);
}
