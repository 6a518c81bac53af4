/*
 * notice_check.h - what a register definition lacks, measured against the GDPR's duties to inform (Art. 13, 14), the
 * record of processing (Art. 30), the rights (Art. 12 to 22), and against itself. Pure: the repealed acts and the
 * catalogue are handed in.
 *
 * A defect is something the law requires and the notice does not give; a remark is something the officer should know
 * or look at. Findings are in the order of the definition.
 */
#ifndef GDPRCTL_DOMAIN_NOTICE_CHECK_H
#define GDPRCTL_DOMAIN_NOTICE_CHECK_H

#include "base/base.h"
#include "base/lang.h"
#include "base/node.h"
#include "domain/definition.h"

/* X(ID, code, severity, article of the GDPR or of the act named). The text is PHRASE_FINDING_<ID>. The last group is
 * for the check of the definition against the tables, which adds its findings with finding_add. */
#define FINDING_LIST(X)                                                                                    \
    X(CONTROLLER_DIFFERS_FROM_OWNER, "controller-differs-from-owner", DEFECT, "Art. 13(1)(a)")             \
    X(CONTROLLER_WITHOUT_CONTACT, "controller-without-contact", DEFECT, "Art. 13(1)(a)")                   \
    X(CONTROLLER_WITHOUT_BUSINESS_ID, "controller-without-business-id", REMARK, "Art. 13(1)(a)")           \
    X(JOINT_ARRANGEMENT_MISSING, "joint-arrangement-missing", REMARK, "Art. 26(2)")                        \
    X(CONTACT_MISSING, "contact-missing", REMARK, "Art. 13(1)(b)")                                         \
    X(DPO_NOT_NAMED, "dpo-not-named", REMARK, "Art. 13(1)(b)")                                             \
    X(UPDATED_MISSING, "updated-missing", REMARK, "Art. 5(2)")                                             \
    X(SUBJECT_GROUPS_MISSING, "subject-groups-missing", REMARK, "Art. 30(1)(c)")                           \
    X(LEGAL_BASIS_MISSING, "legal-basis-missing", DEFECT, "Art. 13(1)(c)")                                 \
    X(PURPOSE_WITHOUT_BASIS, "purpose-without-basis", DEFECT, "Art. 13(1)(c)")                             \
    X(MARKETING_BASIS_MISSING, "marketing-basis-missing", DEFECT, "Art. 6(1)")                             \
    X(INTERESTS_MISSING, "interests-missing", DEFECT, "Art. 13(1)(d)")                                     \
    X(REPEALED_ACT_CITED, "repealed-act-cited", DEFECT, "Art. 5(1)(a)")                                    \
    X(PARTNER_MARKETING, "partner-marketing", REMARK, "917/2014, s. 200")                                  \
    X(PROFILING_NOT_EXPLAINED, "profiling-not-explained", REMARK, "Art. 13(2)(f)")                         \
    X(PURPOSE_WITHOUT_CATEGORY, "purpose-without-category", REMARK, "Art. 5(1)(b)")                        \
    X(PROVISION_NOT_STATED, "provision-not-stated", DEFECT, "Art. 13(2)(e)")                               \
    X(CATEGORY_WITHOUT_PURPOSE, "category-without-purpose", DEFECT, "Art. 5(1)(b)")                        \
    X(CATEGORY_WITHOUT_FIELDS, "category-without-fields", REMARK, "Art. 14(1)(d)")                         \
    X(SPECIAL_WITHOUT_CONDITION, "special-without-condition", DEFECT, "Art. 9(2)")                         \
    X(FIELD_WITHOUT_COLUMN, "field-without-column", DEFECT, "Art. 15(1)")                                  \
    X(RETENTION_MISSING, "retention-missing", DEFECT, "Art. 13(2)(a)")                                     \
    X(FIELD_WITHOUT_RETENTION, "field-without-retention", DEFECT, "Art. 13(2)(a)")                         \
    X(GROUP_WITHOUT_RETENTION, "group-without-retention", DEFECT, "Art. 13(2)(a)")                         \
    X(RETENTION_EVENT_ASSUMED, "retention-event-assumed", DEFECT, "Art. 13(2)(a)")                         \
    X(RETENTION_OPEN_ENDED, "retention-open-ended", REMARK, "Art. 5(1)(e)")                                \
    X(RETENTION_WITHOUT_REFERENCE, "retention-without-reference", REMARK, "Art. 5(2)")                     \
    X(RETENTION_COVERS_NOTHING, "retention-covers-nothing", DEFECT, "Art. 5(1)(e)")                        \
    X(SOURCES_MISSING, "sources-missing", DEFECT, "Art. 14(2)(f)")                                         \
    X(RECIPIENTS_MISSING, "recipients-missing", DEFECT, "Art. 13(1)(e)")                                   \
    X(TRANSFER_NOT_STATED, "transfer-not-stated", REMARK, "Art. 13(1)(f)")                                 \
    X(TRANSFER_WITHOUT_SAFEGUARDS, "transfer-without-safeguards", DEFECT, "Art. 13(1)(f)")                 \
    X(TRANSFER_NOT_EXCLUDED, "transfer-not-excluded", REMARK, "Art. 13(1)(f)")                             \
    X(TRANSFER_CITES_REPEALED_ACT, "transfer-cites-repealed-act", DEFECT, "Art. 44")                       \
    X(SECURITY_MISSING, "security-missing", REMARK, "Art. 30(1)(g)")                                       \
    X(ACCESS_RIGHT_MISSING, "access-right-missing", DEFECT, "Art. 13(2)(b)")                               \
    X(RECTIFICATION_RIGHT_MISSING, "rectification-right-missing", DEFECT, "Art. 13(2)(b)")                 \
    X(ERASURE_RIGHT_MISSING, "erasure-right-missing", DEFECT, "Art. 13(2)(b)")                             \
    X(RESTRICTION_RIGHT_MISSING, "restriction-right-missing", DEFECT, "Art. 13(2)(b)")                     \
    X(PORTABILITY_RIGHT_MISSING, "portability-right-missing", DEFECT, "Art. 13(2)(b)")                     \
    X(OBJECTION_RIGHT_MISSING, "objection-right-missing", DEFECT, "Art. 13(2)(b)")                         \
    X(OBJECTION_MARKETING_ONLY, "objection-marketing-only", DEFECT, "Art. 21(4)")                          \
    X(MARKETING_OBJECTION_MISSING, "marketing-objection-missing", DEFECT, "Art. 21(4)")                    \
    X(PROFILING_OBJECTION_MISSING, "profiling-objection-missing", DEFECT, "Art. 21(4)")                    \
    X(COMPLAINT_RIGHT_MISSING, "complaint-right-missing", DEFECT, "Art. 13(2)(d)")                         \
    X(PORTABILITY_ON_LEGITIMATE_INTERESTS, "portability-on-legitimate-interests", REMARK, "Art. 20(1)(a)") \
    X(RESPONSE_TIME_MISSING, "response-time-missing", REMARK, "Art. 12(3)")                                \
    X(IDENTITY_METHOD_MISSING, "identity-method-missing", REMARK, "Art. 12(6)")                            \
    X(EMAIL_NEEDS_SIGNATURE, "email-needs-signature", REMARK, "Art. 12(2)")                                \
    X(TABLE_MISSING, "table-missing", DEFECT, "Art. 15(1)")                                                \
    X(COLUMN_MISSING, "column-missing", DEFECT, "Art. 15(1)")                                              \
    X(COLUMN_UNMAPPED, "column-unmapped", DEFECT, "Art. 13(1)")                                            \
    X(COLUMN_WITHOUT_RULE, "column-without-rule", REMARK, "Art. 5(1)(e)")                                  \
    X(COLUMN_GENERATED, "column-generated", DEFECT, "Art. 15(1)")                                          \
    X(FOREIGN_KEY_NOT_FOLLOWED, "foreign-key-not-followed", DEFECT, "Art. 17(1)")                          \
    X(SUBJECT_INDEX_MISSING, "subject-index-missing", REMARK, "Art. 12(3)")                                \
    X(EVENT_INDEX_MISSING, "event-index-missing", REMARK, "Art. 5(1)(e)")

