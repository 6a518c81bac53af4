"""paths.py - recordings under hostile paths, and a directory that is exchanged under the run.

    paths.py RACES

A purge of calls whose files are named in every way that tests/data/hostile/paths knows: nothing outside the directory of
recordings is touched, nothing that is no plain file with one name, nothing that another row still names; a row whose
file cannot be taken safely stays and is counted as held, the others go, their files with them. Then, RACES times, purge
and erasure while a directory inside is exchanged for a link to the outside, over and over.
"""

import json
import os
import shutil
import sqlite3
import stat
import subprocess
import sys
import time

from scene import ROOT, Program, copy, demand, main, sound, workplace

ERASE = ["erase", "--register", "kuopio-customers", "--received", "2026-11-20", "--channel", "visit", "--verified",
         "id-document", "--customer", "A"]
DATA = os.path.join(ROOT, "tests/data/hostile/paths")


def tree(path):
    """Everything below, with kind, number of names and content."""
    found = {}
    for top, folders, names in os.walk(os.fsencode(path)):
        for name in folders + names:
            full = os.path.join(top, name)
            s = os.lstat(full)
            content = b""
            if stat.S_ISREG(s.st_mode):
                os.chmod(full, s.st_mode | stat.S_IRUSR)
                with open(full, "rb") as file:
                    content = file.read()
                os.chmod(full, stat.S_IMODE(s.st_mode))
            found[os.path.relpath(full, os.fsencode(path))] = (stat.S_IFMT(s.st_mode), s.st_nlink, content)
    return found


def database(program, where, paths):
    """An old call for every path, and one more that names a file and is kept."""
    os.mkdir(where)
    program.run(where, "--quiet", "init")
    program.run(where, "--quiet", "register", "load", "--builtin", "kuopio-customers")
    db = sqlite3.connect(os.path.join(where, "gdprctl.db"))
    db.execute("INSERT INTO customer (id, register_id, customer_no) SELECT 1, id, 'A' FROM register")
    for number, path in enumerate(paths):
        db.execute("INSERT INTO call_recording (customer_id, recording_no, started_at, file) VALUES (1, ?, '2020-01-01', ?)",
                   (str(number), path))
    db.commit()
    db.close()


def rows(where):
    db = sqlite3.connect(f"file:{where}/gdprctl.db?mode=ro", uri=True)
    found = {no for (no,) in db.execute("SELECT recording_no FROM call_recording")}
    db.close()
    return found


def hostile(program, work):
    with open(os.path.join(DATA, "paths.json"), encoding="utf-8") as file:
        cases = json.load(file)["paths"]
    where, place = os.path.join(work, "hostile"), os.path.join(work, "place")
    subprocess.run(["sh", os.path.join(DATA, "make_tree.sh"), place], check=True, stdin=subprocess.DEVNULL)
    database(program, where, [c["path"] for c in cases])
    with open(os.path.join(place, "root/kept.wav"), "w", encoding="utf-8") as file:
        file.write("rec")
    db = sqlite3.connect(os.path.join(where, "gdprctl.db"))
    for no, day in (("shared-old", "2020-01-01"), ("shared-new", "2026-11-01")):
        db.execute("INSERT INTO call_recording (customer_id, recording_no, started_at, file) VALUES (1, ?, ?, 'kept.wav')",
                   (no, day))
    db.commit()
    db.close()
    before_root, before_outside = tree(place + "/root"), tree(place + "/outside")
    _, out, _ = program.run(where, "purge", "--yes", "--first-run", "--json", "--recordings", place + "/root",
                            status=(0, 1))
    demand(tree(place + "/outside") == before_outside, "something outside was touched")
    stays = {str(n) for n, c in enumerate(cases) if c["expect"] not in ("file", "gone")} | {"shared-new"}
    have = rows(where)
    demand(have == stays, "rows: too many", [cases[int(n)]["path"][:60] for n in have - stays], "too few",
           [cases[int(n)]["path"][:60] for n in stays - have])
    taken = {c["path"].encode() for c in cases if c["expect"] == "file"}
    demand(tree(place + "/root") == {k: v for k, v in before_root.items() if k not in taken},
           "files:", set(before_root) - taken ^ set(tree(place + "/root")))
    record = next(r for r in json.loads(out)["records"] if r["table"] == "call_recording")
    demand(record["held"] == len(stays) - 1, "held", record["held"], "not", len(stays) - 1)
    sound(program, where)
    return len(cases)


def races(program, work, rounds):
    """`real` is a directory or a link to the outside, by turns; both have files of the same names."""
    base, case, place = (os.path.join(work, n) for n in ("race", "race-case", "race-place"))
    names = [f"real/{n}.wav" for n in range(40)]
    database(program, base, names)
    taken = 0
    for number in range(rounds):
        shutil.rmtree(place, ignore_errors=True)
        for top in ("root/real", "outside"):
            os.makedirs(os.path.join(place, top))
        for name in names:
            for path in ("root/" + name, "outside/" + os.path.basename(name)):
                with open(os.path.join(place, path), "w", encoding="utf-8") as file:
                    file.write("canary")
        copy(base, case)
        swap = subprocess.Popen(["sh", os.path.join(DATA, "swap_race.sh"), place, "600"], stdout=subprocess.DEVNULL)
        try:
            while not os.path.islink(os.path.join(place, "root/real")):
                time.sleep(0.001)
            for again in range(3):
                words = ["purge", "--first-run"] if number % 2 == 0 else ["erase", "2026-0001"] if again else ERASE
                program.run(case, *words, "--yes", "--recordings", place + "/root", status=(0, 1))
        finally:
            swap.kill()
            swap.wait()
        for link in ("real", "real_link"):
            path = os.path.join(place, "root", link)
            if os.path.islink(path):
                os.unlink(path)
        left = os.listdir(place + "/outside")
        demand(len(left) == len(names), f"race {number}: {len(names) - len(left)} files outside were deleted")
        inside = next(n for n in ("real", "real_link") if os.path.isdir(os.path.join(place, "root", n)))
        there = {"real/" + n for n in os.listdir(os.path.join(place, "root", inside))}
        taken += len(names) - len(there)
        sound(program, case)
    return taken


def run():
    rounds = int(sys.argv[1])
    program = Program()
    with workplace() as work:
        count = hostile(program, work)
        taken = races(program, work, rounds)
    return f"paths: {count} hostile ones, {rounds} races in which {taken} recordings inside were taken and none outside"


main(run)
