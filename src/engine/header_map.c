/*
 * header_map.c - see header_map.h: the words, and the map file. What a record table's file may be called is in
 * header_table.c.
 */
#include "engine/header_map.h"

#include "base/mem.h"
#include "base/text.h"
#include "io/atomic_file.h"
#include "io/json_out.h"

/* ---- folding ---- */

static void put_folded(int32_t c, const char *s, size_t len, struct sb *out) {
    switch (c) {
    case 0xE4: /* ä */
    case 0xE5: /* å */
        sb_ch(out, 'a');
        break;
    case 0xF6: /* ö */
        sb_ch(out, 'o');
        break;
    default:
        if (text_is_word(c))
            sb_catn(out, s, len);
        else if (out->len > 0 && out->d[out->len - 1] != '_')
            sb_ch(out, '_');
    }
}

void header_fold(const char *s, size_t len, struct sb *out) {
    SB(folded);
    SB(words);
    int32_t c;

    text_fold(s, len, &folded);
    for (size_t at = 0, n; (n = text_next(folded.d + at, folded.len - at, &c)) > 0; at += n)
        put_folded(c, folded.d + at, n, &words);
    if (words.len > 0 && words.d[words.len - 1] == '_')
        sb_truncate(&words, words.len - 1);
    sb_catn(out, words.d, words.len);
}

/* ---- words ---- */

static int known_target(const struct header_words *w, const char *folded) {
    for (size_t i = 0; i < w->v.len; i++)
        if (strcmp(w->v.d[i].folded, folded) == 0)
            return w->v.d[i].target;
    return HEADER_UNKNOWN;
}

void header_words_add(struct header_words *w, const char *word, int target) {
    SB(folded);

    if (word == NULL)
        return;
    header_fold(word, strlen(word), &folded);
    if (folded.len > 0 && known_target(w, folded.d) == HEADER_UNKNOWN)
        *vec_push(&w->v) = (struct header_word){arena_strndup(&w->memory, folded.d, folded.len), target};
}

void header_words_release(struct header_words *w) {
    vec_release(&w->v);
    arena_release(&w->memory);
}

/* Length of the first word of a comma list. One that begins with a quote may hold commas; folding drops the quotes. */
static size_t word_length(const char *list) {
    size_t len = strspn(list, " ");
    bool quoted = false;

    if (list[len] != '"')
        return strcspn(list, ",");
    for (; list[len] != '\0' && (quoted || list[len] != ','); len++) {
        if (list[len] == '"')
            quoted = !quoted; /* a doubled one does so twice */
    }
    return len;
}

/* Whether the folded header is one of a comma list. */
static bool listed(const char *list, const char *folded) {
    while (list != NULL && *list != '\0') {
        size_t len = word_length(list);
        SB(word);

        header_fold(list, len, &word);
        if (strcmp(word.d, folded) == 0)
            return true;
        list += len + (list[len] == ',' ? 1 : 0);
    }
    return false;
}

int header_words_find(const struct header_words *w, const struct csv_field *header, const char *ignore) {
    SB(folded);

    header_fold(header->d, header->len, &folded);
    if (listed(ignore, folded.d))
        return HEADER_IGNORED;
    return folded.len == 0 ? HEADER_BLANK : known_target(w, folded.d);
}

static int fail_unknown(const struct header_words *w, const char *what, const struct csv_row *header, size_t at,
                        struct err *e) {
    const char **candidates = mem_alloc((w->v.len + 1) * sizeof *candidates);
    const char *meant;
    SB(folded);

    for (size_t i = 0; i < w->v.len; i++)
        candidates[i] = w->v.d[i].folded;
    header_fold(header->f[at].d, header->f[at].len, &folded);
    meant = text_did_you_mean(folded.d, candidates);
    free(candidates);
    (void)err_set(e, ERR_DATA, "%s, line %" PRIu64 ": nobody knows the name of column %zu", what, header->line, at + 1);
    if (meant != NULL)
        return err_hint(e, "did you mean \"%s\"? Other columns can be left out with --ignore-columns", meant);
    return err_hint(e, "%sleave it out with --ignore-columns; the first line must hold names",
                    w->can_map ? "name it with --map, or " : "");
}

static int check_doubles(const char *what, const struct csv_row *header, const int *targets, struct err *e) {
    for (size_t i = 0; i < header->n; i++) {
        for (size_t k = 0; k < i && targets[i] >= 0; k++) {
            if (targets[k] != targets[i])
                continue;
            (void)err_set(e, ERR_DATA, "%s, line %" PRIu64 ": columns %zu and %zu mean the same", what, header->line,
                          k + 1, i + 1);
            return err_hint(e, "take one of them out of the file, or name it with --ignore-columns");
        }
    }
    return 0;
}

int header_words_match(const struct header_words *w, const char *what, const struct csv_row *header, const char *ignore,
                       int *ret, size_t *ret_unknown, struct err *e) {
    size_t own = header->n - csv_reject_columns(header), unknown = 0;

    for (size_t i = 0; i < header->n; i++) {
        ret[i] = i < own ? header_words_find(w, &header->f[i], ignore) : HEADER_IGNORED;
        if (ret[i] != HEADER_UNKNOWN)
            continue;
        if (ret_unknown == NULL)
            return fail_unknown(w, what, header, i, e);
        ret[i] = HEADER_IGNORED;
        unknown++;
    }
    if (ret_unknown != NULL)
        *ret_unknown = unknown;
    return check_doubles(what, header, ret, e);
}

int header_check_blank(const size_t *blank, size_t count, const char *what, const struct csv_row *row, struct err *e) {
    for (size_t i = 0; i < count; i++) {
        const char *d = row->f[blank[i]].d;
        size_t len = row->f[blank[i]].len;

        text_trim(&d, &len);
        if (len == 0)
            continue;
        (void)err_set(e, ERR_DATA, "%s, line %" PRIu64 ", column %zu: the column has no name, so it must be empty",
                      what, row->line, blank[i] + 1);
        return err_hint(e, "name it in the first line, or take it out of the file");
    }
    return 0;
}

/* ---- the map ---- */

void header_map_release(struct header_map *m) {
    free(m->columns);
    *m = (struct header_map){0};
}

size_t header_map_place(const struct header_map *m, const struct cat_table *table, const struct cat_column *column) {
    for (size_t i = 0; i < m->count; i++)
        if (m->columns[i].table == table && m->columns[i].column == column)
            return i;
    return SIZE_MAX;
}

/* A map has each header once, so the file's own "format" goes before that of the map. */
static bool has_header(const struct csv_row *header, size_t n, const char *name) {
    for (size_t i = 0; i < n; i++)
        if (strcmp(header->f[i].d, name) == 0)
            return true;
    return false;
}

int header_map_write(const struct header_map *m, const struct csv_row *header, const char *path, struct err *e) {
    size_t own = m->count - csv_reject_columns(header);
    struct json_out json;
    ATOMIC_FILE(f);

    TRY(atomic_file_begin(&f, path, false, e));
    json_out_init(&json, &f.out, true);
    json_out_map(&json, NULL);
    if (!has_header(header, own, "format"))
        json_out_int(&json, "format", 1);
    for (size_t i = 0; i < own; i++) {
        const struct header_column *c = &m->columns[i];
        SB(target);

        if (c->role == HEADER_EMPTY)
            continue;
        if (c->column != NULL)
            sb_printf(&target, "%s.%s", c->table->name, c->column->name);
        json_out_str(&json, header->f[i].d, c->column != NULL ? target.d : NULL);
    }
    json_out_end(&json);
    return atomic_file_commit(&f, e);
}
