/*
 * access_view.h - one person's data as it is shown: by category of the notice, then by table, with only the columns
 * that stand there. The letter, the JSON and the CSV files all walk this view.
 *
 * A field that is about some rows only (only_when) puts those under its category, and of no other row the value.
 *
 * The last "category" gathers what the records hold and the notice does not list: it is the person's data all the same.
 */
#ifndef GDPRCTL_ENGINE_ACCESS_VIEW_H
#define GDPRCTL_ENGINE_ACCESS_VIEW_H

#include "base/base.h"
#include "base/lang.h"
#include "base/vec.h"
#include "engine/workset.h"
#include "store/code_store.h"

/* The category index of what the notice does not list. */
#define VIEW_UNLISTED SIZE_MAX

struct view_column {
    size_t column;            /* index into the table's columns */
    const struct node *field; /* the field of the notice; NULL for VIEW_UNLISTED */
};

struct view_table {
    const struct plan_table *table;
    size_t category; /* of the view_category that has it */
    VEC(struct view_column) columns;
    VEC(const struct work_row *) rows; /* of the workset */
};

struct view_category {
    size_t category;               /* index into plan.categories, or VIEW_UNLISTED */
    const struct node *node;       /* the category; NULL for VIEW_UNLISTED */
    VEC(struct view_table) tables; /* only those with rows */
};

struct view {
    const struct plan *plan;
    const struct workset *work;
    const struct code_lists *codes;
    VEC(struct view_category)
    categories; /* all of the notice in its order, also those without data; then unlisted
                   when it has data */
};

#define VIEW(name) struct view name CLEANUP(view_release) = {0}

void view_make(struct view *v, const struct plan *plan, const struct workset *work, const struct code_lists *codes);
void view_release(struct view *v);

/* Whether the place of a column is about the row. */
bool view_is_about(const struct plan_place *p, const struct work_row *row);

/* Whether the row's value of the column stands in the category: not when the field is about other rows only, nor, among
 * what the notice does not list, when another category has it. */
bool view_has(const struct view_table *t, const struct view_column *c, const struct work_row *row);

/* Whether the group of the table's columns, in row->groups, concerns what is shown of the row. */
bool view_concerns(const struct view_table *t, const struct work_row *row, size_t group);

/* Names for people. */
const char *view_category_name(const struct view_category *c, enum lang lang);
const char *view_table_name(const struct cat_table *t, enum lang lang);
/* With the unit that the dictionary has for the column; `buf` may hold it. */
const char *view_column_name(const struct view_table *t, const struct view_column *c, enum lang lang, struct sb *buf);

/* A value as people read it: codes by name, dates and decimals in the language's form, yes and no. NULL for NULL.
   `index` is the column's in the table. */
const char *view_value(const struct view *v, const struct cat_table *t, size_t index, const char *value, enum lang lang,
                       struct sb *buf);

/* The retention of the row as far as it concerns the column: index into row->groups, or SIZE_MAX. */
size_t view_group(const struct plan_table *t, size_t column);

#endif
