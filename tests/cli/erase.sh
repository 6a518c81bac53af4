#!/bin/bash
# erase.sh - erasure from the command line: both forms, the dry run, the question, recordings, coming back.
. "$(dirname "$0")/lib.sh"

# A register where invoices are kept by an act and calls by a policy, with two customers: 1 has an old contract, an
# invoice that must stay and two calls; 2 has an open contract. Recordings lie in ./sound.
new_scene() {
    new_db
    quick --quiet register load "$ROOT/tests/data/erase/register.json" >"$WORK/load" 2>&1 ||
        complain "the register is not taken in" "$WORK/load"
    printf '%s\n' 'customer_no;name;phone;email;language;representative' \
        '1;Canary Lintunen;040 000 0001;canary1@example.com;fi;Edustaja Canarinen' \
        '2;Toinen Henkilö;040 000 0002;toinen@example.com;fi;' >customer.csv
    printf '%s\n' 'customer_no;contract_no;start_date;end_date' '1;S1;2010-01-01;2020-01-01' '2;S2;2020-01-01;' \
        >contract.csv
    printf '%s\n' 'customer_no;contract_no;invoice_no;invoice_date;amount' '1;S1;L1;2022-05-05;12,00' >invoice.csv
    printf '%s\n' 'customer_no;recording_no;started_at;kind;file' '1;R1;2026-10-01T12:00:00+03:00;other;a.wav' \
        '1;R2;2026-10-02T12:00:00+03:00;other;shared.wav' '2;R3;2026-10-02T12:00:00+03:00;other;shared.wav' \
        >call-recording.csv
    for table in customer contract invoice call-recording; do
        quick --quiet record import poisto "$table" "$table.csv" >"$WORK/load" 2>&1 ||
            complain "$table is not taken in" "$WORK/load"
    done
    mkdir sound
    echo sound >sound/a.wav
    echo sound >sound/shared.wav
}

# open_request RIGHT CUSTOMER REF: a verified one.
open_request() {
    quick --quiet request open "$1" --register poisto --received 2026-11-20 --channel letter --customer "$2" \
        >"$WORK/open" 2>&1 || complain "no request" "$WORK/open"
    quick --quiet request verify "$3" --method signature >"$WORK/open" 2>&1 || complain "not verified" "$WORK/open"
}

one_step=(erase --register poisto --received 2026-11-20 --channel letter --verified signature)

t "what goes and what stays, as JSON"
new_scene
open_request erasure 1 2026-0001
expect_status 0 gdprctl erase 2026-0001 --yes --json --recordings sound
expect_json format 1
expect_json request 2026-0001
expect_json complete false
expect_json dry_run false
expect_json state partly-done
expect_json until 2028-12-31
expect_json records.0.table customer
expect_json records.0.cleared 1
expect_json records.0.reasons '[]'
expect_json records.0.cleared_reasons.0.reason needed
expect_json records.length 5
expect_json records.4.table invoice
expect_json records.4.kept 1
expect_json records.4.erased 0
expect_json records.4.reasons.0.reason statutory-retention
expect_json records.4.reasons.0.legal_reference 'Kirjanpitolaki 1336/1997, 2 luku 10 §'
expect_json records.4.reasons.0.rows 1
expect_json records.4.reasons.0.until 2028-12-31
expect_json files_deleted 1
expect_json files_left 0
check "the recording has gone" test ! -e sound/a.wav
check "another row's recording has not" test -e sound/shared.wav
check "the e-mail address has gone" test "$(sql "SELECT count(*) FROM customer WHERE email GLOB 'canary*'")" = 0
check "the name stays with the invoice" test "$(sql "SELECT count(*) FROM customer WHERE name GLOB 'Canary*'")" = 1
check "the other customer is whole" test "$(sql "SELECT count(*) FROM customer WHERE email = 'toinen@example.com'")" = 1
check "the outbox is empty" test "$(sql 'SELECT count(*) FROM outbox')" = 0
expect_status 0 gdprctl request show 2026-0001 --json
expect_json state partly-done
expect_json partly_done_until 2028-12-31
expect_status 0 gdprctl audit verify

