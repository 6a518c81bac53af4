#!/bin/bash
# object.sh - objection and restriction: whose data they are about, and what is done once only.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/sample.sh"

NEW=(--register kuopio-customers --received 2026-11-20 --channel letter --verified signature)

# with_representative: customer 00100003 with marketing permissions, and a representative with contacts of their own.
with_representative() {
    sample kuopio-customers
    sql "DELETE FROM representative WHERE customer_id = (SELECT id FROM customer WHERE customer_no = '00100003');
        INSERT INTO representative (id, customer_id, name, name_key, phone, phone_key, email, email_key)
        SELECT 9001, id, 'Edustaja Erkki', 'edustaja erkki', '+358409990001', '+358409990001', 'erkki@example.com',
        'erkki@example.com' FROM customer WHERE customer_no = '00100003'"
}

# of_customer: what there is of objections, prohibitions, releases and restrictions of the customer's own data.
of_customer() {
    sql "WITH k AS (SELECT id FROM customer WHERE customer_no = '00100003')
        SELECT (SELECT count(*) FROM objection WHERE customer_id IN k) || ' ' ||
        (SELECT count(*) FROM marketing_permission WHERE customer_id IN k AND state = 'prohibition') || ' ' ||
        (SELECT count(*) FROM release WHERE customer_id IN k) || ' ' || (SELECT count(*) FROM restriction
        WHERE customer_id IN k AND (table_name IS NOT 'representative' OR row_id IS NULL))"
}

t "a representative's objection to marketing is about their own contacts, not the customer's permissions"
with_representative
before=$(of_customer)
expect_status 0 gdprctl object "${NEW[@]}" --customer 00100003 --as representative --scope all-marketing --json
expect_json state "done"
expect_json scopes 1
expect_json prohibitions 0
expect_json suppressions 2
check "the customer's are as they were" test "$(of_customer)" = "$before"
printf '%s\n' 'phone;email' '+358 40 999 0001;' ';erkki@example.com' ';muu@example.com' >campaign.csv
expect_status 0 gdprctl optout screen campaign.csv --register kuopio-customers --scope direct-mail --json
expect_json rows 3
expect_json kept 1
expect_status 0 gdprctl object 2026-0001 --json
expect_json suppressions 0

t "where nothing of the representative could be banned, the customer is not banned instead"
with_representative
before=$(of_customer)
sql "UPDATE representative SET phone = NULL, phone_key = NULL, email = NULL, email_key = NULL WHERE id = 9001"
expect_status 77 gdprctl object "${NEW[@]}" --customer 00100003 --as representative
expect_err "not the representative's"
expect_no_err Erkki
check "nothing is kept of it" test "$(of_customer) $(sql "SELECT count(*) FROM request")" = "$before 0"

t "a representative's objection to the processing restricts the row about them, and upheld releases nothing of the customer"
with_representative
before=$(of_customer)
expect_status 0 gdprctl object "${NEW[@]}" --customer 00100003 --as representative --scope processing --json
expect_json waiting_for_decision true
expect_json restricted true
row="SELECT table_name || row_id FROM restriction WHERE ground = 'objection' AND lifted_on IS NULL"
check "that row" test "$(sql "$row")" = representative9001
expect_status 0 gdprctl object 2026-0001 --decision uphold --reason "no ground of ours weighs more" --json
expect_json restricted true
check "the customer's are as they were" test "$(of_customer)" = "$before"
check "still that row" test "$(sql "$row")" = representative9001
expect_status 0 gdprctl access "${NEW[@]}" --customer 00100003 --as representative --out answers
expect_status 0 gdprctl access "${NEW[@]}" --customer 00100003 --out answers
check "the representative is told of it" test "$(json_get restrictions.length answers/2026-0002/export.json)" = 1
check "the customer is not" test "$(json_get restrictions.length answers/2026-0003/export.json)" = 0

t "a representative's restriction is of the row about them"
with_representative
before=$(of_customer)
expect_status 64 gdprctl restrict "${NEW[@]}" --customer 00100003 --as representative --ground claims --table customer
expect_err "the rows in customer are not about the person, but about the customer"
expect_status 0 gdprctl restrict "${NEW[@]}" --customer 00100003 --as representative --ground claims --json
expect_json table representative
expect_status 0 gdprctl restrict 2026-0001 --ground claims --table representative --json
expect_json restrictions 0
check "that row" test "$(sql "SELECT table_name || row_id FROM restriction")" = representative9001
check "the customer's are as they were" test "$(of_customer)" = "$before"
expect_status 0 gdprctl request letter 2026-0001 --lang en
expect_no_out "all your data"

