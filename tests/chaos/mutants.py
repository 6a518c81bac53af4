"""mutants.py - definitions gone wrong: nothing is deleted under a rule that nobody has confirmed.

    mutants.py MUTANTS [SEED]

A database whose rules have been confirmed, with people around every edge. Each mutant is the definition with a change or
two in its rules, categories or keys. If it loads at all, the nightly purge (without --first-run) may delete only what
the definition unchanged would have deleted that day. Confirmed with --first-run, it still keeps within the caps that it
was given; and under the code of the shipped notice it never deletes what the notice keeps, confirmed or not.
"""

import copy as copies
import json
import os
import random
import sqlite3
import sys
from datetime import date, timedelta

from scene import ROOT, Program, copy, demand, main, workplace

TABLES = ("customer", "contract", "invoice", "call_recording", "marketing_permission", "fault_report")
WORDS = ["P1D", "P0D", "P1M", "P1Y", "-P1Y", "P9Y", "P11M", "p10y", "10Y", "P10", "", "P1Y1", "P99999Y", "PT1H", 10, None]


def fill(where):
    db = sqlite3.connect(os.path.join(where, "gdprctl.db"))
    register = db.execute("SELECT id FROM register WHERE code = 'oma'").fetchone()[0]
    for i in range(120):
        customer = db.execute("INSERT INTO customer (register_id, customer_no, name) VALUES (?, ?, 'Nimi')",
                              (register, str(i))).lastrowid
        for table, number, day, back in (("contract", "contract_no", "end_date", 10),
                                         ("invoice", "invoice_no", "invoice_date", 10),
                                         ("call_recording", "recording_no", "started_at", 1),
                                         ("fault_report", "report_no", "reported_at", 1)):
            when = date(2026 - back, 11, 22) + timedelta(days=(i * 37) % 400 - 30)
            db.execute(f"INSERT INTO {table} (customer_id, {number}, {day}) VALUES (?, ?, ?)",
                       (customer, str(i), None if i % 9 == 0 else min(when, date(2026, 11, 20)).isoformat()))
        db.execute("INSERT INTO marketing_permission (customer_id, scope, channel, state, processed_on) VALUES"
                   " (?, 'direct-mail', 'post', 'permission', ?)",
                   (customer, (date(2025, 11, 22) + timedelta(days=i - 20)).isoformat()))
    db.commit()
    db.close()


def values(where):
    """Every row, with its values: clearing one is a loss too."""
    db = sqlite3.connect(f"file:{where}/gdprctl.db?mode=ro", uri=True)
    found = {}
    for table in TABLES:
        names = [c[1] for c in db.execute(f"PRAGMA table_info({table})")]
        for row in db.execute(f"SELECT * FROM {table}"):
            for name, value in zip(names, row):
                if value is not None:
                    found[(table, row[0], name)] = value
    db.close()
    return found


def mutate(rng, definition):
    d = copies.deepcopy(definition)
    for _ in range(rng.choice([1, 1, 1, 2, 3])):
        rules = d["retention"]
        if not rules:
            break
        rule = rng.choice(rules)
        what = rng.randrange(14)
        if what == 0:
            rules.remove(rule)
        elif what == 1:
            rule.pop(rng.choice(sorted(rule)))
        elif what in (2, 3):
            rule["period"] = rng.choice(WORDS)
        elif what == 4:
            rule["event"] = rng.choice(["customer.customer_since", "contract.start_date", "contract.END_DATE", "contract.*",
                                        "invoice.due_date", "call_recording.started_at", "x.y", "contract", ""])
        elif what == 5:
            rule["covers"] = rng.sample([c for r in definition["retention"] for c in r["covers"]], rng.randint(0, 4))
        elif what == 6:
            rule["covers"] = rule.get("covers", []) + [rng.choice(["call_recording", "invoice.amount", "@nothing", "contract",
                                                                   "@" + definition["categories"][0]["code"]])]
        elif what == 7:
            key = rng.choice(sorted(rule))
            rule[key.upper() if rng.random() < 0.5 else key + "s"] = rule.pop(key)
        elif what == 8:
            rule["kind"] = rng.choice(["while-needed", "on-condition", "Period", "period"])
        elif what == 9:
            rule["align"] = rng.choice(["none", "year-end", "year-start"])
        elif what == 10:
            rule["missing"] = rng.choice(["open", "keep", "delete"])
        elif what == 11:
            other = copies.deepcopy(rule)
            other.update(code=rule.get("code", "x") + "-2", period=rng.choice(["P1D", "P1Y"]))
            rules.append(other)
        elif what == 12:
            category = rng.choice(d["categories"])
            (category["fields"].pop if category.get("fields") else category.clear)()
        else:
            rule["code"] = rng.choice(["new", rules[0].get("code", "x"), "UPPER", ""])
    return d


