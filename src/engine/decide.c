/*
 * decide.c - see decide.h.
 */
#include "engine/decide.h"

#include "engine/access_view.h"

void decide_column(const struct work_row *row, size_t column, const struct decide_options *o, struct decision *ret) {
    const struct plan_column *c = &row->table->columns[column];
    size_t g = view_group(row->table, column);
    const struct plan_judgement *j = g != SIZE_MAX ? &row->groups[g] : NULL;
    struct lawful_case facts = {
        .right = o->right,
        .basis_known = c->basis_known,
        .basis = c->basis,
        .held = row->stop == STOP_HOLD || row->stop == STOP_REQUEST,
        .restricted = row->stop == STOP_RESTRICTION,
        .other_person = row->other,
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
    ret->until = j != NULL ? j->need.until : DATE_NONE;
    ret->rule = j != NULL ? j->need_rule : SIZE_MAX;
}
