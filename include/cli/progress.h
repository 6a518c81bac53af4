/*
 * progress.h - a progress bar on stderr: label, share, count, rate, time left. Only on a terminal and without --quiet;
 * everywhere else these calls do nothing. At most ten updates a second. The line is cleared at the end, so that what
 * follows starts on a clean one.
 *
 *     PROGRESS(p);
 *     progress_begin(&p, app, "importing", total_bytes);
 *     ... progress_at(&p, done, 0);
 *     progress_end(&p);                       also runs by itself when the scope is left
 */
#ifndef GDPRCTL_CLI_PROGRESS_H
#define GDPRCTL_CLI_PROGRESS_H

#include "base/base.h"
#include "cli/app.h"

struct progress {
    bool on;
    bool bytes; /* counts are bytes: shown as MB */
    const char *label;
    uint64_t total;   /* 0 when nobody knows */
    int64_t began_ms; /* monotonic */
    int64_t shown_ms; /* of the last update; 0 before the first */
};

#define PROGRESS(name) struct progress name CLEANUP(progress_end) = {0}

void progress_begin(struct progress *p, const struct app *app, const char *label, uint64_t total);
void progress_begin_bytes(struct progress *p, const struct app *app, const char *label, uint64_t total);

/* `done` of `total`; a total other than 0 replaces the one from the beginning. Cheap enough for every row. */
void progress_at(struct progress *p, uint64_t done, uint64_t total);

/* The same as a callback for engines, which know nothing of terminals: `ctx` is the struct progress. */
void progress_tick(void *ctx, uint64_t done, uint64_t total);

void progress_end(struct progress *p);

#endif
