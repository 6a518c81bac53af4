/*
 * json_node.h - a tree of base/node.h back to JSON.
 */
#ifndef GDPRCTL_IO_JSON_NODE_H
#define GDPRCTL_IO_JSON_NODE_H

#include "base/node.h"
#include "io/json_out.h"

/* Writes the node under `key` (NULL in a list or at the top). Numbers keep the digits they came with. */
void json_out_node(struct json_out *j, const char *key, const struct node *n);

#endif
