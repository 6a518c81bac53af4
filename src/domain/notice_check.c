/*
 * notice_check.c - see notice_check.h. One function for each part of the definition, in its order.
 */
#include "domain/notice_check.h"

#include "base/mem.h"
#include "base/sb.h"
#include "base/vec.h"
#include "domain/notice_read.h"
#include "domain/phrase.h"

struct check {
    const struct node *def;
    const struct node *repealed;
    definition_has_column *has_column;
    void *ctx;
    struct findings *out;
};

static const struct {
    const char *code;
    const char *article;
    enum finding_severity severity;
    enum phrase message;
} kinds[] = {
#define X(id, code, severity, article) \
    [FINDING_##id] = {code, article, FINDING_SEVERITY_##severity, PHRASE_FINDING_##id},
    FINDING_LIST(X)
#undef X
};

const char *finding_code(enum finding_id id) {
    return kinds[id].code;
}

const char *finding_article(enum finding_id id) {
    return kinds[id].article;
}

enum finding_severity finding_severity(enum finding_id id) {
    return kinds[id].severity;
}

const char *finding_severity_name(enum finding_severity severity, enum lang lang) {
    return phrase(severity == FINDING_SEVERITY_DEFECT ? PHRASE_SEVERITY_DEFECT : PHRASE_SEVERITY_REMARK, lang);
}

const char *finding_severity_code(enum finding_severity severity) {
    return severity == FINDING_SEVERITY_DEFECT ? "defect" : "remark";
}

void findings_release(struct findings *f) {
    for (size_t i = 0; i < f->len; i++) {
        free(f->d[i].path);
        for (enum lang lang = 0; lang < LANG__MAX; lang++)
            free(f->d[i].message.t[lang]);
    }
    vec_release(f);
}

/* The register knows an act by its Finnish name only; one that has no phrase keeps it. */
static const char *act_name(const struct node *act, enum lang lang) {
    enum phrase id = phrase_named("ACT", node_str(act, "number"));

    return id != PHRASE__MAX ? phrase(id, lang) : node_str(act, "name");
}

static const char *value_in(const struct finding_value *v, enum lang lang) {
    if (v->text != NULL)
        return v->text;
    return v->act != NULL ? act_name(v->act, lang) : notice_name(v->entity, lang);
}

void finding_add(struct findings *f, enum finding_id id, const struct node *at, const struct finding_value *values,
                 size_t n) {
    struct finding *finding = vec_push(f);
    SB(path);

    finding->id = id;
    if (at != NULL) {
        node_path(at, &path);
    } else {
        sb_ch(&path, '$');
    }
    finding->path = sb_detach(&path);
    for (enum lang lang = 0; lang < LANG__MAX; lang++) {
        VEC(const char *) texts = {0};
        SB(message);

        for (size_t i = 0; i < n; i++)
            *vec_push(&texts) = value_in(&values[i], lang);
        phrase_fill(&message, kinds[id].message, lang, texts.d, n);
        finding->message.t[lang] = sb_detach(&message);
        vec_release(&texts);
    }
}

static void found(struct check *c, enum finding_id id, const struct node *at) {
    finding_add(c->out, id, at, NULL, 0);
}

/* A finding about an entity, which its message names. */
static void found_in(struct check *c, enum finding_id id, const struct node *entity) {
    finding_add(c->out, id, entity, &(struct finding_value){.entity = entity}, 1);
}

/* Acts that an entity cites and that are no longer in force. */
static void check_cites(struct check *c, enum finding_id id, const char *list) {
    for (NOTICE_EACH(entity, c->def, list)) {
        for (NOTICE_EACH(cite, entity, "cites")) {
            for (const struct node *act = c->repealed != NULL ? c->repealed->child : NULL; act != NULL;
                 act = act->next) {
                const struct finding_value values[] = {
                    {.act = act}, {.text = cite->text}, {.text = node_str(act, "repealed_by")}};

                if (notice_is(act, "number", cite->text))
                    finding_add(c->out, id, cite, values, ARRAY_LEN(values));
            }
        }
    }
}

/* What has no key of its own is told in a text whose code begins with the word. */
static bool has_text_about(const struct node *def, const char *prefix) {
    for (NOTICE_EACH(text, def, "texts")) {
        if (notice_is(text, "kind", "notice") && strncmp(node_str(text, "code"), prefix, strlen(prefix)) == 0)
            return true;
    }
    return false;
}

static void check_controllers(struct check *c) {
    const struct node *owner = notice_where(c->def, "controllers", "role", "owner");
    const struct node *other = notice_where(c->def, "controllers", "role", "technical");
    bool reachable = false;

    if (other == NULL)
        other = notice_where(c->def, "controllers", "role", "controller");
    if (owner != NULL && other != NULL) {
        const struct finding_value values[] = {{.text = node_str(owner, "name")}, {.text = node_str(other, "name")}};

        finding_add(c->out, FINDING_CONTROLLER_DIFFERS_FROM_OWNER, owner, values, ARRAY_LEN(values));
    }
    for (NOTICE_EACH(it, c->def, "controllers")) {
        reachable = reachable || node_str(it, "postal_address") != NULL || node_str(it, "phone") != NULL ||
                    node_str(it, "email") != NULL;
        if (node_str(it, "business_id") == NULL)
            finding_add(c->out, FINDING_CONTROLLER_WITHOUT_BUSINESS_ID, it,
                        &(struct finding_value){.text = node_str(it, "name")}, 1);
    }
    if (!reachable)
        found(c, FINDING_CONTROLLER_WITHOUT_CONTACT, node_get(c->def, "controllers"));
    if (notice_where(c->def, "controllers", "role", "joint") != NULL && !has_text_about(c->def, "joint"))
        found(c, FINDING_JOINT_ARRANGEMENT_MISSING, node_get(c->def, "controllers"));
    if (notice_first(c->def, "contacts") == NULL) {
        found(c, FINDING_CONTACT_MISSING, NULL);
    } else if (notice_where(c->def, "contacts", "kind", "dpo") == NULL) {
        found(c, FINDING_DPO_NOT_NAMED, node_get(c->def, "contacts"));
    }
    if (node_str(c->def, "updated") == NULL)
        found(c, FINDING_UPDATED_MISSING, NULL);
    if (notice_first(c->def, "subject_groups") == NULL)
        found(c, FINDING_SUBJECT_GROUPS_MISSING, NULL);
}

/* A purpose that names no basis takes the register's; marketing and profiling cannot rest on a contract or a duty. */
static void check_purpose_basis(struct check *c, const struct node *purpose) {
    bool delicate = node_is_true(purpose, "direct_marketing") || node_is_true(purpose, "profiling");
    enum basis basis;

    if (notice_basis(purpose, &basis) == 0) {
        if (basis == BASIS_LEGITIMATE_INTERESTS && !notice_general_basis(c->def, BASIS_LEGITIMATE_INTERESTS))
            found_in(c, FINDING_INTERESTS_MISSING, purpose);
    } else if (!notice_has_general_basis(c->def)) {
        found_in(c, FINDING_PURPOSE_WITHOUT_BASIS, purpose);
    } else if (delicate && !notice_general_basis(c->def, BASIS_CONSENT) &&
               !notice_general_basis(c->def, BASIS_LEGITIMATE_INTERESTS)) {
        found_in(c, FINDING_MARKETING_BASIS_MISSING, purpose);
    }
}

/* Whether the purpose's name, in a language, speaks of partners. */
static bool names_partners(const struct node *purpose) {
    static const struct {
        enum lang lang;
        const char *word;
    } words[] = {{LANG_FI, "kumppan"}, {LANG_SV, "partner"}, {LANG_EN, "partner"}};

    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        const char *name = notice_text(purpose, "names", words[i].lang);

        if (name != NULL && strcasestr(name, words[i].word) != NULL)
            return true;
    }
    return false;
}

