/*
 * args.c - reads the command line; see args.h and opt.h.
 */
#include "cli/args.h"

#include "base/crypt.h"
#include "base/mem.h"
#include "base/text.h"
#include "domain/kind.h"

/* The words that are still to be read. */
struct reader {
    struct args *a;
    char *const *words;
    size_t n, at;
    bool literal; /* after "--" */
    struct err *e;
};

/* ---- what went wrong, and what was meant ---- */

/* A word that may be repeated in a message: short, and shaped like a code as commands and options are, with hyphens
 * only. */
static bool is_code_word(const char *word) {
    return strlen(word) <= 32 && strchr(word, '_') == NULL && text_is_code(word + strspn(word, "-"));
}

/* "request open": the command as messages name it; empty for the program itself. */
static const char *short_name(const struct cmd *cmd, struct sb *path) {
    cmd_path(cmd, path);
    return cmd == &cmd_root ? "" : path->d + strlen(cmd_root.name) + 1;
}

int args_help_hint(const struct cmd *cmd, struct err *e) {
    SB(path);

    cmd_path(cmd, &path);
    return err_hint(e, "see %s --help", path.d);
}

int opt_unknown_word(struct err *e, const char *what, const char *word, const char *const *words) {
    SB(all);
    const char *meant = text_did_you_mean(word, words);

    for (size_t i = 0; words[i] != NULL; i++)
        sb_printf(&all, "%s%s", i > 0 ? ", " : "", words[i]);
    if (is_code_word(word))
        (void)err_set(e, ERR_USAGE, "%s: there is no \"%s\"", what, word);
    else
        (void)err_set(e, ERR_USAGE, "%s: not one of the words it can be", what);
    if (meant != NULL)
        return err_hint(e, "did you mean %s? It can be: %s", meant, all.d);
    return err_hint(e, "it can be: %s", all.d);
}

static int unknown_option(const struct reader *r, const char *name, size_t len) {
    VEC(const char *) names = {0};
    char *word = mem_strndup(name, len);

    for (size_t i = 0; opt_at(r->a->cmd, i) != NULL; i++)
        *vec_push(&names) = opt_at(r->a->cmd, i)->name;
    *vec_push(&names) = NULL;
    const char *meant = text_did_you_mean(word, names.d);
    SB(path);
    const char *cmd = short_name(r->a->cmd, &path);
    if (is_code_word(word))
        (void)err_set(r->e, ERR_USAGE, "%s%sthere is no option --%s", cmd, *cmd != '\0' ? ": " : "", word);
    else
        (void)err_set(r->e, ERR_USAGE, "%s%sthere is no such option", cmd, *cmd != '\0' ? ": " : "");
    if (meant != NULL)
        (void)err_hint(r->e, "did you mean --%s? See %s --help", meant, path.d);
    else if (r->a->cmd->subs != NULL)
        (void)err_hint(r->e, "options of a command come after its name; see %s --help", path.d);
    else
        (void)args_help_hint(r->a->cmd, r->e);
    vec_release(&names);
    mem_free(&word);
    return -1;
}

static int unknown_command(const struct reader *r, const char *word) {
    VEC(const char *) names = {0};
    const struct cmd *const *subs = r->a->cmd->subs;

    for (size_t i = 0; subs[i] != NULL; i++)
        *vec_push(&names) = subs[i]->name;
    *vec_push(&names) = NULL;
    const char *meant = text_did_you_mean(word, names.d);
    SB(path);
    const char *cmd = short_name(r->a->cmd, &path);
    if (is_code_word(word))
        (void)err_set(r->e, ERR_USAGE, "%s%sthere is no command \"%s\"", cmd, *cmd != '\0' ? ": " : "", word);
    else
        (void)err_set(r->e, ERR_USAGE, "%s%sthere is no such command", cmd, *cmd != '\0' ? ": " : "");
    if (meant != NULL)
        (void)err_hint(r->e, "did you mean \"%s %s\"? See %s --help", path.d, meant, path.d);
    else
        (void)args_help_hint(r->a->cmd, r->e);
    vec_release(&names);
    return -1;
}

/* ---- values ---- */

