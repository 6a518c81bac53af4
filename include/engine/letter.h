/*
 * letter.h - the letters that answer a person, in Finnish, Swedish or English, made of blocks that all rights share:
 *
 *     struct letter l = {.doc = &out.doc, .def = def, .dict = &dict, .lang = LANG_FI};
 *     letter_begin(&l, &(struct letter_head){.subject = LETTER_ERASURE, .date = today, .reference = "2026-0001"});
 *     letter_erasure(&l, &(struct letter_erasure){...});
 *     letter_other_rights(&l, RIGHT_ERASURE);
 *     letter_remedies(&l);
 *     letter_end(&l);
 *
 * Everything is readable by a customer: names, not codes. Texts that callers give (reasons, names of tables and
 * fields) are in the letter's language already, or are an officer's own words. Nothing here reads a database or a
 * clock.
 */
#ifndef GDPRCTL_ENGINE_LETTER_H
#define GDPRCTL_ENGINE_LETTER_H

#include "base/base.h"
#include "base/date.h"
#include "base/doc.h"
#include "base/lang.h"
#include "base/node.h"
#include "domain/code.h"
#include "domain/notice_read.h"

struct letter {
    struct doc *doc;
    const struct node *def;               /* the register's definition */
    const struct notice_dictionary *dict; /* names of record columns; NULL: those of the definition only */
    enum lang lang;
    bool company;              /* the customer is a company: facts that concern only companies are shown too */
    bool restricted_otherwise; /* when a restriction ends, another one of the person's data stays */
};

/* X(NAME): what a letter is about; its title is PHRASE_SUBJECT_<NAME>. The first six are in the order of enum right. */
#define LETTER_SUBJECT_LIST(X) \
    X(ACCESS)                  \
    X(RECTIFICATION)           \
    X(ERASURE)                 \
    X(RESTRICTION)             \
    X(PORTABILITY)             \
    X(OBJECTION)               \
    X(IDENTITY)                \
    X(EXTENSION)               \
    X(WITHDRAWN)               \
    X(LIFTING)                 \
    X(PANEL)

enum letter_subject {
#define X(name) LETTER_##name,
    LETTER_SUBJECT_LIST(X)
#undef X
        LETTER_SUBJECT__MAX
};

enum letter_subject letter_subject_of(enum right right);      /* an answer to a request of this right */
const char *letter_title(enum letter_subject s, enum lang l); /* for the page's title */

struct letter_head {
    enum letter_subject subject;
    const char *const *to; /* name and address lines of the person; none: the letter has no address block */
    size_t to_count;
    date_t date;
    date_t received;       /* when the request arrived; DATE_NONE: no such line */
    const char *reference; /* of the request; NULL: no such line */
};

/* Sender (every controller with business ID), recipient, title, date, reference and register. */
void letter_begin(const struct letter *l, const struct letter_head *head);

/* Where to ask, and the controllers' names as signature. */
void letter_end(const struct letter *l);

/* The person's other rights, without the one just answered (RIGHT__MAX: all). */
void letter_other_rights(const struct letter *l, enum right answered);

/* Complaint to the Data Protection Ombudsman and judicial remedy: Art. 12(4), 77, 79. */
void letter_remedies(const struct letter *l);

/* ---- access and portability (letter_facts.c) ---- */

/* Art. 15(1)(a) to (h) and 15(2): purposes and bases, categories, recipients, retention, rights, sources, automated
 * decisions, transfers with safeguards (or that they are unknown). The complaint is letter_remedies. */
void letter_facts_art15(const struct letter *l);

struct letter_file {
    const char *name;
    const char *content; /* what it holds */
};

struct letter_portability {
    const struct letter_file *files;
    size_t file_count;  /* 0: nothing to hand over */
    bool promised_only; /* the notice alone promises what is handed over; Art. 20 would not require it */
};

/* Says so when only the promise asks for it; not where the notice names no basis, which may be consent or contract. */
void letter_portability(const struct letter *l, const struct letter_portability *p);

/* ---- outcomes (letter_outcome.c) ---- */

struct letter_erased {
    const char *name; /* of the table or category */
    int64_t erased;   /* rows gone */
    int64_t cleared;  /* rows that lost some of their fields */
};

struct letter_kept {
    const char *name;
    int64_t rows;
    const char *reason;          /* in words; see letter_kept_reason */
    const char *legal_reference; /* NULL: none */
    date_t first, until;         /* last days: the earliest of the rows and the latest; DATE_NONE: cannot be told */
};

struct letter_erasure {
    const struct letter_erased *erased;
    size_t erased_count;
    const struct letter_kept *kept;
    size_t kept_count;
    bool ban_kept;                 /* a keyed tag stays so that marketing does not start again */
    const char *const *recipients; /* codes of recipients that are told: Art. 19 */
    size_t recipient_count;
};

