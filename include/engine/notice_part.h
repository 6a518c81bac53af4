/*
 * notice_part.h - the parts of which a privacy notice, a record of processing activities and the Art. 15 facts of a
 * letter are made. Each writes one subject from the register definition, without its heading. What the definition does
 * not say is said to be missing; nothing is made up.
 */
#ifndef GDPRCTL_ENGINE_NOTICE_PART_H
#define GDPRCTL_ENGINE_NOTICE_PART_H

#include "base/doc.h"
#include "base/lang.h"
#include "base/node.h"
#include "domain/notice_read.h"
#include "domain/phrase.h"

/* Whom the document is for: an answer to a private person leaves out what concerns data of companies only; the record
 * of processing activities leaves out what is said to the person. */
enum notice_audience { NOTICE_FOR_ALL, NOTICE_FOR_PERSON, NOTICE_FOR_RECORD };

struct notice_part {
    struct doc *doc;
    const struct node *def;
    const struct notice_dictionary *dict; /* names of record columns; NULL: the definition's own field names only */
    enum lang lang;
    enum notice_audience audience;
    int level; /* of the headings that a part writes inside itself */
};

void part_controllers(const struct notice_part *p);
void part_contacts(const struct notice_part *p);
void part_purposes(const struct notice_part *p);   /* a table with the basis of each, and the bases in words */
void part_groups(const struct notice_part *p);     /* whose data */
void part_categories(const struct notice_part *p); /* a heading for each, with its items and purposes */
void part_sources(const struct notice_part *p);
void part_recipients(const struct notice_part *p);
void part_transfers(const struct notice_part *p);
void part_retention(const struct notice_part *p);   /* by rule, then the categories without one */
void part_time_limits(const struct notice_part *p); /* by category: Art. 30(1)(f) */
void part_security(const struct notice_part *p);
void part_automated(const struct notice_part *p);
void part_texts(const struct notice_part *p, const char *kind); /* "cookie" or "notice" */

/* The right to object to direct marketing, when the register markets or the notice offers it; false when neither. */
bool part_has_marketing(const struct notice_part *p);
void part_marketing(const struct notice_part *p);

/* The right to object on grounds of one's situation; it holds unless the bases named rule it out. */
bool part_has_objection(const struct notice_part *p);
void part_objection(const struct notice_part *p);

/* The rights that the notice offers, besides objection, each under a heading with channels, identity and answer time;
 * then those that hold by law all the same. */
void part_rights(const struct notice_part *p);

/* Rights in a short list, without the one the letter answers (RIGHT__MAX: all). */
void part_rights_list(const struct notice_part *p, enum right but);

bool part_has_consent(const struct notice_part *p);
void part_consent(const struct notice_part *p);
void part_complaint(const struct notice_part *p); /* the Ombudsman's office with its addresses */

/* A label and value, when there is a value; with the phrase's words as label. */
void part_fact(const struct notice_part *p, enum phrase label, const char *value);

/* Appends a contact's role and company; not the role when the label `kind` says it already. */
void part_contact_name(const struct node *contact, const char *kind, enum lang lang, struct sb *out);

/* Appends a further line; no text, no line. */
void part_line(struct sb *out, const char *text);

/* The phrase as a paragraph. */
void part_say(const struct notice_part *p, enum phrase id);

#endif
