"""kills.py - kill -9 at random moments of a purge or an erasure.

    kills.py purge|erase ROUNDS [SEED [LIBRARY]]

With LIBRARY (faults.c, built) the kill comes before a random one of the calls that write, and not at a random time: most
of the time is spent before the first of them.

After each kill: the database is whole, the audit chain too, no row is half gone, what went is counted in the audit log,
and nothing went that should stay; each live row has its recording, each recording a row or a place in the outbox. Then
the run is started again: it is not locked out, ends with 0 in the same state as an undisturbed twin, and no byte of a
value that went is left in any file.
"""

import os
import random
import signal
import sys
import time

from scene import (ROOT, People, Program, copy, count_records, deleted_by_audit, demand, files, files_agree, load, main,
                   no_traces, records, same, sound, workplace)

REGISTER = os.path.join(ROOT, "tests/data/erase/register.json")


def build(program, where, what):
    os.mkdir(where)
    people = People()
    if what == "purge":
        for i in range(14):
            people.person(old=i % 4 != 0)
        load(program, where, "kuopio-customers", people)
        return ["purge", "--yes", "--first-run", "--recordings", "sound"]
    first = people.person(old=True, calls=12, invoices=3)
    for _ in range(9):
        people.person(old=False)
    load(program, where, REGISTER, people)
    program.run(where, "--quiet", "request", "open", "erasure", "--register", "poisto", "--received", "2026-11-20",
                "--channel", "letter", "--customer", first)
    program.run(where, "--quiet", "request", "verify", "2026-0001", "--method", "signature")
    return ["erase", "2026-0001", "--yes", "--recordings", "sound"]


def after_kill(program, where, before, twin):
    sound(program, where)
    files_agree(where)
    now = records(where)
    for table in ("customer", "contract", "invoice", "call_recording", "marketing_permission"):
        demand(twin[table] <= now[table] | twin[table] - before[table], table, "lost a row that stays")
        demand(now[table] <= before[table] | twin[table], table, "has a row of nowhere")
    return now


WRITES = " write pwrite fsync fdatasync ftruncate unlink rename link "


def count_writes(program, where, words, env, library):
    counted = {**env, "LD_PRELOAD": library, "FAULT_CALLS": WRITES, "FAULT_AT": "0", "FAULT_COUNT": where + ".count"}
    program.run(where, *words, env=counted)
    with open(where + ".count", encoding="utf-8") as file:
        return int(file.read())


def start_and_kill(program, where, words, env, rng, lasts, library, writes):
    """The process, dead or done."""
    if library:
        env = {**env, "LD_PRELOAD": library, "FAULT_CALLS": WRITES, "FAULT_AT": str(rng.randint(1, writes)),
               "FAULT_SIGNAL": str(int(signal.SIGKILL))}
    process = program.start(where, *words, env=env)
    if not library:
        time.sleep(rng.uniform(0, lasts * 1.1))
        process.send_signal(signal.SIGKILL)
    process.communicate()
    return process


def run():
    what, rounds, seed = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 1
    library = os.path.abspath(sys.argv[4]) if len(sys.argv) > 4 else None
    rng = random.Random(seed)
    program = Program()
    program.env["ASAN_OPTIONS"] = "verify_asan_link_order=0"
    env = {"GDPRCTL_BATCH": "5"}
    killed = partial = journals = 0
    with workplace() as work:
        base, twin_dir, case = (os.path.join(work, name) for name in ("base", "twin", "case"))
        words = build(program, base, what)
        before = records(base)
        copy(base, twin_dir)
        started = time.monotonic()
        program.run(twin_dir, *words, env=env)
        lasts = time.monotonic() - started
        no_traces(twin_dir)
        copy(base, case)
        writes = count_writes(program, case, words, env, library) if library else 0
        twin, twin_files = records(twin_dir), files(twin_dir)
        demand(count_records(twin) < count_records(before), "the undisturbed run does something")
        for number in range(rounds):
            copy(base, case)
            process = start_and_kill(program, case, words, env, rng, lasts, library, writes)
            if process.returncode == -signal.SIGKILL:
                killed += 1
            else:
                lasts = max(0.9 * lasts, 0.01)  # it came to its end: the machine is quicker now
            journals += os.path.getsize(os.path.join(case, "gdprctl.db-journal")) > 0
            try:
                now = after_kill(program, case, before, twin)
                partial += now != before and now != twin
                if what == "purge":
                    demand(count_records(now) + deleted_by_audit(case) == count_records(before),
                           "rows and audit counts do not add up")
                program.run(case, *words, env=env)
                sound(program, case)
                files_agree(case)
                same(records(case), twin, "not the twin's state")
                demand(files(case) == twin_files, "not the twin's files")
                no_traces(case)
            except Exception:
                print(f"round {number}, seed {seed}, status {process.returncode}")
                raise
    return f"{what}: {rounds} rounds, {killed} killed in the run, {journals} with a hot journal, {partial} half way"


main(run)
