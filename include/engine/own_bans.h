/*
 * own_bans.h - a representative's marketing bans while their contacts change. They are on the contacts, or with the
 * name while there are none (suppression_ban_representative), so they have to go along to the new ones. Internal to
 * rectify and record import.
 */
#ifndef GDPRCTL_ENGINE_OWN_BANS_H
#define GDPRCTL_ENGINE_OWN_BANS_H

#include "base/base.h"
#include "store/subject_store.h"
#include "store/suppression_store.h"

struct own_bans {
    struct subject subject;
    struct suppression_bans listed; /* on the contacts as they were: what consent has lifted is not among them */
};

/* Before and after: `list` is that of the subject's register. Of a customer, who has rows for objections, or where the
 * representative never objected, there are none to keep. */
int own_bans_read(struct suppression *list, const struct subject *s, struct own_bans *ret);
int own_bans_keep(struct suppression *list, const struct own_bans *b);

#endif
