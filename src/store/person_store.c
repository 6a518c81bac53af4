/*
 * person_store.c - see person_store.h.
 */
#include "store/person_store.h"

#include "base/mem.h"
#include "store/request_store.h"
#include "store/stmt.h"

static char *text(const struct stmt *st, int col) {
    return mem_strdup(stmt_col_text(st, col));
}

/* Without an identity code, or a customer number, the tag is the row's, whose number may be somebody else's by now:
 * then what has let go of its row is not told. */
static int load_requests(struct db *db, const struct subject *s, const uint8_t *tag, struct person_history *h) {
    STMT(st);
    int r;

    TRY(stmt_open(
        &st, db,
        "SELECT ref, right, received, state, finished_on FROM request"
        " WHERE " REQUEST_OF_PERSON_SQL " AND register_id = :register AND (customer_id IS NOT NULL OR"
        " iif(:rep = 0, (SELECT coalesce(c.personal_id, c.customer_no) FROM customer c WHERE c.id = :customer),"
        " (SELECT r.personal_id FROM representative r WHERE r.id = :rep)) IS NOT NULL) ORDER BY id"));
    stmt_blob(&st, ":tag", tag, CRYPT_TAG_LEN);
    stmt_int(&st, ":register", s->register_id);
    stmt_int(&st, ":customer", s->customer_id);
    stmt_int(&st, ":rep", s->representative_id);
    while ((r = stmt_next(&st)) > 0)
        *vec_push(&h->requests) = (struct person_request){text(&st, 0), text(&st, 1), text(&st, 2), text(&st, 3),
                                                          text(&st, 4)};
    return r;
}

static int load_objections(struct db *db, const struct subject *s, struct person_history *h) {
    STMT(st);
    int r;

    TRY(stmt_open(&st, db,
                  "SELECT scope, since, source FROM objection WHERE customer_id = :customer ORDER BY since, scope"));
    stmt_int(&st, ":customer", s->customer_id);
    while ((r = stmt_next(&st)) > 0)
        *vec_push(&h->objections) = (struct person_objection){text(&st, 0), text(&st, 1), text(&st, 2)};
    return r;
}

/* Those of the row about a representative are the representative's, all others the customer's; of statements too. */
static int load_restrictions(struct db *db, const struct subject *s, struct person_history *h) {
    STMT(st);
    int r;

    TRY(stmt_open(&st, db,
                  "SELECT ground, table_name, column_name, placed_on, lifted_on FROM restriction"
                  " WHERE customer_id = :customer"
                  " AND :rep = iif(table_name = 'representative', coalesce(row_id, 0), 0) ORDER BY id"));
    stmt_int(&st, ":customer", s->customer_id);
    stmt_int(&st, ":rep", s->representative_id);
    while ((r = stmt_next(&st)) > 0)
        *vec_push(&h->restrictions) = (struct person_restriction){text(&st, 0), text(&st, 1), text(&st, 2),
                                                                  text(&st, 3), text(&st, 4)};
    return r;
}

static int load_statements(struct db *db, const struct subject *s, struct person_history *h) {
    STMT(st);
    int r;

    TRY(stmt_open(&st, db,
                  "SELECT given_on, body FROM statement WHERE customer_id = :customer"
                  " AND :rep = iif(table_name = 'representative', coalesce(row_id, 0), 0) ORDER BY id"));
    stmt_int(&st, ":customer", s->customer_id);
    stmt_int(&st, ":rep", s->representative_id);
    while ((r = stmt_next(&st)) > 0)
        *vec_push(&h->statements) = (struct person_statement){text(&st, 0), text(&st, 1)};
    return r;
}

static int load_tombstones(struct db *db, const struct subject *s, struct person_history *h) {
    STMT(st);
    int r;

    TRY(stmt_open(
        &st, db,
        "WITH RECURSIVE parts (part) AS (VALUES (0) UNION ALL SELECT part + 1 FROM parts"
        " WHERE part < (SELECT max(part) FROM tombstone))"
        " SELECT t.table_name, t.rule, p.newest, t.deleted_on, p.rows FROM parts n CROSS JOIN tombstone_person p"
        " ON p.part = n.part AND p.customer_id = :customer JOIN tombstone t ON t.id = p.tombstone_id"
        " WHERE t.register_id = :register ORDER BY t.id"));
    stmt_int(&st, ":customer", s->customer_id);
    stmt_int(&st, ":register", s->register_id);
    while ((r = stmt_next(&st)) > 0)
        *vec_push(&h->tombstones) = (struct person_tombstone){text(&st, 0), text(&st, 1), text(&st, 2), text(&st, 3),
                                                              stmt_col_int(&st, 4)};
    return r;
}

int person_history_load(struct db *db, const struct subject *s, const uint8_t tag[CRYPT_TAG_LEN],
                        struct person_history *ret) {
    TRY(load_requests(db, s, tag, ret));
    TRY(load_restrictions(db, s, ret));
    TRY(load_statements(db, s, ret));
    if (s->representative_id != 0)
        return 0; /* the rest is the customer's */
    TRY(load_tombstones(db, s, ret));
    return load_objections(db, s, ret);
}

#define FREE_EACH(vec, ...)                               \
    do {                                                  \
        for (size_t i = 0; i < (vec).len; i++) {          \
            char *owned[] = {__VA_ARGS__};                \
            for (size_t k = 0; k < ARRAY_LEN(owned); k++) \
                free(owned[k]);                           \
        }                                                 \
        vec_release(&(vec));                              \
    } while (0)

void person_history_release(struct person_history *h) {
    FREE_EACH(h->requests, h->requests.d[i].ref, h->requests.d[i].right, h->requests.d[i].received,
              h->requests.d[i].state, h->requests.d[i].finished_on);
    FREE_EACH(h->objections, h->objections.d[i].scope, h->objections.d[i].since, h->objections.d[i].source);
    FREE_EACH(h->restrictions, h->restrictions.d[i].ground, h->restrictions.d[i].table_name,
              h->restrictions.d[i].column_name, h->restrictions.d[i].placed_on, h->restrictions.d[i].lifted_on);
    FREE_EACH(h->statements, h->statements.d[i].given_on, h->statements.d[i].body);
    FREE_EACH(h->tombstones, h->tombstones.d[i].table_name, h->tombstones.d[i].rule, h->tombstones.d[i].newest,
              h->tombstones.d[i].deleted_on);
}

int person_add_disclosure(struct db *db, const struct subject *s, const char *number, const char *day,
                          const char *recipient, const char *content, const char *reference) {
    STMT(st);

    TRY(stmt_open(&st, db,
                  "INSERT INTO disclosure (customer_id, disclosure_no, disclosed_on, recipient, content, reference)"
                  " VALUES (:customer, :number, :day, :recipient, :content, :reference)"
                  " ON CONFLICT (customer_id, disclosure_no) DO UPDATE SET disclosed_on = excluded.disclosed_on"));
    stmt_int(&st, ":customer", s->customer_id);
    stmt_text(&st, ":number", number);
    stmt_text(&st, ":day", day);
    stmt_text(&st, ":recipient", recipient);
    stmt_text(&st, ":content", content);
    stmt_text(&st, ":reference", reference);
    return stmt_run(&st);
}
