/*
 * request_store.c - see request_store.h.
 */
#include "store/request_store.h"

#include "base/mem.h"
#include "base/sb.h"
#include "domain/code.h"
#include "domain/request.h"
#include "store/ledger_item.h"
#include "store/stmt.h"

void request_release(struct request *r) {
    char **owned[] = {
        &r->ref,         &r->register_code, &r->right,   &r->state,        &r->received,         &r->channel,
        &r->due,         &r->art12,         &r->promise, &r->extended_due, &r->extension_reason, &r->method,
        &r->verified_on, &r->decision,      &r->reason,  &r->until,        &r->finished_on,      &r->delivered_on,
        &r->own_rule};

    for (size_t i = 0; i < ARRAY_LEN(owned); i++) {
        free(*owned[i]);
        *owned[i] = NULL;
    }
    for (size_t i = 0; i < r->scopes.len; i++)
        free(r->scopes.d[i]);
    vec_release(&r->scopes);
}

void ref_vec_release(ref_vec *v) {
    for (size_t i = 0; i < v->len; i++)
        free(v->d[i]);
    vec_release(v);
}

/* ---- adding ---- */

static int next_ref(struct db *db, int year, char ref[REQUEST_REF_SIZE]) {
    char prefix[REQUEST_REF_SIZE];
    STMT(st);
    int r;

    (void)snprintf(prefix, sizeof prefix, "%04d-", year);
    TRY(stmt_open(&st, db,
                  "SELECT coalesce(max(CAST(substr(ref, 6) AS INTEGER)), 0) + 1 FROM request"
                  " WHERE substr(ref, 1, 5) = :prefix"));
    stmt_text(&st, ":prefix", prefix);
    r = stmt_next(&st);
    TRY(r);
    request_ref_format(year, (int)stmt_col_int(&st, 0), ref);
    return 0;
}

static int save_scopes(struct db *db, const struct request *r) {
    STMT(st);

    TRY(stmt_open(&st, db, "INSERT INTO request_scope (owner_id, position, value) VALUES (:id, :at, :value)"));
    for (size_t i = 0; i < r->scopes.len; i++) {
        stmt_int(&st, ":id", r->id);
        stmt_int(&st, ":at", (int64_t)i);
        stmt_text(&st, ":value", r->scopes.d[i]);
        TRY(stmt_run(&st));
    }
    return 0;
}

static void bind_id_or_null(struct stmt *st, const char *param, int64_t id) {
    if (id != 0) {
        stmt_int(st, param, id);
    } else {
        stmt_null(st, param);
    }
}

int request_add(struct db *db, struct request *r, int year) {
    char ref[REQUEST_REF_SIZE];
    STMT(st);

    TRY(next_ref(db, year, ref));
    TRY(stmt_open(
        &st, db,
        "INSERT INTO request (ref, register_id, right, state, customer_id, representative_id, subject_tag,"
        " received, channel, own_rule, due, art12, promise, by_proxy, reason) VALUES (:ref, :register, :right,"
        " :state, :customer, :representative, :tag, :received, :channel, :own, :due, :art12, :promise,"
        " :proxy, :reason)"));
    stmt_text(&st, ":ref", ref);
    stmt_int(&st, ":register", r->subject.register_id);
    stmt_text(&st, ":right", r->right);
    stmt_text(&st, ":state", r->state);
    bind_id_or_null(&st, ":customer", r->subject.customer_id);
    bind_id_or_null(&st, ":representative", r->subject.representative_id);
    stmt_blob(&st, ":tag", r->subject_tag, sizeof r->subject_tag);
    stmt_text(&st, ":received", r->received);
    stmt_text(&st, ":channel", r->channel);
    stmt_text(&st, ":due", r->due);
    stmt_text(&st, ":art12", r->art12);
    stmt_text(&st, ":promise", r->promise);
    stmt_bool(&st, ":proxy", r->by_proxy);
    stmt_text(&st, ":own", r->own_rule);
    stmt_text(&st, ":reason", r->reason);
    TRY(stmt_run(&st));
    r->id = db_last_rowid(db);
    free(r->ref);
    r->ref = mem_strdup(ref);
    TRY(save_scopes(db, r));
    return ledger_note_request(db, r->id);
}

/* ---- reading ---- */

