/*
 * restrict.c - see restrict.h.
 */
#include "engine/restrict.h"

#include "base/mem.h"
#include "base/sb.h"
#include "domain/request.h"
#include "engine/notify.h"
#include "engine/workset.h"
#include "store/change_store.h"

const char *const restrict_grounds[] = {"accuracy", "unlawful", "claims", "objection", NULL};

/* ---- what is restricted ---- */

struct restrict_what restrict_all(const struct plan *plan, const struct subject *s, const char *ground) {
    struct restrict_what what = {.ground = ground};

    for (size_t i = 0; s->representative_id != 0 && i < plan->cat.table_count; i++) {
        if (plan->cat.tables[i].own_person)
            what.table = plan->cat.tables[i].name;
    }
    what.row = s->representative_id;
    return what;
}

/* A row may be anybody's: only what the person's own records hold can be restricted for them. */
static int check_row(struct db *db, const struct plan *plan, const struct request *q, const struct restrict_what *what,
                     date_t today) {
    LOCATOR(locator);
    WORKSET(work);

    TRY(locator_open(&locator, plan, db));
    TRY(workset_load(&locator, &q->subject, today, q->id, &work));
    for (size_t i = 0; i < work.rows.len; i++) {
        const struct work_row *row = &work.rows.d[i];

        if (!row->other && row->id == what->row && strcmp(row->table->table->name, what->table) == 0)
            return 0;
    }
    (void)err_set(db->err, ERR_USAGE, "the person has no such row in %s", what->table);
    return err_hint(db->err, "`gdprctl retention explain` shows the person's rows");
}

/* Narrows what is asked for to what is the person's: a table as a whole takes in rows that are still to come. */
static int narrow(struct db *db, const struct plan *plan, const struct request *q, struct restrict_what *what,
                  date_t today) {
    bool representative = q->subject.representative_id != 0;

    if (what->table == NULL)
        *what = restrict_all(plan, &q->subject, what->ground);
    if (what->table == NULL)
        return 0;
    if (plan_table(plan, what->table)->table->own_person != representative) {
        (void)err_set(db->err, ERR_USAGE, "the rows in %s are not about the person, but about %s", what->table,
                      representative ? "the customer" : "representatives");
        return err_hint(db->err, "--as representative names a representative; only the row about them is theirs");
    }
    if (representative && what->row == 0)
        what->row = q->subject.representative_id;
    return what->row != 0 ? check_row(db, plan, q, what, today) : 0;
}

int restrict_place(struct db *db, const struct request *q, const struct restrict_what *what, date_t today) {
    char day[DATE_LEN];

    date_iso(today, day);
    return change_restrict(db, &q->subject, q->id, what->ground, what->table, NULL, what->row, day);
}

/* ---- carrying out ---- */

/* Those who may have got some of what is restricted. */
static int tell_recipients(struct db *db, const struct plan *plan, const struct request *q,
                           const struct restrict_what *what, bool company, date_t today) {
    LOCATOR(locator);
    WORKSET(work);
    NOTIFY(n);

    n.db = db;
    n.plan = plan;
    n.request = q;
    n.work = &work;
    n.everything = what->table == NULL;
    if (!n.everything) {
        TRY(locator_open(&locator, plan, db));
        TRY(workset_load(&locator, &q->subject, today, q->id, &work));
        notify_add(&n, plan_table(plan, what->table)->table->name, what->row);
    }
    return notify_list(&n, company);
}

void restricted_release(struct restricted *r) {
    free(r->by);
    *r = (struct restricted){0};
}

/* A request that was carried out may restrict more, another table, but is no ground for anything else. */
static int may_restrict_more(struct db *db, const struct request *q, const struct restrict_what *what) {
    struct change_restrictions r;

    TRY(change_restrictions(db, q->id, &r));
    if (r.in_force > 0 && q->decision != NULL && strcmp(q->decision, what->ground) == 0)
        return 0;
    (void)err_set(db->err, ERR_REFUSED, "request %s has been carried out%s%s%s", q->ref,
                  r.in_force > 0 ? ", on the ground of " : "", r.in_force > 0 && q->decision != NULL ? q->decision : "",
                  r.in_force == 0 && r.lifted > 0 ? ", and its restriction lifted again" : "");
    return err_hint(db->err, "another restriction needs a new request: gdprctl request open restriction");
}

static int enter(struct db *db, struct request *q, const struct restrict_what *what, struct book_time t,
                 const struct restricted *done) {
    SB(detail);

    sb_printf(&detail, "ground=%s restrictions=%" PRId64, what->ground, done->placed);
    free(q->decision);
    q->decision = mem_strdup(what->ground);
    TRY(request_book_complete(db, q, t, NULL, detail.d));
    return request_book_audit(db, q, "restrict", detail.d, t);
}

