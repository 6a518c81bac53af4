/*
 * access_json.c - export.json: every value as it is stored, the retention of every row, the facts of Article 15.
 */
#include "engine/access_parts.h"

#include "base/sb.h"
#include "io/json_node.h"
#include "io/json_out.h"

static void put_date(struct json_out *j, const char *key, date_t d) {
    char text[DATE_LEN];

    if (d == DATE_NONE) {
        json_out_null(j, key);
        return;
    }
    date_iso(d, text);
    json_out_str(j, key, text);
}

static void put_names(struct json_out *j, const char *key, const char *const texts[LANG__MAX]) {
    json_out_map(j, key);
    for (enum lang lang = 0; lang < LANG__MAX; lang++)
        json_out_str(j, lang_code(lang), texts[lang]);
    json_out_end(j);
}

static void put_request(const struct access_content *c, struct json_out *j) {
    const struct request *q = c->request;
    char at[INSTANT_LEN];

    instant_iso(c->access->options->now_utc, at);
    json_out_map(j, "request");
    json_out_str(j, "ref", q->ref);
    json_out_str(j, "type", q->right);
    json_out_str(j, "received", q->received);
    json_out_str(j, "due", q->due);
    json_out_str(j, "identity", q->method);
    json_out_str(j, "answered_at", at);
    json_out_end(j);
    json_out_map(j, "register");
    json_out_str(j, "code", c->access->plan.code);
    json_out_node(j, "names", node_get(c->access->plan.def, "names"));
    json_out_end(j);
    json_out_map(j, "person");
    json_out_str(j, "is", c->work->subject.representative_id != 0 ? "representative" : "customer");
    json_out_str(j, "role", c->card->role);
    json_out_str(j, "customer_no", c->work->subject.representative_id != 0 ? NULL : c->card->customer_no);
    json_out_end(j);
}

/* ---- data ---- */

static void put_columns(const struct view_table *t, struct json_out *j) {
    json_out_list(j, "columns");
    for (size_t i = 0; i < t->columns.len; i++) {
        const char *names[LANG__MAX];
        struct sb texts[LANG__MAX];

        for (enum lang lang = 0; lang < LANG__MAX; lang++) {
            texts[lang] = (struct sb)SB_INIT;
            names[lang] = view_column_name(t, &t->columns.d[i], lang, &texts[lang]);
        }
        json_out_map(j, NULL);
        json_out_str(j, "column", t->table->table->columns[t->columns.d[i].column].name);
        json_out_str(j, "field", t->columns.d[i].field != NULL ? node_str(t->columns.d[i].field, "code") : NULL);
        put_names(j, "names", names);
        json_out_end(j);
        for (enum lang lang = 0; lang < LANG__MAX; lang++)
            sb_release(&texts[lang]);
    }
    json_out_end(j);
}

static void put_value(struct json_out *j, const struct work_row *row, size_t column) {
    const char *name = row->table->table->columns[column].name;
    const char *value = row->values[column];

    if (value != NULL && row->integers[column]) {
        json_out_raw(j, name, value, strlen(value));
    } else {
        json_out_str(j, name, value);
    }
}

static void put_judgement(const struct access_content *c, const struct work_row *row, size_t group,
                          struct json_out *j) {
    const struct plan *plan = &c->access->plan;
    const struct plan_judgement *g = &row->groups[group];
    const struct plan_rule *rule = g->rule != SIZE_MAX ? &plan->rules.d[g->rule] : NULL;

    json_out_map(j, NULL);
    json_out_list(j, "columns");
    for (size_t i = 0; i < row->table->groups.d[group].columns.len; i++)
        json_out_str(j, NULL, row->table->table->columns[row->table->groups.d[group].columns.d[i]].name);
    json_out_end(j);
    json_out_str(j, "status", retention_status_code(g->status));
    json_out_str(j, "rule", g->unneeded ? PLAN_OBJECTION : rule != NULL ? rule->code : NULL);
    json_out_str(j, "trigger", g->trigger);
    json_out_str(j, "period", rule != NULL ? rule->period : NULL);
    put_date(j, "last_day", g->last_day);
    json_out_str(j, "legal_reference",
                 g->unneeded    ? PLAN_OBJECTION_REFERENCE
                 : rule != NULL ? plan_reference(rule, c->lang)
                                : NULL);
    json_out_end(j);
}

