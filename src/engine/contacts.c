/*
 * contacts.c - see contacts.h: the header, and rows one by one. Matching is in contacts_match.c.
 */
#include "engine/contacts.h"

#include "base/hash.h"
#include "base/mem.h"
#include "base/text.h"
#include "domain/code.h"
#include "domain/kind.h"
#include "io/csv_out.h"
#include "store/import_store.h"

static const char nobody_reason[] = "the row has no customer number, personal id, phone or e-mail";
static const char scope_reason[] = "the scope is none of the words for kinds of marketing";
static const char date_reason[] = "the date lies in the future";
static const char line_reason[] = "the line is beyond what can be counted";

static const char *const field_names[CONTACT_FIELD__MAX] = {
#define X(id, names) [CONTACT_##id] = names,
    CONTACT_FIELD_LIST(X)
#undef X
};

/* Words for direct marketing as a whole: a ban that says so is of every kind of it, and of the profiling that serves it
 * (Art. 21(2) GDPR), but not of research. As the target of a word it stands behind the scopes. */
static const char direct_words[] = "suoramarkkinointi|direktmarknadsföring|direct marketing";
enum { DIRECT = SCOPE__MAX };
static const scope_set direct_scopes = SCOPE_BIT(SCOPE_DIRECT_MAIL) | SCOPE_BIT(SCOPE_DISTANCE_SELLING) |
                                       SCOPE_BIT(SCOPE_OTHER_DIRECT_MARKETING) | SCOPE_BIT(SCOPE_PROFILING);

static const enum kind field_kinds[CONTACT_FIELD__MAX] = {
    [CONTACT_CUSTOMER_NO] = KIND_CODE, [CONTACT_PERSONAL_ID] = KIND_PERSONAL_ID,
    [CONTACT_PHONE] = KIND_PHONE,      [CONTACT_EMAIL] = KIND_EMAIL,
    [CONTACT_NAME] = KIND_NAME,        [CONTACT_POSTAL_CODE] = KIND_POSTAL_CODE,
    [CONTACT_DATE] = KIND_DATE,
};

_Static_assert(SCOPES_MARKETING <= UINT8_MAX, "contact.scopes has room for every kind of marketing");

/* ---- the header ---- */

static void add_names(struct header_words *w, const char *names, int target) {
    while (*names != '\0') {
        size_t len = strcspn(names, "|");
        SB(name);

        sb_catn(&name, names, len);
        header_words_add(w, name.d, target);
        names += len + (names[len] == '|' ? 1 : 0);
    }
}

static int add_scope(void *ctx, const char *code, const char *word) {
    struct contacts *c = ctx;
    enum scope scope;

    if (scope_parse(code, &scope) == 0 && scope < SCOPE_PROCESSING)
        header_words_add(&c->scopes, word, (int)scope);
    return 0;
}

static int place_columns(struct contacts *c, const char *what, const struct csv_row *header, const char *ignore,
                         bool all_known) {
    int *targets CLEANUP(mem_free) = mem_alloc(header->n * sizeof *targets);
    bool any = false;
    size_t unknown;

    TRY(header_words_match(&c->headers, what, header, ignore, targets, all_known ? NULL : &unknown, c->db->err));
    for (int field = 0; field < CONTACT_FIELD__MAX; field++)
        c->place[field] = SIZE_MAX;
    for (size_t i = 0; i < header->n; i++) {
        if (targets[i] >= 0)
            c->place[targets[i]] = i;
        if (targets[i] == HEADER_BLANK && all_known)
            *vec_push(&c->blank) = i;
        any = any || (targets[i] >= 0 && targets[i] < CONTACT_IDENTIFIERS);
    }
    if (any)
        return 0;
    (void)err_set(c->db->err, ERR_DATA, "%s has no column that tells who is meant", what);
    return err_hint(c->db->err, "it needs one of customer_no, personal_id, phone, email (asiakasnumero, henkilotunnus, "
                                "puhelin, sahkoposti)");
}

