#!/bin/bash
# purge.sh - the nightly purge on the sample: what goes, what stays, what stops it.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/sample.sh"

rows() { sqlite3 gdprctl.db "SELECT count(*) FROM $1"; }

t "the figures of the sample under kuopio-customers"
sample kuopio-customers
expect_status 0 gdprctl retention due kuopio-customers --json
cp "$OUT" due.json
check "93 contracts, 141 recordings, 397 permissions" python3 -c '
import json
due = {r["table"]: r["due"] for r in json.load(open("due.json"))["records"]}
assert (due["contract"], due["call_recording"], due["marketing_permission"]) == (93, 141, 397), due'
cp gdprctl.db before.db
expect_status 0 gdprctl purge --dry-run --json
check "a dry run changes nothing and leaves nothing behind" bash -c 'cmp gdprctl.db before.db && test ! -e gdprctl.db.lock'
expect_json dry_run true
check "a dry run changes nothing" test "$(rows contract)" -eq 234
expect_status 77 gdprctl purge --yes
check "a new rule only reports" test "$(rows contract)" -eq 234
expect_status 77 gdprctl purge
expect_status 0 gdprctl purge --first-run --yes --json
check "gone" test "$(rows contract) $(rows call_recording) $(rows marketing_permission)" = "141 100 149"
check "every prohibition still bans" test "$(sqlite3 gdprctl.db 'SELECT count(*) FROM suppression')" -gt 0
check "the database is sound" test "$(sqlite3 gdprctl.db 'PRAGMA integrity_check; PRAGMA foreign_key_check')" = ok
expect_status 0 gdprctl purge --yes --json
expect_json deleted 0
expect_status 0 gdprctl audit verify

t "what stops every row of a table is named: a foreign key that is not followed"
sample kuopio-customers
sql "CREATE UNIQUE INDEX recording_no ON call_recording (recording_no);
     CREATE TABLE my_note (id INTEGER PRIMARY KEY, no TEXT REFERENCES call_recording (recording_no));
     INSERT INTO my_note (no) SELECT recording_no FROM call_recording"
expect_status 78 gdprctl purge --first-run --yes --max-share 100
expect_err 'rows of table my_note refer to rows of call_recording'
expect_err 'gdprctl register check'

t "what a batch took that failed later on is not counted as gone"
sample kuopio-customers
sql "CREATE UNIQUE INDEX my_contract_no ON contract (contract_no);
     CREATE TABLE my_note (id INTEGER PRIMARY KEY, no TEXT REFERENCES contract (contract_no));
     INSERT INTO my_note (no) SELECT contract_no FROM contract"
expect_status 78 gdprctl purge --first-run --yes --max-share 100 --metrics run.prom
check "nothing went" test "$(rows call_recording) $(rows contract)" = "241 234"
check "so say the run and the monitor" test "$(sql 'SELECT result, deleted FROM purge_run') $(grep ^gdprctl_purge_deleted run.prom)" = \
    "failed|0 gdprctl_purge_deleted_rows 0"

t "registers without a period lose nothing"
registers
for r in ksat-customers kss-panel kesoy-customers; do sample_into $r; done
expect_status 0 gdprctl purge --first-run --yes --json
expect_json deleted 0
check "all there" test "$(rows customer)" -eq 600

t "a text that is no day never expires, however like one it looks"
sample kuopio-customers
sql "UPDATE call_recording SET started_at = CASE id % 4 WHEN 0 THEN '2020-02-31' WHEN 1 THEN '2023-02-29T12:00:00Z'
     WHEN 2 THEN '2020-13-01' ELSE '0000-01-01' END WHERE id <= 8"
sql "UPDATE call_recording SET started_at = '2020-02-29' WHERE id = 9"
expect_status 0 gdprctl retention due kuopio-customers --json
expect_out '"table":"call_recording","due":136,"deleted":0,"cleared":0,"held":0,"waiting":0,"no_trigger":8'
expect_status 0 gdprctl purge --first-run --yes --max-share 100 --json
expect_out '"no_trigger":8'
check "they stay, a leap day goes" test "$(sql 'SELECT count(*) FROM call_recording WHERE id <= 9')" -eq 8

t "guards: shares, days, holds"
sample kuopio-customers
expect_status 77 gdprctl purge --first-run --yes --max-rows 10
check "nothing went" test "$(rows contract)" -eq 234
expect_status 64 gdprctl purge --as-of 2030-01-01 --yes
expect_status 0 gdprctl purge --as-of 2030-01-01 --dry-run
expect_status 0 gdprctl hold add --register kuopio-customers --reason "inspection"
expect_status 0 gdprctl purge --first-run --yes --json
expect_json deleted 0
expect_status 0 gdprctl hold lift 1
expect_status 0 gdprctl purge --yes --json
check "what waited has gone" test "$(rows contract)" -eq 141

