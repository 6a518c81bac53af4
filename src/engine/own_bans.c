/*
 * own_bans.c - see own_bans.h.
 */
#include "engine/own_bans.h"

#include "domain/code.h"
#include "store/request_store.h"

int own_bans_read(struct suppression *list, const struct subject *s, struct own_bans *ret) {
    int r;

    *ret = (struct own_bans){.subject = *s};
    if (s->representative_id == 0)
        return 0;
    r = request_of_representative(list->db, s->representative_id, right_code(RIGHT_OBJECTION));
    if (r <= 0)
        return r;
    return suppression_of_representative(list, s->customer_id, s->representative_id, &ret->listed);
}

struct keeping {
    struct suppression *list;
    const struct own_bans *bans;
};

/* Of the scopes on the list, those that the representative's own request put there: an entry can be another's ban. */
static int keep_asked(void *ctx, const struct request *q) {
    const struct keeping *k = ctx;
    const struct own_bans *b = k->bans;

    if (q->subject.representative_id != b->subject.representative_id)
        return 0;
    for (int i = 0; i < SCOPE__MAX; i++) {
        const char *word = scope_code((enum scope)i);
        bool asked = q->scopes.len == 0 && i == SCOPE_ALL_MARKETING;
        uint64_t added;

        for (size_t n = 0; n < q->scopes.len && !asked; n++)
            asked = strcmp(q->scopes.d[n], word) == 0;
        if (asked && (b->listed.set & SCOPE_BIT(i)) != 0)
            TRY(suppression_ban_representative(k->list, b->subject.customer_id, b->subject.representative_id,
                                               (enum scope)i, b->listed.since[i], "request", &added));
    }
    return 0;
}

int own_bans_keep(struct suppression *list, const struct own_bans *b) {
    struct keeping k = {list, b};

    if (b->listed.set == 0)
        return 0;
    return request_list(list->db,
                        &(struct request_filter){.right = right_code(RIGHT_OBJECTION),
                                                 .customer_id = b->subject.customer_id,
                                                 .carried_out = true},
                        keep_asked, &k);
}