/* "+" as in record_open. */
#define REQUEST_COLUMNS                                                                                                \
    "+q.id, +q.ref, +g.code, +q.right, +q.state, +q.register_id, coalesce(q.customer_id, 0),"                          \
    " coalesce(q.representative_id, 0), +q.subject_tag, +q.received, +q.channel, +q.due, +q.art12, +q.promise,"        \
    " +q.extended_due, +q.extension_reason, +q.method, +q.verified_on, +q.by_proxy, +q.decision, +q.reason, +q.until," \
    " +q.finished_on, +q.delivered_on, +q.own_rule"

static void read_request(const struct stmt *st, struct request *r) {
    int at = 0;

    r->id = stmt_col_int(st, at++);
    r->ref = mem_strdup(stmt_col_text(st, at++));
    r->register_code = mem_strdup(stmt_col_text(st, at++));
    r->right = mem_strdup(stmt_col_text(st, at++));
    r->state = mem_strdup(stmt_col_text(st, at++));
    r->subject.register_id = stmt_col_int(st, at++);
    r->subject.customer_id = stmt_col_int(st, at++);
    r->subject.representative_id = stmt_col_int(st, at++);
    if (stmt_col_len(st, at) == CRYPT_TAG_LEN)
        memcpy(r->subject_tag, stmt_col_blob(st, at), CRYPT_TAG_LEN);
    at++;
    r->received = mem_strdup(stmt_col_text(st, at++));
    r->channel = mem_strdup(stmt_col_text(st, at++));
    r->due = mem_strdup(stmt_col_text(st, at++));
    r->art12 = mem_strdup(stmt_col_text(st, at++));
    r->promise = mem_strdup(stmt_col_text(st, at++));
    r->extended_due = mem_strdup(stmt_col_text(st, at++));
    r->extension_reason = mem_strdup(stmt_col_text(st, at++));
    r->method = mem_strdup(stmt_col_text(st, at++));
    r->verified_on = mem_strdup(stmt_col_text(st, at++));
    r->by_proxy = stmt_col_int(st, at++) != 0;
    r->decision = mem_strdup(stmt_col_text(st, at++));
    r->reason = mem_strdup(stmt_col_text(st, at++));
    r->until = mem_strdup(stmt_col_text(st, at++));
    r->finished_on = mem_strdup(stmt_col_text(st, at++));
    r->delivered_on = mem_strdup(stmt_col_text(st, at++));
    r->own_rule = mem_strdup(stmt_col_text(st, at++));
}

static int read_scopes(struct db *db, struct request *r) {
    STMT(st);
    int rc;

    TRY(stmt_open(&st, db, "SELECT value FROM request_scope WHERE owner_id = :id ORDER BY position"));
    stmt_int(&st, ":id", r->id);
    while ((rc = stmt_next(&st)) > 0)
        *vec_push(&r->scopes) = mem_strdup(stmt_col_text(&st, 0));
    return rc;
}

int request_load_id(struct db *db, int64_t id, struct request *ret) {
    STMT(st);
    int r;

    TRY(stmt_open(&st, db,
                  "SELECT " REQUEST_COLUMNS " FROM request q JOIN register g ON g.id = q.register_id"
                  " WHERE q.id = :id"));
    stmt_int(&st, ":id", id);
    r = stmt_next(&st);
    if (r <= 0)
        return r;
    read_request(&st, ret);
    return read_scopes(db, ret) < 0 ? -1 : 1;
}

/* Shaped like a reference: a year of ours, and a number. */
static bool is_ref(const char *word) {
    return strncmp(word, "20", 2) == 0 && strspn(word, "0123456789") == 4 && word[4] == '-' && word[5] != '\0' &&
           word[5 + strspn(word + 5, "0123456789")] == '\0';
}

int request_load(struct db *db, const char *ref, struct request *ret) {
    STMT(st);
    int r;

    TRY(stmt_open(&st, db, "SELECT id FROM request WHERE ref = :ref"));
    stmt_text(&st, ":ref", ref);
    r = stmt_next(&st);
    if (r > 0)
        r = request_load_id(db, stmt_col_int(&st, 0), ret);
    if (r != 0)
        return r < 0 ? -1 : 0;
    if (is_ref(ref))
        (void)err_set(db->err, ERR_NOTFOUND, "there is no request %.32s", ref);
    else /* something else in the wrong place: perhaps a name, or somebody's number */
        (void)err_set(db->err, ERR_NOTFOUND, "there is no request of that reference");
    return err_hint(db->err, "`gdprctl request list` shows the requests there are");
}

