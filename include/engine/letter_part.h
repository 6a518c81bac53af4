/*
 * letter_part.h - what the files of letter.h share; for src/engine/letter*.c only.
 */
#ifndef GDPRCTL_ENGINE_LETTER_PART_H
#define GDPRCTL_ENGINE_LETTER_PART_H

#include "engine/letter.h"
#include "engine/notice_part.h"

/* The letter as a writer of notice parts; `level` is that of the headings inside a part. */
struct notice_part letter_part(const struct letter *l, int level);

void letter_say(const struct letter *l, enum phrase id);                       /* the phrase as a paragraph */
void letter_reason(const struct letter *l, const char *reason);                /* "Reasons: ..."; NULL: nothing */
void letter_date_fact(const struct letter *l, enum phrase label, date_t d);    /* inside facts; DATE_NONE: nothing */
void letter_names(const struct letter *l, const char *const *names, size_t n); /* a list */

/* The recipients with these codes, by name, under the phrase; nothing when there are none. */
void letter_recipients(const struct letter *l, enum phrase intro, const char *const *codes, size_t n);

#endif