t "a customer whose time has come waits for what is below: so say explanation and letter"
sample kuopio-customers
gdprctl purge --first-run --yes >/dev/null
customer=$(sql "SELECT customer_no FROM customer c WHERE NOT EXISTS (SELECT 1 FROM contract k WHERE k.customer_id = c.id) LIMIT 1")
expect_status 0 gdprctl retention explain kuopio-customers --customer "$customer" --json
check "until the last of its rows goes" python3 -c '
import json, sys
rows = json.load(open(sys.argv[1]))["rows"]
own, below = [r for r in rows if r["table"] == "customer"], [r for r in rows if r["table"] != "customer"]
assert own and below and all(r["status"] == "expired" and r["next"] == "waits" for r in own), rows
assert own[0]["waits_until"] == max(r["last_day"] for r in below) and not any(r["waits_until"] for r in below), rows
' "$OUT"
until=$(json_get rows.0.waits_until)
expect_status 0 gdprctl access --register kuopio-customers --received 2026-11-20 --channel letter --customer "$customer" \
    --verified e-signature --out .
check "the letter too" grep -q "$(date -d "$until" +%-d.%-m.%Y) asti, koska muut" 2026-0001/letter.html

t "it waits for a row without a column about the person too, which no rule takes"
sample kuopio-customers
gdprctl purge --first-run --yes >/dev/null
sql "CREATE TABLE my_mark (id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL REFERENCES customer(id))"
customer=$(sql "SELECT customer_no FROM customer c WHERE NOT EXISTS (SELECT 1 FROM contract k WHERE k.customer_id = c.id) LIMIT 1")
sql "INSERT INTO my_mark (customer_id) SELECT id FROM customer WHERE customer_no = '$customer'"
expect_status 0 gdprctl retention explain kuopio-customers --customer "$customer" --json
expect_json rows.0.table customer
expect_json rows.0.next waits
expect_json rows.0.waits_until null

t "columns that stay as long as their row are not said to go before it"
new_db
own_register kuopio-customers <<'END'
rule = next(r for r in register["retention"] if r["code"] == "call-recordings")
rest = dict(rule, code="rest", period="P50Y", covers=["call_recording." + c for c in ("started_at", "duration_s")])
rule["covers"] = ["call_recording.recording_no"]
register["retention"] = [rule, rest]
END
printf 'customer_no;name\n1;Aino Esimerkki\n' >customer.csv
printf 'tallenne_id;asiakasnumero;alkuaika;kesto_s\nr1;1;2020-01-01T10:00:00Z;60\n' >call.csv
quick --quiet record import own customer customer.csv >/dev/null
quick --quiet record import own call-recording call.csv >/dev/null
expect_status 0 gdprctl retention explain own --customer 1 --json
check "the number has expired and is kept" python3 -c '
import json, sys
rows = json.load(open(sys.argv[1]))["rows"]
assert [(r["status"], r["next"]) for r in rows if "recording_no" in r["fields"]] == [("expired", "kept")], rows
' "$OUT"
expect_status 0 gdprctl purge --first-run --yes --json
check "so it is" test "$(sql 'SELECT recording_no FROM call_recording')" = r1

t "a row of a table of one's own with two files that cannot be taken is held once"
new_db
sql "CREATE TABLE my_clip (id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL REFERENCES customer(id), made_on TEXT,
         sound TEXT, picture TEXT);
     INSERT INTO record_column (table_name, column_name, kind, name_fi, name_sv, name_en) VALUES
         ('my_clip', 'sound', 'file', 'a', 'b', 'c'), ('my_clip', 'picture', 'file', 'd', 'e', 'f')"
own_register kuopio-customers <<'END'
register["categories"].append({"code": "clips", "names": names, "fields": [
    {"code": "clips", "names": names, "columns": ["my_clip.*"]}]})
register["retention"] = [{"code": "clips", "names": names, "kind": "period", "period": "P1Y", "strength": "policy",
                          "event": "my_clip.made_on", "covers": ["my_clip"]}]
END
mkdir media && echo sound >media/a && ln media/a media/b
sql "INSERT INTO customer (id, register_id, customer_no) SELECT 1, id, '1' FROM register WHERE code = 'own';
     INSERT INTO my_clip VALUES (1, 1, '2020-01-01', 'a', 'b')"
