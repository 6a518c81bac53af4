/*
 * access_view.c - see access_view.h.
 */
#include "engine/access_view.h"

#include "base/date.h"
#include "domain/phrase.h"
#include "store/person_store.h"

/* The first place of the column in the category; NULL when it does not stand there. */
static const struct node *place_in(const struct plan_column *column, size_t category) {
    for (size_t i = 0; i < column->places.len; i++) {
        if (column->places.d[i].category == category)
            return column->places.d[i].field;
    }
    return NULL;
}

static void release_table(struct view_table *t) {
    vec_release(&t->columns);
    vec_release(&t->rows);
}

bool view_is_about(const struct plan_place *p, const struct work_row *row) {
    return p->when == SIZE_MAX || (row->values[p->when] != NULL && strcmp(row->values[p->when], p->value) == 0);
}

/* Whether every place of the column is about some rows only, so that rows may be left over. */
static bool is_conditional(const struct plan_column *column) {
    for (size_t i = 0; i < column->places.len; i++) {
        if (column->places.d[i].when == SIZE_MAX)
            return false;
    }
    return true;
}

bool view_has(const struct view_table *t, const struct view_column *c, const struct work_row *row) {
    const struct plan_column *column = &t->table->columns[c->column];
    bool placed = false;

    for (size_t i = 0; i < column->places.len && !placed; i++)
        placed = (t->category == VIEW_UNLISTED || column->places.d[i].category == t->category) &&
                 view_is_about(&column->places.d[i], row);
    return placed != (t->category == VIEW_UNLISTED);
}

bool view_concerns(const struct view_table *t, const struct work_row *row, size_t group) {
    for (size_t i = 0; i < t->columns.len; i++) {
        size_t column = t->columns.d[i].column;

        /* What is computed is there as long as what it is computed from, which may be any of them. */
        if ((column >= t->table->table->column_count || view_group(t->table, column) == group) &&
            view_has(t, &t->columns.d[i], row))
            return true;
    }
    return false;
}

/* Whether the row belongs under the category because of one of the table's columns there: among what the notice does
 * not list, because of one that has a value. */
static bool belongs(const struct view_table *t, const struct work_row *row) {
    for (size_t i = 0; i < t->columns.len; i++) {
        if (view_has(t, &t->columns.d[i], row) &&
            (t->category != VIEW_UNLISTED || row->values[t->columns.d[i].column] != NULL))
            return true;
    }
    return false;
}

static void add_table(struct view_category *c, const struct workset *work, size_t first_row, size_t row_count) {
    const struct plan_table *t = work->rows.d[first_row].table;
    struct view_table made = {.table = t, .category = c->category};

    for (size_t i = 0; i < t->table->column_count + t->table->computed_count; i++) {
        const struct node *field = NULL;
        bool shown;

        if (c->category == VIEW_UNLISTED) {
            shown = is_conditional(&t->columns[i]) && !t->table->columns[i].internal;
        } else {
            field = place_in(&t->columns[i], c->category);
            shown = field != NULL;
        }
        if (shown)
            *vec_push(&made.columns) = (struct view_column){.column = i, .field = field};
    }
    for (size_t r = 0; r < row_count; r++) {
        if (belongs(&made, &work->rows.d[first_row + r]))
            *vec_push(&made.rows) = &work->rows.d[first_row + r];
    }
    if (made.rows.len > 0) {
        *vec_push(&c->tables) = made;
    } else {
        release_table(&made);
    }
}

static void add_tables(struct view_category *c, const struct workset *work) {
    for (size_t i = 0; i < work->rows.len;) {
        const struct plan_table *t = work->rows.d[i].table;
        size_t n = 1;

        while (i + n < work->rows.len && work->rows.d[i + n].table == t)
            n++;
        add_table(c, work, i, n);
        i += n;
    }
}

static void release_category(struct view_category *c) {
    for (size_t i = 0; i < c->tables.len; i++)
        release_table(&c->tables.d[i]);
    vec_release(&c->tables);
}

/* What the notice does not list, where there is such data. */
static void add_unlisted(struct view *v) {
    struct view_category *c = vec_push(&v->categories);

    c->category = VIEW_UNLISTED;
    add_tables(c, v->work);
    if (c->tables.len == 0) {
        release_category(c);
        v->categories.len--;
    }
}

void view_make(struct view *v, const struct plan *plan, const struct workset *work, const struct code_lists *codes) {
    v->plan = plan;
    v->work = work;
    v->codes = codes;
    for (size_t i = 0; i < plan->categories.len; i++) {
        struct view_category *c = vec_push(&v->categories);

        c->category = i;
        c->node = plan->categories.d[i].node;
        add_tables(c, work);
    }
    add_unlisted(v);
}

void view_release(struct view *v) {
    for (size_t i = 0; i < v->categories.len; i++)
        release_category(&v->categories.d[i]);
    vec_release(&v->categories);
}

