/*
 * port.c - carries out a portability request; see port.h.
 */
#include "engine/port.h"

#include "base/mem.h"
#include "base/sb.h"
#include "domain/phrase.h"
#include "engine/decide.h"
#include "engine/dictionary.h"
#include "engine/letter.h"
#include "engine/letter_to.h"
#include "engine/request_book.h"
#include "engine/request_right.h"
#include "io/csv_out.h"
#include "io/doc_out.h"
#include "io/json_node.h"
#include "io/json_out.h"
#include "store/person_store.h"

/* What is handed over of one table. */
struct port_table {
    const struct plan_table *table;
    VEC(size_t) columns;               /* indexes into the table's columns */
    VEC(const struct work_row *) rows; /* those with a value in one of the columns */
};

struct port_content {
    struct access *access;
    const struct request *request;
    const struct subject_card *card;
    enum lang lang;
    bool promised;  /* the notice offers the right */
    bool hand_over; /* the officer hands over what the register leaves undecided */
    bool by_law;    /* something is handed over because of Art. 20 itself */
    size_t undecided;
    VEC(struct port_table) tables;
};

static void content_release(struct port_content *c) {
    for (size_t i = 0; i < c->tables.len; i++) {
        vec_release(&c->tables.d[i].columns);
        vec_release(&c->tables.d[i].rows);
    }
    vec_release(&c->tables);
}

void port_result_release(struct port_result *r) {
    free(r->package);
    *r = (struct port_result){0};
}

/* ---- what is handed over ---- */

/* `filled`: the person has a value in the column; without one there is nothing to decide, or to hand over. */
static bool is_ported(struct port_content *c, const struct work_row *row, size_t column, bool filled) {
    const struct decide_options o = {.right = RIGHT_PORTABILITY, .promised = c->promised};
    struct decision d;

    decide_column(row, column, &o, &d);
    c->undecided += filled && d.lawful.verdict == VERDICT_ASK;
    if (d.lawful.verdict != VERDICT_DO && !(d.lawful.verdict == VERDICT_ASK && c->hand_over))
        return false;
    c->by_law = c->by_law || (filled && d.lawful.reason != LAWFUL_PROMISED);
    return true;
}

/* Whether a row of the table has a value in the column; the table's rows in `work` begin at `first`. */
static bool is_filled(const struct workset *work, size_t first, size_t column) {
    const struct work_row *rows = work->rows.d;

    for (size_t i = first; i < work->rows.len && rows[i].table == rows[first].table; i++) {
        if (!rows[i].other && rows[i].values[column] != NULL)
            return true;
    }
    return false;
}

/* The verdict depends on the column alone, but for rows about other people: those are left out before. `sample` is the
 * first that is left. */
static void choose_columns(struct port_content *c, const struct workset *work, size_t sample, struct port_table *t) {
    for (size_t i = 0; i < t->table->table->column_count; i++) {
        if (!t->table->table->columns[i].internal && is_ported(c, &work->rows.d[sample], i, is_filled(work, sample, i)))
            *vec_push(&t->columns) = i;
    }
}

static bool has_value(const struct port_table *t, const struct work_row *row) {
    for (size_t i = 0; i < t->columns.len; i++) {
        if (row->values[t->columns.d[i]] != NULL)
            return true;
    }
    return false;
}

/* The rows of `work` from `first` on that are of one table. Returns how many there are. */
static size_t choose_table(struct port_content *c, const struct workset *work, size_t first) {
    struct port_table t = {.table = work->rows.d[first].table};
    bool chosen = false;
    size_t n = 0;

    for (; first + n < work->rows.len && work->rows.d[first + n].table == t.table; n++) {
        const struct work_row *row = &work->rows.d[first + n];

        if (row->other)
            continue;
        if (!chosen)
            choose_columns(c, work, first + n, &t);
        chosen = true;
        if (has_value(&t, row))
            *vec_push(&t.rows) = row;
    }
    if (t.rows.len > 0) {
        *vec_push(&c->tables) = t;
    } else {
        vec_release(&t.columns);
    }
    return n;
}

static void choose(struct port_content *c, const struct workset *work) {
    for (size_t i = 0; i < work->rows.len;)
        i += choose_table(c, work, i);
}

/* ---- data.json ---- */

static void put_names(struct json_out *j, const struct names *names, const char *fallback) {
    json_out_map(j, "names");
    for (enum lang lang = 0; lang < LANG__MAX; lang++)
        json_out_str(j, lang_code(lang), names->t[lang] != NULL ? names->t[lang] : fallback);
    json_out_end(j);
}

