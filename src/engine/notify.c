/*
 * notify.c - see notify.h.
 */
#include "engine/notify.h"

#include "base/mem.h"
#include "base/sb.h"
#include "base/text.h"
#include "domain/notice_read.h"
#include "domain/phrase.h"
#include "domain/request.h"
#include "engine/access_view.h"
#include "io/csv_out.h"
#include "io/json_node.h"
#include "io/json_out.h"
#include "store/answer_store.h"

void notify_release(struct notify *n) {
    vec_release(&n->cells);
}

/* ---- what was done ---- */

static void add_cell(struct notify *n, const struct work_row *row, size_t column) {
    if (!row->other && !row->table->table->columns[column].internal)
        *vec_push(&n->cells) = (struct notify_cell){row, column};
}

/* Adds the rows of a table (NULL: of every one), the one row (0: all of them), the column (NULL: all of them). */
static void add_cells(struct notify *n, const char *table, const char *column, int64_t row_id) {
    for (size_t r = 0; r < n->work->rows.len; r++) {
        const struct work_row *row = &n->work->rows.d[r];
        const struct cat_table *t = row->table->table;

        if ((table != NULL && strcmp(t->name, table) != 0) || (row_id != 0 && row->id != row_id))
            continue;
        for (size_t i = 0; i < t->column_count; i++) {
            if (column == NULL || strcmp(t->columns[i].name, column) == 0)
                add_cell(n, row, i);
        }
    }
}

void notify_add(struct notify *n, const char *field, int64_t row_id) {
    const char *dot = strchr(field, '.');
    char *table CLEANUP(mem_free) = mem_strndup(field, dot != NULL ? (size_t)(dot - field) : strlen(field));

    add_cells(n, table, dot != NULL ? dot + 1 : NULL, row_id);
}

static int add_change(void *ctx, const char *field, int64_t row_id) {
    notify_add(ctx, field, row_id);
    return 0;
}

static int add_restriction(void *ctx, const struct answer_restriction *row) {
    struct notify *n = ctx;

    if (row->lifted_on != NULL)
        return 0;
    if (row->table == NULL) {
        n->everything = true;
    } else {
        add_cells(n, row->table, row->column, row->row_id);
    }
    return 0;
}

int notify_collect(struct notify *n) {
    const struct request *q = n->request;
    bool rectified = strcmp(q->right, right_code(RIGHT_RECTIFICATION)) == 0;
    bool restricted = strcmp(q->right, right_code(RIGHT_RESTRICTION)) == 0;
    int r;

    if (!rectified && !restricted) {
        (void)err_set(n->db->err, ERR_REFUSED, "no files are written afterwards for a request for %s", q->right);
        return err_hint(n->db->err,
                        "those of an erasure are written while it is carried out: gdprctl erase %s --notify "
                        "DIR",
                        q->ref);
    }
    if (q->subject.customer_id == 0)
        return err_set(n->db->err, ERR_REFUSED, "the data of the person of request %s are gone", q->ref);
    r = subject_is_protected(n->db, &q->subject);
    TRY(r);
    n->is_protected = r > 0;
    if (rectified)
        TRY(answer_changes(n->db, q->ref, add_change, n));
    /* A contested value is restricted until its accuracy is known. */
    TRY(answer_restrictions(n->db, q->id, add_restriction, n));
    if (n->cells.len == 0 && !n->everything)
        return err_set(n->db->err, ERR_REFUSED, "nothing was rectified or restricted for request %s", q->ref);
    return 0;
}

/* ---- what a recipient may get ---- */

struct recipient {
    const struct notify *n;
    const struct node *node;
    bool listed; /* the definition lists what it may get */
};

/* A category that has the column for some rows only gives it of those. */
static bool may_get(const struct recipient *r, const struct work_row *row, size_t column) {
    const struct plan_column *c = &row->table->columns[column];
    const struct cat_table *t = row->table->table;
    SB(name);

    sb_printf(&name, "%s.%s", t->name, t->columns[column].name);
    if (notice_maps(node_get(r->node, "columns"), name.d))
        return true;
    for (size_t i = 0; i < c->places.len; i++) {
        if (view_is_about(&c->places.d[i], row) &&
            notice_has(r->node, "categories", r->n->plan->categories.d[c->places.d[i].category].code))
            return true;
    }
    return false;
}

/* One for which nothing is listed may have got anything. */
static bool concerns(const struct recipient *r, const struct notify_cell *c) {
    return !r->listed || may_get(r, c->row, c->column);
}

static struct recipient recipient_of(const struct notify *n, const struct node *node) {
    return (struct recipient){.n = n,
                              .node = node,
                              .listed = notice_first(node, "columns") != NULL ||
                                        notice_first(node, "categories") != NULL};
}

/* Whether something of what was done is the recipient's to know. */
static bool is_concerned(const struct recipient *r) {
    bool any = r->n->everything;

    for (size_t i = 0; i < r->n->cells.len && !any; i++)
        any = concerns(r, &r->n->cells.d[i]);
    return any;
}