t "again there is nothing to do"
new_scene
open_request erasure 1 2026-0001
expect_status 0 gdprctl erase 2026-0001 --yes --recordings sound
cp gdprctl.db before.db
expect_status 0 gdprctl erase 2026-0001 --json --recordings sound
expect_json complete false
expect_json records.2.erased 0
check "nothing was written" cmp -s gdprctl.db before.db
sql "INSERT INTO outbox (path) VALUES ('left.wav')" >/dev/null
for way in --dry-run --yes; do
    expect_status 1 gdprctl erase 2026-0001 $way --json
    expect_json files_left 1
    expect_err "1 recording file of erased rows still waits to be removed: name the directory"
done
check "a file that an earlier run could not take stays listed" test "$(sql 'SELECT count(*) FROM outbox')" -eq 1
sql "DELETE FROM outbox" >/dev/null
sql "DELETE FROM invoice" >/dev/null
expect_status 0 gdprctl erase 2026-0001 --yes --json
expect_json complete true
expect_json state "done"
expect_json records.0.erased 1
cp gdprctl.db before.db
expect_status 0 gdprctl erase 2026-0001
expect_out "there was nothing to do"
check "nothing was written" cmp -s gdprctl.db before.db

t "rows that come while an erasure is partly done are counted with those of its first run"
new_scene
open_request erasure 1 2026-0001
expect_status 0 gdprctl erase 2026-0001 --yes --json --recordings sound
expect_json records.1.erased 2
printf '%s\n' 'customer_no;recording_no;started_at;kind;file' '1;R4;2026-10-03T12:00:00+03:00;other;' \
    '1;R5;2026-10-04T12:00:00+03:00;other;' '1;R6;2026-10-05T12:00:00+03:00;other;' >later.csv
printf '%s\n' 'customer_no;contract_no;invoice_no;invoice_date;amount' '1;S1;L2;2023-05-05;12,00' >later2.csv
quick --quiet record import poisto call-recording later.csv >/dev/null
quick --quiet record import poisto invoice later2.csv >/dev/null
expect_status 0 gdprctl erase 2026-0001 --yes --json --recordings sound
expect_json records.1.erased 3
check "five calls in all, of two invoices none" test "$(sql "SELECT group_concat(table_name || found || erased || kept, ' ')
    FROM request_result WHERE reason IS NULL AND table_name IN ('call_recording', 'invoice')")" = "call_recording550 invoice202"

t "the dry run counts the same and changes nothing"
new_scene
open_request erasure 1 2026-0001
cp gdprctl.db before.db
expect_status 0 gdprctl erase 2026-0001 --dry-run --json --recordings sound
expect_json dry_run true
expect_json files_deleted 1
cp "$OUT" dry.json
check "the file is as it was" cmp -s gdprctl.db before.db
check "the recording is there" test -e sound/a.wav
expect_status 0 gdprctl "${one_step[@]}" --customer 2 --dry-run
expect_out "Nothing was kept"
check "no request was opened" cmp -s gdprctl.db before.db
expect_status 0 gdprctl erase 2026-0001 --yes --json --recordings sound
check "the same counts" test "$(json_get records dry.json)" = "$(json_get records)"
check "of files too" test "$(json_get files_deleted dry.json)" = "$(json_get files_deleted)"

t "nothing is destroyed unasked"
new_scene
open_request erasure 1 2026-0001
cp gdprctl.db before.db
expect_status 77 gdprctl erase 2026-0001 --json
expect_error refused
expect_status 77 gdprctl "${one_step[@]}" --customer 1
check "nothing was changed" cmp -s gdprctl.db before.db

t "before identity is established nothing is erased"
new_scene
quick --quiet request open erasure --register poisto --received 2026-11-20 --channel letter --customer 1 >/dev/null
cp gdprctl.db before.db
expect_status 77 gdprctl erase 2026-0001 --yes
expect_err "has not been verified"
expect_status 77 gdprctl erase 2026-0001 --dry-run
check "nothing was changed" cmp -s gdprctl.db before.db

t "who and which request is meant"
new_scene
open_request access 1 2026-0001
expect_status 69 gdprctl erase 2026-0009 --yes
expect_status 64 gdprctl erase 2026-0001 --yes
expect_status 67 gdprctl "${one_step[@]}" --customer 77 --yes
expect_status 64 gdprctl erase 2026-0001 --register poisto --yes
expect_status 64 gdprctl erase --yes
check "nobody was erased" test "$(sql 'SELECT count(*) FROM customer')" = 2

