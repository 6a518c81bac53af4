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

t "a scope is what is objected to; with another right it is not taken along in silence"
sample kuopio-customers
expect_status 0 gdprctl request open access "${K[@]}" --scope direct-mail
expect_err "--scope says what is objected to"
expect_status 0 gdprctl request show 2026-0001 --json
expect_json scopes.length 0
expect_status 0 gdprctl request open objection "${K[@]}" --scope direct-mail
expect_no_err "--scope"
expect_status 0 gdprctl request show 2026-0002 --json
expect_json scopes.length 1

t "an objection under two entries of the notice: the shorter promise, and a method that both accept, in any order"
sample kesoy-customers
quick register export kesoy-customers >definition.json
python3 - <<'END'
import json
definition = json.load(open("definition.json"))
for right in definition["rights"]:
    if right["code"] == "marketing-objection":
        right["response"] = "P21D"
        right["channels"] = [{"channel": "letter", "address": "PL 1", "methods": ["known-person", "id-document"]},
                             {"channel": "phone", "phone": "05 1", "methods": ["known-person"]}]
    if right["code"] == "objection":
        right["response"] = "P7D"
        right["channels"] = [{"channel": "letter", "address": "PL 1", "methods": ["signature", "id-document"]},
                             {"channel": "email", "email": "info@kesoy.fi", "methods": ["e-signature"]}]
json.dump(definition, open("definition.json", "w"))
END
quick register load definition.json >/dev/null 2>&1 || complain "not loaded"
# objection DUE SCOPE...: opened.
objection() {
    local due=$1
    shift
    expect_status 0 gdprctl request open objection --register kesoy-customers --received 2026-11-20 --channel "$by" \
        --customer 00100003 "${@/#/--scope=}" --json
    expect_json due "$due"
}
by=letter
objection 2026-12-11 direct-mail
objection 2026-11-27 processing
objection 2026-11-27 direct-mail processing
objection 2026-11-27 processing direct-mail
for i in 3 4; do
    for method in known-person signature; do
        expect_status 77 gdprctl request verify 2026-000$i --method $method
        expect_err "it accepts: id-document"
    done
    expect_status 0 gdprctl request verify 2026-000$i --method id-document
done
by=phone
objection 2026-11-27 direct-mail processing
expect_json channel_in_notice false
expect_status 77 gdprctl request verify 2026-0005 --method known-person # none is in both
expect_err "it accepts: signature, id-document, e-signature"
expect_status 0 gdprctl request verify 2026-0005 --method e-signature
objection 2026-12-11 direct-mail
expect_json channel_in_notice true
expect_status 0 gdprctl request verify 2026-0006 --method known-person

t "extend once, in time; refuse; withdraw"
sample kuopio-customers
for _ in 1 2 3; do quick request open access "${K[@]}" >/dev/null 2>&1; done
expect_status 0 gdprctl request extend 2026-0001 --reason "many requests"
expect_out 2027-02-22
expect_status 77 gdprctl request extend 2026-0001 --reason "again"
expect_status 0 gdprctl request ask-identity 2026-0001 --json
expect_json due 2027-02-22
expect_json due_if_counted_from_identity 2027-02-22 # three months there, too
expect_status 0 gdprctl request refuse 2026-0002 --ground excessive --reason "third time this week"
expect_status 77 gdprctl access 2026-0002 --out answers
expect_status 0 gdprctl request withdraw 2026-0003
expect_status 77 gdprctl request verify 2026-0003 --method signature
expect_status 64 gdprctl request deliver 2026-0002 --sent 2027-01-01
expect_err "in the future"
expect_status 64 gdprctl request deliver 2026-0002 --sent 2026-11-21
expect_err "before 2026-11-22"
expect_status 0 gdprctl request deliver 2026-0002 --sent 2026-11-22

t "the same step again changes nothing, another one is refused"
sample kuopio-customers
for _ in 1 2; do quick request open access "${K[@]}" >/dev/null 2>&1; done
quick request verify 2026-0001 --method signature >/dev/null
sha256sum gdprctl.db gdprctl.db.ledger >before
expect_status 0 gdprctl request verify 2026-0001 --method signature --json
expect_json state verified
expect_json identity signature
expect_status 77 gdprctl request verify 2026-0001 --method power-of-attorney
check "verified once" sha256sum --quiet -c before
quick access 2026-0001 --out answers >/dev/null
quick request deliver 2026-0001 --sent 2026-11-22 >/dev/null
quick request withdraw 2026-0002 >/dev/null
sha256sum gdprctl.db gdprctl.db.ledger >before
expect_status 77 gdprctl request verify 2026-0001 --method signature
expect_status 0 gdprctl request deliver 2026-0001 --sent 2026-11-22 --json
expect_json state delivered
expect_status 0 gdprctl request withdraw 2026-0002 --json
expect_json state withdrawn
expect_json restrictions_lifted 0
check "and kept once" sha256sum --quiet -c before

