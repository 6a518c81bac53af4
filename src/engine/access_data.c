/*
 * access_data.c - the data themselves in the letter: for each category of the notice its tables, for each row its
 * values and how long they are kept.
 */
#include "engine/access_parts.h"

#include "base/sb.h"
#include "domain/phrase.h"

#define WIDE_COLUMNS 6 /* a table with more columns than this is shown row by row */

/* Its own time has come, but other data need it. */
static void kept_for_others(const struct access_content *c, const struct work_row *row, struct sb *out) {
    SB(day);

    if (row->waits_until == DATE_NONE) {
        sb_cat(out, phrase(PHRASE_PACKAGE_KEPT_WAITS, c->lang));
        return;
    }
    phrase_date(&day, row->waits_until, c->lang);
    PHRASE_FILL(out, PHRASE_PACKAGE_KEPT_WAITS_DATE, c->lang, day.d);
}

/* "21.11.2036 asti", or why there is no day. */
static void kept_text(const struct access_content *c, const struct plan_judgement *j, struct sb *out) {
    const struct plan_rule *rule = j->rule != SIZE_MAX ? &c->access->plan.rules.d[j->rule] : NULL;
    SB(day);

    phrase_date(&day, j->last_day, c->lang);
    switch (j->status) {
    case RETENTION_RUNNING:
        PHRASE_FILL(out, PHRASE_PACKAGE_KEPT_DATE, c->lang, day.d);
        break;
    case RETENTION_EXPIRED:
        PHRASE_FILL(out, PHRASE_PACKAGE_KEPT_EXPIRED, c->lang, day.d);
        break;
    case RETENTION_HELD:
        sb_cat(out, phrase(PHRASE_PACKAGE_KEPT_HELD, c->lang));
        break;
    case RETENTION_ACTIVE:
        sb_cat(out,
               phrase(rule != NULL && rule->by_time ? PHRASE_PACKAGE_KEPT_ACTIVE : PHRASE_PACKAGE_KEPT_WHILE_NEEDED,
                      c->lang));
        break;
    case RETENTION_UNDEFINED:
    case RETENTION__MAX:
        sb_cat(out, phrase(PHRASE_PACKAGE_KEPT_UNDEFINED, c->lang));
        break;
    }
}

/* Whether `text` is among the answers, which "; " parts. A day may end like another: 11.1.2030 and 1.1.2030. */
static bool is_among(const char *answers, const char *text) {
    SB(all);
    SB(one);

    sb_printf(&all, "; %s; ", answers);
    sb_printf(&one, "; %s; ", text);
    return strstr(all.d, one.d) != NULL;
}

/* How long the row's shown columns are kept; each different answer once. A row of foreign keys alone, and what is
 * computed from them, is under no rule. */
static void row_kept(const struct access_content *c, const struct view_table *t, const struct work_row *row,
                     struct sb *out) {
    for (size_t g = 0; g < row->table->groups.len; g++) {
        SB(text);

        if (!view_concerns(t, row, g))
            continue;
        if (workset_waits(row))
            kept_for_others(c, row, &text);
        else
            kept_text(c, &row->groups[g], &text);
        if (!is_among(out->d, text.d))
            sb_printf(out, "%s%s", out->len > 0 ? "; " : "", text.d);
    }
    if (out->len == 0)
        sb_cat(out, phrase(PHRASE_PACKAGE_KEPT_UNDEFINED, c->lang));
}

static bool is_filled(const struct view_table *t, const struct view_column *column, const struct work_row *row) {
    return row->values[column->column] != NULL && view_has(t, column, row);
}

static const char *shown(const struct access_content *c, const struct view_table *t, const struct view_column *column,
                         const struct work_row *row, struct sb *buf) {
    if (!is_filled(t, column, row))
        return NULL;
    if (row->other)
        return phrase(PHRASE_PACKAGE_MASKED_VALUE, c->lang);
    return view_value(c->view, row->table->table, column->column, row->values[column->column], c->lang, buf);
}

/* Columns in which any of the rows has a value. */
typedef VEC(size_t) index_vec;

static void filled_columns(const struct view_table *t, index_vec *ret) {
    for (size_t i = 0; i < t->columns.len; i++) {
        for (size_t r = 0; r < t->rows.len; r++) {
            if (is_filled(t, &t->columns.d[i], t->rows.d[r])) {
                *vec_push(ret) = i;
                break;
            }
        }
    }
}

static void put_wide(const struct access_content *c, const struct view_table *t, const index_vec *columns,
                     struct doc *d) {
    const char *cells[WIDE_COLUMNS + 1];
    struct sb texts[WIDE_COLUMNS];
    size_t n = columns->len;

    for (size_t i = 0; i < n; i++) {
        SB(name);

        texts[i] = (struct sb)SB_INIT;
        phrase_capital(&texts[i], view_column_name(t, &t->columns.d[columns->d[i]], c->lang, &name));
        cells[i] = texts[i].d;
    }
    cells[n] = phrase(PHRASE_PACKAGE_KEPT_UNTIL, c->lang);
    doc_table(d, view_table_name(t->table->table, c->lang), cells, n + 1);
    for (size_t r = 0; r < t->rows.len; r++) {
        const struct work_row *row = t->rows.d[r];
        SB(kept);

        for (size_t i = 0; i < n; i++)
            cells[i] = shown(c, t, &t->columns.d[columns->d[i]], row, &texts[i]);
        if (!row->other)
            row_kept(c, t, row, &kept);
        cells[n] = kept.d;
        doc_row(d, cells, n + 1);
    }
    doc_table_end(d);
    for (size_t i = 0; i < n; i++)
        sb_release(&texts[i]);
}

