/*
 * dictionary.h - the catalogue's names of tables and columns, in the form that notices and letters ask for.
 */
#ifndef GDPRCTL_ENGINE_DICTIONARY_H
#define GDPRCTL_ENGINE_DICTIONARY_H

#include "domain/notice_read.h"
#include "store/catalog.h"

/* Valid as long as the catalogue. */
struct notice_dictionary dictionary_of(const struct catalog *cat);

#endif
