/*
 * rejects.c - see rejects.h.
 */
#include "engine/rejects.h"

#include "base/mem.h"
#include "io/csv_in.h"
#include "io/csv_out.h"

enum { SHOWN_MAX = 20 };

void rejects_begin(struct rejects *r, const struct csv_row *header) {
    for (size_t i = 0; i < header->n; i++)
        *vec_push(&r->names) = mem_strndup(header->f[i].d, header->f[i].len);
}

void rejects_release(struct rejects *r) {
    for (size_t i = 0; i < r->names.len; i++)
        free(r->names.d[i]);
    for (size_t i = 0; i < r->reasons.len; i++)
        free(r->reasons.d[i]);
    vec_release(&r->names);
    vec_release(&r->reasons);
    vec_release(&r->given);
    vec_release(&r->v);
}

void rejects_add(struct rejects *r, uint64_t line, size_t place, const char *reason) {
    size_t i = 0;

    while (i < r->given.len && r->given.d[i] != reason)
        i++;
    if (i == r->given.len) {
        *vec_push(&r->given) = reason;
        *vec_push(&r->reasons) = mem_strdup(reason);
    }
    *vec_push(&r->v) = (struct reject){line, place == REJECT_WHOLE_ROW ? UINT32_MAX : (uint32_t)place, (uint32_t)i};
}

static int by_line(const void *a, const void *b) {
    const struct reject *x = a, *y = b;

    return (x->line > y->line) - (x->line < y->line);
}

void rejects_sort(struct rejects *r) {
    if (r->v.len > 0)
        qsort(r->v.d, r->v.len, sizeof *r->v.d, by_line);
}

static const char *column_of(const struct rejects *r, const struct reject *j) {
    return j->place < r->names.len ? r->names.d[j->place] : NULL;
}

static void write_row(const struct rejects *r, const struct csv_row *row, size_t own, const struct reject *j,
                      struct csv_out *out) {
    for (size_t i = 0; i < own; i++)
        csv_out_field(out, row->f[i].d, row->f[i].len);
    csv_out_int(out, (int64_t)j->line);
    csv_out_text(out, column_of(r, j));
    csv_out_text(out, r->reasons.d[j->reason]);
    csv_out_end_row(out);
}

static int write_rows(const struct rejects *r, struct csv_in *in, struct csv_out *out, struct err *e) {
    const struct csv_row *header = csv_in_header(in), *row;
    size_t own = header->n - csv_reject_columns(header), next = 0;
    int got;

    for (size_t i = 0; i < own; i++)
        csv_out_field(out, header->f[i].d, header->f[i].len);
    csv_out_text(out, "line");
    csv_out_text(out, "column");
    csv_out_text(out, "reason");
    csv_out_end_row(out);
    while ((got = csv_in_next(in, &row, e)) > 0) {
        if (next < r->v.len && r->v.d[next].line == row->line)
            write_row(r, row, own, &r->v.d[next++], out);
    }
    return got;
}

int rejects_write(const struct rejects *r, struct import_file *file, struct atomic_file *to, struct err *e) {
    struct csv_out out CLEANUP(csv_out_release) = {0};
    struct csv_out_options options;

    TRY(import_file_again(file, 0, e));
    options = (struct csv_out_options){
        .charset = file->source.charset, .delimiter = file->source.delimiter, .lf = !file->crlf};
    TRY(csv_out_init(&out, &to->out, &options, e));
    TRY(write_rows(r, file->in, &out, e));
    TRY(import_file_same(file, e));
    return csv_out_finish(&out, to->path, e);
}

int rejects_refuse(const struct rejects *r, const char *what, struct err *e) {
    const struct reject *first = &r->v.d[0];
    const char *column = column_of(r, first);

    (void)err_set(e, ERR_DATA, "%s: %zu %s wrong, so nothing was imported; the first is line %" PRIu64 "%s%s: %s", what,
                  r->v.len, r->v.len == 1 ? "row is" : "rows are", first->line, column != NULL ? ", column " : "",
                  column != NULL ? column : "", r->reasons.d[first->reason]);
    return err_hint(e, "without --strict the other rows are imported, and --rejects FILE collects these");
}

void rejects_show(const struct rejects *r, struct out *out) {
    out_list(out, "rejects");
    for (size_t i = 0; i < r->v.len && i < SHOWN_MAX; i++) {
        const struct reject *j = &r->v.d[i];

        out_map(out, NULL);
        out_int(out, "line", (int64_t)j->line);
        out_str(out, "column", column_of(r, j));
        out_str(out, "reason", r->reasons.d[j->reason]);
        out_end(out);
    }
    out_end(out);
    if (r->v.len > SHOWN_MAX)
        out_note(out, "The first %d of %zu rejected rows are shown; --rejects FILE writes them all.", SHOWN_MAX,
                 r->v.len);
}
