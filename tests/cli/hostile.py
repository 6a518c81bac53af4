"""hostile.py - bad CSV files for hostile.sh, and what must come of each. Prints what is wrong; silence is success.

    hostile.py manifest|encodings|structure|values|limits|special|changes

Runs in a directory with gdprctl.db. A file is read by `optout import`, `record import` and `optout screen`; the first is
held to the exact outcome, the others to what holds for every command: a status of the program's own, one plain message
without a value of the file, and when the file is refused a database that is the same, row by row, and no new file.
"""

import contextlib
import json
import os
import resource
import signal
import sqlite3
import subprocess
import sys
import time

# Every file is read with sanitizers once, by `optout import`; those of the manifest by the others as well.
PROGRAM = os.environ["GDPRCTL"]
QUICK = PROGRAM if sys.argv[1] == "manifest" else os.environ["QUICK"]
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
HOSTILE = os.path.join(ROOT, "tests", "data", "hostile")

# The columns of the opt-out files as columns of a record table, so that record import gets to the rows.
MAP = {"format": 1, "phone": "customer.customer_no", "name": "customer.name", "opted_out_at": None}
IMPORT = ["optout", "import"]
RECORD = ["record", "import", "kuopio-customers", "customer"]
SCREEN = ["optout", "screen", "--scope", "direct-mail", "--json"]

# Headers that only a campaign file may have: its other columns are its own.
CAMPAIGN = ("header-sqli", "unknown", "sql", "escape", "invisible", "a quote in a header's name")

SECRET = ["358400", "0400", "Mäkinen", "Salaisuus"]  # what stands in cells
SECONDS = 60  # a command that takes longer hangs
MEMORY = 400 << 20  # under sanitizers; the program itself stays below 32 MiB


def complain(what, text):
    print(f"{what}: {text}")


def run(words, stdin=None):
    """Status, output, messages, peak memory in bytes."""
    with open("run.out", "wb") as out, open("run.err", "wb") as err:
        program = PROGRAM if words[:2] == IMPORT else QUICK
        child = subprocess.Popen([program, *words], stdin=stdin or subprocess.DEVNULL, stdout=out, stderr=err)
        end = time.monotonic() + SECONDS
        pid = 0
        while pid == 0 and time.monotonic() < end:
            pid, status, usage = os.wait4(child.pid, os.WNOHANG)
            if pid == 0:
                time.sleep(0.005)
        if pid == 0:
            child.kill()
            os.wait4(child.pid, 0)
            return 999, "", "it does not end", 0
        child.returncode = os.waitstatus_to_exitcode(status)
    texts = [open(name, "rb").read().decode("utf-8", "replace") for name in ("run.out", "run.err")]
    return child.returncode, texts[0], texts[1], usage.ru_maxrss * 1024


def dump():
    """The database row by row, but for the log, whose one row may say that something was refused."""
    with contextlib.closing(sqlite3.connect("gdprctl.db")) as db:
        return [line for line in db.iterdump() if not line.startswith('INSERT INTO "audit" ')]


def files():
    return sorted(name for name in os.listdir(".") if not name.startswith("run."))


def sound(name, command, status, out, err, memory, json_asked):
    """What holds for every command and every file."""
    what = f"{name} [{' '.join(command[:2])}]"
    if status not in (0, 1, 64, 65, 66, 74):
        complain(what, f"status {status}: {err.strip()[:300]}")
    if "Sanitizer" in err or "runtime error" in err:
        complain(what, err[:2000])
    if memory > MEMORY:
        complain(what, f"{memory >> 20} MiB")
    if any(secret in err for secret in SECRET):
        complain(what, f"a value in the message: {err}")
    if json_asked:
        try:
            result = json.loads(out)
            assert result["format"] == 1 and ("error" in result) == (status > 1)
        except (ValueError, KeyError, AssertionError):
            complain(what, f"no one JSON object: {out[:200]}")
    elif status > 1 and not (err.startswith("gdprctl: ") and len(err.splitlines()) <= 2):
        complain(what, f"no plain message: {err[:300]}")


last_dump = None


