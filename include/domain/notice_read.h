/*
 * notice_read.h - reading a register definition (definition.h) as the notice that it is: names in a language, lists,
 * which rule covers which column. Pure. The definition has passed definition_check, so required keys are there.
 */
#ifndef GDPRCTL_DOMAIN_NOTICE_READ_H
#define GDPRCTL_DOMAIN_NOTICE_READ_H

#include "base/base.h"
#include "base/lang.h"
#include "base/node.h"
#include "base/sb.h"
#include "domain/code.h"

/* for (NOTICE_EACH(p, def, "purposes")) ...: the elements of a list; none when the key is missing. */
#define NOTICE_EACH(var, map, key)                   \
    const struct node *var = notice_first(map, key); \
    var != NULL;                                     \
    var = var->next

const struct node *notice_first(const struct node *map, const char *key);
size_t notice_count(const struct node *map, const char *key);

/* A text for people under `key` ("names", "text", "condition" ...) in the language, else in Finnish, else in English;
 * NULL when the key is missing. */
const char *notice_text(const struct node *map, const char *key, enum lang lang);

/* The names of an entity; its code where it has none. */
const char *notice_name(const struct node *entity, enum lang lang);

/* The entity of a list with this code; NULL when there is none. */
const struct node *notice_find(const struct node *def, const char *list, const char *code);

/* The first entity of a list whose text under `key` is the word; NULL when there is none. */
const struct node *notice_where(const struct node *def, const char *list, const char *key, const char *word);

/* Whether the list of texts or words under `key` holds the word; whether the entity's text under `key` is the word. */
bool notice_has(const struct node *map, const char *key, const char *word);
bool notice_is(const struct node *map, const char *key, const char *word);

/* What a scalar list holds for "table.column": the entry itself, or "table.*". */
bool notice_maps(const struct node *columns, const char *column);

/* Whether a retention rule covers "table.column" (or "table.*"): by its table, by the column, or by a category that
 * has it. */
bool notice_rule_covers(const struct node *def, const struct node *rule, const char *column);

/* The first rule that covers the field (any of its columns) and says how long it is kept; one of kind on-condition does
 * not. NULL when there is none. */
const struct node *notice_field_rule(const struct node *def, const struct node *field);

/* Whether the rules that say how long are all for other groups of people than this one. */
bool notice_group_without_rule(const struct node *def, const struct node *group);

/* How far the rules reach into a category: by its name, or by the columns of its fields. */
enum notice_coverage { NOTICE_UNCOVERED, NOTICE_PARTLY, NOTICE_COVERED };
enum notice_coverage notice_coverage(const struct node *def, const struct node *category);

/* The basis an entity names under "basis": 0, or -1 when it names none. */
int notice_basis(const struct node *entity, enum basis *ret);

/* Whether any purpose or legal basis of the register names the basis; whether any names one at all. */
bool notice_uses_basis(const struct node *def, enum basis basis);
bool notice_names_basis(const struct node *def);

/* Whether the register's legal bases, which hold for all its purposes together, name this one; any. */
bool notice_general_basis(const struct node *def, enum basis basis);
bool notice_has_general_basis(const struct node *def);

/* Whether any purpose has the flag ("direct_marketing", "profiling"). */
bool notice_has_purpose(const struct node *def, const char *flag);

/* The notice's entry for a right ("access" ... "complaint"); NULL when it names none. */
const struct node *notice_right(const struct node *def, const char *right);

/* Whether the notice offers portability although the bases it names do not give the right (Art. 20(1)(a)). */
bool notice_promises_portability(const struct node *def);

/* Whether an objection right of the notice reaches direct marketing; whether it reaches other processing. One without
 * scopes reaches both. */
bool notice_objection_reaches_marketing(const struct node *objection);
bool notice_objection_reaches_processing(const struct node *objection);

/* A field that stands for "table.column"; `alone`: for nothing else besides. NULL when there is none. */
const struct node *notice_field_of(const struct node *def, const char *column, bool alone);

/* Names of record columns for people, as the database's dictionary has them; NULL when it has none. `column` NULL: the
 * name of the table. Lets domain and engine name an event ("contract.end_date") without reading the database. */
typedef const char *notice_column_name(void *ctx, const char *table, const char *column, enum lang lang);

struct notice_dictionary {
    notice_column_name *name;
    void *ctx;
};

/*
 * Appends the name of "table.column" for people: the dictionary's "table: column"; else the name of a field of the
 * definition that stands for this column alone. False, and nothing appended, when neither knows it: codes are not for
 * people.
 */
bool notice_column(const struct node *def, const struct notice_dictionary *dict, const char *column, enum lang lang,
                   struct sb *out);

#endif
