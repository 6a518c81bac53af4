/*
 * object.c - see object.h.
 */
#include "engine/object.h"

#include "base/mem.h"
#include "base/sb.h"
#include "domain/notice_read.h"
#include "domain/request.h"
#include "engine/request_right.h"
#include "engine/restrict.h"
#include "store/change_store.h"
#include "store/release_store.h"
#include "store/suppression_store.h"

/* ---- marketing ---- */

/* Nothing but the contacts is the representative's own; see object.h. */
static int ban_contacts(struct db *db, const struct request *q, const char *word, const char *day,
                        struct objected *ret) {
    struct suppression s CLEANUP(suppression_close) = {0};
    uint64_t added;
    enum scope scope;
    int any;

    if (scope_parse(word, &scope) < 0)
        return err_set(db->err, ERR_INTEGRITY, "request %s has an unknown scope", q->ref);
    TRY(suppression_open(&s, db, q->subject.register_id));
    any = suppression_ban_representative(&s, q->subject.customer_id, q->subject.representative_id, scope, day,
                                         "request", &added);
    TRY(any);
    ret->suppressions += (int64_t)added;
    return any;
}

static int ban_representative(struct db *db, const struct request *q, const char *scope, const char *day,
                              struct objected *ret) {
    int any = ban_contacts(db, q, scope, day, ret);

    TRY(any);
    if (any == 0) {
        (void)err_set(
            db->err, ERR_REFUSED,
            "no telephone number, e-mail address or personal identity code of the representative is on "
            "record: a ban has nothing to be on, and the customer's permissions are not the representative's");
        return err_hint(db->err, "enter the contact that marketing reaches, or refuse the request with the reason");
    }
    ret->scopes++;
    return 0;
}

static int ban_scope(struct db *db, const struct request *q, const char *scope, const char *day, struct objected *ret) {
    bool all = strcmp(scope, scope_code(SCOPE_ALL_MARKETING)) == 0;
    int64_t rows;

    if (q->subject.representative_id != 0)
        return ban_representative(db, q, scope, day, ret);
    TRY(change_add_objection(db, &q->subject, scope, day, q->ref));
    TRY(change_prohibit(db, &q->subject, all ? NULL : scope, day, q->ref, &rows));
    ret->prohibitions += rows;
    ret->scopes++;
    return 0;
}

static int keep_bans(struct db *db, const struct request *q, const char *day, struct objected *ret) {
    struct suppression s CLEANUP(suppression_close) = {0};
    uint64_t added = 0;

    TRY(suppression_open(&s, db, q->subject.register_id));
    TRY(suppression_keep(&s, q->subject.customer_id, day, "request", &added));
    ret->suppressions = (int64_t)added;
    return 0;
}

static int stop_marketing(struct db *db, const struct request *q, const char *day, struct objected *ret) {
    for (size_t i = 0; i < q->scopes.len; i++) {
        if (scope_is_marketing(q->scopes.d[i]))
            TRY(ban_scope(db, q, q->scopes.d[i], day, ret));
    }
    if (q->scopes.len == 0)
        TRY(ban_scope(db, q, scope_code(SCOPE_ALL_MARKETING), day, ret));
    return ret->scopes > 0 && q->subject.representative_id == 0 ? keep_bans(db, q, day, ret) : 0;
}

/* ---- Art. 21(1) ---- */

static bool objects_to_processing(const struct request *q) {
    for (size_t i = 0; i < q->scopes.len; i++) {
        if (!scope_is_marketing(q->scopes.d[i]))
            return true;
    }
    return false;
}

static bool promises(const struct plan *plan) {
    const struct node *right = request_right(plan->def, RIGHT_OBJECTION, scope_code(SCOPE_PROCESSING));

    return right != NULL && notice_has(right, "scopes", scope_code(SCOPE_PROCESSING));
}

/* Art. 21(1) is about public tasks and legitimate interests. Whether a purpose whose basis the register does not name
 * rests on one, the officer weighs; what the notice promises beyond the law is kept. */
static bool may_object(const struct plan *plan) {
    bool named = plan->purposes.len > 0;

    for (size_t i = 0; i < plan->purposes.len; i++)
        named = named && plan->purposes.d[i].basis_known;
    return !named || notice_uses_basis(plan->def, BASIS_PUBLIC_TASK) ||
           notice_uses_basis(plan->def, BASIS_LEGITIMATE_INTERESTS) || promises(plan);
}

/* What has begun before the register said so is still to be decided. */
static int check_basis(struct db *db, const struct plan *plan, const struct request *q) {
    bool marketing = q->scopes.len > 1;

    if (!objects_to_processing(q) || strcmp(q->state, request_state_code(REQUEST_IN_PROGRESS)) == 0 || may_object(plan))
        return 0;
    (void)err_set(db->err, ERR_REFUSED,
                  "right not applicable: no purpose of register %s rests on a public task or legitimate interests, and "
                  "Art. 21(1) gives no right to object to other processing (request %s)",
                  plan->code, q->ref);
    return err_hint(
        db->err,
        "gdprctl request refuse %s --ground right-not-applicable --reason TEXT; one that is not in the book "
        "is entered first, by request open%s",
        q->ref, marketing ? ". Marketing stops by a request with those scopes alone" : "");
}

