/*
 * import_store.c - see import_store.h: names, parents, bans and files. Rows are in import_table.c.
 */
#include "store/sq.h"

#include "store/import_store.h"

#include "base/mem.h"
#include "store/ledger_item.h"

/* ---- names ---- */

int import_fields(struct db *db, int64_t register_id, const char *table,
                  int (*each)(void *ctx, const struct import_field *field), void *ctx) {
    STMT(st);
    size_t len = strlen(table);
    int r;

    TRY(stmt_open(&st, db,
                  "SELECT fc.value, f.code, f.name_fi, f.name_sv, f.name_en, f.kind FROM category c"
                  " JOIN field f ON f.category_id = c.id JOIN field_column fc ON fc.owner_id = f.id"
                  " WHERE c.register_id = :register AND (SELECT count(DISTINCT substr(o.value, instr(o.value, '.')))"
                  " FROM field_column o WHERE o.owner_id = f.id) = 1"
                  " ORDER BY c.position, f.position"));
    stmt_int(&st, ":register", register_id);
    while ((r = stmt_next(&st)) > 0) {
        const char *value = stmt_col_text(&st, 0);

        if (strncmp(value, table, len) != 0 || value[len] != '.' || strcmp(value + len, ".*") == 0)
            continue;
        TRY(each(ctx, &(struct import_field){.column = value + len + 1,
                                             .code = stmt_col_text(&st, 1),
                                             .name_fi = stmt_col_text(&st, 2),
                                             .name_sv = stmt_col_text(&st, 3),
                                             .name_en = stmt_col_text(&st, 4),
                                             .kind = stmt_col_text(&st, 5)}));
    }
    return r;
}

int import_side_headers(struct db *db, const char *table,
                        int (*each)(void *ctx, const char *header, const char *target), void *ctx) {
    STMT(st);
    int r;

    TRY(stmt_open(&st, db, "SELECT header, target FROM record_header WHERE table_name = :table ORDER BY header"));
    stmt_text(&st, ":table", table);
    while ((r = stmt_next(&st)) > 0)
        TRY(each(ctx, stmt_col_text(&st, 0), stmt_col_text(&st, 1)));
    return r;
}

/* Calls `each` for every part of a '|' list. */
static int each_synonym(const char *code, const char *words, int (*each)(void *ctx, const char *code, const char *word),
                        void *ctx) {
    SB(word);

    while (words != NULL && *words != '\0') {
        size_t len = strcspn(words, "|");

        sb_clear(&word);
        sb_catn(&word, words, len);
        TRY(each(ctx, code, word.d));
        words += len + (words[len] == '|' ? 1 : 0);
    }
    return 0;
}

int import_code_words(struct db *db, const char *list, int (*each)(void *ctx, const char *code, const char *word),
                      void *ctx) {
    STMT(st);
    int r;

    TRY(stmt_open(&st, db,
                  "SELECT code, name_fi, name_sv, name_en, synonyms FROM code_value WHERE list = :list"
                  " ORDER BY position"));
    stmt_text(&st, ":list", list);
    while ((r = stmt_next(&st)) > 0) {
        const char *code = stmt_col_text(&st, 0);

        for (int i = 0; i < 4; i++)
            TRY(each(ctx, code, stmt_col_text(&st, i)));
        TRY(each_synonym(code, stmt_col_text(&st, 4), each, ctx));
    }
    return r;
}

int import_default_role(struct db *db, int64_t register_id, char **ret) {
    STMT(st);
    int r;

    TRY(stmt_open(&st, db,
                  "SELECT r.value FROM subject_group g JOIN subject_group_role r ON r.owner_id = g.id"
                  " WHERE g.register_id = :register ORDER BY r.value <> 'customer', g.position, r.position LIMIT 1"));
    stmt_int(&st, ":register", register_id);
    r = stmt_next(&st);
    TRY(r);
    *ret = mem_strdup(r > 0 ? stmt_col_text(&st, 0) : "customer");
    return 0;
}

