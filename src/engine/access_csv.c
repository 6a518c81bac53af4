/*
 * access_csv.c - one CSV file for each category that has data. A category may span tables of different shape, so a file
 * has one line for each value: group, row, item, value, kept until. Opens in a spreadsheet as it is: UTF-8 with a byte
 * order mark, semicolons, formulas disarmed. Codes stand by their names, dates and numbers as a spreadsheet reckons
 * with them. The exact values are in export.json.
 */
#include "engine/access_parts.h"

#include "base/sb.h"
#include "domain/definition.h"
#include "domain/phrase.h"
#include "io/csv_out.h"

static void put_header(struct csv_out *out, enum lang lang) {
    static const enum phrase headers[] = {PHRASE_PACKAGE_TABLE, PHRASE_PACKAGE_ROW_COLUMN, PHRASE_PACKAGE_FIELD,
                                          PHRASE_PACKAGE_VALUE, PHRASE_PACKAGE_KEPT_UNTIL};

    for (size_t i = 0; i < ARRAY_LEN(headers); i++)
        csv_out_text(out, phrase(headers[i], lang));
    csv_out_end_row(out);
}

/* The day that the letter tells: not the rule's, of what is held or kept for other data. */
static date_t group_day(const struct work_row *row, size_t g) {
    if (g == SIZE_MAX || row->groups[g].status == RETENTION_HELD)
        return DATE_NONE;
    return workset_waits(row) ? row->waits_until : row->groups[g].last_day;
}

/* What is computed is there as long as the last of what it may be computed from. */
static date_t last_day(const struct work_row *row, size_t column) {
    date_t last = DATE_NONE;

    if (column < row->table->table->column_count)
        return group_day(row, view_group(row->table, column));
    for (size_t g = 0; g < row->table->groups.len; g++) {
        date_t day = group_day(row, g);

        if (day == DATE_NONE)
            return DATE_NONE;
        last = g == 0 || day > last ? day : last;
    }
    return last;
}

static void put_last_day(struct csv_out *out, const struct work_row *row, size_t column) {
    date_t last = last_day(row, column);
    char day[DATE_LEN];

    date_iso(last, day);
    csv_out_text(out, last != DATE_NONE ? day : NULL);
}

/* Words as people read them; dates and numbers as they are stored, for a spreadsheet. */
static const char *shown(const struct access_content *c, const struct cat_table *t, size_t index, const char *value,
                         struct sb *buf) {
    enum kind kind = t->columns[index].kind;
    bool words = kind == KIND_LIST || kind == KIND_LANGUAGE || kind == KIND_BOOLEAN || kind == KIND_TEXT;

    return words ? view_value(c->view, t, index, value, c->lang, buf) : value;
}

static void put_value(const struct access_content *c, const struct view_table *t, const struct work_row *row,
                      const struct view_column *column, size_t number, struct csv_out *out) {
    const char *value = row->values[column->column];
    SB(buf);
    SB(name);

    if (value == NULL || !view_has(t, column, row))
        return;
    if (row->other)
        value = phrase(PHRASE_PACKAGE_MASKED_VALUE, c->lang);
    csv_out_text(out, view_table_name(t->table->table, c->lang));
    csv_out_int(out, (int64_t)number);
    csv_out_text(out, view_column_name(t, column, c->lang, &name));
    csv_out_text(out, row->other ? value : shown(c, t->table->table, column->column, value, &buf));
    if (row->other) {
        csv_out_text(out, NULL);
    } else {
        put_last_day(out, row, column->column);
    }
    csv_out_end_row(out);
}

static void put_category(const struct access_content *c, const struct view_category *cat, struct csv_out *out) {
    put_header(out, c->lang);
    for (size_t t = 0; t < cat->tables.len; t++) {
        const struct view_table *table = &cat->tables.d[t];

        for (size_t r = 0; r < table->rows.len; r++) {
            for (size_t i = 0; i < table->columns.len; i++)
                put_value(c, table, table->rows.d[r], &table->columns.d[i], r + 1, out);
        }
    }
}

static int write_category(const struct access_content *c, const struct view_category *cat, struct package *p) {
    struct err *e = c->access->db->err;
    struct csv_out out;
    struct sink *to;
    SB(name);

    sb_printf(&name, "%s.csv", cat->node != NULL ? node_str(cat->node, "code") : DEFINITION_NO_CATEGORY);
    TRY(package_file(p, name.d, &to, e));
    TRY(csv_out_init(&out, to, &(struct csv_out_options){.charset = CHARSET_UTF8_BOM, .delimiter = ';', .guard = true},
                     e));
    put_category(c, cat, &out);
    TRY(csv_out_finish(&out, name.d, e));
    return package_file_end(p, to, e);
}

int access_write_csv(const struct access_content *c, struct package *p) {
    for (size_t i = 0; i < c->view->categories.len; i++) {
        if (c->view->categories.d[i].tables.len > 0)
            TRY(write_category(c, &c->view->categories.d[i], p));
    }
    return 0;
}