def refused(name, command, path, want=(65, 66), extra=(), stdin=None):
    global last_dump
    before, there = last_dump or dump(), files()
    status, out, err, memory = run([*command, path, *extra], stdin)
    sound(name, command, status, out, err, memory, "--json" in command)
    what = f"{name} [{' '.join(command[:2])}]"
    if status not in want:
        complain(what, f"status {status}, not refused: {out[:200]} {err[:200]}")
    if "--json" not in command and path != "-" and os.path.basename(path) not in err:
        complain(what, f"the message does not name the file: {err[:200]}")
    last_dump = dump()
    if last_dump != before:
        complain(what, "the database is another")
    if files() != there:
        complain(what, f"files: {files()}")
    return err


def counts(name, command, path, extra=()):
    """The counts, as a dictionary with "status"."""
    global last_dump
    last_dump = None
    status, out, err, memory = run([*command, path, "--json", *extra])
    sound(name, [*command, "--json"], status, out, err, memory, True)
    result = json.loads(out) if out.startswith("{") else {}
    result["status"] = status
    total = sum(result.get(key, 0) for key in ("applied", "unchanged", "unmatched", "ambiguous", "rejected"))
    if "rows" in result and total != result["rows"]:
        complain(name, f"the counts do not add up: {result}")
    return result


def taken(name, path, rows, rejected=0, extra=()):
    """Opt-out import takes the file, and rejects as many rows; for good, and again without a change."""
    got = counts(name, IMPORT, path, ["--dry-run", *extra])
    want = {"status": 1 if rejected else 0, "rows": rows, "rejected": rejected}
    if any(got.get(key) != value for key, value in want.items()):
        complain(name, f"{got}, not {want}")
        return
    counts(name, IMPORT, path, extra)
    again = counts(name, IMPORT, path, extra)
    if again.get("unchanged") != rows - rejected or again.get("applied") or again.get("unmatched"):
        complain(name, f"a second time: {again}")


def write(name, content):
    with open(name, "wb") as f:
        f.write(content if isinstance(content, bytes) else content.encode())
    return name


def refuse_everywhere(name, path):
    refused(name, IMPORT, path)
    refused(name, RECORD, path, extra=["--map", "run.map"])
    if name not in CAMPAIGN:
        refused(name, SCREEN, path)


def sound_elsewhere(name, path):
    """The other commands on a file that is taken: whatever they say, they say it properly."""
    for command, extra in ((RECORD, ["--map", "run.map", "--dry-run"]), (SCREEN, [])):
        status, out, err, memory = run([*command, path, *extra])
        sound(name, command, status, out, err, memory, "--json" in command)


# ---- the manifest ----

# Rows, and how many of them are rejected, where the manifest gives no numbers.
NUMBERS = {"control-valid": (2, 0), "header-only": (0, 0), "latin1": (1, 0), "formula-cells": (19, 0),
           "sql-cells": (2, 0), "unicode-tricks": (6, 2), "dates-bad": (14, 11), "phones-bad": (13, 13),
           "dup-rows": (1000, 0)}


def manifest():
    seen = 0
    for case in json.load(open(os.path.join(HOSTILE, "manifest.json"), encoding="utf-8"))["cases"]:
        name, path = case["id"], os.path.join(HOSTILE, case["file"])
        if case.get("generator"):
            continue  # limits and special make these
        seen += 1
        if case["expect"]["outcome"] == "reject" or name == "mixed-eol":
            refuse_everywhere(name, path)
        elif name in NUMBERS:
            taken(name, path, *NUMBERS[name])
            sound_elsewhere(name, path)
        else:
            complain(name, "nobody says what is expected")
    if seen != 28:
        complain("manifest", f"{seen} cases")


# ---- encodings ----

TEXT = "phone;name\r\n+358400000001;Mäkinen\r\n+358400000002;Š €\r\n"


