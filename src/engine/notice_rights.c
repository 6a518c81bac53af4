/*
 * notice_rights.c - the rights of the person in words: what the notice offers and what holds by law all the same; see
 * notice_part.h.
 */
#include "engine/notice_part.h"

#include "base/sb.h"

static const enum phrase right_texts[] = {
    [RIGHT_ACCESS] = PHRASE_RIGHT_TEXT_ACCESS,           [RIGHT_RECTIFICATION] = PHRASE_RIGHT_TEXT_RECTIFICATION,
    [RIGHT_ERASURE] = PHRASE_RIGHT_TEXT_ERASURE,         [RIGHT_RESTRICTION] = PHRASE_RIGHT_TEXT_RESTRICTION,
    [RIGHT_PORTABILITY] = PHRASE_RIGHT_TEXT_PORTABILITY, [RIGHT_OBJECTION] = PHRASE_RIGHT_TEXT_OBJECTION,
};

_Static_assert(ARRAY_LEN(right_texts) == RIGHT__MAX, "a text for every right");

/* What the right is. The bases that give portability are no condition of one that is promised without them. */
static const char *right_text(const struct notice_part *p, enum right right) {
    bool promised = right == RIGHT_PORTABILITY && notice_promises_portability(p->def);

    return phrase(promised ? PHRASE_RIGHT_TEXT_PORTABILITY_PROMISED : right_texts[right], p->lang);
}

/* "Label: value" as a further line, when there is a value. */
static void labelled(const struct notice_part *p, struct sb *out, enum phrase label, const char *value) {
    SB(text);

    if (value == NULL)
        return;
    sb_printf(&text, "%s: %s", phrase(label, p->lang), value);
    part_line(out, text.d);
}

/* The identity methods of a channel: any of them will do. */
static void join_methods(const struct notice_part *p, const struct node *channel, struct sb *out) {
    for (NOTICE_EACH(it, channel, "methods")) {
        enum method method;
        SB(both);

        if (method_parse(it->text, &method) < 0)
            continue;
        if (out->len > 0) {
            PHRASE_FILL(&both, PHRASE_EITHER, p->lang, out->d, method_name(method, p->lang));
            sb_clear(out);
        } else {
            sb_cat(&both, method_name(method, p->lang));
        }
        sb_cat(out, both.d);
    }
}

/* Where the request goes and how identity is proved: the value beside the channel's name. */
static void put_channel(const struct notice_part *p, const struct node *channel) {
    enum channel kind;
    SB(label);
    SB(value);
    SB(hours);
    SB(methods);

    if (channel_parse(node_str(channel, "channel"), &kind) < 0)
        return;
    phrase_capital(&label, channel_name(kind, p->lang));
    part_line(&value, notice_text(channel, "names", p->lang));
    part_line(&value, node_str(channel, "address"));
    part_line(&value, node_str(channel, "phone"));
    part_line(&value, node_str(channel, "email"));
    if (node_str(channel, "hours") != NULL) {
        phrase_hours(&hours, node_str(channel, "hours"), p->lang);
        part_line(&value, hours.d);
    }
    join_methods(p, channel, &methods);
    labelled(p, &value, PHRASE_LABEL_METHODS, methods.len > 0 ? methods.d : NULL);
    doc_fact(p->doc, label.d, value.len > 0 ? value.d : phrase(PHRASE_CHANNEL_ANY, p->lang));
}

static void put_response(const struct notice_part *p, const struct node *right) {
    const char *promise = node_str(right, "response");
    struct period period;
    SB(words);
    SB(text);

    if (promise == NULL || period_parse(promise, &period) < 0) {
        part_fact(p, PHRASE_LABEL_RESPONSE, phrase(PHRASE_RESPONSE_MONTH, p->lang));
        return;
    }
    phrase_period(&words, period, p->lang);
    PHRASE_FILL(&text, PHRASE_RESPONSE_PROMISED, p->lang, words.d);
    part_fact(p, PHRASE_LABEL_RESPONSE, text.d);
}

/* One right of the notice, in its own words: they may offer more than the law does. And how it is used. */
static void put_use(const struct notice_part *p, const struct node *right) {
    bool self = notice_is(right, "actor", "self");

    doc_facts(p->doc);
    part_fact(p, PHRASE_LABEL_RIGHT, notice_name(right, p->lang));
    if (self)
        part_fact(p, PHRASE_LABEL_CHANNELS, phrase(PHRASE_ACTOR_SELF, p->lang));
    for (NOTICE_EACH(channel, right, "channels"))
        put_channel(p, channel);
    if (!self && notice_first(right, "channels") == NULL)
        part_fact(p, PHRASE_LABEL_CHANNELS, phrase(PHRASE_CHANNEL_ANY, p->lang));
    put_response(p, right);
    doc_facts_end(p->doc);
}

static bool offers_marketing_scope(const struct node *right) {
    return notice_is(right, "right", "objection") && notice_first(right, "scopes") != NULL &&
           notice_objection_reaches_marketing(right);
}

bool part_has_marketing(const struct notice_part *p) {
    for (NOTICE_EACH(right, p->def, "rights")) {
        if (offers_marketing_scope(right))
            return true;
    }
    return notice_has_purpose(p->def, "direct_marketing");
}

static void put_scopes(const struct notice_part *p, const struct node *right) {
    bool any = false;

    for (NOTICE_EACH(it, right, "scopes")) {
        enum scope scope;
        SB(item);

        if (scope_parse(it->text, &scope) < 0 || scope == SCOPE_PROCESSING)
            continue;
        if (!any) {
            part_say(p, PHRASE_MARKETING_SCOPES);
            doc_list(p->doc);
        }
        any = true;
        phrase_capital(&item, scope_name(scope, p->lang));
        doc_item(p->doc, item.d);
    }
    if (any)
        doc_list_end(p->doc);
}