static void check_purposes(struct check *c) {
    bool named = notice_names_basis(c->def);

    if (!named)
        found(c, FINDING_LEGAL_BASIS_MISSING, node_get(c->def, "purposes"));
    check_cites(c, FINDING_REPEALED_ACT_CITED, "legal_bases");
    for (NOTICE_EACH(purpose, c->def, "purposes")) {
        bool served = false;

        if (named)
            check_purpose_basis(c, purpose);
        if (node_is_true(purpose, "direct_marketing") && names_partners(purpose))
            found_in(c, FINDING_PARTNER_MARKETING, purpose);
        if (node_is_true(purpose, "profiling") && !has_text_about(c->def, "profiling"))
            found_in(c, FINDING_PROFILING_NOT_EXPLAINED, purpose);
        for (NOTICE_EACH(category, c->def, "categories"))
            served = served || notice_has(category, "purposes", node_str(purpose, "code"));
        if (!served)
            found_in(c, FINDING_PURPOSE_WITHOUT_CATEGORY, purpose);
    }
}

static bool column_exists(struct check *c, const char *column) {
    const char *dot = strchr(column, '.');
    char *table CLEANUP(mem_free) = mem_strndup(column, dot != NULL ? (size_t)(dot - column) : strlen(column));

    return c->has_column(c->ctx, table, dot != NULL ? dot + 1 : NULL);
}

