/*
 * cmd_retention.c - `gdprctl retention`: how long rows are kept, and why.
 */
#include "cli/cmd.h"

#include "cli/selector.h"
#include "engine/explain.h"
#include "engine/workset.h"

static int explain_run(struct app *app, const struct args *a) {
    struct subject s;
    PLAN(plan);
    LOCATOR(locator);
    WORKSET(work);

    TRY(plan_load(app->db, args_pos(a, 0), &plan));
    TRY(selector_subject(app, a, plan.register_id, &s));
    TRY(locator_open(&locator, &plan, app->db));
    TRY(workset_load(&locator, &s, app->as_of, 0, &work));
    explain_write(app->out, &plan, &work);
    return APP_DONE;
}

static const struct cmd cmd_explain = {
    .name = "explain",
    .summary = "why each row of a person is kept, and until when",
    .args = "CODE",
    .min_args = 1,
    .max_args = 1,
    .details = "For each row: the event that starts the period, the rule, where it stands, the last day kept, and what "
               "happens next.\n\n"
               "  gdprctl retention explain kuopio-customers --customer 00100003",
    .opt_groups = (const struct opt *const[]){opts_selector, opts_as_of, NULL},
    .db = DB_READ,
    .needs_key = true,
    .run = explain_run,
};

const struct cmd cmd_retention = {
    .name = "retention",
    .summary = "how long rows are kept, and why",
    .subs = (const struct cmd *const[]){&cmd_explain, NULL},
};
