/*
 * test_args.c - reading a command line: what is taken, what is refused, and what the accessors give.
 */
#include "test.h"

#include "cli/args.h"

#define READ(...)                        \
    ARGS(args);                          \
    struct err err = {0};                \
    const char *given[] = {__VA_ARGS__}; \
    int r = args_parse(&args, (char *const *)(uintptr_t)given, ARRAY_LEN(given), &err)

static bool says(const struct err *e, const char *text) {
    return strstr(e->msg, text) != NULL || strstr(e->hint, text) != NULL;
}

TEST(globals_stand_before_and_after_the_command) {
    READ("--db", "a.db", "audit", "--json", "list", "--from=3", "--quiet");
    CHECK_EQ_INT(r, 0);
    CHECK_STR(args.cmd->name, "list");
    CHECK_STR(args_str(&args, "db"), "a.db");
    CHECK(args_flag(&args, "json") && args_flag(&args, "quiet") && !args_flag(&args, "yes"));
    CHECK_EQ_INT(args_int(&args, "from", 1), 3);
}

TEST(the_options_of_many_commands_stand_before_them_too) {
    READ("--as-of", "2026-11-22", "retention", "--json", "due");
    CHECK_EQ_INT(r, 0);
    CHECK_EQ_INT(args_date(&args, "as-of"), date_from_ymd(2026, 11, 22));
}

TEST(an_early_option_that_the_command_lacks_is_refused) {
    READ("--dry-run", "audit", "list");
    CHECK_EQ_INT(r, -1);
    CHECK(says(&err, "audit list: there is no option --dry-run"));
}

TEST(options_that_were_not_given_have_their_nothing) {
    READ("audit", "list");
    CHECK_EQ_INT(r, 0);
    CHECK(args_str(&args, "db") == NULL);
    CHECK(!args_has(&args, "from"));
    CHECK_EQ_INT(args_int(&args, "from", 7), 7);
    CHECK(args_pos(&args, 0) == NULL);
    CHECK_EQ_INT(args_pos_count(&args), 0);
}

TEST(positions_and_the_end_of_options) {
    READ("validate", "phone", "--", "--json");
    CHECK_EQ_INT(r, 0);
    CHECK_STR(args_pos(&args, 0), "phone");
    CHECK_STR(args_pos(&args, 1), "--json");
    CHECK(!args_flag(&args, "json"));
}

TEST(the_command_may_stand_behind_the_end_of_options) {
    {
        READ("--json", "--", "calc", "deadline", "2026-01-01");
        CHECK_EQ_INT(r, 0);
        CHECK_STR(args.cmd->name, "deadline");
        CHECK_STR(args_pos(&args, 0), "2026-01-01");
    }
    {
        READ("calc", "--", "deadline", "--json");
        CHECK_EQ_INT(r, 0);
        CHECK_STR(args.cmd->name, "deadline");
        CHECK_STR(args_pos(&args, 0), "--json");
    }
    {
        READ("--", "--json");
        CHECK_EQ_INT(r, -1);
        CHECK(says(&err, "there is no command \"--json\""));
    }
}

TEST(words_may_be_repeated_in_three_ways) {
    READ("rectify", "objection", "--scope", "profiling", "direct-mail", "--scope=market-research,opinion-research",
         "--customer", "1");
    CHECK_EQ_INT(r, 0);
    CHECK_STR(args_list(&args, "scope", 0), "profiling");
    CHECK_STR(args_list(&args, "scope", 1), "direct-mail");
    CHECK_STR(args_list(&args, "scope", 2), "market-research");
    CHECK_STR(args_list(&args, "scope", 3), "opinion-research");
    CHECK(args_list(&args, "scope", 4) == NULL);
    CHECK_EQ_INT(args_pos_count(&args), 1);
    CHECK_STR(args_str(&args, "scope"), "opinion-research");
}

TEST(a_list_of_words_stops_at_what_is_no_word) {
    READ("rectify", "--scope", "profiling", "objection");
    CHECK_EQ_INT(r, 0);
    CHECK(args_list(&args, "scope", 1) == NULL);
    CHECK_STR(args_pos(&args, 0), "objection");
}

TEST(types_are_checked) {
    static const struct {
        const char *option, *value;
        bool ok;
    } rows[] = {
        {"--received", "2026-02-28", true},
        {"--received", "2026-02-29", false},
        {"--received", "28.2.2026", false},
        {"--channel", "letter", true},
        {"--channel", "Letter", false},
        {"--channel", "pigeon", false},
        {"--register", "kss-customers", true},
        {"--register", "a\tb", false},
        {"--register", "\xff", false},
        {"--register", "", false},
        {"--scope", "profiling,", false},
        {"--scope", ",profiling", false},
        {"--phone", "+358", true},
        {"--as", "representative", true},
        {"--as", "customer", true},
        {"--as", "lawyer", false},
        {"--name", "Ääkkönen", true},
        {"--name", "a\nb", false},
    };

    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        READ("rectify", "2026-0001", rows[i].option, rows[i].value);
        test_check((r == 0) == rows[i].ok, __FILE__, __LINE__, "%s row %zu: %s", rows[i].option, i, err.msg);
        if (r < 0) {
            CHECK_EQ_INT(err.code, ERR_USAGE);
            CHECK(says(&err, rows[i].option + 2));
        }
    }
}

TEST(whole_numbers_have_bounds) {
    static const struct {
        const char *value;
        bool ok;
    } rows[] = {{"1", true},
                {"0", false},
                {"-1", false},
                {"9223372036854775807", true},
                {"9223372036854775808", false},
                {"1.0", false},
                {"1 ", false},
                {"", false},
                {"x", false}};

    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        READ("audit", "list", "--from", rows[i].value);
        test_check((r == 0) == rows[i].ok, __FILE__, __LINE__, "row %zu: %s", i, err.msg);
    }
}