static void check_field(struct check *c, const struct node *category, const struct node *field) {
    bool stored = c->has_column == NULL;

    for (NOTICE_EACH(column, field, "columns"))
        stored = stored || column_exists(c, column->text);
    if (!stored)
        found_in(c, FINDING_FIELD_WITHOUT_COLUMN, field);
    if (notice_coverage(c->def, category) == NOTICE_PARTLY && notice_field_rule(c->def, field) == NULL) {
        const struct finding_value values[] = {{.entity = field}, {.entity = category}};

        finding_add(c->out, FINDING_FIELD_WITHOUT_RETENTION, field, values, ARRAY_LEN(values));
    }
}

/* Of the conditions of Art. 9(2) a definition can name consent only. */
static bool rests_on_consent(const struct node *def, const struct node *category) {
    enum basis basis;

    for (NOTICE_EACH(code, category, "purposes")) {
        const struct node *purpose = notice_find(def, "purposes", code->text);

        if (purpose != NULL && notice_basis(purpose, &basis) == 0 && basis == BASIS_CONSENT)
            return true;
    }
    return notice_general_basis(def, BASIS_CONSENT);
}

static void check_categories(struct check *c) {
    if (!has_text_about(c->def, "provision"))
        found(c, FINDING_PROVISION_NOT_STATED, node_get(c->def, "categories"));
    for (NOTICE_EACH(category, c->def, "categories")) {
        if (notice_first(category, "purposes") == NULL)
            found_in(c, FINDING_CATEGORY_WITHOUT_PURPOSE, category);
        if (notice_first(category, "fields") == NULL && !node_is_true(category, "free_form"))
            found_in(c, FINDING_CATEGORY_WITHOUT_FIELDS, category);
        if (node_is_true(category, "special") && !rests_on_consent(c->def, category))
            found_in(c, FINDING_SPECIAL_WITHOUT_CONDITION, category);
        if (notice_coverage(c->def, category) == NOTICE_UNCOVERED)
            found_in(c, FINDING_RETENTION_MISSING, category);
        for (NOTICE_EACH(field, category, "fields"))
            check_field(c, category, field);
    }
}

/* Covers that are categories without a column reach nothing. */
static bool covers_something(const struct node *def, const struct node *rule) {
    for (NOTICE_EACH(cover, rule, "covers")) {
        const struct node *category = NULL;

        if (cover->text[0] != '@')
            return true;
        category = notice_find(def, "categories", cover->text + 1);
        if (category != NULL && notice_first(category, "fields") != NULL)
            return true;
    }
    return false;
}

static void check_retention(struct check *c) {
    for (NOTICE_EACH(rule, c->def, "retention")) {
        if (node_is_true(rule, "assumed"))
            found_in(c, FINDING_RETENTION_EVENT_ASSUMED, rule);
        if (notice_is(rule, "kind", "while-needed"))
            found_in(c, FINDING_RETENTION_OPEN_ENDED, rule);
        if (node_get(rule, "reference") == NULL && notice_first(rule, "cites") == NULL)
            found_in(c, FINDING_RETENTION_WITHOUT_REFERENCE, rule);
        if (!covers_something(c->def, rule))
            found_in(c, FINDING_RETENTION_COVERS_NOTHING, rule);
    }
    for (NOTICE_EACH(group, c->def, "subject_groups")) {
        if (notice_group_without_rule(c->def, group))
            found_in(c, FINDING_GROUP_WITHOUT_RETENTION, group);
    }
    check_cites(c, FINDING_REPEALED_ACT_CITED, "retention");
}

static void check_disclosure(struct check *c) {
    if (notice_first(c->def, "sources") == NULL && !node_is_true(c->def, "only_from_subject"))
        found(c, FINDING_SOURCES_MISSING, NULL);
    if (notice_first(c->def, "recipients") == NULL)
        found(c, FINDING_RECIPIENTS_MISSING, NULL);
    check_cites(c, FINDING_REPEALED_ACT_CITED, "recipients");
    if (notice_first(c->def, "transfers") == NULL)
        found(c, FINDING_TRANSFER_NOT_STATED, NULL);
    for (NOTICE_EACH(transfer, c->def, "transfers")) {
        if (notice_is(transfer, "outside_eea", "no") || node_get(transfer, "safeguards") != NULL)
            continue;
        found_in(c,
                 notice_is(transfer, "outside_eea", "possible") ? FINDING_TRANSFER_WITHOUT_SAFEGUARDS
                                                                : FINDING_TRANSFER_NOT_EXCLUDED,
                 transfer);
    }
    check_cites(c, FINDING_TRANSFER_CITES_REPEALED_ACT, "transfers");
    if (notice_first(c->def, "security") == NULL)
        found(c, FINDING_SECURITY_MISSING, NULL);
}