t "what was done may be done again after the answer was sent: a further copy, the same after a restore, one table more"
sample kuopio-customers
one=("${K[@]}" --verified signature)
for command in "access % --out" "port % --undecided leave-out --out" "object %" "restrict % --ground claims --table invoice" \
    "rectify % --set customer.email=uusi@example.com"; do
    right=${command%% *}
    out=$([[ $command = *--out ]] && echo first)
    # shellcheck disable=SC2086
    quick ${command/\%/} $out "${one[@]}" >/dev/null 2>&1
    ref=$(sql "SELECT max(ref) FROM request")
    quick request deliver "$ref" --sent 2026-11-22 >/dev/null
    # shellcheck disable=SC2086
    expect_status 0 gdprctl ${command/\%/$ref} ${out:+second}
    check "$right: delivered as before" test "$(sql "SELECT state || delivered_on FROM request WHERE ref = '$ref'")" = delivered2026-11-22
done
check "the copies are there" test -e second/2026-0001/export.json -a -e second/2026-0002/data.json
expect_status 0 gdprctl restrict 2026-0004 --ground claims --table contract
check "restricted too" test "$(sql "SELECT count(*) FROM restriction WHERE lifted_on IS NULL AND ground = 'claims'")" = 2
export GDPRCTL_NOW=2026-11-24T09:00:00+02:00
for ref in 2026-0001 2026-0003 2026-0005; do # a further copy, a further change: the answer is not a later one for that
    case $ref in
    *1) expect_status 0 gdprctl access $ref --out third ;;
    *3) expect_status 0 gdprctl object $ref ;;
    *5) expect_status 0 gdprctl rectify $ref --set customer.email=uudempi@example.com ;;
    esac
    expect_status 0 gdprctl request show $ref --json
    expect_json finished_on 2026-11-22
done
export GDPRCTL_NOW=2026-11-22T09:00:00+02:00

t "each ground of a refusal only for the rights that the law gives it for"
sample kuopio-customers
for right in access rectification erasure restriction portability; do
    quick request open $right "${K[@]}" >/dev/null 2>&1
done
quick request open objection "${K[@]}" --scope processing >/dev/null 2>&1
for n in 2 3 4 5 6; do
    expect_status 64 gdprctl request refuse 2026-000$n --ground section-34 --reason "a preliminary investigation"
    expect_err "unfounded, excessive, not-identified"
done
expect_status 64 gdprctl request refuse 2026-0001 --ground right-not-applicable --reason x --json
expect_error usage
check "the grounds that apply" test "$(json_get error.hint)" = \
    "the grounds that the law gives for it: unfounded, excessive, not-identified, rights-of-others, section-34"
check "nothing was refused" test "$(sql "SELECT count(*) FROM request WHERE state = 'received' AND decision IS NULL")" = 6
n=0
for ground in section-34 accurate legal-obligation right-not-applicable rights-of-others legal-claims; do
    n=$((n + 1))
    expect_status 0 gdprctl request refuse 2026-000$n --ground $ground --reason "a certain reason"
    expect_status 0 gdprctl request letter 2026-000$n --lang en
    expect_out "a certain reason"
done
expect_status 0 gdprctl request letter 2026-0002 --lang en
expect_out "We have checked the data, and they are correct"

t "an answer is sent when it is there: the part that is done, too"
sample kuopio-customers
expect_status 0 gdprctl access "${K[@]}" --verified signature --out answers
expect_status 64 gdprctl request deliver 2026-0001 --sent 2026-11-20
expect_status 64 gdprctl request deliver 2026-0001 --sent 2026-11-19
check "nothing was entered" test -z "$(sql 'SELECT delivered_on FROM request')"
expect_status 0 gdprctl request deliver 2026-0001 --sent 2026-11-22
gdprctl erase "${K[@]}" --verified signature --yes >/dev/null 2>&1
check "a part" test "$(sql "SELECT state FROM request WHERE ref = '2026-0002'")" = partly-done
expect_status 64 gdprctl request deliver 2026-0002 --sent 2026-11-21
GDPRCTL_NOW=2026-11-24T09:00:00+02:00 expect_status 0 gdprctl request deliver 2026-0002 --sent 2026-11-22

t "rectification: checked, audited without values"
sample kuopio-customers
expect_status 65 gdprctl rectify "${K[@]}" --verified signature --set customer.iban=FI2112345600000786
expect_err "not valid"
expect_no_err FI2112345600000786
expect_status 77 gdprctl rectify "${K[@]}" --verified signature --set contract.price=1
expect_status 64 gdprctl rectify "${K[@]}" --verified signature --set customer.nothing=1
expect_status 0 gdprctl rectify "${K[@]}" --verified signature --set "customer.street=Uusikatu 1" --set customer.phone=0400009999
check "changed" test "$(sqlite3 gdprctl.db "SELECT street || phone_key FROM customer WHERE customer_no = '00100003'")" = "Uusikatu 1+358400009999"
check "no value in the log" bash -c '! sqlite3 gdprctl.db "SELECT * FROM audit" | grep -q -e Uusikatu -e 0400009999'
expect_status 0 gdprctl audit verify

