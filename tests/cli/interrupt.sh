#!/bin/bash
# interrupt.sh - Ctrl-C in a purge: it ends after the batch it is in, says so, and the next run goes on from there; and
# runs that are stopped while another one is at work. The signal comes from inside, at a chosen call
# (tests/chaos/faults.c), with the debug build.
. "$(dirname "$0")/lib.sh"

build_debug build/debug/gdprctl build/chaos/faults.so
GDPRCTL=$ROOT/build/debug/gdprctl

# scene: 60 old calls of a customer.
scene() {
    new_db
    gdprctl --quiet register load --builtin kuopio-customers >/dev/null
    sql "INSERT INTO customer (register_id, customer_no) SELECT id, 'A' FROM register;
    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 60)
    INSERT INTO call_recording (customer_id, recording_no, started_at) SELECT 1, i, '2020-01-01' FROM n"
}

calls() { sql 'SELECT count(*) FROM call_recording'; }

# at CALL N COMMAND...: SIGINT before the nth call of that name.
at() {
    local call=$1 n=$2
    shift 2
    LD_PRELOAD=$ROOT/build/chaos/faults.so FAULT_CALLS=" $call " FAULT_AT=$n FAULT_SIGNAL=2 GDPRCTL_BATCH=10 "$GDPRCTL" "$@"
}

# stopped CALL N COMMAND...: for the background; SIGSTOP before the nth call of that name.
stopped() {
    local call=$1 n=$2
    shift 2
    LD_PRELOAD=$ROOT/build/chaos/faults.so FAULT_CALLS=" $call " FAULT_AT=$n FAULT_SIGNAL=19 exec "$GDPRCTL" "$@"
}

# until_stopped PID: waits until the program has come to where it stops.
until_stopped() {
    local i
    for ((i = 0; i < 500; i++)); do
        grep -qs '^State:.T' "/proc/$1/status" && return
        sleep 0.02
    done
    return 1
}

# ends_beside STATUS PID: lets the stopped program go on, and end so, while another connection is about to write.
ends_beside() {
    local other status
    rm -f held
    { # the end of its input comes when the program has ended
        printf '%s\n' "BEGIN IMMEDIATE;" ".shell : >held"
        while kill -0 "$2" 2>/dev/null; do sleep 0.1; done
    } | sqlite3 -batch -init /dev/null gdprctl.db &
    other=$!
    while [ ! -e held ] && kill -0 $other 2>/dev/null; do sleep 0.02; done
    kill -CONT "$2"
    wait "$2"
    status=$?
    wait $other && [ $status -eq "$1" ]
}

# count CALL COMMAND...: how often it is called.
count() {
    local call=$1
    shift
    LD_PRELOAD=$ROOT/build/chaos/faults.so FAULT_CALLS=" $call " FAULT_AT=0 FAULT_COUNT=count GDPRCTL_BATCH=10 \
        "$GDPRCTL" "$@" >/dev/null 2>&1
    cat count
}

t "in the middle of a run"
scene
expect_status 0 gdprctl purge --dry-run
writes=$(count pwrite purge --yes --first-run)
check "there is something to interrupt" test "$writes" -gt 50
rm -f gdprctl.*
scene
expect_status 1 at pwrite $((writes / 2)) purge --yes --first-run --json
expect_err "interrupted after a whole batch"
left=$(calls)
check "whole batches have gone" test $((left % 10)) -eq 0 -a "$left" -gt 0 -a "$left" -lt 60
expect_json deleted $((60 - left))
check "the book says so" test "$(sql 'SELECT result FROM purge_run')" = interrupted
expect_status 0 gdprctl audit verify
expect_status 0 gdprctl purge --yes --json
expect_json deleted "$left"
check "all gone" test "$(calls)" -eq 0

t "at every moment"
for ((write = 1; write <= writes; write += writes / 12)); do
    rm -f gdprctl.*
    scene
    at pwrite "$write" purge --yes --first-run >/dev/null 2>&1
    check "it ends by itself" test $? -le 1 # 0: there was nothing left to do
    check "whole batches at write $write" test $(($(calls) % 10)) -eq 0
    expect_status 0 gdprctl audit verify
