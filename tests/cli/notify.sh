#!/bin/bash
# notify.sh - Art. 19: whom to tell of what was done, each with a file that holds only what the recipient may get.
. "$(dirname "$0")/lib.sh"

# A customer in kss-customers, where one recipient may get two columns and another two categories, and an invoice.
scene() {
    new_db
    quick --quiet register load --builtin kss-customers >"$WORK/load" 2>&1 || complain "no register" "$WORK/load"
    printf '%s\n' 'customer_no;name;personal_id;street;phone' '1;Kanarian Lintu;131052-308T;Vanhatie 1;040 000 0001' >customer.csv
    printf '%s\n' 'customer_no;contract_no;start_date;end_date' '1;S1;2010-01-01;2012-01-01' >contract.csv
    printf '%s\n' 'customer_no;recording_no;started_at;kind' '1;R1;2026-10-01T12:00:00+03:00;other' >call-recording.csv
    for table in customer contract call-recording; do
        quick --quiet record import kss-customers $table $table.csv >"$WORK/load" 2>&1 || complain "no $table" "$WORK/load"
    done
}
new=(--register kss-customers --received 2026-11-20 --channel letter --customer 1 --verified signature)

t "rectified: the new value, and nothing that the recipient may not get"
scene
printf '{"customer.personal_id":"010190-002R"}' >id.json
expect_status 0 gdprctl rectify "${new[@]}" --from id.json --set "customer.street=Uusikatu 7"
expect_status 0 gdprctl request notify 2026-0001 --out told --json
expect_json files 5
expect_json recipients.0.recipient asiakastieto
expect_json recipients.0.told_on null
file=told/2026-0001/asiakastieto
check "the new identity code" test "$(json_get records.0.fields.0.value $file.json)" = 010190-002R
check "one field" test "$(json_get records.length $file.json) $(json_get records.0.fields.length $file.json)" = "1 1"
check "who is meant" grep -q "Kanarian Lintu" $file.json
check "no street, no telephone number" bash -c '! grep -E "Uusikatu|0000001|Vanhatie" told/2026-0001/asiakastieto.*'
check "the other may know the street" grep -q "Uusikatu 7" told/2026-0001/billing-and-collection.csv
check "private" test "$(stat -c %a told/2026-0001 $file.csv | tr '\n' ' ')" = "700 600 "
check "the manifest names four files" test "$(json_get files.length told/2026-0001/manifest.json)" = 4
expect_status 73 gdprctl request notify 2026-0001 --out told
expect_status 64 gdprctl request notify 2026-0001 --recipient asiakastieto --on 2026-11-21 --out early
expect_err "before 2026-11-22"
check "no files for it" test ! -e early/2026-0001
GDPRCTL_NOW=2026-11-25T09:00:00+02:00 expect_status 0 gdprctl request notify 2026-0001 --recipient asiakastieto --on 2026-11-23 --json
expect_json recipients.0.told_on 2026-11-23
expect_json recipients.1.told_on null
expect_status 0 gdprctl ledger list
expect_out "request notify  request=1 recipient=1"
expect_status 64 gdprctl request notify 2026-0001 --recipient asiakastieto --on 2026-12-21
expect_err "in the future"
expect_status 64 gdprctl request notify 2026-0001 --on 2026-11-21
expect_status 69 gdprctl request notify 2026-0001 --recipient somebody
expect_status 69 gdprctl request notify 2026-0007
check "no value in the log" bash -c '! sqlite3 gdprctl.db "SELECT * FROM audit" | grep -E "Uusikatu|010190"'
expect_status 0 gdprctl audit verify

t "where nobody has to be told no files are written, nor said to be"
scene
expect_status 0 gdprctl rectify --register kss-customers --received 2026-11-20 --channel letter --customer 1 \
    --verified signature --set customer.phone=0400000002
