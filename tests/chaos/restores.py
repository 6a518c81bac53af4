"""restores.py - a command is killed, and an older copy of the database put in its place.

    restores.py ROUNDS SEED LIBRARY

LIBRARY (faults.c, built) kills an import or a purge before a random one of the calls that write. Then the database stays
as it is, or becomes a copy that `backup` made, or one by cp, of one transaction before or several; what the kill left of
the journal stays beside it. The next command, which reads or writes, either refuses with 76 and changes no byte of the
two files, and works when the journal has been put aside as it says; or the database is sound, and has the rows of the
copy, or those it had before the killed command or after it. It is never refused without a restore, and, where the
journal is hot, always when the copy is of another state than the journal.
"""

import os
import random
import re
import shlex
import shutil
import signal
import sqlite3
import subprocess
import sys

from scene import People, Program, copy, demand, load, main, workplace

WRITES = " write pwrite fsync fdatasync ftruncate unlink rename link "
COMMANDS = {
    "import": ["record", "import", "kuopio-customers", "customer", "people.csv"],
    "purge": ["purge", "--yes", "--first-run"],
}
LOOKS = [["status"], ["audit", "head"], ["audit", "verify"], ["ledger", "replay", "--yes"]]


def touch(program, where, times):
    for _ in range(times):
        program.run(where, "--quiet", "request", "open", "access", "--register", "kuopio-customers", "--received",
                    "2026-11-20", "--channel", "letter", "--customer", "kanaria000001")


def build(program, where):
    """The database, and its older states: {name: (file, whether it is the one the killed command begins with)}."""
    os.mkdir(where)
    people = People()
    for i in range(14):
        people.person(old=i % 4 != 0)
    load(program, where, "kuopio-customers", people)
    with open(os.path.join(where, "people.csv"), "w", encoding="utf-8") as file:
        file.write("customer_no;name;street\n")
        file.writelines(f"X{i};Nimi {i};Katu {i} {'x' * 150}\n" for i in range(12000))
    database = os.path.join(where, "gdprctl.db")
    program.run(where, "--quiet", "backup", "copies")
    shutil.copy(database, where + ".cp-several")
    touch(program, where, 3)
    shutil.copy(database, where + ".cp-one")
    touch(program, where, 1)
    shutil.copy(database, where + ".cp-same")
    name, = (n for n in os.listdir(os.path.join(where, "copies")) if n.endswith(".db"))
    shutil.move(os.path.join(where, "copies", name), where + ".backup")
    return {name: where + "." + name for name in ("backup", "cp-several", "cp-one", "cp-same")}


def rows(path):
    """What is in the file itself, to be opened when there is no journal beside it."""
    db = sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)
    demand([r[0] for r in db.execute("PRAGMA integrity_check")] == ["ok"], "integrity of", path)
    demand(not list(db.execute("PRAGMA foreign_key_check")), "foreign keys of", path)
    tables = ("customer", "contract", "invoice", "call_recording", "request", "import_file", "purge_run")
    found = {table: sorted(db.execute(f"SELECT * FROM {table}")) for table in tables}
    db.close()
    return found


def count_writes(program, where, words, env):
    counted = {**env, "FAULT_AT": "0", "FAULT_COUNT": where + ".count"}
    program.run(where, *words, env=counted)
    with open(where + ".count", encoding="utf-8") as file:
        return int(file.read())


def is_hot(where):
    try:
        with open(os.path.join(where, "gdprctl.db-journal"), "rb") as file:
            return file.read(1) not in (b"", b"\0")
    except FileNotFoundError:
        return False


def contents(where):
    found = []
    for name in ("gdprctl.db", "gdprctl.db-journal"):
        with open(os.path.join(where, name), "rb") as file:
            found.append(file.read())
    return found


def follow(where, text):
    """The way on, word by word as the message tells it."""
    way = re.search(r"(mv '[^']*' '[^']*')", text)
    demand(way is not None, "no way on is told:", text)
    subprocess.run(shlex.split(way.group(1)), cwd=where, check=True)


def one_round(program, case, restored, states, look, count):
    database, hot = os.path.join(case, "gdprctl.db"), is_hot(case)
    if restored is not None:
        shutil.copyfile(states[restored], database)
    before = contents(case)
    status, _, text = program.run(case, *look, status=None)
    refused = status == 76 and "is not of this database" in text
    count["hot"] += hot
    if refused:
        count["refused"] += 1
        demand(hot and restored is not None, "refused without a reason")
        demand(contents(case) == before, "a byte was changed")
        follow(case, text)
        demand(not is_hot(case), "the journal is where it was")
        program.run(case, "status", status=(0, 1))
    elif restored not in (None, "cp-same"):
        demand(not hot, restored, "takes the journal of another state")
    return refused


def run():
    rounds, seed, library = int(sys.argv[1]), int(sys.argv[2]), os.path.abspath(sys.argv[3])
    rng = random.Random(seed)
    program = Program()
    program.env["ASAN_OPTIONS"] = "verify_asan_link_order=0"
    faults = {"GDPRCTL_BATCH": "5", "LD_PRELOAD": library, "FAULT_CALLS": WRITES}
    count = {"hot": 0, "refused": 0}
    with workplace() as work:
        base, case = os.path.join(work, "base"), os.path.join(work, "case")
        states = build(program, base)
        writes = {}
        for what, words in COMMANDS.items():
            copy(base, case)
            writes[what] = count_writes(program, case, words, faults)
        for number in range(rounds):
            copy(base, case)
            what = rng.choice(list(COMMANDS))
            restored = rng.choice([None, *states])
            look = rng.choice(LOOKS[:3] if what == "purge" else LOOKS)
            env = {**faults, "FAULT_AT": str(rng.randint(1, writes[what])), "FAULT_SIGNAL": str(int(signal.SIGKILL))}
            program.start(case, *COMMANDS[what], env=env).communicate()
            try:
                one_round(program, case, restored, states, look, count)
                found = rows(os.path.join(case, "gdprctl.db"))
                if restored is not None:
                    demand(found == rows(states[restored]), "not the rows of the copy")
                elif what == "import":
                    demand(len(found["customer"]) in (14, 12014), "half an import")
            except Exception:
                print(f"round {number}, seed {seed}: {what}, killed at {env['FAULT_AT']}, then {restored}, {look}")
                raise
    return f"restores: {rounds} rounds, {count['hot']} with a hot journal, {count['refused']} refused"


main(run)
