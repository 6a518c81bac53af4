/*
 * Tests of the phrases: every text in every language, values that agree, and dates, periods and hours in words.
 */
#include "test.h"

#include "base/text.h"
#include "domain/phrase.h"
#include "domain/request.h"

static const char *const ids[] = {
#define P(id, fi, sv, en) #id,
#include "domain/phrases.def"
#undef P
};

TEST(phrases_stand_in_every_language) {
    for (size_t i = 0; i < PHRASE__MAX; i++) {
        for (enum lang lang = 0; lang < LANG__MAX; lang++) {
            const char *text = phrase((enum phrase)i, lang);
            size_t len = strlen(text);

            test_check(len > 0, __FILE__, __LINE__, "%s is empty in %s", ids[i], lang_code(lang));
            test_check(text_is_utf8(text, len) && !text_has_invisible(text, len), __FILE__, __LINE__,
                       "%s has odd characters in %s", ids[i], lang_code(lang));
            test_check(len == 0 || (text[0] != ' ' && text[len - 1] != ' ' && strstr(text, "  ") == NULL), __FILE__,
                       __LINE__, "%s has stray spaces in %s", ids[i], lang_code(lang));
        }
    }
}

/* The only conversion is %s, as many times in each language. */
TEST(phrase_values_agree) {
    for (size_t i = 0; i < PHRASE__MAX; i++) {
        size_t n = phrase_values((enum phrase)i, LANG_FI);

        for (enum lang lang = 0; lang < LANG__MAX; lang++) {
            size_t percents = 0;

            for (const char *s = phrase((enum phrase)i, lang); *s != '\0'; s++)
                percents += *s == '%' ? 1 : 0;
            test_check(phrase_values((enum phrase)i, lang) == n && percents == n, __FILE__, __LINE__,
                       "%s has other values in %s than in fi", ids[i], lang_code(lang));
        }
    }
}

/* A sentence ends like one in each language, or in none. */
TEST(phrases_end_alike) {
    for (size_t i = 0; i < PHRASE__MAX; i++) {
        char end[LANG__MAX];

        for (enum lang lang = 0; lang < LANG__MAX; lang++) {
            const char *text = phrase((enum phrase)i, lang);
            char c = text[strlen(text) - 1];

            end[lang] = strchr(".:!?", c) != NULL ? c : 'x';
        }
        test_check(end[LANG_FI] == end[LANG_SV] && end[LANG_FI] == end[LANG_EN], __FILE__, __LINE__,
                   "%s ends differently", ids[i]);
    }
}

TEST(phrase_fills_values_in_order) {
    SB(text);

    PHRASE_FILL(&text, PHRASE_BASIS_WITH_ARTICLE, LANG_EN, "consent", "a");
    CHECK_STR(text.d, "consent (Article 6(1)(a) GDPR)");
    sb_clear(&text);
    PHRASE_FILL(&text, PHRASE_RECIPIENT_ONLY, LANG_FI, "100 % %s");
    CHECK_STR(text.d, "Luovutetaan vain: 100 % %s");
}

static void check_named(const char *prefix, const char *const *codes) {
    for (; *codes != NULL; codes++)
        test_check(phrase_named(prefix, *codes) != PHRASE__MAX, __FILE__, __LINE__, "%s \"%s\" has no name", prefix,
                   *codes);
}

TEST(every_code_has_a_name) {
    static const char *const controllers[] = {"controller", "joint", "technical", "owner", NULL};
    static const char *const contacts[] = {"dpo", "contact", NULL};
    static const char *const recipients[] = {"authority", "company", "processor", "group",
                                             "partner",   "subject", "none",      NULL};
    static const char *const transfers[] = {"no", "not-regularly", "by-default-no", "possible", NULL};
    static const char *const statuses[] = {"active", "running", "expired", "held", "undefined", NULL};

    check_named("RIGHT", right_codes);
    check_named("CHANNEL", channel_codes);
    check_named("METHOD", method_codes);
    check_named("SCOPE", scope_codes);
    check_named("BASIS", basis_codes);
    check_named("STRENGTH", strength_codes);
    check_named("ROLE", role_codes);
    check_named("STATE", request_state_codes);
    check_named("CONTROLLER", controllers);
    check_named("CONTACT", contacts);
    check_named("RECIPIENT", recipients);
    check_named("OUTSIDE_EEA", transfers);
    check_named("RETENTION", statuses);
    CHECK_STR(right_name(RIGHT_ERASURE, LANG_SV), "rätt till radering");
    CHECK_STR(channel_name(CHANNEL_SELF_SERVICE, LANG_EN), "online self-service");
    CHECK_STR(method_name(METHOD_ID_DOCUMENT, LANG_FI), "henkilöllisyyden todistava asiakirja");
    CHECK_STR(scope_name(SCOPE_DIRECT_MAIL, LANG_FI), "suoramainonta");
    CHECK_STR(basis_name(BASIS_CONTRACT, LANG_SV), "avtal");
    CHECK_STR(strength_name(STRENGTH_STATUTORY, LANG_EN), "the law requires the data to be kept");
    CHECK_STR(role_name(ROLE_FORMER, LANG_EN), "former customer");
    CHECK_STR(phrase_word("STATE", "waiting-identity", LANG_EN), "waiting for proof of identity");
    CHECK_STR(phrase_word("STATE", "no-such-state", LANG_EN), "no-such-state");
    CHECK(phrase_named("STATE", "waiting") == PHRASE__MAX);
    CHECK(phrase_named("STAT", "e-done") == PHRASE__MAX);
}

