/*
 * Tests of domain/notice_check.h. They read definitions as JSON, which only floors above domain can: so they stand
 * here. A definition without faults is spoilt in one place at a time; exactly the findings of that fault must appear.
 */
#include "golden.h"

#include "base/vec.h"
#include "domain/notice_check.h"
#include "domain/notice_read.h"
#include "domain/phrase.h"

#define CLEAN       "tests/data/definitions/puhdas.json"
#define REFERENCE_4 "\"reference\": {\"fi\": \"4. kohta\", \"sv\": \"Punkt 4\", \"en\": \"Section 4\"}, "

static const char repealed_json[] =
    "[{\"number\": \"523/1999\", \"name\": \"henkilötietolaki\", \"repealed_by\": \"1050/2018\"}]";

static bool every_column(void *ctx, const char *table, const char *column) {
    (void)ctx;
    (void)table;
    return column == NULL || strcmp(column, "phone_gone") != 0;
}

static struct node *parse(const char *text) {
    struct err e = {0};
    struct node *n = NULL;

    test_check(json_parse(text, strlen(text), "a test", &n, &e) == 0, __FILE__, __LINE__, "%s", e.msg);
    return n;
}

/* The codes found, in order, with spaces between. */
static void codes_of(const struct node *def, struct sb *out) {
    struct node *repealed CLEANUP(node_free) = parse(repealed_json);
    struct err e = {0};
    FINDINGS(found);

    test_check(definition_check(def, every_column, NULL, &e) == 0, __FILE__, __LINE__, "the definition: %s", e.msg);
    notice_check(def, repealed, every_column, NULL, &found);
    for (size_t i = 0; i < found.len; i++)
        sb_printf(out, "%s%s", i > 0 ? " " : "", finding_code(found.d[i].id));
}

/* Replaces the one place where `from` stands. */
static char *spoilt(const char *text, const char *from, const char *to) {
    const char *at = strstr(text, from);
    SB(out);

    test_check(at != NULL && strstr(at + 1, from) == NULL, __FILE__, __LINE__, "\"%s\" does not stand there once",
               from);
    if (at == NULL)
        return mem_strdup(text);
    sb_catn(&out, text, (size_t)(at - text));
    sb_cat(&out, to);
    sb_cat(&out, at + strlen(from));
    return sb_detach(&out);
}

