/*
 * request_args.h - the request that a command line means: an existing one by its reference, or, in the one-step form, a
 * new one that is opened and verified on the way.
 */
#ifndef GDPRCTL_CLI_REQUEST_ARGS_H
#define GDPRCTL_CLI_REQUEST_ARGS_H

#include "cli/app.h"
#include "cli/opt.h"
#include "domain/code.h"
#include "engine/request_book.h"
#include "io/package.h"

/* The check hook of a command with both forms: either REF, or --register, --received, --channel and --verified. */
int request_args_check(struct app *app, const struct args *a);

/*
 * ERR_USAGE when an option for a new request is given. Whose a request is and what it asks stands in the book: an
 * option that says otherwise must not be passed over, because what is then disclosed or erased is another person's.
 * `instead` ends the sentence ("REF names one that is there").
 */
int request_args_none(struct app *app, const struct args *a, const char *instead);

/*
 * Loads request REF, or opens and verifies a new one for `right` from the options. In the caller's transaction. Says on
 * stderr what request_advice has to say.
 */
int request_args_get(struct app *app, const struct args *a, enum right right, struct request *ret);

/* Opens the directory that the package of one request goes into, --out, and sweeps it; of a dry run one that takes the
 * package without keeping it. */
int request_args_dir(struct app *app, const struct args *a, struct package_dir *ret);

/* The check of a command that answers with a package: --out, but for a dry run, which writes none. */
int request_args_need_out(struct app *app, const struct args *a);

/* Opens a request from the options of opts_request and opts_selector. */
int request_args_open(struct app *app, const struct args *a, enum right right, struct request *ret,
                      struct request_advice *advice);

/* Warnings about a request just opened. */
void request_args_warn(const struct app *app, const struct request *q, const struct request_advice *advice);

/* The fields that every command shows of a request; the map is open already. */
void request_out(struct out *o, const struct request *q);

struct book_time app_book_time(const struct app *app);

/* The subcommand `request notify`, in cmd_notify.c. */
extern const struct cmd cmd_request_notify;

#endif
