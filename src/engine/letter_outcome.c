/*
 * letter_outcome.c - what was done about a request, and what was not; see letter.h.
 */
#include "base/sb.h"
#include "engine/letter_part.h"

const char *letter_kept_reason(const char *code, enum lang lang) {
    enum phrase id = phrase_named("KEPT", code);

    return id != PHRASE__MAX ? phrase(id, lang) : NULL;
}

static void put_erased(const struct letter *l, const struct letter_erasure *e) {
    const char *const headers[] = {phrase(PHRASE_COL_DATA, l->lang), phrase(PHRASE_COL_ERASED, l->lang),
                                   phrase(PHRASE_COL_CLEARED, l->lang)};
    bool cleared = false;

    if (e->erased_count == 0)
        return;
    for (size_t i = 0; i < e->erased_count; i++)
        cleared = cleared || e->erased[i].cleared > 0;
    doc_table(l->doc, phrase(PHRASE_TABLE_ERASED, l->lang), headers, cleared ? 3 : 2);
    for (size_t i = 0; i < e->erased_count; i++) {
        SB(name);
        SB(rows);
        SB(partly);

        phrase_capital(&name, e->erased[i].name);
        sb_printf(&rows, "%" PRId64, e->erased[i].erased);
        sb_printf(&partly, "%" PRId64, e->erased[i].cleared);
        doc_row(l->doc, (const char *const[]){name.d, rows.d, partly.d}, cleared ? 3 : 2);
    }
    doc_table_end(l->doc);
}

static void put_kept_row(const struct letter *l, const struct letter_kept *k) {
    SB(name);
    SB(rows);
    SB(why);
    SB(until);

    phrase_capital(&name, k->name);
    sb_printf(&rows, "%" PRId64, k->rows);
    part_line(&why, k->reason);
    if (k->legal_reference != NULL) {
        SB(ground);

        PHRASE_FILL(&ground, PHRASE_KEPT_UNDER, l->lang, k->legal_reference);
        part_line(&why, ground.d);
    }
    if (k->first != k->until) {
        phrase_dates(&until, k->first, k->until, l->lang);
    } else {
        phrase_date(&until, k->until, l->lang);
    }
    if (until.len == 0)
        sb_cat(&until, phrase(PHRASE_UNTIL_UNKNOWN, l->lang));
    doc_row(l->doc, (const char *const[]){name.d, rows.d, why.d, until.d}, 4);
}

static void put_kept(const struct letter *l, const struct letter_erasure *e) {
    const char *const headers[] = {phrase(PHRASE_COL_DATA, l->lang), phrase(PHRASE_COL_ROWS, l->lang),
                                   phrase(PHRASE_COL_WHY, l->lang), phrase(PHRASE_COL_UNTIL, l->lang)};

    if (e->kept_count == 0)
        return;
    doc_table(l->doc, phrase(PHRASE_TABLE_KEPT, l->lang), headers, ARRAY_LEN(headers));
    for (size_t i = 0; i < e->kept_count; i++)
        put_kept_row(l, &e->kept[i]);
    doc_table_end(l->doc);
    letter_say(l, PHRASE_ERASURE_LATER);
}

void letter_erasure(const struct letter *l, const struct letter_erasure *e) {
    int64_t touched = 0;

    for (size_t i = 0; i < e->erased_count; i++)
        touched += e->erased[i].erased + e->erased[i].cleared;
    if (touched == 0 && e->kept_count == 0) {
        letter_say(l, PHRASE_ERASURE_NOTHING);
        return;
    }
    letter_say(l, e->kept_count == 0 ? PHRASE_ERASURE_ALL : touched > 0 ? PHRASE_ERASURE_PART : PHRASE_ERASURE_NONE);
    if (touched > 0)
        put_erased(l, e);
    put_kept(l, e);
    if (e->ban_kept)
        letter_say(l, PHRASE_ERASURE_BAN);
    if (touched > 0)
        letter_recipients(l, PHRASE_TELL_ERASED, e->recipients, e->recipient_count);
}