static const struct fault {
    const char *from, *to;
    const char *codes;
} faults[] = {
    /* who */
    {"\"updated\": \"2026-03-01\",", "", "updated-missing"},
    {"\"business_id\": \"1234567-1\", ", "", "controller-without-business-id"},
    {", \"postal_address\": \"PL 4, 00100 Helsinki\"", "", "controller-without-contact"},
    {"\"role\": \"controller\", \"business_id\": \"1234567-1\"", "\"role\": \"joint\", \"business_id\": \"1234567-1\"",
     "joint-arrangement-missing"},
    {"\"postal_address\": \"PL 4, 00100 Helsinki\"}",
     "\"postal_address\": \"PL 4, 00100 Helsinki\"}, {\"code\": \"owner\", \"name\": \"Muu Oy\", \"role\": \"owner\", "
     "\"business_id\": \"7654321-2\"}",
     "controller-differs-from-owner"},
    {"\"kind\": \"dpo\"", "\"kind\": \"contact\"", "dpo-not-named"},
    {"\"contacts\": [\n    {\"code\": \"dpo\", \"kind\": \"dpo\", \"names\": {\"fi\": \"tietosuojavastaava\", \"sv\": "
     "\"dataskyddsombud\", \"en\": \"data protection officer\"}}\n  ],",
     "", "contact-missing"},
    {"{\"code\": \"customers\", \"names\": {\"fi\": \"asiakkaat\", \"sv\": \"kunder\", \"en\": \"customers\"}}", "",
     "subject-groups-missing"},
    /* why */
    {", \"basis\": \"contract\"", "", "portability-on-legitimate-interests"}, /* the register's basis holds for it */
    {"\"basis\": \"legitimate-interests\", \"text\"", "\"text\"", "interests-missing"},
    {"\"basis\": \"legitimate-interests\", \"text\"", "\"basis\": \"contract\", \"text\"", "interests-missing"},
    {"[\"1050/2018\"]", "[\"1050/2018\", \"523/1999\"]", "repealed-act-cited"},
    {"\"basis\": \"legitimate-interests\", \"direct_marketing\": true", "\"basis\": \"consent\", \"profiling\": true",
     "profiling-not-explained"},
    {"{\"fi\": \"markkinointi\", \"sv\": \"marknadsföring\", \"en\": \"marketing\"}",
     "{\"fi\": \"kumppanien markkinointi\", \"sv\": \"marknadsföring\", \"en\": \"marketing\"}", "partner-marketing"},
    {"\"basis\": \"legitimate-interests\", \"text\": {\"fi\": \"omien tuotteiden markkinointi\", \"sv\": "
     "\"marknadsföring "
     "av egna produkter\", \"en\": \"marketing our own products\"}, \"cites\": [\"1050/2018\"]}\n  ],\n  \"purposes\": "
     "[\n "
     "   {\"code\": \"contract\", \"names\": {\"fi\": \"sopimus\", \"sv\": \"avtal\", \"en\": \"contract\"}, "
     "\"basis\": "
     "\"contract\"}",
     "\"text\": {\"fi\": \"a\", \"sv\": \"a\", \"en\": \"a\"}}],\n  \"purposes\": [\n    {\"code\": \"contract\", "
     "\"names\": {\"fi\": \"sopimus\", \"sv\": \"avtal\", \"en\": \"contract\"}}",
     "purpose-without-basis interests-missing portability-on-legitimate-interests"},
    {"[\"contract\", \"marketing\"]", "[\"contract\"]", "purpose-without-category"},
    /* what */
    {"\"purposes\": [\"contract\"], \"fields\"", "\"fields\"", "category-without-purpose"},
    {"\"purposes\": [\"contract\"], \"fields\"", "\"purposes\": [\"contract\"], \"special\": true, \"fields\"",
     "special-without-condition"},
    {"{\"code\": \"phone\", \"names\": {\"fi\": \"puhelin\", \"sv\": \"telefon\", \"en\": \"phone\"}, \"columns\": "
     "[\"customer.phone\"]}\n    ]}",
     "{\"code\": \"phone\", \"names\": {\"fi\": \"puhelin\", \"sv\": \"telefon\", \"en\": \"phone\"}, \"columns\": "
     "[\"customer.phone\"]}\n    ]}, {\"code\": \"more\", \"names\": {\"fi\": \"muut\", \"sv\": \"annat\", \"en\": "
     "\"other\"}, \"purposes\": [\"contract\"]}",
     "category-without-fields retention-missing"},
    {"\"code\": \"provision\"", "\"code\": \"other\"", "provision-not-stated"},
    /* how long */
    {"\"covers\": [\"customer\"]", "\"covers\": [\"customer.name\"]", "field-without-retention"},
    {"\"covers\": [\"customer\"]", "\"covers\": [\"contract\"]", "retention-missing"},
    {"\"covers\": [\"customer\"]", "\"covers\": [\"customer\"], \"groups\": [\"customers\"]", ""},
    {REFERENCE_4, "", "retention-without-reference"},
    {REFERENCE_4, REFERENCE_4 "\"assumed\": true, ", "retention-event-assumed"},
    {REFERENCE_4, "\"cites\": [\"523/1999\"], ", "repealed-act-cited"},
    {"\"kind\": \"period\", \"period\": \"P10Y\", \"event\": \"contract.end_date\"", "\"kind\": \"while-needed\"",
     "retention-open-ended"},
    /* from where, to whom */
    {"{\"code\": \"self\", \"names\": {\"fi\": \"henkilö itse\", \"sv\": \"personen själv\", \"en\": \"the person\"}}",
     "", "sources-missing"},
    {"\"sources\": [\n    {\"code\": \"self\", \"names\": {\"fi\": \"henkilö itse\", \"sv\": \"personen själv\", "
     "\"en\": "
     "\"the person\"}}\n  ]",
     "\"only_from_subject\": true", ""},
    {"{\"code\": \"authorities\", \"names\": {\"fi\": \"viranomaiset\", \"sv\": \"myndigheter\", \"en\": "
     "\"authorities\"}, "
     "\"kind\": \"authority\"}",
     "", "recipients-missing"},
    {"\"kind\": \"authority\"}", "\"kind\": \"authority\", \"cites\": [\"523/1999\"]}", "repealed-act-cited"},
    {"{\"code\": \"none\", \"names\": {\"fi\": \"ei siirtoja\", \"sv\": \"inga överföringar\", \"en\": \"no "
     "transfers\"}, "
     "\"outside_eea\": \"no\"}",
     "", "transfer-not-stated"},
    {"\"outside_eea\": \"no\"", "\"outside_eea\": \"possible\"", "transfer-without-safeguards"},
    {"\"outside_eea\": \"no\"", "\"outside_eea\": \"not-regularly\"", "transfer-not-excluded"},
    {"\"outside_eea\": \"no\"", "\"outside_eea\": \"by-default-no\"", "transfer-not-excluded"},
    {"\"outside_eea\": \"no\"",
     "\"outside_eea\": \"possible\", \"safeguards\": {\"fi\": \"a\", \"sv\": \"a\", \"en\": \"a\"}", ""},
    {"\"outside_eea\": \"no\"", "\"outside_eea\": \"no\", \"cites\": [\"523/1999\"]", "transfer-cites-repealed-act"},
    {"{\"code\": \"access\", \"names\": {\"fi\": \"pääsynhallinta\", \"sv\": \"åtkomstkontroll\", \"en\": \"access "
     "control\"}}",
     "", "security-missing"},
    /* rights */
    {"\"right\": \"access\"", "\"right\": \"erasure\"", "access-right-missing"},
    {"\"right\": \"rectification\"", "\"right\": \"erasure\"", "rectification-right-missing"},
    {"\"right\": \"erasure\"", "\"right\": \"access\"", "erasure-right-missing"},
    {"\"right\": \"restriction\"", "\"right\": \"erasure\"", "restriction-right-missing"},
    {"\"right\": \"portability\"", "\"right\": \"erasure\"", "portability-right-missing"},
    {"\"right\": \"complaint\"", "\"right\": \"erasure\"", "complaint-right-missing"},
    {"\"right\": \"objection\"", "\"right\": \"erasure\"", "objection-right-missing marketing-objection-missing"},
    {"\"right\": \"objection\"", "\"right\": \"objection\", \"scopes\": [\"direct-mail\"]", "objection-marketing-only"},
    {"\"right\": \"objection\"", "\"right\": \"objection\", \"scopes\": [\"processing\"]",
     "marketing-objection-missing"},
    {"\"basis\": \"contract\"}", "\"basis\": \"legal-obligation\"}", "portability-on-legitimate-interests"},
    {"\"response\": \"P1M\", ", "", "response-time-missing"},
    {", \"methods\": [\"signature\", \"e-signature\"]", "", "identity-method-missing"},
    {"[\"signature\", \"e-signature\"]", "[\"signature\"]", "email-needs-signature"},
};

