/*
 * notice.c - see notice.h: the parts of notice_part.h under numbered headings.
 */
#include "engine/notice.h"

#include "base/sb.h"
#include "engine/notice_part.h"

struct notice {
    struct notice_part part;
    int section;
};

static void section(struct notice *n, enum phrase title) {
    SB(text);

    sb_printf(&text, "%d. %s", ++n->section, phrase(title, n->part.lang));
    doc_heading(n->part.doc, 2, text.d);
}

const char *notice_title(const struct node *def, enum lang lang) {
    const char *title = notice_text(def, "title", lang);

    return title != NULL ? title : phrase(PHRASE_NOTICE_TITLE, lang);
}

static void put_head(const struct notice_part *p) {
    const char *updated = node_str(p->def, "updated");
    date_t date;
    SB(day);

    doc_heading(p->doc, 1, notice_title(p->def, p->lang));
    doc_facts(p->doc);
    part_fact(p, PHRASE_LABEL_REGISTER, notice_name(p->def, p->lang));
    if (updated != NULL && date_parse_iso(updated, &date) == 0)
        phrase_date(&day, date, p->lang);
    part_fact(p, PHRASE_LABEL_UPDATED, day.len > 0 ? day.d : phrase(PHRASE_NOT_STATED, p->lang));
    part_fact(p, PHRASE_LABEL_VERSION, node_str(p->def, "version"));
    doc_facts_end(p->doc);
    part_say(p, PHRASE_NOTICE_INTRO);
}

static void put_processing(struct notice *n) {
    const struct notice_part *p = &n->part;

    section(n, PHRASE_SEC_PURPOSES);
    part_purposes(p);
    section(n, PHRASE_SEC_GROUPS);
    part_groups(p);
    section(n, PHRASE_SEC_DATA);
    part_categories(p);
    section(n, PHRASE_SEC_SOURCES);
    part_sources(p);
    section(n, PHRASE_SEC_RECIPIENTS);
    part_recipients(p);
    section(n, PHRASE_SEC_TRANSFERS);
    part_transfers(p);
    section(n, PHRASE_SEC_RETENTION);
    part_retention(p);
    if (notice_first(p->def, "security") != NULL) {
        section(n, PHRASE_SEC_SECURITY);
        part_security(p);
    }
    section(n, PHRASE_SEC_AUTOMATED);
    part_automated(p);
}

/* The right to object stands before the others, clearly and apart from them: Art. 21(4). */
static void put_rights(struct notice *n) {
    const struct notice_part *p = &n->part;

    if (part_has_marketing(p)) {
        section(n, PHRASE_SEC_MARKETING);
        part_marketing(p);
    }
    if (part_has_objection(p)) {
        section(n, PHRASE_SEC_OBJECTION);
        part_objection(p);
    }
    section(n, PHRASE_SEC_RIGHTS);
    part_rights(p);
    if (part_has_consent(p)) {
        section(n, PHRASE_SEC_CONSENT);
        part_consent(p);
    }
    section(n, PHRASE_SEC_COMPLAINT);
    part_complaint(p);
}

void notice_write(struct doc *d, const struct node *def, const struct notice_dictionary *dict, enum lang lang) {
    struct notice n = {.part = {.doc = d, .def = def, .dict = dict, .lang = lang, .level = 3}};

    put_head(&n.part);
    section(&n,
            notice_where(def, "controllers", "role", "joint") != NULL ? PHRASE_SEC_CONTROLLERS : PHRASE_SEC_CONTROLLER);
    part_controllers(&n.part);
    section(&n, PHRASE_SEC_CONTACT);
    part_contacts(&n.part);
    put_processing(&n);
    put_rights(&n);
    if (notice_where(def, "texts", "kind", "cookie") != NULL) {
        section(&n, PHRASE_SEC_COOKIES);
        part_texts(&n.part, "cookie");
    }
    if (notice_where(def, "texts", "kind", "notice") != NULL) {
        section(&n, PHRASE_SEC_FURTHER);
        part_texts(&n.part, "notice");
    }
}