t "only rows of the person are restricted"
with_representative
own=$(sql "SELECT min(p.id) FROM contract p JOIN customer c ON c.id = p.customer_id WHERE customer_no = '00100003'")
other=$(sql "SELECT min(p.id) FROM contract p JOIN customer c ON c.id = p.customer_id WHERE customer_no <> '00100003'")
expect_status 64 gdprctl restrict "${NEW[@]}" --customer 00100003 --row "$own"
expect_err "--row needs --table"
for bad in "$other" 999999; do
    expect_status 64 gdprctl restrict "${NEW[@]}" --customer 00100003 --table contract --row "$bad"
    expect_err "the person has no such row in contract"
done
for bad in "representative --row 9001" representative; do
    # shellcheck disable=SC2086 # an option may follow
    expect_status 64 gdprctl restrict "${NEW[@]}" --customer 00100003 --table $bad
    expect_err "not about the person, but about representatives"
done
check "nothing is kept of these" test "$(sql "SELECT (SELECT count(*) FROM request) + (SELECT count(*) FROM restriction)")" = 0
expect_status 0 gdprctl restrict "${NEW[@]}" --customer 00100003 --table contract --row "$own"
check "that row" test "$(sql "SELECT table_name || row_id FROM restriction")" = "contract$own"

t "what has been decided is decided"
with_representative
expect_status 0 gdprctl object "${NEW[@]}" --customer 00100003 --scope processing --decision uphold --reason "no ground of ours"
after=$(of_customer)
for again in "--decision override --reason second" "--decision uphold --reason second" ""; do
    # shellcheck disable=SC2086 # these are options
    expect_status 77 gdprctl object 2026-0001 $again
    expect_err "was decided on 2026-11-22 (uphold)"
    expect_err "request open objection"
done
check "it stands" test "$(of_customer) $(sql "SELECT decision || ' ' || reason FROM request")" = "$after uphold no ground of ours"
expect_status 0 gdprctl object "${NEW[@]}" --customer 00100003 --scope processing --decision override --reason "a claim"
check "a new request is another thing" test "$(sql "SELECT group_concat(decision) FROM request")" = uphold,override

# restricted: how many restrictions, entries of the audit log about them, and events there are.
restricted() {
    sql "SELECT (SELECT count(*) FROM restriction) || ' ' || (SELECT count(*) FROM audit WHERE command = 'restrict') ||
        ' ' || (SELECT count(*) FROM request_event)"
}

t "the same is not restricted twice"
with_representative
K=(--customer 00100003)
expect_status 0 gdprctl restrict "${NEW[@]}" "${K[@]}" --ground claims --table contract --json
expect_json restrictions 1
expect_json restricted_by 2026-0001
before=$(restricted)
expect_status 0 gdprctl restrict 2026-0001 --ground claims --table contract --json
expect_json restrictions 0
expect_json restricted_by 2026-0001
check "nothing is added" test "$(restricted)" = "$before"
expect_status 0 gdprctl restrict "${NEW[@]}" "${K[@]}" --ground claims --table contract --json
expect_json request 2026-0002
expect_json state "done"
expect_json restrictions 0
expect_json restricted_by 2026-0001
check "no second restriction" test "$(sql "SELECT count(*) FROM restriction")" = 1
check "none is claimed" test "$(sql "SELECT detail FROM audit WHERE command = 'restrict' AND request_ref = '2026-0002'")" = "ground=claims restrictions=0"
expect_status 0 gdprctl request letter 2026-0002 --lang en
expect_no_out "all your data"