t "a protected address ends by rectification with a second confirmation, and by nothing else"
sample kuopio-customers
sql "UPDATE customer SET protected = 1 WHERE customer_no = '00100003'"
marked() { sql "SELECT protected FROM customer WHERE customer_no = '00100003'"; }
expect_status 77 gdprctl rectify "${K[@]}" --verified signature --set customer.protected=0
expect_err "--protected-ok"
check "as it was" test "$(marked)" -eq 1
expect_status 65 gdprctl rectify "${K[@]}" --verified signature --set customer.protected= --protected-ok
expect_status 64 gdprctl rectify "${K[@]}" --verified signature --set customer.id=1 --protected-ok
expect_status 0 gdprctl rectify "${K[@]}" --verified signature --set customer.protected=0 --protected-ok --json
expect_json changes.0.changed true
check "it has ended" test "$(marked)" -eq 0
check "and it is logged" test "$(sql "SELECT count(*) FROM audit WHERE command = 'rectify' AND result = 'changed' AND
    detail LIKE 'field=customer.protected %'")" -eq 1
expect_status 77 gdprctl rectify "${K[@]}" --verified signature --set contract.end_date=2001-02-28 --protected-ok
expect_status 0 gdprctl audit verify

t "rectification: a value that another row has already"
registers
quick register export kuopio-customers >definition.json
python3 -c '
import json
d = json.load(open("definition.json"))
f = next(f for c in d["categories"] for f in c["fields"] if "customer.street" in f["columns"])
f["columns"] += ["heat_station.no", "heat_station.serial"]
json.dump(d, open("definition.json", "w"))'
sql "CREATE TABLE heat_station (id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL REFERENCES customer(id), no TEXT,
     serial TEXT UNIQUE, UNIQUE (customer_id, no))"
expect_status 0 gdprctl register load definition.json
sample_into kuopio-customers
sql "INSERT INTO heat_station (customer_id, no, serial) SELECT c.id, v.column1, v.column1 || c.customer_no
     FROM customer c, (VALUES ('S1'), ('S2')) v WHERE c.customer_no IN ('00100003', '00100013')"
row=$(sql "SELECT s.id FROM heat_station s JOIN customer c ON c.id = customer_id WHERE customer_no = '00100003' AND no = 'S1'")
expect_status 65 gdprctl rectify "${K[@]}" --verified signature --set heat_station.no=S2 --row "$row"
expect_err "the person has another row in heat_station already with the new value of heat_station.no"
expect_err "hint: nothing was changed"
expect_no_err UNIQUE
expect_status 65 gdprctl rectify "${K[@]}" --verified signature --set heat_station.serial=S100100013 --row "$row"
expect_err "the register has another row in heat_station already"
expect_no_err S100100013
expect_status 0 gdprctl rectify "${K[@]}" --verified signature --set heat_station.no=S3 --row "$row"

t "an objection to marketing is absolute"
sample kuopio-customers
expect_status 0 gdprctl object "${K[@]}" --scope all-marketing --verified signature --json
expect_json state "done"
check "no permission is left" test "$(sqlite3 gdprctl.db "SELECT count(*) FROM marketing_permission p JOIN customer c ON c.id = p.customer_id WHERE c.customer_no = '00100003' AND state = 'permission'")" -eq 0
check "the ban outlives" test "$(sqlite3 gdprctl.db "SELECT count(*) FROM suppression")" -gt 0

t "an objection to processing waits for the decision, restricted"
sample kesoy-customers
expect_status 0 gdprctl object --register kesoy-customers --received 2026-11-20 --channel letter --customer 00100003 \
    --scope processing --verified known-person --json
expect_json waiting_for_decision true
expect_status 0 gdprctl request show 2026-0001
expect_out "gdprctl object 2026-0001 --decision uphold|override --reason TEXT"
expect_status 64 gdprctl object 2026-0001 --decision override
expect_status 0 gdprctl object 2026-0001 --decision override --reason "pending claim" --json
expect_json state "done"
expect_json restricted true
check "the person has not been told" test "$(sqlite3 gdprctl.db "SELECT count(*) FROM restriction WHERE lifted_on IS NULL")" -eq 1
expect_status 0 gdprctl restrict lift 2026-0001 --notice-sent 2026-11-22
check "lifted" test "$(sqlite3 gdprctl.db "SELECT count(*) FROM restriction WHERE lifted_on IS NULL")" -eq 0

t "restriction, and its end after notice"
sample kuopio-customers
expect_status 0 gdprctl restrict "${K[@]}" --verified signature --ground claims
expect_status 77 gdprctl restrict lift 2026-0001
expect_status 77 gdprctl restrict lift 2026-0001 --notice-sent 2026-11-21
expect_err "2026-11-22"
expect_status 0 gdprctl restrict lift 2026-0001 --notice-sent 2026-11-22

# in_force: how many restrictions nobody has lifted.
in_force() { sql "SELECT count(*) FROM restriction WHERE lifted_on IS NULL"; }