expect_status 1 gdprctl purge --first-run --yes --recordings media --json
expect_json records.0.due 1
expect_json records.0.held 1
expect_err "1 row stays"

t "a row of a table of one's own that refers to nobody goes with the others"
new_db
sql "CREATE TABLE my_visit (id INTEGER PRIMARY KEY, customer_id INTEGER REFERENCES customer(id), visited_on TEXT);
     CREATE TABLE my_note (id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL REFERENCES customer(id), note TEXT)"
own_register kuopio-customers <<'END'
register["categories"].append({"code": "visits", "names": names, "fields": [
    {"code": "visits", "names": names, "columns": ["my_visit.*", "my_note.*"]}]})
register["retention"] = [{"code": "visits", "names": names, "kind": "period", "period": "P1Y", "strength": "policy",
                          "event": "my_visit.visited_on", "covers": ["my_visit", "my_note"]}]
END
sql "DELETE FROM register WHERE code <> 'own'"
sql "INSERT INTO customer (register_id, customer_no) SELECT id, 'A' FROM register;
     INSERT INTO my_visit (customer_id, visited_on) VALUES (NULL, '2010-01-01'), (1, '2011-01-01'), (1, '2026-06-01');
     INSERT INTO my_note (customer_id, note) VALUES (1, 'x')"
expect_status 0 gdprctl purge --yes --first-run --json
expect_json deleted 2
check "the person's last visit keeps the note" test "$(rows my_visit) $(rows my_note)" = "1 1"
check "remembered is what was the person's" test "$(sql 'SELECT customer_id, newest FROM last_event')" = "1|2011-01-01"
check "nobody has no tombstone" test "$(sql 'SELECT count(*) FROM tombstone_person WHERE customer_id = 0')" -eq 0

t "rows of one table wait for each other, and lose columns meanwhile"
new_db
sql "CREATE TABLE my_note (id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL REFERENCES customer(id),
         answers INTEGER REFERENCES my_note(id), said TEXT, made_on TEXT);
     CREATE INDEX my_note_customer ON my_note (customer_id);
     CREATE INDEX my_note_answers ON my_note (answers);
     CREATE INDEX my_note_made ON my_note (made_on)"
own_register kuopio-customers <<'END'
register["categories"].append({"code": "notes", "names": names, "fields": [
    {"code": code, "names": names, "columns": [column]} for code, column in (("said", "my_note.said"),
        ("made", "my_note.made_on"))]})
rule = {"names": names, "kind": "period", "strength": "policy", "event": "my_note.made_on"}
register["retention"] = [rule | {"code": "said", "period": "P1Y", "covers": ["my_note.said"]},
                         rule | {"code": "rest", "period": "P2Y", "covers": ["my_note.made_on"]}]
END
sql "DELETE FROM register WHERE code <> 'own'"
sql "INSERT INTO customer (register_id, customer_no) SELECT id, 'A' FROM register;
     INSERT INTO my_note (id, customer_id, answers, said, made_on) VALUES (1, 1, NULL, 'a', '2020-01-01'),
         (2, 1, 1, 'b', '2020-01-01'), (3, 1, 2, 'c', '2025-06-01'), (4, 1, NULL, 'd', '2025-06-01'),
         (5, 1, 4, 'e', '2026-06-01'), (6, 1, 7, 'f', '2020-01-01'), (7, 1, 6, 'g', '2020-01-01')"
for mode in --dry-run --yes; do
    expect_status 0 gdprctl purge $mode --first-run --max-share 100 --json
    expect_json records.0.due 4
    expect_json records.0.deleted 2
    expect_json records.0.cleared 2
    expect_json records.0.waiting 2
done
check "no answer loses what it answers" test "$(sql "SELECT group_concat(id || coalesce(said, '-')) FROM my_note")" = \
    1a,2b,3-,4-,5e

t "the clock goes back"
sample kuopio-customers
gdprctl purge --first-run --yes >/dev/null
GDPRCTL_NOW=2026-11-20T09:00:00+02:00 expect_status 77 gdprctl purge --yes
GDPRCTL_NOW=2027-03-20T09:00:00+02:00 expect_status 77 gdprctl purge --yes
expect_err "40 days"

t "one at a time"
registers
exec 9>gdprctl.db.lock
flock 9
expect_status 75 gdprctl purge --yes
exec 9>&-
expect_status 0 gdprctl purge --first-run --yes
finish
