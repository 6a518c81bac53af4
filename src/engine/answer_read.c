/*
 * answer_read.c - what the letter says, from the request book; see answer.h.
 */
#include "base/sb.h"
#include "base/text.h"
#include "domain/phrase.h"
#include "domain/request.h"
#include "engine/access_view.h"
#include "engine/answer.h"
#include "engine/dictionary.h"
#include "engine/letter_to.h"
#include "store/answer_store.h"
#include "store/change_store.h"
#include "store/erase_store.h"
#include "store/register_store.h"

void answer_release(struct answer *a) {
    node_free(&a->def);
    catalog_release(&a->cat);
    subject_card_release(&a->card);
    vec_release(&a->names);
    vec_release(&a->recipients);
    vec_release(&a->erased);
    vec_release(&a->kept);
    arena_release(&a->arena);
}

static const char *keep(struct answer *a, const char *text) {
    return text != NULL ? arena_strndup(&a->arena, text, strlen(text)) : NULL;
}

/* ---- what became of the request ---- */

/* The number after `key` in a detail like "fields=1 statement=0"; 0 when it is not there. */
static long detail_count(const char *detail, const char *key) {
    const char *at = detail != NULL ? strstr(detail, key) : NULL;

    return at != NULL ? strtol(at + strlen(key), NULL, 10) : 0;
}

static int read_event(void *ctx, const struct request_event_row *row) {
    static const enum request_event steps[] = {REQUEST_EVENT_ASK_IDENTITY, REQUEST_EVENT_EXTEND,
                                               REQUEST_EVENT_CARRY_OUT, REQUEST_EVENT_PARTLY, REQUEST_EVENT_COMPLETE};
    struct answer *a = ctx;
    enum request_event event;

    for (size_t i = 0; i < ARRAY_LEN(steps); i++) {
        if (strcmp(row->event, request_event_code(steps[i])) == 0)
            a->last_step = request_event_code(steps[i]);
    }
    a->begun = a->begun ||
               (request_event_parse(row->event, &event) == 0 &&
                (event == REQUEST_EVENT_CARRY_OUT || event == REQUEST_EVENT_PARTLY || event == REQUEST_EVENT_COMPLETE));
    a->statement = a->statement || detail_count(row->detail, "statement=") > 0;
    a->ban_kept = a->ban_kept || detail_count(row->detail, " banned=") > 0 ||
                  detail_count(row->detail, " bans=") > 0; /* all that earlier versions wrote */
    return 0;
}

static int nothing_yet(const struct answer *a) {
    (void)err_set(a->db->err, ERR_REFUSED, "request %s has not been carried out: there is nothing to answer yet",
                  a->request->ref);
    return err_hint(a->db->err, "`gdprctl request show %s` tells what comes next", a->request->ref);
}

/* A letter about more time, or about proof of identity, is what fits until something else happens. */
static int find_kind(struct answer *a) {
    enum request_state state;
    bool extended = a->last_step != NULL && strcmp(a->last_step, request_event_code(REQUEST_EVENT_EXTEND)) == 0;

    if (request_state_parse(a->request->state, &state) < 0 || right_parse(a->request->right, &a->right) < 0)
        return err_set(a->db->err, ERR_INTEGRITY, "request %s has an unknown state or right", a->request->ref);
    if (state == REQUEST_REFUSED || state == REQUEST_WITHDRAWN) {
        a->kind = state == REQUEST_REFUSED ? ANSWER_REFUSAL : ANSWER_WITHDRAWN;
    } else if (extended && request_is_open(state)) {
        a->kind = ANSWER_EXTENSION;
    } else if (state == REQUEST_RECEIVED || state == REQUEST_WAITING_IDENTITY) {
        a->kind = ANSWER_IDENTITY;
    } else if (state == REQUEST_VERIFIED) {
        return nothing_yet(a);
    } else {
        a->kind = a->request->own_rule != NULL ? ANSWER_OWN : ANSWER_OUTCOME;
    }
    return 0;
}

/* ---- what was done ---- */

static int read_recipient(void *ctx, const char *recipient, const char *told_on) {
    struct answer *a = ctx;

    (void)told_on; /* the letter says who is told, not when */
    *vec_push(&a->recipients) = keep(a, recipient);
    return 0;
}

