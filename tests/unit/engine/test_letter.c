/*
 * Tests of the letters: every outcome in every language against stored texts, and what must be in them by law.
 */
#include "golden.h"

#include "domain/phrase.h"
#include "engine/letter.h"

#define DEFINITION "tests/data/definitions/esimerkki.json"
#define PROMISER   "tests/data/definitions/lupaava.json"

static const char *const person[] = {"Testi Henkilö", "Esimerkkitie 5 A 6", "00999 HELSINKI"};

/* Names of tables and fields as an engine would give them. */
static const char *word(enum lang lang, const char *fi, const char *sv, const char *en) {
    const char *const words[] = {fi, sv, en};

    return words[lang];
}

static const char *invoices(enum lang l) {
    return word(l, "laskut", "fakturor", "invoices");
}

static const char *feedback(enum lang l) {
    return word(l, "asiakaspalautteet", "kundrespons", "customer feedback");
}

static void write_erasure_all(const struct letter *l) {
    const struct letter_erased erased[] = {{.name = feedback(l->lang), .erased = 3}};
    static const char *const recipients[] = {"credit"};

    letter_erasure(
        l, &(struct letter_erasure){
               .erased = erased, .erased_count = 1, .ban_kept = true, .recipients = recipients, .recipient_count = 1});
}

static void write_erasure_part(const struct letter *l) {
    const struct letter_erased erased[] = {
        {.name = feedback(l->lang), .erased = 3},
        {.name = word(l->lang, "asiakastiedot", "kunduppgifter", "customer data"), .cleared = 1}};
    const struct letter_kept kept[] = {
        {.name = invoices(l->lang),
         .rows = 24,
         .reason = letter_kept_reason("statutory-retention", l->lang),
         .legal_reference = word(l->lang, "Kirjanpitolaki 1336/1997, 2 luku 10 §",
                                 "Bokföringslagen 1336/1997, 2 kap. 10 §",
                                 "Accounting Act 1336/1997, chapter 2, section 10"),
         .first = date_from_ymd(2027, 12, 31),
         .until = date_from_ymd(2032, 12, 31)},
        {.name = word(l->lang, "sopimukset", "avtal", "contracts"),
         .rows = 1,
         .reason = letter_kept_reason("open-contract", l->lang),
         .first = DATE_NONE,
         .until = DATE_NONE},
    };

    letter_erasure(l, &(struct letter_erasure){
                          .erased = erased, .erased_count = 2, .kept = kept, .kept_count = 2, .ban_kept = true});
    letter_remedies(l);
}

static void write_erasure_none(const struct letter *l) {
    const struct letter_kept kept[] = {{.name = invoices(l->lang),
                                        .rows = 1,
                                        .reason = letter_kept_reason("legal-hold", l->lang),
                                        .first = DATE_NONE,
                                        .until = DATE_NONE}};

    letter_erasure(l, &(struct letter_erasure){.kept = kept, .kept_count = 1});
    letter_remedies(l);
}

static void write_erasure_nothing(const struct letter *l) {
    letter_erasure(l, &(struct letter_erasure){.erased = NULL});
}

static void write_rectification(const struct letter *l) {
    const char *const fields[] = {word(l->lang, "nimi", "namn", "name"),
                                  word(l->lang, "puhelinnumero", "telefonnummer", "phone number")};
    static const char *const recipients[] = {"credit", "no-such-recipient"};

    letter_rectification(
        l, &(struct letter_rectification){
               .fields = fields, .field_count = 2, .statement = true, .recipients = recipients, .recipient_count = 2});
}

static void write_rectification_none(const struct letter *l) {
    letter_rectification(l, &(struct letter_rectification){.fields = NULL});
}

static void write_marketing(const struct letter *l) {
    static const enum scope scopes[] = {SCOPE_DIRECT_MAIL, SCOPE_DISTANCE_SELLING};

    letter_objection(
        l, &(struct letter_objection){.result = LETTER_MARKETING_STOPPED, .scopes = scopes, .scope_count = 2});
}

