"""rules.py - an oracle for whole definitions: random retention rules over random records, on random days.

    rules.py DATABASES [SEED]

Each database has a register of random rules - periods of years, months, weeks and days, to the year's end or not, from
events of the row itself, of a related row, or of the last of several; as long as needed, with and without an officer's
release; several for one column, some for single columns or categories; some for people of some roles only; some that hold
rows - holds, and mostly people of another register. The oracle has its own date arithmetic and works row by row in memory. What the purge leaves must be
what the oracle leaves, to the last column; so must the number of rows held; and `retention explain` must say the same
of every column of some of the people. `retention due` must count what the purge then takes, and `retention forecast`
what falls due in the months ahead.
"""

import calendar
import json
import os
import random
import sqlite3
import sys
from datetime import date, timedelta

from scene import ROOT, Program, demand, main, workplace

TODAY = date(2026, 11, 22)
TABLES = ["customer", "representative", "metering_point", "contract", "service", "invoice", "payment", "collection_case",
          "call_recording", "fault_report"]
EVENTS = ["contract.end_date", "contract.start_date", "invoice.invoice_date", "invoice.paid_on", "payment.paid_on",
          "call_recording.started_at", "collection_case.closed_on", "customer.customer_since", "service.end_date",
          "fault_report.reported_at"]
PERIODS = ["P1D", "P30D", "P1M", "P6M", "P1Y", "P2Y", "P4Y", "P10Y", "P18M", "P1Y2M3D", "P2W", "P11M29D"]
ROLES = {"asiakkaat": ["customer", "former"], "muut": ["prospect"]}
MARKS = ["invoice.in_collection=1", "collection_case.closed_on=", "contract.product=riita", "customer.protected=1"]


# ---- dates ----

def add(day, period):
    number, months, days = "", 0, 0
    for c in period[1:]:
        if c.isdigit():
            number += c
            continue
        n, number = int(number), ""
        months += {"Y": 12 * n, "M": n}.get(c, 0)
        days += {"W": 7 * n, "D": n}.get(c, 0)
    month = day.year * 12 + day.month - 1 + months
    year, month = divmod(month, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last)) + timedelta(days=days)


def last_day(rule, day):
    end = add(day, rule["period"])
    return date(end.year, 12, 31) if rule.get("align") == "year-end" else end


def as_date(text):
    try:
        return date.fromisoformat(text[:10])
    except (TypeError, ValueError):
        return None


def is_summer(day, time):
    """In Helsinki, where the clocks are changed at night: between midnight and half past twelve."""
    march, october = (max(date(day.year, month, d) for d in range(25, 32) if date(day.year, month, d).weekday() == 6)
                      for month in (3, 10))
    return march < day < october or (day == march and time > "04") or (day == october and time < "03")


# ---- the database as the oracle sees it ----

class World:
    def __init__(self, path, register):
        db = sqlite3.connect(path)
        db.row_factory = sqlite3.Row
        self.register = register
        self.columns, self.keys, self.fixed, self.rows = {}, {}, {}, {}
        internal = {(t, c) for t, c in db.execute("SELECT table_name, column_name FROM record_column WHERE internal")}
        known = {(t, c) for t, c in db.execute("SELECT table_name, column_name FROM record_column")}
        for table in TABLES:
            info = list(db.execute(f"PRAGMA table_info({table})"))
            self.keys[table] = [(f["from"], f["table"]) for f in db.execute(f"PRAGMA foreign_key_list({table})")
                                if f["table"] in TABLES]
            outward = {name for name, _ in self.keys[table]} | {"id", "register_id", "customer_id"}
            self.columns[table] = [c["name"] for c in info if c["name"] not in outward
                                   and (table, c["name"]) in known and (table, c["name"]) not in internal]
            self.fixed[table] = {c["name"] for c in info if c["notnull"]}
            unique = next(i for i in db.execute(f"PRAGMA index_list({table})") if i["origin"] == "u" and i["unique"])
            self.fixed[table] |= {c["name"] for c in db.execute(f"PRAGMA index_info({unique['name']})")}
            until = db.execute("SELECT open_until FROM record_table WHERE name = ?", (table,)).fetchone()
            if until and until[0]:
                self.fixed[table].add(until[0])
            self.rows[table] = {row["id"]: dict(row) for row in db.execute(f"SELECT * FROM {table}")}
        self.gone = {(r["customer_id"], r["table_name"] + "." + r["column_name"]): r["newest"]
                     for r in db.execute("SELECT * FROM last_event")}
        self.holds = [dict(r) for r in db.execute("SELECT * FROM hold")]
        self.releases = [dict(r) for r in db.execute("SELECT * FROM release")]
        self.mine = {r["id"] for r in self.rows["customer"].values() if r["register_id"] == register}
        db.close()

    def owner(self, table, row):
        return row["id"] if table == "customer" else row["customer_id"]

    def of_customer(self, table, customer):
        return [r for r in self.rows[table].values() if self.owner(table, r) == customer]

    def key_to(self, table, other):
        return next((name for name, to in sorted_keys(self.keys[table]) if to == other), None)


