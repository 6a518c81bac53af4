#!/bin/bash
# import.sh [N [ROWS]] - what it costs to load ROWS new invoices (as many as customers unless told otherwise) in random
# order into a database of N customers (a million) with two invoices each: `gdprctl record import` (every value checked,
# customer and contract proven to be there, audited) beside invoices.sql in the sqlite3 shell, in turn, each on a fresh
# copy of the database; the same at a tenth of the size; and whether both end with the same rows. See lib.sh for what can
# be set.
# shellcheck disable=SC2154,SC2034 # lib.sh sets and reads some
cd "$(dirname "$0")/../.." || exit 1
. tests/bench/lib.sh
customers=${1:-1000000} rows=${2:-${1:-1000000}}

ours() {
    fresh ours
    gdprctl record import ksat-customers invoice "$file"
    [ "$status" -eq 0 ] || fail "rows were rejected"
}

theirs() {
    fresh theirs
    by_hand tests/bench/invoices.sql CSV="$file"
}

run() { # run N ROWS
    prepare "$1" ksat-customers
    generated invoices "$1" "$2"
    in_pairs ours theirs
    table "$2 invoices into $((2 * $1))" "gdprctl record import" "invoices.sql in the sqlite3 shell"
    same_rows invoice customer_id,invoice_no contract_id invoice_date due_date amount paid_on paid_amount
    db=$dir/ours.db
    gdprctl audit verify
    [ "$status" -eq 0 ] || fail "the audit log does not hold"
}

run $((customers / 10)) $((rows / 10))
small=$(median ours 1) small_by_hand=$(median theirs 1) small_peak=$(median ours 3)
run "$customers" "$rows"
echo "ten times as much takes $(hundredths $(($(median ours 1) * 100 / small))) times as long," \
    "by hand $(hundredths $(($(median theirs 1) * 100 / small_by_hand))) times;" \
    "memory $(hundredths $(($(median ours 3) * 100 / small_peak))) times"
echo "goal: at least 2.50 x, with 10000000 rows 4.00 x, and at most 512 MiB; it is $(hundredths "$times") x and" \
    "$((($(median ours 3) + 1023) / 1024)) MiB"
rm -f "$dir"/{ours,theirs}.db*