t "withdrawn: what the request had restricted is restricted no more"
sample kuopio-customers
expect_status 0 gdprctl object "${K[@]}" --scope processing --scope direct-mail --verified signature
expect_status 0 gdprctl restrict "${K[@]}" --verified signature --ground claims
check "both in force" test "$(in_force)" = 2
expect_status 0 gdprctl request withdraw 2026-0001 --json
expect_json restrictions_lifted 1
check "the other request's stays" test "$(sql 'SELECT request_id FROM restriction WHERE lifted_on IS NULL')" = 2
check "audited" test "$(sql "SELECT detail FROM audit WHERE command = 'request withdraw'")" = lifted=1
expect_err "request letter 2026-0001"
expect_status 0 gdprctl request show 2026-0001 --json
expect_json restrictions.0.ground objection
expect_json restrictions.0.lifted_on 2026-11-22
expect_status 0 gdprctl request letter 2026-0001 --lang en
expect_out "We restricted the processing"
expect_out "Direct mail"
expect_out "22 November 2026"
check "the ban stays" test "$(sql "SELECT count(*) FROM objection WHERE scope = 'direct-mail'")" = 1
expect_status 0 gdprctl rectify "${K[@]}" --verified signature --set customer.street= --contested
expect_status 0 gdprctl request withdraw 2026-0003 --json
expect_json restrictions_lifted 1
expect_status 0 gdprctl request letter 2026-0003 --lang sv
expect_out "Begränsningen har upphört"
expect_status 0 gdprctl request open access "${K[@]}"
expect_status 0 gdprctl request withdraw 2026-0004 --json
expect_json restrictions_lifted 0
expect_status 0 gdprctl request letter 2026-0004 --lang en
expect_no_out "restriction"

t "withdrawn when a part was erased: the list stays, the rest is free, and no restored copy takes it up again"
sample kuopio-customers
E=(--register kuopio-customers --received 2026-11-20 --channel letter --customer 00100007 --verified signature --yes)
expect_status 0 gdprctl erase "${E[@]}"
expect_status 0 gdprctl erase "${E[@]}"
check "one restriction for both" test "$(in_force)" = 1
cp gdprctl.db copy.db
expect_status 0 gdprctl request withdraw 2026-0001 --json
expect_json restrictions_lifted 1
check "passed on to the one that stands" test "$(sql 'SELECT request_id FROM restriction WHERE lifted_on IS NULL')" = 2
expect_status 0 gdprctl request withdraw 2026-0002
check "none" test "$(in_force)" = 0
expect_status 0 gdprctl request show 2026-0001 --json
check "what was erased" test "$(python3 -c '
import json, sys
print([r["erased"] for r in json.load(open(sys.argv[1]))["records"] if r["table"] == "marketing_permission"])' "$OUT")" = "[2]"
expect_status 0 gdprctl request letter 2026-0001 --lang en
expect_out "we had already erased the data below"
expect_out "Marketing permission"
expect_no_out "Kept until"
cp copy.db gdprctl.db
expect_status 0 gdprctl ledger replay
check "withdrawn again" test "$(sql 'SELECT group_concat(state) FROM request')" = withdrawn,withdrawn
check "none again" test "$(in_force)" = 0

t "withdrawn: the restriction of a customer does not pass on to the erasure of the representative"
sample kuopio-customers
printf 'asiakasnumero;nimi;puhelin\n00100007;Reijo Rinne;0400111222\n' >representative.csv
expect_status 0 gdprctl record import kuopio-customers representative representative.csv
E=(--register kuopio-customers --received 2026-11-20 --channel letter --customer 00100007 --verified signature --yes)
expect_status 0 gdprctl erase "${E[@]}"
expect_status 0 gdprctl erase "${E[@]}" --as representative
check "each its own" test "$(sql "SELECT count(*) FROM restriction WHERE lifted_on IS NULL AND ground = 'kept-data'")" = 2
expect_status 0 gdprctl request withdraw 2026-0001
check "one is left, and no other was placed" test "$(in_force)$(sql 'SELECT count(*) FROM restriction')" = 12
expect_status 0 gdprctl request withdraw 2026-0002
check "none is left" test "$(in_force)" = 0

t "the morning look: overdue, due within a week, the screen"
sample kuopio-customers
for day in 2026-10-12 2026-10-27 2026-11-20; do
    quick request open access --register kuopio-customers --received $day --channel letter --customer 00100003 >/dev/null 2>&1
done
expect_status 0 gdprctl request list --overdue --json
expect_json requests.length 1
expect_json requests.0.request 2026-0001
expect_json requests.0.days_left -10
expect_status 0 gdprctl request list --due-within P7D --json
expect_json requests.length 2
expect_json requests.1.request 2026-0002
expect_status 64 gdprctl request list --due-within P9990Y
expect_err "past the year 9999"
expect_out ""
expect_status 0 gdprctl request list --due-within P7900Y --json
expect_json requests.length 3
expect_status 0 gdprctl request list --register kuopio-customers --json
expect_json requests.length 3
expect_status 69 gdprctl request list --register kuopio-customer --json
expect_error not-found
expect_status 0 gdprctl request list --open --json
expect_json requests.length 3
expect_status 1 gdprctl status --json
expect_json requests_open 3
expect_json requests_overdue 1
expect_json requests_due_in_7_days 1
gdprctl request withdraw 2026-0001 >/dev/null
expect_status 0 gdprctl request list --overdue --json
expect_json requests '[]'

t "no request was received before the GDPR applied"
sample kuopio-customers
for day in 0001-01-01 1026-11-20 2018-05-24; do
    expect_status 64 gdprctl request open access --register kuopio-customers --received $day --channel letter \
        --customer 00100003
    expect_err "before 2018-05-25"
    expect_err "check the year"
