/*
 * rectify.c - see rectify.h.
 */
#include "engine/rectify.h"

#include "base/mem.h"
#include "base/sb.h"
#include "base/text.h"
#include "domain/kind.h"
#include "engine/decide.h"
#include "engine/notify.h"
#include "engine/own_bans.h"
#include "engine/restrict.h"
#include "store/audit_store.h"
#include "store/change_store.h"
#include "store/code_store.h"
#include "store/key.h"
#include "store/ledger_item.h"
#include "store/suppression_store.h"

void rectified_release(rectified_vec *v) {
    for (size_t i = 0; i < v->len; i++)
        free(v->d[i].column);
    vec_release(v);
}

/* The row and column that a change means. */
struct place {
    const struct work_row *row;
    const struct cat_column *column;
    size_t index;
};

/* A mark that guards the person: internal, but named for people in the dictionary. */
static bool is_mark(const struct cat_column *c) {
    return c->internal && c->names.t[LANG_FI] != NULL;
}

static int find_column(struct db *db, const struct plan *plan, const char *name, const struct plan_table **ret_table,
                       struct place *ret) {
    const char *dot = strchr(name, '.');
    char *table CLEANUP(mem_free) = mem_strndup(name, dot != NULL ? (size_t)(dot - name) : strlen(name));
    const struct plan_table *t = plan_table(plan, table);
    const struct cat_column *c = t != NULL && dot != NULL ? catalog_column(t->table, dot + 1) : NULL;

    if (t != NULL && dot != NULL && catalog_computed(t->table, dot + 1) != NULL) {
        (void)err_set(db->err, ERR_REFUSED, "%.128s is computed by the database from other fields", name);
        return err_hint(db->err, "correct those; it follows by itself");
    }
    if (c == NULL || (c->internal && !is_mark(c))) {
        if (dot != NULL && text_is_code(table) && text_is_code(dot + 1))
            (void)err_set(db->err, ERR_USAGE, "there is no field %.128s", name);
        else
            (void)err_set(db->err, ERR_USAGE, "a field is not one that there is");
        return err_hint(db->err, "fields are written TABLE.COLUMN; `gdprctl register show %s` lists them", plan->code);
    }
    *ret_table = t;
    ret->column = c;
    ret->index = (size_t)(c - t->table->columns);
    return 0;
}

/* The field as the dictionary writes it. The table can be named with hyphens too, and neither the recipients (Art. 19)
 * nor the hashes of the audit log may differ for that. */
static char *field_name(const struct place *p) {
    SB(name);

    sb_printf(&name, "%s.%s", p->row->table->table->name, p->column->name);
    return sb_detach(&name);
}

static int find_row(struct db *db, const struct workset *w, const struct plan_table *t, const struct rectify_change *ch,
                    struct place *ret) {
    size_t n = 0;

    for (size_t i = 0; i < w->rows.len; i++) {
        const struct work_row *row = &w->rows.d[i];

        if (row->table != t || (ch->row != 0 && row->id != ch->row))
            continue;
        ret->row = row;
        n++;
    }
    if (n == 1)
        return 0;
    if (n == 0) {
        (void)err_set(db->err, ERR_USAGE, "the person has no such row in %s", t->table->name);
        return err_hint(db->err, "`gdprctl retention explain` shows the person's rows");
    }
    (void)err_set(db->err, ERR_USAGE, "the person has %zu rows in %s", n, t->table->name);
    return err_hint(db->err, "say which one with --row ID; `gdprctl retention explain` shows their numbers");
}

static int check_allowed(struct db *db, const struct place *p, const char *name, bool protected_ok) {
    struct decision d;

    if (is_mark(p->column) && protected_ok)
        return 0;
    if (is_mark(p->column)) {
        (void)err_set(db->err, ERR_REFUSED, "%.128s guards the person: it is not changed by the way", name);
        return err_hint(db->err, "if it has really ended or begun, confirm with --protected-ok");
    }
    decide_column(p->row, p->index, &(struct decide_options){.right = RIGHT_RECTIFICATION}, &d);
    if (d.lawful.verdict == VERDICT_DO)
        return 0;
    (void)err_set(db->err, ERR_REFUSED, "%.128s is not a field that this register lets be changed", name);
    return err_hint(db->err, "add the person's own account as a supplementary statement: --statement-file FILE");
}

/* The value in stored form, and its key form. */
static int convert(struct db *db, const struct code_lists *codes, const struct place *p, const char *name,
                   const char *value, date_t today, struct sb *stored, struct sb *key) {
    const char *reason = "it is not a word of the list";
    char day[DATE_LEN];
    bool ok;

    date_iso(today, day);
    if (p->column->kind == KIND_LIST) {
        ok = p->column->list != NULL && code_is(codes, p->column->list, value);
        sb_cat(stored, value);
    } else {
        ok = kind_store(p->column->kind, value, stored, &reason) == 0 &&
             kind_key(p->column->kind, value, key, &reason) == 0 &&
             kind_check_as_of(p->column->kind, stored->d, today, &reason) == 0 &&
             (!p->column->past || kind_check_past(p->column->kind, stored->d, day, &reason) == 0);
    }
    if (ok)
        return 0;
    (void)err_set(db->err, ERR_DATA, "the new value of %.128s is not valid: %s", name, reason);
    return err_hint(db->err, "nothing was changed");
}

