#!/bin/bash
# audit.sh - list, head and verify; the chain itself is tested in tests/unit/store.
. "$(dirname "$0")/lib.sh"

t "the head is what verify takes"
new_db
expect_status 0 gdprctl audit head
cp "$OUT" head
check "SEQ:HASH" grep -qxE '1:[0-9a-f]{64}' head
expect_status 0 gdprctl audit verify --head "$(cat head)"
expect_status 0 gdprctl audit verify --head "$(cut -d: -f2 head)" --json
expect_json intact true
expect_json rows 1
expect_json seq 1

t "a head of another log"
new_db
zeros=$(printf '0%.0s' {1..64})
expect_status 76 gdprctl audit verify --head "1:$zeros"
expect_status 76 gdprctl audit verify --head "$zeros"
expect_status 76 gdprctl audit verify --head "9:$zeros"
expect_status 76 gdprctl audit verify --head "$zeros" --json
expect_error integrity

t "what is no head"
new_db
for bad in 1 x: 1: :00 0:00 "-1:$(printf '0%.0s' {1..64})" "1:$(printf 'g%.0s' {1..64})" "1:$(printf '0%.0s' {1..63})"; do
    expect_status 64 gdprctl audit verify "--head=$bad"
done

t "a changed row is named"
new_db
sql "DROP TRIGGER IF EXISTS audit_no_update; PRAGMA writable_schema=ON; DELETE FROM sqlite_schema WHERE type='trigger' AND tbl_name='audit'; PRAGMA writable_schema=RESET; UPDATE audit SET result='refused'" >/dev/null
check "changed" test "$(sql 'SELECT result FROM audit')" = refused
expect_status 76 gdprctl audit verify
expect_out ""

t "a damaged page is found where no row of the log lies on it"
new_db
expect_status 0 gdprctl audit verify
expect_out "Database intact: yes"
expect_status 0 gdprctl audit verify --json
expect_json database_intact true
root=$(sql "SELECT rootpage FROM sqlite_schema WHERE name = 'repealed_act'")
printf '\011' | dd of=gdprctl.db bs=1 seek=$(((root - 1) * 4096 + 7)) conv=notrunc 2>/dev/null # fragments not there
expect_status 76 gdprctl audit verify
expect_out ""
expect_err "repealed_act"
expect_err "ledger replay"
expect_status 76 gdprctl audit verify --json
expect_error integrity
expect_status 0 gdprctl audit head
expect_status 0 gdprctl audit list

t "list in every format"
new_db
expect_status 0 gdprctl audit list
expect_out "init"
expect_status 0 gdprctl audit list --csv
check "a header and a row" test "$(wc -l <"$OUT")" -eq 2
expect_status 0 gdprctl audit list --ndjson
expect_json command init
expect_status 0 gdprctl audit list --from 2 --json
expect_json rows.length 0

finish