static const char *table_name(struct answer *a, const char *table) {
    const struct cat_table *t = catalog_table(&a->cat, table);

    return keep(a, t != NULL ? view_table_name(t, a->lang) : table);
}

/* Fields of several rows, or what was restricted in several steps, are told once. */
static void add_name(struct answer *a, const char *name) {
    for (size_t i = 0; i < a->names.len; i++) {
        if (strcmp(a->names.d[i], name) == 0)
            return;
    }
    *vec_push(&a->names) = name;
}

static int read_field(void *ctx, const char *field) {
    struct answer *a = ctx;
    struct notice_dictionary dict = dictionary_of(&a->cat);
    SB(name);

    if (notice_column(a->def, &dict, field, a->lang, &name))
        add_name(a, keep(a, name.d));
    return 0;
}

/* That there is, or was, a restriction, and when it ended; not of what. */
static int read_end(void *ctx, const struct answer_restriction *row) {
    struct answer *a = ctx;

    a->ground = keep(a, row->ground);
    a->lifted_on = date_of_stored(row->lifted_on);
    a->told_on = date_of_stored(row->notice_on);
    a->restrictions++;
    return 0;
}

static int read_restriction(void *ctx, const struct answer_restriction *row) {
    struct answer *a = ctx;
    SB(field);

    TRY(read_end(ctx, row));
    a->everything = a->everything || row->table == NULL;
    if (a->everything) { /* what was named before is among it */
        vec_clear(&a->names);
        return 0;
    }
    if (row->column == NULL) {
        add_name(a, table_name(a, row->table));
        return 0;
    }
    sb_printf(&field, "%s.%s", row->table, row->column);
    return read_field(a, field.d);
}

/* What others restrict: those in force come first, and beside them what was lifted is not told. */
static int read_before(void *ctx, const struct answer_restriction *row) {
    const struct answer *a = ctx;

    if (row->lifted_on != NULL && a->restrictions > 0 && a->lifted_on == DATE_NONE)
        return 0;
    return read_restriction(ctx, row);
}

/* Where the rule stands, or the article, in the letter's language. */
static const char *reference_of(struct answer *a, const struct erase_result_row *row) {
    const struct node *rule = row->rule != NULL ? notice_find(a->def, "retention", row->rule) : NULL;
    const char *text = rule != NULL ? notice_text(rule, "reference", a->lang) : NULL;
    SB(article);

    if (text != NULL)
        return keep(a, text);
    /* What Art. 17(1) does not let go, or another request stops, has its reason in words; as a ground it would puzzle.
     */
    if (row->legal_reference == NULL || strncmp(row->legal_reference, "Art. 17(1)", 10) == 0 ||
        strncmp(row->legal_reference, "Art. 12", 7) == 0)
        return NULL;
    phrase_article(&article, row->legal_reference, a->lang);
    return keep(a, article.d);
}

/* Rows that stay for one reason are told in one line, however many last days they have. */
static struct letter_kept *told_already(struct answer *a, const struct letter_kept *k) {
    for (size_t i = 0; i < a->kept.len; i++) {
        struct letter_kept *other = &a->kept.d[i];

        if (text_equal(k->name, other->name) && text_equal(k->reason, other->reason) &&
            text_equal(k->legal_reference, other->legal_reference) &&
            (k->until == DATE_NONE) == (other->until == DATE_NONE))
            return other;
    }
    return NULL;
}

static void add_kept(struct answer *a, const struct letter_kept *k) {
    struct letter_kept *other = told_already(a, k);

    if (other == NULL) {
        *vec_push(&a->kept) = *k;
        return;
    }
    other->rows += k->rows;
    other->first = k->first < other->first ? k->first : other->first;
    other->until = k->until > other->until ? k->until : other->until;
}

static int read_result(void *ctx, const struct erase_result_row *row) {
    struct answer *a = ctx;
    const char *why;

    if (row->reason == NULL) {
        if (row->erased + row->cleared > 0)
            *vec_push(&a->erased) = (struct letter_erased){table_name(a, row->table), row->erased, row->cleared};
        return 0;
    }
    why = letter_kept_reason(row->reason, a->lang);
    add_kept(a, &(struct letter_kept){.name = table_name(a, row->table),
                                      .rows = row->kept + row->cleared,
                                      .reason = why != NULL ? why : keep(a, row->reason),
                                      .legal_reference = reference_of(a, row),
                                      .first = date_of_stored(row->until),
                                      .until = date_of_stored(row->until)});
    return 0;
}

