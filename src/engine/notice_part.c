/*
 * notice_part.c - what is processed, why, from where, to whom, how long; see notice_part.h. The rights are in
 * notice_rights.c.
 */
#include "engine/notice_part.h"

#include "base/sb.h"

#define SEPARATOR ", "

void part_say(const struct notice_part *p, enum phrase id) {
    doc_para(p->doc, phrase(id, p->lang));
}

void part_fact(const struct notice_part *p, enum phrase label, const char *value) {
    if (value != NULL)
        doc_fact(p->doc, phrase(label, p->lang), value);
}

void part_line(struct sb *out, const char *text) {
    if (text == NULL || *text == '\0')
        return;
    if (out->len > 0)
        sb_ch(out, '\n');
    sb_cat(out, text);
}

static const char *name_of(const struct notice_part *p, const struct node *entity) {
    return notice_name(entity, p->lang);
}

static bool is_for_audience(const struct notice_part *p, const struct node *entity) {
    return p->audience != NOTICE_FOR_PERSON || !notice_is(entity, "subjects", "business");
}

void part_controllers(const struct notice_part *p) {
    for (NOTICE_EACH(it, p->def, "controllers")) {
        const char *id = node_str(it, "business_id");
        SB(role);

        phrase_capital(&role, phrase_word("CONTROLLER", node_str(it, "role"), p->lang));
        doc_facts(p->doc);
        part_fact(p, PHRASE_LABEL_NAME, node_str(it, "name"));
        part_fact(p, PHRASE_LABEL_POSITION, role.d);
        part_fact(p, PHRASE_LABEL_BUSINESS_ID, id != NULL ? id : phrase(PHRASE_NOT_STATED, p->lang));
        part_fact(p, PHRASE_LABEL_POSTAL, node_str(it, "postal_address"));
        part_fact(p, PHRASE_LABEL_VISITING, node_str(it, "visiting_address"));
        part_fact(p, PHRASE_LABEL_PHONE, node_str(it, "phone"));
        part_fact(p, PHRASE_LABEL_EMAIL, node_str(it, "email"));
        part_fact(p, PHRASE_LABEL_WEB, node_str(it, "web"));
        doc_facts_end(p->doc);
    }
    if (p->audience != NOTICE_FOR_RECORD && notice_where(p->def, "controllers", "role", "joint") != NULL)
        part_say(p, PHRASE_JOINT_NOTE);
}

void part_contact_name(const struct node *contact, const char *kind, enum lang lang, struct sb *out) {
    const char *organisation = node_str(contact, "organisation");
    SB(name);

    phrase_capital(&name, notice_name(contact, lang));
    if (organisation == NULL || strcmp(name.d, kind) != 0)
        sb_cat(out, name.d);
    part_line(out, organisation);
}

void part_contacts(const struct notice_part *p) {
    for (NOTICE_EACH(it, p->def, "contacts")) {
        const char *kind = phrase_word("CONTACT", node_str(it, "kind"), p->lang);
        SB(name);

        part_contact_name(it, kind, p->lang, &name);
        doc_facts(p->doc);
        doc_fact(p->doc, kind, name.d);
        part_fact(p, PHRASE_LABEL_ADDRESS, node_str(it, "postal_address"));
        part_fact(p, PHRASE_LABEL_PHONE, node_str(it, "phone"));
        part_fact(p, PHRASE_LABEL_EMAIL, node_str(it, "email"));
        doc_facts_end(p->doc);
    }
    if (notice_first(p->def, "contacts") == NULL)
        doc_notice(p->doc, phrase(PHRASE_CONTACT_MISSING, p->lang));
}

/* What the definition says about lawfulness for the register as a whole. */
static void put_bases(const struct notice_part *p) {
    if (notice_first(p->def, "legal_bases") == NULL)
        return;
    part_say(p, PHRASE_BASES_INTRO);
    doc_list(p->doc);
    for (NOTICE_EACH(it, p->def, "legal_bases")) {
        enum basis basis;
        SB(text);
        SB(item);

        sb_cat(&item, notice_text(it, "text", p->lang));
        phrase_capital(&text, item.d);
        if (notice_basis(it, &basis) == 0) {
            sb_cat(&text, " – ");
            phrase_basis(&text, basis, p->lang);
        }
        doc_item(p->doc, text.d);
    }
    doc_list_end(p->doc);
}

