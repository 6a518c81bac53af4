"""Erases sample customers one after the other and compares the whole database before and after each.

usage: erase_sample.py GDPRCTL DB REGISTER STEP CHANNEL METHOD

For every STEP-th customer of the register:
  - found, per table, is what the database had; erased + cleared + kept = found; the reasons count every kept and every
    cleared row;
  - the rows counted as erased are gone, the others are there;
  - each kept row has the last day that `retention explain` gives it by a rule; a row that only others need goes with
    the last of them; what a contract in force needs has no day, or the contract's own;
  - no row of anybody else, and no row of a definition, has changed;
  - the same erasure again finds nothing to do, and leaves the file as it is.
Prints one line "N erased, N rows checked" and ends with 1 after the first contradiction.
"""
import hashlib
import json
import sqlite3
import subprocess
import sys

BOOK = {"request", "request_event", "request_result", "request_recipient", "restriction", "suppression", "tombstone",
        "tombstone_person", "last_event", "audit", "outbox", "meta"}
GDPRCTL, DB, REGISTER, STEP, CHANNEL, METHOD = *sys.argv[1:4], int(sys.argv[4]), *sys.argv[5:7]


def run(*args, status=(0,)):
    done = subprocess.run([GDPRCTL, "--db", DB, *args, "--json"], capture_output=True, text=True, check=False)
    if done.returncode not in status:
        sys.exit(f"status {done.returncode}: {' '.join(args)}: {done.stderr}")
    return json.loads(done.stdout)


def snapshot():
    """Every row of every table: {table: {key: row}}; the key is the id, or the row itself."""
    db = sqlite3.connect(DB)
    tables = [name for (name,) in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
    result = {}
    for table in tables:
        names = [column[1] for column in db.execute(f'PRAGMA table_xinfo("{table}")')]
        rows = db.execute(f'SELECT * FROM "{table}"')
        result[table] = {(row[0] if names[0] == "id" else row): dict(zip(names, row)) for row in rows}
    db.close()
    return result


def digest():
    with open(DB, "rb") as file:
        return hashlib.sha256(file.read()).digest()


def fail(*words):
    sys.exit(" ".join(str(word) for word in words))


def explained(customer_no):
    """{(table, row, rule): last day that the rule gives it; None when a rule gives none yet; missing without a rule}."""
    days = {}
    for row in run("retention", "explain", REGISTER, "--customer", customer_no)["rows"]:
        key = (row["table"], int(row["row"]))
        if row["rule"] is not None and row["status"] in ("running", "active"):
            days.setdefault((*key, row["rule"]), []).append(row["last_day"])
    return {key: None if None in found else max(found) for key, found in days.items()}


def check(no, customer_id, before, after, days, result):
    mine = {table: {key for key, row in rows.items() if row.get("customer_id") == customer_id}
            for table, rows in before.items() if table not in BOOK}
    mine["customer"] = {customer_id}
    shown = {record["table"]: record for record in result["records"]}
    if {t for t, keys in mine.items() if keys} != set(shown):
        fail(no, "tables", sorted(shown), "are not those with rows")
    for table, rows in before.items():
        if table in BOOK:
            continue
        for key, row in rows.items():
            if key not in mine.get(table, ()) and after[table].get(key) != row:
                fail(no, "changed a row of", table)
        if set(after[table]) - set(rows):
            fail(no, "made a row in", table)
    every_day = {reason["until"] for record in shown.values() for reason in record["reasons"]
                 + record["cleared_reasons"]}
    for table, record in shown.items():
        left = {key for key in mine[table] if key in after[table]}
        changed = {key for key in left if after[table][key] != before[table][key]}
        counts = (len(mine[table]), len(mine[table]) - len(left), len(changed), len(left) - len(changed))
        if counts != tuple(record[key] for key in ("found", "erased", "cleared", "kept")):
            fail(no, table, "counts", record, "but the database says", counts)
        for reasons, keys in (("reasons", left - changed), ("cleared_reasons", changed)):
            want, got = [], []
            for reason in record[reasons]:
                if reason["until"] is None and reason["reason"] != "open-contract":
                    fail(no, table, "keeps without a day:", reason)
                if not reason["legal_reference"]:
                    fail(no, table, "keeps without a reference:", reason)
                got += [(reason["reason"], reason["until"])] * reason["rows"]
            if len(got) != len(keys):
                fail(no, table, "gives reasons for", len(got), "of", len(keys), "rows")
            # A rule that lets go on request (a policy's) is no reason, and has no part in the comparison.
            rules = {reason["rule"] for reason in record[reasons]} - {None}
            ruled = sorted(str(reason["until"]) for reason in record[reasons] for _ in range(reason["rows"])
                           if reason["rule"] is not None)
            want = sorted(str(days[(table, key, rule)]) for key in keys for rule in rules if (table, key, rule) in days)
            if ruled != want:
                fail(no, table, "keeps until", ruled, "but explain says", want)
            for why, until in got:
                if why == "needed" and until not in every_day:
                    fail(no, table, "is needed until", until, "but nothing else is")
    if result["complete"] != (not any(record["cleared"] + record["kept"] for record in shown.values())):
        fail(no, "complete is", result["complete"])


def main():
    db = sqlite3.connect(DB)
    people = db.execute("SELECT c.id, c.customer_no FROM customer c JOIN register r ON r.id = c.register_id"
                        " WHERE r.code = ? ORDER BY c.id", (REGISTER,)).fetchall()[::STEP]
    db.close()
    rows = 0
    before = snapshot()
    for customer_id, no in people:
        days = explained(no)
        result = run("erase", "--register", REGISTER, "--received", "2026-11-20", "--channel", CHANNEL, "--customer",
                     no, "--verified", METHOD, "--yes")
        after = snapshot()
        check(no, customer_id, before, after, days, result)
        rows += sum(record["found"] for record in result["records"])
        before, file = after, digest()
        again = run("erase", result["request"], "--yes")
        if any(record["erased"] + record["cleared"] for record in again["records"]) or digest() != file:
            fail(no, "the second time there was something to do")
    if rows < len(people) or not people:
        fail("all", f"{len(people)} people with {rows} rows are nothing to learn from")
    print(f"{len(people)} erased, {rows} rows checked")


main()
