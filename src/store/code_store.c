/*
 * code_store.c - see code_store.h.
 */
#include "store/code_store.h"

#include "base/mem.h"
#include "store/stmt.h"

int code_lists_load(struct db *db, struct code_lists *ret) {
    STMT(st);
    int r;

    TRY(stmt_open(&st, db, "SELECT list, code, name_fi, name_sv, name_en FROM code_value ORDER BY list, code"));
    while ((r = stmt_next(&st)) > 0) {
        struct code_value *v = vec_push(&ret->values);

        v->list = mem_strdup(stmt_col_text(&st, 0));
        v->code = mem_strdup(stmt_col_text(&st, 1));
        for (enum lang lang = 0; lang < LANG__MAX; lang++)
            v->names.t[lang] = mem_strdup(stmt_col_text(&st, 2 + (int)lang));
    }
    return r;
}

void code_lists_release(struct code_lists *lists) {
    for (size_t i = 0; i < lists->values.len; i++) {
        free(lists->values.d[i].list);
        free(lists->values.d[i].code);
        for (enum lang lang = 0; lang < LANG__MAX; lang++)
            free(lists->values.d[i].names.t[lang]);
    }
    vec_release(&lists->values);
}

struct code_key {
    const char *list, *code;
};

static int compare(const void *key, const void *element) {
    const struct code_key *k = key;
    const struct code_value *v = element;
    int d = strcmp(k->list, v->list);

    return d != 0 ? d : strcmp(k->code, v->code);
}

static const struct code_value *find(const struct code_lists *lists, const char *list, const char *code) {
    if (lists->values.len == 0)
        return NULL;
    return bsearch(&(struct code_key){list, code}, lists->values.d, lists->values.len, sizeof *lists->values.d,
                   compare);
}

bool code_is(const struct code_lists *lists, const char *list, const char *code) {
    return find(lists, list, code) != NULL;
}

const char *code_name(const struct code_lists *lists, const char *list, const char *code, enum lang lang) {
    const struct code_value *v = find(lists, list, code);

    return v != NULL ? v->names.t[lang] : code;
}
