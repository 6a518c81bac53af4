# lib.sh - what a command-line test is written with. A test file is a bash script run by run.sh, one process per file:
#
#     . "$(dirname "$0")/lib.sh"
#
#     t "audit head of a new database"          every case starts in an empty directory of its own, $PWD
#     new_db                                    init, quiet: ./gdprctl.db and its key
#     expect_status 0 gdprctl audit head
#     expect_out "1:"                           standard output of that command holds the text
#     expect_err ""                             an empty text: standard error is empty
#
#     t "the due date"
#     expect_status 0 gdprctl calc deadline 2026-01-31 --json
#     expect_json due 2026-02-28
#
#     finish                                    the last line of the file
#
# Everything is pinned: language, time zone, an empty standard input, the clock ($GDPRCTL_NOW, which only the test build
# obeys). A case fails when one of its checks does; a case without a check fails too. With a first line "# valgrind" after
# the shebang the file also runs under valgrind, so keep it short.
#
# shellcheck shell=bash

set -u
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
GDPRCTL=${GDPRCTL:-$ROOT/build/asan/gdprctl}
QUICK=$ROOT/build/debug/gdprctl
[ -x "$QUICK" ] || QUICK=$GDPRCTL
SANITIZED=$GDPRCTL
FILE=$(basename "$0" .sh)
export LC_ALL=C.UTF-8 TZ=UTC GDPRCTL_NOW=2026-11-22T09:00:00+02:00 TERM=dumb
unset GDPRCTL_DB GDPRCTL_KEY GDPRCTL_LEDGER CREDENTIALS_DIRECTORY NO_COLOR TMPDIR SQLITE_TMPDIR
exec </dev/null

# Where python3 is a launcher that looks for its interpreter at each start, it is asked once.
PATH=$(dirname "$(python3 -c 'import sys; print(sys.executable)')"):$PATH

WORK=$(mktemp -d) || exit 1
trap 'cd /; rm -rf "$WORK"' EXIT
OUT=$WORK/stdout ERR=$WORK/stderr
CASE='' CHECKS=0 BAD=0 CASES=0 PASSED=0 FAILED=0

# gdprctl ARGUMENTS...: with sanitizers the first time that a file has the command in this form (its words and options) and
# expects this status; from then on by the debug build, which starts six times as fast (SANITIZE=all: with them always).
declare -A SEEN
gdprctl() {
    local word form=${want:-0} words=0
    for word; do
        case $word in
        -*) form+=" ${word%%=*}" ;;
        *) [ $((words += 1)) -gt 2 ] || form+=" $word" ;;
        esac
    done
    if [ -n "${SEEN[$form]:-}" ] && [ "${SANITIZE:-}" != all ]; then
        "$QUICK" "$@"
    else
        SEEN[$form]=yes
        "$GDPRCTL" "$@"
    fi
}

# quick ARGUMENTS...: what a case only begins with is made by the debug build, several times faster than with sanitizers.
quick() {
    "$QUICK" "$@"
}

end_case() {
    [ -n "$CASE" ] || return 0
    if [ "$CHECKS" -gt 0 ] && [ "$BAD" -eq 0 ]; then
        PASSED=$((PASSED + 1))
        echo "ok $FILE: $CASE"
    else
        FAILED=$((FAILED + 1))
        echo "not ok $FILE: $CASE ($BAD of $CHECKS checks failed)"
    fi
    cd / && rm -rf "${WORK:?}/case"
}

# again: to the end of the case the program is the debug build, because what follows repeats, in another register, with
# another command or for another person, what has run with sanitizers before.
again() {
    GDPRCTL=$QUICK
}

# t NAME: ends the case before and begins the next.
t() {
    end_case
    GDPRCTL=$SANITIZED
    CASE=$1 CHECKS=0 BAD=0 CASES=$((CASES + 1))
    mkdir "$WORK/case" && cd "$WORK/case" || exit 1
    : >"$OUT" && : >"$ERR"
}

finish() {
    end_case
    CASE=''
    echo "$PASSED passed, $FAILED failed"
    [ "$FAILED" -eq 0 ] && [ "$CASES" -gt 0 ]
    exit
}

# complain TEXT [FILE...]: a check failed; shows the files.
complain() {
    local file
    BAD=$((BAD + 1))
    echo "# $FILE: $CASE: line ${BASH_LINENO[1]}: $1"
    shift
    for file in "$@"; do
        sed 's/^/#   /' "$file" | head -n 20
    done
}

# check TEXT COMMAND...: passes when the command does.
check() {
    local text=$1
    shift
    CHECKS=$((CHECKS + 1))
    "$@" >"$WORK/check" 2>&1 || complain "$text" "$WORK/check"
}

