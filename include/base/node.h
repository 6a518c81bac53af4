/*
 * node.h - a parsed document (a register definition, the values of a rectification) as a tree that no JSON library is
 * needed to read. io/json_in.h builds it; domain and engine read it.
 *
 * Numbers keep their text, so that nothing is lost to a double. Keys are compared byte for byte.
 */
#ifndef GDPRCTL_BASE_NODE_H
#define GDPRCTL_BASE_NODE_H

#include "base/base.h"
#include "base/sb.h"

enum node_type { NODE_NULL, NODE_BOOL, NODE_NUMBER, NODE_STRING, NODE_LIST, NODE_MAP, NODE__MAX };

struct node {
    enum node_type type;
    const char *key;    /* in a map; NULL in a list */
    const char *text;   /* STRING: the value; NUMBER: its digits; BOOL: "true" or "false" */
    struct node *child; /* first element of a list or map */
    struct node *next;
    struct node *parent;
    size_t index; /* position in the parent, from 0 */
};

struct node *node_new(enum node_type type, const char *key, const char *text); /* copies key and text */
void node_append(struct node *parent, struct node *child);                     /* the parent owns the child */
void node_free(struct node **n);                                               /* the whole tree; cleanup function */

const struct node *node_get(const struct node *map, const char *key); /* NULL when it is not there */
const char *node_str(const struct node *map, const char *key);        /* text of a STRING, else NULL */
bool node_is_true(const struct node *map, const char *key);           /* BOOL true; anything else is false */
const char *node_type_name(enum node_type type);                      /* "a string", "a list", ...: for messages */

/* Where the node stands, as a JSON path: $.categories[2].fields[0].names. Appended to `out`. */
void node_path(const struct node *n, struct sb *out);

#endif