/* No channel of the notice's own: any will do. */
static void put_any_channel(const struct notice_part *p) {
    doc_facts(p->doc);
    part_fact(p, PHRASE_LABEL_CHANNELS, phrase(PHRASE_CHANNEL_ANY, p->lang));
    doc_facts_end(p->doc);
}

void part_marketing(const struct notice_part *p) {
    bool offered = false;

    part_say(p, PHRASE_MARKETING_TEXT);
    for (NOTICE_EACH(right, p->def, "rights")) {
        if (!notice_is(right, "right", "objection") || !notice_objection_reaches_marketing(right))
            continue;
        offered = true;
        put_scopes(p, right);
        put_use(p, right);
    }
    if (!offered)
        put_any_channel(p);
}

bool part_has_objection(const struct notice_part *p) {
    return !notice_names_basis(p->def) || notice_uses_basis(p->def, BASIS_LEGITIMATE_INTERESTS) ||
           notice_uses_basis(p->def, BASIS_PUBLIC_TASK);
}

void part_objection(const struct notice_part *p) {
    bool offered = false;

    part_say(p, PHRASE_OBJECTION_TEXT);
    for (NOTICE_EACH(right, p->def, "rights")) {
        if (!notice_is(right, "right", "objection") || !notice_objection_reaches_processing(right))
            continue;
        offered = true;
        put_use(p, right);
    }
    if (!offered)
        put_any_channel(p);
}

/* The rights that have a heading of their own in part_rights: all but objection and complaint. */
static bool is_listed_right(const struct node *right, enum right *ret) {
    return right_parse(node_str(right, "right"), ret) == 0 && *ret != RIGHT_OBJECTION;
}

static bool offers_any(const struct node *def) {
    enum right kind;

    for (NOTICE_EACH(it, def, "rights")) {
        if (is_listed_right(it, &kind))
            return true;
    }
    return false;
}

static void put_right_item(const struct notice_part *p, enum right right) {
    SB(item);

    phrase_capital(&item, right_name(right, p->lang));
    sb_printf(&item, ". %s", right_text(p, right));
    doc_item(p->doc, item.d);
}

void part_rights(const struct notice_part *p) {
    enum right kind;
    bool others = false;

    part_say(p, PHRASE_RIGHTS_HOW);
    if (!offers_any(p->def))
        doc_notice(p->doc, phrase(PHRASE_RIGHTS_NONE_NAMED, p->lang));
    for (NOTICE_EACH(right, p->def, "rights")) {
        SB(name);

        if (!is_listed_right(right, &kind))
            continue;
        phrase_capital(&name, right_name(kind, p->lang));
        doc_heading(p->doc, p->level, name.d);
        doc_para(p->doc, right_text(p, kind));
        put_use(p, right);
    }
    for (kind = 0; kind < RIGHT_OBJECTION; kind++)
        others = others || notice_right(p->def, right_code(kind)) == NULL;
    if (!others)
        return;
    doc_heading(p->doc, p->level, phrase(PHRASE_RIGHTS_OTHER, p->lang));
    part_say(p, PHRASE_RIGHTS_OTHER_INTRO);
    doc_list(p->doc);
    for (kind = 0; kind < RIGHT_OBJECTION; kind++) {
        if (notice_right(p->def, right_code(kind)) == NULL)
            put_right_item(p, kind);
    }
    doc_list_end(p->doc);
}

void part_rights_list(const struct notice_part *p, enum right but) {
    doc_list(p->doc);
    for (enum right right = 0; right < RIGHT__MAX; right++) {
        if (right != but)
            put_right_item(p, right);
    }
    doc_list_end(p->doc);
}

bool part_has_consent(const struct notice_part *p) {
    return notice_uses_basis(p->def, BASIS_CONSENT);
}

void part_consent(const struct notice_part *p) {
    enum basis basis;
    bool named = false;

    for (NOTICE_EACH(it, p->def, "purposes"))
        named = named || (notice_basis(it, &basis) == 0 && basis == BASIS_CONSENT);
    part_say(p, named ? PHRASE_CONSENT_TEXT : PHRASE_CONSENT_TEXT_GENERAL);
    if (!named)
        return;
    doc_list(p->doc);
    for (NOTICE_EACH(it, p->def, "purposes")) {
        SB(item);

        if (notice_basis(it, &basis) < 0 || basis != BASIS_CONSENT)
            continue;
        phrase_capital(&item, notice_name(it, p->lang));
        doc_item(p->doc, item.d);
    }
    doc_list_end(p->doc);
}

void part_complaint(const struct notice_part *p) {
    part_say(p, PHRASE_COMPLAINT_TEXT);
    doc_facts(p->doc);
    part_fact(p, PHRASE_LABEL_NAME, phrase(PHRASE_OMBUDSMAN_NAME, p->lang));
    part_fact(p, PHRASE_LABEL_POSTAL, phrase(PHRASE_OMBUDSMAN_POSTAL, p->lang));
    part_fact(p, PHRASE_LABEL_PHONE, phrase(PHRASE_OMBUDSMAN_PHONE, p->lang));
    part_fact(p, PHRASE_LABEL_EMAIL, phrase(PHRASE_OMBUDSMAN_EMAIL, p->lang));
    part_fact(p, PHRASE_LABEL_WEB, phrase(PHRASE_OMBUDSMAN_WEB, p->lang));
    doc_facts_end(p->doc);
}
