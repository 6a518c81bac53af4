/*
 * cmd_status.c - `gdprctl status`: the morning look, on one screen.
 */
#include "cli/cmd.h"

#include "base/crypt.h"
#include "base/sb.h"
#include "store/audit_store.h"
#include "store/status_store.h"

static void show_head(struct out *o, const struct audit_head *head) {
    char hex[2 * CRYPT_HASH_LEN + 1];
    SB(text);

    crypt_hex(head->mac, sizeof head->mac, hex);
    sb_printf(&text, "%" PRId64 ":%s", head->seq, hex);
    out_str(o, "audit_head", head->seq > 0 ? text.d : NULL);
}

static int run(struct app *app, const struct args *a) {
    struct status_counts c CLEANUP(status_release) = {0};
    char today[DATE_LEN], soon[DATE_LEN];
    struct audit_head head;
    struct out *o = app->out;

    (void)a;
    date_iso(app->as_of, today);
    date_iso(date_add(app->as_of, (struct period){.days = 7}), soon);
    TRY(status_load(app->db, today, soon, &c));
    TRY(audit_head(app->db, &head));
    out_map(o, NULL);
    out_str(o, "as_of", today);
    out_int(o, "registers", c.registers);
    out_int(o, "people", c.people);
    out_int(o, "requests_open", c.open);
    out_int(o, "requests_overdue", c.overdue);
    out_int(o, "requests_due_in_7_days", c.due_soon);
    out_int(o, "requests_waiting_for_identity", c.waiting_identity);
    out_int(o, "holds", c.holds);
    out_str(o, "last_purge", c.purge_at);
    out_str(o, "last_purge_result", c.purge_result);
    show_head(o, &head);
    out_end(o);
    if (c.overdue > 0)
        app_say(app, "%" PRId64 " requests are overdue: gdprctl request list --overdue", c.overdue);
    return c.overdue > 0 ? APP_ATTENTION : APP_DONE;
}

const struct cmd cmd_status = {
    .name = "status",
    .summary = "what is open, what is late, when the last purge ran",
    .details = "Exit status 1 when something is overdue, so that a monitor can use it.",
    .opt_groups = (const struct opt *const[]){opts_as_of, NULL},
    .db = DB_READ,
    .run = run,
};
