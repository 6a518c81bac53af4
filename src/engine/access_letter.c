/*
 * access_letter.c - letter.html: the answer for the person to read, from the blocks that all letters share, with the
 * data themselves in the middle.
 */
#include "engine/access_parts.h"

#include "base/sb.h"
#include "domain/phrase.h"
#include "engine/dictionary.h"
#include "engine/letter.h"
#include "engine/letter_to.h"
#include "io/doc_out.h"

static void put_head(const struct access_content *c, const struct letter *l) {
    LETTER_TO(to);

    letter_to_make(c->card, &to);
    letter_begin(l, &(struct letter_head){.subject = LETTER_ACCESS,
                                          .to = to.lines,
                                          .to_count = to.count,
                                          .date = c->access->options->today,
                                          .received = date_of_stored(c->request->received),
                                          .reference = c->request->ref});
}

/* ---- what is held, what was, which files come along ---- */

static void put_intro(const struct access_content *c, struct doc *d) {
    if (c->work->subject.representative_id != 0)
        doc_para(d, phrase(PHRASE_PACKAGE_REPRESENTATIVE, c->lang));
    doc_para(d, phrase(c->work->rows.len > 0 ? PHRASE_PACKAGE_INTRO_DATA : PHRASE_PACKAGE_INTRO_NONE, c->lang));
    if (c->masked)
        doc_notice(d, phrase(PHRASE_PACKAGE_MASKED, c->lang));
}

/* Why something was removed: the rule by its name, the person's request, what they object to. A rule that the register
 * has no longer has no name. */
static const char *rule_name(const struct access_content *c, const char *code) {
    const struct plan *p = &c->access->plan;

    for (size_t i = 0; i < p->rules.len; i++) {
        if (strcmp(p->rules.d[i].code, code) == 0)
            return node_str(node_get(p->rules.d[i].node, "names"), lang_code(c->lang));
    }
    if (strcmp(code, PLAN_ERASURE) == 0)
        return phrase(PHRASE_PACKAGE_DELETED_BY_REQUEST, c->lang);
    if (strcmp(code, PLAN_OBJECTION) == 0)
        return phrase(PHRASE_PACKAGE_DELETED_BY_OBJECTION, c->lang);
    return phrase(PHRASE_PACKAGE_DELETED_BY_FORMER_RULE, c->lang);
}

static void put_deleted(const struct access_content *c, struct doc *d) {
    const char *headers[] = {phrase(PHRASE_PACKAGE_TABLE, c->lang), phrase(PHRASE_PACKAGE_DELETED_COUNT, c->lang),
                             phrase(PHRASE_PACKAGE_DELETED_RULE, c->lang), phrase(PHRASE_PACKAGE_DELETED_ON, c->lang)};

    doc_heading(d, 2, phrase(PHRASE_PACKAGE_DELETED_HEADING, c->lang));
    if (c->history.tombstones.len == 0) {
        doc_para(d, phrase(PHRASE_PACKAGE_DELETED_NONE, c->lang));
        return;
    }
    doc_table(d, phrase(PHRASE_PACKAGE_DELETED_INTRO, c->lang), headers, ARRAY_LEN(headers));
    for (size_t i = 0; i < c->history.tombstones.len; i++) {
        const struct person_tombstone *t = &c->history.tombstones.d[i];
        const struct cat_table *table = catalog_table(&c->access->plan.cat, t->table_name);
        SB(day);
        SB(rows);

        phrase_date(&day, date_of_stored(t->deleted_on), c->lang);
        sb_printf(&rows, "%" PRId64, t->rows);
        doc_row(d,
                (const char *const[]){table != NULL ? view_table_name(table, c->lang) : t->table_name, rows.d,
                                      rule_name(c, t->rule), day.d},
                ARRAY_LEN(headers));
    }
    doc_table_end(d);
}

static void put_recordings(const struct access_content *c, struct doc *d) {
    size_t copied = 0;

    if (c->recordings.len == 0)
        return;
    for (size_t i = 0; i < c->recordings.len; i++)
        copied += c->recordings.d[i].copy != NULL;
    doc_heading(d, 2, phrase(PHRASE_PACKAGE_RECORDINGS_HEADING, c->lang));
    if (copied > 0)
        doc_para(d, phrase(PHRASE_PACKAGE_RECORDINGS_COPIED, c->lang));
    if (copied < c->recordings.len)
        doc_para(d, phrase(PHRASE_PACKAGE_RECORDINGS_MISSING, c->lang));
}

static void put_files(const struct access_content *c, struct doc *d) {
    doc_heading(d, 2, phrase(PHRASE_PACKAGE_FILES_HEADING, c->lang));
    doc_list(d);
    doc_item(d, phrase(PHRASE_PACKAGE_FILES_JSON, c->lang));
    doc_item(d, phrase(PHRASE_PACKAGE_FILES_CSV, c->lang));
    doc_item(d, phrase(PHRASE_PACKAGE_FILES_MANIFEST, c->lang));
    doc_list_end(d);
}

/* From the list of files on nothing is about this person: the facts of Art. 15, rights and remedies. */
static int letter_end_text(const struct access_content *c, const struct letter *like, const char **ret) {
    char **text = &c->access->fixed.letter_end[like->lang][like->company];
    struct letter l = *like;
    struct sink to;
    SB(html);
    DOC_OUT(out);

    if (*text == NULL) {
        sink_to_sb(&to, &html);
        doc_out_open_part(&out, &to, l.lang);
        l.doc = &out.doc;
        put_files(c, l.doc);
        letter_facts_art15(&l);
        letter_other_rights(&l, RIGHT_ACCESS);
        letter_remedies(&l);
        letter_end(&l);
        TRY(doc_out_close(&out, "letter.html", c->access->db->err));
        *text = sb_detach(&html);
    }
    *ret = *text;
    return 0;
}

int access_write_letter(const struct access_content *c, struct package *p) {
    struct err *e = c->access->db->err;
    struct notice_dictionary dict = dictionary_of(&c->access->plan.cat);
    struct letter l = {.def = c->access->plan.def, .dict = &dict, .lang = c->lang, .company = c->card->legal_person};
    const char *end;
    struct sink *to;
    DOC_OUT(out);

    TRY(letter_end_text(c, &l, &end));
    TRY(package_file(p, "letter.html", &to, e));
    doc_out_open(&out, DOC_HTML, to, c->lang, letter_title(LETTER_ACCESS, c->lang));
    l.doc = &out.doc;
    put_head(c, &l);
    put_intro(c, l.doc);
    access_put_data(c, l.doc);
    put_deleted(c, l.doc);
    put_recordings(c, l.doc);
    doc_out_put_part(&out, end);
    TRY(doc_out_close(&out, "letter.html", e));
    return package_file_end(p, to, e);
}