t "what goes further than what is restricted is a restriction of its own"
with_representative
expect_status 0 gdprctl restrict "${NEW[@]}" "${K[@]}" --ground claims --table contract
expect_status 0 gdprctl restrict 2026-0001 --ground claims --table invoice --json
expect_json restrictions 1
expect_status 77 gdprctl restrict 2026-0001 --ground unlawful --table invoice
expect_err "has been carried out, on the ground of claims"
expect_status 0 gdprctl restrict "${NEW[@]}" "${K[@]}" --ground unlawful --json
expect_json restrictions 1
expect_status 0 gdprctl restrict "${NEW[@]}" "${K[@]}" --ground unlawful --table invoice --json
expect_json restrictions 0
expect_status 0 gdprctl restrict "${NEW[@]}" "${K[@]}" --as representative --ground unlawful --json
expect_json restrictions 1
expect_status 0 gdprctl restrict lift 2026-0001 --notice-sent 2026-11-22
expect_status 77 gdprctl restrict 2026-0001 --ground claims --table contract
expect_err "its restriction lifted again"
check "all that were placed" test "$(sql "SELECT count(*) FROM restriction")" = 4

lift=(restrict lift 2026-0001)

# audited COMMAND: what the log tells of the last one.
audited() {
    sql "SELECT detail FROM audit WHERE command = '$1' ORDER BY seq DESC LIMIT 1"
}

t "a letter does not call the processing usual again while something else restricts it"
with_representative
other="However, the processing"
expect_status 0 gdprctl restrict "${NEW[@]}" "${K[@]}" --ground claims
expect_status 0 gdprctl object "${NEW[@]}" "${K[@]}" --scope processing
expect_status 0 gdprctl request withdraw 2026-0002
expect_status 0 gdprctl request letter 2026-0002 --lang en --protected-ok
expect_out "$other"
expect_status 0 gdprctl object "${NEW[@]}" "${K[@]}" --as representative --scope processing
expect_status 0 gdprctl request withdraw 2026-0003
expect_status 0 gdprctl request letter 2026-0003 --lang en --protected-ok
expect_out "restriction has ended"
expect_no_out "$other"
expect_status 0 gdprctl request letter 2026-0001 --lang en --protected-ok --lifting 2026-12-01
expect_no_out "$other"
expect_status 0 gdprctl rectify "${NEW[@]}" "${K[@]}" --set customer.street= --contested
expect_status 0 gdprctl request letter 2026-0001 --lang en --protected-ok --lifting 2026-12-01
expect_out "$other"
expect_status 0 gdprctl request letter 2026-0004 --lang en --protected-ok
expect_no_out "$other"

t "what an erasure had to keep is not lifted: it stays restricted until it goes"
with_representative
quick --quiet hold add --register kuopio-customers "${K[@]}" --reason claim --owner lawyer >/dev/null
expect_status 0 gdprctl erase "${NEW[@]}" "${K[@]}" --yes --json
expect_json complete false
check "restricted" test "$(sql "SELECT ground FROM restriction WHERE lifted_on IS NULL")" = kept-data
expect_status 64 gdprctl request letter 2026-0001 --lifting 2026-12-01 --protected-ok
expect_status 77 gdprctl restrict lift 2026-0001 --notice-sent 2026-11-22
expect_err "stays restricted until it goes"
expect_err "gdprctl request withdraw 2026-0001"
check "still" test "$(sql "SELECT count(*) FROM restriction WHERE lifted_on IS NULL")" = 1

t "what has nothing to lift is not lifted"
with_representative
expect_status 0 gdprctl access "${NEW[@]}" "${K[@]}" --out answers
expect_status 64 gdprctl "${lift[@]}" --notice-sent 2026-11-22
expect_err "request 2026-0001 is for access, not for restriction"
expect_status 0 gdprctl request open restriction --register kuopio-customers --received 2026-11-20 --channel letter "${K[@]}"
for day in "" "--notice-sent 2026-11-22"; do
    # shellcheck disable=SC2086 # an option
    expect_status 77 gdprctl restrict lift 2026-0002 $day
    expect_err "request 2026-0002 has placed no restriction"
done
expect_status 0 gdprctl restrict "${NEW[@]}" "${K[@]}"
expect_status 0 gdprctl restrict lift 2026-0003 --notice-sent 2026-11-22 --json
expect_json lifted 1
expect_json notice_sent 2026-11-22
entries=$(sql "SELECT count(*) FROM audit")
expect_status 77 gdprctl restrict lift 2026-0003 --notice-sent 2026-11-22
expect_err "has been lifted already, on 2026-11-22"
check "nothing is entered" test "$(sql "SELECT count(*) FROM audit")" = "$entries"
expect_status 69 gdprctl restrict lift 2026-0099 --notice-sent 2026-11-22

