#!/bin/bash
# letter.sh - `request letter`: for each state of a request the letter that fits, in the person's language or another.
. "$(dirname "$0")/lib.sh"

book() {
    new_db
    quick --quiet register load --builtin kuopio-customers >/dev/null || complain "register load failed"
    quick --quiet record import kuopio-customers customer "$ROOT/tests/data/sample/cp1252/asiakkaat.csv" \
        >/dev/null 2>&1
}

# open TYPE OPTION...: request 2026-0001; verified TYPE OPTION...: the same, with identity established.
open() {
    quick --quiet request open "$1" --register kuopio-customers --received 2026-11-20 --channel email \
        --customer 00100013 "${@:2}" >/dev/null 2>&1 || complain "request open failed"
}

verified() {
    open "$@"
    quick --quiet request verify 2026-0001 --method e-signature >/dev/null || complain "request verify failed"
}

# step COMMAND...: a step that is not what is tested.
step() {
    gdprctl --quiet "$@" >/dev/null 2>"$WORK/step" || complain "failed: $*" "$WORK/step"
}

letter() {
    gdprctl request letter 2026-0001 "$@"
}

t "before identity is known, and while nothing was done"
book
open rectification
expect_status 0 letter --lang en
expect_out "2026-0001"
step request verify 2026-0001 --method e-signature
expect_status 77 letter
expect_out ""
expect_status 69 gdprctl request letter 2026-0009

t "proof of identity: what is accepted for the request, a power of attorney from a representative only"
book
open access
expect_status 0 letter --lang en
expect_out "- Electronic signature"
expect_no_out "ower of attorney"
expect_no_out "andwritten signature" # not for a request by e-mail, as request verify has it
expect_status 77 gdprctl request verify 2026-0001 --method signature
step request open access --register kuopio-customers --received 2026-11-20 --channel letter --customer 00100005 \
    --as representative
expect_status 0 gdprctl request letter 2026-0002 --lang en
expect_out "- Handwritten signature"
expect_out "- Electronic signature"
expect_out "- Power of attorney"
step request open erasure --register kuopio-customers --received 2026-11-20 --channel letter --customer 00100013
expect_status 0 gdprctl request letter 2026-0003 --lang en
expect_out "agree on how you can prove your identity"

t "extended, then rectified"
book
verified rectification
step request extend 2026-0001 --reason "many registers to search"
expect_status 0 letter --lang en
expect_out "many registers to search"
expect_out "22 February 2027"
step rectify 2026-0001 --set customer.phone=+358460001099
expect_status 0 letter --lang en
expect_out "Customer: phone number"
expect_no_out "460001099"
expect_no_out "many registers to search"
expect_status 0 letter --lang sv
expect_out "Kund: telefonnummer"

t "refused and withdrawn"
book
open access
step request refuse 2026-0001 --ground section-34 --reason "an investigation is under way"
expect_status 0 letter --lang en
expect_out "an investigation is under way"
expect_out "tietosuoja.fi"
expect_no_out "section-34"

step request open access --register kuopio-customers --received 2026-11-20 --channel email --customer 00100013
step request withdraw 2026-0002
expect_status 0 gdprctl request letter 2026-0002 --lang en
expect_out "withdrawn"

t "objection: pending, then decided"
book
verified objection --scope direct-mail --scope processing
step object 2026-0001
expect_status 0 letter --lang en
expect_out "Direct mail"
expect_out "We are assessing the matter"
step object 2026-0001 --decision override --reason "a pending court case"
expect_status 0 letter --lang en
expect_out "a pending court case"
expect_no_out "We are assessing the matter"

t "restriction, the notice before lifting, and lifted"
book
verified restriction
expect_status 77 letter --lifting 2026-12-01
step restrict 2026-0001 --ground claims --table invoice
expect_status 0 letter --lang en
expect_out "- Invoice"
expect_status 64 letter --lifting 2026-11-21
expect_err "began on 2026-11-22"
expect_status 0 letter --lang en --lifting 2026-11-22
expect_status 0 letter --lang en --lifting 2026-12-01
expect_out "1 December 2026"
step restrict lift 2026-0001 --notice-sent 2026-11-22
expect_status 64 letter --lifting 2026-12-01
expect_status 0 letter --lang en
expect_out "22 November 2026"

t "restriction in several steps: a table once, and at last everything"
book
verified restriction
for row in 1 2; do
    sql "INSERT INTO call_recording (id, customer_id, recording_no, started_at, kind)
        VALUES ($row, (SELECT id FROM customer WHERE customer_no = '00100013'), 'N$row', '2026-10-0${row}T12:00:00+03:00', 'other')"
    step restrict 2026-0001 --ground claims --table call-recording --row "$row"
done
expect_status 0 letter --lang en
check "named once" test "$(grep -c 'Call recording' "$OUT")" = 1
step restrict 2026-0001 --ground claims
expect_status 0 letter --lang en
expect_out "all your data"
expect_no_out "Call recording"

t "what another request restricted stays so in the letter when a third one's restriction is lifted"
book
for table in contract invoice contract; do
    step restrict --register kuopio-customers --received 2026-11-20 --channel email --customer 00100013 \
        --verified e-signature --ground claims --table $table
