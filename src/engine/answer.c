/*
 * answer.c - writes the letter; see answer.h.
 */
#include "engine/answer.h"

#include "domain/phrase.h"
#include "domain/request.h"
#include "engine/dictionary.h"
#include "engine/letter_to.h"
#include "engine/request_book.h"
#include "engine/request_right.h"

static enum letter_subject subject_of(const struct answer *a) {
    switch (a->kind) {
    case ANSWER_IDENTITY:
        return LETTER_IDENTITY;
    case ANSWER_EXTENSION:
        return LETTER_EXTENSION;
    case ANSWER_WITHDRAWN:
        return LETTER_WITHDRAWN;
    case ANSWER_LIFTING:
        return LETTER_LIFTING;
    case ANSWER_OWN:
        return LETTER_PANEL;
    case ANSWER_REFUSAL:
    case ANSWER_OUTCOME:
        break;
    }
    return letter_subject_of(a->right);
}

const char *answer_title(const struct answer *a) {
    return letter_title(subject_of(a), a->lang);
}

/* The ground in the words of the letters. */
static const char *ground_of(const char *decision) {
    static const struct {
        const char *book, *letter;
    } words[] = {{"right-not-applicable", "not-applicable"}, {"section-34", "restricted-by-law"}};

    for (size_t i = 0; decision != NULL && i < ARRAY_LEN(words); i++) {
        if (strcmp(decision, words[i].book) == 0)
            return words[i].letter;
    }
    return decision;
}

/* ---- outcomes ---- */

static void put_rectification(const struct answer *a, const struct letter *l) {
    if (strcmp(a->request->state, request_state_code(REQUEST_IN_PROGRESS)) == 0) {
        letter_restriction(l, &(struct letter_restriction){.ground = a->ground,
                                                           .names = a->names.d,
                                                           .name_count = a->names.len,
                                                           .statement = a->statement,
                                                           .recipients = a->recipients.d,
                                                           .recipient_count = a->recipients.len});
        return;
    }
    letter_rectification(l, &(struct letter_rectification){.fields = a->names.d,
                                                           .field_count = a->names.len,
                                                           .statement = a->statement,
                                                           .restricted = a->restrictions > 0,
                                                           .lifted_on = a->lifted_on,
                                                           .recipients = a->recipients.d,
                                                           .recipient_count = a->recipients.len});
}

static struct letter_erasure erasure_of(const struct answer *a) {
    return (struct letter_erasure){.erased = a->erased.d,
                                   .erased_count = a->erased.len,
                                   .kept = a->kept.d,
                                   .kept_count = a->kept.len,
                                   .ban_kept = a->ban_kept,
                                   .recipients = a->recipients.d,
                                   .recipient_count = a->recipients.len};
}

static void put_erasure(const struct answer *a, const struct letter *l) {
    const struct letter_erasure e = erasure_of(a);

    if (a->kind == ANSWER_OWN) {
        letter_panel_removal(l, &e, a->request->reason);
    } else {
        letter_erasure(l, &e);
    }
}

static enum letter_objection_result objection_result(const struct request *q) {
    if (q->decision == NULL)
        return LETTER_OBJECTION_PENDING;
    return strcmp(q->decision, "uphold") == 0 ? LETTER_OBJECTION_UPHELD : LETTER_OBJECTION_OVERRIDDEN;
}

/* The kinds of marketing that are objected to; `ret_processing`: the processing itself is, too. */
static size_t marketing_scopes(const struct request *q, enum scope scopes[SCOPE__MAX], bool *ret_processing) {
    size_t n = 0;

    *ret_processing = false;
    for (size_t i = 0; i < q->scopes.len && n < SCOPE__MAX; i++) {
        enum scope scope;

        if (scope_parse(q->scopes.d[i], &scope) < 0)
            continue;
        if (scope == SCOPE_PROCESSING) {
            *ret_processing = true;
        } else {
            scopes[n++] = scope;
        }
    }
    if (q->scopes.len == 0)
        scopes[n++] = SCOPE_ALL_MARKETING;
    return n;
}

/* An objection that was overridden at once never restricted anything. */
static void put_weighed(const struct answer *a, const struct letter *l) {
    enum letter_objection_result result = objection_result(a->request);

    letter_objection(
        l, &(struct letter_objection){.result = result,
                                      .reason = a->request->reason,
                                      .restricted = result == LETTER_OBJECTION_OVERRIDDEN && a->restrictions > 0,
                                      .lifted_on = a->lifted_on});
}