def sorted_keys(keys):
    return sorted(keys, key=lambda k: 0 if k[0] != "customer_id" else 1)


class Oracle:
    def __init__(self, world, definition, as_of):
        self.w, self.as_of = world, as_of
        self.rules = definition["retention"]
        self.covered = {t: {c: [] for c in world.columns[t]} for t in TABLES}
        for rule in self.rules:
            for table, column in self.spread(definition, rule["covers"]):
                if rule not in self.covered[table][column]:
                    self.covered[table][column].append(rule)
        for rule in self.rules:
            for name in (rule.get("event"), rule.get("hold_when", "").split("=")[0]):
                if name:
                    table, column = name.split(".")
                    world.fixed[table].add(column)

    def spread(self, definition, covers):
        for cover in covers:
            names = [cover]
            if cover[0] == "@":
                category = next(c for c in definition["categories"] if c["code"] == cover[1:])
                names = [n for f in category["fields"] for n in f["columns"]]
            for name in names:
                table, _, column = name.partition(".")
                if table in TABLES:
                    for c in self.w.columns[table]:
                        if column in ("", "*", c):
                            yield table, c

    @staticmethod
    def last(values):
        if not values:
            return None
        return "open" if None in values else max(values)

    def trigger(self, table, row, event):
        other, column = event.split(".")
        if other == table:
            return row[column]
        up, down = self.w.key_to(table, other), self.w.key_to(other, table)
        if up and row[up] is not None:
            return self.w.rows[other][row[up]][column] or "open"
        if not up and down and table != "customer":  # of a customer all rows count, those that are gone too
            found = self.last([r[column] for r in self.w.rows[other].values() if r[down] == row["id"]])
            if found:
                return found
        customer = self.w.owner(table, row)
        found = [self.last([r[column] for r in self.w.of_customer(other, customer)]),
                 self.w.gone.get((customer, event))]
        found = [f for f in found if f]
        return max(found) if found else None

    def ends(self, table, row, rule):
        """The last day on which the rule keeps the row; None: none is known."""
        if rule["kind"] != "period":
            days = [r["last_day"] for r in self.w.releases if r["rule"] == rule["code"]
                    and r["customer_id"] in (None, self.w.owner(table, row))]
            return date.fromisoformat(max(days)) if days else None
        day = as_date(self.trigger(table, row, rule["event"]))
        return last_day(rule, day) if day is not None else None

    def over(self, table, row, rule):
        """Whether the rule has ended for the row."""
        end = self.ends(table, row, rule)
        return end is not None and end < self.as_of

    def marked(self, table, row, mark):
        name, value = mark.split("=")
        other, column = name.split(".")
        def hit(r):
            return r[column] is None if value == "" else str(r[column]) == value
        if other == table:
            return hit(row)
        rows, customer = self.w.rows[other], self.w.owner(table, row)
        up, down = self.w.key_to(table, other), self.w.key_to(other, table)
        if up:
            return hit(rows[row[up]]) if row[up] is not None else any(map(hit, self.w.of_customer(other, customer)))
        if down:
            return any(hit(r) for r in rows.values() if r[down] == row["id"]
                       or (r[down] is None and self.w.owner(other, r) == customer))
        return any(map(hit, self.w.of_customer(other, customer)))

    def held(self, table, row):
        for h in self.w.holds:
            if (h["register_id"] == self.w.register and h["lifted_on"] is None
                    and (h["until"] is None or h["until"] >= self.as_of.isoformat())
                    and h["customer_id"] in (None, self.w.owner(table, row))
                    and h["table_name"] in (None, table) and h["row_id"] in (None, row["id"])):
                return True
        marks = {r["hold_when"] for rules in self.covered[table].values() for r in rules if "hold_when" in r}
        marks |= {r["hold_when"] for r in self.rules if r.get("hold_when", "").startswith(table + ".")}
        return any(self.marked(table, row, mark) for mark in marks)

    def mine(self, table, row):
        """The rules of each column that are for people of the customer's role."""
        role = self.w.rows["customer"][self.w.owner(table, row)]["role"]
        return {c: [r for r in rules if role in ROLES.get("".join(r.get("groups", [])), [role])]
                for c, rules in self.covered[table].items()}

    def free(self, table, row):
        """The columns whose rules have all ended."""
        mine = self.mine(table, row)
        done = {r["code"]: self.over(table, row, r) for rules in mine.values() for r in rules}
        return {c for c, rules in mine.items() if rules and all(done[r["code"]] for r in rules)}

    def referrers(self, table, rows):
        """The ids of `table` that some of the rows refer to."""
        return {r[key] for other in TABLES for key, to in self.w.keys[other] if to == table for r in rows[other].values()}

    def ripe(self):
        """The rows of which everything may go, and on which nothing hangs that stays: {table: ids}; and those that wait
        for what hangs on them. Holds are not looked at."""
        left = {t: dict(rows) for t, rows in self.w.rows.items()}
        going, waiting = {}, {}
        for table in reversed(TABLES):
            whole = {i for i, row in self.w.rows[table].items() if self.w.owner(table, row) in self.w.mine
                     and len(self.free(table, row)) == len(self.w.columns[table])}
            waiting[table] = whole & self.referrers(table, left)
            going[table] = whole - waiting[table]
            for i in going[table]:
                del left[table][i]
        return going, waiting

    def forecast(self, months):
        """How many rows of each table reach their end in each month, by rules that go by time or that an officer has
        released; in the first month also those that have."""
        counts = {}
        for table in TABLES:
            for row in self.w.rows[table].values():
                mine = self.mine(table, row)
                rules = {r["code"]: r for rules in mine.values() for r in rules}.values()
                if self.w.owner(table, row) not in self.w.mine or not all(mine.values()):
                    continue
                ends = [self.ends(table, row, r) for r in rules]
                if None in ends:
                    continue
                end = max(ends) + timedelta(days=1)
                month = max(0, (end.year - self.as_of.year) * 12 + end.month - self.as_of.month)
                if month < months:
                    counts[table, month] = counts.get((table, month), 0) + 1
        return counts

    def purge(self):
        """What is left: {table: {id: {column: value}}}; how many rows were due, went, were cleared and were held."""
        left = {t: {i: dict(r) for i, r in self.w.rows[t].items()} for t in TABLES}
        going, waiting = self.ripe()
        due = {t: len(going[t]) for t in TABLES}
        count = {"deleted": 0, "cleared": 0, "held": 0}
        may_go = {t: set() for t in TABLES}
        for table in TABLES:
            for i, row in self.w.rows[table].items():
                if self.w.owner(table, row) not in self.w.mine or i in waiting[table]:
                    continue
                held = self.held(table, row)
                if i in going[table]:
                    count["held"] += held
                    if not held:
                        may_go[table].add(i)
                    continue
                clear = {c for c in self.free(table, row) - self.w.fixed[table] if row[c] is not None}
                groups = {tuple(id(r) for r in self.covered[table][c]) for c in clear}
                due[table] += len(groups)
                count["held" if held else "cleared"] += len(groups)
                for column in clear if not held else ():
                    left[table][i][column] = None
        for table in reversed(TABLES):
            for i in may_go[table] - self.referrers(table, left):
                del left[table][i]
                count["deleted"] += 1
        return left, due, count