def encodings():
    for name, content in {
        "utf-8": TEXT.encode(), "utf-8 with mark": TEXT.encode("utf-8-sig"), "windows-1252": TEXT.encode("cp1252"),
        "utf-16le": TEXT.encode("utf-16"), "utf-16be": b"\xfe\xff" + TEXT.encode("utf-16-be"),
        "a quoted header behind the mark": b'\xef\xbb\xbf"phone";"name"\n+358400000001;A\n+358400000002;B\n',
        "no line end": TEXT.encode().rstrip(b"\r\n"), "LF": TEXT.replace("\r", "").encode(),
        "blank lines": TEXT.replace("\r\n", "\r\n\r\n").encode(),
        "composed and decomposed": "phone;name\n+358400000001;a\u0308\n+358400000002;ä\n".encode(),
    }.items():
        taken(name, write("in.csv", content), 2)
        os.remove("in.csv")
    for name, content in {
        "utf-32le": TEXT.encode("utf-32"), "utf-32be": b"\0\0\xfe\xff" + TEXT.encode("utf-32-be"),
        "utf-16le without mark": TEXT.encode("utf-16-le"), "half a unit": TEXT.encode("utf-16")[:-1],
        "a mark alone": b"\xef\xbb\xbf", "a utf-16 mark alone": b"\xff\xfe", "two utf-16 marks": b"\xff\xfe" * 2 + TEXT.encode("utf-16-le"),
        "utf-16 mark, utf-8 text": b"\xff\xfe" + TEXT.encode(), "half a mark": b"\xef\xbb" + TEXT.encode(),
        "NUL in a value": TEXT.encode().replace(b"kinen", b"ki\0en"), "NUL at the end": TEXT.encode() + b"\0",
        "utf-16 NUL": (TEXT + "\0").encode("utf-16"), "81 in windows-1252": b"phone;name\n+358400000001;\x81\xe4\n",
        "both encodings": "phone;name\n+358400000001;ä\n".encode() + "+358400000002;ä\n".encode("cp1252"),
        "surrogates in utf-8": b"phone;name\n+358400000001;\xed\xa0\x80\xed\xb0\x80\n",
        "beyond unicode": b"phone;name\n+358400000001;\xf4\x90\x80\x80\n", "five bytes": b"phone;name\n+358400000001;\xf8\x88\x80\x80\x80\n",
        "overlong NUL": b"phone;name\n+358400000001;\xc0\x80\n", "CESU": b"phone;name\n+358400000001;\xed\xa1\x80\xed\xbf\xbf ae\n",
        "CR alone": TEXT.replace("\r\n", "\r").encode(), "CR alone in the middle": TEXT.encode() + b"+358400000003;A\r+358400000004;B\r\n",
        "CR at the end": TEXT.encode() + b"+358400000003;A\r", "LF CR": TEXT.replace("\r\n", "\n\r").encode(),
        "a mark in a later row": TEXT.encode() + b"\xef\xbb\xbf" + TEXT.encode(), "control Z": TEXT.encode() + b"\x1a",
        "sep line": b"sep=;\r\n" + TEXT.encode(), "zip": b"PK\x03\x04" + TEXT.encode(), "old workbook": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        "pdf": b"%PDF-1.4\n", "a database": open("gdprctl.db", "rb").read(4096), "html": b"<html><table><tr><td>phone</td></tr></table>\n",
        "white space": b" \n \n", "line ends": b"\n\n\r\n", "one NUL": b"\0",
    }.items():
        refuse_everywhere(name, write("in.csv", content))
        os.remove("in.csv")
    # What is asked for against what is there.
    write("in.csv", TEXT.encode("utf-16"))
    refused("utf-16 as utf-8", IMPORT, "in.csv", extra=["--encoding", "utf-8"])
    write("in.csv", TEXT.encode("cp1252"))
    refused("windows-1252 as utf-8", IMPORT, "in.csv", extra=["--encoding", "utf-8"])
    refused("windows-1252 as utf-16", IMPORT, "in.csv", extra=["--encoding", "utf-16le"])


# ---- structure ----

