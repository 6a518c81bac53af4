#!/bin/bash
# meta_demo.sh - the demonstration of the README runs to its end, twice in a row.
. "$(dirname "$0")/lib.sh"

t "the demonstration"
unset GDPRCTL_NOW # it answers requests that were received today
for _ in 1 2; do
    expect_status 0 "$ROOT/tests/demo.sh" "$GDPRCTL"
    expect_out "open letter.html"
    check "five answers" test "$(find build/demo/answers -name letter.html | wc -l)" -eq 5
done

finish
