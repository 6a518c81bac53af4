/*
 * access.c - carries out an access request: locate, decide, write the package, record the disclosure; see access.h.
 */
#include "engine/access.h"

#include "base/mem.h"
#include "base/sb.h"
#include "domain/request.h"
#include "engine/access_parts.h"
#include "engine/letter_to.h"
#include "engine/request_book.h"
#include "io/beneath.h"
#include "io/fd.h"
#include "io/package.h"
#include "store/audit_store.h"

#include <limits.h>

void access_result_release(struct access_result *r) {
    free(r->package);
    *r = (struct access_result){0};
}

int access_open(struct access *a, struct db *db, const char *register_code, const struct access_options *options) {
    a->db = db;
    a->options = options;
    TRY(plan_load(db, register_code, &a->plan));
    TRY(locator_open(&a->locator, &a->plan, db));
    a->locator.columns = RECORD_SHOWN;
    return code_lists_load(db, &a->codes);
}

void access_release(struct access *a) {
    locator_release(&a->locator);
    plan_release(&a->plan);
    code_lists_release(&a->codes);
    free(a->fixed.article_15);
    for (enum lang lang = 0; lang < LANG__MAX; lang++) {
        free(a->fixed.letter_end[lang][false]);
        free(a->fixed.letter_end[lang][true]);
    }
}

/* ---- recordings ---- */

static bool has_copy(const struct access_content *c, const char *name) {
    for (size_t i = 0; i < c->recordings.len; i++) {
        if (c->recordings.d[i].copy != NULL && strcmp(c->recordings.d[i].copy, name) == 0)
            return true;
    }
    return false;
}

/* recordings/PREFIX-FILE; of a file name that becomes too long by that the end, which says what kind of file it is. */
static void put_name(const char *prefix, const char *file, struct sb *name) {
    size_t room = NAME_MAX - strlen(prefix) - 1, len = strlen(file);

    if (len > room)
        file += len - room;
    while (len > room && ((unsigned char)*file & 0xc0) == 0x80) /* in the middle of a character */
        file++;
    sb_clear(name);
    sb_printf(name, "recordings/%s-%s", prefix, file);
}

/* recordings/ROW-FILE; where rows of two tables, or two columns of a row, come to the same, with a number between. */
static void name_copy(const struct access_content *c, int64_t row, const char *path, struct sb *name) {
    const char *slash = strrchr(path, '/'), *file = slash != NULL ? slash + 1 : path;
    char prefix[48];

    (void)snprintf(prefix, sizeof prefix, "%" PRId64, row);
    put_name(prefix, file, name);
    for (int number = 2; has_copy(c, name->d); number++) {
        (void)snprintf(prefix, sizeof prefix, "%" PRId64 "-%d", row, number);
        put_name(prefix, file, name);
    }
}

static int copy_recording(struct access_content *c, int root, const struct work_row *row, const char *path,
                          struct package *p) {
    struct access_recording *rec = vec_push(&c->recordings);
    struct err why = {0};
    struct beneath_id id;
    int fd CLEANUP(fd_close) = -1;
    SB(name);

    rec->table = row->table;
    rec->row = row->id;
    rec->path = path;
    if (root < 0)
        return 0; /* listed as not copied: the letter says so */
    switch (beneath_open(root, path, &fd, &id, &why)) {
    case 0:
        break;
    case 1: /* so it is when the file is not there, or is none that may be touched; not when it cannot be read now */
        return 0;
    default:
        if (why.code == ERR_DATA)
            return 0;
        *c->access->db->err = why;
        return -1;
    }
    name_copy(c, row->id, path, &name);
    TRY(package_copy(p, name.d, fd, "a recording", c->access->db->err));
    rec->copy = sb_detach(&name);
    return 0;
}

int access_copy_recordings(struct access_content *c, struct package *p) {
    const char *root_path = c->access->options->recordings_root;
    int root CLEANUP(fd_close) = -1;

    if (root_path != NULL)
        TRY(beneath_root(root_path, &root, c->access->db->err));
    for (size_t i = 0; i < c->work->rows.len; i++) {
        const struct work_row *row = &c->work->rows.d[i];

        if (row->other)
            continue;
        for (size_t k = 0; k < row->table->table->column_count; k++) {
            if (row->table->table->columns[k].kind == KIND_FILE && row->values[k] != NULL)
                TRY(copy_recording(c, root, row, row->values[k], p));
        }
    }
    return 0;
}