static int check_text(const struct opt *o, const char *text, struct err *e) {
    size_t len = strlen(text);

    if (!text_is_utf8(text, len))
        return err_set(e, ERR_USAGE, "--%s: the value is not UTF-8 text", o->name);
    for (size_t i = 0; i < len; i++) {
        if ((unsigned char)text[i] < 0x20 || text[i] == 0x7f)
            return err_set(e, ERR_USAGE, "--%s: the value has a control character", o->name);
    }
    return 0;
}

static int check_int(const struct opt *o, const char *text, struct err *e) {
    int64_t value = 0;

    if (text_int64(text, &value) < 0)
        return err_set(e, ERR_USAGE, "--%s: not a whole number", o->name);
    if (value >= o->min && (o->max == 0 || value <= o->max))
        return 0;
    if (o->max == 0)
        return err_set(e, ERR_USAGE, "--%s: the least it can be is %" PRId64, o->name, o->min);
    return err_set(e, ERR_USAGE, "--%s: it can be %" PRId64 " to %" PRId64, o->name, o->min, o->max);
}

/* A tab may come as itself too: it is what a script takes out of the JSON of an import. */
static bool is_word(const char *word, const char *text) {
    return strcmp(word, text) == 0 || (strcmp(text, "\t") == 0 && strcmp(word, "tab") == 0);
}

static int check_value(const struct opt *o, const char *text, struct err *e) {
    char what[64];
    date_t date;
    struct period period;

    if (*text == '\0')
        return err_set(e, ERR_USAGE, "--%s: the value is empty", o->name);
    switch (o->type) {
    case OPT_STRING:
        return check_text(o, text, e);
    case OPT_INT:
        return check_int(o, text, e);
    case OPT_DATE:
        return date_parse_iso(text, &date) == 0 ? 0 : err_set(e, ERR_USAGE, "--%s: not a date as YYYY-MM-DD", o->name);
    case OPT_PERIOD:
        return period_parse(text, &period) == 0
                   ? 0
                   : err_set(e, ERR_USAGE, "--%s: not an ISO 8601 period such as P30D, P1M or P10Y", o->name);
    case OPT_WORD:
        for (size_t i = 0; o->words[i] != NULL; i++) {
            if (is_word(o->words[i], text))
                return 0;
        }
        (void)snprintf(what, sizeof what, "--%s", o->name);
        return opt_unknown_word(e, what, text, o->words);
    case OPT_ASSIGN:
        if (*text == '=' || strchr(text, '=') == NULL)
            return err_set(e, ERR_USAGE, "--%s: not of the form %s", o->name, o->metavar);
        return text_is_utf8(text, strlen(text)) ? 0
                                                : err_set(e, ERR_USAGE, "--%s: the value is not UTF-8 text", o->name);
    case OPT_FLAG:
    case OPT_PATH:
        break;
    }
    return 0;
}

static int add_value(struct reader *r, const struct opt *o, const char *text) {
    if (text != NULL)
        TRY(check_value(o, text, r->e));
    struct arg_value *v = vec_push(&r->a->values);
    v->opt = o;
    v->text = mem_strdup(text);
    return 0;
}

/* A list of words may come with commas. */
static int add_list(struct reader *r, const struct opt *o, const char *text) {
    if (o->type != OPT_WORD || !(o->flags & OPT_REPEAT))
        return add_value(r, o, text);
    for (const char *s = text;; s++) {
        size_t len = strcspn(s, ",");
        char *word CLEANUP(mem_free) = mem_strndup(s, len);
        TRY(add_value(r, o, word));
        s += len;
        if (*s == '\0')
            return 0;
    }
}

/* True when the next word can only be one more value of the list: `--scope direct-mail profiling`. */
static bool goes_on(const struct reader *r, const struct opt *o) {
    const char *next = r->at < r->n ? r->words[r->at] : "--";

    if (!(o->flags & OPT_REPEAT) || strncmp(next, "--", 2) == 0)
        return false;
    if (o->type == OPT_ASSIGN)
        return *next != '=' && strchr(next, '=') != NULL;
    for (size_t i = 0; o->type == OPT_WORD && o->words[i] != NULL; i++) {
        if (strcmp(o->words[i], next) == 0)
            return true;
    }
    return false;
}

/* ---- words ---- */

