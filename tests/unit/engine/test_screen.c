/*
 * test_screen.c - who may be contacted, for what is known of one customer.
 */
#include "test.h"

#include "engine/screen_judge.h"

#define MAIL SCOPE_BIT(SCOPE_DIRECT_MAIL)
#define ALL  SCOPE_BIT(SCOPE_ALL_MARKETING)

/* The word before the colon of the reason, or "" for a row that stays. */
static void expect(struct optout_facts f, enum scope scope, enum screen_channel channel, const char *want, int line) {
    const char *reason = screen_judge_facts(&f, scope, channel);
    size_t len = reason != NULL ? strcspn(reason, ":") : 0;

    test_check(len == strlen(want) && (len == 0 || memcmp(reason, want, len) == 0), __FILE__, line,
               "\"%s\" where \"%s\" is expected", reason != NULL ? reason : "", want);
}

#define EXPECT(scope, channel, want, ...) \
    expect((struct optout_facts){__VA_ARGS__}, SCOPE_##scope, SCREEN_##channel, want, __LINE__)

TEST(screen_natural_persons_by_channel) {
    EXPECT(DIRECT_MAIL, LETTER, "", .objected = 0);
    EXPECT(DIRECT_MAIL, PHONE, "", .objected = 0);
    EXPECT(DIRECT_MAIL, VISIT, "", .objected = 0);
    EXPECT(DIRECT_MAIL, ANY, "", .objected = 0);
    EXPECT(DIRECT_MAIL, EMAIL, "no permission", .objected = 0);
    EXPECT(DIRECT_MAIL, SMS, "no permission", .objected = 0);
    EXPECT(DIRECT_MAIL, AUTOMATED, "no permission", .objected = 0);
    EXPECT(DIRECT_MAIL, EMAIL, "", .permitted = MAIL);
    EXPECT(DIRECT_MAIL, EMAIL, "", .permitted = ALL);
    EXPECT(MARKET_RESEARCH, EMAIL, "no permission", .permitted = MAIL);
    EXPECT(ALL_MARKETING, EMAIL, "no permission", .permitted = MAIL);
    EXPECT(DIRECT_MAIL, EMAIL, "", .legal_person = true);
}

TEST(screen_bans_come_before_permissions) {
    EXPECT(DIRECT_MAIL, LETTER, "objected", .objected = MAIL, .permitted = MAIL);
    EXPECT(DIRECT_MAIL, LETTER, "objected", .objected = ALL);
    EXPECT(DIRECT_MAIL, LETTER, "objected", .objected = SCOPE_BIT(SCOPE_PROCESSING));
    EXPECT(MARKET_RESEARCH, LETTER, "", .objected = MAIL);
    EXPECT(ALL_MARKETING, LETTER, "objected", .objected = MAIL);
    EXPECT(DIRECT_MAIL, LETTER, "prohibited", .prohibited = MAIL, .permitted = ALL);
    EXPECT(DIRECT_MAIL, LETTER, "prohibited", .contact_prohibited = true, .permitted = MAIL);
    EXPECT(DIRECT_MAIL, EMAIL, "objected", .legal_person = true, .objected = MAIL);
    EXPECT(DIRECT_MAIL, LETTER, "protected", .is_protected = true, .permitted = ALL, .contact_permitted = true);
    EXPECT(DIRECT_MAIL, LETTER, "restricted", .restricted = true, .permitted = ALL, .contact_permitted = true);
}

TEST(screen_groups_held_with_permissions) {
    EXPECT(DIRECT_MAIL, LETTER, "no permission", .consent = OPTOUT_CONSENT_ANY);
    EXPECT(DIRECT_MAIL, LETTER, "", .consent = OPTOUT_CONSENT_ANY, .permitted = MAIL);
    EXPECT(DIRECT_MAIL, LETTER, "", .consent = OPTOUT_CONSENT_ANY, .contact_permitted = true);
    EXPECT(DIRECT_MAIL, EMAIL, "no permission", .consent = OPTOUT_CONSENT_ANY, .contact_permitted = true);
    EXPECT(DIRECT_MAIL, LETTER, "no permission", .consent = OPTOUT_CONSENT_ALL, .permitted = MAIL);
    EXPECT(DIRECT_MAIL, LETTER, "no permission", .consent = OPTOUT_CONSENT_ALL, .contact_permitted = true);
    EXPECT(DIRECT_MAIL, LETTER, "", .consent = OPTOUT_CONSENT_ALL, .permitted = MAIL, .contact_permitted = true);
    EXPECT(DIRECT_MAIL, LETTER, "no permission", .consent = OPTOUT_CONSENT_ALL, .legal_person = true);
}