sql "DELETE FROM request_recipient"
expect_status 0 gdprctl request notify 2026-0001 --out told --json
expect_json files 0
check "not in the log" test "$(sql "SELECT count(*) FROM audit WHERE result = 'files-written'")" = 0

t "who was told has to be told again of what was done since, and of nothing else"
scene
told() { sql "SELECT group_concat(coalesce(told_on, 'not'), ' ') FROM request_recipient"; }
tell() { expect_status 0 gdprctl request notify 2026-0001 --recipient billing-and-collection; }
expect_status 0 gdprctl rectify "${new[@]}" --set customer.street= --contested
cp gdprctl.db copy.db
tell
check "of the restriction" test "$(told)" = 2026-11-22
expect_status 0 gdprctl rectify 2026-0001 --set customer.street= --contested
check "nothing new" test "$(told)" = 2026-11-22
expect_status 0 gdprctl rectify 2026-0001 --set "customer.street=Uusikatu 7"
check "not yet of the correction" test "$(told)" = not
expect_status 0 gdprctl rectify 2026-0001 --set "customer.street=Uusikatu 7"
tell
expect_status 0 gdprctl rectify 2026-0001 --set "customer.street=Uusikatu 7"
check "the same again" test "$(told)" = 2026-11-22
expect_status 0 gdprctl rectify 2026-0001 --set "customer.street=Uusikatu 9"
check "another correction" test "$(told)" = not
mv copy.db gdprctl.db
expect_status 1 gdprctl ledger replay --yes
check "after a restore too" test "$(told)" = not

t "only those who may have got it are told"
scene
expect_status 0 gdprctl rectify "${new[@]}" --set "customer.street=Uusikatu 7"
expect_status 0 gdprctl request notify 2026-0001 --json
expect_json recipients.length 1
expect_json recipients.0.recipient billing-and-collection

