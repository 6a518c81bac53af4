/*
 * screen.c - see screen.h. The file is read twice: to judge every row, and then, once it is known to be sound to its
 * last byte, to write the rows out. In between only the lines of the rows that go are held.
 */
#include "engine/screen.h"

#include "base/mem.h"
#include "base/sort.h"
#include "engine/contacts.h"
#include "engine/import_file.h"
#include "engine/screen_judge.h"
#include "io/atomic_file.h"
#include "io/csv_out.h"
#include "store/audit_store.h"

enum { SHARE_BYTES = 16 << 20, TICK_ROWS = 16384 };

/* A row of the share, by the first customer that it meets. */
struct turn {
    int64_t customer; /* 0: it meets nobody */
    uint32_t row;
    uint32_t from; /* its matches */
};

struct screening {
    struct db *db;
    const struct screen_options *o;
    struct screen_result *ret;
    struct err *err;
    optout_register_vec registers;
    struct import_file file;
    struct contacts contacts;
    struct screen_judge judge;
    VEC(struct turn) turns;
    const char **reasons; /* one for each row of the share */
    struct atomic_file out, why;
    bool end;
};

static void screening_release(struct screening *s) {
    screen_judge_close(&s->judge);
    vec_release(&s->turns);
    free(s->reasons);
    contacts_release(&s->contacts);
    import_file_release(&s->file);
    atomic_file_release(&s->out);
    atomic_file_release(&s->why);
    optout_registers_release(&s->registers);
}

void screen_result_release(struct screen_result *r) {
    rejects_release(&r->rejects);
}

/* ---- judging ---- */

static int tick(const struct screening *s, unsigned quarters) {
    uint64_t total = csv_in_total(s->file.in);

    if (s->db->interrupt != NULL && *s->db->interrupt)
        return err_set(s->err, ERR_REFUSED, "interrupted; nothing was written");
    if (s->o->progress != NULL && total > 0)
        s->o->progress(s->o->progress_ctx, csv_in_bytes(s->file.in) * quarters / 4, total);
    return 0;
}

static int read_share(struct screening *s) {
    size_t limit = s->o->share != 0 ? s->o->share : SHARE_BYTES;
    const struct csv_row *row;
    int r = 1;

    contacts_clear(&s->contacts);
    while (!contacts_full(&s->contacts, limit) && (r = csv_in_next(s->file.in, &row, s->err)) > 0) {
        size_t place;
        const char *reason;

        if (contacts_take(&s->contacts, row, &place, &reason) != 0) {
            rejects_add(&s->ret->rejects, row->line, place, reason);
            s->ret->unjudged++;
        }
        if (csv_in_rows(s->file.in) % TICK_ROWS == 0)
            TRY(tick(s, 1));
    }
    s->end = r == 0;
    return r < 0 ? -1 : 0;
}

static uint64_t turn_customer(const void *turn) {
    return sort_id(((const struct turn *)turn)->customer);
}

/* People are looked up in the order in which their records lie: in that of the file every look goes to other pages. */
static void take_turns(struct screening *s) {
    const struct contacts *c = &s->contacts;

    vec_clear(&s->turns);
    for (size_t i = 0, from = 0, n; i < c->rows.len; i++, from += n) {
        n = contacts_count(c, from, i);
        *vec_push(&s->turns) = (struct turn){n > 0 ? c->matches.d[from].customer : 0, (uint32_t)i, (uint32_t)from};
    }
    sort_by_key(s->turns.d, s->turns.len, sizeof s->turns.d[0], turn_customer);
}

static int judge_turns(struct screening *s) {
    struct contacts *c = &s->contacts;

    s->reasons = mem_realloc(s->reasons, c->rows.len + 1, sizeof *s->reasons);
    for (size_t i = 0; i < s->turns.len; i++) {
        const struct turn *t = &s->turns.d[i];
        size_t n = contacts_count(c, t->from, t->row);

        TRY(screen_judge_row(&s->judge, c, &c->rows.d[t->row], n > 0 ? &c->matches.d[t->from] : NULL, n,
                             &s->reasons[t->row]));
        if (i % TICK_ROWS == 0)
            TRY(tick(s, 2));
    }
    return 0;
}

static int judge_share(struct screening *s) {
    const struct contacts *c = &s->contacts;

    TRY(contacts_match(&s->contacts, &s->registers));
    take_turns(s);
    TRY(screen_judge_expect(&s->judge, c->rows.len));
    TRY(judge_turns(s));
    for (size_t i = 0; i < c->rows.len; i++) {
        if (s->reasons[i] != NULL)
            rejects_add(&s->ret->rejects, c->rows.d[i].line, REJECT_WHOLE_ROW, s->reasons[i]);
    }
    return 0;
}

static int judge_all(struct screening *s) {
    TRY(screen_judge_open(&s->judge, s->db, &s->registers, s->o->register_code == NULL, s->o->scope, s->ret->channel));
    do {
        TRY(read_share(s));
        TRY(judge_share(s));
    } while (!s->end);
    import_file_ended(&s->file);
    rejects_sort(&s->ret->rejects);
    s->ret->unjudged += s->judge.ambiguous;
    s->ret->rows = s->file.rows;
    s->ret->kept = s->file.rows - s->ret->rejects.v.len;
    s->ret->mojibake = s->file.mojibake;
    s->ret->open_ended = s->file.open_ended;
    memcpy(s->ret->sha256, s->file.sha256, sizeof s->ret->sha256);
    return 0;
}