# ---- random ----

def random_definition(rng):
    with open(os.path.join(ROOT, "tests/data/erase/register.json"), encoding="utf-8") as file:
        definition = json.load(file)
    definition["categories"][0]["fields"].append(
        {"code": "money", "names": {"fi": "raha", "sv": "pengar", "en": "money"},
         "columns": ["payment.amount", "payment.reference", "service.name", "collection_case.*"]})
    rules = []
    names = {"fi": "sääntö", "sv": "regel", "en": "rule"}
    definition["subject_groups"] = [{"code": code, "names": names, "roles": roles} for code, roles in ROLES.items()]
    for i in range(rng.randint(2, 9)):
        rule = {"code": f"rule-{i}", "names": names, "strength": rng.choice(["policy", "contract", "statutory"])}
        rule["kind"] = rng.choices(["period", "while-needed", "on-condition"], [12, 2, 1])[0]
        if rule["kind"] == "period":
            rule.update(period=rng.choice(PERIODS), event=rng.choice(EVENTS), missing=rng.choice(["open", "keep"]))
            if rng.random() < 0.3:
                rule["align"] = "year-end"
        if rng.random() < 0.2:
            rule["groups"] = [rng.choice(sorted(ROLES))]
        if rng.random() < 0.2:
            rule["hold_when"] = rng.choice(MARKS)
        covers = set()
        for table in rng.sample(TABLES, rng.randint(1, 4)):
            covers.update([table] if rng.random() < 0.7 else
                          rng.sample([f"{table}.{c}" for c in COLUMNS[table]], min(2, len(COLUMNS[table]))))
        if rng.random() < 0.15:
            covers.add("@" + rng.choice(["customer-data", "books", "duty"]))
        if rule["kind"] == "period" and rng.random() < 0.6:
            covers.add(rule["event"].split(".")[0])
        rule["covers"] = sorted(covers)
        rules.append(rule)
    definition["retention"] = rules
    return definition