static void write_objection_pending(const struct letter *l) {
    letter_objection(l, &(struct letter_objection){.result = LETTER_OBJECTION_PENDING});
}

static void write_objection_upheld(const struct letter *l) {
    letter_objection(l, &(struct letter_objection){.result = LETTER_OBJECTION_UPHELD});
}

static void write_objection_overridden(const struct letter *l) {
    letter_objection(
        l, &(struct letter_objection){.result = LETTER_OBJECTION_OVERRIDDEN,
                                      .restricted = true,
                                      .lifted_on = DATE_NONE,
                                      .reason = word(l->lang, "Saatava on perinnässä.", "Fordran är under indrivning.",
                                                     "The debt is being collected.")});
    letter_remedies(l);
}

static void write_restriction(const struct letter *l) {
    const char *const names[] = {invoices(l->lang)};

    letter_restriction(l, &(struct letter_restriction){.ground = "accuracy", .names = names, .name_count = 1});
}

static void write_lifting(const struct letter *l) {
    letter_lifting(
        l, date_from_ymd(2026, 12, 7), DATE_NONE,
        word(l->lang, "Tiedot on tarkistettu.", "Uppgifterna har kontrollerats.", "The data have been checked."));
}

static void put_portability(const struct letter *l, bool promised_only) {
    const struct letter_file files[] = {
        {"tiedot.json", word(l->lang, "kaikki antamasi tiedot", "alla uppgifter du lämnat", "all data you provided")},
        {"asiakas.csv", word(l->lang, "asiakastiedot", "kunduppgifter", "customer data")},
    };

    letter_portability(l,
                       &(struct letter_portability){.files = files, .file_count = 2, .promised_only = promised_only});
}

static void write_portability(const struct letter *l) {
    put_portability(l, false);
}

static void write_promised(const struct letter *l) {
    put_portability(l, true);
}

static void write_promised_nothing(const struct letter *l) {
    letter_portability(l, &(struct letter_portability){.promised_only = true});
}

static void write_refusal(const struct letter *l) {
    letter_refusal(l, &(struct letter_refusal){.right = RIGHT_ACCESS,
                                               .ground = "excessive",
                                               .reason = word(l->lang, "Sama pyyntö on tehty kuudesti tänä vuonna.",
                                                              "Samma begäran har gjorts sex gånger i år.",
                                                              "The same request has been made six times this year.")});
}

static void write_extension(const struct letter *l) {
    letter_extension(l, date_from_ymd(2026, 12, 22), date_from_ymd(2027, 2, 22),
                     word(l->lang, "Tallenteita on paljon.", "Inspelningarna är många.", "There are many recordings."));
}

static void write_identity(const struct letter *l) {
    static const enum method methods[] = {METHOD_SIGNATURE, METHOD_ID_DOCUMENT};

    letter_identity(l, methods, ARRAY_LEN(methods));
}

static void write_identity_any(const struct letter *l) {
    letter_identity(l, NULL, 0);
}

static void write_panel(const struct letter *l) {
    const struct letter_erased erased[] = {{.name = feedback(l->lang), .erased = 2}};

    letter_panel_removal(l, &(struct letter_erasure){.erased = erased, .erased_count = 1}, NULL);
}

static void write_withdrawn(const struct letter *l) {
    letter_withdrawn(l, &(struct letter_withdrawal){.lifted_on = DATE_NONE});
}

static void write_withdrawn_late(const struct letter *l) {
    static const enum scope scopes[] = {SCOPE_DIRECT_MAIL};
    const struct letter_erased erased[] = {{.name = feedback(l->lang), .erased = 2}};

    letter_withdrawn(l, &(struct letter_withdrawal){
                            .erased = &(struct letter_erasure){.erased = erased, .erased_count = 1, .ban_kept = true},
                            .scopes = scopes,
                            .scope_count = ARRAY_LEN(scopes),
                            .statement = true,
                            .lifted_on = date_from_ymd(2026, 11, 22)});
}

