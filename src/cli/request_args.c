/*
 * request_args.c - see request_args.h.
 */
#include "cli/request_args.h"

#include "base/vec.h"
#include "cli/selector.h"
#include "store/register_store.h"

struct book_time app_book_time(const struct app *app) {
    return (struct book_time){.now_utc = app->now_utc, .today = app->today};
}

int request_args_none(struct app *app, const struct args *a, const char *instead) {
    const struct opt *const groups[] = {opts_request, opts_verified, opts_selector};

    for (size_t g = 0; g < ARRAY_LEN(groups); g++) {
        for (const struct opt *o = groups[g]; o->name != NULL; o++) {
            if (!args_has(a, o->name))
                continue;
            (void)err_set(app->err, ERR_USAGE, "--%s opens a new request, and %s", o->name, instead);
            return err_hint(app->err, "give either the reference or the options of `request open`");
        }
    }
    return 0;
}

int request_args_check(struct app *app, const struct args *a) {
    static const char *const needed[] = {"register", "received", "channel", "verified"};

    if (args_pos_count(a) > 0)
        return request_args_none(app, a, "REF names one that is there");
    for (size_t i = 0; i < ARRAY_LEN(needed); i++) {
        if (!args_has(a, needed[i])) {
            (void)err_set(app->err, ERR_USAGE, "no request is named");
            return err_hint(app->err, "give its reference, or --register, --received, --channel, a selector and "
                                      "--verified to open, verify and carry out a new one in one go");
        }
    }
    return 0;
}

/* Scopes as a NULL-terminated list; the texts are the arguments'. */
struct scope_list {
    VEC(const char *) words;
};

static void scope_list_release(struct scope_list *s) {
    vec_release(&s->words);
}

/* What is said twice is objected to once: the letter lists the scopes. */
static void scope_list_add(struct scope_list *s, const char *word) {
    for (size_t i = 0; i < s->words.len; i++) {
        if (strcmp(s->words.d[i], word) == 0)
            return;
    }
    *vec_push(&s->words) = word;
}

int request_args_open(struct app *app, const struct args *a, enum right right, struct request *ret,
                      struct request_advice *advice) {
    struct scope_list scopes CLEANUP(scope_list_release) = {0};
    struct node *def CLEANUP(node_free) = NULL;
    struct request_opening o = {.right = right,
                                .register_code = args_str(a, "register"),
                                .received = args_date(a, "received"),
                                .channel = (enum channel)args_word(a, "channel")};
    int64_t id;
    const char *word;

    for (size_t i = 0; (word = args_list(a, "scope", i)) != NULL; i++)
        scope_list_add(&scopes, word);
    *vec_push(&scopes.words) = NULL;
    o.scopes = scopes.words.d;
    TRY(register_id(app->db, o.register_code, &id));
    TRY(register_export(app->db, o.register_code, &def));
    TRY(selector_subject(app, a, id, &o.subject));
    return request_book_open(app->db, def, &o, app_book_time(app), ret, advice);
}

void request_args_warn(const struct app *app, const struct request *q, const struct request_advice *advice) {
    if (advice->right_unnamed)
        app_warn(app, "the notice of %s does not name the right of %s; it holds by law", q->register_code, q->right);
    if (advice->channel_unlisted)
        app_warn(app, "the notice of %s does not offer %s for %s; the request stands, identity must be made sure of",
                 q->register_code, q->channel, q->right);
    if (advice->received_long_ago)
        app_warn(app, "the due date of request %s, %s, has passed", q->ref, q->due);
    if (advice->scope_unused)
        app_warn(app, "--scope says what is objected to, and request %s is for %s: it is left out", q->ref, q->right);
    for (size_t i = 0; i < advice->duplicates.len; i++)
        app_warn(app, "request %s of the same person for the same right is open too; both stand",
                 advice->duplicates.d[i]);
}

static int open_and_verify(struct app *app, const struct args *a, enum right right, struct request *ret) {
    struct request_advice advice CLEANUP(request_advice_release) = {0};
    struct node *def CLEANUP(node_free) = NULL;

    TRY(request_args_open(app, a, right, ret, &advice));
    request_args_warn(app, ret, &advice);
    TRY(register_export(app->db, ret->register_code, &def));
    return request_book_verify(app->db, def, ret, (enum method)args_word(a, "verified"), app_book_time(app));
}

int request_args_get(struct app *app, const struct args *a, enum right right, struct request *ret) {
    if (args_pos_count(a) > 0)
        return request_load(app->db, args_pos(a, 0), ret);
    return open_and_verify(app, a, right, ret);
}

int request_args_need_out(struct app *app, const struct args *a) {
    return app->dry_run ? 0 : args_need(a, "out", app->err);
}

int request_args_dir(struct app *app, const struct args *a, struct package_dir *ret) {
    if (app->dry_run)
        return package_dir_pretend(ret, args_str(a, "out"), app->err);
    TRY(package_dir_open(ret, args_str(a, "out"), false, app->err));
    return package_dir_sweep(ret, app->now_utc, NULL, app->err);
}

void request_out(struct out *o, const struct request *q) {
    out_str(o, "request", q->ref);
    out_str(o, "type", q->right);
    out_str(o, "register", q->register_code);
    out_str(o, "received", q->received);
    out_str(o, "due", q->due);
    out_str(o, "state", q->state);
}