int import_only_from_subject(struct db *db, int64_t register_id, bool *ret) {
    STMT(st);
    int r;

    TRY(stmt_open(&st, db, "SELECT only_from_subject FROM register WHERE id = :register"));
    stmt_int(&st, ":register", register_id);
    r = stmt_next(&st);
    TRY(r);
    *ret = r > 0 && stmt_col_int(&st, 0) != 0;
    return 0;
}

/* ---- parents ---- */

void import_trust_parents(struct db *db, bool trust) {
    (void)sqlite3_db_config(db->sq, SQLITE_DBCONFIG_ENABLE_FKEY, trust ? 0 : 1, NULL);
}

/* ---- bans ---- */

int import_objections_open(struct import_objections *o, struct db *db) {
    *o = (struct import_objections){0};
    return stmt_open(&o->st, db, "SELECT scope FROM objection WHERE customer_id = :customer");
}

void import_objections_close(struct import_objections *o) {
    stmt_release(&o->st);
}

int import_objections_of(struct import_objections *o, int64_t customer_id, scope_set *ret) {
    scope_set set = 0;
    int r;

    stmt_int_at(&o->st, 1, customer_id);
    while ((r = stmt_next(&o->st)) > 0) {
        enum scope scope;

        if (scope_parse(stmt_col_text(&o->st, 0), &scope) == 0)
            set |= SCOPE_BIT(scope);
    }
    stmt_reset(&o->st);
    TRY(r);
    *ret = set;
    return 0;
}

int import_person_open(struct import_person *p, struct db *db) {
    *p = (struct import_person){0};
    return stmt_open(&p->st, db,
                     "SELECT customer_no, personal_id, phone_key, email_key, name_key, postal_code FROM customer"
                     " WHERE id = :customer");
}

void import_person_close(struct import_person *p) {
    stmt_release(&p->st);
}

int import_person_of(struct import_person *p, int64_t customer_id, struct suppression_person *ret) {
    int r;

    stmt_reset(&p->st);
    stmt_int_at(&p->st, 1, customer_id);
    r = stmt_next(&p->st);
    if (r > 0) {
        *ret = (struct suppression_person){.customer_no = stmt_col_text(&p->st, 0),
                                           .personal_id = stmt_col_text(&p->st, 1),
                                           .phone = stmt_col_text(&p->st, 2),
                                           .email = stmt_col_text(&p->st, 3),
                                           .name = stmt_col_text(&p->st, 4),
                                           .postal_code = stmt_col_text(&p->st, 5)};
    }
    return r;
}

/* ---- files taken in ---- */

int import_file_note(struct db *db, int64_t register_id, const char *table, const char *sha256, const char *at,
                     uint64_t rows, uint64_t applied) {
    STMT(st);

    TRY(stmt_open(&st, db,
                  "INSERT INTO import_file (register_id, table_name, sha256, imported_at, rows, applied)"
                  " SELECT :register, :table, :sha256, :at, :rows, :applied WHERE NOT EXISTS (SELECT 1 FROM import_file"
                  " WHERE sha256 = :sha256 AND register_id IS :register AND table_name = :table)"));
    if (register_id != 0)
        stmt_int(&st, ":register", register_id);
    stmt_text(&st, ":table", table);
    stmt_text(&st, ":sha256", sha256);
    stmt_text(&st, ":at", at);
    stmt_int(&st, ":rows", (int64_t)rows);
    stmt_int(&st, ":applied", (int64_t)applied);
    TRY(stmt_run(&st));
    if (applied == 0)
        return 0;
    /* Rows get their numbers here. With each import in it the ledger knows every step between two copies, and numbers
     * of one line of history are not taken for those of another. */
    return ledger_note_in(
        db, register_id,
        &(struct ledger_item){.type = LEDGER_IMPORT, .n = {(int64_t)rows}, .s = {NULL, table, sha256}});
}