COLUMNS = {
    "customer": ["name", "phone", "email", "street", "language", "customer_since"],
    "representative": ["kind", "phone", "email"],
    "metering_point": ["street", "city", "heating"],
    "contract": ["product", "price", "end_date", "reference"],
    "service": ["name", "price", "end_date"],
    "invoice": ["amount", "due_date", "reference", "invoice_date"],
    "payment": ["amount", "payer_account", "paid_on"],
    "collection_case": ["stage", "amount", "closed_on"],
    "call_recording": ["duration_s", "kind"],
    "fault_report": ["description", "reported_at"],
}


def random_day(rng):
    year = rng.randint(2015, 2026)
    edges = [date(year, 12, 31), date(year, 1, 1), date(year, 2, 28), date(year, 3, 1), date(2024, 2, 29),
             date(2020, 2, 29), date(year, 3, 29), date(year, 10, 25), date(2016, 2, 29)]
    day = rng.choice(edges) if rng.random() < 0.6 else date(year, 1, 1) + timedelta(days=rng.randrange(365))
    return min(day, TODAY)


class Filler:
    """Fills a database past the program: only record tables, holds, releases and remembered events."""

    def __init__(self, rng, path, definition, as_of):
        self.rng, self.as_of = rng, as_of
        self.db = sqlite3.connect(path)
        self.db.execute("PRAGMA foreign_keys = ON")
        self.periods = [r["period"] for r in definition["retention"] if r["kind"] == "period"] or ["P1Y"]
        self.rules = definition["retention"]
        self.number = 0

    def event(self, instant=False):
        rng = self.rng
        chance = rng.random()
        if chance < 0.12:
            return None
        if chance < 0.14:
            return rng.choice(["tuntematon", "1.1.2012", "2014-02"])
        if chance < 0.7:
            back = add(date(2000, 1, 1), rng.choice(self.periods)) - date(2000, 1, 1)
            day = self.as_of - back + timedelta(days=rng.randint(-4, 4))
        elif chance < 0.8:
            day = date(rng.choice([2008, 2012, 2016, 2020, 2024]), rng.choice([2, 12]), 29)
        else:
            day = date(2004, 1, 1) + timedelta(days=rng.randrange(22 * 365))
        day = min(day, TODAY)
        if not instant:
            return day.isoformat()
        time = rng.choice(["00:00:00", "23:59:59", "12:30:00"])
        return f"{day.isoformat()}T{time}+0{3 if is_summer(day, time) else 2}:00"

    def put(self, table, **values):
        values = {k: v for k, v in values.items() if v is not None}
        sql = f"INSERT INTO {table} ({', '.join(values)}) VALUES ({', '.join('?' * len(values))})"
        return self.db.execute(sql, list(values.values())).lastrowid

    def no(self):
        self.number += 1
        return f"n{self.number}"

    def maybe(self, value, chance=0.8):
        return value if self.rng.random() < chance else None

    def one(self, ids, chance=0.8):
        return self.rng.choice(ids) if ids and self.rng.random() < chance else None

    def customer(self, register):
        r = self.rng
        c = self.put("customer", register_id=register, role=r.choice(["customer", "customer", "former", "prospect"]),
                     customer_no=self.maybe(self.no(), 0.95), name="Nimi",
                     phone=self.maybe("040 1234567"), phone_key=self.maybe("+358401234567"), email=self.maybe("a@example.com"),
                     street=self.maybe("Katu 1"), language="fi", customer_since=self.event(),
                     protected=int(r.random() < 0.1))
        for _ in range(r.randint(0, 1)):
            self.put("representative", customer_id=c, name=self.no(), phone=self.maybe("1"), email=self.maybe("e"))
        points = [self.put("metering_point", customer_id=c, gsrn=self.no(), street=self.maybe("Katu"),
                           city=self.maybe("Kuopio")) for _ in range(r.randint(0, 2))]
        contracts = [self.put("contract", customer_id=c, contract_no=self.no(), metering_point_id=self.one(points),
                              product=self.maybe(r.choice(["sähkö", "lämpö", "riita"])), price=self.maybe("1.0"),
                              start_date=self.event(), end_date=self.event()) for _ in range(r.randint(0, 3))]
        for _ in range(r.randint(0, 1)):
            self.put("service", customer_id=c, contract_id=self.one(contracts), service_no=self.no(),
                     name=self.maybe("palvelu"), price=self.maybe("2.0"), end_date=self.event())
        invoices = [self.put("invoice", customer_id=c, contract_id=self.one(contracts), invoice_no=self.no(),
                             invoice_date=self.event(), paid_on=self.event(), amount=self.maybe("12.00"),
                             in_collection=self.maybe(int(r.random() < 0.2), 0.5)) for _ in range(r.randint(0, 3))]
        for _ in range(r.randint(0, 2)):
            self.put("payment", customer_id=c, invoice_id=self.one(invoices), payment_no=self.no(), paid_on=self.event(),
                     amount=self.maybe("12.00"), reference=self.maybe("13"))
        if r.random() < 0.3:
            self.put("collection_case", customer_id=c, invoice_id=self.one(invoices), case_no=self.no(),
                     opened_on=self.event(), closed_on=self.event(), stage=self.maybe("1"))
        for _ in range(r.randint(0, 2)):
            self.put("call_recording", customer_id=c, recording_no=self.no(), started_at=self.event(True),
                     duration_s=self.maybe(12), kind=self.maybe("other"))
        if r.random() < 0.4:
            self.put("fault_report", customer_id=c, metering_point_id=self.one(points), report_no=self.no(),
                     reported_at=self.event(True), description=self.maybe("vika"))
        if r.random() < 0.2:
            table, column = r.choice(EVENTS).split(".")
            newest = self.event()
            if as_date(newest):
                self.put("last_event", customer_id=c, table_name=table, column_name=column, newest=newest, none_left=1)
        return c

    def hold(self, register, customer):
        rng = self.rng
        table = self.maybe(rng.choice(TABLES), 0.6)
        row = None
        if table and rng.random() < 0.5:
            where = "id = ?" if table == "customer" else "customer_id = ?"
            row = self.db.execute(f"SELECT id FROM {table} WHERE {where} LIMIT 1", (customer,)).fetchone()
        self.put("hold", register_id=register, customer_id=self.maybe(customer, 0.97), table_name=table,
                 row_id=row[0] if row else None, reason="r", owner="o", placed_on="2010-01-01",
                 until=self.maybe((self.as_of + timedelta(days=rng.randint(-1, 1))).isoformat(), 0.5),
                 lifted_on=self.maybe("2010-02-02", 0.2))

    def release(self, register, people):
        for rule in self.rules:
            for _ in range(self.rng.randint(0, 2) if rule["kind"] == "while-needed" else 0):
                self.put("release", register_id=register, rule=rule["code"], customer_id=self.one(people, 0.7),
                         last_day=(self.as_of + timedelta(days=self.rng.choice((-400, -2, -1, 0, 1, 40, 500))))
                         .isoformat(), reason="r",
                         set_on="2010-01-01")


