#!/bin/bash
# ledger.sh - what was done since a copy was made is not undone by restoring it: refused until repeated, repeated once.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/sample.sh"

WHO=(--register kuopio-customers --received 2026-11-20 --channel letter --verified signature --yes)
restore() { cp copies/*.db gdprctl.db; }
rows() { sqlite3 gdprctl.db "SELECT count(*) FROM $1"; }
# Everything that is about people, of a database.
people() {
    sqlite3 "$1" .dump | grep -vE '^INSERT INTO "?(audit|meta|import_file|purge_run|rule_run|request_event|request_result)\b' | sort
}

# made: the sample, and a copy of it.
made() {
    sample kuopio-customers
    quick --quiet backup copies >/dev/null
}

t "every command but status and ledger is refused, and says why"
made
expect_status 0 gdprctl erase "${WHO[@]}" --customer 00100004
cp gdprctl.db whole.db
restore
for command in "subject show --customer 00100003" "audit verify" "audit head" "purge --yes" "request list" \
    "retention due" "hold list" "backup more" "report"; do
    # shellcheck disable=SC2086
    expect_status 76 gdprctl $command
    expect_err "restored from a copy: 1 change that must not be undone (erasures, objections, purges, ...) was made since and is"
    expect_err "gdprctl ledger replay"
done
expect_status 76 gdprctl request list --json
expect_error integrity
expect_status 1 gdprctl status --json
expect_json ledger behind
expect_status 0 gdprctl ledger list
expect_out erase
expect_status 0 gdprctl ledger replay --dry-run --json
expect_json repeated 1
check "nothing kept" test "$(rows "customer WHERE customer_no = '00100004'")" -eq 1
expect_status 76 gdprctl request list
expect_status 0 gdprctl ledger replay --json
expect_json repeated 1
check "gone again" test "$(rows "customer WHERE customer_no = '00100004'")" -eq "$(sqlite3 whole.db "SELECT count(*) FROM customer WHERE customer_no = '00100004'")"
people whole.db >want && people gdprctl.db >got
check "as if it had not been restored" diff want got
expect_status 0 gdprctl request list
expect_status 1 gdprctl status # rows past their retention: no purge has run
expect_out "Ledger: sound"
expect_status 0 gdprctl audit verify
expect_status 0 gdprctl audit list
expect_out "ledger replay"
cp gdprctl.db once.db
expect_status 0 gdprctl ledger replay --json
expect_json repeated 0
check "twice is once" cmp gdprctl.db once.db
expect_status 0 gdprctl ledger list --from 8 --json
expect_json groups.0.items replayed=1

t "no personal data in it, closed to others"
made
expect_status 0 gdprctl erase "${WHO[@]}" --customer 00100004
expect_status 0 gdprctl rectify "${WHO[@]}" --customer 00100003 --set "customer.street=Uusikatu 1"
check "mode" test "$(stat -c %a gdprctl.db.ledger)" = 600
for column in name street phone email personal_id customer_no; do
    sqlite3 copies/*.db "SELECT DISTINCT $column FROM customer WHERE $column IS NOT NULL"
done >values
echo "Uusikatu 1" >>values
check "values to look for" test "$(wc -l <values)" -gt 500
check "none" bash -c '! grep -aqFf values gdprctl.db.ledger'
chmod 640 gdprctl.db.ledger
expect_status 77 gdprctl request list
expect_err "chmod 600"

t "a ledger that is not there: refused, found again, or begun anew"
made
mv gdprctl.db.ledger safe
expect_status 76 gdprctl request list
expect_err "is not there"
expect_err "ledger renew"
expect_status 76 gdprctl erase "${WHO[@]}" --customer 00100004
expect_status 76 gdprctl ledger replay
expect_status 1 gdprctl status --json
expect_json ledger missing
expect_status 0 gdprctl --ledger safe request list
expect_status 0 env GDPRCTL_LEDGER=safe "$GDPRCTL" request list
expect_status 77 gdprctl ledger renew
expect_err "Begin a new ledger?"
expect_err "give --yes"
check "none was begun" test ! -e gdprctl.db.ledger
expect_status 77 gdprctl --ledger safe ledger renew --yes
expect_err "nothing is lost"
expect_status 0 gdprctl ledger renew --yes
check "mode" test "$(stat -c %a gdprctl.db.ledger)" = 600
expect_status 0 gdprctl erase "${WHO[@]}" --customer 00100004
expect_status 0 gdprctl ledger replay --json
expect_json repeated 0
expect_status 76 gdprctl --ledger safe request list
expect_err "not the one of this database"
restore
expect_status 76 gdprctl request list
expect_err "not the one of this database"
expect_status 76 gdprctl ledger replay

t "a renewal that fails leaves no ledger behind"
new_db
mv gdprctl.db.ledger lost
expect_status 74 prlimit --fsize=4096 "$GDPRCTL" ledger renew --yes
check "none" test ! -e gdprctl.db.ledger
expect_status 0 gdprctl ledger renew --yes
expect_status 0 gdprctl status --json
expect_json ledger sound

t "a renewal that was killed before the database had its new ledger: the message says what to move away"
new_db
mv gdprctl.db.ledger lost
cp gdprctl.db before.db
quick ledger renew --yes >/dev/null 2>&1
mv before.db gdprctl.db
expect_status 76 gdprctl ledger renew --yes
expect_err "not the one of this database"
expect_err "move this one away and run gdprctl ledger renew"
mv gdprctl.db.ledger away
expect_status 0 gdprctl ledger renew --yes
expect_status 0 gdprctl status --json
expect_json ledger sound

t "a ledger that is older than the database, cut off, changed, or somebody else's"
made
cp gdprctl.db.ledger old && cp gdprctl.db old.db
expect_status 0 gdprctl erase "${WHO[@]}" --customer 00100004
cp gdprctl.db.ledger new
expect_status 76 gdprctl --ledger old purge --yes --first-run
expect_err "older than the database"
expect_status 76 gdprctl --ledger old ledger replay
head -c -40 new >short && chmod 600 short
expect_status 0 gdprctl --ledger short request list
cp old.db gdprctl.db
for at in 40 300 $(($(stat -c %s new) - 200)); do
    cp new changed && printf x | dd of=changed bs=1 seek="$at" conv=notrunc status=none
    expect_status 76 gdprctl --ledger changed ledger replay
    check "nothing was done" cmp gdprctl.db old.db
done
: >empty && chmod 600 empty
expect_status 76 gdprctl --ledger empty request list
gdprctl --quiet --db other.db init >/dev/null
expect_status 76 gdprctl --ledger other.db.ledger request list
ln -s gdprctl.db.ledger link
expect_status 77 gdprctl --ledger link request list
expect_status 0 gdprctl ledger replay

t "moved together"
made
mkdir elsewhere && mv gdprctl.db gdprctl.db.key gdprctl.db.ledger elsewhere
expect_status 0 gdprctl --db elsewhere/gdprctl.db purge --first-run --yes
expect_status 0 gdprctl --db elsewhere/gdprctl.db audit verify

t "what a person has to do is told: values to enter again, files to import again"
made
expect_status 0 gdprctl rectify "${WHO[@]}" --customer 00100003 --set "customer.street=Uusikatu 1" --set customer.phone=0400009999
expect_status 0 gdprctl hold add --register kuopio-customers --customer 00100005 --reason test
expect_status 0 gdprctl rectify "${WHO[@]}" --customer 00100005 --set "customer.street=Uusikatu 2"
quick --quiet record import ksat-customers customer "$SAMPLE/utf8bom/asiakkaat.csv" >/dev/null
restore
expect_status 1 gdprctl ledger replay --json
expect_json values_to_enter_again.length 3
expect_json values_to_enter_again.0.column street
expect_json values_to_enter_again.0.old_value cleared
expect_json values_to_enter_again.0.request 2026-0001
expect_json values_to_enter_again.2.old_value restricted
expect_json files_to_import_again.length 1
expect_json files_to_import_again.0.register ksat-customers
check "the old value is not there" test "$(rows "customer WHERE customer_no = '00100003' AND street IS NULL AND phone IS NULL AND phone_key IS NULL")" -eq 1
check "held, and contested" test "$(rows "restriction WHERE column_name = 'street' AND ground = 'accuracy' AND lifted_on IS NULL")" -eq 1
check "the hold is back" test "$(rows hold)" -eq 1
check "the requests are as far as they were" test "$(rows "request WHERE state = 'done' AND right = 'rectification'")" -eq 2
expect_status 0 gdprctl ledger replay
expect_status 0 gdprctl rectify "${WHO[@]}" --customer 00100003 --set "customer.street=Uusikatu 1"

t "what was done with rows that the copy has not: the import undoes it, so it has to be done again"
registers
quick --quiet record import kuopio-customers customer "$SAMPLE/utf8bom/asiakkaat.csv" >/dev/null
quick --quiet backup copies >/dev/null
for pair in metering-point:kayttopaikat call-recording:puhelut; do
    quick --quiet record import kuopio-customers "${pair%%:*}" "$SAMPLE/utf8bom/${pair##*:}.csv" >/dev/null
done
point=$(sql "SELECT id FROM metering_point WHERE customer_id = 3 LIMIT 1")
expect_status 0 gdprctl rectify "${WHO[@]}" --customer 00100003 --row "$point" --set "metering_point.street=Uusikatu 1"
expect_status 1 gdprctl erase "${WHO[@]}" --customer 00100004 # its contract is not there
restore
expect_status 1 gdprctl ledger replay --json
check "told once" python3 -c '
import json, sys
looks = [(r["request"], r["why"]) for r in json.load(open(sys.argv[1]))["requests_to_look_at"]]
assert looks == [("2026-0001", "do-again")], looks' "$OUT"

t "who was erased does not come back by the next import either"
made
gdprctl --quiet purge --yes --first-run --max-share 100 >/dev/null
gone=$(sqlite3 gdprctl.db "SELECT customer_no FROM customer c WHERE NOT EXISTS (SELECT 1 FROM contract o WHERE
    o.customer_id = c.id) AND NOT EXISTS (SELECT 1 FROM invoice i WHERE i.customer_id = c.id) LIMIT 1")
expect_status 0 gdprctl erase "${WHO[@]}" --customer "$gone" --json
expect_json complete true
people gdprctl.db >want
restore
expect_status 0 gdprctl ledger replay
people gdprctl.db >got
check "as it was" diff want got
expect_status 1 gdprctl record import kuopio-customers customer "$SAMPLE/utf8bom/asiakkaat.csv" --rejects rejects.csv
check "rejected" grep -q "^$gone;" rejects.csv
check "not back" test "$(rows "customer WHERE customer_no = '$gone'")" -eq 0

t "recordings that came back with the copy go again"
made
mkdir -p recordings/tallenteet
recordings() {
    for file in $(sqlite3 copies/*.db "SELECT file FROM call_recording WHERE customer_id = 4"); do echo voice >"recordings/$file"; done
    echo other >recordings/tallenteet/P000001.wav
}
recordings
expect_status 0 gdprctl erase "${WHO[@]}" --customer 00100004 --recordings recordings
check "gone" test "$(ls recordings/tallenteet)" = P000001.wav
restore && recordings
check "back" test "$(ls recordings/tallenteet | wc -l)" -eq 4
expect_status 0 gdprctl ledger replay --dry-run --recordings recordings --json
expect_json files_deleted 3
check "a dry run takes none" test "$(ls recordings/tallenteet | wc -l)" -eq 4
expect_status 0 gdprctl ledger replay --recordings recordings --json
expect_json files_deleted 3
check "gone again" test "$(ls recordings/tallenteet)" = P000001.wav

t "recording files that a killed replay left go with the next one, or with the next purge"
made
mkdir -p recordings/tallenteet
recordings
expect_status 0 gdprctl erase "${WHO[@]}" --customer 00100004 --recordings recordings
for next in "ledger replay" "purge --yes --first-run --max-share 100"; do
    restore && recordings
    # As a run leaves it that is killed after its transaction: the rows gone, the files noted.
    expect_status 0 gdprctl ledger replay --recordings recordings
    recordings
    for file in recordings/tallenteet/*; do
        [ "$file" = recordings/tallenteet/P000001.wav ] ||
            sqlite3 gdprctl.db "INSERT INTO outbox (path, dev, ino, size) VALUES ('${file#recordings/}', $(stat -c '%d, %i, %s' "$file"))"
    done
    check "left behind" test "$(rows outbox)" -eq 3
    expect_status 0 gdprctl ledger replay --dry-run --recordings recordings --json
    expect_json files_deleted 3
    check "still there" test "$(ls recordings/tallenteet | wc -l)" -eq 4
    expect_status 1 gdprctl ledger replay
    expect_err "3 recording files that an earlier run left"
    expect_status 1 gdprctl --quiet purge --dry-run
    expect_err "3 recording files that an earlier run left"
    expect_status 0 gdprctl purge --dry-run --recordings recordings --json
    expect_json files_deleted 3
    # shellcheck disable=SC2086
    expect_status 0 gdprctl $next --recordings recordings --json
    expect_json files_deleted 3
    check "gone" test "$(ls recordings/tallenteet)" = P000001.wav
    check "none left" test "$(rows outbox)" -eq 0
done
expect_status 0 gdprctl ledger replay --recordings recordings --json
expect_json files_deleted 0

t "a recording file that cannot be deleted yet goes with the next replay"
made
mkdir -p recordings/tallenteet
recordings
expect_status 0 gdprctl erase "${WHO[@]}" --customer 00100004 --recordings recordings
restore && recordings
file=$(sqlite3 gdprctl.db "SELECT file FROM call_recording WHERE customer_id = 4 LIMIT 1")
ln "recordings/$file" second
expect_status 1 gdprctl ledger replay --dry-run --recordings recordings
expect_err "1 recording file could not be deleted; it is looked at again"
expect_status 1 gdprctl ledger replay --recordings recordings
expect_err "1 recording file could not be deleted; it is looked at again"
rm second
expect_status 0 gdprctl ledger replay --recordings recordings --json
expect_json repeated 0
expect_json files_deleted 1
check "gone" test "$(ls recordings/tallenteet)" = P000001.wav

t "a copy from before a key rotation"
made
expect_status 0 gdprctl key rotate
restore
expect_status 0 gdprctl audit verify
expect_status 1 gdprctl ledger replay --json
expect_json rotate_key_again true
expect_status 0 gdprctl key rotate
expect_status 0 gdprctl ledger replay
expect_status 0 gdprctl audit verify
check "no third key" test "$(stat -c %s gdprctl.db.key)" -eq 64

t "opt-outs by the thousand: bans and objections are put back"
made
{
    echo "asiakasnumero;puhelin;sahkoposti;laji"
    sqlite3 gdprctl.db "SELECT customer_no || ';;;suoramainonta' FROM customer"
    for i in $(seq 1000 2999); do echo ";040123$i;ei$i@example.com;suoramainonta"; done
} >optout.csv
expect_status 0 gdprctl optout import optout.csv --register kuopio-customers
people gdprctl.db >want
restore
expect_status 0 gdprctl ledger replay --json
expect_json repeated 1
expect_json objections_unplaced 0
expect_json files_to_import_again.length 0
people gdprctl.db >got
check "as it was" diff want got

t "bans after a replay are those of the database that was lost: scopes, days, registers, and no others"
bans() {
    sqlite3 "$1" "SELECT 'list', r.code, hex(tag), scope, kind, since, source FROM suppression s JOIN register r ON r.id = s.register_id
        UNION ALL SELECT 'objection', r.code, customer_id, scope, '', since, source FROM objection o JOIN register r ON r.id = o.register_id
        ORDER BY 1, 2, 3, 4"
}
registers
sample_into kuopio-customers && sample_into ksat-customers
expect_status 0 gdprctl object "${WHO[@]}" --customer 00100003
expect_status 0 gdprctl object "${WHO[@]}" --customer 00100006 --scope market-research
banned=$(sqlite3 gdprctl.db "SELECT customer_no FROM customer c JOIN marketing_permission p ON p.customer_id = c.id WHERE p.state =
    'prohibition' AND c.register_id = (SELECT id FROM register WHERE code = 'kuopio-customers') AND c.phone IS NOT NULL LIMIT 1")
sqlite3 gdprctl.db "UPDATE marketing_permission SET processed_on = NULL WHERE state = 'prohibition' AND id % 2"
quick --quiet backup copies >/dev/null
export GDPRCTL_NOW=2026-11-24T09:00:00+02:00
# A value that was corrected before the ban must not be banned by the replay, which sees the wrong one.
for no in "$banned" 00100006; do
    expect_status 0 gdprctl rectify "${WHO[@]}" --customer "$no" --set customer.phone=0400009999
done
expect_status 0 gdprctl object "${WHO[@]}" --customer 00100006 --scope direct-mail
expect_status 0 gdprctl erase "${WHO[@]}" --customer "$banned"
export GDPRCTL_NOW=2026-11-26T09:00:00+02:00
printf 'asiakasnumero;puhelin;laji;pvm\n00100010;;suoramainonta;2026-11-25\n;0401239999;suoramainonta;2026-11-23\n' >optout.csv
expect_status 0 gdprctl optout import optout.csv --register ksat-customers
expect_status 0 gdprctl purge --yes --first-run --max-share 100
for no in 00100003 00100004 00100008; do gdprctl --quiet erase "${WHO[@]}" --customer "$no" >/dev/null 2>&1; done
bans gdprctl.db >want
check "bans to compare" test "$(wc -l <want)" -gt 20
restore
bans gdprctl.db >before
check "more than in the copy" test "$(wc -l <want)" -gt "$(wc -l <before)"
export GDPRCTL_NOW=2026-12-24T09:00:00+02:00
expect_status 1 gdprctl ledger replay --json # values that were corrected
bans gdprctl.db >got
check "the same bans" diff want got
export GDPRCTL_NOW=2026-11-22T09:00:00+02:00

t "opt-outs given again: each has the day that it had"
sample kuopio-customers
# given DAY: everybody, and a number that nobody has.
given() {
    echo "asiakasnumero;puhelin;pvm"
    sqlite3 gdprctl.db "SELECT customer_no || ';;$1' FROM customer"
    echo ";0401231000;$1"
}
given 1.3.2026 >optout.csv
expect_status 0 gdprctl optout import optout.csv --register kuopio-customers
quick --quiet backup copies >/dev/null
given 1.9.2026 | sed -e '2,3s/1.9.2026//' -e 4d >optout.csv
expect_status 0 gdprctl optout import optout.csv --register kuopio-customers
expect_status 0 gdprctl object "${WHO[@]}" --customer 00100003 --scope all-marketing
people gdprctl.db >want
check "days" test "$(sql "SELECT count(DISTINCT since) FROM objection")$(sql "SELECT count(*) FROM suppression
    WHERE since = '2026-09-01'")" = 31
restore
expect_status 0 gdprctl ledger replay --json
people gdprctl.db >got
check "as it was" cmp want got

t "opt-outs of people who came after the copy: their list comes in again after the records"
made
printf 'asiakasnumero;nimi\n777;Uusi Asiakas\n' >new.csv
printf 'asiakasnumero;laji\n777;suoramainonta\n' >optout.csv
expect_status 0 gdprctl record import kuopio-customers customer new.csv
expect_status 0 gdprctl optout import optout.csv --register kuopio-customers
restore
expect_status 1 gdprctl ledger replay --json
expect_json objections_unplaced 1
expect_json files_to_import_again.0.table customer
expect_json files_to_import_again.1.table optout

t "a copy of a line of history that was given up"
made
expect_status 0 gdprctl erase "${WHO[@]}" --customer 00100004
quick --quiet backup later >/dev/null
restore
expect_status 0 gdprctl ledger replay
cp later/*.db gdprctl.db
expect_status 0 gdprctl ledger replay
restore
expect_status 0 gdprctl ledger replay
expect_status 0 gdprctl erase "${WHO[@]}" --customer 00100006
cp later/*.db gdprctl.db
expect_status 77 gdprctl ledger replay
expect_err "given up"
restore
expect_status 0 gdprctl ledger replay
check "gone" test "$(rows "request WHERE right = 'erasure' AND ref = '2026-0002'")" -eq 1

# The request book, but for its numbers and for texts that somebody typed.
book() {
    sqlite3 -header "$1" "SELECT q.ref, r.code, q.right, q.state, q.customer_id, q.received, q.channel, q.own_rule, q.due, q.art12,
        q.promise, q.extended_due, q.method, q.verified_on, q.by_proxy, q.decision, q.until, q.finished_on, q.delivered_on,
        hex(q.subject_tag) FROM request q JOIN register r ON r.id = q.register_id ORDER BY q.ref"
    sqlite3 "$1" "SELECT q.ref, e.event FROM request_event e JOIN request q ON q.id = e.request_id ORDER BY q.ref, e.id"
}
letters() {
    for i in 1 2 3 4 5 6; do
        step request open "$1" --register kuopio-customers --received 2026-11-20 --channel letter --customer "0010000$i"
    done
}
step() { gdprctl --quiet "$@" >"$WORK/step" 2>&1 || complain "step: $*" "$WORK/step"; }

t "requests are as far as they were: answered, delivered, refused, withdrawn, extended, only opened"
sample kuopio-customers
for right in access portability; do letters $right; done
for i in 1 2 3 8; do step request verify "2026-000$i" --method signature; done
quick --quiet backup copies >/dev/null
export GDPRCTL_NOW=2026-11-24T09:00:00+02:00
expect_status 0 gdprctl access 2026-0001 --out answers
expect_status 0 gdprctl access 2026-0002 --out answers
step request deliver 2026-0002 --sent 2026-11-24
step request refuse 2026-0003 --ground excessive --reason "the fifth this year"
step request deliver 2026-0003 --sent 2026-11-24
step request withdraw 2026-0004
step request extend 2026-0005 --reason "many registers to search"
step request ask-identity 2026-0006
step request verify 2026-0007 --method signature
expect_status 0 gdprctl port 2026-0008 --out answers
step request open erasure --register kuopio-customers --received 2026-11-21 --channel email --customer 00100009
gdprctl --quiet object "${WHO[@]}" --customer 00100003 --scope processing >/dev/null 2>&1
check "waits for a decision" test "$(rows "request WHERE state = 'in-progress'")" -eq 1
book gdprctl.db >want
gdprctl request list --overdue --as-of 2026-12-31 --json >overdue.json
restore
export GDPRCTL_NOW=2026-11-26T09:00:00+02:00
expect_status 0 gdprctl ledger replay --json
expect_json requests_added 2
expect_json requests_to_look_at.length 0
book gdprctl.db >got
check "the book" diff want got
expect_status 0 gdprctl request list --overdue --as-of 2026-12-31 --json
check "nothing is late that was answered" cmp "$OUT" overdue.json
expect_status 0 gdprctl request show 2026-0003
expect_out "2026-11-24T09:00:00+02:00"
expect_status 0 gdprctl request letter 2026-0003
expect_status 0 gdprctl request letter 2026-0005
expect_status 77 gdprctl request refuse 2026-0002 --ground excessive --reason x
expect_status 0 gdprctl ledger replay --json
expect_json repeated 0
for text in "the fifth" "many registers"; do
    check "no typed text in the ledger" bash -c '! grep -aqF "$1" gdprctl.db.ledger' - "$text"
done
export GDPRCTL_NOW=2026-11-22T09:00:00+02:00

t "a value that was changed several times is told once, with the request that knows the right one"
made
printf 'asiakasnumero;katuosoite\n00100005;Tuontitie 9\n' >new.csv
step rectify "${WHO[@]}" --customer 00100003 --set "customer.street=Uusikatu 1" --set customer.phone=0400009999
step rectify "${WHO[@]}" --customer 00100003 --set "customer.street=Uusikatu 2" --set customer.phone=
step record import kuopio-customers customer new.csv
step rectify "${WHO[@]}" --customer 00100005 --set "customer.street=Uusikatu 3" # not the one of the copy
restore
expect_status 1 gdprctl ledger replay --json
expect_json cleared 2
expect_json values_to_enter_again.length 2
expect_json values_to_enter_again.0.column street
expect_json values_to_enter_again.0.request 2026-0002
expect_json values_to_enter_again.0.old_value cleared
expect_json values_to_enter_again.1.request 2026-0003
expect_json values_to_enter_again.1.old_value other
check "not known to be wrong" test "$(rows "customer WHERE customer_no = '00100005' AND street IS NOT NULL")" -eq 1

t "a value whose column was cleared later on has not to be entered again"
new_db
own_register kuopio-customers <<'END'
rule = {"code": "subjects", "names": names, "kind": "period", "period": "P1Y",
        "strength": "policy", "event": "customer_entry.saved_on", "covers": ["customer_entry.subject"]}
register["retention"] = [rule]
END
printf 'asiakasnumero\n1\n' >new.csv
step record import own customer new.csv
printf 'customer_no;entry_no;saved_on;subject\n1;E1;2010-10-01;event\n1;E2;2026-10-01;event\n' >new.csv
step record import own customer-entry new.csv
quick --quiet backup copies >/dev/null
for row in 1 2; do
    step rectify --register own "${WHO[@]:2}" --customer 1 --set customer_entry.subject=task --row $row
done
expect_status 0 gdprctl purge --register own --yes --first-run --json
expect_json cleared 1
restore
expect_status 1 gdprctl ledger replay --json
expect_json values_to_enter_again.length 1
expect_json values_to_enter_again.0.row 2

t "what was corrected in a table, or a column, made since the copy has to be done again"
new_db
quick register load --builtin kuopio-customers >/dev/null
printf 'asiakasnumero\n1\n' >new.csv
step record import kuopio-customers customer new.csv
quick --quiet backup copies >/dev/null
sql "CREATE TABLE heat_station (id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL REFERENCES customer(id), model TEXT);
    CREATE INDEX heat_station_customer ON heat_station (customer_id); ALTER TABLE customer ADD COLUMN flat TEXT;
    INSERT INTO heat_station (customer_id, model) VALUES (1, 'ensi'); UPDATE customer SET flat = 'A'"
quick register export kuopio-customers >export.json
python3 -c '
import json
r = json.load(open("export.json"))
names = {"fi": "malli", "sv": "modell", "en": "model"}
r["categories"][0]["fields"] += [{"code": c[0], "names": names, "columns": [c], "rectifiable": True}
    for c in ("heat_station.model", "customer.flat")]
for i, f in enumerate(r["categories"][0]["fields"][-2:]): f["code"] = "own-%d" % i
json.dump(r, open("own.json", "w"))'
step register load own.json
step rectify "${WHO[@]}" --customer 1 --set heat_station.model=toinen
step rectify "${WHO[@]}" --customer 1 --set customer.flat=B
restore
expect_status 1 gdprctl ledger replay --json
expect_json requests_to_look_at.length 2

t "an old value that a hold keeps stays marked when its request had ended a restriction"
made
step hold add --register kuopio-customers --customer 00100003 --reason test
rm copies/*; quick --quiet backup copies >/dev/null
step rectify "${WHO[@]}" --customer 00100003 --set "customer.street=Uusikatu 1" --contested
step rectify 2026-0001 --set "customer.street=Uusikatu 1" --notice-sent 2026-11-22 --yes
restore
expect_status 1 gdprctl ledger replay --json
expect_json values_to_enter_again.0.old_value restricted
expect_json restrictions 2
check "marked" test "$(sql "SELECT count(*) FROM restriction r JOIN request q ON q.id = r.request_id
    WHERE ref = '2026-0001' AND column_name = 'street' AND ground = 'accuracy' AND r.lifted_on IS NULL")" -eq 1

t "bans that were lifted since the copy are lifted again, and who was let in again is off the list"
sample kuopio-customers
printf 'asiakasnumero;nimi\n777;Uusi Asiakas\n' >new.csv
printf 'customer_no;contract_no;end_date\n777;1;1999-12-31\n' >old.csv
printf 'asiakasnumero;puhelin;laji;pvm\n00100003;;suoramainonta;1.11.2026\n;0401239999;suoramainonta;1.11.2026\n' >optout.csv
step record import kuopio-customers customer new.csv
step record import kuopio-customers contract old.csv
step optout import optout.csv --register kuopio-customers
quick --quiet backup copies >/dev/null
expect_status 0 gdprctl object "${WHO[@]}" --customer 00100006 --scope direct-mail
for who in "--customer 00100003" "--customer 00100006" "--phone 0401239999"; do
    # shellcheck disable=SC2086
    expect_status 0 gdprctl optout lift --register kuopio-customers $who --scope direct-mail --given 2026-11-22 --evidence form
done
expect_status 0 gdprctl erase "${WHO[@]}" --customer 777
expect_status 1 gdprctl record import kuopio-customers customer new.csv
expect_status 0 gdprctl record import kuopio-customers customer new.csv --readmit "new contract"
people gdprctl.db >want
restore
expect_status 1 gdprctl ledger replay --json
expect_json files_to_import_again.length 1
expect_status 0 gdprctl record import kuopio-customers customer new.csv
people gdprctl.db >got
check "as it was" diff want got

t "a request of somebody who is not in the copy is told"
made
printf 'asiakasnumero;nimi\n777;Uusi Asiakas\n' >new.csv
step record import kuopio-customers customer new.csv
step request open access --register kuopio-customers --received 2026-11-20 --channel letter --customer 777
step request open access --register kuopio-customers --received 2026-11-20 --channel letter --customer 00100003
step request open access --register kuopio-customers --received 2026-11-20 --channel letter --customer 777
step request withdraw 2026-0003
restore
expect_status 1 gdprctl ledger replay --json
expect_json requests_to_look_at.length 1
expect_json requests_to_look_at.0.request 2026-0001
expect_json requests_to_look_at.0.why no-person
check "still in the book" test "$(rows "request WHERE ref = '2026-0001' AND state = 'received'")" -eq 1

t "what was carried out on people who are not in the copy is told: their import would undo it"
made
printf 'asiakasnumero;nimi\n771;A\n772;B\n773;C\n774;D\n775;E\n776;F\n777;G\n' >new.csv
step record import kuopio-customers customer new.csv
printf 'customer_no;contract_no;end_date\n775;1;1999-12-31\n' >old.csv
step record import kuopio-customers contract old.csv
step restrict "${WHO[@]}" --customer 771 --ground claims
step object "${WHO[@]}" --customer 772 --scope processing --decision uphold --reason test
step rectify "${WHO[@]}" --customer 773 --set "customer.street=Uusikatu 1"
step object "${WHO[@]}" --customer 774 --scope direct-mail
step erase "${WHO[@]}" --customer 775
step restrict "${WHO[@]}" --customer 776
step restrict lift 2026-0006 --notice-sent 2026-11-22
expect_status 1 gdprctl erase "${WHO[@]}" --customer 777
expect_out partly-done
step access "${WHO[@]}" --customer 777 --out answers
restore
expect_status 1 gdprctl ledger replay --dry-run --json
expect_json requests_to_look_at.length 4
expect_status 1 gdprctl ledger replay --json
i=0
for ref in 2026-0001 2026-0002 2026-0003 2026-0007; do
    expect_json requests_to_look_at.$i.request $ref
    expect_json requests_to_look_at.$i.why do-again
    i=$((i + 1))
done
expect_json requests_to_look_at.length 4

t "an erasure partly done on somebody who is not in the copy is not over because nobody is there"
made
printf 'asiakasnumero;nimi\n777;A\n' >new.csv
step record import kuopio-customers customer new.csv
expect_status 1 gdprctl erase "${WHO[@]}" --customer 777
expect_out partly-done
state() { sql "SELECT state FROM request WHERE ref = '2026-0001'"; }
restore
expect_status 1 gdprctl ledger replay
expect_status 0 gdprctl purge --yes --first-run
check "still open" test "$(state)" = partly-done
step record import kuopio-customers customer new.csv
expect_status 0 gdprctl purge --yes
check "still open" test "$(state)" = partly-done
expect_status 0 gdprctl erase 2026-0001 --yes
check "the officer ends it" test "$(state)" = "done"

t "legal holds on people who are not in the copy are told, those in force"
made
printf 'asiakasnumero;nimi\n771;A\n772;B\n773;C\n774;D\n' >new.csv
step record import kuopio-customers customer new.csv
step hold add --register kuopio-customers --customer 771 --reason test
step hold add --register kuopio-customers --customer 772 --reason test
step hold add --register kuopio-customers --customer 00100003 --reason test
step hold add --register kuopio-customers --customer 773 --reason test --until 2026-11-23
step hold add --register kuopio-customers --customer 774 --reason test --until 2026-11-24
step hold lift 2
restore
export GDPRCTL_NOW=2026-11-24T09:00:00+02:00
expect_status 1 gdprctl ledger replay --json
expect_json holds 1
expect_json holds_unplaced 2
export GDPRCTL_NOW=2026-11-22T09:00:00+02:00

t "what is no longer needed of people who are not in the copy is told, until they have gone"
new_db
quick register load --builtin kesoy-customers >/dev/null
printf 'customer_no;name\n1;A\n' >old.csv
step record import kesoy-customers customer old.csv
step backup copies
printf 'customer_no;name\n2;B\n' >new.csv
step record import kesoy-customers customer new.csv
for who in "" "--customer 1" "--customer 2"; do
    # shellcheck disable=SC2086
    step retention release kesoy-customers --rule as-long-as-needed --reason test --last-day 2026-11-22 $who
done
restore
expect_status 1 gdprctl ledger replay --dry-run --json
expect_json releases_unplaced 1
expect_status 1 gdprctl ledger replay
expect_out "retention release"
check "the others are back" test "$(rows release)" -eq 2
expect_status 0 gdprctl ledger replay --json
expect_json releases_unplaced 0

t "nothing is told of what is no longer needed when its person has gone since"
new_db
quick register load --builtin kesoy-customers >/dev/null
step backup copies
printf 'customer_no;name\n1;A\n' >new.csv
step record import kesoy-customers customer new.csv
step retention release kesoy-customers --rule as-long-as-needed --reason test --last-day 2026-11-21 --customer 1
step purge --yes --first-run --max-share 100
check "gone" test "$(rows customer)" -eq 0
restore
expect_status 1 gdprctl ledger replay --json # for the file
expect_json releases_unplaced 0

# new_contract: one of 00100003 that the copy does not have; `row` is its number.
new_contract() {
    printf 'customer_no;contract_no;end_date\n00100003;N1;2001-01-31\n' >contract.csv
    step record import kuopio-customers contract contract.csv
    row=$(sql "SELECT max(id) FROM contract")
}

t "a hold on a row that came after the copy: the person's table is held until it is placed again, and no other row is"
made
new_contract
step hold add --register kuopio-customers --customer 00100003 --table contract --row "$row" --reason test
old=$(sql "SELECT min(id) FROM contract WHERE customer_id = (SELECT id FROM customer WHERE customer_no = '00100003')")
step hold add --register kuopio-customers --customer 00100003 --table contract --row "$old" --reason test
restore
expect_status 1 gdprctl ledger replay --json
expect_json holds 2
expect_json holds_unplaced 1
check "the table, and the old row" test "$(sql "SELECT group_concat(table_name || coalesce(row_id, '')) FROM hold")" = \
    "contract,contract$old"
printf 'customer_no;contract_no;end_date\n00100003;N2;2001-01-31\n00100003;N1;2001-01-31\n' >contract.csv
step record import kuopio-customers contract contract.csv
expect_status 0 gdprctl purge --yes --first-run
check "both are there" test "$(rows "contract WHERE contract_no IN ('N1', 'N2')")" -eq 2

t "a hold on such a row that was lifted since is told of no more"
made
new_contract
step hold add --register kuopio-customers --customer 00100003 --table contract --row "$row" --reason test
step hold lift 1
restore
expect_status 1 gdprctl ledger replay --json # for the file
expect_json holds_unplaced 0
check "lifted" test "$(rows "hold WHERE lifted_on IS NULL")" -eq 0

t "a restriction of a row that came after the copy is not placed on its number, but told"
made
printf 'customer_no;entry_no;saved_on;subject\n00100003;E1;2026-10-01;event\n' >new.csv
step record import kuopio-customers customer-entry new.csv
row=$(sql "SELECT max(id) FROM customer_entry")
step rectify "${WHO[@]}" --customer 00100003 --set customer_entry.subject=task --contested
check "the row is" test "$(sql "SELECT row_id FROM restriction")" = "$row"
restore
expect_status 1 gdprctl ledger replay --json
expect_json restrictions 0
expect_json requests_to_look_at.length 1
expect_json requests_to_look_at.0.request 2026-0001
expect_json requests_to_look_at.0.why do-again
check "none" test "$(rows restriction)" -eq 0

t "a restriction of such a row has not to be placed again when the row went later on"
made
new_contract
step restrict "${WHO[@]}" --customer 00100003 --ground accuracy --table contract --row "$row"
expect_status 0 gdprctl purge --yes --first-run
check "gone" test "$(rows "contract WHERE contract_no = 'N1'")" -eq 0
restore
expect_status 1 gdprctl ledger replay --json # for the file
expect_json requests_to_look_at.length 0

t "the end of a contest is not the end of the correction that came with it"
made
printf 'customer_no;entry_no;saved_on;subject\n00100003;E1;2026-10-01;event\n' >new.csv
step record import kuopio-customers customer-entry new.csv
printf 'asiakasnumero;nimi\n771;A\n' >new.csv
step record import kuopio-customers customer new.csv
step rectify "${WHO[@]}" --customer 00100003 --set customer_entry.subject=task --contested
step rectify 2026-0001 --set customer_entry.subject=task --notice-sent 2026-11-22 --yes
step rectify "${WHO[@]}" --customer 771 --set customer.street=Uusikatu --contested
step rectify 2026-0002 --set customer.street=Uusikatu --notice-sent 2026-11-22 --yes
restore
expect_status 1 gdprctl ledger replay --json
expect_json requests_to_look_at.length 2
expect_json requests_to_look_at.0.why do-again
expect_json requests_to_look_at.1.why do-again

t "an open objection of a representative who is not in the copy, who is restricted meanwhile, is told once"
made
printf 'asiakasnumero;nimi;puhelin\n00100003;Uusi Edustaja;0409998887\n' >new.csv
step record import kuopio-customers representative new.csv
step object "${WHO[@]}" --as representative --phone 0409998887 --scope processing
restore
expect_status 1 gdprctl ledger replay --json
expect_json requests_to_look_at.length 1
expect_json requests_to_look_at.0.why no-person

t "a request of a representative who is not in the copy does not become the customer's own"
made
printf 'asiakasnumero;nimi;puhelin\n00100003;Uusi Edustaja;0409998887\n' >new.csv
step record import kuopio-customers representative new.csv
step request open access --register kuopio-customers --received 2026-11-20 --channel letter --as representative \
    --phone 0409998887
step request verify 2026-0001 --method signature
restore
expect_status 1 gdprctl ledger replay --json
expect_json requests_to_look_at.0.request 2026-0001
expect_json requests_to_look_at.0.why no-person
check "nobody's" test "$(sql "SELECT count(customer_id) FROM request WHERE ref = '2026-0001'")" -eq 0
expect_status 67 gdprctl access 2026-0001 --out answers
check "the customer's data go to nobody" test ! -e answers/2026-0001

t "a number that is another person's in a copy of a given-up line: the request is not theirs"
made
printf 'asiakasnumero;nimi\n777;Uusi Asiakas\n' >new.csv && printf 'asiakasnumero;nimi\n888;Toinen Asiakas\n' >other.csv
expect_status 0 gdprctl hold add --register kuopio-customers --customer 00100005 --reason test
step record import kuopio-customers customer new.csv
quick --quiet backup later >/dev/null
restore
gdprctl --quiet ledger replay >/dev/null 2>&1
step record import kuopio-customers customer other.csv
step request open access --register kuopio-customers --received 2026-11-20 --channel letter --customer 888
step request open access --register kuopio-customers --received 2026-11-20 --channel letter --customer 00100003
cp later/*.db gdprctl.db
expect_status 1 gdprctl ledger replay --json
expect_json requests_to_look_at.0.request 2026-0001
check "nobody's" test "$(sql "SELECT count(customer_id) FROM request WHERE ref = '2026-0001'")" -eq 0
check "the others keep theirs" test "$(sql "SELECT customer_no FROM customer c JOIN request q ON q.customer_id = c.id WHERE ref = '2026-0002'")" = 00100003

t "a copy that an older gdprctl made: what was open in it is told, because it may have been answered since"
sample kuopio-customers
letters access
sqlite3 gdprctl.db "DELETE FROM meta WHERE name = 'ledger_requests'"
quick --quiet backup copies >/dev/null
step request withdraw 2026-0004
step request verify 2026-0005 --method signature
restore
expect_status 1 gdprctl ledger replay --json
expect_json requests_to_look_at.length 5
expect_json requests_to_look_at.0.request 2026-0001
expect_json requests_to_look_at.0.why perhaps-ended
restore
expect_status 1 gdprctl ledger replay
expect_out "perhaps-ended"

t "the controller's own erasure stays one of its rule"
registers
printf 'asiakasnumero;tyyppi;nimi\nP1;yksityinen;Aila\nP2;yksityinen;Bo\n' >panel.csv
step record import kss-panel customer panel.csv
quick --quiet backup copies >/dev/null
expect_status 0 gdprctl erase --register kss-panel --rule membership-conditions --reason "asiakkuus päättyi" --checked --customer P2 --yes
book gdprctl.db >want
check "there is one" grep -q membership-conditions want
restore
expect_status 0 gdprctl ledger replay
book gdprctl.db >got
check "the book" diff want got

t "killed at any moment: never locked out, never a change that the ledger lacks"
sample kuopio-customers
quick request open erasure --register kuopio-customers --received 2026-11-20 --channel letter --customer 00100004 >/dev/null 2>&1
quick request verify 2026-0001 --method signature >/dev/null
quick --quiet backup copies >/dev/null
cp gdprctl.db.ledger base.ledger
expect_status 0 gdprctl erase 2026-0001 --yes
people gdprctl.db >want
for ((i = 0; i < ${GDPRCTL_KILLS:-8}; i++)); do
    restore && cp base.ledger gdprctl.db.ledger
    timeout -s KILL "0.$((RANDOM % 500 + 100))" "$GDPRCTL" erase 2026-0001 --yes >/dev/null 2>&1
    expect_status 0 gdprctl request list
    expect_status 0 gdprctl erase 2026-0001 --yes
    people gdprctl.db >got
    check "the end is the same" cmp want got
    restore
    expect_status 0 gdprctl ledger replay
    people gdprctl.db >got
    check "repeated" cmp want got
done

# both: the sample in two registers, and a copy. stop_here: what a replay stops at when it is run by `stopped`, which
# then runs it once more, to its end, with status STATUS.
both() {
    sample kuopio-customers && sample_into ksat-customers
    quick --quiet backup copies >/dev/null
}
stop_here() {
    expect_status 0 gdprctl erase --register ksat-customers --received 2026-11-20 --channel letter --customer 00100005 \
        --verified signature --yes
}
stopped() { # STATUS
    local purposes="category_purpose SET value = %s WHERE owner_id IN (SELECT id FROM category WHERE register_id =
        (SELECT id FROM register WHERE code = 'ksat-customers'))"
    # shellcheck disable=SC2059
    sqlite3 gdprctl.db "UPDATE $(printf "$purposes" "'no-' || value")"
    expect_status 78 gdprctl ledger replay
    expect_err "a purpose that there is not"
    # shellcheck disable=SC2059
    sqlite3 gdprctl.db "UPDATE $(printf "$purposes" "substr(value, 4)")"
    expect_status 1 gdprctl status --json
    expect_json ledger behind
    expect_status "$1" gdprctl ledger replay --json
}
# What the last run told a person to do.
told() {
    python3 -c 'import json, sys
for name in "values_to_enter_again", "files_to_import_again", "requests_to_look_at":
    print(json.load(open(sys.argv[1]))[name])' "$OUT"
}

t "stopped half way: the run that goes on tells all that a person has to do"
both
expect_status 0 gdprctl rectify "${WHO[@]}" --customer 00100003 --set "customer.street=Uusikatu 1" --set customer.phone=0400009999
printf 'asiakasnumero;nimi\n777;Uusi Asiakas\n' >new.csv
step record import kuopio-customers customer new.csv
for no in 777 00100006; do
    step request open access --register kuopio-customers --received 2026-11-20 --channel letter --customer $no
done
stop_here
restore
expect_status 1 gdprctl ledger replay --dry-run --json
told >want
stopped 1
told >got
check "as in one run" diff want got
check "three lists" bash -c '! grep -qx "\[\]" want'
expect_status 0 gdprctl ledger replay --json
expect_json files_to_import_again.length 0

t "stopped half way, behind the place of a copy that was restored before: it goes on"
both
expect_status 0 gdprctl erase "${WHO[@]}" --customer 00100004
quick --quiet backup later >/dev/null
expect_status 0 gdprctl erase "${WHO[@]}" --customer 00100006
stop_here
cp later/*.db gdprctl.db
expect_status 0 gdprctl ledger replay
expect_status 0 gdprctl erase "${WHO[@]}" --customer 00100007
people gdprctl.db >want
restore
stopped 0
people gdprctl.db >got
check "as if it had not been restored" diff want got

t "stopped half way: a copy of the line that was given up is known all the same"
both
expect_status 0 gdprctl erase "${WHO[@]}" --customer 00100004
quick --quiet backup later >/dev/null
stop_here
restore
stopped 0
expect_status 0 gdprctl erase "${WHO[@]}" --customer 00100006
cp later/*.db gdprctl.db
expect_status 77 gdprctl ledger replay
expect_err "given up"
restore
expect_status 0 gdprctl ledger replay

t "killed between the commit and the end: whoever was told of the change can rely on it"
made
for told in "request list" "status" "hold list" "erase 2026-0001 --yes" "ledger list"; do
    restore && rm gdprctl.db.ledger && gdprctl ledger renew --yes >/dev/null
    rm -r copies && gdprctl --quiet backup copies >/dev/null
    gdprctl --quiet erase "${WHO[@]}" --customer 00100004 >/dev/null 2>&1
    people gdprctl.db >want
    truncate -s -84 gdprctl.db.ledger
    # shellcheck disable=SC2086
    expect_status "$([ "$told" = status ] && echo 1 || echo 0)" gdprctl $told # status: rows past their retention
    restore
    expect_status 0 gdprctl ledger replay --json
    expect_json repeated 1
    people gdprctl.db >got
    check "repeated after $told" cmp want got
done

t "a full disk, a ledger that cannot be written: refused, and nothing has changed"
made
{ echo "puhelin;sahkoposti" && seq -f "04%07.0f" 1000000 1011999 | sed "s,.*,&;ei&@example.com,"; } >optout.csv
expect_status 0 gdprctl optout import optout.csv --register kuopio-customers
cp gdprctl.db before.db && cp gdprctl.db.ledger before.ledger
size=$(stat -c %s gdprctl.db.ledger) # more than the journal of one erasure
expect_status 74 prlimit --fsize=$((size + 50)) "$GDPRCTL" erase "${WHO[@]}" --customer 00100004
expect_err "the ledger"
check "the database" cmp gdprctl.db before.db
check "the ledger" cmp gdprctl.db.ledger before.ledger
if [ "$(id -u)" -ne 0 ]; then
    chmod 400 gdprctl.db.ledger
    expect_status 74 gdprctl erase "${WHO[@]}" --customer 00100004
    check "the database" cmp gdprctl.db before.db
fi
expect_status 0 gdprctl erase "${WHO[@]}" --customer 00100004
finish
