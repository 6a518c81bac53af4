"""clocks.py - sixteen wrong clocks, and as many time zones.

The database has people around every edge, and a purge of 2026-11-22 behind it. Whatever the clock says, a purge either
refuses and changes nothing, or deletes what is past its retention on the civil day of that clock in Helsinki and nothing
else; a clock that went back, or jumped by more than 40 days, is refused.
"""

import os
import sqlite3
import sys
from datetime import date, datetime, timedelta

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "cli"))
from oracle import helsinki_date, years_after  # noqa: E402
from scene import Program, copy, demand, main, records, sound, workplace  # noqa: E402

# What the clock says (UTC), and whether it can be right.
CLOCKS = [
    (datetime(1970, 1, 1), False),
    (datetime(2000, 2, 29, 12), False),
    (datetime(2038, 1, 19, 3, 14, 7), False),
    (datetime(2038, 1, 19, 3, 14, 8), False),
    (datetime(2099, 12, 31, 23, 59, 59), False),
    (datetime(9999, 12, 31, 12), False),
    (datetime(2026, 11, 21, 7), False),           # a day back
    (datetime(2026, 11, 22, 6), False),           # an hour back
    (datetime(2026, 11, 23, 7), True),            # the next night
    (datetime(2026, 12, 31, 21, 59, 59), True),   # the year's last second in Helsinki
    (datetime(2026, 12, 31, 22), True),           # and the next year's first
    (datetime(2027, 1, 1, 7), True),              # forty days
    (datetime(2027, 1, 1, 8), False),             # an hour more
    (datetime(2027, 3, 28, 1), False),            # summer time begins
    (datetime(2028, 2, 29, 7), False),            # a leap day
    (datetime(2036, 11, 22, 7), False),           # ten years on
]
ZONES = ["UTC", "Europe/Helsinki", "Pacific/Kiritimati", "Pacific/Pago_Pago", "America/St_Johns", "nonsense", "",
         "XYZ-23:59", ":/etc/passwd", "Asia/Kathmandu"]


def fill(where):
    """Calls and permissions on every day of two years, contracts around the edge of ten."""
    db = sqlite3.connect(os.path.join(where, "gdprctl.db"))
    register = db.execute("SELECT id FROM register").fetchone()[0]
    start = date(2025, 11, 1)
    for i in range(420):
        db.execute("INSERT INTO customer (register_id, customer_no) VALUES (?, ?)", (register, str(i)))
        customer = db.execute("SELECT last_insert_rowid()").fetchone()[0]
        day = start + timedelta(days=i % 70)
        hour = ["T00:00:00+02:00", "T23:59:59+02:00"][i % 2]
        db.execute("INSERT INTO call_recording (customer_id, recording_no, started_at) VALUES (?, ?, ?)",
                   (customer, str(i), day.isoformat() + hour))
        ended = date(2016, 11, 1) + timedelta(days=i % 70)
        db.execute("INSERT INTO contract (customer_id, contract_no, end_date) VALUES (?, ?, ?)",
                   (customer, str(i), ended.isoformat()))
    db.commit()
    db.close()


def ids(where, table):
    db = sqlite3.connect(f"file:{where}/gdprctl.db?mode=ro", uri=True)
    number = {"call_recording": "recording_no", "contract": "contract_no"}[table]
    day = {"call_recording": "substr(started_at, 1, 10)", "contract": "end_date"}[table]
    found = dict(db.execute(f"SELECT {number}, {day} FROM {table}"))
    db.close()
    return found


def run():
    program = Program()
    with workplace() as work:
        base, case = os.path.join(work, "base"), os.path.join(work, "case")
        os.mkdir(base)
        program.run(base, "--quiet", "init")
        program.run(base, "--quiet", "register", "load", "--builtin", "kuopio-customers")
        fill(base)
        program.run(base, "purge", "--yes", "--first-run", "--max-share", "100")
        before = {table: ids(base, table) for table in ("call_recording", "contract")}
        for number, (clock, right) in enumerate(CLOCKS):
            copy(base, case)
            env = {"GDPRCTL_NOW": clock.strftime("%Y-%m-%dT%H:%M:%SZ"), "TZ": ZONES[number % len(ZONES)]}
            all_before = records(case)
            status, _, _ = program.run(case, "purge", "--yes", status=(0, 77), env=env)
            demand((status == 0) == right, clock, "ends with", status)
            if not right:
                demand(records(case) == all_before, clock, "is refused, and something went")
                continue
            today = helsinki_date(clock)
            for table, years in (("call_recording", 1), ("contract", 10)):
                want = {no for no, day in before[table].items()
                        if years_after(date.fromisoformat(day), years) >= today}
                have = set(ids(case, table))
                demand(have == want, clock, table, len(have - want), "too many,", len(want - have), "too few")
            sound(program, case)
            demand(program.run(case, "purge", "--yes", "--as-of", (today + timedelta(days=1)).isoformat(), status=(64,),
                               env=env)[0] == 64)
    refused = sum(not right for _, right in CLOCKS)
    return f"clocks: {len(CLOCKS)}, {refused} refused, the others delete what is due on their day"


main(run)
