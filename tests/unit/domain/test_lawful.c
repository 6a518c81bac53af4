/*
 * test_lawful.c - the decision table over the whole space of its inputs: what must never happen, whatever the facts,
 * and the cases that the law names.
 */
#include "test.h"

#include "domain/lawful.h"

/* Calls `check` for every case of a right; its result counts as wrong. */
static int over_all(enum right right, bool (*is_wrong)(const struct lawful_case *, const struct lawful_verdict *)) {
    int wrong = 0;

    for (unsigned i = 0; i < 7U * 2 * STRENGTH__MAX * RETENTION__MAX * 512; i++) {
        unsigned bits = i % 512, rest = i / 512;
        struct lawful_case c = {.right = right,
                                .held = bits & 1,
                                .restricted = bits & 2,
                                .other_person = bits & 4,
                                .provided_by_subject = bits & 8,
                                .promised = bits & 16,
                                .marketing = bits & 32,
                                .rectifiable = bits & 64,
                                .open_request = bits & 128,
                                .in_force = bits & 256};
        struct lawful_verdict v;

        c.status = (enum retention_status)(rest % RETENTION__MAX);
        rest /= RETENTION__MAX;
        c.strength = (enum strength)(rest % STRENGTH__MAX);
        rest /= STRENGTH__MAX;
        c.has_rule = rest % 2;
        rest /= 2;
        c.basis_known = rest < BASIS__MAX;
        c.basis = (enum basis)(rest % BASIS__MAX);
        v = lawful_decide(&c);
        wrong += v.verdict >= VERDICT__MAX || v.reason >= LAWFUL__MAX || strncmp(v.article, "Art. ", 5) != 0;
        wrong += is_wrong(&c, &v);
    }
    return wrong;
}

/* A rule of this strength covers it and has not ended. */
static bool binds(const struct lawful_case *c, enum strength strength) {
    return c->has_rule && c->strength == strength && c->status != RETENTION_EXPIRED;
}

static bool erasure_is_wrong(const struct lawful_case *c, const struct lawful_verdict *v) {
    bool gone = v->verdict == VERDICT_DO;
    bool stopped = c->held || c->open_request || c->restricted || c->other_person;
    bool keeps = stopped || binds(c, STRENGTH_STATUTORY);
    bool ended = c->has_rule && c->status == RETENTION_EXPIRED;
    bool consent = c->basis_known && c->basis == BASIS_CONSENT;
    bool needed = c->in_force && !ended && !c->marketing && !consent;
    bool duty = c->basis_known && (c->basis == BASIS_LEGAL_OBLIGATION || c->basis == BASIS_PUBLIC_TASK ||
                                   c->basis == BASIS_VITAL_INTERESTS);

    if (v->verdict == VERDICT_MASK)
        return true;
    if (c->held && (v->verdict != VERDICT_KEEP || v->reason != LAWFUL_LEGAL_HOLD))
        return true;
    if (keeps && v->verdict != VERDICT_KEEP)
        return true;
    if (binds(c, STRENGTH_CONTRACT) && gone)
        return true;
    /* A contract in force needs it. */
    if (needed && v->verdict != VERDICT_KEEP)
        return true;
    /* No contract is said to have ended that is in force. */
    if (c->in_force && v->reason == LAWFUL_CONTRACT_RETENTION)
        return true;
    /* Nothing that binds, no need and no duty: it has to go, policy rules, ended rules and missing rules alike. */
    if (!keeps && !needed && !binds(c, STRENGTH_CONTRACT) && (c->has_rule || c->marketing || !duty) && !gone)
        return true;
    /* An ended rule never keeps. */
    return v->verdict == VERDICT_KEEP && !stopped && !needed &&
           (!c->has_rule || ended || c->strength == STRENGTH_POLICY);
}

TEST(lawful_erasure_everywhere) {
    CHECK_EQ_INT(over_all(RIGHT_ERASURE, erasure_is_wrong), 0);
}

static bool access_is_wrong(const struct lawful_case *c, const struct lawful_verdict *v) {
    return v->verdict != (c->other_person ? VERDICT_MASK : VERDICT_DO);
}

TEST(lawful_access_shows_all_but_others) {
    CHECK_EQ_INT(over_all(RIGHT_ACCESS, access_is_wrong), 0);
}

static bool portability_is_wrong(const struct lawful_case *c, const struct lawful_verdict *v) {
    bool basis = c->basis_known && (c->basis == BASIS_CONSENT || c->basis == BASIS_CONTRACT);
    bool given = v->verdict == VERDICT_DO;

    if (c->other_person || !c->provided_by_subject)
        return given;
    if (basis || c->promised)
        return !given;
    return given || (v->verdict == VERDICT_ASK) != !c->basis_known;
}