int contacts_open(struct contacts *c, struct db *db, const char *what, const struct csv_row *header, const char *ignore,
                  bool all_known, date_t today) {
    c->db = db;
    c->today = today;
    for (int field = 0; field < (all_known ? CONTACT_FIELD__MAX : CONTACT_SCOPE); field++)
        add_names(&c->headers, field_names[field], field);
    TRY(place_columns(c, what, header, ignore, all_known));
    add_names(&c->scopes, direct_words, DIRECT);
    return import_code_words(db, "marketing-scope", add_scope, c);
}

static void clear_sources(struct contacts *c) {
    for (size_t i = 0; i < c->sources.len; i++)
        free(c->sources.d[i]);
    vec_clear(&c->sources);
    free(c->source_slots);
    c->source_slots = NULL;
    c->source_room = c->source_bytes = 0;
}

void contacts_release(struct contacts *c) {
    header_words_release(&c->headers);
    header_words_release(&c->scopes);
    clear_sources(c);
    vec_release(&c->sources);
    vec_release(&c->blank);
    vec_release(&c->rows);
    vec_release(&c->matches);
    for (size_t i = 0; i < CONTACT_IDENTIFIERS; i++)
        vec_release(&c->keys[i]);
    sb_wipe(&c->text);
    sb_wipe(&c->work);
}

/* ---- rows ---- */

/* The trimmed cell, or an empty one when the file has no such column. */
static struct csv_field cell(const struct contacts *c, const struct csv_row *row, enum contact_field field) {
    struct csv_field f = {"", 0};

    if (c->place[field] != SIZE_MAX) {
        f = row->f[c->place[field]];
        text_trim(&f.d, &f.len);
    }
    return f;
}

/* The apostrophe that the export puts before what a spreadsheet would take for a formula is no part of the value. */
static const char *unguarded(struct csv_field f) {
    return f.len > 1 && *f.d == '\'' && csv_is_formula(f.d + 1, f.len - 1) ? f.d + 1 : f.d;
}

/* The cell in key form, behind the texts of the row. */
static const char *take_text(struct contacts *c, const struct csv_row *row, enum contact_field field,
                             struct contact *into) {
    struct csv_field f = cell(c, row, field);
    const char *reason = NULL;
    size_t before = c->text.len;

    if (f.len == 0)
        return NULL;
    if (kind_key(field_kinds[field], unguarded(f), &c->text, &reason) < 0 ||
        kind_check_as_of(field_kinds[field], c->text.d + before, c->today, &reason) < 0) {
        /* A name or postal code that cannot be read identifies nobody, and the ban must not fail for it. */
        return field < CONTACT_IDENTIFIERS ? reason : NULL;
    }
    if (c->text.len == before)
        return NULL;
    sb_ch(&c->text, '\0');
    into->given |= (uint8_t)(1u << field);
    return NULL;
}

static const char *take_scope(struct contacts *c, const struct csv_row *row, struct contact *into) {
    struct csv_field f = cell(c, row, CONTACT_SCOPE);
    int scope;

    if (f.len == 0)
        return NULL;
    scope = header_words_find(&c->scopes, &row->f[c->place[CONTACT_SCOPE]], NULL);
    if (scope < 0)
        return scope_reason;
    into->scopes = (uint8_t)(scope == DIRECT ? direct_scopes : SCOPE_BIT(scope));
    return NULL;
}

static const char *take_date(struct contacts *c, const struct csv_row *row, struct contact *into) {
    struct csv_field f = cell(c, row, CONTACT_DATE);
    const char *reason = NULL;

    if (f.len == 0)
        return NULL;
    sb_clear(&c->work);
    if (date_parse_iso(f.d, &into->day) < 0 && /* nearly all are written as they are kept */
        (kind_store(KIND_DATE, row->f[c->place[CONTACT_DATE]].d, &c->work, &reason) < 0 ||
         date_parse_iso(c->work.d, &into->day) < 0))
        return reason;
    return into->day > c->today ? date_reason : NULL;
}

/* The slot of a source, or the free one where it belongs. */
static uint32_t *source_slot(const struct contacts *c, const char *d, size_t len) {
    size_t at = hash_bytes(0, d, len) & (c->source_room - 1);

    for (; c->source_slots[at] != 0; at = (at + 1) & (c->source_room - 1)) {
        const char *known = c->sources.d[c->source_slots[at] - 1];

        if (strncmp(known, d, len) == 0 && known[len] == '\0')
            break;
    }
    return &c->source_slots[at];
}