def structure():
    row = "+358400000001;Mäkinen\n"
    for name, text in {
        "a quote never closed": f'phone;name\n{row}+358400000002;"Mäkinen\n{row}', "a quote in a value": f'phone;name\n+358400000001;M"ä\n',
        "text behind a quote": 'phone;name\n"+358400000001"x;A\n', "space before a quote": 'phone;name\n+358400000001; "A"\n',
        "space behind a quote": 'phone;name\n"+358400000001" ;A\n', "a quote at the end": 'phone;name\n+358400000001;A"\n',
        "three quotes": 'phone;name\n+358400000001;"""\n', "backslash quotes": 'phone;name\n+358400000001;"a\\"b"\n',
        "a quote in the header": 'pho"ne;name\n' + row, "a header never closed": '"phone;name\n' + row,
        "wide": f"phone;name\n{row}+358400000002;A;B\n", "narrow": f"phone;name\n{row}+358400000002\n", "wide by an empty field": "phone;name\n+358400000001;A;\n",
        "wide header": "phone;name;\n" + row, "cut in a row": f"phone;name\n{row}+35840", "cut behind a delimiter in quotes": f'phone;name\n{row}+358400000001;"',
        "double header": "phone;name;phone\n+358400000001;A;+358400000002\n", "double but for case": "phone;PHONE\n+358400000001;+358400000002\n",
        "double but for space": "phone; phone \n+358400000001;+358400000002\n", 
        "double by normal form": "email;sähköposti;sa\u0308hko\u0308posti\na@example.com;;\n", "two headers without a name": "phone;;\n+358400000001;;\n",
        "unknown": "phone;salaisuus\n+358400000001;A\n", "no identifier": "name;postal_code\nMäkinen;70100\n", "no header": f"{row}{row}",
        "other delimiter": "phone|name\n+358400000001|Mäkinen\n", "sql": "phone;name);DROP TABLE customer;--\n+358400000001;A;;\n",
        "a quote in a header's name": "phone;x'; --\n+358400000001;A\n", "escape": "phone;\x1b[2Jname\n+358400000001;A\n",
        "invisible": "phone;\u202ename\u0007x\n+358400000001;A\n",
    }.items():
        refuse_everywhere(name, write("in.csv", text))
        os.remove("in.csv")
    refused("double in two languages", IMPORT, write("in.csv", "phone;puhelin\n+358400000001;+358400000002\n"))
    refused("double in two languages", SCREEN, "in.csv")
    for name, rows, text in [
        ("all quoted", 1, '"phone";"name"\n"+358400000001";"Mä;ki ""x""\nnen"\n'), ("comma", 1, "phone,name\n+358400000001,A;B\n"),
        ("tab", 1, "phone\tname\n+358400000001\tA;B,C\n"), ("one column", 1, "puhelin\n0400000001\n"), ("one quoted column", 1, '"puhelin"\n"0400000001"\n'),
        ("case and space", 1, " PUHELIN ;Nimi\n0400000001;A\n"), ("Finnish letters", 1, "sähköposti;käsittelyhetki;lähde\na@example.com;1.2.2025;puhelu\n"),
        ("Finnish without letters", 1, "sahkoposti;kasittelyhetki;lahde\na@example.com;1.2.2025;puhelu\n"), ("pvm and laji", 1, "asiakasnumero;pvm;laji\n00100001;1.2.2025;suoramainonta\n"),
        ("an empty column", 1, "phone;\n+358400000001;\n"), ("header alone without a line end", 0, "phone"), ("the same in 1000 rows", 1000, "phone\n" + "+358400000009\n" * 1000),
        ("quoted blank lines", 2, 'phone;name\n\n+358400000001;"a\n\nb"\n\n\n+358400000002;\n\n'),
    ]:
        taken(name, write("in.csv", text), rows)
        sound_elsewhere(name, "in.csv")
        os.remove("in.csv")


# ---- values ----

