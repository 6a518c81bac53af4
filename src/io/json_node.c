/*
 * json_node.c - see json_node.h.
 */
#include "io/json_node.h"

void json_out_node(struct json_out *j, const char *key, const struct node *n) {
    switch (n->type) {
    case NODE_MAP:
        json_out_map(j, key);
        for (const struct node *c = n->child; c != NULL; c = c->next)
            json_out_node(j, c->key, c);
        json_out_end(j);
        break;
    case NODE_LIST:
        json_out_list(j, key);
        for (const struct node *c = n->child; c != NULL; c = c->next)
            json_out_node(j, NULL, c);
        json_out_end(j);
        break;
    case NODE_STRING:
        json_out_str(j, key, n->text);
        break;
    case NODE_NUMBER:
    case NODE_BOOL:
        json_out_raw(j, key, n->text, strlen(n->text));
        break;
    case NODE_NULL:
    case NODE__MAX:
        json_out_null(j, key);
        break;
    }
}