static const struct opt *find_option(const struct cmd *cmd, const char *name, size_t len) {
    for (size_t i = 0; opt_at(cmd, i) != NULL; i++) {
        const struct opt *o = opt_at(cmd, i);
        if (strncmp(o->name, name, len) == 0 && o->name[len] == '\0')
            return o;
    }
    return NULL;
}

/* The options of many commands: they, too, may stand before the command, as the options of all commands do. */
static const struct opt *find_early(const struct cmd *cmd, const char *name, size_t len) {
    static const struct opt *const early[] = {opts_as_of, opts_dry_run};

    for (size_t i = 0; cmd->subs != NULL && i < ARRAY_LEN(early); i++) {
        if (strncmp(early[i]->name, name, len) == 0 && early[i]->name[len] == '\0')
            return early[i];
    }
    return NULL;
}

/* An option that may stand here. */
static const struct opt *find_any(const struct cmd *cmd, const char *name, size_t len) {
    const struct opt *o = find_option(cmd, name, len);

    return o != NULL ? o : find_early(cmd, name, len);
}

static bool is_given(const struct args *a, const struct opt *o) {
    for (size_t i = 0; i < a->values.len; i++) {
        if (a->values.d[i].opt == o)
            return true;
    }
    return false;
}

static int read_option(struct reader *r, const char *word) {
    const char *name = word + 2;
    size_t len = strcspn(name, "=");
    const struct opt *o = find_any(r->a->cmd, name, len);
    const char *value = name[len] == '=' ? name + len + 1 : NULL;

    if (o == NULL)
        return unknown_option(r, name, len);
    if (is_given(r->a, o) && !(o->flags & OPT_REPEAT) && o->type != OPT_FLAG)
        return err_set(r->e, ERR_USAGE, "--%s is given twice", o->name);
    if (o->type == OPT_FLAG) {
        if (value != NULL)
            return err_set(r->e, ERR_USAGE, "--%s takes no value", o->name);
        return is_given(r->a, o) ? 0 : add_value(r, o, NULL);
    }
    if (value == NULL) {
        if (r->at == r->n || strncmp(r->words[r->at], "--", 2) == 0) {
            (void)err_set(r->e, ERR_USAGE, "--%s needs a value: --%s %s", o->name, o->name, o->metavar);
            return err_hint(r->e, "a value that begins with -- is written --%s=VALUE", o->name);
        }
        value = r->words[r->at++];
    }
    TRY(add_list(r, o, value));
    while (goes_on(r, o))
        TRY(add_list(r, o, r->words[r->at++]));
    return 0;
}

static const struct cmd *find_sub(const struct cmd *cmd, const char *name) {
    for (size_t i = 0; cmd->subs != NULL && cmd->subs[i] != NULL; i++) {
        if (strcmp(cmd->subs[i]->name, name) == 0)
            return cmd->subs[i];
    }
    return NULL;
}

static int read_operand(struct reader *r, const char *word) {
    const struct cmd *cmd = r->a->cmd;
    /* Behind "--" too the word must be a command where nothing else can stand. */
    const struct cmd *sub = r->a->pos.len == 0 && (!r->literal || cmd->run == NULL) ? find_sub(cmd, word) : NULL;

    if (sub != NULL) {
        r->a->cmd = sub;
        return 0;
    }
    if (cmd->run == NULL)
        return unknown_command(r, word);
    if (*word == '-' && word[1] != '\0' && !r->literal) {
        (void)err_set(r->e, ERR_USAGE, "options are written out and begin with --");
        return args_help_hint(cmd, r->e);
    }
    if (*word == '\0') {
        (void)err_set(r->e, ERR_USAGE, "argument %zu is empty", r->a->pos.len + 1);
        return args_help_hint(cmd, r->e);
    }
    if (cmd->max_args != CMD_ANY_ARGS && r->a->pos.len >= (size_t)cmd->max_args) {
        SB(path);
        (void)err_set(r->e, ERR_USAGE, "too many arguments: %s takes %s", short_name(cmd, &path),
                      cmd->max_args > 0 ? cmd->args : "none");
        return args_help_hint(cmd, r->e);
    }
    *vec_push(&r->a->pos) = mem_strdup(word);
    return 0;
}

/* ---- the whole ---- */

bool args_spotted(char *const *words, size_t n, const char *option) {
    for (size_t i = 0; i < n && strcmp(words[i], "--") != 0; i++) {
        if (strcmp(words[i], option) == 0)
            return true;
    }
    return false;
}

