#!/bin/bash
# hold_rule.sh - rows that a rule of the register holds (hold_when): what is in collection or in dispute is neither
# purged nor erased, whatever else the rules say, until it is no longer so.
. "$(dirname "$0")/lib.sh"

# rule CODE HOLD_WHEN...: kuopio-customers with these holds, loaded as velka.
register_with() {
    gdprctl register export kuopio-customers --json >export.json 2>"$WORK/load"
    python3 - "$@" <<'END' >velka.json
import json, sys
register = json.load(open("export.json"))
register["code"] = "velka"
for code, hold in zip(sys.argv[1::2], sys.argv[2::2]):
    next(rule for rule in register["retention"] if rule["code"] == code)["hold_when"] = hold
json.dump(register, sys.stdout)
END
    quick register load velka.json >"$WORK/load" 2>&1 || complain "the register is not taken in" "$WORK/load"
}

import() {
    quick --quiet record import velka "$1" "$1.csv" >"$WORK/load" 2>&1 || complain "$1 is not taken in" "$WORK/load"
}

# Two customers with an old contract and old invoices each; of customer 1 one invoice is in collection.
scene() {
    printf '%s\n' 'customer_no;name' '1;Yksi Testi' '2;Kaksi Testi' >customer.csv
    printf '%s\n' 'customer_no;contract_no;start_date;end_date' '1;S1;2001-01-01;2010-01-01' \
        '1;S2;2001-01-01;2011-01-01' '2;S3;2001-01-01;2010-01-01' >contract.csv
    printf '%s\n' 'customer_no;contract_no;invoice_no;invoice_date;in_collection' '1;S1;L1;2009-05-05;kyllä' \
        '1;S1;L2;2009-06-05;ei' '1;S2;L3;2009-06-05;' '2;S3;L4;2009-05-05;ei' >invoice.csv
    for table in customer contract invoice; do import $table; done
}

left() { sql "SELECT group_concat(n, ' ') FROM (SELECT invoice_no AS n FROM invoice UNION ALL SELECT contract_no FROM
    contract UNION ALL SELECT 'C' || customer_no FROM customer ORDER BY n)"; }

purge() { gdprctl purge --register velka --first-run --yes --json; }

t "the row itself: an invoice in collection stays, and the contract that it refers to"
new_db && quick --quiet register load --builtin kuopio-customers >/dev/null
register_with billing-invoices invoice.in_collection=kyllä && scene
expect_status 0 gdprctl retention due velka --json
cp "$OUT" due.json
check "held, and counted" python3 -c '
import json
held = {r["table"]: (r["due"], r["held"]) for r in json.load(open("due.json"))["records"]}
assert held["invoice"] == (4, 1), held'
expect_status 0 gdprctl retention explain velka --customer 1 --json
cp "$OUT" explain.json
check "explained" python3 -c '
import json
rows = [r for r in json.load(open("explain.json"))["rows"] if r["table"] == "invoice"]
assert sorted((r["status"], r["stopped_by"], r["next"]) for r in rows) == [
    ("expired", None, "purge"), ("expired", None, "purge"), ("held", "rule", "held")], rows'
expect_status 0 purge
cp "$OUT" purge.json
check "the purge says how many" python3 -c '
import json
held = {r["table"]: r["held"] for r in json.load(open("purge.json"))["records"]}
assert held["invoice"] == 1, held'
check "the invoice, its contract, the customer" test "$(left)" = "C1 L1 S1"
expect_status 0 gdprctl status --json
expect_json rows_overdue 0
sed -i 's/kyllä/ei/' invoice.csv
sed -i '/L[234]/d' invoice.csv
import invoice
expect_status 0 purge
check "paid for, all has gone" test -z "$(left)"

t "a related row: what belongs to an invoice in collection stays with it"
new_db && quick --quiet register load --builtin kuopio-customers >/dev/null
register_with contract-data invoice.in_collection=1 billing-invoices invoice.in_collection=1 && scene
expect_status 0 gdprctl retention explain velka --customer 1 --json
cp "$OUT" explain.json
check "the contract of the invoice, not the other one; the customer" python3 -c '
import json
rows = json.load(open("explain.json"))["rows"]
status = lambda table: sorted(r["status"] for r in rows if r["table"] == table)
assert status("contract") == ["expired", "held"], rows
assert status("customer") == ["held"], rows'
expect_status 0 purge
check "S1 with L1, and who they are about" test "$(left)" = "C1 L1 S1"

t "an invoice of no contract in particular holds them all"
new_db && quick --quiet register load --builtin kuopio-customers >/dev/null
register_with contract-data invoice.in_collection=1 billing-invoices invoice.in_collection=1 && scene
sql "UPDATE invoice SET contract_id = NULL WHERE invoice_no = 'L1'"
expect_status 0 purge
check "both contracts" test "$(left)" = "C1 L1 S1 S2"

t "an empty column: a case holds while it is open"
new_db && quick --quiet register load --builtin kuopio-customers >/dev/null
register_with billing-invoices collection_case.closed_on= && scene
printf '%s\n' 'customer_no;case_no;opened_on;closed_on;invoice_no' '1;P1;2010-01-01;;L1' '2;P2;2010-01-01;2010-02-02;L4' \
    >collection-case.csv
import collection-case
expect_status 0 purge
check "what the open case is about stays" test "$(left)" = "C1 L1 S1"

t "an erasure keeps it too, as a hold, and the next purge takes it when it is over"
new_db && quick --quiet register load --builtin kuopio-customers >/dev/null
register_with billing-invoices invoice.in_collection=1 && scene
expect_status 0 gdprctl erase --register velka --received 2026-11-20 --channel letter --verified signature --customer 1 \
    --yes --json
expect_json complete false
check "the invoice is there" test "$(left)" = "C1 C2 L1 L4 S1 S3"
cp "$OUT" erase.json
check "with its reason" python3 -c '
import json
record = next(r for r in json.load(open("erase.json"))["records"] if r["table"] == "invoice")
assert [(r["reason"], r["rows"], r["until"]) for r in record["reasons"]] == [("legal-hold", 1, None)], record'
sql "UPDATE invoice SET in_collection = 0"
expect_status 0 purge
check "all has gone" test -z "$(left)"
expect_status 0 gdprctl request show 2026-0001 --json
expect_json state "done"

t "a value that the column cannot have: not taken in, and nothing purged where it got in otherwise"
new_db && quick --quiet register load --builtin kuopio-customers >/dev/null
register_with billing-invoices invoice.in_collection=1 && scene
sed -i 's/invoice.in_collection=1/invoice.in_collection=ehkä/' velka.json
expect_status 78 gdprctl register load velka.json
expect_err "hold_when"
sql "UPDATE retention_rule SET hold_when = 'invoice.in_collection=ehkä' WHERE hold_when IS NOT NULL"
expect_status 78 gdprctl purge --register velka --first-run --yes
expect_err "hold_when"
check "nothing has gone" test "$(left)" = "C1 C2 L1 L2 L3 L4 S1 S2 S3"
finish
