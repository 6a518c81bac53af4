#!/bin/bash
# access.sh - the answer to an access request: complete, exact, nobody else's, whole or not at all.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/sample.sh"

open_access() { # REGISTER CHANNEL CUSTOMER
    quick request open access --register "$1" --received 2026-11-20 --channel "$2" --customer "$3" >/dev/null
}

t "from receipt to delivery"
sample kuopio-customers
expect_status 0 gdprctl request open access --register kuopio-customers --received 2026-11-20 --channel letter \
    --customer 00100013 --json
expect_json request 2026-0001
expect_json due 2026-12-21
expect_json state received
expect_status 77 gdprctl access 2026-0001 --out answers
expect_err "has not been verified"
check "nothing was written" test ! -e answers/2026-0001
expect_status 77 gdprctl request verify 2026-0001 --method self-service
expect_err "does not accept"
expect_status 0 gdprctl request verify 2026-0001 --method signature
expect_status 0 gdprctl access 2026-0001 --out answers --json
expect_json state "done"
check "files" test -s answers/2026-0001/letter.html -a -s answers/2026-0001/export.json -a -s answers/2026-0001/manifest.json
check "private" test -z "$(find answers -type f ! -perm 600)"
check "the formula is no formula" grep -q "'=Kuusi" answers/2026-0001/customer-data.csv
check "headings and labels begin with a capital" grep -qE '<h3>Asiakastiedot</h3>|<dt>Asiakasnumero</dt>' answers/2026-0001/letter.html
check "no block says only how long it is kept" bash -c \
    'test "$(tr -d "\n" <answers/2026-0001/letter.html | grep -oE "<dl[^>]*> *<dt>Säilytetään</dt>" | wc -l)" -eq 0'
check "codes by their names" grep -q ';rooli;asiakas;' answers/2026-0001/not-in-notice.csv
check "and no code" bash -c '! grep -qE ";(customer|natural|fi);" answers/2026-0001/*.csv'
check "dates as they are stored" grep -qE 'alkoi;20[0-9]{2}-[01][0-9]-[0-3][0-9];' answers/2026-0001/not-in-notice.csv
check "and exact in JSON" grep -q '"=Kuusi Öhman"' answers/2026-0001/export.json
check "manifest" python3 -c '
import hashlib, json, pathlib
d = pathlib.Path("answers/2026-0001")
m = json.loads((d / "manifest.json").read_text())
assert {f["name"] for f in m["files"]} == {str(p.relative_to(d)) for p in d.rglob("*") if p.is_file()} - {"manifest.json"}
for f in m["files"]:
    b = (d / f["name"]).read_bytes()
    assert f["size"] == len(b) and f["sha256"] == hashlib.sha256(b).hexdigest()
'
expect_status 73 gdprctl access 2026-0001 --out answers
expect_status 0 gdprctl request deliver 2026-0001 --sent 2026-11-22
expect_status 0 gdprctl audit verify

t "an amount has its unit, by whatever name the notice calls it"
sample kuopio-customers
for language in "fi" sv en; do
    expect_status 0 gdprctl --lang $language access --register kuopio-customers --received 2026-11-20 --channel letter \
        --customer 00100013 --verified signature --out $language
done
units() { # LANGUAGE WORD...
    local language=$1 word
    shift
    for word; do
        check "$word" grep -qF ">$word<" "$language"/*/letter.html
        check "$word in a CSV" grep -qiF ";$word;" "$language"/*/*.csv
    done
}
units "fi" "Tuotteen hinta (snt/kWh)" "Sähkön kulutusarvio tai tiedot kulutuksesta (kWh)"
units sv "Produktens pris (cent/kWh)" "Uppskattad elförbrukning eller uppgifter om förbrukningen (kWh)"
units en "Price of the product (cents/kWh)" "Estimate of, or data on, electricity consumption (kWh)"
check "none twice" bash -c '! grep -qE "\([^)<]*\) \([^)<]*\)[<;]" {fi,sv,en}/*/letter.html {fi,sv,en}/*/*.csv'

