/*
 * cmd_subject.c - `gdprctl subject`: who a person is to the registers, without saying anything about them.
 */
#include "cli/cmd.h"

#include "base/crypt.h"
#include "base/mem.h"
#include "base/sb.h"
#include "cli/selector.h"
#include "domain/definition.h"
#include "domain/notice_read.h"
#include "engine/access_view.h"
#include "engine/workset.h"
#include "store/register_store.h"

/* Rows of each category of the notice. */
static void show_categories(struct app *app, const struct plan *plan, const struct workset *work,
                            const struct code_lists *codes) {
    VIEW(view);

    view_make(&view, plan, work, codes);
    out_list(app->out, "categories");
    for (size_t i = 0; i < view.categories.len; i++) {
        const struct view_category *c = &view.categories.d[i];
        size_t rows = 0;

        for (size_t t = 0; t < c->tables.len; t++)
            rows += c->tables.d[t].rows.len;
        out_map(app->out, NULL);
        out_str(app->out, "category", c->node != NULL ? node_str(c->node, "code") : DEFINITION_NO_CATEGORY);
        out_str(app->out, "name", view_category_name(c, app->lang));
        out_int(app->out, "rows", (int64_t)rows);
        out_end(app->out);
    }
    out_end(app->out);
}

static int show_in(struct app *app, const char *code, const struct subject *s) {
    struct subject_card card CLEANUP(subject_card_release) = {0};
    struct code_lists codes CLEANUP(code_lists_release) = {0};
    char day[DATE_LEN];
    PLAN(plan);
    LOCATOR(locator);
    WORKSET(work);

    date_iso(app->as_of, day);
    TRY(plan_load(app->db, code, &plan));
    TRY(locator_open(&locator, &plan, app->db));
    locator.columns = RECORD_SHOWN; /* as an answer counts them */
    TRY(workset_load(&locator, s, app->as_of, 0, &work));
    TRY(code_lists_load(app->db, &codes));
    TRY(subject_card(app->db, s, day, &card));
    out_map(app->out, NULL);
    out_str(app->out, "register", code);
    out_str(app->out, "is", s->representative_id != 0 ? "representative" : "customer");
    out_str(app->out, "represents", s->representative_id != 0 ? card.customer_no : NULL);
    out_str(app->out, "role", card.role);
    out_bool(app->out, "company", card.legal_person);
    out_bool(app->out, "protected", card.is_protected);
    out_int(app->out, "rows", (int64_t)work.rows.len);
    show_categories(app, &plan, &work, &codes);
    out_end(app->out);
    return 0;
}

struct code_tag {
    uint8_t d[CRYPT_TAG_LEN];
};

/* Who was found until now, as far as their records have a code. */
struct people {
    VEC(struct code_tag) codes[2]; /* personal identity codes, business ids: each once */
};

static void people_release(struct people *p) {
    vec_release(&p->codes[0]);
    vec_release(&p->codes[1]);
}

static size_t people_count(const struct people *p) {
    return p->codes[0].len > p->codes[1].len ? p->codes[0].len : p->codes[1].len;
}

static int people_add(struct people *p, struct db *db, const struct subject *s) {
    for (int business = 0; business < 2; business++) {
        struct code_tag tag;
        size_t i = 0;
        int r = subject_code(db, s, business != 0, tag.d);

        TRY(r);
        while (r > 0 && i < p->codes[business].len && memcmp(p->codes[business].d[i].d, tag.d, sizeof tag.d) != 0)
            i++;
        if (r > 0 && i == p->codes[business].len)
            *vec_push(&p->codes[business]) = tag;
    }
    return 0;
}

static int show_records(struct app *app, const char *code, const struct selector_keys *keys, struct people *people,
                        subject_vec *found) {
    int64_t id;

    TRY(register_id(app->db, code, &id));
    TRY(locate_records(app->db, id, keys, found));
    if (found->len > 0)
        TRY(people_add(people, app->db, &found->d[0]));
    for (size_t i = 0; i < found->len; i++)
        TRY(show_in(app, code, &found->d[i]));
    return found->len > 0;
}

/*
 * 1 when the person was found there and shown, 0 when not; a representative with each record in which they stand.
 * Neither nobody nor several people are an error while there are other registers: `several` keeps the first register
 * that has several.
 */
static int look_in(struct app *app, const char *code, const struct selector_keys *keys, struct people *people,
                   struct err *several) {
    subject_vec found = {0};
    int r = show_records(app, code, keys, people, &found);

    vec_release(&found);
    if (r < 0 && app->err->code == ERR_NOSUBJECT) {
        (void)err_set(several, ERR_NOSUBJECT, "%s: %s", code, app->err->msg);
        (void)err_hint(several, "%s", app->err->hint);
        err_clear(app->err);
        return 0;
    }
    return r;
}

