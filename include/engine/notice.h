/*
 * notice.h - the privacy notice (tietosuojaseloste, dataskyddsbeskrivning) of a register, from the definition that the
 * engines run on: everything Art. 13 and 14 ask for. What the definition does not state is said to be missing.
 */
#ifndef GDPRCTL_ENGINE_NOTICE_H
#define GDPRCTL_ENGINE_NOTICE_H

#include "base/doc.h"
#include "base/lang.h"
#include "base/node.h"
#include "domain/notice_read.h"

/* Writes the whole document. `dict` (NULL: none) gives the names of record columns for starting events. */
void notice_write(struct doc *d, const struct node *def, const struct notice_dictionary *dict, enum lang lang);

/* Title of the document ("Tietosuojaseloste"), for the page. */
const char *notice_title(const struct node *def, enum lang lang);

#endif
