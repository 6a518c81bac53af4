#!/bin/bash
# chaos_runs.sh - runs that are killed, started together, sent wrong clocks or hostile paths: the short forms of
# tests/chaos, with the debug build, which is the quickest that obeys the test clock. The long ones: make kills chaos.
. "$(dirname "$0")/lib.sh"

build_debug build/debug/gdprctl build/chaos/faults.so
chaos "purges are killed at any time" kills.py purge 6
chaos "erasures are killed at any time" kills.py erase 6
chaos "purges are killed at a write" kills.py purge 10 1 "$ROOT/build/chaos/faults.so"
chaos "erasures are killed at a write" kills.py erase 10 1 "$ROOT/build/chaos/faults.so"
chaos "a copy is restored after a kill" restores.py 12 1 "$ROOT/build/chaos/faults.so"
chaos "five purges are started at once" starts.py 5 3
chaos "wrong clocks" clocks.py
chaos "hostile paths of recordings" paths.py 4
finish