/* old=<tag> new=<tag>: enough to show later that a certain value was, or was not, the one. */
static void add_hash(struct db *db, const char *label, const char *name, const char *value, struct sb *detail) {
    uint8_t tag[CRYPT_TAG_LEN];
    char hex[2 * CRYPT_TAG_LEN + 1];

    crypt_tag(db->keys->subject, name, value != NULL ? value : "", tag);
    crypt_hex(tag, sizeof tag, hex);
    sb_printf(detail, " %s=%s", label, hex);
}

static int change_one(struct db *db, const struct request *q, const struct place *p, const struct rectify_change *ch,
                      const struct code_lists *codes, struct book_time t, rectified_vec *ret) {
    const char *old = p->row->values[p->index];
    bool clear = ch->value[0] == '\0';
    struct rectified *done;
    SB(detail);
    struct sb stored CLEANUP(sb_wipe) = SB_INIT, key CLEANUP(sb_wipe) = SB_INIT;

    if (clear && p->column->not_null)
        return err_set(db->err, ERR_DATA, "%.128s cannot be empty", ch->column);
    if (!clear)
        TRY(convert(db, codes, p, ch->column, ch->value, t.today, &stored, &key));
    done = vec_push(ret);
    done->column = field_name(p);
    done->row = p->row->id;
    done->unchanged = clear ? old == NULL : old != NULL && strcmp(old, stored.d) == 0;
    if (done->unchanged)
        return 0;
    TRY(change_value(db, p->row->table->table, p->row->id, p->column, clear ? NULL : stored.d, clear ? NULL : key.d));
    TRY(ledger_note_rectified(db, q->subject.register_id, p->row->table->table->name, p->column->name, p->row->id,
                              q->ref, old, clear ? NULL : stored.d));
    sb_printf(&detail, "field=%s row=%" PRId64, done->column, p->row->id);
    add_hash(db, "old", done->column, old, &detail);
    add_hash(db, "new", done->column, clear ? NULL : stored.d, &detail);
    return audit_append(db, t.now_utc,
                        &(struct audit_event){.command = "rectify",
                                              .register_code = q->register_code,
                                              .request_ref = q->ref,
                                              .subject = q->subject_tag,
                                              .result = "changed",
                                              .detail = detail.d});
}

static int contest_one(struct db *db, const struct request *q, const struct place *p, struct book_time t,
                       rectified_vec *ret) {
    const char *table = p->row->table->table->name;
    struct rectified *done = vec_push(ret);
    char day[DATE_LEN];
    int before = change_field_is_restricted(db, q->id, "accuracy", table, p->column->name, p->row->id);

    done->column = field_name(p);
    done->row = p->row->id;
    done->unchanged = true;
    done->restricted_before = before > 0;
    if (before != 0)
        return before < 0 ? -1 : 0;
    date_iso(t.today, day);
    return change_restrict(db, &q->subject, q->id, "accuracy", table, p->column->name, p->row->id, day);
}

/* Two values for one field: which is the right one only the person knows. 1 when the same was said before and is done,
 * 0 or -1. `ret` has an entry for each change before. */
static int check_once(struct db *db, const struct rectify_request *r, size_t i, const struct place *p,
                      const rectified_vec *ret) {
    char *name CLEANUP(mem_free) = field_name(p);

    for (size_t k = 0; k < ret->len; k++) {
        if (ret->d[k].row != p->row->id || strcmp(ret->d[k].column, name) != 0)
            continue;
        if (strcmp(r->changes[k].value, r->changes[i].value) == 0)
            return 1;
        return err_set(db->err, ERR_USAGE, "%.128s of row %" PRId64 " is given two values", name, p->row->id);
    }
    return 0;
}

/* What every change is judged by. */
struct applying {
    struct db *db;
    const struct plan *plan;
    const struct request *q;
    const struct rectify_request *r;
    const struct workset *work;
    const struct code_lists *codes;
    struct book_time t;
};

static int apply_one(const struct applying *a, size_t i, rectified_vec *ret) {
    const struct rectify_change *ch = &a->r->changes[i];
    const struct plan_table *table = NULL;
    struct place p = {0};
    int again;

    TRY(find_column(a->db, a->plan, ch->column, &table, &p));
    TRY(find_row(a->db, a->work, table, ch, &p));
    TRY(check_allowed(a->db, &p, ch->column, a->r->protected_ok));
    if (a->r->contested)
        return contest_one(a->db, a->q, &p, a->t, ret);
    again = check_once(a->db, a->r, i, &p, ret);
    TRY(again);
    if (again == 0)
        return change_one(a->db, a->q, &p, ch, a->codes, a->t, ret);
    *vec_push(ret) = (struct rectified){.column = field_name(&p), .row = p.row->id, .unchanged = true};
    return 0;
}