static void put_row(const struct port_table *t, const struct work_row *row, struct json_out *j) {
    SB(id);

    sb_printf(&id, "%" PRId64, row->id);
    json_out_map(j, NULL);
    json_out_str(j, "row", id.d);
    json_out_map(j, "values");
    for (size_t i = 0; i < t->columns.len; i++) {
        size_t k = t->columns.d[i];
        const char *name = t->table->table->columns[k].name, *value = row->values[k];

        if (value != NULL && row->integers[k]) {
            json_out_raw(j, name, value, strlen(value));
        } else {
            json_out_str(j, name, value);
        }
    }
    json_out_end(j);
    json_out_end(j);
}

static void put_table(const struct port_table *t, struct json_out *j) {
    json_out_map(j, NULL);
    json_out_str(j, "table", t->table->table->name);
    put_names(j, &t->table->table->names, t->table->table->name);
    json_out_list(j, "columns");
    for (size_t i = 0; i < t->columns.len; i++) {
        const struct cat_column *column = &t->table->table->columns[t->columns.d[i]];

        json_out_map(j, NULL);
        json_out_str(j, "column", column->name);
        put_names(j, &column->names, column->name);
        json_out_end(j);
    }
    json_out_end(j);
    json_out_list(j, "rows");
    for (size_t i = 0; i < t->rows.len; i++)
        put_row(t, t->rows.d[i], j);
    json_out_end(j);
    json_out_end(j);
}

static bool promised_only(const struct port_content *c) {
    return c->tables.len > 0 && !c->by_law;
}

static int write_json(const struct port_content *c, struct package *p) {
    struct err *e = c->access->db->err;
    const struct plan *plan = &c->access->plan;
    struct sink *to;
    struct json_out j;

    TRY(package_file(p, "data.json", &to, e));
    json_out_init(&j, to, true);
    json_out_map(&j, NULL);
    json_out_int(&j, "format", 1);
    json_out_map(&j, "request");
    json_out_str(&j, "ref", c->request->ref);
    json_out_str(&j, "type", c->request->right);
    json_out_str(&j, "received", c->request->received);
    json_out_end(&j);
    json_out_map(&j, "register");
    json_out_str(&j, "code", plan->code);
    json_out_node(&j, "names", node_get(plan->def, "names"));
    json_out_end(&j);
    json_out_bool(&j, "promised_only", promised_only(c));
    json_out_list(&j, "tables");
    for (size_t i = 0; i < c->tables.len; i++)
        put_table(&c->tables.d[i], &j);
    json_out_end(&j);
    json_out_end(&j);
    return package_file_end(p, to, e);
}

/* ---- TABLE.csv ---- */

static void put_csv(const struct port_content *c, const struct port_table *t, struct csv_out *out) {
    for (size_t i = 0; i < t->columns.len; i++) {
        const struct cat_column *column = &t->table->table->columns[t->columns.d[i]];

        csv_out_text(out, column->names.t[c->lang] != NULL ? column->names.t[c->lang] : column->name);
    }
    csv_out_end_row(out);
    for (size_t r = 0; r < t->rows.len; r++) {
        for (size_t i = 0; i < t->columns.len; i++)
            csv_out_text(out, t->rows.d[r]->values[t->columns.d[i]]);
        csv_out_end_row(out);
    }
}

static int write_csv(const struct port_content *c, const struct port_table *t, struct package *p) {
    const struct csv_out_options options = {.charset = CHARSET_UTF8_BOM, .delimiter = ';', .guard = true};
    struct err *e = c->access->db->err;
    struct csv_out out;
    struct sink *to;
    SB(name);

    sb_printf(&name, "%s.csv", t->table->table->name);
    TRY(package_file(p, name.d, &to, e));
    TRY(csv_out_init(&out, to, &options, e));
    put_csv(c, t, &out);
    TRY(csv_out_finish(&out, name.d, e));
    return package_file_end(p, to, e);
}

/* ---- letter.html ---- */

static void put_files(const struct port_content *c, const struct letter *l) {
    VEC(struct letter_file) files = {0};
    VEC(char *) names = {0};

    if (c->tables.len > 0)
        *vec_push(&files) = (struct letter_file){"data.json", phrase(PHRASE_PORT_FILE_JSON, c->lang)};
    for (size_t i = 0; i < c->tables.len; i++) {
        const struct cat_table *t = c->tables.d[i].table->table;
        SB(name);

        sb_printf(&name, "%s.csv", t->name);
        *vec_push(&names) = sb_detach(&name);
        *vec_push(&files) = (struct letter_file){names.d[i], view_table_name(t, c->lang)};
    }
    letter_portability(
        l, &(struct letter_portability){.files = files.d, .file_count = files.len, .promised_only = promised_only(c)});
    for (size_t i = 0; i < names.len; i++)
        free(names.d[i]);
    vec_release(&names);
    vec_release(&files);
}

