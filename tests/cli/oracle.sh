#!/bin/bash
# oracle.sh - purges of random customers on random days against an oracle with date arithmetic of its own (oracle.py).
# $GDPRCTL_ORACLE says how many sets (4); $GDPRCTL_ORACLE_SEED where they begin.
. "$(dirname "$0")/lib.sh"

ORACLE=$ROOT/tests/cli/oracle.py
first=${GDPRCTL_ORACLE_SEED:-1}

for ((seed = first; seed < first + ${GDPRCTL_ORACLE:-4}; seed++)); do
    day=$(cd "$WORK" && python3 "$ORACLE" make "$seed")
    t "set $seed, as of $day"
    mv "$WORK"/*.csv "$WORK/expected.txt" .
    new_db
    quick --quiet register load --builtin kuopio-customers >/dev/null
    for table in customer contract invoice call-recording marketing-permission; do
        expect_status 0 gdprctl --quiet record import kuopio-customers "$table" "$table.csv"
    done
    python3 "$ORACLE" rows gdprctl.db >before.txt
    expect_status 0 gdprctl purge --first-run --max-share 100 --yes --as-of "$day"
    python3 "$ORACLE" rows gdprctl.db >after.txt
    check "the rows that survive are the oracle's" diff expected.txt after.txt
    check "some rows went" test "$(wc -l <after.txt)" -lt "$(wc -l <before.txt)"
done
finish