t "an earlier answer is among the data, in words of the person's language"
sample kuopio-customers
open_access kuopio-customers letter 00100013
quick request verify 2026-0001 --method signature >/dev/null
quick access 2026-0001 --out answers >/dev/null
for lang in "fi" sv en; do
    gdprctl --quiet --lang $lang access --register kuopio-customers --received 2026-11-20 --channel letter \
        --customer 00100013 --verified signature --out $lang >/dev/null || complain "access failed"
    check "no code in $lang" bash -c "! grep -qE 'data-subject|access package|Art\. 15' $lang/*/*.html $lang/*/*.csv"
done
check "to whom" grep -q "<dd>rekisteröity itse</dd>" fi/2026-0002/letter.html
check "what" grep -q ";vastaus tarkastuspyyntöön;" fi/2026-0002/not-in-notice.csv
check "why" grep -q "artikel 15 i dataskyddsförordningen" sv/2026-0003/letter.html
check "not that no recording comes" grep -q "Det gick inte att bifoga alla inspelningar" sv/2026-0003/letter.html
check "exact in JSON" grep -q '"access package"' fi/2026-0002/export.json

t "what a person asked before is theirs, also after they got a personal id"
sample kuopio-customers
open_access kuopio-customers letter 00100013
sqlite3 gdprctl.db "UPDATE customer SET personal_id = NULL WHERE customer_no = '00100013'"
quick request open erasure --register kuopio-customers --received 2026-11-20 --channel letter \
    --customer 00100013 >/dev/null 2>&1
printf 'customer_no;personal_id\n00100013;010190-123M\n' >new.csv
quick record import kuopio-customers customer new.csv >/dev/null
expect_status 0 gdprctl request open erasure --register kuopio-customers --received 2026-11-21 --channel letter \
    --customer 00100013 --json
expect_json duplicates.0 2026-0002
quick request verify 2026-0001 --method signature >/dev/null
expect_status 0 gdprctl access 2026-0001 --out answers
check "all three" python3 -c 'import json
assert [r["ref"] for r in json.load(open("answers/2026-0001/export.json"))["requests"]] == ["2026-0001", "2026-0002", "2026-0003"]'

t "all 200 people of the sample, each cell in the own export, none in another's"
sample kuopio-customers
for n in $(seq 100001 100200); do
    open_access kuopio-customers letter "00$n"
    quick request verify "$(printf '2026-%04d' $((n - 100000)))" --method signature >/dev/null
done
GDPRCTL_BATCH=70 expect_status 0 gdprctl access --all --out answers --json
expect_json answered 200
check "complete and nobody else's" python3 "$ROOT/tests/cli/access_all.py" gdprctl.db answers

t "a definition that is loaded while the answers are begun is the one they are made by"
sample kuopio-customers
open_access kuopio-customers letter 00100013
quick request verify 2026-0001 --method signature >/dev/null
written_under 0 "UPDATE register SET name_fi = 'Uusi asiakasrekisteri' WHERE code = 'kuopio-customers'" \
    gdprctl access --all --out answers --json
expect_json answered 1
check "by its name" grep -q "Uusi asiakasrekisteri" answers/2026-0001/letter.html

t "why data were deleted: by a rule, a former one, an objection, on request"
sample kuopio-customers
n=0
for rule in contract-data former-rule objection erasure; do
    n=$((n + 1))
    sql "INSERT INTO tombstone (id, register_id, table_name, rule, deleted_on, rows, part, people) SELECT $n, register_id,
            'invoice', '$rule', '2026-01-0$n', 1, 0, 1 FROM customer WHERE customer_no = '00100003';
        INSERT INTO tombstone_person (part, customer_id, tombstone_id, rows) SELECT 0, id, $n, 1 FROM customer
            WHERE customer_no = '00100003'"
