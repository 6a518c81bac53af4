#!/bin/bash
# panel.sh - the customer panel: members act by themselves; the controller may erase a member who does not meet the
# conditions. And powers of attorney, where a representative acts.
. "$(dirname "$0")/lib.sh"

# A customer; a member who is one; a member who is none, with an answer; an applicant.
scene() {
    new_db
    quick --quiet register load --builtin all >"$WORK/load" 2>&1 || complain "no registers" "$WORK/load"
    printf '%s\n' 'customer_no;name;email' 'K1;Asiakas Aino;aino@example.com' >customers.csv
    printf '%s\n' 'customer_no;role;name;email' 'P1;panel-member;Asiakas Aino;Aino@example.com' \
        'P2;panel-member;Lähtijä Leo;leo@example.com' 'P3;panel-applicant;Hakija Hilla;hilla@example.com' >panel.csv
    printf '%s\n' 'customer_no;category;question;answer' 'P2;hobby;Q1;kalastus' >answers.csv
    quick --quiet record import kss-customers customer customers.csv >"$WORK/load" 2>&1 || complain "no customers" "$WORK/load"
    quick --quiet record import kesoy-customers customer customers.csv >"$WORK/load" 2>&1 || complain "no customers" "$WORK/load"
    quick --quiet record import kss-panel customer panel.csv >"$WORK/load" 2>&1 || complain "no panel" "$WORK/load"
    quick --quiet record import kss-panel panel-answer answers.csv >"$WORK/load" 2>&1 || complain "no answers" "$WORK/load"
}
own=(erase --register kss-panel --rule membership-conditions --reason "asiakkuus päättyi")

t "a member who is no customer may be erased, and does not come back"
scene
expect_status 0 gdprctl "${own[@]}" --customer P2 --dry-run --json
expect_json dry_run true
expect_json complete true
expect_status 0 gdprctl "${own[@]}" --customer P2 --yes --json
expect_json complete true
expect_json state "done"
check "gone, with the answer" test "$(sql "SELECT count(*) FROM panel_answer")$(sql "SELECT count(*) FROM customer WHERE customer_no = 'P2'")" = 00
check "under the rule, not on request" test "$(sql 'SELECT DISTINCT rule FROM tombstone')" = membership-conditions
expect_status 1 gdprctl record import kss-panel customer panel.csv --json
expect_json rejected 1
expect_status 0 gdprctl request show 2026-0001 --json
expect_json initiator controller
expect_json own_rule membership-conditions
expect_json channel controller
for lang in "fi" sv en; do
    expect_status 0 gdprctl request letter 2026-0001 --lang $lang
    expect_out "asiakkuus päättyi"
    expect_no_out membership-conditions
    expect_no_out not-covered
done
expect_out "removed from the member register"
expect_no_out "Request received"
expect_status 0 gdprctl report --json
expect_json total 0
expect_status 0 gdprctl audit verify

t "not one who meets the condition, unless another one fails; not an applicant; not on request"
scene
expect_status 77 gdprctl "${own[@]}" --customer P1 --yes
expect_err "--checked"
expect_status 77 gdprctl "${own[@]}" --customer P3 --yes
expect_err "panel-applicant"
expect_status 67 gdprctl "${own[@]}" --customer P9 --yes
expect_status 69 gdprctl erase --register kss-panel --rule nothing --reason x --customer P2 --yes
expect_err "register kss-panel has no rule nothing"
for wrong in "Virtanen Aino" 0401234567; do
    expect_status 69 gdprctl erase --register kss-panel --rule "$wrong" --reason x --customer P2 --yes
    expect_err "has no rule of that code"
    expect_no_err "$wrong"
done
expect_status 64 gdprctl erase --register kesoy-customers --rule recordings --reason x --customer K1 --yes
expect_status 64 gdprctl erase --register kss-panel --rule membership-conditions --customer P2 --yes
expect_status 64 gdprctl "${own[@]}" --customer P2 --verified self-service --yes
expect_status 64 gdprctl erase 2026-0001 --rule membership-conditions --reason x --yes
expect_status 64 gdprctl erase 2026-0001 --reason x --yes
check "nothing opened, nobody erased" test "$(sql 'SELECT count(*) FROM request') $(sql 'SELECT count(*) FROM customer')" = "0 5"
expect_status 0 gdprctl "${own[@]}" --customer P1 --checked --yes