done
step restrict lift 2026-0002 --notice-sent 2026-11-22
expect_status 0 gdprctl request letter 2026-0003 --lang en
expect_out "We have restricted"
expect_out "- Contract"
expect_no_out "- Invoice"
step restrict lift 2026-0001 --notice-sent 2026-11-22
expect_status 0 gdprctl request letter 2026-0003 --lang en
expect_out "22 November 2026"
expect_out "will be lifted"

t "erasure: what is kept, and why"
book
verified erasure
expect_status 1 gdprctl erase 2026-0001 --yes
expect_status 0 letter --lang en
expect_out "We have not been able to erase your data yet"
expect_out "The end of the retention period"
expect_no_out "missing-trigger"

t "erasure: a contract for a fixed term is in force until it ends"
book
printf '%s\n' 'customer_no;contract_no;start_date;end_date' '00100013;S1;2025-01-01;2028-06-30' >contract.csv
step record import kuopio-customers contract contract.csv
verified erasure
expect_status 0 gdprctl erase 2026-0001 --yes --json
expect_json records.1.table contract
expect_json records.1.reasons.0.reason open-contract
expect_json records.1.reasons.0.rule contract-data
expect_json records.1.reasons.0.until 2038-06-30
expect_json until 2038-06-30
expect_status 0 letter --lang en
expect_out "contract in force"
expect_out "30 June 2038"
expect_no_out "ended contract"
expect_status 0 letter --lang sv
expect_out "gällande avtal"
expect_no_out "avslutat"
expect_status 0 letter --lang "fi"
expect_out "voimassa olevan"
expect_no_out "päättyneeseen"

t "erasure: the letter outlives the rows, without an address"
new_db
step register load --builtin kesoy-customers
quick --quiet record import kesoy-customers customer "$ROOT/tests/data/sample/cp1252/asiakkaat.csv" >/dev/null 2>&1
name=$(sql "SELECT name FROM customer WHERE customer_no = '00100013'")
check "it had a name" test -n "$name"
expect_status 0 gdprctl erase --register kesoy-customers --received 2026-11-20 --channel letter --customer 00100013 \
    --verified known-person --yes
check "the customer is gone" test "$(sql "SELECT count(*) FROM customer WHERE customer_no = '00100013'")" = 0
expect_status 0 letter --lang en
expect_out "We have erased all your data"
expect_no_out "$name"
expect_status 0 letter --lang en --format html
expect_out "<!DOCTYPE html>"
expect_no_out "Kuusi"

t "erasure: the letter tells of the ban that stays, whoever made it and whenever"
new_db
quick --quiet register load --builtin all >/dev/null
printf '%s\n' 'customer_no;name;phone' '1;Aino Ahti;0401234567' '2;Bo Ek;0401234568' >customer.csv
quick --quiet record import ksat-customers customer customer.csv >/dev/null
for customer in 1 2; do
    one=(--register ksat-customers --received 2026-11-20 --channel letter --verified signature --customer "$customer")
    [ $customer = 2 ] || step object "${one[@]}"
    step erase "${one[@]}" --yes
done
expect_status 0 gdprctl request letter 2026-0002 --lang en
expect_out "we have stored a code"
expect_status 0 gdprctl request letter 2026-0003 --lang en
expect_no_out "we have stored a code"
printf '%s\n' 'customer_no;role;name;phone' '3;panel-member;Ci Ek;0401234569' >panel.csv
quick --quiet record import kss-panel customer panel.csv >/dev/null
step object --register kss-panel --received 2026-11-20 --channel self-service --verified self-service --customer 3
step erase --register kss-panel --rule membership-conditions --reason "no customer" --customer 3 --yes
expect_status 0 gdprctl request letter 2026-0005 --lang en
expect_out "we have stored a code"

t "an address, but not of a protected person"
book
open access
name=$(sql "SELECT name FROM customer WHERE customer_no = '00100013'")
expect_status 0 letter --format md
expect_status 0 letter
expect_out "$name"
sql "UPDATE customer SET protected = 1 WHERE customer_no = '00100013'"
expect_status 0 letter
expect_no_out "$name"
expect_err "--protected-ok"
expect_status 0 letter --protected-ok
expect_out "$name"

t "an access request's answer is in its package"
book
verified access
step access 2026-0001 --out out
expect_status 0 letter --lang en
expect_out "letter.html"

finish

t "what stays for one reason is one line of the letter, however many last days it has"
book
for file in contract:sopimukset invoice:laskut; do
    quick --quiet record import kuopio-customers "${file%:*}" "$ROOT/tests/data/sample/cp1252/${file#*:}.csv" \
        >/dev/null 2>&1
done
expect_status 0 gdprctl erase --register kuopio-customers --received 2026-11-20 --channel letter --customer 00100013 \
    --verified signature --yes --json
expect_json records.1.table invoice
python3 -I -S -c 'import json, sys
days = [r["until"] for r in json.load(open(sys.argv[1]))["records"][1]["reasons"]]
sys.exit(len(days) < 2 or days != sorted(days))' "$OUT" || complain "last days are out of order" "$OUT"
expect_status 0 letter --lang en
[ "$(grep -c '^Invoices ' "$OUT")" -eq 1 ] || complain "more than one line" "$OUT"