/* What the controller kept only as long as it needed it is needed no longer for this person. */
static int release_needs(struct db *db, const struct plan *plan, const struct request *q, const char *day,
                         struct objected *ret) {
    for (size_t i = 0; i < plan->rules.len; i++) {
        const struct plan_rule *r = &plan->rules.d[i];

        if (r->by_time || r->on_condition || r->strength != STRENGTH_POLICY)
            continue;
        TRY(release_add(db, plan->register_id, r->code, q->subject.customer_id, day, "objection upheld", day));
        ret->released++;
    }
    return 0;
}

static void set_decision(struct request *q, const struct object_ruling *ruling) {
    free(q->decision);
    q->decision = mem_strdup(ruling->decision == OBJECT_UPHOLD ? "uphold" : "override");
    free(q->reason);
    q->reason = mem_strdup(ruling->reason);
}

static int uphold(struct db *db, const struct plan *plan, const struct request *q, const char *day,
                  struct objected *ret) {
    int any;

    ret->restricted = true;
    if (q->subject.representative_id != 0) { /* the restriction stays, and says it */
        any = ban_contacts(db, q, scope_code(SCOPE_PROCESSING), day, ret);
        return any < 0 ? -1 : 0;
    }
    TRY(change_add_objection(db, &q->subject, scope_code(SCOPE_PROCESSING), day, q->ref));
    return release_needs(db, plan, q, day, ret);
}

/* The restriction ends only when the person has been told so. */
static int override(struct db *db, const struct request *q, date_t notice, date_t today, struct objected *ret) {
    struct change_restrictions r;

    if (notice != DATE_NONE)
        return restrict_end(db, q, notice, today, &ret->lifted);
    TRY(change_restrictions(db, q->id, &r));
    ret->restricted = r.in_force > 0;
    return 0;
}

static int decide_processing(struct db *db, const struct plan *plan, struct request *q,
                             const struct object_ruling *ruling, date_t today, struct objected *ret) {
    const struct restrict_what all = restrict_all(plan, &q->subject, "objection");
    bool begun = strcmp(q->state, request_state_code(REQUEST_IN_PROGRESS)) == 0; /* and restricted then */
    char day[DATE_LEN];

    if (ruling->decision == OBJECT_UNDECIDED) {
        ret->waiting = true;
        ret->restricted = true;
        return begun ? 0 : restrict_place(db, q, &all, today);
    }
    set_decision(q, ruling);
    if (ruling->decision == OBJECT_OVERRIDE)
        return override(db, q, ruling->notice, today, ret);
    if (!begun)
        TRY(restrict_place(db, q, &all, today));
    date_iso(today, day);
    return uphold(db, plan, q, day, ret);
}

static int check_decision(struct db *db, const struct request *q, const struct object_ruling *ruling) {
    if (q->decision != NULL) {
        (void)err_set(db->err, ERR_REFUSED, "request %s was decided on %s (%s): an objection is decided once", q->ref,
                      q->finished_on, q->decision);
        return err_hint(db->err, "if something has changed since, open a new request: gdprctl request open objection");
    }
    if (ruling->decision == OBJECT_UNDECIDED)
        return 0;
    if (!objects_to_processing(q)) {
        (void)err_set(db->err, ERR_USAGE, "request %s objects to marketing only: there is nothing to weigh", q->ref);
        return err_hint(db->err, "leave out --decision; marketing stops at once (Art. 21(3))");
    }
    if (ruling->reason == NULL)
        return err_set(db->err, ERR_USAGE, "a decision needs --reason");
    return 0;
}

int object_carry_out(struct db *db, const struct plan *plan, struct request *q, const struct object_ruling *ruling,
                     struct book_time t, struct objected *ret) {
    char day[DATE_LEN];
    SB(detail);

    TRY(request_book_may_carry_out(db, q, RIGHT_OBJECTION));
    TRY(check_decision(db, q, ruling));
    TRY(check_basis(db, plan, q));
    TRY(subject_is_company(db, &q->subject)); /* the person is still there */
    date_iso(t.today, day);
    TRY(stop_marketing(db, q, day, ret));
    if (objects_to_processing(q))
        TRY(decide_processing(db, plan, q, ruling, t.today, ret));
    sb_printf(&detail, "scopes=%" PRId64 " prohibitions=%" PRId64 " suppressions=%" PRId64 " decision=%s", ret->scopes,
              ret->prohibitions, ret->suppressions, q->decision != NULL ? q->decision : "none");
    if (ret->lifted > 0) {
        date_iso(ruling->notice, day);
        sb_printf(&detail, " lifted=%" PRId64 " told=%s", ret->lifted, day);
    }
    if (ret->waiting) {
        TRY(request_book_begin(db, q, t, detail.d));
    } else {
        TRY(request_book_complete(db, q, t, NULL, detail.d));
    }
    return request_book_audit(db, q, "object", detail.d, t);
}