def explained(program, where, oracle, world, as_of, customer):
    no = world.rows["customer"][customer]["customer_no"]
    if no is None:
        return
    _, out, _ = program.run(where, "retention", "explain", "satunnainen", "--customer", no, "--as-of", as_of.isoformat(),
                            "--json")
    for said in json.loads(out)["rows"]:
        table, row = said["table"], int(said["row"])
        if table not in TABLES:
            continue
        free, held = oracle.free(table, world.rows[table][row]), oracle.held(table, world.rows[table][row])
        for column in said["fields"]:
            if column in world.columns[table]:
                want = "held" if held else "expired" if column in free else "other"
                have = said["status"] if said["status"] in ("held", "expired") else "other"
                demand(have == want, "explain", table, row, column, "is", said["status"], "not", want)


def forecast(program, where, oracle, as_of, months):
    _, out, _ = program.run(where, "retention", "forecast", "satunnainen", "--as-of", as_of.isoformat(), "--months",
                            str(months), "--json")
    told = {}
    for said in json.loads(out)["forecast"]:
        year, month = map(int, said["month"].split("-"))
        if said["table"] in TABLES:
            told[said["table"], (year - as_of.year) * 12 + month - as_of.month] = said["rows"]
    want = oracle.forecast(months)
    for key in sorted(told.keys() | want.keys()):
        demand(told.get(key) == want.get(key), "forecast", key, told.get(key), "not", want.get(key))
    return sum(told.values())


