/*
 * definition.c - the description of a register definition; see definition.h. How it is checked is in
 * definition_check.c.
 */
#include "domain/definition.h"

#include "domain/code.h"

#define WORDS(...) ((const char *const[]){__VA_ARGS__, NULL})
#define END_OF_KEYS \
    { .key = NULL }
#define CODE_KEY \
    { .key = "code", .type = KEY_CODE, .required = true, .column = "code" }
#define NAMES_KEY \
    { .key = "names", .type = KEY_NAMES, .required = true, .column = "name" }
#define TOLD_KEY(name, col) \
    { .key = (name), .type = KEY_NAMES, .column = (col), .for_readers = true }
#define TOLD_NAMES_KEY \
    { .key = "names", .type = KEY_NAMES, .required = true, .column = "name", .for_readers = true }
#define TEXT_KEY(name, col) \
    { .key = (name), .type = KEY_TEXT, .column = (col) }
#define BOOL_KEY(name, col) \
    { .key = (name), .type = KEY_BOOL, .column = (col), .dflt = "false" }
#define CITES_KEY(table) \
    { .key = "cites", .type = KEY_TEXTS, .list_table = (table) }

static const struct definition_entity controller = {
    .table = "controller",
    .owner_column = "register_id",
    .has_code = true,
    .keys =
        (const struct definition_key[]){
            CODE_KEY,
            {.key = "name", .type = KEY_TEXT, .required = true, .column = "name"},
            {.key = "role",
             .type = KEY_WORD,
             .required = true,
             .column = "role",
             .words = WORDS("controller", "joint", "technical", "owner")},
            {.key = "business_id", .type = KEY_BUSINESS_ID, .column = "business_id"},
            TEXT_KEY("postal_address", "postal_address"),
            TEXT_KEY("visiting_address", "visiting_address"),
            TEXT_KEY("phone", "phone"),
            TEXT_KEY("email", "email"),
            TEXT_KEY("web", "web"),
            END_OF_KEYS,
        },
};

static const struct definition_entity contact = {
    .table = "contact",
    .owner_column = "register_id",
    .has_code = true,
    .keys =
        (const struct definition_key[]){
            CODE_KEY,
            {.key = "kind", .type = KEY_WORD, .required = true, .column = "kind", .words = WORDS("dpo", "contact")},
            NAMES_KEY,
            TEXT_KEY("organisation", "organisation"),
            TEXT_KEY("postal_address", "postal_address"),
            TEXT_KEY("phone", "phone"),
            TEXT_KEY("email", "email"),
            END_OF_KEYS,
        },
};

static const struct definition_entity subject_group = {
    .table = "subject_group",
    .owner_column = "register_id",
    .has_code = true,
    .keys =
        (const struct definition_key[]){
            CODE_KEY,
            TOLD_NAMES_KEY,
            {.key = "roles", .type = KEY_WORDS, .words = role_codes, .list_table = "subject_group_role"},
            {.key = "permission",
             .type = KEY_WORD,
             .column = "permission",
             .words = WORDS("none", "any", "all"),
             .dflt = "none"},
            {.key = "requires_register", .type = KEY_CODE, .column = "requires_register"},
            {.key = "purposes", .type = KEY_CODES, .list_table = "subject_group_purpose", .refers = "purposes"},
            TOLD_KEY("condition", "condition"),
            END_OF_KEYS,
        },
};

static const struct definition_entity legal_basis = {
    .table = "legal_basis",
    .owner_column = "register_id",
    .has_code = true,
    .keys =
        (const struct definition_key[]){
            CODE_KEY,
            {.key = "basis", .type = KEY_WORD, .column = "basis", .words = basis_codes},
            {.key = "text", .type = KEY_NAMES, .required = true, .column = "text", .for_readers = true},
            CITES_KEY("legal_basis_cite"),
            END_OF_KEYS,
        },
};

static const struct definition_entity purpose = {
    .table = "purpose",
    .owner_column = "register_id",
    .has_code = true,
    .keys =
        (const struct definition_key[]){
            CODE_KEY,
            TOLD_NAMES_KEY,
            {.key = "basis", .type = KEY_WORD, .column = "basis", .words = basis_codes},
            BOOL_KEY("direct_marketing", "direct_marketing"),
            BOOL_KEY("profiling", "profiling"),
            {.key = "ended_by", .type = KEY_WORDS, .words = scope_codes, .list_table = "purpose_ended_by"},
            END_OF_KEYS,
        },
};

