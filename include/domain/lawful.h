/*
 * lawful.h - what the GDPR lets, or makes, the controller do with one column of one row when a person uses a right. The
 * decision is a table (lawful.c), read from the top: the first row that fits decides. Engines put the facts together,
 * ask here, and carry out; none of them decides by itself.
 *
 * `keep` of an erasure says why and by which article; until when is the retention engine's answer. `ask` means that a
 * person has to decide and that nothing may happen before.
 */
#ifndef GDPRCTL_DOMAIN_LAWFUL_H
#define GDPRCTL_DOMAIN_LAWFUL_H

#include "base/base.h"
#include "domain/code.h"
#include "domain/retention.h"

/* X(ID, code) */
#define VERDICT_LIST(X)                                                \
    X(DO, "do")     /* show, erase, rectify, hand over, stop */        \
    X(KEEP, "keep") /* leave it as it is; portability: leave it out */ \
    X(MASK, "mask") /* show that it is there, not what it is */        \
    X(ASK, "ask")   /* an officer decides */

/* Stable words: scripts and letters use them. */
#define LAWFUL_REASON_LIST(X)                                                                                        \
    X(REQUESTED, "requested")                     /* the right applies without more */                               \
    X(OTHER_PERSON, "other-person")               /* it is about somebody else */                                    \
    X(LEGAL_HOLD, "legal-hold")                   /* needed for a legal claim */                                     \
    X(OPEN_REQUEST, "open-request")               /* another request of the person has to be answered from it */     \
    X(RESTRICTION, "restriction")                 /* the person wanted it kept: unlawful processing, own claims */   \
    X(STATUTORY_RETENTION, "statutory-retention") /* an act obliges the controller to keep it */                     \
    X(CONTRACT_RETENTION, "contract-retention")   /* claims from an ended contract are possible */                   \
    X(OPEN_CONTRACT, "open-contract")             /* needed for a contract in force */                               \
    X(MISSING_TRIGGER, "missing-trigger")         /* nobody can say when the retention ends */                       \
    X(RETENTION_ENDED, "retention-ended")         /* the rule's last day has passed */                               \
    X(POLICY_ENDED, "policy-ended")               /* only the controller's own practice would keep it */             \
    X(CONSENT_WITHDRAWN, "consent-withdrawn")     /* asking for erasure withdraws the consent */                     \
    X(MARKETING, "marketing")                     /* direct marketing stops when the person says so */               \
    X(NOT_NEEDED, "not-needed")                   /* no rule says that it is still needed */                         \
    X(UNDEFINED_RULE, "undefined-rule")           /* an obligation is claimed, but no rule says which or how long */ \
    X(UNDEFINED_BASIS, "undefined-basis")         /* the register does not say on which basis it is processed */     \
    X(NOT_RECTIFIABLE, "not-rectifiable")         /* the register does not let it be changed by itself */            \
    X(NOT_PROVIDED, "not-provided")               /* the person did not give it: measured, derived, from others */   \
    X(NOT_PORTABLE, "not-portable")               /* neither consent nor contract */                                 \
    X(PROMISED, "promised")                       /* the notice gives more than the article */                       \
    X(BALANCING, "balancing")                     /* compelling grounds against the person's situation */            \
    X(NOT_APPLICABLE, "right-not-applicable")     /* the basis gives no right to object */

enum verdict {
#define X(id, code) VERDICT_##id,
    VERDICT_LIST(X)
#undef X
        VERDICT__MAX
};

enum lawful_reason {
#define X(id, code) LAWFUL_##id,
    LAWFUL_REASON_LIST(X)
#undef X
        LAWFUL__MAX
};

const char *verdict_code(enum verdict verdict);
const char *lawful_reason_code(enum lawful_reason reason);

/* The rules that cover a column, seen with an erasure's eyes. */
struct lawful_need {
    bool has_rule;
    enum strength strength;       /* statutory before contract before policy, among those that have not ended */
    enum retention_status status; /* of the rules of that strength, together */
    size_t decided_by;            /* index of the rule to name; SIZE_MAX without rules */
    date_t until; /* last day for which a statutory or contract rule keeps it; DATE_NONE: no end, none known,
                   * or nothing keeps it */
};

/*
 * Weighs the rules. retention_judge says when a row goes by itself; this says what still binds the controller when the
 * person asks for erasure: a policy rule that lasts longer must not hide a statutory one that has not ended, nor
 * lengthen it. `strengths` is parallel to `needs`.
 */
void lawful_weigh(const struct retention_need *needs, const enum strength *strengths, size_t n, date_t as_of,
                  struct lawful_need *ret);

struct lawful_case {
    enum right right;
    bool basis_known;
    enum basis basis;       /* when basis_known; the strongest one when there are several: legal obligation first */
    bool has_rule;          /* some retention rule covers it; this and the two below come from lawful_weigh */
    enum strength strength; /* of the strongest rule that has not ended, not of the one that lasts longest */
    enum retention_status status; /* of the rules of that strength, holds aside; an expired rule keeps nothing */
    bool held;                    /* a legal hold is on it */
    bool open_request;            /* another request of the person is open */
    bool in_force;                /* a contract in force needs the row */
    bool restricted;              /* Art. 18(1)(b) or (c); the other grounds do not stop an erasure */
    bool other_person;            /* it is about somebody else than the person who asks */
    bool provided_by_subject;     /* Art. 20 */
    bool promised;                /* the notice promises portability whatever the basis */
    bool marketing;               /* objection: a direct-marketing scope; erasure: only marketing uses it */
    bool rectifiable;
};

struct lawful_verdict {
    enum verdict verdict;
    const char *article; /* "Art. 17(3)(b)", static */
    enum lawful_reason reason;
};

/* The first row of the table that fits the case: the rows of each right end with one that fits always. */
struct lawful_verdict lawful_decide(const struct lawful_case *c);

#endif