/* One purpose as a row; false when nothing names a basis for it. */
static bool put_purpose(const struct notice_part *p, const struct node *purpose, bool general, bool flags) {
    enum basis basis;
    bool named = true;
    SB(name);
    SB(law);
    SB(note);

    phrase_capital(&name, name_of(p, purpose));
    if (notice_basis(purpose, &basis) == 0) {
        SB(text);

        phrase_basis(&text, basis, p->lang);
        phrase_capital(&law, text.d);
    } else {
        named = general;
        phrase_capital(&law, phrase(general ? PHRASE_BASIS_GENERAL : PHRASE_NOT_DEFINED, p->lang));
    }
    if (node_is_true(purpose, "direct_marketing"))
        part_line(&note, phrase(PHRASE_PURPOSE_MARKETING, p->lang));
    if (node_is_true(purpose, "profiling"))
        part_line(&note, phrase(PHRASE_PURPOSE_PROFILING, p->lang));
    doc_row(p->doc, (const char *const[]){name.d, law.d, note.d}, flags ? 3 : 2);
    return named;
}

void part_purposes(const struct notice_part *p) {
    const char *const headers[] = {phrase(PHRASE_COL_PURPOSE, p->lang), phrase(PHRASE_COL_BASIS, p->lang),
                                   phrase(PHRASE_COL_NOTE, p->lang)};
    bool flags = notice_has_purpose(p->def, "direct_marketing") || notice_has_purpose(p->def, "profiling");
    bool general = notice_has_general_basis(p->def), all = true;

    doc_table(p->doc, phrase(PHRASE_TABLE_PURPOSES, p->lang), headers, flags ? 3 : 2);
    for (NOTICE_EACH(it, p->def, "purposes"))
        all = put_purpose(p, it, general, flags) && all;
    doc_table_end(p->doc);
    put_bases(p);
    if (!notice_names_basis(p->def)) {
        doc_notice(p->doc, phrase(PHRASE_BASIS_MISSING, p->lang));
    } else if (!all) {
        doc_notice(p->doc, phrase(PHRASE_BASIS_PARTLY_MISSING, p->lang));
    }
    if (notice_uses_basis(p->def, BASIS_LEGITIMATE_INTERESTS) &&
        !notice_general_basis(p->def, BASIS_LEGITIMATE_INTERESTS))
        doc_notice(p->doc, phrase(PHRASE_INTERESTS_MISSING, p->lang));
}

/* The condition in the notice's own words, else what the definition's switches mean. */
static void put_condition(const struct notice_part *p, const struct node *group, struct sb *item) {
    const char *condition = notice_text(group, "condition", p->lang);
    const char *words[2] = {condition, NULL};

    if (condition == NULL) {
        words[0] = notice_is(group, "permission", "any")   ? phrase(PHRASE_GROUP_PERMISSION_ANY, p->lang)
                   : notice_is(group, "permission", "all") ? phrase(PHRASE_GROUP_PERMISSION_ALL, p->lang)
                                                           : NULL;
        words[1] = node_str(group, "requires_register") != NULL ? phrase(PHRASE_GROUP_REQUIRES, p->lang) : NULL;
    }
    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        if (words[i] != NULL)
            sb_printf(item, "%s%s", i > 0 && words[0] != NULL ? "; " : ": ", words[i]);
    }
}

void part_groups(const struct notice_part *p) {
    if (notice_first(p->def, "subject_groups") == NULL) {
        doc_notice(p->doc, phrase(PHRASE_GROUPS_MISSING, p->lang));
        return;
    }
    doc_list(p->doc);
    for (NOTICE_EACH(it, p->def, "subject_groups")) {
        SB(item);

        phrase_capital(&item, name_of(p, it));
        put_condition(p, it, &item);
        doc_item(p->doc, item.d);
    }
    doc_list_end(p->doc);
}

static void join_fields(const struct notice_part *p, const struct node *category, struct sb *out) {
    for (NOTICE_EACH(field, category, "fields")) {
        sb_cat(out, out->len > 0 ? SEPARATOR : "");
        sb_cat(out, name_of(p, field));
    }
}

