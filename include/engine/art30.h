/*
 * art30.h - the record of processing activities of a register, Art. 30(1)(a) to (g), from its definition. What the
 * definition does not state is said to be missing.
 */
#ifndef GDPRCTL_ENGINE_ART30_H
#define GDPRCTL_ENGINE_ART30_H

#include "base/doc.h"
#include "base/lang.h"
#include "base/node.h"
#include "domain/notice_read.h"

/* Writes all of it into `d`, in the language; `dict` names the columns (domain/notice_read.h). */
void art30_write(struct doc *d, const struct node *def, const struct notice_dictionary *dict, enum lang lang);

#endif
