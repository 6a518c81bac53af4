/*
 * refusal.h - on which grounds a request may be refused: each ground only for the rights that the law gives it for. A
 * table (refusal.c); pure.
 */
#ifndef GDPRCTL_DOMAIN_REFUSAL_H
#define GDPRCTL_DOMAIN_REFUSAL_H

#include "base/base.h"
#include "domain/code.h"

/* X(ID, code) */
#define REFUSAL_LIST(X)                                                                          \
    X(UNFOUNDED, "unfounded")                 /* manifestly: Art. 12(5) */                       \
    X(EXCESSIVE, "excessive")                 /* Art. 12(5) */                                   \
    X(NOT_IDENTIFIED, "not-identified")       /* Art. 11(2), 12(2) */                            \
    X(ACCURATE, "accurate")                   /* the data were checked and are right: Art. 16 */ \
    X(NOT_APPLICABLE, "right-not-applicable") /* the article's conditions are not there */       \
    X(RIGHTS_OF_OTHERS, "rights-of-others")   /* Art. 15(4), 20(4) */                            \
    X(LEGAL_OBLIGATION, "legal-obligation")   /* Art. 17(3)(b) */                                \
    X(LEGAL_CLAIMS, "legal-claims")           /* Art. 17(3)(e), 21(1) */                         \
    X(SECTION_34, "section-34")               /* Data Protection Act 1050/2018: of the right of access */

enum refusal {
#define X(id, code) REFUSAL_##id,
    REFUSAL_LIST(X)
#undef X
        REFUSAL__MAX
};

CODE_HELPERS(refusal)

/* Whether a request for the right may be refused on the ground. */
bool refusal_applies(enum refusal ground, enum right right);

/*
 * Whether a request for the right may still be refused once it was begun. Only a rectification: what is contested is
 * restricted until its accuracy is known, and it may turn out to be right. The refusal of an objection is its decision,
 * and what an erasure could not take it tells by itself.
 */
bool refusal_after_begin(enum right right);

#endif
