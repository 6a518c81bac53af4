/*
 * test_argv.c - what never stays in the process's argument list.
 */
#include "test.h"

#include "base/mem.h"
#include "cli/argv.h"

/* A personal identity code with its check character: DDMMYY, sign, number. */
static void make_id(char out[16], const char *birth, char sign, int number) {
    static const char check[] = "0123456789ABCDEFHJKLMNPRSTUVWXY";
    int64_t n = strtoll(birth, NULL, 10) * 1000 + number;

    (void)snprintf(out, 16, "%s%c%03d%c", birth, sign, number, check[n % 31]);
}

TEST(codes_are_recognised_wherever_they_stand) {
    char id[16];
    static const char *const frames[] = {"%s",          "%s,x",       "x %s",     "customer.personal_id=%s",
                                         "(%s)",        "id:%s;",     "a b %s c", "\"%s\"",
                                         "file-%s.csv", "\xc3\xa4 %s"};

    for (int number = 900; number < 1000; number += 7) {
        make_id(id, "010190", number % 2 == 0 ? '-' : 'A', number);
        for (size_t f = 0; f < ARRAY_LEN(frames); f++) {
            char word[64];
            const char *at = strstr(frames[f], "%s");
            (void)snprintf(word, sizeof word, "%.*s%s%s", (int)(at - frames[f]), frames[f], id, at + 2);
            test_check(argv_has_personal_id(word), __FILE__, __LINE__, "frame %s, number %d", frames[f], number);
        }
    }
}

TEST(signs_cases_and_dashes_of_a_code) {
    static const char signs[] = "+-ABCDEFYXWVU";
    char id[16];

    for (size_t i = 0; signs[i] != '\0'; i++) {
        make_id(id, "311299", signs[i], 901);
        CHECK(argv_has_personal_id(id));
        for (char *c = id; *c != '\0'; c++)
            *c = (char)(*c >= 'A' && *c <= 'Z' ? *c - 'A' + 'a' : *c);
        CHECK(argv_has_personal_id(id));
    }
    make_id(id, "311299", '-', 901);
    static const char *const dashes[] = {"\u2010", "\u2011", "\u2012", "\u2013", "\u2014", "\u2212"};
    for (size_t i = 0; i < ARRAY_LEN(dashes); i++) {
        char word[32];
        (void)snprintf(word, sizeof word, "%.6s%s%s", id, dashes[i], id + 7);
        CHECK(argv_has_personal_id(word));
    }
}

TEST(a_mistyped_code_alone_is_still_one) {
    char id[16];

    make_id(id, "010190", '-', 900);
    id[10] = (char)(id[10] == 'A' ? 'B' : 'A');
    CHECK(argv_has_personal_id(id));
    char word[32];
    (void)snprintf(word, sizeof word, "x=%s", id);
    CHECK(argv_has_personal_id(word));
    (void)snprintf(word, sizeof word, "%s.csv", id);
    CHECK(!argv_has_personal_id(word));
}

TEST(a_code_without_its_sign) {
    char id[16], word[16];
    int letters = 0;

    for (int number = 900; number < 999; number++) {
        make_id(id, "010190", '-', number);
        (void)snprintf(word, sizeof word, "%.6s%s", id, id + 7);
        bool letter = word[9] >= 'A';
        CHECK_EQ_INT(argv_has_personal_id(word), letter);
        letters += letter;
    }
    CHECK(letters > 20);
}

TEST(ordinary_words_are_no_codes) {
    static const char *const words[] = {"",
                                        "access",
                                        "2026-11-22",
                                        "0401234567",
                                        "+358401234",
                                        "kss-customers",
                                        "2026-0001",
                                        "P10Y",
                                        "00100003",
                                        "643002966012345678",
                                        "FI2112345600000785",
                                        "1234567-8",
                                        "P1Y6M",
                                        "customer.name=Matti",
                                        "320190-900A",
                                        "011390-900A",
                                        "1:0123456789abcdef0123456789abcdef",
                                        "010190-90",
                                        "A010190-900XA"};

    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        test_check(!argv_has_personal_id(words[i]), __FILE__, __LINE__, "%s", words[i]);
}

/* The words as main gets them: writable. */
struct line {
    char *v[12];
    int n;
};

static void line_add(struct line *l, const char *word) {
    l->v[l->n++] = mem_strdup(word);
}

static void line_release(struct line *l) {
    for (int i = 0; i < l->n; i++)
        free(l->v[i]);
}

TEST(secret_values_are_overwritten) {
    struct line l CLEANUP(line_release) = {0};
    ARGV(taken);
    struct err err = {0};
    static const char *const words[] = {
        "gdprctl", "subject",        "show",       "--phone", "0400001234", "--email=a@example.com",
        "--name",  "Virtanen Matti", "--customer", "123"};

    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        line_add(&l, words[i]);
    CHECK_EQ_INT(argv_take(l.n, l.v, &taken, &err), 0);
    CHECK_STR(taken.d[3], "0400001234");
    CHECK_STR(taken.d[6], "Virtanen Matti");
    CHECK_STR(l.v[4], "");
    CHECK_EQ_INT(l.v[4][9], 0); /* to the last byte */
    CHECK_STR(l.v[5], "--email=");
    CHECK_EQ_INT(l.v[5][20], 0);
    CHECK_STR(l.v[7], "");
    CHECK_STR(l.v[9], "123");
    CHECK_STR(l.v[1], "subject");
}

TEST(a_misspelt_option_keeps_no_value_either) {
    struct line l CLEANUP(line_release) = {0};
    ARGV(taken);
    struct err err = {0};

    line_add(&l, "gdprctl");
    line_add(&l, "--phnoe=0400001234");
    line_add(&l, "--nmae");
    line_add(&l, "Virtanen");
    CHECK_EQ_INT(argv_take(l.n, l.v, &taken, &err), 0);
    CHECK_STR(l.v[1], "--phnoe=");
    CHECK_STR(l.v[3], "");
}

TEST(a_code_in_the_arguments_is_refused_and_overwritten) {
    struct line l CLEANUP(line_release) = {0};
    ARGV(taken);
    struct err err = {0};
    char id[16];

    make_id(id, "010190", '-', 900);
    line_add(&l, "gdprctl");
    line_add(&l, "--customer");
    line_add(&l, id);
    CHECK_EQ_INT(argv_take(l.n, l.v, &taken, &err), -1);
    CHECK_EQ_INT(err_status(&err), 64);
    CHECK(strstr(err.msg, id) == NULL && strstr(err.hint, "--personal-id-file") != NULL);
    CHECK_STR(l.v[2], "");
}

TEST(no_arguments_at_all) {
    ARGV(taken);
    struct err err = {0};

    CHECK_EQ_INT(argv_take(0, NULL, &taken, &err), 0);
    CHECK_EQ_INT(taken.len, 0);
    CHECK(taken.d[0] == NULL);
}