int request_save(struct db *db, const struct request *r) {
    STMT(st);

    TRY(stmt_open(&st, db,
                  "UPDATE request SET state = :state, due = :due, extended_due = :extended, extension_reason = :why,"
                  " method = :method, verified_on = :verified, by_proxy = :proxy, decision = :decision,"
                  " reason = :reason, until = :until, finished_on = :finished, delivered_on = :delivered"
                  " WHERE id = :id"));
    stmt_text(&st, ":state", r->state);
    stmt_text(&st, ":due", r->due);
    stmt_text(&st, ":extended", r->extended_due);
    stmt_text(&st, ":why", r->extension_reason);
    stmt_text(&st, ":method", r->method);
    stmt_text(&st, ":verified", r->verified_on);
    stmt_bool(&st, ":proxy", r->by_proxy);
    stmt_text(&st, ":decision", r->decision);
    stmt_text(&st, ":reason", r->reason);
    stmt_text(&st, ":until", r->until);
    stmt_text(&st, ":finished", r->finished_on);
    stmt_text(&st, ":delivered", r->delivered_on);
    stmt_int(&st, ":id", r->id);
    TRY(stmt_run(&st));
    return ledger_note_request(db, r->id);
}

/* ---- events and lists ---- */

int request_add_event(struct db *db, int64_t request_id, const char *at, const char *event, const char *detail) {
    STMT(st);

    TRY(stmt_open(&st, db,
                  "INSERT INTO request_event (request_id, at, event, detail) VALUES (:id, :at, :event, :detail)"));
    stmt_int(&st, ":id", request_id);
    stmt_text(&st, ":at", at);
    stmt_text(&st, ":event", event);
    stmt_text(&st, ":detail", detail);
    return stmt_run(&st);
}

int request_is_lost(struct db *db, int64_t request_id) {
    STMT(st);

    TRY(stmt_open(&st, db,
                  "SELECT 1 FROM request q WHERE q.id = :id AND q.customer_id IS NULL AND EXISTS (SELECT 1 FROM"
                  " request_event e WHERE e.request_id = q.id AND e.detail = :lost)"));
    stmt_int(&st, ":id", request_id);
    stmt_text(&st, ":lost", REQUEST_LOST);
    return stmt_next(&st);
}

int request_events(struct db *db, int64_t request_id, int (*each)(void *ctx, const struct request_event_row *row),
                   void *ctx) {
    STMT(st);
    int r;

    TRY(stmt_open(&st, db, "SELECT at, event, detail FROM request_event WHERE request_id = :id ORDER BY id"));
    stmt_int(&st, ":id", request_id);
    while ((r = stmt_next(&st)) > 0) {
        struct request_event_row row = {
            .at = stmt_col_text(&st, 0), .event = stmt_col_text(&st, 1), .detail = stmt_col_text(&st, 2)};
        int stop = each(ctx, &row);

        if (stop != 0)
            return stop;
    }
    return r;
}

static int add_recipient(struct db *db, int64_t request_id, const char *recipient) {
    STMT(st);

    TRY(stmt_open(&st, db,
                  "INSERT INTO request_recipient (request_id, recipient) VALUES (:id, :recipient)"
                  " ON CONFLICT (request_id, recipient) DO UPDATE SET told_on = NULL WHERE told_on IS NOT NULL"));
    stmt_int(&st, ":id", request_id);
    stmt_text(&st, ":recipient", recipient);
    TRY(stmt_run(&st));
    return db_changes(db) > 0 ? 1 : 0;
}

/* The ledger is told of the request once, before the first of them. */
int request_recipients_add(struct db *db, int64_t request_id, const char *const *recipients, size_t count) {
    char *ref CLEANUP(mem_free) = NULL;

    for (size_t i = 0; i < count; i++) {
        int added = add_recipient(db, request_id, recipients[i]);

        TRY(added);
        if (added == 0)
            continue;
        if (ref == NULL) {
            TRY(ledger_request_ref(db, request_id, &ref));
            TRY(ledger_note_request(db, request_id));
        }
        TRY(ledger_note(db, &(struct ledger_item){.type = LEDGER_RECIPIENT, .s = {ref, recipients[i]}}));
    }
    return 0;
}

static int note_told(struct db *db, int64_t request_id, const char *recipient, const char *on) {
    char *ref CLEANUP(mem_free) = NULL;

    TRY(ledger_request_ref(db, request_id, &ref));
    TRY(ledger_note_request(db, request_id));
    return ledger_note(db, &(struct ledger_item){.type = LEDGER_RECIPIENT, .s = {ref, recipient, on}});
}

