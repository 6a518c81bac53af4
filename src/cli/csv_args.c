/*
 * csv_args.c - see csv_args.h.
 */
#include "cli/csv_args.h"

int csv_args_format(const struct args *a, enum charset *ret_charset, char *ret_delimiter, struct err *e) {
    const char *encoding = args_str(a, "encoding"), *delimiter = args_str(a, "delimiter");

    *ret_charset = CHARSET_AUTO;
    *ret_delimiter = '\0';
    if (encoding != NULL && charset_parse(encoding, ret_charset) < 0)
        return opt_unknown_word(e, "encoding", encoding, charset_names);
    if (delimiter != NULL)
        *ret_delimiter = strcmp(delimiter, "tab") == 0 ? '\t' : delimiter[0];
    return 0;
}

int csv_args_check(struct app *app, const struct args *a) {
    enum charset charset;
    char delimiter;

    return csv_args_format(a, &charset, &delimiter, app->err);
}

void csv_args_show(struct app *app, const char *file, const char *sha256, enum charset charset, char delimiter,
                   const struct csv_counts *counts) {
    char mark[2] = {delimiter, '\0'};

    out_str(app->out, "file", file);
    out_str(app->out, "sha256", sha256);
    out_str(app->out, "encoding", charset_name(charset));
    out_str(app->out, "delimiter", delimiter == '\t' && app->format == APP_TEXT ? "tab" : mark);
    out_int(app->out, "rows", (int64_t)counts->rows);
    out_int(app->out, "applied", (int64_t)counts->applied);
    out_int(app->out, "unchanged", (int64_t)counts->unchanged);
    out_int(app->out, "unmatched", (int64_t)counts->unmatched);
    out_int(app->out, "ambiguous", (int64_t)counts->ambiguous);
    out_int(app->out, "rejected", (int64_t)counts->rejected);
}

void csv_args_warn(struct app *app, bool mojibake, bool open_ended) {
    if (mojibake)
        app_warn(app, "the file looks as if it was saved in a wrong encoding once (\"Ã¤\" for \"ä\"): check the names");
    if (open_ended)
        app_warn(app, "the last line has no line end: check that the file was not cut");
}