done
check "nothing opened" test "$(sql 'SELECT count(*) FROM request')" = 0
expect_status 0 gdprctl request open access --register kuopio-customers --received 2018-05-25 --channel letter \
    --customer 00100003
expect_err "has passed"

t "an answer that was made and not sent is overdue like one that was not made"
sample kuopio-customers
export GDPRCTL_NOW=2026-10-13T09:00:00+03:00
quick hold add --register kuopio-customers --reason inspection >/dev/null # so that no row is late
for right in portability access objection erasure; do
    quick request open $right --register kuopio-customers --received 2026-10-12 --channel letter --customer 00100003 >/dev/null 2>&1
done
quick request verify 2026-0001 --method signature >/dev/null
quick request verify 2026-0003 --method signature >/dev/null
gdprctl request extend 2026-0002 --reason "pyyntöjä on paljon" >/dev/null
expect_status 0 gdprctl request refuse 2026-0002 --ground unfounded --reason "ei perusteita"
expect_status 0 gdprctl port 2026-0001 --out out --undecided leave-out
expect_status 0 gdprctl object 2026-0003
gdprctl request withdraw 2026-0004 >/dev/null
expect_status 0 gdprctl request show 2026-0001 --json
expect_json next "gdprctl request deliver 2026-0001 --sent DATE"
expect_status 0 gdprctl status --json
expect_json requests_open 0
expect_json requests_waiting_for_delivery 3
expect_json requests_overdue 0
export GDPRCTL_NOW=2026-11-10T09:00:00+02:00
expect_status 0 gdprctl request list --due-within P7D --json
expect_json requests.length 3
expect_status 0 gdprctl status --json
expect_json requests_due_in_7_days 3
export GDPRCTL_NOW=2026-11-13T09:00:00+02:00
expect_status 1 gdprctl status --json
expect_json requests_overdue 3
expect_err "request list --overdue"
expect_status 0 gdprctl request list --overdue --json
expect_json requests.length 3
expect_json requests.0.days_left -1
expect_json requests.1.request 2026-0002
expect_json requests.1.days_left -1
for n in 1 2 3; do expect_status 0 gdprctl request deliver 2026-000$n --sent 2026-11-12; done
expect_status 0 gdprctl status --json
expect_json requests_waiting_for_delivery 0
expect_status 0 gdprctl request list --overdue --json
expect_json requests.length 0
expect_status 0 gdprctl request show 2026-0001 --json
expect_json next null
export GDPRCTL_NOW=2026-11-22T09:00:00+02:00

t "no extension after the first month; a refusal after it is late"
sample kuopio-customers
quick request open access --register kuopio-customers --received 2026-10-12 --channel letter --customer 00100003 >/dev/null 2>&1
expect_status 77 gdprctl request extend 2026-0001 --reason "pyyntöjä on paljon"
expect_status 0 gdprctl request refuse 2026-0001 --ground unfounded --reason "ei perusteita"
expect_err "2026-11-12"
expect_status 0 gdprctl request letter 2026-0001 --lang sv
expect_out "Dataombudsmannens byrå"
expect_out "domstol"

t "rectification by file and standard input; a personal identity code only so"
sample kuopio-customers
printf '{"customer.personal_id": "131052-308U"}' >wrong.json
printf '[{"column": "customer.personal_id", "value": "010190-002R"}]' >right.json
expect_status 65 gdprctl rectify "${K[@]}" --verified signature --from wrong.json
expect_err "check"
expect_no_err 131052
expect_status 64 gdprctl rectify "${K[@]}" --verified signature --set customer.personal_id=010190-002R
expect_no_err 010190
check "nothing opened" test "$(sql 'SELECT count(*) FROM request')" = 0
expect_status 0 bash -c '"$1" rectify "${@:2}" --from - <right.json' - "$GDPRCTL" "${K[@]}" --verified signature
check "changed" test "$(sql "SELECT personal_id FROM customer WHERE customer_no = '00100003'")" = 010190-002R
check "only its hashes are in the log" bash -c '! sqlite3 gdprctl.db "SELECT * FROM audit" | grep -q 010190'
expect_status 65 gdprctl rectify 2026-0001 --set customer.birth_year=2027
expect_err "in the future"
for nothing in '{}' '[]'; do
    printf '%s' "$nothing" >nothing.json
    expect_status 65 gdprctl rectify "${K[@]}" --verified signature --from nothing.json
    expect_err "nothing.json names no change"
done
printf ' \n' >blank.txt
expect_status 65 gdprctl rectify "${K[@]}" --verified signature --statement-file blank.txt
expect_status 64 gdprctl rectify "${K[@]}" --verified signature --set customer.city=Kuopio --set customer.city=Lahti
expect_err "two values"
check "nothing done for them" test "$(sql 'SELECT count(*) FROM request')" = 1
expect_status 66 gdprctl rectify 2026-0001 --from missing.json
expect_status 67 gdprctl rectify --register kuopio-customers --received 2026-11-20 --channel letter --customer 9 \
    --verified signature --set customer.city=Kuopio

