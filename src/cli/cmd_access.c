/*
 * cmd_access.c - `gdprctl access`: the answer to an access request, or to all of them.
 */
#include "cli/cmd.h"

#include "base/mem.h"
#include "base/vec.h"
#include "cli/progress.h"
#include "cli/request_args.h"
#include "engine/access.h"
#include "io/package.h"
#include "store/meta_store.h"

/* Answers in one transaction and one flush to the disk, which waits for what other programs have written there too: the
 * fewer the better, but what a killed run did since the last one is done again. */
#define BATCH 500

static int check(struct app *app, const struct args *a) {
    TRY(request_args_need_out(app, a));
    if (!args_flag(a, "all"))
        return request_args_check(app, a);
    if (args_pos_count(a) > 0)
        return err_set(app->err, ERR_USAGE, "--all answers every request; it takes no reference");
    return request_args_none(app, a, "--all answers those that are there");
}

static struct access_options read_options(const struct app *app, const struct args *a) {
    return (struct access_options){
        .recordings_root = app->recordings,
        .now_utc = app->now_utc,
        .today = app->today,
        .as_of = app->as_of,
        .lang_given = app->lang_given,
        .lang = app->lang,
        .protected_ok = args_flag(a, "protected-ok"),
    };
}

static void show_result(struct app *app, const struct request *q, const struct access_result *res) {
    request_out(app->out, q);
    out_str(app->out, "package", res->package);
    out_int(app->out, "files", (int64_t)res->files);
    out_int(app->out, "rows", (int64_t)res->rows);
    out_int(app->out, "recordings_copied", (int64_t)res->recordings_copied);
    out_int(app->out, "recordings_missing", (int64_t)res->recordings_missing);
    out_bool(app->out, "others_masked", res->other_people);
    out_bool(app->out, "dry_run", app->dry_run);
}

/* The letter asks the person to ask again for them; the officer may still put them in. */
static void warn_of_recordings(const struct app *app, const struct request *q, const struct access_result *res) {
    if (res->recordings_missing > 0)
        app_warn(app, "the answer to %s lacks %zu of the recordings that it names: %s", q->ref, res->recordings_missing,
                 app->recordings == NULL ? "no directory of recordings is set (--recordings, $GDPRCTL_RECORDINGS)"
                 : res->recordings_missing == 1
                     ? "its file is not in the directory of recordings, or none that may be copied"
                     : "their files are not in the directory of recordings, or none that may be copied");
}

static int answer_one(struct app *app, const struct args *a) {
    struct access_result res CLEANUP(access_result_release) = {0};
    const struct access_options options = read_options(app, a);
    REQUEST(q);
    ACCESS(access);
    PACKAGE_DIR(dir);
    TX(tx);

    TRY(tx_begin(&tx, app->db));
    TRY(request_args_get(app, a, RIGHT_ACCESS, &q));
    TRY(request_book_may_carry_out(app->db, &q, RIGHT_ACCESS));
    TRY(request_args_dir(app, a, &dir));
    TRY(access_open(&access, app->db, q.register_code, &options));
    if (access_answer(&access, &dir, &q, &res) < 0 || app_keep(app, &tx) < 0)
        return package_dir_withdraw(&dir, res.package != NULL ? q.ref : NULL);
    warn_of_recordings(app, &q, &res);
    out_map(app->out, NULL);
    show_result(app, &q, &res);
    out_end(app->out);
    return APP_DONE;
}

/* ---- all ---- */

struct todo {
    char *ref, *register_code;
};

struct all {
    struct app *app;
    VEC(struct todo) todo; /* verified open access requests, by register */
    struct progress progress;
    size_t answered, left;
};

static void all_release(struct all *all) {
    progress_end(&all->progress);
    for (size_t i = 0; i < all->todo.len; i++) {
        free(all->todo.d[i].ref);
        free(all->todo.d[i].register_code);
    }
    vec_release(&all->todo);
}

static int add_todo(void *ctx, const struct request *q) {
    struct all *all = ctx;

    *vec_push(&all->todo) = (struct todo){.ref = mem_strdup(q->ref), .register_code = mem_strdup(q->register_code)};
    return 0;
}

static int by_register(const void *a, const void *b) {
    const struct todo *x = a, *y = b;
    int d = strcmp(x->register_code, y->register_code);

    return d != 0 ? d : strcmp(x->ref, y->ref);
}

/* Of an earlier answer, perhaps of a run that was killed before the request's end was in the book. */
static int leave_taken(struct all *all, const struct package_dir *dir, const char *ref) {
    app_warn(all->app, "%s/%s already exists and stays as it is; request %s is not answered, and left for you",
             dir->path, ref, ref);
    all->left++;
    return 0;
}