static void put_tall(const struct access_content *c, const struct view_table *t, const index_vec *columns,
                     struct doc *d) {
    for (size_t r = 0; r < t->rows.len; r++) {
        const struct work_row *row = t->rows.d[r];
        SB(title);
        SB(kept);

        sb_cat(&title, view_table_name(t->table->table, c->lang));
        if (t->rows.len > 1)
            sb_printf(&title, " %zu", r + 1);
        doc_heading(d, 4, title.d);
        doc_facts(d);
        for (size_t i = 0; i < columns->len; i++) {
            const struct view_column *column = &t->columns.d[columns->d[i]];
            SB(buf);
            SB(name);
            SB(label);
            const char *value = shown(c, t, column, row, &buf);

            phrase_capital(&label, view_column_name(t, column, c->lang, &name));
            if (value != NULL)
                doc_fact(d, label.d, value);
        }
        if (!row->other) {
            row_kept(c, t, row, &kept);
            doc_fact(d, phrase(PHRASE_PACKAGE_KEPT_UNTIL, c->lang), kept.d);
        }
        doc_facts_end(d);
    }
}

/* Whether there was anything to show: rows whose columns of this category are all empty are not. */
static bool put_table(const struct access_content *c, const struct view_table *table, struct doc *d) {
    index_vec columns = {0};
    bool any;

    filled_columns(table, &columns);
    any = columns.len > 0;
    if (columns.len > WIDE_COLUMNS || (any && table->rows.len == 1))
        put_tall(c, table, &columns, d);
    else if (any)
        put_wide(c, table, &columns, d);
    vec_release(&columns);
    return any;
}

static void put_category(const struct access_content *c, const struct view_category *cat, struct doc *d) {
    bool any = false;
    SB(name);

    phrase_capital(&name, view_category_name(cat, c->lang));
    doc_heading(d, 3, name.d);
    if (cat->node == NULL)
        doc_para(d, phrase(PHRASE_PACKAGE_UNLISTED_NOTE, c->lang));
    for (size_t t = 0; t < cat->tables.len; t++)
        any = put_table(c, &cat->tables.d[t], d) || any;
    if (!any)
        doc_para(d, phrase(PHRASE_PACKAGE_NO_DATA, c->lang));
}

/* ---- what the book knows ---- */

static void put_day(struct sb *out, const char *iso, enum lang lang) {
    date_t day;

    if (iso != NULL && date_parse_iso(iso, &day) == 0)
        phrase_date(out, day, lang);
}

static void put_requests(const struct access_content *c, struct doc *d) {
    const char *headers[] = {phrase(PHRASE_PACKAGE_REQUEST_REF, c->lang), phrase(PHRASE_PACKAGE_REQUEST_TYPE, c->lang),
                             phrase(PHRASE_PACKAGE_REQUEST_RECEIVED, c->lang),
                             phrase(PHRASE_PACKAGE_REQUEST_STATE, c->lang)};

    doc_table(d, phrase(PHRASE_PACKAGE_REQUESTS_HEADING, c->lang), headers, ARRAY_LEN(headers));
    for (size_t i = 0; i < c->history.requests.len; i++) {
        const struct person_request *q = &c->history.requests.d[i];
        SB(day);

        put_day(&day, q->received, c->lang);
        doc_row(d,
                (const char *const[]){q->ref, phrase_word("RIGHT", q->right, c->lang), day.d,
                                      phrase_word("STATE", q->state, c->lang)},
                ARRAY_LEN(headers));
    }
    doc_table_end(d);
}

static void put_bans(const struct access_content *c, struct doc *d) {
    const struct person_history *h = &c->history;

    if (h->objections.len + h->restrictions.len + h->statements.len == 0)
        return;
    doc_heading(d, 3, phrase(PHRASE_PACKAGE_OBJECTIONS_HEADING, c->lang));
    doc_facts(d);
    for (size_t i = 0; i < h->objections.len; i++) {
        SB(day);
        SB(since);

        put_day(&day, h->objections.d[i].since, c->lang);
        PHRASE_FILL(&since, PHRASE_PACKAGE_SINCE, c->lang, day.d);
        doc_fact(d, phrase_word("SCOPE", h->objections.d[i].scope, c->lang), since.d);
    }
    for (size_t i = 0; i < h->restrictions.len; i++) {
        SB(day);
        SB(since);

        if (h->restrictions.d[i].lifted_on != NULL)
            continue;
        put_day(&day, h->restrictions.d[i].placed_on, c->lang);
        PHRASE_FILL(&since, PHRASE_PACKAGE_SINCE, c->lang, day.d);
        doc_fact(d, phrase(PHRASE_PACKAGE_RESTRICTED, c->lang), since.d);
    }
    for (size_t i = 0; i < h->statements.len; i++)
        doc_fact(d, phrase(PHRASE_PACKAGE_STATEMENT, c->lang), h->statements.d[i].body);
    doc_facts_end(d);
}

void access_put_data(const struct access_content *c, struct doc *d) {
    doc_heading(d, 2, phrase(PHRASE_PACKAGE_DATA_HEADING, c->lang));
    for (size_t i = 0; i < c->view->categories.len; i++)
        put_category(c, &c->view->categories.d[i], d);
    put_bans(c, d);
    put_requests(c, d);
}