TEST(notice_check_finds_each_fault) {
    char *text CLEANUP(mem_free) = golden_read(CLEAN);

    for (size_t i = 0; i < ARRAY_LEN(faults); i++) {
        const struct fault *f = &faults[i];
        char *bad CLEANUP(mem_free) = spoilt(text, f->from, f->to);
        struct node *def CLEANUP(node_free) = parse(bad);
        SB(codes);

        codes_of(def, &codes);
        test_check(strcmp(codes.d, f->codes) == 0, __FILE__, __LINE__, "instead of %s: found \"%s\", not \"%s\"",
                   f->from, codes.d, f->codes);
    }
}

TEST(notice_check_of_a_clean_definition) {
    struct node *def CLEANUP(node_free) = golden_definition(CLEAN);
    SB(codes);

    codes_of(def, &codes);
    CHECK_STR(codes.d, "");
}

/* No basis at all is one finding, not one for each purpose. */
TEST(notice_check_without_any_basis) {
    struct node *def CLEANUP(node_free) = golden_definition("tests/data/definitions/niukka.json");
    SB(codes);

    codes_of(def, &codes);
    CHECK_STR(
        codes.d,
        "controller-without-business-id contact-missing updated-missing subject-groups-missing "
        "legal-basis-missing provision-not-stated retention-missing category-without-purpose special-without-condition "
        "retention-missing recipients-missing transfer-not-excluded security-missing "
        "access-right-missing rectification-right-missing erasure-right-missing "
        "restriction-right-missing portability-right-missing objection-right-missing "
        "complaint-right-missing marketing-objection-missing response-time-missing "
        "identity-method-missing");
}