TEST(lawful_portability_is_what_was_given) {
    CHECK_EQ_INT(over_all(RIGHT_PORTABILITY, portability_is_wrong), 0);
}

static bool rectification_is_wrong(const struct lawful_case *c, const struct lawful_verdict *v) {
    enum verdict want = c->other_person ? VERDICT_KEEP : c->rectifiable ? VERDICT_DO : VERDICT_ASK;

    return v->verdict != want;
}

TEST(lawful_rectification) {
    CHECK_EQ_INT(over_all(RIGHT_RECTIFICATION, rectification_is_wrong), 0);
}

static bool objection_is_wrong(const struct lawful_case *c, const struct lawful_verdict *v) {
    bool weighed = c->basis_known && (c->basis == BASIS_LEGITIMATE_INTERESTS || c->basis == BASIS_PUBLIC_TASK);

    /* Direct marketing stops at once, whatever else there is. */
    if (c->marketing)
        return v->verdict != VERDICT_DO;
    if (c->other_person)
        return v->verdict != VERDICT_KEEP;
    return v->verdict != (weighed || !c->basis_known ? VERDICT_ASK : VERDICT_KEEP);
}

TEST(lawful_objection) {
    CHECK_EQ_INT(over_all(RIGHT_OBJECTION, objection_is_wrong), 0);
}

static bool restriction_is_wrong(const struct lawful_case *c, const struct lawful_verdict *v) {
    return v->verdict != (c->other_person ? VERDICT_KEEP : VERDICT_DO);
}

TEST(lawful_restriction) {
    CHECK_EQ_INT(over_all(RIGHT_RESTRICTION, restriction_is_wrong), 0);
}

TEST(lawful_erasure_gives_the_right_reason) {
    const struct {
        struct lawful_case c;
        enum verdict verdict;
        const char *article, *reason;
    } cases[] = {
        {{.has_rule = true, .strength = STRENGTH_STATUTORY, .status = RETENTION_RUNNING},
         VERDICT_KEEP,
         "Art. 17(3)(b)",
         "statutory-retention"},
        {{.has_rule = true, .strength = STRENGTH_STATUTORY, .status = RETENTION_UNDEFINED},
         VERDICT_KEEP,
         "Art. 17(3)(b)",
         "statutory-retention"},
        {{.has_rule = true, .strength = STRENGTH_CONTRACT, .status = RETENTION_RUNNING},
         VERDICT_KEEP,
         "Art. 17(3)(e)",
         "contract-retention"},
        {{.has_rule = true, .strength = STRENGTH_CONTRACT, .status = RETENTION_ACTIVE},
         VERDICT_KEEP,
         "Art. 17(1)(a)",
         "open-contract"},
        {{.has_rule = true, .strength = STRENGTH_CONTRACT, .status = RETENTION_UNDEFINED},
         VERDICT_ASK,
         "Art. 17(3)(e)",
         "missing-trigger"},
        {{.has_rule = true, .strength = STRENGTH_CONTRACT, .status = RETENTION_EXPIRED},
         VERDICT_DO,
         "Art. 17(1)(a)",
         "retention-ended"},
        {{.has_rule = true, .strength = STRENGTH_POLICY, .status = RETENTION_RUNNING},
         VERDICT_DO,
         "Art. 17(1)(a)",
         "policy-ended"},
        {{.basis_known = true, .basis = BASIS_CONSENT}, VERDICT_DO, "Art. 17(1)(b)", "consent-withdrawn"},
        {{.basis_known = true, .basis = BASIS_LEGITIMATE_INTERESTS, .marketing = true},
         VERDICT_DO,
         "Art. 17(1)(c)",
         "marketing"},
        {{.basis_known = true, .basis = BASIS_CONTRACT}, VERDICT_DO, "Art. 17(1)(a)", "not-needed"},
        {{.basis_known = false}, VERDICT_DO, "Art. 17(1)(a)", "not-needed"},
        {{.basis_known = true, .basis = BASIS_LEGAL_OBLIGATION}, VERDICT_ASK, "Art. 17(3)(b)", "undefined-rule"},
        {{.in_force = true}, VERDICT_KEEP, "Art. 17(1)(a)", "open-contract"},
        {{.in_force = true, .basis_known = true, .basis = BASIS_LEGAL_OBLIGATION},
         VERDICT_KEEP,
         "Art. 17(1)(a)",
         "open-contract"},
        {{.in_force = true, .marketing = true}, VERDICT_DO, "Art. 17(1)(c)", "marketing"},
        {{.in_force = true, .basis_known = true, .basis = BASIS_CONSENT},
         VERDICT_DO,
         "Art. 17(1)(b)",
         "consent-withdrawn"},
        {{.in_force = true, .has_rule = true, .strength = STRENGTH_CONTRACT, .status = RETENTION_UNDEFINED},
         VERDICT_KEEP,
         "Art. 17(1)(a)",
         "open-contract"},
        {{.in_force = true, .has_rule = true, .strength = STRENGTH_CONTRACT, .status = RETENTION_RUNNING},
         VERDICT_KEEP,
         "Art. 17(1)(a)",
         "open-contract"},
        {{.in_force = true, .has_rule = true, .strength = STRENGTH_CONTRACT, .status = RETENTION_EXPIRED},
         VERDICT_DO,
         "Art. 17(1)(a)",
         "retention-ended"},
        {{.open_request = true}, VERDICT_KEEP, "Art. 12(3)", "open-request"},
        {{.restricted = true}, VERDICT_KEEP, "Art. 18(1)", "restriction"},
        {{.other_person = true}, VERDICT_KEEP, "Art. 17(1)", "other-person"},
    };

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct lawful_case c = cases[i].c;
        struct lawful_verdict v;

        c.right = RIGHT_ERASURE;
        v = lawful_decide(&c);
        CHECK_STR(verdict_code(v.verdict), verdict_code(cases[i].verdict));
        CHECK_STR(v.article, cases[i].article);
        CHECK_STR(lawful_reason_code(v.reason), cases[i].reason);
        c.held = true;
        CHECK_STR(lawful_reason_code(lawful_decide(&c).reason), "legal-hold");
    }
}

