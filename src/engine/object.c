/*
 * object.c - see object.h.
 */
#include "engine/object.h"

#include "base/arena.h"
#include "base/mem.h"
#include "base/sb.h"
#include "store/audit_store.h"
#include "store/change_store.h"
#include "store/release_store.h"
#include "store/suppression_store.h"

static int audit(struct db *db, const struct request *q, const char *command, const char *detail, struct book_time t) {
    return audit_append(db, t.now_utc,
                        &(struct audit_event){.command = command,
                                              .register_code = q->register_code,
                                              .request_ref = q->ref,
                                              .subject = q->subject_tag,
                                              .result = q->state,
                                              .detail = detail});
}

/* ---- marketing ---- */

static int ban_scope(struct db *db, const struct request *q, const char *scope, const char *day, struct objected *ret) {
    bool all = strcmp(scope, scope_code(SCOPE_ALL_MARKETING)) == 0;
    int64_t rows;

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
        if (strcmp(q->scopes.d[i], scope_code(SCOPE_PROCESSING)) != 0)
            TRY(ban_scope(db, q, q->scopes.d[i], day, ret));
    }
    if (q->scopes.len == 0)
        TRY(ban_scope(db, q, scope_code(SCOPE_ALL_MARKETING), day, ret));
    return ret->scopes > 0 ? keep_bans(db, q, day, ret) : 0;
}

/* ---- Art. 21(1) ---- */

static bool objects_to_processing(const struct request *q) {
    for (size_t i = 0; i < q->scopes.len; i++) {
        if (strcmp(q->scopes.d[i], scope_code(SCOPE_PROCESSING)) == 0)
            return true;
    }
    return false;
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

static int set_decision(struct request *q, enum object_decision decision, const char *reason) {
    free(q->decision);
    q->decision = mem_strdup(decision == OBJECT_UPHOLD ? "uphold" : "override");
    free(q->reason);
    q->reason = mem_strdup(reason);
    return 0;
}

static int decide_processing(struct db *db, const struct plan *plan, struct request *q, enum object_decision decision,
                             const char *reason, const char *day, struct objected *ret) {
    int64_t lifted;

    if (decision == OBJECT_UNDECIDED) {
        ret->waiting = true;
        ret->restricted = true;
        if (strcmp(q->state, "in-progress") == 0)
            return 0; /* restricted already, still undecided */
        return change_restrict(db, &q->subject, q->id, "objection", NULL, NULL, 0, day);
    }
    (void)set_decision(q, decision, reason);
    if (decision == OBJECT_OVERRIDE)
        return change_lift(db, q->id, day, day, &lifted);
    TRY(change_add_objection(db, &q->subject, scope_code(SCOPE_PROCESSING), day, q->ref));
    if (strcmp(q->state, "in-progress") != 0)
        TRY(change_restrict(db, &q->subject, q->id, "objection", NULL, NULL, 0, day));
    ret->restricted = true;
    return release_needs(db, plan, q, day, ret);
}

static int check_decision(struct db *db, const struct request *q, enum object_decision decision, const char *reason) {
    if (decision == OBJECT_UNDECIDED)
        return 0;
    if (!objects_to_processing(q)) {
        (void)err_set(db->err, ERR_USAGE, "request %s objects to marketing only: there is nothing to weigh", q->ref);
        return err_hint(db->err, "leave out --decision; marketing stops at once (Art. 21(3))");
    }
    if (reason == NULL)
        return err_set(db->err, ERR_USAGE, "a decision needs --reason");
    return 0;
}

int object_carry_out(struct db *db, const struct plan *plan, struct request *q, enum object_decision decision,
                     const char *reason, struct book_time t, struct objected *ret) {
    char day[DATE_LEN];
    SB(detail);

    TRY(request_book_may_carry_out(db, q, RIGHT_OBJECTION));
    TRY(check_decision(db, q, decision, reason));
    date_iso(t.today, day);
    TRY(stop_marketing(db, q, day, ret));
    if (objects_to_processing(q))
        TRY(decide_processing(db, plan, q, decision, reason, day, ret));
    sb_printf(&detail, "scopes=%" PRId64 " prohibitions=%" PRId64 " suppressions=%" PRId64 " decision=%s", ret->scopes,
              ret->prohibitions, ret->suppressions, q->decision != NULL ? q->decision : "none");
    if (ret->waiting) {
        TRY(request_book_begin(db, q, t, detail.d));
    } else {
        TRY(request_book_complete(db, q, t, NULL, detail.d));
    }
    return audit(db, q, "object", detail.d, t);
}

/* ---- restriction ---- */

const char *const restrict_grounds[] = {"accuracy", "unlawful", "claims", "objection", NULL};

/* Those who may have got some of what is restricted. */
static int tell_recipients(struct db *db, const struct plan *plan, const struct request *q,
                           const struct restrict_what *what) {
    const struct plan_table *t = what->table != NULL ? plan_table(plan, what->table) : NULL;
    struct arena arena CLEANUP(arena_release) = {0};
    int company = subject_is_company(db, &q->subject);
    const char **columns;

    TRY(company);
    if (t == NULL)
        return request_book_recipients(db, plan->def, q, NULL, company > 0);
    columns = arena_alloc(&arena, (t->table->column_count + 1) * sizeof *columns);
    for (size_t i = 0; i < t->table->column_count; i++) {
        SB(name);

        sb_printf(&name, "%s.%s", t->table->name, t->table->columns[i].name);
        columns[i] = arena_strndup(&arena, name.d, name.len);
    }
    return request_book_recipients(db, plan->def, q, columns, company > 0);
}

int restrict_carry_out(struct db *db, const struct plan *plan, struct request *q, const struct restrict_what *what,
                       struct book_time t) {
    char day[DATE_LEN];
    SB(detail);

    TRY(request_book_may_carry_out(db, q, RIGHT_RESTRICTION));
    date_iso(t.today, day);
    if (strcmp(q->state, "done") != 0 && strcmp(q->state, "delivered") != 0)
        TRY(change_restrict(db, &q->subject, q->id, what->ground, what->table, NULL, what->row, day));
    TRY(tell_recipients(db, plan, q, what));
    sb_printf(&detail, "ground=%s", what->ground);
    free(q->decision);
    q->decision = mem_strdup(what->ground);
    TRY(request_book_complete(db, q, t, NULL, detail.d));
    return audit(db, q, "restrict", detail.d, t);
}

int restrict_lift(struct db *db, struct request *q, date_t notice, struct book_time t, int64_t *ret_lifted) {
    char day[DATE_LEN], told[DATE_LEN];
    SB(detail);

    if (notice == DATE_NONE || notice > t.today) {
        (void)err_set(db->err, ERR_REFUSED, "the person has to be told before a restriction is lifted (Art. 18(3))");
        return err_hint(db->err, "send the notice, then give its day with --notice-sent DATE");
    }
    date_iso(t.today, day);
    date_iso(notice, told);
    TRY(change_lift(db, q->id, told, day, ret_lifted));
    if (*ret_lifted == 0)
        return err_set(db->err, ERR_REFUSED, "request %s has no restriction in force", q->ref);
    sb_printf(&detail, "lifted=%" PRId64 " told=%s", *ret_lifted, told);
    return audit(db, q, "restrict lift", detail.d, t);
}
