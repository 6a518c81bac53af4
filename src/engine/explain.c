/*
 * explain.c - see explain.h.
 */
#include "engine/explain.h"

#include "base/sb.h"

/* Of columns that cannot be emptied, which stay as long as their row, a purge takes nothing before it takes the row. */
static const char *next_of(const struct work_row *row, size_t group) {
    switch (row->groups[group].status) {
    case RETENTION_EXPIRED:
        if (workset_expired(row))
            return row->waits ? "waits" : "purge";
        return row->table->groups.d[group].clear.len > 0 ? "purge" : "kept";
    case RETENTION_RUNNING:
        return "kept";
    case RETENTION_HELD:
        return "held";
    case RETENTION_ACTIVE:
    case RETENTION_UNDEFINED:
    case RETENTION__MAX:
        break;
    }
    return "nothing";
}

static void put_group(struct out *o, const struct plan *plan, enum lang lang, const struct work_row *row,
                      size_t group) {
    const struct plan_judgement *j = &row->groups[group];
    const struct plan_group *g = &row->table->groups.d[group];
    const struct plan_rule *rule = j->rule != SIZE_MAX ? &plan->rules.d[j->rule] : NULL;
    SB(id);

    sb_printf(&id, "%" PRId64, row->id);
    out_map(o, NULL);
    out_str(o, "table", row->table->table->name);
    out_str(o, "row", id.d);
    out_list(o, "fields");
    for (size_t i = 0; i < g->columns.len; i++)
        out_str(o, NULL, row->table->table->columns[g->columns.d[i]].name);
    out_end(o);
    out_str(o, "trigger", j->trigger);
    out_str(o, "period", rule != NULL ? rule->period : NULL);
    out_date(o, "last_day", j->last_day);
    out_str(o, "rule", j->unneeded ? PLAN_OBJECTION : rule != NULL ? rule->code : NULL);
    out_str(o, "legal_reference",
            j->unneeded    ? PLAN_OBJECTION_REFERENCE
            : rule != NULL ? plan_reference(rule, lang)
                           : NULL);
    out_str(o, "status", retention_status_code(j->status));
    out_bool(o, "assumed", rule != NULL && rule->assumed);
    out_bool(o, "trigger_missing", j->missing);
    out_str(o, "stopped_by", stop_code(row->stop));
    out_str(o, "next", next_of(row, group));
    out_date(o, "waits_until", workset_waits(row) ? row->waits_until : DATE_NONE);
    out_end(o);
}

void explain_write(struct out *o, const struct plan *plan, enum lang lang, const struct workset *work) {
    out_map(o, NULL);
    out_list(o, "rows");
    for (size_t i = 0; i < work->rows.len; i++) {
        for (size_t g = 0; g < work->rows.d[i].table->groups.len; g++)
            put_group(o, plan, lang, &work->rows.d[i], g);
    }
    out_end(o);
    out_end(o);
}