def one(program, where, seed):
    rng = random.Random(seed)
    as_of = random_day(rng)
    definition = random_definition(rng)
    os.mkdir(where)
    program.run(where, "--quiet", "init")
    other = json.loads(json.dumps(definition))
    definition["code"], other["code"] = "satunnainen", "toinen"
    for name, content in (("a", definition), ("b", other)):
        with open(os.path.join(where, name + ".json"), "w", encoding="utf-8") as file:
            json.dump(content, file)
    program.run(where, "--quiet", "register", "load", "a.json", "b.json")
    path = os.path.join(where, "gdprctl.db")
    fill = Filler(rng, path, definition, as_of)
    register = fill.db.execute("SELECT id FROM register WHERE code = 'satunnainen'").fetchone()[0]
    share = 1 if seed % 4 == 0 else 0.85
    people = [fill.customer(register if rng.random() < share else 3 - register) for _ in range(40)]
    for _ in range(rng.randint(0, 4)):
        fill.hold(register, rng.choice(people))
    fill.release(register, people)
    fill.db.commit()
    fill.db.close()
    world = World(path, register)
    oracle = Oracle(world, definition, as_of)
    left, due, count = oracle.purge()
    for customer in rng.sample(sorted(world.mine), 3):
        explained(program, where, oracle, world, as_of, customer)
    foreseen = forecast(program, where, oracle, as_of, (1, 6, 24, 120)[seed % 4])
    _, out, _ = program.run(where, "retention", "due", "satunnainen", "--as-of", as_of.isoformat(), "--json")
    told = {r["table"]: r["due"] for r in json.loads(out)["records"]}
    for table in TABLES:
        demand(told.get(table, 0) == due[table], "due", table, told.get(table, 0), "not", due[table])
    _, out, _ = program.run(where, "purge", "--register", "satunnainen", "--first-run", "--yes", "--as-of",
                            as_of.isoformat(), "--json", env={"GDPRCTL_BATCH": str(rng.choice([1, 3, 10, 1000]))})
    result = json.loads(out)
    now = World(path, register)
    for table in TABLES:
        a, b = now.rows[table], left[table]
        demand(a.keys() == b.keys(), table, "rows", sorted(a.keys() ^ b.keys())[:3], "too many:",
               len(a.keys() - b.keys()), "too few:", len(b.keys() - a.keys()))
        for i in a:
            wrong = [c for c in world.columns[table] if a[i][c] != b[i][c]]
            demand(not wrong, table, i, "columns", wrong)
    have = {k: result[k] if k != "held" else sum(r["held"] for r in result["records"]) for k in count}
    demand(have == count, "counts", have, "not", count)
    return count | {"foreseen": foreseen}


def run():
    databases, seed = int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1
    program = Program()
    total = {"deleted": 0, "cleared": 0, "held": 0, "foreseen": 0}
    with workplace() as work:
        for number in range(seed, seed + databases):
            try:
                for key, value in one(program, os.path.join(work, str(number)), number).items():
                    total[key] += value
            except Exception:
                print(f"seed {number}")
                raise
    demand(all(total.values()) or databases < 5, "something of everything happens:", total)
    return f"rules: {databases} databases, {total['deleted']} rows deleted, {total['cleared']} cleared, {total['held']} held"


if __name__ == "__main__":
    main(run)
