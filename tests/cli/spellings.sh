#!/bin/bash
# spellings.sh - properties of opt-outs over generated people (spellings.py): every way of writing an identifier meets its
# person, and nobody else; a ban outlives purge, erasure and the next feed. $GDPRCTL_SPELLINGS says how many people and how
# many others there are ("40 2000"), $GDPRCTL_SPELLINGS_SEED which ones.
. "$(dirname "$0")/lib.sh"

read -r PEOPLE OTHERS <<<"${GDPRCTL_SPELLINGS:-40 2000}"
SEED=${GDPRCTL_SPELLINGS_SEED:-1}
ERASED=$((PEOPLE / 20))

generate() {
    python3 "$ROOT/tests/cli/spellings.py" "$SEED" "$PEOPLE" "$OTHERS" || complain "no people"
    new_db
    for register in "$@"; do
        quick register load --builtin "$register" >/dev/null
        quick --quiet record import "$register" customer people.csv >/dev/null || complain "the people are not taken"
    done
}

t "$PEOPLE people: twelve spellings of each identifier meet somebody, and the right one"
generate kuopio-customers
for kind in phone email personal_id; do
    expect_status 0 gdprctl optout import "$kind.csv" --json --dry-run
    expect_json rows $((12 * PEOPLE))
    expect_json applied "$PEOPLE"
    expect_json unchanged $((11 * PEOPLE))
    expect_json unmatched 0
    expect_status 0 gdprctl optout import "numbered-$kind.csv" --json --dry-run
    expect_json ambiguous 0
    expect_json unmatched 0
    expect_json suppressed 0
done

t "$OTHERS others: nobody is met"
generate kuopio-customers
expect_status 0 gdprctl optout import others.csv --json
expect_json rows "$OTHERS"
expect_json applied 0
expect_json unmatched "$OTHERS"
check "no objection" test "$(sql 'SELECT count(*) FROM objection')" -eq 0
for kind in phone email personal_id; do
    expect_status 0 gdprctl optout screen "$kind.csv" --scope direct-mail --channel letter --json
    expect_json kept $((12 * PEOPLE))
done

t "contacts that nobody has yet are known in every spelling, and only those"
generate
quick register load --builtin kuopio-customers >/dev/null
expect_status 0 gdprctl optout import optouts.csv --json
expect_json unmatched "$PEOPLE"
expect_json suppressed "$PEOPLE"
quick --quiet record import kuopio-customers customer people.csv >/dev/null
expect_status 1 gdprctl record import kuopio-customers marketing-permission permissions.csv --json
expect_json rejected "$PEOPLE"
for kind in phone email personal_id; do
    expect_status 0 gdprctl optout screen "$kind.csv" --scope direct-mail --channel letter --json
    expect_json kept 0
done
expect_status 0 gdprctl optout screen others.csv --scope direct-mail --channel letter --json
expect_json kept "$OTHERS"

t "bans outlive purge, erasure and the next feed"
generate kuopio-customers ksat-customers
quick --quiet record import kuopio-customers contract contracts.csv >/dev/null
expect_status 0 gdprctl optout import optouts.csv --json
expect_json applied "$PEOPLE"
check "in both registers" test "$(sql 'SELECT count(*) FROM objection')" -eq $((2 * PEOPLE))
expect_status 0 gdprctl purge --register kuopio-customers --first-run --max-share 100 --yes
check "half of them are gone" test "$(sql 'SELECT count(*) FROM customer')" -eq $((2 * PEOPLE - PEOPLE / 2))
for ((i = PEOPLE; i > PEOPLE - ERASED; i--)); do
    expect_status 0 gdprctl erase --register ksat-customers --received 2026-11-20 --channel letter --verified signature --yes \
        --customer "$(printf %06d "$i")"
done
check "and some more" test "$(sql 'SELECT count(*) FROM customer')" -eq $((2 * PEOPLE - PEOPLE / 2 - ERASED))
expect_status 0 gdprctl record import kuopio-customers customer people.csv --json
expect_json applied $((PEOPLE / 2))
expect_status 1 gdprctl record import ksat-customers customer people.csv --json
expect_json rejected "$ERASED"
for register in kuopio-customers ksat-customers; do
    expect_status 1 gdprctl record import "$register" marketing-permission permissions.csv --json
    expect_json applied 0
done
check "nobody has a permission" test "$(sql "SELECT count(*) FROM marketing_permission WHERE state = 'permission'")" -eq 0
for register in kuopio-customers ksat-customers; do
    for kind in phone email personal_id; do
        expect_status 0 gdprctl optout screen "$kind.csv" --register "$register" --scope direct-mail --channel letter --json
        expect_json kept 0
    done
    expect_status 0 gdprctl optout screen others.csv --register "$register" --scope direct-mail --channel letter --json
    expect_json kept "$OTHERS"
done
expect_status 0 gdprctl optout import optouts.csv --json
expect_json unmatched 0

finish
