/*
 * code.h - the closed vocabularies of the field (GDPR, the notices, interface promises) as enums with their codes, so
 * that a word is spelt in one place. Pure. Each list is X(ID, code); NAME__MAX ends the enum.
 *
 * Three helpers exist for every vocabulary, made by CODE_HELPERS:
 *     const char *right_code(enum right r);              "access"
 *     int right_parse(const char *code, enum right *r);  0, or -1 when it is none
 *     extern const char *const right_codes[];            NULL-terminated, for help texts and "did you mean"
 */
#ifndef GDPRCTL_DOMAIN_CODE_H
#define GDPRCTL_DOMAIN_CODE_H

#include "base/base.h"

/* Rights of the data subject, GDPR chapter III; a request is of one of them. */
#define RIGHT_LIST(X)                               \
    X(ACCESS, "access")               /* Art. 15 */ \
    X(RECTIFICATION, "rectification") /* Art. 16 */ \
    X(ERASURE, "erasure")             /* Art. 17 */ \
    X(RESTRICTION, "restriction")     /* Art. 18 */ \
    X(PORTABILITY, "portability")     /* Art. 20 */ \
    X(OBJECTION, "objection")         /* Art. 21 */

#define CHANNEL_LIST(X)             \
    X(LETTER, "letter")             \
    X(EMAIL, "email")               \
    X(VISIT, "visit")               \
    X(PHONE, "phone")               \
    X(SELF_SERVICE, "self-service") \
    X(WEB, "web")

#define METHOD_LIST(X)                        \
    X(SIGNATURE, "signature")                 \
    X(E_SIGNATURE, "e-signature")             \
    X(ID_DOCUMENT, "id-document")             \
    X(STRONG_AUTH, "strong-auth")             \
    X(POWER_OF_ATTORNEY, "power-of-attorney") \
    X(KNOWN_PERSON, "known-person")           \
    X(SELF_SERVICE, "self-service")

/* What an objection covers: the direct-marketing scopes are absolute (Art. 21(2)-(3)); processing is Art. 21(1). */
#define SCOPE_LIST(X)                                                               \
    X(DIRECT_MAIL, "direct-mail")                       /* suoramainonta */         \
    X(DISTANCE_SELLING, "distance-selling")             /* etämyynti */            \
    X(OTHER_DIRECT_MARKETING, "other-direct-marketing") /* muu suoramarkkinointi */ \
    X(MARKET_RESEARCH, "market-research")               /* markkinatutkimus */      \
    X(OPINION_RESEARCH, "opinion-research")             /* mielipidetutkimus */     \
    X(PROFILING, "profiling")                                                       \
    X(ALL_MARKETING, "all-marketing") /* all of the former */                       \
    X(PROCESSING, "processing")

/* Art. 6(1)(a) to (f). */
#define BASIS_LIST(X)                       \
    X(CONSENT, "consent")                   \
    X(CONTRACT, "contract")                 \
    X(LEGAL_OBLIGATION, "legal-obligation") \
    X(VITAL_INTERESTS, "vital-interests")   \
    X(PUBLIC_TASK, "public-task")           \
    X(LEGITIMATE_INTERESTS, "legitimate-interests")

/* Whether a retention rule stops an erasure that the person asks for. */
#define STRENGTH_LIST(X)      \
    X(STATUTORY, "statutory") \
    X(CONTRACT, "contract")   \
    X(POLICY, "policy")

/* What the person is to the register. */
#define ROLE_LIST(X)                      \
    X(CUSTOMER, "customer")               \
    X(FORMER, "former")                   \
    X(PROSPECT, "prospect")               \
    X(PANEL_APPLICANT, "panel-applicant") \
    X(PANEL_MEMBER, "panel-member")

#define CODE_HELPERS(name)                                    \
    const char *name##_code(enum name value);                 \
    int name##_parse(const char *code, enum name *ret_value); \
    extern const char *const name##_codes[];

enum right {
#define X(id, code) RIGHT_##id,
    RIGHT_LIST(X)
#undef X
        RIGHT__MAX
};
enum channel {
#define X(id, code) CHANNEL_##id,
    CHANNEL_LIST(X)
#undef X
        CHANNEL__MAX
};
enum method {
#define X(id, code) METHOD_##id,
    METHOD_LIST(X)
#undef X
        METHOD__MAX
};
enum scope {
#define X(id, code) SCOPE_##id,
    SCOPE_LIST(X)
#undef X
        SCOPE__MAX
};
enum basis {
#define X(id, code) BASIS_##id,
    BASIS_LIST(X)
#undef X
        BASIS__MAX
};
enum strength {
#define X(id, code) STRENGTH_##id,
    STRENGTH_LIST(X)
#undef X
        STRENGTH__MAX
};
enum role {
#define X(id, code) ROLE_##id,
    ROLE_LIST(X)
#undef X
        ROLE__MAX
};

CODE_HELPERS(right)
CODE_HELPERS(channel)
CODE_HELPERS(method)
CODE_HELPERS(scope)
CODE_HELPERS(basis)
CODE_HELPERS(strength)
CODE_HELPERS(role)

/* Whether an objection scope, by its code, is of marketing, which any objection ends, and not of the processing. */
bool scope_is_marketing(const char *code);

#endif