def load(program, where, definition):
    with open(os.path.join(where, "mutant.json"), "w", encoding="utf-8") as file:
        json.dump(definition, file)
    status, _, _ = program.run(where, "--quiet", "register", "load", "mutant.json", status=(0, 65, 78))
    return status == 0


def one(program, rng, definition, base, case, before, kept):
    """0 it did not load, 1 the purge refused, 2 it ran."""
    mutant = mutate(rng, definition)
    copy(base, case)
    if not load(program, case, mutant):
        return 0
    status, out, _ = program.run(case, "purge", "--yes", "--json", "--register", "oma", status=(0, 77, 78))
    now = values(case)
    lost = [key for key, value in kept.items() if now.get(key) != value]
    demand(not lost, "values lost that the confirmed rules keep:", len(lost), lost[0] if lost else "", json.dumps(
        [r for r in mutant["retention"] if r not in definition["retention"]]))
    if status != 0 and rng.random() < 0.3:
        cap = rng.choice([1, 20, 100])
        _, out, _ = program.run(case, "purge", "--yes", "--json", "--register", "oma", "--first-run", "--max-rows", str(cap),
                                status=(0, 77, 78))
        now = values(case)
        gone = {key[:2] for key in before} - {key[:2] for key in now}
        demand(len(gone) <= cap, f"{len(gone)} rows went under a cap of {cap}")
    return 1 if status else 2


def under_notice(program, rng, notice, base, case, kept):
    """The same under the code of the shipped notice, and confirmed at once."""
    mutant = mutate(rng, notice)
    mutant.pop("updated", None)
    copy(base, case)
    db = sqlite3.connect(os.path.join(case, "gdprctl.db"))
    db.execute("UPDATE customer SET register_id = (SELECT id FROM register WHERE code = 'kuopio-customers')")
    db.commit()
    db.close()
    if not load(program, case, mutant):
        return
    program.run(case, "purge", "--yes", "--register", "kuopio-customers", "--first-run", "--max-share", "100",
                status=(0, 77, 78))
    now = values(case)
    lost = [key for key, value in kept.items() if key[2] != "register_id" and now.get(key) != value]
    demand(not lost, "values lost that the notice keeps:", len(lost), lost[0] if lost else "",
           json.dumps([r for r in mutant["retention"] if r not in notice["retention"]]))


def run():
    mutants, seed = int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1
    program = Program()
    ends = [0, 0, 0]
    with open(os.path.join(ROOT, "src/registers/kuopio-customers.json"), encoding="utf-8") as file:
        notice = json.load(file)
    own = dict(copies.deepcopy(notice), code="oma")
    with workplace() as work:
        base, twin, case = (os.path.join(work, name) for name in ("base", "twin", "case"))
        os.mkdir(base)
        program.run(base, "--quiet", "init")
        program.run(base, "--quiet", "register", "load", "--builtin", "kuopio-customers")
        demand(load(program, base, own), "the definition loads")
        program.run(base, "purge", "--yes", "--first-run")
        fill(base)
        before = values(base)
        copy(base, twin)
        program.run(twin, "purge", "--yes", "--register", "oma", "--max-share", "100")
        kept = values(twin)
        demand(len(kept) < len(before), "the confirmed rules delete something")
        for number in range(seed, seed + mutants):
            rng = random.Random(number)
            try:
                if number % 4 == 3:
                    under_notice(program, rng, notice, base, case, kept)
                else:
                    ends[one(program, rng, own, base, case, before, kept)] += 1
            except Exception:
                print(f"seed {number}")
                raise
    return f"mutants: {mutants}, of {sum(ends)} {ends[0]} did not load, {ends[1]} were refused, {ends[2]} ran and kept what is kept"


main(run)
