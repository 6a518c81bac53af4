#!/bin/bash
# erase_sample.sh - sample customers are erased one after the other, and the whole database compared each time: some of
# them in each register (SAMPLE_STEP=1, as `make erase-sample` sets it: all 200 in each of the five).
. "$(dirname "$0")/lib.sh"

# load REGISTER: the sample's six files.
load() {
    local pair
    for pair in customer:asiakkaat metering-point:kayttopaikat contract:sopimukset invoice:laskut call-recording:puhelut \
        marketing-permission:markkinointiluvat; do
        quick --quiet record import "$1" "${pair%%:*}" "$ROOT/tests/data/sample/utf8bom/${pair##*:}.csv" \
            >"$WORK/load" 2>&1 || complain "the sample is not taken in" "$WORK/load"
    done
}

t "the registers and the sample, for all cases"
new_db
expect_status 0 gdprctl register load --builtin all
for register in kuopio-customers ksat-customers kss-customers kss-panel kesoy-customers; do load $register; done
cp gdprctl.db "$WORK/loaded.db"
cp gdprctl.db.key "$WORK/loaded.db.key"
cp gdprctl.db.ledger "$WORK/loaded.db.ledger"

# each REGISTER STEP CHANNEL METHOD
each() {
    t "customers of $1"
    [ "$1" = kuopio-customers ] || again
    cp "$WORK/loaded.db" gdprctl.db
    cp "$WORK/loaded.db.key" gdprctl.db.key
    cp "$WORK/loaded.db.ledger" gdprctl.db.ledger
    expect_status 0 python3 "$ROOT/tests/cli/erase_sample.py" "$GDPRCTL" gdprctl.db "$@"
    expect_out "erased, "
    expect_status 0 gdprctl audit verify
    check "the database is sound" test "$(sql 'PRAGMA integrity_check; PRAGMA foreign_key_check')" = ok
}

each kuopio-customers "${SAMPLE_STEP:-10}" letter signature         # rules of a notice
each ksat-customers "${SAMPLE_STEP:-50}" letter signature         # no rule at all
each kss-customers "${SAMPLE_STEP:-20}" letter signature          # one assumed rule
each kss-panel "${SAMPLE_STEP:-50}" self-service self-service      # one that no time ends
each kesoy-customers "${SAMPLE_STEP:-50}" letter known-person      # as long as needed

finish
