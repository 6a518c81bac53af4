#!/bin/bash
# hold.sh - legal holds: on a register, a table, a person or a row; listed, ended, lifted; heeded by purge and erasure.
. "$(dirname "$0")/lib.sh"

# Two customers with contracts that ended long ago: S1 and S2 of customer 1, S3 of customer 2, each with an invoice.
scene() {
    new_db
    quick --quiet register load --builtin all >/dev/null || complain "register load failed"
    printf '%s\n' 'customer_no;name' '1;Yksi Testi' '2;Kaksi Testi' >customer.csv
    printf '%s\n' 'customer_no;contract_no;start_date;end_date' '1;S1;2001-01-01;2010-01-01' \
        '1;S2;2001-01-01;2011-01-01' '2;S3;2001-01-01;2010-01-01' >contract.csv
    printf '%s\n' 'customer_no;contract_no;invoice_no;invoice_date' '1;S1;L1;2009-05-05' '1;S2;L2;2009-06-05' \
        '2;S3;L3;2009-05-05' >invoice.csv
    for table in customer contract invoice; do
        quick --quiet record import kuopio-customers $table $table.csv >"$WORK/load" 2>&1 ||
            complain "$table is not taken in" "$WORK/load"
    done
}

left() { sql "SELECT group_concat(n, ' ') FROM (SELECT invoice_no AS n FROM invoice UNION ALL SELECT contract_no FROM
    contract UNION ALL SELECT 'C' || customer_no FROM customer ORDER BY n)"; }

id() { sql "SELECT id FROM $1 WHERE ${1}_no = '$2'"; }

add() { gdprctl hold add --register kuopio-customers --reason riita "$@"; }

purge() { gdprctl purge --register kuopio-customers --first-run --yes --json; }

t "a hold on one row keeps what is above it: so say retention due, the dry run and the purge; nobody is late with those"
scene
expect_status 1 gdprctl status --json
expect_json rows_past_retention 8
expect_json rows_overdue 8
expect_status 0 add --table invoice --row "$(id invoice L1)"
expect_status 1 gdprctl status --json
expect_json rows_overdue 5
counts() {
    python3 -I -S -c 'import json, sys
print(*sorted("%s:%d,%d,%d" % (r["table"], r["due"], r["held"], r["waiting"]) for r in json.load(open(sys.argv[1]))["records"]))' "$OUT"
}
expect_status 0 gdprctl retention due --json
want="$(counts)"
expect_status 0 gdprctl purge --dry-run --json
check "the same" test "$(counts)" = "$want"
expect_status 0 purge
check "and in the end" test "$(counts)" = "$want" -a "$want" = "contract:3,0,1 customer:2,0,1 invoice:3,1,0"

t "a person: everything of the person stays, of others it goes; lifted, it goes with the next run"
scene
expect_status 0 add --customer 1 --owner lakimies --until 2026-12-31 --json
expect_json hold 1
expect_json whole_register false
expect_json row null
expect_json until 2026-12-31
expect_status 0 purge
check "customer 1 is all there" test "$(left)" = "C1 L1 L2 S1 S2"
expect_status 0 gdprctl hold lift 1 --json
expect_json lifted_on 2026-11-22
expect_status 0 purge
check "all has gone" test -z "$(left)"
expect_status 0 gdprctl audit verify

t "a table: of everybody, and of one person"
scene
expect_status 0 add --table invoice --json
expect_json whole_register false
expect_json table invoice
expect_status 0 purge
check "the invoices, and what they belong to" test "$(left)" = "C1 C2 L1 L2 L3 S1 S2 S3"
expect_status 0 add --table invoice --customer 2
expect_status 0 gdprctl hold lift 1
expect_status 0 purge
check "those of customer 2" test "$(left)" = "C2 L3 S3"

t "a row: it stays with what it belongs to, and goes when the hold is lifted"
scene
expect_status 0 add --table invoice --row "$(id invoice L2)" --json
expect_json row "$(id invoice L2)"
expect_json whole_register false
expect_status 0 purge
check "one invoice, its contract, its customer" test "$(left)" = "C1 L2 S2"
expect_status 0 gdprctl hold lift 1
expect_status 0 purge
check "all has gone" test -z "$(left)"

t "a row of a chosen person"
scene
expect_status 0 add --customer 1 --table contract --row "$(id contract S1)"
expect_status 0 purge
check "the contract and its customer" test "$(left)" = "C1 S1"

t "a row that there is not, or that is another's, is refused: nothing would be held"
scene
expect_status 69 add --table contract --row 4711
expect_err "no row 4711 in contract"
expect_err "retention explain"
expect_status 69 add --table contract --row 4711 --customer 1 --json
expect_error not-found
expect_status 64 add --table contract --row "$(id contract S3)" --customer 1
expect_err "the person has no row"
expect_status 69 gdprctl hold add --register ksat-customers --reason riita --table contract --row "$(id contract S1)"
expect_status 64 add --row 1
expect_err "--table"
expect_status 69 add --table contrakt
expect_status 67 add --customer 3
expect_status 69 gdprctl hold add --register huopio --reason riita
expect_status 64 gdprctl hold add --register kuopio-customers
expect_status 0 gdprctl hold list --all --json
expect_json holds.length 0
check "no such thing is in the log" test "$(sql "SELECT count(*) FROM audit WHERE command = 'hold add'")" -eq 0