# A panel member with an answer about hobbies and one that is a contact, which one recipient may get and another both.
panel_answers() {
    new_db
    quick --quiet register load --builtin kss-panel >/dev/null
    printf '%s\n' "customer_no;name" "1;Aino Ahti" >c.csv
    quick --quiet record import kss-panel customer c.csv >/dev/null
    sql "INSERT INTO panel_answer (id, customer_id, category, question, answer) SELECT 1, id, 'hobby', 'Q1', 'ski' FROM customer
     UNION ALL SELECT 2, id, 'contact', 'Q2', 'mail' FROM customer"
}
panel=(--register kss-panel --received 2026-11-20 --channel self-service --customer 1 --verified self-service)
only_told() { # REF RECIPIENT...: they are on the list, with files, and nobody else
    expect_status 0 gdprctl request notify "$1" --out told --json
    expect_json files $((2 * $# - 1))
    check "on the list of $1: ${*:2}" test "$(grep -o '"recipient":"[^"]*"' "$OUT" | cut -d'"' -f4 | tr '\n' ' ')" = "${*:2} "
    for who in "${@:2}"; do check "$who has a file of $1" test -e "told/$1/$who.json"; done
}

t "a category that has a column for some rows only gives no value of others"
panel_answers
expect_status 0 gdprctl rectify "${panel[@]}" --row 1 --set panel_answer.answer=sauna
only_told 2026-0001 subcontractor
check "whom hobbies are for" grep -q sauna told/2026-0001/subcontractor.json
expect_status 0 gdprctl rectify "${panel[@]}" --row 2 --set panel_answer.answer=letter
only_told 2026-0002 commissioned-company subcontractor
check "their own rows they get" grep -q letter told/2026-0002/commissioned-company.json
expect_status 0 gdprctl rectify "${panel[@]}" --row 1 --set panel_answer.answer= --contested
only_told 2026-0003 subcontractor
expect_status 0 gdprctl restrict "${panel[@]}" --ground claims --table panel-answer --row 1
only_told 2026-0004 subcontractor
expect_status 0 gdprctl restrict "${panel[@]}" --ground unlawful --table panel-answer
only_told 2026-0005 commissioned-company subcontractor

t "of an erasure they are told by the rows that go, too"
panel_answers
sql "DELETE FROM panel_answer WHERE id = 2"
expect_status 0 gdprctl hold add --register kss-panel --customer 1 --table customer --reason "inspection"
expect_status 0 gdprctl erase "${panel[@]}" --yes --notify told --json
expect_json notify_files 3
check "whom hobbies are for" grep -q panel_answer told/2026-0001/subcontractor.json
expect_status 0 gdprctl request notify 2026-0001 --json
expect_json recipients.length 1
expect_json recipients.0.recipient subcontractor

t "one on the list for what was told before gets no file of what is none of theirs"
panel_answers
expect_status 0 gdprctl rectify "${panel[@]}" --row 2 --set panel_answer.answer=letter
sql "UPDATE panel_answer SET category = 'hobby' WHERE id = 2"
expect_status 0 gdprctl request notify 2026-0001 --out told --json
expect_json recipients.length 2
expect_json files 3
check "the other's" test -e told/2026-0001/subcontractor.json
sql "DELETE FROM request_recipient WHERE recipient = 'subcontractor'"
expect_status 0 gdprctl request notify 2026-0001 --out none --json
expect_json files 0
check "no package without one" test ! -e none/2026-0001

t "contested: which field, without its value"
scene
expect_status 0 gdprctl rectify "${new[@]}" --set customer.street= --contested
expect_status 0 gdprctl request notify 2026-0001 --out told --json
expect_json recipients.length 1
check "the field" grep -q '"column": "street"' told/2026-0001/billing-and-collection.json
check "its value is among what tells who is meant, not among the changes" test \
    "$(python3 -c 'import json; print([f.get("value") for f in json.load(open("told/2026-0001/billing-and-collection.json"))["records"][0]["fields"]])')" = "[None]"

t "restricted: one table, or everything"
scene
expect_status 0 gdprctl restrict "${new[@]}" --ground claims --table call_recording
expect_status 0 gdprctl request notify 2026-0001 --out told --json
expect_json files 0
check "nobody may have got recordings" test "$(sql 'SELECT count(*) FROM request_recipient')" = 0
check "nothing written" test ! -e told/2026-0001
expect_status 0 gdprctl restrict "${new[@]}" --ground claims
expect_status 0 gdprctl request notify 2026-0002 --out told --dry-run --json
expect_json files 5
check "counted, and not written" test ! -e told/2026-0002
expect_status 0 gdprctl request notify 2026-0002 --out told --json
expect_json files 5
expect_json recipients.length 2
check "everything" test "$(json_get everything told/2026-0002/asiakastieto.json)" = true

t "erased: written on the way, as a whole or not at all"
scene
expect_status 0 gdprctl erase "${new[@]}" --yes --notify told --dry-run --json
expect_json notify_files 5
check "not in a dry run" test ! -e told
mkdir -p told/2026-0001
cp gdprctl.db before.db
expect_status 73 gdprctl erase "${new[@]}" --notify told --dry-run
expect_status 73 gdprctl erase "${new[@]}" --yes --notify told
check "nothing was erased" cmp -s before.db gdprctl.db
rmdir told/2026-0001
expect_status 0 gdprctl erase "${new[@]}" --yes --notify told --json
expect_json complete true
expect_json notify_files 5
check "who is meant" grep -q "Kanarian Lintu" told/2026-0001/asiakastieto.json
check "no values" test "$(grep -c '"value"' told/2026-0001/asiakastieto.json)" = 2
check "no recordings for them" bash -c '! grep -q call_recording told/2026-0001/*.json'
expect_status 77 gdprctl request notify 2026-0001 --out later
expect_err "--notify"
expect_status 0 gdprctl request notify 2026-0001 --recipient asiakastieto
expect_status 0 gdprctl request show 2026-0001 --json
expect_out '"event":"notify"'

t "where a protected person lives no recipient is told without a second confirmation"
scene
sql "UPDATE customer SET protected = 1"
expect_status 0 gdprctl rectify "${new[@]}" --set "customer.street=Piilokuja 7"
expect_status 77 gdprctl request notify 2026-0001 --out told --dry-run
check "a dry run makes no directory" test ! -e told
expect_status 77 gdprctl request notify 2026-0001 --out told
expect_err "turvakielto"
expect_err "--protected-ok"
check "no file" test -z "$(ls -A told)"
expect_status 0 gdprctl request notify 2026-0001 --out told --protected-ok
check "confirmed" grep -q "Piilokuja 7" told/2026-0001/billing-and-collection.csv
expect_status 77 gdprctl erase "${new[@]}" --notify gone --dry-run
expect_status 77 gdprctl erase "${new[@]}" --yes --notify gone
expect_err "turvakielto"
check "nothing was erased" test "$(sql "SELECT count(*) FROM customer")" = 1
check "no file of the erasure" test -z "$(ls -A gone)"
expect_status 0 gdprctl erase "${new[@]}" --yes --notify gone --protected-ok --json
expect_json notify_files 5

t "nor of one whose address another register knows to be protected"
scene
quick --quiet register load --builtin kss-panel >"$WORK/load" 2>&1 || complain "no register"
printf '%s\n' 'customer_no;name;personal_id;protected' 'P1;Kanarian Lintu;131052-308T;1' >panel.csv
quick --quiet record import kss-panel customer panel.csv >"$WORK/load" 2>&1 || complain "no member" "$WORK/load"
expect_status 0 gdprctl rectify "${new[@]}" --set "customer.street=Piilokuja 7"
expect_status 77 gdprctl request notify 2026-0001 --out told
expect_err "turvakielto"
expect_status 77 gdprctl erase "${new[@]}" --yes --notify gone
check "no file" test -z "$(find told gone -mindepth 1)"
expect_status 0 gdprctl erase "${new[@]}" --yes --notify gone --protected-ok

t "a book that cannot be written leaves no files for the recipients"
scene
full() { bash -c 'ulimit -f 100; exec "$@"' - "$GDPRCTL" "$@" --json; }
expect_status 74 full erase "${new[@]}" --yes --notify told
expect_json error.code io
check "none of an erasure" test -z "$(ls -A told)"
expect_status 0 gdprctl rectify "${new[@]}" --set "customer.street=Uusikatu 7"
expect_status 74 full request notify 2026-0001 --out told
check "none of a correction" test -z "$(ls -A told)"
expect_status 0 gdprctl request notify 2026-0001 --out told --json
expect_json files 3
expect_status 0 gdprctl erase "${new[@]}" --yes --notify told --json
expect_json notify_files 5

t "a table named with hyphens has the same recipients"
new_db
quick --quiet register load --builtin kss-panel >"$WORK/load" 2>&1 || complain "no register" "$WORK/load"
printf '%s\n' 'customer_no;name;role' 'P1;Kanarian Lintu;panel-member' >member.csv
printf '%s\n' 'customer_no;category;question;answer' 'P1;contact;Q1;kalastus' >answer.csv
quick --quiet record import kss-panel customer member.csv >"$WORK/load" 2>&1 || complain "no member" "$WORK/load"
quick --quiet record import kss-panel panel-answer answer.csv >"$WORK/load" 2>&1 || complain "no answer" "$WORK/load"
panel=(--register kss-panel --received 2026-11-20 --channel self-service --customer P1 --verified self-service)
expect_status 0 gdprctl rectify "${panel[@]}" --set panel-answer.answer=hiihto --json
expect_json changes.0.field panel_answer.answer
expect_status 0 gdprctl request notify 2026-0001 --json
check "both are told" test "$(json_get recipients.length "$OUT")" = 2
check "the audit log has one name for it" test "$(sql "SELECT count(*) FROM audit WHERE detail LIKE 'field=panel_answer.answer %'")" = 1
finish
