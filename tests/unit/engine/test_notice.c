/*
 * Tests of the privacy notice and the record of processing activities, against stored texts and for what must stand
 * in them whatever the definition says.
 */
#include "golden.h"

#include "domain/phrase.h"
#include "engine/art30.h"
#include "engine/notice.h"

#define RICH "tests/data/definitions/esimerkki.json"
#define BARE "tests/data/definitions/niukka.json"

/* The dictionary of the database, as far as the test definitions need it. */
static const char *name_of(void *ctx, const char *table, const char *column, enum lang lang) {
    static const char *const contract[] = {"sopimus", "avtal", "contract"};
    static const char *const end_date[] = {"päättymispäivä", "slutdatum", "end date"};

    (void)ctx;
    if (strcmp(table, "contract") != 0)
        return NULL;
    if (column == NULL)
        return contract[lang];
    return strcmp(column, "end_date") == 0 ? end_date[lang] : NULL;
}

static const struct notice_dictionary dictionary = {.name = name_of};

static const char *render(struct golden *g, const struct node *def, enum doc_format format, enum lang lang) {
    notice_write(golden_begin(g, format, lang, notice_title(def, lang)), def, &dictionary, lang);
    return golden_end(g);
}

static void check_notice(const char *definition, const char *stem, enum doc_format format, enum lang lang) {
    struct node *def CLEANUP(node_free) = golden_definition(definition);
    struct golden g;
    SB(path);

    sb_printf(&path, "tests/data/notices/%s.%s.%s", stem, lang_code(lang),
              format == DOC_TEXT ? "txt" : doc_format_words[format]);
    golden_check(path.d, render(&g, def, format, lang));
    golden_release(&g);
}

TEST(notice_of_a_rich_definition) {
    for (enum lang lang = 0; lang < LANG__MAX; lang++)
        check_notice(RICH, "esimerkki", DOC_TEXT, lang);
    check_notice(RICH, "esimerkki", DOC_MARKDOWN, LANG_FI);
    check_notice(RICH, "esimerkki", DOC_HTML, LANG_FI);
}

TEST(notice_of_a_bare_definition) {
    for (enum lang lang = 0; lang < LANG__MAX; lang++)
        check_notice(BARE, "niukka", DOC_TEXT, lang);
}

TEST(record_of_processing_activities) {
    static const char *const definitions[] = {RICH, BARE};
    static const char *const stems[] = {"esimerkki", "niukka"};

    for (size_t i = 0; i < ARRAY_LEN(definitions); i++) {
        struct node *def CLEANUP(node_free) = golden_definition(definitions[i]);

        for (enum lang lang = 0; lang < LANG__MAX; lang++) {
            struct golden g;
            SB(path);

            sb_printf(&path, "tests/data/notices/%s.art30.%s.txt", stems[i], lang_code(lang));
            art30_write(golden_begin(&g, DOC_TEXT, lang, ""), def, &dictionary, lang);
            golden_check(path.d, golden_end(&g));
            golden_release(&g);
        }
    }
}

/* A basis, a period's start and a right are never made up: the notice says that they are missing. */
TEST(notice_makes_nothing_up) {
    struct node *rich CLEANUP(node_free) = golden_definition(RICH);
    struct node *bare CLEANUP(node_free) = golden_definition(BARE);
    struct golden g;
    const char *text;

    text = render(&g, bare, DOC_MARKDOWN, LANG_EN);
    CHECK(strstr(text, "has not defined the legal basis") != NULL);
    CHECK(strstr(text, "Not defined") != NULL);
    CHECK(strstr(text, "has not defined a retention period") != NULL);
    CHECK(strstr(text, "Data Protection Ombudsman") != NULL);
    CHECK(strstr(text, "Right to object to direct marketing") != NULL);
    CHECK(strstr(text, "Your other rights under the law") != NULL);
    golden_release(&g);

    text = render(&g, rich, DOC_TEXT, LANG_EN);
    CHECK(strstr(text, "Customer since") == NULL); /* the assumed event */
    CHECK(strstr(text, "1 year 6 months") != NULL);
    CHECK(strstr(text, "for the officer only") == NULL);
    golden_release(&g);
}

/* Whether the text names a column of the records as SQL does. */
static const char *column_in(const struct node *def, const char *text) {
    for (NOTICE_EACH(category, def, "categories")) {
        for (NOTICE_EACH(field, category, "fields")) {
            for (NOTICE_EACH(column, field, "columns")) {
                if (strstr(text, column->text) != NULL)
                    return column->text;
            }
        }
    }
    return NULL;
}

