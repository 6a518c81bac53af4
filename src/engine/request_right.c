/*
 * request_right.c - see request_right.h.
 */
#include "engine/request_right.h"

#include "domain/notice_read.h"

/* How well the entry fits the scope: it names it, or for all of marketing a kind of it, or for a kind all of it; or it
 * names no scope, which is for all of them. */
enum fit { FIT_NONE, FIT_ANY, FIT_MARKETING, FIT_NAMED };

static enum fit fit_of(const struct node *right, const char *scope) {
    const char *all = scope_code(SCOPE_ALL_MARKETING);

    if (notice_first(right, "scopes") == NULL)
        return FIT_ANY;
    if (notice_has(right, "scopes", scope))
        return FIT_NAMED;
    if (scope_is_marketing(scope) &&
        (notice_has(right, "scopes", all) || (strcmp(scope, all) == 0 && notice_objection_reaches_marketing(right))))
        return FIT_MARKETING;
    return FIT_NONE;
}

const struct node *request_right(const struct node *def, enum right right, const char *scope) {
    const struct node *found = NULL;
    enum fit best = FIT_NONE;

    for (const struct node *r = notice_first(def, "rights"); r != NULL; r = r->next) {
        enum fit fit;

        if (strcmp(node_str(r, "right"), right_code(right)) != 0)
            continue;
        fit = scope != NULL ? fit_of(r, scope) : FIT_NONE;
        if (found == NULL || fit > best) {
            found = r;
            best = fit;
        }
    }
    return found;
}

const struct node *request_right_channel(const struct node *right, const char *channel) {
    for (const struct node *c = notice_first(right, "channels"); c != NULL; c = c->next) {
        if (strcmp(node_str(c, "channel"), channel) == 0)
            return c;
    }
    return NULL;
}

static void add_methods(const struct node *channel, const char *ret[METHOD__MAX + 1]) {
    for (const struct node *m = notice_first(channel, "methods"); m != NULL; m = m->next) {
        size_t i = 0;

        while (ret[i] != NULL && strcmp(ret[i], m->text) != 0)
            i++;
        if (i < METHOD__MAX)
            ret[i] = m->text;
    }
}

static bool asks(const struct request *q, const char *scope) {
    size_t k = 0;

    while (k < q->scopes.len && strcmp(q->scopes.d[k], scope) != 0)
        k++;
    return k < q->scopes.len;
}

size_t request_right_entries(const struct node *def, const struct request *q, const struct node *ret[SCOPE__MAX]) {
    bool all = asks(q, scope_code(SCOPE_ALL_MARKETING));
    enum right which;
    size_t n = 0;

    if (right_parse(q->right, &which) < 0)
        return 0;
    for (int i = 0; i < SCOPE__MAX; i++) {
        const char *scope = scope_code((enum scope)i);
        const struct node *entry = request_right(def, which, scope);

        /* All of marketing is under the entry of each kind that has one. */
        if (asks(q, scope) || (all && scope_is_marketing(scope) && entry != NULL && notice_has(entry, "scopes", scope)))
            ret[n++] = entry;
    }
    if (n == 0)
        ret[n++] = request_right(def, which, NULL);
    return ret[0] != NULL ? n : 0;
}

/* The methods of the channel the request came by. One that came by a way the notice does not offer can be made good by
 * any method the notice accepts for the right. */
static void entry_methods(const struct node *right, const char *by, const char *ret[METHOD__MAX + 1]) {
    const struct node *channel = request_right_channel(right, by);

    memset(ret, 0, (METHOD__MAX + 1) * sizeof ret[0]);
    if (channel != NULL) {
        add_methods(channel, ret);
        return;
    }
    for (const struct node *c = notice_first(right, "channels"); c != NULL; c = c->next)
        add_methods(c, ret);
}

/* Of `ret` what is among `more` too. Where that is nothing it becomes `more`. */
static void keep_common(const char *ret[METHOD__MAX + 1], const char *more[METHOD__MAX + 1]) {
    const char *both[METHOD__MAX + 1] = {NULL};
    size_t n = 0;

    for (size_t i = 0; ret[i] != NULL; i++) {
        for (size_t k = 0; more[k] != NULL; k++) {
            if (strcmp(ret[i], more[k]) == 0)
                both[n++] = ret[i];
        }
    }
    memcpy(ret, n > 0 ? both : more, sizeof both);
}

void request_right_methods(const struct node *def, const struct request *q, const char *ret[METHOD__MAX + 1]) {
    const struct node *entries[SCOPE__MAX];
    size_t n = request_right_entries(def, q, entries);

    memset(ret, 0, (METHOD__MAX + 1) * sizeof ret[0]);
    for (size_t i = 0; i < n; i++) {
        const char *more[METHOD__MAX + 1];

        entry_methods(entries[i], q->channel, more);
        if (more[0] != NULL)
            keep_common(ret, more);
    }
}