def values():
    bad = {
        "phone": ["BAD", "%", "*", "' OR 1=1 --", "0", "112", "+", "+358", "0400", "+3584000000012345678", "4,01235E+08", "04000000\u200b01", "０４００００００１", "٠٤٠٠٠٠٠٠١",
                  "\u202e0400000001", "0400000001, 0400000002", "0400000001 / 0400000002", "puh. ei", "0400 000 00o1", "-", "=0400000001+1", "0400000001\x07",
                  "040-\u2028 0000001", "tel:", "+358 (0) 40 (0) 0001", "+358400000001;", "NULL", "nan", "1e309", "{{7*7}}", "${jndi:x}", "\\0400000001", "0400\n000001"],
        "email": ["x", "@", "a@", "@b", "a@b", "a b@example.com", "a@example.com, b@example.com", "a@@example.com", "a@exa mple.com", "a\u200b@example.com", "%", "a@example.com;b@example.com", "a@example..com", "a\n@example.com", "<a@example.com", "a@example.com\x07", "a" * 300 + "@example.com"],
        "personal_id": ["010101", "010101-", "010101-123A", "310201A9002", "010101-0000", "000000-0000", "０１０１０１-900X", "010101?900X", "%", "1.1.1901", "010101-900\u200b"],
        "opted_out_at": ["0.0.2025", "31.4.2025", "29.2.2025", "2025-02-30", "2025-13-01", "1.1.25", "45678", "2026-11-23", "1.1.3000", "99999-01-01", "tomorrow", "2025-01-02T25:00:00",
                         "1.2.", "-1.1.2025", "2025-1-1x", "2025-01-02T10:00:00+99:00", "０1.01.2025", "1.1.2025 \x07", "%"],
        "scope": ["processing", "everything", "' OR 1=1", "suoramainonta, etämyynti", "%", "erased", "\u200b"],
    }
    for column, cells in bad.items():
        other = "" if column in ("phone", "email", "personal_id") else "phone;"
        first = "" if not other else "+358400000001;"
        text = f"{other}{column};name\n" + "".join(f'{first}"{cell}";Mäkinen\n' for cell in (c.replace('"', '""') for c in cells))
        write("in.csv", text)
        got = counts(column, IMPORT, "in.csv", ["--dry-run"])
        if got.get("rejected") != len(cells):
            for cell in cells:  # one by one, to say which
                write("in.csv", f'{other}{column};name\n{first}"{cell}";Mäkinen\n')
                one = counts(column, IMPORT, "in.csv", ["--dry-run"])
                if one.get("rejected") != 1:
                    complain(column, f"{cell!r} is taken: {one}")
        elif any(r["column"] != column for r in got["rejects"]):
            complain(column, f"another column is to blame: {got['rejects']}")
        sound_elsewhere(column, "in.csv")
        refused(column, [*IMPORT, "--strict"], "in.csv", want=(65,))
        os.remove("in.csv")
    # Rows that name nobody, or two people; nobody is everybody.
    write("in.csv", "customer_no;phone;email\n;;\n   ;\u00a0;\n")
    got = counts("nobody", IMPORT, "in.csv", ["--dry-run"])
    if got.get("rejected") != 2 or got.get("applied") != 0:
        complain("nobody", str(got))
    write("in.csv", "customer_no\n%\n*\n_\n'\n1 OR 1=1\n0010000_\n=cmd|' /C calc'!A0\n")
    got = counts("wildcards", IMPORT, "in.csv", ["--dry-run"])
    if got.get("applied") != 0 or got.get("unmatched") != 7:
        complain("wildcards", str(got))
    write("in.csv", "customer_no;email\n00100002;vaino.pajuranta@example.fi\n")
    got = counts("two people", IMPORT, "in.csv")
    if (got.get("ambiguous"), got.get("status")) != (1, 1):
        complain("two people", str(got))


# ---- limits ----

def limits():
    phone = b"phone;name\n+358400000001;"
    for name, content in {
        "a line of 100 MB": phone + b"x" * 100_000_000 + b"\n", "a quoted value of 100 MB": phone + b'"' + b"x\n" * 50_000_000 + b'"\n',
        "a header of 100 MB": b"x" * 100_000_000, "five million delimiters": phone + b";" * 5_000_000 + b"\n",
        "five million columns": b"phone" + b";" * 5_000_000 + b"\n", "five million quotes": phone + b'"' * 5_000_001 + b"\n",
        "five million CRs": b"phone" + b"\r" * 5_000_000, "a name of 64 KiB": phone + b"x" * 65537 + b"\n",
        "utf-16 without a line end": b"\xff\xfe" + b"x\0" * 5_000_000,
    }.items():
        write("in.csv", content)
        for command, extra in ((IMPORT, []), (RECORD, ["--map", "run.map"])):
            refused(name, command, "in.csv", extra=extra)
        with open("in.csv", "rb") as stdin:
            refused(name, IMPORT, "-", stdin=stdin)
        os.remove("in.csv")
    # All or nothing, with the error on the last row.
    with open("in.csv", "w", encoding="ascii") as f:
        f.write("phone,name,opted_out_at\n")
        f.writelines(f"+3584{i:09},A,2025-01-02\n" for i in range(int(os.environ.get("GDPRCTL_HOSTILE_ROWS", "20000"))))
        f.write("BAD,ROW\n")
    for command, extra in ((IMPORT, ["--register", "kuopio-customers"]), (RECORD, ["--map", "run.map"]), (SCREEN, ["--out", "yes.csv", "--why", "no.csv"])):
        refused("the last row is narrow", command, "in.csv", extra=extra)
    os.remove("in.csv")
    # A pipe that never ends.
    for name, source in {"zeros": "/dev/zero", "one line": None}.items():
        endless = subprocess.Popen(["cat", source] if source else ["sh", "-c", "while printf %65536s x; do :; done"], stdout=subprocess.PIPE)
        refused(f"a pipe without end, {name}", IMPORT, "-", stdin=endless.stdout)
        endless.stdout.close()
        endless.wait()


