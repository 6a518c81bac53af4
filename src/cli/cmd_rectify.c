/*
 * cmd_rectify.c - `gdprctl rectify`: corrects data on request.
 */
#include "cli/cmd.h"

#include "base/mem.h"
#include "base/sb.h"
#include "base/text.h"
#include "cli/request_args.h"
#include "engine/rectify.h"
#include "io/file_in.h"
#include "io/json_in.h"
#include "store/change_store.h"

#define STATEMENT_MAX 65536

/* The changes, and what their texts live in. */
struct changes {
    VEC(struct rectify_change) d;
    VEC(char *) owned;
    struct node *doc;
    struct sb statement;
};

static void changes_release(struct changes *c) {
    vec_release(&c->d);
    for (size_t i = 0; i < c->owned.len; i++)
        free(c->owned.d[i]);
    vec_release(&c->owned);
    node_free(&c->doc);
    sb_wipe(&c->statement);
}

static int check(struct app *app, const struct args *a) {
    if (!args_has(a, "set") && !args_has(a, "from") && !args_has(a, "statement-file")) {
        (void)err_set(app->err, ERR_USAGE, "nothing to change is named");
        return err_hint(app->err, "give --set TABLE.COLUMN=VALUE, --from FILE.json or --statement-file FILE");
    }
    if (args_flag(a, "contested") && args_has(a, "notice-sent"))
        return err_set(app->err, ERR_USAGE, "--contested restricts, and --notice-sent is of a restriction that ends");
    return request_args_check(app, a);
}

static int read_sets(const struct args *a, struct changes *c) {
    const char *text;

    for (size_t i = 0; (text = args_list(a, "set", i)) != NULL; i++) {
        const char *eq = strchr(text, '=');
        char *column = mem_strndup(text, (size_t)(eq - text));

        *vec_push(&c->owned) = column;
        *vec_push(&c->d) = (struct rectify_change){.column = column, .value = eq + 1, .row = args_int(a, "row", 0)};
    }
    return 0;
}

/* One change of the document; an object is a list without rows. */
static int read_change(const struct node *n, const char *what, struct rectify_change *ch, struct err *e) {
    bool list = n->parent->type == NODE_LIST;
    const struct node *value = list ? node_get(n, "value") : n;
    const struct node *row = list ? node_get(n, "row") : NULL;

    ch->column = list ? node_str(n, "column") : n->key;
    if (ch->column == NULL || value == NULL || value->type == NODE_MAP || value->type == NODE_LIST)
        return err_set(e, ERR_DATA, "%s: change %zu has no column or no plain value", what, n->index + 1);
    if (value->text != NULL)
        ch->value = value->text;
    if (row != NULL && (row->text == NULL || text_int64(row->text, &ch->row) < 0))
        return err_set(e, ERR_DATA, "%s: change %zu has a row that is no number", what, n->index + 1);
    return 0;
}

/* "format": 1, which every document of ours has, is no change. Returns whether it is that, -1 for another format. */
static int is_format(const struct node *n, const char *what, struct err *e) {
    if (n->key == NULL || strcmp(n->key, "format") != 0)
        return 0;
    if (n->type == NODE_NUMBER && strcmp(n->text, "1") == 0)
        return 1;
    (void)err_set(e, ERR_DATA, "%s: its format is not 1", what);
    return err_hint(e, "write \"format\": 1, or leave it out");
}

/* {"table.column": "value", ...}, or [{"column": ..., "value": ..., "row": n}, ...] */
static int read_document(struct app *app, const struct args *a, struct changes *c) {
    size_t before = c->d.len;
    const char *from = args_str(a, "from");
    const char *what = from != NULL && strcmp(from, "-") == 0 ? "standard input" : from;

    if (from == NULL)
        return 0;
    TRY(json_read_file(from, &c->doc, app->err));
    if (c->doc->type != NODE_MAP && c->doc->type != NODE_LIST)
        return err_set(app->err, ERR_DATA, "%s is neither an object nor a list of changes", what);
    for (const struct node *n = c->doc->child; n != NULL; n = n->next) {
        struct rectify_change ch = {.value = "", .row = args_int(a, "row", 0), .from = what};
        int format = is_format(n, what, app->err);

        TRY(format);
        if (format > 0)
            continue;
        TRY(read_change(n, what, &ch, app->err));
        *vec_push(&c->d) = ch;
    }
    return c->d.len > before ? 0 : err_set(app->err, ERR_DATA, "%s names no change", what);
}