t "an open contract stays with what it needs"
new_scene
expect_status 0 gdprctl "${one_step[@]}" --customer 2 --yes --json --recordings sound
expect_json complete false
expect_json until null
expect_json records.0.table customer
expect_json records.0.cleared_reasons.0.reason open-contract
expect_json records.0.cleared_reasons.0.legal_reference 'Art. 17(1)(a)'
check "the contract is there" test "$(sql "SELECT count(*) FROM contract WHERE contract_no = 'S2'")" = 1
check "the shared recording stays for customer 1" test -e sound/shared.wav

t "a representative is a person of their own"
new_scene
expect_status 0 gdprctl "${one_step[@]}" --customer 1 --as representative --yes --json
expect_json complete true
expect_json records.length 1
expect_json records.0.table representative
check "the customer is whole" test "$(sql "SELECT count(*) FROM customer WHERE email GLOB 'canary*'")" = 1
expect_status 1 gdprctl record import poisto customer customer.csv --json
check "the representative does not come back" test "$(sql 'SELECT count(*) FROM representative')" = 0

t "what is kept of a representative stays restricted when the customer takes their own request back"
new_scene
quick --quiet hold add --register poisto --customer 1 --reason case >/dev/null
expect_status 0 gdprctl "${one_step[@]}" --customer 1 --yes
expect_status 0 gdprctl "${one_step[@]}" --customer 1 --as representative --yes --json
expect_json complete false
in_force="SELECT group_concat(coalesce(table_name, 'all') || ' ' || q.ref, ', ') FROM restriction r JOIN request q
    ON q.id = r.request_id WHERE r.ground = 'kept-data' AND r.lifted_on IS NULL"
check "each has their own" test "$(sql "$in_force")" = "all 2026-0001, representative 2026-0002"
expect_status 0 gdprctl request withdraw 2026-0001
check "the representative's is left" test "$(sql "$in_force")" = "representative 2026-0002"

t "who was erased does not come back by an import"
new_scene
rm invoice.csv && sql "DELETE FROM invoice" >/dev/null
expect_status 0 gdprctl "${one_step[@]}" --customer 1 --yes --json --recordings sound
expect_json complete true
expect_json state "done"
check "the person has gone" test "$(sql 'SELECT count(*) FROM customer')" = 1
expect_status 1 gdprctl record import poisto customer customer.csv --json
expect_json rejected 1
check "the person stays gone" test "$(sql 'SELECT count(*) FROM customer')" = 1
expect_status 0 gdprctl record import poisto customer customer.csv --readmit "uusi sopimus" --json
check "let in with a reason" test "$(sql 'SELECT count(*) FROM customer')" = 2

t "recordings that are not there, and recordings that nobody keeps here"
new_scene
rm sound/a.wav
expect_status 0 gdprctl "${one_step[@]}" --customer 1 --yes --json --recordings sound
expect_json files_missing 1
expect_err "1 recording file of the erased rows was not there"
check "the row has gone" test "$(sql "SELECT count(*) FROM call_recording WHERE file = 'a.wav'")" = 0
expect_status 0 gdprctl "${one_step[@]}" --customer 2 --yes --json
expect_err "no directory of recordings is set"
check "the file is there" test -e sound/shared.wav
check "the outbox is empty" test "$(sql 'SELECT count(*) FROM outbox')" = 0

t "the directory of recordings from the environment, for an answer and an erasure alike"
new_scene
GDPRCTL_RECORDINGS=sound expect_status 0 gdprctl access --register poisto --received 2026-11-20 --channel letter \
    --verified signature --customer 1 --out answers --json
check "the recording is in the answer" test "$(json_get recordings_copied)" -gt 0
GDPRCTL_RECORDINGS=sound expect_status 0 gdprctl "${one_step[@]}" --customer 1 --yes --json
check "the recording has gone with its row" test ! -e sound/a.wav

t "a recording behind a link keeps its row"
new_scene
mv sound/a.wav elsewhere.wav
ln -s ../elsewhere.wav sound/a.wav
expect_status 1 gdprctl "${one_step[@]}" --customer 1 --yes --json --recordings sound
expect_json records.1.table call_recording
expect_json records.1.kept 1
expect_json records.1.erased 1
expect_json records.1.reasons.0.reason file
check "the file behind the link is there" test -e elsewhere.wav
for said in "fi:Tietoihin kuuluvaa tiedostoa" "sv:Filen som hör till uppgifterna" "en:The file that belongs to"; do
    expect_status 0 gdprctl request letter 2026-0001 --format md --lang "${said%%:*}"
    expect_out "| ${said#*:}"