t "the list: what is held, why, for whom, how long"
scene
row=$(id contract S3)
add >/dev/null
add --customer 1 --owner lakimies --until 2026-12-31 >/dev/null
add --table contract --row "$row" >/dev/null
expect_status 0 gdprctl hold list --json
expect_json holds.length 3
expect_json holds.0.customer null
expect_json holds.0.table null
expect_json holds.0.row null
expect_json holds.0.owner "privacy officer"
expect_json holds.1.customer 1
expect_json holds.1.owner lakimies
expect_json holds.1.reason riita
expect_json holds.1.placed_on 2026-11-22
expect_json holds.1.until 2026-12-31
expect_json holds.2.customer 2
expect_json holds.2.table contract
expect_json holds.2.row "$row"
expect_json holds.2.in_force true
expect_status 0 gdprctl hold list
check "the row is a column of the table" grep -qE '^ +3 +kuopio-customers +2 +contract +'"$row"' +riita' "$OUT"

t "the list: what has ended or been lifted is listed with --all only, and as such"
scene
add --until 2026-11-23 >/dev/null
add --customer 1 >/dev/null
add --customer 2 >/dev/null
gdprctl hold lift 2 >/dev/null
expect_status 0 gdprctl hold list --json
expect_json holds.length 2
expect_json holds.1.hold 3
export GDPRCTL_NOW=2026-11-24T09:00:00+02:00
expect_status 0 gdprctl hold list --json
expect_json holds.length 1
expect_json holds.0.hold 3
expect_status 0 gdprctl hold list --all --json
expect_json holds.length 3
expect_json holds.0.in_force false
expect_json holds.1.in_force false
expect_json holds.1.lifted_on 2026-11-22
expect_json holds.2.in_force true
gdprctl hold lift 3 >/dev/null
expect_status 0 gdprctl hold list --as-of 2026-11-23 --json
expect_json holds.length 2
expect_json holds.1.hold 3
expect_status 0 gdprctl status --as-of 2026-11-23 --json
expect_json holds 2
expect_status 0 gdprctl hold list --as-of 2026-11-21 --all --json
expect_json holds.length 0
expect_status 0 gdprctl status --as-of 2026-11-21 --json
expect_json holds 0
export GDPRCTL_NOW=2026-11-22T09:00:00+02:00

t "a hold ends by itself after its last day"
scene
add --until 2026-11-23 >/dev/null
GDPRCTL_NOW=2026-11-23T09:00:00+02:00 expect_status 0 purge
expect_json deleted 0
GDPRCTL_NOW=2026-11-24T09:00:00+02:00 expect_status 0 purge
check "all has gone" test -z "$(left)"
expect_status 64 add --until 2026-11-21

t "lifting what there is not, and twice"
scene
expect_status 69 gdprctl hold lift 1
add >/dev/null
expect_status 64 gdprctl hold lift first
expect_status 0 gdprctl hold lift 1
expect_status 77 gdprctl hold lift 1
expect_err "2026-11-22"

t "an erasure keeps the row held, says so, and it goes with the run after the hold"
scene
add --table invoice --row "$(id invoice L1)" >/dev/null
expect_status 0 gdprctl erase --register kuopio-customers --received 2026-11-20 --channel letter --verified signature \
    --customer 1 --yes --json
expect_json complete false
cp "$OUT" erase.json
check "one invoice, as a hold" python3 -c '
import json
record = next(r for r in json.load(open("erase.json"))["records"] if r["table"] == "invoice")
assert (record["found"], record["erased"], record["kept"]) == (2, 1, 1), record
assert [(r["reason"], r["rows"]) for r in record["reasons"]] == [("legal-hold", 1)], record'
check "it is there" test "$(left)" = "C1 C2 L1 L3 S1 S3"
expect_status 0 gdprctl retention explain kuopio-customers --customer 1 --json
cp "$OUT" explain.json
check "explained" python3 -c '
import json
rows = [r for r in json.load(open("explain.json"))["rows"] if r["table"] == "invoice"]
assert [(r["status"], r["stopped_by"]) for r in rows] == [("held", "hold")], rows'
expect_status 0 gdprctl hold lift 1
expect_status 0 purge
check "all has gone" test -z "$(left)"
expect_status 0 gdprctl request show 2026-0001 --json
expect_json state "done"

t "a table that there is not is not found, by whatever command"
scene
expect_status 69 add --table invoise
expect_err "there is no record table of that name"
expect_err 'did you mean "invoice"?'
expect_status 69 gdprctl restrict --register kuopio-customers --received 2026-11-20 --channel letter --customer 1 \
    --verified signature --table nowhere
expect_err "there is no record table of that name"
expect_err "tables are customer, metering-point"

finish