/* A purpose without a basis of its own that a contract cannot carry; profiling nobody may object to. */
TEST(notice_check_of_marketing_on_a_contract) {
    char *text CLEANUP(mem_free) = golden_read(CLEAN);
    char *one CLEANUP(mem_free) = spoilt(text, "\"basis\": \"legitimate-interests\", \"text\"",
                                         "\"basis\": \"contract\", \"text\"");
    char *two CLEANUP(mem_free) = spoilt(one, "\"basis\": \"legitimate-interests\", \"direct_marketing\": true",
                                         "\"direct_marketing\": true, \"profiling\": true");
    char *three CLEANUP(mem_free) = spoilt(two, "\"right\": \"objection\"",
                                           "\"right\": \"objection\", \"scopes\": [\"direct-mail\"]");
    struct node *def CLEANUP(node_free) = parse(three);
    SB(codes);

    codes_of(def, &codes);
    CHECK_STR(codes.d, "marketing-basis-missing profiling-not-explained profiling-objection-missing");
}

/* A category without fields gives a rule nothing to cover. */
TEST(notice_check_of_a_rule_for_nothing) {
    char *text CLEANUP(mem_free) = golden_read(CLEAN);
    char *one CLEANUP(mem_free) = spoilt(
        text, "\"categories\": [",
        "\"categories\": [{\"code\": \"void\", \"names\": {\"fi\": \"a\", \"sv\": \"a\", \"en\": \"a\"}, "
        "\"purposes\": [\"contract\"], \"free_form\": true},");
    char *two CLEANUP(mem_free) = spoilt(
        one, "\"retention\": [",
        "\"retention\": [{\"code\": \"void\", \"names\": {\"fi\": \"a\", \"sv\": \"a\", \"en\": \"a\"}, \"kind\": "
        "\"while-needed\", \"strength\": \"policy\", \"reference\": {\"fi\": \"1\", \"sv\": \"1\", \"en\": \"1\"}, "
        "\"covers\": [\"@void\"]},");
    struct node *def CLEANUP(node_free) = parse(two);
    SB(codes);

    codes_of(def, &codes);
    CHECK_STR(codes.d, "retention-open-ended retention-covers-nothing");
}

TEST(notice_check_of_a_column_that_has_gone) {
    char *text CLEANUP(mem_free) = golden_read(CLEAN);
    char *bad CLEANUP(mem_free) = spoilt(text, "customer.phone", "customer.phone_gone");
    struct node *def CLEANUP(node_free) = parse(bad);
    FINDINGS(found);

    notice_check(def, NULL, every_column, NULL, &found);
    CHECK_EQ_INT(found.len, 1);
    CHECK_STR(finding_code(found.d[0].id), "field-without-column");
    CHECK_STR(found.d[0].path, "$.categories[0].fields[1]");
    CHECK_STR(found.d[0].message.t[LANG_EN],
              "The item \"phone\" is not in the database: none of its columns is found.");
    CHECK_STR(found.d[0].message.t[LANG_FI],
              "Tietoa \"puhelin\" ei ole tietokannassa: mitään sen sarakkeista ei löydy.");
    CHECK_EQ_INT(finding_severity(found.d[0].id), FINDING_SEVERITY_DEFECT);
    notice_check(def, NULL, NULL, NULL, &found);
    CHECK_EQ_INT(found.len, 1);
}