static void content_release(struct access_content *c) {
    person_history_release(&c->history);
    for (size_t i = 0; i < c->recordings.len; i++)
        free(c->recordings.d[i].copy);
    vec_release(&c->recordings);
}

/* ---- the answer ---- */

static bool any_other(const struct workset *w) {
    for (size_t i = 0; i < w->rows.len; i++) {
        if (w->rows.d[i].other)
            return true;
    }
    return false;
}

/* Writes every file of the package and gives it its name (or leaves it pending, in a deferred directory). */
static int write_package(struct access_content *c, struct package_dir *dir, struct access_result *ret) {
    struct err *e = c->access->db->err;
    PACKAGE(p);

    TRY(package_begin(&p, dir, c->request->ref, e));
    TRY(access_copy_recordings(c, &p));
    TRY(access_write_csv(c, &p));
    TRY(access_write_json(c, &p));
    TRY(access_write_letter(c, &p));
    ret->files = p.entries.len + 1;
    TRY(package_commit(&p, e));
    ret->package = package_dir_path_of(dir, c->request->ref);
    ret->rows = c->work->rows.len;
    ret->other_people = c->masked;
    for (size_t i = 0; i < c->recordings.len; i++) {
        ret->recordings_copied += c->recordings.d[i].copy != NULL;
        ret->recordings_missing += c->recordings.d[i].copy == NULL;
    }
    return 0;
}

/* The disclosure, the request's end and the audit row, in the caller's transaction. */
int access_record(struct access *a, struct request *req, const struct access_answered *what) {
    struct book_time t = {.now_utc = a->options->now_utc, .today = a->options->today};
    char day[DATE_LEN];

    date_iso(a->options->today, day);
    TRY(release_close(a->db, &a->plan.cat, a->options->today));
    TRY(person_add_disclosure(a->db, &req->subject, req->ref, day,
                              req->subject.representative_id != 0 ? DISCLOSED_TO_REPRESENTATIVE : DISCLOSED_TO_PERSON,
                              what->content, what->reference));
    TRY(request_book_complete(a->db, req, t, NULL, what->detail));
    return audit_append(a->db, a->options->now_utc,
                        &(struct audit_event){.command = what->command,
                                              .register_code = a->plan.code,
                                              .request_ref = req->ref,
                                              .subject = req->subject_tag,
                                              .result = "done",
                                              .detail = what->detail});
}

static int record_answer(struct access *a, struct request *req, const struct access_result *res) {
    SB(detail);

    sb_printf(&detail, "rows=%zu files=%zu recordings=%zu", res->rows, res->files, res->recordings_copied);
    return access_record(
        a, req,
        &(struct access_answered){
            .command = "access", .content = DISCLOSED_COPY, .reference = DISCLOSED_ARTICLE_15, .detail = detail.d});
}

int access_answer(struct access *a, struct package_dir *dir, struct request *req, struct access_result *ret) {
    struct subject_card card CLEANUP(subject_card_release) = {0};
    struct access_content c CLEANUP(content_release) = {.access = a, .request = req, .card = &card};
    char day[DATE_LEN];
    WORKSET(work);
    VIEW(view);

    TRY(request_book_may_carry_out(a->db, req, RIGHT_ACCESS));
    date_iso(a->options->today, day);
    TRY(subject_card(a->db, &req->subject, day, &card));
    TRY(letter_check_protected(a->db, &card, a->options->protected_ok, req->ref));
    TRY(workset_load(&a->locator, &req->subject, a->options->as_of, req->id, &work));
    TRY(person_history_load(a->db, &req->subject, req->subject_tag, &c.history));
    view_make(&view, &a->plan, &work, &a->codes);
    c.work = &work;
    c.view = &view;
    c.masked = any_other(&work);
    c.lang = letter_language(&card, a->options->lang_given, a->options->lang);
    TRY(write_package(&c, dir, ret));
    return record_answer(a, req, ret);
}
