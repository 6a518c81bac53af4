/*
 * node.c - see node.h.
 */
#include "base/node.h"

#include "base/mem.h"

/* One piece of memory: the node, its key and its text. */
struct node *node_new(enum node_type type, const char *key, const char *text) {
    size_t key_size = key != NULL ? strlen(key) + 1 : 0, text_size = text != NULL ? strlen(text) + 1 : 0;
    struct node *n = mem_alloc(sizeof *n + key_size + text_size);
    char *rest = (char *)(n + 1);

    n->type = type;
    n->key = key != NULL ? memcpy(rest, key, key_size) : NULL;
    n->text = text != NULL ? memcpy(rest + key_size, text, text_size) : NULL;
    return n;
}

void node_append(struct node *parent, struct node *child) {
    struct node **at = &parent->child;
    size_t index = 0;

    while (*at != NULL) {
        at = &(*at)->next;
        index++;
    }
    *at = child;
    child->parent = parent;
    child->index = index;
}

void node_free(struct node **root) {
    struct node *n = *root;

    while (n != NULL) {
        struct node *next = n->next;

        node_free(&n->child);
        free(n);
        n = next;
    }
    *root = NULL;
}

const struct node *node_get(const struct node *map, const char *key) {
    if (map == NULL || map->type != NODE_MAP)
        return NULL;
    for (const struct node *n = map->child; n != NULL; n = n->next) {
        if (strcmp(n->key, key) == 0)
            return n;
    }
    return NULL;
}

const char *node_str(const struct node *map, const char *key) {
    const struct node *n = node_get(map, key);

    return n != NULL && n->type == NODE_STRING ? n->text : NULL;
}

bool node_is_true(const struct node *map, const char *key) {
    const struct node *n = node_get(map, key);

    return n != NULL && n->type == NODE_BOOL && strcmp(n->text, "true") == 0;
}

const char *node_type_name(enum node_type type) {
    static const char *const names[] = {
        [NODE_NULL] = "null",       [NODE_BOOL] = "true or false", [NODE_NUMBER] = "a number",
        [NODE_STRING] = "a string", [NODE_LIST] = "a list",        [NODE_MAP] = "an object",
    };

    _Static_assert(ARRAY_LEN(names) == NODE__MAX, "a name for every type");
    return names[type];
}

void node_path(const struct node *n, struct sb *out) {
    if (n->parent == NULL) {
        sb_ch(out, '$');
        return;
    }
    node_path(n->parent, out);
    if (n->key != NULL) {
        sb_printf(out, ".%s", n->key);
    } else {
        sb_printf(out, "[%zu]", n->index);
    }
}
