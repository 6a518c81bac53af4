/*
 * cmd_help.c - help COMMAND, and everything else that is written from the tables.
 */
#include "base/text.h"
#include "cli/cmd.h"
#include "cli/help.h"
#include "io/sink.h"

/* Follows the words down the table; NULL with the error set when there is no such command. */
static const struct cmd *find(struct app *app, const struct args *a) {
    const struct cmd *cmd = &cmd_root;

    for (size_t i = 0; args_pos(a, i) != NULL; i++) {
        VEC(const char *) names = {0};
        const struct cmd *found = NULL;
        int which = 0;
        for (size_t s = 0; cmd->subs != NULL && cmd->subs[s] != NULL; s++)
            *vec_push(&names) = cmd->subs[s]->name;
        *vec_push(&names) = NULL;
        if (names.len == 1)
            (void)err_set(app->err, ERR_USAGE, "%s has no commands below it", cmd->name);
        else if (args_pos_word(a, i, "COMMAND", names.d, &which, app->err) == 0)
            found = cmd->subs[which];
        vec_release(&names);
        if (found == NULL)
            return NULL;
        cmd = found;
    }
    return cmd;
}

static int help_run(struct app *app, const struct args *a) {
    SB(text);
    const struct cmd *cmd = find(app, a);

    if (cmd == NULL)
        return -1;
    if (args_flag(a, "man"))
        help_man(&text);
    else if (args_flag(a, "markdown"))
        help_markdown(&text);
    else if (args_flag(a, "list"))
        help_list(&text);
    else if (args_has(a, "completion"))
        help_completion(args_str(a, "completion"), &text);
    else
        help_text(cmd, &text);
    if (app_is_json(app)) {
        out_map(app->out, NULL);
        out_str(app->out, "help", text.d);
        out_end(app->out);
    } else {
        sink_put(app->raw, text.d, text.len);
    }
    return APP_DONE;
}

static const struct opt help_opts[] = {
    {"man", OPT_FLAG, NULL, "write the manual page, in roff"},
    {"completion", OPT_WORD, "SHELL", "write the completion script of a shell", .words = completion_shells},
    {"list", OPT_FLAG, NULL, "write the path of every command, a line each"},
    {"markdown", OPT_FLAG, NULL, "write the table of commands that stands in the README"},
    {0},
};

const struct cmd cmd_help = {
    .name = "help",
    .summary = "show help for a command",
    .args = "[COMMAND [COMMAND]]",
    .max_args = 3,
    .details = "Help, manual page and completions are written from the same tables that the command line is read "
               "with.\n\n"
               "  gdprctl help request open\n"
               "  gdprctl help --man | man -l -\n"
               "  gdprctl help --completion bash > /etc/bash_completion.d/gdprctl\n",
    .opts = help_opts,
    .db = DB_NONE,
    .run = help_run,
};