/* Every right in the words of the definition. */
static void check_rights(const struct node *def, const char *text, enum lang lang) {
    for (NOTICE_EACH(right, def, "rights")) {
        if (!notice_is(right, "right", "complaint"))
            CHECK(strstr(text, notice_name(right, lang)) != NULL);
    }
}

/* The notices of the shipped registers, in every shape and language. */
TEST(notices_of_the_shipped_registers) {
    static const char *const registers[] = {"kesoy-customers", "ksat-customers", "kss-customers", "kss-panel",
                                            "kuopio-customers"};

    for (size_t i = 0; i < ARRAY_LEN(registers); i++) {
        struct node *def CLEANUP(node_free) = NULL;
        SB(path);

        sb_printf(&path, "src/registers/%s.json", registers[i]);
        def = golden_definition(path.d);
        for (enum lang lang = 0; lang < LANG__MAX; lang++) {
            for (enum doc_format format = 0; format < DOC_FORMAT__MAX; format++) {
                struct golden g;
                const char *text = render(&g, def, format, lang);
                const char *column = column_in(def, text);

                test_check(column == NULL, __FILE__, __LINE__, "the notice of %s shows %s", registers[i],
                           column != NULL ? column : "");
                CHECK(strstr(text, phrase(PHRASE_OMBUDSMAN_NAME, lang)) != NULL);
                CHECK(strstr(text, phrase(PHRASE_SEC_MARKETING, lang)) != NULL);
                if (format == DOC_HTML)
                    check_rights(def, text, lang);
                golden_release(&g);
            }
        }
    }
}

/* A right that the notice promises without the bases that give it is not said to depend on them. */
TEST(notice_of_promised_portability) {
    struct node *def CLEANUP(node_free) = golden_definition("src/registers/kesoy-customers.json");

    for (enum lang lang = 0; lang < LANG__MAX; lang++) {
        struct golden g;
        const char *text = render(&g, def, DOC_HTML, lang);

        CHECK(strstr(text, phrase(PHRASE_RIGHT_TEXT_PORTABILITY_PROMISED, lang)) != NULL);
        CHECK(strstr(text, phrase(PHRASE_RIGHT_TEXT_PORTABILITY, lang)) == NULL);
        golden_release(&g);
    }
}

/* A period that is not for everybody says whom it is for, and the others that there is none for them. */
TEST(notice_of_a_period_for_one_group) {
    struct node *def CLEANUP(node_free) = golden_definition("src/registers/kss-customers.json");

    for (enum lang lang = 0; lang < LANG__MAX; lang++) {
        const struct node *const customers = notice_find(def, "subject_groups", "customers");
        const struct node *const prospects = notice_find(def, "subject_groups", "prospects");
        struct golden g;
        const char *text = render(&g, def, DOC_HTML, lang);
        SB(only);
        SB(missing);

        PHRASE_FILL(&only, PHRASE_RETENTION_GROUPS, lang, notice_name(customers, lang));
        PHRASE_FILL(&missing, PHRASE_RETENTION_GROUP_MISSING, lang, notice_name(prospects, lang));
        CHECK(strstr(text, only.d) != NULL);
        CHECK(strstr(text, missing.d) != NULL);
        golden_release(&g);
        sb_clear(&missing);
        phrase_capital(&missing, phrase(PHRASE_RETENTION_UNDEFINED, lang));
        sb_printf(&missing, ": %s", notice_name(prospects, lang));
        art30_write(golden_begin(&g, DOC_HTML, lang, ""), def, &dictionary, lang);
        text = golden_end(&g);
        CHECK(strstr(text, only.d) != NULL);
        CHECK(strstr(text, missing.d) != NULL);
        golden_release(&g);
    }
}

/* Codes of the program have no place in a document for people. */
TEST(notice_shows_no_codes) {
    static const char *const codes[] = {"customer.",     "_",           "while-needed", "legitimate-interests",
                                        "customer-data", "direct-mail", "P10Y",         "mon-fri",
                                        "subject"};
    struct node *def CLEANUP(node_free) = golden_definition(RICH);
    struct golden g;
    const char *text = render(&g, def, DOC_TEXT, LANG_FI);

    for (size_t i = 0; i < ARRAY_LEN(codes); i++)
        test_check(strstr(text, codes[i]) == NULL, __FILE__, __LINE__, "the notice shows \"%s\"", codes[i]);
    golden_release(&g);
}
