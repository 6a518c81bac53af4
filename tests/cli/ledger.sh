#!/bin/bash
# ledger.sh - what was done since a copy was made is not undone by restoring it: refused until repeated, repeated once.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/sample.sh"

WHO=(--register kuopio-customers --received 2026-11-20 --channel letter --verified signature --yes)
restore() { cp copies/*.db gdprctl.db; }
rows() { sqlite3 gdprctl.db "SELECT count(*) FROM $1"; }
# Everything that is about people, of a database.
people() {
    sqlite3 "$1" .dump | grep -vE '^INSERT INTO "?(audit|meta|import_file|purge_run|rule_run|request_event|request_result)\b' | sort
}

# made: the sample, and a copy of it.
made() {
    registers && sample_into kuopio-customers
    gdprctl --quiet backup copies >/dev/null
}

t "every command but status and ledger is refused, and says why"
made
expect_status 0 gdprctl erase "${WHO[@]}" --customer 00100004
cp gdprctl.db whole.db
restore
for command in "subject show --customer 00100003" "audit verify" "audit head" "purge --yes" "request list" \
    "retention due" "hold list" "backup more" "report"; do
    # shellcheck disable=SC2086
    expect_status 76 gdprctl $command
    expect_err "restored from a copy"
    expect_err "gdprctl ledger replay"
done
expect_status 76 gdprctl request list --json
expect_error integrity
expect_status 1 gdprctl status --json
expect_json ledger behind
expect_status 0 gdprctl ledger list
expect_out erase
expect_status 0 gdprctl ledger replay --dry-run --json
expect_json repeated 1
check "nothing kept" test "$(rows "customer WHERE customer_no = '00100004'")" -eq 1
expect_status 76 gdprctl request list
expect_status 0 gdprctl ledger replay --json
expect_json repeated 1
check "gone again" test "$(rows "customer WHERE customer_no = '00100004'")" -eq "$(sqlite3 whole.db "SELECT count(*) FROM customer WHERE customer_no = '00100004'")"
people whole.db >want && people gdprctl.db >got
check "as if it had not been restored" cmp want got
expect_status 0 gdprctl request list
expect_status 0 gdprctl status
expect_status 0 gdprctl audit verify
expect_status 0 gdprctl audit list
expect_out "ledger replay"
cp gdprctl.db once.db
expect_status 0 gdprctl ledger replay --json
expect_json repeated 0
check "twice is once" cmp gdprctl.db once.db

t "no personal data in it, closed to others"
made
expect_status 0 gdprctl erase "${WHO[@]}" --customer 00100004
expect_status 0 gdprctl rectify "${WHO[@]}" --customer 00100003 --set "customer.street=Uusikatu 1"
check "mode" test "$(stat -c %a gdprctl.db.ledger)" = 600
for column in name street phone email personal_id customer_no; do
    sqlite3 copies/*.db "SELECT DISTINCT $column FROM customer WHERE $column IS NOT NULL"
done >values
echo "Uusikatu 1" >>values
check "values to look for" test "$(wc -l <values)" -gt 500
check "none" bash -c '! grep -aqFf values gdprctl.db.ledger'
chmod 640 gdprctl.db.ledger
expect_status 77 gdprctl request list
expect_err "chmod 600"
finish