int request_recipient_told(struct db *db, int64_t request_id, const char *recipient, const char *on) {
    STMT(st);

    TRY(stmt_open(&st, db,
                  "UPDATE request_recipient SET told_on = :on WHERE request_id = :id AND recipient = :recipient"));
    stmt_text(&st, ":on", on);
    stmt_int(&st, ":id", request_id);
    stmt_text(&st, ":recipient", recipient);
    TRY(stmt_run(&st));
    if (db_changes(db) > 0)
        return note_told(db, request_id, recipient, on);
    (void)err_set(db->err, ERR_NOTFOUND, "the request has no recipient of that code to tell");
    return err_hint(db->err, "`gdprctl request notify REF` lists them");
}

int request_recipient_each(struct db *db, int64_t request_id,
                           int (*each)(void *ctx, const char *recipient, const char *told_on), void *ctx) {
    STMT(st);
    int r;

    TRY(stmt_open(&st, db, "SELECT recipient, told_on FROM request_recipient WHERE request_id = :id ORDER BY id"));
    stmt_int(&st, ":id", request_id);
    while ((r = stmt_next(&st)) > 0) {
        int stop = each(ctx, stmt_col_text(&st, 0), stmt_col_text(&st, 1));

        if (stop != 0)
            return stop;
    }
    return r;
}

int request_list(struct db *db, const struct request_filter *f, int (*each)(void *ctx, const struct request *r),
                 void *ctx) {
    STMT(st);
    int r;

    TRY(stmt_openf(&st, db,
                   "SELECT " REQUEST_COLUMNS " FROM request q JOIN register g ON g.id = q.register_id"
                   " WHERE (:register IS NULL OR g.code = :register) AND (:right IS NULL OR q.right = :right)"
                   " AND (:state IS NULL OR q.state = :state)"
                   " AND (:before IS NULL OR " REQUEST_ANSWER_DUE_SQL " < :before)"
                   " AND (:through IS NULL OR " REQUEST_ANSWER_DUE_SQL " <= :through)"
                   "%s%s%s%s ORDER BY " REQUEST_ANSWER_DUE_SQL ", q.id",
                   f->customer_id != 0 ? " AND q.customer_id = :customer" : "", /* by its index */
                   f->carried_out ? " AND " REQUEST_CARRIED_OUT_SQL : "",
                   f->open_only ? " AND q.state IN " REQUEST_OPEN_STATES_SQL : "",
                   f->unanswered ? " AND " REQUEST_UNANSWERED_SQL : ""));
    stmt_text(&st, ":register", f->register_code);
    stmt_text(&st, ":right", f->right);
    stmt_text(&st, ":state", f->state);
    stmt_text(&st, ":before", f->due_before);
    stmt_text(&st, ":through", f->due_through);
    if (f->customer_id != 0)
        stmt_int(&st, ":customer", f->customer_id);
    while ((r = stmt_next(&st)) > 0) {
        REQUEST(q);
        int stop;

        read_request(&st, &q);
        TRY(read_scopes(db, &q));
        stop = each(ctx, &q);
        if (stop != 0)
            return stop;
    }
    return r;
}

int request_of_representative(struct db *db, int64_t representative_id, const char *right) {
    STMT(st);

    TRY(stmt_open(&st, db,
                  "SELECT 1 FROM request q WHERE q.representative_id BETWEEN :first AND :last AND q.right = :right"
                  " AND " REQUEST_CARRIED_OUT_SQL " LIMIT 1"));
    stmt_int(&st, ":first", representative_id != 0 ? representative_id : INT64_MIN);
    stmt_int(&st, ":last", representative_id != 0 ? representative_id : INT64_MAX);
    stmt_text(&st, ":right", right);
    return stmt_next(&st);
}

int request_duplicates(struct db *db, const struct request *r, ref_vec *ret) {
    STMT(st);
    int rc;

    TRY(stmt_open(&st, db,
                  "SELECT ref FROM request WHERE register_id = :register AND right = :right AND " REQUEST_OF_PERSON_SQL
                  " AND id <> :id AND state IN " REQUEST_OPEN_STATES_SQL " ORDER BY id"));
    stmt_int(&st, ":register", r->subject.register_id);
    stmt_text(&st, ":right", r->right);
    stmt_blob(&st, ":tag", r->subject_tag, sizeof r->subject_tag);
    stmt_int(&st, ":customer", r->subject.customer_id);
    stmt_int(&st, ":rep", r->subject.representative_id);
    stmt_int(&st, ":id", r->id);
    while ((rc = stmt_next(&st)) > 0)
        *vec_push(ret) = mem_strdup(stmt_col_text(&st, 0));
    return rc;
}
