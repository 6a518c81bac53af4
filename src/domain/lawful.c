/*
 * lawful.c - the decision table of lawful.h.
 *
 * Where the GDPR leaves room, the table says so:
 *   - Erasure needs no ground beside the request for data that no rule keeps and no contract in force needs: with no
 *     retention rule the controller has declared no need, so Art. 17(1)(a) applies. Where an obligation or a task is
 *     the basis, Art. 17(3)(b) may apply, and where vital interests are, the need may last; nobody has written down
 *     whether it does, so an officer decides.
 *   - A contract rule keeps data after the contract for claims, Art. 17(3)(e), and during it because it is necessary,
 *     Art. 17(1)(a) not being met: also where the last day is known already, as that of a fixed term. A policy rule
 *     keeps nothing against the person's will.
 *   - What a contract in force needs is kept without any rule, Art. 17(1)(a) not being met; but not what stands on
 *     consent alone, serves marketing alone, or is past the last day that a rule gives it.
 *   - A restriction that the person asked for to keep the data is not undone by the same person's erasure request
 *     without lifting it first: the two contradict each other.
 *   - Correction does not destroy evidence here, so a hold does not stop it.
 */
#include "domain/lawful.h"

#include "base/vec.h"

/* What is known about the case, one bit each; a row of the table asks for some and forbids some. */
enum fact {
    HELD = 1 << 0,
    RESTRICTED = 1 << 1,
    OTHER = 1 << 2,
    PROVIDED = 1 << 3,
    PROMISE = 1 << 4,
    MARKETING = 1 << 5,
    RECTIFIABLE = 1 << 6,
    RULE = 1 << 7,
    STATUTORY = 1 << 8,
    CONTRACTUAL = 1 << 9,
    EXPIRED = 1 << 10,
    ACTIVE = 1 << 11,
    NO_TRIGGER = 1 << 12,
    CONSENT = 1 << 13,
    CONTRACT = 1 << 14,
    OBLIGATION = 1 << 15,
    VITAL = 1 << 16,
    TASK = 1 << 17,
    INTERESTS = 1 << 18,
    NO_BASIS = 1 << 19,
    PENDING = 1 << 20,
    IN_FORCE = 1 << 21,
};

struct row {
    enum right right;
    unsigned all, none; /* facts that have to hold, facts that must not */
    enum verdict verdict;
    const char *article;
    enum lawful_reason reason;
};

