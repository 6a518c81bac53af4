/*
 * progress.c - see progress.h.
 */
#include "cli/progress.h"

#include "base/sb.h"
#include "cli/clock.h"
#include "cli/process.h"

#include <unistd.h>

#define BETWEEN_MS 100  /* updates are at least this far apart */
#define FIRST_MS   300  /* what is over sooner shows nothing */
#define RATE_MS    1000 /* rate and time left are shown once they mean something */
#define BAR        20

/* Thousands parted by a space, so that six digits can be read at a glance. */
static void number(struct sb *out, uint64_t n) {
    if (n < 1000) {
        sb_printf(out, "%" PRIu64, n);
        return;
    }
    number(out, n / 1000);
    sb_printf(out, " %03" PRIu64, n % 1000);
}

static void amount(const struct progress *p, struct sb *out, uint64_t n) {
    if (p->bytes)
        sb_printf(out, "%" PRIu64 ".%" PRIu64 " MB", n / 1000000, n % 1000000 / 100000);
    else
        number(out, n);
}

static void time_left(struct sb *out, uint64_t seconds) {
    if (seconds >= 3600)
        sb_printf(out, "  %" PRIu64 ":%02" PRIu64 ":%02" PRIu64 " left", seconds / 3600, seconds / 60 % 60,
                  seconds % 60);
    else
        sb_printf(out, "  %" PRIu64 ":%02" PRIu64 " left", seconds / 60, seconds % 60);
}

static void bar(struct sb *out, double share) {
    int full = (int)(share * BAR);

    sb_cat(out, "  [");
    for (int i = 0; i < BAR; i++)
        sb_ch(out, i < full ? '#' : '-');
    sb_printf(out, "] %3d %%", (int)(share * 100));
}

static void show(const struct progress *p, uint64_t done, int64_t now_ms) {
    SB(line);
    int64_t elapsed = now_ms - p->began_ms;

    sb_printf(&line, "%s", p->label);
    if (p->total > 0)
        bar(&line, done < p->total ? (double)done / (double)p->total : 1.0);
    sb_cat(&line, "  ");
    amount(p, &line, done);
    if (p->total > 0) {
        sb_cat(&line, " of ");
        amount(p, &line, p->total);
    }
    if (elapsed >= RATE_MS && done > 0) {
        double rate = (double)done * 1000 / (double)elapsed;
        sb_cat(&line, "  ");
        amount(p, &line, (uint64_t)rate);
        sb_cat(&line, "/s");
        if (p->total > done)
            time_left(&line, (uint64_t)((double)(p->total - done) / rate + 0.5));
    }
    if (line.len >= process_columns(STDERR_FILENO))
        sb_truncate(&line,
                    process_columns(STDERR_FILENO) - 1); /* a line that wraps could not be cleared; labels are ASCII */
    (void)fprintf(stderr, "\r%s\x1b[K", line.d);
}

static void begin(struct progress *p, const struct app *app, const char *label, uint64_t total, bool bytes) {
    *p = (struct progress){.on = app->err_tty && !app->quiet, .bytes = bytes, .label = label, .total = total};
    if (p->on)
        p->began_ms = clock_tick_ms();
}

void progress_begin(struct progress *p, const struct app *app, const char *label, uint64_t total) {
    begin(p, app, label, total, false);
}

void progress_begin_bytes(struct progress *p, const struct app *app, const char *label, uint64_t total) {
    begin(p, app, label, total, true);
}

void progress_at(struct progress *p, uint64_t done, uint64_t total) {
    if (!p->on)
        return;
    int64_t now = clock_tick_ms();
    if (now - p->began_ms < FIRST_MS || (p->shown_ms > 0 && now - p->shown_ms < BETWEEN_MS))
        return;
    if (total > 0)
        p->total = total;
    p->shown_ms = now;
    show(p, done, now);
}

void progress_tick(void *ctx, uint64_t done, uint64_t total) {
    progress_at(ctx, done, total);
}

void progress_end(struct progress *p) {
    if (p->shown_ms > 0)
        (void)fputs("\r\x1b[K", stderr);
    p->on = false;
    p->shown_ms = 0;
}