# expect_status N COMMAND...: runs it, keeping what it prints. Death by a sanitizer or a signal is never what is expected.
expect_status() {
    local want=$1 got
    shift
    CHECKS=$((CHECKS + 1))
    "$@" >"$OUT" 2>"$ERR"
    got=$?
    if [ "$got" -ne "$want" ]; then
        complain "status $got instead of $want: $*" "$OUT" "$ERR"
    elif [ -s "$ERR" ] && grep -qE 'ERROR: (Address|Leak)Sanitizer|runtime error:' "$ERR"; then
        complain "sanitizer: $*" "$ERR"
    fi
}

# has FILE TEXT: the file holds the text. To grep the lines of a text would be texts of their own, of which one is enough.
has() {
    if [[ $2 == *$'\n'* ]]; then
        [[ $(tr -d '\0' <"$1" && echo .) == *"$2"* ]]
    else
        grep -qF -e "$2" "$1"
    fi
}

# Without another process where the text is short: there are thousands of these.
holds() {
    local text
    if [ -z "$2" ]; then
        [ ! -s "$1" ]
    elif IFS= read -r -d '' -n 4096 text <"$1" || [ -n "$text" ] && [[ $text == *"$2"* ]]; then
        true
    else
        has "$1" "$2"
    fi
}

# expect_out TEXT, expect_err TEXT: what the last command printed holds the text; with "" it is empty.
expect_out() {
    CHECKS=$((CHECKS + 1))
    holds "$OUT" "$1" || complain "standard output without \"$1\"" "$OUT"
}

expect_err() {
    CHECKS=$((CHECKS + 1))
    holds "$ERR" "$1" || complain "standard error without \"$1\"" "$ERR"
}

# expect_no_out TEXT, expect_no_err TEXT: it is not there.
expect_no_out() {
    CHECKS=$((CHECKS + 1))
    ! has "$OUT" "$1" || complain "standard output with \"$1\"" "$OUT"
}

expect_no_err() {
    CHECKS=$((CHECKS + 1))
    ! has "$ERR" "$1" || complain "standard error with \"$1\"" "$ERR"
}

# expect_same FILE: standard output is the file, byte for byte.
expect_same() {
    CHECKS=$((CHECKS + 1))
    cmp -s "$OUT" "$1" || complain "standard output is not $1" "$OUT"
}

# One Python for a test file answers json_get: to start one for each question would be a seventh of what the tests take.
# It is asked with a path and a file, and tells a status and a text, each with a NUL behind it.
coproc JSON {
    exec python3 -I -S -c '
import json, sys
def no_twins(pairs):
    assert len(pairs) == len({k for k, _ in pairs}), "a key is there twice"
    return dict(pairs)
def at(path, file):
    with open(file, encoding="utf-8") as text:
        value = json.load(text, object_pairs_hook=no_twins)
    assert isinstance(value, dict), "not an object"
    for part in path.split(".") if path else []:
        value = len(value) if part == "length" else value[int(part)] if isinstance(value, list) else value[part]
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
def asked():
    word = bytearray()
    while (byte := sys.stdin.buffer.read(1)) not in (b"\0", b""):
        word += byte
    return byte and word.decode()
while (path := asked()) != b"":
    try:
        told = "0", at(path, asked())
    except Exception as e:
        told = "1", f"{type(e).__name__}: {e}"
    sys.stdout.buffer.write("".join(f"{part}\0" for part in told).encode())
    sys.stdout.flush()'
}
exec {JSON_ASK}>&"${JSON[1]}" {JSON_TOLD}<&"${JSON[0]}" # a subshell has the coprocess's own ends closed

# json_get PATH [FILE]: a value of the last command's JSON (or of a file): `records.0.table`, `rows.length`. Strings come
# out bare, everything else as JSON. Fails when the text is not exactly one JSON object or has no such value.
json_get() {
    if json_ask "$@"; then
        printf '%s\n' "$TOLD"
    else
        printf '%s\n' "$TOLD" >&2
        return 1
    fi
}