done
told() { # LANG RULE OBJECTION FORMER
    gdprctl --quiet --lang "$1" access --register kuopio-customers --received 2026-11-20 --channel letter \
        --customer 00100003 --verified signature --out "$1" >/dev/null
    tr -d '\n' <"$(echo "$1"/*/letter.html)" | grep -oE "<td>1</td> *<td>[^<]*" | sed 's/.*<td>//' >got
    printf '%s\n' "$2" "$3" "$4" "$5" >want
    check "$1" diff got want
}
told "fi" "sopimukseen perustuvat tiedot" "silloin voimassa ollut säilytysaika" "kieltosi tai vastustuksesi vuoksi" "pyynnöstä"
told sv "uppgifter som grundar sig på avtal" "den lagringstid som gällde då" \
    "på grund av ditt förbud eller din invändning" "på begäran"
told en "data based on a contract" "the retention period that applied then" "because of your objection" "on request"

t "a dry run counts the same, and keeps nothing"
sample kuopio-customers
open_access kuopio-customers letter 00100013
expect_status 77 gdprctl access 2026-0001 --dry-run
expect_err "has not been verified"
quick request verify 2026-0001 --method signature >/dev/null
quick retention release kuopio-customers --rule development-needs --customer 00100013 --reason "no need" >/dev/null 2>&1
sha256sum gdprctl.db gdprctl.db.ledger >before
expect_status 64 gdprctl access 2026-0001
expect_err "--out DIR is missing"
expect_status 0 gdprctl access 2026-0001 --dry-run --json
expect_err "nothing was kept (--dry-run)"
expect_json dry_run true
expect_json package null
expect_json state "done"
cp "$OUT" counted
expect_status 0 gdprctl access 2026-0001 --dry-run --out answers --json
expect_json package answers/2026-0001
expect_status 0 gdprctl access --all --dry-run --json
expect_json answered 1
expect_json requests.0.rows "$(json_get rows counted)"
expect_status 0 gdprctl access --register kuopio-customers --received 2026-11-20 --channel letter --customer 00100014 \
    --verified signature --dry-run --json
expect_json request 2026-0002
check "nothing was made" test ! -e answers
expect_status 73 gdprctl access 2026-0001 --dry-run --out no/such/
expect_err "make the directory above it first"
check "nothing was kept" sha256sum --quiet -c before
mkdir -m 700 answers answers/2026-0001
expect_status 73 gdprctl access 2026-0001 --dry-run --out answers
expect_err "already exists"
expect_status 1 gdprctl access --all --dry-run --out answers
check "nor was anything taken away" test -d answers/2026-0001
rmdir answers/2026-0001
expect_status 0 gdprctl access 2026-0001 --out answers --json
for name in files rows recordings_copied recordings_missing others_masked; do
    expect_json $name "$(json_get $name counted)"
done

t "a directory that is there already keeps its request from being answered, and no other"
sample kuopio-customers
for n in 1 2 3 4; do
    open_access kuopio-customers letter "0010000$n"
    quick request verify "2026-000$n" --method signature >/dev/null
done
mkdir -m 700 answers && mkdir answers/2026-0002 && ln -s nowhere answers/2026-0003
GDPRCTL_BATCH=2 expect_status 1 gdprctl access --all --out answers --json
expect_json answered 2
expect_json left 2
expect_err "answers/2026-0002 already exists"
expect_err "answers/2026-0003 already exists"
check "the others are there" test -e answers/2026-0001/letter.html -a -e answers/2026-0004/letter.html
check "as it was" test -z "$(ls -A answers/2026-0002)" -a -L answers/2026-0003
check "no other names" test "$(ls -A answers | wc -l)" -eq 4
check "still to be answered" test "$(sql "SELECT group_concat(ref) FROM request WHERE state = 'verified'")" = \
    2026-0002,2026-0003
rmdir answers/2026-0002 && rm answers/2026-0003
expect_status 0 gdprctl access --all --out answers --json
expect_json answered 2