t "the person is told before: on a day since the restriction began, which the letter and the log show"
with_representative
GDPRCTL_NOW=2026-11-21T09:00:00+02:00 expect_status 0 gdprctl restrict "${NEW[@]}" "${K[@]}"
for day in "" "--notice-sent 2026-11-20" "--notice-sent 2026-11-25"; do
    # shellcheck disable=SC2086 # an option
    GDPRCTL_NOW=2026-11-24T09:00:00+02:00 expect_status 77 gdprctl "${lift[@]}" $day
    expect_err "--notice-sent DATE"
done
check "it is in force" test "$(sql "SELECT count(*) FROM restriction WHERE lifted_on IS NULL")" = 1
GDPRCTL_NOW=2026-11-24T09:00:00+02:00 expect_status 0 gdprctl "${lift[@]}" --notice-sent 2026-11-22
check "the day is logged" test "$(audited 'restrict lift')" = "lifted=1 told=2026-11-22"
expect_status 0 gdprctl request letter 2026-0001 --lang en
expect_out "24 November 2026"
expect_out "You were told of it on"
expect_out "22 November 2026"

t "an override ends the restriction when the person was told, and no day is made up for that"
with_representative
GDPRCTL_NOW=2026-11-21T09:00:00+02:00 expect_status 0 gdprctl object "${NEW[@]}" "${K[@]}" --scope processing
decide=(object 2026-0001 --reason claims)
expect_status 77 gdprctl "${lift[@]}" --notice-sent 2026-11-22
expect_err "still to be decided"
expect_status 64 gdprctl "${decide[@]}" --decision uphold --notice-sent 2026-11-22
expect_status 77 gdprctl "${decide[@]}" --decision override --notice-sent 2026-11-20
expect_status 77 gdprctl "${decide[@]}" --decision override --notice-sent 2026-11-23
expect_status 0 gdprctl "${decide[@]}" --decision override --json
expect_json restricted true
expect_err "gdprctl restrict lift 2026-0001 --notice-sent DATE"
check "in force" test "$(sql "SELECT count(*) FROM restriction WHERE lifted_on IS NULL AND notice_on IS NULL")" = 1
expect_status 0 gdprctl request letter 2026-0001 --lang en --lifting 2026-11-30
expect_out "30 November 2026"
expect_status 0 gdprctl request letter 2026-0001 --lang en
expect_out "when you have received this letter"
expect_no_out "End of the restriction"
expect_status 0 gdprctl request deliver 2026-0001 --sent 2026-11-22
expect_status 0 gdprctl request show 2026-0001 --json
expect_json next "gdprctl restrict lift 2026-0001 --notice-sent DATE"
expect_status 0 gdprctl "${lift[@]}" --notice-sent 2026-11-22
check "told then" test "$(sql "SELECT notice_on FROM restriction")" = 2026-11-22
expect_status 0 gdprctl request show 2026-0001 --json
expect_json next null
expect_status 0 gdprctl request letter 2026-0001 --lang en
expect_out "We cannot accept your objection"
expect_out "End of the restriction: 22 November 2026"

t "the letter of an override at once tells of no restriction: there was none"
with_representative
expect_status 0 gdprctl object "${NEW[@]}" "${K[@]}" --scope processing --decision override --reason claims
expect_status 0 gdprctl request letter 2026-0001 --lang en
expect_out "We cannot accept your objection"
expect_no_out "restricted the processing"
expect_no_out "The temporary restriction"

t "an override of which the person has been told ends the restriction at once"
with_representative
GDPRCTL_NOW=2026-11-20T09:00:00+02:00 expect_status 0 gdprctl object "${NEW[@]}" "${K[@]}" --scope processing
expect_status 0 gdprctl object 2026-0001 --reason claims --decision override --notice-sent 2026-11-21 --json
expect_json restricted false
expect_status 0 gdprctl request deliver 2026-0001 --sent 2026-11-22
expect_status 0 gdprctl request show 2026-0001 --json
expect_json next null
check "told then" test "$(sql "SELECT lifted_on || ' ' || notice_on FROM restriction")" = "2026-11-22 2026-11-21"
check "and it is logged" test "$(audited object)" = "scopes=0 prohibitions=0 suppressions=0 decision=override lifted=1 told=2026-11-21"

