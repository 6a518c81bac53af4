#!/bin/bash
# release.sh - an officer's "no longer needed" is of the data that are there until its last day has passed: what comes
# later, and people who come later, stay.
. "$(dirname "$0")/lib.sh"

# Customers 1 and 2 with a recording each in kesoy-customers, which keeps all of it as long as it is needed.
needed() {
    new_db
    quick --quiet register load --builtin kesoy-customers >/dev/null || complain "register load failed"
    load customer 'customer_no;name' '1;Yksi Testi' '2;Kaksi Testi'
    load call_recording 'customer_no;recording_no;started_at' '1;R1;2020-01-01T12:00:00Z' '2;R2;2020-01-01T12:00:00Z'
}

load() { # TABLE LINE...
    printf '%s\n' "${@:2}" >"$1.csv"
    quick --quiet record import kesoy-customers "$1" "$1.csv" >"$WORK/load" 2>&1 ||
        complain "$1 is not taken in" "$WORK/load"
}

release() { # RULE LAST-DAY [SELECTOR...]
    quick --quiet retention release kesoy-customers --rule "$1" --reason valmis --last-day "${@:2}" >"$WORK/step" 2>&1 ||
        complain "not released" "$WORK/step"
}

# taken DELETED LEFT: what `retention due` and a dry run announce is what the purge takes; the people and recordings left.
taken() {
    expect_status 0 gdprctl retention due kesoy-customers --json
    announced=$(json_get records "$OUT")
    expect_status 0 gdprctl purge --first-run --max-share 100 --dry-run --json
    expect_json deleted "$1"
    expect_status 0 gdprctl purge --first-run --max-share 100 --yes --json
    expect_json deleted "$1"
    [ "$1" -eq 0 ] || [ "$announced" != "[]" ] || complain "nothing was announced"
    left=$(sql "SELECT customer_no FROM customer UNION ALL SELECT recording_no FROM call_recording ORDER BY 1" |
        paste -sd ' ')
    [ "$left" = "$2" ] || complain "left: $left"
}

forecast() {
    gdprctl retention forecast kesoy-customers --csv | tr -d '\r' | sed 1d | cut -d ';' -f 3,4 | sort | paste -sd ' '
}

t "people and rows that come after the last day are not meant"
needed
release as-long-as-needed 2026-11-20
release recordings 2026-11-20
export GDPRCTL_NOW=2026-12-05T09:00:00+02:00
load customer 'customer_no;name' '3;Kolme Testi' '2;Kaksi Testi'
load call_recording 'customer_no;recording_no;started_at' '2;R3;2026-12-04T12:00:00Z' '3;R4;2026-12-04T12:00:00Z'
expect_status 0 gdprctl retention explain kesoy-customers --customer 3 --json
expect_json rows.0.status active
expect_json rows.0.last_day null
expect_status 0 gdprctl retention explain kesoy-customers --customer 2 --json
expect_json rows.0.status expired
expect_json rows.1.table call_recording
expect_json rows.1.status expired
expect_json rows.2.status active
[ "$(forecast)" = "call_recording;2 customer;2" ] || complain "forecast: $(forecast)"
taken 3 "2 3 R3 R4"
taken 0 "2 3 R3 R4"
# Released anew, they are meant.
release as-long-as-needed 2026-12-04
release recordings 2026-12-04 --customer 2
[ "$(forecast)" = "call_recording;1 customer;2" ] || complain "forecast: $(forecast)"
taken 2 "3 R4"
export GDPRCTL_NOW=2026-11-22T09:00:00+02:00

t "what comes until the last day is"
needed
release recordings 2026-12-31
load call_recording 'customer_no;recording_no;started_at' '2;R3;2026-11-21T12:00:00Z'
export GDPRCTL_NOW=2027-01-01T09:00:00+02:00
load call_recording 'customer_no;recording_no;started_at' '2;R4;2026-12-30T12:00:00Z' '1;R1;2020-02-02T12:00:00Z'
taken 3 "1 2 R4"
export GDPRCTL_NOW=2026-11-22T09:00:00+02:00

t "the number of a row that has gone may be given again: the new row stays"
needed
release recordings 2026-11-20
load call_recording 'customer_no;recording_no;started_at' '1;R1;2020-01-01T12:00:00Z'
taken 2 "1 2"
load call_recording 'customer_no;recording_no;started_at' '2;R5;2026-11-21T12:00:00Z'
taken 0 "1 2 R5"

t "an upheld objection to the processing lets nothing new stay"
needed
quick --quiet object --register kesoy-customers --received 2026-11-20 --channel letter --verified signature --customer 1 \
    --scope processing --decision uphold --reason syy >"$WORK/step" 2>&1 || complain "no objection" "$WORK/step"
export GDPRCTL_NOW=2026-11-24T09:00:00+02:00
load call_recording 'customer_no;recording_no;started_at' '1;R3;2026-11-23T12:00:00Z'
expect_status 0 gdprctl retention explain kesoy-customers --customer 1 --json
expect_json rows.2.last_day 2026-11-22

t "what waits for its case, or is kept for claims, an upheld objection does not release"
needed
quick register export kesoy-customers --json >export.json
python3 -c '
import json
register = json.load(open("export.json"))
rule = register["retention"][0]
register["retention"] += [rule | {"code": "case", "kind": "on-condition"},
                          rule | {"code": "claims", "strength": "contract"}]
json.dump(register, open("changed.json", "w"))'
quick --quiet register load changed.json >"$WORK/load" 2>&1 || complain "the register is not taken in" "$WORK/load"
expect_status 0 gdprctl object --register kesoy-customers --received 2026-11-20 --channel letter --verified signature \
    --customer 1 --scope processing --decision uphold --reason syy
check "only what was needed" test "$(sql "SELECT group_concat(rule) FROM (SELECT rule FROM release ORDER BY rule)")" = \
    as-long-as-needed,recordings

t "a representative is not the customer: nothing of the customer is released for them"
needed
load representative 'customer_no;name' '1;Eeva Edustaja'
expect_status 64 gdprctl retention release kesoy-customers --rule as-long-as-needed --reason valmis --last-day 2026-11-20 \
    --customer 1 --as representative
expect_err "not of a representative"
check "nothing" test "$(sql "SELECT count(*) FROM release")" = 0

finish
