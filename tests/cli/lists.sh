#!/bin/bash
# lists.sh - what --csv prints of a list that is empty: the header that it has when it is not.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/sample.sh"

# headers DIRECTORY: the header lines of all lists, one file each.
headers() {
    mkdir "$1"
    while read -r name command; do
        # shellcheck disable=SC2086 # words
        quick --quiet $command --csv 2>"$1/$name.err" | head -n 1 | tr -d '\r' >"$1/$name"
        rm "$1/$name.err"
    done
}

lists='requests request list
holds hold list
bans optout list
due retention due
forecast retention forecast
registers register list
findings register check
answers access --all --dry-run
purge purge --dry-run'

t "an empty list has the header of a full one"
new_db
headers empty <<<"$lists"
rm gdprctl.db*
sample kuopio-customers
quick request open access --register kuopio-customers --received 2026-11-20 --channel letter --customer 00100003 \
    >/dev/null 2>&1
quick request verify 2026-0001 --method signature >/dev/null
quick hold add --register kuopio-customers --reason riita --customer 00100004 >/dev/null
quick object --register kuopio-customers --received 2026-11-20 --channel letter --verified signature \
    --customer 00100004 >/dev/null
headers full <<<"$lists"
check "each has one" test "$(grep -l ';' empty/* | wc -l)" -eq 9
check "the same" diff empty full
expect_status 0 gdprctl audit list --csv --from 100000
cp "$OUT" empty.csv
expect_status 0 gdprctl audit list --csv
check "of the log too" diff empty.csv <(head -n 1 "$OUT")
expect_status 0 gdprctl request list --csv --overdue
check "a line" test "$(wc -l <"$OUT")" -eq 1
expect_status 0 gdprctl request list --ndjson --overdue
expect_out ""

finish