int notify_list(const struct notify *n, bool business) {
    VEC(const char *) codes = {0};
    int rc;

    for (NOTICE_EACH(node, n->plan->def, "recipients")) {
        const struct recipient r = recipient_of(n, node);
        const char *subjects = node_str(node, "subjects");
        bool meant = subjects == NULL || strcmp(subjects, "business") != 0 || business;

        if (node_is_true(node, "tell") && meant && is_concerned(&r))
            *vec_push(&codes) = node_str(node, "code");
    }
    rc = request_recipients_add(n->db, n->request->id, codes.d, codes.len);
    vec_release(&codes);
    return rc;
}

/* Whether the column tells the recipient who is meant. */
static bool tells_who(const struct recipient *r, const struct work_row *row, size_t column) {
    if (!row->table->columns[column].identifying)
        return false;
    return r->listed ? may_get(r, row, column) : row->table->table->columns[column].kind != KIND_PERSONAL_ID;
}

/* The row of the person themself. */
static const struct work_row *own_row(const struct notify *n) {
    for (size_t i = 0; i < n->work->rows.len; i++) {
        const struct work_row *row = &n->work->rows.d[i];

        if (row->table->table->depth == 0 || (row->table->table->own_person && !row->other))
            return row;
    }
    return NULL;
}

/* ---- one recipient's files ---- */

/* Somewhere to write: JSON, or CSV rows. */
struct writer {
    struct json_out *json;
    struct csv_out *csv;
};

static const char *right_phrase(const struct notify *n) {
    enum right right;

    return right_parse(n->request->right, &right) == 0 ? right_name(right, n->lang) : n->request->right;
}

static void put_cell(const struct recipient *r, const struct writer *w, const struct work_row *row, size_t column,
                     bool value) {
    const struct cat_column *c = &row->table->table->columns[column];
    const char *text = value ? row->values[column] : NULL;

    if (w->json != NULL) {
        json_out_map(w->json, NULL);
        json_out_str(w->json, "column", c->name);
        json_out_str(w->json, "name", c->names.t[r->n->lang] != NULL ? c->names.t[r->n->lang] : c->name);
        if (value)
            json_out_str(w->json, "value", text);
        json_out_end(w->json);
        return;
    }
    csv_out_text(w->csv, view_table_name(row->table->table, r->n->lang));
    csv_out_int(w->csv, row->id);
    csv_out_text(w->csv, c->names.t[r->n->lang] != NULL ? c->names.t[r->n->lang] : c->name);
    csv_out_text(w->csv, text);
    csv_out_end_row(w->csv);
}

static void put_person(const struct recipient *r, const struct writer *w) {
    const struct work_row *row = own_row(r->n);

    if (w->json != NULL)
        json_out_list(w->json, "person");
    for (size_t i = 0; row != NULL && i < row->table->table->column_count; i++) {
        if (row->values[i] != NULL && tells_who(r, row, i))
            put_cell(r, w, row, i, true);
    }
    if (w->json != NULL)
        json_out_end(w->json);
}

/* By what the recipient knows the row: its natural key, where it may get that. */
static void put_key(const struct recipient *r, const struct work_row *row, struct json_out *j) {
    const struct cat_table *t = row->table->table;

    json_out_map(j, "key");
    for (size_t i = 0; i < t->column_count; i++) {
        if (catalog_is_natural(t, i) && t->columns[i].parent == NULL && r->listed && may_get(r, row, i))
            json_out_str(j, t->columns[i].name, row->values[i]);
    }
    json_out_end(j);
}

/* The cells of one row, from `first` on. Returns how many cells of the list were of that row. */
static size_t put_row(const struct recipient *r, const struct writer *w, size_t first, bool values) {
    const struct notify *n = r->n;
    const struct work_row *row = n->cells.d[first].row;
    size_t count = 0, shown = 0;

    for (; first + count < n->cells.len && n->cells.d[first + count].row == row; count++) {
        const struct notify_cell *c = &n->cells.d[first + count];

        if (!concerns(r, c))
            continue;
        if (shown++ == 0 && w->json != NULL) {
            json_out_map(w->json, NULL);
            json_out_str(w->json, "table", row->table->table->name);
            json_out_str(w->json, "name", view_table_name(row->table->table, n->lang));
            put_key(r, row, w->json);
            json_out_list(w->json, "fields");
        }
        put_cell(r, w, row, c->column, values && r->listed);
    }
    if (shown > 0 && w->json != NULL) {
        json_out_end(w->json);
        json_out_end(w->json);
    }
    return count;
}

static void put_records(const struct recipient *r, const struct writer *w) {
    bool values = strcmp(r->n->request->right, right_code(RIGHT_RECTIFICATION)) == 0 &&
                  strcmp(r->n->request->state, request_state_code(REQUEST_IN_PROGRESS)) != 0;

    if (w->json != NULL) {
        json_out_bool(w->json, "everything", r->n->everything);
        json_out_list(w->json, "records");
    }
    for (size_t i = 0; i < r->n->cells.len;)
        i += put_row(r, w, i, values);
    if (w->json != NULL)
        json_out_end(w->json);
}