/* Marketing stops without a decision; what is decided is the objection to the processing itself. */
static void put_objection(const struct answer *a, const struct letter *l) {
    enum scope scopes[SCOPE__MAX];
    bool processing;
    size_t n = marketing_scopes(a->request, scopes, &processing);

    if (n > 0)
        letter_objection(
            l, &(struct letter_objection){.result = LETTER_MARKETING_STOPPED, .scopes = scopes, .scope_count = n});
    if (processing)
        put_weighed(a, l);
}

static void put_outcome(const struct answer *a, const struct letter *l) {
    switch (a->right) {
    case RIGHT_RECTIFICATION:
        put_rectification(a, l);
        break;
    case RIGHT_ERASURE:
        put_erasure(a, l);
        break;
    case RIGHT_RESTRICTION:
        letter_restriction(l, &(struct letter_restriction){.ground = a->ground,
                                                           .names = a->names.d,
                                                           .name_count = a->names.len,
                                                           .recipients = a->recipients.d,
                                                           .recipient_count = a->recipients.len});
        break;
    case RIGHT_OBJECTION:
        put_objection(a, l);
        break;
    case RIGHT_ACCESS:
    case RIGHT_PORTABILITY:
    case RIGHT__MAX:
        doc_para(l->doc, phrase(PHRASE_ANSWER_PACKAGE, l->lang));
        break;
    }
    letter_other_rights(l, a->right);
    letter_remedies(l);
}

/* What was done before the person took the request back stays done. */
static void put_withdrawn(const struct answer *a, const struct letter *l) {
    const struct letter_erasure erased = erasure_of(a);
    struct letter_withdrawal w = {.statement = a->statement, .lifted_on = a->lifted_on};
    enum scope scopes[SCOPE__MAX];
    bool processing;

    if (a->right == RIGHT_ERASURE)
        w.erased = &erased;
    if (a->right == RIGHT_OBJECTION && a->begun) {
        w.scopes = scopes;
        w.scope_count = marketing_scopes(a->request, scopes, &processing);
    }
    letter_withdrawn(l, &w);
}

/* What would be accepted as proof. A power of attorney proves nothing for a person who asks for themself. */
static void put_identity(const struct answer *a, const struct letter *l) {
    bool acts_for_another = a->request->subject.representative_id != 0 || a->request->by_proxy;
    const char *accepted[METHOD__MAX + 1];
    enum method methods[METHOD__MAX], method;
    size_t n = 0;

    request_right_methods(a->def, a->request, accepted);
    for (size_t i = 0; accepted[i] != NULL; i++) {
        if (method_parse(accepted[i], &method) == 0 && (method != METHOD_POWER_OF_ATTORNEY || acts_for_another))
            methods[n++] = method;
    }
    letter_identity(l, methods, n);
}

/* ---- the letter ---- */

static void put_body(const struct answer *a, const struct letter *l) {
    const struct request *q = a->request;

    switch (a->kind) {
    case ANSWER_IDENTITY:
        put_identity(a, l);
        break;
    case ANSWER_EXTENSION:
        letter_extension(l, date_of_stored(q->art12), date_of_stored(q->extended_due), q->extension_reason);
        break;
    case ANSWER_REFUSAL:
        letter_refusal(l, &(struct letter_refusal){.right = a->right,
                                                   .ground = ground_of(q->decision),
                                                   .reason = q->reason,
                                                   .statement = a->statement,
                                                   .restricted = a->ground != NULL,
                                                   .lifted_on = a->lifted_on});
        break;
    case ANSWER_WITHDRAWN:
        put_withdrawn(a, l);
        break;
    case ANSWER_LIFTING:
        letter_lifting(l, a->lifted_on, a->told_on, NULL);
        letter_remedies(l);
        break;
    case ANSWER_OWN:
    case ANSWER_OUTCOME:
        put_outcome(a, l);
        break;
    }
}

void answer_write(const struct answer *a, struct doc *d) {
    const struct request *q = a->request;
    struct notice_dictionary dict = dictionary_of(&a->cat);
    struct letter l = {.doc = d,
                       .def = a->def,
                       .dict = &dict,
                       .lang = a->lang,
                       .company = a->card.legal_person,
                       .restricted_otherwise = a->restricted_otherwise};
    LETTER_TO(to);

    if (a->address)
        letter_to_make(&a->card, &to);
    letter_begin(&l, &(struct letter_head){.subject = subject_of(a),
                                           .to = to.lines,
                                           .to_count = to.count,
                                           .date = a->options->today,
                                           .received = q->own_rule != NULL ? DATE_NONE : date_of_stored(q->received),
                                           .reference = q->ref});
    put_body(a, &l);
    letter_end(&l);
}
