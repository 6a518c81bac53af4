/*
 * selector.h - the person that the selector options name, files and standard input included.
 */
#ifndef GDPRCTL_CLI_SELECTOR_H
#define GDPRCTL_CLI_SELECTOR_H

#include "cli/app.h"
#include "cli/opt.h"
#include "engine/locate.h"

/* Reads the options of opts_selector into `ret`. */
int selector_args(struct app *app, const struct args *a, struct selectors *ret);

/* The same, then the one person in the register; see locate_subject. */
int selector_subject(struct app *app, const struct args *a, int64_t register_id, struct subject *ret);

#endif