static int write_json(const struct recipient *r, struct package *p) {
    const struct notify *n = r->n;
    struct err *e = n->db->err;
    char day[DATE_LEN];
    struct json_out j;
    struct sink *to;
    SB(name);

    date_iso(n->today, day);
    sb_printf(&name, "%s.json", node_str(r->node, "code"));
    TRY(package_file(p, name.d, &to, e));
    json_out_init(&j, to, true);
    json_out_map(&j, NULL);
    json_out_int(&j, "format", 1);
    json_out_str(&j, "article", "Art. 19");
    json_out_str(&j, "done", n->request->right);
    json_out_str(&j, "request", n->request->ref);
    json_out_str(&j, "date", day);
    json_out_map(&j, "register");
    json_out_str(&j, "code", n->plan->code);
    json_out_node(&j, "names", node_get(n->plan->def, "names"));
    json_out_end(&j);
    json_out_map(&j, "recipient");
    json_out_str(&j, "code", node_str(r->node, "code"));
    json_out_node(&j, "names", node_get(r->node, "names"));
    json_out_end(&j);
    put_person(r, &(struct writer){.json = &j});
    put_records(r, &(struct writer){.json = &j});
    json_out_end(&j);
    return package_file_end(p, to, e);
}

static int write_csv(const struct recipient *r, struct package *p) {
    static const enum phrase headers[] = {PHRASE_PACKAGE_TABLE, PHRASE_PACKAGE_ROW_COLUMN, PHRASE_PACKAGE_FIELD,
                                          PHRASE_PACKAGE_VALUE};
    struct err *e = r->n->db->err;
    struct csv_out out;
    struct sink *to;
    SB(name);

    sb_printf(&name, "%s.csv", node_str(r->node, "code"));
    TRY(package_file(p, name.d, &to, e));
    TRY(csv_out_init(&out, to, &(struct csv_out_options){.charset = CHARSET_UTF8_BOM, .delimiter = ';', .guard = true},
                     e));
    for (size_t i = 0; i < ARRAY_LEN(headers); i++)
        csv_out_text(&out, phrase(headers[i], r->n->lang));
    csv_out_end_row(&out);
    put_person(r, &(struct writer){.csv = &out});
    csv_out_text(&out, phrase(r->n->everything ? PHRASE_NOTIFY_EVERYTHING : PHRASE_NOTIFY_CONCERNS, r->n->lang));
    csv_out_text(&out, NULL);
    csv_out_text(&out, right_phrase(r->n));
    csv_out_text(&out, NULL);
    csv_out_end_row(&out);
    put_records(r, &(struct writer){.csv = &out});
    TRY(csv_out_finish(&out, name.d, e));
    return package_file_end(p, to, e);
}

/* ---- the package ---- */

struct addressees {
    const struct notify *n;
    VEC(struct recipient) d;
};

static void addressees_release(struct addressees *a) {
    vec_release(&a->d);
}

/* One that is on the list for what was done before, or for what the row was then, gets no file that says nothing. */
static int add_addressee(void *ctx, const char *code, const char *told_on) {
    struct addressees *a = ctx;
    const struct node *node = notice_find(a->n->plan->def, "recipients", code);
    struct recipient r;

    (void)told_on; /* who was told already may need the file again */
    if (node == NULL)
        return 0; /* the definition has changed since */
    r = recipient_of(a->n, node);
    if (is_concerned(&r))
        *vec_push(&a->d) = r;
    return 0;
}

/* The files name the person, with the address: nobody is told where a protected person lives by the way. */
static int check_protected(const struct notify *n) {
    if (!n->is_protected || n->protected_ok)
        return 0;
    (void)err_set(n->db->err, ERR_REFUSED, "the person of request %s has a protected address (turvakielto)",
                  n->request->ref);
    return err_hint(n->db->err, "make sure that each recipient may know the address and what else its file says, then "
                                "confirm with --protected-ok");
}

int notify_write(const struct notify *n, struct package_dir *dir, size_t *ret_files) {
    struct addressees to CLEANUP(addressees_release) = {.n = n};
    PACKAGE(p);

    *ret_files = 0;
    TRY(request_recipient_each(n->db, n->request->id, add_addressee, &to));
    if (to.d.len == 0)
        return 0;
    TRY(check_protected(n));
    TRY(package_begin(&p, dir, n->request->ref, n->db->err));
    for (size_t i = 0; i < to.d.len; i++) {
        TRY(write_json(&to.d.d[i], &p));
        TRY(write_csv(&to.d.d[i], &p));
    }
    TRY(package_commit(&p, n->db->err));
    *ret_files = p.entries.len;
    return 0;
}
