#!/bin/bash
# erase_sample.sh - sample customers are erased one after the other, and the whole database compared each time: all of
# them in one register, some in two more (SAMPLE_STEP=1: all).
. "$(dirname "$0")/lib.sh"

# load REGISTER: the sample's six files.
load() {
    local pair
    for pair in customer:asiakkaat metering-point:kayttopaikat contract:sopimukset invoice:laskut call-recording:puhelut \
        marketing-permission:markkinointiluvat; do
        gdprctl --quiet record import "$1" "${pair%%:*}" "$ROOT/tests/data/sample/utf8bom/${pair##*:}.csv" \
            >"$WORK/load" 2>&1 || complain "the sample is not taken in" "$WORK/load"
    done
}

t "the registers and the sample, for all cases"
new_db
expect_status 0 gdprctl register load --builtin all
load kuopio-customers
load ksat-customers
load kss-customers
cp gdprctl.db "$WORK/loaded.db"
cp gdprctl.db.key "$WORK/loaded.db.key"
cp gdprctl.db.ledger "$WORK/loaded.db.ledger"

# each REGISTER STEP
each() {
    t "customers of $1"
    cp "$WORK/loaded.db" gdprctl.db
    cp "$WORK/loaded.db.key" gdprctl.db.key
    cp "$WORK/loaded.db.ledger" gdprctl.db.ledger
    expect_status 0 python3 "$ROOT/tests/cli/erase_sample.py" "$GDPRCTL" gdprctl.db "$1" "$2"
    expect_out "erased, "
    expect_status 0 gdprctl audit verify
    check "the database is sound" test "$(sql 'PRAGMA integrity_check; PRAGMA foreign_key_check')" = ok
}

each kuopio-customers 1                   # rules of a notice
each ksat-customers "${SAMPLE_STEP:-8}"   # no rule at all
each kss-customers "${SAMPLE_STEP:-8}"    # one assumed rule

finish