t "what a killed run left in the directory goes with --all too, when it is old"
sample kuopio-customers
open_access kuopio-customers letter 00100003
quick request verify 2026-0001 --method signature >/dev/null
mkdir -m 700 answers && mkdir answers/.partial-0123456789abcdef answers/.partial-fedcba9876543210
touch answers/.partial-0123456789abcdef/letter.html
touch -d 2026-11-20 answers/.partial-0123456789abcdef && touch -d 2026-11-22T06:00:00 answers/.partial-fedcba9876543210
expect_status 0 gdprctl access --all --out answers --json
check "the old one" test ! -e answers/.partial-0123456789abcdef
check "not one that may be at work" test -d answers/.partial-fedcba9876543210

t "the one-step form, in each register by a way its notice offers"
registers
for r in kss-customers kss-panel kuopio-customers ksat-customers kesoy-customers; do sample_into $r cp1252; done
step() { expect_status 0 gdprctl access --register "$1" --received 2026-11-20 --channel "$2" --customer 00100003 --verified "$3" --out answers; }
step kss-customers visit id-document
step kss-panel self-service self-service
step kuopio-customers email e-signature
step ksat-customers letter signature
step kesoy-customers email known-person
check "five answers" test "$(find answers -name letter.html | wc -l)" -eq 5

t "a protected address needs a second confirmation"
sample kuopio-customers
sqlite3 gdprctl.db "UPDATE customer SET protected = 1 WHERE customer_no = '00100003'"
open_access kuopio-customers letter 00100003
quick request verify 2026-0001 --method signature >/dev/null
expect_status 77 gdprctl access 2026-0001 --out answers
expect_err "protected address"
expect_status 0 gdprctl access 2026-0001 --out answers --protected-ok

t "a protected address is the person's, in whichever register it is known"
registers
printf '%s\n' 'customer_no;name;personal_id;street;email' '1;Aino Koivu;131052-308T;Vanhatie 1;aino@example.com' >1.csv
printf '%s\n' 'customer_no;name;personal_id;protected' '7;Aino Koivu;131052-308T;1' >7.csv
printf '%s\n' 'customer_no;name;personal_id' '3;Eero Haapa;010190-002R' >3.csv
quick record import kuopio-customers customer 1.csv >/dev/null
quick record import kuopio-customers customer 3.csv >/dev/null
quick record import kss-customers customer 7.csv >/dev/null
new=(--register kuopio-customers --received 2026-11-20 --channel letter --verified signature)
expect_status 77 gdprctl access "${new[@]}" --customer 1 --out answers
expect_err "protected address"
expect_status 0 gdprctl access "${new[@]}" --customer 3 --out answers
check "nothing was written" bash -c '! grep -rq Vanhatie answers'
open_access kuopio-customers letter 1
quick request verify 2026-0002 --method signature >/dev/null
expect_status 1 gdprctl access --all --out all
check "nor by --all" bash -c '! grep -rq Vanhatie all'
expect_status 77 gdprctl port --register kuopio-customers --received 2026-11-20 --channel email --verified e-signature \
    --customer 1 --out answers
expect_status 0 gdprctl subject show --customer 1 --register kuopio-customers --json
expect_out '"protected":true'
expect_status 0 gdprctl access 2026-0002 --out answers --protected-ok
expect_status 0 gdprctl request letter 2026-0002
expect_err "protected address"
expect_no_out Vanhatie

t "a representative is masked for the customer, and a person of their own"
sample kuopio-customers
no=$(sqlite3 gdprctl.db "SELECT c.customer_no FROM representative r JOIN customer c ON c.id = r.customer_id LIMIT 1")
name=$(sqlite3 gdprctl.db "SELECT name FROM representative LIMIT 1")
open_access kuopio-customers letter "$no"
quick request verify 2026-0001 --method signature >/dev/null
expect_status 0 gdprctl access 2026-0001 --out answers --json
expect_json others_masked true
check "the name is not there" bash -c "! grep -rqF '$name' answers/2026-0001"
expect_status 0 gdprctl access --register kuopio-customers --received 2026-11-20 --channel letter --customer "$no" \
    --as representative --verified signature --out answers
check "the representative gets it" grep -qF "$name" answers/2026-0002/export.json