static int nobody(struct app *app, const struct err *several) {
    if (several->code != ERR_NONE) {
        (void)err_set(app->err, several->code, "%s", several->msg);
        return err_hint(app->err, "%s", several->hint);
    }
    (void)err_set(app->err, ERR_NOSUBJECT, "nobody in the registers meets what was given");
    return err_hint(app->err, "check the selectors; all of them must meet in one person");
}

/* A customer number is its register's own, and two people may share a telephone: what is shown is one person. */
static int not_one(struct app *app, const struct people *people) {
    (void)err_set(app->err, ERR_NOSUBJECT, "%zu people in different registers meet what was given",
                  people_count(people));
    return err_hint(app->err, "name the register with --register, or add another selector, until one person is left");
}

static int show_run(struct app *app, const struct args *a) {
    code_vec all CLEANUP(code_vec_release) = {0};
    struct people people CLEANUP(people_release) = {0};
    struct err several = {0};
    int found = 0;
    SELECTORS(sel);
    SELECTOR_KEYS(keys);

    TRY(selector_args(app, a, &sel));
    TRY(selector_keys(&sel, &keys, app->err));
    TRY(register_codes(app->db, args_str(a, "register"), &all));
    out_map(app->out, NULL);
    out_list(app->out, "registers");
    for (size_t i = 0; i < all.len; i++) {
        int r = look_in(app, all.d[i], &keys, &people, &several);

        TRY(r);
        found += r;
    }
    out_end(app->out);
    out_end(app->out);
    if (found == 0)
        return nobody(app, &several);
    if (people_count(&people) > 1)
        return not_one(app, &people);
    if (several.code != ERR_NONE)
        app_warn(app, "%s", several.msg);
    return APP_DONE;
}

static const struct opt show_opts[] = {
    {"register", OPT_STRING, "CODE", "look in this register only"},
    {0},
};

static const struct cmd cmd_show = {
    .name = "show",
    .summary = "in which registers and roles the person is, with row counts",
    .opts = show_opts,
    .opt_groups = (const struct opt *const[]){opts_selector, opts_as_of, NULL},
    .db = DB_READ,
    .needs_key = true,
    .run = show_run,
};

/* ---- unmet ---- */

struct unmet {
    struct app *app;
    const struct node *def;
    int64_t count;
};

static int show_unmet(void *ctx, const struct subject_unmet *u) {
    struct unmet *list = ctx;
    const struct node *group = notice_find(list->def, "subject_groups", u->group);
    struct out *o = list->app->out;

    list->count++;
    out_map(o, NULL);
    out_str(o, "customer", u->customer_no);
    out_int(o, "row", u->customer_id);
    out_str(o, "group", u->group);
    out_str(o, "missing", u->condition);
    out_str(o, "needs", u->needs);
    out_str(o, "condition", group != NULL ? notice_text(group, "condition", list->app->lang) : NULL);
    out_end(o);
    return 0;
}

static int unmet_run(struct app *app, const struct args *a) {
    struct node *def CLEANUP(node_free) = NULL;
    struct unmet list = {.app = app};
    int64_t id;

    TRY(register_id(app->db, args_pos(a, 0), &id));
    TRY(register_export(app->db, args_pos(a, 0), &def));
    list.def = def;
    out_map(app->out, NULL);
    out_str(app->out, "register", args_pos(a, 0));
    out_list(app->out, "people");
    TRY(subject_unmet_each(app->db, id, show_unmet, &list));
    out_end(app->out);
    out_end(app->out);
    return list.count > 0 ? APP_ATTENTION : APP_DONE;
}

static const struct cmd cmd_unmet = {
    .name = "unmet",
    .summary = "people of a register who do not meet its conditions: no customer elsewhere, no permission",
    .args = "CODE",
    .min_args = 1,
    .max_args = 1,
    .details = "The conditions are those of the register's subject groups. Whoever is listed may have to be removed: "
               "`gdprctl erase --register CODE --rule RULE --reason TEXT`, where a rule says so. Exit status 1 when "
               "there is anybody.\n\n"
               "  gdprctl subject unmet kss-panel",
    .db = DB_READ,
    .run = unmet_run,
};

const struct cmd cmd_subject = {
    .name = "subject",
    .summary = "find a person in the registers",
    .subs = (const struct cmd *const[]){&cmd_show, &cmd_unmet, NULL},
};
