"""histories.py - random histories of backups, erasures, rectifications, objections, restrictions, holds, imports and
purges, then a restore of one of the copies and a replay of the ledger: nobody back, nobody else touched. The whole
database is compared with a twin that was never restored.

    histories.py GDPRCTL SAMPLE DIR SEED      one history, in the empty directory DIR
"""

import collections
import csv
import json
import os
import pathlib
import random
import shutil
import sqlite3
import subprocess
import sys
from datetime import date, timedelta

GDPRCTL, SAMPLE, DIR, SEED = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3]), int(sys.argv[4])
REGISTER = "kuopio-customers"
TABLES = [("customer", "asiakkaat"), ("metering-point", "kayttopaikat"), ("contract", "sopimukset"),
          ("invoice", "laskut"), ("call-recording", "puhelut"), ("marketing-permission", "markkinointiluvat")]
SCOPES = ["direct-mail", "distance-selling", "market-research", "profiling", "all-marketing"]
# The program's own notes of when it ran; a replay has other ones.
NOTES = {"audit", "meta", "request_event", "request_result", "import_file", "purge_run", "rule_run", "statement"}
# Columns that a repeated row cannot have: its own number, texts that somebody typed.
LOOSE = {"request": {"id", "reason", "extension_reason", "customer_id"}, "hold": {"reason", "owner"},
         "restriction": {"id", "request_id"}, "objection": {"id"}, "tombstone": {"id"}, "tombstone_person": {"part", "tombstone_id"}, "release": {"id", "reason"},
         "request_scope": {"owner_id"}, "request_recipient": {"id", "request_id"}}

rng = random.Random(SEED)
now = date(2026, 11, 22)
log = []


def fail(*what):
    sys.exit(f"history {SEED}: {' '.join(map(str, what))}\n  " + "\n  ".join(log))


def gdprctl(*args, ok=(0, 1), db="live.db"):
    env = dict(os.environ, GDPRCTL_NOW=f"{now}T09:00:00+02:00")
    run = subprocess.run([GDPRCTL, "--db", db, "--key", "key", "--ledger", "ledger", "--json", *args], cwd=DIR, env=env,
                         stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False)
    if run.returncode not in ok or "Sanitizer" in run.stderr:
        fail(" ".join(args), "ended with", run.returncode, run.stdout[-600:], run.stderr[-600:])
    return run


def who(customer):
    return ["--register", REGISTER, "--received", str(now), "--channel", "letter", "--customer", customer, "--verified",
            "signature"]


# ---- the people ----

class People:
    """Rows of the sample, a part of its people at a time."""

    def __init__(self):
        self.rows = {}
        for table, name in TABLES:
            with open(SAMPLE / f"{name}.csv", encoding="utf-8-sig", newline="") as file:
                self.rows[table] = list(csv.reader(file, delimiter=";"))
        numbers = [row[0] for row in self.rows["customer"][1:]]
        rng.shuffle(numbers)
        self.now, self.later = numbers[:18], numbers[18:26]

    def take_in(self, numbers):
        for table, _ in TABLES:
            head, *rows = self.rows[table]
            at = head.index("asiakasnumero")
            rows = [row for row in rows if row[at] in numbers]
            if not rows:
                continue
            with open(DIR / "in.csv", "w", encoding="utf-8", newline="") as file:
                csv.writer(file, delimiter=";").writerows([head, *rows])
            gdprctl("record", "import", REGISTER, table, "in.csv")


def natural_keys():
    """What tells rows from each other besides their numbers, which are given again once their rows have gone."""
    con = sqlite3.connect(f"file:{DIR / 'live.db'}?mode=ro", uri=True)
    found = {}
    for (table,) in con.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall():
        found[table] = ["id"]
        for index in con.execute(f'PRAGMA index_list("{table}")').fetchall():
            if index[2] and index[3] == "u":
                found[table] += [row[2] for row in con.execute(f'PRAGMA index_info("{index[1]}")')]
    con.close()
    return found


