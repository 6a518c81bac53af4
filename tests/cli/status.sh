#!/bin/bash
# status.sh - the morning look: rows past their retention, and when a monitor is to wake somebody.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/sample.sh"

due() { gdprctl retention due --json >due.json && json_get due due.json; }

t "nothing loaded"
new_db
expect_status 0 gdprctl status --json
expect_json rows_past_retention 0
gdprctl register load --builtin all >/dev/null
expect_status 0 gdprctl status --json
expect_json rows_past_retention 0

t "a database that everybody can read"
new_db
chmod 644 gdprctl.db
expect_status 1 gdprctl status --json
expect_err "chmod o="
chmod 640 gdprctl.db
expect_status 0 gdprctl status --json

t "a purge that was never set up is what a monitor has to find"
sample kuopio-customers
check "rows are due" test "$(due)" -gt 500
expect_status 1 gdprctl status --json
expect_json rows_past_retention "$(due)"
check "some since yesterday or longer" test "$(json_get rows_overdue)" -gt 500

t "after it, rows that are still there the day after the next are"
sample kuopio-customers
expect_status 0 gdprctl purge --first-run --yes --json
check "what is due goes; who still has a contract waits" python3 -c '
import json, sys
records = json.load(open(sys.argv[1]))["records"]
assert all(r["due"] == r["deleted"] for r in records), records
assert [r["waiting"] for r in records if r["table"] == "customer"] == [47], records
' "$OUT"
expect_status 0 gdprctl status --json
expect_json rows_past_retention 0
expect_json rows_overdue 0
expect_status 1 gdprctl status --as-of 2027-02-01 --json
check "counted" test "$(json_get rows_overdue)" -gt 0
quick hold add --register kuopio-customers --reason inspection >/dev/null
expect_status 0 gdprctl status --as-of 2027-02-01 --json
check "held, and counted all the same" test "$(json_get rows_past_retention)" -gt 0
expect_json rows_overdue 0

t "recordings that a killed run left are told of until they are removed"
new_db
mkdir -m 700 sound
echo voice >sound/left.wav
sql "INSERT INTO outbox (path, dev, ino, size) VALUES ('left.wav', $(stat -c '%d, %i, %s' sound/left.wav))" >/dev/null
expect_status 1 gdprctl status --json
expect_json files_waiting 1
expect_err "1 recording file of rows that are gone still waits to be removed"
expect_status 1 gdprctl --quiet purge --yes
expect_err "1 recording file that an earlier run left waits to be deleted: name the directory"
check "still there" test -e sound/left.wav
expect_status 0 gdprctl purge --yes --recordings sound
check "removed" test ! -e sound/left.wav
expect_status 0 gdprctl status --json
expect_json files_waiting 0
expect_err ""

t "a ledger that is none of ours"
new_db
mkdir -m 700 directory
expect_status 1 gdprctl --ledger directory status
expect_err "not a regular file"
check "no line without words" bash -c '! grep -qx "gdprctl: " "$1"' - "$ERR"

t "a schema that somebody added something unaccepted to is no damage, and what it is in is said"
new_db
sql "ALTER TABLE customer ADD COLUMN b TEXT AS (json(customer_no || '{'))"
expect_status 76 gdprctl status
expect_err "does not accept, in customer: "
expect_err "json"
expect_no_err "damaged:"
expect_no_err "restore"
sql "ALTER TABLE customer DROP COLUMN b"
expect_status 0 gdprctl status

t "a schema that cannot be read is damage, and where is said"
new_db
sql "CREATE TABLE own (a); CREATE INDEX own_a ON own (a); PRAGMA writable_schema = ON;
     UPDATE sqlite_schema SET sql = 'CREATE INDEX own_a ON own (b)' WHERE name = 'own_a'"
expect_status 76 gdprctl status
expect_err "damaged: its schema cannot be read at own_a"
expect_err "restore"

finish
