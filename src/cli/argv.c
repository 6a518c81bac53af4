/*
 * argv.c - see argv.h.
 */
#include "cli/argv.h"

#include "base/crypt.h"
#include "base/mem.h"
#include "base/sb.h"
#include "cli/cmd.h"
#include "domain/kind.h"

#define ID_LEN 11

/* ---- personal identity codes (Government decree 690/2022: DDMMYY, century sign, NNN, check character) ---- */

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

static bool is_alnum(char c) {
    return is_digit(c) || (c >= 'A' && c <= 'Z');
}

/* Upper case ASCII with every Unicode dash as '-'; any other character beyond ASCII is one '?'. */
static void plain_text(const char *word, struct sb *out) {
    static const char *const dashes[] = {"\u2010", "\u2011", "\u2012", "\u2013", "\u2014", "\u2212"};

    while (*word != '\0') {
        size_t dash = 0;
        while (dash < ARRAY_LEN(dashes) && strncmp(word, dashes[dash], 3) != 0)
            dash++;
        if (dash < ARRAY_LEN(dashes)) {
            sb_ch(out, '-');
            word += 3;
        } else if ((unsigned char)*word >= 0x80) {
            sb_ch(out, '?');
            for (word++; ((unsigned char)*word & 0xc0) == 0x80;)
                word++;
        } else {
            sb_ch(out, (char)(*word >= 'a' && *word <= 'z' ? *word - 'a' + 'A' : *word));
            word++;
        }
    }
}

/* Six digits that can be a day and a month. */
static bool is_birth_date(const char *s) {
    for (int i = 0; i < 6; i++) {
        if (!is_digit(s[i]))
            return false;
    }
    int day = (s[0] - '0') * 10 + s[1] - '0', month = (s[2] - '0') * 10 + s[3] - '0';

    return day >= 1 && day <= 31 && month >= 1 && month <= 12;
}

static bool checks_out(const char *id) {
    SB(normal);
    const char *reason = NULL;
    bool ok = kind_validate(KIND_PERSONAL_ID, id, &normal, &reason) == 0;

    sb_wipe(&normal);
    return ok;
}

/* The eleven characters at `s`; `alone` when nothing stands around them. */
static bool is_with_sign(const char *s, bool alone) {
    char id[ID_LEN + 1] = {0};

    if (strlen(s) < ID_LEN || !is_birth_date(s) || strchr("+-ABCDEFUVWXY", s[6]) == NULL || !is_digit(s[7]) ||
        !is_digit(s[8]) || !is_digit(s[9]) || !is_alnum(s[10]))
        return false;
    memcpy(id, s, ID_LEN);
    return alone || checks_out(id);
}

/* Ten characters: the sign left out. Only with a letter at the end, because ten digits are a telephone number. */
static bool is_without_sign(const char *s) {
    char id[ID_LEN + 1] = {0};

    if (strlen(s) < ID_LEN - 1 || !is_birth_date(s) || !is_digit(s[6]) || !is_digit(s[7]) || !is_digit(s[8]) ||
        !is_alnum(s[9]) || is_digit(s[9]))
        return false;
    memcpy(id, s, 6);
    id[6] = '-';
    memcpy(id + 7, s + 6, 4);
    return checks_out(id);
}

bool argv_has_personal_id(const char *word) {
    SB(text);
    bool found = false;

    plain_text(word, &text);
    for (size_t i = 0; i < text.len && !found; i++) {
        const char *s = text.d + i;
        bool starts = i == 0 || !is_alnum(s[-1]);
        size_t left = text.len - i;
        bool alone = (i == 0 || s[-1] == '=') && left == ID_LEN;

        if (!starts)
            continue;
        found = (is_with_sign(s, alone) && (left == ID_LEN || !is_alnum(s[ID_LEN]))) ||
                (is_without_sign(s) && (left == ID_LEN - 1 || !is_alnum(s[ID_LEN - 1])));
    }
    sb_wipe(&text);
    return found;
}

/* ---- taking over ---- */

/* The row of the option among `opts`, or NULL. */
static const struct opt *find_among(const struct opt *opts, const char *name, size_t len) {
    for (; opts != NULL && opts->name != NULL; opts++) {
        if (strncmp(opts->name, name, len) == 0 && opts->name[len] == '\0')
            return opts;
    }
    return NULL;
}

/* The row of the option in any command, or NULL; one that is secret wins over a namesake that is not. */
static const struct opt *find_option(const struct cmd *cmd, const char *name, size_t len) {
    const struct opt *found = find_among(cmd->opts, name, len);

    for (size_t i = 0; cmd->opt_groups != NULL && cmd->opt_groups[i] != NULL; i++) {
        const struct opt *o = find_among(cmd->opt_groups[i], name, len);
        if (o != NULL && (found == NULL || o->flags & OPT_SECRET))
            found = o;
    }
    for (size_t i = 0; cmd->subs != NULL && cmd->subs[i] != NULL; i++) {
        const struct opt *below = find_option(cmd->subs[i], name, len);
        if (below != NULL && (found == NULL || below->flags & OPT_SECRET))
            found = below;
    }
    return found;
}

static void wipe(char *word) {
    crypt_wipe(word, strlen(word));
}

/* Overwrites the values of secret and of unknown options. */
static void wipe_secrets(int argc, char **argv, char *const *copies) {
    for (int i = 1; i < argc; i++) {
        const char *word = copies[i - 1];
        if (strncmp(word, "--", 2) != 0 || word[2] == '\0')
            continue;
        size_t len = strcspn(word + 2, "=");
        const struct opt *o = find_option(&cmd_root, word + 2, len);
        if (o == NULL)
            o = find_among(opts_global, word + 2, len);
        if (o != NULL && !(o->flags & OPT_SECRET))
            continue;
        if (word[2 + len] == '=')
            wipe(argv[i] + 2 + len + 1);
        else if (i + 1 < argc && strncmp(argv[i + 1], "--", 2) != 0)
            wipe(argv[++i]);
        /* TABLE.COLUMN=VALUE may come several times in a row. */
        while (i + 1 < argc && o != NULL && o->type == OPT_ASSIGN && strncmp(argv[i + 1], "--", 2) != 0 &&
               strchr(argv[i + 1], '=') != NULL)
            wipe(argv[++i]);
    }
}

int argv_take(int argc, char **argv, struct argv *ret, struct err *e) {
    bool refused = false;

    ret->len = argc > 1 ? (size_t)argc - 1 : 0;
    ret->d = mem_alloc((ret->len + 1) * sizeof *ret->d);
    for (size_t i = 0; i < ret->len; i++)
        ret->d[i] = mem_strdup(argv[i + 1]);
    wipe_secrets(argc, argv, ret->d);
    for (size_t i = 0; i < ret->len; i++) {
        if (argv_has_personal_id(ret->d[i])) {
            wipe(argv[i + 1]);
            refused = true;
        }
    }
    if (!refused)
        return 0;
    (void)err_set(e, ERR_USAGE, "a personal identity code is never taken as an argument");
    return err_hint(e, "put it in a file or send it through standard input (--personal-id-file FILE, or -), and remove "
                       "this line from the shell's history");
}

void argv_release(struct argv *a) {
    for (size_t i = 0; i < a->len; i++) {
        wipe(a->d[i]);
        free(a->d[i]);
    }
    free(a->d);
    *a = (struct argv){0};
}