static const struct letter_case {
    const char *name;
    enum letter_subject subject;
    enum right right; /* of the list of other rights; RIGHT__MAX: no such list */
    void (*write)(const struct letter *l);
} cases[] = {
    {"access-facts", LETTER_ACCESS, RIGHT_ACCESS, letter_facts_art15},
    {"erasure-all", LETTER_ERASURE, RIGHT__MAX, write_erasure_all},
    {"erasure-part", LETTER_ERASURE, RIGHT__MAX, write_erasure_part},
    {"erasure-none", LETTER_ERASURE, RIGHT__MAX, write_erasure_none},
    {"erasure-nothing", LETTER_ERASURE, RIGHT__MAX, write_erasure_nothing},
    {"rectification", LETTER_RECTIFICATION, RIGHT__MAX, write_rectification},
    {"rectification-none", LETTER_RECTIFICATION, RIGHT__MAX, write_rectification_none},
    {"marketing", LETTER_OBJECTION, RIGHT__MAX, write_marketing},
    {"objection-pending", LETTER_OBJECTION, RIGHT__MAX, write_objection_pending},
    {"objection-upheld", LETTER_OBJECTION, RIGHT__MAX, write_objection_upheld},
    {"objection-overridden", LETTER_OBJECTION, RIGHT__MAX, write_objection_overridden},
    {"restriction", LETTER_RESTRICTION, RIGHT__MAX, write_restriction},
    {"lifting", LETTER_LIFTING, RIGHT__MAX, write_lifting},
    {"portability", LETTER_PORTABILITY, RIGHT__MAX, write_portability},
    {"refusal", LETTER_ACCESS, RIGHT__MAX, write_refusal},
    {"extension", LETTER_EXTENSION, RIGHT__MAX, write_extension},
    {"identity", LETTER_IDENTITY, RIGHT__MAX, write_identity},
    {"identity-any", LETTER_IDENTITY, RIGHT__MAX, write_identity_any},
    {"withdrawn", LETTER_WITHDRAWN, RIGHT__MAX, write_withdrawn},
    {"withdrawn-late", LETTER_WITHDRAWN, RIGHT__MAX, write_withdrawn_late},
    {"panel", LETTER_PANEL, RIGHT__MAX, write_panel},
};

static const char *render(struct golden *g, const struct node *def, const struct letter_case *c, enum doc_format format,
                          enum lang lang) {
    const struct letter l = {
        .doc = golden_begin(g, format, lang, letter_title(c->subject, lang)), .def = def, .lang = lang};

    letter_begin(&l, &(struct letter_head){.subject = c->subject,
                                           .to = person,
                                           .to_count = ARRAY_LEN(person),
                                           .date = date_from_ymd(2026, 11, 22),
                                           .received = date_from_ymd(2026, 11, 2),
                                           .reference = "2026-0007"});
    c->write(&l);
    if (c->right != RIGHT__MAX) {
        letter_other_rights(&l, c->right);
        letter_remedies(&l);
    }
    letter_end(&l);
    return golden_end(g);
}

TEST(letters_of_every_outcome_and_language) {
    struct node *def CLEANUP(node_free) = golden_definition(DEFINITION);

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        for (enum lang lang = 0; lang < LANG__MAX; lang++) {
            struct golden g;
            SB(path);

            sb_printf(&path, "tests/data/letters/%s.%s.txt", cases[i].name, lang_code(lang));
            golden_check(path.d, render(&g, def, &cases[i], DOC_TEXT, lang));
            golden_release(&g);
        }
    }
}

TEST(letter_as_a_page) {
    struct node *def CLEANUP(node_free) = golden_definition(DEFINITION);
    struct golden g;

    golden_check("tests/data/letters/erasure-part.fi.html", render(&g, def, &cases[2], DOC_HTML, LANG_FI));
    golden_release(&g);
}

/* Joint controllers answer together, each with its business ID. */
TEST(letter_names_every_controller) {
    struct node *def CLEANUP(node_free) = golden_definition(DEFINITION);

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct golden g;
        const char *text = render(&g, def, &cases[i], DOC_TEXT, LANG_SV);

        CHECK(strstr(text, "FO-nummer 1234567-1") != NULL);
        CHECK(strstr(text, "FO-nummer 7654321-2") != NULL);
        golden_release(&g);
    }
}

