#!/bin/bash
# purge.sh [N] - what a purge of N customers costs (a million unless told otherwise; some ten rows each): first everything
# that has gathered in years, about a quarter of all rows, then what is due two days later, some 3,000 rows of a million
# customers. Beside it the statements that somebody would write by hand, which compute the last day row by row
# (purge.sql), and for the night those of somebody who knows the indexes (purge_indexed.sql); in turn, each on a fresh
# copy. gdprctl also writes what they do not: the audit, what was there and which bans outlive it; it looks for holds, and
# scrubs. Both must leave the same rows. For the quarter it also tells what the bare DELETEs cost when it is known before
# which rows go: row by row nobody can be faster. See lib.sh for what can be set.
# shellcheck disable=SC2154,SC2034 # lib.sh sets and reads some
cd "$(dirname "$0")/../.." || exit 1
. tests/bench/lib.sh
customers=${1:-1000000}
first=2026-11-19 night=2026-11-21
tables=(payment invoice consumption call_recording message marketing_permission satisfaction online_account contract
    metering_point customer)

# A new rule only tells what it would do, until that is confirmed.
shown() {
    fresh ours
    "$program" --db "$db" --quiet purge --as-of $first --yes >"$log" 2>&1
    [ $? -eq 77 ] || fail "the rules are not new"
}

ours_first() {
    shown
    gdprctl purge --as-of $first --first-run --max-share 100 --yes
    [ "$status" -eq 0 ] || fail "purge ended with $status"
}

theirs_first() {
    fresh theirs
    by_hand tests/bench/purge.sql DAY=$first
}

# The rows that have gone from $dir/ours.db, deleted by id and with as much memory as gdprctl takes.
bare_first() {
    local table known=$dir/known.$$
    {
        echo "ATTACH '$base' AS before; ATTACH '$dir/ours.db' AS after;"
        printf 'CREATE TABLE %s (id INTEGER PRIMARY KEY);\n' "${tables[@]}"
        for table in "${tables[@]}"; do
            echo "INSERT INTO main.$table SELECT id FROM before.$table EXCEPT SELECT id FROM after.$table;"
        done
    } >"$dir/bare.$$"
    rm -f "$known"
    sql "$known" ".read $dir/bare.$$" || exit 1
    {
        echo "ATTACH '$known' AS known; PRAGMA foreign_keys = ON; PRAGMA main.cache_size = -65536; BEGIN;"
        for table in "${tables[@]}"; do
            echo "DELETE FROM main.$table WHERE id IN (SELECT id FROM known.$table);"
        done
        echo "COMMIT;"
    } >"$dir/bare.$$"
    fresh theirs
    by_hand "$dir/bare.$$"
    row "the bare DELETEs, rows known before" "$wall" "$cpu" "$peak"
    first_bare=$(($(median theirs 1) * 100 / wall))
    rm -f "$known" "$dir/bare.$$"
}

ours_night() {
    fresh ours
    gdprctl purge --as-of $night --max-share 100 --yes
    [ "$status" -eq 0 ] || fail "purge ended with $status"
}

theirs_night() {
    fresh theirs
    by_hand "tests/bench/$by" DAY=$night
}

compare() {
    for table in "${tables[@]}"; do
        same_rows "$table" id
    done
}

run() { # run N
    covered
    prepare "$1" kuopio-customers "$definition"
    in_pairs ours_first theirs_first
    table "$1 customers: a quarter is due" "gdprctl purge" "purge.sql in the sqlite3 shell"
    compare
    bare_first
    first_ours=$(median ours 1) first_times=$times
    rm -f "$dir"/night.db*
    mv "$dir/ours.db" "$dir/night.db"
    for file in key ledger; do
        mv "$dir/ours.db.$file" "$dir/night.db.$file"
    done
    base=$dir/night.db
    for by in purge.sql purge_indexed.sql; do
        in_pairs ours_night theirs_night
        table "$1 customers: a night" "gdprctl purge" "$by in the sqlite3 shell"
        [ $by != purge.sql ] || night_times=$times
    done
    compare
    echo "  $(sql "$dir/ours.db" 'SELECT deleted FROM purge_run ORDER BY id DESC LIMIT 1') rows went in that night"
}

if [ "$customers" -ge 10000 ]; then
    run $((customers / 10))
    small_first=$first_ours small_night=$(median ours 1)
fi
run "$customers"
[ -z "${small_first:-}" ] || echo "ten times as much: a quarter grows by the power $(growth "$small_first" "$first_ours")," \
    "a night by $(growth "$small_night" "$(median ours 1)")"
echo "goals: a night 15.00 x of purge.sql, it is $(hundredths "$night_times") x; 1.00 x of purge_indexed.sql, it is" \
    "$(hundredths "$times") x; 24 MiB, it is $((($(median ours 3) + 1023) / 1024)) MiB; a quarter 2.00 x, it is" \
    "$(hundredths "$first_times") x, and $(hundredths "$first_bare") x by the bare DELETEs alone"
rm -f "$dir"/{ours,theirs,night}.db*