static void join_purposes(const struct notice_part *p, const struct node *category, struct sb *out) {
    for (NOTICE_EACH(code, category, "purposes")) {
        const struct node *purpose = notice_find(p->def, "purposes", code->text);

        if (purpose != NULL)
            part_line(out, name_of(p, purpose));
    }
}

void part_categories(const struct notice_part *p) {
    if (p->audience != NOTICE_FOR_RECORD && node_is_true(p->def, "maximum_extent"))
        part_say(p, PHRASE_DATA_MAXIMUM);
    for (NOTICE_EACH(category, p->def, "categories")) {
        SB(name);
        SB(fields);
        SB(purposes);

        phrase_capital(&name, name_of(p, category));
        join_fields(p, category, &fields);
        if (fields.len == 0 || node_is_true(category, "free_form"))
            part_line(&fields, phrase(PHRASE_DATA_FREE, p->lang));
        join_purposes(p, category, &purposes);
        doc_heading(p->doc, p->level, name.d);
        doc_facts(p->doc);
        part_fact(p, PHRASE_LABEL_DATA, fields.d);
        part_fact(p, PHRASE_LABEL_USED_FOR, purposes.len > 0 ? purposes.d : phrase(PHRASE_NOT_DEFINED, p->lang));
        doc_facts_end(p->doc);
        if (node_is_true(category, "special"))
            part_say(p, PHRASE_DATA_SPECIAL);
    }
}

/* The organisation, when the name does not say it already. */
static void add_organisation(const struct node *entity, struct sb *out) {
    const char *organisation = node_str(entity, "organisation");

    if (organisation != NULL && strstr(out->d, organisation) == NULL)
        sb_printf(out, " (%s)", organisation);
}

void part_sources(const struct notice_part *p) {
    bool only = node_is_true(p->def, "only_from_subject");

    if (notice_first(p->def, "sources") == NULL && !only)
        doc_notice(p->doc, phrase(PHRASE_SOURCES_MISSING, p->lang));
    if (notice_first(p->def, "sources") != NULL) {
        doc_list(p->doc);
        for (NOTICE_EACH(it, p->def, "sources")) {
            SB(item);

            phrase_capital(&item, name_of(p, it));
            add_organisation(it, &item);
            if (node_is_true(it, "external"))
                sb_printf(&item, " – %s", phrase(PHRASE_SOURCE_EXTERNAL, p->lang));
            doc_item(p->doc, item.d);
        }
        doc_list_end(p->doc);
    }
    if (only)
        part_say(p, PHRASE_SOURCES_SUBJECT_ONLY);
}

/* The name of a recipient's column for people: its field's, else the dictionary's; false when it has none. */
static bool whitelist_name(const struct notice_part *p, const char *column, struct sb *name) {
    const struct node *field = notice_field_of(p->def, column, false);

    if (field == NULL)
        return notice_column(p->def, p->dict, column, p->lang, name);
    sb_cat(name, name_of(p, field));
    return true;
}

/* A field may have several columns ("address": street, postal code, city): whether one before this has the name. */
static bool whitelist_named(const struct notice_part *p, const struct node *recipient, const struct node *column,
                            const char *name) {
    for (NOTICE_EACH(it, recipient, "columns")) {
        SB(other);

        if (it == column)
            break;
        if (whitelist_name(p, it->text, &other) && strcmp(other.d, name) == 0)
            return true;
    }
    return false;
}

/* All that a recipient may get, in words: columns, and whole categories. */
static void add_whitelist(const struct notice_part *p, const struct node *recipient, struct sb *cell) {
    SB(names);
    SB(text);

    for (NOTICE_EACH(column, recipient, "columns")) {
        SB(name);

        if (!whitelist_name(p, column->text, &name) || whitelist_named(p, recipient, column, name.d))
            continue;
        sb_cat(&names, names.len > 0 ? SEPARATOR : "");
        sb_cat(&names, name.d);
    }
    if (names.len == 0)
        return; /* of categories alone the notice does not say that there is nothing else */
    for (NOTICE_EACH(code, recipient, "categories")) {
        const struct node *category = notice_find(p->def, "categories", code->text);

        if (category != NULL)
            sb_printf(&names, SEPARATOR "%s", name_of(p, category));
    }
    PHRASE_FILL(&text, PHRASE_RECIPIENT_ONLY, p->lang, names.d);
    part_line(cell, text.d);
}