static const struct row table[] = {
    /* Art. 15: everything, but for what would harm others. */
    {RIGHT_ACCESS, OTHER, 0, VERDICT_MASK, "Art. 15(4)", LAWFUL_OTHER_PERSON},
    {RIGHT_ACCESS, 0, 0, VERDICT_DO, "Art. 15(1)", LAWFUL_REQUESTED},

    {RIGHT_RECTIFICATION, OTHER, 0, VERDICT_KEEP, "Art. 16", LAWFUL_OTHER_PERSON},
    {RIGHT_RECTIFICATION, RECTIFIABLE, 0, VERDICT_DO, "Art. 16", LAWFUL_REQUESTED},
    {RIGHT_RECTIFICATION, 0, 0, VERDICT_ASK, "Art. 16", LAWFUL_NOT_RECTIFIABLE},

    {RIGHT_ERASURE, HELD, 0, VERDICT_KEEP, "Art. 17(3)(e)", LAWFUL_LEGAL_HOLD},
    {RIGHT_ERASURE, PENDING, 0, VERDICT_KEEP, "Art. 12(3)", LAWFUL_OPEN_REQUEST},
    {RIGHT_ERASURE, OTHER, 0, VERDICT_KEEP, "Art. 17(1)", LAWFUL_OTHER_PERSON},
    {RIGHT_ERASURE, RESTRICTED, 0, VERDICT_KEEP, "Art. 18(1)", LAWFUL_RESTRICTION},
    {RIGHT_ERASURE, RULE | STATUTORY, EXPIRED, VERDICT_KEEP, "Art. 17(3)(b)", LAWFUL_STATUTORY_RETENTION},
    {RIGHT_ERASURE, RULE | CONTRACTUAL | IN_FORCE, EXPIRED, VERDICT_KEEP, "Art. 17(1)(a)", LAWFUL_OPEN_CONTRACT},
    {RIGHT_ERASURE, RULE | CONTRACTUAL | NO_TRIGGER, 0, VERDICT_ASK, "Art. 17(3)(e)", LAWFUL_MISSING_TRIGGER},
    {RIGHT_ERASURE, RULE | CONTRACTUAL | ACTIVE, 0, VERDICT_KEEP, "Art. 17(1)(a)", LAWFUL_OPEN_CONTRACT},
    {RIGHT_ERASURE, RULE | CONTRACTUAL, EXPIRED, VERDICT_KEEP, "Art. 17(3)(e)", LAWFUL_CONTRACT_RETENTION},
    {RIGHT_ERASURE, MARKETING, 0, VERDICT_DO, "Art. 17(1)(c)", LAWFUL_MARKETING},
    {RIGHT_ERASURE, RULE | EXPIRED, 0, VERDICT_DO, "Art. 17(1)(a)", LAWFUL_RETENTION_ENDED},
    {RIGHT_ERASURE, CONSENT, 0, VERDICT_DO, "Art. 17(1)(b)", LAWFUL_CONSENT_WITHDRAWN},
    {RIGHT_ERASURE, IN_FORCE, 0, VERDICT_KEEP, "Art. 17(1)(a)", LAWFUL_OPEN_CONTRACT},
    {RIGHT_ERASURE, RULE, 0, VERDICT_DO, "Art. 17(1)(a)", LAWFUL_POLICY_ENDED},
    {RIGHT_ERASURE, OBLIGATION, 0, VERDICT_ASK, "Art. 17(3)(b)", LAWFUL_UNDEFINED_RULE},
    {RIGHT_ERASURE, TASK, 0, VERDICT_ASK, "Art. 17(3)(b)", LAWFUL_UNDEFINED_RULE},
    {RIGHT_ERASURE, VITAL, 0, VERDICT_ASK, "Art. 17(1)(a)", LAWFUL_UNDEFINED_RULE},
    {RIGHT_ERASURE, 0, 0, VERDICT_DO, "Art. 17(1)(a)", LAWFUL_NOT_NEEDED},

    /* The officer has found the ground of Art. 18(1) before asking. */
    {RIGHT_RESTRICTION, OTHER, 0, VERDICT_KEEP, "Art. 18(1)", LAWFUL_OTHER_PERSON},
    {RIGHT_RESTRICTION, 0, 0, VERDICT_DO, "Art. 18(1)", LAWFUL_REQUESTED},

    {RIGHT_PORTABILITY, OTHER, 0, VERDICT_MASK, "Art. 20(4)", LAWFUL_OTHER_PERSON},
    {RIGHT_PORTABILITY, 0, PROVIDED, VERDICT_KEEP, "Art. 20(1)", LAWFUL_NOT_PROVIDED},
    {RIGHT_PORTABILITY, CONSENT, 0, VERDICT_DO, "Art. 20(1)", LAWFUL_REQUESTED},
    {RIGHT_PORTABILITY, CONTRACT, 0, VERDICT_DO, "Art. 20(1)", LAWFUL_REQUESTED},
    {RIGHT_PORTABILITY, PROMISE, 0, VERDICT_DO, "Art. 20(1)", LAWFUL_PROMISED},
    {RIGHT_PORTABILITY, NO_BASIS, 0, VERDICT_ASK, "Art. 20(1)(a)", LAWFUL_UNDEFINED_BASIS},
    {RIGHT_PORTABILITY, 0, 0, VERDICT_KEEP, "Art. 20(1)(a)", LAWFUL_NOT_PORTABLE},

    /* Art. 21(2)-(3) is absolute: nothing is weighed, no hold or restriction concerns it. */
    {RIGHT_OBJECTION, MARKETING, 0, VERDICT_DO, "Art. 21(3)", LAWFUL_MARKETING},
    {RIGHT_OBJECTION, OTHER, 0, VERDICT_KEEP, "Art. 21(1)", LAWFUL_OTHER_PERSON},
    {RIGHT_OBJECTION, INTERESTS, 0, VERDICT_ASK, "Art. 21(1)", LAWFUL_BALANCING},
    {RIGHT_OBJECTION, TASK, 0, VERDICT_ASK, "Art. 21(1)", LAWFUL_BALANCING},
    {RIGHT_OBJECTION, NO_BASIS, 0, VERDICT_ASK, "Art. 21(1)", LAWFUL_UNDEFINED_BASIS},
    {RIGHT_OBJECTION, 0, 0, VERDICT_KEEP, "Art. 21(1)", LAWFUL_NOT_APPLICABLE},
};

static const char *const verdict_codes[] = {
#define X(id, code) [VERDICT_##id] = code,
    VERDICT_LIST(X)
#undef X
};

static const char *const reason_codes[] = {
#define X(id, code) [LAWFUL_##id] = code,
    LAWFUL_REASON_LIST(X)
#undef X
};

const char *verdict_code(enum verdict verdict) {
    return verdict_codes[verdict];
}

const char *lawful_reason_code(enum lawful_reason reason) {
    return reason_codes[reason];
}