TEST(periods_come_as_periods) {
    struct period p = {0};
    READ("calc", "deadline", "2026-01-31", "--promise", "P30D");
    CHECK_EQ_INT(r, 0);
    CHECK(args_period(&args, "promise", &p));
    CHECK_EQ_INT(p.days, 30);
    date_t d = DATE_NONE;
    CHECK_EQ_INT(args_pos_date(&args, 0, "DATE", &d, &err), 0);
    CHECK_EQ_INT(d, date_from_ymd(2026, 1, 31));
}

TEST(what_was_meant_is_suggested) {
    {
        READ("adit", "list");
        CHECK(r < 0 && err_status(&err) == 64 && says(&err, "gdprctl audit"));
    }
    {
        READ("audit", "lsit");
        CHECK(r < 0 && says(&err, "gdprctl audit list"));
    }
    {
        READ("audit", "list", "--frmo", "1");
        CHECK(r < 0 && says(&err, "--from"));
    }
    {
        READ("request", "open", "access", "--channel", "leter");
        CHECK(r < 0 && says(&err, "did you mean letter"));
    }
    {
        READ("audit", "list", "--lagn=fi");
        CHECK(r < 0 && says(&err, "--lang"));
    }
}

TEST(a_slip_does_not_repeat_what_may_be_a_name) {
    {
        READ("Virtanen Matti");
        CHECK(r < 0 && !says(&err, "Virtanen"));
    }
    {
        READ("subject", "show", "--nmae=Virtanen Matti");
        CHECK(r < 0 && !says(&err, "Virtanen") && says(&err, "--name"));
    }
    {
        READ("audit", "list", "Virtanen");
        CHECK(r < 0 && !says(&err, "Virtanen"));
    }
    {
        READ("request", "open", "access", "--channel", "Virtanen");
        CHECK(r < 0 && !says(&err, "Virtanen"));
    }
}

TEST(what_is_refused) {
    static const char *const lines[][6] = {
        {"audit"},                                                          /* which one? */
        {"validate"},                                                       /* an argument is missing */
        {"validate", "phone", "a", "b"},                                    /* one too many */
        {"audit", "list", "--from"},                                        /* no value */
        {"audit", "list", "--from", "--json"},                              /* an option is no value */
        {"audit", "list", "--json=yes"},                                    /* a flag has none */
        {"audit", "list", "--from=1", "--from=2"},                          /* twice */
        {"audit", "list", "--json", "--csv"},                               /* one format */
        {"audit", "list", "--json", "--csv"},                               /* one format */
        {"audit", "list", "--ndjson", "--csv"},                             /* one format */
        {"audit", "list", "-x"},                                            /* no short options */
        {"audit", "list", "--dry-run"},                                     /* not an option of this command */
        {"--from=1", "audit", "list"},                                      /* options of a command come after it */
        {"subject", "show", "--personal-id-file=-", "--subject-file", "-"}, /* standard input is one */
        {"validate", ""},                                                   /* empty */
    };

    for (size_t i = 0; i < ARRAY_LEN(lines); i++) {
        ARGS(args);
        struct err err = {0};
        size_t n = 0;
        while (n < ARRAY_LEN(lines[i]) && lines[i][n] != NULL)
            n++;
        int r = args_parse(&args, (char *const *)(uintptr_t)lines[i], n, &err);
        test_check(r < 0 && err_status(&err) == 64, __FILE__, __LINE__, "line %zu is taken", i);
    }
}

TEST(a_value_may_begin_with_dashes_in_the_second_form) {
    READ("audit", "verify", "--head=--x");
    CHECK_EQ_INT(r, 0);
    CHECK_STR(args_str(&args, "head"), "--x");
}

TEST(help_wins_over_everything_else) {
    {
        READ("audit", "list", "--help", "--ndjson");
        CHECK_EQ_INT(r, 0);
        CHECK(args_flag(&args, "help"));
        CHECK(args_flag(&args, "json"));
    }
    {
        READ("request", "open", "--received", "never", "--help");
        CHECK_EQ_INT(r, 0);
        CHECK(args_flag(&args, "help"));
        CHECK_STR(args.cmd->name, "open");
    }
    {
        READ("-h");
        CHECK_EQ_INT(r, 0);
        CHECK(args.cmd == &cmd_root);
    }
    {
        READ("validate", "phone", "--", "-h");
        CHECK_EQ_INT(r, 0);
        CHECK(!args_flag(&args, "help"));
    }
}

TEST(which_command_is_known_after_a_failure) {
    READ("audit", "list", "--nothing");
    CHECK(r < 0);
    CHECK_STR(args.cmd->name, "list");
}

TEST(helpers_for_check_hooks) {
    static const char *const words[] = {"red", "green", NULL};
    int which = -1;
    READ("validate", "green", "x");

    CHECK_EQ_INT(r, 0);
    CHECK_EQ_INT(args_pos_word(&args, 0, "COLOUR", words, &which, &err), 0);
    CHECK_EQ_INT(which, 1);
    CHECK_EQ_INT(args_pos_word(&args, 1, "COLOUR", words, &which, &err), -1);
    CHECK(says(&err, "red, green"));
    CHECK_EQ_INT(args_need(&args, "db", &(struct err){0}), -1);
    CHECK_EQ_INT(args_exclude(&args, "db", "key", &(struct err){0}), 0);
}