static void put_recipient(const struct notice_part *p, const struct node *recipient) {
    SB(name);
    SB(kind);
    SB(conditions);
    SB(condition);

    phrase_capital(&name, name_of(p, recipient));
    add_organisation(recipient, &name);
    phrase_capital(&kind, phrase_word("RECIPIENT", node_str(recipient, "kind"), p->lang));
    if (notice_text(recipient, "condition", p->lang) != NULL)
        phrase_capital(&condition, notice_text(recipient, "condition", p->lang));
    part_line(&conditions, condition.d);
    add_whitelist(p, recipient, &conditions);
    if (notice_is(recipient, "subjects", "business"))
        part_line(&conditions, phrase(PHRASE_RECIPIENT_BUSINESS, p->lang));
    doc_row(p->doc, (const char *const[]){name.d, kind.d, conditions.d}, 3);
}

void part_recipients(const struct notice_part *p) {
    const char *const headers[] = {phrase(PHRASE_COL_RECIPIENT, p->lang), phrase(PHRASE_COL_KIND, p->lang),
                                   phrase(PHRASE_COL_CONDITIONS, p->lang)};

    if (notice_first(p->def, "recipients") == NULL) {
        doc_notice(p->doc, phrase(PHRASE_RECIPIENTS_MISSING, p->lang));
        return;
    }
    doc_table(p->doc, phrase(PHRASE_TABLE_RECIPIENTS, p->lang), headers, ARRAY_LEN(headers));
    for (NOTICE_EACH(it, p->def, "recipients")) {
        if (is_for_audience(p, it))
            put_recipient(p, it);
    }
    doc_table_end(p->doc);
}

/* A transfer that may happen needs safeguards, and its reader is told when none are known (Art. 15(2)). */
static bool put_transfer(const struct notice_part *p, const struct node *transfer) {
    const char *safeguards = notice_text(transfer, "safeguards", p->lang);
    bool never = notice_is(transfer, "outside_eea", "no");
    SB(name);
    SB(outside);
    SB(how);

    phrase_capital(&name, name_of(p, transfer));
    if (notice_is(transfer, "subjects", "business"))
        part_line(&name, phrase(PHRASE_RECIPIENT_BUSINESS, p->lang));
    phrase_capital(&outside, phrase_word("OUTSIDE_EEA", node_str(transfer, "outside_eea"), p->lang));
    if (safeguards == NULL)
        safeguards = phrase(never ? PHRASE_SAFEGUARDS_NOT_NEEDED : PHRASE_NOT_STATED, p->lang);
    phrase_capital(&how, safeguards);
    doc_row(p->doc, (const char *const[]){name.d, outside.d, how.d}, 3);
    return never || node_get(transfer, "safeguards") != NULL;
}

void part_transfers(const struct notice_part *p) {
    const char *const headers[] = {phrase(PHRASE_COL_TRANSFER, p->lang), phrase(PHRASE_COL_OUTSIDE_EEA, p->lang),
                                   phrase(PHRASE_COL_SAFEGUARDS, p->lang)};
    bool known = true;

    if (notice_first(p->def, "transfers") == NULL) {
        doc_notice(p->doc, phrase(PHRASE_TRANSFERS_MISSING, p->lang));
        return;
    }
    doc_table(p->doc, phrase(PHRASE_TABLE_TRANSFERS, p->lang), headers, ARRAY_LEN(headers));
    for (NOTICE_EACH(it, p->def, "transfers")) {
        if (is_for_audience(p, it))
            known = put_transfer(p, it) && known;
    }
    doc_table_end(p->doc);
    if (!known)
        doc_notice(p->doc, phrase(PHRASE_SAFEGUARDS_MISSING, p->lang));
}