t "what is wrong in a file is the file's fault, and the message names it; format 1 is no field"
sample kuopio-customers
echo '{"customer.shoe_size": "44"}' >fields.json
expect_status 65 gdprctl rectify "${K[@]}" --verified signature --from fields.json
expect_err "fields.json: there is no field customer.shoe_size"
expect_err "register show kuopio-customers"
expect_status 64 gdprctl rectify "${K[@]}" --verified signature --set customer.shoe_size=44
expect_err "there is no field customer.shoe_size"
for wrong in Virtanen customer.Virtanen virtanen 0401234567 customer.0401234567; do
    expect_status 64 gdprctl rectify "${K[@]}" --verified signature --set "$wrong=44"
    expect_no_err irtanen
    expect_no_err 0401234567
    expect_err "register show kuopio-customers"
done
echo '[{"column": "customer.city", "value": "Kuopio", "row": 999999}]' >fields.json
expect_status 65 gdprctl rectify "${K[@]}" --verified signature --from fields.json
expect_err "fields.json: the person has no such row"
echo '{"format": 2, "customer.city": "Lahti"}' >fields.json
expect_status 65 gdprctl rectify "${K[@]}" --verified signature --from fields.json
expect_err "fields.json: its format is not 1"
echo '{"format": 1}' >fields.json
expect_status 65 gdprctl rectify "${K[@]}" --verified signature --from fields.json
expect_err "fields.json names no change"
check "nothing opened" test "$(sql 'SELECT count(*) FROM request')" = 0
echo '{"format": 1, "customer.city": "Lahti"}' >fields.json
expect_status 0 gdprctl rectify "${K[@]}" --verified signature --from fields.json
check "changed" test "$(sql "SELECT city FROM customer WHERE customer_no = '00100003'")" = Lahti

t "which of several rows; a supplementary statement; accuracy contested, then settled"
sample kuopio-customers
sql "INSERT INTO metering_point (customer_id, gsrn) SELECT id, '643007127000000' || n FROM customer, (SELECT 100 AS n UNION SELECT 117) WHERE customer_no = '00100003'"
rows=$(sql "SELECT count(*) FROM metering_point p JOIN customer c ON c.id = p.customer_id WHERE customer_no = '00100003'")
check "several" test "$rows" -gt 1
expect_status 64 gdprctl rectify "${K[@]}" --verified signature --set metering_point.city=Kuopio
expect_err "--row"
row=$(sql "SELECT max(p.id) FROM metering_point p JOIN customer c ON c.id = p.customer_id WHERE customer_no = '00100003'")
expect_status 0 gdprctl rectify "${K[@]}" --verified signature --set metering_point.city=Kuopio --row "$row"
check "that row alone" test "$(sql "SELECT count(*) FROM metering_point WHERE city = 'Kuopio' AND id = $row")" = 1
echo "Asun täällä vain kesäisin." >statement.txt
expect_status 0 gdprctl rectify 2026-0001 --statement-file statement.txt
check "kept" test "$(sql 'SELECT body FROM statement')" = "Asun täällä vain kesäisin."
expect_status 0 gdprctl rectify "${K[@]}" --verified signature --set customer.street= --contested --json
expect_json state in-progress
check "restricted" test "$(sql "SELECT table_name || '.' || column_name FROM restriction WHERE lifted_on IS NULL")" = customer.street
expect_status 0 gdprctl rectify 2026-0002 --set customer.street= --set customer.street= --set customer.city= --contested
expect_err "customer.street of row"
expect_err "is restricted already"
expect_no_err customer.city
check "each once" test "$(sql "SELECT group_concat(column_name) FROM restriction WHERE lifted_on IS NULL")" = street,city
expect_status 0 gdprctl rectify 2026-0002 --set "customer.street=Uusikatu 1" --notice-sent 2026-11-22 --json
expect_json state "done"
expect_json restricted false
check "lifted" test "$(sql "SELECT count(*) FROM restriction WHERE lifted_on IS NULL")" = 0

t "contested without a field restricts nothing, and says so instead of a letter that tells of it"
sample kuopio-customers
echo "Asun täällä vain kesäisin." >statement.txt
expect_status 64 gdprctl rectify "${K[@]}" --verified signature --contested --statement-file statement.txt
expect_err "none is named"
expect_status 69 gdprctl request show 2026-0001
expect_status 0 gdprctl rectify "${K[@]}" --verified signature --contested --set customer.street=
expect_status 0 gdprctl rectify 2026-0001 --contested --statement-file statement.txt --json
expect_json state in-progress

t "a legal claim stands against an objection to the processing, not to marketing"
sample kuopio-customers
new=(--register kuopio-customers --received 2026-11-20 --channel letter --customer 00100003)
for scopes in "--scope processing" "--scope direct-mail" "--scope direct-mail processing" ""; do
    # shellcheck disable=SC2086 # words
    quick request open objection "${new[@]}" $scopes >/dev/null 2>&1
done
for n in 2 3 4; do
    expect_status 77 gdprctl request refuse 2026-000$n --ground legal-claims --reason x --json
    expect_error refused
done
expect_status 0 gdprctl request refuse 2026-0002 --ground not-identified --reason x
expect_status 0 gdprctl request refuse 2026-0001 --ground legal-claims --reason x --json
expect_json state refused