int restrict_carry_out(struct db *db, const struct plan *plan, struct request *q, struct restrict_what *what,
                       struct book_time t, struct restricted *ret) {
    bool over = strcmp(q->state, "done") == 0 || strcmp(q->state, "delivered") == 0;
    int company, there;

    TRY(request_book_may_carry_out(db, q, RIGHT_RESTRICTION));
    company = subject_is_company(db, &q->subject);
    TRY(company);
    TRY(narrow(db, plan, q, what, t.today));
    there = change_is_restricted(db, &q->subject, what->ground, what->table, what->row, &ret->by);
    TRY(there);
    if (there > 0)
        return over ? 0 : enter(db, q, what, t, ret);
    if (over)
        TRY(may_restrict_more(db, q, what));
    TRY(restrict_place(db, q, what, t.today));
    ret->placed = 1;
    ret->by = mem_strdup(q->ref);
    TRY(tell_recipients(db, plan, q, what, company > 0, t.today));
    return enter(db, q, what, t, ret);
}

/* ---- lifting ---- */

static int nothing_in_force(struct db *db, const struct request *q, const struct change_restrictions *r) {
    char day[DATE_LEN];

    if (r->lifted > 0) {
        date_iso(r->lifted_on, day);
        return err_set(db->err, ERR_REFUSED, "the restriction of request %s has been lifted already, on %s", q->ref,
                       day);
    }
    (void)err_set(db->err, ERR_REFUSED, "request %s has placed no restriction: there is nothing to lift", q->ref);
    return err_hint(db->err, "a restriction is lifted by the reference of the request that placed it");
}

static int check_notice(struct db *db, const struct change_restrictions *r, date_t notice, date_t today) {
    char since[DATE_LEN];

    date_iso(r->since, since);
    if (notice == DATE_NONE)
        (void)err_set(db->err, ERR_REFUSED, "the person has to be told before a restriction is lifted (Art. 18(3))");
    else if (notice > today)
        (void)err_set(db->err, ERR_REFUSED, "the day of the notice is in the future: the person has not been told yet");
    else if (notice < r->since)
        (void)err_set(db->err, ERR_REFUSED, "the restriction began on %s: a notice before that told nothing of its end",
                      since);
    else
        return 0;
    return err_hint(db->err, "send the notice (gdprctl request letter REF --lifting DATE), then give its day with "
                             "--notice-sent DATE");
}

int restrict_end(struct db *db, const struct request *q, date_t notice, date_t today, int64_t *ret_lifted) {
    struct change_restrictions r;
    char day[DATE_LEN], told[DATE_LEN];

    TRY(change_restrictions(db, q->id, &r));
    if (r.in_force == 0)
        return nothing_in_force(db, q, &r);
    TRY(check_notice(db, &r, notice, today));
    date_iso(today, day);
    date_iso(notice, told);
    return change_lift(db, q->id, told, day, ret_lifted);
}

/* What a decision ends or keeps is not lifted past it. */
static int check_objection(struct db *db, const struct request *q) {
    if (q->decision != NULL && strcmp(q->decision, "uphold") == 0) {
        (void)err_set(db->err, ERR_REFUSED, "the objection of request %s was upheld: its restriction stays", q->ref);
        return err_hint(db->err, "data that nothing else needs go: gdprctl retention due");
    }
    if (q->decision == NULL && strcmp(q->state, request_state_code(REQUEST_IN_PROGRESS)) == 0) {
        (void)err_set(db->err, ERR_REFUSED, "the objection of request %s is still to be decided", q->ref);
        return err_hint(db->err, "gdprctl object %s --decision uphold|override --reason TEXT", q->ref);
    }
    return 0;
}

/* What an erasure has to keep is used for nothing else, and no letter tells the person that it would be. */
static int check_erasure(struct db *db, const struct request *q) {
    struct change_restrictions r;

    TRY(change_restrictions(db, q->id, &r));
    if (r.in_force == 0)
        return 0;
    (void)err_set(db->err, ERR_REFUSED, "what the erasure of request %s had to keep stays restricted until it goes",
                  q->ref);
    return err_hint(db->err,
                    "each purge takes what has become free; it ends earlier only when the person takes the "
                    "request back: gdprctl request withdraw %s",
                    q->ref);
}

int restrict_lift(struct db *db, struct request *q, date_t notice, struct book_time t, int64_t *ret_lifted) {
    char told[DATE_LEN];
    SB(detail);

    if (strcmp(q->right, right_code(RIGHT_ACCESS)) == 0 || strcmp(q->right, right_code(RIGHT_PORTABILITY)) == 0)
        return err_set(db->err, ERR_USAGE, "request %s is for %s, not for restriction: there is nothing to lift",
                       q->ref, q->right);
    if (strcmp(q->right, right_code(RIGHT_ERASURE)) == 0)
        TRY(check_erasure(db, q));
    if (strcmp(q->right, right_code(RIGHT_OBJECTION)) == 0)
        TRY(check_objection(db, q));
    TRY(restrict_end(db, q, notice, t.today, ret_lifted));
    date_iso(notice, told);
    sb_printf(&detail, "lifted=%" PRId64 " told=%s", *ret_lifted, told);
    return request_book_audit(db, q, "restrict lift", detail.d, t);
}