static void add_period(const struct notice_part *p, const struct node *rule, struct sb *out) {
    const char *text = node_str(rule, "period");
    struct period period;
    SB(words);

    if (notice_is(rule, "kind", "while-needed")) {
        sb_cat(out, phrase(PHRASE_PERIOD_WHILE_NEEDED, p->lang));
    } else if (text == NULL || period_parse(text, &period) < 0) {
        sb_cat(out, phrase(PHRASE_PERIOD_ON_CONDITION, p->lang));
    } else {
        phrase_period(&words, period, p->lang);
        if (notice_is(rule, "align", "year-end")) {
            PHRASE_FILL(out, PHRASE_PERIOD_YEAR_END, p->lang, words.d);
        } else {
            sb_cat(out, words.d);
        }
    }
}

/* Whom the rule is for, when it is not for everybody. */
static void add_groups(const struct notice_part *p, const struct node *rule, struct sb *out) {
    SB(groups);
    SB(text);

    for (NOTICE_EACH(code, rule, "groups")) {
        const struct node *group = notice_find(p->def, "subject_groups", code->text);

        if (group != NULL)
            sb_printf(&groups, "%s%s", groups.len > 0 ? SEPARATOR : "", name_of(p, group));
    }
    if (groups.len == 0)
        return;
    PHRASE_FILL(&text, PHRASE_RETENTION_GROUPS, p->lang, groups.d);
    part_line(out, text.d);
}

/* An event that the notice does not state is not claimed: the controller's assumption is not the person's to rely on.
 */
static void add_start(const struct notice_part *p, const struct node *rule, struct sb *out) {
    const char *event = node_str(rule, "event");

    if (!notice_is(rule, "kind", "period")) {
        sb_cat(out, phrase(PHRASE_START_OFFICER, p->lang));
    } else if (node_is_true(rule, "assumed") || event == NULL) {
        sb_cat(out, phrase(PHRASE_START_NOT_STATED, p->lang));
    } else {
        SB(name);

        if (notice_column(p->def, p->dict, event, p->lang, &name))
            phrase_capital(out, name.d);
    }
}

static void put_rule(const struct notice_part *p, const struct node *rule) {
    SB(name);
    SB(period);
    SB(start);
    SB(ground);

    phrase_capital(&name, name_of(p, rule));
    add_groups(p, rule, &name);
    add_period(p, rule, &period);
    add_start(p, rule, &start);
    phrase_capital(&ground, phrase_word("STRENGTH", node_str(rule, "strength"), p->lang));
    part_line(&ground, notice_text(rule, "reference", p->lang));
    doc_row(p->doc, (const char *const[]){name.d, period.d, start.d, ground.d}, 4);
}

static void join_uncovered(const struct notice_part *p, const struct node *category, struct sb *out) {
    for (NOTICE_EACH(field, category, "fields")) {
        if (notice_field_rule(p->def, field) == NULL) {
            sb_cat(out, out->len > 0 ? SEPARATOR : "");
            sb_cat(out, name_of(p, field));
        }
    }
}

static void put_uncovered(const struct notice_part *p, const struct node *category) {
    SB(fields);
    SB(item);
    SB(name);

    phrase_capital(&name, name_of(p, category));
    if (notice_coverage(p->def, category) == NOTICE_UNCOVERED) {
        doc_item(p->doc, name.d);
        return;
    }
    join_uncovered(p, category, &fields);
    PHRASE_FILL(&item, PHRASE_RETENTION_PARTLY, p->lang, name.d, fields.d);
    doc_item(p->doc, item.d);
}

static void put_group_without_rule(const struct notice_part *p, const struct node *group) {
    SB(item);

    PHRASE_FILL(&item, PHRASE_RETENTION_GROUP_MISSING, p->lang, name_of(p, group));
    doc_item(p->doc, item.d);
}

