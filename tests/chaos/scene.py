"""scene.py - what the chaos tests share: a program to start, a database with invented people and their recordings, and
the invariants that hold whatever happened to a run.

Every value of a person holds a word of its own ("kanaria000123"), so that a search through the bytes of all files says
which values are still there. Rows are old enough, or not, by a margin of years: what is due is plain.
"""

import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
NOW = "2026-11-22T09:00:00+02:00"
CANARY = re.compile(rb"kanaria[0-9]{6}")
BOOK = {"audit", "purge_run", "outbox", "request", "request_event", "request_result", "request_recipient", "rule_run",
        "meta", "import_file"}


class Broken(Exception):
    """An invariant does not hold."""


def demand(true, *words):
    if not true:
        raise Broken(" ".join(str(word) for word in words))


def workplace():
    """A directory to work in, in memory where there is room: a killed process leaves the same files there."""
    base = "/dev/shm" if os.access("/dev/shm", os.W_OK) and shutil.disk_usage("/dev/shm").free > 1 << 28 else None
    return tempfile.TemporaryDirectory(prefix="gdprctl-chaos-", dir=base)


class Program:
    def __init__(self, path=None):
        self.path = os.path.abspath(path or os.environ.get("GDPRCTL") or os.path.join(ROOT, "build/debug/gdprctl"))
        self.env = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "TZ": "UTC", "GDPRCTL_NOW": NOW}
        for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS"):
            if name in os.environ:
                self.env[name] = os.environ[name]

    def start(self, where, *words, env=None):
        return subprocess.Popen([self.path, *words], cwd=where, env={**self.env, **(env or {})}, stdin=subprocess.DEVNULL,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def run(self, where, *words, status=(0,), env=None, timeout=120):
        process = self.start(where, *words, env=env)
        try:
            out, err = process.communicate(timeout=timeout)
        except subprocess.TimeoutExpired:
            process.kill()
            raise Broken(f"{words[0]} does not come to an end") from None
        text = err.decode("utf-8", "replace")
        demand("Sanitizer" not in text and "runtime error" not in text, "sanitizer:", *words, text)
        demand(status is None or process.returncode in status, f"status {process.returncode}:", *words, text)
        return process.returncode, out.decode("utf-8", "replace"), text


# ---- people ----

class People:
    """CSV files of invented people; `old` ones are long past every period."""

    def __init__(self):
        self.next = 0
        self.tables = {}

    def word(self):
        self.next += 1
        return f"kanaria{self.next:06d}"

    def add(self, table, **row):
        self.tables.setdefault(table, []).append(row)

    def person(self, old, calls=2, invoices=2):
        no = self.word()
        day = "2010-02-28" if old else "2026-10-01"
        self.add("customer", customer_no=no, name=f"Nimi {self.word()}", email=f"{self.word()}@example.com",
                 street=f"Katu {self.word()}")
        contract = self.word()
        self.add("contract", customer_no=no, contract_no=contract, product=self.word(), start_date="2005-01-01",
                 end_date=day)
        for _ in range(invoices):
            self.add("invoice", customer_no=no, contract_no=contract, invoice_no=self.word(), invoice_date=day)
        for _ in range(calls):
            self.add("call-recording", customer_no=no, recording_no=self.word(), started_at=day + "T10:00:00Z",
                     file=f"aani/{self.word()}.wav")
        self.add("marketing-permission", customer_no=no, scope="direct-mail", channel="post", state="prohibition",
                 processed_on=day, source=self.word())
        return no

    def write(self, where):
        for table, rows in self.tables.items():
            with open(os.path.join(where, table + ".csv"), "w", encoding="utf-8") as file:
                file.write(";".join(rows[0]) + "\n")
                file.writelines(";".join(row.values()) + "\n" for row in rows)
        os.makedirs(os.path.join(where, "sound/aani"), exist_ok=True)
        for row in self.tables.get("call-recording", []):
            with open(os.path.join(where, "sound", row["file"]), "w", encoding="utf-8") as file:
                file.write(row["file"])


def load(program, where, register, people):
    """A database in `where` that has the people in the register, a code that ships or a file; CSV files go."""
    program.run(where, "--quiet", "init")
    if os.path.exists(register):
        program.run(where, "--quiet", "register", "load", register)
        with open(register, encoding="utf-8") as file:
            register = json.load(file)["code"]
    else:
        program.run(where, "--quiet", "register", "load", "--builtin", register)
    people.write(where)
    for table in people.tables:
        program.run(where, "--quiet", "record", "import", register, table, table + ".csv")
        os.unlink(os.path.join(where, table + ".csv"))
    return register


def copy(base, where):
    shutil.rmtree(where, ignore_errors=True)
    shutil.copytree(base, where)


# ---- what is in a database ----

def connect(where):
    """To read only, and only after the program has seen to a journal that a killed run left. One that was never brought
    to the disk begins with a zero: nothing is to be taken back, and the next write takes it over."""
    journal = os.path.join(where, "gdprctl.db-journal")
    if os.path.exists(journal):
        with open(journal, "rb") as file:
            demand(file.read(1) in (b"", b"\0"), "a hot journal is left")
    return sqlite3.connect(f"file:{where}/gdprctl.db?mode=ro", uri=True)


def tables_of(db):
    return [name for (name,) in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]


def records(where):
    """Every row of every table but the book-keeping of runs: {table: {row}}. Tombstones by their sums."""
    db = connect(where)
    found = {}
    for table in tables_of(db):
        if table in BOOK or table.startswith("sqlite_"):
            continue
        if table == "tombstone":
            sql = "SELECT register_id, table_name, rule, rows, newest FROM tombstone"
        elif table == "tombstone_person":
            sql = ("SELECT t.register_id, t.table_name, t.rule, p.customer_id, p.rows, p.newest FROM tombstone_person p"
                   " JOIN tombstone t ON t.id = p.tombstone_id")
        else:
            sql = f'SELECT * FROM "{table}"'
        found[table] = {tuple(row) for row in db.execute(sql)}
    found["(erasures)"] = set(db.execute("SELECT ref, state, until FROM request"))
    db.close()
    return found


def files(where):
    root = os.path.join(where, "sound")
    return {os.path.relpath(os.path.join(path, name), root) for path, _, names in os.walk(root) for name in names}


def named(where):
    db = connect(where)
    rows = {path for (path,) in db.execute("SELECT file FROM call_recording WHERE file IS NOT NULL")}
    waiting = {path for (path,) in db.execute("SELECT path FROM outbox")}
    db.close()
    return rows, waiting


def words_in_rows(where):
    db = connect(where)
    alive = set()
    for table in tables_of(db):
        for row in db.execute(f'SELECT * FROM "{table}"'):
            for value in row:
                if isinstance(value, (str, bytes)):
                    alive.update(CANARY.findall(value.encode() if isinstance(value, str) else value))
    db.close()
    return alive


def words_in_files(where):
    """Words in the bytes of every file and in the names of files, as UTF-8 and as UTF-16."""
    found = set()
    for path, _, names in os.walk(where):
        for name in names:
            found.update(CANARY.findall(name.encode()))
            with open(os.path.join(path, name), "rb") as file:
                data = file.read()
            found.update(CANARY.findall(data))
            wide = data.replace(b"\0", b"")
            if wide != data:
                found.update(CANARY.findall(wide))
    return found


# ---- invariants ----

def sound(program, where):
    """Integrity, foreign keys, the audit chain. The first look is the program's own: it takes back what a kill left."""
    program.run(where, "audit", "verify")
    db = connect(where)
    demand([r[0] for r in db.execute("PRAGMA integrity_check")] == ["ok"], "integrity")
    demand(not list(db.execute("PRAGMA foreign_key_check")), "foreign keys")
    db.close()


def files_agree(where):
    """Each live row has its file; each file has a live row or waits in the outbox."""
    rows, waiting = named(where)
    there = files(where)
    demand(rows <= there, "rows without their file:", len(rows - there))
    demand(there <= rows | waiting, "files of nobody:", len(there - rows - waiting))


def deleted_by_audit(where):
    db = connect(where)
    total = 0
    for detail, in db.execute("SELECT detail FROM audit WHERE command = 'purge' AND detail LIKE 'as_of=%'"):
        total += int(re.search(r"deleted=(\d+)", detail).group(1))
    db.close()
    return total


def count_records(found):
    skip = {"tombstone", "tombstone_person", "last_event", "suppression", "restriction", "objection", "statement", "hold", "release",
            "(erasures)"}
    db_tables = {"customer", "contract", "invoice", "call_recording", "marketing_permission"}
    return sum(len(rows) for table, rows in found.items() if table in db_tables and table not in skip)


def no_traces(where):
    """No word in any file that no row holds any more."""
    left = words_in_files(where) - words_in_rows(where)
    demand(not left, "traces of", len(left), "values:", sorted(left)[:3])


def same(have, want, what):
    for table in sorted(set(have) | set(want)):
        a, b = have.get(table, set()), want.get(table, set())
        demand(a == b, f"{what}: {table}: {len(a - b)} rows too many, {len(b - a)} too few",
               sorted(a - b, key=str)[:1], sorted(b - a, key=str)[:1])


def main(run):
    """run() returns the line to print; a broken invariant ends with status 1."""
    try:
        print(run())
    except Broken as broken:
        print(f"broken: {broken}")
        sys.exit(1)