done
rm sound/a.wav && mv elsewhere.wav sound/a.wav
expect_status 0 gdprctl erase 2026-0001 --yes --json --recordings sound
expect_json records.1.erased 1
check "now it has gone" test ! -e sound/a.wav

t "a recordings directory that is not there stops the erasure"
new_scene
open_request erasure 1 2026-0001
cp gdprctl.db before.db
expect_status 66 gdprctl erase 2026-0001 --yes --json --recordings nowhere
expect_error no-input
check "nothing was changed" cmp -s gdprctl.db before.db

t "a run begins with the files that a killed one left"
new_scene
expect_status 0 gdprctl "${one_step[@]}" --customer 1 --yes --recordings sound
echo sound >sound/left.wav
sql "INSERT INTO outbox (path, dev, ino, size) VALUES ('left.wav', $(stat -c '%d, %i, %s' sound/left.wav))" >/dev/null
expect_status 0 gdprctl erase 2026-0001 --yes --json --recordings sound
expect_json files_deleted 1
check "it has gone" test ! -e sound/left.wav
echo sound >sound/left.wav
sql "INSERT INTO outbox (path, dev, ino, size) VALUES ('left.wav', 1, 2, 3)" >/dev/null
expect_status 1 gdprctl erase 2026-0001 --yes --json --recordings sound
expect_json files_left 1
expect_err "1 recording file of erased rows could not be removed: something else stands in its place"
check "another file in its place stays" test -e sound/left.wav

t "a hold stops it, with its reason"
new_scene
sql "INSERT INTO hold (register_id, customer_id, table_name, reason, owner, placed_on) SELECT register_id, id,
    'contract', 'r', 'o', '2026-01-01' FROM customer WHERE customer_no = '1'" >/dev/null
expect_status 0 gdprctl "${one_step[@]}" --customer 1 --yes --json
expect_json records.3.table contract
expect_json records.3.reasons.0.reason legal-hold
expect_json until null

t "what a hold with a last day keeps stays until then, or as long as something else needs it"
new_scene
hold() { quick --quiet hold add --register poisto --reason case "$@" >/dev/null 2>&1 || complain "no hold"; }
hold --customer 1 --table call_recording --until 2027-01-31
hold --customer 1 --table call_recording --until 2027-03-31
hold --customer 1 --table invoice --until 2027-03-31
hold --customer 2 --until 2027-03-31
expect_status 0 gdprctl "${one_step[@]}" --customer 1 --yes --json
expect_json records.1.table call_recording
expect_json records.1.reasons.0.reason legal-hold
expect_json records.1.reasons.0.until 2027-03-31
expect_json records.4.reasons.0.reason legal-hold
expect_json records.4.reasons.0.until 2028-12-31
expect_json until 2028-12-31
expect_status 0 gdprctl request letter 2026-0001 --lang en
expect_out "31 March 2027"
expect_out "31 December 2028"
expect_no_out "not known yet"
expect_status 0 gdprctl "${one_step[@]}" --customer 2 --dry-run --json
expect_json records.2.table contract
expect_json records.2.reasons.0.reason legal-hold
expect_json records.2.reasons.0.until null
hold --customer 1 --table invoice --until 2031-01-31
expect_status 0 gdprctl erase 2026-0001 --yes --json
expect_json until 2031-01-31
hold --customer 1 --table invoice
expect_status 0 gdprctl erase 2026-0001 --yes --json
expect_json until null

t "a hold on a representative is on the row about them, and the customer's data go"
new_scene
expect_status 0 gdprctl hold add --register poisto --customer 1 --as representative --reason case --dry-run --json
expect_json table representative
expect_status 0 gdprctl hold add --register poisto --customer 1 --as representative --reason case --json
expect_json table representative
expect_json row 1
expect_status 64 gdprctl hold add --register poisto --customer 1 --as representative --table invoice --reason case
expect_status 64 gdprctl hold add --register poisto --customer 1 --as representative --table representative --row 2 --reason case
expect_status 0 gdprctl "${one_step[@]}" --customer 1 --yes --json
expect_json records.1.table call_recording
expect_json records.1.erased 2
expect_json records.2.table representative
expect_json records.2.reasons.0.reason legal-hold
expect_status 0 gdprctl "${one_step[@]}" --customer 1 --as representative --yes --json
expect_json records.0.reasons.0.reason legal-hold