t "the letter of an upheld objection says what becomes of the data"
with_representative
expect_status 0 gdprctl object "${NEW[@]}" "${K[@]}" --scope processing --decision uphold --reason "no ground"
expect_status 0 gdprctl request letter 2026-0001 --lang en
tr '\n' ' ' <"$OUT" >letter
check "they stay restricted, and go" grep -qE "stays restricted: they are kept .* They are erased when no retention" letter

# on_basis BASIS: kuopio-customers by a definition whose purposes all have this basis, with an open objection.
on_basis() {
    sample kuopio-customers
    quick register export kuopio-customers >def.json
    python3 -I - "$1" <<'END' || complain "no definition"
import json, sys
d = json.load(open("def.json"))
for purpose in d["purposes"]:
    purpose["basis"] = sys.argv[1]
json.dump(d, open("def.json", "w"))
END
    quick register load def.json >/dev/null || complain "not loaded"
    quick request open objection --register kuopio-customers --received 2026-11-20 --channel letter \
        --customer 00100003 --scope processing --scope direct-mail >/dev/null 2>&1 || complain "not opened"
    quick request verify 2026-0001 --method signature >/dev/null
}

t "Art. 21(1) gives no right where nothing rests on a public task or legitimate interests"
on_basis contract
before=$(of_customer)
for decision in "" "--decision uphold --reason x" "--decision override --reason x" --dry-run; do
    # shellcheck disable=SC2086 # words
    expect_status 77 gdprctl object 2026-0001 $decision
    expect_err "right not applicable"
    expect_err "gdprctl request refuse 2026-0001 --ground right-not-applicable --reason TEXT"
done
expect_status 77 gdprctl object "${NEW[@]}" --customer 00100004 --scope processing --json
expect_error refused
check "nothing was done" test "$(of_customer)" = "$before"
expect_status 0 gdprctl object "${NEW[@]}" --customer 00100003 --scope direct-mail
expect_status 0 gdprctl request refuse 2026-0001 --ground right-not-applicable --reason "we need them for the contract"
for basis in public-task legitimate-interests; do
    on_basis $basis
    expect_status 0 gdprctl object 2026-0001 --decision uphold --reason "no ground"
done

t "what was upheld stays restricted"
with_representative
expect_status 0 gdprctl object "${NEW[@]}" "${K[@]}" --scope processing --decision uphold --reason "no ground"
expect_status 77 gdprctl "${lift[@]}" --notice-sent 2026-11-22
expect_err "was upheld"
expect_status 0 gdprctl request deliver 2026-0001 --sent 2026-11-22
expect_status 0 gdprctl request show 2026-0001 --json
expect_json next null

t "who was purged after an upheld objection does not come back by the next import, unless let in"
new_db
expect_status 0 quick register load --builtin kesoy-customers
printf '%s\n' 'asiakasnumero;nimi;henkilotunnus' '1;Eero Kuusi;150391U9430' >feed.csv
expect_status 0 quick record import kesoy-customers customer feed.csv
expect_status 0 gdprctl object --register kesoy-customers --received 2026-11-22 --channel letter --customer 1 \
    --verified signature --scope processing --decision uphold --reason "no ground"
GDPRCTL_NOW=2026-11-23T09:00:00+02:00 expect_status 0 gdprctl purge --first-run --yes --json
expect_json deleted 1
expect_status 1 gdprctl record import kesoy-customers customer feed.csv --json
expect_json rejected 1
expect_status 0 gdprctl record import kesoy-customers customer feed.csv --readmit "new contract" --json
expect_json applied 1

t "what was contested stays restricted after its correction until the person was told"
with_representative
expect_status 0 gdprctl rectify "${NEW[@]}" "${K[@]}" --set customer.street= --contested --json
expect_json restricted true
expect_status 64 gdprctl rectify 2026-0001 --set customer.street= --contested --notice-sent 2026-11-22
expect_status 0 gdprctl rectify 2026-0001 --set "customer.street=Uusikatu 1" --json
expect_json state "done"
expect_json restricted true
expect_err "gdprctl restrict lift 2026-0001 --notice-sent DATE"
expect_status 0 gdprctl request letter 2026-0001 --lang en
expect_out "- Customer: street address"
expect_out "when you have received this letter"
expect_status 0 gdprctl request deliver 2026-0001 --sent 2026-11-22
expect_status 0 gdprctl request show 2026-0001 --json
expect_json next "gdprctl restrict lift 2026-0001 --notice-sent DATE"
expect_status 0 gdprctl "${lift[@]}" --notice-sent 2026-11-22 --json
expect_json lifted 1

