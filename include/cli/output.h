/*
 * output.h - standard output of one run: the sink, the back-end of the chosen format in front of it, and errors in the
 * shape that the format asks for.
 */
#ifndef GDPRCTL_CLI_OUTPUT_H
#define GDPRCTL_CLI_OUTPUT_H

#include "base/base.h"
#include "cli/app.h"

struct output_state;

/* Zero-initialised is closed; everything here accepts it. */
struct output {
    struct output_state *state;
};

/* Sets app->raw and app->out as app->format says. `list`, `columns`: as in struct cmd. */
void output_open(struct output *o, struct app *app, const char *list, const char *const *columns);

/* Ends the result and empties the sink. Returns `status`, or -1 with ERR_IO when standard output did not take all. */
int output_close(struct output *o, struct app *app, int status);

/* Shows app->err: text on stderr, or with a JSON format an object on stdout and nothing else there. */
void output_error(struct output *o, const struct app *app);

void output_release(struct output *o);

#endif
