"""oracle.py - an oracle for the purge that shares nothing with the program: random customers under kuopio-customers,
and which of their rows are to survive a purge on a random day.

    oracle.py make SEED     writes customer.csv contract.csv ... into the current directory, and expected.txt; prints the day
    oracle.py rows DB       prints what the database holds, in the form of expected.txt

The rules, from the register's notice: contracts ten years from their end (open ones stay), invoices ten years, calls
and permissions one year from the civil date in Helsinki. The last day itself is kept. A contract stays while an invoice
of it does.
"""

import random
import sqlite3
import sys
from datetime import date, datetime, timedelta

LAST = date(2026, 11, 22)  # the test clock


def years_after(day, years):
    """The same day of a later year; 28 February where there is no 29th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 2, 28)


def last_sunday(year, month):
    day = date(year, month, 31)
    return day - timedelta(days=(day.weekday() + 1) % 7)


def helsinki_date(utc):
    """Summer time from the last Sunday of March to that of October, changed at 01:00 UTC (2000/84/EC)."""
    start = datetime.combine(last_sunday(utc.year, 3), datetime.min.time()) + timedelta(hours=1)
    end = datetime.combine(last_sunday(utc.year, 10), datetime.min.time()) + timedelta(hours=1)
    return (utc + timedelta(hours=3 if start <= utc < end else 2)).date()


def pick_day(rng):
    year = rng.randint(2014, 2026)
    edges = [date(year, 12, 31), date(year, 1, 1), date(year, 3, 1), date(year, 2, 28), date(2024, 2, 29),
             date(2016, 2, 29), date(2020, 2, 29), last_sunday(year, 3), last_sunday(year, 10)]
    day = rng.choice(edges) if rng.random() < 0.6 else date(year, 1, 1) + timedelta(days=rng.randrange(365))
    return min(day, LAST)


def near(rng, as_of, years):
    """A day whose last day kept is about `as_of`; sometimes any day, or a leap day."""
    chance = rng.random()
    if chance < 0.7:
        day = years_after(as_of, -years) + timedelta(days=rng.randint(-3, 3))
    elif chance < 0.85:
        day = date(rng.choice([2004, 2008, 2012, 2016, 2020, 2024]), 2, 29)
    else:
        day = date(2001, 1, 1) + timedelta(days=rng.randrange(25 * 365))
    return min(day, LAST - timedelta(days=1))


def write(name, header, rows):
    with open(name + ".csv", "w", encoding="utf-8") as f:
        f.write("\n".join([header] + [";".join(row) for row in rows]) + "\n")


def make(seed):
    rng = random.Random(seed)
    as_of = pick_day(rng)
    customers, contracts, invoices, calls, permissions, expected = [], [], [], [], [], []
    for i in range(60):
        no = f"{i + 1:08d}"
        customers.append((no, "yksityinen", f"Testi Henkilö {'abcdefghij'[i % 10]}"))
        end = None if rng.random() < 0.1 else near(rng, as_of, 10)
        contracts.append((f"S-{i}", no, "1.1.2001", f"{end.day}.{end.month}.{end.year}" if end else ""))
        needed = False
        if rng.random() < 0.5:
            billed = near(rng, as_of, 10)
            invoices.append((str(500000 + i), no, f"S-{i}", billed.isoformat()))
            needed = as_of <= years_after(billed, 10)
            if needed:
                expected.append(f"invoice {500000 + i}")
        if end is None or needed or as_of <= years_after(end, 10):
            expected.append(f"contract S-{i}")
        hour = rng.choice([20, 21, 22, 23, 0, 1, rng.randrange(24)])
        call = datetime.combine(near(rng, as_of, 1), datetime.min.time())
        call += timedelta(hours=hour, minutes=rng.choice([0, 59, rng.randrange(60)]))
        call = min(call, datetime.combine(LAST, datetime.min.time()))
        calls.append((f"P{i}", no, call.strftime("%Y-%m-%dT%H:%M:%SZ")))
        if as_of <= years_after(helsinki_date(call), 1):
            expected.append(f"call P{i}")
        asked = near(rng, as_of, 1)
        permissions.append((no, "suoramainonta", "posti", rng.choice(["lupa", "kielto"]), asked.isoformat()))
        if as_of <= years_after(asked, 1):
            expected.append(f"permission {no}")
    write("customer", "asiakasnumero;tyyppi;nimi", customers)
    write("contract", "sopimustunnus;asiakasnumero;alkupvm;loppupvm", contracts)
    write("invoice", "laskunumero;asiakasnumero;sopimustunnus;laskupvm", invoices)
    write("call-recording", "tallenne_id;asiakasnumero;alkuaika", calls)
    write("marketing-permission", "asiakasnumero;laji;kanava;tila;kasittelyhetki", permissions)
    with open("expected.txt", "w", encoding="utf-8") as f:
        f.writelines(line + "\n" for line in sorted(expected))
    print(as_of.isoformat())


def rows(path):
    db = sqlite3.connect(path)
    found = [line for sql in (
        "SELECT 'contract ' || contract_no FROM contract",
        "SELECT 'invoice ' || invoice_no FROM invoice",
        "SELECT 'call ' || recording_no FROM call_recording",
        "SELECT 'permission ' || c.customer_no FROM marketing_permission p JOIN customer c ON c.id = p.customer_id",
    ) for (line,) in db.execute(sql)]
    print("\n".join(sorted(found)))


if __name__ == "__main__":
    {"make": make, "rows": rows}[sys.argv[1]](sys.argv[2])
