/*
 * test_tables.c - the command and option tables are sound, whoever added to them.
 */
#include "test.h"

#include <ctype.h>

#include "cli/args.h"
#include "cli/cmd.h"
#include "cli/help.h"

#define CHECK_ROW(cond, cmd, what) \
    test_check((cond), __FILE__, __LINE__, "%s: %s: %s", (cmd)->name, (what) != NULL ? (what) : "(null)", #cond)

/* Calls `each` for every command of the program. */
static size_t each_command(const struct cmd *cmd, void (*each)(const struct cmd *cmd)) {
    size_t n = 1;

    each(cmd);
    for (size_t i = 0; cmd->subs != NULL && cmd->subs[i] != NULL; i++)
        n += each_command(cmd->subs[i], each);
    return n;
}

static bool is_name(const char *s) {
    return *s >= 'a' && *s <= 'z' && strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789-") == strlen(s);
}

/* One line for a list: begins small unless it is a name, no full stop, fits beside the term. */
static bool is_line(const char *s) {
    size_t len = s != NULL ? strlen(s) : 0;

    return len > 0 && len <= 160 && s[len - 1] != '.' && strchr(s, '\n') == NULL && s[0] != ' ';
}

static void check_command(const struct cmd *cmd) {
    CHECK_ROW(is_name(cmd->name), cmd, cmd->name);
    CHECK_ROW(is_line(cmd->summary), cmd, cmd->summary);
    CHECK_ROW(cmd->run != NULL || cmd->subs != NULL, cmd, "does something");
    CHECK_ROW(cmd->run != NULL || (cmd->args == NULL && cmd->opts == NULL && cmd->opt_groups == NULL), cmd,
              "a command without run takes no arguments and no options");
    CHECK_ROW(cmd->max_args == CMD_ANY_ARGS || cmd->max_args >= cmd->min_args, cmd, "max_args");
    CHECK_ROW((cmd->args != NULL) == (cmd->max_args != 0), cmd, "args says what max_args allows");
    CHECK_ROW(!cmd->needs_key || cmd->db != DB_NONE, cmd, "the key is checked against a database");
    CHECK_ROW(cmd->details == NULL || cmd->details[0] != '\n', cmd, cmd->details);
}

static void check_option(const struct cmd *cmd, const struct opt *o) {
    CHECK_ROW(is_name(o->name), cmd, o->name);
    CHECK_ROW(is_line(o->help), cmd, o->name);
    CHECK_ROW((o->type == OPT_FLAG) == (o->metavar == NULL), cmd, o->name);
    CHECK_ROW((o->type == OPT_WORD) == (o->words != NULL), cmd, o->name);
    CHECK_ROW(o->words == NULL || o->words[0] != NULL, cmd, o->name);
    CHECK_ROW(o->type == OPT_INT || (o->min == 0 && o->max == 0), cmd, o->name);
    CHECK_ROW(o->max == 0 || o->min <= o->max, cmd, o->name);
    CHECK_ROW(o->type != OPT_FLAG || o->flags == 0, cmd, o->name);
}

static void check_options(const struct cmd *cmd) {
    for (size_t i = 0; opt_at(cmd, i) != NULL; i++) {
        check_option(cmd, opt_at(cmd, i));
        for (size_t j = 0; j < i; j++)
            CHECK_ROW(strcmp(opt_at(cmd, i)->name, opt_at(cmd, j)->name) != 0, cmd, opt_at(cmd, i)->name);
    }
}

static void check_subs(const struct cmd *cmd) {
    for (size_t i = 0; cmd->subs != NULL && cmd->subs[i] != NULL; i++) {
        for (size_t j = 0; j < i; j++)
            CHECK_ROW(strcmp(cmd->subs[i]->name, cmd->subs[j]->name) != 0, cmd, cmd->subs[i]->name);
    }
}

TEST(every_command_row_is_sound) {
    CHECK(each_command(&cmd_root, check_command) > 10);
}

TEST(every_option_row_is_sound) {
    (void)each_command(&cmd_root, check_options);
}

TEST(no_sub_command_is_there_twice) {
    (void)each_command(&cmd_root, check_subs);
    CHECK(cmd_root.subs[0] != NULL);
}

/* Values about people are wiped wherever they are taken. */
static void check_secrets(const struct cmd *cmd) {
    static const char *const secret[] = {"phone", "email", "name", "set"};

    for (size_t i = 0; opt_at(cmd, i) != NULL; i++) {
        for (size_t s = 0; s < ARRAY_LEN(secret); s++) {
            if (strcmp(opt_at(cmd, i)->name, secret[s]) == 0)
                CHECK_ROW(opt_at(cmd, i)->flags & OPT_SECRET, cmd, secret[s]);
        }
    }
}

TEST(options_about_people_are_secret) {
    (void)each_command(&cmd_root, check_secrets);
    CHECK(opts_selector[2].flags & OPT_SECRET);
}

static void check_path(const struct cmd *cmd) {
    SB(path);

    cmd_path(cmd, &path);
    CHECK_ROW(strncmp(path.d, "gdprctl", 7) == 0, cmd, path.d);
    CHECK_ROW(path.len >= strlen(cmd->name) && strcmp(path.d + path.len - strlen(cmd->name), cmd->name) == 0, cmd,
              path.d);
}

TEST(every_command_knows_its_path) {
    SB(path);

    (void)each_command(&cmd_root, check_path);
    cmd_path(cmd_root.subs[0], &path);
    CHECK_STR(path.d, "gdprctl init");
}

/* Help keeps to 80 columns, examples apart. */
static void check_width(const struct cmd *cmd) {
    SB(text);
    size_t example = 0;

    help_text(cmd, &text);
    for (const char *line = text.d; *line != '\0';) {
        size_t len = strcspn(line, "\n");
        if (len > 80 && line[0] == ' ' && strstr(cmd->details != NULL ? cmd->details : "", "gdprctl") != NULL)
            example++;
        else
            CHECK_ROW(len <= 80 + 3, cmd, line); /* letters outside ASCII are two bytes in a column */
        line += len + (line[len] == '\n');
    }
    CHECK_ROW(example < 10, cmd, "few lines are long");
    CHECK_ROW(strncmp(text.d, "gdprctl", 7) == 0 && strstr(text.d, "\nUsage: gdprctl") != NULL, cmd, text.d);
}

TEST(help_keeps_to_its_width) {
    (void)each_command(&cmd_root, check_width);
}

static size_t count_of(const char *text, const char *part) {
    size_t n = 0;

    for (text = strstr(text, part); text != NULL; text = strstr(text + 1, part))
        n++;
    return n;
}

/* Where the text of an option begins in its line; 0 where it begins on the next one. */
static size_t text_column(const char *line) {
    size_t len = strcspn(line, "\n");

    for (size_t i = 2; i + 1 < len; i++) {
        if (line[i] == ' ' && line[i + 1] == ' ')
            return i + strspn(line + i, " ");
    }
    return 0;
}

static bool is_heading(const char *line) {
    size_t len = strcspn(line, "\n");

    return len > 0 && line[0] != ' ' && line[len - 1] == ':';
}

/* Under each heading the texts of all options begin in one column, and no heading is there twice. */
static void check_headings(const struct cmd *cmd) {
    size_t column = 0;
    SB(text);

    help_text(cmd, &text);
    for (const char *line = text.d; *line != '\0'; line += strcspn(line, "\n"), line += *line == '\n') {
        size_t at = strncmp(line, "  --", 4) == 0 ? text_column(line) : 0;
        if (is_heading(line)) {
            SB(title);
            sb_ch(&title, '\n');
            sb_catn(&title, line, strcspn(line, "\n"));
            sb_ch(&title, '\n');
            CHECK_ROW(count_of(text.d, title.d) == 1, cmd, title.d);
            column = 0;
        }
        CHECK_ROW(at == 0 || column == 0 || at == column, cmd, line);
        column = at != 0 ? at : column;
    }
}

TEST(each_heading_of_the_help_is_there_once_and_its_column_is_straight) {
    (void)each_command(&cmd_root, check_headings);
}

/* The words of an option follow its text by themselves. */
static void check_words_once(const struct cmd *cmd) {
    for (size_t i = 0; opt_at(cmd, i) != NULL; i++) {
        const struct opt *o = opt_at(cmd, i);
        size_t named = 0;
        for (size_t w = 0; o->words != NULL && o->words[w] != NULL; w++)
            named += isalpha((unsigned char)o->words[w][0]) && strstr(o->help, o->words[w]) != NULL;
        CHECK_ROW(named < 2, cmd, o->help);
    }
}

TEST(words_of_an_option_are_listed_once) {
    (void)each_command(&cmd_root, check_words_once);
}

/* A selector is in brackets where the command does without: on a request that is there, or for everybody. */
static void check_selector(const struct cmd *cmd) {
    bool takes = false;
    SB(line);

    for (size_t g = 0; cmd->opt_groups != NULL && cmd->opt_groups[g] != NULL; g++)
        takes = takes || cmd->opt_groups[g] == opts_selector;
    help_synopsis(cmd, &line);
    CHECK_ROW(!cmd->selector_optional || takes, cmd, line.d);
    CHECK_ROW((strstr(line.d, " [SELECTOR]") != NULL) == cmd->selector_optional, cmd, line.d);
    CHECK_ROW(!takes || cmd->args == NULL || strcmp(cmd->args, "[REF]") != 0 || cmd->selector_optional, cmd, line.d);
}

TEST(usage_shows_where_a_selector_may_be_left_out) {
    (void)each_command(&cmd_root, check_selector);
}

TEST(statuses_of_the_help_are_those_of_errors) {
    static const int statuses[] = {
#define X(id, status, word) status,
        ERR_LIST(X)
#undef X
    };

    for (size_t s = 0; s < ARRAY_LEN(statuses); s++) {
        bool found = false;
        for (size_t i = 0; help_statuses[i].name != NULL; i++)
            found = found || strtol(help_statuses[i].name, NULL, 10) == statuses[s];
        test_check(found, __FILE__, __LINE__, "the help does not explain status %d", statuses[s]);
    }
}
