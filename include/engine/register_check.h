/*
 * register_check.h - what is wrong with a register: its notice against the law (domain/notice_check.h), and the
 * definition against the tables it speaks of.
 */
#ifndef GDPRCTL_ENGINE_REGISTER_CHECK_H
#define GDPRCTL_ENGINE_REGISTER_CHECK_H

#include "base/lang.h"
#include "domain/notice_check.h"
#include "engine/plan.h"
#include "store/db.h"

/*
 * Adds the findings of one register: of the notice, then of the schema (columns that hold data and that the notice does
 * not list, columns that no rule covers, missing tables, columns and indexes).
 */
int register_check(struct db *db, const char *code, struct findings *ret);

#endif