static int write_letter(const struct port_content *c, struct package *p) {
    struct err *e = c->access->db->err;
    struct notice_dictionary dict = dictionary_of(&c->access->plan.cat);
    struct letter l = {.def = c->access->plan.def, .dict = &dict, .lang = c->lang, .company = c->card->legal_person};
    date_t received = DATE_NONE;
    struct sink *to;
    LETTER_TO(person);
    DOC_OUT(out);

    (void)date_parse_iso(c->request->received, &received);
    TRY(package_file(p, "letter.html", &to, e));
    doc_out_open(&out, DOC_HTML, to, c->lang, letter_title(LETTER_PORTABILITY, c->lang));
    l.doc = &out.doc;
    letter_to_make(c->card, &person);
    letter_begin(&l, &(struct letter_head){.subject = LETTER_PORTABILITY,
                                           .to = person.lines,
                                           .to_count = person.count,
                                           .date = c->access->options->today,
                                           .received = received,
                                           .reference = c->request->ref});
    put_files(c, &l);
    letter_other_rights(&l, RIGHT_PORTABILITY);
    letter_remedies(&l);
    letter_end(&l);
    TRY(doc_out_close(&out, "letter.html", e));
    return package_file_end(p, to, e);
}

/* ---- the answer ---- */

static int check_undecided(const struct port_content *c, enum port_undecided undecided) {
    struct err *e = c->access->db->err;

    if (c->undecided == 0 || undecided != PORT_ASK)
        return 0;
    (void)err_set(e, ERR_REFUSED,
                  "register %s does not say on which legal basis %zu of the columns that the person provided %s "
                  "processed, so Art. 20 gives no answer for %s",
                  c->access->plan.code, c->undecided, c->undecided == 1 ? "is" : "are",
                  c->undecided == 1 ? "it" : "them");
    return err_hint(e, "decide with --undecided hand-over or --undecided leave-out");
}

static int write_package(const struct port_content *c, struct package_dir *dir, struct port_result *ret) {
    struct err *e = c->access->db->err;
    PACKAGE(p);

    TRY(package_begin(&p, dir, c->request->ref, e));
    TRY(write_json(c, &p));
    for (size_t i = 0; i < c->tables.len; i++) {
        TRY(write_csv(c, &c->tables.d[i], &p));
        ret->rows += c->tables.d[i].rows.len;
    }
    TRY(write_letter(c, &p));
    ret->files = p.entries.len + 1;
    TRY(package_commit(&p, e));
    ret->package = package_dir_path_of(dir, c->request->ref);
    ret->tables = c->tables.len;
    ret->undecided = c->undecided;
    ret->promised_only = promised_only(c);
    return 0;
}

static int record_answer(struct access *a, struct request *req, const struct port_result *res) {
    SB(detail);

    sb_printf(&detail, "tables=%zu rows=%zu files=%zu undecided=%zu promised_only=%d", res->tables, res->rows,
              res->files, res->undecided, res->promised_only);
    return access_record(
        a, req,
        &(struct access_answered){
            .command = "port", .content = DISCLOSED_PORTABLE, .reference = DISCLOSED_ARTICLE_20, .detail = detail.d});
}

int port_answer(struct access *a, struct package_dir *dir, struct request *req, enum port_undecided undecided,
                struct port_result *ret) {
    struct subject_card card CLEANUP(subject_card_release) = {0};
    struct port_content c CLEANUP(content_release) = {.access = a, .request = req, .card = &card};
    char day[DATE_LEN];
    WORKSET(work);

    TRY(request_book_may_carry_out(a->db, req, RIGHT_PORTABILITY));
    date_iso(a->options->today, day);
    TRY(subject_card(a->db, &req->subject, day, &card));
    TRY(letter_check_protected(a->db, &card, a->options->protected_ok, req->ref));
    TRY(workset_load(&a->locator, &req->subject, a->options->as_of, req->id, &work));
    c.lang = letter_language(&card, a->options->lang_given, a->options->lang);
    c.promised = request_right(a->plan.def, RIGHT_PORTABILITY, NULL) != NULL;
    c.hand_over = undecided == PORT_HAND_OVER;
    choose(&c, &work);
    TRY(check_undecided(&c, undecided));
    TRY(write_package(&c, dir, ret));
    return record_answer(a, req, ret);
}