t "nothing is carried out for a person who has gone"
with_representative
expect_status 0 gdprctl restrict "${NEW[@]}" --customer 00100003 --as representative
expect_status 0 gdprctl object "${NEW[@]}" --customer 00100003 --as representative
sql "DELETE FROM restriction; UPDATE request SET customer_id = NULL, representative_id = NULL"
expect_status 67 gdprctl restrict 2026-0001
expect_status 67 gdprctl object 2026-0002

t "a scope that is given twice is one"
sample kuopio-customers
expect_status 0 gdprctl object "${NEW[@]}" --customer 00100003 --scope direct-mail --scope direct-mail --json
expect_json scopes 1
expect_status 0 gdprctl request letter 2026-0001 --lang en
check "the letter has it once" test "$(grep -c '^- Direct mail' "$OUT")" = 1

t "of several kinds the shortest promise counts, in whatever order they are named"
new_db
quick --quiet register load --builtin kesoy-customers >/dev/null
quick register export kesoy-customers | python3 -c '
import json, sys
d = json.load(sys.stdin)
for r in d["rights"]:
    if r["right"] == "objection":
        r["response"] = "P7D" if "processing" in r["scopes"] else "P14D"
json.dump(d, sys.stdout)' >d.json
quick --quiet register load d.json >/dev/null
printf '%s\n' 'customer_no;name' '1;Aino Ahti' >c.csv
quick --quiet record import kesoy-customers customer c.csv >/dev/null
kinds=(request open objection --register kesoy-customers --received 2026-11-16 --channel letter --customer 1 --json)
expect_status 0 gdprctl "${kinds[@]}" --scope direct-mail
expect_json due 2026-11-30
expect_status 0 gdprctl "${kinds[@]}" --scope processing --scope direct-mail
expect_json due 2026-11-23
expect_status 0 gdprctl "${kinds[@]}" --scope direct-mail --scope processing
expect_json due 2026-11-23
expect_json promise 2026-11-23
# All of marketing is under the entry of its kinds, wherever that stands.
quick register export kesoy-customers | python3 -c '
import json, sys
d = json.load(sys.stdin)
d["rights"].sort(key=lambda r: "processing" not in r.get("scopes", []))
json.dump(d, sys.stdout)' >d.json
quick --quiet register load d.json >/dev/null
expect_status 0 gdprctl "${kinds[@]}" --scope all-marketing
expect_json due 2026-11-30

t "a kind of marketing is under the entry for all of it, and all of it under the entry of each kind"
new_db
quick --quiet register load --builtin kesoy-customers >/dev/null
quick register export kesoy-customers >whole.json
printf '%s\n' 'customer_no;name' '1;Aino Ahti' >c.csv
quick --quiet record import kesoy-customers customer c.csv >/dev/null
# entries DAYS:SCOPE,SCOPE...: the notice's entries for objections, in this order.
entries() {
    python3 - "$@" <<'END'
import json, sys
d = json.load(open("whole.json"))
entry = [r for r in d["rights"] if r["right"] == "objection"][0]
d["rights"] = [r for r in d["rights"] if r["right"] != "objection"]
for i, word in enumerate(sys.argv[1:]):
    days, scopes = word.split(":")
    d["rights"].append(dict(entry, code=f"objection-{i}", response=f"P{days}D", scopes=scopes.split(",")))
    if not scopes:
        del d["rights"][-1]["scopes"]
json.dump(d, open("d.json", "w"))
END
    quick --quiet register load d.json >/dev/null || complain "not loaded"
}
# due DATE SCOPE
due() {
    expect_status 0 gdprctl "${kinds[@]}" --scope "$2"
    expect_json due "$1"
}
entries 21:direct-mail 7:market-research 10:processing
due 2026-12-07 direct-mail
due 2026-11-23 all-marketing
entries 7:processing 14:all-marketing 21:direct-mail
due 2026-11-30 profiling
due 2026-12-07 direct-mail
due 2026-11-30 all-marketing
entries 7:processing 14:
due 2026-11-30 profiling
due 2026-11-23 processing

finish