/* What stays of a request that was taken back. */
static int read_withdrawn(struct answer *a) {
    const struct request *q = a->request;

    TRY(request_recipient_each(a->db, q->id, read_recipient, a));
    if (a->right == RIGHT_ERASURE)
        TRY(erase_store_each(a->db, q->id, read_result, a));
    return answer_restrictions(a->db, q->id, read_restriction, a);
}

static int read_outcome(struct answer *a) {
    const struct request *q = a->request;

    TRY(request_recipient_each(a->db, q->id, read_recipient, a));
    switch (a->right) {
    case RIGHT_ERASURE:
        return erase_store_each(a->db, q->id, read_result, a);
    case RIGHT_RECTIFICATION:
        if (strcmp(q->state, request_state_code(REQUEST_IN_PROGRESS)) == 0)
            return answer_restrictions(a->db, q->id, read_restriction, a); /* contested: restricted meanwhile */
        TRY(answer_restrictions(a->db, q->id, read_end, a));
        return answer_fields(a->db, q->ref, read_field, a);
    case RIGHT_OBJECTION:
        return answer_restrictions(a->db, q->id, read_end, a);
    case RIGHT_RESTRICTION:
        a->ground = q->decision;
        TRY(answer_restrictions(a->db, q->id, read_restriction, a));
        return a->restrictions == 0 ? answer_restrictions_before(a->db, q->id, read_before, a) : 0;
    default:
        return 0;
    }
}

/* ---- lifting ---- */

static int check_lifting_day(struct answer *a) {
    struct change_restrictions r;
    char since[DATE_LEN];

    TRY(change_restrictions(a->db, a->request->id, &r));
    if (a->options->lifting >= r.since)
        return 0;
    date_iso(r.since, since);
    return err_set(a->db->err, ERR_USAGE, "--lifting: the restriction of request %s began on %s", a->request->ref,
                   since);
}

/* Restrictions come with other requests too: while accuracy is contested, or an objection weighed. */
static int check_lifting(struct answer *a) {
    bool asked = a->options->lifting != DATE_NONE, own = a->right == RIGHT_RESTRICTION;
    bool outcome = a->kind == ANSWER_OUTCOME;

    if (asked && ((!outcome && a->kind != ANSWER_REFUSAL) || a->restrictions == 0 || a->lifted_on != DATE_NONE))
        return err_set(a->db->err, ERR_USAGE, "request %s has no restriction in force that could be lifted",
                       a->request->ref);
    if (asked) {
        TRY(check_lifting_day(a));
        a->lifted_on = a->options->lifting;
    }
    if ((asked || own) && outcome && a->lifted_on != DATE_NONE)
        a->kind = ANSWER_LIFTING;
    return 0;
}

static int read_person(struct answer *a) {
    char day[DATE_LEN];

    if (a->request->subject.customer_id == 0)
        return 0;
    date_iso(a->options->today, day);
    TRY(subject_card(a->db, &a->request->subject, day, &a->card));
    a->address = !a->card.is_protected || a->options->protected_ok;
    return 0;
}

int answer_prepare(struct answer *a, struct db *db, const struct request *q, const struct answer_options *o) {
    int otherwise = answer_restricted_otherwise(db, q->id);

    TRY(otherwise);
    a->db = db;
    a->request = q;
    a->options = o;
    a->lifted_on = a->told_on = DATE_NONE;
    a->restricted_otherwise = otherwise > 0;
    TRY(request_events(db, q->id, read_event, a));
    TRY(find_kind(a));
    TRY(register_export(db, q->register_code, &a->def));
    TRY(catalog_load(db, &a->cat));
    TRY(read_person(a));
    a->lang = letter_language(&a->card, o->lang_given, o->lang);
    if (a->kind == ANSWER_OUTCOME || a->kind == ANSWER_OWN)
        TRY(read_outcome(a));
    if (a->kind == ANSWER_REFUSAL) /* what was contested is restricted until the person has this letter */
        TRY(answer_restrictions(db, q->id, read_restriction, a));
    if (a->kind == ANSWER_WITHDRAWN)
        TRY(read_withdrawn(a));
    return check_lifting(a);
}
