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
    struct suppression_person given, known; /* what the selectors say, and what the record does */
    uint8_t tag[CRYPT_TAG_LEN];
    char day[DATE_LEN];
};

static void lifting_release(struct lifting *x) {
    suppression_close(&x->list);
    import_person_close(&x->record);
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

    x->given = (struct suppression_person){.customer_no = keys->sel.customer_no,
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
    r = import_person_of(&x->record, x->subject.customer_id, &x->known);
    return r < 0 ? -1 : 0;
}

/* A consent that is older than the ban was withdrawn by it. */
static int check_order(struct lifting *x) {
    char newest[DATE_LEN] = "";

    TRY(optout_newest_ban(x->db, x->subject.customer_id, x->l->scope, newest));
    TRY(suppression_newest(&x->list, &x->given, x->l->scope, newest));
    TRY(suppression_newest(&x->list, &x->known, x->l->scope, newest));
    if (*newest == '\0') {
        (void)err_set(x->db->err, ERR_NOTFOUND, "there is no ban of that scope");
        return err_hint(x->db->err, "a ban of all-marketing is lifted as a whole only; gdprctl optout list counts the "
                                    "bans by scope");
    }
    if (strcmp(newest, x->day) <= 0)
        return 0;
    (void)err_set(x->db->err, ERR_REFUSED, "the consent is older than the ban of %s, which withdrew it", newest);
    return err_hint(x->db->err, "only a consent given later can lift it");
}

static int lift(struct lifting *x) {
    uint64_t known = 0;

    if (x->subject.customer_id != 0)
        TRY(optout_lift(x->db, x->subject.customer_id, x->l->scope, x->day, "consent", &x->ret->objections,
                        &x->ret->prohibitions));
    TRY(suppression_lift(&x->list, &x->given, x->l->scope, &x->ret->suppressions));
    TRY(suppression_lift(&x->list, &x->known, x->l->scope, &known));
    x->ret->suppressions += known;
    return 0;
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
              " evidence_sha256=%s",
              scope_code(x->l->scope), x->day, x->ret->objections, x->ret->prohibitions, x->ret->suppressions, hex);
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
    TRY(check_order(&x));
    TRY(lift(&x));
    if (l->dry_run)
        return 0;
    TRY(audit(&x));
    return tx_commit(&tx);
}