TEST(findings_say_where_and_what) {
    struct node *repealed CLEANUP(node_free) = parse(repealed_json);
    char *text CLEANUP(mem_free) = golden_read(CLEAN);
    char *bad CLEANUP(mem_free) = spoilt(text, "\"outside_eea\": \"no\"",
                                         "\"outside_eea\": \"no\", \"cites\": [\"523/1999\"]");
    struct node *def CLEANUP(node_free) = parse(bad);
    FINDINGS(found);

    notice_check(def, repealed, NULL, NULL, &found);
    CHECK_EQ_INT(found.len, 1);
    CHECK_STR(found.d[0].path, "$.transfers[0].cites[0]");
    CHECK_STR(
        found.d[0].message.t[LANG_SV],
        "Överföringen motiveras med en upphävd författning: personuppgiftslagen (523/1999), ersatt av 1050/2018.");
    CHECK_STR(found.d[0].message.t[LANG_EN],
              "The transfer is justified by a repealed act: Personal Data Act (523/1999), replaced by 1050/2018.");
    CHECK_STR(finding_article(found.d[0].id), "Art. 44");
    CHECK_STR(finding_severity_code(finding_severity(found.d[0].id)), "defect");
    CHECK_STR(finding_severity_name(FINDING_SEVERITY_REMARK, LANG_FI), "huomautus");
    finding_add(&found, FINDING_COLUMN_UNMAPPED, NULL, &(struct finding_value){.text = "customer.shoe"}, 1);
    CHECK_STR(found.d[1].path, "$");
}

/* Every finding of the notices that the shipped registers were made from, against the stored list. */
TEST(notice_check_of_the_shipped_registers) {
    static const char *const registers[] = {"kesoy-customers", "ksat-customers", "kss-customers", "kss-panel",
                                            "kuopio-customers"};
    struct node *repealed CLEANUP(node_free) = parse(
        "[{\"number\": \"523/1999\", \"name\": \"a\", \"repealed_by\": \"1050/2018\"},"
        "{\"number\": \"516/2004\", \"name\": \"b\", \"repealed_by\": \"917/2014\"},"
        "{\"number\": \"1607/1993\", \"name\": \"c\", \"repealed_by\": \"121/2007\"},"
        "{\"number\": \"121/2007\", \"name\": \"d\", \"repealed_by\": \"610/2014\"}]");
    SB(all);

    for (size_t i = 0; i < ARRAY_LEN(registers); i++) {
        struct node *def CLEANUP(node_free) = NULL;
        SB(path);
        FINDINGS(found);

        sb_printf(&path, "src/registers/%s.json", registers[i]);
        def = golden_definition(path.d);
        notice_check(def, repealed, every_column, NULL, &found);
        for (size_t k = 0; k < found.len; k++)
            sb_printf(&all, "%s %s %s %s\n", registers[i], finding_severity_code(finding_severity(found.d[k].id)),
                      finding_code(found.d[k].id), found.d[k].path);
    }
    golden_check("tests/data/notices/findings.txt", all.d);
}

/* Codes are for scripts: words with hyphens, none twice. */
TEST(finding_codes_are_stable_words) {
    for (enum finding_id id = 0; id < FINDING__MAX; id++) {
        const char *code = finding_code(id);

        CHECK_EQ_INT(strspn(code, "abcdefghijklmnopqrstuvwxyz-"), strlen(code));
        for (enum finding_id other = 0; other < id; other++)
            CHECK(strcmp(finding_code(other), code) != 0);
    }
}

TEST(rules_cover_columns_by_table_column_and_category) {
    struct node *def CLEANUP(node_free) = golden_definition(CLEAN);
    const struct node *contact = notice_find(def, "retention", "contact");
    const struct node *calls = notice_find(def, "retention", "calls");

    CHECK(notice_rule_covers(def, contact, "customer.name"));
    CHECK(notice_rule_covers(def, contact, "customer.*"));
    CHECK(!notice_rule_covers(def, contact, "customers.name"));
    CHECK(!notice_rule_covers(def, contact, "call_recording.agent"));
    CHECK(notice_rule_covers(def, calls, "call_recording.agent"));
    CHECK(!notice_rule_covers(def, calls, "customer.name"));
}
