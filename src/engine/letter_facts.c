/*
 * letter_facts.c - what Art. 15 has to be told, and the answer to a portability request; see letter.h.
 */
#include "base/sb.h"
#include "engine/letter_part.h"

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
    if (p->file_count == 0) {
        letter_say(l, PHRASE_PORTABILITY_NOTHING);
    } else {
        letter_say(l, PHRASE_PORTABILITY_INTRO);
        put_files(l, p->files, p->file_count);
    }
    letter_say(l, PHRASE_PORTABILITY_LIMITS);
    if (p->file_count > 0 && p->promised_only && notice_names_basis(l->def))
        letter_say(l, PHRASE_PORTABILITY_PROMISE);
}