enum finding_severity { FINDING_SEVERITY_REMARK, FINDING_SEVERITY_DEFECT };

enum finding_id {
#define X(id, code, severity, article) FINDING_##id,
    FINDING_LIST(X)
#undef X
        FINDING__MAX
};

const char *finding_code(enum finding_id id);    /* stable word for scripts */
const char *finding_article(enum finding_id id); /* what the finding rests on */
enum finding_severity finding_severity(enum finding_id id);
const char *finding_severity_name(enum finding_severity severity, enum lang lang); /* for people */
const char *finding_severity_code(enum finding_severity severity);                 /* "defect", "remark" */

struct finding {
    enum finding_id id;
    char *path;           /* place in the definition: $.transfers[0] */
    struct names message; /* a sentence in each language */
};

struct findings {
    struct finding *d;
    size_t len, cap;
};

#define FINDINGS(name) struct findings name CLEANUP(findings_release) = {0}

void findings_release(struct findings *f);

/* A value of a finding's message: a text that is the same in every language, or an entity whose name is meant. */
struct finding_value {
    const char *text;
    const struct node *entity; /* used when text is NULL */
    const struct node *act;    /* used when text is NULL: a repealed act, by its name */
};

/* Adds a finding at a node of the definition (NULL: the definition as a whole). As many values as its phrase has %s. */
void finding_add(struct findings *f, enum finding_id id, const struct node *at, const struct finding_value *values,
                 size_t n);

/*
 * Checks a definition that passed definition_check. `repealed` is a list of maps with "number", "name", "repealed_by"
 * (register_repealed_acts); NULL or empty skips that check. `has_column` tells what the database has; NULL skips the
 * look for fields without a column. Findings are added to `ret`.
 */
void notice_check(const struct node *def, const struct node *repealed, definition_has_column *has_column, void *ctx,
                  struct findings *ret);

#endif
