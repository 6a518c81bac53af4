#!/bin/bash
# optout.sh [N] - what it costs to take in a list of N opt-outs (a million unless told otherwise) against N customers:
# `gdprctl optout import` (checked, matched, banned, contacts that nobody has put on the suppression list, audited) beside
# optout.sql in the sqlite3 shell, in turn, each on a fresh copy of the database; the same at a tenth of the size; and
# whether both end with the same rows. See lib.sh for what can be set.
# shellcheck disable=SC2154,SC2034 # lib.sh sets and reads some
cd "$(dirname "$0")/../.." || exit 1
. tests/bench/lib.sh
customers=${1:-1000000}

ours() {
    fresh ours
    rm -f "$dir/rejects.csv"
    gdprctl optout import "$file" --rejects "$dir/rejects.csv"
}

theirs() {
    fresh theirs
    by_hand tests/bench/optout.sql CSV="$file" UNMATCHED="$dir/unmatched.csv"
}

# What met nobody and is well formed is on the suppression list, once.
compare_suppression() {
    local alone entries
    sed -n '2,$p' "$dir/rejects.csv" | cut -d , -f 7 >"$dir/wrong.csv"
    alone=$(sql :memory: "CREATE TABLE alone (nr INTEGER, contact TEXT); CREATE TABLE wrong (nr INTEGER)" \
        ".import --csv $dir/unmatched.csv alone" \
        ".import --csv $dir/wrong.csv wrong" \
        "SELECT count(DISTINCT contact) FROM alone WHERE nr NOT IN (SELECT nr FROM wrong)") || exit 1
    entries=$(sql "$dir/ours.db" 'SELECT count(*) FROM suppression') || exit 1
    [ "$entries" = "$alone" ] || fail "suppression: $entries entries for $alone contacts that nobody has"
    echo "  suppression: $entries entries, for as many contacts that nobody has"
}

run() { # run N
    prepare "$1" ksat-customers
    generated optout "$1" "$1"
    in_pairs ours theirs
    table "$1 opt-outs, $1 customers" "gdprctl optout import" "optout.sql in the sqlite3 shell"
    same_rows objection customer_id,scope register_id since source
    same_rows marketing_permission customer_id,scope,channel state processed_on source
    compare_suppression
    db=$dir/ours.db
    gdprctl audit verify
    [ "$status" -eq 0 ] || fail "the audit log does not hold"
}

run $((customers / 10))
small=$(median ours 1) small_by_hand=$(median theirs 1)
run "$customers"
echo "ten times as much takes $(hundredths $(($(median ours 1) * 100 / small))) times as long," \
    "by hand $(hundredths $(($(median theirs 1) * 100 / small_by_hand))) times"
echo "goal: at least 4.00 x and at most 128 MiB; it is $(hundredths "$times") x and" \
    "$((($(median ours 3) + 1023) / 1024)) MiB"
rm -f "$dir"/{ours,theirs}.db*
