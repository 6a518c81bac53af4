/*
 * clock.h - the only place that reads a clock. The wall clock is read once, at the start, into app->now_utc; the
 * monotonic one only paces the progress bar.
 */
#ifndef GDPRCTL_CLI_CLOCK_H
#define GDPRCTL_CLI_CLOCK_H

#include "base/base.h"
#include "base/err.h"

/* Seconds since 1970-01-01 UTC. The test build (GDPRCTL_TEST) takes an ISO 8601 instant from $GDPRCTL_NOW instead; the
 * release build has no such door, because a tool that keeps an audit log must not be back-datable. */
int clock_now(int64_t *ret_utc, struct err *e);

/* Milliseconds of a clock that never goes back. */
int64_t clock_tick_ms(void);

#endif