const char *view_category_name(const struct view_category *c, enum lang lang) {
    if (c->node == NULL)
        return phrase(PHRASE_PACKAGE_UNLISTED, lang);
    return node_str(node_get(c->node, "names"), lang_code(lang));
}

const char *view_table_name(const struct cat_table *t, enum lang lang) {
    return t->names.t[lang] != NULL ? t->names.t[lang] : t->name;
}

/* "(kWh)" of "vuosikulutusarvio (kWh)": the bracket that ends a name; NULL when none does. */
static const char *unit_of(const char *name) {
    size_t len = strlen(name);

    return len > 0 && name[len - 1] == ')' ? strrchr(name, '(') : NULL;
}

const char *view_column_name(const struct view_table *t, const struct view_column *c, enum lang lang, struct sb *buf) {
    const struct cat_column *column = &t->table->table->columns[c->column];
    const char *own = column->names.t[lang] != NULL ? column->names.t[lang] : column->name;
    const struct node *columns = c->field != NULL ? node_get(c->field, "columns") : NULL;
    const char *name, *unit = unit_of(own);

    /* A field of one column is called what the notice calls it; one of several has the columns' own names. */
    if (columns == NULL || columns->child == NULL || columns->child->next != NULL ||
        strchr(columns->child->text, '*') != NULL)
        return own;
    name = node_str(node_get(c->field, "names"), lang_code(lang));
    /* The notice says what is held, not in what it is counted: an amount without its unit is no answer. */
    if (unit == NULL || unit_of(name) != NULL)
        return name;
    sb_clear(buf);
    sb_printf(buf, "%s %s", name, unit);
    return buf->d;
}

/* "2025-11-22T00:30:00+02:00" as the day and the time of day. */
static const char *instant_text(const char *value, enum lang lang, struct sb *buf) {
    date_t day;

    if (strlen(value) < 16 || date_parse(value, &day) < 0)
        return value;
    phrase_date(buf, day, lang);
    sb_printf(buf, " %.2s%c%.2s", value + 11, lang == LANG_FI ? '.' : ':', value + 14);
    return buf->d;
}

static const char *decimal_text(const char *value, enum lang lang, struct sb *buf) {
    if (lang == LANG_EN)
        return value;
    for (const char *s = value; *s != '\0'; s++)
        sb_ch(buf, *s == '.' ? ',' : *s);
    return buf->d;
}

static const char *date_text(const char *value, enum lang lang, struct sb *buf) {
    date_t day;

    if (date_parse_iso(value, &day) < 0)
        return value;
    phrase_date(buf, day, lang);
    return buf->d;
}

/* What the program wrote of an answer it gave, in words; what came by an import stands as it is. */
static const char *disclosure_text(const char *value, enum lang lang) {
    static const struct {
        const char *value;
        enum phrase phrase;
    } words[] = {
        {DISCLOSED_TO_PERSON, PHRASE_PACKAGE_DISCLOSED_TO_PERSON},
        {DISCLOSED_TO_REPRESENTATIVE, PHRASE_PACKAGE_DISCLOSED_TO_REPRESENTATIVE},
        {DISCLOSED_COPY, PHRASE_PACKAGE_DISCLOSED_COPY},
        {DISCLOSED_PORTABLE, PHRASE_PACKAGE_DISCLOSED_PORTABLE},
        {DISCLOSED_ARTICLE_15, PHRASE_PACKAGE_DISCLOSED_ARTICLE_15},
        {DISCLOSED_ARTICLE_20, PHRASE_PACKAGE_DISCLOSED_ARTICLE_20},
    };

    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        if (strcmp(words[i].value, value) == 0)
            return phrase(words[i].phrase, lang);
    }
    return value;
}

const char *view_value(const struct view *v, const struct cat_table *t, size_t index, const char *value, enum lang lang,
                       struct sb *buf) {
    const struct cat_column *column = &t->columns[index];

    sb_clear(buf);
    if (value == NULL)
        return NULL;
    switch (column->kind) {
    case KIND_DATE:
        return date_text(value, lang, buf);
    case KIND_INSTANT:
        return instant_text(value, lang, buf);
    case KIND_DECIMAL:
        return decimal_text(value, lang, buf);
    case KIND_BOOLEAN:
        return phrase(strcmp(value, "0") == 0 ? PHRASE_PACKAGE_NO : PHRASE_PACKAGE_YES, lang);
    case KIND_LIST:
        return column->list != NULL ? code_name(v->codes, column->list, value, lang) : value;
    case KIND_LANGUAGE:
        return code_name(v->codes, "language", value, lang);
    case KIND_TEXT:
        return strcmp(t->name, "disclosure") == 0 ? disclosure_text(value, lang) : value;
    default:
        return value;
    }
}

size_t view_group(const struct plan_table *t, size_t column) {
    for (size_t g = 0; g < t->groups.len; g++) {
        for (size_t i = 0; i < t->groups.d[g].columns.len; i++) {
            if (t->groups.d[g].columns.d[i] == column)
                return g;
        }
    }
    return SIZE_MAX;
}