static const struct definition_entity field = {
    .table = "field",
    .owner_column = "category_id",
    .has_code = true,
    .keys =
        (const struct definition_key[]){
            CODE_KEY,
            TOLD_NAMES_KEY,
            {.key = "columns", .type = KEY_COLUMNS, .required = true, .list_table = "field_column"},
            TEXT_KEY("only_when", "only_when"),
            {.key = "kind", .type = KEY_TEXT, .column = "kind"},
            BOOL_KEY("provided_by_subject", "provided_by_subject"),
            BOOL_KEY("rectifiable", "rectifiable"),
            BOOL_KEY("identifying", "identifying"),
            END_OF_KEYS,
        },
};

static const struct definition_entity category = {
    .table = "category",
    .owner_column = "register_id",
    .has_code = true,
    .keys =
        (const struct definition_key[]){
            CODE_KEY,
            TOLD_NAMES_KEY,
            {.key = "purposes", .type = KEY_CODES, .list_table = "category_purpose", .refers = "purposes"},
            BOOL_KEY("free_form", "free_form"),
            BOOL_KEY("special", "special"),
            {.key = "fields", .type = KEY_ENTITIES, .entity = &field},
            END_OF_KEYS,
        },
};

static const struct definition_entity retention_rule = {
    .table = "retention_rule",
    .owner_column = "register_id",
    .has_code = true,
    .keys =
        (const struct definition_key[]){
            CODE_KEY,
            TOLD_NAMES_KEY,
            {.key = "kind",
             .type = KEY_WORD,
             .required = true,
             .column = "kind",
             .words = WORDS("period", "while-needed", "on-condition")},
            {.key = "period", .type = KEY_PERIOD, .column = "period"},
            {.key = "event", .type = KEY_COLUMN, .column = "event"},
            {.key = "missing", .type = KEY_WORD, .column = "missing", .words = WORDS("keep", "open"), .dflt = "keep"},
            {.key = "align", .type = KEY_WORD, .column = "align", .words = WORDS("none", "year-end"), .dflt = "none"},
            {.key = "strength", .type = KEY_WORD, .required = true, .column = "strength", .words = strength_codes},
            {.key = "reference", .type = KEY_NAMES, .column = "reference"},
            CITES_KEY("retention_cite"),
            BOOL_KEY("assumed", "assumed"),
            TEXT_KEY("hold_when", "hold_when"),
            {.key = "groups", .type = KEY_CODES, .list_table = "retention_group", .refers = "subject_groups"},
            {.key = "covers", .type = KEY_COVERS, .required = true, .list_table = "retention_cover"},
            END_OF_KEYS,
        },
};

static const struct definition_entity source = {
    .table = "source",
    .owner_column = "register_id",
    .has_code = true,
    .keys =
        (const struct definition_key[]){
            CODE_KEY,
            NAMES_KEY,
            BOOL_KEY("external", "external"),
            TEXT_KEY("organisation", "organisation"),
            END_OF_KEYS,
        },
};

static const struct definition_entity recipient = {
    .table = "recipient",
    .owner_column = "register_id",
    .has_code = true,
    .keys =
        (const struct definition_key[]){
            CODE_KEY,
            TOLD_NAMES_KEY,
            {.key = "kind",
             .type = KEY_WORD,
             .required = true,
             .column = "kind",
             .words = WORDS("authority", "company", "processor", "group", "partner", "subject", "none")},
            TEXT_KEY("organisation", "organisation"),
            {.key = "subjects",
             .type = KEY_WORD,
             .column = "subjects",
             .words = WORDS("all", "business"),
             .dflt = "all"},
            BOOL_KEY("tell", "tell"),
            TOLD_KEY("condition", "condition"),
            {.key = "columns", .type = KEY_COLUMNS, .list_table = "recipient_column"},
            {.key = "categories", .type = KEY_CODES, .list_table = "recipient_category", .refers = "categories"},
            CITES_KEY("recipient_cite"),
            END_OF_KEYS,
        },
};

static const struct definition_entity transfer = {
    .table = "transfer",
    .owner_column = "register_id",
    .has_code = true,
    .keys =
        (const struct definition_key[]){
            CODE_KEY,
            NAMES_KEY,
            {.key = "outside_eea",
             .type = KEY_WORD,
             .required = true,
             .column = "outside_eea",
             .words = WORDS("no", "not-regularly", "by-default-no", "possible")},
            {.key = "subjects",
             .type = KEY_WORD,
             .column = "subjects",
             .words = WORDS("all", "business"),
             .dflt = "all"},
            {.key = "safeguards", .type = KEY_NAMES, .column = "safeguards"},
            CITES_KEY("transfer_cite"),
            END_OF_KEYS,
        },
};

