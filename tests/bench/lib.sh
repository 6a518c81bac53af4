# lib.sh - what a measurement is written with. A script in this directory names what it measures and how large, then:
#
#     . tests/bench/lib.sh                      in the root of the project
#     prepare 1000000 ksat-customers            $base: a database of a million customers, made once and kept
#     fresh ours                                $db: a copy of it, to be worked on
#     measure gdprctl optout import FILE        $wall and $cpu in microseconds, $peak in KiB
#     by_hand FILE.sql                          the same of statements in the sqlite3 shell
#     in_pairs OURS THEIRS; table ...           runs the two in turn, and prints what came of it
#     same_rows TABLE KEY COLUMN...             compares a table of the two copies, row by row
#
# Databases and files are made in $dir (build/bench, or $BENCH_DIR) by generate.c. GDPRCTL names the program, PAIRS how
# many pairs of runs there are. Everything else that the machine does is in these figures too: what counts is the ratio
# of two runs made one after the other.
#
# shellcheck shell=bash

set -u
export LC_ALL=C TZ=UTC
dir=${BENCH_DIR:-build/bench} program=${GDPRCTL:-build/release/gdprctl}
mkdir -p "$dir" || exit 1
log=$dir/bench.$$.log
trap 'rm -rf "$log" "$dir"/*.'$$ EXIT

fail() {
    echo "$(basename "$0"): $*" >&2
    [ ! -s "$log" ] || tail -n 5 "$log" >&2
    exit 1
}

# build NAME [LIBRARY...]: $dir/NAME from NAME.c, when that is newer.
build() {
    [ "$dir/$1" -nt "tests/bench/$1.c" ] && return
    "${CC:-cc}" -O2 -o "$dir/$1.$$" "tests/bench/$1.c" "${@:2}" 2>"$log" || fail "$1.c does not compile"
    mv "$dir/$1.$$" "$dir/$1"
}

build generate -lsqlite3
build measured