/* All erased, partly, not yet, or nothing held: told from the lists. */
void letter_erasure(const struct letter *l, const struct letter_erasure *e);

/* Words for why something was kept, by the word of domain/lawful.h ("legal-hold" ...), "open-request", or "needed" (a
 * row that others refer to); NULL when unknown. */
const char *letter_kept_reason(const char *code, enum lang lang);

struct letter_rectification {
    const char *const *fields; /* names of what was changed, never values */
    size_t field_count;
    bool statement;  /* a supplementary statement was added */
    bool restricted; /* while the accuracy was looked into; that ends with this letter */
    date_t lifted_on;
    const char *const *recipients;
    size_t recipient_count;
};

void letter_rectification(const struct letter *l, const struct letter_rectification *r);

enum letter_objection_result {
    LETTER_MARKETING_STOPPED, /* Art. 21(2)-(3): at once */
    LETTER_OBJECTION_PENDING, /* Art. 21(1): restricted meanwhile */
    LETTER_OBJECTION_UPHELD,
    LETTER_OBJECTION_OVERRIDDEN, /* needs the reason, and the remedies */
};

struct letter_objection {
    enum letter_objection_result result;
    const enum scope *scopes; /* marketing scopes */
    size_t scope_count;
    const char *reason; /* the officer's; NULL: none */
    bool restricted;    /* overridden: while it was weighed; that ends with this letter */
    date_t lifted_on;
};

/* A request of several kinds is answered by several calls. */
void letter_objection(const struct letter *l, const struct letter_objection *o);

struct letter_restriction {
    const char *ground;       /* word of Art. 18(1): accuracy, unlawful, claims, objection */
    const char *const *names; /* what it covers; none: everything */
    size_t name_count;
    bool statement; /* contested, and a supplementary statement was added */
    const char *const *recipients;
    size_t recipient_count;
};

void letter_restriction(const struct letter *l, const struct letter_restriction *r);

/* Told before lifting: Art. 18(3). */
void letter_lifting(const struct letter *l, date_t lifted_on, date_t told_on, const char *reason);

/* X(NAME, word on the command line): grounds of a refusal; the text is PHRASE_GROUND_<NAME>. */
#define LETTER_GROUND_LIST(X)                                                              \
    X(NOT_IDENTIFIED, "not-identified")       /* Art. 11(2), 12(2), 12(6) */               \
    X(UNFOUNDED, "unfounded")                 /* Art. 12(5) */                             \
    X(EXCESSIVE, "excessive")                 /* Art. 12(5) */                             \
    X(ACCURATE, "accurate")                   /* Art. 16 */                                \
    X(NOT_APPLICABLE, "not-applicable")       /* the article's conditions are not there */ \
    X(RIGHTS_OF_OTHERS, "rights-of-others")   /* Art. 15(4), 20(4) */                      \
    X(LEGAL_OBLIGATION, "legal-obligation")   /* Art. 17(3)(b) */                          \
    X(LEGAL_CLAIMS, "legal-claims")           /* Art. 17(3)(e), 21(1) */                   \
    X(RESTRICTED_BY_LAW, "restricted-by-law") /* Data Protection Act 1050/2018, section 34 */

extern const char *const letter_ground_codes[]; /* NULL-terminated */

struct letter_refusal {
    enum right right;
    const char *ground; /* one of letter_ground_codes; NULL: the reason says it all */
    const char *reason; /* the officer's, required */
    bool statement;     /* a supplementary statement had been added */
    bool restricted;    /* the data had been restricted meanwhile: this letter tells of the end (Art. 18(3)) */
    date_t lifted_on;   /* of it; DATE_NONE: when the letter has reached the person */
};

/* What was asked, that it was not done, and why. Followed by letter_remedies, which Art. 12(4) requires: it is written
 * here. */
void letter_refusal(const struct letter *l, const struct letter_refusal *r);

/* Art. 12(3): within the first month, with the reason. */
void letter_extension(const struct letter *l, date_t old_due, date_t new_due, const char *reason);

/* Art. 12(6): how identity can be proved, each method once; with none of them that is to be agreed on. */
void letter_identity(const struct letter *l, const enum method *methods, size_t n);

/* What had been done before the person took the request back. */
struct letter_withdrawal {
    const struct letter_erasure *erased; /* NULL: no erasure was begun */
    const enum scope *scopes;            /* marketing that had stopped, and has stopped for good */
    size_t scope_count;
    bool statement;   /* a supplementary statement had been added */
    date_t lifted_on; /* end of the restrictions that the request had placed; DATE_NONE: there were none */
};

void letter_withdrawn(const struct letter *l, const struct letter_withdrawal *w);

/* The controller's own erasure, when the conditions of a register's membership are not met. */
void letter_panel_removal(const struct letter *l, const struct letter_erasure *e, const char *reason);

#endif