TEST(dates_as_people_write_them) {
    static const struct {
        int year, month, day;
        const char *want[LANG__MAX];
    } rows[] = {
        {2026, 11, 22, {"22.11.2026", "22.11.2026", "22 November 2026"}},
        {2026, 1, 2, {"2.1.2026", "2.1.2026", "2 January 2026"}},
        {2028, 2, 29, {"29.2.2028", "29.2.2028", "29 February 2028"}},
    };
    SB(none);

    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        for (enum lang lang = 0; lang < LANG__MAX; lang++) {
            SB(text);

            phrase_date(&text, date_from_ymd(rows[i].year, rows[i].month, rows[i].day), lang);
            CHECK_STR(text.d, rows[i].want[lang]);
        }
    }
    phrase_date(&none, DATE_NONE, LANG_FI);
    CHECK_STR(none.d, "");
}

TEST(ranges_of_dates_as_people_write_them) {
    static const char *const want[] = {"1.1.2026\u201322.11.2026", "1.1.2026\u201322.11.2026",
                                       "1 January 2026 \u2013 22 November 2026"};

    for (enum lang lang = 0; lang < LANG__MAX; lang++) {
        SB(text);

        phrase_dates(&text, date_from_ymd(2026, 1, 1), date_from_ymd(2026, 11, 22), lang);
        CHECK_STR(text.d, want[lang]);
    }
}

TEST(articles_as_people_write_them) {
    static const struct {
        const char *article, *fi, *sv, *en;
    } rows[] = {
        {"Art. 17(3)(b)", "tietosuoja-asetuksen 17 artiklan 3 kohdan b alakohta",
         "artikel 17.3 b i dataskyddsförordningen", "Article 17(3)(b) GDPR"},
        {"Art. 18(1)", "tietosuoja-asetuksen 18 artiklan 1 kohta", "artikel 18.1 i dataskyddsförordningen",
         "Article 18(1) GDPR"},
        {"Art. 19", "tietosuoja-asetuksen 19 artikla", "artikel 19 i dataskyddsförordningen", "Article 19 GDPR"},
        {"Kirjanpitolaki", "Kirjanpitolaki", "Kirjanpitolaki", "Kirjanpitolaki"},
        {"Art. 17(", "Art. 17(", "Art. 17(", "Art. 17("},
        {"Art. x", "Art. x", "Art. x", "Art. x"},
        {"Art. 17(3)(b) f", "Art. 17(3)(b) f", "Art. 17(3)(b) f", "Art. 17(3)(b) f"},
        {"", "", "", ""},
    };

    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const char *want[] = {[LANG_FI] = rows[i].fi, [LANG_SV] = rows[i].sv, [LANG_EN] = rows[i].en};

        for (enum lang lang = 0; lang < LANG__MAX; lang++) {
            SB(text);

            phrase_article(&text, rows[i].article, lang);
            CHECK_STR(text.d, want[lang]);
        }
    }
}

TEST(periods_in_words) {
    static const struct {
        const char *iso;
        const char *want[LANG__MAX];
    } rows[] = {
        {"P10Y", {"10 vuotta", "10 år", "10 years"}},
        {"P1Y", {"1 vuosi", "1 år", "1 year"}},
        {"P1Y6M", {"1 vuosi 6 kuukautta", "1 år 6 månader", "1 year 6 months"}},
        {"P1M", {"1 kuukausi", "1 månad", "1 month"}},
        {"P30D", {"30 päivää", "30 dagar", "30 days"}},
        {"P1D", {"1 päivä", "1 dag", "1 day"}},
    };

    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct period p;

        CHECK_EQ_INT(period_parse(rows[i].iso, &p), 0);
        for (enum lang lang = 0; lang < LANG__MAX; lang++) {
            SB(text);

            phrase_period(&text, p, lang);
            CHECK_STR(text.d, rows[i].want[lang]);
        }
    }
}

TEST(opening_hours_in_words) {
    static const struct {
        const char *hours;
        const char *want[LANG__MAX];
    } rows[] = {
        {"mon-fri 10-16", {"ma–pe klo 10–16", "mån–fre kl. 10–16", "Mon–Fri 10–16"}},
        {"sat 9-12", {"la klo 9–12", "lör kl. 9–12", "Sat 9–12"}},
        {"mon-", {"mon-", "mon-", "mon-"}},
        {"mon", {"mon", "mon", "mon"}},
        {"mon-xyz 1-2", {"mon-xyz 1-2", "mon-xyz 1-2", "mon-xyz 1-2"}},
        {"arkisin 9-15", {"arkisin 9-15", "arkisin 9-15", "arkisin 9-15"}},
        {"", {"", "", ""}},
    };

    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        for (enum lang lang = 0; lang < LANG__MAX; lang++) {
            SB(text);

            phrase_hours(&text, rows[i].hours, lang);
            CHECK_STR(text.d, rows[i].want[lang]);
        }
    }
}

TEST(capitals_at_the_beginning) {
    static const char *const rows[][2] = {{"etämyynti", "Etämyynti"}, {"åtkomst", "Åtkomst"}, {"", ""}, {"9 a", "9 a"}};

    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        SB(text);

        phrase_capital(&text, rows[i][0]);
        CHECK_STR(text.d, rows[i][1]);
    }
}