# prepare N CODE [DEFINITION]: $base, a database with N customers in the register CODE, which is the shipped one unless
# a file is named.
prepare() {
    base=$dir/$(basename "${3:-$2}" .json)-$1.db
    [ "$base.ready" -nt "$dir/generate" ] && [ "$base.ready" -nt schema.sql ] && [ "$base.ready" -nt "${3:-schema.sql}" ] &&
        return
    rm -f "$base" "$base".*
    "$program" --db "$base" --quiet init >"$log" 2>&1 || fail "init"
    if [ $# -gt 2 ]; then
        "$program" --db "$base" --quiet register load "$3" >"$log" 2>&1 || fail "register load"
    else
        "$program" --db "$base" --quiet register load --builtin "$2" >"$log" 2>&1 || fail "register load"
    fi
    "$dir/generate" db "$base" "$2" "$1" >"$log" 2>&1 || fail "generate db"
    : >"$base.ready"
}

# covered: $definition, kuopio-customers with rules for the tables that its notice says nothing of: a customer whose
# messages are kept for ever never goes.
covered() {
    definition=$dir/covered.json
    [ "$definition" -nt tests/bench/lib.sh ] && return
    python3 - src/registers/kuopio-customers.json "$definition.$$" <<'END' || fail "no definition"
import json, sys
d = json.load(open(sys.argv[1]))
def rule(code, event):
    return {"code": code, "names": {"fi": code, "sv": code, "en": code}, "kind": "period", "period": "P1Y",
            "event": event, "strength": "policy", "covers": [event.split(".")[0]]}
for r in d["retention"]:
    if r["code"] == "contract-data":
        r["covers"].append("online_account")
d["retention"] += [rule("messages", "message.sent_at"), rule("satisfaction", "satisfaction.answered_on")]
json.dump(d, open(sys.argv[2], "w"))
END
    mv "$definition.$$" "$definition"
}

# generated NAME ARGUMENT...: $file, made by `generate NAME FILE ARGUMENT...` once.
generated() {
    local IFS=-
    file=$dir/$*.csv
    IFS=' '
    [ "$file" -nt "$dir/generate" ] && return
    "$dir/generate" "$1" "$file" "${@:2}" >"$log" 2>&1 || fail "generate $1"
}

# fresh NAME: $db, a copy of $base with its key and ledger, on the disk before anything is measured.
fresh() {
    db=$dir/$1.db
    rm -f "$db" "$db".*
    cp "$base" "$db" || fail "no copy of $base"
    cp "$base.key" "$db.key" || fail "no copy of $base.key"
    cp "$base.ledger" "$db.ledger" || fail "no copy of $base.ledger"
    sync "$db"
}

# The program on $db. Exit 1 is "a person has to look", which rows that are rejected on purpose ask for.
gdprctl() {
    measure "$program" --db "$db" --quiet "$@"
    [ "$status" -le 1 ] || fail "gdprctl $1 ended with $status"
}

# sql DATABASE STATEMENT: what the shell prints.
sql() {
    sqlite3 -batch -init /dev/null "$@" 2>"$log" || fail "sqlite3 on $1"
    [ ! -s "$log" ] || fail "sqlite3 on $1"
}

# by_hand SQL [NAME=VALUE...]: the statements of a file run on $db by the sqlite3 shell, @NAME@ in them replaced.
by_hand() {
    local text name
    text=$(<"$1")
    for name in "${@:2}"; do
        text=${text//@${name%%=*}@/${name#*=}}
    done
    printf '%s\n' "$text" >"$dir/sql.$$"
    measure sqlite3 -batch -init /dev/null -bail "$db" ".read $dir/sql.$$"
    [ "$status" -eq 0 ] || fail "sqlite3 ended with $status"
    [ ! -s "$log" ] || fail "sqlite3 complains"
}

# measure COMMAND...: runs it; what it prints goes to $output and $log. $wall, $cpu, $peak, $status.
measure() {
    output=$dir/output.$$
    "$dir/measured" "$dir/cost.$$" "$@" >"$output" 2>"$log"
    status=$?
    read -r wall cpu peak <"$dir/cost.$$"
}

# ---- pairs ----

# in_pairs OURS THEIRS: each is a command that calls `measure` last. They run in turn, $PAIRS times (3). Each pair gives a
# ratio, and what is told is the median.
in_pairs() {
    rm -f "$dir/ours.$$" "$dir/theirs.$$"
    for ((pair = 1; pair <= ${PAIRS:-3}; pair++)); do
        "$1"
        note ours
        "$2"
        note theirs
    done
}

note() {
    echo "$wall $cpu $peak" >>"$dir/$1.$$"
}

# median ours|theirs FIELD: of the runs; 1 wall, 2 cpu (microseconds), 3 peak (KiB).
median() {
    cut -d ' ' -f "$2" "$dir/$1.$$" | sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'
}

# ratio FIELD: theirs by ours, the median over the pairs, in hundredths.
ratio() {
    paste -d ' ' "$dir/ours.$$" "$dir/theirs.$$" | awk -v f="$1" '{ printf "%d\n", $(f + 3) * 100 / $f }' | sort -n |
        awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'
}

hundredths() {
    printf '%d.%02d' $(($1 / 100)) $(($1 % 100))
}

# span MICROSECONDS: in seconds, or milliseconds where they would say nothing.
span() {
    if [ "$1" -lt 1000000 ]; then
        echo "$(hundredths $(($1 / 10))) ms"
    else
        echo "$(hundredths $(($1 / 10000))) s"
    fi
}

row() { # row NAME WALL CPU [PEAK]: microseconds, KiB
    printf '  %-34s %12s %12s' "$1" "$(span "$2")" "$(span "$3")"
    [ $# -lt 4 ] || printf ' %8d MiB' $((($4 + 1023) / 1024))
    echo
}

# table TITLE OURS THEIRS: what in_pairs measured; the ratio stays in $times (of wall time, in hundredths).
table() {
    times=$(ratio 1)
    printf '%-36s %12s %12s %12s\n' "$1" wall processor "memory"
    row "$2" "$(median ours 1)" "$(median ours 2)" "$(median ours 3)"
    row "$3" "$(median theirs 1)" "$(median theirs 2)" "$(median theirs 3)"
    printf '  %-34s %10s x %10s x   median of %d pairs\n' ratio "$(hundredths "$times")" "$(hundredths "$(ratio 2)")" \
        "$(wc -l <"$dir/ours.$$")"
}

# growth SMALL LARGE: by which power the time grows when ten times as much is there.
growth() {
    awk -v a="$1" -v b="$2" 'BEGIN { printf "%.2f", log(b / a) / log(10) }'
}

# ---- equality ----

# same_rows TABLE KEY COLUMN...: every row of $dir/ours.db is in $dir/theirs.db and the other way round, by its natural
# key (columns with commas between) and with the same values; else the script fails.
same_rows() {
    local column counts equal=
    for column in "${@:3}"; do
        equal+=" AND a.$column IS b.$column"
    done
    counts=$(sql "$dir/ours.db" "ATTACH '$dir/theirs.db' AS other;
        SELECT (SELECT count(*) FROM main.$1) || ' ' || (SELECT count(*) FROM other.$1) || ' ' ||
            (SELECT count(*) FROM main.$1 a JOIN other.$1 b USING ($2) WHERE true$equal)") || exit 1
    [ "$counts" = "${counts%% *} ${counts%% *} ${counts%% *}" ] || fail "$1: rows, rows by hand, equal ones: $counts"
    echo "  $1: ${counts%% *} rows, all equal"
}