/* One request of a batch. A person who needs a second confirmation is left for the officer. */
static int answer_next(struct all *all, struct access *access, struct package_dir *dir, const char *ref) {
    struct access_result res CLEANUP(access_result_release) = {0};
    struct app *app = all->app;
    REQUEST(q);
    TX(tx);

    if (package_dir_has(dir, ref))
        return leave_taken(all, dir, ref);
    TRY(request_load(app->db, ref, &q));
    TRY(tx_begin(&tx, app->db));
    if (access_answer(access, dir, &q, &res) < 0) {
        if (app->err->code != ERR_REFUSED || *app->interrupt)
            return -1;
        app_warn(app, "%s; left for you", app->err->msg);
        err_clear(app->err);
        all->left++;
        return 0;
    }
    TRY(tx_commit(&tx));
    all->answered++;
    warn_of_recordings(app, &q, &res);
    out_map(app->out, NULL);
    show_result(app, &q, &res);
    out_end(app->out);
    return 0;
}

static int open_dir(const struct app *app, struct package_dir *dir, const char *path) {
    return app->dry_run ? package_dir_pretend(dir, path, app->err) : package_dir_open(dir, path, true, app->err);
}

/* Requests `from` to `to`, all of one register, by the definition as it stands when nobody can change it any more. */
static int answer_batch(struct all *all, const struct access_options *options, const char *out_dir, size_t from,
                        size_t to) {
    struct app *app = all->app;
    ACCESS(access);
    PACKAGE_DIR(dir);
    TX(tx);

    TRY(open_dir(app, &dir, out_dir));
    if (from == 0) /* once a run: what is left of one that was killed */
        TRY(package_dir_sweep(&dir, app->now_utc, NULL, app->err));
    TRY(tx_begin(&tx, app->db));
    TRY(access_open(&access, app->db, all->todo.d[from].register_code, options));
    for (size_t i = from; i < to; i++) {
        TRY(answer_next(all, &access, &dir, all->todo.d[i].ref));
        progress_at(&all->progress, i + 1, 0);
    }
    if (package_dir_flush(&dir, app->err) < 0 || (!app->dry_run && tx_commit(&tx) < 0))
        return package_dir_withdraw_all(&dir);
    return 0;
}

static int answer_register(struct all *all, const struct access_options *options, const char *out_dir, size_t from,
                           size_t to) {
    size_t batch = (size_t)app_batch(BATCH);

    for (size_t i = from; i < to; i += batch)
        TRY(answer_batch(all, options, out_dir, i, i + batch < to ? i + batch : to));
    return 0;
}

static int answer_all(struct app *app, const struct args *a) {
    struct all all CLEANUP(all_release) = {.app = app};
    const struct access_options options = read_options(app, a);

    TRY(request_list(app->db, &(struct request_filter){.right = "access", .state = "verified"}, add_todo, &all));
    if (all.todo.len > 1)
        qsort(all.todo.d, all.todo.len, sizeof *all.todo.d, by_register);
    progress_begin(&all.progress, app, "answering", all.todo.len);
    out_map(app->out, NULL);
    out_list(app->out, "requests");
    for (size_t i = 0; i < all.todo.len;) {
        size_t end = i + 1;

        while (end < all.todo.len && strcmp(all.todo.d[end].register_code, all.todo.d[i].register_code) == 0)
            end++;
        TRY(answer_register(&all, &options, args_str(a, "out"), i, end));
        i = end;
    }
    progress_end(&all.progress);
    out_end(app->out);
    out_int(app->out, "answered", (int64_t)all.answered);
    out_int(app->out, "left", (int64_t)all.left);
    out_bool(app->out, "dry_run", app->dry_run);
    out_end(app->out);
    app_say_unkept(app);
    return all.left > 0 ? APP_ATTENTION : APP_DONE;
}

static int run(struct app *app, const struct args *a) {
    return args_flag(a, "all") ? answer_all(app, a) : answer_one(app, a);
}

static const struct opt access_opts[] = {
    {"out", OPT_PATH, "DIR", "directory for the package, needed but for --dry-run; nothing there is overwritten"},
    {"all", OPT_FLAG, NULL, "answer every verified open access request"},
    {"protected-ok", OPT_FLAG, NULL, "second confirmation for a person with a protected address (turvakielto)"},
    {"recordings", OPT_PATH, "DIR", "directory below which recording files lie"},
    {0},
};

const struct cmd cmd_access = {
    .name = "access",
    .summary = "answer an access request: everything held about the person (Art. 15)",
    .args = "[REF]",
    .max_args = 1,
    .details = "Writes DIR/REF/ with letter.html for the person, export.json with every exact value and the retention "
               "of each row, a CSV file for each category, copies of recordings, and manifest.json. The directory "
               "appears whole or not at all and nothing is ever overwritten: with --all a request whose directory is "
               "there already is told and left, and the others are answered. A dry run writes nothing.\n\n"
               "  gdprctl access 2026-0001 --out answers\n"
               "  gdprctl access --all --out answers\n"
               "  gdprctl access --register kss-customers --received 2026-11-20 --channel visit --customer 00100003 "
               "--verified id-document --out answers",
    .opts = access_opts,
    .opt_groups = (const struct opt *const[]){opts_request, opts_selector, opts_verified, opts_as_of, opts_dry_run,
                                              NULL},
    .selector_optional = true,
    .db = DB_WRITE,
    .needs_key = true,
    .check = check,
    .list = "requests",
    .columns = (const char *const[]){"request", "type", "register", "received", "due", "state", "package", "files",
                                     "rows", "recordings_copied", "recordings_missing", "others_masked", "dry_run",
                                     NULL},
    .run = run,
};