static unsigned basis_fact(const struct lawful_case *c) {
    static const unsigned facts[] = {
        [BASIS_CONSENT] = CONSENT,       [BASIS_CONTRACT] = CONTRACT, [BASIS_LEGAL_OBLIGATION] = OBLIGATION,
        [BASIS_VITAL_INTERESTS] = VITAL, [BASIS_PUBLIC_TASK] = TASK,  [BASIS_LEGITIMATE_INTERESTS] = INTERESTS,
    };

    _Static_assert(ARRAY_LEN(facts) == BASIS__MAX, "a fact for every basis");
    return c->basis_known ? facts[c->basis] : NO_BASIS;
}

static unsigned rule_facts(const struct lawful_case *c) {
    unsigned facts = RULE;

    if (!c->has_rule)
        return 0;
    facts |= c->strength == STRENGTH_STATUTORY ? STATUTORY : 0;
    facts |= c->strength == STRENGTH_CONTRACT ? CONTRACTUAL : 0;
    facts |= c->status == RETENTION_EXPIRED ? EXPIRED : 0;
    facts |= c->status == RETENTION_ACTIVE ? ACTIVE : 0;
    facts |= c->status == RETENTION_UNDEFINED ? NO_TRIGGER : 0;
    return facts;
}

static unsigned facts_of(const struct lawful_case *c) {
    const struct {
        bool is;
        unsigned fact;
    } flags[] = {
        {c->held, HELD},
        {c->open_request, PENDING},
        {c->in_force, IN_FORCE},
        {c->restricted, RESTRICTED},
        {c->other_person, OTHER},
        {c->provided_by_subject, PROVIDED},
        {c->promised, PROMISE},
        {c->marketing, MARKETING},
        {c->rectifiable, RECTIFIABLE},
    };
    unsigned facts = basis_fact(c) | rule_facts(c);

    for (size_t i = 0; i < ARRAY_LEN(flags); i++)
        facts |= flags[i].is ? flags[i].fact : 0;
    return facts;
}

struct lawful_verdict lawful_decide(const struct lawful_case *c) {
    unsigned facts = facts_of(c);

    for (size_t i = 0; i < ARRAY_LEN(table); i++) {
        const struct row *r = &table[i];

        if (r->right == c->right && (facts & r->all) == r->all && (facts & r->none) == 0)
            return (struct lawful_verdict){r->verdict, r->article, r->reason};
    }
    /* Every right ends with a row that fits always, so this is a right that the table lacks. */
    return (struct lawful_verdict){VERDICT_ASK, "Art. 12(2)", LAWFUL_NOT_APPLICABLE};
}

/* Judges the needs whose strength is in the set `wanted` (bits 1 << STRENGTH_...); `decided_by` is an index into all.
 */
static void judge_some(const struct retention_need *needs, const enum strength *strengths, size_t n, unsigned wanted,
                       date_t as_of, struct retention_verdict *ret) {
    VEC(struct retention_need) some = {0};
    size_t left;

    for (size_t i = 0; i < n; i++) {
        if ((wanted & 1U << strengths[i]) != 0)
            *vec_push(&some) = needs[i];
    }
    retention_judge(some.d, some.len, as_of, false, ret);
    vec_release(&some);
    left = ret->decided_by;
    for (size_t i = 0; i < n && left != SIZE_MAX; i++) {
        if ((wanted & 1U << strengths[i]) != 0 && left-- == 0)
            ret->decided_by = i;
    }
}

void lawful_weigh(const struct retention_need *needs, const enum strength *strengths, size_t n, date_t as_of,
                  struct lawful_need *ret) {
    static const enum strength order[] = {STRENGTH_STATUTORY, STRENGTH_CONTRACT, STRENGTH_POLICY};
    struct retention_verdict v;

    _Static_assert(ARRAY_LEN(order) == STRENGTH__MAX, "every strength is weighed");
    *ret = (struct lawful_need){.decided_by = SIZE_MAX, .status = RETENTION_UNDEFINED, .until = DATE_NONE};
    for (size_t i = 0; i < ARRAY_LEN(order); i++) {
        judge_some(needs, strengths, n, 1U << order[i], as_of, &v);
        if (v.decided_by == SIZE_MAX || (ret->has_rule && v.status == RETENTION_EXPIRED))
            continue;
        ret->has_rule = true;
        ret->strength = order[i];
        ret->status = v.status;
        ret->decided_by = v.decided_by;
        if (v.status != RETENTION_EXPIRED)
            break;
    }
    judge_some(needs, strengths, n, 1U << STRENGTH_STATUTORY | 1U << STRENGTH_CONTRACT, as_of, &v);
    if (v.status == RETENTION_RUNNING)
        ret->until = v.last_day;
}