/* What is wrong with a change that was read from a file is wrong with the file, not with how the program was called. */
static int fail_of(const struct rectify_change *ch, struct err *e) {
    const struct err why = *e;

    if (ch->from == NULL || (why.code != ERR_USAGE && why.code != ERR_DATA))
        return -1;
    err_clear(e);
    (void)err_set(e, ERR_DATA, "%s: %s", ch->from, why.msg);
    return why.hint[0] != '\0' ? err_hint(e, "%s", why.hint) : -1;
}

static int apply(struct db *db, const struct plan *plan, const struct request *q, const struct rectify_request *r,
                 const struct workset *work, struct book_time t, rectified_vec *ret) {
    struct code_lists codes CLEANUP(code_lists_release) = {0};
    const struct applying a = {.db = db, .plan = plan, .q = q, .r = r, .work = work, .codes = &codes, .t = t};

    TRY(code_lists_load(db, &codes));
    for (size_t i = 0; i < r->count; i++) {
        if (apply_one(&a, i, ret) < 0)
            return fail_of(&r->changes[i], db->err);
    }
    return 0;
}

/* A representative's statement is of the row about them; the customer's is of everything that is the customer's. */
static int add_statement(struct db *db, const struct plan *plan, const struct request *q, const char *day,
                         const char *body) {
    const struct restrict_what all = restrict_all(plan, &q->subject, NULL);

    return change_add_statement(db, &q->subject, q->id, all.table, all.row, day, body);
}

/* Contested data are restricted: without a field there would be nothing that is. */
static int check_contested(struct db *db, const struct request *q) {
    struct change_restrictions r;

    TRY(change_restrictions(db, q->id, &r));
    if (r.in_force > 0)
        return 0;
    (void)err_set(db->err, ERR_USAGE, "--contested restricts fields, and none is named");
    return err_hint(db->err, "name what is contested with --set TABLE.COLUMN=VALUE or --from FILE.json");
}

/* Who has to be told of the changes, or of the restriction of what is contested. */
static int tell_recipients(struct db *db, const struct plan *plan, const struct request *q, const struct workset *work,
                           bool contested, const rectified_vec *done) {
    int company = subject_is_company(db, &q->subject);
    NOTIFY(n);

    TRY(company);
    n.db = db;
    n.plan = plan;
    n.request = q;
    n.work = work;
    for (size_t i = 0; i < done->len; i++) {
        if (contested ? !done->d[i].restricted_before : !done->d[i].unchanged)
            notify_add(&n, done->d[i].column, done->d[i].row);
    }
    return notify_list(&n, company > 0);
}

static int end_restriction(struct db *db, const struct request *q, date_t notice, date_t today, struct sb *detail) {
    char told[DATE_LEN];
    int64_t lifted;

    if (notice == DATE_NONE)
        return 0;
    TRY(restrict_end(db, q, notice, today, &lifted));
    date_iso(notice, told);
    sb_printf(detail, " lifted=%" PRId64 " told=%s", lifted, told);
    return 0;
}

int rectify_carry_out(struct db *db, const struct plan *plan, struct request *q, const struct rectify_request *r,
                      struct book_time t, rectified_vec *ret) {
    struct own_bans bans;
    char day[DATE_LEN];
    SB(detail);
    SUPPRESSION(list);
    LOCATOR(locator);
    WORKSET(work);

    TRY(request_book_may_carry_out(db, q, RIGHT_RECTIFICATION));
    TRY(suppression_open(&list, db, q->subject.register_id));
    TRY(own_bans_read(&list, &q->subject, &bans));
    TRY(locator_open(&locator, plan, db));
    TRY(workset_load(&locator, &q->subject, t.today, q->id, &work));
    TRY(apply(db, plan, q, r, &work, t, ret));
    TRY(own_bans_keep(&list, &bans));
    if (r->contested)
        TRY(check_contested(db, q));
    date_iso(t.today, day);
    if (r->statement != NULL)
        TRY(add_statement(db, plan, q, day, r->statement));
    TRY(tell_recipients(db, plan, q, &work, r->contested, ret));
    sb_printf(&detail, "fields=%zu statement=%d contested=%d", r->count, r->statement != NULL, r->contested);
    if (r->contested) {
        TRY(request_book_begin(db, q, t, detail.d));
    } else {
        TRY(end_restriction(db, q, r->notice, t.today, &detail));
        TRY(request_book_complete(db, q, t, NULL, detail.d));
    }
    return request_book_audit(db, q, "rectify", detail.d, t);
}