def read(db):
    con = sqlite3.connect(f"file:{DIR / db}?mode=ro", uri=True)
    con.row_factory = sqlite3.Row
    names = [row[0] for row in con.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
    found = {name: [dict(row) for row in con.execute(f'SELECT * FROM "{name}"')] for name in names if name not in NOTES}
    con.close()
    return found


# ---- what happens ----

wrong = collections.defaultdict(set)  # (table, row, column) -> values that were rectified away


def customers():
    con = sqlite3.connect(f"file:{DIR / 'live.db'}?mode=ro", uri=True)
    found = con.execute("SELECT id, customer_no, street, phone, email FROM customer").fetchall()
    con.close()
    return found


def erase():
    gdprctl("erase", *who(rng.choice(customers())[1]), "--yes", ok=(0, 1, 77))


def rectify():
    row, number, *old = rng.choice(customers())
    column, value = rng.choice([("street", f"Oikaisutie {rng.randrange(10**6)}"),
                                ("phone", f"040{rng.randrange(10**7):07}"),
                                ("email", f"oikea{rng.randrange(10**6)}@example.com")])
    run = gdprctl("rectify", *who(number), "--set", f"customer.{column}={value}", ok=(0, 1, 77))
    before = old[["street", "phone", "email"].index(column)]
    if run.returncode == 0:
        wrong[("customer", row, column)] |= {before} - {None}


def back_again():
    """A value that becomes what it was before is no wrong value."""
    row, number, street, *_ = rng.choice(customers())
    if street is None:
        return
    for value in (f"Väärä katu {rng.randrange(10**6)}", street):
        run = gdprctl("rectify", *who(number), "--set", f"customer.street={value}", ok=(0, 1, 77))
        if run.returncode == 0:
            wrong[("customer", row, "street")].add(street if value != street else "Väärä katu")


def object_():
    gdprctl("object", *who(rng.choice(customers())[1]), "--scope", rng.choice(SCOPES), ok=(0, 1, 77))


def restrict():
    gdprctl("restrict", *who(rng.choice(customers())[1]), "--scope", rng.choice(["unlawful", "claims"]),
            ok=(0, 1, 64, 77))


def optout():
    lines = ["asiakasnumero;puhelin;laji"]
    for row in rng.sample(customers(), 4):
        lines.append(f"{row[1]};;{rng.choice(SCOPES)}")
    for _ in range(3):
        lines.append(f";040{rng.randrange(10**7):07};{rng.choice(SCOPES)}")
    (DIR / "optout.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    gdprctl("optout", "import", "optout.csv", "--register", REGISTER)


def book():
    """A request from its opening to some step."""
    right = rng.choice(["access", "portability", "erasure", "rectification"])
    run = gdprctl("request", "open", right, "--register", REGISTER, "--received", str(now), "--channel", "letter",
                  "--customer", rng.choice(customers())[1])
    ref = json.loads(run.stdout)["request"]
    steps = [["verify", "--method", "signature"], ["ask-identity"], ["extend", "--reason", "paljon"], ["withdraw"],
             ["refuse", "--ground", "excessive", "--reason", "taas"], ["deliver", "--sent", str(now)]]
    for name, *options in rng.sample(steps, rng.randrange(4)):
        gdprctl("request", name, ref, *options, ok=(0, 1, 77))


def hold():
    gdprctl("hold", "add", "--register", REGISTER, "--customer", rng.choice(customers())[1], "--reason", "riita")


def lift():
    con = sqlite3.connect(f"file:{DIR / 'live.db'}?mode=ro", uri=True)
    held = [row[0] for row in con.execute("SELECT id FROM hold WHERE lifted_on IS NULL")]
    con.close()
    if held:
        gdprctl("hold", "lift", str(rng.choice(held)))


def purge():
    gdprctl("purge", "--yes", "--first-run", "--confirm-gap", "--max-share", "100", ok=(0, 1, 77))


def next_day():
    global now
    now += timedelta(days=rng.choice([1, 1, 1, 30, 200]))


STEPS = [erase, erase, erase, rectify, rectify, back_again, object_, restrict, optout, book, book, hold, lift, purge, purge, next_day]


def go_on(people, count, import_too):
    for _ in range(count):
        step = rng.choice(STEPS)
        log.append(f"{now} {step.__name__}")
        step()
    if import_too:
        log.append("import")
        people.take_in(people.later)


# ---- the comparison ----

def keyed(rows, loose):
    return collections.Counter(json.dumps({k: v for k, v in row.items() if k not in loose}, sort_keys=True, default=str)
                               for row in rows)


def numbered(found, table, natural):
    """Rows by their number, their natural key, and whose they are."""
    owner = {row["id"]: row["customer_no"] for row in found["customer"]}
    return {(row["id"], owner.get(row.get("customer_id")), *(row[column] for column in natural)): row
            for row in found[table]}


def contested(got, table, row, column):
    """A hold keeps the wrong value; then it must not be used."""
    return any((r["table_name"], r["row_id"], r["column_name"], r["ground"], r["lifted_on"])
               == (table, row, column, "accuracy", None) for r in got["restriction"])


def compare(copy, twin, got):
    """`copy`: the database as it was restored. What came in after it is not in `got`, and what went is not either."""
    if set(twin) != set(got):
        fail("other tables")
    came = 0
    natural = natural_keys()
    for table, rows in twin.items():
        if table in LOOSE or table in ("suppression", "last_event", "outbox"):
            continue
        if not any("id" in row for row in rows + got[table]):
            if keyed(rows, ()) != keyed(got[table], ()):
                fail("table", table)
            continue
        before, want, have = (numbered(found, table, natural[table]) for found in (copy, twin, got))
        came += len(set(want) - set(before))
        if set(have) - set(want):
            fail(len(set(have) - set(want)), "rows are back in", table)
        if (set(want) & set(before)) - set(have):
            fail("rows of others went from", table)
        for key, row in have.items():
            for column, value in row.items():
                if value == want[key][column]:
                    continue
                base = column.removesuffix("_key")
                if (table, row["id"], base) not in wrong or not (value is None or contested(got, table, row["id"], base)):
                    fail(table, key, column, "is not what it was")
    people = {row["id"] for row in got["customer"]}
    for table, loose in LOOSE.items():
        if table in ("tombstone", "tombstone_person", "request", "request_scope", "request_recipient"):
            continue  # counts of rows that came and went since; requests are looked at below
        want = [row for row in twin[table] if row.get("customer_id") in people or row.get("customer_id") is None]
        have = [row for row in got[table] if not (table == "restriction" and row["ground"] == "accuracy")]
        want = [row for row in want if not (table == "restriction" and row["ground"] == "accuracy")]
        if keyed(want, loose) != keyed(have, loose):
            fail("table", table, keyed(want, loose) - keyed(have, loose), keyed(have, loose) - keyed(want, loose))
    # Every ban with its register, scope and day, and no other: nothing is decided anew, the ledger has them all.
    bans, back = keyed(twin["suppression"], ()), keyed(got["suppression"], ())
    if bans != back:
        fail("bans are missing:", bans - back, "bans of nobody:", back - bans)
    for row in twin["request"]:
        again = next((r for r in got["request"] if r["ref"] == row["ref"]), {})
        whose = row["customer_id"] if row["customer_id"] in people else None
        if any(again.get(k) != v for k, v in row.items() if k not in LOOSE["request"]) or again["customer_id"] != whose:
            fail("request", row, "is", again)
    if len(twin["request"]) != len(got["request"]):
        fail("requests that there were not")
    return came


def no_trace(got):
    data = (DIR / "live.db").read_bytes()
    there = {value for rows in got.values() for row in rows for value in row.values() if isinstance(value, str)}
    for (table, key, column), values in wrong.items():
        row = next((row for row in got[table] if row["id"] == key), None)
        if contested(got, table, key, column):
            continue
        if row is not None and row[column] in values and row[column] not in final.get((table, key, column), ()):
            fail("a wrong value is back in", table, column)
        for value in values - there:
            if value.encode() in data:
                fail("the file still has a value of", table, column)


def restore_and_check(copy):
    shutil.copy(DIR / "live.db", DIR / "twin.db")
    behind = json.loads(gdprctl("status", db=copy).stdout)["ledger"] == "behind"
    shutil.copy(DIR / copy, DIR / "live.db")
    log.append(f"{now} restore of {copy}")
    before, twin = read("live.db"), read("twin.db")
    final.clear()
    for table, key, column in wrong:
        final[(table, key, column)] = {row[column] for row in twin[table] if row["id"] == key}
    if behind:
        gdprctl("subject", "show", "--customer", "00100003", ok=(76,))
        dry = json.loads(gdprctl("ledger", "replay", "--dry-run").stdout)
        if read("live.db") != before:
            fail("a dry run changed something")
    again = json.loads(gdprctl("ledger", "replay").stdout)
    if behind and {k: v for k, v in again.items() if k != "dry_run"} != {k: v for k, v in dry.items() if k != "dry_run"}:
        fail("a dry run tells something else", dry, again)
    got = read("live.db")
    came = compare(before, twin, got)
    no_trace(got)
    size, ledger = (DIR / "live.db").read_bytes(), (DIR / "ledger").read_bytes()
    if json.loads(gdprctl("ledger", "replay", ok=(0,)).stdout)["repeated"] != 0:
        fail("there was something to repeat twice")
    if (DIR / "live.db").read_bytes() != size or (DIR / "ledger").read_bytes() != ledger:
        fail("the second replay changed something")
    gdprctl("audit", "verify", ok=(0,))
    gdprctl("ledger", "list", ok=(0,))
    return again["repeated"], came


final = {}


def backup(name):
    log.append(f"{now} backup {name}")
    run = json.loads(gdprctl("backup", name).stdout)
    shutil.copy(DIR / run["file"], DIR / f"{name}.db")
    return f"{name}.db"


def main():
    people = People()
    gdprctl("init", ok=(0,))
    gdprctl("register", "load", "--builtin", REGISTER)
    people.take_in(people.now)
    copies = [backup("copy0")]
    for i in range(1, 3):
        go_on(people, rng.randrange(1, 5), False)
        copies.append(backup(f"copy{i}"))
    go_on(people, rng.randrange(1, 6), rng.random() < 0.3)
    repeated, came = restore_and_check(rng.choice(copies))
    # On from there, on another line of history; wrong values of the first line are forgotten with it.
    wrong.clear()
    second = backup("second")
    go_on(people, rng.randrange(1, 5), False)
    more, _ = restore_and_check(second)
    print(f"{repeated + more} groups repeated, {came} rows came in since the copy")


main()
