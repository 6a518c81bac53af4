"""access_all.py DATABASE DIR - every cell of a person's rows is in their own export, and no cell of anyone else's.

Reads the database by itself, knows nothing of the program, and compares with DIR/REF/export.json of every answer. Cells
that many people share (a city, a product) say nothing about whose they are; only cells that one person alone has are
looked for in the exports of the others.
"""

import collections
import json
import pathlib
import sqlite3
import sys

INTERNAL = {"id", "register_id", "customer_id", "metering_point_id", "contract_id", "name_key", "phone_key", "email_key", "protected"}
TABLES = ["customer", "metering_point", "contract", "invoice", "call_recording", "marketing_permission"]


def cells(db, customer):
    found = set()
    for table in TABLES:
        key = "id" if table == "customer" else "customer_id"
        rows = db.execute(f"SELECT * FROM {table} WHERE {key} = ?", (customer,))
        names = [d[0] for d in rows.description]
        for row in rows:
            found.update((table, n, str(v)) for n, v in zip(names, row) if n not in INTERNAL and v is not None)
    return found


def exported(path):
    found = set()
    for category in json.loads(path.read_text(encoding="utf-8"))["categories"]:
        for table in category["tables"]:
            for row in table["rows"]:
                for name, value in row.get("values", {}).items():
                    if value is not None:
                        found.add((table["table"], name, str(value)))
    return found


def main():
    db = sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True)
    people = dict(db.execute("SELECT q.ref, d.customer_id FROM request q JOIN disclosure d ON d.disclosure_no = q.ref"))
    own = {ref: cells(db, customer) for ref, customer in people.items()}
    owners = collections.Counter(cell for found in own.values() for cell in found)
    faults = 0
    for ref in people:
        got = exported(pathlib.Path(sys.argv[2]) / ref / "export.json")
        missing = own[ref] - got
        foreign = {c for c in got - own[ref] if owners[c] == 1}
        faults += bool(missing) + bool(foreign)
        for what, which in (("missing", missing), ("of others", foreign)):
            if which:
                print(ref, what, sorted(c[:2] for c in which)[:5])
    print(len(people), "answers,", faults, "faults")
    sys.exit(faults > 0 or len(people) == 0)


main()