/* The groups that a shown column belongs to. */
static void put_retention(const struct access_content *c, const struct view_table *t, const struct work_row *row,
                          struct json_out *j) {
    json_out_list(j, "retention");
    for (size_t g = 0; g < row->table->groups.len; g++) {
        if (view_concerns(t, row, g))
            put_judgement(c, row, g, j);
    }
    json_out_end(j);
}

static void put_row(const struct access_content *c, const struct view_table *t, const struct work_row *row,
                    struct json_out *j) {
    SB(id);

    sb_printf(&id, "%" PRId64, row->id);
    json_out_map(j, NULL);
    json_out_str(j, "row", id.d);
    if (row->other) {
        json_out_bool(j, "masked", true);
    } else {
        json_out_map(j, "values");
        for (size_t i = 0; i < t->columns.len; i++) {
            if (view_has(t, &t->columns.d[i], row))
                put_value(j, row, t->columns.d[i].column);
        }
        json_out_end(j);
        put_retention(c, t, row, j);
    }
    json_out_end(j);
}

static void put_table(const struct access_content *c, const struct view_table *t, struct json_out *j) {
    const char *names[LANG__MAX];

    for (enum lang lang = 0; lang < LANG__MAX; lang++)
        names[lang] = view_table_name(t->table->table, lang);
    json_out_map(j, NULL);
    json_out_str(j, "table", t->table->table->name);
    put_names(j, "names", names);
    put_columns(t, j);
    json_out_list(j, "rows");
    for (size_t i = 0; i < t->rows.len; i++)
        put_row(c, t, t->rows.d[i], j);
    json_out_end(j);
    json_out_end(j);
}

static void put_data(const struct access_content *c, struct json_out *j) {
    const struct view *v = c->view;

    json_out_list(j, "categories");
    for (size_t i = 0; i < v->categories.len; i++) {
        const struct view_category *cat = &v->categories.d[i];
        const char *names[LANG__MAX];

        for (enum lang lang = 0; lang < LANG__MAX; lang++)
            names[lang] = view_category_name(cat, lang);
        json_out_map(j, NULL);
        json_out_str(j, "category", cat->node != NULL ? node_str(cat->node, "code") : NULL);
        put_names(j, "names", names);
        json_out_bool(j, "in_notice", cat->node != NULL);
        if (cat->node != NULL && node_get(cat->node, "purposes") != NULL)
            json_out_node(j, "purposes", node_get(cat->node, "purposes"));
        json_out_bool(j, "has_data", cat->tables.len > 0);
        json_out_list(j, "tables");
        for (size_t t = 0; t < cat->tables.len; t++)
            put_table(c, &cat->tables.d[t], j);
        json_out_end(j);
        json_out_end(j);
    }
    json_out_end(j);
}

/* ---- what the book knows ---- */

static void put_deleted(const struct person_history *h, struct json_out *j) {
    json_out_list(j, "deleted");
    for (size_t i = 0; i < h->tombstones.len; i++) {
        json_out_map(j, NULL);
        json_out_str(j, "table", h->tombstones.d[i].table_name);
        json_out_int(j, "rows", h->tombstones.d[i].rows);
        json_out_str(j, "rule", h->tombstones.d[i].rule);
        json_out_str(j, "newest", h->tombstones.d[i].newest);
        json_out_str(j, "deleted_on", h->tombstones.d[i].deleted_on);
        json_out_end(j);
    }
    json_out_end(j);
}

