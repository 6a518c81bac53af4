/*
 * contacts.h - the rows of a file that names people by customer number, personal id, phone or e-mail: opt-out lists and
 * campaign files. Every identifier is brought into the form that the records are compared by, and whole shares of rows
 * are matched to customers in the order of the database's indexes. Internal to opt-out import and screening.
 */
#ifndef GDPRCTL_ENGINE_CONTACTS_H
#define GDPRCTL_ENGINE_CONTACTS_H

#include "base/base.h"
#include "base/date.h"
#include "base/sb.h"
#include "base/vec.h"
#include "engine/header_map.h"
#include "engine/import_rows.h"
#include "io/csv_in.h"
#include "store/customer_walk.h"
#include "store/optout_store.h"

/* X(ID, names of the column, separated by '|') The first four are identifiers, in the order of enum customer_by. */
#define CONTACT_FIELD_LIST(X)                                                                \
    X(CUSTOMER_NO, "customer_no|asiakasnumero|asiakasnro|kundnummer|customer number")        \
    X(PERSONAL_ID, "personal_id|henkilotunnus|hetu|personbeteckning|personal identity code") \
    X(PHONE, "phone|puhelin|puhelinnumero|telefon|telefonnummer|phone number")               \
    X(EMAIL, "email|sahkoposti|sahkopostiosoite|e-post|e-postadress|e-mail|e-mail address")  \
    X(NAME, "name|nimi|namn")                                                                \
    X(POSTAL_CODE, "postal_code|postinumero|postnummer")                                     \
    X(SCOPE, "scope|laji|markkinoinnin laji|typ av marknadsföring")                          \
    X(DATE, "opted_out_at|pvm|kasittelyhetki|paivamaara|datum|date")                         \
    X(SOURCE, "source|lahde|källa")

enum contact_field {
#define X(id, names) CONTACT_##id,
    CONTACT_FIELD_LIST(X)
#undef X
        CONTACT_FIELD__MAX
};

#define CONTACT_IDENTIFIERS 4

/* One row. Its identifiers, name and postal code lie in contacts.text, each ended by NUL, in the order of the fields
 * and as many as `given` has bits. */
struct contact {
    uint32_t line;
    uint32_t text;
    date_t day;      /* DATE_NONE: none given */
    uint16_t source; /* index into contacts.sources */
    uint8_t scopes;  /* as a scope_set of marketing; 0: none given */
    uint8_t given;   /* bits of the fields up to CONTACT_POSTAL_CODE */
};

/* One identifier of a row. */
struct contact_key {
    uint64_t order; /* import_prefix */
    uint32_t text, row;
};

/* A customer that an identifier meets. */
struct contact_match {
    int64_t customer;
    uint32_t row;
    uint16_t reg; /* index into the registers asked about */
    uint8_t by;   /* enum customer_by */
    bool changed; /* the import: a permission of the customer became a prohibition */
};

struct contacts {
    struct db *db;
    struct header_words headers, scopes;
    size_t place[CONTACT_FIELD__MAX]; /* column in the file, or SIZE_MAX */
    VEC(size_t) blank;                /* columns without a name, which must be empty when all are to be known */
    date_t today;
    VEC(struct contact) rows;
    VEC(struct contact_key) keys[CONTACT_IDENTIFIERS];
    struct sb text;
    VEC(char *) sources;    /* of the share, each once; the first one is the empty one */
    uint32_t *source_slots; /* a hash table: 1 + index into sources, 0 where there is none */
    size_t source_room;     /* its slots */
    size_t source_bytes;
    VEC(struct contact_match) matches; /* after contacts_match: by row, register, identifier, customer */
    struct sb work;
};

#define CONTACTS(name) struct contacts name CLEANUP(contacts_release) = {.text = SB_INIT, .work = SB_INIT}

/*
 * Reads the header. With `all_known` every column must be known or in `ignore`; else only the columns that tell who
 * is meant are looked for, and the others belong to the campaign. ERR_DATA when none of the identifiers is there.
 * `what` names the file.
 */
int contacts_open(struct contacts *c, struct db *db, const char *what, const struct csv_row *header, const char *ignore,
                  bool all_known, date_t today);
void contacts_release(struct contacts *c);

/* Takes the row in: 0, or 1 when a cell is wrong, with its place (SIZE_MAX: the whole row) and a static reason. */
int contacts_take(struct contacts *c, const struct csv_row *row, size_t *ret_place, const char **ret_reason);

/* Whether the share is full: its rows take `limit` bytes, or no further source could be told from the others. */
bool contacts_full(const struct contacts *c, size_t limit);
void contacts_clear(struct contacts *c); /* ready for the next share */

/* Finds the customers of every row in the registers. Needs no order; leaves the matches sorted. */
int contacts_match(struct contacts *c, const optout_register_vec *registers);

/* How many of the matches from `from` on are of the row. */
size_t contacts_count(const struct contacts *c, size_t from, size_t row);

/* The texts of a row by field; NULL where it has none. Valid until contacts_clear. */
void contacts_texts(const struct contacts *c, const struct contact *row, const char *ret[CONTACT_SCOPE]);

/*
 * The matches of one row in one register, d[0..n): who all identifiers that meet anybody meet. Returns how many people
 * are left, moved to the front; 0 with n > 0 means that the identifiers meet different people.
 */
size_t contacts_common(struct contact_match *d, size_t n);

#endif
