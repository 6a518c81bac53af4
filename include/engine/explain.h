/*
 * explain.h - why each row of a person is kept and until when: the verdicts of the workset, in words that scripts and
 * officers read.
 */
#ifndef GDPRCTL_ENGINE_EXPLAIN_H
#define GDPRCTL_ENGINE_EXPLAIN_H

#include "base/out.h"
#include "engine/workset.h"

/* Writes {"rows": [...]}: one entry for each row and group of columns, references in the language. What happens next
 * with the columns ("next") is "nothing" (kept without an end), "kept", "purge" (the next purge takes them), "waits"
 * (for rows below the row), or "held". */
void explain_write(struct out *o, const struct plan *plan, enum lang lang, const struct workset *work);

#endif