t "a row's number may be given again: what the one before asked for is not the next one's"
new_db
quick --quiet register load --builtin kesoy-customers >/dev/null
printf '%s\n' 'customer_no;name' '1;Yksi Oy' >customer.csv
printf '%s\n' 'customer_no;name' '1;Eeva Edustaja' >before.csv
printf '%s\n' 'customer_no;name' '1;Uuno Uusi' >after.csv
new=(--register kesoy-customers --received 2026-11-20 --channel letter --customer 1 --as representative --verified signature)
quick --quiet record import kesoy-customers customer customer.csv >/dev/null
quick --quiet record import kesoy-customers representative before.csv >/dev/null
expect_status 0 gdprctl erase "${new[@]}" --yes
quick --quiet record import kesoy-customers representative after.csv >/dev/null
check "the same number" test "$(sql "SELECT id || name FROM representative")" = "1Uuno Uusi"
expect_status 0 gdprctl access "${new[@]}" --out answers
check "only their own" bash -c 'grep -qF 2026-0002 answers/2026-0002/export.json && ! grep -rqF 2026-0001 answers'
t "who represents several customers is not answered with one of them, nor erased there alone"
new_db
quick --quiet register load --builtin ksat-customers >"$WORK/load" 2>&1 || complain "no register" "$WORK/load"
printf '%s\n' 'customer_no;name' '1;Ensi Oy' '2;Toka Oy' >customer.csv
printf '%s\n' 'customer_no;name;personal_id;email' '1;Kanarian Lintu;131052-308T;ensi@example.com' \
    '2;Kanarian Lintu;131052-308T;toka@example.com' >representative.csv
for table in customer representative; do
    quick --quiet record import ksat-customers $table $table.csv >"$WORK/load" 2>&1 || complain "no $table" "$WORK/load"
done
echo 131052-308T >id
new=(--register ksat-customers --received 2026-11-20 --channel letter --personal-id-file id --as representative)
expect_status 67 gdprctl access "${new[@]}" --verified signature --out answers
expect_err "in 2 records"
expect_err "customer number"
expect_status 67 gdprctl erase "${new[@]}" --verified signature --yes
expect_status 0 gdprctl subject show --personal-id-file id --as representative --json
expect_json registers.length 2
expect_json registers.0.represents 1
expect_json registers.1.represents 2
expect_json registers.1.rows 1
for no in 1 2; do
    expect_status 0 gdprctl access "${new[@]}" --customer $no --verified signature --out answers
done
check "each has its own" bash -c 'grep -q ensi@ answers/2026-0001/export.json && grep -q toka@ answers/2026-0002/export.json'

t "a representative's statement is theirs, and goes with the row about them"
sample kuopio-customers
no=$(sql "SELECT c.customer_no FROM representative r JOIN customer c ON c.id = r.customer_id LIMIT 1")
new=(--register kuopio-customers --received 2026-11-20 --channel letter --customer "$no" --verified signature)
echo "En edusta ketään enää." >theirs && echo "Asun muualla." >own
expect_status 0 gdprctl rectify "${new[@]}" --as representative --statement-file theirs
expect_status 0 gdprctl rectify "${new[@]}" --statement-file own
expect_status 0 gdprctl access "${new[@]}" --as representative --out answers
expect_status 0 gdprctl access "${new[@]}" --out answers
check "in the representative's answer" grep -qF "En edusta" answers/2026-0003/export.json
check "and no other" bash -c '! grep -rqF "Asun muualla" answers/2026-0003'
check "in the customer's" grep -qF "Asun muualla" answers/2026-0004/export.json
check "and no other" bash -c '! grep -rqF "En edusta" answers/2026-0004'
expect_status 0 gdprctl erase "${new[@]}" --as representative --yes
check "gone with the row" test "$(sql "SELECT group_concat(trim(body, char(10))) FROM statement")" = "Asun muualla."