void letter_panel_removal(const struct letter *l, const struct letter_erasure *e, const char *reason) {
    letter_say(l, PHRASE_PANEL_TEXT);
    letter_reason(l, reason);
    put_erased(l, e);
    put_kept(l, e);
    if (e->ban_kept)
        letter_say(l, PHRASE_ERASURE_BAN);
    letter_recipients(l, PHRASE_TELL_ERASED, e->recipients, e->recipient_count);
}

/* Art. 18(3): the letter is what tells of the end; the usual way is not all that is to come where more is restricted.
 */
static void say_end(const struct letter *l, enum phrase text) {
    letter_say(l, text);
    if (l->restricted_otherwise)
        letter_say(l, PHRASE_RESTRICTION_OTHER);
}

static void put_end_of_restriction(const struct letter *l, enum phrase text, date_t lifted_on) {
    say_end(l, text);
    if (lifted_on == DATE_NONE)
        return;
    doc_facts(l->doc);
    letter_date_fact(l, PHRASE_LABEL_LIFTED_ON, lifted_on);
    doc_facts_end(l->doc);
}

void letter_rectification(const struct letter *l, const struct letter_rectification *r) {
    if (r->field_count > 0) {
        letter_say(l, PHRASE_RECTIFICATION_DONE);
        letter_names(l, r->fields, r->field_count);
    } else if (!r->statement) {
        letter_say(l, PHRASE_RECTIFICATION_NONE);
    }
    if (r->statement)
        letter_say(l, PHRASE_RECTIFICATION_STATEMENT);
    if (r->restricted)
        put_end_of_restriction(l, PHRASE_REFUSAL_RESTRICTION_ENDS, r->lifted_on);
    if (r->field_count > 0 || r->statement)
        letter_recipients(l, PHRASE_TELL_RECTIFIED, r->recipients, r->recipient_count);
}

static void put_marketing_stopped(const struct letter *l, const struct letter_objection *o) {
    letter_say(l, PHRASE_MARKETING_STOPPED);
    doc_list(l->doc);
    for (size_t i = 0; i < o->scope_count; i++) {
        SB(item);

        phrase_capital(&item, scope_name(o->scopes[i], l->lang));
        doc_item(l->doc, item.d);
    }
    doc_list_end(l->doc);
    letter_say(l, PHRASE_MARKETING_LASTS);
}

void letter_objection(const struct letter *l, const struct letter_objection *o) {
    switch (o->result) {
    case LETTER_MARKETING_STOPPED:
        put_marketing_stopped(l, o);
        break;
    case LETTER_OBJECTION_PENDING:
        letter_say(l, PHRASE_OBJECTION_PENDING);
        break;
    case LETTER_OBJECTION_UPHELD:
        letter_say(l, PHRASE_OBJECTION_UPHELD);
        letter_say(l, PHRASE_OBJECTION_DATA);
        break;
    case LETTER_OBJECTION_OVERRIDDEN:
        letter_say(l, PHRASE_OBJECTION_OVERRIDDEN);
        break;
    }
    letter_reason(l, o->reason);
    if (o->restricted)
        put_end_of_restriction(l, PHRASE_OBJECTION_RESTRICTION_ENDS, o->lifted_on);
}

void letter_restriction(const struct letter *l, const struct letter_restriction *r) {
    enum phrase ground = r->ground != NULL ? phrase_named("RESTRICT", r->ground) : PHRASE__MAX;

    letter_say(l, PHRASE_RESTRICTION_PLACED);
    if (ground != PHRASE__MAX) {
        SB(text);

        phrase_capital(&text, phrase(ground, l->lang));
        doc_facts(l->doc);
        doc_fact(l->doc, phrase(PHRASE_LABEL_GROUND, l->lang), text.d);
        doc_facts_end(l->doc);
    }
    if (r->name_count > 0) {
        letter_say(l, PHRASE_RESTRICTION_SOME);
        letter_names(l, r->names, r->name_count);
    } else {
        letter_say(l, PHRASE_RESTRICTION_ALL);
    }
    letter_say(l, PHRASE_RESTRICTION_BEFORE_LIFTING);
    if (r->statement)
        letter_say(l, PHRASE_RECTIFICATION_STATEMENT);
    letter_recipients(l, PHRASE_TELL_RESTRICTED, r->recipients, r->recipient_count);
}

