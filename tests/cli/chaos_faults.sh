#!/bin/bash
# chaos_faults.sh - calls that fail, disk full, I/O errors, no memory: the short forms of tests/chaos, with the debug
# build, which is the quickest that obeys the test clock. The long one: make faults.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/sample.sh"

build_debug build/debug/gdprctl build/chaos/faults.so build/chaos/memory.so
for command in purge erase import optout access; do
    chaos "calls of $command fail" faults.py $command "$ROOT/build/chaos/faults.so" 41 7
    chaos "$command gets no memory" faults.py $command "$ROOT/build/chaos/memory.so" 6007 500
done
export CALLS=' open '
chaos "a recording that cannot be opened is not one that is missing" faults.py access "$ROOT/build/chaos/faults.so"

# fails_at CALL NUMBER COMMAND...: the call of that number fails with an I/O error.
fails_at() {
    local call=$1 at=$2
    shift 2
    FAULT_CALLS=" $call " FAULT_AT=$at FAULT_ERRNO=5 FAULT_COUNT=count LD_PRELOAD=$ROOT/build/chaos/faults.so \
        quick "$@"
}

t "a package that could not be made durable under its name is gone, as the request is"
sample kuopio-customers
mkdir -m 700 before out && cp gdprctl.db* before
one_step=(access --register kuopio-customers --received 2026-11-20 --channel letter --customer 00100013
    --verified signature --out out)
expect_status 0 fails_at fsync 0 "${one_step[@]}"
rm -r out/2026-0001 && cp before/* .
expect_status 74 fails_at fsync "$(cat count)" "${one_step[@]}"
expect_err "writing to out failed"
check "nothing is left" test -z "$(ls -A out)"
expect_status 0 quick "${one_step[@]}"
check "the reference is the next person's" test -s out/2026-0001/letter.html
finish