/* Whether the word is an option whose value is the next word: a file may be called like a command. */
static bool takes_next(const struct cmd *cmd, const char *word) {
    const struct opt *o = strncmp(word, "--", 2) == 0 ? find_any(cmd, word + 2, strlen(word + 2)) : NULL;

    return o != NULL && o->type != OPT_FLAG;
}

/* With --help among the words: the command they name, and nothing else. */
static bool read_help(struct reader *r) {
    const char *which = args_spotted(r->words, r->n, "--help") || args_spotted(r->words, r->n, "-h") ? "help"
                        : args_spotted(r->words, r->n, "--version")                                  ? "version"
                                                                                                     : NULL;
    if (which == NULL)
        return false;
    for (size_t i = 0; i < r->n; i++) {
        const struct cmd *sub = find_sub(r->a->cmd, r->words[i]);
        if (sub != NULL)
            r->a->cmd = sub;
        else if (takes_next(r->a->cmd, r->words[i]) && i + 1 < r->n && strncmp(r->words[i + 1], "--", 2) != 0)
            i++;
    }
    (void)add_value(r, find_option(r->a->cmd, which, strlen(which)), NULL);
    if (args_spotted(r->words, r->n, "--json") || args_spotted(r->words, r->n, "--ndjson"))
        (void)add_value(r, find_option(r->a->cmd, "json", strlen("json")), NULL);
    return true;
}

/* Whether the command takes what came before its name. */
static int check_early(const struct reader *r) {
    for (size_t i = 0; i < r->a->values.len; i++) {
        const char *name = r->a->values.d[i].opt->name;

        if (find_option(r->a->cmd, name, strlen(name)) == NULL)
            return unknown_option(r, name, strlen(name));
    }
    return 0;
}

static int check_complete(const struct args *a, struct err *e) {
    SB(path);
    const char *cmd = short_name(a->cmd, &path);

    if (a->cmd->run == NULL) {
        SB(names);
        for (size_t i = 0; a->cmd->subs[i] != NULL; i++)
            sb_printf(&names, "%s%s", i > 0 ? ", " : "", a->cmd->subs[i]->name);
        (void)err_set(e, ERR_USAGE, "%s%swhich command? There are %s", cmd, *cmd != '\0' ? ": " : "", names.d);
        return args_help_hint(a->cmd, e);
    }
    if (a->pos.len < (size_t)a->cmd->min_args) {
        (void)err_set(e, ERR_USAGE, "an argument is missing: %s %s", cmd, a->cmd->args);
        return args_help_hint(a->cmd, e);
    }
    for (size_t i = 0; opt_at(a->cmd, i) != NULL; i++) {
        const struct opt *o = opt_at(a->cmd, i);
        if (o->flags & OPT_REQUIRED)
            TRY(args_need(a, o->name, e));
    }
    return 0;
}

/* Standard input can be read once. */
static int check_stdin(const struct args *a, struct err *e) {
    size_t n = 0;

    for (size_t i = 0; i < a->values.len; i++)
        n += a->values.d[i].opt->type == OPT_PATH && strcmp(a->values.d[i].text, "-") == 0;
    for (size_t i = 0; i < a->pos.len; i++)
        n += strcmp(a->pos.d[i], "-") == 0;
    if (n < 2)
        return 0;
    return err_set(e, ERR_USAGE, "only one file can be - (standard input)");
}

int args_parse(struct args *ret, char *const *words, size_t n, struct err *e) {
    struct reader r = {ret, words, n, 0, false, e};

    ret->cmd = &cmd_root;
    if (read_help(&r))
        return 0;
    while (r.at < n) {
        const char *word = words[r.at++];
        if (!r.literal && strcmp(word, "--") == 0) {
            r.literal = true;
        } else if (!r.literal && strncmp(word, "--", 2) == 0) {
            TRY(read_option(&r, word));
        } else {
            TRY(read_operand(&r, word));
        }
    }
    TRY(check_complete(ret, e));
    TRY(check_early(&r));
    TRY(args_exclude(ret, "json", "csv", e));
    TRY(args_exclude(ret, "ndjson", "csv", e));
    return check_stdin(ret, e);
}

