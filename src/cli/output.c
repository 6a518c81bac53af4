/*
 * output.c - see output.h.
 */
#include "cli/output.h"

#include "base/mem.h"
#include "cli/process.h"
#include "io/json_out.h"
#include "io/out_format.h"
#include "io/sink.h"

#include <unistd.h>

struct output_state {
    struct sink raw;
    struct out *out;
};

void output_open(struct output *o, struct app *app, const char *list, const char *const *columns) {
    static const enum out_format formats[] = {
        [APP_TEXT] = OUT_TEXT, [APP_JSON] = OUT_JSON, [APP_NDJSON] = OUT_NDJSON, [APP_CSV] = OUT_CSV};
    const struct out_options options = {.list = list != NULL ? list : OUT_NO_LIST,
                                        .columns = columns,
                                        .color = app->color,
                                        .width = app->out_tty ? process_columns(STDOUT_FILENO) : 0,
                                        .compact = !app->out_tty};

    o->state = mem_alloc(sizeof *o->state);
    sink_to_file(&o->state->raw, stdout);
    o->state->out = out_new_sink(formats[app->format], &o->state->raw, &options);
    app->raw = &o->state->raw;
    app->out = o->state->out;
}

int output_close(struct output *o, struct app *app, int status) {
    struct sink *raw = &o->state->raw;

    app->out = NULL;
    TRY(out_finish(&o->state->out, app->err));
    if (app->format == APP_JSON && !raw->wrote && raw->used == 0)
        sink_cat(raw, "{\"format\":1}\n"); /* a command without a result is still one object */
    if (sink_flush(raw, "standard output", app->err) < 0)
        return err_hint(app->err, "the reader has gone away or the disk is full; what the command did stands");
    return status;
}

static void error_object(const struct err *err, struct sink *to) {
    struct json_out j;

    json_out_init(&j, to, false);
    json_out_map(&j, NULL);
    json_out_int(&j, "format", 1);
    json_out_map(&j, "error");
    json_out_str(&j, "code", err_code_name(err->code));
    json_out_str(&j, "message", err->msg);
    json_out_str(&j, "hint", err->hint);
    json_out_end(&j);
    json_out_end(&j);
}

/* Whether nothing has left for standard output yet, or tried to, so that it can still be one object. */
static bool is_unused(const struct output *o) {
    return o->state == NULL || !o->state->raw.wrote;
}

void output_error(struct output *o, const struct app *app) {
    struct sink *to = mem_alloc(sizeof *to);
    bool json = app_is_json(app);
    bool on_stdout = json && is_unused(o);
    struct err failed = {0};

    if (o->state != NULL && !json)
        (void)sink_flush(&o->state->raw, "standard output", &failed); /* what a table got to, up to the failure */
    sink_to_file(to, on_stdout ? stdout : stderr);
    if (json) {
        error_object(app->err, to);
    } else {
        sink_printf(to, "%sgdprctl: %s\n", app_level_mark(app, APP_ERROR), app->err->msg);
        if (app->err->hint[0] != '\0')
            sink_printf(to, "%shint: %s\n", app_level_mark(app, APP_ERROR), app->err->hint);
    }
    (void)sink_flush(to, "the message", &failed);
    free(to);
}

void output_release(struct output *o) {
    if (o->state == NULL)
        return;
    out_discard(&o->state->out);
    free(o->state);
    o->state = NULL;
}
