/*
 * letter_access.c - answers to access and portability requests; see letter.h.
 */
#include "base/sb.h"
#include "engine/letter_part.h"

static void put_number(struct sb *out, int64_t n) {
    sb_printf(out, "%" PRId64, n);
}

static void put_categories(const struct letter *l, const struct letter_access *a) {
    const char *const headers[] = {phrase(PHRASE_COL_CATEGORY, l->lang), phrase(PHRASE_COL_ROWS, l->lang)};

    if (a->category_count == 0)
        return;
    doc_table(l->doc, phrase(PHRASE_TABLE_CATEGORIES, l->lang), headers, ARRAY_LEN(headers));
    for (size_t i = 0; i < a->category_count; i++) {
        SB(name);
        SB(rows);

        phrase_capital(&name, a->categories[i].name);
        put_number(&rows, a->categories[i].rows);
        doc_row(l->doc, (const char *const[]){name.d, rows.d}, 2);
    }
    doc_table_end(l->doc);
}

/* The rule by its name for people; without one it was a request. */
static const char *rule_name(const struct letter *l, const char *code) {
    const struct node *rule = code != NULL ? notice_find(l->def, "retention", code) : NULL;

    return rule != NULL ? notice_name(rule, l->lang) : phrase(PHRASE_REASON_ERASURE_REQUEST, l->lang);
}

static void put_deleted(const struct letter *l, const struct letter_access *a) {
    const char *const headers[] = {phrase(PHRASE_COL_DATA, l->lang), phrase(PHRASE_COL_ROWS, l->lang),
                                   phrase(PHRASE_COL_REASON, l->lang), phrase(PHRASE_COL_DELETED_ON, l->lang)};

    if (a->deleted_count == 0)
        return;
    doc_table(l->doc, phrase(PHRASE_TABLE_DELETED, l->lang), headers, ARRAY_LEN(headers));
    for (size_t i = 0; i < a->deleted_count; i++) {
        const struct letter_deleted *d = &a->deleted[i];
        SB(name);
        SB(rows);
        SB(rule);
        SB(on);

        phrase_capital(&name, d->name);
        put_number(&rows, d->rows);
        phrase_capital(&rule, rule_name(l, d->rule));
        phrase_date(&on, d->on, l->lang);
        doc_row(l->doc, (const char *const[]){name.d, rows.d, rule.d, on.d}, 4);
    }
    doc_table_end(l->doc);
}

static void put_files(const struct letter *l, const struct letter_file *files, size_t n) {
    const char *const headers[] = {phrase(PHRASE_COL_FILE, l->lang), phrase(PHRASE_COL_CONTENT, l->lang)};

    if (n == 0)
        return;
    doc_table(l->doc, phrase(PHRASE_TABLE_FILES, l->lang), headers, ARRAY_LEN(headers));
    for (size_t i = 0; i < n; i++) {
        SB(content);

        phrase_capital(&content, files[i].content);
        doc_row(l->doc, (const char *const[]){files[i].name, content.d}, 2);
    }
    doc_table_end(l->doc);
}

void letter_access(const struct letter *l, const struct letter_access *a) {
    if (a->category_count == 0) {
        letter_say(l, PHRASE_ACCESS_NOTHING);
        put_deleted(l, a);
        return;
    }
    letter_say(l, PHRASE_ACCESS_FOUND);
    doc_heading(l->doc, 2, phrase(PHRASE_SEC_YOUR_DATA, l->lang));
    put_categories(l, a);
    if (a->others_masked)
        letter_say(l, PHRASE_ACCESS_OTHERS);
    if (a->restricted)
        letter_say(l, PHRASE_ACCESS_RESTRICTED);
    put_deleted(l, a);
    put_files(l, a->files, a->file_count);
    if (a->recordings_missing)
        doc_notice(l->doc, phrase(PHRASE_ACCESS_RECORDINGS_MISSING, l->lang));
}

void letter_facts_art15(const struct letter *l) {
    static const struct {
        enum phrase title;
        void (*write)(const struct notice_part *p);
    } facts[] = {
        {PHRASE_SEC_PURPOSES, part_purposes},     {PHRASE_SEC_DATA, part_categories},
        {PHRASE_SEC_RECIPIENTS, part_recipients}, {PHRASE_SEC_TRANSFERS, part_transfers},
        {PHRASE_SEC_RETENTION, part_retention},   {PHRASE_SEC_SOURCES, part_sources},
        {PHRASE_SEC_AUTOMATED, part_automated},
    };
    struct notice_part p = letter_part(l, 4);

    doc_heading(l->doc, 2, phrase(PHRASE_SEC_FACTS, l->lang));
    for (size_t i = 0; i < ARRAY_LEN(facts); i++) {
        doc_heading(l->doc, 3, phrase(facts[i].title, l->lang));
        facts[i].write(&p);
    }
}

void letter_portability(const struct letter *l, const struct letter_portability *p) {
    bool by_law = !notice_names_basis(l->def) || notice_uses_basis(l->def, BASIS_CONSENT) ||
                  notice_uses_basis(l->def, BASIS_CONTRACT);

    if (p->file_count == 0) {
        letter_say(l, PHRASE_PORTABILITY_NOTHING);
    } else {
        letter_say(l, PHRASE_PORTABILITY_INTRO);
        put_files(l, p->files, p->file_count);
    }
    letter_say(l, PHRASE_PORTABILITY_LIMITS);
    if (!by_law)
        letter_say(l, PHRASE_PORTABILITY_PROMISE);
}