void args_release(struct args *a) {
    for (size_t i = 0; i < a->values.len; i++) {
        if (a->values.d[i].text != NULL)
            crypt_wipe(a->values.d[i].text, strlen(a->values.d[i].text));
        free(a->values.d[i].text);
    }
    for (size_t i = 0; i < a->pos.len; i++) {
        crypt_wipe(a->pos.d[i], strlen(a->pos.d[i]));
        free(a->pos.d[i]);
    }
    vec_release(&a->values);
    vec_release(&a->pos);
}

/* ---- accessors ---- */

/* The last value given for the option; NULL when it was not given. */
static const struct arg_value *last_value(const struct args *a, const char *name) {
    assert(find_option(a->cmd, name, strlen(name)) != NULL);
    for (size_t i = a->values.len; i > 0; i--) {
        if (strcmp(a->values.d[i - 1].opt->name, name) == 0)
            return &a->values.d[i - 1];
    }
    return NULL;
}

bool args_has(const struct args *a, const char *name) {
    return last_value(a, name) != NULL;
}

bool args_flag(const struct args *a, const char *name) {
    return last_value(a, name) != NULL;
}

const char *args_str(const struct args *a, const char *name) {
    const struct arg_value *v = last_value(a, name);

    return v != NULL ? v->text : NULL;
}

int64_t args_int(const struct args *a, const char *name, int64_t dflt) {
    const struct arg_value *v = last_value(a, name);
    int64_t value = dflt;

    if (v != NULL)
        (void)text_int64(v->text, &value);
    return value;
}

date_t args_date(const struct args *a, const char *name) {
    const struct arg_value *v = last_value(a, name);
    date_t date = DATE_NONE;

    if (v != NULL)
        (void)date_parse_iso(v->text, &date);
    return date;
}

bool args_period(const struct args *a, const char *name, struct period *ret) {
    const struct arg_value *v = last_value(a, name);

    return v != NULL && period_parse(v->text, ret) == 0;
}

int args_word(const struct args *a, const char *name) {
    const struct arg_value *v = last_value(a, name);

    for (int i = 0; v != NULL && v->opt->words[i] != NULL; i++) {
        if (strcmp(v->opt->words[i], v->text) == 0)
            return i;
    }
    return -1;
}

const char *args_list(const struct args *a, const char *name, size_t i) {
    assert(find_option(a->cmd, name, strlen(name)) != NULL);
    for (size_t v = 0; v < a->values.len; v++) {
        if (strcmp(a->values.d[v].opt->name, name) == 0 && i-- == 0)
            return a->values.d[v].text;
    }
    return NULL;
}

const char *args_pos(const struct args *a, size_t i) {
    return i < a->pos.len ? a->pos.d[i] : NULL;
}

size_t args_pos_count(const struct args *a) {
    return a->pos.len;
}

int args_pos_date(const struct args *a, size_t i, const char *what, date_t *ret, struct err *e) {
    if (date_parse_iso(args_pos(a, i), ret) == 0)
        return 0;
    return err_set(e, ERR_USAGE, "%s: not a date as YYYY-MM-DD", what);
}

int args_pos_period(const struct args *a, size_t i, const char *what, struct period *ret, struct err *e) {
    if (period_parse(args_pos(a, i), ret) == 0)
        return 0;
    return err_set(e, ERR_USAGE, "%s: not an ISO 8601 period such as P30D, P1M or P10Y", what);
}

int args_pos_word(const struct args *a, size_t i, const char *what, const char *const *words, int *ret, struct err *e) {
    const char *word = args_pos(a, i);

    for (int w = 0; words[w] != NULL; w++) {
        if (strcmp(words[w], word) == 0) {
            *ret = w;
            return 0;
        }
    }
    return opt_unknown_word(e, what, word, words);
}

int args_need(const struct args *a, const char *name, struct err *e) {
    const struct opt *o = find_option(a->cmd, name, strlen(name));

    assert(o != NULL);
    if (args_has(a, name))
        return 0;
    (void)err_set(e, ERR_USAGE, "--%s %s is missing", name, o->metavar);
    return args_help_hint(a->cmd, e);
}

int args_exclude(const struct args *a, const char *one, const char *two, struct err *e) {
    if (!args_has(a, one) || !args_has(a, two))
        return 0;
    return err_set(e, ERR_USAGE, "--%s and --%s do not go together", one, two);
}