static const struct definition_entity security_measure = {
    .table = "security_measure",
    .owner_column = "register_id",
    .has_code = true,
    .keys = (const struct definition_key[]){CODE_KEY, NAMES_KEY, END_OF_KEYS},
};

static const struct definition_entity right_channel = {
    .table = "right_channel",
    .owner_column = "data_right_id",
    .keys =
        (const struct definition_key[]){
            {.key = "channel", .type = KEY_WORD, .required = true, .column = "channel", .words = channel_codes},
            {.key = "names", .type = KEY_NAMES, .column = "name"},
            TEXT_KEY("address", "address"),
            TEXT_KEY("phone", "phone"),
            TEXT_KEY("email", "email"),
            TEXT_KEY("hours", "hours"),
            {.key = "methods", .type = KEY_WORDS, .words = method_codes, .list_table = "right_channel_method"},
            END_OF_KEYS,
        },
};

static const struct definition_entity data_right = {
    .table = "data_right",
    .owner_column = "register_id",
    .has_code = true,
    .keys =
        (const struct definition_key[]){
            CODE_KEY,
            {.key = "right",
             .type = KEY_WORD,
             .required = true,
             .column = "right",
             .words = WORDS("access", "rectification", "erasure", "restriction", "portability", "objection",
                            "complaint")},
            NAMES_KEY,
            {.key = "response", .type = KEY_PERIOD, .column = "response"},
            {.key = "actor", .type = KEY_WORD, .column = "actor", .words = WORDS("subject", "self"), .dflt = "subject"},
            {.key = "scopes", .type = KEY_WORDS, .words = scope_codes, .list_table = "data_right_scope"},
            {.key = "channels", .type = KEY_ENTITIES, .entity = &right_channel},
            END_OF_KEYS,
        },
};

static const struct definition_entity notice_text = {
    .table = "notice_text",
    .owner_column = "register_id",
    .has_code = true,
    .keys =
        (const struct definition_key[]){
            CODE_KEY,
            {.key = "kind",
             .type = KEY_WORD,
             .required = true,
             .column = "kind",
             .words = WORDS("cookie", "notice", "remark")},
            {.key = "text", .type = KEY_NAMES, .required = true, .column = "text"},
            END_OF_KEYS,
        },
};

const struct definition_entity definition_register = {
    .table = "register",
    .has_code = true,
    .keys =
        (const struct definition_key[]){
            CODE_KEY,
            TOLD_NAMES_KEY,
            TOLD_KEY("title", "title"),
            TEXT_KEY("version", "version"),
            {.key = "updated", .type = KEY_DATE, .column = "updated"},
            BOOL_KEY("maximum_extent", "maximum_extent"),
            BOOL_KEY("only_from_subject", "only_from_subject"),
            {.key = "controllers", .type = KEY_ENTITIES, .required = true, .entity = &controller, .for_readers = true},
            {.key = "contacts", .type = KEY_ENTITIES, .entity = &contact, .for_readers = true},
            {.key = "subject_groups", .type = KEY_ENTITIES, .entity = &subject_group},
            {.key = "legal_bases", .type = KEY_ENTITIES, .entity = &legal_basis},
            {.key = "purposes", .type = KEY_ENTITIES, .required = true, .entity = &purpose},
            {.key = "categories", .type = KEY_ENTITIES, .required = true, .entity = &category},
            {.key = "retention", .type = KEY_ENTITIES, .entity = &retention_rule},
            {.key = "sources", .type = KEY_ENTITIES, .entity = &source, .for_readers = true},
            {.key = "recipients", .type = KEY_ENTITIES, .entity = &recipient},
            {.key = "transfers", .type = KEY_ENTITIES, .entity = &transfer, .for_readers = true},
            {.key = "security", .type = KEY_ENTITIES, .entity = &security_measure, .for_readers = true},
            {.key = "rights", .type = KEY_ENTITIES, .entity = &data_right, .for_readers = true},
            {.key = "texts", .type = KEY_ENTITIES, .entity = &notice_text, .for_readers = true},
            END_OF_KEYS,
        },
};