done

t "an erasure is taken back whole"
scene
erase=(erase --register kuopio-customers --received 2026-11-20 --channel visit --verified id-document --customer A --yes)
# With its first change it opens the journal; after that only the directory, twice, to sync it.
opens=$(count open "${erase[@]}")
rm -f gdprctl.*
scene
expect_status 77 at open $((opens - 2)) "${erase[@]}"
expect_err "interrupted"
check "nothing has gone" test "$(calls)" -eq 60
expect_status 1 gdprctl "${erase[@]}" # the customer's row needs a person: no contract ever ended
check "all gone" test "$(calls)" -eq 0

t "another run keeps the recordings of an erasure waiting"
# recorded: as scene, with a recording of each call.
recorded() {
    scene
    rm -rf sound
    mkdir sound
    for ((i = 1; i <= 60; i++)); do echo sound >"sound/$i"; done
    sql 'UPDATE call_recording SET file = recording_no'
}
recorded
erase+=(--recordings sound --json)
# The last four make the removal durable; the one before tells the ledger that the rows have gone.
syncs=$(count fdatasync "${erase[@]}")
rm -f gdprctl.*
recorded
stopped fdatasync $((syncs - 4)) "${erase[@]}" >"$OUT" 2>"$ERR" &
erasure=$!
check "it stops" until_stopped "$erasure"
check "the rows have gone" test "$(calls)" -eq 0
check "it is done, and needs a person" ends_beside 1 "$erasure"
expect_err "60 recording files of erased rows still wait to be removed: the database is in use by another run"
expect_json files_deleted 0
expect_json files_left 60
expect_json request 2026-0001
expect_status 1 gdprctl erase 2026-0001 --yes --json --recordings sound
expect_json files_deleted 60
check "no file is left" test -z "$(ls sound)"

t "another run keeps the recordings of a replay waiting: what there is to do is told all the same"
recorded
expect_status 0 gdprctl backup copies
expect_status 0 gdprctl purge --yes --first-run --recordings sound
printf 'customer_no;name\nB;Aino\n' >new.csv
expect_status 0 gdprctl record import kuopio-customers customer new.csv
restored() {
    cp copies/*.db gdprctl.db
    cp before.ledger gdprctl.db.ledger
    for ((i = 1; i <= 60; i++)); do echo sound >"sound/$i"; done
}
cp gdprctl.db.ledger before.ledger
restored
replay=(ledger replay --recordings sound --json)
syncs=$(count fdatasync "${replay[@]}")
restored
stopped fdatasync $((syncs - 4)) "${replay[@]}" >"$OUT" 2>"$ERR" &
pid=$!
check "it stops" until_stopped $pid
check "the rows have gone" test "$(calls)" -eq 0
check "it is done, and needs a person" ends_beside 1 $pid
expect_err "60 recording files of rows that went still wait to be removed: the database is in use by another run"
expect_json files_deleted 0
expect_json files_to_import_again.length 1
expect_status 0 gdprctl ledger replay --recordings sound --json
expect_json files_deleted 60

t "two replays of the ledger at the same time"
scene
expect_status 0 gdprctl backup copies
for reason in first second; do
    expect_status 0 gdprctl hold add --register kuopio-customers --reason $reason
done
cp copies/*.db gdprctl.db
# It has seen where the database stands, and opens the ledger for the last time, to repeat it.
stopped open 8 ledger replay --json >late 2>&1 &
late=$!
check "it stops" until_stopped "$late"
expect_status 0 gdprctl ledger replay --json
expect_json repeated 2
kill -CONT "$late"
wait "$late"
check "the late one is told to come again" test $? -eq 75
check "why" grep -q "another run has repeated the ledger" late
expect_status 0 gdprctl audit verify
expect_status 0 gdprctl ledger replay --json
expect_json repeated 0
check "the holds are there once" test "$(sql 'SELECT count(*) FROM hold')" -eq 2

finish
