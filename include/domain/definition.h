/*
 * definition.h - the format of a register definition, as data: which keys a definition may have, what each holds, and
 * in which table and column it is kept. Reading, checking, storing and exporting a definition all walk this one
 * description, so that load -> export -> load is the identity and a new key is one line here and one column in
 * schema.sql.
 *
 * A definition is a JSON object. Lists keep their order. A text for people (KEY_NAMES) is an object with the three
 * keys fi, sv and en, all of them. Keys that a definition leaves out are what the notice leaves out.
 */
#ifndef GDPRCTL_DOMAIN_DEFINITION_H
#define GDPRCTL_DOMAIN_DEFINITION_H

#include "base/base.h"
#include "base/err.h"
#include "base/node.h"

enum key_type {
    KEY_CODE,        /* lower-case letters, digits, inner hyphens: [a-z0-9]+(-[a-z0-9]+)*, at most 64 */
    KEY_TEXT,        /* non-empty text, at most 2,000 bytes of UTF-8 */
    KEY_NAMES,       /* {"fi": ..., "sv": ..., "en": ...}; columns <prefix>_fi, _sv, _en */
    KEY_BOOL,        /* true or false; column INTEGER */
    KEY_DATE,        /* "YYYY-MM-DD" */
    KEY_PERIOD,      /* ISO 8601, "P10Y" */
    KEY_WORD,        /* one of `words` */
    KEY_BUSINESS_ID, /* valid Y-tunnus */
    KEY_COLUMN,      /* "table.column" of a record table in the database */
    KEY_WORDS,       /* list of `words`; table `list_table` */
    KEY_CODES,       /* list of codes of `refers` entities of the same definition; table `list_table` */
    KEY_TEXTS,       /* list of texts; table `list_table` */
    KEY_COLUMNS,     /* list of "table.column" or "table.*"; table `list_table` */
    KEY_COVERS,      /* list of "table", "table.column" or "@category"; table `list_table` */
    KEY_ENTITIES,    /* list of objects described by `entity` */
};

struct definition_entity;

struct definition_key {
    const char *key; /* in JSON */
    enum key_type type;
    bool required;
    const char *column;                     /* scalar: column; KEY_NAMES: column prefix; NULL for lists */
    const char *const *words;               /* KEY_WORD, KEY_WORDS: NULL-terminated */
    const char *dflt;                       /* what a missing key means, when the column is NOT NULL; else NULL */
    const char *list_table;                 /* lists of scalars: table (owner_id, position, value) */
    const char *refers;                     /* KEY_CODES: key of the top-level list whose codes are meant */
    const struct definition_entity *entity; /* KEY_ENTITIES */
    bool for_readers;                       /* it tells people something, and decides nothing about data */
};

struct definition_entity {
    const char *table;
    const char *owner_column;          /* foreign key to the parent entity; NULL at the top */
    bool has_code;                     /* its "code" is unique among its siblings */
    const struct definition_key *keys; /* ends with key NULL */
};

/* The top: the register itself. Its JSON has "format": 1 besides the keys. */
extern const struct definition_entity definition_register;

/* What is shown of a person and stands in no category goes by this code, so that no category may have it. */
#define DEFINITION_NO_CATEGORY "not-in-notice"

/* Tells whether a record table and column exist; the store answers from its catalogue. `column` NULL or "*": the table.
 */
typedef bool definition_has_column(void *ctx, const char *table, const char *column);

/*
 * Checks a parsed definition from top to bottom: types, unknown and missing keys, codes unique, references that point
 * somewhere, tables and columns that exist, periods, identifiers, and the rules between keys (a period rule has a
 * period; a rule without an event covers nothing by time; a cover names something; a register that requires itself).
 * Returns 0, or -1 with ERR_CONFIG: the JSON path and the reason.
 */
int definition_check(const struct node *def, definition_has_column *has_column, void *ctx, struct err *e);

#endif
