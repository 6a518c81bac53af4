/*
 * help.c - help on the screen, the list of commands and the README block; see help.h.
 */
#include "cli/help.h"

#include "base/err.h"
#include "base/text.h"
#include "base/vec.h"

#define WIDTH      80
#define MAX_COLUMN 28 /* where the texts of a list begin at most */

const struct help_fact help_statuses[] = {
    {"0", "done"},
    {"1", "done, but something needs a person: rows rejected, findings"},
    {"64", "usage: the command line is wrong"},
    {"65", "bad input data"},
    {"66", "an input file is missing or cannot be read"},
    {"67", "no such data subject, or more than one"},
    {"69", "not found: request, register, hold"},
    {"70", "internal error"},
    {"73", "an output file cannot be created"},
    {"74", "reading or writing failed"},
    {"75", "the database is busy; try again"},
    {"76", "integrity broken: audit chain, database, ledger"},
    {"77", "refused: identity not verified, guard rail, right not applicable"},
    {"78", "register definition or configuration invalid"},
    {0},
};

const struct help_fact help_environment[] = {
    {"GDPRCTL_DB", "the database, where --db is not given"},
    {"GDPRCTL_KEY", "the key file, where --key is not given"},
    {"GDPRCTL_LEDGER", "the ledger, where --ledger is not given"},
    {"GDPRCTL_RECORDINGS", "the directory of recordings, where --recordings is not given"},
    {"CREDENTIALS_DIRECTORY", "set by systemd; the key file is looked for there as gdprctl.key"},
    {"NO_COLOR", "no colours when it is set, to anything"},
    {0},
};

const char *opt_group_title(const struct opt *group) {
    if (group == opts_selector)
        return "Who is meant (several must all meet in one person)";
    if (group == opts_request || group == opts_request_open || group == opts_verified)
        return "The request";
    if (group == opts_csv_format)
        return "The CSV file";
    if (group == opts_rejects)
        return "Rejected rows";
    if (group == opts_global)
        return "Options for every command";
    return "Options";
}

/* ---- text in columns ---- */

static void pad(struct sb *out, size_t n) {
    while (n-- > 0)
        sb_ch(out, ' ');
}

/* Length of the next word; what stands in brackets, "[--scope SCOPE]...", is one. */
static size_t word_length(const char *text) {
    size_t len = 0;
    bool inside = false;

    for (; text[len] != '\0' && text[len] != '\n' && (inside || text[len] != ' '); len++)
        inside = text[len] == '[' || (inside && text[len] != ']');
    return len;
}

/* Words of `text` from column `at`, further lines indented by `indent`; ends the line. */
static void wrap(struct sb *out, const char *text, size_t at, size_t indent) {
    bool first = true;

    while (*text != '\0') {
        size_t len = word_length(text);
        size_t width = text_width(text, len);
        if (!first && at + 1 + width > WIDTH) {
            sb_ch(out, '\n');
            pad(out, indent);
            at = indent;
            first = true;
        }
        sb_cat(out, first ? "" : " ");
        sb_catn(out, text, len);
        at += width + (first ? 0 : 1);
        first = false;
        text += len;
        text += strspn(text, " \n");
    }
    sb_ch(out, '\n');
}

/* One row of a list: the term, then its text in the column. */
static void row(struct sb *out, const char *term, const char *text, size_t column) {
    size_t width = 2 + text_width(term, strlen(term));

    sb_printf(out, "  %s", term);
    if (width + 2 > column) {
        sb_ch(out, '\n');
        width = 0;
    }
    pad(out, column - width);
    wrap(out, text, column, column);
}

static size_t column_for(size_t widest) {
    return widest + 4 < MAX_COLUMN ? widest + 4 : MAX_COLUMN;
}

/* Paragraphs are filled; those that begin with a space stay as they are. */
static void details(struct sb *out, const char *text) {
    while (*text != '\0') {
        const char *end = strstr(text, "\n\n");
        size_t len = end != NULL ? (size_t)(end - text) : strlen(text);
        SB(para);
        sb_catn(&para, text, len);
        if (*text == ' ')
            sb_printf(out, "%s\n", para.d);
        else
            wrap(out, para.d, 0, 0);
        sb_ch(out, '\n');
        text += len;
        text += strspn(text, "\n");
    }
}

/* ---- the usage line ---- */