/* Rights that hold only on certain bases are missed unless the bases named rule them out. */
static bool may_apply(const struct node *def, enum right right) {
    if (!notice_names_basis(def))
        return true;
    if (right == RIGHT_PORTABILITY)
        return notice_uses_basis(def, BASIS_CONSENT) || notice_uses_basis(def, BASIS_CONTRACT);
    if (right == RIGHT_OBJECTION)
        return notice_has_purpose(def, "direct_marketing") || notice_uses_basis(def, BASIS_LEGITIMATE_INTERESTS) ||
               notice_uses_basis(def, BASIS_PUBLIC_TASK);
    return true;
}

static void check_missing_rights(struct check *c) {
    static const enum finding_id missing[] = {
        [RIGHT_ACCESS] = FINDING_ACCESS_RIGHT_MISSING,
        [RIGHT_RECTIFICATION] = FINDING_RECTIFICATION_RIGHT_MISSING,
        [RIGHT_ERASURE] = FINDING_ERASURE_RIGHT_MISSING,
        [RIGHT_RESTRICTION] = FINDING_RESTRICTION_RIGHT_MISSING,
        [RIGHT_PORTABILITY] = FINDING_PORTABILITY_RIGHT_MISSING,
        [RIGHT_OBJECTION] = FINDING_OBJECTION_RIGHT_MISSING,
    };
    const struct node *rights = node_get(c->def, "rights");

    _Static_assert(ARRAY_LEN(missing) == RIGHT__MAX, "a finding for every right");
    for (enum right right = 0; right < RIGHT__MAX; right++) {
        if (notice_right(c->def, right_code(right)) == NULL && may_apply(c->def, right))
            found(c, missing[right], rights);
    }
    if (notice_right(c->def, "complaint") == NULL)
        found(c, FINDING_COMPLAINT_RIGHT_MISSING, rights);
}

/* An objection right of the notice that reaches profiling: as its own scope, or as all processing. */
static bool reaches_profiling(const struct node *objection) {
    return notice_objection_reaches_processing(objection) ||
           notice_has(objection, "scopes", scope_code(SCOPE_PROFILING)) ||
           notice_has(objection, "scopes", scope_code(SCOPE_ALL_MARKETING));
}

static void check_objection(struct check *c) {
    bool marketing = false, profiling = false, processing = false, any = false;

    for (NOTICE_EACH(right, c->def, "rights")) {
        if (!notice_is(right, "right", "objection"))
            continue;
        any = true;
        marketing = marketing || notice_objection_reaches_marketing(right);
        processing = processing || notice_objection_reaches_processing(right);
        profiling = profiling || reaches_profiling(right);
    }
    if (any && !processing &&
        (notice_uses_basis(c->def, BASIS_LEGITIMATE_INTERESTS) || notice_uses_basis(c->def, BASIS_PUBLIC_TASK)))
        found(c, FINDING_OBJECTION_MARKETING_ONLY, node_get(c->def, "rights"));
    for (NOTICE_EACH(purpose, c->def, "purposes")) {
        if (node_is_true(purpose, "direct_marketing") && !marketing)
            found_in(c, FINDING_MARKETING_OBJECTION_MISSING, purpose);
        if (node_is_true(purpose, "profiling") && !profiling)
            found_in(c, FINDING_PROFILING_OBJECTION_MISSING, purpose);
    }
}

/* An e-mail cannot carry a signature by hand: asking for nothing else closes the channel. */
static bool needs_signature_only(const struct node *channel) {
    return notice_is(channel, "channel", "email") && notice_count(channel, "methods") == 1 &&
           notice_has(channel, "methods", "signature");
}

static void check_channels(struct check *c) {
    const struct node *rights = node_get(c->def, "rights");
    bool promised = false, methods = false;

    for (NOTICE_EACH(right, c->def, "rights")) {
        promised = promised || node_str(right, "response") != NULL;
        for (NOTICE_EACH(channel, right, "channels")) {
            methods = methods || notice_first(channel, "methods") != NULL;
            if (needs_signature_only(channel))
                finding_add(c->out, FINDING_EMAIL_NEEDS_SIGNATURE, channel, &(struct finding_value){.entity = right},
                            1);
        }
    }
    if (notice_promises_portability(c->def))
        found(c, FINDING_PORTABILITY_ON_LEGITIMATE_INTERESTS, notice_right(c->def, "portability"));
    if (!promised)
        found(c, FINDING_RESPONSE_TIME_MISSING, rights);
    if (!methods)
        found(c, FINDING_IDENTITY_METHOD_MISSING, rights);
}

void notice_check(const struct node *def, const struct node *repealed, definition_has_column *has_column, void *ctx,
                  struct findings *ret) {
    struct check c = {.def = def, .repealed = repealed, .has_column = has_column, .ctx = ctx, .out = ret};

    check_controllers(&c);
    check_purposes(&c);
    check_categories(&c);
    check_retention(&c);
    check_disclosure(&c);
    check_missing_rights(&c);
    check_objection(&c);
    check_channels(&c);
}
