"""faults.py - every call of a command fails once: disk full, I/O error, no memory.

    faults.py COMMAND LIBRARY [EVERY [FROM]]      COMMAND: purge erase import optout access

LIBRARY is faults.c, built. For each EVERY-th call (1: all) that may fail, for EIO and ENOSPC, for this call only and for
it and all that follow: the command ends by itself; a status that says "done" means done, any other that nothing was kept
or whole batches were; the database is sound, and the command run again does what an undisturbed one does.

$CALLS narrows it down to some calls, each failing in one way.

With a library built with FAULT_MEMORY the calls are SQLite's requests for memory.
"""

import errno
import os
import sys

from scene import (ROOT, People, Program, copy, demand, files, files_agree, load, main, no_traces, records, same, sound,
                   workplace)

REGISTER = os.path.join(ROOT, "tests/data/erase/register.json")
ALL = " open read write pread pwrite fsync fdatasync ftruncate unlink rename link mkdir "
CALLS = os.environ.get("CALLS", ALL)
DONE = (0, 1)
CLEAN = {"ASAN_OPTIONS": "verify_asan_link_order=0"}


def open_request(program, where, right, customer):
    program.run(where, "--quiet", "request", "open", right, "--register", "poisto", "--received", "2026-11-20",
                "--channel", "letter", "--customer", customer)
    program.run(where, "--quiet", "request", "verify", "2026-0001", "--method", "signature")


def build(program, where, command):
    """The database before the command, and its words."""
    os.mkdir(where)
    people = People()
    first = people.person(old=True, calls=3)
    for i in range(5):
        people.person(old=i % 2 == 0)
    if command == "purge":
        load(program, where, "kuopio-customers", people)
        return ["purge", "--yes", "--first-run", "--recordings", "sound"]
    load(program, where, REGISTER, people)
    if command == "erase":
        open_request(program, where, "erasure", first)
        return ["erase", "2026-0001", "--yes", "--recordings", "sound"]
    if command == "access":
        open_request(program, where, "access", first)
        return ["access", "2026-0001", "--out", "answers", "--recordings", "sound"]
    more = People()
    more.next = 500
    for _ in range(5):
        more.person(old=False)
    with open(os.path.join(where, "new.csv"), "w", encoding="utf-8") as file:
        if command == "import":
            rows = more.tables["customer"]
            file.write(";".join(rows[0]) + "\n" + "".join(";".join(row.values()) + "\n" for row in rows))
            return ["record", "import", "poisto", "customer", "new.csv"]
        file.write("customer_no;scope\n" + f"{first};direct-mail\n")
    return ["optout", "import", "new.csv", "--register", "poisto"]


def answers(where):
    """The files of a finished answer; anything half done must be hidden or gone."""
    top = os.path.join(where, "answers")
    names = [name for name in os.listdir(top) if not name.startswith(".")] if os.path.isdir(top) else []
    return {os.path.relpath(os.path.join(path, file), top) for name in names
            for path, _, found in os.walk(os.path.join(top, name)) for file in found}


class Sweep:
    def __init__(self, command, library, work):
        self.program = Program()
        self.program.env.update(CLEAN)
        self.command, self.library = command, os.path.abspath(library)
        self.base, self.twin_dir, self.case = (os.path.join(work, name) for name in ("base", "twin", "case"))
        self.words = build(self.program, self.base, command)
        self.memory = "memory" in os.path.basename(library)
        self.env = {"LD_PRELOAD": self.library, "FAULT_CALLS": " memory " if self.memory else CALLS,
                    "GDPRCTL_BATCH": "7"}
        self.before = records(self.base)
        copy(self.base, self.twin_dir)
        count = os.path.join(work, "count")
        self.program.run(self.twin_dir, *self.words, status=DONE, env={**self.env, "FAULT_COUNT": count})
        with open(count, encoding="utf-8") as file:
            self.calls = int(file.read())
        self.twin, self.twin_files = records(self.twin_dir), files(self.twin_dir)
        self.twin_answers = answers(self.twin_dir)
        self.refused = self.done = 0

    def one(self, at, error, sticky):
        copy(self.base, self.case)
        env = {**self.env, "FAULT_AT": str(at), "FAULT_ERRNO": str(error)}
        if sticky:
            env["FAULT_STICKY"] = "1"
        status, _, text = self.program.run(self.case, *self.words, status=None, env=env)
        demand(status >= 0, "died of signal", -status, text)
        demand(status != 70 or self.memory, "called an internal error:", text)
        sound(self.program, self.case)
        now = records(self.case)
        if status in DONE:
            self.done += 1
            if status == 0:
                same(now, self.twin, "said done, and is not")
                demand(answers(self.case) == self.twin_answers, "said done, and the answer is not there")
        else:
            self.refused += 1
            demand(text, "status", status, "without a word")
            self.whole(now)
        demand(answers(self.case) in (set(), self.twin_answers), "half an answer")
        files_agree(self.case)
        if answers(self.case):
            return  # an answer is not written twice
        self.program.run(self.case, *self.words, status=DONE, env={"GDPRCTL_BATCH": "7"})
        same(records(self.case), self.twin, "run again, not the twin's state")
        demand(files(self.case) == self.twin_files, "run again, not the twin's files")
        demand(answers(self.case) == self.twin_answers, "run again, not the twin's answer")
        if self.command in ("purge", "erase"):
            no_traces(self.case)

    def whole(self, now):
        """All or nothing, or for a purge whole batches: no row that is neither as it was nor as it is to be."""
        if self.command != "purge":
            demand(now in (self.before, self.twin) or self.only_book(now), "half done")
            return
        for table in ("customer", "contract", "invoice", "call_recording", "marketing_permission"):
            demand(self.twin[table] <= now[table] <= self.before[table], table, "is neither before nor after")

    def only_book(self, now):
        """The recordings that are unlinked after the commit leave the records alone: they are all of one state, and so
        is the request, of the same or the other."""
        def kept(found):
            return {table: rows for table, rows in found.items() if table != "(erasures)"}
        states = (self.before, self.twin)
        return (kept(now) in [kept(state) for state in states]
                and now["(erasures)"] in [state["(erasures)"] for state in states])


def run():
    command, library = sys.argv[1], sys.argv[2]
    every = int(sys.argv[3]) if len(sys.argv) > 3 else 1
    first = int(sys.argv[4]) if len(sys.argv) > 4 else 1
    kinds = [(errno.ENOMEM, False), (errno.ENOMEM, True)] if "memory" in os.path.basename(library) else [
        (error, sticky) for error in (errno.EIO, errno.ENOSPC) for sticky in (False, True)]
    with workplace() as work:
        sweep = Sweep(command, library, work)
        tried = 0
        for at in range(first, sweep.calls + 1, every):
            for error, sticky in kinds if every == 1 and CALLS == ALL else [kinds[at // every % len(kinds)]]:
                try:
                    sweep.one(at, error, sticky)
                except Exception:
                    print(f"call {at} of {sweep.calls}, {errno.errorcode[error]}{', and all that follow' if sticky else ''}")
                    raise
                tried += 1
    return f"{command}: {tried} faults over {sweep.calls} calls, {sweep.refused} refused, {sweep.done} done all the same"


main(run)
