/*
 * import_file.c - see import_file.h.
 */
#include "engine/import_file.h"

static int keep_input(struct import_file *f, const char *path, const char *spool_dir, struct err *e) {
    f->what = f->source.path = path;
    if (strcmp(path, "-") != 0)
        return 0;
    TRY(file_in_open(&f->spool, "-", e));
    if (!f->spool.regular || f->spool.start > 0) /* a path opens a file at its first byte */
        TRY(file_in_spool(&f->spool, spool_dir, NULL, 0, e));
    (void)snprintf(f->path, sizeof f->path, "/dev/fd/%d", f->spool.fd);
    f->source.path = f->path;
    f->source.what = f->what = f->spool.what;
    return 0;
}

static int open_source(struct import_file *f, struct err *e) {
    csv_in_close(&f->in);
    TRY(csv_in_open(&f->in, &f->source, e));
    f->source.charset = csv_in_charset(f->in);
    f->source.delimiter = csv_in_delimiter(f->in);
    f->crlf = csv_in_crlf(f->in);
    return 0;
}

int import_file_open(struct import_file *f, const char *path, enum charset charset, char delimiter,
                     const char *spool_dir, struct err *e) {
    *f = (struct import_file){.source = {.charset = charset, .delimiter = delimiter, .spool_dir = spool_dir},
                              .spool = {.fd = -1}};
    TRY(keep_input(f, path, spool_dir, e));
    return open_source(f, e);
}

void import_file_release(struct import_file *f) {
    csv_in_close(&f->in);
    file_in_close(&f->spool);
}

void import_file_ended(struct import_file *f) {
    f->rows = csv_in_rows(f->in);
    f->mojibake = csv_in_mojibake(f->in);
    f->open_ended = csv_in_open_ended(f->in);
    csv_in_sha256(f->in, f->sha256);
}

int import_file_again(struct import_file *f, uint64_t skip, struct err *e) {
    const struct csv_row *row;
    int r = 1;

    TRY(open_source(f, e));
    while (skip > 0 && (r = csv_in_next(f->in, &row, e)) > 0)
        skip--;
    return r < 0 ? -1 : 0;
}

int import_file_same(const struct import_file *f, struct err *e) {
    char sha[65];

    csv_in_sha256(f->in, sha);
    if (csv_in_rows(f->in) == f->rows && strcmp(sha, f->sha256) == 0)
        return 0;
    return err_set(e, ERR_DATA, "%s changed while it was being read; nothing was done", f->what);
}