/* ---- writing ---- */

static void write_row(struct csv_out *out, const struct csv_row *row) {
    for (size_t i = 0; i < row->n; i++)
        csv_out_field(out, row->f[i].d, row->f[i].len);
    csv_out_end_row(out);
}

static int write_rows(struct screening *s, struct csv_out *out) {
    const struct rejects *gone = &s->ret->rejects;
    const struct csv_row *row;
    size_t next = 0;
    int r;

    write_row(out, csv_in_header(s->file.in));
    while ((r = csv_in_next(s->file.in, &row, s->err)) > 0) {
        if (next < gone->v.len && gone->v.d[next].line == row->line)
            next++;
        else
            write_row(out, row);
        if (csv_in_rows(s->file.in) % TICK_ROWS == 0)
            TRY(tick(s, 4));
    }
    return r;
}

/* The rows that stay, as they came: a campaign file is no report, so no formula guard changes its values. */
static int write_kept(struct screening *s, struct sink *to, const char *what) {
    struct csv_out out CLEANUP(csv_out_release) = {0};
    struct csv_out_options options;

    TRY(import_file_again(&s->file, 0, s->err));
    options = (struct csv_out_options){
        .charset = s->file.source.charset, .delimiter = s->file.source.delimiter, .lf = !s->file.crlf};
    TRY(csv_out_init(&out, to, &options, s->err));
    TRY(write_rows(s, &out));
    TRY(import_file_same(&s->file, s->err));
    return csv_out_finish(&out, what, s->err);
}

static int write_files(struct screening *s) {
    if (s->o->why != NULL)
        TRY(rejects_write(&s->ret->rejects, &s->file, &s->why, s->err));
    return s->o->out != NULL ? write_kept(s, &s->out.out, s->o->out) : 0;
}

/* They are whole and on the disk before the database says that they are: what fails then takes both away again. */
static int name_files(struct screening *s) {
    if (s->o->out != NULL)
        TRY(atomic_file_commit(&s->out, s->err));
    return s->o->why != NULL ? atomic_file_commit(&s->why, s->err) : 0;
}

static int take_back(struct screening *s) {
    atomic_file_withdraw(&s->out);
    atomic_file_withdraw(&s->why);
    return -1;
}

/* ---- all of it ---- */

/* A file that holds e-mail addresses and no other way to reach people is for e-mail. */
static enum screen_channel channel_of(const struct screening *s) {
    const size_t *place = s->contacts.place;
    bool only_email = place[CONTACT_EMAIL] != SIZE_MAX && place[CONTACT_PHONE] == SIZE_MAX &&
                      place[CONTACT_POSTAL_CODE] == SIZE_MAX;

    return s->o->channel == SCREEN_ANY && only_email ? SCREEN_EMAIL : s->o->channel;
}

static int open_all(struct screening *s) {
    const struct screen_options *o = s->o;

    TRY(optout_registers_needed(s->db, o->register_code, &s->registers));
    TRY(import_file_open(&s->file, o->path, o->charset, o->delimiter, o->spool_dir, s->err));
    TRY(contacts_open(&s->contacts, s->db, s->file.what, csv_in_header(s->file.in), o->ignore, false, o->today));
    rejects_begin(&s->ret->rejects, csv_in_header(s->file.in));
    s->ret->channel = channel_of(s);
    s->ret->charset = s->file.source.charset;
    s->ret->delimiter = s->file.source.delimiter;
    if (o->out != NULL)
        TRY(atomic_file_begin(&s->out, o->out, false, s->err));
    return o->why != NULL ? atomic_file_begin(&s->why, o->why, false, s->err) : 0;
}

static int audit(struct screening *s) {
    SB(detail);

    sb_printf(&detail, "scope=%s channel=%s rows=%" PRIu64 " kept=%" PRIu64, scope_code(s->o->scope),
              screen_channel_word(s->ret->channel), s->ret->rows, s->ret->kept);
    return audit_append(
        s->db, s->o->now_utc,
        &(struct audit_event){
            .command = "optout screen", .register_code = s->o->register_code, .result = "done", .detail = detail.d});
}

static int transact(struct screening *s) {
    TX(tx);

    TRY(tx_begin(&tx, s->db));
    /* As they are now: the file may have been long in coming. */
    TRY(optout_registers_needed(s->db, s->o->register_code, &s->registers));
    TRY(judge_all(s));
    TRY(write_files(s));
    TRY(audit(s));
    return name_files(s) < 0 || tx_commit(&tx) < 0 ? take_back(s) : 0;
}

int screen(struct db *db, const struct screen_options *o, struct screen_result *ret) {
    SCREEN_RESULT(result);
    struct screening s CLEANUP(screening_release) = {
        .db = db,
        .o = o,
        .ret = &result,
        .err = db->err,
        .file = {.spool = {.fd = -1}},
        .contacts = {.text = SB_INIT, .work = SB_INIT},
        .out = {.dir_fd = -1, .fd = -1},
        .why = {.dir_fd = -1, .fd = -1},
    };

    TRY(open_all(&s));
    TRY(transact(&s));
    if (o->to != NULL)
        TRY(write_kept(&s, o->to, "standard output"));
    *ret = result;
    result = (struct screen_result){0};
    return 0;
}
