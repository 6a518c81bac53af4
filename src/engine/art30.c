/*
 * art30.c - see art30.h.
 */
#include "engine/art30.h"

#include "base/sb.h"
#include "engine/notice_part.h"

static void heading(const struct notice_part *p, int level, enum phrase title) {
    doc_heading(p->doc, level, phrase(title, p->lang));
}

void art30_write(struct doc *d, const struct node *def, const struct notice_dictionary *dict, enum lang lang) {
    const struct notice_part part = {
        .doc = d, .def = def, .dict = dict, .lang = lang, .audience = NOTICE_FOR_RECORD, .level = 4};
    const struct notice_part *p = &part;

    heading(p, 1, PHRASE_ART30_TITLE);
    doc_facts(d);
    part_fact(p, PHRASE_LABEL_REGISTER, notice_name(def, lang));
    doc_facts_end(d);
    part_say(p, PHRASE_ART30_INTRO);
    heading(p, 2, PHRASE_ART30_A);
    part_controllers(p);
    part_contacts(p);
    if (notice_where(def, "contacts", "kind", "dpo") == NULL && notice_first(def, "contacts") != NULL)
        doc_notice(d, phrase(PHRASE_ART30_DPO_MISSING, lang));
    heading(p, 2, PHRASE_ART30_B);
    part_purposes(p);
    heading(p, 2, PHRASE_ART30_C);
    heading(p, 3, PHRASE_ART30_GROUPS);
    part_groups(p);
    heading(p, 3, PHRASE_ART30_CATEGORIES);
    part_categories(p);
    heading(p, 2, PHRASE_ART30_D);
    part_recipients(p);
    heading(p, 2, PHRASE_ART30_E);
    part_transfers(p);
    heading(p, 2, PHRASE_ART30_F);
    part_time_limits(p);
    heading(p, 2, PHRASE_ART30_G);
    part_security(p);
}