t "an answer's CSV files tell no last day of what is held, as the letter does"
new_scene
printf '%s\n' 'customer_no;contract_no;invoice_no;invoice_date;amount' '1;S1;L2;2010-05-05;12,00' >old.csv
quick --quiet record import poisto invoice old.csv >/dev/null
access=(access --register poisto --received 2026-11-20 --channel letter --customer 1 --verified signature --out answers)
expect_status 0 gdprctl "${access[@]}"
check "by their rule" grep -q ';L2;2016-12-31' answers/2026-0001/books.csv
quick --quiet hold add --register poisto --customer 1 --table invoice --reason case >/dev/null
expect_status 0 gdprctl "${access[@]}"
check "held: none" grep -q ';L2;.\?$' answers/2026-0002/books.csv

t "behind a hold that ends a restriction and an open request go on: no day is told"
for right in restriction access; do
    rm -rf ./* && new_scene
    quick --quiet hold add --register poisto --customer 1 --reason case --until 2027-03-31 >/dev/null
    open_request "$right" 1 2026-0001
    [ "$right" = access ] || expect_status 0 gdprctl restrict 2026-0001 --ground claims
    open_request erasure 1 2026-0002
    expect_status 0 gdprctl erase 2026-0002 --dry-run --json
    expect_json until null
    expect_json records.1.reasons.0.reason legal-hold
    expect_json records.1.reasons.0.until null
    again
done

t "no value of the person is said"
new_scene
for format in --json --quiet; do
    expect_status 0 gdprctl "${one_step[@]}" --customer 1 --dry-run "$format"
    expect_no_out Canar
    expect_no_out canary
    expect_no_err Canar
done
expect_status 0 gdprctl "${one_step[@]}" --customer 1 --yes
expect_out "Kirjanpitolaki"
expect_no_out Canar
check "nor written down" test "$(sql "SELECT count(*) FROM audit WHERE detail GLOB '*anar*'")" = 0

t "where no rule rests on an act or a contract, the officer is told that invoices go too"
new_db
quick register load --builtin kesoy-customers >/dev/null
quick --quiet record import kesoy-customers customer "$ROOT/tests/data/sample/utf8bom/asiakkaat.csv" >/dev/null 2>&1
who=(--register kesoy-customers --received 2026-11-20 --channel letter --customer 00100003 --verified known-person)
expect_status 0 gdprctl erase "${who[@]}" --dry-run
expect_err "the definition of kesoy-customers has no rule that rests on an act or a contract"
expect_status 0 gdprctl erase "${who[@]}" --yes
expect_err "the definition of kesoy-customers has no rule that rests on an act or a contract"
rm -f gdprctl.db* && new_scene
expect_status 0 gdprctl "${one_step[@]}" --customer 1 --dry-run
expect_no_err "has no rule that rests on"

t "a table behind a foreign key that is not followed stops the erasure, by name"
for action in '' 'ON DELETE CASCADE'; do
    rm -rf sound ./gdprctl.db*
    new_scene
    sql "CREATE TABLE my_note (id INTEGER PRIMARY KEY, customer_id INT, no TEXT, txt TEXT,
         FOREIGN KEY (customer_id, no) REFERENCES call_recording (customer_id, recording_no) $action);
         INSERT INTO my_note (customer_id, no, txt) SELECT customer_id, recording_no, 'x' FROM call_recording"
    open_request erasure 1 2026-0001
    expect_status 78 gdprctl erase 2026-0001 --yes --json --recordings sound
    expect_out 'rows of table my_note refer to rows of call_recording'
    expect_out 'gdprctl register check'
    check "nothing is gone" test "$(sql 'SELECT count(*) FROM my_note, call_recording')" -eq 9
    expect_status 1 gdprctl register check poisto --lang en
    expect_out 'The table my_note has a foreign key to call_recording'
    expect_status 1 gdprctl register check poisto --json
    check "one finding" test "$(grep -o foreign-key-not-followed "$OUT" | wc -l)" -eq 1
    sql "UPDATE my_note SET no = NULL"
    expect_status 0 gdprctl erase 2026-0001 --yes --recordings sound
done

finish
