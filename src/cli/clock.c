/*
 * clock.c - see clock.h.
 */
#include "cli/clock.h"

#include "base/date.h"

int clock_now(int64_t *ret_utc, struct err *e) {
    struct timespec ts;

#ifdef GDPRCTL_TEST
    const char *fixed = getenv("GDPRCTL_NOW");
    if (fixed != NULL)
        return instant_parse(fixed, ret_utc) == 0 ? 0 : err_set(e, ERR_USAGE, "GDPRCTL_NOW is not an ISO 8601 instant");
#endif
    if (clock_gettime(CLOCK_REALTIME, &ts) < 0)
        return err_set(e, ERR_INTERNAL, "cannot read the clock: %s", strerror(errno));
    *ret_utc = ts.tv_sec;
    return 0;
}

int64_t clock_tick_ms(void) {
    struct timespec ts = {0, 0};

    (void)clock_gettime(CLOCK_MONOTONIC, &ts);
    return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}
