/*
 * Tests that the shipped register definitions are complete: every numbered item of the published notices, and every
 * remark and requirement made on them, has its place in a definition. tests/data/items/all.txt lists the items
 * (register, number, kind); tests/data/items/CODE.tsv gives each its place, as a path in which the entities of a list
 * are addressed by their code: categories[customer-data].fields[name], rights[access].channels[0].
 */
#include "golden.h"

#include "base/vec.h"

#define ITEMS "tests/data/items/"

static const struct shipped {
    const char *code;
    int items;
} shipped[] = {
    {"kss-customers", 96},  {"kuopio-customers", 124}, {"kss-panel", 41},
    {"ksat-customers", 70}, {"kesoy-customers", 65},
};

/* Cuts the next line of three cells off the text; the cells are parts of it. False at the end. */
static bool next_line(char **at, const char *cells[3]) {
    char *line = *at, *end = strchr(line, '\n');
    size_t n = 0;

    if (*line == '\0')
        return false;
    CHECK(end != NULL);
    *at = end != NULL ? end + 1 : line + strlen(line);
    if (end != NULL)
        *end = '\0';
    for (char *cell = line; cell != NULL; n++) {
        char *tab = strchr(cell, '\t');

        if (n < 3)
            cells[n] = cell;
        if (tab != NULL)
            *tab++ = '\0';
        cell = tab;
    }
    test_check(n == 3, __FILE__, __LINE__, "the line of %s has %zu cells", line, n);
    return n == 3;
}

/* ---- places ---- */

static bool is_called(const struct node *element, const char *name, size_t len) {
    const char *code = element->type == NODE_MAP ? node_str(element, "code") : element->text;

    return code != NULL && strlen(code) == len && memcmp(code, name, len) == 0;
}

/* An element of a list: the one with the code, the text itself, or its place counted from 0. */
static const struct node *element_of(const struct node *list, const char *name, size_t len) {
    bool number = strspn(name, "0123456789") >= len;
    size_t want = number ? strtoul(name, NULL, 10) : 0;

    for (const struct node *n = list->type == NODE_LIST && len > 0 ? list->child : NULL; n != NULL; n = n->next) {
        if (number ? n->index == want : is_called(n, name, len))
            return n;
    }
    return NULL;
}

static const struct node *value_of(const struct node *map, const char *key, size_t len) {
    char *name CLEANUP(mem_free) = mem_strndup(key, len);

    return map->type == NODE_MAP ? node_get(map, name) : NULL;
}

/* What stands at the place in the definition; NULL when nothing does. */
static const struct node *find_place(const struct node *def, const char *place) {
    const struct node *n = def;

    do {
        bool element = *place == '[';
        size_t len = strcspn(place += element, element ? "]" : ".[");

        n = element ? element_of(n, place, len) : value_of(n, place, len);
        place += len;
        if (element && *place++ != ']')
            return NULL;
        if (*place == '.')
            place++;
        else if (*place != '[' && *place != '\0')
            return NULL;
    } while (n != NULL && *place != '\0');
    return n;
}

TEST(places_are_found_by_code_number_and_text) {
    static const char text[] = "{\"code\": \"a\", \"rights\": [{\"code\": \"access\", \"scopes\": [\"direct-mail\"], "
                               "\"channels\": [{\"channel\": \"letter\"}]}]}";
    static const char *const there[] = {"code",
                                        "rights",
                                        "rights[access]",
                                        "rights[0].code",
                                        "rights[access].scopes[direct-mail]",
                                        "rights[access].channels[0].channel"};
    static const char *const missing[] = {"",
                                          "names",
                                          "code.fi",
                                          "code[0]",
                                          "rights[erasure]",
                                          "rights[]",
                                          "rights[acces]",
                                          "rights[1]",
                                          "rights.access",
                                          "rights[access",
                                          "rights[access]code",
                                          "rights[access].scopes[email]",
                                          "rights[access].channels[letter]"};
    struct err e = {0};
    struct node *def CLEANUP(node_free) = NULL;

    CHECK_EQ_INT(json_parse(text, strlen(text), "a test", &def, &e), 0);
    for (size_t i = 0; i < ARRAY_LEN(there); i++)
        test_check(find_place(def, there[i]) != NULL, __FILE__, __LINE__, "\"%s\" is not found", there[i]);
    for (size_t i = 0; i < ARRAY_LEN(missing); i++)
        test_check(find_place(def, missing[i]) == NULL, __FILE__, __LINE__, "\"%s\" is found", missing[i]);
}

/* ---- items ---- */