# ---- what is no file ----

def special():
    os.mkdir("run.d")
    subprocess.run(["sh", os.path.join(HOSTILE, "csv", "gen_special.sh"), "run.d/s"], check=True)
    for name in sorted(os.listdir("run.d/s")):
        refuse_everywhere(name, f"run.d/s/{name}")
    for path in ("/dev/zero", "/dev/null", "/dev/full", "/dev/urandom", "/proc/self/mem", "/", "run.d/none.csv", "run.d/s/dir.csv/", "run.d/s/noread.csv/x"):
        status, out, err, memory = run([*IMPORT, path])
        sound(path, IMPORT, status, out, err, memory, False)
        if status not in (65, 66, 74):
            complain(path, f"status {status}")
    for path in ("/dev/zero", "/dev/urandom", "/dev/null", "/"):
        fd = os.open(path, os.O_RDONLY)
        refused(f"{path} as standard input", IMPORT, "-", stdin=fd)
        os.close(fd)
    # Output that cannot be made is found before anything is done.
    write("run.csv", "phone\nBAD\n+358400000001\n")
    for words in (["--rejects", "run.csv"], ["--rejects", "run.d/none/x"], ["--rejects", "/dev/full"], ["--rejects", "run.d"], ["--rejects", "run.d/s/loop.csv"]):
        before = dump()
        status, out, err, memory = run([*IMPORT, "run.csv", *words])
        if status != 73 or dump() != before:
            complain(" ".join(words), f"status {status}: {err}")


# ---- changes ----

def meddle(name, change):
    """Starts an import, stops it in the middle of the file, changes the file, and lets it go on."""
    rows = 150_000
    write("run.csv", "phone;name\n" + "".join(f"+3584{i:09};A\n" for i in range(rows)))
    size = os.path.getsize("run.csv")
    before = dump()
    with open("run.out", "wb") as out, open("run.err", "wb") as err:
        child = subprocess.Popen([PROGRAM, *IMPORT, "run.csv", "--register", "kuopio-customers"], stdin=subprocess.DEVNULL, stdout=out, stderr=err)
    while child.poll() is None:
        os.kill(child.pid, signal.SIGSTOP)
        at = offset(child.pid)
        if 0 < at < size // 2:
            change()
            os.kill(child.pid, signal.SIGCONT)
            break
        os.kill(child.pid, signal.SIGCONT)
        time.sleep(0.001)
    else:
        complain(name, "it was over before it could be changed")
    status = child.wait(SECONDS)
    text = open("run.err", encoding="utf-8", errors="replace").read()
    sound(name, IMPORT, status, "", text, 0, False)
    if status != 65:
        complain(name, f"status {status}: {text[:300]}")
    if dump() != before:
        complain(name, "something was applied")


def offset(pid):
    """How far the process has read run.csv; -1 while it has not opened it."""
    try:
        for fd in os.listdir(f"/proc/{pid}/fd"):
            if os.path.basename(os.readlink(f"/proc/{pid}/fd/{fd}")) == "run.csv":
                return int(open(f"/proc/{pid}/fdinfo/{fd}", encoding="ascii").readline().split()[1])
    except OSError:
        pass
    return -1


def changes():
    def append():
        with open("run.csv", "ab") as f:
            f.write(b"+358400000001;B\n")

    def overwrite():
        with open("run.csv", "r+b") as f:
            f.seek(-20, os.SEEK_END)
            f.write(b"9")

    meddle("cut in a row", lambda: os.truncate("run.csv", 1_500_001))
    meddle("cut at a row", lambda: os.truncate("run.csv", 11 + 17 * 100_000))
    meddle("emptied", lambda: os.truncate("run.csv", 0))
    meddle("longer", append)
    meddle("written over", overwrite)


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with open("run.map", "w", encoding="utf-8") as map_file:
        json.dump(MAP, map_file)
    {f.__name__: f for f in (manifest, encodings, structure, values, limits, special, changes)}[sys.argv[1]]()
