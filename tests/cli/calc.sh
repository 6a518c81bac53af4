#!/bin/bash
# calc.sh - the arithmetic of deadlines and retention on the command line; the law itself is tested in
# tests/unit/domain.
. "$(dirname "$0")/lib.sh"

t "a due date for people is a line"
expect_status 0 gdprctl calc deadline 2026-03-10
expect_err ""
echo 2026-04-10 >want
expect_same want

t "a due date for scripts"
expect_status 0 gdprctl calc deadline 2026-03-10 --promise P14D --json
expect_json format 1
expect_json received 2026-03-10
expect_json due 2026-03-24
expect_json promise 2026-03-24
expect_json art12 2026-04-10

t "the end of a short month"
expect_status 0 gdprctl --json calc deadline 2027-01-31
expect_json due 2027-03-01
expect_json promise null

t "the last day kept"
expect_status 0 gdprctl calc expiry 2016-02-29 P10Y
echo 2026-02-28 >want
expect_same want
expect_status 0 gdprctl calc expiry 2016-02-29 P10Y --json
expect_json trigger 2016-02-29
expect_json period P10Y
expect_json last_day 2026-02-28
expect_status 0 gdprctl calc expiry 2016-02-29 P6Y --align year-end
expect_out 2022-12-31

t "what is no date or period"
for bad in 2026-02-29 29.2.2024 2026-1-1 yesterday 10000-01-01 ''; do
    expect_status 64 gdprctl calc deadline "$bad"
    expect_out ""
    expect_status 64 gdprctl calc expiry "$bad" P10Y
done
for bad in 10Y P P0D P-1Y PT1H 'P10Y '; do
    expect_status 64 gdprctl calc expiry 2026-01-01 "$bad"
    expect_status 64 gdprctl calc deadline 2026-01-01 --promise "$bad"
done
expect_status 64 gdprctl calc expiry 2026-01-01 --json
expect_error usage

t "behind the last year there is no answer"
expect_status 0 gdprctl calc expiry 9989-12-31 P10Y
expect_out 9999-12-31
for over in "expiry 9999-01-01 P10Y" "expiry 9999-12-31 P1D" "deadline 9999-12-31"; do
    # shellcheck disable=SC2086 # words
    expect_status 64 gdprctl calc $over
    expect_out ""
    expect_err "after the year 9999"
done

t "no database is needed or made"
expect_status 0 gdprctl --db nowhere/at/all.db calc deadline 2026-03-10
check "a file was made" test -z "$(ls)"

finish