void letter_lifting(const struct letter *l, date_t lifted_on, date_t told_on, const char *reason) {
    say_end(l, PHRASE_RESTRICTION_LIFTING);
    doc_facts(l->doc);
    letter_date_fact(l, PHRASE_LABEL_LIFTED_ON, lifted_on);
    if (told_on != DATE_NONE)
        letter_date_fact(l, PHRASE_LABEL_TOLD_ON, told_on);
    if (reason != NULL)
        doc_fact(l->doc, phrase(PHRASE_LABEL_REASONS, l->lang), reason);
    doc_facts_end(l->doc);
}

#define X(name, word) word,
const char *const letter_ground_codes[] = {LETTER_GROUND_LIST(X) NULL};
#undef X

void letter_refusal(const struct letter *l, const struct letter_refusal *r) {
    enum phrase ground = r->ground != NULL ? phrase_named("GROUND", r->ground) : PHRASE__MAX;
    bool gives_data = r->right == RIGHT_ACCESS || r->right == RIGHT_PORTABILITY;
    const char *const right[] = {right_name(r->right, l->lang)};

    letter_say(l, PHRASE_REFUSAL_INTRO);
    letter_names(l, right, 1);
    if (ground != PHRASE__MAX)
        letter_say(l, ground);
    letter_reason(l, r->reason);
    letter_say(l, gives_data ? PHRASE_REFUSAL_NOTHING_GIVEN : PHRASE_REFUSAL_NOTHING_DONE);
    if (r->statement)
        letter_say(l, PHRASE_RECTIFICATION_STATEMENT);
    if (r->restricted)
        put_end_of_restriction(l, PHRASE_REFUSAL_RESTRICTION_ENDS, r->lifted_on);
    letter_remedies(l);
}

void letter_extension(const struct letter *l, date_t old_due, date_t new_due, const char *reason) {
    letter_say(l, PHRASE_EXTENSION_TEXT);
    doc_facts(l->doc);
    letter_date_fact(l, PHRASE_LABEL_OLD_DUE, old_due);
    letter_date_fact(l, PHRASE_LABEL_NEW_DUE, new_due);
    if (reason != NULL)
        doc_fact(l->doc, phrase(PHRASE_LABEL_REASONS, l->lang), reason);
    doc_facts_end(l->doc);
}

void letter_identity(const struct letter *l, const enum method *methods, size_t n) {
    const char *names[METHOD__MAX];

    for (size_t i = 0; i < n; i++)
        names[i] = method_name(methods[i], l->lang);
    letter_say(l, PHRASE_IDENTITY_TEXT);
    letter_say(l, n > 0 ? PHRASE_IDENTITY_HOW : PHRASE_IDENTITY_ANY);
    if (n > 0)
        letter_names(l, names, n);
    letter_say(l, PHRASE_IDENTITY_NEXT);
}

static void put_erased_before(const struct letter *l, const struct letter_erasure *e) {
    if (e->erased_count == 0)
        return;
    letter_say(l, PHRASE_WITHDRAWN_ERASED);
    put_erased(l, e);
    if (e->ban_kept)
        letter_say(l, PHRASE_ERASURE_BAN);
    letter_recipients(l, PHRASE_TELL_ERASED, e->recipients, e->recipient_count);
}

void letter_withdrawn(const struct letter *l, const struct letter_withdrawal *w) {
    letter_say(l, PHRASE_WITHDRAWN_TEXT);
    if (w->erased != NULL)
        put_erased_before(l, w->erased);
    if (w->scope_count > 0)
        put_marketing_stopped(l, &(struct letter_objection){.scopes = w->scopes, .scope_count = w->scope_count});
    if (w->statement)
        letter_say(l, PHRASE_RECTIFICATION_STATEMENT);
    if (w->lifted_on == DATE_NONE)
        return;
    say_end(l, PHRASE_WITHDRAWN_LIFTED);
    doc_facts(l->doc);
    letter_date_fact(l, PHRASE_LABEL_LIFTED_ON, w->lifted_on);
    doc_facts_end(l->doc);
}