t "who does not meet the conditions"
scene
expect_status 1 gdprctl subject unmet kss-panel --json
expect_json people.length 1
expect_json people.0.customer P2
expect_json people.0.group members
expect_json people.0.needs kss-customers
expect_status 0 gdprctl "${own[@]}" --customer P2 --yes
expect_status 0 gdprctl subject unmet kss-panel
expect_status 0 gdprctl subject unmet kuopio-customers --json
expect_json people '[]'
printf '%s\n' 'customer_no;role;name' 'E1;prospect;Ehdokas' >prospect.csv
expect_status 0 gdprctl record import kss-customers customer prospect.csv
expect_status 1 gdprctl subject unmet kss-customers --json
expect_json people.0.missing permission
expect_status 69 gdprctl subject unmet nothing
printf '%s\n' 'customer_no;role;name' E1\;prospect\;A E2\;prospect\;B E3\;prospect\;C >prospect.csv
printf '%s\n' 'customer_no;scope;channel;state' 'E1;direct-mail;email;permission' 'E2;contact;email;permission' \
    'E3;contact;email;permission' 'E3;direct-mail;email;permission' >permissions.csv
quick --quiet record import ksat-customers customer prospect.csv >/dev/null
quick --quiet record import ksat-customers marketing-permission permissions.csv >/dev/null
expect_status 1 gdprctl subject unmet ksat-customers --json # its notice asks for both
expect_json people.length 2
expect_json people.0.customer E1
expect_json people.1.customer E2
expect_json people.1.needs all

t "a hold, and an open request of the member, stop it"
scene
expect_status 0 gdprctl hold add --register kss-panel --customer P2 --reason riita --owner lakimies
expect_status 0 gdprctl "${own[@]}" --customer P2 --yes --json
expect_json complete false
expect_json records.0.reasons.0.reason legal-hold
expect_status 0 gdprctl hold lift 1
expect_status 0 gdprctl request open access --register kss-panel --received 2026-11-20 --channel self-service --customer P2
expect_status 0 gdprctl erase 2026-0001 --yes --json
expect_json records.0.reasons.0.reason open-request

t "members act by themselves"
scene
expect_status 0 gdprctl request open erasure --register kss-panel --received 2026-11-20 --channel self-service --customer P2
expect_status 0 gdprctl request show 2026-0001 --json
expect_json actor self
expect_json identity_methods '["self-service"]'
expect_status 77 gdprctl request verify 2026-0001 --method power-of-attorney
expect_status 77 gdprctl request verify 2026-0001 --method signature
expect_status 0 gdprctl request verify 2026-0001 --method self-service

t "powers of attorney: one that has ended is none"
new_db
quick --quiet register load --builtin kuopio-customers >/dev/null 2>&1
printf '%s\n' 'customer_no;name' '1;Asiakas Yksi' '2;Asiakas Kaksi' >customer.csv
quick --quiet record import kuopio-customers customer customer.csv >/dev/null 2>&1
sql "INSERT INTO representative (customer_id, name, power_of_attorney_until) SELECT id, 'Edustaja', '2026-11-21' FROM customer WHERE customer_no = '1'"
new=(request open access --register kuopio-customers --received 2026-11-20 --channel letter)
expect_status 0 gdprctl "${new[@]}" --customer 1
expect_status 77 gdprctl request verify 2026-0001 --method power-of-attorney
expect_err "has ended"
sql "UPDATE representative SET power_of_attorney_until = '2026-11-22'"
expect_status 0 gdprctl request verify 2026-0001 --method power-of-attorney
expect_status 0 gdprctl request show 2026-0001 --json
expect_json by_proxy true
expect_status 0 gdprctl "${new[@]}" --customer 2
expect_status 0 gdprctl request verify 2026-0002 --method power-of-attorney

finish