t "accuracy contested, and found right: refused, and restricted until the person has been told"
sample kuopio-customers
echo "Asun täällä vain kesäisin." >statement.txt
expect_status 0 gdprctl rectify "${K[@]}" --verified signature --set customer.street= --contested --statement-file statement.txt
expect_status 0 gdprctl request show 2026-0001 --json
expect_out "gdprctl request refuse 2026-0001 --ground accurate --reason TEXT"
expect_status 0 gdprctl request letter 2026-0001 --lang en
expect_out "- Customer: street address"
expect_out "supplementary statement"
expect_status 64 gdprctl request refuse 2026-0001 --ground legal-claims --reason x
expect_status 0 gdprctl request refuse 2026-0001 --ground accurate --reason "checked in the population register" --json
expect_json state refused
expect_err "restrict lift 2026-0001"
check "still restricted" test "$(in_force)" = 1
expect_status 0 gdprctl request letter 2026-0001 --lang en
expect_out "We have checked the data"
expect_out "checked in the population register"
expect_out "when you have received this letter"
expect_out "supplementary statement"
expect_no_out "End of the restriction"
expect_status 0 gdprctl request letter 2026-0001 --lang en --lifting 2026-12-01
expect_out "1 December 2026"
expect_status 77 gdprctl rectify 2026-0001 --set customer.street=Uusikatu
expect_status 0 gdprctl request deliver 2026-0001 --sent 2026-11-22
expect_status 0 gdprctl request show 2026-0001 --json
expect_json next "gdprctl restrict lift 2026-0001 --notice-sent DATE"
expect_status 77 gdprctl restrict lift 2026-0001
export GDPRCTL_NOW=2026-11-26T09:00:00+02:00
expect_status 0 gdprctl restrict lift 2026-0001 --notice-sent 2026-11-22 --json
expect_json lifted 1
expect_status 0 gdprctl request show 2026-0001 --json
expect_json next null
expect_status 0 gdprctl request letter 2026-0001 --lang sv
expect_out "26.11.2026"
export GDPRCTL_NOW=2026-11-22T09:00:00+02:00
expect_status 0 gdprctl object --register kuopio-customers --received 2026-11-20 --channel letter --customer 00100004 \
    --scope processing --verified signature
expect_status 77 gdprctl request refuse 2026-0002 --ground unfounded --reason x
expect_status 0 gdprctl request show 2026-0002 --json
expect_json next "gdprctl object 2026-0002 --decision uphold|override --reason TEXT"

t "a reference and a person: whose the request is stands in the book"
sample kuopio-customers
expect_status 0 gdprctl request open access "${K[@]}"
expect_status 0 gdprctl request verify 2026-0001 --method signature
expect_status 64 gdprctl access 2026-0001 --customer 00100004 --out answers
expect_err "--customer opens a new request"
expect_status 64 gdprctl access --all --customer 00100004 --out answers
expect_err "--customer opens a new request"
check "nobody's data are out" test ! -e answers/2026-0001
for given in "--scope profiling" "--as representative" "--email a@example.com"; do
    # shellcheck disable=SC2086 # two words
    expect_status 64 gdprctl access 2026-0001 $given --out answers
done
for command in erase object restrict "port --out answers"; do
    # shellcheck disable=SC2086 # two words
    expect_status 64 gdprctl $command 2026-0001 --customer 00100004
    expect_err "--customer opens a new request"
done
t "what a step of the book, a hold or a release would do can be seen: --dry-run keeps nothing"
sample kuopio-customers
# step WORD...: the dry run leaves both files as they are, and the real one has the same result.
step() {
    cp gdprctl.db before.db && cp gdprctl.db.ledger before.ledger
    expect_status 0 gdprctl "$@" --dry-run --json
    expect_err "nothing was kept (--dry-run)"
    cp "$OUT" dry
    check "the database" cmp gdprctl.db before.db
    check "the ledger" cmp gdprctl.db.ledger before.ledger
    expect_status 0 gdprctl "$@" --json
    expect_no_err "nothing was kept"
    expect_same dry
    check "the real one is kept" bash -c '! cmp -s gdprctl.db before.db'
}
step request open access "${K[@]}"
step request ask-identity 2026-0001
step request verify 2026-0001 --method signature
step request extend 2026-0001 --reason "pyyntöjä on paljon"
step request refuse 2026-0001 --ground excessive --reason liikaa
step request deliver 2026-0001 --sent 2026-11-22
gdprctl request open access "${K[@]}" >/dev/null 2>&1
step request withdraw 2026-0002
step rectify "${K[@]}" --verified signature --set "customer.street=Uusikatu 1"
gdprctl request notify 2026-0003 --json >told.json
step request notify 2026-0003 --recipient "$(json_get recipients.0.recipient told.json)"
step restrict "${K[@]}" --verified signature --ground claims
step restrict lift 2026-0004 --notice-sent 2026-11-22
step object "${K[@]}" --scope direct-mail --verified signature
step hold add --register kuopio-customers --customer 00100003 --reason dispute
step hold lift 1
step retention release kesoy-customers --rule as-long-as-needed --reason valmis
expect_status 0 gdprctl request notify 2026-0003 --out told --dry-run
check "no file" test ! -e told

