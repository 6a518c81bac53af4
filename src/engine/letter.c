/*
 * letter.c - what every letter has: sender, recipient, title, the person's other rights and remedies, and the end; see
 * letter.h.
 */
#include "engine/letter.h"

#include "base/mem.h"
#include "base/sb.h"
#include "base/vec.h"
#include "engine/letter_part.h"

static const enum phrase titles[] = {
#define X(name) [LETTER_##name] = PHRASE_SUBJECT_##name,
    LETTER_SUBJECT_LIST(X)
#undef X
};

enum letter_subject letter_subject_of(enum right right) {
    _Static_assert((int)LETTER_ACCESS == (int)RIGHT_ACCESS && (int)LETTER_OBJECTION == (int)RIGHT_OBJECTION,
                   "the letters that answer a right are in its order");
    return (enum letter_subject)right;
}

const char *letter_title(enum letter_subject s, enum lang l) {
    return phrase(titles[s], l);
}

struct notice_part letter_part(const struct letter *l, int level) {
    return (struct notice_part){.doc = l->doc,
                                .def = l->def,
                                .dict = l->dict,
                                .lang = l->lang,
                                .audience = l->company ? NOTICE_FOR_ALL : NOTICE_FOR_PERSON,
                                .level = level};
}

void letter_say(const struct letter *l, enum phrase id) {
    doc_para(l->doc, phrase(id, l->lang));
}

void letter_reason(const struct letter *l, const char *reason) {
    if (reason == NULL)
        return;
    doc_facts(l->doc);
    doc_fact(l->doc, phrase(PHRASE_LABEL_REASONS, l->lang), reason);
    doc_facts_end(l->doc);
}

void letter_names(const struct letter *l, const char *const *names, size_t n) {
    doc_list(l->doc);
    for (size_t i = 0; i < n; i++) {
        SB(item);

        phrase_capital(&item, names[i]);
        doc_item(l->doc, item.d);
    }
    doc_list_end(l->doc);
}

void letter_recipients(const struct letter *l, enum phrase intro, const char *const *codes, size_t n) {
    VEC(const char *) names = {0};

    for (size_t i = 0; i < n; i++) {
        const struct node *recipient = notice_find(l->def, "recipients", codes[i]);

        if (recipient != NULL)
            *vec_push(&names) = notice_name(recipient, l->lang);
    }
    if (names.len > 0) {
        letter_say(l, intro);
        letter_names(l, names.d, names.len);
    }
    vec_release(&names);
}

void letter_date_fact(const struct letter *l, enum phrase label, date_t d) {
    SB(text);

    if (d == DATE_NONE)
        return;
    phrase_date(&text, d, l->lang);
    doc_fact(l->doc, phrase(label, l->lang), text.d);
}

/* One controller as lines of an address: name, business ID, where to write. */
static void put_sender(const struct letter *l, const struct node *controller) {
    const char *lines[5] = {node_str(controller, "name")};
    const char *id = node_str(controller, "business_id");
    size_t n = 1;
    SB(business_id);

    if (id != NULL) {
        sb_printf(&business_id, "%s %s", phrase(PHRASE_LABEL_BUSINESS_ID, l->lang), id);
        lines[n++] = business_id.d;
    }
    for (const char *const *key = (const char *const[]){"postal_address", "phone", "email", NULL}; *key != NULL;
         key++) {
        const char *value = node_str(controller, *key);

        if (value != NULL)
            lines[n++] = value;
    }
    doc_address(l->doc, lines, n);
}

void letter_begin(const struct letter *l, const struct letter_head *head) {
    for (NOTICE_EACH(controller, l->def, "controllers"))
        put_sender(l, controller);
    if (head->to_count > 0)
        doc_address(l->doc, head->to, head->to_count);
    doc_heading(l->doc, 1, letter_title(head->subject, l->lang));
    doc_facts(l->doc);
    letter_date_fact(l, PHRASE_LABEL_DATE, head->date);
    if (head->reference != NULL)
        doc_fact(l->doc, phrase(PHRASE_LABEL_REFERENCE, l->lang), head->reference);
    letter_date_fact(l, PHRASE_LABEL_RECEIVED, head->received);
    doc_fact(l->doc, phrase(PHRASE_LABEL_REGISTER, l->lang), notice_name(l->def, l->lang));
    doc_facts_end(l->doc);
}

/* Where to ask: the first contact of the notice; else the controllers' addresses at the top will do. */
static void put_contact(const struct letter *l) {
    const struct node *contact = notice_first(l->def, "contacts");
    struct notice_part p = letter_part(l, 2);
    const char *kind;
    SB(name);

    if (contact == NULL)
        return;
    kind = phrase_word("CONTACT", node_str(contact, "kind"), l->lang);
    part_contact_name(contact, kind, l->lang, &name);
    doc_facts(l->doc);
    doc_fact(l->doc, kind, name.d);
    part_fact(&p, PHRASE_LABEL_ADDRESS, node_str(contact, "postal_address"));
    part_fact(&p, PHRASE_LABEL_PHONE, node_str(contact, "phone"));
    part_fact(&p, PHRASE_LABEL_EMAIL, node_str(contact, "email"));
    doc_facts_end(l->doc);
}

void letter_end(const struct letter *l) {
    VEC(const char *) lines = {0};

    letter_say(l, PHRASE_CLOSING_QUESTIONS);
    put_contact(l);
    *vec_push(&lines) = phrase(PHRASE_CLOSING, l->lang);
    for (NOTICE_EACH(controller, l->def, "controllers"))
        *vec_push(&lines) = node_str(controller, "name");
    doc_address(l->doc, lines.d, lines.len);
    vec_release(&lines);
}

void letter_other_rights(const struct letter *l, enum right answered) {
    struct notice_part p = letter_part(l, 3);

    doc_heading(l->doc, 2, phrase(PHRASE_SEC_OTHER_RIGHTS, l->lang));
    letter_say(l, PHRASE_OTHER_RIGHTS_INTRO);
    part_rights_list(&p, answered);
}

void letter_remedies(const struct letter *l) {
    struct notice_part p = letter_part(l, 3);

    doc_heading(l->doc, 2, phrase(PHRASE_SEC_REMEDIES, l->lang));
    part_complaint(&p);
    letter_say(l, PHRASE_COURT_TEXT);
}
