#!/bin/bash
# histories.sh - random histories of backups and changes, a restore and a replay (histories.py). $GDPRCTL_HISTORIES says
# how many (2), $GDPRCTL_HISTORIES_SEED where they begin.
. "$(dirname "$0")/lib.sh"

first=${GDPRCTL_HISTORIES_SEED:-1}

for ((seed = first; seed < first + ${GDPRCTL_HISTORIES:-2}; seed++)); do
    t "history $seed"
    expect_status 0 python3 "$ROOT/tests/cli/histories.py" "$GDPRCTL" "$ROOT/tests/data/sample/utf8bom" "$PWD" "$seed"
    expect_out "repeated"
done
finish