void part_retention(const struct notice_part *p) {
    const char *const headers[] = {phrase(PHRASE_COL_DATA, p->lang), phrase(PHRASE_COL_PERIOD, p->lang),
                                   phrase(PHRASE_COL_START, p->lang), phrase(PHRASE_COL_GROUND, p->lang)};
    bool all = true;

    if (notice_first(p->def, "retention") != NULL) {
        doc_table(p->doc, phrase(PHRASE_TABLE_RETENTION, p->lang), headers, ARRAY_LEN(headers));
        for (NOTICE_EACH(rule, p->def, "retention"))
            put_rule(p, rule);
        doc_table_end(p->doc);
    }
    for (NOTICE_EACH(category, p->def, "categories"))
        all = all && notice_coverage(p->def, category) == NOTICE_COVERED;
    for (NOTICE_EACH(group, p->def, "subject_groups"))
        all = all && !notice_group_without_rule(p->def, group);
    if (all)
        return;
    doc_notice(p->doc, phrase(PHRASE_RETENTION_MISSING_INTRO, p->lang));
    doc_list(p->doc);
    for (NOTICE_EACH(category, p->def, "categories")) {
        if (notice_coverage(p->def, category) != NOTICE_COVERED)
            put_uncovered(p, category);
    }
    for (NOTICE_EACH(group, p->def, "subject_groups")) {
        if (notice_group_without_rule(p->def, group))
            put_group_without_rule(p, group);
    }
    doc_list_end(p->doc);
}

static bool rule_reaches(const struct node *def, const struct node *rule, const struct node *category) {
    for (NOTICE_EACH(field, category, "fields")) {
        for (NOTICE_EACH(column, field, "columns")) {
            if (notice_rule_covers(def, rule, column->text))
                return true;
        }
    }
    return false;
}

/* That nothing is said of how long: of the category, or of what is named. */
static void add_undefined(const struct notice_part *p, const char *what, struct sb *out) {
    SB(text);

    phrase_capital(&text, phrase(PHRASE_RETENTION_UNDEFINED, p->lang));
    if (what != NULL)
        sb_printf(&text, ": %s", what);
    part_line(out, text.d);
}

void part_time_limits(const struct notice_part *p) {
    const char *const headers[] = {phrase(PHRASE_COL_CATEGORY, p->lang), phrase(PHRASE_COL_PERIOD, p->lang)};

    doc_table(p->doc, phrase(PHRASE_TABLE_RETENTION, p->lang), headers, ARRAY_LEN(headers));
    for (NOTICE_EACH(category, p->def, "categories")) {
        SB(name);
        SB(limits);

        phrase_capital(&name, name_of(p, category));
        for (NOTICE_EACH(rule, p->def, "retention")) {
            SB(limit);

            if (!rule_reaches(p->def, rule, category))
                continue;
            phrase_capital(&limit, name_of(p, rule));
            sb_cat(&limit, ": ");
            add_period(p, rule, &limit);
            add_groups(p, rule, &limit);
            part_line(&limits, limit.d);
        }
        for (NOTICE_EACH(group, p->def, "subject_groups")) {
            if (limits.len > 0 && notice_group_without_rule(p->def, group))
                add_undefined(p, name_of(p, group), &limits);
        }
        if (notice_coverage(p->def, category) != NOTICE_COVERED) {
            SB(fields);

            join_uncovered(p, category, &fields);
            add_undefined(p, limits.len > 0 ? fields.d : NULL, &limits);
        }
        doc_row(p->doc, (const char *const[]){name.d, limits.d}, 2);
    }
    doc_table_end(p->doc);
}

void part_security(const struct notice_part *p) {
    if (notice_first(p->def, "security") == NULL) {
        doc_notice(p->doc, phrase(PHRASE_NOT_DEFINED, p->lang));
        return;
    }
    doc_list(p->doc);
    for (NOTICE_EACH(it, p->def, "security")) {
        SB(item);

        phrase_capital(&item, name_of(p, it));
        doc_item(p->doc, item.d);
    }
    doc_list_end(p->doc);
}

void part_automated(const struct notice_part *p) {
    if (notice_has_purpose(p->def, "profiling")) {
        part_say(p, PHRASE_PROFILING_USED);
        doc_list(p->doc);
        for (NOTICE_EACH(it, p->def, "purposes")) {
            SB(item);

            if (!node_is_true(it, "profiling"))
                continue;
            phrase_capital(&item, name_of(p, it));
            doc_item(p->doc, item.d);
        }
        doc_list_end(p->doc);
    } else {
        part_say(p, PHRASE_PROFILING_UNUSED);
    }
    part_say(p, PHRASE_AUTOMATED_UNUSED);
}

void part_texts(const struct notice_part *p, const char *kind) {
    for (NOTICE_EACH(it, p->def, "texts")) {
        if (notice_is(it, "kind", kind))
            doc_para(p->doc, notice_text(it, "text", p->lang));
    }
}
