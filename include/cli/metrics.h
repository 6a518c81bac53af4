/*
 * metrics.h - the figures of a purge for a monitor: a file in the text format that the textfile collector of
 * Prometheus' node_exporter reads. Counts and times only, nothing about a person, so unlike every other output it may
 * be read by all (0644): the collector runs as another user.
 *
 * Format: https://prometheus.io/docs/instrumenting/exposition_formats/
 */
#ifndef GDPRCTL_CLI_METRICS_H
#define GDPRCTL_CLI_METRICS_H

#include "base/base.h"
#include "base/err.h"

struct metrics {
    int64_t last_run; /* seconds since 1970, UTC */
    int64_t deleted, cleared, held;
    bool success;                            /* ran to its end, and nothing refused */
    bool requests_known;                     /* false: the two below could not be counted, and are left out */
    int64_t requests_open, requests_overdue; /* at the end of the run */
};

/* Whether the file could be written: asked before a purge, so that it fails before anything is gone. ERR_CANTCREATE. */
int metrics_check(const char *path, struct err *e);

/* Writes the file, in place of the figures that are there, in one step; a file that holds anything else is refused.
 * ERR_CANTCREATE, ERR_IO. */
int metrics_write(const char *path, const struct metrics *m, struct err *e);

#endif
