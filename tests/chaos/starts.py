"""starts.py - many purges started at once: one does the work, the others end with 75 and change nothing.

    starts.py STARTS ROUNDS

The one that works commits after every row, so that it is still at it when the last one starts. A round in which it was
not (it ended before they did) has two that end with 0, the second with nothing left to do; how many rounds were like
that is told.
"""

import json
import os
import sys

from scene import People, Program, connect, copy, demand, load, main, sound, workplace

WORDS = ["purge", "--yes", "--first-run", "--json"]


def audit(where):
    db = connect(where)
    rows = [row for row in db.execute("SELECT result FROM audit WHERE command = 'purge'")]
    runs = db.execute("SELECT count(*) FROM purge_run").fetchone()[0]
    db.close()
    return [result for (result,) in rows], runs


def run():
    starts, rounds = int(sys.argv[1]), int(sys.argv[2])
    program = Program()
    again = 0
    with workplace() as work:
        base, case = os.path.join(work, "base"), os.path.join(work, "case")
        os.mkdir(base)
        people = People()
        for _ in range(30):
            people.person(old=True)
        load(program, base, "kuopio-customers", people)
        for number in range(rounds):
            copy(base, case)
            env = {"GDPRCTL_BATCH": "1"}
            processes = [program.start(case, *WORDS, env=env) for _ in range(starts)]
            ends = [(p.communicate(timeout=120)[0], p.returncode) for p in processes]
            done = [json.loads(out) for out, status in ends if status == 0]
            others = [(status, out) for out, status in ends if status != 0]
            wrong = [status for status, out in others if status != 75 or json.loads(out)["error"]["code"] != "busy"]
            demand(not wrong, f"round {number}: the others end with", wrong)
            worked = [d for d in done if d["deleted"] > 0]
            demand(len(worked) == 1, f"round {number}: {len(worked)} of them did the work")
            again += len(done) > 1
            sound(program, case)
            results, runs = audit(case)
            demand(runs == len(done), f"round {number}: {runs} runs in the book")
            demand(results.count("begun") == len(done) and results.count("rules-confirmed") == 1,
                   f"round {number}: the audit log has a row twice")
            db = connect(case)
            left = db.execute("SELECT count(*) FROM contract").fetchone()[0]
            db.close()
            demand(left == 0, f"round {number}: {left} contracts are left")
    return f"starts: {rounds} rounds of {starts}, one did the work each time; in {again} rounds others came after it"


main(run)