/* Art. 12(4): what was not done, why, complaint, and judicial remedy. */
TEST(refusal_has_its_parts) {
    struct node *def CLEANUP(node_free) = golden_definition(DEFINITION);
    const struct letter_case c = {"", LETTER_ACCESS, RIGHT__MAX, write_refusal};
    static const char *const parts[] = {"have not carried out your request", "six times this year", "is excessive",
                                        "Office of the Data Protection Ombudsman", "before a court"};
    struct golden g;
    const char *text = render(&g, def, &c, DOC_MARKDOWN, LANG_EN);

    for (size_t i = 0; i < ARRAY_LEN(parts); i++)
        test_check(strstr(text, parts[i]) != NULL, __FILE__, __LINE__, "the refusal lacks \"%s\"", parts[i]);
    golden_release(&g);
}

/* What concerns only companies is for companies only. */
TEST(facts_are_for_the_person_who_asks) {
    struct node *def CLEANUP(node_free) = golden_definition(DEFINITION);

    for (int company = 0; company < 2; company++) {
        struct golden g;
        struct letter l = {
            .doc = golden_begin(&g, DOC_TEXT, LANG_EN, ""), .def = def, .lang = LANG_EN, .company = company == 1};
        const char *text;

        letter_facts_art15(&l);
        text = golden_end(&g);
        CHECK_EQ_INT(strstr(text, "Device manufacturer") != NULL, company);
        CHECK_EQ_INT(strstr(text, "The safeguards are unknown") != NULL, company);
        CHECK(strstr(text, "Profiling") != NULL);
        CHECK(strstr(text, "Population information system") != NULL);
        golden_release(&g);
    }
}

/* Where no basis gives the right, the letter says that the notice promised it. */
TEST(portability_by_promise) {
    struct node *def CLEANUP(node_free) = golden_definition(PROMISER);
    const struct letter_case c = {"", LETTER_PORTABILITY, RIGHT__MAX, write_promised};
    const struct letter_case nothing = {"", LETTER_PORTABILITY, RIGHT__MAX, write_promised_nothing};
    struct golden g;

    CHECK(strstr(render(&g, def, &c, DOC_MARKDOWN, LANG_EN), "promised to do so") != NULL);
    golden_release(&g);
    CHECK(strstr(render(&g, def, &nothing, DOC_MARKDOWN, LANG_EN), "promised to do so") == NULL);
    golden_release(&g);
}

/* Nor does a letter that lists the right make it depend on those bases. */
TEST(portability_by_promise_among_the_rights) {
    for (enum lang lang = 0; lang < LANG__MAX; lang++) {
        for (int promised = 0; promised < 2; promised++) {
            struct node *def CLEANUP(node_free) = golden_definition(promised == 1 ? PROMISER : DEFINITION);
            struct golden g;
            struct letter l = {.doc = golden_begin(&g, DOC_MARKDOWN, lang, ""), .def = def, .lang = lang};
            const char *text;

            letter_other_rights(&l, RIGHT__MAX);
            text = golden_end(&g);
            CHECK_EQ_INT(strstr(text, phrase(PHRASE_RIGHT_TEXT_PORTABILITY_PROMISED, lang)) != NULL, promised);
            CHECK_EQ_INT(strstr(text, phrase(PHRASE_RIGHT_TEXT_PORTABILITY, lang)) == NULL, promised);
            golden_release(&g);
        }
    }
}

TEST(letter_words_for_reasons) {
    CHECK_STR(letter_kept_reason("legal-hold", LANG_EN), "The data are needed for a legal claim");
    CHECK_STR(letter_kept_reason("file", LANG_FI), "Tietoihin kuuluvaa tiedostoa ei ole vielä voitu poistaa");
    CHECK(letter_kept_reason("no-such-reason", LANG_EN) == NULL);
    for (size_t i = 0; letter_ground_codes[i] != NULL; i++)
        CHECK(phrase_named("GROUND", letter_ground_codes[i]) != PHRASE__MAX);
}
