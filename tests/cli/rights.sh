#!/bin/bash
# rights.sh - the request book and the rights that change data: rectification, objection, restriction.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/sample.sh"

K=(--register kuopio-customers --received 2026-11-20 --channel letter --customer 00100003)

t "all six types in all five registers"
registers
for r in kss-customers kss-panel kuopio-customers ksat-customers kesoy-customers; do
    sample_into $r
    for type in access rectification erasure restriction portability objection; do
        expect_status 0 gdprctl request open $type --register $r --received 2026-11-20 --channel letter --customer 00100003
    done
done
expect_status 0 gdprctl request list --open --json
expect_json requests.length 30

t "extend once, in time; refuse; withdraw"
registers && sample_into kuopio-customers
for _ in 1 2 3; do gdprctl request open access "${K[@]}" >/dev/null 2>&1; done
expect_status 0 gdprctl request extend 2026-0001 --reason "many requests"
expect_out 2027-02-22
expect_status 77 gdprctl request extend 2026-0001 --reason "again"
expect_status 0 gdprctl request refuse 2026-0002 --ground excessive --reason "third time this week"
expect_status 77 gdprctl access 2026-0002 --out answers
expect_status 0 gdprctl request withdraw 2026-0003
expect_status 77 gdprctl request verify 2026-0003 --method signature
expect_status 64 gdprctl request deliver 2026-0002 --sent 2027-01-01

t "rectification: checked, audited without values"
registers && sample_into kuopio-customers
expect_status 65 gdprctl rectify "${K[@]}" --verified signature --set customer.iban=FI2112345600000786
expect_err "not valid"
expect_no_err FI2112345600000786
expect_status 77 gdprctl rectify "${K[@]}" --verified signature --set contract.price=1
expect_status 64 gdprctl rectify "${K[@]}" --verified signature --set customer.nothing=1
expect_status 0 gdprctl rectify "${K[@]}" --verified signature --set "customer.street=Uusikatu 1" --set customer.phone=0400009999
check "changed" test "$(sqlite3 gdprctl.db "SELECT street || phone_key FROM customer WHERE customer_no = '00100003'")" = "Uusikatu 1+358400009999"
check "no value in the log" bash -c '! sqlite3 gdprctl.db "SELECT * FROM audit" | grep -q -e Uusikatu -e 0400009999'
expect_status 0 gdprctl audit verify

t "an objection to marketing is absolute"
registers && sample_into kuopio-customers
expect_status 0 gdprctl object "${K[@]}" --scope all-marketing --verified signature --json
expect_json state "done"
check "no permission is left" test "$(sqlite3 gdprctl.db "SELECT count(*) FROM marketing_permission p JOIN customer c ON c.id = p.customer_id WHERE c.customer_no = '00100003' AND state = 'permission'")" -eq 0
check "the ban outlives" test "$(sqlite3 gdprctl.db "SELECT count(*) FROM suppression")" -gt 0

t "an objection to processing waits for the decision, restricted"
registers && sample_into kesoy-customers
expect_status 0 gdprctl object --register kesoy-customers --received 2026-11-20 --channel letter --customer 00100003 \
    --scope processing --verified known-person --json
expect_json waiting_for_decision true
expect_status 64 gdprctl object 2026-0001 --decision override
expect_status 0 gdprctl object 2026-0001 --decision override --reason "pending claim" --json
expect_json state "done"
check "lifted" test "$(sqlite3 gdprctl.db "SELECT count(*) FROM restriction WHERE lifted_on IS NULL")" -eq 0

t "restriction, and its end after notice"
registers && sample_into kuopio-customers
expect_status 0 gdprctl restrict "${K[@]}" --verified signature --ground claims
expect_status 77 gdprctl restrict lift 2026-0001
expect_status 0 gdprctl restrict lift 2026-0001 --notice-sent 2026-11-21
finish