t "a person's categories are named alike"
sample kuopio-customers
expect_status 0 gdprctl --lang=fi subject show --customer 00100013
expect_out "muut rekisterissä olevat tiedot"
check "as a heading with a capital" bash -c '"$0" --quiet --lang fi access --register kuopio-customers --received 2026-11-20 \
    --channel letter --customer 00100013 --verified signature --out answers >/dev/null &&
    grep -qF "<h3>Muut rekisterissä olevat tiedot</h3>" answers/*/letter.html' "$QUICK"

t "who is meant"
sample kuopio-customers
expect_status 67 gdprctl request open access --register kuopio-customers --received 2026-11-20 --channel letter --customer 99999999
expect_status 67 gdprctl request open access --register kuopio-customers --received 2026-11-20 --channel letter \
    --customer 00100003 --phone "040 0001004"
expect_status 0 gdprctl request open access --register kuopio-customers --received 2026-11-20 --channel letter \
    --phone "+358 40 0001002" --email "VAINO.pajuranta@example.fi"
printf '071288-9031\n' >id
expect_status 0 gdprctl request open access --register kuopio-customers --received 2026-11-20 --channel letter --personal-id-file id
expect_err "2026-0001"
printf 'customer=00100003\nphone=0400001002\n' >person
expect_status 0 gdprctl subject show --subject-file person
expect_status 64 gdprctl request open access --register kuopio-customers --received 2026-11-20 --channel letter --customer 071288-9031
expect_status 64 gdprctl request open access --register kuopio-customers --received 2026-11-23 --channel letter --customer 00100003
expect_status 69 gdprctl request show 2026-0999

t "a book that cannot be written leaves no package"
sample kuopio-customers
one() {
    bash -c 'ulimit -f 100; exec "$@"' - "$GDPRCTL" "$@" --register kuopio-customers --received 2026-11-20 --channel letter \
        --customer 00100003 --verified signature --out out --json
}
for right in access port; do
    expect_status 74 one "$right"
    expect_json error.code io
    check "nothing of it is left" test -z "$(ls -A out)"
done
expect_status 0 gdprctl access --register kuopio-customers --received 2026-11-20 --channel letter --customer 00100003 \
    --verified signature --out out --json
expect_json request 2026-0001
quick request open access --register kuopio-customers --received 2026-11-20 --channel letter --customer 00100004 >/dev/null
quick request verify 2026-0002 --method signature >/dev/null
expect_status 74 bash -c 'ulimit -f 100; exec "$@"' - "$GDPRCTL" access --all --out out --json
expect_json error.code io
check "of many neither" test "$(ls -A out)" = 2026-0001
expect_status 0 gdprctl access --all --out out --json
expect_json answered 1

t "bytes and texts with a NUL lose nothing on the way"
sample kuopio-customers
sql "CREATE TABLE heat_note (id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL REFERENCES customer(id), raw, rest, said);
     INSERT INTO heat_note SELECT 1, id, x'00ff41', x'4100ff42c3', 'Kuo' || char(0) || 'pio' || char(0) FROM customer
     WHERE customer_no = '00100013'"
expect_status 0 gdprctl access --register kuopio-customers --received 2026-11-20 --channel letter --customer 00100013 \
    --verified signature --out answers
for value in 00ff41 4100ff42c3 Kuo␀pio␀; do
    check "$value exact in JSON" grep -q "\"$value\"" answers/2026-0001/export.json
    check "$value in the CSV" grep -q ";$value;" answers/2026-0001/not-in-notice.csv
done

t "recordings of two tables may have the same row number and file name"
sample kuopio-customers
sql "DELETE FROM call_recording;
     INSERT INTO call_recording (id, customer_id, recording_no, file) SELECT 7, id, 'R', 'calls/1.wav' FROM customer
     WHERE customer_no = '00100013';
     INSERT INTO message (id, customer_id, message_no, file) SELECT 7, id, 'M', 'messages/1.wav' FROM customer
     WHERE customer_no = '00100013'"
mkdir -p sound/calls sound/messages
echo call >sound/calls/1.wav
echo message >sound/messages/1.wav
expect_status 0 gdprctl access --register kuopio-customers --received 2026-11-20 --channel letter --customer 00100013 \
    --verified signature --recordings sound --out answers --json
expect_json recordings_copied 2
check "both are there, each under its own name" python3 -c '
import json, pathlib
d = pathlib.Path("answers/2026-0001")
files = {r["table"]: (d / r["file"]).read_text() for r in json.loads((d / "export.json").read_text())["recordings"]}
assert files == {"call_recording": "call\n", "message": "message\n"}, files
'

t "recordings that the answer names and does not have are told of"
sample kuopio-customers
who=(--register kuopio-customers --received 2026-11-20 --channel letter --customer 00100002 --verified signature)
mkdir -p sound/tallenteet
expect_status 0 gdprctl access "${who[@]}" --out answers --json
expect_json recordings_missing 2
expect_err "the answer to 2026-0001 lacks 2 of the recordings that it names: no directory of recordings is set"
echo voice >sound/tallenteet/P000003.wav
expect_status 0 gdprctl access "${who[@]}" --out answers --recordings sound --dry-run --json
expect_err "the answer to 2026-0002 lacks 1 of the recordings that it names: its file is not in the directory"
echo voice >sound/tallenteet/P000004.wav
expect_status 0 gdprctl access "${who[@]}" --out answers --recordings sound
expect_err ""

t "a recording whose name is as long as names can be is copied under the end of it"
sample kuopio-customers
long=$(printf 'ä%.0s' {1..125}).wav
long2=$(printf 'x%.0s' {1..251}).wav
sql "DELETE FROM call_recording;
     INSERT INTO call_recording (id, customer_id, recording_no, file) SELECT 7, id, 'R', '$long' FROM customer
     WHERE customer_no = '00100013';
     INSERT INTO message (id, customer_id, message_no, file) SELECT 7, id, 'M', 'a/$long' FROM customer
     WHERE customer_no = '00100013';
     INSERT INTO call_recording (id, customer_id, recording_no, file) SELECT 8, id, 'S', '$long2' FROM customer
     WHERE customer_no = '00100013'"
mkdir -p sound/a
echo call >"sound/$long"
echo message >"sound/a/$long"
echo other >"sound/$long2"
expect_status 0 gdprctl access --register kuopio-customers --received 2026-11-20 --channel letter --customer 00100013 \
    --verified signature --recordings sound --out answers --json
expect_json recordings_copied 3
check "all are there" python3 -c '
import json, pathlib
d = pathlib.Path("answers/2026-0001")
names = [r["file"] for r in json.loads((d / "export.json").read_text())["recordings"]]
assert sorted((d / n).read_text() for n in names) == ["call\n", "message\n", "other\n"], names
assert all(n.endswith("ä.wav") or n.endswith("x.wav") for n in names), names
'

t "a field about some rows tells no value of others, and what is listed is not told again as unlisted"
registers
quick register export kss-panel | python3 -c '
import json, sys
d = json.load(sys.stdin)
for c in d["categories"]:
    for f in c["fields"]:
        if c["code"] == "hobby" and "only_when" in f:
            f["columns"] = ["panel_answer." + name for name in ("question", "answer")]
            when = dict(f, code="when", columns=["panel_answer.answered_on"])
            del when["only_when"]
    if c["code"] == "hobby":
        c["fields"].append(when)
json.dump(d, sys.stdout)' >d.json
quick --quiet register load d.json >/dev/null
printf '%s\n' "customer_no;name" "1;Aino Ahti" >c.csv
quick --quiet record import kss-panel customer c.csv >/dev/null
sql "ALTER TABLE panel_answer ADD COLUMN note TEXT;
     INSERT INTO panel_answer (customer_id, category, question, answer, answered_on, note) SELECT id, 'hobby', 'Q1', 'ski',
     '2026-01-01', 'mine' FROM customer UNION ALL SELECT id, 'consumption', 'Q2', 'sauna', '2026-01-02', 'yours'
     FROM customer UNION ALL SELECT id, 'hobby', 'Q3', 'row', '2026-01-03', NULL FROM customer"
expect_status 0 gdprctl access --register kss-panel --received 2026-11-20 --channel self-service --customer 1 \
    --verified self-service --out answers
check "each value where it belongs, and nowhere else" python3 -c '
import json
d = json.load(open("answers/2026-0001/export.json", encoding="utf-8"))
told = {c["category"]: [r["values"] for t in c["tables"] if t["table"] == "panel_answer" for r in t["rows"]]
        for c in d["categories"]}
assert told["hobby"] == [{"question": "Q1", "answer": "ski", "answered_on": "2026-01-01"}, {"answered_on": "2026-01-02"},
                         {"question": "Q3", "answer": "row", "answered_on": "2026-01-03"}], told["hobby"]
assert [r["answer"] for r in told["consumption"]] == ["sauna"], told["consumption"]
assert told[None] == [{"category": "hobby", "note": "mine"}, {"category": "hobby", "note": None}], told[None]
'
check "in the file of the category" bash -c '! grep -q sauna answers/2026-0001/hobby.csv'
check "and in the letter once" test "$(grep -oE 'sauna|>ski<' answers/2026-0001/letter.html | sort | uniq -c | tr -d ' \n')" = '1>ski<1sauna'

t "what SQLite computes is in the answer, and is nobody's to write, keep or stop at"
sample kuopio-customers
sql "ALTER TABLE customer ADD COLUMN label TEXT AS (customer_no || '!');
     ALTER TABLE call_recording ADD COLUMN twice TEXT AS (recording_no || recording_no);
     INSERT INTO call_recording (customer_id, recording_no, started_at) SELECT id, 'R', '2026-10-01T12:00:00+03:00'
     FROM customer WHERE customer_no = '00100013'"
expect_status 0 gdprctl access --register kuopio-customers --received 2026-11-20 --channel letter --customer 00100013 \
    --verified signature --out answers --lang en
check "where the notice has the whole table, and among what it does not list" python3 -c '
import json
d = json.load(open("answers/2026-0001/export.json", encoding="utf-8"))
told = {(t["table"], n): (c["category"], v, r["retention"]) for c in d["categories"] for t in c["tables"] for r in t["rows"]
        for n, v in r.get("values", {}).items() if v in ("00100013!", "RR")}
assert set(told) == {("customer", "label"), ("call_recording", "twice")}, told
assert told["customer", "label"][0] is None and told["call_recording", "twice"][0] is not None, told
assert all(retention for _, _, retention in told.values()), told
'
check "in the CSV, with its last day" grep -qE ';twice;RR;2[0-9-]+' answers/2026-0001/*.csv
check "in the letter" bash -c 'grep -q "00100013!" answers/2026-0001/letter.html && grep -q ">RR<" answers/2026-0001/letter.html'
expect_status 0 gdprctl subject show --customer 00100013 --register kuopio-customers --json
again
quick request open rectification --register kuopio-customers --received 2026-11-20 --channel letter --customer 00100013 >/dev/null
quick request verify 2026-0002 --method signature >/dev/null
expect_status 77 gdprctl rectify 2026-0002 --set customer.label=x
expect_err "computed by the database"
expect_status 0 gdprctl rectify 2026-0002 --set customer.name="Aino Uusi"
printf '%s\n' 'customer_no;label' '00100013;x' >label.csv
expect_status 65 gdprctl record import kuopio-customers customer label.csv
printf '%s\n' 'customer_no;city' '00100013;Kuopio' >city.csv
expect_status 0 gdprctl record import kuopio-customers customer city.csv
sql "ALTER TABLE customer ADD COLUMN broken TEXT AS (abs(length(customer_no) - 9223372036854775807 - 9))"
expect_status 0 gdprctl retention explain kuopio-customers --customer 00100013
expect_status 0 gdprctl erase --register kuopio-customers --received 2026-11-20 --channel letter --customer 00100013 \
    --verified signature --yes
expect_status 0 gdprctl purge --dry-run --as-of 2060-01-01

finish