/* Each reason is given by some case: a word that nothing says would be a hole in the table. */
static bool given[LAWFUL__MAX];

static bool note_reason(const struct lawful_case *c, const struct lawful_verdict *v) {
    (void)c;
    given[v->reason] = true;
    return false;
}

TEST(lawful_every_reason_is_given) {
    for (int r = 0; r < RIGHT__MAX; r++)
        CHECK_EQ_INT(over_all((enum right)r, note_reason), 0);
    for (int i = 0; i < LAWFUL__MAX; i++)
        test_check(given[i], __FILE__, __LINE__, "%s is given", lawful_reason_code((enum lawful_reason)i));
}

/* ---- weighing rules ---- */

static struct retention_need need(const struct retention_rule *rule, enum trigger_state state, int year) {
    return (struct retention_need){
        .rule = rule, .state = state, .trigger = date_from_ymd(year, 6, 1), .released = DATE_NONE};
}

TEST(lawful_weigh_looks_for_what_binds) {
    const struct retention_rule six = {.period = {.years = 6}}, ten = {.period = {.years = 10}};
    const date_t as_of = date_from_ymd(2026, 11, 22);
    const enum strength policy_last[] = {STRENGTH_STATUTORY, STRENGTH_POLICY};
    const enum strength contract_last[] = {STRENGTH_STATUTORY, STRENGTH_CONTRACT};
    struct retention_need needs[] = {need(&six, TRIGGER_SET, 2022), need(&ten, TRIGGER_SET, 2022)};
    struct lawful_need w;

    /* The policy lasts longer; the act binds, and no longer than itself. */
    lawful_weigh(needs, policy_last, 2, as_of, &w);
    CHECK(w.has_rule && w.strength == STRENGTH_STATUTORY && w.status == RETENTION_RUNNING && w.decided_by == 0);
    CHECK_EQ_INT(w.until, date_from_ymd(2028, 6, 1));
    /* Both bind: the act gives the reason, the contract the day. */
    lawful_weigh(needs, contract_last, 2, as_of, &w);
    CHECK(w.strength == STRENGTH_STATUTORY && w.decided_by == 0);
    CHECK_EQ_INT(w.until, date_from_ymd(2032, 6, 1));
    /* The act's period has ended. */
    needs[0].trigger = date_from_ymd(2019, 6, 1);
    lawful_weigh(needs, policy_last, 2, as_of, &w);
    CHECK(w.strength == STRENGTH_POLICY && w.status == RETENTION_RUNNING && w.decided_by == 1);
    CHECK_EQ_INT(w.until, DATE_NONE);
    needs[1].trigger = date_from_ymd(2009, 6, 1);
    lawful_weigh(needs, policy_last, 2, as_of, &w);
    CHECK(w.has_rule && w.status == RETENTION_EXPIRED && w.strength == STRENGTH_STATUTORY);
    needs[1].state = TRIGGER_OPEN;
    lawful_weigh(needs, contract_last, 2, as_of, &w);
    CHECK(w.strength == STRENGTH_CONTRACT && w.status == RETENTION_ACTIVE && w.until == DATE_NONE);
    needs[1].state = TRIGGER_MISSING;
    lawful_weigh(needs, contract_last, 2, as_of, &w);
    CHECK(w.strength == STRENGTH_CONTRACT && w.status == RETENTION_UNDEFINED);
    lawful_weigh(NULL, NULL, 0, as_of, &w);
    CHECK(!w.has_rule && w.decided_by == SIZE_MAX && w.until == DATE_NONE);
}