static int read_statement(struct app *app, const struct args *a, struct changes *c) {
    const char *text;
    size_t len;
    FILE_IN(in);

    c->statement = (struct sb)SB_INIT;
    if (args_str(a, "statement-file") == NULL)
        return 0;
    TRY(file_in_open(&in, args_str(a, "statement-file"), app->err));
    TRY(file_in_read_all(&in, STATEMENT_MAX, &c->statement, app->err));
    if (!text_is_utf8(c->statement.d, c->statement.len) || memchr(c->statement.d, '\0', c->statement.len) != NULL)
        return err_set(app->err, ERR_DATA, "the statement is not UTF-8 text");
    text = c->statement.d;
    len = c->statement.len;
    text_trim(&text, &len);
    if (len == 0)
        return err_set(app->err, ERR_DATA, "the statement is empty");
    return 0;
}

static void show(struct app *app, const struct request *q, const rectified_vec *done, bool restricted) {
    out_map(app->out, NULL);
    request_out(app->out, q);
    out_list(app->out, "changes");
    for (size_t i = 0; i < done->len; i++) {
        out_map(app->out, NULL);
        out_str(app->out, "field", done->d[i].column);
        out_int(app->out, "row", done->d[i].row);
        out_bool(app->out, "changed", !done->d[i].unchanged);
        out_end(app->out);
    }
    out_end(app->out);
    out_bool(app->out, "restricted", restricted);
    out_end(app->out);
    for (size_t i = 0; i < done->len; i++) {
        if (done->d[i].restricted_before)
            app_say(app, "%s of row %" PRId64 " is restricted already", done->d[i].column, done->d[i].row);
    }
    if (restricted && strcmp(q->state, "done") == 0)
        app_say(app,
                "the contested fields stay restricted until the person was told (Art. 18(3)): send the letter, then "
                "gdprctl restrict lift %s --notice-sent DATE",
                q->ref);
}

static int run(struct app *app, const struct args *a) {
    struct changes c CLEANUP(changes_release) = {.statement = SB_INIT};
    rectified_vec done CLEANUP(rectified_release) = {0};
    struct rectify_request r = {.contested = args_flag(a, "contested"),
                                .notice = args_date(a, "notice-sent"),
                                .protected_ok = args_flag(a, "protected-ok")};
    struct change_restrictions restrictions;
    REQUEST(q);
    PLAN(plan);
    TX(tx);

    TRY(read_sets(a, &c));
    TRY(read_document(app, a, &c));
    TRY(read_statement(app, a, &c));
    r.changes = c.d.d;
    r.count = c.d.len;
    r.statement = c.statement.len > 0 ? c.statement.d : NULL;
    TRY(tx_begin(&tx, app->db));
    TRY(request_args_get(app, a, RIGHT_RECTIFICATION, &q));
    TRY(plan_load(app->db, q.register_code, &plan));
    TRY(rectify_carry_out(app->db, &plan, &q, &r, app_book_time(app), &done));
    TRY(change_restrictions(app->db, q.id, &restrictions));
    TRY(app_keep(app, &tx));
    show(app, &q, &done, restrictions.in_force > 0);
    return APP_DONE;
}

static const struct opt rectify_opts[] = {
    {"set", OPT_ASSIGN, "TABLE.COLUMN=VALUE", "a field and its right value; empty clears it",
     .flags = OPT_REPEAT | OPT_SECRET},
    {"from", OPT_PATH, "FILE.json", "fields and values as JSON (- for standard input)"},
    {"row", OPT_INT, "ID", "which row, where the person has several in the table", .min = 1},
    {"statement-file", OPT_PATH, "FILE", "the person's supplementary statement (Art. 16)"},
    {"contested", OPT_FLAG, NULL, "accuracy is still being looked into: restrict the fields, change nothing"},
    {"notice-sent", OPT_DATE, "DATE", "day on which the person was told that this restriction ends (Art. 18(3))"},
    {"protected-ok", OPT_FLAG, NULL, "second confirmation for beginning or ending a protected address (turvakielto)"},
    {0},
};

const struct cmd cmd_rectify = {
    .name = "rectify",
    .summary = "correct or complete data on request (Art. 16)",
    .args = "[REF]",
    .max_args = 1,
    .details =
        "Each new value is checked as its kind demands; one that is wrong leaves everything as it was. A personal "
        "identity code comes by --from only. The audit log gets keyed hashes of the old and the new value. Contested "
        "data stay restricted until they are corrected, or found to be right: `gdprctl request refuse REF --ground "
        "accurate`. A protected address (turvakielto) that has ended: --set customer.protected=0 --protected-ok; no "
        "import can do that.\n\n"
        "  gdprctl rectify 2026-0002 --set customer.street=\"Uusikatu 1\" --set customer.postal_code=45100",
    .opts = rectify_opts,
    .opt_groups = (const struct opt *const[]){opts_request, opts_selector, opts_verified, opts_dry_run, NULL},
    .selector_optional = true,
    .db = DB_WRITE,
    .needs_key = true,
    .check = check,
    .run = run,
};