static void put_book(const struct person_history *h, struct json_out *j) {
    json_out_list(j, "requests");
    for (size_t i = 0; i < h->requests.len; i++) {
        json_out_map(j, NULL);
        json_out_str(j, "ref", h->requests.d[i].ref);
        json_out_str(j, "type", h->requests.d[i].right);
        json_out_str(j, "received", h->requests.d[i].received);
        json_out_str(j, "state", h->requests.d[i].state);
        json_out_end(j);
    }
    json_out_end(j);
    json_out_list(j, "objections");
    for (size_t i = 0; i < h->objections.len; i++) {
        json_out_map(j, NULL);
        json_out_str(j, "scope", h->objections.d[i].scope);
        json_out_str(j, "since", h->objections.d[i].since);
        json_out_end(j);
    }
    json_out_end(j);
    json_out_list(j, "restrictions");
    for (size_t i = 0; i < h->restrictions.len; i++) {
        json_out_map(j, NULL);
        json_out_str(j, "ground", h->restrictions.d[i].ground);
        json_out_str(j, "table", h->restrictions.d[i].table_name);
        json_out_str(j, "column", h->restrictions.d[i].column_name);
        json_out_str(j, "placed_on", h->restrictions.d[i].placed_on);
        json_out_str(j, "lifted_on", h->restrictions.d[i].lifted_on);
        json_out_end(j);
    }
    json_out_end(j);
    json_out_list(j, "statements");
    for (size_t i = 0; i < h->statements.len; i++) {
        json_out_map(j, NULL);
        json_out_str(j, "given_on", h->statements.d[i].given_on);
        json_out_str(j, "body", h->statements.d[i].body);
        json_out_end(j);
    }
    json_out_end(j);
}

static void put_recordings(const struct access_content *c, struct json_out *j) {
    json_out_list(j, "recordings");
    for (size_t i = 0; i < c->recordings.len; i++) {
        SB(row);

        sb_printf(&row, "%" PRId64, c->recordings.d[i].row);
        json_out_map(j, NULL);
        json_out_str(j, "table", c->recordings.d[i].table->table->name);
        json_out_str(j, "row", row.d);
        json_out_str(j, "file", c->recordings.d[i].copy);
        json_out_bool(j, "copied", c->recordings.d[i].copy != NULL);
        json_out_end(j);
    }
    json_out_end(j);
}

/* ---- Article 15(1) and (2): the definition's own words ---- */

static void put_part(struct json_out *j, const char *key, const struct node *def, const char *part) {
    const struct node *n = node_get(def, part);

    if (n != NULL) {
        json_out_node(j, key, n);
    } else {
        json_out_null(j, key);
    }
}

static bool any_purpose(const struct node *def, const char *flag) {
    const struct node *list = node_get(def, "purposes");

    for (const struct node *p = list != NULL ? list->child : NULL; p != NULL; p = p->next) {
        if (node_is_true(p, flag))
            return true;
    }
    return false;
}

static void put_article_15(const struct node *def, struct json_out *j) {
    json_out_map(j, NULL);
    put_part(j, "controllers", def, "controllers");
    put_part(j, "contacts", def, "contacts");
    put_part(j, "legal_bases", def, "legal_bases");
    put_part(j, "purposes", def, "purposes");
    put_part(j, "recipients", def, "recipients");
    put_part(j, "retention", def, "retention");
    put_part(j, "rights", def, "rights");
    put_part(j, "sources", def, "sources");
    json_out_map(j, "complaint");
    json_out_str(j, "authority", "Tietosuojavaltuutetun toimisto");
    json_out_str(j, "web", "https://tietosuoja.fi");
    json_out_str(j, "article", "Art. 77");
    json_out_end(j);
    json_out_map(j, "automated_decisions");
    json_out_bool(j, "profiling", any_purpose(def, "profiling"));
    json_out_null(j, "decisions_article_22"); /* no notice says, and the program does not know */
    json_out_end(j);
    put_part(j, "transfers", def, "transfers");
    json_out_end(j);
}

static const char *article_15(struct access *a) {
    struct sink to;
    struct json_out j;
    SB(text);

    if (a->fixed.article_15 == NULL) {
        sink_to_sb(&to, &text);
        json_out_init_part(&j, &to, 1);
        put_article_15(a->plan.def, &j);
        sink_drain(&to);
        a->fixed.article_15 = sb_detach(&text);
    }
    return a->fixed.article_15;
}

int access_write_json(const struct access_content *c, struct package *p) {
    struct err *e = c->access->db->err;
    const char *facts = article_15(c->access);
    struct sink *to;
    struct json_out j;

    TRY(package_file(p, "export.json", &to, e));
    json_out_init(&j, to, true);
    json_out_map(&j, NULL);
    json_out_int(&j, "format", 1);
    put_request(c, &j);
    put_data(c, &j);
    put_deleted(&c->history, &j);
    put_recordings(c, &j);
    put_book(&c->history, &j);
    json_out_raw(&j, "article_15", facts, strlen(facts));
    json_out_end(&j);
    return package_file_end(p, to, e);
}