# The same, the value left in TOLD, or why there is none: without a process of its own.
json_ask() {
    local file=${2:-$OUT} status
    [[ $file == /* ]] || file=$PWD/$file
    printf '%s\0%s\0' "$1" "$file" >&"$JSON_ASK"
    IFS= read -r -d '' -u "$JSON_TOLD" status && IFS= read -r -d '' -u "$JSON_TOLD" TOLD && [ "$status" = 0 ]
}

# expect_json PATH VALUE: see json_get.
expect_json() {
    CHECKS=$((CHECKS + 1))
    if ! json_ask "$1"; then
        complain "JSON without $1: $TOLD" "$OUT"
    elif [ "$TOLD" != "$2" ]; then
        complain "JSON: $1 is $TOLD, not $2" "$OUT"
    fi
}

# expect_error CODE: standard output is the one error object with this code, and nothing is on standard error.
expect_error() {
    expect_json format 1
    expect_json error.code "$1"
    expect_err ""
}

# new_db [OPTIONS]: ./gdprctl.db and its key file, without counting as a check.
new_db() {
    quick --quiet init "$@" >"$WORK/init" 2>&1 || complain "init failed" "$WORK/init"
}

# own_register CODE: loads a shipped register and, beside it, one called `own`: the same as the Python statements on
# standard input change it. They find it in `register`, and a name in three languages in `names`.
own_register() {
    quick --quiet register load --builtin "$1" >"$WORK/load" 2>&1 || complain "no register" "$WORK/load"
    quick register export "$1" >export.json || complain "no definition of $1"
    python3 -c '
import json, sys
register = json.load(open("export.json"))
names = {"fi": "a", "sv": "b", "en": "c"}
exec(sys.stdin.read())
json.dump(register | {"code": "own"}, open("own.json", "w"))' || complain "the definition is not changed"
    quick --quiet register load own.json >"$WORK/load" 2>&1 || complain "the register is not taken in" "$WORK/load"
}

# killed_at_work COMMAND...: kills it while it writes. One that was through before it was killed tells nothing: then it is
# done again on the database as it was.
killed_at_work() {
    local pid try
    cp gdprctl.db before.db && cp gdprctl.db.ledger before.ledger || complain "no copy"
    for ((try = 1; try <= 50; try++)); do
        "$GDPRCTL" "$@" >/dev/null 2>&1 &
        pid=$!
        while [ ! -s gdprctl.db-journal ] && kill -0 $pid 2>/dev/null; do :; done
        kill -KILL $pid 2>/dev/null
        wait $pid 2>/dev/null
        [ ! -s gdprctl.db-journal ] || break
        cp before.db gdprctl.db
        cp before.ledger gdprctl.db.ledger
    done
    check "it was at work" test -s gdprctl.db-journal
}

# asleep PID: waits until the program has nothing to do but wait.
asleep() {
    local i seen=0
    for ((i = 0; i < 400 && seen < 8; i++)); do
        if grep -qs ') S ' "/proc/$1/stat"; then seen=$((seen + 1)); else seen=0; fi
        sleep 0.05
    done
    [ $seen -eq 8 ]
}

# written_under STATUS SQL COMMAND...: runs the command while another connection is about to write. That one lets go, with
# the statement committed, when the command has read what it reads before and waits for its own turn to write.
written_under() {
    local status=$1 sql=$2
    shift 2
    rm -f held
    python3 -I -S -c '
import glob, os, sqlite3, sys, time
def has_it_open(fd):
    try:
        return os.readlink(fd) == os.path.abspath("gdprctl.db") and f"/{os.getpid()}/" not in fd
    except OSError:
        return False
def sleeps(process):
    with open(process + "/stat", encoding="utf-8") as file:
        return file.read().rpartition(")")[2].split()[0] == "S"
db = sqlite3.connect("gdprctl.db", isolation_level=None)
db.execute("BEGIN IMMEDIATE")
open("held", "x").close()
seen = 0
for _ in range(400):
    command = next((fd.rpartition("/fd/")[0] for fd in glob.glob("/proc/[0-9]*/fd/*") if has_it_open(fd)), None)
    seen = seen + 1 if command and sleeps(command) else 0
    if seen == 8:
        break
    time.sleep(0.05)
db.execute(sys.argv[1])
db.execute("COMMIT")' "$sql" &
    while [ ! -e held ] && kill -0 $! 2>/dev/null; do :; done
    expect_status "$status" "$@"
    check "the other connection wrote" wait $!
}

# chaos NAME SCRIPT ARGUMENTS...: a case that runs a script of tests/chaos with the debug build (build_debug first); the
# script's last line is shown when it fails.
chaos() {
    local script=$2
    t "$1"
    shift 2
    GDPRCTL=$ROOT/build/debug/gdprctl expect_status 0 python3 "$ROOT/tests/chaos/$script" "$@"
}

# build_debug TARGET...: makes them, in the debug mode. Test files that run side by side wait for each other.
build_debug() {
    mkdir -p "$ROOT/build"
    (flock 9 && make --no-print-directory -C "$ROOT" MODE=debug "$@" 9>&-) 9>"$ROOT/build/debug.lock" \
        >"$WORK/build" 2>&1 && return
    cat "$WORK/build"
    exit 1
}

# sql TEXT: what is in ./gdprctl.db, past the program.
sql() {
    sqlite3 -batch -init /dev/null gdprctl.db "$1" 2>/dev/null
}
