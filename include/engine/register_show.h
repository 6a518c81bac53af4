/*
 * register_show.h - a register in the language of the reader: who is responsible, whose data, why, what, how long, from
 * and to whom, how protected, which rights by which channel.
 */
#ifndef GDPRCTL_ENGINE_REGISTER_SHOW_H
#define GDPRCTL_ENGINE_REGISTER_SHOW_H

#include "base/lang.h"
#include "base/node.h"
#include "base/out.h"

/* `def` is a definition as register_export gives it. */
void register_show(struct out *o, const struct node *def, enum lang lang);

#endif