static void synopsis_option(const struct opt *o, struct sb *out) {
    bool required = o->flags & OPT_REQUIRED;

    sb_printf(out, " %s--%s", required ? "" : "[", o->name);
    if (o->type != OPT_FLAG)
        sb_printf(out, " %s", o->metavar);
    sb_cat(out, required ? "" : "]");
    sb_cat(out, o->flags & OPT_REPEAT ? "..." : "");
}

void help_synopsis(const struct cmd *cmd, struct sb *out) {
    cmd_path(cmd, out);
    if (cmd == &cmd_root)
        sb_cat(out, " [--db FILE] [--lang LANG] [--json] [--quiet]");
    if (cmd->args != NULL)
        sb_printf(out, " %s", cmd->args);
    if (cmd->run == NULL)
        sb_cat(out, " COMMAND ...");
    for (size_t i = 0; cmd->opts != NULL && cmd->opts[i].name != NULL; i++)
        synopsis_option(&cmd->opts[i], out);
    for (size_t g = 0; cmd->opt_groups != NULL && cmd->opt_groups[g] != NULL; g++) {
        const struct opt *group = cmd->opt_groups[g];
        if (group == opts_selector) {
            sb_cat(out, cmd->selector_optional ? " [SELECTOR]" : " SELECTOR");
            continue;
        }
        for (size_t i = 0; group[i].name != NULL; i++)
            synopsis_option(&group[i], out);
    }
}

static void usage(const struct cmd *cmd, struct sb *out) {
    SB(line);
    SB(path);
    size_t indent = strlen("Usage: ");

    help_synopsis(cmd, &line);
    cmd_path(cmd, &path);
    sb_cat(out, "Usage: ");
    wrap(out, line.d, indent, indent + path.len + 1 < WIDTH / 2 ? indent + path.len + 1 : indent + 4);
}

/* ---- lists ---- */

static void option_term(const struct opt *o, struct sb *out) {
    sb_printf(out, "--%s", o->name);
    if (o->type != OPT_FLAG)
        sb_printf(out, " %s", o->metavar);
}

static void option_text(const struct opt *o, struct sb *out) {
    sb_cat(out, o->help);
    if (o->words != NULL) {
        sb_cat(out, ": ");
        for (size_t i = 0; o->words[i] != NULL; i++)
            sb_printf(out, "%s%s", i > 0 ? ", " : "", o->words[i]);
    }
    if (o->flags & OPT_REQUIRED)
        sb_cat(out, " (required)");
    if (o->flags & OPT_REPEAT)
        sb_cat(out, " (may be repeated)");
}

struct listed {
    VEC(const struct opt *) rows;
};

static void listed_release(struct listed *l) {
    vec_release(&l->rows);
}

static void listed_add(struct listed *l, const struct opt *rows) {
    for (size_t i = 0; rows != NULL && rows[i].name != NULL; i++)
        *vec_push(&l->rows) = &rows[i];
}

/* A heading and what belongs under it, in one column; nothing where there is nothing. */
static void options(const char *title, const struct listed *l, struct sb *out) {
    size_t widest = 0;

    for (size_t i = 0; i < l->rows.len; i++) {
        SB(term);
        option_term(l->rows.d[i], &term);
        widest = term.len > widest ? term.len : widest;
    }
    if (widest == 0)
        return;
    sb_printf(out, "%s:\n", title);
    for (size_t i = 0; i < l->rows.len; i++) {
        SB(term);
        SB(text);
        option_term(l->rows.d[i], &term);
        option_text(l->rows.d[i], &text);
        row(out, term.d, text.d, column_for(widest));
    }
    sb_ch(out, '\n');
}

static void subs(const struct cmd *cmd, struct sb *out) {
    size_t widest = 0;

    for (size_t i = 0; cmd->subs != NULL && cmd->subs[i] != NULL; i++)
        widest = strlen(cmd->subs[i]->name) > widest ? strlen(cmd->subs[i]->name) : widest;
    if (widest == 0)
        return;
    sb_cat(out, "Commands:\n");
    for (size_t i = 0; cmd->subs[i] != NULL; i++)
        row(out, cmd->subs[i]->name, cmd->subs[i]->summary, column_for(widest));
    sb_ch(out, '\n');
}

static void facts(const char *title, const struct help_fact *rows, size_t column, struct sb *out) {
    sb_printf(out, "%s:\n", title);
    for (size_t i = 0; rows[i].name != NULL; i++)
        row(out, rows[i].name, rows[i].text, column);
    sb_ch(out, '\n');
}