t "object after a lift: what said nothing any more is a prohibition again, as by an import"
sample kuopio-customers
row="SELECT state FROM marketing_permission WHERE customer_id = (SELECT id FROM customer WHERE customer_no = '00100003')"
row+=" AND scope = 'opinion-research'"
expect_status 0 gdprctl object "${K[@]}" --verified signature --scope opinion-research
check "a prohibition" test "$(sql "$row")" = prohibition
expect_status 0 gdprctl optout lift --register kuopio-customers --customer 00100003 --scope opinion-research \
    --evidence form --given 2026-11-22
check "it says nothing" test -z "$(sql "$row")"
expect_status 0 gdprctl object "${K[@]}" --verified signature --scope opinion-research --json
expect_json prohibitions 1
check "a prohibition again" test "$(sql "$row")" = prohibition

t "the same change twice in one rectification is one change"
sample kuopio-customers
expect_status 0 gdprctl rectify "${K[@]}" --verified signature --set customer.phone=0405556667 --set customer.phone=0405556667 --json
expect_json changes.0.changed true
expect_json changes.1.changed false
check "audited once" test "$(sql "SELECT count(*) FROM audit WHERE command = 'rectify' AND result = 'changed'")" = 1

t "a representative's ban goes along when their contact is corrected; another's on the same contact does not"
new_db
quick --quiet register load --builtin kuopio-customers >/dev/null
printf '%s\n' 'customer_no;name;representative' '1;Testi Asiakas;Edustaja Yksi' '2;Toinen Asiakas;Edustaja Kaksi' >c.csv
quick --quiet record import kuopio-customers customer c.csv >/dev/null
sql "UPDATE representative SET phone = '+358401112222', phone_key = '+358401112222'"
R=(--register kuopio-customers --received 2026-11-20 --channel letter --verified signature --as representative)
expect_status 0 gdprctl object "${R[@]}" --customer 1 --scope direct-mail --scope market-research
expect_status 0 gdprctl object "${R[@]}" --customer 1 --scope processing --decision uphold --reason "in a certain situation"
quick optout lift --register kuopio-customers --phone 0401112222 --scope market-research --evidence form \
    --given 2026-11-22 >/dev/null 2>&1 || complain "not lifted"
expect_status 0 gdprctl rectify "${R[@]}" --customer 1 --set representative.phone=0403334444
expect_status 0 gdprctl rectify "${R[@]}" --customer 2 --set representative.phone=0405556666
printf 'phone\n0403334444\n0405556666\n' >campaign.csv
expect_status 0 gdprctl optout screen campaign.csv --register kuopio-customers --scope direct-mail --out kept.csv
check "the first is still banned, the second is not" test "$(tail -n +2 kept.csv)" = 0405556666
check "each of their bans that was not lifted" test "$(sql "SELECT group_concat(n, ' ') FROM (SELECT scope || count(*) n FROM
    suppression GROUP BY scope ORDER BY scope)")" = "direct-mail2 processing2"

# contact HOW PHONE: of customer 1's representative from now on, "" for none.
contact() {
    if [ "$1" = rectify ]; then
        quick --quiet rectify "${R[@]}" --customer 1 --set "representative.phone=$2" >/dev/null
    else
        printf '%s\n' 'customer_no;name;phone' "1;Edustaja Yksi;$2" >r.csv
        quick --quiet record import kuopio-customers representative r.csv >/dev/null
    fi
}

# free: which of the phones 0403334444 (3) and 0404445555 (4) may be reached.
free() {
    printf 'phone\n0403334444\n0404445555\n' >campaign.csv
    gdprctl optout screen campaign.csv --register kuopio-customers --scope direct-mail 2>/dev/null | tail -n +2 | cut -c4 | tr -d '\n'
}

for how in rectify import; do
    t "a representative's ban outlives a time without any contact: $how"
    new_db
    quick --quiet register load --builtin kuopio-customers >/dev/null
    printf '%s\n' 'customer_no;name;representative' '1;Testi Asiakas;Edustaja Yksi' >c.csv
    quick --quiet record import kuopio-customers customer c.csv >/dev/null
    contact import 0403334444
    quick object "${R[@]}" --customer 1 --scope direct-mail >/dev/null
    sql "UPDATE suppression SET since = '2026-11-01'"
    contact $how ""
    contact $how 0404445555
    check "the new one is banned, and the old one" test "$(free)" = ""
    check "since then, on nothing else" test "$(sql "SELECT group_concat(kind || since, ' ') FROM suppression")" = \
        "phone2026-11-01 phone2026-11-01"
    expect_status 0 gdprctl optout lift --register kuopio-customers --phone 0404445555 --scope direct-mail --evidence form \
        --given 2026-11-22
    contact $how ""
    contact $how 0404445555
    check "a consent stays one" test "$(free)" = 4
done

t "an objection to the processing that is upheld for a representative without a contact is a ban on the one they get"
new_db
quick --quiet register load --builtin kuopio-customers >/dev/null
printf '%s\n' 'customer_no;name;representative' '1;Testi Asiakas;Edustaja Yksi' >c.csv
quick --quiet record import kuopio-customers customer c.csv >/dev/null
quick object "${R[@]}" --customer 1 --scope processing --decision uphold --reason "of their situation" >/dev/null
contact import 0403334444
check "banned" test "$(free)" = 4

finish
