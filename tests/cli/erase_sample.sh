#!/bin/bash
# erase_sample.sh - sample customers are erased one after the other, and the whole database compared each time: some of
# them in each register (SAMPLE_STEP=1, as `make erase-sample` sets it: all 200 in each of the five).
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/sample.sh"

t "the registers and the sample, for all cases"
new_db
expect_status 0 gdprctl register load --builtin all
for register in kuopio-customers ksat-customers kss-customers kss-panel kesoy-customers; do
    check "the sample in $register" sample_into $register
done
put_by loaded

# each REGISTER STEP CHANNEL METHOD
each() {
    t "customers of $1"
    [ "$1" = kuopio-customers ] || again
    taken_back loaded
    expect_status 0 python3 "$ROOT/tests/cli/erase_sample.py" "$GDPRCTL" gdprctl.db "$@"
    expect_out "erased, "
    expect_status 0 gdprctl audit verify
    check "the database is sound" test "$(sql 'PRAGMA integrity_check; PRAGMA foreign_key_check')" = ok
}

each kuopio-customers "${SAMPLE_STEP:-10}" letter signature    # rules of a notice
each ksat-customers "${SAMPLE_STEP:-50}" letter signature      # no rule at all
each kss-customers "${SAMPLE_STEP:-20}" letter signature       # one assumed rule
each kss-panel "${SAMPLE_STEP:-50}" self-service self-service  # one that no time ends
each kesoy-customers "${SAMPLE_STEP:-50}" letter known-person  # as long as needed

finish