/* Everything of the command that stands under this heading: its own options and each group that has it. */
static void section(const struct cmd *cmd, const char *title, struct sb *out) {
    struct listed l CLEANUP(listed_release) = {0};

    if (strcmp(opt_group_title(cmd->opts), title) == 0)
        listed_add(&l, cmd->opts);
    for (size_t g = 0; cmd->opt_groups != NULL && cmd->opt_groups[g] != NULL; g++) {
        if (strcmp(opt_group_title(cmd->opt_groups[g]), title) == 0)
            listed_add(&l, cmd->opt_groups[g]);
    }
    options(title, &l, out);
}

static bool is_first_of_title(const struct cmd *cmd, size_t group) {
    const char *title = opt_group_title(cmd->opt_groups[group]);
    bool first = strcmp(title, opt_group_title(cmd->opts)) != 0;

    for (size_t g = 0; g < group; g++)
        first = first && strcmp(title, opt_group_title(cmd->opt_groups[g])) != 0;
    return first;
}

/* Each heading once, the command's own options first. */
static void command_options(const struct cmd *cmd, struct sb *out) {
    section(cmd, opt_group_title(cmd->opts), out);
    for (size_t g = 0; cmd->opt_groups != NULL && cmd->opt_groups[g] != NULL; g++) {
        if (is_first_of_title(cmd, g))
            section(cmd, opt_group_title(cmd->opt_groups[g]), out);
    }
}

/* What is said of a command that asks before it does anything. */
static const char *question_of(const struct cmd *cmd) {
    if (cmd->destructive)
        return " (destroys data: asks first, or needs --yes)";
    return cmd->asks ? " (cannot be undone: asks first, or needs --yes)" : "";
}

static void global_options(struct sb *out) {
    struct listed l CLEANUP(listed_release) = {0};

    listed_add(&l, opts_global);
    options(opt_group_title(opts_global), &l, out);
}

void help_text(const struct cmd *cmd, struct sb *out) {
    SB(head);

    cmd_path(cmd, &head);
    sb_printf(&head, " - %s%s", cmd->summary, question_of(cmd));
    wrap(out, head.d, 0, 4);
    sb_ch(out, '\n');
    usage(cmd, out);
    sb_ch(out, '\n');
    if (cmd->details != NULL)
        details(out, cmd->details);
    subs(cmd, out);
    command_options(cmd, out);
    if (cmd == &cmd_root) {
        global_options(out);
        facts("Exit status", help_statuses, 6, out);
        facts("Environment", help_environment, MAX_COLUMN, out);
        sb_cat(out, "More about a command: gdprctl help COMMAND. The manual: man gdprctl.\n");
    } else {
        sb_cat(out, "Options for every command, and the exit statuses: gdprctl --help\n");
    }
}

/* ---- all commands ---- */

static void list_below(const struct cmd *cmd, struct sb *out) {
    for (size_t i = 0; cmd->subs != NULL && cmd->subs[i] != NULL; i++) {
        SB(path);
        cmd_path(cmd->subs[i], &path);
        sb_printf(out, "%s\n", path.d + strlen(cmd_root.name) + 1);
        list_below(cmd->subs[i], out);
    }
}

void help_list(struct sb *out) {
    list_below(&cmd_root, out);
}

static void markdown_cell(const char *text, struct sb *out) {
    for (; *text != '\0'; text++) {
        if (*text == '|')
            sb_ch(out, '\\');
        sb_ch(out, *text);
    }
}

static void markdown_below(const struct cmd *cmd, struct sb *out) {
    for (size_t i = 0; cmd->subs != NULL && cmd->subs[i] != NULL; i++) {
        const struct cmd *sub = cmd->subs[i];
        if (sub->run != NULL) {
            SB(line);
            cmd_path(sub, &line);
            if (sub->args != NULL)
                sb_printf(&line, " %s", sub->args);
            sb_cat(out, "| `");
            markdown_cell(line.d + strlen(cmd_root.name) + 1, out);
            sb_cat(out, "` | ");
            markdown_cell(sub->summary, out);
            sb_cat(out, " |\n");
        }
        markdown_below(sub, out);
    }
}

void help_markdown(struct sb *out) {
    sb_cat(out, "| command | what it does |\n| --- | --- |\n");
    markdown_below(&cmd_root, out);
}
