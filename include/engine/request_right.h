/*
 * request_right.h - what a register's notice says of a right: the entry of its definition, the channels a request may
 * come by, and the ways of making sure who asks.
 */
#ifndef GDPRCTL_ENGINE_REQUEST_RIGHT_H
#define GDPRCTL_ENGINE_REQUEST_RIGHT_H

#include "base/node.h"
#include "domain/code.h"
#include "store/request_store.h"

/* The entry of the definition's rights for `right`, or NULL; for an objection the one that names `scope`, else one of
 * marketing where that is a kind of it or all of it, else one for all scopes, else the first. NULL: the first. */
const struct node *request_right(const struct node *def, enum right right, const char *scope);

/* The entries that the request is under, in `ret`; returns how many. An objection with several scopes, or to
 * all of marketing, can be under several; the one of the processing itself comes last. */
size_t request_right_entries(const struct node *def, const struct request *q, const struct node *ret[SCOPE__MAX]);

/* The entry's channel of that code, or NULL. */
const struct node *request_right_channel(const struct node *right, const char *channel);

/* The accepted identity methods of a request as a NULL-terminated list of codes in `ret` (METHOD__MAX + 1 entries);
 * none when the notice asks for no particular one. An objection with scopes under several entries needs one that each
 * of them accepts; where there is none, what the entry of the processing itself accepts. */
void request_right_methods(const struct node *def, const struct request *q, const char *ret[METHOD__MAX + 1]);

#endif
