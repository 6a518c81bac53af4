#!/bin/bash
# forecast.sh [N] - what it costs to see two years of purges ahead over N customers (a million unless told otherwise):
# `gdprctl retention forecast` beside forecast.sql in the sqlite3 shell, which computes the month row by row; in turn. Both
# must count the same. See lib.sh for what can be set.
# shellcheck disable=SC2154,SC2034 # lib.sh sets and reads some
cd "$(dirname "$0")/../.." || exit 1
. tests/bench/lib.sh
customers=${1:-1000000}

ours() {
    gdprctl retention forecast kuopio-customers --as-of 2026-11-22 --csv
    cp "$output" "$dir/forecast.ours"
}

theirs() {
    by_hand tests/bench/forecast.sql
    cp "$output" "$dir/forecast.theirs"
}

# Lines "month table rows" in one order.
compare() {
    sed 1d "$dir/forecast.ours" | tr -d '\r' | tr ';' ' ' | cut -d ' ' -f 1,3,4 | sort >"$dir/counts.ours"
    tr '|' ' ' <"$dir/forecast.theirs" | sort >"$dir/counts.theirs"
    cmp "$dir/counts.ours" "$dir/counts.theirs" >"$log" 2>&1 || fail "the counts differ"
    echo "  $(wc -l <"$dir/counts.ours") counts, all equal"
}

covered
for n in $([ "$customers" -lt 10000 ] || echo $((customers / 10))) "$customers"; do
    prepare "$n" kuopio-customers "$definition"
    db=$base
    in_pairs ours theirs
    table "$n customers: 24 months ahead" "gdprctl retention forecast" "forecast.sql in the sqlite3 shell"
    compare
done
echo "goal: 12.00 x and 8 MiB; it is $(hundredths "$times") x and $((($(median ours 3) + 1023) / 1024)) MiB"
rm -f "$dir"/{forecast,counts}.{ours,theirs}
