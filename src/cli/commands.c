/*
 * commands.c - the table of commands, from commands.def, and walking it; see cmd.h.
 */
#include "cli/cmd.h"

#define CMD(id) extern const struct cmd cmd_##id;
#include "cli/commands.def"
#undef CMD

static const struct cmd *const top[] = {
#define CMD(id) &cmd_##id,
#include "cli/commands.def"
#undef CMD
    NULL,
};

const struct cmd cmd_root = {
    .name = "gdprctl",
    .summary = "data-subject requests and retention for personal data registers",
    .details =
        "A privacy notice promises, a database holds. The register definition, the same facts that the published "
        "notice states, lives in the database and decides what an access request shows, what an erasure may "
        "take, when a row's last day is and what the nightly purge deletes. Everything that is disclosed, "
        "changed or deleted leaves a row in a tamper-evident log.\n\n"
        "Dates are civil dates in Europe/Helsinki, written YYYY-MM-DD; periods are ISO 8601 (P10Y, P1M, P30D). A "
        "personal identity code is never taken as an argument.",
    .subs = top,
};

static size_t count(const struct opt *rows) {
    size_t n = 0;

    while (rows != NULL && rows[n].name != NULL)
        n++;
    return n;
}

const struct opt *opt_at(const struct cmd *cmd, size_t i) {
    size_t n = count(cmd->opts);

    if (i < n)
        return &cmd->opts[i];
    i -= n;
    for (size_t g = 0; cmd->opt_groups != NULL && cmd->opt_groups[g] != NULL; g++) {
        n = count(cmd->opt_groups[g]);
        if (i < n)
            return &cmd->opt_groups[g][i];
        i -= n;
    }
    return i < count(opts_global) ? &opts_global[i] : NULL;
}

/* Appends the names from `at` down to `cmd`; false (and nothing appended) when it is not below. */
static bool path_below(const struct cmd *at, const struct cmd *cmd, struct sb *out) {
    size_t before = out->len;

    sb_cat(out, before > 0 ? " " : "");
    sb_cat(out, at->name);
    if (at == cmd)
        return true;
    for (size_t i = 0; at->subs != NULL && at->subs[i] != NULL; i++) {
        if (path_below(at->subs[i], cmd, out))
            return true;
    }
    sb_truncate(out, before);
    return false;
}

void cmd_path(const struct cmd *cmd, struct sb *out) {
    SB(path);

    (void)path_below(&cmd_root, cmd, &path);
    sb_catn(out, path.d, path.len);
}