/* Twice the room, so that at least half of it is free. */
static void grow_sources(struct contacts *c) {
    c->source_room = c->source_room != 0 ? 2 * c->source_room : 64;
    free(c->source_slots);
    c->source_slots = mem_alloc(c->source_room * sizeof *c->source_slots);
    for (size_t i = 0; i < c->sources.len; i++)
        *source_slot(c, c->sources.d[i], strlen(c->sources.d[i])) = (uint32_t)i + 1;
}

static size_t keep_source(struct contacts *c, const char *d, size_t len) {
    uint32_t *slot;

    if (2 * c->sources.len >= c->source_room)
        grow_sources(c);
    slot = source_slot(c, d, len);
    if (*slot == 0) {
        *vec_push(&c->sources) = mem_strndup(d, len);
        *slot = (uint32_t)c->sources.len;
        c->source_bytes += len + 1;
    }
    return *slot - 1;
}

/* Where an opt-out came from: mostly few words, each kept once; but it may be the number of a form. */
static void take_source(struct contacts *c, const struct csv_row *row, struct contact *into) {
    struct csv_field f = cell(c, row, CONTACT_SOURCE);

    if (c->sources.len == 0)
        (void)keep_source(c, "", 0);
    if (f.len > 0)
        into->source = (uint16_t)keep_source(c, f.d, f.len);
}

static void add_keys(struct contacts *c, const struct contact *row) {
    uint32_t at = row->text;

    for (int field = 0; field < CONTACT_IDENTIFIERS; field++) {
        size_t len;

        if ((row->given & (1u << field)) == 0)
            continue;
        len = strlen(c->text.d + at);
        *vec_push(&c->keys[field]) = (struct contact_key){import_prefix(c->text.d + at, len), at,
                                                          (uint32_t)c->rows.len};
        at += (uint32_t)len + 1;
    }
}

int contacts_take(struct contacts *c, const struct csv_row *row, size_t *ret_place, const char **ret_reason) {
    struct contact into = {.line = (uint32_t)row->line, .text = (uint32_t)c->text.len, .day = DATE_NONE};
    const char *reason = row->line > UINT32_MAX ? line_reason : NULL;
    int field = 0;

    *ret_place = SIZE_MAX;
    for (; reason == NULL && field <= CONTACT_POSTAL_CODE; field++)
        reason = take_text(c, row, (enum contact_field)field, &into);
    if (reason != NULL) {
        *ret_place = c->place[field - 1];
    } else if ((into.given & ((1u << CONTACT_IDENTIFIERS) - 1)) == 0) {
        reason = nobody_reason;
    } else if ((reason = take_scope(c, row, &into)) != NULL) {
        *ret_place = c->place[CONTACT_SCOPE];
    } else if ((reason = take_date(c, row, &into)) != NULL) {
        *ret_place = c->place[CONTACT_DATE];
    }
    if (reason != NULL) {
        sb_truncate(&c->text, into.text);
        *ret_reason = reason;
        return 1;
    }
    take_source(c, row, &into);
    add_keys(c, &into);
    *vec_push(&c->rows) = into;
    return 0;
}

bool contacts_full(const struct contacts *c, size_t limit) {
    size_t size = c->text.len + c->rows.len * sizeof c->rows.d[0] + c->source_bytes;

    for (size_t i = 0; i < CONTACT_IDENTIFIERS; i++)
        size += c->keys[i].len * sizeof c->keys[i].d[0];
    return size >= limit || c->sources.len > UINT16_MAX;
}

void contacts_clear(struct contacts *c) {
    vec_clear(&c->rows);
    vec_clear(&c->matches);
    for (size_t i = 0; i < CONTACT_IDENTIFIERS; i++)
        vec_clear(&c->keys[i]);
    clear_sources(c);
    sb_clear(&c->text);
}

void contacts_texts(const struct contacts *c, const struct contact *row, const char *ret[CONTACT_SCOPE]) {
    const char *at = c->text.d + row->text;

    for (int field = 0; field < CONTACT_SCOPE; field++) {
        ret[field] = NULL;
        if ((row->given & (1u << field)) != 0) {
            ret[field] = at;
            at += strlen(at) + 1;
        }
    }
}
