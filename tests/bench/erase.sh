#!/bin/bash
# erase.sh [N] - what it costs to erase one person from a database of N customers (a million unless told otherwise):
# gdprctl (decided, scrubbed, audited, with the request's end and the ledger) beside the bare DELETEs that somebody would
# write by hand into the sqlite3 shell, in turn, on people of like size in one database; the shell's DELETEs and a VACUUM
# after them once; and the same in a tenth of the database, because the cost must not grow with it. Both must leave
# nothing of their people, and everything of everybody else. See lib.sh for what can be set; the pairs are seven times
# as many.
# shellcheck disable=SC2154,SC2034 # lib.sh sets and reads some
cd "$(dirname "$0")/../.." || exit 1
. tests/bench/lib.sh
customers=${1:-1000000} people=$((${PAIRS:-3} * 7))
tables=(payment invoice consumption call_recording message marketing_permission satisfaction online_account contract
    metering_point)
{
    echo "PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON; BEGIN;"
    printf 'DELETE FROM %s WHERE customer_id = @ID@;\n' "${tables[@]}"
    echo "DELETE FROM customer WHERE id = @ID@; COMMIT;"
} >"$dir/erase.sql"

# A request in the book, outside of what is measured.
quietly() {
    "$program" --db "$db" --quiet "$@" >"$log" 2>&1 || fail "gdprctl $1 ended with $?"
}

ours() {
    local ref number
    number=$(sql "$db" "SELECT customer_no FROM customer WHERE id = ${ids[at]}") || exit 1
    quietly request open erasure --register ksat-customers --received 2026-11-20 --channel letter --customer "$number"
    ref=$(sql "$db" "SELECT ref FROM request ORDER BY id DESC LIMIT 1") || exit 1
    quietly request verify "$ref" --method signature
    gdprctl erase "$ref" --yes
    [ "$status" -eq 0 ] || fail "erase ended with $status"
    at=$((at + 1))
}

theirs() {
    by_hand "$dir/erase.sql" ID="${ids[at]}"
    at=$((at + 1))
}

# Rows of the people in the list, and of everybody else.
rows() { # rows DATABASE in|not in
    local table sum="(SELECT count(*) FROM customer WHERE id $2 ($list))"
    for table in "${tables[@]}"; do
        sum+=" + (SELECT count(*) FROM $table WHERE customer_id $2 ($list))"
    done
    sql "$1" "SELECT $sum"
}

compare() {
    local before after left
    before=$(rows "$base" "NOT IN") && after=$(rows "$db" "NOT IN") && left=$(rows "$db" "IN") || exit 1
    [ "$left" -eq 0 ] || fail "$left rows of the erased are left"
    [ "$before" = "$after" ] || fail "of the others $after rows are left of $before"
    echo "  ${#ids[@]} people: no row left; $after rows of the others as before"
}

run() { # run N
    prepare "$1" ksat-customers
    fresh ours
    # Nobody with a contract in force; spread over the whole database.
    mapfile -t ids < <(sql "$db" "SELECT id FROM customer c WHERE id % max(1, $1 / ($people * 16)) = 0 AND NOT EXISTS
        (SELECT 1 FROM contract k WHERE k.customer_id = c.id AND k.end_date IS NULL) ORDER BY id DESC LIMIT $people * 2")
    [ "${#ids[@]}" -eq $((people * 2)) ] || fail "too few people"
    printf -v list '%s,' "${ids[@]}"
    list=${list%,}
    at=0
    PAIRS=$people in_pairs ours theirs
    table "$1 customers: one person" "gdprctl erase" "DELETEs in the sqlite3 shell"
    compare
}

if [ "$customers" -ge 10000 ]; then
    run $((customers / 10))
    small=$(median ours 1)
fi
run "$customers"
ids+=("$(sql "$db" "SELECT id FROM customer c WHERE NOT EXISTS (SELECT 1 FROM contract k WHERE k.customer_id = c.id AND
    k.end_date IS NULL) LIMIT 1")")
theirs
deletes=$wall deletes_cpu=$cpu
measure sqlite3 -batch -init /dev/null "$db" VACUUM
row "the same DELETEs, and VACUUM" $((deletes + wall)) $((deletes_cpu + cpu)) "$peak"
echo "goal: at most 1.50 times the DELETEs; it is $(hundredths $((10000 / times))) times"
[ -z "${small:-}" ] || echo "ten times as much: one person grows by the power $(growth "$small" "$(median ours 1)")"
rm -f "$dir"/ours.db* "$dir/erase.sql"