/* Where an item of a kind stands: how its place begins, what it holds, and whether no other item may stand there. */
static const struct kind_place {
    const char *kind, *begins, *holds;
    bool alone;
} kind_places[] = {
    {"meta", "", "", false},
    {"controller", "controllers[", "", true},
    {"controller_address", "controllers[", "_address", true},
    {"controller_phone", "controllers[", "].phone", true},
    {"controller_email", "controllers[", "].email", true},
    {"controller_web", "controllers[", "].web", true},
    {"controller_business_id", "controllers[", "].business_id", true},
    {"contact_person", "contacts[", "", true},
    {"register_name", "names", "", true},
    {"legal_basis", "legal_bases[", "", true},
    {"data_subject_group", "subject_groups", "", true},
    {"purpose", "purposes[", "", true},
    {"category", "categories[", "", true},
    {"field", "categories[", "].fields[", true},
    {"retention", "retention[", "", false}, /* one rule may answer two sentences of a notice */
    {"source", "sources[", "", true},
    {"recipient", "recipients[", "", true},
    {"transfer", "transfers[", "", true},
    {"security", "security[", "", true},
    {"right", "rights[", "", true},
    {"channel", "rights[", "].channels", false}, /* one channel may serve several rights */
    {"identity_check", "rights[", "].methods", true},
    {"response_time", "rights[", "].response", true},
    {"cookie", "texts[", "", true},
    {"unusual", "", "", false},
    {"must_do", "", "", false},
};

static const struct kind_place *place_of_kind(const char *kind) {
    for (size_t i = 0; i < ARRAY_LEN(kind_places); i++) {
        if (strcmp(kind_places[i].kind, kind) == 0)
            return &kind_places[i];
    }
    return NULL;
}

/* The places of one register's items so far. */
struct taken {
    const char *place, *kind;
};
typedef VEC(struct taken) taken_vec;

static void check_alone(taken_vec *taken, const char *id, const char *kind, const char *place) {
    for (size_t i = 0; i < taken->len; i++)
        test_check(strcmp(taken->d[i].place, place) != 0 || strcmp(taken->d[i].kind, kind) != 0, __FILE__, __LINE__,
                   "%s stands at \"%s\", where another %s stands already", id, place, kind);
    *vec_push(taken) = (struct taken){place, kind};
}

static void check_item(const struct node *def, taken_vec *taken, const char *id, const char *kind, const char *place) {
    const struct kind_place *where = place_of_kind(kind);

    test_check(find_place(def, place) != NULL, __FILE__, __LINE__, "%s: the definition has nothing at \"%s\"", id,
               place);
    test_check(where != NULL, __FILE__, __LINE__, "%s is of an unknown kind: %s", id, kind);
    if (where == NULL)
        return;
    test_check(strncmp(place, where->begins, strlen(where->begins)) == 0 && strstr(place, where->holds) != NULL,
               __FILE__, __LINE__, "%s: a %s does not stand at \"%s\"", id, kind, place);
    if (where->alone)
        check_alone(taken, id, kind, place);
}

/* Every item of the register in the list has its line in the register's table, in the same order, and a place. */
static void check_register(const struct shipped *reg) {
    char *all CLEANUP(mem_free) = golden_read(ITEMS "all.txt");
    char *table CLEANUP(mem_free) = NULL;
    struct node *def CLEANUP(node_free) = NULL;
    taken_vec taken = {0};
    const char *item[3], *line[3] = {"", "", ""};
    char *at = all, *table_at;
    int items = 0;
    SB(path);

    sb_printf(&path, "src/registers/%s.json", reg->code);
    def = golden_definition(path.d);
    sb_clear(&path);
    sb_printf(&path, ITEMS "%s.tsv", reg->code);
    table_at = table = golden_read(path.d);
    CHECK(next_line(&table_at, line));
    CHECK(strcmp(line[0], "id") == 0 && strcmp(line[1], "place") == 0 && strcmp(line[2], "note") == 0);
    while (def != NULL && next_line(&at, item)) {
        if (strcmp(item[0], reg->code) != 0)
            continue;
        items++;
        if (!next_line(&table_at, line)) {
            test_check(false, __FILE__, __LINE__, "%s has no line for %s", path.d, item[1]);
            break;
        }
        CHECK_STR(line[0], item[1]);
        check_item(def, &taken, item[1], item[2], line[1]);
    }
    test_check(*table_at == '\0', __FILE__, __LINE__, "%s has more lines than the list has items", path.d);
    vec_release(&taken);
    test_check(items == reg->items, __FILE__, __LINE__, "%s has %d items, not %d", reg->code, items, reg->items);
}

TEST(every_item_of_the_notices_has_its_place) {
    for (size_t i = 0; i < ARRAY_LEN(shipped); i++)
        check_register(&shipped[i]);
}

TEST(list_of_items_is_whole) {
    char *all CLEANUP(mem_free) = golden_read(ITEMS "all.txt");
    const char *item[3];
    char *at = all;
    int items = 0;
    SB(seen);

    sb_ch(&seen, ' ');
    while (next_line(&at, item)) {
        SB(id);

        sb_printf(&id, " %s ", item[1]);
        test_check(strstr(seen.d, id.d) == NULL, __FILE__, __LINE__, "%s is in the list twice", item[1]);
        sb_printf(&seen, "%s ", item[1]);
        items++;
    }
    CHECK_EQ_INT(items, 396);
}
