#!/bin/bash
# erase.sh [N] [DIRECTORY] - what it costs to erase one person from a database of N customers (a million unless told
# otherwise): gdprctl (decided, scrubbed, audited, with the request's end) beside the bare DELETEs that somebody would
# write by hand into the sqlite3 shell, in turn, on people of like size; the shell's DELETEs and a VACUUM after them
# once; and the same in a tenth of the database, because the cost must not grow with it.
#
# The databases are made in DIRECTORY (build/bench) by tests/bench/generate.c and kept for the next run. GDPRCTL names
# the program, PEOPLE how many are erased each way (21).
set -u
cd "$(dirname "$0")/../.." || exit 1
customers=${1:-1000000} dir=${2:-build/bench} program=${GDPRCTL:-build/release/gdprctl} people=${PEOPLE:-21}
mkdir -p "$dir" || exit 1
export LC_ALL=C TZ=UTC
log=$dir/erase.log

fail() {
    echo "erase.sh: $*" >&2
    tail -n 5 "$log" >&2
    exit 1
}

gdprctl() {
    "$program" --db "$db" --quiet "$@" >"$log" 2>&1 || fail "gdprctl $1 ended with $?"
}

# Milliseconds that a command takes, into $took.
timed() {
    local from=${EPOCHREALTIME/./}
    "$@"
    took=$(((${EPOCHREALTIME/./} - from) / 10))
}

# prepare N: $db with N customers of a register whose notice states no rule, so that all of a person goes.
prepare() {
    db=$dir/erase-$1.db
    [ -x "$dir/generate" ] || cc -O2 -o "$dir/generate" tests/bench/generate.c -lsqlite3 || fail "no generator"
    [ -e "$db.ready" ] && return
    rm -f "$db" "$db.key" "$db.ledger"
    gdprctl init
    gdprctl register load --builtin ksat-customers
    "$dir/generate" db "$db" ksat-customers "$1" >"$log" 2>&1 || fail "generate"
    : >"$db.ready"
}

tables=(payment invoice consumption call_recording message marketing_permission satisfaction online_account contract
    metering_point)

by_hand() { # by_hand CUSTOMER_ID
    {
        echo "PRAGMA foreign_keys=ON; PRAGMA secure_delete=ON; BEGIN;"
        for table in "${tables[@]}"; do
            echo "DELETE FROM $table WHERE customer_id=$1;"
        done
        echo "DELETE FROM customer WHERE id=$1; COMMIT;"
    } >"$dir/erase.sql"
    timed sqlite3 -batch -init /dev/null "$db" ".read $dir/erase.sql"
}

median() {
    printf '%s\n' "$@" | sort -n | sed -n "$((($# + 1) / 2))p"
}

# measure N: $ours and $theirs, medians in hundredths of a millisecond.
measure() {
    local ids ref n=0 a=() b=()
    prepare "$1"
    # Nobody with a contract in force; spread over the whole database.
    mapfile -t ids < <(sqlite3 -batch -init /dev/null "$db" "SELECT id FROM customer c WHERE id % ($1 / ($people * 8)) =
        0 AND NOT EXISTS (SELECT 1 FROM contract k WHERE k.customer_id = c.id AND k.end_date IS NULL)
        ORDER BY id DESC LIMIT $people * 2")
    [ "${#ids[@]}" -eq $((people * 2)) ] || fail "too few people are left: remove $dir/erase-*"
    while [ $n -lt "$people" ]; do
        number=$(sqlite3 -batch -init /dev/null "$db" "SELECT customer_no FROM customer WHERE id = ${ids[2 * n]}")
        gdprctl request open erasure --register ksat-customers --received 2026-11-20 --channel letter --customer "$number"
        ref=$(sqlite3 -batch -init /dev/null "$db" "SELECT ref FROM request ORDER BY id DESC LIMIT 1")
        gdprctl request verify "$ref" --method signature
        timed gdprctl erase "$ref" --yes
        a+=("$took")
        by_hand "${ids[2 * n + 1]}"
        b+=("$took")
        n=$((n + 1))
    done
    ours=$(median "${a[@]}") theirs=$(median "${b[@]}")
}

row() { # row TEXT HUNDREDTHS [RATIO IN PER CENT]
    printf '%-58s %8d.%02d ms' "$1" $(($2 / 100)) $(($2 % 100))
    [ $# -lt 3 ] || printf '  %d.%02d x' $(($3 / 100)) $(($3 % 100))
    echo
}

small=$((customers / 10))
measure "$small"
small_ours=$ours
row "$small customers: gdprctl erase" "$ours" $((ours * 100 / theirs))
row "$small customers: DELETEs by hand" "$theirs"
measure "$customers"
row "$customers customers: gdprctl erase" "$ours" $((ours * 100 / theirs))
row "$customers customers: DELETEs by hand" "$theirs"
id=$(sqlite3 -batch -init /dev/null "$db" "SELECT id FROM customer c WHERE NOT EXISTS (SELECT 1 FROM contract k WHERE
    k.customer_id = c.id AND k.end_date IS NULL) LIMIT 1")
cp "$db" "$dir/vacuum.db"
db=$dir/vacuum.db
by_hand "$id"
deletes=$took
timed sqlite3 -batch -init /dev/null "$db" VACUUM
rm -f "$db"
row "$customers customers: DELETEs by hand and VACUUM" $((deletes + took)) $(((deletes + took) * 100 / theirs))
echo "goal: at most 1.50 x of the DELETEs by hand; it is $((ours * 100 / theirs / 100)).$(printf %02d \
    $((ours * 100 / theirs % 100))) x; ten times the database costs $((ours * 100 / small_ours)) per cent"
