/*
 * decide.c - see decide.h.
 */
#include "engine/decide.h"

#include "engine/access_view.h"

/* Until when, and by which rule. Only what the verdict's reason rests on counts: a rule that has ended says nothing. */
static void find_end(const struct work_row *row, const struct plan_judgement *j, struct decision *d) {
    d->until = DATE_NONE;
    d->rule = SIZE_MAX;
    if (j == NULL) {
        if (d->lawful.reason == LAWFUL_OPEN_CONTRACT && row->in_force)
            d->until = row->in_force_until;
        return;
    }
    switch (d->lawful.reason) {
    case LAWFUL_STATUTORY_RETENTION:
    case LAWFUL_CONTRACT_RETENTION:
        d->until = j->need.until;
        d->rule = j->need_rule;
        break;
    case LAWFUL_MISSING_TRIGGER:
        d->rule = j->need_rule;
        break;
    case LAWFUL_OPEN_CONTRACT: /* with a rule: its period begins when the contract ends, which a fixed term tells */
        if (j->need.has_rule && j->need.strength == STRENGTH_CONTRACT) {
            d->rule = j->need_rule;
            d->until = j->need.until;
        } else if (row->in_force) {
            d->until = row->in_force_until;
        }
        break;
    default:
        break;
    }
}

/* What a hold with a last day keeps stays as long as that, or longer where something else keeps it after the hold. */
static date_t end_of_hold(const struct work_row *row, const struct plan_judgement *j, struct lawful_case facts) {
    struct decision after;

    if (row->stop_until == DATE_NONE)
        return DATE_NONE;
    facts.held = false;
    after.lawful = lawful_decide(&facts);
    if (after.lawful.verdict == VERDICT_DO)
        return row->stop_until;
    find_end(row, j, &after);
    return after.until == DATE_NONE || after.until > row->stop_until ? after.until : row->stop_until;
}

void decide_column(const struct work_row *row, size_t column, const struct decide_options *o, struct decision *ret) {
    static const struct plan_column nothing;
    const struct plan_column *c = column != SIZE_MAX ? &row->table->columns[column] : &nothing;
    size_t g = column != SIZE_MAX ? view_group(row->table, column) : SIZE_MAX;
    const struct plan_judgement *j = g != SIZE_MAX ? &row->groups[g] : NULL;
    struct lawful_case facts = {
        .right = o->right,
        .basis_known = c->basis_known,
        .basis = c->basis,
        .held = row->stop == STOP_HOLD || row->stop == STOP_RULE,
        .open_request = row->stop == STOP_REQUEST,
        .in_force = row->in_force,
        .restricted = row->stop == STOP_RESTRICTION,
        .other_person = row->other && !o->with_others,
        .provided_by_subject = c->provided,
        .promised = o->promised,
        .marketing = o->right == RIGHT_OBJECTION ? o->marketing : c->marketing_only,
        .rectifiable = c->rectifiable,
    };

    if (j != NULL) {
        facts.has_rule = j->need.has_rule;
        facts.strength = j->need.strength;
        facts.status = j->need.status;
    }
    ret->lawful = lawful_decide(&facts);
    find_end(row, j, ret);
    if (ret->lawful.reason == LAWFUL_LEGAL_HOLD)
        ret->until = end_of_hold(row, j, facts);
}
