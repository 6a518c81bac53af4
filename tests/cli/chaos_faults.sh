#!/bin/bash
# chaos_faults.sh - calls that fail, disk full, I/O errors, no memory: the short forms of tests/chaos, with the debug
# build, which is the quickest that obeys the test clock. The long one: make faults.
. "$(dirname "$0")/lib.sh"

build_debug build/debug/gdprctl build/chaos/faults.so build/chaos/memory.so
for command in purge erase import optout access; do
    chaos "calls of $command fail" faults.py $command "$ROOT/build/chaos/faults.so" 41 7
    chaos "$command gets no memory" faults.py $command "$ROOT/build/chaos/memory.so" 6007 500
done
export CALLS=' open '
chaos "a recording that cannot be opened is not one that is missing" faults.py access "$ROOT/build/chaos/faults.so"
finish
