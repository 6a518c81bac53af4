#!/bin/bash
# backup.sh - backup: whole, closed to others, described by its manifest, never over another file.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/sample.sh"

COPY=copies/gdprctl-20261122T090000
# Everything but the rows of the log; sorted, because the copy has its triggers elsewhere.
dump() { sqlite3 "$1" .dump | grep -v 'INTO audit' | sort; }

t "a copy and its manifest"
sample kuopio-customers
gdprctl audit head >before
expect_status 0 gdprctl backup copies --json
expect_json file $COPY.db
expect_json manifest $COPY.json
check "closed to others" test "$(stat -c %a copies $COPY.db $COPY.json | tr '\n' ' ')" = "700 600 600 "
expect_json ledger_group "$(json_get ledger_group $COPY.json)"
check "says what is not in it" test "$(json_get not_included $COPY.json)" = '["ledger", "key", "recordings"]'
check "says how to restore" grep -q "ledger replay" $COPY.json
check "nothing else there" test "$(ls -A copies | wc -l)" -eq 2
check "the hash is the file's" test "$(json_get sha256 $COPY.json)" = "$(sha256sum <$COPY.db | cut -d ' ' -f 1)"
check "the size is the file's" test "$(json_get size $COPY.json)" -eq "$(stat -c %s $COPY.db)"
counter() { od -An -tx1 -j "$2" -N 4 "$1"; }
check "its change counter is valid" test "$(counter $COPY.db 24)" = "$(counter $COPY.db 92)"
check "SQLite takes it" test "$(sqlite3 $COPY.db 'PRAGMA integrity_check; PRAGMA page_count')" = "ok
$(($(stat -c %s $COPY.db) / 4096))"
check "the head is the copy's" grep -qF "$(json_get audit_head $COPY.json)" before
dump gdprctl.db >live && dump $COPY.db >copied
check "the same rows" cmp live copied
check "not empty" test "$(wc -l <copied)" -gt 1000
expect_status 0 gdprctl audit list
expect_out backup
expect_status 0 gdprctl audit verify
expect_status 0 gdprctl --db $COPY.db --key gdprctl.db.key --ledger gdprctl.db.ledger audit verify

t "no two copies have the same change counter, so that no journal fits both"
new_db
expect_status 0 gdprctl backup copies
expect_status 0 gdprctl backup others
check "they differ" test "$(counter $COPY.db 24)" != "$(counter others/*.db 24)"

t "nothing is overwritten"
registers
mkdir copies && echo mine >$COPY.json
expect_status 73 gdprctl backup copies
check "the file that was there" test "$(cat $COPY.json)" = mine
check "no copy is left" test ! -e $COPY.db
rm $COPY.json && echo mine >$COPY.db
expect_status 73 gdprctl backup copies
check "the file that was there" test "$(cat $COPY.db)" = mine
check "no manifest is left" test "$(ls -A copies | wc -l)" -eq 1
rm $COPY.db && ln -s elsewhere $COPY.db
expect_status 73 gdprctl backup copies
check "no link is followed" test ! -e copies/elsewhere
expect_status 0 gdprctl audit list
expect_no_out backup

t "no trace of what was erased before"
sample kuopio-customers
gdprctl purge --first-run --yes >/dev/null
expect_status 0 gdprctl backup copies
check "no free pages" test "$(sqlite3 $COPY.db 'PRAGMA freelist_count')" -eq 0
check "the purge is in it" test "$(sqlite3 $COPY.db 'SELECT count(*) FROM contract')" -eq 141

t "the log has a copy when it is there with its manifest, whatever failed on the way"
build_debug build/debug/gdprctl build/chaos/faults.so
new_db
mkdir base && mv gdprctl.db* base
faulty() { LD_PRELOAD=$ROOT/build/chaos/faults.so FAULT_CALLS=' fsync fdatasync ftruncate linkat ' "$@"; }
cp -a base run && cd run && FAULT_AT=0 FAULT_COUNT=../count faulty "$QUICK" --quiet backup copies >/dev/null && cd ..
check "there is something to go wrong" test "$(cat count)" -gt 5
# The last call makes a commit durable that is written already: when it fails nobody can tell what will be there.
for ((at = 1; at < $(cat count); at++)); do
    rm -rf run && cp -a base run && cd run || exit 1
    FAULT_AT=$at FAULT_ERRNO=28 faulty "$QUICK" --quiet backup copies >/dev/null 2>&1
    status=$?
    rows=$(sql "SELECT count(*) FROM audit WHERE command = 'backup'")
    left=$(find copies -type f 2>/dev/null | wc -l)
    check "call $at: status $status, $rows rows, $left files" \
        bash -c 'if [ "$1" = 0 ]; then [ "$2 $3" = "1 2" ]; else [ "$2 $3" = "0 0" ]; fi' - $status "$rows" "$left"
    cd ..
done

t "refused"
registers
expect_status 64 gdprctl backup
ln -s /tmp link
expect_status 73 gdprctl backup link
expect_status 73 gdprctl backup nowhere/at/all
finish
